package node

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/core/types"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/dkg"
	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/quorum"
)

// life is what the node does as a member: one goroutine follows final blocks, replays the
// attempts that concern it, and sends what is due. Transactions are sent by goroutines of
// their own, which touch nothing here but busy.
type life struct {
	*Node
	contract *chain.Committees
	attempts map[uint64]*attempt       // by committee: the one that runs, or the last
	settings map[uint64]chain.Settings // by committee, as far as they are known: they never change

	sends sync.WaitGroup
	mu    sync.Mutex
	busy  map[string]time.Time // what is being sent, and when to try again
	mined map[string]bool      // what was in a block already, if not in a final one
}

// attempt is one start, as far as the final blocks tell.
type attempt struct {
	committee  uint64
	id         uint256.Int
	params     dkg.Params
	replay     *dkg.Attempt
	ends       [5]uint64
	index      int // the node's own, from 1
	takesPart  bool
	spoken     map[dkg.Phase][]byte // what of its own is on the chain; no complaints
	mute       bool                 // that it does not deal was said
	accused    map[uint32]bool      // the dealers that its complaints on the chain are about
	complaints [][]byte             // computed once, in the complain phase; nil before
	active     *[32]byte            // the hash that made the epoch active, and nil before
	over       bool                 // final, and cleaned up
}

// retryAfter is how long a node waits before it sends a message again that failed: a
// block or two.
const retryAfter = 3 * time.Second

// lag is how many blocks the node may be behind the last final one and still acts: on a
// fast chain the block that it looks at is rarely the last.
const lag = 8

func newLife(n *Node) *life {
	return &life{Node: n, contract: n.cfg.Chain.Committees(n.cfg.Committees), attempts: make(map[uint64]*attempt),
		settings: make(map[uint64]chain.Settings), busy: make(map[string]time.Time), mined: make(map[string]bool)}
}

// live follows the contract until ctx ends.
func (n *Node) live(ctx context.Context) error {
	l := newLife(n)
	defer l.sends.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // before sends.Wait

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

// begin looks where the node stands: the epochs that it holds shares of and that serve,
// and the first block of the oldest attempt that still concerns it. It erases what is left
// of attempts that are over.
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
	for _, committee := range mine {
		id := *uint256.NewInt(committee)
		last, err := l.contract.CurrentAttempt(ctx, view, committee)
		if err != nil {
			return 0, err
		}
		active, err := l.contract.ActiveEpoch(ctx, view, committee)
		if err != nil {
			return 0, err
		}
		kept, err := l.store.attempts(id)
		if err != nil {
			return 0, &folderError{err}
		}
		if active == 0 && len(kept) == 0 && !l.holds(id) {
			// Strangers may have named this node: what it does not want is passed over.
			wanted, err := l.wants(ctx, view, committee)
			if err != nil {
				return 0, err
			}
			if !wanted {
				continue
			}
		}
		var late uint64 // the attempt at the active epoch that is not confirmed yet, or 0
		if active > 0 {
			epoch, err := l.contract.EpochOf(ctx, view, committee, active)
			if err != nil {
				return 0, err
			}
			l.activate(id, active, epoch.Hash)
			if err := l.forget(id, active, epoch.Attempt-1); err != nil {
				return 0, &folderError{err}
			}
			// What was not finished goes on: the share may be missing, or its confirm.
			i := slices.Index(epoch.Members, l.Operator())
			if i >= 0 && !epoch.Confirmed[i] && slices.Contains(kept, [2]uint64{active, epoch.Attempt}) {
				late = epoch.Attempt
				from = min(from, epoch.StartedAt)
			}
		}
		for _, k := range kept {
			// An endpoint that is behind must not make the node forget: only what is older
			// than the last attempt is over.
			switch slices.Compare(k[:], []uint64{last.Epoch, last.Attempt}) {
			case 0:
				from = min(from, last.StartedAt)
			case -1:
				if k == [2]uint64{active, late} {
					continue
				}
				if err := l.store.erase(attemptFile(id, k[0], k[1])); err != nil {
					return 0, &folderError{err}
				}
			}
		}
		if last.Epoch > active { // nothing of an earlier attempt at this epoch is of use
			if err := l.forget(id, last.Epoch, last.Attempt-1); err != nil {
				return 0, &folderError{err}
			}
			if runs(&last, view.Block().Number) {
				from = min(from, last.StartedAt)
			}
		}
	}
	if from == next {
		l.follows.Store(true) // there is nothing to catch up with
	}
	return from, nil
}

// runs reports whether an attempt can still succeed after that block.
func runs(a *chain.Attempt, block uint64) bool {
	if block <= a.Ends[dkg.Join] {
		return true
	}
	needed := max(int(a.T), len(a.Members)/2+1)
	return int(a.Joined) >= needed && block <= a.Ends[dkg.Confirm]
}

// holds reports whether the node holds a share of the committee.
func (n *Node) holds(id uint256.Int) bool {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return len(n.held[id]) > 0
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
		if err := l.event(ctx, e); err != nil {
			return err
		}
	}
	var running []*attempt
	for _, a := range l.attempts {
		if a.over {
			continue
		}
		running = append(running, a)
		for p := dkg.Join; p <= dkg.Confirm; p++ {
			if a.ends[p] <= b.Number && a.replay.Phase() <= p {
				a.replay.End(p)
			}
		}
	}
	if len(running) > 0 || !l.follows.Load() {
		// In the past nothing is due: what the node said since comes with later blocks.
		last, err := l.cfg.Chain.AtFinal(ctx)
		if err != nil || b.Number+lag < last.Block().Number {
			return nil
		}
	}
	for _, a := range running {
		if err := l.act(ctx, a, b.Number); err != nil {
			return fmt.Errorf("committee %d, epoch %d, attempt %d: %w", a.committee, a.params.Epoch, a.params.Attempt, err)
		}
	}
	l.follows.Store(true)
	return nil
}

func (l *life) event(ctx context.Context, e chain.CommitteeEvent) error {
	switch e := e.(type) {
	case chain.Created:
		l.settings[e.Committee] = chain.Settings{Creator: e.Creator, MinThreshold: e.MinThreshold, Lengths: e.Lengths, Grace: e.Grace}
	case chain.Started:
		return l.started(ctx, e)
	case chain.Message:
		a := l.find(e.Committee, e.Epoch, e.Attempt)
		if a == nil {
			return nil
		}
		phase := dkg.Phase(e.Phase)
		if err := a.replay.Handle(dkg.Event{Phase: phase, From: e.From, Data: e.Data}); err != nil {
			// Only the contract's rules are broken by such a message, and it keeps them.
			return fmt.Errorf("the contract kept a message that it must refuse: %w", err)
		}
		if e.From == l.Operator() {
			if phase == dkg.Complain {
				a.accused[be32(e.Data)] = true // the contract takes no shorter ones
			} else {
				a.spoken[phase] = append([]byte{}, e.Data...) // not nil: it was said
			}
		}
	case chain.PhaseEnded:
		if a := l.find(e.Committee, e.Epoch, e.Attempt); a != nil {
			a.ends = e.Ends
		}
	case chain.Activated:
		if a := l.find(e.Committee, e.Epoch, e.Attempt); a != nil {
			a.active = &e.Hash
		}
		l.activate(*uint256.NewInt(e.Committee), e.Epoch, e.Hash)
	}
	return nil
}

// find returns the attempt that the node replays, and nil if it is another one.
func (l *life) find(committee, epoch, number uint64) *attempt {
	a := l.attempts[committee]
	if a == nil || a.params.Epoch != epoch || a.params.Attempt != number {
		return nil
	}
	return a
}

// started begins to replay an attempt that names this node.
func (l *life) started(ctx context.Context, e chain.Started) error {
	index := slices.Index(e.Members, l.Operator()) + 1
	if e.Epoch != 1 {
		if index > 0 {
			l.log.Warn("not taking part: this version makes first epochs only", "committee", e.Committee, "epoch", e.Epoch)
		}
		return nil // a confirm of the first epoch may still be due
	}
	if old := l.attempts[e.Committee]; old != nil {
		// A new start means that the last attempt failed: it is over, though the last block
		// of its last phase may not have been delivered.
		if err := l.cleanUp(old); err != nil {
			return err
		}
		delete(l.attempts, e.Committee)
	}
	if err := l.forget(*uint256.NewInt(e.Committee), e.Epoch, e.Attempt-1); err != nil {
		return err
	}
	if index == 0 {
		delete(l.settings, e.Committee) // it is nobody's business here
		return nil
	}
	members := make([]dkg.Account, len(e.Members))
	for i, m := range e.Members {
		members[i] = m
	}
	a := &attempt{committee: e.Committee, id: *uint256.NewInt(e.Committee), ends: e.Ends, index: index,
		spoken: make(map[dkg.Phase][]byte), accused: make(map[uint32]bool)}
	a.params = dkg.Params{ChainID: l.domain.ChainID.Bytes32(), Contract: l.cfg.Committees, Committee: a.id.Bytes32(),
		Epoch: e.Epoch, Attempt: e.Attempt, T: int(e.T), Members: members}
	replay, err := dkg.NewAttempt(a.params)
	if err != nil {
		return fmt.Errorf("the contract started what it must refuse: %w", err)
	}
	a.replay = replay
	if a.takesPart, err = l.wantsInTime(ctx, e.Committee); err != nil {
		return err
	}
	if !a.takesPart {
		// Strangers may name this node in as many committees as they pay for: it follows
		// none of them, unless it took part before its operator changed its mind.
		state, err := l.store.attempt(a.id, e.Epoch, e.Attempt)
		if err != nil {
			return err
		}
		if state == nil {
			delete(l.settings, e.Committee)
			return nil
		}
	}
	l.attempts[e.Committee] = a
	return nil
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

// wants asks the operator's configuration, and refuses phases that are too short to be
// finished safely. view may be nil where the committee's settings are known.
func (l *life) wants(ctx context.Context, view *chain.View, committee uint64) (bool, error) {
	settings, known := l.settings[committee]
	if !known {
		var err error
		if settings, err = l.contract.Settings(ctx, view, committee); err != nil {
			return false, err
		}
		l.settings[committee] = settings
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

// act does what is due after a final block. Everything that goes to the chain follows
// from the chain and the folder alone, so that a crash at any place changes nothing.
func (l *life) act(ctx context.Context, a *attempt, block uint64) error {
	if err := a.replay.Err(); err != nil {
		l.log.Warn("attempt failed", "committee", a.committee, "epoch", a.params.Epoch, "attempt", a.params.Attempt, "err", err)
		return l.cleanUp(a)
	}
	if a.takesPart {
		if err := l.speak(ctx, a, block); err != nil {
			return err
		}
	}
	if block >= a.ends[dkg.Confirm] && (a.active == nil || a.spoken[dkg.Confirm] != nil || !a.takesPart) {
		return l.cleanUp(a)
	}
	return nil
}

// speak sends this node's message of the phase that takes messages in the next block.
func (l *life) speak(ctx context.Context, a *attempt, block uint64) error {
	phase := dkg.Confirm // also after its end, while the epoch is active
	for p := dkg.Join; p < dkg.Confirm; p++ {
		if block < a.ends[p] {
			phase = p
			break
		}
	}
	if a.replay.Phase() < phase || a.spoken[phase] != nil {
		return nil // an earlier phase is not final yet, or nothing is left to say
	}
	if phase == dkg.Confirm && block >= a.ends[dkg.Confirm] && a.active == nil {
		return nil
	}
	state, err := l.store.attempt(a.id, a.params.Epoch, a.params.Attempt)
	if err != nil {
		return err
	}
	if phase == dkg.Join {
		return l.join(ctx, a, state)
	}
	if state == nil || !slices.Contains(a.replay.Joined(), a.index) {
		a.takesPart = false // it has not joined, and sends nothing more
		return nil
	}
	key, err := decodeScalar(state.Key)
	if err != nil {
		return err
	}
	defer key.Erase()
	if public, err := group.NewPoint().BaseMult(key).Encode(); err != nil || !bytes.HasPrefix(a.spoken[dkg.Join], public) {
		l.log.Error("this account joined with another key than the one in the node's folder: is there another node of this operator, or was the folder replaced?",
			"committee", a.committee, "epoch", a.params.Epoch, "attempt", a.params.Attempt)
		a.takesPart = false
		return nil
	}
	committee, epoch, number := a.committee, a.params.Epoch, a.params.Attempt
	switch phase {
	case dkg.Commit:
		if state.Dealing == "" {
			dealing, err := a.replay.Deal(l.Operator(), nil)
			if err != nil {
				return fmt.Errorf("dealing: %w", err)
			}
			state.Dealing = hex.EncodeToString(dealing)
			if err := l.store.write(attemptFile(a.id, epoch, number), state); err != nil {
				return err
			}
		}
		dealing, err := hex.DecodeString(state.Dealing)
		if err != nil {
			return errors.New("the dealing in the node's folder is damaged: restore it from a backup")
		}
		commit := a.replay.CommitOf(dealing)
		l.send(ctx, a, phase, "", func(ctx context.Context) (*types.Receipt, error) {
			return l.contract.Commit(ctx, l.cfg.Operator, committee, epoch, number, commit)
		})
	case dkg.Deal:
		dealing, err := hex.DecodeString(state.Dealing)
		if err != nil {
			return errors.New("the dealing in the node's folder is damaged: restore it from a backup")
		}
		// Whatever else the folder holds is not sent: two dealings in one session, even if
		// one of them is refused, give shares away.
		if commit := a.replay.CommitOf(dealing); !bytes.Equal(a.spoken[dkg.Commit], commit[:]) {
			if a.spoken[dkg.Commit] != nil && !a.mute {
				l.log.Error("not dealing: the dealing in the node's folder is not the one that it committed to", "committee", committee, "epoch", epoch)
			}
			a.mute = true
			return nil
		}
		l.send(ctx, a, phase, "", func(ctx context.Context) (*types.Receipt, error) {
			return l.contract.Deal(ctx, l.cfg.Operator, committee, epoch, number, dealing)
		})
	case dkg.Complain:
		if a.complaints == nil {
			if a.complaints, err = a.replay.Complaints(l.Operator(), key); err != nil {
				return fmt.Errorf("looking for complaints: %w", err)
			}
			a.complaints = append([][]byte{}, a.complaints...) // not nil: it is done
		}
		for _, c := range a.complaints {
			if dealer := be32(c); !a.accused[dealer] {
				l.log.Warn("a dealer cheated: complaining", "committee", committee, "epoch", epoch, "dealer", dealer)
				l.send(ctx, a, phase, fmt.Sprint(dealer), func(ctx context.Context) (*types.Receipt, error) {
					return l.contract.Complain(ctx, l.cfg.Operator, committee, epoch, number, c)
				})
			}
		}
	case dkg.Confirm:
		return l.confirm(ctx, a, key)
	}
	return nil
}

// join makes the key of this attempt, once, and sends it.
func (l *life) join(ctx context.Context, a *attempt, state *attemptState) error {
	if state == nil {
		key := group.RandomScalar()
		defer key.Erase()
		state = &attemptState{Format: storeFormat, Key: hex.EncodeToString(key.Bytes())}
		if err := l.store.write(attemptFile(a.id, a.params.Epoch, a.params.Attempt), state); err != nil {
			return err
		}
	}
	key, err := decodeScalar(state.Key)
	if err != nil {
		return err
	}
	defer key.Erase()
	join, err := dkg.NewJoin(&a.params, l.Operator(), key)
	if err != nil {
		return fmt.Errorf("joining: %w", err)
	}
	l.send(ctx, a, dkg.Join, "", func(ctx context.Context) (*types.Receipt, error) {
		return l.contract.Join(ctx, l.cfg.Operator, a.committee, a.params.Epoch, a.params.Attempt, join)
	})
	return nil
}

// confirm stores the key share, and only then tells the chain that it has one.
func (l *life) confirm(ctx context.Context, a *attempt, key *group.Scalar) error {
	keys, hash := a.replay.Keys(), a.replay.Hash()
	l.Node.mu.RLock()
	h := l.held[a.id][a.params.Epoch]
	l.Node.mu.RUnlock()
	if h == nil {
		x, err := a.replay.Share(l.Operator(), key)
		if err != nil {
			// It was cheated, or never got its part: it holds no share of this epoch.
			l.log.Error("no key share from this attempt", "committee", a.committee, "epoch", a.params.Epoch, "err", err)
			a.takesPart = false
			return nil
		}
		list, err := quorum.EncodeKeys(l.domain, a.id, a.params.Epoch, a.replay.Session(), keys)
		if err != nil {
			return err
		}
		state := &epochState{Format: storeFormat, Attempt: a.params.Attempt, Index: a.index, Share: hex.EncodeToString(x.Bytes()),
			Hash: hex.EncodeToString(hash[:]), Keys: list}
		if err := l.store.write(epochFile(a.id, a.params.Epoch), state); err != nil {
			return err
		}
		h = &held{epoch: a.params.Epoch, attempt: a.params.Attempt, index: a.index, x: x, keys: keys, session: a.replay.Session(), hash: hash}
		l.keep(a.id, h)
		if a.active != nil { // this node is late
			l.activate(a.id, a.params.Epoch, *a.active)
		}
		l.log.Info("key share stored", "committee", a.committee, "epoch", a.params.Epoch, "index", a.index)
	}
	if !bytes.Equal(h.hash[:], hash[:]) {
		return errors.New("the key share in the node's folder is not of this attempt: restore the folder from a backup")
	}
	l.send(ctx, a, dkg.Confirm, "", func(ctx context.Context) (*types.Receipt, error) {
		return l.contract.Confirm(ctx, l.cfg.Operator, a.committee, a.params.Epoch, a.params.Attempt, hash)
	})
	return nil
}

// cleanUp erases what an attempt that is over and final leaves: the key of the attempt,
// and of a failed one the share too.
func (l *life) cleanUp(a *attempt) error {
	if a.over {
		return nil
	}
	a.over = true
	if a.active == nil {
		if err := l.forget(a.id, a.params.Epoch, a.params.Attempt); err != nil {
			return err
		}
	}
	return l.store.erase(attemptFile(a.id, a.params.Epoch, a.params.Attempt))
}

// forget erases the share of an epoch if it is of that attempt or an earlier one, which
// failed.
func (l *life) forget(id uint256.Int, epoch, attempt uint64) error {
	l.Node.mu.Lock()
	defer l.Node.mu.Unlock()
	h := l.held[id][epoch]
	if h == nil || h.active || h.attempt > attempt {
		return nil
	}
	if err := l.store.erase(epochFile(id, epoch)); err != nil {
		return err
	}
	delete(l.held[id], epoch)
	if len(l.held[id]) == 0 {
		delete(l.held, id)
	}
	h.x.Erase()
	return nil
}

// send sends one message unless it is on its way. Whether it arrived, the chain says:
// until a final block shows it, it is tried again.
func (l *life) send(ctx context.Context, a *attempt, phase dkg.Phase, what string, f func(context.Context) (*types.Receipt, error)) {
	name := fmt.Sprintf("%d/%d/%d/%s/%s", a.committee, a.params.Epoch, a.params.Attempt, phase, what)
	l.mu.Lock()
	defer l.mu.Unlock()
	if again, ok := l.busy[name]; ok && time.Now().Before(again) {
		return
	}
	l.busy[name] = time.Now().Add(24 * time.Hour) // until it is back
	log := l.log.With("committee", a.committee, "epoch", a.params.Epoch, "attempt", a.params.Attempt, "phase", phase.String())
	l.sends.Go(func() {
		err := step("send:"+phase.String(), func() error { _, err := f(ctx); return err })
		if err == nil {
			err = step("sent:"+phase.String(), func() error { return nil })
		}
		l.mu.Lock()
		l.busy[name] = time.Now().Add(retryAfter)
		mined := l.mined[name]
		l.mined[name] = mined || err == nil
		l.mu.Unlock()
		switch {
		case err == nil:
			log.Info("sent")
		case ctx.Err() != nil:
		case mined && errors.Is(err, chain.ErrReverted):
			log.Debug("waiting for a final block") // the contract has it, and refuses a second one
		default:
			log.Warn("sending failed", "err", err)
		}
	})
}

func be32(b []byte) uint32 {
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}
