//go:build cgo

package group

import (
	"errors"

	"github.com/ethereum/go-ethereum/crypto/secp256k1"
)

// decompress finds y with libsecp256k1, whose square root is faster: encodings are public.
// voi then checks that the point is on the curve.
func (p *Point) decompress(b []byte) error {
	x, y := secp256k1.DecompressPubkey(b)
	if x == nil {
		return errors.New("not on the curve")
	}
	var sec1 [65]byte
	sec1[0] = 4
	x.FillBytes(sec1[1:33])
	y.FillBytes(sec1[33:])
	if _, err := p.v.SetUncompressedBytes(sec1[:]); err != nil {
		return err
	}
	p.xy, p.affine = [64]byte(sec1[1:]), true
	return nil
}

// varTimeMultiMult asks libsecp256k1 for one point a G + b P at a time, in the guise of
// recovering a public key: the key that signed the hash -a r with (r, b r), r = x(P), is
// (b r P + a r G) / r. That takes half the time of the same sum in Go.
func (p *Point) varTimeMultiMult(base *Scalar, scalars []*Scalar, points []*Point) *Point {
	sum := NewPoint()
	for i := range scalars {
		term, ok := recoverMult(base, scalars[i], points[i])
		if !ok { // the identity, b = 0, or P the identity: rare, and all within voi's reach
			if base == nil {
				term = new(Point).Mult(scalars[i], points[i])
			} else {
				term = new(Point).pureMultiMult(base, scalars[i:i+1], points[i:i+1])
			}
		}
		if i == 0 {
			sum = term
		} else {
			sum.Add(sum, term)
		}
		base = nil
	}
	if base != nil { // no terms
		sum.BaseMult(base)
	}
	return p.Set(sum)
}

// recoverMult returns a G + b P (a may be nil, for 0), and false where the detour does
// not exist.
func recoverMult(a, b *Scalar, P *Point) (*Point, bool) {
	enc, err := P.Encode()
	if err != nil || b.IsZero() {
		return nil, false
	}
	r, err := DecodeScalar(enc[1:])
	if err != nil {
		return nil, false
	}
	var hash [32]byte
	if a != nil {
		ar := new(Scalar).Multiply(a, r)
		copy(hash[:], ar.Negate(ar).Bytes())
	}
	var sig [65]byte
	copy(sig[:32], enc[1:])
	copy(sig[32:], new(Scalar).Multiply(b, r).Bytes())
	sig[64] = enc[0] & 1
	xy, err := secp256k1.RecoverPubkey(hash[:], sig[:])
	if err != nil {
		return nil, false
	}
	sum := new(Point)
	if _, err := sum.v.SetUncompressedBytes(xy); err != nil {
		return nil, false
	}
	sum.xy, sum.affine = [64]byte(xy[1:]), true
	copy(sum.enc[1:], xy[1:33])
	sum.enc[0] = 2 + xy[64]&1
	return sum, true
}

func recoverXY(digest [32]byte, sig []byte) ([]byte, error) {
	var raw [65]byte
	copy(raw[:], sig)
	raw[64] -= 27
	key, err := secp256k1.RecoverPubkey(digest[:], raw[:])
	if err != nil {
		return nil, err
	}
	return key[1:], nil
}
