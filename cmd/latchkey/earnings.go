package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/market"
)

// salesConfig configures sales.
type salesConfig struct {
	JSON bool

	Network config.Network
}

func salesCommand() *cobra.Command {
	var cfg salesConfig
	c := &cobra.Command{
		Use:   "sales",
		Short: "show who bought what from the wallet's account, with totals",
		Long: `Show who bought what from the wallet's account, what was earned by each listing and in each token, what
of it waits in escrow and until when, and what can be withdrawn.`,
		Args: exactly(0, "none"),
		RunE: func(c *cobra.Command, _ []string) error { return sales(c.Context(), &cfg) },
	}
	f := c.Flags()
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

// totalJSON is what was sold in one currency, as --json prints it. Amounts are of its smallest unit.
type totalJSON struct {
	Token     string `json:"token,omitempty"` // its address; missing for the chain's coin
	Symbol    string `json:"symbol"`
	Decimals  uint8  `json:"decimals"`
	Sold      int    `json:"sold"`                // purchases
	Sum       string `json:"sum"`                 // of their prices, without what was refunded
	Held      string `json:"held"`                // of it, in escrow
	HeldUntil string `json:"heldUntil,omitempty"` // RFC 3339, of the last of it; missing if nothing is held
	Due       string `json:"due"`                 // of what is held, can be released now
	Refunded  string `json:"refunded"`
}

func jsonTotal(t market.Total) totalJSON {
	a := jsonAmount(t.Currency, t.Sum)
	j := totalJSON{a.Token, a.Symbol, a.Decimals, t.Sold, a.Amount, t.Held.String(), "", t.Due.String(), t.Refunded.String()}
	if t.HeldTo != 0 {
		j.HeldUntil = day(t.HeldTo)
	}
	return j
}

// salesJSON is what sales prints with --json.
type salesJSON struct {
	Sales    []purchaseJSON `json:"sales"`
	Listings []struct {
		Link string `json:"link"`
		totalJSON
	} `json:"listings"`
	Tokens []struct {
		totalJSON
		Owed string `json:"owed"` // can be withdrawn, by whatever it was earned
	} `json:"tokens"` // the coin first
	Owed string `json:"owed"` // wei of the coin that can be withdrawn
}

func sales(ctx context.Context, cfg *salesConfig) error {
	n := &cfg.Network
	if err := n.NeedMarket(); err != nil {
		return err
	}
	// Nothing is signed: no passphrase, unless the file does not name its account.
	_, named, err := n.Account()
	if err != nil {
		return err
	}
	c, err := connect(ctx, n, "reading", !named)
	if err != nil {
		return err
	}
	defer c.close()
	sold, err := c.Sales(ctx, n.Market, n.Since)
	if err != nil {
		return err
	}
	if cfg.JSON {
		out := salesJSON{Sales: make([]purchaseJSON, len(sold.Purchases)), Owed: sold.Tokens[0].Owed.String()}
		for i, p := range sold.Purchases {
			out.Sales[i] = jsonPurchase(p)
		}
		for _, l := range sold.Listings {
			out.Listings = append(out.Listings, struct {
				Link string `json:"link"`
				totalJSON
			}{l.Link.String(), jsonTotal(l.Total)})
		}
		for _, t := range sold.Tokens {
			out.Tokens = append(out.Tokens, struct {
				totalJSON
				Owed string `json:"owed"`
			}{jsonTotal(t.Total), t.Owed.String()})
		}
		return printJSON(out)
	}
	var b strings.Builder
	for _, p := range sold.Purchases {
		fmt.Fprintf(&b, "%s\n    %s\n", purchaseText(p, fmt.Sprintf(" from %s", p.Holder), false), p.Link)
	}
	for _, l := range sold.Listings {
		if len(sold.Listings) > 1 && l.Sold > 0 {
			fmt.Fprintf(&b, "%s of %s\n", totalText(l.Total), l.Link)
		}
	}
	var owed []string
	for _, t := range sold.Tokens {
		if t.Owed.Sign() > 0 || t.Currency.Token == chain.Coin && len(sold.Tokens) == 1 {
			owed = append(owed, t.Currency.Text(t.Owed))
		}
		if t.Held.Sign() > 0 {
			text := fmt.Sprintf("%s in escrow, until %s", t.Currency.Text(t.Held), day(t.HeldTo))
			if t.Due.Sign() > 0 {
				text += fmt.Sprintf("; of it, \"latchkey release\" releases %s", t.Currency.Text(t.Due))
			}
			fmt.Fprintln(&b, text)
		}
	}
	if len(owed) == 0 {
		owed = []string{"nothing"}
	}
	fmt.Fprintf(&b, "%s; %s can be withdrawn\n", counted(len(sold.Purchases), "sale"), strings.Join(owed, " and "))
	return print(b.String())
}

// counted writes "1 sale" and "2 sales".
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// totalText writes a total on one line.
func totalText(t market.Total) string {
	text := fmt.Sprintf("%s, %s", counted(t.Sold, "sale"), t.Currency.Text(t.Sum))
	if t.Held.Sign() > 0 {
		text += fmt.Sprintf(" (%s in escrow)", t.Currency.Text(t.Held))
	}
	if t.Refunded.Sign() > 0 {
		text += fmt.Sprintf(" (and %s refunded)", t.Currency.Text(t.Refunded))
	}
	return text
}

// withdrawConfig configures withdraw.
type withdrawConfig struct {
	// Token to withdraw; empty is the coin and each token of which something is owed.
	Token string
	// To is who is paid; empty is the wallet's account.
	To   string
	JSON bool

	Network config.Network
}

func withdrawCommand() *cobra.Command {
	var cfg withdrawConfig
	c := &cobra.Command{
		Use:   "withdraw",
		Short: "pay what was earned to the wallet's account, or another",
		Long: `Pay out all that the market owes the wallet's account: by sales, royalties, referrals, refunds and as a
member of committees. Each token is a transaction of its own.`,
		Example: "  latchkey withdraw\n  latchkey withdraw --to 0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
		Args:    exactly(0, "none"),
		RunE:    func(c *cobra.Command, _ []string) error { return withdraw(c.Context(), &cfg) },
	}
	f := c.Flags()
	f.StringVar(&cfg.Token, "token", "", "`address` of the token to withdraw alone; the chain's coin is 0x and 40 zeros (default: all of which something is owed)")
	f.StringVar(&cfg.To, "to", "", "`account` that is paid (default: the wallet's)")
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

// withdrawnJSON is what withdraw prints with --json.
type withdrawnJSON struct {
	Account   string       `json:"account"`
	To        string       `json:"to"`
	Withdrawn string       `json:"withdrawn"` // wei of the coin
	Amounts   []amountJSON `json:"amounts"`   // all that was withdrawn
}

func withdraw(ctx context.Context, cfg *withdrawConfig) error {
	var token, to common.Address
	for _, given := range []struct {
		flag, text string
		into       *common.Address
	}{{"token", cfg.Token, &token}, {"to", cfg.To, &to}} {
		if given.text == "" {
			continue
		}
		var err error
		if *given.into, err = config.ParseAddress(given.text); err != nil {
			return wrongUsage("withdraw", "--%s: %w", given.flag, err)
		}
	}
	n := &cfg.Network
	if err := n.NeedMarket(); err != nil {
		return err
	}
	c, err := connect(ctx, n, "withdrawing", true)
	if err != nil {
		return err
	}
	defer c.close()
	if to == (common.Address{}) {
		to = c.wallet.Address()
	}
	owed := []market.Amount{{}}
	if cfg.Token == "" {
		if owed, err = c.Owed(ctx, n.Market, n.Since); err != nil {
			return err
		}
	} else if owed[0].Currency, err = c.Currency(ctx, token); err != nil {
		return err
	}
	out := withdrawnJSON{c.wallet.Address().Hex(), to.Hex(), "0", []amountJSON{}}
	var b strings.Builder
	var failed error
	c.progress.show(waitsForBlock)
	for _, o := range owed {
		if cfg.Token == "" && o.Amount.Sign() == 0 {
			continue
		}
		amount, err := c.Withdraw(ctx, n.Market, o.Currency.Token, to)
		if err != nil { // one token that does not move keeps nobody from the others
			failed = errors.Join(failed, fmt.Errorf("token %s: %w", o.Currency.Token, err))
			if ctx.Err() != nil {
				break
			}
			continue
		}
		if amount.Sign() == 0 {
			continue
		}
		if o.Currency.Token == chain.Coin {
			out.Withdrawn = amount.String()
		}
		out.Amounts = append(out.Amounts, jsonAmount(o.Currency, amount))
		fmt.Fprintf(&b, "%s paid to %s\n", o.Currency.Text(amount), to)
	}
	c.progress.end()
	if failed != nil && len(out.Amounts) == 0 {
		return failed
	}
	if cfg.JSON {
		return errors.Join(printJSON(out), failed)
	}
	if len(out.Amounts) == 0 {
		fmt.Fprintf(&b, "nothing to withdraw for %s\n", c.wallet)
	}
	return errors.Join(print(b.String()), failed)
}

// listingChange configures the verbs that change a listing: reprice, restock and stop.
type listingChange struct {
	JSON bool

	Network config.Network
}

func (cfg *listingChange) flags(c *cobra.Command) {
	c.Flags().BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(c.Flags())
}

// changeListing connects as the seller, does something with a listing, and says what.
func changeListing(ctx context.Context, cfg *listingChange, verb, arg string, do func(c *client, link market.Link) (string, error)) error {
	link, err := readLink(ctx, verb, arg)
	if err != nil {
		return err
	}
	c, err := connect(ctx, &cfg.Network, verb, true)
	if err != nil {
		return err
	}
	defer c.close()
	text, err := do(c, link)
	if err != nil {
		return err
	}
	c.progress.end()
	if cfg.JSON {
		item, err := c.Show(ctx, link)
		if err != nil {
			return err
		}
		return printJSON(jsonItem(item))
	}
	return print(text + ": " + link.String() + "\n")
}

func stopCommand() *cobra.Command {
	var cfg listingChange
	c := &cobra.Command{
		Use:   "stop LINK",
		Short: "end the sale of a file; who bought it keeps access",
		Args:  exactly(1, "one link"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return changeListing(cmd.Context(), &cfg, "stop", args[0], func(c *client, link market.Link) (string, error) {
				c.progress.show(waitsForBlock)
				return "not sold any more", c.Stop(cmd.Context(), link)
			})
		},
	}
	cfg.flags(c)
	return c
}

func repriceCommand() *cobra.Command {
	var cfg listingChange
	c := &cobra.Command{
		Use:   "reprice LINK AMOUNT",
		Short: "ask another price from now on",
		Long: `Ask another price from now on, in the currency in which the file is listed. Whoever is just about to pay
the old one pays nothing, and sees the new one.`,
		Example: "  latchkey reprice latchkey://CHAIN/MARKET/ASSET 0.02eth",
		Args:    exactly(2, "a link and an amount like 0.02eth"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return changeListing(cmd.Context(), &cfg, "reprice", args[0], func(c *client, link market.Link) (string, error) {
				item, err := c.Show(cmd.Context(), link)
				if err != nil {
					return "", err
				}
				price, err := item.Currency.Parse(args[1])
				if err != nil {
					return "", wrongUsage("reprice", "price %w", err)
				}
				c.progress.show(waitsForBlock)
				return "costs " + item.Currency.Text(price) + " now", c.Reprice(cmd.Context(), link, price)
			})
		},
	}
	cfg.flags(c)
	return c
}

// restockConfig configures restock.
type restockConfig struct {
	listingChange
	// Stock is how many are left from now on, or "unlimited"; empty leaves it as it is.
	Stock string
	// Ends is the last second of the sales, RFC 3339 or a day, or "never"; empty leaves it as it is.
	Ends string
}

func restockCommand() *cobra.Command {
	var cfg restockConfig
	c := &cobra.Command{
		Use:     "restock LINK",
		Short:   "set how many are left to sell, and until when",
		Example: "  latchkey restock --stock 100 --ends 2027-12-31 latchkey://CHAIN/MARKET/ASSET",
		Args:    exactly(1, "one link"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if cfg.Stock == "" && cfg.Ends == "" {
				return wrongUsage("restock", "say what changes, with --stock or --ends")
			}
			return changeListing(cmd.Context(), &cfg.listingChange, "restock", args[0], func(c *client, link market.Link) (string, error) {
				item, err := c.Show(cmd.Context(), link)
				if err != nil {
					return "", err
				}
				l := item.Listing
				if cfg.Stock == "unlimited" {
					l.Stock = chain.Unlimited
				} else if cfg.Stock != "" {
					n, err := strconv.ParseUint(cfg.Stock, 10, 32)
					if err != nil || n == math.MaxUint32 {
						return "", wrongUsage("restock", "--stock %q is neither a number nor unlimited", cfg.Stock)
					}
					l.Stock = uint32(n)
				}
				if cfg.Ends == "never" {
					l.EndsAt = 0
				} else if cfg.Ends != "" {
					if l.EndsAt, err = lastSecond(cfg.Ends); err != nil {
						return "", wrongUsage("restock", "--ends: %w", err)
					}
				}
				c.progress.show(waitsForBlock)
				if err := c.Restock(cmd.Context(), link, l.Stock, l.EndsAt); err != nil {
					return "", err
				}
				item.Listing = l
				text := availability(item)
				if text == "" {
					text = "sold without an end"
				}
				return text, nil
			})
		},
	}
	cfg.flags(c)
	f := c.Flags()
	f.StringVar(&cfg.Stock, "stock", "", "`number` of licences that are left, or unlimited (default: as it is)")
	f.StringVar(&cfg.Ends, "ends", "", "last `moment` of the sales: 2027-12-31, 2027-12-31T18:00:00Z, or never (default: as it is)")
	return c
}

// lastSecond reads a moment, RFC 3339, or a day, whose last second it is then, in UTC.
func lastSecond(s string) (uint64, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil && t.Unix() > 0 {
		return uint64(t.Unix()), nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Unix() < 0 {
		return 0, fmt.Errorf("%q is neither a day like 2027-12-31 nor a moment like 2027-12-31T18:00:00Z", s)
	}
	return uint64(t.Unix()) + 24*3600 - 1, nil
}

// feesConfig configures node fees.
type feesConfig struct {
	// Show only tells, and sends nothing.
	Show bool
	JSON bool

	Network config.Network
}

func nodeFeesCommand() *cobra.Command {
	var cfg feesConfig
	c := &cobra.Command{
		Use:   "fees",
		Short: "share out and withdraw what sales brought the committee's members",
		Long: `Share out what sales brought the members of the epochs that the operator is a member of, in equal parts, and
withdraw the operator's own. Only listings whose seller gives members a part bring any. It is not what
answers on the chain earn, which "latchkey node collect" pays.`,
		Example: "  latchkey node fees --show",
		Args:    exactly(0, "none"),
		RunE:    func(c *cobra.Command, _ []string) error { return nodeFees(c.Context(), &cfg) },
	}
	f := c.Flags()
	f.BoolVar(&cfg.Show, "show", false, "show what there is, and send nothing")
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

// feeJSON is what an epoch's members earned, as --json prints it.
type feeJSON struct {
	Committee uint64     `json:"committee"`
	Epoch     uint64     `json:"epoch"`
	Pot       string     `json:"pot"`  // of all members, of the currency's smallest unit
	Part      amountJSON `json:"part"` // the operator's
}

func nodeFees(ctx context.Context, cfg *feesConfig) error {
	n := &cfg.Network
	if err := n.NeedMarket(); err != nil {
		return err
	}
	c, err := connect(ctx, n, "sharing fees", !cfg.Show)
	if err != nil {
		return err
	}
	defer c.close()
	fees, err := c.Fees(ctx, n.Market, n.Since)
	if err != nil {
		return err
	}
	out := struct {
		Fees    []feeJSON    `json:"fees"`    // that were to be shared out
		Amounts []amountJSON `json:"amounts"` // that were withdrawn
	}{[]feeJSON{}, []amountJSON{}}
	var b strings.Builder
	for _, f := range fees {
		out.Fees = append(out.Fees, feeJSON{f.Committee, f.Epoch, f.Pot.String(), jsonAmount(f.Currency, f.Part)})
		fmt.Fprintf(&b, "committee %d, epoch %d: %s, of which each member has %s\n", f.Committee, f.Epoch, f.Currency.Text(f.Pot), f.Currency.Text(f.Part))
	}
	if !cfg.Show {
		c.progress.show(waitsForBlock)
		for _, f := range fees {
			if err := c.ShareFee(ctx, n.Market, f); err != nil {
				return err
			}
		}
		// Also what others have shared out before.
		owed, err := c.Owed(ctx, n.Market, n.Since)
		if err != nil {
			return err
		}
		for _, o := range owed {
			if o.Amount.Sign() == 0 {
				continue
			}
			amount, err := c.Withdraw(ctx, n.Market, o.Currency.Token, common.Address{})
			if err != nil {
				return err
			}
			out.Amounts = append(out.Amounts, jsonAmount(o.Currency, amount))
			fmt.Fprintf(&b, "%s paid to %s\n", o.Currency.Text(amount), c.wallet)
		}
		c.progress.end()
	}
	if cfg.JSON {
		return printJSON(out)
	}
	if b.Len() == 0 {
		b.WriteString("no fees: sales brought this account nothing as a member\n")
	}
	return print(b.String())
}
