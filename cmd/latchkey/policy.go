package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/policy/outside"
)

func policyCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "policy",
		Short: "check, explain and format policies",
		Args:  noVerb,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(policyCheckCommand(), policyExplainCommand(), policyFormatCommand())
	return c
}

// onePolicy is the only argument of every verb about policies.
var onePolicy = exactly(1, "one policy, or - for standard input")

// readPolicy returns the policy that an argument stands for.
func readPolicy(ctx context.Context, arg string) (string, error) {
	if arg != "-" {
		return arg, nil
	}
	src, _, err := input(ctx, "-")
	if err != nil {
		return "", err
	}
	data, err := io.ReadAll(io.LimitReader(src, policy.MaxSize+2))
	if err != nil {
		return "", err
	}
	// The line break that ends a file is not part of the policy.
	return strings.TrimSuffix(string(data), "\n"), nil
}

// notAPolicy says what is wrong with a policy.
func notAPolicy(err error) error {
	return &adviceError{err, "See spec/policy.md for what a policy can say."}
}

// policyCheckConfig configures policy check.
type policyCheckConfig struct {
	// Confirmations of the terms that the policy is for, up to 64: without any, policies that
	// read balances are warned of.
	Confirmations uint64
	JSON          bool
}

func policyCheckCommand() *cobra.Command {
	var cfg policyCheckConfig
	c := &cobra.Command{
		Use:   "check EXPR",
		Short: "say whether a policy is one, what it asks for, reads and costs",
		Long: `Check the text of a policy as nodes will: its syntax, types, addresses and cost. Then say what it
asks for, in words, what it reads and costs, and warn of what its author probably did not mean: a
policy that can never or always be true, a date that is over. - reads it from standard input. Nothing
is evaluated, and no network is needed.`,
		Example: `  latchkey policy check 'balance(buyer) >= units("1", 18)'
  latchkey policy check - < policy.cel`,
		Args: onePolicy,
		RunE: func(c *cobra.Command, args []string) error { return policyCheck(c.Context(), &cfg, args[0]) },
	}
	f := c.Flags()
	f.Uint64Var(&cfg.Confirmations, "confirmations", defaultConfirmations, confirmationsUsage)
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	return c
}

func policyCheck(ctx context.Context, cfg *policyCheckConfig, arg string) error {
	if err := checkConfirmations("policy check", cfg.Confirmations); err != nil {
		return err
	}
	expr, err := readPolicy(ctx, arg)
	if err != nil {
		return err
	}
	c := policy.Check(expr, policy.Setting{Confirmations: cfg.Confirmations, Now: time.Now()})
	if cfg.JSON {
		err = printJSON(c)
	} else if c.OK {
		err = print(checkedText(c))
	}
	if err == nil && !c.OK {
		err = notAPolicy(c.Error)
	}
	return err
}

// checkedText tells of a policy. Its parts come from strangers.
func checkedText(c *policy.Checked) string {
	var b strings.Builder
	row := func(name, text string) { fmt.Fprintf(&b, "%-11s%s\n", name, oneLine(text)) }
	if c.Words != "" {
		row("asks that", c.Words)
	}
	if c.Canonical != "" {
		row("canonical", c.Canonical)
	}
	for _, r := range c.Reads {
		switch {
		case r.Function == "balance" && r.Contract == "":
			row("reads", "balance of the chain's coin")
		case r.Contract == "":
			row("reads", r.Function+", of a contract that depends on the evaluation")
		default:
			row("reads", r.Function+" of "+r.Contract)
		}
	}
	row("costs", fmt.Sprintf("at most %d steps of %d", c.Cost, c.MaxCost))
	for _, w := range c.Warnings {
		row("warning", w)
	}
	return b.String()
}

// policyExplainConfig configures policy explain.
type policyExplainConfig struct {
	// File is a sealed file, whose policy and confirmations are taken; empty: there is an argument.
	File string
	// Buyer is the account to explain the policy for; empty is the wallet's.
	Buyer string
	// Confirmations is how many blocks behind its head the chain is read, up to 64.
	Confirmations uint64
	Given         givenValues
	// Outside is what the policy may read besides.
	Outside outsideConfig
	JSON    bool

	Network config.Network
}

func policyExplainCommand() *cobra.Command {
	var cfg policyExplainConfig
	c := &cobra.Command{
		Use:   "explain EXPR | explain --file FILE",
		Short: "evaluate a policy for an account, and say which part was false",
		Long: `Evaluate a policy for an account as a node would, at the configured endpoint, and print each part
with its value. Those with > in front are what the answer follows from. - reads the policy from
standard input; --file takes that of a sealed file, as deep as the file says. The exit code is 0
if it is true, 3 if it is false, and 1 if it failed: an error is never true.

What the policy reads as given.NAME comes by --given, once for each name: NAME=VALUE, NAME=@FILE for
what is in a file, NAME=- for standard input; it is JSON if it can be, and else a text. Tokens and
signatures are secrets, which others can see in a command: give them by a file. Other chains and hosts
of the web are read if --other-rpc and --web-host name them; nodes read those that their own operators
allow.`,
		Example: `  latchkey policy explain 'balance(buyer) >= units("1", 18)' --buyer 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
  latchkey policy explain --file memo.age --given token=@token.jwt
  latchkey policy explain - --other-rpc https://polygon.example --web-host api.example.org < policy.cel`,
		Args: func(c *cobra.Command, args []string) error {
			if cfg.File != "" {
				return exactly(0, "no policy beside --file")(c, args)
			}
			return onePolicy(c, args)
		},
		RunE: func(c *cobra.Command, args []string) error {
			return policyExplain(c.Context(), &cfg, strings.Join(args, ""))
		},
	}
	f := c.Flags()
	f.StringVar(&cfg.File, "file", "", "sealed `file` whose policy is explained")
	f.StringVar(&cfg.Buyer, "buyer", "", "`account` that asks (default: the wallet's)")
	f.Uint64Var(&cfg.Confirmations, "confirmations", defaultConfirmations, confirmationsUsage)
	cfg.Given.flag(f)
	cfg.Outside.flags(f, "this computer")
	f.BoolVar(&cfg.JSON, "json", false, "print JSON, that of a node's POST /v1/policy")
	cfg.Network.ChainFlags(f)
	return c
}

// policyFalseError says that a policy is false for an account.
type policyFalseError struct{ block string }

func (e *policyFalseError) Error() string {
	return "the policy is false for this account, as of block " + e.block
}

func policyExplain(ctx context.Context, cfg *policyExplainConfig, arg string) error {
	if err := checkConfirmations("policy explain", cfg.Confirmations); err != nil {
		return err
	}
	buyer, err := cfg.buyer()
	if err != nil {
		return err
	}
	expr, chainID, err := cfg.policy(ctx, arg)
	if err != nil {
		return err
	}
	given, err := cfg.Given.read(ctx, "policy explain", arg == "-" || cfg.File == "-")
	if err != nil {
		return err
	}
	p, err := policy.Compile(expr)
	if err != nil {
		if wrong := (*policy.Error)(nil); cfg.JSON && errors.As(err, &wrong) {
			err = errors.Join(printJSON(policy.Answer{Checked: *policy.Check(expr, policy.Setting{})}), err)
		}
		return notAPolicy(err)
	}
	c, err := cfg.Network.Dial(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	served := strconv.FormatUint(c.ChainID(), 10)
	if chainID != "" && served != chainID {
		return fmt.Errorf("%w: the file is for chain %s, the endpoint serves %s", chain.ErrWrongChain, chainID, served)
	}
	view, err := c.At(ctx, cfg.Confirmations)
	if err != nil {
		return err
	}
	others, hangUp, err := cfg.Outside.dial(ctx, 0, nil)
	if err != nil {
		return err
	}
	defer hangUp()
	reads, err := outside.New(outside.Config{Chain: c, Others: others, Web: cfg.Outside.web()})
	if err != nil {
		return err
	}
	e, err := reads.Explain(ctx, p, buyer, view, cfg.Confirmations, given)
	if err != nil {
		return err
	}
	if cfg.JSON {
		err = printJSON(policy.Answer{Explained: e, Checked: *policy.Check(expr, policy.Setting{
			ChainID: served, Confirmations: cfg.Confirmations, Now: time.Now()})})
	} else {
		err = print(printable(e.String()))
	}
	switch {
	case err != nil:
		return err
	case e.Err != nil:
		return fmt.Errorf("the policy failed, as of block %s, and an error is never true: %w", e.Block, e.Err)
	case !e.Value:
		return &policyFalseError{e.Block}
	}
	return nil
}

// policy is what to explain. Of a file it takes the confirmations too, and its chain; empty is any.
func (cfg *policyExplainConfig) policy(ctx context.Context, arg string) (expr, chainID string, err error) {
	if cfg.File == "" || arg != "" { // the file can come from a variable, too
		expr, err = readPolicy(ctx, arg)
		return expr, "", err
	}
	src, _, err := input(ctx, cfg.File)
	if err != nil {
		return "", "", err
	}
	defer src.Close()
	stanzas, _, _, err := peek(src)
	if err != nil {
		return "", "", err
	}
	if len(stanzas) == 0 {
		return "", "", fmt.Errorf("%q is sealed to no Latchkey committee", cfg.File)
	}
	if len(stanzas) > 1 {
		note("The file is sealed to %d committees: this is the policy for the first.", len(stanzas))
	}
	t := stanzas[0].Terms
	cfg.Confirmations = t.Confirmations
	return t.Policy, t.ChainID.Dec(), nil
}

// buyer is the account to explain for.
func (cfg *policyExplainConfig) buyer() (common.Address, error) {
	if cfg.Buyer != "" {
		a, err := config.ParseAddress(cfg.Buyer)
		if err != nil {
			return a, wrongUsage("policy explain", "--buyer: %v", err)
		}
		return a, nil
	}
	a, ok, err := cfg.Network.Account()
	if err == nil && !ok {
		err = wrongUsage("policy explain", "say with --buyer for which account: no wallet is configured whose file names its account")
	}
	return a, err
}

func policyFormatCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "format EXPR",
		Short: "print a policy in its canonical form",
		Long: `Print a policy in its canonical form: one line, no comments, no parentheses that change nothing,
addresses in lower case. It means the same, but terms commit to bytes: a file that is sealed under
another form is sealed under other terms. - reads it from standard input.`,
		Example: `  latchkey policy format - < policy.cel`,
		Args:    onePolicy,
		RunE: func(c *cobra.Command, args []string) error {
			expr, err := readPolicy(c.Context(), args[0])
			if err != nil {
				return err
			}
			form, err := policy.Format(expr)
			if err != nil {
				return notAPolicy(err)
			}
			return print(form + "\n")
		},
	}
}
