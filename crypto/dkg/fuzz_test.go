package dkg

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/vectors"
)

func FuzzJoinIsExact(f *testing.F) {
	for _, v := range vectors.Load(f, "join") {
		var in struct{ Join vectors.Hex }
		v.In(f, &in)
		f.Add([]byte(in.Join))
	}
	p := params(1, 1)
	key := group.RandomScalar()
	join, err := NewJoin(&p, account(1), key)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		P, err := verifyJoin(&p, account(1), data)
		if err == nil && (!bytes.Equal(encode(t, P), data[:33]) || len(data) != JoinSize) {
			t.Error("a join has two encodings")
		}
		// A good join with these bytes over its end, or behind it.
		bent := slices.Clone(join)
		n := copy(bent[max(0, len(bent)-len(data)):], data)
		if _, err := verifyJoin(&p, account(1), bent); err == nil && !bytes.Equal(bent, join) {
			t.Errorf("a join with %d other bytes is fine", n)
		}
		if len(data) > 0 {
			if _, err := verifyJoin(&p, account(1), append(bent, data...)); err == nil {
				t.Error("a join with bytes behind it is fine")
			}
		}
	})
}

// encodeDealing is the inverse of decodeDealing.
func encodeDealing(t testing.TB, d *dealing, proof [3]*group.Scalar) []byte {
	t.Helper()
	b := u32(d.i)
	for _, p := range append(slices.Clone(d.C), d.H) {
		b = append(b, encode(t, p)...)
	}
	for _, s := range append(slices.Clone(d.y), proof[:]...) {
		b = append(b, s.Bytes()...)
	}
	return b
}

func FuzzDealingDecodeEncode(f *testing.F) {
	for _, v := range vectors.Load(f, "dealing") {
		var in struct {
			T, N      int
			Dealing   vectors.Hex
			NotJoined []int
		}
		v.In(f, &in)
		mask := uint8(0)
		for _, m := range in.NotJoined {
			mask |= 1 << (m - 1)
		}
		f.Add(uint8(in.T), uint8(in.N), mask, []byte(in.Dealing))
	}
	f.Fuzz(func(t *testing.T, threshold, n, absent uint8, data []byte) {
		if n == 0 || n > 8 || threshold == 0 || threshold > n {
			return
		}
		keys := make([]*group.Point, n)
		for k := range keys {
			if absent>>k&1 == 0 {
				keys[k] = group.Generator()
			}
		}
		i := 1
		if len(data) >= 4 {
			i = int(binary.BigEndian.Uint32(data))
		}
		d, proof, err := decodeDealing(int(threshold), i, data, keys)
		if err != nil {
			return
		}
		if !bytes.Equal(encodeDealing(t, d, proof), data) {
			t.Error("a dealing has two encodings")
		}
		for _, other := range [][]byte{append(slices.Clone(data), 0), data[:len(data)-1]} {
			if _, _, err := decodeDealing(int(threshold), i, other, keys); err == nil {
				t.Errorf("%d bytes are a dealing, and so are %d", len(data), len(other))
			}
		}
		if _, _, err := decodeDealing(int(threshold), i+1, data, keys); err == nil {
			t.Error("a dealing of two dealers")
		}
		for m := range d.y {
			if keys[m] == nil && !d.y[m].IsZero() {
				t.Error("something for a receiver that has not joined")
			}
		}
	})
}

func FuzzComplaintHoldsOnlyWhenTrue(f *testing.F) {
	type input struct {
		Session   vectors.Hex
		T, N, M   int
		Dealing   vectors.Hex
		Key       vectors.Hex
		Complaint vectors.Hex
	}
	var good input
	for _, v := range vectors.Load(f, "complaint") {
		var in input
		v.In(f, &in)
		if v.Format == "complaint/verify" && v.OK() {
			good = in
		}
		f.Add([]byte(in.Complaint))
	}
	if good.T == 0 {
		f.Fatal("no vector of a complaint that holds")
	}
	session := [32]byte(good.Session)
	d := decoded(f, good.T, good.N, good.Dealing)
	f.Fuzz(func(t *testing.T, data []byte) {
		// The proof is not malleable, so one S_m is all that anybody can send; and no other
		// member has anything to complain about.
		for m := 1; m <= good.N; m++ {
			if _, err := verifyComplaint(session, d, m, point(t, good.Key), data); err == nil {
				if m != good.M || !bytes.Equal(data[:37], good.Complaint[:37]) || len(data) != ComplaintSize {
					t.Errorf("complaint %x of member %d holds", data, m)
				}
			}
		}
	})
}

// FuzzReplayNeverPanics bends transcripts: program says what happens to which message.
// Whatever comes out, refused messages leave no trace, observers agree, and what members
// do next does not panic.
func FuzzReplayNeverPanics(f *testing.F) {
	var all []transcript
	for _, folder := range []string{"keygen", "reshare"} {
		for _, v := range vectors.Load(f, folder) {
			var in transcript
			v.In(f, &in)
			f.Add(uint8(len(all)), []byte{})
			f.Add(uint8(len(all)), []byte{0, byte(len(all)), 3, 7, 5, 20, 9, 1})
			all = append(all, in)
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, program []byte) {
		in := all[int(which)%len(all)]
		p, events := in.replay(t)
		for ; len(program) >= 4 && len(events) > 0; program = program[4:] {
			k := int(program[1]) % len(events)
			e := &events[k]
			e.Data = slices.Clone(e.Data)
			x := int(program[2])<<8 | int(program[3])
			switch program[0] % 8 {
			case 0:
				events = slices.Delete(events, k, k+1)
			case 1:
				events = slices.Insert(events, x%(len(events)+1), *e)
			case 2:
				if len(e.Data) > 0 {
					e.Data[x%len(e.Data)] ^= 1 << (x % 8)
				}
			case 3:
				e.Data = e.Data[:x%(len(e.Data)+1)]
			case 4:
				e.Data = append(e.Data, program[2:4]...)
			case 5:
				e.From = events[x%len(events)].From
			case 6:
				e.Phase = Phase(x%7 - 1)
			case 7:
				e.Data = events[x%len(events)].Data
			}
		}
		a, err := NewAttempt(p)
		if err != nil {
			t.Fatal(err)
		}
		var kept []Event
		for _, e := range events {
			before, phase := result(a), a.Phase()
			if err := a.Handle(e); err == nil {
				kept = append(kept, e)
			} else if result(a) != before || a.Phase() != phase {
				t.Fatalf("a refused message changed something: %v", err)
			}
			for k, key := range in.Secrets.Receivers {
				if k < len(p.Members) && k == len(kept)%len(p.Members) && len(key) != 0 {
					a.Complaints(p.Members[k], scalar(t, key))
					a.Share(p.Members[k], scalar(t, key))
				}
			}
		}
		b, err := NewAttempt(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range kept { // which ends the phases by hand
			b.End(e.Phase - 1)
			if err := b.Handle(e); err != nil {
				t.Fatalf("refused by the second observer: %v", err)
			}
		}
		for _, o := range []*Attempt{a, b} {
			o.End(Complain)
		}
		if result(a) != result(b) {
			t.Fatal("observers disagree")
		}
		if l := a.Keys(); l != nil {
			if err := l.CheckDegree(); err != nil {
				t.Fatal(err)
			}
			if p.Previous != nil && !l.X.Equal(p.Previous.Keys.X) {
				t.Fatal("the key changed")
			}
		}
		a.End(Confirm)
	})
}
