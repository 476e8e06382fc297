package umbral

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/vectors"
)

func TestVectors(t *testing.T) {
	vectors.Each(t, "umbral", func(t *testing.T, v vectors.Vector) {
		var in struct {
			Seed, Label, Key, Capsule, Ciphertext, Fragment vectors.Hex
			Delegating, Receiving, Verifying                vectors.Hex
			Fragments                                       []vectors.Hex
			Message, Signature                              vectors.Hex
		}
		v.In(t, &in)
		var out struct {
			Secret, Public, Plaintext, Simple vectors.Hex
			High                              bool
		}
		v.Out(t, &out)
		public := func(b []byte) *PublicKey {
			if len(b) == 0 {
				return nil
			}
			k, err := DecodePublicKey(b)
			if err != nil {
				t.Fatal(err)
			}
			return k
		}
		var err error
		malformed := func(e error) bool {
			err = e
			if e == nil {
				return false
			}
			if v.Expect != "malformed" && !errors.Is(e, ErrBadCapsule) {
				t.Fatalf("does not decode: %v", e)
			}
			return true
		}
		equal := func(what string, got, want []byte) {
			if v.OK() && !bytes.Equal(got, want) {
				t.Errorf("%s is %x, not %x", what, got, want)
			}
		}
		capsule := func() *Capsule {
			c, e := DecodeCapsule(in.Capsule)
			if malformed(e) {
				return nil
			}
			equal("capsule", c.Bytes(), in.Capsule)
			return c
		}
		switch v.Format {
		case "umbral/secret":
			f, e := NewKeyFactory(in.Seed)
			if malformed(e) {
				break
			}
			equal("secret", f.Secret(in.Label), out.Secret)
		case "umbral/public":
			k, e := DecodeSecretKey(in.Key)
			if malformed(e) {
				break
			}
			equal("public key", k.Public().Bytes(), out.Public)
		case "umbral/original":
			k, e := DecodeSecretKey(in.Key)
			if malformed(e) {
				break
			}
			var plaintext []byte
			plaintext, err = DecryptOriginal(k, capsule(), in.Ciphertext)
			equal("plaintext", plaintext, out.Plaintext)
		case "umbral/capsule":
			if c := capsule(); c != nil {
				equal("simple form", c.Simple(), out.Simple)
				again, e := DecodeSimpleCapsule(c.Simple())
				if e != nil {
					t.Fatal(e)
				}
				equal("capsule from its simple form", again.Bytes(), in.Capsule)
			}
		case "umbral/key-fragment":
			f, e := DecodeKeyFrag(in.Fragment)
			if malformed(e) {
				break
			}
			equal("fragment", f.Bytes(), in.Fragment)
			err = f.Verify(public(in.Verifying), public(in.Delegating), public(in.Receiving))
		case "umbral/capsule-fragment":
			f, e := DecodeCapsuleFrag(in.Fragment)
			if malformed(e) {
				break
			}
			equal("fragment", f.Bytes(), in.Fragment)
			equal("simple form", f.Simple(), out.Simple)
			again, e := DecodeSimpleCapsuleFrag(f.Simple())
			if e != nil {
				t.Fatal(e)
			}
			equal("fragment from its simple form", again.Bytes(), in.Fragment)
			err = f.Verify(capsule(), public(in.Verifying), public(in.Delegating), public(in.Receiving))
		case "umbral/reencrypted":
			k, e := DecodeSecretKey(in.Key)
			if e != nil {
				t.Fatal(e)
			}
			var frags []*CapsuleFrag
			for _, b := range in.Fragments {
				f, e := DecodeCapsuleFrag(b)
				if e != nil {
					t.Fatal(e)
				}
				frags = append(frags, f)
			}
			c := capsule()
			var plaintext []byte
			plaintext, err = DecryptReencrypted(k, public(in.Delegating), public(in.Verifying), c, frags, in.Ciphertext)
			equal("plaintext", plaintext, out.Plaintext)
		case "umbral/signature":
			err = VerifySignature(public(in.Key), in.Message, [SignatureSize]byte(in.Signature))
			if high := IsHighS([SignatureSize]byte(in.Signature)); high != out.High {
				t.Errorf("high s: %t, not %t", high, out.High)
			}
		default:
			vectors.Unknown(t, v)
		}
		switch {
		case v.OK() && err != nil:
			t.Error(err)
		case !v.OK() && err == nil:
			t.Errorf("accepted, want %s", v.Expect)
		case (v.Expect == "not-opened") != errors.Is(err, ErrNotOpened):
			t.Errorf("%v, want %s", err, v.Expect)
		}
	})
}

// world is keys, and a capsule with its ciphertext and fragments.
type world struct {
	delegating, signer, reader *SecretKey
	capsule                    *Capsule
	plaintext, ciphertext      []byte
	frags                      []*KeyFrag
	answers                    []*CapsuleFrag
}

func newWorld(t testing.TB, threshold, shares int) *world {
	w := &world{delegating: GenerateKey(), signer: GenerateKey(), reader: GenerateKey(), plaintext: []byte("sixteen byte key")}
	w.capsule, w.ciphertext = Encrypt(w.delegating.Public(), w.plaintext)
	var err error
	w.frags, err = GenerateKeyFrags(w.delegating, w.reader.Public(), w.signer, threshold, shares, true, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range w.frags {
		if err := f.Verify(w.signer.Public(), w.delegating.Public(), w.reader.Public()); err != nil {
			t.Fatal(err)
		}
		w.answers = append(w.answers, Reencrypt(w.capsule, f))
	}
	return w
}

func (w *world) open(answers []*CapsuleFrag) ([]byte, error) {
	return DecryptReencrypted(w.reader, w.delegating.Public(), w.signer.Public(), w.capsule, answers, w.ciphertext)
}

// Every set of at least t fragments opens, in any order, and no smaller one does.
func TestThreshold(t *testing.T) {
	w := newWorld(t, 3, 5)
	for set := 1; set < 1<<5; set++ {
		var some []*CapsuleFrag
		for i := range 5 {
			if set>>i&1 == 1 {
				some = append([]*CapsuleFrag{w.answers[i]}, some...)
			}
		}
		got, err := w.open(some)
		if len(some) < 3 {
			if !errors.Is(err, ErrNotOpened) {
				t.Errorf("%05b: %v", set, err)
			}
		} else if err != nil || !bytes.Equal(got, w.plaintext) {
			t.Errorf("%05b: %q, %v", set, got, err)
		}
	}
}

func TestWrongFragmentsAreNamed(t *testing.T) {
	w, other := newWorld(t, 2, 3), newWorld(t, 2, 3)
	changed, err := DecodeCapsuleFrag(w.answers[1].Bytes())
	if err != nil {
		t.Fatal(err)
	}
	changed.z.Add(changed.z, one)
	for name, answers := range map[string][]*CapsuleFrag{
		"another set":     {w.answers[0], other.answers[1]},
		"twice":           {w.answers[0], w.answers[0]},
		"changed":         {w.answers[0], changed},
		"another capsule": {w.answers[0], Reencrypt(other.capsule, w.frags[1])},
	} {
		var wrong *FragError
		if _, err := w.open(answers); !errors.As(err, &wrong) || wrong.Index != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.open(nil); err == nil {
		t.Error("opened with nothing")
	}
	if err := w.answers[0].Verify(w.capsule, w.signer.Public(), w.delegating.Public(), other.reader.Public()); err == nil {
		t.Error("verified for another reader")
	}
}

// A reader and a threshold of proxies learn the delegating key: why it is made for one file.
func TestCollusion(t *testing.T) {
	w := newWorld(t, 2, 3)
	dh := new(group.Point).Mult(&w.reader.s, w.frags[0].precursor)
	k := keys{encode(w.frags[0].precursor), w.reader.Public().enc, encode(dh)}
	xs := []*group.Scalar{k.argument(w.frags[0].id), k.argument(w.frags[1].id)}
	l, err := lagrange(xs)
	if err != nil {
		t.Fatal(err)
	}
	a := new(group.Scalar).Multiply(l[0], &w.frags[0].rk)
	b := new(group.Scalar).Multiply(l[1], &w.frags[1].rk)
	a.Multiply(a.Add(a, b), k.secret())
	if !a.Equal(&w.delegating.s) {
		t.Error("the colluders' key is another; documents say that they learn it")
	}
}

func TestGenerateRefuses(t *testing.T) {
	a, b, s := GenerateKey(), GenerateKey(), GenerateKey()
	for _, c := range [][2]int{{0, 1}, {-1, 1}, {2, 1}, {1, 0}, {1, MaxShares + 1}} {
		if _, err := GenerateKeyFrags(a, b.Public(), s, c[0], c[1], true, true); err == nil {
			t.Errorf("threshold %d of %d accepted", c[0], c[1])
		}
	}
}

// RFC 6979's generator without more randomness is a function; its value here is that of the
// well-known case of secp256k1 with key 1 and "Satoshi Nakamoto".
func TestDeterministicSignature(t *testing.T) {
	key, err := DecodeSecretKey(append(make([]byte, 31), 1))
	if err != nil {
		t.Fatal(err)
	}
	sig := sign(key, []byte("Satoshi Nakamoto"), nil)
	want := "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8" +
		"2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5"
	if got := hex.EncodeToString(sig[:]); got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
	if one, two := Sign(key, []byte("x")), Sign(key, []byte("x")); one == two {
		t.Error("two signatures have one nonce")
	}
}

func TestSignatures(t *testing.T) {
	key := GenerateKey()
	for i := range 200 {
		message := make([]byte, i)
		rand.Read(message)
		sig := Sign(key, message)
		if IsHighS(sig) {
			t.Fatalf("high s: %x", sig)
		}
		if err := VerifySignature(key.Public(), message, sig); err != nil {
			t.Fatalf("own signature of %x: %v", message, err)
		}
		sig[i%SignatureSize] ^= 1 << (i % 8)
		if VerifySignature(key.Public(), message, sig) == nil {
			t.Fatalf("changed signature %x of %x is valid", sig, message)
		}
	}
}

func TestReduce(t *testing.T) {
	for _, c := range []struct{ x, want string }{
		{"00", "00"},
		{"fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd036413f", "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd036413f"},
		{"fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140", "00"},
		{"fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364142", "02"},
		{strings.Repeat("ff", 32), "014551231950b75fc4402da1732fc9bebf"},
	} {
		var x, want [32]byte
		hex.Decode(x[32-len(c.x)/2:], []byte(c.x))
		hex.Decode(want[32-len(c.want)/2:], []byte(c.want))
		reduce(&x, &orderMinusOne)
		if x != want {
			t.Errorf("%s: %x, want %x", c.x, x, want)
		}
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	w := newWorld(t, 1, 1)
	f, _ := NewKeyFactory(make([]byte, SeedSize))
	for _, secret := range []any{w.delegating, w.frags[0], f} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			if s := fmt.Sprintf(verb, secret); len(s) > 20 {
				t.Errorf("%s prints %s", verb, s)
			}
		}
	}
}

// Every object is what its encoding says, and every other encoding is refused.
func FuzzDecodeIsInverseOfEncode(f *testing.F) {
	for _, v := range vectors.Load(f, "umbral") {
		var in struct{ Capsule, Fragment vectors.Hex }
		v.In(f, &in)
		f.Add([]byte(in.Capsule))
		f.Add([]byte(in.Fragment))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := DecodeCapsule(b); err == nil && !bytes.Equal(c.Bytes(), b) {
			t.Error("capsule")
		}
		if c, err := DecodeSimpleCapsule(b); err == nil && !bytes.Equal(c.Simple(), b) {
			t.Error("simple capsule")
		}
		if k, err := DecodeKeyFrag(b); err == nil && !bytes.Equal(k.Bytes(), b) {
			t.Error("key fragment")
		}
		if c, err := DecodeCapsuleFrag(b); err == nil && !bytes.Equal(c.Bytes(), b) {
			t.Error("capsule fragment")
		}
		if c, err := DecodeSimpleCapsuleFrag(b); err == nil && !bytes.Equal(c.Simple(), b) {
			t.Error("simple capsule fragment")
		}
	})
}

// Objects of every other length are refused.
func TestLengths(t *testing.T) {
	w := newWorld(t, 1, 1)
	for name, c := range map[string]struct {
		b      []byte
		decode func([]byte) error
	}{
		"secret key":              {w.reader.Bytes(), func(b []byte) error { _, err := DecodeSecretKey(b); return err }},
		"public key":              {w.reader.Public().Bytes(), func(b []byte) error { _, err := DecodePublicKey(b); return err }},
		"capsule":                 {w.capsule.Bytes(), func(b []byte) error { _, err := DecodeCapsule(b); return err }},
		"simple capsule":          {w.capsule.Simple(), func(b []byte) error { _, err := DecodeSimpleCapsule(b); return err }},
		"key fragment":            {w.frags[0].Bytes(), func(b []byte) error { _, err := DecodeKeyFrag(b); return err }},
		"capsule fragment":        {w.answers[0].Bytes(), func(b []byte) error { _, err := DecodeCapsuleFrag(b); return err }},
		"simple capsule fragment": {w.answers[0].Simple(), func(b []byte) error { _, err := DecodeSimpleCapsuleFrag(b); return err }},
		"seed":                    {make([]byte, SeedSize), func(b []byte) error { _, err := NewKeyFactory(b); return err }},
	} {
		if err := c.decode(c.b); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for n := range len(c.b) {
			if c.decode(c.b[:n]) == nil {
				t.Errorf("%s of %d bytes accepted", name, n)
			}
		}
		if c.decode(append(bytes.Clone(c.b), 0)) == nil {
			t.Errorf("%s with one byte more accepted", name)
		}
	}
	if got := len(w.capsule.Bytes()); got != CapsuleSize {
		t.Errorf("capsule has %d bytes", got)
	}
	if got := len(w.frags[0].Bytes()); got != KeyFragSize {
		t.Errorf("key fragment has %d bytes", got)
	}
	if got := len(w.answers[0].Bytes()); got != CapsuleFragSize {
		t.Errorf("capsule fragment has %d bytes", got)
	}
}
