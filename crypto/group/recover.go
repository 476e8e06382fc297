package group

import (
	"errors"
	"fmt"
)

// SignatureSize is the size of an Ethereum signature r || s || v in bytes.
const SignatureSize = 65

// RecoverAddress returns the Ethereum address whose key signed digest: sig is r || s || v
// of 65 bytes with 0 < r < q, 0 < s <= (q-1)/2 and v 27 or 28. Every signature has at
// most one such form. It takes variable time; signatures and digests are public.
func RecoverAddress(digest [32]byte, sig []byte) (addr [20]byte, err error) {
	if len(sig) != SignatureSize {
		return addr, fmt.Errorf("signature has %d bytes, not %d", len(sig), SignatureSize)
	}
	r, err := DecodeScalar(sig[:32])
	if err != nil || r.IsZero() {
		return addr, errors.New("signature's r is out of range")
	}
	s, err := DecodeScalar(sig[32:64])
	if err != nil || s.IsZero() || s.v.IsGreaterThanHalfN() == 1 {
		return addr, errors.New("signature's s is out of range or high")
	}
	if v := sig[64]; v != 27 && v != 28 {
		return addr, fmt.Errorf("signature's v is %d, not 27 or 28", v)
	}
	xy, err := recoverXY(digest, sig)
	if err != nil {
		return addr, errors.New("signature recovers to no key")
	}
	d := Keccak256(xy)
	copy(addr[:], d[12:])
	return addr, nil
}

// pureRecoverXY returns the key that signed, as x || y: (s R - m G) / r, for the point R
// of x = r and the parity that v tells. sig is in range.
func pureRecoverXY(digest [32]byte, sig []byte) ([]byte, error) {
	R := new(Point)
	if _, err := R.v.SetCompressedBytes(append([]byte{sig[64] - 25}, sig[:32]...)); err != nil {
		return nil, err
	}
	r, err := DecodeScalar(sig[:32])
	if err != nil {
		return nil, err
	}
	s, err := DecodeScalar(sig[32:64])
	if err != nil {
		return nil, err
	}
	var m, inv Scalar
	m.v.SetBytes(&digest)
	inv.Invert(r)
	s.Multiply(s, &inv)
	m.Multiply(m.Negate(&m), &inv)
	return new(Point).VarTimeMultiMult(&m, []*Scalar{s}, []*Point{R}).XY()
}
