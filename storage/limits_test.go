package storage_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/latchkey-network/latchkey/storage"
)

// children are the roles of this binary as a process of its own; see TestMain.
var children = map[string]func() error{"disk": diskChild, "memory": memoryChild}

// runChild runs this binary in one of its roles, with an argument, and returns its output.
func runChild(t *testing.T, role, arg string) string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), child+"="+role, child+"_ARG="+arg)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("the process %q: %v: %s", role, err, &errs)
	}
	return out.String()
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestDiskFull: a disk that takes no more, played by the operating system's limit on the size of
// a file, is an error that says so, and nothing is left.
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	out := runChild(t, "disk", dir)
	if got := names(t, dir); got != "" {
		t.Errorf("left behind: %q", got)
	}
	if n := strings.Count(out, syscall.EFBIG.Error()); n != 3 {
		t.Errorf("the errors do not say why: %s", out)
	}
}

func diskChild() error {
	signal.Ignore(syscall.SIGXFSZ)
	const limit = 1<<20 + 777
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
		return err
	}
	dir := os.Getenv(child + "_ARG")
	s, err := storage.OpenStore(fileURL(dir))
	if err != nil {
		return err
	}
	location, err := s.Put(context.Background(), "object", io.LimitReader(endless{}, limit+1))
	if err == nil || location != "" {
		return fmt.Errorf("put %d bytes where %d fit", limit+1, limit)
	}
	fmt.Println(err)
	f, err := storage.Create(filepath.Join(dir, "out"))
	if err != nil {
		return err
	}
	if _, err = io.Copy(f, io.LimitReader(endless{}, limit+1)); err == nil {
		return errors.New("wrote beyond the limit")
	}
	fmt.Println(err)
	// Whoever overlooks the error of a Write is told again.
	if err = f.Commit(); err == nil {
		return errors.New("committed half a file")
	}
	fmt.Println(err)
	return nil
}

// TestMemory: 256 MiB through Put, Handler and Open, one after the other, fit in 64 MiB by the
// operating system's own count.
func TestMemory(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("reads /proc")
	}
	out := runChild(t, "memory", t.TempDir())
	kb, err := strconv.Atoi(strings.TrimSpace(out))
	if err != nil {
		t.Fatalf("%q: %v", out, err)
	}
	t.Logf("peak resident memory %d KiB", kb)
	if kb > 64<<10 {
		t.Errorf("peak resident memory %d KiB, want at most 64 MiB", kb)
	}
}

func memoryChild() error {
	const size = 256 << 20
	dir := os.Getenv(child + "_ARG")
	server := httptest.NewServer(storage.Handler(dir))
	defer server.Close()
	ctx := context.Background()
	s, err := storage.OpenStore(fileURL(dir) + "?public=" + server.URL)
	if err != nil {
		return err
	}
	location, err := s.Put(ctx, "object", io.LimitReader(endless{}, size))
	if err != nil {
		return err
	}
	for _, from := range []string{location, fileURL(filepath.Join(dir, "object"))} {
		r, err := storage.Open(ctx, from, nil)
		if err != nil {
			return err
		}
		n, err := io.Copy(io.Discard, r)
		if r.Close(); err != nil || n != size {
			return fmt.Errorf("read %d bytes: %w", n, err)
		}
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return err
	}
	peak := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	if peak == nil {
		return errors.New("no VmHWM in /proc/self/status")
	}
	_, err = os.Stdout.Write(peak[1])
	return err
}
