package market

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/url"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/storage"
)

// ErrPlace: a listing names a place that strangers do not send a reader to.
var ErrPlace = errors.New("not a place that a listing may send its readers to: http, https, ipfs, ar or file, without a password")

// listable says whether a listing may name places of that scheme. Those of the clouds (s3, gs, azblob)
// it may not: reading there signs, with the reader's own credentials and for any endpoint that the
// seller names.
func listable(scheme string) bool {
	switch scheme {
	case "http", "https", "ipfs", "ar", "file":
		return true
	}
	return false
}

// openPlace opens what a stranger's listing says is at a place.
func openPlace(ctx context.Context, place string, opts *storage.Options) (*storage.Reader, error) {
	u, err := url.Parse(place)
	if err != nil {
		return nil, ErrPlace // err would show it whole
	}
	if !listable(u.Scheme) || u.User != nil {
		return nil, fmt.Errorf("a place of the kind %q: %w", u.Scheme, ErrPlace)
	}
	return storage.Open(ctx, place, opts)
}

// places is how the places of strangers' listings are read.
func (c *Client) places() storage.Options {
	private := c.cfg.Private || c.cfg.Chain != nil && c.cfg.Chain.Local()
	return storage.Options{Public: !private, MinRate: c.cfg.MinRate}
}

// FetchDocument fetches a listing's document, little more than 256 KiB at most, and returns its bytes, which are those
// that the chain has the hash of, and what they say. Bytes with an error are the right ones, but no metadata document
// that can be read: ErrUnlisted for that of an unlisted asset. ErrOtherBytes if they are not those of the hash.
func FetchDocument(ctx context.Context, p chain.Pin, opts *storage.Options) ([]byte, *Metadata, error) {
	limited := storage.Options{}
	if opts != nil {
		limited = *opts
	}
	limited.MaxSize = int64(maxUnlisted)
	r, err := openPlace(ctx, p.URI, &limited)
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
