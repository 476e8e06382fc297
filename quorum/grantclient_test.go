package quorum

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/latchkey-network/latchkey/crypto/umbral"
	"github.com/latchkey-network/latchkey/terms"
)

// keeper answers for one grant as a node does, or as a bad one.
type keeper struct {
	offers    []*GrantOffer
	threshold uint32                    // told instead of the true one, unless 0
	spoil     func(cfrag []byte) []byte // changes what is answered, unless nil
	problem   ProblemType               // answered instead, unless empty
	wait      <-chan struct{}           // ends before it answers, unless nil
}

func (k *keeper) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body) // the server sees the end of a connection only behind it
	if k.wait != nil {
		select {
		case <-k.wait:
		case <-r.Context().Done():
			return
		}
	}
	if _, err := DecodeReencrypt(body); err != nil {
		k.problem = problemType(err)
	}
	if k.problem != "" {
		p := (&Problem{Type: k.problem}).Complete()
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(p.Status)
		json.NewEncoder(w).Encode(p)
		return
	}
	g := &k.offers[0].Grant
	if r.Method != http.MethodPost || r.URL.Path != "/v1/grants/"+hex.EncodeToString(g.ID[:])+"/reencrypt" {
		http.NotFound(w, r)
		return
	}
	answer := &Reencrypted{ID: g.ID, Threshold: g.Threshold, Fragments: g.Fragments, Expires: g.Expires}
	if k.threshold != 0 {
		answer.Threshold = k.threshold
	}
	for _, o := range k.offers {
		capsule, frag, err := o.Open()
		if err != nil {
			http.Error(w, err.Error(), http.StatusTeapot)
			return
		}
		b := umbral.Reencrypt(capsule, frag).Bytes()
		if k.spoil != nil {
			b = k.spoil(b)
		}
		answer.Capsules = append(answer.Capsules, b)
	}
	json.NewEncoder(w).Encode(answer)
}

// granted is the file, at these nodes.
func (g *granter) granted(t *testing.T, keepers ...*keeper) *Granted {
	t.Helper()
	f := &Granted{Owner: g.owner(), Delegating: g.delegating.Public(), Verifying: g.verifying.Public(), Capsule: g.capsule, Sealed: g.sealed}
	for _, k := range keepers {
		s := httptest.NewServer(k)
		t.Cleanup(s.Close)
		f.Nodes = append(f.Nodes, s.URL)
	}
	return f
}

// flip changes the z of a capsule fragment's proof.
func flip(b []byte) []byte { b[300] ^= 1; return b }

// A threshold of good fragments opens, whatever the others do; who lies is named.
func TestOpenGrant(t *testing.T) {
	g := newGranter(t)
	now := g.offers(t, 3, 5, issued, "")
	old := g.offers(t, 3, 5, issued-1, "")
	one := func(o *GrantOffer) *keeper { return &keeper{offers: []*GrantOffer{o}} }
	never := make(chan struct{})
	other := newGranter(t).offers(t, 1, 1, issued, "")[0]
	strange := func([]byte) []byte {
		capsule, frag, err := other.Open()
		if err != nil {
			panic(err)
		}
		return umbral.Reencrypt(capsule, frag).Bytes()
	}
	for _, c := range []struct {
		name  string
		nodes []*keeper
		wrong []int // who lies, from 1
		want  error
	}{
		{"all good", []*keeper{one(now[0]), one(now[1]), one(now[2]), one(now[3]), one(now[4])}, nil, nil},
		{"one node with all", []*keeper{{offers: now}}, nil, nil},
		{"two liars", []*keeper{{offers: now[:1], spoil: flip}, {offers: now[1:2], spoil: flip}, one(now[2]), one(now[3]), one(now[4])}, []int{1, 2}, nil},
		{"fragment of another file", []*keeper{{offers: now[:1], spoil: strange}, one(now[1]), one(now[2]), one(now[3])}, []int{1}, nil},
		{"junk", []*keeper{{offers: now[:1], spoil: func([]byte) []byte { return []byte("junk") }}, one(now[1]), one(now[2]), one(now[3])}, []int{1}, nil},
		{"a wrong copy comes before", []*keeper{{offers: now[:1], spoil: flip}, one(now[0]), one(now[1]), one(now[2])}, []int{1}, nil},
		{"the same fragment twice", []*keeper{one(now[0]), one(now[0]), one(now[1]), one(now[2])}, nil, nil},
		{"an older set", []*keeper{one(old[0]), one(old[1]), one(now[2]), one(now[3]), one(now[4])}, nil, nil},
		{"threshold told too low", []*keeper{{offers: now[:1], threshold: 1}, {offers: now[1:2], threshold: 2}, one(now[2])}, nil, nil},
		{"threshold told too high", []*keeper{{offers: now[:1], threshold: 30}, one(now[1]), one(now[2])}, nil, nil},
		{"one hangs", []*keeper{{offers: now[:1], wait: never}, one(now[1]), one(now[2]), one(now[3])}, nil, nil},
		{"two are silent", []*keeper{{problem: Busy}, {problem: Internal}, one(now[2]), one(now[3]), one(now[4])}, nil, nil},

		{"revoked at most", []*keeper{{problem: UnknownGrant}, {problem: UnknownGrant}, {problem: UnknownGrant}, one(now[3]), one(now[4])}, nil, ErrNotGranted},
		{"policy is false", []*keeper{{problem: PolicyFalse}, one(now[1]), one(now[2])}, nil, ErrNotGranted},
		{"nothing is known", []*keeper{{problem: UnknownGrant}, {problem: UnknownGrant}, {problem: UnknownGrant}}, nil, ErrNotGranted},
		{"one knows nothing", []*keeper{{problem: UnknownGrant}, {problem: Busy}, {problem: Busy}}, nil, ErrTooFew},
		{"too few", []*keeper{one(now[0]), one(now[1]), {problem: Busy}}, nil, ErrTooFew},
		{"two sets, both too few", []*keeper{one(old[0]), one(old[1]), one(now[2]), one(now[3])}, nil, ErrTooFew},
		{"liars make it too few", []*keeper{one(now[0]), one(now[1]), {offers: now[2:3], spoil: flip}}, []int{3}, ErrTooFew},
		{"no nodes", nil, nil, ErrTooFew},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := NewClient(nil, 0).OpenGrant(t.Context(), g.granted(t, c.nodes...), g.reader, nil, 10*time.Millisecond)
			var answers []Answer
			if c.want == nil {
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(got.FileKey, g.fileKey) {
					t.Errorf("file key is %x", got.FileKey)
				}
				answers = got.Answers
			} else {
				var failed *OpenError
				if !errors.Is(err, c.want) || !errors.As(err, &failed) {
					t.Fatalf("error is %v, want %v", err, c.want)
				}
				answers = failed.Answers
			}
			for _, a := range answers {
				if w := (*WrongFragment)(nil); errors.As(a.Err, &w) != slices.Contains(c.wrong, a.Index) && (c.want != nil || errors.As(a.Err, &w)) {
					t.Errorf("node %d: %v", a.Index, a.Err)
				}
			}
		})
	}
	// A file whose ciphertext is another's opens for nobody, and no node is blamed.
	f := g.granted(t, &keeper{offers: now})
	f.Sealed = newGranter(t).sealed
	_, err := NewClient(nil, 0).OpenGrant(t.Context(), f, g.reader, nil, 0)
	if failed := (*OpenError)(nil); !errors.Is(err, ErrSealedWrong) || !errors.As(err, &failed) || failed.Answers[0].Err != nil {
		t.Errorf("another ciphertext: %v", err)
	}
}

// A node that is not asked may have a fragment: the others alone do not make it a refusal, unless they are enough among all.
func TestOpenGrantRefused(t *testing.T) {
	g := newGranter(t)
	has := &keeper{offers: g.offers(t, 1, 1, issued, "")}
	no := &keeper{problem: PolicyFalse}
	unasked := errors.New("was not asked")
	for _, c := range []struct {
		name    string
		nodes   []*keeper
		refused int // the first ones
		want    error
	}{
		{"two not asked, two refuse", []*keeper{has, has, no, no}, 2, ErrTooFew},
		{"one not asked, two refuse", []*keeper{has, no, no}, 1, ErrNotGranted},
		{"none asked", []*keeper{has, has}, 2, ErrTooFew},
		{"one asked", []*keeper{has, has, has, has}, 3, nil},
	} {
		f := g.granted(t, c.nodes...)
		f.Refuse = func(node string) error {
			if slices.Contains(f.Nodes[:c.refused], node) {
				return unasked
			}
			return nil
		}
		got, err := NewClient(nil, 0).OpenGrant(t.Context(), f, g.reader, nil, time.Minute)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var failed *OpenError
		answers := []Answer(nil)
		if errors.As(err, &failed) {
			answers = failed.Answers
		} else {
			answers = got.Answers
		}
		for _, a := range answers {
			if errors.Is(a.Err, unasked) != (a.Index <= c.refused) {
				t.Errorf("%s: node %d: %v", c.name, a.Index, a.Err)
			}
		}
	}
}

// A node that hangs does not hold up a refusal, and one that is only slow is waited for: with a threshold of what came, and
// without.
func TestOpenGrantWaits(t *testing.T) {
	g := newGranter(t)
	now := g.offers(t, 2, 3, issued, "")
	three := g.offers(t, 3, 4, issued, "")
	single := g.offers(t, 1, 1, issued, "")
	unknown := &keeper{problem: UnknownGrant}
	for _, c := range []struct {
		name  string
		nodes func(slow <-chan struct{}) []*keeper
		want  error
		after time.Duration // when it is known at the latest, with a hedge of 1 s
	}{
		{"two refuse, one hangs", func(slow <-chan struct{}) []*keeper {
			return []*keeper{unknown, {problem: PolicyFalse}, {offers: now[:1], wait: slow}}
		}, ErrNotGranted, grantPatience * time.Second},
		{"one gives of three, two refuse, one hangs", func(slow <-chan struct{}) []*keeper {
			return []*keeper{{offers: three[:1]}, unknown, unknown, {offers: three[1:2], wait: slow}}
		}, ErrNotGranted, grantPatience * time.Second},
		{"the only one that has it is slow", func(slow <-chan struct{}) []*keeper {
			return []*keeper{unknown, unknown, {offers: single, wait: slow}}
		}, nil, 2 * time.Second},
		{"one gives, one refuses, one is slow", func(slow <-chan struct{}) []*keeper {
			return []*keeper{{offers: now[:1]}, unknown, {offers: now[1:2], wait: slow}}
		}, nil, 10 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				slow := make(chan struct{})
				if c.want == nil {
					time.AfterFunc(c.after, func() { close(slow) })
				}
				client := NewClient(&direct{c.nodes(slow)}, 0)
				f := &Granted{Owner: g.owner(), Delegating: g.delegating.Public(), Verifying: g.verifying.Public(), Capsule: g.capsule, Sealed: g.sealed}
				for i := range c.nodes(slow) {
					f.Nodes = append(f.Nodes, fmt.Sprintf("http://node%d.example", i))
				}
				began := time.Now()
				got, err := client.OpenGrant(t.Context(), f, g.reader, nil, time.Second)
				if !errors.Is(err, c.want) || c.want == nil && !bytes.Equal(got.FileKey, g.fileKey) {
					t.Errorf("%v, %v", got, err)
				}
				if took := time.Since(began); took != c.after {
					t.Errorf("after %v, want %v", took, c.after)
				}
			})
		})
	}
}

// direct asks handlers by their numbers, http://node0.example, without a network.
type direct struct{ nodes []*keeper }

func (d *direct) RoundTrip(r *http.Request) (*http.Response, error) {
	var i int
	if _, err := fmt.Sscanf(r.URL.Host, "node%d.example", &i); err != nil {
		return nil, err
	}
	w := httptest.NewRecorder()
	d.nodes[i].ServeHTTP(w, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return w.Result(), nil
}

// What is made up under the id of a good fragment, or beside it in numbers, stands in nobody's way.
func TestMadeUpFragments(t *testing.T) {
	g := newGranter(t)
	offers := g.offers(t, 2, 3, issued, "")
	capsule, frag, err := offers[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	good := umbral.Reencrypt(capsule, frag).Bytes()
	for _, many := range []int{1, terms.MaxFragments} {
		o := &grantOpening{file: g.granted(t), reader: g.reader, readerKey: g.reader.Public(), answers: make([]Answer, 3)}
		answer := func(index int, frags ...[]byte) []byte {
			return o.take(reencryption{index: index, answer: Answer{Index: index + 1}, got: Reencrypted{Threshold: 2, Capsules: frags}})
		}
		var made [][]byte
		for i := range many {
			b := flip(bytes.Clone(good))
			b[75] ^= byte(i) // in its id
			made = append(made, b)
		}
		answer(0, made...)
		answer(1, good)
		if w := (*WrongFragment)(nil); !errors.As(o.answers[0].Err, &w) || o.answers[1].Err != nil {
			t.Errorf("%d made up: blamed are %v", many, o.answers)
		}
		_, second, err := offers[1].Open()
		if err != nil {
			t.Fatal(err)
		}
		if key := answer(2, umbral.Reencrypt(capsule, second).Bytes()); !bytes.Equal(key, g.fileKey) {
			t.Errorf("%d made up: opened to %x", many, key)
		}
	}
}

// A list of what the owner did not sign so, of other files, out of order or without an end is refused.
func TestGrantsAreTheOwners(t *testing.T) {
	g, other := newGranter(t), newGranter(t)
	held := func(g *granter, change func(*HeldGrant)) *HeldGrant {
		o := g.offers(t, 1, 1, issued, "")[0]
		h := &HeldGrant{o.Owner, o.Keys, o.Grant, o.Signature, 1}
		if change != nil {
			change(h)
		}
		return h
	}
	m := terms.GrantList{Owner: g.owner(), Delegating: g.keys().Delegating, Deadline: issued}
	token := &GrantToken{m, g.sign(t, &m)}
	for name, c := range map[string]struct {
		page GrantPage
		ok   bool
	}{
		"as it is":          {GrantPage{Grants: []*HeldGrant{held(g, nil)}}, true},
		"none":              {GrantPage{Grants: []*HeldGrant{}}, true},
		"another reader":    {GrantPage{Grants: []*HeldGrant{held(g, func(h *HeldGrant) { h.Grant.Reader[0]++ })}}, false},
		"issued later":      {GrantPage{Grants: []*HeldGrant{held(g, func(h *HeldGrant) { h.Grant.Issued++ })}}, false},
		"another id":        {GrantPage{Grants: []*HeldGrant{held(g, func(h *HeldGrant) { h.Grant.ID[0]++ })}}, false},
		"of somebody else":  {GrantPage{Grants: []*HeldGrant{held(other, nil)}}, false},
		"of another file":   {GrantPage{Grants: []*HeldGrant{held(&granter{g.account, other.delegating, g.verifying, g.reader, g.capsule, g.fileKey, g.sealed}, nil)}}, false},
		"twice":             {GrantPage{Grants: []*HeldGrant{held(g, nil), held(g, nil)}}, false},
		"the same for ever": {GrantPage{Grants: []*HeldGrant{held(g, nil)}, Next: strings.Repeat("f", 64)}, false},
		"nothing for ever":  {GrantPage{Grants: []*HeldGrant{}, Next: strings.Repeat("f", 64)}, false},
		"back to the start": {GrantPage{Grants: []*HeldGrant{held(g, nil)}, Next: strings.Repeat("0", 64)}, false},
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { json.NewEncoder(w).Encode(c.page) }))
		got, err := NewClient(nil, 0).Grants(t.Context(), s.URL, token)
		s.Close()
		if (err == nil) != c.ok || c.ok && len(got) != len(c.page.Grants) {
			t.Errorf("%s: %d, %v", name, len(got), err)
		}
	}
}
