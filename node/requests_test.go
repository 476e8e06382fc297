package node_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/node"
	"github.com/latchkey-network/latchkey/quorum"
)

// dearLine is an endpoint over rpc that suggests a tip of 1,000 gwei while dear is set.
func dearLine(t *testing.T, rpc string) (url string, dear *atomic.Bool) {
	dear = new(atomic.Bool)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		body, _ := io.ReadAll(r.Body)
		var call struct {
			ID     json.RawMessage `json:"id"`
			Method string          `json:"method"`
		}
		if json.Unmarshal(body, &call) == nil && call.Method == "eth_maxPriorityFeePerGas" && dear.Load() {
			fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%s,"result":"0xe8d4a51000"}`, call.ID)
			return
		}
		answer, err := http.Post(rpc, "application/json", bytes.NewReader(body))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer answer.Body.Close()
		io.Copy(w, answer.Body)
	}))
	t.Cleanup(s.Close)
	return s.URL, dear
}

// Whoever asks on the chain pays for the answers: a node does not answer at a loss, though the contract took the bond,
// which knows of no tips. So nobody can empty the accounts of a committee. When fees fall, it answers.
func TestNoAnswerAtALoss(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 1)
	c.grace = 160 // answers are taken for 80 s, and a node looks again every 5
	url, dear := dearLine(t, c.evm.URL())
	n := c.node(1, func(cfg *node.Config) { cfg.Chain = dial(t, url) })
	c.create(1, lengths)
	_, a := c.active(1)
	file := c.seal(a.Keys().X)
	file.opensWithAny(1, n)
	dear.Store(true)

	_, Q := quorum.NewReaderKey()
	ask := chain.Ask{Committee: c.id, Policy: file.terms.Policy, Capsule: file.capsule, Epoch: 1, ReaderKey: Q, Deadline: uint64(time.Now().Unix()) + 86400, Answers: 1}
	asked, _, err := c.contract.Request(t.Context(), c.creator, ask, nil)
	if err != nil {
		t.Fatal(err)
	}
	answered := func() bool {
		view, err := c.chain.At(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		q, err := c.contract.RequestOf(t.Context(), view, asked.ID)
		if err != nil {
			t.Fatal(err)
		}
		return len(q.Answered) > 0
	}
	blocksPass(t, c.chain, 8)
	if answered() {
		t.Fatal("a node paid for an answer")
	}
	dear.Store(false)
	await(t, "the request is answered for less", answered)
}
