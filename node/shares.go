package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/policy/outside"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// held is the key share of one epoch, ready to be used.
type held struct {
	epoch   uint64
	attempt uint64 // at the epoch, in which the share was made
	index   int
	x       *group.Scalar // between begin and end
	keys    *quorum.KeyList
	session [32]byte
	hash    [32]byte    // what this node found and confirmed
	active  atomic.Bool // the chain agrees: the epoch serves, or has served

	use  sync.RWMutex
	gone bool // x is erased
}

// begin must be called before x is used, and end after it. It returns false if x was erased.
func (h *held) begin() bool {
	h.use.RLock()
	if h.gone {
		h.use.RUnlock()
	}
	return !h.gone
}

func (h *held) end() { h.use.RUnlock() }

// erase waits until nobody uses x, and erases it.
func (h *held) erase() {
	h.use.Lock()
	defer h.use.Unlock()
	h.gone = true
	h.x.Erase()
}

// refuse makes a problem.
func refuse(t quorum.ProblemType, format string, args ...any) error {
	return &quorum.Problem{Type: t, Detail: fmt.Sprintf(format, args...)}
}

// answer gives this node's share for one request, or a *quorum.Problem. Cheap checks come
// first, and the chain is read last: only for a capsule that was made for this committee.
func (n *Node) answer(ctx context.Context, req *quorum.Request) (share, signature []byte, err error) {
	h, err := n.find(req)
	if err != nil {
		return nil, nil, err
	}
	fromOcean, isOcean := req.Message.(*terms.OceanRequest)
	if isOcean {
		if err := n.checkOcean(req, fromOcean); err != nil {
			return nil, nil, err
		}
	}
	id := tdh2.CapsuleID(req.Capsule, req.Terms.Label())
	if err := req.CheckScope(id); err != nil {
		return nil, nil, err
	}
	if err := req.CheckDeadline(uint64(n.now().Unix())); err != nil {
		return nil, nil, err
	}
	// If the account's key did not sign, its code may accept the signature; to ask it takes
	// the chain, and so comes after the capsule.
	digest := req.Digest()
	authentic := func(ctx context.Context) (*oceanAsset, error) { return n.oceanSigner(ctx, req, fromOcean) }
	if !isOcean {
		byKey := req.SignedByKey(digest)
		authentic = func(ctx context.Context) (*oceanAsset, error) { return nil, n.checkSignature(ctx, req, byKey) }
	}
	leave := func() {}
	defer func() { leave() }()
	return n.serve(ctx, req, h, digest, id, func(ctx context.Context) (*oceanAsset, error) {
		asset, err := authentic(ctx)
		if err == nil && n.isCostly(req.Terms.Policy) {
			select {
			case n.costly <- struct{}{}:
				leave = func() { <-n.costly }
			default:
				err = refuse(quorum.Busy, "as many policies that cost as much are evaluated: try again in a second")
			}
		}
		return asset, err
	})
}

// costlyReads is how many reads of the chain a policy may make, at its worst, and not count as costly.
const costlyReads = 12

// isCostly says whether a policy can take a place for long: its author can make each of up to a hundred reads as slow as the chain. One
// that does not compile takes none.
func (n *Node) isCostly(source string) bool {
	p, err := n.compile(source)
	return err == nil && p.Cost() > costlyReads*readCost
}

// serve checks the capsule, who asks (authentic, which returns what an Ocean client signed
// for) and the policy, and makes and signs the share.
func (n *Node) serve(ctx context.Context, req *quorum.Request, h *held, digest, id [32]byte, authentic func(context.Context) (*oceanAsset, error)) (share, signature []byte, err error) {
	capsule, err := tdh2.Check(h.keys.X, req.Terms.Label(), req.Capsule)
	if errors.Is(err, tdh2.ErrBadCapsule) {
		return nil, nil, refuse(quorum.BadCapsule, "it was made for other terms or another committee, or was changed")
	} else if err != nil {
		return nil, nil, refuse(quorum.Malformed, "%v", err)
	}
	ctx, cancel := context.WithTimeout(ctx, n.cfg.PolicyTimeout)
	defer cancel()
	asset, err := authentic(ctx)
	if err != nil {
		return nil, nil, err
	}
	fromOcean, isOcean := req.Message.(*terms.OceanRequest)
	if isOcean {
		end, ok := n.nonces.begin(oceanUse(fromOcean, asset), fromOcean.ReaderKey)
		if !ok {
			return nil, nil, errUsedNonce
		}
		defer end()
	}
	if err := n.checkPolicy(ctx, req, asset); err != nil {
		return nil, nil, err
	}
	if isOcean {
		if err := n.claimNonce(fromOcean, asset); err != nil {
			return nil, nil, err
		}
	}
	Q, err := group.DecodePoint(req.ReaderKey())
	if err != nil {
		return nil, nil, refuse(quorum.Malformed, "readerKey: %v", err)
	}
	if !h.begin() {
		return nil, nil, refuse(quorum.WrongEpoch, "this node does not serve epoch %d of committee %s any more", h.epoch, req.Terms.Committee.Dec())
	}
	defer h.end()
	asked := tdh2.Context{Request: digest, CapsuleID: id, Epoch: h.epoch, U: capsule.U, Q: Q}
	share, err = tdh2.Reencrypt(&asked, h.index, h.x, h.keys.Key(h.index))
	if err != nil {
		return nil, nil, fmt.Errorf("re-encrypting: %w", err)
	}
	signature, err = n.cfg.Operator.SignDigest(terms.Digest(n.domain, &terms.Share{Committee: req.Terms.Committee,
		Request: asked.Request, Capsule: asked.CapsuleID, Share: share}))
	if err != nil {
		return nil, nil, fmt.Errorf("signing a share: %w", err)
	}
	return share, signature, nil
}

// find returns the key share that a request asks for.
func (n *Node) find(req *quorum.Request) (*held, error) {
	if req.Terms.ChainID != n.domain.ChainID {
		return nil, refuse(quorum.WrongChain, "the terms name chain %s, this node serves chain %s", req.Terms.ChainID.Dec(), n.domain.ChainID.Dec())
	}
	if req.Terms.Committees != n.domain.Committees {
		return nil, refuse(quorum.WrongContract, "the terms name the contract %s, this node serves %s", req.Terms.Committees, n.domain.Committees)
	}
	n.mu.RLock()
	defer n.mu.RUnlock()
	epochs, ok := n.held[req.Terms.Committee]
	if !ok {
		return nil, refuse(quorum.UnknownCommittee, "this node holds no share of committee %s", req.Terms.Committee.Dec())
	}
	h, ok := epochs[req.Epoch]
	if !ok || !h.active.Load() {
		return nil, refuse(quorum.WrongEpoch, "this node does not serve epoch %d of committee %s", req.Epoch, req.Terms.Committee.Dec())
	}
	return h, nil
}

// checkSignature accepts a signature by the account's key (byKey), and otherwise what the
// account's code accepts at the head of the chain (ERC-1271, ERC-6492). For a session, it
// also compares the nonce there.
func (n *Node) checkSignature(ctx context.Context, req *quorum.Request, byKey bool) error {
	session, isSession := req.Message.(*terms.Session)
	if byKey && !isSession {
		return nil
	}
	head, err := n.reads.Head(ctx)
	if err != nil {
		return n.unavailable(ctx, err)
	}
	if !byKey {
		ok, err := head.SignedByCode(ctx, req.Account(), req.Digest(), req.Signature)
		if err != nil {
			return n.unavailable(ctx, err)
		}
		if !ok {
			return refuse(quorum.BadSignature, "the signature does not recover to %s, and no code of that account accepts it", req.Account())
		}
	}
	if isSession {
		nonce, err := n.cfg.Chain.Committees(n.cfg.Committees).SessionNonce(ctx, head, session.Buyer)
		if err != nil {
			return n.unavailable(ctx, err)
		}
		return req.CheckNonce(nonce)
	}
	return nil
}

// checkPolicy evaluates the terms' policy for the account, at the depth that the terms
// ask for, or the node's own if it is larger. For an Ocean client, only an order of the
// asset that it signed for makes it true.
func (n *Node) checkPolicy(ctx context.Context, req *quorum.Request, asset *oceanAsset) error {
	orders := &orderCheck{n: n, req: req, signed: asset}
	err := n.meets(ctx, n.cfg.Chain.ChainID(), req.Terms.Confirmations, req.Terms.Policy, req.Account(), req.Given, orders)
	if err == nil && asset != nil && !orders.met {
		return refuse(quorum.NotOcean, "it is true without an order of the asset that was signed for")
	}
	return err
}

// meets evaluates a policy about a chain that the node reads. Without orders, none satisfies it.
func (n *Node) meets(ctx context.Context, chainID, confirmations uint64, source string, account common.Address, given map[string]json.RawMessage, orders *orderCheck) error {
	p, err := n.compile(source)
	if err != nil {
		return refuse(quorum.PolicyInvalid, "%v", err)
	}
	if !n.reads.Reads(chainID) {
		return refuse(quorum.WrongChain, "this node does not read chain %d", chainID)
	}
	began := time.Now()
	defer func() { n.metrics.policy.Observe(time.Since(began).Seconds()) }()
	view, err := n.reads.View(ctx, chainID, confirmations)
	if err != nil {
		return n.unavailable(ctx, outside.Undiscreet(err))
	}
	in := n.reads.Inputs(view, confirmations, given)
	if orders != nil {
		orders.view, in.Ordered = view, orders.ordered
	}
	met, err := p.Eval(ctx, account, in)
	switch {
	case err == nil && met:
		return nil
	case err == nil && orders != nil && orders.why != nil:
		return refuse(quorum.PolicyFalse, "as of block %d: %s", view.Block().Number, n.reads.Scrub(orders.why.Error()))
	case err == nil:
		return refuse(quorum.PolicyFalse, "as of block %d", view.Block().Number)
	case ctx.Err() != nil, outside.Unreadable(err):
		return n.unavailable(ctx, outside.Undiscreet(err))
	}
	return refuse(quorum.PolicyFailed, "an error is never true: %s", n.reads.Scrub(err.Error()))
}

// compile returns the compiled policy; compiled ones, and refusals, are kept.
func (n *Node) compile(source string) (*policy.Policy, error) {
	if c, ok := n.policies.Get(source); ok {
		return c.policy, c.err
	}
	p, err := policy.Compile(source)
	n.policies.Add(source, compiled{p, err})
	return p, err
}

type compiled struct {
	policy *policy.Policy
	err    error
}

// unavailable says that the chain could not be read, and logs why, which is nobody else's
// business: the error names the endpoint. A client that went away gets no answer anyway.
func (n *Node) unavailable(ctx context.Context, err error) error {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
	case ctx.Err() != nil:
		n.log.Warn("chain too slow", "limit", n.cfg.PolicyTimeout, "err", err)
		return refuse(quorum.ChainUnavailable, "this node's endpoint took more than %s: try again in a minute", n.cfg.PolicyTimeout)
	case errors.Is(err, chain.ErrUnprovable):
		return refuse(quorum.PolicyFailed, "this node believes only what the state of the chain proves, and an account's code can say anything: ask other nodes")
	case errors.Is(err, chain.ErrDisagree):
		n.log.Error("the chain's endpoints disagree: one of them lies, or is on another fork; latchkey_rpc_disagreements_total tells which", "err", err)
		return refuse(quorum.ChainUnavailable, "the endpoints of this node disagree about the chain: try again in a minute, or ask other nodes; its operator has to look at them")
	default:
		n.log.Warn("chain unavailable", "err", err)
	}
	return refuse(quorum.ChainUnavailable, "this node's endpoint does not answer as it should: try again in a minute")
}

// epochKeys returns the key list of an epoch that this node holds, for clients; epoch 0
// is the newest that serves.
func (n *Node) epochKeys(id uint256.Int, epoch uint64) (*quorum.Keys, error) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	epochs, ok := n.held[id]
	if !ok {
		return nil, refuse(quorum.UnknownCommittee, "this node holds no share of committee %s", id.Dec())
	}
	if epoch == 0 {
		for e, h := range epochs {
			if h.active.Load() {
				epoch = max(epoch, e)
			}
		}
	}
	h, ok := epochs[epoch]
	if !ok || !h.active.Load() {
		return nil, refuse(quorum.WrongEpoch, "this node does not serve epoch %d of committee %s", epoch, id.Dec())
	}
	return quorum.EncodeKeys(n.domain, id, epoch, h.session, h.keys)
}

// clock is the time; a field, so that tests of deadlines need not wait.
type clock func() time.Time
