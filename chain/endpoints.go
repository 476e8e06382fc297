package chain

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum/core/types"
)

// A Client of several endpoints believes what a quorum of them answer alike. It has a Client for each
// of them, and nothing but its cache and what it knows of the head is its own.
//
// A read goes to as many endpoints as must agree, in the order of the configuration; the next is
// asked as soon as one of them fails, says something else, or takes much longer than reads lately
// took (a hedge). Whoever made that necessary is asked last for a while. Heads are asked of all.

const (
	// The next endpoint is asked when reads took this many times longer than they do, within these
	// limits.
	hedgeFactor = 4
	minHedge    = 50 * time.Millisecond
	maxHedge    = 2 * time.Second
	firstHedge  = 250 * time.Millisecond

	// behindFor is how long an endpoint is asked last after it failed, was slow, or stood alone.
	behindFor = 30 * time.Second

	// headPatience is how long endpoints that do not tell their head are waited for when the head
	// that the others tell is older than one that was known, or none was: it may be a stale one.
	headPatience = 2 * time.Second

	// startPatience is how long Dial waits for further endpoints once a quorum has answered.
	startPatience = time.Second

	// redialEvery is the pause between attempts to reach an endpoint that did not answer yet.
	redialEvery = 5 * time.Second
)

// group are the endpoints of a Client of several.
type group struct {
	list   []*endpoint // in the order of the configuration
	quorum int

	pace    atomic.Int64 // nanoseconds that agreement took lately
	trouble atomic.Bool  // the endpoints did not agree on the last head that was looked for

	mu   sync.Mutex
	tops map[string]uint64 // by tag: the number of the head that was agreed last
}

// endpoint is one of them.
type endpoint struct {
	number    int // from 1
	client    atomic.Pointer[Client]
	behind    atomic.Int64 // until when it is asked last; Unix nanoseconds
	disagreed atomic.Uint64
	head      atomic.Uint64
}

// Endpoint is what is known of one of a Client's endpoints.
type Endpoint struct {
	Number        int    // in the order of the configuration, from 1
	Reached       bool   // it answered once, and serves the right chain
	Requests      uint64 // as Stats
	Failures      uint64
	Disagreements uint64 // answers that were another than what was agreed, or where nothing was
	Head          uint64 // number of its newest block, as of the last time that it told; 0 before
}

// Endpoints tells of each endpoint, in the order of the configuration.
func (c *Client) Endpoints() []Endpoint {
	if c.group == nil {
		s := c.Stats()
		e := Endpoint{Number: 1, Reached: true, Requests: s.Requests, Failures: s.Failures}
		c.heads.mu.Lock()
		defer c.heads.mu.Unlock()
		if head := c.heads.tip("latest").header; head != nil {
			e.Head = uint64(head.Number)
		}
		return []Endpoint{e}
	}
	var all []Endpoint
	for _, e := range c.group.list {
		told := Endpoint{Number: e.number, Disagreements: e.disagreed.Load(), Head: e.head.Load()}
		if one := e.client.Load(); one != nil {
			s := one.Stats()
			told.Reached, told.Requests, told.Failures = true, s.Requests, s.Failures
		}
		all = append(all, told)
	}
	return all
}

// Refused counts the reads on which too few endpoints agreed, or where the state proved another answer.
func (c *Client) Refused() uint64 { return c.refused.Load() }

// Agreed is ErrDisagree while the endpoints do not agree on the chain's head. That a read of a
// contract was not agreed on is no such thing: who writes contracts can have honest endpoints
// answer differently.
func (c *Client) Agreed() error {
	if c.group != nil && c.group.trouble.Load() {
		return ErrDisagree
	}
	return nil
}

// quorum is how many endpoints must agree.
func (c *Client) quorum() int {
	if c.group == nil {
		return 1
	}
	return c.group.quorum
}

// first are the endpoints that a read is asked of first.
func (c *Client) first() (list []*Client) {
	if c.group == nil {
		return []*Client{c}
	}
	for _, e := range c.group.order()[:c.group.quorum] {
		if one := e.client.Load(); one != nil {
			list = append(list, one)
		}
	}
	return list
}

// dialGroup is Dial of several endpoints.
func dialGroup(ctx context.Context, cfg Config) (*Client, error) {
	urls := append([]string{cfg.URL}, cfg.Others...)
	quorum := cfg.Quorum
	if quorum == 0 {
		quorum = len(urls)/2 + 1
	}
	if quorum < 1 || quorum > len(urls) {
		return nil, fmt.Errorf("a quorum of %d endpoints: there are %d", quorum, len(urls))
	}
	hosts := make([]string, len(urls))
	for i, text := range urls {
		hosts[i] = hostOf(text)
		if first := slices.Index(hosts, hosts[i]); first < i {
			return nil, fmt.Errorf("endpoint %d is at the host and port of endpoint %d: who answers there can answer once", i+1, first+1)
		}
	}
	local := !slices.ContainsFunc(urls, func(text string) bool {
		u, err := url.Parse(text)
		return err != nil || !loopback(u.Hostname())
	})
	c := &Client{
		chainID: cfg.ChainID, timeout: cfg.Timeout, bump: cfg.BumpAfter, headAge: headAgeHTTP, local: local,
		scrub: strings.NewReplacer(), where: fmt.Sprintf("%d endpoints", len(urls)),
		group: &group{quorum: quorum, tops: make(map[string]uint64)}, prove: newProver(cfg.Prove),
	}
	if c.timeout <= 0 {
		c.timeout = defaultTimeout
	}
	if c.bump <= 0 {
		c.bump = time.Minute
	}
	if err := c.rule(cfg.Final); err != nil {
		return nil, err
	}
	c.heads.init()
	c.cache.init()
	c.sends.init()
	c.ctx, c.cancel = context.WithCancel(context.Background())

	type reached struct {
		*endpoint
		one *Client
		err error
	}
	answers := make(chan reached, len(urls))
	dial := func(ctx context.Context, e *endpoint) (*Client, error) {
		own := Config{URL: urls[e.number-1], ChainID: cfg.ChainID, Final: cfg.Final, Timeout: cfg.Timeout}
		one, err := dialEndpoint(ctx, own, c, e.number)
		if err != nil && !errors.Is(err, ErrWrongChain) && !errors.Is(err, ErrUnavailable) {
			err = fmt.Errorf("endpoint %d: %w", e.number, err)
		}
		return one, err
	}
	dialing, stop := context.WithCancel(ctx)
	defer stop()
	for i := range urls {
		e := &endpoint{number: i + 1}
		c.group.list = append(c.group.list, e)
		c.background(func(all context.Context) {
			dialing, cancel := context.WithCancel(dialing)
			defer context.AfterFunc(all, cancel)()
			defer cancel()
			one, err := dial(dialing, e)
			answers <- reached{e, one, err}
		})
	}
	fail := func(err error) (*Client, error) {
		stop()
		c.Close()
		for len(answers) > 0 {
			if a := <-answers; a.one != nil {
				a.one.Close()
			}
		}
		return nil, err
	}
	var failures []error
	var patience <-chan time.Time
	found, open, waited := 0, len(urls), false
	for open > 0 && !waited {
		select {
		case a := <-answers:
			open--
			switch {
			case errors.Is(a.err, ErrWrongChain):
				return fail(a.err)
			case a.err != nil:
				if !errors.Is(a.err, ErrUnavailable) && ctx.Err() == nil {
					return fail(a.err) // the configuration is wrong
				}
				failures = append(failures, a.err)
				continue
			case c.chainID != 0 && a.one.chainID != c.chainID:
				other := a.one.chainID
				a.one.Close()
				return fail(fmt.Errorf("%w: endpoint %d serves chain %d, another one serves %d", ErrWrongChain, a.number, other, c.chainID))
			}
			c.chainID = a.one.chainID
			c.join(a.endpoint, a.one)
			if found++; found == quorum {
				patience = time.After(startPatience)
			}
		case <-patience:
			waited = true
		case <-ctx.Done():
			return fail(ctx.Err())
		}
	}
	if found < quorum {
		return fail(fmt.Errorf("connecting to the chain: %d of %d endpoints answer, and %d have to agree: %w", found, len(urls), quorum, errors.Join(failures...)))
	}
	stop()
	c.background(func(context.Context) { // those under way end now
		for range open {
			if a := <-answers; a.one != nil {
				a.one.Close()
			}
		}
	})
	// Those that did not answer in time are asked again until they do.
	for _, e := range c.group.list {
		if e.client.Load() != nil {
			continue
		}
		c.background(func(ctx context.Context) {
			for ctx.Err() == nil {
				if one, err := dial(ctx, e); err == nil {
					if one.chainID == c.chainID {
						c.join(e, one)
						return
					}
					one.Close()
				}
				select {
				case <-ctx.Done():
				case <-time.After(redialEvery):
				}
			}
		})
	}
	return c, nil
}

// hostOf is equal for URLs that lead to one host and port, whatever the scheme, the path and the credentials: one machine, or
// one provider, is there. A URL that cannot be used is its own.
func hostOf(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return text
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "ws": "80"}[u.Scheme]
	}
	return net.JoinHostPort(strings.TrimSuffix(strings.ToLower(u.Hostname()), "."), cmp.Or(port, "443"))
}

// join takes an endpoint in that answered.
func (c *Client) join(e *endpoint, one *Client) {
	e.client.Store(one)
	if c.ctx.Err() != nil {
		one.Close() // the Client was closed meanwhile
	}
}

func (g *group) close() {
	for _, e := range g.list {
		if one := e.client.Load(); one != nil {
			one.Close()
		}
	}
}

// order is the order in which the endpoints are asked.
func (g *group) order() []*endpoint {
	list := slices.Clone(g.list)
	now := time.Now().UnixNano()
	back := func(e *endpoint) int {
		switch {
		case e.client.Load() == nil:
			return 2
		case e.behind.Load() > now:
			return 1
		}
		return 0
	}
	slices.SortStableFunc(list, func(a, b *endpoint) int { return back(a) - back(b) })
	return list
}

// demote has an endpoint asked last for a while.
func (e *endpoint) demote() { e.behind.Store(time.Now().Add(behindFor).UnixNano()) }

// hedge is how long an answer is waited for before the next endpoint is asked too.
func (g *group) hedge() time.Duration {
	if pace := time.Duration(g.pace.Load()); pace > 0 {
		return max(minHedge, min(hedgeFactor*pace, maxHedge))
	}
	return firstHedge
}

// measure takes in how long an agreement took.
func (g *group) measure(took time.Duration) {
	if old := g.pace.Load(); old > 0 {
		took = (7*time.Duration(old) + took) / 8
	}
	g.pace.Store(int64(max(took, 1)))
}

// once makes one request at the first endpoint that works: transactions, and what is no fact of a
// block. Who fails is asked last from then on, so that another attempt goes to the next one.
func (g *group) once(ctx context.Context, c *Client, result any, method string, args ...any) error {
	if c.ctx.Err() != nil {
		return fmt.Errorf("%s at %s: %w", method, c.where, ErrClosed)
	}
	e := g.order()[0]
	one := e.client.Load()
	if one == nil {
		return fmt.Errorf("%s: %w", method, &unavailableError{"no endpoint answers", true})
	}
	err := one.once(ctx, result, method, args...)
	var failed *unavailableError
	if errors.As(err, &failed) && ctx.Err() == nil {
		e.demote()
		return fmt.Errorf("%s at %s: %w", method, one.where, &unavailableError{failed.reason, true})
	}
	return err
}

// opinion is what one endpoint answered.
type opinion[T any] struct {
	from  *endpoint
	value T
	err   error
	text  string // equal for equal answers; empty if it gave none
	lacks bool   // the answer is that it does not have the block: it may be behind
}

// judge says what an answer is.
func (o *opinion[T]) judge(text func(T) string) {
	var revert *RevertError
	var answer *answerError
	switch err := o.err; {
	case err == nil:
		o.text = "=" + text(o.value)
	case errors.Is(err, ErrReorged):
		o.text, o.lacks = "reorged", true
	case errors.Is(err, ErrNoBlock):
		o.text, o.lacks = "no block", true
	case errors.As(err, &revert): // the words are the endpoint's, the data are the contract's
		o.text = "reverted " + string(revert.Data)
	case errors.Is(err, ErrNoCode):
		o.text = "no code"
	case errors.Is(err, ErrTooLarge):
		o.text = "too large"
	case errors.As(err, &answer):
		o.text = "refused"
	}
}

// agree asks endpoints until `need` of them answer alike, and returns that answer; an error can be
// one too. text is equal for equal values. Without agreement the error is ErrDisagree if
// there were different answers, else ErrUnavailable. A Client of one endpoint returns its answer.
//
// What was asked goes on after ctx has ended, until each endpoint that was asked has answered: who
// answers late and differently is counted too.
func agree[T any](ctx context.Context, c *Client, need int, text func(T) string, ask func(ctx context.Context, one *Client) (T, error)) (T, error) {
	if c.group == nil {
		return ask(ctx, c)
	}
	v, err := consult(ctx, c, need, text, ask)
	if errors.Is(err, ErrDisagree) {
		c.refused.Add(1)
	}
	return v, err
}

// consult is agree of several endpoints, without the count.
func consult[T any](ctx context.Context, c *Client, need int, text func(T) string, ask func(ctx context.Context, one *Client) (T, error)) (T, error) {
	g := c.group
	type result struct {
		value T
		err   error
	}
	agreed := make(chan result, 1)
	c.background(func(ctx context.Context) {
		began := time.Now()
		order := g.order()
		answers := make(chan opinion[T], len(order))
		asked := 0
		next := func() {
			e := order[asked]
			asked++
			c.background(func(ctx context.Context) {
				o := opinion[T]{from: e}
				if one := e.client.Load(); one != nil {
					o.value, o.err = ask(ctx, one)
				} else {
					o.err = fmt.Errorf("endpoint %d: %w", e.number, &unavailableError{"it was not reached yet", true})
				}
				o.judge(text)
				answers <- o
			})
		}
		for asked < need {
			next()
		}
		hedge := time.NewTimer(g.hedge())
		defer hedge.Stop()
		var all []opinion[T]
		var won *opinion[T]
		for len(all) < asked {
			select {
			case o := <-answers:
				all = append(all, o)
				best, alike := 0, 0
				for _, x := range all {
					n := 0
					for _, y := range all {
						if x.text != "" && x.text == y.text {
							n++
						}
					}
					best = max(best, n)
					if x.text == o.text {
						alike = n
					}
				}
				if won == nil && alike >= need {
					won = &o
					g.measure(time.Since(began))
					agreed <- result{o.value, o.err}
				}
				for won == nil && asked < len(order) && best+asked-len(all) < need {
					next()
				}
			case <-hedge.C:
				if won != nil || asked == len(order) {
					continue
				}
				for _, e := range order[:asked] {
					if !slices.ContainsFunc(all, func(o opinion[T]) bool { return o.from == e }) {
						e.demote()
					}
				}
				next()
				hedge.Reset(g.hedge())
			}
		}
		apart := differ(all)
		for _, o := range all {
			switch {
			case o.text == "", won != nil && o.lacks && !won.lacks:
				o.from.demote()
			case o.lacks:
			case won != nil && o.text != won.text, won == nil && apart:
				o.from.demote()
				o.from.disagreed.Add(1)
			}
		}
		if won == nil { // last, so that whoever hears of it finds it counted
			agreed <- result{err: discord(all, need, len(order))}
		}
	})
	select {
	case r := <-agreed:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// differ says whether there were two answers.
func differ[T any](all []opinion[T]) bool {
	first := ""
	for _, o := range all {
		if o.text == "" || o.lacks {
			continue
		}
		if first == "" {
			first = o.text
		} else if o.text != first {
			return true
		}
	}
	return false
}

// discord is the error of opinions that are no agreement.
func discord[T any](all []opinion[T], need, of int) error {
	answered, lack := 0, 0
	var first error
	for _, o := range all {
		switch {
		case o.text == "":
			if first == nil || errors.Is(first, ErrClosed) {
				first = o.err
			}
		case o.lacks:
			lack++
		default:
			answered++
		}
	}
	if differ(all) {
		return fmt.Errorf("%w: of %d no %d answer alike", ErrDisagree, of, need)
	}
	if first == nil {
		return fmt.Errorf("%w: %d of %d endpoints do not have the block, and %d have to agree", ErrUnavailable, lack, of, need)
	}
	return fmt.Errorf("%d of %d endpoints answered, and %d have to agree: %w", answered+lack, of, need, first)
}

// anyone asks endpoints until one gives what ask does not refuse: for what proves itself.
func anyone[T any](ctx context.Context, c *Client, ask func(ctx context.Context, one *Client) (T, error)) (T, error) {
	return agree(ctx, c, 1, func(T) string { return "" }, func(ctx context.Context, one *Client) (T, error) {
		v, err := ask(ctx, one)
		if err == nil || ctx.Err() != nil || errors.Is(err, ErrClosed) {
			return v, err
		}
		if c.group != nil && errors.Is(err, errInvalidProof) {
			for _, e := range c.group.list {
				if e.client.Load() == one {
					e.disagreed.Add(1)
				}
			}
		}
		return v, fmt.Errorf("%s: %w", one.where, &unavailableError{err.Error(), true})
	})
}

// heard is what an endpoint answered when all were asked.
type heard[T any] struct {
	*endpoint
	answer T
	err    error
}

// everyone asks all endpoints at once, and returns what they answer as it comes: len(g.list) answers.
func everyone[T any](g *group, c *Client, ask func(ctx context.Context, e *endpoint, one *Client) (T, error)) <-chan heard[T] {
	answers := make(chan heard[T], len(g.list))
	for _, e := range g.list {
		c.background(func(ctx context.Context) {
			a := heard[T]{endpoint: e}
			if one := e.client.Load(); one != nil {
				a.answer, a.err = ask(ctx, e, one)
			} else {
				a.err = fmt.Errorf("endpoint %d: %w", e.number, &unavailableError{"it was not reached yet", true})
			}
			answers <- a
		})
	}
	return answers
}

// level asks all endpoints for an amount, and returns the highest that as many of them as must agree tell, or more than that.
// Those that have not told shortly after so many have are not waited for.
func (g *group) level(ctx context.Context, c *Client, ask func(ctx context.Context, one *Client) (*big.Int, error)) (*big.Int, error) {
	answers := everyone(g, c, func(ctx context.Context, _ *endpoint, one *Client) (*big.Int, error) { return ask(ctx, one) })
	var amounts []*big.Int // descending
	var failed error
	var patience <-chan time.Time
	for open := len(g.list); open > 0; open-- {
		select {
		case a := <-answers:
			if a.err != nil {
				if errors.As(a.err, new(*unavailableError)) {
					a.demote()
				}
				failed = a.err
				continue
			}
			amounts = append(amounts, a.answer)
			slices.SortFunc(amounts, func(a, b *big.Int) int { return b.Cmp(a) })
			if len(amounts) == g.quorum {
				patience = time.After(g.hedge())
			}
		case <-patience:
			open = 1
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if len(amounts) < g.quorum {
		return nil, fmt.Errorf("%d of %d endpoints answered, and %d have to: %w", len(amounts), len(g.list), g.quorum, failed)
	}
	return amounts[g.quorum-1], nil
}

// tip returns the block that a tag names: the highest one that as many endpoints as must agree have
// come to. So neither one that is behind nor one that invents a future moves it. Where they are not
// of one mind about that block, as while a reorganisation spreads, it is one a few blocks below.
func (g *group) tip(ctx context.Context, c *Client, tag string) (*header, error) {
	answers := everyone(g, c, func(ctx context.Context, e *endpoint, one *Client) (*header, error) {
		age := time.Duration(0)
		if one.ws {
			age = one.headAge
		}
		head, err := one.tagged(ctx, tag, age)
		if err != nil {
			e.demote()
		} else if tag == "latest" {
			e.head.Store(uint64(head.Number))
		}
		return head, err
	})
	g.mu.Lock()
	top := g.tops[tag]
	g.mu.Unlock()
	heads := make(map[*Client]*header)
	var numbers []uint64 // descending
	var failed error
	var patience <-chan time.Time
	missing := slices.Clone(g.list)
	patient := false
	// Where no head was known before, one that is told may be stale, too.
	fresh := func() bool { return top > 0 && numbers[g.quorum-1] >= top }
	for done := false; len(missing) > 0 && !done; {
		select {
		case a := <-answers:
			missing = slices.DeleteFunc(missing, func(e *endpoint) bool { return e == a.endpoint })
			if a.err != nil {
				failed = a.err
				break
			}
			heads[a.client.Load()] = a.answer
			numbers = append(numbers, uint64(a.answer.Number))
			slices.SortFunc(numbers, func(a, b uint64) int { return cmp.Compare(b, a) })
		case <-patience:
			if done = patient || fresh(); !done {
				patience, patient = time.After(headPatience), true
				break
			}
			for _, e := range missing {
				e.demote()
			}
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if len(numbers) < g.quorum || done {
			continue
		}
		if patience == nil {
			patience = time.After(g.hedge())
		}
		// Who is known to be slow is not waited for, unless the others may be stale.
		now := time.Now().UnixNano()
		if !slices.ContainsFunc(missing, func(e *endpoint) bool { return e.behind.Load() <= now && e.client.Load() != nil }) {
			done = fresh()
		}
	}
	if len(numbers) < g.quorum {
		if failed == nil {
			failed = ErrUnavailable
		}
		return nil, fmt.Errorf("%d of %d endpoints answered, and %d have to agree: %w", len(numbers), len(g.list), g.quorum, failed)
	}
	highest := numbers[g.quorum-1]
	var err error
	for _, down := range []uint64{0, 1, 2, 4, 8} {
		if down > highest {
			break
		}
		var found *header
		number := highest - down
		found, err = consult(ctx, c, g.quorum, (*header).identity, func(ctx context.Context, one *Client) (*header, error) {
			if h := heads[one]; h != nil && uint64(h.Number) == number {
				return h, nil
			}
			return one.numbered(ctx, number)
		})
		if err == nil {
			g.mu.Lock()
			g.tops[tag] = highest
			g.mu.Unlock()
			g.trouble.Store(false)
			return found, nil
		}
		if !errors.Is(err, ErrDisagree) {
			return nil, err
		}
	}
	c.refused.Add(1)
	g.trouble.Store(true)
	return nil, fmt.Errorf("the block with the number %d: %w", highest, err)
}

// identity is equal for headers of one block.
func (h *header) identity() string {
	return fmt.Sprint(uint64(h.Number), h.Hash, h.Parent, uint64(h.Time), h.BaseFee) // transactions offer fees by the last
}

func bytesText(b []byte) string { return string(b) }

// logsText is equal for equal logs.
func logsText[L *types.Log | types.Log](logs []L) string {
	list, err := json.Marshal(logs)
	if err != nil {
		return err.Error()
	}
	sum := sha256.Sum256(list)
	return string(sum[:])
}

// forgetTimes leaves out the times of blocks, which some endpoints leave out too.
func forgetTimes(logs []*types.Log) {
	for _, l := range logs {
		l.BlockTimestamp = 0
	}
}

// getLogs asks for logs (eth_getLogs). Of several endpoints they are without the times of blocks.
func (c *Client) getLogs(ctx context.Context, filter map[string]any) ([]types.Log, error) {
	return agree(ctx, c, c.quorum(), logsText[types.Log], func(ctx context.Context, one *Client) ([]types.Log, error) {
		var logs []types.Log
		if err := one.read(ctx, &logs, "eth_getLogs", filter); err != nil {
			return nil, err
		}
		if c.group != nil {
			for i := range logs {
				forgetTimes([]*types.Log{&logs[i]})
			}
		}
		return logs, nil
	})
}
