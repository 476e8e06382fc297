package umbral

import (
	"slices"
	"testing"
	"time"
)

// Each operation beside the peer's in one run, a round of ours and one of theirs in turn: the
// metric "ours/peer" is how many times its rate ours is, by the medians of the rounds, so that
// what else the machine does in some of them does not count. Both work from encoded objects, and
// check what they are given.
func BenchmarkBesidePeer(b *testing.B) {
	for _, c := range []struct {
		name, what        string
		threshold, shares int
		ours              func(b *testing.B, w *world)
	}{
		{"reencrypt", "reencrypt", 1, 1, func(b *testing.B, w *world) {
			c, err := DecodeCapsule(w.capsule.Bytes())
			if err != nil {
				b.Fatal(err)
			}
			Reencrypt(c, w.frags[0])
		}},
		{"generate-16-of-30", "generate", 16, 30, func(b *testing.B, w *world) {
			if _, err := GenerateKeyFrags(w.delegating, w.reader.Public(), w.signer, 16, 30, true, true); err != nil {
				b.Fatal(err)
			}
		}},
		{"open-3", "open", 3, 3, benchOpen},
		{"open-16", "open", 16, 16, benchOpen},
	} {
		b.Run(c.name, func(b *testing.B) {
			p := newPeer(b)
			w := newWorld(b, c.threshold, c.shares)
			w.capsule.Bytes()
			var ours, theirs []float64
			for b.Loop() {
				b.StopTimer()
				theirs = append(theirs, p.must("time", object{"what": c.what, "threshold": c.threshold, "shares": c.shares, "count": 1})["ns"].(float64))
				b.StartTimer()
				began := time.Now()
				c.ours(b, w)
				ours = append(ours, float64(time.Since(began).Nanoseconds()))
			}
			median := func(all []float64) float64 {
				slices.Sort(all)
				return all[len(all)/2]
			}
			b.ReportMetric(median(theirs)/median(ours), "ours/peer")
			b.ReportMetric(median(ours)/1e6, "ours-ms")
			b.ReportMetric(median(theirs)/1e6, "peer-ms")
		})
	}
}

func benchOpen(b *testing.B, w *world) {
	frags := make([]*CapsuleFrag, len(w.answers))
	for i, f := range w.answers {
		var err error
		if frags[i], err = DecodeCapsuleFrag(f.Bytes()); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := w.open(frags); err != nil {
		b.Fatal(err)
	}
}
