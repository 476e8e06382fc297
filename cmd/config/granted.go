package config

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/umbral"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/terms"
)

// grantHedge is how long a node may take before one more is asked beside it.
const grantHedge = time.Second

// ErrNoGrantNodes says that nothing tells where grants of a file are kept.
var ErrNoGrantNodes = errors.New("the file does not say where grants of it are kept")

// ErrInTheClear says that a node is not asked, since what is given for a policy could be read on the way.
var ErrInTheClear = errors.New("was not asked: it is not https, and what is given for the policy would go to it in the clear")

// GrantReader opens files that are granted to a wallet's account, or its own (spec/grant.md).
type GrantReader struct {
	Network *Network
	Wallet  *chain.Wallet
	// Given is what policies of grants read as given.NAME. Nodes to which it would go in the clear are not asked.
	Given map[string]json.RawMessage
	// Wrong is told of a node that gave a wrong fragment, where the others were enough.
	Wrong func(url string, err error)

	keys  *sealed.AccountKeys // nil until they are needed
	nodes *quorum.Client      // the same
}

// Close erases the account's keys. The wallet stays open.
func (r *GrantReader) Close() {
	if r.keys != nil {
		r.keys.Erase()
	}
}

// Open is a sealed.GrantOpener.
func (r *GrantReader) Open(ctx context.Context, s *sealed.GrantStanza) ([]byte, error) {
	if r.keys == nil {
		keys, err := AccountKeys(r.Wallet)
		if err != nil {
			return nil, err
		}
		r.keys = keys
	}
	fileKey, err := sealed.OwnerOpener(r.Wallet.Address(), r.keys.Owner)(ctx, s)
	if !errors.Is(err, age.ErrIncorrectIdentity) {
		return fileKey, err
	}
	g := &quorum.Granted{Owner: s.Owner, Sealed: s.Sealed}
	if g.Delegating, err = umbral.DecodePublicKey(s.Delegating); err != nil {
		return nil, fmt.Errorf("delegating key: %w", err)
	}
	if g.Verifying, err = umbral.DecodePublicKey(s.Verifying); err != nil {
		return nil, fmt.Errorf("verifying key: %w", err)
	}
	if g.Capsule, err = umbral.DecodeCapsule(s.Capsule); err != nil {
		return nil, err
	}
	if g.Nodes, err = GrantNodes(s); err != nil {
		return nil, err
	}
	if len(g.Nodes) == 0 {
		return nil, ErrNoGrantNodes
	}
	if len(r.Given) > 0 {
		g.Refuse = func(node string) error {
			if r.Network.InTheClear(node) {
				return ErrInTheClear
			}
			return nil
		}
	}
	if r.nodes == nil {
		r.nodes = r.Network.NamedNodes(ctx)
	}
	opening, err := r.nodes.OpenGrant(ctx, g, r.keys.Reader, r.Given, grantHedge)
	if err != nil {
		return nil, err
	}
	for _, a := range opening.Answers {
		if w := (*quorum.WrongFragment)(nil); errors.As(a.Err, &w) {
			r.Wrong(a.URL, w)
		}
	}
	return opening.FileKey, nil
}

// AccountKeys derives the keys for grants of a wallet's account. The caller erases them.
func AccountKeys(w *chain.Wallet) (*sealed.AccountKeys, error) {
	signature, err := w.SignTypedData(terms.GrantTypedData(&terms.AccountKeys{Account: w.Address()}))
	if err != nil {
		return nil, fmt.Errorf("making the account's keys: %w", err)
	}
	defer clear(signature)
	return sealed.NewAccountKeys(signature)
}

// NamedNodes returns a client of nodes that a file or a ticket names. Who sealed it is a stranger, so the client reaches the
// internet alone, unless Private says otherwise, or the configured chain is one for development on this machine
// (storage.ErrPrivate).
func (n *Network) NamedNodes(ctx context.Context) *quorum.Client {
	if n.Private || n.local(ctx) {
		return quorum.NewClient(nil, 0)
	}
	return quorum.NewClient(storage.PublicThroughProxy(), 0)
}

// local says whether the configured chain is one for development on this machine. No other endpoint is asked.
func (n *Network) local(ctx context.Context) bool {
	endpoints := strings.Fields(n.RPC)
	if len(endpoints) == 0 {
		return false
	}
	if u, err := url.Parse(endpoints[0]); err != nil || !loopback(u.Hostname()) {
		return false
	}
	c, err := n.Dial(ctx)
	if err != nil {
		return false
	}
	defer c.Close()
	return c.Local()
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// InTheClear says whether what is sent to a node could be read on the way: it is not https, not on this machine, and no
// network of one's own.
func (n *Network) InTheClear(node string) bool {
	u, err := url.Parse(node)
	return err != nil || u.Scheme != "https" && !n.Private && !loopback(u.Hostname())
}

// GrantNodes returns the nodes that may keep grants of a file: those of tickets that are kept, the newest first, and those
// that the file names.
func GrantNodes(s *sealed.GrantStanza) (nodes []string, err error) {
	tickets, err := KeptTickets(s.Delegating)
	if err != nil {
		return nil, err
	}
	add := func(named []string) {
		for _, n := range named {
			if !slices.Contains(nodes, n) {
				nodes = append(nodes, n)
			}
		}
	}
	for _, t := range tickets {
		add(t.Nodes)
	}
	add(s.Nodes)
	return nodes, nil
}

// maxTickets bounds how many tickets are kept of one file: the newest.
const maxTickets = 8

// ticketFile is where the tickets of a file are kept, one in a line, the newest first.
func ticketFile(delegating []byte) (string, error) {
	dir, err := StateDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "tickets", hex.EncodeToString(delegating)), nil
}

// KeptTickets returns the tickets that are kept of a file, the newest first.
func KeptTickets(delegating []byte) (tickets []*sealed.Ticket, err error) {
	path, err := ticketFile(delegating)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the file's tickets: %w", err)
	}
	for line := range strings.Lines(string(data)) {
		t, err := sealed.ParseTicket(strings.TrimSuffix(line, "\n"))
		if err != nil {
			return nil, fmt.Errorf("%q: %w", path, err)
		}
		tickets = append(tickets, t)
	}
	return tickets, nil
}

// KeepTicket keeps a ticket, so that KeptTickets returns it first.
func KeepTicket(t *sealed.Ticket) error {
	path, err := ticketFile(t.Delegating)
	if err != nil {
		return err
	}
	kept, err := KeptTickets(t.Delegating)
	if err != nil {
		return err
	}
	text := t.String() + "\n"
	for _, k := range kept {
		if k.String() != t.String() && strings.Count(text, "\n") < maxTickets {
			text += k.String() + "\n"
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("keeping the ticket: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".ticket-*")
	if err != nil {
		return fmt.Errorf("keeping the ticket: %w", err)
	}
	defer os.Remove(f.Name()) // fails once it is renamed
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("keeping the ticket: %w", err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("keeping the ticket: %w", err)
	}
	return nil
}
