// Package gateway is a market's front: a catalogue made from the chain's events, the way to a
// committee's nodes by one request, and uploads (spec/http.md, docs/gateway.md). It holds no key
// share and no secret: what it answers can be checked by whoever asks, and anybody can put another
// gateway in its place.
//
// What it keeps is in one database, which several gateways may share, and in a store for blobs. The
// catalogue is made again from the chain where the database is lost.
package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/lru"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/singleflight"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/database"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/policy/outside"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/storage"
)

// World is one chain with a market and the committees that open what is sold there.
type World struct {
	Chain      *chain.Client
	Market     common.Address
	Committees common.Address
	Since      uint64 // the block where the market's events begin

	// BrowserRPC is the URL of an endpoint of the chain that everybody may use, for the info document; empty:
	// none is told, and a page reads the chain by its visitor's wallet. It has no key in it: Chain's own URL is never told.
	BrowserRPC string
	// Coin is what people call the chain's own coin; empty: ETH.
	Coin string
	// Contracts are where the project's other contracts are, by name, for the info document.
	Contracts map[string]common.Address

	// Ocean configures the Provider API of Ocean Protocol on this chain; nil: there is none.
	Ocean *Ocean

	committees sync.Map           // number -> *serving
	reading    singleflight.Group // of committees, by number
	failures   failures
	seen       seen         // what GET /v1/network and /v1/tokens told
	block      atomic.Int64 // the newest in the catalogue; -1: none
	head       atomic.Int64 // the newest final one that was seen
}

// Config configures a Gateway.
type Config struct {
	// Worlds that it serves; at least one, each chain and market once.
	Worlds []*World
	// Database is a postgres:// URL, or the path of a SQLite file, which is made if it is not there.
	Database string
	// Private lets it reach nodes and documents at addresses that are not of the internet: for a
	// devnet.
	Private bool

	// OtherChains are those that questions about policies may read besides those of the worlds, each once, and
	// Web the hosts.
	OtherChains []outside.Other
	Web         outside.Web

	// ServesUntil is when it ends; the zero time: it does not. After it, uploads are refused.
	ServesUntil time.Time
	// Others are the URLs of other gateways, for when this one ends.
	Others []string

	// Uploads configures /v1/blobs; nil: none are taken.
	Uploads *Uploads

	// Evidence is told of each signed wrong share, after it is in the database: a hook for a report
	// to the contract. nil is nobody.
	Evidence func(*quorum.Evidence)

	// Site is the page that it serves at /.
	Site Site

	// DevnetAccounts is the URL of the list of a devnet's accounts, with their keys, which are worth nothing; empty: this
	// is no devnet.
	DevnetAccounts string

	// Limits that are zero have defaults.
	Limits Limits

	// Metrics registers what it counts; nil drops it.
	Metrics prometheus.Registerer
	// Log is where it says what it does; nil discards.
	Log *slog.Logger
}

// Uploads configures what a gateway stores.
type Uploads struct {
	// Spool is the folder of uploads that are under way; gateways of one database share it.
	Spool string
	// Store takes finished blobs. Where it is a folder, Folder is its path, and blobs are served
	// from there; else from where the store says that they are.
	Store  *storage.Store
	Folder string
	// Open takes uploads without a signed token: for a devnet.
	Open bool
	// PublicURL is where the world reaches this gateway, for the locations of blobs; empty: what
	// the request says.
	PublicURL string

	MaxBlob  int64         // bytes of one; 0: 16 GiB
	PerDay   int64         // bytes of one account, and of one address, in 24 hours; 0: 64 GiB
	Begun    int           // uploads that one account, and one address, may begin in 24 hours; 0: 10,000
	MaxTotal int64         // bytes of all blobs; 0: no limit
	Expiry   time.Duration // of an upload that is not finished; 0: 24 hours
}

// Limits are what a gateway lets one client do, and all of them at once.
type Limits struct {
	// Rate of requests a second of one address (an IPv6 network of 64 bits is one), and of requests
	// for access of one account, and how many may come at once. 0: 50 and 200; 5 and 20.
	AddressRate, AddressBurst float64
	AccountRate, AccountBurst float64
	// Access, Searches and Downloads under way at once; 0: 256, 64 and 8192.
	Access, Searches, Downloads int
	// Relays are downloads for clients of Ocean's under way at once, each of which holds two connections; 0: 256.
	Relays int
	// Proxies are those that are believed about who the client is, by X-Forwarded-For.
	Proxies []netip.Prefix
}

// Gateway answers requests, and follows the chain while Run runs.
type Gateway struct {
	cfg        Config
	log        *slog.Logger
	db         *database.DB
	catalogue  *catalogue
	nodes      *quorum.Client
	transport  *http.Transport
	health     *health
	limits     *limits
	metrics    *metrics
	handler    http.Handler
	page       *page
	reads      map[uint64]*outside.Reader // for questions about policies, by the chain of their terms
	folder     http.Handler               // of finished blobs, where they are in a folder
	interrupts interrupts
	finishing  sync.WaitGroup
	nonce      atomic.Int64  // that a client of Ocean's got last
	readers    readerKeys    // for clients of Ocean's, which have none
	wanted     chan struct{} // a sign that documents are wanted
	draining   atomic.Bool
	now        func() time.Time
}

// askTimeout bounds one node's answer.
const askTimeout = 15 * time.Second

// New opens the database and makes a gateway. Whoever does not call Run calls Close.
func New(ctx context.Context, cfg Config) (*Gateway, error) {
	if len(cfg.Worlds) == 0 {
		return nil, errors.New("a gateway serves one market at least")
	}
	for i, w := range cfg.Worlds {
		for _, other := range cfg.Worlds[:i] {
			if other.Chain.ChainID() == w.Chain.ChainID() && other.Market == w.Market {
				return nil, fmt.Errorf("the market %s of chain %d is named twice", w.Market, w.Chain.ChainID())
			}
		}
		w.block.Store(-1)
		w.head.Store(-1)
		w.failures.all = lru.NewBasicLRU[uint64, failure](maxCommittees)
	}
	for _, other := range cfg.Others {
		if u, err := url.Parse(other); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return nil, fmt.Errorf("the other gateway %q is not an http or https URL", other)
		}
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	g := &Gateway{cfg: cfg, log: cfg.Log, wanted: make(chan struct{}, 1), now: time.Now, health: newHealth(), limits: newLimits(cfg.Limits)}
	if err := g.checkUploads(); err != nil {
		return nil, err
	}
	if u := g.cfg.Uploads; u != nil && u.Folder != "" {
		g.folder = storage.Handler(u.Folder)
	}
	if err := g.openReads(); err != nil {
		return nil, err
	}
	csp, err := contentPolicy(cfg.Site, cfg.Worlds, cfg.Private)
	if err != nil {
		return nil, err
	}
	if g.page, err = newPage(cfg.Site, csp); err != nil {
		return nil, err
	}
	g.transport = guardedTransport(cfg.Private)
	g.nodes = quorum.NewClient(g.transport, askTimeout)
	if g.db, err = openDatabase(ctx, cfg.Database); err != nil {
		return nil, err
	}
	if err := g.openAssets(ctx); err != nil {
		g.db.Close()
		return nil, err
	}
	g.catalogue = newCatalogue(g.db)
	g.metrics = newMetrics(g)
	if cfg.Metrics != nil {
		if err := cfg.Metrics.Register(g.metrics); err != nil {
			g.db.Close()
			return nil, fmt.Errorf("registering metrics: %w", err)
		}
	}
	g.handler = g.routes()
	return g, nil
}

// Handler returns what answers requests.
func (g *Gateway) Handler() http.Handler { return g.handler }

// Drain makes /readyz say no.
func (g *Gateway) Drain() { g.draining.Store(true) }

// Close closes the database. Run does it by itself.
func (g *Gateway) Close() error {
	g.transport.CloseIdleConnections()
	return g.db.Close()
}

// Run follows the chain, fetches documents and removes what has expired, until ctx ends. Requests that
// are still under way then can fail.
func (g *Gateway) Run(ctx context.Context) error {
	var running sync.WaitGroup
	for _, w := range g.cfg.Worlds {
		running.Go(func() { g.follow(ctx, w) })
		if w.Ocean != nil {
			running.Go(func() { g.followAssets(ctx, w) })
		}
	}
	running.Go(func() { g.fetch(ctx) })
	if g.cfg.Uploads != nil {
		running.Go(func() { g.expire(ctx) })
	}
	running.Wait()
	return g.Close()
}

// ended says whether its time is over.
func (g *Gateway) ended() bool {
	return !g.cfg.ServesUntil.IsZero() && g.now().After(g.cfg.ServesUntil)
}

// world returns the world of a chain and a committees contract.
func (g *Gateway) world(chainID uint64, committees common.Address) *World {
	for _, w := range g.cfg.Worlds {
		if w.Chain.ChainID() == chainID && w.Committees == committees {
			return w
		}
	}
	return nil
}

// serving is an epoch of a committee with its keys.
type serving struct {
	committee *quorum.Committee
	sent      *quorum.Keys
	keys      *quorum.KeyList
	prepared  int // how many of the keys have tables
	read      time.Time
}

// failures are why committees that are not known could not be had lately, by number: whoever asks for one again and again does
// not have the chain and its nodes asked each time.
type failures struct {
	mu  sync.Mutex
	all lru.BasicLRU[uint64, failure]
}

type failure struct {
	err error
	at  time.Time
}

// of returns why a committee could not be had within failureRest before now, and nil for others.
func (f *failures) of(number uint64, now time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if last, ok := f.all.Get(number); ok && now.Sub(last.at) < failureRest {
		return last.err
	}
	return nil
}

func (f *failures) note(number uint64, err error, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all.Add(number, failure{err, now})
}

const (
	// committeeAge is for how long a committee is not read again; a request for another epoch
	// makes it be read, if it is older than committeeRest.
	committeeAge  = 30 * time.Second
	committeeRest = time.Second
	failureRest   = 3 * time.Second // of a committee that could not be had
	maxCommittees = 1000            // of one world, in memory
	maxPrepared   = 4096            // members of one world whose keys have tables, of 6 KiB
)

// serving returns the epoch of a committee that serves, with keys that were compared with the chain's hash.
// newer asks for one that is not older than a second.
func (w *World) serving(ctx context.Context, nodes *quorum.Client, number uint64, newer bool, now time.Time) (*serving, error) {
	age := committeeAge
	if newer {
		age = committeeRest
	}
	var before *serving
	if v, ok := w.committees.Load(number); ok {
		if before = v.(*serving); now.Sub(before.read) < age {
			return before, nil
		}
	} else if err := w.failures.of(number, now); err != nil {
		return nil, err
	}
	// One reads, the others wait for it: it goes on when the first one is gone.
	read := w.reading.DoChan(strconv.FormatUint(number, 10), func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), accessTimeout)
		defer cancel()
		s, err := w.readServing(ctx, nodes, number, before, now)
		if err != nil {
			w.failures.note(number, err, now)
		}
		return s, err
	})
	select {
	case r := <-read:
		if r.Err != nil {
			return nil, r.Err
		}
		return r.Val.(*serving), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// readServing is serving that reads. before is what was read before, or nil.
func (w *World) readServing(ctx context.Context, nodes *quorum.Client, number uint64, before *serving, now time.Time) (*serving, error) {
	com, err := market.New(market.Config{Chain: w.Chain, Nodes: nodes}).Committee(ctx, w.Committees, number)
	if err != nil {
		return nil, err
	}
	s := &serving{committee: com, read: now}
	if before != nil && before.committee.Epoch == com.Epoch && before.committee.Hash == com.Hash {
		s.sent, s.keys, s.prepared = before.sent, before.keys, before.prepared
	} else if s.sent, s.keys, err = nodes.FetchKeys(ctx, com); err != nil {
		return nil, err
	}
	count, prepared := 0, 0
	w.committees.Range(func(n, v any) bool {
		if count++; n != number {
			prepared += v.(*serving).prepared
		}
		return true
	})
	if count >= maxCommittees && before == nil {
		w.committees.Clear()
	}
	if n := s.keys.N(); s.prepared == 0 && prepared+n <= maxPrepared && (before == nil || before.keys != s.keys) {
		s.keys.VarTimePrepare()
		s.prepared = n
	}
	w.committees.Store(number, s)
	return s, nil
}
