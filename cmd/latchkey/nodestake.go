package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/market"
)

// nodeRegisterConfig configures node register.
type nodeRegisterConfig struct {
	// URL where the world reaches the node; empty leaves it as it is registered.
	URL string
	// Stake is an amount that is added to the stake, "1eth"; empty is none.
	Stake string
	// ServesUntil is the last day, 2027-12-31 (UTC), or the moment in RFC 3339, to which the
	// operator promises to serve; empty leaves it as it is registered.
	ServesUntil string
	JSON        bool

	Network config.Network
}

func nodeRegisterCommand() *cobra.Command {
	var cfg nodeRegisterConfig
	c := &cobra.Command{
		Use:   "register --url URL --stake AMOUNT --serves-until DATE",
		Short: "put the operator on the chain, or change its entry",
		Long: `Register the wallet's account as an operator, or change its entry: the URL where its node answers,
the day to which it promises to serve, and its stake, to which --stake is added. What is not given
stays as it is. The stake is locked while the account is a member of a committee, and for 90 days
after; a wrong share that the node signed costs it.`,
		Example: `  latchkey node register --url https://node.example.org --stake 1eth --serves-until 2027-12-31
  latchkey node register --serves-until 2030-06-30`,
		Args: exactly(0, "none"),
		RunE: func(c *cobra.Command, _ []string) error { return nodeRegister(c.Context(), &cfg) },
	}
	f := c.Flags()
	f.StringVar(&cfg.URL, "url", "", "`URL` where the world reaches the node")
	f.StringVar(&cfg.Stake, "stake", "", "`amount` to add to the stake, like 1eth")
	f.StringVar(&cfg.ServesUntil, "serves-until", "", "last `day` of the promise to serve, like 2027-12-31")
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

// checkNodeURL checks that a URL is one under which a node can be asked.
func checkNodeURL(text string) error {
	const most = 256 // the registry's limit
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return fmt.Errorf("%q is no URL of a node: want http:// or https:// and a host", text)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return fmt.Errorf("%q has more than scheme, host and path", text)
	case len(text) > most:
		return fmt.Errorf("%q has %d bytes, and the registry takes %d", text, len(text), most)
	}
	return nil
}

// parseUntil reads a day, of which all belongs to the promise, or a moment; Unix seconds.
func parseUntil(text string) (uint64, error) {
	at, err := time.Parse(time.DateOnly, text)
	if err == nil {
		at = at.AddDate(0, 0, 1).Add(-time.Second)
	} else if at, err = time.Parse(time.RFC3339, text); err != nil {
		return 0, fmt.Errorf("%q is not a day like 2027-12-31", text)
	}
	if at.Before(time.Now()) {
		return 0, fmt.Errorf("%q is over", text)
	}
	return uint64(at.Unix()), nil
}

// operatorJSON is a registered operator as --json prints it. Amounts are wei, in decimal; times are RFC
// 3339, "ever", or empty where there is none.
type operatorJSON struct {
	Account     string `json:"account"`
	Registered  bool   `json:"registered"`
	URL         string `json:"url"`
	ServesUntil string `json:"servesUntil"`
	Stake       string `json:"stake"`
	Unbonding   string `json:"unbonding"`   // on its way out
	UnbondsAt   string `json:"unbondsAt"`   // from when that can be withdrawn
	LockedUntil string `json:"lockedUntil"` // "ever" while the account is a member
}

func jsonOperator(account string, o chain.Operator, locked uint64) operatorJSON {
	j := operatorJSON{Account: account, Registered: o.URL != "", URL: o.URL, Stake: o.Stake.String(), Unbonding: o.Unbonding.String()}
	for _, t := range []struct {
		unix uint64
		to   *string
	}{{o.ServesUntil, &j.ServesUntil}, {o.UnbondsAt, &j.UnbondsAt}, {locked, &j.LockedUntil}} {
		if t.unix > 0 {
			*t.to = day(t.unix)
		}
	}
	return j
}

// readOperator reads the entry of the wallet's account at the head.
func (c *client) readOperator(ctx context.Context, k *chain.Committees) (o chain.Operator, locked uint64, err error) {
	v, err := c.chain.At(ctx, 0)
	if err != nil {
		return o, 0, err
	}
	if o, err = k.Operator(ctx, v, c.wallet.Address()); err != nil {
		return o, 0, err
	}
	locked, err = k.LockedUntil(ctx, v, c.wallet.Address())
	return o, locked, err
}

func nodeRegister(ctx context.Context, cfg *nodeRegisterConfig) error {
	const verb = "node register"
	var until uint64
	var err error
	if cfg.URL != "" {
		if err := checkNodeURL(cfg.URL); err != nil {
			return wrongUsage(verb, "--url: %w", err)
		}
	}
	if cfg.ServesUntil != "" {
		if until, err = parseUntil(cfg.ServesUntil); err != nil {
			return wrongUsage(verb, "--serves-until: %w", err)
		}
	}
	var stake *big.Int
	if cfg.Stake != "" {
		if stake, err = market.ParseEther(cfg.Stake); err != nil {
			return wrongUsage(verb, "--stake %q is not an amount like 1eth", cfg.Stake)
		}
	}
	c, k, err := connectCommittees(ctx, &cfg.Network, "registering", true)
	if err != nil {
		return err
	}
	defer c.close()
	was, _, err := c.readOperator(ctx, k)
	if err != nil {
		return err
	}
	if cfg.URL == "" {
		cfg.URL = was.URL
	}
	if cfg.URL == "" {
		return wrongUsage(verb, "no URL is given: say with --url where the world reaches the node")
	}
	if until == 0 {
		until = was.ServesUntil
	}
	if until == 0 {
		return wrongUsage(verb, "no promise is given: say with --serves-until how long the node will serve")
	}
	if until < was.ServesUntil {
		note("latchkey: the promise becomes shorter: it was until %s. Committees that count on it may take other members.", date(was.ServesUntil))
	}
	if _, err := sending(c, func() (any, error) { return k.Register(ctx, c.wallet, cfg.URL, until, stake) }); err != nil {
		return err
	}
	return c.printOperator(ctx, k, cfg.JSON, "registered")
}

// printOperator writes the entry of the wallet's account.
func (c *client) printOperator(ctx context.Context, k *chain.Committees, asJSON bool, what string) error {
	o, locked, err := c.readOperator(ctx, k)
	if err != nil {
		return err
	}
	c.progress.end()
	if asJSON {
		return printJSON(jsonOperator(c.wallet.Address().Hex(), o, locked))
	}
	return print(fmt.Sprintf("%-12s %s\n%s", what, c.wallet, operatorRows(o, locked)))
}

// operatorRows writes an entry for people.
func operatorRows(o chain.Operator, locked uint64) string {
	if o.URL == "" {
		return "not registered: \"latchkey node register\" does it\n"
	}
	promise := "until " + date(o.ServesUntil)
	if o.ServesUntil < uint64(time.Now().Unix()) {
		promise += ", which is over: register for longer, or leave your committees"
	}
	text := fmt.Sprintf("%-12s %s\n%-12s %s\n%-12s %s", "URL", oneLine(o.URL), "promise", promise, "stake", ether(o))
	switch {
	case locked == math.MaxUint64:
		text += ", locked while the account is a member, and 90 days after"
	case locked > uint64(time.Now().Unix()):
		text += ", locked until " + day(locked)
	case locked > 0 || o.Stake.Sign() > 0:
		text += ", not locked"
	}
	text += "\n"
	if o.Unbonding.Sign() > 0 {
		text += fmt.Sprintf("%-12s %s ETH, to be withdrawn from %s on\n", "unbonding", market.Ether(o.Unbonding), day(o.UnbondsAt))
	}
	return text
}

// nodeStakeConfig configures node unbond and node withdraw.
type nodeStakeConfig struct {
	JSON bool

	Network config.Network
}

func (cfg *nodeStakeConfig) flags(c *cobra.Command) {
	c.Flags().BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(c.Flags())
}

func nodeUnbondCommand() *cobra.Command {
	var cfg nodeStakeConfig
	c := &cobra.Command{
		Use:   "unbond AMOUNT",
		Short: "take stake out, to be withdrawn two weeks later",
		Long: `Take an amount, or all, out of the operator's stake. It can be withdrawn 14 days later, and can still
be lost until then. A second one begins that time again for both. Stake that is locked stays: while
the account is a member of a committee, and for 90 days after.`,
		Example: "  latchkey node unbond 0.5eth\n  latchkey node unbond all",
		Args:    exactly(1, "one amount, like 0.5eth, or all"),
		RunE:    func(c *cobra.Command, args []string) error { return nodeUnbond(c.Context(), &cfg, args[0]) },
	}
	cfg.flags(c)
	return c
}

func nodeUnbond(ctx context.Context, cfg *nodeStakeConfig, text string) error {
	var amount *big.Int
	if text != "all" {
		var err error
		if amount, err = market.ParseEther(text); err != nil {
			return wrongUsage("node unbond", "%q is not an amount like 0.5eth", text)
		}
	}
	c, k, err := connectCommittees(ctx, &cfg.Network, "unbonding", true)
	if err != nil {
		return err
	}
	defer c.close()
	if amount == nil {
		o, _, err := c.readOperator(ctx, k)
		if err != nil {
			return err
		}
		if amount = o.Stake; amount.Sign() == 0 {
			return &adviceError{errors.New("there is no stake to take out"), "\"latchkey node status\" shows what is unbonding already."}
		}
	}
	if _, err := sending(c, func() (any, error) { return k.Unbond(ctx, c.wallet, amount) }); err != nil {
		return err
	}
	return c.printOperator(ctx, k, cfg.JSON, "operator")
}

func nodeWithdrawCommand() *cobra.Command {
	var cfg nodeStakeConfig
	c := &cobra.Command{
		Use:   "withdraw",
		Short: "pay the operator what it unbonded",
		Args:  exactly(0, "none"),
		RunE:  func(c *cobra.Command, _ []string) error { return nodeWithdraw(c.Context(), &cfg) },
	}
	cfg.flags(c)
	return c
}

func nodeWithdraw(ctx context.Context, cfg *nodeStakeConfig) error {
	c, k, err := connectCommittees(ctx, &cfg.Network, "withdrawing", true)
	if err != nil {
		return err
	}
	defer c.close()
	if _, err := sending(c, func() (any, error) { return k.WithdrawStake(ctx, c.wallet) }); err != nil {
		return err
	}
	return c.printOperator(ctx, k, cfg.JSON, "operator")
}

func nodeCollectCommand() *cobra.Command {
	var cfg nodeStakeConfig
	c := &cobra.Command{
		Use:   "collect",
		Short: "pay the operator what its node's answers on the chain earned",
		Long: `Pay the operator's account what the node's answers to requests on the chain earned: for each a part of
the request's bond, which is more than its gas cost.`,
		Args: exactly(0, "none"),
		RunE: func(c *cobra.Command, _ []string) error { return nodeCollect(c.Context(), &cfg) },
	}
	cfg.flags(c)
	return c
}

// collectedJSON is what an operator was paid for answers.
type collectedJSON struct {
	Account   string `json:"account"`
	Collected string `json:"collected"` // wei
}

func nodeCollect(ctx context.Context, cfg *nodeStakeConfig) error {
	c, k, err := connectCommittees(ctx, &cfg.Network, "collecting", true)
	if err != nil {
		return err
	}
	defer c.close()
	v, err := c.chain.At(ctx, 0)
	if err != nil {
		return err
	}
	owed, err := k.Owed(ctx, v, c.wallet.Address())
	if err != nil {
		return err
	}
	if owed.Sign() == 0 {
		return &adviceError{fmt.Errorf("nothing is owed to %s", c.wallet), "Nodes earn by answering requests that buyers put on the chain. Nothing was sent."}
	}
	paid, err := sending(c, func() (*big.Int, error) {
		paid, _, err := k.Collect(ctx, c.wallet)
		return paid, err
	})
	if err != nil {
		return err
	}
	if cfg.JSON {
		return printJSON(collectedJSON{c.wallet.Address().Hex(), paid.String()})
	}
	return print(fmt.Sprintf("%-12s %s ETH\n%-12s %s\n", "collected", market.Ether(paid), "operator", c.wallet))
}
