package node_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/node"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// toClose is what the worlds of this test binary leave running.
var (
	closing sync.Mutex
	toClose []func()
)

func TestMain(m *testing.M) {
	// These tests wait for blocks most of the time, not for a processor.
	flag.Parse()
	if fuzz := flag.Lookup("test.fuzz"); fuzz == nil || fuzz.Value.String() == "" {
		flag.Set("test.parallel", "8")
	}
	code := m.Run()
	node.Databases.Stop()
	for _, f := range toClose {
		f()
	}
	os.Exit(code)
}

// seller is a devnet whose committee of 3 nodes, of which 2 open, has a key. All tests of
// the HTTP interface share one.
type seller struct {
	*devnet.Devnet
	keys   *quorum.KeyList
	buyer  *chain.Wallet // a funded account
	domain terms.Domain
}

var startSeller = sync.OnceValues(func() (*seller, error) {
	d, err := devnet.Start(context.Background(), devnet.Config{Nodes: 3, Threshold: 2})
	if err != nil {
		return nil, err
	}
	closing.Lock()
	toClose = append(toClose, func() { d.Close() })
	closing.Unlock()
	s := &seller{Devnet: d, buyer: chain.WalletFromKey(d.EVM.Accounts()[1]),
		domain: terms.Domain{ChainID: *uint256.NewInt(d.EVM.ChainID()), Committees: d.Committees.Address}}
	view, err := d.Chain.At(context.Background(), 0)
	if err != nil {
		return nil, err
	}
	epoch, err := d.Committees.EpochOf(context.Background(), view, d.Committee, 1)
	if err != nil {
		return nil, err
	}
	resp, err := http.Get(fmt.Sprintf("%s/v1/committees/%d", d.Nodes[0].URL, d.Committee))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var keys quorum.Keys
	if err := json.NewDecoder(resp.Body).Decode(&keys); err != nil {
		return nil, err
	}
	s.keys, err = quorum.CheckKeys(&keys, d.Threshold, len(d.Nodes), epoch.Hash)
	return s, err
})

func theSeller(t testing.TB) *seller {
	t.Helper()
	s, err := startSeller()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// operator is the wallet of a node of the devnet, from 1.
func (s *seller) operator(i int) *chain.Wallet {
	return chain.WalletFromKey(s.EVM.Accounts()[devnet.Users+i-1])
}

// seal seals a file key under a policy, read at the head.
func (s *seller) seal(t testing.TB, policy string) (terms.Terms, []byte) {
	t.Helper()
	tm := terms.Terms{ChainID: s.domain.ChainID, Committees: s.domain.Committees,
		Committee: *uint256.NewInt(s.Committee), Policy: policy}
	capsule, err := tdh2.Seal(s.keys.X, tm.Label(), []byte("sixteen byte key"))
	if err != nil {
		t.Fatal(err)
	}
	return tm, capsule
}

// request asks for a capsule that is sealed under the policy, signed by the buyer.
func (s *seller) request(t testing.TB, policy string) *quorum.Request {
	t.Helper()
	tm, capsule := s.seal(t, policy)
	_, Q := quorum.NewReaderKey()
	req := &quorum.Request{Terms: tm, Capsule: capsule, Epoch: 1, Message: &terms.AccessRequest{
		Capsule: tdh2.CapsuleID(capsule, tm.Label()), ReaderKey: Q, Buyer: s.buyer.Address(),
		Deadline: uint64(time.Now().Unix()) + 600}}
	sign(t, s.buyer, req)
	return req
}

// session is request with a session of the buyer.
func (s *seller) session(t testing.TB, policy string, nonce uint64) *quorum.Request {
	t.Helper()
	req := s.request(t, policy)
	req.Message = &terms.Session{Committee: req.Terms.Committee, ReaderKey: req.ReaderKey(), Buyer: s.buyer.Address(),
		Nonce: nonce, Deadline: uint64(time.Now().Unix()) + 7200, Origin: "https://market.example"}
	sign(t, s.buyer, req)
	return req
}

func sign(t testing.TB, w *chain.Wallet, req *quorum.Request) {
	t.Helper()
	var err error
	if req.Signature, err = w.SignDigest(req.Digest()); err != nil {
		t.Fatal(err)
	}
}

// post sends a body to a node.
func post(t testing.TB, url string, body []byte) (status int, kind string, reply []byte) {
	t.Helper()
	resp, err := http.Post(url+"/v1/shares", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if reply, err = io.ReadAll(resp.Body); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header.Get("Content-Type"), reply
}

func encode(t testing.TB, req *quorum.Request) []byte {
	t.Helper()
	body, err := json.Marshal(req)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// isProblem checks that an answer is a whole problem document of the type.
func isProblem(t testing.TB, want quorum.ProblemType, status int, kind string, reply []byte) *quorum.Problem {
	t.Helper()
	var p quorum.Problem
	if err := json.Unmarshal(reply, &p); err != nil {
		t.Fatalf("not a problem document: %q", reply)
	}
	if p.Type != want {
		t.Fatalf("problem %q (%s: %s), want %q", p.Type, p.Title, p.Detail, want)
	}
	known := (&quorum.Problem{Type: want}).Complete()
	if p.Status != known.Status || status != known.Status || p.Title != known.Title || kind != "application/problem+json" {
		t.Errorf("status %d, %d in the document, title %q, content type %q: want %d, %q", status, p.Status, p.Title, kind, known.Status, known.Title)
	}
	return &p
}

// refused posts a request and checks the problem that comes back.
func refused(t testing.TB, url string, req *quorum.Request, want quorum.ProblemType) *quorum.Problem {
	t.Helper()
	status, kind, reply := post(t, url, encode(t, req))
	return isProblem(t, want, status, kind, reply)
}

// share posts a request and returns a share that the client has not verified.
func share(t testing.TB, url string, req *quorum.Request) (share, signature []byte) {
	t.Helper()
	status, kind, reply := post(t, url, encode(t, req))
	if status != http.StatusOK || kind != "application/json" {
		t.Fatalf("status %d, %s: %s", status, kind, reply)
	}
	var answer struct{ Share, Signature string }
	if err := json.Unmarshal(reply, &answer); err != nil {
		t.Fatal(err)
	}
	return common.FromHex(answer.Share), common.FromHex(answer.Signature)
}

// verify checks a share as the chain would: the proof under X_j and the operator's
// signature.
func (s *seller) verify(t testing.TB, req *quorum.Request, j int, share, signature []byte) {
	t.Helper()
	capsule, err := tdh2.DecodeCapsule(req.Capsule)
	if err != nil {
		t.Fatal(err)
	}
	Q, err := group.DecodePoint(req.ReaderKey())
	if err != nil {
		t.Fatal(err)
	}
	asked := tdh2.Context{Request: req.Digest(), CapsuleID: req.CapsuleID(), Epoch: 1, U: capsule.U, Q: Q}
	if err := tdh2.VerifyShare(&asked, j, s.keys.Key(j), share); err != nil {
		t.Error(err)
	}
	signed := &terms.Share{Committee: req.Terms.Committee, Request: req.Digest(), Capsule: req.CapsuleID(), Share: share}
	if !quorum.SignedBy(s.Nodes[j-1].Account, req.Terms.Domain(), signed, signature) {
		t.Error("the share is not signed by the node's operator")
	}
}

// twin runs another node on a copy of the first node's folder, with a configuration of
// its own, and returns its URL.
func (s *seller) twin(t testing.TB, rpc string, change func(*node.Config)) (n *node.Node, at string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "node")
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(s.Dir, "node-1"))); err != nil {
		t.Fatal(err)
	}
	cfg := node.Config{Chain: dial(t, rpc), Committees: s.Committees.Address, Operator: s.operator(1), Dir: dir, Guard: s.Nodes[0].Guard}
	if change != nil {
		change(&cfg)
	}
	r := start(t, cfg)
	at = r.listen(t)
	await(t, "the twin serves", func() bool {
		resp, err := http.Get(fmt.Sprintf("%s/v1/committees/%d", at, s.Committee))
		if err != nil {
			return false
		}
		resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
	return r.Node, at
}

func dial(t testing.TB, rpc string) *chain.Client {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := chain.Dial(ctx, chain.Config{URL: rpc, Final: "0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// running is a node whose Run runs, until stop or the end of the test.
type running struct {
	*node.Node
	cfg    node.Config
	cancel context.CancelFunc
	ended  chan struct{}
	err    error // after ended
}

func start(t testing.TB, cfg node.Config) *running {
	t.Helper()
	n, err := node.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return run(t, n, cfg)
}

// run runs a node that was made of cfg.
func run(t testing.TB, n *node.Node, cfg node.Config) *running {
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{Node: n, cfg: cfg, cancel: cancel, ended: make(chan struct{})}
	go func() {
		defer close(r.ended)
		r.err = n.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-r.ended
	})
	return r
}

// stop ends the node and returns what Run returned.
func (r *running) stop() error {
	r.cancel()
	<-r.ended
	return r.err
}

// again starts the node anew on its folder, as after a crash.
func (r *running) again(t testing.TB) *running {
	t.Helper()
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	return start(t, r.cfg)
}

// listen serves the node's handler over loopback, with the limits of a node.
func (r *running) listen(t testing.TB) string {
	t.Helper()
	s := httptest.NewUnstartedServer(nil)
	s.Config = node.Server(r.Handler(), slog.New(slog.DiscardHandler))
	s.Start()
	t.Cleanup(s.Close)
	return s.URL
}

// await polls until what holds.
func await(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(3 * time.Minute); !holds(); {
		if time.Now().After(deadline) {
			t.Fatalf("waited too long: %s", what)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// cable is a TCP proxy that can be cut, so that everything on it breaks, and held, so
// that nothing comes through.
type cable struct {
	net.Listener
	target string

	mu    sync.Mutex
	moved *sync.Cond
	down  bool
	held  bool
	conns map[net.Conn]bool
	wg    sync.WaitGroup
}

func newCable(t testing.TB, target string) *cable {
	t.Helper()
	u, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cable{Listener: l, target: u.Host, conns: make(map[net.Conn]bool)}
	c.moved = sync.NewCond(&c.mu)
	c.wg.Go(func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			c.wg.Go(func() { c.carry(in) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		c.set(true, false)
		c.wg.Wait()
	})
	return c
}

func (c *cable) set(down, held bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.down, c.held = down, held
	if down {
		for conn := range c.conns {
			conn.Close()
		}
	}
	c.moved.Broadcast()
}

func (c *cable) carry(in net.Conn) {
	defer in.Close()
	c.mu.Lock()
	down := c.down
	c.mu.Unlock()
	if down {
		return
	}
	out, err := net.Dial("tcp", c.target)
	if err != nil {
		return
	}
	c.mu.Lock()
	c.conns[in], c.conns[out] = true, true
	c.mu.Unlock()
	var both sync.WaitGroup
	both.Go(func() { c.copy(out, in); out.Close(); in.Close() })
	both.Go(func() { c.copy(in, out); out.Close(); in.Close() })
	both.Wait()
	c.mu.Lock()
	delete(c.conns, in)
	delete(c.conns, out)
	c.mu.Unlock()
}

func (c *cable) copy(to, from net.Conn) {
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		c.mu.Lock()
		for c.held && !c.down {
			c.moved.Wait()
		}
		c.mu.Unlock()
		if _, err2 := to.Write(buf[:n]); err != nil || err2 != nil {
			return
		}
	}
}

func (c *cable) url(scheme string) string { return scheme + "://" + c.Addr().String() }

// recorded is a slog.Handler that keeps everything, at every level.
type recorded struct {
	slog.Handler
	mu  *sync.Mutex
	buf *bytes.Buffer
}

func newRecorded() *recorded {
	r := &recorded{mu: new(sync.Mutex), buf: new(bytes.Buffer)}
	r.Handler = slog.NewTextHandler(writerFunc(func(p []byte) (int, error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		return r.buf.Write(p)
	}), &slog.HandlerOptions{Level: slog.Level(-100)})
	return r
}

func (r *recorded) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.buf.String()
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// deploy puts a contract with that runtime code on the chain.
func deploy(t testing.TB, c *chain.Client, w *chain.Wallet, runtime string) common.Address {
	t.Helper()
	code := common.FromHex(runtime)
	init := append([]byte{0x60, byte(len(code)), 0x80, 0x60, 9, 0x5f, 0x39, 0x5f, 0xf3}, code...) // copies what follows it
	a, _, err := c.Deploy(context.Background(), w, chain.Tx{Data: init})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// blocksPass waits for n blocks.
func blocksPass(t testing.TB, c *chain.Client, n uint64) {
	t.Helper()
	var first uint64
	await(t, "blocks pass", func() bool {
		view, err := c.At(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		if first == 0 {
			first = view.Block().Number
		}
		return view.Block().Number >= first+n
	})
}
