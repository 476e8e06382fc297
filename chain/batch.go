package chain

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/rpc"
)

const (
	// maxFlights is how many requests of reads go to the endpoint at a time before more wait and go
	// together: an idle client asks at once, a busy one in batches.
	maxFlights = 16
	// maxBatch is how many reads go in one request (a JSON-RPC batch). They are answered together, so
	// that one slow call delays so many others at most; and endpoints have limits of their own.
	maxBatch = 32
)

// batcher puts reads that wait at the same time into one request.
type batcher struct {
	mu      sync.Mutex
	waiting []*flight
	flying  int // requests under way
}

// flight is one read that waits for its answer.
type flight struct {
	method string
	args   []any
	answer json.RawMessage // both belong to who flies until done is closed
	err    error
	done   chan struct{}
}

// batched makes one read-only request like read, maybe together with others. Whoever waits for it
// may leave; it is made all the same.
func (c *Client) batched(ctx context.Context, result any, method string, args ...any) error {
	f := &flight{method: method, args: args, done: make(chan struct{})}
	c.depart(f)
	select {
	case <-f.done:
	case <-ctx.Done():
		return fmt.Errorf("%s at %s: %w", method, c.where, c.classify(ctx, ctx.Err()))
	}
	if f.err != nil {
		return f.err
	}
	if err := json.Unmarshal(f.answer, result); err != nil {
		return fmt.Errorf("%s at %s: %w", method, c.where, c.unavailable(ctx, err))
	}
	return nil
}

// depart has reads made, together as far as they fit.
func (c *Client) depart(list ...*flight) {
	b := &c.batcher
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waiting = append(b.waiting, list...)
	for n := 0; n < len(list) && b.flying < maxFlights; n += maxBatch {
		b.flying++
		c.background(c.fly)
	}
}

// fly makes requests until nothing waits.
func (c *Client) fly(ctx context.Context) {
	b := &c.batcher
	for {
		b.mu.Lock()
		n := min(len(b.waiting), maxBatch)
		list := append([]*flight(nil), b.waiting[:n]...)
		if b.waiting = b.waiting[n:]; n == 0 {
			b.flying--
			b.waiting = nil
			b.mu.Unlock()
			return
		}
		b.mu.Unlock()
		c.together(ctx, list)
	}
}

// together makes reads in one request, and those by themselves that failed so.
func (c *Client) together(ctx context.Context, list []*flight) {
	var alone []*flight
	if len(list) > 1 {
		alone = c.batch(ctx, list)
	} else {
		alone = list
	}
	var wg sync.WaitGroup
	for _, f := range alone {
		wg.Go(func() {
			f.err = c.read(ctx, &f.answer, f.method, f.args...)
			close(f.done)
		})
	}
	wg.Wait()
}

// batch makes one JSON-RPC batch, and returns those that got no answer.
func (c *Client) batch(ctx context.Context, list []*flight) (failed []*flight) {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-c.ctx.Done():
		return list // each says why
	}
	callCtx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	elements := make([]rpc.BatchElem, len(list))
	for i, f := range list {
		elements[i] = rpc.BatchElem{Method: f.method, Args: f.args, Result: &f.answer}
	}
	c.requests.Add(uint64(len(list)))
	if err := c.rpc.BatchCallContext(callCtx, elements); err != nil {
		c.failures.Add(uint64(len(list)))
		return list
	}
	for i, f := range list {
		err := elements[i].Error
		if err != nil {
			err = c.classify(ctx, err)
		}
		var answer *answerError
		switch {
		case err == nil && len(f.answer) > 0:
		case errors.As(err, &answer):
			f.err = fmt.Errorf("%s at %s: %w", f.method, c.where, err)
		default:
			c.failures.Add(1)
			failed = append(failed, f)
			continue
		}
		close(f.done)
	}
	return failed
}

// Prefetch reads together, in the background, what Call(to[i], data[i]) will be asked for soon, or
// Balance(to[i]) where data[i] is nil: those find it, or wait for it. It returns at once. What is
// already known is not read.
func (v *View) Prefetch(_ context.Context, to []common.Address, data [][]byte) {
	c := v.c
	// Under one lock, so that of two who announce the same at the same time one alone has it read.
	c.cache.mu.Lock()
	var keys []cacheKey
	for i := range to {
		key := cacheKey{v.block.Hash, 'b', to[i], ""}
		if data[i] != nil {
			key = cacheKey{v.block.Hash, 'c', to[i], string(data[i])}
		}
		if !c.cache.has(key) && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	if len(keys) < 2 {
		c.cache.mu.Unlock()
		return // it needs no company
	}
	// The reads of the entries depart together, at each endpoint that is asked first.
	trips := make(map[*Client][]*flight)
	for _, one := range c.first() {
		list := make([]*flight, len(keys))
		for i, key := range keys {
			method, what := "eth_getBalance", any(key.to)
			if key.kind == 'c' {
				method, what = "eth_call", callArgs(common.Address{}, key.to, []byte(key.data))
			}
			list[i] = &flight{method: method, args: []any{what, v.at()}, done: make(chan struct{})}
		}
		trips[one] = list
	}
	for i, key := range keys {
		by := func(one *Client) asker {
			list, taken := trips[one], false
			return func(ctx context.Context, result any, method string, args ...any) error {
				if list == nil || taken || method != list[i].method {
					return one.batched(ctx, result, method, args...)
				}
				taken = true
				f := list[i]
				<-f.done // fly closes it, also when the Client is closed
				if f.err != nil {
					return f.err
				}
				if err := json.Unmarshal(f.answer, result); err != nil {
					return fmt.Errorf("%s at %s: %w", method, one.where, one.unavailable(ctx, err))
				}
				return nil
			}
		}
		c.begin(key, func(ctx context.Context) (any, int, error) {
			if key.kind == 'b' {
				out, err := v.balance(ctx, by, key.to)
				return out, len(out), err
			}
			out, err := v.call(ctx, by, common.Address{}, key.to, []byte(key.data))
			return out, len(out), err
		})
	}
	c.cache.mu.Unlock()
	for one, list := range trips {
		one.depart(list...)
	}
	for i := range to {
		v.announceProof(to[i], data[i])
	}
}
