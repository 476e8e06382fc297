package chain

import (
	"context"
	"errors"

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
