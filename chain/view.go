package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

const (
	// callGas bounds the work that a read can cause, in gas.
	callGas = 10_000_000
	// maxReturn bounds what a read can return, in bytes.
	maxReturn = 1 << 20

	// The cache holds between one and two times this much, counting keys and values.
	cacheBytes = 16 << 20
)

// View reads the chain as it was at one block, named by its hash: all reads agree with each
// other, and one that the endpoint can no longer answer for that block, because the block was
// replaced, is ErrReorged.
//
// What was read once at a block is remembered (16 to 32 MiB per Client), and equal reads
// at the same time are one request: to read what was read before makes no request at all.
type View struct {
	c      *Client
	block  Block
	proved bool
}

// At returns a View of the block that is `confirmations` behind the head; 0 is the head. A
// chain that is too short is ErrNoBlock.
//
// The head is the last one that the endpoint announced (WebSocket; asked for again after two
// seconds without an announcement) or that was asked for at most 500 ms ago (HTTP). So a View
// is at most that much behind what the endpoint could have told, and a caller whose reads are
// all cached makes no request in between. After Send or Deploy, the head is never older than
// the receipt's block.
func (c *Client) At(ctx context.Context, confirmations uint64) (*View, error) {
	h, err := c.below(ctx, c.headAge, func(head uint64) (uint64, error) {
		if confirmations > head {
			return 0, fmt.Errorf("%d blocks behind block %d: %w", confirmations, head, ErrNoBlock)
		}
		return head - confirmations, nil
	})
	if err != nil {
		return nil, err
	}
	return &View{c: c, block: h.block()}, nil
}

// AtFinal returns a View of the last block that is final by the rule of the configuration, as
// fresh as At.
func (c *Client) AtFinal(ctx context.Context) (*View, error) {
	h, err := c.final(ctx, c.headAge)
	if err != nil {
		return nil, fmt.Errorf("reading the last final block: %w", err)
	}
	return &View{c: c, block: h.block()}, nil
}

// AtBlock returns a View of the block with that number; ErrNoBlock if the chain is shorter.
func (c *Client) AtBlock(ctx context.Context, number uint64) (*View, error) {
	h, err := c.numbered(ctx, number)
	if err != nil {
		return nil, fmt.Errorf("reading block %d: %w", number, err)
	}
	return &View{c: c, block: h.block()}, nil
}

// Block that is read.
func (v *View) Block() Block { return v.block }

// Number of the block that is read.
func (v *View) Number() uint64 { return v.block.Number }

// Time of the block that is read, in seconds since 1970.
func (v *View) Time() uint64 { return v.block.Time }

// ChainID of the chain that is read.
func (v *View) ChainID() uint64 { return v.c.chainID }

// Call runs a contract's code without a transaction (eth_call), as the zero address, with no
// value and at most ten million gas, and returns what it returned, at most 1 MiB. The caller
// must not change it. A revert is a *RevertError; an account without code is ErrNoCode.
func (v *View) Call(ctx context.Context, to common.Address, data []byte) ([]byte, error) {
	return v.callAs(ctx, common.Address{}, to, data)
}

// callAs is Call as another account: what a contract would do with a transaction of its.
func (v *View) callAs(ctx context.Context, from, to common.Address, data []byte) ([]byte, error) {
	key := cacheKey{v.block.Hash, 'c', to, string(data)}
	if from != (common.Address{}) {
		key = cacheKey{v.block.Hash, 'f', to, string(from[:]) + string(data)}
	}
	proof := v.proofOf(from, to, data)
	out, err := v.c.cached(ctx, key, func(ctx context.Context) ([]byte, error) {
		return v.call(ctx, (*Client).batches, from, to, data)
	})
	if err == nil {
		err = proof.confirm(ctx, out)
	}
	if err != nil {
		return nil, fmt.Errorf("calling %s at block %d: %w", to, v.block.Number, err)
	}
	return out, nil
}

// asker makes one read-only request: Client.read or Client.batched.
type asker func(ctx context.Context, result any, method string, args ...any) error

// reads and batches choose how an endpoint is asked.
func (c *Client) reads() asker   { return c.read }
func (c *Client) batches() asker { return c.batched }

// of is the view at one of the endpoints.
func (v *View) of(one *Client) *View { return &View{c: one, block: v.block} }

// callArgs is the first argument of eth_call.
func callArgs(from, to common.Address, data []byte) map[string]any {
	return map[string]any{
		"from":  from,
		"to":    to,
		"gas":   hexutil.Uint64(callGas),
		"input": hexutil.Bytes(data),
	}
}

// call asks the endpoints.
func (v *View) call(ctx context.Context, by func(*Client) asker, from, to common.Address, data []byte) ([]byte, error) {
	return agree(ctx, v.c, v.c.quorum(), bytesText, func(ctx context.Context, one *Client) ([]byte, error) {
		return v.of(one).callOne(ctx, by(one), from, to, data)
	})
}

// callOne asks one endpoint.
func (v *View) callOne(ctx context.Context, ask asker, from, to common.Address, data []byte) ([]byte, error) {
	var out hexutil.Bytes
	if err := v.read(ctx, ask, &out, "eth_call", callArgs(from, to, data)); err != nil {
		return nil, err
	}
	if len(out) > maxReturn {
		return nil, fmt.Errorf("%w: %d bytes returned, over %d", ErrTooLarge, len(out), maxReturn)
	}
	if len(out) == 0 {
		// A contract may return nothing; an account without code always does.
		code, err := v.Code(ctx, to)
		if err != nil {
			return nil, err
		}
		if len(code) == 0 {
			return nil, ErrNoCode
		}
	}
	return out, nil
}

// Balance of an account, in wei.
func (v *View) Balance(ctx context.Context, account common.Address) (*big.Int, error) {
	proof := v.proofOfBalance(account)
	out, err := v.c.cached(ctx, cacheKey{v.block.Hash, 'b', account, ""}, func(ctx context.Context) ([]byte, error) {
		return v.balance(ctx, (*Client).batches, account)
	})
	if err == nil {
		err = proof.confirm(ctx, out)
	}
	if err != nil {
		return nil, fmt.Errorf("balance of %s at block %d: %w", account, v.block.Number, err)
	}
	return new(big.Int).SetBytes(out), nil
}

// balance asks the endpoints.
func (v *View) balance(ctx context.Context, by func(*Client) asker, account common.Address) ([]byte, error) {
	return agree(ctx, v.c, v.c.quorum(), bytesText, func(ctx context.Context, one *Client) ([]byte, error) {
		var out hexutil.Big
		if err := v.of(one).read(ctx, by(one), &out, "eth_getBalance", account); err != nil {
			return nil, err
		}
		return out.ToInt().Bytes(), nil
	})
}

// Code of an account, empty if it has none. The caller must not change it.
func (v *View) Code(ctx context.Context, account common.Address) ([]byte, error) {
	proof := v.proofOfCode(account)
	out, err := v.c.cached(ctx, cacheKey{v.block.Hash, 'x', account, ""}, func(ctx context.Context) ([]byte, error) {
		return agree(ctx, v.c, v.c.quorum(), bytesText, func(ctx context.Context, one *Client) ([]byte, error) {
			var out hexutil.Bytes
			err := v.of(one).read(ctx, one.batched, &out, "eth_getCode", account)
			return out, err
		})
	})
	if err == nil {
		err = proof.confirm(ctx, out)
	}
	if err != nil {
		return nil, fmt.Errorf("code of %s at block %d: %w", account, v.block.Number, err)
	}
	return out, nil
}

// at names the view's block.
func (v *View) at() map[string]any {
	return map[string]any{"blockHash": v.block.Hash, "requireCanonical": true}
}

// read asks about the view's block, which is added to the arguments (EIP-1898).
func (v *View) read(ctx context.Context, ask asker, result any, method string, args ...any) error {
	args = append(args, v.at())
	for attempt := 1; ; attempt++ {
		err := ask(ctx, result, method, args...)
		var answer *answerError
		if !errors.As(err, &answer) {
			return err
		}
		if revert := revertOf(answer); revert != nil {
			return revert
		}
		switch {
		case answer.contains("not currently canonical", "not canonical"):
			return fmt.Errorf("block %d (%s): %w", v.block.Number, v.block.Hash, ErrReorged)
		case answer.contains("header not found", "block not found", "unknown block", "could not find block", "header for hash not found"):
			// Either the block was replaced, or this is one of several servers behind one
			// address, that has not seen it yet.
			if attempt < readAttempts && pause(ctx, attempt) == nil {
				continue
			}
			return fmt.Errorf("block %d (%s): %w", v.block.Number, v.block.Hash, ErrReorged)
		}
		return err
	}
}

// below returns the block at or below the head whose number is that of which, for the number of the head, as of
// at most age ago. A head that is replaced meanwhile is asked for again.
func (c *Client) below(ctx context.Context, age time.Duration, which func(head uint64) (uint64, error)) (*header, error) {
	for attempt := 1; ; attempt++ {
		head, err := c.tagged(ctx, "latest", age)
		if err != nil {
			return nil, fmt.Errorf("reading the head: %w", err)
		}
		number, err := which(uint64(head.Number))
		if err != nil {
			return nil, err
		}
		h, err := c.ancestor(ctx, head, number)
		if err == nil {
			return h, nil
		}
		if !errors.Is(err, ErrReorged) || attempt == readAttempts || pause(ctx, attempt) != nil {
			return nil, fmt.Errorf("reading the block %d behind the head: %w", uint64(head.Number)-number, err)
		}
		age = 0
	}
}

// ancestor returns the block of a number at or below head; ErrReorged if head is not on the chain any more. It is
// remembered for as long as head is the head.
//
// Blocks are asked for by number. One that stands so far below a head that was replaced meanwhile can be as young as the head
// of the chain that took its place. So head is looked up afterwards: where it still stands, the other stands below it.
func (c *Client) ancestor(ctx context.Context, head *header, number uint64) (*header, error) {
	if number == uint64(head.Number) {
		return head, nil
	}
	key := cacheKey{head.Hash, 'h', common.Address{}, fmt.Sprint(number)}
	found, err := c.entry(ctx, key, func(ctx context.Context) (any, int, error) {
		h, err := c.numbered(ctx, number)
		if err != nil && !errors.Is(err, ErrNoBlock) {
			return nil, 0, err
		}
		if gone := c.stands(ctx, head.block()); gone != nil {
			err = gone
		}
		return h, 256, err
	})
	if err != nil {
		return nil, err
	}
	return found.(*header), nil
}

// stands checks that a block is still on the chain: if not, the error is ErrReorged.
func (c *Client) stands(ctx context.Context, b Block) error {
	now, err := c.numbered(ctx, b.Number)
	if errors.Is(err, ErrNoBlock) || err == nil && now.Hash != b.Hash {
		return fmt.Errorf("block %d (%s): %w", b.Number, b.Hash, ErrReorged)
	}
	return err
}

// cached returns the bytes that read finds, from the cache if it can.
func (c *Client) cached(ctx context.Context, key cacheKey, read func(context.Context) ([]byte, error)) ([]byte, error) {
	v, err := c.entry(ctx, key, func(ctx context.Context) (any, int, error) {
		out, err := read(ctx)
		return out, len(out), err
	})
	if err != nil {
		return nil, err
	}
	return v.([]byte), nil
}

// cacheKey names what was read: at which block, what kind of read, of whom, with which data.
type cacheKey struct {
	block common.Hash
	kind  byte
	to    common.Address
	data  string
}

// cacheEntry is one read. value and err belong to the goroutine that reads until done is
// closed, and never change afterwards.
type cacheEntry struct {
	done  chan struct{}
	value any
	err   error
}

// cache keeps the reads in two generations: when the young one is full it becomes the old one,
// and what was old and not used since is forgotten.
type cache struct {
	mu    sync.Mutex
	young map[cacheKey]*cacheEntry
	old   map[cacheKey]*cacheEntry
	bytes int // of the young generation
}

func (s *cache) init() { s.young = make(map[cacheKey]*cacheEntry) }

// add puts an entry into the young generation. The caller holds s.mu.
func (s *cache) add(key cacheKey, e *cacheEntry, size int) {
	if s.bytes += size; s.bytes > cacheBytes {
		s.old, s.young, s.bytes = s.young, make(map[cacheKey]*cacheEntry), size
	}
	s.young[key] = e
}

// has says whether an entry is there, or being read. The caller holds s.mu.
func (s *cache) has(key cacheKey) bool { return s.young[key] != nil || s.old[key] != nil }

// entry returns what read found for this key, now or earlier. What the chain itself answered is
// remembered, refusals too; what failed on the way is not.
func (c *Client) entry(ctx context.Context, key cacheKey, read func(context.Context) (value any, size int, err error)) (any, error) {
	e := c.start(key, read)
	select {
	case <-e.done:
		return e.value, e.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// start returns the entry for this key, which is being read from now on if it was not there.
func (c *Client) start(key cacheKey, read func(context.Context) (value any, size int, err error)) *cacheEntry {
	c.cache.mu.Lock()
	defer c.cache.mu.Unlock()
	return c.begin(key, read)
}

// begin is start. The caller holds the cache's lock.
func (c *Client) begin(key cacheKey, read func(context.Context) (value any, size int, err error)) *cacheEntry {
	const overhead = 256 // bytes of an entry beside key and value, about
	s := &c.cache
	e := s.young[key]
	if e == nil {
		if e = s.old[key]; e != nil {
			delete(s.old, key)
			s.add(key, e, len(key.data)+overhead)
		}
	}
	if e == nil {
		e = &cacheEntry{done: make(chan struct{})}
		s.add(key, e, len(key.data)+overhead)
		// The read outlives the caller: others may have joined.
		c.background(func(ctx context.Context) {
			value, size, err := read(ctx)
			e.value, e.err = value, err
			s.mu.Lock()
			if err == nil || errors.Is(err, ErrReverted) || errors.Is(err, ErrNoCode) {
				s.bytes += size
			} else {
				if s.young[key] == e {
					delete(s.young, key)
				}
				if s.old[key] == e {
					delete(s.old, key)
				}
			}
			s.mu.Unlock()
			close(e.done)
		})
	}
	return e
}
