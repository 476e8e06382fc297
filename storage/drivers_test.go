package storage_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gocloud.dev/blob"
	_ "gocloud.dev/blob/azureblob"
	_ "gocloud.dev/blob/gcsblob"
	_ "gocloud.dev/blob/s3blob"

	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/storage/storagetest"
)

func TestS3Conformance(t *testing.T) {
	s := storagetest.StartS3(t)
	n := 0
	storagetest.Run(t, func(t *testing.T) *storagetest.Fixture {
		n++
		bucket := fmt.Sprintf("bucket%d", n)
		if err := os.Mkdir(filepath.Join(s.Dir, bucket), 0o755); err != nil {
			t.Fatal(err)
		}
		open := func() *blob.Bucket {
			b, err := blob.OpenBucket(t.Context(), "s3://"+bucket+"?"+s.Query(s.Addr))
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		return &storagetest.Fixture{
			Store:   openStore(t, "s3://"+bucket+"/a/prefix?"+s.Query(s.Addr)),
			Missing: "s3://" + bucket + "/a/prefix/missing?" + s.Query(s.Addr),
			Names: func() (names []string, err error) {
				root := filepath.Join(s.Dir, bucket)
				err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
					if err == nil && !d.IsDir() {
						names = append(names, strings.TrimPrefix(path, root+"/"))
					}
					return err
				})
				return names, err
			},
			Overwrite: func(name string, data []byte) error {
				b := open()
				defer b.Close()
				return b.WriteAll(context.Background(), "a/prefix/"+name, data, nil)
			},
			Options: &storage.Options{Backoff: time.Millisecond},
		}
	})
}

func TestIPFSConformance(t *testing.T) {
	for _, upload := range []string{"blocks", "add"} {
		t.Run(upload, func(t *testing.T) {
			storagetest.Run(t, func(t *testing.T) *storagetest.Fixture {
				node := storagetest.NewIPFS(t)
				store, gateway := node.Serve(t)
				return &storagetest.Fixture{
					Store:    openStore(t, store+"?upload="+upload),
					Missing:  "ipfs://bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvykv",
					Names:    node.Pinned,
					Nameless: true,
					Options:  &storage.Options{Gateways: []string{gateway}, Backoff: time.Microsecond},
				}
			})
		})
	}
}

func TestTusConformance(t *testing.T) {
	for name, kind := range map[string]struct {
		known     bool
		elsewhere string
	}{
		"deferred":  {},
		"known":     {known: true},
		"elsewhere": {elsewhere: "/blobs/"},
	} {
		t.Run(name, func(t *testing.T) {
			storagetest.Run(t, func(t *testing.T) *storagetest.Fixture {
				s := newTusd(t)
				s.known, s.elsewhere = kind.known, kind.elsewhere
				server := httptest.NewServer(s)
				t.Cleanup(server.Close)
				return &storagetest.Fixture{
					Store:    openStore(t, "tus+"+server.URL+"/blobs"),
					Missing:  server.URL + "/blobs/missing",
					Names:    folder(s.dir),
					Nameless: true,
					Options:  &storage.Options{Backoff: time.Microsecond},
				}
			})
		})
	}
}

// cutter is a line to a server that breaks: the connection of number n (from 0) breaks when so
// many bytes went towards the server (negative is never).
type cutter struct {
	listener net.Listener
	target   string
	cut      func(n int) int64

	wg    sync.WaitGroup
	mu    sync.Mutex
	conns int // guarded by mu
	cuts  int // guarded by mu
}

func newCutter(t *testing.T, target string, cut func(n int) int64) *cutter {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cutter{listener: l, target: target, cut: cut}
	c.wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			c.mu.Lock()
			n := c.conns
			c.conns++
			c.mu.Unlock()
			c.wg.Go(func() { c.carry(conn, n) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		c.wg.Wait()
	})
	return c
}

func (c *cutter) addr() string { return c.listener.Addr().String() }

func (c *cutter) carry(conn net.Conn, n int) {
	defer conn.Close()
	server, err := net.Dial("tcp", c.target)
	if err != nil {
		return
	}
	defer server.Close()
	c.wg.Go(func() {
		io.Copy(conn, server)
		conn.Close()
		server.Close()
	})
	if limit := c.cut(n); limit >= 0 {
		if n, _ := io.CopyN(server, conn, limit); n == limit {
			c.mu.Lock()
			c.cuts++
			c.mu.Unlock()
		}
		return
	}
	io.Copy(server, conn)
}

// TestUploadCut: an upload over a line that breaks in every third connection arrives whole, and
// the source is read once.
func TestUploadCut(t *testing.T) {
	const size = 40<<20 + 12345
	s3 := storagetest.StartS3(t)
	tus := newTusd(t)
	tusServer := httptest.NewServer(tus)
	t.Cleanup(tusServer.Close)
	node := storagetest.NewIPFS(t)
	nodeServer := httptest.NewServer(node.API)
	t.Cleanup(nodeServer.Close)
	gateway := httptest.NewServer(node.Gateway)
	t.Cleanup(gateway.Close)
	for name, test := range map[string]struct {
		target string
		store  func(addr string) string
		cut    int64
	}{
		"s3":   {s3.Addr, func(addr string) string { return "s3://bucket?" + s3.Query(addr) }, 5_000_000},
		"tus":  {strings.TrimPrefix(tusServer.URL, "http://"), func(addr string) string { return "tus+http://" + addr + "/blobs" }, 3_000_000},
		"ipfs": {strings.TrimPrefix(nodeServer.URL, "http://"), func(addr string) string { return "ipfs+http://" + addr }, 700_000},
	} {
		t.Run(name, func(t *testing.T) {
			line := newCutter(t, test.target, func(n int) int64 {
				if n%3 == 0 {
					return test.cut
				}
				return -1
			})
			store := openStore(t, test.store(line.addr()))
			store.Options.Backoff = time.Millisecond
			source := rand.NewChaCha8([32]byte{1})
			read := int64(0)
			location, err := store.Put(t.Context(), "object", io.LimitReader(readerFunc(func(p []byte) (int, error) {
				read += int64(len(p))
				return source.Read(p)
			}), size))
			if err != nil {
				t.Fatal(err)
			}
			r, err := storage.Open(t.Context(), location, &storage.Options{Gateways: []string{gateway.URL}})
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			got, want := sha256.New(), sha256.New()
			io.Copy(want, io.LimitReader(rand.NewChaCha8([32]byte{1}), size))
			if n, err := io.Copy(got, r); err != nil || n != size || !bytes.Equal(got.Sum(nil), want.Sum(nil)) {
				t.Errorf("read %d bytes, %v", n, err)
			}
			line.mu.Lock()
			defer line.mu.Unlock()
			if line.cuts == 0 {
				t.Error("the line never broke")
			}
			t.Logf("%d of %d connections broke", line.cuts, line.conns)
		})
	}
}

// TestReadAhead: whoever counts what Put reads is never more than 40 MiB ahead of what is stored.
func TestReadAhead(t *testing.T) {
	const size, most = 100 << 20, 40 << 20
	s3 := storagetest.StartS3(t)
	tus, node := newTusd(t), storagetest.NewIPFS(t)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	for name, test := range map[string]struct {
		server http.Handler
		store  func(addr string) string
	}{
		"s3": {&httputil.ReverseProxy{Transport: transport, Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: "http", Host: s3.Addr})
			r.Out.Host = r.In.Host // it is signed
		}}, func(addr string) string { return "s3://bucket?" + s3.Query(addr) }},
		"tus":  {tus, func(addr string) string { return "tus+http://" + addr + "/blobs" }},
		"ipfs": {node.API, func(addr string) string { return "ipfs+http://" + addr }},
		"add":  {node.API, func(addr string) string { return "ipfs+http://" + addr + "?upload=add" }},
	} {
		t.Run(name, func(t *testing.T) {
			var read atomic.Int64
			var mu sync.Mutex
			var stored, worst int64 // guarded by mu
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				r.Body = &countedBody{r.Body, func(n int) {
					mu.Lock()
					defer mu.Unlock()
					worst = max(worst, read.Load()-stored)
					stored += int64(n)
				}}
				test.server.ServeHTTP(w, r)
			}))
			t.Cleanup(server.Close)
			source := readerFunc(func(p []byte) (int, error) {
				n, err := endless{}.Read(p)
				read.Add(int64(n))
				return n, err
			})
			if _, err := openStore(t, test.store(server.Listener.Addr().String())).Put(t.Context(), "object", io.LimitReader(source, size)); err != nil {
				t.Fatal(err)
			}
			mu.Lock()
			defer mu.Unlock()
			t.Logf("at most %d KiB ahead", worst>>10)
			if worst > most || stored < size {
				t.Errorf("at most %d bytes ahead of what is stored; stored %d", worst, stored)
			}
		})
	}
}

// countedBody counts a body as it arrives.
type countedBody struct {
	io.ReadCloser
	count func(n int)
}

func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.count(n)
	return n, err
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// TestS3Location: without public=, a location holds what finds the object and no more; with it,
// it is the web's.
func TestS3Location(t *testing.T) {
	s := storagetest.StartS3(t)
	for _, test := range []struct{ store, want string }{
		{"s3://bucket?" + s.Query(s.Addr), "s3://bucket/one?"},
		{"s3://bucket/a/b/?part=5&" + s.Query(s.Addr), "s3://bucket/a/b/one?"},
		{"s3://bucket/c?request_checksum_calculation=when_required&public=https%3A%2F%2Fexample.org%2Ffiles&" + s.Query(s.Addr), "https://example.org/files/one"},
	} {
		if strings.HasSuffix(test.want, "?") {
			test.want += "endpoint=" + url.QueryEscape("http://"+s.Addr) + "&region=us-east-1&use_path_style=true"
		}
		location, err := openStore(t, test.store).Put(t.Context(), "one", strings.NewReader("x"))
		if err != nil || location != test.want {
			t.Errorf("%q: %q, %v", test.store, location, err)
		}
	}
	if _, err := openStore(t, "s3://none?"+s.Query(s.Addr)).Put(t.Context(), "one", strings.NewReader("x")); err == nil || !strings.Contains(err.Error(), `no bucket "none"`) {
		t.Errorf("a bucket that is not there: %v", err)
	}
	t.Setenv("AWS_SECRET_ACCESS_KEY", "another")
	if _, err := openStore(t, "s3://bucket?"+s.Query(s.Addr)).Put(t.Context(), "two", strings.NewReader("x")); err == nil || strings.Contains(err.Error(), "another") {
		t.Errorf("another's key: %v", err)
	}
}

// TestS3AnswerLost: an upload that the server completed, and whose answer was lost, is a
// success, though the name is taken when the library asks again.
func TestS3AnswerLost(t *testing.T) {
	s := storagetest.StartS3(t)
	for name, test := range map[string]struct {
		size int64
		lose func(r *http.Request) bool
	}{
		"small": {1000, func(r *http.Request) bool { return r.Method == "PUT" }},
		"large": {20 << 20, func(r *http.Request) bool { return r.Method == "POST" && r.URL.Query().Has("uploadId") }},
	} {
		t.Run(name, func(t *testing.T) {
			lost := false
			transport := &http.Transport{}
			t.Cleanup(transport.CloseIdleConnections)
			proxy := &httputil.ReverseProxy{
				Transport: transport,
				Rewrite: func(r *httputil.ProxyRequest) {
					r.SetURL(&url.URL{Scheme: "http", Host: s.Addr})
					r.Out.Host = r.In.Host // it is signed
				},
				ModifyResponse: func(resp *http.Response) error {
					if resp.StatusCode == 200 && !lost && test.lose(resp.Request) {
						lost = true
						panic(http.ErrAbortHandler)
					}
					return nil
				},
			}
			server := httptest.NewServer(proxy)
			t.Cleanup(server.Close)
			store := openStore(t, "s3://bucket?"+s.Query(server.Listener.Addr().String()))
			location, err := store.Put(t.Context(), name, io.LimitReader(endless{}, test.size))
			if err != nil || !lost {
				t.Fatalf("%v (answer lost: %v)", err, lost)
			}
			if got, err := fetch(t, location, nil); err != nil || int64(len(got)) != test.size {
				t.Errorf("%d bytes, %v", len(got), err)
			}
		})
	}
}

// TestCloudRefuses: a location may not choose among the reader's credentials, and errors tell
// nothing of a URL's secrets.
func TestCloudRefuses(t *testing.T) {
	for _, location := range []string{
		"s3://", "s3://bucket", "s3://bucket/", "s3:bucket/key", "s3://u:hunter2@bucket/key", "s3://bucket/key#hunter2", "s3://bucket/a%00b",
		"s3://bucket/key?profile=other", "s3://bucket/key?role=arn:aws:iam::1:role/x", "s3://bucket/key?kmskeyid=x",
		"gs://bucket/key?private_key_path=/etc/passwd", "gs://bucket/key?access_id=x", "azblob://container/key?localemu=true&x=hunter2",
	} {
		r, err := storage.Open(t.Context(), location, &storage.Options{Retries: -1})
		if err == nil {
			r.Close()
			t.Errorf("opened %q", location)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: the error tells: %v", location, err)
		}
	}
	for _, store := range []string{
		"s3://", "s3:bucket", "s3://u:hunter2@bucket", "s3://bucket#hunter2", "s3://bucket?public=ftp://x/", "s3://bucket?part=4", "s3://bucket?part=x",
		"s3://bucket?region=a&region=b", "s3://bucket?public=https://u:hunter2@host/", "ipfs+http://", "ipfs+http:x", "ipfs+http://host/?x=1",
		"ipfs+http://host/#x", "ipfs+http://host?upload=x", "ipfs://host", "tus+http://", "tus+http://host/?x=hunter2", "tus+http://host/#x", "tus://host/", "tus+ftp://host/",
	} {
		if _, err := storage.OpenStore(store); err == nil {
			t.Errorf("opened a store at %q", store)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("store %q: the error tells: %v", store, err)
		}
	}
}

// TestLinked: the drivers of the other clouds are there and take their URLs. No server of
// theirs runs here: what they do beyond that is their libraries' word.
func TestLinked(t *testing.T) {
	for _, store := range []string{"gs://bucket/prefix", "azblob://container/prefix?storage_account=x", "azblob://container?domain=blob.example.org"} {
		if _, err := storage.OpenStore(store); err != nil {
			t.Errorf("%q: %v", store, err)
		}
	}
}
