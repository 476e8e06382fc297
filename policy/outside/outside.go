// Package outside is what policies read on one machine: chains, by their endpoints, and the hosts of
// the web that the machine's operator allows. Nodes evaluate with it, and gateways and the command
// line explain with it, so that all refuse the same, in the same words.
package outside

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/ocean"
	"github.com/latchkey-network/latchkey/policy"
)

// Other is a chain that policies may read beside that of their terms.
type Other struct {
	Chain *chain.Client
	// MinConfirmations is the least depth, in blocks, at which policies read it. They read it at that of
	// their terms if that is larger.
	MinConfirmations uint64
}

// Config says what policies may read. The clients are open for as long as the Reader is used.
type Config struct {
	// Chain is that of the terms.
	Chain *chain.Client
	// MinConfirmations is the least depth, in blocks, at which it is read.
	MinConfirmations uint64
	// Others are the other chains, each once.
	Others []Other
	// Web says which hosts of the web policies may read; the zero value is none.
	Web Web
	// Timely, if not nil, refuses chains whose newest block it is told of: one that is so old, or so far ahead, that it tells nothing
	// about now. A chain for development on this machine is not asked about: whoever tries things moves its clock.
	Timely func(newest chain.Block) error
	// Who reads, as errors say it: "this node". Empty is somebody who reads for himself: then errors tell
	// which endpoint said what, which is otherwise nobody's business.
	Who string
}

// Reader reads for policies. Safe for concurrent use.
type Reader struct {
	cfg    Config
	others map[uint64]Other
	web    *webReader // nil reads nothing
}

// New refuses a chain that is there twice.
func New(cfg Config) (*Reader, error) {
	r := &Reader{cfg: cfg, others: map[uint64]Other{}}
	r.web = newWebReader(cfg.Web, r.who())
	for _, o := range cfg.Others {
		id := o.Chain.ChainID()
		if _, twice := r.others[id]; twice || id == cfg.Chain.ChainID() {
			return nil, fmt.Errorf("chain %d is there twice: give its endpoints together", id)
		}
		r.others[id] = o
	}
	return r, nil
}

// Chains are the ids of the other chains, in order.
func (r *Reader) Chains() []uint64 { return slices.Sorted(maps.Keys(r.others)) }

// Hosts of the web that may be read; not nil.
func (r *Reader) Hosts() []string { return r.web.hosts() }

// Inputs are what a policy sees: the chain at the view, others as deep behind their heads as the terms
// ask, or deeper, the values that came with the request, and the web.
func (r *Reader) Inputs(view *chain.View, confirmations uint64, given map[string]json.RawMessage) policy.Inputs {
	in := policy.Inputs{View: r.discreet(view.Proved()), Given: given}
	if r.web != nil {
		in.Web = r.web
	}
	in.Chain = func(ctx context.Context, id uint64) (policy.View, error) {
		view, err := r.View(ctx, id, confirmations)
		if err != nil {
			return nil, err
		}
		return r.discreet(view), nil
	}
	return in
}

// Explain explains a policy for an account, as of a view of the terms' chain. Of orders of Ocean's that come with the given values it says
// whether they let the account have what the service sells now: no file is asked for that could be another.
func (r *Reader) Explain(ctx context.Context, p *policy.Policy, account common.Address, view *chain.View, confirmations uint64, given map[string]json.RawMessage) (*policy.Explained, error) {
	in := r.Inputs(view, confirmations, given)
	var why error
	in.Ordered = func(ctx context.Context, o policy.Order) (bool, error) {
		claim := &ocean.Claim{Account: o.Buyer, NFT: o.NFT, Datatoken: o.Datatoken, MaxAge: o.MaxAge}
		if err := ocean.GivenOrder(given, claim); err != nil {
			return false, err
		}
		at := view.Proved()
		if o.Chain != 0 {
			var err error
			if at, err = r.View(ctx, o.Chain, confirmations); err != nil {
				return false, err
			}
		}
		err := ocean.Check(ctx, at, claim)
		if ocean.Refused(err) {
			why = err
			return false, nil
		}
		if err != nil && r.cfg.Who != "" {
			err = &policy.DiscreetError{Text: r.Tell(err), Err: err}
		}
		return err == nil, err
	}
	e, err := p.Explain(ctx, account, in)
	if err == nil && why != nil {
		e.Order = r.Scrub(why.Error())
	}
	return e, err
}

// Reads says whether a chain is read, that of the terms or another.
func (r *Reader) Reads(id uint64) bool {
	_, ok := r.chain(id)
	return ok
}

func (r *Reader) chain(id uint64) (Other, bool) {
	if id == r.cfg.Chain.ChainID() {
		return Other{Chain: r.cfg.Chain, MinConfirmations: r.cfg.MinConfirmations}, true
	}
	o, ok := r.others[id]
	return o, ok
}

// View is a chain, that of the terms or another, proved where its client does that, so many blocks behind its head, or deeper. Where somebody else asks, what
// fails is a *policy.DiscreetError.
func (r *Reader) View(ctx context.Context, id, confirmations uint64) (*chain.View, error) {
	o, ok := r.chain(id)
	if !ok {
		return nil, fmt.Errorf("%s does not read chain %d", r.who(), id)
	}
	view, err := o.Chain.At(ctx, max(confirmations, o.MinConfirmations))
	if err == nil {
		err = r.timely(ctx, o.Chain)
	}
	if err == nil {
		return view.Proved(), nil
	}
	err = fmt.Errorf("chain %d: %w", id, err)
	if r.cfg.Who == "" {
		return nil, err
	}
	return nil, &policy.DiscreetError{Text: r.Tell(err), Err: err}
}

// Head is the newest block of the terms' chain, proved where its client does that, for who judges by what is so now.
func (r *Reader) Head(ctx context.Context) (*chain.View, error) {
	head, err := r.cfg.Chain.At(ctx, 0)
	if err == nil {
		err = r.timely(ctx, r.cfg.Chain)
	}
	if err != nil {
		return nil, err
	}
	return head.Proved(), nil
}

// timely asks Config.Timely about a chain, whose head is known by now.
func (r *Reader) timely(ctx context.Context, c *chain.Client) error {
	if r.cfg.Timely == nil || c.Local() {
		return nil
	}
	head, err := c.At(ctx, 0)
	if err != nil {
		return err
	}
	if err := r.cfg.Timely(head.Block()); err != nil {
		return fmt.Errorf("%w: %w", chain.ErrUnavailable, err)
	}
	return nil
}

func (r *Reader) discreet(v policy.View) policy.View {
	if r.cfg.Who == "" {
		return v
	}
	return policy.Discreet(v, r.Tell)
}

func (r *Reader) who() string {
	if r.cfg.Who == "" {
		return "this computer"
	}
	return r.cfg.Who
}

// Tell is what anybody may read of an error.
func (r *Reader) Tell(err error) string {
	if errors.Is(err, chain.ErrDisagree) {
		return "the endpoints of " + r.who() + " disagree about the chain"
	}
	if Unreadable(err) {
		return r.who() + "'s endpoint does not answer as it should"
	}
	return r.Scrub(err.Error())
}

// Scrub takes out of an error's text where the chains are read.
func (r *Reader) Scrub(text string) string {
	for _, o := range r.others {
		text = strings.ReplaceAll(text, o.Chain.String(), r.who()+"'s endpoint")
	}
	return strings.ReplaceAll(text, r.cfg.Chain.String(), r.who()+"'s endpoint")
}

// Unreadable says whether an evaluation failed because of an endpoint, not of the policy.
func Unreadable(err error) bool {
	return errors.Is(err, chain.ErrUnavailable) || errors.Is(err, chain.ErrReorged) || errors.Is(err, chain.ErrClosed)
}

// Undiscreet is an error in full, which a log may have.
func Undiscreet(err error) error {
	var told *policy.DiscreetError
	if errors.As(err, &told) {
		return told.Err
	}
	return err
}
