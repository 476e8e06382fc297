package gateway_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/latchkey-network/latchkey/gateway"
)

// TestSite: a page is served as it was built, with headers that let nothing else run.
func TestSite(t *testing.T) {
	c := dial(t, idle(t))
	script := []byte(strings.Repeat("export const a = 1;\n", 200))
	files := fstest.MapFS{
		"index.html":                        {Data: []byte("<!doctype html><title>Market</title>")},
		"assets/index-BcD3_f-1.js":          {Data: script},
		"assets/index-BcD3_f-1.js.br":       {Data: []byte("not brotli, and nobody here looks")},
		"assets/style-0a1b2c3d.css":         {Data: []byte(strings.Repeat("a { color: red }\n", 100))},
		"assets/empty/.gitkeep":             {},
		"sw.js":                             {Data: []byte("// service worker")},
		".secret":                           {Data: []byte("no")},
		"icons/mark.svg":                    {Data: []byte("<svg xmlns='http://www.w3.org/2000/svg'/>")},
		"assets/unpaired-0123456789.svg.br": {Data: []byte("a file of its own")},
	}
	at := front(t, c, gateway.Config{Database: t.TempDir() + "/g.db", Site: gateway.Site{Files: files}})
	fetch := func(path string, header ...string) (*http.Response, []byte) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(header); i += 2 {
			req.Header.Set(header[i], header[i+1])
		}
		if req.Header.Get("Accept-Encoding") == "" {
			req.Header.Set("Accept-Encoding", "identity")
		}
		resp, err := http.DefaultTransport.RoundTrip(req)
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

	const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; manifest-src 'self'; worker-src 'self'; " +
		"connect-src 'self' https:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
	for path, want := range map[string]struct{ kind, cache, body string }{
		"/":                         {"text/html; charset=utf-8", "no-cache", "<!doctype html><title>Market</title>"},
		"/index.html":               {"text/html; charset=utf-8", "no-cache", "<!doctype html><title>Market</title>"},
		"/?x=1":                     {"text/html; charset=utf-8", "no-cache", "<!doctype html><title>Market</title>"},
		"/assets/index-BcD3_f-1.js": {"text/javascript; charset=utf-8", "public, max-age=31536000, immutable", string(script)},
		"/sw.js":                    {"text/javascript; charset=utf-8", "no-cache", "// service worker"},
		"/icons/mark.svg":           {"image/svg+xml", "no-cache", "<svg xmlns='http://www.w3.org/2000/svg'/>"},
	} {
		resp, body := fetch(path)
		h := resp.Header
		if resp.StatusCode != 200 || string(body) != want.body || h.Get("Content-Type") != want.kind || h.Get("Cache-Control") != want.cache || h.Get("Content-Encoding") != "" {
			t.Errorf("%s: %d %v %.50q", path, resp.StatusCode, h, body)
		}
		for name, value := range map[string]string{"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "X-Frame-Options": "DENY", "Access-Control-Allow-Origin": ""} {
			if h.Get(name) != value {
				t.Errorf("%s: %s: %q", path, name, h.Get(name))
			}
		}
		if p := h.Get("Permissions-Policy"); !strings.Contains(p, "camera=()") || !strings.Contains(p, "microphone=()") || !strings.Contains(p, "geolocation=()") {
			t.Errorf("%s: Permissions-Policy: %q", path, p)
		}
		if again, _ := fetch(path, "If-None-Match", h.Get("ETag")); again.StatusCode != http.StatusNotModified {
			t.Errorf("%s: with its ETag %d", path, again.StatusCode)
		}
	}

	// What was compressed when it was built goes out so; a text that was not is compressed here.
	resp, body := fetch("/assets/index-BcD3_f-1.js", "Accept-Encoding", "gzip, deflate, br")
	if resp.Header.Get("Content-Encoding") != "br" || string(body) != "not brotli, and nobody here looks" || resp.Header.Get("Vary") != "Accept-Encoding" || resp.ContentLength != int64(len(body)) {
		t.Errorf("%v %q", resp.Header, body)
	}
	resp, body = fetch("/assets/index-BcD3_f-1.js", "Accept-Encoding", "br;q=0, *", "Range", "bytes=5-")
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(resp.StatusCode, resp.Header, err)
	}
	if plain, err := io.ReadAll(z); err != nil || !bytes.Equal(plain, script) || resp.Header.Get("Content-Encoding") != "gzip" || resp.StatusCode != 200 {
		t.Errorf("%d %v %v", resp.StatusCode, resp.Header, err)
	}
	if resp, body = fetch("/assets/unpaired-0123456789.svg.br"); resp.StatusCode != 200 || string(body) != "a file of its own" {
		t.Errorf("%d %q", resp.StatusCode, body)
	}

	// Nothing else is there: no listing, no hidden file, no way out, and the interface stays what it is.
	for _, path := range []string{"/assets", "/assets/", "/.secret", "/assets/empty/.gitkeep", "/../gateway.go", "/assets/../index.html", "/nothing.js", "/v1/nothing"} {
		if resp, body := fetch(path); resp.StatusCode != 404 && resp.StatusCode/100 != 3 || bytes.Contains(body, []byte("doctype")) {
			t.Errorf("%s: %d %q", path, resp.StatusCode, body)
		}
	}
	if resp, body := fetch("/v1/nothing"); problemType(t, body) != "not-found" || resp.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%v %s", resp.Header, body)
	}
	if status, _, body := call(t, http.MethodPost, at+"/", nil); status != 404 || problemType(t, body) != "not-found" {
		t.Errorf("%d %s", status, body)
	}
	if status, h, body := call(t, http.MethodHead, at+"/", nil); status != 200 || len(body) != 0 || h.Get("Content-Security-Policy") != policy {
		t.Errorf("%d %v", status, h)
	}
}

// TestSiteConnects: what a page may ask is what its operator says, and without a page there is a sentence.
func TestSiteConnects(t *testing.T) {
	c := dial(t, idle(t))
	start := func(cfg gateway.Config, rpc string) (*gateway.Gateway, error) {
		cfg.Database = t.TempDir() + "/g.db"
		cfg.Worlds = []*gateway.World{{Chain: c, Market: anywhere, Committees: anywhere, BrowserRPC: rpc}}
		g, err := gateway.New(t.Context(), cfg)
		if err == nil {
			t.Cleanup(func() { g.Close() })
		}
		return g, err
	}
	index := fstest.MapFS{"index.html": {Data: []byte("page")}, "config.json": {Data: []byte(`{"gateway": ".", "rpc": {"1": "https://rpc.example"}, "walletConnect": ""}`)}}
	for _, test := range []struct {
		cfg       gateway.Config
		rpc, want string
	}{
		{gateway.Config{}, "", "'self' https:"},
		{gateway.Config{}, "https://rpc.example.org/v1", "'self' https: https://rpc.example.org"},
		{gateway.Config{Site: gateway.Site{Connect: []string{}}}, "wss://rpc.example.org:99/x", "'self' wss://rpc.example.org:99"},
		{gateway.Config{Site: gateway.Site{Connect: []string{"https://files.example.org", "https://*.nodes.example"}}}, "", "'self' https://files.example.org https://*.nodes.example"},
		{gateway.Config{Site: gateway.Site{Connect: []string{}, WalletConnect: "project"}}, "", "'self' wss://relay.walletconnect.org"},
		{gateway.Config{Private: true}, "", "'self' https: http://127.0.0.1:* http://localhost:* ws://127.0.0.1:* ws://localhost:*"},
	} {
		test.cfg.Site.Files = index
		g, err := start(test.cfg, test.rpc)
		if err != nil {
			t.Fatal(err)
		}
		w := record(g, "/")
		if !strings.Contains(w.Header().Get("Content-Security-Policy"), "; connect-src "+test.want+"; ") {
			t.Errorf("%q: %q", test.want, w.Header().Get("Content-Security-Policy"))
		}
		config := string(index["config.json"].Data)
		if test.cfg.Site.WalletConnect != "" {
			config = `{"gateway":".","rpc":{"1":"https://rpc.example"},"walletConnect":"project"}`
		}
		if got := record(g, "/config.json").Body.String(); got != config {
			t.Errorf("config.json is %s", got)
		}
	}
	for name, cfg := range map[string]gateway.Config{
		"no index.html": {Site: gateway.Site{Files: fstest.MapFS{"a.js": {Data: []byte("x")}}}},
		"a directive":   {Site: gateway.Site{Connect: []string{"https://a.example; script-src *"}}},
		"a keyword":     {Site: gateway.Site{Connect: []string{"'unsafe-inline'"}}},
	} {
		if _, err := start(cfg, ""); err == nil {
			t.Errorf("%s: it starts", name)
		}
	}
	for _, rpc := range []string{"https://user:secret@rpc.example.org", "file:///etc", "rpc.example.org"} {
		if _, err := start(gateway.Config{}, rpc); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", rpc, err)
		}
	}
	for _, files := range []fstest.MapFS{nil, {}} {
		cfg := gateway.Config{}
		if files != nil {
			cfg.Site.Files = files
		}
		g, err := start(cfg, "")
		if err != nil {
			t.Fatal(err)
		}
		w := record(g, "/")
		if w.Code != 404 || !strings.Contains(w.Body.String(), "has no page") || !strings.Contains(w.Body.String(), "/openapi.json") {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
}

func record(g *gateway.Gateway, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	g.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}
