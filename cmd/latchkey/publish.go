package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/terms"
)

// publishConfig configures publish.
type publishConfig struct {
	// Price of one licence: "0.01eth", or, of Token, "12.5 USDC". Required; "0eth" gives it
	// away, though nodes still want to see a purchase.
	Price string
	// Token is the ERC-20 token of the price; empty is the chain's coin.
	Token string
	// Title and Description are public, unless Unlisted. An empty title is the file's name;
	// a secret needs one.
	Title, Description string
	// Tags, Language (BCP 47), Links ("TITLE=URL") and Preview (a file of at most 64 KiB) tell
	// more. Licence is an SPDX expression, the text itself, or @FILE.
	Tags, Links                []string
	Language, Licence, Preview string
	// Unlisted seals all that, and puts the key into the link.
	Unlisted bool
	// Secret and URL take a text of at most 64 KiB, or one URL, in place of files: from
	// standard input, or asked for without showing it. They have no value, since other people
	// can read command lines.
	Secret, URL bool
	// Name of the file as buyers get it; empty is its name here. Required for standard
	// input, but for a secret.
	Name string
	// Duration of a licence; 0 is for ever.
	Duration time.Duration
	// Stock is how many licences are for sale; 0 is no end. Limit is how many one account may
	// buy; 0 is as many as it likes.
	Stock, Limit uint32
	// Ends is the last day of the sales (2027-01-31, in UTC), or their last second
	// (RFC 3339); empty is no end.
	Ends string
	// Escrow is how long each payment waits for complaints; 0 is none.
	Escrow time.Duration
	// Royalty is ADDRESS:PERCENT of each payment; Referral and Members are the percentages
	// of whom a buyer names and of the committee's members. Empty is nothing.
	Royalty, Referral, Members string
	// Confirmations is how many blocks a purchase must lie behind the head before nodes
	// believe it, up to 64. Fewer are faster, and more easily undone with the chain.
	Confirmations uint64
	// Mirrors are further stores for the sealed file.
	Mirrors []string
	// Also are further committees of which each opens the file, too. Escrow watches over the
	// first alone.
	Also []uint
	// Update is the link of a listing of which this is a new version.
	Update string
	// Fresh forgets what is kept of a run that was cut off with the same content.
	Fresh bool
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
		Use:   "publish PATH.. --price AMOUNT",
		Short: "seal files, store them, put them up for sale, print the link",
		Long: `Seal a file to the committee for whoever buys it, put it into the store, and list it on the
market. The link on standard output is all that buyers need. Afterwards this computer is not
needed any more: the committee lets buyers in, and the store serves the sealed file.

A folder, or several files, are sold as one zip file, made while it is sealed. With --secret, a
short text is sold, such as an API key, and with --secret-url a URL: it is read from standard input, or
asked for. With --unlisted, what is sold is told to nobody but those who have the link: it holds a
key that no server sees.

A large upload that was cut off, with the program or the network, is gone on with by the same command: the
sealed file is kept until it is listed (no key is kept), and what the store has is not sent again. That holds
for tus, S3, GCS and Azure; to other stores the kept file is sent from its beginning.

With --escrow, each payment waits for so long before it is the seller's, and a buyer whom too few
nodes served is refunded. A new version of a listing is published with --update: who bought the
old one can open the new one.`,
		Example: `  latchkey publish --price 0.01eth --title "Rain in Lisbon, 1990-2025" rain.csv
  latchkey publish --price "12.5 USDC" --token 0x5FbDB2315678afecb367f032d93F642f64180aa3 --unlisted photos/
  echo "$API_KEY" | latchkey publish --price 0.5eth --duration 30d --title "API key, 30 days" --secret
  latchkey publish --update latchkey://CHAIN/MARKET/ASSET rain.csv`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error { return publish(c.Context(), &cfg, args) },
	}
	f := c.Flags()
	f.StringVar(&cfg.Price, "price", "", "`amount` that a licence costs, like 0.01eth")
	f.StringVar(&cfg.Token, "token", "", "`address` of the token of the price (default: the chain's coin)")
	f.StringVar(&cfg.Title, "title", "", "`title` that buyers see (default: the file's name)")
	f.StringVar(&cfg.Description, "description", "", "`text` that buyers see")
	f.StringArrayVar(&cfg.Tags, "tag", nil, "`word` to find it by; may be given more than once")
	f.StringArrayVar(&cfg.Links, "link", nil, "`TITLE=URL` of a page about it; may be given more than once")
	f.StringVar(&cfg.Language, "language", "", "`tag` of the content's language, like pt or en-GB")
	f.StringVar(&cfg.Licence, "licence", "", "SPDX `id` of the licence, like CC-BY-4.0, or its text, or @FILE")
	f.StringVar(&cfg.Preview, "preview", "", "`file` that everybody may see: text, PNG, JPEG or WebP of at most 64 KiB")
	f.BoolVar(&cfg.Unlisted, "unlisted", false, "tell what is sold only to those who have the link")
	f.BoolVar(&cfg.Secret, "secret", false, "sell a short text, from standard input or asked for")
	f.BoolVar(&cfg.URL, "secret-url", false, "sell a URL, from standard input or asked for")
	f.StringVar(&cfg.Name, "name", "", "`name` of the file that buyers get (default: as here)")
	timeVar(f, &cfg.Duration, "duration", 0, "how `long` a licence lasts, like 30d or 12h; 0: for ever")
	f.Uint32Var(&cfg.Stock, "stock", 0, "`number` of licences for sale; 0: no end")
	f.Uint32Var(&cfg.Limit, "limit", 0, "`number` that one account may buy; 0: as many as it likes")
	f.StringVar(&cfg.Ends, "ends", "", "last `day` of the sales, like 2027-01-31 (UTC), or a time like 2027-01-31T18:00:00Z")
	timeVar(f, &cfg.Escrow, "escrow", 0, "how `long` payments wait for buyers who were not served, like 3d or 12h; 0: not at all")
	f.StringVar(&cfg.Royalty, "royalty", "", "`ADDRESS:PERCENT` of each payment for somebody else")
	f.StringVar(&cfg.Referral, "referral", "", "`percent` of each payment for whom the buyer's link names")
	f.StringVar(&cfg.Members, "member-part", "", "`percent` of each payment for the committee's members")
	f.Uint64Var(&cfg.Confirmations, "confirmations", defaultConfirmations, confirmationsUsage)
	f.StringArrayVar(&cfg.Mirrors, "mirror", nil, "`URL` of one more store for the sealed file, as --store; may be given more than once")
	f.UintSliceVar(&cfg.Also, "also-committee", nil, "`number` of one more committee that opens the file; may be given more than once")
	f.StringVar(&cfg.Update, "update", "", "`link` of the listing of which this is a new version, or @FILE with it, or - for standard input")
	f.BoolVar(&cfg.Fresh, "fresh", false, "begin anew, and not where a run that was cut off with the same files is")
	f.BoolVar(&cfg.JSON, "json", false, "print the listing as JSON")
	cfg.Network.Flags(f)
	return c
}

func publish(ctx context.Context, cfg *publishConfig, paths []string) error {
	offer, link, err := offerOf(ctx, cfg, paths)
	if err != nil {
		return err
	}
	n := &cfg.Network
	if link != nil {
		n.Market, offer.Market = link.Market, link.Market
	}
	if err := n.NeedMarket(); err != nil {
		return err
	}
	if err := n.NeedCommittee(); err != nil {
		return err
	}
	if n.Store == "" {
		return &config.MissingError{Flag: "store", What: "the store for sealed files"}
	}
	offer.Market, offer.Committees, offer.Committee = n.Market, n.Committees, n.Committee
	if offer.Store, err = openStore(n.Store); err != nil {
		return err
	}
	for _, url := range cfg.Mirrors {
		mirror, err := openStore(url)
		if err != nil {
			return err
		}
		offer.Mirrors = append(offer.Mirrors, mirror)
	}
	src, err := sourceOf(ctx, cfg, paths, offer)
	if err != nil {
		return err
	}
	defer src.Close()
	c, err := connect(ctx, n, "sealing", true)
	if err != nil {
		return err
	}
	defer c.close()
	for i, store := range append([]*storage.Store{offer.Store}, offer.Mirrors...) {
		if err := c.SignUploads(ctx, store, append([]string{n.Store}, cfg.Mirrors...)[i], n.Committees); err != nil {
			return err
		}
	}
	if offer.Pending, err = pendingFor(cfg, c, paths, offer, link); err != nil {
		return err
	}
	if p := offer.Pending; p != nil {
		defer p.Close()
		if p.Kept() > 0 {
			note("%s are sealed from the last time, and what the store has of them is not sent again (--fresh begins anew).", size(p.Kept()))
		}
	}
	var item *market.Item
	if link == nil {
		if offer.Price, err = c.ParsePrice(ctx, offer.Token, cfg.Price); err != nil {
			return err
		}
		if offer.Escrow > 0 {
			if err := warnOfEscrow(ctx, c, n, offer.Escrow); err != nil {
				return err
			}
		}
		c.progress.then = "sealed; " + waitsForBlock
		item, err = c.Publish(ctx, *offer)
	} else {
		c.progress.then = "sealed; " + waitsForBlock
		item, err = c.Update(ctx, *link, *offer)
	}
	if err != nil {
		if offer.Pending != nil && offer.Pending.Kept() > 0 && !errors.Is(err, market.ErrListedBefore) {
			c.progress.end()
			note("What is sealed is kept (%s): the same command again goes on from what the store has of it.", size(offer.Pending.Kept()))
		}
		return err
	}
	c.progress.end()
	if strings.HasPrefix(item.Pin.URI, "file:") {
		note("latchkey: the store's locations are files of this computer: nobody else can fetch them. Add ?public=https://.. to --store.")
	}
	if cfg.JSON {
		j := jsonItem(item)
		j.Link = item.Link.Full()
		return printJSON(j)
	}
	return print(item.Link.Full() + "\n")
}

// warnOfEscrow tells what a seller accepts with it.
func warnOfEscrow(ctx context.Context, c *client, n *config.Network, escrow uint32) error {
	com, err := c.Committee(ctx, n.Committees, n.Committee)
	if err != nil {
		return err
	}
	note("Each payment waits for %s in escrow. If %d of the committee's %d nodes are silent, every buyer who asks on the chain meanwhile is refunded.",
		lasting(uint64(escrow)), len(com.Members)-com.T+1, len(com.Members))
	return nil
}

// offerOf checks everything that needs neither network nor content. The link is that of
// an update, or nil.
func offerOf(ctx context.Context, cfg *publishConfig, paths []string) (o *market.Offer, link *market.Link, err error) {
	wrong := func(format string, args ...any) (*market.Offer, *market.Link, error) {
		return nil, nil, wrongUsage("publish", format, args...)
	}
	o = &market.Offer{Size: -1, Name: cfg.Name, Title: cfg.Title, Description: cfg.Description, Licence: cfg.Licence, Tags: cfg.Tags,
		Language: cfg.Language, Unlisted: cfg.Unlisted, Secret: cfg.Secret || cfg.URL, Limit: cfg.Limit, Stock: cfg.Stock, Confirmations: cfg.Confirmations}
	if cfg.Update != "" {
		if cfg.Update == "-" && (o.Secret || slices.Contains(paths, "-")) {
			return wrong("the link and what is sold cannot both come from standard input: say --update @FILE")
		}
		l, err := readLink(ctx, "publish", cfg.Update)
		if err != nil {
			return nil, nil, err
		}
		if cfg.Price+cfg.Token+cfg.Ends+cfg.Royalty+cfg.Referral+cfg.Members != "" || cfg.Stock+cfg.Limit > 0 || cfg.Escrow+cfg.Duration > 0 || cfg.Unlisted {
			return wrong("a new version is sold as the one before: --update takes no price, parts, dates or numbers, and no --unlisted")
		}
		link = &l
	} else if cfg.Price == "" {
		return wrong("no price is given: say --price 0.01eth")
	}
	if cfg.Token != "" {
		if o.Token, err = config.ParseAddress(cfg.Token); err != nil {
			return wrong("--token: %w", err)
		}
	} else if link == nil {
		if _, err := market.ParseEther(cfg.Price); err != nil {
			return wrong("%w (for another currency than the chain's, name its --token)", err)
		}
	}
	if err := checkConfirmations("publish", cfg.Confirmations); err != nil {
		return nil, nil, err
	}
	for _, d := range []struct {
		what string
		long time.Duration
		to   *uint32
	}{{"a licence", cfg.Duration, &o.Duration}, {"an escrow", cfg.Escrow, &o.Escrow}} {
		if d.long < 0 || d.long > 0 && d.long < time.Second {
			return wrong("%s of %v is too short", d.what, d.long)
		}
		if d.long > maxDuration {
			return wrong("%s of %v is too long: at most %v", d.what, d.long, maxDuration)
		}
		*d.to = uint32(math.Ceil(d.long.Seconds()))
	}
	if cfg.Limit >= 1<<24 {
		return wrong("a limit of %d is more than a market can count", cfg.Limit)
	}
	if cfg.Stock == math.MaxUint32 {
		return wrong("a stock of %d means no end: leave it out", cfg.Stock)
	}
	if o.EndsAt, err = parseEnds(cfg.Ends); err != nil {
		return wrong("--ends: %w", err)
	}
	for _, p := range []struct {
		flag, text string
		to         *uint16
	}{{"referral", cfg.Referral, &o.ReferralBps}, {"member-part", cfg.Members, &o.MemberBps}} {
		if *p.to, err = parsePercent(p.text); err != nil {
			return wrong("--%s: %w", p.flag, err)
		}
	}
	if cfg.Royalty != "" {
		whose, part, _ := strings.Cut(cfg.Royalty, ":")
		if o.Royalty, err = config.ParseAddress(whose); err == nil {
			o.RoyaltyBps, err = parsePercent(part)
		}
		if err != nil || o.RoyaltyBps == 0 {
			return wrong("--royalty %q is not ADDRESS:PERCENT", cfg.Royalty)
		}
	}
	for _, text := range cfg.Links {
		title, url, ok := strings.Cut(text, "=")
		if !ok {
			return wrong("--link %q is not TITLE=URL", text)
		}
		o.Links = append(o.Links, market.SellersLink{Title: title, URL: url})
	}
	for _, committee := range cfg.Also {
		o.Others = append(o.Others, uint64(committee))
	}
	if file, ok := strings.CutPrefix(cfg.Licence, "@"); ok {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, nil, fmt.Errorf("reading the licence: %w", err)
		}
		o.Licence = string(text)
	}
	if cfg.Preview != "" {
		if o.Preview, err = previewOf(cfg.Preview); err != nil {
			return nil, nil, err
		}
	}
	switch {
	case cfg.Secret && cfg.URL:
		return wrong("--secret and --secret-url are one or the other")
	case o.Secret && (len(paths) > 1 || len(paths) == 1 && paths[0] != "-"):
		return wrong("a secret comes from standard input, or is asked for: leave %q out", paths[0])
	case o.Secret && cfg.Title == "" && link == nil:
		return wrong("a secret has no name that buyers could be shown: say --title")
	case o.Secret:
		if o.Name == "" {
			o.Name = "secret.txt"
		}
		o.Type = "text/plain; charset=utf-8"
		if cfg.URL {
			o.Type = "text/uri-list"
		}
		return o, link, nil
	case len(paths) == 0:
		return wrong("nothing is given to publish: name a file or a folder, or - for standard input")
	case slices.Contains(paths, "-") && len(paths) > 1:
		return wrong("standard input cannot be one of several files")
	case cfg.Name == "" && paths[0] == "-":
		return wrong("standard input has no name: say --name")
	}
	return o, link, nil
}

// sourceOf opens what is sold, and completes the offer with what is seen of it.
func sourceOf(ctx context.Context, cfg *publishConfig, paths []string, o *market.Offer) (io.Closer, error) {
	if o.Secret {
		text, err := secretOf(ctx, cfg.URL)
		if err != nil {
			return nil, err
		}
		o.Source, o.Size = strings.NewReader(text), int64(len(text))
		return io.NopCloser(o.Source), nil
	}
	info, err := os.Stat(paths[0])
	if paths[0] != "-" && err != nil {
		return nil, err
	}
	if len(paths) > 1 || paths[0] != "-" && info.IsDir() {
		if o.Name == "" {
			o.Name = "files.zip"
			if whole, err := filepath.Abs(paths[0]); err == nil && len(paths) == 1 && filepath.Base(whole) != "/" {
				o.Name = filepath.Base(whole) + ".zip"
			}
		}
		archive, err := market.OpenArchive(ctx, paths...)
		if err != nil {
			return nil, err
		}
		o.Source, o.Type = archive, "application/zip"
		titled(cfg, o)
		return archive, nil
	}
	src, total, err := input(ctx, paths[0])
	if err != nil {
		return nil, err
	}
	o.Source, o.Size = src, total
	if o.Name == "" {
		o.Name = filepath.Base(paths[0])
	}
	o.Type = typeOf(o.Name)
	titled(cfg, o)
	return src, nil
}

// titled gives what has no title its name. A new version keeps the title of the last.
func titled(cfg *publishConfig, o *market.Offer) {
	if o.Title == "" && cfg.Update == "" {
		o.Title = o.Name
	}
}

// secretOf reads a secret from standard input, or asks for it. Its last line feed is not
// part of it.
func secretOf(ctx context.Context, isURL bool) (string, error) {
	var text string
	if term.IsTerminal(int(os.Stdin.Fd())) {
		what := "The secret to sell"
		if isURL {
			what = "The URL to sell"
		}
		var err error
		if text, err = config.AskTerminal(ctx, what+" (not shown)"); err != nil {
			return "", err
		}
	} else {
		src, _, err := input(ctx, "-")
		if err != nil {
			return "", err
		}
		data, err := io.ReadAll(io.LimitReader(src, market.MaxSecret+3))
		if err != nil {
			return "", fmt.Errorf("reading the secret: %w", err)
		}
		text = string(data)
	}
	text = strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
	switch {
	case text == "":
		return "", wrongUsage("publish", "the secret is empty")
	case len(text) > market.MaxSecret:
		return "", &adviceError{fmt.Errorf("a secret has at most %d bytes", market.MaxSecret), "Publish it as a file."}
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' }):
		return "", &adviceError{errors.New("the secret is no text"), "Publish it as a file."}
	}
	if isURL {
		if u, err := url.Parse(text); err != nil || u.Scheme == "" || strings.ContainsFunc(text, unicode.IsSpace) {
			return "", wrongUsage("publish", "what was given is not one URL (it is not shown)")
		}
	}
	return text, nil
}

// previewOf reads a preview.
func previewOf(name string) (*market.Preview, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("reading the preview: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, market.MaxPreview+1))
	if err != nil {
		return nil, fmt.Errorf("reading the preview: %w", err)
	}
	if len(data) > market.MaxPreview {
		return nil, &adviceError{fmt.Errorf("the preview %q has more than %d bytes", name, market.MaxPreview), "Make a smaller picture, or a shorter excerpt."}
	}
	switch found := http.DetectContentType(data); {
	case slices.Contains([]string{"image/png", "image/jpeg", "image/webp"}, found):
		return &market.Preview{Type: found, Data: base64.StdEncoding.EncodeToString(data)}, nil
	case utf8.Valid(data):
		return &market.Preview{Type: "text/plain", Text: strings.ReplaceAll(string(data), "\r\n", "\n")}, nil
	}
	return nil, &adviceError{fmt.Errorf("the preview %q is neither text nor a PNG, JPEG or WebP picture", name), "Convert it, or leave it out."}
}

// parseEnds reads a day, whose last second in UTC is meant, or a time.
func parseEnds(text string) (uint64, error) {
	if text == "" {
		return 0, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		day, dayErr := time.Parse(time.DateOnly, text)
		if dayErr != nil {
			return 0, fmt.Errorf("%q is neither a day like 2027-01-31 nor a time like 2027-01-31T18:00:00Z", text)
		}
		at = day.AddDate(0, 0, 1).Add(-time.Second)
	}
	if at.Before(time.Now()) {
		return 0, fmt.Errorf("%s is over", at.UTC().Format(time.RFC3339))
	}
	if at.Unix() >= 1<<40 {
		return 0, fmt.Errorf("%q is later than a market can count", text)
	}
	return uint64(at.Unix()), nil
}

// parsePercent reads a percentage of at most two decimals, "2.5" or "2.5%", and returns it
// in 1/10000.
func parsePercent(text string) (uint16, error) {
	if text == "" {
		return 0, nil
	}
	whole, fraction, _ := strings.Cut(strings.TrimSuffix(text, "%"), ".")
	n, err := strconv.ParseUint(whole+(fraction + "00")[:max(2, len(fraction))], 10, 32)
	if err != nil || len(fraction) > 2 || n > 10000 || strings.HasPrefix(text, "+") {
		return 0, fmt.Errorf("%q is not a percentage like 2.5", text)
	}
	return uint16(n), nil
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
