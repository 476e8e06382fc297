package main

import (
	"context"
	"fmt"
	"math/big"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/market"
)

// buyConfig configures buy.
type buyConfig struct {
	// Output is a file, or - for standard output; empty is the listing's name for it, in
	// the current folder.
	Output string
	// Force replaces Output.
	Force bool
	// MaxPrice is the most that is paid, in the listing's currency, "0.01eth"; empty is any price.
	MaxPrice string
	// Holder is whose licence it is: a gift, which is not opened here. Empty is the wallet's account.
	Holder string
	// Referrer is who is paid the listing's part for having sent the buyer; empty is whom the link
	// names.
	Referrer string
	// Renew pays also while a licence runs, and extends it. The file is opened only if Output is set.
	Renew bool
	// Verify hashes all of the sealed file before anything is paid, also a large one.
	Verify bool
	// AcceptRisk pays where something speaks against it that the buyer may know better about.
	AcceptRisk bool
	// JSON prints what was done. Output must not be standard output then.
	JSON bool

	Network config.Network
}

func buyCommand() *cobra.Command {
	var cfg buyConfig
	c := &cobra.Command{
		Use:   "buy LINK",
		Short: "pay if needed, fetch, open and verify",
		Long: `Buy the file behind a link and open it. Nothing is asked: the price is shown and paid, unless it
is over --max-price. Whoever bought it before, and its seller, pays nothing.

Before money moves, the sealed file is looked at where it is stored, and compared with what the
seller listed; whether it is sealed for this sale; and whether enough nodes would let the buyer in,
now and for as long as the licence lasts. The output appears when all of it is there and right.

Tokens are paid by a signature where the token takes one; otherwise just the price is allowed to
the market first.

The link of an unlisted listing has a key in it. So that it is in no list of processes and no shell's
history, LINK may be @FILE, a file with the link in it, or - for standard input.`,
		Example: `  latchkey buy latchkey://CHAIN/MARKET/ASSET
  latchkey buy --max-price 0.01eth -o rain.csv latchkey://CHAIN/MARKET/ASSET
  latchkey buy - < link.txt
  latchkey buy --holder 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 latchkey://CHAIN/MARKET/ASSET`,
		Args: exactly(1, "one link"),
		RunE: func(c *cobra.Command, args []string) error { return buy(c.Context(), &cfg, args[0]) },
	}
	f := c.Flags()
	f.StringVarP(&cfg.Output, "output", "o", "", "`file` to write; - is standard output (default: the listing's name for it)")
	f.BoolVar(&cfg.Force, "force", false, "replace the output file")
	f.StringVar(&cfg.MaxPrice, "max-price", "", "`amount` over which nothing is bought, like 0.01eth, in the listing's currency")
	f.StringVar(&cfg.Holder, "holder", "", "`account` whose licence it is: a gift, which only that account opens")
	f.StringVar(&cfg.Referrer, "referrer", "", "`account` that sent the buyer, for the listing's referral part (default: ?ref= of the link)")
	f.BoolVar(&cfg.Renew, "renew", false, "pay also while a licence runs, to extend it; open the file only if --output says where")
	f.BoolVar(&cfg.Verify, "verify", false, "hash all of the sealed file before paying, however large it is")
	f.BoolVar(&cfg.AcceptRisk, "accept-risk", false, "pay although too few nodes answer now, or promise to for long enough, or the policy asks for more")
	f.BoolVar(&cfg.JSON, "json", false, "print what was done as JSON")
	cfg.Network.Flags(f)
	return c
}

// boughtJSON is what buy did, as --json prints it.
type boughtJSON struct {
	itemJSON
	Output      string `json:"output,omitempty"`      // missing for what was not opened
	Paid        string `json:"paid"`                  // now, of the currency's smallest unit
	Holder      string `json:"holder"`                // whose licence it is
	Number      uint32 `json:"number,omitempty"`      // of the purchase, if something was bought
	LicencedTo  string `json:"licencedTo,omitempty"`  // likewise: "ever" or RFC 3339
	EscrowUntil string `json:"escrowUntil,omitempty"` // RFC 3339; missing if the payment does not wait
	Payment     string `json:"payment,omitempty"`     // coin, allowance, permit, permit2 or approval
	Transaction string `json:"transaction,omitempty"`
}

func buy(ctx context.Context, cfg *buyConfig, arg string) error {
	links, _, err := readOwnLinks(ctx, &cfg.Network, "buy", arg)
	if err != nil {
		return err
	}
	link := links[0]
	if cfg.JSON && cfg.Output == "-" {
		return wrongUsage("buy", "--json and the file cannot both go to standard output")
	}
	deal := market.Deal{Renew: cfg.Renew, Verify: cfg.Verify, Referrer: link.Referrer}
	for _, given := range []struct {
		flag, text string
		to         *common.Address
	}{{"holder", cfg.Holder, &deal.Holder}, {"referrer", cfg.Referrer, &deal.Referrer}} {
		if given.text == "" {
			continue
		}
		if *given.to, err = config.ParseAddress(given.text); err != nil {
			return wrongUsage("buy", "--%s: %w", given.flag, err)
		}
	}
	c, err := connect(ctx, &cfg.Network, "opening", true)
	if err != nil {
		return err
	}
	defer c.close()
	if deal.Holder == (common.Address{}) {
		deal.Holder = c.wallet.Address()
	}
	gift := deal.Holder != c.wallet.Address()
	opens := !gift && (!cfg.Renew || cfg.Output != "")
	if gift && cfg.Output != "" {
		return wrongUsage("buy", "a gift is opened by %s, not here: leave --output out", deal.Holder)
	}
	if cfg.Network.Market == (common.Address{}) {
		if err := c.KnownMarket(ctx, link); err != nil {
			return err
		}
	}
	item, err := c.Show(ctx, link)
	if err != nil {
		return err
	}
	// All that can fail without money fails before there is any.
	if item.Metadata == nil {
		return unpaid(item.Err)
	}
	result := boughtJSON{Paid: "0", Holder: deal.Holder.Hex()}
	secret := opens && cfg.Output == "" && item.Metadata.Kind == market.KindSecret
	if secret && cfg.JSON {
		return wrongUsage("buy", "--json and the secret cannot both go to standard output: name a file with --output")
	}
	var out *output
	switch {
	case secret:
		out = holdSecret()
		defer out.close()
	case opens:
		if result.Output = cfg.Output; result.Output == "" {
			if result.Output = item.Metadata.Name; !sellersName(result.Output) {
				return wrongUsage("buy", "the seller calls the file %q: choose a name with --output", result.Output)
			}
		}
		if out, err = createOutput(result.Output, cfg.Force); err != nil {
			return err
		}
		defer out.close()
	}
	licensed := false
	if !gift && !cfg.Renew {
		if licensed, err = c.Licensed(ctx, item); err != nil {
			return err
		}
	}
	if !licensed && opens && out.file != nil {
		if left, ok := roomFor(result.Output); ok && left < item.Metadata.Size {
			return &adviceError{fmt.Errorf("nothing was paid: there is room for %s where %q is to be, and it has %s", size(left), result.Output, size(item.Metadata.Size)),
				"Make room, or name a file elsewhere with --output."}
		}
	}
	if !licensed {
		paid, err := pay(ctx, cfg, c, item, deal)
		if err != nil {
			return err
		}
		if paid != nil {
			result.Paid, result.Number, result.LicencedTo = item.Listing.Price.String(), paid.Number, day(paid.Until)
			result.Payment, result.Transaction = string(paid.By), paid.Transaction.Hex()
			if paid.ReleaseAt != 0 {
				result.EscrowUntil = day(paid.ReleaseAt)
			}
		}
	}
	if opens {
		if err := openItem(ctx, c, item, out, result.Output); err != nil {
			if result.EscrowUntil != "" {
				note("What was paid is in escrow until %s. If nobody lets you in before, ask for it back: latchkey dispute %s", result.EscrowUntil, item.Link)
			} else if result.Number > 0 {
				note("It is paid, and stays paid: the same command again opens it for free.")
			}
			return err
		}
		if err := out.commit(); err != nil {
			return err
		}
	}
	c.progress.end()
	if cfg.JSON {
		result.itemJSON = jsonItem(item)
		return printJSON(result)
	}
	if opens && !secret && result.Output != "-" {
		note("Opened and verified: %s, %s.", result.Output, size(item.Metadata.Size))
	}
	return nil
}

// riskError: something speaks against a purchase that the buyer may know better about.
type riskError struct {
	risks  []error
	tooFew bool // nodes that would answer
}

func (e *riskError) Error() string {
	texts := make([]string, len(e.risks))
	for i, r := range e.risks {
		texts[i] = oneLine(r.Error()) // nodes, listings and policies have their say in it
	}
	return "nothing was paid: " + strings.Join(texts, "\n    and ")
}

// pay buys the item, after looking whether the payment would be of use. It returns nil if it turns
// out that there is nothing to pay for.
func pay(ctx context.Context, cfg *buyConfig, c *client, item *market.Item, deal market.Deal) (*market.Paid, error) {
	if cfg.MaxPrice != "" {
		most, err := item.Currency.Parse(cfg.MaxPrice)
		if err != nil {
			return nil, wrongUsage("buy", "--max-price: %w", err)
		}
		if item.Listing.Price.Cmp(most) > 0 {
			return nil, &adviceError{fmt.Errorf("it costs %s, more than %s", priceText(item), item.Currency.Text(most)), "Nothing was bought. Raise --max-price to buy it."}
		}
	}
	ready, err := c.Check(ctx, item, deal)
	if err != nil {
		return nil, unpaid(err)
	}
	if len(ready.Risks) > 0 && !cfg.AcceptRisk {
		return nil, &riskError{ready.Risks, ready.Ready < ready.Committee.T}
	}
	for _, risk := range ready.Risks {
		note("Accepted: %s.", oneLine(risk.Error()))
	}
	what := fmt.Sprintf("Buying %q by %s for %s, as %s", oneLine(item.Metadata.Title), item.Listing.Seller, priceText(item), c.wallet)
	if deal.Holder != c.wallet.Address() {
		what += fmt.Sprintf(", for %s", deal.Holder)
	}
	note("%s.", what)
	if ready.Until == chain.Perpetual {
		note("%d of %d nodes are ready, and enough of them promise to serve until %s.", ready.Ready, len(ready.Committee.Members), day(ready.Promised))
	}
	c.progress.show(waitsForBlock)
	paid, err := c.Buy(ctx, item, deal)
	if err != nil || paid == nil {
		return nil, err
	}
	text := "Paid."
	if paid.Until != chain.Perpetual {
		text += fmt.Sprintf(" The licence lasts until %s.", day(paid.Until))
	}
	if paid.ReleaseAt != 0 {
		text += fmt.Sprintf(" The price waits in escrow until %s, as purchase %d.", day(paid.ReleaseAt), paid.Number)
	}
	note("%s", text)
	return paid, nil
}

// unpaid says that an error came before the payment.
func unpaid(err error) error {
	advice := explain(err).advice
	return &adviceError{fmt.Errorf("nothing was paid: %w", err), advice}
}

// amountJSON is an amount as --json prints it.
type amountJSON struct {
	Token    string `json:"token,omitempty"` // its address; missing for the chain's coin
	Symbol   string `json:"symbol"`          // as the token calls itself
	Decimals uint8  `json:"decimals"`
	Amount   string `json:"amount"` // of the smallest unit
}

func jsonAmount(c market.Currency, amount *big.Int) amountJSON {
	j := amountJSON{Symbol: c.Symbol, Decimals: c.Decimals, Amount: amount.String()}
	if c.Token != chain.Coin {
		j.Token = c.Token.Hex()
	}
	return j
}
