package group

import (
	"encoding/binary"
	"math/bits"
)

// element is an integer modulo p = 2^256 - 2^32 - 977, the field under secp256k1, as four
// words, the lowest first. A value below 2^256 may stand for itself less p: only words
// says which one it is. Its arithmetic is quick where voi's is constant time, and serves
// public values only.
type element [4]uint64

// fold is 2^256 modulo p: what is above 2^256 comes back times that.
const fold = 1<<32 + 977

var prime = element{^uint64(fold - 1), ^uint64(0), ^uint64(0), ^uint64(0)}

// primeBytes is p, big-endian.
var primeBytes = func() (b [32]byte) {
	for i, w := range prime {
		binary.BigEndian.PutUint64(b[24-8*i:], w)
	}
	return b
}()

// setBytes sets z to 32 bytes, big-endian, of any value.
func (z *element) setBytes(b []byte) {
	_ = b[31]
	for i := range z {
		z[i] = binary.BigEndian.Uint64(b[24-8*i:])
	}
}

// words returns z below p.
func (z *element) words() element {
	r0, b := bits.Sub64(z[0], prime[0], 0)
	r1, b := bits.Sub64(z[1], prime[1], b)
	r2, b := bits.Sub64(z[2], prime[2], b)
	r3, b := bits.Sub64(z[3], prime[3], b)
	if b != 0 {
		return *z
	}
	return element{r0, r1, r2, r3}
}

// put writes z to 32 bytes, big-endian.
func (z *element) put(b []byte) {
	for i, w := range z.words() {
		binary.BigEndian.PutUint64(b[24-8*i:], w)
	}
}

func (z *element) isZero() bool {
	return z[0]|z[1]|z[2]|z[3] == 0 || *z == prime
}

// add sets z = x + y.
func (z *element) add(x, y *element) {
	r0, c := bits.Add64(x[0], y[0], 0)
	r1, c := bits.Add64(x[1], y[1], c)
	r2, c := bits.Add64(x[2], y[2], c)
	r3, c := bits.Add64(x[3], y[3], c)
	r0, c = bits.Add64(r0, -c&fold, 0)
	r1, c = bits.Add64(r1, 0, c)
	r2, c = bits.Add64(r2, 0, c)
	r3, c = bits.Add64(r3, 0, c)
	z[0], z[1], z[2], z[3] = r0+(-c&fold), r1, r2, r3 // after a second carry little is left
}

// sub sets z = x - y.
func (z *element) sub(x, y *element) {
	r0, b := bits.Sub64(x[0], y[0], 0)
	r1, b := bits.Sub64(x[1], y[1], b)
	r2, b := bits.Sub64(x[2], y[2], b)
	r3, b := bits.Sub64(x[3], y[3], b)
	r0, b = bits.Sub64(r0, -b&fold, 0)
	r1, b = bits.Sub64(r1, 0, b)
	r2, b = bits.Sub64(r2, 0, b)
	r3, b = bits.Sub64(r3, 0, b)
	z[0], z[1], z[2], z[3] = r0-(-b&fold), r1, r2, r3 // after a second borrow much is left
}

// negate sets z = -x.
func (z *element) negate(x *element) { z.sub(new(element), x) }

// halve sets z = x/2.
func (z *element) halve(x *element) {
	odd := -(x[0] & 1) // then x + p is even: 2^256 + x - fold
	r0, b := bits.Sub64(x[0], odd&fold, 0)
	r1, b := bits.Sub64(x[1], 0, b)
	r2, b := bits.Sub64(x[2], 0, b)
	r3, b := bits.Sub64(x[3], 0, b)
	top := odd&1 - b
	z[0], z[1], z[2], z[3] = r0>>1|r1<<63, r1>>1|r2<<63, r2>>1|r3<<63, r3>>1|top<<63
}

// multiply sets z = x y: all products of two words, then twice what is above 2^256 times
// fold.
func (z *element) multiply(x, y *element) {
	x0, x1, x2, x3 := x[0], x[1], x[2], x[3]
	var r0, r1, r2, r3, r4, r5, r6, r7, c uint64
	var h0, h1, h2, h3, l0, l1, l2, l3 uint64

	w := y[0]
	h0, r0 = bits.Mul64(x0, w)
	h1, l1 = bits.Mul64(x1, w)
	h2, l2 = bits.Mul64(x2, w)
	h3, l3 = bits.Mul64(x3, w)
	r1, c = bits.Add64(l1, h0, 0)
	r2, c = bits.Add64(l2, h1, c)
	r3, c = bits.Add64(l3, h2, c)
	r4 = h3 + c // the high word of a product has room for a carry

	w = y[1]
	h0, l0 = bits.Mul64(x0, w)
	h1, l1 = bits.Mul64(x1, w)
	h2, l2 = bits.Mul64(x2, w)
	h3, l3 = bits.Mul64(x3, w)
	r1, c = bits.Add64(r1, l0, 0)
	r2, c = bits.Add64(r2, l1, c)
	r3, c = bits.Add64(r3, l2, c)
	r4, c = bits.Add64(r4, l3, c)
	r5 = h3 + c
	r2, c = bits.Add64(r2, h0, 0)
	r3, c = bits.Add64(r3, h1, c)
	r4, c = bits.Add64(r4, h2, c)
	r5 += c

	w = y[2]
	h0, l0 = bits.Mul64(x0, w)
	h1, l1 = bits.Mul64(x1, w)
	h2, l2 = bits.Mul64(x2, w)
	h3, l3 = bits.Mul64(x3, w)
	r2, c = bits.Add64(r2, l0, 0)
	r3, c = bits.Add64(r3, l1, c)
	r4, c = bits.Add64(r4, l2, c)
	r5, c = bits.Add64(r5, l3, c)
	r6 = h3 + c
	r3, c = bits.Add64(r3, h0, 0)
	r4, c = bits.Add64(r4, h1, c)
	r5, c = bits.Add64(r5, h2, c)
	r6 += c

	w = y[3]
	h0, l0 = bits.Mul64(x0, w)
	h1, l1 = bits.Mul64(x1, w)
	h2, l2 = bits.Mul64(x2, w)
	h3, l3 = bits.Mul64(x3, w)
	r3, c = bits.Add64(r3, l0, 0)
	r4, c = bits.Add64(r4, l1, c)
	r5, c = bits.Add64(r5, l2, c)
	r6, c = bits.Add64(r6, l3, c)
	r7 = h3 + c
	r4, c = bits.Add64(r4, h0, 0)
	r5, c = bits.Add64(r5, h1, c)
	r6, c = bits.Add64(r6, h2, c)
	r7 += c

	h0, l0 = bits.Mul64(r4, fold)
	h1, l1 = bits.Mul64(r5, fold)
	h2, l2 = bits.Mul64(r6, fold)
	h3, l3 = bits.Mul64(r7, fold)
	r0, c = bits.Add64(r0, l0, 0)
	r1, c = bits.Add64(r1, l1, c)
	r2, c = bits.Add64(r2, l2, c)
	r3, c = bits.Add64(r3, l3, c)
	h3 += c
	r1, c = bits.Add64(r1, h0, 0)
	r2, c = bits.Add64(r2, h1, c)
	r3, c = bits.Add64(r3, h2, c)
	h0, l0 = bits.Mul64(h3+c, fold) // h3 is below 2^34
	r0, c = bits.Add64(r0, l0, 0)
	r1, c = bits.Add64(r1, h0, c)
	r2, c = bits.Add64(r2, 0, c)
	r3, c = bits.Add64(r3, 0, c)
	r0, c = bits.Add64(r0, -c&fold, 0) // after that carry r is below 2^68
	z[0], z[1], z[2], z[3] = r0, r1+c, r2, r3
}

// square sets z = x^2: products of two different words once, and twice added.
func (z *element) square(x *element) {
	x0, x1, x2, x3 := x[0], x[1], x[2], x[3]
	var r0, r1, r2, r3, r4, r5, r6, r7, c uint64
	var h0, h1, h2, h3, l0, l1, l2, l3 uint64

	h0, r1 = bits.Mul64(x0, x1)
	h1, l1 = bits.Mul64(x0, x2)
	h2, l2 = bits.Mul64(x0, x3)
	r2, c = bits.Add64(l1, h0, 0)
	r3, c = bits.Add64(l2, h1, c)
	r4 = h2 + c
	h0, l0 = bits.Mul64(x1, x2)
	h1, l1 = bits.Mul64(x1, x3)
	h2, l2 = bits.Mul64(x2, x3)
	r3, c = bits.Add64(r3, l0, 0)
	r4, c = bits.Add64(r4, l1, c)
	r5 = h1 + c
	r4, c = bits.Add64(r4, h0, 0)
	r5, c = bits.Add64(r5, l2, c)
	r6 = h2 + c

	r7 = r6 >> 63
	r6 = r6<<1 | r5>>63
	r5 = r5<<1 | r4>>63
	r4 = r4<<1 | r3>>63
	r3 = r3<<1 | r2>>63
	r2 = r2<<1 | r1>>63
	r1 <<= 1
	h0, r0 = bits.Mul64(x0, x0)
	h1, l1 = bits.Mul64(x1, x1)
	h2, l2 = bits.Mul64(x2, x2)
	h3, l3 = bits.Mul64(x3, x3)
	r1, c = bits.Add64(r1, h0, 0)
	r2, c = bits.Add64(r2, l1, c)
	r3, c = bits.Add64(r3, h1, c)
	r4, c = bits.Add64(r4, l2, c)
	r5, c = bits.Add64(r5, h2, c)
	r6, c = bits.Add64(r6, l3, c)
	r7 += h3 + c

	h0, l0 = bits.Mul64(r4, fold)
	h1, l1 = bits.Mul64(r5, fold)
	h2, l2 = bits.Mul64(r6, fold)
	h3, l3 = bits.Mul64(r7, fold)
	r0, c = bits.Add64(r0, l0, 0)
	r1, c = bits.Add64(r1, l1, c)
	r2, c = bits.Add64(r2, l2, c)
	r3, c = bits.Add64(r3, l3, c)
	h3 += c
	r1, c = bits.Add64(r1, h0, 0)
	r2, c = bits.Add64(r2, h1, c)
	r3, c = bits.Add64(r3, h2, c)
	h0, l0 = bits.Mul64(h3+c, fold)
	r0, c = bits.Add64(r0, l0, 0)
	r1, c = bits.Add64(r1, h0, c)
	r2, c = bits.Add64(r2, 0, c)
	r3, c = bits.Add64(r3, 0, c)
	r0, c = bits.Add64(r0, -c&fold, 0)
	z[0], z[1], z[2], z[3] = r0, r1+c, r2, r3
}

// squares sets z = x^(2^n), n at least 1.
func (z *element) squares(x *element, n int) {
	z.square(x)
	for range n - 1 {
		z.square(z)
	}
}

// powers returns x^(2^k - 1) for k = 2, 22 and 223: p - 2 and (p + 1)/4 are 223 ones, a
// zero, 22 ones, and a few more bits.
func (x *element) powers() (x2, x22, x223 element) {
	var x3, x11, x44, x88, t element
	join := func(z, a *element, n int, b *element) { t.squares(a, n); z.multiply(&t, b) }
	join(&x2, x, 1, x)
	join(&x3, &x2, 1, x)
	join(&x11, &x3, 3, &x3)  // 6
	join(&x11, &x11, 3, &x3) // 9
	join(&x11, &x11, 2, &x2) // 11
	join(&x22, &x11, 11, &x11)
	join(&x44, &x22, 22, &x22)
	join(&x88, &x44, 44, &x44)
	join(&x223, &x88, 88, &x88)  // 176
	join(&x223, &x223, 44, &x44) // 220
	join(&x223, &x223, 3, &x3)   // 223
	return x2, x22, x223
}

// invert sets z = 1/x = x^(p-2), and 0 if x is 0.
func (z *element) invert(x *element) {
	x1 := *x
	x2, x22, t := x.powers()
	t.squares(&t, 23)
	t.multiply(&t, &x22)
	t.squares(&t, 5) // 00001
	t.multiply(&t, &x1)
	t.squares(&t, 3) // 011
	t.multiply(&t, &x2)
	t.squares(&t, 2) // 01
	z.multiply(&t, &x1)
}

// root sets z to a square root of x, x^((p+1)/4), and reports whether x has one.
func (z *element) root(x *element) bool {
	x1 := *x
	x2, x22, t := x.powers()
	t.squares(&t, 23)
	t.multiply(&t, &x22)
	t.squares(&t, 6) // 000011
	t.multiply(&t, &x2)
	t.squares(&t, 2) // 00
	*z = t
	t.square(&t)
	t.sub(&t, &x1)
	return t.isZero()
}
