package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/storage"
)

// nodeInitConfig configures node init. What is not given is left open in the file that it
// writes, with a remark.
type nodeInitConfig struct {
	RPC            string      // of the node's own endpoint, or of several, separated by spaces
	ChainID        uint64      // 0: what the endpoint serves
	Final          string      // which blocks are final
	Committees     string      // address of the contract
	Draws          string      // address of the contract that makes committees by lot
	Deployment     string      // file that tells chain and contracts, where they are not given
	Listen         string      // host:port
	URL            string      // where the world reaches the node
	Join, JoinFrom []string    // committees, and makers of committees
	Operator       string      // keystore file of the operator's account; empty makes one
	PassphraseFile string      // of that file; it is named in the configuration
	Guard          guardConfig // what the key shares are to be encrypted under
	JSON           bool
}

func nodeInitCommand() *cobra.Command {
	var cfg nodeInitConfig
	c := &cobra.Command{
		Use:   "init [FOLDER]",
		Short: "make an operator's account and a commented configuration for a node",
		Long: `Make what a node needs, in one folder (default: node beside the configuration): the operator's
account in a keystore file, a commented configuration, and the folder of the node's state. Nothing
that is there already is changed: to repeat it is safe.

The passphrase of the account comes from --passphrase-file or ` + config.PassphraseVariable + `, or is asked for, twice.`,
		Example: `  latchkey node init --rpc http://127.0.0.1:8545 --committees 0x.. --url https://node.example.org
  latchkey node init /var/lib/latchkey --passphrase-file /etc/latchkey/passphrase`,
		Args: atMost(1),
		RunE: func(c *cobra.Command, args []string) error { return nodeInit(c.Context(), &cfg, first(args)) },
	}
	f := c.Flags()
	f.Var(&config.URLs{Text: &cfg.RPC}, "rpc", "JSON-RPC `URL` of the node's own endpoint; several, to be compared, as a list")
	f.Uint64Var(&cfg.ChainID, "chain-id", 0, "chain, by `number` (default: the one that the endpoint serves)")
	f.StringVar(&cfg.Final, "final", "finalized", "which blocks are final: finalized, safe, or a `depth`")
	f.StringVar(&cfg.Committees, "committees", "", "`address` of the Committees contract")
	f.StringVar(&cfg.Draws, "draws", "", "`address` of the Draws contract")
	f.StringVar(&cfg.Deployment, "deployment", "", "`file` of the network's deployment, for --chain-id, --committees and --draws")
	f.StringVar(&cfg.Listen, "listen", "127.0.0.1:8600", "`address` to answer at")
	f.StringVar(&cfg.URL, "url", "", "`URL` where the world reaches the node")
	f.StringSliceVar(&cfg.Join, "join", nil, "committees to join, by `number`")
	f.StringSliceVar(&cfg.JoinFrom, "join-from", nil, "`accounts` whose committees to join")
	f.StringVar(&cfg.Operator, "operator", "", "keystore `file` of the operator's account (default: a new account)")
	f.StringVar(&cfg.PassphraseFile, "passphrase-file", "", "`file` with its passphrase; else $"+config.PassphraseVariable+", else it is asked for")
	cfg.Guard.flags(f)
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	return c
}

// nodeInitJSON is what node init made or found.
type nodeInitJSON struct {
	Account string   `json:"account"` // the operator's
	Folder  string   `json:"folder"`
	Config  string   `json:"config"`
	Wallet  string   `json:"wallet"`
	State   string   `json:"state"`
	Made    []string `json:"made"` // of the paths above, those that were not there
}

// nodeFiles are the places in a node's folder.
func nodeFiles(folder string) nodeInitJSON {
	return nodeInitJSON{Folder: folder, Config: filepath.Join(folder, "config.toml"), Wallet: filepath.Join(folder, "wallet"), State: filepath.Join(folder, "state"), Made: []string{}}
}

func nodeInit(ctx context.Context, cfg *nodeInitConfig, folder string) error {
	const verb = "node init"
	if cfg.Committees != "" {
		if _, err := config.ParseAddress(cfg.Committees); err != nil {
			return wrongUsage(verb, "--committees: %w", err)
		}
	}
	if cfg.Draws != "" {
		if _, err := config.ParseAddress(cfg.Draws); err != nil {
			return wrongUsage(verb, "--draws: %w", err)
		}
	}
	if cfg.URL != "" {
		if err := checkNodeURL(cfg.URL); err != nil {
			return wrongUsage(verb, "--url: %w", err)
		}
	}
	if _, err := (&nodeConfig{Join: cfg.Join, JoinFrom: cfg.JoinFrom}).accepts(); err != nil {
		return err
	}
	if folder == "" {
		dir, err := config.Dir()
		if err != nil {
			return err
		}
		folder = filepath.Join(dir, "node")
	}
	folder, err := filepath.Abs(folder)
	if err != nil {
		return err
	}
	made := nodeFiles(folder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if _, err := os.Stat(made.State); errors.Is(err, fs.ErrNotExist) {
		if err := os.Mkdir(made.State, 0o700); err != nil {
			return err
		}
		made.Made = append(made.Made, made.State)
	} else if err != nil {
		return err
	}
	if err := cfg.wallet(ctx, &made); err != nil {
		return err
	}
	if _, err := os.Stat(made.Config); errors.Is(err, fs.ErrNotExist) {
		cfg.askEndpoint(ctx)
		f, err := storage.Create(made.Config)
		if err != nil {
			return err
		}
		defer f.Close()
		if _, err := f.Write([]byte(cfg.file(&made))); err != nil {
			return err
		}
		if err := f.Commit(); err != nil {
			return err
		}
		made.Made = append(made.Made, made.Config)
	} else if err != nil {
		return err
	}
	if cfg.JSON {
		return printJSON(made)
	}
	return print(cfg.explain(&made))
}

// wallet finds the operator's account, or makes one.
func (cfg *nodeInitConfig) wallet(ctx context.Context, made *nodeInitJSON) error {
	if cfg.PassphraseFile != "" {
		var err error
		if cfg.PassphraseFile, err = filepath.Abs(cfg.PassphraseFile); err != nil {
			return err
		}
	}
	if cfg.Guard.PassphraseFile != "" {
		var err error
		if cfg.Guard.PassphraseFile, err = filepath.Abs(cfg.Guard.PassphraseFile); err != nil {
			return err
		}
	}
	n := config.Network{Wallet: made.Wallet, PassphraseFile: cfg.PassphraseFile}
	if cfg.Operator != "" {
		path, err := filepath.Abs(cfg.Operator)
		if err != nil {
			return err
		}
		n.Wallet = path
	}
	path, err := n.WalletFile()
	if err != nil && cfg.Operator == "" && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, config.ErrConfig) && empty(made.Wallet)) {
		passphrase, found, err := n.GivenPassphrase()
		if err != nil {
			return err
		}
		if !found {
			if passphrase, err = newPassphrase(ctx, "Passphrase for the operator's account"); err != nil {
				return err
			}
		}
		path, w, err := chain.NewKeystore(made.Wallet, passphrase)
		if err != nil {
			return err
		}
		defer w.Close()
		made.Account, made.Wallet = w.Address().Hex(), path
		made.Made = append(made.Made, path)
		return nil
	}
	if err != nil {
		return err
	}
	made.Wallet = path
	account, named, err := n.Account()
	if err != nil {
		return err
	}
	if !named { // only the key tells
		w, err := n.OpenWallet(ctx, nil)
		if err != nil {
			return err
		}
		account = w.Address()
		w.Close()
	}
	made.Account = account.Hex()
	return nil
}

// empty reports whether a folder has no files in it.
func empty(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && len(entries) == 0
}

// askEndpoint fills in which chain the endpoint serves, and looks whether the contract is there.
func (cfg *nodeInitConfig) askEndpoint(ctx context.Context) {
	if cfg.RPC == "" {
		return
	}
	urls := strings.Fields(cfg.RPC)
	c, err := chain.Dial(ctx, chain.Config{URL: urls[0], Others: urls[1:], ChainID: cfg.ChainID, Final: cfg.Final})
	if err != nil {
		note("latchkey: the endpoint could not be asked: %v. Check rpc, chain_id and final in the configuration.", err)
		return
	}
	defer c.Close()
	cfg.ChainID = c.ChainID()
	if cfg.Committees == "" {
		return
	}
	v, err := c.At(ctx, 0)
	if err == nil {
		_, err = c.Committees(common.HexToAddress(cfg.Committees)).Count(ctx, v)
	}
	if err != nil {
		note("latchkey: the contract could not be read: %v. Check committees in the configuration.", err)
	}
}

// file is the text of the configuration. Every setting of node run that an operator decides
// about is in it.
func (cfg *nodeInitConfig) file(made *nodeInitJSON) string {
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format, args...) }
	// set writes a setting, commented out where it is not decided.
	set := func(decided bool, key string, value any, remark string) {
		open := ""
		if !decided {
			open = "# "
		}
		line := fmt.Sprintf("%s%s = %v", open, key, value)
		say("%-60s # %s\n", line, remark)
	}
	quote := func(s, otherwise string) string {
		if s == "" {
			s = otherwise
		}
		return strconv.Quote(s)
	}
	list := func(texts []string, otherwise string) string {
		if len(texts) == 0 {
			return otherwise
		}
		var quoted []string
		for _, t := range texts {
			quoted = append(quoted, strconv.Quote(t))
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	}
	say(`# Configuration of a Latchkey node:
#     latchkey node run --config %s
# Every key is a flag too, and an environment variable: chain_id is --chain-id and LATCHKEY_CHAIN_ID.
# A line that begins with # has no effect.

# The chain. All that the node believes, it reads there: use an endpoint of your own. t nodes that
# read one provider are one node. Or a list of endpoints of different operators, the best first: then
# the node believes what most of them agree on, rpc = ["http://127.0.0.1:8545", "https://..", "https://.."].
`, made.Config)
	rpc := quote(cfg.RPC, "http://127.0.0.1:8545")
	if urls := strings.Fields(cfg.RPC); len(urls) > 1 {
		rpc = list(urls, "")
	}
	set(cfg.RPC != "", "rpc", rpc, "JSON-RPC: http, https, ws or wss")
	set(false, "rpc_quorum", 0, "how many of several must agree; 0: more than half")
	set(cfg.ChainID != 0, "chain_id", max(cfg.ChainID, 1), "refuse an endpoint of another chain")
	set(true, "final", quote(cfg.Final, ""), `which blocks cannot change: "finalized", "safe", or a depth`)
	set(false, "finality_delay", finalityDelay(cfg.Final), "blocks until a block is final, at most; this is the default")
	set(cfg.Committees != "", "committees", quote(cfg.Committees, "0x.."), "the contract Committees of the network")
	set(cfg.Draws != "", "draws", quote(cfg.Draws, "0x.."), "its contract Draws, which makes committees by lot")

	say(`
# The operator's account: it signs the node's shares, and pays for its messages. It needs some of the
# chain's coin. The passphrase is never here: name a file that only this user can read, or set
# %s. A service needs one of these, since nobody is there to be asked.
`, config.PassphraseVariable)
	set(true, "wallet", quote(made.Wallet, ""), "keystore file")
	set(cfg.PassphraseFile != "", "passphrase_file", quote(cfg.PassphraseFile, filepath.Join(made.Folder, "passphrase")), "its first line")

	say(`
# The node's state: key shares. BACK IT UP after each change of a committee; one that is older than
# the last change is worth nothing. No two processes may use one folder.
`)
	set(true, "dir", quote(made.State, ""), "only this user may read it")

	say(`
# It is encrypted under a passphrase, which is never here either: name a file that only this user can
# read, or set %s. Or under a key of a key service. One of the two.
`, cfg.Guard.variable())
	set(cfg.Guard.PassphraseFile != "", "share_passphrase_file", quote(cfg.Guard.PassphraseFile, filepath.Join(made.Folder, "share-passphrase")), "its first line")
	set(cfg.Guard.KeyService != "", "key_service", quote(cfg.Guard.KeyService, "awskms:///KEY-ARN?region=eu-west-1"), "awskms, gcpkms, azurekeyvault, hashivault")

	say(`
# Where the node answers, and where the world finds it. Put TLS in front of it before it is open to the
# world; "latchkey node register" puts url on the chain.
`)
	set(true, "listen", quote(cfg.Listen, ""), "host:port")
	set(cfg.URL != "", "url", quote(cfg.URL, "https://node.example.org"), "as buyers reach it")

	say(`
# Which committees the node joins and deals in: no others, whoever names it. To join one is to promise
# to guard its key. To be drawn by lot, name the Draws contract in join_from.
`)
	set(len(cfg.Join) > 0, "join", list(cfg.Join, `["1"]`), "these committees, by number")
	set(len(cfg.JoinFrom) > 0, "join_from", list(cfg.JoinFrom, "["+quote(cfg.Draws, "0x..")+"]"), "all committees of these accounts")

	say(`
# At which age the shares of a committee are made anew for the same members, if enough operators have
# it so: shares that were stolen before are worth nothing afterwards.
`)
	set(false, "refresh_every", `"720h"`, "30 days; 0 never asks for it")

	say(`
# Policies are evaluated as of a block at least so deep, whatever a file asks for.
`)
	set(false, "min_confirmations", 0, "blocks; 0 leaves it to the file")

	say(`
# With prove, sales, session nonces, balances of the coin and code need a proof against the state in the
# block's header (eth_getProof), so that not even all endpoints together can invent a purchase in a
# block of the chain. prove_token names ERC-20 tokens whose balances are proved too, with the slot of
# their mapping of balances. With prove_strict nothing else is believed: policies that call other
# contracts or look for events get no share from this node.
`)
	set(false, "prove", true, "the endpoints must offer eth_getProof")
	set(false, "prove_token", `["0xToken=9"]`, "ADDRESS=SLOT; of another chain CHAIN:ADDRESS=SLOT")
	set(false, "prove_strict", false, "what cannot be proved is refused")

	say(`
# Other chains that policies may read with chain(id). Several endpoints of one chain, each with the
# chain's number in front, are compared like those of rpc.
`)
	set(false, "other_rpc", `["137=https://a.example.org", "137=https://b.example.org"]`, "more than half of each chain's must agree")
	return b.String()
}

// explain says what was made, what to keep, and what comes next.
func (cfg *nodeInitConfig) explain(made *nodeInitJSON) string {
	var b strings.Builder
	for _, p := range []struct{ path, what string }{
		{made.Wallet, "the operator's account " + made.Account}, {made.Config, "the configuration, with a remark on every setting"}, {made.State, "the node's state: its key shares"},
	} {
		verb := "kept"
		if slices.Contains(made.Made, p.path) {
			verb = "made"
		}
		fmt.Fprintf(&b, "%s  %s\n      %s\n", verb, p.path, p.what)
	}
	var open []string
	for _, s := range []struct{ value, key string }{{cfg.RPC, "rpc"}, {cfg.Committees, "committees"}, {cfg.URL, "url"}} {
		if s.value == "" {
			open = append(open, s.key)
		}
	}
	fmt.Fprintf(&b, `
Back up, apart from each other:
  - the account's file and its passphrase. Without them nobody can speak for this operator, and its
    stake stays where it is, for ever.
  - the state, after each change of a committee, and the passphrase that it is encrypted under.
    Without both the node's shares are gone: the committee does without them as long as enough
    other members have theirs, and gives new ones when it changes. Whoever has both has the
    shares: keep them apart, and secret.

Next:
`)
	step := 0
	next := func(format string, args ...any) {
		step++
		fmt.Fprintf(&b, "  %d. %s\n", step, fmt.Sprintf(format, args...))
	}
	if slices.Contains(made.Made, made.Config) && len(open) > 0 {
		next("Fill in %s in the configuration.", strings.Join(open, ", "))
	}
	next("Send some of the chain's coin to %s, for the stake and for fees.", made.Account)
	next("latchkey node register --config %s --stake 1eth --serves-until 2027-12-31", made.Config)
	next("latchkey node run --config %s", made.Config)
	next("Tell who makes committees your account, and wait to be named: join and join_from in the\n     configuration say where you agree. \"latchkey node status --config ..\" tells what is due.")
	return b.String()
}
