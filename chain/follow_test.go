package chain_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
)

// delivery is one call of Follow's function.
type delivery struct {
	block chain.Block
	logs  []types.Log
}

// following is a Follow that runs.
type following struct {
	t      *testing.T
	cancel context.CancelFunc
	got    chan delivery
	done   chan error
	all    []delivery
}

func follow(t *testing.T, c *chain.Client, q chain.Query) *following {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	f := &following{t: t, cancel: cancel, got: make(chan delivery, 10_000), done: make(chan error, 1)}
	go func() {
		f.done <- c.Follow(ctx, q, func(_ context.Context, b chain.Block, logs []types.Log) error {
			f.got <- delivery{b, logs}
			return nil
		})
	}()
	t.Cleanup(cancel)
	return f
}

// until takes deliveries until block `number` came.
func (f *following) until(number uint64) {
	f.t.Helper()
	timeout := time.After(time.Minute)
	for len(f.all) == 0 || f.all[len(f.all)-1].block.Number < number {
		select {
		case d := <-f.got:
			f.all = append(f.all, d)
		case err := <-f.done:
			f.t.Fatalf("Follow ended: %v", err)
		case <-timeout:
			f.t.Fatalf("block %d does not come", number)
		}
	}
}

// check compares what came with the log data expected, each in its own block, and checks order.
func (f *following) check(want []string) {
	f.t.Helper()
	var got []string
	for i, d := range f.all {
		if i > 0 && d.block.Number <= f.all[i-1].block.Number {
			f.t.Fatalf("block %d after %d", d.block.Number, f.all[i-1].block.Number)
		}
		if d.block.Time == 0 || d.block.Hash == (common.Hash{}) {
			f.t.Errorf("block %+v", d.block)
		}
		for _, l := range d.logs {
			if l.BlockNumber != d.block.Number || l.BlockHash != d.block.Hash {
				f.t.Errorf("log of block %d (%s) with block %d (%s)", l.BlockNumber, l.BlockHash, d.block.Number, d.block.Hash)
			}
			got = append(got, string(l.Data))
		}
	}
	if !slices.Equal(got, want) {
		f.t.Errorf("logs %q, want %q", got, want)
	}
}

func (f *following) end() error {
	f.t.Helper()
	f.cancel()
	return f.wait()
}

func (f *following) wait() error {
	f.t.Helper()
	select {
	case err := <-f.done:
		return err
	case <-time.After(time.Minute):
		f.t.Fatal("Follow does not end")
		return nil
	}
}

// say has a contract log a text, and returns the block it is in.
func say(t *testing.T, c *chain.Client, w *chain.Wallet, to common.Address, text string) uint64 {
	t.Helper()
	r, err := c.Send(t.Context(), w, chain.Tx{To: to, Data: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	return r.BlockNumber.Uint64()
}

// A whole life: a past to catch up with, the present block by block, a restart.
func TestFollow(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	for _, url := range []string{e.URL(), e.WebSocketURL()} {
		c := dial(t, chain.Config{URL: url})
		w := wallet(e, 0)
		a, b := deploy(t, c, w, codeLog), deploy(t, c, w, codeLog)
		q := chain.Query{Addresses: []common.Address{a}}
		var want []string
		for i := range 3 {
			text := fmt.Sprintf("past %d", i)
			want = append(want, text)
			say(t, c, w, a, text)
			say(t, c, w, b, "another's")
			if err := e.Mine(20); err != nil {
				t.Fatal(err)
			}
		}
		top := head(t, c, 0).Block().Number
		f := follow(t, c, q)
		f.until(top)
		f.check(want)
		if n := len(f.all); n > 20 {
			t.Errorf("%d calls for %d old blocks with 3 logs", n, top)
		}

		before := len(f.all)
		for i := range 4 {
			text := fmt.Sprintf("present %d", i)
			want = append(want, text)
			top = say(t, c, w, a, text)
			f.until(top)
			if err := e.Mine(1); err != nil {
				t.Fatal(err)
			}
			top++
			f.until(top) // also without a log
		}
		f.check(want)
		if n := len(f.all) - before; n < 8 {
			t.Errorf("%d calls for 8 new blocks", n)
		}
		if err := f.end(); !errors.Is(err, context.Canceled) {
			t.Errorf("ended with %v", err)
		}

		// Another one goes on where this one ended.
		last := f.all[len(f.all)-1].block
		q.From, q.After = last.Number+1, last.Hash
		want = []string{"future"}
		top = say(t, c, w, a, "future")
		f = follow(t, c, q)
		f.until(top)
		f.check(want)
		if first := f.all[0].block.Number; first != last.Number+1 {
			t.Errorf("went on with block %d after %d", first, last.Number)
		}
		f.end()
	}
}

func TestFollowDepth(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	c := dial(t, chain.Config{URL: e.URL(), Final: "3"})
	if err := e.Mine(9); err != nil { // head 10
		t.Fatal(err)
	}
	f := follow(t, c, chain.Query{})
	f.until(7)
	select {
	case d := <-f.got:
		t.Errorf("block %d of 10, with depth 3", d.block.Number)
	case <-time.After(700 * time.Millisecond):
	}
	if err := e.Mine(1); err != nil {
		t.Fatal(err)
	}
	f.until(8)
	f.end()
}

// Endpoints that give few logs at once are asked for fewer blocks.
func TestFollowNarrowEndpoint(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	f := newFront(t, e.URL())
	c := dial(t, chain.Config{URL: f.URL})
	w := wallet(e, 0)
	a := deploy(t, c, w, codeLog)
	var want []string
	for i := range 10 {
		want = append(want, fmt.Sprint(i))
		say(t, c, w, a, fmt.Sprint(i))
		if err := e.Mine(10); err != nil {
			t.Fatal(err)
		}
	}
	top := head(t, c, 0).Block().Number
	f.set(func(method string, params []json.RawMessage, w http.ResponseWriter) bool {
		var filter struct{ FromBlock, ToBlock string }
		if method != "eth_getLogs" || json.Unmarshal(params[0], &filter) != nil || filter.ToBlock == "" {
			return false
		}
		from, _ := strconv.ParseUint(filter.FromBlock[2:], 16, 64)
		to, _ := strconv.ParseUint(filter.ToBlock[2:], 16, 64)
		return to-from > 20 && refuse(w, -32005, "query returned more than 10000 results")
	})
	follower := follow(t, c, chain.Query{Addresses: []common.Address{a}})
	follower.until(top)
	follower.check(want)
	follower.end()

	var got []string
	logs, err := c.Logs(t.Context(), chain.Query{Addresses: []common.Address{a}}, top)
	for _, l := range logs {
		got = append(got, string(l.Data))
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("logs %q, %v; want %q", got, err, want)
	}
	if _, err := c.Logs(t.Context(), chain.Query{}, top+1000); !errors.Is(err, chain.ErrNoBlock) {
		t.Errorf("logs of the future: %v", err)
	}
	if logs, err := c.Logs(t.Context(), chain.Query{From: logs[8].BlockNumber}, logs[9].BlockNumber-1); err != nil || len(logs) != 1 {
		t.Errorf("%d logs, %v, want 1", len(logs), err)
	}
}

// The endpoint goes away and comes back while blocks come: nothing is lost, nothing comes twice.
func TestFollowSurvives(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	direct := dial(t, chain.Config{URL: e.URL()})
	w := wallet(e, 0)
	a := deploy(t, direct, w, codeLog)
	for _, scheme := range []string{"http", "ws"} {
		k := newCable(t, e.URL())
		c := dial(t, chain.Config{URL: k.url(scheme), Timeout: time.Second})
		failed := make(chan error, 1000)
		f := follow(t, c, chain.Query{
			Addresses: []common.Address{a},
			From:      head(t, direct, 0).Block().Number + 1,
			Failed:    func(err error) { failed <- err },
		})
		var want []string
		var top uint64
		for i := range 6 {
			want = append(want, fmt.Sprint(scheme, i))
			top = say(t, direct, w, a, want[i])
			if i%3 == 1 {
				f.until(top)
				k.cut()
			}
			if i%3 == 2 {
				if err := <-failed; !errors.Is(err, chain.ErrUnavailable) {
					t.Errorf("%s: failed with %v", scheme, err)
				}
				k.plug()
			}
		}
		f.until(top)
		f.check(want)
		f.end()
	}
}

// A chain that takes back what it called final is an error, at once and after a restart.
func TestFollowReorg(t *testing.T) {
	t.Parallel()
	for _, blocks := range []int{1, 3, 50} {
		e := startEVM(t, devnet.EVMConfig{})
		c := dial(t, chain.Config{URL: e.URL()})
		if err := e.Mine(5); err != nil {
			t.Fatal(err)
		}
		f := follow(t, c, chain.Query{})
		f.until(6)
		last := f.all[len(f.all)-1].block
		if err := e.Rewind(4); err != nil {
			t.Fatal(err)
		}
		if err := e.Mine(1 + blocks); err != nil {
			t.Fatal(err)
		}
		if err := f.wait(); !errors.Is(err, chain.ErrReorged) {
			t.Errorf("%d new blocks: ended with %v", blocks, err)
		}
		f = follow(t, c, chain.Query{From: last.Number + 1, After: last.Hash})
		if err := f.wait(); !errors.Is(err, chain.ErrReorged) {
			t.Errorf("%d new blocks: restart ended with %v", blocks, err)
		}
	}
}

func TestFollowEnds(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	c := dial(t, chain.Config{URL: e.URL()})
	mine := errors.New("enough")
	err := c.Follow(t.Context(), chain.Query{}, func(context.Context, chain.Block, []types.Log) error { return mine })
	if err != mine {
		t.Errorf("ended with %v", err)
	}
	// From a block that is not there yet, it waits.
	f := follow(t, c, chain.Query{From: 5})
	if err := e.Mine(6); err != nil {
		t.Fatal(err)
	}
	f.until(7)
	if f.all[0].block.Number != 5 {
		t.Errorf("began with block %d", f.all[0].block.Number)
	}
	c.Close()
	if err := f.wait(); !errors.Is(err, chain.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
}
