package storage_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// tusd is a small server of the tus protocol 1.0.0: core, creation, creation-defer-length and
// termination, with its uploads in a folder. What is whole can be read with ranges at the
// upload's own URL, or, with elsewhere, at the Content-Location that it states.
type tusd struct {
	dir       string
	known     bool   // the length must be known at the creation
	elsewhere string // prefix of Content-Location, or ""
	token     string // wanted in Authorization, or ""

	mu      sync.Mutex
	next    int              // guarded by mu
	lengths map[string]int64 // guarded by mu: of uploads, -1 unknown
	locked  map[string]bool  // guarded by mu: being written
	patches int              // guarded by mu
}

func newTusd(t testing.TB) *tusd {
	return &tusd{dir: t.TempDir(), lengths: make(map[string]int64), locked: make(map[string]bool)}
}

func (s *tusd) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Tus-Resumable", "1.0.0")
	id := strings.TrimPrefix(r.URL.Path, "/blobs/")
	switch r.Method {
	case http.MethodOptions:
		h.Set("Tus-Version", "1.0.0")
		h.Set("Tus-Extension", "creation,termination")
		if !s.known {
			h.Set("Tus-Extension", "creation,creation-defer-length,termination")
		}
		w.WriteHeader(http.StatusNoContent)
		return
	case http.MethodGet:
		s.get(w, r, id)
		return
	}
	if r.Header.Get("Tus-Resumable") != "1.0.0" {
		http.Error(w, "version", http.StatusPreconditionFailed)
		return
	}
	if s.token != "" && r.Header.Get("Authorization") != s.token {
		http.Error(w, "who are you", http.StatusUnauthorized)
		return
	}
	if r.Method == http.MethodPost && r.URL.Path == "/blobs" {
		s.create(w, r)
		return
	}
	s.mu.Lock()
	length, ok := s.lengths[id]
	busy := s.locked[id]
	if ok && !busy {
		s.locked[id] = true
	}
	s.mu.Unlock()
	if !ok {
		http.Error(w, "no such upload", http.StatusNotFound)
		return
	}
	if busy {
		http.Error(w, "the upload is being written", http.StatusLocked)
		return
	}
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.locked, id)
	}()
	path := filepath.Join(s.dir, id)
	switch r.Method {
	case http.MethodHead:
		info, err := os.Stat(path)
		if err != nil {
			panic(err)
		}
		h.Set("Cache-Control", "no-store")
		h.Set("Upload-Offset", strconv.FormatInt(info.Size(), 10))
		if length >= 0 {
			h.Set("Upload-Length", strconv.FormatInt(length, 10))
			if info.Size() == length && s.elsewhere != "" {
				h.Set("Content-Location", s.elsewhere+id)
			}
		} else {
			h.Set("Upload-Defer-Length", "1")
		}
	case http.MethodPatch:
		s.patch(w, r, id, path, length)
	case http.MethodDelete:
		s.mu.Lock()
		delete(s.lengths, id)
		s.mu.Unlock()
		os.Remove(path)
		w.WriteHeader(http.StatusNoContent)
	default:
		http.Error(w, "method", http.StatusMethodNotAllowed)
	}
}

func (s *tusd) create(w http.ResponseWriter, r *http.Request) {
	length, err := strconv.ParseInt(r.Header.Get("Upload-Length"), 10, 64)
	if r.Header.Get("Upload-Defer-Length") == "1" && !s.known && err != nil {
		length, err = -1, nil
	}
	key, value, _ := strings.Cut(r.Header.Get("Upload-Metadata"), " ")
	name, nameErr := base64.StdEncoding.DecodeString(value)
	if err != nil || nameErr != nil || key != "filename" || len(name) == 0 {
		http.Error(w, "length or metadata", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next++
	id := fmt.Sprintf("%06d", s.next)
	if err := os.WriteFile(filepath.Join(s.dir, id), nil, 0o600); err != nil {
		panic(err)
	}
	s.lengths[id] = length
	w.Header().Set("Location", "/blobs/"+id) // relative, as the protocol allows
	w.WriteHeader(http.StatusCreated)
}

func (s *tusd) patch(w http.ResponseWriter, r *http.Request, id, path string, length int64) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		panic(err)
	}
	if r.Header.Get("Content-Type") != "application/offset+octet-stream" {
		http.Error(w, "type", http.StatusUnsupportedMediaType)
		return
	}
	if r.Header.Get("Upload-Offset") != strconv.FormatInt(info.Size(), 10) {
		http.Error(w, "offset", http.StatusConflict)
		return
	}
	if stated := r.Header.Get("Upload-Length"); stated != "" {
		n, err := strconv.ParseInt(stated, 10, 64)
		if err != nil || length >= 0 && n != length {
			http.Error(w, "length", http.StatusBadRequest)
			return
		}
		length = n
		s.mu.Lock()
		s.lengths[id] = n
		s.mu.Unlock()
	}
	left := int64(1) << 62
	if length >= 0 {
		left = length - info.Size()
	}
	n, err := io.Copy(f, io.LimitReader(r.Body, left))
	s.mu.Lock()
	s.patches++
	s.mu.Unlock()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if info.Size()+n == length && s.elsewhere != "" {
		w.Header().Set("Content-Location", s.elsewhere+id)
	}
	w.Header().Set("Upload-Offset", strconv.FormatInt(info.Size()+n, 10))
	w.WriteHeader(http.StatusNoContent)
}

func (s *tusd) get(w http.ResponseWriter, r *http.Request, id string) {
	f, err := os.Open(filepath.Join(s.dir, filepath.Base(id)))
	if err != nil {
		http.Error(w, "no such object", http.StatusNotFound)
		return
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		panic(err)
	}
	s.mu.Lock()
	length, ok := s.lengths[filepath.Base(id)]
	s.mu.Unlock()
	if !ok || length != info.Size() {
		http.Error(w, "no such object", http.StatusNotFound)
		return
	}
	w.Header().Set("ETag", fmt.Sprintf(`"%s-%x"`, filepath.Base(id), info.Size()))
	http.ServeContent(w, r, "", time.Time{}, f)
}
