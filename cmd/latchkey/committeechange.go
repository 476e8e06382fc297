package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/contracts"
)

// changeConfig configures committee approve, reshare and refresh.
type changeConfig struct {
	// members of the next epoch; none: those of now.
	members memberFlags
	// Threshold of the next epoch; 0 is that of now, or more than half if the number of
	// members changes.
	Threshold uint32
	// From is the epoch whose members approve and deal; 0 is the active one. The one before
	// it is possible while few members have confirmed the active one.
	From uint64
	// Wait waits until the next epoch is active.
	Wait bool
	JSON bool

	Network config.Network
}

func (cfg *changeConfig) flags(c *cobra.Command, members bool) {
	f := c.Flags()
	if members {
		cfg.members.flags(c)
		f.Lookup("members").Usage = "`accounts` of the next members, all of them, or changes: +0x..,-0x.. (default: those of now)"
		f.Uint32Var(&cfg.Threshold, "threshold", 0, "`how many` of them open a file (0: as now, or more than half if their number changes)")
		f.Uint64Var(&cfg.From, "from", 0, "`epoch` whose members approve and deal (0: the active one)")
	}
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
}

func (cfg *changeConfig) waitFlag(c *cobra.Command) {
	c.Flags().BoolVar(&cfg.Wait, "wait", false, "wait until the epoch is active, and say who was missing if it fails")
}

func committeeApproveCommand() *cobra.Command {
	var cfg changeConfig
	c := &cobra.Command{
		Use:   "approve [N] --members +0x..,-0x..",
		Short: "agree to a change of a committee's members, as one of them",
		Long: `Agree, as a member of a committee, to the start of its next epoch with these members and this
threshold. A newer approval takes the place of an older one. When enough members have agreed to the
same, anybody sends the start with "latchkey committee reshare". Agree only with people whom you
would hand your share: whoever is in, with as many others as the threshold says, opens every file.`,
		Example: `  latchkey committee approve 1 --members -0x..,+0x..
  latchkey committee approve 1 --members-file operators.txt --threshold 4`,
		Args: atMost(1),
		RunE: func(c *cobra.Command, args []string) error { return committeeApprove(c.Context(), &cfg, args) },
	}
	cfg.flags(c, true)
	return c
}

func committeeReshareCommand() *cobra.Command {
	var cfg changeConfig
	c := &cobra.Command{
		Use:   "reshare [N] --members +0x..,-0x..",
		Short: "start the next epoch of a committee, once enough members approved it",
		Long: `Start the next epoch of a committee, with these members and this threshold, if enough members
approved just that; otherwise say how many approvals are missing. Any account can send the start. The
key of the committee stays, and the epoch of now serves until the next is active.

Before a committee has a key, its maker begins another attempt at it in this way. Where it was made by
a draw, anybody does, and the members stay.`,
		Example: `  latchkey committee reshare 1 --members -0x..,+0x.. --wait`,
		Args:    atMost(1),
		RunE:    func(c *cobra.Command, args []string) error { return committeeReshare(c.Context(), &cfg, args) },
	}
	cfg.flags(c, true)
	cfg.waitFlag(c)
	return c
}

func committeeRefreshCommand() *cobra.Command {
	var cfg changeConfig
	c := &cobra.Command{
		Use:   "refresh [N]",
		Short: "make new shares for the same members, so that stolen old ones are worth nothing",
		Long: `Agree, as a member, to new shares for the same members with the same threshold, and start the next
epoch if enough members have agreed by now. Each of them gives this command; the one that makes the
number full starts it.`,
		Example: "  latchkey committee refresh 1 --wait",
		Args:    atMost(1),
		RunE:    func(c *cobra.Command, args []string) error { return committeeRefresh(c.Context(), &cfg, args) },
	}
	cfg.flags(c, false)
	cfg.waitFlag(c)
	return c
}

// changeJSON is what approve, reshare and refresh say with --json.
type changeJSON struct {
	Committee uint64   `json:"committee"`
	Epoch     uint64   `json:"epoch"`   // the next
	Attempt   uint64   `json:"attempt"` // 0 if it was not started
	From      uint64   `json:"from"`
	T         uint32   `json:"t"`
	Members   []string `json:"members"`
	Approved  []string `json:"approved"` // who approved just this
	Needed    int      `json:"needed"`   // approvals
	Active    bool     `json:"active"`   // with --wait: whether the epoch is active
}

// change is a start of a committee's next epoch, and who approved it.
type change struct {
	*board
	chain.Proposal
	dealers  *chain.Epoch // the epoch that it deals from; nil before the first
	hash     [32]byte
	approved []common.Address
	restart  func() (any, error) // sends the start where a draw made the committee; else nil
}

// readChange reads what is needed to approve or start what cfg describes.
func (cfg *changeConfig) readChange(ctx context.Context, c *client, k *chain.Committees, verb string, number uint64) (*change, error) {
	v, err := c.chain.At(ctx, 0)
	if err != nil {
		return nil, err
	}
	b, err := readBoard(ctx, k, v, number, false)
	if err != nil {
		return nil, err
	}
	ch := &change{board: b, Proposal: chain.Proposal{Epoch: b.next(), Members: b.members(), T: cfg.Threshold}}
	if cfg.members.named() {
		if ch.Members, err = cfg.members.list(verb, b.members()); err != nil {
			return nil, err
		}
	}
	if ch.T == 0 {
		if ch.T = b.t(); len(ch.Members) != len(b.members()) {
			ch.T = max(b.settings.MinThreshold, uint32(len(ch.Members)/2+1))
		}
	}
	if ch.T < b.settings.MinThreshold || int(ch.T) > len(ch.Members) {
		return nil, &adviceError{fmt.Errorf("threshold %d with %d members: committee %d takes %d to %d", ch.T, len(ch.Members), number, b.settings.MinThreshold, len(ch.Members)),
			"Its least threshold was fixed when it was made. Name more members, or another --threshold."}
	}
	if b.active == nil {
		if cfg.From != 0 {
			return nil, wrongUsage(verb, "--from %d: committee %d has no epoch yet", cfg.From, number)
		}
		return ch, nil
	}
	if ch.From = cfg.From; ch.From == 0 {
		ch.From = b.active.Epoch
	}
	if ch.dealers = b.from(ch.From); ch.dealers == nil {
		return nil, wrongUsage(verb, "--from %d: the next epoch of committee %d deals from epoch %d%s", ch.From, number, b.active.Epoch,
			map[bool]string{true: fmt.Sprintf(" or %d", b.active.Epoch-1)}[b.before != nil])
	}
	if ch.hash, err = ch.Proposal.Hash(number); err != nil {
		return nil, err
	}
	by, err := k.Approvals(ctx, v, number, ch.Epoch, ch.dealers.Members)
	if err != nil {
		return nil, err
	}
	for _, m := range ch.dealers.Members {
		if by[m] == ch.hash {
			ch.approved = append(ch.approved, m)
		}
	}
	return ch, nil
}

// enough reports whether the change can be started.
func (ch *change) enough() bool {
	return ch.dealers == nil || len(ch.approved) >= ch.dealers.Needed()
}

// progress says how far approvals are.
func (ch *change) progress() string {
	return fmt.Sprintf("%d of %d approvals", len(ch.approved), ch.dealers.Needed())
}

func (ch *change) json(attempt uint64, active bool) changeJSON {
	j := changeJSON{Committee: ch.number, Epoch: ch.Epoch, Attempt: attempt, From: ch.From, T: ch.T, Members: texts(ch.Members), Approved: texts(ch.approved), Active: active}
	if ch.dealers != nil {
		j.Needed = ch.dealers.Needed()
	}
	return j
}

// command is how another person says the same.
func (ch *change) command(verb string) string {
	return fmt.Sprintf("latchkey committee %s %d --threshold %d --from %d --members %s", verb, ch.number, ch.T, ch.From, strings.Join(texts(ch.Members), ","))
}

// approve sends the wallet's approval, unless it is there.
func (ch *change) approve(ctx context.Context, c *client) error {
	account := c.wallet.Address()
	switch {
	case ch.dealers == nil:
		return &adviceError{fmt.Errorf("committee %d has no key yet, and nobody can approve its next epoch", ch.number),
			fmt.Sprintf("Its maker begins another attempt with \"latchkey committee reshare %d\".", ch.number)}
	case ch.dealers.Index(account) == 0:
		return &adviceError{fmt.Errorf("%s is no member of epoch %d of committee %d", account, ch.From, ch.number),
			"Only its members approve: use a member's account with --wallet."}
	case slices.Contains(ch.approved, account):
		return nil
	}
	_, err := sending(c, func() (any, error) {
		return ch.contract.Approve(ctx, c.wallet, ch.number, ch.Epoch, ch.From, ch.Members, ch.T)
	})
	if err != nil {
		return err
	}
	ch.approved = append(ch.approved, account)
	return nil
}

// start sends the start and returns the number of the attempt. If somebody else was faster with
// just the same, that is as good.
func (ch *change) start(ctx context.Context, c *client) (attempt uint64, err error) {
	send := ch.restart
	if send == nil {
		send = func() (any, error) {
			return ch.contract.Start(ctx, c.wallet, ch.number, ch.From, ch.Members, ch.T)
		}
	}
	_, sendErr := sending(c, send)
	var revert *chain.RevertError
	if errors.As(sendErr, &revert) {
		if _, runs := revert.Custom.(*contracts.CommitteesAttemptRuns); !runs {
			return 0, sendErr
		}
	} else if sendErr != nil {
		return 0, sendErr
	}
	v, err := c.chain.At(ctx, 0)
	if err != nil {
		return 0, err
	}
	a, err := ch.contract.CurrentAttempt(ctx, v, ch.number)
	if err != nil {
		return 0, err
	}
	if sendErr != nil && (a.Epoch != ch.Epoch || a.From != ch.From || a.T != ch.T || !slices.Equal(a.Members, ch.Members)) {
		return 0, sendErr
	}
	return a.Attempt, nil
}

func committeeApprove(ctx context.Context, cfg *changeConfig, args []string) error {
	const verb = "committee approve"
	number, err := committeeNumber(verb, args, &cfg.Network)
	if err != nil {
		return err
	}
	if !cfg.members.named() && cfg.Threshold == 0 {
		return wrongUsage(verb, `nothing is to change: say --members or --threshold, or use "latchkey committee refresh"`)
	}
	c, k, err := connectCommittees(ctx, &cfg.Network, "approving", true)
	if err != nil {
		return err
	}
	defer c.close()
	ch, err := cfg.readChange(ctx, c, k, verb, number)
	if err != nil {
		return err
	}
	if err := ch.approve(ctx, c); err != nil {
		return err
	}
	if cfg.JSON {
		return printJSON(ch.json(0, false))
	}
	if err := print(fmt.Sprintf("epoch %d of committee %d: %s\n%s for it\n", ch.Epoch, number, ch.change(ch.Proposal), ch.progress())); err != nil {
		return err
	}
	if ch.enough() {
		note("That is enough. Start it with:\n    %s", ch.command("reshare"))
	} else {
		note("Other members approve the same with:\n    %s", ch.command("approve"))
	}
	return nil
}

func committeeReshare(ctx context.Context, cfg *changeConfig, args []string) error {
	const verb = "committee reshare"
	number, err := committeeNumber(verb, args, &cfg.Network)
	if err != nil {
		return err
	}
	c, k, err := connectCommittees(ctx, &cfg.Network, "starting", true)
	if err != nil {
		return err
	}
	defer c.close()
	ch, err := cfg.readChange(ctx, c, k, verb, number)
	if err != nil {
		return err
	}
	if !ch.enough() {
		var missing []common.Address
		for _, m := range ch.dealers.Members {
			if !slices.Contains(ch.approved, m) {
				missing = append(missing, m)
			}
		}
		return &adviceError{fmt.Errorf("epoch %d of committee %d (%s) has %s: %d are missing", ch.Epoch, number, ch.change(ch.Proposal), ch.progress(), ch.dealers.Needed()-len(ch.approved)),
			fmt.Sprintf("These have not approved it: %s. They do it with:\n    %s", addresses(missing), ch.command("approve"))}
	}
	if ch.active == nil && cfg.Network.Draws != (common.Address{}) && ch.settings.Creator == cfg.Network.Draws {
		if cfg.members.named() || cfg.Threshold != 0 {
			return wrongUsage(verb, "committee %d was made by a draw: until it has a key, its members and its threshold stay", number)
		}
		d := c.chain.Draws(cfg.Network.Draws)
		draw, _, _, err := d.MadeBy(ctx, ch.view, number)
		if err != nil {
			return err
		}
		ch.restart = func() (any, error) { return d.Restart(ctx, c.wallet, draw) }
	}
	return ch.begin(ctx, cfg, c)
}

func committeeRefresh(ctx context.Context, cfg *changeConfig, args []string) error {
	const verb = "committee refresh"
	number, err := committeeNumber(verb, args, &cfg.Network)
	if err != nil {
		return err
	}
	c, k, err := connectCommittees(ctx, &cfg.Network, "refreshing", true)
	if err != nil {
		return err
	}
	defer c.close()
	ch, err := cfg.readChange(ctx, c, k, verb, number)
	if err != nil {
		return err
	}
	if ch.enough() && ch.dealers != nil {
		return ch.begin(ctx, cfg, c)
	}
	if err := ch.approve(ctx, c); err != nil {
		return err
	}
	if ch.enough() {
		return ch.begin(ctx, cfg, c)
	}
	// Others approve at the same time.
	if ch, err = cfg.readChange(ctx, c, k, verb, number); err != nil {
		return err
	}
	if ch.enough() {
		return ch.begin(ctx, cfg, c)
	}
	if cfg.JSON {
		return printJSON(ch.json(0, false))
	}
	note("The other members give the same command; the one that makes the number full starts it.")
	return print(fmt.Sprintf("epoch %d of committee %d: %s for new shares\n", ch.Epoch, number, ch.progress()))
}

// begin starts the change, and waits for its end if it is to.
func (ch *change) begin(ctx context.Context, cfg *changeConfig, c *client) error {
	attempt, err := ch.start(ctx, c)
	if err != nil {
		return err
	}
	note("Attempt %d at epoch %d of committee %d begins: %s.", attempt, ch.Epoch, ch.number, ch.change(ch.Proposal))
	if cfg.Wait {
		if err := c.await(ctx, ch.contract, ch.number, ch.Epoch, attempt); err != nil {
			return err
		}
	}
	if cfg.JSON {
		return printJSON(ch.json(attempt, cfg.Wait))
	}
	what := "started"
	if cfg.Wait {
		what = "active"
	}
	return print(fmt.Sprintf("epoch %d of committee %d is %s\n", ch.Epoch, ch.number, what))
}

const (
	// awaitPoll is how often the chain is looked at; the head comes with its block, if the
	// endpoint announces it.
	awaitPoll = 300 * time.Millisecond
	// awaitNodes is how long members are asked, once an epoch is final, whether they serve
	// it; awaitRest is how long the slower ones are waited for when enough do.
	awaitNodes, awaitRest = 30 * time.Second, 5 * time.Second
)

// await waits until an attempt made its epoch active, that is final, and enough members serve
// it. It fails when the attempt does, and says who was missing.
func (c *client) await(ctx context.Context, k *chain.Committees, number, epoch, attempt uint64) error {
	defer c.progress.end()
	for {
		v, err := c.chain.At(ctx, 0)
		if err != nil {
			return err
		}
		b, err := readBoard(ctx, k, v, number, false)
		if err != nil {
			return err
		}
		if b.active != nil && b.active.Epoch >= epoch {
			c.progress.show(fmt.Sprintf("epoch %d is active; waiting until that is final", epoch))
			break
		}
		if b.attempt.Epoch != epoch || b.attempt.Attempt != attempt {
			return &adviceError{fmt.Errorf("another start took the place of attempt %d at epoch %d of committee %d", attempt, epoch, number), fmt.Sprintf("Look at it with \"latchkey committee show %d\".", number)}
		}
		r, err := b.round(ctx)
		if err != nil {
			return err
		}
		if !b.runs() {
			return &adviceError{fmt.Errorf("attempt %d at epoch %d of committee %d failed: %s", attempt, epoch, number, r.failure()),
				fmt.Sprintf("Nothing was lost%s. See that the members' nodes run and follow the chain, with \"latchkey node status\" at each, and begin another attempt with \"latchkey committee reshare %d\".",
					map[bool]string{true: fmt.Sprintf(": epoch %d serves on", epoch-1)}[epoch > 1], number)}
		}
		c.progress.show(attemptText(b, r))
		if err := pauseFor(ctx, awaitPoll); err != nil {
			return err
		}
	}
	for {
		v, err := c.chain.AtFinal(ctx)
		if err != nil {
			return err
		}
		if v.Block().Number > 0 {
			active, err := k.ActiveEpoch(ctx, v, number)
			if err == nil && active >= epoch {
				break
			}
			if err != nil && !errors.Is(err, chain.ErrReverted) && !errors.Is(err, chain.ErrNoCode) {
				return err // the last final block may be older than the committee, or the contract
			}
		}
		if err := pauseFor(ctx, awaitPoll); err != nil {
			return err
		}
	}
	v, err := c.chain.At(ctx, 0)
	if err != nil {
		return err
	}
	b, err := readBoard(ctx, k, v, number, true)
	if err != nil {
		return err
	}
	begun, enough := time.Now(), time.Time{}
	for {
		n := 0
		for _, yes := range b.probe(ctx) {
			if yes {
				n++
			}
		}
		c.progress.show(fmt.Sprintf("epoch %d is active; %d of %d members serve it", epoch, n, len(b.active.Members)))
		if n >= int(b.active.T) && enough.IsZero() {
			enough = time.Now()
		}
		switch {
		case n == len(b.active.Members), !enough.IsZero() && time.Since(enough) > awaitRest:
			return nil
		case enough.IsZero() && time.Since(begun) > awaitNodes:
			note("Epoch %d is active, but only %d of %d members answer from here, and %d are needed to open a file.", epoch, n, len(b.active.Members), b.active.T)
			return nil
		}
		if err := pauseFor(ctx, awaitPoll); err != nil {
			return err
		}
	}
}
