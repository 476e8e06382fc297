package node

import (
	"context"
	"time"

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
