package gateway

import (
	"context"
	"fmt"
	"strings"

	"github.com/latchkey-network/latchkey/database"
)

// schemaVersion is that of the tables below. A database of another version is refused: what a
// gateway keeps can be had from the chain again, and its uploads expire.
const schemaVersion = 3

// orders are the ways to sort. Each listing that can be searched for has one key for each: a
// number under 2^63 whose lower bits are the listing's, so that a key names one listing.
var orders = []string{"newest", "price", "sales", "title"}

const (
	keyBits  = 30
	keyMask  = 1<<keyBits - 1
	perQuery = 100 // rows of one statement: 32766 arguments are SQLite's limit
)

// schema, as database.Options has it. All times are Unix seconds.
const schema = `
CREATE TABLE markets (
	id INTEGER PRIMARY KEY,
	chain NUMBER NOT NULL,
	address BYTES NOT NULL,
	number NUMBER NOT NULL,        -- the block up to which events are in; -1: none is
	hash BYTES NOT NULL,           -- its hash
	holder TEXT NOT NULL DEFAULT '', -- the gateway that follows
	held NUMBER NOT NULL DEFAULT 0,  -- until when it does
	UNIQUE (chain, address)
);
CREATE TABLE blocks (              -- to which the catalogue can go back
	market INTEGER NOT NULL,
	number NUMBER NOT NULL,
	hash BYTES NOT NULL,
	PRIMARY KEY (market, number)
);
CREATE TABLE undo (                -- listings as they were before a block
	market INTEGER NOT NULL,
	number NUMBER NOT NULL,
	asset BYTES NOT NULL,
	before TEXT,                   -- NULL: it was not listed
	PRIMARY KEY (market, number, asset)
);
CREATE TABLE listings (
	id SERIAL,
	market INTEGER NOT NULL,
	key NUMBER NOT NULL,           -- the asset's first 8 bytes: a small index, at random places
	asset BYTES NOT NULL,
	state TEXT NOT NULL,           -- a Listing
	document BYTES NOT NULL        -- the hash of the latest version's
);
CREATE INDEX listings_key ON listings (market, key);
CREATE TABLE wanted (              -- documents to be fetched
	id SERIAL,
	listing NUMBER NOT NULL,       -- whose it is
	hash BYTES NOT NULL,
	uri TEXT NOT NULL,
	tries INTEGER NOT NULL DEFAULT 0,
	due NUMBER NOT NULL DEFAULT 0  -- when it is tried again
);
CREATE INDEX wanted_due ON wanted (due, id);
CREATE TABLE bodies (              -- documents that are here, and what is found in them
	hash BYTES PRIMARY KEY,
	body TEXT NOT NULL,
	title TEXT NOT NULL,
	words TEXT NOT NULL,           -- normalised, with a space between
	facet TEXT NOT NULL            -- of the media type
);
CREATE TABLE pins (                -- versions that others have followed
	market INTEGER NOT NULL,
	asset BYTES NOT NULL,
	version INTEGER NOT NULL,
	hash BYTES NOT NULL,           -- of the document
	capsule BYTES NOT NULL,
	uri TEXT NOT NULL,
	listed NUMBER NOT NULL,
	block NUMBER NOT NULL,         -- of the version that followed
	PRIMARY KEY (market, asset, version)
);
CREATE INDEX pins_block ON pins (market, block);
CREATE TABLE sales (               -- is only added to, and what is taken back is removed by block
	id SERIAL,
	market INTEGER NOT NULL,
	asset BYTES NOT NULL,
	number NUMBER NOT NULL,        -- among the asset's
	version INTEGER NOT NULL,      -- that was bought
	seller BYTES NOT NULL,
	holder BYTES NOT NULL,
	payer BYTES NOT NULL,
	referrer BYTES NOT NULL,
	token BYTES NOT NULL,
	price TEXT NOT NULL,
	until NUMBER NOT NULL,         -- -1: for ever
	release NUMBER NOT NULL,       -- 0: not in escrow
	time NUMBER NOT NULL,
	block NUMBER NOT NULL
);
CREATE INDEX sales_block ON sales (market, block);
CREATE INDEX sales_seller ON sales (seller, time, id);
CREATE INDEX sales_holder ON sales (holder, time, id);
CREATE INDEX sales_payer ON sales (payer, time, id) WHERE payer <> holder;
CREATE TABLE outcomes (            -- what became of sales, likewise
	market INTEGER NOT NULL,
	asset BYTES NOT NULL,
	number NUMBER NOT NULL,
	kind INTEGER NOT NULL,         -- an outcome; the highest counts
	block NUMBER NOT NULL,
	PRIMARY KEY (market, asset, number, kind)
);
CREATE INDEX outcomes_block ON outcomes (market, block);
CREATE TABLE uploads (
	id TEXT PRIMARY KEY,
	account TEXT NOT NULL,         -- 0x.., or empty
	address TEXT NOT NULL,         -- of the client, as it is limited
	size NUMBER NOT NULL,          -- -1: not known yet
	metadata TEXT NOT NULL,
	created NUMBER NOT NULL,
	expires NUMBER NOT NULL,
	received NUMBER NOT NULL DEFAULT 0, -- bytes, for quotas; the spool's file is what counts
	gone INTEGER NOT NULL DEFAULT 0,    -- 1: it was given up
	name TEXT NOT NULL DEFAULT ''  -- of the blob, once it is finished
);
CREATE INDEX uploads_created ON uploads (created);
CREATE TABLE blobs (
	name TEXT PRIMARY KEY,
	location TEXT NOT NULL,
	size NUMBER NOT NULL,
	created NUMBER NOT NULL
);
CREATE TABLE evidence (
	id TEXT PRIMARY KEY,           -- SHA-256 of the share and its signature
	created NUMBER NOT NULL,
	body TEXT NOT NULL             -- quorum.Evidence
);
`

// In SQLite each order has a full-text index of its own (fullText), whose row ids are the keys, so that the
// first rows of an order come without looking at the others.
const schemaSQLite = `
CREATE TABLE entries (listing INTEGER PRIMARY KEY, facets TEXT NOT NULL, document BLOB NOT NULL,
	by_newest INTEGER NOT NULL, by_price INTEGER NOT NULL, by_sales INTEGER NOT NULL, by_title INTEGER NOT NULL);
`

// fullText is the index of one order. Beginnings of words have lists of their own while they are short (shortPart),
// and begin many.
const fullText = `CREATE VIRTUAL TABLE by_%s USING fts5(words, content='', contentless_delete=1, detail=none, tokenize='ascii', prefix='2 3 4 5');
`

// schemaWords are the words of all listings, in order.
const schemaWords = `CREATE VIRTUAL TABLE vocabulary USING fts5vocab(by_newest, instance);
`

const schemaPostgres = `
CREATE TABLE entries (listing BIGINT PRIMARY KEY, facets TEXT NOT NULL, document BYTEA NOT NULL, words tsvector NOT NULL,
	by_newest BIGINT NOT NULL, by_price BIGINT NOT NULL, by_sales BIGINT NOT NULL, by_title BIGINT NOT NULL);
CREATE INDEX entries_words ON entries USING gin (words);
CREATE INDEX entries_newest ON entries (by_newest);
CREATE INDEX entries_price ON entries (by_price);
CREATE INDEX entries_sales ON entries (by_sales);
CREATE INDEX entries_title ON entries (by_title);
`

// openDatabase opens postgres://.. , or the SQLite file of that name (or sqlite:///path), and makes
// the tables if there are none.
func openDatabase(ctx context.Context, where string) (*database.DB, error) {
	return database.Open(ctx, where, database.Options{
		Version: schemaVersion,
		Tables: func(postgres bool) string {
			if postgres {
				return schema + schemaPostgres
			}
			all := schema + schemaSQLite
			for _, order := range orders {
				all += fmt.Sprintf(fullText, order)
			}
			return all + schemaWords
		},
		Stale: "give an empty database, the catalogue is made again from the chain",
		Lock:  7011226,
	})
}

// tx is a transaction that writes to the catalogue.
type tx struct{ *database.Tx }

// write runs fn in a transaction.
func write(ctx context.Context, db *database.DB, fn func(*tx) error) error {
	return db.Write(ctx, func(t *database.Tx) error { return fn(&tx{t}) })
}

// groups runs a statement for groups of the items: places returns "(?,?), (?,?)" for each group.
func groups[T any](items []T, fn func(group []T, places string) error, columns int) error {
	one := "(" + strings.TrimSuffix(strings.Repeat("?,", columns), ",") + "),"
	for len(items) > 0 {
		n := min(perQuery, len(items))
		if err := fn(items[:n], strings.TrimSuffix(strings.Repeat(one, n), ",")); err != nil {
			return err
		}
		items = items[n:]
	}
	return nil
}

// in returns "(?, ?, ?)".
func in(n int) string { return "(" + strings.TrimSuffix(strings.Repeat("?,", n), ",") + ")" }
