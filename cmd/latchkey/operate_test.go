package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
	"github.com/letsencrypt/challtestsrv"
	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"
	"go.yaml.in/yaml/v3"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// process is a `latchkey node run`, the real program.
type process struct {
	URL, Metrics string
	cmd          *exec.Cmd
	log          *lockedBuffer
	ended        chan struct{}
	err          error // after ended
}

// run starts the program, and waits until it answers. It is killed at the end of the test.
func runProcess(t testing.TB, args ...string) *process {
	t.Helper()
	p, err := startProcess(args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	return p
}

func startProcess(args ...string) (*process, error) {
	p := &process{cmd: exec.Command("latchkey", append([]string{"node", "run"}, args...)...), log: new(lockedBuffer), ended: make(chan struct{})}
	p.cmd.Env = withoutLatchkey(os.Environ())
	p.cmd.Stderr = p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for _, line := range []struct {
		begin string
		url   *string
	}{{listening, &p.URL}, {metricsLine, &p.Metrics}} {
		lines.Scan()
		at, ok := strings.CutPrefix(lines.Text(), line.begin)
		if !ok {
			p.cmd.Process.Kill()
			p.cmd.Wait()
			return nil, fmt.Errorf("the node said %q: %s", lines.Text(), p.log)
		}
		*line.url = at
	}
	go func() {
		defer close(p.ended)
		p.err = p.cmd.Wait()
	}()
	return p, nil
}

func (p *process) kill() {
	p.cmd.Process.Kill()
	<-p.ended
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func await(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(3 * time.Minute); !holds(); {
		if time.Now().After(deadline) {
			t.Fatalf("waited too long: %s", what)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// fetch returns a page, or status 0 and why there is none.
func fetch(client *http.Client, at string) (status int, body string) {
	resp, err := client.Get(at)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err.Error()
	}
	return resp.StatusCode, string(data)
}

// operated is a world whose only node is a process of its own.
type operated struct {
	*devnet.Devnet
	acting *process
	flags  []string // of the node, and of its replicas
	wallet string
	body   []byte // a request that it answers, as it is posted
	read   []byte // another one, that needs the chain for it
}

func startOperated(t *testing.T) *operated {
	t.Helper()
	o := new(operated)
	d, err := devnet.Start(t.Context(), devnet.Config{Nodes: 1, Launch: func(_ context.Context, l devnet.Launch) (devnet.Process, error) {
		o.wallet = filepath.Join(l.Dir, "wallet.json")
		if err := devnet.WriteWallet(o.wallet, passphrase, l.Key); err != nil {
			return devnet.Process{}, err
		}
		secret := filepath.Join(l.Dir, "passphrase")
		if err := os.WriteFile(secret, []byte(passphrase+"\n"), 0o600); err != nil {
			return devnet.Process{}, err
		}
		o.flags = []string{"--rpc", l.RPC, "--final", "0", "--committees", l.Committees.Hex(), "--wallet", o.wallet, "--passphrase-file", secret, "--share-passphrase-file", secret,
			"--dir", filepath.Join(l.Dir, "state"), "--listen", "127.0.0.1:0", "--join-from", l.Creator.Hex()}
		p, err := startProcess(o.with("--grants", "--log-format", "json", "--log-level", "debug")...)
		if err != nil {
			return devnet.Process{}, err
		}
		o.acting = p
		return devnet.Process{URL: p.URL, Kill: p.kill}, nil
	}})
	if err != nil {
		if o.acting != nil {
			t.Log(o.acting.log)
		}
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	o.Devnet = d
	o.body, o.read = o.request(t, "true"), o.request(t, `balance(buyer) >= units("0", 18)`)
	return o
}

// with returns the node's flags and more.
func (o *operated) with(more ...string) []string {
	return append(append([]string(nil), o.flags...), more...)
}

// request makes a request for a capsule under the policy, signed by a user of the devnet.
func (o *operated) request(t *testing.T, policy string) []byte {
	t.Helper()
	status, text := fetch(http.DefaultClient, fmt.Sprintf("%s/v1/committees/%d", o.acting.URL, o.Committee))
	var keys quorum.Keys
	if err := json.Unmarshal([]byte(text), &keys); err != nil {
		t.Fatalf("status %d: %s", status, text)
	}
	view, err := o.Chain.At(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	epoch, err := o.Committees.EpochOf(t.Context(), view, o.Committee, 1)
	if err != nil {
		t.Fatal(err)
	}
	list, err := quorum.CheckKeys(&keys, 1, 1, epoch.Hash)
	if err != nil {
		t.Fatal(err)
	}
	buyer := chain.WalletFromKey(o.EVM.Accounts()[2])
	tm := terms.Terms{ChainID: *uint256.NewInt(o.EVM.ChainID()), Committees: o.Committees.Address, Committee: *uint256.NewInt(o.Committee), Policy: policy}
	capsule, err := tdh2.Seal(list.X, tm.Label(), []byte("sixteen byte key"))
	if err != nil {
		t.Fatal(err)
	}
	_, Q := quorum.NewReaderKey()
	req := &quorum.Request{Terms: tm, Capsule: capsule, Epoch: 1, Message: &terms.AccessRequest{Capsule: tdh2.CapsuleID(capsule, tm.Label()),
		ReaderKey: Q, Buyer: buyer.Address(), Deadline: uint64(time.Now().Unix()) + 1800}}
	if req.Signature, err = buyer.SignDigest(req.Digest()); err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(req)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// askShare posts a request for a share.
func askShare(client *http.Client, at string, body []byte) (status int, reply string) {
	resp, err := client.Post(at+"/v1/shares", "application/json", bytes.NewReader(body))
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err.Error()
	}
	return resp.StatusCode, string(data)
}

// replica starts an answer-only process and waits until it is ready.
func (o *operated) replica(t *testing.T, more ...string) *process {
	t.Helper()
	p := runProcess(t, o.with(append(more, "--answer-only")...)...)
	if strings.HasPrefix(p.URL, "http:") {
		await(t, "the replica is ready", func() bool { status, _ := fetch(http.DefaultClient, p.URL+"/readyz"); return status == http.StatusOK })
	}
	return p
}

func TestOperating(t *testing.T) {
	t.Parallel()
	o := startOperated(t)
	t.Run("replicas", o.testReplicas)
	t.Run("shutdown", o.testShutdown)
	t.Run("certificate files", o.testCertificateFiles)
	for _, challenge := range []string{"tls-alpn-01", "http-01"} {
		t.Run(challenge, func(t *testing.T) { o.testACME(t, challenge == "http-01") })
	}
	t.Run("settings", o.testSettings)
	t.Run("dashboard and alerts", o.testDashboard)
	t.Run("log", func(t *testing.T) {
		for line := range strings.Lines(o.acting.log.String()) {
			var entry struct{ Time, Level, Msg string }
			if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Time == "" || entry.Msg == "" {
				t.Errorf("not a line of JSON: %q", line)
			}
		}
		if !strings.Contains(o.acting.log.String(), `"msg":"serving"`) {
			t.Errorf("log: %s", o.acting.log)
		}
	})
}

// spread is the one address in front of several: it sends each request to the next one that is
// ready, and to another one if that does not even take it.
type spread struct {
	backends []*backend
	next     atomic.Int64
}

type backend struct {
	url      string
	ready    atomic.Bool
	answered atomic.Int64
}

// check asks the backends whether they are ready.
func (s *spread) check() {
	for _, b := range s.backends {
		status, _ := fetch(&http.Client{Timeout: time.Second}, b.url+"/readyz")
		b.ready.Store(status == http.StatusOK)
	}
}

func (s *spread) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	for range 2 * len(s.backends) {
		b := s.backends[s.next.Add(1)%int64(len(s.backends))]
		if !b.ready.Load() {
			continue
		}
		status, reply := askShare(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, b.url, body)
		if status == 0 && strings.Contains(reply, "connection refused") {
			b.ready.Store(false)
			continue
		}
		w.Header().Set("Backend", b.url)
		if status == 0 {
			status = http.StatusBadGateway
		} else {
			b.answered.Add(1)
		}
		w.WriteHeader(status)
		io.WriteString(w, reply)
		return
	}
	w.WriteHeader(http.StatusServiceUnavailable)
}

// One process acts, two more answer, behind one address. One is killed under load, and one
// is ended as it should be: no request fails but those that the killed one had in hand.
func (o *operated) testReplicas(t *testing.T) {
	killed, stopped := o.replica(t), o.replica(t, "--drain", "5s")
	s := &spread{}
	for _, p := range []*process{o.acting, killed, stopped} {
		s.backends = append(s.backends, &backend{url: p.URL})
	}
	s.check()
	front := httptest.NewServer(s)
	defer front.Close()
	ctx, cancel := context.WithCancel(t.Context())
	var work sync.WaitGroup
	work.Go(func() {
		for ctx.Err() == nil {
			s.check()
			time.Sleep(100 * time.Millisecond)
		}
	})
	type failure struct {
		began   time.Time
		backend string
		text    string
	}
	var mu sync.Mutex
	var failures []failure
	for range 6 {
		work.Go(func() {
			for ctx.Err() == nil {
				began := time.Now()
				resp, err := http.Post(front.URL, "application/json", bytes.NewReader(o.read))
				if err != nil {
					t.Error(err)
					return
				}
				text, _ := io.ReadAll(resp.Body)
				resp.Body.Close()
				if resp.StatusCode != http.StatusOK {
					mu.Lock()
					failures = append(failures, failure{began, resp.Header.Get("Backend"), string(text)})
					mu.Unlock()
				}
			}
		})
	}
	// more waits until each of the backends has answered n more.
	more := func(n int64, of ...int) {
		for _, i := range of {
			want := s.backends[i].answered.Load() + n
			await(t, fmt.Sprintf("backend %d answers", i), func() bool { return s.backends[i].answered.Load() >= want })
		}
	}
	more(20, 0, 1, 2)
	killed.kill()
	dead := time.Now()
	more(20, 0, 2)
	stopped.cmd.Process.Signal(syscall.SIGTERM)
	<-stopped.ended
	more(20, 0)
	cancel()
	work.Wait()
	for _, f := range failures {
		if f.backend != killed.URL || f.began.After(dead) {
			t.Errorf("failed %s after the kill, at %s (the killed one is %s): %s", f.began.Sub(dead), f.backend, killed.URL, f.text)
		}
	}
	t.Logf("%d, %d, %d requests answered, %d cut off with the killed one", s.backends[0].answered.Load(), s.backends[1].answered.Load(), s.backends[2].answered.Load(), len(failures))
	if stopped.err != nil {
		t.Errorf("the replica that was told to end: %v", stopped.err)
	}
}

// slowEndpoint stands before the chain and holds up what is asked of it while slow.
func (o *operated) slowEndpoint(t *testing.T, slow *atomic.Bool, waiting chan<- struct{}) string {
	u, err := url.Parse(o.EVM.URL())
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(u)
	proxy.ErrorLog = log.New(io.Discard, "", 0)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		if slow.Load() && bytes.Contains(body, []byte("eth_getBalance")) {
			select {
			case waiting <- struct{}{}:
			default:
			}
			time.Sleep(1500 * time.Millisecond)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// SIGTERM: not ready, still answering, then closed, and what is under way is answered.
func (o *operated) testShutdown(t *testing.T) {
	p := o.replica(t, "--drain", "8s")
	p.cmd.Process.Signal(syscall.SIGTERM)
	await(t, "/readyz says no", func() bool {
		status, why := fetch(http.DefaultClient, p.URL+"/readyz")
		return status == http.StatusServiceUnavailable && strings.Contains(why, "shutting down")
	})
	if status, reply := askShare(http.DefaultClient, p.URL, o.body); status != http.StatusOK {
		t.Errorf("while it drains: %d %s", status, reply)
	}
	if status, _ := fetch(http.DefaultClient, p.URL+"/healthz"); status != http.StatusOK {
		t.Errorf("it does not live while it drains: %d", status)
	}
	<-p.ended
	if p.err != nil {
		t.Errorf("%v\n%s", p.err, p.log)
	}

	var slow atomic.Bool
	waiting := make(chan struct{}, 1)
	p = o.replica(t, "--rpc", o.slowEndpoint(t, &slow, waiting))
	slow.Store(true)
	type answer struct {
		status int
		text   string
	}
	answered := make(chan answer, 1)
	go func() {
		status, text := askShare(http.DefaultClient, p.URL, o.read)
		answered <- answer{status, text}
	}()
	select {
	case <-waiting: // the request is under way
	case a := <-answered:
		t.Fatalf("%d %s", a.status, a.text)
	}
	p.cmd.Process.Signal(syscall.SIGTERM)
	if a := <-answered; a.status != http.StatusOK {
		t.Errorf("what was under way got %d %s", a.status, a.text)
	}
	<-p.ended
	if p.err != nil {
		t.Errorf("%v\n%s", p.err, p.log)
	}
	if status, _ := fetch(http.DefaultClient, p.URL+"/healthz"); status != 0 {
		t.Errorf("it still answers: %d", status)
	}
}

// certify writes a certificate for localhost that signs itself, and returns it.
func certify(t *testing.T, cert, key string, serial int64) *x509.Certificate {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Duration(serial) * time.Hour),
		IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	if cert != "" {
		writePEM(t, cert, "CERTIFICATE", der)
	}
	if key != "" {
		writePEM(t, key, "PRIVATE KEY", secret)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func writePEM(t *testing.T, name, kind string, der []byte) {
	t.Helper()
	if err := os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
}

// presented returns the serial number of the certificate that a client of these roots is shown.
func presented(t *testing.T, at, name string, roots *x509.CertPool) (serial int64, err error) {
	t.Helper()
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := tls.Dial("tcp", u.Host, &tls.Config{ServerName: name, RootCAs: roots})
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64(), nil
}

func (o *operated) testCertificateFiles(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	roots := x509.NewCertPool()
	roots.AddCert(certify(t, cert, key, 100))
	p := o.replica(t, "--tls-cert", cert, "--tls-key", key)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true}}
	if !strings.HasPrefix(p.URL, "https://") {
		t.Fatal(p.URL)
	}
	await(t, "it answers", func() bool { status, _ := askShare(client, p.URL, o.body); return status == http.StatusOK })
	_, text := fetch(http.DefaultClient, p.Metrics)
	if !strings.Contains(text, "\nlatchkey_tls_expires_timestamp_seconds 1") {
		t.Error("the metrics do not tell when the certificate ends")
	}
	// The key alone was replaced so far: the old pair goes on.
	certify(t, "", key, 200)
	await(t, "the new key is noticed", func() bool {
		presented(t, p.URL, "localhost", roots)
		return strings.Contains(p.log.String(), "going on with the old one")
	})
	if serial, err := presented(t, p.URL, "localhost", roots); err != nil || serial != 100 {
		t.Errorf("serial %d, %v", serial, err)
	}
	roots.AddCert(certify(t, cert, key, 300))
	await(t, "the new certificate is shown", func() bool { serial, _ := presented(t, p.URL, "localhost", roots); return serial == 300 })

	if err := os.WriteFile(cert, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := startProcess(o.with("--answer-only", "--tls-cert", cert, "--tls-key", key)...); err == nil {
		out.kill()
		t.Error("a node began without a certificate")
	}
}

// authority runs an ACME certificate authority, for which every name is this machine. It
// returns its directory, the file with the root of its own server, and the roots that it signs
// with; stop ends it.
func authority(t *testing.T, httpPort, tlsPort int) (directory, rootFile string, roots *x509.CertPool, stop func()) {
	t.Helper()
	quiet := log.New(io.Discard, "", 0)
	dns := fmt.Sprintf("127.0.0.1:%d", freePort())
	names, err := challtestsrv.New(challtestsrv.Config{DNSAddrs: []string{dns}, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	names.SetDefaultDNSIPv6("")
	go names.Run()
	t.Cleanup(names.Shutdown)
	store := db.NewMemoryStore()
	signer := ca.New(quiet, store, "", "ecdsa", 0, 1, map[string]ca.Profile{"default": {ValidityPeriod: 7776000}})
	front := wfe.New(quiet, store, va.New(quiet, httpPort, tlsPort, false, dns, store), signer, []string{"localhost"}, false, false, 1, 1)
	server := httptest.NewTLSServer(front.Handler())
	t.Cleanup(server.Close)
	rootFile = filepath.Join(t.TempDir(), "root.pem")
	writePEM(t, rootFile, "CERTIFICATE", server.Certificate().Raw)
	roots = x509.NewCertPool()
	roots.AppendCertsFromPEM(signer.GetRootCert(0).PEM())
	return server.URL + wfe.DirectoryPath, rootFile, roots, server.Close
}

// A node without a certificate gets one by itself, and has it still when it starts again
// without an authority.
func (o *operated) testACME(t *testing.T, overHTTP bool) {
	const name = "node.latchkey.test"
	port, httpPort := freePort(), freePort()
	directory, rootFile, roots, stop := authority(t, httpPort, port)
	dir := t.TempDir()
	wallet := filepath.Join(dir, "wallet.json")
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	if err := devnet.WriteWallet(wallet, passphrase, key); err != nil {
		t.Fatal(err)
	}
	flags := o.with("--dir", filepath.Join(dir, "state"), "--wallet", wallet, "--listen", fmt.Sprintf("127.0.0.1:%d", port), "--metrics-listen", "127.0.0.1:0",
		"--acme-domain", name, "--acme-email", "operator@latchkey.test", "--acme-ca-root", rootFile, "--acme-directory", directory)
	if overHTTP {
		flags = append(flags, "--acme-http-listen", fmt.Sprintf("127.0.0.1:%d", httpPort))
	}
	p := runProcess(t, flags...)
	var serial int64
	await(t, "a certificate comes", func() bool { serial, err = presented(t, p.URL, name, roots); return err == nil })
	if !strings.Contains(p.log.String(), "certificate obtained") {
		t.Errorf("log: %s", p.log)
	}
	if _, text := fetch(http.DefaultClient, p.Metrics); !strings.Contains(text, "\nlatchkey_tls_expires_timestamp_seconds 1") {
		t.Error("the metrics do not tell when the certificate ends")
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: name}}
	if status, text := fetch(&http.Client{Transport: transport}, p.URL+"/v1/info"); status != http.StatusOK {
		t.Errorf("%d %s", status, text)
	}
	transport.CloseIdleConnections()
	p.cmd.Process.Signal(syscall.SIGTERM)
	<-p.ended
	if p.err != nil {
		t.Errorf("%v\n%s", p.err, p.log)
	}
	info, err := os.Stat(filepath.Join(dir, "state", "acme"))
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the folder of certificates: %v, %v", info.Mode(), err)
	}
	stop()
	p = runProcess(t, flags...)
	await(t, "the same certificate is there again", func() bool { again, err := presented(t, p.URL, name, roots); return err == nil && again == serial })
}

// testSettings: what cannot be meant is refused before anything is started.
func (o *operated) testSettings(t *testing.T) {
	for _, test := range []struct{ flags, says string }{
		{"--log-format xml", `"xml" is not text or json`},
		{"--log-level loud", `"loud" is not debug`},
		{"--drain=-1s", "below 0"},
		{"--max-lag 0s", "not above 0"},
		{"--tls-cert x.pem", "go together"},
		{"--tls-cert x.pem --tls-key y.pem --acme-domain z", "exclude each other"},
		{"--answer-only --acme-domain z", "writes no certificates"},
	} {
		cmd := exec.Command("latchkey", append([]string{"node", "run"}, o.with(strings.Fields(test.flags)...)...)...)
		cmd.Env = withoutLatchkey(os.Environ())
		out, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != 2 || !strings.Contains(string(out), test.says) {
			t.Errorf("%s: %v\n%s", test.flags, err, out)
		}
	}
}

// testDashboard: dashboard and alert rules use the metrics that a node really tells, and
// docs/operate.md explains each of them, and each alert.
func (o *operated) testDashboard(t *testing.T) {
	// A committee whose other member does nothing: its attempt runs for a while.
	other := chain.WalletFromKey(o.EVM.Accounts()[5])
	if _, err := o.Committees.Register(t.Context(), other, "http://127.0.0.1:1/", 1<<40, nil); err != nil {
		t.Fatal(err)
	}
	deployer := chain.WalletFromKey(o.EVM.Accounts()[0])
	if _, _, err := o.Committees.Create(t.Context(), deployer, []common.Address{o.Nodes[0].Account, other.Address()}, 1, 1, [5]uint32{200, 10, 10, 3, 10}, 3600); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	certify(t, cert, key, 100)
	p := o.replica(t, "--tls-cert", cert, "--tls-key", key)
	// ours are the node's own metrics; told are the names of all series.
	ours, told := make(map[string]bool), map[string]bool{"up": true} // Prometheus' own
	read := func(at string) {
		_, text := fetch(http.DefaultClient, at)
		for line := range strings.Lines(text) {
			if name, ok := strings.CutPrefix(line, "# TYPE "); ok {
				if name, _, _ = strings.Cut(name, " "); strings.HasPrefix(name, "latchkey_") {
					ours[name] = true
				}
			} else if !strings.HasPrefix(line, "#") {
				told[line[:strings.IndexAny(line, "{ ")]] = true
			}
		}
	}
	await(t, "the attempt is told of", func() bool { read(p.Metrics); return told["latchkey_attempt_silent"] })
	read(o.acting.Metrics)

	var rules struct {
		Groups []struct {
			Name  string `yaml:"name"`
			Rules []struct {
				Alert       string            `yaml:"alert"`
				Expr        string            `yaml:"expr"`
				For         string            `yaml:"for"`
				Labels      map[string]string `yaml:"labels"`
				Annotations map[string]string `yaml:"annotations"`
			} `yaml:"rules"`
		} `yaml:"groups"`
	}
	data, err := os.ReadFile("../../ops/alerts.yml")
	if err != nil {
		t.Fatal(err)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&rules); err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile("../../docs/operate.md")
	if err != nil {
		t.Fatal(err)
	}
	// Words of PromQL, labels and the dashboard's variables aside, an expression has names of
	// metrics only.
	number := regexp.MustCompile(`\b[0-9.]+(e[0-9]+)?`)
	quoted, grouping := regexp.MustCompile(`"[^"]*"|\[[^]]*\]|\{[^}]*\}`), regexp.MustCompile(`\b(by|on|group_left|label_values) \([^)]*\)`)
	word := regexp.MustCompile(`[a-zA-Z_][a-zA-Z0-9_]*`)
	language := strings.Fields("and or rate increase sum histogram_quantile time offset h")
	names := 0
	check := func(where, expr string) {
		if expr == "" {
			t.Errorf("%s: no expression", where)
		}
		for _, name := range word.FindAllString(number.ReplaceAllString(grouping.ReplaceAllString(quoted.ReplaceAllString(expr, ""), ""), ""), -1) {
			if slices.Contains(language, name) {
				continue
			}
			names++
			if !told[name] {
				t.Errorf("%s: no node tells %q", where, name)
			}
		}
	}
	seen := make(map[string]bool)
	for _, g := range rules.Groups {
		for _, r := range g.Rules {
			check(r.Alert, r.Expr)
			if seen[r.Alert] {
				t.Errorf("%s: twice", r.Alert)
			}
			seen[r.Alert] = true
			if s := r.Labels["severity"]; s != "warning" && s != "critical" || r.Annotations["summary"] == "" || r.Annotations["runbook"] != "docs/operate.md#"+strings.ToLower(r.Alert) {
				t.Errorf("%s: %v, %v", r.Alert, r.Labels, r.Annotations)
			}
			if r.For != "" {
				if _, err := time.ParseDuration(strings.Replace(r.For, "1d", "24h", 1)); err != nil {
					t.Errorf("%s: %v", r.Alert, err)
				}
			}
			if !bytes.Contains(doc, []byte("\n### "+r.Alert+"\n")) {
				t.Errorf("docs/operate.md does not explain %s", r.Alert)
			}
		}
	}
	for _, heading := range regexp.MustCompile(`(?m)^### (Latchkey\w+)$`).FindAllStringSubmatch(string(doc), -1) {
		if !seen[heading[1]] {
			t.Errorf("docs/operate.md explains %s, which is no alert", heading[1])
		}
	}

	var dashboard struct {
		UID, Title string
		Panels     []struct {
			ID      int
			Type    string
			Title   string
			Targets []struct {
				Expr       string
				RefID      string
				Datasource struct{ Type, UID string }
			}
		}
		Templating struct{ List []struct{ Name, Type string } }
	}
	if data, err = os.ReadFile("../../ops/dashboard.json"); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &dashboard); err != nil {
		t.Fatal(err)
	}
	variables, ids := make(map[string]bool), make(map[int]bool)
	for _, v := range dashboard.Templating.List {
		variables["$"+v.Name] = true
	}
	for _, p := range dashboard.Panels {
		if ids[p.ID] || p.Title == "" || p.Type != "row" && len(p.Targets) == 0 {
			t.Errorf("panel %d: %+v", p.ID, p)
		}
		ids[p.ID] = true
		for _, target := range p.Targets {
			check(p.Title, target.Expr)
			if target.Datasource.UID != "${source}" || target.RefID == "" {
				t.Errorf("%s: %+v", p.Title, target)
			}
			for _, v := range regexp.MustCompile(`\$\w+`).FindAllString(target.Expr, -1) {
				if !variables[v] && v != "$__rate_interval" {
					t.Errorf("%s: no variable %s", p.Title, v)
				}
			}
		}
	}
	if len(seen) < 15 || len(ids) < 20 || names < 50 {
		t.Errorf("%d alerts, %d panels, %d names of metrics", len(seen), len(ids), names)
	}

	described := make(map[string]bool)
	for _, m := range regexp.MustCompile("(?m)^\\| `(latchkey_\\w+)`").FindAllStringSubmatch(string(doc), -1) {
		described[m[1]] = true
		if !ours[m[1]] {
			t.Errorf("docs/operate.md describes %s, which no node tells", m[1])
		}
	}
	for name := range ours {
		if !described[name] {
			t.Errorf("docs/operate.md does not describe %s", name)
		}
	}
}
