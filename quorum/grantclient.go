package quorum

import (
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

// grantPage is how many grants are asked for at a time.
const grantPage = 100

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

// Grants lists an owner's grants at a node, of all its files. What a node lists is what it says.
func (c *Client) Grants(ctx context.Context, node string, token *GrantToken) ([]*HeldGrant, error) {
	var all []*HeldGrant
	for after := ""; ; {
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
			if g == nil || g.Owner != token.Message.Owner || g.Grant.ID != g.Keys.ID(g.Owner) {
				return nil, errors.New("gave a list of other grants than the owner's")
			}
			if id := hex.EncodeToString(g.Grant.ID[:]); id <= after {
				return nil, errors.New("gave a list that is not in order")
			} else {
				after = id
			}
			all = append(all, g)
		}
		if page.Next == "" || len(page.Grants) == 0 {
			return all, nil
		}
	}
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
}

// maxGrantNodes bounds how many nodes are asked for one file.
const maxGrantNodes = 64

// WrongFragment is an answer that does not prove itself: the node lies, or is broken. It names no grant
// and holds no secret.
type WrongFragment struct{ Err error }

func (e *WrongFragment) Error() string { return fmt.Sprintf("gave a wrong fragment: %v", e.Err) }

// Unwrap returns e.Err.
func (e *WrongFragment) Unwrap() error { return e.Err }

// OpenGrant asks the nodes for what is granted to a reader key, and opens the file key as soon as a threshold of
// fragments that prove themselves is there. It begins with a majority of the nodes, or as many as a node says that
// it takes, and asks one more whenever one fails or hedge has passed; 0 asks only when one fails. In answers, Index
// is the place in g.Nodes, from 1, and Err a *WrongFragment for a node whose fragment is wrong.
//
// The error is an *OpenError, whose T is 0 if no node told a threshold, or ctx's. Only the file's header shows
// that a key is the file's.
func (c *Client) OpenGrant(ctx context.Context, g *Granted, reader *umbral.SecretKey, given map[string]json.RawMessage, hedge time.Duration) (*Opening, error) {
	nodes := g.Nodes[:min(len(g.Nodes), maxGrantNodes)]
	keys := GrantKeys{g.Delegating.Bytes(), g.Verifying.Bytes(), reader.Public().Bytes()}
	o := &grantOpening{file: g, reader: reader, n: len(nodes), id: keys.ID(g.Owner), answers: make([]Answer, len(nodes))}
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
		go func() { results <- c.reencrypt(ctx, i, nodes[i], o.id, body) }()
	}
	for range len(nodes)/2 + 1 {
		askNext()
	}
	var late <-chan time.Time
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

func (c *Client) reencrypt(ctx context.Context, index int, node string, id [32]byte, body []byte) reencryption {
	start := time.Now()
	r := reencryption{index: index, answer: Answer{Index: index + 1, URL: node}}
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
	file    *Granted
	reader  *umbral.SecretKey
	n       int
	id      [32]byte
	answers []Answer // by index; Index is 0 until it came
	sets    []*fragmentSet
}

// fragmentSet is the fragments that came of one set: they have a precursor in common.
type fragmentSet struct {
	precursor [umbral.PublicKeySize]byte
	frags     []*umbral.CapsuleFrag
	from      []int // the node of each
	t         int   // the smallest threshold that one of these nodes told
	most      int   // the largest
}

// take takes an answer and returns the file key if it opens now.
func (o *grantOpening) take(r reencryption) []byte {
	o.answers[r.index] = r.answer
	if r.answer.Err != nil {
		return nil
	}
	var changed []*fragmentSet
	for _, b := range r.got.Capsules {
		frag, err := umbral.DecodeCapsuleFrag(b)
		if err != nil {
			o.blame(r.index, err)
			continue
		}
		s := o.set(frag)
		s.t, s.most = min(s.t, int(r.got.Threshold)), max(s.most, int(r.got.Threshold))
		if o.add(s, frag, r.index) && !slices.Contains(changed, s) {
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

// add adds a fragment to its set. Of two with one id, at least one of which may be made up to stand in the way
// of the other, it keeps one that verifies.
func (o *grantOpening) add(s *fragmentSet, frag *umbral.CapsuleFrag, from int) bool {
	i := slices.IndexFunc(s.frags, func(f *umbral.CapsuleFrag) bool { return f.ID() == frag.ID() })
	if i < 0 {
		s.frags, s.from = append(s.frags, frag), append(s.from, from)
		return true
	}
	if err := o.verify(frag); err != nil {
		o.blame(from, err)
		return false
	}
	if err := o.verify(s.frags[i]); err != nil {
		o.blame(s.from[i], err)
		s.frags[i], s.from[i] = frag, from
		return true
	}
	return false // the same fragment at two nodes counts once
}

func (o *grantOpening) verify(frag *umbral.CapsuleFrag) error {
	return frag.Verify(o.file.Capsule, o.file.Verifying, o.file.Delegating, o.reader.Public())
}

// try opens with a set, as long as it may have enough. Opening checks every fragment; those that are wrong
// are taken out.
func (o *grantOpening) try(s *fragmentSet) []byte {
	for len(s.frags) >= s.t {
		key, err := umbral.DecryptReencrypted(o.reader, o.file.Delegating, o.file.Verifying, o.file.Capsule, s.frags, o.file.Sealed)
		if err == nil {
			return key
		}
		wrong := (*umbral.FragError)(nil)
		if !errors.As(err, &wrong) {
			return nil // too few, whatever the nodes say
		}
		o.blame(s.from[wrong.Index], wrong.Err)
		s.frags, s.from = slices.Delete(s.frags, wrong.Index, wrong.Index+1), slices.Delete(s.from, wrong.Index, wrong.Index+1)
	}
	return nil
}

func (o *grantOpening) blame(index int, err error) {
	o.answers[index].Err = &WrongFragment{err}
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

// failed says why nothing opened, after all who were asked answered or failed.
func (o *grantOpening) failed() error {
	e := &OpenError{Err: ErrTooFew, N: o.n, Answers: o.came()}
	good, needed := 0, o.n/2+1
	if s := o.largest(); s != nil {
		for _, frag := range s.frags {
			if o.verify(frag) == nil {
				good++
			}
		}
		if e.T = s.most; e.T > 0 {
			needed = e.T
		}
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
