package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/latchkey-network/latchkey/database/databasetest"
)

// server is this test process's own.
var server databasetest.Postgres

// PostgresURL is an empty database of the server that tests share.
func PostgresURL(t testing.TB) string { return server.URL(t) }

func TestMain(m *testing.M) {
	code := m.Run()
	server.Stop()
	os.Exit(code)
}

// SetClock gives a gateway that does not run yet another clock.
func (g *Gateway) SetClock(now func() time.Time) { g.now = now }

func openCatalogue(t testing.TB, where string) *catalogue {
	t.Helper()
	db, err := openDatabase(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return newCatalogue(db)
}

// dump is everything that a catalogue says, in one order and without its own numbers.
func dump(t testing.TB, c *catalogue) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.db.Each(t.Context(), `SELECT l.asset, l.state, l.document, m.chain, m.address,
		CASE WHEN e.listing IS NULL THEN 0 ELSE 1 END, coalesce(e.facets, ''), coalesce(e.by_sales / 1073741824, 0), coalesce(e.by_price / 1073741824, 0), coalesce(e.by_newest / 1073741824, 0)
		FROM listings l JOIN markets m ON m.id = l.market LEFT JOIN entries e ON e.listing = l.id ORDER BY m.chain, m.address, l.asset`, nil, func(scan func(...any) error) error {
		var asset, document, address []byte
		var state, facets string
		var chainID, indexed, sales, price, newest int64
		if err := scan(&asset, &state, &document, &chainID, &address, &indexed, &facets, &sales, &price, &newest); err != nil {
			return err
		}
		fmt.Fprintf(&b, "%x %s %x %d %x %d %q %d %d %d\n", asset, state, document, chainID, address, indexed, facets, sales, price, newest)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, books := range []string{
		`SELECT s.asset, s.number, s.version, s.seller, s.holder, s.payer, s.token, s.price, s.until, s.release, s.time, s.block, m.address FROM sales s JOIN markets m ON m.id = s.market ORDER BY s.asset, s.number`,
		`SELECT o.asset, o.number, o.kind, 0, m.address, '', '', '', 0, 0, 0, o.block, m.address FROM outcomes o JOIN markets m ON m.id = o.market ORDER BY o.asset, o.number, o.kind`,
		`SELECT p.asset, p.version, 0, p.hash, p.capsule, m.address, m.address, p.uri, 0, 0, p.listed, p.block, m.address FROM pins p JOIN markets m ON m.id = p.market ORDER BY p.asset, p.version`,
	} {
		if err := c.db.Each(t.Context(), books, nil, func(scan func(...any) error) error {
			row := make([]any, 13)
			for i := range row {
				row[i] = &row[i]
			}
			err := scan(row...)
			fmt.Fprintf(&b, "%x\n", row)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	// What is found, in every order.
	for _, order := range orders {
		s := &search{sort: order, limit: maxPage}
		for {
			page, err := c.search(context.Background(), s)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range page.Assets {
				state, _ := json.Marshal(a.Listing)
				fmt.Fprintf(&b, "%s %s %s\n", order, a.Asset, state)
			}
			if page.Next == "" {
				break
			}
			s.cursor = page.Next
		}
	}
	return b.String()
}
