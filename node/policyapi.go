package node

import (
	"context"
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/time/rate"

	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/policy/outside"
	"github.com/latchkey-network/latchkey/quorum"
)

// Questions about policies are free, and anybody may ask. What they take of a node is bounded for all
// of them together, so that requests for shares never wait for them.
const (
	// questionsAtOnce is how many are checked at a time, which takes milliseconds, and how many are
	// explained, which takes as long as the chain.
	questionsAtOnce = 4
	// questionText is how many bytes of policies are checked in a second, questionTextBurst how many at
	// once. 8 KiB take up to 20 ms. A short policy counts as leastText.
	questionText      = 64 << 10
	questionTextBurst = 256 << 10
	leastText         = 256
	// questionReads is how many reads of the chain they may ask for in a second, and questionBurst how
	// many at once: policies with the highest possible cost have 100.
	questionReads = 50
	questionBurst = 200
	// readCost is what a read adds to the cost of a policy (spec/policy.md).
	readCost = 10_000
)

// questions bounds what POST /v1/policy takes of the node.
type questions struct {
	checks, explains chan struct{}
	text, reads      *rate.Limiter
}

func newQuestions() questions {
	return questions{make(chan struct{}, questionsAtOnce), make(chan struct{}, questionsAtOnce),
		rate.NewLimiter(questionText, questionTextBurst), rate.NewLimiter(questionReads, questionBurst)}
}

// spend takes so much of a limit, or says when to come again.
func spend(limit *rate.Limiter, amount int, w http.ResponseWriter) error {
	r := limit.ReserveN(time.Now(), amount)
	wait := r.Delay()
	if wait == 0 {
		return nil
	}
	r.Cancel()
	seconds := int(math.Ceil(wait.Seconds()))
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
	return refuse(quorum.Busy, "this node does no more for questions about policies now: try again in %d s", seconds)
}

func (n *Node) servePolicy(w http.ResponseWriter, r *http.Request) {
	answer, err := n.policy(w, r)
	answered(n.metrics.questions, r, err)
	if err != nil {
		n.problem(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	json.NewEncoder(w).Encode(answer) // an error is the client's, that went away
}

// policy reads one question and answers it.
func (n *Node) policy(w http.ResponseWriter, r *http.Request) (*policy.Answer, error) {
	body, err := readBody(w, r, quorum.MaxRequest)
	if err != nil {
		return nil, err
	}
	q, answer, err := n.check(w, body)
	if err != nil || !answer.OK || q.Buyer == nil {
		return answer, err
	}
	leave, err := enter(n.questions.explains, w)
	if err != nil {
		return nil, err
	}
	defer leave()
	if err := spend(n.questions.reads, max(1, int(answer.Cost/readCost)), w); err != nil {
		return nil, err
	}
	if answer.Explained, err = n.explain(r.Context(), q); err != nil {
		return nil, err
	}
	return answer, nil
}

// check decodes a question and answers what needs no chain.
func (n *Node) check(w http.ResponseWriter, body []byte) (*quorum.PolicyQuestion, *policy.Answer, error) {
	leave, err := enter(n.questions.checks, w)
	if err != nil {
		return nil, nil, err
	}
	defer leave()
	q, err := quorum.DecodePolicyQuestion(body)
	if err != nil {
		return nil, nil, err
	}
	if q.ChainID != nil && *q.ChainID != n.domain.ChainID {
		return nil, nil, refuse(quorum.WrongChain, "the question is about chain %s, this node serves chain %s", q.ChainID.Dec(), n.domain.ChainID.Dec())
	}
	if err := spend(n.questions.text, min(max(leastText, len(q.Policy)), policy.MaxSize), w); err != nil {
		return nil, nil, err
	}
	return q, &policy.Answer{Checked: *policy.Check(q.Policy, policy.Setting{ChainID: n.domain.ChainID.Dec(),
		Confirmations: max(q.Confirmations, n.cfg.MinConfirmations), Now: n.now()})}, nil
}

// explain evaluates a policy that compiles, at the depth that the question asks for, or the node's
// own if it is larger. The compiled ones that the node keeps are for those of requests.
func (n *Node) explain(ctx context.Context, q *quorum.PolicyQuestion) (*policy.Explained, error) {
	p, err := policy.Compile(q.Policy)
	if err != nil {
		return nil, refuse(quorum.PolicyInvalid, "%v", err)
	}
	ctx, cancel := context.WithTimeout(ctx, n.cfg.PolicyTimeout)
	defer cancel()
	view, err := n.reads.View(ctx, n.cfg.Chain.ChainID(), q.Confirmations)
	if err != nil {
		return nil, n.unavailable(ctx, outside.Undiscreet(err))
	}
	e, err := n.reads.Explain(ctx, p, *q.Buyer, view, q.Confirmations, q.Given)
	switch {
	case err == nil && !outside.Unreadable(e.Err):
		return e, nil
	case err == nil:
		return nil, n.unavailable(ctx, outside.Undiscreet(e.Err))
	case ctx.Err() != nil, outside.Unreadable(err):
		return nil, n.unavailable(ctx, err)
	}
	return nil, err
}
