package node_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/holiman/uint256"
	"golang.org/x/sync/errgroup"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/dkg"
	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/node"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// approve sends the approvals of some members for the next epoch, and the start. What
// follows in the test is about that epoch.
func (c *circle) approve(from uint64, members []*chain.Wallet, threshold int, by ...*chain.Wallet) {
	c.t.Helper()
	c.epoch++
	var all errgroup.Group
	for _, w := range by {
		all.Go(func() error {
			_, err := c.contract.Approve(context.Background(), w, c.id, c.epoch, from, c.members(members...), uint32(threshold))
			return err
		})
	}
	if err := all.Wait(); err != nil {
		c.t.Fatal(err)
	}
	await(c.t, "the attempt before is over, or everybody confirmed", func() bool {
		_, err := c.contract.Start(context.Background(), c.creator, c.id, from, c.members(members...), uint32(threshold))
		if err != nil && !errors.Is(err, chain.ErrReverted) {
			c.t.Fatal(err)
		}
		return err == nil
	})
}

// sealed is a file key that was sealed to the committee in an early epoch.
type sealed struct {
	c       *circle
	terms   terms.Terms
	capsule []byte
}

var sixteen = []byte("sixteen byte key")

func (c *circle) seal(X *group.Point) *sealed {
	c.t.Helper()
	return c.sealUnder(X, "true")
}

func (c *circle) sealUnder(X *group.Point, policy string) *sealed {
	c.t.Helper()
	tm := terms.Terms{ChainID: *uint256.NewInt(c.evm.ChainID()), Committees: c.contract.Address, Committee: *uint256.NewInt(c.id), Policy: policy}
	capsule, err := tdh2.Seal(X, tm.Label(), sixteen)
	if err != nil {
		c.t.Fatal(err)
	}
	return &sealed{c, tm, capsule}
}

// request asks for the file key in an epoch.
func (s *sealed) request(epoch uint64) (*quorum.Request, *group.Scalar) {
	s.c.t.Helper()
	q, Q := quorum.NewReaderKey()
	req := &quorum.Request{Terms: s.terms, Capsule: s.capsule, Epoch: epoch, Message: &terms.AccessRequest{
		Capsule: tdh2.CapsuleID(s.capsule, s.terms.Label()), ReaderKey: Q, Buyer: s.c.creator.Address(), Deadline: uint64(time.Now().Unix()) + 600}}
	sign(s.c.t, s.c.creator, req)
	return req, q
}

// opensWithAny opens the file key in an epoch with every set of t of the nodes, and checks each
// share against the epoch's keys.
func (s *sealed) opensWithAny(epoch uint64, nodes ...*running) {
	s.c.t.Helper()
	made, err := node.ReplayEpoch(context.Background(), s.c.chain, s.c.contract, s.c.id, epoch)
	if err != nil {
		s.c.t.Fatal(err)
	}
	req, q := s.request(epoch)
	U, _ := group.DecodePoint(s.capsule[:33])
	Q, _ := group.DecodePoint(req.ReaderKey())
	asked := &tdh2.Context{Request: req.Digest(), CapsuleID: req.CapsuleID(), Epoch: epoch, U: U, Q: Q}
	var shares [][]byte
	for _, n := range nodes {
		var share []byte
		await(s.c.t, fmt.Sprintf("node %s serves epoch %d", n.Operator(), epoch), func() bool {
			share, _, err = n.Answer(context.Background(), req)
			return err == nil
		})
		shares = append(shares, share)
		j := slices.Index(made.Members, dkg.Account(n.Operator())) + 1
		if err := tdh2.VerifyShare(asked, j, made.Keys.Key(j), share); err != nil {
			s.c.t.Errorf("member %d of epoch %d: %v", j, epoch, err)
		}
	}
	if len(shares) < made.T {
		s.c.t.Fatalf("%d nodes cannot open with threshold %d", len(shares), made.T)
	}
	for set := range subsets(shares, made.T) {
		combined, err := tdh2.Combine(made.T, made.Keys.N(), set)
		if err != nil {
			s.c.t.Fatal(err)
		}
		if got, err := tdh2.Open(combined, q, s.terms.Label(), s.capsule); err != nil || !bytes.Equal(got, sixteen) {
			s.c.t.Errorf("epoch %d: %d shares do not open: %v", epoch, made.T, err)
		}
	}
}

// subsets yields every set of k of the items.
func subsets[T any](items []T, k int) func(yield func([]T) bool) {
	return func(yield func([]T) bool) {
		var from func(start int, chosen []T) bool
		from = func(start int, chosen []T) bool {
			if len(chosen) == k {
				return yield(slices.Clone(chosen))
			}
			for i := start; i < len(items); i++ {
				if !from(i+1, append(slices.Clone(chosen), items[i])) {
					return false
				}
			}
			return true
		}
		from(0, nil)
	}
}

// refuses checks that a node gives no share in an epoch.
func (s *sealed) refuses(n *running, epoch uint64) {
	s.c.t.Helper()
	req, _ := s.request(epoch)
	_, _, err := n.Answer(context.Background(), req)
	var p *quorum.Problem
	if !errors.As(err, &p) || p.Type != quorum.WrongEpoch && p.Type != quorum.UnknownCommittee {
		s.c.t.Errorf("node %s in epoch %d: %v", n.Operator(), epoch, err)
	}
}

// A committee of five, of whom any three open, is replaced by one of four, of whom any two
// open: two members stay, a dead one and two others go, two come. Nobody needs the dead
// one. The old epoch serves until the new one is active, and its shares until the grace
// period is over; the public key stays, and old files open.
func TestReshare(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 7)
	c.grace = 150 // 30 s of this machine, in which the old epoch is asked still
	nodes := make([]*running, 7)
	for i := range nodes {
		nodes[i] = c.node(i+1, nil)
	}
	all := c.ops
	c.ops = all[:5]
	c.create(3, [5]uint32{90, 30, 90, 8, 90})
	_, a := c.active(1)
	file := c.seal(a.Keys().X)
	file.opensWithAny(1, nodes[:5]...)
	if err := nodes[4].stop(); err != nil {
		t.Fatal(err)
	}

	newcomers := []*chain.Wallet{all[5], all[1], all[6], all[0]}
	c.approve(1, newcomers, 2, all[0], all[1], all[2])
	c.phase(1, dkg.Confirm)
	file.opensWithAny(1, nodes[:4]...)
	c.ops = all
	b, second := c.active(1)
	if !second.Keys().X.Equal(a.Keys().X) {
		t.Error("the public key changed")
	}
	if out := second.Out(); !slices.Equal(out, []dkg.Blame{{Dealer: 4, Reason: dkg.Missing}, {Dealer: 5, Reason: dkg.Missing}}) {
		t.Errorf("out: %v; only who approved deals", out)
	}
	if len(b.started) != 1 {
		t.Errorf("%d attempts", len(b.started))
	}
	members := []*running{nodes[5], nodes[1], nodes[6], nodes[0]}
	file.opensWithAny(2, members...)
	file.opensWithAny(1, nodes[:4]...) // requests that are under way
	file.refuses(nodes[3], 2)
	file.refuses(nodes[6], 1)
	// Then the old shares are gone, and with them what those that left held.
	c.finished(nodes[0], 2)
	c.finished(nodes[1], 2)
	c.finished(nodes[5], 2)
	c.finished(nodes[6], 2)
	c.finished(nodes[2])
	c.finished(nodes[3])
	for _, n := range nodes[:4] {
		file.refuses(n, 1)
	}
	// The one that was dead comes back, sees that its epoch is over, and erases its share too.
	nodes[4] = start(t, nodes[4].cfg)
	c.finished(nodes[4])
	file.opensWithAny(2, members...)
}

// A committee whose maker wants old shares kept for ever keeps them: the longest grace period is
// not the shortest, and answers of the old epoch are still to be had.
func TestTheLongestGraceKeepsOldShares(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 2)
	c.grace = math.MaxUint64
	nodes := []*running{c.node(1, nil), c.node(2, nil)}
	c.create(1, lengths)
	_, a := c.active(1)
	file := c.seal(a.Keys().X)
	c.approve(1, c.ops, 1, c.ops...)
	c.active(1)
	file.opensWithAny(2, nodes...)
	from := c.board().head
	await(t, "ten blocks more", func() bool { return c.board().head > from+10 })
	for _, n := range nodes {
		c.finished(n, 1, 2)
	}
	file.opensWithAny(1, nodes...)
}

// Without anybody's doing, shares are made anew when they are old enough, though one member
// is dead; an approval that its operator gave by hand for something else stands.
func TestScheduledRefresh(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 4)
	c.grace = 10
	var nodes []*running
	for m := 1; m <= 4; m++ {
		nodes = append(nodes, c.node(m, func(cfg *node.Config) { cfg.RefreshEvery = 40 * time.Second }))
	}
	c.create(2, [5]uint32{30, 30, 60, 5, 60})
	_, a := c.active(1)
	file := c.seal(a.Keys().X)
	if err := nodes[3].stop(); err != nil {
		t.Fatal(err)
	}
	other := c.members(c.ops[0], c.ops[1])
	for c.epoch = 2; c.epoch <= 3; c.epoch++ {
		_, next := c.active(1)
		if !next.Keys().X.Equal(a.Keys().X) {
			t.Fatal("the public key changed")
		}
		if c.epoch == 3 { // somebody wants another committee next, and says so before the next refresh is due
			if _, err := c.contract.Approve(t.Context(), c.ops[0], c.id, 4, 3, other, 2); err != nil {
				t.Fatal(err)
			}
		}
		file.opensWithAny(c.epoch, nodes[:3]...)
	}
	view, err := c.chain.At(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	before := view.Block().Time
	await(t, "the next refresh is due", func() bool {
		view, err = c.chain.At(t.Context(), 0)
		return err == nil && view.Block().Time > before+80
	})
	mine, err := c.contract.ApprovalOf(t.Context(), view, c.id, 4, c.ops[0].Address())
	if err != nil {
		t.Fatal(err)
	}
	if want, err := (chain.Proposal{Epoch: 4, From: 3, Members: other, T: 2}).Hash(c.id); err != nil || mine != want {
		t.Errorf("the approval by hand was replaced: %v", err)
	}
	if started := c.board().started; len(started) != 0 {
		t.Errorf("epoch 4 was started with two of the three approvals that it needs: %v", started)
	}
}

// A dealer that cheats a newcomer, one that deals something else than its share, and a
// newcomer that never joins do not stop a resharing; an attempt that fails for want of
// dealers leaves nothing, and the next one succeeds.
func TestReshareAmongCheats(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 7)
	c.grace = 3600
	nodes := make(map[int]*running)
	for _, m := range []int{1, 2, 6} {
		nodes[m] = c.node(m, nil)
	}
	all := c.ops
	c.ops = all[:5]
	bent, liar, idle := c.puppet(3), c.puppet(4), c.puppet(5)
	c.create(2, [5]uint32{30, 30, 90, 8, 90})
	var puppets errgroup.Group
	for _, p := range []*puppet{bent, liar, idle} {
		puppets.Go(func() error { p.honest(1, true); return nil })
	}
	puppets.Wait()
	_, a := c.active(1)
	file := c.seal(a.Keys().X)
	shareOf := func(p *puppet) *group.Scalar {
		x, err := a.Share(p.wallet().Address(), p.key)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	bentShare := shareOf(bent)

	// The first attempt: only one node deals, and a puppet that deals nonsense.
	c.ops = all
	newcomers := []*chain.Wallet{all[0], all[1], all[5], all[6]} // the last one never joins
	c.approve(1, newcomers, 2, all[0], all[2], all[3], all[4])
	b, r := c.phase(1, dkg.Commit)
	nonsense := liar.makeDealing(b, r, nil, func(int, *group.Scalar) {})
	liar.commit(1, r.CommitOf(nonsense))
	c.phase(1, dkg.Deal)
	liar.deal(1, nonsense)
	_, r = c.phase(1, dkg.Confirm)
	if !errors.Is(r.Err(), dkg.ErrEnded) {
		t.Fatalf("the attempt goes on: %v", r.Err())
	}
	if want := []dkg.Blame{{Dealer: 2, Reason: dkg.Missing}, {Dealer: 3, Reason: dkg.Missing}, {Dealer: 4, Reason: dkg.WrongConstant}, {Dealer: 5, Reason: dkg.Missing}}; !slices.Equal(r.Out(), want) {
		t.Errorf("out %v, want %v", r.Out(), want)
	}
	for _, m := range []int{1, 2} {
		c.finished(nodes[m], 1)
	}
	file.opensWithAny(1, nodes[1], nodes[2])

	// The second: node 2 approves too, and one dealer cheats the newcomer.
	if _, err := c.contract.Approve(t.Context(), all[1], c.id, 2, 1, c.members(newcomers...), 2); err != nil {
		t.Fatal(err)
	}
	c.startAgain(2)
	b, r = c.phase(2, dkg.Commit)
	cheating := bent.makeDealing(b, r, bentShare, func(m int, f *group.Scalar) {
		if m == 3 {
			f.Add(f, group.ScalarFromUint64(1))
		}
	})
	bent.commit(2, r.CommitOf(cheating))
	c.phase(2, dkg.Deal)
	bent.deal(2, cheating)
	_, second := c.active(2)
	want := []dkg.Blame{{Dealer: 3, Reason: dkg.Complaint}, {Dealer: 4, Reason: dkg.Missing}, {Dealer: 5, Reason: dkg.Missing}}
	if !slices.Equal(second.Out(), want) {
		t.Errorf("out %v, want %v", second.Out(), want)
	}
	file.opensWithAny(2, nodes[1], nodes[2], nodes[6])
	c.finished(nodes[1], 1, 2)
	c.finished(nodes[6], 2)
}

// The keys of an epoch come from its members where they answer, and from the chain alone
// where none does; both are the same.
func TestKeysOfAnEpochFromTheChain(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 3)
	nodes := []*running{c.node(1, nil), c.node(2, nil), c.node(3, nil)}
	c.create(2, lengths)
	c.active(1)
	for range 2 {
		c.approve(c.epoch, c.ops, 2, c.ops...)
		c.active(1)
	}
	made, err := node.ReplayEpoch(t.Context(), c.chain, c.contract, c.id, 3)
	if err != nil {
		t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	await(t, "node 1 serves epoch 3", func() bool {
		rec = httptest.NewRecorder()
		nodes[0].Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, fmt.Sprintf("/v1/committees/%d", c.id), nil))
		return rec.Code == http.StatusOK && bytes.Contains(rec.Body.Bytes(), []byte(`"epoch":"3"`))
	})
	var list quorum.Keys
	if err := json.Unmarshal(rec.Body.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	keys, err := quorum.CheckKeys(&list, 2, 3, made.Hash)
	if err != nil {
		t.Fatal(err)
	}
	for j := 1; j <= 3; j++ {
		if !keys.Key(j).Equal(made.Keys.Key(j)) {
			t.Errorf("X_%d differs", j)
		}
	}
	// A committee that there is not.
	if _, err := node.ReplayEpoch(t.Context(), c.chain, c.contract, c.id, 4); !errors.Is(err, chain.ErrReverted) {
		t.Errorf("an epoch that was never active: %v", err)
	}
}
