package chain

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
)

const (
	// maxSearches bounds the requests of a search for a last log. An endpoint without limits of its own is asked a dozen
	// times for all of Ethereum.
	maxSearches = 256
	// searchAgain is how many blocks a later search looks through once more: one of several servers behind an address may have a
	// block and not its logs yet, and answer that there are none.
	searchAgain = 8
	// maxLastLogs bounds the searches whose end is remembered.
	maxLastLogs = 4096
	// maxReceiptLogs bounds the logs of a receipt.
	maxReceiptLogs = 10_000
)

// errNoReceipt says within this file that there is none; that is not remembered.
var errNoReceipt = errors.New("no receipt")

// Receipt of a transaction in the view's block or before it; nil without an error if there is none such.
//
// The receipt's block and the view's are looked up again afterwards: if one of them was replaced by then, the error is ErrReorged.
func (v *View) Receipt(ctx context.Context, tx common.Hash) (*types.Receipt, error) {
	if err := v.unproved("a receipt"); err != nil {
		return nil, err
	}
	found, err := v.c.entry(ctx, cacheKey{v.block.Hash, 'r', common.Address{}, string(tx[:])}, func(ctx context.Context) (any, int, error) {
		r, err := v.receipt(ctx, tx)
		if err != nil {
			return nil, 0, err
		}
		size := 1024
		for _, l := range r.Logs {
			size += 256 + len(l.Data)
		}
		return r, size, nil
	})
	if errors.Is(err, errNoReceipt) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("receipt of %s at block %d: %w", tx, v.block.Number, err)
	}
	return found.(*types.Receipt), nil
}

func (v *View) receipt(ctx context.Context, tx common.Hash) (*types.Receipt, error) {
	r, err := agree(ctx, v.c, v.c.quorum(), receiptText, func(ctx context.Context, one *Client) (*types.Receipt, error) {
		r, err := one.Receipt(ctx, tx)
		if r != nil && v.c.group != nil {
			forgetTimes(r.Logs)
		}
		return r, err
	})
	if err != nil {
		return nil, err
	}
	if r == nil || r.BlockNumber == nil || !r.BlockNumber.IsUint64() || r.BlockNumber.Uint64() > v.block.Number {
		return nil, errNoReceipt
	}
	if r.TxHash != tx {
		return nil, fmt.Errorf("%w: the receipt of another transaction (%s)", ErrUnavailable, r.TxHash)
	}
	if len(r.Logs) > maxReceiptLogs {
		return nil, fmt.Errorf("%w: %d logs, over %d", ErrTooLarge, len(r.Logs), maxReceiptLogs)
	}
	if err := v.c.stands(ctx, Block{Number: r.BlockNumber.Uint64(), Hash: r.BlockHash}); err != nil {
		return nil, err
	}
	return r, v.c.stands(ctx, v.block)
}

// receiptText is equal for receipts that tell the same: where the transaction is, whether it succeeded, and its logs.
func receiptText(r *types.Receipt) string {
	if r == nil {
		return ""
	}
	return fmt.Sprint(r.TxHash, r.BlockHash, r.BlockNumber, r.Status, r.ContractAddress, logsText(r.Logs))
}

// LastLog returns the last log of a contract that has one of these first topics, in the view's block or before it; nil
// without an error if there is none. It looks from the view's block backwards, and the next time only at the blocks since, and the last 8 before them.
// An endpoint that takes small ranges only may be too slow for a contract that was silent for long: that is ErrUnavailable.
func (v *View) LastLog(ctx context.Context, contract common.Address, topics []common.Hash) (*types.Log, error) {
	if err := v.unproved("logs"); err != nil {
		return nil, err
	}
	key := lastKey{contract, fmt.Sprint(topics)}
	found, err := v.c.entry(ctx, cacheKey{v.block.Hash, 'e', contract, key.topics}, func(ctx context.Context) (any, int, error) {
		known := v.c.lasts.of(key)
		l, err := v.search(ctx, contract, topics, known)
		if err != nil {
			return nil, 0, err
		}
		v.c.lasts.put(key, lastLog{v.block, l})
		if l == nil {
			return l, 0, nil
		}
		return l, 256 + len(l.Data), nil
	})
	if err != nil {
		return nil, fmt.Errorf("the last log of %s up to block %d: %w", contract, v.block.Number, err)
	}
	l := found.(*types.Log)
	if l == nil {
		return nil, nil
	}
	clone := *l
	return &clone, nil
}

// search looks backwards, down to what is known.
func (v *View) search(ctx context.Context, contract common.Address, topics []common.Hash, known *lastLog) (*types.Log, error) {
	from := uint64(0)
	var last *types.Log
	if known != nil && known.upTo.Number < v.block.Number {
		if err := v.c.stands(ctx, known.upTo); err == nil {
			from, last = known.upTo.Number+1-min(known.upTo.Number+1, searchAgain), known.log
		} else if !errors.Is(err, ErrReorged) {
			return nil, err
		}
	}
	failures, most := 0, uint64(1)<<62
	span := uint64(firstRange)
	for to, n := v.block.Number, 0; ; n++ {
		if n == maxSearches {
			return nil, fmt.Errorf("%w: looked back to block %d, and no further", ErrUnavailable, to)
		}
		start := from
		if to-from >= span {
			start = to - span + 1
		}
		f := &follower{c: v.c, q: Query{Addresses: []common.Address{contract}, Topics: [][]common.Hash{topics}}}
		logs, err := f.logs(ctx, map[string]any{"fromBlock": hexutil.Uint64(start), "toBlock": hexutil.Uint64(to)})
		if err != nil {
			if ctx.Err() != nil || errors.Is(err, ErrClosed) {
				return nil, err
			}
			if failures++; start == to || errors.Is(err, ErrUnavailable) && failures >= readAttempts {
				return nil, err
			}
			span = (to - start + 1) / 2 // endpoints refuse too much in many words
			most = span
			continue
		}
		if len(logs) > 0 {
			l := logs[len(logs)-1]
			if l.Address != contract || len(l.Topics) == 0 || l.BlockNumber < start || l.BlockNumber > to || l.BlockNumber == v.block.Number && l.BlockHash != v.block.Hash {
				return nil, fmt.Errorf("%w: a log of block %d (%s) that was not asked for", ErrUnavailable, l.BlockNumber, l.BlockHash)
			}
			last = &l
			break
		}
		if start <= from {
			break
		}
		to, span = start-1, min(span*2, most)
	}
	if last != nil {
		if err := v.c.stands(ctx, Block{Number: last.BlockNumber, Hash: last.BlockHash}); err != nil {
			return nil, err
		}
	}
	return last, v.c.stands(ctx, v.block)
}

// lastKey names a search.
type lastKey struct {
	contract common.Address
	topics   string
}

// lastLog is how a search ended: up to which block, and with which log, if any.
type lastLog struct {
	upTo Block
	log  *types.Log
}

// lastLogs remember how searches ended. They are forgotten all at once when they are too many.
type lastLogs struct {
	mu    sync.Mutex
	ended map[lastKey]lastLog
}

func (s *lastLogs) of(key lastKey) *lastLog {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l, ok := s.ended[key]; ok {
		return &l
	}
	return nil
}

func (s *lastLogs) put(key lastKey, l lastLog) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended == nil || len(s.ended) >= maxLastLogs {
		s.ended = map[lastKey]lastLog{}
	}
	s.ended[key] = l
}
