package market

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/storage"
)

// Open downloads the item's sealed file, opens it as the wallet's account, and writes the
// plaintext to dst. After an error, whoever calls must throw dst away: whether the sealed
// file is the listed one is known at its end. Memory does not grow with the file.
//
// The places that the document names are tried in turn. Where one is cut, the next goes on
// from the same byte; where one served other bytes, the file is opened again from the
// others, and dst goes on where it was. If what dst was given turns out to be wrong itself,
// which takes somebody who has the file's key, Open needs a dst with a method Restart()
// error that takes all back, and fails without.
//
// If the market pins a capsule, a file whose first capsule is another is not opened.
func (c *Client) Open(ctx context.Context, item *Item, dst io.Writer) error {
	return c.OpenKeeping(ctx, item, dst, nil)
}

// OpenKeeping is Open, with the sealed bytes kept on disk as they come: after a cut, of the
// network or of the process, the same again goes on where it was. Since the listing pins the
// whole sealed file, it does not matter from which location each part came. kept is dropped
// when the file is open, and when it turns out to hold other bytes; whoever calls closes it.
func (c *Client) OpenKeeping(ctx context.Context, item *Item, dst io.Writer, kept *storage.Kept) error {
	if item.Metadata == nil {
		return fmt.Errorf("the listing's document could not be read: %w", item.Err)
	}
	out := &output{dst: dst, total: item.Metadata.Size, report: c.cfg.Progress, sum: sha256.New()}
	return openSealed(ctx, item.Metadata.Sealed, item.Pin.CapsuleID, c.patient(item.Bought), out, c.places(), kept)
}

// openSealed opens the sealed file from its mirrors. pin is the id of its first capsule, or
// zero.
func openSealed(ctx context.Context, file SealedFile, pin [32]byte, open sealed.Opener, out *output, opts storage.Options, kept *storage.Kept) error {
	m := newMirrors(ctx, file, opts, kept)
	defer m.close()
	open = remembered(open)
	var refused error // what nodes said about a header that was not pinned
	for {
		out.begin()
		err := sealed.Open(ctx, out, m, pinned(open, pin))
		good := out.pos + out.pos/chunk*chunkOverhead // authenticated, and the header before it
		var right bool
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case out.failed != nil:
			m.drop() // the disk that is full holds it, too
			return out.failed
		case out.differs:
			// What came before is not what comes now. The end will tell which was right.
		case m.err != nil:
			if !m.giveUp() {
				return errors.Join(refused, m.failures())
			}
			continue
		case err == nil:
			if right, err = m.right(); err != nil {
				if !m.giveUp() {
					return errors.Join(refused, m.failures())
				}
				continue
			}
			if right && out.pos == out.n {
				m.drop()
				return nil
			}
			if !right {
				err = fmt.Errorf("the sealed file at %s has the SHA-256 %s: %w", m.place(), m.digest(), ErrOtherBytes)
				m.blame(0, err)
				if !m.rewind() {
					return m.failures()
				}
				continue
			}
		case answered(err):
			// Nodes judged the header. If it was not the pinned one, another place may have
			// another.
			if refused == nil {
				refused = err
			}
			if pin != ([32]byte{}) {
				return refused // what is kept is right, and is of use to whoever is let in
			}
			if m.blame(0, nil); !m.rewind() {
				return refused
			}
			continue
		case len(m.served) == 0:
			return err
		default:
			// Something is wrong with the bytes, or it was when the file was sealed. Only the
			// whole tells, which is read if there is nobody else to ask.
			if m.alone(good) {
				right, readErr := m.right()
				if right {
					m.drop()
					return err
				}
				if readErr == nil {
					err = fmt.Errorf("the sealed file at %s has the SHA-256 %s: %w", m.place(), m.digest(), ErrOtherBytes)
				} else {
					err = fmt.Errorf("the sealed file at %s: %w: %w", m.place(), ErrOtherBytes, err)
				}
			} else {
				err = fmt.Errorf("the sealed file at %s: %w: %w", m.place(), ErrOtherBytes, err)
			}
			m.blame(good, err)
			if !m.rewind() {
				return errors.Join(refused, m.failures())
			}
			continue
		}
		// What dst was given is not the beginning of the listed file, or not all of this one.
		if err := out.restart(); err != nil {
			return fmt.Errorf("what was written so far came from a place with other bytes; throw it away and try again: %w", ErrOtherBytes)
		}
		m.rewind()
	}
}

// age encrypts chunks of so many bytes, and each grows by a tag.
const (
	chunk         = 64 << 10
	chunkOverhead = 16
)

// drop removes what was kept.
func (m *mirrors) drop() {
	if m.kept != nil {
		m.kept.Drop()
	}
}

// place says who served the last byte.
func (m *mirrors) place() string {
	if len(m.served) == 0 {
		return m.sources[max(0, m.at)].location
	}
	if last := m.served[len(m.served)-1].source; last != fromKept {
		return m.sources[last].location
	}
	return m.kept.Path()
}

// output writes plaintext, of which a beginning may come more than once.
type output struct {
	dst    io.Writer
	total  int64 // of the plaintext, in bytes
	report func(done, total int64)

	n   int64     // bytes that dst has
	sum hash.Hash // of them

	pos     int64     // bytes that came since begin
	repeat  hash.Hash // of those that dst had already
	differs bool      // they are not what dst has
	failed  error     // of dst
}

var errDiffers = errors.New("other plaintext than before")

// begin says that the plaintext comes from its first byte.
func (o *output) begin() { o.pos, o.repeat, o.differs = 0, sha256.New(), false }

// restart takes back what dst has, if it can.
func (o *output) restart() error {
	r, ok := o.dst.(interface{ Restart() error })
	if !ok {
		return errDiffers
	}
	if err := r.Restart(); err != nil {
		return err
	}
	o.n, o.sum = 0, sha256.New()
	return nil
}

func (o *output) Write(p []byte) (int, error) {
	var had int
	if o.pos < o.n {
		had = int(min(int64(len(p)), o.n-o.pos))
		o.repeat.Write(p[:had])
		if o.pos += int64(had); o.pos == o.n && !bytes.Equal(o.repeat.Sum(nil), o.sum.Sum(nil)) {
			o.differs = true
			return 0, errDiffers
		}
		if had == len(p) {
			return had, nil
		}
	}
	n, err := o.dst.Write(p[had:])
	o.sum.Write(p[had : had+n])
	o.n += int64(n)
	o.pos += int64(n)
	if err != nil {
		o.failed = fmt.Errorf("opening: %w", err)
	}
	if o.report != nil && n > 0 {
		o.report(o.n, o.total)
	}
	return had + n, err
}

// remembered is an Opener that asks once for each capsule: the file may have to be read
// again.
func remembered(open sealed.Opener) sealed.Opener {
	type answer struct {
		fileKey []byte
		err     error
	}
	answers := make(map[[32]byte]answer)
	return func(ctx context.Context, s *sealed.Stanza) ([]byte, error) {
		id := capsuleID(s)
		if a, ok := answers[id]; ok {
			return a.fileKey, a.err
		}
		fileKey, err := open(ctx, s)
		if ctx.Err() == nil {
			answers[id] = answer{fileKey, err}
		}
		return fileKey, err
	}
}

func capsuleID(s *sealed.Stanza) [32]byte {
	return (&quorum.Request{Terms: s.Terms, Capsule: s.Capsule}).CapsuleID()
}

// pinned is an Opener for one file, whose first capsule must have that id, unless it is
// zero.
func pinned(open sealed.Opener, pin [32]byte) sealed.Opener {
	if pin == ([32]byte{}) {
		return open
	}
	seen, right := false, false
	return func(ctx context.Context, s *sealed.Stanza) ([]byte, error) {
		if !seen {
			seen, right = true, capsuleID(s) == pin
		}
		if !right {
			return nil, errOtherCapsule
		}
		return open(ctx, s)
	}
}

var errOtherCapsule = fmt.Errorf("the file's first capsule is not the one that the market pins: %w", ErrOtherBytes)

// answered says whether a file did not open for what nodes said or did not say, and not
// for what is in it.
func answered(err error) bool {
	var failed *quorum.OpenError
	return errors.As(err, &failed) && failed.Refused(quorum.BadCapsule) == 0 || errors.Is(err, chain.ErrUnavailable) || errors.Is(err, ErrNoWallet)
}

// patient is an Opener for somebody who has bought in that block (0: has not, just now).
// It waits until the purchase is as deep as the terms ask.
func (c *Client) patient(bought uint64) sealed.Opener {
	open := c.opens(c.signing(nil), bought != 0)
	if bought == 0 {
		return open
	}
	return func(ctx context.Context, s *sealed.Stanza) ([]byte, error) {
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
			select {
			case <-ctx.Done():
				return nil, ctx.Err()
			case <-time.After(time.Second):
			}
		}
		return open(ctx, s)
	}
}

// Stanzas fetches the head of the item's sealed file: the terms under which it is sealed.
// Whoever is about to pay looks whether they are those of this sale. A place whose first
// capsule is not the one that the market pins is passed over.
func (c *Client) Stanzas(ctx context.Context, item *Item) ([]*sealed.Stanza, error) {
	if item.Metadata == nil {
		return nil, fmt.Errorf("the listing's document could not be read: %w", item.Err)
	}
	var errs []error
	for _, location := range item.Metadata.Sealed.Locations {
		stanzas, err := stanzasAt(ctx, location, item.Metadata.Sealed.Size, item.Pin.CapsuleID, c.places())
		if err == nil {
			return stanzas, nil
		}
		errs = append(errs, err)
	}
	return nil, errors.Join(errs...)
}

func stanzasAt(ctx context.Context, location string, size int64, pin [32]byte, opts storage.Options) ([]*sealed.Stanza, error) {
	opts.MaxSize = size
	src, err := openPlace(ctx, location, &opts)
	if err != nil {
		return nil, fmt.Errorf("fetching the sealed file: %w", err)
	}
	defer src.Close()
	stanzas, err := sealed.ReadStanzas(src)
	if err == nil && pin != ([32]byte{}) && (len(stanzas) == 0 || capsuleID(stanzas[0]) != pin) {
		err = errOtherCapsule
	}
	if err != nil {
		return nil, fmt.Errorf("the sealed file at %s: %w", location, err)
	}
	return stanzas, nil
}

// metadata fetches a listing's document, compares it with the chain's hash, and opens it
// with the link's key if it is sealed.
func (c *Client) metadata(ctx context.Context, item *Item) (*Metadata, error) {
	opts := c.places()
	data, m, err := FetchDocument(ctx, item.Pin, &opts)
	if data == nil || !unlisted(data) {
		return m, err
	}
	return readDocument(data, item.Link)
}

// readDocument reads a document as it is stored.
func readDocument(data []byte, link Link) (*Metadata, error) {
	if unlisted(data) {
		if link.Key == (LinkKey{}) {
			return nil, ErrUnlisted
		}
		var err error
		if data, err = openDocument(data, link.Key, link.Asset); err != nil {
			return nil, err
		}
	}
	return decodeMetadata(data)
}
