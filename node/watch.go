package node

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
)

const (
	// clockTolerance is how far in the future of the node's clock a block may be. Blocks are
	// not made ahead of time, so beyond it the clock is wrong.
	clockTolerance = 60 * time.Second

	// chainAge is how far the newest block of a chain may be from the node's clock if shares are given by what the chain
	// tells. Checks of policies reckon with it, too (spec/policy.md).
	chainAge = time.Hour

	// The chain is looked at every two blocks, within these limits: by an operator's dashboard
	// nobody wants it fresher, and each look costs a handful of requests.
	minLook = time.Second
	maxLook = 12 * time.Second

	// accountAge is how old what is known of the operator's account, and the list of
	// committees that name it, may be.
	accountAge = time.Minute

	// strangers bounds how many committees that nobody asked for are looked up in one look.
	strangers = 50
)

// observed is what watch saw last: for metrics and readiness, not for decisions. It is
// never changed.
type observed struct {
	head, final chain.Block // zero before they were read
	account     *account    // nil before it was read
	standings   []*standing // by committee
}

// account is the operator's.
type account struct {
	balance, stake *big.Int // wei
	servesUntil    uint64   // Unix seconds
}

// standing is what concerns the node in one committee: one that it holds a share of, or that
// its operator accepts.
type standing struct {
	committee uint64
	grace     uint64                 // seconds
	active    uint64                 // the epoch; 0 if there is none yet
	epochs    map[uint64]chain.Epoch // the active one and those held, as of the last final block
	attempt   *underWay              // nil if none runs
}

// underWay is the phase of an attempt, as of the head.
type underWay struct {
	epoch, number uint64
	phase         chain.Phase
	begins, ends  uint64 // it takes messages in blocks begins+1 to ends
	silent        bool   // the node may speak in it, and has not
}

// seen returns what watch saw last.
func (n *Node) seen() *observed {
	if o := n.watched.Load(); o != nil {
		return o
	}
	return new(observed)
}

// epoch returns an epoch that was read.
func (o *observed) epoch(id uint256.Int, epoch uint64) (chain.Epoch, bool) {
	for _, s := range o.standings {
		if id.IsUint64() && s.committee == id.Uint64() {
			e, ok := s.epochs[epoch]
			return e, ok
		}
	}
	return chain.Epoch{}, false
}

// lacks reports whether the account confirmed the active epoch and yet holds no share of it.
func (s *standing) lacks(operator common.Address, held []holding) bool {
	e, ok := s.epochs[s.active]
	if !ok {
		return false
	}
	i := slices.Index(e.Members, operator)
	return i >= 0 && e.Confirmed[i] && !slices.ContainsFunc(held, func(h holding) bool {
		return h.committee == *uint256.NewInt(s.committee) && h.epoch == e.Epoch
	})
}

// Drain makes /readyz say no, so that whoever spreads requests over several nodes sends no
// more. Requests that come are answered all the same.
func (n *Node) Drain() { n.draining.Store(true) }

// ready returns why the node should get no requests, in words, and nil if it should.
func (n *Node) ready() error {
	if n.draining.Load() {
		return errors.New("the node is shutting down")
	}
	if n.cfg.Chain.Agreed() != nil {
		return errors.New("the chain's endpoints disagree about its head: one of them lies, or is on another fork; latchkey_rpc_disagreements_total tells which")
	}
	if !n.follows.Load() {
		return errors.New("the chain is not followed yet")
	}
	s := n.seen()
	if s.head == (chain.Block{}) {
		return errors.New("the chain was not read yet")
	}
	if err := n.timely(s.head); err != nil {
		return err
	}
	if n.grants != nil {
		if err := n.grants.ready(); err != nil {
			return err
		}
	}
	held := n.holdings()
	if slices.ContainsFunc(held, func(h holding) bool { return h.active }) {
		return nil
	}
	for _, standing := range s.standings {
		e, ok := standing.epochs[standing.active]
		if !ok {
			continue
		}
		if i := slices.Index(e.Members, n.Operator()); i < 0 || !e.Confirmed[i] {
			continue
		}
		if standing.lacks(n.Operator(), held) {
			return fmt.Errorf("this node confirmed epoch %d of committee %d and holds no share of it: is the folder the right one?", e.Epoch, standing.committee)
		}
		return fmt.Errorf("the share of epoch %d of committee %d does not serve: the log says why", e.Epoch, standing.committee)
	}
	return nil
}

// chains returns the clients of all chains that the node reads, its committees' first.
func (n *Node) chains() []*chain.Client {
	list := []*chain.Client{n.cfg.Chain}
	for _, o := range n.cfg.Others {
		list = append(list, o.Chain)
	}
	return list
}

// timely compares the newest block with the node's clock: whether the node is ready.
func (n *Node) timely(head chain.Block) error { return n.compare(head, clockTolerance, n.cfg.MaxLag) }

// current compares the newest block of a chain with the node's clock: whether shares are given by what it tells. Sessions
// that were revoked, licences that ended and tokens that were sold are as they were in an old block; and in one from the future it is later
// than it is.
func (n *Node) current(head chain.Block) error {
	return n.compare(head, chainAge, max(chainAge, n.cfg.MaxLag))
}

func (n *Node) compare(head chain.Block, ahead, old time.Duration) error {
	age := n.now().Sub(time.Unix(int64(min(head.Time, 1<<40)), 0)).Round(time.Second)
	switch {
	case age < -ahead:
		return fmt.Errorf("this machine's clock is at least %s behind the chain: set it", -age)
	case age > old:
		return fmt.Errorf("the endpoint's newest block, %d, is %s old (limit %s): it is behind, or the chain stands still, or this machine's clock is ahead",
			head.Number, age, old)
	}
	return nil
}

// watcher is the state of watch, owned by its goroutine.
type watcher struct {
	*Node
	contract  *chain.Committees
	settings  map[uint64]chain.Settings // they never change
	named     []uint64                  // committees that the operator accepts and that name it
	refreshed time.Time                 // when named and the account were read
	heard     map[uint64]*heard         // by committee
	blockTime time.Duration             // of the chain, measured; 0 at first
	failing   bool                      // a failure was logged
	untimely  bool                      // so was that clock and chain do not agree
}

// heard is what the node itself said in the attempt that runs.
type heard struct {
	epoch, number uint64
	next          uint64                 // the block to go on from: what is before it is final
	spoken        map[chain.Phase]uint64 // block
}

// watch looks at the chain, for metrics and readiness, until ctx ends. It looks by itself, and not
// over the shoulder of what acts: so it also sees that nothing was done.
func (n *Node) watch(ctx context.Context) {
	w := &watcher{Node: n, contract: n.cfg.Chain.Committees(n.cfg.Committees),
		settings: make(map[uint64]chain.Settings), heard: make(map[uint64]*heard)}
	for {
		err := w.look(ctx)
		if ctx.Err() != nil {
			return
		}
		w.tell(err)
		t := time.NewTimer(max(minLook, min(2*w.blockTime, maxLook)))
		select {
		case <-ctx.Done():
			t.Stop()
			return
		case <-t.C:
		}
	}
}

// startWatch begins to watch; stop ends it, and waits for its end.
func (n *Node) startWatch(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var watching sync.WaitGroup
	watching.Go(func() { n.watch(ctx) })
	return func() {
		cancel()
		watching.Wait()
	}
}

// tell logs what changed for the worse or the better.
func (w *watcher) tell(err error) {
	if failing := err != nil; failing != w.failing {
		w.failing = failing
		if failing {
			w.log.Warn("looking at the chain failed, trying again", "err", err)
		} else {
			w.log.Info("the chain can be looked at again")
		}
	}
	head := w.seen().head
	if head == (chain.Block{}) {
		return
	}
	err = w.timely(head)
	if untimely := err != nil; untimely != w.untimely {
		w.untimely = untimely
		if untimely {
			w.log.Warn("clock and chain do not agree", "err", err)
		} else {
			w.log.Info("clock and chain agree again")
		}
	}
}

// look reads the chain once. What cannot be read stays as it was.
func (w *watcher) look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	o := *w.seen()
	head, err := w.cfg.Chain.At(ctx, 0)
	if err != nil {
		return err
	}
	before := o.head
	if before.Number != 0 && head.Block().Number > before.Number && head.Block().Time > before.Time {
		w.blockTime = time.Duration(head.Block().Time-before.Time) * time.Second / time.Duration(head.Block().Number-before.Number)
	}
	o.head = head.Block()
	w.publish(o)
	final, err := w.cfg.Chain.AtFinal(ctx)
	if err != nil {
		return err
	}
	o.final = final.Block()
	w.publish(o)
	if time.Since(w.refreshed) > accountAge {
		if o.account, err = w.readAccount(ctx, head); err != nil {
			return err
		}
		if err := w.readNamed(ctx, final); err != nil {
			return err
		}
		w.refreshed = time.Now()
	}
	held := w.holdings()
	committees := slices.Clone(w.named)
	for _, h := range held {
		if h.committee.IsUint64() {
			committees = append(committees, h.committee.Uint64())
		}
	}
	slices.Sort(committees)
	var standings []*standing
	for _, committee := range slices.Compact(committees) {
		s, err := w.readStanding(ctx, final, committee, held)
		if err == nil {
			s.attempt, err = w.readAttempt(ctx, head, o.final.Number, s)
		}
		if err != nil {
			return fmt.Errorf("committee %d: %w", committee, err)
		}
		standings = append(standings, s)
	}
	o.standings = standings
	w.publish(o)
	return nil
}

func (w *watcher) publish(o observed) { w.watched.Store(&o) }

func (w *watcher) readAccount(ctx context.Context, view *chain.View) (*account, error) {
	balance, err := view.Balance(ctx, w.Operator())
	if err != nil {
		return nil, err
	}
	operator, err := w.contract.Operator(ctx, view, w.Operator())
	if err != nil {
		return nil, err
	}
	return &account{balance: balance, stake: cmp.Or(operator.Stake, new(big.Int)), servesUntil: operator.ServesUntil}, nil
}

// readNamed finds the committees that name the operator and that it accepts. Others cost
// one request, once.
func (w *watcher) readNamed(ctx context.Context, view *chain.View) error {
	all, err := w.contract.CommitteesOf(ctx, view, w.Operator())
	if err != nil {
		return err
	}
	var named []uint64
	unknown := 0
	for _, committee := range all {
		s, known := w.settings[committee]
		if !known {
			if unknown++; unknown > strangers {
				continue // next time
			}
			if s, err = w.readSettings(ctx, view, committee); err != nil {
				return err
			}
		}
		if w.cfg.Accept(*uint256.NewInt(committee), s.Creator) {
			named = append(named, committee)
		}
	}
	w.named = named
	return nil
}

func (w *watcher) readSettings(ctx context.Context, view *chain.View, committee uint64) (chain.Settings, error) {
	if s, known := w.settings[committee]; known {
		return s, nil
	}
	s, err := w.contract.Settings(ctx, view, committee)
	if err == nil {
		w.settings[committee] = s
	}
	return s, err
}

// readStanding reads the epochs of a committee that serve or are held.
func (w *watcher) readStanding(ctx context.Context, view *chain.View, committee uint64, held []holding) (*standing, error) {
	settings, err := w.readSettings(ctx, view, committee)
	if err != nil {
		return nil, err
	}
	s := &standing{committee: committee, grace: settings.Grace, epochs: make(map[uint64]chain.Epoch)}
	if s.active, err = w.contract.ActiveEpoch(ctx, view, committee); err != nil {
		return nil, err
	}
	wanted := []uint64{s.active}
	for _, h := range held {
		if h.committee == *uint256.NewInt(committee) && h.epoch < s.active {
			wanted = append(wanted, h.epoch)
		}
	}
	for _, epoch := range wanted {
		if epoch == 0 {
			continue
		}
		e, err := w.contract.EpochOf(ctx, view, committee, epoch)
		if errors.Is(err, chain.ErrReverted) {
			continue // it never was active
		}
		if err != nil {
			return nil, err
		}
		s.epochs[epoch] = e
	}
	return s, nil
}

// readAttempt reads the attempt that runs, if one does, and whether the node has said its part.
func (w *watcher) readAttempt(ctx context.Context, view *chain.View, final uint64, s *standing) (*underWay, error) {
	a, err := w.contract.CurrentAttempt(ctx, view, s.committee)
	if err != nil {
		return nil, err
	}
	next := view.Block().Number + 1 // a message that is sent now is in this block at best
	needed := max(int(a.T), len(a.Members)/2+1)
	if a.Active || next > a.Ends[chain.Confirm] || next > a.Ends[chain.Join] && int(a.Joined) < needed {
		delete(w.heard, s.committee)
		return nil, nil
	}
	u := &underWay{epoch: a.Epoch, number: a.Attempt, begins: a.StartedAt}
	for u.phase = chain.Join; next > a.Ends[u.phase]; u.phase++ {
		u.begins = a.Ends[u.phase]
	}
	u.ends = a.Ends[u.phase]

	said, err := w.hear(ctx, view, final, s.committee, &a)
	if err != nil {
		return nil, err
	}
	member := slices.Contains(a.Members, w.Operator())
	dealer := member
	if a.From != 0 {
		e, ok := s.epochs[a.From]
		if !ok {
			if e, err = w.contract.EpochOf(ctx, view, s.committee, a.From); err != nil {
				return nil, err
			}
		}
		dealer = slices.Contains(e.Members, w.Operator())
	}
	joined := !member || said[chain.Join] != 0 // who should have joined and did not says nothing more
	var may bool
	switch u.phase {
	case chain.Join:
		may = member
	case chain.Commit:
		may = dealer && joined
	case chain.Deal:
		may = said[chain.Commit] != 0
	case chain.Confirm:
		may = member && joined
	}
	u.silent = may && said[u.phase] == 0
	return u, nil
}

// hear returns in which phases of an attempt the node has spoken, by the chain's events: with
// what came since it last listened.
func (w *watcher) hear(ctx context.Context, view *chain.View, final, committee uint64, a *chain.Attempt) (map[chain.Phase]uint64, error) {
	h := w.heard[committee]
	if h == nil || h.epoch != a.Epoch || h.number != a.Attempt {
		h = &heard{epoch: a.Epoch, number: a.Attempt, next: a.StartedAt, spoken: make(map[chain.Phase]uint64)}
		w.heard[committee] = h
	}
	for phase, block := range h.spoken {
		if block >= h.next {
			delete(h.spoken, phase) // it may have been undone
		}
	}
	q := w.contract.Query(committee)
	q.From = h.next
	q.Topics = append(q.Topics, []common.Hash{uint256.NewInt(a.Epoch).Bytes32()}, []common.Hash{uint256.NewInt(a.Attempt).Bytes32()})
	head := view.Block().Number
	if q.From > head {
		return h.spoken, nil
	}
	logs, err := w.cfg.Chain.Logs(ctx, q, head)
	if err != nil {
		return nil, err
	}
	for _, log := range logs {
		events, err := w.contract.Events([]types.Log{log})
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			if m, ok := e.(chain.Message); ok && m.From == w.Operator() {
				h.spoken[m.Phase] = log.BlockNumber
			}
		}
	}
	h.next = max(h.next, min(final, head)+1)
	return h.spoken, nil
}
