// Package tdh2 is Latchkey's threshold encryption: a file key is sealed in a capsule to a
// committee's public key, members of the committee answer a request with shares that are
// re-encrypted to a reader key, any t shares combine, and the reader opens the result
// (spec/threshold.md).
//
// It is the scheme TDH2 of Shoup and Gennaro, "Securing threshold cryptosystems against
// chosen ciphertext attack" (EUROCRYPT '98), with shares that are ElGamal encryptions
// under the reader's key and carry a proof that third parties can check.
//
// A capsule must be checked ([Check]) before a key share is used on it; [Reencrypt] cannot
// do that for its caller. Secrets (r, s, x_j, k, a, b, q) are multiplied in constant time;
// checks, which see only public values, are not.
package tdh2

import (
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"

	"github.com/latchkey-network/latchkey/crypto/group"
)

const (
	// FileKeySize is the size in bytes of what a capsule seals: an age file key.
	FileKeySize = 16
	// CapsuleSize is the size in bytes of U || V || e || f || wrapped.
	CapsuleSize = wrappedAt + FileKeySize + chacha20poly1305.Overhead

	vAt       = group.PointSize
	eAt       = vAt + group.PointSize
	fAt       = eAt + group.ScalarSize
	wrappedAt = fAt + group.ScalarSize
)

var (
	// ErrBadCapsule says that a capsule decodes, but was not made for this committee key
	// and label, or by nobody who knew what it seals. A node must not use its share on it.
	ErrBadCapsule = errors.New("capsule fails its check")
	// ErrNotOpened says that a file key does not come out: the shares, the reader key, the
	// label or the capsule are others than they should be, or the publisher cheated.
	ErrNotOpened = errors.New("capsule does not open")
)

// ghat is the second generator, decoded once.
var ghat = group.Ghat().VarTimePrepare()

// Seal seals a file key of 16 bytes to the committee's public key X under a label, and
// returns a capsule of CapsuleSize bytes. Capsules of one file key differ each time.
func Seal(X *group.Point, label [32]byte, fileKey []byte) ([]byte, error) {
	r, s := group.RandomScalar(), group.RandomScalar()
	defer r.Erase()
	defer s.Erase()
	return seal(X, label, fileKey, r, s)
}

// seal is Seal with its randomness, two nonzero scalars that serve only once:
//
//	U = rG;  V = r Ghat;  W = sG;  W' = s Ghat;  Z = rX
//	e = Hs(L, X, U, V, W, W', wrapped);  f = s + r e
func seal(X *group.Point, label [32]byte, fileKey []byte, r, s *group.Scalar) ([]byte, error) {
	if len(fileKey) != FileKeySize {
		return nil, fmt.Errorf("file key has %d bytes, not %d", len(fileKey), FileKeySize)
	}
	capsule := make([]byte, 0, CapsuleSize)
	var p group.Point
	U, err := p.BaseMult(r).Encode()
	if err != nil {
		return nil, err
	}
	V, err := p.Mult(r, ghat).Encode()
	if err != nil {
		return nil, err
	}
	W, err := p.BaseMult(s).Encode()
	if err != nil {
		return nil, err
	}
	Wp, err := p.Mult(s, ghat).Encode()
	if err != nil {
		return nil, err
	}
	Z := new(group.Point).Mult(r, X)
	defer erasePoint(Z)
	wrapped, err := wrap(Z, label, U, fileKey)
	if err != nil {
		return nil, err
	}
	e, err := challenge(X, label, U, V, W, Wp, wrapped)
	if err != nil {
		return nil, err
	}
	f := new(group.Scalar).Multiply(r, e)
	f.Add(f, s)

	capsule = append(capsule, U...)
	capsule = append(capsule, V...)
	capsule = append(capsule, e.Bytes()...)
	capsule = append(capsule, f.Bytes()...)
	return append(capsule, wrapped...), nil
}

// challenge is e = Hs("latchkey/v1/capsule", L, X, U, V, W, W', wrapped), points as 33
// bytes.
func challenge(X *group.Point, label [32]byte, U, V, W, Wp, wrapped []byte) (*group.Scalar, error) {
	x, err := X.Encode()
	if err != nil {
		return nil, err
	}
	return group.HashToScalar("latchkey/v1/capsule", label[:], x, U, V, W, Wp, wrapped), nil
}

// Capsule is a capsule whose parts decode. Its points are for reading only.
type Capsule struct {
	U, V    *group.Point
	e, f    *group.Scalar
	encoded [CapsuleSize]byte
}

// DecodeCapsule decodes a capsule. It refuses every length but CapsuleSize, points that do
// not decode and scalars that are not below the order of the group; it does not check
// the capsule, which takes the committee's key and the label.
func DecodeCapsule(b []byte) (*Capsule, error) {
	if len(b) != CapsuleSize {
		return nil, fmt.Errorf("capsule has %d bytes, not %d", len(b), CapsuleSize)
	}
	c := &Capsule{encoded: [CapsuleSize]byte(b)}
	var err error
	if c.U, err = group.DecodePoint(b[:vAt]); err != nil {
		return nil, fmt.Errorf("decoding capsule: U: %w", err)
	}
	if c.V, err = group.DecodePoint(b[vAt:eAt]); err != nil {
		return nil, fmt.Errorf("decoding capsule: V: %w", err)
	}
	if c.e, err = group.DecodeScalar(b[eAt:fAt]); err != nil {
		return nil, fmt.Errorf("decoding capsule: e: %w", err)
	}
	if c.f, err = group.DecodeScalar(b[fAt:wrappedAt]); err != nil {
		return nil, fmt.Errorf("decoding capsule: f: %w", err)
	}
	return c, nil
}

// Check decodes a capsule and checks that whoever made it knew r, for this committee key
// X, this label and these wrapped bytes. Every node does so before it uses its share. The
// error is ErrBadCapsule if the capsule decodes but does not check.
//
//	W = fG - eU;  W' = f Ghat - eV;  e comes out
//
// A capsule that checks may still hold wrapped bytes that open for nobody.
func Check(X *group.Point, label [32]byte, capsule []byte) (*Capsule, error) {
	c, err := DecodeCapsule(capsule)
	if err != nil {
		return nil, err
	}
	minusE := new(group.Scalar).Negate(c.e)
	sums := group.VarTimeSums(
		group.Sum{Base: c.f, Scalars: []*group.Scalar{minusE}, Points: []*group.Point{c.U}},
		group.Sum{Scalars: []*group.Scalar{c.f, minusE}, Points: []*group.Point{ghat, c.V}})
	W, err := sums[0].Encode()
	if err != nil {
		return nil, fmt.Errorf("%w: W: %w", ErrBadCapsule, err)
	}
	Wp, err := sums[1].Encode()
	if err != nil {
		return nil, fmt.Errorf("%w: W': %w", ErrBadCapsule, err)
	}
	e, err := challenge(X, label, c.encoded[:vAt], c.encoded[vAt:eAt], W, Wp, c.encoded[wrappedAt:])
	if err != nil {
		return nil, fmt.Errorf("encoding the committee's key: %w", err)
	}
	if !e.Equal(c.e) {
		return nil, ErrBadCapsule
	}
	return c, nil
}

var capsuleIDTag = group.Keccak256([]byte("latchkey/v1/capsule-id"))

// CapsuleID is what a request names: keccak256(keccak256("latchkey/v1/capsule-id") ||
// capsule || L). It does not look into the capsule.
func CapsuleID(capsule []byte, label [32]byte) [32]byte {
	return group.Keccak256(capsuleIDTag[:], capsule, label[:])
}

// wrap seals the file key under the key that Z, the label and U give.
func wrap(Z *group.Point, label [32]byte, U, fileKey []byte) ([]byte, error) {
	key, err := wrapKey(Z, label, U)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	aead, err := chacha20poly1305.New(key)
	if err != nil {
		return nil, err
	}
	// The nonce is 0: the key is as fresh as r, and serves once.
	return aead.Seal(nil, make([]byte, aead.NonceSize()), fileKey, nil), nil
}

// unwrap is the inverse of wrap for a whole capsule.
func unwrap(Z *group.Point, label [32]byte, capsule []byte) ([]byte, error) {
	if len(capsule) != CapsuleSize {
		return nil, fmt.Errorf("capsule has %d bytes, not %d", len(capsule), CapsuleSize)
	}
	key, err := wrapKey(Z, label, capsule[:vAt])
	if err != nil {
		return nil, fmt.Errorf("%w: Z: %w", ErrNotOpened, err)
	}
	defer clear(key)
	aead, err := chacha20poly1305.New(key)
	if err != nil {
		return nil, err
	}
	fileKey, err := aead.Open(nil, make([]byte, aead.NonceSize()), capsule[wrappedAt:], nil)
	if err != nil {
		return nil, ErrNotOpened
	}
	return fileKey, nil
}

// wrapKey is HKDF-SHA-256(ikm = Z, salt = U, info = "latchkey/v1/wrap" || L), 32 bytes. Z
// is the whole point: its negative gives another key.
func wrapKey(Z *group.Point, label [32]byte, U []byte) ([]byte, error) {
	z, err := Z.Encode()
	if err != nil {
		return nil, err
	}
	defer clear(z)
	return hkdf.Key(sha256.New, z, U, "latchkey/v1/wrap"+string(label[:]), chacha20poly1305.KeySize)
}

// erasePoint overwrites a secret point.
func erasePoint(p *group.Point) { p.Set(ghat) }
