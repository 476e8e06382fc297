package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/sealed"
)

func walletCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "wallet",
		Short: "make, take in and name the account that pays and opens",
		Args:  noVerb,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(walletNewCommand(), walletImportCommand(), walletAddressCommand(), walletIdentityCommand(), walletRevokeSessionsCommand())
	return c
}

// keystoreConfig configures wallet new and wallet import.
type keystoreConfig struct {
	// Keystore is the folder for the new file; empty is keystore beside the configuration,
	// where a wallet is found without being named as long as it is the only one.
	Keystore string
	// PassphraseFile holds the passphrase in its first line; empty: LATCHKEY_PASSPHRASE, or
	// it is asked for, twice.
	PassphraseFile string
	JSON           bool
}

func (cfg *keystoreConfig) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&cfg.Keystore, "keystore", "", "`folder` for the file (default: keystore beside the configuration)")
	f.StringVar(&cfg.PassphraseFile, "passphrase-file", "", "`file` with the passphrase; else $"+config.PassphraseVariable+", else it is asked for")
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
}

func walletNewCommand() *cobra.Command {
	var cfg keystoreConfig
	c := &cobra.Command{
		Use:   "new",
		Short: "make an account, in a keystore file",
		Long: `Make a new account and keep its key in a keystore file (version 3, which most wallets read),
under a passphrase. Whoever loses the file or the passphrase loses the account: keep a copy.`,
		Example: "  latchkey wallet new\n  latchkey wallet new --keystore ~/wallets --passphrase-file ~/wallets.pass",
		Args:    exactly(0, "none"),
		RunE: func(c *cobra.Command, _ []string) error {
			return keepKey(c.Context(), &cfg, func(dir, passphrase string) (string, *chain.Wallet, error) {
				return chain.NewKeystore(dir, passphrase)
			})
		},
	}
	cfg.flags(c)
	return c
}

func walletImportCommand() *cobra.Command {
	var cfg keystoreConfig
	c := &cobra.Command{
		Use:   "import [FILE]",
		Short: "take in a private key, into a keystore file",
		Long: `Read a private key, 64 hex digits with or without 0x, from a file or standard input, and keep it
in a keystore file under a passphrase. A key is never an argument: other people can read those.`,
		Example: "  latchkey wallet import < key.hex",
		Args:    atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			return importKey(c.Context(), &cfg, first(args))
		},
	}
	cfg.flags(c)
	return c
}

func importKey(ctx context.Context, cfg *keystoreConfig, name string) error {
	if b, err := hex.DecodeString(strings.TrimPrefix(name, "0x")); err == nil && len(b) == 32 {
		return wrongUsage("wallet import", "a key is given as an argument, which others can read, and shells keep: take it for known, make a new account, and give keys on standard input")
	}
	var text string
	if (name == "" || name == "-") && term.IsTerminal(int(os.Stdin.Fd())) {
		typed, err := config.AskTerminal(ctx, "Private key (it is not shown)")
		if err != nil {
			return err
		}
		text = typed
	} else {
		src, _, err := input(ctx, name)
		if err != nil {
			return err
		}
		defer src.Close()
		data, err := io.ReadAll(io.LimitReader(src, 1024))
		if err != nil {
			return err
		}
		text = string(data)
	}
	b, err := hex.DecodeString(strings.TrimPrefix(strings.TrimSpace(text), "0x"))
	if err != nil || len(b) != 32 {
		return &adviceError{errors.New("this is not a private key"), "A key is 64 hex digits, with or without 0x before them."}
	}
	key, err := crypto.ToECDSA(b)
	clear(b)
	if err != nil {
		return &adviceError{errors.New("this is not a private key of secp256k1: it is 0, or too large"), "Check that it is whole."}
	}
	return keepKey(ctx, cfg, func(dir, passphrase string) (string, *chain.Wallet, error) {
		return chain.ImportKey(dir, passphrase, key)
	})
}

// keepKey asks for what is needed to keep a key, keeps it, and tells where it is.
func keepKey(ctx context.Context, cfg *keystoreConfig, keep func(dir, passphrase string) (string, *chain.Wallet, error)) error {
	dir := cfg.Keystore
	if dir == "" {
		var err error
		if dir, err = config.KeystoreDir(); err != nil {
			return err
		}
	}
	dir, err := filepath.Abs(dir) // it is printed, for a file that is read from anywhere
	if err != nil {
		return err
	}
	given := config.Network{PassphraseFile: cfg.PassphraseFile}
	passphrase, found, err := given.GivenPassphrase()
	if err != nil {
		return err
	}
	if !found {
		if passphrase, err = newPassphrase(ctx, "Passphrase for the new wallet"); err != nil {
			return err
		}
	}
	path, w, err := keep(dir, passphrase)
	if err != nil {
		return err
	}
	defer w.Close()
	if cfg.JSON {
		return printJSON(walletJSON{w.Address().Hex(), path, sealed.EncodeIdentity(w.Address())})
	}
	note("The key is in %s; keep a copy of it, and the passphrase.", path)
	if found, err := (&config.Network{}).WalletFile(); err != nil || found != path {
		note("To use it, say --wallet, or write into the configuration file:\n    wallet = %q", path)
	}
	return print(w.Address().Hex() + "\n")
}

// newPassphrase asks twice.
func newPassphrase(ctx context.Context, prompt string) (string, error) {
	passphrase, err := config.AskTerminal(ctx, prompt)
	if err != nil {
		return "", fmt.Errorf("asking for the passphrase: %w", err)
	}
	again, err := config.AskTerminal(ctx, "The same again")
	if err != nil {
		return "", fmt.Errorf("asking for the passphrase: %w", err)
	}
	if passphrase != again {
		return "", &adviceError{errors.New("the two passphrases differ"), "Nothing was made. Try again."}
	}
	return passphrase, nil
}

// walletJSON is a wallet as --json prints it.
type walletJSON struct {
	Address  string `json:"address"`
	File     string `json:"file,omitempty"` // none with an external signer
	Identity string `json:"identity"`       // for age
}

// walletConfig configures wallet address and wallet identity.
type walletConfig struct {
	JSON bool

	Network config.Network // the wallet's part of it
}

func walletAddressCommand() *cobra.Command {
	return walletShowCommand("address", "print the wallet's account", "", func(a common.Address) string { return a.Hex() })
}

func walletIdentityCommand() *cobra.Command {
	return walletShowCommand("identity", "print the identity with which age opens files as the wallet's account",
		`Print the identity string of the wallet's account, for age and age-plugin-latchkey. It holds no
secret: the plugin takes wallet and network from the configuration of latchkey.`, func(a common.Address) string {
			return sealed.EncodeIdentity(a)
		})
}

func walletShowCommand(use, short, long string, text func(common.Address) string) *cobra.Command {
	var cfg walletConfig
	c := &cobra.Command{
		Use: use, Short: short, Long: long,
		Args: exactly(0, "none"),
		RunE: func(c *cobra.Command, _ []string) error {
			var path string // of no file, with a signer
			if err := cfg.Network.NeedWallet(); err != nil {
				return err
			}
			if cfg.Network.Signer == "" {
				path, _ = cfg.Network.WalletFile()
			}
			account, named, err := cfg.Network.Account()
			if err != nil {
				return err
			}
			if !named { // only the key or the signer tells
				w, err := cfg.Network.OpenWallet(c.Context(), nil)
				if err != nil {
					return err
				}
				account = w.Address()
				w.Close()
			}
			if cfg.JSON {
				return printJSON(walletJSON{account.Hex(), path, sealed.EncodeIdentity(account)})
			}
			return print(text(account) + "\n")
		},
	}
	if use == "identity" {
		c.Example = "  latchkey wallet identity > me.txt\n  age -d -i me.txt memo.age"
	}
	f := c.Flags()
	cfg.Network.WalletFlags(f)
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	return c
}
