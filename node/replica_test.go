package node_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/latchkey-network/latchkey/crypto/dkg"
	"github.com/latchkey-network/latchkey/node"
)

// A replica beside a node answers as soon as the node has a share that serves, also when
// the node is gone, and after a start of its own. It says nothing on the chain.
func TestReplicaAnswers(t *testing.T) {
	t.Parallel()
	r, err := newRing(time.Second, 3) // a node that is to be ready compares its clock with its own
	if err != nil {
		t.Fatal(err)
	}
	c := newCircleOn(t, r, 1)
	dir := filepath.Join(t.TempDir(), "node")
	replica := func(cfg *node.Config) { cfg.Dir, cfg.AnswerOnly, cfg.Accept = dir, true, nil }
	cfg := node.Config{Chain: c.chain, Committees: c.contract.Address, Operator: c.ops[0], Guard: node.TestGuard}
	replica(&cfg)
	if _, err := node.New(cfg); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a replica of nothing: %v", err)
	}
	one := c.node(1, func(cfg *node.Config) { cfg.Dir = dir })
	two := c.node(1, replica)
	ready := func(n *running) bool {
		rec := httptest.NewRecorder()
		n.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/readyz", nil))
		return rec.Code == http.StatusOK
	}
	await(t, "the replica is ready", func() bool { return ready(two) })
	c.create(1, lengths)
	b, a := c.active(1)
	c.serve(a, map[int]*running{1: one})
	c.serve(a, map[int]*running{1: two})
	c.finished(one, 1)
	if err := one.stop(); err != nil {
		t.Fatal(err)
	}
	two = two.again(t)
	c.serve(a, map[int]*running{1: two})
	if err := two.stop(); err != nil {
		t.Fatal(err)
	}
	if ready(two) {
		t.Error("a replica that does not run says that it is ready")
	}
	for p := dkg.Join; p <= dkg.Confirm; p++ {
		if n := len(b.said(1, 1, p)); p != dkg.Complain && n != 1 {
			t.Errorf("%d messages in phase %s", n, p)
		}
	}
}
