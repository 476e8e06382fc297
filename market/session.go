package market

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/terms"
)

// Session opens many files of one committee by one signature of the account: for wallets that ask each time, and for accounts
// whose owners sign elsewhere. It lasts until its deadline, until the account raises its nonce (Committees.RaiseSessionNonce), or until
// Close, and it opens nothing that the account's own requests would not. What it holds in memory is worth as much: whoever has its
// secret and its signature opens all of that, too. Safe for concurrent use, but for Close.
type Session struct {
	// Deadline is when nodes take it no more.
	Deadline time.Time

	c       *Client
	domain  terms.Domain
	request quorum.Request // what all of its requests have in common
	q       *quorum.ReaderSecret
}

// NewSession signs a session with a committee, for at most a day. origin is for whoever signs, who is shown it: a page's address, or a
// program's name. Whoever calls closes it.
func (c *Client) NewSession(ctx context.Context, contract common.Address, committee uint64, life time.Duration, origin string) (*Session, error) {
	if !c.signs() {
		return nil, ErrNoWallet
	}
	if life <= 0 || life > terms.SessionAhead*time.Second {
		return nil, fmt.Errorf("a session of %s: it can last up to %s", life, terms.SessionAhead*time.Second)
	}
	view, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return nil, err
	}
	nonce, err := c.cfg.Chain.Committees(contract).SessionNonce(ctx, view, c.cfg.Account)
	if err != nil {
		return nil, err
	}
	q, readerKey := quorum.NewReaderKey()
	s := &Session{c: c, Deadline: time.Now().Add(life).Truncate(time.Second), q: q,
		domain: terms.Domain{ChainID: *uint256.NewInt(c.cfg.Chain.ChainID()), Committees: contract}}
	s.request.Message = &terms.Session{Committee: *uint256.NewInt(committee), ReaderKey: readerKey, Buyer: c.cfg.Account, Nonce: nonce,
		Deadline: uint64(s.Deadline.Unix()), Origin: origin}
	if s.request.Signature, err = c.sign(ctx, s.domain, s.request.Message); err != nil {
		q.Erase()
		return nil, err
	}
	return s, nil
}

// Close forgets the session's secret. Nodes would take its signature until the deadline; without the secret their answers are of no use.
func (s *Session) Close() { s.q.Erase() }

// OpenerWith is Client.OpenerWith, without a signature for each file. A file that is sealed to another committee is opened
// as the Client does.
func (s *Session) OpenerWith(given map[string]json.RawMessage) sealed.Opener {
	return s.c.opens(func(ctx context.Context, stanza *sealed.Stanza) (*quorum.Request, *quorum.ReaderSecret, func(), error) {
		if stanza.Terms.Domain() != s.domain || stanza.Terms.Committee != s.request.Message.(*terms.Session).Committee {
			return s.c.signing(given)(ctx, stanza)
		}
		req := s.request
		req.Terms, req.Capsule, req.Given = stanza.Terms, stanza.Capsule, given
		return &req, s.q, func() {}, nil
	}, false)
}
