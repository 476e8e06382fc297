package gateway

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"
	"golang.org/x/text/unicode/norm"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/policy"
)

const (
	maxWords    = 2000 // of one document
	maxWord     = 64   // bytes
	maxAsked    = 16   // words of one search
	maxPage     = 100
	defaultPage = 20
	maxCounted  = 1000 // listings that a search finds: counting more of them takes longer than finding a page
	minPart     = 2    // letters, of a word's beginning that is searched for
	shortPart   = 5    // letters, of beginnings that have lists of their own in SQLite
	maxForms    = 32   // words that a longer beginning is looked up as
	// maxPageBytes ends a page early whose documents are this large together.
	maxPageBytes = 2 << 20
)

// words splits a text into what is searched for: runs of letters and digits without their accents, in
// lower case; where writing has no spaces, each sign is one. Compatible forms are one (NFKD), and so are letters that
// people type in place of others (plain).
func words(text string, max int) []string {
	found := split(text, max)
	all := make([]string, len(found))
	for i, w := range found {
		all[i] = w.text
	}
	return all
}

// word is one of a search. Of a part, its beginning is there: it was written with a * behind it.
type word struct {
	text string
	part bool
}

// plain are letters that do not decompose, as those write them who have other keyboards.
var plain = map[rune]string{'æ': "ae", 'œ': "oe", 'ø': "o", 'ß': "ss", 'ẞ': "ss", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ħ': "h", 'ı': "i", 'ŧ': "t", 'ŋ': "n", 'ς': "σ"}

// split is words, and says which of them are parts.
func split(text string, max int) []word {
	var all []word
	var b strings.Builder
	end := func(part bool) {
		if b.Len() > 0 && len(all) < max {
			all = append(all, word{b.String(), part})
		}
		b.Reset()
	}
	sign := false // the last one is a sign by itself
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(text, " ")) {
		was := sign
		sign = false
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			if unicode.IsLetter(r) {
				end(false)
				b.WriteRune(r)
				end(false)
				sign = true
			}
		case r == '\u3099' || r == '\u309a': // voiced, in Japanese: another sound
			if was && len(all) < max {
				all[len(all)-1].text += string(r)
			}
		case unicode.Is(unicode.Mn, r) && unicode.In(r, unicode.Inherited, unicode.Hebrew, unicode.Arabic, unicode.Syriac): // an accent, or a point
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.In(r, unicode.Mn, unicode.Mc): // vowels of Indic scripts are marks
			r = unicode.ToLower(r)
			text, ok := plain[r]
			if !ok {
				text = string(r)
			}
			if b.Len()+len(text) <= maxWord {
				b.WriteString(text)
			}
		default:
			end(r == '*')
		}
	}
	end(false)
	return all
}

// facet makes a word that no text has of a value that is filtered by.
func facet(kind, value string) string {
	const private = "\ue000" // for private use: not a letter
	return private + kind + strings.Map(func(r rune) rune {
		if r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return '\ue001'
	}, strings.ToLower(value[:min(len(value), maxWord)]))
}

const everything = "\ue000all"

// described is the part of a metadata document that is searched. The whole document is market's to
// check.
type described struct {
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Name        string   `json:"name"`
	Type        string   `json:"type"`
	Kind        string   `json:"kind"`
	Licence     string   `json:"licence"`
	Tags        []string `json:"tags"`
	Contents    []struct {
		Name string `json:"name"`
	} `json:"contents"`
}

// findable is what a document is found by.
type findable struct {
	title  string // as it is shown
	words  string // with a space between
	facets string // likewise
}

// found returns what a document is found by.
func found(body []byte) findable {
	var d described
	json.Unmarshal(body, &d) // what has another type than it should is left out
	texts := []string{d.Title, d.Description, d.Name}
	texts = append(texts, d.Tags...)
	for _, c := range d.Contents {
		texts = append(texts, c.Name)
	}
	all := words(strings.Join(texts, "\n"), maxWords)
	slices.Sort(all)
	mediaType, _, _ := strings.Cut(d.Type, ";") // without its parameters
	mediaType = strings.TrimSpace(mediaType)
	kinds := []string{facet("type", mediaType)}
	if kind, _, ok := strings.Cut(mediaType, "/"); ok {
		kinds = append(kinds, facet("type", kind))
	}
	kinds = append(kinds, facet("kind", d.Kind))
	if d.Licence != "" && len(d.Licence) <= maxWord { // an SPDX expression; a whole text is nobody's filter
		kinds = append(kinds, facet("licence", d.Licence))
	}
	return findable{strings.ReplaceAll(strings.ToValidUTF8(d.Title, "?"), "\x00", ""), strings.Join(slices.Compact(all), " "), strings.Join(kinds, " ")}
}

// facets returns the words by which a listing is found besides its document's.
func (l *Listing) facets(market int64) string {
	all := []string{everything, facet("market", strconv.FormatInt(market, 10)), facet("seller", l.Seller), strings.TrimPrefix(l.Seller, "0x"), l.Seller, facet("token", l.Token)}
	if !l.Stopped && l.Stock > 0 {
		all = append(all, facet("open", ""))
	}
	return strings.Join(all, " ")
}

// index brings what is searched in line with the listings.
func (t *tx) index(listings []*entry) error {
	const columns = "by_newest, by_price, by_sales, by_title"
	type row struct {
		facets   string
		document []byte
		keys     [4]int64
	}
	type body struct{ title, words, facets string }
	return groups(listings, func(group []*entry, _ string) error {
		was, bodies := make(map[int64]row), make(map[string]body)
		var ids, hashes []any
		for _, l := range group {
			hash, err := hex.DecodeString(l.state.MetadataHash)
			if err != nil {
				return err
			}
			ids, hashes = append(ids, l.id), append(hashes, hash)
		}
		if err := t.Each(`SELECT hash, title, words, facet FROM bodies WHERE hash IN `+in(len(hashes)), hashes, func(scan func(...any) error) error {
			var hash []byte
			var b body
			err := scan(&hash, &b.title, &b.words, &b.facets)
			bodies[string(hash)] = b
			return err
		}); err != nil {
			return err
		}
		if err := t.Each(`SELECT listing, facets, document, `+columns+` FROM entries WHERE listing IN `+in(len(ids)), ids, func(scan func(...any) error) error {
			var id int64
			var r row
			err := scan(&id, &r.facets, &r.document, &r.keys[0], &r.keys[1], &r.keys[2], &r.keys[3])
			was[id] = r
			return err
		}); err != nil {
			return err
		}
		for i, l := range group {
			hash := hashes[i].([]byte)
			b, here := bodies[string(hash)]
			old, indexed := was[l.id]
			if !here {
				if indexed {
					if err := t.unindex(l.id); err != nil {
						return err
					}
				}
				continue
			}
			l.indexed = true
			var market int64
			if err := t.One(`SELECT market FROM listings WHERE id = ?`, l.id).Scan(&market); err != nil {
				return err
			}
			now := row{facets: strings.TrimSpace(l.state.facets(market) + " " + b.facets), document: hash, keys: l.state.keys(l.id, b.title)}
			same := indexed && old.facets == now.facets && string(old.document) == string(hash)
			if same && old.keys == now.keys {
				continue
			}
			text := strings.TrimSpace(b.words + " " + now.facets)
			if t.Postgres() {
				if _, err := t.Do(`INSERT INTO entries (listing, facets, document, words, `+columns+`) VALUES (?, ?, ?, array_to_tsvector(string_to_array(?, ' ')), ?, ?, ?, ?)
					ON CONFLICT (listing) DO UPDATE SET facets = excluded.facets, document = excluded.document, words = excluded.words,
					by_newest = excluded.by_newest, by_price = excluded.by_price, by_sales = excluded.by_sales, by_title = excluded.by_title`,
					l.id, now.facets, hash, text, now.keys[0], now.keys[1], now.keys[2], now.keys[3]); err != nil {
					return err
				}
				continue
			}
			for o, order := range orders {
				if same && old.keys[o] == now.keys[o] {
					continue
				}
				if indexed {
					if _, err := t.Do(`DELETE FROM by_`+order+` WHERE rowid = ?`, old.keys[o]); err != nil {
						return err
					}
				}
				if _, err := t.Do(`INSERT INTO by_`+order+` (rowid, words) VALUES (?, ?)`, now.keys[o], text); err != nil {
					return err
				}
			}
			if _, err := t.Do(`INSERT OR REPLACE INTO entries (listing, facets, document, `+columns+`) VALUES (?, ?, ?, ?, ?, ?, ?)`,
				l.id, now.facets, hash, now.keys[0], now.keys[1], now.keys[2], now.keys[3]); err != nil {
				return err
			}
		}
		return nil
	}, 1)
}

// unindex takes a listing out of what is searched.
func (t *tx) unindex(id int64) error {
	if !t.Postgres() {
		for _, order := range orders {
			if _, err := t.Do(`DELETE FROM by_`+order+` WHERE rowid = (SELECT by_`+order+` FROM entries WHERE listing = ?)`, id); err != nil {
				return err
			}
		}
	}
	_, err := t.Do(`DELETE FROM entries WHERE listing = ?`, id)
	return err
}

// Search says which listings are wanted. Zero fields do not matter.
type search struct {
	text    string // all of its words are there; of one with a * behind it, its beginning
	seller  *common.Address
	token   *common.Address
	kind    string // media type, or its first part
	form    string // file, archive or secret
	licence string
	least   *big.Int // price, of the token; nil: any
	most    *big.Int
	chainID uint64
	market  *common.Address
	forSale bool
	sort    string // one of orders; price and title go up, the others down
	down    bool   // price or title goes down
	cursor  string // of the page before
	limit   int
}

// Asset is a listing with its document.
type Asset struct {
	ChainID  string          `json:"chainId" doc:"Decimal."`
	Market   string          `json:"market"`
	Asset    string          `json:"asset" doc:"0x and hex."`
	Link     string          `json:"link" doc:"latchkey://CHAIN/MARKET/ASSET"`
	Listing  Listing         `json:"listing"`
	Metadata json.RawMessage `json:"metadata,omitempty" doc:"The document, byte for byte what the hash is of but for space; without it, it is not here (yet), or sealed."`
	Gateways []string        `json:"gateways,omitempty" doc:"Other gateways, where this one has an end."`
}

// Detail is a listing with what came before, and what its terms say.
type Detail struct {
	Asset
	Versions []Pinned `json:"versions" nullable:"false" doc:"What is, and was, sold under it, the latest first, at most 101."`
	Policy   string   `json:"policy,omitempty" doc:"Under which the pinned capsule is sealed; missing if none is pinned: the sealed file says."`
	Words    string   `json:"words,omitempty" doc:"What the policy asks for, in words."`
}

// terms says what a listing's terms are, where the contract made them itself.
func (d *Detail) terms(now time.Time) {
	capsule, err := hex.DecodeString(d.Listing.CapsuleID)
	asset, err2 := readAsset(d.Asset.Asset)
	if err != nil || err2 != nil || len(bytes.Trim(capsule, "\x00")) == 0 {
		return
	}
	d.Policy = policy.Sale(common.HexToAddress(d.Market), *asset)
	d.Words = policy.Check(d.Policy, policy.Setting{ChainID: d.ChainID, Now: now}).Words
}

// Page is one page of a search.
type Page struct {
	Assets []Asset `json:"assets" nullable:"false"`
	Next   string  `json:"next,omitempty" doc:"Give it as cursor for the next page; without it, there is none."`
	Total  *int    `json:"total,omitempty" doc:"How many are found, on the first page; missing if that is more than 1000, or would take long to say."`
}

// textQuery writes the words that must all be there, as the database wants them.
func (c *catalogue) textQuery(ctx context.Context, all []word) (string, error) {
	quote, and, part := `"`, " AND ", " *"
	if c.db.Postgres() {
		quote, and, part = "'", " & ", ":*"
	}
	quoted := make([]string, len(all))
	for i, w := range all {
		quoted[i] = quote + w.text + quote
		if !w.part {
			continue
		}
		if !c.db.Postgres() && utf8.RuneCountInString(w.text) > shortPart {
			forms, err := c.begun(ctx, w.text)
			if err != nil {
				return "", err
			}
			if len(forms) <= maxForms {
				quoted[i] = `("` + strings.Join(append(forms, w.text), `" OR "`) + `")`
				continue
			}
		}
		quoted[i] += part
	}
	return strings.Join(quoted, and), nil
}

// begun returns the words that begin so, or a word more than maxForms. SQLite would merge their lists before it gives the
// first row; those of single words it reads side by side, as far as it must.
func (c *catalogue) begun(ctx context.Context, part string) (forms []string, err error) {
	next := part
	for len(forms) <= maxForms {
		var term string
		// The next term, and no look at the listings that have it.
		err := c.db.One(ctx, `SELECT term FROM vocabulary WHERE term >= ? LIMIT 1`, next).Scan(&term)
		if errors.Is(err, sql.ErrNoRows) || err == nil && !strings.HasPrefix(term, part) {
			break
		}
		if err != nil {
			return nil, err
		}
		forms = append(forms, term)
		next = term + "\x01" // before every longer term, since none has control characters
	}
	return forms, nil
}

// badSearch is a search that cannot be made, in words for its sender.
type badSearch string

func (e badSearch) Error() string { return string(e) }

// search finds listings that have a document.
func (c *catalogue) search(ctx context.Context, s *search) (*Page, error) {
	var all []word
	if strings.TrimSpace(s.text) != "" {
		if all = split(s.text, maxAsked+1); len(all) == 0 || len(all) > maxAsked {
			return nil, badSearch(fmt.Sprintf("a search has 1 to %d words", maxAsked))
		}
		for i, w := range all {
			all[i].part = w.part && utf8.RuneCountInString(w.text) >= minPart // one letter begins too much
		}
	}
	must := func(text string) { all = append(all, word{text: text}) }
	if s.seller != nil {
		must(facet("seller", lower(*s.seller)))
	}
	if s.kind != "" {
		must(facet("type", s.kind))
	}
	if s.form != "" {
		must(facet("kind", s.form))
	}
	if s.licence != "" {
		must(facet("licence", s.licence))
	}
	if s.token != nil && *s.token != chain.Coin {
		must(facet("token", lower(*s.token)))
	}
	// What nearly all listings have is looked at in each that is found: to go through all of them beside
	// those of a rare word takes longer.
	keep := func(*Asset) bool { return true }
	counted := !s.forSale && s.least == nil && s.most == nil // all that is found is wanted
	if len(all) > 0 {
		keep = s.keeps
		counted = counted && s.market == nil && (s.token == nil || *s.token != chain.Coin)
	} else {
		if s.least != nil || s.most != nil {
			keep = s.keeps
		}
		if s.token != nil {
			must(facet("token", lower(*s.token)))
		}
		if s.market != nil {
			var id int64
			if err := c.db.One(ctx, `SELECT coalesce(max(id), 0) FROM markets WHERE chain = ? AND address = ?`, int64(s.chainID), s.market[:]).Scan(&id); err != nil {
				return nil, err
			}
			must(facet("market", strconv.FormatInt(id, 10)))
		}
		if s.forSale {
			must(facet("open", ""))
		}
	}
	if len(all) == 0 {
		must(everything)
	}
	slices.SortFunc(all, func(a, b word) int { return cmp.Compare(a.text, b.text) })
	all = slices.Compact(all)
	order := s.sort
	if order == "" {
		order = orders[0]
	}
	if !slices.Contains(orders, order) {
		return nil, badSearch(fmt.Sprintf("sort %q is none of %s", s.sort, strings.Join(orders, ", ")))
	}
	up := (order == "price" || order == "title") && !s.down
	limit := s.limit
	if limit <= 0 {
		limit = defaultPage
	}
	limit = min(limit, maxPage)
	from := int64(1<<63 - 1)
	if up {
		from = -1
	}
	if s.cursor != "" {
		at, err := readCursor(s.cursor, order, up)
		if err != nil {
			return nil, err
		}
		from = at
	}
	page := &Page{Assets: []Asset{}}
	// In the order of prices, a range of them is a part of the way.
	last := int64(1<<63 - 1)
	if order == "price" {
		low, high := int64(-1), last
		if s.least != nil {
			low = int64(priceKey(s.least.String()))<<keyBits - 1
		}
		if s.most != nil {
			high = (int64(priceKey(s.most.String())) + 1) << keyBits
		}
		if up {
			from, last = max(from, low), high
		} else {
			from, last = min(from, high), low
		}
	}
	query, err := c.textQuery(ctx, all)
	if err != nil {
		return nil, err
	}
	if s.cursor == "" && counted {
		total, err := c.count(ctx, query)
		if err != nil {
			return nil, err
		}
		page.Total = total
	}
	size := 0
	now := uint64(c.now().Unix())
	// Listings drop out here; after some tries, a page may come out short.
	for range 8 {
		n, over := 0, false
		err := c.rows(ctx, query, order, up, from, limit+1, func(key int64, a *Asset) bool {
			if order == "price" && (up && key >= last || !up && key <= last) {
				over = true
				return false
			}
			n++
			if len(page.Assets) == limit || size > maxPageBytes {
				page.Next = cursor(order, up, from)
				return false
			}
			from = key
			size += len(a.Metadata)
			if keep(a) && (!s.forSale || a.Listing.EndsAt == 0 || a.Listing.EndsAt >= now) {
				page.Assets = append(page.Assets, *a)
			}
			return true
		})
		if err != nil {
			return nil, err
		}
		if page.Next != "" || over || n <= limit {
			return page, nil
		}
	}
	page.Next = cursor(order, up, from)
	return page, nil
}

// keeps says whether a listing is what is wanted, of what nearly all are, and of what is a range.
func (s *search) keeps(a *Asset) bool {
	if s.least != nil || s.most != nil {
		price, ok := new(big.Int).SetString(a.Listing.Price, 10)
		if !ok || s.least != nil && price.Cmp(s.least) < 0 || s.most != nil && price.Cmp(s.most) > 0 {
			return false
		}
	}
	return (!s.forSale || !a.Listing.Stopped && a.Listing.Stock > 0) && (s.token == nil || a.Listing.Token == lower(*s.token)) &&
		(s.market == nil || a.Market == lower(*s.market) && a.ChainID == strconv.FormatUint(s.chainID, 10))
}

// count returns how many listings a query finds; nil for more than maxCounted.
func (c *catalogue) count(ctx context.Context, query string) (*int, error) {
	text := `SELECT count(*) FROM (SELECT rowid FROM by_newest WHERE by_newest MATCH ? LIMIT ?)`
	if c.db.Postgres() {
		text = `SELECT count(*) FROM (SELECT 1 FROM entries WHERE words @@ ?::tsquery LIMIT ?) AS found`
	}
	n := 0
	if err := c.db.One(ctx, text, query, maxCounted+1).Scan(&n); err != nil || n > maxCounted {
		return nil, err
	}
	return &n, nil
}

const assetColumns = `m.chain, m.address, l.asset, l.state, d.body`

// rows calls fn for the listings that a query finds, beyond the key from.
func (c *catalogue) rows(ctx context.Context, query string, order string, up bool, from int64, limit int, fn func(key int64, a *Asset) bool) error {
	beyond, direction := "<", "DESC"
	if up {
		beyond, direction = ">", "ASC"
	}
	// CROSS JOIN: in this order, so that it ends after so many rows.
	text := `SELECT b.rowid, ` + assetColumns + ` FROM by_` + order + ` b CROSS JOIN listings l ON l.id = (b.rowid & ` + strconv.Itoa(keyMask) + `)
		CROSS JOIN markets m ON m.id = l.market CROSS JOIN bodies d ON d.hash = l.document
		WHERE b.by_` + order + ` MATCH ? AND b.rowid ` + beyond + ` ? ORDER BY b.rowid ` + direction + ` LIMIT ?`
	if c.db.Postgres() {
		key := `e.by_` + order
		text = `SELECT ` + key + `, ` + assetColumns + ` FROM entries e JOIN listings l ON l.id = e.listing
			JOIN markets m ON m.id = l.market JOIN bodies d ON d.hash = l.document
			WHERE e.words @@ ?::tsquery AND ` + key + ` ` + beyond + ` ? ORDER BY ` + key + ` ` + direction + ` LIMIT ?`
	}
	rows, err := c.db.QueryContext(ctx, c.db.Bind(text), query, from, limit)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var key int64
		a, err := scanAsset(rows.Scan, &key)
		if err != nil {
			return err
		}
		if !fn(key, a) {
			return nil
		}
	}
	return rows.Err()
}

// scanAsset reads assetColumns, after others.
func scanAsset(scan func(...any) error, before ...any) (*Asset, error) {
	var chainID int64
	var market, asset []byte
	var state string
	var body *string
	if err := scan(append(before, &chainID, &market, &asset, &state, &body)...); err != nil {
		return nil, err
	}
	a := &Asset{ChainID: strconv.FormatInt(chainID, 10), Market: lower(common.Address(market)), Asset: "0x" + hex.EncodeToString(asset)}
	a.Link = linkOf(a.ChainID, a.Market, a.Asset)
	if body != nil {
		a.Metadata = json.RawMessage(*body)
	}
	return a, json.Unmarshal([]byte(state), &a.Listing)
}

// asset returns one listing, whether it has a document or not; sql.ErrNoRows if there is none.
func (c *catalogue) asset(ctx context.Context, chainID uint64, market common.Address, asset [32]byte) (*Asset, error) {
	return scanAsset(c.db.One(ctx, `SELECT `+assetColumns+` FROM listings l JOIN markets m ON m.id = l.market LEFT JOIN bodies d ON d.hash = l.document
		WHERE m.chain = ? AND m.address = ? AND l.key = ? AND l.asset = ?`, int64(chainID), market[:], assetKey(asset), asset[:]).Scan)
}

// cursor names the last listing of a page. It is nobody's secret, and means nothing to others.
func cursor(order string, up bool, key int64) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%s %t %d", order, up, key))
}

func readCursor(text, order string, up bool) (int64, error) {
	const bad = badSearch("the cursor is not one of this search")
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return 0, bad
	}
	number, ok := strings.CutPrefix(string(data), fmt.Sprintf("%s %t ", order, up))
	if !ok {
		return 0, bad
	}
	key, err := strconv.ParseInt(number, 10, 64)
	if err != nil || key < 0 {
		return 0, bad
	}
	return key, nil
}

// printable makes one short line of a foreign text.
func printable(s string) string {
	const max = 2048 // a URL
	if len(s) > max {
		s = s[:max]
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, strings.ToValidUTF8(s, "?"))
}
