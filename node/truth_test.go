package node_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/node"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// teller stands before a chain's endpoint, which can be turned to another one, and tells what it likes
// of the answers.
type teller struct {
	*httptest.Server
	target atomic.Pointer[string]
	lie    atomic.Pointer[func(method, asked string, answer map[string]any)]
}

func newTeller(t testing.TB, target string) *teller {
	t.Helper()
	l := new(teller)
	l.turn(target)
	l.tell(nil)
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		resp, err := http.Post(*l.target.Load(), "application/json", bytes.NewReader(body))
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		if err != nil {
			return
		}
		if lie := *l.lie.Load(); lie != nil {
			text = change(body, text, lie)
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(text)
	}))
	t.Cleanup(func() { l.CloseClientConnections(); l.Close() })
	return l
}

func (l *teller) turn(target string)                                         { l.target.Store(&target) }
func (l *teller) tell(lie func(method, asked string, answer map[string]any)) { l.lie.Store(&lie) }

// change has each answer of a batch, or the one of a single request, changed.
func change(asked, answered []byte, lie func(method, asked string, answer map[string]any)) []byte {
	type call struct {
		ID     any
		Method string
		Params json.RawMessage
	}
	var calls []call
	var answers []map[string]any
	batch := json.Unmarshal(asked, &calls) == nil
	if !batch {
		calls, answers = make([]call, 1), make([]map[string]any, 1)
		json.Unmarshal(asked, &calls[0])
		json.Unmarshal(answered, &answers[0])
	} else {
		json.Unmarshal(answered, &answers)
	}
	for _, a := range answers {
		for _, c := range calls {
			if c.ID == a["id"] {
				lie(c.Method, string(c.Params), a)
			}
		}
	}
	out, _ := json.Marshal(answers)
	if !batch {
		out, _ = json.Marshal(answers[0])
	}
	return out
}

// tellers puts n of them before a chain, and dials them.
func tellers(t testing.TB, target string, n int, cfg chain.Config) (list []*teller, c *chain.Client) {
	t.Helper()
	for i := range n {
		l := newTeller(t, target)
		if list = append(list, l); i == 0 {
			cfg.URL = l.URL
		} else {
			cfg.Others = append(cfg.Others, l.URL)
		}
	}
	if cfg.Final == "" {
		cfg.Final = "0"
	}
	c, err := chain.Dial(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return list, c
}

// sellsAll lies that every account has every licence (licensed(bytes32,address)).
func sellsAll(method, asked string, answer map[string]any) {
	if method == "eth_call" && strings.Contains(asked, "0x910161d6") {
		delete(answer, "error")
		answer["result"] = "0x" + strings.Repeat("0", 63) + "1"
	}
}

// otherBlocks lies about the hashes of blocks.
func otherBlocks(method, _ string, answer map[string]any) {
	if block, ok := answer["result"].(map[string]any); ok && method == "eth_getBlockByNumber" {
		block["hash"] = common.Hash{1, 2, 3}
	}
}

// An endpoint that invents a purchase gets nobody a share: of three it is outvoted, of two nothing is believed, and the
// operator sees it. Where all invent it together, only a proof helps.
func TestInventedPurchase(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	never := fmt.Sprintf(`sale("%s", "%s")`, s.Market.Address, common.Hash{31: 9})
	var salt [32]byte
	rand.Read(salt[:])
	asset, _, err := s.Market.List(t.Context(), s.operator(3), salt, chain.Listing{Price: big.NewInt(5), Stock: 9}, chain.Version{URI: "x"})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Market.Buy(t.Context(), s.buyer, chain.Order{Asset: asset, Holder: s.buyer.Address(), Price: big.NewInt(5), Version: 1}, chain.Coin); err != nil {
		t.Fatal(err)
	}
	bought := fmt.Sprintf(`sale("%s", "%s")`, s.Market.Address, common.Hash(asset))
	logs := fmt.Sprintf(`event("%s", "Stopped(bytes32 indexed)", [null], 10)`, s.Market.Address)

	t.Run("one of three", func(t *testing.T) {
		list, c := tellers(t, s.EVM.URL(), 3, chain.Config{})
		_, at := s.twin(t, s.EVM.URL(), func(cfg *node.Config) { cfg.Chain = c })
		list[0].tell(sellsAll)
		refused(t, at, s.request(t, never), quorum.PolicyFalse)
		share(t, at, s.request(t, bought))
		list[0].tell(otherBlocks)
		share(t, at, s.session(t, bought, 0))
		refused(t, at, s.session(t, bought, 1), quorum.WrongNonce)
	})
	t.Run("one of two", func(t *testing.T) {
		list, c := tellers(t, s.EVM.URL(), 2, chain.Config{})
		registry := prometheus.NewPedanticRegistry()
		_, at := s.twin(t, s.EVM.URL(), func(cfg *node.Config) { cfg.Chain, cfg.Metrics = c, registry })
		ready := func() (int, string) {
			resp, err := http.Get(at + "/readyz")
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			text, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			return resp.StatusCode, string(text)
		}
		list[1].tell(sellsAll)
		if p := refused(t, at, s.request(t, never), quorum.ChainUnavailable); !strings.Contains(p.Detail, "disagree") {
			t.Errorf("%q", p.Detail)
		}
		share(t, at, s.request(t, bought))
		figures, text := scrape(t, registry)
		id := s.domain.ChainID.Dec()
		for _, name := range []string{`latchkey_rpc_reads_refused_total{chain="` + id + `"}`, `latchkey_rpc_disagreements_total{chain="` + id + `",endpoint="1"}`,
			`latchkey_rpc_disagreements_total{chain="` + id + `",endpoint="2"}`, `latchkey_rpc_endpoint_reached{chain="` + id + `",endpoint="2"}`} {
			if figures[name] < 1 {
				t.Errorf("%s is %v", name, figures[name])
			}
		}
		for _, l := range list {
			if strings.Contains(text, strings.TrimPrefix(l.URL, "http://")) {
				t.Error("the metrics tell where the node reads the chain")
			}
		}
		list[1].tell(otherBlocks)
		await(t, "the node is not ready", func() bool {
			status, text := ready()
			return status == http.StatusServiceUnavailable && strings.Contains(text, "disagree")
		})
		await(t, "the head that was agreed is too old", func() bool {
			status, kind, reply := post(t, at, encode(t, s.request(t, bought)))
			return status != http.StatusOK && isProblem(t, quorum.ChainUnavailable, status, kind, reply) != nil
		})
		list[1].tell(nil)
		await(t, "the node is ready again", func() bool { status, _ := ready(); return status == http.StatusOK })
		share(t, at, s.request(t, bought))
	})
	t.Run("all three", func(t *testing.T) {
		list, c := tellers(t, s.EVM.URL(), 3, chain.Config{})
		_, at := s.twin(t, s.EVM.URL(), func(cfg *node.Config) { cfg.Chain = c })
		for _, l := range list {
			l.tell(sellsAll)
		}
		share(t, at, s.request(t, never)) // this is what proofs are for
		list, c = tellers(t, s.EVM.URL(), 3, chain.Config{Prove: &chain.Prove{}})
		_, at = s.twin(t, s.EVM.URL(), func(cfg *node.Config) { cfg.Chain = c })
		for _, l := range list {
			l.tell(sellsAll)
		}
		refused(t, at, s.request(t, never), quorum.ChainUnavailable)
		share(t, at, s.request(t, bought))
		refused(t, at, s.request(t, logs), quorum.PolicyFalse)
	})
	t.Run("strictly proved", func(t *testing.T) {
		_, c := tellers(t, s.EVM.URL(), 2, chain.Config{Prove: &chain.Prove{Strict: true}})
		_, at := s.twin(t, s.EVM.URL(), func(cfg *node.Config) { cfg.Chain = c })
		refused(t, at, s.request(t, logs), quorum.PolicyFailed)
		refused(t, at, s.request(t, never), quorum.PolicyFalse)
		share(t, at, s.session(t, bought, 0))
	})
}

// Tokens that all endpoints invent together open nothing at a node whose operator has them proved (prove_token); at others they do.
func TestInventedTokens(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	policy := fmt.Sprintf(`erc20("%s").balance(buyer) >= units("5000", 6)`, s.Dollar.Address)
	poor := keys(t, 1)[0]
	rich := func() *quorum.Request { return s.request(t, policy) }
	stranger := func() *quorum.Request {
		req := s.ask(t, policy, crypto.PubkeyToAddress(poor.PublicKey))
		req.Signature = ownSignature(t, req.Digest(), poor)
		return req
	}
	inventsTokens := func(method, asked string, answer map[string]any) {
		if method == "eth_call" && strings.Contains(asked, "0x70a08231") { // balanceOf(address)
			delete(answer, "error")
			answer["result"] = "0x" + strings.Repeat("0", 48) + strings.Repeat("f", 16)
		}
	}
	noTokens := func(method, asked string, answer map[string]any) {
		if method == "eth_call" && strings.Contains(asked, "0x70a08231") {
			answer["result"] = "0x" + strings.Repeat("0", 64)
		}
	}
	known := map[common.Address]uint64{s.Dollar.Address: 0}
	const no, unsure, cannot = quorum.PolicyFalse, quorum.ChainUnavailable, quorum.PolicyFailed
	for name, c := range map[string]struct {
		prove           *chain.Prove
		honest, none    quorum.ProblemType // for who has them, and for who has none; "" is a share
		invented, taken quorum.ProblemType // for who has none, and for who has them, where all endpoints say the opposite
	}{
		"nothing proved":       {nil, "", no, "", no},
		"another token":        {&chain.Prove{}, "", no, "", no},
		"proved":               {&chain.Prove{Tokens: known}, "", no, unsure, unsure},
		"strict":               {&chain.Prove{Tokens: known, Strict: true}, "", no, unsure, unsure},
		"strict, not this one": {&chain.Prove{Strict: true}, cannot, cannot, cannot, cannot},
		"the wrong slot":       {&chain.Prove{Tokens: map[common.Address]uint64{s.Dollar.Address: 77}}, unsure, no, unsure, no},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list, client := tellers(t, s.EVM.URL(), 3, chain.Config{Prove: c.prove})
			_, at := s.twin(t, s.EVM.URL(), func(cfg *node.Config) { cfg.Chain = client })
			resp, err := http.Get(at + "/v1/info")
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			var info quorum.Info
			if err := json.NewDecoder(resp.Body).Decode(&info); err != nil {
				t.Fatal(err)
			}
			if strict := c.prove != nil && c.prove.Strict; strict != (len(info.Proofs) == 1) ||
				strict && (info.Proofs[0].ChainID != s.domain.ChainID.Dec() || len(info.Proofs[0].Tokens) != len(c.prove.Tokens)) {
				t.Errorf("its info says %+v", info.Proofs)
			}
			try := func(what string, lie func(method, asked string, answer map[string]any), req *quorum.Request, want quorum.ProblemType) {
				t.Helper()
				for _, l := range list {
					l.tell(lie)
				}
				blocksPass(t, client, 2) // what was read of a block is known
				status, kind, reply := post(t, at, encode(t, req))
				if want != "" {
					isProblem(t, want, status, kind, reply)
				} else if status != http.StatusOK {
					t.Errorf("%s: %d %s", what, status, reply)
				}
			}
			try("the truth", nil, rich(), c.honest)
			try("the truth about a stranger", nil, stranger(), c.none)
			try("invented", inventsTokens, stranger(), c.invented)
			try("taken away", noTokens, rich(), c.taken)
			try("the truth again", nil, rich(), c.honest)
		})
	}
}

// A purchase that a reorganisation removes before it is as deep as the terms ask never opens anything: here its buyer spends the
// same coin again on the fork that stays, and one endpoint of three goes on with the old one.
func TestPurchaseOnAForkThatGoes(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 6*time.Minute)
	defer cancel()
	dir := t.TempDir()
	evm, err := devnet.StartEVM(devnet.EVMConfig{Accounts: 4, Folder: filepath.Join(dir, "old")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { evm.Close() })
	const final = "6"
	list, c := tellers(t, evm.URL(), 3, chain.Config{Final: final})
	people := func() (list []*chain.Wallet) {
		for _, key := range evm.Accounts() {
			list = append(list, chain.WalletFromKey(key))
		}
		return list
	}()
	buyer := people[0]
	k, err := c.DeployCommittees(ctx, buyer)
	if err != nil {
		t.Fatal(err)
	}
	m, err := c.DeployMarket(ctx, buyer, k.Address)
	if err != nil {
		t.Fatal(err)
	}
	asset, _, err := m.List(ctx, people[1], [32]byte{1}, chain.Listing{Price: big.NewInt(5), Stock: 9}, chain.Version{URI: "x"})
	if err != nil {
		t.Fatal(err)
	}
	var members []common.Address
	for _, w := range people[1:] {
		if _, err := k.Register(ctx, w, "http://127.0.0.1:1/", 1<<40, nil); err != nil {
			t.Fatal(err)
		}
		members = append(members, w.Address())
	}
	if err := evm.Mine(8); err != nil {
		t.Fatal(err)
	}
	var nodes []*running
	for _, w := range people[1:] {
		nodes = append(nodes, start(t, node.Config{Chain: c, Committees: k.Address, Operator: w, Guard: node.TestGuard,
			Dir:           filepath.Join(t.TempDir(), "node"),
			Accept:        func(uint256.Int, common.Address) bool { return true },
			FinalityDelay: 6}))
	}
	committee, _, err := k.Create(ctx, buyer, members, 2, 1, [5]uint32{80, 80, 80, 14, 80}, 3600)
	if err != nil {
		t.Fatal(err)
	}
	at := nodes[0].listen(t)
	var keys quorum.Keys
	for serving := false; !serving; {
		if err := evm.Mine(1); err != nil {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond)
		resp, err := http.Get(fmt.Sprintf("%s/v1/committees/%d", at, committee))
		if err != nil {
			t.Fatal(err)
		}
		serving = resp.StatusCode == http.StatusOK && json.NewDecoder(resp.Body).Decode(&keys) == nil
		resp.Body.Close()
		if ctx.Err() != nil {
			t.Fatal("the committee makes no key")
		}
	}
	v, err := c.At(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	e, err := k.EpochOf(ctx, v, committee, 1)
	if err != nil {
		t.Fatal(err)
	}
	key, err := quorum.CheckKeys(&keys, 2, 3, e.Hash)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes {
		if err := n.stop(); err != nil {
			t.Fatal(err)
		}
	}

	// The same chain twice.
	if err := evm.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "new"), os.DirFS(filepath.Join(dir, "old"))); err != nil {
		t.Fatal(err)
	}
	var forks [2]*devnet.EVM
	for i, name := range []string{"old", "new"} {
		if forks[i], err = devnet.StartEVM(devnet.EVMConfig{Folder: filepath.Join(dir, name)}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { forks[i].Close() })
	}
	old, stays := forks[0], forks[1]
	for _, l := range list {
		l.turn(old.URL())
	}
	again := start(t, nodes[0].cfg)
	at = again.listen(t)
	await(t, "the node serves again", func() bool {
		resp, err := http.Get(fmt.Sprintf("%s/v1/committees/%d", at, committee))
		if err != nil {
			return false
		}
		resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})

	const depth = 3
	request := func(confirmations uint64) *quorum.Request {
		tm := terms.Terms{ChainID: *uint256.NewInt(c.ChainID()), Committees: k.Address, Committee: *uint256.NewInt(committee),
			Policy: fmt.Sprintf(`sale("%s", "%s")`, m.Address, common.Hash(asset)), Confirmations: confirmations}
		capsule, err := tdh2.Seal(key.X, tm.Label(), []byte("sixteen byte key"))
		if err != nil {
			t.Fatal(err)
		}
		_, Q := quorum.NewReaderKey()
		req := &quorum.Request{Terms: tm, Capsule: capsule, Epoch: 1, Message: &terms.AccessRequest{Capsule: tdh2.CapsuleID(capsule, tm.Label()),
			ReaderKey: Q, Buyer: buyer.Address(), Deadline: uint64(time.Now().Unix()) + 600}}
		sign(t, buyer, req)
		return req
	}
	order := chain.Order{Asset: asset, Holder: buyer.Address(), Price: big.NewInt(5), Version: 1}
	if _, _, err := m.Buy(ctx, buyer, order, chain.Coin); err != nil {
		t.Fatal(err)
	}
	share(t, at, request(0)) // who asks for no depth gets what the head says
	refused(t, at, request(depth), quorum.PolicyFalse)

	on := dial(t, stays.URL())
	if _, err := on.Send(ctx, buyer, chain.Tx{To: members[0], Value: big.NewInt(5)}); err != nil { // with the purchase's nonce
		t.Fatal(err)
	}
	if err := stays.Mine(2); err != nil {
		t.Fatal(err)
	}
	list[1].turn(stays.URL())
	list[2].turn(stays.URL())
	await(t, "the node sees the fork that stays", func() bool {
		status, kind, reply := post(t, at, encode(t, request(0)))
		return status == http.StatusForbidden && isProblem(t, quorum.PolicyFalse, status, kind, reply) != nil
	})
	if err := old.Mine(4 * depth); err != nil { // the purchase is deep on the old fork
		t.Fatal(err)
	}
	for range 2 * depth {
		refused(t, at, request(0), quorum.PolicyFalse)
		refused(t, at, request(depth), quorum.PolicyFalse)
		if err := stays.Mine(1); err != nil {
			t.Fatal(err)
		}
		time.Sleep(300 * time.Millisecond)
	}
	list[0].turn(stays.URL())
	if _, _, err := on.Market(m.Address).Buy(ctx, buyer, order, chain.Coin); err != nil {
		t.Fatal(err)
	}
	if err := stays.Mine(depth); err != nil {
		t.Fatal(err)
	}
	await(t, "a purchase that stays counts when it is deep", func() bool {
		status, _, _ := post(t, at, encode(t, request(depth)))
		return status == http.StatusOK
	})
}
