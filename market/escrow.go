package market

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/terms"
)

// Errors of payments in escrow.
var (
	// ErrNoPurchase: the account has no payment in escrow there, or none with which that can be done.
	ErrNoPurchase = errors.New("no such payment in escrow")
	// ErrServed: the members answered in time, so that the seller is paid.
	ErrServed = errors.New("the nodes answered in time")
	// ErrNotYet: it can be done later. The error is a *NotYetError.
	ErrNotYet = errors.New("not yet")
)

// NotYetError says until when something waits.
type NotYetError struct {
	Purchase *Purchase
	Until    uint64 // Unix seconds; 0 if it is a block that is waited for
	Block    uint64
	Bond     bool  // it is the rest of the bond that waits, and all else is done
	Err      error // why the answers that are there could not be looked at, which is tried again; nil: they were, or there are none
}

func (e *NotYetError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%v: whether the answers are right is not known: %v", ErrNotYet, e.Err)
	}
	if e.Bond {
		return fmt.Sprintf("%v: what answers leave of the bond can be taken back after %s", ErrNotYet, moment(e.Until))
	}
	if e.Until != 0 {
		return fmt.Sprintf("%v: nodes may answer until %s", ErrNotYet, moment(e.Until))
	}
	return fmt.Sprintf("%v: it is refunded from block %d on", ErrNotYet, e.Block)
}

// Is makes it an ErrNotYet.
func (e *NotYetError) Is(target error) bool { return target == ErrNotYet }

// Accept ends the escrow of a payment early: it was served. For its holder or payer.
func (c *Client) Accept(ctx context.Context, p *Purchase) error {
	if c.cfg.Wallet == nil {
		return ErrNoWallet
	}
	_, err := c.cfg.Chain.Market(p.Link.Market).Accept(ctx, c.cfg.Wallet, p.Link.Asset, p.Number)
	return err
}

// releaseAtOnce is how many payments are released in one transaction: some 60,000 gas each.
const releaseAtOnce = 50

// Release pays those whom payments of a market are due to, of some listings or of all of the
// account's, and returns what was released. For anybody.
func (c *Client) Release(ctx context.Context, market common.Address, since uint64, links ...Link) ([]*Purchase, error) {
	if c.cfg.Wallet == nil {
		return nil, ErrNoWallet
	}
	var assets []common.Hash
	for _, l := range links {
		if err := c.sameLinkChain(l); err != nil {
			return nil, err
		}
		assets = append(assets, l.Asset)
	}
	b, err := c.book(ctx, market, since, assets...)
	if err != nil {
		return nil, err
	}
	if len(links) == 0 {
		b.purchases = slices.DeleteFunc(b.purchases, func(p *Purchase) bool { return p.Seller != c.cfg.Account })
	}
	if err := c.refresh(ctx, market, b.purchases); err != nil {
		return nil, err
	}
	due := make(map[common.Hash][]*Purchase)
	for _, p := range b.purchases {
		if p.Status == Due {
			due[p.Link.Asset] = append(due[p.Link.Asset], p)
		}
	}
	var released []*Purchase
	m := c.cfg.Chain.Market(market)
	for _, asset := range b.assets {
		for batch := range slices.Chunk(due[asset], releaseAtOnce) {
			numbers := make([]uint32, len(batch))
			for i, p := range batch {
				numbers[i] = p.Number
			}
			if _, err := m.Release(ctx, c.cfg.Wallet, asset, numbers...); err != nil {
				return released, err
			}
			released = append(released, batch...)
		}
	}
	return released, nil
}

// Dispute asks for the file on the chain, as the licence's holder, where everybody sees whether the
// members answer, and opens it to dst if they do. With the request the payment is in dispute: if fewer
// than t members answer in time, it goes back (Refund). Answers that are wrong are shown to be, and do
// not count. The error is that of Open then.
//
// What was begun before and did not come to its end is taken up: if such a request is on the chain
// already, the payment is disputed with that, and opened is false without an error; its answers could
// be read only by the program that made it.
//
// Where the sealed file cannot be had any more, the members are asked for its capsule all the same, as the chain shows
// it: the error says both what became of the file and, with ErrUnanswered, that the payment goes back.
func (c *Client) Dispute(ctx context.Context, item *Item, p *Purchase, dst io.Writer) (opened bool, err error) {
	if c.cfg.Wallet == nil {
		return false, ErrNoWallet
	}
	if p.Holder != c.cfg.Wallet.Address() {
		return false, fmt.Errorf("%w: the licence is that of %s, and only it can ask for the file", ErrNoPurchase, p.Holder)
	}
	if p.Status != Held {
		return false, fmt.Errorf("%w: purchase %d is %s", ErrNoPurchase, p.Number, p.Status)
	}
	if p.Version != item.Listing.Version {
		if item, err = c.ofVersion(ctx, item, p.Version); err != nil {
			return false, err
		}
	}
	m := c.cfg.Chain.Market(p.Link.Market)
	// The request of an earlier run may be on its way still.
	if _, err := c.cfg.Chain.Settle(ctx, c.cfg.Wallet.Address()); err != nil {
		return false, err
	}
	asked, err := c.asked(ctx, item, p)
	if err != nil {
		return false, err
	}
	if asked != 0 {
		_, err := m.Dispute(ctx, c.cfg.Wallet, p.Link.Asset, p.Number, asked)
		p.Request = asked
		return false, err
	}
	if err := c.disputable(ctx, item, p); err != nil {
		return false, err
	}
	ask := func(ctx context.Context, s *sealed.Stanza) ([]byte, error) {
		com, err := c.Committee(ctx, s.Terms.Committees, s.Terms.Committee.Uint64())
		if err != nil {
			return nil, err
		}
		opening, err := c.askOnChain(ctx, s, disputed(com.T, len(com.Members)), func(r chain.Requested) error {
			p.Request = r.ID
			_, err := m.Dispute(ctx, c.cfg.Wallet, p.Link.Asset, p.Number, r.ID)
			return err
		})
		if err == nil {
			return opening.FileKey, nil
		}
		// Whoever has wrong answers shown at once need not come back for it before the time for that is over.
		var failed *quorum.OpenError
		if errors.As(err, &failed) && p.Request != 0 {
			if refuteErr := c.refuteWrong(ctx, p, failed.Wrong); refuteErr != nil {
				err = errors.Join(err, fmt.Errorf("looking whether the answers are right: %w", refuteErr))
			}
		}
		return nil, err
	}
	onChain := *c
	var once error
	onChain.opener = func(ctx context.Context, s *sealed.Stanza) ([]byte, error) {
		if err := c.sameChain(&s.Terms); err != nil {
			return nil, err
		}
		if (&quorum.Request{Terms: s.Terms, Capsule: s.Capsule}).CapsuleID() != item.Pin.CapsuleID {
			return nil, ErrOtherSale
		}
		if once != nil { // of another copy of the file: each request costs
			return nil, once
		}
		key, err := ask(ctx, s)
		once = err
		return key, err
	}
	err = onChain.Open(ctx, item, dst)
	if err == nil || once != nil || p.Request != 0 || ctx.Err() != nil {
		return err == nil, err
	}
	// The file is not there, or not what it was: whoever took it away does not decide whether the members can be asked.
	s, gone := c.listed(ctx, item, p)
	if gone == nil {
		_, gone = ask(ctx, s)
	}
	return false, errors.Join(gone, err)
}

// listed makes the stanza of a pinned capsule from the chain.
func (c *Client) listed(ctx context.Context, item *Item, p *Purchase) (*sealed.Stanza, error) {
	view, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return nil, err
	}
	m := c.cfg.Chain.Market(p.Link.Market)
	contract, err := m.Committees(ctx, view)
	if err != nil {
		return nil, err
	}
	s := &sealed.Stanza{Terms: terms.Terms{ChainID: *uint256.NewInt(c.cfg.Chain.ChainID()), Committees: contract,
		Committee: *uint256.NewInt(item.Listing.Committee), Policy: policy.Sale(p.Link.Market, p.Link.Asset)}}
	if s.Terms.Confirmations, s.Capsule, err = m.CapsuleOf(ctx, p.Link.Asset, p.Version, p.Block); err != nil {
		return nil, err
	}
	if capsuleID(s) != item.Pin.CapsuleID {
		return nil, chain.ErrNoCapsule
	}
	return s, nil
}

// disputable says why the market would not take a request that is sent now, before its bond is paid.
func (c *Client) disputable(ctx context.Context, item *Item, p *Purchase) error {
	view, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return err
	}
	m := c.cfg.Chain.Market(p.Link.Market)
	contract, err := m.Committees(ctx, view)
	if err != nil {
		return err
	}
	// The market's own word: whose it is, whether another payment of this licence is in dispute, and whether it is too late.
	if err := m.MayDispute(ctx, view, p.Holder, p.Link.Asset, p.Number); err != nil {
		return fmt.Errorf("nothing was sent, and no bond paid: %w", err)
	}
	window, err := c.cfg.Chain.Committees(contract).AnswerWindow(ctx, view, item.Listing.Committee)
	if err != nil {
		return err
	}
	licence, err := m.LicenceOf(ctx, view, p.Link.Asset, p.Holder)
	if err != nil {
		return err
	}
	// A transaction takes a while: the request's, and then the dispute's.
	const transactions = 30 // seconds
	now := view.Block().Time
	if over := now + window + transactions; licence < over {
		return fmt.Errorf("%w: the licence ends on %s, and nodes may answer until %s", ErrNoPurchase, moment(licence), moment(over))
	}
	if now+transactions > p.ReleaseAt {
		return fmt.Errorf("%w: the escrow ends on %s, too soon for a request to be on the chain and shown to the market before", ErrNoPurchase, moment(p.ReleaseAt))
	}
	return nil
}

// disputed is how many answers a request that is disputed with has room for: t right ones, beside
// wrong ones of any t - 1 members.
func disputed(t, n int) int { return min(2*t-1, n) }

// ShowBought is Show of the version that a purchase in escrow bought, whatever its seller offers since: what
// is disputed.
func (c *Client) ShowBought(ctx context.Context, p *Purchase) (*Item, error) {
	item, err := c.read(ctx, p.Link)
	if err != nil {
		return nil, err
	}
	return c.ofVersion(ctx, item, p.Version)
}

// ofVersion returns the item with the document of a version.
func (c *Client) ofVersion(ctx context.Context, item *Item, version uint16) (*Item, error) {
	view, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return nil, err
	}
	other := *item
	if other.Pin, err = c.cfg.Chain.Market(item.Link.Market).VersionOf(ctx, view, item.Link.Asset, version); err != nil {
		return nil, err
	}
	other.Listing.Version = version
	other.Metadata, other.Err = c.metadata(ctx, &other)
	return &other, nil
}

// asked returns the number of a request of the holder's for the capsule that is on the chain since the
// purchase and can be disputed with, or 0.
func (c *Client) asked(ctx context.Context, item *Item, p *Purchase) (uint64, error) {
	view, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return 0, err
	}
	m := c.cfg.Chain.Market(p.Link.Market)
	contract, err := m.Committees(ctx, view)
	if err != nil {
		return 0, err
	}
	licence, err := m.LicenceOf(ctx, view, p.Link.Asset, p.Holder)
	if err != nil {
		return 0, err
	}
	b, err := c.book(ctx, p.Link.Market, p.Block, p.Link.Asset)
	if err != nil {
		return 0, err
	}
	k := c.cfg.Chain.Committees(contract)
	q := k.AskedQuery(item.Listing.Committee, p.Holder)
	q.From = p.Block
	logs, err := c.cfg.Chain.Logs(ctx, q, view.Block().Number)
	if err != nil {
		return 0, err
	}
	events, err := k.Events(logs)
	if err != nil {
		return 0, err
	}
	for _, e := range slices.Backward(events) {
		e, ok := e.(chain.Requested)
		if !ok || e.CapsuleID != item.Pin.CapsuleID || b.requests[e.ID] {
			continue
		}
		r, err := k.RequestOf(ctx, view, e.ID)
		if err != nil {
			return 0, err
		}
		epoch, err := k.EpochOf(ctx, view, r.Committee, r.Epoch)
		if err != nil {
			return 0, err
		}
		refuted, err := k.RefutedCount(ctx, view, e.ID)
		if err != nil {
			return 0, err
		}
		// What the market asks of it; and what is answered already brings nothing.
		if r.RequestedAt+uint64(item.Listing.Escrow) >= p.ReleaseAt && r.Deadline >= r.AnswersUntil && licence >= r.AnswersUntil &&
			int(r.Wanted) >= disputed(int(r.T), len(epoch.Members)) && uint32(len(r.Answered))-refuted < r.T {
			return e.ID, nil
		}
	}
	return 0, nil
}

// Refute shows the contract that an answer to a request on the chain is wrong: it does not count as
// an answer then. since is a block that is not after the request's. It costs the member no stake; the
// evidence does, where it is reported.
func (c *Client) Refute(ctx context.Context, request uint64, e *quorum.Evidence, since uint64) error {
	if c.cfg.Wallet == nil {
		return ErrNoWallet
	}
	what := fmt.Sprintf("refuting an answer to request %d", request)
	req, err := quorum.DecodeRequest(e.Request)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if err := c.sameChain(&req.Terms); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	view, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return err
	}
	k := c.cfg.Chain.Committees(req.Terms.Committees)
	r, err := k.RequestOf(ctx, view, request)
	if err != nil {
		return err
	}
	if r.Digest != req.Digest() {
		return fmt.Errorf("%s: the evidence is about another request", what)
	}
	q := k.AnswerQuery(r.Committee, request)
	q.From = since
	logs, err := c.cfg.Chain.Logs(ctx, q, view.Block().Number)
	if err != nil {
		return err
	}
	events, err := k.Events(logs)
	if err != nil {
		return err
	}
	var hashes [][32]byte
	place := -1
	signed := common.FromHex(e.Share + e.Signature)
	for _, event := range events {
		if a, ok := event.(chain.Answered); ok {
			if slices.Equal(a.Answer, signed) {
				place = len(hashes)
			}
			hashes = append(hashes, crypto.Keccak256Hash(a.Answer))
		}
	}
	if chain.FoldAnswers(r.Digest, hashes...) != r.Answers {
		return fmt.Errorf("%s: the endpoint does not give all of its answers", what)
	}
	if place < 0 {
		return fmt.Errorf("%s: the wrong share is not among its answers on the chain", what)
	}
	epoch, err := k.EpochOf(ctx, view, r.Committee, r.Epoch)
	if err != nil {
		return err
	}
	keys := e.Keys
	if keys == nil {
		com, err := c.epochOf(ctx, view, k, r.Committee, r.Epoch)
		if err == nil {
			keys, err = c.keysOf(ctx, k, com)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	report, err := e.Report(keys, epoch.Hash)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	_, err = k.Refute(ctx, c.cfg.Wallet, request, hashes, place, chain.Report(*report))
	return err
}

// keysOf returns the keys of a committee's epoch: from the chain, or where Config.Keys is nil, from its nodes.
func (c *Client) keysOf(ctx context.Context, k *chain.Committees, com *quorum.Committee) (*quorum.Keys, error) {
	if c.cfg.Keys != nil {
		return c.cfg.Keys(ctx, k, com.ID.Uint64(), com.Epoch)
	}
	keys, _, err := c.cfg.Nodes.FetchKeys(ctx, com)
	return keys, err
}

// refuteWrong shows the contract the answers to a dispute's request that are wrong. Those of told were reported before.
func (c *Client) refuteWrong(ctx context.Context, p *Purchase, told []*quorum.Evidence) error {
	view, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return err
	}
	contract, err := c.cfg.Chain.Market(p.Link.Market).Committees(ctx, view)
	if err != nil {
		return err
	}
	k := c.cfg.Chain.Committees(contract)
	r, err := k.RequestOf(ctx, view, p.Request)
	if err != nil {
		return err
	}
	com, err := c.epochOf(ctx, view, k, r.Committee, r.Epoch)
	if err != nil {
		return err
	}
	asked, answered := k.AskedQuery(r.Committee, r.Buyer), k.AnswerQuery(r.Committee, p.Request)
	asked.From, answered.From = p.Block, p.Block
	var req *quorum.Request
	var answers []quorum.Posted
	for _, q := range []chain.Query{asked, answered} {
		logs, err := c.cfg.Chain.Logs(ctx, q, view.Block().Number)
		if err != nil {
			return err
		}
		events, err := k.Events(logs)
		if err != nil {
			return err
		}
		for _, e := range events {
			switch e := e.(type) {
			case chain.Requested:
				if e.ID == p.Request {
					req = &quorum.Request{Capsule: e.Ask.Capsule, Epoch: r.Epoch, Terms: terms.Terms{ChainID: com.Domain.ChainID, Committees: contract,
						Committee: com.ID, Confirmations: e.Ask.Confirmations, Policy: e.Ask.Policy}}
					req.Message = &terms.AccessRequest{Capsule: req.CapsuleID(), ReaderKey: e.Ask.ReaderKey, Buyer: r.Buyer, Deadline: e.Ask.Deadline}
				}
			case chain.Answered:
				if split := len(e.Answer) - 65; split > 0 {
					answers = append(answers, quorum.Posted{Index: int(e.Index), Share: e.Answer[:split], Signature: e.Answer[split:]})
				}
			}
		}
	}
	if req == nil || req.Digest() != r.Digest || len(answers) < len(r.Answered) {
		return fmt.Errorf("the endpoint does not give request %d and all of its answers", p.Request)
	}
	if len(answers) == 0 {
		return nil
	}
	keys, err := c.keysOf(ctx, k, com)
	if err != nil {
		return err
	}
	wrong, err := quorum.WrongAnswers(com, req, answers, keys)
	if err != nil {
		return err
	}
	c.report(slices.DeleteFunc(slices.Clone(wrong), func(e *quorum.Evidence) bool {
		return slices.ContainsFunc(told, func(t *quorum.Evidence) bool { return t.Index == e.Index })
	}))
	var errs []error
	for _, e := range wrong {
		// A refusal: somebody else has shown it, or the time for it is over.
		if err := c.Refute(ctx, p.Request, e, p.Block); !errors.Is(err, chain.ErrReverted) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Refund brings a payment in dispute to its end: it notes that the request was not answered, and
// gives the payment back when that may be. It reads where things are from the chain, so that it can be
// called again after any failure. Answers that are wrong are shown to be, while there is time for it. What answers left of the
// bond is taken back too, if it was the account's, whichever way the dispute ends. With wait it waits for what it has to, and
// tells of it; otherwise that is a *NotYetError. The error is ErrServed if the members answered. Its payer withdraws
// what is given back (Withdraw).
func (c *Client) Refund(ctx context.Context, p *Purchase, wait bool, waiting func(*NotYetError)) error {
	if c.cfg.Wallet == nil {
		return ErrNoWallet
	}
	m := c.cfg.Chain.Market(p.Link.Market)
	looked, reclaimed := false, false
	for refusals := 0; ; {
		was := p.Status
		if err := c.refresh(ctx, p.Link.Market, []*Purchase{p}); err != nil {
			return err
		}
		var later *NotYetError
		var err error
		if p.Status == Served && !looked {
			// Whoever asked may not have been there when the answers came.
			if err = c.refuteWrong(ctx, p, nil); err == nil {
				looked = true
				continue
			}
			if ctx.Err() != nil || !wait {
				return fmt.Errorf("looking whether the answers are right: %w", err)
			}
			// Nodes that tell the keys may come back before the time to show it is over.
			later, err = &NotYetError{Purchase: p, Until: p.ReleaseAt, Err: err}, nil
		}
		if p.Status == Settled && (was == Failed || was == Refundable) {
			p.Status = Refunded // somebody else was faster: anybody can do it
		}
		var end error // how the dispute ended
		over := false
		switch {
		case later != nil:
		case p.Status == Asked:
			later = &NotYetError{Purchase: p, Until: p.AnswersUntil}
		case p.Status == Failed:
			later = &NotYetError{Purchase: p, Block: p.RefundAt}
		case p.Status == Unserved:
			_, err = m.Fail(ctx, c.cfg.Wallet, p.Link.Asset, p.Number)
		case p.Status == Refundable:
			_, err = m.Refund(ctx, c.cfg.Wallet, p.Link.Asset, p.Number)
		case p.Status == Refunded:
			over = true
		case p.Request != 0 && (p.Status == Served || p.Status == Due):
			over, end = true, fmt.Errorf("%w: %d, and %d were needed", ErrServed, p.Standing, p.Needed)
		case p.Request != 0 && p.Status == Settled && (p.BondLeft != nil || reclaimed):
			over, end = true, ErrServed
		default:
			return fmt.Errorf("%w: purchase %d is %s", ErrNoPurchase, p.Number, p.Status)
		}
		if over {
			switch {
			case p.BondLeft == nil:
				return end
			case p.BondFrom != 0:
				later = &NotYetError{Purchase: p, Until: p.BondFrom, Bond: true}
			default:
				if err = c.reclaim(ctx, p); err == nil {
					reclaimed = true
					continue
				}
			}
		}
		switch {
		case err == nil && later == nil:
			continue
		case errors.Is(err, chain.ErrReverted) && refusals < 3: // the endpoint is a block behind, or somebody was faster
			refusals++
		case err != nil:
			return err
		case !wait && over && end != nil:
			return fmt.Errorf("%w; %w", end, later)
		case !wait:
			return later
		case waiting != nil:
			waiting(later)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

// ReclaimBond takes back what answers left of the bond of a purchase's dispute, if it was the account's. The error is a
// *NotYetError while answers are paid from it still; that nothing is left is none.
func (c *Client) ReclaimBond(ctx context.Context, p *Purchase) error {
	if c.cfg.Wallet == nil {
		return ErrNoWallet
	}
	if err := c.refresh(ctx, p.Link.Market, []*Purchase{p}); err != nil || p.BondLeft == nil {
		return err
	}
	if p.BondFrom != 0 {
		return &NotYetError{Purchase: p, Until: p.BondFrom, Bond: true}
	}
	return c.reclaim(ctx, p)
}

// reclaim takes back what the answers left of a request's bond.
func (c *Client) reclaim(ctx context.Context, p *Purchase) error {
	view, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return err
	}
	contract, err := c.cfg.Chain.Market(p.Link.Market).Committees(ctx, view)
	if err != nil {
		return err
	}
	left := p.BondLeft
	if _, err := c.cfg.Chain.Committees(contract).Reclaim(ctx, c.cfg.Wallet, p.Request); err != nil {
		return err
	}
	if c.cfg.Reclaimed != nil {
		c.cfg.Reclaimed(p, left)
	}
	return nil
}
