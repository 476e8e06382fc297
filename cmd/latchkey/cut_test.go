package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/latchkey-network/latchkey/storage"
)

// cutServer serves the devnet's files, but of sealed files nothing from a position on: a
// connection that comes there is cut, and one that begins there finds nothing.
type cutServer struct {
	files http.Handler

	mu    sync.Mutex
	limit int64   // position; below 0: none
	asked []int64 // positions where requests for sealed files began, since mend
}

func (c *cutServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.URL.Path, ".age") {
		c.files.ServeHTTP(w, r)
		return
	}
	var from int64
	if text, ok := strings.CutPrefix(r.Header.Get("Range"), "bytes="); ok {
		from, _ = strconv.ParseInt(strings.TrimSuffix(text, "-"), 10, 64)
	}
	c.mu.Lock()
	limit := c.limit
	c.asked = append(c.asked, from)
	c.mu.Unlock()
	switch {
	case limit < 0:
		c.files.ServeHTTP(w, r)
	case from >= limit:
		http.NotFound(w, r)
	default:
		c.files.ServeHTTP(&cutWriter{w, limit - from}, r)
	}
}

type cutWriter struct {
	http.ResponseWriter
	left int64
}

func (w *cutWriter) Write(p []byte) (int, error) {
	n := min(int64(len(p)), w.left)
	w.ResponseWriter.Write(p[:n])
	if w.left -= n; w.left == 0 {
		w.ResponseWriter.(http.Flusher).Flush()
		panic(http.ErrAbortHandler) // the connection is cut
	}
	return int(n), nil
}

// cut POSITION starts a web server of the devnet's files that is cut off at that position of
// sealed files. Its URL is CUT.
func (s *stage) cut(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: cut POSITION")
	}
	limit, err := strconv.ParseInt(args[0], 10, 64)
	ts.Check(err)
	c := &cutServer{files: storage.Handler(filepath.Join(s.d.Dir, "files")), limit: limit}
	server := httptest.NewServer(c)
	ts.Defer(server.Close)
	ts.Setenv("CUT", server.URL+"/")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.servers[ts] = c
}

// mend makes the server whole.
func (s *stage) mend(ts *testscript.TestScript, neg bool, args []string) {
	c := s.server(ts)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.limit, c.asked = -1, nil
}

// asked POSITION.. compares where requests for sealed files began since mend.
func (s *stage) asked(ts *testscript.TestScript, neg bool, args []string) {
	c := s.server(ts)
	c.mu.Lock()
	defer c.mu.Unlock()
	if got, want := fmt.Sprint(c.asked), fmt.Sprint(args); got != want {
		ts.Fatalf("asked at %s, not %s", got, want)
	}
}

func (s *stage) server(ts *testscript.TestScript) *cutServer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.servers[ts] == nil {
		ts.Fatalf("no server: say cut first")
	}
	return s.servers[ts]
}
