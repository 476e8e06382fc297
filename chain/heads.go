package chain

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common/hexutil"
)

// heads is what is known of the tip of the chain.
type heads struct {
	mu      sync.Mutex
	known   map[string]*tip // by tag: "latest", and the tag of final blocks
	changed chan struct{}   // closed and replaced with every announced head
}

// tip is the block that a tag names, and when that was true.
type tip struct {
	header  *header
	at      time.Time
	refresh chan struct{} // closed when the request that runs has ended; nil if none runs
	err     error         // of that request
}

func (h *heads) init() {
	h.known = make(map[string]*tip)
	h.changed = make(chan struct{})
}

// announced returns a channel that is closed when the endpoint announces the next head.
func (h *heads) announced() <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.changed
}

// announce takes in a head that the endpoint announced.
func (h *heads) announce(head *header) {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := h.tip("latest")
	t.header, t.at = head, time.Now()
	for tag, t := range h.known {
		if tag != "latest" {
			t.at = time.Time{} // what is final may have moved on
		}
	}
	close(h.changed)
	h.changed = make(chan struct{})
}

// stir has the head asked for again: one of several endpoints announced one.
func (h *heads) stir() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range h.known {
		t.at = time.Time{}
	}
	close(h.changed)
	h.changed = make(chan struct{})
}

// passed notes that the chain has block `number`: an older head is asked for again, so that who
// has a receipt also sees what the transaction did.
func (h *heads) passed(number uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t := h.tip("latest"); t.header != nil && uint64(t.header.Number) < number {
		for _, t := range h.known {
			t.at = time.Time{}
		}
	}
}

// tip returns the entry of a tag. The caller holds h.mu.
func (h *heads) tip(tag string) *tip {
	t := h.known[tag]
	if t == nil {
		t = new(tip)
		h.known[tag] = t
	}
	return t
}

// tagged returns the block that a tag names, as of at most age ago. Callers that need it at the
// same time share one request.
func (c *Client) tagged(ctx context.Context, tag string, age time.Duration) (*header, error) {
	h := &c.heads
	h.mu.Lock()
	t := h.tip(tag)
	if t.header != nil && time.Since(t.at) < age {
		defer h.mu.Unlock()
		return t.header, nil
	}
	refresh := t.refresh
	if refresh == nil {
		refresh = make(chan struct{})
		t.refresh = refresh
		c.background(func(ctx context.Context) {
			asked := time.Now()
			head, err := c.header(ctx, tag)
			h.mu.Lock()
			defer h.mu.Unlock()
			// An announcement may have come in between, which is newer than the answer.
			if t.err = err; err == nil && t.at.Before(asked) {
				t.header, t.at = head, asked
			}
			close(refresh)
			t.refresh = nil
		})
	}
	h.mu.Unlock()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-refresh:
	}
	// What the request that has ended brought is what was asked for, even if age has passed
	// while this goroutine waited for its turn.
	h.mu.Lock()
	defer h.mu.Unlock()
	return t.header, t.err
}

// header reads the block of a tag or a number (hexadecimal); ErrNoBlock if there is none.
func (c *Client) header(ctx context.Context, which string) (*header, error) {
	if c.group != nil {
		if !strings.HasPrefix(which, "0x") {
			return c.group.tip(ctx, c, which)
		}
		return agree(ctx, c, c.group.quorum, (*header).identity, func(ctx context.Context, one *Client) (*header, error) { return one.header(ctx, which) })
	}
	var h *header
	if err := c.read(ctx, &h, "eth_getBlockByNumber", which, false); err != nil {
		var answer *answerError
		if errors.As(err, &answer) && answer.contains("not found", "unknown block") {
			return nil, fmt.Errorf("block %s: %w", which, ErrNoBlock)
		}
		return nil, err
	}
	if h == nil {
		return nil, fmt.Errorf("block %s: %w", which, ErrNoBlock)
	}
	return h, nil
}

// numbered reads the block of a number and checks that the answer has it.
func (c *Client) numbered(ctx context.Context, number uint64) (*header, error) {
	h, err := c.header(ctx, hexutil.EncodeUint64(number))
	if err != nil {
		return nil, err
	}
	if uint64(h.Number) != number {
		return nil, fmt.Errorf("%w: asked for block %d and got %d", ErrUnavailable, number, uint64(h.Number))
	}
	return h, nil
}

// final returns the last final block, as of at most age ago.
func (c *Client) final(ctx context.Context, age time.Duration) (*header, error) {
	if c.tag != "" {
		return c.tagged(ctx, c.tag, age)
	}
	return c.below(ctx, age, func(head uint64) (uint64, error) {
		return head - min(c.depth, head), nil // the first block is final whatever the depth
	})
}

// subscribeHeads keeps the head that is known up to date, until the Client is closed.
func (c *Client) subscribeHeads(ctx context.Context) {
	for attempt := 1; ctx.Err() == nil; attempt = min(attempt+1, 5) {
		if c.followHeads(ctx) {
			attempt = 1
		}
		if pause(ctx, attempt) != nil {
			return
		}
	}
}

// followHeads runs one subscription and reports whether it brought anything.
func (c *Client) followHeads(ctx context.Context) (brought bool) {
	ch := make(chan *header, 16)
	setup, cancel := context.WithTimeout(ctx, c.timeout)
	sub, err := c.rpc.EthSubscribe(setup, ch, "newHeads")
	cancel()
	if err != nil {
		return false
	}
	defer sub.Unsubscribe()
	for {
		select {
		case <-ctx.Done():
			return brought
		case <-sub.Err():
			return brought
		case h := <-ch:
			c.heads.announce(h)
			if c.above != nil {
				c.above.heads.stir()
			}
			brought = true
		}
	}
}
