package gateway

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"modernc.org/sqlite"
)

// database is SQLite or PostgreSQL under one set of statements, written with ? for arguments.
type database struct {
	*sql.DB
	postgres bool
}

// schemaVersion is that of the tables below. A database of another version is refused: what a
// gateway keeps can be had from the chain again, and its uploads expire.
const schemaVersion = 2

// orders are the ways to sort. Each listing that can be searched for has one key for each: a
// number under 2^63 whose lower bits are the listing's, so that a key names one listing.
var orders = []string{"newest", "price", "sales", "title"}

const (
	keyBits  = 30
	keyMask  = 1<<keyBits - 1
	perQuery = 100 // rows of one statement: 32766 arguments are SQLite's limit
)

// schema, with BYTES and NUMBER for the types that are not called the same. All times are Unix
// seconds.
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

// fullText is the index of one order. Beginnings of words have lists of their own while they are short, and begin many.
const fullText = `CREATE VIRTUAL TABLE by_%s USING fts5(words, content='', contentless_delete=1, detail=none, tokenize='ascii', prefix='2 3 4 5');
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
func openDatabase(ctx context.Context, where string) (*database, error) {
	db := &database{}
	var err error
	if strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://") {
		db.postgres = true
		if db.DB, err = sql.Open("pgx", where); err == nil {
			db.SetMaxOpenConns(16)
			err = db.PingContext(ctx)
		}
		if err != nil { // the driver's errors name the user and the host, not the password
			return nil, fmt.Errorf("the PostgreSQL database cannot be opened: does it run, and let this user in? %s", strings.Join(strings.Fields(err.Error()), " "))
		}
	} else {
		if scheme, _, ok := strings.Cut(where, "://"); ok && scheme != "sqlite" {
			return nil, fmt.Errorf("a database of the kind %q is none that a gateway keeps: name a SQLite file, or a postgres:// URL", scheme)
		}
		path, err := filepath.Abs(strings.TrimPrefix(where, "sqlite://"))
		if err != nil {
			return nil, fmt.Errorf("opening the database %q: %w", where, err)
		}
		pragmas := url.Values{"_txlock": {"immediate"}, "_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(NORMAL)",
			"cache_size(-65536)", "mmap_size(1073741824)", "temp_store(MEMORY)", "wal_autocheckpoint(16384)"}}
		if db.DB, err = sql.Open("sqlite", (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: pragmas.Encode()}).String()); err != nil {
			return nil, fmt.Errorf("opening the database %q: %w", where, err)
		}
		db.SetMaxOpenConns(8)
	}
	if err := db.migrate(ctx); err != nil {
		db.Close()
		if e := (*sqlite.Error)(nil); errors.As(err, &e) {
			switch e.Code() & 0xff { // https://sqlite.org/rescode.html
			case 8, 14: // read-only, cannot be opened
				return nil, fmt.Errorf("the database file %q cannot be made or written: see that its folder is there, and that this user may write to both", where)
			case 26:
				return nil, fmt.Errorf("the file %q is there, and is no SQLite database: name another one", where)
			}
		}
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	return db, nil
}

func (db *database) migrate(ctx context.Context) error {
	return db.write(ctx, func(tx *tx) error {
		if _, err := tx.exec(`CREATE TABLE IF NOT EXISTS latchkey_schema (version INTEGER NOT NULL)`); err != nil {
			return err
		}
		var version int
		err := tx.row(`SELECT version FROM latchkey_schema`).Scan(&version)
		switch {
		case err == nil && version == schemaVersion:
			return nil
		case err == nil:
			return fmt.Errorf("its tables are of version %d and this program's of version %d: give an empty database, the catalogue is made again from the chain", version, schemaVersion)
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		types := strings.NewReplacer("BYTES", "BLOB", "NUMBER", "INTEGER", "id SERIAL", "id INTEGER PRIMARY KEY AUTOINCREMENT")
		more := schemaSQLite
		for _, order := range orders {
			more += fmt.Sprintf(fullText, order)
		}
		if db.postgres {
			types = strings.NewReplacer("BYTES", "BYTEA", "NUMBER", "BIGINT", "id SERIAL", "id BIGSERIAL PRIMARY KEY")
			more = schemaPostgres
		}
		if _, err := tx.exec(types.Replace(schema) + more); err != nil {
			return err
		}
		_, err = tx.exec(`INSERT INTO latchkey_schema VALUES (` + strconv.Itoa(schemaVersion) + `)`)
		return err
	})
}

// bind writes the arguments' places as the database wants them.
func (db *database) bind(query string) string {
	if !db.postgres {
		return query
	}
	var b strings.Builder
	n := 0
	for i := range len(query) {
		if query[i] == '?' {
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
			continue
		}
		b.WriteByte(query[i])
	}
	return b.String()
}

// tx is a transaction.
type tx struct {
	*sql.Tx
	ctx context.Context
	db  *database
}

func (t *tx) exec(query string, args ...any) (changed int64, err error) {
	r, err := t.ExecContext(t.ctx, t.db.bind(query), args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (t *tx) row(query string, args ...any) *sql.Row {
	return t.QueryRowContext(t.ctx, t.db.bind(query), args...)
}

// each calls fn for each row.
func (t *tx) each(query string, args []any, fn func(scan func(...any) error) error) error {
	rows, err := t.QueryContext(t.ctx, t.db.bind(query), args...)
	return eachRow(rows, err, fn)
}

func eachRow(rows *sql.Rows, err error, fn func(scan func(...any) error) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
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

// exec, outside of a transaction.
func (db *database) exec(ctx context.Context, query string, args ...any) (changed int64, err error) {
	r, err := db.ExecContext(ctx, db.bind(query), args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (db *database) row(ctx context.Context, query string, args ...any) *sql.Row {
	return db.QueryRowContext(ctx, db.bind(query), args...)
}

// write runs fn in a transaction that writes, again if another one was in its way.
func (db *database) write(ctx context.Context, fn func(*tx) error) error {
	for attempt := 0; ; attempt++ {
		err := db.writeOnce(ctx, fn)
		if err == nil || attempt == 5 || ctx.Err() != nil || !db.conflict(err) {
			return err
		}
	}
}

func (db *database) writeOnce(ctx context.Context, fn func(*tx) error) error {
	t, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer t.Rollback()
	if db.postgres {
		// One writer at a time, as in SQLite: a listing and its document, taken in by two
		// transactions that do not see each other, would not be found.
		if _, err := t.ExecContext(ctx, `SELECT pg_advisory_xact_lock(7011226)`); err != nil {
			return err
		}
	}
	if err := fn(&tx{t, ctx, db}); err != nil {
		return err
	}
	return t.Commit()
}

// conflict tells errors after which the same transaction may succeed: busy (SQLite), a deadlock or
// a serialisation failure (PostgreSQL).
func (db *database) conflict(err error) bool {
	if e := (*pgconn.PgError)(nil); errors.As(err, &e) {
		return e.Code == "40001" || e.Code == "40P01"
	}
	if e := (*sqlite.Error)(nil); errors.As(err, &e) {
		return e.Code()&0xff == 5
	}
	return false
}
