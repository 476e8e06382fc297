package umbral

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"

	"github.com/latchkey-network/latchkey/crypto/group"
)

// SignatureSize is the size of a signature r || s in bytes.
const SignatureSize = 2 * group.ScalarSize

// Sign returns a signature of SHA-256(message): ECDSA, low s, the nonce of RFC 6979 with 32
// random bytes more (its section 3.6), so that it is neither repeated nor only as good as the
// generator.
func Sign(signer *SecretKey, message []byte) [SignatureSize]byte {
	var extra [32]byte
	rand.Read(extra[:])
	return sign(signer, message, extra[:])
}

func sign(signer *SecretKey, message, extra []byte) (sig [SignatureSize]byte) {
	digest := sha256.Sum256(message)
	m := scalarOf(digest)
	nonces := newNonces(signer, m, extra)
	for {
		k := nonces.next()
		r := xOf(new(group.Point).BaseMult(k))
		s := new(group.Scalar).Multiply(r, &signer.s)
		s.Add(s, m)
		s.Multiply(s, k.Invert(k))
		k.Erase()
		if r.IsZero() || s.IsZero() {
			continue // once in 2^256
		}
		if isHigh(s) {
			s.Negate(s)
		}
		copy(sig[:], r.Bytes())
		copy(sig[group.ScalarSize:], s.Bytes())
		return sig
	}
}

// VerifySignature checks a signature r || s of SHA-256(message); the error is ErrBadSignature.
// Signatures with a high s are valid too, as they are in umbral-pre; where somebody could gain
// by having two signatures of one message, refuse those that IsHighS tells.
func VerifySignature(signer *PublicKey, message []byte, sig [SignatureSize]byte) error {
	r, err := group.DecodeScalar(sig[:group.ScalarSize])
	if err != nil || r.IsZero() {
		return ErrBadSignature
	}
	s, err := group.DecodeScalar(sig[group.ScalarSize:])
	if err != nil || s.IsZero() {
		return ErrBadSignature
	}
	digest := sha256.Sum256(message)
	s.Invert(s)
	a := scalarOf(digest)
	a.Multiply(a, s)
	b := s.Multiply(s, r)
	var R group.Point
	R.VarTimeMultiMult(a, []*group.Scalar{b}, []*group.Point{signer.p})
	if R.IsIdentity() || !xOf(&R).Equal(r) {
		return ErrBadSignature
	}
	return nil
}

// IsHighS reports whether s of a signature r || s is above (q-1)/2. No signature that this
// package or umbral-pre makes has one.
func IsHighS(sig [SignatureSize]byte) bool {
	s, err := group.DecodeScalar(sig[group.ScalarSize:])
	return err == nil && isHigh(s)
}

// isHigh reports s > (q-1)/2, which is a matter of 2s = q + something: 2s is then odd. s and
// its signature are public by then but for their sign.
func isHigh(s *group.Scalar) bool {
	double := new(group.Scalar).Add(s, s).Bytes()
	return double[group.ScalarSize-1]&1 == 1
}

// scalarOf is a digest as an integer modulo the order.
func scalarOf(digest [32]byte) *group.Scalar {
	var wide [64]byte
	copy(wide[32:], digest[:])
	return group.ScalarFromWide(&wide)
}

// xOf is the x of a point that is not the identity, modulo the order.
func xOf(p *group.Point) *group.Scalar {
	enc := encode(p)
	return scalarOf([32]byte(enc[1:]))
}

// nonces is the generator of RFC 6979, section 3.2, steps b to h.
type nonces struct{ k, v []byte }

func newNonces(signer *SecretKey, digest *group.Scalar, extra []byte) *nonces {
	n := &nonces{k: make([]byte, sha256.Size), v: make([]byte, sha256.Size)}
	for i := range n.v {
		n.v[i] = 1
	}
	secret := signer.Bytes()
	defer clear(secret)
	for _, round := range []byte{0, 1} {
		n.k = n.mac(n.v, []byte{round}, secret, digest.Bytes(), extra)
		n.v = n.mac(n.v)
	}
	return n
}

func (n *nonces) mac(items ...[]byte) []byte {
	h := hmac.New(sha256.New, n.k)
	for _, item := range items {
		h.Write(item)
	}
	return h.Sum(nil)
}

// next returns a nonce from 1 to q-1.
func (n *nonces) next() *group.Scalar {
	for {
		n.v = n.mac(n.v)
		k, err := group.DecodeScalar(n.v)
		if err == nil && !k.IsZero() {
			// What follows replaces the state that k could be computed from.
			n.k = n.mac(n.v, []byte{0})
			n.v = n.mac(n.v)
			return k
		}
		n.k = n.mac(n.v, []byte{0})
		n.v = n.mac(n.v)
	}
}
