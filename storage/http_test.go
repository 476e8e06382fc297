package storage_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/storage/storagetest"
)

// line is a bad line to a good server: it cuts connections, and hides what the server says.
type line struct {
	inner http.Handler

	// cut is after how many bytes of the body the connection of request n (from 0) is cut;
	// negative is never.
	cut      func(n int) int64
	noRanges bool // the server does not know ranges
	noETag   bool
	weakETag bool
	noDate   bool // hides Last-Modified
	oldDate  bool // Last-Modified is long ago, and so a strong validator
	newDate  bool // Last-Modified is not in the past, and so a weak one
	chunked  bool // the server does not know the length of a whole object

	mu       sync.Mutex
	requests []http.Header // guarded by mu
}

func (l *line) seen() []http.Header {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.requests)
}

func (l *line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	n := len(l.requests)
	l.requests = append(l.requests, r.Header.Clone())
	l.mu.Unlock()
	left := int64(-1)
	if l.cut != nil {
		left = l.cut(n)
	}
	lw := &lineWriter{ResponseWriter: w, line: l, left: left}
	if l.noRanges {
		r.Header.Del("Range")
	}
	l.inner.ServeHTTP(lw, r)
	if lw.left == 0 && lw.wrote {
		panic(http.ErrAbortHandler)
	}
}

type lineWriter struct {
	http.ResponseWriter
	line  *line
	left  int64
	wrote bool
}

func (w *lineWriter) WriteHeader(status int) {
	h := w.Header()
	if w.line.weakETag {
		h.Set("ETag", "W/"+h.Get("ETag"))
	}
	if w.line.noETag {
		h.Del("ETag")
	}
	if w.line.noDate {
		h.Del("Last-Modified")
	}
	if w.line.noRanges {
		h.Del("Accept-Ranges")
	}
	if w.line.chunked && status == http.StatusOK {
		h.Del("Content-Length")
	}
	w.ResponseWriter.WriteHeader(status)
	w.wrote = true
	if w.left == 0 {
		w.abort()
	}
}

func (w *lineWriter) Write(p []byte) (int, error) {
	if w.left < 0 {
		return w.ResponseWriter.Write(p)
	}
	p = p[:min(int64(len(p)), w.left)]
	n, err := w.ResponseWriter.Write(p)
	if w.left -= int64(n); w.left == 0 {
		w.abort()
	}
	return n, err
}

func (w *lineWriter) abort() {
	http.NewResponseController(w.ResponseWriter).Flush()
	panic(http.ErrAbortHandler)
}

// once cuts the first connection.
func once(at int64) func(int) int64 {
	return func(n int) int64 {
		if n == 0 {
			return at
		}
		return -1
	}
}

// quick are options for tests that count attempts and not seconds.
func quick() *storage.Options { return &storage.Options{Backoff: time.Microsecond} }

// serve puts data behind l, and returns where it is.
func serve(t *testing.T, l *line, data []byte) (location, path string) {
	t.Helper()
	dir := t.TempDir()
	l.inner = storage.Handler(dir)
	server := httptest.NewServer(l)
	t.Cleanup(server.Close)
	location, err := openStore(t, fileURL(dir)+"?public="+server.URL).Put(t.Context(), "object", bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(dir, "object")
	modified := time.Now()
	if l.oldDate {
		modified = modified.Add(-2 * time.Hour)
	} else if l.newDate {
		modified = modified.Add(2 * time.Hour)
	}
	if err := os.Chtimes(path, time.Time{}, modified); err != nil {
		t.Fatal(err)
	}
	return location, path
}

func fetch(t *testing.T, location string, opts *storage.Options) ([]byte, error) {
	t.Helper()
	r, err := storage.Open(t.Context(), location, opts)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// TestCut: wherever a connection is cut, and whatever the server offers to resume by, the bytes
// come out as they are.
func TestCut(t *testing.T) {
	want := storagetest.Bytes(150_001)
	size := int64(len(want))
	offsets := []int64{0, 1, 2, 511, 512, 4095, 4096, 32<<10 - 1, 32 << 10, 64 << 10, size - 1, size}
	for range 12 {
		offsets = append(offsets, rand.Int64N(size))
	}
	for name, kind := range map[string]*line{
		"strongETag":   {noDate: true},
		"weakETag":     {weakETag: true, noDate: true},
		"lastModified": {noETag: true, oldDate: true},
		"newDate":      {noETag: true, newDate: true},
		"both":         {},
		"chunked":      {chunked: true},
		"noRanges":     {noRanges: true},
	} {
		t.Run(name, func(t *testing.T) {
			var at int64
			kind.cut = func(n int) int64 {
				if n%2 == 0 {
					return at
				}
				return -1
			}
			location, _ := serve(t, kind, want)
			for _, at = range offsets {
				before := len(kind.seen())
				got, err := fetch(t, location, quick())
				if err != nil || !bytes.Equal(got, want) {
					t.Fatalf("cut after %d bytes: %d bytes, %v", at, len(got), err)
				}
				requests := kind.seen()[before:]
				if at == size && len(requests) == 1 {
					// The end was there before the cut.
					kind.mu.Lock()
					kind.requests = append(kind.requests, nil)
					kind.mu.Unlock()
					continue
				}
				if len(requests) != 2 || requests[1].Get("Range") != fmt.Sprintf("bytes=%d-", at) {
					t.Fatalf("cut after %d bytes: requests %q", at, requests)
				}
				if strong := name != "weakETag" && name != "newDate"; strong != (requests[1].Get("If-Range") != "") {
					t.Errorf("cut after %d bytes: If-Range %q", at, requests[1].Get("If-Range"))
				}
				for _, r := range requests {
					if r.Get("User-Agent") != "latchkey" || r.Get("Accept-Encoding") != "identity" {
						t.Errorf("request %q", r)
					}
				}
			}
		})
	}
}

// TestChangedBetween: after a cut, another object under the same URL is an error that says so.
func TestChangedBetween(t *testing.T) {
	was := storagetest.Bytes(300_000)
	for name, kind := range map[string]*line{
		"strongETag":   {noDate: true},
		"weakETag":     {weakETag: true},
		"lastModified": {noETag: true, oldDate: true},
		"newDate":      {noETag: true, newDate: true},
		"sizeOnly":     {noETag: true, noDate: true},
		"noRanges":     {noRanges: true},
		"chunked":      {chunked: true},
	} {
		t.Run(name, func(t *testing.T) {
			kind.cut = once(100_000)
			location, path := serve(t, kind, was)
			r, err := storage.Open(t.Context(), location, quick())
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			now := storagetest.Bytes(299_999)
			if name != "sizeOnly" && name != "chunked" {
				now = storagetest.Bytes(300_001)[:300_000]
			}
			if err := replaceFile(path, now); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(path, time.Time{}, time.Now().Add(-time.Hour)); err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			if !errors.Is(err, storage.ErrChanged) || !bytes.Equal(got, was[:100_000]) {
				t.Errorf("read %d bytes, %v", len(got), err)
			}
		})
	}
}

// TestShort: a body that ends before its length is an error and never an end.
func TestShort(t *testing.T) {
	want := storagetest.Bytes(100_000)
	read := func(t *testing.T, l *line, opts *storage.Options) string {
		t.Helper()
		location, _ := serve(t, l, want)
		r, err := storage.Open(t.Context(), location, opts)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		got, err := io.ReadAll(r)
		if err == nil || len(got) >= len(want) || !bytes.Equal(got, want[:len(got)]) {
			t.Fatalf("read %d bytes, %v", len(got), err)
		}
		if _, again := r.Read(make([]byte, 1)); again == nil || again.Error() != err.Error() {
			t.Errorf("reading on after %q: %v", err, again)
		}
		if _, ok := strings.CutPrefix(err.Error(), fmt.Sprintf("reading %q at byte %d: ", location, len(got))); !ok {
			t.Errorf("the error does not name the place: %v", err)
		}
		return err.Error()
	}
	t.Run("noRetries", func(t *testing.T) {
		for _, at := range []int64{0, 1, 99_999} {
			read(t, &line{cut: once(at)}, &storage.Options{Retries: -1})
		}
	})
	t.Run("noValidator", func(t *testing.T) {
		// What is there could be joined with bytes of another object.
		for _, noRanges := range []bool{false, true} {
			l := &line{noETag: true, noDate: true, noRanges: noRanges, cut: once(50_000)}
			if err := read(t, l, quick()); !strings.Contains(err, "ETag") {
				t.Errorf("the error does not say why: %v", err)
			}
		}
	})
	t.Run("noValidatorYet", func(t *testing.T) {
		// Nothing was delivered: there is nothing to join.
		location, _ := serve(t, &line{noETag: true, noDate: true, cut: once(0)}, want)
		if got, err := fetch(t, location, quick()); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes, %v", len(got), err)
		}
	})
	t.Run("validatorGone", func(t *testing.T) {
		l := &line{cut: once(50_000), noRanges: true}
		location, _ := serve(t, l, want)
		r, err := storage.Open(t.Context(), location, quick())
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		l.inner = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, len(want))) })
		got, err := io.ReadAll(r)
		if err == nil || !bytes.Equal(got, want[:len(got)]) {
			t.Errorf("%d bytes, %v", len(got), err)
		}
	})
	t.Run("chunked", func(t *testing.T) {
		read(t, &line{chunked: true, cut: once(50_000)}, &storage.Options{Retries: -1})
	})
	t.Run("drip", func(t *testing.T) {
		// A byte per connection is not progress.
		l := &line{cut: func(int) int64 { return 1 }}
		read(t, l, quick())
		if n := len(l.seen()); n != 6 {
			t.Errorf("%d requests, want 1 and 5 retries", n)
		}
	})
	t.Run("unframed", func(t *testing.T) {
		// HTTP/1.0: neither length nor chunks.
		location := raw(t, "HTTP/1.0 200 OK\r\nETag: \"x\"\r\n\r\nbytes")
		if got, err := fetch(t, location, quick()); err == nil {
			t.Errorf("read %q to its end", got)
		}
	})
}

// raw answers every request with the same bytes, and closes.
func raw(t *testing.T, answer string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		c, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer c.Close()
		io.WriteString(c, answer)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/object"
}

// TestLies: answers that do not fit the question are errors, whatever they contain.
func TestLies(t *testing.T) {
	const partial = "HTTP/1.1 206 Partial Content\r\n"
	for name, answer := range map[string]string{
		"otherRange":     partial + "Content-Range: bytes 3-4/10\r\nContent-Length: 2\r\n\r\nxx",
		"noRange":        partial + "Content-Length: 2\r\n\r\nxx",
		"backwards":      partial + "Content-Range: bytes 5-4/10\r\nContent-Length: 2\r\n\r\nxx",
		"beyond":         partial + "Content-Range: bytes 5-10/10\r\nContent-Length: 6\r\n\r\nxxxxxx",
		"otherLength":    partial + "Content-Range: bytes 5-6/10\r\nContent-Length: 4\r\n\r\nxxxx",
		"huge":           partial + "Content-Range: bytes 5-99999999999999999999/*\r\nContent-Length: 4\r\n\r\nxxxx",
		"signed":         partial + "Content-Range: bytes +5-6/10\r\nContent-Length: 2\r\n\r\nxx",
		"multipart":      partial + "Content-Type: multipart/byteranges; boundary=x\r\nContent-Length: 2\r\n\r\nxx",
		"sizeUnsaid":     partial + "Content-Range: bytes 5-9/*\r\nContent-Length: 5\r\n\r\nxxxxx",
		"gzip":           "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 10\r\n\r\nxxxxxxxxxx",
		"tooShort":       "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nxxxx",
		"tooShortChunks": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nxxxx\r\n0\r\n\r\n",
		"416":            "HTTP/1.1 416 No\r\nContent-Range: bytes */4\r\nContent-Length: 0\r\n\r\n",
		"416unsaid":      "HTTP/1.1 416 No\r\nContent-Length: 0\r\n\r\n",
		"204":            "HTTP/1.1 204 No Content\r\n\r\n",
		"304":            "HTTP/1.1 304 Not Modified\r\n\r\n",
		"403":            "HTTP/1.1 403 Forbidden\r\nContent-Length: 10\r\n\r\nxxxxxxxxxx",
		"garbage":        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			opts := quick()
			opts.Offset = 5
			r, err := storage.Open(t.Context(), raw(t, answer), opts)
			if err == nil {
				defer r.Close()
				got, err := io.ReadAll(r)
				t.Errorf("opened; read %q, %v", got, err)
			}
		})
	}
}

// TestPartOfRange: a server may send less than was asked for; the rest is asked for.
func TestPartOfRange(t *testing.T) {
	want := storagetest.Bytes(10_000)
	var requests int
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests++
		var start int
		if _, err := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &start); err != nil {
			start = 0
		}
		end := min(start+2000, len(want))
		w.Header().Set("ETag", `"x"`)
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", start, end-1, len(want)))
		w.WriteHeader(http.StatusPartialContent)
		w.Write(want[start:end])
	}))
	defer server.Close()
	got, err := fetch(t, server.URL, quick())
	if err != nil || !bytes.Equal(got, want) || requests != 5 {
		t.Errorf("%d bytes in %d requests, %v", len(got), requests, err)
	}
}

// TestWithoutRanges: such a server is read from its start, up to a limit.
func TestWithoutRanges(t *testing.T) {
	want := storagetest.Bytes(100_000)
	location, _ := serve(t, &line{noRanges: true}, want)
	for maxSkip, ok := range map[int64]bool{0: true, 50_000: true, 49_999: false, -1: false} {
		got, err := fetch(t, location, &storage.Options{Offset: 50_000, MaxSkip: maxSkip})
		if ok && (err != nil || !bytes.Equal(got, want[50_000:])) || !ok && err == nil {
			t.Errorf("skipping 50000 bytes of at most %d: %d bytes, %v", maxSkip, len(got), err)
		}
	}
	if got, err := fetch(t, location, &storage.Options{MaxSkip: -1}); err != nil || !bytes.Equal(got, want) {
		t.Errorf("from the start: %d bytes, %v", len(got), err)
	}
}

// TestUnknownSize: the limit holds also where the server does not announce the size.
func TestUnknownSize(t *testing.T) {
	want := storagetest.Bytes(100_000)
	location, _ := serve(t, &line{chunked: true}, want)
	r, err := storage.Open(t.Context(), location, &storage.Options{MaxSize: int64(len(want))})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if r.Size() != -1 {
		t.Errorf("size %d of a stream", r.Size())
	}
	if _, err := r.Seek(0, io.SeekEnd); err == nil {
		t.Error("sought the end of a stream of unknown size")
	}
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) || r.Size() != int64(len(want)) {
		t.Errorf("%d bytes, size %d, %v", len(got), r.Size(), err)
	}
	got, err := fetch(t, location, &storage.Options{MaxSize: int64(len(want)) - 1})
	if !errors.Is(err, storage.ErrTooLarge) || !bytes.Equal(got, want[:len(want)-1]) {
		t.Errorf("one byte too many: %d bytes, %v", len(got), err)
	}
}

func TestStatus(t *testing.T) {
	for status, test := range map[int]struct {
		requests int
		notFound bool
	}{
		400: {1, false}, 401: {1, false}, 403: {1, false}, 404: {1, true}, 410: {1, true}, 418: {1, false}, 501: {1, false},
		408: {4, false}, 429: {4, false}, 500: {4, false}, 502: {4, false}, 503: {4, false}, 504: {4, false},
	} {
		var requests int
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			requests++
			http.Error(w, "no", status)
		}))
		opts := quick()
		opts.Retries = 3
		_, err := fetch(t, server.URL+"/a?sig=hunter2", opts)
		server.Close()
		if err == nil || requests != test.requests || errors.Is(err, storage.ErrNotFound) != test.notFound || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("status %d: %d requests, %v", status, requests, err)
		}
	}
}

// TestRecovers: a server that is ill for a while is waited for.
func TestRecovers(t *testing.T) {
	want := storagetest.Bytes(1000)
	l := &line{}
	location, _ := serve(t, l, want)
	good := l.inner
	ill := 3
	l.inner = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ill--; ill >= 0 {
			w.Header().Set("Retry-After", "0")
			http.Error(w, "later", http.StatusServiceUnavailable)
			return
		}
		good.ServeHTTP(w, r)
	})
	if got, err := fetch(t, location, quick()); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	// Cut before there is an answer at all.
	ill = 3
	l.inner = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ill--; ill >= 0 {
			panic(http.ErrAbortHandler)
		}
		good.ServeHTTP(w, r)
	})
	if got, err := fetch(t, location, quick()); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	// Nobody listens yet.
	refused := 3
	dial := &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		if refused--; refused >= 0 {
			addr = "127.0.0.1:1"
		}
		return new(net.Dialer).DialContext(ctx, network, addr)
	}}
	defer dial.CloseIdleConnections()
	opts := quick()
	opts.Transport = dial
	if got, err := fetch(t, location, opts); err != nil || !bytes.Equal(got, want) || refused >= 0 {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestPauses: the pauses grow, and stay bounded whatever the server asks for.
func TestPauses(t *testing.T) {
	for retryAfter, longest := range map[string]time.Duration{
		"":                     5 * time.Second,
		"2":                    5 * time.Second,
		"86400":                30 * time.Second,
		"99999999999999999999": 5 * time.Second,
		"-1":                   5 * time.Second,
	} {
		synctest.Test(t, func(t *testing.T) {
			var at []time.Time
			_, err := storage.Open(t.Context(), "http://host/", &storage.Options{Retries: 9, Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				at = append(at, time.Now())
				return &http.Response{StatusCode: 503, Status: "503 Later", Header: http.Header{"Retry-After": {retryAfter}}, Body: http.NoBody, Request: r}, nil
			})})
			if err == nil || len(at) != 10 {
				t.Fatalf("Retry-After %q: %d attempts, %v", retryAfter, len(at), err)
			}
			for i := range 9 {
				if d := at[i+1].Sub(at[i]); d < 125*time.Millisecond || d > longest || i == 8 && d < longest/2 {
					t.Errorf("Retry-After %q: pause %d is %v", retryAfter, i, d)
				}
			}
		})
	}
}

// TestIdle: a server that goes silent is left, and asked again; one that is merely slow is not.
func TestIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		want := storagetest.Bytes(100)
		var requests int
		transport := roundTripper(func(r *http.Request) (*http.Response, error) {
			requests++
			switch requests {
			case 1: // not even an answer
				<-r.Context().Done()
				return nil, r.Context().Err()
			case 2: // one byte every nine seconds, fifty of them, then silence
				return answer(r, 200, want, "", &slow{ctx: r.Context(), data: want[:50], every: 9 * time.Second}), nil
			default:
				return answer(r, 206, want, "bytes 50-99/100", &slow{ctx: r.Context(), data: want[50:], every: 9 * time.Second}), nil
			}
		})
		start := time.Now()
		r, err := storage.Open(t.Context(), "http://host/", &storage.Options{IdleTimeout: 10 * time.Second, MinRate: -1, Transport: transport})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		buf := make([]byte, 1)
		if _, err := io.ReadFull(r, buf); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour) // our own slowness does not count
		rest, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(append(buf, rest...), want) || requests != 3 {
			t.Errorf("%d bytes in %d requests, %v", 1+len(rest), requests, err)
		}
		if d := time.Since(start); d < 15*time.Minute {
			t.Errorf("a hundred bytes at nine seconds each took %v", d)
		}
		requests = 0
		_, err = storage.Open(t.Context(), "http://host/", &storage.Options{Retries: -1, Transport: transport})
		if err == nil || errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "30s") {
			t.Errorf("a silent server: %v", err)
		}
	})
}

func answer(r *http.Request, status int, whole []byte, contentRange string, body io.ReadCloser) *http.Response {
	h := http.Header{"Etag": {`"x"`}}
	length := int64(len(whole))
	if contentRange != "" {
		h.Set("Content-Range", contentRange)
		length /= 2
	}
	return &http.Response{StatusCode: status, ProtoMajor: 1, ProtoMinor: 1, Header: h, ContentLength: length, Body: body, Request: r}
}

// slow gives a byte at a time, then nothing until its context ends.
type slow struct {
	ctx   context.Context
	data  []byte
	every time.Duration
	piece int // bytes at a time; 0: one
}

func (s *slow) Read(p []byte) (int, error) {
	if len(s.data) == 0 {
		<-s.ctx.Done()
		return 0, s.ctx.Err()
	}
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	time.Sleep(s.every)
	n := copy(p[:min(len(p), max(1, s.piece))], s.data)
	s.data = s.data[n:]
	return n, nil
}

func (s *slow) Close() error { return nil }

// TestSlowServerEnds: the context ends a Read that waits, and an Open that does.
func TestSlowServerEnds(t *testing.T) {
	for _, headers := range []bool{false, true} {
		arrived := make(chan struct{}, 1)
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if headers {
				w.Header().Set("Content-Length", "1000")
				w.Write([]byte("some"))
				http.NewResponseController(w).Flush()
			}
			arrived <- struct{}{}
			<-r.Context().Done()
		}))
		ctx, cancel := context.WithCancelCause(t.Context())
		enough := errors.New("enough")
		go func() {
			<-arrived
			cancel(enough)
		}()
		r, err := storage.Open(ctx, server.URL, &storage.Options{Retries: -1})
		if err == nil {
			_, err = io.ReadAll(r)
			r.Close()
		}
		if !errors.Is(err, enough) {
			t.Errorf("headers %v: %v", headers, err)
		}
		server.Close()
	}
}

// TestRedirects: they are followed ten times, never to less security, and tell nobody secrets.
func TestRedirects(t *testing.T) {
	var other []*http.Request
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		other = append(other, r)
		io.WriteString(w, "bytes")
	}))
	defer target.Close()
	var same []*http.Request
	redirect := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		same = append(same, r)
		var n int
		fmt.Sscanf(r.URL.Path, "/%d", &n)
		h := w.Header()
		switch {
		case n > 1:
			h.Set("Location", fmt.Sprintf("/%d?sig=hunter2", n-1))
		case n == 1:
			h.Set("Location", target.URL+"/x?sig=hunter2")
		default:
			h.Set("Location", r.URL.Query().Get("to"))
		}
		w.WriteHeader([]int{301, 302, 303, 307, 308}[n%5])
	})
	plain, secure := httptest.NewServer(redirect), httptest.NewTLSServer(redirect)
	defer plain.Close()
	defer secure.Close()
	// The transport is shared: idle connections are its owner's, and end with the server.
	transport := secure.Client().Transport
	with := func(server *httptest.Server, path string) string {
		return strings.Replace(server.URL, "://", "://user:hunter2@", 1) + path
	}

	got, err := fetch(t, with(plain, "/10?sig=hunter2"), &storage.Options{Offset: 2})
	if err != nil || string(got) != "tes" {
		t.Fatalf("ten redirects: %q, %v", got, err)
	}
	for _, r := range same {
		if _, password, _ := r.BasicAuth(); password != "hunter2" {
			t.Errorf("%s: the password did not come along", r.URL)
		}
	}
	if h := other[0].Header; h.Get("Authorization") != "" || h.Get("Referer") != "" || h.Get("Range") != "bytes=2-" {
		t.Errorf("the other host was told %q", h)
	}
	for location, path := range map[string]string{
		with(plain, "/11?sig=hunter2"):                                     "more than 10",
		with(secure, "/1?sig=hunter2"):                                     "from https",
		with(plain, "/?to="+url.QueryEscape("file:///etc/passwd?hunter2")): "not an http(s)",
		with(plain, "/?to="+url.QueryEscape("ftp://u:hunter2@host/")):      "not an http(s)",
		with(plain, "/?to="+url.QueryEscape("http://u:hunter2@ho st/")):    "malformed",
		with(plain, "/?to="):                                               "malformed",
	} {
		requests := len(same) + len(other)
		_, err := fetch(t, location, &storage.Options{Transport: transport})
		if err == nil || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", location, err)
		}
		if n := len(same) + len(other) - requests; n > 11 {
			t.Errorf("%s: asked %d times", location, n)
		}
	}
}

// TestCertificate: a certificate that does not verify is refused at once, as is plain HTTP in
// the place of TLS.
func TestCertificate(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { t.Error("was served") }))
	connections := 0
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			connections++
		}
	}
	server.Config.ErrorLog = quiet
	server.StartTLS()
	_, err := fetch(t, server.URL, quick())
	server.Close()
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); !ok || connections != 1 {
		t.Errorf("%d connections, %v", connections, err)
	}
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { t.Error("was served") }))
	server.Config.ErrorLog = quiet
	_, err = fetch(t, strings.Replace(server.URL, "http", "https", 1), quick())
	server.Close()
	if err == nil {
		t.Error("plain HTTP was taken for TLS")
	}
}

// TestTLSAndHTTP2: ranges and cuts come through encrypted and multiplexed connections too.
func TestTLSAndHTTP2(t *testing.T) {
	want := storagetest.Bytes(1 << 20)
	for _, h2 := range []bool{false, true} {
		dir := t.TempDir()
		l := &line{inner: storage.Handler(dir), cut: func(n int) int64 { return 200_000 }}
		server := httptest.NewUnstartedServer(l)
		server.EnableHTTP2 = h2
		server.StartTLS()
		location, err := openStore(t, fileURL(dir)+"?public="+server.URL).Put(t.Context(), "object", bytes.NewReader(want))
		if err != nil {
			t.Fatal(err)
		}
		opts := quick()
		opts.Transport = server.Client().Transport
		got, err := fetch(t, location, opts)
		if err != nil || !bytes.Equal(got, want) || len(l.seen()) != 6 {
			t.Errorf("HTTP/2 %v: %d bytes in %d requests, %v", h2, len(got), len(l.seen()), err)
		}
		server.Close()
	}
}

// TestTwentyMiBInElevenPieces is the story: a download over a line that breaks ten times.
func TestTwentyMiBInElevenPieces(t *testing.T) {
	want := storagetest.Bytes(20 << 20)
	dir := t.TempDir()
	server := httptest.NewServer(storage.Handler(dir))
	defer server.Close()
	proxy, cuts := cuttingProxy(t, server.Listener.Addr().String(), 10)
	location, err := openStore(t, fileURL(dir)+"?public=http://"+proxy).Put(t.Context(), "object", bytes.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "download")
	r, err := storage.Open(t.Context(), location, quick())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	f, err := storage.Create(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := io.Copy(f, r); err != nil {
		t.Fatal(err)
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(out)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if n := cuts(); n != 10 {
		t.Errorf("the line broke %d times", n)
	}
}

// cuttingProxy is a TCP proxy that cuts its first n connections, each after about a twelfth of
// 20 MiB, half of them with a reset. It ends with the test.
func cuttingProxy(t *testing.T, target string, n int) (addr string, cuts func() int) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	made, accepted := 0, 0
	t.Cleanup(func() {
		listener.Close()
		wg.Wait()
	})
	wg.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			i := accepted
			accepted++
			wg.Go(func() {
				defer client.Close()
				server, err := net.Dial("tcp", target)
				if err != nil {
					t.Error(err)
					return
				}
				defer server.Close()
				wg.Go(func() {
					io.Copy(server, client)
					server.Close()
				})
				if i >= n {
					io.Copy(client, server)
					return
				}
				io.CopyN(client, server, 1<<20+rand.Int64N(700_000))
				if i%2 == 0 {
					client.(*net.TCPConn).SetLinger(0)
				}
				mu.Lock()
				made++
				mu.Unlock()
			})
		}
	})
	return listener.Addr().String(), func() int {
		mu.Lock()
		defer mu.Unlock()
		return made
	}
}

// TestDrip: a server that sends a byte now and then, often enough not to be idle, is given up after a window; one at the least rate
// is not, and our own slowness never counts. What else is read goes on elsewhere from the same byte.
func TestDrip(t *testing.T) {
	for _, test := range []struct {
		piece int           // bytes
		every time.Duration // for each
		opts  storage.Options
		ok    bool
	}{
		{1, 29 * time.Second, storage.Options{}, false},
		{1023, time.Second, storage.Options{}, false},
		{1025, time.Second, storage.Options{}, true},
		{1, 29 * time.Second, storage.Options{MinRate: -1}, true},
		{100, 10 * time.Second, storage.Options{MinRate: 10}, true},
		{99, 10 * time.Second, storage.Options{MinRate: 10, RateWindow: 20 * time.Second}, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			size := 200 * test.piece
			opts := test.opts
			opts.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
				return answer(r, 200, make([]byte, size), "", &slow{ctx: r.Context(), data: make([]byte, size), every: test.every, piece: test.piece}), nil
			})
			r, err := storage.Open(t.Context(), "http://host/", &opts)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			time.Sleep(time.Hour)
			n, err := io.Copy(io.Discard, r)
			if test.ok && (err != nil || n != int64(size)) || !test.ok && (!errors.Is(err, storage.ErrTooSlow) || n == 0 || n > int64(size)/2) {
				t.Errorf("%d bytes every %v, at least %d a second: %d of %d, %v", test.piece, test.every, opts.MinRate, n, size, err)
			}
		})
	}
}
