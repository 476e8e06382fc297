package node

import (
	"bytes"
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"

	"filippo.io/age"
	"github.com/ethereum/go-ethereum/common"
	"golang.org/x/crypto/chacha20poly1305"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/umbral"
	"github.com/latchkey-network/latchkey/database"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// grantsFile is the SQLite file in the node's folder.
const grantsFile = "grants.db"

// grantStore keeps grants, as spec/store.md says: what is secret of one is encrypted under a key of its
// own, and that key under one that comes out of the folder's identity. Revoking erases both. Each
// change is one transaction, durable when it returns. Safe for concurrent use, also by several nodes on
// one PostgreSQL database.
type grantStore struct {
	db     *database.DB
	key    [chacha20poly1305.KeySize]byte
	limits Grants
	erases sync.Mutex // one erasure of what was deleted at a time
}

// grantsSchema has all times in Unix seconds, but issued, which is in milliseconds. What is in the clear is what
// quotas, order and expiry need.
const grantsSchema = `
CREATE TABLE grants (
	id BYTES PRIMARY KEY,
	owner BYTES NOT NULL,
	issued NUMBER NOT NULL,
	expires NUMBER NOT NULL,
	held INTEGER NOT NULL,         -- key fragments
	size NUMBER NOT NULL,          -- as it counts for quotas
	body BYTES NOT NULL            -- a storedGrant, under the grant's key
);
CREATE INDEX grants_owner ON grants (owner, id);
CREATE INDEX grants_expires ON grants (expires);
CREATE TABLE owners (
	owner BYTES PRIMARY KEY,
	grants NUMBER NOT NULL,
	size NUMBER NOT NULL
);
CREATE TABLE revoked (
	id BYTES PRIMARY KEY,
	issued NUMBER NOT NULL,        -- of the last revocation
	until NUMBER NOT NULL          -- when it can be forgotten
);
CREATE INDEX revoked_until ON revoked (until);
CREATE TABLE readers (
	account BYTES PRIMARY KEY,
	reader_key BYTES NOT NULL,
	signature BYTES NOT NULL
);
CREATE TABLE keeper (              -- one row
	mark BYTES NOT NULL,           -- opens under the key of the node's folder
	grants NUMBER NOT NULL,
	size NUMBER NOT NULL,
	readers NUMBER NOT NULL
);
CREATE TABLE erasing (             -- what was deleted, and may still be in the files
	id SERIAL,
	name TEXT NOT NULL             -- the table of its key
);
`

const grantKeysTable = `CREATE TABLE %s (id BYTES PRIMARY KEY, key BYTES NOT NULL);
`

// keyTables is how many tables the keys of grants are spread over, since no database erases a key by deleting its row: PostgreSQL
// overwrites nothing, SQLite overwrites the row, and not what was left where it moved rows from page to page. So the key's table
// is written anew, which takes some 20 ms for the 4,000 of a million in one of 256.
const keyTables = 256

// keyTable is the table that has a grant's key.
func keyTable(id []byte) string { return fmt.Sprintf("grant_keys_%02x", id[0]) }

func grantTables(bool) string {
	all := grantsSchema
	for i := range keyTables {
		all += fmt.Sprintf(grantKeysTable, fmt.Sprintf("grant_keys_%02x", i))
	}
	return all
}

// rowSize is what a grant takes besides its body, about: rows, indexes, its key.
const rowSize = 400

// openGrants opens the grants of a node's folder, or those that its replicas share.
func openGrants(ctx context.Context, dir string, identity *age.X25519Identity, g Grants) (_ *grantStore, err error) {
	where := g.Database
	if where == "" {
		where = filepath.Join(dir, grantsFile)
		// SQLite gives its other files the permissions of this one.
		f, err := os.OpenFile(where, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return nil, fmt.Errorf("making the node's database of grants: %w", err)
		}
		if err := f.Close(); err != nil {
			return nil, fmt.Errorf("making the node's database of grants: %w", err)
		}
	}
	s := &grantStore{limits: g}
	secret, err := hkdf.Key(sha256.New, []byte(identity.String()), nil, "latchkey/v1/node-grants", len(s.key))
	if err != nil {
		return nil, err
	}
	copy(s.key[:], secret)
	clear(secret)
	if s.db, err = database.Open(ctx, where, database.Options{Version: 1, Tables: grantTables, Lock: 7011227, Durable: true,
		Stale: "start this node with the version that wrote it, or give it an empty database, and owners grant again"}); err != nil {
		return nil, err
	}
	if err := s.begin(ctx); err != nil {
		return nil, errors.Join(err, s.db.Close())
	}
	return s, nil
}

// grantsMark is sealed in the database, so that nobody keeps two nodes' grants in one.
const grantsMark = "latchkey node grants"

func (s *grantStore) begin(ctx context.Context) error {
	err := s.db.Write(ctx, func(t *database.Tx) error {
		var mark []byte
		err := t.One(`SELECT mark FROM keeper`).Scan(&mark)
		if errors.Is(err, sql.ErrNoRows) {
			if mark, err = sealUnder(s.key[:], []byte(grantsMark), nil); err != nil {
				return err
			}
			_, err = t.Do(`INSERT INTO keeper (mark, grants, size, readers) VALUES (?, 0, 0, 0)`, mark)
			return err
		}
		if err != nil {
			return err
		}
		if _, err := openUnder(s.key[:], mark, nil); err != nil {
			return errors.New("the database of grants belongs to another node's folder: give this node a database of its own")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.erase(ctx) // what a crash left to be erased
}

func (s *grantStore) close() error { return s.db.Close() }

// sealUnder encrypts with XChaCha20-Poly1305 and a nonce at random, in front.
func sealUnder(key, plain, about []byte) ([]byte, error) {
	a, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, a.NonceSize(), a.NonceSize()+len(plain)+a.Overhead())
	rand.Read(nonce)
	return a.Seal(nonce, nonce, plain, about), nil
}

func openUnder(key, sealed, about []byte) ([]byte, error) {
	a, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, err
	}
	if len(sealed) < a.NonceSize() {
		return nil, errors.New("too short")
	}
	return a.Open(nil, sealed[:a.NonceSize()], sealed[a.NonceSize():], about)
}

// storedGrant is all that a node has of a grant.
type storedGrant struct {
	Owner     common.Address
	Keys      quorum.GrantKeys
	Capsule   []byte
	Message   terms.Grant
	Signature []byte
	Fragments [][]byte // in Umbral's form; they have been verified
}

// The form of a storedGrant: what has a fixed size, the fragments after their number, and the policy.
const (
	storedVersion = 1
	storedFixed   = 1 + 20 + 3*umbral.PublicKeySize + umbral.CapsuleSize + 32 + 20 + 4 + 4 + 8 + 8 + 32 + 8 + group.SignatureSize + 1
)

func (g *storedGrant) encode() []byte {
	m := &g.Message
	chainID := m.ChainID.Bytes32()
	b := make([]byte, 0, storedFixed+len(g.Fragments)*umbral.KeyFragSize+len(m.Policy)) // does not grow, so no copies stay
	b = append(b, storedVersion)
	for _, part := range [][]byte{g.Owner[:], g.Keys.Delegating, g.Keys.Verifying, g.Keys.ReaderKey, g.Capsule, m.ID[:], m.Reader[:]} {
		b = append(b, part...)
	}
	b = binary.BigEndian.AppendUint32(b, m.Threshold)
	b = binary.BigEndian.AppendUint32(b, m.Fragments)
	b = binary.BigEndian.AppendUint64(b, m.Issued)
	b = binary.BigEndian.AppendUint64(b, m.Expires)
	b = append(b, chainID[:]...)
	b = binary.BigEndian.AppendUint64(b, m.Confirmations)
	b = append(b, g.Signature...)
	b = append(b, byte(len(g.Fragments)))
	for _, f := range g.Fragments {
		b = append(b, f...)
	}
	return append(b, m.Policy...)
}

// decodeStored is the inverse of encode; nil is no storedGrant. It keeps nothing of b.
func decodeStored(b []byte) *storedGrant {
	if len(b) < storedFixed || b[0] != storedVersion {
		return nil
	}
	b = b[1:]
	take := func(n int) []byte {
		part := slices.Clone(b[:n])
		b = b[n:]
		return part
	}
	number := func(n int) uint64 { return new(big.Int).SetBytes(take(n)).Uint64() }
	g := new(storedGrant)
	m := &g.Message
	g.Owner = common.Address(take(20))
	g.Keys = quorum.GrantKeys{Delegating: take(umbral.PublicKeySize), Verifying: take(umbral.PublicKeySize), ReaderKey: take(umbral.PublicKeySize)}
	g.Capsule = take(umbral.CapsuleSize)
	m.Capsule = group.Keccak256(g.Capsule)
	m.ID, m.Reader = [32]byte(take(32)), common.Address(take(20))
	m.Threshold, m.Fragments = uint32(number(4)), uint32(number(4))
	m.Issued, m.Expires = number(8), number(8)
	m.ChainID.SetBytes(take(32))
	m.Confirmations = number(8)
	g.Signature = take(group.SignatureSize)
	n := int(number(1))
	if len(b) < n*umbral.KeyFragSize {
		return nil
	}
	for range n {
		g.Fragments = append(g.Fragments, take(umbral.KeyFragSize))
	}
	m.Policy = string(b)
	return g
}

func (g *storedGrant) erase() {
	for _, f := range g.Fragments {
		clear(f)
	}
}

// seal encrypts a grant under a new key, and that under the node's.
func (s *grantStore) seal(g *storedGrant) (body, key []byte, err error) {
	plain := g.encode()
	defer clear(plain)
	k := make([]byte, chacha20poly1305.KeySize)
	rand.Read(k)
	defer clear(k)
	if body, err = sealUnder(k, plain, g.Message.ID[:]); err != nil {
		return nil, nil, err
	}
	key, err = sealUnder(s.key[:], k, g.Message.ID[:])
	return body, key, err
}

func (s *grantStore) open(id, body, key []byte) (*storedGrant, error) {
	k, err := openUnder(s.key[:], key, id)
	var plain []byte
	if err == nil {
		defer clear(k)
		plain, err = openUnder(k, body, id)
	}
	if err == nil {
		defer clear(plain)
		if g := decodeStored(plain); g != nil && [32]byte(id) == g.Message.ID {
			return g, nil
		}
	}
	return nil, fmt.Errorf("grant %x in the database is damaged, or of another node", id)
}

// find returns a grant, and nil if there is none.
func (s *grantStore) find(one func(query string, args ...any) *sql.Row, id [32]byte) (*storedGrant, error) {
	var body, key []byte
	err := one(`SELECT g.body, k.key FROM grants g JOIN `+keyTable(id[:])+` k ON k.id = g.id WHERE g.id = ?`, id[:]).Scan(&body, &key)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return s.open(id[:], body, key)
}

// get returns a grant that has not expired, and nil if there is none. now is in Unix seconds.
func (s *grantStore) get(ctx context.Context, id [32]byte, now uint64) (*storedGrant, error) {
	g, err := s.find(func(query string, args ...any) *sql.Row { return s.db.One(ctx, query, args...) }, id)
	if err != nil || g == nil || g.Message.Expires <= now {
		return nil, err
	}
	return g, nil
}

// put stores a grant with one fragment, or adds the fragment to it, and returns how many it holds then. What
// is refused is a *quorum.Problem.
func (s *grantStore) put(ctx context.Context, g *storedGrant) (held int, err error) {
	id := g.Message.ID
	replaced := false
	err = s.db.Write(ctx, func(t *database.Tx) error {
		held, replaced = 0, false
		var revoked int64
		err := t.One(`SELECT issued FROM revoked WHERE id = ?`, id[:]).Scan(&revoked)
		if err == nil && int64(g.Message.Issued) <= revoked {
			return refuse(quorum.StaleGrant, "it was revoked after it was issued")
		}
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		old, err := s.find(t.One, id)
		if err != nil {
			return err
		}
		if old != nil {
			defer old.erase()
		}
		now := *g
		switch {
		case old == nil:
		case g.Message.Issued < old.Message.Issued:
			return refuse(quorum.StaleGrant, "there is one that was issued %d ms later", old.Message.Issued-g.Message.Issued)
		case g.Message.Issued > old.Message.Issued:
			replaced = true
		case terms.GrantDigest(&g.Message) != terms.GrantDigest(&old.Message):
			return refuse(quorum.StaleGrant, "there is another one that was issued in the same millisecond")
		default:
			held = len(old.Fragments)
			// By its id: a signature has more than one form, and each node of the grant can bring its fragment in all of them.
			added, err := fragmentID(g.Fragments[0])
			if err != nil {
				return err
			}
			for _, f := range old.Fragments {
				if other, err := fragmentID(f); err != nil || other == added {
					return err
				}
			}
			if held >= int(g.Message.Fragments) {
				return refuse(quorum.Quota, "the grant is of %d fragments, and they are all here", g.Message.Fragments)
			}
			now.Fragments = append(old.Fragments[:held:held], g.Fragments[0])
		}
		if err := s.write(t, &now, old); err != nil {
			return err
		}
		held = len(now.Fragments)
		if replaced {
			err = s.toErase(t, id[:])
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	if replaced {
		err = s.erase(ctx)
	}
	return held, err
}

// fragmentID returns the id of a key fragment.
func fragmentID(fragment []byte) (id [umbral.IDSize]byte, err error) {
	k, err := umbral.DecodeKeyFrag(fragment)
	if err != nil {
		return id, err
	}
	defer k.Erase()
	return k.ID(), nil
}

// write writes a grant in the place of old, which may be nil, if there is room.
func (s *grantStore) write(t *database.Tx, g, old *storedGrant) error {
	id, owner := g.Message.ID, g.Owner
	body, key, err := s.seal(g)
	if err != nil {
		return err
	}
	more, size := int64(1), int64(len(body)+rowSize)
	grew := size
	if old != nil {
		var was int64
		if err := t.One(`SELECT size FROM grants WHERE id = ?`, id[:]).Scan(&was); err != nil {
			return err
		}
		more, grew = 0, size-was
	}
	if err := s.count(t, owner, more, grew); err != nil {
		return err
	}
	if old == nil {
		if _, err := t.Do(`INSERT INTO grants (id, owner, issued, expires, held, size, body) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			id[:], owner[:], int64(g.Message.Issued), int64(g.Message.Expires), len(g.Fragments), size, body); err != nil {
			return err
		}
		_, err = t.Do(`INSERT INTO `+keyTable(id[:])+` (id, key) VALUES (?, ?)`, id[:], key)
		return err
	}
	if _, err := t.Do(`UPDATE grants SET issued = ?, expires = ?, held = ?, size = ?, body = ? WHERE id = ?`,
		int64(g.Message.Issued), int64(g.Message.Expires), len(g.Fragments), size, body, id[:]); err != nil {
		return err
	}
	_, err = t.Do(`UPDATE `+keyTable(id[:])+` SET key = ? WHERE id = ?`, key, id[:])
	return err
}

// count adds to what the owner and the node have. What grows beyond a quota is refused.
func (s *grantStore) count(t *database.Tx, owner common.Address, more, size int64) error {
	if more > 0 {
		if _, err := t.Do(`INSERT INTO owners (owner, grants, size) VALUES (?, 0, 0) ON CONFLICT DO NOTHING`, owner[:]); err != nil {
			return err
		}
	}
	for _, of := range []struct {
		set           string
		where         []any
		grants, bytes int64
		whose         string
	}{
		{`UPDATE owners SET grants = grants + ?, size = size + ? WHERE owner = ? RETURNING grants, size`, []any{owner[:]}, s.limits.PerOwner, s.limits.BytesPerOwner, "this account's"},
		{`UPDATE keeper SET grants = grants + ?, size = size + ? RETURNING grants, size`, nil, s.limits.Most, s.limits.Bytes, "this node's"},
	} {
		var grants, bytes int64
		if err := t.One(of.set, append([]any{more, size}, of.where...)...).Scan(&grants, &bytes); err != nil {
			return err
		}
		switch {
		case more > 0 && grants > of.grants:
			return refuse(quorum.Quota, "%s limit is %d grants", of.whose, of.grants)
		case size > 0 && bytes > of.bytes:
			return refuse(quorum.Quota, "%s limit is %d bytes", of.whose, of.bytes)
		}
	}
	return nil
}

// remove deletes a grant within a transaction.
func (s *grantStore) remove(t *database.Tx, id []byte, owner common.Address, size int64) error {
	if err := s.count(t, owner, -1, -size); err != nil {
		return err
	}
	if _, err := t.Do(`DELETE FROM owners WHERE owner = ? AND grants = 0`, owner[:]); err != nil {
		return err
	}
	if _, err := t.Do(`DELETE FROM grants WHERE id = ?`, id); err != nil {
		return err
	}
	if _, err := t.Do(`DELETE FROM `+keyTable(id)+` WHERE id = ?`, id); err != nil {
		return err
	}
	return s.toErase(t, id)
}

// revocationKept is for how long a revocation is remembered, in seconds: longer than messages from before it can
// be stored, which is 62 minutes.
const revocationKept = 7200

// revoke deletes a grant, and erases it: when it returns nil, it is gone from disk. check has the last word about
// the grant that is there; nil is none.
func (s *grantStore) revoke(ctx context.Context, id [32]byte, issued, now uint64, check func(*storedGrant) error) error {
	if err := s.db.Write(ctx, func(t *database.Tx) error {
		g, err := s.find(t.One, id)
		if err != nil {
			return err
		}
		if g != nil {
			defer g.erase()
		}
		if err := check(g); err != nil {
			return err
		}
		var size int64
		if err := t.One(`SELECT size FROM grants WHERE id = ?`, id[:]).Scan(&size); err != nil {
			return err
		}
		if err := s.remove(t, id[:], g.Owner, size); err != nil {
			return err
		}
		_, err = t.Do(`INSERT INTO revoked (id, issued, until) VALUES (?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET issued = excluded.issued, until = excluded.until`, id[:], int64(issued), int64(now+revocationKept))
		return err
	}); err != nil {
		return err
	}
	return s.erase(ctx)
}

// list calls fn for an owner's grants that have not expired, in the order of ids, from the one after on, while it says that
// there may be more. They have as many fragments as they have, of zeros.
func (s *grantStore) list(ctx context.Context, owner common.Address, after []byte, now uint64, limit int, fn func(*storedGrant) (more bool, err error)) error {
	var ids [][32]byte
	if err := s.db.Each(ctx, `SELECT id FROM grants WHERE owner = ? AND id > ? AND expires > ? ORDER BY id LIMIT ?`,
		[]any{owner[:], after, int64(now), limit}, func(scan func(...any) error) error {
			var id []byte
			err := scan(&id)
			ids = append(ids, [32]byte(id))
			return err
		}); err != nil {
		return err
	}
	for _, id := range ids {
		g, err := s.get(ctx, id, now)
		if err != nil {
			return err
		}
		if g == nil { // revoked meanwhile
			continue
		}
		g.erase()
		if more, err := fn(g); err != nil || !more {
			return err
		}
	}
	return nil
}

// putReader keeps the first key that an account publishes.
func (s *grantStore) putReader(ctx context.Context, e *quorum.ReaderEntry) error {
	account := e.Reader.Account
	return s.db.Write(ctx, func(t *database.Tx) error {
		var key []byte
		err := t.One(`SELECT reader_key FROM readers WHERE account = ?`, account[:]).Scan(&key)
		switch {
		case err == nil && bytes.Equal(key, e.Reader.ReaderKey):
			return nil
		case err == nil:
			return refuse(quorum.WrongReader, "the first one stays")
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		var readers int64
		if err := t.One(`UPDATE keeper SET readers = readers + 1 RETURNING readers`).Scan(&readers); err != nil {
			return err
		}
		if readers > s.limits.Readers {
			return refuse(quorum.Quota, "this node's limit is %d readers", s.limits.Readers)
		}
		_, err = t.Do(`INSERT INTO readers (account, reader_key, signature) VALUES (?, ?, ?)`, account[:], e.Reader.ReaderKey, e.Signature)
		return err
	})
}

// reader returns what an account has published, and nil if it has not.
func (s *grantStore) reader(ctx context.Context, account common.Address) (*quorum.ReaderEntry, error) {
	e := &quorum.ReaderEntry{Reader: terms.Reader{Account: account}}
	err := s.db.One(ctx, `SELECT reader_key, signature FROM readers WHERE account = ?`, account[:]).Scan(&e.Reader.ReaderKey, &e.Signature)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return e, err
}

// totals are how many grants there are, and the bytes that count for quotas.
func (s *grantStore) totals(ctx context.Context) (grants, size, readers int64, err error) {
	err = s.db.One(ctx, `SELECT grants, size, readers FROM keeper`).Scan(&grants, &size, &readers)
	return grants, size, readers, err
}

// perSweep is how many expired grants one transaction deletes, so that others are not held up.
const perSweep = 500

// sweep deletes and erases what has expired, and forgets revocations that can be forgotten.
func (s *grantStore) sweep(ctx context.Context, now uint64) (swept int, err error) {
	for more := true; more; {
		var found int
		if err := s.db.Write(ctx, func(t *database.Tx) error {
			type row struct {
				id    []byte
				owner []byte
				size  int64
			}
			var rows []row
			if err := t.Each(`SELECT id, owner, size FROM grants WHERE expires <= ? ORDER BY expires LIMIT ?`, []any{int64(now), perSweep}, func(scan func(...any) error) error {
				var r row
				err := scan(&r.id, &r.owner, &r.size)
				rows = append(rows, r)
				return err
			}); err != nil {
				return err
			}
			for _, r := range rows {
				if err := s.remove(t, r.id, common.Address(r.owner), r.size); err != nil {
					return err
				}
			}
			found = len(rows)
			_, err := t.Do(`DELETE FROM revoked WHERE until <= ?`, int64(now))
			return err
		}); err != nil {
			return swept, err
		}
		swept += found
		more = found == perSweep
	}
	return swept, s.erase(ctx)
}

// toErase notes, within the transaction that deletes a key, that its bytes have to go.
func (s *grantStore) toErase(t *database.Tx, id []byte) error {
	_, err := t.Do(`INSERT INTO erasing (name) VALUES (?)`, keyTable(id))
	return err
}

// erase has the database's files lose the keys that were deleted. Without its key, what a file keeps of a grant's body cannot be
// read.
func (s *grantStore) erase(ctx context.Context) error {
	s.erases.Lock()
	defer s.erases.Unlock()
	var last int64
	names := make(map[string]bool)
	if err := s.db.Each(ctx, `SELECT id, name FROM erasing`, nil, func(scan func(...any) error) error {
		var id int64
		var name string
		err := scan(&id, &name)
		last, names[name] = max(last, id), true
		return err
	}); err != nil || len(names) == 0 {
		return err
	}
	for name := range names {
		if !isKeyTable(name) {
			return fmt.Errorf("erasing grants: %q is no table of keys", name)
		}
		rewrite := s.rewrite
		if s.db.Postgres() {
			rewrite = s.rewritePostgres
		}
		if err := rewrite(ctx, name); err != nil {
			return fmt.Errorf("erasing grants: %w", err)
		}
	}
	if !s.db.Postgres() {
		// The log in front of the database's file has what was.
		var busy, log, done int
		if err := s.db.One(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &log, &done); err != nil {
			return fmt.Errorf("erasing grants: %w", err)
		}
		if busy != 0 {
			return errors.New("erasing grants: the database is too busy to empty its log")
		}
	}
	// What was deleted meanwhile has a later number, and is erased by whoever deleted it.
	_, err := s.db.Do(ctx, `DELETE FROM erasing WHERE id <= ?`, last)
	return err
}

// lockWait is how long, in milliseconds, a table of keys waits to be written anew: meanwhile nobody reads it. Then it is
// tried again with the next sweep.
const lockWait = 2000

// rewrite writes a table of keys anew in SQLite, which overwrites each page of a table that is emptied (secure_delete).
func (s *grantStore) rewrite(ctx context.Context, name string) error {
	type row struct{ id, key []byte }
	return s.db.Write(ctx, func(t *database.Tx) error {
		var rows []row
		defer func() {
			for _, r := range rows {
				clear(r.key)
			}
		}()
		if err := t.Each(`SELECT id, key FROM `+name+` ORDER BY id`, nil, func(scan func(...any) error) error {
			var r row
			err := scan(&r.id, &r.key)
			rows = append(rows, r)
			return err
		}); err != nil {
			return err
		}
		if _, err := t.Do(`DELETE FROM ` + name); err != nil {
			return err
		}
		for _, r := range rows {
			if _, err := t.Do(`INSERT INTO `+name+` (id, key) VALUES (?, ?)`, r.id, r.key); err != nil {
				return err
			}
		}
		return nil
	})
}

// rewritePostgres writes a table of keys anew in PostgreSQL.
func (s *grantStore) rewritePostgres(ctx context.Context, name string) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, fmt.Sprintf(`SET lock_timeout = %d`, lockWait)); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, `VACUUM FULL `+name)
	_, reset := conn.ExecContext(ctx, `RESET lock_timeout`)
	return errors.Join(err, reset)
}

var isKeyTable = regexp.MustCompile(`^grant_keys_[0-9a-f]{2}$`).MatchString
