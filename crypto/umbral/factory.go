package umbral

import (
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
)

// SeedSize is the size of a key factory's seed in bytes.
const SeedSize = 32

// A KeyFactory derives keys and other secrets from one seed, by labels.
type KeyFactory struct{ seed [SeedSize]byte }

// NewKeyFactory returns the factory of a seed of SeedSize bytes, which must be uniform.
func NewKeyFactory(seed []byte) (*KeyFactory, error) {
	if len(seed) != SeedSize {
		return nil, fmt.Errorf("seed has %d bytes, not %d", len(seed), SeedSize)
	}
	return &KeyFactory{[SeedSize]byte(seed)}, nil
}

// Erase overwrites the seed, after which f must not be used.
func (f *KeyFactory) Erase() { clear(f.seed[:]) }

// String keeps seeds out of logs and errors.
func (f *KeyFactory) String() string { return "key factory" }

// GoString does the same for %#v.
func (f *KeyFactory) GoString() string { return "key factory" }

// Key returns the secret key of a label.
func (f *KeyFactory) Key(label []byte) *SecretKey {
	info := "KEY_DERIVATION/" + string(label)
	secret := f.derive(info, 64)
	defer clear(secret)
	s := hashToScalar(info, secret)
	defer s.Erase()
	k := new(SecretKey)
	k.s.Set(s)
	return k
}

// Secret returns 64 secret bytes of a label.
func (f *KeyFactory) Secret(label []byte) []byte {
	return f.derive("SECRET_DERIVATION/"+string(label), 64)
}

// Factory returns the factory of a label.
func (f *KeyFactory) Factory(label []byte) *KeyFactory {
	seed := f.derive("FACTORY_DERIVATION/"+string(label), SeedSize)
	defer clear(seed)
	return &KeyFactory{[SeedSize]byte(seed)}
}

// derive is HKDF-SHA-256 of the seed without a salt.
func (f *KeyFactory) derive(info string, size int) []byte {
	b, err := hkdf.Key(sha256.New, f.seed[:], nil, info, size)
	if err != nil {
		panic(err) // only for lengths that SHA-256 cannot give
	}
	return b
}
