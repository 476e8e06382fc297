package gateway

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
)

// TestSales: what was sold and bought, what became of it, and what it comes to.
func TestSales(t *testing.T) {
	server.Each(t, func(t *testing.T, fresh func() string) {
		c := openCatalogue(t, fresh())
		p := placeOf(t, c)
		const morning = 1_700_006_400 // 2023-11-15, 00:00 UTC
		c.now = func() time.Time { return time.Unix(morning+2*secondsPerDay, 0) }
		seller, other, buyer, friend, dollar := common.Address{1}, common.Address{2}, common.Address{3}, common.Address{4}, common.Address{9}
		rain, snow, else_ := [32]byte{1}, [32]byte{2}, [32]byte{3}
		whole, _ := new(big.Int).SetString("340282366920938463463374607431768211455", 10) // the largest price
		list := func(asset [32]byte, by, token common.Address, price *big.Int, doc int) []chain.MarketEvent {
			return []chain.MarketEvent{chain.Listed{Asset: asset, Listing: chain.Listing{Seller: by, Token: token, Price: price, Stock: chain.Unlimited}},
				chain.Versioned{Asset: asset, Version: 1, Pin: chain.Pin{MetadataHash: sha256.Sum256(document(doc)), URI: "https://example.org/1"}}}
		}
		bought := func(asset [32]byte, number uint32, holder, payer common.Address, price *big.Int, release uint64) chain.MarketEvent {
			return chain.Bought{Asset: asset, Number: number, Holder: holder, Payer: payer, Price: price, Until: 1<<64 - 1, ReleaseAt: release}
		}
		days := [][]chain.MarketEvent{
			slices.Concat(list(rain, seller, chain.Coin, big.NewInt(100), 0), list(snow, seller, dollar, whole, 2), list(else_, other, chain.Coin, big.NewInt(5), 4)),
			{bought(rain, 1, buyer, buyer, big.NewInt(100), 0), bought(rain, 2, friend, buyer, big.NewInt(100), morning+5*secondsPerDay), bought(else_, 1, buyer, buyer, big.NewInt(5), 0),
				chain.Versioned{Asset: rain, Version: 2, Pin: chain.Pin{MetadataHash: sha256.Sum256(document(5)), CapsuleID: [32]byte{7}, URI: "https://example.org/2"}}},
			{bought(rain, 3, buyer, buyer, big.NewInt(150), morning+5*secondsPerDay), bought(snow, 1, buyer, buyer, whole, 1), bought(snow, 2, buyer, friend, whole, 1),
				chain.Disputed{Asset: rain, Number: 2, Request: 1}, chain.Failed{Asset: rain, Number: 2}, chain.Refunded{Asset: rain, Number: 2}, chain.Released{Asset: snow, Number: 1}},
		}
		var blocks []block
		for i, events := range days {
			blocks = append(blocks, block{Block: chain.Block{Number: uint64(i), Time: morning + uint64(i)*secondsPerDay - 1, Hash: common.Hash{byte(i + 1)}}, events: events})
		}
		if err := c.apply(t.Context(), &p, blocks, 0); err != nil {
			t.Fatal(err)
		}
		for _, i := range []int{0, 2, 4, 5} {
			keepAll(t, c, document(i))
		}
		said := func(l ledger) (all []string) {
			t.Helper()
			for {
				page, err := c.sales(t.Context(), &l)
				if err != nil {
					t.Fatal(err)
				}
				for _, s := range page.Sales {
					if s.Until != "18446744073709551615" || s.Version != 1 && s.Number != 3 {
						t.Errorf("%+v", s)
					}
					all = append(all, fmt.Sprintf("%s %d %s %s %d", s.Asset[:4], s.Number, s.State, s.Title, s.Block))
				}
				if page.Next == "" {
					return all
				}
				l.cursor = page.Next
			}
		}
		// The listing's title is that of its latest version.
		one, two, three := "0x01 1 paid Rain in Lisbon 1", "0x01 2 refunded Rain in Lisbon 1", "0x01 3 escrow Rain in Lisbon 2"
		s1, s2, e1 := "0x02 1 released Weather of Évora, rain and snow 2", "0x02 2 escrow Weather of Évora, rain and snow 2", "0x03 1 paid Photos of cats 1"
		market := common.Address{1}
		for _, limit := range []int{1, 2, 100} {
			for name, test := range map[string]struct {
				l    ledger
				want []string
			}{
				"seller":         {ledger{seller: &seller}, []string{s2, s1, three, two, one}},
				"other seller":   {ledger{seller: &other}, []string{e1}},
				"buyer":          {ledger{buyer: &buyer}, []string{s2, s1, three, e1, two, one}}, // gifts to it, and by it, once each
				"friend":         {ledger{buyer: &friend}, []string{s2, two}},
				"from a seller":  {ledger{buyer: &buyer, seller: &other}, []string{e1}},
				"of a listing":   {ledger{seller: &seller, asset: &snow, chainID: 1, market: &market}, []string{s2, s1}},
				"another market": {ledger{seller: &seller, chainID: 2, market: &market}, nil},
				"nobody":         {ledger{buyer: &common.Address{77}}, nil},
			} {
				test.l.limit = limit
				if got := said(test.l); !slices.Equal(got, test.want) {
					t.Errorf("%s, %d at a time: %q", name, limit, got)
				}
			}
		}
		if _, err := c.sales(t.Context(), &ledger{seller: &seller, cursor: cursor("newest", false, 5)}); !errors.As(err, new(badSearch)) {
			t.Errorf("another cursor: %v", err)
		}

		twice := new(big.Int).Lsh(whole, 1).String()
		totals, err := c.totals(t.Context(), &ledger{seller: &seller, days: 2})
		if err != nil {
			t.Fatal(err)
		}
		got, _ := json.Marshal(totals)
		at := `"chainId":"1","market":"` + lower(market) + `"`
		coin := at + `,"token":"0x0000000000000000000000000000000000000000"`
		token := at + `,"token":"` + lower(dollar) + `"`
		link := func(asset string) string {
			return `"asset":"` + asset + `","link":"latchkey://1/` + lower(market) + "/" + asset + `"`
		}
		want := `{"seller":"` + lower(seller) + `","tokens":[` +
			`{` + coin + `,"sales":3,"amount":"250","waiting":"150","refunds":1,"refunded":"100"},` +
			`{` + token + `,"sales":2,"amount":"` + twice + `","waiting":"` + whole.String() + `","refunds":0,"refunded":"0"}],"listings":[` +
			`{` + link(common.Hash(rain).Hex()) + `,"title":"Rain in Lisbon",` + coin + `,"sales":3,"amount":"250","waiting":"150","refunds":1,"refunded":"100"},` +
			`{` + link(common.Hash(snow).Hex()) + `,"title":"Weather of Évora, rain and snow",` + token + `,"sales":2,"amount":"` + twice + `","waiting":"` + whole.String() + `","refunds":0,"refunded":"0"}],"days":[` +
			`{"day":"2023-11-16",` + coin + `,"sales":1,"amount":"150","waiting":"150","refunds":0,"refunded":"0"},` +
			`{"day":"2023-11-16",` + token + `,"sales":2,"amount":"` + twice + `","waiting":"` + whole.String() + `","refunds":0,"refunded":"0"}]}`
		if string(got) != want {
			t.Errorf("totals\n%s, not\n%s", got, want)
		}
		if totals, err = c.totals(t.Context(), &ledger{seller: &seller, days: 3}); err != nil || len(totals.Days) != 3 || totals.Days[0].Day != "2023-11-15" || totals.Days[0].Amount != "100" {
			t.Errorf("%+v %v", totals, err)
		}

		// What is under the listing, and was.
		a, err := c.asset(t.Context(), 1, market, rain)
		if err != nil {
			t.Fatal(err)
		}
		versions, err := c.versions(t.Context(), a)
		if err != nil || len(versions) != 2 || versions[0].Version != 2 || versions[0].URI != "https://example.org/2" || versions[1].Version != 1 ||
			versions[1].URI != "https://example.org/1" || versions[1].ListedAt != morning-1 || versions[0].ListedAt != morning+secondsPerDay-1 {
			t.Errorf("%+v %v", versions, err)
		}
		d := &Detail{Asset: *a}
		d.terms(c.now())
		if d.Policy != fmt.Sprintf(`sale("%s", "%s")`, lower(market), common.Hash(rain).Hex()) || d.Words == "" {
			t.Errorf("%q: %q", d.Policy, d.Words)
		}
		// Blocks that are replaced take their sales with them.
		if err := c.back(t.Context(), &p, func(number uint64, _ common.Hash) (bool, error) { return number < 2, nil }); err != nil {
			t.Fatal(err)
		}
		if got := said(ledger{seller: &seller}); !slices.Equal(got, []string{"0x01 2 escrow Rain in Lisbon 1", one}) {
			t.Errorf("taken back: %q", got)
		}
	})
}
