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
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/dkg"
	"github.com/latchkey-network/latchkey/node"
	"github.com/latchkey-network/latchkey/quorum"
)

// dearLine is an endpoint over rpc that suggests a tip of 1,000 gwei while dear is set, and counts how often it did.
func dearLine(t *testing.T, rpc string) (url string, dear *atomic.Bool, told *atomic.Int32) {
	dear, told = new(atomic.Bool), new(atomic.Int32)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		body, _ := io.ReadAll(r.Body)
		var call struct {
			ID     json.RawMessage `json:"id"`
			Method string          `json:"method"`
		}
		if json.Unmarshal(body, &call) == nil && call.Method == "eth_maxPriorityFeePerGas" && dear.Load() {
			told.Add(1)
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
	return s.URL, dear, told
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
	r, err := newRing(time.Second, 3)
	if err != nil {
		t.Fatal(err)
	}
	c := newCircleOn(t, r, 1)
	c.grace = 160 // answers are taken for 80 s, and a node looks again every 5
	url, dear, told := dearLine(t, c.evm.URL())
	var later atomic.Int64
	n := c.nodeThat(1, func(cfg *node.Config) { cfg.Chain = dial(t, url) },
		func(n *node.Node) {
			n.SetClock(func() time.Time { return time.Now().Add(time.Duration(later.Load())) })
		})
	c.create(1, [5]uint32{30, 30, 30, 3, 30})
	_, a := c.active(1)
	file := c.seal(a.Keys().X)
	file.opensWithAny(1, n)
	dear.Store(true)

	asked := file.ask(c.creator, 1)
	looks := func() {
		t.Helper()
		before := told.Load()
		await(t, "the node asks what an answer costs", func() bool { return told.Load() > before })
		blocksPass(t, c.chain, 2)
	}
	looks()
	later.Store(int64(3 * time.Hour))
	looks()
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
	c.grace = 1600 // answers are taken for 800 s, 160 of this machine
	keep := func(n *node.Node) { n.KeepRequests(16) }
	n := c.nodeThat(1, nil, keep)
	c.create(1, lengths)
	_, a := c.active(1)
	var purse common.Address
	rand.Read(purse[:])
	file := c.sealUnder(a.Keys().X, fmt.Sprintf(`balance(%q) >= units("1", 0)`, purse.Hex()))
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
	again, err := node.New(n.cfg)
	if err != nil {
		t.Fatal(err)
	}
	keep(again)
	run(t, again, n.cfg)
	await(t, "some are let go again", letGo(again))
	if _, err := c.chain.Send(t.Context(), c.creator, chain.Tx{To: purse, Value: big.NewInt(1)}); err != nil {
		t.Fatal(err)
	}
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
	c.create(2, complaining)
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
