package market

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/storage"
)

// OpenKeeping is Open, with the sealed bytes kept on disk as they come: after a cut, of the
// network or of the process, the same again goes on where it was. Since the listing pins the
// whole sealed file, it does not matter from which location each part came. kept is dropped
// when the file is open, and when it turns out to hold other bytes, which is an
// ErrOtherBytes; whoever calls closes it.
func (c *Client) OpenKeeping(ctx context.Context, item *Item, dst io.Writer, kept *storage.Kept) error {
	if item.Metadata == nil {
		return fmt.Errorf("the listing's document could not be read: %w", item.Err)
	}
	before := kept.Size()
	if before > item.Metadata.Sealed.Size { // of a sealed file that was never this one
		kept.Drop()
		before = 0
	}
	src := kept.Reader(func(offset int64) (io.ReadCloser, error) {
		return &relay{ctx: ctx, sealed: item.Metadata.Sealed, pos: offset}, nil
	})
	defer src.Close()
	in := &hashed{r: src, h: sha256.New()}
	out := &failing{w: &counter{w: dst, total: item.Metadata.Size, report: c.cfg.Progress}}
	err := sealed.Open(ctx, out, in, c.patient(item.Bought))
	if out.err != nil {
		kept.Drop() // the disk that is full holds it, too
		return err
	}
	if err != nil && (ctx.Err() != nil || answered(err)) {
		return err
	}
	if _, err := io.Copy(io.Discard, in); err != nil {
		return fmt.Errorf("fetching the sealed file: %w", err)
	}
	if got := hex.EncodeToString(in.h.Sum(nil)); got != item.Metadata.Sealed.SHA256 {
		kept.Drop()
		if before > 0 {
			return fmt.Errorf("the sealed file, of which %d bytes were kept from before, has the SHA-256 %s: %w (what was kept is removed: the next try begins anew)", before, got, ErrOtherBytes)
		}
		return fmt.Errorf("the sealed file has the SHA-256 %s: %w", got, ErrOtherBytes)
	}
	kept.Drop()
	return err
}

// relay reads a sealed file from its locations in turn: where one fails, the next goes on.
type relay struct {
	ctx    context.Context
	sealed SealedFile
	pos    int64
	next   int // location
	r      *storage.Reader
	errs   []error
}

func (r *relay) Read(p []byte) (int, error) {
	for {
		if r.pos == r.sealed.Size {
			return 0, io.EOF
		}
		if r.r == nil {
			if r.next == len(r.sealed.Locations) {
				return 0, errors.Join(r.errs...)
			}
			opened, err := storage.Open(r.ctx, r.sealed.Locations[r.next], &storage.Options{MaxSize: r.sealed.Size, Offset: r.pos})
			r.next++
			if err != nil {
				r.errs = append(r.errs, err)
				continue
			}
			r.r = opened
		}
		n, err := r.r.Read(p)
		r.pos += int64(n)
		if err != nil && err != io.EOF && r.ctx.Err() == nil {
			r.errs = append(r.errs, err)
			r.Close()
			if err = nil; n == 0 {
				continue
			}
		}
		return n, err
	}
}

func (r *relay) Close() error {
	if r.r == nil {
		return nil
	}
	err := r.r.Close()
	r.r = nil
	return err
}
