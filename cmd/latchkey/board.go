package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/market"
)

// board is what the chain says of one committee at one block.
type board struct {
	contract  *chain.Committees
	view      *chain.View
	block     uint64 // of view
	number    uint64
	settings  chain.Settings
	active    *chain.Epoch // nil before the first
	before    *chain.Epoch // the epoch before it, where the next one may deal from that; else nil
	attempt   chain.Attempt
	operators map[common.Address]chain.Operator // of the members of active and of attempt
}

// readBoard reads a committee at a block. Without operators, none are read.
func readBoard(ctx context.Context, k *chain.Committees, v *chain.View, number uint64, operators bool) (*board, error) {
	b := &board{contract: k, view: v, block: v.Block().Number, number: number, operators: make(map[common.Address]chain.Operator)}
	var err error
	if b.settings, err = k.Settings(ctx, v, number); err != nil {
		return nil, err
	}
	if b.attempt, err = k.CurrentAttempt(ctx, v, number); err != nil {
		return nil, err
	}
	epoch, err := k.ActiveEpoch(ctx, v, number)
	if err != nil {
		return nil, err
	}
	if epoch > 0 {
		active, err := k.EpochOf(ctx, v, number, epoch)
		if err != nil {
			return nil, err
		}
		b.active = &active
	}
	if epoch > 1 && b.active.Confirms() < b.active.Enough() {
		before, err := k.EpochOf(ctx, v, number, epoch-1)
		if err != nil {
			return nil, err
		}
		b.before = &before
	}
	if !operators {
		return b, nil
	}
	accounts := slices.Concat(b.attempt.Members, b.members())
	entries, err := k.Operators(ctx, v, accounts)
	if err != nil {
		return nil, err
	}
	for i, account := range accounts {
		b.operators[account] = entries[i]
	}
	return b, nil
}

// runs reports whether an attempt is under way.
func (b *board) runs() bool { return b.attempt.Runs(b.block) }

// failed reports whether the latest attempt came to nothing, and nothing came after it.
func (b *board) failed() bool { return !b.runs() && b.attempt.Epoch == b.next() }

// next is the epoch that the next start is for.
func (b *board) next() uint64 {
	if b.active == nil {
		return 1
	}
	return b.active.Epoch + 1
}

// members are those of the active epoch; before the first, those that the latest attempt names.
func (b *board) members() []common.Address {
	if b.active == nil {
		return b.attempt.Members
	}
	return b.active.Members
}

// t is the threshold of the active epoch; before the first, that of the latest attempt.
func (b *board) t() uint32 {
	if b.active == nil {
		return b.attempt.T
	}
	return b.active.T
}

// from returns the epoch of that number, if the next one may deal from it, and nil if not.
func (b *board) from(epoch uint64) *chain.Epoch {
	for _, e := range []*chain.Epoch{b.active, b.before} {
		if e != nil && e.Epoch == epoch {
			return e
		}
	}
	return nil
}

// promisedUntil is chain.Epoch.PromisedUntil of the active epoch.
func (b *board) promisedUntil() uint64 {
	until := make([]uint64, len(b.active.Members))
	for i, m := range b.active.Members {
		until[i] = b.operators[m].ServesUntil
	}
	return b.active.PromisedUntil(until)
}

// round is who said what in an attempt.
type round struct {
	chain.Attempt
	dealers []common.Address // members of the epoch that it deals from; in epoch 1 the attempt's own
	said    [5]map[common.Address]bool
}

// round reads what was said in the latest attempt.
func (b *board) round(ctx context.Context) (*round, error) {
	r := &round{Attempt: b.attempt, dealers: b.attempt.Members}
	for p := range r.said {
		r.said[p] = make(map[common.Address]bool)
	}
	if r.From > 0 {
		from, err := b.contract.EpochOf(ctx, b.view, b.number, r.From)
		if err != nil {
			return nil, err
		}
		r.dealers = from.Members
	}
	messages, err := b.contract.Messages(ctx, b.view, b.number, b.attempt)
	if err != nil {
		return nil, err
	}
	for _, m := range messages {
		if int(m.Phase) < len(r.said) {
			r.said[m.Phase][m.From] = true
		}
	}
	return r, nil
}

// mayCommit reports whether an account deals in the attempt, as far as joins have decided.
func (r *round) mayCommit(account common.Address) bool {
	return slices.Contains(r.dealers, account) && (r.said[chain.Join][account] || !slices.Contains(r.Members, account))
}

// due returns who is expected to speak in a phase: nobody in complain, where only who was cheated does.
func (r *round) due(p chain.Phase) []common.Address {
	var due []common.Address
	add := func(accounts []common.Address, when func(common.Address) bool) {
		for _, a := range accounts {
			if when(a) {
				due = append(due, a)
			}
		}
	}
	switch p {
	case chain.Join:
		return r.Members
	case chain.Commit:
		add(r.dealers, r.mayCommit)
	case chain.Deal:
		add(r.dealers, func(a common.Address) bool { return r.said[chain.Commit][a] })
	case chain.Confirm:
		add(r.Members, func(a common.Address) bool { return r.said[chain.Join][a] })
	}
	return due
}

// silent returns who is expected to speak in a phase and has not.
func (r *round) silent(p chain.Phase) []common.Address {
	return slices.DeleteFunc(slices.Clone(r.due(p)), func(a common.Address) bool { return r.said[p][a] })
}

// failure says in words why an attempt that is over failed, and who was silent.
func (r *round) failure() string {
	for p := chain.Join; p <= chain.Confirm; p++ {
		silent := r.silent(p)
		switch spoke := len(r.due(p)) - len(silent); {
		case p == chain.Join && spoke < r.Needed():
			return fmt.Sprintf("%d of %d members joined, and %d are needed; missing: %s", spoke, len(r.Members), r.Needed(), addresses(silent))
		case p == chain.Confirm:
			text := fmt.Sprintf("%d of %d members that joined confirmed, and %d have to, with one result", spoke, len(r.due(p)), r.Needed())
			for _, p := range []chain.Phase{chain.Commit, chain.Deal, chain.Confirm} {
				if silent := r.silent(p); len(silent) > 0 {
					text += fmt.Sprintf("; did not %s: %s", p, addresses(silent))
				}
			}
			return text
		}
	}
	return ""
}

// approval is a start that members approved.
type approval struct {
	chain.Proposal                  // without members if only its hash is known
	hash           [32]byte         // what they approved
	by             []common.Address // whose newest approval it is
	needed         int              // how many it takes; 0 if it is not known
}

// approvals reads what is approved for the next epoch, the most approved first.
func (b *board) approvals(ctx context.Context) ([]approval, error) {
	if b.active == nil {
		return nil, nil
	}
	accounts, since := b.active.Members, b.active.StartedAt
	if b.before != nil {
		for _, m := range b.before.Members {
			if b.active.Index(m) == 0 {
				accounts = append(slices.Clone(accounts), m)
			}
		}
	}
	by, err := b.contract.Approvals(ctx, b.view, b.number, b.next(), accounts)
	if err != nil || len(by) == 0 {
		return nil, err
	}
	texts, err := b.contract.Proposals(ctx, b.view, b.number, b.next(), since)
	if err != nil {
		return nil, err
	}
	var all []approval
	for _, account := range accounts {
		hash, ok := by[account]
		if !ok {
			continue
		}
		p, known := texts[hash]
		from := b.from(p.From)
		if known && (len(p.Members) == 0 || from == nil || from.Index(account) == 0) {
			continue // it was taken back, or counts for nothing any more
		}
		i := slices.IndexFunc(all, func(a approval) bool { return a.hash == hash })
		if i < 0 {
			a := approval{Proposal: p, hash: hash}
			if known {
				a.needed = from.Needed()
			}
			all, i = append(all, a), len(all)
		}
		all[i].by = append(all[i].by, account)
	}
	slices.SortStableFunc(all, func(a, b approval) int { return len(b.by) - len(a.by) })
	return all, nil
}

// change says in words what a start changes.
func (b *board) change(p chain.Proposal) string {
	now := b.members()
	var come, leave []common.Address
	for _, m := range p.Members {
		if !slices.Contains(now, m) {
			come = append(come, m)
		}
	}
	for _, m := range now {
		if !slices.Contains(p.Members, m) {
			leave = append(leave, m)
		}
	}
	var parts []string
	if len(leave) > 0 {
		parts = append(parts, "without "+addresses(leave))
	}
	if len(come) > 0 {
		parts = append(parts, "with "+addresses(come))
	}
	if len(come)+len(leave) == 0 {
		parts = append(parts, "the same members")
	}
	size := fmt.Sprintf("%d of %d", p.T, len(p.Members))
	if was := fmt.Sprintf("%d of %d", b.t(), len(now)); was != size {
		size += " in place of " + was
	}
	if b.active != nil && p.From != b.active.Epoch {
		parts = append(parts, fmt.Sprintf("dealt from epoch %d", p.From))
	}
	return size + ", " + strings.Join(parts, ", ")
}

// addresses writes accounts, or "nobody".
func addresses(accounts []common.Address) string {
	if len(accounts) == 0 {
		return "nobody"
	}
	return strings.Join(texts(accounts), ", ")
}

// texts are accounts as --json and --members write them; never nil.
func texts(accounts []common.Address) []string {
	all := []string{}
	for _, a := range accounts {
		all = append(all, a.Hex())
	}
	return all
}

// connectCommittees is connect for verbs about the Committees contract.
func connectCommittees(ctx context.Context, n *config.Network, what string, signs bool) (*client, *chain.Committees, error) {
	if n.Committees == (common.Address{}) {
		return nil, nil, &config.MissingError{Flag: "committees", What: "the Committees contract"}
	}
	c, err := connect(ctx, n, what, signs)
	if err != nil {
		return nil, nil, err
	}
	return c, c.chain.Committees(n.Committees), nil
}

// committeeNumber reads the argument of a verb about one committee; without one it is the
// configured committee.
func committeeNumber(verb string, args []string, n *config.Network) (uint64, error) {
	if len(args) == 0 {
		if n.Committee == 0 {
			return 0, wrongUsage(verb, "no committee is named: give its number, or set --committee")
		}
		return n.Committee, nil
	}
	number, err := strconv.ParseUint(args[0], 10, 64)
	if err != nil || number == 0 {
		return 0, wrongUsage(verb, "%q is not a committee's number", args[0])
	}
	return number, nil
}

// sending tries again what lost its nonce to another program of the account: the operator's
// node sends from it too.
func sending[T any](c *client, send func() (T, error)) (T, error) {
	c.progress.show(waitsForBlock)
	defer c.progress.end()
	for attempt := 1; ; attempt++ {
		v, err := send()
		if !errors.Is(err, chain.ErrNonceTaken) || attempt == 5 {
			return v, err
		}
	}
}

// probeTimeout bounds the wait for one node that is asked whether it answers.
const probeTimeout = 5 * time.Second

// nodeGet asks a node, and decodes its answer into v unless v is nil. Status is 0 if there was none.
func nodeGet(ctx context.Context, base, path string, v any) (status int, err error) {
	at, err := url.JoinPath(base, strings.SplitN(path, "?", 2)[0])
	if err != nil {
		return 0, err
	}
	if _, query, ok := strings.Cut(path, "?"); ok {
		at += "?" + query
	}
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return 0, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	const limit = 64 << 10 // the keys of the largest committee take 9 KiB
	body := io.LimitReader(resp.Body, limit)
	if v != nil && resp.StatusCode == http.StatusOK {
		if err := json.NewDecoder(body).Decode(v); err != nil {
			return resp.StatusCode, fmt.Errorf("the node answers in another form: %w", err)
		}
	}
	return resp.StatusCode, nil
}

// serves asks a node whether it holds a share of an epoch that serves.
func serves(ctx context.Context, base string, committee, epoch uint64) bool {
	status, err := nodeGet(ctx, base, fmt.Sprintf("v1/committees/%d?epoch=%d", committee, epoch), nil)
	return err == nil && status == http.StatusOK
}

// probe asks all members of the active epoch at once whether they serve it.
func (b *board) probe(ctx context.Context) map[common.Address]bool {
	var mu sync.Mutex
	var wg sync.WaitGroup
	all := make(map[common.Address]bool)
	for _, m := range b.active.Members {
		wg.Go(func() {
			yes := serves(ctx, b.operators[m].URL, b.number, b.active.Epoch)
			mu.Lock()
			defer mu.Unlock()
			all[m] = yes
		})
	}
	wg.Wait()
	return all
}

// date is a day of Unix seconds, in UTC, or "ever".
func date(unix uint64) string {
	text, _, _ := strings.Cut(day(unix), "T")
	return text
}

// ago writes how long something lasts or is over, for people: 3 d, 5 h.
func ago(seconds uint64) string {
	switch {
	case seconds >= 2*86400:
		return fmt.Sprintf("%d d", seconds/86400)
	case seconds >= 2*3600:
		return fmt.Sprintf("%d h", seconds/3600)
	case seconds >= 120:
		return fmt.Sprintf("%d min", seconds/60)
	}
	return fmt.Sprintf("%d s", seconds)
}

// seconds since a moment, in Unix seconds; 0 if it is ahead of this computer's clock.
func since(unix uint64) uint64 {
	return max(uint64(time.Now().Unix()), unix) - unix
}

// ether writes wei with the coin's name.
func ether(o chain.Operator) string { return market.Ether(o.Stake) + " ETH" }
