package main

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
)

func account(i int) common.Address { return common.Address{19: byte(i)} }

func accounts(is ...int) (all []common.Address) {
	for _, i := range is {
		all = append(all, account(i))
	}
	return all
}

// TestMemberChanges: who stays keeps the order, and the place as long as somebody comes for whoever
// leaves; the result has those of now without those that leave and with those that come, each once.
func TestMemberChanges(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		now := accounts(r.Perm(1 + r.IntN(8))...)
		var edits []string
		want := make(map[common.Address]bool)
		leave, come := 0, 0
		for _, a := range now {
			want[a] = true
			if r.IntN(3) == 0 {
				edits, leave = append(edits, "-"+a.Hex()), leave+1
				delete(want, a)
			}
		}
		for i := range r.IntN(4) {
			a := account(100 + i)
			edits, come = append(edits, "+"+strings.ToLower(a.Hex())), come+1
			want[a] = true
		}
		if len(edits) == 0 {
			continue
		}
		r.Shuffle(len(edits), func(i, j int) { edits[i], edits[j] = edits[j], edits[i] })
		got, err := (&memberFlags{Members: edits}).list("x", now)
		if err != nil {
			t.Fatal(err)
		}
		seen := make(map[common.Address]bool)
		for i, a := range got {
			if seen[a] || !want[a] {
				t.Fatalf("%v of %v: %v", edits, now, got)
			}
			seen[a] = true
			if slices.Contains(now, a) && come >= leave && now[i] != a {
				t.Fatalf("%s lost its place: %v of %v: %v", a, edits, now, got)
			}
		}
		if len(seen) != len(want) {
			t.Fatalf("%v of %v: %v", edits, now, got)
		}
	}
}

// TestMemberMistakes: each is named.
func TestMemberMistakes(t *testing.T) {
	a, b, c := account(1).Hex(), account(2).Hex(), account(3).Hex()
	file := filepath.Join(t.TempDir(), "members")
	if err := os.WriteFile(file, []byte("# founders\n"+a+" # the first\n\n"+b+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := (&memberFlags{MembersFile: file}).list("x", nil); err != nil || !slices.Equal(got, accounts(1, 2)) {
		t.Errorf("%v, %v", got, err)
	}
	for _, m := range []struct {
		members []string
		now     []common.Address
		want    string
	}{
		{[]string{a, b, a}, nil, "named twice"},
		{[]string{a, "+" + b}, accounts(1), "either all of them"},
		{[]string{"+" + a}, accounts(1), "is a member already"},
		{[]string{"+" + b, "+" + b}, accounts(1), "is a member already"},
		{[]string{"-" + c}, accounts(1, 2), "is no member"},
		{[]string{"-" + a, "-" + a}, accounts(1, 2), "is no member"},
		{[]string{"+" + a}, nil, "there is none yet"},
		{[]string{"0x12"}, nil, "not an address"},
	} {
		var wrong *usageError
		if _, err := (&memberFlags{Members: m.members}).list("x", m.now); !errors.As(err, &wrong) || !strings.Contains(err.Error(), m.want) {
			t.Errorf("%v: %v, want %q", m.members, err, m.want)
		}
	}
}

// said makes a round of what accounts said in each phase.
func said(a chain.Attempt, dealers []common.Address, phases ...[]common.Address) *round {
	r := &round{Attempt: a, dealers: dealers}
	for p := range r.said {
		r.said[p] = make(map[common.Address]bool)
		if p < len(phases) {
			for _, m := range phases[p] {
				r.said[p][m] = true
			}
		}
	}
	return r
}

// TestWhoIsDue: the contract's rules of who may speak, which failures are told by. Members 1 to 4 make
// way for 2 to 5.
func TestWhoIsDue(t *testing.T) {
	old := accounts(1, 2, 3, 4)
	a := chain.Attempt{Epoch: 2, From: 1, T: 3, Members: accounts(2, 3, 4, 5)}
	r := said(a, old, accounts(2, 3, 5), accounts(1, 2), accounts(2))
	for p, want := range [][]common.Address{a.Members, accounts(1, 2, 3), accounts(1, 2), nil, accounts(2, 3, 5)} {
		if got := r.due(chain.Phase(p)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", chain.Phase(p), got, want)
		}
	}
	for p, want := range [][]common.Address{accounts(4), accounts(3), accounts(1), nil, accounts(2, 3, 5)} {
		if got := r.silent(chain.Phase(p)); !slices.Equal(got, want) {
			t.Errorf("silent in %s: %v, want %v", chain.Phase(p), got, want)
		}
	}
	text := r.failure()
	for _, want := range []string{"0 of 3 members that joined confirmed, and 3 have to", "did not commit: " + account(3).Hex() + ";", "did not deal: " + account(1).Hex() + ";"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q does not say %q", text, want)
		}
	}
	r = said(a, old, accounts(2, 5))
	if text, want := r.failure(), "2 of 4 members joined, and 3 are needed; missing: "+addresses(accounts(3, 4)); text != want {
		t.Errorf("%q, want %q", text, want)
	}
	first := said(chain.Attempt{Epoch: 1, T: 2, Members: accounts(1, 2, 3)}, accounts(1, 2, 3), accounts(1, 3))
	if got := first.due(chain.Commit); !slices.Equal(got, accounts(1, 3)) {
		t.Errorf("in epoch 1: %v", got)
	}
}

// TestWhatIsExpected: in each state of an attempt, an account is told what it has to do.
func TestWhatIsExpected(t *testing.T) {
	ends := [5]uint64{10, 20, 30, 40, 50}
	a := chain.Attempt{Epoch: 2, From: 1, T: 2, Ends: ends, Members: accounts(2, 3, 4), Joined: 2}
	all := [][]common.Address{accounts(2, 3), accounts(1, 2), accounts(2)}
	for _, c := range []struct {
		block  uint64
		who    int
		phases int // how many of all were said
		agreed bool
		want   string
	}{
		{5, 2, 0, true, "join before block 10"}, {5, 2, 1, true, "nothing: it has spoken; the others have until block 10"},
		{5, 1, 0, true, "nothing in the join phase"}, {5, 9, 0, true, "nothing"},
		{15, 1, 1, true, "commit before block 20: the node does it"}, {15, 1, 1, false, "nothing: the node deals only in a start that its operator approved"},
		{15, 4, 1, true, "nothing: it did not join"}, {15, 3, 1, true, "commit before block 20"},
		{25, 1, 2, true, "deal before block 30"}, {25, 3, 2, true, "nothing in the deal phase"},
		{35, 3, 3, true, "nothing, unless a dealer cheated"}, {35, 4, 3, true, "nothing: it did not join"},
		{45, 2, 3, true, "confirm before block 50"}, {45, 1, 3, true, "nothing in the confirm phase"},
		{55, 2, 3, true, "nothing"},
	} {
		b := &board{number: 7, block: c.block, attempt: a, active: &chain.Epoch{Epoch: 1, T: 2, Members: accounts(1, 2, 3), Confirmed: []bool{true, true, true}}}
		r := said(a, b.active.Members, all[:c.phases]...)
		item := &statusItemJSON{Index: b.active.Index(account(c.who)), Confirmed: true}
		if got := expected(b, r, nil, account(c.who), item, c.agreed); !strings.HasPrefix(got, c.want) {
			t.Errorf("block %d, account %d: %q, want %q", c.block, c.who, got, c.want)
		}
	}
}

// TestPromiseInWords: until when enough members promise to serve, or that it is over.
func TestPromiseInWords(t *testing.T) {
	b := &board{active: &chain.Epoch{T: 2, Members: accounts(1, 2, 3), Confirmed: []bool{true, true, false}}, operators: map[common.Address]chain.Operator{
		account(1): {ServesUntil: 1_900_000_000}, account(2): {ServesUntil: 1_800_000_000}, account(3): {ServesUntil: 2_000_000_000},
	}}
	for now, want := range map[uint64]string{
		1_700_000_000: "2027-01-15: after that, 1 of 3 members promise to serve, and 2 are needed",
		1_800_000_000: "it is over: 1 of 3 members promise to serve now, and 2 are needed. Change",
		1_950_000_000: "it is over: 0 of 3 members promise to serve now",
	} {
		if got := promise(b, now); !strings.HasPrefix(got, want) {
			t.Errorf("at %d: %q, want %q", now, got, want)
		}
	}
	for m := range b.operators {
		b.operators[m] = chain.Operator{ServesUntil: 1<<64 - 1}
	}
	if got := promise(b, 1_700_000_000); !strings.HasPrefix(got, "for ever") {
		t.Error(got)
	}
}

// TestUntil: a day belongs to the promise as a whole.
func TestUntil(t *testing.T) {
	got, err := parseUntil("2097-12-31")
	if err != nil || day(got) != "2097-12-31T23:59:59Z" || date(got) != "2097-12-31" {
		t.Errorf("%s, %v", day(got), err)
	}
	if got, err := parseUntil("2097-12-31T12:00:00+02:00"); err != nil || day(got) != "2097-12-31T10:00:00Z" {
		t.Errorf("%s, %v", day(got), err)
	}
	if _, err := parseUntil(time.Now().UTC().Format(time.DateOnly)); err != nil {
		t.Errorf("today: %v", err)
	}
	for _, text := range []string{"", "2097-13-01", "soon", "1999-01-01", "31.12.2097"} {
		if _, err := parseUntil(text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}

// TestNodeURLs: what nobody could ask a node at is refused before it costs a fee.
func TestNodeURLs(t *testing.T) {
	for _, text := range []string{"http://127.0.0.1:8600", "https://node.example.org/latchkey"} {
		if err := checkNodeURL(text); err != nil {
			t.Error(err)
		}
	}
	for _, text := range []string{"", "node.example.org", "ftp://node.example.org", "http://", "http://:80", "https://me:secret@node.example.org",
		"https://node.example.org?x=1", "https://node.example.org#x", "https://node.example.org/" + strings.Repeat("x", 256)} {
		if err := checkNodeURL(text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}

// TestPhaseLengths: by default long enough for nodes of the same finality.
func TestPhaseLengths(t *testing.T) {
	for final, least := range map[string]uint32{"finalized": 192, "safe": 192, "0": 1, "12": 24} {
		lengths, err := new(planFlags).lengths("x", final)
		if err != nil || slices.Min(lengths[:]) < least {
			t.Errorf("%s: %d, %v", final, lengths, err)
		}
	}
	for _, phases := range [][]uint{{1, 2, 3, 4}, {1, 2, 3, 4, 0}, {1, 2, 3, 4, 1<<20 + 1}} {
		if _, err := (&planFlags{Phases: phases}).lengths("x", "0"); err == nil {
			t.Errorf("%d was taken", phases)
		}
	}
}
