package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"filippo.io/age"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/sealed"
)

// sealConfig configures seal.
type sealConfig struct {
	// Recipients are recipient strings, age1latchkey1..; at least one. Each committee
	// alone can open the file.
	Recipients []string
	// Policy is for the recipients that have none of their own; with one that has, it is an
	// error.
	Policy string
	// Output is a file, or - for standard output, which is also what empty means.
	Output string
	// Force replaces Output.
	Force bool
	// Offline leaves the comparison of recipients with the chain out, which is made when an
	// endpoint is configured.
	Offline bool

	Network config.Network
}

func sealCommand() *cobra.Command {
	var cfg sealConfig
	c := &cobra.Command{
		Use:   "seal -r RECIPIENT [FILE]",
		Short: "seal a file to a committee, under a policy",
		Long: `Seal a file, or standard input, so that a committee's nodes open it for whoever meets the
policy. Sealing needs no network; if an endpoint is configured, the recipient's key is first
compared with the chain's. The result is an age file: "latchkey open" opens it, and so does age
with age-plugin-latchkey.`,
		Example: `  latchkey recipient > committee.txt
  latchkey seal -r "$(cat committee.txt)" --policy 'buyer == "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"' -o memo.age memo.txt
  tar c photos | latchkey seal -r "$(cat committee.txt)" --policy 'allow(["0x70997970C51812dc3A010C7d01b50e0d17dc79C8"])' > photos.age`,
		Args: atMost(1),
		RunE: func(c *cobra.Command, args []string) error { return seal(c.Context(), &cfg, first(args)) },
	}
	f := c.Flags()
	f.StringArrayVarP(&cfg.Recipients, "recipient", "r", nil, "`recipient`, age1latchkey1..; may be given more than once")
	f.StringVar(&cfg.Policy, "policy", "", "`policy` for recipients without one")
	f.StringVarP(&cfg.Output, "output", "o", "", "`file` to write; - is standard output")
	f.BoolVar(&cfg.Force, "force", false, "replace the output file")
	f.BoolVar(&cfg.Offline, "offline", false, "do not compare recipients with the chain")
	cfg.Network.Flags(f)
	return c
}

// atMost and exactly check the number of arguments.
func atMost(n int) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) > n {
			return fmt.Errorf("%d arguments are given, and at most %d taken", len(args), n)
		}
		return nil
	}
}

func exactly(n int, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != n {
			return fmt.Errorf("%d arguments are given; it takes %s", len(args), what)
		}
		return nil
	}
}

// first is the first argument, or empty.
func first(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

func seal(ctx context.Context, cfg *sealConfig, name string) error {
	if len(cfg.Recipients) == 0 {
		return wrongUsage("seal", `no recipient is given: "latchkey recipient" prints that of the configured committee`)
	}
	var recipients []*sealed.Recipient
	var to []age.Recipient
	used := false
	for _, s := range cfg.Recipients {
		r, err := sealed.ParseRecipient(s)
		if err != nil {
			return wrongUsage("seal", "%w", err)
		}
		if r.Terms.Policy == "" {
			if cfg.Policy == "" {
				return wrongUsage("seal", "the recipient names a committee and no policy: say with --policy who may open the file")
			}
			r.Terms.Policy, used = cfg.Policy, true
		}
		if _, err := policy.Compile(r.Terms.Policy); err != nil {
			return err
		}
		recipients, to = append(recipients, r), append(to, r)
	}
	if cfg.Policy != "" && !used {
		return wrongUsage("seal", "--policy is given, and the recipient has a policy of its own: %q", recipients[0].Terms.Policy)
	}
	if cfg.Output == "" && term.IsTerminal(int(os.Stdout.Fd())) {
		return wrongUsage("seal", "a sealed file is no text, and standard output is a terminal: name a file with --output")
	}
	src, total, err := input(ctx, name)
	if err != nil {
		return err
	}
	defer src.Close()
	if cfg.Network.RPC != "" && !cfg.Offline {
		if err := compare(ctx, &cfg.Network, recipients); err != nil {
			return err
		}
	}
	out, err := createOutput(cfg.Output, cfg.Force)
	if err != nil {
		return err
	}
	defer out.close()
	p := newProgress("sealing")
	defer p.end()
	if err := sealed.Seal(out, &watched{r: src, total: total, report: p.bytes}, to...); err != nil {
		return err
	}
	return out.commit()
}

// compare compares the keys of recipients with the chain's.
func compare(ctx context.Context, n *config.Network, recipients []*sealed.Recipient) error {
	c, err := n.Dial(ctx)
	if err != nil {
		return offlineHint(err)
	}
	defer c.Close()
	m := market.New(market.Config{Chain: c})
	for _, r := range recipients {
		if err := m.CheckRecipient(ctx, r); err != nil {
			return offlineHint(err)
		}
	}
	return nil
}

func offlineHint(err error) error {
	return &adviceError{fmt.Errorf("comparing the recipient with the chain: %w", err),
		explain(err).advice + "\nIf you know the recipient's key to be right, seal without looking with --offline."}
}

// watched reports how far reading is.
type watched struct {
	r           io.Reader
	done, total int64
	report      func(done, total int64)
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	w.done += int64(n)
	w.report(w.done, w.total)
	return n, err
}

// openConfig configures open.
type openConfig struct {
	// Output is a file, or - for standard output, which is also what empty means.
	Output string
	// Force replaces Output.
	Force bool

	Network config.Network
}

func openCommand() *cobra.Command {
	var cfg openConfig
	c := &cobra.Command{
		Use:   "open [FILE]",
		Short: "open a sealed file, as the wallet's account",
		Long: `Open a sealed file, or standard input: ask the committee's nodes, as the wallet's account, for
what only this request can be opened with. Each node looks at its own chain whether the policy is
true. Exit code 3 says that it is not, 4 that too few nodes answered.`,
		Example: `  latchkey open -o memo.txt memo.age
  latchkey open photos.age | tar x`,
		Args: atMost(1),
		RunE: func(c *cobra.Command, args []string) error { return open(c.Context(), &cfg, first(args)) },
	}
	f := c.Flags()
	f.StringVarP(&cfg.Output, "output", "o", "", "`file` to write; - is standard output")
	f.BoolVar(&cfg.Force, "force", false, "replace the output file")
	cfg.Network.Flags(f)
	return c
}

func open(ctx context.Context, cfg *openConfig, name string) error {
	src, total, err := input(ctx, name)
	if err != nil {
		return err
	}
	defer src.Close()
	// What is no sealed file is told before anybody is asked for a passphrase.
	stanzas, whole, err := peek(src)
	if err != nil {
		return err
	}
	if len(stanzas) == 0 {
		return &adviceError{errors.New("the file is sealed to no Latchkey committee"), "It is an age file for others: open it with age."}
	}
	out, err := createOutput(cfg.Output, cfg.Force)
	if err != nil {
		return err
	}
	defer out.close()
	c, err := connect(ctx, &cfg.Network, "opening", true)
	if err != nil {
		return err
	}
	defer c.close()
	if err := sealed.Open(ctx, out, &watched{r: whole, total: total, report: c.progress.bytes}, c.Opener()); err != nil {
		return err
	}
	return out.commit()
}

// peek reads the stanzas of a sealed file, and returns a reader of the whole of it.
func peek(src io.Reader) ([]*sealed.Stanza, io.Reader, error) {
	var head bytes.Buffer
	stanzas, err := sealed.ReadStanzas(io.TeeReader(src, &head))
	if err != nil {
		return nil, nil, &adviceError{fmt.Errorf("not a sealed file that can be opened: %w", err),
			"Check that it is the right file, and whole: a sealed file begins with \"age-encryption.org/v1\"."}
	}
	return stanzas, io.MultiReader(&head, src), nil
}
