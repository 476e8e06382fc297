package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey"
	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/terms"
)

// demoConfig configures `latchkey demo`.
type demoConfig struct {
	File      string // what is sold; empty is the project's README
	Nodes     int
	Threshold int
	Processes bool // each node is a process of its own
	Verbose   bool // the nodes' logs go to standard error
}

func demoCommand() *cobra.Command {
	var cfg demoConfig
	cmd := &cobra.Command{
		Use:   "demo [FILE]",
		Short: "show a whole sale on a throw-away devnet, and check each step",
		Long: `Show a whole sale on a throw-away devnet: nodes make a key that nobody holds, a file
is sealed and listed, an outsider is refused, buyers pay and open it while the
seller is gone, nodes lie and die. Each step is checked; the first that does not
hold ends the demo with an error.

It needs age and age-plugin-latchkey beside this program or on the PATH:
"make demo" builds all three.`,
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				cfg.File = args[0]
			}
			return runDemo(cmd.Context(), cfg, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.IntVar(&cfg.Nodes, "size", 5, "how many nodes")
	f.IntVar(&cfg.Threshold, "threshold", 3, "how many of them open a file")
	f.BoolVar(&cfg.Processes, "processes", false, "run each node as a process of its own")
	f.BoolVar(&cfg.Verbose, "verbose", false, "print the nodes' logs")
	return cmd
}

// demo is the state of the story.
type demo struct {
	cfg    demoConfig
	ctx    context.Context
	stdout io.Writer
	stderr io.Writer

	d      *devnet.Devnet
	users  *users
	tools  string // folder of links to this program, age and the plugin
	name   string
	file   []byte
	price  *big.Int
	item   *market.Item
	sealed string // path of the sealed file
	sold   int64
	alive  []*devnet.Node

	shown []shown
}

// shown is a row of the table at the end.
type shown struct {
	what, how string
	took      time.Duration
}

func runDemo(ctx context.Context, cfg demoConfig, stdout, stderr io.Writer) (err error) {
	d := &demo{cfg: cfg, ctx: ctx, stdout: stdout, stderr: stderr}
	// The lie needs a node beside t honest ones; t-1 shares are to be worth nothing.
	if cfg.Threshold < 2 || cfg.Threshold >= cfg.Nodes {
		return wrongUsage("demo", "the demo tells its story with 2 <= threshold < nodes, not %d of %d", cfg.Threshold, cfg.Nodes)
	}
	start := time.Now()
	defer func() { err = errors.Join(err, d.close()) }()
	for _, step := range []struct {
		what string
		f    func() (string, error)
	}{
		{"key generation on the chain", d.generate},
		{"the seller publishes and goes home", d.publish},
		{"an outsider is refused", d.refuse},
		{"a buyer pays and opens", d.buy},
		{"t-1 shares open nothing", d.subsets},
		{"a lying node loses its stake", d.liar},
		{"n-t nodes are killed, a buyer opens", d.kill},
		{"stock age opens through the plugin", d.stockAge},
		{"the seller withdraws", d.withdraw},
		{"the seller opens its own file", d.own},
		{"with t-1 nodes left, nobody opens", d.tooFew},
	} {
		fmt.Fprintf(stdout, "- %s ... ", step.what)
		began := time.Now()
		how, err := step.f()
		if err != nil {
			fmt.Fprintln(stdout, "FAILED")
			return fmt.Errorf("%s: %w", step.what, err)
		}
		took := time.Since(began)
		d.shown = append(d.shown, shown{step.what, how, took})
		fmt.Fprintf(stdout, "%s (%.1f s)\n", how, took.Seconds())
	}
	fmt.Fprintf(stdout, "\nShown with %d nodes, threshold %d, in %.1f s:\n\n", cfg.Nodes, cfg.Threshold, time.Since(start).Seconds())
	w := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	for _, s := range d.shown {
		fmt.Fprintf(w, "  %s\t%s\t%6.2f s\n", s.what, s.how, s.took.Seconds())
	}
	return w.Flush()
}

func (d *demo) close() error {
	if d.tools != "" {
		os.RemoveAll(d.tools)
	}
	if d.d != nil {
		return d.d.Close()
	}
	return nil
}

// key returns a user's key.
func (d *demo) key(name string) *ecdsa.PrivateKey {
	for i := range devnet.Users {
		if devnet.UserNames[i] == name {
			return d.d.EVM.Accounts()[i]
		}
	}
	panic("no user " + name)
}

// as returns a client of its own for a user, with a connection of its own; done closes
// both. evidence may be nil.
func (d *demo) as(name string, evidence func(*quorum.Evidence)) (c *market.Client, w *chain.Wallet, done func(), err error) {
	client, err := chain.Dial(d.ctx, chain.Config{URL: d.d.EVM.WebSocketURL(), ChainID: d.d.EVM.ChainID(), Final: "0"})
	if err != nil {
		return nil, nil, nil, err
	}
	w = chain.WalletFromKey(d.key(name))
	c = market.New(market.Config{Chain: client, Wallet: w, Evidence: evidence})
	return c, w, func() { w.Close(); client.Close() }, nil
}

// generate starts the world and checks that the chain has the key.
func (d *demo) generate() (string, error) {
	if err := d.findTools(); err != nil {
		return "", err
	}
	d.file, d.name = latchkey.README, "README.md"
	if d.cfg.File != "" {
		var err error
		if d.file, err = os.ReadFile(d.cfg.File); err != nil {
			return "", err
		}
		d.name = filepath.Base(d.cfg.File)
	}
	var err error
	if d.d, err = startDevnet(d.ctx, devnetConfig{Nodes: d.cfg.Nodes, Threshold: d.cfg.Threshold,
		Processes: d.cfg.Processes, Verbose: d.cfg.Verbose}, io.Discard); err != nil {
		return "", err
	}
	if d.users, err = writeUsers(d.d); err != nil {
		return "", err
	}
	d.alive = slices.Clone(d.d.Nodes)
	c := market.New(market.Config{Chain: d.d.Chain})
	com, err := c.Committee(d.ctx, d.d.Committees.Address, d.d.Committee)
	if err != nil {
		return "", err
	}
	for _, m := range com.Members {
		if !m.Confirmed {
			return "", fmt.Errorf("member %s did not confirm", m.Account)
		}
	}
	keys, err := quorum.NewClient(nil, 0).Keys(d.ctx, com) // compared with the chain's hash
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d of %d nodes confirmed one key, epoch %d", keys.N(), keys.N(), com.Epoch), nil
}

// findTools makes a folder with this program, the plugin and stock age in it, for the
// PATH of the programs that the demo runs.
func (d *demo) findTools() (err error) {
	if d.tools, err = os.MkdirTemp("", "latchkey-demo-"); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	for _, tool := range []string{"age", "age-plugin-latchkey"} {
		path := filepath.Join(filepath.Dir(self), tool)
		if _, err := os.Stat(path); err != nil {
			if path, err = exec.LookPath(tool); err != nil {
				return fmt.Errorf("%s is neither beside this program nor on the PATH: make demo builds it", tool)
			}
		}
		if path, err = filepath.Abs(path); err != nil {
			return err
		}
		if err := os.Symlink(path, filepath.Join(d.tools, tool)); err != nil {
			return err
		}
	}
	return os.Symlink(self, filepath.Join(d.tools, "latchkey"))
}

// run runs one of the tools as a user would, and returns its output and exit code.
func (d *demo) run(user, tool string, args ...string) (stdout, stderr []byte, code int, err error) {
	cmd := exec.CommandContext(d.ctx, filepath.Join(d.tools, tool), args...)
	cmd.Env = append(withoutLatchkey(os.Environ()), "LATCHKEY_CONFIG="+d.users.Config, "LATCHKEY_WALLET="+d.users.Wallets[user],
		"PATH="+d.tools+string(os.PathListSeparator)+os.Getenv("PATH"))
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return out.Bytes(), errs.Bytes(), exit.ExitCode(), nil
	}
	return out.Bytes(), errs.Bytes(), 0, err
}

func (d *demo) publish() (string, error) {
	c, w, done, err := d.as("seller", nil)
	if err != nil {
		return "", err
	}
	defer done() // from here on, no key and no connection of the seller's is left
	store, err := storage.OpenStore(d.d.Store)
	if err != nil {
		return "", err
	}
	d.price = new(big.Int).Div(big.NewInt(1e18), big.NewInt(100))
	d.item, err = c.Publish(d.ctx, market.Offer{
		Source: bytes.NewReader(d.file), Size: int64(len(d.file)), Name: d.name, Type: http.DetectContentType(d.file),
		Title: d.name, Price: d.price, Market: d.d.Market.Address, Committees: d.d.Committees.Address,
		Committee: d.d.Committee, Store: store,
	})
	if err != nil {
		return "", err
	}
	location := d.item.Metadata.Sealed.Locations[0]
	resp, err := storage.Open(d.ctx, location, nil)
	if err != nil {
		return "", err
	}
	defer resp.Close()
	age, err := io.ReadAll(resp)
	if err != nil {
		return "", err
	}
	// A file of a few bytes would be found in any other.
	if len(d.file) >= 16 && bytes.Contains(age, d.file[:16]) {
		return "", errors.New("the sealed file holds the plaintext")
	}
	d.sealed = filepath.Join(d.tools, "sealed.age")
	if err := os.WriteFile(d.sealed, age, 0o600); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s, %d bytes, for %s ETH by %s", d.name, len(d.file), market.Ether(d.price), w.Address()), nil
}

// refuse lets an outsider ask the nodes themselves: the client checks nothing before.
func (d *demo) refuse() (string, error) {
	c, _, done, err := d.as("outsider", nil)
	if err != nil {
		return "", err
	}
	defer done()
	var out bytes.Buffer
	err = c.Open(d.ctx, d.item, &out)
	var refused *quorum.OpenError
	if !errors.As(err, &refused) || !errors.Is(err, quorum.ErrNotEntitled) {
		return "", fmt.Errorf("an outsider was not refused, but: %w", err)
	}
	need := d.cfg.Nodes - d.cfg.Threshold + 1
	if n := refused.Refused(quorum.PolicyFalse); n < need || out.Len() > 0 {
		return "", fmt.Errorf("only %d nodes refused, %d must; %d bytes came out", n, need, out.Len())
	}
	_, stderr, code, err := d.run("outsider", "latchkey", "open", "-o", filepath.Join(d.tools, "never"), d.sealed)
	if err != nil || code != 3 {
		return "", fmt.Errorf("latchkey open ended with %d, not 3: %v\n%s", code, err, stderr)
	}
	if _, err := os.Stat(filepath.Join(d.tools, "never")); err == nil {
		return "", errors.New("an output file appeared")
	}
	return fmt.Sprintf("%d nodes answered \"policy false\", latchkey open exits with 3", refused.Refused(quorum.PolicyFalse)), nil
}

// sale lets a user buy and open, and compares byte for byte.
func (d *demo) sale(c *market.Client) error {
	item, err := c.Show(d.ctx, d.item.Link)
	if err != nil {
		return err
	}
	if item.Metadata == nil {
		return item.Err
	}
	paid, err := c.Buy(d.ctx, item, market.Deal{})
	if err != nil {
		return err
	}
	if paid != nil {
		d.sold++
	}
	return d.opens(c, item)
}

func (d *demo) opens(c *market.Client, item *market.Item) error {
	var out bytes.Buffer
	if err := c.Open(d.ctx, item, &out); err != nil {
		return err
	}
	if !bytes.Equal(out.Bytes(), d.file) {
		return fmt.Errorf("%d bytes came out, which are not the file", out.Len())
	}
	return nil
}

func (d *demo) buy() (string, error) {
	c, _, done, err := d.as("buyer", nil)
	if err != nil {
		return "", err
	}
	defer done()
	if err := d.sale(c); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d bytes, equal to the seller's", len(d.file)), nil
}

// subsets collects every node's real share for one request of the buyer, and shows that
// any t of them open, and no t-1 do, alone or with an invented one.
func (d *demo) subsets() (string, error) {
	_, w, done, err := d.as("buyer", nil)
	if err != nil {
		return "", err
	}
	defer done()
	f, err := os.Open(d.sealed)
	if err != nil {
		return "", err
	}
	defer f.Close()
	stanzas, err := sealed.ReadStanzas(f)
	if err != nil {
		return "", err
	}
	s := stanzas[0]
	q, readerKey := quorum.NewReaderKey()
	req := &quorum.Request{Terms: s.Terms, Capsule: s.Capsule, Epoch: 1}
	req.Message = &terms.AccessRequest{Capsule: req.CapsuleID(), ReaderKey: readerKey, Buyer: w.Address(),
		Deadline: uint64(time.Now().Add(time.Minute).Unix())}
	if req.Signature, err = w.SignTypedData(terms.TypedData(s.Terms.Domain(), req.Message)); err != nil {
		return "", err
	}
	body, err := json.Marshal(req)
	if err != nil {
		return "", err
	}
	var shares [][]byte
	for _, n := range d.d.Nodes {
		share, err := d.askNode(n, body)
		if err != nil {
			return "", fmt.Errorf("node %d: %w", n.Index, err)
		}
		shares = append(shares, share)
	}
	capsule, err := tdh2.DecodeCapsule(s.Capsule)
	if err != nil {
		return "", err
	}
	Q, err := group.DecodePoint(readerKey)
	if err != nil {
		return "", err
	}
	asked := &tdh2.Context{Request: req.Digest(), CapsuleID: req.CapsuleID(), Epoch: 1, U: capsule.U, Q: Q}
	label := req.Terms.Label()
	n, t := d.cfg.Nodes, d.cfg.Threshold
	opens := func(threshold int, set [][]byte) bool {
		combined, err := tdh2.Combine(threshold, n, set)
		if err != nil {
			return false
		}
		_, err = tdh2.Open(combined, q, label, s.Capsule)
		return err == nil
	}
	if !opens(t, shares[:t]) || !opens(t, shares[n-t:]) {
		return "", errors.New("t real shares do not open")
	}
	tried := 0
	for _, set := range subsetsOf(n, t-1) {
		var real [][]byte
		for _, i := range set {
			real = append(real, shares[i])
		}
		// Alone, also when one takes the threshold to be lower.
		if opens(t, real) || opens(t-1, real) {
			return "", fmt.Errorf("the shares %v open alone", set)
		}
		// With a share of a key that was made up, for each index that is left.
		for j := range n {
			if slices.Contains(set, j) {
				continue
			}
			x := group.RandomScalar()
			invented, err := tdh2.Reencrypt(asked, j+1, x, group.NewPoint().BaseMult(x))
			if err != nil {
				return "", err
			}
			if opens(t, append(slices.Clone(real), invented)) {
				return "", fmt.Errorf("the shares %v open with an invented one", set)
			}
		}
		tried++
	}
	return fmt.Sprintf("%d sets of %d real shares, alone and with invented ones", tried, t-1), nil
}

// askNode gets one node's share, as any client could.
func (d *demo) askNode(n *devnet.Node, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(d.ctx, http.MethodPost, n.URL+"/v1/shares", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var answer struct{ Share string }
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("answered %s", resp.Status)
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return nil, err
	}
	return hex.DecodeString(answer.Share)
}

// subsetsOf returns every set of k of the numbers 0..n-1.
func subsetsOf(n, k int) [][]int {
	var all [][]int
	var pick func(from int, set []int)
	pick = func(from int, set []int) {
		if len(set) == k {
			all = append(all, slices.Clone(set))
			return
		}
		for i := from; i < n; i++ {
			pick(i+1, append(set, i))
		}
	}
	pick(0, nil)
	return all
}

// liar lets one node answer wrongly. The first t answers are used, so it takes some
// openings until its answer is among them; each must succeed.
func (d *demo) liar() (string, error) {
	liar := d.d.Nodes[0]
	liar.Lie()
	var evidence *quorum.Evidence
	c, _, done, err := d.as("buyer2", func(e *quorum.Evidence) { evidence = e })
	if err != nil {
		return "", err
	}
	defer done()
	opened := 0
	for ; evidence == nil && opened < 200; opened++ {
		if err := d.sale(c); err != nil {
			return "", err
		}
	}
	if evidence == nil {
		return "", fmt.Errorf("node %d lied %d times and was not noticed", liar.Index, opened)
	}
	if evidence.Index != liar.Index || !strings.EqualFold(evidence.Operator, liar.Account.Hex()) {
		return "", fmt.Errorf("node %d lied, but node %d (%s) was named", liar.Index, evidence.Index, evidence.Operator)
	}
	kept := filepath.Join(d.tools, "evidence.json")
	data, err := json.MarshalIndent(evidence, "", "  ")
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(kept, data, 0o600); err != nil {
		return "", err
	}
	if err := d.judge(kept); err != nil {
		return "", err
	}
	out, stderr, code, err := d.run("buyer2", "latchkey", "evidence", "report", kept)
	if err != nil || code != 0 {
		return "", fmt.Errorf("latchkey evidence report ended with %d: %v\n%s", code, err, stderr)
	}
	view, err := d.d.Chain.At(d.ctx, 0)
	if err != nil {
		return "", err
	}
	operator, err := d.d.Committees.Operator(d.ctx, view, liar.Account)
	if err != nil || operator.Stake.Sign() != 0 {
		return "", fmt.Errorf("node %d was reported (%s), and has %v wei at stake: %v", liar.Index, bytes.TrimSpace(out), operator.Stake, err)
	}
	return fmt.Sprintf("node %d, by %d bytes of evidence; all %d openings succeeded", evidence.Index, len(data), opened), nil
}

// judge checks the evidence as a stranger would, from the file and the chain alone.
func (d *demo) judge(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var e quorum.Evidence
	if err := json.Unmarshal(data, &e); err != nil {
		return err
	}
	req, err := quorum.DecodeRequest(e.Request)
	if err != nil {
		return err
	}
	com, err := market.New(market.Config{Chain: d.d.Chain}).Committee(d.ctx, req.Terms.Committees, req.Terms.Committee.Uint64())
	if err != nil {
		return err
	}
	keys, err := quorum.NewClient(nil, 0).Keys(d.ctx, com)
	if err != nil {
		return err
	}
	if signer := com.Members[e.Index-1].Account; !strings.EqualFold(e.Operator, signer.Hex()) {
		return fmt.Errorf("the evidence names %s, member %d is %s", e.Operator, e.Index, signer)
	}
	return e.Verify(keys)
}

// kill ends n-t nodes, the liar first, and lets another buyer buy.
func (d *demo) kill() (string, error) {
	var dead []string
	for range d.cfg.Nodes - d.cfg.Threshold {
		if err := d.killOne(); err != nil {
			return "", err
		}
		dead = append(dead, fmt.Sprint(d.d.Nodes[len(dead)].Index))
	}
	c, _, done, err := d.as("buyer3", nil)
	if err != nil {
		return "", err
	}
	defer done()
	if err := d.sale(c); err != nil {
		return "", err
	}
	return fmt.Sprintf("nodes %s are gone, %d answered", strings.Join(dead, " and "), len(d.alive)), nil
}

func (d *demo) killOne() error {
	n := d.alive[0]
	d.alive = d.alive[1:]
	n.Kill()
	resp, err := http.Get(n.URL + "/healthz")
	if err == nil {
		resp.Body.Close()
		return fmt.Errorf("node %d was killed, and answers", n.Index)
	}
	return nil
}

// stockAge runs the age program itself, which knows nothing of Latchkey but the plugin.
func (d *demo) stockAge() (string, error) {
	identity := filepath.Join(d.tools, "identity.txt")
	account := crypto.PubkeyToAddress(d.key("buyer").PublicKey)
	if err := os.WriteFile(identity, []byte(sealed.EncodeIdentity(account)+"\n"), 0o600); err != nil {
		return "", err
	}
	stdout, stderr, code, err := d.run("buyer", "age", "-d", "-i", identity, d.sealed)
	if err != nil || code != 0 {
		return "", fmt.Errorf("age ended with %d: %v\n%s", code, err, stderr)
	}
	if !bytes.Equal(stdout, d.file) {
		return "", errors.New("age gives other bytes")
	}
	version, _, _, err := d.run("buyer", "age", "--version")
	return fmt.Sprintf("age %s, the same bytes", strings.TrimSpace(string(version))), err
}

func (d *demo) withdraw() (string, error) {
	c, w, done, err := d.as("seller", nil)
	if err != nil {
		return "", err
	}
	defer done()
	sold, err := c.Sales(d.ctx, d.d.Market.Address, 0)
	if err != nil {
		return "", err
	}
	want := new(big.Int).Mul(d.price, big.NewInt(d.sold))
	if owed := sold.Tokens[0].Owed; int64(len(sold.Purchases)) != d.sold || owed.Cmp(want) != 0 {
		return "", fmt.Errorf("%d sales and %s ETH owed, not %d and %s", len(sold.Purchases), market.Ether(owed), d.sold, market.Ether(want))
	}
	before, err := d.balance(w)
	if err != nil {
		return "", err
	}
	amount, err := c.Withdraw(d.ctx, d.d.Market.Address, chain.Coin, common.Address{})
	if err != nil {
		return "", err
	}
	after, err := d.balance(w)
	if err != nil {
		return "", err
	}
	// The transaction's fee is a tiny part of the amount on a devnet.
	gained := new(big.Int).Sub(after, before)
	least := new(big.Int).Sub(want, new(big.Int).Div(want, big.NewInt(10)))
	if amount.Cmp(want) != 0 || gained.Cmp(least) < 0 {
		return "", fmt.Errorf("%s ETH were paid, the balance rose by %s", market.Ether(amount), market.Ether(gained))
	}
	return fmt.Sprintf("%s ETH for %d sales", market.Ether(amount), d.sold), nil
}

func (d *demo) balance(w *chain.Wallet) (*big.Int, error) {
	view, err := d.d.Chain.At(d.ctx, 0)
	if err != nil {
		return nil, err
	}
	return view.Balance(d.ctx, w.Address())
}

func (d *demo) own() (string, error) {
	c, _, done, err := d.as("seller", nil)
	if err != nil {
		return "", err
	}
	defer done()
	if err := d.opens(c, d.item); err != nil {
		return "", err
	}
	return "without buying, byte for byte", nil
}

// tooFew kills one node more.
func (d *demo) tooFew() (string, error) {
	if err := d.killOne(); err != nil {
		return "", err
	}
	_, stderr, code, err := d.run("buyer", "latchkey", "open", "-o", filepath.Join(d.tools, "never"), d.sealed)
	if err != nil || code != 4 {
		return "", fmt.Errorf("latchkey open ended with %d, not 4: %v\n%s", code, err, stderr)
	}
	return "latchkey open exits with 4", nil
}
