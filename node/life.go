package node

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/core/types"
	"github.com/holiman/uint256"
	"golang.org/x/sync/errgroup"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/dkg"
)

// life is what the node does as a member: one goroutine follows final blocks, replays the
// attempts that concern it, and sends what is due. Transactions are sent, and keys fetched,
// by goroutines of their own, which touch nothing here but what mu guards.
type life struct {
	*Node
	contract *chain.Committees
	seats    map[uint64]*seat          // by committee: those that concern the node
	settings map[uint64]chain.Settings // by committee, as far as they are known: they never change

	others sync.WaitGroup // goroutines that send and fetch
	mu     sync.Mutex
	busy   map[string]time.Time // what is being sent, and when to try again
	mined  map[string]bool      // what was in a block already, if not in a final one
}

// seat is the node's part in one committee, as far as the final blocks tell.
type seat struct {
	committee uint64
	id        uint256.Int
	active    uint64              // the epoch that serves; 0 before the first
	since     uint64              // when it became active, in Unix seconds of the chain
	ended     map[uint64]uint64   // when an older epoch ended, in the same
	attempts  map[number]*attempt // those that are replayed
	warned    bool                // that an old share is kept was said
}

// number names an attempt of a committee.
type number struct{ epoch, attempt uint64 }

// retryAfter is how long a node waits before it sends a message again that failed: a
// block or two.
const retryAfter = 3 * time.Second

// readsAtOnce bounds the requests that are on their way to the endpoint when the node begins.
const readsAtOnce = 8

// lag is how many blocks the node may be behind the last final one and still acts: on a
// fast chain the block that it looks at is rarely the last.
const lag = 8

func newLife(n *Node) *life {
	return &life{Node: n, contract: n.cfg.Chain.Committees(n.cfg.Committees), seats: make(map[uint64]*seat),
		settings: make(map[uint64]chain.Settings), busy: make(map[string]time.Time), mined: make(map[string]bool)}
}

// seat returns the node's part in a committee, and makes it if it is new.
func (l *life) seat(committee uint64) *seat {
	s := l.seats[committee]
	if s == nil {
		s = &seat{committee: committee, id: *uint256.NewInt(committee), ended: make(map[uint64]uint64),
			attempts: make(map[number]*attempt)}
		l.seats[committee] = s
	}
	return s
}

// live follows the contract until ctx ends.
func (n *Node) live(ctx context.Context) error {
	l := newLife(n)
	defer l.others.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // before others.Wait

	var from uint64
	for {
		var err error
		if from, err = l.begin(ctx); err == nil {
			break
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if failed := (*folderError)(nil); errors.As(err, &failed) {
			return err
		}
		n.log.Warn("reading the committees failed, trying again", "err", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(retryAfter):
		}
	}
	q := l.contract.Query()
	q.From = from
	q.Failed = func(err error) {
		n.follows.Store(false)
		n.log.Warn("following the chain failed, trying again", "err", err)
	}
	return n.cfg.Chain.Follow(ctx, q, l.block)
}

// begin looks where the node stands: the epochs that it holds shares of, which of them
// serve, and the first block of the oldest attempt that still concerns it. It erases what
// is left of attempts that are over.
func (l *life) begin(ctx context.Context) (from uint64, err error) {
	view, err := l.cfg.Chain.AtFinal(ctx)
	if err != nil {
		return 0, err
	}
	next := view.Block().Number + 1
	from = next
	mine, err := l.contract.CommitteesOf(ctx, view, l.Operator())
	if err != nil {
		return 0, err
	}
	if err := l.readSettings(ctx, view, mine); err != nil {
		return 0, err
	}
	for _, committee := range mine {
		first, err := l.sitDown(ctx, view, committee)
		if err != nil {
			return 0, err
		}
		if first != 0 {
			from = min(from, first)
		}
	}
	maps.DeleteFunc(l.settings, func(committee uint64, _ chain.Settings) bool { return l.seats[committee] == nil })
	if from == next {
		l.follows.Store(true) // there is nothing to catch up with
	}
	return from, nil
}

// readSettings reads the settings of committees, several at a time: strangers can name the node
// in as many as they pay for, and until all are looked at it does nothing. What was read is
// known when it is called again after a failure.
func (l *life) readSettings(ctx context.Context, view *chain.View, committees []uint64) error {
	found := make([]*chain.Settings, len(committees))
	var reads errgroup.Group
	reads.SetLimit(readsAtOnce)
	for i, committee := range committees {
		if _, known := l.settings[committee]; known {
			continue
		}
		reads.Go(func() error {
			settings, err := l.contract.Settings(ctx, view, committee)
			if err == nil {
				found[i] = &settings
			}
			return err
		})
	}
	err := reads.Wait()
	for i, settings := range found {
		if settings != nil {
			l.settings[committees[i]] = *settings
		}
	}
	return err
}

// sitDown is begin for one committee; first is the block from which its attempts must be
// replayed, 0 if there is nothing to replay.
func (l *life) sitDown(ctx context.Context, view *chain.View, committee uint64) (first uint64, err error) {
	id := *uint256.NewInt(committee)
	kept, err := l.store.attempts(id)
	if err != nil {
		return 0, &folderError{err}
	}
	stranger := len(kept) == 0 && !l.holds(id)
	if stranger && !l.cfg.Accept(id, l.settings[committee].Creator) {
		return 0, nil // it is passed over, and costs no more requests than the one for its settings
	}
	last, err := l.contract.CurrentAttempt(ctx, view, committee)
	if err != nil {
		return 0, err
	}
	active, err := l.contract.ActiveEpoch(ctx, view, committee)
	if err != nil {
		return 0, err
	}
	running := last.Epoch > active && runs(&last, view.Block().Number)
	if stranger {
		if !running || !slices.Contains(last.Members, l.Operator()) {
			return 0, nil
		}
		if wanted, err := l.wants(ctx, view, committee); err != nil || !wanted {
			return 0, err
		}
	}
	if _, err := l.settingsOf(ctx, view, committee); err != nil {
		return 0, err
	}
	s := l.seat(committee)
	s.active = active
	earliest := func(block uint64) {
		if first == 0 || block < first {
			first = block
		}
	}
	var late number // the attempt at the active epoch that is not confirmed yet
	if active > 0 {
		epoch, err := l.contract.EpochOf(ctx, view, committee, active)
		if err != nil {
			return 0, err
		}
		s.since = epoch.ActivatedAt
		l.activate(id, active, epoch.Hash)
		if err := l.forget(id, active, epoch.Attempt-1); err != nil {
			return 0, &folderError{err}
		}
		for _, e := range l.epochs(id) {
			if e >= active {
				continue
			}
			// Its share is erased once the active epoch is safe, which only a replay tells.
			old, err := l.contract.EpochOf(ctx, view, committee, e)
			if err != nil {
				return 0, err
			}
			if err := l.forget(id, e, old.Attempt-1); err != nil {
				return 0, &folderError{err}
			}
			if l.share(id, e) == nil {
				continue // it was of an attempt that failed
			}
			s.ended[e] = old.EndedAt
			l.activate(id, e, old.Hash)
			earliest(epoch.StartedAt)
		}
		// What was not finished goes on: the share may be missing, or its confirm.
		i := slices.Index(epoch.Members, l.Operator())
		if at := (number{active, epoch.Attempt}); i >= 0 && (!epoch.Confirmed[i] || l.share(id, active) == nil) && slices.Contains(kept, at) {
			late = at
			earliest(epoch.StartedAt)
		}
	}
	newest := number{last.Epoch, last.Attempt}
	for _, k := range kept {
		// An endpoint that is behind must not make the node forget: only what is older
		// than the last attempt is over.
		switch {
		case k == newest:
			earliest(last.StartedAt)
		case k.before(newest) && k != late:
			if err := l.store.erase(attemptFile(id, k.epoch, k.attempt)); err != nil {
				return 0, &folderError{err}
			}
		}
	}
	if last.Epoch > active { // nothing of an earlier attempt at this epoch is of use
		if err := l.forget(id, last.Epoch, last.Attempt-1); err != nil {
			return 0, &folderError{err}
		}
		if running {
			earliest(last.StartedAt)
		}
	}
	return first, nil
}

func (k number) before(other number) bool {
	return k.epoch < other.epoch || k.epoch == other.epoch && k.attempt < other.attempt
}

// runs reports whether an attempt can still succeed after that block.
func runs(a *chain.Attempt, block uint64) bool {
	if block <= a.Ends[dkg.Join] {
		return true
	}
	needed := max(int(a.T), len(a.Members)/2+1)
	return int(a.Joined) >= needed && block <= a.Ends[dkg.Confirm]
}

// folderError is what ends the node: its folder failed.
type folderError struct{ err error }

func (e *folderError) Error() string { return e.err.Error() }
func (e *folderError) Unwrap() error { return e.err }

// block takes one final block: its events, the phases that end with it, and what is due
// then. An error ends the node: it is the node's own disk that failed, or the contract is
// not the one that this version knows.
func (l *life) block(ctx context.Context, b chain.Block, logs []types.Log) error {
	events, err := l.contract.Events(logs)
	if err != nil {
		return err
	}
	for _, e := range events {
		if err := l.event(ctx, b, e); err != nil {
			return err
		}
	}
	for _, s := range l.seats {
		for _, a := range s.attempts {
			if err := l.previous(a); err != nil {
				return err
			}
			a.endPhases(b.Number)
		}
	}
	if len(l.seats) > 0 || !l.follows.Load() {
		// In the past nothing is due: what the node said since comes with later blocks.
		last, err := l.cfg.Chain.AtFinal(ctx)
		if err != nil || b.Number+lag < last.Block().Number {
			return nil
		}
	}
	for _, s := range l.seats {
		if err := l.turn(ctx, s, b); err != nil {
			return err
		}
	}
	l.follows.Store(true)
	return nil
}

// turn does what is due in one committee after a final block.
func (l *life) turn(ctx context.Context, s *seat, b chain.Block) error {
	for _, a := range s.attempts {
		if a.replay == nil && (!a.over || a.active != nil) { // the active one is replayed also for retire
			l.seek(ctx, a)
		}
		if a.over {
			continue
		}
		if err := l.act(ctx, a, b.Number); err != nil {
			return fmt.Errorf("committee %d, epoch %d, attempt %d: %w", a.committee, a.params.Epoch, a.params.Attempt, err)
		}
	}
	if err := l.retire(s, b); err != nil {
		return fmt.Errorf("committee %d: %w", s.committee, err)
	}
	l.refresh(ctx, s, b)
	return nil
}

func (l *life) event(ctx context.Context, b chain.Block, e chain.CommitteeEvent) error {
	switch e := e.(type) {
	case chain.Created:
		l.settings[e.Committee] = chain.Settings{Creator: e.Creator, MinThreshold: e.MinThreshold, Lengths: e.Lengths, Grace: e.Grace}
	case chain.Started:
		return l.started(ctx, e)
	case chain.Message:
		if a := l.find(e.Committee, e.Epoch, e.Attempt); a != nil {
			return a.handle(e, l.Operator())
		}
	case chain.PhaseEnded:
		if a := l.find(e.Committee, e.Epoch, e.Attempt); a != nil {
			a.ends = e.Ends
		}
	case chain.Activated:
		return l.activated(b, e)
	}
	return nil
}

// find returns an attempt that the node replays, and nil for another one.
func (l *life) find(committee, epoch, attempt uint64) *attempt {
	s := l.seats[committee]
	if s == nil {
		return nil
	}
	return s.attempts[number{epoch, attempt}]
}

// activated notes that an epoch serves, and that the one before it has ended.
func (l *life) activated(b chain.Block, e chain.Activated) error {
	s := l.seats[e.Committee]
	if s == nil {
		return nil
	}
	for at, a := range s.attempts {
		if at.epoch < e.Epoch { // nobody may speak in it any more
			if err := l.cleanUp(a); err != nil {
				return err
			}
			a.endSearch()
			delete(s.attempts, at)
		}
	}
	if a := s.attempts[number{e.Epoch, e.Attempt}]; a != nil {
		a.active = &e.Hash
	}
	if e.Epoch > s.active {
		for _, held := range l.epochs(s.id) {
			if held < e.Epoch && s.ended[held] == 0 {
				s.ended[held] = b.Time
			}
		}
		s.active, s.since, s.warned = e.Epoch, b.Time, false
	}
	l.activate(s.id, e.Epoch, e.Hash)
	return nil
}

// started begins to replay an attempt that concerns this node: because it is named, or
// because it holds a share of the committee.
func (l *life) started(ctx context.Context, e chain.Started) error {
	if s := l.seats[e.Committee]; s != nil {
		for at, old := range s.attempts {
			// A new start means that the last attempt failed: it is over, though the last
			// block of its last phase may not have been delivered.
			if at.epoch == e.Epoch {
				if err := l.cleanUp(old); err != nil {
					return err
				}
				delete(s.attempts, at)
			}
		}
	}
	id := *uint256.NewInt(e.Committee)
	if err := l.forget(id, e.Epoch, e.Attempt-1); err != nil {
		return err
	}
	index := slices.Index(e.Members, l.Operator()) + 1
	holds := l.holds(id) || l.unfinished(e.Committee) // who is late may get its share of the epoch before yet
	if index == 0 && !holds {
		l.leave(e.Committee)
		return nil
	}
	var wanted bool
	if index > 0 {
		var err error
		if wanted, err = l.wantsInTime(ctx, e.Committee); err != nil {
			return err
		}
	}
	if !wanted && !holds {
		// Strangers may name this node in as many committees as they pay for: it follows
		// none of them, unless it took part before its operator changed its mind.
		state, err := l.store.attempt(id, e.Epoch, e.Attempt)
		if err != nil {
			return err
		}
		if state == nil {
			l.leave(e.Committee)
			return nil
		}
	}
	a, err := l.newAttempt(e, index, wanted)
	if err != nil {
		return err
	}
	l.seat(e.Committee).attempts[number{e.Epoch, e.Attempt}] = a
	return nil
}

// unfinished reports whether the node, as a member, is not done with an attempt of a committee.
func (l *life) unfinished(committee uint64) bool {
	s := l.seats[committee]
	if s == nil {
		return false
	}
	for _, a := range s.attempts {
		if !a.over && a.joins {
			return true
		}
	}
	return false
}

// leave forgets a committee that is nobody's business here.
func (l *life) leave(committee uint64) {
	if s := l.seats[committee]; s != nil {
		for _, a := range s.attempts {
			a.endSearch()
		}
	}
	delete(l.settings, committee)
	delete(l.seats, committee)
}

// wantsInTime is wants, and waits for the chain if it must be asked.
func (l *life) wantsInTime(ctx context.Context, committee uint64) (bool, error) {
	for {
		var view *chain.View
		var err error
		if _, known := l.settings[committee]; !known {
			view, err = l.cfg.Chain.AtFinal(ctx)
		}
		if err == nil {
			var wanted bool
			if wanted, err = l.wants(ctx, view, committee); err == nil {
				return wanted, nil
			}
		}
		l.log.Warn("reading a committee's settings failed, trying again", "committee", committee, "err", err)
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-time.After(retryAfter):
		}
	}
}

// settingsOf returns a committee's settings, which never change. view may be nil where
// they are known.
func (l *life) settingsOf(ctx context.Context, view *chain.View, committee uint64) (chain.Settings, error) {
	settings, known := l.settings[committee]
	if !known {
		var err error
		if settings, err = l.contract.Settings(ctx, view, committee); err != nil {
			return settings, err
		}
		l.settings[committee] = settings
	}
	return settings, nil
}

// wants asks the operator's configuration, and refuses phases that are too short to be
// finished safely.
func (l *life) wants(ctx context.Context, view *chain.View, committee uint64) (bool, error) {
	settings, err := l.settingsOf(ctx, view, committee)
	if err != nil {
		return false, err
	}
	if !l.cfg.Accept(*uint256.NewInt(committee), settings.Creator) {
		l.log.Info("named in a committee that the operator did not accept", "committee", committee, "creator", settings.Creator)
		return false, nil
	}
	for p, length := range settings.Lengths {
		if uint64(length) < 2*l.cfg.FinalityDelay {
			l.log.Error("not joining: a phase is shorter than twice the finality delay", "committee", committee,
				"phase", dkg.Phase(p).String(), "blocks", length, "needed", 2*l.cfg.FinalityDelay)
			return false, nil
		}
	}
	return true, nil
}

// send sends one message unless it is on its way. Whether it arrived, the chain says:
// until a final block shows it, it is tried again.
func (l *life) send(ctx context.Context, committee uint64, at number, what string, f func(context.Context) (*types.Receipt, error)) {
	name := fmt.Sprintf("%d/%d/%d/%s", committee, at.epoch, at.attempt, what)
	l.mu.Lock()
	defer l.mu.Unlock()
	if again, ok := l.busy[name]; ok && time.Now().Before(again) {
		return
	}
	l.busy[name] = time.Now().Add(24 * time.Hour) // until it is back
	kind, _, _ := strings.Cut(what, " ")          // without the dealer that a complaint is about
	log := l.log.With("committee", committee, "epoch", at.epoch, "attempt", at.attempt, "message", what)
	l.others.Go(func() {
		err := step("send:"+kind, func() error { _, err := f(ctx); return err })
		if err == nil {
			err = step("sent:"+kind, func() error { return nil })
		}
		l.mu.Lock()
		l.busy[name] = time.Now().Add(retryAfter)
		mined := l.mined[name]
		l.mined[name] = mined || err == nil
		l.mu.Unlock()
		switch {
		case err == nil:
			l.metrics.message(kind, nil)
			log.Info("sent")
		case ctx.Err() != nil:
		case mined && errors.Is(err, chain.ErrReverted):
			log.Debug("waiting for a final block") // the contract has it, and refuses a second one
		default:
			l.metrics.message(kind, err)
			log.Warn("sending failed", "err", err)
		}
	})
}

// forgetSends forgets what was sent of an attempt that is over.
func (l *life) forgetSends(committee uint64, at number) {
	prefix := fmt.Sprintf("%d/%d/%d/", committee, at.epoch, at.attempt)
	l.mu.Lock()
	defer l.mu.Unlock()
	ofIt := func(name string) bool { return strings.HasPrefix(name, prefix) }
	maps.DeleteFunc(l.busy, func(name string, _ time.Time) bool { return ofIt(name) })
	maps.DeleteFunc(l.mined, func(name string, _ bool) bool { return ofIt(name) })
}

func be32(b []byte) uint32 {
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}
