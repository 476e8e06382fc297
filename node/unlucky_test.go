package node_test

import (
	"math"
	"testing"
)

// A committee may say that old shares are kept for ever, with the longest grace period
// that there is.
func TestLongestGraceKeepsOldShares(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 1)
	c.grace = math.MaxUint64
	one := c.node(1, nil)
	c.create(1, lengths)
	c.active(1)
	c.approve(1, c.ops, 1, c.ops...)
	c.active(1)
	c.finished(one, 1, 2)
	blocksPass(t, c.chain, 5)
	c.finished(one, 1, 2)
}
