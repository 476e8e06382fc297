package group

import (
	"bytes"
	"crypto/rand"
	"math/big"
	"testing"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	gethcrypto "github.com/ethereum/go-ethereum/crypto"
	voi "gitlab.com/yawning/secp256k1-voi"
	"gitlab.com/yawning/secp256k1-voi/secec/h2c"

	"github.com/latchkey-network/latchkey/vectors"
)

// refused fails the test unless err says what the vector expects.
func refused(t *testing.T, v vectors.Vector, err error) bool {
	t.Helper()
	if v.OK() && err != nil {
		t.Fatalf("refused: %v", err)
	}
	if !v.OK() && err == nil {
		t.Fatalf("accepted, want %s", v.Expect)
	}
	return err != nil
}

func TestVectorsPoint(t *testing.T) {
	vectors.Each(t, "group/point", func(t *testing.T, v vectors.Vector) {
		var in struct{ Bytes vectors.Hex }
		var out struct {
			XY   vectors.Hex
			Addr vectors.Address
		}
		v.In(t, &in)
		p, err := DecodePoint(in.Bytes)
		if refused(t, v, err) {
			return
		}
		v.Out(t, &out)
		if xy, err := p.XY(); err != nil || !bytes.Equal(xy, out.XY) {
			t.Errorf("xy = %x, %v; want %x", xy, err, out.XY)
		}
		if addr, err := p.Address(); err != nil || addr != out.Addr {
			t.Errorf("addr = %x, %v; want %x", addr, err, out.Addr)
		}
		if enc, err := p.Encode(); err != nil || !bytes.Equal(enc, in.Bytes) {
			t.Errorf("encodes to %x, %v; want %x", enc, err, in.Bytes)
		}
	})
}

func TestVectorsScalar(t *testing.T) {
	vectors.Each(t, "group/scalar", func(t *testing.T, v vectors.Vector) {
		var in struct{ Bytes vectors.Hex }
		var out struct{ Decimal string }
		v.In(t, &in)
		s, err := DecodeScalar(in.Bytes)
		if refused(t, v, err) {
			return
		}
		v.Out(t, &out)
		if got := new(big.Int).SetBytes(s.Bytes()).String(); got != out.Decimal {
			t.Errorf("is %s, want %s", got, out.Decimal)
		}
	})
}

func TestVectorsHashToCurve(t *testing.T) {
	vectors.Each(t, "group/hash-to-curve", func(t *testing.T, v vectors.Vector) {
		var in struct{ DST, Message string }
		var out struct{ Point vectors.Hex }
		v.In(t, &in)
		v.Out(t, &out)
		p, err := h2c.Secp256k1_XMD_SHA256_SSWU_RO([]byte(in.DST), []byte(in.Message))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(p.CompressedBytes(), out.Point) {
			t.Errorf("point = %x, want %x", p.CompressedBytes(), out.Point)
		}
		enc, _ := Ghat().Encode()
		if in.Message == "second generator" && !bytes.Equal(enc, out.Point) {
			t.Errorf("Ghat = %x, want %x", enc, out.Point)
		}
	})
}

func TestVectorsHashToScalar(t *testing.T) {
	vectors.Each(t, "group/hash-to-scalar", func(t *testing.T, v vectors.Vector) {
		var in struct {
			Tag   string
			Items []vectors.Hex
		}
		var out struct{ Scalar vectors.Hex }
		v.In(t, &in)
		v.Out(t, &out)
		items := make([][]byte, len(in.Items))
		for i := range items {
			items[i] = in.Items[i]
		}
		if got := HashToScalar(in.Tag, items...); !bytes.Equal(got.Bytes(), out.Scalar) {
			t.Errorf("scalar = %x, want %x", got.Bytes(), out.Scalar)
		}
	})
}

// edges are the scalars at which arithmetic goes wrong first.
func edges() []*Scalar {
	one := ScalarFromUint64(1)
	minus := new(Scalar).Negate(one)
	half := new(Scalar).Invert(ScalarFromUint64(2))
	// lambda, the eigenvalue of the curve's endomorphism, on which decompositions turn.
	lambda, _ := DecodeScalar(bytesOf("5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72"))
	return []*Scalar{NewScalar(), one, ScalarFromUint64(2), ScalarFromUint64(3), minus,
		new(Scalar).Subtract(minus, one), half, new(Scalar).Negate(half),
		lambda, new(Scalar).Negate(lambda), ScalarFromUint64(1 << 63)}
}

func bytesOf(hex string) []byte {
	n, ok := new(big.Int).SetString(hex, 16)
	if !ok {
		panic(hex)
	}
	return n.FillBytes(make([]byte, 32))
}

func samples(n int) []*Scalar {
	s := edges()
	for range n {
		s = append(s, RandomScalar())
	}
	return s
}

// reference computes base G + s P with dcrec, in another representation and language of
// formulas.
func reference(base, s *Scalar, p *Point) (x, y []byte, identity bool) {
	var b, k secp256k1.ModNScalar
	b.SetByteSlice(base.Bytes())
	k.SetByteSlice(s.Bytes())
	var sum, bg, sp, pj secp256k1.JacobianPoint
	secp256k1.ScalarBaseMultNonConst(&b, &bg)
	if enc, err := p.Encode(); err == nil {
		key, err := secp256k1.ParsePubKey(enc)
		if err != nil {
			panic(err)
		}
		key.AsJacobian(&pj)
		secp256k1.ScalarMultNonConst(&k, &pj, &sp)
	}
	secp256k1.AddNonConst(&bg, &sp, &sum)
	if (sum.X.IsZero() && sum.Y.IsZero()) || sum.Z.IsZero() {
		return nil, nil, true
	}
	sum.ToAffine()
	xb, yb := sum.X.Bytes(), sum.Y.Bytes()
	return xb[:], yb[:], false
}

// voiMultiMult is a sum in voi's variable time.
func voiMultiMult(scalars []*Scalar, points []*Point) *Point {
	var ss []*voi.Scalar
	var ps []*voi.Point
	for i := range scalars {
		ss, ps = append(ss, &scalars[i].v), append(ps, &points[i].v)
	}
	p := NewPoint()
	p.v.MultiScalarMultVartime(ss, ps)
	return p.changed()
}

func checkAgainstReference(t *testing.T, base, s *Scalar, p *Point) {
	t.Helper()
	x, y, identity := reference(base, s, p)
	sum := new(Point).Add(new(Point).BaseMult(base), new(Point).Mult(s, p))
	for name, got := range map[string]*Point{
		"constant time": sum,
		"vartime":       new(Point).VarTimeMultiMult(base, []*Scalar{s}, []*Point{p}),
		"prepared":      new(Point).VarTimeMultiMult(base, []*Scalar{s}, []*Point{new(Point).Set(p).VarTimePrepare()}),
		"half prepared": new(Point).VarTimeMultiMult(nil, []*Scalar{base, s}, []*Point{Generator().VarTimePrepare(), p}),
		"voi vartime":   voiMultiMult([]*Scalar{base, s}, []*Point{Generator(), p}),
		"many": new(Point).VarTimeMultiMult(nil, []*Scalar{base, s, s, s},
			[]*Point{Generator(), p, p, new(Point).Negate(p)}),
		"one of three": VarTimeSums(Sum{nil, []*Scalar{base}, []*Point{p}}, Sum{base, []*Scalar{s}, []*Point{p}}, Sum{})[1],
	} {
		if got.IsIdentity() != identity {
			t.Fatalf("%s: identity is %v, want %v", name, got.IsIdentity(), identity)
		}
		if identity {
			if _, err := got.Encode(); err != ErrIdentity {
				t.Fatalf("%s: the identity encodes: %v", name, err)
			}
			continue
		}
		xy, err := got.XY()
		if err != nil || !bytes.Equal(xy, append(bytes.Clone(x), y...)) {
			t.Fatalf("%s: %x, %v; want %x%x", name, xy, err, x, y)
		}
		enc, err := got.Encode()
		if err != nil || !bytes.Equal(enc, append([]byte{2 + y[31]&1}, x...)) {
			t.Fatalf("%s: encodes to %x, %v", name, enc, err)
		}
		back, err := DecodePoint(enc)
		if err != nil || !back.Equal(got) {
			t.Fatalf("%s: does not decode: %v", name, err)
		}
	}
}

func TestDifferentialMult(t *testing.T) {
	points := []*Point{NewPoint(), Generator(), Ghat(), new(Point).BaseMult(RandomScalar()),
		new(Point).Negate(Generator())}
	for _, p := range points {
		for _, a := range samples(1) {
			for _, b := range samples(1) {
				checkAgainstReference(t, a, b, p)
			}
		}
	}
}

func FuzzMultAgainstReference(f *testing.F) {
	f.Add(make([]byte, 32), make([]byte, 32), make([]byte, 32))
	for _, s := range edges() {
		f.Add(s.Bytes(), s.Bytes(), s.Bytes())
	}
	f.Fuzz(func(t *testing.T, a, b, c []byte) {
		x, err1 := DecodeScalar(a)
		y, err2 := DecodeScalar(b)
		z, err3 := DecodeScalar(c)
		if err1 != nil || err2 != nil || err3 != nil {
			return
		}
		checkAgainstReference(t, x, y, new(Point).BaseMult(z))
	})
}

func FuzzDecodePointAgainstReference(f *testing.F) {
	for _, v := range vectors.Load(f, "group") {
		if v.Format == "group/point" {
			var in struct{ Bytes vectors.Hex }
			v.In(f, &in)
			f.Add([]byte(in.Bytes))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := DecodePoint(b)
		key, err2 := gethcrypto.DecompressPubkey(b)
		if err2 != nil {
			if err == nil {
				t.Fatalf("%x decodes here, not there: %v", b, err2)
			}
			return
		}
		if err != nil {
			if new(big.Int).SetBytes(b[1:]).Cmp(gethcrypto.S256().Params().N) < 0 {
				t.Fatalf("%x decodes there, not here: %v", b, err)
			}
			return
		}
		addr, err := p.Address()
		if err != nil || addr != gethcrypto.PubkeyToAddress(*key) {
			t.Fatalf("address %x, %v; want %x", addr, err, gethcrypto.PubkeyToAddress(*key))
		}
		if voi, err := voi.NewPointFromBytes(b); err != nil || voi.Equal(&p.v) != 1 {
			t.Fatalf("in voi: another point, %v", err)
		}
		enc, err := p.Encode()
		if err != nil || !bytes.Equal(enc, b) {
			t.Fatalf("decode, then encode is not the identity: %x, %v", enc, err)
		}
	})
}

func FuzzScalarLaws(f *testing.F) {
	q := gethcrypto.S256().Params().N
	for _, s := range edges() {
		f.Add(s.Bytes(), s.Bytes())
	}
	f.Add(q.Bytes(), q.Bytes())
	f.Fuzz(func(t *testing.T, ab, bb []byte) {
		a, err := DecodeScalar(ab)
		if ok := len(ab) == 32 && new(big.Int).SetBytes(ab).Cmp(q) < 0; ok != (err == nil) {
			t.Fatalf("%x: decodes is %v, want %v", ab, err == nil, ok)
		}
		b, err2 := DecodeScalar(bb)
		if err != nil || err2 != nil {
			return
		}
		x, y := new(big.Int).SetBytes(ab), new(big.Int).SetBytes(bb)
		equal := func(name string, s *Scalar, n *big.Int) {
			t.Helper()
			if n.Mod(n, q); new(big.Int).SetBytes(s.Bytes()).Cmp(n) != 0 {
				t.Fatalf("%s of %x and %x is %x, want %x", name, ab, bb, s.Bytes(), n)
			}
		}
		equal("sum", new(Scalar).Add(a, b), new(big.Int).Add(x, y))
		equal("difference", new(Scalar).Subtract(a, b), new(big.Int).Sub(x, y))
		equal("product", new(Scalar).Multiply(a, b), new(big.Int).Mul(x, y))
		equal("negation", new(Scalar).Negate(a), new(big.Int).Neg(x))
		wide := [64]byte(append(bytes.Clone(ab), bb...))
		equal("wide", ScalarFromWide(&wide), new(big.Int).SetBytes(wide[:]))
		if inv := new(Scalar).Invert(a); x.Sign() != 0 {
			equal("inverse", inv, new(big.Int).ModInverse(x, q))
		} else if !inv.IsZero() {
			t.Fatal("1/0 is not 0")
		}
		if a.Equal(b) != (x.Cmp(y) == 0) || a.IsZero() != (x.Sign() == 0) {
			t.Fatal("comparison is wrong")
		}
	})
}

func TestSmallMult(t *testing.T) {
	p := new(Point).BaseMult(RandomScalar())
	for _, n := range []uint32{0, 1, 2, 3, 4, 5, 7, 8, 127, 128, 255, 1 << 31, 1<<32 - 1} {
		want := new(Point).Mult(ScalarFromUint64(uint64(n)), p)
		if got := new(Point).VarTimeSmallMult(n, p); !got.Equal(want) {
			t.Errorf("%d P is wrong", n)
		}
		alias := new(Point).Set(p)
		if !alias.VarTimeSmallMult(n, alias).Equal(want) {
			t.Errorf("%d P is wrong when P is the receiver", n)
		}
	}
}

// TestAliasing holds every method to the promise that receiver and arguments may be one,
// and that no stale encoding survives a change.
func TestAliasing(t *testing.T) {
	a, b := new(Point).BaseMult(RandomScalar()), Ghat()
	s := RandomScalar()
	for name, f := range map[string]func(p, x, y *Point) *Point{
		"add":      func(p, x, y *Point) *Point { return p.Add(x, y) },
		"subtract": func(p, x, y *Point) *Point { return p.Subtract(x, y) },
		"double":   func(p, x, y *Point) *Point { return p.Double(x) },
		"negate":   func(p, x, y *Point) *Point { return p.Negate(x) },
		"mult":     func(p, x, y *Point) *Point { return p.Mult(s, x) },
		"base":     func(p, x, y *Point) *Point { return p.BaseMult(s) },
		"set":      func(p, x, y *Point) *Point { return p.Set(y) },
		"multi":    func(p, x, y *Point) *Point { return p.VarTimeMultiMult(s, []*Scalar{s, s}, []*Point{x, y}) },
		"prepared": func(p, x, y *Point) *Point {
			return p.VarTimeMultiMult(s, []*Scalar{s, s}, []*Point{x.VarTimePrepare(), y.VarTimePrepare()})
		},
	} {
		// decoded points carry their encoding with them
		x, y := mustDecode(string(must(a.Encode()))), mustDecode(string(must(b.Encode())))
		want := f(NewPoint(), x, y)
		left := f(x, x, y)
		x = new(Point).VarTimeMultiMult(nil, []*Scalar{ScalarFromUint64(1)}, []*Point{a})
		y = new(Point).VarTimeMultiMult(nil, []*Scalar{ScalarFromUint64(1)}, []*Point{b})
		right := f(y, x, y)
		for _, got := range []*Point{left, right} {
			if !got.Equal(want) {
				t.Errorf("%s: differs when the receiver is an argument", name)
			}
			if !bytes.Equal(must(got.Encode()), got.v.CompressedBytes()) {
				t.Errorf("%s: stale encoding", name)
			}
			if !bytes.Equal(must(got.XY()), got.v.UncompressedBytes()[1:]) {
				t.Errorf("%s: stale coordinates", name)
			}
		}
	}
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

func TestRecoverAddress(t *testing.T) {
	for range 20 {
		key, err := gethcrypto.GenerateKey()
		if err != nil {
			t.Fatal(err)
		}
		var digest [32]byte
		rand.Read(digest[:])
		sig, err := gethcrypto.Sign(digest[:], key)
		if err != nil {
			t.Fatal(err)
		}
		sig[64] += 27
		want := gethcrypto.PubkeyToAddress(key.PublicKey)
		if got, err := RecoverAddress(digest, sig); err != nil || got != want {
			t.Fatalf("address %x, %v; want %x", got, err, want)
		}
		xy, err := pureRecoverXY(digest, sig)
		if err != nil || !bytes.Equal(xy, gethcrypto.FromECDSAPub(&key.PublicKey)[1:]) {
			t.Fatalf("in Go: key %x, %v", xy, err)
		}
		// The same signature in its other form: -s and the other v.
		s, _ := DecodeScalar(sig[32:64])
		high := bytes.Clone(sig)
		copy(high[32:], s.Negate(s).Bytes())
		high[64] ^= 27 ^ 28
		if _, err := RecoverAddress(digest, high); err == nil {
			t.Fatal("a high s is accepted")
		}
		for _, v := range []byte{0, 1, 26, 29, 255} {
			bad := bytes.Clone(sig)
			bad[64] = v
			if _, err := RecoverAddress(digest, bad); err == nil {
				t.Fatalf("v = %d is accepted", v)
			}
		}
		for n := range 70 {
			if n == SignatureSize {
				continue
			}
			if _, err := RecoverAddress(digest, append(bytes.Clone(sig), 0, 0, 0, 0, 0)[:n]); err == nil {
				t.Fatalf("%d bytes are accepted", n)
			}
		}
	}
}

func FuzzRecoverAgainstReference(f *testing.F) {
	f.Add(make([]byte, 32), make([]byte, 65))
	key, _ := gethcrypto.ToECDSA(bytesOf("7"))
	sig, _ := gethcrypto.Sign(bytesOf("9"), key)
	sig[64] += 27
	f.Add(bytesOf("9"), sig)
	f.Fuzz(func(t *testing.T, d, sig []byte) {
		if len(d) != 32 || len(sig) != 65 || sig[64] != 27 && sig[64] != 28 {
			return
		}
		got, err := RecoverAddress([32]byte(d), sig)
		raw := bytes.Clone(sig)
		raw[64] -= 27
		r, s := new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:64])
		want, err2 := gethcrypto.SigToPub(d, raw)
		ok := err2 == nil && gethcrypto.ValidateSignatureValues(raw[64], r, s, true)
		if ok != (err == nil) {
			t.Fatalf("accepted is %v, want %v: %v, %v", err == nil, ok, err, err2)
		}
		if ok && got != gethcrypto.PubkeyToAddress(*want) {
			t.Fatal("another address")
		}
		if err == nil {
			xy, err := pureRecoverXY([32]byte(d), sig)
			if err != nil || !bytes.Equal(xy, gethcrypto.FromECDSAPub(want)[1:]) {
				t.Fatal("another key in Go")
			}
		}
	})
}

func TestScalarsStayOutOfText(t *testing.T) {
	s := ScalarFromUint64(1234567)
	for _, text := range []string{s.String(), s.GoString()} {
		if text != "scalar" {
			t.Errorf("prints %q", text)
		}
	}
	if s.Erase(); !s.IsZero() {
		t.Error("erased, but not 0")
	}
}

func BenchmarkGroup(b *testing.B) {
	s, p := RandomScalar(), new(Point).BaseMult(RandomScalar())
	enc, _ := p.Encode()
	q := NewPoint()
	b.Run("base", func(b *testing.B) {
		for b.Loop() {
			q.BaseMult(s)
		}
	})
	b.Run("mult", func(b *testing.B) {
		for b.Loop() {
			q.Mult(s, p)
		}
	})
	b.Run("double-mult", func(b *testing.B) {
		for b.Loop() {
			q.VarTimeMultiMult(s, []*Scalar{s}, []*Point{p})
		}
	})
	b.Run("decode", func(b *testing.B) {
		for b.Loop() {
			DecodePoint(enc)
		}
	})
	b.Run("encode", func(b *testing.B) {
		q.BaseMult(s)
		for b.Loop() {
			q.Encode()
		}
	})
}
