package config

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/latchkey-network/latchkey/chain"
)

// PassphraseVariable is the environment variable with the wallet's passphrase. It has no
// flag and no key: other people can read command lines, and configuration gets copied.
const PassphraseVariable = "LATCHKEY_PASSPHRASE"

// Network says where sales happen and as whom: the settings that most verbs share.
type Network struct {
	// RPC are the URLs of JSON-RPC endpoints of the chain, separated by spaces: http, https, ws
	// or wss. All that is believed about the chain comes from one, or is what RPCQuorum of
	// several agree on. Required for all that is not offline.
	RPC string

	// RPCQuorum is how many of several endpoints must agree; 0 is more than half of them.
	RPCQuorum int

	// Prove says what of the chain is to be proved too; nil is nothing. It is no setting.
	Prove *chain.Prove

	// ChainID that the endpoint must serve; 0 takes what it serves.
	ChainID uint64

	// Final says which blocks cannot change any more: "finalized" or "safe", the chain's
	// own tags, or a number of blocks below the head. A devnet's is 0.
	Final string

	// Deployment is a deployment file. It says what ChainID, Market, Committees, Draws and
	// Since are where nothing else does. In the configuration file it is a path from that file's
	// folder; as a flag it may also be the name of a file there.
	Deployment string

	// Market, Committees and Draws are contracts; zero is none.
	Market, Committees, Draws common.Address

	// Committee is the number of the committee to seal to, from 1; 0 is none.
	Committee uint64

	// Since is the block where reading of the market's events begins: that of its
	// deployment, or a later one. 0 reads the whole chain, which public endpoints refuse.
	Since uint64

	// Store is where published files go: file:///folder, with ?public=https://.. in front
	// of which a web server serves it.
	Store string

	// Wallet is a keystore V3 file, or a folder with exactly one; empty is the folder
	// keystore in Dir. Whoever loses the file or its passphrase loses the account.
	Wallet string

	// PassphraseFile holds the wallet's passphrase in its first line. Empty: it comes from
	// LATCHKEY_PASSPHRASE, or is asked for.
	PassphraseFile string

	// Signer is an external signer (clef's interface) that holds the key instead of Wallet: an
	// http or https URL, or the path of its socket. Of the two, the one that is said closer to
	// the command line is taken: flag, variable, file; in the same place they exclude each other.
	Signer string

	// SignerAccount is the account that Signer signs for; zero is its only one.
	SignerAccount common.Address

	// Asks is told before a request that a person may have to allow at the signer; nil is
	// nobody. It is no setting.
	Asks func(what string)

	// Gateway asks the nodes for us, if it is there; empty: they are asked directly.
	Gateway string

	// Private lets listings, their files, and the nodes that files for grants name be at addresses that are not of the
	// internet: this machine and its own network. Without it they may be only where the chain is one for development, on
	// this machine.
	Private bool

	// MinRate is the least at which a listing's file has to come, in bytes a second, before another of its places is
	// tried; 0 is any rate.
	MinRate int64

	// Evidence is the folder where signed wrong shares are kept; empty is evidence in Dir.
	Evidence string
}

// NetworkGroup is the annotation of the flags that Network.Flags defines.
const NetworkGroup = "network"

// Flags defines a flag for each setting.
func (n *Network) Flags(fs *pflag.FlagSet) {
	own := pflag.NewFlagSet("", pflag.ContinueOnError)
	n.endpointFlags(own)
	own.StringVar(&n.Deployment, deploymentFlag, "", "`file` that tells the addresses of the contracts, as \"contracts deploy\" writes it")
	own.StringVar(&n.Final, "final", "finalized", "which blocks are final: finalized, safe, or a `depth`")
	own.Var((*address)(&n.Market), "market", "`address` of the Market contract")
	own.Var((*address)(&n.Committees), "committees", "`address` of the Committees contract")
	own.Var((*address)(&n.Draws), "draws", "`address` of the Draws contract")
	own.Uint64Var(&n.Committee, "committee", 0, "`number` of the committee to seal to")
	own.Uint64Var(&n.Since, "since", 0, "`block` where the market's events begin")
	own.StringVar(&n.Store, "store", "", "`URL` of the store: file:///folder?public=https://host/path/, s3://bucket/prefix, gs://.., azblob://.., ipfs+http://host:5001 or tus+https://host/path")
	own.StringVar(&n.Gateway, "gateway", "", "`URL` of a gateway that asks the nodes; where it fails, they are asked directly")
	own.BoolVar(&n.Private, "private-addresses", false, "reach places of listings, nodes that files name, and for a gateway nodes, at addresses that are not of the internet")
	own.Int64Var(&n.MinRate, "min-rate", 1024, "least `bytes` a second, over a minute, before another place of a file is tried; 0: any rate")
	n.WalletFlags(own)
	own.StringVar(&n.Evidence, "evidence", "", "`folder` for signed wrong shares (default: evidence beside the configuration)")
	addNetwork(fs, own)
}

// ChainFlags defines the flags of endpoint and wallet alone: for a verb that needs no
// contract to be there yet.
func (n *Network) ChainFlags(fs *pflag.FlagSet) {
	own := pflag.NewFlagSet("", pflag.ContinueOnError)
	n.endpointFlags(own)
	n.WalletFlags(own)
	addNetwork(fs, own)
}

func addNetwork(fs, own *pflag.FlagSet) {
	own.VisitAll(func(f *pflag.Flag) {
		f.Annotations = map[string][]string{NetworkGroup: nil}
		fs.AddFlag(f)
	})
}

func (n *Network) endpointFlags(fs *pflag.FlagSet) {
	fs.Var(&URLs{Text: &n.RPC}, "rpc", "JSON-RPC `URL` of the chain: http, https, ws or wss; several, to be compared, as a list")
	fs.IntVar(&n.RPCQuorum, "rpc-quorum", 0, "how many of several rpc must agree; 0: more than half")
	fs.Uint64Var(&n.ChainID, "chain-id", 0, "chain that the endpoint must serve, by `number`; 0: whatever it serves")
}

// WalletFlags defines the wallet's flags alone.
func (n *Network) WalletFlags(fs *pflag.FlagSet) {
	fs.StringVar(&n.Wallet, walletFlag, "", "keystore `file`, or folder with one (default: keystore beside the configuration)")
	fs.StringVar(&n.PassphraseFile, "passphrase-file", "", "`file` with the wallet's passphrase; else $"+PassphraseVariable+", else it is asked for")
	fs.StringVar(&n.Signer, signerFlag, "", "external signer that has the key, instead of a wallet: `URL` or socket of clef, or of what speaks like it")
	fs.Var((*address)(&n.SignerAccount), "signer-account", "`account` to use of the signer's (default: its only one)")
}

// URLs is a flag's value: one URL or several, separated by spaces in Text. Repeated, it adds one; the
// configuration file has a string or a list.
type URLs struct {
	Text  *string
	given bool
}

func (u *URLs) String() string {
	if u.Text == nil {
		return ""
	}
	return *u.Text
}

// Type names the kind of value.
func (*URLs) Type() string { return "urls" }

// Set takes the first value in the place of the default, and adds others.
func (u *URLs) Set(s string) error {
	if !u.given {
		*u.Text, u.given = "", true
	}
	return u.Append(s)
}

// Append, Replace and GetSlice make it a list for pflag.
func (u *URLs) Append(s string) error {
	*u.Text = strings.Join(append(u.GetSlice(), strings.Fields(s)...), " ")
	return nil
}

// Replace takes other URLs.
func (u *URLs) Replace(list []string) error {
	*u.Text = strings.Join(strings.Fields(strings.Join(list, " ")), " ")
	return nil
}

// GetSlice returns the URLs.
func (u *URLs) GetSlice() []string { return strings.Fields(*u.Text) }

const walletFlag, signerFlag = "wallet", "signer"

// address is a flag's value: 0x and 40 hex digits. Where letters of both cases are mixed,
// they must be the checksum of EIP-55.
type address common.Address

// MarshalText writes the address with its checksum.
func (a address) MarshalText() ([]byte, error) { return []byte(common.Address(a).Hex()), nil }

// UnmarshalText is Set.
func (a *address) UnmarshalText(text []byte) error { return a.Set(string(text)) }

func (a *address) String() string {
	if *a == (address{}) {
		return ""
	}
	return common.Address(*a).Hex()
}
func (*address) Type() string { return "address" }
func (a *address) Set(s string) error {
	if s == "" { // none, as String writes it
		*a = address{}
		return nil
	}
	parsed, err := ParseAddress(s)
	if err == nil {
		*a = address(parsed)
	}
	return err
}

// ParseAddress reads an address, 0x and 40 hex digits. A wrong checksum is an error.
func ParseAddress(s string) (common.Address, error) {
	b, err := hex.DecodeString(strings.TrimPrefix(s, "0x"))
	if err != nil || len(b) != common.AddressLength || !strings.HasPrefix(s, "0x") {
		return common.Address{}, fmt.Errorf("%q is not an address: want 0x and 40 hex digits", s)
	}
	a := common.Address(b)
	if s != strings.ToLower(s) && s[2:] != strings.ToUpper(s[2:]) && s != a.Hex() {
		return common.Address{}, fmt.Errorf("the address %q has a wrong checksum: a digit is mistyped", s)
	}
	return a, nil
}

// MissingError says that a setting is needed and not there.
type MissingError struct {
	Flag string // without dashes
	What string // what it is, for a person
}

func (e *MissingError) Error() string {
	return fmt.Sprintf("%s is not configured: give --%s, set %s, or write %s = .. into the configuration file",
		e.What, e.Flag, Variable(e.Flag), Key(e.Flag))
}

// Is makes every MissingError an ErrConfig.
func (e *MissingError) Is(target error) bool { return target == ErrConfig }

// Dial connects to the chain. The error is a *MissingError without RPC, else one of
// chain.Dial.
func (n *Network) Dial(ctx context.Context) (*chain.Client, error) {
	if n.RPC == "" {
		return nil, &MissingError{"rpc", "the chain's endpoint"}
	}
	urls := strings.Fields(n.RPC)
	c, err := chain.Dial(ctx, chain.Config{URL: urls[0], Others: urls[1:], Quorum: n.RPCQuorum, Prove: n.Prove, ChainID: n.ChainID, Final: n.Final})
	if n.Deployment != "" && errors.Is(err, chain.ErrWrongChain) {
		return nil, fmt.Errorf("%w, the chain of the deployment file %q", err, n.Deployment)
	}
	return c, err
}

// NeedMarket and NeedCommittee return a *MissingError if the setting is not there.
func (n *Network) NeedMarket() error {
	if n.Market == (common.Address{}) {
		return &MissingError{"market", "the Market contract"}
	}
	return nil
}

// NeedCommittee returns a *MissingError if the committee is not configured.
func (n *Network) NeedCommittee() error {
	if n.Committees == (common.Address{}) {
		return &MissingError{"committees", "the Committees contract"}
	}
	if n.Committee == 0 {
		return &MissingError{"committee", "the number of the committee"}
	}
	return nil
}

// KeystoreDir is the folder of wallets that is used without being named.
func KeystoreDir() (string, error) {
	dir, err := Dir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "keystore"), nil
}

// NeedWallet returns WalletFile's error if there is no wallet, and no signer in its place.
func (n *Network) NeedWallet() error {
	if n.Signer != "" {
		return nil
	}
	_, err := n.WalletFile()
	return err
}

// NeedKey returns an error if there is a signer in the place of a wallet: for what signs by
// itself. who says what that is, "node run".
func (n *Network) NeedKey(who string) error {
	if n.Signer == "" {
		return nil
	}
	return fmt.Errorf("%w: %s signs answers day and night, with nobody to allow each, and no external signer signs them: give the key file of its account with --wallet, and leave signer out", ErrConfig, who)
}

// WalletFile returns the path of the keystore file. The error is a *MissingError if no
// wallet is named and the default folder has none.
func (n *Network) WalletFile() (string, error) {
	path := n.Wallet
	if path == "" {
		dir, err := KeystoreDir()
		if err != nil {
			return "", err
		}
		if _, err := os.Stat(dir); err != nil {
			return "", &MissingError{"wallet", "a wallet"}
		}
		path = dir
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("the wallet: %w", err)
	}
	if !info.IsDir() {
		return path, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return "", fmt.Errorf("the wallet: %w", err)
	}
	var files []string
	for _, e := range entries {
		if e.Type().IsRegular() && !strings.HasPrefix(e.Name(), ".") {
			files = append(files, filepath.Join(path, e.Name()))
		}
	}
	switch {
	case len(files) == 1:
		return files[0], nil
	case len(files) > 1:
		return "", fmt.Errorf("%w: the folder %q holds %d wallets: name one of its files with --wallet", ErrConfig, path, len(files))
	case n.Wallet == "":
		return "", &MissingError{"wallet", "a wallet"}
	}
	return "", fmt.Errorf("%w: the folder %q holds no wallet", ErrConfig, path)
}

// Account returns the wallet's account without opening it, as its file or the setting
// signer_account names it. ok is false if neither does.
func (n *Network) Account() (account common.Address, ok bool, err error) {
	if n.Signer != "" {
		return n.SignerAccount, n.SignerAccount != (common.Address{}), nil
	}
	path, err := n.WalletFile()
	if err != nil {
		return common.Address{}, false, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return common.Address{}, false, fmt.Errorf("the wallet: %w", err)
	}
	var file struct {
		Address string `json:"address"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return common.Address{}, false, fmt.Errorf("the wallet %q: %w", path, chain.ErrNotKeystore)
	}
	if !common.IsHexAddress(file.Address) {
		return common.Address{}, false, nil
	}
	return common.HexToAddress(file.Address), true, nil
}

// OpenWallet opens the wallet, or connects to the signer in its place, which works until ctx
// ends. ask is asked for the passphrase if neither the file nor the variable has it; nil
// asks on the terminal. A signer asks its person by itself.
func (n *Network) OpenWallet(ctx context.Context, ask func(ctx context.Context, prompt string) (string, error)) (*chain.Wallet, error) {
	if n.Signer != "" {
		return chain.DialSigner(ctx, n.Signer, n.SignerAccount, n.Asks)
	}
	path, err := n.WalletFile()
	if err != nil {
		return nil, err
	}
	passphrase, found, err := n.GivenPassphrase()
	if err != nil {
		return nil, err
	}
	if !found {
		if ask == nil {
			ask = AskTerminal
		}
		if passphrase, err = ask(ctx, fmt.Sprintf("Passphrase of the wallet %s", filepath.Base(path))); err != nil {
			return nil, fmt.Errorf("asking for the passphrase: %w", err)
		}
	}
	return chain.OpenKeystore(path, passphrase)
}

// GivenPassphrase returns the passphrase from the file or the variable, if there is one.
func (n *Network) GivenPassphrase() (passphrase string, found bool, err error) {
	if n.PassphraseFile != "" {
		data, err := os.ReadFile(n.PassphraseFile)
		if err != nil {
			return "", false, fmt.Errorf("reading the passphrase: %w", err)
		}
		line, _, _ := strings.Cut(string(data), "\n")
		return strings.TrimSuffix(line, "\r"), true, nil
	}
	passphrase, found = os.LookupEnv(PassphraseVariable)
	return passphrase, found, nil
}

// ErrNoTerminal says that there is nobody to ask.
var ErrNoTerminal = errors.New("there is no terminal to ask on")

// AskTerminal asks on the terminal, whatever standard input and output are, for a secret,
// which is not shown. The error is ErrNoTerminal if there is none, or ctx's.
func AskTerminal(ctx context.Context, prompt string) (string, error) {
	in, out := terminalNames()
	r, err := os.OpenFile(in, os.O_RDWR, 0)
	if err != nil {
		return "", ErrNoTerminal
	}
	defer r.Close()
	w := r
	if out != in {
		if w, err = os.OpenFile(out, os.O_RDWR, 0); err != nil {
			return "", ErrNoTerminal
		}
		defer w.Close()
	}
	fd := int(r.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", ErrNoTerminal
	}
	type answer struct {
		secret []byte
		err    error
	}
	answers := make(chan answer, 1)
	fmt.Fprintf(w, "%s: ", prompt)
	go func() {
		secret, err := term.ReadPassword(fd)
		answers <- answer{secret, err}
	}()
	select {
	case a := <-answers:
		fmt.Fprintln(w)
		return string(a.secret), a.err
	case <-ctx.Done(): // the read goes on until a line comes; the terminal must not stay mute
		term.Restore(fd, before)
		fmt.Fprintln(w)
		return "", ctx.Err()
	}
}
