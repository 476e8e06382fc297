package market

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/latchkey-network/latchkey/storage"
)

func stores(t *testing.T, n int) (all []*storage.Store, dirs []string) {
	for range n {
		dir := t.TempDir()
		s, err := storage.OpenStore("file://" + dir)
		if err != nil {
			t.Fatal(err)
		}
		all, dirs = append(all, s), append(dirs, dir)
	}
	return all, dirs
}

// TestPut: what is written once is in every store; if the source or one of the stores
// fails, it is in none.
func TestPut(t *testing.T) {
	all, dirs := stores(t, 3)
	data := bytes.Repeat([]byte("0123456789"), 50_000)
	written := 0
	write := func(w io.Writer) error {
		for rest := data; len(rest) > 0; rest = rest[1000:] {
			n, err := w.Write(rest[:1000])
			if written += n; err != nil {
				return err
			}
		}
		return nil
	}
	locations, digest, size, err := put(t.Context(), all, "one", write)
	if err != nil || digest != sha256.Sum256(data) || size != int64(len(data)) || written != len(data) || len(locations) != 3 {
		t.Fatalf("%q, %d bytes of %d, %v", locations, size, written, err)
	}
	for i, dir := range dirs {
		if got, err := os.ReadFile(filepath.Join(dir, "one")); err != nil || !bytes.Equal(got, data) || !strings.Contains(locations[i], dir) {
			t.Errorf("%s: %v", locations[i], err)
		}
	}
	broken := errors.New("the source broke")
	if _, _, _, err := put(t.Context(), all, "two", func(w io.Writer) error {
		w.Write(data[:1000])
		return broken
	}); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	if err := os.WriteFile(filepath.Join(dirs[1], "three"), nil, 0o600); err != nil { // taken
		t.Fatal(err)
	}
	if _, _, _, err := put(t.Context(), all, "three", write); !errors.Is(err, os.ErrExist) {
		t.Errorf("%v", err)
	}
	for i, dir := range dirs {
		files, err := os.ReadDir(dir)
		if err != nil || len(files) != 1 && i != 1 {
			t.Errorf("%v are left, %v", files, err)
		}
	}
	if _, _, _, err := put(t.Context(), []*storage.Store{all[0], all[0]}, "four", write); err == nil {
		t.Error("one store is taken for two")
	}
}

// TestOfferIsChecked: what no document could say is refused before anything is read.
func TestOfferIsChecked(t *testing.T) {
	c := New(Config{})
	for name, o := range map[string]Offer{
		"no title": {Name: "x", Type: "a/b"},
		"a path":   {Title: "x", Name: "a/b", Type: "a/b"},
		"control":  {Title: "x\x1b", Name: "x", Type: "a/b"},
		"parts":    {Title: "x", Name: "x", Type: "a/b", MemberBps: 9000, ReferralBps: 1001},
		"nobody's": {Title: "x", Name: "x", Type: "a/b", RoyaltyBps: 1},
		"stores":   {Title: "x", Name: "x", Type: "a/b", Mirrors: make([]*storage.Store, maxLocations)},
		"document": {Title: "x", Name: "x", Type: "a/b", Description: strings.Repeat("x", maxText+1)},
	} {
		if err := c.checkOffer(t.Context(), &o); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestSecretIsBounded(t *testing.T) {
	for size, ok := range map[int]bool{1: true, MaxSecret: true, MaxSecret + 1: false} {
		_, err := io.ReadAll(&counter{r: bytes.NewReader(make([]byte, size)), limit: MaxSecret})
		if (err == nil) != ok {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}
