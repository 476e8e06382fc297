package node

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/dkg"
	"github.com/latchkey-network/latchkey/quorum"
)

// seek looks for the keys of the epoch that an attempt deals from: in the node's own
// folder, at that epoch's members, and last in the chain's history. They are public, and
// the chain has their hash, so it does not matter who gives them.
func (l *life) seek(ctx context.Context, a *attempt) {
	if a.sought != nil {
		return
	}
	a.sought = make(chan *dkg.Epoch, 1)
	ctx, a.stop = context.WithCancel(ctx)
	l.others.Go(func() {
		defer a.stop()
		for {
			epoch, err := l.epochDealtFrom(ctx, a)
			if err == nil {
				a.sought <- epoch
				return
			}
			if ctx.Err() != nil {
				return
			}
			l.log.Warn("getting the keys of the epoch that is dealt from failed, trying again",
				"committee", a.committee, "epoch", a.from, "err", err)
			select {
			case <-ctx.Done():
				return
			case <-time.After(retryAfter):
			}
		}
	})
}

// epochDealtFrom is seek, once.
func (l *life) epochDealtFrom(ctx context.Context, a *attempt) (*dkg.Epoch, error) {
	view, err := l.cfg.Chain.AtFinal(ctx)
	if err != nil {
		return nil, err
	}
	old, err := l.contract.EpochOf(ctx, view, a.committee, a.from)
	if err != nil {
		return nil, err
	}
	epoch := &dkg.Epoch{T: int(old.T), Members: accounts(old.Members), Hash: old.Hash}
	if h := l.share(a.id, a.from); h != nil && h.hash == old.Hash {
		epoch.Session, epoch.Keys = h.session, h.keys
		return epoch, nil
	}
	from := &quorum.Committee{Domain: l.domain, ID: a.id, Epoch: a.from, T: int(old.T), Hash: old.Hash}
	for i, m := range old.Members {
		operator, err := l.contract.Operator(ctx, view, m)
		if err != nil {
			return nil, err
		}
		from.Members = append(from.Members, quorum.Member{Account: m, URL: operator.URL, Confirmed: old.Confirmed[i]})
	}
	sent, keys, err := l.peers.FetchKeys(ctx, from)
	if err == nil {
		epoch.Keys, epoch.Session = keys, common.HexToHash(sent.Session)
		return epoch, nil
	}
	l.log.Warn("no member gives the keys, reading them from the chain's history", "committee", a.committee, "epoch", a.from, "err", err)
	return ReplayEpoch(ctx, l.cfg.Chain, l.contract, a.committee, a.from)
}

// ReplayEpoch makes the keys of an epoch that was active from the chain alone: it replays
// the attempt that made them, and those before it on which it rests, back to epoch 1. It
// asks no node. The endpoint must hand out logs as old as the committee.
func ReplayEpoch(ctx context.Context, client *chain.Client, contract *chain.Committees, committee, epoch uint64) (*dkg.Epoch, error) {
	view, err := client.AtFinal(ctx)
	if err != nil {
		return nil, err
	}
	settings, err := contract.Settings(ctx, view, committee)
	if err != nil {
		return nil, err
	}
	// The epochs on which this one rests, the oldest last.
	var chainOf []chain.Epoch
	for e := epoch; e != 0; e = chainOf[len(chainOf)-1].From {
		one, err := contract.EpochOf(ctx, view, committee, e)
		if err != nil {
			return nil, err
		}
		chainOf = append(chainOf, one)
	}
	var previous *dkg.Epoch
	for _, e := range slices.Backward(chainOf) {
		previous, err = replayOne(ctx, client, contract, committee, view.Block().Number, settings, e, previous)
		if err != nil {
			return nil, fmt.Errorf("replaying epoch %d of committee %d: %w", e.Epoch, committee, err)
		}
	}
	return previous, nil
}

// replayOne replays the attempt that made an epoch active.
func replayOne(ctx context.Context, client *chain.Client, contract *chain.Committees, committee, final uint64,
	settings chain.Settings, e chain.Epoch, previous *dkg.Epoch) (*dkg.Epoch, error) {
	params := dkg.Params{ChainID: uint256.NewInt(client.ChainID()).Bytes32(), Contract: contract.Address,
		Committee: uint256.NewInt(committee).Bytes32(), Epoch: e.Epoch, Attempt: e.Attempt, T: int(e.T),
		Members: accounts(e.Members), Previous: previous}
	a, err := dkg.NewAttempt(params)
	if err != nil {
		return nil, err
	}
	last := e.StartedAt
	for _, length := range settings.Lengths {
		last += uint64(length)
	}
	q := contract.Query(committee)
	q.From = e.StartedAt
	logs, err := client.Logs(ctx, q, min(last, final))
	if err != nil {
		return nil, err
	}
	events, err := contract.Events(logs)
	if err != nil {
		return nil, err
	}
	for _, event := range events {
		m, ok := event.(chain.Message)
		if !ok || m.Epoch != e.Epoch || m.Attempt != e.Attempt {
			continue
		}
		if err := a.Handle(dkg.Event{Phase: dkg.Phase(m.Phase), From: m.From, Data: m.Data}); err != nil {
			return nil, err
		}
	}
	a.End(dkg.Complain) // it became active, so there were confirms
	if a.Keys() == nil || a.Hash() != e.Hash {
		return nil, fmt.Errorf("its members confirmed other keys (%x) than the messages give", e.Hash)
	}
	return &dkg.Epoch{T: params.T, Members: params.Members, Session: a.Session(), Hash: e.Hash, Keys: a.Keys()}, nil
}

// sevenDays is how long fewer confirms must have stood before an old share is erased, in
// seconds (spec/committee.md).
const sevenDays = 7 * 24 * 3600

// retire erases the shares of epochs that ended, once the grace period is over and the
// active epoch cannot be lost any more.
func (l *life) retire(s *seat, b chain.Block) error {
	var old []uint64
	for _, epoch := range l.epochs(s.id) {
		settings, known := l.settings[s.committee]
		// No sum: a grace period without end would overflow it.
		ended := s.ended[epoch]
		if epoch < s.active && ended != 0 && known && b.Time >= ended && b.Time-ended >= settings.Grace {
			old = append(old, epoch)
		}
	}
	if len(old) == 0 {
		return nil
	}
	if why := s.unsafe(b.Time); why != "" {
		if !s.warned {
			l.log.Warn("keeping the share of an epoch that has ended, though its grace period is over", "committee", s.committee, "epochs", old, "why", why)
		}
		s.warned = true
		return nil
	}
	for _, epoch := range old {
		if err := l.drop(s.id, l.share(s.id, epoch)); err != nil {
			return err
		}
		delete(s.ended, epoch)
		l.log.Info("share of an old epoch erased", "committee", s.committee, "epoch", epoch)
	}
	return nil
}

// unsafe says why the shares of older epochs may still be needed, and "" if they are not.
func (s *seat) unsafe(now uint64) string {
	var made *attempt
	for at, a := range s.attempts {
		if at.epoch == s.active && a.active != nil {
			made = a
		}
	}
	switch {
	case made == nil || made.replay == nil || made.replay.Keys() == nil:
		return "the messages that made the active epoch were not replayed yet"
	case made.replay.Hash() != *made.active:
		return "the members confirmed other keys than this node finds"
	}
	confirmed := made.replay.Confirmed()
	if confirmed >= made.replay.ConfirmsForErasure() || confirmed >= made.replay.ConfirmsForErasureLate() && now >= s.since+sevenDays {
		return ""
	}
	return fmt.Sprintf("only %d members confirmed the active epoch", confirmed)
}

// refreshWindow is how many blocks each member has for sending an approved refresh before
// it is the next one's turn.
const refreshWindow = 4

// refresh does what the operator's schedule asks for: once the shares are old enough, it
// approves an attempt with the same members and threshold, and starts it when enough
// others agree. An approval that the operator gave by hand for another start stands. A committee
// that the operator does not accept any more is left to the others.
func (l *life) refresh(ctx context.Context, s *seat, b chain.Block) {
	every := uint64(l.cfg.RefreshEvery / time.Second)
	if every == 0 || s.active == 0 || b.Time < s.since+every || l.share(s.id, s.active) == nil {
		return
	}
	// What the node would not join, it does not ask for.
	if settings, known := l.settings[s.committee]; !known || !l.cfg.Accept(s.id, settings.Creator) {
		return
	}
	if err := l.refreshDue(ctx, s, b); err != nil {
		l.log.Warn("looking after a scheduled refresh failed, trying again", "committee", s.committee, "err", err)
	}
}

func (l *life) refreshDue(ctx context.Context, s *seat, b chain.Block) error {
	// At the head: what the operator said by hand counts at once, and so does what the node
	// sent, or it would pay for the same approval in every block until the first is final.
	view, err := l.cfg.Chain.At(ctx, 0)
	if err != nil {
		return err
	}
	last, err := l.contract.CurrentAttempt(ctx, view, s.committee)
	if err != nil {
		return err
	}
	epoch, err := l.contract.EpochOf(ctx, view, s.committee, s.active)
	if err != nil {
		return err
	}
	next := number{s.active + 1, 1}
	if last.Epoch == next.epoch {
		if runs(&last, b.Number) {
			return nil
		}
		// A failed attempt is followed by a pause that grows with their number, so that a
		// committee that cannot be refreshed does not spend all its money on trying.
		next.attempt = last.Attempt + 1
		if b.Number < last.Ends[dkg.Confirm]+last.Attempt*(last.Ends[dkg.Confirm]-last.StartedAt) {
			return nil
		}
	}
	index := slices.Index(epoch.Members, l.Operator())
	if index < 0 {
		return nil
	}
	wanted, err := chain.Proposal{Epoch: next.epoch, From: s.active, Members: epoch.Members, T: epoch.T}.Hash(s.committee)
	if err != nil {
		return err
	}
	mine, err := l.contract.ApprovalOf(ctx, view, s.committee, next.epoch, l.Operator())
	if err != nil {
		return err
	}
	switch mine {
	case wanted:
	case [32]byte{}:
		l.send(ctx, s.committee, next, "approve", func(ctx context.Context) (*types.Receipt, error) {
			return l.contract.Approve(ctx, l.cfg.Operator, s.committee, next.epoch, s.active, epoch.Members, epoch.T)
		})
		return nil
	default:
		return nil
	}
	n := len(epoch.Members)
	if b.Number/refreshWindow%uint64(n) != uint64(index) {
		return nil
	}
	approved := 0
	for _, m := range epoch.Members {
		hash, err := l.contract.ApprovalOf(ctx, view, s.committee, next.epoch, m)
		if err != nil {
			return err
		}
		if hash == wanted {
			approved++
		}
	}
	if approved < max(int(epoch.T), n/2+1) {
		return nil
	}
	l.send(ctx, s.committee, next, "start", func(ctx context.Context) (*types.Receipt, error) {
		return l.contract.Start(ctx, l.cfg.Operator, s.committee, s.active, epoch.Members, epoch.T)
	})
	return nil
}
