package sealed

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/plugin"
	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/crypto/group"
)

// TestMain lets the test binary play other programs, in processes of their own.
func TestMain(m *testing.M) {
	switch {
	case strings.HasPrefix(filepath.Base(os.Args[0]), "age-plugin-"):
		os.Exit(pluginMain())
	case os.Getenv("LATCHKEY_TEST_STREAM") != "":
		os.Exit(streamMain(os.Getenv("LATCHKEY_TEST_STREAM")))
	}
	os.Exit(m.Run())
}

// Sealing and opening need little memory, whatever the size of the file: here 256 MiB, or
// LATCHKEY_SOAK_BYTES.
func TestStreamsInBoundedMemory(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("reads the peak of a process's memory from /proc")
	}
	size := "268435456"
	if s := os.Getenv("LATCHKEY_SOAK_BYTES"); s != "" {
		size = s
	} else if testing.Short() {
		size = "16777216"
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "LATCHKEY_TEST_STREAM="+size)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	kib, err := strconv.Atoi(strings.TrimSpace(string(out)))
	if err != nil {
		t.Fatalf("%q: %v", out, err)
	}
	t.Logf("%s bytes were sealed and opened; the peak of resident memory was %d KiB", size, kib)
	if limit := 64 << 10; kib >= limit {
		t.Errorf("peak of resident memory is %d KiB, not below %d", kib, limit)
	}
}

// streamMain seals and opens as many bytes, compares them by hash, and prints the peak of
// its resident memory in KiB.
func streamMain(size string) int {
	fail := func(err error) int {
		fmt.Println(err)
		return 1
	}
	n, err := strconv.ParseInt(size, 10, 64)
	if err != nil {
		return fail(err)
	}
	c := newSolo(1)
	in, out := sha256.New(), sha256.New()
	r, w := io.Pipe()
	go func() {
		w.CloseWithError(Seal(w, io.TeeReader(io.LimitReader(&counter{}, n), in), c.recipient()))
	}()
	o := opener{committees: []*solo{c}}
	if err := Open(context.Background(), out, r, o.open); err != nil {
		return fail(err)
	}
	if !bytes.Equal(in.Sum(nil), out.Sum(nil)) {
		return fail(errors.New("the stream opens to others"))
	}
	// VmHWM belongs to this program alone. The rusage that a parent gets does not: it
	// begins with the peak of the process that started it.
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return fail(err)
	}
	_, peak, ok := strings.Cut(string(status), "VmHWM:")
	if !ok {
		return fail(errors.New("no VmHWM in /proc/self/status"))
	}
	fmt.Println(strings.Fields(peak)[0])
	return 0
}

// counter is an endless source that does not repeat: 64-bit numbers, counted up.
type counter struct{ n uint64 }

func (c *counter) Read(p []byte) (int, error) {
	n := len(p) &^ 7
	for i := 0; i < n; i += 8 {
		binary.LittleEndian.PutUint64(p[i:], c.n)
		c.n++
	}
	if n == 0 { // the last bytes of a limited stream
		return copy(p, "0123456"), nil
	}
	return n, nil
}

// pluginMain is the plugin of a committee of one, whose secret the environment holds; it
// opens for one account.
func pluginMain() int {
	p, err := plugin.New(StanzaType)
	if err != nil {
		panic(err)
	}
	secret, _ := hex.DecodeString(os.Getenv("LATCHKEY_TEST_SECRET"))
	x, err := group.DecodeScalar(secret)
	if err != nil {
		panic(err)
	}
	c := newSolo(1)
	c.x, c.X = x, new(group.Point).BaseMult(x)
	check := func(r *Recipient) error {
		if !r.Key.Equal(c.X) {
			return errors.New("recipient's key is not the committee's")
		}
		return nil
	}
	HandlePlugin(context.Background(), p, check, func(account common.Address) (Openers, error) {
		switch account {
		case common.Address{1}:
			return Openers{Committee: func(_ context.Context, s *Stanza) ([]byte, error) { return c.open(s) }}, nil
		case common.Address{2}:
			return Openers{Committee: func(context.Context, *Stanza) ([]byte, error) { return nil, errors.New("policy is false") }}, nil
		}
		return Openers{}, fmt.Errorf("no wallet for account %s", account)
	})
	return p.Main()
}

// What age's own plugin client does with the plugin: it seals what Open opens and opens
// what Seal seals, and shows refusals.
func TestPlugin(t *testing.T) {
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(dir, "age-plugin-"+StanzaType)); err != nil {
		t.Skip(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	c := newSolo(1)
	t.Setenv("LATCHKEY_TEST_SECRET", hex.EncodeToString(c.x.Bytes()))
	plain := pattern(chunkSize + 1)
	// The longest policy that a recipient holds.
	r := c.recipient()
	r.Terms.Policy = strings.Repeat("ü", MaxRecipientPolicy/2)
	encoded, err := r.Encode()
	if err != nil {
		t.Fatal(err)
	}
	recipient, err := plugin.NewRecipient(encoded, &plugin.ClientUI{})
	if err != nil {
		t.Fatal(err)
	}
	identity := func(account common.Address) age.Identity {
		id, err := plugin.NewIdentity(EncodeIdentity(account), &plugin.ClientUI{})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}

	file := seal(t, plain, recipient)
	o := opener{committees: []*solo{c}}
	var dst bytes.Buffer
	if err := Open(t.Context(), &dst, bytes.NewReader(file), o.open); err != nil || !bytes.Equal(dst.Bytes(), plain) {
		t.Errorf("opening what the plugin sealed: %d bytes, %v", dst.Len(), err)
	}
	native, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	file = seal(t, plain, native.Recipient(), r)
	opened, err := age.Decrypt(bytes.NewReader(file), identity(common.Address{1}))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(opened); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("the plugin opens %d bytes, %v", len(got), err)
	}

	wantError := func(what string, err error, text string) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: error is %v, want one with %q", what, err, text)
		}
	}
	_, err = age.Decrypt(bytes.NewReader(file), identity(common.Address{2}))
	wantError("not entitled", err, "policy is false")
	_, err = age.Decrypt(bytes.NewReader(file), identity(common.Address{3}))
	wantError("unknown account", err, "no wallet for account 0x03")
	_, err = age.Decrypt(bytes.NewReader(seal(t, plain, native.Recipient())), identity(common.Address{1}))
	if !errors.Is(err, age.ErrIncorrectIdentity) {
		t.Errorf("a file for others: error is %v, want age.ErrIncorrectIdentity", err)
	}
	other := newSolo(1).recipient()
	encoded, _ = other.Encode()
	recipient, _ = plugin.NewRecipient(encoded, &plugin.ClientUI{})
	wantError("another key", Seal(io.Discard, bytes.NewReader(plain), recipient), "key is not the committee's")
	c.terms.Policy = ""
	encoded, _ = c.recipient().Encode()
	recipient, _ = plugin.NewRecipient(encoded, &plugin.ClientUI{})
	wantError("no policy", Seal(io.Discard, bytes.NewReader(plain), recipient), "policy is empty")
}
