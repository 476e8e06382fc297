package node

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"filippo.io/age"
	"github.com/danielgtaylor/huma/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/latchkey-network/latchkey/crypto/umbral"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// Grants says what a node keeps of grants (spec/grant.md), for owners that may be anybody. The zero value keeps none.
type Grants struct {
	// On has the node keep grants.
	On bool
	// Database is where: postgres://.. , which replicas share, or a SQLite file, which is one node's own.
	// Empty is the file grants.db in the node's folder, where a node that only answers keeps none.
	Database string
	// Owners are those whose grants are kept; none is anybody's.
	Owners []common.Address
	// Most is how many grants there may be, and PerOwner how many of one owner. 0 means 2,000,000 and 10,000.
	Most, PerOwner int64
	// Bytes and BytesPerOwner bound what they take, with what the database takes for each, about. 0 means 4 GiB and 32 MiB.
	Bytes, BytesPerOwner int64
	// Readers is how many accounts' reader keys are kept. 0 means 1,000,000.
	Readers int64
}

func (g *Grants) defaults() {
	for _, d := range []struct {
		field *int64
		value int64
	}{{&g.Most, 2_000_000}, {&g.PerOwner, 10_000}, {&g.Bytes, 4 << 30}, {&g.BytesPerOwner, 32 << 20}, {&g.Readers, 1_000_000}} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
}

// sweepEvery is how often expired grants are erased, and the database looked at. They are not answered for
// before that either.
const sweepEvery = 15 * time.Second

// maxList bounds the JSON of one page of grants, in bytes. One grant has up to 50 KiB.
const maxList = 60 << 10

// grants is the part of a node that keeps grants.
type grants struct {
	cfg   Grants
	store *grantStore
	slots chan struct{}
	// revoking are the places of revocations: whoever fills the others cannot keep owners from taking back. evaluating
	// are those, of slots, in which a policy is evaluated, which its author can make as slow as the chain.
	revoking, evaluating chan struct{}
	now                  clock
	log                  *slog.Logger
	// valid refuses a policy that does not compile, or is for a chain that the node does not read; meets one that
	// is not true now for the grant's reader.
	valid func(chainID uint256.Int, policy string) error
	meets func(ctx context.Context, g *terms.Grant, given map[string]json.RawMessage) error

	requests *prometheus.CounterVec // by kind and outcome
	duration prometheus.Histogram   // of re-encryptions

	ends                 sync.Once
	failing              atomic.Pointer[string] // why the database does not answer
	count, size, readers atomic.Int64
}

func newGrants(ctx context.Context, cfg Grants, dir string, identity *age.X25519Identity, concurrent int, now clock, log *slog.Logger) (*grants, error) {
	cfg.defaults()
	g := &grants{cfg: cfg, slots: make(chan struct{}, concurrent), revoking: make(chan struct{}, max(1, concurrent/4)),
		evaluating: make(chan struct{}, max(1, concurrent/2)), now: now, log: log,
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "latchkey_grant_requests_total",
			Help: "Requests about grants, by kind (store, reencrypt, revoke, list, publish, reader) and outcome: ok, gone, or the short name of the problem type."},
			[]string{"kind", "outcome"}),
		duration: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "latchkey_grant_duration_seconds",
			Help:    "Time that re-encryptions took, with their policies, once they were read and not refused as busy.",
			Buckets: []float64{.00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}})}
	for _, kind := range []string{"store", "reencrypt", "revoke", "list", "publish", "reader"} {
		g.requests.WithLabelValues(kind, outcomeOK)
	}
	var err error
	if g.store, err = openGrants(ctx, dir, identity, cfg); err != nil {
		return nil, err
	}
	if err := g.tally(ctx); err != nil {
		return nil, errors.Join(err, g.store.close())
	}
	return g, nil
}

// close waits for the requests that are worked on, lets no more in, and closes the database.
func (g *grants) close() (err error) {
	if g == nil {
		return nil
	}
	g.ends.Do(func() {
		for _, places := range []chan struct{}{g.slots, g.revoking} {
			for range cap(places) {
				places <- struct{}{}
			}
		}
		err = g.store.close()
	})
	return err
}

// tally reads how much there is.
func (g *grants) tally(ctx context.Context) error {
	count, size, readers, err := g.store.totals(ctx)
	if err == nil {
		g.count.Store(count)
		g.size.Store(size)
		g.readers.Store(readers)
	}
	return err
}

// keep erases what expires, until ctx ends.
func (g *grants) keep(ctx context.Context) error {
	for {
		g.tend(ctx)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(sweepEvery):
		}
	}
}

// tend sweeps once, and notes whether the database answers.
func (g *grants) tend(ctx context.Context) {
	limited, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	swept, err := g.store.sweep(limited, uint64(g.now().Unix()))
	if err == nil {
		err = g.tally(limited)
	}
	if swept > 0 {
		g.log.Info("expired grants are erased", "grants", swept)
	}
	if ctx.Err() != nil {
		return
	}
	was := g.failing.Load() != nil
	switch {
	case err != nil:
		why := err.Error()
		g.failing.Store(&why)
		if !was {
			g.log.Error("the database of grants fails", "err", err)
		}
	case was:
		g.failing.Store(nil)
		g.log.Info("the database of grants answers again")
	}
}

// ready is why there should be no requests about grants, and nil if there should.
func (g *grants) ready() error {
	if why := g.failing.Load(); why != nil {
		return fmt.Errorf("the database of grants fails: the log says why")
	}
	return nil
}

// routes wires the handlers, and describes them. A nil g refuses all.
func (g *grants) routes(mux *http.ServeMux, api huma.API, log *slog.Logger) {
	reg := api.OpenAPI().Components.Schemas
	content := func(v reflect.Type, name, kind string) map[string]*huma.MediaType {
		return map[string]*huma.MediaType{kind: {Schema: reg.Schema(v, true, name)}}
	}
	problem := &huma.Response{Description: "Why not.", Content: content(reflect.TypeFor[quorum.Problem](), "Problem", "application/problem+json")}
	text := &huma.Schema{Type: "string"}
	id := &huma.Param{Name: "id", In: "path", Required: true, Schema: text, Description: "The grant, 32 bytes, lower-case hex."}
	for _, o := range []struct {
		kind, method, path, summary string
		handler                     func(*grants, http.ResponseWriter, *http.Request) (any, error)
		params                      []*huma.Param
		request                     reflect.Type
		requestName                 string
		optional                    bool // the request's body
		answer                      reflect.Type
		answerName                  string
	}{
		{"store", http.MethodPost, "/v1/grants", "Keep a key fragment of a grant that its owner signed.",
			(*grants).offer, nil, quorum.GrantOfferType, "GrantOffer", false, reflect.TypeFor[heldJSON](), "GrantHeld"},
		{"reencrypt", http.MethodPost, "/v1/grants/{id}/reencrypt", "Re-encrypt the grant's capsule to its reader, if the policy is true.",
			(*grants).reencrypt, []*huma.Param{id}, quorum.ReencryptType, "Reencrypt", true, quorum.ReencryptedType, "Reencrypted"},
		{"revoke", http.MethodPost, "/v1/grants/{id}/revoke", "Erase a grant, as its owner signed.",
			(*grants).revoke, []*huma.Param{id}, quorum.GrantRevocationType, "GrantRevocation", false, reflect.TypeFor[idJSON](), "GrantRevoked"},
		{"list", http.MethodGet, "/v1/grants", "An owner's grants.", (*grants).list, []*huma.Param{
			{Name: "Authorization", In: "header", Required: true, Schema: text, Description: "Latchkey, and a token that the owner signed."},
			{Name: "after", In: "query", Schema: text, Description: "The id to go on after."},
			{Name: "limit", In: "query", Schema: text, Description: "At most so many, at most 1000; without it, 100."},
		}, nil, "", false, quorum.GrantPageType, "GrantPage"},
		{"publish", http.MethodPost, "/v1/readers", "Publish the key that an account reads with.",
			(*grants).publish, nil, quorum.ReaderEntryType, "ReaderEntry", false, quorum.ReaderEntryType, "ReaderEntry"},
		{"reader", http.MethodGet, "/v1/readers/{account}", "The key that an account reads with, as it signed.",
			(*grants).reader, []*huma.Param{{Name: "account", In: "path", Required: true, Schema: text, Description: "0x and lower-case hex."}},
			nil, "", false, quorum.ReaderEntryType, "ReaderEntry"},
	} {
		mux.HandleFunc(o.method+" "+o.path, func(w http.ResponseWriter, r *http.Request) {
			if g == nil {
				writeProblem(w, log, refuse(quorum.GrantsClosed, "it keeps none"))
				return
			}
			answer, err := o.handler(g, w, r)
			answered(g.requests.MustCurryWith(prometheus.Labels{"kind": o.kind}), r, err)
			if err != nil {
				writeProblem(w, log, err)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Cache-Control", "no-store")
			json.NewEncoder(w).Encode(answer) // an error is the client's, that went away
		})
		op := &huma.Operation{OperationID: "grants-" + o.kind, Method: o.method, Path: o.path, Summary: o.summary, Parameters: o.params,
			Responses: map[string]*huma.Response{"200": {Description: "Done.", Content: content(o.answer, o.answerName, "application/json")}, "default": problem}}
		if o.request != nil {
			op.RequestBody = &huma.RequestBody{Required: !o.optional, Content: content(o.request, o.requestName, "application/json")}
		}
		api.OpenAPI().AddOperation(op)
	}
}

type heldJSON struct {
	Grant string `json:"grant" doc:"The grant's id, 32 bytes, lower-case hex."`
	Held  int    `json:"held" doc:"How many fragments this node has of it now."`
}

type idJSON struct {
	Grant string `json:"grant" doc:"The grant's id, 32 bytes, lower-case hex."`
}

// enter reads the body of a request, and takes one of some places.
func (g *grants) enter(places chan struct{}, w http.ResponseWriter, r *http.Request) (body []byte, leave func(), err error) {
	if body, err = readBody(w, r, quorum.MaxGrantRequest); err != nil {
		return nil, nil, err
	}
	leave, err = enter(places, w)
	return body, leave, err
}

// grantID reads the id in a request's path.
func grantID(r *http.Request) (id [32]byte, err error) {
	text := r.PathValue("id")
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != len(id) || hex.EncodeToString(b) != text {
		return id, refuse(quorum.Malformed, "a grant is named by 64 lower-case hex digits")
	}
	return [32]byte(b), nil
}

// offer stores a fragment. The cheap checks come first, in the order of spec/grant.md.
func (g *grants) offer(w http.ResponseWriter, r *http.Request) (any, error) {
	body, leave, err := g.enter(g.slots, w, r)
	if err != nil {
		return nil, err
	}
	defer leave()
	defer clear(body)
	o, err := quorum.DecodeGrantOffer(body)
	if err != nil {
		return nil, err
	}
	defer clear(o.Fragment)
	if len(g.cfg.Owners) > 0 && !slices.Contains(g.cfg.Owners, o.Owner) {
		return nil, refuse(quorum.GrantsClosed, "it keeps those of others alone")
	}
	if err := o.Check(uint64(g.now().UnixMilli())); err != nil {
		return nil, err
	}
	if o.Grant.Policy != "" {
		if err := g.valid(o.Grant.ChainID, o.Grant.Policy); err != nil {
			return nil, err
		}
	}
	_, fragment, err := o.Open()
	if err != nil {
		return nil, err
	}
	fragment.Erase()
	held, err := g.store.put(r.Context(), &storedGrant{Owner: o.Owner, Keys: o.Keys, Capsule: o.Capsule, Message: o.Grant,
		Signature: o.Signature, Fragments: [][]byte{o.Fragment}})
	if err != nil {
		return nil, err
	}
	return heldJSON{hex.EncodeToString(o.Grant.ID[:]), held}, nil
}

// reencrypt answers with one capsule fragment for each key fragment.
func (g *grants) reencrypt(w http.ResponseWriter, r *http.Request) (any, error) {
	id, err := grantID(r)
	if err != nil {
		return nil, err
	}
	body, leave, err := g.enter(g.slots, w, r)
	if err != nil {
		return nil, err
	}
	defer leave()
	began := time.Now()
	defer func() { g.duration.Observe(time.Since(began).Seconds()) }()
	given, err := quorum.DecodeReencrypt(body)
	if err != nil {
		return nil, err
	}
	return g.answer(r.Context(), id, given)
}

// answer is reencrypt between decoding and encoding.
func (g *grants) answer(ctx context.Context, id [32]byte, given map[string]json.RawMessage) (*quorum.Reencrypted, error) {
	held, err := g.get(ctx, id)
	if err != nil {
		return nil, err
	}
	if held.Message.Policy != "" {
		held.erase()
		asked := held.Message
		select {
		case g.evaluating <- struct{}{}:
		default:
			return nil, refuse(quorum.Busy, "try again in a second")
		}
		err := g.meets(ctx, &asked, given)
		<-g.evaluating
		if err != nil {
			return nil, err
		}
		// That took as long as a chain: it may have been revoked, replaced or over meanwhile.
		if held, err = g.get(ctx, id); err != nil {
			return nil, err
		}
		if terms.GrantDigest(&held.Message) != terms.GrantDigest(&asked) {
			held.erase()
			return nil, refuse(quorum.Busy, "the grant was given again meanwhile: ask again")
		}
	}
	defer held.erase()
	capsule, err := umbral.DecodeCapsule(held.Capsule)
	if err != nil {
		return nil, fmt.Errorf("grant %x: %w", id, err)
	}
	out := &quorum.Reencrypted{ID: id, Threshold: held.Message.Threshold, Fragments: held.Message.Fragments, Expires: held.Message.Expires}
	for _, f := range held.Fragments {
		k, err := umbral.DecodeKeyFrag(f)
		if err != nil {
			return nil, fmt.Errorf("grant %x: %w", id, err)
		}
		out.Capsules = append(out.Capsules, umbral.Reencrypt(capsule, k).Bytes())
		k.Erase()
	}
	return out, nil
}

// get returns a grant that is there and not over.
func (g *grants) get(ctx context.Context, id [32]byte) (*storedGrant, error) {
	held, err := g.store.get(ctx, id, uint64(g.now().Unix()))
	if err == nil && held == nil {
		err = refuse(quorum.UnknownGrant, "it expired, was revoked, or never was here")
	}
	return held, err
}

// revoke erases a grant. What its owner signed is enough, whoever sends it.
func (g *grants) revoke(w http.ResponseWriter, r *http.Request) (any, error) {
	id, err := grantID(r)
	if err != nil {
		return nil, err
	}
	body, leave, err := g.enter(g.revoking, w, r)
	if err != nil {
		return nil, err
	}
	defer leave()
	rev, err := quorum.DecodeGrantRevocation(body)
	if err != nil {
		return nil, err
	}
	if rev.Revocation.ID != id {
		return nil, refuse(quorum.Malformed, "the path names another grant than was signed")
	}
	now := g.now()
	// It is carried through though the client may go away: half of an erasure helps nobody.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), time.Minute)
	defer cancel()
	if err := g.store.revoke(ctx, id, rev.Revocation.Issued, uint64(now.Unix()), func(held *storedGrant) error {
		if held == nil {
			return refuse(quorum.UnknownGrant, "it expired, was revoked, or never was here")
		}
		return rev.Check(held.Owner, held.Message.Issued, uint64(now.UnixMilli()))
	}); err != nil {
		return nil, err
	}
	return idJSON{hex.EncodeToString(id[:])}, nil
}

// list tells an owner what is kept.
func (g *grants) list(w http.ResponseWriter, r *http.Request) (any, error) {
	leave, err := enter(g.slots, w)
	if err != nil {
		return nil, err
	}
	defer leave()
	now := uint64(g.now().Unix())
	asked, err := quorum.CheckGrantToken(r.Header.Get("Authorization"), now)
	if err != nil {
		return nil, err
	}
	limit, after := 100, []byte{}
	if text := r.URL.Query().Get("limit"); text != "" {
		if limit, err = strconv.Atoi(text); err != nil || limit < 1 || limit > 1000 {
			return nil, refuse(quorum.Malformed, "limit is a number from 1 to 1000")
		}
	}
	if text := r.URL.Query().Get("after"); text != "" {
		if after, err = hex.DecodeString(text); err != nil || len(after) != 32 {
			return nil, refuse(quorum.Malformed, "after is a grant's id, 64 hex digits")
		}
	}
	page := &quorum.GrantPage{Grants: []*quorum.HeldGrant{}}
	// One more than the limit is looked at, to know whether there is more. Of which file they are is encrypted.
	size, looked := 0, 0
	var last [32]byte
	err = g.store.list(r.Context(), asked.Owner, after, now, limit+1, func(held *storedGrant) (more bool, err error) {
		id, entry := held.Message.ID, &quorum.HeldGrant{Owner: held.Owner, Keys: held.Keys, Grant: held.Message, Signature: held.Signature, Held: len(held.Fragments)}
		wanted := len(asked.Delegating) == 0 || bytes.Equal(held.Keys.Delegating, asked.Delegating)
		var text []byte
		if wanted {
			if text, err = entry.MarshalJSON(); err != nil {
				return false, err
			}
			size += len(text) + 1
		}
		if looked == limit || len(page.Grants) > 0 && size > maxList {
			page.Next = hex.EncodeToString(last[:])
			return false, nil
		}
		looked, last = looked+1, id
		if wanted {
			page.Grants = append(page.Grants, entry)
		}
		return true, nil
	})
	return page, err
}

// publish keeps the key that an account reads with.
func (g *grants) publish(w http.ResponseWriter, r *http.Request) (any, error) {
	body, leave, err := g.enter(g.slots, w, r)
	if err != nil {
		return nil, err
	}
	defer leave()
	e, err := quorum.DecodeReaderEntry(body)
	if err != nil {
		return nil, err
	}
	return e, g.store.putReader(r.Context(), e)
}

// reader tells the key that an account reads with.
func (g *grants) reader(w http.ResponseWriter, r *http.Request) (any, error) {
	leave, err := enter(g.slots, w)
	if err != nil {
		return nil, err
	}
	defer leave()
	text := r.PathValue("account")
	account := common.HexToAddress(text)
	if lower(account) != text {
		return nil, refuse(quorum.Malformed, "an account is 0x and 40 lower-case hex digits")
	}
	e, err := g.store.reader(r.Context(), account)
	if err == nil && e == nil {
		err = refuse(quorum.UnknownReader, "ask it for its string")
	}
	return e, err
}

// validGrantPolicy is what grants.valid says.
func (n *Node) validGrantPolicy(chainID uint256.Int, policy string) error {
	if _, err := n.compile(policy); err != nil {
		return refuse(quorum.PolicyInvalid, "%v", err)
	}
	if !chainID.IsUint64() || !n.reads.Reads(chainID.Uint64()) {
		return refuse(quorum.WrongChain, "the policy is about chain %s, which this node does not read", chainID.Dec())
	}
	return nil
}

// meetsGrantPolicy is what grants.meets says.
func (n *Node) meetsGrantPolicy(ctx context.Context, g *terms.Grant, given map[string]json.RawMessage) error {
	if err := n.validGrantPolicy(g.ChainID, g.Policy); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, n.cfg.PolicyTimeout)
	defer cancel()
	return n.meets(ctx, g.ChainID.Uint64(), g.Confirmations, g.Policy, g.Reader, given, nil)
}
