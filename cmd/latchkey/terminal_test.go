package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/latchkey-network/latchkey/quorum"
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

// TestTextOnly: a terminal is shown what it could only show, whatever the pieces are in which it comes.
func TestTextOnly(t *testing.T) {
	through := func(text string, piece int) (string, error) {
		var shown bytes.Buffer
		w := &textOnly{w: &shown}
		for part := range slices.Chunk([]byte(text), piece) {
			if n, err := w.Write(part); err != nil || n != len(part) {
				return shown.String(), err
			}
		}
		return shown.String(), w.end()
	}
	for piece := 1; piece < 8; piece++ {
		for text, want := range map[string]string{
			"two\nlines\tand a tab": "two\nlines\tand a tab", "ends\r\nof lines\r\n": "ends\nof lines\n", "é 雨 🌧 \ufffd": "é 雨 🌧 \ufffd", "": "",
		} {
			if got, err := through(text, piece); err != nil || got != want {
				t.Errorf("%q in pieces of %d is %q, %v", text, piece, got, err)
			}
		}
		for _, text := range []string{"\x1b[2J", "a\rb", "a\r", "a\x00", "a\x7f", "\u009b2J", "\x9b2J", "a\xc2", "a\xff", "\u202e", "\u202a", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c", "\u2028"} {
			if got, err := through("x"+text, piece); err == nil || strings.ContainsAny(got, text[len(text)-1:]) && text[0] == 0x1b {
				t.Errorf("%q in pieces of %d is shown as %q", text, piece, got)
			}
		}
	}
}

// TestTextsOfStrangers: what nodes, sellers and policies wrote is on one line, and a terminal obeys nothing of it.
func TestTextsOfStrangers(t *testing.T) {
	bad := "one\ntwo\rthree\x1b[2J\u202e\u009b\u200f\u061c"
	for what, got := range map[string]string{
		"oneLine": oneLine(bad),
		"a risk":  explain(&riskError{risks: []error{errors.New(bad)}}).String(),
		"a node":  explain(&quorum.OpenError{Err: quorum.ErrNotEntitled, T: 1, N: 1, Answers: []quorum.Answer{{Index: 1, URL: bad, Err: &quorum.Problem{Type: quorum.PolicyFalse, Detail: bad}}}}).String(),
		"silence": explain(&quorum.OpenError{Err: quorum.ErrTooFew, T: 1, N: 1, Answers: []quorum.Answer{{Index: 1, URL: bad, Err: errors.New(bad)}}}).String(),
	} {
		if strings.ContainsAny(got, "\r\x1b\u202e\u009b\u200f\u061c") || strings.Contains(got, "one\n") || !strings.Contains(got, "one two") {
			t.Errorf("%s: %q", what, got)
		}
	}
}
