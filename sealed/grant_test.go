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
