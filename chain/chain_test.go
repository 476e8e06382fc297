package chain_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
)

func TestDial(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	for _, url := range []string{e.URL(), e.WebSocketURL()} {
		for _, id := range []uint64{0, 31337} {
			if c := dial(t, chain.Config{URL: url, ChainID: id}); c.ChainID() != 31337 {
				t.Errorf("%s: chain %d", url, c.ChainID())
			}
		}
		_, err := chain.Dial(t.Context(), chain.Config{URL: url, ChainID: 1})
		if !errors.Is(err, chain.ErrWrongChain) || !strings.Contains(err.Error(), "chain 31337, wanted 1") {
			t.Errorf("%s: wrong chain: %v", url, err)
		}
	}
	for _, cfg := range []chain.Config{
		{URL: "ftp://127.0.0.1/"}, {URL: "/tmp/geth.ipc"}, {URL: ""}, {URL: "http://"}, {URL: "http://a b/"},
		{URL: e.URL(), Final: "soon"}, {URL: e.URL(), Final: "-1"}, {URL: e.URL(), Final: "latest"},
	} {
		if c, err := chain.Dial(t.Context(), cfg); err == nil {
			c.Close()
			t.Errorf("%+v was accepted", cfg)
		}
	}
}

// Nothing that a URL hides comes out of an error, whatever fails, and however the server tries.
func TestErrorsHideCredentials(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	f := newFront(t, e.URL())
	secrets := []string{"alice", "opensesame", "0123456789abcdef", "token-value"}
	secretURL := strings.Replace(f.URL, "http://", "http://alice:opensesame@", 1) + "/v3/0123456789abcdef?key=token-value"
	check := func(what string, err error) {
		t.Helper()
		if err == nil {
			t.Fatalf("%s: no error", what)
		}
		for _, s := range secrets {
			for _, text := range []string{err.Error(), fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", err)} {
				if strings.Contains(text, s) {
					t.Errorf("%s: %q in %q", what, s, text)
				}
			}
		}
	}
	c := dial(t, chain.Config{URL: secretURL})
	if s := c.String(); s != f.URL {
		t.Errorf("client prints as %q", s)
	}
	v := head(t, c, 0)
	echo := "no key " + secretURL + " 0123456789abcdef token-value alice opensesame"
	for name, answer := range map[string]func(string, []json.RawMessage, http.ResponseWriter) bool{
		"status": func(_ string, _ []json.RawMessage, w http.ResponseWriter) bool {
			http.Error(w, echo, http.StatusForbidden)
			return true
		},
		"answer":  func(_ string, _ []json.RawMessage, w http.ResponseWriter) bool { return refuse(w, -32000, echo) },
		"garbage": func(_ string, _ []json.RawMessage, w http.ResponseWriter) bool { fmt.Fprint(w, echo); return true },
		"redirect": func(_ string, _ []json.RawMessage, w http.ResponseWriter) bool {
			w.Header().Set("Location", "http://127.0.0.1:1/0123456789abcdef")
			w.WriteHeader(http.StatusTemporaryRedirect)
			return true
		},
	} {
		f.set(answer)
		_, err := v.Balance(t.Context(), common.HexToAddress(name))
		check(name, err)
		_, err = c.Send(t.Context(), wallet(e, 0), chain.Tx{})
		check(name+", sending", err)
	}
	f.Close()
	_, err := v.Balance(t.Context(), common.Address{9})
	check("server gone", err)
	if !errors.Is(err, chain.ErrUnavailable) {
		t.Errorf("server gone: %v", err)
	}
	for _, scheme := range []string{"http", "ws"} {
		_, err := chain.Dial(within(t, 2*time.Second), chain.Config{URL: scheme + "://alice:opensesame@127.0.0.1:1/0123456789abcdef?key=token-value"})
		check("dialling "+scheme, err)
	}
	_, err = chain.Dial(t.Context(), chain.Config{URL: "http://alice:opensesame@[::1/0123456789abcdef?key=token-value"})
	check("bad URL", err)
}

func TestCall(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	for i, url := range []string{e.URL(), e.WebSocketURL()} {
		c := dial(t, chain.Config{URL: url})
		w := wallet(e, 0)
		reverting, returning := deploy(t, c, w, codeRevert), deploy(t, c, w, codeReturn)
		number, forever := deploy(t, c, w, codeNumber), deploy(t, c, w, codeForever)
		v := head(t, c, 5+4*uint64(i)) // block 1 was made at the start

		out, err := v.Call(t.Context(), number, nil)
		if err != nil || new(big.Int).SetBytes(out).Uint64() != v.Block().Number {
			t.Errorf("number %x, %v, at block %d", out, err, v.Block().Number)
		}

		var revert *chain.RevertError
		_, err = v.Call(t.Context(), reverting, nil)
		if !errors.Is(err, chain.ErrReverted) || !errors.As(err, &revert) || len(revert.Data) != 0 {
			t.Errorf("bare revert: %v", err)
		}
		// Error(string), as require makes it.
		text := append(crypto.Keccak256([]byte("Error(string)"))[:4], append(word(32), append(word(5), common.RightPadBytes([]byte("never"), 32)...)...)...)
		_, err = v.Call(t.Context(), reverting, text)
		if !errors.As(err, &revert) || revert.Reason != "never" || !bytes.Equal(revert.Data, text) {
			t.Errorf("revert with a reason: %v", err)
		}
		custom := []byte{1, 2, 3, 4, 5}
		_, err = v.Call(t.Context(), reverting, custom)
		if !errors.As(err, &revert) || revert.Reason != "" || !bytes.Equal(revert.Data, custom) || !strings.Contains(err.Error(), "0x0102030405") {
			t.Errorf("custom revert: %v", err)
		}

		if _, err := v.Call(t.Context(), common.HexToAddress("0xdead"), []byte{1}); !errors.Is(err, chain.ErrNoCode) {
			t.Errorf("no code: %v", err)
		}
		if _, err := v.Call(t.Context(), forever, nil); !errors.Is(err, chain.ErrReverted) || !strings.Contains(err.Error(), "out of gas") {
			t.Errorf("endless: %v", err)
		}
		if out, err := v.Call(t.Context(), returning, word(1<<20)); err != nil || len(out) != 1<<20 {
			t.Errorf("1 MiB: %d bytes, %v", len(out), err)
		}
		if _, err := v.Call(t.Context(), returning, word(1<<20+1)); !errors.Is(err, chain.ErrTooLarge) {
			t.Errorf("over 1 MiB: %v", err)
		}
		if _, err := v.Call(t.Context(), returning, word(1<<30)); !errors.Is(err, chain.ErrReverted) {
			t.Errorf("1 GiB: %v", err)
		}
		if out, err := v.Call(t.Context(), returning, word(0)); err != nil || len(out) != 0 {
			t.Errorf("nothing: %x, %v", out, err)
		}

		if b, err := v.Balance(t.Context(), common.HexToAddress("0xdead")); err != nil || b.Sign() != 0 {
			t.Errorf("balance %v, %v", b, err)
		}
		if code, err := v.Code(t.Context(), number); err != nil || !bytes.Equal(code, codeNumber) {
			t.Errorf("code %x, %v", code, err)
		}
	}
}

// An answer that does not end is cut off, and does not fill the memory.
func TestGiantAnswer(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	f := newFront(t, e.URL())
	c := dial(t, chain.Config{URL: f.URL})
	v := head(t, c, 0)
	var sent int
	f.set(func(method string, _ []json.RawMessage, w http.ResponseWriter) bool {
		if method != "eth_getBalance" {
			return false
		}
		fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%s,"result":"0x`, w.Header().Get("X-Call-Id"))
		zeros := bytes.Repeat([]byte("0"), 1<<20)
		for sent = 0; sent < 1<<30; {
			n, err := w.Write(zeros)
			sent += n
			if err != nil {
				break
			}
		}
		return true
	})
	_, err := v.Balance(t.Context(), common.Address{1})
	if !errors.Is(err, chain.ErrTooLarge) {
		t.Errorf("got %v", err)
	}
	f.Close() // waits for the handler
	if sent > 64<<20 {
		t.Errorf("%d MiB were taken", sent>>20)
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	if err := e.Mine(40); err != nil { // block 1 was made at the start
		t.Fatal(err)
	}
	c := dial(t, chain.Config{URL: e.URL()})
	w := wallet(e, 0)
	number := deploy(t, c, w, codeNumber) // block 42
	if err := e.Mine(2); err != nil {     // 44
		t.Fatal(err)
	}
	head(t, c, 44)
	for confirmations := range uint64(3) {
		v, err := c.At(t.Context(), confirmations)
		if err != nil {
			t.Fatal(err)
		}
		if n := v.Block().Number; n != 44-confirmations {
			t.Errorf("%d confirmations: block %d", confirmations, n)
		}
		out, err := v.Call(t.Context(), number, nil)
		if err != nil || new(big.Int).SetBytes(out).Uint64() != v.Block().Number || v.Block().Time == 0 {
			t.Errorf("at %+v: %x, %v", v.Block(), out, err)
		}
	}
	v, err := c.AtBlock(t.Context(), 41)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Call(t.Context(), number, nil); !errors.Is(err, chain.ErrNoCode) {
		t.Errorf("before it was there: %v", err)
	}
	for _, confirmations := range []uint64{45, 1 << 63} {
		if _, err := c.At(t.Context(), confirmations); !errors.Is(err, chain.ErrNoBlock) {
			t.Errorf("%d behind: %v", confirmations, err)
		}
	}
	if _, err := c.AtBlock(t.Context(), 45); !errors.Is(err, chain.ErrNoBlock) {
		t.Errorf("block of the future: %v", err)
	}
	for final, want := range map[string]uint64{"0": 44, "2": 42, "finalized": 32, "safe": 44, "100": 0} {
		c := dial(t, chain.Config{URL: e.URL(), Final: final})
		v, err := c.AtFinal(t.Context())
		if err != nil || v.Block().Number != want {
			t.Errorf("final %q: block %v, %v; want %d", final, v, err, want)
		}
	}
}

// A thousand requests for one thing at one block are one request, and none afterwards: not for
// the head either.
func TestViewCache(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	f := newFront(t, e.URL())
	c := dial(t, chain.Config{URL: f.URL})
	number := deploy(t, c, wallet(e, 0), codeNumber)
	head(t, c, 2)
	before := f.count("eth_call")
	ask := func() {
		var wg sync.WaitGroup
		for range 1000 {
			wg.Go(func() {
				v, err := c.At(t.Context(), 1)
				if err != nil {
					t.Error(err)
					return
				}
				v.Call(t.Context(), number, nil) // there is no code yet; that is remembered too
				if _, err := v.Call(t.Context(), common.Address{1}, nil); err != nil && !errors.Is(err, chain.ErrNoCode) {
					t.Error(err)
				}
				if _, err := v.Balance(t.Context(), common.Address{1}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	ask()
	if n := f.count("eth_call") - before; n != 2 {
		t.Errorf("%d calls, want 2", n)
	}
	if n := f.count("eth_getBalance"); n != 1 {
		t.Errorf("%d balances, want 1", n)
	}

	// Over WebSocket nothing at all is asked while no block comes: seen on a cut cable.
	k := newCable(t, e.URL())
	ws := dial(t, chain.Config{URL: k.url("ws")})
	v := head(t, ws, 2)
	if _, err := v.Balance(t.Context(), common.Address{2}); err != nil {
		t.Fatal(err)
	}
	k.cut()
	if _, err := v.Balance(t.Context(), common.Address{2}); err != nil {
		t.Errorf("what was read is asked for again: %v", err)
	}
	if _, err := v.Balance(within(t, time.Second), common.Address{3}); err == nil {
		t.Error("the cable was not cut")
	}
}

// The failure of one caller's patience is not the failure of the others.
func TestViewCacheSurvivesImpatience(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	f := newFront(t, e.URL())
	c := dial(t, chain.Config{URL: f.URL})
	v := head(t, c, 1)
	started, release := make(chan bool), make(chan bool)
	f.set(func(method string, _ []json.RawMessage, _ http.ResponseWriter) bool {
		if method == "eth_getBalance" {
			started <- true
			<-release
		}
		return false
	})
	ctx, cancel := context.WithCancel(t.Context())
	impatient := make(chan error)
	go func() {
		_, err := v.Balance(ctx, common.Address{1})
		impatient <- err
	}()
	<-started
	cancel()
	if err := <-impatient; !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	patient := make(chan error)
	go func() {
		_, err := v.Balance(t.Context(), common.Address{1})
		patient <- err
	}()
	close(release)
	if err := <-patient; err != nil {
		t.Errorf("the other caller: %v", err)
	}
	if n := f.count("eth_getBalance"); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

// A View of a block that was replaced never answers from the new one.
func TestViewAfterReorg(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	if err := e.Mine(3); err != nil {
		t.Fatal(err)
	}
	c := dial(t, chain.Config{URL: e.URL()})
	v := head(t, c, 4)
	known, err := v.Balance(t.Context(), common.Address{1})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Rewind(2); err != nil {
		t.Fatal(err)
	}
	if err := e.Mine(4); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Balance(t.Context(), common.Address{2}); !errors.Is(err, chain.ErrReorged) {
		t.Errorf("read at a block that is gone: %v", err)
	}
	if b, err := v.Balance(t.Context(), common.Address{1}); err != nil || b.Cmp(known) != 0 {
		t.Errorf("what was read before: %v, %v", b, err)
	}
	if _, err := head(t, c, 6).Balance(t.Context(), common.Address{2}); err != nil {
		t.Errorf("at the new head: %v", err)
	}
}

// An endpoint that is away for a moment is not noticed, over HTTP and WebSocket; one
// that stays away is ErrUnavailable, and works again when it is back.
func TestEndpointDies(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	for _, scheme := range []string{"http", "ws"} {
		k := newCable(t, e.URL())
		c := dial(t, chain.Config{URL: k.url(scheme), Timeout: time.Second})
		v := head(t, c, 1)
		k.blink()
		if _, err := v.Balance(t.Context(), common.Address{1}); err != nil {
			t.Errorf("%s: a short failure: %v", scheme, err)
		}
		k.cut()
		if _, err := v.Balance(t.Context(), common.Address{2}); !errors.Is(err, chain.ErrUnavailable) {
			t.Errorf("%s: a long failure: %v", scheme, err)
		}
		k.plug()
		if _, err := v.Balance(t.Context(), common.Address{2}); err != nil {
			t.Errorf("%s: afterwards: %v", scheme, err)
		}
		// The subscription comes back too.
		if err := e.Mine(1); err != nil {
			t.Fatal(err)
		}
		head(t, c, v.Block().Number+1)
		c.Close()
		if _, err := v.Balance(t.Context(), common.Address{3}); !errors.Is(err, chain.ErrClosed) {
			t.Errorf("%s: closed: %v", scheme, err)
		}
	}
}

// A server that does not answer is given up on after the time limit.
func TestTimeout(t *testing.T) {
	t.Parallel()
	done := make(chan bool)
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-done }))
	defer s.Close()
	defer close(done)
	_, err := chain.Dial(t.Context(), chain.Config{URL: s.URL, Timeout: 50 * time.Millisecond})
	if !errors.Is(err, chain.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := chain.Dial(ctx, chain.Config{URL: s.URL}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// What was asked is counted, and what got no answer; a refusal is an answer.
func TestStats(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	f := newFront(t, e.URL())
	c := dial(t, chain.Config{URL: f.URL})
	before := c.Stats()
	if before.Requests == 0 || before.Failures != 0 {
		t.Errorf("%+v", before)
	}
	reverting := deploy(t, c, wallet(e, 0), codeRevert)
	v, err := c.At(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	between := c.Stats()
	if _, err := v.Call(t.Context(), reverting, []byte{1}); !errors.Is(err, chain.ErrReverted) {
		t.Fatal(err)
	}
	if after := c.Stats(); after.Requests != between.Requests+1 || after.Failures != 0 {
		t.Errorf("a revert took %+v to %+v", between, after)
	}
	f.mu.Lock()
	f.answer = func(_ string, _ []json.RawMessage, w http.ResponseWriter) bool {
		w.WriteHeader(http.StatusUnauthorized)
		return true
	}
	f.mu.Unlock()
	between = c.Stats()
	if _, err := v.Balance(t.Context(), wallet(e, 1).Address()); !errors.Is(err, chain.ErrUnavailable) {
		t.Fatal(err)
	}
	if after := c.Stats(); after.Requests != between.Requests+1 || after.Failures != 1 {
		t.Errorf("a failure took %+v to %+v", between, after)
	}
}
