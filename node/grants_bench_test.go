package node

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"io/fs"
	mathrand "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"golang.org/x/sys/unix"

	"github.com/latchkey-network/latchkey/database"
	"github.com/latchkey-network/latchkey/quorum"
)

// grantsStored is how many grants there are in benchmarks; LATCHKEY_BENCH_GRANTS says otherwise, as 1000000.
const grantsStored = 2000

// BenchmarkGrants stores many grants and asks for one after the other at random, over HTTP on loopback, whole answers
// with the capsule's check and the re-encryption: p50-ms and p99-ms of one client, and of four at a time. restart-s is from
// nothing to the first answer, for SQLite with none of its file in memory.
func BenchmarkGrants(b *testing.B) {
	n := grantsStored
	if text := os.Getenv("LATCHKEY_BENCH_GRANTS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil || n < 1 {
			b.Fatalf("LATCHKEY_BENCH_GRANTS is %q", text)
		}
	}
	for _, kind := range []string{"sqlite", "postgres"} {
		b.Run(kind, func(b *testing.B) {
			where := filepath.Join(b.TempDir(), "grants.db")
			if kind == "postgres" {
				where = Databases.URL(b)
			}
			identity := newIdentity(b)
			large := func(g *Grants) { g.Most, g.PerOwner = int64(n), int64(n) }
			k := newKeeper(b, where, identity, large)
			ids := fill(b, k, n)
			server := httptest.NewServer(k)
			ask := func(id [32]byte) time.Duration {
				began := time.Now()
				resp, err := http.Post(fmt.Sprintf("%s/v1/grants/%x/reencrypt", server.URL, id), "application/json", nil)
				if err != nil {
					b.Error(err)
					return 0
				}
				body, err := io.ReadAll(resp.Body)
				resp.Body.Close()
				if err != nil || resp.StatusCode != http.StatusOK || !bytes.Contains(body, []byte("capsuleFragments")) {
					b.Errorf("%s: %s", resp.Status, body)
				}
				return time.Since(began)
			}
			http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = 8
			for range 100 {
				ask(ids[mathrand.IntN(len(ids))])
			}
			var alone []time.Duration
			b.ResetTimer()
			for b.Loop() {
				alone = append(alone, ask(ids[mathrand.IntN(len(ids))]))
			}
			b.StopTimer()
			var mu sync.Mutex
			var four []time.Duration
			var clients sync.WaitGroup
			for range 4 {
				clients.Go(func() {
					for range max(1, len(alone)/4) {
						took := ask(ids[mathrand.IntN(len(ids))])
						mu.Lock()
						four = append(four, took)
						mu.Unlock()
					}
				})
			}
			clients.Wait()
			server.Close()
			if err := k.close(); err != nil {
				b.Fatal(err)
			}
			forget(b, where)
			began := time.Now()
			k = newKeeper(b, where, identity, large)
			if got := k.ask("POST", fmt.Sprintf("/v1/grants/%x/reencrypt", ids[0]), nil, "", nil); got != "ok" {
				b.Fatal(got)
			}
			b.ReportMetric(time.Since(began).Seconds(), "restart-s")
			for name, all := range map[string][]time.Duration{"": alone, "-of-4": four} {
				slices.Sort(all)
				for _, p := range []int{50, 99} {
					b.ReportMetric(float64(all[len(all)*p/100].Microseconds())/1000, fmt.Sprintf("p%d-ms%s", p, name))
				}
			}
			b.ReportMetric(float64(n), "grants")
		})
	}
}

// fill stores so many grants, in groups; fragments and capsules are those of 64 files.
func fill(b *testing.B, k *keeper, n int) (ids [][32]byte) {
	b.Helper()
	var offers []*quorum.GrantOffer
	for range 64 {
		o := newGranter(b)
		offers = append(offers, o.offers(b, o.message(1, 1, nil))[0])
	}
	expires := uint64(time.Now().Add(30 * 24 * time.Hour).Unix())
	for len(ids) < n {
		if err := k.store.db.Write(b.Context(), func(t *database.Tx) error {
			for range min(1000, n-len(ids)) {
				o := offers[mathrand.IntN(len(offers))]
				g := &storedGrant{Owner: common.BigToAddress(common.Big1), Keys: o.Keys, Capsule: o.Capsule, Message: o.Grant, Signature: o.Signature, Fragments: [][]byte{o.Fragment}}
				rand.Read(g.Message.ID[:])
				g.Owner[0], g.Owner[1] = byte(mathrand.IntN(4)), byte(mathrand.IntN(256))
				g.Message.Expires = expires + uint64(mathrand.IntN(1_000_000))
				if err := k.store.write(t, g, nil); err != nil {
					return err
				}
				ids = append(ids, g.Message.ID)
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	return ids
}

// forget has the system keep nothing of a SQLite database in memory.
func forget(b *testing.B, where string) {
	if database.IsURL(where) {
		return
	}
	unix.Sync()
	if err := filepath.WalkDir(filepath.Dir(where), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.Size() > 10<<20 {
			b.Logf("%s has %d MB", d.Name(), info.Size()>>20)
		}
		return unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED)
	}); err != nil {
		b.Fatal(err)
	}
}
