package node_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/crypto/dkg"
	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/node"
)

// TestStrangersDoNotPinTheReplay: a stranger names a node in a committee whose last phase
// takes weeks. The node does not read the chain from there at every start.
func TestStrangersDoNotPinTheReplay(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 2)
	c.create(1, [5]uint32{1, 1, 1, 1, 1 << 20})
	await(t, "the join phase is over", func() bool { b := c.board(); return b.head > b.ends[1][dkg.Join]+2 })
	for name, accepts := range map[string]bool{"accepted": true, "not accepted": false} {
		client := dial(t, c.evm.WebSocketURL())
		n, err := node.New(node.Config{Chain: client, Committees: c.contract.Address, Operator: c.ops[0], Dir: t.TempDir(), Guard: node.TestGuard,
			Accept: func(uint256.Int, common.Address) bool { return accepts }})
		if err != nil {
			t.Fatal(err)
		}
		view, err := client.AtFinal(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		// Nobody joined, so the attempt is over whatever its last deadline.
		if from, err := n.ReplaysFrom(t.Context()); err != nil || from <= view.Block().Number {
			t.Errorf("%s: replays from block %d at %d: %v", name, from, view.Block().Number, err)
		}
	}
}

// TestShareOfFailedAttemptIsForgotten: a node confirms an attempt that fails, and is down
// while the next one succeeds without it. Nothing of the failed one stays on its disk.
func TestShareOfFailedAttemptIsForgotten(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 3)
	one, two, three := c.node(1, nil), c.puppet(2), c.puppet(3)
	c.create(2, [5]uint32{30, 90, 90, 8, 25}) // it is away when the others join again
	both := func(attempt uint64, confirm bool) {
		var wg sync.WaitGroup
		wg.Go(func() { two.honest(attempt, confirm) })
		wg.Go(func() { three.honest(attempt, confirm) })
		wg.Wait()
	}
	both(1, false)
	await(t, "node 1 confirms", func() bool { return len(c.board().said(1, 1, dkg.Confirm)) == 1 })
	if err := one.stop(); err != nil {
		t.Fatal(err)
	}
	await(t, "the attempt fails", func() bool { b := c.board(); return b.head > b.ends[1][dkg.Confirm] })
	file := filepath.Join(one.cfg.Dir, fmt.Sprintf("committee-%d", c.id), "epoch-1.age")
	if _, err := os.Stat(file); err != nil {
		t.Fatalf("the share of the attempt that it confirmed: %v", err)
	}
	two.key, three.key = group.RandomScalar(), group.RandomScalar()
	c.startAgain(2)
	both(2, true)
	c.active(2)
	one.again(t)
	await(t, "the dead share is erased", func() bool { _, err := os.Stat(file); return errors.Is(err, os.ErrNotExist) })
}
