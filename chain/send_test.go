package chain_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/params"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/contracts"
	"github.com/latchkey-network/latchkey/devnet"
)

// transaction reads what was mined, by other code than the client's.
func transaction(t *testing.T, e *devnet.EVM, hash common.Hash) *types.Transaction {
	t.Helper()
	c, err := ethclient.Dial(e.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	tx, _, err := c.TransactionByHash(t.Context(), hash)
	if err != nil {
		t.Fatal(err)
	}
	return tx
}

func TestSendValue(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	for i, url := range []string{e.URL(), e.WebSocketURL()} {
		c := dial(t, chain.Config{URL: url})
		to := common.Address{0xbe, byte(i)}
		r, err := c.Send(t.Context(), wallet(e, 0), chain.Tx{To: to, Value: big.NewInt(12345)})
		if err != nil || r.Status != 1 {
			t.Fatal(r, err)
		}
		v, err := c.At(t.Context(), 0) // sees it at once
		if err != nil {
			t.Fatal(err)
		}
		if b, err := v.Balance(t.Context(), to); err != nil || b.Int64() != 12345 {
			t.Errorf("balance %v, %v", b, err)
		}
		if got, err := c.Receipt(t.Context(), r.TxHash); err != nil || got.BlockHash != r.BlockHash {
			t.Errorf("receipt %v, %v", got, err)
		}
		if got, err := c.Receipt(t.Context(), common.Hash{1}); err != nil || got != nil {
			t.Errorf("receipt of nothing: %v, %v", got, err)
		}
	}
}

// Fifty at once from one account, three accounts: all are mined, with consecutive nonces, on a
// chain with slow blocks and on one with a block for each.
func TestSendConcurrently(t *testing.T) {
	t.Parallel()
	for _, period := range []time.Duration{0, 300 * time.Millisecond} {
		e := startEVM(t, devnet.EVMConfig{Period: period})
		c := dial(t, chain.Config{URL: e.URL()})
		const n = 50
		var wg sync.WaitGroup
		nonces := make([][]uint64, 3)
		var mu sync.Mutex
		for account := range nonces {
			w := wallet(e, account)
			for i := range n {
				wg.Go(func() {
					r, err := c.Send(within(t, time.Minute), w, chain.Tx{To: common.Address{1, byte(i)}, Value: big.NewInt(1)})
					if err != nil {
						t.Error(err)
						return
					}
					nonce := transaction(t, e, r.TxHash).Nonce()
					mu.Lock()
					defer mu.Unlock()
					nonces[account] = append(nonces[account], nonce)
				})
			}
		}
		wg.Wait()
		for account := range nonces {
			slices.Sort(nonces[account])
			for i, nonce := range nonces[account] {
				if nonce != uint64(i) {
					t.Fatalf("nonces %d", nonces[account])
				}
			}
			if len(nonces[account]) != n {
				t.Errorf("%d mined", len(nonces[account]))
			}
		}
	}
}

func TestSendReverts(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	c := dial(t, chain.Config{URL: e.URL()})
	w := wallet(e, 0)
	a := deploy(t, c, w, codeRevert)
	market := contracts.NewMarket()
	parsed := market.GetABI()
	wrongPrice := parsed.Errors["WrongPrice"]
	args, err := wrongPrice.Inputs.Pack(big.NewInt(10), big.NewInt(3))
	if err != nil {
		t.Fatal(err)
	}
	data := append(wrongPrice.ID.Bytes()[:4], args...)
	nonce := func() uint64 {
		t.Helper()
		ec, err := ethclient.Dial(e.URL())
		if err != nil {
			t.Fatal(err)
		}
		defer ec.Close()
		n, err := ec.PendingNonceAt(t.Context(), w.Address())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}

	// Seen before it is sent.
	before := nonce()
	r, err := c.Send(t.Context(), w, chain.Tx{To: a, Data: data, UnpackError: market.UnpackError})
	var revert *chain.RevertError
	if !errors.Is(err, chain.ErrNotSent) || !errors.Is(err, chain.ErrReverted) || errors.Is(err, chain.ErrUnknown) || r != nil || !errors.As(err, &revert) {
		t.Fatalf("%v, %v", r, err)
	}
	if custom, ok := revert.Custom.(*contracts.MarketWrongPrice); !ok || custom.Asked.Int64() != 10 || custom.Given.Int64() != 3 {
		t.Errorf("custom error %v", revert.Custom)
	}
	if !strings.Contains(err.Error(), "WrongPrice(asked 10, given 3)") {
		t.Errorf("%q does not say why", err)
	}
	if nonce() != before {
		t.Error("something was sent")
	}

	// Seen when it is mined: with a gas limit there is no estimate to warn.
	r, err = c.Send(t.Context(), w, chain.Tx{To: a, Data: data, Gas: 100_000, UnpackError: market.UnpackError})
	if errors.Is(err, chain.ErrNotSent) || errors.Is(err, chain.ErrUnknown) || !errors.Is(err, chain.ErrReverted) || r == nil || r.Status != 0 {
		t.Fatalf("%v, %v", r, err)
	}
	var sent *chain.SendError
	if !errors.As(err, &sent) || sent.Hash != r.TxHash || !strings.Contains(err.Error(), "WrongPrice(asked 10, given 3)") {
		t.Errorf("%v", err)
	}

	// Out of gas is said.
	forever := deploy(t, c, w, codeForever)
	if _, err = c.Send(t.Context(), w, chain.Tx{To: forever, Gas: 100_000}); !errors.Is(err, chain.ErrReverted) || !strings.Contains(err.Error(), "out of gas") {
		t.Errorf("out of gas: %v", err)
	}
	// A constructor that refuses.
	if _, _, err := c.Deploy(t.Context(), w, chain.Tx{Data: codeRevert}); !errors.Is(err, chain.ErrReverted) {
		t.Errorf("constructor: %v", err)
	}
}

func TestSendWithoutFunds(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	c := dial(t, chain.Config{URL: e.URL()})
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	poor := chain.WalletFromKey(key)
	for _, tx := range []chain.Tx{
		{To: common.Address{1}, Value: big.NewInt(1)},
		{To: common.Address{1}, Value: big.NewInt(1), Gas: 21_000},
		{To: common.Address{1}, Gas: 21_000},
	} {
		if _, err := c.Send(t.Context(), poor, tx); !errors.Is(err, chain.ErrNoFunds) || !errors.Is(err, chain.ErrNotSent) {
			t.Errorf("%+v: %v", tx, err)
		}
	}
	rich := wallet(e, 0)
	all := new(big.Int).Mul(big.NewInt(10_000), big.NewInt(params.Ether))
	if _, err := c.Send(t.Context(), rich, chain.Tx{To: common.Address{1}, Value: all}); !errors.Is(err, chain.ErrNoFunds) {
		t.Errorf("everything, with nothing for the fee: %v", err)
	}
	// The nonce was not used up.
	if _, err := c.Send(within(t, time.Minute), rich, chain.Tx{To: common.Address{1}, Value: big.NewInt(1)}); err != nil {
		t.Error(err)
	}
}

// The endpoint takes the transaction but its answer is lost: it is mined once all the same.
func TestSendAnswerLost(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	f := newFront(t, e.URL())
	c := dial(t, chain.Config{URL: f.URL})
	direct := dial(t, chain.Config{URL: e.URL()})
	w := wallet(e, 0)
	to := common.Address{1}
	var mu sync.Mutex
	lose := 2
	f.set(func(method string, params []json.RawMessage, _ http.ResponseWriter) bool {
		mu.Lock()
		defer mu.Unlock()
		if method != "eth_sendRawTransaction" || lose == 0 {
			return false
		}
		lose--
		forward(t, e, params)
		panic(http.ErrAbortHandler) // the connection breaks instead of an answer
	})
	r, err := c.Send(within(t, time.Minute), w, chain.Tx{To: to, Value: big.NewInt(5)})
	if err != nil {
		t.Fatal(err)
	}
	if b, err := head(t, direct, r.BlockNumber.Uint64()).Balance(t.Context(), to); err != nil || b.Int64() != 5 {
		t.Errorf("balance %v, %v", b, err)
	}

	// It never answers at all: not known, and it is mined.
	mu.Lock()
	lose = 1000
	mu.Unlock()
	_, err = c.Send(t.Context(), w, chain.Tx{To: to, Value: big.NewInt(5)})
	var sent *chain.SendError
	if !errors.Is(err, chain.ErrUnknown) || errors.Is(err, chain.ErrNotSent) || !errors.As(err, &sent) {
		t.Fatalf("%v", err)
	}
	if r, err := waitFor(t, direct, sent.Hash); err != nil || r.Status != 1 {
		t.Errorf("receipt %v, %v", r, err)
	}

	// The next one takes the next nonce.
	mu.Lock()
	lose = 0
	mu.Unlock()
	r, err = c.Send(within(t, time.Minute), w, chain.Tx{To: to, Value: big.NewInt(5)})
	if err != nil || transaction(t, e, r.TxHash).Nonce() != 2 {
		t.Errorf("%v, %v", r, err)
	}
}

func forward(t *testing.T, e *devnet.EVM, params []json.RawMessage) {
	c, err := ethclient.Dial(e.URL())
	if err != nil {
		t.Error(err)
		return
	}
	defer c.Close()
	c.Client().CallContext(context.Background(), nil, "eth_sendRawTransaction", params[0]) // known already, the second time
}

func waitFor(t *testing.T, c *chain.Client, hash common.Hash) (*types.Receipt, error) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		r, err := c.Receipt(t.Context(), hash)
		if err != nil || r != nil {
			return r, err
		}
		if time.Now().After(deadline) {
			return nil, errors.New("no receipt")
		}
	}
}

// A transaction that no block takes is told as unknown when the caller's patience ends, and its
// fee is raised before.
func TestSendStuck(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{Period: time.Hour})
	c := dial(t, chain.Config{URL: e.URL(), BumpAfter: 100 * time.Millisecond})
	w := wallet(e, 0)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second) // all that it is raised is done then
	defer cancel()
	_, err := c.Send(ctx, w, chain.Tx{To: common.Address{1}, Value: big.NewInt(5)})
	var sent *chain.SendError
	if !errors.Is(err, chain.ErrUnknown) || !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &sent) {
		t.Fatalf("%v", err)
	}
	done := make(chan error)
	go func() {
		_, err := c.Send(within(t, time.Minute), w, chain.Tx{To: common.Address{1}, Value: big.NewInt(5)})
		done <- err
	}()
	time.Sleep(500 * time.Millisecond)
	for waiting := true; waiting; {
		if err := e.Mine(1); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
			waiting = false
		case <-time.After(100 * time.Millisecond):
		}
	}
	if r, err := waitFor(t, c, sent.Hash); err != nil || r.Status != 1 {
		t.Errorf("%v, %v", r, err)
	}
	ec, err := ethclient.Dial(e.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer ec.Close()
	tx := transaction(t, e, sent.Hash)
	base, err := ec.HeaderByNumber(t.Context(), big.NewInt(1))
	if err != nil {
		t.Fatal(err)
	}
	if first := new(big.Int).Lsh(base.BaseFee, 1); tx.GasFeeCap().Cmp(new(big.Int).Add(first, new(big.Int).Rsh(first, 3))) < 0 {
		t.Errorf("the fee %s was not raised over %s", tx.GasFeeCap(), first)
	}
	if n, err := ec.NonceAt(t.Context(), w.Address(), nil); err != nil || n != 2 {
		t.Errorf("%d transactions, %v", n, err)
	}
}

// Another program sends from the same account, as a verb does beside a running node: its
// transactions and ours are all mined, each once.
func TestSendBesideAnother(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{Period: 100 * time.Millisecond})
	var wg sync.WaitGroup
	errs := make(chan error, 40)
	for range 2 {
		c := dial(t, chain.Config{URL: e.URL()})
		w := wallet(e, 0)
		for range 20 {
			wg.Go(func() {
				for {
					_, err := c.Send(within(t, time.Minute), w, chain.Tx{To: common.Address{1}, Value: big.NewInt(1)})
					if errors.Is(err, chain.ErrNotSent) && errors.Is(err, chain.ErrNonceTaken) {
						continue // what the caller is to do then
					}
					errs <- err
					return
				}
			})
		}
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	c := dial(t, chain.Config{URL: e.URL()})
	if b, err := head(t, c, 1).Balance(t.Context(), common.Address{1}); err != nil || b.Int64() != 40 {
		t.Errorf("%v paid, %v", b, err)
	}
}

func TestSendClosedWallet(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	c := dial(t, chain.Config{URL: e.URL()})
	w := wallet(e, 0)
	w.Close()
	if _, err := c.Send(t.Context(), w, chain.Tx{To: common.Address{1}}); !errors.Is(err, chain.ErrNotSent) || !errors.Is(err, chain.ErrClosed) {
		t.Errorf("%v", err)
	}
	if s := fmt.Sprint(w); s != w.Address().Hex() {
		t.Errorf("%q", s)
	}
}

// Servers behind one address may not have seen yet what another one was just sent.
func TestSendThroughLaggingServer(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{Period: time.Second})
	f := newFront(t, e.URL())
	f.set(func(method string, params []json.RawMessage, w http.ResponseWriter) bool {
		if method != "eth_getTransactionCount" || string(params[1]) != `"pending"` {
			return false
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%s,"result":"0x0"}`, w.Header().Get("X-Call-Id"))
		return true
	})
	c := dial(t, chain.Config{URL: f.URL})
	w := wallet(e, 0)
	var wg sync.WaitGroup
	for i := range 5 {
		wg.Go(func() {
			if _, err := c.Send(within(t, time.Minute), w, chain.Tx{To: common.Address{1, byte(i)}, Value: big.NewInt(1)}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// An endpoint's pool that is a moment behind its head knows of no money that has just arrived:
// that is waited out. Money that is not there is missed at once.
func TestSendToAPoolBehindItsHead(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{Accounts: 2})
	f := newFront(t, e.URL())
	var refused atomic.Int32
	f.set(func(method string, _ []json.RawMessage, w http.ResponseWriter) bool {
		return method == "eth_sendRawTransaction" && refused.Add(1) < 3 &&
			refuse(w, -32000, "insufficient funds for gas * price + value: balance 0, tx cost 1, overshot 1")
	})
	c := dial(t, chain.Config{URL: f.URL})
	if _, err := c.Send(t.Context(), wallet(e, 0), chain.Tx{To: common.Address{1}, Value: big.NewInt(1)}); err != nil || refused.Load() != 3 {
		t.Errorf("after %d tries: %v", refused.Load(), err)
	}
	poor, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	refused.Store(0)
	_, err = c.Send(t.Context(), chain.WalletFromKey(poor), chain.Tx{To: common.Address{1}, Value: big.NewInt(1), Gas: 21000})
	if !errors.Is(err, chain.ErrNoFunds) || refused.Load() > 1 {
		t.Errorf("without money, after %d tries: %v", refused.Load(), err)
	}
}

// TestSettle: what an earlier run sent, and this process does not know, is waited for until it is in a block, was replaced by
// another transaction of its nonce, or was dropped; and what waits behind a nonce that nobody has is not waited for.
func TestSettle(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	for name, test := range map[string]struct {
		pending, latest []uint64 // the answers in turn; the last stays
		waited          bool
	}{
		"nothing":            {[]uint64{5}, []uint64{5}, false},
		"mined, or replaced": {[]uint64{6}, []uint64{5, 5, 6}, true},
		"dropped":            {[]uint64{6, 6, 5}, []uint64{5}, true},
		"the last dropped":   {[]uint64{8, 7}, []uint64{5, 6, 7}, true},
		"more come later":    {[]uint64{6, 9}, []uint64{5, 6}, true},
		"behind a gap":       {[]uint64{5}, []uint64{5}, false}, // endpoints count no queued transaction
	} {
		f := newFront(t, e.URL())
		var mu sync.Mutex
		next := map[string][]uint64{`"pending"`: test.pending, `"latest"`: test.latest}
		f.set(func(method string, params []json.RawMessage, w http.ResponseWriter) bool {
			if method != "eth_getTransactionCount" {
				return false
			}
			mu.Lock()
			defer mu.Unlock()
			tag := string(params[1])
			n := next[tag][0]
			if len(next[tag]) > 1 {
				next[tag] = next[tag][1:]
			}
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%s,"result":"%#x"}`, w.Header().Get("X-Call-Id"), n)
			return true
		})
		c := dial(t, chain.Config{URL: f.URL})
		if waited, err := c.Settle(within(t, time.Minute), common.Address{1}); err != nil || waited != test.waited {
			t.Errorf("%s: waited is %v, %v", name, waited, err)
		}
	}
}
