package market

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"

	"github.com/latchkey-network/latchkey/storage"
)

// mirrors reads one object of known size that is at several places, in turn: where one
// cannot go on, the next does, from the same offset. What it reads is hashed. Who served
// which bytes is remembered, for the day when some of them turn out to be wrong.
type mirrors struct {
	ctx  context.Context
	file SealedFile
	opts storage.Options

	kept    *storage.Kept // what was fetched before, and is being fetched; nil: nothing is kept
	keptTo  int64         // so many bytes come from there
	in      io.Reader     // the sources, behind what is kept
	sources []source
	at      int             // whose reader is open
	reader  *storage.Reader // nil between two
	pos     int64           // of the next byte
	hash    hash.Hash       // of those before pos
	served  []stretch       // in order, without gaps from 0 to pos
	err     error           // final
}

// source is one place.
type source struct {
	location string
	dropped  bool  // not to be read any more
	suspect  bool  // bytes of it, or of another that served with it, were wrong: read alone
	failedAt int64 // where it could not go on; -1: nowhere yet
	err      error // why
}

// stretch is what one source served.
type stretch struct {
	source   int // or fromKept
	from, to int64
}

// fromKept is the source of bytes that were fetched before.
const fromKept = -1

// again is how much must have come from others before a place that failed is asked again,
// in bytes: a line that comes back is worth a try, and one that drips does not hold us up
// for ever.
const again = 64 << 10

func newMirrors(ctx context.Context, file SealedFile, opts storage.Options, kept *storage.Kept) *mirrors {
	opts.MaxSize = file.Size
	if len(file.Locations) > 1 && opts.Retries == 0 {
		opts.Retries = 2 // others are waiting
	}
	m := &mirrors{ctx: ctx, file: file, opts: opts, kept: kept}
	if kept != nil && kept.Size() > file.Size { // of a file that was never this one
		kept.Drop()
	}
	for _, l := range file.Locations {
		m.sources = append(m.sources, source{location: l})
	}
	m.rewind()
	return m
}

// rewind begins anew, with the sources that are left. It returns false if there are none.
func (m *mirrors) rewind() bool {
	m.close()
	m.pos, m.hash, m.served, m.err = 0, sha256.New(), nil, nil
	left := false
	for i := range m.sources {
		m.sources[i].failedAt = -1
		left = left || !m.sources[i].dropped
	}
	m.at = 0
	m.at = m.next()
	m.keptTo, m.in = 0, (*places)(m)
	if m.kept != nil {
		m.keptTo = m.kept.Size()
		m.in = m.kept.Reader(func(int64) (io.ReadCloser, error) { return (*places)(m), nil })
	}
	return left
}

func (m *mirrors) close() {
	if m.reader != nil {
		m.reader.Close()
		m.reader = nil
	}
}

// next chooses who reads on, or -1 if nobody can. Suspects come last, and then one alone
// reads from the first byte to the last: else there would be no telling who was wrong.
func (m *mirrors) next() int {
	able := func(s *source) bool { return !s.dropped && (s.failedAt < 0 || m.pos >= s.failedAt+again) }
	if len(m.served) > 0 && m.served[0].source != fromKept && m.sources[m.served[0].source].suspect {
		if alone := m.served[0].source; able(&m.sources[alone]) {
			return alone
		}
		return -1
	}
	for _, suspects := range []bool{false, true} {
		if suspects && m.pos > 0 {
			break
		}
		// From the present one on, so that one that did well is left last.
		for i := range m.sources {
			j := (m.at + i + len(m.sources)) % len(m.sources)
			if s := &m.sources[j]; s.suspect == suspects && able(s) {
				return j
			}
		}
	}
	return -1
}

// Read reads on. Its errors are final, and say of each place why it did not serve.
func (m *mirrors) Read(p []byte) (int, error) {
	if m.err != nil {
		return 0, m.err
	}
	if m.pos >= m.file.Size {
		return 0, io.EOF
	}
	kept := m.pos < m.keptTo
	n, err := m.in.Read(p)
	if kept && n == 0 { // the disk fails
		m.keptTo, m.in = 0, (*places)(m)
		m.kept.Drop()
		kept = false
		n, err = m.in.Read(p)
	}
	if n > 0 {
		from := m.at
		if kept {
			from = fromKept
		}
		m.hash.Write(p[:n])
		if last := len(m.served) - 1; last >= 0 && m.served[last].source == from {
			m.served[last].to += int64(n)
		} else {
			m.served = append(m.served, stretch{from, m.pos, m.pos + int64(n)})
		}
		m.pos += int64(n)
		return n, nil
	}
	m.err = err
	return 0, err
}

// places reads on from the sources, at the offset where its mirrors are.
type places mirrors

func (r *places) Close() error { return nil }

func (r *places) Read(p []byte) (int, error) {
	m := (*mirrors)(r)
	for {
		if m.at < 0 {
			return 0, m.failures()
		}
		n, err := m.readFrom(&m.sources[m.at], p)
		if n > 0 {
			return n, nil
		}
		m.close()
		if cause := context.Cause(m.ctx); cause != nil {
			return 0, cause
		}
		m.sources[m.at].failedAt, m.sources[m.at].err = m.pos, err
		m.at = m.next()
	}
}

// readFrom reads at least one byte from a source, or says why not.
func (m *mirrors) readFrom(s *source, p []byte) (int, error) {
	if m.reader == nil {
		opts := m.opts
		opts.Offset = m.pos
		r, err := openPlace(m.ctx, s.location, &opts)
		if err != nil {
			return 0, err
		}
		m.reader = r
	}
	// Before a byte is taken, where it can be known.
	if size := m.reader.Size(); size >= 0 && size != m.file.Size {
		s.dropped = true
		return 0, fmt.Errorf("it has %d bytes, not %d: %w", size, m.file.Size, ErrOtherBytes)
	}
	for {
		n, err := m.reader.Read(p)
		if err == io.EOF {
			s.dropped = true
			err = fmt.Errorf("it ends at byte %d of %d: %w", m.pos, m.file.Size, ErrOtherBytes)
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// right reads to the end, and says whether all of it is the listed file. An error means
// that the end could not be read.
func (m *mirrors) right() (bool, error) {
	if _, err := io.Copy(io.Discard, m); err != nil {
		return false, err
	}
	return m.digest() == m.file.SHA256, nil
}

func (m *mirrors) digest() string { return hex.EncodeToString(m.hash.Sum(nil)) }

// blame notes that something between good and pos is wrong: a source that served all of it
// is dropped; of several, each will be tried alone. What is kept has wrong bytes then, too.
func (m *mirrors) blame(good int64, err error) {
	m.drop()
	var served []int
	for _, s := range m.served {
		if s.to > good && !slices.Contains(served, s.source) {
			served = append(served, s.source)
		}
	}
	for _, i := range served {
		if i == fromKept {
			continue
		}
		s := &m.sources[i]
		if len(served) == 1 {
			s.dropped = true
		}
		s.suspect, s.err = true, err
	}
}

// giveUp drops every source that could not go on, and says whether others are left to begin
// anew with: those that were suspect, and not to be mixed with them.
func (m *mirrors) giveUp() bool {
	for i := range m.sources {
		if s := &m.sources[i]; s.failedAt >= 0 {
			s.dropped = true
		}
	}
	return m.rewind()
}

// alone says whether one source served all since good, and no other is left.
func (m *mirrors) alone(good int64) bool {
	for i := range m.sources {
		if i != m.at && !m.sources[i].dropped {
			return false
		}
	}
	return !slices.ContainsFunc(m.served, func(s stretch) bool { return s.to > good && s.source != m.at })
}

// failures says why no source is left.
func (m *mirrors) failures() error {
	var errs []error
	for i := range m.sources {
		if err := m.sources[i].err; err != nil {
			errs = append(errs, fmt.Errorf("fetching the sealed file: %w", err))
		}
	}
	return errors.Join(errs...)
}
