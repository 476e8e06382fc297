// Package group is the prime-order group secp256k1 as Latchkey uses it: scalars,
// points, their encodings, and hashing to scalars (spec/threshold.md, notation).
//
// It is the only package that imports a curve library. Arithmetic with secrets goes
// through gitlab.com/yawning/secp256k1-voi, which is constant time and pure Go.
// Functions with VarTime in their name are for public values only: their time depends
// on their inputs. They have an arithmetic of their own (field.go, sums.go), which tests
// and fuzzers hold to voi's, to dcrec's and to math/big's. Signatures are recovered with
// cgo in go-ethereum's libsecp256k1.
//
// Methods set their receiver and return it, in the manner of math/big; arguments and
// receivers may alias. The zero Scalar is 0; the zero Point is not valid, use
// [NewPoint].
package group

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"

	voi "gitlab.com/yawning/secp256k1-voi"
	"golang.org/x/crypto/sha3"
)

const (
	// ScalarSize is the size of an encoded scalar in bytes, big-endian.
	ScalarSize = 32
	// PointSize is the size of an encoded point in bytes: SEC 1 compressed.
	PointSize = 33
)

// ErrIdentity says that a point that must be encoded or hashed is the identity, which
// has no encoding here.
var ErrIdentity = errors.New("point is the identity")

// A Scalar is an integer modulo q, the order of the group.
type Scalar struct{ v voi.Scalar }

// NewScalar returns 0.
func NewScalar() *Scalar { return new(Scalar) }

// ScalarFromUint64 returns n.
func ScalarFromUint64(n uint64) *Scalar {
	s := new(Scalar)
	s.v.Set(voi.NewScalarFromUint64(n))
	return s
}

// DecodeScalar decodes 32 bytes, big-endian. It refuses other lengths and values that
// are not below q.
func DecodeScalar(b []byte) (*Scalar, error) {
	if len(b) != ScalarSize {
		return nil, fmt.Errorf("scalar has %d bytes, not %d", len(b), ScalarSize)
	}
	s := new(Scalar)
	if _, err := s.v.SetCanonicalBytes((*[ScalarSize]byte)(b)); err != nil {
		return nil, errors.New("scalar is not below the order of the group")
	}
	return s, nil
}

// RandomScalar returns a uniform nonzero scalar from the operating system's generator.
func RandomScalar() *Scalar {
	for {
		var b [64]byte
		rand.Read(b[:]) // never fails: the program crashes instead (crypto/rand)
		s := ScalarFromWide(&b)
		clear(b[:])
		if !s.IsZero() {
			return s
		}
	}
}

// ScalarFromWide returns the 64 bytes b, big-endian, modulo q: uniform to 2^-256 if b
// is. It is constant time.
func ScalarFromWide(b *[64]byte) *Scalar {
	hi, _ := voi.NewScalarFromBytes((*[32]byte)(b[:32]))
	lo, _ := voi.NewScalarFromBytes((*[32]byte)(b[32:]))
	s := new(Scalar)
	s.v.Multiply(hi, &wideShift)
	s.v.Add(&s.v, lo)
	hi.Set(voi.NewScalar())
	lo.Set(voi.NewScalar())
	return s
}

// order is q, big-endian: q - 1, and 1.
var order = func() (q [ScalarSize]byte) {
	minus := voi.NewScalarFromUint64(1)
	copy(q[:], minus.Negate(minus).Bytes())
	q[ScalarSize-1]++ // q is odd
	return q
}()

// wideShift is 2^256 mod q.
var wideShift = func() voi.Scalar {
	ff := [32]byte{}
	for i := range ff {
		ff[i] = 0xff
	}
	s, _ := voi.NewScalarFromBytes(&ff)
	s.Add(s, voi.NewScalarFromUint64(1))
	return *s
}()

// HashToScalar is Hs of spec/threshold.md: keccak256(keccak256(tag) || items...) mod q.
// Every item must have a fixed length, or the hash is ambiguous.
func HashToScalar(tag string, items ...[]byte) *Scalar {
	var d [32]byte
	h := sha3.NewLegacyKeccak256()
	h.Write([]byte(tag))
	h.Sum(d[:0])
	h.Reset()
	h.Write(d[:])
	for _, item := range items {
		h.Write(item)
	}
	h.Sum(d[:0])
	s := new(Scalar)
	s.v.SetBytes(&d)
	return s
}

// Keccak256 returns keccak256 of the concatenation of the items (not SHA3-256).
func Keccak256(items ...[]byte) (d [32]byte) {
	h := sha3.NewLegacyKeccak256()
	for _, item := range items {
		h.Write(item)
	}
	h.Sum(d[:0])
	return d
}

// Bytes returns the 32 bytes of s, big-endian.
func (s *Scalar) Bytes() []byte { return s.v.Bytes() }

// Set sets s = a.
func (s *Scalar) Set(a *Scalar) *Scalar { s.v.Set(&a.v); return s }

// Add sets s = a + b.
func (s *Scalar) Add(a, b *Scalar) *Scalar { s.v.Add(&a.v, &b.v); return s }

// Subtract sets s = a - b.
func (s *Scalar) Subtract(a, b *Scalar) *Scalar { s.v.Subtract(&a.v, &b.v); return s }

// Multiply sets s = a b.
func (s *Scalar) Multiply(a, b *Scalar) *Scalar { s.v.Multiply(&a.v, &b.v); return s }

// Negate sets s = -a.
func (s *Scalar) Negate(a *Scalar) *Scalar { s.v.Negate(&a.v); return s }

// Invert sets s = 1/a, and 0 if a is 0.
func (s *Scalar) Invert(a *Scalar) *Scalar { s.v.Invert(&a.v); return s }

// Equal reports s = a, in constant time.
func (s *Scalar) Equal(a *Scalar) bool { return s.v.Equal(&a.v) == 1 }

// IsZero reports s = 0, in constant time.
func (s *Scalar) IsZero() bool { return s.v.IsZero() == 1 }

// Erase overwrites s with 0. Go may have copied a value on a moving stack before; what
// Erase can reach, it clears.
func (s *Scalar) Erase() { s.v.Set(voi.NewScalar()) }

// String keeps scalars, most of which are secret, out of logs and errors.
func (s *Scalar) String() string { return "scalar" }

// GoString does the same for %#v.
func (s *Scalar) GoString() string { return "scalar" }

// A Point is an element of the group.
type Point struct {
	v voi.Point
	// enc is the encoding of v, kept from decoding, or enc[0] is 0. Encoding costs an
	// inversion in the field, and decoded points are hashed again and again. Only
	// methods that set p write it, so points can be read by many goroutines.
	enc [PointSize]byte
	// xy is x || y, where it came for free and affine is true.
	xy     [64]byte
	affine bool
	// table has odd multiples of v, or is nil: see VarTimePrepare.
	table *table
}

// NewPoint returns the identity.
func NewPoint() *Point {
	p := new(Point)
	p.v.Identity()
	return p
}

// Generator returns G.
func Generator() *Point {
	p := new(Point)
	p.v.Generator()
	return p
}

// Ghat returns the second generator, whose discrete logarithm nobody knows:
// hash_to_curve of the suite secp256k1_XMD:SHA-256_SSWU_RO_ (RFC 9380) with the DST
// "latchkey/v1/generator" of "second generator".
func Ghat() *Point { return new(Point).Set(ghat) }

// A test recomputes it by RFC 9380.
var ghat = mustDecode("\x03\xa9\xc2\x97\x9c\xd3\x30\x16\xa0\x1c\x4e\xa6\xcb\xcf\x3e\x36\xd5\x49\x89\x20\xed\x2b\xaf\xad\x73\xa9\x34\x4d\x22\x26\x50\x24\x7f")

func mustDecode(s string) *Point {
	p, err := DecodePoint([]byte(s))
	if err != nil {
		panic(err)
	}
	return p
}

// DecodePoint decodes 33 bytes, SEC 1 compressed. It refuses other lengths, points off
// the curve, the identity, and an x that is not below q: every point can be the r of
// ecrecover.
func DecodePoint(b []byte) (*Point, error) {
	p := new(Point)
	if err := p.decode(b); err != nil {
		return nil, err
	}
	return p, nil
}

// decode sets p, which must be new, as DecodePoint says.
func (p *Point) decode(b []byte) error {
	if len(b) != PointSize {
		return fmt.Errorf("point has %d bytes, not %d", len(b), PointSize)
	}
	if b[0] != 2 && b[0] != 3 || bytes.Compare(b[1:], primeBytes[:]) >= 0 || !p.decompress(b) {
		return errors.New("point is not on the curve")
	}
	if bytes.Compare(b[1:], order[:]) >= 0 {
		return errors.New("point has an x that is not below the order of the group")
	}
	return nil
}

// decompress sets p to the point of the SEC 1 compressed encoding b, of 33 bytes with an x
// below p, and reports whether there is one. Encodings are public.
func (p *Point) decompress(b []byte) bool {
	var x, y, yy element
	x.setBytes(b[1:])
	yy.square(&x)
	yy.multiply(&yy, &x)
	yy.add(&yy, &element{7})
	if !y.root(&yy) {
		return false
	}
	if y.words()[0]&1 != uint64(b[0]&1) { // y is never 0
		y.negate(&y)
	}
	p.setAffine(&x, &y)
	return true
}

// DecodePoints decodes the concatenation of n points.
func DecodePoints(b []byte, n int) ([]*Point, error) {
	if len(b) != n*PointSize {
		return nil, fmt.Errorf("%d points have %d bytes, not %d", n, len(b), n*PointSize)
	}
	all, ps := make([]Point, n), make([]*Point, n)
	for i := range ps {
		ps[i] = &all[i]
		if err := ps[i].decode(b[i*PointSize : (i+1)*PointSize]); err != nil {
			return nil, err
		}
	}
	return ps, nil
}

// Encode returns the 33 bytes of p, or ErrIdentity. The slice is the caller's.
func (p *Point) Encode() ([]byte, error) {
	if p.enc[0] != 0 {
		b := p.enc // a copy, so that nobody can change the one that p keeps
		return b[:], nil
	}
	if p.IsIdentity() {
		return nil, ErrIdentity
	}
	return p.v.CompressedBytes(), nil
}

// XY returns the 64 bytes x || y, or ErrIdentity.
func (p *Point) XY() ([]byte, error) {
	if p.affine {
		xy := p.xy
		return xy[:], nil
	}
	if p.IsIdentity() {
		return nil, ErrIdentity
	}
	return p.v.UncompressedBytes()[1:], nil
}

// Address returns the Ethereum address of p, the last 20 bytes of keccak256(x || y),
// or ErrIdentity.
func (p *Point) Address() (addr [20]byte, err error) {
	xy, err := p.XY()
	if err != nil {
		return addr, err
	}
	d := Keccak256(xy)
	copy(addr[:], d[12:])
	return addr, nil
}

// IsIdentity reports whether p is the identity.
func (p *Point) IsIdentity() bool { return p.v.IsIdentity() == 1 }

// Equal reports p = a.
func (p *Point) Equal(a *Point) bool { return p.v.Equal(&a.v) == 1 }

// Set sets p = a.
func (p *Point) Set(a *Point) *Point {
	p.v.Set(&a.v)
	p.enc, p.xy, p.affine, p.table = a.enc, a.xy, a.affine, a.table
	return p
}

// Add sets p = a + b.
func (p *Point) Add(a, b *Point) *Point { p.v.Add(&a.v, &b.v); return p.changed() }

// Subtract sets p = a - b.
func (p *Point) Subtract(a, b *Point) *Point { p.v.Subtract(&a.v, &b.v); return p.changed() }

// Double sets p = 2a.
func (p *Point) Double(a *Point) *Point { p.v.Double(&a.v); return p.changed() }

// Negate sets p = -a.
func (p *Point) Negate(a *Point) *Point {
	enc := a.enc
	p.v.Negate(&a.v)
	if enc[0] != 0 {
		enc[0] ^= 1 // 02 and 03 are the two points of one x
	}
	p.enc, p.affine, p.table = enc, false, nil
	return p
}

// BaseMult sets p = sG, in constant time.
func (p *Point) BaseMult(s *Scalar) *Point { p.v.ScalarBaseMult(&s.v); return p.changed() }

// Mult sets p = s a, in constant time.
func (p *Point) Mult(s *Scalar, a *Point) *Point { p.v.ScalarMult(&s.v, &a.v); return p.changed() }

// VarTimeSmallMult sets p = n a for a small public n, in time that grows with the
// length of n: at 7 bits, a seventeenth of Mult.
func (p *Point) VarTimeSmallMult(n uint32, a *Point) *Point {
	var base, acc voi.Point
	base.Set(&a.v)
	acc.Identity()
	for bit := 31; bit >= 0; bit-- {
		if n>>bit == 0 {
			continue
		}
		if n>>bit != 1 {
			acc.Double(&acc)
			if n>>bit&1 == 1 {
				acc.Add(&acc, &base)
			}
		} else {
			acc.Set(&base)
		}
	}
	p.v.Set(&acc)
	return p.changed()
}

// VarTimeMultiMult sets p = base G + sum scalars[i] points[i], for public values. base
// may be nil, for 0. It panics if the slices differ in length.
func (p *Point) VarTimeMultiMult(base *Scalar, scalars []*Scalar, points []*Point) *Point {
	return p.Set(VarTimeSums(Sum{base, scalars, points})[0])
}

// changed forgets what was known of another value.
func (p *Point) changed() *Point {
	p.enc[0], p.affine, p.table = 0, false, nil
	return p
}
