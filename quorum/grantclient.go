package quorum

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/crypto/umbral"
	"github.com/latchkey-network/latchkey/terms"
)

// ErrNotGranted: so many nodes have no grant for this reader, never had one or no longer, or say that its policy is
// false, that the others cannot make up a threshold. An *OpenError carries the nodes' answers.
var ErrNotGranted = errors.New("not granted")

// grantPage is how many grants are asked for at a time, and maxGrantPages how often at one node, which could go on for ever.
const (
	grantPage     = 1000
	maxGrantPages = 4000
)

// StoreGrant gives a node its fragment to keep and returns how many of this grant it has then. An error of
// the node is a *Problem.
func (c *Client) StoreGrant(ctx context.Context, node string, o *GrantOffer) (held int, err error) {
	body, err := json.Marshal(o)
	if err != nil {
		return 0, err
	}
	reply, err := c.do(ctx, http.MethodPost, node, "/v1/grants", nil, body)
	if err != nil {
		return 0, err
	}
	var in GrantStored
	if err := decodeOne(reply, &in); err != nil || in.Grant != hex.EncodeToString(o.Grant.ID[:]) || in.Held < 1 {
		return 0, errors.New("gave an answer about another grant, or none")
	}
	return in.Held, nil
}

// GrantStored is the answer to POST /v1/grants.
type GrantStored struct {
	Grant string `json:"grant" doc:"The grant's id, 32 bytes, lower-case hex."`
	Held  int    `json:"held" doc:"How many fragments this node now has of it."`
}

// RevokeGrant has a node erase a grant. A node that has none says so by a *Problem of type UnknownGrant.
func (c *Client) RevokeGrant(ctx context.Context, node string, r *GrantRevocation) error {
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = c.do(ctx, http.MethodPost, node, "/v1/grants/"+hex.EncodeToString(r.Revocation.ID[:])+"/revoke", nil, body)
	return err
}

// Grants lists an owner's grants at a node, of the file that the token is for, or of all. Each is as the owner signed it; which
// there are, and how many fragments, is what the node says.
func (c *Client) Grants(ctx context.Context, node string, token *GrantToken) ([]*HeldGrant, error) {
	var all []*HeldGrant
	after := ""
	for range maxGrantPages {
		query := url.Values{"limit": {strconv.Itoa(grantPage)}}
		if after != "" {
			query.Set("after", after)
		}
		reply, err := c.send(ctx, http.MethodGet, node, "/v1/grants", query, nil, token.Header())
		if err != nil {
			return nil, err
		}
		var page GrantPage
		if err := json.Unmarshal(reply, &page); err != nil {
			return nil, errors.New("gave a list that does not decode")
		}
		for _, g := range page.Grants {
			if g == nil || g.Owner != token.Message.Owner || g.Grant.ID != g.Keys.ID(g.Owner) ||
				len(token.Message.Delegating) > 0 && !bytes.Equal(g.Keys.Delegating, token.Message.Delegating) {
				return nil, errors.New("gave a list of other grants than were asked for")
			}
			if signedBy(&g.Grant, g.Signature, g.Owner) != nil {
				return nil, errors.New("gave a list of grants that their owner did not sign")
			}
			id := hex.EncodeToString(g.Grant.ID[:])
			if id <= after {
				return nil, errors.New("gave a list that is not in order")
			}
			after = id
			all = append(all, g)
		}
		if page.Next == "" {
			return all, nil
		}
		if page.Next < after || len(page.Grants) == 0 && page.Next == after {
			return nil, errors.New("gave a list that is not in order")
		}
		after = page.Next
	}
	return nil, errors.New("gave a list without an end")
}

// PublishReader publishes a reader's key at a node.
func (c *Client) PublishReader(ctx context.Context, node string, e *ReaderEntry) error {
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = c.do(ctx, http.MethodPost, node, "/v1/readers", nil, body)
	return err
}

// Reader fetches what an account has published at a node, which its signature proves. If it has published
// nothing, the error is a *Problem of type UnknownReader.
func (c *Client) Reader(ctx context.Context, node string, account common.Address) (*ReaderEntry, error) {
	reply, err := c.do(ctx, http.MethodGet, node, "/v1/readers/"+address(account), nil, nil)
	if err != nil {
		return nil, err
	}
	e, err := DecodeReaderEntry(reply)
	if err != nil || e.Reader.Account != account {
		return nil, errors.New("gave a reader key that the account did not sign")
	}
	return e, nil
}

// Granted is what a file says to those it may be granted to.
type Granted struct {
	Owner                 common.Address
	Delegating, Verifying *umbral.PublicKey
	Capsule               *umbral.Capsule
	Sealed                []byte   // the file key, by Umbral under the capsule
	Nodes                 []string // URLs of those that may have fragments; at most 64 are asked
	// Refuse says why a node is not to be asked, or nil. It counts as one that has not answered: it may have a fragment. nil asks all.
	Refuse func(node string) error
}

// maxGrantNodes bounds how many nodes are asked for one file.
const maxGrantNodes = 64

// WrongFragment is an answer that does not prove itself: the node lies, or is broken. It names no grant
// and holds no secret.
type WrongFragment struct{ Err error }

func (e *WrongFragment) Error() string { return fmt.Sprintf("gave a wrong fragment: %v", e.Err) }

// Unwrap returns e.Err.
func (e *WrongFragment) Unwrap() error { return e.Err }

// grantPatience is for how many hedges those are waited for that have not answered, when the others refused.
const grantPatience = 3

// OpenGrant asks the nodes for what is granted to a reader key, and opens the file key as soon as a threshold of
// fragments that prove themselves is there. It begins with a majority of the nodes, or as many as a node says that
// it takes, and asks one more whenever one fails or hedge has passed; 0 asks only when one fails. Once so many refused that
// the others are likely to make up no threshold, these get three times hedge more, and with 0 as long as they take. In
// answers, Index is the place in g.Nodes, from 1, and Err a *WrongFragment for a node whose fragment is wrong.
//
// The error is an *OpenError, whose T is 0 if no node told a threshold, or ctx's. Only the file's header shows
// that a key is the file's.
func (c *Client) OpenGrant(ctx context.Context, g *Granted, reader *umbral.SecretKey, given map[string]json.RawMessage, hedge time.Duration) (*Opening, error) {
	nodes := g.Nodes[:min(len(g.Nodes), maxGrantNodes)]
	readerKey := reader.Public()
	keys := GrantKeys{g.Delegating.Bytes(), g.Verifying.Bytes(), readerKey.Bytes()}
	o := &grantOpening{file: g, reader: reader, readerKey: readerKey, n: len(nodes), id: keys.ID(g.Owner), answers: make([]Answer, len(nodes))}
	body, err := json.Marshal(reencryptJSON{given})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the questions that no longer matter
	results := make(chan reencryption, len(nodes))
	asked, pending := 0, 0
	askNext := func() {
		if asked == len(nodes) {
			return
		}
		i := asked
		asked, pending = asked+1, pending+1
		go func() { results <- c.reencrypt(ctx, g, i, o.id, body) }()
	}
	for range len(nodes)/2 + 1 {
		askNext()
	}
	var late, patience <-chan time.Time
	if hedge > 0 {
		ticker := time.NewTicker(hedge)
		defer ticker.Stop()
		late = ticker.C
	}
	for pending > 0 {
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-late:
			askNext()
		case <-patience:
			if o.hopeless(pending) {
				return nil, o.failed()
			}
			patience = nil // a fragment came meanwhile: then it is worth it to wait
		case r := <-results:
			pending--
			if key := o.take(r); key != nil {
				return o.opened(key), nil
			}
			if o.answers[r.index].Err != nil {
				askNext()
			}
			for o.missing() > pending && asked < len(nodes) {
				askNext()
			}
			if patience == nil && hedge > 0 && asked == len(nodes) && o.hopeless(pending) {
				patience = time.After(grantPatience * hedge)
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, context.Cause(ctx)
	}
	return nil, o.failed()
}

// reencryption is one node's answer.
type reencryption struct {
	index  int // from 0
	answer Answer
	got    Reencrypted
}

func (c *Client) reencrypt(ctx context.Context, g *Granted, index int, id [32]byte, body []byte) reencryption {
	start := time.Now()
	node := g.Nodes[index]
	r := reencryption{index: index, answer: Answer{Index: index + 1, URL: node}}
	if g.Refuse != nil {
		if r.answer.Err = g.Refuse(node); r.answer.Err != nil {
			return r
		}
	}
	reply, err := c.do(ctx, http.MethodPost, node, "/v1/grants/"+hex.EncodeToString(id[:])+"/reencrypt", nil, body)
	r.answer.Took = time.Since(start)
	if err == nil {
		if err = r.got.UnmarshalJSON(reply); err != nil {
			err = fmt.Errorf("gave an answer that does not decode: %w", err)
		} else if r.got.ID != id || len(r.got.Capsules) == 0 || r.got.Threshold < 1 {
			err = errors.New("gave an answer about another grant, or none")
		}
	}
	r.answer.Err = err
	return r
}

// grantOpening is what is known while nodes answer.
type grantOpening struct {
	file      *Granted
	reader    *umbral.SecretKey
	readerKey *umbral.PublicKey
	n         int
	id        [32]byte
	answers   []Answer // by index; Index is 0 until it came
	sets      []*fragmentSet
}

// fragmentSet is the fragments that came of one set, and proved themselves: they have a precursor in common.
type fragmentSet struct {
	precursor [umbral.PublicKeySize]byte
	frags     []*umbral.CapsuleFrag
	t         int // the smallest threshold that one of these nodes told
	most      int // the largest
}

// take takes an answer and returns the file key if it opens now. Each fragment is verified once, when it comes: what is
// made up costs no more than that, and stands in nobody's way.
func (o *grantOpening) take(r reencryption) []byte {
	o.answers[r.index] = r.answer
	if r.answer.Err != nil {
		return nil
	}
	var changed []*fragmentSet
	for _, b := range r.got.Capsules {
		frag, err := umbral.DecodeCapsuleFrag(b)
		if err == nil {
			err = frag.Verify(o.file.Capsule, o.file.Verifying, o.file.Delegating, o.readerKey)
		}
		if err != nil {
			o.answers[r.index].Err = &WrongFragment{err}
			continue
		}
		s := o.set(frag)
		s.t, s.most = min(s.t, int(r.got.Threshold)), max(s.most, int(r.got.Threshold))
		s.add(frag)
		if !slices.Contains(changed, s) {
			changed = append(changed, s)
		}
	}
	for _, s := range changed {
		if key := o.try(s); key != nil {
			return key
		}
	}
	return nil
}

// set returns the set that a fragment is of.
func (o *grantOpening) set(frag *umbral.CapsuleFrag) *fragmentSet {
	precursor := frag.Precursor()
	for _, s := range o.sets {
		if s.precursor == precursor {
			return s
		}
	}
	s := &fragmentSet{precursor: precursor, t: terms.MaxFragments}
	o.sets = append(o.sets, s)
	return s
}

// add adds a fragment to its set: the same one at two nodes counts once, and no set has more than a grant may have.
func (s *fragmentSet) add(frag *umbral.CapsuleFrag) {
	same := func(f *umbral.CapsuleFrag) bool { return f.ID() == frag.ID() }
	if len(s.frags) < terms.MaxFragments && !slices.ContainsFunc(s.frags, same) {
		s.frags = append(s.frags, frag)
	}
}

// try opens with a set, if it may have enough: thresholds are what nodes say.
func (o *grantOpening) try(s *fragmentSet) []byte {
	if len(s.frags) < s.t {
		return nil
	}
	key, err := umbral.DecryptReencrypted(o.reader, o.file.Delegating, o.file.Verifying, o.file.Capsule, s.frags, o.file.Sealed)
	if err != nil {
		return nil // too few, whatever the nodes say
	}
	return key
}

// largest is the set that has the most fragments, or nil.
func (o *grantOpening) largest() *fragmentSet {
	if len(o.sets) == 0 {
		return nil
	}
	return slices.MaxFunc(o.sets, func(a, b *fragmentSet) int { return len(a.frags) - len(b.frags) })
}

// missing is how many more fragments the largest set needs, as far as nodes told.
func (o *grantOpening) missing() int {
	s := o.largest()
	if s == nil {
		return 0
	}
	return max(s.most, len(s.frags)+1) - len(s.frags)
}

// hopeless reports whether so many refused that it is not granted, and those who have not answered, of one fragment each, do
// not make up a threshold that was told.
func (o *grantOpening) hopeless(pending int) bool {
	for _, s := range o.sets {
		if len(s.frags)+pending >= s.t {
			return false
		}
	}
	return errors.Is(o.failed(), ErrNotGranted)
}

// came returns the answers that came.
func (o *grantOpening) came() (answers []Answer) {
	for _, a := range o.answers {
		if a.Index != 0 {
			answers = append(answers, a)
		}
	}
	return answers
}

func (o *grantOpening) opened(key []byte) *Opening {
	opening := &Opening{FileKey: key, Answers: o.came()}
	for _, a := range opening.Answers {
		if a.Err == nil {
			opening.Used = append(opening.Used, a.Index)
		}
	}
	return opening
}

// failed says why nothing opened with the answers that came.
func (o *grantOpening) failed() error {
	e := &OpenError{Err: ErrTooFew, N: o.n, Answers: o.came()}
	good, needed := 0, o.n/2+1
	if s := o.largest(); s != nil {
		good, needed, e.T = len(s.frags), s.most, s.most
		if good >= needed {
			e.Err = ErrSealedWrong
			return e
		}
	}
	if no := refusals(e.Answers, UnknownGrant) + refusals(e.Answers, PolicyFalse); no > 0 && good+no >= needed {
		e.Err = ErrNotGranted
	}
	return e
}
