package market

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/terms"
)

// Deal is what a buyer wants of a listing. The zero value is a licence for the wallet's account.
type Deal struct {
	Holder   common.Address // whose licence it is; zero: the account's
	Referrer common.Address // who is paid the listing's part for that; zero: nobody
	Renew    bool           // buy also while the holder's licence runs: it is extended
	Verify   bool           // hash all of the sealed file before, however large it is
}

// Readiness is what is known before money moves. Nothing of it is a promise.
type Readiness struct {
	Location  string         // of the first copy of the sealed file that is right
	Verified  bool           // all of it was hashed, and not only its header read
	Stanza    *sealed.Stanza // under which it opens
	Committee *quorum.Committee
	Ready     int    // members that would answer now
	Until     uint64 // the last second of the licence that would be bought, or chain.Perpetual
	Promised  uint64 // when too few members promise to serve, in Unix seconds
	// Risks are reasons not to buy that the buyer may know better about: each a sentence.
	Risks []error
}

// verifyUpTo is how large a sealed file is hashed before it is paid for without being asked to, in
// bytes: a few seconds' worth, since it is fetched again to be opened.
const verifyUpTo = 16 << 20

// Check does all that can be done before money moves, in the order of what it costs: the listing
// still sells what was shown, the buyer has the price, a copy of the sealed file is there and is
// the one that was listed, its capsule was sealed for this sale and is the pinned one, and enough
// members would answer. What speaks against the purchase for certain is the error; the rest is in
// Risks.
func (c *Client) Check(ctx context.Context, item *Item, deal Deal) (*Readiness, error) {
	if item.Metadata == nil {
		return nil, fmt.Errorf("the listing's document could not be read: %w", item.Err)
	}
	if deal.Holder == (common.Address{}) {
		deal.Holder = c.cfg.Account
	}
	v, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return nil, err
	}
	r := &Readiness{}
	if r.Until, err = c.onOffer(ctx, v, item, deal); err != nil {
		return nil, err
	}
	if err := c.funds(ctx, v, item); err != nil {
		return nil, err
	}
	if err := c.copyOf(ctx, item, deal.Verify, r); err != nil {
		return nil, err
	}
	if err := c.members(ctx, r, v.Block().Time); err != nil {
		return nil, err
	}
	return r, nil
}

// onOffer checks that the listing sells, to this account, and returns the last second of the licence.
func (c *Client) onOffer(ctx context.Context, v *chain.View, item *Item, deal Deal) (until uint64, err error) {
	m := c.cfg.Chain.Market(item.Link.Market)
	l, err := m.ListingOf(ctx, v, item.Link.Asset)
	if err != nil {
		return 0, err
	}
	pin, err := m.VersionOf(ctx, v, item.Link.Asset, item.Listing.Version)
	if err != nil {
		return 0, err
	}
	changed := otherTerms(item, l, pin)
	now := v.Block().Time
	switch {
	case l.Price.Cmp(item.Listing.Price) != 0:
		return 0, fmt.Errorf("%w: the price is %s now, not %s", ErrOtherOffer, item.Currency.Text(l.Price), item.Currency.Text(item.Listing.Price))
	case l.Version != item.Listing.Version:
		return 0, fmt.Errorf("%w: version %d is sold now, not %d", ErrOtherOffer, l.Version, item.Listing.Version)
	case len(changed) > 0:
		return 0, fmt.Errorf("%w: %s", ErrOtherOffer, strings.Join(changed, ", "))
	case l.Stopped:
		return 0, fmt.Errorf("%q is %w: its seller stopped the sale", item.Metadata.Title, ErrNotForSale)
	case l.EndsAt != 0 && now > l.EndsAt:
		return 0, fmt.Errorf("%q is %w: its sale ended on %s", item.Metadata.Title, ErrNotForSale, moment(l.EndsAt))
	case l.Stock == 0:
		return 0, fmt.Errorf("%q is %w: %d were sold", item.Metadata.Title, ErrSoldOut, l.Sold)
	case l.Seller == deal.Holder:
		return 0, fmt.Errorf("%w: %s sells it, and needs no licence", ErrHasLicence, deal.Holder)
	}
	if l.Limit != 0 {
		bought, err := m.BoughtBy(ctx, v, item.Link.Asset, c.cfg.Account)
		if err != nil {
			return 0, err
		}
		if bought >= uint64(l.Limit) {
			return 0, fmt.Errorf("%w: %s bought %d, and its seller gives each account %d", ErrLimit, c.cfg.Account, bought, l.Limit)
		}
	}
	licence, err := m.LicenceOf(ctx, v, item.Link.Asset, deal.Holder)
	if err != nil {
		return 0, err
	}
	switch {
	case licence == chain.Perpetual:
		return 0, fmt.Errorf("%w: that of %s lasts for ever", ErrHasLicence, deal.Holder)
	case licence >= now && !deal.Renew:
		return 0, fmt.Errorf("%w: that of %s lasts until %s", ErrHasLicence, deal.Holder, moment(licence))
	case l.Duration == 0:
		return chain.Perpetual, nil
	}
	return max(licence, now) + uint64(l.Duration), nil
}

// otherTerms says in what a listing and its version differ from the item, of what no seller can change: not price, stock,
// dates and the latest version. They do only if the chain was reorganised and the asset listed anew: the market compares
// price and version alone with what a buyer saw.
func otherTerms(item *Item, l chain.Listing, pin chain.Pin) (changed []string) {
	was := item.Listing
	differ := func(yes bool, format string, args ...any) {
		if yes {
			changed = append(changed, fmt.Sprintf(format, args...))
		}
	}
	differ(l.Seller != was.Seller, "it is sold by %s, not by %s", l.Seller, was.Seller)
	differ(l.Token != was.Token, "it is paid in the token %s, not %s", l.Token, was.Token)
	differ(l.Duration != was.Duration, "a licence lasts %d s, not %d (0 is for ever)", l.Duration, was.Duration)
	differ(l.Escrow != was.Escrow, "a payment waits in escrow for %d s, not %d", l.Escrow, was.Escrow)
	differ(l.Committee != was.Committee, "committee %d opens it, not %d", l.Committee, was.Committee)
	differ(l.Royalty != was.Royalty || l.RoyaltyBps != was.RoyaltyBps || l.ReferralBps != was.ReferralBps || l.MemberBps != was.MemberBps,
		"the payment is shared in another way")
	differ(pin != item.Pin, "another document or file is sold")
	return changed
}

// funds checks that the account has the price, without the transaction's fee.
func (c *Client) funds(ctx context.Context, v *chain.View, item *Item) error {
	l := item.Listing
	if l.Price.Sign() == 0 || c.cfg.Account == (common.Address{}) {
		return nil
	}
	if l.Token == chain.Coin {
		has, err := v.Balance(ctx, c.cfg.Account)
		if err == nil && has.Cmp(l.Price) < 0 {
			err = fmt.Errorf("%w: the price is %s, and %s has %s", chain.ErrNoFunds, Ethers.Text(l.Price), c.cfg.Account, Ethers.Text(has))
		}
		return err
	}
	if err := c.fungible(ctx, l.Token); err != nil {
		return err
	}
	has, err := c.cfg.Chain.Token(l.Token).BalanceOf(ctx, v, c.cfg.Account)
	if errors.Is(err, chain.ErrNoCode) || errors.Is(err, chain.ErrNotToken) {
		return fmt.Errorf("%w: the price is in the token %s: %w", ErrToken, l.Token, err)
	}
	if err == nil && has.Cmp(l.Price) < 0 {
		err = fmt.Errorf("%w: the price is %s, and %s has %s", ErrNoTokens, item.Currency.Text(l.Price), c.cfg.Account, decimal(has, int(item.Currency.Decimals)))
	}
	return err
}

// copyOf looks for the first copy of the sealed file that is right, mirror by mirror.
func (c *Client) copyOf(ctx context.Context, item *Item, verify bool, r *Readiness) error {
	var errs []error
	for _, location := range item.Metadata.Sealed.Locations {
		stanzas, whole, err := c.look(ctx, item, location, verify)
		if err == nil {
			err = c.ofThisSale(ctx, item, stanzas, r)
		}
		if err == nil {
			r.Location, r.Verified = location, whole
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// look reads the header of a copy, and all of it if it is small or verify says so.
func (c *Client) look(ctx context.Context, item *Item, location string, verify bool) (stanzas []*sealed.Stanza, whole bool, err error) {
	want := item.Metadata.Sealed
	opts := c.places()
	opts.MaxSize = want.Size
	src, err := openPlace(ctx, location, &opts)
	if err != nil {
		return nil, false, fmt.Errorf("fetching the sealed file: %w", err)
	}
	defer src.Close()
	if size := src.Size(); size >= 0 && size != want.Size {
		return nil, false, fmt.Errorf("the sealed file at %s has %d bytes, and %d were listed: %w", location, size, want.Size, ErrOtherBytes)
	}
	h, read := sha256.New(), &tally{total: want.Size, report: c.cfg.Progress}
	var head headed
	in := io.TeeReader(src, io.MultiWriter(h, read, &head))
	stanzas, readErr := sealed.ReadStanzas(in)
	if readErr == nil {
		readErr = holds(head.Bytes(), want.Size, item.Metadata.Size)
	}
	if !verify && want.Size > verifyUpTo {
		return stanzas, false, readErr
	}
	// Other bytes are told before what they led to.
	if _, err := io.Copy(io.Discard, in); err != nil {
		return nil, false, fmt.Errorf("fetching the sealed file: %w", err)
	}
	if got := hex.EncodeToString(h.Sum(nil)); read.n != want.Size || got != want.SHA256 {
		return nil, false, fmt.Errorf("the sealed file at %s has the SHA-256 %s: %w", location, got, ErrOtherBytes)
	}
	return stanzas, true, readErr
}

// holds compares the size of a sealed file with that of what the document says is inside. head is its beginning. A file is
// header, 16 bytes of nonce, and chunks of 64 KiB that each grow by 16 bytes, one at least (c2sp.org/age, "Payload"), so that one size
// follows from the other. An armoured file, or a header that goes on behind head, has at least so many bytes.
func holds(head []byte, file, plain int64) error {
	const nonce, mac = 16, len("--- ") + 43 + len("\n")
	payload := nonce + plain + chunkOverhead*max(1, (plain+chunk-1)/chunk)
	at := bytes.Index(head, []byte("\n--- "))
	header := int64(at + 1 + mac)
	switch known := bytes.HasPrefix(head, []byte("age-encryption.org/")) && at >= 0; {
	case known && header+payload != file:
		return fmt.Errorf("%w: it has %d bytes, and with %d inside it would have %d", ErrOtherSize, file, plain, header+payload)
	case !known && payload > file:
		return fmt.Errorf("%w: it has %d bytes, and there would be %d inside", ErrOtherSize, file, plain)
	}
	return nil
}

// tally counts what is written to it, and tells.
type tally struct {
	n, total int64
	report   func(done, total int64)
}

func (t *tally) Write(p []byte) (int, error) {
	t.n += int64(len(p))
	if t.report != nil {
		t.report(t.n, t.total)
	}
	return len(p), nil
}

// ofThisSale checks that the file is sealed for whoever buys this asset.
func (c *Client) ofThisSale(ctx context.Context, item *Item, stanzas []*sealed.Stanza, r *Readiness) error {
	if len(stanzas) == 0 {
		return fmt.Errorf("%w: it is sealed to no Latchkey committee", ErrOtherSale)
	}
	r.Stanza, r.Risks = stanzas[0], nil
	t := &r.Stanza.Terms
	if err := c.sameChain(t); err != nil {
		return err
	}
	id := (&quorum.Request{Terms: *t, Capsule: r.Stanza.Capsule}).CapsuleID()
	if pinned := item.Pin.CapsuleID; pinned != ([32]byte{}) {
		if id != pinned {
			return fmt.Errorf("%w: its capsule is %x, and the seller listed %x", ErrOtherSale, id, pinned)
		}
		return nil // the contract rebuilt terms and policy, so they are those of a plain sale
	}
	// Nobody has compared the committee that opens the file with the one that the listing shows.
	v, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return err
	}
	committees, err := c.cfg.Chain.Market(item.Link.Market).Committees(ctx, v)
	if err != nil {
		return err
	}
	if t.Committees != committees || !t.Committee.IsUint64() || t.Committee.Uint64() != item.Listing.Committee {
		r.Risks = append(r.Risks, fmt.Errorf("the file is sealed to committee %s of the contract %s, which anybody could be, and the listing names committee %d of %s",
			t.Committee.Dec(), t.Committees, item.Listing.Committee, committees))
	}
	plain := policy.Sale(item.Link.Market, item.Link.Asset)
	switch named := strings.ToLower(t.Policy); {
	case t.Policy == plain:
	case strings.Contains(named, item.Link.Asset.Hex()) && strings.Contains(named, strings.ToLower(item.Link.Market.Hex())):
		r.Risks = append(r.Risks, fmt.Errorf("to have bought it may not be enough: the file opens where this is true: %s", t.Policy))
	default:
		return fmt.Errorf("%w: its policy does not name it", ErrOtherSale)
	}
	return nil
}

// members checks the capsule with the committee's key, and how many members would answer, now and
// for how long.
func (c *Client) members(ctx context.Context, r *Readiness, now uint64) error {
	t := &r.Stanza.Terms
	com, err := c.Committee(ctx, t.Committees, t.Committee.Uint64())
	if err != nil {
		return err
	}
	r.Committee = com
	if _, keys, err := c.cfg.Nodes.FetchKeys(ctx, com); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		r.Risks = append(r.Risks, fmt.Errorf("the capsule could not be checked: %w", err))
	} else if err := quorum.CheckCapsule(keys, t, r.Stanza.Capsule); err != nil {
		return fmt.Errorf("%w: it was not sealed to committee %s: %w", ErrOtherSale, t.Committee.Dec(), err)
	}

	var mu sync.Mutex
	var asked sync.WaitGroup
	var why []string
	needs := needsOf(t.Policy, t.ChainID.Dec())
	for i, m := range com.Members {
		if !m.Confirmed {
			continue
		}
		asked.Go(func() {
			err := c.cfg.Nodes.Ready(ctx, m, com.Domain, needs)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				r.Ready++
			} else {
				why = append(why, fmt.Sprintf("node %d %v", i+1, err))
			}
		})
	}
	asked.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if r.Ready < com.T {
		r.Risks = append(r.Risks, fmt.Errorf("%d of %d nodes would answer now, and %d have to (%s)", r.Ready, len(com.Members), com.T, strings.Join(why, "; ")))
	}

	if r.Promised, err = c.promised(ctx, t.Committees, com); err != nil {
		return err
	}
	// Nobody promises anything for ever: a licence without end is as good as the committee's next
	// members, and only what is over already speaks against it.
	if r.Promised <= now {
		r.Risks = append(r.Risks, fmt.Errorf("since %s, fewer than %d members promise to serve", moment(r.Promised), com.T))
	} else if r.Until != chain.Perpetual && r.Until >= r.Promised {
		r.Risks = append(r.Risks, fmt.Errorf("the licence lasts until %s, and from %s on fewer than %d members promise to serve", moment(r.Until), moment(r.Promised), com.T))
	}
	return nil
}

// promised is when fewer than t members of an epoch promise to serve.
func (c *Client) promised(ctx context.Context, contract common.Address, com *quorum.Committee) (uint64, error) {
	v, err := c.cfg.Chain.AtFinal(ctx)
	if err != nil {
		return 0, err
	}
	k := c.cfg.Chain.Committees(contract)
	e := chain.Epoch{T: uint32(com.T)}
	for _, m := range com.Members {
		e.Members, e.Confirmed = append(e.Members, m.Account), append(e.Confirmed, m.Confirmed)
	}
	operators, err := k.Operators(ctx, v, e.Members)
	if err != nil {
		return 0, err
	}
	until := make([]uint64, len(operators))
	for i, o := range operators {
		until[i] = o.ServesUntil
	}
	return e.PromisedUntil(until), nil
}

// moment writes Unix seconds for people.
func moment(unix uint64) string {
	const year10000 = 253402300800
	if unix >= year10000 {
		return "ever"
	}
	return time.Unix(int64(unix), 0).UTC().Format(time.RFC3339)
}

// ErrUnknownMarket: the contract of a link is not one that this program has the code of.
var ErrUnknownMarket = errors.New("not Latchkey's Market, as far as this program knows it")

// KnownMarket compares the code of a link's market, and of the committees behind it, with this build's. For
// links whose market nobody chose: whoever made another contract decides what it does with the money.
func (c *Client) KnownMarket(ctx context.Context, link Link) error {
	if err := c.sameLinkChain(link); err != nil {
		return err
	}
	view, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return err
	}
	committees, err := c.cfg.Chain.Market(link.Market).Committees(ctx, view)
	switch {
	case errors.Is(err, chain.ErrUnavailable) || errors.Is(err, chain.ErrReorged) || ctx.Err() != nil:
		return err
	case err != nil:
		return fmt.Errorf("the contract at %s is %w: %w", link.Market, ErrUnknownMarket, err)
	}
	at := chain.ContractAddresses(map[string]common.Address{"Committees": committees, "Market": link.Market})
	found, err := view.Contracts(ctx, at)
	if err != nil {
		return err
	}
	for _, d := range found {
		if d.Err != nil && d.Name != "Draws" { // which has no part in a sale
			return fmt.Errorf("the contract at %s is %w: its %s is not: %w", link.Market, ErrUnknownMarket, d.Name, d.Err)
		}
	}
	return nil
}

// needsOf is what a policy reads that not every node reads, or believes. Sales, the coin's balances and the time of blocks every
// node does.
func needsOf(source, chainID string) quorum.Needs {
	c := policy.Check(source, policy.Setting{ChainID: chainID})
	needs := quorum.Needs{Chains: c.Chains, Hosts: c.Hosts}
	for _, r := range c.Reads {
		if r.Function != "licensed(bytes32,address)" && r.Function != "balance" && r.Function != "time" {
			needs.Facts = append(needs.Facts, quorum.Fact{ChainID: r.ChainID, Contract: r.Contract, Function: r.Function})
		}
	}
	return needs
}

// Servable refuses terms whose policy too few members of their committee can evaluate: fewer than have to answer say
// that they read what it needs. Those that cannot be asked count as if they did not. A policy that reads the
// terms' chain alone is for every member, but for those that say that they believe only what is proved there, where it reads
// something else.
func (c *Client) Servable(ctx context.Context, t *terms.Terms) error {
	needs := needsOf(t.Policy, t.ChainID.Dec())
	everybody := len(needs.Chains) == 0 && len(needs.Hosts) == 0
	if everybody && len(needs.Facts) == 0 {
		return nil
	}
	com, err := c.Committee(ctx, t.Committees, t.Committee.Uint64())
	if err != nil {
		return err
	}
	why := make([]error, len(com.Members))
	var asked sync.WaitGroup
	for i, m := range com.Members {
		if why[i] = errors.New("is no member yet"); m.Confirmed {
			asked.Go(func() { why[i] = c.cfg.Nodes.Reads(ctx, m, com.Domain, needs) })
		}
	}
	asked.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	able := 0
	var texts []string
	for i, err := range why {
		if err == nil || everybody && !errors.Is(err, quorum.ErrUnproved) {
			able++
		} else {
			texts = append(texts, fmt.Sprintf("node %d %v", i+1, err))
		}
	}
	if able < com.T {
		return fmt.Errorf("%w: %d of %d nodes can evaluate the policy, and %d have to (%s)", ErrUnservable, able, len(com.Members), com.T, strings.Join(texts, "; "))
	}
	return nil
}

// ErrUnservable: too few nodes of the committee read what the policy needs.
var ErrUnservable = errors.New("the committee cannot serve this policy")
