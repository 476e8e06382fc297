// Package umbral is Umbral, the threshold proxy re-encryption of NuCypher: an owner (Alice)
// keeps the delegating key, makes key fragments for one reader (Bob), and proxies that hold
// them re-encrypt a capsule to that reader without being able to read it. Objects have the
// bytes of the published umbral-pre 0.9 to 0.11 (spec/grant.md has the forms).
//
// The scheme is that of D. Nuñez, "Umbral: a threshold proxy re-encryption scheme" (NuCypher
// and NICS Lab, 2018), over secp256k1 with SHA-256 throughout.
//
// Do not use one delegating key for two things: a reader and a threshold of proxies together
// can compute it, and so read everything that was ever encrypted to it.
//
// Secrets (keys, the fragments' keys, the shared secret d) are multiplied in constant time.
// Checks see only public values, and are not. The arguments x_i of the polynomial are hashes
// of a Diffie-Hellman value, are used only to interpolate, and may be known to anyone: what
// protects a capsule is d, another hash of it.
package umbral

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"

	"golang.org/x/crypto/chacha20poly1305"

	"github.com/latchkey-network/latchkey/crypto/group"
)

const (
	// SecretKeySize is the size in bytes of a secret key, big-endian.
	SecretKeySize = group.ScalarSize
	// PublicKeySize is the size in bytes of a public key: SEC 1 compressed.
	PublicKeySize = group.PointSize
	// Overhead is by how many bytes a ciphertext is longer than its plaintext: a nonce in
	// front, a tag behind.
	Overhead = chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead
)

var (
	// ErrBadCapsule says that a capsule decodes, but was made by nobody who knew its
	// exponents.
	ErrBadCapsule = errors.New("capsule fails its check")
	// ErrBadSignature says that a signature is not the key's, for this message.
	ErrBadSignature = errors.New("signature is not valid")
	// ErrNotOpened says that a ciphertext does not open: key, capsule, ciphertext or the set
	// of fragments are others than they should be, or the fragments are too few.
	ErrNotOpened = errors.New("ciphertext does not open")
)

// u is the second generator, whose discrete logarithm nobody knows: hash_to_curve of the suite
// secp256k1_XMD:SHA-256_SSWU_RO_ (RFC 9380) with the DST "PARAMETERS" of "POINT_U". A test
// recomputes it.
var u = func() *group.Point {
	p, err := group.DecodePoint([]byte("\x03\x07\x93\x90\xd0\xfb\xe2\x20\xfc\x34\xaa\xb8\xec\xbf\x49\x09\x80\x98\x03\x68\x20\xfa\xdb\x98\xc0\x31\x43\xe5\x5d\xb8\xec\x73\xcd"))
	if err != nil {
		panic(err)
	}
	return p
}()

// A SecretKey is a nonzero scalar: a delegating, receiving or signing key.
type SecretKey struct{ s group.Scalar }

// GenerateKey returns a new secret key.
func GenerateKey() *SecretKey {
	k := new(SecretKey)
	s := group.RandomScalar()
	k.s.Set(s)
	s.Erase()
	return k
}

// DecodeSecretKey decodes 32 bytes, big-endian. It refuses zero and values that are not below
// the order of the group.
func DecodeSecretKey(b []byte) (*SecretKey, error) {
	s, err := group.DecodeScalar(b)
	if err != nil {
		return nil, fmt.Errorf("decoding secret key: %w", err)
	}
	defer s.Erase()
	if s.IsZero() {
		return nil, errors.New("decoding secret key: it is zero")
	}
	k := new(SecretKey)
	k.s.Set(s)
	return k, nil
}

// Bytes returns the 32 bytes of k. They are as secret as k.
func (k *SecretKey) Bytes() []byte { return k.s.Bytes() }

// Erase overwrites k, which must not be used after.
func (k *SecretKey) Erase() { k.s.Erase() }

// Public returns the public key of k.
func (k *SecretKey) Public() *PublicKey { return publicKey(new(group.Point).BaseMult(&k.s)) }

// String keeps keys out of logs and errors.
func (k *SecretKey) String() string { return "secret key" }

// GoString does the same for %#v.
func (k *SecretKey) GoString() string { return "secret key" }

// A PublicKey is a point, and its encoding.
type PublicKey struct {
	p   *group.Point
	enc [PublicKeySize]byte
}

// publicKey makes p, which is not the identity, a public key.
func publicKey(p *group.Point) *PublicKey { return &PublicKey{p, encode(p)} }

// DecodePublicKey decodes 33 bytes, SEC 1 compressed. It refuses the identity, points off the
// curve, and every other encoding.
func DecodePublicKey(b []byte) (*PublicKey, error) {
	p, err := group.DecodePoint(b)
	if err != nil {
		return nil, fmt.Errorf("decoding public key: %w", err)
	}
	return &PublicKey{p, [PublicKeySize]byte(b)}, nil
}

// Bytes returns the 33 bytes of k.
func (k *PublicKey) Bytes() []byte {
	b := k.enc
	return b[:]
}

// Equal reports whether k and a are one key.
func (k *PublicKey) Equal(a *PublicKey) bool { return k.enc == a.enc }

// encode returns the 33 bytes of p. The points here are multiples of points that are not the
// identity by scalars that are not zero, so they have an encoding.
func encode(p *group.Point) (b [group.PointSize]byte) {
	enc, err := p.Encode()
	if err != nil {
		panic("umbral: the identity where none can be")
	}
	copy(b[:], enc)
	clear(enc)
	return b
}

// hashToScalar is SHA-256(len(tag) || tag || items...), the length in 4 bytes, as an integer x,
// and of it (x mod (q-1)) + 1: never zero. It is constant time.
func hashToScalar(tag string, items ...[]byte) *group.Scalar {
	h := sha256.New()
	var length [4]byte
	binary.BigEndian.PutUint32(length[:], uint32(len(tag)))
	h.Write(length[:])
	h.Write([]byte(tag))
	for _, item := range items {
		h.Write(item)
	}
	var d [sha256.Size]byte
	h.Sum(d[:0])
	defer clear(d[:])
	reduce(&d, &orderMinusOne)
	x, err := group.DecodeScalar(d[:])
	if err != nil {
		panic("umbral: a reduced scalar is not below the order")
	}
	return x.Add(x, one)
}

var (
	one           = group.ScalarFromUint64(1)
	orderMinusOne = [32]byte(new(group.Scalar).Negate(one).Bytes())
)

// reduce subtracts m from x, both 32 bytes, big-endian, if x is not below m. x must be below
// 2m, and every x of 32 bytes is when m is close to 2^256. It is constant time.
func reduce(x, m *[32]byte) {
	var diff [32]byte
	var borrow uint64
	for i := 24; i >= 0; i -= 8 {
		var d uint64
		d, borrow = bits.Sub64(binary.BigEndian.Uint64(x[i:]), binary.BigEndian.Uint64(m[i:]), borrow)
		binary.BigEndian.PutUint64(diff[i:], d)
	}
	keep := byte(-int8(borrow)) // ff where x was below m
	for i := range x {
		x[i] = x[i]&keep | diff[i]&^keep
	}
	clear(diff[:])
}

// A Capsule is what a ciphertext's key is made from by the owner of the delegating key, or by
// a reader with re-encrypted fragments of it. One that was decoded has passed its check.
type Capsule struct {
	e, v   *group.Point
	s      *group.Scalar
	ee, ve [group.PointSize]byte
}

// newCapsule returns the capsule of E, V and s, and its challenge h.
func newCapsule(e, v *group.Point, s *group.Scalar) *Capsule {
	return &Capsule{e: e, v: v, s: s, ee: encode(e), ve: encode(v)}
}

// challenge is h of E and V.
func (c *Capsule) challenge() *group.Scalar {
	return hashToScalar("CAPSULE_POINTS", c.ee[:], c.ve[:])
}

// check reports whether sG = V + hE.
func (c *Capsule) check() bool {
	minus := c.challenge()
	minus.Negate(minus)
	var left group.Point
	return left.VarTimeMultiMult(c.s, []*group.Scalar{minus}, []*group.Point{c.e}).Equal(c.v)
}

// Encrypt encrypts a plaintext to the delegating key's owner. The ciphertext is longer by
// Overhead, and opens only with its capsule. It is made in memory, as a whole: for a stream,
// encrypt its key.
//
//	E = rG;  V = wG;  s = w + r h;  key seed = (r + w) pk
func Encrypt(delegating *PublicKey, plaintext []byte) (*Capsule, []byte) {
	r, w := group.RandomScalar(), group.RandomScalar()
	defer r.Erase()
	defer w.Erase()
	c := newCapsule(new(group.Point).BaseMult(r), new(group.Point).BaseMult(w), new(group.Scalar))
	c.s.Multiply(r, c.challenge())
	c.s.Add(c.s, w)
	sum := new(group.Scalar).Add(r, w)
	defer sum.Erase()
	seed := new(group.Point).Mult(sum, delegating.p)
	defer seed.Set(u)
	aead := dem(seed)
	out := make([]byte, chacha20poly1305.NonceSizeX, Overhead+len(plaintext))
	rand.Read(out)
	return c, aead.Seal(out, out, plaintext, c.Simple())
}

// DecryptOriginal opens a ciphertext with the delegating key itself.
//
//	key seed = sk (E + V)
func DecryptOriginal(delegating *SecretKey, c *Capsule, ciphertext []byte) ([]byte, error) {
	seed := new(group.Point).Add(c.e, c.v)
	if seed.IsIdentity() {
		return nil, ErrNotOpened
	}
	defer seed.Set(u)
	return open(seed.Mult(&delegating.s, seed), c, ciphertext)
}

// open opens a ciphertext with the key of a seed.
func open(seed *group.Point, c *Capsule, ciphertext []byte) ([]byte, error) {
	if len(ciphertext) < Overhead {
		return nil, fmt.Errorf("ciphertext has %d bytes, and no ciphertext has fewer than %d", len(ciphertext), Overhead)
	}
	nonce, sealed := ciphertext[:chacha20poly1305.NonceSizeX], ciphertext[chacha20poly1305.NonceSizeX:]
	plaintext, err := dem(seed).Open(nil, nonce, sealed, c.Simple())
	if err != nil {
		return nil, ErrNotOpened
	}
	return plaintext, nil
}

// dem is XChaCha20-Poly1305 with the key HKDF-SHA-256(ikm = seed, no salt, no info).
func dem(seed *group.Point) cipher.AEAD {
	enc := encode(seed)
	defer clear(enc[:])
	key, err := hkdf.Key(sha256.New, enc[:], nil, "", chacha20poly1305.KeySize)
	if err != nil {
		panic(err) // only for lengths that SHA-256 cannot give
	}
	defer clear(key)
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		panic(err) // only for other lengths of the key
	}
	return aead
}
