package market

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"

	"filippo.io/age"
	"github.com/ethereum/go-ethereum/common"
	"golang.org/x/sync/errgroup"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/storage"
)

// Offer is what a seller publishes.
type Offer struct {
	// Source is what is sold. An *Archive is sold as one, and its contents are told.
	Source io.Reader
	Size   int64  // of Source, in bytes, for progress; -1 if it is not known
	Secret bool   // Source is a secret of at most MaxSecret bytes
	Name   string // the file's name
	Type   string // its media type

	// What buyers see.
	Title       string
	Description string
	Preview     *Preview
	Licence     string
	Tags        []string
	Language    string
	Links       []SellersLink
	// Unlisted seals all that, too, and the link has the key.
	Unlisted bool

	// How it is sold. An Update looks at none of this.
	Token       common.Address // or chain.Coin
	Price       *big.Int       // in the token's smallest unit; nil: free
	Duration    uint32         // seconds of a licence; 0 for ever
	Stock       uint32         // how many are for sale; 0: no end
	EndsAt      uint64         // Unix seconds, the last one of the sales; 0: no end
	Limit       uint32         // how many one account may buy; 0: as many as it likes
	Escrow      uint32         // seconds for which a payment waits; 0: none
	Royalty     common.Address // who else has a part of each payment
	RoyaltyBps  uint16         // its part, in 1/10000
	ReferralBps uint16         // the part of whom a buyer names
	MemberBps   uint16         // the part of the committee's members

	Market        common.Address
	Committees    common.Address
	Committee     uint64
	Others        []uint64 // committees that open the file as well, of the same contract
	Confirmations uint64

	// Store is where the sealed file and its document go, Mirrors where the sealed file goes
	// too.
	Store   *storage.Store
	Mirrors []*storage.Store

	// Pending keeps what is sealed and how far it is stored, and has what is kept of the last time; nil keeps nothing, and seals
	// straight to the stores.
	Pending *Pending
}

// Publish seals the source to the committee for whoever buys it, stores it, and lists it.
// The policy is exactly the sale of this asset. If a step fails, one of several stores
// among them, nothing is listed, and what was stored is of no use to anyone. The item's
// Link has the key of an unlisted listing.
func (c *Client) Publish(ctx context.Context, o Offer) (*Item, error) {
	if c.cfg.Wallet == nil {
		return nil, ErrNoWallet
	}
	if err := c.checkOffer(ctx, &o); err != nil {
		return nil, err
	}
	var salt [32]byte
	rand.Read(salt[:])
	if o.Pending != nil && o.Pending.state.Salt != (common.Hash{}) {
		salt = o.Pending.state.Salt
	}
	link := Link{ChainID: c.cfg.Chain.ChainID(), Market: o.Market, Asset: chain.AssetOf(c.cfg.Wallet.Address(), salt)}
	if o.Unlisted {
		rand.Read(link.Key[:])
	}
	if o.Pending != nil && o.Pending.Kept() > 0 {
		item, err := c.listedBefore(ctx, &o, link)
		if item != nil || err != nil {
			return item, err
		}
	}
	m, version, err := c.store(ctx, &o, link, salt)
	if err != nil {
		return nil, err
	}
	stock := o.Stock
	if stock == 0 {
		stock = chain.Unlimited
	}
	listing := chain.Listing{Token: o.Token, Price: o.Price, Duration: o.Duration, Stock: stock, EndsAt: o.EndsAt, Limit: o.Limit,
		Escrow: o.Escrow, Royalty: o.Royalty, RoyaltyBps: o.RoyaltyBps, ReferralBps: o.ReferralBps, MemberBps: o.MemberBps, Committee: o.Committee}
	if _, _, err := c.cfg.Chain.Market(o.Market).List(ctx, c.cfg.Wallet, salt, listing, *version); err != nil {
		return nil, err
	}
	o.finished()
	return c.published(ctx, link, m)
}

// finished forgets what was kept of a publication.
func (o *Offer) finished() {
	if o.Pending != nil {
		o.Pending.done()
	}
}

// ErrListedBefore: a publication that was cut off had listed an unlisted asset already, and its link is lost with it.
var ErrListedBefore = errors.New("it was listed before the program ended, and the key in its link was kept nowhere")

// listedBefore returns the item of a publication that was cut off after its listing was sent, or nil.
func (c *Client) listedBefore(ctx context.Context, o *Offer, link Link) (*Item, error) {
	if _, err := c.cfg.Chain.Settle(ctx, c.cfg.Wallet.Address()); err != nil {
		return nil, err
	}
	item, err := c.Show(ctx, link)
	switch {
	case errors.Is(err, ErrNotListed):
		return nil, nil
	case err != nil:
		return nil, err
	}
	o.finished()
	if o.Unlisted {
		link.Key = LinkKey{}
		return nil, fmt.Errorf("asset %s: %w", link, ErrListedBefore)
	}
	return item, nil
}

// Update seals the source as a new version of a listing of the wallet's account: the same
// asset, price, policy and licences. Of the offer, Market, Committee and how it is sold
// are not looked at, and what buyers see is as before where it is empty. An unlisted
// listing needs the whole link, and stays unlisted.
func (c *Client) Update(ctx context.Context, link Link, o Offer) (*Item, error) {
	if c.cfg.Wallet == nil {
		return nil, ErrNoWallet
	}
	item, err := c.Show(ctx, link)
	if err != nil {
		return nil, err
	}
	if item.Listing.Seller != c.cfg.Wallet.Address() {
		return nil, fmt.Errorf("asset %s is sold by %s, not by the wallet's account: only its seller can offer a new version", link.Asset, item.Listing.Seller)
	}
	if errors.Is(item.Err, ErrUnlisted) || errors.Is(item.Err, ErrOtherKey) {
		return nil, item.Err // a new document under another key would be lost to those who have the link
	}
	if old := item.Metadata; old != nil {
		keep(&o.Title, old.Title)
		keep(&o.Description, old.Description)
		keep(&o.Licence, old.Licence)
		keep(&o.Language, old.Language)
		if o.Preview == nil {
			o.Preview = old.Preview
		}
		if o.Tags == nil {
			o.Tags = old.Tags
		}
		if o.Links == nil {
			o.Links = old.Links
		}
	}
	keep(&o.Title, o.Name)
	o.Market, o.Committee, o.Escrow = link.Market, item.Listing.Committee, 0
	if o.Committee == 0 {
		return nil, errors.New("the listing names no committee of this chain, so its new versions are not made here")
	}
	if err := c.checkOffer(ctx, &o); err != nil {
		return nil, err
	}
	m, version, err := c.store(ctx, &o, link, [32]byte{})
	if err != nil {
		return nil, err
	}
	if _, err := c.cfg.Chain.Market(link.Market).Update(ctx, c.cfg.Wallet, link.Asset, *version); err != nil {
		return nil, err
	}
	o.finished()
	return c.published(ctx, link, m)
}

// keep gives a text that is empty the one of before.
func keep(text *string, before string) {
	if *text == "" {
		*text = before
	}
}

func (c *Client) published(ctx context.Context, link Link, m *Metadata) (*Item, error) {
	item, err := c.read(ctx, link)
	if err != nil {
		return nil, err
	}
	item.Metadata = m
	return item, nil
}

// checkOffer refuses what the contract or a reader would refuse once all is stored.
func (c *Client) checkOffer(ctx context.Context, o *Offer) error {
	draft := o.metadata()
	draft.Sealed = SealedFile{SHA256: hex.EncodeToString(make([]byte, 32)), Size: 1, Locations: []string{"file:///"}}
	if draft.Kind == KindArchive {
		draft.Files = 1
	}
	if _, err := draft.encode(); err != nil {
		return err
	}
	if parts := uint32(o.RoyaltyBps) + uint32(o.ReferralBps) + uint32(o.MemberBps); parts > 10000 {
		return fmt.Errorf("royalty, referral and members have %d.%02d %% of the price together", parts/100, parts%100)
	}
	if o.RoyaltyBps > 0 && o.Royalty == (common.Address{}) {
		return errors.New("a royalty needs somebody whose it is")
	}
	if err := c.fungible(ctx, o.Token); err != nil {
		return err
	}
	if 1+len(o.Mirrors) > maxLocations {
		return fmt.Errorf("%d stores are more than %d", 1+len(o.Mirrors), maxLocations)
	}
	for _, store := range append([]*storage.Store{o.Store}, o.Mirrors...) {
		if store != nil && !listable(store.Scheme()) {
			return fmt.Errorf("buyers cannot read from a store of the kind %q with credentials of their own: say where its objects can be read by HTTP, with public=", store.Scheme())
		}
	}
	view, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return err
	}
	committees, err := c.cfg.Chain.Market(o.Market).Committees(ctx, view)
	if err != nil {
		return err
	}
	if o.Committees != committees {
		return fmt.Errorf("the market %s works with the committees of %s, not with those of %s", o.Market, committees, o.Committees)
	}
	if o.Escrow > 0 && o.Duration > 0 {
		window, err := c.cfg.Chain.Committees(committees).AnswerWindow(ctx, view, o.Committee)
		if err != nil {
			return err
		}
		if uint64(o.Duration) < uint64(o.Escrow)+window {
			return fmt.Errorf("a licence of %d s ends before somebody who was not served could show it: it must last for the escrow and %d s more", o.Duration, window)
		}
	}
	return nil
}

// metadata is the document before anything is sealed.
func (o *Offer) metadata() *Metadata {
	m := &Metadata{Format: metadataFormat, Kind: KindFile, Title: o.Title, Description: o.Description, Name: o.Name, Type: o.Type,
		Preview: o.Preview, Licence: o.Licence, Tags: o.Tags, Language: o.Language, Links: o.Links}
	if _, ok := o.Source.(*Archive); ok {
		m.Kind = KindArchive
	}
	if o.Secret {
		m.Kind = KindSecret
	}
	return m
}

// store seals the source and stores it with its document.
func (c *Client) store(ctx context.Context, o *Offer, link Link, salt [32]byte) (*Metadata, *chain.Version, error) {
	var to []age.Recipient
	for _, committee := range append([]uint64{o.Committee}, o.Others...) {
		r, err := c.Recipient(ctx, o.Committees, committee, o.Confirmations)
		if err != nil {
			return nil, nil, err
		}
		r.Terms.Policy = policy.Sale(o.Market, link.Asset)
		if err := c.Servable(ctx, &r.Terms); err != nil {
			return nil, nil, err
		}
		to = append(to, r)
	}
	var random [16]byte
	rand.Read(random[:])
	name := hex.EncodeToString(random[:])
	source := &counter{r: o.Source, total: o.Size, report: c.cfg.Progress}
	if o.Secret {
		source.limit = MaxSecret
	}
	m, stores := o.metadata(), append([]*storage.Store{o.Store}, o.Mirrors...)
	var stanzas []*sealed.Stanza
	if p := o.Pending; p != nil {
		if !p.whole(ctx, link.Asset, len(stores)) {
			s := pendingState{Asset: link.Asset, Salt: salt, Name: name + ".age", Stores: make([]pendingUpload, len(stores))}
			if err := p.seal(s, func(w io.Writer, s *pendingState) error {
				if err := sealed.Seal(w, source, to...); err != nil {
					return err
				}
				s.Plain = source.n
				if a, ok := o.Source.(*Archive); ok {
					s.Files, s.Contents = a.Contents()
				}
				return nil
			}); err != nil {
				return nil, nil, err
			}
		}
		locations, err := p.upload(ctx, stores, c.cfg.Progress)
		if err != nil {
			return nil, nil, err
		}
		if stanzas, err = p.stanzas(); err != nil {
			return nil, nil, err
		}
		m.Size, m.Files, m.Contents = p.state.Plain, p.state.Files, p.state.Contents
		m.Sealed = SealedFile{SHA256: p.state.SHA256, Size: p.state.Sealed, Locations: locations}
	} else {
		var header headed
		locations, digest, size, err := put(ctx, stores, name+".age", func(w io.Writer) error {
			return sealed.Seal(io.MultiWriter(w, &header), source, to...)
		})
		if err != nil {
			return nil, nil, err
		}
		if stanzas, err = sealed.ReadStanzas(&header); err != nil {
			return nil, nil, err
		}
		m.Size = source.n
		m.Sealed = SealedFile{SHA256: hex.EncodeToString(digest[:]), Size: size, Locations: locations}
		if a, ok := o.Source.(*Archive); ok {
			m.Files, m.Contents = a.Contents()
		}
	}
	document, err := m.encode()
	if err != nil {
		return nil, nil, err
	}
	name += ".json"
	if link.Key != (LinkKey{}) {
		if document, err = sealDocument(document, link.Key, link.Asset); err != nil {
			return nil, nil, err
		}
		// Its name does not tell which file it belongs to.
		rand.Read(random[:])
		name = hex.EncodeToString(random[:]) + ".sealed"
	}
	uris, documentDigest, _, err := put(ctx, []*storage.Store{o.Store}, name, func(w io.Writer) error {
		_, err := w.Write(document)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return m, &chain.Version{MetadataHash: documentDigest, URI: uris[0], Confirmations: o.Confirmations, Capsule: stanzas[0].Capsule}, nil
}

// headed keeps the first bytes that are written, more than the header of a file that this package
// seals.
type headed struct{ bytes.Buffer }

const headSize = 256 << 10

func (h *headed) Write(p []byte) (int, error) {
	h.Buffer.Write(p[:min(len(p), max(0, headSize-h.Len()))])
	return len(p), nil
}

// put gives what write writes to all stores at once, and returns the locations, the SHA-256
// and the size. If write or one of the stores fails, all of them do, and nothing is stored
// but where the end had come already.
func put(ctx context.Context, stores []*storage.Store, name string, write func(io.Writer) error) (locations []string, digest [32]byte, size int64, err error) {
	h := sha256.New()
	count := &counter{w: io.Discard}
	writers := []io.Writer{h, count}
	var pipes []*io.PipeWriter
	locations = make([]string, len(stores))
	// Each store ends in an error of its own, or in that of the first that failed.
	group, ctx := errgroup.WithContext(ctx)
	for i, store := range stores {
		r, w := io.Pipe()
		pipes, writers = append(pipes, w), append(writers, w)
		group.Go(func() (err error) {
			locations[i], err = store.Put(ctx, name, r)
			r.CloseWithError(errOr(err, io.ErrClosedPipe)) // write may not have noticed yet
			return err
		})
	}
	group.Go(func() error {
		err := write(io.MultiWriter(writers...))
		for _, p := range pipes {
			p.CloseWithError(err)
		}
		return err
	})
	if err := group.Wait(); err != nil {
		return nil, digest, 0, err
	}
	if err := distinct(locations); err != nil {
		return nil, digest, 0, err
	}
	h.Sum(digest[:0])
	return locations, digest, count.n, nil
}

func distinct(locations []string) error {
	for i, l := range locations {
		if slices.Contains(locations[:i], l) {
			return fmt.Errorf("two stores are the same place: %q", l)
		}
	}
	return nil
}

func errOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// counter counts what passes, and reports it.
type counter struct {
	r      io.Reader
	w      io.Writer
	n      int64
	limit  int64 // of what is read; 0: none
	total  int64
	report func(done, total int64)
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.count(n)
	if c.limit > 0 && c.n > c.limit {
		return n, fmt.Errorf("a secret has at most %d bytes: publish it as a file", c.limit)
	}
	return n, err
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.count(n)
	return n, err
}

func (c *counter) count(n int) {
	c.n += int64(n)
	if c.report != nil && n > 0 {
		c.report(c.n, c.total)
	}
}
