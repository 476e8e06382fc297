package market

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/terms"
)

// Payment is how a token is paid.
type Payment string

// The ways to pay, the cheapest first.
const (
	ByCoin      Payment = "coin"
	ByAllowance Payment = "allowance" // that was there
	ByPermit    Payment = "permit"    // EIP-2612, signed for this purchase
	ByPermit2   Payment = "permit2"   // signed for this purchase
	ByApproval  Payment = "approval"  // of just the price, in a transaction of its own before
)

// Paid is what a purchase made.
type Paid struct {
	Number      uint32 // among the asset's sales
	Until       uint64 // the last second of the licence, or chain.Perpetual
	ReleaseAt   uint64 // Unix seconds: the last one in which the payment can be disputed; 0: it is not in escrow
	Block       uint64
	By          Payment
	Transaction common.Hash
}

// permitLife is how long a signature for a payment is good.
const permitLife = time.Hour

// Buy pays for a licence, at the price and for the version that item shows: if its seller changed
// either, nothing is paid. It returns nil, and pays nothing, if the account is to be the holder and has a licence that runs (or
// sells the asset itself) and is not to renew it. An ErrOtherTerms comes with what was paid: the purchase is there, of another
// listing than the item's. What was bought before, also a moment ago by a program that was killed
// since, is opened without paying again. See Check, which comes before.
func (c *Client) Buy(ctx context.Context, item *Item, deal Deal) (*Paid, error) {
	if c.cfg.Wallet == nil {
		return nil, ErrNoWallet
	}
	account := c.cfg.Wallet.Address()
	if deal.Holder == (common.Address{}) {
		deal.Holder = account
	}
	if err := c.settle(ctx, item, deal); err != nil {
		return nil, err
	}
	if deal.Holder == account && !deal.Renew {
		licensed, err := c.Licensed(ctx, item)
		if err != nil || licensed {
			return nil, err
		}
	}
	if item.Listing.Stopped {
		return nil, fmt.Errorf("asset %s is %w", item.Link.Asset, ErrNotForSale)
	}
	order := chain.Order{Asset: item.Link.Asset, Holder: deal.Holder, Referrer: deal.Referrer, Price: item.Listing.Price, Version: item.Listing.Version}
	bought, receipt, by, err := c.pay(ctx, c.cfg.Chain.Market(item.Link.Market), order, item.Listing.Token)
	if err != nil {
		return nil, err
	}
	paid := &Paid{bought.Number, bought.Until, bought.ReleaseAt, receipt.BlockNumber.Uint64(), by, receipt.TxHash}
	if err := c.onTheseTerms(ctx, item, paid); err != nil {
		return paid, err
	}
	if deal.Holder == account {
		item.Licence, item.Bought = bought.Until, paid.Block
	}
	return paid, nil
}

// onTheseTerms compares the listing in the purchase's block with what the buyer was shown. What cannot be read is no reason:
// the purchase is there.
func (c *Client) onTheseTerms(ctx context.Context, item *Item, paid *Paid) error {
	view, err := c.cfg.Chain.AtBlock(ctx, paid.Block)
	if err != nil {
		return nil
	}
	m := c.cfg.Chain.Market(item.Link.Market)
	l, err := m.ListingOf(ctx, view, item.Link.Asset)
	if err != nil {
		return nil
	}
	pin, err := m.VersionOf(ctx, view, item.Link.Asset, item.Listing.Version)
	if err != nil {
		return nil
	}
	if changed := otherTerms(item, l, pin); len(changed) > 0 {
		return fmt.Errorf("%w, as purchase %d: %s", ErrOtherTerms, paid.Number, strings.Join(changed, ", "))
	}
	return nil
}

// settle waits for what the account has sent and is in no block yet. A purchase by an earlier run that was
// killed may be among that: then it is not paid again, also where a licence could be extended.
func (c *Client) settle(ctx context.Context, item *Item, deal Deal) error {
	m := c.cfg.Chain.Market(item.Link.Market)
	licence := func() (until uint64, err error) {
		view, err := c.cfg.Chain.At(ctx, 0)
		if err != nil {
			return 0, err
		}
		return m.LicenceOf(ctx, view, item.Link.Asset, deal.Holder)
	}
	before, err := licence()
	if err != nil {
		return err
	}
	waited, err := c.cfg.Chain.Settle(ctx, c.cfg.Wallet.Address())
	if err != nil || !waited || deal.Holder == c.cfg.Wallet.Address() && !deal.Renew { // Buy looks itself
		return err
	}
	if after, err := licence(); err != nil || after <= before {
		return err
	}
	return fmt.Errorf("%w: a purchase for %s that was sent before has just come through", ErrHasLicence, deal.Holder)
}

// pay buys in the cheapest way that the token takes.
func (c *Client) pay(ctx context.Context, m *chain.Market, order chain.Order, token common.Address) (*chain.Bought, *types.Receipt, Payment, error) {
	w, fail := c.cfg.Wallet, func(err error) (*chain.Bought, *types.Receipt, Payment, error) { return nil, nil, "", err }
	if token == chain.Coin || order.Price.Sign() == 0 {
		bought, r, err := m.Buy(ctx, w, order, token)
		return bought, r, ByCoin, err
	}
	v, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return fail(err)
	}
	if err := c.fungible(ctx, token); err != nil {
		return fail(err)
	}
	t := c.cfg.Chain.Token(token)
	allowed := func(spender common.Address) (bool, error) {
		amount, err := t.Allowance(ctx, v, w.Address(), spender)
		return err == nil && amount.Cmp(order.Price) >= 0, err
	}
	enough, err := allowed(m.Address)
	if err != nil {
		return fail(err)
	}
	if enough {
		bought, r, err := m.Buy(ctx, w, order, token)
		return bought, r, ByAllowance, err
	}
	deadline := uint64(time.Now().Add(permitLife).Unix())

	signature, err := t.SignPermit(ctx, v, w, m.Address, order.Price, deadline)
	if err == nil {
		bought, r, err := m.BuyWithPermit(ctx, w, order, deadline, signature)
		if !chain.RefusedByToken(err) {
			return bought, r, ByPermit, err
		}
	} else if !errors.Is(err, chain.ErrNoPermit) {
		return fail(err)
	}

	code, err := v.Code(ctx, chain.Permit2)
	if err != nil {
		return fail(err)
	}
	if len(code) > 0 {
		if enough, err = allowed(chain.Permit2); err != nil {
			return fail(err)
		}
	}
	if enough {
		nonce, signature, err := t.SignPermit2(ctx, v, w, m.Address, order.Price, deadline)
		if err != nil {
			return fail(err)
		}
		bought, r, err := m.BuyWithPermit2(ctx, w, order, nonce, deadline, signature)
		if !chain.RefusedByToken(err) {
			return bought, r, ByPermit2, err
		}
	}

	// Just the price: what is allowed to a contract and not used can be taken later.
	if _, err := t.Approve(ctx, w, m.Address, order.Price); err != nil {
		return fail(err)
	}
	bought, r, err := m.Buy(ctx, w, order, token)
	return bought, r, ByApproval, err
}

// Licensed says whether the account may have the item without paying: its seller, or a
// buyer whose licence runs. If that is so since a few blocks only, it notes in Item.Bought since which.
func (c *Client) Licensed(ctx context.Context, item *Item) (bool, error) {
	if c.cfg.Account == (common.Address{}) {
		return false, nil
	}
	view, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return false, err
	}
	m := c.cfg.Chain.Market(item.Link.Market)
	licensed, err := m.Licensed(ctx, view, item.Link.Asset, c.cfg.Account)
	if err != nil || !licensed {
		return false, err
	}
	// A program that was killed between buying and opening: the nodes may not see it yet. What is older than any terms'
	// confirmations is seen by all.
	head := view.Block().Number
	at := func(number uint64) (bool, error) {
		v, err := c.cfg.Chain.AtBlock(ctx, number)
		if err != nil {
			return false, err
		}
		yes, err := m.Licensed(ctx, v, item.Link.Asset, c.cfg.Account)
		if errors.Is(err, chain.ErrNoCode) { // the market is younger
			return false, nil
		}
		return yes, err
	}
	low, high := head-min(head, terms.MaxConfirmations), head
	if old, err := at(low); err != nil || old {
		// Endpoints that do not keep the state of old blocks leave it at what is known.
		return true, nil
	}
	for low+1 < high {
		middle := (low + high) / 2
		yes, err := at(middle)
		if err != nil {
			return true, nil
		}
		if yes {
			high = middle
		} else {
			low = middle
		}
	}
	item.Bought = max(item.Bought, high)
	return true, nil
}

// Reprice asks another price of an asset of the account's from now on, in the smallest unit of its
// currency.
func (c *Client) Reprice(ctx context.Context, link Link, price *big.Int) error {
	return c.selling(ctx, link, func(m *chain.Market) error {
		_, err := m.Reprice(ctx, c.cfg.Wallet, link.Asset, price)
		return err
	})
}

// Restock sets how many of the account's asset are left to sell, or chain.Unlimited, and until when
// (Unix seconds; 0: no end).
func (c *Client) Restock(ctx context.Context, link Link, stock uint32, endsAt uint64) error {
	return c.selling(ctx, link, func(m *chain.Market) error {
		_, err := m.Restock(ctx, c.cfg.Wallet, link.Asset, stock, endsAt)
		return err
	})
}

// Stop ends the sale of an asset. What is paid stays open.
func (c *Client) Stop(ctx context.Context, link Link) error {
	return c.selling(ctx, link, func(m *chain.Market) error {
		_, err := m.Stop(ctx, c.cfg.Wallet, link.Asset)
		return err
	})
}

func (c *Client) selling(_ context.Context, link Link, do func(*chain.Market) error) error {
	if c.cfg.Wallet == nil {
		return ErrNoWallet
	}
	if err := c.sameLinkChain(link); err != nil {
		return err
	}
	return do(c.cfg.Chain.Market(link.Market))
}
