package node

import (
	"context"
	"fmt"
	"time"

	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
)

// replicaLooks is how often a replica looks at the chain and the folder.
const replicaLooks = 2 * time.Second

// replicate is the life of a node that only answers: it reads the shares that another node
// writes, and serves those of epochs that the chain has as active. It ends with ctx.
func (n *Node) replicate(ctx context.Context) error {
	contract := n.cfg.Chain.Committees(n.cfg.Committees)
	for {
		err := n.replica(ctx, contract)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		n.follows.Store(err == nil)
		if err != nil {
			n.log.Warn("looking for key shares failed, trying again", "err", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(replicaLooks):
		}
	}
}

// replica looks once. What it cannot read it goes on without, as it was.
func (n *Node) replica(ctx context.Context, contract *chain.Committees) error {
	if err := n.reload(); err != nil {
		return err
	}
	view, err := n.cfg.Chain.AtFinal(ctx)
	if err != nil {
		return err
	}
	for id, epochs := range n.waiting() {
		if !id.IsUint64() {
			continue // the contract counts in 64 bits
		}
		active, err := contract.ActiveEpoch(ctx, view, id.Uint64())
		if err != nil {
			return fmt.Errorf("committee %s: %w", id.Dec(), err)
		}
		for _, epoch := range epochs {
			if epoch > active {
				continue
			}
			e, err := contract.EpochOf(ctx, view, id.Uint64(), epoch)
			if err != nil {
				return fmt.Errorf("epoch %d of committee %s: %w", epoch, id.Dec(), err)
			}
			n.activate(id, epoch, e.Hash)
		}
	}
	return nil
}

// reload takes the key shares that the folder holds now, and drops those that are gone
// from it. Those that serve go on serving.
func (n *Node) reload() error {
	now, err := n.load()
	if err != nil {
		return err
	}
	n.mu.Lock()
	before := n.held
	for id, epochs := range now {
		for epoch, h := range epochs {
			if old := before[id][epoch]; old != nil && old.attempt == h.attempt && old.hash == h.hash {
				h.erase()
				epochs[epoch] = old
			}
		}
	}
	n.held = now
	n.mu.Unlock()
	for id, epochs := range before {
		for epoch, old := range epochs {
			if now[id][epoch] != old {
				old.erase() // once the requests that use it are answered
			}
		}
	}
	return nil
}

// waiting returns the epochs whose shares do not serve, by committee.
func (n *Node) waiting() map[uint256.Int][]uint64 {
	n.mu.RLock()
	defer n.mu.RUnlock()
	found := make(map[uint256.Int][]uint64)
	for id, epochs := range n.held {
		for epoch, h := range epochs {
			if !h.active.Load() {
				found[id] = append(found[id], epoch)
			}
		}
	}
	return found
}
