package node_test

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/node"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
	"github.com/latchkey-network/latchkey/vectors"
)

func TestShareIsGoodSignedAndFresh(t *testing.T) {
	s := theSeller(t)
	for _, req := range []*quorum.Request{s.request(t, "true"), s.session(t, "true", 0)} {
		for j, n := range s.Nodes {
			one, sig1 := share(t, n.URL, req)
			s.verify(t, req, j+1, one, sig1)
			two, sig2 := share(t, n.URL, req)
			s.verify(t, req, j+1, two, sig2)
			if bytes.Equal(one, two) {
				t.Errorf("node %d gave one share twice: its randomness is not fresh", j+1)
			}
		}
	}
}

// Each request that a node refuses has one fault, and each fault a type of its own.
func TestEachFaultHasItsOwnProblemType(t *testing.T) {
	s := theSeller(t)
	now := uint64(time.Now().Unix())
	access := func(r *quorum.Request) *terms.AccessRequest { return r.Message.(*terms.AccessRequest) }
	cases := []struct {
		name   string
		want   quorum.ProblemType
		detail string // what the detail must tell
		req    func(t *testing.T) *quorum.Request
	}{
		{"wrong chain id", quorum.WrongChain, "chain 1,", func(t *testing.T) *quorum.Request {
			req := s.request(t, "true")
			req.Terms.ChainID = *uint256.NewInt(1)
			sign(t, s.buyer, req)
			return req
		}},
		{"another contract", quorum.WrongContract, s.Market.Address.Hex(), func(t *testing.T) *quorum.Request {
			req := s.request(t, "true")
			req.Terms.Committees = s.Market.Address
			sign(t, s.buyer, req)
			return req
		}},
		{"unknown committee", quorum.UnknownCommittee, "committee 4711", func(t *testing.T) *quorum.Request {
			req := s.request(t, "true")
			req.Terms.Committee = *uint256.NewInt(4711)
			return req
		}},
		{"committee over 64 bits", quorum.UnknownCommittee, "", func(t *testing.T) *quorum.Request {
			req := s.request(t, "true")
			req.Terms.Committee = *new(uint256.Int).Add(new(uint256.Int).Lsh(uint256.NewInt(1), 64), uint256.NewInt(s.Committee))
			return req
		}},
		{"wrong epoch", quorum.WrongEpoch, "epoch 2", func(t *testing.T) *quorum.Request {
			req := s.request(t, "true")
			req.Epoch = 2
			return req
		}},
		{"epoch 0", quorum.WrongEpoch, "epoch 0", func(t *testing.T) *quorum.Request {
			req := s.request(t, "true")
			req.Epoch = 0
			return req
		}},
		{"another capsule than was signed for", quorum.WrongCapsule, "", func(t *testing.T) *quorum.Request {
			req := s.request(t, "true")
			_, req.Capsule = s.seal(t, "true")
			return req
		}},
		{"other terms than was signed for", quorum.WrongCapsule, "", func(t *testing.T) *quorum.Request {
			req := s.request(t, "false")
			req.Terms.Policy = "true"
			return req
		}},
		{"capsule moved to other terms", quorum.BadCapsule, "", func(t *testing.T) *quorum.Request {
			req := s.request(t, "false")
			req.Terms.Policy = "true"
			access(req).Capsule = req.CapsuleID()
			sign(t, s.buyer, req)
			return req
		}},
		{"changed capsule", quorum.BadCapsule, "", func(t *testing.T) *quorum.Request {
			req := s.request(t, "true")
			req.Capsule[tdh2.CapsuleSize-1] ^= 1
			access(req).Capsule = req.CapsuleID()
			sign(t, s.buyer, req)
			return req
		}},
		{"capsule off the curve", quorum.Malformed, "capsule", func(t *testing.T) *quorum.Request {
			req := s.request(t, "true")
			req.Capsule[0] = 9
			access(req).Capsule = req.CapsuleID()
			sign(t, s.buyer, req)
			return req
		}},
		{"session for another committee", quorum.WrongCommittee, "", func(t *testing.T) *quorum.Request {
			req := s.session(t, "true", 0)
			req.Message.(*terms.Session).Committee = *uint256.NewInt(s.Committee + 1)
			sign(t, s.buyer, req)
			return req
		}},
		{"session nonce ahead", quorum.WrongNonce, "", func(t *testing.T) *quorum.Request { return s.session(t, "true", 1) }},
		{"deadline over", quorum.Expired, "", func(t *testing.T) *quorum.Request {
			req := s.request(t, "true")
			access(req).Deadline = now - 70
			sign(t, s.buyer, req)
			return req
		}},
		{"deadline 0", quorum.Expired, "", func(t *testing.T) *quorum.Request {
			req := s.request(t, "true")
			access(req).Deadline = 0
			sign(t, s.buyer, req)
			return req
		}},
		{"deadline too far", quorum.TooFar, "", func(t *testing.T) *quorum.Request {
			req := s.request(t, "true")
			access(req).Deadline = now + 3600 + 120
			sign(t, s.buyer, req)
			return req
		}},
		{"deadline of 2^64-1", quorum.TooFar, "", func(t *testing.T) *quorum.Request {
			req := s.request(t, "true")
			access(req).Deadline = 1<<64 - 1
			sign(t, s.buyer, req)
			return req
		}},
		{"session too far", quorum.TooFar, "", func(t *testing.T) *quorum.Request {
			req := s.session(t, "true", 0)
			req.Message.(*terms.Session).Deadline = now + 86400 + 120
			sign(t, s.buyer, req)
			return req
		}},
		{"foreign signature", quorum.BadSignature, s.buyer.Address().Hex(), func(t *testing.T) *quorum.Request {
			req := s.request(t, "true")
			sign(t, s.operator(1), req)
			return req
		}},
		{"signature for another reader key", quorum.BadSignature, "", func(t *testing.T) *quorum.Request {
			req := s.request(t, "true")
			_, access(req).ReaderKey = quorum.NewReaderKey()
			return req
		}},
		{"no signature", quorum.BadSignature, "", func(t *testing.T) *quorum.Request {
			req := s.request(t, "true")
			req.Signature = nil
			return req
		}},
		{"unknown function in the policy", quorum.PolicyInvalid, "sole", func(t *testing.T) *quorum.Request { return s.request(t, "sole(buyer)") }},
		{"policy that is no bool", quorum.PolicyInvalid, "", func(t *testing.T) *quorum.Request { return s.request(t, "now") }},
		{"empty policy", quorum.PolicyInvalid, "empty", func(t *testing.T) *quorum.Request { return s.request(t, "") }},
		{"policy that is false", quorum.PolicyFalse, "block", func(t *testing.T) *quorum.Request { return s.request(t, "false") }},
		{"policy for another buyer", quorum.PolicyFalse, "", func(t *testing.T) *quorum.Request {
			return s.request(t, fmt.Sprintf("allow([%q])", strings.ToLower(s.operator(1).Address().Hex())))
		}},
		{"call to an account without code", quorum.PolicyFailed, "no code", func(t *testing.T) *quorum.Request {
			return s.request(t, `call("0x00000000000000000000000000000000000000aa", "f() view returns (bool)", [])`)
		}},
		{"call that reverts", quorum.PolicyFailed, "reverted", func(t *testing.T) *quorum.Request {
			return s.request(t, fmt.Sprintf(`call(%q, "f() view returns (bool)", [])`, strings.ToLower(s.Committees.Address.Hex())))
		}},
		{"ocean", quorum.NotOcean, "ordered", func(t *testing.T) *quorum.Request {
			req := s.request(t, "true")
			req.Message = &terms.OceanRequest{Capsule: req.CapsuleID(), ReaderKey: req.ReaderKey(), Consumer: s.buyer.Address(), Service: "x"}
			sign(t, s.buyer, req)
			return req
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := refused(t, s.Nodes[0].URL, c.req(t), c.want)
			if !strings.Contains(p.Detail, c.detail) {
				t.Errorf("detail %q does not tell %q", p.Detail, c.detail)
			}
			if strings.Contains(p.Detail, "127.0.0.1") || strings.Contains(p.Detail, "eth_") {
				t.Errorf("detail %q tells where the node reads the chain", p.Detail)
			}
		})
	}
}

func TestRaisedNonceRevokesSessions(t *testing.T) {
	s := theSeller(t)
	buyer := chain.WalletFromKey(s.EVM.Accounts()[2])
	ask := func(nonce uint64) *quorum.Request {
		req := s.session(t, "true", nonce)
		req.Message.(*terms.Session).Buyer = buyer.Address()
		sign(t, buyer, req)
		return req
	}
	old := ask(0)
	share(t, s.Nodes[1].URL, old)
	if _, err := s.Committees.RaiseSessionNonce(t.Context(), buyer); err != nil {
		t.Fatal(err)
	}
	await(t, "the node sees the new nonce", func() bool {
		status, _, _ := post(t, s.Nodes[1].URL, encode(t, old))
		return status != http.StatusOK
	})
	refused(t, s.Nodes[1].URL, old, quorum.WrongNonce)
	share(t, s.Nodes[1].URL, ask(1))
}

// Accounts with code have signatures of their own making (ERC-1271).
func TestAccountsWithCodeJudgeTheirSignatures(t *testing.T) {
	s := theSeller(t)
	const magic = "631626ba7e60e01b" // 0x1626ba7e, at the left of a word
	const answer = "5f5260205ff3"    // returns the word on the stack
	deployer := chain.WalletFromKey(s.EVM.Accounts()[3])
	for _, c := range []struct {
		name, code string
		signature  []byte
		ok         bool
	}{
		// The wallet: it takes what begins with 1.
		{"accepted", "6064" + "35" + "60f81c" + "600114" + magic + "02" + answer, []byte{1, 2, 3}, true},
		{"refused by the wallet", "6064" + "35" + "60f81c" + "600114" + magic + "02" + answer, []byte{2, 2, 3}, false},
		{"long signature", magic + answer, make([]byte, 5000), true},
		{"no signature at all", magic + answer, nil, true},
		{"magic word and more in it", magic + "6001" + "6064" + "1b" + "17" + answer, []byte{1}, false},
		{"four bytes only", magic + "5f5260045ff3", []byte{1}, false},
		{"true in place of the word", "6001" + answer, []byte{1}, false},
		{"reverts", "5f5ffd", []byte{1}, false},
		{"never ends", "5b5f56", []byte{1}, false},
		{"two megabytes", "622000005ff3", []byte{1}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			wallet := deploy(t, s.Chain, deployer, c.code)
			req := s.request(t, "true")
			req.Message.(*terms.AccessRequest).Buyer = wallet
			req.Signature = c.signature
			blocksPass(t, s.Chain, 2) // then the node sees the wallet
			if !c.ok {
				refused(t, s.Nodes[0].URL, req, quorum.BadSignature)
				return
			}
			got, sig := share(t, s.Nodes[0].URL, req)
			s.verify(t, req, 1, got, sig)
		})
	}
}

func TestVectorsRequestJSON(t *testing.T) {
	s := theSeller(t)
	vectors.Each(t, "request/json", func(t *testing.T, v vectors.Vector) {
		var in struct{ Body string }
		v.In(t, &in)
		status, kind, reply := post(t, s.Nodes[0].URL, []byte(in.Body))
		if v.Expect == "malformed" {
			isProblem(t, quorum.Malformed, status, kind, reply)
			return
		}
		// The vectors' committee is not this one; that comes first.
		var p quorum.Problem
		if err := json.Unmarshal(reply, &p); err != nil || status == http.StatusOK || kind != "application/problem+json" {
			t.Fatalf("status %d, %s: %s", status, kind, reply)
		}
		if p.Type == quorum.Malformed || p.Type == quorum.Internal {
			t.Errorf("problem %q: %s", p.Type, p.Detail)
		}
	})
}

func TestDeadEndpointIsSaidAndRecoveredFrom(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	c := newCable(t, s.EVM.WebSocketURL())
	_, at := s.twin(t, c.url("ws"), nil)
	const policy = `balance(buyer) >= units("0", 0)`
	share(t, at, s.request(t, policy))
	c.set(true, false)
	await(t, "the node notices", func() bool {
		status, _, _ := post(t, at, encode(t, s.request(t, policy)))
		return status != http.StatusOK
	})
	p := refused(t, at, s.request(t, policy), quorum.ChainUnavailable)
	if strings.Contains(p.Detail, "127.0.0.1") {
		t.Errorf("detail %q tells where the node reads the chain", p.Detail)
	}
	refused(t, at, s.session(t, "true", 0), quorum.ChainUnavailable)
	await(t, "/readyz says so", func() bool {
		resp, err := http.Get(at + "/readyz")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode == http.StatusServiceUnavailable
	})
	c.set(false, false)
	await(t, "the node recovers", func() bool {
		status, _, _ := post(t, at, encode(t, s.request(t, policy)))
		return status == http.StatusOK
	})
	await(t, "/readyz says so", func() bool {
		resp, err := http.Get(at + "/readyz")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
}

func TestBusyAndSlow(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	c := newCable(t, s.EVM.WebSocketURL())
	_, at := s.twin(t, c.url("ws"), func(cfg *node.Config) { cfg.Concurrent, cfg.PolicyTimeout = 1, 3*time.Second })

	// Somebody who sends a body slowly keeps nobody out.
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	slow, err := net.Dial("tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	fmt.Fprintf(slow, "POST /v1/shares HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
	time.Sleep(100 * time.Millisecond)
	share(t, at, s.request(t, "true"))

	// With the chain held, one request waits for it, a second one is told to come back, and
	// the first one is told in time that the chain is too slow.
	c.set(false, true)
	type result struct {
		status int
		kind   string
		reply  []byte
	}
	first := make(chan result, 1)
	body := encode(t, s.request(t, `balance(buyer) >= units("1", 0)`))
	go func() {
		for {
			status, kind, reply := post(t, at, body)
			if !bytes.Contains(reply, []byte(quorum.Busy)) { // of the questions below one can have come first
				first <- result{status, kind, reply}
				return
			}
		}
	}()
	req := s.request(t, "true")
	req.Epoch = 2 // what needs no chain, and so keeps nobody out for long
	await(t, "the node is busy", func() bool {
		resp, err := http.Post(at+"/v1/shares", "application/json", bytes.NewReader(encode(t, req)))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		reply, _ := io.ReadAll(resp.Body)
		if resp.StatusCode != http.StatusServiceUnavailable {
			return false
		}
		isProblem(t, quorum.Busy, resp.StatusCode, resp.Header.Get("Content-Type"), reply)
		if resp.Header.Get("Retry-After") == "" {
			t.Error("a busy node does not say when to come back")
		}
		return true
	})
	r := <-first
	if p := isProblem(t, quorum.ChainUnavailable, r.status, r.kind, r.reply); !strings.Contains(p.Detail, "3s") {
		t.Errorf("detail %q", p.Detail)
	}
	c.set(false, false)
	await(t, "the node has time again", func() bool {
		status, _, _ := post(t, at, body)
		return status == http.StatusOK
	})
}

// Whoever has a node evaluate policies that take as long as the chain leaves room for others.
func TestCostlyPoliciesLeaveRoom(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	l := newTeller(t, s.EVM.URL())
	over := make(chan struct{})
	end := sync.OnceFunc(func() { close(over) })
	t.Cleanup(end)
	l.tell(func(method, asked string, _ map[string]any) {
		if method == "eth_getBalance" && strings.Contains(asked, "0x00000000000000000000000000000000c0577") {
			<-over
		}
	})
	_, at := s.twin(t, l.URL, func(cfg *node.Config) { cfg.Concurrent, cfg.PolicyTimeout = 4, time.Minute })
	var reads []string
	for i := range 20 {
		reads = append(reads, fmt.Sprintf(`balance("0x00000000000000000000000000000000c0577%03d") >= units("0", 0)`, i))
	}
	body := encode(t, s.request(t, strings.Join(reads, " && ")))
	const all = 5
	var busy atomic.Int32
	answers := make(chan int, all)
	for range all {
		go func() {
			status, _, _ := post(t, at, body)
			if status == http.StatusServiceUnavailable {
				busy.Add(1)
			}
			answers <- status
		}()
	}
	await(t, "of four places they have two", func() bool { return busy.Load() == all-2 })
	share(t, at, s.request(t, "true"))
	share(t, at, s.request(t, `balance(buyer) >= units("0", 0)`))
	resp, err := http.Post(at+"/v1/shares", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	reply, _ := io.ReadAll(resp.Body)
	isProblem(t, quorum.Busy, resp.StatusCode, resp.Header.Get("Content-Type"), reply)
	if resp.Header.Get("Retry-After") == "" {
		t.Error("a busy node does not say when to come back")
	}
	end()
	opened := 0
	for range all {
		if status := <-answers; status == http.StatusOK {
			opened++
		}
	}
	if opened != 2 {
		t.Errorf("when the chain answers, %d are let in", opened)
	}
	share(t, at, s.request(t, strings.Join(reads, " && ")))
}

// A body of 1 GiB is refused without being read or held, whether its length is declared
// or not.
func TestBodyOfAGigabyteIsNotRead(t *testing.T) {
	s := theSeller(t)
	u, err := url.Parse(s.Nodes[2].URL)
	if err != nil {
		t.Fatal(err)
	}
	const size = 1 << 30
	for name, head := range map[string]string{
		"declared": fmt.Sprintf("Content-Length: %d", size),
		"chunked":  "Transfer-Encoding: chunked",
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("tcp", u.Host)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			conn.SetDeadline(time.Now().Add(30 * time.Second))
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			fmt.Fprintf(conn, "POST /v1/shares HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n", head)
			sent := 0
			written := make(chan error, 1)
			go func() {
				chunk := bytes.Repeat([]byte(" "), 64<<10)
				for sent < size {
					if name == "chunked" {
						fmt.Fprintf(conn, "%x\r\n", len(chunk))
					}
					n, err := conn.Write(chunk)
					if sent += n; err != nil {
						written <- err
						return
					}
					if name == "chunked" {
						fmt.Fprintf(conn, "\r\n")
					}
				}
				written <- nil
			}()
			resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			reply, _ := io.ReadAll(resp.Body)
			isProblem(t, quorum.TooLarge, resp.StatusCode, resp.Header.Get("Content-Type"), reply)
			if err := <-written; err == nil {
				t.Error("the node read it all")
			}
			runtime.ReadMemStats(&after)
			// The kernel's buffers take some megabytes; the node none.
			if sent > 64<<20 {
				t.Errorf("%d MiB went through before the node closed", sent>>20)
			}
			if grown := after.TotalAlloc - before.TotalAlloc; grown > 16<<20 {
				t.Errorf("%d MiB were allocated", grown>>20)
			}
			t.Logf("%d KiB sent, %d KiB allocated in the whole process", sent>>10, (after.TotalAlloc-before.TotalAlloc)>>10)
		})
	}
}

func get(t testing.TB, url string) (*http.Response, []byte) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, body
}

func TestCommitteesAndInfo(t *testing.T) {
	s := theSeller(t)
	at := s.Nodes[0].URL
	for _, query := range []string{"", "?epoch=1"} {
		resp, body := get(t, fmt.Sprintf("%s/v1/committees/%d%s", at, s.Committee, query))
		var keys quorum.Keys
		if err := json.Unmarshal(body, &keys); err != nil || resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "application/json" {
			t.Fatalf("status %d: %s", resp.StatusCode, body)
		}
		if keys.N != 3 || keys.T != 2 || keys.Epoch != "1" || keys.ChainID != s.domain.ChainID.Dec() || keys.Committees != strings.ToLower(s.Committees.Address.Hex()) {
			t.Errorf("keys %+v", keys)
		}
		x, _ := s.keys.X.Encode()
		if keys.PublicKey != hex.EncodeToString(x) {
			t.Error("another public key")
		}
	}
	for path, want := range map[string]quorum.ProblemType{
		fmt.Sprintf("/v1/committees/%d?epoch=2", s.Committee):                    quorum.WrongEpoch,
		fmt.Sprintf("/v1/committees/%d?epoch=-1", s.Committee):                   quorum.Malformed,
		fmt.Sprintf("/v1/committees/%d?epoch=18446744073709551616", s.Committee): quorum.Malformed,
		"/v1/committees/4711": quorum.UnknownCommittee,
		"/v1/committees/01":   quorum.Malformed,
		"/v1/committees/+1":   quorum.Malformed,
		"/v1/committees/x":    quorum.Malformed,
		"/v1/committees/115792089237316195423570985008687907853269984665640564039457584007913129639936": quorum.Malformed,
	} {
		resp, body := get(t, at+path)
		t.Run(path, func(t *testing.T) { isProblem(t, want, resp.StatusCode, resp.Header.Get("Content-Type"), body) })
	}
	resp, body := get(t, at+"/v1/info")
	var info quorum.Info
	if err := json.Unmarshal(body, &info); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("status %d: %s", resp.StatusCode, body)
	}
	if info.Operator != strings.ToLower(s.Nodes[0].Account.Hex()) || info.ChainID != s.domain.ChainID.Dec() ||
		info.Committees != strings.ToLower(s.Committees.Address.Hex()) || len(info.Chains) != 1 || info.Hosts == nil {
		t.Errorf("info %s", body)
	}
}

func TestEverythingElseIsAProblemDocument(t *testing.T) {
	s := theSeller(t)
	at := s.Nodes[0].URL
	for _, path := range []string{"/", "/v1", "/v1/share", "/v1/shares", "/v1/shares/", "/v1/policy", "/v1/committees", "/v1/committees/", "/v1/committees/1/2", "/v2/info", "/docs", "/debug/pprof/"} {
		resp, body := get(t, at+path)
		t.Run(path, func(t *testing.T) {
			isProblem(t, quorum.NotFound, resp.StatusCode, resp.Header.Get("Content-Type"), body)
		})
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		if resp, body := get(t, at+path); resp.StatusCode != http.StatusOK {
			t.Errorf("%s: %d: %s", path, resp.StatusCode, body)
		}
	}
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodOptions, at+"/v1/shares", nil)
	req.Header.Set("Origin", "https://market.example")
	req.Header.Set("Access-Control-Request-Method", "POST")
	req.Header.Set("Access-Control-Request-Headers", "content-type")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	h := resp.Header
	if resp.StatusCode != http.StatusNoContent || h.Get("Access-Control-Allow-Origin") != "*" ||
		!strings.Contains(h.Get("Access-Control-Allow-Methods"), "POST") || !strings.EqualFold(h.Get("Access-Control-Allow-Headers"), "content-type, authorization") {
		t.Errorf("preflight: %d %v", resp.StatusCode, h)
	}
	resp, err = http.Post(at+"/v1/shares", "application/json", strings.NewReader("{"))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Error("a page cannot read why it was refused")
	}
}

// The OpenAPI document is 3.1, names every path, and all its references resolve.
func TestOpenAPIDocument(t *testing.T) {
	s := theSeller(t)
	resp, body := get(t, s.Nodes[0].URL+"/openapi.json")
	var doc map[string]any
	if err := json.Unmarshal(body, &doc); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("status %d: %v", resp.StatusCode, err)
	}
	if v, _ := doc["openapi"].(string); !strings.HasPrefix(v, "3.1") {
		t.Errorf("openapi %q", v)
	}
	paths, _ := doc["paths"].(map[string]any)
	for path, method := range map[string]string{"/v1/shares": "post", "/v1/committees/{id}": "get", "/v1/info": "get", "/v1/policy": "post",
		"/v1/grants": "post", "/v1/grants/{id}/reencrypt": "post", "/v1/grants/{id}/revoke": "post", "/v1/readers": "post", "/v1/readers/{account}": "get"} {
		item, _ := paths[path].(map[string]any)
		if _, ok := item[method].(map[string]any); !ok {
			t.Errorf("%s %s is missing", method, path)
		}
	}
	refs := 0
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			if ref, ok := v["$ref"].(string); ok {
				refs++
				var at any = doc
				rest, local := strings.CutPrefix(ref, "#/")
				for _, part := range strings.Split(rest, "/") {
					m, _ := at.(map[string]any)
					at = m[part]
				}
				if !local || at == nil {
					t.Errorf("reference %q leads nowhere", ref)
				}
			}
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(doc)
	if refs == 0 {
		t.Error("no references were found: is this test still right?")
	}
	for _, name := range []string{"RequestJSON", "AnswerJSON", "Problem", "Keys", "Info", "QuestionJSON", "Answer", "Explained", "Part",
		"GrantOfferJSON", "ReencryptedJSON", "RevocationJSON", "GrantPageJSON", "HeldGrantJSON", "ReaderJSON"} {
		schemas := doc["components"].(map[string]any)["schemas"].(map[string]any)
		schema, ok := schemas[name].(map[string]any)
		if !ok {
			t.Errorf("schema %q is missing", name)
		}
		if _, closed := schema["additionalProperties"]; closed {
			t.Errorf("schema %q forbids unknown fields, which are ignored", name)
		}
	}
}

// A node that is just started serves what it holds without replaying anything: it asks
// the chain which epochs are active, and that is all.
func TestRestartServesAtOnce(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	began := time.Now()
	n, at := s.twin(t, s.EVM.WebSocketURL(), nil)
	t.Logf("served after %v", time.Since(began))
	req := s.request(t, "true")
	got, sig := share(t, at, req)
	s.verify(t, req, 1, got, sig)
	if n.Operator() != s.Nodes[0].Account {
		t.Error("another operator")
	}
}

func TestFolderOfAnotherNodeIsRefused(t *testing.T) {
	s := theSeller(t)
	dir := filepath.Join(s.Dir, "node-1")
	for name, cfg := range map[string]node.Config{
		"operator": {Operator: s.operator(2), Committees: s.Committees.Address},
		"contract": {Operator: s.operator(1), Committees: common.Address{1}},
	} {
		cfg.Dir, cfg.Chain = dir, s.Chain
		if _, err := node.New(cfg); err == nil || !strings.Contains(err.Error(), "another folder") || !strings.Contains(err.Error(), dir) {
			t.Errorf("another %s: %v", name, err)
		}
	}
}

// The clock is the node's own, and deadlines have a minute of tolerance on both ends.
func TestDeadlinesAreByTheNodesClock(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	var now time.Time
	n, _ := s.twin(t, s.EVM.WebSocketURL(), nil)
	n.SetClock(func() time.Time { return now })
	req := s.request(t, "true")
	deadline := int64(req.Message.(*terms.AccessRequest).Deadline)
	for offset, want := range map[int64]quorum.ProblemType{-3660: "", -3661: quorum.TooFar, 0: "", 60: "", 61: quorum.Expired} {
		now = time.Unix(deadline+offset, 0)
		_, _, err := n.Answer(t.Context(), req)
		var got quorum.ProblemType
		if p, ok := err.(*quorum.Problem); ok {
			got = p.Type
		}
		if got != want || (err == nil) != (want == "") {
			t.Errorf("%d seconds after the deadline: %v", offset, err)
		}
	}
}
