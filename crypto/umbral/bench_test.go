package umbral

import "testing"

// Each operation beside the peer's in one run, a round of ours and one of theirs in turn: the
// metric "ours/peer" is how many times its rate ours is. Both work from encoded objects, and
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
			var theirs float64
			b.ResetTimer()
			for b.Loop() {
				b.StopTimer()
				theirs += p.must("time", object{"what": c.what, "threshold": c.threshold, "shares": c.shares, "count": 1})["ns"].(float64)
				b.StartTimer()
				c.ours(b, w)
			}
			ours := float64(b.Elapsed().Nanoseconds())
			b.ReportMetric(theirs/ours, "ours/peer")
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
