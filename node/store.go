package node

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/ethereum/go-ethereum/common"
	"github.com/gofrs/flock"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/quorum"
)

// storeFormat is the version of the files below. A node refuses a store of another one.
const storeFormat = 2

// store is a node's state on disk, in the format of spec/store.md: a folder with one file
// for the node, one for each attempt it takes part in, and one for each epoch whose key
// share it holds.
//
//	node.json                       what the folder is for
//	identity.age                    the folder's identity, under a passphrase; or
//	identity.kms                    the same, as a key service encrypted it
//	lock                            locked by the process that may write
//	committee-1/attempt-1-1.age     the join key p_m and the dealing of epoch 1, attempt 1
//	committee-1/epoch-1.age         the key share of epoch 1
//
// Whatever is secret is encrypted to the folder's identity, with age, and the identity is
// in the clear in memory alone. Each encrypted file names itself, so that none passes for
// another.
//
// Files are written whole: to a temporary file that is synced and renamed, with the
// folder synced after it; and erased whole: renamed, then overwritten and removed. Names
// with a dot in front are what a crash left of either, and are erased at the next start.
// Files are readable by their owner alone.
//
// One process at a time may write; any number may read beside it. Not safe for concurrent
// use.
type store struct {
	dir      string
	identity *age.X25519Identity
	lock     *flock.Flock // nil: read only, or closed
}

// storeOwner says whose state a folder holds, so that a node never mixes two chains,
// contracts or operators. It is not secret, and in the clear.
type storeOwner struct {
	Format     int            `json:"format"`
	Created    string         `json:"created"` // RFC 3339, for people
	ChainID    uint64         `json:"chainId"`
	Committees common.Address `json:"committees"`
	Operator   common.Address `json:"operator"`
}

// secret is the content of an encrypted file, which says what it is: its format, and its
// name within the folder.
type secret interface {
	heading() (format *int, file *string)
}

// attemptState is all that a member must keep of an attempt: the rest is on the chain. The
// dealing is written before its commit is sent, and is the only one of its session.
type attemptState struct {
	Format  int    `json:"format"`
	File    string `json:"file"`              // set when it is written
	Key     string `json:"key,omitempty"`     // p_m, 32 bytes, hex; none of a dealer that is no member
	Dealing string `json:"dealing,omitempty"` // as sent, hex
}

// dealing returns the dealing's bytes, none before there is one.
func (a *attemptState) dealing() ([]byte, error) {
	b, err := hex.DecodeString(a.Dealing)
	if err != nil {
		return nil, errors.New("the dealing in the node's folder is damaged: restore it from a backup")
	}
	return b, nil
}

// epochState is a key share, with the public list that it belongs to.
type epochState struct {
	Format  int          `json:"format"`
	File    string       `json:"file"`    // set when it is written
	Attempt uint64       `json:"attempt"` // at the epoch, from 1
	Index   int          `json:"index"`
	Share   string       `json:"share"` // x_m, 32 bytes, hex
	Hash    string       `json:"hash"`  // what the node confirmed, 32 bytes, hex
	Keys    *quorum.Keys `json:"keys"`
}

func (a *attemptState) heading() (*int, *string) { return &a.Format, &a.File }
func (e *epochState) heading() (*int, *string)   { return &e.Format, &e.File }

const (
	ownerFile = "node.json"
	lockFile  = "lock"
)

// errReadOnly is returned by writes to a store that this process may only read.
var errReadOnly = errors.New("the node's folder is open for reading only")

// openStore opens the folder for reading and writing, which one process at a time can do,
// and makes it if it does not exist. What a crash left is erased.
//
// The identity is opened once, here, which takes a part of a second for a passphrase and
// may ask a key service. A wrong passphrase is ErrPassphrase.
func openStore(dir string, owner storeOwner, g Guard) (_ *store, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the node's folder: %w", err)
	}
	s := &store{dir: dir}
	if err := s.checkOwner(owner); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err // whatever else runs on it
	}
	if err := s.take(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	err = s.checkOwner(owner)
	if errors.Is(err, fs.ErrNotExist) {
		owner.Format, owner.Created = storeFormat, time.Now().UTC().Format(time.RFC3339)
		var data []byte
		if data, err = json.MarshalIndent(owner, "", "\t"); err == nil {
			err = s.replace(ownerFile, append(data, '\n'))
		}
		if err == nil {
			err = syncFolder(filepath.Dir(filepath.Clean(dir))) // the folder may be new
		}
	}
	if err != nil {
		return nil, err
	}
	if err := s.unlock(g); err != nil {
		return nil, err
	}
	return s, s.tidy()
}

// openStoreReadOnly opens a folder that another process may be writing to. It has to be
// there, with its identity.
func openStoreReadOnly(dir string, owner storeOwner, g Guard) (*store, error) {
	s := &store{dir: dir}
	err := s.checkOwner(owner)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no node's folder at %q: start the node that writes to it first: %w", dir, err)
	}
	if err == nil {
		err = s.unlock(g)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// close lets go of the folder: another process may write to it, and this one no more. It
// can still be read.
func (s *store) close() error {
	if s.lock == nil {
		return nil
	}
	err := s.lock.Close()
	s.lock = nil
	return err
}

// take locks the folder against other processes that write.
func (s *store) take() error {
	path := filepath.Join(s.dir, lockFile)
	lock := flock.New(path, flock.SetPermissions(0o600))
	taken, err := lock.TryLock()
	if err != nil {
		return fmt.Errorf("locking the node's folder: %w", err)
	}
	if !taken {
		by := "another process"
		if pid, err := os.ReadFile(path); err == nil && len(pid) > 0 && len(pid) < 20 {
			by = fmt.Sprintf("process %q", bytes.TrimSpace(pid))
		}
		return fmt.Errorf("the node's folder %q is in use by %s: stop that one, or give this node another folder", s.dir, by)
	}
	s.lock = lock
	if err := os.WriteFile(path, fmt.Appendln(nil, os.Getpid()), 0o600); err != nil {
		return errors.Join(fmt.Errorf("locking the node's folder: %w", err), s.close())
	}
	return nil
}

// checkOwner returns an error that is fs.ErrNotExist if the folder is new, and another one
// if it is somebody else's. What is zero in owner is not compared: all of it, or the operator.
func (s *store) checkOwner(owner storeOwner) error {
	data, err := os.ReadFile(filepath.Join(s.dir, ownerFile))
	if err != nil {
		return fmt.Errorf("reading the node's folder: %w", err)
	}
	var found storeOwner
	if err := json.Unmarshal(data, &found); err != nil || found.Format < 1 {
		return fmt.Errorf("%q in the node's folder is damaged: restore it from a backup", ownerFile)
	}
	switch {
	case found.Format < storeFormat:
		return fmt.Errorf("the node's folder %q is of format %d, in which key shares lay in the clear: give this node a new folder, and destroy that one", s.dir, found.Format)
	case found.Format > storeFormat:
		return fmt.Errorf("the node's folder %q is of format %d, and this version knows format %d: start this node with the version that wrote it", s.dir, found.Format, storeFormat)
	}
	if owner == (storeOwner{}) {
		return nil
	}
	owner.Format, owner.Created = found.Format, found.Created
	if owner.Operator == (common.Address{}) {
		owner.Operator = found.Operator
	}
	if found != owner {
		return fmt.Errorf("folder %q holds the state of operator %s for contract %s on chain %d: give this node another folder",
			s.dir, found.Operator, found.Committees, found.ChainID)
	}
	return nil
}

// tidy erases what a crash left of a file that was being written or erased.
func (s *store) tidy() error {
	ids, err := s.committees()
	if err != nil {
		return err
	}
	folders := []string{"."}
	for _, id := range ids {
		folders = append(folders, committeeDir(id))
	}
	for _, folder := range folders {
		names, err := s.names(folder)
		if err != nil {
			return err
		}
		for _, name := range names {
			if strings.HasPrefix(name, ".") {
				if err := s.wipe(filepath.Join(folder, name)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// names returns the files in a folder of the store.
func (s *store) names(folder string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(s.dir, folder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the node's folder: %w", err)
	}
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

func committeeDir(id uint256.Int) string { return "committee-" + id.Dec() }

func attemptFile(id uint256.Int, epoch, attempt uint64) string {
	return filepath.Join(committeeDir(id), fmt.Sprintf("attempt-%d-%d.age", epoch, attempt))
}

func epochFile(id uint256.Int, epoch uint64) string {
	return filepath.Join(committeeDir(id), fmt.Sprintf("epoch-%d.age", epoch))
}

// attempt returns what is kept of an attempt, and nil if nothing is.
func (s *store) attempt(id uint256.Int, epoch, attempt uint64) (*attemptState, error) {
	var a attemptState
	err := s.read(attemptFile(id, epoch, attempt), &a)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return &a, err
}

// attempts returns the attempts of a committee that something is kept of.
func (s *store) attempts(id uint256.Int) ([]number, error) {
	names, err := s.names(committeeDir(id))
	if err != nil {
		return nil, err
	}
	var found []number
	for _, name := range names {
		var at number
		if _, err := fmt.Sscanf(name, "attempt-%d-%d.age", &at.epoch, &at.attempt); err == nil && name == filepath.Base(attemptFile(id, at.epoch, at.attempt)) {
			found = append(found, at)
		}
	}
	return found, nil
}

// epochs returns the key shares of a committee, by epoch.
func (s *store) epochs(id uint256.Int) (map[uint64]*epochState, error) {
	names, err := s.names(committeeDir(id))
	if err != nil {
		return nil, err
	}
	found := make(map[uint64]*epochState)
	for _, name := range names {
		var epoch uint64
		if _, err := fmt.Sscanf(name, "epoch-%d.age", &epoch); err != nil || name != filepath.Base(epochFile(id, epoch)) {
			continue
		}
		e := new(epochState)
		err := s.read(epochFile(id, epoch), e)
		if errors.Is(err, fs.ErrNotExist) {
			continue // erased meanwhile, by the process that may
		}
		if err != nil {
			return nil, err
		}
		found[epoch] = e
	}
	return found, nil
}

// committees returns the numbers of the committees that the folder holds something of.
func (s *store) committees() ([]uint256.Int, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, fmt.Errorf("reading the node's folder: %w", err)
	}
	var ids []uint256.Int
	for _, e := range entries {
		digits, ok := strings.CutPrefix(e.Name(), "committee-")
		if !ok || !e.IsDir() {
			continue
		}
		if id, err := uint256.FromDecimal(digits); err == nil {
			ids = append(ids, *id)
		}
	}
	return ids, nil
}

// read reads and decrypts a file. The error is fs.ErrNotExist if there is none.
func (s *store) read(name string, v secret) error {
	path := filepath.Join(s.dir, name)
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close() // not before: a new file could get its inode
	data, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	plain, err := decrypt(data, s.identity)
	defer clear(plain)
	if err == nil {
		return decodeSecret(name, plain, v)
	}
	if s.lock == nil {
		// The process that may write overwrites what it erases, under another name, and may
		// have written a new file under this one.
		was, err := f.Stat()
		if err != nil {
			return err
		}
		now, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err == nil && !os.SameFile(was, now) {
			return s.read(name, v)
		}
	}
	if none := (*age.NoIdentityMatchError)(nil); errors.As(err, &none) {
		return fmt.Errorf("%q is not of this node's folder, or is damaged: restore it from a backup of this folder", name)
	}
	return fmt.Errorf("%q in the node's folder is damaged: restore it from a backup", name)
}

// decodeSecret decodes what a file of that name holds. The text of a decoder's error could
// hold a piece of a secret, so it is not passed on.
func decodeSecret(name string, plain []byte, v secret) error {
	var found struct {
		Format int    `json:"format"`
		File   string `json:"file"`
	}
	if json.Unmarshal(plain, &found) != nil {
		return fmt.Errorf("%q in the node's folder is damaged: restore it from a backup", name)
	}
	if found.Format != storeFormat {
		return fmt.Errorf("%q in the node's folder is not of format %d: restore it from a backup, or start this node with the version that wrote it", name, storeFormat)
	}
	if found.File != filepath.ToSlash(name) {
		return fmt.Errorf("%q in the node's folder is another file under that name: restore it from a backup", name)
	}
	if json.Unmarshal(plain, v) != nil {
		return fmt.Errorf("%q in the node's folder is damaged: restore it from a backup", name)
	}
	return nil
}

// write replaces a file durably and encrypted: when it returns nil, the new content
// survives a crash. If it returns an error, or the node crashes, the next start finds the
// old content or the new one.
func (s *store) write(name string, v secret) error {
	format, file := v.heading()
	*format, *file = storeFormat, filepath.ToSlash(name)
	plain, err := json.MarshalIndent(v, "", "\t")
	if err != nil {
		return fmt.Errorf("writing %q: %w", name, err)
	}
	defer clear(plain)
	data, err := encrypt(plain, s.identity.Recipient())
	if err != nil {
		return fmt.Errorf("writing %q: %w", name, err)
	}
	return s.replace(name, data)
}

// replace is write of bytes that are not secret.
func (s *store) replace(name string, data []byte) error {
	if s.lock == nil {
		return fmt.Errorf("writing %q: %w", name, errReadOnly)
	}
	path := filepath.Join(s.dir, name)
	folder := filepath.Dir(path)
	var f *os.File
	defer func() {
		if f != nil {
			f.Close()           // fails if it is closed
			os.Remove(f.Name()) // fails once it is renamed
		}
	}()
	err := steps(
		part{"write:mkdir", func() error { return os.MkdirAll(folder, 0o700) }},
		part{"write:create", func() (err error) { f, err = os.CreateTemp(folder, "."+filepath.Base(name)+".*"); return err }},
		part{"write:write", func() error { _, err := f.Write(data); return err }},
		part{"write:sync", func() error { return f.Sync() }},
		part{"write:close", func() error { return f.Close() }},
		part{"write:rename", func() error { return os.Rename(f.Name(), path) }},
		part{"write:sync-folder", func() error { return syncFolder(folder) }},
		part{"write:sync-store", func() error { return syncFolder(s.dir) }}, // the committee's folder may be new
	)
	if err != nil {
		return fmt.Errorf("writing %q: %w", name, err)
	}
	return nil
}

// part is one step of a change of the folder, under the name that it has for [step].
type part struct {
	name string
	do   func() error
}

// steps does one after the other, up to the first that fails.
func steps(parts ...part) error {
	for _, p := range parts {
		if err := step(p.name, p.do); err != nil {
			return err
		}
	}
	return nil
}

// erase overwrites a file with zeros before it removes it. On file systems that copy on
// write, and on flash, old blocks can stay until the device uses them again.
func (s *store) erase(name string) error {
	if s.lock == nil {
		return fmt.Errorf("erasing %q: %w", name, errReadOnly)
	}
	path := filepath.Join(s.dir, name)
	doomed := filepath.Join(filepath.Dir(name), ".erased-"+filepath.Base(name))
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	err := steps(
		part{"erase:rename", func() error { return os.Rename(path, filepath.Join(s.dir, doomed)) }},
		// Durably, so that no crash leaves a file of zeros under the old name.
		part{"erase:sync-folder", func() error { return syncFolder(filepath.Dir(path)) }},
	)
	if err != nil {
		return fmt.Errorf("erasing %q: %w", name, err)
	}
	return s.wipe(doomed)
}

// EraseShare erases the key share of an epoch from a node's folder, for good: the operator's
// decision about a share that the node keeps though its epoch ended (spec/committee.md). It
// asks nobody: that the epoch ended, and that its committee can do without the share, is for
// the caller to know. The folder has to be one for that chain and contract. No node may be
// running on it but those that only answer; they drop the share. The error is
// fs.ErrNotExist if there is no such share.
func EraseShare(dir string, chainID uint64, contract common.Address, committee, epoch uint64) (err error) {
	s := &store{dir: dir}
	err = s.checkOwner(storeOwner{ChainID: chainID, Committees: contract})
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no node's folder at %q: %w", dir, err)
	}
	if err == nil {
		err = s.take()
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.tidy(); err != nil { // an erasure that was cut short
		return err
	}
	name := epochFile(*uint256.NewInt(committee), epoch)
	if _, err := os.Lstat(filepath.Join(dir, name)); err != nil {
		return fmt.Errorf("the node's folder %q holds no share of epoch %d of committee %d: %w", dir, epoch, committee, err)
	}
	return s.erase(name)
}

// wipe overwrites a file that nobody reads, and removes it.
func (s *store) wipe(name string) error {
	path := filepath.Join(s.dir, name)
	var f *os.File
	defer func() {
		if f != nil {
			f.Close() // fails if it is closed
		}
	}()
	err := steps(
		part{"wipe:open", func() (err error) { f, err = os.OpenFile(path, os.O_WRONLY, 0); return err }},
		part{"wipe:overwrite", func() error {
			info, err := f.Stat()
			if err == nil {
				_, err = f.Write(make([]byte, info.Size()))
			}
			return err
		}},
		part{"wipe:sync", func() error { return f.Sync() }},
		part{"wipe:close", func() error { return f.Close() }},
		part{"wipe:remove", func() error { return os.Remove(path) }},
		part{"wipe:sync-folder", func() error { return syncFolder(filepath.Dir(path)) }},
	)
	if err != nil {
		return fmt.Errorf("erasing %q: %w", name, err)
	}
	return nil
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	err = d.Sync()
	if err2 := d.Close(); err == nil {
		err = err2
	}
	return err
}

// decodeScalar decodes a secret of the store; the error holds nothing of it.
func decodeScalar(digits string) (*group.Scalar, error) {
	b, err := hex.DecodeString(digits)
	if err != nil {
		return nil, errors.New("a secret in the node's folder is damaged: restore it from a backup")
	}
	defer clear(b)
	s, err := group.DecodeScalar(b)
	if err != nil {
		return nil, fmt.Errorf("a secret in the node's folder is damaged: restore it from a backup: %w", err)
	}
	return s, nil
}
