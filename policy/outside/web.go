package outside

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/ethereum/go-ethereum/common/lru"

	"github.com/latchkey-network/latchkey/policy"
)

// Web says which hosts of the web policies may read, with GET over https, and with POST of
// JSON-RPC calls. Whoever writes a policy chooses the address and sees in the answers what is there, so a
// host belongs here only if anybody may read it, and if it bears to be asked often.
type Web struct {
	// Hosts are names, with ":port" if that is not 443: "api.example.org". Addresses that are not public
	// are refused, also when a name begins to resolve to one.
	Hosts []string
	// PrivateHosts are those that may have any address, and may be read over http: "10.0.0.5:8899".
	PrivateHosts []string
	// Timeout of one request, redirects included; 0 means 5 s.
	Timeout time.Duration
	// Roots are the certificates that are trusted; nil is the system's.
	Roots *x509.CertPool
}

const (
	defaultWebTimeout = 5 * time.Second
	// webAnswer bounds an answer, in bytes; what is longer is an error.
	webAnswer = 64 << 10
	// webAtOnce bounds the requests under way; more wait for as long as their policy may.
	webAtOnce = 16
	// webKept is how long an answer is used again, for policies without given values, and for keys of
	// issuers; webEntries how many are kept.
	webKept    = 10 * time.Second
	webEntries = 256
	// webRedirects is how often one request may be sent elsewhere, among the hosts that are allowed.
	webRedirects = 3
)

// webReader is policy.Web.
type webReader struct {
	cfg   Web
	host  error // of a host that may not be read
	http  *http.Client
	slots chan struct{}
	kept  *lru.Cache[string, keptAnswer]
	now   func() time.Time
}

type keptAnswer struct {
	status int
	body   []byte
	until  time.Time
}

var (
	errPrivate  = errors.New("its address is not public")
	errRedirect = errors.New("it sends elsewhere, where this node does not follow")
)

// newWebReader returns nil if there are no hosts.
func newWebReader(cfg Web, who string) *webReader {
	if len(cfg.Hosts) == 0 && len(cfg.PrivateHosts) == 0 {
		return nil
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = defaultWebTimeout
	}
	w := &webReader{cfg: cfg, host: fmt.Errorf("%s does not read that host", who), slots: make(chan struct{}, webAtOnce), kept: lru.NewCache[string, keptAnswer](webEntries), now: time.Now}
	w.http = &http.Client{
		Timeout: cfg.Timeout,
		Transport: &http.Transport{
			// No proxy: it would resolve names by itself.
			DialContext:            w.dial,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: cfg.Roots},
			ForceAttemptHTTP2:      true,
			TLSHandshakeTimeout:    cfg.Timeout,
			ResponseHeaderTimeout:  cfg.Timeout,
			MaxResponseHeaderBytes: 16 << 10,
			MaxConnsPerHost:        webAtOnce,
			IdleConnTimeout:        30 * time.Second,
		},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > webRedirects || via[0].Method != http.MethodGet || via[0].Header.Get("Authorization") != "" || w.allowed(r.URL) != nil {
				return errRedirect
			}
			return nil
		},
	}
	return w
}

// hosts lists what may be read.
func (w *webReader) hosts() []string {
	if w == nil {
		return []string{}
	}
	return slices.Concat(w.cfg.Hosts, w.cfg.PrivateHosts)
}

// allowed says whether an address may be asked for.
func (w *webReader) allowed(u *url.URL) error {
	switch host := strings.ToLower(u.Host); {
	case u.User != nil:
		return w.host
	case slices.Contains(w.cfg.PrivateHosts, host) && (u.Scheme == "http" || u.Scheme == "https"):
		return nil
	case slices.Contains(w.cfg.Hosts, strings.TrimSuffix(host, ":443")) && u.Scheme == "https":
		return nil
	}
	return w.host
}

// dial connects, and looks at the address after the name was resolved: at the very connection that is used.
func (w *webReader) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	d := net.Dialer{Timeout: w.cfg.Timeout}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	private := slices.Contains(w.cfg.PrivateHosts, addr) || (port == "443" || port == "80") && slices.Contains(w.cfg.PrivateHosts, host)
	if !private {
		d.Control = func(_, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil || !public(at.Addr()) {
				return errPrivate
			}
			return nil
		}
	}
	return d.DialContext(ctx, network, addr)
}

// notPublic are the blocks of the IANA registries of special-purpose addresses that lead, or may lead, to
// somewhere else than the public net.
var notPublic = func() (list []netip.Prefix) {
	for _, s := range []string{"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
		"192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16",
		"fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"} {
		list = append(list, netip.MustParsePrefix(s))
	}
	return list
}()

func public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	return a.IsValid() && !slices.ContainsFunc(notPublic, func(p netip.Prefix) bool { return p.Contains(a) })
}

// Fetch is policy.Web's.
func (w *webReader) Fetch(ctx context.Context, r *policy.WebRequest) (int, []byte, error) {
	u, err := url.Parse(r.URL)
	if err != nil {
		return 0, nil, w.host
	}
	if err := w.allowed(u); err != nil {
		return 0, nil, err
	}
	keep := !r.Fresh && r.Token == ""
	key := r.URL + "\x00" + string(r.Body)
	if keep {
		if a, ok := w.kept.Get(key); ok && w.now().Before(a.until) {
			return a.status, a.body, nil
		}
	}
	select {
	case w.slots <- struct{}{}:
		defer func() { <-w.slots }()
	case <-ctx.Done():
		return 0, nil, ctx.Err()
	}
	method := http.MethodGet
	var body io.Reader
	if r.Body != nil {
		method, body = http.MethodPost, bytes.NewReader(r.Body)
	}
	req, err := http.NewRequestWithContext(ctx, method, r.URL, body)
	if err != nil {
		return 0, nil, w.host
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "latchkey")
	if r.Body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.Token != "" {
		req.Header.Set("Authorization", "Bearer "+r.Token)
	}
	resp, err := w.http.Do(req)
	if err != nil {
		return 0, nil, w.bare(ctx, err)
	}
	defer resp.Body.Close()
	out, err := io.ReadAll(io.LimitReader(resp.Body, webAnswer+1))
	if err != nil {
		return 0, nil, w.bare(ctx, err)
	}
	if len(out) > webAnswer {
		return 0, nil, fmt.Errorf("its answer is over %d bytes", webAnswer)
	}
	if keep {
		w.kept.Add(key, keptAnswer{resp.StatusCode, out, w.now().Add(webKept)})
	}
	return resp.StatusCode, out, nil
}

// bare is why a request failed, without its address and without what the other side said.
func (w *webReader) bare(ctx context.Context, err error) error {
	var timeout net.Error
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, errPrivate):
		return errPrivate
	case errors.Is(err, errRedirect):
		return errRedirect
	case errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Errorf("no answer in %s", w.cfg.Timeout)
	case errors.As(err, new(*net.DNSError)):
		return errors.New("its name does not resolve")
	case errors.As(err, new(*tls.CertificateVerificationError)):
		return errors.New("its certificate is not valid")
	}
	return errors.New("it does not answer")
}
