package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"gocloud.dev/secrets"
	_ "gocloud.dev/secrets/awskms"
	_ "gocloud.dev/secrets/azurekeyvault"
	_ "gocloud.dev/secrets/gcpkms"
	_ "gocloud.dev/secrets/hashivault"
	_ "gocloud.dev/secrets/localsecrets"

	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/node"
)

// guardConfig says what a node's folder is encrypted under: a passphrase or a key service,
// not both.
type guardConfig struct {
	PassphraseFile string // the passphrase is its first line; empty: a variable, else it is asked for
	KeyService     string // URL of a key: awskms, gcpkms, azurekeyvault, hashivault; base64key for tests

	which string // "" or "new-": before the names of flags
}

func (c *guardConfig) flags(f *pflag.FlagSet) {
	of := ""
	if c.which != "" {
		of = " from now on"
	}
	f.StringVar(&c.PassphraseFile, c.which+"share-passphrase-file", "", "`file` with the passphrase of the node's folder"+of+"; else $"+c.variable()+", else it is asked for")
	f.StringVar(&c.KeyService, c.which+"key-service", "", "`URL` of the key that guards the node's folder"+of+", instead of a passphrase: awskms, gcpkms, azurekeyvault, hashivault")
}

// variable is the environment variable with the passphrase itself, which has no flag.
func (c *guardConfig) variable() string { return config.Variable(c.which + "share-passphrase") }

// open returns the guard, and what is to be called once it was used. isNew says that the
// folder gets this guard now: a passphrase that is asked for is asked for twice.
func (c *guardConfig) open(ctx context.Context, verb string, isNew bool) (node.Guard, func(), error) {
	nothing := func() {}
	if c.KeyService != "" {
		if c.PassphraseFile != "" {
			return node.Guard{}, nil, wrongUsage(verb, "--%skey-service and --%[1]sshare-passphrase-file exclude each other: the folder has one guard", c.which)
		}
		keeper, err := openKeyService(ctx, c.KeyService)
		if err != nil {
			return node.Guard{}, nil, wrongUsage(verb, "--%skey-service: %w", c.which, err)
		}
		return node.KeyService(keeper), func() { keeper.Close() }, nil
	}
	given := config.Network{PassphraseFile: c.PassphraseFile}
	passphrase, found, err := os.Getenv(c.variable()), os.Getenv(c.variable()) != "", error(nil)
	if c.PassphraseFile != "" {
		passphrase, found, err = given.GivenPassphrase()
	}
	if err != nil {
		return node.Guard{}, nil, err
	}
	if !found {
		const what = "the node's folder"
		if isNew {
			passphrase, err = newPassphrase(ctx, "Passphrase for "+what)
		} else {
			passphrase, err = config.AskTerminal(ctx, "Passphrase of "+what)
		}
		if errors.Is(err, config.ErrNoTerminal) {
			return node.Guard{}, nil, &adviceError{errors.New("there is no passphrase for the node's folder, and no terminal to ask on"),
				fmt.Sprintf("Name a file with --%sshare-passphrase-file or set %s; or name a key with --%[1]skey-service.", c.which, c.variable())}
		}
		if err != nil {
			return node.Guard{}, nil, err
		}
	}
	if passphrase == "" {
		return node.Guard{}, nil, &adviceError{errors.New("the passphrase for the node's folder is empty"), "Key shares lie under it: choose a long one."}
	}
	return node.Passphrase(passphrase), nothing, nil
}

// openKeyService opens a key by its URL. The error does not repeat the URL, which holds a
// key itself if it is of the kind for tests.
func openKeyService(ctx context.Context, at string) (*secrets.Keeper, error) {
	u, err := url.Parse(at)
	if err != nil {
		return nil, errors.New("that is not a URL")
	}
	mux := secrets.DefaultURLMux()
	if !mux.ValidKeeperScheme(u.Scheme) {
		known := slices.Sorted(slices.Values(mux.KeeperSchemes()))
		return nil, fmt.Errorf("%q is no kind of key service: this version knows %s", u.Scheme, strings.Join(known, ", "))
	}
	return mux.OpenKeeperURL(ctx, u)
}

// rekeyConfig configures `latchkey node rekey`.
type rekeyConfig struct {
	Dir  string
	Old  guardConfig
	New  guardConfig
	JSON bool
}

func nodeRekeyCommand() *cobra.Command {
	cfg := rekeyConfig{New: guardConfig{which: "new-"}}
	c := &cobra.Command{
		Use:   "rekey",
		Short: "put a node's folder under another passphrase or key service",
		Long: `Put the folder of a node that is stopped under another passphrase or key service. If it
is interrupted, the folder opens under the old one or the new one: try both. Backups that
were made before open under the old one for ever.`,
		Example: `  latchkey node rekey --dir state --new-share-passphrase-file new.txt
  latchkey node rekey --dir state --new-key-service "awskms:///KEY-ARN?region=eu-west-1"`,
		Args: exactly(0, "none"),
		RunE: func(c *cobra.Command, _ []string) error { return rekeyNode(c.Context(), &cfg) },
	}
	f := c.Flags()
	f.StringVar(&cfg.Dir, "dir", "", "folder of the node's state")
	cfg.Old.flags(f)
	cfg.New.flags(f)
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	return c
}

func rekeyNode(ctx context.Context, cfg *rekeyConfig) error {
	if cfg.Dir == "" {
		return wrongUsage("node rekey", "--dir is missing: the folder of the node's state")
	}
	noCoreDumps()
	from, done, err := cfg.Old.open(ctx, "node rekey", false)
	if err != nil {
		return err
	}
	defer done()
	to, done, err := cfg.New.open(ctx, "node rekey", true)
	if err != nil {
		return err
	}
	defer done()
	if err := node.Rekey(cfg.Dir, from, to); err != nil {
		return err
	}
	if cfg.JSON {
		return printJSON(struct {
			Dir string `json:"dir"` // that opens with the new one
		}{cfg.Dir})
	}
	note("The folder opens with the new one now. Destroy backups made before, or keep what guards them.")
	return nil
}
