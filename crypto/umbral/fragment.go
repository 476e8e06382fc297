package umbral

import (
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/latchkey-network/latchkey/crypto/group"
)

// IDSize is the size of a fragment's id in bytes.
const IDSize = 32

// MaxShares is how many key fragments one call may make. It bounds memory, and nothing in the
// scheme.
const MaxShares = 1 << 16

// A KeyFrag is what one proxy holds: a secret share of the way from the delegating key to one
// receiving key, with the owner's signatures. It does not show either key.
type KeyFrag struct {
	id         [IDSize]byte
	rk         group.Scalar
	precursor  *group.Point
	commitment *group.Point // u1 = rk u
	// forProxy signs what its flags tell, forReceiver always both keys.
	forProxy, forReceiver           [SignatureSize]byte
	signsDelegating, signsReceiving bool
}

// Erase overwrites the fragment's key, after which it must not be used.
func (k *KeyFrag) Erase() { k.rk.Erase() }

// ID returns the fragment's id.
func (k *KeyFrag) ID() [IDSize]byte { return k.id }

// SignsBoth reports whether the fragment was signed for a proxy with both keys, so that Verify looks at
// both.
func (k *KeyFrag) SignsBoth() bool { return k.signsDelegating && k.signsReceiving }

// String keeps fragments out of logs and errors.
func (k *KeyFrag) String() string { return "key fragment" }

// GoString does the same for %#v.
func (k *KeyFrag) GoString() string { return "key fragment" }

// keys is what Alice and Bob share for one set of fragments, and nobody else knows: the
// Diffie-Hellman point of precursor and receiving key.
type keys struct {
	precursor, receiving [group.PointSize]byte
	dh                   [group.PointSize]byte
}

func (k *keys) erase() { clear(k.dh[:]) }

// secret is d.
func (k *keys) secret() *group.Scalar {
	return hashToScalar("SHARED_SECRET", k.precursor[:], k.receiving[:], k.dh[:])
}

// argument is x of a fragment's id.
func (k *keys) argument(id [IDSize]byte) *group.Scalar {
	return hashToScalar("POLYNOMIAL_ARG", k.precursor[:], k.receiving[:], k.dh[:], id[:])
}

// GenerateKeyFrags makes shares key fragments, any threshold of which re-encrypt from the
// delegating key to the receiving key. signer is the owner's signing key, which must not be the
// delegating key. The flags say which of the two keys a proxy is to check the fragment
// against, see [KeyFrag.Verify]; readers always check against both.
//
//	f(0) = sk / d, of degree threshold - 1;  rk = f(x_id)
func GenerateKeyFrags(delegating *SecretKey, receiving *PublicKey, signer *SecretKey, threshold, shares int, signDelegating, signReceiving bool) ([]*KeyFrag, error) {
	if threshold < 1 || shares < threshold || shares > MaxShares {
		return nil, fmt.Errorf("threshold %d of %d shares: want 1 <= threshold <= shares <= %d", threshold, shares, MaxShares)
	}
	p := group.RandomScalar()
	defer p.Erase()
	precursor := new(group.Point).BaseMult(p)
	dh := new(group.Point).Mult(p, receiving.p)
	k := keys{encode(precursor), receiving.enc, encode(dh)}
	defer k.erase()
	defer dh.Set(u)

	d := k.secret()
	defer d.Erase()
	coefficients := make([]*group.Scalar, threshold)
	coefficients[0] = new(group.Scalar).Invert(d)
	coefficients[0].Multiply(coefficients[0], &delegating.s)
	for i := range coefficients[1:] {
		coefficients[1+i] = group.RandomScalar()
	}
	defer func() {
		for _, c := range coefficients {
			c.Erase()
		}
	}()

	delegatingKey := delegating.Public()
	frags := make([]*KeyFrag, shares)
	for i := range frags {
		f := &KeyFrag{precursor: precursor, signsDelegating: signDelegating, signsReceiving: signReceiving}
		rand.Read(f.id[:])
		x := k.argument(f.id)
		for j := threshold - 1; j >= 0; j-- { // Horner
			f.rk.Multiply(&f.rk, x)
			f.rk.Add(&f.rk, coefficients[j])
		}
		f.commitment = new(group.Point).Mult(&f.rk, u)
		f.forReceiver = Sign(signer, f.message(true, true, delegatingKey, receiving))
		f.forProxy = f.forReceiver // with both flags, it is the same message
		if !signDelegating || !signReceiving {
			f.forProxy = Sign(signer, f.message(signDelegating, signReceiving, delegatingKey, receiving))
		}
		frags[i] = f
	}
	return frags, nil
}

// message is what the owner signs of f.
func (k *KeyFrag) message(withDelegating, withReceiving bool, delegating, receiving *PublicKey) []byte {
	return fragMessage(k.id, encode(k.commitment), encode(k.precursor), withDelegating, withReceiving, delegating, receiving)
}

// fragMessage is id || u1 || precursor || A || B, where A and B are 01 and a key, or 00.
func fragMessage(id [IDSize]byte, commitment, precursor [group.PointSize]byte, withDelegating, withReceiving bool, delegating, receiving *PublicKey) []byte {
	m := make([]byte, 0, IDSize+4*group.PointSize+2)
	m = append(m, id[:]...)
	m = append(m, commitment[:]...)
	m = append(m, precursor[:]...)
	for _, part := range []struct {
		with bool
		key  *PublicKey
	}{{withDelegating, delegating}, {withReceiving, receiving}} {
		if part.with {
			m = append(append(m, 1), part.key.enc[:]...)
		} else {
			m = append(m, 0)
		}
	}
	return m
}

// Verify checks a key fragment as its proxy must before it uses it: the key fits its
// commitment, and the owner of the verifying key signed it. delegating and receiving are
// needed where the fragment was signed with them, and may be nil, and are not looked at, where
// it was not.
func (k *KeyFrag) Verify(verifying, delegating, receiving *PublicKey) error {
	if k.signsDelegating && delegating == nil {
		return errors.New("key fragment is signed with its delegating key, and the check needs that key")
	}
	if k.signsReceiving && receiving == nil {
		return errors.New("key fragment is signed with its receiving key, and the check needs that key")
	}
	if k.rk.IsZero() || !new(group.Point).Mult(&k.rk, u).Equal(k.commitment) {
		return errors.New("key fragment's key is not the one that it commits to")
	}
	if err := VerifySignature(verifying, k.message(k.signsDelegating, k.signsReceiving, delegating, receiving), k.forProxy); err != nil {
		return fmt.Errorf("key fragment: %w", err)
	}
	return nil
}

// VerifyForReceiver checks the signature that receivers check of what is made with a key fragment, which Verify does not
// look at. A proxy that takes fragments from whoever brings them checks it too: anybody can change it.
func (k *KeyFrag) VerifyForReceiver(verifying, delegating, receiving *PublicKey) error {
	if err := VerifySignature(verifying, k.message(true, true, delegating, receiving), k.forReceiver); err != nil {
		return fmt.Errorf("key fragment, for its receiver: %w", err)
	}
	return nil
}

// A CapsuleFrag is what a proxy answers: the capsule re-encrypted with its key fragment, with a
// proof. All of it is public.
type CapsuleFrag struct {
	id                     [IDSize]byte
	precursor              *group.Point
	e1, v1, e2, v2, u1, u2 *group.Point
	z                      *group.Scalar
	forReceiver            [SignatureSize]byte
}

// ID returns the id of the key fragment that c was made with.
func (c *CapsuleFrag) ID() [IDSize]byte { return c.id }

// Precursor returns the 33 bytes that all fragments of one set have in common, and those of others
// have not.
func (c *CapsuleFrag) Precursor() [PublicKeySize]byte { return encode(c.precursor) }

// Reencrypt re-encrypts a capsule, which has passed its check, with a key fragment, which must
// have passed Verify.
//
//	e1 = rk E;  v1 = rk V;  e2 = tE;  v2 = tV;  u2 = tu;  z = t + c rk
func Reencrypt(capsule *Capsule, k *KeyFrag) *CapsuleFrag {
	t := group.RandomScalar()
	defer t.Erase()
	mult := func(s *group.Scalar, p *group.Point) *group.Point { return new(group.Point).Mult(s, p) }
	f := &CapsuleFrag{
		id: k.id, precursor: k.precursor,
		e1: mult(&k.rk, capsule.e), v1: mult(&k.rk, capsule.v),
		e2: mult(t, capsule.e), v2: mult(t, capsule.v),
		u1: k.commitment, u2: mult(t, u),
		z: new(group.Scalar), forReceiver: k.forReceiver,
	}
	f.z.Multiply(f.challenge(capsule), &k.rk)
	f.z.Add(f.z, t)
	return f
}

// challenge is c of the proof.
func (c *CapsuleFrag) challenge(capsule *Capsule) *group.Scalar {
	items := make([][]byte, 0, 9)
	for _, p := range []*group.Point{capsule.e, c.e1, c.e2, capsule.v, c.v1, c.v2, u, c.u1, c.u2} {
		enc := encode(p)
		items = append(items, enc[:])
	}
	return hashToScalar("CFRAG_VERIFICATION", items...)
}

// Verify checks a capsule fragment: it was made from this capsule, with a key fragment that the
// owner of the verifying key signed for these two keys.
//
//	zE = e2 + c e1;  zV = v2 + c v1;  zu = u2 + c u1
func (c *CapsuleFrag) Verify(capsule *Capsule, verifying, delegating, receiving *PublicKey) error {
	message := fragMessage(c.id, encode(c.u1), encode(c.precursor), true, true, delegating, receiving)
	if err := VerifySignature(verifying, message, c.forReceiver); err != nil {
		return fmt.Errorf("capsule fragment: %w", err)
	}
	minus := c.challenge(capsule)
	scalars := []*group.Scalar{c.z, minus.Negate(minus)}
	for _, eq := range [][3]*group.Point{{capsule.e, c.e1, c.e2}, {capsule.v, c.v1, c.v2}, {u, c.u1, c.u2}} {
		if !new(group.Point).VarTimeMultiMult(nil, scalars, eq[:2]).Equal(eq[2]) {
			return errors.New("capsule fragment's proof is wrong: it was not made from this capsule with its key fragment")
		}
	}
	return nil
}

// A FragError names the capsule fragment that is wrong.
type FragError struct {
	Index int // in the slice that was given
	Err   error
}

func (e *FragError) Error() string { return fmt.Sprintf("capsule fragment %d: %v", e.Index, e.Err) }

func (e *FragError) Unwrap() error { return e.Err }

// DecryptReencrypted opens a ciphertext with the receiving key and capsule fragments, at least
// as many as the threshold, each of which it checks: a wrong one is named by a *FragError. All
// must be of one set, with different ids; more than the threshold are fine, and with fewer the
// error is ErrNotOpened, since nothing tells a fragment's threshold.
//
//	E' = sum l_i e1_i;  V' = sum l_i v1_i;  key seed = d (E' + V')
func DecryptReencrypted(receiving *SecretKey, delegating, verifying *PublicKey, capsule *Capsule, frags []*CapsuleFrag, ciphertext []byte) ([]byte, error) {
	if len(frags) == 0 {
		return nil, errors.New("no capsule fragments")
	}
	reader := receiving.Public()
	seen := make(map[[IDSize]byte]bool, len(frags))
	for i, f := range frags {
		if !f.precursor.Equal(frags[0].precursor) {
			return nil, &FragError{i, errors.New("it belongs to another set than the first")}
		}
		if seen[f.id] {
			return nil, &FragError{i, errors.New("its id came before")}
		}
		seen[f.id] = true
		if err := f.Verify(capsule, verifying, delegating, reader); err != nil {
			return nil, &FragError{i, err}
		}
	}

	dh := new(group.Point).Mult(&receiving.s, frags[0].precursor)
	defer dh.Set(u)
	k := keys{encode(frags[0].precursor), reader.enc, encode(dh)}
	defer k.erase()
	d := k.secret()
	defer d.Erase()

	xs := make([]*group.Scalar, len(frags))
	sums := make([]*group.Point, len(frags))
	for i, f := range frags {
		xs[i] = k.argument(f.id)
		sums[i] = new(group.Point).Add(f.e1, f.v1)
	}
	lambdas, err := lagrange(xs)
	if err != nil {
		return nil, err
	}
	// The paper checks (s/d) pk = hE' + V' here. Every fragment has been checked to be the
	// capsule's by the owner's signed commitments, so E' and V' are right where the threshold is
	// met, and the ciphertext's own tag tells where it is not.
	seed := new(group.Point).VarTimeMultiMult(nil, lambdas, sums)
	if seed.IsIdentity() {
		return nil, ErrNotOpened
	}
	defer seed.Set(u)
	return open(seed.Mult(d, seed), capsule, ciphertext)
}

// lagrange returns the coefficients at 0 for the arguments xs, with one inversion in all.
//
//	l_i = prod over j != i of x_j / (x_j - x_i)
func lagrange(xs []*group.Scalar) ([]*group.Scalar, error) {
	n := len(xs)
	out := make([]*group.Scalar, n)
	all := group.ScalarFromUint64(1)
	for _, x := range xs {
		all.Multiply(all, x)
	}
	// l_i = all / (x_i prod (x_j - x_i)); the denominators are inverted together.
	before := make([]*group.Scalar, n)
	product := group.ScalarFromUint64(1)
	var diff group.Scalar
	for i := range xs {
		out[i] = new(group.Scalar).Set(xs[i])
		for j := range xs {
			if j != i {
				out[i].Multiply(out[i], diff.Subtract(xs[j], xs[i]))
			}
		}
		before[i] = new(group.Scalar).Set(product)
		product.Multiply(product, out[i])
	}
	if product.IsZero() {
		return nil, errors.New("two capsule fragments have one argument")
	}
	product.Invert(product)
	product.Multiply(product, all)
	for i := n - 1; i >= 0; i-- {
		denominator := new(group.Scalar).Set(out[i])
		out[i].Multiply(product, before[i])
		product.Multiply(product, denominator)
	}
	return out, nil
}
