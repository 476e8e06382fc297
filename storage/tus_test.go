package storage_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/latchkey-network/latchkey/storage/storagetest"
)

// TestTusLocation: where the object is read is the upload's URL, or what the server states; the
// store's user and password are in neither, and go to no other server.
func TestTusLocation(t *testing.T) {
	for _, test := range []struct{ user, authorization, elsewhere, want string }{
		{"", "", "", "/blobs/000001"},
		{"", "", "/files/", "/files/000001"},
		{"", "", "https://other.example/x/", "https://other.example/x/000001"},
		{"me:hunter2@", "Basic bWU6aHVudGVyMg==", "", "/blobs/000001"},
		{":hunter2@", "Bearer hunter2", "", "/blobs/000001"},
	} {
		s := newTusd(t)
		s.elsewhere, s.token = test.elsewhere, test.authorization
		server := httptest.NewServer(s)
		t.Cleanup(server.Close)
		location, err := openStore(t, "tus+http://"+test.user+strings.TrimPrefix(server.URL, "http://")+"/blobs").Put(t.Context(), "object", strings.NewReader("x"))
		if strings.HasPrefix(test.want, "/") {
			test.want = server.URL + test.want
		}
		if err != nil || location != test.want {
			t.Errorf("%+v: %q, %v", test, location, err)
		}
		if test.authorization != "" {
			if _, err := openStore(t, "tus+"+server.URL+"/blobs").Put(t.Context(), "object", strings.NewReader("x")); err == nil || !strings.Contains(err.Error(), "401") {
				t.Errorf("without the password: %v", err)
			}
		}
	}
}

// TestTusRequests: an upload of a known length takes one request for each chunk of 8 MiB, and
// one that is longer states its length with the last.
func TestTusRequests(t *testing.T) {
	for size, want := range map[int64]int{0: 0, 1: 1, 8<<20 - 1: 1, 8 << 20: 2, 8<<20 + 1: 2, 24 << 20: 4} {
		s := newTusd(t)
		server := httptest.NewServer(s)
		t.Cleanup(server.Close)
		if _, err := openStore(t, "tus+"+server.URL+"/blobs").Put(t.Context(), "object", io.LimitReader(endless{}, size)); err != nil {
			t.Fatal(err)
		}
		if s.patches != want {
			t.Errorf("%d bytes took %d requests, want %d", size, s.patches, want)
		}
	}
}

// TestTusLies: a server that answers what cannot be ends the upload with a sentence.
func TestTusLies(t *testing.T) {
	for name, test := range map[string]struct {
		method string
		nth    int // of the requests of that method, from 0
		answer func(w http.ResponseWriter)
		size   int
		want   string
	}{
		"noLocation":   {"POST", 0, func(w http.ResponseWriter) { w.WriteHeader(201) }, 10, "Location is missing"},
		"badLocation":  {"POST", 0, func(w http.ResponseWriter) { w.Header().Set("Location", "ftp://host/x"); w.WriteHeader(201) }, 10, "refusing to upload to"},
		"full":         {"POST", 0, func(w http.ResponseWriter) { http.Error(w, "your quota is used up", http.StatusRequestEntityTooLarge) }, 10, "your quota is used up"},
		"redirect":     {"POST", 0, func(w http.ResponseWriter) { w.Header().Set("Location", "/other"); w.WriteHeader(307) }, 10, "no redirect"},
		"noOffset":     {"PATCH", 0, func(w http.ResponseWriter) { w.WriteHeader(204) }, 10, "Upload-Offset"},
		"farOffset":    {"PATCH", 0, func(w http.ResponseWriter) { w.Header().Set("Upload-Offset", "11"); w.WriteHeader(204) }, 10, "Upload-Offset"},
		"noProgress":   {"PATCH", 0, func(w http.ResponseWriter) { w.Header().Set("Upload-Offset", "0"); w.WriteHeader(204) }, 10, "Upload-Offset"},
		"negative":     {"PATCH", 0, func(w http.ResponseWriter) { w.Header().Set("Upload-Offset", "-1"); w.WriteHeader(204) }, 10, "Upload-Offset"},
		"gone":         {"PATCH", 1, func(w http.ResponseWriter) { http.Error(w, "expired", http.StatusGone) }, 9 << 20, "410"},
		"onlyBroken":   {"PATCH", -1, func(w http.ResponseWriter) { http.Error(w, "out of order", http.StatusServiceUnavailable) }, 10, "giving up after 6"},
		"alwaysLocked": {"PATCH", -1, func(w http.ResponseWriter) { http.Error(w, "locked", http.StatusLocked) }, 10, "giving up after 6"},
		"badContent": {"HEAD", 0, func(w http.ResponseWriter) {
			w.Header().Set("Upload-Offset", "10")
			w.Header().Set("Content-Location", "file:///etc/passwd")
		}, 10, "Content-Location"},
		"forgetsAtEnd": {"HEAD", 0, func(w http.ResponseWriter) { w.Header().Set("Upload-Offset", "5") }, 10, "holds 5 bytes"},
		"lengthChanges": {"HEAD", 0, func(w http.ResponseWriter) {
			w.Header().Set("Upload-Offset", "10")
			w.Header().Set("Upload-Length", "11")
		}, 10, "states a length"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newTusd(t)
			n := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == test.method {
					if n++; n-1 == test.nth || test.nth < 0 {
						io.Copy(io.Discard, r.Body)
						test.answer(w)
						return
					}
				}
				s.ServeHTTP(w, r)
			}))
			t.Cleanup(server.Close)
			store := openStore(t, "tus+"+server.URL+"/blobs")
			store.Options.Backoff = time.Microsecond
			location, err := store.Put(t.Context(), "object", bytes.NewReader(storagetest.Bytes(test.size)))
			if err == nil || location != "" || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%q, %v; want an error with %q", location, err, test.want)
			}
			if left, _ := folder(s.dir)(); len(left) != 0 {
				t.Errorf("left %q", left)
			}
		})
	}
}

// TestTusBehind: after a cut, the server may have any part of the chunk, none before it and
// none after.
func TestTusBehind(t *testing.T) {
	s := newTusd(t)
	forget := false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPatch && r.Header.Get("Upload-Offset") != "0" {
			forget = true
			panic(http.ErrAbortHandler)
		}
		if r.Method == http.MethodHead && forget {
			w.Header().Set("Upload-Offset", "77") // of the first chunk, which was acknowledged
			return
		}
		s.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	store := openStore(t, "tus+"+server.URL+"/blobs")
	store.Options.Backoff = time.Microsecond
	_, err := store.Put(t.Context(), "object", io.LimitReader(endless{}, 9<<20))
	if err == nil || !strings.Contains(err.Error(), "at byte 77") {
		t.Errorf("a server that forgets: %v", err)
	}
}

// TestTusIdle: a server that takes nothing is given up.
func TestTusIdle(t *testing.T) {
	hold := make(chan struct{})
	s := newTusd(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPatch {
			<-hold
			panic(http.ErrAbortHandler)
		}
		s.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(hold) })
	store := openStore(t, "tus+"+server.URL+"/blobs")
	store.Options.Retries = -1
	store.Options.IdleTimeout = time.Second
	if _, err := store.Put(t.Context(), "object", strings.NewReader("x")); err == nil || !strings.Contains(err.Error(), "nothing for too long") {
		t.Errorf("a server that hangs: %v", err)
	}
}

// TestTusSource: the source's own error is the one that comes out.
func TestTusSource(t *testing.T) {
	broken := errors.New("the source broke")
	for _, known := range []bool{false, true} {
		s := newTusd(t)
		s.known = known
		server := httptest.NewServer(s)
		t.Cleanup(server.Close)
		source := io.MultiReader(io.LimitReader(endless{}, 17<<20), iotest.ErrReader(broken))
		if _, err := openStore(t, "tus+"+server.URL+"/blobs").Put(t.Context(), "object", source); !errors.Is(err, broken) {
			t.Error(err)
		}
		if left, _ := folder(s.dir)(); len(left) != 0 {
			t.Errorf("left %q", left)
		}
	}
}

// TestTusReference uploads to the server of the protocol's own makers (npm @tus/server), over a
// line that breaks.
func TestTusReference(t *testing.T) {
	if _, err := os.Stat("../node_modules/@tus/server"); err != nil {
		t.Skip("npm ci installs @tus/server")
	}
	dir := t.TempDir()
	cmd := exec.Command("node", "testdata/tus.mjs", dir)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		t.Fatal(err)
	}
	line := newCutter(t, u.Host, func(n int) int64 { return []int64{5_000_000, -1, 700, 0, -1}[n%5] })
	store := openStore(t, "tus+http://"+line.addr()+"/blobs")
	store.Options.Backoff = time.Millisecond
	for _, size := range []int{0, 1, 8 << 20, 20<<20 + 7} {
		want := storagetest.Bytes(size)
		location, err := store.Put(t.Context(), "object", bytes.NewReader(want))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(dir, path.Base(location)))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes: the server has %d, %v", size, len(got), err)
		}
		if got, err = fetch(t, strings.Replace(location, line.addr(), u.Host, 1), nil); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes: the server gives %d, %v", size, len(got), err)
		}
	}
	before, _ := folder(dir)()
	broken := errors.New("the source broke")
	if _, err := store.Put(t.Context(), "object", io.MultiReader(io.LimitReader(endless{}, 17<<20), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Error(err)
	}
	line.mu.Lock()
	if line.cuts == 0 {
		t.Error("the line never broke")
	}
	line.mu.Unlock()
	if after, _ := folder(dir)(); len(after) > len(before) {
		t.Errorf("left %q, before %q", after, before)
	}
}
