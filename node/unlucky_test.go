package node_test

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"golang.org/x/sync/errgroup"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/dkg"
	"github.com/latchkey-network/latchkey/node"
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
	long := complaining
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

// A folder that was restored from a backup of before the confirm, which is on the chain,
// gets the share again: all that it is made of is in the backup and on the chain.
func TestBackupOfBeforeTheConfirm(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 3)
	one, two, three := c.node(1, nil), c.node(2, nil), c.node(3, nil)
	c.create(2, complaining)
	c.phase(1, dkg.Complain)
	if err := three.stop(); err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(t.TempDir(), "backup")
	if err := os.CopyFS(backup, os.DirFS(three.cfg.Dir)); err != nil {
		t.Fatal(err)
	}
	if shares, _ := filepath.Glob(filepath.Join(backup, "*", "epoch-*")); len(shares) > 0 {
		t.Fatal("the backup has the share: this test tests nothing")
	}
	three = start(t, three.cfg)
	_, a := c.active(1)
	file := c.seal(a.Keys().X)
	await(t, "node 3 confirms", func() bool { return len(c.board().said(1, 3, dkg.Confirm)) == 1 })
	c.finished(three, 1)
	if err := three.stop(); err != nil {
		t.Fatal(err)
	}
	three.cfg.Dir = filepath.Join(t.TempDir(), "node-3")
	if err := os.CopyFS(three.cfg.Dir, os.DirFS(backup)); err != nil {
		t.Fatal(err)
	}
	committee := fmt.Sprintf("committee-%d", c.id)
	for name, mode := range map[string]os.FileMode{".": 0o700, committee: 0o700, "node.json": 0o600, "lock": 0o600, "identity.kms": 0o600} {
		if err := os.Chmod(filepath.Join(three.cfg.Dir, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	three = start(t, three.cfg)
	file.opensWithAny(1, one, two, three)
	c.finished(three, 1)
	if n := len(c.board().said(1, 3, dkg.Confirm)); n != 1 {
		t.Errorf("it confirmed %d times", n)
	}
}

// A node that confirmed in an attempt that failed, and was away for the one that did not
// and for the next epoch, erases its dead share: nothing can be dealt from it.
func TestDeadShareOfAnOldEpochIsErased(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 3)
	one, two, three := c.node(1, nil), c.puppet(2), c.puppet(3)
	c.create(2, [5]uint32{30, 30, 90, 8, 30})
	done := make(chan struct{})
	go func() { two.honest(1, false); close(done) }()
	three.honest(1, false)
	<-done
	await(t, "node 1 confirms", func() bool { return len(c.board().said(1, 1, dkg.Confirm)) == 1 })
	if err := one.stop(); err != nil {
		t.Fatal(err)
	}
	await(t, "the attempt fails", func() bool { b := c.board(); return b.head > b.ends[1][dkg.Confirm] })
	c.node(2, nil)
	c.node(3, nil)
	c.startAgain(2)
	c.active(2)
	c.approve(1, c.ops[1:], 2, c.ops[1], c.ops[2])
	c.active(1)
	if _, _, share := node.Secrets(one.cfg, *uint256.NewInt(c.id), 1, 1); share == nil {
		t.Fatal("node 1 was to keep its share: this test tests nothing")
	}
	one = start(t, one.cfg)
	c.finished(one)
}

// behind runs a node on a view of the chain whose final block is 20 behind its head.
func (c *circle) behind(cfg node.Config) *running {
	c.t.Helper()
	var err error
	if cfg.Chain, err = chain.Dial(c.t.Context(), chain.Config{URL: c.evm.WebSocketURL(), Final: "20"}); err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(cfg.Chain.Close)
	return start(c.t, cfg)
}

// due is a configuration with a scheduled refresh that is due at once.
func due(cfg node.Config) node.Config {
	cfg.RefreshEvery = time.Second
	return cfg
}

// approvals are those that member m sent for an epoch.
func (c *circle) approvals(epoch uint64, m int) (all []chain.Approved) {
	c.t.Helper()
	view, err := c.chain.At(c.t.Context(), 0)
	if err != nil {
		c.t.Fatal(err)
	}
	logs, err := c.chain.Logs(c.t.Context(), c.contract.Query(c.id), view.Block().Number)
	if err != nil {
		c.t.Fatal(err)
	}
	events, err := c.contract.Events(logs)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, e := range events {
		if e, ok := e.(chain.Approved); ok && e.Epoch == epoch && e.Member == c.ops[m-1].Address() {
			all = append(all, e)
		}
	}
	return all
}

// A scheduled refresh is approved once, though it takes its time until the approval is final;
// not over what the operator approved by hand a moment ago; and not by a node whose operator
// does not want the committee any more.
func TestScheduleKeepsToTheOperatorsWord(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 5)
	c.grace = 3600
	var nodes []*running
	for m := 1; m <= 5; m++ {
		nodes = append(nodes, c.node(m, nil))
	}
	c.create(5, lengths)
	c.active(1)
	c.finished(nodes[0], 1)
	for _, n := range nodes {
		if err := n.stop(); err != nil {
			t.Fatal(err)
		}
	}
	blocksPass(t, c.chain, 25) // epoch 1 is final
	other := c.members(c.ops[1], c.ops[0])
	if _, err := c.contract.Approve(t.Context(), c.ops[1], c.id, 2, 1, other, 2); err != nil {
		t.Fatal(err)
	}
	c.behind(due(nodes[0].cfg))
	c.behind(due(nodes[1].cfg))
	unwilling := due(nodes[2].cfg)
	unwilling.Accept = func(uint256.Int, common.Address) bool { return false }
	c.behind(unwilling)
	await(t, "the schedule is followed", func() bool { return len(c.approvals(2, 1)) > 0 })
	blocksPass(t, c.chain, 40)
	if n := len(c.approvals(2, 1)); n != 1 {
		t.Errorf("the refresh was approved %d times", n)
	}
	byHand := c.approvals(2, 2)
	if want, err := (chain.Proposal{Epoch: 2, From: 1, Members: other, T: 2}).Hash(c.id); err != nil || len(byHand) != 1 || byHand[0].Hash != want {
		t.Errorf("the approval by hand was replaced: %v", err)
	}
	if n := len(c.approvals(2, 3)); n != 0 {
		t.Error("a node approved a refresh of a committee that its operator does not accept")
	}
}

// An operator that takes its approval back before its node has dealt has the last word, though
// that is not final when the node's turn to deal comes.
func TestApprovalTakenBack(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 3)
	one := c.node(1, nil)
	c.node(2, nil)
	c.node(3, nil)
	c.create(2, [5]uint32{60, 60, 60, 5, 60})
	c.active(1)
	c.finished(one, 1)
	if err := one.stop(); err != nil {
		t.Fatal(err)
	}
	blocksPass(t, c.chain, 25)
	c.behind(one.cfg)
	c.approve(1, c.ops, 2, c.ops...)
	b, _ := c.phase(1, dkg.Commit)
	if len(b.said(1, 1, dkg.Join)) != 1 {
		t.Fatal("node 1 did not join: this test tests nothing")
	}
	if _, err := c.contract.Approve(t.Context(), c.ops[0], c.id, 2, 1, nil, 0); err != nil {
		t.Fatal(err)
	}
	c.phase(1, dkg.Deal)
	if len(c.board().said(1, 1, dkg.Commit)) != 0 {
		t.Error("node 1 dealt in a start that its operator does not approve any more")
	}
	_, a := c.active(1) // two dealers are enough, and node 1 is a member all the same
	if want := []dkg.Blame{{Dealer: 1, Reason: dkg.Missing}}; !slices.Equal(a.Out(), want) {
		t.Errorf("out %v, want %v", a.Out(), want)
	}
	await(t, "all confirm", func() bool {
		for m := 1; m <= 3; m++ {
			if b = c.board(); len(b.said(1, m, dkg.Confirm)) != 1 {
				return false
			}
		}
		return true
	})
}

// Strangers may name a node in many committees. It looks at each once when it starts, with one
// request, so that this does not keep it from its own.
func TestStartAmongStrangers(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 2)
	stranger := c.ops[1]
	const many = 30
	var all errgroup.Group
	for range many {
		all.Go(func() error {
			_, _, err := c.contract.Create(t.Context(), stranger, c.members(c.ops[0]), 1, 1, lengths, 3600)
			return err
		})
	}
	if err := all.Wait(); err != nil {
		t.Fatal(err)
	}
	endpoint, err := url.Parse(c.evm.URL())
	if err != nil {
		t.Fatal(err)
	}
	var calls atomic.Int32
	pass := httputil.NewSingleHostReverseProxy(endpoint)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		calls.Add(int32(bytes.Count(body, []byte(`"eth_call"`))))
		r.Body = io.NopCloser(bytes.NewReader(body))
		pass.ServeHTTP(w, r)
	}))
	t.Cleanup(proxy.Close)
	n, err := node.New(node.Config{Chain: dial(t, proxy.URL), Committees: c.contract.Address, Operator: c.ops[0], Guard: node.TestGuard,
		Dir:    filepath.Join(t.TempDir(), "node"),
		Accept: func(_ uint256.Int, creator common.Address) bool { return creator == c.creator.Address() }})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	calls.Store(0)
	if _, err := n.ReplaysFrom(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := calls.Load(); got < many || got > many+5 {
		t.Errorf("%d calls for %d committees of strangers", got, many)
	}
}

// A request on the chain whose policy is never true is looked at often when it is new, never left alone
// for long, and looked at shortly before its time is over; it costs little in the end.
func TestRequestThatIsNeverTrue(t *testing.T) {
	for _, window := range []time.Duration{time.Second, time.Minute, time.Hour, chain.MaxAnswerWindow} {
		at := node.Looks(window)
		if len(at) < 1 || len(at) > 80 {
			t.Errorf("%d looks in %s", len(at), window)
		}
		at = append(at, window)
		for i, next := range at[1:] {
			if gap := next - at[i]; gap > max(30*time.Second, window/16) || at[i] < 4*time.Minute && gap > 31*time.Second {
				t.Errorf("in %s, none from %s to %s", window, at[i], next)
			}
		}
		if left := window - at[len(at)-2]; left > 2*time.Minute {
			t.Errorf("in %s, the last look is %s before the end", window, left)
		}
	}
}

// A node that cannot get the keys of the epoch that is dealt from asks for them until the
// attempt is over, and no longer.
func TestSearchEndsWithItsAttempt(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 4)
	all := c.ops
	c.ops = all[:3]
	nodes := []*running{c.node(1, nil), c.node(2, nil), c.node(3, nil)}
	c.create(2, [5]uint32{40, 25, 25, 5, 25})
	c.active(1)
	for _, n := range nodes {
		if err := n.stop(); err != nil {
			t.Fatal(err)
		}
	}
	c.ops = all
	endpoint, err := url.Parse(c.evm.URL())
	if err != nil {
		t.Fatal(err)
	}
	// An endpoint without history: what is asked for is the messages of one committee.
	id := uint256.NewInt(c.id).Bytes32()
	var searches atomic.Int32
	pass := httputil.NewSingleHostReverseProxy(endpoint)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if bytes.Contains(body, []byte(`"eth_getLogs"`)) && bytes.Contains(body, []byte(common.Hash(id).Hex())) {
			searches.Add(1)
			w.WriteHeader(http.StatusForbidden)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		pass.ServeHTTP(w, r)
	}))
	t.Cleanup(proxy.Close)
	four := c.node(4, func(cfg *node.Config) { cfg.Chain = dial(t, proxy.URL) })
	c.approve(1, c.ops, 2, c.ops[:3]...)
	await(t, "node 4 joins and searches", func() bool { return len(c.board().said(1, 4, dkg.Join)) == 1 && searches.Load() > 0 })
	await(t, "the attempt is over", func() bool { b := c.board(); return b.head > b.ends[1][dkg.Confirm] })
	c.finished(four)
	blocksPass(t, c.chain, 15) // what was under way ends
	before := searches.Load()
	blocksPass(t, c.chain, 60)
	if more := searches.Load() - before; more > 0 {
		t.Errorf("it asked %d times more", more)
	}
}
