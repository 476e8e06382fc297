package gateway

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
)

// keepAll gives a catalogue a document, and what waits for it.
func keepAll(t *testing.T, c *catalogue, body []byte) {
	t.Helper()
	hash := sha256.Sum256(body)
	if err := c.keepDocument(t.Context(), hash[:], body); err != nil {
		t.Fatal(err)
	}
	var all []wantedDocument
	if err := c.db.Each(t.Context(), `SELECT id, listing, hash FROM wanted WHERE hash = ?`, []any{hash[:]}, func(scan func(...any) error) error {
		var d wantedDocument
		err := scan(&d.id, &d.listing, &d.hash)
		all = append(all, d)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		if here, err := c.indexDocument(t.Context(), &d); err != nil || !here {
			t.Fatal(here, err)
		}
	}
}

// story is a made-up chain of one market: blocks with events that the contract could have given.
type story struct {
	rng    *rand.Rand
	blocks []block
	assets [][32]byte
	live   map[[32]byte]chain.Listing
}

func newStory(seed uint64) *story {
	return &story{rng: rand.New(rand.NewPCG(seed, 7)), live: make(map[[32]byte]chain.Listing)}
}

// fork returns the story up to a block, to go on otherwise.
func (s *story) fork(blocks int, seed uint64) *story {
	f := newStory(seed)
	for _, b := range s.blocks[:blocks] {
		f.blocks = append(f.blocks, b)
		for _, e := range b.events {
			f.note(e)
		}
	}
	return f
}

func (s *story) note(e chain.MarketEvent) {
	switch e := e.(type) {
	case chain.Listed:
		s.assets = append(s.assets, e.Asset)
		s.live[e.Asset] = e.Listing
	case chain.Bought:
		l := s.live[e.Asset]
		l.Sold = e.Number
		s.live[e.Asset] = l
	case chain.Versioned:
		l := s.live[e.Asset]
		l.Version = e.Version
		s.live[e.Asset] = l
	}
}

var sampleTitles = []string{"Rain in Lisbon", "Wind over Porto", "Weather of Évora, rain and snow", "東京の天気", "Photos of cats"}

func document(i int) []byte {
	if i == 6 {
		return fmt.Appendf(nil, `{"format":1,"kind":"archive","licence":"CC-BY-4.0","title":%q,"description":"Measured daily.","tags":["weather","n6"],"name":"file6.csv","type":"text/csv","size":1}`, sampleTitles[i%len(sampleTitles)])
	}
	return fmt.Appendf(nil, `{"format":1,"title":%q,"description":"Measured daily, number %d.","tags":["weather","n%d"],"name":"file%d.csv","type":"text/csv; charset=utf-8","size":1,"sealed":{"sha256":"%064x","size":2,"locations":["https://example.org/x"]}}`,
		sampleTitles[i%len(sampleTitles)], i, i, i, i)
}

func (s *story) step() {
	n := uint64(len(s.blocks))
	b := block{Block: chain.Block{Number: n, Time: 1_700_000_000 + 12*n}}
	binary.BigEndian.PutUint64(b.Hash[:], s.rng.Uint64())
	b.Hash[31] = byte(n)
	add := func(e chain.MarketEvent) { b.events = append(b.events, e); s.note(e) }
	for range s.rng.IntN(4) {
		if len(s.assets) == 0 || s.rng.IntN(3) == 0 {
			var seller common.Address
			seller[19] = byte(s.rng.IntN(4))
			var asset [32]byte
			binary.BigEndian.PutUint64(asset[:], s.rng.Uint64())
			l := chain.Listing{Seller: seller, Price: big.NewInt(int64(s.rng.IntN(1000))), Stock: chain.Unlimited}
			if s.rng.IntN(2) == 0 {
				l.Stock = 2
			}
			add(chain.Listed{Asset: asset, Listing: l})
			add(chain.Versioned{Asset: asset, Version: 1, Pin: chain.Pin{MetadataHash: sha256.Sum256(document(s.rng.IntN(40))), URI: "https://example.org/d"}})
			continue
		}
		asset := s.assets[s.rng.IntN(len(s.assets))]
		switch s.rng.IntN(6) {
		case 0:
			add(chain.Repriced{Asset: asset, Price: new(big.Int).Lsh(big.NewInt(1), uint(s.rng.IntN(128)))})
		case 1:
			add(chain.Restocked{Asset: asset, Stock: uint32(s.rng.IntN(3)), EndsAt: uint64(s.rng.IntN(2)) * 4_000_000_000})
		case 2:
			add(chain.Stopped{Asset: asset})
		case 3:
			add([]chain.MarketEvent{chain.Refunded{Asset: asset, Number: 1}, chain.Disputed{Asset: asset, Number: 1, Request: 7},
				chain.Failed{Asset: asset, Number: 1}, chain.Released{Asset: asset, Number: 2}}[s.rng.IntN(4)])
		case 4:
			add(chain.Versioned{Asset: asset, Version: s.live[asset].Version + 1, Pin: chain.Pin{MetadataHash: sha256.Sum256(document(s.rng.IntN(40))), URI: "https://example.org/e"}})
		default:
			who := common.Address{byte(s.rng.IntN(3))}
			add(chain.Bought{Asset: asset, Number: s.live[asset].Sold + 1, Holder: who, Payer: common.Address{byte(s.rng.IntN(3))}, Price: s.live[asset].Price,
				Until: []uint64{1<<64 - 1, 1_800_000_000}[s.rng.IntN(2)], ReleaseAt: uint64(s.rng.IntN(2)) * 1_700_000_500})
		}
	}
	add(chain.Withdrawn{Amount: new(big.Int)})
	s.blocks = append(s.blocks, b)
}

// follow gives a catalogue the story's blocks from where it is, in batches of random sizes. Every other
// block without events of listings is left out, as Follow may.
func (s *story) follow(t *testing.T, c *catalogue, p *place, rng *rand.Rand) {
	t.Helper()
	for next := int(p.number) + 1; next < len(s.blocks); {
		n := min(1+rng.IntN(7), len(s.blocks)-next)
		if err := c.apply(t.Context(), p, s.blocks[next:next+n], 0); err != nil {
			t.Fatal(err)
		}
		next += n
	}
}

func placeOf(t *testing.T, c *catalogue) place {
	t.Helper()
	p, err := c.place(t.Context(), 1, common.Address{1}, 0)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestRebuilt is the catalogue's law: whatever reorgs it went through, and whenever its documents came,
// it is what one is that reads the chain from the start.
func TestRebuilt(t *testing.T) {
	server.Each(t, func(t *testing.T, fresh func() string) {
		for seed := range uint64(2) {
			rng := rand.New(rand.NewPCG(seed, 1))
			s := newStory(seed)
			c := openCatalogue(t, fresh())
			p := placeOf(t, c)
			keepSome := func() {
				for range 6 {
					keepAll(t, c, document(rng.IntN(40)))
				}
			}
			for range 12 {
				for range 5 + rng.IntN(10) {
					s.step()
				}
				s.follow(t, c, &p, rng)
				keepSome()
				if rng.IntN(3) > 0 { // a reorg, to a block that the catalogue has seen
					s = s.fork(len(s.blocks)-rng.IntN(min(20, len(s.blocks)-1)), rng.Uint64())
					if err := c.back(t.Context(), &p, func(number uint64, hash common.Hash) (bool, error) {
						return number < uint64(len(s.blocks)) && s.blocks[number].Hash == hash, nil
					}); err != nil {
						t.Fatal(err)
					}
					if p.number != int64(len(s.blocks))-1 {
						t.Fatalf("back at block %d, the chain is at %d", p.number, len(s.blocks)-1)
					}
				}
			}
			s.follow(t, c, &p, rng)
			for i := range 40 {
				keepAll(t, c, document(i))
			}
			got := dump(t, c)
			again := openCatalogue(t, fresh())
			q := placeOf(t, again)
			for i := range 40 {
				keepAll(t, again, document(i))
			}
			s.follow(t, again, &q, rng)
			if want := dump(t, again); got != want {
				t.Fatalf("seed %d: followed\n%s\nrebuilt\n%s", seed, got, want)
			}
			if strings.Count(got, "\n") < 20 {
				t.Fatalf("a catalogue of too little to tell:\n%s", got)
			}
			// The one that followed can be made again, too.
			if err := c.reset(t.Context(), &p, 0); err != nil {
				t.Fatal(err)
			}
			if left := dump(t, c); left != "" {
				t.Fatalf("after a reset there is left:\n%s", left)
			}
			s.follow(t, c, &p, rng)
			if dump(t, c) != got {
				t.Fatal("made again, it is another one")
			}
		}
	})
}

// TestTwoWriters: of two gateways on one database, one alone takes a block in.
func TestTwoWriters(t *testing.T) {
	server.Each(t, func(t *testing.T, fresh func() string) {
		where := fresh()
		a, b := openCatalogue(t, where), openCatalogue(t, where)
		p, q := placeOf(t, a), placeOf(t, b)
		s := newStory(3)
		for range 40 {
			s.step()
		}
		if err := a.apply(t.Context(), &p, s.blocks[:20], 0); err != nil {
			t.Fatal(err)
		}
		if err := b.apply(t.Context(), &q, s.blocks[:10], 0); !errors.Is(err, errStale) {
			t.Fatalf("a second writer: %v", err)
		}
		if err := b.rewind(t.Context(), &q, 3, []byte{1}); !errors.Is(err, errStale) {
			t.Fatalf("a second writer going back: %v", err)
		}
		q = placeOf(t, b)
		if err := b.apply(t.Context(), &q, s.blocks[20:], 0); err != nil {
			t.Fatal(err)
		}
		if err := a.apply(t.Context(), &p, s.blocks[20:], 0); !errors.Is(err, errStale) {
			t.Fatalf("the first writer, after the second: %v", err)
		}
		// One follows, and the other takes over when its time is over, or at once when it says so.
		now := time.Unix(1_700_000_000, 0)
		a.now, b.now = func() time.Time { return now }, func() time.Time { return now }
		hold := func(c *catalogue, want bool) {
			t.Helper()
			if got, err := c.hold(t.Context(), p.market); err != nil || got != want {
				t.Fatalf("held: %v, %v", got, err)
			}
		}
		hold(a, true)
		hold(b, false)
		hold(a, true)
		now = now.Add(lease + time.Second)
		hold(b, true)
		hold(a, false)
		if err := b.release(t.Context(), p.market); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Second)
		hold(a, true)
	})
}

func TestTooDeep(t *testing.T) {
	c := openCatalogue(t, t.TempDir()+"/c.db")
	p := placeOf(t, c)
	s := newStory(5)
	for range 10 {
		s.step()
	}
	if err := c.apply(t.Context(), &p, s.blocks, 100); err != nil { // nothing of it can be taken back
		t.Fatal(err)
	}
	if err := c.back(t.Context(), &p, func(uint64, common.Hash) (bool, error) { return true, nil }); !errors.Is(err, errTooDeep) {
		t.Fatal(err)
	}
}

// TestTake: what each event does to a listing, as the contract does it.
func TestTake(t *testing.T) {
	l := &entry{}
	b := chain.Block{Number: 5, Time: 99}
	if l.take(chain.Stopped{}, b) {
		t.Error("what is not listed was stopped")
	}
	for _, step := range []struct {
		event       chain.MarketEvent
		stock, sold uint32
		price       string
		stopped     bool
		endsAt      uint64
		version     uint16
	}{
		{chain.Listed{Listing: chain.Listing{Stock: 2, Price: big.NewInt(7)}}, 2, 0, "7", false, 0, 0},
		{chain.Versioned{Version: 1}, 2, 0, "7", false, 0, 1},
		{chain.Bought{Number: 1}, 1, 1, "7", false, 0, 1},
		{chain.Bought{Number: 2}, 0, 2, "7", false, 0, 1},
		{chain.Refunded{Number: 1}, 1, 2, "7", false, 0, 1},
		{chain.Released{Number: 2}, 1, 2, "7", false, 0, 1},
		{chain.Repriced{Price: big.NewInt(9)}, 1, 2, "9", false, 0, 1},
		{chain.Restocked{Stock: chain.Unlimited, EndsAt: 4}, chain.Unlimited, 2, "9", false, 4, 1},
		{chain.Bought{Number: 3}, chain.Unlimited, 3, "9", false, 4, 1},
		{chain.Refunded{Number: 3}, chain.Unlimited, 3, "9", false, 4, 1},
		{chain.Versioned{Version: 2}, chain.Unlimited, 3, "9", false, 4, 2},
		{chain.Stopped{}, chain.Unlimited, 3, "9", true, 4, 2},
	} {
		if _, ok := assetOf(step.event); ok && !l.take(step.event, b) {
			t.Fatalf("%T was not taken", step.event)
		}
		s := l.state
		if s.Stock != step.stock || s.Sold != step.sold || s.Price != step.price || s.Stopped != step.stopped || s.EndsAt != step.endsAt || s.Version != step.version || s.ListedAt != 99 || s.Block != 5 {
			t.Errorf("after %T: %+v", step.event, s)
		}
	}
}

// TestSearch: each word, filter, order and page.
func TestSearch(t *testing.T) {
	server.Each(t, func(t *testing.T, fresh func() string) {
		c := openCatalogue(t, fresh())
		p := placeOf(t, c)
		now := uint64(1_700_000_000)
		c.now = func() time.Time { return time.Unix(int64(now), 0) }
		b := block{Block: chain.Block{Number: 0, Time: now}}
		asset := func(i int) (a [32]byte) { a[0] = byte(i); return a }
		for i := range 10 {
			l := chain.Listing{Seller: common.Address{byte(i % 3)}, Price: big.NewInt(int64(i * 100)), Stock: chain.Unlimited}
			if i == 4 {
				l.EndsAt = now - 1
			}
			if i == 9 {
				l.Token = common.Address{9}
			}
			b.events = append(b.events, chain.Listed{Asset: asset(i), Listing: l},
				chain.Versioned{Asset: asset(i), Version: 1, Pin: chain.Pin{MetadataHash: sha256.Sum256(document(i)), URI: "https://example.org/d"}})
		}
		b.events = append(b.events, chain.Stopped{Asset: asset(2)}, chain.Bought{Asset: asset(7), Number: 5}, chain.Bought{Asset: asset(3), Number: 2},
			chain.Listed{Asset: asset(50), Listing: chain.Listing{Stock: 1}}, chain.Versioned{Asset: asset(50), Version: 1}) // without a document
		if err := c.apply(t.Context(), &p, []block{b}, 0); err != nil {
			t.Fatal(err)
		}
		for i := range 10 {
			keepAll(t, c, document(i))
		}
		address := func(b byte) *common.Address { return &common.Address{b} }
		// How many there are is said where it is cheap to say.
		for _, test := range []struct {
			s    search
			want int // -1: not said
		}{
			{search{}, 10}, {search{text: "rain"}, 4}, {search{text: "madrid"}, 0}, {search{text: "ra*", limit: 1}, 4}, {search{kind: "text"}, 10}, {search{seller: address(1)}, 3},
			{search{token: address(9)}, 1}, {search{forSale: true}, -1}, {search{text: "rain", token: &chain.Coin}, -1}, {search{least: big.NewInt(1), token: &chain.Coin}, -1},
		} {
			page, err := c.search(t.Context(), &test.s)
			if err != nil || (page.Total == nil) != (test.want < 0) || page.Total != nil && *page.Total != test.want {
				t.Errorf("%+v: %+v %v", test.s, page, err)
			}
		}
		for _, test := range []struct {
			name string
			s    search
			want []int // nil: any order is not checked; sorted
		}{
			{"title", search{text: "lisbon"}, []int{0, 5}},
			{"words in any order and case", search{text: "SNOW rain"}, []int{2, 7}},
			{"accents", search{text: "evora"}, []int{2, 7}},
			{"no spaces", search{text: "東京"}, []int{3, 8}},
			{"tag", search{text: "n6"}, []int{6}},
			{"file name", search{text: "file8.csv"}, []int{8}},
			{"seller as a word", search{text: "0x0100000000000000000000000000000000000000 porto"}, []int{1}},
			{"nothing", search{text: "madrid"}, []int{}},
			{"no part of a word", search{text: "lisb"}, []int{}},
			{"a word's beginning", search{text: "lisb*"}, []int{0, 5}},
			{"of two letters", search{text: "ra*"}, []int{0, 2, 5, 7}},
			{"one letter is a word", search{text: "r*"}, []int{}},
			{"beginning and word", search{text: "SNO* rain"}, []int{2, 7}},
			{"all of a word, and more", search{text: "lisbon*"}, []int{0, 5}},
			{"beginning with an accent", search{text: "évo*"}, []int{2, 7}},
			{"beginning that none has", search{text: "lisbx*"}, []int{}},
			{"beginning that none has, of many letters", search{text: "lisbonn*"}, []int{}},
			{"beginning of many letters", search{text: "0x0100000000000*"}, []int{1, 4, 7}},
			{"beginning of a facet", search{text: "0x01*"}, []int{1, 4, 7}},
			{"star in the middle", search{text: "li*bon"}, []int{}},
			{"price", search{least: big.NewInt(200), most: big.NewInt(500), token: &chain.Coin}, []int{2, 3, 4, 5}},
			{"price and words", search{least: big.NewInt(200), text: "rain", token: &chain.Coin}, []int{2, 5, 7}},
			{"price, exactly", search{least: big.NewInt(300), most: big.NewInt(300), token: &chain.Coin, sort: "price"}, []int{3}},
			{"price of another token", search{least: big.NewInt(1), token: address(9)}, []int{9}},
			{"price, nothing", search{least: big.NewInt(901), token: &chain.Coin}, []int{}},
			{"kind", search{form: "archive"}, []int{6}},
			{"other kind", search{form: "secret"}, []int{}},
			{"licence", search{licence: "cc-by-4.0"}, []int{6}},
			{"quotes and operators", search{text: `"lisbon" OR' & rain*`}, []int{}},
			{"quotes", search{text: `"lisbon" -rain*`}, []int{0, 5}},
			{"seller", search{seller: address(1)}, []int{1, 4, 7}},
			{"token", search{token: address(9)}, []int{9}},
			{"type", search{kind: "text"}, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}},
			{"whole type", search{kind: "text/csv", seller: address(2)}, []int{2, 5, 8}},
			{"other type", search{kind: "image"}, []int{}},
			{"for sale", search{forSale: true}, []int{0, 1, 3, 5, 6, 7, 8, 9}},
			{"market", search{chainID: 1, market: &common.Address{1}, text: "n1"}, []int{1}},
			{"other market", search{chainID: 2, market: &common.Address{1}}, []int{}},
		} {
			got, _ := find(t, c, test.s)
			slices.Sort(got)
			if !slices.Equal(got, test.want) {
				t.Errorf("%s: %v, not %v", test.name, got, test.want)
			}
		}
		for _, test := range []struct {
			name string
			s    search
			want []int
		}{
			{"newest", search{sort: "newest"}, []int{9, 8, 7, 6, 5, 4, 3, 2, 1, 0}},
			{"sales", search{sort: "sales", text: "measured"}, []int{7, 3, 9, 8, 6, 5, 4, 2, 1, 0}},
			{"cheapest", search{sort: "price"}, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}},
			{"dearest", search{sort: "price", down: true}, []int{9, 8, 7, 6, 5, 4, 3, 2, 1, 0}},
			{"by title", search{sort: "title"}, []int{4, 9, 0, 5, 2, 7, 1, 6, 3, 8}},
			{"by title, down", search{sort: "title", down: true}, []int{8, 3, 6, 1, 7, 2, 5, 0, 9, 4}},
			{"cheapest of a range", search{sort: "price", least: big.NewInt(101), most: big.NewInt(700)}, []int{2, 3, 4, 5, 6, 7}},
			{"dearest of a range", search{sort: "price", down: true, least: big.NewInt(200), most: big.NewInt(799)}, []int{7, 6, 5, 4, 3, 2}},
			{"for sale, and over", search{sort: "price", forSale: true}, []int{0, 1, 3, 5, 6, 7, 8, 9}},
		} {
			for _, limit := range []int{1, 2, 3, 10, 100} {
				test.s.limit = limit
				got, pages := find(t, c, test.s)
				if !slices.Equal(got, test.want) {
					t.Errorf("%s, %d at a time: %v", test.name, limit, got)
				}
				if limit == 1 && pages < len(test.want) {
					t.Errorf("%s: %d pages", test.name, pages)
				}
			}
		}
		// Pages are stable: what moves to the front between two of them does not push others twice.
		first, err := c.search(t.Context(), &search{limit: 4})
		if err != nil {
			t.Fatal(err)
		}
		more := block{Block: chain.Block{Number: 1, Time: now + 12, Hash: common.Hash{1}}, events: []chain.MarketEvent{
			chain.Listed{Asset: asset(60), Listing: chain.Listing{Stock: 1}},
			chain.Versioned{Asset: asset(60), Version: 1, Pin: chain.Pin{MetadataHash: sha256.Sum256(document(1)), URI: "https://example.org/d"}}}}
		if err := c.apply(t.Context(), &p, []block{more}, 0); err != nil {
			t.Fatal(err)
		}
		got, _ := find(t, c, search{limit: 4, cursor: first.Next})
		if want := []int{5, 4, 3, 2, 1, 0}; !slices.Equal(got, want) {
			t.Errorf("after the first page: %v", got)
		}
		for _, bad := range []search{{sort: "best"}, {cursor: "x"}, {cursor: cursor("price", true, 4)}, {cursor: cursor("newest", false, -4)},
			{text: "!!"}, {text: strings.Repeat("a b ", 20)}} {
			if _, err := c.search(t.Context(), &bad); !errors.As(err, new(badSearch)) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		// One without a document is found by its name alone.
		a, err := c.asset(t.Context(), 1, common.Address{1}, asset(50))
		if err != nil || a.Metadata != nil || a.Listing.Stock != 1 {
			t.Errorf("%+v, %v", a, err)
		}
		a, err = c.asset(t.Context(), 1, common.Address{1}, asset(3))
		if err != nil || string(a.Metadata) != string(document(3)) || a.Listing.Sold != 2 {
			t.Errorf("%+v, %v", a, err)
		}
	})
}

// find returns the numbers of all listings of a search, page by page.
func find(t *testing.T, c *catalogue, s search) (got []int, pages int) {
	t.Helper()
	got = []int{}
	for {
		page, err := c.search(context.Background(), &s)
		if err != nil {
			t.Fatal(err)
		}
		pages++
		for _, a := range page.Assets {
			if !json.Valid(a.Metadata) {
				t.Fatalf("document %q", a.Metadata)
			}
			got = append(got, int(common.FromHex(a.Asset)[0]))
		}
		if page.Next == "" {
			return got, pages
		}
		s.cursor = page.Next
	}
}

// TestWords: what is the same to people who type it.
func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"Évora ÉVORA evora":      "evora evora evora",
		"Straße STRASSE":         "strasse strasse",
		"Łódź Øre Þing Æsir":     "lodz ore thing aesir",
		"Ｆｕｌｌ ﬁne x²":            "full fine x2",
		"Σίσυφος ΣΊΣΥΦΟΣ":        "σισυφοσ σισυφοσ",
		"İstanbul Iğdır":         "istanbul igdir",
		"שָׁלוֹם كِتَاب":         "שלום كتاب",
		"東京の天気":                  "東 京 の 天 気",
		"パン":                     "ハ\u309a ン",
		"हिन्दी":                 "हिन्दी",
		"l'eau, rock-n-roll_1.5": "l eau rock n roll 1 5",
		"\xff\x00 a":             "a",
	} {
		if got := strings.Join(words(text, 100), " "); got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
	if got := split("Foto* rain pho*x **", 10); !slices.Equal(got, []word{{"foto", true}, {"rain", false}, {"pho", true}, {"x", false}}) {
		t.Errorf("%+v", got)
	}
}

// TestTitleKey: keys are in the order of titles.
func TestTitleKey(t *testing.T) {
	var before uint64
	for _, title := range []string{"", "!", "1 of 2", "10", "2nd", "a", "A b", "a1", "Aa", "abacus", "Évora", "evorb", "Zz", "αβγ", "Москва", "שלום", "हिन्दी", "한국", "東京"} {
		k := titleKey(title)
		if k < before || k >= 1<<33 {
			t.Errorf("%q has the key %d after %d", title, k, before)
		}
		before = k
	}
	if titleKey("Rain in Lisbon") != titleKey("rain-in-porto") || titleKey("Rain") == titleKey("Raim") {
		t.Error("six letters count")
	}
}

// TestPriceKey: keys are in the order of prices.
func TestPriceKey(t *testing.T) {
	var before uint64
	last := new(big.Int)
	for _, p := range []string{"0", "1", "2", "3", "100", "101", "65536", "67108864", "67108865", "1000000000000000000", "1000000100000000000",
		"170141183460469231731687303715884105727", "340282366920938463463374607431768211455"} {
		k := priceKey(p)
		n, _ := new(big.Int).SetString(p, 10)
		if n.Cmp(last) > 0 && k <= before && n.BitLen() < 128 || k >= 1<<33 {
			t.Errorf("price %s has the key %d after %d", p, k, before)
		}
		before, last = k, n
	}
}
