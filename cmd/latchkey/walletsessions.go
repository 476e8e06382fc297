package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/cmd/config"
)

// walletSessionsConfig configures wallet revoke-sessions.
type walletSessionsConfig struct {
	JSON bool

	Network config.Network
}

func walletRevokeSessionsCommand() *cobra.Command {
	var cfg walletSessionsConfig
	c := &cobra.Command{
		Use:   "revoke-sessions",
		Short: "void all sessions that the wallet's account signed",
		Long: `Void every session that the wallet's account signed so far, at all nodes, by one transaction that raises
its nonce. A session opens, for up to a day and without asking again, every file that the account may
open: this ends one that a page or a program should not have any longer. What was opened stays open.`,
		Example: "  latchkey wallet revoke-sessions",
		Args:    exactly(0, "none"),
		RunE:    func(c *cobra.Command, _ []string) error { return revokeSessions(c.Context(), &cfg) },
	}
	c.Flags().BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(c.Flags())
	return c
}

func revokeSessions(ctx context.Context, cfg *walletSessionsConfig) error {
	if cfg.Network.Committees == (common.Address{}) {
		return &config.MissingError{Flag: "committees", What: "the Committees contract"}
	}
	c, err := connect(ctx, &cfg.Network, "revoking", true)
	if err != nil {
		return err
	}
	defer c.close()
	c.progress.show(waitsForBlock)
	k := c.chain.Committees(cfg.Network.Committees)
	receipt, err := k.RaiseSessionNonce(ctx, c.wallet)
	if err != nil {
		return err
	}
	view, err := c.chain.AtBlock(ctx, receipt.BlockNumber.Uint64())
	if err != nil {
		return err
	}
	nonce, err := k.SessionNonce(ctx, view, c.wallet.Address())
	if err != nil {
		return err
	}
	c.progress.end()
	if cfg.JSON {
		return printJSON(struct {
			Account     string `json:"account"`
			Nonce       string `json:"nonce"` // that new sessions carry
			Transaction string `json:"transaction"`
		}{c.wallet.Address().Hex(), strconv.FormatUint(nonce, 10), receipt.TxHash.Hex()})
	}
	return print(fmt.Sprintf("The sessions of %s are void. New ones have the nonce %d.\n", c.wallet, nonce))
}
