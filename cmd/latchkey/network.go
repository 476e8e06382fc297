package main

import (
	"context"
	"strings"
	"time"

	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/node"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// waitsForBlock is the progress of a transaction.
const waitsForBlock = "waiting for the transaction to be in a block"

// client is a market.Client with what it holds open.
type client struct {
	*market.Client
	chain    *chain.Client
	wallet   *chain.Wallet // nil if the verb does not sign
	progress *progress
}

// connect connects to the network. what names the long work, for progress. With signs, the
// wallet is opened, after the endpoint has answered: a passphrase is asked for only when
// it is of use. Without, the wallet's account is used where its file names it.
func connect(ctx context.Context, n *config.Network, what string, signs bool) (*client, error) {
	if signs {
		if err := n.NeedWallet(); err != nil {
			return nil, err
		}
	}
	p := newProgress(what)
	late := time.AfterFunc(time.Second, func() { p.show("connecting to the chain") })
	dialed, err := n.Dial(ctx)
	late.Stop()
	p.end()
	if err != nil {
		return nil, err
	}
	c := &client{chain: dialed, progress: p}
	n.Asks = c.progress.signer
	cfg := market.Config{Chain: dialed, Gateway: strings.TrimSuffix(n.Gateway, "/"), Progress: c.progress.bytes, Waiting: c.progress.blocks, Evidence: func(e *quorum.Evidence) { keep(n, e) },
		Keys: func(ctx context.Context, k *chain.Committees, committee, epoch uint64) (*quorum.Keys, error) {
			made, err := node.ReplayEpoch(ctx, dialed, k, committee, epoch)
			if err != nil {
				return nil, err
			}
			d := terms.Domain{ChainID: *uint256.NewInt(dialed.ChainID()), Committees: k.Address}
			return quorum.EncodeKeys(d, *uint256.NewInt(committee), epoch, made.Session, made.Keys)
		}, Private: n.Private, MinRate: n.MinRate, Posted: c.posted, Reclaimed: c.reclaimed}
	if n.MinRate == 0 {
		cfg.MinRate = -1
	}
	if signs {
		if c.wallet, err = n.OpenWallet(ctx, nil); err != nil {
			c.close()
			return nil, err
		}
		cfg.Wallet = c.wallet
	} else if account, ok, err := n.Account(); err == nil && ok {
		cfg.Account = account
	}
	c.Client = market.New(cfg)
	return c, nil
}

func (c *client) close() {
	c.progress.end()
	c.chain.Close()
	if c.wallet != nil {
		c.wallet.Close()
	}
}

// keep keeps evidence and tells of it.
func keep(n *config.Network, e *quorum.Evidence) {
	path, err := n.KeepEvidence(e)
	if err != nil {
		note("latchkey: node %d, %s, %v, and the evidence could not be kept: %v", e.Index, oneLine(e.URL), e, err)
		return
	}
	note("latchkey: node %d, %s, %v. The evidence is in %s; \"latchkey evidence report\" takes the node's stake.", e.Index, oneLine(e.URL), e, path)
}
