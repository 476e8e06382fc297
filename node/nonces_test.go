package node

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/latchkey-network/latchkey/ocean"
)

// TestNonces: of many that note a use at once, through several processes' memories of one folder, one wins, and all agree on
// which; and a note is there for as long as its nonce is accepted.
func TestNonces(t *testing.T) {
	dir := t.TempDir()
	memories := []*nonces{{dir: dir}, {dir: dir}, {dir: dir}}
	const now = 1_800_000_000_000
	for round := range byte(5) {
		var won atomic.Int32
		var all sync.WaitGroup
		for i := range byte(24) {
			all.Go(func() {
				same, err := memories[i%3].claim([32]byte{round}, now, bytes.Repeat([]byte{i}, 33), now)
				if err != nil {
					t.Error(err)
				}
				if same {
					won.Add(1)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 {
			t.Errorf("%d have won", won.Load())
		}
	}
	key, other := bytes.Repeat([]byte{1}, 33), bytes.Repeat([]byte{2}, 33)
	claim := func(m *nonces, use byte, nonce uint64, key []byte, now uint64, want bool) {
		t.Helper()
		if same, err := m.claim([32]byte{use}, nonce, key, now); err != nil || same != want {
			t.Errorf("at %d: %v, %v", now, same, err)
		}
	}
	claim(memories[0], 99, now, key, now, true)
	for _, at := range []uint64{now, now + ocean.Freshness, now + ocean.Freshness + 60_000} {
		claim(&nonces{dir: dir}, 99, now, key, at, true)
		claim(&nonces{dir: dir}, 99, now, other, at, false)
	}
	// One of ten minutes ahead is kept for twenty.
	claim(memories[0], 98, now+ocean.Freshness, key, now, true)
	claim(&nonces{dir: dir}, 98, now+ocean.Freshness, other, now+2*ocean.Freshness, false)
	// An hour later, nothing is left of them; what a crash left neither.
	left, err := filepath.Glob(filepath.Join(dir, noncesFolder, "*", "*"))
	if err != nil || len(left) == 0 {
		t.Fatalf("no files: %v", err)
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(left[0]), ".new-1"), key[:5], 0o600); err != nil {
		t.Fatal(err)
	}
	claim(memories[0], 97, now+3_600_000, key, now+3_600_000, true)
	left, _ = filepath.Glob(filepath.Join(dir, noncesFolder, "*", "*"))
	hidden, _ := filepath.Glob(filepath.Join(dir, noncesFolder, "*", ".*"))
	if len(left) != 1 || len(hidden) != 0 {
		t.Errorf("left are %q and %q", left, hidden)
	}
	// While a request is under way, no other key gets ahead of its own; what is refused uses nothing up.
	m := &nonces{dir: dir}
	end, ok := m.begin([32]byte{96}, key)
	again, ok2 := m.begin([32]byte{96}, key)
	if _, taken := m.begin([32]byte{96}, other); !ok || !ok2 || taken {
		t.Errorf("of two keys at once: %v, %v, %v", ok, ok2, taken)
	}
	if end2, ok := m.begin([32]byte{95}, other); !ok {
		t.Error("another use is refused")
	} else {
		end2()
	}
	end()
	if _, taken := m.begin([32]byte{96}, other); taken {
		t.Error("one of two requests has ended, and the other's use is taken")
	}
	again()
	if _, ok := m.begin([32]byte{96}, other); !ok || len(m.begun) != 1 {
		t.Errorf("afterwards: %v, %d", ok, len(m.begun))
	}
	// Where nothing can be noted, nothing is given.
	closed := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(closed, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if same, err := (&nonces{dir: closed}).claim([32]byte{}, now, key, now); err == nil || same {
		t.Errorf("without a folder: %v, %v", same, err)
	}
}
