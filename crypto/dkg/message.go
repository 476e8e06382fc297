package dkg

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/shamir"
)

// Tags of the hashes, one for each message (spec/committee.md).
const (
	tagKey       = "latchkey/v1/key"
	tagDealing   = "latchkey/v1/dealing"
	tagMask      = "latchkey/v1/mask"
	tagComplaint = "latchkey/v1/complaint"
)

const (
	// JoinSize is the size of a join in bytes: P_m || c || z.
	JoinSize = group.PointSize + 2*group.ScalarSize
	// ComplaintSize is the size of a complaint in bytes: i || S_m || c || z.
	ComplaintSize = 4 + group.PointSize + 2*group.ScalarSize

	proofSize = 3 * group.ScalarSize // c || z_s || z_e, the end of a dealing
)

// DealingSize returns the size in bytes of a dealing for n receivers with threshold t:
// i || C_0..C_{t-1} || H || y_1..y_n || c || z_s || z_e.
func DealingSize(t, n int) int {
	return 4 + group.PointSize*(t+1) + group.ScalarSize*n + proofSize
}

var (
	errMalformed = errors.New("malformed")
	errProof     = errors.New("the proof fails")
	errFits      = errors.New("the share fits")
)

func u32(n int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(n)) }

// commitTo returns T = zG - cP, which an honest prover chose as wG, or group.ErrIdentity.
func commitTo(z, c *group.Scalar, P *group.Point) ([]byte, error) {
	neg := group.NewScalar().Negate(c)
	return group.NewPoint().VarTimeMultiMult(z, []*group.Scalar{neg}, []*group.Point{P}).Encode()
}

// joinChallenge returns c of a join: it ties the key to one account in one attempt.
func joinChallenge(p *Params, account Account, key, T []byte) *group.Scalar {
	var numbers [16]byte
	binary.BigEndian.PutUint64(numbers[:8], p.Epoch)
	binary.BigEndian.PutUint64(numbers[8:], p.Attempt)
	return group.HashToScalar(tagKey, p.ChainID[:], p.Contract[:], p.Committee[:], numbers[:], account[:], key, T)
}

// makeJoin returns a join that proves key p_m with the nonce w.
func makeJoin(p *Params, account Account, key, w *group.Scalar) ([]byte, error) {
	join, err := group.NewPoint().BaseMult(key).Encode()
	if err != nil {
		return nil, fmt.Errorf("key is 0: %w", err)
	}
	T, err := group.NewPoint().BaseMult(w).Encode()
	if err != nil {
		return nil, err
	}
	c := joinChallenge(p, account, join, T)
	join = append(join, c.Bytes()...)
	return append(join, respond(w, c, key)...), nil
}

// respond returns the bytes of z = w + c x.
func respond(w, c, x *group.Scalar) []byte {
	z := group.NewScalar().Multiply(c, x)
	return z.Add(z, w).Bytes()
}

// verifyJoin returns the key P_m that an account registers.
func verifyJoin(p *Params, account Account, join []byte) (*group.Point, error) {
	if len(join) != JoinSize {
		return nil, errMalformed
	}
	key, err := group.DecodePoint(join[:33])
	if err != nil {
		return nil, errMalformed
	}
	c, err := group.DecodeScalar(join[33:65])
	if err != nil {
		return nil, errMalformed
	}
	z, err := group.DecodeScalar(join[65:])
	if err != nil {
		return nil, errMalformed
	}
	T, err := commitTo(z, c, key)
	if err != nil {
		return nil, errProof
	}
	if !joinChallenge(p, account, join[:33], T).Equal(c) {
		return nil, errProof
	}
	return key, nil
}

// A dealing, decoded.
type dealing struct {
	i int // the dealer, its index in the epoch that it deals from
	C shamir.Commitment
	H *group.Point
	y []*group.Scalar // y_m at m-1
}

// dealingOpening is what a dealer must know, and forget.
type dealingOpening struct {
	f         shamir.Polynomial
	eph, a, b *group.Scalar
}

func (o *dealingOpening) erase() {
	o.f.Erase()
	o.eph.Erase()
	o.a.Erase()
	o.b.Erase()
}

// commitOf returns what is sent in the commit phase.
func commitOf(session [32]byte, dealing []byte) [32]byte {
	return group.Keccak256(session[:], dealing)
}

// dealingChallenge returns c of the dealing whose bytes before the proof are head.
func dealingChallenge(session [32]byte, t, n int, head, Ts, Te []byte) *group.Scalar {
	return group.HashToScalar(tagDealing, session[:], head[:4], u32(t), u32(n), head[4:], Ts, Te)
}

// makeDealing returns the dealing of dealer i to the receivers' keys, nil for one that
// has not joined.
func makeDealing(session [32]byte, i int, o *dealingOpening, keys []*group.Point) ([]byte, error) {
	t, n := len(o.f), len(keys)
	b := make([]byte, 0, DealingSize(t, n))
	b = append(b, u32(i)...)
	for _, C := range append(o.f.Commit(), group.NewPoint().BaseMult(o.eph)) {
		enc, err := C.Encode()
		if err != nil {
			return nil, err
		}
		b = append(b, enc...)
	}
	S := group.NewPoint()
	defer S.Set(group.NewPoint())
	for m := 1; m <= n; m++ {
		P := keys[m-1]
		if P == nil {
			b = append(b, make([]byte, group.ScalarSize)...)
			continue
		}
		y, err := mask(session, i, m, S.Mult(o.eph, P))
		if err != nil {
			return nil, err
		}
		f := o.f.Eval(m)
		b = append(b, y.Add(y, f).Bytes()...)
		f.Erase()
	}
	Ts, err := group.NewPoint().BaseMult(o.a).Encode()
	if err != nil {
		return nil, err
	}
	Te, err := group.NewPoint().BaseMult(o.b).Encode()
	if err != nil {
		return nil, err
	}
	c := dealingChallenge(session, t, n, b, Ts, Te)
	b = append(b, c.Bytes()...)
	b = append(b, respond(o.a, c, o.f[0])...)
	return append(b, respond(o.b, c, o.eph)...), nil
}

// decodeDealing decodes what dealer i sent to the receivers' keys, nil for one that has
// not joined. It also returns the proof: c, z_s, z_e.
func decodeDealing(t, i int, data []byte, keys []*group.Point) (d *dealing, proof [3]*group.Scalar, err error) {
	n := len(keys)
	if len(data) != DealingSize(t, n) || int64(binary.BigEndian.Uint32(data)) != int64(i) {
		return nil, proof, errMalformed
	}
	points := data[4 : 4+group.PointSize*(t+1)]
	scalars := data[4+len(points):]
	next := func() *group.Scalar {
		s, e := group.DecodeScalar(scalars[:group.ScalarSize])
		if e != nil {
			err = errMalformed
		}
		scalars = scalars[group.ScalarSize:]
		return s
	}
	d = &dealing{i: i, y: make([]*group.Scalar, n)}
	for m := range n {
		d.y[m] = next()
		if err == nil && keys[m] == nil && !d.y[m].IsZero() {
			err = errMalformed
		}
	}
	for k := range proof {
		proof[k] = next()
	}
	if err != nil {
		return nil, proof, err
	}
	ps, err := group.DecodePoints(points, t+1)
	if err != nil {
		return nil, proof, errMalformed
	}
	d.C, d.H = ps[:t:t], ps[t]
	return d, proof, nil
}

// verifyDealing decodes and checks what dealer i sent after its commit: everything that
// all receivers can check. Keys are as for decodeDealing; oldKey is X_i in a resharing,
// otherwise nil. A Reason other than "" says why the dealer is out.
func verifyDealing(session, commit [32]byte, t, i int, data []byte, keys []*group.Point, oldKey *group.Point) (*dealing, Reason) {
	if commitOf(session, data) != commit {
		return nil, WrongCommit
	}
	d, proof, err := decodeDealing(t, i, data, keys)
	if err != nil {
		return nil, Malformed
	}
	c, zs, ze := proof[0], proof[1], proof[2]
	Ts, err := commitTo(zs, c, d.C[0])
	if err != nil {
		return nil, BadProof
	}
	Te, err := commitTo(ze, c, d.H)
	if err != nil {
		return nil, BadProof
	}
	if !dealingChallenge(session, t, len(keys), data[:len(data)-proofSize], Ts, Te).Equal(c) {
		return nil, BadProof
	}
	if oldKey != nil && !oldKey.Equal(d.C[0]) {
		return nil, WrongConstant
	}
	return d, ""
}

// mask returns what hides f_i(m) from all but dealer and receiver, for S_m = eph P_m =
// p_m H.
func mask(session [32]byte, i, m int, S *group.Point) (*group.Scalar, error) {
	enc, err := S.Encode()
	if err != nil {
		return nil, err
	}
	defer clear(enc)
	return group.HashToScalar(tagMask, session[:], u32(i), u32(m), enc), nil
}

// unmask returns f(m) = y_m - mask, right or wrong.
func (d *dealing) unmask(session [32]byte, m int, S *group.Point) (*group.Scalar, error) {
	v, err := mask(session, d.i, m, S)
	if err != nil {
		return nil, err
	}
	return v.Subtract(d.y[m-1], v), nil
}

// fits reports f(m) G = sum m^k C_k. Both may be the identity.
func (d *dealing) fits(m int, value *group.Scalar) bool {
	return group.NewPoint().BaseMult(value).Equal(d.C.VarTimeEval(m))
}

// receive returns f(m) for the receiver m with the key p_m.
func (d *dealing) receive(session [32]byte, m int, key *group.Scalar) (*group.Scalar, error) {
	S := group.NewPoint().Mult(key, d.H)
	defer S.Set(group.NewPoint())
	return d.unmask(session, m, S)
}

func complaintChallenge(session [32]byte, i, m int, P, H, S, T1, T2 []byte) *group.Scalar {
	return group.HashToScalar(tagComplaint, session[:], u32(i), u32(m), P, H, S, T1, T2)
}

// makeComplaint returns receiver m's complaint about d with the nonce w. It opens d's
// share for m to everybody, so it is made only when that share is wrong.
func makeComplaint(session [32]byte, d *dealing, m int, key, w *group.Scalar) ([]byte, error) {
	var enc [5][]byte // P, H, S, T1, T2
	for k, p := range []*group.Point{
		group.NewPoint().BaseMult(key),
		d.H,
		group.NewPoint().Mult(key, d.H),
		group.NewPoint().BaseMult(w),
		group.NewPoint().Mult(w, d.H),
	} {
		e, err := p.Encode()
		if err != nil {
			return nil, err
		}
		enc[k] = e
	}
	c := complaintChallenge(session, d.i, m, enc[0], enc[1], enc[2], enc[3], enc[4])
	b := append(u32(d.i), enc[2]...)
	b = append(b, c.Bytes()...)
	return append(b, respond(w, c, key)...), nil
}

// verifyComplaint reports, with a nil error, that the complaint of receiver m with the
// key P about the verified dealing d holds. Whenever the proof checks it returns the
// unmasked f(m), which is public then.
func verifyComplaint(session [32]byte, d *dealing, m int, P *group.Point, b []byte) (*group.Scalar, error) {
	if len(b) != ComplaintSize || int64(binary.BigEndian.Uint32(b)) != int64(d.i) {
		return nil, errMalformed
	}
	S, err := group.DecodePoint(b[4:37])
	if err != nil {
		return nil, errMalformed
	}
	c, err := group.DecodeScalar(b[37:69])
	if err != nil {
		return nil, errMalformed
	}
	z, err := group.DecodeScalar(b[69:])
	if err != nil {
		return nil, errMalformed
	}
	key, err := P.Encode()
	if err != nil {
		return nil, err
	}
	H, err := d.H.Encode()
	if err != nil {
		return nil, err
	}
	T1, err := commitTo(z, c, P)
	if err != nil {
		return nil, errProof
	}
	neg := group.NewScalar().Negate(c)
	T2, err := group.NewPoint().VarTimeMultiMult(nil, []*group.Scalar{z, neg}, []*group.Point{d.H, S}).Encode()
	if err != nil {
		return nil, errProof
	}
	if !complaintChallenge(session, d.i, m, key, H, b[4:37], T1, T2).Equal(c) {
		return nil, errProof
	}
	value, err := d.unmask(session, m, S)
	if err != nil {
		return nil, err
	}
	if d.fits(m, value) {
		return value, errFits
	}
	return value, nil
}
