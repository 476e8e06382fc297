package market

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/terms"
)

// Posted is how far a request on the chain is.
type Posted struct {
	ID       uint64
	Bond     *big.Int  // wei, paid
	Until    time.Time // until when answers are taken, by the chain's clock
	Answers  int       // so far
	Wanted   int
	Required int // t
}

// postedLife is how long nodes may go on looking at a request: longer than any answer window.
const postedLife = chain.MaxAnswerWindow + time.Hour

// ErrUnanswered says that too few members answered a request on the chain in time. What
// is left of its bond can be reclaimed.
var ErrUnanswered = errors.New("too few members answered on the chain")

// ChainOpener puts the request for each capsule on the chain, where the members answer:
// it needs neither gateways nor the nodes' addresses. answers is how many are asked and
// paid for, 0 for t; more make up for wrong ones.
func (c *Client) ChainOpener(answers int) sealed.Opener {
	return func(ctx context.Context, s *sealed.Stanza) ([]byte, error) {
		if err := c.sameChain(&s.Terms); err != nil {
			return nil, err
		}
		opening, err := c.AskOnChain(ctx, s, answers)
		if err != nil {
			return nil, err
		}
		return opening.FileKey, nil
	}
}

// AskOnChain opens one capsule with answers from the chain. It pays a bond; the request
// stays on the chain if ctx ends, but its reader key is gone with the call.
func (c *Client) AskOnChain(ctx context.Context, s *sealed.Stanza, answers int) (*quorum.Opening, error) {
	return c.askOnChain(ctx, s, answers, func(chain.Requested) error { return nil })
}

// askOnChain is AskOnChain that calls onChain, once the request is on the chain, before it waits for answers.
func (c *Client) askOnChain(ctx context.Context, s *sealed.Stanza, answers int, onChain func(chain.Requested) error) (*quorum.Opening, error) {
	if c.cfg.Wallet == nil {
		return nil, ErrNoWallet
	}
	com, err := c.Committee(ctx, s.Terms.Committees, s.Terms.Committee.Uint64())
	if err != nil {
		return nil, err
	}
	if answers == 0 {
		answers = com.T
	}
	if answers < com.T || answers > len(com.Members) {
		return nil, fmt.Errorf("%d answers are not between %d, which open, and %d, the members", answers, com.T, len(com.Members))
	}
	q, readerKey := quorum.NewReaderKey()
	defer q.Erase()
	req := &quorum.Request{Terms: s.Terms, Capsule: s.Capsule, Epoch: com.Epoch}
	head, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return nil, err
	}
	// The contract goes by the chain's clock, also where this machine's is slow; where the chain has no new blocks, it is the older one.
	now := max(uint64(time.Now().Unix()), head.Block().Time)
	message := &terms.AccessRequest{Capsule: req.CapsuleID(), ReaderKey: readerKey, Buyer: c.cfg.Wallet.Address(),
		Deadline: now + uint64(postedLife/time.Second)}
	req.Message = message
	k := c.cfg.Chain.Committees(s.Terms.Committees)
	asked, receipt, err := k.Request(ctx, c.cfg.Wallet, chain.Ask{Committee: com.ID.Uint64(), Confirmations: s.Terms.Confirmations,
		Policy: s.Terms.Policy, Capsule: s.Capsule, Epoch: com.Epoch, ReaderKey: readerKey, Deadline: message.Deadline,
		Answers: uint32(answers)}, nil)
	if err != nil {
		return nil, err
	}
	if asked.Digest != req.Digest() {
		return nil, fmt.Errorf("the contract at %s counts another request than the one that was sent: it is not one of Latchkey's", k.Address)
	}
	if err := onChain(asked); err != nil {
		return nil, err
	}
	posted := Posted{ID: asked.ID, Bond: asked.Bond, Until: time.Unix(int64(asked.AnswersUntil), 0), Wanted: answers, Required: com.T}
	c.tell(posted)

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	found := make(chan quorum.Posted, len(com.Members))
	collected := make(chan error, 1)
	go func() {
		defer close(found)
		collected <- c.collect(ctx, k, posted, com.ID.Uint64(), receipt.BlockNumber.Uint64(), found)
	}()
	opening, err := c.told(quorum.OpenPosted(ctx, com, req, q, found, func(ctx context.Context) (*quorum.Keys, error) {
		return c.keysOf(ctx, k, com)
	}))
	if errors.Is(err, quorum.ErrTooFew) {
		select {
		case why := <-collected:
			err = errors.Join(why, err)
		default:
		}
	}
	return opening, err
}

func (c *Client) tell(p Posted) {
	if c.cfg.Posted != nil {
		c.cfg.Posted(p)
	}
}

// collect passes on the answers to a request as they come, until all that are wanted are
// there or the time is over.
func (c *Client) collect(ctx context.Context, k *chain.Committees, p Posted, committee, from uint64, found chan<- quorum.Posted) error {
	q := k.AnswerQuery(committee, p.ID)
	q.From = from
	seen := make(map[uint32]bool)
	for {
		state, at, err := c.answersOf(ctx, k, p.ID)
		if err == nil && len(state.Answered) > len(seen) {
			err = func() error {
				logs, err := c.cfg.Chain.Logs(ctx, q, at.Number)
				if err != nil {
					return err
				}
				events, err := k.Events(logs)
				if err != nil {
					return err
				}
				for _, e := range events {
					// The contract checked who answered, and for which index and epoch.
					if a, ok := e.(chain.Answered); ok && !seen[a.Index] && len(a.Answer) > 65 {
						seen[a.Index] = true
						split := len(a.Answer) - 65
						found <- quorum.Posted{Index: int(a.Index), Share: a.Answer[:split], Signature: a.Answer[split:]} // has room for all
						p.Answers = len(seen)
						c.tell(p)
					}
				}
				return nil
			}()
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && !errors.Is(err, chain.ErrUnavailable) && !errors.Is(err, chain.ErrReorged) && !errors.Is(err, chain.ErrNoBlock):
			return err
		case err == nil && len(seen) >= p.Wanted:
			return nil
		case err == nil && at.Time > uint64(p.Until.Unix()):
			return fmt.Errorf("%w: %d of %d, until %s", ErrUnanswered, len(seen), p.Wanted, p.Until.UTC().Format(time.RFC3339))
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

func (c *Client) answersOf(ctx context.Context, k *chain.Committees, id uint64) (chain.Request, chain.Block, error) {
	view, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return chain.Request{}, chain.Block{}, err
	}
	state, err := k.RequestOf(ctx, view, id)
	return state, view.Block(), err
}
