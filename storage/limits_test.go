package storage_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
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
	"github.com/latchkey-network/latchkey/storage/parts"
	"github.com/latchkey-network/latchkey/storage/storagetest"
)

// children are the roles of this binary as a process of its own; see TestMain.
var children = map[string]func() error{"disk": diskChild, "memory": memoryChild, "credentials": credentialsChild}

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

// TestMemory: 256 MiB (or LATCHKEY_SOAK_BYTES) up and down by every kind of storage, one after
// the other in a process of its own, whose peak is the operating system's own count. The servers
// are not part of it, but for the folder's.
func TestMemory(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("reads /proc")
	}
	ipfs := func(t *testing.T) string {
		store, gateway := storagetest.NewIPFS(t).Serve(t)
		t.Setenv("IPFS_GATEWAY", gateway)
		return store
	}
	tus := func(t *testing.T, known bool) string {
		s := newTusd(t)
		s.known = known
		server := httptest.NewServer(s)
		t.Cleanup(server.Close)
		return "tus+" + server.URL + "/blobs"
	}
	for _, test := range []struct {
		name  string
		store func(t *testing.T) string
		mib   int // the most
	}{
		{"folder", func(t *testing.T) string { return fileURL(t.TempDir()) }, 64},
		{"s3", func(t *testing.T) string { s := storagetest.StartS3(t); return "s3://bucket?" + s.Query(s.Addr) }, 192},
		{"gcs", func(t *testing.T) string { storagetest.StartGCS(t); return "gs://bucket" }, 112},
		{"azure", func(t *testing.T) string { a := storagetest.StartAzure(t); return "azblob://bucket?" + a.Query(a.Addr) }, 192},
		{"ipfs", ipfs, 96},
		{"ipfsAdd", func(t *testing.T) string { return ipfs(t) + "?upload=add" }, 96},
		{"tus", func(t *testing.T) string { return tus(t, false) }, 96},
		{"tusSpooled", func(t *testing.T) string { return tus(t, true) }, 96},
	} {
		t.Run(test.name, func(t *testing.T) {
			arg := test.store(t)
			out := runChild(t, "memory", arg)
			kb, err := strconv.Atoi(strings.TrimSpace(out))
			if err != nil {
				t.Fatalf("%q: %v", out, err)
			}
			t.Logf("peak resident memory %d KiB", kb)
			if kb > test.mib<<10 {
				t.Errorf("peak resident memory %d KiB, want at most %d MiB", kb, test.mib)
			}
		})
	}
}

func memoryChild() error {
	size := int64(256 << 20)
	if soak := os.Getenv("LATCHKEY_SOAK_BYTES"); soak != "" {
		var err error
		if size, err = strconv.ParseInt(soak, 10, 64); err != nil {
			return err
		}
	}
	ctx := context.Background()
	store := os.Getenv(child + "_ARG")
	if strings.HasPrefix(store, "gs:") {
		size = min(size, 160<<20) // the server has all in memory, and hashes it again with every part
	}
	if dir, ok := strings.CutPrefix(store, "file://"); ok {
		server := httptest.NewServer(storage.Handler(dir))
		defer server.Close()
		store += "?public=" + server.URL
	}
	s, err := storage.OpenStore(store)
	if err != nil {
		return err
	}
	s.Options.BeforeWrite = parts.BeforeWrite
	content := func() io.Reader { return rand.NewChaCha8([32]byte{byte(size)}) }
	location, err := s.Put(ctx, "object", io.LimitReader(content(), size))
	if err != nil {
		return err
	}
	locations := []string{location}
	if file, _, ok := strings.Cut(store, "?public="); ok && strings.HasPrefix(file, "file:") {
		locations = append(locations, file+"/object")
	}
	for _, from := range locations {
		r, err := storage.Open(ctx, from, nil)
		if err != nil {
			return err
		}
		want := content()
		got, expected := make([]byte, 64<<10), make([]byte, 64<<10)
		n := int64(0)
		for {
			k, err := io.ReadFull(r, got)
			io.ReadFull(want, expected[:k])
			if !bytes.Equal(got[:k], expected[:k]) {
				return fmt.Errorf("other bytes before byte %d of %s", n+int64(k), from)
			}
			if n += int64(k); err == io.EOF || err == io.ErrUnexpectedEOF && n == size {
				break
			} else if err != nil {
				return err
			}
		}
		if r.Close(); n != size {
			return fmt.Errorf("read %d bytes of %s", n, from)
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
