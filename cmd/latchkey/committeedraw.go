package main

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/market"
)

// drawConfig configures committee draw.
type drawConfig struct {
	// Seats is how many are drawn.
	Seats uint32
	// ServesUntil is the last day, or the moment, to which an operator must have promised to
	// serve; empty is now.
	ServesUntil string
	// LeastStake is the amount that an operator must have at stake; empty is any. More stake
	// than MostWeight gives no better chance; empty is no limit.
	LeastStake, MostWeight string
	// Without are accounts that are not drawn; For is a committee whose members are not, 0 is none.
	Without []string
	For     uint64

	plan planFlags // Threshold 0 makes no committee
	// Continue is a draw that was asked for; 0 asks for one.
	Continue uint64
	// Wait waits until the committee has its key.
	Wait bool
	JSON bool

	Network config.Network
}

func committeeDrawCommand() *cobra.Command {
	var cfg drawConfig
	c := &cobra.Command{
		Use:   "draw --seats N",
		Short: "draw members from the registry by lot, weighted by stake",
		Long: `Draw operators by lot, so that nobody picks them: with --threshold, and make a committee of them;
without, newcomers for the next epoch of one. Who may be drawn is fixed by the registry as it is in
the block of the request; the lot is the randomness of a later block, on Ethereum 128 blocks or 26 minutes
after it. A chance is in proportion to stake. A node takes part only if its operator has the address of
the Draws contract in join_from.

The number of the committee goes to standard output; or the newcomers, each on a line, as
"latchkey committee approve --members-file" takes them. If the verb is interrupted, or its account has
no more coin, anybody finishes the draw with --continue: the result is the same.`,
		Example: `  latchkey committee draw --seats 7 --threshold 4 --least-stake 1eth --serves-until 2028-12-31 --wait
  latchkey committee draw --seats 2 --for 1 > newcomers.txt
  latchkey committee draw --continue 3`,
		Args: exactly(0, "none"),
		RunE: func(c *cobra.Command, _ []string) error { return committeeDraw(c.Context(), &cfg) },
	}
	f := c.Flags()
	f.Uint32Var(&cfg.Seats, "seats", 0, "`how many` are drawn, 1 to 128")
	f.StringVar(&cfg.ServesUntil, "serves-until", "", "last `day` to which an operator must have promised to serve, like 2028-12-31 (default: now)")
	f.StringVar(&cfg.LeastStake, "least-stake", "", "`amount` that an operator must have at stake, like 1eth (default: any)")
	f.StringVar(&cfg.MostWeight, "most-weight", "", "`amount` of stake above which more gives no better chance (default: none)")
	f.StringSliceVar(&cfg.Without, "without", nil, "`accounts` that are not drawn, with commas between them")
	f.Uint64Var(&cfg.For, "for", 0, "`number` of a committee that needs newcomers: its members are not drawn")
	cfg.plan.flags(f, "no committee is made")
	f.Uint64Var(&cfg.Continue, "continue", 0, "`number` of a draw to finish, whoever asked for it")
	f.BoolVar(&cfg.Wait, "wait", false, "wait until the committee has its key, and say who was missing if it has none")
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

// drawJSON is a draw that is done, as --json prints it.
type drawJSON struct {
	Draw      uint64   `json:"draw"`
	By        string   `json:"by"`        // who asked for it
	Asked     uint64   `json:"asked"`     // block: the registry counts as it was at its end
	Lot       uint64   `json:"lot"`       // block whose randomness decided
	Drawn     []string `json:"drawn"`     // accounts, in the order of the draw; of a committee, index 1 first
	Committee uint64   `json:"committee"` // 0: none was to be made
	T         uint32   `json:"t"`         // of that
	Active    bool     `json:"active"`    // with --wait: whether it has its key
}

// wish returns who is to be drawn, without the members of For.
func (cfg *drawConfig) wish(verb string) (chain.Wish, error) {
	wish := chain.Wish{Seats: cfg.Seats, ServesUntil: uint64(time.Now().Unix())}
	if cfg.Seats < 1 || cfg.Seats > 128 {
		return wish, wrongUsage(verb, "--seats %d: say how many are to be drawn, 1 to 128", cfg.Seats)
	}
	var err error
	if cfg.ServesUntil != "" {
		if wish.ServesUntil, err = parseUntil(cfg.ServesUntil); err != nil {
			return wish, wrongUsage(verb, "--serves-until: %w", err)
		}
	}
	for _, amount := range []struct {
		flag, text string
		to         **big.Int
	}{{"least-stake", cfg.LeastStake, &wish.LeastStake}, {"most-weight", cfg.MostWeight, &wish.MostWeight}} {
		if amount.text == "" {
			continue
		}
		if *amount.to, err = market.ParseEther(amount.text); err != nil || (*amount.to).Sign() == 0 {
			return wish, wrongUsage(verb, "--%s %q is not an amount like 1eth", amount.flag, amount.text)
		}
	}
	for _, text := range cfg.Without {
		a, err := config.ParseAddress(strings.TrimSpace(text))
		if err != nil {
			return wish, wrongUsage(verb, "--without: %w", err)
		}
		wish.Without = append(wish.Without, a)
	}
	return wish, nil
}

// connectDraws is connectCommittees for verbs that sign and are about the Draws contract.
func connectDraws(ctx context.Context, n *config.Network) (*client, *chain.Committees, *chain.Draws, error) {
	if n.Draws == (common.Address{}) {
		return nil, nil, nil, &config.MissingError{Flag: "draws", What: "the Draws contract"}
	}
	c, k, err := connectCommittees(ctx, n, "drawing", true)
	if err != nil {
		return nil, nil, nil, err
	}
	d := c.chain.Draws(n.Draws)
	v, err := c.chain.At(ctx, 0)
	if err == nil {
		var of common.Address
		if of, err = d.Committees(ctx, v); err == nil && of != k.Address {
			err = &adviceError{fmt.Errorf("the Draws contract %s draws for the contract %s, and the configured one is %s", d.Address, of, k.Address),
				"Check draws and committees: both are in the network's deployment file."}
		}
	}
	if err != nil {
		c.close()
		return nil, nil, nil, err
	}
	return c, k, d, nil
}

func committeeDraw(ctx context.Context, cfg *drawConfig) error {
	const verb = "committee draw"
	var wish chain.Wish
	var plan chain.Plan
	var err error
	if cfg.Continue == 0 {
		if wish, err = cfg.wish(verb); err != nil {
			return err
		}
		if cfg.plan.Threshold == 0 && cfg.plan.MinThreshold == 0 {
			if cfg.Wait {
				return wrongUsage(verb, "--wait waits for a committee, and without --threshold none is made")
			}
		} else if plan, err = cfg.plan.plan(verb, int(cfg.Seats), cfg.Network.Final); err != nil {
			return err
		} else if cfg.For != 0 {
			return wrongUsage(verb, "--for draws newcomers for committee %d, and --threshold makes another committee", cfg.For)
		}
	} else if cfg.Seats != 0 || cfg.For != 0 || cfg.plan.Threshold != 0 || len(cfg.Without) > 0 {
		return wrongUsage(verb, "who is wanted was fixed when draw %d was asked for: --continue takes none of --seats, --without, --for and --threshold", cfg.Continue)
	}
	c, k, d, err := connectDraws(ctx, &cfg.Network)
	if err != nil {
		return err
	}
	defer c.close()
	id := cfg.Continue
	if id == 0 {
		if cfg.For != 0 {
			members, err := c.membersOf(ctx, k, cfg.For)
			if err != nil {
				return err
			}
			wish.Without = append(wish.Without, members...)
		}
		slices.SortFunc(wish.Without, common.Address.Cmp)
		wish.Without = slices.Compact(wish.Without)
		if len(wish.Without) > 128 {
			return wrongUsage(verb, "%d accounts are left out, and 128 can be", len(wish.Without))
		}
		if n, known := c.qualify(ctx, k, &wish); known && n < int(wish.Seats) {
			return &adviceError{fmt.Errorf("%d of the operators that are registered now qualify, and there are %d seats", n, wish.Seats), "Nothing was asked for. " + fewQualify}
		}
		if id, err = sending(c, func() (uint64, error) {
			id, _, err := d.Request(ctx, c.wallet, wish, plan)
			return id, err
		}); err != nil {
			return err
		}
		note("Draw %d is asked for. If this ends before it is done, anybody goes on with:\n    latchkey committee draw --continue %d", id, id)
	}
	draw, err := c.finishDraw(ctx, d, id)
	switch {
	case err == nil:
	case draw.Failed:
		return &adviceError{err, "Ask for another draw. " + fewQualify}
	default: // asking for another draw would not be the same
		return &adviceError{err, strings.TrimSpace(fmt.Sprintf("%s\nGo on with:\n    latchkey committee draw --continue %d", explain(err).advice, id))}
	}
	if draw.Committee != 0 {
		note("Committee %d, %d of %d, is made of %s. A node joins if its configuration has join = [%d] or join_from = [\"%s\"].",
			draw.Committee, draw.Plan.T, len(draw.Drawn), addresses(draw.Drawn), draw.Committee, d.Address)
	}
	if cfg.Wait && draw.Committee != 0 {
		v, err := c.chain.At(ctx, 0)
		if err != nil {
			return err
		}
		a, err := k.CurrentAttempt(ctx, v, draw.Committee)
		if err != nil {
			return err
		}
		if err := c.await(ctx, k, draw.Committee, a.Epoch, a.Attempt); err != nil {
			return err
		}
	}
	if cfg.JSON {
		return printJSON(drawJSON{id, draw.By.Hex(), draw.Asked, draw.Lot, texts(draw.Drawn), draw.Committee, draw.Plan.T, cfg.Wait && draw.Committee != 0})
	}
	if draw.Committee != 0 {
		return print(strconv.FormatUint(draw.Committee, 10) + "\n")
	}
	number := "N"
	if cfg.For != 0 {
		number = strconv.FormatUint(cfg.For, 10)
	}
	note("Members take them in with:\n    latchkey committee approve %s --members-file FILE", number)
	text := ""
	for _, a := range draw.Drawn {
		text += "+" + a.Hex() + "\n"
	}
	return print(text)
}

// fewQualify says what to do about a draw that cannot fill its seats.
const fewQualify = "Fewer --seats, less --least-stake, an earlier --serves-until, or fewer accounts in --without let more operators qualify."

// qualify counts the operators who could be drawn now; known is false if that takes too long, since strangers
// can make the registry long.
func (c *client) qualify(ctx context.Context, k *chain.Committees, wish *chain.Wish) (n int, known bool) {
	const limit = 10 * time.Second
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	c.progress.show("counting the operators who qualify")
	v, err := c.chain.At(ctx, 0)
	if err != nil {
		return 0, false
	}
	staked, err := k.Staked(ctx, v)
	if err != nil {
		return 0, false
	}
	entries, err := k.Operators(ctx, v, staked)
	if err != nil {
		return 0, false
	}
	least := big.NewInt(1)
	if wish.LeastStake != nil {
		least = wish.LeastStake
	}
	for i, o := range entries {
		if o.Stake.Cmp(least) >= 0 && o.ServesUntil >= wish.ServesUntil && !slices.Contains(wish.Without, staked[i]) {
			n++
		}
	}
	return n, true
}

// membersOf returns the members of a committee, and those whom a running attempt names.
func (c *client) membersOf(ctx context.Context, k *chain.Committees, number uint64) ([]common.Address, error) {
	v, err := c.chain.At(ctx, 0)
	if err != nil {
		return nil, err
	}
	b, err := readBoard(ctx, k, v, number, false)
	if err != nil {
		return nil, err
	}
	if b.runs() {
		return slices.Concat(b.members(), b.attempt.Members), nil
	}
	return b.members(), nil
}

// finishDraw waits for the lot of a draw, and takes it to its end.
func (c *client) finishDraw(ctx context.Context, d *chain.Draws, id uint64) (chain.Draw, error) {
	defer c.progress.end()
	for {
		v, err := c.chain.At(ctx, 0)
		if err != nil {
			return chain.Draw{}, err
		}
		draw, err := d.DrawOf(ctx, v, id)
		if err != nil {
			return draw, err
		}
		// The lot's block tells its hash to the blocks after it alone.
		if block := v.Block().Number; draw.Seed == [32]byte{} && block <= draw.Lot {
			c.progress.show(fmt.Sprintf("draw %d: the lot falls with block %d, %d blocks from now", id, draw.Lot, draw.Lot+1-block))
			if err := pauseFor(ctx, awaitPoll); err != nil {
				return draw, err
			}
			continue
		}
		c.progress.show(fmt.Sprintf("draw %d: the lot has fallen; drawing", id))
		draw, err = sending(c, func() (chain.Draw, error) { return d.Finish(ctx, c.wallet, id) })
		if !errors.Is(err, chain.ErrNoBlock) { // the lot was late, and another one is awaited
			return draw, err
		}
		if err := pauseFor(ctx, awaitPoll); err != nil {
			return draw, err
		}
	}
}

// pauseFor waits, or returns why it was interrupted.
func pauseFor(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(d):
		return nil
	}
}
