package gateway

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/contracts"
)

// LATCHKEY_BENCH_LISTINGS is how many listings the benchmarks of the catalogue have: 1000000 is what the
// figures in docs/gateway.md are of. LATCHKEY_BENCH_DATABASE is a database to use instead of SQLite.
func benchListings() int {
	if n, err := strconv.Atoi(os.Getenv("LATCHKEY_BENCH_LISTINGS")); err == nil {
		return n
	}
	return 20_000
}

// vocabulary makes words as they are in a language: the k-th is used in proportion to 1/k.
type vocabulary struct {
	rng  *rand.Rand
	zipf *rand.Zipf
	all  []string
}

func newVocabulary(seed uint64) *vocabulary {
	v := &vocabulary{rng: rand.New(rand.NewPCG(seed, 1))}
	syllables := strings.Fields("ba be bi bo bu da de di do du fa fe fi fo fu ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra re ri ro ru sa se si so su ta te ti to tu va ve vi vo vu")
	words := rand.New(rand.NewPCG(1, 1)) // the same for all
	for range 60_000 {
		var b strings.Builder
		for range 2 + words.IntN(3) {
			b.WriteString(syllables[words.IntN(len(syllables))])
		}
		v.all = append(v.all, b.String())
	}
	v.zipf = rand.NewZipf(v.rng, 1.07, 8, uint64(len(v.all)-1))
	return v
}

func (v *vocabulary) word() string { return v.all[v.zipf.Uint64()] }

func (v *vocabulary) words(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = v.word()
	}
	return strings.Join(all, " ")
}

// cpu is the processor time of this process, in microseconds.
func cpu() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1000
}

var benchTypes = []string{"text/csv", "image/png", "image/jpeg", "application/zip", "application/pdf", "audio/flac"}

func (v *vocabulary) document(i int) []byte {
	return fmt.Appendf(nil, `{"format":1,"title":%q,"description":%q,"tags":[%q,%q],"name":"%s-%d.bin","type":%q,"size":%d,"sealed":{"sha256":"%064x","size":2,"locations":["https://example.org/%d"]}}`,
		v.words(5), v.words(20), v.word(), v.word(), v.word(), i, benchTypes[v.rng.IntN(len(benchTypes))], i, i, i)
}

func benchAsset(i int) (a [32]byte) {
	return sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(i)))
}

// benchLogs are the logs of one block as an endpoint gives them: for each listing Listed and Versioned, and
// for one in three older ones a Bought or a Repriced.
func benchLogs(b *testing.B, m *chain.Market, number uint64, first, n int, hash func(i int) [32]byte) []types.Log {
	abi, err := contracts.MarketMetaData.ParseABI()
	if err != nil {
		b.Fatal(err)
	}
	var logs []types.Log
	add := func(name string, topics []common.Hash, values ...any) {
		e := abi.Events[name]
		data, err := e.Inputs.NonIndexed().Pack(values...)
		if err != nil {
			b.Fatal(err)
		}
		logs = append(logs, types.Log{Address: m.Address, Topics: append([]common.Hash{e.ID}, topics...), Data: data, BlockNumber: number, Index: uint(len(logs))})
	}
	for i := first; i < first+n; i++ {
		asset := common.Hash(benchAsset(i))
		seller := common.BigToAddress(big.NewInt(int64(1 + i%5000)))
		add("Listed", []common.Hash{asset, common.BytesToHash(seller[:])}, contracts.ListingsListing{Seller: seller, Stock: chain.Unlimited,
			Price: big.NewInt(int64(1+i*7919%1_000_003) * 1e9), EndsAt: new(big.Int), Limit: new(big.Int), Committee: big.NewInt(1)})
		add("Versioned", []common.Hash{asset}, uint16(1), hash(i), [32]byte{1}, fmt.Sprintf("https://example.org/documents/%d.json", i))
		if i%3 == 0 && i > 10 {
			old := common.Hash(benchAsset(i / 2))
			if i%6 == 0 {
				add("Repriced", []common.Hash{old}, big.NewInt(int64(i)*1e9))
			} else {
				add("Bought", []common.Hash{old, common.BytesToHash(seller[:])}, uint32(1), seller, big.NewInt(1), uint64(1), common.Address{}, new(big.Int))
			}
		}
	}
	return logs
}

// BenchmarkCatalogue makes a catalogue from its events, gives it its documents, and searches it.
func BenchmarkCatalogue(b *testing.B) {
	total := benchListings()
	where := os.Getenv("LATCHKEY_BENCH_DATABASE")
	if where == "" {
		where = b.TempDir() + "/catalogue.db"
	}
	c := openCatalogue(b, where)
	m := new(chain.Client).Market(common.Address{1})
	p, err := c.place(b.Context(), 1, m.Address, 0)
	if err != nil {
		b.Fatal(err)
	}
	v := newVocabulary(2)
	bodies := make(map[int][]byte)
	hash := func(i int) [32]byte {
		body := v.document(i)
		bodies[i] = body
		return sha256.Sum256(body)
	}
	b.Run("rebuild", func(b *testing.B) {
		for b.Loop() {
			if p.number >= 0 {
				b.Skip("it is made once")
			}
			events := 0
			var spent time.Duration
			var worked float64              // microseconds of processor time
			const perBlock, blocks = 40, 36 // 3,360 events
			for first := 0; first < total; {
				var logs [][]types.Log
				number := uint64(p.number + 1)
				for range blocks {
					n := min(perBlock, total-first)
					if n == 0 {
						break
					}
					logs = append(logs, benchLogs(b, m, number+uint64(len(logs)), first, n, hash))
					first += n
				}
				began, before := time.Now(), cpu()
				var all []block
				for i, l := range logs {
					decoded, err := m.Events(l)
					if err != nil {
						b.Fatal(err)
					}
					n := number + uint64(i)
					all = append(all, block{chain.Block{Number: n, Time: 1_700_000_000 + 12*n, Hash: common.BigToHash(big.NewInt(int64(n + 1)))}, decoded})
					events += len(decoded)
				}
				if err := c.apply(b.Context(), &p, all, 1<<62); err != nil {
					b.Fatal(err)
				}
				spent += time.Since(began)
				worked += cpu() - before
			}
			b.ReportMetric(float64(events)/spent.Seconds(), "events/s")
			b.ReportMetric(float64(events)*1e6/worked, "events/cpu-s") // where neighbours take the processor, this tells more
			b.ReportMetric(0, "ns/op")
		}
	})
	b.Run("documents", func(b *testing.B) {
		for b.Loop() {
			if len(bodies) == 0 {
				b.Skip("they are there")
			}
			began := time.Now()
			// As keepDocument, many in one transaction: a test has no time for a million of them.
			for i := 0; i < total; {
				err := write(b.Context(), c.db, func(t *tx) error {
					for range min(2000, total-i) {
						body := bodies[i]
						sum := sha256.Sum256(body)
						f := found(body)
						if _, err := t.Do(`INSERT INTO bodies (hash, body, title, words, facet) VALUES (?, ?, ?, ?, ?)`, sum[:], string(body), f.title, f.words, f.facets); err != nil {
							return err
						}
						if err := t.indexListing(int64(i + 1)); err != nil {
							return err
						}
						i++
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(total)/time.Since(began).Seconds(), "documents/s")
			b.ReportMetric(0, "ns/op")
			bodies = nil
		}
	})
	b.Run("search", func(b *testing.B) {
		q := newVocabulary(3)
		rng := rand.New(rand.NewPCG(9, 9))
		c.now = func() time.Time { return time.Unix(1_700_000_000, 0) }
		kinds := []func() search{
			func() search { return search{text: q.word()} },
			func() search { return search{text: q.words(2)} },
			func() search { return search{text: q.words(3), forSale: true} },
			func() search { return search{text: q.word(), sort: "sales"} },
			func() search { return search{text: q.words(2), sort: "price", token: &common.Address{}, forSale: true} },
			func() search {
				seller := common.BigToAddress(big.NewInt(int64(1 + rng.IntN(5000))))
				return search{seller: &seller, sort: "sales"}
			},
			func() search { return search{kind: "image", sort: "price", token: &common.Address{}} },
			func() search { return search{text: q.word(), kind: "text/csv"} },
			func() search { w := q.word(); return search{text: w[:min(len(w), 2+rng.IntN(5))] + "*"} }, // while it is typed
			func() search {
				w := q.word()
				return search{text: q.word() + " " + w[:min(len(w), 2+rng.IntN(5))] + "*", forSale: true}
			},
			func() search { return search{text: q.word(), sort: "title"} },
			func() search {
				return search{sort: "price", least: big.NewInt(1e14), most: big.NewInt(2e14), token: &common.Address{}}
			},
			func() search {
				return search{text: q.word(), least: big.NewInt(1e14), most: big.NewInt(9e14), token: &common.Address{}}
			},
			func() search { return search{} },
		}
		if _, err := c.search(b.Context(), &search{}); err != nil { // opens the file
			b.Fatal(err)
		}
		var took []time.Duration
		worst := make(map[int][]time.Duration)
		for b.Loop() {
			which := rng.IntN(len(kinds))
			s := kinds[which]()
			began := time.Now()
			if _, err := c.search(b.Context(), &s); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(began))
			worst[which] = append(worst[which], took[len(took)-1])
		}
		at := func(all []time.Duration, part float64) float64 {
			slices.Sort(all)
			return float64(all[min(int(part*float64(len(all))), len(all)-1)].Microseconds()) / 1000
		}
		b.ReportMetric(at(took, 0.5), "ms-median")
		b.ReportMetric(at(took, 0.99), "ms-p99")
		if testing.Verbose() {
			for which := range kinds {
				b.Logf("kind %d: median %.2f ms, p99 %.2f ms", which, at(worst[which], 0.5), at(worst[which], 0.99))
			}
		}
	})
}
