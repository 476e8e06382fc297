package storage_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/latchkey-network/latchkey/storage"
)

// stopsAt gives the bytes of an object up to a position, and then ends the context: what a process does that is killed there.
type stopsAt struct {
	data []byte
	at   int64
	stop context.CancelFunc

	mu     sync.Mutex
	lowest int64 // of what was read
}

func (s *stopsAt) ReadAt(p []byte, at int64) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lowest = min(s.lowest, at)
	if at+int64(len(p)) > s.at {
		s.stop()
		return 0, errors.New("killed")
	}
	return bytes.NewReader(s.data).ReadAt(p, at)
}

// TestPutAgain: an upload goes on in another process from what the server has, which is not read, or sent, again; and begins anew
// where the server let go of it.
func TestPutAgain(t *testing.T) {
	data := make([]byte, 30<<20)
	for i := range data {
		data[i] = byte(i * i >> 7)
	}
	s := newTusd(t)
	var mu sync.Mutex
	var sent int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPatch {
			mu.Lock()
			sent += r.ContentLength
			mu.Unlock()
		}
		s.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	store := func() *storage.Store {
		s := openStore(t, "tus+"+server.URL+"/blobs")
		s.Options = storage.Options{Backoff: time.Microsecond}
		return s
	}
	kept := ""
	save := func(state string) error { kept = state; return nil }
	for _, at := range []int64{0, 9 << 20, 17 << 20} {
		ctx, stop := context.WithCancel(t.Context())
		if _, err := store().PutAgain(ctx, "x", &stopsAt{data: data, at: at, stop: stop, lowest: 1 << 40}, int64(len(data)), kept, save); err == nil {
			t.Fatal("it ends well")
		}
		stop()
	}
	rest := &stopsAt{data: data, at: 1 << 40, stop: func() {}, lowest: 1 << 40}
	location, err := store().PutAgain(t.Context(), "x", rest, int64(len(data)), kept, save)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := fetch(t, location, nil); err != nil || !bytes.Equal(got, data) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if sent != int64(len(data)) || rest.lowest != 16<<20 {
		t.Errorf("%d bytes were sent of %d; the last run read from %d on", sent, len(data), rest.lowest)
	}
	// Once more, when all is there: nothing is sent.
	if again, err := store().PutAgain(t.Context(), "x", bytes.NewReader(data), int64(len(data)), kept, save); err != nil || again != location || sent != int64(len(data)) {
		t.Errorf("%q, %v; %d bytes were sent", again, err, sent)
	}
	// The server lets go of it.
	files, err := filepath.Glob(filepath.Join(s.dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	if _, err := store().PutAgain(t.Context(), "x", bytes.NewReader(data), int64(len(data)), server.URL+"/blobs/gone", save); err != nil || sent != 2*int64(len(data)) {
		t.Errorf("%v; %d bytes were sent", err, sent)
	}
	// A folder has no uploads that could be gone on with.
	dir := t.TempDir()
	if _, err = openStore(t, fileURL(dir)).PutAgain(t.Context(), "x", bytes.NewReader(data), int64(len(data)), "anything", save); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "x")); err != nil || !bytes.Equal(got, data) {
		t.Error(err)
	}
}
