package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
)

func committeeCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "committee",
		Short: "make, show and change committees",
		Args:  noVerb,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(committeeCreateCommand(), committeeDrawCommand(), committeeListCommand(), committeeShowCommand(),
		committeeApproveCommand(), committeeReshareCommand(), committeeRefreshCommand())
	return c
}

// memberFlags name members.
type memberFlags struct {
	// Members are accounts in the order of their indices; where a committee is changed,
	// perhaps each with + or - before it: a change of the present list.
	Members []string
	// MembersFile has one of them on each line; # begins a remark.
	MembersFile string
}

func (m *memberFlags) flags(c *cobra.Command) {
	c.Flags().StringSliceVar(&m.Members, "members", nil, "`accounts` of the members, with commas between them")
	c.Flags().StringVar(&m.MembersFile, "members-file", "", "`file` with one of them on each line; # begins a remark")
}

// named reports whether members are given.
func (m *memberFlags) named() bool { return len(m.Members) > 0 || m.MembersFile != "" }

// list returns the members, given those of now. What is added takes the places of what is taken
// away, as far as there are any, so that the others keep their indices.
func (m *memberFlags) list(verb string, now []common.Address) ([]common.Address, error) {
	texts := slices.Clone(m.Members)
	if m.MembersFile != "" {
		data, err := os.ReadFile(m.MembersFile)
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(data)) {
			line, _, _ = strings.Cut(line, "#")
			if line = strings.TrimSpace(line); line != "" {
				texts = append(texts, line)
			}
		}
	}
	var plain, come []common.Address
	leave := make(map[common.Address]bool)
	for _, text := range texts {
		text = strings.TrimSpace(text)
		sign := ""
		if strings.HasPrefix(text, "+") || strings.HasPrefix(text, "-") {
			sign, text = text[:1], text[1:]
		}
		a, err := config.ParseAddress(text)
		if err != nil {
			return nil, wrongUsage(verb, "members: %w", err)
		}
		switch here := slices.Contains(now, a); {
		case sign == "":
			plain = append(plain, a)
		case now == nil:
			return nil, wrongUsage(verb, "members: %q changes a list, and there is none yet", sign+text)
		case sign == "+" && (here || slices.Contains(come, a)):
			return nil, wrongUsage(verb, "members: %s is a member already", a)
		case sign == "-" && (!here || leave[a]):
			return nil, wrongUsage(verb, "members: %s is no member", a)
		case sign == "+":
			come = append(come, a)
		default:
			leave[a] = true
		}
	}
	if len(plain) > 0 && len(come)+len(leave) > 0 {
		return nil, wrongUsage(verb, "members: either all of them have + or - before them, or none")
	}
	if len(come)+len(leave) == 0 {
		for i, a := range plain {
			if slices.Contains(plain[:i], a) {
				return nil, wrongUsage(verb, "members: %s is named twice", a)
			}
		}
		return plain, nil
	}
	var changed []common.Address
	for _, a := range now {
		switch {
		case !leave[a]:
			changed = append(changed, a)
		case len(come) > 0:
			changed, come = append(changed, come[0]), come[1:]
		}
	}
	return append(changed, come...), nil
}

// planFlags are the rules of a committee that is to be made.
type planFlags struct {
	// Threshold is t; 0 leaves it to the verb. MinThreshold is the least t of every later
	// epoch; 0 is Threshold.
	Threshold, MinThreshold uint32
	// Phases are the lengths of the five phases in blocks; none: all are PhaseLength, and if
	// that is 0, what the finality of the configuration needs.
	Phases      []uint
	PhaseLength uint32
	// Grace is how long nodes keep the shares of an epoch that has ended.
	Grace time.Duration
}

func (p *planFlags) flags(f *pflag.FlagSet, threshold string) {
	f.Uint32Var(&p.Threshold, "threshold", 0, "`how many` members open a file (0: "+threshold+")")
	f.Uint32Var(&p.MinThreshold, "min-threshold", 0, "the `least` threshold that the committee can ever have (0: --threshold)")
	f.UintSliceVar(&p.Phases, "phases", nil, "`blocks` of join, commit, deal, complain, confirm")
	f.Uint32Var(&p.PhaseLength, "phase-length", 0, "`blocks` of every phase (0: what the configured finality needs)")
	timeVar(f, &p.Grace, "grace", 24*time.Hour, "how `long` nodes keep the shares of an epoch that has ended")
}

// plan returns the rules of a committee of n, for nodes of a finality.
func (p *planFlags) plan(verb string, n int, final string) (chain.Plan, error) {
	plan := chain.Plan{T: p.Threshold, MinThreshold: p.MinThreshold, Grace: uint64(p.Grace / time.Second)}
	if plan.MinThreshold == 0 {
		plan.MinThreshold = plan.T
	}
	switch {
	case uint64(plan.T) > uint64(n):
		return plan, wrongUsage(verb, "the threshold is %d, and there are %d members", plan.T, n)
	case plan.MinThreshold > plan.T:
		return plan, wrongUsage(verb, "the least threshold %d is over the threshold %d", plan.MinThreshold, plan.T)
	case p.Grace < 0:
		return plan, wrongUsage(verb, "a grace of %v", p.Grace)
	}
	var err error
	plan.Lengths, err = p.lengths(verb, final)
	return plan, err
}

// createConfig configures committee create.
type createConfig struct {
	members memberFlags
	plan    planFlags // Threshold 0 is more than half
	// Wait waits until the committee has its key.
	Wait bool
	JSON bool

	Network config.Network
}

func committeeCreateCommand() *cobra.Command {
	var cfg createConfig
	c := &cobra.Command{
		Use:   "create --members 0x..,0x..",
		Short: "make a committee of registered operators, and begin its key",
		Long: `Make a committee, and begin the first attempt at its key. Members are registered operators; each
node takes part only if its operator told it to, with join or join_from in its configuration. The
number of the committee goes to standard output. If the attempt fails, "latchkey committee reshare"
begins another one.

A node refuses phases shorter than twice its chain's finality delay. Without --phases they are long
enough for the finality that is configured here: 200 blocks on Ethereum, 40 minutes each; but all
phases except the fourth end as soon as everybody has spoken.`,
		Example: `  latchkey committee create --members 0x..,0x..,0x.. --threshold 2 --wait
  latchkey committee create --members-file operators.txt --phases 300,300,300,200,300 --grace 72h`,
		Args: exactly(0, "none"),
		RunE: func(c *cobra.Command, _ []string) error { return committeeCreate(c.Context(), &cfg) },
	}
	cfg.members.flags(c)
	f := c.Flags()
	cfg.plan.flags(f, "more than half")
	f.BoolVar(&cfg.Wait, "wait", false, "wait until the committee has its key, and say who was missing if it has none")
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

// lengths returns the lengths of the phases in blocks.
func (p *planFlags) lengths(verb, final string) (lengths [5]uint32, err error) {
	if len(p.Phases) > 0 {
		if len(p.Phases) != len(lengths) {
			return lengths, wrongUsage(verb, "%d lengths are given: there are five phases, join, commit, deal, complain, confirm", len(p.Phases))
		}
		for i, n := range p.Phases {
			if n == 0 || n > 1<<20 {
				return lengths, wrongUsage(verb, "the %s phase has %d blocks: it takes 1 to %d", chain.Phase(i), n, 1<<20)
			}
			lengths[i] = uint32(n)
		}
		return lengths, nil
	}
	each := p.PhaseLength
	if each == 0 {
		each = uint32(min(2*finalityDelay(final)+8, 1<<20))
	}
	for i := range lengths {
		lengths[i] = each
	}
	return lengths, nil
}

// createdJSON is a new committee as --json prints it.
type createdJSON struct {
	Committee uint64   `json:"committee"`
	Members   []string `json:"members"` // accounts, index 1 first
	T         uint32   `json:"t"`
	Block     uint64   `json:"block"`  // of the start
	Active    bool     `json:"active"` // with --wait: whether it has its key
}

func committeeCreate(ctx context.Context, cfg *createConfig) error {
	const verb = "committee create"
	if !cfg.members.named() {
		return wrongUsage(verb, "no members are given: say --members or --members-file")
	}
	members, err := cfg.members.list(verb, nil)
	if err != nil {
		return err
	}
	if cfg.plan.Threshold == 0 {
		cfg.plan.Threshold = uint32(len(members)/2 + 1)
	}
	plan, err := cfg.plan.plan(verb, len(members), cfg.Network.Final)
	if err != nil {
		return err
	}
	c, k, err := connectCommittees(ctx, &cfg.Network, "creating", true)
	if err != nil {
		return err
	}
	defer c.close()
	var number uint64
	r, err := sending(c, func() (block uint64, err error) {
		made, r, err := k.Create(ctx, c.wallet, members, plan.T, plan.MinThreshold, plan.Lengths, plan.Grace)
		if err != nil {
			return 0, err
		}
		number = made
		return r.BlockNumber.Uint64(), nil
	})
	if err != nil {
		return err
	}
	note("Committee %d begins its key, %d of %d. A node joins if its configuration has join = [%d] or join_from = [\"%s\"].",
		number, plan.T, len(members), number, c.wallet)
	if cfg.Wait {
		if err := c.await(ctx, k, number, 1, 1); err != nil {
			return err
		}
	}
	if cfg.JSON {
		return printJSON(createdJSON{number, texts(members), plan.T, r, cfg.Wait})
	}
	return print(strconv.FormatUint(number, 10) + "\n")
}

// committeeConfig configures committee list.
type committeeListConfig struct {
	// Of is an account whose committees are shown; empty shows all.
	Of   string
	JSON bool

	Network config.Network
}

func committeeListCommand() *cobra.Command {
	var cfg committeeListConfig
	c := &cobra.Command{
		Use:     "list",
		Short:   "show all committees, or those that ever named an account",
		Example: "  latchkey committee list\n  latchkey committee list --of 0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
		Args:    exactly(0, "none"),
		RunE:    func(c *cobra.Command, _ []string) error { return committeeList(c.Context(), &cfg) },
	}
	f := c.Flags()
	f.StringVar(&cfg.Of, "of", "", "`account` that they named")
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

// committeeItemJSON is a committee in a list.
type committeeItemJSON struct {
	Committee uint64 `json:"committee"`
	Creator   string `json:"creator"`
	Epoch     uint64 `json:"epoch"` // the active one, 0 before the first
	T         uint32 `json:"t"`
	N         int    `json:"n"`
	Attempt   string `json:"attempt"` // "running", "failed", or empty
}

func committeeList(ctx context.Context, cfg *committeeListConfig) error {
	c, k, err := connectCommittees(ctx, &cfg.Network, "reading", false)
	if err != nil {
		return err
	}
	defer c.close()
	v, err := c.chain.At(ctx, 0)
	if err != nil {
		return err
	}
	var numbers []uint64
	if cfg.Of != "" {
		account, err := config.ParseAddress(cfg.Of)
		if err != nil {
			return wrongUsage("committee list", "--of: %w", err)
		}
		if numbers, err = k.CommitteesOf(ctx, v, account); err != nil {
			return err
		}
	} else {
		count, err := k.Count(ctx, v)
		if err != nil {
			return err
		}
		for n := range count {
			numbers = append(numbers, n+1)
		}
	}
	items := []committeeItemJSON{}
	for _, n := range numbers {
		b, err := readBoard(ctx, k, v, n, false)
		if err != nil {
			return err
		}
		item := committeeItemJSON{Committee: n, Creator: b.settings.Creator.Hex(), Epoch: b.next() - 1, T: b.t(), N: len(b.members())}
		if b.runs() {
			item.Attempt = "running"
		} else if b.failed() {
			item.Attempt = "failed"
		}
		items = append(items, item)
	}
	if cfg.JSON {
		return printJSON(items)
	}
	if len(items) == 0 {
		note("There are no committees.")
	}
	return print(table(func(row func(cells ...any)) {
		for _, i := range items {
			state := fmt.Sprintf("epoch %d", i.Epoch)
			if i.Epoch == 0 {
				state = "no key yet"
			}
			if i.Attempt != "" {
				state += ", an attempt " + map[string]string{"running": "runs", "failed": "failed"}[i.Attempt]
			}
			row(i.Committee, fmt.Sprintf("%d of %d", i.T, i.N), state, "by "+i.Creator)
		}
	}))
}

// table aligns rows of cells.
func table(fill func(row func(cells ...any))) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fill(func(cells ...any) {
		var texts []string
		for _, cell := range cells {
			texts = append(texts, oneLine(fmt.Sprint(cell)))
		}
		fmt.Fprintln(w, strings.Join(texts, "\t"))
	})
	w.Flush()
	var lines strings.Builder
	for line := range strings.Lines(b.String()) { // cells that are empty leave blanks behind
		lines.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return lines.String()
}
