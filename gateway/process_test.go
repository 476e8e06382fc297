package gateway_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	_ "gocloud.dev/blob/azureblob"
	_ "gocloud.dev/blob/gcsblob"
	_ "gocloud.dev/blob/s3blob"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/gateway"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/storage/storagetest"
)

const asProcess = "LATCHKEY_TEST_GATEWAY" // in the environment of a process that is a gateway

// launch is what such a process needs to know.
type launch struct {
	RPC, Database, Dir string
	Market, Committees common.Address
	Store              string // URL; empty: a folder in Dir
	PerDay             int64
}

// process is a gateway with a process of its own.
type process struct {
	at  string
	cmd *exec.Cmd
}

func start(t testing.TB, l launch) *process {
	t.Helper()
	text, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestProcess$")
	cmd.Env = append(os.Environ(), asProcess+"="+string(text))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe() // its end ends it
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); cmd.Process.Kill(); cmd.Wait() })
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("the gateway's process ended")
	}
	return &process{lines.Text(), cmd}
}

// number asks the process for a number about itself.
func (p *process) number(t testing.TB, path string) float64 {
	t.Helper()
	_, _, body := call(t, http.MethodGet, p.at+path, nil)
	v, err := strconv.ParseFloat(string(body), 64)
	if err != nil {
		t.Fatalf("%s: %q", path, body)
	}
	return v
}

// cpu is the processor time of this process, in microseconds.
func cpu() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1000
}

// TestProcess is a process that start starts.
func TestProcess(t *testing.T) {
	text := os.Getenv(asProcess)
	if text == "" {
		t.Skip("a part of other tests")
	}
	var l launch
	if err := json.Unmarshal([]byte(text), &l); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() { io.Copy(io.Discard, os.Stdin); cancel() }()
	c, err := chain.Dial(ctx, chain.Config{URL: l.RPC, Final: "0"})
	if err != nil {
		t.Fatal(err)
	}
	uploads := &gateway.Uploads{Spool: l.Dir + "/spool", Open: true, PerDay: l.PerDay}
	if l.Store == "" {
		uploads.Folder = l.Dir + "/blobs"
		l.Store = "file://" + uploads.Folder
	}
	if uploads.Store, err = storage.OpenStore(l.Store); err != nil {
		t.Fatal(err)
	}
	g, err := gateway.New(ctx, gateway.Config{Worlds: []*gateway.World{{Chain: c, Market: l.Market, Committees: l.Committees}}, Database: l.Database, Private: true,
		Uploads: uploads,
		Limits:  gateway.Limits{AddressRate: 1e6, AddressBurst: 1e6, AccountRate: 1e6, AccountBurst: 1e6}})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", g.Handler())
	mux.HandleFunc("/cpu", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, cpu()) })
	// So that a client's part is in no other process's account.
	mux.HandleFunc("/ask", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		for _, at := range r.URL.Query()["node"] {
			var resp *http.Response
			if resp, err = http.Post(at, "application/json", bytes.NewReader(body)); err != nil {
				break
			}
			io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			if resp.StatusCode != 200 {
				err = errors.New(resp.Status)
				break
			}
		}
		if err != nil {
			http.Error(w, err.Error(), 500)
		}
	})
	mux.HandleFunc("/memory", func(w http.ResponseWriter, _ *http.Request) {
		runtime.GC()
		status, _ := os.ReadFile("/proc/self/status")
		_, rest, _ := strings.Cut(string(status), "VmHWM:")
		fmt.Fprint(w, strings.Fields(rest)[0]) // KiB, the most that there ever was
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 20 * time.Second, WriteTimeout: 60 * time.Second,
		MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelWarn)}
	go server.Serve(listener)
	fmt.Printf("http://%s\n", listener.Addr())
	g.Run(ctx)
}

// upload uploads a file in parts, and returns its path.
func upload(t testing.TB, at string, file []byte) string {
	t.Helper()
	status, h, body := tus(t, http.MethodPost, at+"/v1/blobs", file, "Upload-Length", strconv.Itoa(len(file)), "Content-Type", "application/offset+octet-stream")
	if status != 201 || h.Get("Content-Location") == "" {
		t.Fatalf("%d %v %s", status, h, body)
	}
	return h.Get("Content-Location")
}

// databases make an empty database for the processes of a test.
var databases = map[string]func(t *testing.T, dir string) string{
	"sqlite":   func(_ *testing.T, dir string) string { return dir + "/g.db" },
	"postgres": func(t *testing.T, _ string) string { return gateway.PostgresURL(t) },
}

// TestKilled: of two gateways of one database and one store, one is killed in the middle of an upload and of a
// download. Nothing is lost: both go on at the other one, from where they were.
func TestKilled(t *testing.T) {
	for name, database := range databases {
		t.Run(name, func(t *testing.T) {
			evm := idle(t)
			dir := t.TempDir()
			folder(t, dir+"/blobs")
			killed(t, launch{RPC: evm.URL(), Database: database(t, dir), Dir: dir, Market: anywhere, Committees: anywhere})
		})
	}
}

func killed(t *testing.T, l launch) {
	a, b := start(t, l), start(t, l)
	file := make([]byte, 40<<20)
	rand.Read(file)
	hash := sha256.Sum256(file)

	// An upload.
	_, h, _ := tus(t, http.MethodPost, a.at+"/v1/blobs", nil, "Upload-Length", strconv.Itoa(len(file)))
	at := h.Get("Location")
	body, feed := io.Pipe()
	go func() {
		feed.Write(file[:17<<20])
		a.cmd.Process.Kill()
		feed.Write(file[17<<20:])
	}()
	req, _ := http.NewRequest(http.MethodPatch, a.at+at, body)
	req.ContentLength = int64(len(file))
	req.Header = http.Header{"Tus-Resumable": {"1.0.0"}, "Upload-Offset": {"0"}, "Content-Type": {"application/offset+octet-stream"}}
	if resp, err := http.DefaultClient.Do(req); err == nil {
		t.Fatalf("a killed gateway answers %s", resp.Status)
	}
	body.Close()
	status, h, _ := tus(t, http.MethodHead, b.at+at, nil)
	n, err := strconv.Atoi(h.Get("Upload-Offset"))
	if status != 200 || err != nil || n == 0 || n > 17<<20 {
		t.Fatalf("%d %v", status, h)
	}
	status, h, answer := tus(t, http.MethodPatch, b.at+at, file[n:], "Upload-Offset", strconv.Itoa(n))
	if status != 204 || h.Get("Content-Location") != "/v1/blobs/"+hex.EncodeToString(hash[:]) {
		t.Fatalf("%d %v %s", status, h, answer)
	}

	// A download.
	a = start(t, l)
	path := h.Get("Content-Location")
	resp, err := http.Get(a.at + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var got bytes.Buffer
	if _, err := io.CopyN(&got, resp.Body, 5<<20); err != nil {
		t.Fatal(err)
	}
	a.cmd.Process.Kill()
	io.Copy(&got, resp.Body) // what was under way
	if got.Len() >= len(file) {
		t.Fatal("it was not in the middle")
	}
	etag := resp.Header.Get("ETag")
	status, h, rest := call(t, http.MethodGet, b.at+path, nil, "Range", fmt.Sprintf("bytes=%d-", got.Len()), "If-Range", etag)
	got.Write(rest)
	if status != 206 || sha256.Sum256(got.Bytes()) != hash {
		t.Fatalf("%d %v, %d bytes", status, h, got.Len())
	}

	// Killed at any moment, in the middle of storing too: what the client does then is the same, and ends well.
	moments := mathrand.New(mathrand.NewPCG(1, 2))
	for range 6 {
		a = start(t, l)
		file := file[:2<<20]
		rand.Read(file[:100])
		hash := sha256.Sum256(file)
		_, h, _ := tus(t, http.MethodPost, a.at+"/v1/blobs", nil, "Upload-Length", strconv.Itoa(len(file)))
		at := h.Get("Location")
		dying := make(chan struct{})
		go func() {
			time.Sleep(time.Duration(moments.IntN(40)) * time.Millisecond)
			a.cmd.Process.Kill()
			close(dying)
		}()
		req, _ := http.NewRequest(http.MethodPatch, a.at+at, bytes.NewReader(file))
		req.Header = http.Header{"Tus-Resumable": {"1.0.0"}, "Upload-Offset": {"0"}, "Content-Type": {"application/offset+octet-stream"}}
		if resp, err := http.DefaultClient.Do(req); err == nil {
			io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
		<-dying
		a.cmd.Wait()
		status, h, _ := tus(t, http.MethodHead, b.at+at, nil)
		n, err := strconv.Atoi(h.Get("Upload-Offset"))
		if status != 200 || err != nil {
			t.Fatalf("%d %v", status, h)
		}
		if n < len(file) {
			status, h, answer = tus(t, http.MethodPatch, b.at+at, file[n:], "Upload-Offset", strconv.Itoa(n))
		}
		if status/100 != 2 || h.Get("Content-Location") != "/v1/blobs/"+hex.EncodeToString(hash[:]) {
			t.Fatalf("from %d on: %d %v %s", n, status, h, answer)
		}
		if status, _, body := call(t, http.MethodGet, b.at+h.Get("Content-Location"), nil); status != 200 || sha256.Sum256(body) != hash {
			t.Fatalf("%d, %d bytes", status, len(body))
		}
	}
	// One that died before it could remove a finished upload's file: the next one does.
	if err := os.WriteFile(filepath.Join(l.Dir, "spool", filepath.Base(at)), file, 0o600); err != nil {
		t.Fatal(err)
	}
	start(t, l)
	var left []os.DirEntry
	for range 600 {
		if left, _ = os.ReadDir(l.Dir + "/spool"); len(left) == 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("left in the spool: %v", left)
}

// TestClouds: blobs are in a bucket, behind gateways that hold nothing themselves. Uploads resume, and any part can be read.
func TestClouds(t *testing.T) {
	t.Run("s3", func(t *testing.T) {
		s3 := storagetest.StartS3(t)
		inBucket(t, "s3://bucket/sold?"+s3.Query(s3.Addr), func() ([]string, error) {
			return filepath.Glob(filepath.Join(s3.Dir, "bucket", "sold", "*"))
		}, os.Remove)
	})
	t.Run("gcs", func(t *testing.T) {
		gcs := storagetest.StartGCS(t)
		inBucket(t, "gs://bucket/sold", func() ([]string, error) { return gcs.Names("bucket") }, func(name string) error { return gcs.Remove("bucket", name) })
	})
	t.Run("azure", func(t *testing.T) {
		azure := storagetest.StartAzure(t)
		inBucket(t, "azblob://bucket/sold?"+azure.Query(azure.Addr), func() ([]string, error) { return azure.Names("bucket") },
			func(name string) error { return azure.Remove("bucket", name) })
	})
}

func inBucket(t *testing.T, store string, list func() ([]string, error), remove func(name string) error) {
	l := launch{RPC: idle(t).URL(), Database: gateway.PostgresURL(t), Dir: t.TempDir(), Market: anywhere, Committees: anywhere, Store: store}
	killed(t, l)

	g := start(t, l)
	file := make([]byte, 20<<20+7) // more than two parts of the bucket
	rand.Read(file)
	hash := sha256.Sum256(file)
	path := "/v1/blobs/" + hex.EncodeToString(hash[:])
	_, h, _ := tus(t, http.MethodPost, g.at+"/v1/blobs", nil, "Upload-Length", strconv.Itoa(len(file)))
	at := h.Get("Location")
	for offset := 0; offset < len(file); {
		n := min(9<<20, len(file)-offset)
		status, h, body := tus(t, http.MethodPatch, g.at+at, file[offset:offset+n], "Upload-Offset", strconv.Itoa(offset))
		if offset += n; status != 204 || h.Get("Upload-Offset") != strconv.Itoa(offset) || (h.Get("Content-Location") == path) != (offset == len(file)) {
			t.Fatalf("at %d: %d %v %s", offset, status, h, body)
		}
	}
	_, h, body := call(t, http.MethodGet, g.at+path, nil)
	if !bytes.Equal(body, file) || h.Get("ETag") == "" || h.Get("Accept-Ranges") != "bytes" {
		t.Fatalf("%d bytes, %v", len(body), h)
	}
	etag := h.Get("ETag")
	for _, test := range []struct {
		header   []string
		status   int
		from, to int
	}{
		{[]string{"Range", "bytes=0-0"}, 206, 0, 1},
		{[]string{"Range", "bytes=8388600-8388700"}, 206, 8388600, 8388701}, // over the edge of a part
		{[]string{"Range", "bytes=20971520-"}, 206, 20971520, len(file)},
		{[]string{"Range", "bytes=-5"}, 206, len(file) - 5, len(file)},
		{[]string{"Range", "bytes=5-9", "If-Range", etag}, 206, 5, 10},
		{[]string{"Range", "bytes=5-9", "If-Range", `"another"`}, 200, 0, len(file)},
		{[]string{"Range", "bytes=20971527-"}, 416, 0, 0},
		{[]string{"If-None-Match", etag}, 304, 0, 0},
	} {
		status, h, body := call(t, http.MethodGet, g.at+path, nil, test.header...)
		if status != test.status || status < 300 && !bytes.Equal(body, file[test.from:test.to]) {
			t.Errorf("%v: %d %v, %d bytes", test.header, status, h, len(body))
		}
		if status == 206 && h.Get("Content-Range") != fmt.Sprintf("bytes %d-%d/%d", test.from, test.to-1, len(file)) {
			t.Errorf("%v: %q", test.header, h.Get("Content-Range"))
		}
	}
	if status, h, body := call(t, http.MethodHead, g.at+path, nil); status != 200 || h.Get("Content-Length") != strconv.Itoa(len(file)) || len(body) != 0 {
		t.Errorf("%d %v", status, h)
	}
	// The same bytes once more are the same blob, and what the bucket lost is a failure, not an empty file.
	if again := upload(t, g.at, file); again != path {
		t.Errorf("%q", again)
	}
	objects, err := list()
	objects = slices.DeleteFunc(objects, func(name string) bool { return !strings.Contains(name, "sold/"+hex.EncodeToString(hash[:])) })
	if err != nil || len(objects) != 1 {
		t.Fatal(objects, err)
	}
	if err := remove(objects[0]); err != nil {
		t.Fatal(err)
	}
	if status, _, body := call(t, http.MethodGet, g.at+path, nil); status < 400 || len(body) == 0 {
		t.Errorf("what is gone: %d %q", status, body)
	}
}

// TestQuotasAreShared: what is taken at one gateway process is taken at the other, however many ask at once.
func TestQuotasAreShared(t *testing.T) {
	for name, database := range databases {
		t.Run(name, func(t *testing.T) {
			evm := idle(t)
			dir := t.TempDir()
			folder(t, dir+"/blobs")
			l := launch{RPC: evm.URL(), Database: database(t, dir), Dir: dir, Market: anywhere, Committees: anywhere, PerDay: 10 << 20}
			both := []*process{start(t, l), start(t, l)}
			var taken atomic.Int64
			var asking sync.WaitGroup
			for i := range 40 {
				asking.Go(func() {
					status, _, body := tus(t, http.MethodPost, both[i%2].at+"/v1/blobs", nil, "Upload-Length", "1000000")
					switch {
					case status == 201:
						taken.Add(1)
					case status != 413 || problemType(t, body) != "quota":
						t.Errorf("%d %s", status, body)
					}
				})
			}
			asking.Wait()
			if taken.Load() != 10 { // 10.49 of them
				t.Errorf("%d uploads of a million bytes are within 10 MiB", taken.Load())
			}
			both[0].cmd.Process.Kill()
			if status, _, body := tus(t, http.MethodPost, both[1].at+"/v1/blobs", nil, "Upload-Length", "1000000"); status != 413 {
				t.Errorf("when the other one has died: %d %s", status, body)
			}
		})
	}
}

// TestDownloads: many downloads at once, each of them slow, take little memory. LATCHKEY_SOAK_DOWNLOADS says
// how many; 5000 is what docs/gateway.md tells of.
func TestDownloads(t *testing.T) {
	many := 200
	if n, err := strconv.Atoi(os.Getenv("LATCHKEY_SOAK_DOWNLOADS")); err == nil {
		many = n
	}
	evm := idle(t)
	dir := t.TempDir()
	folder(t, dir+"/blobs")
	g := start(t, launch{RPC: evm.URL(), Database: dir + "/g.db", Dir: dir, Market: anywhere, Committees: anywhere})
	file := make([]byte, 4<<20)
	rand.Read(file)
	path := upload(t, g.at, file)
	// Small buffers in the kernel, too: those of 5,000 connections on one machine would be gigabytes.
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, ReadBufferSize: 4096, DialContext: func(ctx context.Context, network, at string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, at)
		if err == nil {
			err = conn.(*net.TCPConn).SetReadBuffer(128 << 10)
		}
		return conn, err
	}}}
	bodies := make([]io.ReadCloser, many)
	slots := make(chan struct{}, 64)
	var opening sync.WaitGroup
	for i := range bodies {
		slots <- struct{}{}
		opening.Go(func() {
			defer func() { <-slots }()
			resp, err := client.Get(g.at + path)
			if err != nil {
				t.Error(err)
				return
			}
			if resp.StatusCode != 200 {
				t.Errorf("download %d: %s", i, resp.Status)
			}
			if _, err := io.CopyN(io.Discard, resp.Body, 64<<10); err != nil {
				t.Error(err)
			}
			bodies[i] = resp.Body
		})
	}
	opening.Wait()
	used := g.number(t, "/memory") / 1024
	t.Logf("%d downloads under way: %.0f MiB", many, used)
	if used > 1024 {
		t.Errorf("%d downloads take %.0f MiB", many, used)
	}
	var whole atomic.Int64
	for i, body := range bodies {
		if body == nil {
			continue
		}
		if i >= many-20 { // the latest are read to their end: others may have been still for too long
			if n, err := io.Copy(io.Discard, body); err == nil && n == int64(len(file)-64<<10) {
				whole.Add(1)
			}
		}
		body.Close()
	}
	if whole.Load() < 20 {
		t.Errorf("%d came to their end", whole.Load())
	}
}

// BenchmarkAccess is the processor time that a gateway adds to what its nodes spend, of 5 nodes with t = 3. The
// gateway has a process of its own, and the nodes have one with the chain. Who asks the nodes for their part of
// the comparison is in the gateway's process, and who asks the gateway is in that of the nodes, while it is not
// measured: no client is in either figure. What both processes spend while nothing is asked is taken off.
func BenchmarkAccess(b *testing.B) {
	d, err := devnet.Start(b.Context(), devnet.Config{})
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	s := &seller{Devnet: d, nodes: quorum.NewClient(nil, 0)}
	if s.com, err = s.as(1, "").Committee(b.Context(), d.Committees.Address, d.Committee); err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	folder(b, dir+"/blobs")
	g := start(b, launch{RPC: d.EVM.URL(), Database: dir + "/g.db", Dir: dir, Market: d.Market.Address, Committees: d.Committees.Address})
	item := s.publish(b, "Bench", []byte("a file"), d.Store)
	if _, err := s.as(2, "").Buy(b.Context(), item, market.Deal{}); err != nil {
		b.Fatal(err)
	}
	stanzas, err := s.as(2, "").Stanzas(b.Context(), item)
	if err != nil {
		b.Fatal(err)
	}
	req, _ := s.request(b, 2, stanzas[0].Capsule, stanzas[0].Terms)
	body, err := json.Marshal(req)
	if err != nil {
		b.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	post := func(at string) {
		resp, err := client.Post(at, "application/json", bytes.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if resp.StatusCode != 200 {
			b.Fatal(resp.Status)
		}
	}
	for range 20 {
		post(g.at + "/v1/access")
		for _, n := range d.Nodes {
			post(n.URL + "/v1/shares")
		}
	}
	var nodes []string
	for i := range 40 {
		nodes = append(nodes, d.Nodes[i%len(d.Nodes)].URL+"/v1/shares")
	}
	asked := g.at + "/ask?" + url.Values{"node": nodes}.Encode()
	// An account is microseconds of processor time of the two processes, and the clock.
	type account struct {
		gateway, nodes float64
		at             time.Time
	}
	now := func() account { return account{g.number(b, "/cpu"), cpu(), time.Now()} }
	start := now()
	time.Sleep(3 * time.Second)
	end := now()
	idle := end.at.Sub(start.at).Seconds()
	gatewayIdle, nodesIdle := (end.gateway-start.gateway)/idle, (end.nodes-start.nodes)/idle // in a second
	var gateways, all []float64
	for b.Loop() {
		before := now()
		for range nodes {
			post(g.at + "/v1/access")
		}
		after := now()
		gateways = append(gateways, (after.gateway-before.gateway-gatewayIdle*after.at.Sub(before.at).Seconds())/float64(len(nodes)))
		before = now()
		post(asked)
		after = now()
		all = append(all, (after.nodes-before.nodes-nodesIdle*after.at.Sub(before.at).Seconds())/float64(len(nodes)))
	}
	slices.Sort(gateways)
	slices.Sort(all)
	mid := len(all) / 2
	b.ReportMetric(gateways[mid], "µs-gateway")
	b.ReportMetric(all[mid], "µs-node")
	b.ReportMetric(gatewayIdle/1000, "ms-gateway-idle/s")
	b.ReportMetric(nodesIdle/1000, "ms-nodes-idle/s")
	b.ReportMetric(gateways[mid]/(5*all[mid]), "gateway/5-nodes")
	b.ReportMetric(gateways[mid]/(3*all[mid]), "gateway/3-nodes")
	b.ReportMetric(0, "ns/op")
}
