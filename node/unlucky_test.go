package node_test

import (
	"math"
	"testing"

	"github.com/latchkey-network/latchkey/crypto/dkg"
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

// A member that was away when the others confirmed comes back while the next epoch, which
// does not name it, is being made: its share of the epoch that serves is still needed, and
// its key of that attempt does not stay.
func TestLateMemberThatIsToLeave(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 3)
	one, two, three := c.node(1, nil), c.node(2, nil), c.node(3, nil)
	long := lengths
	long[dkg.Join] = 60
	c.create(2, long)
	c.phase(1, dkg.Complain)
	if err := three.stop(); err != nil {
		t.Fatal(err)
	}
	_, a := c.active(1)
	file := c.seal(a.Keys().X)
	await(t, "the confirm phase is over", func() bool { b := c.board(); return b.head > b.ends[1][dkg.Confirm] })
	if len(c.board().said(1, 3, dkg.Confirm)) != 0 {
		t.Fatal("node 3 was to be away: this test tests nothing")
	}
	if err := two.stop(); err != nil {
		t.Fatal(err)
	}
	c.approve(1, c.ops[:2], 2, c.ops[0], c.ops[1])
	blocksPass(t, c.chain, 12) // it finds the start before it can do what it missed
	three = start(t, three.cfg)
	c.epoch = 1
	await(t, "node 3 confirms late", func() bool { return len(c.board().said(1, 3, dkg.Confirm)) == 1 })
	file.opensWithAny(1, one, three)
	c.finished(three, 1)
}
