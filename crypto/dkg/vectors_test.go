package dkg

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/shamir"
	"github.com/latchkey-network/latchkey/vectors"
)

func scalar(t testing.TB, b []byte) *group.Scalar {
	t.Helper()
	s, err := group.DecodeScalar(b)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func point(t testing.TB, b []byte) *group.Point {
	t.Helper()
	p, err := group.DecodePoint(b)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func encode(t testing.TB, p *group.Point) []byte {
	t.Helper()
	b, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func word(n vectors.Uint64) (w [32]byte) {
	binary.BigEndian.PutUint64(w[24:], uint64(n))
	return w
}

// start is what a join or a transcript says about its attempt.
type start struct {
	ChainID   vectors.Uint64
	Contract  vectors.Address
	Committee vectors.Uint64
	Epoch     vectors.Uint64
	Attempt   vectors.Uint64
}

func (s *start) params() Params {
	return Params{
		ChainID:   word(s.ChainID),
		Contract:  Account(s.Contract),
		Committee: word(s.Committee),
		Epoch:     uint64(s.Epoch),
		Attempt:   uint64(s.Attempt),
	}
}

// transcript is the input of a replay.
type transcript struct {
	start
	T        int
	Members  []vectors.Address
	Previous *struct {
		T       int
		Members []vectors.Address
		Session vectors.Hex
		X       vectors.Hex
		List    []vectors.Hex
		Hash    vectors.Hex
	}
	Events []struct {
		Phase string
		From  vectors.Address
		Data  vectors.Hex
	}
	Secrets struct{ Receivers []vectors.Hex }
}

func accounts(as []vectors.Address) []Account {
	var out []Account
	for _, a := range as {
		out = append(out, Account(a))
	}
	return out
}

func phaseNamed(t testing.TB, name string) Phase {
	t.Helper()
	for p := Join; p <= Confirm; p++ {
		if p.String() == name {
			return p
		}
	}
	t.Fatalf("unknown phase %q", name)
	return 0
}

func (s *transcript) replay(t testing.TB) (Params, []Event) {
	t.Helper()
	p := s.params()
	p.T, p.Members = s.T, accounts(s.Members)
	if old := s.Previous; old != nil {
		list := &shamir.KeyList{T: old.T, X: point(t, old.X)}
		for _, b := range old.List {
			list.Members = append(list.Members, point(t, b))
		}
		p.Previous = &Epoch{
			T:       old.T,
			Members: accounts(old.Members),
			Session: [32]byte(old.Session),
			Hash:    [32]byte(old.Hash),
			Keys:    list,
		}
	}
	var events []Event
	for _, e := range s.Events {
		events = append(events, Event{phaseNamed(t, e.Phase), Account(e.From), e.Data})
	}
	return p, events
}

func TestVectorsJoin(t *testing.T) {
	vectors.Each(t, "join", func(t *testing.T, v vectors.Vector) {
		var in struct {
			start
			Account vectors.Address
			P, W    vectors.Hex
			Join    vectors.Hex
		}
		v.In(t, &in)
		p := in.params()
		switch v.Format {
		case "join/make":
			var out struct{ Join vectors.Hex }
			v.Out(t, &out)
			got, err := makeJoin(&p, Account(in.Account), scalar(t, in.P), scalar(t, in.W))
			if err != nil || !bytes.Equal(got, out.Join) {
				t.Errorf("join is %x, %v", got, err)
			}
		case "join/verify":
			key, err := verifyJoin(&p, Account(in.Account), in.Join)
			if !v.OK() {
				want := map[string]error{"malformed": errMalformed, "bad-proof": errProof}[v.Expect]
				if want == nil || err != want {
					t.Errorf("verifyJoin: %v, want %s", err, v.Expect)
				}
				return
			}
			var out struct{ Key vectors.Hex }
			v.Out(t, &out)
			if err != nil || !bytes.Equal(encode(t, key), out.Key) {
				t.Errorf("verifyJoin: %v", err)
			}
		default:
			vectors.Unknown(t, v)
		}
	})
}

// decoded returns a dealing that is known to be verified, in this session or another.
func decoded(t testing.TB, threshold, n int, data []byte) *dealing {
	t.Helper()
	keys := make([]*group.Point, n)
	for k := range keys {
		keys[k] = group.Generator() // all have joined
	}
	d, _, err := decodeDealing(threshold, int(binary.BigEndian.Uint32(data)), data, keys)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestVectorsDealing(t *testing.T) {
	vectors.Each(t, "dealing", func(t *testing.T, v vectors.Vector) {
		var in struct {
			Session      vectors.Hex
			T, N, I, M   int
			Coefficients []vectors.Hex
			Eph, A, B, P vectors.Hex
			Keys         []vectors.Hex
			Dealing      vectors.Hex
			Commit       vectors.Hex
			NotJoined    []int
			OldKey       vectors.Hex
		}
		v.In(t, &in)
		session := [32]byte(in.Session)
		switch v.Format {
		case "dealing/make":
			var out struct{ Dealing, Commit vectors.Hex }
			v.Out(t, &out)
			o := &dealingOpening{eph: scalar(t, in.Eph), a: scalar(t, in.A), b: scalar(t, in.B)}
			for _, c := range in.Coefficients {
				o.f = append(o.f, scalar(t, c))
			}
			keys := make([]*group.Point, len(in.Keys))
			for k, b := range in.Keys {
				if len(b) != 0 {
					keys[k] = point(t, b)
				}
			}
			got, err := makeDealing(session, in.I, o, keys)
			if err != nil || !bytes.Equal(got, out.Dealing) {
				t.Fatalf("dealing is %x, %v", got, err)
			}
			if c := commitOf(session, got); !bytes.Equal(c[:], out.Commit) {
				t.Errorf("commit is %x", c)
			}
			o.erase()
			for _, s := range append(o.f, o.eph, o.a, o.b) {
				if !s.IsZero() {
					t.Error("a secret is left")
				}
			}
		case "dealing/verify":
			keys := make([]*group.Point, in.N)
			for k := range keys {
				if !slices.Contains(in.NotJoined, k+1) {
					keys[k] = group.Generator()
				}
			}
			var oldKey *group.Point
			if len(in.OldKey) != 0 {
				oldKey = point(t, in.OldKey)
			}
			d, reason := verifyDealing(session, [32]byte(in.Commit), in.T, in.I, in.Dealing, keys, oldKey)
			if !v.OK() {
				if string(reason) != v.Expect || d != nil {
					t.Errorf("out for %q, want %q", reason, v.Expect)
				}
				return
			}
			if reason != "" {
				t.Fatalf("out for %q", reason)
			}
			var out struct {
				C, Y []vectors.Hex
				H    vectors.Hex
			}
			v.Out(t, &out)
			if len(d.C) != len(out.C) || len(d.y) != len(out.Y) {
				t.Fatalf("%d commitments and %d values", len(d.C), len(d.y))
			}
			for k := range d.C {
				if !bytes.Equal(encode(t, d.C[k]), out.C[k]) {
					t.Errorf("C_%d differs", k)
				}
			}
			for k := range d.y {
				if !bytes.Equal(d.y[k].Bytes(), out.Y[k]) {
					t.Errorf("y_%d differs", k+1)
				}
			}
			if !bytes.Equal(encode(t, d.H), out.H) {
				t.Error("H differs")
			}
		case "dealing/receive":
			d := decoded(t, in.T, in.N, in.Dealing)
			key := scalar(t, in.P)
			value, err := d.receive(session, in.M, key)
			if err != nil {
				t.Fatal(err)
			}
			if !v.OK() {
				if v.Expect != "bad-share" || d.fits(in.M, value) {
					t.Errorf("share fits, want %s", v.Expect)
				}
				return
			}
			var out struct{ S, Value vectors.Hex }
			v.Out(t, &out)
			if !bytes.Equal(value.Bytes(), out.Value) || !d.fits(in.M, value) {
				t.Errorf("f(%d) is %x", in.M, value.Bytes())
			}
			if S := group.NewPoint().Mult(key, d.H); !bytes.Equal(encode(t, S), out.S) {
				t.Error("S differs")
			}
		default:
			vectors.Unknown(t, v)
		}
	})
}

func TestVectorsComplaint(t *testing.T) {
	vectors.Each(t, "complaint", func(t *testing.T, v vectors.Vector) {
		var in struct {
			Session   vectors.Hex
			T, N, M   int
			Dealing   vectors.Hex
			P, W, Key vectors.Hex
			Complaint vectors.Hex
		}
		v.In(t, &in)
		session := [32]byte(in.Session)
		d := decoded(t, in.T, in.N, in.Dealing)
		switch v.Format {
		case "complaint/make":
			var out struct{ Complaint vectors.Hex }
			v.Out(t, &out)
			got, err := makeComplaint(session, d, in.M, scalar(t, in.P), scalar(t, in.W))
			if err != nil || !bytes.Equal(got, out.Complaint) {
				t.Errorf("complaint is %x, %v", got, err)
			}
		case "complaint/verify":
			value, err := verifyComplaint(session, d, in.M, point(t, in.Key), in.Complaint)
			if !v.OK() {
				if v.Expect != "does-not-hold" || err == nil {
					t.Errorf("holds, want %s", v.Expect)
				}
				return
			}
			var out struct{ Value vectors.Hex }
			v.Out(t, &out)
			if err != nil || !bytes.Equal(value.Bytes(), out.Value) {
				t.Errorf("does not hold: %v", err)
			}
		default:
			vectors.Unknown(t, v)
		}
	})
}

func TestVectorsReplay(t *testing.T) {
	for _, folder := range []string{"keygen", "reshare"} {
		t.Run(folder, func(t *testing.T) {
			vectors.Each(t, folder, func(t *testing.T, v vectors.Vector) {
				if v.Format != folder+"/replay" {
					vectors.Unknown(t, v)
				}
				var in transcript
				v.In(t, &in)
				p, events := in.replay(t)
				a, err := NewAttempt(p)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range events {
					if err := a.Handle(e); err != nil {
						t.Fatal(err)
					}
				}
				a.End(Complain)
				if v.Expect == "attempt-ends" {
					if !errors.Is(a.Err(), ErrEnded) || a.Keys() != nil {
						t.Fatalf("attempt did not end: %v", a.Err())
					}
					return
				}
				if !v.OK() {
					t.Fatalf("unknown refusal %q", v.Expect)
				}
				if a.Err() != nil {
					t.Fatal(a.Err())
				}
				checkReplay(t, v, in, a)
				// The end of the last phase decides whether the attempt came to something.
				active := a.Active()
				a.End(Confirm)
				if (a.Err() == nil) != active || a.Active() != active {
					t.Errorf("active %v, but after the confirm phase: %v", active, a.Err())
				}
			})
		})
	}
}

func checkReplay(t *testing.T, v vectors.Vector, in transcript, a *Attempt) {
	t.Helper()
	var out struct {
		Session vectors.Hex
		Joined  []int
		Out     []struct {
			I   int
			Why string
		}
		QUAL, D                []int
		X                      vectors.Hex
		List                   []vectors.Hex
		ConfirmHash            vectors.Hex
		ConfirmsNeeded         int
		ConfirmsForErasure     int
		ConfirmsForErasureLate int
		Confirmed              int
		Active                 bool
		Shares                 []vectors.Hex
	}
	v.Out(t, &out)
	if s := a.Session(); !bytes.Equal(s[:], out.Session) {
		t.Errorf("session is %x", s)
	}
	if !slices.Equal(a.Joined(), out.Joined) {
		t.Errorf("joined: %v", a.Joined())
	}
	var blames []Blame
	for _, b := range out.Out {
		blames = append(blames, Blame{b.I, Reason(b.Why)})
	}
	if !slices.Equal(a.Out(), blames) {
		t.Errorf("out: %v, want %v", a.Out(), blames)
	}
	qual := out.QUAL
	if a.p.Previous != nil {
		qual = out.D
	}
	if !slices.Equal(a.Qualified(), qual) || len(qual) == 0 {
		t.Errorf("qualified: %v, want %v", a.Qualified(), qual)
	}
	if !bytes.Equal(encode(t, a.Keys().X), out.X) {
		t.Error("X differs")
	}
	if a.Keys().N() != len(out.List) {
		t.Fatalf("%d keys", a.Keys().N())
	}
	for m, key := range out.List {
		if !bytes.Equal(encode(t, a.Keys().Key(m+1)), key) {
			t.Errorf("X_%d differs", m+1)
		}
	}
	if h := a.Hash(); !bytes.Equal(h[:], out.ConfirmHash) {
		t.Errorf("hash is %x", h)
	}
	if err := a.Keys().CheckDegree(); err != nil {
		t.Error(err)
	}
	got := []int{a.ConfirmsNeeded(), a.ConfirmsForErasure(), a.ConfirmsForErasureLate(), a.Confirmed()}
	want := []int{out.ConfirmsNeeded, out.ConfirmsForErasure, out.ConfirmsForErasureLate, out.Confirmed}
	if !slices.Equal(got, want) {
		t.Errorf("confirms: %v, want %v", got, want)
	}
	if a.Active() != out.Active {
		t.Errorf("active: %v", a.Active())
	}
	if len(out.Shares) != len(in.Secrets.Receivers) {
		t.Fatalf("%d shares of %d receivers", len(out.Shares), len(in.Secrets.Receivers))
	}
	for k, key := range in.Secrets.Receivers {
		var x *group.Scalar
		err := errors.New("no key")
		if len(key) != 0 {
			x, err = a.Share(a.p.Members[k], scalar(t, key))
		}
		if len(out.Shares[k]) == 0 {
			if err == nil {
				t.Errorf("member %d has a share", k+1)
			}
			continue
		}
		if err != nil || !bytes.Equal(x.Bytes(), out.Shares[k]) {
			t.Errorf("x_%d differs: %v", k+1, err)
		}
	}
}
