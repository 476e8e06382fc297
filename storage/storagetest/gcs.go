package storagetest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/fsouza/fake-gcs-server/fakestorage"
)

// gcsPiece is what Google keeps whole multiples of, in bytes, of a request that was cut.
const gcsPiece = 256 << 10

// GCS is a server of Google Cloud Storage's interface, in memory: fake-gcs-server, and before it the rules of resumable uploads
// (https://cloud.google.com/storage/docs/performing-resumable-uploads) that it does not know. It takes every request with a session for
// its next bytes, while Google tells whoever asks how far it is, keeps the beginning of a request that was cut, passes over bytes that it
// has, and gives the last answer again.
type GCS struct {
	Addr string

	server *fakestorage.Server

	mu       sync.Mutex
	sessions map[string]*gcsSession // guarded by mu
}

type gcsSession struct {
	mu   sync.Mutex
	have int                        // bytes; guarded by mu
	last *httptest.ResponseRecorder // of the request that ended it; guarded by mu
}

// StartGCS runs one until the test ends, and says so in the test's environment, which programs that the test starts have, too. A
// store's URL needs no parameters.
func StartGCS(t testing.TB) *GCS {
	t.Helper()
	server, err := fakestorage.NewServerWithOptions(fakestorage.Options{NoListener: true, Scheme: "http", PublicHost: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	g := &GCS{server: server, sessions: make(map[string]*gcsSession)}
	listener := httptest.NewServer(g)
	t.Cleanup(listener.Close)
	g.Addr = listener.Listener.Addr().String()
	t.Setenv("STORAGE_EMULATOR_HOST", g.Addr)
	g.Bucket("bucket")
	return g
}

// Bucket makes a bucket. There is one of the name "bucket".
func (g *GCS) Bucket(name string) {
	g.server.CreateBucketWithOpts(fakestorage.CreateBucketOpts{Name: name})
}

// Names lists a bucket.
func (g *GCS) Names(bucket string) (names []string, err error) {
	list, err := g.server.ListObjectsWithOptionsPaginated(bucket, fakestorage.ListOptions{})
	for _, o := range list.Objects {
		names = append(names, o.Name)
	}
	return names, err
}

// Overwrite replaces an object.
func (g *GCS) Overwrite(bucket, name string, data []byte) {
	g.server.CreateObject(fakestorage.Object{ObjectAttrs: fakestorage.ObjectAttrs{BucketName: bucket, Name: name}, Content: data})
}

// Remove removes an object.
func (g *GCS) Remove(bucket, name string) error {
	return g.server.Backend().DeleteObject(bucket, name)
}

func (g *GCS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	id := query.Get("upload_id")
	if id == "" && query.Get("uploadType") == "resumable" {
		rec := httptest.NewRecorder()
		g.server.HTTPHandler().ServeHTTP(rec, r)
		if at, err := url.Parse(rec.Header().Get("Location")); err == nil {
			g.mu.Lock()
			g.sessions[at.Query().Get("upload_id")] = new(gcsSession)
			g.mu.Unlock()
		}
		answer(w, rec)
		return
	}
	g.mu.Lock()
	s := g.sessions[id]
	g.mu.Unlock()
	if s == nil || r.Method != http.MethodPut && r.Method != http.MethodPost {
		g.server.HTTPHandler().ServeHTTP(w, r)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	body, cut := io.ReadAll(r.Body)
	if s.last != nil {
		answer(w, s.last)
		return
	}
	span, total, _ := strings.Cut(strings.TrimPrefix(r.Header.Get("Content-Range"), "bytes "), "/")
	from := s.have
	if span != "*" {
		var to int
		if _, err := fmt.Sscanf(span, "%d-%d", &from, &to); err != nil || from > s.have || cut == nil && to-from+1 != len(body) {
			http.Error(w, "bytes out of order", http.StatusBadRequest)
			return
		}
	}
	if cut != nil {
		body, total = body[:len(body)/gcsPiece*gcsPiece], "*"
	}
	body = body[min(len(body), s.have-from):]
	end := s.have + len(body)
	switch {
	case len(body) > 0:
		span = fmt.Sprintf("%d-%d", s.have, end-1)
	case total == fmt.Sprint(s.have):
		span = "*"
	default:
		s.incomplete(w, r)
		return
	}
	next := r.Clone(r.Context())
	next.Body, next.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	next.Header.Set("Content-Range", "bytes "+span+"/"+total)
	rec := httptest.NewRecorder()
	g.server.HTTPHandler().ServeHTTP(rec, next)
	if rec.Code == http.StatusPermanentRedirect || rec.Header().Get("X-Http-Status-Code-Override") != "" {
		s.have = end
		s.incomplete(w, r)
		return
	}
	s.last = rec
	answer(w, rec)
}

// incomplete says that more is to come: with status 308, or, to who takes that for a redirect, in a header.
func (s *gcsSession) incomplete(w http.ResponseWriter, r *http.Request) {
	if s.have > 0 {
		w.Header().Set("Range", fmt.Sprintf("bytes=0-%d", s.have-1))
	}
	if r.Header.Get("X-Guploader-No-308") != "" {
		w.Header().Set("X-Http-Status-Code-Override", "308")
		return
	}
	w.WriteHeader(http.StatusPermanentRedirect)
}

func answer(w http.ResponseWriter, rec *httptest.ResponseRecorder) {
	for key, values := range rec.Header() {
		w.Header()[key] = values
	}
	w.WriteHeader(rec.Code)
	w.Write(rec.Body.Bytes())
}
