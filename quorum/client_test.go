package quorum

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/ecdsa"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
	"go.uber.org/goleak"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/shamir"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/terms"
)

// world is a committee whose key was shared by a dealer, and one sealed file key.
type world struct {
	t         testing.TB
	transport *http.Transport
	list      *shamir.KeyList
	session   [32]byte
	committee *Committee
	nodes     []*node // index m at m-1
	terms     terms.Terms
	capsule   []byte
	fileKey   []byte
	buyer     *ecdsa.PrivateKey
	// slow is closed when somebody asks for the keys: the slow path has begun.
	slow     chan struct{}
	slowOnce sync.Once
}

// node is the in-memory twin of a node: everything but its chain is real.
type node struct {
	w     *world
	index int
	x     *group.Scalar
	key   *ecdsa.PrivateKey
	asked atomic.Int32 // for shares

	// What it does otherwise than it should. All nil in an honest node.
	wait   <-chan struct{}                                // before it gives a share
	refuse *Problem                                       // instead of a share
	lie    func(n *node, a *tdh2.Context) ([]byte, error) // makes the share, which is signed
	sign   func(digest [32]byte) []byte                   // instead of its own signature
	keys   func() *Keys                                   // instead of the committee's
	all    http.Handler                                   // instead of everything
}

func newWorld(t testing.TB, threshold, n int) *world {
	w := &world{t: t, slow: make(chan struct{}), fileKey: []byte("sixteen bytes ok"), buyer: newKey(t),
		transport: &http.Transport{MaxResponseHeaderBytes: maxAnswer}}
	noLeaks(t, w.transport)
	f := shamir.NewPolynomial(group.RandomScalar(), threshold)
	w.list = &shamir.KeyList{T: threshold, X: group.NewPoint().BaseMult(f[0])}
	w.session = group.Keccak256([]byte("a session"))
	w.committee = &Committee{ID: *uint256.NewInt(7), Epoch: 3, T: threshold,
		Domain: terms.Domain{ChainID: *uint256.NewInt(31337), Committees: common.HexToAddress("0xc0ffee")}}
	for j := 1; j <= n; j++ {
		nd := &node{w: w, index: j, x: f.Eval(j), key: newKey(t)}
		w.nodes = append(w.nodes, nd)
		w.list.Members = append(w.list.Members, group.NewPoint().BaseMult(nd.x))
		w.committee.Members = append(w.committee.Members, Member{
			Account: crypto.PubkeyToAddress(nd.key.PublicKey), Confirmed: true, URL: fmt.Sprintf("http://node-%d.invalid", j)})
	}
	var err error
	if w.committee.Hash, err = w.list.Hash(w.session); err != nil {
		t.Fatal(err)
	}
	w.terms = terms.Terms{ChainID: w.committee.Domain.ChainID, Committees: w.committee.Domain.Committees,
		Committee: w.committee.ID, Policy: `sale("0x", "0x")`}
	if w.capsule, err = tdh2.Seal(w.list.X, w.terms.Label(), w.fileKey); err != nil {
		t.Fatal(err)
	}
	return w
}

// leakChecks has, for each test, the transports of its worlds.
var leakChecks sync.Map // from testing.TB to *[]*http.Transport

// noLeaks checks that a test leaves no goroutine behind: once, when all its worlds have
// ended, since a connection whose question was given up can turn up later, in another
// world's time.
func noLeaks(t testing.TB, transport *http.Transport) {
	mine, old := leakChecks.LoadOrStore(t, new([]*http.Transport))
	transports := mine.(*[]*http.Transport)
	*transports = append(*transports, transport)
	if old {
		return
	}
	leaks := goleak.IgnoreCurrent()
	t.Cleanup(func() { // registered first, so that it runs last
		leakChecks.Delete(t)
		for range 10 {
			for _, transport := range *transports {
				transport.CloseIdleConnections()
			}
			if goleak.Find(leaks) == nil {
				return
			}
		}
		goleak.VerifyNone(t, leaks)
	})
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func signWith(t testing.TB, key *ecdsa.PrivateKey, digest [32]byte) []byte {
	sig, err := crypto.Sign(digest[:], key)
	if err != nil {
		t.Error(err)
		return nil
	}
	sig[64] += 27
	return sig
}

// start serves every node on loopback.
func (w *world) start() {
	for i, n := range w.nodes {
		s := httptest.NewServer(n)
		w.t.Cleanup(s.Close)
		w.committee.Members[i].URL = s.URL
	}
}

// request returns a signed request, and its reader key's secret.
func (w *world) request() (*Request, *group.Scalar) {
	q, Q := NewReaderKey()
	r := &Request{Terms: w.terms, Capsule: w.capsule, Epoch: w.committee.Epoch}
	r.Message = &terms.AccessRequest{Capsule: r.CapsuleID(), ReaderKey: Q,
		Buyer: crypto.PubkeyToAddress(w.buyer.PublicKey), Deadline: uint64(time.Now().Unix()) + 600}
	r.Signature = signWith(w.t, w.buyer, r.Digest())
	return r, q
}

func (w *world) client(timeout time.Duration) *Client { return NewClient(w.transport, timeout) }

// open opens with a client that is patient: what must end early has to end by itself.
func (w *world) open() (*Opening, error) {
	ctx, cancel := context.WithTimeout(w.t.Context(), 40*time.Second)
	defer cancel()
	r, q := w.request()
	return w.client(time.Minute).Open(ctx, w.committee, r, q)
}

func (n *node) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	shares := r.Method == http.MethodPost && r.URL.Path == "/v1/shares"
	if shares {
		n.asked.Add(1)
	}
	if n.all != nil {
		n.all.ServeHTTP(w, r)
		return
	}
	problem := func(err error) {
		p := &Problem{Type: Internal, Detail: err.Error()}
		errors.As(err, &p)
		p = p.Complete()
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(p.Status)
		json.NewEncoder(w).Encode(p)
	}
	if path := "/v1/committees/7"; r.Method == http.MethodGet && r.URL.Path == path && r.URL.Query().Get("epoch") == "3" {
		n.w.slowOnce.Do(func() { close(n.w.slow) })
		keys, err := EncodeKeys(n.w.committee.Domain, n.w.committee.ID, n.w.committee.Epoch, n.w.session, n.w.list)
		if n.keys != nil {
			keys = n.keys()
		}
		if err != nil || keys == nil {
			problem(&Problem{Type: UnknownCommittee})
			return
		}
		json.NewEncoder(w).Encode(keys)
		return
	}
	if !shares {
		problem(&Problem{Type: NotFound})
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, MaxRequest))
	if err != nil {
		problem(err)
		return
	}
	if n.wait != nil {
		select {
		case <-n.wait:
		case <-r.Context().Done():
			return
		}
	}
	share, signature, err := n.answer(body)
	if err != nil {
		problem(err)
		return
	}
	out, err := EncodeAnswer(share, signature)
	if err != nil {
		problem(err)
		return
	}
	w.Write(out)
}

func (n *node) answer(body []byte) (share, signature []byte, err error) {
	r, err := DecodeRequest(body)
	if err != nil {
		return nil, nil, err
	}
	if err := first(r.CheckScope(r.CapsuleID()), r.CheckDeadline(uint64(time.Now().Unix())), r.CheckNonce(0), errSignature(r)); err != nil {
		return nil, nil, err
	}
	if r.Epoch != n.w.committee.Epoch {
		return nil, nil, &Problem{Type: WrongEpoch}
	}
	if _, err := tdh2.Check(n.w.list.X, r.Terms.Label(), r.Capsule); err != nil {
		return nil, nil, &Problem{Type: BadCapsule}
	}
	if n.refuse != nil {
		return nil, nil, n.refuse
	}
	asked, err := r.context()
	if err != nil {
		return nil, nil, err
	}
	if n.lie != nil {
		share, err = n.lie(n, asked)
	} else {
		share, err = n.honest(asked)
	}
	if err != nil {
		return nil, nil, err
	}
	digest := terms.Digest(r.Terms.Domain(), &terms.Share{Committee: r.Terms.Committee, Request: asked.Request, Capsule: asked.CapsuleID, Share: share})
	if n.sign != nil {
		return share, n.sign(digest), nil
	}
	return share, signWith(n.w.t, n.key, digest), nil
}

func (n *node) honest(a *tdh2.Context) ([]byte, error) {
	return tdh2.Reencrypt(a, n.index, n.x, n.w.list.Key(n.index))
}

// The lies of a node that has a good share to give.

// otherX answers with the share of another secret, and a proof that fits that one.
func otherX(n *node, a *tdh2.Context) ([]byte, error) {
	x := group.RandomScalar()
	return tdh2.Reencrypt(a, n.index, x, group.NewPoint().BaseMult(x))
}

// randomB puts another point in the place of B.
func randomB(n *node, a *tdh2.Context) ([]byte, error) {
	share, err := n.honest(a)
	if err != nil {
		return nil, err
	}
	B, err := group.NewPoint().BaseMult(group.RandomScalar()).Encode()
	copy(share[45:], B)
	return share, err
}

// changed overwrites a good share from a place on.
func changed(at int, with ...byte) func(n *node, a *tdh2.Context) ([]byte, error) {
	return func(n *node, a *tdh2.Context) ([]byte, error) {
		share, err := n.honest(a)
		if err == nil {
			copy(share[at:], with)
		}
		return share, err
	}
}

// resized gives a good share another length.
func resized(size int) func(n *node, a *tdh2.Context) ([]byte, error) {
	return func(n *node, a *tdh2.Context) ([]byte, error) {
		share, err := n.honest(a)
		return append(share, make([]byte, 1000)...)[:size], err
	}
}

// only makes the nodes of the indices the only ones; the others' ports are closed.
func (w *world) only(indices ...int) {
	for i := range w.nodes {
		if !slices.Contains(indices, i+1) {
			w.committee.Members[i].URL = w.closedPort()
		}
	}
}

func (w *world) closedPort() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	defer l.Close()
	return "http://" + l.Addr().String()
}

func (w *world) opened(o *Opening, err error) *Opening {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	if !bytes.Equal(o.FileKey, w.fileKey) {
		w.t.Fatalf("another file key came out: %x", o.FileKey)
	}
	if used := slices.Compact(slices.Clone(o.Used)); len(used) != w.committee.T {
		w.t.Fatalf("used %v", o.Used)
	}
	for _, a := range o.Answers {
		if a.Err == nil && a.Account != w.committee.Members[a.Index-1].Account {
			w.t.Errorf("answer %+v is not of that member", a)
		}
	}
	w.checkEvidence(o.Wrong)
	return o
}

// failed checks that err is an *OpenError of the kind, one line of a bearable length.
func (w *world) failed(o *Opening, err, want error) *OpenError {
	w.t.Helper()
	var e *OpenError
	if o != nil || !errors.As(err, &e) || !errors.Is(err, want) {
		w.t.Fatalf("%+v, %v, want %v", o, err, want)
	}
	w.checkText(err)
	w.checkEvidence(e.Wrong)
	return e
}

func (w *world) checkText(err error) {
	w.t.Helper()
	text := err.Error()
	if i := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 {
		w.t.Errorf("not printable at %d: %q", i, text)
	}
	if len(text) > 200+1000*len(w.nodes) {
		w.t.Errorf("an error of %d bytes", len(text))
	}
}

// checkEvidence checks that evidence convinces after a round trip through JSON, and that
// nothing else does.
func (w *world) checkEvidence(wrong []*Evidence) {
	w.t.Helper()
	for _, e := range wrong {
		if e.Operator != address(w.committee.Members[e.Index-1].Account) || e.URL != w.committee.Members[e.Index-1].URL {
			w.t.Errorf("evidence against member %d names %s, %s", e.Index, e.Operator, e.URL)
		}
		fresh := func() *Evidence {
			var out *Evidence
			if err := json.Unmarshal(encode(w.t, e), &out); err != nil {
				w.t.Fatal(err)
			}
			return out
		}
		if err := fresh().Verify(w.list); err != nil {
			w.t.Errorf("evidence does not convince: %v", err)
		}
		if len(e.Share) == 2*tdh2.ShareSize { // else nobody fetched the keys
			if r, err := fresh().Report(nil, w.committee.Hash); err != nil || r.Index != uint32(e.Index) || group.Keccak256(r.Keys) != w.committee.Hash {
				w.t.Errorf("evidence makes no report: %v", err)
			}
		}
		for how, bend := range map[string]func(e *Evidence){
			"another operator":  func(e *Evidence) { e.Operator = address(common.Address{1}) },
			"another chain":     func(e *Evidence) { e.ChainID = "1" },
			"another contract":  func(e *Evidence) { e.Committees = address(common.Address{1}) },
			"another committee": func(e *Evidence) { e.Committee = "8" },
			"another epoch":     func(e *Evidence) { e.Epoch = "4" },
			"index 0":           func(e *Evidence) { e.Index = 0 },
			"index n+1":         func(e *Evidence) { e.Index = len(w.nodes) + 1 },
			"another share":     func(e *Evidence) { e.Share = "00" + e.Share },
			"no signature":      func(e *Evidence) { e.Signature = "" },
			"no request":        func(e *Evidence) { e.Request = nil },
			"another request": func(e *Evidence) {
				r, _ := w.request()
				e.Request = encode(w.t, r)
			},
		} {
			f := fresh()
			if bend(f); f.Verify(w.list) == nil {
				w.t.Errorf("evidence with %s convinces", how)
			}
		}
	}
}

func wrongOnes(wrong []*Evidence) (indices []int) {
	for _, e := range wrong {
		indices = append(indices, e.Index)
	}
	slices.Sort(indices)
	return indices
}

// answerOf returns what became of the member's answer.
func answerOf(t testing.TB, answers []Answer, index int) error {
	t.Helper()
	for _, a := range answers {
		if a.Index == index {
			return a.Err
		}
	}
	t.Fatalf("no answer of member %d in %+v", index, answers)
	return nil
}

func TestAllGood(t *testing.T) {
	for _, c := range []struct{ t, n int }{{1, 1}, {1, 3}, {2, 2}, {3, 5}, {5, 5}, {9, 16}} {
		t.Run(fmt.Sprintf("%d of %d", c.t, c.n), func(t *testing.T) {
			w := newWorld(t, c.t, c.n)
			w.start()
			if o := w.opened(w.open()); len(o.Wrong) != 0 {
				t.Errorf("%+v", o.Wrong)
			}
		})
	}
}

// bad are servers that give no share, each in its own way.
func bad(t *testing.T) map[string]struct {
	handler http.Handler
	reason  string // part of the text that a person sees
} {
	type handler = http.HandlerFunc
	hang := func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) // else the server does not notice that the client is gone
		<-r.Context().Done()
	}
	endless := func(w http.ResponseWriter, r *http.Request) {
		for chunk := bytes.Repeat([]byte("a"), 1<<16); r.Context().Err() == nil; {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}
	elsewhere := httptest.NewServer(handler(func(http.ResponseWriter, *http.Request) {
		t.Error("a redirect was followed")
	}))
	t.Cleanup(elsewhere.Close)
	var bomb bytes.Buffer // 16 MiB of zeros
	z := gzip.NewWriter(&bomb)
	z.Write(make([]byte, 16<<20))
	z.Close()
	raw := func(send func(c net.Conn)) handler {
		return func(w http.ResponseWriter, r *http.Request) {
			c, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			c.SetDeadline(time.Now().Add(10 * time.Second))
			send(c)
		}
	}
	return map[string]struct {
		handler http.Handler
		reason  string
	}{
		"hangs":        {handler(hang), "did not answer within 500ms"},
		"answers 500":  {handler(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "x", http.StatusInternalServerError) }), `answered "500 Internal Server Error"`},
		"not JSON":     {handler(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>") }), "does not decode"},
		"empty":        {handler(func(http.ResponseWriter, *http.Request) {}), "does not decode"},
		"empty object": {handler(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "{}") }), "gave a wrong share that it did not sign"},
		"null":         {handler(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "null") }), "does not decode"},
		"numbers":      {handler(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"share":1,"signature":2}`) }), "share must be a JSON string"},
		"bad hex": {handler(func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, `{"share":"\u001b[2J","signature":""}`)
		}), "does not decode"},
		"nested":        {handler(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"x":`+strings.Repeat("[", 60000)) }), "does not decode"},
		"endless":       {handler(endless), "more than 65536 bytes"},
		"endless error": {handler(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(403); endless(w, r) }), "more than 65536 bytes"},
		"a bomb": {handler(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(bomb.Bytes())
		}), "more than 65536 bytes"},
		"redirects":       {http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect), `answered "307 Temporary Redirect"`},
		"redirects 303":   {http.RedirectHandler(elsewhere.URL, http.StatusSeeOther), `answered "303 See Other"`},
		"moved, no place": {handler(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusFound) }), `answered "302 Found"`},
		"drips": {handler(func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			for r.Context().Err() == nil {
				io.WriteString(w, " ")
				http.NewResponseController(w).Flush()
				time.Sleep(10 * time.Millisecond)
			}
		}), "did not finish its answer within 500ms"},
		"breaks off": {handler(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "500")
			io.WriteString(w, `{"share":"`)
		}), "did not finish its answer"},
		"hangs up":       {raw(func(net.Conn) {}), "did not answer"},
		"speaks no HTTP": {raw(func(c net.Conn) { io.WriteString(c, "\x1b[31mSSH-2.0\r\n\r\n") }), "did not answer"},
		"long status":    {raw(func(c net.Conn) { io.WriteString(c, "HTTP/1.1 500 \x1b[31m"+strings.Repeat("a", 60000)+"\r\n\r\n") }), "answered"},
		"endless head": {raw(func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\n")
			for {
				if _, err := io.WriteString(c, "X: "+strings.Repeat("a", 4000)+"\r\n"); err != nil {
					return
				}
			}
		}), "did not answer"},
		"only hints": {raw(func(c net.Conn) {
			for {
				if _, err := io.WriteString(c, "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"); err != nil {
					return
				}
			}
		}), "did not answer"},
	}
}

// n-t nodes may do what they like, and with t-1 good ones the error has every reason.
func TestBadServers(t *testing.T) {
	for name, b := range bad(t) {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 3, 5)
			w.nodes[0].all, w.nodes[3].all = b.handler, b.handler
			w.start()
			r, q := w.request()
			w.opened(w.client(20*time.Second).Open(t.Context(), w.committee, r, q))

			w = newWorld(t, 3, 5)
			w.nodes[0].all, w.nodes[3].all, w.nodes[4].all = b.handler, b.handler, b.handler
			w.start()
			r, q = w.request()
			timeout := time.Minute
			if strings.HasSuffix(b.reason, "within 500ms") {
				timeout = 500 * time.Millisecond
			}
			o, err := w.client(timeout).Open(t.Context(), w.committee, r, q)
			e := w.failed(o, err, ErrTooFew)
			for _, index := range []int{1, 4, 5} {
				if err := answerOf(t, e.Answers, index); err == nil || !strings.Contains(err.Error(), b.reason) {
					t.Errorf("node %d: %v, want %q", index, err, b.reason)
				}
			}
			if text := err.Error(); !strings.Contains(text, b.reason) || !strings.Contains(text, "too few nodes answered (3 of 5 nodes are needed); node") {
				t.Errorf("the error is %q", text)
			}
			if len(e.Wrong) != 0 {
				t.Errorf("evidence %+v", e.Wrong)
			}
		})
	}
}

// What is registered on a chain as a URL may be anything.
func TestBadURLs(t *testing.T) {
	for _, u := range []string{"", "node", "ftp://127.0.0.1", "file:///etc/passwd", "http://", "http:127.0.0.1:1", "http://[::1", "http://a b/", "\x1b[2J",
		"http://\x1b[2J/", "javascript:alert(1)", "http://" + strings.Repeat("a", 70000), "http://127.0.0.1:99999", "http://127.0.0.1:0/", "unix:///x",
		"http://127.0.0.1:x\u202e/", "//127.0.0.1"} {
		w := newWorld(t, 3, 5)
		w.start()
		w.committee.Members[1].URL, w.committee.Members[2].URL = u, u
		w.opened(w.open())
		w.committee.Members[3].URL = u
		o, err := w.open()
		w.failed(o, err, ErrTooFew)
		w.transport.CloseIdleConnections()
	}
}

// A base path is kept, and nothing else of the URL is sent.
func TestURLWithAPath(t *testing.T) {
	w := newWorld(t, 1, 1)
	w.start()
	w.nodes[0].all = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.RequestURI != "/operators/7/v1/shares" {
			t.Errorf("asked for %q", r.RequestURI)
		}
		r.URL.Path = "/v1/shares"
		w.nodes[0].all = nil
		w.nodes[0].ServeHTTP(rw, r)
	})
	w.committee.Members[0].URL += "/operators/7/?a=b#c"
	w.opened(w.open())
}

func TestClosedPorts(t *testing.T) {
	w := newWorld(t, 3, 5)
	w.start()
	w.only(2, 4, 5)
	w.opened(w.open())
	w.only(2, 5)
	o, err := w.open()
	e := w.failed(o, err, ErrTooFew)
	if len(e.Answers) < 3 || !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("%v", err)
	}
}

// As soon as t is impossible, nobody waits for those who hang.
func TestEndsEarly(t *testing.T) {
	w := newWorld(t, 3, 5)
	w.start()
	w.only(1, 2)
	w.nodes[0].wait = make(chan struct{}) // for ever
	w.nodes[1].wait = w.nodes[0].wait
	o, err := w.open()
	if e := w.failed(o, err, ErrTooFew); len(e.Answers) != 3 {
		t.Errorf("%d answers", len(e.Answers))
	}
}

func TestNotEntitled(t *testing.T) {
	refusal := &Problem{Type: PolicyFalse, Detail: "sale is false"}
	late := func(t *testing.T) <-chan struct{} { // after the dead ones
		c := make(chan struct{})
		time.AfterFunc(100*time.Millisecond, func() { close(c) })
		return c
	}
	for name, c := range map[string]struct {
		set     func(t *testing.T, w *world)
		want    error
		refused int
	}{
		"all refuse": {func(_ *testing.T, w *world) {
			for _, n := range w.nodes {
				n.refuse = refusal
			}
		}, ErrNotEntitled, 3},
		"three refuse, two hang": {func(_ *testing.T, w *world) {
			for i, n := range w.nodes {
				n.refuse = refusal
				if i < 2 {
					n.wait = make(chan struct{})
				}
			}
		}, ErrNotEntitled, 3},
		// The dead are the first to be heard of.
		"two are dead, then three refuse": {func(t *testing.T, w *world) {
			w.only(1, 3, 5)
			for _, n := range w.nodes {
				n.refuse, n.wait = refusal, late(t)
			}
		}, ErrNotEntitled, 3},
		"four confirmed and refuse": {func(_ *testing.T, w *world) {
			w.committee.Members[2].Confirmed = false
			for _, n := range w.nodes {
				n.refuse = refusal
			}
		}, ErrNotEntitled, 3},
		"two say it is true": {func(t *testing.T, w *world) {
			for i, n := range w.nodes {
				if i >= 2 {
					n.refuse, n.wait = refusal, late(t)
				}
			}
		}, ErrNotEntitled, 3},
		"three are dead": {func(_ *testing.T, w *world) {
			w.only(1, 3)
			for _, n := range w.nodes {
				n.refuse = refusal
			}
		}, ErrTooFew, -1},
		"another problem": {func(_ *testing.T, w *world) {
			for i, n := range w.nodes {
				n.refuse = refusal
				if i < 3 {
					n.refuse = &Problem{Type: PolicyFailed, Detail: "the RPC endpoint is down"}
				}
			}
		}, ErrTooFew, -1},
		"403 without a problem": {func(_ *testing.T, w *world) {
			for i, n := range w.nodes {
				n.refuse = refusal
				if i < 3 {
					n.all = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, string(PolicyFalse), http.StatusForbidden) })
				}
			}
		}, ErrTooFew, -1},
		"two liars refuse": {func(_ *testing.T, w *world) {
			w.nodes[0].refuse, w.nodes[1].refuse = refusal, refusal
		}, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 3, 5)
			w.start()
			c.set(t, w)
			o, err := w.open()
			if c.want == nil {
				w.opened(o, err)
				return
			}
			e := w.failed(o, err, c.want)
			if n := e.Refused(PolicyFalse); c.refused >= 0 && n != c.refused || c.refused < 0 && n > 2 {
				t.Errorf("%d refused: %v", n, err)
			}
			if c.want == ErrNotEntitled && !strings.Contains(err.Error(), "the policy is false for this account: sale is false") {
				t.Errorf("the error is %q", err)
			}
		})
	}
}

// A signed wrong share is found in the file's failure to open, traced, and does not stop
// the sale. The second node's share and the liar's are combined first with certainty: two
// nodes hold theirs back until the keys are asked for.
func TestLiar(t *testing.T) {
	for name, lie := range map[string]func(n *node, a *tdh2.Context) ([]byte, error){
		"other x": otherX, "random B": randomB,
		"A off the curve": changed(13, bytes.Repeat([]byte{0xff}, 32)...), "B off the curve": changed(46, bytes.Repeat([]byte{0xff}, 32)...),
		"A uncompressed": changed(12, 4),
		"c is q or more": changed(78, bytes.Repeat([]byte{0xff}, 32)...), "z1 is 0": changed(110, make([]byte, 32)...), "z2 changed": changed(173, 0, 0),
		"A and B changed": func(n *node, a *tdh2.Context) ([]byte, error) {
			share, err := n.honest(a)
			g, _ := group.Generator().Encode()
			copy(share[12:], g)
			copy(share[45:], g)
			return share, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 3, 5)
			w.start()
			w.nodes[2].lie = lie
			w.nodes[0].wait, w.nodes[3].wait = w.slow, w.slow
			r, q := w.request()
			o, err := w.client(20*time.Second).Open(t.Context(), w.committee, r, q)
			if name == "z2 changed" || strings.HasPrefix(name, "c is") || strings.HasPrefix(name, "z1") {
				// A and B are good, so the file opens and nobody looks at the proof.
				w.opened(o, err)
				return
			}
			w.opened(o, err)
			if got := wrongOnes(o.Wrong); !slices.Equal(got, []int{3}) {
				t.Fatalf("named %v", got)
			}
			if slices.Contains(o.Used, 3) {
				t.Errorf("used %v", o.Used)
			}
			var e *Evidence
			if err := answerOf(t, o.Answers, 3); !errors.As(err, &e) || !strings.Contains(err.Error(), e.Operator) {
				t.Errorf("the answer is %v", err)
			}
		})
	}
}

// Without a slow path a share of another length is evidence too; with one, so is what a
// lying proof cannot hide.
func TestWrongLengthIsEvidence(t *testing.T) {
	for _, size := range []int{0, 1, 173, 175, 1000} {
		w := newWorld(t, 3, 5)
		w.start()
		w.only(1, 2, 3)
		w.nodes[2].lie = resized(size)
		o, err := w.open()
		if e := w.failed(o, err, ErrTooFew); !slices.Equal(wrongOnes(e.Wrong), []int{3}) {
			t.Errorf("%d bytes: %v", size, err)
		}
		w.transport.CloseIdleConnections()
	}
}

// One liar more than the honest can bear: t-1 good shares are left and never open.
func TestLiars(t *testing.T) {
	for _, liars := range [][]int{{1}, {2, 4}, {1, 3, 5}, {1, 2, 3, 4, 5}} {
		t.Run(fmt.Sprint(liars), func(t *testing.T) {
			w := newWorld(t, 3, 5)
			w.start()
			honest := 0
			for i, n := range w.nodes {
				if slices.Contains(liars, i+1) {
					n.lie = otherX
				} else if honest++; honest > 3-len(liars) {
					n.wait = w.slow
				}
			}
			o, err := w.open()
			var wrong []*Evidence
			if len(liars) <= 2 {
				wrong = w.opened(o, err).Wrong
			} else {
				wrong = w.failed(o, err, ErrTooFew).Wrong
			}
			// With five liars it is over when three are known.
			if got := wrongOnes(wrong); !slices.Equal(got, liars) && (len(liars) < 5 || len(got) != 3) {
				t.Errorf("named %v", got)
			}
		})
	}
}

// A wrong share that the member did not sign is no answer, and nobody's fault.
func TestUnsignedWrongShareIsNoAnswer(t *testing.T) {
	for name, sign := range map[string]func(w *world, digest [32]byte) []byte{
		"another account": func(w *world, digest [32]byte) []byte { return signWith(w.t, w.buyer, digest) },
		"another member":  func(w *world, digest [32]byte) []byte { return signWith(w.t, w.nodes[0].key, digest) },
		"another digest":  func(w *world, digest [32]byte) []byte { digest[0] ^= 1; return signWith(w.t, w.nodes[2].key, digest) },
		"nothing":         func(*world, [32]byte) []byte { return nil },
		"v is 0 or 1": func(w *world, digest [32]byte) []byte {
			sig := signWith(w.t, w.nodes[2].key, digest)
			sig[64] -= 27
			return sig
		},
		"high s": func(w *world, digest [32]byte) []byte {
			sig := signWith(w.t, w.nodes[2].key, digest)
			s, err := group.DecodeScalar(sig[32:64])
			if err != nil {
				w.t.Error(err)
				return nil
			}
			copy(sig[32:], s.Negate(s).Bytes())
			sig[64] ^= 27 ^ 28
			return sig
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 3, 5)
			w.start()
			w.nodes[0].wait, w.nodes[3].wait = w.slow, w.slow
			w.nodes[2].lie = otherX
			w.nodes[2].sign = func(digest [32]byte) []byte { return sign(w, digest) }
			o := w.opened(w.open())
			if err := answerOf(t, o.Answers, 3); len(o.Wrong) != 0 || err == nil || !strings.Contains(err.Error(), "did not sign") {
				t.Errorf("%v, %+v", err, o.Wrong)
			}
			// Of a good share nobody needs the signature.
			w = newWorld(t, 3, 5)
			w.nodes[2].sign = func(digest [32]byte) []byte { return sign(w, digest) }
			w.start()
			w.only(1, 2, 3)
			w.opened(w.open())
		})
	}
}

// A share of another member or epoch, signed by whom it may be, is no answer and no
// evidence.
func TestOtherShareIsNoAnswer(t *testing.T) {
	for name, lie := range map[string]func(n *node, a *tdh2.Context) ([]byte, error){
		"of another member": func(n *node, a *tdh2.Context) ([]byte, error) { return n.w.nodes[0].honest(a) },
		"of another epoch": func(n *node, a *tdh2.Context) ([]byte, error) {
			old := *a
			old.Epoch--
			return n.honest(&old)
		},
		"of epoch 0":           changed(0, make([]byte, 8)...),
		"of index 0":           changed(8, make([]byte, 4)...),
		"of index n+1":         changed(8, binary.BigEndian.AppendUint32(nil, 6)...),
		"of the largest index": changed(8, 0xff, 0xff, 0xff, 0xff),
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 3, 5)
			w.start()
			w.nodes[2].lie = lie
			w.opened(w.open())
			w.only(1, 2, 3)
			o, err := w.open()
			e := w.failed(o, err, ErrTooFew)
			if err := answerOf(t, e.Answers, 3); len(e.Wrong) != 0 || err == nil || !strings.Contains(err.Error(), "which was not asked") {
				t.Errorf("%v, %+v", err, e.Wrong)
			}
		})
	}
}

// Who hears an honest node's answer to one request and gives it to another one, in its
// place, does not get the node blamed.
func TestReplayDoesNotBlame(t *testing.T) {
	w := newWorld(t, 3, 5)
	w.start()
	r, q := w.request()
	answer, err := w.client(0).do(t.Context(), http.MethodPost, w.committee.Members[2].URL, "/v1/shares", nil, encode(t, r))
	if err != nil {
		t.Fatal(err)
	}
	honest := &node{w: w, index: 3, x: w.nodes[2].x, key: w.nodes[2].key}
	w.nodes[2].all = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			rw.Write(answer)
			return
		}
		honest.ServeHTTP(rw, r)
	})
	w.nodes[0].wait, w.nodes[3].wait = w.slow, w.slow
	o := w.opened(w.open())
	if err := answerOf(t, o.Answers, 3); len(o.Wrong) != 0 || err == nil || !strings.Contains(err.Error(), "did not sign") {
		t.Errorf("%v, %+v", err, o.Wrong)
	}
	// Given again to the same request it is as good as the first time.
	w.only(2, 3, 5)
	w.opened(w.client(time.Minute).Open(t.Context(), w.committee, r, q))
}

// Members with one URL among them are one node.
func TestOneNodeForTwoMembers(t *testing.T) {
	w := newWorld(t, 3, 5)
	w.start()
	w.committee.Members[1].URL = w.committee.Members[0].URL
	w.opened(w.open())
	w.only(1, 2, 3)
	w.committee.Members[1].URL = w.committee.Members[0].URL
	o, err := w.open()
	e := w.failed(o, err, ErrTooFew)
	if err := answerOf(t, e.Answers, 2); err == nil || !strings.Contains(err.Error(), "index 1, which was not asked") {
		t.Errorf("%v", err)
	}
}

// junk returns a capsule that passes its check and holds a wrapped that opens for nobody.
func (w *world) junk() []byte {
	r, s := group.RandomScalar(), group.RandomScalar()
	label, hat := w.terms.Label(), group.Ghat()
	wrapped := bytes.Repeat([]byte{0xab}, 32)
	var items [][]byte
	for _, p := range []*group.Point{w.list.X, group.NewPoint().BaseMult(r), group.NewPoint().Mult(r, hat),
		group.NewPoint().BaseMult(s), group.NewPoint().Mult(s, hat)} {
		b, err := p.Encode()
		if err != nil {
			w.t.Fatal(err)
		}
		items = append(items, b)
	}
	e := group.HashToScalar("latchkey/v1/capsule", slices.Concat([][]byte{label[:]}, items, [][]byte{wrapped})...)
	f := group.NewScalar().Multiply(r, e)
	f.Add(f, s)
	return slices.Concat(items[1], items[2], e.Bytes(), f.Bytes(), wrapped)
}

// If t good shares do not open it, the publisher is to blame and no node is.
func TestSealedWrong(t *testing.T) {
	for _, liars := range []int{0, 1, 2, 3} {
		t.Run(fmt.Sprint(liars, " liars"), func(t *testing.T) {
			w := newWorld(t, 3, 5)
			w.start()
			w.capsule = w.junk()
			for i, n := range w.nodes {
				if i < liars {
					n.lie = randomB
				} else if i >= 3 {
					n.wait = w.slow
				}
			}
			o, err := w.open()
			want := ErrSealedWrong
			if liars == 3 {
				want = ErrTooFew
			}
			if e := w.failed(o, err, want); len(e.Wrong) != liars {
				t.Errorf("%d pieces of evidence", len(e.Wrong))
			}
		})
	}
}

func TestMembersThatDidNotConfirmAreNotAsked(t *testing.T) {
	w := newWorld(t, 3, 5)
	w.start()
	w.committee.Members[1].Confirmed, w.committee.Members[4].Confirmed = false, false
	o := w.opened(w.open())
	if !slices.Equal(o.Used, []int{1, 3, 4}) || w.nodes[1].asked.Load()+w.nodes[4].asked.Load() != 0 {
		t.Errorf("used %v", o.Used)
	}
	w.committee.Members[0].Confirmed = false
	o, err := w.open()
	w.failed(o, err, ErrTooFew)
}

// A liar's key list does not convince, whatever it is; one honest node suffices.
func TestKeysOfLiars(t *testing.T) {
	other := newWorld(t, 3, 5)
	for name, lie := range map[string]func(w *world, k *Keys) *Keys{
		"another committee's": func(*world, *Keys) *Keys {
			k, err := EncodeKeys(other.committee.Domain, other.committee.ID, 3, other.session, other.list)
			if err != nil {
				t.Error(err)
			}
			return k
		},
		"swapped":     func(_ *world, k *Keys) *Keys { k.Keys[0], k.Keys[2] = k.Keys[2], k.Keys[0]; return k },
		"too few":     func(_ *world, k *Keys) *Keys { k.Keys = k.Keys[:4]; return k },
		"too many":    func(_ *world, k *Keys) *Keys { k.Keys = append(k.Keys, k.Keys[0]); return k },
		"none":        func(_ *world, k *Keys) *Keys { k.Keys = nil; return k },
		"lower t":     func(_ *world, k *Keys) *Keys { k.T = 2; return k },
		"identity":    func(_ *world, k *Keys) *Keys { k.Keys[1] = "00"; return k },
		"no session":  func(_ *world, k *Keys) *Keys { k.Session = ""; return k },
		"a problem":   func(*world, *Keys) *Keys { return nil },
		"other X":     func(_ *world, k *Keys) *Keys { k.PublicKey = k.Keys[0]; return k },
		"long":        func(_ *world, k *Keys) *Keys { k.Session = "\x1b" + strings.Repeat("a", 60000); return k },
		"many":        func(_ *world, k *Keys) *Keys { k.Keys = make([]string, 5000); return k },
		"empty words": func(_ *world, k *Keys) *Keys { k.Keys = make([]string, 5); return k },
	} {
		t.Run(name, func(t *testing.T) {
			build := func() *world {
				w := newWorld(t, 3, 5)
				w.nodes[2].lie = otherX
				w.nodes[0].wait, w.nodes[3].wait = w.slow, w.slow
				for _, n := range w.nodes {
					n.keys = func() *Keys {
						k, err := EncodeKeys(w.committee.Domain, w.committee.ID, w.committee.Epoch, w.session, w.list)
						if err != nil {
							t.Error(err)
						}
						return lie(w, k)
					}
				}
				return w
			}
			w := build()
			w.nodes[4].keys = nil
			w.start()
			if o := w.opened(w.open()); !slices.Equal(wrongOnes(o.Wrong), []int{3}) {
				t.Errorf("named %v", wrongOnes(o.Wrong))
			}
			w = build()
			w.start()
			o, err := w.open()
			e := w.failed(o, err, ErrTooFew)
			if len(e.Wrong) != 0 || !strings.Contains(err.Error(), "whose is wrong cannot be told: no node gives the committee's keys; node") {
				t.Errorf("%v, %+v", err, e.Wrong)
			}
		})
	}
}

func TestContextEnds(t *testing.T) {
	why := errors.New("the buyer left")
	for name, c := range map[string]struct {
		end  func(ctx context.Context) (context.Context, context.CancelFunc)
		want error
	}{
		"cancelled": {func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancelCause(ctx)
			time.AfterFunc(100*time.Millisecond, func() { cancel(why) })
			return ctx, func() { cancel(nil) }
		}, why},
		"over": {func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 100*time.Millisecond)
		}, context.DeadlineExceeded},
		"ended before": {func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			return ctx, cancel
		}, context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 3, 5)
			w.start()
			for _, n := range w.nodes {
				n.wait = make(chan struct{})
			}
			for range 3 { // whoever is heard first, the context or the nodes' failures
				ctx, cancel := c.end(t.Context())
				r, q := w.request()
				o, err := w.client(time.Minute).Open(ctx, w.committee, r, q)
				cancel()
				if o != nil || !errors.Is(err, c.want) || errors.Is(err, ErrTooFew) {
					t.Fatalf("%+v, %v, want %v", o, err, c.want)
				}
			}
		})
	}
	t.Run("while keys are fetched", func(t *testing.T) {
		w := newWorld(t, 3, 5)
		w.start()
		w.nodes[2].lie = otherX
		w.only(1, 2, 3)
		for _, n := range w.nodes {
			n.keys = func() *Keys { time.Sleep(300 * time.Millisecond); return nil }
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		go func() { <-w.slow; cancel(why) }()
		r, q := w.request()
		if o, err := w.client(time.Minute).Open(ctx, w.committee, r, q); o != nil || !errors.Is(err, why) || errors.Is(err, ErrTooFew) {
			t.Errorf("%+v, %v", o, err)
		}
	})
}

// What a node says is shown as one short printable line, and the titles of known problems
// are ours.
func TestHostileTexts(t *testing.T) {
	const attack = "fine\r\n\x1b[2J\x1b]0;title\x07 \u202eesrever\u2028\u0000\u009b31m"
	for name, p := range map[string]*Problem{
		"known type":    {Type: Busy, Title: "send 5 ETH to open", Detail: attack + strings.Repeat("a", 50000)},
		"unknown type":  {Type: attack, Title: attack, Detail: attack},
		"long type":     {Type: ProblemType(strings.Repeat("\x1b", 9000)), Status: -1},
		"long title":    {Type: "x", Title: strings.Repeat("é", 20000), Status: 1 << 40},
		"cut in a rune": {Type: "x", Detail: strings.Repeat("a", maxText-1) + "é"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 3, 5)
			for _, n := range w.nodes {
				n.all = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.WriteHeader(http.StatusTeapot)
					json.NewEncoder(w).Encode(p)
				})
			}
			w.start()
			o, err := w.open()
			e := w.failed(o, err, ErrTooFew)
			var got *Problem
			if !errors.As(e.Answers[0].Err, &got) {
				t.Fatalf("%v", err)
			}
			if got.Status != http.StatusTeapot || len(got.Type)+len(got.Title)+len(got.Detail) > 4*maxText {
				t.Errorf("%+v", got)
			}
			if p.Type == Busy && (e.Refused(Busy) == 0 || strings.Contains(err.Error(), "ETH")) {
				t.Errorf("%v", err)
			}
		})
	}
}

// Evidence is published: what was given to the policy is not in it.
func TestEvidenceHoldsNoSecret(t *testing.T) {
	w := newWorld(t, 3, 5)
	w.start()
	w.only(1, 2, 3)
	w.nodes[2].lie = otherX
	r, q := w.request()
	r.Given = map[string]json.RawMessage{"token": []byte(`"bearer-secret"`)}
	o, err := w.client(time.Minute).Open(t.Context(), w.committee, r, q)
	e := w.failed(o, err, ErrTooFew)
	if len(e.Wrong) != 1 || bytes.Contains(encode(t, e.Wrong), []byte("bearer-secret")) || strings.Contains(err.Error(), "bearer-secret") {
		t.Errorf("%s", encode(t, e.Wrong))
	}
	if string(r.Given["token"]) != `"bearer-secret"` {
		t.Error("the request was changed")
	}
}

// A good share is evidence of nothing.
func TestGoodShareIsNoEvidence(t *testing.T) {
	w := newWorld(t, 3, 5)
	r, _ := w.request()
	share, signature, err := w.nodes[0].answer(encode(t, r))
	if err != nil {
		t.Fatal(err)
	}
	e := &Evidence{ChainID: "31337", Committees: address(w.terms.Committees), Committee: "7", Epoch: "3", Index: 1,
		Operator: address(w.committee.Members[0].Account), Request: encode(t, r),
		Share: fmt.Sprintf("%x", share), Signature: fmt.Sprintf("%x", signature)}
	if err := e.Verify(w.list); err == nil || !strings.Contains(err.Error(), "good share") {
		t.Errorf("%v", err)
	}
	e.Index = 2
	if err := e.Verify(w.list); !errors.Is(err, tdh2.ErrOtherShare) {
		t.Errorf("%v", err)
	}
}

// Arguments that do not fit together are refused before anybody is asked: nodes and
// publishers must not be blamed for them.
func TestArguments(t *testing.T) {
	w := newWorld(t, 3, 5)
	w.start()
	for name, bend := range map[string]func(c *Committee, r *Request, q *group.Scalar){
		"t is 0":            func(c *Committee, _ *Request, _ *group.Scalar) { c.T = 0 },
		"t over n":          func(c *Committee, _ *Request, _ *group.Scalar) { c.T = 6 },
		"no members":        func(c *Committee, _ *Request, _ *group.Scalar) { c.Members = nil },
		"too many members":  func(c *Committee, _ *Request, _ *group.Scalar) { c.Members = make([]Member, shamir.MaxMembers+1) },
		"another epoch":     func(c *Committee, _ *Request, _ *group.Scalar) { c.Epoch++ },
		"another chain":     func(c *Committee, _ *Request, _ *group.Scalar) { c.Domain.ChainID[0]++ },
		"another committee": func(c *Committee, _ *Request, _ *group.Scalar) { c.ID[0]++ },
		"a short capsule":   func(_ *Committee, r *Request, _ *group.Scalar) { r.Capsule = r.Capsule[1:] },
		"U off the curve":   func(_ *Committee, r *Request, _ *group.Scalar) { r.Capsule = make([]byte, tdh2.CapsuleSize) },
		"no reader key":     func(_ *Committee, r *Request, _ *group.Scalar) { r.Message.(*terms.AccessRequest).ReaderKey = nil },
		"another q":         func(_ *Committee, _ *Request, q *group.Scalar) { q.Add(q, q) },
		"q is 0":            func(_ *Committee, _ *Request, q *group.Scalar) { q.Erase() },
		"a long policy":     func(_ *Committee, r *Request, _ *group.Scalar) { r.Terms.Policy = strings.Repeat("a", 8193) },
		"no message":        func(_ *Committee, r *Request, _ *group.Scalar) { r.Message = nil },
	} {
		c := *w.committee
		r, q := w.request()
		bend(&c, r, q)
		o, err := w.client(0).Open(t.Context(), &c, r, q)
		if e := (*OpenError)(nil); o != nil || err == nil || errors.As(err, &e) {
			t.Errorf("%s: %+v, %v", name, o, err)
		}
	}
	for _, n := range w.nodes {
		if n.asked.Load() != 0 {
			t.Error("somebody was asked")
		}
	}
}

// One client serves many at once.
func TestConcurrentOpens(t *testing.T) {
	w := newWorld(t, 3, 5)
	w.start()
	w.nodes[1].lie = otherX
	c := w.client(time.Minute)
	var wg sync.WaitGroup
	for range 8 {
		r, q := w.request()
		wg.Go(func() {
			if o, err := c.Open(t.Context(), w.committee, r, q); err != nil || !bytes.Equal(o.FileKey, w.fileKey) {
				t.Errorf("%+v, %v", o, err)
			}
		})
	}
	wg.Wait()
}

// inProcess hands requests to handlers by the host's name.
type inProcess map[string]http.Handler

func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	p[r.URL.Host].ServeHTTP(w, r)
	return w.Result(), nil
}

// BenchmarkOpen is what opening costs at the client: every node's answer is there before.
func BenchmarkOpen(b *testing.B) {
	for _, c := range []struct {
		name string
		liar bool
		t, n int
	}{{"3 of 5", false, 3, 5}, {"3 of 5 with a liar", true, 3, 5}, {"65 of 128", false, 65, 128}, {"65 of 128 with a liar", true, 65, 128}} {
		b.Run(c.name, func(b *testing.B) {
			w := newWorld(b, c.t, c.n)
			r, q := w.request()
			text := encode(b, r)
			transport := inProcess{}
			keys, err := EncodeKeys(w.committee.Domain, w.committee.ID, w.committee.Epoch, w.session, w.list)
			if err != nil {
				b.Fatal(err)
			}
			keysText := encode(b, keys)
			for i, n := range w.nodes {
				if i == 0 && c.liar {
					n.lie = otherX
				}
				share, signature, err := n.answer(text)
				if err != nil {
					b.Fatal(err)
				}
				answer, err := EncodeAnswer(share, signature)
				if err != nil {
					b.Fatal(err)
				}
				transport[strings.TrimPrefix(w.committee.Members[i].URL, "http://")] = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
					if r.Method == http.MethodGet {
						rw.Write(keysText)
						return
					}
					rw.Write(answer)
				})
				// All but the last that are needed have the liar among them.
				w.committee.Members[i].Confirmed = i <= c.t
			}
			client := NewClient(transport, time.Minute)
			for b.Loop() {
				o, err := client.Open(b.Context(), w.committee, r, q)
				if err != nil || !bytes.Equal(o.FileKey, w.fileKey) {
					b.Fatal(err)
				}
			}
		})
	}
}
