package chain_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"go.uber.org/goleak"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
)

// The little contracts of these tests, in bytes of the EVM.
var (
	codeRevert  = common.FromHex("365f5f37365ffd") // reverts with its calldata
	codeReturn  = common.FromHex("5f355ff3")       // returns as many zero bytes as its first word says
	codeLog     = common.FromHex("365f5f37365fa0") // logs its calldata
	codeNumber  = common.FromHex("435f5260205ff3") // returns the block number
	codeForever = common.FromHex("5b5f56")         // never ends
)

func initCode(runtime []byte) []byte {
	return append([]byte{0x60, byte(len(runtime)), 0x80, 0x60, 9, 0x5f, 0x39, 0x5f, 0xf3}, runtime...)
}

func startEVM(t *testing.T, cfg devnet.EVMConfig) *devnet.EVM {
	t.Helper()
	e, err := devnet.StartEVM(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// dial connects with depth 0 as final, unless cfg says otherwise.
func dial(t *testing.T, cfg chain.Config) *chain.Client {
	t.Helper()
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

func wallet(e *devnet.EVM, i int) *chain.Wallet { return chain.WalletFromKey(e.Accounts()[i]) }

func deploy(t *testing.T, c *chain.Client, w *chain.Wallet, runtime []byte) common.Address {
	t.Helper()
	a, _, err := c.Deploy(t.Context(), w, chain.Tx{Data: initCode(runtime)})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// head is a View of the block that the chain has now, however old what the client knows is.
func head(t *testing.T, c *chain.Client, number uint64) *chain.View {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; {
		v, err := c.At(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		if v.Block().Number >= number {
			return v
		}
		if time.Now().After(deadline) {
			t.Fatalf("block %d does not come", number)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

func word(n int64) []byte { return common.LeftPadBytes(big.NewInt(n).Bytes(), 32) }

// front stands before a chain's HTTP endpoint: counts what goes through by method, and answers in
// the chain's place when told to.
type front struct {
	*httptest.Server
	mu     sync.Mutex
	counts map[string]int
	answer func(method string, params []json.RawMessage, w http.ResponseWriter) bool // true: answered
}

func newFront(t *testing.T, target string) *front {
	t.Helper()
	u, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	f := &front{counts: make(map[string]int)}
	proxy := httputil.NewSingleHostReverseProxy(u)
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		var call struct {
			ID     json.RawMessage
			Method string
			Params []json.RawMessage
		}
		json.Unmarshal(body, &call)
		f.mu.Lock()
		f.counts[call.Method]++
		answer := f.answer
		f.mu.Unlock()
		w.Header().Set("X-Call-Id", string(call.ID))
		if answer != nil && answer(call.Method, call.Params, w) {
			return
		}
		r.URL.Path, r.URL.RawQuery = "/", ""
		r.Host = u.Host
		r.Body = io.NopCloser(bytes.NewReader(body))
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(f.Close)
	return f
}

func (f *front) set(answer func(method string, params []json.RawMessage, w http.ResponseWriter) bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answer = answer
}

func (f *front) count(method string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.counts[method]
}

// refuse answers with a JSON-RPC error.
func refuse(w http.ResponseWriter, code int, message string) bool {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{"jsonrpc": "2.0", "id": json.RawMessage(w.Header().Get("X-Call-Id")), "error": map[string]any{"code": code, "message": message}})
	return true
}

// cable is a TCP proxy that can be cut, so that everything on it breaks, and plugged in again.
type cable struct {
	net.Listener
	target string
	down   atomic.Bool
	blinks atomic.Bool // it is plugged in once somebody has found it cut
	mu     sync.Mutex
	conns  map[net.Conn]bool
	wg     sync.WaitGroup
}

func newCable(t *testing.T, target string) *cable {
	t.Helper()
	u, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cable{Listener: l, target: u.Host, conns: make(map[net.Conn]bool)}
	c.wg.Go(func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			if c.down.Load() {
				if c.blinks.CompareAndSwap(true, false) {
					c.down.Store(false)
				}
				in.Close()
				continue
			}
			c.wg.Go(func() { c.carry(in) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		c.cut()
		c.wg.Wait()
	})
	return c
}

func (c *cable) carry(in net.Conn) {
	out, err := net.Dial("tcp", c.target)
	if err != nil {
		in.Close()
		return
	}
	c.mu.Lock()
	c.conns[in], c.conns[out] = true, true
	c.mu.Unlock()
	var both sync.WaitGroup
	both.Go(func() { io.Copy(out, in); out.Close(); in.Close() })
	both.Go(func() { io.Copy(in, out); out.Close(); in.Close() })
	both.Wait()
	c.mu.Lock()
	delete(c.conns, in)
	delete(c.conns, out)
	c.mu.Unlock()
}

// cut breaks every connection and refuses new ones until plug.
func (c *cable) cut() {
	c.down.Store(true)
	c.mu.Lock()
	defer c.mu.Unlock()
	for conn := range c.conns {
		conn.Close()
	}
}

// blink cuts it until the next connection has been refused.
func (c *cable) blink() {
	c.blinks.Store(true)
	c.cut()
}

func (c *cable) plug() { c.down.Store(false) }

func (c *cable) url(scheme string) string { return scheme + "://" + c.Addr().String() }

// ignore lists the goroutines that go-ethereum keeps for the next chain of the process, or ends later.
var ignore = []goleak.Option{
	goleak.IgnoreTopFunction("github.com/ethereum/go-ethereum/core.(*txSenderCacher).cache"),
	goleak.IgnoreTopFunction("github.com/syndtr/goleveldb/leveldb.(*DB).mpoolDrain"),
	// A subscription that ends in the same moment as the chain waits for its event loop for ever.
	goleak.IgnoreAnyFunction("github.com/ethereum/go-ethereum/eth/filters.(*Subscription).Unsubscribe.func1"),
}

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, ignore...) }
