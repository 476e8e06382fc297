//go:build unix

package dkg

import (
	"fmt"
	"syscall"
	"testing"

	"github.com/latchkey-network/latchkey/crypto/group"
)

var sizes = []int{4, 16, 31, 64, 128}

func majority(n int) int { return n/2 + 1 }

func BenchmarkDeal(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("n=%d/t=%d", n, majority(n)), func(b *testing.B) {
			w := newWorld(b, params(n, majority(n)))
			a := w.joined(b)
			for b.Loop() {
				if _, err := a.Deal(w.p.Members[0], nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkVerifyDealing is what a receiver does with one dealing: decode it, check its
// commit and its proof, unmask its own share and check that too.
func BenchmarkVerifyDealing(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("n=%d/t=%d", n, majority(n)), func(b *testing.B) {
			w := newWorld(b, params(n, majority(n)))
			a := w.joined(b)
			data, err := a.Deal(w.p.Members[0], nil)
			if err != nil {
				b.Fatal(err)
			}
			commit := a.CommitOf(data)
			for b.Loop() {
				d, reason := verifyDealing(a.session, commit, a.p.T, 1, data, a.keys, nil)
				if reason != "" {
					b.Fatal(reason)
				}
				value, err := d.receive(a.session, n, w.keys[n-1])
				if err != nil || !d.fits(n, value) {
					b.Fatal("share does not fit")
				}
			}
		})
	}
}

// BenchmarkKeyGeneration is a whole key generation of n honest nodes in one goroutine,
// each of which verifies everything for itself. cpu-ms/node is the CPU time of the whole
// process, garbage collection included, for each node: on a busy machine the time on the
// clock says less.
func BenchmarkKeyGeneration(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("n=%d/t=%d", n, majority(n)), func(b *testing.B) {
			start := cpuTime(b)
			for b.Loop() {
				runAll(b, newWorld(b, params(n, majority(n))))
			}
			b.ReportMetric(float64(cpuTime(b)-start)/1e6/float64(b.N)/float64(n), "cpu-ms/node")
		})
	}
}

// BenchmarkResharing is the same for a refresh: n dealers, t of which count.
func BenchmarkResharing(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("n=%d/t=%d", n, majority(n)), func(b *testing.B) {
			w := newWorld(b, params(n, majority(n)))
			first := w.run(b)
			start := cpuTime(b)
			for b.Loop() {
				runAll(b, w.reshare(b, first, majority(n), w.p.Members))
			}
			b.ReportMetric(float64(cpuTime(b)-start)/1e6/float64(b.N)/float64(n), "cpu-ms/node")
		})
	}
}

// cpuTime returns the CPU time of the process, in nanoseconds.
func cpuTime(b *testing.B) int64 {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}

// runAll runs an attempt of which each member keeps its own replay.
func runAll(b *testing.B, w *world) {
	b.Helper()
	p := w.p
	as := make([]*Attempt, len(p.Members))
	for k := range as {
		a, err := NewAttempt(p)
		if err != nil {
			b.Fatal(err)
		}
		as[k] = a
	}
	tell := func(e Event) {
		for _, a := range as {
			if err := a.Handle(e); err != nil {
				b.Fatal(err)
			}
		}
	}
	end := func(p Phase) {
		for _, a := range as {
			a.End(p)
		}
	}
	for k, m := range p.Members {
		w.keys[k] = group.RandomScalar()
		join, err := NewJoin(&p, m, w.keys[k])
		if err != nil {
			b.Fatal(err)
		}
		tell(Event{Join, m, join})
	}
	end(Join)
	dealings := make(map[Account][]byte)
	for k, m := range p.Members {
		d, err := as[k].Deal(m, w.secrets[m])
		if err != nil {
			b.Fatal(err)
		}
		dealings[m] = d
	}
	for k, m := range p.Members {
		c := as[k].CommitOf(dealings[m])
		tell(Event{Commit, m, c[:]})
	}
	for _, m := range p.Members {
		tell(Event{Deal, m, dealings[m]})
	}
	end(Deal)
	for k, m := range p.Members {
		cs, err := as[k].Complaints(m, w.keys[k])
		if err != nil || len(cs) != 0 {
			b.Fatal(cs, err)
		}
	}
	end(Complain)
	for k, m := range p.Members {
		if _, err := as[k].Share(m, w.keys[k]); err != nil {
			b.Fatal(err)
		}
		hash := as[k].Hash()
		tell(Event{Confirm, m, hash[:]})
	}
	end(Confirm)
	for _, a := range as {
		if a.Err() != nil || a.Hash() != as[0].Hash() || a.Confirmed() != len(as) {
			b.Fatal("members disagree")
		}
	}
}
