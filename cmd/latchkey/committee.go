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
	c.AddCommand(committeeCreateCommand(), committeeListCommand(), committeeShowCommand(),
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

// createConfig configures committee create.
type createConfig struct {
	members memberFlags
	// Threshold is t; 0 is more than half. MinThreshold is the least t of every later epoch;
	// 0 is Threshold.
	Threshold, MinThreshold uint32
	// Phases are the lengths of the five phases in blocks; none: all are PhaseLength, and if
	// that is 0, what the finality of the configuration needs.
	Phases      []uint
	PhaseLength uint32
	// Grace is how long nodes keep the shares of an epoch that has ended.
	Grace time.Duration
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
	f.Uint32Var(&cfg.Threshold, "threshold", 0, "`how many` members open a file (0: more than half)")
	f.Uint32Var(&cfg.MinThreshold, "min-threshold", 0, "the `least` threshold that the committee can ever have (0: --threshold)")
	f.UintSliceVar(&cfg.Phases, "phases", nil, "`blocks` of join, commit, deal, complain, confirm")
	f.Uint32Var(&cfg.PhaseLength, "phase-length", 0, "`blocks` of every phase (0: what the configured finality needs)")
	f.DurationVar(&cfg.Grace, "grace", 24*time.Hour, "how `long` nodes keep the shares of an epoch that has ended")
	f.BoolVar(&cfg.Wait, "wait", false, "wait until the committee has its key, and say who was missing if it has none")
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

// lengths returns the lengths of the phases in blocks.
func (cfg *createConfig) lengths() (lengths [5]uint32, err error) {
	if len(cfg.Phases) > 0 {
		if len(cfg.Phases) != len(lengths) {
			return lengths, wrongUsage("committee create", "%d lengths are given: there are five phases, join, commit, deal, complain, confirm", len(cfg.Phases))
		}
		for p, n := range cfg.Phases {
			if n == 0 || n > 1<<20 {
				return lengths, wrongUsage("committee create", "the %s phase has %d blocks: it takes 1 to %d", chain.Phase(p), n, 1<<20)
			}
			lengths[p] = uint32(n)
		}
		return lengths, nil
	}
	each := cfg.PhaseLength
	if each == 0 {
		each = uint32(min(2*finalityDelay(cfg.Network.Final)+8, 1<<20))
	}
	for p := range lengths {
		lengths[p] = each
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
	if cfg.Threshold == 0 {
		cfg.Threshold = uint32(len(members)/2 + 1)
	}
	if cfg.MinThreshold == 0 {
		cfg.MinThreshold = cfg.Threshold
	}
	if cfg.Threshold > uint32(len(members)) {
		return wrongUsage(verb, "the threshold is %d, and there are %d members", cfg.Threshold, len(members))
	}
	if cfg.MinThreshold > cfg.Threshold {
		return wrongUsage(verb, "the least threshold %d is over the threshold %d", cfg.MinThreshold, cfg.Threshold)
	}
	if cfg.Grace < 0 {
		return wrongUsage(verb, "a grace of %v", cfg.Grace)
	}
	lengths, err := cfg.lengths()
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
		made, r, err := k.Create(ctx, c.wallet, members, cfg.Threshold, cfg.MinThreshold, lengths, uint64(cfg.Grace/time.Second))
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
		number, cfg.Threshold, len(members), number, c.wallet)
	if cfg.Wait {
		if err := c.await(ctx, k, number, 1, 1); err != nil {
			return err
		}
	}
	if cfg.JSON {
		return printJSON(createdJSON{number, texts(members), cfg.Threshold, r, cfg.Wait})
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
