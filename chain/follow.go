package chain

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
)

const (
	// Blocks are read one by one when there are at most this many new ones, and in ranges of
	// up to maxRange otherwise.
	singly     = 8
	firstRange = 2_000
	maxRange   = 10_000

	// Polling for new blocks happens four times per block, within these limits.
	minPoll = 250 * time.Millisecond
	maxPoll = 4 * time.Second

	maxPause = 30 * time.Second // between attempts, while the endpoint fails
)

// Query says what to follow.
type Query struct {
	// Addresses whose logs are wanted; empty wants everybody's.
	Addresses []common.Address
	// Topics as in eth_getLogs: for each place the values wanted, empty for any.
	Topics [][]common.Hash

	// From is the first block.
	From uint64
	// After is the hash of block From-1, if the follower has seen it: when the chain has another
	// one there, Follow ends with ErrReorged instead of going on from a past that was not.
	After common.Hash

	// Failed, if not nil, is told each failure that Follow survives.
	Failed func(error)
}

// Follow calls fn for final blocks from q.From on, in order, each at most once, with the logs in
// it that q asks for, in their order. Every block with such a log is there, and while Follow is
// within a few blocks of the chain, every block; when it has more to catch up with, of those
// without logs only some, and always the newest. So fn sees time pass also when nothing happens.
// Block.Time of a block is always set.
//
// It returns when ctx ends, with its error; when fn fails, with fn's error; and with ErrReorged
// when a block that fn was given is no longer part of the chain, so that what is called final
// was not. Failures of the endpoint are waited out.
func (c *Client) Follow(ctx context.Context, q Query, fn func(ctx context.Context, b Block, logs []types.Log) error) error {
	f := &follower{c: c, q: q, fn: fn, next: q.From, last: q.After, span: firstRange}
	failures := 0
	for {
		announced := c.heads.announced()
		err := f.round(ctx)
		wait := pollEvery(f.blockTime)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, ErrClosed):
			return err
		case f.fatal != nil:
			return f.fatal
		case err != nil:
			if q.Failed != nil {
				q.Failed(err)
			}
			wait = min(minPoll<<min(failures, 10), maxPause)
			failures++
			announced = nil
		default:
			failures = 0
		}
		t := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-c.ctx.Done():
		case <-announced:
		case <-t.C:
		}
		t.Stop()
	}
}

// pollEvery is how often to ask for new blocks of a chain with this much time between them (0:
// not known).
func pollEvery(blockTime time.Duration) time.Duration {
	return max(minPoll, min(blockTime/4, maxPoll))
}

// follower is the state of one Follow, owned by its goroutine.
type follower struct {
	c  *Client
	q  Query
	fn func(context.Context, Block, []types.Log) error

	next      uint64        // number of the next block to deliver
	last      common.Hash   // hash of block next-1; zero if it is not known
	span      uint64        // how many blocks to ask for at once
	blockTime time.Duration // between final blocks, measured; 0 at first
	seen      Block         // the newest final block of earlier rounds
	fatal     error         // what ends Follow
}

// round delivers all final blocks that there are.
func (f *follower) round(ctx context.Context) error {
	tip, err := f.c.final(ctx, minPoll/2)
	if err != nil {
		return fmt.Errorf("reading the last final block: %w", err)
	}
	top := tip.block()
	if f.seen.Number != 0 && top.Number > f.seen.Number && top.Time > f.seen.Time {
		f.blockTime = time.Duration(top.Time-f.seen.Time) * time.Second / time.Duration(top.Number-f.seen.Number)
	}
	f.seen = top
	if f.last != (common.Hash{}) && top.Number+1 <= f.next {
		// Nothing new. The block delivered last may be gone all the same.
		if top.Number+1 == f.next && top.Hash != f.last {
			return f.reorged(f.next-1, f.last, top.Hash)
		}
		return nil
	}
	for f.next <= top.Number && ctx.Err() == nil {
		if top.Number-f.next < singly {
			err = f.single(ctx)
		} else {
			err = f.many(ctx, min(top.Number, f.next+f.span-1))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *follower) reorged(number uint64, delivered, found common.Hash) error {
	f.fatal = fmt.Errorf("block %d was delivered as final with hash %s and is %s now: %w", number, delivered, found, ErrReorged)
	return f.fatal
}

// single delivers block f.next, its logs asked for by its hash.
func (f *follower) single(ctx context.Context) error {
	h, err := f.c.numbered(ctx, f.next)
	if err != nil {
		return fmt.Errorf("reading block %d: %w", f.next, err)
	}
	if f.last != (common.Hash{}) && h.Parent != f.last {
		return f.reorged(f.next-1, f.last, h.Parent)
	}
	logs, err := f.logs(ctx, map[string]any{"blockHash": h.Hash})
	if err != nil {
		return fmt.Errorf("reading the logs of block %d: %w", f.next, err)
	}
	for _, l := range logs {
		if l.BlockHash != h.Hash || l.BlockNumber != f.next {
			return fmt.Errorf("%w: asked for the logs of block %s and got one of %s", ErrUnavailable, h.Hash, l.BlockHash)
		}
	}
	return f.deliver(ctx, h.block(), logs)
}

// many delivers the blocks f.next..to that have logs, and block to.
func (f *follower) many(ctx context.Context, to uint64) error {
	if f.last != (common.Hash{}) {
		h, err := f.c.numbered(ctx, f.next)
		if err != nil {
			return fmt.Errorf("reading block %d: %w", f.next, err)
		}
		if h.Parent != f.last {
			return f.reorged(f.next-1, f.last, h.Parent)
		}
	}
	end, err := f.c.numbered(ctx, to)
	if err != nil {
		return fmt.Errorf("reading block %d: %w", to, err)
	}
	logs, err := f.logs(ctx, map[string]any{"fromBlock": hexutil.Uint64(f.next), "toBlock": hexutil.Uint64(to)})
	if err != nil {
		// Endpoints refuse what gives too many logs, or takes too long, in many words. Whatever
		// it was, less is easier.
		if to > f.next && !errors.Is(err, ErrClosed) && ctx.Err() == nil {
			f.span = (to - f.next + 1) / 2
			if errors.Is(err, ErrUnavailable) {
				return fmt.Errorf("reading the logs of blocks %d to %d: %w", f.next, to, err)
			}
			return nil
		}
		return fmt.Errorf("reading the logs of blocks %d to %d: %w", f.next, to, err)
	}
	// The logs are of the chain that ends in end only if it is still there.
	again, err := f.c.numbered(ctx, to)
	if err != nil {
		return fmt.Errorf("reading block %d: %w", to, err)
	}
	if again.Hash != end.Hash {
		return fmt.Errorf("%w: block %d changed while its logs were read", ErrUnavailable, to)
	}
	f.span = min(f.span*2, maxRange)
	for len(logs) > 0 {
		number, hash := logs[0].BlockNumber, logs[0].BlockHash
		n := 1
		for n < len(logs) && logs[n].BlockNumber == number {
			if logs[n].BlockHash != hash {
				return fmt.Errorf("%w: logs of two blocks %d", ErrUnavailable, number)
			}
			n++
		}
		if number < f.next || number > to || number == to && hash != end.Hash || n < len(logs) && logs[n].BlockNumber < number {
			return fmt.Errorf("%w: a log of block %d (%s) among those of blocks %d to %d", ErrUnavailable, number, hash, f.next, to)
		}
		b := Block{Number: number, Hash: hash, Time: logs[0].BlockTimestamp}
		if number == to {
			b = end.block()
		} else if b.Time == 0 { // older endpoints leave it out
			h, err := f.c.numbered(ctx, number)
			if err != nil {
				return fmt.Errorf("reading block %d: %w", number, err)
			}
			if h.Hash != hash {
				return fmt.Errorf("%w: block %d changed while its logs were read", ErrUnavailable, number)
			}
			b.Time = uint64(h.Time)
		}
		if err := f.deliver(ctx, b, logs[:n]); err != nil {
			return err
		}
		logs = logs[n:]
	}
	if f.next <= to {
		return f.deliver(ctx, end.block(), nil)
	}
	return nil
}

// logs asks for the logs of some blocks, and checks their order.
func (f *follower) logs(ctx context.Context, args map[string]any) ([]types.Log, error) {
	if len(f.q.Addresses) > 0 {
		args["address"] = f.q.Addresses
	}
	if len(f.q.Topics) > 0 {
		topics := make([]any, len(f.q.Topics))
		for i, alternatives := range f.q.Topics {
			if len(alternatives) > 0 {
				topics[i] = alternatives
			}
		}
		args["topics"] = topics
	}
	logs, err := f.c.getLogs(ctx, args)
	if err != nil {
		return nil, err
	}
	for i, l := range logs {
		if l.Removed {
			return nil, fmt.Errorf("%w: a removed log of block %d", ErrUnavailable, l.BlockNumber)
		}
		if i > 0 && l.BlockNumber == logs[i-1].BlockNumber && l.Index <= logs[i-1].Index {
			return nil, fmt.Errorf("%w: logs of block %d out of order", ErrUnavailable, l.BlockNumber)
		}
	}
	return logs, nil
}

// deliver calls fn and moves on.
func (f *follower) deliver(ctx context.Context, b Block, logs []types.Log) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := f.fn(ctx, b, logs); err != nil {
		f.fatal = err
		return err
	}
	f.next, f.last = b.Number+1, b.Hash
	return nil
}
