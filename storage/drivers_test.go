package storage_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
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
	"testing/iotest"
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

func TestGCSConformance(t *testing.T) {
	g := storagetest.StartGCS(t)
	n := 0
	storagetest.Run(t, func(t *testing.T) *storagetest.Fixture {
		n++
		bucket := fmt.Sprintf("bucket%d", n)
		g.Bucket(bucket)
		return &storagetest.Fixture{
			Store:   openStore(t, "gs://"+bucket+"/a/prefix"),
			Missing: "gs://" + bucket + "/a/prefix/missing",
			Names:   func() ([]string, error) { return g.Names(bucket) },
			Overwrite: func(name string, data []byte) error {
				g.Overwrite(bucket, "a/prefix/"+name, data)
				return nil
			},
			Options: &storage.Options{Backoff: time.Millisecond},
		}
	})
}

func TestAzureConformance(t *testing.T) {
	a := storagetest.StartAzure(t)
	n := 0
	storagetest.Run(t, func(t *testing.T) *storagetest.Fixture {
		n++
		container := fmt.Sprintf("container%d", n)
		a.Container(t, container)
		return &storagetest.Fixture{
			Store:     openStore(t, "azblob://"+container+"/a/prefix?"+a.Query(a.Addr)),
			Missing:   "azblob://" + container + "/a/prefix/missing?" + a.Query(a.Addr),
			Names:     func() ([]string, error) { return a.Names(container) },
			Overwrite: func(name string, data []byte) error { return a.Overwrite(container, "a/prefix/"+name, data) },
			Options:   &storage.Options{Backoff: time.Millisecond},
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
	s3, gcs, azure := startClouds(t)
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
		store  func(t *testing.T, addr string) string
		cut    int64
		first  int // connection that breaks
	}{
		"s3":    {s3.addr, s3.store, 5_000_000, 0},
		"gcs":   {gcs.addr, gcs.store, 5_000_000, 1}, // the first one is for a question, and not used again
		"azure": {azure.addr, azure.store, 5_000_000, 0},
		"tus":   {strings.TrimPrefix(tusServer.URL, "http://"), func(_ *testing.T, addr string) string { return "tus+http://" + addr + "/blobs" }, 3_000_000, 0},
		"ipfs":  {strings.TrimPrefix(nodeServer.URL, "http://"), func(_ *testing.T, addr string) string { return "ipfs+http://" + addr }, 700_000, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if test.target == "" {
				t.Skip(storagetest.NoAzure())
			}
			line := newCutter(t, test.target, func(n int) int64 {
				if n%3 == test.first {
					return test.cut
				}
				return -1
			})
			store := openStore(t, test.store(t, line.addr()))
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
	s3, gcs, azure := startClouds(t)
	tus, node := newTusd(t), storagetest.NewIPFS(t)
	for name, test := range map[string]struct {
		server http.Handler
		store  func(t *testing.T, addr string) string
	}{
		"s3":    {s3.proxy(t, nil), s3.store},
		"gcs":   {gcs.proxy(t, nil), gcs.store},
		"azure": {azure.proxy(t, nil), azure.store},
		"tus":   {tus, func(_ *testing.T, addr string) string { return "tus+http://" + addr + "/blobs" }},
		"ipfs":  {node.API, func(_ *testing.T, addr string) string { return "ipfs+http://" + addr }},
		"add":   {node.API, func(_ *testing.T, addr string) string { return "ipfs+http://" + addr + "?upload=add" }},
	} {
		t.Run(name, func(t *testing.T) {
			if test.server == nil {
				t.Skip(storagetest.NoAzure())
			}
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
			if _, err := openStore(t, test.store(t, server.Listener.Addr().String())).Put(t.Context(), "object", io.LimitReader(source, size)); err != nil {
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

// TestAnswerLost: an upload that the server completed, and whose answer was lost, is a success, though the name is taken when the
// library asks again; and one whose answer was lost on the way there goes on.
func TestAnswerLost(t *testing.T) {
	s3, gcs, azure := startClouds(t)
	for name, test := range map[string]struct {
		cloud cloud
		size  int64
		lose  func(r *http.Response) bool
	}{
		"s3/small": {s3, 1000, func(r *http.Response) bool { return r.Request.Method == "PUT" }},
		"s3/large": {s3, 20 << 20, func(r *http.Response) bool {
			return r.Request.Method == "POST" && r.Request.URL.Query().Has("uploadId")
		}},
		"gcs/small": {gcs, 1000, func(r *http.Response) bool { return r.Request.Method == "POST" }},
		"gcs/part":  {gcs, 20 << 20, func(r *http.Response) bool { return r.Header.Get("Range") == "bytes=0-16777215" }},
		"gcs/large": {gcs, 20 << 20, func(r *http.Response) bool {
			return r.Request.URL.Query().Has("upload_id") && r.Header.Get("X-Http-Status-Code-Override") == ""
		}},
		"azure/small": {azure, 1000, func(r *http.Response) bool { return r.Request.Method == "PUT" }},
		"azure/large": {azure, 20 << 20, func(r *http.Response) bool { return r.Request.URL.Query().Get("comp") == "blocklist" }},
	} {
		t.Run(name, func(t *testing.T) {
			lost := false
			proxy := test.cloud.proxy(t, func(resp *http.Response) error {
				if resp.StatusCode/100 == 2 && !lost && test.lose(resp) {
					lost = true
					panic(http.ErrAbortHandler)
				}
				return nil
			})
			if proxy == nil {
				t.Skip(storagetest.NoAzure())
			}
			server := httptest.NewServer(proxy)
			t.Cleanup(server.Close)
			store := openStore(t, test.cloud.store(t, server.Listener.Addr().String()))
			location, err := store.Put(t.Context(), filepath.Base(name), io.LimitReader(endless{}, test.size))
			if err != nil || !lost {
				t.Fatalf("%v (answer lost: %v)", err, lost)
			}
			if got, err := fetch(t, location, nil); err != nil || int64(len(got)) != test.size {
				t.Errorf("%d bytes, %v", len(got), err)
			}
		})
	}
}

// cloud is a server of one.
type cloud struct {
	addr  string                                 // "" where it is not installed
	store func(t *testing.T, addr string) string // the URL of a store, at that address
}

// startClouds starts a server of each kind.
func startClouds(t *testing.T) (s3, gcs, azure cloud) {
	s, g := storagetest.StartS3(t), storagetest.StartGCS(t)
	s3 = cloud{s.Addr, func(_ *testing.T, addr string) string { return "s3://bucket?" + s.Query(addr) }}
	gcs = cloud{g.Addr, func(t *testing.T, addr string) string {
		t.Setenv("STORAGE_EMULATOR_HOST", addr)
		t.Cleanup(http.DefaultClient.CloseIdleConnections) // which the library uses with an emulator
		return "gs://bucket"
	}}
	if storagetest.NoAzure() == "" {
		a := storagetest.StartAzure(t)
		azure = cloud{a.Addr, func(_ *testing.T, addr string) string { return "azblob://bucket?" + a.Query(addr) }}
	}
	return s3, gcs, azure
}

// proxy is a way to the server; nil if there is none.
func (c cloud) proxy(t *testing.T, answer func(*http.Response) error) http.Handler {
	if c.addr == "" {
		return nil
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &httputil.ReverseProxy{Transport: transport, ModifyResponse: answer, Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: "http", Host: c.addr})
		r.Out.Host = r.In.Host // it is signed, and what answers name
	}}
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

// TestCloudLocation: as TestS3Location, of the other clouds.
func TestCloudLocation(t *testing.T) {
	_, gcs, azure := startClouds(t)
	stores := map[string]string{
		"gs://bucket?anonymous=true":                             "gs://bucket/one?anonymous=true",
		"gs://bucket/a/b/?part=5":                                "gs://bucket/a/b/one",
		"gs://bucket/c?public=https%3A%2F%2Fexample.org%2Ffiles": "https://example.org/files/one",
	}
	missing := []string{"gs://none"}
	if azure.addr != "" {
		at := "domain=" + url.QueryEscape(azure.addr) + "&protocol=http"
		stores["azblob://bucket?part=5&"+at] = "azblob://bucket/one?" + at
		stores["azblob://bucket/a/b/?storage_account=tester&localemu=true&"+at] = "azblob://bucket/a/b/one?domain=" + url.QueryEscape(azure.addr) + "&localemu=true&protocol=http&storage_account=tester"
		stores["azblob://bucket/c?public=https%3A%2F%2Fexample.org%2Ffiles&"+at] = "https://example.org/files/one"
		missing = append(missing, "azblob://none?"+at)
	}
	gcs.store(t, gcs.addr)
	for store, want := range stores {
		location, err := openStore(t, store).Put(t.Context(), "one", strings.NewReader("x"))
		if err != nil || location != want {
			t.Errorf("%q: %q, %v", store, location, err)
		}
		if strings.HasPrefix(want, "https:") {
			continue
		}
		if got, err := fetch(t, location, nil); err != nil || string(got) != "x" {
			t.Errorf("%q: %q, %v", location, got, err)
		}
	}
	for _, store := range missing {
		if _, err := openStore(t, store).Put(t.Context(), "one", strings.NewReader("x")); err == nil || !strings.Contains(err.Error(), `no bucket "none"`) {
			t.Errorf("%q, which is not there: %v", store, err)
		}
	}
	// Google's library takes a refusal for something that is not there.
	denies := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, `{"error": {"code": 403, "message": "somebody does not have storage.objects.create access"}}`, http.StatusForbidden)
	}))
	t.Cleanup(denies.Close)
	gcs.store(t, denies.Listener.Addr().String())
	if _, err := openStore(t, "gs://bucket").Put(t.Context(), "two", strings.NewReader("x")); err == nil || !strings.Contains(err.Error(), "these credentials may write to") {
		t.Errorf("who may not write: %v", err)
	}
}

// TestAzureLeftovers: blocks of an upload that failed are no object, and no more in the way than a sentence says.
func TestAzureLeftovers(t *testing.T) {
	a := storagetest.StartAzure(t)
	store := openStore(t, "azblob://bucket?"+a.Query(a.Addr))
	broken := errors.New("the source broke")
	if _, err := store.Put(t.Context(), "x", io.MultiReader(io.LimitReader(endless{}, 20<<20), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	if _, err := storage.Open(t.Context(), "azblob://bucket/x?"+a.Query(a.Addr), nil); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("half an object: %v", err)
	}
	if _, err := store.Put(t.Context(), "x", strings.NewReader("small")); err == nil || !strings.Contains(err.Error(), "was broken off") {
		t.Errorf("a small object over blocks: %v", err)
	}
	if _, err := store.Put(t.Context(), "x", io.LimitReader(endless{}, 20<<20)); err != nil {
		t.Error(err)
	}
}

// TestCredentials: without credentials, or with wrong ones, a sentence says so, at once.
func TestCredentials(t *testing.T) {
	for _, name := range []string{"GOOGLE_APPLICATION_CREDENTIALS", "STORAGE_EMULATOR_HOST", "AZURE_STORAGE_ACCOUNT", "AZURE_STORAGE_KEY", "AZURE_STORAGE_CONNECTION_STRING",
		"AZURE_STORAGEBLOB_CONNECTIONSTRING"} {
		t.Setenv(name, "")
	}
	t.Setenv("HOME", t.TempDir())
	t.Setenv("CLOUDSDK_CONFIG", t.TempDir())
	for store, want := range map[string]string{"gs://bucket": "GOOGLE_APPLICATION_CREDENTIALS", "azblob://bucket": "AZURE_STORAGE_ACCOUNT"} {
		if out := runChild(t, "credentials", store); !strings.Contains(out, want+",") && !strings.Contains(out, want+" names") {
			t.Errorf("%s: %s", store, out)
		}
	}
	a := storagetest.StartAzure(t)
	t.Setenv("AZURE_STORAGE_KEY", "aHVudGVyMg==")
	out := runChild(t, "credentials", "azblob://bucket?"+a.Query(a.Addr))
	if !strings.Contains(out, "403") || strings.Contains(out, "giving up after") || strings.Contains(out, "aHVudGVyMg") {
		t.Errorf("another's key: %s", out)
	}
}

func credentialsChild() error {
	at := os.Getenv(child + "_ARG")
	s, err := storage.OpenStore(at)
	if err != nil {
		return err
	}
	_, err = s.Put(context.Background(), "x", strings.NewReader("x"))
	fmt.Println("storing:", err)
	_, err = storage.Open(context.Background(), strings.Replace(at, "bucket", "bucket/x", 1), nil)
	fmt.Println("opening:", err)
	return nil
}
