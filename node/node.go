// Package node is a member of committees: it holds key shares, evaluates policies by
// itself against its own view of the chain, answers POST /v1/shares (spec/http.md), and
// lives the life of committees through their contract (spec/committee.md).
//
// A Node is an http.Handler and a Run function; main only wires them. It keeps no state
// per file or per buyer. Key shares exist in this package alone.
package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/lru"
	"github.com/holiman/uint256"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/policy/outside"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// Config says what a node serves. The caller owns what it hands in, and closes it after
// Run has returned.
type Config struct {
	// Chain is the node's own view of the committees' chain.
	Chain *chain.Client
	// Committees is the contract that it serves.
	Committees common.Address
	// Operator is the account that is a member of committees: it signs messages and
	// shares, and pays for transactions.
	Operator *chain.Wallet
	// Dir is the folder of the node's state. Whoever loses it loses the key share. One
	// node at a time can write to it.
	Dir string
	// Guard is what the folder's secrets are encrypted under.
	Guard Guard
	// AnswerOnly makes a replica: a node that answers requests with the key shares in Dir,
	// which another one put there. It writes nothing to Dir but the nonces of Ocean's clients, which
	// it has in common with that one, sends no transaction, and joins and deals in no committee. Shares that appear in Dir are taken up within seconds, and
	// those that disappear are dropped.
	AnswerOnly bool
	// Accept says whether the operator wants to be a member of a committee: the node
	// joins no other. Nil accepts none. Once it holds a share, it deals it in those starts
	// that the operator's account has approved.
	Accept func(committee uint256.Int, creator common.Address) bool
	// RefreshEvery is the age at which the node approves, on its own, that the shares of a
	// committee are made anew for the same members and threshold, and sends the start
	// when enough others agree. 0 never does, and nor does a node whose operator approved
	// something else for the next epoch, or does not accept the committee.
	RefreshEvery time.Duration
	// MinConfirmations is the least depth, in blocks, at which policies are evaluated.
	MinConfirmations uint64
	// Others are the other chains that policies may read, each once. Their clients are open for
	// as long as the node runs.
	Others []outside.Other
	// Web says which hosts of the web policies may read; the zero value is none.
	Web outside.Web
	// OceanUnbound takes the signatures of Ocean's clients from 6.0 on, which name no asset: who gets one can use it for every asset
	// that the account has ordered, for ten minutes.
	OceanUnbound bool
	// FinalityDelay is how many blocks it takes until a block is final. The node joins
	// no committee with phases shorter than twice that.
	FinalityDelay uint64
	// PolicyTimeout bounds how long one request waits for the chain: the signatures of
	// accounts with code, the nonces of sessions, and the policy. 0 means 10 s.
	PolicyTimeout time.Duration
	// Concurrent bounds the requests that are worked on at a time, and half of it those whose policies can make more than
	// a dozen reads; more are told that the node is busy. 0 means 256.
	Concurrent int
	// MaxLag is how old the endpoint's newest block may be before the node says that it is
	// not ready. 0 means 5 minutes. Beyond an hour, or MaxLag if that is more, it gives no shares.
	MaxLag time.Duration
	// Grants says what the node keeps of grants.
	Grants Grants
	// Metrics is where the node's metrics are registered, those of one node; nil is nowhere.
	Metrics prometheus.Registerer
	// Log is where the node says what it does; nil discards.
	Log *slog.Logger
}

// policiesKept bounds the compiled policies that a node keeps. A policy of 8 KiB takes
// about 100 KiB compiled.
const policiesKept = 1024

// Node is a member of committees. Safe for concurrent use.
type Node struct {
	cfg       Config
	log       *slog.Logger
	domain    terms.Domain
	store     *store
	nonces    nonces
	now       clock
	slots     chan struct{}
	costly    chan struct{} // the slots in which policies are evaluated that can take long
	questions questions
	peers     *quorum.Client // the other members, for public keys only
	policies  *lru.Cache[string, compiled]
	reads     *outside.Reader // what policies read
	handler   http.Handler
	grants    *grants // nil keeps none
	metrics   *metrics

	mu   sync.RWMutex
	held map[uint256.Int]map[uint64]*held // by committee and epoch

	answersKept int           // requests on the chain that are kept
	asked       atomic.Int64  // how many there are
	letGo       atomic.Int64  // how many there were that could not be kept
	gained      chan struct{} // of capacity 1: a share was made known

	follows  atomic.Bool // the chain is followed, and up to date
	draining atomic.Bool // the node is about to end
	watched  atomic.Pointer[observed]
}

// New opens the node's folder and loads the key shares it finds there. The folder is the
// node's until Run or Close returns.
func New(cfg Config) (*Node, error) {
	if cfg.PolicyTimeout == 0 {
		cfg.PolicyTimeout = 10 * time.Second
	}
	if cfg.Concurrent == 0 {
		cfg.Concurrent = 256
	}
	if cfg.MaxLag == 0 {
		cfg.MaxLag = 5 * time.Minute
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Accept == nil {
		cfg.Accept = func(uint256.Int, common.Address) bool { return false }
	}
	open := openStore
	if cfg.AnswerOnly {
		open = openStoreReadOnly
	}
	s, err := open(cfg.Dir, storeOwner{ChainID: cfg.Chain.ChainID(), Committees: cfg.Committees, Operator: cfg.Operator.Address()}, cfg.Guard)
	cfg.Guard = Guard{} // it is not needed again
	if err != nil {
		return nil, err
	}
	n := &Node{
		cfg: cfg, log: cfg.Log, store: s, nonces: nonces{dir: cfg.Dir}, now: time.Now, metrics: newMetrics(),
		domain:    terms.Domain{ChainID: *uint256.NewInt(cfg.Chain.ChainID()), Committees: cfg.Committees},
		slots:     make(chan struct{}, cfg.Concurrent),
		costly:    make(chan struct{}, max(1, cfg.Concurrent/2)),
		questions: newQuestions(),
		peers:     quorum.NewClient(nil, 0),
		policies:  lru.NewCache[string, compiled](policiesKept),

		answersKept: answersKept, gained: make(chan struct{}, 1),
	}
	n.reads, err = outside.New(outside.Config{Chain: cfg.Chain, MinConfirmations: cfg.MinConfirmations, Others: cfg.Others, Web: cfg.Web, Timely: n.current, Who: "this node"})
	if err == nil {
		n.held, err = n.load()
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	if cfg.Grants.On && (cfg.Grants.Database != "" || !cfg.AnswerOnly) {
		if n.grants, err = newGrants(context.Background(), cfg.Grants, cfg.Dir, s.identity, cfg.Concurrent, func() time.Time { return n.now() }, cfg.Log); err != nil {
			return nil, errors.Join(err, s.close())
		}
		n.grants.valid, n.grants.meets = n.validGrantPolicy, n.meetsGrantPolicy
	}
	n.handler = n.routes()
	if cfg.Metrics != nil {
		if err := n.register(cfg.Metrics); err != nil {
			return nil, errors.Join(err, n.Close())
		}
	}
	return n, nil
}

// load reads the key shares in the folder, by committee and epoch. None serves before the
// chain says that its epoch is active.
func (n *Node) load() (map[uint256.Int]map[uint64]*held, error) {
	ids, err := n.store.committees()
	if err != nil {
		return nil, err
	}
	shares := make(map[uint256.Int]map[uint64]*held)
	for _, id := range ids {
		epochs, err := n.store.epochs(id)
		if err != nil {
			return nil, err
		}
		for epoch, state := range epochs {
			h, err := state.held(epoch)
			if err != nil {
				return nil, fmt.Errorf("epoch %d of committee %s: %w", epoch, id.Dec(), err)
			}
			if shares[id] == nil {
				shares[id] = make(map[uint64]*held)
			}
			shares[id][epoch] = h
		}
	}
	return shares, nil
}

// held decodes a key share of the store and checks it against its public key.
func (e *epochState) held(epoch uint64) (*held, error) {
	x, err := decodeScalar(e.Share)
	if err != nil {
		return nil, err
	}
	if e.Keys == nil {
		return nil, errors.New("the keys are missing: restore the node's folder from a backup")
	}
	hash, session := common.HexToHash(e.Hash), common.HexToHash(e.Keys.Session)
	list, err := quorum.CheckKeys(e.Keys, e.Keys.T, e.Keys.N, hash)
	if err != nil {
		return nil, fmt.Errorf("the keys in the node's folder are damaged: restore it from a backup: %w", err)
	}
	key := list.Key(e.Index)
	if key == nil || !group.NewPoint().BaseMult(x).Equal(key) {
		return nil, errors.New("the key share in the node's folder does not fit its public key: restore it from a backup")
	}
	return &held{epoch: epoch, attempt: e.Attempt, index: e.Index, x: x, keys: list, session: session, hash: hash}, nil
}

// keep makes a key share known to requests.
func (n *Node) keep(id uint256.Int, h *held) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.held[id] == nil {
		n.held[id] = make(map[uint64]*held)
	}
	n.held[id][h.epoch] = h
	poke(n.gained)
}

// activate lets an epoch serve if the chain's hash is the one that this node found.
func (n *Node) activate(id uint256.Int, epoch uint64, hash [32]byte) {
	h := n.share(id, epoch)
	if h == nil || h.active.Load() {
		return
	}
	if h.hash != hash {
		n.log.Error("the members confirmed other keys than this node found: it does not serve this epoch",
			"committee", id.Dec(), "epoch", epoch)
		return
	}
	h.active.Store(true)
	n.log.Info("serving", "committee", id.Dec(), "epoch", epoch, "index", h.index, "t", h.keys.T, "n", h.keys.N())
}

// share returns the key share of an epoch, and nil if the node has none.
func (n *Node) share(id uint256.Int, epoch uint64) *held {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.held[id][epoch]
}

// holds reports whether the node holds a share of the committee.
func (n *Node) holds(id uint256.Int) bool {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return len(n.held[id]) > 0
}

// epochs returns the epochs that the node holds shares of, the oldest first.
func (n *Node) epochs(id uint256.Int) []uint64 {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return slices.Sorted(maps.Keys(n.held[id]))
}

// drop erases a key share, on disk first, and in memory once nobody uses it.
func (n *Node) drop(id uint256.Int, h *held) error {
	if err := n.store.erase(epochFile(id, h.epoch)); err != nil {
		return err
	}
	n.mu.Lock()
	delete(n.held[id], h.epoch)
	if len(n.held[id]) == 0 {
		delete(n.held, id)
	}
	n.mu.Unlock()
	h.erase()
	return nil
}

// Handler serves the node's HTTP interface.
func (n *Node) Handler() http.Handler { return n.handler }

// Operator returns the node's account.
func (n *Node) Operator() common.Address { return n.cfg.Operator.Address() }

// Run follows the chain and does what committees ask of the node, until ctx ends, and
// then returns nil. It returns an error when it cannot go on: the node's own folder fails,
// or a block that was final is no longer part of the chain (chain.ErrReorged). When it
// returns, another node may open the folder; requests for shares can still be answered.
func (n *Node) Run(ctx context.Context) error {
	defer n.startWatch(ctx)()
	parts := []func(context.Context) error{n.live, n.answerOnChain}
	if n.cfg.AnswerOnly {
		parts = []func(context.Context) error{n.replicate}
	}
	if n.grants != nil {
		parts = append(parts, n.grants.keep)
	}
	all, each := errgroup.WithContext(ctx)
	for _, part := range parts {
		all.Go(func() error { return part(each) })
	}
	err := all.Wait()
	n.follows.Store(false)
	closed := n.Close()
	if ctx.Err() != nil {
		return closed
	}
	return errors.Join(err, closed)
}

// Close lets go of the folder of a node that is not run.
func (n *Node) Close() error { return errors.Join(n.grants.close(), n.store.close()) }
