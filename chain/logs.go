package chain

import (
	"context"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
)

// Logs returns the logs that q asks for in the blocks q.From to `to`, final or not, in their
// order; ErrNoBlock if the chain has no block `to` yet. They are all held in memory; Follow is for those who need not.
func (c *Client) Logs(ctx context.Context, q Query, to uint64) ([]types.Log, error) {
	var all []types.Log
	collect := func(_ context.Context, _ Block, logs []types.Log) error {
		all = append(all, logs...)
		return nil
	}
	f := &follower{c: c, q: q, fn: collect, next: q.From, last: q.After, span: firstRange}
	for failures := 0; f.next <= to; {
		err := f.many(ctx, min(to, f.next+f.span-1))
		if err == nil {
			continue
		}
		if failures++; failures == readAttempts || f.fatal != nil || !errors.Is(err, ErrUnavailable) {
			return nil, err
		}
	}
	return all, nil
}

// lastLog returns the last log that q asks for in the blocks q.From to `to` and is says yes to, or nil. It looks from the end
// on, in ranges that endpoints with limits take, and no further than it must: of an old chain, what is recent costs little.
func (c *Client) lastLog(ctx context.Context, q Query, to uint64, is func(*types.Log) bool) (*types.Log, error) {
	f := &follower{c: c, q: q}
	failures, most := 0, uint64(maxRange)
	for span := uint64(firstRange); ; {
		from := q.From
		if to >= span && to-span+1 > from {
			from = to - span + 1
		}
		logs, err := f.logs(ctx, map[string]any{"fromBlock": hexutil.Uint64(from), "toBlock": hexutil.Uint64(to)})
		if err != nil {
			if ctx.Err() != nil || errors.Is(err, ErrClosed) {
				return nil, err
			}
			if errors.Is(err, ErrUnavailable) {
				failures++
			}
			if failures == readAttempts || from == to {
				return nil, fmt.Errorf("reading the logs of blocks %d to %d: %w", from, to, err)
			}
			span = (to - from + 1) / 2 // endpoints refuse too much in many words
			most = span
			continue
		}
		for i := len(logs) - 1; i >= 0; i-- {
			if is(&logs[i]) {
				return &logs[i], nil
			}
		}
		if from <= q.From {
			return nil, nil
		}
		to, span = from-1, min(span*2, most)
	}
}
