package node

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

const (
	// answersAtOnce bounds the requests on the chain that are worked on at a time, and
	// answersWaiting those that wait: more are left to the other members.
	answersAtOnce  = 4
	answersWaiting = 4096

	// askAgain is how long a request whose policy is not true, or whose chain cannot be read,
	// rests before it is looked at again.
	askAgain = 30 * time.Second

	// givenUpAfter is how long a request waits for its policy to become true, or for fees at
	// which it pays: what was bought is true once it is as deep as the terms and the node want,
	// 13 minutes for 64 of Ethereum's blocks. Whoever asks for what is never true gets its bond
	// back, so it must not keep the places of others for the hours that answers are taken.
	givenUpAfter = 30 * time.Minute

	// answerTurn is how long a member that is not among the first waits for each that comes
	// before it, at most, so that not everybody pays for an answer that is not taken.
	answerTurn = 15 * time.Second
)

// answers is what the node does for requests that were put on the chain: it answers on the
// chain, so that neither gateways nor node addresses are needed.
type answers struct {
	*Node
	contract *chain.Committees
	work     sync.WaitGroup
	slots    chan struct{}
	waiting  chan struct{}
}

// answerOnChain follows requests until ctx ends.
func (n *Node) answerOnChain(ctx context.Context) error {
	a := &answers{Node: n, contract: n.cfg.Chain.Committees(n.cfg.Committees),
		slots: make(chan struct{}, answersAtOnce), waiting: make(chan struct{}, answersWaiting)}
	defer a.work.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // before work.Wait
	q := a.contract.RequestQuery()
	q.Failed = func(err error) { n.log.Warn("following requests on the chain failed, trying again", "err", err) }
	for {
		from, err := a.firstOpen(ctx)
		if err == nil {
			q.From = from
			break
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		n.log.Warn("looking for requests on the chain failed, trying again", "err", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(retryAfter):
		}
	}
	return n.cfg.Chain.Follow(ctx, q, func(_ context.Context, b chain.Block, logs []types.Log) error {
		events, err := a.contract.Events(logs)
		if err != nil {
			return err
		}
		for _, e := range events {
			if r, ok := e.(chain.Requested); ok && r.AnswersUntil > b.Time {
				a.take(ctx, r)
			}
		}
		return nil
	})
}

// firstOpen returns the first block whose requests may still be answered.
func (a *answers) firstOpen(ctx context.Context) (uint64, error) {
	final, err := a.cfg.Chain.AtFinal(ctx)
	if err != nil {
		return 0, err
	}
	last := final.Block()
	low, high := uint64(0), last.Number // the block is in low..high
	for low < high {
		middle := low + (high-low)/2
		view, err := a.cfg.Chain.AtBlock(ctx, middle)
		if err != nil {
			return 0, err
		}
		if view.Block().Time+uint64(chain.MaxAnswerWindow/time.Second) < last.Time {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, nil
}

// take looks after a request, if it is for a share that this node holds.
func (a *answers) take(ctx context.Context, r chain.Requested) {
	h := a.share(*uint256.NewInt(r.Committee), r.Ask.Epoch)
	if h == nil {
		return
	}
	log := a.log.With("committee", r.Committee, "request", r.ID)
	select {
	case a.waiting <- struct{}{}:
	default:
		log.Warn("too many requests on the chain at once: leaving one to the other members")
		return
	}
	a.work.Go(func() {
		defer func() { <-a.waiting }()
		level := slog.LevelInfo // only the first time: strangers choose how often it happens
		for seen := time.Now(); ; {
			wait, err := a.attend(ctx, r, h, time.Since(seen))
			switch {
			case ctx.Err() != nil:
				return
			case err != nil && wait == 0:
				log.Info("not answering a request on the chain", "err", err)
			case err != nil:
				log.Log(ctx, level, "not answering a request on the chain yet", "err", err)
				level = slog.LevelDebug
			}
			if wait == 0 {
				return
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(wait):
			}
		}
	})
}

// attend answers a request if it is this node's turn; wait is when to look again, 0 for
// never. waited is how long ago the node saw the request.
func (a *answers) attend(ctx context.Context, r chain.Requested, h *held, waited time.Duration) (wait time.Duration, err error) {
	select {
	case a.slots <- struct{}{}:
		defer func() { <-a.slots }()
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	head, err := a.cfg.Chain.At(ctx, 0)
	if err != nil {
		return askAgain, err
	}
	state, err := a.contract.RequestOf(ctx, head, r.ID)
	if err != nil {
		return askAgain, err
	}
	window := time.Duration(r.AnswersUntil-state.RequestedAt) * time.Second
	switch {
	case head.Block().Time >= r.AnswersUntil || len(state.Answered) >= int(state.Wanted) || slices.Contains(state.Answered, uint32(h.index)):
		return 0, nil
	case !h.active.Load(): // the node is a block behind
		return time.Second, nil
	}
	// Those after the first answer only if some of the first do not.
	n := h.keys.N()
	if place := turn(r.ID, h.index, n); place >= int(state.Wanted) {
		mine := time.Duration(place-int(state.Wanted)+1) * min(answerTurn, window/time.Duration(2*n))
		if waited < mine {
			return mine - waited, nil
		}
	}
	// A bond that was enough when it was paid need not be by now, and the contract knows of no tips: nobody can make
	// a node pay for what others ask. Fees may fall again in time.
	cost, err := a.contract.AnswerCost(ctx)
	if err != nil {
		return again(err, waited, window), err
	}
	if pay := new(big.Int).Div(state.Bond, big.NewInt(int64(state.Wanted))); pay.Cmp(cost) < 0 {
		err := fmt.Errorf("%w: %s wei, and that costs up to %s at the present fees", errUnpaid, pay, cost)
		return again(err, waited, window), err
	}
	share, signature, err := a.answerAsked(ctx, r, h)
	if err != nil {
		return again(err, waited, window), err
	}
	// An answer that another one overtook reverts, which the estimate sees: nothing is sent.
	if _, err := a.contract.Answer(ctx, a.cfg.Operator, r.ID, append(share, signature...)); err != nil {
		return again(err, waited, window), err
	}
	a.log.Info("answered on the chain", "committee", r.Committee, "request", r.ID)
	return 0, nil
}

// errUnpaid says that a request pays less for an answer than that costs.
var errUnpaid = errors.New("it does not pay for an answer")

// again is when to look again after a refusal or failure, 0 for never: a policy can become true,
// fees can fall, an endpoint can come back. waited is how long the request has been looked at,
// and window how long answers to it are taken.
func again(err error, waited, window time.Duration) time.Duration {
	if p := (*quorum.Problem)(nil); errors.As(err, &p) {
		switch p.Type {
		case quorum.ChainUnavailable:
		case quorum.PolicyFalse, quorum.PolicyFailed:
			if waited > givenUpAfter {
				return 0
			}
		default:
			return 0
		}
	}
	if errors.Is(err, errUnpaid) && waited > givenUpAfter {
		return 0
	}
	return max(time.Second, min(askAgain, window/16))
}

// answerAsked makes the share for a request on the chain, where the sender stands for the
// signature: what POST /v1/shares does, with a deadline of up to seven days.
func (a *answers) answerAsked(ctx context.Context, r chain.Requested, h *held) (share, signature []byte, err error) {
	req := &quorum.Request{
		Terms: terms.Terms{ChainID: a.domain.ChainID, Committees: a.domain.Committees, Committee: *uint256.NewInt(r.Committee),
			Confirmations: r.Ask.Confirmations, Policy: r.Ask.Policy},
		Capsule: r.Ask.Capsule, Epoch: r.Ask.Epoch,
	}
	id := req.CapsuleID()
	req.Message = &terms.AccessRequest{Capsule: id, ReaderKey: r.Ask.ReaderKey, Buyer: r.Buyer, Deadline: r.Ask.Deadline}
	digest := req.Digest()
	if id != r.CapsuleID || digest != r.Digest {
		return nil, nil, errors.New("the contract counts another capsule or digest than this node: it is not of this version")
	}
	if now := uint64(a.now().Unix()); now > r.Ask.Deadline && now-r.Ask.Deadline > terms.ClockTolerance {
		return nil, nil, refuse(quorum.Expired, "its deadline was %d, this node's clock shows %d", r.Ask.Deadline, now)
	}
	return a.serve(ctx, req, h, digest, id, func(context.Context) error { return nil })
}

// turn is a member's place, from 0, in the order in which a request is answered: another
// for each request.
func turn(id uint64, index, n int) int {
	weight := func(j int) [32]byte {
		var b [16]byte
		binary.BigEndian.PutUint64(b[:8], id)
		binary.BigEndian.PutUint64(b[8:], uint64(j))
		return crypto.Keccak256Hash(b[:])
	}
	mine, place := weight(index), 0
	for j := 1; j <= n; j++ {
		if other := weight(j); slices.Compare(other[:], mine[:]) < 0 {
			place++
		}
	}
	return place
}
