package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"slices"
	"time"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/policy/outside"
	"github.com/latchkey-network/latchkey/quorum"
)

// explainTimeout bounds one explanation, which reads the chain.
const explainTimeout = 10 * time.Second

// servePolicy answers questions about policies as nodes do. A gateway's word about a policy is for people
// to read: nodes judge by themselves.
func (g *Gateway) servePolicy(w http.ResponseWriter, r *http.Request) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, quorum.MaxRequest))
	if errors.As(err, new(*http.MaxBytesError)) {
		return refuse(tooLarge, "a question has at most %d bytes", quorum.MaxRequest)
	} else if err != nil {
		return refuse(malformed, "the body broke off")
	}
	leave, err := g.limits.questions.enter(g.limits.client(r))
	if err != nil {
		return err
	}
	defer leave()
	answer, err := g.policy(r.Context(), body)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	return gone(json.NewEncoder(w).Encode(answer))
}

// policy answers one question, of the first chain if it names none.
func (g *Gateway) policy(ctx context.Context, body []byte) (*policy.Answer, error) {
	q, err := quorum.DecodePolicyQuestion(body)
	if err != nil {
		return nil, err
	}
	c := g.cfg.Worlds[0].Chain
	if q.ChainID != nil {
		if c = g.chain(q); c == nil {
			return nil, refuse(string(quorum.WrongChain), "this gateway does not serve chain %s", q.ChainID.Dec())
		}
	}
	answer := &policy.Answer{Checked: *policy.Check(q.Policy, policy.Setting{ChainID: new(big.Int).SetUint64(c.ChainID()).String(),
		Confirmations: q.Confirmations, Now: g.now()})}
	if !answer.OK || q.Buyer == nil {
		return answer, nil
	}
	p, err := policy.Compile(q.Policy)
	if err != nil {
		return nil, refuse(string(quorum.PolicyInvalid), "%v", err)
	}
	ctx, cancel := context.WithTimeout(ctx, explainTimeout)
	defer cancel()
	view, err := c.At(ctx, q.Confirmations)
	if err == nil {
		answer.Explained, err = g.reads[c.ChainID()].Explain(ctx, p, *q.Buyer, view, q.Confirmations, q.Given)
	}
	if err == nil {
		err = answer.Explained.Err // what the policy itself did wrong is in the answer
		if !outside.Unreadable(err) {
			return answer, nil
		}
	}
	g.log.Warn("a policy cannot be explained", "err", outside.Undiscreet(err))
	return nil, refuse(string(quorum.ChainUnavailable), "the gateway cannot read chain %d now: try again in a minute", c.ChainID())
}

// openReads makes what policies are explained with: of the worlds' chains, each may read all others.
func (g *Gateway) openReads() error {
	others := slices.Clone(g.cfg.OtherChains)
	for _, w := range g.cfg.Worlds {
		if !slices.ContainsFunc(others, func(o outside.Other) bool { return o.Chain.ChainID() == w.Chain.ChainID() }) {
			others = append(others, outside.Other{Chain: w.Chain})
		}
	}
	g.reads = map[uint64]*outside.Reader{}
	for _, w := range g.cfg.Worlds {
		id := w.Chain.ChainID()
		r, err := outside.New(outside.Config{Chain: w.Chain, Web: g.cfg.Web, Who: "this gateway",
			Others: slices.DeleteFunc(slices.Clone(others), func(o outside.Other) bool { return o.Chain.ChainID() == id })})
		if err != nil {
			return fmt.Errorf("for questions about policies: %w", err)
		}
		g.reads[id] = r
	}
	return nil
}

// chain returns the client of a question's chain, or nil.
func (g *Gateway) chain(q *quorum.PolicyQuestion) *chain.Client {
	for _, w := range g.cfg.Worlds {
		if q.ChainID.IsUint64() && w.Chain.ChainID() == q.ChainID.Uint64() {
			return w.Chain
		}
	}
	return nil
}
