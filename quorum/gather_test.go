package quorum

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
)

// gather gathers for a request, whose reader key's secret is returned too.
func (w *world) gather(plan Plan) (*Gathered, *Request, *group.Scalar, error) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 40*time.Second)
	defer cancel()
	r, q := w.request()
	c := w.client(time.Minute)
	sent, keys, err := c.FetchKeys(ctx, w.committee)
	if err != nil {
		w.t.Fatal(err)
	}
	got, err := c.Gather(ctx, w.committee, r, encode(w.t, r), sent, keys, plan)
	return got, r, q, err
}

// whoever returns the indices of the members that were asked.
func (w *world) whoever() (asked []int) {
	for i, n := range w.nodes {
		if n.asked.Load() > 0 {
			asked = append(asked, i+1)
		}
	}
	return asked
}

func TestGather(t *testing.T) {
	for name, test := range map[string]struct {
		change func(w *world)
		plan   Plan
		asked  []int // nil: it depends
		used   []int
		wrong  []int
		err    error
	}{
		"t are asked":         {plan: Plan{Order: []int{5, 3, 1, 2, 4}}, asked: []int{1, 3, 5}, used: []int{1, 3, 5}},
		"as many as are told": {plan: Plan{Order: []int{5, 3, 1, 2, 4}, First: 5}},
		"one refuses": {change: func(w *world) { w.nodes[2].refuse = &Problem{Type: Busy} },
			plan: Plan{Order: []int{5, 3, 1, 2, 4}}, asked: []int{1, 2, 3, 5}, used: []int{1, 2, 5}},
		"one is slow": {change: func(w *world) { w.nodes[2].wait = make(chan struct{}) },
			plan: Plan{Order: []int{5, 3, 1, 2, 4}, Hedge: 10 * time.Millisecond}, used: nil},
		"one lies": {change: func(w *world) { w.nodes[2].lie = randomB },
			plan: Plan{Order: []int{5, 3, 1, 2, 4}}, asked: []int{1, 2, 3, 5}, used: []int{1, 2, 5}, wrong: []int{3}},
		"one lies and does not sign": {change: func(w *world) {
			w.nodes[2].lie, w.nodes[2].sign = randomB, func([32]byte) []byte { return make([]byte, 65) }
		}, plan: Plan{Order: []int{5, 3, 1, 2, 4}}, used: []int{1, 2, 5}},
		"three lie": {change: func(w *world) { w.nodes[0].lie, w.nodes[1].lie, w.nodes[2].lie = randomB, randomB, randomB },
			plan: Plan{Order: []int{5, 3, 1, 2, 4}}, wrong: []int{1, 2, 3}, err: ErrTooFew},
		"three say no": {change: func(w *world) {
			for _, n := range w.nodes[:3] {
				n.refuse = &Problem{Type: PolicyFalse}
			}
		}, plan: Plan{Order: []int{1, 2, 3, 4, 5}}, asked: nil, err: ErrNotEntitled},
		"too few may be asked": {plan: Plan{Order: []int{1, 2}}, err: ErrTooFew},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 3, 5)
			w.start()
			if test.change != nil {
				test.change(w)
			}
			got, r, q, err := w.gather(test.plan)
			if !errors.Is(err, test.err) {
				t.Fatal(err)
			}
			var wrong []*Evidence
			if failed := (*OpenError)(nil); errors.As(err, &failed) {
				wrong = failed.Wrong
			}
			if asked := w.whoever(); test.asked != nil && !slices.Equal(asked, test.asked) {
				t.Errorf("asked %v, not %v", asked, test.asked)
			}
			if got != nil {
				wrong = got.Wrong
				key, err := tdh2.Open(got.Combined, q, r.Terms.Label(), r.Capsule)
				if err != nil || string(key) != string(w.fileKey) {
					t.Errorf("%q, %v", key, err)
				}
				var used []int
				for _, s := range got.Shares {
					used = append(used, s.Index)
				}
				if len(used) != 3 || test.used != nil && !slices.Equal(used, test.used) {
					t.Errorf("used %v, not %v", used, test.used)
				}
				for _, i := range got.Late {
					if slices.Contains(used, i) {
						t.Errorf("%d was used, and late", i)
					}
				}
			}
			if indices := wrongOnes(wrong); !slices.Equal(indices, test.wrong) {
				t.Errorf("wrong: %v, not %v", indices, test.wrong)
			}
			w.checkEvidence(wrong)
		})
	}
}

// TestOpenVia: what a gateway answers is checked, and its evidence kept, whoever it came from.
func TestOpenVia(t *testing.T) {
	w := newWorld(t, 3, 5)
	w.start()
	ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
	defer cancel()
	c := w.client(time.Minute)
	r, q := w.request()
	sent, keys, err := c.FetchKeys(ctx, w.committee)
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.Gather(ctx, w.committee, r, encode(t, r), sent, keys, Plan{Order: []int{1, 2, 3}})
	if err != nil {
		t.Fatal(err)
	}
	via := func(answer *Gathered) *Opening {
		t.Helper()
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(encode(t, answer)) }))
		defer s.Close()
		opening, err := c.OpenVia(ctx, s.URL, w.committee, r, q)
		if err != nil || string(opening.FileKey) != string(w.fileKey) {
			t.Fatal(opening, err)
		}
		return opening
	}
	before := w.nodes[4].asked.Load()
	if opening := via(got); !slices.Equal(opening.Used, []int{1, 2, 3}) || w.nodes[4].asked.Load() != before {
		t.Errorf("used %v, and asked others", opening.Used)
	}
	// A share that its node signed, and that is wrong, is evidence though a gateway brought it.
	w.nodes[1].lie = randomB
	share, signature, err := w.nodes[1].answer(encode(t, r))
	if err != nil {
		t.Fatal(err)
	}
	w.nodes[1].lie = nil
	lied := *got
	lied.Shares = slices.Clone(got.Shares)
	lied.Shares[1] = Posted{Index: 2, Share: share, Signature: signature}
	lied.Combined = append([]byte(nil), got.Combined[33:]...)
	lied.Combined = append(lied.Combined, got.Combined[:33]...)
	opening := via(&lied)
	if !slices.Equal(wrongOnes(opening.Wrong), []int{2}) {
		t.Errorf("wrong: %v", wrongOnes(opening.Wrong))
	}
	w.checkEvidence(opening.Wrong)
	// One that it did not sign blames nobody.
	lied.Shares[1].Signature = make([]byte, 65)
	if opening := via(&lied); len(opening.Wrong) != 0 {
		t.Errorf("wrong: %v", wrongOnes(opening.Wrong))
	}
}
