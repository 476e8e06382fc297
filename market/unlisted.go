package market

import (
	"bytes"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"golang.org/x/crypto/chacha20poly1305"
)

// The document of an unlisted listing (spec/listing.md):
//
//	mark || salt || ChaCha20-Poly1305(key, nonce 0, document || spaces, associated data: asset)
//	key = HKDF-SHA256(the link's key, salt, "latchkey/v1/unlisted")
//
// Each document has a salt of its own, and so a key of its own, under which only one nonce is
// ever used.
const (
	unlistedMark = "latchkey unlisted 1\n"
	unlistedInfo = "latchkey/v1/unlisted"
	saltSize     = 32
	// Documents are filled up to a multiple of this, so that their size tells little of them.
	unlistedBlock = 4096
	maxUnlisted   = len(unlistedMark) + saltSize + maxMetadata + chacha20poly1305.Overhead
)

var (
	// ErrUnlisted: the document is sealed, and the link has no key.
	ErrUnlisted = errors.New("the listing is unlisted, and the link has no key")
	// ErrOtherKey: the link's key is not the document's.
	ErrOtherKey = errors.New("the link's key does not open the listing's document")
)

func unlisted(data []byte) bool { return bytes.HasPrefix(data, []byte(unlistedMark)) }

// sealDocument seals a document of at most maxMetadata bytes.
func sealDocument(document []byte, key LinkKey, asset common.Hash) ([]byte, error) {
	var salt [saltSize]byte
	rand.Read(salt[:])
	return sealDocumentWith(document, key, asset, salt)
}

func sealDocumentWith(document []byte, key LinkKey, asset common.Hash, salt [saltSize]byte) ([]byte, error) {
	if len(document) > maxMetadata {
		return nil, fmt.Errorf("the listing's document has %d bytes, more than %d", len(document), maxMetadata)
	}
	filled := append(bytes.Clone(document), bytes.Repeat([]byte{' '}, -len(document)&(unlistedBlock-1))...)
	derived, err := hkdf.Key(sha256.New, key[:], salt[:], unlistedInfo, chacha20poly1305.KeySize)
	if err != nil {
		return nil, err
	}
	aead, err := chacha20poly1305.New(derived)
	if err != nil {
		return nil, err
	}
	head := append([]byte(unlistedMark), salt[:]...)
	return aead.Seal(head, make([]byte, aead.NonceSize()), filled, asset[:]), nil
}

// openDocument opens what sealDocument sealed.
func openDocument(data []byte, key LinkKey, asset common.Hash) ([]byte, error) {
	rest, ok := bytes.CutPrefix(data, []byte(unlistedMark))
	if !ok || len(rest) < saltSize || len(data) > maxUnlisted {
		return nil, errors.New("not a sealed document")
	}
	derived, err := hkdf.Key(sha256.New, key[:], rest[:saltSize], unlistedInfo, chacha20poly1305.KeySize)
	if err != nil {
		return nil, err
	}
	aead, err := chacha20poly1305.New(derived)
	if err != nil {
		return nil, err
	}
	document, err := aead.Open(nil, make([]byte, aead.NonceSize()), rest[saltSize:], asset[:])
	if err != nil {
		return nil, ErrOtherKey
	}
	return document, nil
}
