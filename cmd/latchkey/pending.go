package main

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/storage"
)

// pendingFrom is the size of the smallest file whose upload is kept, in bytes: sealing and sending less again is no matter.
const pendingFrom = 8 << 20

// pendingFor opens what is kept of the same publication, begun by an earlier run; nil where nothing is to be kept: what does not come
// from files, is small, or goes into folders of this machine alone.
func pendingFor(cfg *publishConfig, c *client, paths []string, o *market.Offer, link *market.Link) (*market.Pending, error) {
	stores := append([]string{cfg.Network.Store}, cfg.Mirrors...)
	away := slices.ContainsFunc(stores, func(s string) bool { return !strings.HasPrefix(s, "file:") })
	if _, archive := o.Source.(*market.Archive); !away || o.Secret || slices.Contains(paths, "-") || !archive && o.Size < pendingFrom {
		return nil, nil
	}
	what := struct {
		Account, Market, Committees string
		Chain, Committee            uint64
		Also                        []uint64
		Confirmations               uint64
		Unlisted                    bool
		Asset                       string
		Stores, Files               []string
	}{c.wallet.Address().Hex(), o.Market.Hex(), o.Committees.Hex(), c.chain.ChainID(), o.Committee, o.Others, o.Confirmations, o.Unlisted, "", stores, nil}
	if link != nil {
		what.Asset = link.Asset.Hex()
	}
	for _, path := range paths {
		whole, err := filepath.Abs(path)
		if err != nil {
			return nil, err
		}
		if err := filepath.WalkDir(whole, func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := os.Stat(name)
			if err != nil || info.IsDir() {
				return err
			}
			what.Files = append(what.Files, fmt.Sprintf("%s %d %s", name, info.Size(), info.ModTime().UTC().Format(time.RFC3339Nano)))
			return nil
		}); err != nil {
			return nil, err
		}
	}
	text, err := json.Marshal(what)
	if err != nil {
		return nil, err
	}
	dir, err := config.StateDir()
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256(text)
	p, err := market.OpenPending(filepath.Join(dir, "uploads", fmt.Sprintf("%x", digest[:16])))
	if errors.Is(err, storage.ErrInUse) {
		return nil, &adviceError{errors.New("another latchkey publishes the same just now"), "Wait for it, or end it."}
	}
	if err != nil {
		return nil, err
	}
	if cfg.Fresh {
		err = p.Fresh()
	}
	return p, err
}
