package market

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/storage"
)

// Offer is what a seller publishes.
type Offer struct {
	Source      io.Reader
	Size        int64  // of Source, in bytes; -1 if it is not known
	Name        string // the file's name
	Type        string // its media type
	Title       string
	Description string
	Price       *big.Int // wei
	Duration    uint32   // seconds of a licence; 0 for ever

	Market        common.Address
	Committees    common.Address
	Committee     uint64
	Confirmations uint64
	Store         *storage.Store // where the sealed file and its document go
}

// Publish seals the source to the committee for whoever buys it, stores it, and lists it.
// The policy is exactly the sale of this asset. If a step fails, nothing is listed, and
// what was stored is of no use to anyone.
func (c *Client) Publish(ctx context.Context, o Offer) (*Item, error) {
	if c.cfg.Wallet == nil {
		return nil, ErrNoWallet
	}
	var salt [32]byte
	rand.Read(salt[:])
	asset := common.Hash(chain.AssetOf(c.cfg.Wallet.Address(), salt))
	to, err := c.Recipient(ctx, o.Committees, o.Committee, o.Confirmations)
	if err != nil {
		return nil, err
	}
	to.Terms.Policy = policy.Sale(o.Market, asset)

	name := hex.EncodeToString(asset[:16])
	source := &counter{r: o.Source, total: o.Size, report: c.cfg.Progress}
	var header headed
	location, digest, size, err := put(ctx, o.Store, name+".age", func(w io.Writer) error {
		return sealed.Seal(io.MultiWriter(w, &header), source, to)
	})
	if err != nil {
		return nil, err
	}
	stanzas, err := sealed.ReadStanzas(&header)
	if err != nil {
		return nil, err
	}
	m := &Metadata{Format: metadataFormat, Title: o.Title, Description: o.Description, Name: o.Name, Type: o.Type, Size: source.n,
		Sealed: SealedFile{SHA256: hex.EncodeToString(digest[:]), Size: size, Locations: []string{location}}}
	if err := m.check(); err != nil {
		return nil, err
	}
	document, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, err
	}
	uri, documentDigest, _, err := put(ctx, o.Store, name+".json", func(w io.Writer) error {
		_, err := w.Write(document)
		return err
	})
	if err != nil {
		return nil, err
	}
	contract := c.cfg.Chain.Market(o.Market)
	listing := chain.Listing{Price: o.Price, Duration: o.Duration, Stock: chain.Unlimited, Committee: o.Committee}
	version := chain.Version{MetadataHash: documentDigest, URI: uri, Confirmations: o.Confirmations, Capsule: stanzas[0].Capsule}
	if _, _, err := contract.List(ctx, c.cfg.Wallet, salt, listing, version); err != nil {
		return nil, err
	}
	item, err := c.read(ctx, Link{c.cfg.Chain.ChainID(), o.Market, asset})
	if err != nil {
		return nil, err
	}
	item.Metadata = m
	return item, nil
}

// headed keeps the first bytes that are written, more than the header of a file that this package
// seals.
type headed struct{ bytes.Buffer }

const headSize = 32 << 10

func (h *headed) Write(p []byte) (int, error) {
	h.Buffer.Write(p[:min(len(p), max(0, headSize-h.Len()))])
	return len(p), nil
}

// put stores what write writes, and returns its location, SHA-256 and size. If write
// fails, nothing is stored.
func put(ctx context.Context, store *storage.Store, name string, write func(io.Writer) error) (location string, digest [32]byte, size int64, err error) {
	r, w := io.Pipe()
	h := sha256.New()
	count := &counter{w: w}
	go func() { w.CloseWithError(write(io.MultiWriter(count, h))) }()
	location, err = store.Put(ctx, name, r)
	if err != nil {
		r.CloseWithError(err) // ends write, which may not have noticed yet
		return "", digest, 0, err
	}
	h.Sum(digest[:0])
	return location, digest, count.n, nil
}

// Open downloads the item's sealed file, opens it as the wallet's account, and writes the
// plaintext to dst. It compares the sealed file with the listing while it reads; whoever
// calls must throw dst away after an error. Locations are tried in turn.
func (c *Client) Open(ctx context.Context, item *Item, dst io.Writer) error {
	if item.Metadata == nil {
		return fmt.Errorf("the listing's document could not be read: %w", item.Err)
	}
	var errs []error
	for _, location := range item.Metadata.Sealed.Locations {
		out := &counter{w: dst, total: item.Metadata.Size, report: c.cfg.Progress}
		err := c.openAt(ctx, item, location, out)
		if err == nil {
			return nil
		}
		if out.n > 0 || ctx.Err() != nil {
			return err // dst holds a part of it already
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func (c *Client) openAt(ctx context.Context, item *Item, location string, dst io.Writer) error {
	src, err := storage.Open(ctx, location, &storage.Options{MaxSize: item.Metadata.Sealed.Size})
	if err != nil {
		return fmt.Errorf("fetching the sealed file: %w", err)
	}
	defer src.Close()
	in := &hashed{r: src, h: sha256.New()}
	out := &failing{w: dst}
	openErr := sealed.Open(ctx, out, in, c.patient(item.Bought))
	// Other bytes are told before what they led to, so the rest is read too, unless it is
	// known to be somebody else's fault: a 10 GiB file is not fetched to be refused.
	if openErr == nil || out.err == nil && ctx.Err() == nil && !answered(openErr) {
		if _, err := io.Copy(io.Discard, in); err != nil {
			return fmt.Errorf("fetching the sealed file: %w", err)
		}
		if got := hex.EncodeToString(in.h.Sum(nil)); got != item.Metadata.Sealed.SHA256 {
			return fmt.Errorf("the sealed file at %s has the SHA-256 %s: %w", location, got, ErrOtherBytes)
		}
	}
	return openErr
}

// answered says whether a file did not open for what nodes said or did not say, and not
// for what is in it.
func answered(err error) bool {
	var failed *quorum.OpenError
	return errors.As(err, &failed) && failed.Refused(quorum.BadCapsule) == 0 || errors.Is(err, chain.ErrUnavailable) || errors.Is(err, ErrNoWallet)
}

// failing remembers why writing failed.
type failing struct {
	w   io.Writer
	err error
}

func (f *failing) Write(p []byte) (int, error) {
	n, err := f.w.Write(p)
	if err != nil {
		f.err = err
	}
	return n, err
}

// patient is an Opener for somebody who has bought in that block (0: has not, just now).
// It waits until the purchase is as deep as the terms ask.
func (c *Client) patient(bought uint64) sealed.Opener {
	open := c.Opener()
	if bought == 0 {
		return open
	}
	return func(ctx context.Context, s *sealed.Stanza) ([]byte, error) {
		pause := func() error {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(time.Second):
				return nil
			}
		}
		for {
			view, err := c.cfg.Chain.At(ctx, 0)
			if err != nil {
				return nil, err
			}
			deep := bought + s.Terms.Confirmations
			if view.Block().Number >= deep {
				break
			}
			if c.cfg.Waiting != nil {
				c.cfg.Waiting(deep - view.Block().Number)
			}
			if err := pause(); err != nil {
				return nil, err
			}
		}
		for start := time.Now(); ; {
			fileKey, err := open(ctx, s)
			if !errors.Is(err, quorum.ErrNotEntitled) || time.Since(start) > patience {
				return fileKey, err
			}
			if err := pause(); err != nil {
				return nil, err
			}
		}
	}
}

// Stanzas fetches the head of the item's sealed file: the terms under which it is sealed.
// Whoever is about to pay looks whether they are those of this sale.
func (c *Client) Stanzas(ctx context.Context, item *Item) ([]*sealed.Stanza, error) {
	if item.Metadata == nil {
		return nil, fmt.Errorf("the listing's document could not be read: %w", item.Err)
	}
	var errs []error
	for _, location := range item.Metadata.Sealed.Locations {
		src, err := storage.Open(ctx, location, &storage.Options{MaxSize: item.Metadata.Sealed.Size})
		if err != nil {
			errs = append(errs, fmt.Errorf("fetching the sealed file: %w", err))
			continue
		}
		stanzas, err := sealed.ReadStanzas(src)
		src.Close()
		if err == nil {
			return stanzas, nil
		}
		errs = append(errs, err)
	}
	return nil, errors.Join(errs...)
}

// metadata fetches a listing's document and compares it with the chain's hash.
func (c *Client) metadata(ctx context.Context, p chain.Pin) (*Metadata, error) {
	r, err := storage.Open(ctx, p.URI, &storage.Options{MaxSize: maxMetadata})
	if err != nil {
		return nil, fmt.Errorf("fetching the listing's document: %w", err)
	}
	defer r.Close()
	data, err := readBounded(r, maxMetadata)
	if err != nil {
		return nil, fmt.Errorf("fetching the listing's document: %w", err)
	}
	if digest := sha256.Sum256(data); !bytes.Equal(digest[:], p.MetadataHash[:]) {
		return nil, fmt.Errorf("the listing's document has the SHA-256 %x: %w", digest, ErrOtherBytes)
	}
	return decodeMetadata(data)
}

// counter counts what passes, and reports it.
type counter struct {
	r      io.Reader
	w      io.Writer
	n      int64
	total  int64
	report func(done, total int64)
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.count(n)
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

// hashed hashes what is read.
type hashed struct {
	r io.Reader
	h hash.Hash
}

func (h *hashed) Read(p []byte) (int, error) {
	n, err := h.r.Read(p)
	h.h.Write(p[:n])
	return n, err
}
