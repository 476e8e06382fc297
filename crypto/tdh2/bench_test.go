package tdh2

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/shamir"
)

// Each operation is measured whole, and beside it its parts: the calls of package group
// that it cannot do without, and nothing else. parts/whole, from taking turns in one loop,
// is how little is wasted.

// parts are the inputs of bare group operations.
type parts struct {
	s      *group.Scalar
	p      *group.Point // decoded
	plain  *group.Point // computed: its encoding takes an inversion
	enc    []byte
	one    []*group.Scalar
	onePt  []*group.Point
	two    []*group.Scalar
	twoPt  []*group.Point
	three  []*group.Scalar
	threeP []*group.Point
}

func newParts(b *testing.B) *parts {
	s := group.RandomScalar()
	plain := new(group.Point).BaseMult(group.RandomScalar())
	enc := must(plain.Encode())
	p := point(b, enc)
	return &parts{s: s, p: p, plain: plain, enc: enc,
		one: []*group.Scalar{s}, onePt: []*group.Point{p},
		two: []*group.Scalar{s, s}, twoPt: []*group.Point{p, p},
		three: []*group.Scalar{s, s, s}, threeP: []*group.Point{p, p, p}}
}

func (a *parts) times(n int, f func()) {
	for range n {
		f()
	}
}

func (a *parts) base()       { new(group.Point).BaseMult(a.s) }
func (a *parts) mult()       { new(group.Point).Mult(a.s, a.p) }
func (a *parts) double()     { new(group.Point).VarTimeMultiMult(a.s, a.one, a.onePt) }
func (a *parts) twoMults()   { new(group.Point).VarTimeMultiMult(nil, a.two, a.twoPt) }
func (a *parts) threeMults() { new(group.Point).VarTimeMultiMult(nil, a.three, a.threeP) }
func (a *parts) decode()     { group.DecodePoint(a.enc) }
func (a *parts) scalar()     { group.DecodeScalar(a.enc[1:]) }
func (a *parts) encode()     { a.plain.Encode() }
func (a *parts) address()    { a.plain.Address() }

// check: U, V, e, f decoded; W, W' computed, which come with their coordinates.
func (a *parts) check() {
	a.times(2, a.decode)
	a.times(2, a.scalar)
	a.double()
	a.twoMults()
}

// announce: T1, T2, T3 of a share's check.
func (a *parts) announce() {
	a.times(2, a.double)
	a.threeMults()
}

// verify: A, B, c, z1, z2 decoded; T1, T2, T3 computed, and the address of T3.
func (a *parts) verify() {
	a.times(2, a.decode)
	a.times(3, a.scalar)
	a.announce()
	a.address()
}

// reencrypt: A, T1, T2; the two terms of B and of T3; what is hashed of A, B and the T;
// and the share's own check, which is everybody's.
func (a *parts) reencrypt() {
	a.times(3, a.base)
	a.times(4, a.mult)
	a.times(2, a.encode)
	a.times(3, a.address)
	a.verify()
}

func run(b *testing.B, f func()) {
	b.ReportAllocs()
	for b.Loop() {
		f()
	}
}

// ratio takes turns and compares medians, so that whatever else the machine does matters
// little.
func ratio(b *testing.B, whole, parts func()) {
	var ws, ps []time.Duration
	for b.Loop() {
		t0 := time.Now()
		whole()
		t1 := time.Now()
		parts()
		ws, ps = append(ws, t1.Sub(t0)), append(ps, time.Since(t1))
	}
	slices.Sort(ws)
	slices.Sort(ps)
	b.ReportMetric(float64(ps[len(ps)/2])/float64(ws[len(ws)/2]), "parts/whole")
}

// both measures whole and parts.
func both(b *testing.B, whole, parts func()) {
	b.Run("whole", func(b *testing.B) { run(b, whole) })
	b.Run("parts", func(b *testing.B) { run(b, parts) })
	b.Run("ratio", func(b *testing.B) { ratio(b, whole, parts) })
}

func BenchmarkSeal(b *testing.B) {
	c, a := newCommittee(b, 1, 1), newParts(b)
	both(b, func() { must(Seal(c.X, testLabel, c.key)) }, func() {
		a.times(2, a.base)
		a.times(3, a.mult)
		a.times(5, a.encode)
	})
}

func BenchmarkCheck(b *testing.B) {
	c, a := newCommittee(b, 1, 1), newParts(b)
	both(b, func() { must(Check(c.X, testLabel, c.caps)) }, a.check)
}

func BenchmarkReencrypt(b *testing.B) {
	c, a := newCommittee(b, 3, 5), newParts(b)
	both(b, func() { must(Reencrypt(c.ctx, 1, c.x[0], c.Xs[0])) }, a.reencrypt)
}

// BenchmarkAnswer is what a node does for a request: check the capsule, make the share
// and check it.
func BenchmarkAnswer(b *testing.B) {
	c, a := newCommittee(b, 3, 5), newParts(b)
	both(b, func() {
		ctx := *c.ctx
		ctx.U = must(Check(c.X, testLabel, c.caps)).U
		must(Reencrypt(&ctx, 1, c.x[0], c.Xs[0]))
	}, func() {
		a.check()
		a.reencrypt()
	})
}

func BenchmarkVerifyShare(b *testing.B) {
	a := newParts(b)
	for _, size := range [][2]int{{3, 5}, {16, 31}, {65, 128}} {
		c := newCommittee(b, size[0], size[1])
		share := c.share(b, c.ctx, 1)
		b.Run(fmt.Sprintf("t=%d,n=%d", size[0], size[1]), func(b *testing.B) {
			both(b, func() {
				if err := VerifyShare(c.ctx, 1, c.Xs[0], share); err != nil {
					b.Fatal(err)
				}
			}, a.verify)
		})
	}
}

func BenchmarkCombine(b *testing.B) {
	a := newParts(b)
	for _, t := range []int{3, 16, 65} {
		c := newCommittee(b, t, 2*t-1)
		var shares [][]byte
		var indices []int
		var points []*group.Point
		for j := 1; j < 2*t; j += 2 {
			shares = append(shares, c.share(b, c.ctx, j))
			indices = append(indices, j)
			points = append(points, a.p)
		}
		b.Run(fmt.Sprintf("t=%d", t), func(b *testing.B) {
			both(b, func() { must(Combine(t, 2*t-1, shares)) }, func() {
				a.times(2*t, a.decode)
				lambdas := must(shamir.Lagrange(indices))
				a.times(2, func() { new(group.Point).VarTimeMultiMult(nil, lambdas, points) })
				a.times(2, a.encode)
			})
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	c, a := newCommittee(b, 1, 1), newParts(b)
	combined := must(Combine(1, 1, c.shares(b)))
	both(b, func() { must(Open(combined, c.q, testLabel, c.caps)) }, func() {
		a.times(2, a.decode)
		a.mult()
		a.encode()
	})
}
