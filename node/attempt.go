package node

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/dkg"
	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/quorum"
)

// attempt is one start, as far as the final blocks tell.
type attempt struct {
	committee uint64
	id        uint256.Int
	from      uint64     // the epoch that it deals from; 0 in epoch 1
	params    dkg.Params // Previous is missing while replay is
	ends      [5]uint64
	index     int  // the node's in the new epoch, from 1; 0: it is no member
	joins     bool // it takes part as a member: that is what its operator wants
	mute      bool // that it does not deal was said

	replay  *dkg.Attempt // nil until the keys of the epoch dealt from are known
	backlog []dkg.Event  // what came before that
	sought  chan *dkg.Epoch
	stop    context.CancelFunc // ends the search for them; nil before it

	spoken     map[dkg.Phase][]byte // what of the node's own is on the chain; no complaints
	accused    map[uint32]bool      // the dealers that its complaints on the chain are about
	complaints [][]byte             // computed once, in the complain phase; nil before
	active     *[32]byte            // the hash that made the epoch active, and nil before
	over       bool                 // final, and cleaned up
}

func (a *attempt) number() number { return number{a.params.Epoch, a.params.Attempt} }

// newAttempt begins to replay an attempt.
func (l *life) newAttempt(e chain.Started, index int, joins bool) (*attempt, error) {
	a := &attempt{committee: e.Committee, id: *uint256.NewInt(e.Committee), from: e.From, ends: e.Ends, index: index, joins: joins,
		spoken: make(map[dkg.Phase][]byte), accused: make(map[uint32]bool)}
	a.params = dkg.Params{ChainID: l.domain.ChainID.Bytes32(), Contract: l.cfg.Committees, Committee: a.id.Bytes32(),
		Epoch: e.Epoch, Attempt: e.Attempt, T: int(e.T), Members: accounts(e.Members)}
	if e.From != 0 {
		return a, nil
	}
	var err error
	if a.replay, err = dkg.NewAttempt(a.params); err != nil {
		return nil, fmt.Errorf("the contract started what it must refuse: %w", err)
	}
	return a, nil
}

// previous gives the attempt the keys of the epoch that it deals from, once they are there.
func (l *life) previous(a *attempt) error {
	if a.replay != nil {
		return nil
	}
	var epoch *dkg.Epoch
	select {
	case epoch = <-a.sought: // never, while it is nil
	default:
	}
	if epoch == nil {
		return nil
	}
	a.params.Previous = epoch
	replay, err := dkg.NewAttempt(a.params)
	if err != nil {
		return fmt.Errorf("the contract started what it must refuse: %w", err)
	}
	a.replay = replay
	for _, e := range a.backlog {
		if err := a.take(e); err != nil {
			return err
		}
	}
	a.backlog = nil
	return nil
}

// handle takes a message of the chain.
func (a *attempt) handle(e chain.Message, operator dkg.Account) error {
	phase := dkg.Phase(e.Phase)
	if err := a.take(dkg.Event{Phase: phase, From: e.From, Data: e.Data}); err != nil {
		return err
	}
	if e.From != operator {
		return nil
	}
	if phase == dkg.Complain {
		a.accused[be32(e.Data)] = true // the contract takes no shorter ones
	} else {
		a.spoken[phase] = append([]byte{}, e.Data...) // not nil: it was said
	}
	return nil
}

func (a *attempt) take(e dkg.Event) error {
	if a.replay == nil {
		a.backlog = append(a.backlog, e)
		return nil
	}
	if err := a.replay.Handle(e); err != nil {
		// Only the contract's rules are broken by such a message, and it keeps them.
		return fmt.Errorf("the contract kept a message that it must refuse: %w", err)
	}
	return nil
}

// endPhases ends the phases whose last block is that one or an earlier one.
func (a *attempt) endPhases(block uint64) {
	if a.replay == nil {
		return
	}
	for p := dkg.Join; p <= dkg.Confirm; p++ {
		if a.ends[p] <= block && a.replay.Phase() <= p {
			a.replay.End(p)
		}
	}
}

// act does what is due after a final block. Everything that goes to the chain follows
// from the chain and the folder alone, so that a crash at any place changes nothing.
func (l *life) act(ctx context.Context, a *attempt, block uint64) error {
	if a.replay != nil && a.replay.Err() != nil {
		l.log.Warn("attempt failed", "committee", a.committee, "epoch", a.params.Epoch, "attempt", a.params.Attempt, "err", a.replay.Err())
		return l.cleanUp(a)
	}
	if err := l.speak(ctx, a, block); err != nil {
		return err
	}
	if block >= a.ends[dkg.Confirm] && (a.active == nil || l.done(a)) {
		return l.cleanUp(a)
	}
	return nil
}

// done reports whether the node has nothing left to do in an attempt that succeeded. A confirm on
// the chain is not all: a folder that was restored from a backup may have the key of the attempt
// and not yet the share.
func (l *life) done(a *attempt) bool {
	return !a.joins || a.spoken[dkg.Confirm] != nil && l.share(a.id, a.params.Epoch) != nil
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
	if a.spoken[phase] != nil && (phase != dkg.Confirm || l.done(a)) || phase == dkg.Confirm && block >= a.ends[dkg.Confirm] && a.active == nil {
		return nil // nothing is left to say
	}
	if phase == dkg.Join {
		return l.join(ctx, a)
	}
	if a.replay == nil || a.replay.Phase() < phase {
		return nil // an earlier phase is not final yet, or cannot be judged yet
	}
	state, err := l.store.attempt(a.id, a.params.Epoch, a.params.Attempt)
	if err != nil {
		return err
	}
	var key *group.Scalar // p_m, of a member that has joined
	if a.index > 0 {
		if state == nil || !a.joins || !slices.Contains(a.replay.Joined(), a.index) {
			a.joins = false // it has not joined, and sends nothing more, also not as a dealer
			return nil
		}
		if key, err = decodeScalar(state.Key); err != nil {
			return err
		}
		defer key.Erase()
		if public, err := group.NewPoint().BaseMult(key).Encode(); err != nil || !bytes.HasPrefix(a.spoken[dkg.Join], public) {
			l.log.Error("this account joined with another key than the one in the node's folder: is there another node of this operator, or was the folder replaced?",
				"committee", a.committee, "epoch", a.params.Epoch, "attempt", a.params.Attempt)
			a.joins = false
			return nil
		}
	}
	switch phase {
	case dkg.Commit:
		return l.commit(ctx, a, state)
	case dkg.Deal:
		return l.deal(ctx, a, state)
	case dkg.Complain:
		if a.index > 0 {
			return l.complain(ctx, a, key)
		}
	case dkg.Confirm:
		if a.index > 0 {
			return l.confirm(ctx, a, key)
		}
	}
	return nil
}

// join makes the key of this attempt, once, and sends it.
func (l *life) join(ctx context.Context, a *attempt) error {
	if a.index == 0 || !a.joins {
		return nil
	}
	state, err := l.store.attempt(a.id, a.params.Epoch, a.params.Attempt)
	if err != nil {
		return err
	}
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
	l.say(ctx, a, dkg.Join, "", func(ctx context.Context) (*types.Receipt, error) {
		return l.contract.Join(ctx, l.cfg.Operator, a.committee, a.params.Epoch, a.params.Attempt, join)
	})
	return nil
}

// commit makes this dealer's dealing, once, and sends what it commits to.
func (l *life) commit(ctx context.Context, a *attempt, state *attemptState) error {
	if state == nil || state.Dealing == "" {
		dealing, err := l.newDealing(ctx, a)
		if dealing == nil || err != nil {
			return err
		}
		if state == nil { // a dealer that is no member of the new epoch
			state = &attemptState{Format: storeFormat}
		}
		state.Dealing = hex.EncodeToString(dealing)
		if err := l.store.write(attemptFile(a.id, a.params.Epoch, a.params.Attempt), state); err != nil {
			return err
		}
	}
	dealing, err := state.dealing()
	if err != nil {
		return err
	}
	commit := a.replay.CommitOf(dealing)
	l.say(ctx, a, dkg.Commit, "", func(ctx context.Context) (*types.Receipt, error) {
		return l.contract.Commit(ctx, l.cfg.Operator, a.committee, a.params.Epoch, a.params.Attempt, commit)
	})
	return nil
}

// newDealing deals this node's share of the epoch dealt from, in epoch 1 a new secret. It
// returns nil if the node is no dealer, or its operator does not want to deal.
func (l *life) newDealing(ctx context.Context, a *attempt) ([]byte, error) {
	var secret *group.Scalar
	if a.from != 0 {
		h := l.share(a.id, a.from)
		if h == nil || h.hash != a.params.Previous.Hash || !slices.Contains(a.params.Previous.Members, dkg.Account(l.Operator())) {
			return nil, nil
		}
		approved, err := l.approved(ctx, a)
		if err != nil {
			l.log.Warn("reading this operator's approval failed, trying again", "committee", a.committee, "err", err)
			return nil, nil
		}
		if !approved {
			if !a.mute {
				l.log.Info("not dealing: this operator did not approve the start", "committee", a.committee, "epoch", a.params.Epoch)
			}
			a.mute = true
			return nil, nil
		}
		if !h.begin() {
			return nil, nil // erased meanwhile
		}
		defer h.end()
		secret = h.x
	}
	dealing, err := a.replay.Deal(l.Operator(), secret)
	if err != nil {
		return nil, fmt.Errorf("dealing: %w", err)
	}
	return dealing, nil
}

// approved reports whether this operator's approval is for exactly this start. A later
// one for another start takes it back, at once: the node looks at the head.
func (l *life) approved(ctx context.Context, a *attempt) (bool, error) {
	view, err := l.cfg.Chain.At(ctx, 0)
	if err != nil {
		return false, err
	}
	mine, err := l.contract.ApprovalOf(ctx, view, a.committee, a.params.Epoch, l.Operator())
	if err != nil {
		return false, err
	}
	wanted, err := chain.Proposal{Epoch: a.params.Epoch, From: a.from, Members: addresses(a.params.Members), T: uint32(a.params.T)}.Hash(a.committee)
	return mine == wanted, err
}

// deal sends the dealing that was committed to.
func (l *life) deal(ctx context.Context, a *attempt, state *attemptState) error {
	if a.spoken[dkg.Commit] == nil {
		return nil
	}
	var dealing []byte
	if state != nil {
		var err error
		if dealing, err = state.dealing(); err != nil {
			return err
		}
	}
	// Whatever else the folder holds is not sent: two dealings in one session, even if
	// one of them is refused, give shares away.
	if commit := a.replay.CommitOf(dealing); !bytes.Equal(a.spoken[dkg.Commit], commit[:]) {
		if !a.mute {
			l.log.Error("not dealing: the dealing in the node's folder is not the one that it committed to", "committee", a.committee, "epoch", a.params.Epoch)
		}
		a.mute = true
		return nil
	}
	l.say(ctx, a, dkg.Deal, "", func(ctx context.Context) (*types.Receipt, error) {
		return l.contract.Deal(ctx, l.cfg.Operator, a.committee, a.params.Epoch, a.params.Attempt, dealing)
	})
	return nil
}

// complain opens the parts that do not fit.
func (l *life) complain(ctx context.Context, a *attempt, key *group.Scalar) error {
	if a.complaints == nil {
		complaints, err := a.replay.Complaints(l.Operator(), key)
		if err != nil {
			return fmt.Errorf("looking for complaints: %w", err)
		}
		a.complaints = append([][]byte{}, complaints...) // not nil: it is done
	}
	for _, c := range a.complaints {
		if dealer := be32(c); !a.accused[dealer] {
			l.log.Warn("a dealer cheated: complaining", "committee", a.committee, "epoch", a.params.Epoch, "dealer", dealer)
			l.say(ctx, a, dkg.Complain, fmt.Sprint(dealer), func(ctx context.Context) (*types.Receipt, error) {
				return l.contract.Complain(ctx, l.cfg.Operator, a.committee, a.params.Epoch, a.params.Attempt, c)
			})
		}
	}
	return nil
}

// confirm stores the key share, and only then tells the chain that it has one.
func (l *life) confirm(ctx context.Context, a *attempt, key *group.Scalar) error {
	keys, hash := a.replay.Keys(), a.replay.Hash()
	h := l.share(a.id, a.params.Epoch)
	if h == nil {
		x, err := a.replay.Share(l.Operator(), key)
		if err != nil {
			// It was cheated, or never got its part: it holds no share of this epoch.
			l.log.Error("no key share from this attempt", "committee", a.committee, "epoch", a.params.Epoch, "err", err)
			a.joins = false
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
	if a.spoken[dkg.Confirm] != nil {
		return nil
	}
	l.say(ctx, a, dkg.Confirm, "", func(ctx context.Context) (*types.Receipt, error) {
		return l.contract.Confirm(ctx, l.cfg.Operator, a.committee, a.params.Epoch, a.params.Attempt, hash)
	})
	return nil
}

// say sends a message of an attempt.
func (l *life) say(ctx context.Context, a *attempt, phase dkg.Phase, what string, f func(context.Context) (*types.Receipt, error)) {
	l.send(ctx, a.committee, a.number(), strings.TrimSpace(phase.String()+" "+what), f)
}

// cleanUp erases what an attempt that is over and final leaves: the key of the attempt
// and the dealing, and of a failed one the share too.
func (l *life) cleanUp(a *attempt) error {
	if a.over {
		return nil
	}
	a.over = true
	l.forgetSends(a.committee, a.number())
	if a.active == nil {
		a.endSearch()
		if err := l.forget(a.id, a.params.Epoch, a.params.Attempt); err != nil {
			return err
		}
	}
	return l.store.erase(attemptFile(a.id, a.params.Epoch, a.params.Attempt))
}

// endSearch ends the search for the keys of the epoch that is dealt from.
func (a *attempt) endSearch() {
	if a.stop != nil {
		a.stop()
	}
}

// forget erases the share of an epoch if it is of that attempt or an earlier one, which
// failed.
func (l *life) forget(id uint256.Int, epoch, attempt uint64) error {
	h := l.share(id, epoch)
	if h == nil || h.active.Load() || h.attempt > attempt {
		return nil
	}
	return l.drop(id, h)
}

func accounts(members []common.Address) []dkg.Account {
	out := make([]dkg.Account, len(members))
	for i, m := range members {
		out[i] = m
	}
	return out
}

func addresses(members []dkg.Account) []common.Address {
	out := make([]common.Address, len(members))
	for i, m := range members {
		out[i] = m
	}
	return out
}
