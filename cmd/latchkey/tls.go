package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/caddyserver/certmagic"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/spf13/pflag"
	"go.uber.org/zap"

	"github.com/latchkey-network/latchkey/node"
)

// tlsConfig says where a daemon's certificate comes from: from two files, from a certificate
// authority that speaks ACME (RFC 8555), or from nowhere: then it speaks plain HTTP.
type tlsConfig struct {
	Cert, Key string // PEM files: the chain, leaf first, and its key. Read again when they change

	Domains   []string // names to get a certificate for; with them, the terms of the authority are agreed to
	Email     string   // where the authority writes to about the account
	Directory string   // URL of the authority's ACME directory
	Root      string   // PEM file with the authority's own root, for one that is private; empty: the system's
	HTTP      string   // host:port for the HTTP-01 challenge; empty: TLS-ALPN-01, on the daemon's own port
	storage   string   // folder of account, certificates and keys
}

func (c *tlsConfig) flags(f *pflag.FlagSet) {
	f.StringVar(&c.Cert, "tls-cert", "", "PEM `file` of the certificate's chain; it is read again when it changes")
	f.StringVar(&c.Key, "tls-key", "", "PEM `file` of its key")
	f.StringSliceVar(&c.Domains, "acme-domain", nil, "`names` to get a certificate for from an ACME authority, whose terms are agreed to with it")
	f.StringVar(&c.Email, "acme-email", "", "where the authority writes to")
	f.StringVar(&c.Directory, "acme-directory", certmagic.LetsEncryptProductionCA, "`URL` of the authority's directory")
	f.StringVar(&c.Root, "acme-ca-root", "", "PEM `file` with the root of a private authority's own server")
	f.StringVar(&c.HTTP, "acme-http-listen", "", "`address` for the HTTP-01 challenge, which comes to port 80 (empty: TLS-ALPN-01, which comes to --listen by port 443)")
}

// on reports whether the daemon speaks TLS.
func (c *tlsConfig) on() bool { return c.Cert != "" || len(c.Domains) > 0 }

func (c *tlsConfig) check(verb string) error {
	switch {
	case (c.Cert == "") != (c.Key == ""):
		return wrongUsage(verb, "--tls-cert and --tls-key go together")
	case c.Cert != "" && len(c.Domains) > 0:
		return wrongUsage(verb, "--tls-cert and --acme-domain exclude each other")
	}
	return nil
}

// start serves TLS on l. stop ends what runs beside the server; what breaks goes to over.
func (c *tlsConfig) start(server *http.Server, l net.Listener, registry *prometheus.Registry, log *slog.Logger, over chan<- error) (stop func(), err error) {
	var expires atomic.Int64 // Unix seconds; 0: no certificate was shown yet
	config := &tls.Config{}
	stop, manage := func() {}, func() error { return nil }
	if c.Cert != "" {
		files := &certificateFiles{cert: c.Cert, key: c.Key, log: log}
		first, err := files.get()
		if err != nil {
			return nil, err
		}
		expires.Store(first.Leaf.NotAfter.Unix())
		config.GetCertificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return files.get() }
	} else if config, manage, stop, err = c.acme(l.Addr(), log, over); err != nil {
		return nil, err
	}
	get := config.GetCertificate
	config.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		found, err := get(hello)
		if err == nil && found.Leaf != nil && !slices.Contains(hello.SupportedProtos, acmeTLS) {
			expires.Store(found.Leaf.NotAfter.Unix())
		}
		return found, err
	}
	config.MinVersion = tls.VersionTLS12
	config.NextProtos = append([]string{"h2", "http/1.1"}, config.NextProtos...)
	registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "latchkey_tls_expires_timestamp_seconds",
		Help: "When the certificate that was shown last ends; 0 if none was shown yet."}, func() float64 { return float64(expires.Load()) }))
	server.TLSConfig = config
	go func() { over <- server.ServeTLS(l, "", "") }()
	if err := manage(); err != nil {
		stop()
		return nil, err
	}
	return stop, nil
}

// acmeTLS is what a client that checks a TLS-ALPN-01 challenge says (RFC 8737).
const acmeTLS = "acme-tls/1"

// acme returns a configuration whose certificates come from the authority. manage gets them,
// in the background, once the port is served: until there is one, no handshake succeeds.
func (c *tlsConfig) acme(at net.Addr, log *slog.Logger, over chan<- error) (config *tls.Config, manage func() error, stop func(), err error) {
	fail := func(err error) (*tls.Config, func() error, func(), error) { return nil, nil, nil, err }
	issuer := certmagic.ACMEIssuer{CA: c.Directory, Email: c.Email, Agreed: true, Logger: zap.NewNop(),
		DisableHTTPChallenge: c.HTTP == "", DisableTLSALPNChallenge: c.HTTP != ""}
	if issuer.ListenHost, issuer.AltTLSALPNPort, err = hostPort(at); err != nil {
		return fail(err)
	}
	if c.Root != "" {
		pem, err := os.ReadFile(c.Root)
		if err != nil {
			return fail(fmt.Errorf("--acme-ca-root: %w", err))
		}
		issuer.TrustedRoots = x509.NewCertPool()
		if !issuer.TrustedRoots.AppendCertsFromPEM(pem) {
			return fail(fmt.Errorf("--acme-ca-root: %q holds no certificate", c.Root))
		}
	}
	var challenges net.Listener
	if c.HTTP != "" {
		if challenges, err = net.Listen("tcp", c.HTTP); err != nil {
			return fail(fmt.Errorf("--acme-http-listen: %w", err))
		}
		if issuer.ListenHost, issuer.AltHTTPPort, err = hostPort(challenges.Addr()); err != nil {
			return fail(err)
		}
	}
	var magic *certmagic.Config
	cache := certmagic.NewCache(certmagic.CacheOptions{Logger: zap.NewNop(),
		GetConfigForCert: func(certmagic.Certificate) (*certmagic.Config, error) { return magic, nil }})
	magic = certmagic.New(cache, certmagic.Config{Logger: zap.NewNop(), Storage: &certmagic.FileStorage{Path: c.storage},
		OCSP: certmagic.OCSPConfig{DisableStapling: true}, DefaultServerName: c.Domains[0],
		OnEvent: func(_ context.Context, event string, data map[string]any) error {
			switch event {
			case "cert_obtained":
				log.Info("certificate obtained", "name", data["identifier"], "renewal", data["renewal"])
			case "cert_failed":
				log.Warn("no certificate, trying again", "name", data["identifier"], "err", data["error"])
			}
			return nil
		}})
	authority := certmagic.NewACMEIssuer(magic, issuer)
	magic.Issuers = []certmagic.Issuer{authority}
	ctx, cancel := context.WithCancel(context.Background())
	var server *http.Server
	if challenges != nil {
		server = node.Server(authority.HTTPChallengeHandler(http.NotFoundHandler()), log)
		go func() { over <- server.Serve(challenges) }()
	}
	return magic.TLSConfig(), func() error { return magic.ManageAsync(ctx, c.Domains) }, func() {
		cancel()
		if server != nil {
			server.Close()
		}
		cache.Stop()
	}, nil
}

func hostPort(at net.Addr) (string, int, error) {
	host, text, err := net.SplitHostPort(at.String())
	if err != nil {
		return "", 0, err
	}
	port, err := strconv.Atoi(text)
	return host, port, err
}

// acmeStorage is the folder of what ACME needs, in the node's.
func acmeStorage(dir string) string { return filepath.Join(dir, "acme") }

// certificateFiles is a certificate in two files that somebody else renews.
type certificateFiles struct {
	cert, key string
	log       *slog.Logger

	mu      sync.Mutex
	looked  time.Time
	read    [2]os.FileInfo // of what current was read from
	current *tls.Certificate
	failed  bool // that the new files are no good was said
}

// certificateAge is how long the files are not looked at again.
const certificateAge = time.Second

// get returns the certificate in the files. While they cannot be read, or do not fit each
// other since only one of them was replaced yet, it is the last one that could.
func (f *certificateFiles) get() (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.current != nil && time.Since(f.looked) < certificateAge {
		return f.current, nil
	}
	f.looked = time.Now()
	err := f.load()
	if f.current == nil {
		return nil, err
	}
	if failed := err != nil; failed != f.failed {
		f.failed = failed
		if failed {
			f.log.Warn("the certificate's files cannot be used, going on with the old one", "err", err)
		}
	}
	return f.current, nil
}

func (f *certificateFiles) load() error {
	var now [2]os.FileInfo
	for i, name := range []string{f.cert, f.key} {
		var err error
		if now[i], err = os.Stat(name); err != nil {
			return fmt.Errorf("reading the certificate: %w", err)
		}
	}
	same := func(i int) bool {
		return f.read[i] != nil && os.SameFile(f.read[i], now[i]) && f.read[i].ModTime().Equal(now[i].ModTime()) && f.read[i].Size() == now[i].Size()
	}
	if f.current != nil && same(0) && same(1) {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return fmt.Errorf("reading the certificate: %w", err)
	}
	if pair.Leaf == nil {
		return errors.New("reading the certificate: it cannot be parsed")
	}
	if f.current != nil {
		f.log.Info("certificate read again", "until", pair.Leaf.NotAfter)
	}
	f.current, f.read = &pair, now
	return nil
}
