package quorum

import (
	"bytes"
	"crypto/ecdsa"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/umbral"
	"github.com/latchkey-network/latchkey/terms"
	"github.com/latchkey-network/latchkey/vectors"
)

// granter is an owner with one file, and its reader.
type granter struct {
	account           *ecdsa.PrivateKey
	delegating        *umbral.SecretKey // of the file
	verifying, reader *umbral.SecretKey
	capsule           *umbral.Capsule
	fileKey, sealed   []byte
}

func newGranter(t testing.TB) *granter {
	t.Helper()
	account, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	g := &granter{account: account, delegating: umbral.GenerateKey(), verifying: umbral.GenerateKey(), reader: umbral.GenerateKey(), fileKey: []byte("a file's own key")}
	g.capsule, g.sealed = umbral.Encrypt(g.delegating.Public(), g.fileKey)
	return g
}

func (g *granter) owner() common.Address { return crypto.PubkeyToAddress(g.account.PublicKey) }

func (g *granter) keys() GrantKeys {
	return GrantKeys{g.delegating.Public().Bytes(), g.verifying.Public().Bytes(), g.reader.Public().Bytes()}
}

func (g *granter) sign(t testing.TB, m terms.Message) []byte {
	t.Helper()
	digest := terms.GrantDigest(m)
	sig, err := crypto.Sign(digest[:], g.account)
	if err != nil {
		t.Fatal(err)
	}
	sig[64] += 27
	return sig
}

// offers returns an offer for each of so many nodes, issued at a time in Unix milliseconds.
func (g *granter) offers(t testing.TB, threshold, shares int, issued uint64, policy string) []*GrantOffer {
	t.Helper()
	frags, err := umbral.GenerateKeyFrags(g.delegating, g.reader.Public(), g.verifying, threshold, shares, true, true)
	if err != nil {
		t.Fatal(err)
	}
	keys := g.keys()
	m := terms.Grant{ID: keys.ID(g.owner()), Capsule: group.Keccak256(g.capsule.Bytes()), Reader: common.Address{7}, Threshold: uint32(threshold),
		Fragments: uint32(shares), Issued: issued, Expires: issued/1000 + 86400, Policy: policy}
	if policy != "" {
		m.ChainID = *uint256.NewInt(31337)
	}
	signature := g.sign(t, &m)
	var offers []*GrantOffer
	for _, f := range frags {
		offers = append(offers, &GrantOffer{g.owner(), keys, g.capsule.Bytes(), f.Bytes(), m, signature})
	}
	return offers
}

func problemType(err error) ProblemType {
	var p *Problem
	if errors.As(err, &p) {
		return p.Type
	}
	return ""
}

const issued = 1800000000123

// What is encoded decodes to the same, and passes what a node checks.
func TestGrantOffer(t *testing.T) {
	g := newGranter(t)
	o := g.offers(t, 2, 3, issued, "buyer == buyer")[0]
	body, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeGrantOffer(body)
	if err != nil || !reflect.DeepEqual(got, o) {
		t.Fatalf("decodes to %+v, %v", got, err)
	}
	if err := got.Check(issued); err != nil {
		t.Error(err)
	}
	capsule, frag, err := got.Open()
	if err != nil || !bytes.Equal(capsule.Bytes(), o.Capsule) || !bytes.Equal(frag.Bytes(), o.Fragment) {
		t.Errorf("opens to %v, %v, %v", capsule, frag, err)
	}
	for name, change := range map[string]struct {
		from, to string
		want     ProblemType
	}{
		"another notice":       {"Lets one account", "Lets nobody", BadSignature},
		"name twice":           {`"owner":`, `"owner":"0x","owner":`, Malformed},
		"upper case":           {`"owner":"0x`, `"owner":"0X`, Malformed},
		"missing":              {`"keyFragment"`, `"keyfragment"`, Malformed},
		"number":               {`"threshold":"2"`, `"threshold":2`, Malformed},
		"leading zero":         {`"threshold":"2"`, `"threshold":"02"`, Malformed},
		"over 32 bits":         {`"threshold":"2"`, `"threshold":"4294967298"`, Malformed},
		"threshold over all":   {`"threshold":"2"`, `"threshold":"4"`, Malformed},
		"short key":            {`"delegating":"0`, `"delegating":"`, Malformed},
		"short fragment":       {`"keyFragment":"95`, `"keyFragment":"`, Malformed},
		"chain, but no policy": {`"policy":"buyer == buyer"`, `"policy":""`, Malformed},
	} {
		changed := strings.Replace(string(body), change.from, change.to, 1)
		if changed == string(body) {
			t.Fatalf("%s: nothing to change", name)
		}
		if _, err := DecodeGrantOffer([]byte(changed)); problemType(err) != change.want {
			t.Errorf("%s: %v, want %s", name, err, change.want)
		} else if strings.Contains(err.Error(), string(body[len(body)/2:len(body)/2+20])) {
			t.Errorf("%s: the error quotes the fragment: %v", name, err)
		}
	}
}

func TestGrantOfferIsChecked(t *testing.T) {
	g := newGranter(t)
	other := newGranter(t)
	for _, c := range []struct {
		name   string
		change func(o *GrantOffer)
		now    uint64
		want   ProblemType
	}{
		{"an hour and a minute later", func(*GrantOffer) {}, issued + 3660_000, ""},
		{"later", func(*GrantOffer) {}, issued + 3660_001, Expired},
		{"a minute before", func(*GrantOffer) {}, issued - 60_000, ""},
		{"before", func(*GrantOffer) {}, issued - 60_001, TooFar},
		{"expired", func(o *GrantOffer) { o.Grant.Expires = issued/1000 + 10; o.Signature = g.sign(t, &o.Grant) }, issued + 10_000, Expired},
		{"issued at the end of time", func(o *GrantOffer) { o.Grant.Issued, o.Grant.Expires = math.MaxUint64, math.MaxUint64 }, issued, Malformed},
		{"other owner", func(o *GrantOffer) { o.Owner = other.owner() }, issued, WrongGrant},
		{"other key", func(o *GrantOffer) { o.Keys.ReaderKey = other.reader.Public().Bytes() }, issued, WrongGrant},
		{"other capsule", func(o *GrantOffer) { o.Capsule = other.capsule.Bytes() }, issued, WrongCapsule},
		{"other reader", func(o *GrantOffer) { o.Grant.Reader[0]++ }, issued, BadSignature},
		{"other signer", func(o *GrantOffer) { o.Signature = other.sign(t, &o.Grant) }, issued, BadSignature},
		{"other threshold", func(o *GrantOffer) { o.Grant.Threshold = 1 }, issued, BadSignature},
	} {
		o := g.offers(t, 2, 3, issued, "")[0]
		c.change(o)
		if err := o.Check(c.now); problemType(err) != c.want || c.want == "" && err != nil {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	o := g.offers(t, 2, 3, issued, "")[0]
	// A fragment of other keys, one that is not signed for both, a changed capsule.
	o.Fragment = other.offers(t, 2, 3, issued, "")[0].Fragment
	if _, _, err := o.Open(); problemType(err) != BadFragment {
		t.Errorf("another file's fragment: %v", err)
	}
	loose, err := umbral.GenerateKeyFrags(g.delegating, g.reader.Public(), g.verifying, 1, 1, true, false)
	if err != nil {
		t.Fatal(err)
	}
	o.Fragment = loose[0].Bytes()
	if _, _, err := o.Open(); problemType(err) != BadFragment {
		t.Errorf("a fragment for any reader: %v", err)
	}
	o.Capsule[104] ^= 1
	if _, _, err := o.Open(); problemType(err) != BadCapsule {
		t.Errorf("a changed capsule: %v", err)
	}
}

func TestGrantRevocation(t *testing.T) {
	g, other := newGranter(t), newGranter(t)
	m := terms.Revocation{ID: [32]byte{1}, Issued: issued}
	r := &GrantRevocation{m, g.sign(t, &m)}
	body, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeGrantRevocation(body)
	if err != nil || !reflect.DeepEqual(got, r) {
		t.Fatalf("decodes to %+v, %v", got, err)
	}
	for _, c := range []struct {
		owner        common.Address
		granted, now uint64
		want         ProblemType
	}{
		{g.owner(), issued, issued, ""},
		{g.owner(), issued + 1, issued, StaleGrant},
		{other.owner(), issued, issued, BadSignature},
		{g.owner(), issued, issued + 3660_001, Expired},
		{g.owner(), issued, issued - 60_001, TooFar},
	} {
		if err := got.Check(c.owner, c.granted, c.now); problemType(err) != c.want {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestGrantToken(t *testing.T) {
	g := newGranter(t)
	for _, file := range [][]byte{nil, g.keys().Delegating} {
		m := terms.GrantList{Owner: g.owner(), Delegating: file, Deadline: 1800000000}
		header := (&GrantToken{m, g.sign(t, &m)}).Header()
		if got, err := CheckGrantToken(header, 1800000060); err != nil || !reflect.DeepEqual(*got, m) {
			t.Errorf("is %+v, %v", got, err)
		}
		if _, err := CheckGrantToken(header, 1800000061); problemType(err) != Expired {
			t.Errorf("later: %v", err)
		}
		if _, err := CheckGrantToken(header, 1800000000-3661); problemType(err) != TooFar {
			t.Errorf("before: %v", err)
		}
		other := func(change func(*terms.GrantList)) string {
			to := m
			change(&to)
			return (&GrantToken{to, g.sign(t, &m)}).Header()
		}
		for _, bad := range []string{"", "Latchkey ", header[1:], header + "A", other(func(m *terms.GrantList) { m.Deadline++ }),
			other(func(m *terms.GrantList) { m.Delegating = newGranter(t).keys().Delegating }), other(func(m *terms.GrantList) { m.Delegating = []byte{2} })} {
			if _, err := CheckGrantToken(bad, 1800000000); problemType(err) != BadSignature {
				t.Errorf("%q: %v", bad, err)
			}
		}
	}
}

func TestReaderEntry(t *testing.T) {
	g := newGranter(t)
	m := terms.Reader{Account: g.owner(), ReaderKey: g.reader.Public().Bytes()}
	e := &ReaderEntry{m, g.sign(t, &m)}
	body, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := DecodeReaderEntry(body); err != nil || !reflect.DeepEqual(got, e) {
		t.Fatalf("decodes to %+v, %v", got, err)
	}
	e.Reader.ReaderKey = umbral.GenerateKey().Public().Bytes()
	body, _ = json.Marshal(e)
	if _, err := DecodeReaderEntry(body); problemType(err) != BadSignature {
		t.Errorf("another key: %v", err)
	}
}

func TestGrantListsAndAnswers(t *testing.T) {
	g := newGranter(t)
	o := g.offers(t, 2, 3, issued, "buyer == buyer")[0]
	page := &GrantPage{Grants: []*HeldGrant{{o.Owner, o.Keys, o.Grant, o.Signature, 2}}, Next: "x"}
	body, err := json.Marshal(page)
	if err != nil {
		t.Fatal(err)
	}
	var got GrantPage
	if err := json.Unmarshal(body, &got); err != nil || !reflect.DeepEqual(&got, page) {
		t.Errorf("decodes to %+v, %v", got.Grants[0], err)
	}
	answer := &Reencrypted{ID: o.Grant.ID, Capsules: [][]byte{{1}, {2}}, Threshold: 2, Fragments: 3, Expires: math.MaxUint64}
	if body, err = json.Marshal(answer); err != nil {
		t.Fatal(err)
	}
	var back Reencrypted
	if err := json.Unmarshal(body, &back); err != nil || !reflect.DeepEqual(&back, answer) {
		t.Errorf("decodes to %+v, %v", back, err)
	}
}

func TestVectorsGrantOffer(t *testing.T) {
	vectors.Each(t, "grant/offer", func(t *testing.T, v vectors.Vector) {
		var in struct {
			Body string
			Now  vectors.Uint64
		}
		v.In(t, &in)
		o, err := DecodeGrantOffer([]byte(in.Body))
		if err == nil {
			err = o.Check(uint64(in.Now))
		}
		if err == nil {
			_, _, err = o.Open()
		}
		if !v.OK() {
			if want := "urn:latchkey:problem:" + v.Expect; string(problemType(err)) != want {
				t.Errorf("%v, want %s", err, want)
			}
			return
		}
		var out struct{ Grant vectors.Hex }
		v.Out(t, &out)
		if err != nil || !bytes.Equal(o.Grant.ID[:], out.Grant) {
			t.Errorf("%v", err)
		}
		if body, err := json.Marshal(o); err != nil || string(body) != in.Body {
			t.Errorf("encodes to %s, %v", body, err)
		}
	})
}
