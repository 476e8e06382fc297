package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/term"

	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/storage"
)

// printable makes a text of strangers fit for a terminal: no control characters or escape
// sequences, nothing that turns the direction of writing. Line breaks and tabs stay.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, strings.ToValidUTF8(s, string(unicode.ReplacementChar)))
}

// oneLine is printable without line breaks and tabs.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		return r
	}, printable(s))
}

// note tells the person something, on standard error.
func note(format string, args ...any) {
	text := printable(fmt.Sprintf(format, args...))
	if term.IsTerminal(int(os.Stderr.Fd())) {
		text = clearLine + text // over a progress
	}
	fmt.Fprintln(os.Stderr, text)
}

// clearLine goes to the begin of a terminal's line and empties it.
const clearLine = "\r\x1b[K"

// printJSON writes v to standard output. Characters of strings that a terminal could obey
// are escaped: that changes nothing for a program.
func printJSON(v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	var out strings.Builder
	for _, r := range b.String() {
		switch {
		case r == '\n' || unicode.IsPrint(r):
			out.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&out, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	return print(out.String())
}

// print writes text to standard output.
func print(text string) error {
	if _, err := io.WriteString(os.Stdout, text); err != nil {
		return fmt.Errorf("writing to standard output: %w", err)
	}
	return nil
}

// progress shows on a terminal how far long work is. It is silent where standard error is
// none.
type progress struct {
	what string // "sealing"
	then string // what is waited for when all bytes are through; empty: nothing
	live bool
	w    io.Writer // standard error

	mu    sync.Mutex
	shown time.Time
	wrote bool
	since [2]mark // what the rate is measured from: a few seconds ago
}

// mark is how far long work was at a moment.
type mark struct {
	at   time.Time
	done int64
}

// rateOver is the time over which a rate is measured, at least; at most twice that.
const rateOver = 5 * time.Second

func newProgress(what string) *progress {
	return &progress{what: what, live: term.IsTerminal(int(os.Stderr.Fd())), w: os.Stderr, shown: time.Now()}
}

// bytes shows that done bytes of total are through; a total below 0 is not known.
func (p *progress) bytes(done, total int64) {
	if total > 0 && done >= total && p.then != "" {
		p.show(p.then)
	} else if total > 0 {
		p.say("%s %d%% of %s%s", p.what, int64(float64(done)/float64(total)*100), size(total), p.rate(done, total))
	} else {
		p.say("%s %s%s", p.what, size(done), p.rate(done, total))
	}
}

// rate tells how fast it goes and how long it will take, once that can be told.
func (p *progress) rate(done, total int64) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if p.since[1].at.IsZero() || done < p.since[1].done { // the first, or another file
		p.since = [2]mark{{now, done}, {now, done}}
	} else if now.Sub(p.since[1].at) >= rateOver {
		p.since[0], p.since[1] = p.since[1], mark{now, done}
	}
	took := now.Sub(p.since[0].at)
	if took < time.Second {
		return ""
	}
	perSecond := float64(done-p.since[0].done) / took.Seconds()
	text := fmt.Sprintf(", %s/s", size(int64(perSecond)))
	if total > done && perSecond >= 1 {
		text += ", " + rest(time.Duration(float64(total-done)/perSecond*float64(time.Second)))
	}
	return text
}

// rest writes how long something will take.
func rest(d time.Duration) string {
	switch d = d.Round(time.Second); {
	case d >= 100*time.Hour:
		return "days left"
	case d >= time.Hour:
		return fmt.Sprintf("%d h %02d min left", d/time.Hour, d%time.Hour/time.Minute)
	case d >= time.Minute:
		return fmt.Sprintf("%d min %02d s left", d/time.Minute, d%time.Minute/time.Second)
	}
	return fmt.Sprintf("%d s left", d/time.Second)
}

// blocks shows that a purchase is not deep enough yet.
func (p *progress) blocks(left uint64) {
	p.show(fmt.Sprintf("paid; waiting for %d more blocks", left))
}

// signer shows that somebody at the external signer has to allow something.
func (p *progress) signer(what string) { p.show("waiting for the signer to allow " + what) }

// say shows a line, but not more than ten times a second.
func (p *progress) say(format string, args ...any) {
	p.mu.Lock()
	due := p.live && time.Since(p.shown) >= 100*time.Millisecond
	p.mu.Unlock()
	if due {
		p.show(fmt.Sprintf(format, args...))
	}
}

func (p *progress) show(line string) {
	if !p.live {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Fprintf(p.w, "%s%s", clearLine, oneLine(line))
	p.shown, p.wrote = time.Now(), true
}

// end takes the line away.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.wrote {
		fmt.Fprint(p.w, clearLine)
	}
	p.wrote = false
}

// size writes a number of bytes for people.
func size(n int64) string {
	const unit = 1000
	if n < unit {
		return fmt.Sprintf("%d B", n)
	}
	value, prefix := float64(n)/unit, 0
	for value >= unit && prefix < 5 {
		value /= unit
		prefix++
	}
	return fmt.Sprintf("%.1f %cB", value, "kMGTPE"[prefix])
}

// input opens the file of that name; "" and "-" are standard input. total is -1 if it is
// not known. Reading ends with ctx, also where it waits for somebody to type.
func input(ctx context.Context, name string) (r io.ReadCloser, total int64, err error) {
	f := os.Stdin
	if name != "" && name != "-" {
		if f, err = openFile(ctx, name); err != nil {
			return nil, 0, err
		}
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	switch {
	case info.IsDir():
		f.Close()
		return nil, 0, &adviceError{fmt.Errorf("%q is a folder", name), "Pack it first, for example with tar, or give a single file."}
	case info.Mode().IsRegular():
		return &source{ctx: ctx, f: f}, info.Size(), nil
	}
	return &source{ctx: ctx, f: f, waits: true}, -1, nil
}

// openFile opens a file. A named pipe keeps it waiting for its other end, or ctx's.
func openFile(ctx context.Context, name string) (f *os.File, err error) {
	opened := make(chan struct{})
	go func() {
		f, err = os.Open(name)
		close(opened)
	}()
	select {
	case <-opened:
		return f, err
	case <-ctx.Done(): // the program ends, and with it what is still opening
		return nil, context.Cause(ctx)
	}
}

// source is an input that ends with its context.
type source struct {
	ctx   context.Context
	f     *os.File
	waits bool // a Read may wait for ever: a pipe, a terminal

	buf []byte // of the Read that runs, if it waits
}

func (s *source) Read(p []byte) (int, error) {
	if err := context.Cause(s.ctx); err != nil {
		return 0, err
	}
	if !s.waits {
		return s.f.Read(p)
	}
	if len(s.buf) < len(p) {
		s.buf = make([]byte, len(p))
	}
	type result struct {
		n   int
		err error
	}
	done := make(chan result, 1)
	buf := s.buf[:len(p)] // p is the caller's again when ctx ends before the Read does
	go func() {
		n, err := s.f.Read(buf)
		done <- result{n, err}
	}()
	select {
	case r := <-done:
		return copy(p, buf[:r.n]), r.err
	case <-s.ctx.Done():
		s.buf = nil
		return 0, context.Cause(s.ctx)
	}
}

func (s *source) Close() error {
	if s.f == os.Stdin {
		return nil
	}
	return s.f.Close()
}

// output is where a verb's bytes go: a file that appears when all of them are there, or
// standard output.
type output struct {
	io.Writer
	file *storage.File // nil for standard output
	held *bytes.Buffer // a secret, which goes to standard output when it is whole; or nil
}

// holdSecret starts an output that is printed when all of it is there, and never a file.
func holdSecret() *output {
	held := new(bytes.Buffer)
	return &output{Writer: secretOnly{held}, held: held}
}

// secretOnly holds as much as a secret can have. That it is one is its seller's word.
type secretOnly struct{ held *bytes.Buffer }

func (s secretOnly) Write(p []byte) (int, error) {
	if s.held.Len()+len(p) > market.MaxSecret {
		return 0, fmt.Errorf("what the seller calls a secret has more than %d bytes", market.MaxSecret)
	}
	return s.held.Write(p)
}

// sellersName says whether a file may have the name that a seller chose, in the current folder: a plain one,
// also where this system has names of its own (drives, devices), and none that is hidden or looks like a flag.
func sellersName(name string) bool {
	return !strings.HasPrefix(name, "-") && !strings.HasPrefix(name, ".") && !strings.ContainsAny(name, `/\`) && filepath.IsLocal(name)
}

// Restart takes back what was written. It fails for what has left already.
func (o *output) Restart() error {
	switch {
	case o.file != nil:
		return o.file.Restart()
	case o.held != nil:
		o.held.Reset()
		return nil
	}
	return errors.New("what went to standard output cannot be taken back")
}

// tellSecret prints a secret. On a terminal, it is on a line of its own, behind a note.
func tellSecret(secret []byte) error {
	var w io.Writer = os.Stdout
	if term.IsTerminal(int(os.Stdout.Fd())) {
		note("Opened and verified. The secret is on the next line; no file was written (--output does).")
		w = &textOnly{w: w}
		secret = append(secret, '\n')
	}
	if _, err := w.Write(secret); err != nil {
		return fmt.Errorf("writing to standard output: %w", err)
	}
	return nil
}

// createOutput starts the output of that name; "" and "-" are standard output. A file that
// exists is replaced only with force.
//
// On a terminal, "" refuses bytes that are no text: they would garble it, or order it about.
func createOutput(name string, force bool) (*output, error) {
	if name == "" && term.IsTerminal(int(os.Stdout.Fd())) {
		return &output{Writer: &textOnly{w: os.Stdout}}, nil
	}
	if name == "" || name == "-" {
		return &output{Writer: os.Stdout}, nil
	}
	create := storage.Create
	if force {
		create = storage.Replace
	}
	f, err := create(name)
	if err != nil {
		return nil, err
	}
	return &output{Writer: f, file: f}, nil
}

// commit makes the file appear.
func (o *output) commit() error {
	if o.held != nil {
		return tellSecret(o.held.Bytes())
	}
	if text, ok := o.Writer.(*textOnly); ok {
		return text.end()
	}
	if o.file == nil {
		return nil
	}
	return o.file.Commit()
}

// close removes what was not committed.
func (o *output) close() {
	if o.file != nil {
		o.file.Close()
	}
}

// textOnly passes text on to a terminal and refuses other bytes: those that are no UTF-8 (some terminals obey 0x80
// to 0x9f), control characters, and what turns the direction of writing. Of \r\n, the ends of lines of some systems, it
// takes the \r away; alone it would write over what stands in the line.
type textOnly struct {
	w    io.Writer
	held []byte // the beginning of a character, or a \r, whose rest is still to come
}

var errBinary = errors.New("this is not text that a terminal could only show, and standard output is a terminal")

func (t *textOnly) Write(p []byte) (int, error) {
	text := append(t.held, p...)
	var out []byte
	for len(text) > 0 {
		if !utf8.FullRune(text) || text[0] == '\r' && len(text) == 1 {
			break
		}
		r, n := utf8.DecodeRune(text)
		switch {
		case r == '\r' && text[1] == '\n':
			text = text[1:]
			continue
		case r == utf8.RuneError && n == 1, unicode.IsControl(r) && r != '\n' && r != '\t', unicode.Is(unicode.Bidi_Control, r), r == '\u2028', r == '\u2029':
			return 0, errBinary
		}
		out, text = append(out, text[:n]...), text[n:]
	}
	t.held = append([]byte(nil), text...)
	if _, err := t.w.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// end says whether the text came to its end: not in the middle of a character.
func (t *textOnly) end() error {
	if len(t.held) > 0 {
		return errBinary
	}
	return nil
}
