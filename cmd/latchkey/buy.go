package main

import (
	"context"
	"errors"
	"fmt"
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
	// MaxPrice is the most that is paid, "0.01eth"; empty is any price.
	MaxPrice string
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
is over --max-price. Whoever bought it before, and its seller, pays nothing. The sealed file is
compared with what the seller listed; the output appears when all of it is there and right.`,
		Example: `  latchkey buy latchkey://CHAIN/MARKET/ASSET
  latchkey buy --max-price 0.01eth -o rain.csv latchkey://CHAIN/MARKET/ASSET`,
		Args: exactly(1, "one link"),
		RunE: func(c *cobra.Command, args []string) error { return buy(c.Context(), &cfg, args[0]) },
	}
	f := c.Flags()
	f.StringVarP(&cfg.Output, "output", "o", "", "`file` to write; - is standard output (default: the listing's name for it)")
	f.BoolVar(&cfg.Force, "force", false, "replace the output file")
	f.StringVar(&cfg.MaxPrice, "max-price", "", "`amount` over which nothing is bought, like 0.01eth")
	f.BoolVar(&cfg.JSON, "json", false, "print what was done as JSON")
	cfg.Network.Flags(f)
	return c
}

func buy(ctx context.Context, cfg *buyConfig, arg string) error {
	link, err := market.ParseLink(arg)
	if err != nil {
		return wrongUsage("buy", "%w", err)
	}
	if cfg.JSON && cfg.Output == "-" {
		return wrongUsage("buy", "--json and the file cannot both go to standard output")
	}
	if n := &cfg.Network; n.Market != (common.Address{}) && n.Market != link.Market {
		return &adviceError{fmt.Errorf("the link is for the market %s, and the configured one is %s", link.Market, n.Market),
			fmt.Sprintf("Whoever made that contract decides what it does with the money. If you trust it, say --market %s.", link.Market)}
	}
	c, err := connect(ctx, &cfg.Network, "opening", true)
	if err != nil {
		return err
	}
	defer c.close()
	item, err := c.Show(ctx, link)
	if err != nil {
		return err
	}
	// All that can fail without money fails before there is any.
	if item.Metadata == nil {
		return unpaid(item.Err)
	}
	name := cfg.Output
	secret := name == "" && item.Metadata.Kind == market.KindSecret
	if secret && cfg.JSON {
		return wrongUsage("buy", "--json and the secret cannot both go to standard output: name a file with --output")
	}
	if name == "" && !secret {
		if name = item.Metadata.Name; strings.HasPrefix(name, "-") || strings.HasPrefix(name, ".") {
			return wrongUsage("buy", "the seller calls the file %q: choose a name with --output", name)
		}
	}
	out, err := createOutput(name, cfg.Force)
	if secret {
		out, err = holdSecret(), nil
	}
	if err != nil {
		return err
	}
	defer out.close()
	licensed, err := c.Licensed(ctx, item)
	if err != nil {
		return err
	}
	if !licensed {
		if err := pay(ctx, cfg, c, item); err != nil {
			return err
		}
	}
	if err := c.Open(ctx, item, out); err != nil {
		return err
	}
	if err := out.commit(); err != nil {
		return err
	}
	c.progress.end()
	if cfg.JSON {
		paid := "0"
		if item.Bought > 0 {
			paid = item.Listing.Price.String()
		}
		return printJSON(struct {
			itemJSON
			Output string `json:"output"`
			Paid   string `json:"paid"` // wei, now
		}{jsonItem(item), name, paid})
	}
	if name != "-" && !secret {
		note("Opened and verified: %s, %s.", name, size(item.Metadata.Size))
	}
	return nil
}

// pay buys the item, after looking whether the payment would be of use.
func pay(ctx context.Context, cfg *buyConfig, c *client, item *market.Item) error {
	if cfg.MaxPrice != "" {
		most, err := market.ParseEther(cfg.MaxPrice)
		if err != nil {
			return wrongUsage("buy", "--max-price: %w", err)
		}
		if item.Listing.Price.Cmp(most) > 0 {
			return &adviceError{fmt.Errorf("it costs %s, more than %s ETH", priceText(item), market.Ether(most)), "Nothing was bought. Raise --max-price to buy it."}
		}
	}
	if item.Listing.Stopped {
		return fmt.Errorf("%q is %w", item.Metadata.Title, market.ErrNotForSale)
	}
	stanzas, err := c.Stanzas(ctx, item)
	if err != nil {
		return unpaid(err)
	}
	asset := strings.ToLower(item.Link.Asset.Hex())
	sold := false
	for _, s := range stanzas {
		sold = sold || strings.Contains(strings.ToLower(s.Terms.Policy), asset)
	}
	if !sold {
		return &adviceError{errors.New("the sealed file's policy does not name this sale: paying would not open it"), "Nothing was paid. Tell the seller."}
	}
	note("Buying %q by %s for %s, as %s.", item.Metadata.Title, item.Listing.Seller, priceText(item), c.wallet)
	c.progress.show(waitsForBlock)
	until, _, err := c.Buy(ctx, item)
	if err != nil {
		return err
	}
	if until == chain.Perpetual {
		note("Paid.")
	} else {
		note("Paid. The licence lasts until %s.", day(until))
	}
	return nil
}

// unpaid says that an error came before the payment.
func unpaid(err error) error {
	advice := explain(err).advice
	return &adviceError{fmt.Errorf("nothing was paid: %w", err), advice}
}
