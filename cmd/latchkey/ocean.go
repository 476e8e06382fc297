package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/ocean"
	"github.com/latchkey-network/latchkey/ocean/migrate"
	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/storage/fileobjects"
)

func oceanCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "ocean",
		Short: "assets of Ocean Protocol's contracts",
		Args:  noVerb,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(oceanMigrateCommand())
	return c
}

// migrateConfig configures ocean migrate.
type migrateConfig struct {
	// Endpoint is the URL of the gateway that clients are to use. It has to be given.
	Endpoint string
	// Provider is the old Provider's URL; empty: what the DDOs and the chain say.
	Provider string
	// State is the file that says what is under way; empty: beside the assets' file, whose name it has with .state behind it.
	State string
	// Confirmations is how many blocks must follow an order before nodes believe it, up to 64.
	Confirmations uint64
	// DryRun looks, tells what would be done, and writes nothing anywhere.
	DryRun bool
	// Unchecked does not ask the old Provider about the files.
	Unchecked bool
	// Checksums asks it for theirs, for which it reads all of them.
	Checksums bool
	// Previews says type, length and hash of every file in the open.
	Previews bool
	JSON     bool

	Network config.Network
}

func oceanMigrateCommand() *cobra.Command {
	var cfg migrateConfig
	c := &cobra.Command{
		Use:   "migrate FILE",
		Short: "move your assets from an Ocean Provider to the committee",
		Long: `Move assets of Ocean that you have published through a Provider, which has their keys, to the
configured committee, where nobody has. FILE has the files objects that you published, which no Provider gives back:

  {"did:op:..": {"services": {"ID OF THE SERVICE":
     {"nftAddress": "0x..", "datatokenAddress": "0x..", "files": [..]}}}, ..}

Each file is looked at, and compared with what the old Provider says of it. Then the object is sealed, and the
asset's DDO on the chain names it, and the gateway of --endpoint. All else of the DDO, the datatokens, the prices
and the orders stay as they are. A DDO that only the old Provider can decrypt it is asked for, with your
signature; if it is gone, give the DDO as "ddo" beside "services". The same command goes on where an earlier one
was cut off, and does nothing twice. docs/ocean.md says who can learn what before and after.`,
		Example: `  latchkey ocean migrate --endpoint https://gateway.example.org --dry-run assets.json
  latchkey ocean migrate --endpoint https://gateway.example.org assets.json`,
		Args: exactly(1, "one file"),
		RunE: func(c *cobra.Command, args []string) error { return oceanMigrate(c.Context(), &cfg, args[0]) },
	}
	f := c.Flags()
	f.StringVar(&cfg.Endpoint, "endpoint", "", "`URL` of the gateway that clients are to use from then on")
	f.StringVar(&cfg.Provider, "provider", "", "`URL` of the old Provider (default: what each DDO says)")
	f.StringVar(&cfg.State, "state", "", "`file` that says what is under way (default: FILE.state)")
	f.Uint64Var(&cfg.Confirmations, "confirmations", defaultConfirmations, confirmationsUsage)
	f.BoolVar(&cfg.DryRun, "dry-run", false, "look, tell what would be done, and write nothing")
	f.BoolVar(&cfg.Unchecked, "unchecked", false, "do not ask the old Provider about the files: it is gone")
	f.BoolVar(&cfg.Checksums, "checksums", false, "have it read each file for its checksum, and compare those too")
	f.BoolVar(&cfg.Previews, "previews", false, "say each file's type, length and known hash in the open: for files that never change")
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

// migratedJSON is what ocean migrate --json prints of an asset.
type migratedJSON struct {
	migrate.Result
	Error string `json:"error,omitempty"`
}

func oceanMigrate(ctx context.Context, cfg *migrateConfig, name string) error {
	if err := checkConfirmations("ocean migrate", cfg.Confirmations); err != nil {
		return err
	}
	if cfg.Endpoint == "" {
		return &config.MissingError{Flag: "endpoint", What: "the gateway that clients are to use"}
	}
	if cfg.State == "" && name != "-" {
		cfg.State = name + ".state"
	}
	if cfg.State == "" && !cfg.DryRun {
		return wrongUsage("ocean migrate", "the assets come from standard input: say with --state where to keep what is under way")
	}
	n := &cfg.Network
	if err := n.NeedCommittee(); err != nil {
		return err
	}
	noCoreDumps() // of what is sold
	src, _, err := input(ctx, name)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(io.LimitReader(src, migrate.MaxInput+1))
	src.Close()
	if err != nil {
		return err
	}
	c, err := connect(ctx, n, "looking at the assets", true)
	if err != nil {
		return err
	}
	defer c.close()
	assets, err := migrate.ParseAssets(text, c.chain.ChainID())
	if err != nil {
		return &adviceError{err, "Nothing was done. \"latchkey ocean migrate --help\" shows the file's form."}
	}
	to, err := c.Recipient(ctx, n.Committees, n.Committee, cfg.Confirmations)
	if err != nil {
		return err
	}
	run := migrate.Config{Chain: c.chain, Wallet: c.wallet, Recipient: *to, Endpoint: cfg.Endpoint, Provider: cfg.Provider,
		Unchecked: cfg.Unchecked, Checksums: cfg.Checksums, Previews: cfg.Previews, HTTP: &http.Client{Timeout: 15 * time.Minute},
		Files: &fileobjects.Options{Storage: storage.Options{Public: !n.Private && !c.chain.Local()}, Call: c.call}}
	if !cfg.DryRun {
		state, err := migrate.OpenState(cfg.State)
		if err != nil {
			return err
		}
		defer state.Close()
		run.State = state
	}
	failed, done := 0, 0
	run.Told = func(r migrate.Result) {
		done++
		if r.Err != nil {
			failed++
			note("%s: %v", r.DID, r.Err)
		}
		c.progress.show(fmt.Sprintf("%d of %d assets", done, len(assets)))
	}
	results, err := migrate.Run(ctx, run, assets)
	c.progress.end()
	if cfg.JSON {
		out := make([]migratedJSON, len(results))
		for i, r := range results {
			if out[i].Result = r; r.Err != nil {
				out[i].Error = r.Err.Error()
			}
		}
		if err := printJSON(struct {
			Assets []migratedJSON `json:"assets"`
		}{out}); err != nil {
			return err
		}
	} else if err := print(migratedText(results)); err != nil {
		return err
	}
	if err != nil {
		return err
	}
	if failed > 0 {
		advice := "The others are done. The same command tries it again, and does nothing twice."
		for _, r := range results {
			if errors.Is(r.Err, storage.ErrPrivate) {
				advice += " No gateway serves a file from an address that is not of the internet; to look at one all the same, say --private-addresses."
				break
			}
		}
		return &adviceError{fmt.Errorf("%d of %d assets were not moved", failed, len(assets)), advice}
	}
	return nil
}

// call reads a contract for files that are what a contract says, on the network's own chain.
func (c *client) call(ctx context.Context, chainID uint64, to common.Address, data []byte) ([]byte, error) {
	if chainID != c.chain.ChainID() {
		return nil, chain.ErrWrongChain
	}
	v, err := c.chain.At(ctx, 0)
	if err != nil {
		return nil, err
	}
	return v.Call(ctx, to, data)
}

// migratedText says for people what became of assets.
func migratedText(results []migrate.Result) string {
	var b strings.Builder
	for _, r := range results {
		fmt.Fprintf(&b, "%s  %s", r.DID, r.Status)
		if r.Transaction != "" {
			fmt.Fprintf(&b, ", transaction %s", r.Transaction)
		}
		b.WriteByte('\n')
		for _, s := range r.Services {
			fmt.Fprintf(&b, "  service %s\n", s.ID)
			for i, f := range s.Files {
				fmt.Fprintf(&b, "    file %d: %s", i, f.Type)
				if f.Length >= 0 {
					fmt.Fprintf(&b, ", %s", size(f.Length))
				}
				if f.Content != "" {
					fmt.Fprintf(&b, ", %s", f.Content)
				}
				if f.Compared {
					b.WriteString(", as the old Provider says")
				} else {
					b.WriteString(", not compared")
				}
				b.WriteByte('\n')
			}
		}
		for _, id := range r.Left {
			fmt.Fprintf(&b, "  service %s stays where it is\n", id)
		}
		if r.State != ocean.StateActive && r.State != ocean.StateUnlisted && r.Err == nil {
			fmt.Fprintf(&b, "  the data NFT is in the state %d: nodes open active assets (state 0) and unlisted ones (5) alone\n", r.State)
		}
	}
	return b.String()
}
