package storage_test

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/storage/storagetest"
)

func ask(t *testing.T, server *httptest.Server, method, path string, header ...string) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, body
}

func TestHandler(t *testing.T) {
	dir := t.TempDir()
	data := storagetest.Bytes(100_000)
	if err := os.WriteFile(filepath.Join(dir, "object.html"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(storage.Handler(dir))
	defer server.Close()

	resp, body := ask(t, server, "GET", "/object.html")
	if resp.StatusCode != 200 || !bytes.Equal(body, data) {
		t.Fatalf("status %d, %d bytes", resp.StatusCode, len(body))
	}
	etag := resp.Header.Get("ETag")
	if !strings.HasPrefix(etag, `"`) || len(etag) < 3 {
		t.Errorf("ETag %q", etag)
	}
	for key, want := range map[string]string{
		"Accept-Ranges":               "bytes",
		"Access-Control-Allow-Origin": "*",
		"Content-Disposition":         `attachment; filename="object.html"`,
		"Content-Type":                "application/octet-stream",
		"X-Content-Type-Options":      "nosniff",
	} {
		if got := resp.Header.Get(key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	for _, key := range []string{"Content-Range", "ETag", "Content-Length", "Accept-Ranges"} {
		if !strings.Contains(resp.Header.Get("Access-Control-Expose-Headers"), key) {
			t.Errorf("%s is not exposed to pages", key)
		}
	}

	for _, test := range []struct {
		ranges, ifRange string
		status          int
		contentRange    string
		body            []byte
	}{
		{"bytes=0-0", "", 206, "bytes 0-0/100000", data[:1]},
		{"bytes=99999-", "", 206, "bytes 99999-99999/100000", data[99_999:]},
		{"bytes=500-", etag, 206, "bytes 500-99999/100000", data[500:]},
		{"bytes=500-", `"other"`, 200, "", data},
		{"bytes=500-", "W/" + etag, 200, "", data},
		{"bytes=-500", "", 206, "bytes 99500-99999/100000", data[99_500:]},
		{"bytes=100000-", "", 416, "bytes */100000", nil},
		{"bytes=x-", "", 416, "", nil},
		{"bytes=5-4", "", 416, "", nil},
	} {
		header := []string{"Range", test.ranges}
		if test.ifRange != "" {
			header = append(header, "If-Range", test.ifRange)
		}
		for _, method := range []string{"GET", "HEAD"} {
			resp, body := ask(t, server, method, "/object.html", header...)
			if resp.StatusCode != test.status || resp.Header.Get("Content-Range") != test.contentRange {
				t.Errorf("%s %s If-Range %q: status %d, Content-Range %q", method, test.ranges, test.ifRange, resp.StatusCode, resp.Header.Get("Content-Range"))
			}
			if resp.Header.Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("%s %s: pages may not see the answer", method, test.ranges)
			}
			if test.status != 416 {
				if method == "GET" && !bytes.Equal(body, test.body) || method == "HEAD" && (len(body) != 0 || resp.ContentLength != int64(len(test.body))) {
					t.Errorf("%s %s: %d bytes of %d", method, test.ranges, len(body), resp.ContentLength)
				}
			}
		}
	}

	resp, body = ask(t, server, "GET", "/object.html", "Range", "bytes=0-9,50-59")
	_, params, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if err != nil || resp.StatusCode != 206 {
		t.Fatalf("two ranges: status %d, %v", resp.StatusCode, err)
	}
	parts := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for _, want := range [][]byte{data[:10], data[50:60]} {
		part, err := parts.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(part); err != nil || !bytes.Equal(got, want) {
			t.Errorf("part %q: %x, %v", part.Header, got, err)
		}
	}

	if resp, _ := ask(t, server, "GET", "/object.html", "If-None-Match", etag); resp.StatusCode != 304 {
		t.Errorf("If-None-Match: status %d", resp.StatusCode)
	}
	if resp, _ := ask(t, server, "OPTIONS", "/object.html", "Origin", "https://page", "Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "if-range,range"); resp.StatusCode != 204 ||
		!strings.Contains(resp.Header.Get("Access-Control-Allow-Headers"), "If-Range") || resp.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("preflight: status %d, %q", resp.StatusCode, resp.Header)
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "PROPFIND", "TRACE"} {
		if resp, _ := ask(t, server, method, "/object.html"); resp.StatusCode != 405 || resp.Header.Get("Allow") == "" {
			t.Errorf("%s: status %d", method, resp.StatusCode)
		}
	}

	// Another object, another ETag; the same name and size notwithstanding.
	if err := replaceFile(filepath.Join(dir, "object.html"), storagetest.Bytes(100_001)[:100_000]); err != nil {
		t.Fatal(err)
	}
	if resp, _ := ask(t, server, "HEAD", "/object.html"); resp.Header.Get("ETag") == etag {
		t.Error("two objects have one ETag")
	}
}

// TestHandlerHides: nothing but objects is served, whatever way it is asked for.
func TestHandlerHides(t *testing.T) {
	outer := t.TempDir()
	dir := filepath.Join(outer, "files")
	for _, d := range []string{dir, filepath.Join(dir, "sub")} {
		if err := os.Mkdir(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{"secret", "files/.hidden", "files/sub/secret", "files/.x.latchkey-partial-00", "files/index.html"} {
		if err := os.WriteFile(filepath.Join(outer, path), []byte("secret"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("../secret", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("index.html", filepath.Join(dir, "inner")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	h := storage.Handler(dir)
	for _, path := range []string{
		"", "/", "//", ".", "/.", "/..", "/../secret", "/..%2fsecret", "/sub", "/sub/", "/sub/secret", "/sub/../index.html",
		"//index.html", "/index.html/", "/.hidden", "/.x.latchkey-partial-00", "/link", "/inner", "/pipe", "/none", "/%00", "/" + dir,
		"/" + strings.Repeat("x", 300), `/..\secret`, "/index.html%00", "/\u2025/secret",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.URL.Path = path
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, r)
		if answer.Code != 404 || strings.Contains(answer.Body.String(), "secret") || strings.Contains(answer.Body.String(), outer) {
			t.Errorf("path %q: %d %q", path, answer.Code, answer.Body)
		}
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, httptest.NewRequest("GET", "/index.html", nil))
	if answer.Code != 500 || strings.Contains(answer.Body.String(), outer) {
		t.Errorf("without its folder: %d %q", answer.Code, answer.Body)
	}
}
