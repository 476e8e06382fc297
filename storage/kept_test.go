package storage

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"
)

// TestKept: however often a download is cut off, and wherever, all its bytes come in the
// end, each is fetched once, and nothing is left behind.
func TestKept(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, ".whole")
	object := make([]byte, 5<<20+123)
	rand.Read(object)
	cut := errors.New("cut")
	var fetched int64
	for _, until := range []int64{1 << 20, 3<<20 + 1, 3<<20 + 1, int64(len(object))} {
		k, err := Keep(path)
		if err != nil {
			t.Fatal(err)
		}
		had := k.Size()
		if had != fetched {
			t.Fatalf("%d bytes are kept of %d", had, fetched)
		}
		if _, err := Keep(path); !errors.Is(err, ErrInUse) {
			t.Fatalf("twice at once: %v", err)
		}
		r := k.Reader(func(offset int64) (io.ReadCloser, error) {
			if offset != had {
				t.Errorf("goes on at %d, not %d", offset, had)
			}
			if until == offset {
				return nil, cut
			}
			rest := io.MultiReader(bytes.NewReader(object[offset:until]), iotest.ErrReader(cut))
			if until == int64(len(object)) {
				rest = bytes.NewReader(object[offset:])
			}
			return io.NopCloser(rest), nil
		})
		got, err := io.ReadAll(r)
		if !bytes.Equal(got, object[:until]) || (err == nil) != (until == int64(len(object))) || err != nil && !errors.Is(err, cut) {
			t.Fatalf("%d bytes, %v, until %d", len(got), err, until)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		if fetched = k.Size(); fetched != until {
			t.Fatalf("%d bytes are kept, not %d", fetched, until)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
		if until == int64(len(object)) {
			k.Drop()
		}
		if err := k.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// TestKeptIsWorthIt: a few bytes are not kept; what is no file is not touched; when nothing
// can be written, reading goes on.
func TestKeptIsWorthIt(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, ".whole")
	source := func(n int) func(int64) (io.ReadCloser, error) {
		return func(int64) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(make([]byte, n))), nil }
	}
	k, err := Keep(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, k.Reader(source(keepLeast-1))); err != nil {
		t.Fatal(err)
	}
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}

	if err := os.Symlink("elsewhere", path); err == nil { // Windows asks for rights
		if _, err := Keep(path); err == nil {
			t.Error("kept through a link")
		}
		os.Remove(path)
	}

	if k, err = Keep(path); err != nil {
		t.Fatal(err)
	}
	k.f.Close() // writes fail from here on
	if n, err := io.Copy(io.Discard, k.Reader(source(2*keepLeast))); err != nil || n != 2*keepLeast {
		t.Errorf("%d bytes, %v", n, err)
	}
	if err := k.Close(); err == nil {
		t.Error("it says nothing of what it could not keep")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}
