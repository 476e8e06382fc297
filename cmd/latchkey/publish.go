package main

import (
	"context"
	"fmt"
	"math"
	"mime"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/terms"
)

// publishConfig configures publish.
type publishConfig struct {
	// Price of one licence, "0.01eth". Required; "0eth" gives it away, though nodes still
	// want to see a purchase.
	Price string
	// Title and Description are public. An empty title is the file's name.
	Title, Description string
	// Name of the file as buyers get it; empty is its name here. Required for standard
	// input.
	Name string
	// Duration of a licence; 0 is for ever.
	Duration time.Duration
	// Confirmations is how many blocks a purchase must lie behind the head before nodes
	// believe it, up to 64. Fewer are faster, and more easily undone with the chain.
	Confirmations uint64
	// JSON prints the listing in place of the link.
	JSON bool

	Network config.Network
}

// confirmationsFlag is shared by the verbs that seal.
const (
	defaultConfirmations = 3
	confirmationsUsage   = "`blocks` that must follow a purchase before nodes believe it, up to 64"
)

func checkConfirmations(verb string, n uint64) error {
	if n > terms.MaxConfirmations {
		return wrongUsage(verb, "%d confirmations are more than %d", n, terms.MaxConfirmations)
	}
	return nil
}

func publishCommand() *cobra.Command {
	var cfg publishConfig
	c := &cobra.Command{
		Use:   "publish PATH --price AMOUNT",
		Short: "seal a file, store it, put it up for sale, print the link",
		Long: `Seal a file to the committee for whoever buys it, put it into the store, and list it on the
market. The link on standard output is all that buyers need. Afterwards this computer is not
needed any more: the committee lets buyers in, and the store serves the sealed file.`,
		Example: `  latchkey publish --price 0.01eth --title "Rain in Lisbon, 1990-2025" rain.csv
  tar c photos | latchkey publish --price 0.5eth --name photos.tar --duration 720h -`,
		Args: exactly(1, "the file to publish, or - for standard input"),
		RunE: func(c *cobra.Command, args []string) error { return publish(c.Context(), &cfg, args[0]) },
	}
	f := c.Flags()
	f.StringVar(&cfg.Price, "price", "", "`amount` that a licence costs, like 0.01eth")
	f.StringVar(&cfg.Title, "title", "", "`title` that buyers see (default: the file's name)")
	f.StringVar(&cfg.Description, "description", "", "`text` that buyers see")
	f.StringVar(&cfg.Name, "name", "", "`name` of the file that buyers get (default: as here)")
	f.DurationVar(&cfg.Duration, "duration", 0, "how `long` a licence lasts, like 720h; 0: for ever")
	f.Uint64Var(&cfg.Confirmations, "confirmations", defaultConfirmations, confirmationsUsage)
	f.BoolVar(&cfg.JSON, "json", false, "print the listing as JSON")
	cfg.Network.Flags(f)
	return c
}

func publish(ctx context.Context, cfg *publishConfig, path string) error {
	if cfg.Price == "" {
		return wrongUsage("publish", "no price is given: say --price 0.01eth")
	}
	price, err := market.ParseEther(cfg.Price)
	if err != nil {
		return wrongUsage("publish", "%w", err)
	}
	if err := checkConfirmations("publish", cfg.Confirmations); err != nil {
		return err
	}
	if cfg.Duration < 0 || cfg.Duration > 0 && cfg.Duration < time.Second {
		return wrongUsage("publish", "a licence of %v is too short", cfg.Duration)
	}
	if cfg.Duration > maxDuration {
		return wrongUsage("publish", "a licence of %v is too long: at most %v, or 0 for ever", cfg.Duration, maxDuration)
	}
	if cfg.Name == "" && path == "-" {
		return wrongUsage("publish", "standard input has no name: say --name")
	}
	if cfg.Name == "" {
		cfg.Name = filepath.Base(path)
	}
	if cfg.Title == "" {
		cfg.Title = cfg.Name
	}
	n := &cfg.Network
	if err := n.NeedMarket(); err != nil {
		return err
	}
	if err := n.NeedCommittee(); err != nil {
		return err
	}
	if n.Store == "" {
		return &config.MissingError{Flag: "store", What: "the store for sealed files"}
	}
	store, err := storage.OpenStore(n.Store)
	if err != nil {
		return err
	}
	src, total, err := input(ctx, path)
	if err != nil {
		return err
	}
	defer src.Close()
	c, err := connect(ctx, n, "sealing", true)
	if err != nil {
		return err
	}
	defer c.close()
	c.progress.then = "sealed; " + waitsForBlock
	item, err := c.Publish(ctx, market.Offer{
		Source: src, Size: total, Name: cfg.Name, Type: typeOf(cfg.Name), Title: cfg.Title, Description: cfg.Description,
		Price: price, Duration: uint32(math.Ceil(cfg.Duration.Seconds())),
		Market: n.Market, Committees: n.Committees, Committee: n.Committee, Confirmations: cfg.Confirmations,
		Store: store,
	})
	if err != nil {
		return err
	}
	c.progress.end()
	if strings.HasPrefix(item.Pin.URI, "file:") {
		note("latchkey: the store's locations are files of this computer: nobody else can fetch them. Add ?public=https://.. to --store.")
	}
	if cfg.JSON {
		return printJSON(jsonItem(item))
	}
	return print(item.Link.String() + "\n")
}

// typeOf returns the media type of a file of that name.
func typeOf(name string) string {
	if t := mime.TypeByExtension(filepath.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

// maxDuration is what a Market can count.
const maxDuration = math.MaxUint32 * time.Second

// priceText is a price for people.
func priceText(item *market.Item) string {
	text := item.Currency.Text(item.Listing.Price)
	if d := item.Listing.Duration; d > 0 {
		text += fmt.Sprintf(" for %s", lasting(uint64(d)))
	}
	return text
}

// lasting writes a number of seconds for people.
func lasting(seconds uint64) string {
	switch {
	case seconds%86400 == 0:
		return fmt.Sprintf("%d d", seconds/86400)
	case seconds%3600 == 0:
		return fmt.Sprintf("%d h", seconds/3600)
	case seconds%60 == 0:
		return fmt.Sprintf("%d min", seconds/60)
	}
	return fmt.Sprintf("%d s", seconds)
}
