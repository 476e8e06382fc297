package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/spf13/cobra"
	"gocloud.dev/secrets/localsecrets"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/devnet"
)

// devnetConfig configures `latchkey devnet`.
type devnetConfig struct {
	Nodes     int           // members of the committee
	Threshold int           // how many open; 0 is floor(n/2)+1
	Dir       string        // the devnet's folder, new or empty; empty is a temporary one
	Port      int           // of JSON-RPC; 0 lets the system pick
	BlockTime time.Duration // between blocks
	Grace     time.Duration // for which shares of ended epochs are kept; half of it is the time for answers on the chain
	Processes bool          // each node is a process of its own
	ChainOnly bool          // no nodes and no committee: chain, contracts and file store alone
	Verbose   bool          // the nodes' logs go to standard error
	JSON      bool          // what stands where is printed as JSON, when it is ready
}

func devnetCommand() *cobra.Command {
	var cfg devnetConfig
	cmd := &cobra.Command{
		Use:   "devnet",
		Short: "run a whole world on this machine, to be thrown away",
		Long: `Run a whole world on this machine, to be thrown away: an Ethereum chain, the
contracts, nodes that made a key together, a gateway, and a file store. It ends with Ctrl-C.

The printed configuration makes every other verb use it:

    export LATCHKEY_CONFIG=.../latchkey.toml
    latchkey publish photo.jpg --price 0.01eth
    LATCHKEY_WALLET=.../wallets/buyer.json latchkey buy LINK`,
		Args: exactly(0, "none"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runDevnet(cmd.Context(), cfg, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.IntVar(&cfg.Nodes, "size", 5, "how many nodes")
	f.IntVar(&cfg.Threshold, "threshold", 0, "how many of them open a file (0: more than half)")
	f.StringVar(&cfg.Dir, "dir", "", "folder of the devnet, new or empty (empty: a temporary one)")
	f.IntVar(&cfg.Port, "port", 8545, "port of the chain's JSON-RPC (0: any)")
	timeVar(f, &cfg.BlockTime, "block-time", time.Second, "`time` between blocks; with less than 1s, the chain's clock runs ahead, and nodes complain after a while")
	timeVar(f, &cfg.Grace, "grace", 24*time.Hour, "how `long` nodes keep the shares of an epoch that has ended; half of it is the time for answers on the chain, with which disputes wait")
	f.BoolVar(&cfg.Processes, "processes", false, "run each node as a process of its own")
	f.BoolVar(&cfg.ChainOnly, "chain-only", false, "run the chain, the contracts and the file store alone, for nodes of your own")
	f.BoolVar(&cfg.Verbose, "verbose", false, "print the nodes' logs")
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	return cmd
}

func runDevnet(ctx context.Context, cfg devnetConfig, stdout, stderr io.Writer) (err error) {
	if cfg.BlockTime < 0 {
		return wrongUsage("devnet", "--block-time %s is below 0", cfg.BlockTime)
	}
	if cfg.Grace < 2*time.Second {
		return wrongUsage("devnet", "--grace %s is too short: nobody could answer", cfg.Grace)
	}
	d, err := startDevnet(ctx, cfg, stderr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	users, err := writeUsers(d)
	if err != nil {
		return err
	}
	if cfg.JSON {
		if err := printDevnet(d, users); err != nil {
			return err
		}
		<-ctx.Done()
		return nil
	}
	fmt.Fprintf(stdout, "\nchain       %s  (id %d, also as WebSocket)\n", d.EVM.URL(), d.EVM.ChainID())
	fmt.Fprintf(stdout, "committees  %s", d.Committees.Address)
	if !cfg.ChainOnly {
		fmt.Fprintf(stdout, "  committee %d, %d of %d", d.Committee, d.Threshold, len(d.Nodes))
	}
	fmt.Fprintln(stdout)
	fmt.Fprintf(stdout, "market      %s\n", d.Market.Address)
	fmt.Fprintf(stdout, "dollars     %s  (a token, DUSD, of which each account has 10,000)\n", d.Dollar.Address)
	fmt.Fprintf(stdout, "files       %s\n", d.Files)
	if d.Gateway != "" {
		fmt.Fprintf(stdout, "gateway     %s  (the market's page: open it in a browser)\n", d.Gateway)
	}
	for _, n := range d.Nodes {
		fmt.Fprintf(stdout, "node %-6d %s  operator %s\n", n.Index, n.URL, n.Account)
	}
	fmt.Fprintf(stdout, "\naccounts with 10,000 ETH each, and their keys; worth nothing anywhere else:\n")
	for i, key := range d.EVM.Accounts()[:devnet.Users] {
		fmt.Fprintf(stdout, "  %s  %s  %s\n", crypto.PubkeyToAddress(key.PublicKey), hexutil.Encode(crypto.FromECDSA(key)), devnet.UserNames[i])
	}
	fmt.Fprintf(stdout, "\nexport LATCHKEY_CONFIG=%s\n", users.Config)
	fmt.Fprintf(stdout, "\nready. The wallets are in %s (the configuration uses seller.json). Ctrl-C ends.\n", filepath.Dir(users.Wallets["seller"]))
	<-ctx.Done()
	return nil
}

// devnetJSON is a devnet as --json prints it, once it is ready.
type devnetJSON struct {
	RPC        string            `json:"rpc"`
	ChainID    uint64            `json:"chainId"`
	Committees string            `json:"committees"`
	Committee  uint64            `json:"committee"` // 0 with --chain-only
	Market     string            `json:"market"`
	Dollars    string            `json:"dollars"`           // a token, of which each account has some
	Files      string            `json:"files"`             // URL
	Accounts   string            `json:"accounts"`          // URL of the list of accounts and their keys
	Gateway    string            `json:"gateway,omitempty"` // URL; none with --chain-only
	Nodes      []devnetNodeJSON  `json:"nodes"`
	Config     string            `json:"config"`  // file
	Wallets    map[string]string `json:"wallets"` // files by name
	Passphrase string            `json:"passphraseFile"`
}

type devnetNodeJSON struct {
	Index    int    `json:"index"`
	URL      string `json:"url"`
	Operator string `json:"operator"`
}

func printDevnet(d *devnet.Devnet, u *users) error {
	out := devnetJSON{RPC: d.EVM.URL(), ChainID: d.EVM.ChainID(), Committees: d.Committees.Address.Hex(), Committee: d.Committee, Market: d.Market.Address.Hex(), Dollars: d.Dollar.Address.Hex(),
		Files: d.Files, Accounts: d.Accounts, Gateway: d.Gateway, Nodes: []devnetNodeJSON{}, Config: u.Config, Wallets: u.Wallets, Passphrase: u.Passphrase}
	for _, n := range d.Nodes {
		out.Nodes = append(out.Nodes, devnetNodeJSON{n.Index, n.URL, n.Account.Hex()})
	}
	return printJSON(out)
}

// startDevnet starts a devnet and tells on stderr what happens.
func startDevnet(ctx context.Context, cfg devnetConfig, stderr io.Writer) (*devnet.Devnet, error) {
	c := devnet.Config{Nodes: cfg.Nodes, Threshold: cfg.Threshold, Dir: cfg.Dir, Port: cfg.Port, ChainOnly: cfg.ChainOnly, BlockTime: cfg.BlockTime, Grace: cfg.Grace,
		Progress: func(what string) { fmt.Fprintf(stderr, "%s ...\n", what) }}
	if cfg.Dir != "" {
		dir, err := filepath.Abs(cfg.Dir)
		if err != nil {
			return nil, err
		}
		c.Dir = dir
	}
	if cfg.Verbose {
		c.Log = slog.New(slog.NewTextHandler(stderr, nil))
	}
	if cfg.Processes {
		c.Launch = func(ctx context.Context, l devnet.Launch) (devnet.Process, error) {
			return launchNode(ctx, l, cfg.Verbose, stderr)
		}
	}
	return devnet.Start(ctx, c)
}

// users are the files that a devnet's people need.
type users struct {
	Config     string            // configuration file; its wallet is the seller's
	Passphrase string            // passphrase file of all wallets
	Wallets    map[string]string // keystore files by name
}

// writeUsers writes keystore files and a configuration into the devnet's folder.
func writeUsers(d *devnet.Devnet) (*users, error) {
	wallets := filepath.Join(d.Dir, "wallets")
	u := &users{Config: filepath.Join(d.Dir, "latchkey.toml"), Passphrase: filepath.Join(wallets, "passphrase"), Wallets: make(map[string]string)}
	if err := os.MkdirAll(wallets, 0o700); err != nil {
		return nil, err
	}
	const passphrase = "devnet"
	if err := os.WriteFile(u.Passphrase, []byte(passphrase+"\n"), 0o600); err != nil {
		return nil, err
	}
	for i, key := range d.EVM.Accounts()[:6] {
		name := devnet.UserNames[i]
		u.Wallets[name] = filepath.Join(wallets, name+".json")
		if err := devnet.WriteWallet(u.Wallets[name], passphrase, key); err != nil {
			return nil, err
		}
	}
	deployment := config.Deployment{ChainID: d.EVM.ChainID(), Version: version(), Contracts: chain.ContractAddresses(nil)}
	if err := deployment.Write(filepath.Join(d.Dir, "deployment.json")); err != nil {
		return nil, err
	}
	return u, os.WriteFile(u.Config, fmt.Appendf(nil, `# Configuration of a devnet. It is worth nothing when the devnet has ended.
rpc = %q
final = "0"
confirmations = 0
deployment = "deployment.json"
committee = %d
store = %q
wallet = %q
passphrase_file = %q
evidence = %q
`, d.EVM.WebSocketURL(), d.Committee, d.Store,
		u.Wallets["seller"], u.Passphrase, filepath.Join(d.Dir, "evidence")), 0o600)
}

// launchNode runs a node as a process of this program's own file.
func launchNode(ctx context.Context, l devnet.Launch, verbose bool, stderr io.Writer) (devnet.Process, error) {
	self, err := os.Executable()
	if err != nil {
		return devnet.Process{}, err
	}
	const passphrase = "devnet"
	wallet := filepath.Join(l.Dir, "wallet.json")
	if err := devnet.WriteWallet(wallet, passphrase, l.Key); err != nil {
		return devnet.Process{}, err
	}
	secret := filepath.Join(l.Dir, "passphrase")
	if err := os.WriteFile(secret, []byte(passphrase+"\n"), 0o600); err != nil {
		return devnet.Process{}, err
	}
	cmd := exec.Command(self, "node", "run", "--rpc", l.RPC, "--final", "0", "--committees", l.Committees.Hex(),
		"--wallet", wallet, "--passphrase-file", secret, "--dir", filepath.Join(l.Dir, "state"),
		"--listen", "127.0.0.1:0", "--join-from", l.Creator.Hex(), "--grants")
	share, err := localsecrets.NewRandomKey()
	if err != nil {
		return devnet.Process{}, err
	}
	// Not a passphrase, which would take each node a second.
	cmd.Env = append(withoutLatchkey(os.Environ()), "LATCHKEY_KEY_SERVICE=base64key://"+base64.URLEncoding.EncodeToString(share[:]))
	if verbose {
		cmd.Stderr = stderr
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return devnet.Process{}, err
	}
	if err := cmd.Start(); err != nil {
		return devnet.Process{}, err
	}
	p := devnet.Process{Kill: func() { cmd.Process.Kill(); cmd.Wait() }}
	first := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(out).ReadString('\n')
		first <- line
	}()
	select {
	case line := <-first:
		at, ok := strings.CutPrefix(strings.TrimSpace(line), listening)
		if !ok {
			p.Kill()
			return devnet.Process{}, fmt.Errorf("the process of node %d ended: run with --verbose to see why", l.Index)
		}
		p.URL = at
		return p, nil
	case <-time.After(30 * time.Second):
		p.Kill()
		return devnet.Process{}, fmt.Errorf("the process of node %d does not start", l.Index)
	case <-ctx.Done():
		p.Kill()
		return devnet.Process{}, ctx.Err()
	}
}

// withoutLatchkey drops the variables that configure this program, so that a node's
// process has its flags alone.
func withoutLatchkey(env []string) []string {
	var kept []string
	for _, v := range env {
		if !strings.HasPrefix(v, "LATCHKEY_") {
			kept = append(kept, v)
		}
	}
	return append(kept, "LATCHKEY_CONFIG="+os.DevNull)
}
