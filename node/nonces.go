package node

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/latchkey-network/latchkey/ocean"
)

// nonces are the one memory that a node has of requests: for which reader key an Ocean client's signature was used. It is
// in the folder, shared by the processes that use that, and holds nothing secret.
//
//	ocean/MINUTE/KEY    the reader key, 33 bytes; MINUTE is the nonce's, since 1970, KEY 64 hex digits
//
// A file is written under another name and then linked, which fails if the name is there: of two processes, one
// wins, and a crash leaves no half of one. A minute's folder is removed when no node accepts its nonces any more.
type nonces struct {
	dir string

	mu    sync.Mutex
	swept uint64              // the minute in which old folders were last looked for
	begun map[[32]byte]*begun // uses that this process is looking at
}

// begun is a use for which a reader key came first, while requests with it are under way.
type begun struct {
	readerKey []byte
	requests  int
}

// begin takes a use for a reader key until end is called, so that what comes later, with another key, does not win because
// the chain is read faster for it. ok is false if another one has it.
func (s *nonces) begin(use [32]byte, readerKey []byte) (end func(), ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.begun[use]
	if b == nil {
		if s.begun == nil {
			s.begun = make(map[[32]byte]*begun)
		}
		b = &begun{readerKey: readerKey}
		s.begun[use] = b
	}
	if !bytes.Equal(b.readerKey, readerKey) {
		return nil, false
	}
	b.requests++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if b.requests--; b.requests == 0 {
			delete(s.begun, use)
		}
	}, true
}

const (
	noncesFolder = "ocean"
	minute       = 60_000 // in milliseconds
	// nonceKept is how long after its minute a nonce is kept, in minutes: as long as one is accepted, and five more, for
	// clocks that differ.
	nonceKept = ocean.Freshness/minute + 5
)

// claim notes the reader key of a use, and says whether it is the one that was noted first. When it returns, the note
// survives a crash. nonce and now are in Unix milliseconds.
func (s *nonces) claim(use [32]byte, nonce uint64, readerKey []byte, now uint64) (same bool, err error) {
	s.sweep(now / minute)
	folder := filepath.Join(s.dir, noncesFolder, strconv.FormatUint(nonce/minute, 10))
	path := filepath.Join(folder, hex.EncodeToString(use[:]))
	found, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		err = s.note(folder, path, readerKey)
		if err == nil {
			return true, nil
		}
		if errors.Is(err, fs.ErrExist) { // somebody else was faster
			found, err = os.ReadFile(path)
		}
	}
	if err != nil {
		return false, err
	}
	// It may be the file of a process that died before the folder was synced.
	if err := syncFolder(folder); err != nil {
		return false, err
	}
	return bytes.Equal(found, readerKey), nil
}

// note makes a file durably; the error is fs.ErrExist if it is there.
func (s *nonces) note(folder, path string, content []byte) (err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(folder, ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close() // fails if it is closed
	return steps(
		part{"nonce:write", func() error { _, err := f.Write(content); return err }},
		part{"nonce:sync", f.Sync},
		part{"nonce:close", f.Close},
		part{"nonce:link", func() error { return os.Link(f.Name(), path) }},
		part{"nonce:sync-minute", func() error { return syncFolder(folder) }},
		part{"nonce:sync-folder", func() error { return syncFolder(filepath.Dir(folder)) }},
		part{"nonce:sync-store", func() error { return syncFolder(s.dir) }},
	)
}

// sweep removes what is too old, once a minute. What cannot be removed now is removed later.
func (s *nonces) sweep(now uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.swept == now {
		return
	}
	s.swept = now
	folders, err := os.ReadDir(filepath.Join(s.dir, noncesFolder))
	if err != nil {
		return // there is none yet
	}
	for _, f := range folders {
		if at, err := strconv.ParseUint(f.Name(), 10, 64); err == nil && at+nonceKept < now {
			os.RemoveAll(filepath.Join(s.dir, noncesFolder, f.Name()))
		}
	}
}
