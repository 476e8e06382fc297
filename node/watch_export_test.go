package node

import (
	"context"

	"github.com/latchkey-network/latchkey/crypto/dkg"
)

// Watch looks at the chain as Run does, and does nothing else.
func (n *Node) Watch(ctx context.Context) { n.watch(ctx) }

// Sent counts a message as the node's life does.
func (n *Node) Sent(phase dkg.Phase, err error) { n.metrics.message(phase.String(), err) }
