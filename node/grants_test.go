package node

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	mathrand "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"filippo.io/age"
	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/umbral"
	"github.com/latchkey-network/latchkey/database"
	"github.com/latchkey-network/latchkey/database/databasetest"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// Databases are those of the tests of grants, of both packages; TestMain stops the server.
var Databases databasetest.Postgres

func newIdentity(t testing.TB) *age.X25519Identity {
	t.Helper()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return identity
}

// keeper is a node's part that keeps grants, without the rest of it.
type keeper struct {
	*grants
	http.Handler
}

func newKeeper(t testing.TB, where string, identity *age.X25519Identity, change func(*Grants)) *keeper {
	t.Helper()
	cfg := Grants{On: true, Database: where}
	if change != nil {
		change(&cfg)
	}
	log := slog.New(slog.DiscardHandler)
	g, err := newGrants(context.Background(), cfg, filepath.Dir(where), identity, 64, time.Now, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.close() })
	g.valid = func(chainID uint256.Int, policy string) error {
		if chainID.Uint64() != 31337 {
			return refuse(quorum.WrongChain, "chain %s", chainID.Dec())
		}
		return nil
	}
	g.meets = func(_ context.Context, m *terms.Grant, given map[string]json.RawMessage) error {
		if m.Policy == "true" || string(given["say"]) == `"please"` {
			return nil
		}
		return refuse(quorum.PolicyFalse, "")
	}
	mux := http.NewServeMux()
	g.routes(mux, humago.New(mux, huma.DefaultConfig("", "")), log)
	return &keeper{g, mux}
}

// ask asks for something, and returns the short name of the problem, or "ok".
func (k *keeper) ask(method, path string, body any, header string, answer any) string {
	var in io.Reader
	switch b := body.(type) {
	case nil:
	case []byte:
		in = bytes.NewReader(b)
	default:
		text, err := json.Marshal(b)
		if err != nil {
			panic(err)
		}
		in = bytes.NewReader(text)
	}
	r := httptest.NewRequest(method, path, in)
	if header != "" {
		r.Header.Set("Authorization", header)
	}
	w := httptest.NewRecorder()
	k.ServeHTTP(w, r)
	if w.Code == http.StatusOK {
		if answer != nil {
			if err := json.Unmarshal(w.Body.Bytes(), answer); err != nil {
				panic(err)
			}
		}
		return "ok"
	}
	var p quorum.Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Header().Get("Content-Type") != "application/problem+json" || w.Code != p.Status {
		return fmt.Sprintf("%d %s", w.Code, w.Body)
	}
	return shortName(p.Type)
}

// granter is an owner with one file, and a reader.
type granter struct {
	wallet, readerWallet           *chain.Wallet
	delegating, verifying, reading *umbral.SecretKey
	capsule                        *umbral.Capsule
	sealed                         []byte
}

var secretText = []byte("sixteen byte key")

func newWallet(t testing.TB) *chain.Wallet {
	t.Helper()
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	return chain.WalletFromKey(key)
}

func newGranter(t testing.TB) *granter {
	o := &granter{wallet: newWallet(t), readerWallet: newWallet(t), delegating: umbral.GenerateKey(), verifying: umbral.GenerateKey(), reading: umbral.GenerateKey()}
	o.capsule, o.sealed = umbral.Encrypt(o.delegating.Public(), secretText)
	return o
}

// again is the same owner with another file.
func (o *granter) again() *granter {
	other := *o
	other.delegating = umbral.GenerateKey()
	other.capsule, other.sealed = umbral.Encrypt(other.delegating.Public(), secretText)
	return &other
}

func (o *granter) keys() quorum.GrantKeys {
	return quorum.GrantKeys{Delegating: o.delegating.Public().Bytes(), Verifying: o.verifying.Public().Bytes(), ReaderKey: o.reading.Public().Bytes()}
}

func (o *granter) id() [32]byte {
	keys := o.keys()
	return keys.ID(o.wallet.Address())
}

func (o *granter) path(verb string) string {
	id := o.id()
	return "/v1/grants/" + hex.EncodeToString(id[:]) + "/" + verb
}

// message is a grant for an hour, with change, if it is not nil.
func (o *granter) message(threshold, fragments int, change func(*terms.Grant)) terms.Grant {
	now := time.Now()
	m := terms.Grant{ID: o.id(), Capsule: group.Keccak256(o.capsule.Bytes()), Reader: o.readerWallet.Address(), Threshold: uint32(threshold),
		Fragments: uint32(fragments), Issued: uint64(now.UnixMilli()), Expires: uint64(now.Unix()) + 3600}
	if change != nil {
		change(&m)
	}
	return m
}

// offers are what nodes get for a message: one fragment each.
func (o *granter) offers(t testing.TB, m terms.Grant) []*quorum.GrantOffer {
	t.Helper()
	frags, err := umbral.GenerateKeyFrags(o.delegating, o.reading.Public(), o.verifying, int(m.Threshold), int(m.Fragments), true, true)
	if err != nil {
		t.Fatal(err)
	}
	all := make([]*quorum.GrantOffer, len(frags))
	for i, f := range frags {
		all[i] = &quorum.GrantOffer{Owner: o.wallet.Address(), Keys: o.keys(), Capsule: o.capsule.Bytes(), Fragment: f.Bytes(), Grant: m, Signature: signGrant(t, o.wallet, &m)}
	}
	return all
}

func signGrant(t testing.TB, w *chain.Wallet, m terms.Message) []byte {
	t.Helper()
	sig, err := w.SignDigest(terms.GrantDigest(m))
	if err != nil {
		t.Fatal(err)
	}
	return sig
}

func (o *granter) revocation(t testing.TB, at time.Time) *quorum.GrantRevocation {
	t.Helper()
	r := terms.Revocation{ID: o.id(), Issued: uint64(at.UnixMilli())}
	return &quorum.GrantRevocation{Revocation: r, Signature: signGrant(t, o.wallet, &r)}
}

func (o *granter) token(t testing.TB, deadline time.Time) string {
	t.Helper()
	return o.listing(t, nil, deadline)
}

// listing is a token for the grants of one file, or without one of all.
func (o *granter) listing(t testing.TB, file *granter, deadline time.Time) string {
	t.Helper()
	m := terms.GrantList{Owner: o.wallet.Address(), Deadline: uint64(deadline.Unix())}
	if file != nil {
		m.Delegating = file.delegating.Public().Bytes()
	}
	return (&quorum.GrantToken{Message: m, Signature: signGrant(t, o.wallet, &m)}).Header()
}

// opens checks answers' proofs as the reader does, and opens the file key with them.
func (o *granter) opens(t testing.TB, answers ...*quorum.Reencrypted) {
	t.Helper()
	var frags []*umbral.CapsuleFrag
	for _, a := range answers {
		for _, b := range a.Capsules {
			f, err := umbral.DecodeCapsuleFrag(b)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.Verify(o.capsule, o.verifying.Public(), o.delegating.Public(), o.reading.Public()); err != nil {
				t.Fatal(err)
			}
			frags = append(frags, f)
		}
	}
	key, err := umbral.DecryptReencrypted(o.reading, o.delegating.Public(), o.verifying.Public(), o.capsule, frags, o.sealed)
	if err != nil || !bytes.Equal(key, secretText) {
		t.Fatalf("opened to %q, %v", key, err)
	}
}

func (k *keeper) must(t testing.TB, want, method, path string, body any, answer any) {
	t.Helper()
	if got := k.ask(method, path, body, "", answer); got != want {
		t.Fatalf("%s %s: %s, want %s", method, path, got, want)
	}
}

// sound compares the counters with what is there, and opens every grant.
func (s *grantStore) sound(t testing.TB) {
	t.Helper()
	ctx := context.Background()
	var rows, size, owners, keys int64
	sums := make(map[common.Address][2]int64)
	if err := s.db.Each(ctx, `SELECT id, owner, size, held FROM grants`, nil, func(scan func(...any) error) error {
		var id, owner []byte
		var each, held int64
		if err := scan(&id, &owner, &each, &held); err != nil {
			return err
		}
		rows, size = rows+1, size+each
		sum := sums[common.Address(owner)]
		sums[common.Address(owner)] = [2]int64{sum[0] + 1, sum[1] + each}
		g, err := s.get(ctx, [32]byte(id), 0)
		if err == nil && (g == nil || len(g.Fragments) != int(held) || g.Owner != common.Address(owner)) {
			err = fmt.Errorf("grant %x is not what its row says", id)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.db.Each(ctx, `SELECT owner, grants, size FROM owners`, nil, func(scan func(...any) error) error {
		var owner []byte
		var n [2]int64
		err := scan(&owner, &n[0], &n[1])
		owners++
		if err == nil && sums[common.Address(owner)] != n {
			err = fmt.Errorf("owner %x has %d, counted %d", owner, sums[common.Address(owner)], n)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for i := range keyTables {
		var n int64
		if err := s.db.One(ctx, `SELECT count(*) FROM `+keyTable([]byte{byte(i)})).Scan(&n); err != nil {
			t.Fatal(err)
		}
		keys += n
	}
	count, total, _, err := s.totals(ctx)
	if err != nil || count != rows || total != size || keys != rows || owners != int64(len(sums)) {
		t.Fatalf("counted %d grants of %d bytes, there are %d of %d; %d keys; %d owners of %d; %v", count, total, rows, size, keys, owners, len(sums), err)
	}
}

func TestGrantLife(t *testing.T) {
	Databases.Each(t, func(t *testing.T, fresh func() string) {
		k := newKeeper(t, fresh(), newIdentity(t), nil)
		o := newGranter(t)
		start := time.Now()
		m := o.message(2, 3, func(m *terms.Grant) { m.Issued -= 10_000 })
		offers := o.offers(t, m)
		for i, offer := range offers {
			var held struct {
				Grant string
				Held  int
			}
			k.must(t, "ok", "POST", "/v1/grants", offer, &held)
			if held.Held != i+1 || held.Grant != hex.EncodeToString(m.ID[:]) {
				t.Fatalf("held %+v", held)
			}
			k.must(t, "ok", "POST", "/v1/grants", offer, &held) // again is harmless
			if held.Held != i+1 {
				t.Fatalf("a fragment counts twice: %+v", held)
			}
		}
		k.must(t, "ok", "POST", "/v1/grants", otherForm(t, offers[0]), nil) // the same, with a signature of high s
		k.must(t, "quota", "POST", "/v1/grants", o.offers(t, m)[0], nil)    // a fourth of three
		var one, two quorum.Reencrypted
		k.must(t, "ok", "POST", o.path("reencrypt"), nil, &one)
		k.must(t, "ok", "POST", o.path("reencrypt"), []byte(`{"given":{}}`), &two)
		o.opens(t, &one)
		if len(one.Capsules) != 3 || one.Threshold != 2 || one.Fragments != 3 || one.Expires != m.Expires || bytes.Equal(one.Capsules[0], two.Capsules[0]) {
			t.Fatalf("answers %d and %d", len(one.Capsules), len(two.Capsules))
		}

		// Given again: the older fragments are gone, and the older message comes too late.
		later := o.offers(t, o.message(1, 1, func(m *terms.Grant) { m.Issued -= 5_000; m.Expires += 60 }))
		k.must(t, "ok", "POST", "/v1/grants", later[0], nil)
		k.must(t, "ok", "POST", o.path("reencrypt"), nil, &one)
		o.opens(t, &one)
		if len(one.Capsules) != 1 || one.Threshold != 1 {
			t.Fatalf("after granting again: %d fragments", len(one.Capsules))
		}
		k.must(t, "stale-grant", "POST", "/v1/grants", offers[0], nil)
		same := o.offers(t, func() terms.Grant { m := later[0].Grant; m.Expires++; return m }())
		k.must(t, "stale-grant", "POST", "/v1/grants", same[0], nil)
		k.must(t, "stale-grant", "POST", o.path("revoke"), o.revocation(t, start.Add(-7*time.Second)), nil)

		var page quorum.GrantPage
		other := o.again()
		k.must(t, "ok", "POST", "/v1/grants", other.offers(t, other.message(1, 1, nil))[0], nil)
		if got := k.ask("GET", "/v1/grants?limit=1", nil, o.token(t, start.Add(time.Minute)), &page); got != "ok" || len(page.Grants) != 1 || page.Next == "" {
			t.Fatalf("%s: %+v", got, page)
		}
		first := page.Grants[0].Grant.ID
		if got := k.ask("GET", "/v1/grants?after="+page.Next, nil, o.token(t, start.Add(time.Minute)), &page); got != "ok" || len(page.Grants) != 1 || page.Next != "" || page.Grants[0].Grant.ID == first {
			t.Fatalf("%s: %+v", got, page)
		}
		if got := k.ask("GET", "/v1/grants", nil, newGranter(t).token(t, start.Add(time.Minute)), &page); got != "ok" || len(page.Grants) != 0 {
			t.Fatalf("a stranger sees %s, %+v", got, page)
		}

		revocation := o.revocation(t, time.Now())
		k.must(t, "ok", "POST", o.path("revoke"), revocation, nil)
		k.must(t, "unknown-grant", "POST", o.path("reencrypt"), nil, nil)
		k.must(t, "unknown-grant", "POST", o.path("revoke"), revocation, nil)
		for _, offer := range slices.Concat(offers, later) { // each of them was signed before
			k.must(t, "stale-grant", "POST", "/v1/grants", offer, nil)
		}
		k.store.sound(t)
		newer := o.offers(t, o.message(1, 1, func(m *terms.Grant) { m.Issued = revocation.Revocation.Issued + 1 }))
		k.must(t, "ok", "POST", "/v1/grants", newer[0], nil)
		k.must(t, "stale-grant", "POST", o.path("revoke"), revocation, nil)
		k.must(t, "ok", "POST", o.path("reencrypt"), nil, &one)
		o.opens(t, &one)
		k.store.sound(t)
	})
}

// otherForm is an offer whose fragment has another signature of the same message: s is subtracted from the group's order.
// Without knowing a key, a node can make it of its own fragment, and bring it to another node.
func otherForm(t testing.TB, o *quorum.GrantOffer) *quorum.GrantOffer {
	t.Helper()
	other := *o
	other.Fragment = bytes.Clone(o.Fragment)
	s, err := group.DecodeScalar(other.Fragment[210:242]) // of the signature for the proxy
	if err != nil {
		t.Fatal(err)
	}
	copy(other.Fragment[210:], s.Negate(s).Bytes())
	if _, _, err := other.Open(); err != nil {
		t.Fatal(err)
	}
	return &other
}

// A node cannot fill another one with its own fragment in many forms, so that there is no room for that one's.
func TestFragmentTakesOnePlace(t *testing.T) {
	k := newKeeper(t, filepath.Join(t.TempDir(), "grants.db"), newIdentity(t), nil)
	o := newGranter(t)
	offers := o.offers(t, o.message(2, 2, nil))
	changed := *offers[0]
	changed.Fragment = bytes.Clone(changed.Fragment)
	changed.Fragment[280] ^= 1 // of the signature that readers check, and proxies do not
	k.must(t, "bad-fragment", "POST", "/v1/grants", &changed, nil)
	k.must(t, "ok", "POST", "/v1/grants", offers[0], nil)
	k.must(t, "ok", "POST", "/v1/grants", otherForm(t, offers[0]), nil)
	k.must(t, "ok", "POST", "/v1/grants", offers[1], nil)
	var answer quorum.Reencrypted
	k.must(t, "ok", "POST", o.path("reencrypt"), nil, &answer)
	if len(answer.Capsules) != 2 {
		t.Errorf("%d fragments are kept of 2", len(answer.Capsules))
	}
	o.opens(t, &answer)
}

// Each offer, revocation and list that is refused has one fault.
func TestGrantFaults(t *testing.T) {
	k := newKeeper(t, filepath.Join(t.TempDir(), "grants.db"), newIdentity(t), nil)
	o, stranger := newGranter(t), newGranter(t)
	other := o.again()
	sign := func(f *quorum.GrantOffer) { f.Signature = signGrant(t, o.wallet, &f.Grant) }
	for _, c := range []struct {
		name, want string
		fault      func(f *quorum.GrantOffer)
	}{
		{"another id", "wrong-grant", func(f *quorum.GrantOffer) { f.Grant.ID[0] ^= 1; sign(f) }},
		{"another owner's name", "wrong-grant", func(f *quorum.GrantOffer) { f.Owner = stranger.wallet.Address() }},
		{"another reader's key", "wrong-grant", func(f *quorum.GrantOffer) { f.Keys.ReaderKey = stranger.reading.Public().Bytes() }},
		{"another capsule", "wrong-capsule", func(f *quorum.GrantOffer) { f.Capsule = other.capsule.Bytes() }},
		{"a threshold of 0", "malformed", func(f *quorum.GrantOffer) { f.Grant.Threshold = 0; sign(f) }},
		{"33 fragments", "malformed", func(f *quorum.GrantOffer) { f.Grant.Fragments = 33; sign(f) }},
		{"a chain without a policy", "malformed", func(f *quorum.GrantOffer) { f.Grant.ChainID = *uint256.NewInt(1); sign(f) }},
		{"issued long ago", "expired", func(f *quorum.GrantOffer) { f.Grant.Issued -= 3_661_000; sign(f) }},
		{"issued tomorrow", "too-far", func(f *quorum.GrantOffer) { f.Grant.Issued += 70_000; sign(f) }},
		{"signed by a stranger", "bad-signature", func(f *quorum.GrantOffer) { f.Signature = signGrant(t, stranger.wallet, &f.Grant) }},
		{"forged", "bad-signature", func(f *quorum.GrantOffer) { f.Signature[40] ^= 1 }},
		{"another expiry than was signed", "bad-signature", func(f *quorum.GrantOffer) { f.Grant.Expires++ }},
		{"a domain with a chain", "bad-signature", func(f *quorum.GrantOffer) {
			digest := terms.Digest(terms.Domain{ChainID: *uint256.NewInt(31337)}, &f.Grant)
			f.Signature, _ = o.wallet.SignDigest(digest)
		}},
		{"a policy about another chain", "wrong-chain", func(f *quorum.GrantOffer) {
			f.Grant.Policy, f.Grant.ChainID = "true", *uint256.NewInt(5)
			sign(f)
		}},
		{"a capsule that does not check", "bad-capsule", func(f *quorum.GrantOffer) {
			f.Capsule[len(f.Capsule)-1] ^= 1
			f.Grant.Capsule = group.Keccak256(f.Capsule)
			sign(f)
		}},
		{"a fragment of another file", "bad-fragment", func(f *quorum.GrantOffer) {
			f.Fragment = other.offers(t, other.message(1, 1, nil))[0].Fragment
		}},
		{"a fragment of another owner", "bad-fragment", func(f *quorum.GrantOffer) {
			mixed := *o
			mixed.verifying = stranger.verifying
			f.Fragment = mixed.offers(t, f.Grant)[0].Fragment
		}},
		{"a fragment for another reader", "bad-fragment", func(f *quorum.GrantOffer) {
			mixed := *o
			mixed.reading = stranger.reading
			f.Fragment = mixed.offers(t, f.Grant)[0].Fragment
		}},
		{"a fragment without flags", "bad-fragment", func(f *quorum.GrantOffer) {
			frags, err := umbral.GenerateKeyFrags(o.delegating, o.reading.Public(), o.verifying, 1, 1, false, true)
			if err != nil {
				t.Fatal(err)
			}
			f.Fragment = frags[0].Bytes()
		}},
		{"a changed fragment", "bad-fragment", func(f *quorum.GrantOffer) { f.Fragment[100] ^= 1 }},
		{"a long fragment", "malformed", func(f *quorum.GrantOffer) { f.Fragment = append(f.Fragment, 0) }},
		{"a short key", "malformed", func(f *quorum.GrantOffer) { f.Keys.Delegating = f.Keys.Delegating[1:] }},
		{"a long signature", "malformed", func(f *quorum.GrantOffer) { f.Signature = append(f.Signature, 0) }},
	} {
		f := o.offers(t, o.message(1, 2, nil))[0]
		c.fault(f)
		if got := k.ask("POST", "/v1/grants", f, "", nil); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	if got := k.ask("POST", "/v1/grants", bytes.Repeat([]byte(" "), quorum.MaxGrantRequest+1), "", nil); got != "too-large" {
		t.Errorf("a large body: %s", got)
	}
	k.store.sound(t)

	k.must(t, "ok", "POST", "/v1/grants", o.offers(t, o.message(1, 1, nil))[0], nil)
	foreign := o.revocation(t, time.Now())
	foreign.Signature = signGrant(t, stranger.wallet, &foreign.Revocation)
	k.must(t, "bad-signature", "POST", o.path("revoke"), foreign, nil)
	forged := o.revocation(t, time.Now())
	forged.Signature[3] ^= 1
	k.must(t, "bad-signature", "POST", o.path("revoke"), forged, nil)
	k.must(t, "malformed", "POST", other.path("revoke"), o.revocation(t, time.Now()), nil)
	k.must(t, "expired", "POST", o.path("revoke"), o.revocation(t, time.Now().Add(-2*time.Hour)), nil)
	k.must(t, "malformed", "POST", "/v1/grants/ABCD/reencrypt", nil, nil)
	k.must(t, "unknown-grant", "POST", other.path("reencrypt"), nil, nil)
	k.must(t, "malformed", "POST", o.path("reencrypt"), []byte(`{"given":[]}`), nil)
	for header, want := range map[string]string{"": "bad-signature", "Bearer x": "bad-signature", "Latchkey !!": "bad-signature",
		o.token(t, time.Now().Add(-time.Hour)): "expired", o.token(t, time.Now().Add(3*time.Hour)): "too-far",
		strings.Replace(o.token(t, time.Now().Add(time.Minute)), "ey", "ez", 1): "bad-signature"} {
		if got := k.ask("GET", "/v1/grants", nil, header, nil); got != want {
			t.Errorf("a list with %q: %s, want %s", header, got, want)
		}
	}
	k.must(t, "ok", "POST", o.path("reencrypt"), nil, nil)

	closed := newKeeper(t, filepath.Join(t.TempDir(), "grants.db"), newIdentity(t), func(g *Grants) { g.Owners = []common.Address{stranger.wallet.Address()} })
	closed.must(t, "grants-closed", "POST", "/v1/grants", o.offers(t, o.message(1, 1, nil))[0], nil)
	closed.must(t, "ok", "POST", "/v1/grants", stranger.offers(t, stranger.message(1, 1, nil))[0], nil)
	var none *grants
	mux := http.NewServeMux()
	none.routes(mux, humago.New(mux, huma.DefaultConfig("", "")), slog.New(slog.DiscardHandler))
	(&keeper{nil, mux}).must(t, "grants-closed", "POST", o.path("reencrypt"), nil, nil)
}

// A token for one file, which goes to whatever nodes that file names, lists the grants of no other.
func TestListOfOneFile(t *testing.T) {
	k := newKeeper(t, filepath.Join(t.TempDir(), "grants.db"), newIdentity(t), nil)
	o := newGranter(t)
	files := []*granter{o}
	for range 6 {
		files = append(files, o.again())
	}
	second := *o // another reader of the first file
	second.reading = umbral.GenerateKey()
	for _, f := range append(files, &second) {
		k.must(t, "ok", "POST", "/v1/grants", f.offers(t, f.message(1, 1, nil))[0], nil)
	}
	server := httptest.NewServer(k)
	defer server.Close()
	for _, limit := range []int{1, 2, 100} {
		for i, f := range append(files, nil) {
			var got []*quorum.HeldGrant
			for after := ""; ; {
				var page quorum.GrantPage
				path := fmt.Sprintf("/v1/grants?limit=%d&after=%s", limit, after)
				if answer := k.ask("GET", path, nil, o.listing(t, f, time.Now()), &page); answer != "ok" {
					t.Fatal(answer)
				}
				got = append(got, page.Grants...)
				if after = page.Next; after == "" {
					break
				}
			}
			want := 1
			if i == 0 {
				want = 2
			}
			if f == nil {
				want = 8
			}
			if len(got) != want {
				t.Errorf("file %d, limit %d: %d grants, want %d", i, limit, len(got), want)
			}
			for _, g := range got {
				if f != nil && !bytes.Equal(g.Keys.Delegating, f.delegating.Public().Bytes()) {
					t.Errorf("file %d: another file's grant is listed", i)
				}
			}
		}
	}
	m := terms.GrantList{Owner: o.wallet.Address(), Delegating: o.delegating.Public().Bytes(), Deadline: uint64(time.Now().Unix())}
	token := &quorum.GrantToken{Message: m, Signature: signGrant(t, o.wallet, &m)}
	if got, err := quorum.NewClient(nil, 0).Grants(t.Context(), server.URL, token); err != nil || len(got) != 2 {
		t.Errorf("the client gets %d, %v", len(got), err)
	}
}

func TestGrantPolicyMustBeTrueToo(t *testing.T) {
	k := newKeeper(t, filepath.Join(t.TempDir(), "grants.db"), newIdentity(t), nil)
	o := newGranter(t)
	m := o.message(1, 1, func(m *terms.Grant) { m.Policy, m.ChainID = "given.say == 'please'", *uint256.NewInt(31337) })
	k.must(t, "ok", "POST", "/v1/grants", o.offers(t, m)[0], nil)
	k.must(t, "policy-false", "POST", o.path("reencrypt"), nil, nil)
	var answer quorum.Reencrypted
	k.must(t, "ok", "POST", o.path("reencrypt"), []byte(`{"given":{"say":"please"}}`), &answer)
	o.opens(t, &answer)

	// Revoked while the policy was evaluated, it is not answered for.
	k.meets = func(context.Context, *terms.Grant, map[string]json.RawMessage) error {
		k.must(t, "ok", "POST", o.path("revoke"), o.revocation(t, time.Now()), nil)
		return nil
	}
	k.must(t, "unknown-grant", "POST", o.path("reencrypt"), nil, nil)
}

// Policies that take as long as they can, which anybody may write, keep nobody from revoking, nor from what has no policy.
func TestSlowPoliciesLeaveRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKeeper(t, filepath.Join(t.TempDir(), "grants.db"), newIdentity(t), nil)
		slow, plain := newGranter(t), newGranter(t)
		m := slow.message(1, 1, func(m *terms.Grant) { m.Policy, m.ChainID = "true", *uint256.NewInt(31337) })
		k.must(t, "ok", "POST", "/v1/grants", slow.offers(t, m)[0], nil)
		k.must(t, "ok", "POST", "/v1/grants", plain.offers(t, plain.message(1, 1, nil))[0], nil)
		over := make(chan struct{})
		end := sync.OnceFunc(func() { close(over) })
		defer end()
		k.meets = func(context.Context, *terms.Grant, map[string]json.RawMessage) error {
			<-over
			return nil
		}
		var asking sync.WaitGroup
		for range cap(k.slots) {
			asking.Go(func() { k.ask("POST", slow.path("reencrypt"), nil, "", nil) })
		}
		synctest.Wait()
		k.must(t, "busy", "POST", slow.path("reencrypt"), nil, nil)
		k.must(t, "ok", "POST", plain.path("reencrypt"), nil, nil)
		for range cap(k.slots) - len(k.slots) {
			k.slots <- struct{}{} // whatever else there is to do
		}
		k.must(t, "busy", "POST", plain.path("reencrypt"), nil, nil)
		if got := k.ask("POST", slow.path("revoke"), slow.revocation(t, time.Now()), "", nil); got != "ok" {
			t.Errorf("revoking: %s", got)
		}
		for range cap(k.slots) / 2 {
			<-k.slots
		}
		end()
		asking.Wait()
		k.close()
	})
}

func TestReaders(t *testing.T) {
	Databases.Each(t, func(t *testing.T, fresh func() string) {
		k := newKeeper(t, fresh(), newIdentity(t), func(g *Grants) { g.Readers = 2 })
		entry := func(o *granter) *quorum.ReaderEntry {
			r := terms.Reader{Account: o.readerWallet.Address(), ReaderKey: o.reading.Public().Bytes()}
			return &quorum.ReaderEntry{Reader: r, Signature: signGrant(t, o.readerWallet, &r)}
		}
		o := newGranter(t)
		e := entry(o)
		at := "/v1/readers/" + lower(e.Reader.Account)
		k.must(t, "unknown-reader", "GET", at, nil, nil)
		k.must(t, "ok", "POST", "/v1/readers", e, nil)
		k.must(t, "ok", "POST", "/v1/readers", e, nil)
		var back json.RawMessage
		k.must(t, "ok", "GET", at, nil, &back)
		if got, err := quorum.DecodeReaderEntry(back); err != nil || !bytes.Equal(got.Reader.ReaderKey, e.Reader.ReaderKey) {
			t.Fatalf("%s: %v", back, err)
		}
		second := *o
		second.reading = umbral.GenerateKey()
		k.must(t, "wrong-reader", "POST", "/v1/readers", entry(&second), nil)
		forged := entry(newGranter(t))
		forged.Signature = e.Signature
		k.must(t, "bad-signature", "POST", "/v1/readers", forged, nil)
		k.must(t, "malformed", "GET", "/v1/readers/"+e.Reader.Account.Hex(), nil, nil)
		k.must(t, "ok", "POST", "/v1/readers", entry(newGranter(t)), nil)
		k.must(t, "quota", "POST", "/v1/readers", entry(newGranter(t)), nil)
		k.must(t, "ok", "POST", "/v1/readers", e, nil)
	})
}

// A grant is answered for up to the second in which it expires, and is gone within a minute.
func TestGrantExpiry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		k := newKeeper(t, filepath.Join(dir, "grants.db"), newIdentity(t), nil)
		ctx, cancel := context.WithCancel(t.Context())
		var keeping sync.WaitGroup
		keeping.Go(func() { k.keep(ctx) })
		o := newGranter(t)
		m := o.message(1, 1, func(m *terms.Grant) { m.Expires = uint64(time.Now().Unix()) + 100 })
		offer := o.offers(t, m)[0]
		k.must(t, "ok", "POST", "/v1/grants", offer, nil)
		body, key := k.row(t, m.ID)
		time.Sleep(time.Until(time.Unix(int64(m.Expires), 0)) - time.Nanosecond)
		k.must(t, "ok", "POST", o.path("reencrypt"), nil, nil)
		time.Sleep(time.Nanosecond)
		k.must(t, "unknown-grant", "POST", o.path("reencrypt"), nil, nil)
		k.must(t, "expired", "POST", "/v1/grants", offer, nil)
		var page quorum.GrantPage
		if got := k.ask("GET", "/v1/grants", nil, o.token(t, time.Now()), &page); got != "ok" || len(page.Grants) != 0 {
			t.Errorf("the list has it still: %s, %d", got, len(page.Grants))
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if onDisk(t, dir, body) || onDisk(t, dir, key) {
			t.Error("it is on disk a minute later")
		}
		if n := k.count.Load(); n != 0 {
			t.Errorf("%d grants are counted", n)
		}
		k.store.sound(t)

		// A revocation is remembered while what it revoked could be stored, and no longer.
		m = o.message(1, 1, func(m *terms.Grant) { m.Expires += 1 << 20 })
		again := o.offers(t, m)[0]
		k.must(t, "ok", "POST", "/v1/grants", again, nil)
		k.must(t, "ok", "POST", o.path("revoke"), o.revocation(t, time.Now().Add(time.Minute)), nil)
		for range 62 {
			if got := k.ask("POST", "/v1/grants", again, "", nil); got != "stale-grant" && got != "expired" {
				t.Fatal(got)
			}
			time.Sleep(time.Minute)
		}
		k.must(t, "expired", "POST", "/v1/grants", again, nil)
		time.Sleep(time.Hour)
		synctest.Wait()
		var kept int
		if err := k.store.db.One(t.Context(), `SELECT count(*) FROM revoked`).Scan(&kept); err != nil || kept != 0 {
			t.Errorf("%d revocations are remembered, %v", kept, err)
		}
		cancel()
		keeping.Wait()
		k.close()
	})
}

// row reads what the database has of a grant.
func (k *keeper) row(t testing.TB, id [32]byte) (body, key []byte) {
	t.Helper()
	if err := k.store.db.One(context.Background(), `SELECT g.body, k.key FROM grants g JOIN `+keyTable(id[:])+` k ON k.id = g.id WHERE g.id = ?`, id[:]).Scan(&body, &key); err != nil {
		t.Fatal(err)
	}
	return body, key
}

// onDisk reports whether any 16 bytes of one of those are in a file of the folder.
func onDisk(t testing.TB, dir string, what ...[]byte) bool {
	t.Helper()
	found := false
	if err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || err == nil && !d.Type().IsRegular() {
			return nil
		}
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		for _, w := range what {
			for i := 0; i+16 <= len(w) && !found; i += 16 {
				found = bytes.Contains(data, w[i:i+16])
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return found
}

// Revoked is gone from disk, by its key: the database's raw files are searched. Nothing of a fragment is ever there in the clear.
func TestRevokedIsGoneFromDisk(t *testing.T) {
	Databases.Each(t, func(t *testing.T, fresh func() string) {
		where := fresh()
		k := newKeeper(t, where, newIdentity(t), nil)
		dir, postgres := filepath.Dir(where), database.IsURL(where)
		written := func() {
			if !postgres {
				return
			}
			// The tables' files; what PostgreSQL's log has is told in docs/operate.md.
			dir = filepath.Join(Databases.Data(), "base")
			if _, err := k.store.db.ExecContext(t.Context(), `CHECKPOINT`); err != nil {
				t.Fatal(err)
			}
		}
		o := newGranter(t)
		var files []*granter
		var offers []*quorum.GrantOffer
		for range 30 {
			file := o.again()
			for file.id()[0] != o.id()[0] { // so that their keys lie side by side
				file = o.again()
			}
			offer := file.offers(t, file.message(1, 1, nil))[0]
			k.must(t, "ok", "POST", "/v1/grants", offer, nil)
			files, offers = append(files, file), append(offers, offer)
		}
		written()
		for _, i := range []int{0, 15, 29} {
			body, key := k.row(t, files[i].id())
			if !onDisk(t, dir, body) || !onDisk(t, dir, key) {
				t.Fatal("what is stored is not found on disk: the search finds nothing")
			}
			rk := offers[i].Fragment[73:105] // after the arrays, the parameter, and the id
			if onDisk(t, dir, rk) || onDisk(t, dir, offers[i].Fragment[40:72]) {
				t.Fatal("a fragment is on disk in the clear")
			}
			k.must(t, "ok", "POST", files[i].path("revoke"), files[i].revocation(t, time.Now()), nil)
			written()
			if onDisk(t, dir, key) {
				t.Error("the key of a revoked grant is on disk")
			}
		}
		// What is given again leaves nothing of what it was.
		_, key := k.row(t, files[1].id())
		k.must(t, "ok", "POST", "/v1/grants", files[1].offers(t, files[1].message(1, 1, func(m *terms.Grant) { m.Issued += 20_000 }))[0], nil)
		written()
		if onDisk(t, dir, key) {
			t.Error("the key of a grant that was replaced is on disk")
		}
		if now, _ := k.row(t, files[2].id()); !onDisk(t, dir, now) {
			t.Error("a grant that was not revoked is gone")
		}
		k.store.sound(t)
	})
}

// Nor does a key stay that is erased among many: SQLite moves rows from page to page, and leaves where they were what it does
// not know to be a copy of what is deleted later.
func TestErasedAmongManyIsGoneFromDisk(t *testing.T) {
	dir := t.TempDir()
	k := newKeeper(t, filepath.Join(dir, "grants.db"), newIdentity(t), nil)
	o := newGranter(t)
	offer := o.offers(t, o.message(1, 1, nil))[0]
	ids := make(map[[32]byte]bool)
	erased := make(map[[16]byte]bool)
	for range 60 {
		if err := k.store.db.Write(t.Context(), func(tx *database.Tx) error {
			one := func() *storedGrant {
				g := &storedGrant{Owner: o.wallet.Address(), Keys: offer.Keys, Capsule: offer.Capsule, Message: offer.Grant, Signature: offer.Signature,
					Fragments: [][]byte{offer.Fragment}}
				rand.Read(g.Message.ID[:])
				g.Message.ID[0] &= 1 // two tables of keys, so that they are of many pages
				g.Message.Policy = strings.Repeat("x", mathrand.IntN(1500))
				return g
			}
			for range 50 {
				g := one()
				if err := k.store.write(tx, g, nil); err != nil {
					return err
				}
				ids[g.Message.ID] = true
			}
			changes := 40
			for id := range ids { // in no order
				if changes--; changes < 0 {
					return nil
				}
				var key []byte
				var size int64
				if err := tx.One(`SELECT g.size, k.key FROM grants g JOIN `+keyTable(id[:])+` k ON k.id = g.id WHERE g.id = ?`, id[:]).Scan(&size, &key); err != nil {
					return err
				}
				for ; len(key) >= 16; key = key[16:] {
					erased[[16]byte(key)] = true
				}
				if changes%4 == 0 { // given again
					g := one()
					g.Message.ID = id
					if err := errors.Join(k.store.write(tx, g, g), k.store.toErase(tx, id[:])); err != nil {
						return err
					}
					continue
				}
				if err := k.store.remove(tx, id[:], o.wallet.Address(), size); err != nil {
					return err
				}
				delete(ids, id)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := k.store.erase(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"grants.db", "grants.db-wal", "grants.db-shm"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for i := range max(0, len(data)-15) {
			if erased[[16]byte(data[i:i+16])] {
				found++
			}
		}
		if found > 0 {
			t.Errorf("%d of %d parts of what was erased are in %s", found, len(erased), name)
		}
	}
	k.store.sound(t)
}

// Many at once do not get past a quota, of an owner's or the node's, at two replicas neither.
func TestGrantQuotasAtOnce(t *testing.T) {
	Databases.Each(t, func(t *testing.T, fresh func() string) {
		where, identity := fresh(), newIdentity(t)
		limit := func(g *Grants) { g.PerOwner, g.Most = 5, 8 }
		keepers := []*keeper{newKeeper(t, where, identity, limit), newKeeper(t, where, identity, limit)}
		outcomes := make(map[string]int)
		var mu sync.Mutex
		for _, o := range []*granter{newGranter(t), newGranter(t)} {
			var all sync.WaitGroup
			for i := range 16 {
				file := o.again()
				offer := file.offers(t, file.message(1, 1, nil))[0]
				all.Go(func() {
					got := keepers[i%2].ask("POST", "/v1/grants", offer, "", nil)
					mu.Lock()
					defer mu.Unlock()
					outcomes[got]++
				})
			}
			all.Wait()
		}
		if outcomes["ok"] != 8 || outcomes["quota"] != 24 {
			t.Errorf("outcomes %v", outcomes)
		}
		keepers[0].store.sound(t)
	})
	// Bytes count too, and are given back.
	k := newKeeper(t, filepath.Join(t.TempDir(), "grants.db"), newIdentity(t), func(g *Grants) { g.BytesPerOwner = 2600 })
	o := newGranter(t)
	second := o.again()
	third := o.again()
	for _, file := range []*granter{o, second} {
		k.must(t, "ok", "POST", "/v1/grants", file.offers(t, file.message(1, 1, nil))[0], nil)
	}
	k.must(t, "quota", "POST", "/v1/grants", third.offers(t, third.message(1, 1, nil))[0], nil)
	k.must(t, "ok", "POST", o.path("revoke"), o.revocation(t, time.Now()), nil)
	k.must(t, "ok", "POST", "/v1/grants", third.offers(t, third.message(1, 1, nil))[0], nil)
	k.store.sound(t)
}

// Replicas share a database: what one revokes, the other does not answer for from then on.
func TestGrantReplicas(t *testing.T) {
	where, identity := Databases.URL(t), newIdentity(t)
	one, two := newKeeper(t, where, identity, nil), newKeeper(t, where, identity, nil)
	var all sync.WaitGroup
	for range 4 {
		o := newGranter(t)
		all.Go(func() {
			for range 3 {
				file := o.again()
				offer := file.offers(t, file.message(1, 1, nil))[0]
				var answer quorum.Reencrypted
				for _, step := range []struct {
					at         *keeper
					want, path string
					body       any
				}{
					{one, "ok", "/v1/grants", offer}, {two, "ok", file.path("reencrypt"), nil},
					{two, "ok", file.path("revoke"), file.revocation(t, time.Now())},
					{one, "unknown-grant", file.path("reencrypt"), nil}, {one, "stale-grant", "/v1/grants", offer},
				} {
					var into any
					if step.want == "ok" && step.body == nil {
						into = &answer
					}
					if got := step.at.ask("POST", step.path, step.body, "", into); got != step.want {
						t.Errorf("%s: %s, want %s", step.path, got, step.want)
					}
				}
				file.opens(t, &answer)
			}
		})
	}
	all.Wait()
	one.store.sound(t)
	if _, err := newGrants(t.Context(), Grants{On: true, Database: where}, "", newIdentity(t), 1, time.Now, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "another node's folder") {
		t.Errorf("another node's folder: %v", err)
	}
}

// A database that fails is told, and the node is ready again when it answers.
func TestGrantsReadiness(t *testing.T) {
	k := newKeeper(t, Databases.URL(t), newIdentity(t), nil)
	k.tend(t.Context())
	if err := k.ready(); err != nil {
		t.Fatal(err)
	}
	if _, err := k.store.db.ExecContext(t.Context(), `ALTER TABLE keeper RENAME TO away`); err != nil {
		t.Fatal(err)
	}
	k.tend(t.Context())
	if k.ready() == nil {
		t.Error("ready without its tables")
	}
	if _, err := k.store.db.ExecContext(t.Context(), `ALTER TABLE away RENAME TO keeper`); err != nil {
		t.Fatal(err)
	}
	k.tend(t.Context())
	if err := k.ready(); err != nil {
		t.Error(err)
	}
}

// What is stored comes back as it was, and nothing shorter does.
func TestStoredGrantForm(t *testing.T) {
	o := newGranter(t)
	for _, policy := range []string{"", "true", strings.Repeat("x", terms.MaxPolicy)} {
		m := o.message(2, 3, func(m *terms.Grant) { m.Policy, m.ChainID = policy, *uint256.NewInt(1).Lsh(uint256.NewInt(1), 200) })
		g := &storedGrant{Owner: o.wallet.Address(), Keys: o.keys(), Capsule: o.capsule.Bytes(), Message: m, Signature: signGrant(t, o.wallet, &m)}
		for _, f := range o.offers(t, m) {
			g.Fragments = append(g.Fragments, f.Fragment)
		}
		form := g.encode()
		back := decodeStored(form)
		if back == nil || !bytes.Equal(back.encode(), form) || terms.GrantDigest(&back.Message) != terms.GrantDigest(&m) || len(back.Fragments) != 3 {
			t.Fatal("what comes back is another grant")
		}
		for n := range len(form) - len(policy) {
			if decodeStored(form[:n]) != nil {
				t.Fatalf("%d of %d bytes decode", n, len(form))
			}
		}
	}
}
