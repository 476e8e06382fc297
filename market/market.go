// Package market is the verbs of sellers and buyers: publish, buy, open, list, show,
// dispute, sales, withdraw, stop and so on. The command line and gateways use it.
//
// It trusts the chain's endpoint that it is given, and nobody else: documents and sealed
// files are compared with the hashes that the chain pins, committees' keys with the hash
// that their members confirmed.
package market

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
	"github.com/holiman/uint256"
	"golang.org/x/sync/errgroup"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/terms"
)

// Config says how a Client reaches the world.
type Config struct {
	// Chain is the chain of the market and of the committees.
	Chain *chain.Client
	// Wallet signs and pays; nil only reads.
	Wallet *chain.Wallet
	// Account is whose licences and sales are read if there is no wallet; zero is nobody.
	Account common.Address
	// Sign signs requests as Account if there is no wallet: for a contract account, whose owners sign
	// elsewhere. Its signature is what the account's code takes (ERC-1271), or, before it is deployed,
	// that and how to deploy it (ERC-6492); nodes judge. nil opens nothing.
	Sign func(ctx context.Context, request apitypes.TypedData) ([]byte, error)
	// Nodes asks nodes; nil is a client with defaults.
	Nodes *quorum.Client
	// Gateway is the URL of a gateway that asks the nodes for us; empty asks them directly, and so
	// does a gateway that does not do it well.
	Gateway string
	// Private lets listings lead to addresses that are not of the internet: this machine, its own network. They may anyway
	// where the chain is one for development on this machine (chain.Client.Local).
	Private bool
	// MinRate is the least at which a place has to send, in bytes a second over a minute, before the next one is tried; 0 is
	// 1024, negative none.
	MinRate int64
	// Evidence is told of every signed wrong share; nil drops them.
	Evidence func(*quorum.Evidence)
	// Progress is told how many bytes of how many are through (-1: not known); nil is
	// nobody.
	Progress func(done, total int64)
	// Keys makes the keys of an epoch from the chain alone. AskOnChain needs it if an answer is
	// wrong; nil asks the nodes.
	Keys func(ctx context.Context, committees *chain.Committees, committee, epoch uint64) (*quorum.Keys, error)
	// Posted is told what becomes of a request on the chain; nil is nobody.
	Posted func(Posted)
	// Reclaimed is told what came back of the bond of a dispute, in wei; nil is nobody.
	Reclaimed func(p *Purchase, amount *big.Int)
	// Waiting is told how many more blocks a purchase needs before nodes see it; nil is
	// nobody.
	Waiting func(blocks uint64)
}

// Client does what sellers and buyers want. Safe for concurrent use.
type Client struct {
	cfg    Config
	opener sealed.Opener // in place of the nodes; nil asks them
}

// New returns a client.
func New(cfg Config) *Client {
	if cfg.Nodes == nil {
		cfg.Nodes = quorum.NewClient(nil, 0)
	}
	if cfg.Wallet != nil {
		cfg.Account = cfg.Wallet.Address()
	}
	return &Client{cfg: cfg}
}

// Errors that callers act on.
var (
	// ErrNoWallet: the verb signs or pays, and there is no wallet.
	ErrNoWallet = errors.New("this needs a wallet")
	// ErrNotListed: the market has no such asset.
	ErrNotListed = errors.New("not listed")
	// ErrNotForSale: the seller stopped selling.
	ErrNotForSale = errors.New("not for sale any more")
	// ErrOtherBytes: a document or sealed file is not the one that the chain pins.
	ErrOtherBytes = errors.New("not the bytes that the seller listed")
	// ErrOtherOffer: the seller changed price or version since they were read.
	ErrOtherOffer = errors.New("the seller changed the listing meanwhile")
	// ErrOtherTerms: the listing that was bought is not the one that was shown: the chain was reorganised, and the seller
	// listed the asset in another way.
	ErrOtherTerms = errors.New("paid on other terms than those that were shown")
	// ErrOtherSize: the sealed file holds more or less than the listing's document says.
	ErrOtherSize = errors.New("the sealed file does not hold what the listing says")
	// ErrOtherSale: the sealed file is not sealed for those who buy this asset.
	ErrOtherSale = errors.New("the sealed file is not sealed for this sale: paying would not open it")
	// ErrSoldOut: none is left.
	ErrSoldOut = errors.New("sold out")
	// ErrLimit: the account has bought as many as its seller lets one buy.
	ErrLimit = errors.New("no more for this account")
	// ErrHasLicence: whom it is bought for has a licence that runs, or needs none.
	ErrHasLicence = errors.New("a licence is there already")
	// ErrToken: what the price is in is no token that anybody could pay with.
	ErrToken = errors.New("nobody can pay")
	// ErrNoTokens: the account has fewer tokens than the price.
	ErrNoTokens = errors.New("not enough tokens")
)

// requestLife is how long a request may be answered. Nodes allow an hour; ten minutes
// leave room for clocks and slow wallets.
const requestLife = 10 * time.Minute

// List fetches so many documents at once, and waits so long for each.
const (
	listAtOnce  = 16
	listTimeout = 10 * time.Second
)

// Committee reads the serving epoch of a committee at a final block.
func (c *Client) Committee(ctx context.Context, contract common.Address, number uint64) (*quorum.Committee, error) {
	view, err := c.cfg.Chain.AtFinal(ctx)
	if err != nil {
		return nil, err
	}
	k := c.cfg.Chain.Committees(contract)
	active, err := k.ActiveEpoch(ctx, view, number)
	if err != nil {
		return nil, err
	}
	if active == 0 {
		return nil, fmt.Errorf("committee %d has no key yet", number)
	}
	return c.epochOf(ctx, view, k, number, active)
}

// epochOf reads one epoch of a committee.
func (c *Client) epochOf(ctx context.Context, view *chain.View, k *chain.Committees, number, which uint64) (*quorum.Committee, error) {
	contract := k.Address
	epoch, err := k.EpochOf(ctx, view, number, which)
	if err != nil {
		return nil, err
	}
	if len(epoch.Confirmed) != len(epoch.Members) {
		return nil, fmt.Errorf("committee %d: the contract at %s is not one of Latchkey's", number, contract)
	}
	com := &quorum.Committee{
		Domain: terms.Domain{ChainID: *uint256.NewInt(c.cfg.Chain.ChainID()), Committees: contract},
		ID:     *uint256.NewInt(number), Epoch: which, T: int(epoch.T), Hash: epoch.Hash,
	}
	for i, account := range epoch.Members {
		operator, err := k.Operator(ctx, view, account)
		if err != nil {
			return nil, err
		}
		com.Members = append(com.Members, quorum.Member{Account: account, URL: operator.URL, Confirmed: epoch.Confirmed[i]})
	}
	return com, nil
}

// Recipient returns a recipient for the committee, with its key compared with the chain's
// and no policy yet.
func (c *Client) Recipient(ctx context.Context, contract common.Address, number, confirmations uint64) (*sealed.Recipient, error) {
	com, err := c.Committee(ctx, contract, number)
	if err != nil {
		return nil, err
	}
	keys, err := c.cfg.Nodes.Keys(ctx, com)
	if err != nil {
		return nil, err
	}
	return &sealed.Recipient{
		Terms: terms.Terms{ChainID: com.Domain.ChainID, Committees: contract, Committee: com.ID, Confirmations: confirmations},
		Key:   keys.X,
	}, nil
}

// CheckRecipient compares a recipient's key with the chain's, and asks the nodes whether they can evaluate
// its policy (Servable).
func (c *Client) CheckRecipient(ctx context.Context, r *sealed.Recipient) error {
	if err := c.sameChain(&r.Terms); err != nil {
		return err
	}
	current, err := c.Recipient(ctx, r.Terms.Committees, r.Terms.Committee.Uint64(), r.Terms.Confirmations)
	if err != nil {
		return err
	}
	if !current.Key.Equal(r.Key) {
		return fmt.Errorf("the recipient's key is not that of committee %s: a file sealed to it would open for whoever made it up", r.Terms.Committee.Dec())
	}
	return c.Servable(ctx, &r.Terms)
}

func (c *Client) sameChain(t *terms.Terms) error {
	if t.ChainID != *uint256.NewInt(c.cfg.Chain.ChainID()) {
		return fmt.Errorf("%w: the file is sealed on chain %s, and the configured endpoint serves chain %d", chain.ErrWrongChain, t.ChainID.Dec(), c.cfg.Chain.ChainID())
	}
	return nil
}

func (c *Client) sameLinkChain(l Link) error {
	if l.ChainID != c.cfg.Chain.ChainID() {
		return fmt.Errorf("%w: the link is for chain %d, and the configured endpoint serves chain %d", chain.ErrWrongChain, l.ChainID, c.cfg.Chain.ChainID())
	}
	return nil
}

// Opener asks the committees named in sealed files, as the wallet's account, with a new
// reader key for each capsule.
func (c *Client) Opener() sealed.Opener { return c.OpenerWith(nil) }

// OpenerWith is Opener with values for policies that read them as given.NAME. They are secrets, which every node, and
// the gateway if there is one, gets to see.
func (c *Client) OpenerWith(given map[string]json.RawMessage) sealed.Opener {
	return c.opens(c.signing(given), false)
}

// opens is an Opener that asks patiently.
func (c *Client) opens(request requester, recent bool) sealed.Opener {
	if c.opener != nil {
		return c.opener
	}
	return func(ctx context.Context, s *sealed.Stanza) ([]byte, error) {
		if err := c.sameChain(&s.Terms); err != nil {
			return nil, err
		}
		opening, err := c.ask(ctx, s, request, recent)
		if err != nil {
			return nil, err
		}
		return opening.FileKey, nil
	}
}

// requester makes the request for one capsule, whose epoch is set later. Whoever calls calls forget when the secret
// of its reader key is not needed any more.
type requester func(ctx context.Context, s *sealed.Stanza) (req *quorum.Request, q *quorum.ReaderSecret, forget func(), err error)

// patience is how long nodes that look at the chain a moment behind us, or deeper than the
// terms ask, are asked again.
const patience = 30 * time.Second

// Ask opens one capsule. A committee that is just changing its members is asked again.
func (c *Client) Ask(ctx context.Context, s *sealed.Stanza) (*quorum.Opening, error) {
	return c.ask(ctx, s, c.signing(nil), false)
}

// signs says whether there is who signs as the account.
func (c *Client) signs() bool {
	return c.cfg.Wallet != nil || c.cfg.Sign != nil && c.cfg.Account != common.Address{}
}

// ask opens one capsule by one request: whoever signs is asked once, however often the nodes are. They are asked again
// while their committee changes its members, and, where the account's right is recent, while some do not see it yet.
func (c *Client) ask(ctx context.Context, s *sealed.Stanza, request requester, recent bool) (*quorum.Opening, error) {
	if !c.signs() {
		return nil, ErrNoWallet
	}
	var req *quorum.Request
	var q *quorum.ReaderSecret
	var start time.Time // who signs may take longer than anybody's patience
	for {
		com, err := c.Committee(ctx, s.Terms.Committees, s.Terms.Committee.Uint64())
		if err != nil {
			return nil, err
		}
		if req == nil {
			var forget func()
			if req, q, forget, err = request(ctx, s); err != nil {
				return nil, err
			}
			defer forget()
			start = time.Now()
		}
		now := *req
		now.Epoch = com.Epoch
		opening, err := c.send(ctx, com, &now, q)
		if !opensLater(err, recent) || time.Since(start) > patience {
			return opening, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

// opensLater says whether nodes that left a capsule closed may open it in a moment: their committee is changing its members, or, where the
// account's right is recent, they do not see it yet. One that is behind can be enough to make it too few, where others are dead.
// What t good shares do not open, nobody opens later either.
func opensLater(err error, recent bool) bool {
	var failed *quorum.OpenError
	switch {
	case !errors.As(err, &failed):
		return false
	case errors.Is(err, quorum.ErrNotEntitled):
		return recent
	}
	return errors.Is(err, quorum.ErrTooFew) && (failed.Refused(quorum.WrongEpoch) > 0 || recent && failed.Refused(quorum.PolicyFalse) > 0)
}

// signing makes requests for one capsule each, with a signature and a reader key of their own.
func (c *Client) signing(given map[string]json.RawMessage) requester {
	return func(ctx context.Context, s *sealed.Stanza) (*quorum.Request, *quorum.ReaderSecret, func(), error) {
		q, readerKey := quorum.NewReaderKey()
		req := &quorum.Request{Terms: s.Terms, Capsule: s.Capsule, Given: given}
		req.Message = &terms.AccessRequest{Capsule: req.CapsuleID(), ReaderKey: readerKey, Buyer: c.cfg.Account,
			Deadline: uint64(time.Now().Add(requestLife).Unix())}
		var err error
		if req.Signature, err = c.sign(ctx, s.Terms.Domain(), req.Message); err != nil {
			q.Erase()
			return nil, nil, nil, err
		}
		return req, q, q.Erase, nil
	}
}

// sign has the account sign a request.
func (c *Client) sign(ctx context.Context, domain terms.Domain, m terms.Message) (signature []byte, err error) {
	data := terms.TypedData(domain, m)
	if c.cfg.Wallet != nil {
		signature, err = c.cfg.Wallet.SignTypedData(data)
	} else {
		signature, err = c.cfg.Sign(ctx, data)
	}
	if err != nil {
		return nil, fmt.Errorf("signing the request: %w", err)
	}
	return signature, nil
}

// send sends a request to the nodes, by the gateway if there is one; q is the secret of its reader key.
func (c *Client) send(ctx context.Context, com *quorum.Committee, req *quorum.Request, q *quorum.ReaderSecret) (*quorum.Opening, error) {
	if c.cfg.Gateway != "" {
		return c.told(c.cfg.Nodes.OpenVia(ctx, c.cfg.Gateway, com, req, q))
	}
	return c.told(c.cfg.Nodes.Open(ctx, com, req, q))
}

// told passes evidence on.
func (c *Client) told(opening *quorum.Opening, err error) (*quorum.Opening, error) {
	var failed *quorum.OpenError
	if errors.As(err, &failed) {
		c.report(failed.Wrong)
	}
	if err != nil {
		return nil, err
	}
	c.report(opening.Wrong)
	return opening, nil
}

func (c *Client) report(wrong []*quorum.Evidence) {
	if c.cfg.Evidence == nil {
		return
	}
	for _, e := range wrong {
		c.cfg.Evidence(e)
	}
}

// Item is a listing with its document.
type Item struct {
	Link     Link
	Listing  chain.Listing
	Pin      chain.Pin // the listing's latest version
	Metadata *Metadata // nil if it could not be had; then Err says why
	Err      error
	// Currency of the price.
	Currency Currency
	// Licence is the last second of the account's licence: 0 for none, chain.Perpetual
	// for one without end.
	Licence uint64
	// Bought is the block of the purchase that Buy has made or found, or 0 if it is not a recent
	// one. Open gives nodes the time to see it.
	Bought uint64
}

// Show reads a listing and its document.
func (c *Client) Show(ctx context.Context, link Link) (*Item, error) {
	item, err := c.read(ctx, link)
	if err == nil {
		item.Metadata, item.Err = c.metadata(ctx, item)
	}
	return item, err
}

// read reads a listing from the chain.
func (c *Client) read(ctx context.Context, link Link) (*Item, error) {
	if err := c.sameLinkChain(link); err != nil {
		return nil, err
	}
	view, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return nil, err
	}
	m := c.cfg.Chain.Market(link.Market)
	listing, err := m.ListingOf(ctx, view, link.Asset)
	if err != nil {
		return nil, err
	}
	if listing.Seller == (common.Address{}) {
		return nil, fmt.Errorf("asset %s: %w in the market %s", link.Asset, ErrNotListed, link.Market)
	}
	pin, err := m.VersionOf(ctx, view, link.Asset, listing.Version)
	if err != nil {
		return nil, err
	}
	item := &Item{Link: link, Listing: listing, Pin: pin}
	if item.Currency, err = c.Currency(ctx, listing.Token); err != nil {
		return nil, err
	}
	if c.cfg.Account != (common.Address{}) {
		if item.Licence, err = m.LicenceOf(ctx, view, link.Asset, c.cfg.Account); err != nil {
			return nil, err
		}
	}
	return item, nil
}

// events reads the market's events so far. since is the block to begin with.
func (c *Client) events(ctx context.Context, market common.Address, since uint64) ([]chain.MarketEvent, error) {
	m := c.cfg.Chain.Market(market)
	view, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return nil, err
	}
	q := m.Query()
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
	return m.Events(logs)
}

// List returns the listings of a market that are for sale, or of one seller (also those
// that are stopped), the oldest first. since is the block to begin with.
func (c *Client) List(ctx context.Context, market common.Address, seller *common.Address, since uint64) ([]*Item, error) {
	events, err := c.events(ctx, market, since)
	if err != nil {
		return nil, err
	}
	var group errgroup.Group
	var mu sync.Mutex // of items, which moves while it grows
	group.SetLimit(listAtOnce)
	var items []*Item
	for _, e := range events {
		listed, ok := e.(chain.Listed)
		if !ok || seller != nil && listed.Listing.Seller != *seller {
			continue
		}
		mu.Lock()
		i := len(items)
		items = append(items, nil)
		mu.Unlock()
		group.Go(func() error {
			item, err := c.read(ctx, Link{ChainID: c.cfg.Chain.ChainID(), Market: market, Asset: listed.Asset})
			if err == nil && (seller != nil || !item.Listing.Stopped) {
				// One seller's server that drips must not hold up everybody's list.
				quick, cancel := context.WithTimeout(ctx, listTimeout)
				defer cancel()
				item.Metadata, item.Err = c.metadata(quick, item)
			}
			mu.Lock()
			defer mu.Unlock()
			items[i] = item
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(items, func(i *Item) bool {
		return seller == nil && (i.Listing.Stopped || errors.Is(i.Err, ErrUnlisted))
	}), nil
}
