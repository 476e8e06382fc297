package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
)

// What policies read beside Call and Balance.

const (
	// maxLogBlocks is the longest range of one Logs, in blocks.
	maxLogBlocks = 10_000
	// maxLogs is how many logs a View returns at most. Whoever looks for one asks with topics.
	maxLogs = 1000
)

// CallOnce is Call with data that hold a secret: neither they nor the answer are remembered, the call is not
// shared with others, and its errors are bare: ErrReverted, ErrNoCode and so on, without what the contract or
// the endpoint said.
func (v *View) CallOnce(ctx context.Context, to common.Address, data []byte) ([]byte, error) {
	if err := v.unproved("a call with secret data"); err != nil {
		return nil, err
	}
	out, err := v.call(ctx, (*Client).reads, common.Address{}, to, data)
	if err != nil {
		return nil, fmt.Errorf("a call at block %d: %w", v.block.Number, bare(ctx, err)) // its contract may be a secret, too
	}
	return out, nil
}

// BalanceOnce is Balance of an account that is a secret, as CallOnce is Call.
func (v *View) BalanceOnce(ctx context.Context, account common.Address) (*big.Int, error) {
	if err := v.unproved("the balance of a secret account"); err != nil {
		return nil, err
	}
	out, err := v.balance(ctx, (*Client).reads, account)
	if err != nil {
		return nil, fmt.Errorf("a balance at block %d: %w", v.block.Number, bare(ctx, err))
	}
	return new(big.Int).SetBytes(out), nil
}

// bare is the kind of an error.
func bare(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, kind := range []error{ErrReverted, ErrNoCode, ErrTooLarge, ErrReorged, ErrClosed, ErrDisagree} {
		if errors.Is(err, kind) {
			return kind
		}
	}
	return ErrUnavailable
}

// Logs returns what a contract emitted in the last `blocks` blocks up to the view's (1 is that one alone, and
// at most 10,000), in order; topics[i] lists what topic i may be, and an empty list is anything. More than
// 1000 logs are ErrTooLarge.
//
// Logs are asked for by number, and the view is of one block by its hash: it is looked up again afterwards,
// and if another one stands there by then, the error is ErrReorged.
func (v *View) Logs(ctx context.Context, contract common.Address, topics [][]common.Hash, blocks uint64) ([]types.Log, error) {
	if blocks == 0 || blocks > maxLogBlocks {
		return nil, fmt.Errorf("logs of %d blocks: 1 to %d can be asked for", blocks, maxLogBlocks)
	}
	if err := v.unproved("logs"); err != nil {
		return nil, err
	}
	from := v.block.Number - min(v.block.Number, blocks-1)
	found, err := v.c.entry(ctx, cacheKey{v.block.Hash, 'l', contract, fmt.Sprint(from, topics)}, func(ctx context.Context) (any, int, error) {
		logs, err := v.logs(ctx, contract, topics, from)
		size := 0
		for _, l := range logs {
			size += 256 + len(l.Data)
		}
		return logs, size, err
	})
	if err != nil {
		return nil, fmt.Errorf("logs of %s in blocks %d to %d: %w", contract, from, v.block.Number, err)
	}
	return found.([]types.Log), nil
}

func (v *View) logs(ctx context.Context, contract common.Address, topics [][]common.Hash, from uint64) ([]types.Log, error) {
	filter := map[string]any{"address": contract, "fromBlock": hexutil.Uint64(from), "toBlock": hexutil.Uint64(v.block.Number)}
	list := make([]any, len(topics))
	for i, t := range topics {
		if len(t) > 0 {
			list[i] = t
		}
	}
	filter["topics"] = list
	logs, err := v.c.getLogs(ctx, filter)
	if err != nil {
		return nil, err
	}
	if len(logs) > maxLogs {
		return nil, fmt.Errorf("%w: %d logs, over %d", ErrTooLarge, len(logs), maxLogs)
	}
	for _, l := range logs {
		if l.Address != contract || l.BlockNumber < from || l.BlockNumber > v.block.Number || l.Removed ||
			l.BlockNumber == v.block.Number && l.BlockHash != v.block.Hash {
			return nil, fmt.Errorf("%w: a log of block %d (%s) that was not asked for", ErrUnavailable, l.BlockNumber, l.BlockHash)
		}
	}
	return logs, v.c.stands(ctx, v.block)
}
