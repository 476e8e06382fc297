package market

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"golang.org/x/sync/errgroup"

	"github.com/latchkey-network/latchkey/chain"
)

// Status says how far a payment is.
type Status string

// The ways of a payment. What is paid without escrow is Settled at once; what is in escrow is Held,
// and then either Due and Settled, or Asked for on the chain: and then Served, Due and Settled, or
// Unserved, Failed, Refundable and Refunded.
const (
	Settled    Status = "settled"    // those whom it is due to can withdraw it, or have
	Held       Status = "held"       // until ReleaseAt it can be disputed
	Due        Status = "due"        // its time is over: anybody can release it
	Asked      Status = "asked"      // in dispute: answers are taken until AnswersUntil
	Served     Status = "served"     // in dispute, and answered: until ReleaseAt answers can be shown wrong
	Unserved   Status = "unserved"   // in dispute, and not answered in time: anybody can say so to the market
	Failed     Status = "failed"     // refunded from the block RefundAt on
	Refundable Status = "refundable" // now
	Refunded   Status = "refunded"   // its payer can withdraw it, or has
)

// Purchase is one of an asset's sales, and how far its payment is.
type Purchase struct {
	Link     Link
	Number   uint32 // among the asset's sales, from 1
	Seller   common.Address
	Holder   common.Address // whose licence it is
	Payer    common.Address
	Referrer common.Address // zero: nobody
	Price    *big.Int
	Currency Currency
	Until    uint64 // the licence's last second, as it was bought
	Block    uint64 // of the sale
	Status   Status
	// ReleaseAt is the last second in which the payment can be disputed, or if it is Served, in
	// which answers can be shown wrong; Unix seconds.
	ReleaseAt    uint64
	Version      uint16 // that was bought; known while it is in escrow
	Request      uint64 // by which it is disputed
	AnswersUntil uint64 // Unix seconds: the last one for answers to that
	Standing     uint32 // answers to it that were not shown wrong
	Needed       uint32 // t
	RefundAt     uint64 // block
	// BondLeft is what the account can take back of its request's bond, in wei, and BondFrom after which second (Unix)
	// it can; 0: now. nil: it paid none, or nothing is left.
	BondLeft *big.Int
	BondFrom uint64
}

// InEscrow says whether the payment is kept by the market still.
func (p *Purchase) InEscrow() bool { return p.Status != Settled && p.Status != Refunded }

// sale is a purchase's name.
type sale struct {
	asset  common.Hash
	number uint32
}

// book is what a market's events tell.
type book struct {
	listings  map[common.Hash]chain.Listing // as they were listed
	assets    []common.Hash                 // the same, the oldest first
	purchases []*Purchase                   // the oldest first; Status is Settled, Refunded or, if it is to be read, ""
	requests  map[uint64]bool               // that were used to dispute
}

// book reads a market's events since a block: all, or those of some assets.
func (c *Client) book(ctx context.Context, market common.Address, since uint64, assets ...common.Hash) (*book, error) {
	m := c.cfg.Chain.Market(market)
	view, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return nil, err
	}
	q := m.Query()
	if len(assets) > 0 {
		q = m.AssetQuery(assets...)
	}
	q.From = since
	logs, err := c.cfg.Chain.Logs(ctx, q, view.Block().Number)
	if err != nil {
		return nil, err
	}
	if len(logs) == 0 { // of a market, or of an address that is none
		if _, err := m.Owed(ctx, view, chain.Coin, c.cfg.Account); err != nil {
			return nil, err
		}
	}
	events, err := m.Events(logs)
	if err != nil {
		return nil, err
	}
	b := &book{listings: make(map[common.Hash]chain.Listing), requests: make(map[uint64]bool)}
	bought := make(map[sale]*Purchase)
	for i, e := range events { // one for each log
		switch e := e.(type) {
		case chain.Listed:
			b.listings[e.Asset] = e.Listing
			b.assets = append(b.assets, e.Asset)
		case chain.Bought:
			l, ok := b.listings[e.Asset]
			if !ok { // listed before since
				if l, err = m.ListingOf(ctx, view, e.Asset); err != nil {
					return nil, err
				}
				b.listings[e.Asset] = l
				b.assets = append(b.assets, e.Asset)
			}
			p := &Purchase{Link: Link{ChainID: c.cfg.Chain.ChainID(), Market: market, Asset: e.Asset}, Number: e.Number, Seller: l.Seller,
				Holder: e.Holder, Payer: e.Payer, Referrer: e.Referrer, Price: e.Price, Currency: Currency{Token: l.Token}, Until: e.Until,
				Block: logs[i].BlockNumber, ReleaseAt: e.ReleaseAt}
			if e.ReleaseAt == 0 {
				p.Status = Settled
			}
			b.purchases = append(b.purchases, p)
			bought[sale{e.Asset, e.Number}] = p
		case chain.Disputed:
			b.requests[e.Request] = true
			if p := bought[sale{e.Asset, e.Number}]; p != nil {
				p.Request = e.Request
			}
		case chain.Released:
			if p := bought[sale{e.Asset, e.Number}]; p != nil {
				p.Status = Settled
			}
		case chain.Refunded:
			if p := bought[sale{e.Asset, e.Number}]; p != nil {
				p.Status = Refunded
			}
		}
	}
	return b, nil
}

// readAtOnce bounds the payments that are read at a time.
const readAtOnce = 16

// refresh reads how far payments in escrow are, and in what they were made.
func (c *Client) refresh(ctx context.Context, market common.Address, purchases []*Purchase) error {
	currencies := make(map[common.Address]Currency)
	for _, p := range purchases {
		currency, ok := currencies[p.Currency.Token]
		if !ok {
			var err error
			if currency, err = c.Currency(ctx, p.Currency.Token); err != nil {
				return err
			}
			currencies[p.Currency.Token] = currency
		}
		p.Currency = currency
	}
	view, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return err
	}
	m := c.cfg.Chain.Market(market)
	contract, err := m.Committees(ctx, view)
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(readAtOnce)
	for _, p := range purchases {
		k := c.cfg.Chain.Committees(contract)
		group.Go(func() error {
			if p.InEscrow() {
				if err := p.read(ctx, view, m, k); err != nil {
					return err
				}
			}
			return p.readBond(ctx, view, k, c.cfg.Account)
		})
	}
	return group.Wait()
}

// read reads how far a payment in escrow is. The clock is that of the view's block.
func (p *Purchase) read(ctx context.Context, v *chain.View, m *chain.Market, k *chain.Committees) error {
	state, err := m.PurchaseOf(ctx, v, p.Link.Asset, p.Number)
	if err != nil {
		return err
	}
	now := v.Block()
	if state.State != chain.NotInEscrow {
		p.Version, p.Request = state.Version, state.Request
	}
	switch state.State {
	case chain.NotInEscrow:
		// Released or refunded in this very block: the events will tell which.
		p.Status = Settled
	case chain.InEscrow:
		if p.Status = Held; now.Time > state.ReleaseAt {
			p.Status = Due
		}
	case chain.NotServed:
		p.RefundAt = state.FailedAt + chain.RefundDelay
		if p.Status = Failed; now.Number+1 >= p.RefundAt { // the next block's transactions
			p.Status = Refundable
		}
	case chain.InDispute:
		r, err := k.RequestOf(ctx, v, state.Request)
		if err != nil {
			return err
		}
		refuted, err := k.RefutedCount(ctx, v, state.Request)
		if err != nil {
			return err
		}
		if p.ReleaseAt, err = k.ChallengedUntil(ctx, v, state.Request); err != nil {
			return err
		}
		p.AnswersUntil, p.Standing, p.Needed = r.AnswersUntil, uint32(len(r.Answered))-refuted, r.T
		switch {
		case p.Standing >= p.Needed && now.Time > p.ReleaseAt:
			p.Status = Due
		case p.Standing >= p.Needed:
			p.Status = Served
		case now.Time > p.AnswersUntil:
			p.Status = Unserved
		default:
			p.Status = Asked
		}
	}
	return nil
}

// readBond reads what the account can take back of the bond of the purchase's request.
func (p *Purchase) readBond(ctx context.Context, v *chain.View, k *chain.Committees, account common.Address) error {
	p.BondLeft, p.BondFrom = nil, 0
	if p.Request == 0 {
		return nil
	}
	r, err := k.RequestOf(ctx, v, p.Request)
	if err != nil {
		return err
	}
	answered := int64(len(r.Answered))
	if r.Payer != account || r.Reclaimed || answered >= int64(r.Wanted) { // less than a wei for each answer is not worth a transaction
		return nil
	}
	each := new(big.Int).Div(r.Bond, big.NewInt(int64(r.Wanted)))
	p.BondLeft = new(big.Int).Sub(r.Bond, each.Mul(each, big.NewInt(answered)))
	if v.Block().Time <= r.AnswersUntil {
		p.BondFrom = r.AnswersUntil
	}
	return nil
}

// Purchases returns what the account bought in a market since a block, for itself or others, and what
// others bought for it, the oldest first; of some assets if links name any, whose keys their purchases'
// Links have then.
func (c *Client) Purchases(ctx context.Context, market common.Address, since uint64, links ...Link) ([]*Purchase, error) {
	if c.cfg.Account == (common.Address{}) {
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
	mine := slices.DeleteFunc(b.purchases, func(p *Purchase) bool { return p.Holder != c.cfg.Account && p.Payer != c.cfg.Account })
	for _, p := range mine {
		for _, l := range links {
			if l.Asset == p.Link.Asset && l.Key != (LinkKey{}) {
				p.Link.Key = l.Key
			}
		}
	}
	return mine, c.refresh(ctx, market, mine)
}

// Total is what was sold in one currency.
type Total struct {
	Currency Currency
	Sold     int      // how many
	Sum      *big.Int // of their prices, without what was refunded
	Held     *big.Int // of that, in escrow
	HeldTo   uint64   // Unix seconds: the last moment that any of it waits for, as things are; 0 if nothing is held
	Due      *big.Int // of what is held, can be released now
	Refunded *big.Int
}

func newTotal(currency Currency) *Total {
	return &Total{Currency: currency, Sum: new(big.Int), Held: new(big.Int), Due: new(big.Int), Refunded: new(big.Int)}
}

func (t *Total) add(p *Purchase) {
	t.Sold++
	if p.Status == Refunded {
		t.Refunded.Add(t.Refunded, p.Price)
		return
	}
	t.Sum.Add(t.Sum, p.Price)
	if !p.InEscrow() {
		return
	}
	t.Held.Add(t.Held, p.Price)
	if p.Status == Due {
		t.Due.Add(t.Due, p.Price)
	}
	t.HeldTo = max(t.HeldTo, p.ReleaseAt)
}

// ListingTotal is what was sold of one listing.
type ListingTotal struct {
	Link Link
	Total
}

// Sales is what an account sold, and what it can take.
type Sales struct {
	Purchases []*Purchase    // the oldest first
	Listings  []ListingTotal // the oldest first, those of which nothing was sold too
	Tokens    []TokenTotal   // the coin first; those that something was sold in or is owed in
}

// TokenTotal is all that was sold in one currency, and what the account can withdraw of it: also what it earned
// otherwise, by royalties, referrals, refunds or as a member.
type TokenTotal struct {
	Total
	Owed *big.Int
}

// Sales returns the purchases of the account's listings in a market since a block, with totals for
// each listing and each token.
func (c *Client) Sales(ctx context.Context, market common.Address, since uint64) (*Sales, error) {
	if c.cfg.Account == (common.Address{}) {
		return nil, ErrNoWallet
	}
	b, err := c.book(ctx, market, since)
	if err != nil {
		return nil, err
	}
	owed, err := c.owed(ctx, market, b)
	if err != nil {
		return nil, err
	}
	s := &Sales{Purchases: slices.DeleteFunc(b.purchases, func(p *Purchase) bool { return p.Seller != c.cfg.Account })}
	if err := c.refresh(ctx, market, s.Purchases); err != nil {
		return nil, err
	}
	listings := make(map[common.Hash]*Total)
	tokens := make(map[common.Address]*TokenTotal)
	for _, o := range owed {
		tokens[o.Currency.Token] = &TokenTotal{*newTotal(o.Currency), o.Amount}
	}
	for _, asset := range b.assets {
		if l := b.listings[asset]; l.Seller == c.cfg.Account {
			listings[asset] = newTotal(tokens[l.Token].Currency)
		}
	}
	for _, p := range s.Purchases {
		listings[p.Link.Asset].add(p)
		tokens[p.Currency.Token].add(p)
	}
	for _, asset := range b.assets {
		if t := listings[asset]; t != nil {
			s.Listings = append(s.Listings, ListingTotal{Link{ChainID: c.cfg.Chain.ChainID(), Market: market, Asset: asset}, *t})
		}
	}
	for _, o := range owed {
		if t := tokens[o.Currency.Token]; t.Sold > 0 || t.Owed.Sign() > 0 || t.Currency.Token == chain.Coin {
			s.Tokens = append(s.Tokens, *t)
		}
	}
	return s, nil
}

// Amount is an amount of a currency.
type Amount struct {
	Currency Currency
	Amount   *big.Int // of the smallest unit
}

// Owed returns what the account can withdraw from a market: of the coin, and of each token in which it
// can have earned anything since a block.
func (c *Client) Owed(ctx context.Context, market common.Address, since uint64) ([]Amount, error) {
	b, err := c.book(ctx, market, since)
	if err != nil {
		return nil, err
	}
	return c.owed(ctx, market, b)
}

func (c *Client) owed(ctx context.Context, market common.Address, b *book) ([]Amount, error) {
	// Not simply all: anybody can list in any number of tokens.
	tokens := []common.Address{chain.Coin}
	for _, l := range b.listings {
		if l.Seller == c.cfg.Account || l.Royalty == c.cfg.Account {
			tokens = append(tokens, l.Token)
		}
	}
	for _, p := range b.purchases {
		if p.Payer == c.cfg.Account || p.Referrer == c.cfg.Account || b.listings[p.Link.Asset].MemberBps > 0 {
			tokens = append(tokens, p.Currency.Token)
		}
	}
	slices.SortFunc(tokens, common.Address.Cmp) // the coin is first
	tokens = slices.Compact(tokens)
	amounts := make([]Amount, len(tokens))
	view, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return nil, err
	}
	m := c.cfg.Chain.Market(market)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(readAtOnce)
	for i, token := range tokens {
		group.Go(func() (err error) {
			if amounts[i].Amount, err = m.Owed(ctx, view, token, c.cfg.Account); err == nil {
				amounts[i].Currency, err = c.Currency(ctx, token)
			}
			return err
		})
	}
	return amounts, group.Wait()
}

// Withdraw pays out what the wallet's account is owed of a token, or of the coin, to an account of its choice (zero: itself), and
// returns the amount: 0, without a transaction, if that is nothing.
func (c *Client) Withdraw(ctx context.Context, market, token, to common.Address) (*big.Int, error) {
	if c.cfg.Wallet == nil {
		return nil, ErrNoWallet
	}
	if to == (common.Address{}) {
		to = c.cfg.Wallet.Address()
	}
	view, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return nil, err
	}
	m := c.cfg.Chain.Market(market)
	owed, err := m.Owed(ctx, view, token, c.cfg.Wallet.Address())
	if err != nil || owed.Sign() == 0 {
		return owed, err
	}
	amount, _, err := m.Withdraw(ctx, c.cfg.Wallet, token, to)
	return amount, err
}

// Fee is what an epoch's members earned together of a token, of which the account is one.
type Fee struct {
	Committee, Epoch uint64
	Currency         Currency
	Pot              *big.Int // not shared out yet
	Part             *big.Int // of it, the account's, if it is shared out now
}

// Fees returns what the account can have shared out as a member of committees that a market pays.
func (c *Client) Fees(ctx context.Context, market common.Address, since uint64) ([]Fee, error) {
	if c.cfg.Account == (common.Address{}) {
		return nil, ErrNoWallet
	}
	b, err := c.book(ctx, market, since)
	if err != nil {
		return nil, err
	}
	view, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return nil, err
	}
	m := c.cfg.Chain.Market(market)
	contract, err := m.Committees(ctx, view)
	if err != nil {
		return nil, err
	}
	k := c.cfg.Chain.Committees(contract)
	paid := make(map[uint64]map[common.Address]bool) // tokens by committee
	for _, p := range b.purchases {
		if l := b.listings[p.Link.Asset]; l.MemberBps > 0 && p.Price.Sign() > 0 {
			if paid[l.Committee] == nil {
				paid[l.Committee] = make(map[common.Address]bool)
			}
			paid[l.Committee][l.Token] = true
		}
	}
	var fees []Fee
	for committee, tokens := range paid {
		active, err := k.ActiveEpoch(ctx, view, committee)
		if errors.Is(err, chain.ErrReverted) {
			continue // a listing may name a committee that is not there
		}
		if err != nil {
			return nil, err
		}
		for number := uint64(1); number <= active; number++ {
			epoch, err := k.EpochOf(ctx, view, committee, number)
			if err != nil {
				return nil, err
			}
			index := epoch.Index(c.cfg.Account)
			if index == 0 || !epoch.Confirmed[index-1] {
				continue
			}
			for token := range tokens {
				pot, err := m.Pot(ctx, view, committee, number, token)
				if err != nil {
					return nil, err
				}
				part := new(big.Int).Div(pot, big.NewInt(int64(epoch.Confirms())))
				if part.Sign() == 0 {
					continue
				}
				currency, err := c.Currency(ctx, token)
				if err != nil {
					return nil, err
				}
				fees = append(fees, Fee{committee, number, currency, pot, part})
			}
		}
	}
	slices.SortFunc(fees, func(a, b Fee) int {
		return cmp.Or(cmp.Compare(a.Committee, b.Committee), cmp.Compare(a.Epoch, b.Epoch), a.Currency.Token.Cmp(b.Currency.Token))
	})
	return fees, nil
}

// ShareFee shares what an epoch's members earned among them; each withdraws its part.
func (c *Client) ShareFee(ctx context.Context, market common.Address, f Fee) error {
	if c.cfg.Wallet == nil {
		return ErrNoWallet
	}
	_, err := c.cfg.Chain.Market(market).ShareFees(ctx, c.cfg.Wallet, f.Committee, f.Epoch, f.Currency.Token)
	if err != nil {
		return fmt.Errorf("committee %d, epoch %d: %w", f.Committee, f.Epoch, err)
	}
	return nil
}
