//go:build chaos

package node_test

import (
	"strings"
	"testing"

	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/crypto/dkg"
	"github.com/latchkey-network/latchkey/node"
)

// Each message, and each kind of change of the folder, fails once in the life of a key, in
// both ways. A message is tried again; a folder that fails ends the node, which is started
// again. In the end there is one message of each phase, and the key.
func TestChaosLife(t *testing.T) {
	for _, kind := range []string{"lost", "lied"} {
		c := newCircle(t, 1)
		n := c.node(1, nil)
		var plan []string
		for _, at := range []string{"send:join", "send:commit", "send:deal", "send:confirm",
			"write:write", "write:rename", "write:sync-folder", "erase:rename", "wipe:overwrite", "wipe:remove"} {
			plan = append(plan, kind+"@"+at)
		}
		if kind == "lost" { // a message that was sent, and reported lost, is not sent again
			plan = append(plan, "lost@sent:commit", "lost@sent:deal")
		}
		node.SetChaos(strings.Join(plan, " "))
		c.create(1, [5]uint32{60, 60, 60, 4, 60}) // all but complaining ends once it has spoken
		starts := 0
		await(t, "all faults came, and nothing is left but the key", func() bool {
			select {
			case <-n.ended:
				if n.err == nil || !strings.Contains(n.err.Error(), "on purpose") {
					t.Fatal(n.err)
				}
				again, err := node.New(n.cfg)
				if err != nil {
					return false // a fault at the start: once more
				}
				again.Close()
				starts++
				n = start(t, n.cfg)
			default:
			}
			_, _, share := node.Secrets(n.cfg, *uint256.NewInt(c.id), 1, 1)
			return node.ChaosIsOver() && share != nil
		})
		b, a := c.active(1)
		for p := dkg.Join; p <= dkg.Confirm; p++ {
			if said := len(b.said(1, 1, p)); p != dkg.Complain && said != 1 {
				t.Errorf("%s: %d messages in phase %s", kind, said, p)
			}
		}
		c.serve(a, map[int]*running{1: n})
		await(t, "the key of the attempt is erased", func() bool {
			key, _, share := node.Secrets(n.cfg, *uint256.NewInt(c.id), 1, 1)
			return key == nil && share != nil
		})
		if starts < 3 {
			t.Errorf("%s: the node ended %d times: this tests little", kind, starts)
		}
		if err := n.stop(); err != nil {
			t.Fatal(err)
		}
	}
}
