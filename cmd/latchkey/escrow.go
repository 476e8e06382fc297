package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/quorum"
)

// purchaseConfig configures the verbs about one payment: accept, dispute and refund.
type purchaseConfig struct {
	// Number of the purchase among the asset's sales; 0 is the only one that the verb can be
	// meant for.
	Number uint32
	JSON   bool

	Network config.Network
}

func (p *purchaseConfig) flags(c *cobra.Command) {
	f := c.Flags()
	f.Uint32Var(&p.Number, "number", 0, "`number` of the purchase, where the account has several there (default: the only one)")
	f.BoolVar(&p.JSON, "json", false, "print JSON")
	p.Network.Flags(f)
}

// purchaseJSON is a purchase as --json prints it. Times are RFC 3339, or "ever".
type purchaseJSON struct {
	Link         string     `json:"link"`
	Number       uint32     `json:"number"` // among the asset's sales
	Seller       string     `json:"seller"`
	Buyer        string     `json:"buyer"` // whose licence it is
	Payer        string     `json:"payer"`
	Referrer     string     `json:"referrer,omitempty"`
	Price        string     `json:"price"` // of the currency's smallest unit
	Currency     amountJSON `json:"currency"`
	Until        string     `json:"until"` // of the licence, as it was bought
	Block        uint64     `json:"block"`
	Status       string     `json:"status"`                 // settled, held, due, asked, served, unserved, failed, refundable or refunded
	ReleaseAt    string     `json:"releaseAt,omitempty"`    // the last second in which it can be disputed, or answers to a dispute be shown wrong
	Request      uint64     `json:"request,omitempty"`      // by which it is disputed
	AnswersUntil string     `json:"answersUntil,omitempty"` // likewise: the last second for answers
	Answers      *uint32    `json:"answers,omitempty"`      // likewise: that stand
	Needed       uint32     `json:"needed,omitempty"`       // likewise: t
	RefundAt     uint64     `json:"refundAt,omitempty"`     // block from which on it can be refunded
	BondLeft     string     `json:"bondLeft,omitempty"`     // wei of the request's bond that the account can take back
	BondAfter    string     `json:"bondAfter,omitempty"`    // after which moment; missing if it can now
}

func jsonPurchase(p *market.Purchase) purchaseJSON {
	j := purchaseJSON{Link: p.Link.String(), Number: p.Number, Seller: p.Seller.Hex(), Buyer: p.Holder.Hex(), Payer: p.Payer.Hex(),
		Price: p.Price.String(), Currency: jsonAmount(p.Currency, p.Price), Until: day(p.Until), Block: p.Block, Status: string(p.Status),
		Request: p.Request, Needed: p.Needed, RefundAt: p.RefundAt}
	if p.Referrer != (common.Address{}) {
		j.Referrer = p.Referrer.Hex()
	}
	if p.ReleaseAt != 0 {
		j.ReleaseAt = day(p.ReleaseAt)
	}
	if p.AnswersUntil != 0 {
		j.AnswersUntil, j.Answers = day(p.AnswersUntil), &p.Standing
	}
	if p.BondLeft != nil {
		j.BondLeft = p.BondLeft.String()
		if p.BondFrom != 0 {
			j.BondAfter = day(p.BondFrom)
		}
	}
	return j
}

// statusText says for people how far a payment is; "" for one that is not in escrow any more.
func statusText(p *market.Purchase) string {
	switch p.Status {
	case market.Held:
		return fmt.Sprintf("in escrow until %s", day(p.ReleaseAt))
	case market.Due:
		return "in escrow, and can be released"
	case market.Asked:
		return fmt.Sprintf("in dispute: %d of %d answers, until %s", p.Standing, p.Needed, day(p.AnswersUntil))
	case market.Served:
		return fmt.Sprintf("in dispute, and served: can be released after %s", day(p.ReleaseAt))
	case market.Unserved:
		return fmt.Sprintf("in dispute, and not served: %d of %d answers", p.Standing, p.Needed)
	case market.Failed:
		return fmt.Sprintf("not served: can be refunded from block %d on", p.RefundAt)
	case market.Refundable:
		return "not served: can be refunded"
	case market.Refunded:
		return "refunded"
	}
	return ""
}

// openPurchase connects and finds the payment that a verb is about: the one of the number, or the only
// one for which is says yes. what says in words what the verb looks for.
func openPurchase(ctx context.Context, cfg *purchaseConfig, verb, arg, what string, is func(*market.Purchase) bool) (*client, *market.Purchase, error) {
	links, _, err := readOwnLinks(ctx, &cfg.Network, verb, arg)
	if err != nil {
		return nil, nil, err
	}
	link := links[0]
	c, err := connect(ctx, &cfg.Network, "opening", true)
	if err != nil {
		return nil, nil, err
	}
	p, err := func() (*market.Purchase, error) {
		all, err := c.Purchases(ctx, link.Market, cfg.Network.Since, link)
		if err != nil {
			return nil, err
		}
		var found []*market.Purchase
		for _, p := range all {
			if p.Number == cfg.Number || cfg.Number == 0 && is(p) {
				found = append(found, p)
			}
		}
		switch {
		case len(found) == 1:
			return found[0], nil
		case len(found) > 1:
			numbers := make([]string, len(found))
			for i, p := range found {
				numbers[i] = fmt.Sprint(p.Number)
			}
			return nil, wrongUsage(verb, "%s has several payments %s there: say which with --number %s", c.wallet, what, strings.Join(numbers, ", or "))
		case len(all) == 0:
			return nil, fmt.Errorf("%w: %s has bought nothing there", market.ErrNoPurchase, c.wallet)
		}
		last := all[len(all)-1]
		return nil, fmt.Errorf("%w: %s has no payment %s there; the last, %d, is %s", market.ErrNoPurchase, c.wallet, what, last.Number, last.Status)
	}()
	if err != nil {
		c.close()
		return nil, nil, err
	}
	return c, p, nil
}

// printPurchase writes a payment after something was done with it.
func (p *purchaseConfig) print(bought *market.Purchase, text string) error {
	if p.JSON {
		return printJSON(jsonPurchase(bought))
	}
	return print(text + "\n")
}

func acceptCommand() *cobra.Command {
	var cfg purchaseConfig
	c := &cobra.Command{
		Use:   "accept LINK",
		Short: "end the escrow of a payment early: what was bought is here",
		Long: `End the escrow of a payment early, as its payer or as the licence's holder: the seller can withdraw it
then, and nobody can ask for it back any more. Nobody has to: it ends by itself.`,
		Example: "  latchkey accept latchkey://CHAIN/MARKET/ASSET",
		Args:    exactly(1, "one link"),
		RunE:    func(c *cobra.Command, args []string) error { return accept(c.Context(), &cfg, args[0]) },
	}
	cfg.flags(c)
	return c
}

func accept(ctx context.Context, cfg *purchaseConfig, arg string) error {
	c, p, err := openPurchase(ctx, cfg, "accept", arg, "in escrow", func(p *market.Purchase) bool {
		return p.InEscrow() && p.Status != market.Failed && p.Status != market.Refundable
	})
	if err != nil {
		return err
	}
	defer c.close()
	c.progress.show(waitsForBlock)
	if err := c.Accept(ctx, p); err != nil {
		return err
	}
	c.progress.end()
	p.Status = market.Settled
	return cfg.print(p, fmt.Sprintf("accepted: %s of purchase %d are the seller's", p.Currency.Text(p.Price), p.Number))
}

// disputeConfig configures dispute.
type disputeConfig struct {
	purchaseConfig
	// Output and Force are buy's.
	Output string
	Force  bool
	// NoWait ends where something has to be waited for; refund goes on.
	NoWait bool
}

func disputeCommand() *cobra.Command {
	var cfg disputeConfig
	c := &cobra.Command{
		Use:   "dispute LINK",
		Short: "ask for a file on the chain, and for the price if no node answers",
		Long: `For whom the nodes do not let in although the price is paid and in escrow: ask for the file on the
chain, with a bond out of which those who answer are paid. If enough nodes answer in time, the file is
opened. If not, the licence ends, and 64 blocks later the price goes back to who paid it. What the answers
leave of the bond comes back as well, as soon as no more are paid.

Only the licence's holder can do it, while the payment is in escrow. It may take hours; it can be
interrupted at any time, and "latchkey refund" goes on where it stopped.`,
		Example: "  latchkey dispute -o rain.csv latchkey://CHAIN/MARKET/ASSET",
		Args:    exactly(1, "one link"),
		RunE:    func(c *cobra.Command, args []string) error { return dispute(c.Context(), &cfg, args[0]) },
	}
	cfg.flags(c)
	f := c.Flags()
	f.StringVarP(&cfg.Output, "output", "o", "", "`file` to write; - is standard output (default: the listing's name for it)")
	f.BoolVar(&cfg.Force, "force", false, "replace the output file")
	f.BoolVar(&cfg.NoWait, "no-wait", false, "end where a refund has to wait; \"latchkey refund\" goes on")
	return c
}

// disputed says whether a payment is somewhere between its dispute and its refund. One that is served may
// have been by wrong answers, which a refund looks at.
func disputed(p *market.Purchase) bool {
	return p.Status == market.Asked || p.Status == market.Served || p.Status == market.Unserved || p.Status == market.Failed || p.Status == market.Refundable
}

func dispute(ctx context.Context, cfg *disputeConfig, arg string) error {
	if cfg.JSON && cfg.Output == "-" {
		return wrongUsage("dispute", "--json and the file cannot both go to standard output")
	}
	c, p, err := openPurchase(ctx, &cfg.purchaseConfig, "dispute", arg, "that can be disputed", func(p *market.Purchase) bool { return p.Status == market.Held || disputed(p) || p.BondLeft != nil })
	if err != nil {
		return err
	}
	defer c.close()
	if p.Status != market.Held {
		return refund(ctx, &cfg.purchaseConfig, c, p, !cfg.NoWait)
	}
	item, err := c.ShowBought(ctx, p)
	if err != nil {
		return err
	}
	out, name := &output{Writer: io.Discard}, cfg.Output
	if item.Metadata == nil { // the members can be asked all the same
		note("%v.", item.Err)
	} else {
		if name == "" {
			if name = item.Metadata.Name; !sellersName(name) {
				return wrongUsage("dispute", "the seller calls the file %q: choose a name with --output", name)
			}
		}
		if out, err = createOutput(name, cfg.Force); err != nil {
			return err
		}
	}
	defer out.close()
	note("Asking on the chain for what purchase %d bought, for %s.", p.Number, p.Currency.Text(p.Price))
	opened, err := c.Dispute(ctx, item, p, out)
	if err != nil && !errors.Is(err, market.ErrUnanswered) && !errors.Is(err, quorum.ErrTooFew) {
		return err
	}
	if !opened { // for want of answers, or because only an earlier run could read them
		if err != nil {
			note("%v", err)
		}
		out.close()
		return refund(ctx, &cfg.purchaseConfig, c, p, !cfg.NoWait)
	}
	if err := out.commit(); err != nil {
		return err
	}
	var later *market.NotYetError
	if err := c.ReclaimBond(ctx, p); errors.As(err, &later) {
		note("What the answers leave of the bond comes back with \"latchkey refund\", after %s.", day(later.Until))
	} else if err != nil { // the file is open, and that is what was asked for
		note("What the answers left of the bond could not be taken back: %v. \"latchkey refund\" tries again.", err)
	}
	c.progress.end()
	p.Status = market.Served
	if cfg.JSON {
		return printJSON(jsonPurchase(p))
	}
	if name != "-" {
		note("Opened and verified: %s, %s. The nodes answered on the chain, and the seller is paid.", name, size(item.Metadata.Size))
	}
	return nil
}

// refundConfig configures refund.
type refundConfig struct {
	purchaseConfig
	NoWait bool
}

func refundCommand() *cobra.Command {
	var cfg refundConfig
	c := &cobra.Command{
		Use:   "refund LINK",
		Short: "go on with a dispute, until the price is back",
		Long: `Go on with a dispute that was begun with "latchkey dispute", from wherever it is: wait until the time
for answers is over, tell the market that too few came, wait 64 blocks, and take the price back. What
is waited for is told; with --no-wait the command ends there, and goes on when it is called again.
Answers that are wrong are shown to the contract, and do not count: call it again before the dispute ends.
However it ends, what the answers left of the bond is taken back, by the account that paid it.`,
		Example: "  latchkey refund latchkey://CHAIN/MARKET/ASSET",
		Args:    exactly(1, "one link"),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, p, err := openPurchase(cmd.Context(), &cfg.purchaseConfig, "refund", args[0], "in dispute", func(p *market.Purchase) bool { return disputed(p) || p.BondLeft != nil })
			if err != nil {
				return err
			}
			defer c.close()
			return refund(cmd.Context(), &cfg.purchaseConfig, c, p, !cfg.NoWait)
		},
	}
	cfg.flags(c)
	c.Flags().BoolVar(&cfg.NoWait, "no-wait", false, "end where it has to wait")
	return c
}

func refund(ctx context.Context, cfg *purchaseConfig, c *client, p *market.Purchase, wait bool) error {
	var told market.Status
	err := c.Refund(ctx, p, wait, func(later *market.NotYetError) {
		if told != p.Status {
			told = p.Status
			note("Purchase %d is %s.", p.Number, statusText(p))
		}
		c.progress.show(later.Error())
	})
	if err != nil {
		return err
	}
	c.progress.end()
	text := fmt.Sprintf("refunded: %s of purchase %d, to %s", p.Currency.Text(p.Price), p.Number, p.Payer)
	if p.Payer == c.wallet.Address() {
		c.progress.show(waitsForBlock)
		amount, err := c.Withdraw(ctx, p.Link.Market, p.Currency.Token, common.Address{})
		if err != nil {
			return err
		}
		c.progress.end()
		if amount.Sign() > 0 {
			text += fmt.Sprintf("\n%s paid to %s", p.Currency.Text(amount), c.wallet)
		}
	}
	return cfg.print(p, text)
}

// releaseConfig configures release.
type releaseConfig struct {
	JSON bool

	Network config.Network
}

func releaseCommand() *cobra.Command {
	var cfg releaseConfig
	c := &cobra.Command{
		Use:   "release [LINK ..]",
		Short: "end the escrow of payments whose time is over",
		Long: `End the escrow of all payments whose time is over, so that those whom they are due to can withdraw them:
of the listings named, or of all that the wallet's account sells. Anybody can do it, for anybody.`,
		Example: "  latchkey release && latchkey withdraw",
		Args:    cobra.ArbitraryArgs,
		RunE:    func(c *cobra.Command, args []string) error { return release(c.Context(), &cfg, args) },
	}
	f := c.Flags()
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

func release(ctx context.Context, cfg *releaseConfig, args []string) error {
	n := &cfg.Network
	links, at, err := readOwnLinks(ctx, n, "release", args...)
	if err != nil {
		return err
	}
	if len(links) == 0 {
		if err := n.NeedMarket(); err != nil {
			return err
		}
	}
	c, err := connect(ctx, n, "releasing", true)
	if err != nil {
		return err
	}
	defer c.close()
	c.progress.show(waitsForBlock)
	released, err := c.Release(ctx, at, n.Since, links...)
	c.progress.end()
	if err != nil && len(released) == 0 {
		return err
	}
	if cfg.JSON {
		out := make([]purchaseJSON, len(released))
		for i, p := range released {
			p.Status = market.Settled
			out[i] = jsonPurchase(p)
		}
		return errors.Join(printJSON(struct {
			Released []purchaseJSON `json:"released"`
		}{out}), err)
	}
	var b strings.Builder
	for _, p := range released {
		fmt.Fprintf(&b, "released: %s of purchase %d\n    %s\n", p.Currency.Text(p.Price), p.Number, p.Link)
	}
	if len(released) == 0 {
		b.WriteString("nothing to release\n")
	}
	return errors.Join(print(b.String()), err)
}

// purchasesConfig configures purchases.
type purchasesConfig struct {
	JSON bool

	Network config.Network
}

func purchasesCommand() *cobra.Command {
	var cfg purchasesConfig
	c := &cobra.Command{
		Use:   "purchases [LINK ..]",
		Short: "show what the wallet's account bought, and was given",
		Long: `Show what the wallet's account bought, for itself or others, what others bought for it, and how far each
payment is that waits in escrow.`,
		Example: "  latchkey purchases",
		Args:    cobra.ArbitraryArgs,
		RunE:    func(c *cobra.Command, args []string) error { return purchases(c.Context(), &cfg, args) },
	}
	f := c.Flags()
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

func purchases(ctx context.Context, cfg *purchasesConfig, args []string) error {
	n := &cfg.Network
	links, at, err := readOwnLinks(ctx, n, "purchases", args...)
	if err != nil {
		return err
	}
	n.Market = at
	if err := n.NeedMarket(); err != nil {
		return err
	}
	_, named, err := n.Account()
	if err != nil {
		return err
	}
	c, err := connect(ctx, n, "reading", !named)
	if err != nil {
		return err
	}
	defer c.close()
	bought, err := c.Purchases(ctx, n.Market, n.Since, links...)
	if err != nil {
		return err
	}
	if cfg.JSON {
		out := make([]purchaseJSON, len(bought))
		for i, p := range bought {
			out[i] = jsonPurchase(p)
		}
		return printJSON(struct {
			Purchases []purchaseJSON `json:"purchases"`
		}{out})
	}
	if len(bought) == 0 {
		note("Nothing was bought here.")
	}
	var b strings.Builder
	for _, p := range bought {
		fmt.Fprintf(&b, "%s\n    %s\n", purchaseText(p, fmt.Sprintf(", purchase %d", p.Number), p.Payer != p.Holder), p.Link)
	}
	return print(b.String())
}

// purchaseText writes a payment on one line.
func purchaseText(p *market.Purchase, more string, gift bool) string {
	text := p.Currency.Text(p.Price) + more
	if gift {
		text += fmt.Sprintf(", by %s for %s", p.Payer, p.Holder)
	}
	if p.Until != chain.Perpetual && p.Until < math.MaxInt64 {
		text += ", licence until " + day(p.Until)
	}
	if status := statusText(p); status != "" {
		text += ", " + status
	}
	if p.BondLeft != nil {
		text += fmt.Sprintf(", and %s of the bond can be taken back", market.Ethers.Text(p.BondLeft))
		if p.BondFrom != 0 {
			text += " after " + day(p.BondFrom)
		}
	}
	return text
}
