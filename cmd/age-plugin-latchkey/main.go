// Command age-plugin-latchkey lets stock age (age-encryption.org) seal files to Latchkey
// committees and open them, and open files that are granted to an account. age runs it for
// recipients age1latchkey1.. and identities AGE-PLUGIN-LATCHKEY-1..; people run it never.
//
// Wallet and network come from the configuration of latchkey: its file, and the LATCHKEY_
// variables. Sealing needs neither; where an endpoint is configured, recipients are
// compared with the chain before anything is sealed to them.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"filippo.io/age/plugin"
	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/pflag"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/sealed"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	p, err := plugin.New(sealed.StanzaType)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	w := &world{ask: func(_ context.Context, prompt string) (string, error) { return p.RequestValue(prompt, true) },
		tell: func(message string) { p.DisplayMessage(message) }}
	sealed.HandlePlugin(ctx, p,
		func(r *sealed.Recipient) error { return w.check(ctx, r) },
		func(account common.Address) (sealed.Openers, error) {
			return sealed.Openers{Committee: w.opener(account), Grant: w.grantOpener(account)}, nil
		})
	code := p.Main()
	w.close()
	stop()
	os.Exit(code)
}

// world is what the configuration leads to, opened when it is first needed: the protocol
// allows questions only then. The plugin's goroutine alone uses it.
type world struct {
	ask  func(ctx context.Context, prompt string) (string, error)
	tell func(message string)

	configure sync.Once
	network   config.Network
	err       error // of the configuration

	chain  *chain.Client
	wallet *chain.Wallet
	market *market.Client      // with the wallet
	grants *config.GrantReader // with the wallet
}

// configuration reads the configuration, once. Keys of latchkey's verbs are not ours to
// judge.
func (w *world) configuration() (*config.Network, error) {
	w.configure.Do(func() {
		fs := pflag.NewFlagSet("age-plugin-latchkey", pflag.ContinueOnError)
		w.network.Flags(fs)
		w.err = config.Apply(fs, "", nil)
	})
	return &w.network, w.err
}

// dial connects to the chain, once.
func (w *world) dial(ctx context.Context) (*chain.Client, error) {
	n, err := w.configuration()
	if err != nil {
		return nil, err
	}
	if w.chain == nil {
		if w.chain, err = n.Dial(ctx); err != nil {
			return nil, err
		}
	}
	return w.chain, nil
}

// check looks at a recipient before anything is sealed to it: that its policy is one, and,
// where an endpoint is configured, that its key is the committee's.
func (w *world) check(ctx context.Context, r *sealed.Recipient) error {
	n, err := w.configuration()
	if err != nil {
		return err
	}
	if r.Terms.Policy == "" {
		return errors.New(`this recipient names a committee and no policy: make one with "latchkey recipient --policy", which says who may open the file`)
	}
	if _, err := policy.Compile(r.Terms.Policy); err != nil {
		return err
	}
	if n.RPC == "" {
		return nil
	}
	c, err := w.dial(ctx)
	if err == nil {
		err = market.New(market.Config{Chain: c}).CheckRecipient(ctx, r)
	}
	if err != nil {
		return fmt.Errorf("comparing the recipient with the chain: %w (to seal without looking, unset rpc in the configuration)", advise(err))
	}
	return nil
}

// opener asks for files as an account, which must be the configured wallet's.
func (w *world) opener(account common.Address) sealed.Opener {
	return func(ctx context.Context, s *sealed.Stanza) ([]byte, error) {
		n, err := w.ours(account)
		if err != nil {
			return nil, err
		}
		if w.market == nil {
			c, err := w.dial(ctx)
			if err != nil {
				return nil, advise(err)
			}
			if err := w.unlock(ctx, account); err != nil {
				return nil, err
			}
			w.market = market.New(market.Config{Chain: c, Wallet: w.wallet, Evidence: func(e *quorum.Evidence) { w.keep(n, e) }})
		}
		fileKey, err := w.market.Opener()(ctx, s)
		return fileKey, advise(err)
	}
}

// grantOpener opens files for grants as an account's own, or as granted to it, for which no chain is needed.
func (w *world) grantOpener(account common.Address) sealed.GrantOpener {
	return func(ctx context.Context, s *sealed.GrantStanza) ([]byte, error) {
		n, err := w.ours(account)
		if err != nil {
			return nil, err
		}
		if err := w.unlock(ctx, account); err != nil {
			return nil, err
		}
		if w.grants == nil {
			w.grants = &config.GrantReader{Network: n, Wallet: w.wallet, Wrong: func(url string, err error) { w.tell(fmt.Sprintf("node %q %v", url, err)) }}
		}
		fileKey, err := w.grants.Open(ctx, s)
		return fileKey, advise(err)
	}
}

// ours returns the configuration, if its wallet may be the account's. A wallet's file names its account outside of what the
// passphrase protects: enough to spare somebody with another one the question for it.
func (w *world) ours(account common.Address) (*config.Network, error) {
	n, err := w.configuration()
	if err != nil {
		return nil, err
	}
	if named, ok, err := n.Account(); err != nil {
		return nil, err
	} else if ok && named != account {
		return nil, otherAccount(account, named)
	}
	return n, nil
}

// unlock opens the wallet, once, which must be the account's.
func (w *world) unlock(ctx context.Context, account common.Address) (err error) {
	if w.wallet == nil {
		if w.wallet, err = w.network.OpenWallet(ctx, w.ask); err != nil {
			return advise(err)
		}
	}
	if w.wallet.Address() != account {
		return otherAccount(account, w.wallet.Address())
	}
	return nil
}

func otherAccount(wanted, have common.Address) error {
	return fmt.Errorf("the identity is for the account %s, and the configured wallet is that of %s: configure the other wallet, or use the identity that \"latchkey wallet identity\" prints", wanted, have)
}

// keep keeps evidence and tells of it.
func (w *world) keep(n *config.Network, e *quorum.Evidence) {
	path, err := n.KeepEvidence(e)
	if err != nil {
		w.tell(fmt.Sprintf("node %d %v, and the evidence could not be kept: %v", e.Index, e, err))
		return
	}
	w.tell(fmt.Sprintf("node %d %v; the evidence is in %s", e.Index, e, path))
}

func (w *world) close() {
	if w.chain != nil {
		w.chain.Close()
	}
	if w.grants != nil {
		w.grants.Close()
	}
	if w.wallet != nil {
		w.wallet.Close()
	}
}

// advise adds what to do to the errors that are met most. age shows them on one line.
func advise(err error) error {
	var what string
	switch {
	case errors.Is(err, quorum.ErrNotEntitled):
		what = "the account has to meet the file's policy first, for example by buying it"
	case errors.Is(err, quorum.ErrNotGranted):
		what = "ask the file's owner for a grant; \"latchkey reader\" prints what the owner needs"
	case errors.Is(err, config.ErrNoGrantNodes):
		what = "ask its owner for the ticket that \"latchkey grant\" printed, and keep it with \"latchkey ticket\""
	case errors.Is(err, quorum.ErrTooFew):
		what = "try again later; \"latchkey open\" says more"
	case errors.Is(err, chain.ErrPassphrase):
		what = "try again"
	case errors.Is(err, chain.ErrNoSigner):
		what = "check that it runs, and signer in the configuration"
	case errors.Is(err, chain.ErrNoAccount):
		what = "check signer_account in the configuration"
	case errors.Is(err, chain.ErrRefused):
		what = "try again, and allow it there"
	case errors.Is(err, chain.ErrUnavailable), errors.Is(err, chain.ErrWrongChain):
		what = "check rpc and chain_id in the configuration"
	default:
		return err
	}
	return fmt.Errorf("%w (%s)", err, what)
}
