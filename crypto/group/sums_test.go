package group

import (
	"bytes"
	"math/big"
	"math/rand/v2"
	"testing"

	gethcrypto "github.com/ethereum/go-ethereum/crypto"
)

// integer is what the words of z say, p and more too.
func (z *element) integer() *big.Int {
	n := new(big.Int)
	for i := range z {
		n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(z[3-i]))
	}
	return n
}

// checkField holds the arithmetic of two elements to math/big's.
func checkField(t *testing.T, x, y element) {
	t.Helper()
	p := gethcrypto.S256().Params().P
	a, b := x.integer(), y.integer()
	equal := func(name string, got element, want *big.Int) {
		t.Helper()
		want.Mod(want, p)
		if v := got.integer(); v.Mod(v, p).Cmp(want) != 0 {
			t.Fatalf("%s of %x and %x is %x, want %x", name, x, y, got, want)
		}
		var enc [32]byte
		got.put(enc[:])
		if new(big.Int).SetBytes(enc[:]).Cmp(want) != 0 || got.isZero() != (want.Sign() == 0) {
			t.Fatalf("%s: %x is written as %x, and 0: %v", name, got, enc, got.isZero())
		}
	}
	var z element
	for name, f := range map[string]func(z, x, y *element){
		"sum": (*element).add, "difference": (*element).sub, "product": (*element).multiply} {
		want := map[string]*big.Int{"sum": new(big.Int).Add(a, b), "difference": new(big.Int).Sub(a, b), "product": new(big.Int).Mul(a, b)}[name]
		f(&z, &x, &y)
		equal(name, z, want)
		left, right := x, y
		f(&left, &left, &y)
		f(&right, &x, &right)
		equal(name+", the first changed", left, want)
		equal(name+", the second changed", right, want)
	}
	for name, f := range map[string]func(z, x *element){"square": (*element).square, "negative": (*element).negate, "half": (*element).halve, "inverse": (*element).invert} {
		want := map[string]*big.Int{"square": new(big.Int).Mul(a, a), "negative": new(big.Int).Neg(a)}[name]
		switch {
		case name == "half":
			want = new(big.Int).Mul(a, new(big.Int).ModInverse(big.NewInt(2), p))
		case name == "inverse":
			if want = new(big.Int).ModInverse(a, p); want == nil {
				want = new(big.Int)
			}
		}
		f(&z, &x)
		equal(name, z, want)
		same := x
		f(&same, &same)
		equal(name+", in place", same, want)
	}
	has := big.Jacobi(new(big.Int).Mod(a, p), p) >= 0
	if got := z.root(&x); got != has {
		t.Fatalf("%x has a root: %v, want %v", x, got, has)
	}
	if has {
		z.square(&z)
		equal("root, squared", z, new(big.Int).Set(a))
	}
}

func TestField(t *testing.T) {
	top := ^uint64(0)
	edge := []element{{}, {1}, {2}, prime, {prime[0] - 1, top, top, top}, {prime[0] + 1, top, top, top}, {top, top, top, top},
		{fold}, {fold - 1}, {fold + 1}, {0, 0, 0, 1 << 63}, {top}, {0, top}, {0, 0, top}, {0, 0, 0, top}, {top, 0, top, 0}}
	for range 20 {
		edge = append(edge, element{rand.Uint64(), rand.Uint64(), rand.Uint64(), rand.Uint64()})
	}
	for _, x := range edge {
		for _, y := range edge {
			checkField(t, x, y)
		}
	}
}

func FuzzFieldAgainstIntegers(f *testing.F) {
	f.Add(make([]byte, 32), bytes.Repeat([]byte{255}, 32))
	f.Add(primeBytes[:], primeBytes[:])
	f.Fuzz(func(t *testing.T, a, b []byte) {
		if len(a) != 32 || len(b) != 32 {
			return
		}
		var x, y element
		x.setBytes(a)
		y.setBytes(b)
		checkField(t, x, y)
	})
}

// TestEndomorphism recomputes what scalars are split with.
func TestEndomorphism(t *testing.T) {
	q, p := gethcrypto.S256().Params().N, gethcrypto.S256().Params().P
	lambda, _ := DecodeScalar(bytesOf("5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72"))
	l := new(big.Int).SetBytes(lambda.Bytes())
	cubic := func(x, m *big.Int) *big.Int { // x^2 + x + 1
		n := new(big.Int).Mul(x, x)
		return n.Add(n, x).Add(n, big.NewInt(1)).Mod(n, m)
	}
	if cubic(l, q).Sign() != 0 || cubic(beta.integer(), p).Sign() != 0 {
		t.Fatal("lambda or beta is no cube root of 1")
	}
	P := new(Point).BaseMult(RandomScalar())
	image := P.jacobian()
	image.x.multiply(&image.x, &beta)
	if !new(Point).setAffine(&image.x, &image.y).Equal(new(Point).Mult(lambda, P)) {
		t.Error("beta is another root than lambda")
	}
	// a1 - b1 lambda = a2 + a1 lambda = 0, and they span the lattice: a1 a1 + a2 b1 = q.
	A1, A2, B1 := a1.integer(), a2.integer(), b1.integer()
	zero := func(n *big.Int) bool { return n.Mod(n, q).Sign() == 0 }
	if !zero(new(big.Int).Sub(A1, new(big.Int).Mul(B1, l))) || !zero(new(big.Int).Add(A2, new(big.Int).Mul(A1, l))) ||
		new(big.Int).Add(new(big.Int).Mul(A1, A1), new(big.Int).Mul(A2, B1)).Cmp(q) != 0 {
		t.Error("no short vectors of the lattice")
	}
	for _, v := range []struct{ g, of *big.Int }{{g1.integer(), A1}, {g2.integer(), B1}} {
		n := new(big.Int).Lsh(v.of, 384)
		if n.Add(n, new(big.Int).Rsh(q, 1)).Div(n, q).Cmp(v.g) != 0 {
			t.Errorf("g is %x, want %x", v.g, n)
		}
	}
	for _, s := range samples(1000) {
		sum := new(Scalar)
		for i, h := range s.split() {
			n := element{h.n[0], h.n[1]}
			part, _ := DecodeScalar(n.integer().FillBytes(make([]byte, 32)))
			if i == 1 {
				part.Multiply(part, lambda)
			}
			if h.negative {
				part.Negate(part)
			}
			sum.Add(sum, part)
		}
		if !sum.Equal(s) {
			t.Fatalf("%x is not the sum of its halves", s.Bytes())
		}
	}
}

func TestRecode(t *testing.T) {
	top := ^uint64(0)
	for _, n := range [][2]uint64{{}, {1}, {top}, {0, 1}, {top, top}, {0, top}, {0, 1 << 63}, {rand.Uint64(), rand.Uint64()}, {rand.Uint64(), rand.Uint64()}} {
		for width := uint(2); width <= fixedWidth; width++ {
			var digits [129]int8
			recode(digits[:], n, width)
			sum := new(big.Int)
			for i := range digits {
				d := digits[128-i]
				if d != 0 && (d&1 == 0 || int(d) >= 1<<(width-1) || int(d) <= -1<<(width-1)) {
					t.Fatalf("digit %d of width %d", d, width)
				}
				sum.Lsh(sum, 1).Add(sum, big.NewInt(int64(d)))
			}
			if want := (&element{n[0], n[1]}).integer(); sum.Cmp(want) != 0 {
				t.Fatalf("%x comes back as %x", want, sum)
			}
		}
	}
}

// checkSums holds many sums at once to voi's constant time.
func checkSums(t *testing.T, sums []Sum) {
	t.Helper()
	for i, got := range VarTimeSums(sums...) {
		want := NewPoint()
		if sums[i].Base != nil {
			want.BaseMult(sums[i].Base)
		}
		for j, p := range sums[i].Points {
			want.Add(want, new(Point).Mult(sums[i].Scalars[j], p))
		}
		if !got.Equal(want) {
			t.Fatalf("sum %d of %d is wrong", i, len(sums))
		}
		if want.IsIdentity() {
			continue
		}
		if !bytes.Equal(must(got.Encode()), want.v.CompressedBytes()) || !bytes.Equal(must(got.XY()), want.v.UncompressedBytes()[1:]) {
			t.Fatalf("sum %d is written as %x", i, must(got.Encode()))
		}
	}
}

// TestSums: points that are equal, negatives, images of each other by the endomorphism, and small
// multiples make the additions meet that are doublings, or give the identity.
func TestSums(t *testing.T) {
	P := new(Point).BaseMult(RandomScalar())
	lambda := edges()[8]
	points := []*Point{P, new(Point).Set(P), new(Point).Negate(P), new(Point).Double(P), new(Point).Mult(lambda, P),
		Generator(), NewPoint(), new(Point).Set(P).VarTimePrepare(), new(Point).Negate(P).VarTimePrepare(), NewPoint().VarTimePrepare(), Ghat()}
	scalars := samples(3)
	var sums []Sum
	for _, a := range points {
		for _, b := range points {
			s, r := scalars[rand.IntN(len(scalars))], scalars[rand.IntN(len(scalars))]
			sums = append(sums, Sum{nil, []*Scalar{s, s}, []*Point{a, b}}, Sum{r, []*Scalar{s, new(Scalar).Negate(s)}, []*Point{a, b}},
				Sum{s, []*Scalar{r}, []*Point{a}}, Sum{Base: r})
		}
	}
	sums = append(sums, Sum{})
	checkSums(t, sums)
	if len(VarTimeSums()) != 0 {
		t.Error("no sums are some")
	}
	many := Sum{Base: RandomScalar()}
	for range 130 {
		many.Scalars, many.Points = append(many.Scalars, RandomScalar()), append(many.Points, new(Point).BaseMult(RandomScalar()))
	}
	checkSums(t, []Sum{many})
}

// FuzzSumsAgainstVoi: small scalars and their negatives, of points with small logarithms, meet
// the most often.
func FuzzSumsAgainstVoi(f *testing.F) {
	for _, s := range edges() {
		f.Add(s.Bytes(), s.Bytes(), s.Bytes(), uint8(3), uint8(7))
	}
	f.Fuzz(func(t *testing.T, a, b, c []byte, how, also uint8) {
		x, err1 := DecodeScalar(a)
		y, err2 := DecodeScalar(b)
		z, err3 := DecodeScalar(c)
		if err1 != nil || err2 != nil || err3 != nil {
			return
		}
		P, Q := new(Point).BaseMult(z), new(Point).BaseMult(ScalarFromUint64(uint64(also)))
		if how&1 != 0 {
			P.VarTimePrepare()
		}
		if how&2 != 0 {
			Q.VarTimePrepare()
		}
		if how&4 != 0 {
			y = new(Scalar).Negate(x)
		}
		if how&8 != 0 {
			Q = new(Point).Negate(P)
		}
		checkSums(t, []Sum{{x, []*Scalar{y}, []*Point{P}}, {nil, []*Scalar{x, y}, []*Point{P, Q}}, {y, []*Scalar{x, y, x}, []*Point{P, P, Q}}})
	})
}
