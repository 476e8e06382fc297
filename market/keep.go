package market

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
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
		m := newMirrors(ctx, item.Metadata.Sealed, storage.Options{})
		m.pos = offset
		return rest{m}, nil
	})
	defer src.Close()
	sum := sha256.New()
	in := io.TeeReader(src, sum)
	out := &output{dst: dst, total: item.Metadata.Size, report: c.cfg.Progress, sum: sha256.New()}
	out.begin()
	err := sealed.Open(ctx, out, in, pinned(c.patient(item.Bought), item.Pin.CapsuleID))
	if out.failed != nil {
		kept.Drop() // the disk that is full holds it, too
		return out.failed
	}
	if err != nil && (ctx.Err() != nil || answered(err)) {
		return err
	}
	if _, err := io.Copy(io.Discard, in); err != nil {
		return fmt.Errorf("fetching the sealed file: %w", err)
	}
	got := hex.EncodeToString(sum.Sum(nil))
	if got == item.Metadata.Sealed.SHA256 {
		kept.Drop()
		return err
	}
	kept.Drop()
	if before > 0 {
		return fmt.Errorf("the sealed file, of which %d bytes were kept from before, has the SHA-256 %s: %w (what was kept is removed: the next try begins anew)", before, got, ErrOtherBytes)
	}
	if out.n > 0 && out.restart() != nil {
		return fmt.Errorf("the sealed file has the SHA-256 %s: %w", got, ErrOtherBytes)
	}
	return c.Open(ctx, item, dst) // which finds out whose bytes they were
}

// rest is what is not kept yet, from wherever it can be had.
type rest struct{ *mirrors }

func (r rest) Close() error {
	r.close()
	return nil
}
