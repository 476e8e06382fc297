package node

import (
	"context"
	"encoding/hex"
	"testing"
	"time"

	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/quorum"
)

// Answer is what POST /v1/shares does between decoding and encoding, for benchmarks.
func (n *Node) Answer(ctx context.Context, req *quorum.Request) (share, signature []byte, err error) {
	return n.answer(ctx, req)
}

// Held returns how many of a committee's shares the node has in memory.
func (n *Node) Held(id uint256.Int) int {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return len(n.held[id])
}

// SetClock replaces the node's clock. Call it before any request.
func (n *Node) SetClock(now func() time.Time) { n.now = now }

// ReplaysFrom returns the block from which Run would follow the chain.
func (n *Node) ReplaysFrom(ctx context.Context) (uint64, error) { return newLife(n).begin(ctx) }

// Secrets reads the file of a running node's folder, an attempt's or an epoch's, beside
// the node.
func Secrets(cfg Config, id uint256.Int, epoch, attempt uint64) (key, dealing, share []byte) {
	s := &store{dir: cfg.Dir}
	if s.unlock(cfg.Guard) != nil {
		return nil, nil, nil
	}
	if a, err := s.attempt(id, epoch, attempt); err == nil && a != nil {
		key, _ = hex.DecodeString(a.Key)
		dealing, _ = hex.DecodeString(a.Dealing)
	}
	if all, err := s.epochs(id); err == nil && all[epoch] != nil {
		share, _ = hex.DecodeString(all[epoch].Share)
	}
	return key, dealing, share
}

// Plant makes a node's folder that holds a join key for an attempt.
func Plant(t testing.TB, cfg Config, id uint256.Int, epoch, attempt uint64, key []byte) {
	t.Helper()
	s, err := openStore(cfg.Dir, storeOwner{ChainID: cfg.Chain.ChainID(), Committees: cfg.Committees, Operator: cfg.Operator.Address()}, cfg.Guard)
	if err == nil {
		err = s.write(attemptFile(id, epoch, attempt), &attemptState{Key: hex.EncodeToString(key)})
	}
	if err == nil {
		err = s.close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Looks is when a node looks at a request on the chain whose policy is never true, after it came.
func Looks(window time.Duration) (at []time.Duration) {
	for waited := time.Duration(0); waited < window; {
		at = append(at, waited)
		waited += rest(waited, window, window-waited)
	}
	return at
}

// KeepRequests sets how many requests on the chain the node keeps. Call it before Run.
func (n *Node) KeepRequests(most int) { n.answersKept = most }

// RequestsKept is how many requests on the chain the node keeps now, and how many it has let go.
func (n *Node) RequestsKept() (now, letGo int64) { return n.asked.Load(), n.letGo.Load() }

// SlowQuestions lets the limits of questions about policies fill up by one a second.
func (n *Node) SlowQuestions() {
	n.questions.text.SetLimit(1)
	n.questions.reads.SetLimit(1)
}
