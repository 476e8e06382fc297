package node

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
)

const (
	// replicaPoll is how often a replica looks into its folder, and asks the chain about
	// shares that do not serve yet.
	replicaPoll = 2 * time.Second

	// eraseAfter is how long a share that was dropped stays in memory for the requests that
	// have it in use: longer than any of them may take.
	eraseAfter = 2 * time.Minute
)

// openStoreReadOnly opens the folder of another node, to read it alone: it may be mounted read-only.
func openStoreReadOnly(dir string, owner storeOwner) (*store, error) {
	owner.Format = storeFormat
	s := &store{dir}
	var found storeOwner
	err := s.read("node.json", &found)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("folder %q is not a node's: a replica reads the folder of a node that acts", dir)
	}
	if err != nil {
		return nil, err
	}
	if found != owner {
		return nil, fmt.Errorf("folder %q holds the state of operator %s for contract %s on chain %d: a replica has the settings of its node",
			dir, found.Operator, found.Committees, found.ChainID)
	}
	return s, nil
}

// replica is the state of replicate, owned by its goroutine.
type replica struct {
	*Node
	contract *chain.Committees
	files    map[place]stamp
	wrong    map[place]bool // that the chain has other keys was said
}

// place is where a key share belongs.
type place struct {
	committee uint256.Int
	epoch     uint64
}

// stamp tells whether a file is the one that was read: a node never changes a share's file,
// but a folder can be replaced.
type stamp struct {
	modified time.Time
	size     int64
}

// replicate is the life of a replica: it keeps what it holds the same as the folder, and
// lets a share serve once the chain says that its epoch is active.
func (n *Node) replicate(ctx context.Context) error {
	r := &replica{Node: n, contract: n.cfg.Chain.Committees(n.cfg.Committees),
		files: make(map[place]stamp), wrong: make(map[place]bool)}
	failing := false
	for {
		err := r.mirror()
		if err == nil {
			err = r.activateHeld(ctx)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if errors.Is(err, chain.ErrClosed) {
			return err
		}
		n.follows.Store(err == nil)
		if err != nil && !failing {
			n.log.Warn("following the folder or the chain failed, trying again", "err", err)
		}
		failing = err != nil
		t := time.NewTimer(replicaPoll)
		select {
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		case <-t.C:
		}
	}
}

// mirror takes up shares that are new in the folder, and drops those that are gone or were
// replaced. Where the folder cannot be read, all stays as it was: it may come over a network.
func (r *replica) mirror() error {
	found, err := r.list()
	if err != nil {
		return err
	}
	fresh := make(map[place]*held)
	for at, mark := range found {
		if r.files[at] == mark {
			continue
		}
		state := new(epochState)
		err := r.store.read(epochFile(at.committee, at.epoch), state)
		if errors.Is(err, fs.ErrNotExist) {
			delete(found, at) // erased since it was listed
			continue
		}
		var h *held
		if err == nil {
			h, err = state.held(at.epoch)
		}
		if err != nil {
			return fmt.Errorf("epoch %d of committee %s: %w", at.epoch, at.committee.Dec(), err)
		}
		fresh[at] = h
	}
	r.Node.mu.Lock()
	defer r.Node.mu.Unlock()
	for id, epochs := range r.held {
		for epoch, old := range epochs {
			at := place{id, epoch}
			_, there := found[at]
			h := fresh[at]
			if there && (h == nil || h.hash == old.hash && h.attempt == old.attempt) {
				if h != nil {
					h.x.Erase() // the same one
					delete(fresh, at)
				}
				continue
			}
			delete(epochs, epoch)
			delete(r.wrong, at)
			time.AfterFunc(eraseAfter, old.x.Erase)
			r.log.Info("key share dropped: it is gone from the folder", "committee", id.Dec(), "epoch", epoch)
		}
	}
	for at, h := range fresh {
		if r.held[at.committee] == nil {
			r.held[at.committee] = make(map[uint64]*held)
		}
		r.held[at.committee][at.epoch] = h
		r.log.Info("key share found", "committee", at.committee.Dec(), "epoch", at.epoch, "index", h.index)
	}
	for id, epochs := range r.held {
		if len(epochs) == 0 {
			delete(r.held, id)
		}
	}
	r.files = found
	return nil
}

// list returns the key shares in the folder, without reading them.
func (r *replica) list() (map[place]stamp, error) {
	ids, err := r.store.committees()
	if err != nil {
		return nil, err
	}
	found := make(map[place]stamp)
	for _, id := range ids {
		names, err := r.store.names(committeeDir(id))
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			var epoch uint64
			if _, err := fmt.Sscanf(name, "epoch-%d.json", &epoch); err != nil || name != filepath.Base(epochFile(id, epoch)) {
				continue
			}
			info, err := os.Stat(filepath.Join(r.store.dir, epochFile(id, epoch)))
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return nil, fmt.Errorf("reading the node's folder: %w", err)
			}
			found[place{id, epoch}] = stamp{info.ModTime(), info.Size()}
		}
	}
	return found, nil
}

// activateHeld asks the chain about the shares that do not serve. It reads the chain each
// time, so that a chain that cannot be read is noticed.
func (r *replica) activateHeld(ctx context.Context) error {
	view, err := r.cfg.Chain.AtFinal(ctx)
	if err != nil {
		return err
	}
	for _, h := range r.holdings() {
		at := place{h.committee, h.epoch}
		if h.active || r.wrong[at] || !h.committee.IsUint64() {
			continue
		}
		e, err := r.contract.EpochOf(ctx, view, h.committee.Uint64(), h.epoch)
		if errors.Is(err, chain.ErrReverted) {
			continue // it is not active yet
		}
		if err != nil {
			return err
		}
		r.wrong[at] = e.Hash != h.hash
		r.activate(h.committee, h.epoch, e.Hash)
	}
	return nil
}
