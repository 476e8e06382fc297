package devnet_test

import (
	"context"
	"io/fs"
	"log/slog"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/params"
	"go.uber.org/goleak"

	"github.com/latchkey-network/latchkey/devnet"
)

func startEVM(t *testing.T, cfg devnet.EVMConfig) *devnet.EVM {
	t.Helper()
	e, err := devnet.StartEVM(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func dialEVM(t *testing.T, url string) *ethclient.Client {
	t.Helper()
	c, err := ethclient.DialContext(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func pay(t *testing.T, c *ethclient.Client, e *devnet.EVM, to common.Address, wei int64) common.Hash {
	t.Helper()
	ctx := t.Context()
	key := e.Accounts()[0]
	nonce, err := c.PendingNonceAt(ctx, crypto.PubkeyToAddress(key.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	tx, err := types.SignNewTx(key, types.LatestSignerForChainID(new(big.Int).SetUint64(e.ChainID())), &types.DynamicFeeTx{
		ChainID: new(big.Int).SetUint64(e.ChainID()), Nonce: nonce, To: &to, Value: big.NewInt(wei), Gas: 21_000,
		GasTipCap: big.NewInt(1), GasFeeCap: big.NewInt(5 * params.GWei),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.SendTransaction(ctx, tx); err != nil {
		t.Fatal(err)
	}
	return tx.Hash()
}

func waitReceipt(t *testing.T, c *ethclient.Client, hash common.Hash) *types.Receipt {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		r, err := c.TransactionReceipt(ctx, hash)
		if err == nil {
			return r
		}
		select {
		case <-ctx.Done():
			t.Fatalf("transaction %s: %v", hash, err)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// A transaction is mined at once when there is no period, over HTTP and over WebSocket.
func TestEVMBlockPerTransaction(t *testing.T) {
	e := startEVM(t, devnet.EVMConfig{})
	for _, url := range []string{e.URL(), e.WebSocketURL()} {
		c := dialEVM(t, url)
		id, err := c.ChainID(t.Context())
		if err != nil || id.Uint64() != 31337 {
			t.Fatalf("chain id %v, %v", id, err)
		}
		to := common.HexToAddress("0xbeef")
		before, err := c.BalanceAt(t.Context(), to, nil)
		if err != nil {
			t.Fatal(err)
		}
		if r := waitReceipt(t, c, pay(t, c, e, to, 7)); r.Status != 1 {
			t.Fatalf("status %d", r.Status)
		}
		after, err := c.BalanceAt(t.Context(), to, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := new(big.Int).Sub(after, before).Int64(); got != 7 {
			t.Errorf("balance grew by %d, want 7", got)
		}
	}
}

func TestEVMGenesis(t *testing.T) {
	e := startEVM(t, devnet.EVMConfig{ChainID: 4242})
	c := dialEVM(t, e.URL())
	if id, err := c.ChainID(t.Context()); err != nil || id.Uint64() != 4242 || e.ChainID() != 4242 {
		t.Fatalf("chain id %v, %v", id, err)
	}
	if n := len(e.Accounts()); n != 10 {
		t.Fatalf("%d accounts", n)
	}
	want := new(big.Int).Mul(big.NewInt(10_000), big.NewInt(params.Ether))
	for _, key := range e.Accounts() {
		b, err := c.BalanceAt(t.Context(), crypto.PubkeyToAddress(key.PublicKey), nil)
		if err != nil || b.Cmp(want) != 0 {
			t.Fatalf("balance %v, %v", b, err)
		}
	}
	head, err := c.HeaderByNumber(t.Context(), nil)
	if err != nil || head.GasLimit < 59_000_000 {
		t.Fatalf("head %+v, %v", head, err)
	}
	// A receipt nobody knows is "not found", not an error of the node.
	if _, err := c.TransactionReceipt(t.Context(), common.Hash{1}); err == nil || err.Error() != "not found" {
		t.Errorf("receipt of an unknown transaction: %v", err)
	}
}

// Blocks come by themselves, a period apart, and their timestamps grow.
func TestEVMPeriod(t *testing.T) {
	e := startEVM(t, devnet.EVMConfig{Period: 50 * time.Millisecond})
	c := dialEVM(t, e.WebSocketURL())
	heads := make(chan *types.Header, 64)
	sub, err := c.SubscribeNewHead(t.Context(), heads)
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Unsubscribe()
	var last *types.Header
	for range 5 {
		select {
		case h := <-heads:
			if last != nil && (h.Number.Uint64() != last.Number.Uint64()+1 || h.Time <= last.Time || h.ParentHash != last.Hash()) {
				t.Fatalf("block %v (time %d) after %v (time %d)", h.Number, h.Time, last.Number, last.Time)
			}
			last = h
		case err := <-sub.Err():
			t.Fatal(err)
		case <-time.After(time.Minute):
			t.Fatal("no block")
		}
	}
}

func TestEVMFinalized(t *testing.T) {
	e := startEVM(t, devnet.EVMConfig{})
	c := dialEVM(t, e.URL())
	finalized := func() uint64 {
		t.Helper()
		h, err := c.HeaderByNumber(t.Context(), big.NewInt(-3)) // the tag "finalized"
		if err != nil {
			t.Fatal(err)
		}
		return h.Number.Uint64()
	}
	if n := finalized(); n != 0 {
		t.Errorf("finalized %d at the start", n)
	}
	if err := e.Mine(40); err != nil {
		t.Fatal(err)
	}
	if n := finalized(); n != 32 {
		t.Errorf("finalized %d, want 32", n)
	}
}

func TestEVMRewindAndAdvance(t *testing.T) {
	e := startEVM(t, devnet.EVMConfig{})
	c := dialEVM(t, e.URL())
	waitReceipt(t, c, pay(t, c, e, common.HexToAddress("0xbeef"), 7))
	if err := e.Mine(3); err != nil {
		t.Fatal(err)
	}
	old, err := c.HeaderByNumber(t.Context(), big.NewInt(3))
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Rewind(1); err != nil {
		t.Fatal(err)
	}
	if n, err := c.BlockNumber(t.Context()); err != nil || n != 1 {
		t.Fatalf("head %d after the rewind, %v", n, err)
	}
	if err := e.Mine(4); err != nil {
		t.Fatal(err)
	}
	h, err := c.HeaderByNumber(t.Context(), big.NewInt(3))
	if err != nil || h.Hash() == old.Hash() {
		t.Fatalf("block 3 is the same after the rewind (%v)", err)
	}
	if b, err := c.BalanceAt(t.Context(), common.HexToAddress("0xbeef"), nil); err != nil || b.Sign() != 0 {
		t.Errorf("the payment outlived its block: %v, %v", b, err)
	}

	before, err := c.HeaderByNumber(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Advance(24 * time.Hour); err != nil {
		t.Fatal(err)
	}
	after, err := c.HeaderByNumber(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if after.Time != before.Time+86400 {
		t.Errorf("time moved by %d s", after.Time-before.Time)
	}
}

// The clock moves also where a transaction waits, which is of before.
func TestEVMAdvanceAmongTransactions(t *testing.T) {
	e := startEVM(t, devnet.EVMConfig{Period: time.Hour})
	c := dialEVM(t, e.URL())
	hash := pay(t, c, e, common.HexToAddress("0xbeef"), 7)
	if err := e.Advance(24 * time.Hour); err != nil {
		t.Fatal(err)
	}
	r, err := c.TransactionReceipt(t.Context(), hash)
	if err != nil {
		t.Fatal(err)
	}
	head, err := c.BlockNumber(t.Context())
	if err != nil || head != r.BlockNumber.Uint64()+1 {
		t.Errorf("it is in block %d of %d, %v", r.BlockNumber, head, err)
	}
}

// A folder brings back the same chain, accounts and balances; a chain id it was not made
// for is refused.
func TestEVMFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "chain")
	e, err := devnet.StartEVM(devnet.EVMConfig{Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	c := dialEVM(t, e.URL())
	r := waitReceipt(t, c, pay(t, c, e, common.HexToAddress("0xbeef"), 7))
	first := e.Accounts()[0]
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}

	if _, err := devnet.StartEVM(devnet.EVMConfig{Folder: folder, ChainID: 5}); err == nil {
		t.Error("another chain id was accepted")
	}

	e = startEVM(t, devnet.EVMConfig{Folder: folder})
	if !e.Accounts()[0].Equal(first) {
		t.Error("other accounts after a restart")
	}
	c = dialEVM(t, e.URL())
	r2, err := c.TransactionReceipt(t.Context(), r.TxHash)
	if err != nil || r2.BlockHash != r.BlockHash {
		t.Errorf("receipt after a restart: %v, %v", r2, err)
	}
	if b, err := c.BalanceAt(t.Context(), common.HexToAddress("0xbeef"), nil); err != nil || b.Int64() != 7 {
		t.Errorf("balance after a restart: %v, %v", b, err)
	}
	waitReceipt(t, c, pay(t, c, e, common.HexToAddress("0xbeef"), 7))
}

// Close ends every goroutine, an idle chain writes no file, and slog stays the program's.
func TestEVMLeavesNothingBehind(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	logger := slog.Default()
	leak := goleak.IgnoreCurrent()
	e, err := devnet.StartEVM(devnet.EVMConfig{Period: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	c, err := ethclient.Dial(e.WebSocketURL())
	if err != nil {
		t.Fatal(err)
	}
	waitReceipt(t, c, pay(t, c, e, common.HexToAddress("0xbeef"), 7))
	c.Close()
	for range 2 {
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := ethclient.Dial(e.WebSocketURL()); err == nil {
		t.Error("the port is still open")
	}
	goleak.VerifyNone(t, leak,
		// One set per process, kept for the next chain.
		goleak.IgnoreTopFunction("github.com/ethereum/go-ethereum/core.(*txSenderCacher).cache"),
		// Ends by itself, up to 30 s after its database (of peers, in memory) is closed.
		goleak.IgnoreTopFunction("github.com/syndtr/goleveldb/leveldb.(*DB).mpoolDrain"),
		// A subscription that ends in the same moment as the chain waits for its event loop
		// for ever.
		goleak.IgnoreAnyFunction("github.com/ethereum/go-ethereum/eth/filters.(*Subscription).Unsubscribe.func1"))
	if slog.Default() != logger {
		t.Error("the default of log/slog was replaced")
	}
	err = filepath.WalkDir(os.TempDir(), func(path string, _ fs.DirEntry, err error) error {
		if err == nil && path != os.TempDir() {
			t.Errorf("left behind: %q", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestEVMPortTaken(t *testing.T) {
	e := startEVM(t, devnet.EVMConfig{})
	u, err := url.Parse(e.URL())
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(u.Port())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := devnet.StartEVM(devnet.EVMConfig{Port: port}); err == nil {
		t.Error("a second chain on the same port")
	}
}
