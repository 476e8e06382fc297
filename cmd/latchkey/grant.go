package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/umbral"
	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/terms"
)

const nodesUsage = "`URLs` of nodes that keep grants, with commas between them"

// granter is a wallet with the keys of its account.
type granter struct {
	network  *config.Network
	wallet   *chain.Wallet
	keys     *sealed.AccountKeys
	own      []string       // nodes that were chosen here
	nodes    *quorum.Client // of those
	named    *quorum.Client // of those that a file names, whoever sealed it
	progress *progress
}

// at is the client for a node.
func (g *granter) at(node string) *quorum.Client {
	if slices.Contains(g.own, node) {
		return g.nodes
	}
	return g.named
}

// openGranter opens the wallet and derives its account's keys. With lasting, which is for strings that others keep, an
// account that signs otherwise the second time is refused: it would not find its keys again.
func openGranter(ctx context.Context, n *config.Network, own []string, what string, lasting bool) (*granter, error) {
	if err := n.NeedWallet(); err != nil {
		return nil, err
	}
	g := &granter{network: n, own: own, nodes: quorum.NewClient(nil, 0), named: n.NamedNodes(ctx), progress: newProgress(what)}
	n.Asks = g.progress.signer
	var err error
	if g.wallet, err = n.OpenWallet(ctx, nil); err != nil {
		g.progress.end()
		return nil, err
	}
	if g.keys, err = config.AccountKeys(g.wallet); err == nil && lasting {
		err = sameKeys(g.wallet, g.keys)
	}
	if err != nil {
		g.close()
		return nil, err
	}
	return g, nil
}

func (g *granter) close() {
	g.progress.end()
	if g.keys != nil {
		g.keys.Erase()
	}
	g.wallet.Close()
}

func (g *granter) sign(m terms.Message) ([]byte, error) {
	return g.wallet.SignTypedData(terms.GrantTypedData(m))
}

func sameKeys(w *chain.Wallet, keys *sealed.AccountKeys) error {
	again, err := config.AccountKeys(w)
	if err != nil {
		return err
	}
	defer again.Erase()
	if !again.Owner.Public().Equal(keys.Owner.Public()) {
		return &adviceError{errors.New("the signer's signatures of the same data differ, so the account would not find its keys again"),
			"Use a signer that signs as RFC 6979 says, or a keystore file."}
	}
	return nil
}

// ownerString is the recipient to seal to for grants.
func ownerString(ctx context.Context, n *config.Network, nodes []string) (string, error) {
	if err := checkNodes("recipient", nodes, n); err != nil {
		return "", err
	}
	g, err := openGranter(ctx, n, nodes, "signing", true)
	if err != nil {
		return "", err
	}
	defer g.close()
	return (&sealed.Owner{Account: g.wallet.Address(), Key: g.keys.Owner.Public(), Verifying: g.keys.Verifying.Public(), Nodes: nodes}).Encode()
}

// checkNodes refuses nodes to which fragments, or the right to list grants, would go in the clear.
func checkNodes(verb string, nodes []string, n *config.Network) error {
	if err := sealed.CheckNodes(nodes); err != nil {
		return wrongUsage(verb, "%w", err)
	}
	for _, node := range nodes {
		if n.InTheClear(node) {
			return wrongUsage(verb, "%q is not https: what it is sent could be read on the way; in a network of your own, say --private-addresses", node)
		}
	}
	return nil
}

// readerConfig configures reader.
type readerConfig struct {
	// Nodes are where to publish the key; none: it is only printed.
	Nodes []string
	JSON  bool

	Network config.Network // the wallet's part of it, and Private
}

func readerCommand() *cobra.Command {
	var cfg readerConfig
	c := &cobra.Command{
		Use:   "reader",
		Short: "print the key that others grant files to",
		Long: `Print the reader's string of the wallet's account, to hand to whoever grants files to it. It holds
no secret, and the account signed it. With --nodes it is published there, too: then the account's address
is enough for "latchkey grant --to". It is always the same.`,
		Example: `  latchkey reader > me.txt
  latchkey reader --nodes https://a.example,https://b.example`,
		Args: exactly(0, "none"),
		RunE: func(c *cobra.Command, _ []string) error { return reader(c.Context(), &cfg) },
	}
	f := c.Flags()
	f.StringSliceVar(&cfg.Nodes, "nodes", nil, nodesUsage+", to publish the key at")
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

func reader(ctx context.Context, cfg *readerConfig) error {
	if err := checkNodes("reader", cfg.Nodes, &cfg.Network); err != nil {
		return err
	}
	g, err := openGranter(ctx, &cfg.Network, cfg.Nodes, "signing", true)
	if err != nil {
		return err
	}
	defer g.close()
	r := &sealed.Reader{Reader: terms.Reader{Account: g.wallet.Address(), ReaderKey: g.keys.Reader.Public().Bytes()}}
	if r.Signature, err = g.sign(&r.Reader); err != nil {
		return err
	}
	text, err := r.Encode()
	if err != nil {
		return err
	}
	failed := g.each(cfg.Nodes, func(i int, node string) error {
		return g.at(node).PublishReader(ctx, node, &quorum.ReaderEntry{Reader: r.Reader, Signature: r.Signature})
	})
	g.progress.end()
	if cfg.JSON {
		err = printJSON(struct {
			Reader  string `json:"reader"`
			Account string `json:"account"`
		}{text, g.wallet.Address().Hex()})
	} else {
		err = print(text + "\n")
	}
	return errors.Join(err, failed.asError("the key was not published everywhere", len(cfg.Nodes)))
}

// failures are what nodes said, by their place in a list; nil where it went well.
type failures []nodeFailure

type nodeFailure struct {
	node string
	err  error
}

// each does something with all nodes at a time.
func (g *granter) each(nodes []string, do func(i int, node string) error) failures {
	all := make(failures, len(nodes))
	var wg sync.WaitGroup
	for i, node := range nodes {
		wg.Go(func() { all[i] = nodeFailure{node, do(i, node)} })
	}
	wg.Wait()
	return all
}

func (f failures) count() (n int) {
	for _, one := range f {
		if one.err != nil {
			n++
		}
	}
	return n
}

// asError is nil if enough nodes failed not.
func (f failures) asError(what string, needed int) error {
	if len(f)-f.count() >= needed {
		return nil
	}
	return &nodesError{what, f}
}

// nodesError says which nodes did not do what they should.
type nodesError struct {
	what  string
	nodes failures
}

func (e *nodesError) Error() string {
	text := e.what
	for _, one := range e.nodes {
		if one.err != nil {
			text += fmt.Sprintf("\n    %s: %s", oneLine(one.node), oneLine(one.err.Error()))
		}
	}
	return text
}

// tell notes what single nodes said, where all in all it went well.
func (f failures) tell() {
	for _, one := range f {
		if one.err != nil {
			note("%s: %s", oneLine(one.node), oneLine(one.err.Error()))
		}
	}
}

// grantConfig configures grant.
type grantConfig struct {
	// To is the reader: its string, or its account, whose key is then asked of the nodes.
	To string
	// Expires is for how long nodes are to answer, up to 3,660 days.
	Expires lifetime
	// Threshold is how many nodes open the file together; 0 is more than half of them.
	Threshold int
	// Nodes get one fragment each, 1 to 32; none: those that the file names.
	Nodes []string
	// Policy must be true as well, for the reader's account; empty: nothing else is asked.
	Policy string
	// Confirmations is how many blocks behind its head the policy's chain is read.
	Confirmations uint64
	JSON          bool

	Network config.Network
}

func grantCommand() *cobra.Command {
	cfg := grantConfig{Expires: lifetime(30 * 24 * time.Hour)}
	c := &cobra.Command{
		Use:   "grant FILE --to READER",
		Short: "let one reader open a file that was sealed for grants",
		Long: `Make key fragments of a file's own key for one reader, and give each to a node. Any threshold of the
nodes lets the reader open the file with "latchkey open"; all together they cannot read it. The file was
sealed to your recipient ("latchkey recipient --grants"); only its head is read, and it need not be stored anew.

The reader is its string (age1latchkeyreader1.., which "latchkey reader" prints), or its account, if it has
published its key at the nodes. If the nodes are others than the file names, the reader needs the ticket that
is printed: "latchkey ticket". Granting again replaces what these nodes have; what others have stays until it
expires or is revoked.`,
		Example: `  latchkey grant memo.age --to age1latchkeyreader1.. --expires 30d --threshold 3
  latchkey grant memo.age --to 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --nodes https://a.example,https://b.example`,
		Args: exactly(1, "a sealed file"),
		RunE: func(c *cobra.Command, args []string) error { return grant(c.Context(), &cfg, args[0]) },
	}
	f := c.Flags()
	f.StringVar(&cfg.To, "to", "", "`reader`, age1latchkeyreader1.., or an account")
	f.Var(&cfg.Expires, "expires", "for how long, like 30d or 12h")
	f.IntVar(&cfg.Threshold, "threshold", 0, "how many nodes open the file together; 0: more than half")
	f.StringSliceVar(&cfg.Nodes, "nodes", nil, nodesUsage+" (default: those that the file names)")
	f.StringVar(&cfg.Policy, "policy", "", "`policy` that must be true as well, for the reader")
	f.Uint64Var(&cfg.Confirmations, "confirmations", defaultConfirmations, confirmationsUsage)
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

// grantJSON is what was granted, as --json prints it.
type grantJSON struct {
	Grant     string   `json:"grant"`
	Reader    string   `json:"reader"`
	Threshold int      `json:"threshold"`
	Fragments int      `json:"fragments"`
	Stored    []string `json:"stored"` // the nodes that have theirs
	Expires   string   `json:"expires"`
	Policy    string   `json:"policy,omitempty"`
	Ticket    string   `json:"ticket"`
}

func grant(ctx context.Context, cfg *grantConfig, name string) error {
	if cfg.To == "" {
		return wrongUsage("grant", "no reader is given: say with --to who may open the file")
	}
	if cfg.Expires <= 0 || time.Duration(cfg.Expires).Seconds() > terms.MaxGrantAge {
		return wrongUsage("grant", "--expires is %s: want more than nothing, and at most %d days", cfg.Expires.String(), terms.MaxGrantAge/86400)
	}
	m := terms.Grant{Policy: cfg.Policy}
	if cfg.Policy != "" {
		if err := checkConfirmations("grant", cfg.Confirmations); err != nil {
			return err
		}
		if _, err := policy.Compile(cfg.Policy); err != nil {
			return err
		}
		m.Confirmations = cfg.Confirmations
		chainID, err := policyChain(ctx, &cfg.Network)
		if err != nil {
			return err
		}
		m.ChainID = *uint256.NewInt(chainID)
	}
	if err := checkNodes("grant", cfg.Nodes, &cfg.Network); err != nil {
		return err
	}
	g, err := openGranter(ctx, &cfg.Network, cfg.Nodes, "granting", false)
	if err != nil {
		return err
	}
	defer g.close()
	stanza, delegating, err := g.file(ctx, name)
	if err != nil {
		return err
	}
	defer delegating.Erase()
	nodes := cfg.Nodes
	if len(nodes) == 0 {
		if nodes = stanza.Nodes; len(nodes) == 0 {
			return wrongUsage("grant", "the file names no nodes: say with --nodes which are to keep the fragments")
		}
		if err := checkNodes("grant", nodes, &cfg.Network); err != nil {
			return err
		}
	}
	threshold := cfg.Threshold
	if threshold == 0 {
		threshold = len(nodes)/2 + 1
	}
	if threshold < 1 || threshold > len(nodes) {
		return wrongUsage("grant", "--threshold is %d, and there are %d nodes", threshold, len(nodes))
	}
	directory := slices.Clone(nodes)
	for _, n := range stanza.Nodes {
		if !slices.Contains(directory, n) {
			directory = append(directory, n)
		}
	}
	to, err := g.reader(ctx, cfg.To, directory)
	if err != nil {
		return err
	}
	readerKey, err := umbral.DecodePublicKey(to.ReaderKey)
	if err != nil {
		return err
	}
	frags, err := umbral.GenerateKeyFrags(delegating, readerKey, g.keys.Verifying, threshold, len(nodes), true, true)
	if err != nil {
		return fmt.Errorf("making fragments: %w", err)
	}
	keys := quorum.GrantKeys{Delegating: stanza.Delegating, Verifying: g.keys.Verifying.Public().Bytes(), ReaderKey: to.ReaderKey}
	now := time.Now()
	m.ID, m.Capsule, m.Reader = keys.ID(g.wallet.Address()), group.Keccak256(stanza.Capsule), to.Account
	m.Threshold, m.Fragments = uint32(threshold), uint32(len(nodes))
	m.Issued, m.Expires = uint64(now.UnixMilli()), uint64(now.Add(time.Duration(cfg.Expires)).Unix())
	signature, err := g.sign(&m)
	if err != nil {
		return err
	}
	ticket := &sealed.Ticket{Delegating: stanza.Delegating, Nodes: nodes}
	elsewhere := slices.ContainsFunc(nodes, func(n string) bool { return !slices.Contains(stanza.Nodes, n) })
	failed := g.each(nodes, func(i int, node string) error {
		defer frags[i].Erase()
		offer := &quorum.GrantOffer{Owner: g.wallet.Address(), Keys: keys, Capsule: stanza.Capsule, Fragment: frags[i].Bytes(), Grant: m, Signature: signature}
		defer clear(offer.Fragment)
		_, err := g.at(node).StoreGrant(ctx, node, offer)
		return err
	})
	g.progress.end()
	if elsewhere && failed.count() < len(nodes) { // so that grants and revoke ask these nodes, too
		if err := config.KeepTicket(ticket); err != nil {
			failed.tell()
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	if err := failed.asError(fmt.Sprintf("too few nodes took their fragment: %d of %d are needed", threshold, len(nodes)), threshold); err != nil {
		return err
	}
	failed.tell()
	if cfg.JSON {
		out := grantJSON{hex.EncodeToString(m.ID[:]), m.Reader.Hex(), threshold, len(nodes), []string{}, day(m.Expires), m.Policy, ticket.String()}
		for _, one := range failed {
			if one.err == nil {
				out.Stored = append(out.Stored, one.node)
			}
		}
		return printJSON(out)
	}
	if err := print(fmt.Sprintf("%s can open it until %s: %d of %d nodes have their fragment, and %d open it together\n",
		m.Reader.Hex(), day(m.Expires), len(nodes)-failed.count(), len(nodes), threshold)); err != nil {
		return err
	}
	if elsewhere {
		note("The file does not name all of these nodes. Give the reader this, for \"latchkey ticket\":")
		return print(ticket.String() + "\n")
	}
	return nil
}

// policyChain is the chain that a grant's policy reads.
func policyChain(ctx context.Context, n *config.Network) (uint64, error) {
	if n.ChainID != 0 {
		return n.ChainID, nil
	}
	c, err := n.Dial(ctx)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	return c.ChainID(), nil
}

// file reads the head of a sealed file that is the account's.
func (g *granter) file(ctx context.Context, name string) (*sealed.GrantStanza, *umbral.SecretKey, error) {
	src, _, err := input(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	defer src.Close()
	_, _, whole, err := peek(src)
	if err != nil {
		return nil, nil, err
	}
	stanza, delegating, err := sealed.DelegatingKey(whole, g.wallet.Address(), g.keys.Owner)
	if err != nil {
		return nil, nil, &adviceError{err, fmt.Sprintf("Only a file that was sealed for grants of the wallet's account, %s, can be granted by it: \"latchkey recipient --grants\" prints what to seal to.", g.wallet.Address())}
	}
	if !bytes.Equal(stanza.Verifying, g.keys.Verifying.Public().Bytes()) {
		delegating.Erase()
		return nil, nil, &adviceError{errors.New("the file names another key for fragments than the account's, so no reader would find a grant of it"),
			"It was not sealed to what \"latchkey recipient --grants\" prints. Have it sealed anew."}
	}
	return stanza, delegating, nil
}

// reader finds the reader's key: in its string, or at the nodes.
func (g *granter) reader(ctx context.Context, to string, nodes []string) (*sealed.Reader, error) {
	if !strings.HasPrefix(to, "0x") {
		r, err := sealed.ParseReader(to)
		if err != nil {
			return nil, wrongUsage("grant", "%w", err)
		}
		return r, nil
	}
	account, err := config.ParseAddress(to)
	if err != nil {
		return nil, wrongUsage("grant", "%w", err)
	}
	found := make([]*quorum.ReaderEntry, len(nodes))
	failed := g.each(nodes, func(i int, node string) (err error) {
		found[i], err = g.at(node).Reader(ctx, node, account)
		return err
	})
	var reader *sealed.Reader
	for _, e := range found {
		switch {
		case e == nil:
		case reader == nil:
			reader = &sealed.Reader{Reader: e.Reader, Signature: e.Signature}
		case !slices.Equal(reader.ReaderKey, e.Reader.ReaderKey):
			return nil, &adviceError{fmt.Errorf("%s has published two different reader keys", account), "Ask the reader which program made them. Nothing was granted."}
		}
	}
	if reader == nil {
		return nil, &adviceError{failed.asError(fmt.Sprintf("no node has a reader key of %s", account), 1),
			fmt.Sprintf("Ask the reader to run \"latchkey reader --nodes %s\", or for the string that \"latchkey reader\" prints.", strings.Join(nodes, ","))}
	}
	return reader, nil
}

// grantsListConfig configures grants.
type grantsListConfig struct {
	// Nodes are asked; none: those that the file names.
	Nodes []string
	JSON  bool

	Network config.Network
}

func grantsCommand() *cobra.Command {
	var cfg grantsListConfig
	c := &cobra.Command{
		Use:   "grants [FILE]",
		Short: "list what was granted, as nodes have it",
		Long: `List the grants of the wallet's account that nodes keep: of one file, or without one of all files. The
nodes are those that the file names, or --nodes.`,
		Example: "  latchkey grants memo.age\n  latchkey grants --nodes https://a.example,https://b.example",
		Args:    atMost(1),
		RunE:    func(c *cobra.Command, args []string) error { return grants(c.Context(), &cfg, first(args)) },
	}
	f := c.Flags()
	f.StringSliceVar(&cfg.Nodes, "nodes", nil, nodesUsage+" (default: those that the file names, and those to which it was granted from here)")
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

// listed is a grant, as all nodes together have it.
type listed struct {
	*quorum.HeldGrant // the newest
	fragments         int
	nodes             []string
}

// list asks nodes for the account's grants, of one file unless delegating is nil.
func (g *granter) list(ctx context.Context, nodes []string, delegating []byte) ([]*listed, failures, error) {
	m := terms.GrantList{Owner: g.wallet.Address(), Delegating: delegating, Deadline: uint64(time.Now().Add(10 * time.Minute).Unix())}
	signature, err := g.sign(&m)
	if err != nil {
		return nil, nil, err
	}
	lists := make([][]*quorum.HeldGrant, len(nodes))
	failed := g.each(nodes, func(i int, node string) (err error) {
		if g.network.InTheClear(node) {
			return errors.New("was not asked: it is not https, and what it is sent could be read on the way")
		}
		lists[i], err = g.at(node).Grants(ctx, node, &quorum.GrantToken{Message: m, Signature: signature})
		return err
	})
	var all []*listed
	for i, list := range lists {
		for _, h := range list {
			at := slices.IndexFunc(all, func(l *listed) bool { return l.Grant.ID == h.Grant.ID })
			if at < 0 {
				at, all = len(all), append(all, &listed{HeldGrant: h})
			}
			l := all[at]
			if h.Grant.Issued > l.Grant.Issued {
				l.HeldGrant, l.fragments = h, 0
			}
			if h.Grant.Issued == l.Grant.Issued {
				l.fragments += h.Held
			}
			l.nodes = append(l.nodes, nodes[i])
		}
	}
	slices.SortFunc(all, func(a, b *listed) int { return strings.Compare(a.Grant.Reader.Hex(), b.Grant.Reader.Hex()) })
	return all, failed, nil
}

// fileNodes returns the delegating key of the account's file of that name, if there is a name, and the nodes to ask.
func (g *granter) fileNodes(ctx context.Context, verb, name string, nodes []string) ([]byte, []string, error) {
	if name == "" {
		if len(nodes) == 0 {
			return nil, nil, wrongUsage(verb, "neither a file nor --nodes is given")
		}
		return nil, nodes, nil
	}
	stanza, delegating, err := g.file(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	delegating.Erase()
	if len(nodes) == 0 {
		if nodes, err = config.GrantNodes(stanza); err != nil {
			return nil, nil, err
		}
		if len(nodes) == 0 {
			return nil, nil, wrongUsage(verb, "the file names no nodes: say with --nodes which to ask")
		}
	}
	return stanza.Delegating, nodes, nil
}

// listedJSON is a grant as --json prints it.
type listedJSON struct {
	Grant     string   `json:"grant"`
	Reader    string   `json:"reader"`
	Threshold uint32   `json:"threshold"`
	Held      int      `json:"held"` // fragments at all nodes
	Fragments uint32   `json:"fragments"`
	Issued    string   `json:"issued"`
	Expires   string   `json:"expires"`
	Policy    string   `json:"policy,omitempty"`
	Nodes     []string `json:"nodes"`
}

func grants(ctx context.Context, cfg *grantsListConfig, name string) error {
	if err := checkNodes("grants", cfg.Nodes, &cfg.Network); err != nil {
		return err
	}
	g, err := openGranter(ctx, &cfg.Network, cfg.Nodes, "asking", false)
	if err != nil {
		return err
	}
	defer g.close()
	delegating, nodes, err := g.fileNodes(ctx, "grants", name, cfg.Nodes)
	if err != nil {
		return err
	}
	all, failed, err := g.list(ctx, nodes, delegating)
	if err != nil {
		return err
	}
	g.progress.end()
	out := []listedJSON{}
	var text strings.Builder
	for _, l := range all {
		m := &l.Grant
		out = append(out, listedJSON{hex.EncodeToString(m.ID[:]), m.Reader.Hex(), m.Threshold, l.fragments, m.Fragments,
			day(m.Issued / 1000), day(m.Expires), m.Policy, l.nodes})
		fmt.Fprintf(&text, "%s  until %s  %d of %d fragments, %d open it  %x\n", m.Reader.Hex(), day(m.Expires), l.fragments, m.Fragments, m.Threshold, m.ID[:8])
		if m.Policy != "" {
			fmt.Fprintf(&text, "    if %s\n", oneLine(m.Policy))
		}
	}
	if cfg.JSON {
		err = printJSON(out)
	} else if err = print(text.String()); len(all) == 0 && failed.count() == 0 {
		note("Nothing is granted.")
	}
	return errors.Join(err, failed.asError("not all nodes answered", len(nodes)))
}

// revokeConfig configures revoke.
type revokeConfig struct {
	// To is whose grants are taken back: a reader's string or account; empty needs All.
	To string
	// All takes back the file's grants of all readers.
	All bool
	// Nodes are asked; none: those that the file names.
	Nodes []string
	JSON  bool

	Network config.Network
}

func revokeCommand() *cobra.Command {
	var cfg revokeConfig
	c := &cobra.Command{
		Use:   "revoke FILE --to READER",
		Short: "take a grant back: nodes erase what they have of it",
		Long: `Have the nodes erase what they keep of a grant. A reader who opened the file before has it. Every node
must have erased its fragment for the command to succeed (exit code 4 says that one did not answer): as
long as a threshold has theirs, the reader is let in.`,
		Example: "  latchkey revoke memo.age --to 0x70997970C51812dc3A010C7d01b50e0d17dc79C8\n  latchkey revoke memo.age --all",
		Args:    exactly(1, "a sealed file"),
		RunE:    func(c *cobra.Command, args []string) error { return revoke(c.Context(), &cfg, args[0]) },
	}
	f := c.Flags()
	f.StringVar(&cfg.To, "to", "", "`reader`, age1latchkeyreader1.., or an account")
	f.BoolVar(&cfg.All, "all", false, "the grants of all readers of the file")
	f.StringSliceVar(&cfg.Nodes, "nodes", nil, nodesUsage+" (default: those that the file names, and those to which it was granted from here)")
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

func revoke(ctx context.Context, cfg *revokeConfig, name string) error {
	if (cfg.To == "") != cfg.All {
		return wrongUsage("revoke", "say either with --to whose grant is taken back, or --all")
	}
	if err := checkNodes("revoke", cfg.Nodes, &cfg.Network); err != nil {
		return err
	}
	var account common.Address
	if cfg.To != "" {
		r, err := sealed.ParseReader(cfg.To)
		if err == nil {
			account = r.Account
		} else if account, err = config.ParseAddress(cfg.To); err != nil {
			return wrongUsage("revoke", "%q is neither a reader's string nor an account", cfg.To)
		}
	}
	g, err := openGranter(ctx, &cfg.Network, cfg.Nodes, "revoking", false)
	if err != nil {
		return err
	}
	defer g.close()
	delegating, nodes, err := g.fileNodes(ctx, "revoke", name, cfg.Nodes)
	if err != nil {
		return err
	}
	all, failed, err := g.list(ctx, nodes, delegating)
	if err != nil {
		return err
	}
	out := []listedJSON{}
	for _, l := range all {
		if !cfg.All && l.Grant.Reader != account {
			continue
		}
		// Not before the grant, whose clock may have been another.
		now := uint64(time.Now().UnixMilli())
		m := terms.Revocation{ID: l.Grant.ID, Issued: max(now, min(l.Grant.Issued, now+terms.ClockTolerance*1000))}
		signature, err := g.sign(&m)
		if err != nil {
			return err
		}
		missed := g.each(l.nodes, func(_ int, node string) error {
			err := g.at(node).RevokeGrant(ctx, node, &quorum.GrantRevocation{Revocation: m, Signature: signature})
			if p := (*quorum.Problem)(nil); errors.As(err, &p) && p.Type == quorum.UnknownGrant {
				return nil // it is gone meanwhile
			}
			return err
		})
		failed = append(failed, missed...)
		out = append(out, listedJSON{hex.EncodeToString(m.ID[:]), l.Grant.Reader.Hex(), l.Grant.Threshold, 0, l.Grant.Fragments,
			day(l.Grant.Issued / 1000), day(l.Grant.Expires), l.Grant.Policy, l.nodes})
	}
	g.progress.end()
	if len(out) == 0 && failed.count() == 0 {
		return &adviceError{errors.New("there is no such grant at these nodes"), `"latchkey grants" lists what there is; nodes that the file does not name are given with --nodes.`}
	}
	if cfg.JSON {
		err = printJSON(out)
	} else {
		for _, one := range out {
			err = errors.Join(err, print(fmt.Sprintf("%s is no longer granted it: %d nodes were asked to erase what they had\n", one.Reader, len(one.Nodes))))
		}
	}
	return errors.Join(err, failed.asError("not all nodes answered; those may let the reader in", len(failed)))
}
