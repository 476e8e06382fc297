// Package shamir is secret sharing over the scalars of the group: polynomials, Lagrange
// coefficients at 0, Feldman commitments, and the list of a committee's public keys
// (spec/threshold.md, spec/committee.md).
//
// Indices are 1..n and small; every evaluation at an index uses it as a small number,
// never as a 256-bit scalar.
//
// Sources: Shamir, "How to share a secret" (1979); Feldman, "A practical scheme for
// non-interactive verifiable secret sharing" (1987).
package shamir

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/latchkey-network/latchkey/crypto/group"
)

// MaxMembers bounds n, so that indices stay small: the largest committee that the
// contracts take.
const MaxMembers = 128

// Polynomial is f(z) = sum of f[k] z^k: secret coefficients, the lowest first.
type Polynomial []*group.Scalar

// NewPolynomial returns a polynomial of t coefficients with f(0) = secret; the others
// are random and nonzero. The secret is copied.
func NewPolynomial(secret *group.Scalar, t int) Polynomial {
	f := make(Polynomial, t)
	f[0] = group.NewScalar().Set(secret)
	for k := 1; k < t; k++ {
		f[k] = group.RandomScalar()
	}
	return f
}

// Eval returns f(m). Its time does not depend on the coefficients.
func (f Polynomial) Eval(m int) *group.Scalar {
	z := group.ScalarFromUint64(uint64(m))
	y := group.NewScalar()
	for k := len(f) - 1; k >= 0; k-- {
		y.Multiply(y, z)
		y.Add(y, f[k])
	}
	return y
}

// Erase overwrites the coefficients with 0.
func (f Polynomial) Erase() {
	for _, a := range f {
		a.Erase()
	}
}

// Commit returns C_k = f[k] G.
func (f Polynomial) Commit() Commitment {
	c := make(Commitment, len(f))
	for k := range f {
		c[k] = group.NewPoint().BaseMult(f[k])
	}
	return c
}

// Commitment is a Feldman commitment to a polynomial: C[k] = f[k] G.
type Commitment []*group.Point

// VarTimeEval returns f(m) G = sum of m^k C[k], for m of 1 or more.
func (c Commitment) VarTimeEval(m int) *group.Point {
	digits := shortest(m)
	y, old := group.NewPoint().Set(c[len(c)-1]), group.NewPoint()
	for k := len(c) - 2; k >= 0; k-- {
		varTimeTimes(y, digits, old)
		y.Add(y, c[k])
	}
	return y
}

// varTimeTimes sets y = m y for the m of these digits, the highest first, which is 1. old
// is overwritten.
func varTimeTimes(y *group.Point, digits []int8, old *group.Point) {
	old.Set(y)
	for _, d := range digits[1:] {
		y.Double(y)
		switch d {
		case 1:
			y.Add(y, old)
		case -1:
			y.Subtract(y, old)
		}
	}
}

// shortest returns binary digits of m >= 1, the highest first, some of which may be -1:
// those by which a multiplication is the fastest.
func shortest(m int) []int8 {
	var binary, naf []int8 // the lowest first
	for n := m; n > 0; n >>= 1 {
		binary = append(binary, int8(n&1))
	}
	for n := m; n > 0; n >>= 1 { // the non-adjacent form
		d := 0
		if n&1 == 1 {
			d = 2 - n&3
			n -= d
		}
		naf = append(naf, int8(d))
	}
	best := binary
	if cost(naf) < cost(binary) {
		best = naf
	}
	slices.Reverse(best)
	return best
}

// cost counts what a multiplication by these digits takes: 2 for a doubling, 3 for an
// addition, as measured.
func cost(digits []int8) int {
	c := 2 * len(digits)
	for _, d := range digits {
		if d != 0 {
			c += 3
		}
	}
	return c
}

// VarTimeEvalAll returns f(1) G .. f(n) G by finite differences: with f(z) = sum of
// d[k] binomial(z, k), d[k] is the k-th difference of f at 0, and d[k] + d[k+1] that at 1.
// It takes len(c)^2/2 multiplications by numbers below len(c), once, and len(c)-1
// additions for each index.
func (c Commitment) VarTimeEvalAll(n int) []*group.Point {
	t := len(c)
	d := make([]*group.Point, t)
	times := make([][]int8, t)
	for k := range d {
		d[k] = group.NewPoint()
		if k > 0 {
			times[k] = shortest(k)
		}
	}
	old := group.NewPoint()
	// Horner's rule, from z binomial(z, k) = k binomial(z, k) + (k+1) binomial(z, k+1).
	for j := t - 1; j >= 0; j-- {
		for k := t - 1 - j; k >= 1; k-- {
			d[k].Add(d[k], d[k-1])
			varTimeTimes(d[k], times[k], old)
		}
		d[0].Set(c[j])
	}
	ys := make([]*group.Point, n)
	for m := range ys {
		for k := 0; k < t-1; k++ {
			d[k].Add(d[k], d[k+1])
		}
		ys[m] = group.NewPoint().Set(d[0])
	}
	return ys
}

// VarTimeCombine returns the commitment to sum weights[k] f_k, for commitments of one
// length and public weights, or to sum f_k if weights is nil. It panics if there is no
// commitment.
func VarTimeCombine(weights []*group.Scalar, cs []Commitment) Commitment {
	sum := make(Commitment, len(cs[0]))
	terms := make([]*group.Point, len(cs))
	for k := range sum {
		for i, c := range cs {
			terms[i] = c[k]
		}
		sum[k] = group.NewPoint()
		if weights != nil {
			sum[k].VarTimeMultiMult(nil, weights, terms)
			continue
		}
		for _, p := range terms {
			sum[k].Add(sum[k], p)
		}
	}
	return sum
}

// Lagrange returns the coefficients at 0 of the indices, in their order: lambda(i, S) =
// product over j in S, j != i, of j / (j - i). Indices must be distinct and 1 or more;
// they are public.
func Lagrange(indices []int) ([]*group.Scalar, error) {
	out := make([]*group.Scalar, len(indices))
	dens := make([]*group.Scalar, len(indices))
	for a, i := range indices {
		if i < 1 {
			return nil, fmt.Errorf("index %d is out of range", i)
		}
		num, den := group.ScalarFromUint64(1), group.ScalarFromUint64(1)
		for b, j := range indices {
			if a == b {
				continue
			}
			if i == j {
				return nil, fmt.Errorf("index %d is there twice", i)
			}
			num.Multiply(num, group.ScalarFromUint64(uint64(j)))
			den.Multiply(den, difference(j, i))
		}
		out[a], dens[a] = num, den
	}
	// One inversion for all (Montgomery's trick): before[a] is the product of those before.
	before, all := make([]*group.Scalar, len(dens)), group.ScalarFromUint64(1)
	for a, den := range dens {
		before[a] = new(group.Scalar).Set(all)
		all.Multiply(all, den)
	}
	all.Invert(all)
	for a := len(dens) - 1; a >= 0; a-- {
		out[a].Multiply(out[a], before[a].Multiply(before[a], all))
		all.Multiply(all, dens[a])
	}
	return out, nil
}

// difference returns j - i.
func difference(j, i int) *group.Scalar {
	if j >= i {
		return group.ScalarFromUint64(uint64(j - i))
	}
	d := group.ScalarFromUint64(uint64(i - j))
	return d.Negate(d)
}

// KeyList is what the members of an epoch confirm: the public key X and the members'
// verification keys X_1..X_n, for a threshold T.
type KeyList struct {
	T       int
	X       *group.Point
	Members []*group.Point // X_m at m-1
}

// N returns the number of members.
func (l *KeyList) N() int { return len(l.Members) }

// VarTimePrepare makes the checks of members' shares cheaper, for a list with which many will be
// checked: 6 KiB and two of a share's multiplications for each member. It must be done before
// others read the list.
func (l *KeyList) VarTimePrepare() {
	for _, X := range l.Members {
		X.VarTimePrepare()
	}
}

// Key returns X_m of the member m, or nil if m is not in 1..n.
func (l *KeyList) Key(m int) *group.Point {
	if m < 1 || m > len(l.Members) {
		return nil
	}
	return l.Members[m-1]
}

// Hash returns what members confirm: keccak256(session || t as 4 || n as 4 || X ||
// X_1..X_n), or group.ErrIdentity.
func (l *KeyList) Hash(session [32]byte) ([32]byte, error) {
	b := make([]byte, 0, 32+8+group.PointSize*(1+len(l.Members)))
	b = append(b, session[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(l.T))
	b = binary.BigEndian.AppendUint32(b, uint32(len(l.Members)))
	for i := -1; i < len(l.Members); i++ {
		p := l.X
		if i >= 0 {
			p = l.Members[i]
		}
		enc, err := p.Encode()
		if err != nil {
			return [32]byte{}, err
		}
		b = append(b, enc...)
	}
	return group.Keccak256(b), nil
}

// ErrNotOnePolynomial says that a list of keys is not that of one polynomial of degree
// t-1: combining its shares would give different keys for different members.
var ErrNotOnePolynomial = errors.New("keys do not lie on one polynomial")

// CheckDegree checks that X, X_1..X_n lie on one polynomial of degree t-1: sum over i =
// 0..n of v_i g(i) X_i is the identity, for v_i = 1 / product over j != i of (i - j) and
// a polynomial g of n-t+1 random coefficients, drawn anew at each call. A false list
// passes with probability 1/q. Source: the dual code, as in SCRAPE (Cascudo and David,
// eprint 2017/216).
func (l *KeyList) CheckDegree() error {
	n := len(l.Members)
	if l.T < 1 || l.T > n || n > MaxMembers {
		return fmt.Errorf("threshold %d of %d members is out of range", l.T, n)
	}
	g := make(Polynomial, n-l.T+1)
	for k := range g {
		g[k] = group.RandomScalar()
	}
	return l.checkDegree(g)
}

func (l *KeyList) checkDegree(g Polynomial) error {
	weights := dualWeights(len(l.Members))
	points := append([]*group.Point{l.X}, l.Members...)
	for i, v := range weights {
		v.Multiply(v, g.Eval(i))
	}
	if !group.NewPoint().VarTimeMultiMult(nil, weights, points).IsIdentity() {
		return ErrNotOnePolynomial
	}
	return nil
}

// dualWeights returns v_0..v_n, v_i = 1 / product over j in 0..n, j != i, of (i - j).
func dualWeights(n int) []*group.Scalar {
	vs := make([]*group.Scalar, n+1)
	for i := range vs {
		den := group.ScalarFromUint64(1)
		for j := range n + 1 {
			if i != j {
				den.Multiply(den, difference(i, j))
			}
		}
		vs[i] = den.Invert(den)
	}
	return vs
}
