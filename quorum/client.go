package quorum

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/shamir"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/terms"
)

// Committee is one epoch of a committee, as the contract has it at a final block.
type Committee struct {
	Domain  terms.Domain
	ID      uint256.Int
	Epoch   uint64
	T       int
	Hash    [32]byte // what the members confirmed
	Members []Member // the member of index m at m-1
}

// Member is a node. Only members that confirmed the epoch's hash are asked.
type Member struct {
	Account   common.Address
	URL       string
	Confirmed bool
}

// Client asks nodes. It holds no state but connections, and is safe for concurrent use.
type Client struct {
	http    *http.Client
	timeout time.Duration
}

const (
	// defaultTimeout is what one node may take for one answer: a policy's chain reads
	// and the curve, with room for a slow RPC endpoint.
	defaultTimeout = 15 * time.Second
	// maxAnswer bounds a node's answer in bytes, its head and its body each; the key list
	// of 128 members takes 9 KiB.
	maxAnswer = 64 << 10
)

// NewClient returns a client. A nil transport is a default one; another one should bound
// the head of an answer too. timeout bounds one node's answer, 0 for 15 s.
func NewClient(transport http.RoundTripper, timeout time.Duration) *Client {
	if transport == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.MaxIdleConnsPerHost = 16
		t.MaxResponseHeaderBytes = maxAnswer // 10 MiB from each of 128 nodes by default
		transport = t
	}
	if timeout == 0 {
		timeout = defaultTimeout
	}
	return &Client{
		timeout: timeout,
		http: &http.Client{
			Transport: transport,
			// A node answers by itself. A redirect would send the request elsewhere.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// Answer is what became of one member's answer.
type Answer struct {
	Index   int            `json:"index"` // from 1
	Account common.Address `json:"account"`
	URL     string         `json:"url"`
	// Err is nil for a share that was taken, a *Problem for a refusal, a *Evidence for
	// a signed wrong share, and any other error for no answer.
	Err  error         `json:"-"`
	Took time.Duration `json:"took"`
}

// Opening is an opened capsule.
type Opening struct {
	FileKey []byte
	Used    []int       // the indices whose shares were combined
	Answers []Answer    // those that came before the capsule opened
	Wrong   []*Evidence // signed wrong shares, to be kept
}

// Errors of Open, for errors.Is. An *OpenError carries the nodes' answers.
var (
	// ErrNotEntitled: so many nodes say that the policy is false that no t can say
	// otherwise.
	ErrNotEntitled = errors.New("not entitled")
	// ErrTooFew: fewer than t nodes gave a good share.
	ErrTooFew = errors.New("too few nodes answered")
	// ErrSealedWrong: t good shares do not open the capsule. Nobody can: the publisher
	// sealed it wrongly, or lied.
	ErrSealedWrong = errors.New("the committee did its part, but the file key does not open: it was sealed wrongly")
)

// OpenError says why a capsule did not open.
type OpenError struct {
	Err     error // one of the errors above
	T, N    int
	Answers []Answer
	Wrong   []*Evidence
}

// Unwrap returns e.Err.
func (e *OpenError) Unwrap() error { return e.Err }

// Refused returns how many nodes answered with a problem of the type.
func (e *OpenError) Refused(t ProblemType) (n int) {
	return refusals(e.Answers, t)
}

func refusals(answers []Answer, t ProblemType) (n int) {
	for _, a := range answers {
		if p := (*Problem)(nil); errors.As(a.Err, &p) && p.Type == t {
			n++
		}
	}
	return n
}

// Error tells the cause, then each different reason with the nodes that gave it.
func (e *OpenError) Error() string {
	return fmt.Sprintf("%v (%d of %d nodes are needed)%s", e.Err, e.T, e.N, reasons(e.Answers))
}

// reasons returns "; nodes 1 4: " and the reason, for each different reason.
func reasons(answers []Answer) string {
	type reason struct {
		text  string
		nodes []int
	}
	var reasons []reason
	for _, a := range answers {
		if a.Err == nil {
			continue
		}
		text := a.Err.Error()
		i := slices.IndexFunc(reasons, func(r reason) bool { return r.text == text })
		if i < 0 {
			i = len(reasons)
			reasons = append(reasons, reason{text: text})
		}
		reasons[i].nodes = append(reasons[i].nodes, a.Index)
	}
	var b strings.Builder
	for _, r := range reasons {
		slices.Sort(r.nodes)
		who := "node"
		if len(r.nodes) > 1 {
			who = "nodes"
		}
		fmt.Fprintf(&b, "; %s %s: %s", who, strings.Trim(fmt.Sprint(r.nodes), "[]"), r.text)
	}
	return b.String()
}

// share is a share of one member that could be part of a combination.
type share struct {
	answer    *Answer
	bytes     []byte
	signature []byte
}

// Open asks every confirmed member for its share of the request's capsule, combines the
// first t, and opens the file key with the reader key's secret q. It looks at single
// shares only if that fails: then it fetches the members' keys, names who answered
// wrongly, and goes on with the others. It gives up as soon as neither t good shares nor
// n-t+1 refusals by policy can come. The error is an *OpenError, ctx's, or says that the
// arguments do not fit together.
//
// A file key that a publisher and a node forge together can come out: wrapped does not
// commit to its key. An age header's MAC does, and refuses the file.
func (c *Client) Open(ctx context.Context, committee *Committee, req *Request, q *group.Scalar) (*Opening, error) {
	g, err := newGathering(committee, req, q)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the questions that no longer matter
	asking := toTheEnd(ctx, req)
	g.keysOf = func(ctx context.Context) (*Keys, error) {
		sent, _, err := c.FetchKeys(ctx, committee)
		return sent, err
	}
	g.results = make(chan *share, g.n)
	for i, m := range committee.Members {
		if !m.Confirmed {
			continue
		}
		g.pending++
		go func() { g.results <- c.ask(asking, i+1, m, g.body) }()
	}
	return g.open(ctx)
}

// toTheEnd is the context in which members are asked. With an Ocean client's signature all of them are asked, and to the end, also
// when t have answered: one that did not note for which reader key it was would answer whoever has seen it for another one.
func toTheEnd(ctx context.Context, req *Request) context.Context {
	if _, ok := req.Message.(*terms.OceanRequest); ok {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// Posted is a member's answer that came by another way than HTTP.
type Posted struct {
	Index     int // from 1
	Share     []byte
	Signature []byte
}

// OpenPosted is Open with answers that come from elsewhere, until the channel is closed: one
// of each member at most, and who sent it is sure. keys is called if a share is wrong.
func OpenPosted(ctx context.Context, committee *Committee, req *Request, q *group.Scalar, answers <-chan Posted,
	keys func(context.Context) (*Keys, error)) (*Opening, error) {
	g, err := newGathering(committee, req, q)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	g.keysOf = keys
	g.results = make(chan *share, g.n)
	for _, m := range committee.Members {
		if m.Confirmed {
			g.pending++
		}
	}
	go func() {
		defer close(g.results)
		for {
			select {
			case <-ctx.Done():
				return
			case p, ok := <-answers:
				if !ok {
					return
				}
				if p.Index < 1 || p.Index > g.n {
					continue
				}
				m := committee.Members[p.Index-1]
				select {
				case g.results <- &share{answer: &Answer{Index: p.Index, Account: m.Account, URL: m.URL}, bytes: p.Share, signature: p.Signature}:
				case <-ctx.Done():
					return
				}
			}
		}
	}()
	return g.open(ctx)
}

// gathering is one Open: shares come in until t of them open.
type gathering struct {
	committee *Committee
	req       *Request
	q         *group.Scalar
	body      []byte // the request's, as a node reads it
	asked     *tdh2.Context
	n, t      int
	keysOf    func(context.Context) (*Keys, error)

	results chan *share
	pending int // how many results may still come; none once results is closed

	// Members that are asked only when others fail, or are slow; they count as pending.
	unasked []int // indices, the next one first
	ask     func(index int)
	hedge   time.Duration

	// Whoever has no q has the keys before, and takes the t shares that they show to be good.
	keys     *shamir.KeyList
	sent     *Keys
	used     []*share
	combined []byte
}

// askNext asks one more member, if there is one.
func (g *gathering) askNext() {
	if len(g.unasked) > 0 {
		g.ask(g.unasked[0])
		g.unasked = g.unasked[1:]
	}
}

func newGathering(committee *Committee, req *Request, q *group.Scalar) (*gathering, error) {
	g := &gathering{committee: committee, req: req, q: q, n: len(committee.Members), t: committee.T}
	if g.t < 1 || g.t > g.n || g.n > shamir.MaxMembers {
		return nil, fmt.Errorf("threshold %d of %d members is out of range", g.t, g.n)
	}
	if req.Epoch != committee.Epoch || req.Terms.Domain() != committee.Domain || req.Terms.Committee != committee.ID {
		return nil, errors.New("the request is not for this committee and epoch")
	}
	var err error
	if q != nil { // else the request came from elsewhere, and goes on as it came
		if g.body, err = json.Marshal(req); err != nil {
			return nil, err
		}
	}
	if g.asked, err = req.context(); err != nil || q == nil {
		return g, err
	}
	if !group.NewPoint().BaseMult(q).Equal(g.asked.Q) { // every good share would look like a cheating publisher
		return nil, errors.New("the secret is not that of the request's reader key")
	}
	return g, nil
}

func (g *gathering) open(ctx context.Context) (*Opening, error) {
	opening := &Opening{}
	fail := func(err error) (*Opening, error) {
		if ctx.Err() != nil { // then the nodes' errors say no more than that
			return nil, context.Cause(ctx)
		}
		opening.collect()
		return nil, &OpenError{Err: err, T: g.t, N: g.n, Answers: opening.Answers, Wrong: opening.Wrong}
	}
	label := g.req.Terms.Label()
	var good []*share
	keys, sent := g.keys, g.sent // once there, every share is checked
	together := g.q == nil       // the first t at once, which is cheaper; each by itself after a wrong one
	var slow <-chan time.Time
	if len(g.unasked) > 0 && g.hedge > 0 {
		ticker := time.NewTicker(g.hedge)
		defer ticker.Stop()
		slow = ticker.C
	}
	for g.pending > 0 {
		var s *share
		select {
		case s = <-g.results:
		case <-slow:
			g.askNext()
			continue
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
		if s == nil { // no more will come
			break
		}
		g.pending--
		if s.answer.Err == nil && together {
			s.judge(g.req, g.asked, sent, nil)
		} else if s.answer.Err == nil {
			s.judge(g.req, g.asked, sent, keys)
		}
		opening.Answers = append(opening.Answers, *s.answer)
		if s.answer.Err == nil {
			good = append(good, s)
		} else {
			g.askNext()
		}
		// rejudge leaves out of good who gave a wrong share.
		rejudge := func() {
			good = slices.DeleteFunc(good, func(s *share) bool {
				s.judge(g.req, g.asked, sent, keys)
				i := slices.IndexFunc(opening.Answers, func(a Answer) bool { return a.Index == s.answer.Index })
				opening.Answers[i] = *s.answer
				return s.answer.Err != nil
			})
		}
		if len(good) == g.t && g.q == nil {
			var err error
			if together {
				g.combined, err = tdh2.VerifyAndCombine(g.asked, g.t, keys.Members, sharesOf(good))
			} else {
				g.combined, err = tdh2.Combine(g.t, g.n, sharesOf(good))
			}
			if err == nil {
				g.used = good
				opening.take(good)
				return opening, nil
			}
			if rejudge(); len(good) == g.t { // of t good shares: the identity, once in 2^256
				return nil, err
			}
			together = false
			for range g.t - len(good) {
				g.askNext()
			}
		}
		if len(good) == g.t {
			key, err := open(g.t, g.n, good, g.q, label, g.req.Capsule)
			if err == nil {
				opening.FileKey = key
				opening.take(good)
				return opening, nil
			}
			if keys != nil { // t shares that are right, each of them
				return fail(ErrSealedWrong)
			}
			if sent, err = g.keysOf(ctx); err == nil {
				keys, err = CheckKeys(sent, g.t, g.n, g.committee.Hash)
			}
			if err != nil {
				return fail(fmt.Errorf("%w: %d shares do not open the capsule, and whose is wrong cannot be told: %w", ErrTooFew, g.t, err))
			}
			rejudge()
			if len(good) == g.t {
				return fail(ErrSealedWrong)
			}
		}
		if len(good)+g.pending >= g.t {
			continue
		}
		// t can no longer be had. Dead nodes are the first to fail: whether it is for the
		// policy, the others still have to say, if there are enough of them.
		refused := refusals(opening.Answers, PolicyFalse)
		if refused > g.n-g.t {
			return fail(ErrNotEntitled)
		}
		if refused+g.pending <= g.n-g.t {
			break
		}
	}
	return fail(ErrTooFew)
}

// context returns what every share of the request is checked against. It decodes the
// capsule and does not check it.
func (r *Request) context() (*tdh2.Context, error) {
	capsule, err := tdh2.DecodeCapsule(r.Capsule)
	if err != nil {
		return nil, err
	}
	Q, err := group.DecodePoint(r.ReaderKey())
	if err != nil {
		return nil, fmt.Errorf("reader key: %w", err)
	}
	return &tdh2.Context{Request: r.Digest(), CapsuleID: r.CapsuleID(), Epoch: r.Epoch, U: capsule.U, Q: Q}, nil
}

// take notes whose shares were used.
func (o *Opening) take(used []*share) {
	for _, s := range used {
		o.Used = append(o.Used, s.answer.Index)
	}
	slices.Sort(o.Used)
	o.collect()
}

// collect gathers the evidence among the answers.
func (o *Opening) collect() {
	o.Wrong = nil
	for _, a := range o.Answers {
		if e := (*Evidence)(nil); errors.As(a.Err, &e) {
			o.Wrong = append(o.Wrong, e)
		}
	}
}

// open combines t shares and opens the file key.
func open(t, n int, good []*share, q *group.Scalar, label [32]byte, capsule []byte) ([]byte, error) {
	return tdh2.OpenShares(t, n, sharesOf(good), q, label, capsule)
}

func sharesOf(good []*share) [][]byte {
	shares := make([][]byte, len(good))
	for i, s := range good {
		shares[i] = s.bytes
	}
	return shares
}

// judge sets the answer's error if the share cannot be used. Without keys it looks only
// at what costs nothing: length, epoch and index. A share of another epoch or index is no
// answer; a wrong share is evidence if it is signed by the member, and no answer if not.
// sent is the form of the keys that evidence carries.
func (s *share) judge(req *Request, asked *tdh2.Context, sent *Keys, keys *shamir.KeyList) {
	epoch, index, err := tdh2.ReadShare(s.bytes)
	switch {
	case err == nil && (epoch != req.Epoch || index != s.answer.Index):
		err = fmt.Errorf("answered for epoch %d and index %d, which was not asked", epoch, index)
	case err == nil && keys != nil:
		err = tdh2.VerifyShare(asked, s.answer.Index, keys.Key(s.answer.Index), s.bytes)
	}
	if !errors.Is(err, tdh2.ErrWrongShare) {
		s.answer.Err = err
		return
	}
	signed := &terms.Share{Committee: req.Terms.Committee, Request: asked.Request, Capsule: asked.CapsuleID, Share: s.bytes}
	if !SignedBy(s.answer.Account, req.Terms.Domain(), signed, s.signature) {
		s.answer.Err = errors.New("gave a wrong share that it did not sign")
		return
	}
	public := *req
	public.Given = nil // bearer secrets, which no digest covers
	body, err := json.Marshal(&public)
	if err != nil {
		s.answer.Err = err
		return
	}
	s.answer.Err = &Evidence{
		ChainID: req.Terms.ChainID.Dec(), Committees: address(req.Terms.Committees),
		Committee: req.Terms.Committee.Dec(), Epoch: decimal(req.Epoch), Index: s.answer.Index,
		Operator: address(s.answer.Account), URL: s.answer.URL, Request: body,
		Share: hex.EncodeToString(s.bytes), Signature: hex.EncodeToString(s.signature), Keys: sent,
	}
}

// SignedBy reports whether the operator signed the share in the domain: 65 bytes, low s, v
// 27 or 28.
func SignedBy(operator common.Address, d terms.Domain, s *terms.Share, signature []byte) bool {
	signer, err := group.RecoverAddress(terms.Digest(d, s), signature)
	return err == nil && signer == operator
}

// Evidence is a wrong share with its node's signature. It convinces anyone who has the
// committee's keys, a contract too. It holds no secret: values given to the policy are
// left out.
type Evidence struct {
	ChainID    string          `json:"chainId"`
	Committees string          `json:"committees"`
	Committee  string          `json:"committee"`
	Epoch      string          `json:"epoch"`
	Index      int             `json:"index"`
	Operator   string          `json:"operator"`
	URL        string          `json:"url"`
	Request    json.RawMessage `json:"request"` // the body of POST /v1/shares, without given
	Share      string          `json:"share"`
	Signature  string          `json:"signature"`
	// Keys is the committee's key list, where the client had it: nodes give that of an
	// epoch which ended for a day, and a contract takes evidence for as long as there is
	// stake.
	Keys *Keys `json:"keys,omitempty"`
}

// Error names the node.
func (e *Evidence) Error() string {
	return fmt.Sprintf("gave a wrong share and signed it (operator %s)", e.Operator)
}

// Verify returns nil if e convinces: the operator signed the share as its answer to the
// request, and the share is wrong. list is that of the request's committee and epoch
// ([CheckKeys]). That Operator is the member Index and confirmed the epoch, the contract
// knows.
func (e *Evidence) Verify(list *shamir.KeyList) error {
	req, err := DecodeRequest(e.Request)
	if err != nil {
		return fmt.Errorf("evidence: %w", err)
	}
	if req.Terms.ChainID.Dec() != e.ChainID || address(req.Terms.Committees) != e.Committees ||
		req.Terms.Committee.Dec() != e.Committee || decimal(req.Epoch) != e.Epoch {
		return errors.New("evidence names another committee or epoch than its request")
	}
	asked, err := req.context()
	if err != nil {
		return fmt.Errorf("evidence: %w", err)
	}
	var p parser
	operator, share, signature := p.address("operator", &e.Operator), p.bytes("share", &e.Share), p.bytes("signature", &e.Signature)
	if p.err != nil {
		return fmt.Errorf("evidence: %w", p.err)
	}
	key := list.Key(e.Index)
	if key == nil {
		return fmt.Errorf("evidence names the index %d of %d members", e.Index, list.N())
	}
	signed := &terms.Share{Committee: req.Terms.Committee, Request: asked.Request, Capsule: asked.CapsuleID, Share: share}
	if !SignedBy(operator, req.Terms.Domain(), signed, signature) {
		return fmt.Errorf("evidence is not signed by %s", e.Operator)
	}
	switch err := tdh2.VerifyShare(asked, e.Index, key, share); {
	case err == nil:
		return errors.New("evidence holds a good share")
	case !errors.Is(err, tdh2.ErrWrongShare):
		return fmt.Errorf("evidence: %w", err)
	}
	return nil
}

// answerJSON is a node's answer.
type answerJSON struct {
	Share     string `json:"share" doc:"174 bytes, lower-case hex."`
	Signature string `json:"signature" doc:"The operator's signature of the share, 65 bytes, lower-case hex."`
}

// EncodeAnswer writes a node's answer.
func EncodeAnswer(share, signature []byte) ([]byte, error) {
	return json.Marshal(answerJSON{hex.EncodeToString(share), hex.EncodeToString(signature)})
}

// ask sends the body to one member. Its result always has an answer.
func (c *Client) ask(ctx context.Context, index int, m Member, body []byte) *share {
	start := time.Now()
	s := &share{answer: &Answer{Index: index, Account: m.Account, URL: m.URL}}
	reply, err := c.do(ctx, http.MethodPost, m.URL, "/v1/shares", nil, body)
	s.answer.Took = time.Since(start)
	if err != nil {
		s.answer.Err = err
		return s
	}
	if s.bytes, s.signature, err = decodeAnswer(reply); err != nil {
		s.answer.Err = fmt.Errorf("gave an answer that does not decode: %w", err)
	}
	return s
}

// decodeAnswer is the inverse of EncodeAnswer. It looks at encodings, not at lengths.
func decodeAnswer(reply []byte) (share, signature []byte, err error) {
	var in answerJSON
	if err := decodeOne(reply, &in); err != nil {
		return nil, nil, err
	}
	var p parser
	share, signature = p.bytes("share", &in.Share), p.bytes("signature", &in.Signature)
	return share, signature, p.err
}

// do sends one request and returns a body of status 200. A problem document comes back as
// a *Problem. Every error is a short printable line, whatever the node sends.
func (c *Client) do(ctx context.Context, method, base, path string, query url.Values, body []byte) ([]byte, error) {
	return c.send(ctx, method, base, path, query, body, "")
}

// send is do with an Authorization, unless that is empty.
func (c *Client) send(ctx context.Context, method, base, path string, query url.Values, body []byte, authorization string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("has registered %q, which is not an http or https URL", clip(base))
	}
	u = u.JoinPath(path)
	u.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("has registered %q: %s", clip(base), printable(err.Error()))
	}
	req.Header.Set("Accept", "application/json, application/problem+json")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, c.lost("did not answer", err)
	}
	defer resp.Body.Close()
	reply, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, c.lost("did not finish its answer", err)
	case len(reply) > maxAnswer:
		return nil, fmt.Errorf("gave an answer of more than %d bytes", maxAnswer)
	case resp.StatusCode == http.StatusOK:
		return reply, nil
	}
	var p Problem
	if json.Unmarshal(reply, &p) == nil && p.Type != "" {
		return nil, p.received(resp.StatusCode)
	}
	return nil, fmt.Errorf("answered %q", clip(resp.Status))
}

// lost says why there is no answer. It takes the URL, which the reader knows, out of
// net/http's errors; they can quote what a node sent.
func (c *Client) lost(what string, err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s within %v", what, c.timeout)
	}
	if u := (*url.Error)(nil); errors.As(err, &u) {
		err = u.Err
	}
	return &lost{fmt.Sprintf("%s: %s", what, printable(err.Error())), err}
}

// lost is why there is no answer, on one line, whatever it wraps.
type lost struct {
	text string
	err  error
}

func (e *lost) Error() string { return e.text }
func (e *lost) Unwrap() error { return e.err }

// Keys is a committee's key list in the form of GET /v1/committees/{id}.
type Keys struct {
	ChainID    string   `json:"chainId" doc:"Decimal."`
	Committees string   `json:"committees" doc:"The contract, 0x and lower-case hex."`
	Committee  string   `json:"committee" doc:"Decimal."`
	Epoch      string   `json:"epoch" doc:"Decimal."`
	T          int      `json:"t"`
	N          int      `json:"n"`
	Session    string   `json:"session" doc:"32 bytes, hex."`
	PublicKey  string   `json:"publicKey" doc:"X, 33 bytes, hex."`
	Keys       []string `json:"keys" doc:"X_1 to X_n." nullable:"false"`
}

// EncodeKeys writes a key list.
func EncodeKeys(d terms.Domain, id uint256.Int, epoch uint64, session [32]byte, list *shamir.KeyList) (*Keys, error) {
	k := &Keys{ChainID: d.ChainID.Dec(), Committees: address(d.Committees), Committee: id.Dec(), Epoch: decimal(epoch),
		T: list.T, N: list.N(), Session: hex.EncodeToString(session[:]), Keys: make([]string, 0, list.N())}
	x, err := list.X.Encode()
	if err != nil {
		return nil, err
	}
	k.PublicKey = hex.EncodeToString(x)
	for _, p := range list.Members {
		enc, err := p.Encode()
		if err != nil {
			return nil, err
		}
		k.Keys = append(k.Keys, hex.EncodeToString(enc))
	}
	return k, nil
}

// Keys fetches the committee's key list from any node and checks it against the chain:
// exactly n keys, the confirmed hash, one polynomial of degree t-1.
func (c *Client) Keys(ctx context.Context, committee *Committee) (*shamir.KeyList, error) {
	_, list, err := c.FetchKeys(ctx, committee)
	return list, err
}

// FetchKeys is Keys that returns the form in which keys are sent and kept too.
func (c *Client) FetchKeys(ctx context.Context, committee *Committee) (*Keys, *shamir.KeyList, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type result struct {
		keys   *Keys
		answer Answer
	}
	results := make(chan result, len(committee.Members))
	for i, m := range committee.Members {
		go func() {
			keys, err := c.keysOf(ctx, m, committee)
			results <- result{keys, Answer{Index: i + 1, Err: err}}
		}()
	}
	var answers []Answer
	for range committee.Members {
		select {
		case r := <-results:
			if r.answer.Err == nil {
				// Here, one by one: a list of 128 takes 20 ms, and one that is right is enough.
				list, err := CheckKeys(r.keys, committee.T, len(committee.Members), committee.Hash)
				if err == nil {
					// Written anew: what a node wrote besides is not checked.
					var session [32]byte
					hex.Decode(session[:], []byte(r.keys.Session))
					sent, err := EncodeKeys(committee.Domain, committee.ID, committee.Epoch, session, list)
					return sent, list, err
				}
				r.answer.Err = fmt.Errorf("gave keys that are not the committee's: %w", err)
			}
			answers = append(answers, r.answer)
		case <-ctx.Done():
			return nil, nil, context.Cause(ctx)
		}
	}
	if ctx.Err() != nil {
		return nil, nil, context.Cause(ctx)
	}
	return nil, nil, fmt.Errorf("no node gives the committee's keys%s", reasons(answers))
}

// keysOf fetches a member's key list, unchecked.
func (c *Client) keysOf(ctx context.Context, m Member, committee *Committee) (*Keys, error) {
	reply, err := c.do(ctx, http.MethodGet, m.URL, "/v1/committees/"+committee.ID.Dec(),
		url.Values{"epoch": {decimal(committee.Epoch)}}, nil)
	if err != nil {
		return nil, err
	}
	var k Keys
	if err := decodeOne(reply, &k); err != nil {
		return nil, fmt.Errorf("gave keys that do not decode: %w", err)
	}
	return &k, nil
}

// CheckKeys decodes a key list and checks it against what the chain says: t, n and the
// confirmed hash.
func CheckKeys(k *Keys, t, n int, hash [32]byte) (*shamir.KeyList, error) {
	if len(k.Keys) != n || k.T != t {
		return nil, fmt.Errorf("%d keys for the threshold %d, not %d for %d", len(k.Keys), k.T, n, t)
	}
	list := &shamir.KeyList{T: t, Members: make([]*group.Point, n)}
	var p parser
	session := p.bytes32("session", &k.Session)
	point := func(s string) *group.Point {
		P, err := group.DecodePoint(p.bytes("key", &s))
		if err != nil && p.err == nil {
			p.err = err
		}
		return P
	}
	list.X = point(k.PublicKey)
	for i, s := range k.Keys {
		list.Members[i] = point(s)
	}
	if p.err != nil {
		return nil, p.err
	}
	got, err := list.Hash(session)
	if err != nil {
		return nil, err
	}
	if got != hash {
		return nil, errors.New("their hash is not the one that the members confirmed")
	}
	return list, list.CheckDegree()
}

// AnswerType is the Go type of an answer's JSON, from which OpenAPI documents are made.
var AnswerType = reflect.TypeFor[answerJSON]()
