package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestProgress: long work shows how far it is, how fast it goes, and how long it will take;
// a slower network shows soon, and another file begins anew.
func TestProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var shown bytes.Buffer
		p := newProgress("opening")
		p.live, p.w = true, &shown
		last := func() string {
			all := strings.Split(shown.String(), clearLine)
			return all[len(all)-1]
		}
		const total = 5e9
		done := int64(0)
		step := func(seconds int, perSecond int64) {
			for range seconds * 10 {
				time.Sleep(100 * time.Millisecond)
				done += perSecond / 10
				p.bytes(done, total)
			}
		}
		p.bytes(0, total)
		step(1, 50e6)
		if want := "opening 1% of 5.0 GB, 50.0 MB/s, 1 min 39 s left"; last() != want {
			t.Errorf("%q, not %q", last(), want)
		}
		step(59, 50e6)
		if want := "opening 60% of 5.0 GB, 50.0 MB/s, 40 s left"; last() != want {
			t.Errorf("%q, not %q", last(), want)
		}
		step(10, 100e3)
		if want := "opening 60% of 5.0 GB, 100.0 kB/s, 5 h 33 min left"; last() != want {
			t.Errorf("%q, not %q", last(), want)
		}
		done = 0
		step(2, 1e6)
		if want := "opening 0% of 5.0 GB, 1.0 MB/s, 1 h 23 min left"; last() != want {
			t.Errorf("%q, not %q", last(), want)
		}
		p.bytes(total, total)
		time.Sleep(time.Second)
		p.bytes(2e9, -1)
		if want := "opening 2.0 GB"; !strings.HasPrefix(last(), want) || strings.Contains(last(), "left") {
			t.Errorf("%q, not %q", last(), want)
		}
		p.end()
		if last() != "" {
			t.Errorf("%q is left", last())
		}
	})
}

// TestProgressIsSilent: nothing is shown where standard error is no terminal.
func TestProgressIsSilent(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	stderr := os.Stderr
	os.Stderr = f
	p := newProgress("opening")
	os.Stderr = stderr
	var shown bytes.Buffer
	p.w = &shown
	p.show("x")
	p.bytes(1, 2)
	p.signer("y")
	p.end()
	if shown.Len() > 0 || p.live {
		t.Errorf("%q", shown.String())
	}
}
