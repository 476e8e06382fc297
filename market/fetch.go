package market

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/storage"
)

// FetchDocument fetches a listing's document, little more than 256 KiB at most, and returns its bytes, which are those
// that the chain has the hash of, and what they say. Bytes with an error are the right ones, but no metadata document
// that can be read: ErrUnlisted for that of an unlisted asset. ErrOtherBytes if they are not those of the hash.
func FetchDocument(ctx context.Context, p chain.Pin, opts *storage.Options) ([]byte, *Metadata, error) {
	limited := storage.Options{}
	if opts != nil {
		limited = *opts
	}
	limited.MaxSize = int64(maxUnlisted)
	r, err := storage.Open(ctx, p.URI, &limited)
	if err != nil {
		return nil, nil, fmt.Errorf("fetching the listing's document: %w", err)
	}
	defer r.Close()
	data, err := readBounded(r, int64(maxUnlisted))
	if err != nil {
		return nil, nil, fmt.Errorf("fetching the listing's document: %w", err)
	}
	if digest := sha256.Sum256(data); !bytes.Equal(digest[:], p.MetadataHash[:]) {
		return nil, nil, fmt.Errorf("the listing's document has the SHA-256 %x: %w", digest, ErrOtherBytes)
	}
	m, err := readDocument(data, Link{})
	return data, m, err
}
