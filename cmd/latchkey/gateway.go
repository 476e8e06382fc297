package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/gateway"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
	"github.com/latchkey-network/latchkey/web"
)

// gatewayConfig configures `latchkey gateway run`.
type gatewayConfig struct {
	Network     config.Network // of it: rpc, chain-id, final, market, committees, since, store, evidence
	Database    string         // postgres:// URL, or a SQLite file; whoever loses it loses uploads that are under way, and nothing else
	Serve       serveConfig    // where and how it answers
	Spool       string         // folder of uploads under way, shared by the gateways of one database; empty: no uploads
	OpenUploads bool           // uploads need no token
	PublicURL   string         // where the world reaches this gateway; tokens name it
	MaxBlob     int64          // bytes
	UploadsDay  int64          // bytes of one account, or address, in 24 hours
	MaxTotal    int64          // bytes; 0: no limit
	ServesUntil string         // date, RFC 3339 or 2006-01-02; empty: no end
	Others      []string       // URLs of other gateways
	BrowserRPC  string         // endpoint of the chain that everybody may use; told to pages
	Coin        string         // what people call the chain's own coin
	PageConnect []string       // what the page may connect to besides; empty: every https host
	Phone       string         // the page's project at WalletConnect; empty: it offers no wallets on phones
	Markets     []string       // further Market contracts of the chain, each ADDRESS or ADDRESS@BLOCK, the block of its deployment
	Outside     outsideConfig  // what policies that are explained may read besides the gateway's own chain
	Proxies     []string       // networks of proxies that are believed about X-Forwarded-For
	Ocean       oceanConfig    // the Provider API of Ocean Protocol
	Limits      gateway.Limits
}

// oceanConfig configures the Provider API of Ocean Protocol.
type oceanConfig struct {
	Factory       string // Ocean's ERC721Factory on the chain; empty: no Provider API
	Since         uint64 // block of the factory's deployment
	Committee     uint64 // that encrypt seals to
	Confirmations uint64 // depth at which nodes look for orders
	Unbound       bool   // take signatures that name no asset
	NoPreviews    bool   // say nothing to everybody about files
	MaxFile       int64  // bytes of one download
}

func gatewayCommand() *cobra.Command {
	var cfg gatewayConfig
	run := &cobra.Command{
		Use:   "run",
		Short: "run a market's front: catalogue, access, uploads",
		Long: `Run a gateway: it makes a catalogue of a market from the chain, asks the nodes of a
committee for whoever may open a file, and takes uploads of sealed files. It holds no
key, and nothing that cannot be had from the chain again but the blobs in its store.

Several gateways with one --database (PostgreSQL, or a SQLite file on the same machine),
one --spool and one --store are one gateway: any of them may be killed.

Without --spool it takes no uploads. Uploads need a token that an account signs for
--public-url, unless --open-uploads lets everybody.

With --ocean-factory it also is a Provider of Ocean Protocol, for Ocean's own clients: it
seals what they publish to --ocean-committee, and opens, for one download, what they
ordered.`,
		Args: exactly(0, "none"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := cfg.Serve.check("gateway run"); err != nil {
				return err
			}
			return runGateway(cmd.Context(), &cfg, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := run.Flags()
	cfg.Network.Flags(f)
	f.StringVar(&cfg.Database, "database", "", "a SQLite `file`, which is made, or a postgres:// URL")
	cfg.Serve.flags(f)
	f.StringVar(&cfg.Spool, "spool", "", "`folder` of uploads that are under way (default: no uploads are taken)")
	f.BoolVar(&cfg.OpenUploads, "open-uploads", false, "take uploads without a signed token")
	f.StringVar(&cfg.PublicURL, "public-url", "", "`URL` at which the world reaches this gateway")
	f.Int64Var(&cfg.MaxBlob, "max-blob", 16<<30, "`bytes` of one upload")
	f.Int64Var(&cfg.UploadsDay, "uploads-per-day", 64<<30, "`bytes` that one account, or address, may upload in 24 hours")
	f.Int64Var(&cfg.MaxTotal, "max-total", 0, "`bytes` of all uploads; 0: no limit")
	f.StringVar(&cfg.ServesUntil, "serves-until", "", "`date` at which the gateway ends: from then on it takes no uploads")
	f.StringSliceVar(&cfg.Others, "other-gateways", nil, "URLs of other gateways, for those who look for one")
	f.StringVar(&cfg.BrowserRPC, "browser-rpc", "", "`URL` of an endpoint of the chain for pages, without a key in it (default: they ask their visitor's wallet)")
	f.StringVar(&cfg.Coin, "coin", "ETH", "what people call the chain's own coin")
	f.StringSliceVar(&cfg.PageConnect, "page-connect", nil, "hosts that the page may ask, as https://files.example.org (default: every https host, since nodes and mirrors are anywhere)")
	f.StringVar(&cfg.Phone, "walletconnect", "", "`id` of the page's project at WalletConnect, for wallets on phones: the page may then ask its relay, a third party (default: none)")
	f.StringSliceVar(&cfg.Markets, "other-markets", nil, "more Market contracts of the chain, among which the page lets people choose: `ADDRESS`, or ADDRESS@BLOCK of its deployment")
	cfg.Outside.flags(f, "this gateway")
	f.StringSliceVar(&cfg.Proxies, "trusted-proxies", nil, "`networks` of proxies whose X-Forwarded-For is believed, as 10.0.0.0/8")
	f.Float64Var(&cfg.Limits.AddressRate, "address-rate", 50, "requests a second of one address")
	f.Float64Var(&cfg.Limits.AddressBurst, "address-burst", 200, "requests of one address at once")
	f.Float64Var(&cfg.Limits.AccountRate, "account-rate", 5, "requests for access a second of one account")
	f.Float64Var(&cfg.Limits.AccountBurst, "account-burst", 20, "requests for access of one account at once")
	f.IntVar(&cfg.Limits.Downloads, "max-downloads", 8192, "downloads under way at once")
	f.StringVar(&cfg.Ocean.Factory, "ocean-factory", "", "`address` of Ocean's ERC721Factory (default: no Provider API)")
	f.Uint64Var(&cfg.Ocean.Since, "ocean-since", 0, "`block` of that factory's deployment")
	f.Uint64Var(&cfg.Ocean.Committee, "ocean-committee", 0, "`number` of the committee that Ocean's files are sealed to")
	f.Uint64Var(&cfg.Ocean.Confirmations, "ocean-confirmations", 3, "`depth` at which its nodes look for an order, in blocks")
	f.BoolVar(&cfg.Ocean.Unbound, "ocean-unbound", false, "take the signatures of ocean.js 6, which name no asset")
	f.BoolVar(&cfg.Ocean.NoPreviews, "ocean-no-previews", false, "do not publish media type and length of what is sealed")
	f.Int64Var(&cfg.Ocean.MaxFile, "ocean-max-file", 1<<40, "`bytes` of one download")
	f.IntVar(&cfg.Limits.Relays, "ocean-max-downloads", 256, "downloads of Ocean's clients under way at once")
	cmd := &cobra.Command{
		Use:   "gateway",
		Short: "run a market's front",
		Args:  noVerb,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	cmd.AddCommand(run)
	return cmd
}

// gateway returns what package gateway wants.
func (c *gatewayConfig) gateway() (gateway.Config, error) {
	g := gateway.Config{Database: c.Database, Others: c.Others, Private: c.Network.Private, Limits: c.Limits, Site: gateway.Site{Files: web.Files, Connect: c.PageConnect, WalletConnect: c.Phone}}
	switch {
	case c.Database == "":
		return g, wrongUsage("gateway run", "--database is missing: a SQLite file, or a postgres:// URL")
	case c.Network.Market == (common.Address{}):
		return g, &config.MissingError{Flag: "market", What: "the Market contract"}
	case c.Network.Committees == (common.Address{}):
		return g, &config.MissingError{Flag: "committees", What: "the Committees contract"}
	}
	for flag, limit := range map[string]float64{"address-rate": c.Limits.AddressRate, "address-burst": c.Limits.AddressBurst, "account-rate": c.Limits.AccountRate,
		"account-burst": c.Limits.AccountBurst, "max-downloads": float64(c.Limits.Downloads), "ocean-max-downloads": float64(c.Limits.Relays), "max-blob": float64(c.MaxBlob), "uploads-per-day": float64(c.UploadsDay)} {
		if limit <= 0 {
			return g, wrongUsage("gateway run", "--%s %v is not above 0", flag, limit)
		}
	}
	for _, text := range c.Proxies {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return g, wrongUsage("gateway run", "--trusted-proxies %q is not a network like 10.0.0.0/8", text)
		}
		g.Limits.Proxies = append(g.Limits.Proxies, p)
	}
	if c.ServesUntil != "" {
		var err error
		if g.ServesUntil, err = time.Parse(time.RFC3339, c.ServesUntil); err != nil {
			if g.ServesUntil, err = time.Parse(time.DateOnly, c.ServesUntil); err != nil {
				return g, wrongUsage("gateway run", "--serves-until %q is not a date like 2030-12-31", c.ServesUntil)
			}
		}
	}
	if c.Spool == "" {
		return g, nil
	}
	if c.Network.Store == "" {
		return g, &config.MissingError{Flag: "store", What: "the store of finished uploads"}
	}
	if !c.OpenUploads && c.PublicURL == "" {
		return g, wrongUsage("gateway run", "--public-url is missing: the tokens of uploads name it (or take uploads without, with --open-uploads)")
	}
	store, err := openStore(c.Network.Store)
	if err != nil {
		return g, err
	}
	g.Uploads = &gateway.Uploads{Spool: c.Spool, Store: store, Open: c.OpenUploads, PublicURL: c.PublicURL, MaxBlob: c.MaxBlob, PerDay: c.UploadsDay, MaxTotal: c.MaxTotal}
	if u, err := url.Parse(c.Network.Store); err == nil && u.Scheme == "file" {
		g.Uploads.Folder = filepath.FromSlash(u.Path)
	}
	return g, nil
}

// world returns what package gateway wants to know; nil: no Provider API.
func (c *oceanConfig) world() (*gateway.Ocean, error) {
	switch {
	case c.Factory == "":
		return nil, nil
	case !common.IsHexAddress(c.Factory):
		return nil, wrongUsage("gateway run", "--ocean-factory %q is not an address", c.Factory)
	case c.Committee == 0:
		return nil, &config.MissingError{Flag: "ocean-committee", What: "the committee that Ocean's files are sealed to"}
	case c.Confirmations > terms.MaxConfirmations:
		return nil, wrongUsage("gateway run", "--ocean-confirmations %d is above %d", c.Confirmations, terms.MaxConfirmations)
	case c.MaxFile <= 0:
		return nil, wrongUsage("gateway run", "--ocean-max-file %d is not above 0", c.MaxFile)
	}
	return &gateway.Ocean{Factory: common.HexToAddress(c.Factory), Since: c.Since, Committee: c.Committee, Confirmations: c.Confirmations,
		Unbound: c.Unbound, NoPreviews: c.NoPreviews, MaxFile: c.MaxFile}, nil
}

// contracts are those of the deployment file, if there is one.
func (c *gatewayConfig) contracts() (map[string]common.Address, error) {
	if c.Network.Deployment == "" {
		return nil, nil
	}
	d, err := config.ReadDeployment(c.Network.Deployment)
	if err != nil {
		return nil, err
	}
	return d.Contracts, nil
}

// checkContracts sees that the market is one, and that its committees are those that are configured: with others the
// catalogue would stay empty, and nobody would know why.
func checkContracts(ctx context.Context, c *chain.Client, n *config.Network) error {
	committees, err := committeesOf(ctx, c, n.Market)
	switch {
	case err != nil:
		return err
	case committees != n.Committees:
		return &adviceError{fmt.Errorf("the market %s is of the committees at %s, and --committees says %s", n.Market, committees, n.Committees),
			"Use the addresses of one deployment: its file, with --deployment, has all of them."}
	}
	return nil
}

// committeesOf is the Committees contract of a market.
func committeesOf(ctx context.Context, c *chain.Client, market common.Address) (committees common.Address, err error) {
	v, err := c.AtFinal(ctx)
	if err != nil {
		return committees, fmt.Errorf("looking at the market: %w", err)
	}
	committees, err = c.Market(market).Committees(ctx, v)
	switch {
	case errors.Is(err, chain.ErrUnavailable) || ctx.Err() != nil:
		return committees, fmt.Errorf("looking at the market: %w", err)
	case err != nil:
		return committees, &adviceError{fmt.Errorf("there is no Market at %s of chain %d, as of block %d", market, c.ChainID(), v.Block().Number),
			"Check market, and that rpc is of the right chain. A contract that was deployed just now is seen when its block is final."}
	}
	return committees, nil
}

// otherWorlds are those of --other-markets, on the chain of the first.
func (c *gatewayConfig) otherWorlds(ctx context.Context, first *gateway.World) ([]*gateway.World, error) {
	var worlds []*gateway.World
	for _, text := range c.Markets {
		address, block, dated := strings.Cut(text, "@")
		market, err := config.ParseAddress(address)
		if err != nil {
			return nil, wrongUsage("gateway run", "--other-markets: %w", err)
		}
		w := &gateway.World{Chain: first.Chain, Market: market, BrowserRPC: first.BrowserRPC, Coin: first.Coin}
		if dated {
			if w.Since, err = strconv.ParseUint(block, 10, 64); err != nil {
				return nil, wrongUsage("gateway run", "--other-markets %q: %q is not the number of a block", text, block)
			}
		}
		if w.Committees, err = committeesOf(ctx, first.Chain, market); err != nil {
			return nil, err
		}
		worlds = append(worlds, w)
	}
	return worlds, nil
}

func runGateway(ctx context.Context, cfg *gatewayConfig, stdout, stderr io.Writer) error {
	log, err := cfg.Serve.logger(stderr)
	if err != nil {
		return err
	}
	gc, err := cfg.gateway()
	if err != nil {
		return err
	}
	if len(cfg.Serve.TLS.Domains) > 0 {
		if cfg.Spool == "" {
			return wrongUsage("gateway run", "--acme-domain keeps its certificates beside the uploads: give --spool")
		}
		cfg.Serve.TLS.storage = acmeStorage(filepath.Join(cfg.Spool, "tls"))
	}
	client, err := cfg.Network.Dial(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	if err := checkContracts(ctx, client, &cfg.Network); err != nil {
		return err
	}
	others, hangUp, err := cfg.Outside.dial(ctx, 0, nil)
	if err != nil {
		return err
	}
	defer hangUp()
	registry := newRegistry()
	contracts, err := cfg.contracts()
	if err != nil {
		return err
	}
	asProvider, err := cfg.Ocean.world()
	if err != nil {
		return err
	}
	gc.Worlds = []*gateway.World{{Chain: client, Ocean: asProvider, Market: cfg.Network.Market, Committees: cfg.Network.Committees, Since: cfg.Network.Since,
		BrowserRPC: cfg.BrowserRPC, Coin: cfg.Coin, Contracts: contracts}}
	more, err := cfg.otherWorlds(ctx, gc.Worlds[0])
	if err != nil {
		return err
	}
	gc.Worlds = append(gc.Worlds, more...)
	gc.OtherChains, gc.Web = others, cfg.Outside.web()
	gc.Metrics, gc.Log = registry, log
	gc.Evidence = func(e *quorum.Evidence) {
		if path, err := cfg.Network.KeepEvidence(e); err != nil {
			log.Error("evidence could not be kept in a file", "err", err)
		} else {
			log.Warn("evidence is kept: \"latchkey evidence report\" takes the node's stake", "file", path)
		}
	}
	g, err := gateway.New(ctx, gc)
	if err != nil {
		return fmt.Errorf("starting the gateway: %w", err)
	}
	return serve(ctx, &cfg.Serve, g, registry, log, stdout)
}
