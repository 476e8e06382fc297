package node_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/dkg"
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

// ask puts a request for a file on the chain, for one answer.
func (s *sealed) ask(w *chain.Wallet, epoch uint64) (id uint64) {
	s.c.t.Helper()
	return s.askFor(w, epoch, 1)
}

func (s *sealed) askFor(w *chain.Wallet, epoch uint64, answers uint32) (id uint64) {
	s.c.t.Helper()
	_, Q := quorum.NewReaderKey()
	ask := chain.Ask{Committee: s.c.id, Policy: s.terms.Policy, Capsule: s.capsule, Epoch: epoch, ReaderKey: Q,
		Deadline: uint64(time.Now().Unix()) + 86400, Answers: answers}
	asked, _, err := s.c.contract.Request(context.Background(), w, ask, nil)
	if err != nil {
		s.c.t.Error(err)
	}
	return asked.ID
}

// flood puts n requests for a file on the chain.
func (s *sealed) flood(w *chain.Wallet, n int) (ids []uint64) {
	s.c.t.Helper()
	ids = make([]uint64, n)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() { ids[i] = s.ask(w, 1) })
	}
	if all.Wait(); s.c.t.Failed() {
		s.c.t.FailNow()
	}
	return ids
}

// answered reports how many of the requests have all the answers that they want.
func (c *circle) answered(ids ...uint64) (n int) {
	c.t.Helper()
	view, err := c.chain.At(c.t.Context(), 0)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, id := range ids {
		q, err := c.contract.RequestOf(c.t.Context(), view, id)
		if err != nil {
			c.t.Fatal(err)
		}
		if len(q.Answered) == int(q.Wanted) {
			n++
		}
	}
	return n
}

// Whoever asks on the chain pays for the answers: a node does not answer at a loss, though the contract took the bond,
// which knows of no tips. So nobody can empty the accounts of a committee. When fees fall, it answers, though they
// were high for hours.
func TestNoAnswerAtALoss(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 1)
	c.grace = 160 // answers are taken for 80 s, and a node looks again every 5
	url, dear := dearLine(t, c.evm.URL())
	var later atomic.Int64
	n := c.nodeThat(1, func(cfg *node.Config) { cfg.Chain = dial(t, url) },
		func(n *node.Node) {
			n.SetClock(func() time.Time { return time.Now().Add(time.Duration(later.Load())) })
		})
	c.create(1, lengths)
	_, a := c.active(1)
	file := c.seal(a.Keys().X)
	file.opensWithAny(1, n)
	dear.Store(true)

	asked := file.ask(c.creator, 1)
	blocksPass(t, c.chain, 8)
	later.Store(int64(3 * time.Hour))
	blocksPass(t, c.chain, 30) // it looked again
	if c.answered(asked) != 0 {
		t.Fatal("a node paid for an answer")
	}
	dear.Store(false)
	await(t, "the request is answered for less", func() bool { return c.answered(asked) == 1 })
}

// Requests that are never true are as many as a node keeps, and more: one that is true is answered all the
// same, while they wait.
func TestAFloodDoesNotKeepAnAnswerBack(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 1)
	n := c.nodeThat(1, nil, func(n *node.Node) { n.KeepRequests(16) })
	c.create(1, lengths)
	_, a := c.active(1)
	never, file := c.sealUnder(a.Keys().X, "false && true"), c.seal(a.Keys().X)
	file.opensWithAny(1, n)
	flood := never.flood(c.creator, 40)
	asked := file.ask(c.ops[0], 1)
	await(t, "the request that is true is answered", func() bool { return c.answered(asked) == 1 })
	if c.answered(flood...) != 0 {
		t.Error("a request that is not true was answered")
	}
	await(t, "some were let go", func() bool {
		kept, letGo := n.RequestsKept()
		if kept > 17 {
			t.Fatalf("%d requests are kept", kept)
		}
		return letGo > 0
	})
}

// What a node had no room for, it finds again: requests that are not true at first, more than are kept, are all
// answered once they are, though the node was started anew in between.
func TestRequestsThatWereLetGoAreFoundAgain(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 1)
	c.grace = 800 // answers are taken for 400 s, 80 of this machine
	keep := func(n *node.Node) { n.KeepRequests(16) }
	n := c.nodeThat(1, nil, keep)
	c.create(1, lengths)
	_, a := c.active(1)
	view, err := c.chain.At(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	then := time.Unix(int64(view.Block().Time+80), 0).UTC()
	file := c.sealUnder(a.Keys().X, fmt.Sprintf("now >= timestamp(%q)", then.Format(time.RFC3339)))
	asked := file.flood(c.creator, 40)
	letGo := func(n *node.Node) func() bool {
		return func() bool {
			kept, gone := n.RequestsKept()
			if kept > 17 {
				t.Fatalf("%d requests are kept", kept)
			}
			return gone > 0
		}
	}
	await(t, "some are let go", letGo(n.Node))
	if err := n.stop(); err != nil {
		t.Fatal(err)
	}
	if n.Node, err = node.New(n.cfg); err != nil {
		t.Fatal(err)
	}
	keep(n.Node)
	n = run(t, n.Node, n.cfg)
	await(t, "some are let go again", letGo(n.Node))
	await(t, "all are answered", func() bool { return c.answered(asked...) == len(asked) })
}

// A node that was away while somebody asked answers when it is back.
func TestRequestsOfBeforeAreAnswered(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 1)
	n := c.node(1, nil)
	c.create(1, lengths)
	_, a := c.active(1)
	file := c.seal(a.Keys().X)
	file.opensWithAny(1, n)
	if err := n.stop(); err != nil {
		t.Fatal(err)
	}
	asked := file.flood(c.creator, 3)
	blocksPass(t, c.chain, 10)
	n.again(t)
	await(t, "all are answered", func() bool { return c.answered(asked...) == len(asked) })
}

// A member that makes its share late, when its epoch serves, answers what was asked before.
func TestLateShareAnswersToo(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 3)
	c.node(1, nil)
	c.node(2, nil)
	three := c.node(3, nil)
	c.create(2, lengths)
	c.phase(1, dkg.Complain)
	if err := three.stop(); err != nil {
		t.Fatal(err)
	}
	_, a := c.active(1)
	asked := c.seal(a.Keys().X).askFor(c.creator, 1, 3)
	blocksPass(t, c.chain, 5)
	if len(c.board().said(1, 3, dkg.Confirm)) != 0 {
		t.Fatal("node 3 was to be away: this test tests nothing")
	}
	three.again(t)
	await(t, "node 3 answers as well", func() bool { return c.answered(asked) == 1 })
}
