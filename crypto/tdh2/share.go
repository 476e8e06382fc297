package tdh2

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha512"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/shamir"
)

const (
	// ShareSize is the size in bytes of E || j || A || B || c || z1 || z2.
	ShareSize = z2At + group.ScalarSize
	// CombinedSize is the size in bytes of A || B.
	CombinedSize = 2 * group.PointSize

	jAt  = 8
	aAt  = jAt + 4
	bAt  = aAt + group.PointSize
	cAt  = bAt + group.PointSize
	z1At = cAt + group.ScalarSize
	z2At = z1At + group.ScalarSize
)

var (
	// ErrWrongShare says that a share is wrong in the sense of spec/threshold.md: if its
	// node signed it, it is evidence against that node.
	ErrWrongShare = errors.New("share is wrong")
	// ErrOtherShare says that a share of the right length is of another epoch or index than
	// the one that was asked for. It counts as no answer, and is evidence of nothing.
	ErrOtherShare = errors.New("share is of another epoch or index")
)

// Context is what a share answers: it is the same for all members of a committee.
type Context struct {
	Request   [32]byte     // R, the EIP-712 digest of the request
	CapsuleID [32]byte     // of the capsule that is asked for, under its label
	Epoch     uint64       // E
	U         *group.Point // of the capsule, which must have passed Check
	Q         *group.Point // the reader key
}

// Reencrypt makes the share of member j, whose secret share of the key is x and public
// verification key Xj = xG: x U, encrypted to the reader key Q, and a proof of it. It
// checks the share before it returns it, so a wrong x, Xj or multiplication gives an
// error and never a share to be slashed for. Two shares of one request differ.
//
// It does not check the capsule; the caller has.
func Reencrypt(ctx *Context, j int, x *group.Scalar, Xj *group.Point) ([]byte, error) {
	head, err := transcript(ctx, j, Xj)
	if err != nil {
		return nil, err
	}
	var fresh [32]byte
	rand.Read(fresh[:])
	k, a, b, err := nonces(x, head, fresh)
	clear(fresh[:])
	if err != nil {
		return nil, err
	}
	defer k.Erase()
	defer a.Erase()
	defer b.Erase()
	return reencrypt(ctx, head, j, x, Xj, k, a, b)
}

// nonces derives k, a, b from the secret share, all that the share answers, and 32 fresh
// random bytes. With bad random bytes they still differ from request to request, and
// nobody without x can compute them; the capsule is among the inputs because one session
// request R serves many capsules. HKDF-SHA-512, 64 bytes for each, reduced.
func nonces(x *group.Scalar, head []byte, fresh [32]byte) (k, a, b *group.Scalar, err error) {
	xb := x.Bytes()
	secret := slices.Concat(xb, fresh[:])
	defer clear(secret)
	clear(xb)
	okm, err := hkdf.Key(sha512.New, secret, head, "latchkey/v1/share-nonces", 3*64)
	if err != nil {
		return nil, nil, nil, err
	}
	defer clear(okm)
	k = group.ScalarFromWide((*[64]byte)(okm[:64]))
	a = group.ScalarFromWide((*[64]byte)(okm[64:128]))
	b = group.ScalarFromWide((*[64]byte)(okm[128:]))
	if k.IsZero() || a.IsZero() || b.IsZero() {
		return nil, nil, nil, errors.New("derived a nonce of 0") // once in 2^254 times
	}
	return k, a, b, nil
}

// headSize is the size of what a share's hash begins with: R, capsuleId, E, j, xy(X_j),
// xy(U), xy(Q).
const (
	headSize       = 32 + 32 + 8 + 4 + 3*64
	transcriptSize = headSize + 2*64 + 3*20
)

// transcript returns the beginning of a share's hash, of headSize bytes, with room for
// the rest.
func transcript(ctx *Context, j int, Xj *group.Point) ([]byte, error) {
	if j < 1 || uint64(j) > math.MaxUint32 {
		return nil, fmt.Errorf("index %d is out of range", j)
	}
	h := make([]byte, 0, transcriptSize)
	h = append(h, ctx.Request[:]...)
	h = append(h, ctx.CapsuleID[:]...)
	h = binary.BigEndian.AppendUint64(h, ctx.Epoch)
	h = binary.BigEndian.AppendUint32(h, uint32(j))
	for _, p := range []*group.Point{Xj, ctx.U, ctx.Q} {
		xy, err := p.XY()
		if err != nil {
			return nil, err
		}
		h = append(h, xy...)
	}
	return h, nil
}

// finish completes the transcript, which has xy(A) and xy(B) by now, with the addresses
// of the T, and returns c = Hs("latchkey/v1/share", all of it).
func finish(h []byte, T []*group.Point) (*group.Scalar, error) {
	for i := range T {
		addr, err := T[i].Address()
		if err != nil {
			return nil, fmt.Errorf("point T%d: %w", i+1, err)
		}
		h = append(h, addr[:]...)
	}
	return group.HashToScalar("latchkey/v1/share", h), nil
}

// reencrypt is Reencrypt with its randomness, three nonzero scalars that serve only once:
//
//	A = kG;  B = xU + kQ;  T1 = aG;  T2 = bG;  T3 = aU + bQ
//	z1 = a + c x;  z2 = b + c k
func reencrypt(ctx *Context, head []byte, j int, x *group.Scalar, Xj *group.Point, k, a, b *group.Scalar) ([]byte, error) {
	var A, B, tmp group.Point
	var T [3]group.Point
	defer erasePoint(&tmp)
	A.BaseMult(k)
	B.Mult(x, ctx.U)
	tmp.Mult(k, ctx.Q)
	B.Add(&B, &tmp)
	T[0].BaseMult(a)
	T[1].BaseMult(b)
	T[2].Mult(a, ctx.U)
	tmp.Mult(b, ctx.Q)
	T[2].Add(&T[2], &tmp)

	axy, err := A.XY()
	if err != nil {
		return nil, fmt.Errorf("making a share: A: %w", err)
	}
	bxy, err := B.XY()
	if err != nil {
		return nil, fmt.Errorf("making a share: B: %w", err)
	}
	c, err := finish(append(append(head, axy...), bxy...), []*group.Point{&T[0], &T[1], &T[2]})
	if err != nil {
		return nil, fmt.Errorf("making a share: %w", err)
	}
	z1 := new(group.Scalar).Multiply(c, x)
	z1.Add(z1, a)
	z2 := new(group.Scalar).Multiply(c, k)
	z2.Add(z2, b)
	if z1.IsZero() || z2.IsZero() || c.IsZero() {
		return nil, errors.New("making a share: a scalar is 0") // once in 2^254 times
	}

	share := make([]byte, 0, ShareSize)
	share = append(share, head[64:64+aAt]...) // E || j
	share = appendCompressed(share, axy)
	share = appendCompressed(share, bxy)
	share = append(share, c.Bytes()...)
	share = append(share, z1.Bytes()...)
	share = append(share, z2.Bytes()...)

	// The check that everybody makes, from the bytes alone: a machine whose memory errs
	// must not sign what it would be slashed for. All values are public by now.
	if err := VerifyShare(ctx, j, Xj, share); err != nil {
		return nil, fmt.Errorf("making a share: it does not check: the secret share and the verification key do not belong together, or the machine is broken: %w", err)
	}
	return share, nil
}

// appendCompressed appends the 33 bytes of the point whose x || y is xy: a second
// encoding without a second inversion.
func appendCompressed(b, xy []byte) []byte {
	return append(append(b, 2+xy[63]&1), xy[:32]...)
}

// ReadShare returns the epoch and the index that a share of ShareSize bytes names, and
// ErrWrongShare for one of another length. It looks at nothing else, and the index may be
// out of range.
func ReadShare(share []byte) (epoch uint64, j int, err error) {
	if len(share) != ShareSize {
		return 0, 0, fmt.Errorf("%w: it has %d bytes, not %d", ErrWrongShare, len(share), ShareSize)
	}
	return binary.BigEndian.Uint64(share), int(binary.BigEndian.Uint32(share[jAt:])), nil
}

// VerifyShare checks a share of member j, whose verification key is Xj. Its time depends
// neither on the threshold nor on the number of members. The error is ErrOtherShare if
// the share is of another epoch or index, and otherwise ErrWrongShare, with the reason.
func VerifyShare(ctx *Context, j int, Xj *group.Point, share []byte) error {
	_, err := verifyShare(ctx, j, Xj, share)
	return err
}

// verifyShare is VerifyShare that returns T1, T2, T3.
func verifyShare(ctx *Context, j int, Xj *group.Point, share []byte) ([]*group.Point, error) {
	p, err := readProof(ctx, j, Xj, share)
	if err != nil {
		return nil, err
	}
	T := group.VarTimeSums(p.sums(ctx, Xj)...)
	return T, p.check(T)
}

// proof is a share that decodes, before its proof is checked.
type proof struct {
	head      []byte // of the transcript, with A and B
	A, B      *group.Point
	c, z1, z2 *group.Scalar
}

// readProof decodes a share of member j; its errors are VerifyShare's.
func readProof(ctx *Context, j int, Xj *group.Point, share []byte) (*proof, error) {
	epoch, index, err := ReadShare(share)
	if err != nil {
		return nil, err
	}
	if epoch != ctx.Epoch || index != j {
		return nil, fmt.Errorf("%w: of member %d in epoch %d, not of %d in %d", ErrOtherShare, index, epoch, j, ctx.Epoch)
	}
	p := &proof{}
	if p.head, err = transcript(ctx, j, Xj); err != nil {
		return nil, err
	}
	if p.A, p.B, err = shareBody(share); err != nil {
		return nil, err
	}
	for i, z := range []**group.Scalar{&p.c, &p.z1, &p.z2} {
		at := cAt + i*group.ScalarSize
		*z, err = group.DecodeScalar(share[at : at+group.ScalarSize])
		if err != nil || (*z).IsZero() {
			return nil, fmt.Errorf("%w: %s is out of range", ErrWrongShare, [...]string{"c", "z1", "z2"}[i])
		}
	}
	for i, point := range []*group.Point{p.A, p.B} {
		xy, err := point.XY()
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrWrongShare, [...]string{"A", "B"}[i], err)
		}
		p.head = append(p.head, xy...)
	}
	return p, nil
}

// sums are T1 = z1 G - c X_j, T2 = z2 G - c A, T3 = z1 U + z2 Q - c B, of public values.
func (p *proof) sums(ctx *Context, Xj *group.Point) []group.Sum {
	minusC := new(group.Scalar).Negate(p.c)
	cs := []*group.Scalar{minusC}
	return []group.Sum{
		{Base: p.z1, Scalars: cs, Points: []*group.Point{Xj}},
		{Base: p.z2, Scalars: cs, Points: []*group.Point{p.A}},
		{Scalars: []*group.Scalar{p.z1, p.z2, minusC}, Points: []*group.Point{ctx.U, ctx.Q, p.B}},
	}
}

// check returns nil if c comes out of T1, T2, T3, and otherwise an ErrWrongShare.
func (p *proof) check(T []*group.Point) error {
	c, err := finish(p.head, T)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrWrongShare, err)
	}
	if !c.Equal(p.c) {
		return fmt.Errorf("%w: its proof fails", ErrWrongShare)
	}
	return nil
}

// HintsSize is the size of Hints' result in bytes: eleven words.
const HintsSize = 11 * 32

// Hints returns what a contract that checks a share is told so that it need not compute it
// (spec/threshold.md, "On a chain"): y of Xj, U and Q, and x || y of P1 = z1 U, P2 = z2 Q,
// P3 = cB and T3 = P1 + P2 - P3. A point that there is none of, since the share is wrong
// before it is needed or the point is the identity, is left 0. The share need not be good.
func Hints(ctx *Context, Xj *group.Point, share []byte) (hints [HintsSize]byte, err error) {
	put := func(word int, p *group.Point) error {
		xy, err := p.XY()
		if word < 3 && err == nil {
			xy = xy[32:]
		}
		copy(hints[32*word:], xy)
		return err
	}
	for i, p := range []*group.Point{Xj, ctx.U, ctx.Q} {
		if err := put(i, p); err != nil {
			return hints, err
		}
	}
	if len(share) != ShareSize {
		return hints, nil
	}
	_, B, err := shareBody(share)
	if err != nil {
		return hints, nil // wrong without more
	}
	var z [3]*group.Scalar // c, z1, z2
	for i := range z {
		at := cAt + i*group.ScalarSize
		if z[i], err = group.DecodeScalar(share[at : at+group.ScalarSize]); err != nil || z[i].IsZero() {
			return hints, nil
		}
	}
	var P [3]group.Point
	for i, of := range []struct {
		s *group.Scalar
		p *group.Point
	}{{z[1], ctx.U}, {z[2], ctx.Q}, {z[0], B}} {
		P[i].VarTimeMultiMult(nil, []*group.Scalar{of.s}, []*group.Point{of.p})
		if err := put(3+2*i, &P[i]); err != nil {
			return hints, err
		}
	}
	var T group.Point
	T.Subtract(T.Add(&P[0], &P[1]), &P[2])
	if err := put(9, &T); err != nil && !errors.Is(err, group.ErrIdentity) {
		return hints, err
	}
	return hints, nil
}

// shareBody decodes A and B of a share of the right length.
func shareBody(share []byte) (A, B *group.Point, err error) {
	if A, err = group.DecodePoint(share[aAt:bAt]); err != nil {
		return nil, nil, fmt.Errorf("%w: A: %w", ErrWrongShare, err)
	}
	if B, err = group.DecodePoint(share[bAt:cAt]); err != nil {
		return nil, nil, fmt.Errorf("%w: B: %w", ErrWrongShare, err)
	}
	return A, B, nil
}

// Combine combines exactly t shares of one epoch and of distinct members of 1..n into the
// re-encryption A || B of CombinedSize bytes:
//
//	A = sum lambda(j, S) A_j;  B = sum lambda(j, S) B_j
//
// It decodes the shares and does not verify them. Trying to open the result is cheaper;
// if that fails, [VerifyShare] finds the wrong ones. The error is group.ErrIdentity if A
// or B has no encoding, which t colluding members can bring about; [OpenShares] opens
// such shares too.
func Combine(t, n int, shares [][]byte) ([]byte, error) {
	A, B, err := combine(t, n, shares)
	if err != nil {
		return nil, err
	}
	return encodeCombined(A, B)
}

// encodeCombined returns A || B.
func encodeCombined(A, B *group.Point) ([]byte, error) {
	combined := make([]byte, 0, CombinedSize)
	for _, p := range []*group.Point{A, B} {
		enc, err := p.Encode()
		if err != nil {
			return nil, fmt.Errorf("combining shares: %w", err)
		}
		combined = append(combined, enc...)
	}
	return combined, nil
}

// combine returns A and B, either of which may be the identity.
func combine(t, n int, shares [][]byte) (A, B *group.Point, err error) {
	lambdas, err := coefficients(t, n, shares)
	if err != nil {
		return nil, nil, err
	}
	As, Bs := make([]*group.Point, t), make([]*group.Point, t)
	for i, share := range shares {
		if As[i], Bs[i], err = shareBody(share); err != nil {
			_, j, _ := ReadShare(share)
			return nil, nil, fmt.Errorf("share of member %d: %w", j, err)
		}
	}
	sums := group.VarTimeSums(group.Sum{Scalars: lambdas, Points: As}, group.Sum{Scalars: lambdas, Points: Bs})
	return sums[0], sums[1], nil
}

// coefficients returns the shares' Lagrange coefficients, if they can be combined.
func coefficients(t, n int, shares [][]byte) ([]*group.Scalar, error) {
	if t < 1 || t > n {
		return nil, fmt.Errorf("threshold %d of %d members is out of range", t, n)
	}
	if len(shares) != t {
		return nil, fmt.Errorf("combining takes %d shares, not %d", t, len(shares))
	}
	indices := make([]int, t)
	var first uint64
	for i, share := range shares {
		epoch, j, err := ReadShare(share)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			first = epoch
		}
		if epoch != first {
			return nil, fmt.Errorf("shares are of different epochs, %d and %d", first, epoch)
		}
		if j < 1 || j > n {
			return nil, fmt.Errorf("share has index %d, of %d members", j, n)
		}
		indices[i] = j
	}
	lambdas, err := shamir.Lagrange(indices) // refuses duplicates
	if err != nil {
		return nil, fmt.Errorf("combining shares: %w", err)
	}
	return lambdas, nil
}

// VerifyAndCombine is [VerifyShare] of each of t shares, against keys, which has X_m at
// m-1, and [Combine]: what both need is done once, which saves a fifth. Each proof is
// checked by itself. If one fails, the error is that of the first, ErrWrongShare or
// ErrOtherShare.
func VerifyAndCombine(ctx *Context, t int, keys []*group.Point, shares [][]byte) ([]byte, error) {
	lambdas, err := coefficients(t, len(keys), shares)
	if err != nil {
		return nil, err
	}
	proofs := make([]*proof, t)
	As, Bs := make([]*group.Point, t), make([]*group.Point, t)
	sums := make([]group.Sum, 0, 3*t+2)
	for i, share := range shares {
		_, j, _ := ReadShare(share)
		p, err := readProof(ctx, j, keys[j-1], share)
		if err != nil {
			return nil, fmt.Errorf("share of member %d: %w", j, err)
		}
		proofs[i], As[i], Bs[i] = p, p.A, p.B
		sums = append(sums, p.sums(ctx, keys[j-1])...)
	}
	sums = append(sums, group.Sum{Scalars: lambdas, Points: As}, group.Sum{Scalars: lambdas, Points: Bs})
	T := group.VarTimeSums(sums...)
	for i, p := range proofs {
		if err := p.check(T[3*i : 3*i+3]); err != nil {
			_, j, _ := ReadShare(shares[i])
			return nil, fmt.Errorf("share of member %d: %w", j, err)
		}
	}
	return encodeCombined(T[3*t], T[3*t+1])
}

// Open opens a capsule for the reader whose secret is q: Z = B - qA = xU. The error is
// ErrNotOpened if no file key comes out; then each share must be verified. It does not
// check the capsule: what opens was sealed under this label.
func Open(combined []byte, q *group.Scalar, label [32]byte, capsule []byte) ([]byte, error) {
	ps, err := group.DecodePoints(combined, 2)
	if err != nil {
		return nil, fmt.Errorf("decoding a combined re-encryption: %w", err)
	}
	return open(ps[0], ps[1], q, label, capsule)
}

// OpenShares opens a capsule from t shares: Combine and Open in one, which also does
// without encodings of A and B. t good shares always give Z.
func OpenShares(t, n int, shares [][]byte, q *group.Scalar, label [32]byte, capsule []byte) ([]byte, error) {
	A, B, err := combine(t, n, shares)
	if err != nil {
		return nil, err
	}
	return open(A, B, q, label, capsule)
}

func open(A, B *group.Point, q *group.Scalar, label [32]byte, capsule []byte) ([]byte, error) {
	Z := decrypt(A, B, q)
	defer erasePoint(Z)
	return unwrap(Z, label, capsule)
}

// decrypt returns Z = B - qA.
func decrypt(A, B *group.Point, q *group.Scalar) *group.Point {
	Z := new(group.Point).Mult(q, A)
	return Z.Subtract(B, Z)
}
