package gateway

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
)

// outcome is what became of a sale. The highest one counts: what was disputed may be released, or fail, and what
// failed is refunded.
type outcome int

const (
	disputed outcome = 1 + iota
	failed
	released
	refunded
)

// saleState names what became of a sale that is, or is not, in escrow.
func saleState(kind outcome, releaseAt int64) string {
	switch kind {
	case disputed:
		return "disputed"
	case failed:
		return "failed"
	case released:
		return "released"
	case refunded:
		return "refunded"
	}
	if releaseAt != 0 {
		return "escrow"
	}
	return "paid"
}

// books are sales, their outcomes and versions that were followed by others, of some blocks.
type books struct {
	sales, outcomes, pins [][]any // rows, without the market
}

// pin notes the version before e, before e is taken.
func (b *books) pin(l *entry, e chain.MarketEvent, block uint64) {
	if _, ok := e.(chain.Versioned); !ok || l.state == nil || l.state.Version == 0 {
		return
	}
	hash, _ := hex.DecodeString(l.state.MetadataHash) // this program wrote both
	capsule, _ := hex.DecodeString(l.state.CapsuleID)
	b.pins = append(b.pins, []any{l.asset[:], int64(l.state.Version), hash, capsule, printable(l.state.URI), int64(l.state.UpdatedAt), int64(block)})
}

// sale notes a sale, of a listing that is what it is when that is taken.
func (b *books) sale(l *entry, e chain.MarketEvent, at chain.Block) {
	s, ok := e.(chain.Bought)
	if !ok {
		return
	}
	price := s.Price
	if price == nil {
		price = new(big.Int)
	}
	address := func(text string) []byte { a := common.HexToAddress(text); return a[:] }
	b.sales = append(b.sales, []any{s.Asset[:], int64(s.Number), int64(l.state.Version), address(l.state.Seller), s.Holder[:], s.Payer[:], s.Referrer[:],
		address(l.state.Token), price.String(), int64(s.Until), int64(s.ReleaseAt), int64(at.Time), int64(at.Number)})
}

// outcome notes what became of a sale.
func (b *books) outcome(e chain.MarketEvent, block uint64) {
	add := func(asset [32]byte, number uint32, kind outcome) {
		b.outcomes = append(b.outcomes, []any{asset[:], int64(number), int64(kind), int64(block)})
	}
	switch e := e.(type) {
	case chain.Disputed:
		add(e.Asset, e.Number, disputed)
	case chain.Failed:
		add(e.Asset, e.Number, failed)
	case chain.Released:
		add(e.Asset, e.Number, released)
	case chain.Refunded:
		add(e.Asset, e.Number, refunded)
	}
}

// enter writes the books.
func (t *tx) enter(market int64, b *books) error {
	for _, table := range []struct {
		rows [][]any
		into string
	}{
		{b.sales, "sales (market, asset, number, version, seller, holder, payer, referrer, token, price, until, release, time, block)"},
		{b.outcomes, "outcomes (market, asset, number, kind, block)"},
		{b.pins, "pins (market, asset, version, hash, capsule, uri, listed, block)"},
	} {
		if len(table.rows) == 0 {
			continue
		}
		columns := 1 + len(table.rows[0])
		if err := groups(table.rows, func(group [][]any, places string) error {
			args := make([]any, 0, columns*len(group))
			for _, row := range group {
				args = append(append(args, market), row...)
			}
			// A payment can be disputed more than once: the first time is kept.
			_, err := t.Do(`INSERT INTO `+table.into+` VALUES `+places+` ON CONFLICT DO NOTHING`, args...)
			return err
		}, columns); err != nil {
			return err
		}
	}
	return nil
}

// strike removes from the books what is of blocks after that one.
func (t *tx) strike(market, after int64) error {
	for _, table := range []string{"sales", "outcomes", "pins"} {
		if _, err := t.Do(`DELETE FROM `+table+` WHERE market = ? AND block > ?`, market, after); err != nil {
			return err
		}
	}
	return nil
}

// Sale is one payment for a licence, as the chain has it.
type Sale struct {
	ChainID   string `json:"chainId" doc:"Decimal."`
	Market    string `json:"market"`
	Asset     string `json:"asset" doc:"0x and hex."`
	Link      string `json:"link" doc:"latchkey://CHAIN/MARKET/ASSET"`
	Title     string `json:"title,omitempty" doc:"Of the listing as it is now; missing if its document is not here, or sealed."`
	Number    uint32 `json:"number" doc:"Among the asset's sales, from 1."`
	Version   uint16 `json:"version" doc:"That was offered when it was bought."`
	Seller    string `json:"seller"`
	Holder    string `json:"holder" doc:"Whose licence it is."`
	Payer     string `json:"payer" doc:"Who paid; another account than the holder's for a gift."`
	Referrer  string `json:"referrer,omitempty" doc:"Who has the referral part."`
	Token     string `json:"token" doc:"The zero address is the chain's own coin."`
	Price     string `json:"price" doc:"Decimal, in the token's smallest unit: all of it, before any parts are taken."`
	Until     string `json:"until" doc:"Unix seconds, the licence's last one as of this sale, decimal; 18446744073709551615: for ever."`
	ReleaseAt uint64 `json:"releaseAt,omitempty" doc:"Unix seconds, the last one in which it can be disputed; missing: it was not in escrow."`
	State     string `json:"state" enum:"paid,escrow,disputed,failed,released,refunded" doc:"paid: never in escrow. escrow: it waits, or can be released since releaseAt. failed: not served, to be refunded."`
	Time      uint64 `json:"time" doc:"Unix seconds."`
	Block     uint64 `json:"block"`
}

// Sales is one page of sales, the newest first.
type Sales struct {
	Sales []Sale `json:"sales" nullable:"false"`
	Next  string `json:"next,omitempty" doc:"Give it as cursor for the next page; without it, there is none."`
}

// Total is what some sales come to.
type Total struct {
	ChainID  string `json:"chainId" doc:"Decimal."`
	Market   string `json:"market"`
	Token    string `json:"token" doc:"The zero address is the chain's own coin."`
	Sales    int64  `json:"sales" doc:"How many, refunded ones too."`
	Amount   string `json:"amount" doc:"What was paid and not refunded, in the token's smallest unit, before any parts are taken."`
	Waiting  string `json:"waiting" doc:"What of that is in escrow still."`
	Refunds  int64  `json:"refunds" doc:"How many were refunded."`
	Refunded string `json:"refunded" doc:"What was paid back."`
}

// ListingTotal is what the sales of a listing come to.
type ListingTotal struct {
	Asset string `json:"asset" doc:"0x and hex."`
	Link  string `json:"link" doc:"latchkey://CHAIN/MARKET/ASSET"`
	Title string `json:"title,omitempty" doc:"As it is now; missing if its document is not here, or sealed."`
	Total
}

// DayTotal is what the sales of a day come to.
type DayTotal struct {
	Day string `json:"day" doc:"2006-01-02, of UTC."`
	Total
}

// Totals are what a seller's sales come to. Amounts are of the chain: what can be withdrawn, the contract says.
type Totals struct {
	Seller   string         `json:"seller"`
	Tokens   []Total        `json:"tokens" nullable:"false" doc:"By chain, market and token."`
	Listings []ListingTotal `json:"listings" nullable:"false" doc:"By listing, those with most sales first, at most 500."`
	Days     []DayTotal     `json:"days" nullable:"false" doc:"By day and token, of the latest days, those without sales left out; the oldest first."`
}

const (
	maxListingTotals = 500
	defaultDays      = 90
	maxDays          = 3660
	secondsPerDay    = 86400
)

// ledger says which sales are wanted.
type ledger struct {
	seller, buyer *common.Address
	chainID       uint64
	market        *common.Address
	asset         *[32]byte
	cursor        string
	limit         int
	days          int
}

// outcomeOf is the highest outcome of a sale s.
const outcomeOf = `coalesce((SELECT max(o.kind) FROM outcomes o WHERE o.market = s.market AND o.asset = s.asset AND o.number = s.number), 0)`

// where writes the conditions of a ledger.
func (l *ledger) where() (text string, args []any) {
	text = `TRUE`
	if l.seller != nil {
		text, args = text+` AND s.seller = ?`, append(args, l.seller[:])
	}
	if l.market != nil {
		text, args = text+` AND m.chain = ? AND m.address = ?`, append(args, int64(l.chainID), l.market[:])
	}
	if l.asset != nil {
		text, args = text+` AND s.asset = ?`, append(args, l.asset[:])
	}
	return text, args
}

// sales returns a page of sales.
func (c *catalogue) sales(ctx context.Context, l *ledger) (*Sales, error) {
	limit := min(l.limit, maxPage)
	if limit <= 0 {
		limit = defaultPage
	}
	time, id := int64(1<<62), int64(1<<62)
	if l.cursor != "" {
		data, err := base64.RawURLEncoding.DecodeString(l.cursor)
		if n, _ := fmt.Sscanf(string(data), "sales %d %d", &time, &id); err != nil || n != 2 {
			return nil, badSearch("the cursor is not one of sales")
		}
	}
	conditions, args := l.where()
	// Of each way to be the buyer, the newest: one index for each.
	of := func(by string) (string, []any) {
		return `SELECT s.id, s.market, s.asset, s.number, s.version, s.seller, s.holder, s.payer, s.referrer, s.token, s.price, s.until, s.release, s.time, s.block
			FROM sales s JOIN markets m ON m.id = s.market WHERE ` + conditions + by + ` AND (s.time < ? OR s.time = ? AND s.id < ?) ORDER BY s.time DESC, s.id DESC LIMIT ?`, args
	}
	at := []any{time, time, id, limit + 1}
	from, all := of("")
	all = append(slices.Clone(all), at...)
	if l.buyer != nil {
		held, _ := of(` AND s.holder = ?`)
		paid, _ := of(` AND s.payer = ? AND s.payer <> s.holder`)
		from = `SELECT * FROM (` + held + `) AS held UNION ALL SELECT * FROM (` + paid + `) AS paid`
		one := append(append(slices.Clone(args), l.buyer[:]), at...)
		all = append(slices.Clone(one), one...)
	}
	text := `SELECT s.id, m.chain, m.address, s.asset, s.number, s.version, s.seller, s.holder, s.payer, s.referrer, s.token, s.price, s.until, s.release, s.time, s.block,
		` + outcomeOf + `, s.market FROM (` + from + `) AS s JOIN markets m ON m.id = s.market ORDER BY s.time DESC, s.id DESC LIMIT ?`
	page := &Sales{Sales: []Sale{}}
	var listings []named
	var lastTime, lastID int64
	if err := c.db.Each(ctx, text, append(all, limit+1), func(scan func(...any) error) error {
		var s Sale
		var rowID, chainID, until, release, at, block, kind, market int64
		var contract, asset, seller, holder, payer, referrer, token []byte
		if err := scan(&rowID, &chainID, &contract, &asset, &s.Number, &s.Version, &seller, &holder, &payer, &referrer, &token, &s.Price, &until, &release, &at, &block, &kind, &market); err != nil {
			return err
		}
		if len(page.Sales) == limit {
			page.Next = base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "sales %d %d", lastTime, lastID))
			return nil
		}
		lastTime, lastID = at, rowID
		s.ChainID, s.Market, s.Asset = strconv.FormatInt(chainID, 10), lower(common.Address(contract)), "0x"+hex.EncodeToString(asset)
		s.Link = linkOf(s.ChainID, s.Market, s.Asset)
		s.Seller, s.Holder, s.Payer, s.Token = lower(common.Address(seller)), lower(common.Address(holder)), lower(common.Address(payer)), lower(common.Address(token))
		if r := common.Address(referrer); r != (common.Address{}) {
			s.Referrer = lower(r)
		}
		s.Until, s.ReleaseAt, s.Time, s.Block = strconv.FormatUint(uint64(until), 10), uint64(release), uint64(at), uint64(block)
		s.State = saleState(outcome(kind), release)
		listings = append(listings, named{market, [32]byte(asset)})
		page.Sales = append(page.Sales, s)
		return nil
	}); err != nil {
		return nil, err
	}
	titles, err := c.titles(ctx, listings)
	for i := range page.Sales {
		page.Sales[i].Title = titles[listings[i]]
	}
	return page, err
}

// named is a listing of a market's row.
type named struct {
	market int64
	asset  [32]byte
}

// titles returns those of listings whose document is here.
func (c *catalogue) titles(ctx context.Context, of []named) (map[named]string, error) {
	titles := make(map[named]string)
	for _, n := range of {
		if _, ok := titles[n]; ok {
			continue
		}
		var title string
		err := c.db.One(ctx, `SELECT b.title FROM listings l JOIN bodies b ON b.hash = l.document WHERE l.market = ? AND l.key = ? AND l.asset = ?`,
			n.market, assetKey(n.asset), n.asset[:]).Scan(&title)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
		titles[n] = title
	}
	return titles, nil
}

func linkOf(chainID, market, asset string) string {
	return fmt.Sprintf("latchkey://%s/%s/%s", chainID, market, asset)
}

// sum is a Total while it is added up.
type sum struct {
	Total
	of                        named
	day                       string
	amount, waiting, refunded big.Int
}

// add takes in sales of one price and outcome.
func (s *sum) add(count int64, price *big.Int, waits bool, kind outcome) {
	amount := new(big.Int).Mul(price, big.NewInt(count))
	s.Sales += count
	if kind == refunded {
		s.Refunds += count
		s.refunded.Add(&s.refunded, amount)
		return
	}
	s.amount.Add(&s.amount, amount)
	if waits && kind != released {
		s.waiting.Add(&s.waiting, amount)
	}
}

// sums are Totals while they are added up, in the order in which they began.
type sums struct {
	by  map[string]*sum
	all []*sum
}

func (s *sums) of(key string, begin sum) *sum {
	if s.by == nil {
		s.by = make(map[string]*sum)
	}
	if s.by[key] == nil {
		s.by[key] = &begin
		s.all = append(s.all, &begin)
	}
	return s.by[key]
}

func (s *sum) total() Total {
	s.Amount, s.Waiting, s.Refunded = s.amount.String(), s.waiting.String(), s.refunded.String()
	return s.Total
}

// totals returns what the sales of a seller come to.
func (c *catalogue) totals(ctx context.Context, l *ledger) (*Totals, error) {
	conditions, args := l.where()
	first := c.now().Unix()/secondsPerDay - int64(l.days) + 1
	var tokens, listings, days sums
	// Prices have up to 128 bits, beyond what databases add up: sales of one price are counted.
	if err := c.db.Each(ctx, `SELECT m.id, m.chain, m.address, s.asset, s.token, s.price, s.day, s.waits, s.kind, count(*) FROM (
		SELECT s.market, s.asset, s.token, s.price, s.time / 86400 AS day, CASE WHEN s.release = 0 THEN 0 ELSE 1 END AS waits, `+outcomeOf+` AS kind
		FROM sales s JOIN markets m ON m.id = s.market WHERE `+conditions+`) AS s JOIN markets m ON m.id = s.market
		GROUP BY m.id, m.chain, m.address, s.asset, s.token, s.price, s.day, s.waits, s.kind ORDER BY s.day, m.id, s.token, s.asset`, args, func(scan func(...any) error) error {
		var id, chainID, day, waits, kind, count int64
		var contract, asset, token []byte
		var text string
		if err := scan(&id, &chainID, &contract, &asset, &token, &text, &day, &waits, &kind, &count); err != nil {
			return err
		}
		price, ok := new(big.Int).SetString(text, 10)
		if !ok {
			return fmt.Errorf("price %q is no number", text)
		}
		begin := sum{Total: Total{ChainID: strconv.FormatInt(chainID, 10), Market: lower(common.Address(contract)), Token: lower(common.Address(token))}}
		key := fmt.Sprintf("%d %x", id, token)
		tokens.of(key, begin).add(count, price, waits == 1, outcome(kind))
		begin.of = named{id, [32]byte(asset)}
		listings.of(fmt.Sprintf("%d %x", id, asset), begin).add(count, price, waits == 1, outcome(kind))
		if day >= first {
			begin.day = time.Unix(day*secondsPerDay, 0).UTC().Format(time.DateOnly)
			days.of(begin.day+key, begin).add(count, price, waits == 1, outcome(kind))
		}
		return nil
	}); err != nil {
		return nil, err
	}
	out := &Totals{Seller: lower(*l.seller), Tokens: []Total{}, Listings: []ListingTotal{}, Days: []DayTotal{}}
	for _, s := range tokens.all {
		out.Tokens = append(out.Tokens, s.total())
	}
	for _, s := range days.all {
		out.Days = append(out.Days, DayTotal{s.day, s.total()})
	}
	slices.SortStableFunc(listings.all, func(a, b *sum) int { return cmp.Compare(b.Sales, a.Sales) })
	var of []named
	for _, s := range listings.all[:min(len(listings.all), maxListingTotals)] {
		name := "0x" + hex.EncodeToString(s.of.asset[:])
		of = append(of, s.of)
		out.Listings = append(out.Listings, ListingTotal{Asset: name, Link: linkOf(s.ChainID, s.Market, name), Total: s.total()})
	}
	titles, err := c.titles(ctx, of)
	for i := range out.Listings {
		out.Listings[i].Title = titles[of[i]]
	}
	return out, err
}

// versions returns what was sold under a listing before its latest version, the newest first.
func (c *catalogue) versions(ctx context.Context, a *Asset) ([]Pinned, error) {
	all := []Pinned{{Version: a.Listing.Version, MetadataHash: a.Listing.MetadataHash, CapsuleID: a.Listing.CapsuleID, URI: a.Listing.URI, ListedAt: a.Listing.UpdatedAt}}
	asset, err := hex.DecodeString(strings.TrimPrefix(a.Asset, "0x"))
	if err != nil {
		return nil, err
	}
	market := common.HexToAddress(a.Market)
	chainID, err := strconv.ParseInt(a.ChainID, 10, 64)
	if err != nil {
		return nil, err
	}
	return all, c.db.Each(ctx, `SELECT p.version, p.hash, p.capsule, p.uri, p.listed FROM pins p JOIN markets m ON m.id = p.market
		WHERE m.chain = ? AND m.address = ? AND p.asset = ? ORDER BY p.version DESC LIMIT ?`, []any{chainID, market[:], asset, maxPage}, func(scan func(...any) error) error {
		var p Pinned
		var hash, capsule []byte
		var listed int64
		err := scan(&p.Version, &hash, &capsule, &p.URI, &listed)
		p.MetadataHash, p.CapsuleID, p.ListedAt = hex.EncodeToString(hash), hex.EncodeToString(capsule), uint64(listed)
		all = append(all, p)
		return err
	})
}

// Pinned is a version of what is sold under an asset.
type Pinned struct {
	Version      uint16 `json:"version"`
	MetadataHash string `json:"metadataHash" doc:"SHA-256 of the document, hex."`
	CapsuleID    string `json:"capsuleId" doc:"The capsule that is pinned, hex; zeros: none."`
	URI          string `json:"uri" doc:"Where the document is."`
	ListedAt     uint64 `json:"listedAt" doc:"Unix seconds."`
}

// serveSales is GET /v1/sales.
func (g *Gateway) serveSales(w http.ResponseWriter, r *http.Request) error {
	l, err := readLedger(r)
	if err != nil {
		return err
	}
	if l.seller == nil && l.buyer == nil {
		return badSearch("sales are of a seller, or of a buyer")
	}
	return look(g, w, r, func(ctx context.Context) (*Sales, error) { return g.catalogue.sales(ctx, l) })
}

// serveTotals is GET /v1/sales/totals.
func (g *Gateway) serveTotals(w http.ResponseWriter, r *http.Request) error {
	l, err := readLedger(r)
	if err != nil {
		return err
	}
	if l.seller == nil || l.buyer != nil || l.cursor != "" || l.limit != 0 {
		return badSearch("totals are of a seller, and all of them come at once")
	}
	if l.days == 0 {
		l.days = defaultDays
	}
	return look(g, w, r, func(ctx context.Context) (*Totals, error) { return g.catalogue.totals(ctx, l) })
}

// look answers from the catalogue, within the limit of all who look into it.
func look[T any](g *Gateway, w http.ResponseWriter, r *http.Request, at func(context.Context) (T, error)) error {
	leave, err := g.limits.searches.enter(g.limits.client(r))
	if err != nil {
		return err
	}
	defer leave()
	ctx, cancel := context.WithTimeout(r.Context(), searchTimeout)
	defer cancel()
	found, err := at(ctx)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "public, max-age="+strconv.Itoa(searchAge))
	return writeJSON(w, found)
}

func readLedger(r *http.Request) (*ledger, error) {
	l := new(ledger)
	for name, values := range r.URL.Query() {
		if len(values) != 1 {
			return nil, badSearch(fmt.Sprintf("%q is there more than once", name))
		}
		v := values[0]
		var err error
		switch name {
		case "seller":
			l.seller, err = readAddress(v)
		case "buyer":
			l.buyer, err = readAddress(v)
		case "market":
			l.market, err = readAddress(v)
		case "chain":
			l.chainID, err = strconv.ParseUint(v, 10, 63)
		case "asset":
			l.asset, err = readAsset(v)
		case "cursor":
			l.cursor = v
		case "limit":
			l.limit, err = readNumber(v, maxPage)
		case "days":
			l.days, err = readNumber(v, maxDays)
		default:
			err = errors.New("is no parameter here")
		}
		if err != nil {
			return nil, badSearch(fmt.Sprintf("%s=%q: %v", name, v, err))
		}
	}
	if (l.market != nil) != (l.chainID != 0) {
		return nil, badSearch("chain and market go together")
	}
	return l, nil
}

// readNumber reads a number from 1 to max.
func readNumber(text string, max int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > max {
		return 0, fmt.Errorf("is not within 1 to %d", max)
	}
	return n, nil
}

func readAsset(text string) (*[32]byte, error) {
	digits, ok := strings.CutPrefix(text, "0x")
	b, err := hex.DecodeString(digits)
	if !ok || err != nil || len(b) != 32 {
		return nil, errors.New("is not 0x and 32 bytes of hex")
	}
	asset := [32]byte(b)
	return &asset, nil
}
