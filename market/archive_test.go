package market

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// plant makes files: a name that ends in / is a folder, a text that begins with -> a
// symbolic link.
func plant(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		if target, ok := strings.CutPrefix(text, "->"); ok {
			err = os.Symlink(target, at)
		} else if strings.HasSuffix(name, "/") {
			err = os.MkdirAll(at, 0o755)
		} else {
			err = os.WriteFile(at, []byte(text), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func pack(t *testing.T, paths ...string) ([]byte, *Archive, error) {
	t.Helper()
	a, err := OpenArchive(t.Context(), paths...)
	if err != nil {
		return nil, nil, err
	}
	defer a.Close()
	data, err := io.ReadAll(a)
	return data, a, err
}

// TestArchive: what is packed is what is unpacked, in the order of the names, and the same
// files give the same bytes.
func TestArchive(t *testing.T) {
	files := map[string]string{"photos/b.txt": "bee", "photos/a/z.txt": "zed", "photos/a.txt": "", "photos/.hidden": "dot", "photos/empty/": "",
		"photos/link": "->a/z.txt", "photos/new\nline\\\u202e.txt": "odd", "photos/\xff.txt": "no text", "one.csv": "1,2", "run.sh": "#!"}
	dir := plant(t, files)
	if err := os.Chmod(filepath.Join(dir, "run.sh"), 0o700); err != nil {
		t.Fatal(err)
	}
	paths := []string{filepath.Join(dir, "run.sh"), filepath.Join(dir, "photos"), filepath.Join(dir, "one.csv")}
	data, a, err := pack(t, paths...)
	if err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	var entries []Entry
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, f.Name+"="+string(text))
		entries = append(entries, Entry{f.Name, int64(len(text))})
		if want := os.FileMode(0o644); f.Name == "run.sh" && f.Mode() != 0o744 || f.Name != "run.sh" && f.Mode() != want {
			t.Errorf("%s has the mode %v", f.Name, f.Mode())
		}
	}
	want := []string{"run.sh=#!", "photos/.hidden=dot", "photos/a/z.txt=zed", "photos/a.txt=", "photos/b.txt=bee", "photos/link=zed",
		"photos/new_line__.txt=odd", "photos/_.txt=no text", "one.csv=1,2"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%q, want %q", got, want)
	}
	if n, contents := a.Contents(); n != int64(len(want)) || fmt.Sprint(contents) != fmt.Sprint(entries) {
		t.Errorf("%d, %v", n, contents)
	}
	m := good()
	m.Kind, m.Files, m.Contents = KindArchive, int64(len(entries)), entries
	if err := m.check(); err != nil {
		t.Error(err)
	}
	// Times and owners are not in it.
	again := filepath.Join(plant(t, files), "photos")
	if one, _, err := pack(t, again); err != nil {
		t.Error(err)
	} else if two, _, err := pack(t, paths[1]); err != nil || !bytes.Equal(one, two) {
		t.Errorf("the same files are other bytes, %v", err)
	}
}

func TestArchiveRefuses(t *testing.T) {
	outside := plant(t, map[string]string{"secret": "s", "folder/x": "x"})
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"a link out":          {map[string]string{"d/x": "->" + filepath.Join(outside, "secret")}, "leads out of the folder"},
		"a relative link out": {map[string]string{"d/x": "->../y", "y": "y"}, "leads out of the folder"},
		"a link to nothing":   {map[string]string{"d/x": "->y"}, "leads out of the folder, or to nothing"},
		"a link to itself":    {map[string]string{"d/x": "->x"}, "leads out"},
		"a link to a folder":  {map[string]string{"d/x": "->y", "d/y/z": "z"}, "leads to a folder"},
		"a link around":       {map[string]string{"d/a/x": "->..", "d/y": "z"}, "leads to a folder"},
		"no files":            {map[string]string{"d/a/": ""}, "no files"},
		"two of one name":     {map[string]string{"d/a\n": "1", "d/a\t": "2"}, "rename one"},
		"a path that is long": {map[string]string{"d/" + strings.Repeat(strings.Repeat("x", 200)+"/", 6) + "y": "1"}, "more than 1024 bytes"},
	} {
		dir := plant(t, c.files)
		if _, _, err := pack(t, filepath.Join(dir, "d")); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	dir := plant(t, map[string]string{"a/x": "1", "b/x": "2", "ok/y": "y"})
	if _, _, err := pack(t, filepath.Join(dir, "a", "x"), filepath.Join(dir, "b", "x")); err == nil || !strings.Contains(err.Error(), `"x" in the archive`) {
		t.Errorf("two files of one name: %v", err)
	}
	if _, _, err := pack(t, filepath.Join(dir, "nothing")); err == nil {
		t.Error("what is not there is packed")
	}
	if _, _, err := pack(t); err == nil {
		t.Error("nothing is packed")
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "ok", "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := pack(t, filepath.Join(dir, "ok")); err == nil || !strings.Contains(err.Error(), "neither a file nor a folder") {
		t.Errorf("a pipe: %v", err) // and did not wait for its other end
	}
}

// TestArchiveEnds: whoever stops reading stops the packing, and so does the context.
func TestArchiveEnds(t *testing.T) {
	dir := plant(t, map[string]string{"d/a": strings.Repeat("x", 1<<20), "d/b": strings.Repeat("y", 1<<20)})
	a, err := OpenArchive(t.Context(), filepath.Join(dir, "d"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(a, make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	a.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if a, err = OpenArchive(ctx, filepath.Join(dir, "d")); err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if _, err := io.ReadAll(a); err == nil {
		t.Error("packed after the end of the context")
	}
}

// TestArchiveOfFourGiB: sizes and offsets beyond 32 bits are right, no file is held in
// memory, and a sparse file takes no room here.
func TestArchiveOfFourGiB(t *testing.T) {
	if testing.Short() {
		t.Skip("packs 4 GiB")
	}
	if os.Getenv("LATCHKEY_SOAK_BYTES") == "" {
		t.Skip("takes a minute: set LATCHKEY_SOAK_BYTES")
	}
	dir := plant(t, map[string]string{"d/b": "after", "d/a": ""})
	const size = 4<<30 + 5
	if err := os.Truncate(filepath.Join(dir, "d", "a"), size); err != nil {
		t.Fatal(err)
	}
	packed := filepath.Join(dir, "x.zip")
	f, err := os.Create(packed)
	if err != nil {
		t.Fatal(err)
	}
	a, err := OpenArchive(t.Context(), filepath.Join(dir, "d"))
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := io.Copy(f, a); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 64<<20 {
		t.Errorf("%d bytes were allocated", grown)
	}
	a.Close()
	f.Close()
	r, err := zip.OpenReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	h := sha256.New()
	in, err := r.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(h, in); err != nil || n != size || r.File[0].UncompressedSize64 != size || r.File[1].Name != "d/b" {
		t.Errorf("%d bytes, %v", n, err)
	}
}
