package node

import (
	"context"
	"time"

	"github.com/latchkey-network/latchkey/crypto/dkg"
	"github.com/latchkey-network/latchkey/quorum"
)

// Answer is what POST /v1/shares does between decoding and encoding, for benchmarks.
func (n *Node) Answer(ctx context.Context, req *quorum.Request) (share, signature []byte, err error) {
	return n.answer(ctx, req)
}

// SetClock replaces the node's clock. Call it before any request.
func (n *Node) SetClock(now func() time.Time) { n.now = now }

// ReplaysFrom returns the block from which Run would follow the chain.
func (n *Node) ReplaysFrom(ctx context.Context) (uint64, error) { return newLife(n).begin(ctx) }

// Watch looks at the chain as Run does, and does nothing else.
func (n *Node) Watch(ctx context.Context) { n.watch(ctx) }

// Sent counts a message as the node's life does.
func (n *Node) Sent(phase dkg.Phase, err error) { n.metrics.message(phase, err) }
