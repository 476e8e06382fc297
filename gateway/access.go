package gateway

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/latchkey-network/latchkey/quorum"
)

// accessTimeout bounds one request for access, with a node that is asked again.
const accessTimeout = 25 * time.Second

// serveAccess is POST /v1/access: the body of a node's POST /v1/shares, for all nodes of the committee.
func (g *Gateway) serveAccess(w http.ResponseWriter, r *http.Request) error {
	if r.ContentLength > quorum.MaxRequest {
		return refuse(tooLarge, "a request has at most %d bytes", quorum.MaxRequest)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, quorum.MaxRequest))
	if errors.As(err, new(*http.MaxBytesError)) {
		return refuse(tooLarge, "a request has at most %d bytes", quorum.MaxRequest)
	} else if err != nil {
		return refuse(malformed, "the body broke off")
	}
	leave, err := g.limits.access.enter(g.limits.client(r))
	if err != nil {
		return err
	}
	defer leave()
	ctx, cancel := context.WithTimeout(r.Context(), accessTimeout)
	defer cancel()
	got, err := g.access(ctx, body)
	g.metrics.answered(err)
	if err != nil {
		return err
	}
	answer, err := got.MarshalJSON()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(answer)
	return gone(err)
}

// access gathers t shares. What costs nothing to check is checked before any node is asked; the account's
// signature and the policy are the nodes' to check.
func (g *Gateway) access(ctx context.Context, body []byte) (*quorum.Gathered, error) {
	req, err := quorum.DecodeRequest(body)
	if err != nil {
		return nil, err
	}
	if !req.Terms.ChainID.IsUint64() {
		return nil, refuse(string(quorum.WrongChain), "this gateway does not serve chain %s", req.Terms.ChainID.Dec())
	}
	world := g.world(req.Terms.ChainID.Uint64(), req.Terms.Committees)
	switch {
	case world == nil:
		return nil, refuse(string(quorum.WrongContract), "this gateway does not serve the contract %s of chain %s", req.Terms.Committees, req.Terms.ChainID.Dec())
	case !req.Terms.Committee.IsUint64():
		return nil, refuse(string(quorum.UnknownCommittee), "there is no committee %s", req.Terms.Committee.Dec())
	}
	if err := req.CheckScope(req.CapsuleID()); err != nil {
		return nil, err
	}
	now := g.now()
	if err := req.CheckDeadline(uint64(now.Unix())); err != nil {
		return nil, err
	}
	// What an account is allowed, nobody else can use up: a request counts once its nodes have seen that the
	// account signed it. Only of an account that has nothing left is the signature looked at here; that
	// of one with code is known to the nodes alone, and its requests count by address.
	account := lower(req.Account())
	if wait, ok := g.limits.accounts.look(account, now); !ok && req.SignedByKey(req.Digest()) {
		return nil, rateLimited(wait, "of this account")
	}
	number := req.Terms.Committee.Uint64()
	s, err := world.serving(ctx, g.nodes, number, false, now)
	if err == nil && s.committee.Epoch != req.Epoch {
		s, err = world.serving(ctx, g.nodes, number, true, now)
	}
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, refuse(string(quorum.ChainUnavailable), "it took too long: try again in a minute")
	case err != nil:
		g.log.Warn("a committee cannot be had", "committee", number, "err", err)
		return nil, refuse(string(quorum.UnknownCommittee), "committee %d cannot be asked: it has no key yet, or its chain or its nodes do not answer", number)
	case s.committee.Epoch != req.Epoch:
		return nil, refuse(string(quorum.WrongEpoch), "committee %d is in epoch %d", number, s.committee.Epoch)
	}
	began := time.Now()
	got, err := g.nodes.Gather(ctx, s.committee, req, body, s.sent, s.keys, g.health.plan(s.committee, now))
	took := time.Since(began)
	var failed *quorum.OpenError
	switch {
	case err == nil:
		g.limits.accounts.take(account, g.now())
		g.health.note(s.committee, got.Answers, got.Late, took, g.now())
		g.keep(got.Wrong)
		return got, nil
	case errors.As(err, &failed):
		if failed.Refused(quorum.PolicyFalse) > len(s.committee.Members)-s.committee.T { // who signed, they say
			g.limits.accounts.take(account, g.now())
		}
		g.health.note(s.committee, failed.Answers, nil, took, g.now())
		g.keep(failed.Wrong)
		return nil, tooFewNodes(failed)
	case ctx.Err() != nil:
		return nil, refuse(tooFew, "the nodes took too long: try again in a minute, or ask them directly")
	}
	return nil, refuse(malformed, "%v", err) // a capsule or a reader key that is none
}

// tooFewNodes says why there are not t shares, and what each node said.
func tooFewNodes(failed *quorum.OpenError) error {
	p := &problem{Type: tooFew, Detail: "ask the nodes directly to see more"}
	if errors.Is(failed.Err, quorum.ErrNotEntitled) {
		p = &problem{Type: string(quorum.PolicyFalse), Detail: "so many nodes say it that the others cannot say otherwise"}
	}
	for _, a := range failed.Answers {
		n := nodeProblem{Index: a.Index, Type: noAnswer}
		var said *quorum.Problem
		switch {
		case a.Err == nil:
			continue
		case errors.As(a.Err, &said):
			n.Type, n.Detail = string(said.Type), said.Detail
		case isEvidence(a.Err):
			n.Type = wrongShare
		}
		p.Nodes = append(p.Nodes, n)
	}
	return p
}

// keep keeps signed wrong shares, and reports them.
func (g *Gateway) keep(wrong []*quorum.Evidence) {
	for _, e := range wrong {
		g.metrics.wrong.Inc()
		g.log.Error("a node signed a wrong share: report the evidence", "index", e.Index, "operator", e.Operator, "committee", e.Committee, "epoch", e.Epoch)
		body, err := json.Marshal(e)
		if err == nil {
			id := sha256.Sum256([]byte(e.Share + e.Signature))
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			_, err = g.db.Do(ctx, `INSERT INTO evidence (id, created, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, hex.EncodeToString(id[:]), g.now().Unix(), string(body))
			cancel()
		}
		if err != nil {
			g.log.Error("evidence could not be kept", "err", err)
		}
		if g.cfg.Evidence != nil {
			g.cfg.Evidence(e)
		}
	}
}
