package node_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/node"
	"github.com/latchkey-network/latchkey/policy/outside"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// Policies read the other chains that the node has, and a chain that it has not is an error as any other.
func TestPoliciesReadOtherChains(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	other, err := devnet.StartEVM(devnet.EVMConfig{ChainID: 424242})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })
	cfg := chain.Config{URL: other.URL(), Final: "0"}
	c, err := chain.Dial(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	_, at := s.twin(t, s.EVM.WebSocketURL(), func(cfg *node.Config) { cfg.Others = []outside.Other{{Chain: c}} })
	rich := crypto.PubkeyToAddress(other.Accounts()[0].PublicKey).Hex()
	for source, want := range map[string]quorum.ProblemType{
		`chain(424242).balance("` + rich + `") > units("1", 18)`:                                     "",
		`balance("` + rich + `") > units("1", 18)`:                                                   quorum.PolicyFalse,
		`chain(424242).time() > timestamp("2020-01-01T00:00:00Z") && balance(buyer) > units("0", 0)`: "",
		`chain(5).balance(buyer) >= units("0", 0)`:                                                   quorum.PolicyFailed,
		`!(chain(5).balance(buyer) >= units("0", 0))`:                                                quorum.PolicyFailed,
		`chain(5).balance(buyer) >= units("0", 0) || true`:                                           "",
	} {
		req := s.request(t, source)
		if want == "" {
			share(t, at, req)
			continue
		}
		p := refused(t, at, req, want)
		if want == quorum.PolicyFailed && !strings.Contains(p.Detail, "does not read chain 5") {
			t.Errorf("%s: %q", source, p.Detail)
		}
	}
	resp, err := http.Get(at + "/v1/info")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var info quorum.Info
	if err := json.NewDecoder(resp.Body).Decode(&info); err != nil || !slices.Equal(info.Chains, []string{s.domain.ChainID.Dec(), "424242"}) {
		t.Errorf("%+v, %v", info, err)
	}
}

// A chain whose newest block is more than an hour from the node's clock opens nothing: what was so then, or will be, is not so.
func TestChainThatIsNotOfNow(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	other, err := devnet.StartEVM(devnet.EVMConfig{ChainID: 424243})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })
	list, c := tellers(t, other.URL(), 1, chain.Config{})
	_, at := s.twin(t, s.EVM.WebSocketURL(), func(cfg *node.Config) { cfg.Others = []outside.Other{{Chain: c}} })
	rich := crypto.PubkeyToAddress(other.Accounts()[0].PublicKey).Hex()
	for _, off := range []time.Duration{-59 * time.Minute, 59 * time.Minute, -61 * time.Minute, 61 * time.Minute} {
		list[0].tell(func(method, _ string, answer map[string]any) {
			if block, ok := answer["result"].(map[string]any); ok && method == "eth_getBlockByNumber" {
				block["timestamp"] = hexutil.Uint64(time.Now().Add(off).Unix())
			}
		})
		await(t, "the node has another head", func() bool {
			status, _, _ := post(t, at, encode(t, s.request(t, `chain(424243).time() > timestamp("2020-01-01T00:00:00Z")`)))
			return (status == http.StatusOK) == (off.Abs() < time.Hour)
		})
		for source, opens := range map[string]bool{
			`chain(424243).balance("` + rich + `") > units("1", 18)`:         off.Abs() < time.Hour,
			`chain(424243).time() > timestamp("2020-01-01T00:00:00Z")`:       off.Abs() < time.Hour,
			`!(chain(424243).balance("` + rich + `") < units("1", 18))`:      off.Abs() < time.Hour,
			`chain(424243).balance("` + rich + `") > units("1", 18) || true`: true,
		} {
			if req := s.request(t, source); opens {
				share(t, at, req)
			} else {
				refused(t, at, req, quorum.ChainUnavailable)
			}
		}
	}
}

// Policies read the hosts that the operator allows, at public addresses, also behind a name and a redirect.
func TestPoliciesReadTheWeb(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	buyer := s.buyer.Address()
	mux := http.NewServeMux()
	var asked sync.Map
	mux.HandleFunc("GET /me", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer secret" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprintf(w, `{"wallet": %q}`, strings.ToLower(buyer.Hex()))
	})
	mux.HandleFunc("GET /open", func(w http.ResponseWriter, r *http.Request) {
		n, _ := asked.LoadOrStore("open", new(int))
		*n.(*int)++ // one at a time: the node keeps what it read
		fmt.Fprint(w, `{"open": true}`)
	})
	mux.HandleFunc("POST /rpc", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var call struct {
			Method string
			Params []any
		}
		json.Unmarshal(body, &call)
		json.NewEncoder(w).Encode(map[string]any{"jsonrpc": "2.0", "id": 1, "result": map[string]any{"method": call.Method, "first": call.Params[0]}})
	})
	mux.HandleFunc("GET /long", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `"%s"`, bytes.Repeat([]byte("a"), 65<<10))
	})
	mux.HandleFunc("GET /slow", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	var inside *httptest.Server
	mux.HandleFunc("GET /elsewhere", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusFound)
	})
	server := httptest.NewTLSServer(mux)
	defer server.Close()
	inside = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.Error("a host inside was read")
		fmt.Fprint(w, `{"open": true}`)
	}))
	defer inside.Close()
	host := strings.TrimPrefix(server.URL, "https://")
	_, port, _ := strings.Cut(host, ":")
	insideHost := strings.TrimPrefix(inside.URL, "http://")
	_, insidePort, _ := strings.Cut(insideHost, ":")

	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	log := newRecorded()
	n, at := s.twin(t, s.EVM.WebSocketURL(), func(cfg *node.Config) {
		// localhost is a name that resolves to an address inside, as any name may begin to.
		cfg.Web = outside.Web{Hosts: []string{"localhost:" + port, "localhost:" + insidePort, "127.0.0.1:" + insidePort}, PrivateHosts: []string{host}, Timeout: 4 * time.Second, Roots: roots}
		cfg.Log = slog.New(log)
	})
	_ = n
	web := `web("https://` + host + `")`
	given := map[string]json.RawMessage{"token": json.RawMessage(`"secret"`)}
	for source, want := range map[string]string{ // what the problem says; "" is a share
		web + `.path("open").json("$.open") == true`:                                                   "",
		web + `.path("open").json("$.open") == true && now > timestamp("2020-01-01T00:00:00Z")`:        "",
		web + `.path("me").bearer(given.token).json("$.wallet") == buyer`:                              "",
		web + `.path("me").json("$.wallet") == buyer`:                                                  "answered status 401",
		`rpc("https://` + host + `/rpc", "f", [buyer]).json("$.first") == buyer`:                       "",
		web + `.path("long").json("$") == "a"`:                                                         "over 65536 bytes",
		web + `.path("slow").json("$") == "a"`:                                                         "no answer in 4s",
		web + `.path("slow").json("$") == "a" || true`:                                                 "",
		`web("https://example.org").json("$.open") == true`:                                            "this node does not read that host",
		`web("https://localhost:` + port + `/open").json("$.open") == true`:                            "its address is not public",
		`web("http://localhost:` + insidePort + `").json("$.open") == true`:                            "this node does not read that host", // not over https
		`web("https://127.0.0.1:` + insidePort + `").json("$.open") == true`:                           "its address is not public",
		web + `.path("elsewhere").query("to", "` + inside.URL + `/").json("$.open") == true`:           "it sends elsewhere",
		web + `.path("elsewhere").query("to", "https://localhost:` + insidePort + `/").json("$") == 1`: "its address is not public",
		web + `.path("elsewhere").query("to", "/open").json("$.open") == true`:                         "",
		web + `.path("elsewhere").query("to", "/elsewhere?to=/elsewhere").json("$.open") == true`:      "",
	} {
		if strings.Contains(source, "to=/elsewhere") {
			want = "it sends elsewhere" // too often
			source = strings.Replace(source, "/elsewhere?to=/elsewhere", "/elsewhere?to="+url.QueryEscape("/elsewhere?to="+url.QueryEscape("/elsewhere?to="+url.QueryEscape("/open"))), 1)
		}
		req := s.request(t, source)
		req.Given = given
		if want == "" {
			share(t, at, req)
			continue
		}
		if p := refused(t, at, req, quorum.PolicyFailed); !strings.Contains(p.Detail, want) {
			t.Errorf("%s: %q, want %q", source, p.Detail, want)
		}
	}
	if n, ok := asked.Load("open"); !ok || *n.(*int) > 3 {
		t.Errorf("one address was read %v times", n)
	}
	if text := log.String(); strings.Contains(text, "secret") {
		t.Errorf("the log has what was given: %s", text)
	}
	resp, err := http.Get(at + "/v1/info")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var info quorum.Info
	if err := json.NewDecoder(resp.Body).Decode(&info); err != nil || !slices.Contains(info.Hosts, host) {
		t.Errorf("%+v, %v", info, err)
	}
}

// A node that is corrupt sends on what a buyer gave it, for an account of its own, with a good signature of
// that account: the others refuse. Those values are in no log either.
func TestCorruptNodeReplaysWhatWasGiven(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	log := newRecorded()
	_, at := s.twin(t, s.EVM.WebSocketURL(), func(cfg *node.Config) { cfg.Log = slog.New(log) })
	issuer, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	source := `signed("may read: " + string(buyer), given.pass, "es256k:0x` + common.Bytes2Hex(crypto.CompressPubkey(&issuer.PublicKey)) + `")`
	req := s.request(t, source)
	pass := func(key *ecdsa.PrivateKey, account common.Address) json.RawMessage {
		digest := sha256.Sum256([]byte("may read: 0x" + common.Bytes2Hex(account[:])))
		sig, err := crypto.Sign(digest[:], key)
		if err != nil {
			t.Fatal(err)
		}
		return json.RawMessage(fmt.Sprintf(`"0x%x"`, sig[:64]))
	}
	req.Given = map[string]json.RawMessage{"pass": pass(issuer, s.buyer.Address())}
	share(t, at, req)

	corrupt := s.operator(2)
	stolen := *req
	_, mine := quorum.NewReaderKey()
	asked := *req.Message.(*terms.AccessRequest)
	asked.Buyer, asked.ReaderKey = corrupt.Address(), mine
	stolen.Message = &asked
	sign(t, corrupt, &stolen)
	refused(t, at, &stolen, quorum.PolicyFalse)
	if p := refused(t, at, s.request(t, source), quorum.PolicyFailed); !strings.Contains(p.Detail, "given.pass did not come with the request") {
		t.Errorf("%q", p.Detail)
	}
	stolen.Given = map[string]json.RawMessage{"pass": pass(issuer, corrupt.Address())}
	share(t, at, &stolen)
	secret := strings.Trim(string(req.Given["pass"]), `"`)
	if strings.Contains(log.String(), secret[2:]) {
		t.Error("the log has what was given")
	}
}

// reads is a proxy to an endpoint that counts requests with balances and calls of one contract, by the block that they name.
type reads struct {
	*httptest.Server
	mu       sync.Mutex
	requests map[string]int // by block
	calls    map[string]int // by all they say
}

func newReads(t testing.TB, target, of string) *reads {
	r := &reads{requests: map[string]int{}, calls: map[string]int{}}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, in *http.Request) {
		body, err := io.ReadAll(in.Body)
		if err != nil {
			return
		}
		type call struct {
			Method string
			Params []json.RawMessage
		}
		var list []call
		if json.Unmarshal(body, &list) != nil {
			list = make([]call, 1)
			json.Unmarshal(body, &list[0])
		}
		block := ""
		r.mu.Lock()
		for _, c := range list {
			// The node has reads of its own, of the committees.
			if c.Method == "eth_getBalance" || c.Method == "eth_call" && strings.Contains(strings.ToLower(string(c.Params[0])), of) {
				block = string(c.Params[len(c.Params)-1])
				r.calls[fmt.Sprintf("%s %s", c.Method, c.Params)]++
			}
		}
		if block != "" {
			r.requests[block]++
		}
		r.mu.Unlock()
		resp, err := http.Post(target, "application/json", bytes.NewReader(body))
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer resp.Body.Close()
		w.Header().Set("Content-Type", "application/json")
		io.Copy(w, resp.Body)
	}))
	t.Cleanup(r.Close)
	return r
}

// A thousand requests for one listing cost one round of reads in each block, whatever the policy has.
func TestThousandRequestsAreOneRoundOfReads(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	r := newReads(t, s.EVM.URL(), strings.ToLower(s.Market.Address.Hex()))
	_, at := s.twin(t, r.URL, nil)
	market := s.Market.Address.Hex()
	const asset = "0x0000000000000000000000000000000000000000000000000000000000000007"
	source := `sale("` + market + `", "` + asset + `") || balance(buyer) > units("1000000", 18) ||
		call("` + market + `", "licensed(bytes32 asset, address account) view returns (bool)", ["` + asset + `", "` + market + `"])`
	req := s.request(t, source)
	r.mu.Lock()
	clear(r.requests)
	clear(r.calls)
	r.mu.Unlock()
	body := encode(t, req)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			for range 50 {
				status, kind, reply := post(t, at, body)
				if status != http.StatusForbidden {
					isProblem(t, quorum.PolicyFalse, status, kind, reply)
				}
			}
		})
	}
	wg.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	for block, n := range r.requests {
		if n != 1 {
			t.Errorf("%d requests with reads at %s", n, block)
		}
	}
	for call, n := range r.calls {
		if n != 1 {
			t.Errorf("%d times %s", n, call)
		}
	}
	if len(r.calls) != 3*len(r.requests) {
		t.Errorf("%d reads in %d blocks", len(r.calls), len(r.requests))
	}
	t.Logf("1000 requests, 3 reads each: %d reads in %d blocks", len(r.calls), len(r.requests))
}
