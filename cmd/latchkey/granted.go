package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/sealed"
)

// grantReader opens files that are granted to a wallet's account, or its own.
func grantReader(n *config.Network, w *chain.Wallet, given map[string]json.RawMessage) *config.GrantReader {
	return &config.GrantReader{Network: n, Wallet: w, Given: given, Wrong: func(url string, err error) {
		note("latchkey: node %s %v. The others were enough.", oneLine(url), err)
	}}
}

// openGranted opens a file for grants, for which no chain is needed.
func openGranted(ctx context.Context, cfg *openConfig, given map[string]json.RawMessage, src io.Reader, total int64) error {
	if cfg.OnChain {
		return wrongUsage("open", "--on-chain is given, and the file is sealed for grants, which nodes alone keep")
	}
	if err := cfg.Network.NeedWallet(); err != nil {
		return err
	}
	out, err := createOutput(cfg.Output, cfg.Force)
	if err != nil {
		return err
	}
	defer out.close()
	p := newProgress("opening")
	defer p.end()
	cfg.Network.Asks = p.signer
	w, err := cfg.Network.OpenWallet(ctx, nil)
	if err != nil {
		return err
	}
	defer w.Close()
	r := grantReader(&cfg.Network, w, given)
	defer r.Close()
	read := &watched{r: src, total: total, report: p.bytes}
	if err := sealed.OpenAny(ctx, out, read, sealed.Openers{Grant: r.Open}); err != nil {
		return err
	}
	if err := out.commit(); err != nil || !cfg.JSON {
		return err
	}
	p.end()
	return printJSON(streamJSON{cfg.Output, read.done})
}

func ticketCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "ticket TICKET",
		Short: "keep where grants of a file are, for open",
		Long: `Keep a ticket, which the owner of a file got from "latchkey grant": "latchkey open" then finds the nodes
that it names, beside those that the file names itself. It is no secret.`,
		Example: "  latchkey ticket latchkey-ticket:02..,https://a.example,https://b.example",
		Args:    exactly(1, "a ticket"),
		RunE: func(_ *cobra.Command, args []string) error {
			t, err := sealed.ParseTicket(strings.TrimSpace(args[0]))
			if err != nil {
				return wrongUsage("ticket", "%w", err)
			}
			if err := config.KeepTicket(t); err != nil || !asJSON {
				return err
			}
			return printJSON(struct {
				Delegating string   `json:"delegating"` // of the file
				Nodes      []string `json:"nodes"`
			}{hex.EncodeToString(t.Delegating), t.Nodes})
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}
