package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"strconv"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/sealed"
)

// sealConfig configures seal.
type sealConfig struct {
	// Recipients are recipient strings, age1latchkey1..; at least one. Each committee
	// alone can open the file.
	// Owners', age1latchkeyowner1.., are for grants.
	Recipients []string
	// Policy is for the recipients that have none of their own; with one that has, it is an
	// error.
	Policy string
	// Output is a file, or - for standard output, which is also what empty means.
	Output string
	// Force replaces Output.
	Force bool
	// JSON prints what was done. Output is then a file.
	JSON bool
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
with age-plugin-latchkey.

A file that is sealed to an owner (age1latchkeyowner1.., which "latchkey recipient --grants" prints) asks no
committee: its owner lets readers in one by one, with "latchkey grant".`,
		Example: `  latchkey recipient > committee.txt
  latchkey seal -r "$(cat committee.txt)" --policy 'buyer == "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"' -o memo.age memo.txt
  tar c photos | latchkey seal -r "$(cat committee.txt)" --policy 'allow(["0x70997970C51812dc3A010C7d01b50e0d17dc79C8"])' > photos.age`,
		Args: atMost(1),
		RunE: func(c *cobra.Command, args []string) error { return seal(c.Context(), &cfg, first(args)) },
	}
	f := c.Flags()
	f.StringArrayVarP(&cfg.Recipients, "recipient", "r", nil, "`recipient`, age1latchkey1.. or age1latchkeyowner1..; may be given more than once")
	f.StringVar(&cfg.Policy, "policy", "", "`policy` for recipients without one")
	f.StringVarP(&cfg.Output, "output", "o", "", "`file` to write; - is standard output")
	f.BoolVar(&cfg.Force, "force", false, "replace the output file")
	f.BoolVar(&cfg.Offline, "offline", false, "do not compare recipients with the chain")
	f.BoolVar(&cfg.JSON, "json", false, "print what was done as JSON")
	cfg.Network.Flags(f)
	return c
}

// atMost and exactly check the number of arguments.
func atMost(n int) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) > n {
			return fmt.Errorf("%s given; it takes %d at most", arguments(len(args)), n)
		}
		return nil
	}
}

func exactly(n int, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != n {
			return fmt.Errorf("%s given; it takes %s", arguments(len(args)), what)
		}
		return nil
	}
}

func arguments(n int) string {
	switch n {
	case 0:
		return "no argument is"
	case 1:
		return "1 argument is"
	}
	return fmt.Sprintf("%d arguments are", n)
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
		if strings.HasPrefix(s, "age1latchkeyowner1") {
			o, err := sealed.ParseOwner(s)
			if err != nil {
				return wrongUsage("seal", "%w", err)
			}
			to = append(to, o)
			continue
		}
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
	if cfg.Policy != "" && len(recipients) == 0 {
		return wrongUsage("seal", "--policy is given, and the file is sealed for grants: a policy comes with each, \"latchkey grant --policy\"")
	}
	if cfg.Policy != "" && !used {
		return wrongUsage("seal", "--policy is given, and the recipient has a policy of its own: %q", recipients[0].Terms.Policy)
	}
	if err := outputForJSON("seal", cfg.JSON, cfg.Output); err != nil {
		return err
	}
	if cfg.Output == "" && term.IsTerminal(int(os.Stdout.Fd())) {
		return wrongUsage("seal", "a sealed file is no text, and standard output is a terminal: name a file with --output")
	}
	src, total, err := input(ctx, name)
	if err != nil {
		return err
	}
	defer src.Close()
	if cfg.Network.RPC != "" && !cfg.Offline && len(recipients) > 0 {
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
	whole := &watched{r: src, total: total, report: p.bytes}
	if err := sealed.Seal(out, whole, to...); err != nil {
		return err
	}
	if err := out.commit(); err != nil || !cfg.JSON {
		return err
	}
	p.end()
	return printJSON(streamJSON{cfg.Output, whole.done})
}

// streamJSON is what seal and open did, as --json prints it.
type streamJSON struct {
	Output string `json:"output"`
	Read   int64  `json:"read"` // bytes of the input
}

// outputForJSON looks that the bytes of a verb go elsewhere than its JSON.
func outputForJSON(verb string, asJSON bool, output string) error {
	if asJSON && (output == "" || output == "-") {
		return wrongUsage(verb, "--json and the file cannot both go to standard output: name a file with --output")
	}
	return nil
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
	// JSON prints what was done. Output is then a file.
	JSON bool
	// OnChain puts the request on the chain, where the members answer, for a bond.
	OnChain bool
	// Answers is how many members are asked and paid for then; 0 is as many as open.
	Answers int
	// Given is what the policy reads as given.NAME.
	Given givenValues

	Network config.Network
}

func openCommand() *cobra.Command {
	var cfg openConfig
	c := &cobra.Command{
		Use:   "open [FILE]",
		Short: "open a sealed file, as the wallet's account",
		Long: `Open a sealed file, or standard input: ask the committee's nodes, as the wallet's account, for
what only this request can be opened with. Each node looks at its own chain whether the policy is
true. Exit code 3 says that it is not, 4 that too few nodes answered. A file that was sealed for grants is
opened by its owner, and by whom it is granted to, and needs no chain.

If the nodes do not answer, or cannot be reached from here, --on-chain puts the request on the
chain, for a bond out of which those who answer there are paid. It needs nothing but the endpoint.

What the policy reads as given.NAME comes by --given, as for "latchkey policy explain": NAME=VALUE,
NAME=@FILE or NAME=-. Every node gets to see it; nothing goes to the chain, so not with --on-chain.`,
		Example: `  latchkey open -o memo.txt memo.age
  latchkey open photos.age | tar x
  latchkey open --on-chain -o memo.txt memo.age`,
		Args: atMost(1),
		RunE: func(c *cobra.Command, args []string) error { return open(c.Context(), &cfg, first(args)) },
	}
	f := c.Flags()
	f.StringVarP(&cfg.Output, "output", "o", "", "`file` to write; - is standard output")
	f.BoolVar(&cfg.Force, "force", false, "replace the output file")
	f.BoolVar(&cfg.JSON, "json", false, "print what was done as JSON")
	cfg.Given.flag(f)
	f.BoolVar(&cfg.OnChain, "on-chain", false, "put the request on the chain, for a bond, and wait for answers there")
	f.IntVar(&cfg.Answers, "answers", 0, "with --on-chain, the `number` of members to pay for answers; 0: as many as open; more make up for wrong ones")
	cfg.Network.Flags(f)
	return c
}

func open(ctx context.Context, cfg *openConfig, name string) error {
	if err := outputForJSON("open", cfg.JSON, cfg.Output); err != nil {
		return err
	}
	if cfg.OnChain && len(cfg.Given) > 0 {
		return wrongUsage("open", "--given goes to nodes, and a request on the chain to everybody: leave one out")
	}
	given, err := cfg.Given.read(ctx, "open", name == "" || name == "-")
	if err != nil {
		return err
	}
	src, total, err := input(ctx, name)
	if err != nil {
		return err
	}
	defer src.Close()
	// What is no sealed file is told before anybody is asked for a passphrase.
	stanzas, grants, whole, err := peek(src)
	if err != nil {
		return err
	}
	if len(stanzas)+len(grants) == 0 {
		return &adviceError{errors.New("the file is sealed to no Latchkey committee, and not for grants"), "It is an age file for others: open it with age."}
	}
	if len(grants) > 0 && (len(stanzas) == 0 || cfg.Network.RPC == "" && !cfg.OnChain) {
		return openGranted(ctx, cfg, given, whole, total)
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
	opener := c.OpenerWith(given)
	if cfg.OnChain {
		opener = c.ChainOpener(cfg.Answers)
	}
	read := &watched{r: whole, total: total, report: c.progress.bytes}
	openers := sealed.Openers{Committee: opener}
	if len(grants) > 0 {
		r := grantReader(&cfg.Network, c.wallet, given)
		defer r.Close()
		openers.Grant = r.Open
	}
	if err := sealed.OpenAny(ctx, out, read, openers); err != nil {
		return err
	}
	if err := out.commit(); err != nil || !cfg.JSON {
		return err
	}
	c.progress.end()
	return printJSON(streamJSON{cfg.Output, read.done})
}

// posted tells what becomes of a request on the chain.
func (c *client) posted(p market.Posted) {
	if p.Answers == 0 {
		note("request %d is on the chain, with a bond of %s ETH; answers are taken until %s", p.ID, market.Ether(p.Bond), day(uint64(p.Until.Unix())))
	}
	c.progress.show(fmt.Sprintf("%d of %d answers on the chain", p.Answers, p.Wanted))
}

// reclaimed tells what came back of a dispute's bond.
func (c *client) reclaimed(p *market.Purchase, amount *big.Int) {
	note("%s of the bond of request %d are back.", market.Ethers.Text(amount), p.Request)
}

// reclaimConfig configures reclaim.
type reclaimConfig struct {
	JSON bool

	Network config.Network
}

func reclaimCommand() *cobra.Command {
	var cfg reclaimConfig
	c := &cobra.Command{
		Use:   "reclaim REQUEST",
		Short: "get back what answers left of a bond",
		Long: `Get back what is left of the bond of a request that "latchkey open --on-chain" or "latchkey dispute"
put on the chain, by its number, once no more answers are taken. For a dispute, "latchkey refund" does
it too; "latchkey purchases --json" tells the number of its request, and what is left.`,
		Example: "  latchkey reclaim 7",
		Args:    exactly(1, "the number of a request"),
		RunE: func(c *cobra.Command, args []string) error {
			id, err := strconv.ParseUint(args[0], 10, 64)
			if err != nil {
				return wrongUsage("reclaim", "%q is not the number of a request", args[0])
			}
			return reclaim(c.Context(), &cfg, id)
		},
	}
	c.Flags().BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(c.Flags())
	return c
}

func reclaim(ctx context.Context, cfg *reclaimConfig, id uint64) error {
	if cfg.Network.Committees == (common.Address{}) {
		return &config.MissingError{Flag: "committees", What: "the Committees contract"}
	}
	c, err := connect(ctx, &cfg.Network, "reclaiming", true)
	if err != nil {
		return err
	}
	defer c.close()
	c.progress.show(waitsForBlock)
	k := c.chain.Committees(cfg.Network.Committees)
	receipt, err := k.Reclaim(ctx, c.wallet, id)
	if err != nil {
		return err
	}
	c.progress.end()
	logs := make([]types.Log, len(receipt.Logs))
	for i, l := range receipt.Logs {
		logs[i] = *l
	}
	events, err := k.Events(logs)
	if err != nil {
		return err
	}
	for _, e := range events {
		if e, ok := e.(chain.Reclaimed); ok {
			if cfg.JSON {
				return printJSON(struct {
					Request     uint64 `json:"request"`
					Amount      string `json:"amount"` // wei
					Account     string `json:"account"`
					Transaction string `json:"transaction"`
				}{id, e.Amount.String(), c.wallet.Address().Hex(), receipt.TxHash.Hex()})
			}
			return print(fmt.Sprintf("%s ETH paid to %s\n", market.Ether(e.Amount), c.wallet))
		}
	}
	return nil
}

// peek reads the stanzas of a sealed file, for committees and for grants, and returns a reader of the whole of it.
func peek(src io.Reader) ([]*sealed.Stanza, []*sealed.GrantStanza, io.Reader, error) {
	var head bytes.Buffer
	from := &failing{r: src}
	stanzas, grants, err := sealed.ReadHeader(io.TeeReader(from, &head))
	switch text := head.String(); {
	case err == nil:
		return stanzas, grants, io.MultiReader(&head, src), nil
	case from.err != nil:
		return nil, nil, nil, fmt.Errorf("reading the sealed file: %w", from.err)
	case text == "":
		err = errors.New("it is empty")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		err = errors.New("it ends within its header")
	case !strings.HasPrefix(text, "age-encryption.org/") && !strings.HasPrefix(text, armor.Header):
		err = errors.New("it does not begin as one")
	}
	return nil, nil, nil, &adviceError{fmt.Errorf("not a sealed file that can be opened: %w", err),
		"Check that it is the right file, and whole: a sealed file begins with \"age-encryption.org/v1\"."}
}

// failing keeps the error that its reader ended with.
type failing struct {
	r   io.Reader
	err error // but io.EOF
}

func (f *failing) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err != nil && err != io.EOF {
		f.err = err
	}
	return n, err
}
