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
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

const (
	// answersAtOnce bounds the requests on the chain that are worked on at a time. What takes long
	// is waiting: for the chain, and for an answer to be in a block.
	answersAtOnce = 16

	// answersKept bounds the requests that are kept, at about 300 bytes each. More are looked for
	// on the chain again (sweep).
	answersKept = 1 << 16

	// askAgain is how long a request that does not pay, or whose chain cannot be read, rests before
	// it is looked at again; one whose policy is not true rests longer and longer.
	askAgain = 30 * time.Second

	// answerTurn is how long a member that is not among the first waits for each that comes
	// before it, at most, so that not everybody pays for an answer that is not taken.
	answerTurn = 15 * time.Second

	// A sweep asks for the requests of sweepLeast blocks or more at a time: for as many as bring
	// between sweepFew and sweepMany, of up to 10 KiB each.
	sweepLeast = 16
	sweepFew   = 128
	sweepMany  = 512
)

// answers is what the node does for requests that were put on the chain: it answers on the
// chain, so that neither gateways nor node addresses are needed.
//
// A request that gets too few answers can refund a buyer at its seller's cost, so each is looked at until
// its time is over, whoever sent it: openRequests says in which order, and what too many of them have to
// let go, sweep finds again.
type answers struct {
	*Node
	contract *chain.Committees
	work     sync.WaitGroup
	slots    chan struct{}
	sweeping chan struct{} // one for each request that was swept and not looked at since
	followed atomic.Uint64 // the block up to which requests were taken in
	wake     chan struct{} // of capacity 1: a request may be due
	missing  chan struct{} // of capacity 1: lost is set

	mu   sync.Mutex
	open *openRequests
	lost lostRequests
	cost *big.Int    // wei, of an answer
	at   common.Hash // the block whose fees make it so
}

// lostRequests are those that are not kept, though their time is not over.
type lostRequests struct {
	any    bool
	from   uint64        // the first block with one
	rest   time.Duration // how long to wait before they are looked for
	unseen bool          // there are some that the node never looked at
}

// answerOnChain follows requests until ctx ends.
func (n *Node) answerOnChain(ctx context.Context) error {
	a := &answers{Node: n, contract: n.cfg.Chain.Committees(n.cfg.Committees), open: newOpenRequests(n.answersKept),
		slots: make(chan struct{}, answersAtOnce), sweeping: make(chan struct{}, max(1, n.answersKept/16)),
		wake: make(chan struct{}, 1), missing: make(chan struct{}, 1)}
	defer a.work.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // before work.Wait
	q := a.contract.RequestQuery()
	q.Failed = func(err error) { n.log.Warn("following requests on the chain failed, trying again", "err", err) }
	for {
		first, last, err := a.firstOpen(ctx)
		if err == nil {
			// What is there already is swept: in a flood, a few hundred at a time.
			q.From, q.After = last.Number+1, last.Hash
			a.followed.Store(last.Number)
			a.mu.Lock()
			a.lookFrom(lostRequests{from: first, unseen: true})
			a.mu.Unlock()
			break
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		n.log.Warn("looking for requests on the chain failed, trying again", "err", err)
		if !sleep(ctx, retryAfter) {
			return ctx.Err()
		}
	}
	a.work.Go(func() { a.dispatch(ctx) })
	a.work.Go(func() { a.sweep(ctx) })
	return n.cfg.Chain.Follow(ctx, q, func(ctx context.Context, b chain.Block, logs []types.Log) error {
		events, err := a.contract.Events(logs)
		if err != nil {
			return err
		}
		for _, e := range events {
			if asked, ok := e.(chain.Requested); ok {
				if r := a.mine(ctx, b, asked); r != nil {
					a.take(r)
				}
			}
		}
		a.followed.Store(b.Number)
		return nil
	})
}

// firstOpen returns the first block whose requests may still be answered, and the last final one.
func (a *answers) firstOpen(ctx context.Context) (first uint64, last chain.Block, err error) {
	final, err := a.cfg.Chain.AtFinal(ctx)
	if err != nil {
		return 0, last, err
	}
	last = final.Block()
	low, high := uint64(0), last.Number // the block is in low..high
	for low < high {
		middle := low + (high-low)/2
		view, err := a.cfg.Chain.AtBlock(ctx, middle)
		if err != nil {
			return 0, last, err
		}
		if view.Block().Time+uint64(chain.MaxAnswerWindow/time.Second) < last.Time {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, last, nil
}

// mine returns what is kept of a request, and nil if this node holds no share for it, or its time is over.
func (a *answers) mine(ctx context.Context, b chain.Block, asked chain.Requested) *openRequest {
	if a.share(*uint256.NewInt(asked.Committee), asked.Ask.Epoch) == nil {
		return nil
	}
	if head, err := a.cfg.Chain.At(ctx, 0); err == nil && head.Block().Time >= asked.AnswersUntil {
		return nil
	}
	r := &openRequest{committee: asked.Committee, id: asked.ID, epoch: asked.Ask.Epoch, buyer: asked.Buyer, block: b.Number,
		asked: b.Time, until: asked.AnswersUntil, wanted: asked.Ask.Answers,
		pay: new(big.Int).Div(asked.Bond, big.NewInt(int64(asked.Ask.Answers))), seen: a.now()}
	if final, err := a.cfg.Chain.AtFinal(ctx); err == nil && final.Block().Time > b.Time {
		// So that a node that comes back, or finds a request again, does not wait for its turn anew.
		r.seen = r.seen.Add(-time.Duration(final.Block().Time-b.Time) * time.Second)
	}
	return r
}

// take looks after a request until its time is over. If others have to go, sweep looks after them.
func (a *answers) take(r *openRequest) {
	a.mu.Lock()
	dropped := a.open.add(r, time.Now())
	for _, d := range dropped {
		a.lose(d)
	}
	a.asked.Store(int64(len(a.open.all)))
	a.mu.Unlock()
	poke(a.wake)
	if len(dropped) > 0 {
		a.log.Warn("more requests on the chain than are kept: looking for some again later", "kept", a.open.most, "let_go", len(dropped))
	}
}

// lose notes that a request is not kept any more, though its time is not over. The caller holds a.mu.
func (a *answers) lose(r *openRequest) {
	if r.swept {
		<-a.sweeping
	}
	a.letGo.Add(1)
	a.lookFrom(lostRequests{from: r.block, rest: leastRest(r.window()), unseen: !r.looked})
}

// lookFrom has sweep look for requests from a block on, after a rest. The caller holds a.mu.
func (a *answers) lookFrom(more lostRequests) {
	more.any = true
	if l := a.lost; l.any {
		more = lostRequests{true, min(l.from, more.from), min(l.rest, more.rest), l.unseen || more.unseen}
	}
	a.lost = more
	poke(a.missing)
}

// dispatch has what is due looked at, until ctx ends.
func (a *answers) dispatch(ctx context.Context) {
	for {
		select {
		case a.slots <- struct{}{}: // first, so that who comes next is decided late
		case <-ctx.Done():
			return
		}
		r := a.nextDue(ctx)
		if r == nil {
			return
		}
		a.work.Go(func() {
			defer func() { <-a.slots }()
			a.look(ctx, r)
		})
	}
}

// nextDue waits for a request that is due; nil when ctx ends.
func (a *answers) nextDue(ctx context.Context) *openRequest {
	for {
		a.mu.Lock()
		r, wait := a.open.next(time.Now())
		a.mu.Unlock()
		if r != nil {
			return r
		}
		if wait == 0 {
			wait = time.Hour // until it is woken
		}
		t := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			t.Stop()
			return nil
		case <-a.wake:
		case <-t.C:
		}
		t.Stop()
	}
}

// look looks at a request once.
func (a *answers) look(ctx context.Context, r *openRequest) {
	wait, err := a.attend(ctx, r)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		level, text := slog.LevelInfo, "not answering a request on the chain"
		if r.told { // strangers choose how often it happens
			level = slog.LevelDebug
		}
		if wait != 0 {
			text += " yet"
		}
		a.log.Log(ctx, level, text, "committee", r.committee, "request", r.id, "err", err)
		r.told = true
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	r.looked = notYet(err)
	switch {
	case wait == 0:
		a.open.remove(r)
		if r.swept {
			<-a.sweeping
		}
	case r.swept && !a.open.roomy():
		a.open.remove(r)
		a.lose(r)
	default:
		if r.swept {
			r.swept = false
			<-a.sweeping
		}
		a.open.rest(r, time.Now().Add(wait))
		poke(a.wake)
	}
	a.asked.Store(int64(len(a.open.all)))
}

// sweep looks on the chain for what was let go, and for what came before the node was started, or before it made a
// share. A request that cannot be answered yet is kept if there is room, and looked for again if not.
func (a *answers) sweep(ctx context.Context) {
	var took time.Duration // the last one: half of the time at most goes into sweeps
	for {
		select {
		case <-ctx.Done():
			return
		case <-a.gained:
			first, _, err := a.firstOpen(ctx)
			if err != nil {
				a.log.Warn("looking for requests on the chain failed, trying again", "err", err)
				poke(a.gained)
				if !sleep(ctx, retryAfter) {
					return
				}
				continue
			}
			a.mu.Lock()
			a.lookFrom(lostRequests{from: first, rest: time.Second, unseen: true})
			a.mu.Unlock()
			continue
		case <-a.missing:
		}
		a.mu.Lock()
		rest := a.lost.rest
		a.mu.Unlock()
		if !sleep(ctx, max(rest, min(took, chain.MaxAnswerWindow/16))) {
			return
		}
		a.mu.Lock()
		lost := a.lost
		a.lost = lostRequests{}
		a.mu.Unlock()
		if !lost.any {
			continue // it was swept with what was lost before
		}
		began := time.Now()
		var err error
		if lost.from, err = a.sweepFrom(ctx, lost.from, lost.unseen); err != nil {
			if ctx.Err() != nil {
				return
			}
			a.log.Warn("looking for requests on the chain failed, trying again", "err", err)
			a.mu.Lock()
			lost.rest = retryAfter
			a.lookFrom(lost)
			a.mu.Unlock()
		}
		took = time.Since(began)
	}
}

// sweepFrom takes in the open requests from a block on that are not kept. unseen has them looked at as if they
// were new. After a failure, reached is the block to go on from.
func (a *answers) sweepFrom(ctx context.Context, from uint64, unseen bool) (reached uint64, err error) {
	for blocks := uint64(sweepLeast); ; {
		last := a.followed.Load()
		if from > last {
			return from, nil
		}
		q := a.contract.RequestQuery()
		q.From = from
		to := min(last, from+blocks-1)
		logs, err := a.cfg.Chain.Logs(ctx, q, to)
		if err != nil {
			return from, err
		}
		for _, l := range logs {
			if err := a.sweepLog(ctx, l, unseen); err != nil {
				return from, err
			}
		}
		switch {
		case len(logs) < sweepFew:
			blocks *= 2
		case len(logs) > sweepMany:
			blocks = max(sweepLeast, blocks/2)
		}
		from = to + 1
	}
}

// sweepLog takes in a request that is not kept, once there is a place for it.
func (a *answers) sweepLog(ctx context.Context, l types.Log, unseen bool) error {
	events, err := a.contract.Events([]types.Log{l})
	if err != nil || len(events) == 0 {
		return err
	}
	asked, ok := events[0].(chain.Requested)
	if !ok {
		return nil
	}
	b := chain.Block{Number: l.BlockNumber, Hash: l.BlockHash, Time: l.BlockTimestamp}
	if b.Time == 0 { // older endpoints leave it out
		view, err := a.cfg.Chain.AtBlock(ctx, b.Number)
		if err != nil {
			return err
		}
		b = view.Block()
	}
	r := a.mine(ctx, b, asked)
	if r == nil {
		return nil
	}
	select {
	case a.sweeping <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.open.all[r.id] != nil {
		<-a.sweeping
		return nil
	}
	r.swept, r.looked, r.told = true, !unseen, !unseen
	a.open.add(r, time.Now())
	poke(a.wake)
	return nil
}

// attend answers a request if it is this node's turn; wait is when to look again, 0 for never.
func (a *answers) attend(ctx context.Context, r *openRequest) (wait time.Duration, err error) {
	least := leastRest(r.window())
	head, err := a.cfg.Chain.At(ctx, 0)
	if err != nil {
		return least, err
	}
	if head.Block().Time >= r.until {
		return 0, nil
	}
	left := time.Duration(r.until-head.Block().Time) * time.Second
	waited := max(0, a.now().Sub(r.seen))
	h := a.share(*uint256.NewInt(r.committee), r.epoch)
	switch {
	case h == nil:
		return 0, nil
	case !h.active.Load(): // the node is a block behind
		return min(time.Second+waited/8, least), nil
	}
	// Those after the first answer only if some of the first do not.
	n := h.keys.N()
	if place := turn(r.id, h.index, n); place >= int(r.wanted) {
		mine := time.Duration(place-int(r.wanted)+1) * min(answerTurn, r.window()/time.Duration(2*n))
		if waited < mine {
			return mine - waited, nil
		}
	}
	// A bond that was enough when it was paid need not be by now, and the contract knows of no tips: nobody can make
	// a node pay for what others ask. Fees may fall again in time. The present ones are asked for once a block, so
	// that to look often costs nothing.
	cost, err := a.answerCost(ctx, head)
	if err != nil {
		return least, err
	}
	if r.pay.Cmp(cost) < 0 {
		return least, fmt.Errorf("%w: %s wei, and that costs up to %s at the present fees", errUnpaid, r.pay, cost)
	}
	state, err := a.contract.RequestOf(ctx, head, r.id)
	if err != nil {
		return least, err
	}
	if len(state.Answered) >= int(state.Wanted) || slices.Contains(state.Answered, uint32(h.index)) {
		return 0, nil
	}
	asked, err := a.requested(ctx, r)
	if err != nil {
		return least, err
	}
	share, signature, err := a.answerAsked(ctx, asked, h)
	if err == nil {
		// An answer that another one overtook reverts, which the estimate sees: nothing is sent.
		if _, err := a.contract.Answer(ctx, a.cfg.Operator, r.id, append(share, signature...)); err != nil {
			return least, err
		}
		a.log.Info("answered on the chain", "committee", r.committee, "request", r.id)
		return 0, nil
	}
	if p := (*quorum.Problem)(nil); !errors.As(err, &p) {
		return least, err
	}
	if !notYet(err) {
		return 0, err
	}
	return rest(waited, r.window(), left), err
}

// errUnpaid says that a request pays less for an answer than that costs.
var errUnpaid = errors.New("it does not pay for an answer")

// notYet reports whether a request may not be answered now, for a reason that can change: its policy
// is not true, or could not be evaluated, or it does not pay at the present fees.
func notYet(err error) bool {
	if p := (*quorum.Problem)(nil); errors.As(err, &p) {
		return p.Type == quorum.PolicyFalse || p.Type == quorum.PolicyFailed || p.Type == quorum.ChainUnavailable
	}
	return errors.Is(err, errUnpaid)
}

// leastRest is how long a request rests at least before it is looked at again, if its answers are taken
// for so long in all.
func leastRest(window time.Duration) time.Duration {
	return max(time.Second, min(askAgain, window/16))
}

// rest is how long a request rests whose policy is not true: an eighth of the time since the node saw it
// (waited), up to a sixteenth of the time for answers (window), and not past the last moment at which
// an answer is in time (left is what is left of the window). So it is looked at some 60 times.
func rest(waited, window, left time.Duration) time.Duration {
	least := leastRest(window)
	wait := max(least, min(waited/8, window/16))
	return max(least, min(wait, left-2*least))
}

// answerCost is what an answer costs at the present fees, at most, in wei.
func (a *answers) answerCost(ctx context.Context, head *chain.View) (*big.Int, error) {
	a.mu.Lock()
	cost, at := a.cost, a.at
	a.mu.Unlock()
	if cost != nil && at == head.Block().Hash {
		return cost, nil
	}
	cost, err := a.contract.AnswerCost(ctx)
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	a.cost, a.at = cost, head.Block().Hash
	a.mu.Unlock()
	return cost, nil
}

// requested reads a request's event from the chain.
func (a *answers) requested(ctx context.Context, r *openRequest) (chain.Requested, error) {
	q := a.contract.RequestQuery(r.committee)
	q.From = r.block
	q.Topics = append(q.Topics, []common.Hash{uint256.NewInt(r.id).Bytes32()})
	logs, err := a.cfg.Chain.Logs(ctx, q, r.block)
	if err != nil {
		return chain.Requested{}, err
	}
	events, err := a.contract.Events(logs)
	if err != nil {
		return chain.Requested{}, err
	}
	for _, e := range events {
		if asked, ok := e.(chain.Requested); ok && asked.ID == r.id {
			return asked, nil
		}
	}
	return chain.Requested{}, fmt.Errorf("block %d has no request %d any more", r.block, r.id)
}

// poke fills a channel of capacity 1.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// sleep waits; it returns false if ctx ended before.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
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
	return a.serve(ctx, req, h, digest, id, func(context.Context) (*oceanAsset, error) { return nil, nil })
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
