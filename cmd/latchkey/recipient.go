package main

import (
	"context"

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
	// Grants prints the recipient for grants of the wallet's account, in place of a committee's.
	Grants bool
	// Nodes are those that readers of such files ask.
	Nodes []string
	JSON  bool

	Network config.Network
}

func recipientCommand() *cobra.Command {
	var cfg recipientConfig
	c := &cobra.Command{
		Use:   "recipient",
		Short: "print what to seal to: the configured committee, with or without a policy",
		Long: `Print the recipient string of the configured committee, after comparing its key with the chain.
With a policy, whoever has the string can seal with stock age and age-plugin-latchkey, without any
network; without one, it is for "latchkey seal --policy".

With --grants, print the recipient of the wallet's account in place of a committee's: what is sealed to it, by
anybody who has it, the account alone can open and grant to others ("latchkey grant"), by way of the nodes.`,
		Example: `  latchkey recipient > committee.txt
  age -r "$(latchkey recipient --policy 'buyer == "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"')" -o memo.age memo.txt
  latchkey recipient --grants --nodes https://a.example,https://b.example,https://c.example`,
		Args: exactly(0, "none"),
		RunE: func(c *cobra.Command, _ []string) error { return recipient(c.Context(), &cfg) },
	}
	f := c.Flags()
	f.StringVar(&cfg.Policy, "policy", "", "`policy` to put in, at most 4096 bytes")
	f.Uint64Var(&cfg.Confirmations, "confirmations", defaultConfirmations, confirmationsUsage)
	f.BoolVar(&cfg.Grants, "grants", false, "the recipient for grants of the wallet's account")
	f.StringSliceVar(&cfg.Nodes, "nodes", nil, "with --grants, "+nodesUsage+", which readers ask")
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
	if cfg.Grants {
		if cfg.Policy != "" {
			return wrongUsage("recipient", "--policy is given, and a policy comes with each grant: \"latchkey grant --policy\"")
		}
		s, err := ownerString(ctx, n, cfg.Nodes)
		if err != nil {
			return err
		}
		if cfg.JSON {
			return printJSON(struct {
				Recipient string   `json:"recipient"`
				Nodes     []string `json:"nodes"`
			}{s, append([]string{}, cfg.Nodes...)})
		}
		return print(s + "\n")
	}
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
