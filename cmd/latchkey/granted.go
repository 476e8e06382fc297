package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/crypto/umbral"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/sealed"
)

// grantHedge is how long a node may take before one more is asked beside it.
const grantHedge = time.Second

// grantReader opens files that are granted to a wallet's account, or its own.
type grantReader struct {
	wallet *chain.Wallet
	keys   *sealed.AccountKeys // nil until they are needed
	nodes  *quorum.Client
}

func (r *grantReader) close() {
	if r.keys != nil {
		r.keys.Erase()
	}
}

// open is a sealed.GrantOpener.
func (r *grantReader) open(ctx context.Context, s *sealed.GrantStanza) ([]byte, error) {
	if r.keys == nil {
		keys, err := accountKeys(r.wallet)
		if err != nil {
			return nil, err
		}
		r.keys = keys
	}
	fileKey, err := sealed.OwnerOpener(r.wallet.Address(), r.keys.Owner)(ctx, s)
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
	tickets, err := keptTickets(s.Delegating)
	if err != nil {
		return nil, err
	}
	named := s.Nodes
	for _, t := range slices.Backward(tickets) { // the newest was chosen last
		named = slices.Concat(t.Nodes, named)
	}
	for _, n := range named {
		if !slices.Contains(g.Nodes, n) {
			g.Nodes = append(g.Nodes, n)
		}
	}
	if len(g.Nodes) == 0 {
		return nil, &adviceError{errors.New("the file does not say where grants of it are kept"), `Ask its owner for the ticket that "latchkey grant" printed, and keep it with "latchkey ticket".`}
	}
	opening, err := r.nodes.OpenGrant(ctx, g, r.keys.Reader, nil, grantHedge)
	if err != nil {
		return nil, err
	}
	for _, a := range opening.Answers {
		if w := (*quorum.WrongFragment)(nil); errors.As(a.Err, &w) {
			note("latchkey: node %s %v. The others were enough.", oneLine(a.URL), w)
		}
	}
	return opening.FileKey, nil
}

// openGranted opens a file for grants, for which no chain is needed.
func openGranted(ctx context.Context, cfg *openConfig, src io.Reader, total int64) error {
	if cfg.OnChain {
		return wrongUsage("open", "--on-chain is given, and the file is sealed for grants, which nodes alone keep")
	}
	if err := cfg.Network.NeedWallet(); err != nil {
		return err
	}
	out, err := createOutput(cfg.Output, cfg.Force)
	if err != nil {
		return err
	}
	defer out.close()
	p := newProgress("opening")
	defer p.end()
	cfg.Network.Asks = p.signer
	w, err := cfg.Network.OpenWallet(ctx, nil)
	if err != nil {
		return err
	}
	defer w.Close()
	r := &grantReader{wallet: w, nodes: quorum.NewClient(nil, 0)}
	defer r.close()
	read := &watched{r: src, total: total, report: p.bytes}
	if err := sealed.OpenAny(ctx, out, read, sealed.Openers{Grant: r.open}); err != nil {
		return err
	}
	if err := out.commit(); err != nil || !cfg.JSON {
		return err
	}
	p.end()
	return printJSON(streamJSON{cfg.Output, read.done})
}

func ticketCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "ticket TICKET",
		Short: "keep where grants of a file are, for open",
		Long: `Keep a ticket, which the owner of a file got from "latchkey grant": "latchkey open" then finds the nodes
that it names, beside those that the file names itself. It is no secret.`,
		Example: "  latchkey ticket latchkey-ticket:02..,https://a.example,https://b.example",
		Args:    exactly(1, "a ticket"),
		RunE: func(_ *cobra.Command, args []string) error {
			t, err := sealed.ParseTicket(strings.TrimSpace(args[0]))
			if err != nil {
				return wrongUsage("ticket", "%w", err)
			}
			if err := keepTicket(t); err != nil || !asJSON {
				return err
			}
			return printJSON(struct {
				Delegating string   `json:"delegating"` // of the file
				Nodes      []string `json:"nodes"`
			}{hex.EncodeToString(t.Delegating), t.Nodes})
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// maxTickets bounds how many tickets are kept of one file: the newest.
const maxTickets = 2

// ticketFile is where the tickets of a file are kept, one in a line, the newest first.
func ticketFile(delegating []byte) (string, error) {
	dir, err := config.StateDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "tickets", hex.EncodeToString(delegating)), nil
}

// keptTickets returns the tickets that are kept of a file.
func keptTickets(delegating []byte) (tickets []*sealed.Ticket, err error) {
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

func keepTicket(t *sealed.Ticket) error {
	path, err := ticketFile(t.Delegating)
	if err != nil {
		return err
	}
	kept, err := keptTickets(t.Delegating)
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
