// Package database is SQLite or PostgreSQL under one set of statements, written with ? for
// arguments: what gateways index and nodes keep grants in.
//
// It is no abstraction over databases: where the two differ, the caller asks [DB.Postgres].
package database

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

// Options say what a database is for.
type Options struct {
	// Version is that of the tables. A database of another one is refused.
	Version int
	// Tables are the statements that make them, in one text, with BYTES, NUMBER and "id SERIAL" for the
	// types that are not called the same. They are for SQLite, or for PostgreSQL.
	Tables func(postgres bool) string
	// Stale tells a person what to do about a database of another version.
	Stale string
	// Lock is a number of this kind of database: in PostgreSQL, writers of one number take turns, as
	// all do in SQLite.
	Lock int64
	// Durable has SQLite survive power cuts, too, and overwrite what is deleted with zeros. Without it, a
	// commit survives the end of the process, and what is deleted stays until its place is used again.
	Durable bool
}

// DB is a database. Safe for concurrent use.
type DB struct {
	*sql.DB
	postgres bool
	lock     int64
}

// IsURL reports whether where names a PostgreSQL database.
func IsURL(where string) bool {
	return strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://")
}

// Open opens postgres://.. , or the SQLite file of that name (or sqlite:///path), and makes the tables
// if there are none. The errors hold no password.
func Open(ctx context.Context, where string, o Options) (*DB, error) {
	db := &DB{lock: o.Lock}
	var err error
	if IsURL(where) {
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
			return nil, fmt.Errorf("a database of the kind %q cannot be used: name a SQLite file, or a postgres:// URL", scheme)
		}
		path, err := filepath.Abs(strings.TrimPrefix(where, "sqlite://"))
		if err != nil {
			return nil, fmt.Errorf("opening the database %q: %w", where, err)
		}
		pragmas := url.Values{"_txlock": {"immediate"}, "_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(NORMAL)",
			"cache_size(-65536)", "mmap_size(1073741824)", "temp_store(MEMORY)", "wal_autocheckpoint(16384)"}}
		if o.Durable {
			pragmas["_pragma"] = []string{"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "secure_delete(ON)",
				"cache_size(-8192)", "mmap_size(1073741824)", "temp_store(MEMORY)", "wal_autocheckpoint(1000)"}
		}
		if db.DB, err = sql.Open("sqlite", (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: pragmas.Encode()}).String()); err != nil {
			return nil, fmt.Errorf("opening the database %q: %w", where, err)
		}
		db.SetMaxOpenConns(8)
		db.SetMaxIdleConns(8) // a connection has its cache, and its statements
	}
	if err := db.migrate(ctx, o); err != nil {
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

func (db *DB) migrate(ctx context.Context, o Options) error {
	return db.Write(ctx, func(tx *Tx) error {
		if _, err := tx.Do(`CREATE TABLE IF NOT EXISTS latchkey_schema (version INTEGER NOT NULL)`); err != nil {
			return err
		}
		var version int
		err := tx.One(`SELECT version FROM latchkey_schema`).Scan(&version)
		switch {
		case err == nil && version == o.Version:
			return nil
		case err == nil:
			return fmt.Errorf("its tables are of version %d and this program's of version %d: %s", version, o.Version, o.Stale)
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		types := strings.NewReplacer("BYTES", "BLOB", "NUMBER", "INTEGER", "id SERIAL", "id INTEGER PRIMARY KEY AUTOINCREMENT")
		if db.postgres {
			types = strings.NewReplacer("BYTES", "BYTEA", "NUMBER", "BIGINT", "id SERIAL", "id BIGSERIAL PRIMARY KEY")
		}
		if _, err := tx.Do(types.Replace(o.Tables(db.postgres))); err != nil {
			return err
		}
		_, err = tx.Do(`INSERT INTO latchkey_schema VALUES (` + strconv.Itoa(o.Version) + `)`)
		return err
	})
}

// Postgres reports whether it is PostgreSQL.
func (db *DB) Postgres() bool { return db.postgres }

// Bind writes the arguments' places as the database wants them.
func (db *DB) Bind(query string) string {
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

// Do runs a statement outside of a transaction, and returns how many rows it changed.
func (db *DB) Do(ctx context.Context, query string, args ...any) (changed int64, err error) {
	r, err := db.ExecContext(ctx, db.Bind(query), args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// One asks for one row outside of a transaction.
func (db *DB) One(ctx context.Context, query string, args ...any) *sql.Row {
	return db.QueryRowContext(ctx, db.Bind(query), args...)
}

// Each calls fn for each row, outside of a transaction.
func (db *DB) Each(ctx context.Context, query string, args []any, fn func(scan func(...any) error) error) error {
	rows, err := db.QueryContext(ctx, db.Bind(query), args...)
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

// Tx is a transaction that writes.
type Tx struct {
	*sql.Tx
	ctx context.Context
	db  *DB
}

// Postgres reports whether it is one of PostgreSQL.
func (t *Tx) Postgres() bool { return t.db.postgres }

// Do runs a statement, and returns how many rows it changed.
func (t *Tx) Do(query string, args ...any) (changed int64, err error) {
	r, err := t.ExecContext(t.ctx, t.db.Bind(query), args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// One asks for one row.
func (t *Tx) One(query string, args ...any) *sql.Row {
	return t.QueryRowContext(t.ctx, t.db.Bind(query), args...)
}

// Each calls fn for each row.
func (t *Tx) Each(query string, args []any, fn func(scan func(...any) error) error) error {
	rows, err := t.QueryContext(t.ctx, t.db.Bind(query), args...)
	return eachRow(rows, err, fn)
}

// Statement prepares a statement that is run often. The caller closes it.
func (t *Tx) Statement(query string) (*sql.Stmt, error) {
	return t.PrepareContext(t.ctx, t.db.Bind(query))
}

// Write runs fn in a transaction that writes, again if another one was in its way. The transaction is
// rolled back if fn returns an error.
func (db *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	for attempt := 0; ; attempt++ {
		err := db.writeOnce(ctx, fn)
		if err == nil || attempt == 5 || ctx.Err() != nil || !conflict(err) {
			return err
		}
	}
}

func (db *DB) writeOnce(ctx context.Context, fn func(*Tx) error) error {
	t, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer t.Rollback()
	if db.postgres {
		// One writer at a time, as in SQLite: two transactions that do not see each other could both
		// find room, or miss what belongs together.
		if _, err := t.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, db.lock); err != nil {
			return err
		}
	}
	if err := fn(&Tx{t, ctx, db}); err != nil {
		return err
	}
	return t.Commit()
}

// conflict tells errors after which the same transaction may succeed: busy (SQLite), a deadlock or
// a serialisation failure (PostgreSQL).
func conflict(err error) bool {
	if e := (*pgconn.PgError)(nil); errors.As(err, &e) {
		return e.Code == "40001" || e.Code == "40P01"
	}
	if e := (*sqlite.Error)(nil); errors.As(err, &e) {
		return e.Code()&0xff == 5
	}
	return false
}
