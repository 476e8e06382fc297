package group

import (
	"math/bits"
	"slices"
	"sync"
)

// Sums of multiples of public points: Straus' method, interleaved, with signed digits
// (Hankerson, Menezes, Vanstone, "Guide to Elliptic Curve Cryptography", algorithms 3.36
// and 3.51) of scalars that the curve's endomorphism has halved (Gallant, Lambert,
// Vanstone, CRYPTO 2001; algorithms 3.74 and 3.77 of the Guide).

// jacobian is (x/z^2, y/z^3), and the identity if z is 0.
type jacobian struct{ x, y, z element }

// double sets p = 2a. y is never 0: the group has no point of order 2.
func (p *jacobian) double(a *jacobian) {
	var l, s, t element
	p.z.multiply(&a.y, &a.z)
	l.square(&a.x)
	t.add(&l, &l)
	l.add(&l, &t)
	l.halve(&l) // l/z is the tangent's slope
	s.square(&a.y)
	t.multiply(&a.x, &s)
	p.x.square(&l)
	p.x.sub(&p.x, &t)
	p.x.sub(&p.x, &t)
	t.sub(&t, &p.x)
	t.multiply(&t, &l)
	s.square(&s)
	p.y.sub(&t, &s)
}

// add sets p = p + (x, y).
func (p *jacobian) add(x, y *element) {
	if p.z.isZero() {
		*p = jacobian{*x, *y, element{1}}
		return
	}
	var h, r, hh, t element
	t.square(&p.z)
	h.multiply(x, &t)
	t.multiply(&t, &p.z)
	r.multiply(y, &t)
	h.sub(&h, &p.x)
	r.sub(&r, &p.y)
	if h.isZero() { // one x: the same point, or its negative
		if r.isZero() {
			p.double(p)
		} else {
			*p = jacobian{}
		}
		return
	}
	p.z.multiply(&p.z, &h)
	hh.square(&h)
	h.multiply(&h, &hh)
	hh.multiply(&hh, &p.x)
	p.x.square(&r)
	p.x.sub(&p.x, &h)
	p.x.sub(&p.x, &hh)
	p.x.sub(&p.x, &hh)
	hh.sub(&hh, &p.x)
	hh.multiply(&hh, &r)
	h.multiply(&h, &p.y)
	p.y.sub(&hh, &h)
}

// The endomorphism (x, y) -> (beta x, y) multiplies by lambda. Scalars are split with the
// short vectors (a1, -b1) and (a2, a1) of the lattice of all (u, v) with u + v lambda = 0
// mod q; g1 and g2 are 2^384 a1/q and 2^384 b1/q, rounded. A test recomputes them.
var (
	beta = element{0xc1396c28719501ee, 0x9cf0497512f58995, 0x6e64479eac3434e9, 0x7ae96a2b657c0710}
	a1   = element{0xe86c90e49284eb15, 0x3086d221a7d46bcd}
	a2   = element{0x57c1108d9d44cfd8, 0x14ca50f7a8e2f3f6, 1}
	b1   = element{0x6f547fa90abfe4c3, 0xe4437ed6010e8828}
	g1   = element{0xe893209a45dbb031, 0x3daa8a1471e8ca7f, 0xe86c90e49284eb15, 0x3086d221a7d46bcd}
	g2   = element{0x1571b4ae8ac47f71, 0x221208ac9df506c6, 0x6f547fa90abfe4c4, 0xe4437ed6010e8828}
)

// product returns the 512 bits of k g.
func product(k, g *element) (r [8]uint64) {
	for i, w := range g {
		var carry uint64
		for j, v := range k {
			h, l := bits.Mul64(v, w)
			var c uint64
			l, c = bits.Add64(l, carry, 0)
			h += c
			r[i+j], c = bits.Add64(r[i+j], l, 0)
			carry = h + c
		}
		r[i+4] = carry
	}
	return r
}

// subProduct sets z = z - x y modulo 2^256, and not p.
func (z *element) subProduct(x, y *element) {
	r := product(x, y)
	var b uint64
	for i := range z {
		z[i], b = bits.Sub64(z[i], r[i], b)
	}
}

// half is half of a scalar: below 2^128, with a sign.
type half struct {
	n        [2]uint64
	negative bool
}

// halfOf returns z, of which 2^255 and more stand for negative numbers.
func halfOf(z *element) half {
	if z[3]>>63 == 0 {
		return half{n: [2]uint64{z[0], z[1]}}
	}
	l, b := bits.Sub64(0, z[0], 0)
	h, _ := bits.Sub64(0, z[1], b)
	return half{[2]uint64{l, h}, true}
}

// split returns k1, k2 with s = k1 + k2 lambda modulo q.
func (s *Scalar) split() [2]half {
	var k, c1, c2 element
	k.setBytes(s.v.Bytes())
	for _, v := range []struct{ c, g *element }{{&c1, &g1}, {&c2, &g2}} {
		r := product(&k, v.g)
		var carry uint64
		v.c[0], carry = bits.Add64(r[6], r[5]>>63, 0)
		v.c[1] = r[7] + carry
	}
	// k1 = k - c1 a1 - c2 a2; -k2 = c2 a1 - c1 b1
	var minusK2 element
	k.subProduct(&c1, &a1)
	k.subProduct(&c2, &a2)
	minusK2.subProduct(&c1, &b1)
	r := product(&c2, &a1)
	var c uint64
	for i := range minusK2 {
		minusK2[i], c = bits.Add64(minusK2[i], r[i], c)
	}
	k2 := halfOf(&minusK2)
	k2.negative = !k2.negative
	return [2]half{halfOf(&k), k2}
}

// recode writes n, which is below 2^(len(digits)-1), as a sum of digits[i] 2^i: of odd
// digits below 2^(width-1) in size, and zeros.
func recode(digits []int8, n [2]uint64, width uint) {
	for i := uint(0); n[0]|n[1] != 0; {
		var zeros uint
		if n[0] != 0 {
			zeros = uint(bits.TrailingZeros64(n[0]))
		} else {
			zeros = 64 + uint(bits.TrailingZeros64(n[1]))
		}
		n = shift(n, zeros)
		i += zeros
		d := int16(n[0] & (1<<width - 1))
		n = shift(n, width)
		if d >= 1<<(width-1) {
			d -= 1 << width
			var c uint64
			n[0], c = bits.Add64(n[0], 1, 0)
			n[1] += c
		}
		digits[i] = int8(d)
		i += width
	}
}

func shift(n [2]uint64, by uint) [2]uint64 {
	if by >= 64 {
		return [2]uint64{n[1] >> (by - 64), 0}
	}
	return [2]uint64{n[0]>>by | n[1]<<(64-by), n[1] >> by} // a shift by 64 gives 0
}

// multiple is an odd multiple of a point, and beta times its x.
type multiple struct{ x, bx, y element }

const (
	freshWidth    = 5 // of the digits of a point that a sum has once
	preparedWidth = 6
	fixedWidth    = 8
	levelBits     = 32
	levels        = 128 / levelBits
)

// table has the odd multiples of 2^(32 i) P below 2^(width-1), for one level i or all.
type table struct {
	width  uint
	levels [][]multiple
}

// A builder makes many tables with one inversion.
type builder struct {
	points    []jacobian // what the multiples are
	multiples []multiple // of all tables, one after the other
}

// newBuilder returns a builder that is wanted n multiples of.
func newBuilder(n int) *builder {
	return &builder{make([]jacobian, 0, n), make([]multiple, n)}
}

// want returns room for the first n odd multiples of p, which fill will fill.
func (b *builder) want(p *jacobian, n int) []multiple {
	// With D = 2P as if D's z were 1, which is so on a curve that differs by a factor.
	var d jacobian
	d.double(p)
	var zz, zzz element
	zz.square(&d.z)
	zzz.multiply(&zz, &d.z)
	cur := jacobian{z: p.z}
	cur.x.multiply(&p.x, &zz)
	cur.y.multiply(&p.y, &zzz)
	begin := len(b.points)
	for i := range n {
		if i > 0 {
			cur.add(&d.x, &d.y)
		}
		b.points = append(b.points, cur)
		z := &b.points[begin+i].z
		z.multiply(z, &d.z)
	}
	return b.multiples[begin : begin+n]
}

// fill makes all that was wanted.
func (b *builder) fill() {
	normalize(b.points)
	for i := range b.points {
		m := &b.multiples[i]
		m.x, m.y = b.points[i].x, b.points[i].y
		m.bx.multiply(&m.x, &beta)
	}
}

// normalize makes z 1 in all points but the identity, with one inversion and a few
// multiplications of each (Montgomery's trick).
func normalize(points []jacobian) {
	before := make([]element, len(points)) // the product of the z before each
	all := element{1}
	for i := range points {
		if z := &points[i].z; !z.isZero() {
			before[i] = all
			all.multiply(&all, z)
		}
	}
	all.invert(&all)
	for i := len(points) - 1; i >= 0; i-- {
		p := &points[i]
		if p.z.isZero() {
			continue
		}
		var inv, t element
		inv.multiply(&before[i], &all)
		all.multiply(&all, &p.z)
		t.square(&inv)
		p.x.multiply(&p.x, &t)
		t.multiply(&t, &inv)
		p.y.multiply(&p.y, &t)
		p.z = element{1}
	}
}

// prepare makes the table of all levels.
func prepare(p *jacobian, width uint) *table {
	n := 1 << (width - 2)
	b := newBuilder(levels * n)
	t := &table{width: width}
	q := *p
	for i := range levels {
		if i > 0 {
			for range levelBits {
				q.double(&q)
			}
		}
		t.levels = append(t.levels, b.want(&q, n))
	}
	b.fill()
	return t
}

// fixed is the table of G.
var fixed = sync.OnceValue(func() *table { return prepare(Generator().jacobian(), fixedWidth) })

// jacobian returns p, which is not the identity.
func (p *Point) jacobian() *jacobian {
	xy := p.xy[:]
	if !p.affine {
		xy = p.v.UncompressedBytes()[1:]
	}
	j := &jacobian{z: element{1}}
	j.x.setBytes(xy[:32])
	j.y.setBytes(xy[32:])
	return j
}

// setAffine sets p = (x, y).
func (p *Point) setAffine(x, y *element) *Point {
	var sec1 [65]byte
	sec1[0] = 4
	x.put(sec1[1:33])
	y.put(sec1[33:])
	if _, err := p.v.SetUncompressedBytes(sec1[:]); err != nil {
		panic("group: a point off the curve") // a fault of this file, which voi found
	}
	p.xy, p.affine, p.table = [64]byte(sec1[1:]), true, nil
	copy(p.enc[1:], sec1[1:33])
	p.enc[0] = 2 + sec1[64]&1
	return p
}

// VarTimePrepare makes sums with p cheaper, and returns p: the sum of multiples of points that
// are all prepared takes half the time. It takes as long as one multiplication, and 6 KiB.
// It changes nothing that can be seen, but is no method for a point that others read at
// the same time.
func (p *Point) VarTimePrepare() *Point {
	if p.table == nil && !p.IsIdentity() {
		p.table = prepare(p.jacobian(), preparedWidth)
	}
	return p
}

// A Sum is Base G + sum Scalars[i] Points[i], of public values. Base may be nil, for 0.
type Sum struct {
	Base    *Scalar
	Scalars []*Scalar
	Points  []*Point
}

// VarTimeSums returns the sums, for which many at once are cheaper than each alone. It
// panics if a sum has not as many scalars as points.
func VarTimeSums(sums ...Sum) []*Point {
	type term struct {
		k     *Scalar
		table *table
	}
	many := 0
	for _, s := range sums {
		if len(s.Scalars) != len(s.Points) {
			panic("group: as many scalars as points, please")
		}
		many += 1 + len(s.Points)
	}
	fresh := make(map[*Point]*table) // those without a table of their own
	var points []*Point              // the same, in order
	terms := make([]term, 0, many)   // of all sums, one after the other
	ends := make([]int, len(sums))
	for i, s := range sums {
		if s.Base != nil {
			terms = append(terms, term{s.Base, fixed()})
		}
		for j, p := range s.Points {
			t := p.table
			if p.IsIdentity() || s.Scalars[j].IsZero() {
				continue
			}
			if t == nil {
				t = fresh[p]
			}
			if t == nil {
				t = &table{width: freshWidth}
				fresh[p], points = t, append(points, p)
			}
			terms = append(terms, term{s.Scalars[j], t})
		}
		ends[i] = len(terms)
	}
	const n = 1 << (freshWidth - 2)
	b := newBuilder(n * len(points))
	for _, p := range points {
		fresh[p].levels = [][]multiple{b.want(p.jacobian(), n)}
	}
	b.fill()
	all := make([]jacobian, len(sums))
	var streams []stream
	begin := 0
	for i := range sums {
		parts := levels // 32 doublings do, where every table has every level
		for _, t := range terms[begin:ends[i]] {
			if len(t.table.levels) < levels {
				parts = 1
			}
		}
		streams = slices.Grow(streams[:0], 2*parts*(ends[i]-begin))
		for _, t := range terms[begin:ends[i]] {
			for image, h := range t.k.split() {
				for l := range parts {
					n := h.n
					if parts > 1 {
						n = [2]uint64{n[l/2] >> (levelBits * uint(l%2)) & (1<<levelBits - 1), 0}
					}
					if n[0]|n[1] == 0 {
						continue
					}
					streams = append(streams, stream{multiples: t.table.levels[l], image: image == 1, negative: h.negative})
					recode(streams[len(streams)-1].digits[:], n, t.table.width)
				}
			}
		}
		all[i] = interleave(streams)
		begin = ends[i]
	}
	normalize(all)
	out := make([]*Point, len(sums))
	for i := range out {
		if all[i].z.isZero() {
			out[i] = NewPoint()
		} else {
			out[i] = new(Point).setAffine(&all[i].x, &all[i].y)
		}
	}
	return out
}

// stream is a number below 2^128 in signed digits, and the odd multiples of the point that
// it multiplies, or of that point's image by the endomorphism.
type stream struct {
	digits          [129]int8
	multiples       []multiple
	image, negative bool
}

// interleave returns the sum of the streams.
func interleave(streams []stream) (acc jacobian) {
	top := 0
	for i := range streams {
		d := &streams[i].digits
		n := len(d)
		for n > top && d[n-1] == 0 {
			n--
		}
		top = max(top, n)
	}
	var y element
	for i := top - 1; i >= 0; i-- {
		acc.double(&acc) // of the identity is the identity
		for k := range streams {
			s := &streams[k]
			d := s.digits[i]
			if d == 0 {
				continue
			}
			minus := s.negative
			if d < 0 {
				d, minus = -d, !minus
			}
			m := &s.multiples[d>>1]
			x, my := &m.x, &m.y
			if s.image {
				x = &m.bx
			}
			if minus {
				y.negate(my)
				my = &y
			}
			acc.add(x, my)
		}
	}
	return acc
}
