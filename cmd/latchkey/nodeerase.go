package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/node"
)

// nodeEraseConfig configures node erase.
type nodeEraseConfig struct {
	Dir   string // the node's folder
	Epoch uint64 // of the committee that Network names; one that has ended
	Yes   bool   // erases; without it, only what that means is said
	JSON  bool

	Network config.Network
}

func nodeEraseCommand() *cobra.Command {
	var cfg nodeEraseConfig
	c := &cobra.Command{
		Use:   "erase --committee N --epoch E",
		Short: "erase the share of an ended epoch that the node keeps",
		Long: `Erase the key share of an epoch that has ended from the folder of a node that is stopped. Nodes do so by
themselves once the grace period is over and enough members have confirmed the epoch after it; if too
few have, the node keeps the share, and its operator decides. Without --yes nothing is erased, and what it
would mean is said. Backups of the folder still hold the share.`,
		Example: "  latchkey node erase --config node/config.toml --committee 1 --epoch 2 --yes",
		Args:    exactly(0, "none"),
		RunE:    func(c *cobra.Command, _ []string) error { return nodeErase(c.Context(), &cfg) },
	}
	f := c.Flags()
	f.StringVar(&cfg.Dir, "dir", "", "folder of the node's state")
	f.Uint64Var(&cfg.Epoch, "epoch", 0, "`number` of the epoch")
	f.BoolVar(&cfg.Yes, "yes", false, "erase it")
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

func nodeErase(ctx context.Context, cfg *nodeEraseConfig) error {
	const verb = "node erase"
	if cfg.Dir == "" {
		return wrongUsage(verb, "--dir is missing: the folder of the node's state")
	}
	if cfg.Epoch == 0 {
		return wrongUsage(verb, "--epoch is missing: whose share is to be erased")
	}
	number, err := committeeNumber(verb, nil, &cfg.Network)
	if err != nil {
		return err
	}
	c, k, err := connectCommittees(ctx, &cfg.Network, "reading", false)
	if err != nil {
		return err
	}
	defer c.close()
	v, err := c.chain.AtFinal(ctx) // what could be undone must not decide
	if err != nil {
		return err
	}
	b, err := readBoard(ctx, k, v, number, false)
	if err != nil {
		return err
	}
	if b.active == nil || cfg.Epoch >= b.active.Epoch {
		serving := "it has none yet"
		if b.active != nil {
			serving = fmt.Sprintf("epoch %d serves", b.active.Epoch)
		}
		return &adviceError{fmt.Errorf("epoch %d of committee %d has not ended, as far as that is final: %s", cfg.Epoch, number, serving),
			fmt.Sprintf("Its shares are what opens files. Who wants to leave has the others reshare without it: see \"latchkey committee show %d\".", number)}
	}
	old, err := k.EpochOf(ctx, v, number, cfg.Epoch)
	if err != nil {
		return err
	}
	note("%s", meaning(b, &old, v.Block().Time))
	if !cfg.Yes {
		return &adviceError{errors.New("nothing was erased: it takes --yes"), "Give the same command with --yes if that is what you want."}
	}
	err = node.EraseShare(cfg.Dir, c.chain.ChainID(), k.Address, number, cfg.Epoch)
	if errors.Is(err, fs.ErrNotExist) {
		return &adviceError{err, "Check --dir, --committee and --epoch. It may be erased already."}
	}
	if err != nil {
		return err
	}
	if cfg.JSON {
		return printJSON(struct {
			Committee uint64 `json:"committee"`
			Erased    uint64 `json:"erased"` // the epoch
		}{number, cfg.Epoch})
	}
	return print(fmt.Sprintf("erased: the share of epoch %d of committee %d\n", cfg.Epoch, number))
}

// meaning says in words what it means to erase a share of an old epoch, at a moment in Unix seconds.
func meaning(b *board, old *chain.Epoch, now uint64) string {
	e := b.active
	text := fmt.Sprintf(`Epoch %d of committee %d ended at %s. Epoch %d serves, %d of %d: %d members have confirmed that they hold
its shares. If fewer than %d really do, the key is lost unless %d shares of epoch %d are left, and this is one of them.
Once it is erased, only a backup brings it back.`,
		old.Epoch, b.number, day(old.EndedAt), e.Epoch, e.T, len(e.Members), e.Confirms(), e.T, old.T, old.Epoch)
	if until := old.EndedAt + b.settings.Grace; now < until {
		text += fmt.Sprintf("\nThe grace period lasts until %s: until then, requests that are under way and on the chain still need it.", day(until))
	}
	return text
}
