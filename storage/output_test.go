package storage_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/latchkey-network/latchkey/storage"
)

var quiet = log.New(io.Discard, "", 0)

func write(t *testing.T, f *storage.File, s string) {
	t.Helper()
	if _, err := io.WriteString(f, s); err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, dir string) string {
	t.Helper()
	n, err := folder(dir)()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(n, " ")
}

// TestFile: nothing under the name before the Commit, everything after it.
func TestFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	f, err := storage.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, f, "some")
	if got := names(t, dir); !strings.HasPrefix(got, "out.latchkey-partial-") {
		t.Errorf("while it is written: %q", got)
	}
	if info, err := os.Stat(filepath.Join(dir, names(t, dir))); err != nil || info.Mode() != 0o600 {
		t.Errorf("while it is written: %v, %v", info.Mode(), err)
	}
	write(t, f, " bytes")
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); string(got) != "some bytes" {
		t.Errorf("%q, %v", got, err)
	}
	// The mode is that of any new file.
	plain, err := os.Create(filepath.Join(dir, "plain"))
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	want, _ := plain.Stat()
	if info, err := os.Stat(path); err != nil || info.Mode() != want.Mode() {
		t.Errorf("mode %v, want %v, %v", info.Mode(), want.Mode(), err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if err := f.Commit(); err == nil {
		t.Error("committed twice")
	}
	if _, err := f.Write([]byte("x")); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("writing after the end: %v", err)
	}
	if got := names(t, dir); got != "out plain" {
		t.Errorf("afterwards: %q", got)
	}
}

func TestFileClosed(t *testing.T) {
	dir := t.TempDir()
	for _, make := range []func(string) (*storage.File, error){storage.Create, storage.Replace} {
		f, err := make(filepath.Join(dir, "out"))
		if err != nil {
			t.Fatal(err)
		}
		write(t, f, "some")
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		if err := f.Commit(); err == nil {
			t.Error("committed after Close")
		}
		if got := names(t, dir); got != "" {
			t.Errorf("left behind: %q", got)
		}
	}
}

// TestCreateKeeps: Create never touches what is there, however late it came.
func TestCreateKeeps(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	f, err := storage.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, f, "new")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.Commit(); !errors.Is(err, fs.ErrExist) {
		t.Errorf("committing over another file: %v", err)
	}
	if _, err := storage.Create(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("creating over another file: %v", err)
	}
	if got, _ := os.ReadFile(path); string(got) != "old" || names(t, dir) != "out" {
		t.Errorf("%q, in %q", got, names(t, dir))
	}
	// A link that leads nowhere is something too.
	if err := os.Symlink("nowhere", filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	if _, err := storage.Create(filepath.Join(dir, "link")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("creating over a link: %v", err)
	}
	for _, path := range []string{"", ".", "..", dir, dir + "/", dir + "/none/", dir + "/none/out"} {
		for _, make := range []func(string) (*storage.File, error){storage.Create, storage.Replace} {
			if f, err := make(path); err == nil {
				f.Close()
				t.Errorf("made a file at %q", path)
			}
		}
	}
	if got := names(t, dir); got != "link out" {
		t.Errorf("left behind: %q", got)
	}
}

func TestReplace(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "out"), filepath.Join(dir, "link")
	if err := os.WriteFile(path, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("out", link); err != nil {
		t.Skip(err)
	}
	for _, at := range []string{path, link} {
		f, err := storage.Replace(at)
		if err != nil {
			t.Fatal(err)
		}
		write(t, f, "new at "+at)
		if got, _ := os.ReadFile(path); strings.HasSuffix(string(got), at) {
			t.Errorf("replaced before the Commit: %q", got)
		}
		if err := f.Commit(); err != nil {
			t.Fatal(err)
		}
		info, err := os.Lstat(path)
		if got, _ := os.ReadFile(path); string(got) != "new at "+at || err != nil || info.Mode() != 0o640 {
			t.Errorf("%q, %v, %v", got, info.Mode(), err)
		}
	}
	if target, err := os.Readlink(link); target != "out" {
		t.Errorf("the link: %q, %v", target, err)
	}
	if got := names(t, dir); got != "link out" {
		t.Errorf("left behind: %q", got)
	}
	// A device is not a file: replacing it would be the end of it.
	if f, err := storage.Replace(os.DevNull); err == nil {
		f.Close()
		t.Error("would have replaced the null device")
	}
}

// TestLongName: a name as long as the file system allows leaves room for the mark.
func TestLongName(t *testing.T) {
	for _, name := range []string{strings.Repeat("x", 255), strings.Repeat("\u00e4", 127)} {
		dir := t.TempDir()
		f, err := storage.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := names(t, dir); !strings.Contains(got, ".latchkey-partial-") || !strings.HasPrefix(name, strings.Split(got, ".")[0]) {
			t.Errorf("while it is written: %q", got)
		}
		if err := f.Commit(); err != nil || names(t, dir) != name {
			t.Errorf("%v: %q", err, names(t, dir))
		}
	}
}

// TestCreateRace: of many at once, one gets the name.
func TestCreateRace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	var files []*storage.File
	for i := range 8 {
		f, err := storage.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		write(t, f, strings.Repeat(string(rune('a'+i)), 1000))
		files = append(files, f)
	}
	rand.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
	errs := make([]error, len(files))
	var wg sync.WaitGroup
	for i, f := range files {
		wg.Go(func() { errs[i] = f.Commit() })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !errors.Is(err, fs.ErrExist) {
			t.Error(err)
		}
	}
	got, err := os.ReadFile(path)
	if won != 1 || err != nil || len(got) != 1000 || !bytes.Equal(got, bytes.Repeat(got[:1], 1000)) || names(t, dir) != "out" {
		t.Errorf("%d got the name; %d bytes, %v; %q", won, len(got), err, names(t, dir))
	}
}

// TestRestart: what was written before is not in the file.
func TestRestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	f, err := storage.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, text := range []string{"a long beginning", "other", "short"} {
		if err := f.Restart(); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "short" {
		t.Errorf("%q, %v", data, err)
	}
	if err := f.Restart(); err == nil {
		t.Error("a file that is there begins anew")
	}
}
