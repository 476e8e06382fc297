package sealed

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"filippo.io/age"
	"filippo.io/age/armor"
	"filippo.io/age/plugin"
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/terms"
	"github.com/latchkey-network/latchkey/vectors"
)

// vectorStanza is a stanza as the vectors write it.
type vectorStanza struct {
	Type string
	Args []string
	Body vectors.Hex
}

// vectorTerms are terms, and what surrounds them, as the vectors write them.
type vectorTerms struct {
	ChainID       vectors.Uint64
	Committees    vectors.Address
	Committee     vectors.Uint64
	Confirmations vectors.Uint64
	Policy        vectors.Hex
	Capsule       vectors.Hex
	Label         vectors.Hex
	X             vectors.Hex
}

func (v *vectorTerms) terms() terms.Terms {
	return terms.Terms{ChainID: *uint256.NewInt(uint64(v.ChainID)), Committees: common.Address(v.Committees),
		Committee: *uint256.NewInt(uint64(v.Committee)), Confirmations: uint64(v.Confirmations), Policy: string(v.Policy)}
}

func TestVectorsStanza(t *testing.T) {
	vectors.Each(t, "stanza/parse", func(t *testing.T, v vectors.Vector) {
		var in vectorStanza
		v.In(t, &in)
		a := &age.Stanza{Type: in.Type, Args: in.Args, Body: in.Body}
		s, err := ParseStanza(a)
		switch v.Expect {
		case "ok":
			if err != nil {
				t.Fatal(err)
			}
			var out vectorTerms
			v.Out(t, &out)
			if s.Terms != out.terms() {
				t.Errorf("terms are %+v, want %+v", s.Terms, out.terms())
			}
			if !bytes.Equal(s.Capsule, out.Capsule) {
				t.Errorf("capsule is %x", s.Capsule)
			}
			if label := s.Terms.Label(); !bytes.Equal(label[:], out.Label) {
				t.Errorf("label is %x, want %x", label, []byte(out.Label))
			}
			again, err := s.Encode()
			if err != nil || again.Type != in.Type || !slices.Equal(again.Args, in.Args) || !bytes.Equal(again.Body, in.Body) {
				t.Errorf("encodes to %v, %v", again, err)
			}
		case "ignored":
			if s != nil || !errors.Is(err, ErrIgnored) {
				t.Errorf("error is %v, want ErrIgnored", err)
			}
		case "malformed":
			if s != nil || err == nil || errors.Is(err, ErrIgnored) || errors.Is(err, age.ErrIncorrectIdentity) {
				t.Errorf("error is %v, want one for the file", err)
			}
		default:
			t.Fatalf("unknown class %q", v.Expect)
		}
	})
}

func TestVectorsRecipient(t *testing.T) {
	vectors.Each(t, "recipient/parse", func(t *testing.T, v vectors.Vector) {
		var in struct{ Recipient string }
		v.In(t, &in)
		r, err := ParseRecipient(in.Recipient)
		if !v.OK() {
			if v.Expect != "malformed" {
				t.Fatalf("unknown class %q", v.Expect)
			}
			if err == nil || r != nil {
				t.Fatalf("parses to %+v", r)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		var out vectorTerms
		v.Out(t, &out)
		if r.Terms != out.terms() {
			t.Errorf("terms are %+v, want %+v", r.Terms, out.terms())
		}
		if key, err := r.Key.Encode(); err != nil || !bytes.Equal(key, out.X) {
			t.Errorf("key is %x, %v; want %x", key, err, []byte(out.X))
		}
		if s, err := r.Encode(); err != nil || s != in.Recipient {
			t.Errorf("encodes to %q, %v", s, err)
		}
		if _, err := r.Wrap(make([]byte, 16)); (err == nil) != (r.Terms.Policy != "") {
			t.Errorf("sealing to it: %v", err)
		}
	})
}

func TestVectorsIdentity(t *testing.T) {
	vectors.Each(t, "identity/parse", func(t *testing.T, v vectors.Vector) {
		var in struct{ Identity string }
		v.In(t, &in)
		account, err := ParseIdentity(in.Identity)
		if !v.OK() {
			if v.Expect != "malformed" {
				t.Fatalf("unknown class %q", v.Expect)
			}
			if err == nil {
				t.Fatalf("parses to %s", account)
			}
			return
		}
		var out struct{ Account vectors.Address }
		v.Out(t, &out)
		if err != nil || account != common.Address(out.Account) {
			t.Errorf("account is %s, %v", account, err)
		}
		if s := EncodeIdentity(account); s != in.Identity {
			t.Errorf("encodes to %q", s)
		}
	})
}

// solo is a committee of one that evaluates no policy.
type solo struct {
	terms terms.Terms // all but confirmations and policy
	x     *group.Scalar
	X     *group.Point
}

func newSolo(committee uint64) *solo {
	x := group.RandomScalar()
	return &solo{x: x, X: new(group.Point).BaseMult(x), terms: terms.Terms{
		ChainID: *uint256.NewInt(31337), Committees: common.HexToAddress("0x9e8ef61bf67d0eade51f2af56baf7388465f7b2e"),
		Committee: *uint256.NewInt(committee), Confirmations: 2, Policy: "buyer == buyer"}}
}

func (c *solo) recipient() *Recipient { return &Recipient{Terms: c.terms, Key: c.X} }

// open goes the whole way of a capsule: check, share, combination, opening.
func (c *solo) open(s *Stanza) ([]byte, error) {
	label := s.Terms.Label()
	checked, err := tdh2.Check(c.X, label, s.Capsule)
	if err != nil {
		return nil, err
	}
	q := group.RandomScalar()
	share, err := tdh2.Reencrypt(&tdh2.Context{CapsuleID: tdh2.CapsuleID(s.Capsule, label), Epoch: 1,
		U: checked.U, Q: new(group.Point).BaseMult(q)}, 1, c.x, c.X)
	if err != nil {
		return nil, err
	}
	combined, err := tdh2.Combine(1, 1, [][]byte{share})
	if err != nil {
		return nil, err
	}
	return tdh2.Open(combined, q, label, s.Capsule)
}

// opener opens for the committees it is given, and keeps what it opened.
type opener struct {
	committees []*solo
	asked      []*Stanza
	opened     *Stanza
}

func (o *opener) open(_ context.Context, s *Stanza) ([]byte, error) {
	o.asked = append(o.asked, s)
	for _, c := range o.committees {
		if c.terms.ChainID == s.Terms.ChainID && c.terms.Committees == s.Terms.Committees && c.terms.Committee == s.Terms.Committee {
			key, err := c.open(s)
			if err == nil {
				o.opened = s
			}
			return key, err
		}
	}
	return nil, fmt.Errorf("nobody knows it: %w", age.ErrIncorrectIdentity)
}

func TestVectorsFile(t *testing.T) {
	vectors.Each(t, "file/open", func(t *testing.T, v vectors.Vector) {
		var in struct {
			File string
			Keys []struct {
				ChainID    vectors.Uint64
				Committees vectors.Address
				Committee  vectors.Uint64
				X          vectors.Hex
			}
		}
		v.In(t, &in)
		file, err := fs.ReadFile(vectors.FS(), path.Join("file", in.File))
		if err != nil {
			t.Fatal(err)
		}
		var o opener
		for _, k := range in.Keys {
			x, err := group.DecodeScalar(k.X)
			if err != nil {
				t.Fatal(err)
			}
			o.committees = append(o.committees, &solo{x: x, X: new(group.Point).BaseMult(x), terms: terms.Terms{
				ChainID: *uint256.NewInt(uint64(k.ChainID)), Committees: common.Address(k.Committees), Committee: *uint256.NewInt(uint64(k.Committee))}})
		}
		var dst bytes.Buffer
		err = Open(t.Context(), &dst, bytes.NewReader(file), o.open)
		stanzas, readErr := ReadStanzas(bytes.NewReader(file))
		if malformed := v.Expect == "malformed"; malformed != (readErr != nil) {
			t.Errorf("reading its stanzas: %v, %v", stanzas, readErr)
		}
		foreign := errors.Is(err, age.ErrIncorrectIdentity)
		switch v.Expect {
		case "ok":
			if err != nil {
				t.Fatal(err)
			}
			var out struct {
				Label, Capsule, Policy, Plaintext vectors.Hex
				Size                              int
				SHA256                            vectors.Hex
			}
			v.Out(t, &out)
			label := o.opened.Terms.Label()
			sum := sha256.Sum256(dst.Bytes())
			if !bytes.Equal(label[:], out.Label) || !bytes.Equal(o.opened.Capsule, out.Capsule) || o.opened.Terms.Policy != string(out.Policy) {
				t.Error("another stanza has opened it")
			}
			if dst.Len() != out.Size || !bytes.Equal(sum[:], out.SHA256) {
				t.Errorf("%d bytes with hash %x", dst.Len(), sum)
			}
			if out.Plaintext != nil && !bytes.Equal(dst.Bytes(), out.Plaintext) {
				t.Errorf("plaintext is %x", dst.Bytes())
			}
			return
		case "malformed":
			if err == nil || foreign || len(o.asked) > 0 {
				t.Errorf("error is %v, after asking for %d stanzas", err, len(o.asked))
			}
		case "bad-capsule":
			if !errors.Is(err, tdh2.ErrBadCapsule) || foreign {
				t.Errorf("error is %v, want ErrBadCapsule", err)
			}
		case "not-opened":
			if !foreign {
				t.Errorf("error is %v, want age.ErrIncorrectIdentity", err)
			}
		case "bad-file":
			if err == nil || foreign || o.opened == nil {
				t.Errorf("error is %v, want one of age", err)
			}
		default:
			t.Fatalf("unknown class %q", v.Expect)
		}
		if dst.Len()%chunkSize != 0 {
			t.Errorf("%d bytes were written: not whole chunks", dst.Len())
		}
	})
}

// chunkSize is that of age's payload.
const chunkSize = 64 << 10

// sizes are those around the borders of chunks.
var sizes = []int{0, 1, chunkSize - 1, chunkSize, chunkSize + 1, 2*chunkSize - 1, 2 * chunkSize, 2*chunkSize + 1}

// pattern returns n bytes, no two chunks of which are the same.
func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i>>16 + i>>8 + i)
	}
	return b
}

func seal(t testing.TB, plain []byte, to ...age.Recipient) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := Seal(&file, bytes.NewReader(plain), to...); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// What is sealed opens, for every committee it is sealed to, armoured or not; with
// stock age's own recipients beside ours, their identities open it too.
func TestSealedFilesOpen(t *testing.T) {
	one, two := newSolo(1), newSolo(2)
	native, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range sizes {
		plain := pattern(n)
		file := seal(t, plain, one.recipient(), native.Recipient(), two.recipient())
		var armoured bytes.Buffer
		w := armor.NewWriter(&armoured)
		w.Write(file)
		w.Close()
		for _, c := range []*solo{one, two} {
			for _, src := range [][]byte{file, armoured.Bytes()} {
				o := opener{committees: []*solo{c}}
				var dst bytes.Buffer
				if err := Open(t.Context(), &dst, iotest.HalfReader(bytes.NewReader(src)), o.open); err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(dst.Bytes(), plain) {
					t.Fatalf("%d bytes open to others", n)
				}
				if o.opened.Terms != c.terms {
					t.Errorf("opened under %+v", o.opened.Terms)
				}
			}
		}
		r, err := age.Decrypt(bytes.NewReader(file), native)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("native identity: %v", err)
		}
		for _, src := range [][]byte{file, armoured.Bytes()} {
			stanzas, err := ReadStanzas(bytes.NewReader(src))
			if err != nil || len(stanzas) != 2 || stanzas[0].Terms != one.terms || stanzas[1].Terms != two.terms {
				t.Fatalf("stanzas are %v, %v", stanzas, err)
			}
		}
	}
	stanzas, err := ReadStanzas(bytes.NewReader(seal(t, nil, native.Recipient())))
	if err != nil || len(stanzas) != 0 {
		t.Errorf("a file for others: stanzas %v, %v", stanzas, err)
	}
}

var errBroken = errors.New("the cable is cut")

// A source that fails, wherever it does and however it says so, gives its error and never
// a file that opens.
func TestFailingSourceNeverFinishesAFile(t *testing.T) {
	c := newSolo(1)
	plain := pattern(3 * chunkSize)
	for _, n := range append(sizes, 3*chunkSize) {
		for name, src := range map[string]io.Reader{
			"error after":     io.MultiReader(bytes.NewReader(plain[:n]), iotest.ErrReader(errBroken)),
			"error with data": &failingReader{data: plain[:n], err: errBroken},
			"byte by byte":    iotest.OneByteReader(io.MultiReader(bytes.NewReader(plain[:n]), iotest.ErrReader(errBroken))),
			"unexpected EOF":  io.MultiReader(bytes.NewReader(plain[:n]), iotest.ErrReader(io.ErrUnexpectedEOF)),
			"timeout":         &failingReader{data: plain[:n], err: iotest.ErrTimeout},
			"writer to":       writerTo{&failingReader{data: plain[:n], err: errBroken}},
		} {
			var file bytes.Buffer
			err := Seal(&file, src, c.recipient())
			if !errors.Is(err, errBroken) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, iotest.ErrTimeout) {
				t.Fatalf("%s %d bytes: error is %v", name, n, err)
			}
			mustNotOpen(t, fmt.Sprintf("%s %d bytes", name, n), c, file.Bytes(), plain)
		}
	}
}

// mustNotOpen checks that a file does not open, and that what comes out of it is made of
// whole chunks of the plaintext's beginning.
func mustNotOpen(t *testing.T, what string, c *solo, file, plain []byte) {
	t.Helper()
	var dst bytes.Buffer
	o := opener{committees: []*solo{c}}
	if err := Open(t.Context(), &dst, bytes.NewReader(file), o.open); err == nil {
		t.Fatalf("%s: the file opens", what)
	}
	if dst.Len()%chunkSize != 0 || !bytes.HasPrefix(plain, dst.Bytes()) {
		t.Fatalf("%s: %d bytes come out that are not whole chunks of the plaintext", what, dst.Len())
	}
}

// failingReader returns its error together with its last bytes.
type failingReader struct {
	data []byte
	err  error
}

func (r *failingReader) Read(p []byte) (int, error) {
	n := copy(p, r.data)
	r.data = r.data[n:]
	if len(r.data) == 0 {
		return n, r.err
	}
	return n, nil
}

// writerTo is a source that writes itself, as io.Copy prefers.
type writerTo struct{ *failingReader }

func (r writerTo) WriteTo(w io.Writer) (int64, error) {
	n, err := w.Write(r.data)
	return int64(n), errors.Join(err, r.err)
}

// failingWriter keeps the first left bytes and fails from then on.
type failingWriter struct {
	kept bytes.Buffer // not embedded: its other methods would be called
	left int
}

func (w *failingWriter) Write(p []byte) (int, error) {
	if len(p) > w.left {
		n, _ := w.kept.Write(p[:w.left])
		w.left = 0
		return n, errBroken
	}
	w.left -= len(p)
	return w.kept.Write(p)
}

// A destination that fails at any point gives its error: also in the very last write.
func TestFailingDestination(t *testing.T) {
	c := newSolo(1)
	plain := pattern(2*chunkSize + 5)
	file := seal(t, plain, c.recipient())
	for _, left := range []int{0, 1, 22, 100, 300, 600, chunkSize, chunkSize + 700, 2 * chunkSize, len(file) - 22, len(file) - 1} {
		w := failingWriter{left: left}
		if err := Seal(&w, bytes.NewReader(plain), c.recipient()); !errors.Is(err, errBroken) {
			t.Errorf("sealing to a writer of %d bytes: %v", left, err)
		}
		mustNotOpen(t, strconv.Itoa(left), c, w.kept.Bytes(), plain)
	}
	o := opener{committees: []*solo{c}}
	for _, left := range []int{0, 1, chunkSize, 2 * chunkSize, len(plain) - 1} {
		w := failingWriter{left: left}
		if err := Open(t.Context(), &w, bytes.NewReader(file), o.open); !errors.Is(err, errBroken) || errors.Is(err, ErrDamaged) {
			t.Errorf("opening to a writer of %d bytes: %v", left, err)
		}
	}
}

// A sealed file that is cut off, changed or continued anywhere does not open, and gives
// nothing but whole chunks from before the place.
func TestDamagedFilesDoNotOpen(t *testing.T) {
	c := newSolo(1)
	plain := pattern(2 * chunkSize)
	file := seal(t, plain, c.recipient())
	payload := len(file) - 2*(chunkSize+16)
	places := []int{payload, payload + 1, payload + chunkSize, payload + chunkSize + 15, payload + chunkSize + 16, len(file) - 17, len(file) - 1}
	for i := range payload {
		places = append(places, i)
	}
	for _, at := range places {
		mustNotOpen(t, fmt.Sprintf("cut at %d", at), c, file[:at], plain)
		bad := bytes.Clone(file)
		bad[at] ^= 1
		var dst bytes.Buffer
		o := opener{committees: []*solo{c}}
		if err := Open(t.Context(), &dst, bytes.NewReader(bad), o.open); err == nil {
			t.Fatalf("opens with another byte %d", at)
		} else if nonce := payload - 16; errors.Is(err, ErrDamaged) != (at >= nonce) {
			t.Fatalf("with another byte %d: %v", at, err)
		}
		if whole := max(0, at-payload) / (chunkSize + 16) * chunkSize; !bytes.Equal(dst.Bytes(), plain[:whole]) {
			t.Fatalf("with another byte %d, %d bytes come out, want %d", at, dst.Len(), whole)
		}
	}
	mustNotOpen(t, "a byte more", c, append(bytes.Clone(file), 0), plain)
	mustNotOpen(t, "a chunk twice", c, append(bytes.Clone(file), file[len(file)-chunkSize-16:]...), plain)
	mustNotOpen(t, "chunks swapped", c, slices.Concat(file[:payload], file[payload+chunkSize+16:], file[payload:payload+chunkSize+16]), plain)
}

// Stanzas are tried in turn until one opens, and errors say what happened.
func TestStanzasAreTriedInTurn(t *testing.T) {
	c1, c2, c3 := newSolo(1), newSolo(2), newSolo(3)
	file := seal(t, []byte("hello"), c1.recipient(), c2.recipient(), c3.recipient())
	refused, few := errors.New("policy is false"), errors.New("too few nodes")
	foreign := fmt.Errorf("unknown chain: %w", age.ErrIncorrectIdentity)
	short := errors.New("a file key of the wrong size")
	for _, test := range []struct {
		name    string
		answers []error // nil opens
		asked   int
		want    []error
		not     []error
	}{
		{"first", []error{nil, refused, refused}, 1, nil, nil},
		{"last", []error{refused, foreign, nil}, 3, nil, nil},
		{"after a key of the wrong size", []error{short, nil, nil}, 2, nil, nil},
		{"refused", []error{refused, refused, refused}, 3, []error{refused}, []error{few, age.ErrIncorrectIdentity}},
		{"refused and too few", []error{refused, few, foreign}, 3, []error{refused, few}, []error{age.ErrIncorrectIdentity}},
		{"foreign", []error{foreign, foreign, foreign}, 3, []error{age.ErrIncorrectIdentity}, []error{refused, few}},
	} {
		t.Run(test.name, func(t *testing.T) {
			asked := 0
			open := func(_ context.Context, s *Stanza) ([]byte, error) {
				c := []*solo{c1, c2, c3}[asked]
				if s.Terms != c.terms {
					t.Errorf("stanza %d is asked for out of turn", asked)
				}
				err := test.answers[asked]
				asked++
				if err == short {
					return make([]byte, 15), nil
				}
				if err != nil {
					return nil, err
				}
				return c.open(s)
			}
			var dst bytes.Buffer
			err := Open(t.Context(), &dst, bytes.NewReader(file), open)
			if asked != test.asked {
				t.Errorf("%d stanzas are asked for, want %d", asked, test.asked)
			}
			if (err == nil) != (test.want == nil) || (err == nil) != (dst.String() == "hello") {
				t.Fatalf("error is %v, output %q", err, &dst)
			}
			for _, want := range test.want {
				if !errors.Is(err, want) {
					t.Errorf("error %q does not wrap %q", err, want)
				}
			}
			for _, not := range test.not {
				if errors.Is(err, not) {
					t.Errorf("error %q wraps %q", err, not)
				}
			}
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("error has several lines: %q", err)
			}
		})
	}
}

// A context that is done ends both the asking and the copying.
func TestContextEndsOpening(t *testing.T) {
	c := newSolo(1)
	file := seal(t, pattern(10*chunkSize), c.recipient(), c.recipient())
	ctx, cancel := context.WithCancel(t.Context())
	asked := 0
	err := Open(ctx, io.Discard, bytes.NewReader(file), func(ctx context.Context, s *Stanza) ([]byte, error) {
		asked++
		cancel()
		return nil, errors.New("refused")
	})
	if !errors.Is(err, context.Canceled) || asked != 1 {
		t.Errorf("error is %v after %d stanzas", err, asked)
	}

	ctx, cancel = context.WithCancel(t.Context())
	o := opener{committees: []*solo{c}}
	var dst bytes.Buffer
	err = Open(ctx, writerFunc(func(p []byte) (int, error) {
		cancel()
		return dst.Write(p)
	}), bytes.NewReader(file), o.open)
	if !errors.Is(err, context.Canceled) || dst.Len() >= 10*chunkSize {
		t.Errorf("error is %v after %d bytes", err, dst.Len())
	}
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// A recipient refuses to seal what nobody could open or no stanza could hold.
func TestRecipientRefuses(t *testing.T) {
	for name, change := range map[string]func(*Recipient){
		"no policy":        func(r *Recipient) { r.Terms.Policy = "" },
		"policy too long":  func(r *Recipient) { r.Terms.Policy = strings.Repeat("x", terms.MaxPolicy+1) },
		"policy not UTF-8": func(r *Recipient) { r.Terms.Policy = "\xff" },
		"confirmations":    func(r *Recipient) { r.Terms.Confirmations = 65 },
		"chain id":         func(r *Recipient) { r.Terms.ChainID.Lsh(uint256.NewInt(1), 64) },
		"committee":        func(r *Recipient) { r.Terms.Committee.Lsh(uint256.NewInt(1), 64) },
		"key":              func(r *Recipient) { r.Key = group.NewPoint() },
	} {
		r := newSolo(1).recipient()
		change(r)
		var file bytes.Buffer
		if err := Seal(&file, strings.NewReader("x"), r); err == nil || file.Len() > 0 {
			t.Errorf("%s: error is %v, and %d bytes are written", name, err, file.Len())
		}
		if s, err := r.Encode(); (err == nil) != (name == "no policy") {
			t.Errorf("%s: encodes to %q, %v", name, s, err)
		}
	}
	// What is too long for a recipient string can be sealed to all the same.
	r := newSolo(1).recipient()
	r.Terms.Policy = strings.Repeat("x", MaxRecipientPolicy+1)
	if s, err := r.Encode(); err == nil {
		t.Errorf("a long policy encodes to %d characters", len(s))
	}
	if _, err := r.Wrap(make([]byte, 16)); err != nil {
		t.Errorf("a long policy: %v", err)
	}
	if _, err := r.Wrap(make([]byte, 15)); err == nil {
		t.Error("a file key of 15 bytes is sealed")
	}
	// The longest recipient fits into a line of age's recipients files.
	r.Terms.Policy = strings.Repeat("x", MaxRecipientPolicy)
	if s, err := r.Encode(); err != nil || len(s) > 8<<10 {
		t.Errorf("the longest recipient has %d characters, %v", len(s), err)
	}
}

// An endless header is given up at 2 MiB.
func TestHeaderIsBounded(t *testing.T) {
	line := strings.Repeat("A", 64) + "\n"
	for name, head := range map[string]string{
		"endless body":    "age-encryption.org/v1\n-> x\n",
		"endless stanzas": "age-encryption.org/v1\n",
		"endless line":    "age-encryption.org/v1\n-> ",
		"endless armor":   armor.Header,
		"armored line":    armor.Header + "\n",
	} {
		tail := map[string]string{"endless body": line, "endless stanzas": "-> x\n\n"}[name]
		if tail == "" {
			tail = "x"
		}
		src := &countingReader{r: io.MultiReader(strings.NewReader(head), endless(tail))}
		if _, err := ReadStanzas(src); err == nil || errors.Is(err, errRecorded) {
			t.Errorf("%s: error is %v", name, err)
		}
		if src.n > 2<<20+8<<10 {
			t.Errorf("%s: %d bytes were read", name, src.n)
		}
	}
}

type endless string

func (e endless) Read(p []byte) (int, error) {
	n := 0
	for n+len(e) <= len(p) {
		n += copy(p[n:], e)
	}
	return n, nil
}

type countingReader struct {
	r io.Reader
	n int
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

// FuzzStanzaParseEncode: what parses encodes to itself.
func FuzzStanzaParseEncode(f *testing.F) {
	for _, v := range vectors.Load(f, "stanza") {
		var in vectorStanza
		v.In(f, &in)
		f.Add(in.Type, strings.Join(in.Args, " "), []byte(in.Body))
	}
	f.Fuzz(func(t *testing.T, typ, args string, body []byte) {
		a := &age.Stanza{Type: typ, Args: strings.Split(args, " "), Body: body}
		s, err := ParseStanza(a)
		if err != nil {
			if s != nil {
				t.Fatal("a stanza and an error")
			}
			return
		}
		again, err := s.Encode()
		if err != nil || again.Type != typ || strings.Join(again.Args, " ") != args || !bytes.Equal(again.Body, body) {
			t.Fatalf("encodes to %v, %v", again, err)
		}
	})
}

// FuzzRecipientParseEncode: what parses encodes to itself.
func FuzzRecipientParseEncode(f *testing.F) {
	for _, v := range vectors.Load(f, "recipient") {
		var in struct{ Recipient string }
		v.In(f, &in)
		f.Add(in.Recipient)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseRecipient(s)
		if err != nil {
			return
		}
		if again, err := r.Encode(); err != nil || again != s {
			t.Fatalf("encodes to %q, %v", again, err)
		}
	})
}

// FuzzRecipientPayload: what decodes has a string that parses to it. (Fuzzers do not
// find Bech32's checksum.)
func FuzzRecipientPayload(f *testing.F) {
	for _, v := range vectors.Load(f, "recipient") {
		var in struct{ Recipient string }
		v.In(f, &in)
		if r, err := ParseRecipient(in.Recipient); err == nil {
			f.Add(payload(f, r))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := decodeRecipient(b)
		if err != nil {
			return
		}
		if got := payload(t, r); !bytes.Equal(got, b) {
			t.Fatalf("encodes to %x", got)
		}
		s, err := r.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := ParseRecipient(s); err != nil || again.Terms != r.Terms || !again.Key.Equal(r.Key) {
			t.Fatalf("%q parses to %+v, %v", s, again, err)
		}
	})
}

// payload writes a recipient's payload field by field.
func payload(t testing.TB, r *Recipient) []byte {
	key, err := r.Key.Encode()
	if err != nil {
		t.Fatal(err)
	}
	chain, committee := r.Terms.ChainID.Bytes32(), r.Terms.Committee.Bytes32()
	conf := uint256.NewInt(r.Terms.Confirmations).Bytes32()
	return slices.Concat([]byte{1}, chain[24:], r.Terms.Committees[:], committee[24:], key, conf[24:], []byte(r.Terms.Policy))
}

// FuzzIdentityParseEncode: what parses encodes to itself.
func FuzzIdentityParseEncode(f *testing.F) {
	for _, v := range vectors.Load(f, "identity") {
		var in struct{ Identity string }
		v.In(f, &in)
		f.Add(in.Identity)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if account, err := ParseIdentity(s); err == nil && EncodeIdentity(account) != s {
			t.Fatalf("encodes to %q", EncodeIdentity(account))
		}
	})
}

// FuzzOpenGivesAllOrAnError: whatever the file, the outcome is either an error, after
// whole chunks at most, or the plaintext of one of the files that were sealed.
func FuzzOpenGivesAllOrAnError(f *testing.F) {
	hashes := map[string]bool{}
	var committees []*solo
	seen := map[string]bool{}
	for _, v := range vectors.Load(f, "file") {
		var in struct {
			File string
			Keys []struct {
				ChainID    vectors.Uint64
				Committees vectors.Address
				Committee  vectors.Uint64
				X          vectors.Hex
			}
		}
		var out struct{ SHA256 string }
		v.In(f, &in)
		v.Out(f, &out)
		hashes[out.SHA256] = true
		for _, k := range in.Keys {
			if seen[string(k.X)] {
				continue
			}
			seen[string(k.X)] = true
			x, err := group.DecodeScalar(k.X)
			if err != nil {
				f.Fatal(err)
			}
			committees = append(committees, &solo{x: x, X: new(group.Point).BaseMult(x), terms: terms.Terms{
				ChainID: *uint256.NewInt(uint64(k.ChainID)), Committees: common.Address(k.Committees), Committee: *uint256.NewInt(uint64(k.Committee))}})
		}
		file, err := fs.ReadFile(vectors.FS(), path.Join("file", in.File))
		if err != nil {
			f.Fatal(err)
		}
		if len(file) < 4096 {
			f.Add(file)
		}
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		ReadStanzas(bytes.NewReader(file))
		var dst bytes.Buffer
		o := opener{committees: committees}
		if err := Open(t.Context(), &dst, bytes.NewReader(file), o.open); err != nil {
			if dst.Len()%chunkSize != 0 {
				t.Fatalf("%d bytes and %v", dst.Len(), err)
			}
			return
		}
		sum := sha256.Sum256(dst.Bytes())
		if !hashes[hex.EncodeToString(sum[:])] {
			t.Fatalf("opens to %q", dst.Bytes())
		}
	})
}

func BenchmarkSealOpen(b *testing.B) {
	c := newSolo(1)
	plain := pattern(16 << 20)
	file := seal(b, plain, c.recipient())
	b.Run("seal", func(b *testing.B) {
		b.SetBytes(int64(len(plain)))
		for b.Loop() {
			Seal(io.Discard, bytes.NewReader(plain), c.recipient())
		}
	})
	b.Run("open", func(b *testing.B) {
		b.SetBytes(int64(len(plain)))
		o := opener{committees: []*solo{c}}
		for b.Loop() {
			Open(b.Context(), io.Discard, bytes.NewReader(file), o.open)
		}
	})
}

// The strings in the specification are what it says they are.
func TestSpecificationsExamples(t *testing.T) {
	text, err := os.ReadFile("../spec/sealed-file.md")
	if err != nil {
		t.Fatal(err)
	}
	var header strings.Builder
	var recipients, identities int
	for line := range strings.Lines(string(text)) {
		line, ok := strings.CutPrefix(line, "    ")
		switch {
		case !ok || strings.HasPrefix(line, "(payload)"):
		case strings.HasPrefix(line, "age1"):
			recipients++
			if r, err := ParseRecipient(strings.TrimSpace(line)); err != nil || r.Terms.Policy != `sale("0xd2d19f4fcc414c9c386452bc1baeb92f556bfdc8", 7)` {
				t.Errorf("recipient is %+v, %v", r, err)
			}
		case strings.HasPrefix(line, "AGE-PLUGIN-"):
			identities++
			if _, err := ParseIdentity(strings.TrimSpace(line)); err != nil {
				t.Error(err)
			}
		case strings.HasPrefix(line, "age-enc") || header.Len() > 0 && !strings.Contains(header.String(), "---"):
			header.WriteString(line)
		}
	}
	if recipients != 1 || identities != 1 {
		t.Errorf("%d recipients and %d identities", recipients, identities)
	}
	stanzas, err := ReadStanzas(strings.NewReader(header.String()))
	if err != nil || len(stanzas) != 1 || stanzas[0].Terms.Policy != `sale("0xd2d19f4fcc414c9c386452bc1baeb92f556bfdc8", 7)` {
		t.Fatalf("stanzas are %v, %v", stanzas, err)
	}
	whole, err := fs.ReadFile(vectors.FS(), "file/small.age")
	if err != nil || !bytes.HasPrefix(whole, []byte(header.String())) {
		t.Errorf("the header is not that of the vector: %v", err)
	}
}

// Strings of other plugins, and of age itself, are none of ours, whatever they hold.
func TestOtherPluginsStringsAreRefused(t *testing.T) {
	data := append([]byte{1}, make([]byte, 20)...)
	if _, err := ParseIdentity(plugin.EncodeIdentity("latchkey", data)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"latchkex", "latchkey-", "latch", "latchkey1"} {
		if account, err := ParseIdentity(plugin.EncodeIdentity(name, data)); err == nil {
			t.Errorf("an identity of %q is that of %s", name, account)
		}
	}
	data = payload(t, newSolo(1).recipient())
	if _, err := ParseRecipient(plugin.EncodeRecipient("latchkey", data)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"latchkex", "latchkey-", "latch", "latchkey1"} {
		if r, err := ParseRecipient(plugin.EncodeRecipient(name, data)); err == nil {
			t.Errorf("a recipient of %q is %+v", name, r)
		}
	}
}
