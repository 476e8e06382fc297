package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/sealed"
)

// itemJSON is a listing as --json prints it. Amounts are of the currency's smallest unit, in decimal.
type itemJSON struct {
	Link     string           `json:"link"`
	Asset    string           `json:"asset"`
	Seller   string           `json:"seller"`
	Price    string           `json:"price"`
	Currency amountJSON       `json:"currency"`         // and the price again
	Duration uint32           `json:"duration"`         // seconds; 0: for ever
	Escrow   uint32           `json:"escrow"`           // seconds for which a payment waits; 0: none
	Version  uint16           `json:"version"`          // the latest, from 1
	Sold     uint32           `json:"sold"`             // how many ever
	Stock    *uint32          `json:"stock,omitempty"`  // how many are left; missing: no end
	EndsAt   string           `json:"endsAt,omitempty"` // RFC 3339, the last second of the sales; missing: no end
	Limit    uint32           `json:"limit,omitempty"`  // how many one account may buy; missing: as many as it likes
	Stopped  bool             `json:"stopped"`
	URI      string           `json:"uri"`                // of the document
	Document *market.Metadata `json:"document,omitempty"` // as the seller wrote it
	Error    string           `json:"error,omitempty"`    // why there is none
	Licence  string           `json:"licence,omitempty"`  // end of the account's: "ever" or RFC 3339
}

func jsonItem(i *market.Item) itemJSON {
	j := itemJSON{Link: i.Link.String(), Asset: i.Link.Asset.Hex(), Seller: i.Listing.Seller.Hex(), Price: i.Listing.Price.String(),
		Currency: jsonAmount(i.Currency, i.Listing.Price), Duration: i.Listing.Duration, Escrow: i.Listing.Escrow, Version: i.Listing.Version,
		Sold: i.Listing.Sold, Limit: i.Listing.Limit, Stopped: i.Listing.Stopped, URI: i.Pin.URI, Document: i.Metadata}
	if i.Listing.Stock != chain.Unlimited {
		j.Stock = &i.Listing.Stock
	}
	if i.Listing.EndsAt > 0 {
		j.EndsAt = day(i.Listing.EndsAt)
	}
	if i.Err != nil {
		j.Error = i.Err.Error()
	}
	if i.Licence > 0 {
		j.Licence = day(i.Licence)
	}
	return j
}

// day writes a moment of Unix seconds, in UTC.
func day(unix uint64) string {
	const year10000 = 253402300800
	if unix >= year10000 { // chain.Perpetual among them
		return "ever"
	}
	return time.Unix(int64(unix), 0).UTC().Format(time.RFC3339)
}

// until says for how long a licence lasts.
func until(unix uint64) string {
	if text := day(unix); text != "ever" {
		return "until " + text
	}
	return "for ever"
}

// title is a listing's title, on one line.
func title(i *market.Item) string {
	if errors.Is(i.Err, market.ErrUnlisted) {
		return "(unlisted: its whole link tells what it is)"
	}
	if i.Metadata == nil {
		return "(its document cannot be had)"
	}
	if i.Metadata.Title == "" {
		return oneLine(i.Metadata.Name)
	}
	return oneLine(i.Metadata.Title)
}

// availability says what limits the sales of a listing, if anything does.
func availability(i *market.Item) string {
	l := i.Listing
	switch {
	case l.Stopped:
		return "not sold any more"
	case l.EndsAt != 0 && l.EndsAt < uint64(time.Now().Unix()):
		return "not sold any more, since " + day(l.EndsAt)
	case l.Stock == 0:
		return "sold out"
	}
	var texts []string
	if l.Stock != chain.Unlimited {
		texts = append(texts, fmt.Sprintf("%d left", l.Stock))
	}
	if l.EndsAt != 0 {
		texts = append(texts, "until "+day(l.EndsAt))
	}
	if l.Limit != 0 {
		texts = append(texts, fmt.Sprintf("at most %d for each account", l.Limit))
	}
	return strings.Join(texts, ", ")
}

// listConfig configures list.
type listConfig struct {
	// Seller whose listings are shown, those that are stopped too; empty is everybody's
	// that are for sale.
	Seller string
	JSON   bool

	Network config.Network
}

func listCommand() *cobra.Command {
	var cfg listConfig
	c := &cobra.Command{
		Use:     "list",
		Short:   "show what is for sale",
		Example: "  latchkey list\n  latchkey list --seller 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --json",
		Args:    exactly(0, "none"),
		RunE:    func(c *cobra.Command, _ []string) error { return list(c.Context(), &cfg) },
	}
	f := c.Flags()
	f.StringVar(&cfg.Seller, "seller", "", "`address` whose listings are shown, those not sold any more too")
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

func list(ctx context.Context, cfg *listConfig) error {
	var seller *common.Address
	if cfg.Seller != "" {
		a, err := config.ParseAddress(cfg.Seller)
		if err != nil {
			return wrongUsage("list", "--seller: %w", err)
		}
		seller = &a
	}
	if err := cfg.Network.NeedMarket(); err != nil {
		return err
	}
	c, err := connect(ctx, &cfg.Network, "reading", false)
	if err != nil {
		return err
	}
	defer c.close()
	items, err := c.List(ctx, cfg.Network.Market, seller, cfg.Network.Since)
	if err != nil {
		return err
	}
	if cfg.JSON {
		out := make([]itemJSON, len(items))
		for i, item := range items {
			out[i] = jsonItem(item)
		}
		return printJSON(out)
	}
	if len(items) == 0 {
		note("Nothing is for sale at this market.")
	}
	var b strings.Builder
	for _, item := range items {
		about := priceText(item)
		if item.Metadata != nil {
			about += ", " + oneLine(item.Metadata.Type) + ", " + size(item.Metadata.Size)
		}
		if text := availability(item); text != "" {
			about += ", " + text
		}
		if item.Licence > 0 {
			about += ", yours " + until(item.Licence)
		}
		fmt.Fprintf(&b, "%s\n    %s\n    %s\n", title(item), about, item.Link)
	}
	return print(b.String())
}

// showConfig configures show.
type showConfig struct {
	JSON bool

	Network config.Network
}

func showCommand() *cobra.Command {
	var cfg showConfig
	c := &cobra.Command{
		Use:   "show LINK | FILE",
		Short: "show a listing, or the terms of a sealed file",
		Long: `Show what is behind a link, or who may open a sealed file. A file's terms are read from its header,
without any network, and are not proven before it is opened. - is standard input, for either; @FILE is
a file with the link in it, so that the key of an unlisted listing is in no shell's history.`,
		Example: "  latchkey show latchkey://CHAIN/MARKET/ASSET\n  latchkey show memo.age",
		Args:    exactly(1, "one link, or one sealed file"),
		RunE: func(c *cobra.Command, args []string) error {
			return show(c.Context(), &cfg, args[0])
		},
	}
	f := c.Flags()
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

func show(ctx context.Context, cfg *showConfig, arg string) error {
	if isLink(arg) {
		link, err := readLink(ctx, "show", arg)
		if err != nil {
			return err
		}
		return showLink(ctx, cfg, link)
	}
	src, _, err := input(ctx, arg)
	if err != nil {
		return err
	}
	defer src.Close()
	whole := bufio.NewReader(src)
	if arg == "-" && startsWithLink(whole) {
		link, err := linkFrom("show", whole)
		if err != nil {
			return err
		}
		return showLink(ctx, cfg, link)
	}
	return showFile(cfg, whole)
}

func showLink(ctx context.Context, cfg *showConfig, link market.Link) error {
	c, err := connect(ctx, &cfg.Network, "reading", false)
	if err != nil {
		return err
	}
	defer c.close()
	item, err := c.Show(ctx, link)
	if err != nil {
		return err
	}
	if cfg.JSON {
		return printJSON(jsonItem(item))
	}
	var b strings.Builder
	row := func(what, format string, args ...any) {
		fmt.Fprintf(&b, "%-12s %s\n", what, strings.ReplaceAll(printable(fmt.Sprintf(format, args...)), "\n", "\n"+strings.Repeat(" ", 13)))
	}
	row("title", "%s", title(item))
	if m := item.Metadata; m != nil {
		if m.Description != "" {
			row("description", "%s", m.Description)
		}
		row("file", "%s, %s, %s", oneLine(m.Name), oneLine(m.Type), size(m.Size))
		showDocument(row, m)
	}
	row("price", "%s", priceText(item))
	row("seller", "%s", item.Listing.Seller)
	if text := availability(item); text != "" {
		row("for sale", "%s", text)
	}
	if item.Listing.Escrow > 0 {
		row("escrow", "the price waits for %s, and goes back to whom no node lets in", lasting(uint64(item.Listing.Escrow)))
	}
	for _, part := range []struct {
		bps uint16
		to  string
	}{{item.Listing.RoyaltyBps, item.Listing.Royalty.Hex()}, {item.Listing.ReferralBps, "whoever sent the buyer"}, {item.Listing.MemberBps, "the committee's members"}} {
		if part.bps > 0 {
			row("shared", "%s %% of it is for %s", big.NewRat(int64(part.bps), 100).FloatString(2), part.to)
		}
	}
	if item.Licence > 0 {
		row("yours", "%s", until(item.Licence))
	}
	if item.Metadata != nil {
		for _, l := range item.Metadata.Sealed.Locations {
			row("stored at", "%s", oneLine(l))
		}
		row("sealed", "%s, SHA-256 %s", size(item.Metadata.Sealed.Size), oneLine(item.Metadata.Sealed.SHA256))
	}
	row("document", "%s", oneLine(item.Pin.URI))
	row("link", "%s", item.Link)
	if err := print(b.String()); err != nil {
		return err
	}
	if item.Err != nil {
		return unread(item.Err)
	}
	return nil
}

// unread says that a listing's document could not be had.
func unread(err error) error {
	return &adviceError{err, explain(err).advice}
}

// stanzaJSON is one committee's part of a sealed file as --json prints it.
type stanzaJSON struct {
	ChainID       string `json:"chainId"`
	Committees    string `json:"committees"`
	Committee     string `json:"committee"`
	Confirmations uint64 `json:"confirmations"`
	Policy        string `json:"policy"`
}

// grantStanzaJSON is an owner's part of a sealed file as --json prints it.
type grantStanzaJSON struct {
	Owner      string   `json:"owner"`
	Delegating string   `json:"delegating"`
	Nodes      []string `json:"nodes"`
}

func showFile(cfg *showConfig, src io.Reader) error {
	stanzas, grants, _, err := peek(src)
	if err != nil {
		return err
	}
	if cfg.JSON {
		out := []any{}
		for _, s := range stanzas {
			out = append(out, stanzaJSON{s.Terms.ChainID.Dec(), s.Terms.Committees.Hex(), s.Terms.Committee.Dec(), s.Terms.Confirmations, s.Terms.Policy})
		}
		for _, s := range grants {
			out = append(out, grantStanzaJSON{s.Owner.Hex(), hex.EncodeToString(s.Delegating), append([]string{}, s.Nodes...)})
		}
		return printJSON(out)
	}
	if len(stanzas)+len(grants) == 0 {
		note("An age file that is sealed to no Latchkey committee, and not for grants.")
	}
	var b strings.Builder
	for _, s := range stanzas {
		showStanza(&b, s)
	}
	for _, s := range grants {
		fmt.Fprintf(&b, "owner         %s, who grants it\nkey           %x\n", s.Owner, s.Delegating)
		for _, n := range s.Nodes {
			fmt.Fprintf(&b, "node          %s\n", n)
		}
	}
	return print(b.String())
}

func showStanza(w io.Writer, s *sealed.Stanza) {
	fmt.Fprintf(w, "committee     %s of %s\nchain         %s, %d blocks behind its head\npolicy        %s\n",
		s.Terms.Committee.Dec(), s.Terms.Committees, s.Terms.ChainID.Dec(), s.Terms.Confirmations,
		strings.ReplaceAll(printable(s.Terms.Policy), "\n", "\n              "))
}
