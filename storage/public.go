package storage

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"time"
)

// ErrPrivate says that a place is at an address that is private to this machine or its network, and that
// Options.Public does not want to go there.
var ErrPrivate = errors.New("it is at an address that is not of the internet")

// PublicTransport reaches the internet, and nothing that is private to this machine or its network, whatever names and
// redirects lead to: for what strangers ask for. It uses no proxy, which would connect for us to wherever it likes.
func PublicTransport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxResponseHeaderBytes = 64 << 10
	t.DisableCompression = true
	t.Proxy = nil
	// After names are resolved: just before each connection.
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return err
		}
		if !ofTheInternet(at.Addr()) {
			return &refusal{fmt.Errorf("%w (%s)", ErrPrivate, at.Addr())}
		}
		return nil
	}}
	t.DialContext = dialer.DialContext
	return t
}

// PublicThroughProxy is PublicTransport for a program of one person: where the environment has a proxy for a URL, it asks that one.
func PublicThroughProxy() http.RoundTripper {
	proxied := http.DefaultTransport.(*http.Transport).Clone()
	proxied.MaxResponseHeaderBytes = 64 << 10
	return &publicTransport{&ownTransport{PublicTransport()}, &ownTransport{proxied}}
}

// publicTransport is PublicTransport, and where the environment has a proxy for a URL, that one: it is the proxy then that
// decides where connections go, and only what the URL says of itself can be looked at.
type publicTransport struct{ direct, proxied *ownTransport }

func (t *publicTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if proxy, err := http.ProxyFromEnvironment(r); err != nil || proxy == nil {
		return t.direct.RoundTrip(r)
	}
	host := r.URL.Hostname()
	ip, err := netip.ParseAddr(host)
	if name := strings.ToLower(strings.TrimSuffix(host, ".")); err == nil && !ofTheInternet(ip) || name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return nil, &refusal{fmt.Errorf("%w (%s)", ErrPrivate, host)}
	}
	return t.proxied.RoundTrip(r)
}

// ofTheInternet says whether an address is one that strangers may name.
func ofTheInternet(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	return ip.IsGlobalUnicast() && !ip.IsPrivate() && !special(ip)
}

// special tells ranges of the special-purpose registries (RFC 6890) that net/netip has no word for, and the one public address
// that leads from a cloud's machines to the host they run on (Azure's).
func special(ip netip.Addr) bool {
	for _, p := range []string{"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
		"240.0.0.0/4", "168.63.129.16/32", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/63", "2001::/23", "2001:db8::/32", "2002::/16",
		"3fff::/20", "5f00::/16", "fec0::/10"} {
		if netip.MustParsePrefix(p).Contains(ip) {
			return true
		}
	}
	return false
}
