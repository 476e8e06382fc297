package main

import (
	"context"
	"path/filepath"
	"unicode/utf8"

	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/storage"
)

// keepFrom is the size of the smallest sealed file that is kept while it is fetched, in
// bytes: fetching less again is no matter, and not worth a second copy on the disk.
const keepFrom = 16 << 20

// openItem opens an item into an output of that name. What is fetched of a large one is kept
// beside it until it is whole, so that the same command goes on after a cut.
func openItem(ctx context.Context, c *client, item *market.Item, out *output, name string) error {
	if out.file == nil || item.Metadata.Sealed.Size < keepFrom {
		return c.Open(ctx, item, out)
	}
	kept, err := storage.Keep(keptName(name, item.Metadata.Sealed.SHA256))
	if err != nil { // another process fetches the same, or the file system is strange
		return c.Open(ctx, item, out)
	}
	if kept.Size() > 0 {
		note("%s of %s are here from the last time: going on from there.", size(kept.Size()), size(item.Metadata.Sealed.Size))
	}
	err = c.OpenKeeping(ctx, item, out, kept)
	if kept.Close() == nil && err != nil && kept.Size() > 0 {
		c.progress.end()
		note("%s of %s are kept in %q: the same command again goes on from there.", size(kept.Size()), size(item.Metadata.Sealed.Size), kept.Path())
	}
	return err
}

// keptName is the hidden file beside an output with what there is of the sealed file of that
// hash: another version of it has another one.
func keptName(output, sha256 string) string {
	dir, base := filepath.Split(output)
	tail := ".latchkey-sealed-" + sha256[:16]
	for len(base)+len(tail)+len("..lock") > 255 { // what file systems allow
		_, n := utf8.DecodeLastRuneInString(base)
		base = base[:len(base)-n]
	}
	return filepath.Join(dir, "."+base+tail)
}
