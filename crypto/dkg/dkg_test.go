package dkg

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/shamir"
	"pgregory.net/rapid"
)

// observe replays a board from nothing, as any node does.
func observe(t testing.TB, p Params, board []Event) *Attempt {
	t.Helper()
	a, err := NewAttempt(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range board {
		if err := a.Handle(e); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// result is everything public that members must agree on.
func result(a *Attempt) string {
	keys := "none"
	if l := a.Keys(); l != nil {
		keys = fmt.Sprintf("%d", l.T)
		for _, p := range append([]*group.Point{l.X}, l.Members...) {
			enc, _ := p.Encode()
			keys += fmt.Sprintf(" %x", enc)
		}
	}
	return fmt.Sprint(a.Session(), a.Joined(), a.Out(), a.Qualified(), keys, a.Hash(), a.Err(), a.Confirmed(), a.Active())
}

// secretOf returns the discrete logarithm of X from the shares of the set, as only a test
// may.
func secretOf(t testing.TB, w *world, set []int) *group.Scalar {
	t.Helper()
	lambda, err := shamir.Lagrange(set)
	if err != nil {
		t.Fatal(err)
	}
	x := group.NewScalar()
	for k, m := range set {
		share := w.shares[w.p.Members[m-1]]
		if share == nil {
			t.Fatalf("member %d has no share", m)
		}
		x.Add(x, group.NewScalar().Multiply(lambda[k], share))
	}
	return x
}

// subsets calls do with every set of size indices of 1..n.
func subsets(n, size int, do func(set []int)) {
	var set []int
	var from func(int)
	from = func(next int) {
		if len(set) == size {
			do(slices.Clone(set))
			return
		}
		for m := next; m <= n; m++ {
			set = append(set, m)
			from(m + 1)
			set = set[:len(set)-1]
		}
	}
	from(1)
}

func mustRun(t testing.TB, w *world) *Attempt {
	t.Helper()
	a := w.run(t)
	if a.Err() != nil {
		t.Fatal(a.Err())
	}
	return a
}

func outOf(a *Attempt) map[int]Reason {
	out := make(map[int]Reason)
	for _, b := range a.Out() {
		out[b.Dealer] = b.Reason
	}
	return out
}

// Every t of the n shares, and no t-1, give the private key of X.
func TestAnyThresholdOfMembersHoldsTheKey(t *testing.T) {
	for n := 1; n <= 5; n++ {
		for threshold := 1; threshold <= n; threshold++ {
			w := newWorld(t, params(n, threshold))
			a := mustRun(t, w)
			isX := func(set []int) bool {
				return group.NewPoint().BaseMult(secretOf(t, w, set)).Equal(a.Keys().X)
			}
			subsets(n, threshold, func(set []int) {
				if !isX(set) {
					t.Errorf("n = %d, t = %d: shares of %v do not give the key", n, threshold, set)
				}
			})
			if threshold > 1 {
				subsets(n, threshold-1, func(set []int) {
					if isX(set) {
						t.Errorf("n = %d, t = %d: shares of %v give the key", n, threshold, set)
					}
				})
			}
			for m, account := range w.p.Members {
				if !group.NewPoint().BaseMult(w.shares[account]).Equal(a.Keys().Key(m + 1)) {
					t.Errorf("X_%d is not x_%d G", m+1, m+1)
				}
			}
			if !a.Active() || a.Confirmed() != n {
				t.Errorf("n = %d, t = %d: %d confirmed", n, threshold, a.Confirmed())
			}
			if err := a.Keys().CheckDegree(); err != nil {
				t.Error(err)
			}
		}
	}
}

// Resharing keeps X whatever happens to n, t and the members, and new shares are new.
func TestResharingKeepsTheKey(t *testing.T) {
	for n := 1; n <= 4; n++ {
		for threshold := 1; threshold <= n; threshold++ {
			first := newWorld(t, params(n, threshold))
			old := mustRun(t, first)
			for n2 := 1; n2 <= 4; n2++ {
				for t2 := 1; t2 <= n2; t2++ {
					// Members 2.. stay, in another order, and others come.
					var members []Account
					for m := n2 + 1; m > 1; m-- {
						members = append(members, account(m))
					}
					w := first.reshare(t, old, t2, members)
					a := mustRun(t, w)
					if !a.Keys().X.Equal(old.Keys().X) {
						t.Fatalf("%d of %d to %d of %d: the key changed", threshold, n, t2, n2)
					}
					subsets(n2, t2, func(set []int) {
						if !group.NewPoint().BaseMult(secretOf(t, w, set)).Equal(a.Keys().X) {
							t.Errorf("%d of %d to %d of %d: shares of %v do not give the key", threshold, n, t2, n2, set)
						}
					})
					if a.Hash() == old.Hash() || a.Session() == old.Session() {
						t.Error("the epochs have one hash")
					}
				}
			}
		}
	}
}

// A refresh changes every share, and shares of different epochs do not add up.
func TestRefreshMakesOldSharesUseless(t *testing.T) {
	first := newWorld(t, params(5, 3))
	old := mustRun(t, first)
	w := first.reshare(t, old, 3, first.p.Members)
	a := mustRun(t, w)
	for m, account := range w.p.Members {
		if first.shares[account].Equal(w.shares[account]) || old.Keys().Key(m+1).Equal(a.Keys().Key(m+1)) {
			t.Errorf("member %d has its old share", m+1)
		}
	}
	for mask := 1; mask < 7; mask++ { // at least one share of each epoch
		mixed := &world{p: w.p, shares: make(map[Account]*group.Scalar)}
		for m := range 3 {
			from := first
			if mask>>m&1 == 1 {
				from = w
			}
			mixed.shares[w.p.Members[m]] = from.shares[w.p.Members[m]]
		}
		if group.NewPoint().BaseMult(secretOf(t, mixed, []int{1, 2, 3})).Equal(a.Keys().X) {
			t.Errorf("shares of two epochs (%03b) give the key", mask)
		}
	}
}

// A chain of epochs, each with some members absent, still holds the first key; a member
// that missed an epoch has no share to deal in the next, and gets one there.
func TestChainOfEpochs(t *testing.T) {
	w := newWorld(t, params(5, 3))
	a := mustRun(t, w)
	X := a.Keys().X
	for epoch := 2; epoch <= 5; epoch++ {
		next := w.reshare(t, a, 3, w.p.Members)
		missing := w.p.Members[epoch%5]
		next.absent[missing] = true
		b := mustRun(t, next)
		if !b.Keys().X.Equal(X) || next.shares[missing] != nil || len(next.shares) != 4 {
			t.Fatalf("epoch %d: key or shares are wrong", epoch)
		}
		if slices.Contains(b.Qualified(), b.dealers[missing]) {
			t.Fatalf("epoch %d: an absent member dealt", epoch)
		}
		w, a = next, b
	}
}

// What follows tells how a dealer, here dealer 2 of 5 with t = 3, can cheat.

// forge returns a dealing of dealer i with a good proof, after change has had its way
// with the bytes before the proof. It knows the opening, as a cheating dealer does.
func forge(t testing.TB, a *Attempt, i int, secret *group.Scalar, degree int, change func(head []byte)) []byte {
	t.Helper()
	return forgeIn(t, a.session, a.keys, i, secret, degree, change)
}

func forgeIn(t testing.TB, session [32]byte, keys []*group.Point, i int, secret *group.Scalar, degree int, change func(head []byte)) []byte {
	t.Helper()
	if secret == nil {
		secret = group.RandomScalar()
	}
	o := &dealingOpening{shamir.NewPolynomial(secret, degree), group.RandomScalar(), group.RandomScalar(), group.RandomScalar()}
	b, err := makeDealing(session, i, o, keys)
	if err != nil {
		t.Fatal(err)
	}
	head := b[:len(b)-proofSize]
	change(head)
	Ts := encode(t, group.NewPoint().BaseMult(o.a))
	Te := encode(t, group.NewPoint().BaseMult(o.b))
	c := dealingChallenge(session, degree, len(keys), head, Ts, Te)
	b = append(head, c.Bytes()...)
	b = append(b, respond(o.a, c, o.f[0])...)
	return append(b, respond(o.b, c, o.eph)...)
}

// wrongShare makes the share of receiver m wrong, in a dealing for n with threshold t.
func wrongShare(threshold, m int) func(head []byte) {
	return func(head []byte) {
		y := head[4+33*(threshold+1)+32*(m-1):]
		y[31] ^= 1
	}
}

// cheat returns a hook by which dealer's dealing is replaced, commit included.
func cheat(dealer Account, make func(a *Attempt) []byte) func(*Attempt, Event) *Event {
	var data []byte
	return func(a *Attempt, e Event) *Event {
		if e.From != dealer || e.Phase != Commit && e.Phase != Deal {
			return &e
		}
		if e.Phase == Commit {
			data = make(a)
			c := commitOf(a.session, data)
			return &Event{Commit, dealer, c[:]}
		}
		return &Event{Deal, dealer, data}
	}
}

func TestCheatingDealerIsOut(t *testing.T) {
	const n, threshold, i = 5, 3, 2
	same := func([]byte) {}
	foreign := [32]byte{1}
	for _, c := range []struct {
		name   string
		reason Reason
		make   func(t *testing.T, a *Attempt) []byte
	}{
		{"a wrong share for one", Complaint, func(t *testing.T, a *Attempt) []byte {
			return forge(t, a, i, nil, threshold, wrongShare(threshold, 4))
		}},
		{"a wrong share for its own receiver", Complaint, func(t *testing.T, a *Attempt) []byte {
			return forge(t, a, i, nil, threshold, wrongShare(threshold, i))
		}},
		{"wrong shares for all", Complaint, func(t *testing.T, a *Attempt) []byte {
			return forge(t, a, i, nil, threshold, func(head []byte) {
				for m := 1; m <= n; m++ {
					wrongShare(threshold, m)(head)
				}
			})
		}},
		{"zeros for shares", Complaint, func(t *testing.T, a *Attempt) []byte {
			return forge(t, a, i, nil, threshold, func(head []byte) { clear(head[len(head)-32*n:]) })
		}},
		{"a polynomial of a higher degree", Malformed, func(t *testing.T, a *Attempt) []byte {
			return forge(t, a, i, nil, threshold+1, same)
		}},
		{"a polynomial of a lower degree", Malformed, func(t *testing.T, a *Attempt) []byte {
			return forge(t, a, i, nil, threshold-1, same)
		}},
		{"another commitment than polynomial", Complaint, func(t *testing.T, a *Attempt) []byte {
			return forge(t, a, i, nil, threshold, func(head []byte) {
				copy(head[4+33:], encode(t, group.Ghat()))
			})
		}},
		{"C_0 that it does not know", BadProof, func(t *testing.T, a *Attempt) []byte {
			return forge(t, a, i, nil, threshold, func(head []byte) {
				copy(head[4:], encode(t, group.Ghat()))
			})
		}},
		{"H that it does not know", BadProof, func(t *testing.T, a *Attempt) []byte {
			return forge(t, a, i, nil, threshold, func(head []byte) {
				copy(head[4+33*threshold:], encode(t, a.keys[0]))
			})
		}},
		{"for another session", BadProof, func(t *testing.T, a *Attempt) []byte {
			return forgeIn(t, foreign, a.keys, i, nil, threshold, same)
		}},
		{"in the name of another", Malformed, func(t *testing.T, a *Attempt) []byte {
			return forge(t, a, i+1, nil, threshold, same)
		}},
		{"for one receiver fewer", Malformed, func(t *testing.T, a *Attempt) []byte {
			return forgeIn(t, a.session, a.keys[1:], i, nil, threshold, same)
		}},
		{"nothing at all", Malformed, func(t *testing.T, a *Attempt) []byte { return []byte{} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, params(n, threshold))
			w.sent = cheat(account(i), func(a *Attempt) []byte { return c.make(t, a) })
			a := mustRun(t, w)
			if out := outOf(a); len(out) != 1 || out[i] != c.reason {
				t.Errorf("out: %v, want dealer %d for %s", a.Out(), i, c.reason)
			}
			if !slices.Equal(a.Qualified(), []int{1, 3, 4, 5}) || len(w.shares) != n {
				t.Errorf("QUAL %v, %d shares", a.Qualified(), len(w.shares))
			}
			if !group.NewPoint().BaseMult(secretOf(t, w, []int{2, 3, 5})).Equal(a.Keys().X) {
				t.Error("shares do not give the key")
			}
			if b := observe(t, w.p, w.board); result(b) != result(a) {
				t.Error("another observer sees something else")
			}
		})
	}
}

// Copying is no way to deal: neither the commit nor the dealing of another helps.
func TestDealingCannotBeCopied(t *testing.T) {
	for _, late := range []bool{false, true} {
		w := newWorld(t, params(5, 3))
		var dealing, commit []byte
		w.sent = func(a *Attempt, e Event) *Event {
			switch {
			case e.From == account(1) && e.Phase == Commit:
				commit = e.Data
			case e.From == account(1) && e.Phase == Deal:
				dealing = e.Data
			case e.From == account(2) && e.Phase == Commit:
				return &Event{Commit, e.From, commit}
			case e.From == account(2) && e.Phase == Deal:
				data := slices.Clone(dealing)
				if late {
					data[3] = 2 // with its own index, which is in commit and proof
				}
				return &Event{Deal, e.From, data}
			}
			return &e
		}
		a := mustRun(t, w)
		want := Malformed
		if late {
			want = WrongCommit
		}
		if out := outOf(a); len(out) != 1 || out[2] != want {
			t.Errorf("out: %v, want %s", a.Out(), want)
		}
	}
}

// A copied dealing with the copier's index and a commit of its own fails its proof, which
// names the index.
func TestDealingIsBoundToItsIndex(t *testing.T) {
	w := newWorld(t, params(3, 2))
	a := w.joined(t)
	data, err := a.Deal(account(1), nil)
	if err != nil {
		t.Fatal(err)
	}
	data[3] = 2
	if _, reason := verifyDealing(a.session, a.CommitOf(data), 2, 2, data, a.keys, nil); reason != BadProof {
		t.Errorf("out for %q", reason)
	}
}

func TestDealerThatDoesNotOpenItsCommitIsOut(t *testing.T) {
	for _, drop := range []Phase{Commit, Deal} {
		w := newWorld(t, params(5, 3))
		w.sent = func(a *Attempt, e Event) *Event {
			if e.From == account(2) && e.Phase == drop {
				return nil
			}
			return &e
		}
		a := mustRun(t, w)
		if out := outOf(a); len(out) != 1 || out[2] != Missing {
			t.Errorf("without its %v: out: %v", drop, a.Out())
		}
	}
}

// In a resharing a dealer cannot deal another secret than its share.
func TestResharingDealsTheOldShare(t *testing.T) {
	first := newWorld(t, params(5, 3))
	old := mustRun(t, first)
	for _, n := range []int{5, 2} { // the same members; and two, dealers 3..5 being strangers now
		w := first.reshare(t, old, 2, first.p.Members[:n])
		w.sent = cheat(account(2), func(a *Attempt) []byte {
			return forge(t, a, 2, group.RandomScalar(), 2, wrongShare(2, 1))
		})
		a := mustRun(t, w)
		if out := outOf(a); len(out) != 1 || out[2] != WrongConstant || !slices.Equal(a.Qualified(), []int{1, 3, 4}) {
			t.Errorf("out: %v, D %v", a.Out(), a.Qualified())
		}
		for _, e := range w.board {
			if e.Phase == Complain {
				t.Error("somebody complained about a dealer that is out")
			}
		}
		if _, err := w.joined(t).Deal(account(2), group.RandomScalar()); err == nil {
			t.Error("Deal deals anything")
		}
	}
}

// Whatever members say about honest dealers, they stay.
func TestFalseComplaintsChangeNothing(t *testing.T) {
	w := newWorld(t, params(5, 3))
	w.sent = cheat(account(2), func(a *Attempt) []byte { return forge(t, a, 2, nil, 3, wrongShare(3, 4)) })
	var from int // where the false ones begin on the board
	w.atComplain = func(a *Attempt) []Event {
		from = len(w.board)
		complain := func(i, m int, key *group.Scalar) []byte {
			c, err := makeComplaint(a.session, a.dealings[i-1], m, key, group.RandomScalar())
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		key := w.keys[4]
		other := complain(5, 5, key) // S_m and proof for another dealing's H
		copy(other, u32(4))
		zeros := append(u32(5), make([]byte, ComplaintSize-4)...)
		about2 := complain(2, 5, key) // the dealer cheats 4, not 5
		return []Event{
			{Complain, account(5), complain(1, 5, key)},       // proved, but the share fits
			{Complain, account(5), complain(3, 4, w.keys[3])}, // the receiver is another
			{Complain, account(5), other},
			{Complain, account(5), zeros},
			{Complain, account(5), about2},
			{Complain, account(4), complain(1, 4, group.RandomScalar())}, // another key
			{Complain, account(4), append(complain(3, 4, w.keys[3]), 0)}, // long
			{Complain, account(3), complain(1, 3, w.keys[2])[:100]},      // short
			{Complain, account(3), append(u32(6), zeros[4:]...)},         // no such dealer
			{Complain, account(3), append(u32(0), zeros[4:]...)},
			{Complain, account(3), []byte{0, 0, 1}},
			{Complain, account(3), nil},
		}
	}
	a := mustRun(t, w)
	if out := outOf(a); len(out) != 1 || out[2] != Complaint {
		t.Fatalf("out: %v", a.Out())
	}
	// Without them everything is the same.
	board := slices.Concat(w.board[:from], w.board[from+12:])
	b := observe(t, w.p, board)
	b.End(Confirm)
	if result(b) != result(a) {
		t.Error("false complaints changed the result")
	}
}

// A member that has not joined gets 0 for a share, which fits no honest dealing. It could
// prove that, if its key counted for anything.
func TestMemberThatHasNotJoinedCannotComplain(t *testing.T) {
	w := newWorld(t, params(5, 3))
	w.keys[4] = w.keys[0] // a key that is there already
	asked := 0
	w.atComplain = func(a *Attempt) []Event {
		var events []Event
		for _, d := range a.dealings[:4] {
			c, err := makeComplaint(a.session, d, 5, w.keys[4], group.RandomScalar())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := verifyComplaint(a.session, d, 5, group.NewPoint().BaseMult(w.keys[4]), c); err != nil {
				t.Fatalf("the complaint is not as good as it should be here: %v", err)
			}
			events = append(events, Event{Complain, account(5), c})
			asked++
		}
		return events
	}
	a := mustRun(t, w)
	if out := outOf(a); asked != 4 || len(out) != 1 || out[5] != NotJoined || !slices.Equal(a.Joined(), []int{1, 2, 3, 4}) {
		t.Errorf("joined %v, out %v", a.Joined(), a.Out())
	}
}

// A commit is 32 bytes.
func TestCommitOfAnotherLength(t *testing.T) {
	for _, change := range []func(b []byte) []byte{
		func(b []byte) []byte { return b[:31] },
		func(b []byte) []byte { return append(slices.Clone(b), 0) },
		func([]byte) []byte { return nil },
	} {
		w := newWorld(t, params(3, 2))
		w.sent = func(a *Attempt, e Event) *Event {
			if e.Phase == Commit && e.From == account(2) {
				e.Data = change(e.Data)
			}
			return &e
		}
		if a := mustRun(t, w); outOf(a)[2] != WrongCommit {
			t.Errorf("out: %v", a.Out())
		}
	}
}

// A complaint opens S_m for everybody. A dealer that copies another's H, and the masked
// shares under it, would learn those shares from complaints. It cannot prove eph, and
// nobody may complain about a dealing whose proof fails.
func TestComplaintOpensNoOtherDealing(t *testing.T) {
	w := newWorld(t, params(5, 3))
	a := w.joined(t)
	honest, err := a.Deal(account(1), nil)
	if err != nil {
		t.Fatal(err)
	}
	copied := forge(t, a, 2, nil, 3, func(head []byte) { copy(head[4+33*3:], honest[4+33*3:len(honest)-proofSize]) })
	for _, p := range []Phase{Commit, Deal} {
		for i, data := range [][]byte{honest, copied} {
			if p == Commit {
				c := a.CommitOf(data)
				data = c[:]
			}
			w.send(t, a, Event{p, account(i + 1), data})
		}
	}
	a.End(Deal)
	if out := outOf(a); out[2] != BadProof || out[1] != "" {
		t.Errorf("out: %v", a.Out())
	}
	for k, m := range w.p.Members {
		if cs, err := a.Complaints(m, w.keys[k]); err != nil || len(cs) != 0 {
			t.Errorf("member %d complains: %d, %v", k+1, len(cs), err)
		}
	}
}

// Two dealers whose lies to member 5 cancel in the sum are both found: otherwise the one
// could leave later and take 5's share with it.
func TestLiesThatCancelAreFound(t *testing.T) {
	w := newWorld(t, params(5, 2))
	add := func(n int) func(head []byte) {
		return func(head []byte) {
			y := head[len(head)-32:]
			s := scalar(t, y)
			one := group.ScalarFromUint64(1)
			if n < 0 {
				one.Negate(one)
			}
			copy(y, s.Add(s, one).Bytes())
		}
	}
	one := cheat(account(1), func(a *Attempt) []byte { return forge(t, a, 1, nil, 2, add(1)) })
	two := cheat(account(2), func(a *Attempt) []byte { return forge(t, a, 2, nil, 2, add(-1)) })
	w.sent = func(a *Attempt, e Event) *Event { return two(a, *one(a, e)) }
	a := mustRun(t, w)
	if out := outOf(a); len(out) != 2 || out[1] != Complaint || out[2] != Complaint {
		t.Errorf("out: %v", a.Out())
	}
}

// A cheated member that is silent has no share and says so; the others do not care.
func TestCheatedAndSilent(t *testing.T) {
	w := newWorld(t, params(5, 3))
	lie := cheat(account(2), func(a *Attempt) []byte { return forge(t, a, 2, nil, 3, wrongShare(3, 4)) })
	w.sent = func(a *Attempt, e Event) *Event {
		if e.Phase == Complain {
			return nil
		}
		return lie(a, e)
	}
	a := mustRun(t, w)
	if len(a.Out()) != 0 || w.shares[account(4)] != nil || a.Confirmed() != 4 {
		t.Errorf("out: %v, %d confirmed", a.Out(), a.Confirmed())
	}
	b := observe(t, w.p, w.board)
	if _, err := b.Share(account(4), w.keys[3]); !errors.Is(err, ErrCheated) {
		t.Errorf("share of the cheated member: %v", err)
	}
}

// Colluding dealers can make X or an X_m the identity; then the attempt ends.
func TestIdentityEndsTheAttempt(t *testing.T) {
	one := group.ScalarFromUint64(1)
	minus := group.NewScalar().Negate(one)
	for _, c := range []struct {
		name string
		f    [2][2]*group.Scalar
	}{
		{"X", [2][2]*group.Scalar{{one, one}, {minus, one}}},
		{"X_1", [2][2]*group.Scalar{{one, minus}, {one, minus}}},
	} {
		w := newWorld(t, params(2, 2))
		w.sent = func(a *Attempt, e Event) *Event {
			i := a.members[e.From]
			if e.Phase == Commit || e.Phase == Deal {
				two := group.ScalarFromUint64(2) // the same eph both times: the same bytes
				f := c.f[i-1]
				o := &dealingOpening{shamir.Polynomial{f[0], f[1]}, two, two, two}
				data, err := makeDealing(a.session, i, o, a.keys)
				if err != nil {
					t.Fatal(err)
				}
				if e.Phase == Commit {
					commit := a.CommitOf(data)
					data = commit[:]
				}
				return &Event{e.Phase, e.From, data}
			}
			return &e
		}
		if a := w.run(t); !errors.Is(a.Err(), ErrEnded) || a.Keys() != nil || len(a.Out()) != 0 {
			t.Errorf("%s is the identity: %v, out %v", c.name, a.Err(), a.Out())
		}
	}
}

// A list that is not on one polynomial, though its hash was confirmed, ends a resharing:
// X would change.
func TestChangedKeyEndsTheAttempt(t *testing.T) {
	first := newWorld(t, params(3, 2))
	old := mustRun(t, first)
	first.shares[account(1)] = group.RandomScalar()
	list := &shamir.KeyList{T: 2, X: old.Keys().X, Members: slices.Clone(old.Keys().Members)}
	list.Members[0] = group.NewPoint().BaseMult(first.shares[account(1)])
	w := first.reshare(t, old, 2, first.p.Members)
	w.p.Previous.Keys = list
	if _, err := NewAttempt(w.p); err == nil {
		t.Error("keys that were not confirmed are fine")
	}
	var err error
	if w.p.Previous.Hash, err = list.Hash(w.p.Previous.Session); err != nil {
		t.Fatal(err)
	}
	if a := w.run(t); !errors.Is(a.Err(), ErrEnded) || a.Keys() != nil {
		t.Errorf("the key changed: %v", a.Err())
	}
}

// Within a phase the order of arrival decides nothing.
func TestOrderOfArrivalDecidesNothing(t *testing.T) {
	first := newWorld(t, params(6, 3))
	old := mustRun(t, first)
	for _, w := range []*world{newWorld(t, params(6, 3)), first.reshare(t, old, 4, first.p.Members)} {
		threshold := w.p.T
		w.absent[account(5)] = true
		w.sent = cheat(account(2), func(a *Attempt) []byte {
			return forge(t, a, 2, w.secrets[account(2)], threshold, func(head []byte) {
				wrongShare(threshold, 3)(head)
				wrongShare(threshold, 4)(head)
			})
		})
		a := mustRun(t, w)
		if out := outOf(a); out[2] != Complaint || out[5] != NotJoined {
			t.Fatalf("out: %v", a.Out())
		}
		for range 5 {
			board := slices.Clone(w.board)
			rand.Shuffle(len(board), func(i, j int) { board[i], board[j] = board[j], board[i] })
			slices.SortStableFunc(board, func(e, f Event) int { return int(e.Phase - f.Phase) })
			b := observe(t, w.p, board)
			b.End(Confirm)
			if result(b) != result(a) {
				t.Fatal("the order within phases changed the result")
			}
		}
	}
}

// What the contract cannot have kept is refused, and leaves no trace.
func TestHandleRefusesWhatTheContractRefuses(t *testing.T) {
	first := newWorld(t, params(4, 2))
	old := mustRun(t, first)
	members := []Account{account(1), account(2), account(8), account(9)}
	w := first.reshare(t, old, 3, members)
	w.absent[account(2)] = true // an old member in the new epoch
	w.sent = cheat(account(1), func(a *Attempt) []byte {
		return forge(t, a, 1, w.secrets[account(1)], 3, wrongShare(3, 3))
	})
	a := mustRun(t, w)
	want := result(a)
	stranger := account(77)
	for at := 0; at <= len(w.board); at++ {
		b := observe(t, w.p, w.board[:at])
		var last Phase
		if at > 0 {
			last = w.board[at-1].Phase
		}
		var bad []Event
		for p := Join; p <= Confirm; p++ {
			bad = append(bad, Event{p, stranger, nil})
			if p != Join {
				bad = append(bad, Event{p, account(2), make([]byte, 32)}) // has no join
			}
			if p < last {
				bad = append(bad, Event{p, account(2), nil}) // too late
			}
		}
		bad = append(bad, Event{-1, account(1), nil}, Event{Confirm + 1, account(1), nil})
		for _, p := range []Phase{Join, Complain, Confirm} {
			bad = append(bad, Event{p, account(4), make([]byte, 32)}) // an old member only
		}
		for _, p := range []Phase{Commit, Deal} {
			bad = append(bad, Event{p, account(8), make([]byte, 32)}) // a new member only
		}
		bad = append(bad, w.board[:at]...) // twice, or too late
		phase, before := b.Phase(), result(b)
		for _, e := range bad {
			if e.Phase == Join && e.From == account(2) && last == Join {
				continue
			}
			if err := b.Handle(e); err == nil {
				t.Fatalf("after %d messages, a %v of %x is fine", at, e.Phase, e.From)
			}
		}
		if b.Phase() != phase || result(b) != before {
			t.Fatalf("after %d messages, a refused message changed something", at)
		}
		for _, e := range w.board[at:] {
			if err := b.Handle(e); err != nil {
				t.Fatal(err)
			}
		}
		b.End(Confirm)
		if result(b) != want {
			t.Fatalf("refused messages after %d changed the result", at)
		}
	}
}

// After an attempt has ended its messages are taken and count for nothing.
func TestEndedAttemptTakesWhatComes(t *testing.T) {
	w := newWorld(t, params(3, 3))
	w.absent[account(3)] = true
	a := w.run(t)
	if !errors.Is(a.Err(), ErrEnded) {
		t.Fatal(a.Err())
	}
	before := result(a)
	for p := Commit; p <= Confirm; p++ {
		if err := a.Handle(Event{p, account(1), make([]byte, 32)}); err != nil {
			t.Error(err)
		}
	}
	a.End(Confirm)
	if result(a) != before || a.Keys() != nil || a.Active() || a.Phase() <= Confirm {
		t.Error("a message counted after the end")
	}
	if _, err := a.Deal(account(1), nil); err == nil {
		t.Error("Deal deals after the end")
	}
	if _, err := a.Share(account(1), w.keys[0]); !errors.Is(err, ErrEnded) {
		t.Errorf("a share after the end: %v", err)
	}
}

// The contract cannot tell whose join failed, and counts its confirm; for erasure it does
// not count.
func TestConfirmsOfMembersThatHaveNotJoined(t *testing.T) {
	w := newWorld(t, params(4, 2))
	w.sent = func(a *Attempt, e Event) *Event {
		switch {
		case e.Phase == Join && e.From == account(4):
			e.Data = e.Data[:96]
		case e.Phase == Confirm && e.From == account(3):
			return nil
		}
		return &e
	}
	got := w.run(t)
	if !errors.Is(got.Err(), ErrEnded) || got.Active() || got.Confirmed() != 2 {
		t.Fatalf("with 2 confirms: %v, %d", got.Err(), got.Confirmed())
	}
	hash := got.Hash()
	again := observe(t, w.p, append(w.board, Event{Confirm, account(4), hash[:]}))
	again.End(Confirm)
	if again.Err() != nil || !again.Active() || again.Confirmed() != 2 {
		t.Errorf("with 3 confirms, one of a member that has not joined: %v, %d", again.Err(), again.Confirmed())
	}
	// A confirm that comes when the epoch is active counts still.
	if err := again.Handle(Event{Confirm, account(3), hash[:]}); err != nil || again.Confirmed() != 3 {
		t.Errorf("late confirm: %v, %d", err, again.Confirmed())
	}
	// Another hash may win; it is not this node's result.
	other := observe(t, w.p, w.board[:len(w.board)-2])
	for m := 1; m <= 3; m++ {
		if err := other.Handle(Event{Confirm, account(m), make([]byte, 32)}); err != nil {
			t.Fatal(err)
		}
	}
	other.End(Confirm)
	if other.Err() != nil || other.Active() || other.Confirmed() != 0 {
		t.Errorf("with another hash confirmed: %v, %v", other.Err(), other.Active())
	}
	for _, h := range [][]byte{nil, hash[:31], append(hash[:], 0)} {
		c := observe(t, w.p, w.board)
		if err := c.Handle(Event{Confirm, account(3), h}); err != nil || c.Confirmed() != 2 {
			t.Errorf("a confirm of %d bytes counts: %v", len(h), err)
		}
	}
}

// A crash at any message loses nothing: Params, p_m, the bytes of the own dealing and the
// chain's messages are enough.
func TestCrashAtAnyMessage(t *testing.T) {
	w := newWorld(t, params(4, 3))
	w.sent = cheat(account(2), func(a *Attempt) []byte { return forge(t, a, 2, nil, 3, wrongShare(3, 4)) })
	mustRun(t, w)
	const me = 4
	var dealing []byte
	for _, e := range w.board {
		if e.From == account(me) && e.Phase == Deal {
			dealing = e.Data
		}
	}
	sent := make(map[Phase]bool)
	for at, e := range w.board {
		b := observe(t, w.p, w.board[:at])
		b.End(e.Phase - 1)
		if got := b.CommitOf(dealing); b.Phase() == Deal && !bytes.Equal(b.commits[me], got[:]) {
			t.Error("the dealing on disk is not the one committed to")
		}
		if _, err := b.Deal(account(me), nil); (err == nil) != (b.Phase() == Commit && !sent[Commit]) {
			t.Errorf("after %d messages, a second dealing: %v", at, err)
		}
		if b.Phase() == Complain {
			cs, err := b.Complaints(account(me), w.keys[me-1])
			if err != nil || (len(cs) == 1) == sent[Complain] {
				t.Errorf("after %d messages, %d complaints, %v", at, len(cs), err)
			}
		}
		x, err := b.Share(account(me), w.keys[me-1])
		if (err == nil) != (b.Phase() > Complain) || err == nil && !x.Equal(w.shares[account(me)]) {
			t.Errorf("after %d messages, share: %v", at, err)
		}
		if e.From == account(me) {
			sent[e.Phase] = true
		}
	}
}

// The contract takes one complaint about a dealer: after one that does not hold there is
// no second.
func TestOneComplaintAboutADealer(t *testing.T) {
	w := newWorld(t, params(4, 2))
	w.sent = cheat(account(2), func(a *Attempt) []byte { return forge(t, a, 2, nil, 2, wrongShare(2, 4)) })
	w.atComplain = func(a *Attempt) []Event {
		return []Event{{Complain, account(4), append(u32(2), make([]byte, ComplaintSize-4)...)}}
	}
	a := mustRun(t, w)
	if len(a.Out()) != 0 || w.shares[account(4)] != nil {
		t.Errorf("out: %v", a.Out())
	}
}

// What a member may not do, the methods do not.
func TestMembersMethodsRefuse(t *testing.T) {
	w := newWorld(t, params(4, 3))
	w.absent[account(4)] = true
	key := group.RandomScalar()
	if _, err := NewJoin(&w.p, account(9), key); err == nil {
		t.Error("a stranger joins")
	}
	if _, err := NewJoin(&w.p, account(1), group.NewScalar()); !errors.Is(err, group.ErrIdentity) {
		t.Errorf("key 0: %v", err)
	}
	early, err := NewAttempt(w.p)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := early.Deal(account(1), nil); err == nil {
		t.Error("Deal deals in the join phase")
	}
	a := w.joined(t)
	for _, m := range []int{4, 9} {
		if _, err := a.Deal(account(m), nil); err == nil {
			t.Errorf("%d deals", m)
		}
	}
	if _, err := a.Deal(account(1), key); err == nil {
		t.Error("epoch 1 deals a given secret")
	}
	if _, err := a.Complaints(account(1), w.keys[0]); err == nil {
		t.Error("complaints in the commit phase")
	}
	a.End(Commit)
	if _, err := a.Deal(account(1), nil); err == nil {
		t.Error("Deal deals after the commit phase")
	}
	done := mustRun(t, w)
	if _, err := done.Complaints(account(1), w.keys[0]); err == nil {
		t.Error("complaints after the phase")
	}
	if _, err := done.Share(account(1), w.keys[1]); err == nil {
		t.Error("a share for the key of another")
	}
	for _, m := range []int{4, 9} {
		if _, err := done.Share(account(m), key); err == nil {
			t.Errorf("a share for %d", m)
		}
	}
	next := w.reshare(t, done, 2, w.p.Members)
	if _, err := next.joined(t).Deal(account(1), nil); err == nil {
		t.Error("a resharing deals no share")
	}
	if _, err := next.joined(t).Deal(account(1), w.shares[account(2)]); err == nil {
		t.Error("a resharing deals the share of another")
	}
}

func TestNewAttemptRefuses(t *testing.T) {
	w := newWorld(t, params(3, 2))
	old := mustRun(t, w)
	for name, change := range map[string]func(p *Params){
		"no members":            func(p *Params) { p.Members = nil },
		"threshold 0":           func(p *Params) { p.T = 0 },
		"threshold over n":      func(p *Params) { p.T = 4 },
		"a member twice":        func(p *Params) { p.Members[2] = p.Members[0] },
		"129 members":           func(p *Params) { p.Members = params(129, 2).Members },
		"attempt 0":             func(p *Params) { p.Attempt = 0 },
		"epoch 0":               func(p *Params) { p.Epoch = 0 },
		"epoch 1 from another":  func(p *Params) { p.Epoch = 1 },
		"epoch 2 from none":     func(p *Params) { p.Previous = nil },
		"epoch 0 from none":     func(p *Params) { p.Epoch, p.Previous = 0, nil },
		"old keys missing":      func(p *Params) { p.Previous.Keys = nil },
		"old threshold differs": func(p *Params) { p.Previous.T = 3 },
		"old member missing":    func(p *Params) { p.Previous.Members = p.Previous.Members[1:] },
		"old member twice":      func(p *Params) { p.Previous.Members[0] = p.Previous.Members[1] },
		"old session differs":   func(p *Params) { p.Previous.Session[0] ^= 1 },
		"old hash differs":      func(p *Params) { p.Previous.Hash[0] ^= 1 },
	} {
		next := w.reshare(t, old, 2, slices.Clone(w.p.Members))
		next.p.Previous.Members = slices.Clone(w.p.Members)
		if _, err := NewAttempt(next.p); err != nil {
			t.Fatal(err)
		}
		change(&next.p)
		if _, err := NewAttempt(next.p); err == nil {
			t.Errorf("%s: fine", name)
		}
	}
}

// What Complaints keeps for Share is erased by Share, by the end of the attempt, and when
// another member asks.
func TestReceivedSharesAreErased(t *testing.T) {
	for _, how := range []string{"share", "end", "other"} {
		w := newWorld(t, params(3, 2))
		var kept []*group.Scalar
		var a *Attempt
		w.atComplain = func(b *Attempt) []Event {
			if _, err := b.Complaints(account(1), w.keys[0]); err != nil {
				t.Fatal(err)
			}
			a, kept = b, slices.Clone(b.received)
			return nil
		}
		w.sent = func(a *Attempt, e Event) *Event {
			if how == "end" && e.Phase == Deal && e.From != account(1) {
				return nil
			}
			return &e
		}
		if how == "other" {
			w.run(t) // in which 2 and 3 ask after 1
		} else {
			b := w.dealt(t)
			if how == "share" {
				b.End(Complain)
				if _, err := b.Share(account(1), w.keys[0]); err != nil {
					t.Fatal(err)
				}
			} else if b.End(Complain); b.Err() == nil {
				t.Fatal("one dealer of two is enough")
			}
		}
		some := false
		for _, value := range kept {
			some = some || value != nil
			if value != nil && !value.IsZero() {
				t.Errorf("%s: f_i(1) is left", how)
			}
		}
		if !some || a.received != nil && how != "other" {
			t.Errorf("%s: %d values kept", how, len(kept))
		}
	}
}

// The caller may use its buffers again.
func TestAttemptKeepsItsOwnCopies(t *testing.T) {
	w := newWorld(t, params(3, 2))
	want := result(mustRun(t, w))
	p := w.p
	p.Members = slices.Clone(p.Members)
	a, err := NewAttempt(p)
	if err != nil {
		t.Fatal(err)
	}
	clear(p.Members)
	buf := make([]byte, 0, 4096)
	for _, e := range w.board {
		buf = append(buf[:0], e.Data...)
		if err := a.Handle(Event{e.Phase, e.From, buf}); err != nil {
			t.Fatal(err)
		}
		clear(buf)
	}
	a.End(Confirm)
	if result(a) != want {
		t.Error("the attempt kept the caller's memory")
	}
}

// Any number of members misbehave in any way. All who replay agree; no honest dealer is
// out; and if enough dealers are left, every honest member that has joined has a share,
// any t of which are the key, which a resharing keeps.
func TestAnyBehaviour(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(rt, "n")
		threshold := rapid.IntRange(1, n).Draw(rt, "t")
		w := newWorld(t, params(n, threshold))
		var X *group.Point
		for epoch := range 2 {
			if epoch == 1 {
				a := observe(t, w.p, w.board)
				n2 := rapid.IntRange(1, 6).Draw(rt, "n2")
				t2 := rapid.IntRange(1, n2).Draw(rt, "t2")
				shift := rapid.IntRange(0, 3).Draw(rt, "shift")
				members := rapid.Permutation(params(n2+shift, t2).Members[shift:]).Draw(rt, "members")
				w = w.reshare(t, a, t2, members)
			}
			bad := misbehave(t, rt, w)
			a := w.run(t)
			b := observe(t, w.p, w.board)
			b.End(Confirm)
			if result(a) != result(b) {
				rt.Fatal("observers disagree")
			}
			for _, blame := range a.Out() {
				m := w.dealers()[blame.Dealer-1]
				if !bad[m] && w.secrets[m] != nil || !bad[m] && a.p.Previous == nil {
					rt.Fatalf("honest dealer %d is out: %s", blame.Dealer, blame.Reason)
				}
			}
			if a.Keys() == nil {
				if a.Err() == nil {
					rt.Fatal("no keys and no error")
				}
				return
			}
			if X != nil && !X.Equal(a.Keys().X) {
				rt.Fatal("the key changed")
			}
			X = a.Keys().X
			if err := a.Keys().CheckDegree(); err != nil {
				rt.Fatal(err)
			}
			var set []int
			for k, m := range w.p.Members {
				if bad[m] {
					continue
				}
				if w.shares[m] == nil {
					rt.Fatalf("honest member %d has no share", k+1)
				}
				set = append(set, k+1)
			}
			if len(set) >= w.p.T {
				set = rapid.Permutation(set).Draw(rt, "set")[:w.p.T]
				if !group.NewPoint().BaseMult(secretOf(t, w, set)).Equal(X) {
					rt.Fatal("shares do not give the key")
				}
			}
			if a.Err() != nil || !a.Active() {
				return
			}
		}
	})
}

// misbehave lets some members do anything, and returns them.
func misbehave(t testing.TB, rt *rapid.T, w *world) map[Account]bool {
	w.refusing = true // two complaints about one dealer, when a bit of the index changes
	bad := make(map[Account]bool)
	everybody := slices.Concat(w.p.Members, w.dealers())
	for _, m := range everybody {
		bad[m] = bad[m] || rapid.IntRange(0, 3).Draw(rt, "bad") == 0
	}
	dealings := make(map[Account][]byte)
	flip := func(b []byte) []byte {
		b = slices.Clone(b)
		if len(b) > 0 {
			b[rapid.IntRange(0, len(b)-1).Draw(rt, "byte")] ^= byte(1 << rapid.IntRange(0, 7).Draw(rt, "bit"))
		}
		return b
	}
	w.sent = func(a *Attempt, e Event) *Event {
		if !bad[e.From] {
			return &e
		}
		switch e.Phase {
		case Commit:
			if rapid.Bool().Draw(rt, "forge") {
				i := a.dealers[e.From]
				secret := w.secrets[e.From]
				lies := rapid.SliceOf(rapid.IntRange(1, len(a.keys))).Draw(rt, "lies")
				dealings[e.From] = forge(t, a, i, secret, a.p.T, func(head []byte) {
					for _, m := range lies {
						if a.keys[m-1] != nil {
							wrongShare(a.p.T, m)(head)
						}
					}
				})
				c := a.CommitOf(dealings[e.From])
				return &Event{Commit, e.From, c[:]}
			}
		case Deal:
			if dealings[e.From] != nil {
				e.Data = dealings[e.From]
			}
		}
		switch rapid.IntRange(0, 5).Draw(rt, "what") {
		case 0:
			if e.Phase == Join {
				w.absent[e.From] = true
			}
			return nil
		case 1:
			e.Data = flip(e.Data)
		case 2:
			e.Data = e.Data[:rapid.IntRange(0, len(e.Data)).Draw(rt, "cut")]
		}
		return &e
	}
	w.atComplain = func(a *Attempt) []Event {
		var events []Event
		for k, m := range w.p.Members {
			if !bad[m] || a.keys[k] == nil || rapid.Bool().Draw(rt, "silent") {
				continue
			}
			// A true proof about every dealer, where mostly there is nothing to say.
			for _, d := range a.dealings {
				if d == nil {
					continue
				}
				c, err := makeComplaint(a.session, d, k+1, w.keys[k], group.RandomScalar())
				if err != nil {
					t.Fatal(err)
				}
				events = append(events, Event{Complain, m, flip(c)})
			}
		}
		return events
	}
	return bad
}
