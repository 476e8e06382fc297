package storagetest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// S3 is a server of that interface: versitygw, a tool of this module, on a folder.
type S3 struct {
	Dir  string // bucket "bucket" is a folder of it
	Addr string
}

// Query is what a store's URL says to find the server.
func (s *S3) Query(addr string) string {
	return "region=us-east-1&use_path_style=true&endpoint=" + url.QueryEscape("http://"+addr)
}

// StartS3 runs one until the test ends, with its credentials in the test's environment. Programs that the test starts have
// them, too.
func StartS3(t testing.TB) *S3 {
	t.Helper()
	for key, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "tester", "AWS_SECRET_ACCESS_KEY": "secret-of-tester", "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_MAX_ATTEMPTS": "4",
	} {
		t.Setenv(key, value)
	}
	path, err := exec.Command("go", "tool", "-n", "versitygw").Output()
	if err != nil {
		t.Fatalf("building the S3 server: %v", err)
	}
	outer := t.TempDir()
	s := &S3{Dir: filepath.Join(outer, "root")}
	sidecar := filepath.Join(outer, "sidecar")
	for _, dir := range []string{filepath.Join(s.Dir, "bucket"), sidecar} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	// Below those that the system hands out by itself, so that nothing takes it in between.
	for s.Addr == "" {
		if free, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 10000+rand.IntN(20000))); err == nil {
			s.Addr = free.Addr().String()
			free.Close()
		}
	}
	cmd := exec.Command(strings.TrimSpace(string(path)), "--port", s.Addr, "--access", "tester", "--secret", "secret-of-tester",
		"--quiet", "--health", "/health", "posix", "--sidecar", sidecar, s.Dir)
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
		if t.Failed() {
			t.Logf("the S3 server says: %s", &log)
		}
	})
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for range 1200 {
		if resp, err := client.Get("http://" + s.Addr + "/health"); err == nil {
			resp.Body.Close()
			return s
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("the S3 server does not start: %s", &log)
	return nil
}
