package node_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/devnet/oceantest"
	"github.com/latchkey-network/latchkey/node"
	"github.com/latchkey-network/latchkey/ocean"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// shop is Ocean's contracts on the sellers' chain, with an asset that the buyer has ordered.
type shop struct {
	*seller
	*oceantest.Ocean
	publisher, customer, stranger *chain.Wallet
	asset, second                 *oceantest.Asset
	order, order2                 common.Hash
}

var startShop sync.Mutex
var oneShop *shop

func theShop(t testing.TB) *shop {
	t.Helper()
	startShop.Lock()
	defer startShop.Unlock()
	if oneShop != nil {
		return oneShop
	}
	s := &shop{seller: theSeller(t)}
	user := func(i int) *chain.Wallet { return chain.WalletFromKey(s.EVM.Accounts()[i]) }
	s.publisher, s.customer, s.stranger = user(9), user(8), user(7)
	s.Ocean = oceantest.Deploy(t, s.seller.Chain, s.publisher)
	tm := terms.Terms{ChainID: s.domain.ChainID, Committees: s.domain.Committees, Committee: *uint256.NewInt(s.Committee)}
	s.asset = s.Sell(t, s.publisher, tm, s.keys.X, "https://example.org/a")
	s.second = s.Sell(t, s.publisher, tm, s.keys.X, "https://example.org/b")
	for _, a := range []*oceantest.Asset{s.asset, s.second} {
		s.Mint(t, s.publisher, a.Datatoken, s.customer.Address(), 5)
	}
	s.order = s.Order(t, s.customer, s.asset.Datatoken, s.customer.Address(), 0).TxHash
	s.order2 = s.Order(t, s.customer, s.second.Datatoken, s.customer.Address(), 0).TxHash
	blocksPass(t, s.seller.Chain, 2)
	oneShop = s
	return s
}

// nonce is a nonce of now, never twice the same.
func nonce() uint256.Int {
	for {
		last, now := lastNonce.Load(), uint64(time.Now().UnixMilli())
		if now = max(now, last+1); lastNonce.CompareAndSwap(last, now) {
			return *uint256.NewInt(now)
		}
	}
}

var lastNonce atomic.Uint64

// oceanAsk asks for an asset as a gateway does for an Ocean client.
func (s *shop) oceanAsk(t testing.TB, a *oceantest.Asset, order common.Hash, change func(m *terms.OceanRequest)) *quorum.Request {
	t.Helper()
	_, Q := quorum.NewReaderKey()
	m := &terms.OceanRequest{Capsule: tdh2.CapsuleID(a.Capsule, a.Terms.Label()), ReaderKey: Q, Consumer: s.customer.Address(),
		Nonce: nonce(), Order: order, Service: "service"}
	if change != nil {
		change(m)
	}
	req := &quorum.Request{Terms: a.Terms, Capsule: a.Capsule, Epoch: 1, Message: m}
	s.signOcean(t, s.customer, req, a.DID+m.Nonce.Dec())
	return req
}

// signOcean signs a message as Ocean's clients do.
func (s *shop) signOcean(t testing.TB, w *chain.Wallet, req *quorum.Request, message string) {
	t.Helper()
	var err error
	if req.Signature, err = w.SignDigest([32]byte(accounts.TextHash(crypto.Keccak256([]byte(message))))); err != nil {
		t.Fatal(err)
	}
}

// TestOceanClient: the whole way of an Ocean client's request, and of a native one for the same sealed object.
func TestOceanClient(t *testing.T) {
	t.Parallel()
	s := theShop(t)
	for name, did := range map[string]string{"version 4": s.asset.DID, "version 5": strings.Replace(s.asset.DID, "did:op:", "did:ope:", 1)} {
		t.Run(name, func(t *testing.T) {
			req := s.oceanAsk(t, s.asset, s.order, nil)
			s.signOcean(t, s.customer, req, did+req.Message.(*terms.OceanRequest).Nonce.Dec())
			for j := 1; j <= 2; j++ {
				got, signature := share(t, s.Nodes[j-1].URL, req)
				s.verify(t, req, j, got, signature)
			}
		})
	}

	// What comes out is the file key: the content opens with what a client combines.
	q, Q := quorum.NewReaderKey()
	req := s.oceanAsk(t, s.asset, s.order, func(m *terms.OceanRequest) { m.ReaderKey = Q })
	com := s.committee(t)
	opening, err := quorum.NewClient(nil, 0).Open(t.Context(), com, req, q)
	if err != nil {
		t.Fatal(err)
	}
	native := &quorum.Request{Terms: s.asset.Terms, Capsule: s.asset.Capsule, Epoch: 1, Given: given(s.order.Hex())}
	q, Q = quorum.NewReaderKey()
	native.Message = &terms.AccessRequest{Capsule: native.CapsuleID(), ReaderKey: Q, Buyer: s.customer.Address(), Deadline: uint64(time.Now().Unix()) + 600}
	sign(t, s.customer, native)
	again, err := quorum.NewClient(nil, 0).Open(t.Context(), com, native, q)
	if err != nil {
		t.Fatal(err)
	}
	if len(opening.FileKey) != 16 || string(opening.FileKey) != string(again.FileKey) {
		t.Error("the two ways give two file keys")
	}
}

// committee is whom clients ask.
func (s *shop) committee(t testing.TB) *quorum.Committee {
	t.Helper()
	view, err := s.seller.Chain.At(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	epoch, err := s.Committees.EpochOf(t.Context(), view, s.Committee, 1)
	if err != nil {
		t.Fatal(err)
	}
	com := &quorum.Committee{Domain: s.domain, ID: *uint256.NewInt(s.Committee), Epoch: 1, T: s.Threshold, Hash: epoch.Hash}
	for _, n := range s.Nodes {
		com.Members = append(com.Members, quorum.Member{Account: n.Account, URL: n.URL, Confirmed: true})
	}
	return com
}

// TestOceanReachesAll: who is handed an Ocean client's request, a node for instance, finds no other node that would answer it for a key of
// its own, also not one that was slow when t others had answered already; through a gateway neither.
func TestOceanReachesAll(t *testing.T) {
	t.Parallel()
	s := theShop(t)
	client := quorum.NewClient(nil, 0)
	for name, open := range map[string]func(com *quorum.Committee, req *quorum.Request, q *group.Scalar) error{
		"opened": func(com *quorum.Committee, req *quorum.Request, q *group.Scalar) error {
			_, err := client.Open(t.Context(), com, req, q)
			return err
		},
		"gathered": func(com *quorum.Committee, req *quorum.Request, _ *group.Scalar) error {
			sent, keys, err := client.FetchKeys(t.Context(), com)
			if err != nil {
				return err
			}
			plan := quorum.Plan{}
			for i := range com.Members { // the slow one last
				plan.Order = append(plan.Order, i+1)
			}
			_, err = client.Gather(t.Context(), com, req, encode(t, req), sent, keys, plan)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			com := s.committee(t)
			slow, opened, done := &com.Members[len(com.Members)-1], make(chan struct{}), make(chan struct{})
			at := slow.URL
			late := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				if err != nil {
					t.Error(err)
				}
				forward, err := http.NewRequestWithContext(r.Context(), r.Method, at+r.URL.String(), bytes.NewReader(body))
				if err != nil {
					t.Error(err)
					return
				}
				if r.Method == http.MethodPost {
					defer close(done)
					<-opened
					select { // what is cut off is seen as cut off soon
					case <-r.Context().Done():
					case <-time.After(500 * time.Millisecond):
					}
				}
				if resp, err := http.DefaultClient.Do(forward); err == nil {
					w.WriteHeader(resp.StatusCode)
					io.Copy(w, resp.Body)
					resp.Body.Close()
				}
			}))
			defer late.Close()
			slow.URL = late.URL
			q, Q := quorum.NewReaderKey()
			req := s.oceanAsk(t, s.asset, s.order, func(m *terms.OceanRequest) { m.ReaderKey = Q })
			err := open(com, req, q)
			close(opened)
			if err != nil {
				t.Fatal(err)
			}
			select {
			case <-done:
			case <-time.After(time.Minute): // it was not asked
			}
			m := *req.Message.(*terms.OceanRequest)
			_, m.ReaderKey = quorum.NewReaderKey()
			for _, n := range s.Nodes {
				refused(t, n.URL, &quorum.Request{Terms: req.Terms, Capsule: req.Capsule, Epoch: 1, Message: &m, Signature: req.Signature}, quorum.UsedNonce)
			}
		})
	}
}

func given(order string) map[string]json.RawMessage {
	text, _ := json.Marshal(order)
	return map[string]json.RawMessage{"order": text}
}

// TestNativeOrder: what an access request must bring for an ordered policy.
func TestNativeOrder(t *testing.T) {
	t.Parallel()
	s := theShop(t)
	ask := func(w *chain.Wallet, with map[string]json.RawMessage) *quorum.Request {
		_, Q := quorum.NewReaderKey()
		req := &quorum.Request{Terms: s.asset.Terms, Capsule: s.asset.Capsule, Epoch: 1, Given: with}
		req.Message = &terms.AccessRequest{Capsule: req.CapsuleID(), ReaderKey: Q, Buyer: w.Address(), Deadline: uint64(time.Now().Unix()) + 600}
		sign(t, w, req)
		return req
	}
	url := s.Nodes[0].URL
	share(t, url, ask(s.customer, given(s.order.Hex())))
	if p := refused(t, url, ask(s.customer, nil), quorum.PolicyFailed); !strings.Contains(p.Detail, "brings no order") {
		t.Errorf("without an order: %s", p.Detail)
	}
	refused(t, url, ask(s.customer, given(s.order.Hex()[2:])), quorum.PolicyFailed)
	refused(t, url, ask(s.customer, map[string]json.RawMessage{"order": json.RawMessage("7")}), quorum.PolicyFailed)
	if p := refused(t, url, ask(s.stranger, given(s.order.Hex())), quorum.PolicyFalse); !strings.Contains(p.Detail, "is not for") {
		t.Errorf("a stranger: %s", p.Detail)
	}
	refused(t, url, ask(s.customer, given(s.order2.Hex())), quorum.PolicyFalse)
	refused(t, url, ask(s.customer, given(common.Hash{1}.Hex())), quorum.PolicyFalse)
}

// TestOceanRefused: an Ocean client's signature opens what it is for, and nothing else.
func TestOceanRefused(t *testing.T) {
	t.Parallel()
	s := theShop(t)
	now := uint64(time.Now().UnixMilli())
	minutes := func(n int64) func(m *terms.OceanRequest) {
		return func(m *terms.OceanRequest) { m.Nonce = *uint256.NewInt(uint64(int64(now) + n*60_000)) }
	}
	other := func(message func(m *terms.OceanRequest) string) *quorum.Request {
		req := s.oceanAsk(t, s.asset, s.order, nil)
		s.signOcean(t, s.customer, req, message(req.Message.(*terms.OceanRequest)))
		return req
	}
	// policy seals under another policy, and asks as an Ocean client of the first asset.
	policy := func(text string, change func(m *terms.OceanRequest)) *quorum.Request {
		tm, capsule := s.seal(t, text)
		a := &oceantest.Asset{Terms: tm, Capsule: capsule, DID: s.asset.DID}
		return s.oceanAsk(t, a, s.order, change)
	}
	plain, plain2 := s.asset.Terms.Policy, s.second.Terms.Policy
	me := strings.ToLower(s.customer.Address().Hex())
	for _, c := range []struct {
		name   string
		want   quorum.ProblemType
		detail string
		req    *quorum.Request
	}{
		{"a nonce of 11 minutes ago", quorum.Expired, "", s.oceanAsk(t, s.asset, s.order, minutes(-11))},
		{"a nonce of 11 minutes ahead", quorum.TooFar, "", s.oceanAsk(t, s.asset, s.order, minutes(11))},
		{"a nonce in seconds", quorum.Expired, "", s.oceanAsk(t, s.asset, s.order, func(m *terms.OceanRequest) { m.Nonce = *uint256.NewInt(now / 1000) })},
		{"a nonce over 64 bits", quorum.TooFar, "", s.oceanAsk(t, s.asset, s.order, func(m *terms.OceanRequest) { m.Nonce = *new(uint256.Int).Lsh(uint256.NewInt(now), 64) })},
		{"another DID", quorum.BadSignature, "", other(func(m *terms.OceanRequest) string { return s.second.DID + m.Nonce.Dec() })},
		{"a DID with a digit changed", quorum.BadSignature, "", other(func(m *terms.OceanRequest) string {
			return s.asset.DID[:len(s.asset.DID)-1] + string("0123456789abcdef"[(strings.IndexByte("0123456789abcdef", s.asset.DID[len(s.asset.DID)-1])+1)%16]) + m.Nonce.Dec()
		})},
		{"another nonce", quorum.BadSignature, "", other(func(m *terms.OceanRequest) string { return s.asset.DID + "1" + m.Nonce.Dec() })},
		{"the message of 6.x", quorum.BadSignature, "", other(func(m *terms.OceanRequest) string { return m.Consumer.Hex() + m.Nonce.Dec() + "download" })},
		{"another account", quorum.BadSignature, "", s.oceanAsk(t, s.asset, s.order, func(m *terms.OceanRequest) { m.Consumer = s.stranger.Address() })},
		{"no order", quorum.PolicyFalse, "not there", s.oceanAsk(t, s.asset, common.Hash{1}, nil)},
		{"another asset's order", quorum.PolicyFalse, "has no order", s.oceanAsk(t, s.asset, s.order2, nil)},
		{"another service", quorum.PolicyFalse, "sealed object", s.oceanAsk(t, s.asset, s.order, func(m *terms.OceanRequest) { m.Service = "other" })},
		{"no service", quorum.PolicyFailed, "no service", s.oceanAsk(t, s.asset, s.order, func(m *terms.OceanRequest) { m.Service = "" })},
		{"a file behind all", quorum.PolicyFalse, "no file", s.oceanAsk(t, s.asset, s.order, func(m *terms.OceanRequest) { m.FileIndex = 1 << 63 })},
		{"a capsule of one's own under the same policy", quorum.PolicyFalse, "sealed object", policy(plain, nil)},
		{"a policy without ordered", quorum.NotOcean, "", policy("true", nil)},
		{"a policy that says ordered and does not call it", quorum.NotOcean, "", policy(`"ordered" == "ordered"`, nil)},
		{"a policy for the account by name", quorum.NotOcean, "", policy(fmt.Sprintf(`allow([%q])`, me), nil)},
		{"a policy that is true without the order", quorum.NotOcean, "without an order", policy(plain+` || buyer == "`+me+`"`, nil)},
		{"a policy that is true if there is no order", quorum.NotOcean, "without an order", policy("!"+plain, nil)},
		{"a policy for another asset", quorum.BadSignature, "", policy(plain2, nil)},
		{"a policy for two assets, with the other's order", quorum.PolicyFailed, "another asset", policy(plain2+" || "+plain, func(m *terms.OceanRequest) { m.Order = s.order2 })},
		{"a policy that does not compile", quorum.PolicyInvalid, "", policy("ordered(buyer)", nil)},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := refused(t, s.Nodes[0].URL, c.req, c.want)
			if !strings.Contains(p.Detail, c.detail) {
				t.Errorf("detail %q does not tell %q", p.Detail, c.detail)
			}
		})
	}
	// A negative index, and one that is no number, do not decode.
	body := string(encode(t, s.oceanAsk(t, s.asset, s.order, nil)))
	for _, index := range []string{`"-1"`, `-1`, `"18446744073709551616"`, `"01"`, `""`} {
		status, kind, reply := post(t, s.Nodes[0].URL, []byte(strings.Replace(body, `"fileIndex":"0"`, `"fileIndex":`+index, 1)))
		isProblem(t, quorum.Malformed, status, kind, reply)
	}
}

// TestOceanNonce: a signature is for one reader key, at one node, whoever asks when.
func TestOceanNonce(t *testing.T) {
	t.Parallel()
	s := theShop(t)
	url := s.Nodes[1].URL
	req := s.oceanAsk(t, s.asset, s.order, nil)
	with := func(change func(m *terms.OceanRequest)) *quorum.Request {
		m := *req.Message.(*terms.OceanRequest)
		change(&m)
		return &quorum.Request{Terms: req.Terms, Capsule: req.Capsule, Epoch: 1, Message: &m, Signature: req.Signature}
	}
	newKey := func(m *terms.OceanRequest) { _, m.ReaderKey = quorum.NewReaderKey() }
	share(t, url, req)
	share(t, url, req)
	refused(t, url, with(newKey), quorum.UsedNonce)
	// Nor does what the wallet did not sign make it another one: whoever saw the request could change it.
	refused(t, url, with(func(m *terms.OceanRequest) { m.FileIndex = 1; newKey(m) }), quorum.UsedNonce)
	share(t, url, with(func(m *terms.OceanRequest) { m.FileIndex = 1 }))
	// A refusal uses nothing up.
	req = s.oceanAsk(t, s.asset, s.order, nil)
	refused(t, url, with(func(m *terms.OceanRequest) { m.Order = common.Hash{1}; newKey(m) }), quorum.PolicyFalse)
	share(t, url, req)

	// Eight at once, with a key each.
	req = s.oceanAsk(t, s.asset, s.order, nil)
	var got atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		body := encode(t, with(newKey))
		all.Go(func() {
			if status, kind, reply := post(t, url, body); status == http.StatusOK {
				got.Add(1)
			} else {
				isProblem(t, quorum.UsedNonce, status, kind, reply)
			}
		})
	}
	all.Wait()
	if got.Load() != 1 {
		t.Errorf("%d of eight keys have a share", got.Load())
	}
}

// TestOrderedIsExplained: a question about a policy of Ocean's is answered with the order that comes with it, and without one it says
// what is missing.
func TestOrderedIsExplained(t *testing.T) {
	t.Parallel()
	s := theShop(t)
	_, at := s.twin(t, s.EVM.URL(), nil) // questions of other tests do not count here
	customer, stranger := s.customer.Address(), s.stranger.Address()
	for _, c := range []struct {
		name   string
		buyer  common.Address
		given  map[string]json.RawMessage
		value  bool
		order  string // why it does not count
		failed string
	}{
		{"who ordered", customer, given(s.order.Hex()), true, "", ""},
		{"who did not", stranger, given(s.order.Hex()), false, "is not for", ""},
		{"another asset's order", customer, given(s.order2.Hex()), false, "has no order of the datatoken", ""},
		{"another service", customer, map[string]json.RawMessage{"order": given(s.order.Hex())["order"], "service": json.RawMessage(`"other"`)}, false, "no service", ""},
		{"without an order", customer, nil, false, "", "give the hash of the order's transaction as order"},
		{"a text that is no order", customer, given("7"), false, "", "64 hex digits"},
	} {
		e := answered(t, at, &quorum.PolicyQuestion{Policy: s.asset.Terms.Policy, Buyer: &c.buyer, Given: c.given}).Explained
		if e == nil || e.Value != c.value || !strings.Contains(e.Order, c.order) || (e.Order == "") != (c.order == "") || !strings.Contains(e.Error, c.failed) || (e.Error == "") != (c.failed == "") {
			t.Errorf("%s: %+v", c.name, e)
		}
	}
}

// TestOceanReplicas: a node and its replica remember together, and after a restart.
func TestOceanReplicas(t *testing.T) {
	t.Parallel()
	s := theShop(t)
	var dir string
	_, first := s.twin(t, s.EVM.URL(), func(cfg *node.Config) { dir = cfg.Dir; cfg.OceanUnbound = true })
	_, replica := s.twin(t, s.EVM.URL(), func(cfg *node.Config) { cfg.Dir, cfg.AnswerOnly = dir, true })
	req := s.oceanAsk(t, s.asset, s.order, nil)
	await(t, "both answer", func() bool {
		a, _, _ := post(t, first, encode(t, req))
		b, _, _ := post(t, replica, encode(t, req))
		return a == http.StatusOK && b == http.StatusOK
	})
	m := *req.Message.(*terms.OceanRequest)
	_, m.ReaderKey = quorum.NewReaderKey()
	again := &quorum.Request{Terms: req.Terms, Capsule: req.Capsule, Epoch: 1, Message: &m, Signature: req.Signature}
	for _, url := range []string{first, replica} {
		refused(t, url, again, quorum.UsedNonce)
	}
	// One that was asked at the replica first.
	req = s.oceanAsk(t, s.asset, s.order, nil)
	share(t, replica, req)
	m = *req.Message.(*terms.OceanRequest)
	_, m.ReaderKey = quorum.NewReaderKey()
	refused(t, first, &quorum.Request{Terms: req.Terms, Capsule: req.Capsule, Epoch: 1, Message: &m, Signature: req.Signature}, quorum.UsedNonce)

	// Where the operator allows it, and only there, the message of 6.x does.
	req = s.oceanAsk(t, s.asset, s.order, nil)
	om := req.Message.(*terms.OceanRequest)
	s.signOcean(t, s.customer, req, om.Consumer.Hex()+om.Nonce.Dec()+"download")
	share(t, first, req)
	refused(t, replica, req, quorum.BadSignature)
}

// TestOceanContractAccount: an account with code orders and asks, and its code judges the signature (ERC-1271).
func TestOceanContractAccount(t *testing.T) {
	t.Parallel()
	s := theShop(t)
	account := s.wallet1271(t)
	s.Mint(t, s.publisher, s.asset.Datatoken, account, 1)
	order := s.Order(t, s.customer, s.asset.Datatoken, account, 0).TxHash
	blocksPass(t, s.seller.Chain, 2)
	req := s.oceanAsk(t, s.asset, order, func(m *terms.OceanRequest) { m.Consumer = account })
	m := req.Message.(*terms.OceanRequest)
	digest := ocean.Digests(s.EVM.ChainID(), s.asset.NFT, &m.Nonce)[0]
	req.Signature = digest[:] // what this account takes for a signature
	share(t, s.Nodes[0].URL, req)
	other := slices.Clone(digest[:])
	other[0] ^= 1
	req.Signature = other
	refused(t, s.Nodes[0].URL, req, quorum.BadSignature)
}

// wallet1271 deploys an account for which a digest is its own signature.
func (s *shop) wallet1271(t testing.TB) common.Address {
	t.Helper()
	// isValidSignature(bytes32 digest, bytes signature): the word at 4 equals the word at 100 -> the magic value.
	return deploy(t, s.seller.Chain, s.stranger, "6004356064351415"+"6019"+"57"+"631626ba7e60e01b"+"5f5260205ff3"+"5b00")
}
