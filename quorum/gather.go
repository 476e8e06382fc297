package quorum

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"time"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/shamir"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
)

// Plan says whom Gather asks, and when.
type Plan struct {
	Order []int         // indices of members, from 1, the best first; others are not asked
	First int           // so many are asked at once; at least t are
	Hedge time.Duration // one more is asked each time that so long has passed; 0: only when one fails
}

// Gathered is t good shares of one request, and what they combine to.
type Gathered struct {
	Epoch    uint64
	Hash     [32]byte // of the key list
	Combined []byte   // A || B, 66 bytes
	Shares   []Posted // t of them, by index; signatures are the nodes', unchecked
	Answers  []Answer
	Late     []int // indices of those who were asked and had not answered when it was enough
	Wrong    []*Evidence
}

// Gather asks members for their shares of a request on behalf of somebody else, who holds the reader
// key's secret, and combines the first t good ones. Each share is checked against keys, which are the
// committee's (CheckKeys): the first t when all have come ([tdh2.VerifyAndCombine]), and after a wrong one
// each as it comes. sent is the keys' form for evidence. body is the request as it came. A good
// share's signature proves nothing more, so only that of a wrong one is checked.
//
// With an Ocean client's signature every member of the plan is asked at once, and to the end.
//
// The error is an *OpenError, ctx's, or says that the arguments do not fit together.
func (c *Client) Gather(ctx context.Context, committee *Committee, req *Request, body []byte, sent *Keys, keys *KeyList, plan Plan) (*Gathered, error) {
	g, err := newGathering(committee, req, nil)
	if err != nil {
		return nil, err
	}
	if keys.T != g.t || keys.N() != g.n {
		return nil, errors.New("the keys are not the committee's")
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the questions that no longer matter
	g.keys, g.sent, g.hedge = keys, sent, plan.Hedge
	g.results = make(chan *share, g.n)
	var asked []int
	asking, first := toTheEnd(ctx, req), max(plan.First, g.t)
	if asking != ctx {
		first = g.n
	}
	g.ask = func(index int) {
		asked = append(asked, index)
		go func() { g.results <- c.ask(asking, index, committee.Members[index-1], body) }()
	}
	for _, i := range plan.Order {
		if i < 1 || i > g.n || slices.Contains(g.unasked, i) {
			return nil, fmt.Errorf("the plan names member %d of %d, or names it twice", i, g.n)
		}
		if committee.Members[i-1].Confirmed {
			g.unasked = append(g.unasked, i)
		}
	}
	g.pending = len(g.unasked)
	for range first {
		g.askNext()
	}
	opening, err := g.open(ctx)
	if err != nil {
		return nil, err
	}
	got := &Gathered{Epoch: req.Epoch, Hash: committee.Hash, Combined: g.combined, Answers: opening.Answers, Wrong: opening.Wrong}
	for _, i := range asked {
		if !slices.ContainsFunc(got.Answers, func(a Answer) bool { return a.Index == i }) {
			got.Late = append(got.Late, i)
		}
	}
	slices.SortFunc(g.used, func(a, b *share) int { return a.answer.Index - b.answer.Index })
	for _, s := range g.used {
		got.Shares = append(got.Shares, Posted{Index: s.answer.Index, Share: s.bytes, Signature: s.signature})
	}
	return got, nil
}

// gatheredJSON is a gateway's answer to POST /v1/access.
type gatheredJSON struct {
	Combined string         `json:"combined" doc:"A and B, 66 bytes, lower-case hex."`
	Epoch    string         `json:"epoch" doc:"Decimal."`
	Keys     string         `json:"keys" doc:"The hash of the key list that the members confirmed, 32 bytes, hex."`
	Shares   []gatheredPart `json:"shares" nullable:"false" doc:"The t shares that were combined."`
}

type gatheredPart struct {
	Index     int    `json:"index" doc:"The member's, from 1."`
	Share     string `json:"share" doc:"174 bytes, lower-case hex."`
	Signature string `json:"signature" doc:"The operator's signature of the share, 65 bytes, lower-case hex."`
}

// GatheredType is the Go type of a gateway's answer, from which OpenAPI documents are made.
var GatheredType = reflect.TypeFor[gatheredJSON]()

// MarshalJSON writes a gateway's answer.
func (g *Gathered) MarshalJSON() ([]byte, error) {
	out := gatheredJSON{Combined: hex.EncodeToString(g.Combined), Epoch: decimal(g.Epoch), Keys: hex.EncodeToString(g.Hash[:])}
	for _, s := range g.Shares {
		out.Shares = append(out.Shares, gatheredPart{s.Index, hex.EncodeToString(s.Share), hex.EncodeToString(s.Signature)})
	}
	return json.Marshal(out)
}

// decodeGathered is MarshalJSON's inverse, for an answer of the committee.
func decodeGathered(reply []byte, committee *Committee) (*Gathered, error) {
	var in gatheredJSON
	if err := decodeOne(reply, &in); err != nil {
		return nil, err
	}
	var p parser
	g := &Gathered{Epoch: p.uint64("epoch", &in.Epoch), Hash: p.bytes32("keys", &in.Keys), Combined: p.bytes("combined", &in.Combined)}
	for _, s := range in.Shares {
		if s.Index < 1 || s.Index > len(committee.Members) {
			return nil, fmt.Errorf("share of member %d of %d", s.Index, len(committee.Members))
		}
		g.Shares = append(g.Shares, Posted{Index: s.Index, Share: p.bytes("share", &s.Share), Signature: p.bytes("signature", &s.Signature)})
	}
	return g, p.err
}

// OpenVia is Open by way of a gateway, whose URL is given. It believes the gateway nothing: what it
// combined has to open, and otherwise, as when it does not answer, the nodes are asked directly.
// Signed wrong shares that came by the gateway are in Wrong, whatever opened in the end.
func (c *Client) OpenVia(ctx context.Context, gateway string, committee *Committee, req *Request, q *group.Scalar) (*Opening, error) {
	g, err := newGathering(committee, req, q)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	reply, err := c.do(ctx, http.MethodPost, gateway, "/v1/access", nil, g.body)
	if err != nil {
		return c.openDirectly(ctx, committee, req, q, nil)
	}
	got, err := decodeGathered(reply, committee)
	if err != nil || got.Epoch != committee.Epoch || got.Hash != committee.Hash || len(got.Shares) != g.t {
		return c.openDirectly(ctx, committee, req, q, nil)
	}
	label := req.Terms.Label()
	if fileKey, err := tdh2.Open(got.Combined, q, label, req.Capsule); err == nil {
		opening := &Opening{FileKey: fileKey}
		for _, s := range got.Shares {
			m := committee.Members[s.Index-1]
			opening.Used = append(opening.Used, s.Index)
			opening.Answers = append(opening.Answers, Answer{Index: s.Index, Account: m.Account, URL: m.URL, Took: time.Since(began)})
		}
		slices.Sort(opening.Used)
		return opening, nil
	}
	// The gateway lied, or let itself be lied to: then a node's signature tells which.
	var wrong []*Evidence
	if sent, keys, err := c.FetchKeys(ctx, committee); err == nil {
		wrong = g.wrong(got.Shares, sent, keys)
	}
	return c.openDirectly(ctx, committee, req, q, wrong)
}

// wrong returns evidence of the shares that are wrong, and signed by those who are said to have
// given them.
func (g *gathering) wrong(shares []Posted, sent *Keys, keys *shamir.KeyList) (wrong []*Evidence) {
	for _, p := range shares {
		m := g.committee.Members[p.Index-1]
		s := &share{answer: &Answer{Index: p.Index, Account: m.Account, URL: m.URL}, bytes: p.Share, signature: p.Signature}
		s.judge(g.req, g.asked, sent, keys)
		if e := (*Evidence)(nil); errors.As(s.answer.Err, &e) {
			wrong = append(wrong, e)
		}
	}
	return wrong
}

// WrongAnswers returns evidence of those answers to a request that are wrong, for whoever has not its reader
// key: answers on the chain are for everybody to look at. keys are the committee's, and are compared with its
// hash; who sent each answer is sure.
func WrongAnswers(committee *Committee, req *Request, answers []Posted, keys *Keys) ([]*Evidence, error) {
	g, err := newGathering(committee, req, nil)
	if err != nil {
		return nil, err
	}
	list, err := CheckKeys(keys, g.t, g.n, committee.Hash)
	if err != nil {
		return nil, err
	}
	for _, p := range answers {
		if p.Index < 1 || p.Index > g.n {
			return nil, fmt.Errorf("an answer of the index %d of %d members", p.Index, g.n)
		}
	}
	return g.wrong(answers, keys, list), nil
}

// openDirectly is Open that adds evidence from before.
func (c *Client) openDirectly(ctx context.Context, committee *Committee, req *Request, q *group.Scalar, wrong []*Evidence) (*Opening, error) {
	opening, err := c.Open(ctx, committee, req, q)
	more := func(found []*Evidence) []*Evidence {
		for _, e := range wrong {
			if !slices.ContainsFunc(found, func(f *Evidence) bool { return f.Index == e.Index }) {
				found = append(found, e)
			}
		}
		return found
	}
	if failed := (*OpenError)(nil); errors.As(err, &failed) {
		failed.Wrong = more(failed.Wrong)
	}
	if opening != nil {
		opening.Wrong = more(opening.Wrong)
	}
	return opening, err
}
