package parts_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	_ "gocloud.dev/blob/azureblob"
	_ "gocloud.dev/blob/gcsblob"
	_ "gocloud.dev/blob/s3blob"

	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/storage/parts"
	"github.com/latchkey-network/latchkey/storage/storagetest"
)

// stopsAt gives the bytes of an object up to a position, and then ends the context: what a process does that is killed there.
type stopsAt struct {
	data []byte
	at   int64
	stop context.CancelFunc
}

func (s *stopsAt) ReadAt(p []byte, at int64) (int, error) {
	if at+int64(len(p)) > s.at {
		s.stop()
		return 0, errors.New("killed")
	}
	return bytes.NewReader(s.data).ReadAt(p, at)
}

// way is the way to a server. It counts the bytes of parts that the server took.
type way struct {
	mu    sync.Mutex
	taken int64                     // guarded by mu
	lose  func(*http.Response) bool // says of the answers that come whether one is lost; guarded by mu
}

func (w *way) start(t *testing.T, target string) (addr string) {
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	server := httptest.NewServer(&httputil.ReverseProxy{Transport: transport, ErrorLog: log.New(io.Discard, "", 0), Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: "http", Host: target})
		r.Out.Host = r.In.Host
	}, ModifyResponse: func(resp *http.Response) error {
		r := resp.Request
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.lose != nil && w.lose(resp) {
			w.lose = nil
			panic(http.ErrAbortHandler)
		}
		q := r.URL.Query()
		if r.Method == http.MethodPut && (q.Has("partNumber") || q.Get("comp") == "block" || q.Has("upload_id")) && resp.StatusCode < 400 {
			w.taken += r.ContentLength
		}
		return nil
	}})
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

func (w *way) since() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := w.taken
	w.taken = 0
	return n
}

// TestPutAgain: an upload to each of the clouds goes on in another process, and what is there is not sent again; it is known when it
// is finished, begun anew where the cloud let go of it, and takes no name of another's.
func TestPutAgain(t *testing.T) {
	data := storagetest.Bytes(30 << 20)
	for name, start := range map[string]func(t *testing.T, w *way) (store, unknown string){
		"s3": func(t *testing.T, w *way) (string, string) {
			s := storagetest.StartS3(t)
			return "s3://bucket/a/prefix?" + s.Query(w.start(t, s.Addr)), "e3b0c442-98fc-1c14-9afb-4c7f6a0d1b2e"
		},
		"gcs": func(t *testing.T, w *way) (string, string) {
			addr := w.start(t, storagetest.StartGCS(t).Addr)
			t.Setenv("STORAGE_EMULATOR_HOST", addr)
			return "gs://bucket/a/prefix", `{\"url\": \"http://` + addr + `/upload/storage/v1/b/bucket/o?uploadType=resumable&upload_id=gone\", \"size\": 31457280, \"part\": 8388608}`
		},
		"azure": func(t *testing.T, w *way) (string, string) {
			a := storagetest.StartAzure(t)
			return "azblob://bucket/a/prefix?" + a.Query(w.start(t, a.Addr)), "GONE"
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := new(way)
			at, unknown := start(t, w)
			store := func() *storage.Store {
				s, err := storage.OpenStore(at)
				if err != nil {
					t.Fatal(err)
				}
				s.Options.Parts = parts.Of
				return s
			}
			kept := ""
			save := func(state string) error { kept = state; return nil }
			for _, killed := range []int64{1 << 20, 17 << 20, 25 << 20} {
				ctx, stop := context.WithCancel(t.Context())
				if _, err := store().PutAgain(ctx, "x", &stopsAt{data, killed, stop}, int64(len(data)), kept, save); !errors.Is(err, context.Canceled) {
					t.Fatalf("killed at %d: %v", killed, err)
				}
				stop()
			}
			w.since()
			location, err := store().PutAgain(t.Context(), "x", bytes.NewReader(data), int64(len(data)), kept, save)
			if err != nil {
				t.Fatal(err)
			}
			if n := w.since(); n == 0 || n > int64(len(data))-8<<20 {
				t.Errorf("the last run sent %d bytes of %d", n, len(data))
			}
			same(t, location, data)
			// When all is there, nothing is sent; under another's name nothing either.
			if again, err := store().PutAgain(t.Context(), "x", bytes.NewReader(data), int64(len(data)), kept, save); err != nil || again != location {
				t.Errorf("%q, %v", again, err)
			}
			for _, state := range []string{"", `{"id": "` + unknown + `", "mark": "another", "part": 8388608}`} {
				if _, err := store().PutAgain(t.Context(), "x", bytes.NewReader(data), int64(len(data)), state, save); !errors.Is(err, fs.ErrExist) {
					t.Errorf("a taken name, from the state %q: %v", state, err)
				}
			}
			if n := w.since(); n != 0 {
				t.Errorf("%d bytes were sent", n)
			}
			// The cloud let go of it.
			location, err = store().PutAgain(t.Context(), "y", bytes.NewReader(data), int64(len(data)), `{"id": "`+unknown+`", "mark": "mine", "part": 8388608}`, save)
			if n := w.since(); err != nil || n < int64(len(data)) {
				t.Fatalf("%v; %d bytes were sent", err, n)
			}
			same(t, location, data)
			// The answers to a part and to the last request are lost.
			for what, lose := range map[string]func(*http.Response) bool{
				"part": func(r *http.Response) bool { return r.Request.ContentLength == 8<<20 && r.StatusCode < 400 },
				"last": func(r *http.Response) bool {
					q := r.Request.URL.Query()
					return r.StatusCode < 300 && (r.Request.Method == http.MethodPost && q.Has("uploadId") || q.Get("comp") == "blocklist" || r.Request.Method == http.MethodPut && q.Has("upload_id"))
				},
			} {
				w.mu.Lock()
				w.lose = lose
				w.mu.Unlock()
				location, err = store().PutAgain(t.Context(), "lost-"+what, bytes.NewReader(data), int64(len(data)), "", save)
				w.mu.Lock()
				if err != nil || w.lose != nil {
					t.Fatalf("the answer to the %s is lost (%v): %v", what, w.lose == nil, err)
				}
				w.mu.Unlock()
				same(t, location, data)
			}
			// Somebody takes the name while it is sent.
			first := storagetest.Bytes(9 << 20)
			kept = ""
			var once sync.Once
			_, err = store().PutAgain(t.Context(), "z", readerAt(func(p []byte, off int64) (int, error) {
				if off > 20<<20 {
					once.Do(func() {
						if _, err := store().Put(t.Context(), "z", bytes.NewReader(first)); err != nil {
							t.Error(err)
						}
					})
				}
				return bytes.NewReader(data).ReadAt(p, off)
			}), int64(len(data)), "", save)
			if !errors.Is(err, fs.ErrExist) {
				t.Errorf("a name that was taken meanwhile: %v", err)
			}
			same(t, strings.NewReplacer("lost-part", "z", "lost-last", "z").Replace(location), first)
		})
	}
}

type readerAt func(p []byte, off int64) (int, error)

func (f readerAt) ReadAt(p []byte, off int64) (int, error) { return f(p, off) }

func same(t *testing.T, location string, want []byte) {
	t.Helper()
	r, err := storage.Open(t.Context(), location, nil)
	if err != nil {
		t.Error(err)
		return
	}
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%q: %d bytes of %d, %v", location, len(got), len(want), err)
	}
}
