package chain_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
)

// message is one JSON-RPC request or answer.
type message struct {
	ID     json.RawMessage   `json:"id"`
	JSON   string            `json:"jsonrpc"`
	Method string            `json:"method,omitempty"`
	Params []json.RawMessage `json:"params,omitempty"`
	Result json.RawMessage   `json:"result,omitempty"`
	Error  json.RawMessage   `json:"error,omitempty"`
}

// twist may change the answer to a request.
type twist func(asked, answer *message)

// liar stands before a real endpoint, and tells what it is told to tell in its place.
type liar struct {
	*httptest.Server
	mu     sync.Mutex
	target string
	twist  twist
	whole  http.HandlerFunc // answers all, if not nil
	asked  map[string]int   // by method, batches counted by what is in them
	posts  int
}

func newLiar(t testing.TB, target string) *liar {
	t.Helper()
	l := &liar{target: target, asked: make(map[string]int)}
	l.Server = httptest.NewServer(l)
	t.Cleanup(func() { l.CloseClientConnections(); l.Close() })
	return l
}

func (l *liar) set(w twist, whole http.HandlerFunc) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.twist, l.whole = w, whole
}

// turn has it stand before another endpoint.
func (l *liar) turn(target string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.target = target
}

func (l *liar) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	messages := func(text []byte) (list []*message) {
		if json.Unmarshal(text, &list) != nil {
			one := new(message)
			json.Unmarshal(text, one)
			list = []*message{one}
		}
		return list
	}
	asked := messages(body)
	l.mu.Lock()
	for _, m := range asked {
		l.asked[m.Method]++
	}
	l.posts++
	target, twist, whole := l.target, l.twist, l.whole
	l.mu.Unlock()
	if whole != nil {
		whole(w, r)
		return
	}
	resp, err := http.Post(target, "application/json", bytes.NewReader(body))
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return
	}
	if twist != nil {
		answers := messages(text)
		for _, a := range answers {
			for _, q := range asked {
				if bytes.Equal(q.ID, a.ID) {
					twist(q, a)
				}
			}
		}
		if text[0] == '[' {
			text, _ = json.Marshal(answers)
		} else {
			text, _ = json.Marshal(answers[0])
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(text)
}

func (l *liar) count(method string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.asked[method]
}

// inventsLicence answers that everybody has every licence.
func inventsLicence(asked, answer *message) {
	selector := hexutil.Encode(crypto.Keccak256([]byte("licensed(bytes32,address)"))[:4])
	if asked.Method == "eth_call" && strings.Contains(string(asked.Params[0]), selector) {
		answer.Error, answer.Result = nil, json.RawMessage(`"0x`+strings.Repeat("0", 63)+`1"`)
	}
}

// otherHash answers with other blocks than there are.
func otherHash(asked, answer *message) {
	if strings.HasPrefix(asked.Method, "eth_getBlockBy") {
		var block map[string]any
		json.Unmarshal(answer.Result, &block)
		if block != nil {
			block["hash"] = common.Hash{1, 2, 3}
			answer.Result, _ = json.Marshal(block)
		}
	}
}

// headAt answers with a head of another number, and of its own making.
func headAt(number uint64, whole bool) twist {
	return func(asked, answer *message) {
		if asked.Method == "eth_getBlockByNumber" && string(asked.Params[0]) == `"latest"` {
			var block map[string]any
			json.Unmarshal(answer.Result, &block)
			block["number"] = hexutil.Uint64(number)
			if whole {
				block["hash"] = common.Hash{9}
			}
			answer.Result, _ = json.Marshal(block)
		}
	}
}

// shop is a chain with a Market that sold one licence.
type shop struct {
	*devnet.EVM
	k        *chain.Committees
	m        *chain.Market
	dollar   *chain.Token
	asset    [32]byte
	seller   common.Address
	buyer    common.Address
	stranger common.Address // who bought nothing
}

func newShop(t testing.TB, cfg devnet.EVMConfig) *shop {
	t.Helper()
	e, err := devnet.StartEVM(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	c, err := chain.Dial(t.Context(), chain.Config{URL: e.WebSocketURL(), Final: "0"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	s := &shop{EVM: e, seller: wallet(e, 0).Address(), buyer: wallet(e, 1).Address(), stranger: wallet(e, 2).Address()}
	ctx := t.Context()
	if s.k, err = c.DeployCommittees(ctx, wallet(e, 9)); err != nil {
		t.Fatal(err)
	}
	if s.m, err = c.DeployMarket(ctx, wallet(e, 9), s.k.Address); err != nil {
		t.Fatal(err)
	}
	if s.dollar, err = devnet.DeployDollar(ctx, c, wallet(e, 9), big.NewInt(500), s.buyer); err != nil {
		t.Fatal(err)
	}
	l := chain.Listing{Price: big.NewInt(1000), Stock: chain.Unlimited, Duration: 3600}
	if s.asset, _, err = s.m.List(ctx, wallet(e, 0), [32]byte{1}, l, chain.Version{URI: "x"}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.m.Buy(ctx, wallet(e, 1), chain.Order{Asset: s.asset, Holder: s.buyer, Price: l.Price, Version: 1}, chain.Coin); err != nil {
		t.Fatal(err)
	}
	if _, err := s.k.RaiseSessionNonce(ctx, wallet(e, 1)); err != nil {
		t.Fatal(err)
	}
	return s
}

// endpoints puts n liars, honest at first, before the chain, and dials them.
func endpoints(t testing.TB, e *devnet.EVM, n int, cfg chain.Config) ([]*liar, *chain.Client) {
	t.Helper()
	var list []*liar
	for range n {
		list = append(list, newLiar(t, e.URL()))
	}
	return list, dialAll(t, list, cfg)
}

func dialAll(t testing.TB, list []*liar, cfg chain.Config) *chain.Client {
	t.Helper()
	cfg.URL = list[0].URL
	cfg.Others = nil
	for _, l := range list[1:] {
		cfg.Others = append(cfg.Others, l.URL)
	}
	if cfg.Final == "" {
		cfg.Final = "0"
	}
	c, err := chain.Dial(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// truth checks what can be read of the shop at a view.
func (s *shop) truth(t *testing.T, what string, v *chain.View) {
	t.Helper()
	ctx := t.Context()
	for _, who := range []struct {
		account common.Address
		may     bool
	}{{s.seller, true}, {s.buyer, true}, {s.stranger, false}} {
		if may, err := s.m.Licensed(ctx, v, s.asset, who.account); err != nil || may != who.may {
			t.Errorf("%s: licence %v, %v; want %v", what, may, err, who.may)
		}
	}
	if nonce, err := s.k.SessionNonce(ctx, v, s.buyer); err != nil || nonce != 1 {
		t.Errorf("%s: nonce %d, %v", what, nonce, err)
	}
	if nonce, err := s.k.SessionNonce(ctx, v, s.stranger); err != nil || nonce != 0 {
		t.Errorf("%s: nonce %d, %v", what, nonce, err)
	}
	if b, err := s.dollar.BalanceOf(ctx, v, s.buyer); err != nil || b.Int64() != 500 {
		t.Errorf("%s: %v dollars, %v", what, b, err)
	}
	if b, err := v.Balance(ctx, s.stranger); err != nil || b.Sign() <= 0 {
		t.Errorf("%s: balance %v, %v", what, b, err)
	}
	if code, err := v.Code(ctx, s.m.Address); err != nil || len(code) < 1000 {
		t.Errorf("%s: %d bytes of code, %v", what, len(code), err)
	}
}

// TestOneLiarChangesNothing reads from three endpoints of which one lies, in every way and at every
// place: all is read as it is, at the chain's head.
func TestOneLiarChangesNothing(t *testing.T) {
	s := newShop(t, devnet.EVMConfig{})
	head, err := dial(t, chain.Config{URL: s.URL()}).At(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	t.Cleanup(func() { close(stop) })
	for name, way := range map[string]struct {
		twist twist
		whole http.HandlerFunc
	}{
		"a licence":     {twist: inventsLicence},
		"other hashes":  {twist: otherHash},
		"a stale head":  {twist: headAt(1, true)},
		"a future head": {twist: headAt(1<<40, true)},
		"rubbish": {whole: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, `{"jsonrpc":"2.0","id":1,"result":{"number":[[[`)
		}},
		"giants": {whole: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			chunk := bytes.Repeat([]byte(`"0x00000000000000",`), 1<<15)
			for range 1 << 7 {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		}},
		"silence": {whole: func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-r.Context().Done():
			case <-stop:
			}
		}},
		"errors": {twist: func(_, answer *message) {
			answer.Result, answer.Error = nil, json.RawMessage(`{"code":-32000,"message":"no"}`)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for place := range 3 {
				list, c := endpoints(t, s.EVM, 3, chain.Config{Prove: &chain.Prove{Tokens: map[common.Address]uint64{s.dollar.Address: 0}}})
				list[place].set(way.twist, way.whole)
				what := fmt.Sprintf("%s by endpoint %d", name, place+1)
				v, err := c.At(t.Context(), 0)
				if err != nil {
					t.Errorf("%s: %v", what, err)
					continue
				}
				if v.Block() != head.Block() {
					t.Errorf("%s: block %v, want %v", what, v.Block(), head.Block())
				}
				s.truth(t, what, v)
				s.truth(t, what+", proved", v.Proved())
				if deep, err := c.At(t.Context(), 2); err != nil || deep.Number() != head.Number()-2 {
					t.Errorf("%s: two blocks behind: %v", what, err)
				}
				if final, err := c.AtFinal(t.Context()); err != nil || final.Block() != head.Block() {
					t.Errorf("%s: final: %v", what, err)
				}
				sold, err := c.Logs(t.Context(), chain.Query{Addresses: []common.Address{s.m.Address}}, head.Number())
				if err != nil || len(sold) == 0 {
					t.Errorf("%s: %d logs, %v", what, len(sold), err)
				}
				if err := c.Agreed(); err != nil || c.Refused() != 0 {
					t.Errorf("%s: %v, %d refused", what, err, c.Refused())
				}
			}
		})
	}
}

// TestFirstHead asks a stale endpoint, a quick one and one that takes its time for the first head: the stale one's is not taken.
func TestFirstHead(t *testing.T) {
	e := startEVM(t, devnet.EVMConfig{})
	if err := e.Mine(9); err != nil {
		t.Fatal(err)
	}
	list, c := endpoints(t, e, 3, chain.Config{})
	list[0].set(headAt(1, false), nil)
	list[2].set(func(asked, _ *message) {
		if asked.Method == "eth_getBlockByNumber" && string(asked.Params[0]) == `"latest"` {
			time.Sleep(700 * time.Millisecond)
		}
	}, nil)
	if v, err := c.At(t.Context(), 0); err != nil || v.Number() != 10 {
		t.Errorf("%v, %v", v, err)
	}
}

// suggests answers with a tip of its own making.
func suggests(tip *big.Int) twist {
	return func(asked, answer *message) {
		if asked.Method == "eth_maxPriorityFeePerGas" {
			answer.Error = nil
			answer.Result, _ = json.Marshal((*hexutil.Big)(tip))
		}
	}
}

// TestOneLiarSetsNoFee sends by three endpoints of which one suggests a tip that would take all that the account has, or none, or
// says nothing: what is paid, and what a bond is reckoned with, is what the others suggest.
func TestOneLiarSetsNoFee(t *testing.T) {
	s := newShop(t, devnet.EVMConfig{})
	ctx := t.Context()
	list, c := endpoints(t, s.EVM, 3, chain.Config{})
	for _, l := range list {
		l.set(suggests(big.NewInt(3e9)), nil)
	}
	k := c.Committees(s.k.Address)
	bond, err := k.Bond(ctx, 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, lie := range []struct {
		name string
		twist
	}{
		{"much", suggests(big.NewInt(1e14))}, {"nothing", suggests(new(big.Int))},
		{"an error", func(asked, answer *message) {
			if asked.Method == "eth_maxPriorityFeePerGas" {
				answer.Result, answer.Error = nil, json.RawMessage(`{"code":-32601,"message":"no such method"}`)
			}
		}},
	} {
		for place := range list {
			list[place].set(lie.twist, nil)
			r, err := c.Send(ctx, wallet(s.EVM, 4), chain.Tx{To: common.Address{0xbe}, Value: big.NewInt(1)})
			if err != nil {
				t.Errorf("%s by endpoint %d: %v", lie.name, place+1, err)
				continue
			}
			if tip := transaction(t, s.EVM, r.TxHash).GasTipCap(); tip.Int64() != 3e9 {
				t.Errorf("%s by endpoint %d: a tip of %v wei", lie.name, place+1, tip)
			}
			// The base fee falls with each empty block.
			if now, err := k.Bond(ctx, 2); err != nil || now.Cmp(bond) > 0 {
				t.Errorf("%s by endpoint %d: a bond of %v wei, and %v before: %v", lie.name, place+1, now, bond, err)
			}
			list[place].set(suggests(big.NewInt(3e9)), nil)
		}
	}
	for _, l := range list[:2] {
		l.set(suggests(big.NewInt(5e9)), nil)
	}
	if r, err := c.Send(ctx, wallet(s.EVM, 4), chain.Tx{To: common.Address{0xbe}, Value: big.NewInt(1)}); err != nil {
		t.Error(err)
	} else if tip := transaction(t, s.EVM, r.TxHash).GasTipCap(); tip.Int64() != 5e9 {
		t.Errorf("two say what is usual now: a tip of %v wei", tip)
	}
}

// TestDisagreement reads from two endpoints that do not agree: nothing is believed, and it is told who
// said so. Two of two that lie alike are believed where nothing is proved.
func TestDisagreement(t *testing.T) {
	s := newShop(t, devnet.EVMConfig{})
	ctx := t.Context()
	list, c := endpoints(t, s.EVM, 2, chain.Config{})
	list[1].set(inventsLicence, nil)
	v, err := c.At(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	if may, err := s.m.Licensed(ctx, v, s.asset, s.stranger); may || !errors.Is(err, chain.ErrDisagree) || !errors.Is(err, chain.ErrUnavailable) {
		t.Errorf("%v, %v", may, err)
	} else if strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("the error names an endpoint: %v", err)
	}
	if may, err := s.m.Licensed(ctx, v, s.asset, s.buyer); !may || err != nil {
		t.Errorf("where they agree: %v, %v", may, err)
	}
	if c.Refused() != 1 || c.Endpoints()[0].Disagreements != 1 || c.Endpoints()[1].Disagreements != 1 || c.Agreed() != nil {
		t.Errorf("%d refused, %+v, %v", c.Refused(), c.Endpoints(), c.Agreed())
	}
	list[1].set(otherHash, nil)
	await(t, "they disagree about the head", func() bool { _, err := c.At(ctx, 0); return errors.Is(err, chain.ErrDisagree) })
	if !errors.Is(c.Agreed(), chain.ErrDisagree) {
		t.Error("agreed")
	}
	list[1].set(nil, nil)
	await(t, "they agree again", func() bool { _, err := c.At(ctx, 0); return err == nil && c.Agreed() == nil })

	for _, l := range list {
		l.set(inventsLicence, nil)
	}
	if err := s.Mine(1); err != nil {
		t.Fatal(err)
	}
	await(t, "a block", func() bool { n, err := c.At(ctx, 0); return err == nil && n.Number() > v.Number() })
	if v, err = c.At(ctx, 0); err != nil {
		t.Fatal(err)
	}
	if may, err := s.m.Licensed(ctx, v, s.asset, s.stranger); !may || err != nil {
		t.Errorf("%v, %v", may, err)
	}
}

func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("in vain: ", what)
		}
	}
}

// TestProofs reads facts whose proofs all endpoints must give: where all lie together, nothing that they
// invented is believed. That the truth is read as it is shows that the slots are the contracts'.
func TestProofs(t *testing.T) {
	s := newShop(t, devnet.EVMConfig{})
	ctx := t.Context()
	prove := chain.Prove{Tokens: map[common.Address]uint64{s.dollar.Address: 0}}
	for _, n := range []int{1, 3} {
		list, c := endpoints(t, s.EVM, n, chain.Config{Prove: &prove})
		v, err := c.At(ctx, 0)
		if err != nil {
			t.Fatal(err)
		}
		s.truth(t, "proved", v.Proved())
		lie := func(w twist) *chain.View {
			t.Helper()
			for _, l := range list {
				l.set(w, nil)
			}
			if err := s.Mine(1); err != nil {
				t.Fatal(err)
			}
			before := v.Number()
			await(t, "a block", func() bool { v, err = c.At(ctx, 0); return err == nil && v.Number() > before })
			return v.Proved()
		}
		one := func(method string, change func(result map[string]any)) twist {
			return func(asked, answer *message) {
				inventsLicence(asked, answer)
				var result map[string]any
				if asked.Method == method && json.Unmarshal(answer.Result, &result) == nil {
					change(result)
					answer.Result, _ = json.Marshal(result)
				}
			}
		}
		for what, w := range map[string]twist{
			"a true proof": inventsLicence,
			"no proof":     one("eth_getProof", func(r map[string]any) { r["accountProof"], r["storageProof"] = []string{}, []string{} }),
			"a proof of nothing": one("eth_getProof", func(r map[string]any) {
				for _, p := range r["storageProof"].([]any) {
					p.(map[string]any)["proof"] = []string{}
				}
			}),
			"rubbish": one("eth_getProof", func(r map[string]any) {
				r["accountProof"] = []string{"0x", "0xc0", "0xf8ff", hexutil.Encode(make([]byte, 1000))}
			}),
			"an invented state": one("eth_getBlockByHash", func(r map[string]any) { r["stateRoot"] = common.Hash{5} }),
		} {
			v := lie(w)
			if may, err := s.m.Licensed(ctx, v, s.asset, s.stranger); may || !errors.Is(err, chain.ErrUnavailable) {
				t.Errorf("%s with an invented licence: %v, %v", what, may, err)
			}
			if what == "a true proof" {
				if _, err := s.m.Licensed(ctx, v, s.asset, s.stranger); !errors.Is(err, chain.ErrDisagree) {
					t.Errorf("%v", err)
				}
				if may, err := s.m.Licensed(ctx, v, s.asset, s.buyer); !may || err != nil {
					t.Errorf("a licence that is there: %v, %v", may, err)
				}
			}
		}
		rich := func(asked, answer *message) {
			switch asked.Method {
			case "eth_getBalance":
				answer.Result = json.RawMessage(`"0xffffffffffffffffffffff"`)
			case "eth_call":
				answer.Result = json.RawMessage(`"0x` + strings.Repeat("0", 62) + `ff"`)
			case "eth_getCode":
				answer.Result = json.RawMessage(`"0x00"`)
			}
		}
		v = lie(rich)
		if b, err := v.Balance(ctx, s.stranger); !errors.Is(err, chain.ErrDisagree) {
			t.Errorf("invented balance %v, %v", b, err)
		}
		if b, err := s.dollar.BalanceOf(ctx, v, s.buyer); !errors.Is(err, chain.ErrDisagree) {
			t.Errorf("invented tokens %v, %v", b, err)
		}
		if nonce, err := s.k.SessionNonce(ctx, v, s.buyer); !errors.Is(err, chain.ErrDisagree) {
			t.Errorf("invented nonce %v, %v", nonce, err)
		}
		if code, err := v.Code(ctx, s.m.Address); !errors.Is(err, chain.ErrDisagree) {
			t.Errorf("invented code %x, %v", code, err)
		}
	}
}

// TestUnprovable reads what no proof tells: by agreement, or not at all for who is strict.
func TestUnprovable(t *testing.T) {
	s := newShop(t, devnet.EVMConfig{})
	ctx := t.Context()
	for _, strict := range []bool{false, true} {
		_, c := endpoints(t, s.EVM, 3, chain.Config{Prove: &chain.Prove{Strict: strict}})
		parrot := deploy(t, c, wallet(s.EVM, 3), parrotCode)
		v, err := c.At(ctx, 0)
		if err != nil {
			t.Fatal(err)
		}
		v = v.Proved()
		if may, err := s.m.Licensed(ctx, v, s.asset, s.buyer); err != nil || !may {
			t.Errorf("%v, %v", may, err)
		}
		// A contract that returns what it is asked is no Market, whatever it says.
		if _, err := c.Market(parrot).Licensed(ctx, v, s.asset, s.buyer); !errors.Is(err, chain.ErrUnprovable) {
			t.Errorf("a market of another kind: %v", err)
		}
		_, call := s.dollar.BalanceOf(ctx, v, s.buyer)
		_, once := v.CallOnce(ctx, parrot, append([]byte{1, 2, 3, 4}, word(5)...))
		_, logs := v.Logs(ctx, s.m.Address, nil, 10)
		for what, err := range map[string]error{"a call": call, "a call with a secret": once, "logs": logs} {
			if strict != errors.Is(err, chain.ErrUnprovable) || !strict && err != nil {
				t.Errorf("%s, strict %v: %v", what, strict, err)
			}
		}
	}
}

// TestEndpointsAreAskedOnce counts: what a thousand want at a time goes once to each of the endpoints that must agree,
// and what is announced together goes together. A third one is not asked while two agree.
func TestEndpointsAreAskedOnce(t *testing.T) {
	s := newShop(t, devnet.EVMConfig{})
	list, c := endpoints(t, s.EVM, 3, chain.Config{})
	v, err := c.At(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 1000 {
		wg.Go(func() {
			if may, err := s.m.Licensed(t.Context(), v, s.asset, s.buyer); err != nil || !may {
				t.Errorf("%v, %v", may, err)
			}
		})
	}
	wg.Wait()
	sum := 0
	for _, l := range list {
		if n := l.count("eth_call"); n > 1 {
			t.Errorf("%d reads", n)
		} else {
			sum += n
		}
	}
	if sum < 2 {
		t.Errorf("%d reads in all", sum)
	}
	before := list[0].posts
	v.Prefetch(t.Context(), []common.Address{{1}, {2}, {3}}, make([][]byte, 3))
	for i := range 3 {
		if _, err := v.Balance(t.Context(), common.Address{byte(i + 1)}); err != nil {
			t.Error(err)
		}
	}
	if n := list[0].posts - before; n > 1 {
		t.Errorf("three reads that were announced took %d requests to the first endpoint", n)
	}
}

// TestEndpointJoins begins without one endpoint, which comes later, and refuses one of another chain.
func TestEndpointJoins(t *testing.T) {
	e, other := startEVM(t, devnet.EVMConfig{}), startEVM(t, devnet.EVMConfig{ChainID: 5})
	list := []*liar{newLiar(t, e.URL()), newLiar(t, e.URL()), newLiar(t, e.URL())}
	down := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }
	list[0].set(nil, down)
	c := dialAll(t, list, chain.Config{})
	if got := c.Endpoints(); got[0].Reached || !got[1].Reached || !got[2].Reached {
		t.Errorf("%+v", got)
	}
	if _, err := c.At(t.Context(), 0); err != nil {
		t.Error(err)
	}
	contract := deploy(t, c, wallet(e, 0), parrotCode) // by the next endpoint
	list[0].set(nil, nil)
	await(t, "it joins", func() bool { return c.Endpoints()[0].Reached })
	list[1].set(nil, down)
	await(t, "it counts", func() bool {
		v, err := c.At(t.Context(), 0)
		if err != nil {
			return false
		}
		code, err := v.Code(t.Context(), contract)
		return err == nil && len(code) > 0
	})
	list[0].set(nil, down)
	list[1].turn(other.URL())
	list[1].set(nil, nil)
	for _, cfg := range []chain.Config{
		{URL: list[2].URL, Others: []string{list[0].URL}},                  // too few
		{URL: list[2].URL, Others: []string{list[1].URL}},                  // another chain
		{URL: list[2].URL, Others: []string{list[2].URL}},                  // the same again
		{URL: list[2].URL, Others: []string{list[2].URL + "/other?key=1"}}, // under another name
		{URL: list[2].URL, Others: []string{"ws://me:you@" + list[2].Listener.Addr().String()}},
		{URL: list[2].URL, Others: []string{list[0].URL, list[1].URL}, Quorum: 4}, // more than there are
		{URL: list[2].URL, Quorum: 2},
		{URL: list[2].URL, Others: []string{"ftp://x"}},
	} {
		if c, err := chain.Dial(t.Context(), cfg); err == nil {
			t.Errorf("%+v: connected", cfg)
			c.Close()
		} else {
			t.Log(err)
		}
	}
}

// TestEndpointsAreFollowed follows over WebSocket and HTTP together: blocks that come are delivered, and one endpoint that
// invents logs is not heard.
func TestEndpointsAreFollowed(t *testing.T) {
	e := startEVM(t, devnet.EVMConfig{})
	l := newLiar(t, e.URL())
	l.set(func(asked, answer *message) {
		if asked.Method == "eth_getLogs" {
			answer.Result = json.RawMessage("[]")
		}
	}, nil)
	c := dial(t, chain.Config{URL: l.URL, Others: []string{e.WebSocketURL(), newLiar(t, e.URL()).URL}})
	if !c.Local() || !strings.HasPrefix(c.String(), "3 ") {
		t.Errorf("%s, local %v", c, c.Local())
	}
	contract := deploy(t, c, wallet(e, 0), codeLog)
	const sent = 5
	var sending sync.WaitGroup
	sending.Go(func() {
		for i := range sent {
			if _, err := c.Send(t.Context(), wallet(e, 0), chain.Tx{To: contract, Data: word(int64(i))}); err != nil {
				t.Error(err)
			}
		}
	})
	defer sending.Wait() // a block may be delivered before its sender sees it
	done := errors.New("done")
	var got []byte
	err := c.Follow(within(t, 2*time.Minute), chain.Query{Addresses: []common.Address{contract}}, func(_ context.Context, b chain.Block, logs []types.Log) error {
		for _, l := range logs {
			if got = append(got, l.Data[31]); l.BlockHash != b.Hash || b.Time == 0 {
				t.Errorf("a log of %v in block %v", l.BlockHash, b)
			}
		}
		if len(got) == sent {
			return done
		}
		return nil
	})
	if !errors.Is(err, done) || !bytes.Equal(got, []byte{0, 1, 2, 3, 4}) {
		t.Errorf("%x, %v", got, err)
	}
}

// TestForks has one endpoint of three stay on a fork that the others left: what was bought there alone never counts,
// neither while the fork is the longer one nor when it has been cut off.
func TestForks(t *testing.T) {
	dir := t.TempDir()
	first := newShop(t, devnet.EVMConfig{Folder: filepath.Join(dir, "a")})
	if err := first.EVM.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "b"), os.DirFS(filepath.Join(dir, "a"))); err != nil {
		t.Fatal(err)
	}
	old, now := startEVM(t, devnet.EVMConfig{Folder: filepath.Join(dir, "a")}), startEVM(t, devnet.EVMConfig{Folder: filepath.Join(dir, "b")})
	ctx := t.Context()
	on := dial(t, chain.Config{URL: old.URL()})
	if err := now.Advance(time.Hour); err != nil { // so that the next blocks are others
		t.Fatal(err)
	}
	order := chain.Order{Asset: first.asset, Holder: first.stranger, Price: big.NewInt(1000), Version: 1}
	_, _, err := on.Market(first.m.Address).Buy(ctx, wallet(old, 2), order, chain.Coin)
	if err != nil {
		t.Fatal(err)
	}
	list := []*liar{newLiar(t, old.URL()), newLiar(t, old.URL()), newLiar(t, old.URL())}
	c := dialAll(t, list, chain.Config{})
	bought := func(confirmations uint64) (bool, error) {
		v, err := c.At(ctx, confirmations)
		if err != nil {
			return false, err
		}
		return first.m.Licensed(ctx, v, first.asset, first.stranger)
	}
	const depth = 3
	if may, err := bought(0); err != nil || !may {
		t.Fatalf("the purchase is not there: %v, %v", may, err)
	}
	if may, err := bought(depth); err != nil || may {
		t.Fatalf("the purchase counts before it is deep: %v, %v", may, err)
	}
	if err := now.Mine(depth + 2); err != nil {
		t.Fatal(err)
	}
	list[1].turn(now.URL())
	list[2].turn(now.URL())
	await(t, "the fork is left", func() bool { may, err := bought(0); return err == nil && !may })
	if err := old.Mine(4 * depth); err != nil { // the purchase is deep there
		t.Fatal(err)
	}
	for range 20 {
		for _, confirmations := range []uint64{0, 1, depth} {
			if may, err := bought(confirmations); err != nil || may {
				t.Errorf("%d blocks behind, with %d since the purchase on the old fork: %v, %v", confirmations, depth*4, may, err)
			}
		}
		if err := now.Mine(1); err != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// TestHeadIsReplacedMeanwhile replaces the head between the question for it and that for a block below it: what is so far
// below the old one, but young on the chain that took its place, is not read.
func TestHeadIsReplacedMeanwhile(t *testing.T) {
	dir := t.TempDir()
	e := startEVM(t, devnet.EVMConfig{Folder: filepath.Join(dir, "a")})
	if err := errors.Join(e.Mine(5), e.Close(), os.CopyFS(filepath.Join(dir, "b"), os.DirFS(filepath.Join(dir, "a")))); err != nil {
		t.Fatal(err)
	}
	old, now := startEVM(t, devnet.EVMConfig{Folder: filepath.Join(dir, "a")}), startEVM(t, devnet.EVMConfig{Folder: filepath.Join(dir, "b")})
	if err := errors.Join(now.Advance(time.Hour), old.Mine(4)); err != nil { // other blocks, and fewer of them
		t.Fatal(err)
	}
	const depth = 3
	young := head(t, dial(t, chain.Config{URL: now.URL()}), 6)
	for _, n := range []int{1, 3} {
		for name, read := range map[string]func(c *chain.Client) (*chain.View, error){
			"confirmations": func(c *chain.Client) (*chain.View, error) { return c.At(t.Context(), depth) },
			"final":         func(c *chain.Client) (*chain.View, error) { return c.AtFinal(t.Context()) },
		} {
			var list []*liar
			for range n {
				list = append(list, newLiar(t, old.URL()))
			}
			c := dialAll(t, list, chain.Config{Final: fmt.Sprint(depth)})
			for _, l := range list {
				l.set(func(asked, _ *message) {
					if asked.Method == "eth_getBlockByNumber" && string(asked.Params[0]) == `"latest"` {
						l.turn(now.URL())
					}
				}, nil)
			}
			v, err := read(c)
			if err != nil {
				t.Errorf("%s, %d endpoints: %v", name, n, err)
			} else if v.Number()+depth != young.Number() {
				t.Errorf("%s, %d endpoints: block %d, and the head is %d", name, n, v.Number(), young.Number())
			}
		}
	}
}
