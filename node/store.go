package node

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/quorum"
)

// storeFormat is the version of the files below. A node refuses a store of another one.
const storeFormat = 1

// store is a node's state on disk: a folder with one file for the node, one for each
// attempt it takes part in, and one for each epoch whose key share it holds.
//
//	node.json                         what the folder is for
//	committee-1/attempt-1-1.json      the join key p_m and the dealing of epoch 1, attempt 1
//	committee-1/epoch-1.json          the key share of epoch 1
//
// Files are written whole: to a temporary file that is synced and renamed, with the
// folder synced after it; and erased whole: renamed, then overwritten and removed. Names
// with a dot in front are what a crash left of either, and are erased at the next start.
// Files hold secrets and are readable by their owner alone.
type store struct{ dir string }

// storeOwner says whose state a folder holds, so that a node never mixes two chains,
// contracts or operators.
type storeOwner struct {
	Format     int            `json:"format"`
	ChainID    uint64         `json:"chainId"`
	Committees common.Address `json:"committees"`
	Operator   common.Address `json:"operator"`
}

// attemptState is all that a member must keep of an attempt: the rest is on the chain. The
// dealing is written before its commit is sent, and is the only one of its session.
type attemptState struct {
	Format  int    `json:"format"`
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
	Attempt uint64       `json:"attempt"` // at the epoch, from 1
	Index   int          `json:"index"`
	Share   string       `json:"share"` // x_m, 32 bytes, hex
	Hash    string       `json:"hash"`  // what the node confirmed, 32 bytes, hex
	Keys    *quorum.Keys `json:"keys"`
}

// openStore opens the folder, and makes it if it does not exist.
func openStore(dir string, owner storeOwner) (*store, error) {
	owner.Format = storeFormat
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the node's folder: %w", err)
	}
	s := &store{dir}
	var found storeOwner
	err := s.read("node.json", &found)
	if errors.Is(err, fs.ErrNotExist) {
		if err := s.write("node.json", owner); err != nil {
			return nil, err
		}
		return s, syncFolder(filepath.Dir(filepath.Clean(dir))) // the folder may be new
	}
	if err != nil {
		return nil, err
	}
	if found != owner {
		return nil, fmt.Errorf("folder %q holds the state of operator %s for contract %s on chain %d: give this node another folder",
			dir, found.Operator, found.Committees, found.ChainID)
	}
	return s, s.tidy()
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
	return filepath.Join(committeeDir(id), fmt.Sprintf("attempt-%d-%d.json", epoch, attempt))
}

func epochFile(id uint256.Int, epoch uint64) string {
	return filepath.Join(committeeDir(id), fmt.Sprintf("epoch-%d.json", epoch))
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
		if _, err := fmt.Sscanf(name, "attempt-%d-%d.json", &at.epoch, &at.attempt); err == nil && name == filepath.Base(attemptFile(id, at.epoch, at.attempt)) {
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
		if _, err := fmt.Sscanf(name, "epoch-%d.json", &epoch); err != nil || name != filepath.Base(epochFile(id, epoch)) {
			continue
		}
		e := new(epochState)
		if err := s.read(epochFile(id, epoch), e); err != nil {
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

func (s *store) read(name string, v any) error {
	data, err := os.ReadFile(filepath.Join(s.dir, name))
	if err != nil {
		return err
	}
	defer clear(data)
	var format struct {
		Format int `json:"format"`
	}
	// The text of a decoder's error could hold a piece of a secret.
	if json.Unmarshal(data, &format) != nil || format.Format != storeFormat {
		return fmt.Errorf("%q in the node's folder is not of format %d: restore it from a backup, or start this node with the version that wrote it", name, storeFormat)
	}
	if json.Unmarshal(data, v) != nil {
		return fmt.Errorf("%q in the node's folder is damaged: restore it from a backup", name)
	}
	return nil
}

// write replaces a file durably: when it returns nil, the new content survives a crash,
// and at any other time the old one does.
func (s *store) write(name string, v any) error {
	data, err := json.MarshalIndent(v, "", "\t")
	if err != nil {
		return err
	}
	defer clear(data)
	path := filepath.Join(s.dir, name)
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("writing %q: %w", name, err)
	}
	f, err := os.CreateTemp(folder, "."+filepath.Base(name)+".*")
	if err != nil {
		return fmt.Errorf("writing %q: %w", name, err)
	}
	defer os.Remove(f.Name()) // fails once it is renamed
	if _, err = f.Write(append(data, '\n')); err == nil {
		err = f.Sync()
	}
	if err2 := f.Close(); err == nil {
		err = err2
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err == nil {
		err = syncFolder(folder)
	}
	if err == nil && folder != s.dir {
		err = syncFolder(s.dir) // it may be new
	}
	if err != nil {
		return fmt.Errorf("writing %q: %w", name, err)
	}
	return nil
}

// erase overwrites a file with zeros before it removes it. On file systems that copy on
// write, and on flash, old blocks can stay until the device uses them again.
func (s *store) erase(name string) error {
	doomed := filepath.Join(filepath.Dir(name), ".erased-"+filepath.Base(name))
	err := os.Rename(filepath.Join(s.dir, name), filepath.Join(s.dir, doomed))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		// Durably, so that no crash leaves a file of zeros under the old name.
		err = syncFolder(filepath.Dir(filepath.Join(s.dir, name)))
	}
	if err != nil {
		return fmt.Errorf("erasing %q: %w", name, err)
	}
	return s.wipe(doomed)
}

// wipe overwrites a file that nobody reads, and removes it.
func (s *store) wipe(name string) error {
	path := filepath.Join(s.dir, name)
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("erasing %q: %w", name, err)
	}
	info, err := f.Stat()
	if err == nil {
		if _, err = f.Write(make([]byte, info.Size())); err == nil {
			err = f.Sync()
		}
	}
	if err2 := f.Close(); err == nil {
		err = err2
	}
	if err == nil {
		err = os.Remove(path)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(path))
	}
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
