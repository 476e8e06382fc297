package gateway

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Site is a market's page, which a gateway serves at / beside its interface.
type Site struct {
	// Files are what was built: index.html, and what it loads, at most 64 MiB. nil: there is no page, and / says so in
	// a sentence. A file beside another one with .br or .gz behind its name is that one, compressed.
	Files fs.FS
	// Connect are the sources (as of Content-Security-Policy, "https://files.example.org") that the page may ask
	// besides this gateway and the RPC of its Worlds. nil: every https host, since nodes and the places of sealed files are
	// named on the chain, by strangers, after the gateway was started; with Config.Private, loopback too.
	Connect []string
	// WalletConnect is a project's id at WalletConnect, which the page's config.json gets, for wallets on phones; with it, the page may
	// ask its relay, a third party. Empty: it is as config.json has it, and the relay is not allowed.
	WalletConnect string
}

const (
	maxPageFiles = 64 << 20 // bytes
	// minGzip is from how many bytes on a text is compressed here that was not when it was built.
	minGzip = 1024

	noPage = "This gateway has no page: it was not built into the program. Its interface is described at /openapi.json.\n"
)

// pageFile is one file of the page.
type pageFile struct {
	name, kind string
	hashed     bool // its name changes with its bytes
	encodings  []encoded
}

// encoded is a file's bytes in one content coding, the best first.
type encoded struct {
	coding string // "br", "gzip", or "" for the bytes themselves
	etag   string
	body   []byte
}

// page is what is served of a Site: all of it is in memory, by path.
type page struct {
	files map[string]*pageFile
	csp   string
}

// hashedName is how a builder names files by their bytes: assets/index-BcD3_f-1.js.
var hashedName = regexp.MustCompile(`^(.*/)?assets/[^/]*-[A-Za-z0-9_-]{8,}(\.[a-z0-9]+)+$`)

// newPage reads a page.
func newPage(cfg Site, csp string) (*page, error) {
	p := &page{files: make(map[string]*pageFile), csp: csp}
	if cfg.Files == nil {
		return p, nil
	}
	all := make(map[string][]byte)
	size := 0
	err := fs.WalkDir(cfg.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !d.Type().IsRegular() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		body, err := fs.ReadFile(cfg.Files, name)
		if err != nil {
			return err
		}
		if size += len(body); size > maxPageFiles {
			return fmt.Errorf("it has more than %d MiB", maxPageFiles>>20)
		}
		all[name] = body
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the page: %w", err)
	}
	if cfg.WalletConnect != "" && all["index.html"] != nil {
		if all[pageConfig], err = configured(all[pageConfig], cfg.WalletConnect); err != nil {
			return nil, err
		}
		delete(all, pageConfig+".br")
		delete(all, pageConfig+".gz")
	}
	for name, body := range all {
		base, compressed := strings.CutSuffix(name, ".br")
		if !compressed {
			base, compressed = strings.CutSuffix(name, ".gz")
		}
		if _, ok := all[base]; ok && compressed {
			continue
		}
		f := &pageFile{name: name, kind: contentType(name), hashed: hashedName.MatchString(name)}
		hash := sha256.Sum256(body)
		tag := hex.EncodeToString(hash[:16])
		if br, ok := all[name+".br"]; ok {
			f.encodings = append(f.encodings, encoded{"br", `"` + tag + `-br"`, br})
		}
		gz, ok := all[name+".gz"]
		if !ok && len(body) >= minGzip && isText(f.kind) {
			gz = compress(body)
		}
		if gz != nil && len(gz) < len(body) {
			f.encodings = append(f.encodings, encoded{"gzip", `"` + tag + `-gz"`, gz})
		}
		f.encodings = append(f.encodings, encoded{"", `"` + tag + `"`, body})
		p.files[name] = f
	}
	if len(p.files) > 0 && p.files["index.html"] == nil {
		return nil, fmt.Errorf("the page has no index.html")
	}
	return p, nil
}

// pageConfig is what a page reads of where it is (docs/page.md).
const pageConfig = "config.json"

// configured is a page's config.json with a project's id at WalletConnect.
func configured(file []byte, project string) ([]byte, error) {
	config := map[string]any{"gateway": "."}
	if file != nil {
		if err := json.Unmarshal(file, &config); err != nil {
			return nil, fmt.Errorf("reading the page's %s: %w", pageConfig, err)
		}
	}
	config["walletConnect"] = project
	return json.Marshal(config)
}

// contentType is that of a file's name. What this machine has in its tables does not matter: a browser that is told
// not to guess refuses a script of another type.
func contentType(name string) string {
	switch ext := path.Ext(name); ext {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json", ".map":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".svg":
		return "image/svg+xml"
	case ".ico":
		return "image/x-icon"
	case ".wasm":
		return "application/wasm"
	case ".woff2":
		return "font/woff2"
	case ".txt":
		return "text/plain; charset=utf-8"
	default:
		if kind := mime.TypeByExtension(ext); kind != "" {
			return kind
		}
		return "application/octet-stream"
	}
}

func isText(kind string) bool {
	return strings.HasPrefix(kind, "text/") || strings.Contains(kind, "json") || kind == "image/svg+xml" || kind == "application/wasm"
}

func compress(body []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is one
	w.Write(body)
	w.Close()
	return b.Bytes()
}

// contentPolicy writes the Content-Security-Policy of the page. Nothing runs, and nothing is loaded, but from here; what
// the page may ask is another matter: nodes and places of sealed files are named on the chain.
func contentPolicy(site Site, worlds []*World, private bool) (string, error) {
	sources := []string{"'self'"}
	if site.Connect == nil {
		sources = append(sources, "https:")
		if private {
			sources = append(sources, "http://127.0.0.1:*", "http://localhost:*", "ws://127.0.0.1:*", "ws://localhost:*")
		}
	}
	if site.WalletConnect != "" {
		sources = append(sources, "wss://relay.walletconnect.org")
	}
	for _, s := range site.Connect {
		if s == "" || strings.ContainsAny(s, " \t\r\n;,'\"") {
			return "", fmt.Errorf("the page cannot be allowed to connect to %q: a source is like https://files.example.org", s)
		}
		sources = append(sources, s)
	}
	for _, w := range worlds {
		if w.BrowserRPC == "" {
			continue
		}
		u, err := url.Parse(w.BrowserRPC)
		if err != nil || !slices.Contains([]string{"http", "https", "ws", "wss"}, u.Scheme) || u.Host == "" || u.User != nil {
			return "", fmt.Errorf("the RPC for browsers of chain %d is not an http, https, ws or wss URL without a password", w.Chain.ChainID())
		}
		if at := u.Scheme + "://" + u.Host; !slices.Contains(sources, at) {
			sources = append(sources, at)
		}
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; manifest-src 'self'; worker-src 'self'; " +
		"connect-src " + strings.Join(sources, " ") + "; frame-ancestors 'none'; base-uri 'none'; form-action 'none'", nil
}

// permissions are those that a market's page has no use for.
const permissions = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), geolocation=(), gyroscope=(), magnetometer=(), " +
	"microphone=(), midi=(), payment=(), screen-wake-lock=(), usb=(), xr-spatial-tracking=()"

// find returns the file of a path, or nil. There is no listing of folders: / alone is index.html.
func (p *page) find(at string) *pageFile {
	name := strings.TrimPrefix(at, "/")
	if name == "" {
		name = "index.html"
	}
	return p.files[name]
}

// serve answers a GET or HEAD of / or of a file of the page; ok is false for any other request.
func (p *page) serve(w http.ResponseWriter, r *http.Request) (ok bool) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	f := p.find(r.URL.Path)
	if f == nil && r.URL.Path != "/" {
		return false
	}
	h := w.Header()
	for _, name := range []string{"Access-Control-Allow-Origin", "Access-Control-Expose-Headers"} {
		h.Del(name) // other pages have no business with this one
	}
	h.Set("Content-Security-Policy", p.csp)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", permissions)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY") // for browsers that know no frame-ancestors
	if f == nil {
		h.Set("Content-Type", "text/plain; charset=utf-8")
		h.Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusNotFound)
		io.WriteString(w, noPage)
		return true
	}
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "no-cache") // kept, and asked for each time whether it is the same
	if f.hashed {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	e := f.encodings[len(f.encodings)-1]
	if len(f.encodings) > 1 {
		h.Add("Vary", "Accept-Encoding")
		accepted := r.Header.Get("Accept-Encoding")
		for _, other := range f.encodings {
			if other.coding != "" && accepts(accepted, other.coding) {
				e = other
				break
			}
		}
	}
	if e.coding != "" {
		h.Set("Content-Encoding", e.coding)
		h.Set("Content-Length", strconv.Itoa(len(e.body))) // ServeContent leaves it to us, of what is encoded
	}
	h.Set("ETag", e.etag)
	r = withoutRange(r)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(e.body))
	return true
}

// withoutRange is a request for the whole: files of a page are small, and parts of what is encoded help nobody.
func withoutRange(r *http.Request) *http.Request {
	if r.Header.Get("Range") == "" {
		return r
	}
	r = r.Clone(r.Context())
	r.Header.Del("Range")
	return r
}

// accepts says whether an Accept-Encoding takes a content coding (RFC 9110, section 12.5.3).
func accepts(header, coding string) bool {
	any := false
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name != coding && name != "*" {
			continue
		}
		takes := true
		if q, ok := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(params), " ", ""), "q="); ok {
			weight, err := strconv.ParseFloat(q, 64)
			takes = err == nil && weight > 0
		}
		if name == coding {
			return takes
		}
		any = takes
	}
	return any
}
