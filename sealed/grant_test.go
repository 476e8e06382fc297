package sealed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/latchkey-network/latchkey/crypto/umbral"
	"github.com/latchkey-network/latchkey/terms"
	"github.com/latchkey-network/latchkey/vectors"
)

// person is an account with its keys.
type person struct {
	account common.Address
	keys    *AccountKeys
	sign    func(terms.Message) []byte
}

func newPerson(t testing.TB) *person {
	t.Helper()
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	p := &person{account: crypto.PubkeyToAddress(key.PublicKey)}
	p.sign = func(m terms.Message) []byte {
		digest := terms.GrantDigest(m)
		sig, err := crypto.Sign(digest[:], key)
		if err != nil {
			t.Fatal(err)
		}
		sig[64] += 27
		return sig
	}
	if p.keys, err = NewAccountKeys(p.sign(&terms.AccountKeys{Account: p.account})); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *person) owner(nodes ...string) *Owner {
	return &Owner{p.account, p.keys.Owner.Public(), p.keys.Verifying.Public(), nodes}
}

// reads returns a GrantOpener that has the fragments of one set, as a reader has them.
func (p *person) reads(frags []*umbral.KeyFrag) GrantOpener {
	return func(_ context.Context, s *GrantStanza) ([]byte, error) {
		capsule, err := umbral.DecodeCapsule(s.Capsule)
		if err != nil {
			return nil, err
		}
		delegating, err := umbral.DecodePublicKey(s.Delegating)
		if err != nil {
			return nil, err
		}
		verifying, err := umbral.DecodePublicKey(s.Verifying)
		if err != nil {
			return nil, err
		}
		var cfrags []*umbral.CapsuleFrag
		for _, f := range frags {
			cfrags = append(cfrags, umbral.Reencrypt(capsule, f))
		}
		return umbral.DecryptReencrypted(p.keys.Reader, delegating, verifying, capsule, cfrags, s.Sealed)
	}
}

// grant makes key fragments for a file, as its owner.
func (p *person) grant(t testing.TB, file []byte, to *person) []*umbral.KeyFrag {
	t.Helper()
	_, d, err := DelegatingKey(bytes.NewReader(file), p.account, p.keys.Owner)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Erase()
	frags, err := umbral.GenerateKeyFrags(d, to.keys.Reader.Public(), p.keys.Verifying, 2, 3, true, true)
	if err != nil {
		t.Fatal(err)
	}
	return frags
}

// The owner and readers open a file for grants, others do not; it may have other stanzas beside.
func TestFilesForGrants(t *testing.T) {
	alice, bob, carol := newPerson(t), newPerson(t), newPerson(t)
	committee := newSolo(1)
	plain := pattern(chunkSize + 1)
	file := seal(t, plain, committee.recipient(), carol.owner("https://a.example"), alice.owner("https://a.example", "http://b.example:80/x"))
	frags := alice.grant(t, file, bob)
	open := func(o Openers) error {
		var dst bytes.Buffer
		err := OpenAny(t.Context(), &dst, bytes.NewReader(file), o)
		if err == nil && !bytes.Equal(dst.Bytes(), plain) {
			t.Error("opens to something else")
		}
		return err
	}
	if err := open(Openers{Grant: OwnerOpener(alice.account, alice.keys.Owner)}); err != nil {
		t.Errorf("owner: %v", err)
	}
	if err := open(Openers{Grant: bob.reads(frags[1:])}); err != nil {
		t.Errorf("reader: %v", err)
	}
	if err := open(Openers{Committee: (&opener{committees: []*solo{committee}}).open}); err != nil {
		t.Errorf("committee: %v", err)
	}
	if err := open(Openers{Grant: bob.reads(frags[2:])}); !errors.Is(err, umbral.ErrNotOpened) {
		t.Errorf("reader with too few: %v", err)
	}
	if err := open(Openers{Grant: carol.reads(frags)}); err == nil {
		t.Error("opens for another reader")
	}
	if err := open(Openers{}); !errors.Is(err, age.ErrIncorrectIdentity) {
		t.Errorf("with nothing: %v", err)
	}
	stanzas, grants, err := ReadHeader(bytes.NewReader(file))
	if err != nil || len(stanzas) != 1 || len(grants) != 2 || !slices.Equal(grants[1].Nodes, []string{"https://a.example", "http://b.example:80/x"}) {
		t.Errorf("header has %v, %v, %v", stanzas, grants, err)
	}
	if bytes.Equal(grants[0].Delegating, grants[1].Delegating) {
		t.Error("two stanzas have one delegating key")
	}
}

// Whoever puts the parts of another file into a header of their own is granted neither.
func TestGrantsAreOfAuthenticatedFiles(t *testing.T) {
	alice, mallory := newPerson(t), newPerson(t)
	secret := seal(t, []byte("not for mallory"), alice.owner())
	_, grants, err := ReadHeader(bytes.NewReader(secret))
	if err != nil {
		t.Fatal(err)
	}
	lure := seal(t, []byte("harmless"), wrapFunc(func([]byte) ([]*age.Stanza, error) {
		a, err := grants[0].Encode()
		return []*age.Stanza{a}, err
	}))
	if _, _, err := DelegatingKey(bytes.NewReader(lure), alice.account, alice.keys.Owner); err == nil {
		t.Error("a header with another file's parts gives the delegating key")
	}
	// A header whose file key mallory knows, sealed to another file's delegating key, beside what that file has for its owner.
	// The owner can even open it, and look at it; fragments of its key would be fragments of that file's.
	mixed := seal(t, []byte("harmless"), wrapFunc(func(fileKey []byte) ([]*age.Stanza, error) {
		delegating, err := umbral.DecodePublicKey(grants[0].Delegating)
		if err != nil {
			return nil, err
		}
		capsule, ciphertext := umbral.Encrypt(delegating, fileKey)
		s := *grants[0]
		s.Capsule, s.Sealed = capsule.Bytes(), ciphertext
		a, err := s.Encode()
		return []*age.Stanza{a}, err
	}))
	if _, _, err := DelegatingKey(bytes.NewReader(mixed), alice.account, alice.keys.Owner); err == nil {
		t.Error("a file of its own with another file's delegating key gives that key")
	}
	// A sealer who says another delegating key than it sealed.
	changed := seal(t, []byte("x"), wrapFunc(func(fileKey []byte) ([]*age.Stanza, error) {
		a, err := alice.owner().Wrap(fileKey)
		copy(a[0].Body, mallory.keys.Owner.Public().Bytes())
		return a, err
	}))
	if _, _, err := DelegatingKey(bytes.NewReader(changed), alice.account, alice.keys.Owner); err == nil {
		t.Error("another delegating key than sealed is taken")
	}
	if _, _, err := DelegatingKey(bytes.NewReader(secret), mallory.account, mallory.keys.Owner); !errors.Is(err, age.ErrIncorrectIdentity) {
		t.Errorf("another owner: %v", err)
	}
}

type wrapFunc func([]byte) ([]*age.Stanza, error)

func (f wrapFunc) Wrap(fileKey []byte) ([]*age.Stanza, error) { return f(fileKey) }

func TestGrantStanzaForms(t *testing.T) {
	alice := newPerson(t)
	var nodes []string
	for i := range MaxNodes {
		nodes = append(nodes, fmt.Sprintf("https://%d.example/%s", 10+i, strings.Repeat("x", maxNodeURL-len("https://10.example/"))))
	}
	all, err := alice.owner(nodes...).Wrap(make([]byte, 16))
	if err != nil {
		t.Fatal(err)
	}
	a := all[0]
	if len(a.Body) != maxGrantBody {
		t.Errorf("the largest body has %d bytes", len(a.Body))
	}
	s, err := ParseGrantStanza(a)
	if err != nil {
		t.Fatal(err)
	}
	if back, err := s.Encode(); err != nil || !reflect.DeepEqual(back, a) {
		t.Errorf("encodes to %+v, %v", back, err)
	}
	with := func(args []string, body []byte) *age.Stanza {
		return &age.Stanza{Type: GrantStanzaType, Args: args, Body: body}
	}
	short := a.Body[:minGrantBody]
	nodesAre := func(s string) *age.Stanza { return with(a.Args, append(slices.Clone(short), s...)) }
	for name, c := range map[string]struct {
		stanza *age.Stanza
		want   string // ok, ignored or malformed
	}{
		"no nodes":        {with(a.Args, short), "ok"},
		"one":             {nodesAre("http://127.0.0.1:1"), "ok"},
		"short body":      {with(a.Args, short[1:]), "malformed"},
		"long body":       {with(a.Args, append(slices.Clone(a.Body), 'x')), "malformed"},
		"version 2":       {with([]string{"2"}, nil), "ignored"},
		"other type":      {&age.Stanza{Type: "latchkey-grants", Args: a.Args, Body: a.Body}, "ignored"},
		"no arguments":    {with(nil, short), "malformed"},
		"three arguments": {with(append(slices.Clone(a.Args), "x"), short), "malformed"},
		"upper case":      {with([]string{"1", strings.ToUpper(a.Args[1])}, short), "malformed"},
		"twice":           {nodesAre("https://a\nhttps://a"), "malformed"},
		"empty line":      {nodesAre("https://a\n"), "malformed"},
		"ftp":             {nodesAre("ftp://a"), "malformed"},
		"no host":         {nodesAre("https://"), "malformed"},
		"port alone":      {nodesAre("https://:1"), "malformed"},
		"slash":           {nodesAre("https://a/"), "malformed"},
		"query":           {nodesAre("https://a?x"), "malformed"},
		"user":            {nodesAre("https://u@a"), "malformed"},
		"comma":           {nodesAre("https://a,https://b"), "malformed"},
		"space":           {nodesAre("https://a b"), "malformed"},
		"not ASCII":       {nodesAre("https://\u00e4"), "malformed"},
		"escape":          {nodesAre("https://a/%zz"), "malformed"},
	} {
		s, err := ParseGrantStanza(c.stanza)
		got := "malformed"
		if err == nil {
			got = "ok"
			if back, err := s.Encode(); err != nil || !bytes.Equal(back.Body, c.stanza.Body) {
				t.Errorf("%s: encodes to %+v, %v", name, back, err)
			}
		} else if errors.Is(err, ErrIgnored) {
			got = "ignored"
		}
		if got != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func TestGrantStrings(t *testing.T) {
	alice, bob := newPerson(t), newPerson(t)
	owner, err := alice.owner("https://a.example", "https://b.example").Encode()
	if err != nil || !strings.HasPrefix(owner, "age1latchkeyowner1") {
		t.Fatal(owner, err)
	}
	if o, err := ParseOwner(owner); err != nil || o.Account != alice.account || !o.Key.Equal(alice.keys.Owner.Public()) || !o.Verifying.Equal(alice.keys.Verifying.Public()) || len(o.Nodes) != 2 {
		t.Errorf("owner is %+v, %v", o, err)
	}
	m := terms.Reader{Account: bob.account, ReaderKey: bob.keys.Reader.Public().Bytes()}
	r := &Reader{m, bob.sign(&m)}
	reader, err := r.Encode()
	if err != nil || !strings.HasPrefix(reader, "age1latchkeyreader1") {
		t.Fatal(reader, err)
	}
	if got, err := ParseReader(reader); err != nil || !reflect.DeepEqual(got, r) {
		t.Errorf("reader is %+v, %v", got, err)
	}
	forged := *r
	forged.ReaderKey = alice.keys.Reader.Public().Bytes()
	if s, err := forged.Encode(); err == nil {
		t.Errorf("a key that the account did not sign encodes to %s", s)
	}
	for _, s := range []string{"", owner, strings.ToUpper(reader), reader[:len(reader)-1] + "q", reader + "q"} {
		if _, err := ParseReader(s); err == nil {
			t.Errorf("%q is a reader", s)
		}
	}
	for _, s := range []string{"", reader, strings.ToUpper(owner), owner[1:]} {
		if _, err := ParseOwner(s); err == nil {
			t.Errorf("%q is an owner", s)
		}
	}
	ticket := (&Ticket{m.ReaderKey, []string{"https://a.example", "https://b.example"}}).String()
	if got, err := ParseTicket(ticket); err != nil || got.String() != ticket {
		t.Errorf("ticket is %+v, %v", got, err)
	}
	for _, s := range []string{"", ticket[1:], ticketPrefix + "00,https://a", strings.ToUpper(ticket), ticket + ",", ticket + ",https://a.example", ticket[:len(ticketPrefix)+66]} {
		if _, err := ParseTicket(s); err == nil {
			t.Errorf("%q is a ticket", s)
		}
	}
}

// Keys depend on r and s of the signature alone, and on nothing else than the account.
func TestAccountKeys(t *testing.T) {
	alice := newPerson(t)
	again, err := NewAccountKeys(alice.sign(&terms.AccountKeys{Account: alice.account}))
	if err != nil || !bytes.Equal(again.Owner.Bytes(), alice.keys.Owner.Bytes()) || !bytes.Equal(again.Reader.Bytes(), alice.keys.Reader.Bytes()) {
		t.Errorf("a second time other keys, %v", err)
	}
	if bytes.Equal(again.Owner.Bytes(), again.Reader.Bytes()) || bytes.Equal(again.Owner.Bytes(), again.Verifying.Bytes()) {
		t.Error("two of the keys are one")
	}
	if _, err := NewAccountKeys(make([]byte, 64)); err == nil {
		t.Error("64 bytes are a signature")
	}
}

func TestVectorsGrantKeys(t *testing.T) {
	vectors.Each(t, "grant/keys", func(t *testing.T, v vectors.Vector) {
		var in struct{ Signature vectors.Hex }
		v.In(t, &in)
		keys, err := NewAccountKeys(in.Signature)
		if (err == nil) != v.OK() {
			t.Fatal(err)
		}
		if !v.OK() {
			return
		}
		var out struct{ Owner, Verifying, Reader vectors.Hex }
		v.Out(t, &out)
		if !bytes.Equal(keys.Owner.Bytes(), out.Owner) || !bytes.Equal(keys.Verifying.Bytes(), out.Verifying) || !bytes.Equal(keys.Reader.Bytes(), out.Reader) {
			t.Errorf("keys are %x, %x, %x", keys.Owner.Bytes(), keys.Verifying.Bytes(), keys.Reader.Bytes())
		}
	})
}

func TestVectorsGrantStrings(t *testing.T) {
	vectors.Each(t, "grant/owner", func(t *testing.T, v vectors.Vector) {
		var in struct{ Owner string }
		v.In(t, &in)
		o, err := ParseOwner(in.Owner)
		if (err == nil) != v.OK() {
			t.Fatal(err)
		}
		if !v.OK() {
			return
		}
		var out struct {
			Account             vectors.Address
			OwnerKey, Verifying vectors.Hex
			Nodes               []string
		}
		v.Out(t, &out)
		if o.Account != common.Address(out.Account) || !bytes.Equal(o.Key.Bytes(), out.OwnerKey) || !bytes.Equal(o.Verifying.Bytes(), out.Verifying) || !slices.Equal(o.Nodes, out.Nodes) {
			t.Errorf("parses to %+v", o)
		}
		if s, err := o.Encode(); err != nil || s != in.Owner {
			t.Errorf("encodes to %q, %v", s, err)
		}
	})
	vectors.Each(t, "grant/reader", func(t *testing.T, v vectors.Vector) {
		var in struct{ Reader string }
		v.In(t, &in)
		r, err := ParseReader(in.Reader)
		if (err == nil) != v.OK() || err != nil && strings.Contains(err.Error(), "not signed by") != (v.Expect == "bad-signature") {
			t.Fatal(err)
		}
		if !v.OK() {
			return
		}
		var out struct {
			Account              vectors.Address
			ReaderKey, Signature vectors.Hex
		}
		v.Out(t, &out)
		if r.Account != common.Address(out.Account) || !bytes.Equal(r.ReaderKey, out.ReaderKey) || !bytes.Equal(r.Signature, out.Signature) {
			t.Errorf("parses to %+v", r)
		}
		if s, err := r.Encode(); err != nil || s != in.Reader {
			t.Errorf("encodes to %q, %v", s, err)
		}
	})
	vectors.Each(t, "grant/ticket", func(t *testing.T, v vectors.Vector) {
		var in struct{ Ticket string }
		v.In(t, &in)
		ticket, err := ParseTicket(in.Ticket)
		if (err == nil) != v.OK() {
			t.Fatal(err)
		}
		if !v.OK() {
			return
		}
		var out struct {
			Delegating vectors.Hex
			Nodes      []string
		}
		v.Out(t, &out)
		if !bytes.Equal(ticket.Delegating, out.Delegating) || !slices.Equal(ticket.Nodes, out.Nodes) || ticket.String() != in.Ticket {
			t.Errorf("parses to %+v", ticket)
		}
	})
}

func TestVectorsGrantStanza(t *testing.T) {
	vectors.Each(t, "grant/stanza", func(t *testing.T, v vectors.Vector) {
		var in struct {
			Type string
			Args []string
			Body vectors.Hex
		}
		v.In(t, &in)
		a := &age.Stanza{Type: in.Type, Args: in.Args, Body: in.Body}
		s, err := ParseGrantStanza(a)
		if !v.OK() {
			if err == nil || errors.Is(err, ErrIgnored) != (v.Expect == "ignored") {
				t.Errorf("%v, want %s", err, v.Expect)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		var out struct {
			Owner                                                             vectors.Address
			Delegating, Verifying, Capsule, Sealed, OwnerCapsule, OwnerSealed vectors.Hex
			Nodes                                                             []string
		}
		v.Out(t, &out)
		want := &GrantStanza{common.Address(out.Owner), out.Delegating, out.Verifying, out.Capsule, out.Sealed, out.OwnerCapsule, out.OwnerSealed, out.Nodes}
		if len(out.Nodes) == 0 {
			want.Nodes = nil
		}
		if !reflect.DeepEqual(s, want) {
			t.Errorf("parses to %+v", s)
		}
		if back, err := s.Encode(); err != nil || !bytes.Equal(back.Body, in.Body) || !slices.Equal(back.Args, in.Args) {
			t.Errorf("encodes to %+v, %v", back, err)
		}
	})
}

func TestVectorsGrantOpen(t *testing.T) {
	decode := func(t *testing.T, b []byte) *umbral.SecretKey {
		k, err := umbral.DecodeSecretKey(b)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	vectors.Each(t, "grant/open", func(t *testing.T, v vectors.Vector) {
		var in struct {
			File, Reader     vectors.Hex
			CapsuleFragments []vectors.Hex
		}
		v.In(t, &in)
		reader := decode(t, in.Reader)
		var dst bytes.Buffer
		err := OpenAny(t.Context(), &dst, bytes.NewReader(in.File), Openers{Grant: func(_ context.Context, s *GrantStanza) ([]byte, error) {
			delegating, err := umbral.DecodePublicKey(s.Delegating)
			if err != nil {
				return nil, err
			}
			verifying, err := umbral.DecodePublicKey(s.Verifying)
			if err != nil {
				return nil, err
			}
			capsule, err := umbral.DecodeCapsule(s.Capsule)
			if err != nil {
				return nil, err
			}
			var frags []*umbral.CapsuleFrag
			for _, b := range in.CapsuleFragments {
				f, err := umbral.DecodeCapsuleFrag(b)
				if err != nil {
					return nil, err
				}
				frags = append(frags, f)
			}
			return umbral.DecryptReencrypted(reader, delegating, verifying, capsule, frags, s.Sealed)
		}})
		wrong := (*umbral.FragError)(nil)
		switch v.Expect {
		case "ok":
			var out struct{ Plaintext vectors.Hex }
			v.Out(t, &out)
			if err != nil || !bytes.Equal(dst.Bytes(), out.Plaintext) {
				t.Errorf("opens to %q, %v", dst.Bytes(), err)
			}
		case "not-opened":
			if !errors.Is(err, umbral.ErrNotOpened) {
				t.Errorf("%v, want ErrNotOpened", err)
			}
		case "invalid":
			if !errors.As(err, &wrong) {
				t.Errorf("%v, want a *FragError", err)
			}
		default:
			t.Fatalf("unknown class %q", v.Expect)
		}
	})
	vectors.Each(t, "grant/owner-open", func(t *testing.T, v vectors.Vector) {
		var in struct {
			File, Owner vectors.Hex
			Account     vectors.Address
		}
		v.In(t, &in)
		owner := decode(t, in.Owner)
		_, d, err := DelegatingKey(bytes.NewReader(in.File), common.Address(in.Account), owner)
		var dst bytes.Buffer
		openErr := OpenAny(t.Context(), &dst, bytes.NewReader(in.File), Openers{Grant: OwnerOpener(common.Address(in.Account), owner)})
		if !v.OK() {
			if err == nil || openErr == nil {
				t.Errorf("opens: %v, %v", err, openErr)
			}
			return
		}
		var out struct{ Delegating, Plaintext vectors.Hex }
		v.Out(t, &out)
		if err != nil || openErr != nil || !bytes.Equal(d.Bytes(), out.Delegating) || !bytes.Equal(dst.Bytes(), out.Plaintext) {
			t.Errorf("opens to %q, %v, %v", dst.Bytes(), err, openErr)
		}
	})
}
