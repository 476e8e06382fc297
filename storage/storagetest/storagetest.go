// Package storagetest is what every kind of storage must do, as one test suite: the drivers of
// package storage run it, each against the real thing.
package storagetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/latchkey-network/latchkey/storage"
)

// A Fixture is one empty store, and the ways to reach behind it.
type Fixture struct {
	Store *storage.Store

	// Missing is a location at this store where there is no object.
	Missing string

	// Names lists what the storage holds, leftovers included.
	Names func() ([]string, error)

	// Overwrite changes the bytes of an object behind the store's back. nil where nobody can,
	// because locations are hashes of the bytes.
	Overwrite func(name string, data []byte) error

	// Nameless says that the storage makes locations itself: no name is ever taken.
	Nameless bool

	// Options are the driver's own for Open; nil are the defaults. The suite sets Offset and
	// MaxSize on copies.
	Options *storage.Options
}

func (f *Fixture) options(change func(*storage.Options)) *storage.Options {
	var o storage.Options
	if f.Options != nil {
		o = *f.Options
	}
	if change != nil {
		change(&o)
	}
	return &o
}

func (f *Fixture) put(t *testing.T, name string, data []byte) string {
	t.Helper()
	location, err := f.Store.Put(t.Context(), name, bytes.NewReader(data))
	if err != nil {
		t.Fatalf("putting %q: %v", name, err)
	}
	return location
}

func (f *Fixture) open(t *testing.T, location string, change func(*storage.Options)) *storage.Reader {
	t.Helper()
	r, err := storage.Open(t.Context(), location, f.options(change))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func (f *Fixture) names(t *testing.T) []string {
	t.Helper()
	names, err := f.Names()
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// Bytes returns n bytes that look random and are the same in every run.
func Bytes(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{byte(n), byte(n >> 8), byte(n >> 16)}).Read(b)
	return b
}

// Run runs the suite; fresh makes a new empty store for each test, with its own cleanup.
func Run(t *testing.T, fresh func(t *testing.T) *Fixture) {
	for _, test := range []struct {
		name string
		run  func(t *testing.T, f *Fixture)
	}{
		{"RoundTrip", testRoundTrip},
		{"Ranges", testRanges},
		{"Seek", testSeek},
		{"Missing", testMissing},
		{"TooLarge", testTooLarge},
		{"Taken", testTaken},
		{"Names", testNames},
		{"FailingReader", testFailingReader},
		{"Cancelled", testCancelled},
		{"Closed", testClosed},
		{"Changed", testChanged},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, fresh(t)) })
	}
}

func testRoundTrip(t *testing.T, f *Fixture) {
	for _, size := range []int{0, 1, 64<<10 + 1, 10 << 20} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			want := Bytes(size)
			location := f.put(t, fmt.Sprintf("%x", sha256.Sum256(want)), want)
			r := f.open(t, location, nil)
			if r.Size() != int64(size) {
				t.Errorf("size %d before reading, want %d", r.Size(), size)
			}
			got, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("read %d other bytes than the %d put", len(got), len(want))
			}
			if n, err := r.Read(make([]byte, 1)); n != 0 || err != io.EOF {
				t.Errorf("reading at the end: %d, %v", n, err)
			}
		})
	}
	// Short and odd reads, and the contract of io.Reader and io.Seeker.
	want := Bytes(100_003)
	r := f.open(t, f.put(t, "iotest", want), nil)
	if err := iotest.TestReader(r, want); err != nil {
		t.Error(err)
	}
}

func testRanges(t *testing.T, f *Fixture) {
	want := Bytes(64<<10 + 1)
	size := int64(len(want))
	location := f.put(t, "object", want)
	for _, offset := range []int64{0, 1, size / 2, 64 << 10, size - 1, size} {
		r := f.open(t, location, func(o *storage.Options) { o.Offset = offset })
		if r.Size() != size {
			t.Errorf("offset %d: size %d, want %d", offset, r.Size(), size)
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, want[offset:]) {
			t.Errorf("offset %d: %d bytes, %v", offset, len(got), err)
		}
	}
	for _, offset := range []int64{-1, size + 1, 1 << 62} {
		r, err := storage.Open(t.Context(), location, f.options(func(o *storage.Options) { o.Offset = offset }))
		if err == nil {
			r.Close()
			t.Errorf("offset %d of %d bytes was accepted", offset, size)
		}
	}
	empty := f.put(t, "empty", nil)
	if r, err := storage.Open(t.Context(), empty, f.options(func(o *storage.Options) { o.Offset = 1 })); err == nil {
		r.Close()
		t.Error("offset 1 of an empty object was accepted")
	}
}

func testSeek(t *testing.T, f *Fixture) {
	want := Bytes(200_001)
	r := f.open(t, f.put(t, "object", want), nil)
	buf := make([]byte, 1000)
	for _, at := range []int64{150_000, 0, 199_001, 1, 1001} {
		if pos, err := r.Seek(at-int64(len(want)), io.SeekEnd); err != nil || pos != at {
			t.Fatalf("seeking to %d: %d, %v", at, pos, err)
		}
		if _, err := io.ReadFull(r, buf); err != nil || !bytes.Equal(buf, want[at:at+1000]) {
			t.Fatalf("reading at %d: %v", at, err)
		}
	}
	if _, err := r.Seek(-1, io.SeekStart); err == nil {
		t.Error("a negative position was accepted")
	}
	if _, err := r.Seek(1<<40, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if n, err := r.Read(buf); n != 0 || err != io.EOF {
		t.Errorf("reading beyond the end: %d, %v", n, err)
	}
}

func testMissing(t *testing.T, f *Fixture) {
	r, err := storage.Open(t.Context(), f.Missing, f.options(nil))
	if err == nil {
		r.Close()
	}
	if !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("opening what is not there: %v", err)
	}
}

func testTooLarge(t *testing.T, f *Fixture) {
	want := Bytes(5000)
	location := f.put(t, "object", want)
	r, err := storage.Open(t.Context(), location, f.options(func(o *storage.Options) { o.MaxSize = 4999 }))
	if err == nil {
		r.Close()
	}
	if !errors.Is(err, storage.ErrTooLarge) {
		t.Errorf("5000 bytes at most 4999: %v", err)
	}
	got, err := io.ReadAll(f.open(t, location, func(o *storage.Options) { o.MaxSize = 5000 }))
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("5000 bytes at most 5000: %d bytes, %v", len(got), err)
	}
}

func testTaken(t *testing.T, f *Fixture) {
	if f.Nameless {
		first := f.put(t, "object", Bytes(1000))
		for _, data := range [][]byte{Bytes(1001), Bytes(1000)} {
			if got, err := io.ReadAll(f.open(t, f.put(t, "object", data), nil)); err != nil || !bytes.Equal(got, data) {
				t.Errorf("put under one name: %d bytes of %d, %v", len(got), len(data), err)
			}
		}
		if got, err := io.ReadAll(f.open(t, first, nil)); err != nil || !bytes.Equal(got, Bytes(1000)) {
			t.Errorf("the first object afterwards: %d bytes, %v", len(got), err)
		}
		return
	}
	want := Bytes(1000)
	location := f.put(t, "object", want)
	for _, data := range [][]byte{Bytes(1001), want, nil} {
		if _, err := f.Store.Put(t.Context(), "object", bytes.NewReader(data)); !errors.Is(err, fs.ErrExist) {
			t.Errorf("putting %d bytes under a taken name: %v", len(data), err)
		}
	}
	// Of many at once, one gets the name, and it gets all of it.
	type result struct {
		data []byte
		err  error
	}
	const writers = 8
	results := make(chan result, writers)
	for i := range writers {
		go func() {
			data := Bytes(100_000 + i)
			_, err := f.Store.Put(t.Context(), "race", iotest.OneByteReader(bytes.NewReader(data[:2000])))
			results <- result{data[:2000], err}
		}()
	}
	var winner []byte
	for range writers {
		switch r := <-results; {
		case r.err == nil && winner == nil:
			winner = r.data
		case r.err == nil:
			t.Error("two writers got one name")
		case !errors.Is(r.err, fs.ErrExist):
			t.Error(r.err)
		}
	}
	race := strings.Replace(location, "/object", "/race", 1)
	if got, err := io.ReadAll(f.open(t, race, nil)); err != nil || !bytes.Equal(got, winner) {
		t.Errorf("the winner's object: %d bytes, %v", len(got), err)
	}
	if got, err := io.ReadAll(f.open(t, location, nil)); err != nil || !bytes.Equal(got, want) {
		t.Errorf("the first object afterwards: %d bytes, %v", len(got), err)
	}
	if names := f.names(t); len(names) != 2 {
		t.Errorf("left behind: %q", names)
	}
}

// GoodNames and BadNames are names of objects that Put accepts and refuses.
var (
	GoodNames = []string{
		"a", "0", "Z.age", "a-b_c.d", "a..b", "x---", strings.Repeat("n", 128),
		"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.age",
	}
	BadNames = []string{
		"", ".", "..", "...", ".hidden", "-rf", "_x", "a.", "a/b", "/a", "a/", "../a", "a/../b", "..\\a", "a\\b", "C:a",
		"a\x00", "\x00", "a\n", "a b", " a", "a%2fb", "a?b", "a#b", "a:b", "a*b", "\xff", "\u00e4", "e\u0301",
		"\u202eexe", "a\u2215b", "\uff0e\uff0e", strings.Repeat("n", 129), strings.Repeat("n", 1<<20),
	}
)

func testNames(t *testing.T, f *Fixture) {
	for _, name := range GoodNames {
		location := f.put(t, name, []byte(name))
		if got, err := io.ReadAll(f.open(t, location, nil)); err != nil || string(got) != name {
			t.Errorf("object %q: %q, %v", name, got, err)
		}
	}
	before := f.names(t)
	for _, name := range BadNames {
		read := false
		_, err := f.Store.Put(t.Context(), name, readerFunc(func([]byte) (int, error) { read = true; return 0, io.EOF }))
		if err == nil || read {
			t.Errorf("name %.40q: error %v, source was read: %v", name, err, read)
		}
		if err != nil && len(err.Error()) > 1000 {
			t.Errorf("name %.40q: the error has %d bytes", name, len(err.Error()))
		}
	}
	if after := f.names(t); !slices.Equal(before, after) {
		t.Errorf("bad names changed the storage from %q to %q", before, after)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func testFailingReader(t *testing.T, f *Fixture) {
	broken := errors.New("the source broke")
	for _, after := range []int64{0, 1, 64 << 10, 1 << 20, 20 << 20} {
		source := io.MultiReader(io.LimitReader(rand.NewChaCha8([32]byte{}), after), iotest.ErrReader(broken))
		location, err := f.Store.Put(t.Context(), "object", source)
		if !errors.Is(err, broken) || location != "" {
			t.Errorf("failing after %d bytes: %q, %v", after, location, err)
		}
		if names := f.names(t); len(names) != 0 {
			t.Fatalf("failing after %d bytes left %q", after, names)
		}
	}
	f.put(t, "object", Bytes(20<<20)) // the name is still free
}

func testCancelled(t *testing.T, f *Fixture) {
	ctx, cancel := context.WithCancel(t.Context())
	endless := rand.NewChaCha8([32]byte{})
	read := 0
	_, err := f.Store.Put(ctx, "endless", readerFunc(func(p []byte) (int, error) {
		if read += len(p); read > 1<<20 {
			cancel()
		}
		return endless.Read(p)
	}))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("putting: %v", err)
	}
	if names := f.names(t); len(names) != 0 {
		t.Errorf("left behind: %q", names)
	}

	location := f.put(t, "object", Bytes(10<<20))
	if r, err := storage.Open(ctx, location, f.options(nil)); !errors.Is(err, context.Canceled) {
		// A local file may open all the same; reading it may not.
		if err != nil {
			t.Errorf("opening: %v", err)
		} else if _, err := io.ReadAll(r); !errors.Is(err, context.Canceled) {
			t.Errorf("reading: %v", err)
		}
	}
	ctx, cancel = context.WithCancel(t.Context())
	r, err := storage.Open(ctx, location, f.options(nil))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := io.ReadFull(r, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := io.ReadAll(r); !errors.Is(err, context.Canceled) {
		t.Errorf("reading on: %v", err)
	}
}

func testClosed(t *testing.T, f *Fixture) {
	r := f.open(t, f.put(t, "object", Bytes(1000)), nil)
	r.Close()
	if n, err := r.Read(make([]byte, 1)); n != 0 || err == nil || err == io.EOF {
		t.Errorf("reading a closed reader: %d, %v", n, err)
	}
	if err := r.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
}

// testChanged: an object that changes while it is read comes out old and whole, or as an error;
// never as a mixture, and never as a part.
func testChanged(t *testing.T, f *Fixture) {
	if f.Overwrite == nil {
		t.Skip("objects of this storage cannot change")
	}
	was := Bytes(5 << 20)
	for i, now := range [][]byte{Bytes(5<<20 + 1)[:5<<20], Bytes(6 << 20), Bytes(1 << 20), was[:3<<20], nil} {
		for _, seek := range []bool{false, true} {
			name := fmt.Sprintf("object-%d-%v", i, seek)
			r := f.open(t, f.put(t, name, was), nil)
			time.Sleep(10 * time.Millisecond) // file systems' clocks tick every 4 ms
			got := make([]byte, 1000)
			if _, err := io.ReadFull(r, got); err != nil {
				t.Fatal(err)
			}
			if err := f.Overwrite(name, now); err != nil {
				t.Fatal(err)
			}
			if seek { // makes the reader ask anew
				r.Seek(4<<20, io.SeekStart)
				r.Seek(1000, io.SeekStart)
				if n, err := r.Seek(2000, io.SeekStart); n != 2000 || err != nil {
					t.Fatal(err)
				}
				if _, err := io.ReadAll(r); !errors.Is(err, storage.ErrChanged) {
					t.Errorf("change %d: asking anew: %v", i, err)
				}
				continue
			}
			rest, err := io.ReadAll(r)
			if err == nil && !bytes.Equal(append(got, rest...), was) {
				t.Errorf("change %d: read %d bytes that the object never was", i, len(got)+len(rest))
			}
		}
	}
}
