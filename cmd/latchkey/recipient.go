package main

import (
	"context"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/sealed"
)

// recipientConfig configures recipient.
type recipientConfig struct {
	// Policy to put into the recipient, at most 4096 bytes; empty names the committee only.
	Policy string
	// Confirmations is how many blocks behind its head nodes read the chain, up to 64.
	Confirmations uint64
	JSON          bool

	Network config.Network
}

func recipientCommand() *cobra.Command {
	var cfg recipientConfig
	c := &cobra.Command{
		Use:   "recipient",
		Short: "print what to seal to: the configured committee, with or without a policy",
		Long: `Print the recipient string of the configured committee, after comparing its key with the chain.
With a policy, whoever has the string can seal with stock age and age-plugin-latchkey, without any
network; without one, it is for "latchkey seal --policy".`,
		Example: `  latchkey recipient > committee.txt
  age -r "$(latchkey recipient --policy 'buyer == "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"')" -o memo.age memo.txt`,
		Args: exactly(0, "none"),
		RunE: func(c *cobra.Command, _ []string) error { return recipient(c.Context(), &cfg) },
	}
	f := c.Flags()
	f.StringVar(&cfg.Policy, "policy", "", "`policy` to put in, at most 4096 bytes")
	f.Uint64Var(&cfg.Confirmations, "confirmations", defaultConfirmations, confirmationsUsage)
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

func recipient(ctx context.Context, cfg *recipientConfig) error {
	if err := checkConfirmations("recipient", cfg.Confirmations); err != nil {
		return err
	}
	if len(cfg.Policy) > sealed.MaxRecipientPolicy {
		return wrongUsage("recipient", "the policy has %d bytes, and a recipient holds %d: use \"latchkey seal --policy\"", len(cfg.Policy), sealed.MaxRecipientPolicy)
	}
	if cfg.Policy != "" {
		if _, err := policy.Compile(cfg.Policy); err != nil {
			return err
		}
	}
	n := &cfg.Network
	if err := n.NeedCommittee(); err != nil {
		return err
	}
	c, err := connect(ctx, n, "reading", false)
	if err != nil {
		return err
	}
	defer c.close()
	r, err := c.Recipient(ctx, n.Committees, n.Committee, cfg.Confirmations)
	if err != nil {
		return err
	}
	r.Terms.Policy = cfg.Policy
	s, err := r.Encode()
	if err != nil {
		return err
	}
	if cfg.JSON {
		return printJSON(struct {
			Recipient string `json:"recipient"`
			stanzaJSON
		}{s, stanzaJSON{r.Terms.ChainID.Dec(), r.Terms.Committees.Hex(), r.Terms.Committee.Dec(), r.Terms.Confirmations, r.Terms.Policy}})
	}
	return print(s + "\n")
}

func policyCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "policy",
		Short: "check a policy",
		Args:  noVerb,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(policyCheckCommand())
	return c
}

// policyCheckConfig configures policy check.
type policyCheckConfig struct {
	JSON bool
}

func policyCheckCommand() *cobra.Command {
	var cfg policyCheckConfig
	c := &cobra.Command{
		Use:   "check EXPR",
		Short: "say whether a policy is one, and if not, where it goes wrong",
		Long: `Check the text of a policy as nodes will: its syntax, types, addresses and cost. - reads it from
standard input. Nothing is evaluated, and no network is needed.`,
		Example: `  latchkey policy check 'balance(buyer) >= units("1", 18)'
  latchkey policy check - < policy.cel`,
		Args: exactly(1, "one policy, or - for standard input"),
		RunE: func(c *cobra.Command, args []string) error { return policyCheck(c.Context(), &cfg, args[0]) },
	}
	c.Flags().BoolVar(&cfg.JSON, "json", false, "print JSON")
	return c
}

func policyCheck(ctx context.Context, cfg *policyCheckConfig, expr string) error {
	if expr == "-" {
		src, _, err := input(ctx, "-")
		if err != nil {
			return err
		}
		data, err := io.ReadAll(io.LimitReader(src, policy.MaxSize+2))
		if err != nil {
			return err
		}
		// The line break that ends a file is not part of the policy.
		if expr = string(data); len(expr) > 0 && expr[len(expr)-1] == '\n' {
			expr = expr[:len(expr)-1]
		}
	}
	p, err := policy.Compile(expr)
	if err != nil {
		return checkFailed(cfg, err)
	}
	if cfg.JSON {
		return printJSON(struct {
			OK      bool   `json:"ok"`
			Cost    uint64 `json:"cost"`
			MaxCost uint64 `json:"maxCost"`
		}{true, p.Cost(), policy.MaxCost})
	}
	note("A policy: it costs at most %d steps of %d.", p.Cost(), uint64(policy.MaxCost))
	return nil
}

// checkFailed tells what is wrong with a policy; with --json on standard output too.
func checkFailed(cfg *policyCheckConfig, err error) error {
	var wrong *policy.Error
	if cfg.JSON && errors.As(err, &wrong) {
		if err := printJSON(struct {
			OK      bool   `json:"ok"`
			Line    int    `json:"line"`
			Column  int    `json:"column"`
			Message string `json:"message"`
		}{false, wrong.Line, wrong.Column, wrong.Message}); err != nil {
			return err
		}
	}
	return &adviceError{err, "See spec/policy.md for what a policy can say."}
}
