package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/latchkey-network/latchkey/devnet"
)

// tollgate stands before a store: it counts the bytes of pieces that came through, and lets no more through once it is shut.
type tollgate struct {
	*httptest.Server
	mu      sync.Mutex
	passed  int64
	shutAt  int64          // pieces that begin behind so many bytes stay outside; 0: none
	reached chan struct{}  // closed when one does
	flight  sync.WaitGroup // those that are let through
}

func newTollgate(t *testing.T, target, method string) *tollgate {
	u, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	g := &tollgate{reached: make(chan struct{})}
	proxy := httputil.NewSingleHostReverseProxy(u)
	proxy.ModifyResponse = func(r *http.Response) error {
		if at := r.Header.Get("Location"); at != "" {
			r.Header.Set("Location", strings.Replace(at, target, g.URL, 1))
		}
		return nil
	}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		size := r.ContentLength
		if n, err := strconv.ParseInt(r.Header.Get("X-Amz-Decoded-Content-Length"), 10, 64); err == nil {
			size = n
		}
		if piece := r.Method == method && (method != http.MethodPut || r.URL.Query().Has("partNumber")); piece {
			g.mu.Lock()
			shut := g.shutAt > 0 && g.passed >= g.shutAt
			if !shut {
				g.passed += size
				g.flight.Add(1)
				defer g.flight.Done()
			} else {
				select {
				case <-g.reached:
				default:
					close(g.reached)
				}
			}
			g.mu.Unlock()
			if shut {
				io.Copy(io.Discard, r.Body) // until whoever sends is gone
				<-r.Context().Done()
				return
			}
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(g.Close)
	return g
}

// s3Server starts a server of S3 with a bucket, and returns its address and the bucket's folder.
func s3Server(t *testing.T) (addr, dir string) {
	path, err := exec.Command("go", "tool", "-n", "versitygw").Output()
	if err != nil {
		t.Fatalf("building the S3 server: %v", err)
	}
	outer := t.TempDir()
	dir = filepath.Join(outer, "root", "bucket")
	sidecar := filepath.Join(outer, "sidecar")
	for _, d := range []string{dir, sidecar} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	addr = fmt.Sprintf("127.0.0.1:%d", freePort())
	cmd := exec.Command(strings.TrimSpace(string(path)), "--port", addr, "--access", "tester", "--secret", "secret-of-tester",
		"--quiet", "--health", "/health", "posix", "--sidecar", sidecar, filepath.Dir(dir))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	for range 1200 {
		if resp, err := http.Get("http://" + addr + "/health"); err == nil {
			resp.Body.Close()
			return addr, dir
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the S3 server does not start")
	return "", ""
}

// TestPublishIsGoneOnWith: a seller's program is killed in the middle of an upload, and once more; the same command again sends what
// the store has not, of the file that was sealed the first time, and leaves nothing behind. No plaintext is kept.
func TestPublishIsGoneOnWith(t *testing.T) {
	t.Parallel()
	d, err := devnet.Start(t.Context(), devnet.Config{Nodes: 3, Threshold: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	addr, bucket := s3Server(t)
	public := httptest.NewServer(http.FileServer(http.Dir(bucket)))
	t.Cleanup(public.Close)
	tus, s3 := newTollgate(t, d.Gateway, http.MethodPatch), newTollgate(t, "http://"+addr, http.MethodPut)
	for name, store := range map[string]struct {
		gate *tollgate
		url  string
	}{
		"tus": {tus, "tus+" + tus.URL + "/v1/blobs"},
		"s3":  {s3, "s3://bucket?region=us-east-1&use_path_style=true&endpoint=" + url.QueryEscape(s3.URL) + "&public=" + url.QueryEscape(public.URL)},
	} {
		t.Run(name, func(t *testing.T) {
			gate := store.gate
			seller := person{t.TempDir(), "wallet.json"}
			if err := devnet.WriteWallet(filepath.Join(seller.dir, seller.wallet), passphrase, d.EVM.Accounts()[1]); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(seller.dir, "latchkey.toml"), fmt.Sprintf("rpc = %q\nfinal = \"0\"\nconfirmations = 0\ncommittees = %q\ncommittee = %d\nmarket = %q\nstore = %q\n",
				d.EVM.WebSocketURL(), d.Committees.Address, d.Committee, d.Market.Address, store.url))
			line := []byte("the rain in Lisbon, day after day\n")
			plain := bytes.Repeat(line, 45<<20/len(line))
			if err := os.WriteFile(filepath.Join(seller.dir, "rain.csv"), plain, 0o600); err != nil {
				t.Fatal(err)
			}
			state := filepath.Join(seller.dir, "state")
			env := []string{"XDG_STATE_HOME=" + state, "AWS_ACCESS_KEY_ID=tester", "AWS_SECRET_ACCESS_KEY=secret-of-tester", "AWS_EC2_METADATA_DISABLED=true",
				"AWS_CONFIG_FILE=" + os.DevNull, "AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull}
			run := func(args ...string) *exec.Cmd {
				cmd := seller.command(args...)
				cmd.Env = append(cmd.Env, env...)
				cmd.Stderr = new(bytes.Buffer)
				return cmd
			}
			for _, shutAt := range []int64{10 << 20, 26 << 20} {
				gate.mu.Lock()
				gate.shutAt, gate.reached = shutAt, make(chan struct{})
				reached := gate.reached
				gate.mu.Unlock()
				cmd := run("publish", "--price", "0.001eth", "rain.csv")
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				ended := make(chan error, 1)
				go func() { ended <- cmd.Wait() }()
				select {
				case <-reached:
				case err := <-ended:
					t.Fatalf("it ended before: %v\n%s", err, cmd.Stderr)
				}
				gate.flight.Wait()
				cmd.Process.Kill()
				<-ended
			}
			kept := 0
			if err := filepath.WalkDir(state, func(path string, e fs.DirEntry, err error) error {
				if err != nil || e.IsDir() {
					return err
				}
				kept++
				info, err := e.Info()
				if err != nil {
					return err
				}
				data, err := os.ReadFile(path)
				if info.Mode().Perm() != 0o600 || bytes.Contains(data, line) {
					t.Errorf("%s has the mode %v, or what is sold in the clear", path, info.Mode())
				}
				return err
			}); err != nil || kept < 2 {
				t.Fatalf("%d files are kept, %v", kept, err)
			}
			gate.mu.Lock()
			before := gate.passed
			gate.shutAt = 0
			gate.mu.Unlock()
			cmd := run("publish", "--price", "0.001eth", "--json", "rain.csv")
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("%v\n%s", err, cmd.Stderr)
			}
			if !strings.Contains(fmt.Sprint(cmd.Stderr), "sealed from the last time") {
				t.Errorf("it says %s", cmd.Stderr)
			}
			link, sealed := "", int64(0)
			for text := range strings.Lines(string(out)) {
				if _, err := fmt.Sscanf(strings.TrimSpace(text), `"link": %q`, &link); err == nil {
					continue
				}
				if strings.Contains(text, `"sha256"`) {
					sealed = -1
				} else if sealed == -1 {
					fmt.Sscanf(strings.TrimSpace(text), `"size": %d`, &sealed)
				}
			}
			// The document went through, too.
			if gate.passed < sealed || gate.passed > sealed+1<<20 || before < 26<<20 || sealed <= int64(len(plain)) {
				t.Errorf("%d bytes went through, %d of them before the last run; the sealed file has %d", gate.passed, before, sealed)
			}
			left := 0
			filepath.WalkDir(state, func(path string, e fs.DirEntry, err error) error {
				if err == nil && !e.IsDir() {
					left++
				}
				return err
			})
			if left > 0 {
				t.Errorf("%d files are left", left)
			}
			if err := devnet.WriteWallet(filepath.Join(seller.dir, "buyer.json"), passphrase, d.EVM.Accounts()[2]); err != nil {
				t.Fatal(err)
			}
			buyer := person{seller.dir, "buyer.json"}
			buyer.run(t, 0, "buy", "-o", "bought.csv", link)
			if got, err := os.ReadFile(filepath.Join(seller.dir, "bought.csv")); err != nil || !bytes.Equal(got, plain) {
				t.Errorf("%d bytes were bought, %v", len(got), err)
			}
		})
	}
}
