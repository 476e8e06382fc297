package gateway

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/database"
)

// Listing is what the chain says of an asset, as the catalogue has it.
type Listing struct {
	Seller       string `json:"seller" doc:"The account that sells."`
	Token        string `json:"token" doc:"In which the price is; the zero address is the chain's own coin."`
	Price        string `json:"price" doc:"Decimal, in the token's smallest unit."`
	Sold         uint32 `json:"sold" doc:"How many ever."`
	Stock        uint32 `json:"stock" doc:"How many are left; 4294967295: any number."`
	Version      uint16 `json:"version" doc:"The latest, from 1."`
	Stopped      bool   `json:"stopped" doc:"No more sales."`
	EndsAt       uint64 `json:"endsAt" doc:"Unix seconds, the last one of the sales; 0: no end."`
	Duration     uint32 `json:"duration" doc:"Seconds that one payment buys; 0: for ever."`
	Escrow       uint32 `json:"escrow" doc:"Seconds for which a payment waits; 0: none."`
	Limit        uint32 `json:"limit" doc:"How many one account may buy; 0: any number."`
	Royalty      string `json:"royalty" doc:"Who else has a part of each payment."`
	RoyaltyBps   uint16 `json:"royaltyBps" doc:"That part, in 1/10000."`
	ReferralBps  uint16 `json:"referralBps" doc:"The part of whom a buyer names."`
	MemberBps    uint16 `json:"memberBps" doc:"The part of the committee's members."`
	Committee    string `json:"committee" doc:"The committee that opens it, decimal; 0: none of this chain."`
	MetadataHash string `json:"metadataHash" doc:"SHA-256 of the latest version's document, hex."`
	CapsuleID    string `json:"capsuleId" doc:"The capsule that is pinned, hex; zeros: none."`
	URI          string `json:"uri" doc:"Where the document is."`
	ListedAt     uint64 `json:"listedAt" doc:"Unix seconds."`
	UpdatedAt    uint64 `json:"updatedAt" doc:"Unix seconds, of the latest version."`
	Block        uint64 `json:"block" doc:"In which it was listed."`
}

// catalogue is what a gateway knows of markets, in a database.
type catalogue struct {
	db  *database.DB
	now func() time.Time
	me  string // this gateway among those of the database
}

func newCatalogue(db *database.DB) *catalogue {
	return &catalogue{db: db, now: time.Now, me: rand.Text()}
}

// block is one of the chain, with what the market said in it.
type block struct {
	chain.Block
	events []chain.MarketEvent
}

var (
	// errStale: another gateway of the same database has written since.
	errStale = errors.New("another gateway follows this market")
	// errTooDeep: none of the blocks that the catalogue can go back to is on the chain.
	errTooDeep = errors.New("the chain has changed further back than the catalogue goes")
)

// keep is how many blocks the catalogue can go back. Beyond that it is made again.
const keep = 8192

// place is how far the catalogue is with a market.
type place struct {
	market int64 // row
	number int64 // block; -1: none
	hash   []byte
}

// noHash is that of no block.
var noHash = []byte{0}

// place returns how far the catalogue is with a market, which is made known to it. start is the
// first block to read.
func (c *catalogue) place(ctx context.Context, chainID uint64, market common.Address, start uint64) (p place, err error) {
	if _, err = c.db.Do(ctx, `INSERT INTO markets (id, chain, address, number, hash)
		VALUES ((SELECT coalesce(max(id), 0) + 1 FROM markets), ?, ?, ?, ?) ON CONFLICT DO NOTHING`, int64(chainID), market[:], int64(start)-1, noHash); err != nil {
		return p, err
	}
	err = c.db.One(ctx, `SELECT id, number, hash FROM markets WHERE chain = ? AND address = ?`, int64(chainID), market[:]).Scan(&p.market, &p.number, &p.hash)
	return p, err
}

// lease is for how long a gateway may follow a market before others may, unless it says so again.
const lease = 15 * time.Second

// hold makes this gateway the one that follows a market, if no other one does. It is no more than
// economy: apply finds out by itself if another one has written.
func (c *catalogue) hold(ctx context.Context, market int64) (bool, error) {
	now := c.now()
	n, err := c.db.Do(ctx, `UPDATE markets SET holder = ?, held = ? WHERE id = ? AND (holder = ? OR held < ?)`,
		c.me, now.Add(lease).Unix(), market, c.me, now.Unix())
	return n == 1, err
}

// release lets another gateway follow at once.
func (c *catalogue) release(ctx context.Context, market int64) error {
	_, err := c.db.Do(ctx, `UPDATE markets SET held = 0 WHERE id = ? AND holder = ?`, market, c.me)
	return err
}

// entry is a listing while it is changed.
type entry struct {
	asset   [32]byte
	id      int64 // 0: it is not in the database
	state   *Listing
	changed bool
	indexed bool // with its document
}

// apply takes in the blocks after p, all in one transaction, and moves p. Blocks from journal on can be
// taken back later. errStale if the database is not at p.
func (c *catalogue) apply(ctx context.Context, p *place, blocks []block, journal uint64) error {
	last := blocks[len(blocks)-1]
	err := write(ctx, c.db, func(t *tx) error {
		n, err := t.Do(`UPDATE markets SET number = ?, hash = ? WHERE id = ? AND number = ? AND hash = ?`,
			int64(last.Number), last.Hash[:], p.market, p.number, p.hash)
		if err != nil {
			return err
		}
		if n != 1 {
			return errStale
		}
		touched, err := t.load(p.market, blocks)
		if err != nil {
			return err
		}
		type undo struct {
			number int64
			asset  []byte
			before any
		}
		var undos []undo
		var wants []*entry
		var books books
		for _, b := range blocks {
			noted := make(map[[32]byte]bool)
			for _, e := range b.events {
				books.outcome(e, b.Number)
				asset, ok := assetOf(e)
				if !ok {
					continue
				}
				l := touched[asset]
				books.pin(l, e, b.Number)
				if b.Number >= journal && !noted[asset] {
					noted[asset] = true
					u := undo{number: int64(b.Number), asset: l.asset[:]}
					if l.state != nil {
						text, err := json.Marshal(l.state)
						if err != nil {
							return err
						}
						u.before = string(text)
					}
					undos = append(undos, u)
				}
				if !l.take(e, b.Block) {
					return fmt.Errorf("block %d: %T of asset %x, which was not listed before", b.Number, e, asset)
				}
				if _, ok := e.(chain.Versioned); ok {
					wants = append(wants, l)
				}
				books.sale(l, e, b.Block)
			}
		}
		if err := t.enter(p.market, &books); err != nil {
			return err
		}
		if err := groups(undos, func(group []undo, places string) error {
			args := make([]any, 0, 4*len(group))
			for _, u := range group {
				args = append(args, p.market, u.number, u.asset, u.before)
			}
			_, err := t.Do(`INSERT INTO undo (market, number, asset, before) VALUES `+places, args...)
			return err
		}, 4); err != nil {
			return err
		}
		if err := t.save(p.market, touched); err != nil {
			return err
		}
		if err := t.want(wants); err != nil {
			return err
		}
		if last.Number < journal {
			return nil
		}
		for _, b := range blocks {
			if b.Number < journal {
				continue
			}
			if _, err := t.Do(`INSERT INTO blocks (market, number, hash) VALUES (?, ?, ?)`, p.market, int64(b.Number), b.Hash[:]); err != nil {
				return err
			}
		}
		// What is so far back is not taken back. The oldest block that stays can be gone back to,
		// since what came after it can all be undone.
		for _, table := range []string{"blocks", "undo"} {
			if _, err := t.Do(`DELETE FROM `+table+` WHERE market = ? AND number < ?`, p.market, int64(last.Number)-keep); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		p.number, p.hash = int64(last.Number), bytes.Clone(last.Hash[:])
	}
	return err
}

// assetOf returns which listing an event may change.
func assetOf(e chain.MarketEvent) (asset [32]byte, ok bool) {
	switch e := e.(type) {
	case chain.Listed:
		return e.Asset, true
	case chain.Versioned:
		return e.Asset, true
	case chain.Repriced:
		return e.Asset, true
	case chain.Restocked:
		return e.Asset, true
	case chain.Stopped:
		return e.Asset, true
	case chain.Bought:
		return e.Asset, true
	case chain.Refunded:
		return e.Asset, true
	}
	return asset, false
}

// take changes the listing as the contract did. It returns false for an event of an asset that is
// not listed.
func (l *entry) take(e chain.MarketEvent, b chain.Block) bool {
	if listed, ok := e.(chain.Listed); ok {
		v := listed.Listing
		price := v.Price
		if price == nil {
			price = new(big.Int)
		}
		l.state = &Listing{Seller: lower(v.Seller), Token: lower(v.Token), Price: price.String(), Sold: v.Sold, Stock: v.Stock, Stopped: v.Stopped,
			EndsAt: v.EndsAt, Duration: v.Duration, Escrow: v.Escrow, Limit: v.Limit, Royalty: lower(v.Royalty), RoyaltyBps: v.RoyaltyBps,
			ReferralBps: v.ReferralBps, MemberBps: v.MemberBps, Committee: strconv.FormatUint(v.Committee, 10), ListedAt: b.Time, Block: b.Number}
		l.changed = true
		return true
	}
	if l.state == nil {
		return false
	}
	l.changed = true
	switch e := e.(type) {
	case chain.Versioned:
		l.state.UpdatedAt = b.Time
		l.state.Version, l.state.URI = e.Version, e.Pin.URI
		l.state.MetadataHash, l.state.CapsuleID = hex.EncodeToString(e.Pin.MetadataHash[:]), hex.EncodeToString(e.Pin.CapsuleID[:])
	case chain.Repriced:
		l.state.Price = e.Price.String()
	case chain.Restocked:
		l.state.Stock, l.state.EndsAt = e.Stock, e.EndsAt
	case chain.Stopped:
		l.state.Stopped = true
	case chain.Bought:
		l.state.Sold = e.Number
		if l.state.Stock != chain.Unlimited && l.state.Stock > 0 {
			l.state.Stock--
		}
	case chain.Refunded:
		if l.state.Stock < chain.Unlimited-1 {
			l.state.Stock++
		}
	}
	return true
}

// load reads the listings that the blocks are about.
func (t *tx) load(market int64, blocks []block) (map[[32]byte]*entry, error) {
	touched := make(map[[32]byte]*entry)
	var assets [][32]byte
	for _, b := range blocks {
		for _, e := range b.events {
			if asset, ok := assetOf(e); ok && touched[asset] == nil {
				touched[asset] = &entry{asset: asset}
				assets = append(assets, asset)
			}
		}
	}
	return touched, groups(assets, func(group [][32]byte, _ string) error {
		args := []any{market}
		for i := range group {
			args = append(args, assetKey(group[i]))
		}
		return t.Each(`SELECT asset, id, state FROM listings WHERE market = ? AND key IN `+in(len(group)), args, func(scan func(...any) error) error {
			var asset []byte
			var id int64
			var state string
			if err := scan(&asset, &id, &state); err != nil {
				return err
			}
			l := touched[[32]byte(asset)]
			if l == nil { // another one with these 8 bytes
				return nil
			}
			l.id, l.state = id, new(Listing)
			return json.Unmarshal([]byte(state), l.state)
		})
	}, 1)
}

// want notes the documents of listings that have a new version, to be fetched, unless they are here. Of
// versions that came at once the last one counts.
func (t *tx) want(listings []*entry) error {
	seen := make(map[int64]bool)
	listings = slices.DeleteFunc(listings, func(l *entry) bool {
		twice := seen[l.id]
		seen[l.id] = true
		return twice || l.indexed
	})
	return groups(listings, func(group []*entry, places string) error {
		args := make([]any, 0, 3*len(group))
		for _, l := range group {
			hash, err := hex.DecodeString(l.state.MetadataHash)
			if err != nil {
				return err
			}
			args = append(args, l.id, hash, printable(l.state.URI))
		}
		_, err := t.Do(`INSERT INTO wanted (listing, hash, uri) VALUES `+places, args...)
		return err
	}, 3)
}

// assetKey is what an asset is looked up by, before its other bytes are compared.
func assetKey(asset [32]byte) int64 { return int64(binary.BigEndian.Uint64(asset[:8])) }

// save writes the listings that have changed, and where they are found.
func (t *tx) save(market int64, touched map[[32]byte]*entry) error {
	var fresh, changed []*entry
	for _, l := range touched {
		switch {
		case !l.changed || l.state == nil:
		case l.id == 0:
			fresh = append(fresh, l)
		default:
			changed = append(changed, l)
		}
	}
	// In the order of the chain, so that ids are too.
	slices.SortFunc(fresh, func(a, b *entry) int {
		if a.state.Block != b.state.Block {
			return int(int64(a.state.Block) - int64(b.state.Block))
		}
		return bytes.Compare(a.asset[:], b.asset[:])
	})
	if err := groups(fresh, func(group []*entry, places string) error {
		args := make([]any, 0, 5*len(group))
		for _, l := range group {
			state, hash, err := l.row()
			if err != nil {
				return err
			}
			args = append(args, market, assetKey(l.asset), l.asset[:], state, hash)
		}
		return t.Each(`INSERT INTO listings (market, key, asset, state, document) VALUES `+places+` RETURNING id, asset`, args, func(scan func(...any) error) error {
			var id int64
			var asset []byte
			if err := scan(&id, &asset); err != nil {
				return err
			}
			touched[[32]byte(asset)].id = id
			return nil
		})
	}, 5); err != nil {
		return err
	}
	if len(changed) > 0 {
		update, err := t.Statement(`UPDATE listings SET state = ?, document = ? WHERE id = ?`)
		if err != nil {
			return err
		}
		defer update.Close()
		for _, l := range changed {
			state, hash, err := l.row()
			if err != nil {
				return err
			}
			if _, err := update.Exec(state, hash, l.id); err != nil {
				return err
			}
		}
	}
	return t.index(append(fresh, changed...))
}

func (l *entry) row() (state string, document []byte, err error) {
	text, err := json.Marshal(l.state)
	if err != nil {
		return "", nil, err
	}
	document, err = hex.DecodeString(l.state.MetadataHash)
	return string(text), document, err
}

// back takes back all blocks after the newest one that is still on the chain, and moves p there. is says
// whether a block is. errTooDeep if none is.
func (c *catalogue) back(ctx context.Context, p *place, is func(number uint64, hash common.Hash) (bool, error)) error {
	for number := int64(1<<62 - 1); ; {
		var hash []byte
		err := c.db.One(ctx, `SELECT number, hash FROM blocks WHERE market = ? AND number < ? ORDER BY number DESC LIMIT 1`, p.market, number).Scan(&number, &hash)
		if errors.Is(err, sql.ErrNoRows) {
			return errTooDeep
		}
		if err != nil {
			return err
		}
		ok, err := is(uint64(number), common.Hash(hash))
		if err != nil {
			return err
		}
		if ok {
			return c.rewind(ctx, p, number, hash)
		}
	}
}

// rewind makes the catalogue what it was after a block.
func (c *catalogue) rewind(ctx context.Context, p *place, number int64, hash []byte) error {
	err := write(ctx, c.db, func(t *tx) error {
		n, err := t.Do(`UPDATE markets SET number = ?, hash = ? WHERE id = ? AND number = ? AND hash = ?`, number, hash, p.market, p.number, p.hash)
		if err != nil {
			return err
		}
		if n != 1 {
			return errStale
		}
		restored := make(map[[32]byte]*entry)
		var gone []*entry
		err = t.Each(`SELECT asset, before FROM undo WHERE market = ? AND number > ? ORDER BY number`, []any{p.market, number}, func(scan func(...any) error) error {
			var asset []byte
			var before sql.NullString
			if err := scan(&asset, &before); err != nil {
				return err
			}
			key := [32]byte(asset)
			if restored[key] != nil { // the oldest counts
				return nil
			}
			l := &entry{asset: key, changed: true}
			restored[key] = l
			if !before.Valid {
				gone = append(gone, l)
				return nil
			}
			l.state = new(Listing)
			return json.Unmarshal([]byte(before.String), l.state)
		})
		if err != nil {
			return err
		}
		for _, l := range restored {
			if err := t.One(`SELECT id FROM listings WHERE market = ? AND key = ? AND asset = ?`, p.market, assetKey(l.asset), l.asset[:]).Scan(&l.id); err != nil {
				return fmt.Errorf("asset %x: %w", l.asset, err)
			}
		}
		for _, l := range gone {
			if err := t.unlist(l.id); err != nil {
				return err
			}
		}
		for _, table := range []string{"blocks", "undo"} {
			if _, err := t.Do(`DELETE FROM `+table+` WHERE market = ? AND number > ?`, p.market, number); err != nil {
				return err
			}
		}
		if err := t.strike(p.market, number); err != nil {
			return err
		}
		if err := t.save(p.market, restored); err != nil {
			return err
		}
		var wants []*entry // of a version before the last one of a batch, nobody has fetched it
		for _, l := range restored {
			if l.state != nil && l.state.MetadataHash != "" {
				wants = append(wants, l)
			}
		}
		return t.want(wants)
	})
	if err == nil {
		p.number, p.hash = number, hash
	}
	return err
}

// reset forgets a market's listings. Their documents stay: whoever lists them again need not wait.
func (c *catalogue) reset(ctx context.Context, p *place, start uint64) error {
	for {
		var ids []int64
		err := write(ctx, c.db, func(t *tx) error {
			ids = nil
			err := t.Each(`SELECT id FROM listings WHERE market = ? LIMIT 1000`, []any{p.market}, func(scan func(...any) error) error {
				var id int64
				ids = append(ids, 0)
				err := scan(&id)
				ids[len(ids)-1] = id
				return err
			})
			if err != nil {
				return err
			}
			for _, id := range ids {
				if err := t.unlist(id); err != nil {
					return err
				}
			}
			for _, table := range []string{"blocks", "undo"} {
				if _, err := t.Do(`DELETE FROM `+table+` WHERE market = ?`, p.market); err != nil {
					return err
				}
			}
			if err := t.strike(p.market, -1); err != nil {
				return err
			}
			_, err = t.Do(`UPDATE markets SET number = ?, hash = ? WHERE id = ?`, int64(start)-1, noHash, p.market)
			return err
		})
		if err != nil {
			return err
		}
		p.number, p.hash = int64(start)-1, noHash
		if len(ids) == 0 {
			return nil
		}
	}
}

// unlist removes a listing.
func (t *tx) unlist(id int64) error {
	if err := t.unindex(id); err != nil {
		return err
	}
	_, err := t.Do(`DELETE FROM listings WHERE id = ?`, id)
	return err
}

// keys returns a listing's key of each order.
func (l *Listing) keys(id int64, title string) [4]int64 {
	low := id & keyMask
	return [4]int64{
		int64(min(l.ListedAt, 1<<33-1))<<keyBits | low,
		int64(priceKey(l.Price))<<keyBits | low,
		int64(l.Sold)<<keyBits | low,
		int64(titleKey(title))<<keyBits | low,
	}
}

// titleKey is a number of 33 bits that is in the order of titles, as far as their first six letters go: words in lower
// case without accents, with a space between, digits before letters, and other scripts behind Latin.
func titleKey(title string) uint64 {
	const symbols = 45                                           // 45^6 is below 2^33
	others := []rune{0x370, 0x400, 0x530, 0x900, 0x1100, 0x3040} // Greek, Cyrillic, West Asia, South Asia, Korean (in its parts), Chinese and Japanese
	var key uint64
	rest := []rune(strings.Join(words(title, maxAsked), " "))
	for i := range 6 {
		var n uint64
		if i < len(rest) {
			switch r := rest[i]; {
			case r == ' ':
				n = 1
			case r >= '0' && r <= '9':
				n = 2 + uint64(r-'0')
			case r >= 'a' && r <= 'z':
				n = 12 + uint64(r-'a')
			default:
				n = 38
				for _, from := range others {
					if r >= from {
						n++
					}
				}
			}
		}
		key = key*symbols + n
	}
	return key
}

// priceKey is a number of 33 bits that is in the order of prices, of at most 128 bits: the bit length
// of the price, and its 26 highest bits. Prices that are the same to 7 digits may be the same.
func priceKey(price string) uint64 {
	p, ok := new(big.Int).SetString(price, 10)
	if !ok || p.Sign() <= 0 {
		return 0
	}
	n := p.BitLen()
	if n > 127 { // the contract's prices are below 2^128
		return 1<<33 - 1
	}
	var top uint64
	if n > 27 {
		top = new(big.Int).Rsh(p, uint(n-27)).Uint64()
	} else {
		top = p.Uint64() << (27 - n)
	}
	return uint64(n)<<26 | top&(1<<26-1)
}

// lower writes an address as all JSON of the protocol does.
func lower(a common.Address) string { return "0x" + hex.EncodeToString(a[:]) }
