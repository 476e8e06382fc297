package chain_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
)

// codeLog1 emits a log whose topic is the first word it is called with, and whose data are the rest.
var codeLog1 = common.FromHex("60203603" + "6020" + "5f37" + "5f35" + "60203603" + "5f" + "a100")

// TestReceiptAtBlock: a receipt is there from its block on, and not before; and gone after a reorg.
func TestReceiptAtBlock(t *testing.T) {
	e := startEVM(t, devnet.EVMConfig{})
	c := dial(t, chain.Config{URL: e.URL()})
	w := wallet(e, 0)
	at := deploy(t, c, w, codeLog1)
	r, err := c.Send(t.Context(), w, chain.Tx{To: at, Data: word(7)})
	if err != nil {
		t.Fatal(err)
	}
	number := r.BlockNumber.Uint64()
	if err := e.Mine(2); err != nil {
		t.Fatal(err)
	}
	head(t, c, number+2)
	for _, n := range []uint64{number - 1, number, number + 1} {
		v, err := c.AtBlock(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		got, err := v.Receipt(t.Context(), r.TxHash)
		if err != nil || (got != nil) != (n >= number) {
			t.Errorf("at block %d of %d: %v, %v", n, number, got, err)
		}
		if none, err := v.Receipt(t.Context(), common.Hash{1}); none != nil || err != nil {
			t.Errorf("a receipt of no transaction: %v, %v", none, err)
		}
	}
	old, err := c.AtBlock(t.Context(), number+1)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Rewind(number - 1); err != nil {
		t.Fatal(err)
	}
	if got, err := old.Receipt(t.Context(), common.Hash{2}); got != nil || err != nil && !errors.Is(err, chain.ErrReorged) {
		t.Errorf("%v, %v", got, err)
	}
	fresh := dial(t, chain.Config{URL: e.URL()})
	v, err := fresh.At(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := v.Receipt(t.Context(), r.TxHash); got != nil || err != nil {
		t.Errorf("after a reorg: %v, %v", got, err)
	}
}

// TestLastLog: the last log is found however far back, by little requests where the endpoint takes no others, and the next
// time only new blocks are looked at.
func TestLastLog(t *testing.T) {
	e := startEVM(t, devnet.EVMConfig{})
	c := dial(t, chain.Config{URL: e.URL()})
	w := wallet(e, 0)
	at := deploy(t, c, w, codeLog1)
	topics := []common.Hash{common.BytesToHash(word(7)), common.BytesToHash(word(8))}
	emit := func(topic, data int64) uint64 {
		t.Helper()
		r, err := c.Send(t.Context(), w, chain.Tx{To: at, Data: append(word(topic), word(data)...)})
		if err != nil {
			t.Fatal(err)
		}
		return r.BlockNumber.Uint64()
	}
	expect := func(v *chain.View, data int64) {
		t.Helper()
		l, err := v.LastLog(t.Context(), at, topics)
		if err != nil {
			t.Fatal(err)
		}
		if data == 0 && l != nil || data != 0 && (l == nil || string(l.Data) != string(word(data))) {
			t.Errorf("at block %d: %+v, not %d", v.Number(), l, data)
		}
	}
	before := head(t, c, 1)
	expect(before, 0)
	emit(7, 1)
	second := emit(8, 2)
	emit(9, 3) // another event
	if err := e.Mine(300); err != nil {
		t.Fatal(err)
	}
	expect(head(t, c, second+300), 2)
	past, err := c.AtBlock(t.Context(), second-1)
	if err != nil {
		t.Fatal(err)
	}
	expect(past, 1)
	last := emit(7, 4)
	expect(head(t, c, last), 4)

	// An endpoint that takes ten blocks at a time.
	f := newFront(t, e.URL())
	f.set(func(method string, params []json.RawMessage, w http.ResponseWriter) bool {
		if method != "eth_getLogs" {
			return false
		}
		var q struct{ FromBlock, ToBlock string }
		json.Unmarshal(params[0], &q)
		from, to := common.HexToHash(pad(q.FromBlock)).Big().Uint64(), common.HexToHash(pad(q.ToBlock)).Big().Uint64()
		return to-from >= 10 && refuse(w, -32005, "block range too large")
	})
	narrow := dial(t, chain.Config{URL: f.URL})
	old, err := narrow.AtBlock(t.Context(), last-1)
	if err != nil {
		t.Fatal(err)
	}
	expect(old, 2)
	asked := f.count("eth_getLogs")
	expect(head(t, narrow, last), 4)
	if more := f.count("eth_getLogs") - asked; more != 1 {
		t.Errorf("%d requests for one new block", more)
	}
}

// TestLastLogComesLate: an endpoint that has a block before it has its logs is asked for them again.
func TestLastLogComesLate(t *testing.T) {
	e := startEVM(t, devnet.EVMConfig{})
	f := newFront(t, e.URL())
	c := dial(t, chain.Config{URL: f.URL})
	w := wallet(e, 0)
	at := deploy(t, c, w, codeLog1)
	topics := []common.Hash{common.BytesToHash(word(7))}
	r, err := c.Send(t.Context(), w, chain.Tx{To: at, Data: append(word(7), word(1)...)})
	if err != nil {
		t.Fatal(err)
	}
	f.set(func(method string, _ []json.RawMessage, w http.ResponseWriter) bool {
		if method != "eth_getLogs" {
			return false
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"jsonrpc": "2.0", "id": json.RawMessage(w.Header().Get("X-Call-Id")), "result": []any{}})
		return true
	})
	if l, err := head(t, c, r.BlockNumber.Uint64()).LastLog(t.Context(), at, topics); l != nil || err != nil {
		t.Fatalf("%v, %v", l, err)
	}
	f.set(nil)
	if err := e.Mine(3); err != nil {
		t.Fatal(err)
	}
	l, err := head(t, c, r.BlockNumber.Uint64()+3).LastLog(t.Context(), at, topics)
	if err != nil || l == nil || l.TxHash != r.TxHash {
		t.Errorf("%v, %v", l, err)
	}
}

func pad(s string) string {
	s = strings.TrimPrefix(s, "0x")
	return "0x" + strings.Repeat("0", 64-len(s)) + s
}
