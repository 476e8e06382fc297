package shamir

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/vectors"
	"pgregory.net/rapid"
)

func scalar(n int) *group.Scalar { return group.ScalarFromUint64(uint64(n)) }

func decodePoint(t testing.TB, b []byte) *group.Point {
	t.Helper()
	p, err := group.DecodePoint(b)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// list returns the key list of f for n members.
func (f Polynomial) list(n int) *KeyList {
	c := f.Commit()
	return &KeyList{T: len(f), X: c[0], Members: c.VarTimeEvalAll(n)}
}

// subset draws size distinct indices of 1..n in any order.
func subset(t *rapid.T, n, size int) []int {
	all := make([]int, n)
	for k := range all {
		all[k] = k + 1
	}
	return rapid.Permutation(all).Draw(t, "order")[:size]
}

// interpolate returns sum lambda(i, S) f(i).
func interpolate(t *rapid.T, f Polynomial, set []int) *group.Scalar {
	t.Helper()
	lambda, err := Lagrange(set)
	if err != nil {
		t.Fatal(err)
	}
	sum := group.NewScalar()
	for k, i := range set {
		sum.Add(sum, lambda[k].Multiply(lambda[k], f.Eval(i)))
	}
	return sum
}

func TestVectorsLambda(t *testing.T) {
	vectors.Each(t, "group/lambda", func(t *testing.T, v vectors.Vector) {
		var in struct {
			I   int
			Set []int
		}
		var out struct{ Scalar vectors.Hex }
		v.In(t, &in)
		v.Out(t, &out)
		lambda, err := Lagrange(in.Set)
		if err != nil {
			t.Fatal(err)
		}
		for k, i := range in.Set {
			if i == in.I && !bytes.Equal(lambda[k].Bytes(), out.Scalar) {
				t.Errorf("lambda is %x", lambda[k].Bytes())
			}
		}
	})
}

func TestVectorsList(t *testing.T) {
	vectors.Each(t, "clients/list", func(t *testing.T, v vectors.Vector) {
		var in struct {
			Session       vectors.Hex
			T, N          int
			X, RecipientX vectors.Hex
			List          []vectors.Hex
			Hash          vectors.Hex
		}
		v.In(t, &in)
		l := &KeyList{T: in.T, X: decodePoint(t, in.X)}
		for _, b := range in.List {
			l.Members = append(l.Members, decodePoint(t, b))
		}
		hash, err := l.Hash([32]byte(in.Session))
		if err != nil {
			t.Fatal(err)
		}
		degree := l.CheckDegree()
		good := l.N() == in.N && bytes.Equal(hash[:], in.Hash) &&
			l.X.Equal(decodePoint(t, in.RecipientX)) && degree == nil
		if good != v.OK() {
			t.Errorf("list is good: %v (%v), want %s", good, degree, v.Expect)
		}
		if !v.OK() {
			return
		}
		var out struct{ Weights []vectors.Hex }
		v.Out(t, &out)
		weights := dualWeights(in.N)
		if len(weights) != len(out.Weights) {
			t.Fatalf("%d weights", len(weights))
		}
		for i, w := range weights {
			if !bytes.Equal(w.Bytes(), out.Weights[i]) {
				t.Errorf("v_%d is %x", i, w.Bytes())
			}
		}
	})
}

// A list can be made up for any g that is known; it must not pass under random ones. The
// vector cancels-under-g-1 is one for g = 1; here is one for g = 1 + z + z^2.
func TestCheckDegreeNeedsRandomG(t *testing.T) {
	g := Polynomial{scalar(1), scalar(1), scalar(1)}
	const n, threshold = 5, 3
	l := NewPolynomial(group.RandomScalar(), threshold).list(n)
	weights := dualWeights(n)
	at := func(i int) *group.Scalar { return group.NewScalar().Multiply(weights[i], g.Eval(i)) }
	// Errors of 1 at index 1 and of -v_1 g(1) / (v_2 g(2)) at index 2 cancel.
	e := group.NewScalar().Multiply(at(1), group.NewScalar().Invert(at(2)))
	l.Members[0].Add(l.Members[0], group.Generator())
	l.Members[1].Subtract(l.Members[1], group.NewPoint().BaseMult(e))
	if err := l.checkDegree(g); err != nil {
		t.Errorf("under the g that it was made for: %v", err)
	}
	if err := l.CheckDegree(); !errors.Is(err, ErrNotOnePolynomial) {
		t.Errorf("under random g: %v", err)
	}
}

func TestAnyThresholdOfSharesGivesTheSecret(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		threshold := rapid.IntRange(1, n).Draw(t, "t")
		secret := group.RandomScalar()
		f := NewPolynomial(secret, threshold)
		size := rapid.IntRange(threshold, n).Draw(t, "size")
		if !interpolate(t, f, subset(t, n, size)).Equal(secret) {
			t.Fatal("enough shares do not give the secret")
		}
		if threshold > 1 && interpolate(t, f, subset(t, n, threshold-1)).Equal(secret) {
			t.Fatal("too few shares give the secret")
		}
	})
}

// Any t-1 shares are those of any secret at all: for each guess there is one polynomial.
func TestTooFewSharesFitEverySecret(t *testing.T) {
	const threshold = 4
	f := NewPolynomial(group.RandomScalar(), threshold)
	for range 3 {
		guess := group.RandomScalar()
		// Share 4 of the polynomial through the guess at 0 and f at 1, 2, 3.
		lambda, err := Lagrange([]int{1, 2, 3, 4})
		if err != nil {
			t.Fatal(err)
		}
		y4 := group.NewScalar().Set(guess)
		for k := range 3 {
			term := group.NewScalar().Multiply(lambda[k], f.Eval(k+1))
			y4.Subtract(y4, term)
		}
		y4.Multiply(y4, group.NewScalar().Invert(lambda[3]))
		sum := group.NewScalar()
		for k := range 3 {
			sum.Add(sum, group.NewScalar().Multiply(lambda[k], f.Eval(k+1)))
		}
		sum.Add(sum, y4.Multiply(y4, lambda[3]))
		if !sum.Equal(guess) {
			t.Fatal("three shares exclude a secret")
		}
	}
}

func TestLagrangeRefuses(t *testing.T) {
	for _, set := range [][]int{{0}, {-1, 2}, {1, 2, 1}, {3, 3}} {
		if _, err := Lagrange(set); err == nil {
			t.Errorf("Lagrange(%v) is fine", set)
		}
	}
}

func TestEvalIsTheSumOfPowers(t *testing.T) {
	for _, size := range []int{1, 2, 3, 8} {
		f := NewPolynomial(group.RandomScalar(), size)
		for _, m := range []int{0, 1, 2, 7, MaxMembers} {
			want, power := group.NewScalar(), scalar(1)
			for _, a := range f {
				want.Add(want, group.NewScalar().Multiply(a, power))
				power.Multiply(power, scalar(m))
			}
			if !f.Eval(m).Equal(want) {
				t.Errorf("f(%d) of %d coefficients differs", m, size)
			}
		}
	}
}

func TestCommitmentEvaluatesInTheExponent(t *testing.T) {
	for size := 1; size <= 9; size++ {
		f := NewPolynomial(group.RandomScalar(), size)
		c := f.Commit()
		for _, n := range []int{0, 1, 2, 3, size - 1, size, size + 1, 20} {
			all := c.VarTimeEvalAll(n)
			if len(all) != n {
				t.Fatalf("%d points, not %d", len(all), n)
			}
			for m := 1; m <= n; m++ {
				want := group.NewPoint().BaseMult(f.Eval(m))
				if !all[m-1].Equal(want) || !c.VarTimeEval(m).Equal(want) {
					t.Errorf("f(%d) G of %d coefficients, %d points, differs", m, size, n)
				}
			}
		}
		for k := range c {
			if !c[k].Equal(group.NewPoint().BaseMult(f[k])) {
				t.Errorf("evaluation changed C_%d", k)
			}
		}
	}
	f := NewPolynomial(group.RandomScalar(), 65)
	c := f.Commit()
	for m, p := range c.VarTimeEvalAll(MaxMembers) {
		if !p.Equal(group.NewPoint().BaseMult(f.Eval(m + 1))) {
			t.Errorf("f(%d) G of 65 coefficients differs", m+1)
		}
	}
}

// A polynomial may pass through 0 at an index, or have a coefficient 0 by addition.
func TestEvaluationAtTheIdentity(t *testing.T) {
	f := Polynomial{scalar(6), group.NewScalar().Negate(scalar(5)), scalar(1)} // (z-2)(z-3)
	c := f.Commit()
	all := c.VarTimeEvalAll(5)
	for m := 1; m <= 5; m++ {
		zero := m == 2 || m == 3
		if all[m-1].IsIdentity() != zero || c.VarTimeEval(m).IsIdentity() != zero {
			t.Errorf("f(%d) G", m)
		}
	}
	l := &KeyList{T: 3, X: c[0], Members: all}
	if _, err := l.Hash([32]byte{}); !errors.Is(err, group.ErrIdentity) {
		t.Errorf("hash of a list with the identity: %v", err)
	}
	if err := l.CheckDegree(); err != nil {
		t.Error(err)
	}
	zero := Commitment{group.NewPoint(), group.NewPoint(), group.NewPoint()}
	for _, p := range zero.VarTimeEvalAll(7) {
		if !p.IsIdentity() {
			t.Error("0(m) G is not the identity")
		}
	}
}

func TestShortestDigits(t *testing.T) {
	for m := 1; m <= MaxMembers*MaxMembers; m++ {
		digits := shortest(m)
		if digits[0] != 1 {
			t.Fatalf("digits of %d begin with %d", m, digits[0])
		}
		value := 0
		for _, d := range digits {
			value = 2*value + int(d)
		}
		if value != m {
			t.Fatalf("digits of %d are those of %d", m, value)
		}
	}
}

func TestCombineIsLinear(t *testing.T) {
	const size, n = 3, 4
	var fs []Polynomial
	var cs []Commitment
	var weights []*group.Scalar
	for range n {
		f := NewPolynomial(group.RandomScalar(), size)
		fs, cs, weights = append(fs, f), append(cs, f.Commit()), append(weights, group.RandomScalar())
	}
	ones := []*group.Scalar{scalar(1), scalar(1), scalar(1), scalar(1)}
	for _, ws := range [][]*group.Scalar{nil, weights} {
		got := VarTimeCombine(ws, cs)
		by := ws
		if by == nil {
			by = ones
		}
		for k := range size {
			sum := group.NewScalar()
			for i := range fs {
				sum.Add(sum, group.NewScalar().Multiply(by[i], fs[i][k]))
			}
			if !got[k].Equal(group.NewPoint().BaseMult(sum)) {
				t.Errorf("coefficient %d differs", k)
			}
		}
	}
}

func TestCheckDegree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 9).Draw(t, "n")
		threshold := rapid.IntRange(1, n).Draw(t, "t")
		l := NewPolynomial(group.RandomScalar(), threshold).list(n)
		if err := l.CheckDegree(); err != nil {
			t.Fatal(err)
		}
		// X counts too: n+1 points, so even t = n leaves no freedom.
		l.Members[rapid.IntRange(0, n-1).Draw(t, "m")].BaseMult(group.RandomScalar())
		if err := l.CheckDegree(); !errors.Is(err, ErrNotOnePolynomial) {
			t.Fatalf("one key changed: %v", err)
		}
		other := NewPolynomial(group.RandomScalar(), threshold).list(n)
		other.X = group.NewPoint().BaseMult(group.RandomScalar())
		if err := other.CheckDegree(); !errors.Is(err, ErrNotOnePolynomial) {
			t.Fatalf("X changed: %v", err)
		}
	})
	// A polynomial of one degree more is not of this threshold, one of less is.
	high := NewPolynomial(group.RandomScalar(), 4).list(6)
	high.T = 3
	if err := high.CheckDegree(); !errors.Is(err, ErrNotOnePolynomial) {
		t.Errorf("degree t: %v", err)
	}
	for _, bad := range []int{0, 7} {
		high.T = bad
		if err := high.CheckDegree(); err == nil {
			t.Errorf("threshold %d of 6 is fine", bad)
		}
	}
}

func TestHashCoversTheList(t *testing.T) {
	f := NewPolynomial(group.RandomScalar(), 2)
	hash := func(l *KeyList, session byte) [32]byte {
		t.Helper()
		h, err := l.Hash([32]byte{session})
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	seen := map[[32]byte]bool{hash(f.list(3), 0): true}
	other := f.list(3)
	other.T = 3
	swapped := f.list(3)
	swapped.Members[0], swapped.Members[1] = swapped.Members[1], swapped.Members[0]
	for k, h := range [][32]byte{hash(f.list(3), 1), hash(f.list(2), 0), hash(other, 0), hash(swapped, 0)} {
		if seen[h] {
			t.Errorf("list %d has the hash of another", k)
		}
		seen[h] = true
	}
}

func TestErase(t *testing.T) {
	secret := group.RandomScalar()
	f := NewPolynomial(secret, 3)
	f.Erase()
	for k, a := range f {
		if !a.IsZero() {
			t.Errorf("coefficient %d is left", k)
		}
	}
	if secret.IsZero() {
		t.Error("the caller's secret was erased too")
	}
}

func BenchmarkVarTimeEval(b *testing.B) {
	for _, size := range []int{3, 17, 65} {
		c := NewPolynomial(group.RandomScalar(), size).Commit()
		b.Run(fmt.Sprintf("t=%d", size), func(b *testing.B) {
			m := 0
			for b.Loop() {
				m = m%(2*size-2) + 1
				c.VarTimeEval(m)
			}
		})
	}
}

func BenchmarkVarTimeEvalAll(b *testing.B) {
	for _, n := range []int{4, 16, 31, 64, 128} {
		c := NewPolynomial(group.RandomScalar(), n/2+1).Commit()
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			for b.Loop() {
				c.VarTimeEvalAll(n)
			}
		})
	}
}

func BenchmarkCheckDegree(b *testing.B) {
	for _, n := range []int{4, 16, 31, 64, 128} {
		l := NewPolynomial(group.RandomScalar(), n/2+1).list(n)
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			for b.Loop() {
				if err := l.CheckDegree(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
