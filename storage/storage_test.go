package storage_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/storage/parts"
	"github.com/latchkey-network/latchkey/storage/storagetest"
)

// child names the role that this test binary plays when it is started by one of its tests.
const child = "LATCHKEY_STORAGE_TEST_CHILD"

func TestMain(m *testing.M) {
	if role := os.Getenv(child); role != "" {
		if err := children[role](); err != nil {
			os.Stderr.WriteString(err.Error())
			os.Exit(1)
		}
		os.Exit(0)
	}
	// Of a library of Google's emulator.
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("go.opencensus.io/stats/view.(*worker).start"))
}

func fileURL(path string) string { return (&url.URL{Scheme: "file", Path: path}).String() }

func folder(dir string) func() ([]string, error) {
	return func() (names []string, err error) {
		entries, err := os.ReadDir(dir)
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names, err
	}
}

func openStore(t testing.TB, rawURL string) *storage.Store {
	t.Helper()
	s, err := storage.OpenStore(rawURL)
	if err != nil {
		t.Fatal(err)
	}
	s.Options.BeforeWrite = parts.BeforeWrite
	return s
}

func TestFileConformance(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) *storagetest.Fixture {
		dir := filepath.Join(t.TempDir(), "a folder? with #odd % \u00e4")
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		return &storagetest.Fixture{
			Store:   openStore(t, fileURL(dir)),
			Missing: fileURL(filepath.Join(dir, "missing")),
			Names:   folder(dir),
			// In place, as an editor or another program would.
			Overwrite: func(name string, data []byte) error { return os.WriteFile(filepath.Join(dir, name), data, 0o644) },
		}
	})
}

func TestHTTPConformance(t *testing.T) {
	for name, broken := range map[string]*line{
		"plain":    {},
		"noRanges": {noRanges: true},
		"cut":      {cut: func(n int) int64 { return []int64{100_000, 70_000, 1 << 20}[n%3] }},
	} {
		t.Run(name, func(t *testing.T) {
			storagetest.Run(t, func(t *testing.T) *storagetest.Fixture {
				dir := t.TempDir()
				l := &line{inner: storage.Handler(dir), noRanges: broken.noRanges, cut: broken.cut}
				server := httptest.NewServer(l)
				t.Cleanup(server.Close)
				return &storagetest.Fixture{
					Store:   openStore(t, fileURL(dir)+"?public="+url.QueryEscape(server.URL)),
					Missing: server.URL + "/missing",
					Names:   folder(dir),
					// As a whole: a server cannot know what was written into a file that it is sending.
					Overwrite: func(name string, data []byte) error { return replaceFile(filepath.Join(dir, name), data) },
					Options:   &storage.Options{Backoff: time.Microsecond},
				}
			})
		})
	}
}

func replaceFile(path string, data []byte) error {
	f, err := storage.Replace(path)
	if err != nil {
		return err
	}
	defer f.Close()
	f.Write(data) // Commit repeats its error
	return f.Commit()
}

func TestOpenStoreRefuses(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, rawURL := range []string{
		"", dir, "file", "file:", "file:relative", "file://host" + dir, "file://u:hunter2@" + dir, "http://host/hunter2",
		"http://u:hunter2@host/", "ftp://u:hunter2@host/", fileURL(file), fileURL(dir + "/none"), fileURL(dir) + "#x",
		fileURL(dir) + "%00", fileURL(dir) + "?x=1", fileURL(dir) + "?public=http://a/&public=http://b/",
		fileURL(dir) + "?public=", fileURL(dir) + "?public=files", fileURL(dir) + "?public=ftp://host/",
		fileURL(dir) + "?public=http://u:hunter2@host/", fileURL(dir) + "?public=http://host/%3Fhunter2=1",
		fileURL(dir) + "?public=http://host/%23hunter2", fileURL(dir) + "?public=%zz", "http://u:hun/ter2@host:port/hunter2",
	} {
		s, err := storage.OpenStore(rawURL)
		if err == nil {
			t.Errorf("opened a store at %q: %v", rawURL, s)
		} else if strings.Contains(err.Error(), "hunter2") && rawURL != "http://host/hunter2" {
			t.Errorf("store %q: the error tells: %v", rawURL, err)
		}
	}
}

func TestLocation(t *testing.T) {
	dir := t.TempDir()
	for public, want := range map[string]string{
		"":                          fileURL(dir) + "/object.age",
		"http://host":               "http://host/object.age",
		"https://host:444/a%2Fb/c/": "https://host:444/a%2Fb/c/object.age",
		"http://host/%C3%A4 b":      "http://host/%C3%A4%20b/object.age",
	} {
		rawURL := fileURL(dir)
		if public != "" {
			rawURL += "?public=" + url.QueryEscape(public)
		}
		os.Remove(filepath.Join(dir, "object.age"))
		got, err := openStore(t, rawURL).Put(t.Context(), "object.age", strings.NewReader("x"))
		if err != nil || got != want {
			t.Errorf("public %q: location %q, %v; want %q", public, got, err, want)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	for _, rawURL := range []string{
		"", "relative", "/absolute", "file:relative", "file://host/x", "file:///x?a=hunter2", "file:///x#hunter2", "file:///a%00b",
		fileURL(dir), "file:///dev/null", "file:///dev/zero", "http://", "http:///path", "http://:80/path", "http:opaque-hunter2",
		"ftp://u:hunter2@host/?hunter2", "data:,hunter2", "http://u:hunter2@ho st/", "http://host:port-hunter2/",
		"http://u:hunter2@127.0.0.1:1/path?sig=hunter2#hunter2",
	} {
		r, err := storage.Open(t.Context(), rawURL, &storage.Options{Retries: -1})
		if err == nil {
			r.Close()
			t.Errorf("opened %q", rawURL)
			continue
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("URL %q: the error tells: %v", rawURL, err)
		}
	}
	if _, err := storage.Open(t.Context(), fileURL(dir+"/none"), nil); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("a missing file: %v", err)
	}
}

// TestFileShorterThanItSays: some files of the kernel state a page and hold a line.
func TestFileShorterThanItSays(t *testing.T) {
	const path = "/sys/devices/system/cpu/online"
	if info, err := os.Stat(path); err != nil || info.Size() < 1000 {
		t.Skip("no such file here")
	}
	r, err := storage.Open(t.Context(), fileURL(path), &storage.Options{Backoff: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r); !errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(err.Error(), "giving up") {
		t.Errorf("%d bytes of %d, %v", len(got), r.Size(), err)
	}
}

// FuzzNames: what Put accepts is one new file directly in the folder, named so, and its location
// leads to the bytes; what it refuses leaves no trace.
func FuzzNames(f *testing.F) {
	for _, name := range append(storagetest.GoodNames, storagetest.BadNames...) {
		if len(name) <= 1000 {
			f.Add(name)
		}
	}
	f.Fuzz(func(t *testing.T, name string) {
		outer := t.TempDir()
		dir := filepath.Join(outer, "store")
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		server := storage.Handler(dir)
		s := openStore(t, fileURL(dir)+"?public=http://host/files")
		location, err := s.Put(t.Context(), name, strings.NewReader("bytes"))
		var trace []string
		filepath.WalkDir(outer, func(path string, d fs.DirEntry, _ error) error {
			if !d.IsDir() {
				trace = append(trace, path)
			}
			return nil
		})
		if err != nil {
			if len(trace) != 0 || location != "" {
				t.Fatalf("name %q is refused (%v), but left %q, location %q", name, err, trace, location)
			}
			return
		}
		if len(trace) != 1 || filepath.Dir(trace[0]) != dir || filepath.Base(trace[0]) != name {
			t.Fatalf("name %q made %q", name, trace)
		}
		u, err := url.Parse(location)
		if err != nil || u.Path != "/files/"+name || u.RawQuery != "" || u.Fragment != "" {
			t.Fatalf("name %q: location %q, %v", name, location, err)
		}
		answer := httptest.NewRecorder()
		server.ServeHTTP(answer, httptest.NewRequest("GET", strings.TrimPrefix(location, "http://host/files"), nil))
		if answer.Body.String() != "bytes" {
			t.Fatalf("name %q: served %d %q", name, answer.Code, answer.Body)
		}
	})
}

func BenchmarkFile(b *testing.B) {
	dir := b.TempDir()
	benchmark(b, openStore(b, fileURL(dir)))
}

func BenchmarkHTTP(b *testing.B) {
	dir := b.TempDir()
	server := httptest.NewServer(storage.Handler(dir))
	defer server.Close()
	benchmark(b, openStore(b, fileURL(dir)+"?public="+server.URL))
}

func benchmark(b *testing.B, s *storage.Store) {
	data := storagetest.Bytes(64 << 20)
	location, err := s.Put(context.Background(), "object", bytes.NewReader(data))
	if err != nil {
		b.Fatal(err)
	}
	buf := make([]byte, 64<<10)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		r, err := storage.Open(context.Background(), location, nil)
		if err != nil {
			b.Fatal(err)
		}
		n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, r, buf)
		if r.Close(); err != nil || n != int64(len(data)) {
			b.Fatal(n, err)
		}
	}
}
