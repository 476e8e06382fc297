package node_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"golang.org/x/sync/errgroup"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/node"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// benchPolicy reads the chain: once per block.
const benchPolicy = `balance(buyer) >= units("0", 0)`

// parts is one answer taken apart, with a key share that is made up: what the libraries
// must do for it, whoever calls them.
type parts struct {
	req     *quorum.Request
	digest  [32]byte
	label   [32]byte
	X, Q, U *group.Point
	V       *group.Point
	x       *group.Scalar // of a committee of one
	e, f    *group.Scalar
	wallet  *chain.Wallet
}

func newParts(tb testing.TB, template *quorum.Request, buyer, operator *chain.Wallet) *parts {
	tb.Helper()
	p := &parts{x: group.RandomScalar(), wallet: operator}
	p.X = decoded(tb, group.NewPoint().BaseMult(p.x))
	req := *template
	p.label = req.Terms.Label()
	var err error
	if req.Capsule, err = tdh2.Seal(p.X, p.label, []byte("sixteen byte key")); err != nil {
		tb.Fatal(err)
	}
	_, Q := quorum.NewReaderKey()
	req.Message = &terms.AccessRequest{Capsule: req.CapsuleID(), ReaderKey: Q, Buyer: buyer.Address(), Deadline: uint64(time.Now().Unix()) + 3000}
	sign(tb, buyer, &req)
	p.req, p.digest = &req, req.Digest()
	if p.Q, err = group.DecodePoint(Q); err != nil {
		tb.Fatal(err)
	}
	c, err := tdh2.DecodeCapsule(req.Capsule)
	if err != nil {
		tb.Fatal(err)
	}
	p.U, p.V = c.U, c.V
	p.e, p.f = group.RandomScalar(), group.RandomScalar()
	return p
}

func decoded(tb testing.TB, p *group.Point) *group.Point {
	tb.Helper()
	b, err := p.Encode()
	if err == nil {
		p, err = group.DecodePoint(b)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// libraries runs tdh2 and the signatures as they are: Check, RecoverAddress, Reencrypt
// with its own check, SignDigest.
func (p *parts) libraries() error {
	c, err := tdh2.Check(p.X, p.label, p.req.Capsule)
	if err != nil {
		return err
	}
	if _, err := group.RecoverAddress(p.digest, p.req.Signature); err != nil {
		return err
	}
	asked := tdh2.Context{Request: p.digest, CapsuleID: tdh2.CapsuleID(p.req.Capsule, p.label), Epoch: 1, U: c.U, Q: p.Q}
	if _, err := tdh2.Reencrypt(&asked, 1, p.x, p.X); err != nil {
		return err
	}
	_, err = p.wallet.SignDigest(p.digest)
	return err
}

// operations runs only the operations of the group that an answer cannot do without:
//
//	request   Q decoded, the signer recovered
//	capsule   U, V decoded; W = fG - eU; W' = f Ghat - eV, both encoded
//	share     A, T1, T2: three times the base; x U, k Q, a U, b Q: four times a point;
//	          A, B, T1, T2, T3 made affine
//	own check of the share's bytes: A, B decoded; z1 G - c X_j; z2 G - c A;
//	          z1 U + z2 Q - c B; all three made affine
//	signature the node's own, over the share
func (p *parts) operations() error {
	var P, S group.Point
	for _, enc := range [][]byte{p.req.ReaderKey(), p.req.Capsule[:33], p.req.Capsule[33:66]} {
		if _, err := group.DecodePoint(enc); err != nil {
			return err
		}
	}
	if _, err := group.RecoverAddress(p.digest, p.req.Signature); err != nil {
		return err
	}
	one := []*group.Scalar{p.e}
	for _, got := range []*group.Point{P.VarTimeMultiMult(p.f, one, []*group.Point{p.U}),
		S.VarTimeMultiMult(nil, []*group.Scalar{p.f, p.e}, []*group.Point{ghat, p.V})} {
		if _, err := got.Encode(); err != nil {
			return err
		}
	}
	var A, B, T1, T2, T3 group.Point
	A.BaseMult(p.e)
	T1.BaseMult(p.f)
	T2.BaseMult(p.x)
	B.Add(P.Mult(p.x, p.U), S.Mult(p.e, p.Q))
	T3.Add(P.Mult(p.e, p.U), S.Mult(p.f, p.Q))
	for _, got := range []*group.Point{&A, &B, &T1, &T2, &T3} {
		if _, err := got.XY(); err != nil {
			return err
		}
	}
	for _, enc := range [][]byte{p.req.ReaderKey(), p.req.ReaderKey()} { // any two points
		if _, err := group.DecodePoint(enc); err != nil {
			return err
		}
	}
	T1.VarTimeMultiMult(p.f, one, []*group.Point{p.X})
	T2.VarTimeMultiMult(p.f, one, []*group.Point{p.V})
	T3.VarTimeMultiMult(nil, []*group.Scalar{p.f, p.x, p.e}, []*group.Point{p.U, p.Q, p.V})
	for _, got := range []*group.Point{&T1, &T2, &T3} {
		if _, err := got.XY(); err != nil {
			return err
		}
	}
	_, err := p.wallet.SignDigest(p.digest)
	return err
}

var ghat = group.Ghat()

// median is what is not disturbed by others on the machine. Durations are nanoseconds.
func median[T time.Duration | float64](d []T) float64 {
	slices.Sort(d)
	return float64(d[len(d)/2])
}

// BenchmarkAnswer is a node's answer with every check, from the decoded request to the
// signed share, and beside it, in turns, the sum of its parts: parts/whole.
func BenchmarkAnswer(b *testing.B) {
	s := theSeller(b)
	n, _ := s.twin(b, s.EVM.WebSocketURL(), nil)
	req := s.request(b, benchPolicy)
	p := newParts(b, req, s.buyer, s.operator(1))
	var whole, libraries, operations []time.Duration
	timed := func(all *[]time.Duration, f func() error) {
		began := time.Now()
		err := f()
		*all = append(*all, time.Since(began))
		if err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		timed(&whole, func() error { _, _, err := n.Answer(b.Context(), req); return err })
		timed(&libraries, p.libraries)
		timed(&operations, p.operations)
	}
	b.ReportMetric(median(whole)/1000, "µs-whole")
	b.ReportMetric(median(libraries)/1000, "µs-libraries")
	b.ReportMetric(median(operations)/1000, "µs-operations")
	b.ReportMetric(median(libraries)/median(whole), "libraries/whole")
	b.ReportMetric(median(operations)/median(whole), "operations/whole")
	b.ReportMetric(0, "ns/op") // of all three
}

const benchNode = "LATCHKEY_BENCH_NODE" // in the environment of the process that serves

// BenchmarkSharesOverLoopback is POST /v1/shares over loopback in CPU time of the node's
// process, which does nothing else: the chain, its other nodes and the client are in this
// one. The node has one core and four connections that keep it busy. Requests and the
// crypto alone take turns in it, each measured by getrusage: user and system time of all
// threads, the garbage collector's too. crypto/http is the median of their ratios, since
// neighbours on the machine slow some turns down.
func BenchmarkSharesOverLoopback(b *testing.B) {
	s := theSeller(b)
	dir := filepath.Join(b.TempDir(), "node")
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(s.Dir, "node-1"))); err != nil {
		b.Fatal(err)
	}
	if err := node.Rekey(dir, s.Nodes[0].Guard, node.TestGuard); err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestBenchNode$")
	key := s.EVM.Accounts()[10] // the first node's
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1", benchNode+"="+strings.Join([]string{s.EVM.WebSocketURL(), s.Committees.Address.Hex(), dir, hex.EncodeToString(crypto.FromECDSA(key))}, " "))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	defer cmd.Wait()
	defer in.Close() // ends it
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		b.Fatal("the node's process ended")
	}
	at := lines.Text()
	ask := func(path string) float64 {
		_, body := get(b, at+path)
		v, err := strconv.ParseFloat(string(body), 64)
		if err != nil {
			b.Fatalf("%s: %q", path, body)
		}
		return v
	}
	req := s.request(b, benchPolicy)
	body := encode(b, req)
	await(b, "the node serves", func() bool {
		status, _, _ := post(b, at, body)
		return status == http.StatusOK
	})
	const run, connections = 60, 4
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections}}
	defer client.CloseIdleConnections()
	var overHTTP, alone, ratios []float64 // of each turn
	for b.Loop() {
		before := ask("/cpu")
		var clients errgroup.Group
		for range connections {
			clients.Go(func() error {
				for range run / connections {
					resp, err := client.Post(at+"/v1/shares", "application/json", bytes.NewReader(body))
					if err != nil {
						return err
					}
					io.Copy(io.Discard, resp.Body)
					resp.Body.Close()
					if resp.StatusCode != http.StatusOK {
						return errors.New(resp.Status)
					}
				}
				return nil
			})
		}
		if err := clients.Wait(); err != nil {
			b.Fatal(err)
		}
		overHTTP = append(overHTTP, (ask("/cpu")-before)/run)
		alone = append(alone, ask("/crypto?n="+strconv.Itoa(run))/run)
		ratios = append(ratios, alone[len(alone)-1]/overHTTP[len(overHTTP)-1])
	}
	b.ReportMetric(median(overHTTP), "µs-http")
	b.ReportMetric(median(alone), "µs-crypto")
	b.ReportMetric(median(ratios), "crypto/http")
	b.ReportMetric(0, "ns/op") // of both
}

// cpu is the CPU time of this process, in microseconds.
func cpu() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1000
}

// TestBenchNode is the process that BenchmarkSharesOverLoopback starts.
func TestBenchNode(t *testing.T) {
	args := strings.Fields(os.Getenv(benchNode))
	if len(args) == 0 {
		t.Skip("a part of BenchmarkSharesOverLoopback")
	}
	key, err := crypto.HexToECDSA(args[3])
	if err != nil {
		t.Fatal(err)
	}
	c := dial(t, args[0])
	r := start(t, node.Config{Chain: c, Committees: common.HexToAddress(args[1]), Dir: args[2], Guard: node.TestGuard, Operator: chain.WalletFromKey(key)})
	buyer, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	template := &quorum.Request{Epoch: 1, Terms: terms.Terms{Policy: benchPolicy}}
	p := newParts(t, template, chain.WalletFromKey(buyer), r.cfg.Operator)
	mux := http.NewServeMux()
	mux.Handle("/", r.Handler())
	mux.HandleFunc("/cpu", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, cpu()) })
	mux.HandleFunc("/crypto", func(w http.ResponseWriter, q *http.Request) {
		n, _ := strconv.Atoi(q.URL.Query().Get("n"))
		before := cpu()
		for range n {
			if err := p.libraries(); err != nil {
				panic(err)
			}
		}
		fmt.Fprint(w, cpu()-before)
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := node.Server(mux, slog.New(slog.DiscardHandler))
	go server.Serve(l)
	runtime.GC()
	fmt.Printf("http://%s\n", l.Addr())
	io.Copy(io.Discard, os.Stdin)
	server.Shutdown(context.Background())
}
