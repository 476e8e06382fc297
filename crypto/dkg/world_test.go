package dkg

import (
	"encoding/binary"
	"testing"

	"github.com/latchkey-network/latchkey/crypto/group"
)

func account(n int) (a Account) {
	binary.BigEndian.PutUint64(a[12:], uint64(n))
	return a
}

// params are those of an epoch 1 with members 1..n.
func params(n, t int) Params {
	p := Params{ChainID: word(31337), Contract: account(1 << 40), Committee: word(7), Epoch: 1, Attempt: 1, T: t}
	for m := 1; m <= n; m++ {
		p.Members = append(p.Members, account(m))
	}
	return p
}

// world is an attempt with all its secrets and the board that keeps its messages. A test
// bends what members send through the hooks.
type world struct {
	p       Params
	keys    []*group.Scalar           // p_m at m-1
	secrets map[Account]*group.Scalar // what dealers deal; in epoch 1 nothing
	absent  map[Account]bool          // send no join
	board   []Event

	// sent, if set, may change each message, or drop it by returning nil. a is the
	// public state at that moment.
	sent func(a *Attempt, e Event) *Event

	// refusing says that the contract may have to refuse messages, which then are not on
	// the board.
	refusing bool

	// atComplain, if set, adds messages at the beginning of the complain phase.
	atComplain func(a *Attempt) []Event

	shares map[Account]*group.Scalar // after run
}

func newWorld(t testing.TB, p Params) *world {
	t.Helper()
	w := &world{p: p, secrets: make(map[Account]*group.Scalar), absent: make(map[Account]bool)}
	for range p.Members {
		w.keys = append(w.keys, group.RandomScalar())
	}
	return w
}

// reshare returns the attempt that follows a, with w's shares.
func (w *world) reshare(t testing.TB, a *Attempt, threshold int, members []Account) *world {
	t.Helper()
	p := w.p
	p.Epoch, p.Attempt, p.T, p.Members = p.Epoch+1, 1, threshold, members
	p.Previous = &Epoch{T: w.p.T, Members: w.p.Members, Session: a.Session(), Hash: a.Hash(), Keys: a.Keys()}
	next := newWorld(t, p)
	next.secrets = w.shares
	return next
}

// send puts a message on the board and into a.
func (w *world) send(t testing.TB, a *Attempt, e Event) {
	t.Helper()
	if w.sent != nil {
		changed := w.sent(a, e)
		if changed == nil {
			return
		}
		e = *changed
	}
	if err := a.Handle(e); err != nil {
		if w.refusing {
			return
		}
		t.Fatal(err)
	}
	w.board = append(w.board, e)
}

// joined returns the attempt after its join phase.
func (w *world) joined(t testing.TB) *Attempt {
	t.Helper()
	a, err := NewAttempt(w.p)
	if err != nil {
		t.Fatal(err)
	}
	for k, m := range w.p.Members {
		if w.absent[m] {
			continue
		}
		join, err := NewJoin(&w.p, m, w.keys[k])
		if err != nil {
			t.Fatal(err)
		}
		w.send(t, a, Event{Join, m, join})
	}
	a.End(Join)
	return a
}

// dealers returns who deals, in the order of their indices.
func (w *world) dealers() []Account {
	if w.p.Previous != nil {
		return w.p.Previous.Members
	}
	return w.p.Members
}

// dealt returns the attempt in its complain phase, before honest complaints. Dealers that
// are out, or have no secret, send nothing.
func (w *world) dealt(t testing.TB) *Attempt {
	t.Helper()
	a := w.joined(t)
	if a.Err() != nil {
		return a
	}
	dealings := make(map[Account][]byte)
	for _, d := range w.dealers() {
		if a.out[a.dealers[d]-1] != "" || w.p.Previous != nil && w.secrets[d] == nil {
			continue
		}
		data, err := a.Deal(d, w.secrets[d])
		if err != nil {
			t.Fatal(err)
		}
		dealings[d] = data
		commit := a.CommitOf(data)
		w.send(t, a, Event{Commit, d, commit[:]})
	}
	a.End(Commit)
	for _, d := range w.dealers() {
		if dealings[d] != nil {
			w.send(t, a, Event{Deal, d, dealings[d]})
		}
	}
	a.End(Deal)
	if w.atComplain != nil {
		for _, e := range w.atComplain(a) {
			w.send(t, a, e)
		}
	}
	return a
}

// run runs the attempt to its end and returns what an observer saw; w.shares are the
// members' shares, if any.
func (w *world) run(t testing.TB) *Attempt {
	t.Helper()
	a := w.dealt(t)
	w.shares = make(map[Account]*group.Scalar)
	if a.Err() != nil {
		return a
	}
	for k, m := range w.p.Members {
		if a.keys[k] == nil {
			continue
		}
		complaints, err := a.Complaints(m, w.keys[k])
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range complaints {
			w.send(t, a, Event{Complain, m, c})
		}
	}
	a.End(Complain)
	if a.Err() != nil {
		return a
	}
	hash := a.Hash()
	for k, m := range w.p.Members {
		if a.keys[k] == nil {
			continue
		}
		if x, err := a.Share(m, w.keys[k]); err == nil {
			w.shares[m] = x
			w.send(t, a, Event{Confirm, m, hash[:]})
		}
	}
	a.End(Confirm)
	return a
}
