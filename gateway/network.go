package gateway

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// Network is what GET /v1/network tells: some of a contract's committees.
type Network struct {
	ChainID    string             `json:"chainId" doc:"Decimal."`
	Contract   string             `json:"contract" doc:"Committees."`
	Block      string             `json:"block" doc:"As of which this is, decimal."`
	Count      uint64             `json:"count" doc:"How many committees there are; the first is 1."`
	Committees []CommitteeSummary `json:"committees" nullable:"false"`
	Next       uint64             `json:"next,omitempty" doc:"Give it as from for the next page; without it, there is none."`
}

// CommitteeSummary is a committee in few words.
type CommitteeSummary struct {
	Committee   string `json:"committee" doc:"Decimal."`
	Epoch       string `json:"epoch" doc:"That serves, decimal; 0: it has no key yet, and the rest of this is 0."`
	T           uint32 `json:"t" doc:"How many members open a file."`
	N           int    `json:"n" doc:"How many members there are."`
	ActivatedAt uint64 `json:"activatedAt" doc:"Unix seconds: since when its shares are in use."`
	// PromisedUntil is that of the members that confirmed.
	PromisedUntil uint64 `json:"promisedUntil" doc:"Unix seconds: the first moment at which fewer than t of the members that have a share promise to serve; 0: there never were t."`
}

// CommitteeInfo is a committee with its members.
type CommitteeInfo struct {
	CommitteeSummary
	ChainID  string          `json:"chainId" doc:"Decimal."`
	Contract string          `json:"contract" doc:"Committees."`
	Block    string          `json:"block" doc:"As of which this is, decimal."`
	Creator  string          `json:"creator" doc:"Who made it."`
	Keys     string          `json:"keys" doc:"SHA-256 of the epoch's key list, hex."`
	ShareAge uint64          `json:"shareAge" doc:"Seconds since the shares were made."`
	Members  []NetworkMember `json:"members" nullable:"false"`
	Ready    int             `json:"ready" doc:"How many members that have a share answered that they are ready."`
	AskedAt  uint64          `json:"askedAt" doc:"Unix seconds: when the gateway asked the members."`
}

// NetworkMember is a member of a committee, and how a gateway finds it.
type NetworkMember struct {
	Index       int     `json:"index" doc:"From 1."`
	Account     string  `json:"account"`
	URL         string  `json:"url" doc:"Of its node, as the operator registered it."`
	Confirmed   bool    `json:"confirmed" doc:"Whether it has a share."`
	ServesUntil uint64  `json:"servesUntil" doc:"Unix seconds: until when the operator promises to serve."`
	Stake       string  `json:"stake" doc:"Wei, decimal: what the operator loses for a wrong share."`
	Ready       bool    `json:"ready" doc:"Whether it answered the gateway that it is ready, and serves this contract."`
	Problem     string  `json:"problem,omitempty" doc:"Why it is not ready, as the gateway sees it; for people."`
	AnswerTime  float64 `json:"answerTime,omitempty" doc:"Seconds that its shares took this gateway, on average; missing: it was not asked for one."`
	WrongShare  bool    `json:"wrongShare,omitempty" doc:"It signed a wrong share within the last hour, and this gateway keeps the evidence."`
}

// TokenInfo is how amounts of a token are written.
type TokenInfo struct {
	ChainID  string `json:"chainId" doc:"Decimal."`
	Token    string `json:"token" doc:"The zero address is the chain's own coin."`
	Symbol   string `json:"symbol" doc:"What its maker liked; empty: it has none."`
	Decimals uint8  `json:"decimals" doc:"How many digits of an amount are behind the point."`
}

const (
	// networkAge is for how long what is told of the network is not read again.
	networkAge     = 15 * time.Second
	networkTimeout = 20 * time.Second
	// readyTimeout bounds a member's word about itself, and readyAtOnce how many are asked together.
	readyTimeout = 5 * time.Second
	readyAtOnce  = 16
	maxSeen      = 1000 // of one world, in memory
)

// seen is what was read for everybody, by what it is of.
type seen struct {
	mu  sync.Mutex
	all map[string]*seenOnce
}

type seenOnce struct {
	mu    sync.Mutex // held while it is read
	value any
	read  time.Time
}

// of returns what read returns, or what it returned not longer than age ago: of all who ask, one reads.
func (s *seen) of(key string, age time.Duration, now func() time.Time, read func() (any, error)) (any, error) {
	s.mu.Lock()
	if len(s.all) >= maxSeen || s.all == nil {
		s.all = make(map[string]*seenOnce)
	}
	once := s.all[key]
	if once == nil {
		once = new(seenOnce)
		s.all[key] = once
	}
	s.mu.Unlock()
	once.mu.Lock()
	defer once.mu.Unlock()
	if once.value != nil && now().Sub(once.read) < age {
		return once.value, nil
	}
	value, err := read()
	if err != nil {
		return nil, err
	}
	once.value, once.read = value, now()
	return value, nil
}

// learn answers a question whose answer is read from the chain and from nodes.
func learn(g *Gateway, w http.ResponseWriter, r *http.Request, world *World, key string, age time.Duration, read func(context.Context) (any, error)) error {
	leave, err := g.limits.sights.enter(g.limits.client(r))
	if err != nil {
		return err
	}
	defer leave()
	value, err := world.seen.of(key, age, g.now, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), networkTimeout) // others wait for it, too
		defer cancel()
		return read(ctx)
	})
	var told *problem
	switch {
	case errors.As(err, &told):
		return err
	case err != nil:
		g.log.Warn("the chain cannot be read", "err", err)
		return refuse(string(quorum.ChainUnavailable), "the gateway cannot read chain %d now: try again in a minute", world.Chain.ChainID())
	}
	w.Header().Set("Cache-Control", "public, max-age="+strconv.Itoa(int(min(age, networkAge).Seconds())))
	return writeJSON(w, value)
}

// worldOf returns the world of a chain, and of a contract where one is named.
func (g *Gateway) worldOf(chainID, committees string) (*World, error) {
	id := g.cfg.Worlds[0].Chain.ChainID()
	var err error
	if chainID != "" {
		if id, err = strconv.ParseUint(chainID, 10, 63); err != nil {
			return nil, refuse(malformed, "chain %q is no decimal number", chainID)
		}
	}
	var at *common.Address
	if committees != "" {
		if at, err = readAddress(committees); err != nil {
			return nil, refuse(malformed, "committees %q is no address", committees)
		}
	}
	for _, w := range g.cfg.Worlds {
		if w.Chain.ChainID() == id && (at == nil || w.Committees == *at) {
			return w, nil
		}
	}
	return nil, refuse(notFound, "this gateway does not serve that contract of chain %d", id)
}

// serveNetwork is GET /v1/network.
func (g *Gateway) serveNetwork(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	world, err := g.worldOf(query.Get("chain"), query.Get("committees"))
	if err != nil {
		return err
	}
	from, limit := uint64(1), defaultPage
	if v := query.Get("from"); v != "" {
		if from, err = strconv.ParseUint(v, 10, 48); err != nil || from == 0 {
			return refuse(malformed, "from %q is no number of a committee", v)
		}
	}
	if v := query.Get("limit"); v != "" {
		if limit, err = readNumber(v, maxPage); err != nil {
			return refuse(malformed, "limit %q %v", v, err)
		}
	}
	return learn(g, w, r, world, "network "+strconv.FormatUint(from, 10)+" "+strconv.Itoa(limit), networkAge, func(ctx context.Context) (any, error) {
		view, err := world.Chain.AtFinal(ctx)
		if err != nil {
			return nil, err
		}
		k := world.Chain.Committees(world.Committees)
		n := &Network{ChainID: strconv.FormatUint(world.Chain.ChainID(), 10), Contract: lower(world.Committees), Block: strconv.FormatUint(view.Block().Number, 10), Committees: []CommitteeSummary{}}
		if n.Count, err = k.Count(ctx, view); err != nil {
			return nil, err
		}
		for number := from; number <= n.Count; number++ {
			if len(n.Committees) == limit {
				n.Next = number
				break
			}
			s, _, _, err := summary(ctx, k, view, number)
			if err != nil {
				return nil, err
			}
			n.Committees = append(n.Committees, *s)
		}
		return n, nil
	})
}

// summary reads a committee's epoch that serves, and its operators.
func summary(ctx context.Context, k *chain.Committees, view *chain.View, number uint64) (*CommitteeSummary, *chain.Epoch, []chain.Operator, error) {
	s := &CommitteeSummary{Committee: strconv.FormatUint(number, 10), Epoch: "0"}
	active, err := k.ActiveEpoch(ctx, view, number)
	if err != nil || active == 0 {
		return s, nil, nil, err
	}
	epoch, err := k.EpochOf(ctx, view, number, active)
	if err != nil {
		return nil, nil, nil, err
	}
	operators, err := k.Operators(ctx, view, epoch.Members)
	if err != nil {
		return nil, nil, nil, err
	}
	until := make([]uint64, len(operators))
	for i, o := range operators {
		until[i] = o.ServesUntil
	}
	s.Epoch, s.T, s.N = strconv.FormatUint(active, 10), epoch.T, len(epoch.Members)
	s.ActivatedAt, s.PromisedUntil = epoch.ActivatedAt, epoch.PromisedUntil(until)
	return s, &epoch, operators, nil
}

// serveCommittee is GET /v1/network/{chain}/{committees}/{committee}.
func (g *Gateway) serveCommittee(w http.ResponseWriter, r *http.Request) error {
	world, err := g.worldOf(r.PathValue("chain"), r.PathValue("committees"))
	if err != nil {
		return err
	}
	number, err := strconv.ParseUint(r.PathValue("committee"), 10, 48)
	if err != nil || number == 0 {
		return refuse(malformed, "committee %q is no number of a committee", r.PathValue("committee"))
	}
	return learn(g, w, r, world, "committee "+strconv.FormatUint(number, 10), networkAge, func(ctx context.Context) (any, error) {
		view, err := world.Chain.AtFinal(ctx)
		if err != nil {
			return nil, err
		}
		k := world.Chain.Committees(world.Committees)
		if count, err := k.Count(ctx, view); err != nil {
			return nil, err
		} else if number > count {
			return nil, refuse(string(quorum.UnknownCommittee), "there is no committee %d, the last one is %d", number, count)
		}
		settings, err := k.Settings(ctx, view, number)
		if err != nil {
			return nil, err
		}
		s, epoch, operators, err := summary(ctx, k, view, number)
		if err != nil {
			return nil, err
		}
		c := &CommitteeInfo{CommitteeSummary: *s, ChainID: strconv.FormatUint(world.Chain.ChainID(), 10), Contract: lower(world.Committees),
			Block: strconv.FormatUint(view.Block().Number, 10), Creator: lower(settings.Creator), Members: []NetworkMember{}}
		if epoch == nil {
			return c, nil
		}
		now := uint64(g.now().Unix())
		c.Keys, c.ShareAge, c.AskedAt = hex.EncodeToString(epoch.Hash[:]), now-min(now, epoch.ActivatedAt), now
		for i, account := range epoch.Members {
			stake := "0"
			if operators[i].Stake != nil {
				stake = operators[i].Stake.String()
			}
			c.Members = append(c.Members, NetworkMember{Index: i + 1, Account: lower(account), URL: printable(operators[i].URL), Confirmed: epoch.Confirmed[i],
				ServesUntil: operators[i].ServesUntil, Stake: stake})
		}
		g.probe(ctx, world, c, operators, epoch.Members)
		return c, nil
	})
}

// probe asks the members of a committee how they are.
func (g *Gateway) probe(ctx context.Context, world *World, c *CommitteeInfo, operators []chain.Operator, accounts []common.Address) {
	domain := terms.Domain{ChainID: *uint256.NewInt(world.Chain.ChainID()), Committees: world.Committees}
	slots := make(chan struct{}, readyAtOnce)
	var asking sync.WaitGroup
	for i := range c.Members {
		m := &c.Members[i]
		m.AnswerTime, m.WrongShare = g.health.seen(accounts[i], operators[i].URL, g.now())
		if !m.Confirmed {
			m.Problem = "it has no share of this key"
			continue
		}
		slots <- struct{}{}
		asking.Go(func() {
			defer func() { <-slots }()
			ctx, cancel := context.WithTimeout(ctx, readyTimeout)
			defer cancel()
			err := g.nodes.Ready(ctx, quorum.Member{Account: accounts[i], URL: operators[i].URL, Confirmed: true}, domain, quorum.Needs{})
			if m.Ready = err == nil; err == nil {
				return
			}
			const maxProblem = 200 // a stranger's words
			m.Problem = printable(err.Error())
			m.Problem = strings.ToValidUTF8(m.Problem[:min(len(m.Problem), maxProblem)], "")
		})
	}
	asking.Wait()
	for _, m := range c.Members {
		if m.Ready {
			c.Ready++
		}
	}
}

// seen says how a node's shares came: seconds, rounded to milliseconds, and whether one was wrong lately.
func (h *health) seen(account common.Address, url string, now time.Time) (mean float64, wrong bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c, ok := h.nodes.Get(quorum.Member{Account: account, URL: url})
	if !ok {
		return 0, false
	}
	return math.Round(c.mean*1000) / 1000, now.Before(c.wrong)
}

// serveToken is GET /v1/tokens/{chain}/{token}.
func (g *Gateway) serveToken(w http.ResponseWriter, r *http.Request) error {
	world, err := g.worldOf(r.PathValue("chain"), "")
	if err != nil {
		return err
	}
	token, err := readAddress(r.PathValue("token"))
	if err != nil {
		return refuse(malformed, "token %q is no address", r.PathValue("token"))
	}
	info := &TokenInfo{ChainID: strconv.FormatUint(world.Chain.ChainID(), 10), Token: lower(*token)}
	if *token == chain.Coin {
		info.Symbol, info.Decimals = cmp.Or(world.Coin, "ETH"), 18
		return writeJSON(w, info)
	}
	const age = time.Hour
	return learn(g, w, r, world, "token "+info.Token, age, func(ctx context.Context) (any, error) {
		view, err := world.Chain.AtFinal(ctx)
		if err != nil {
			return nil, err
		}
		t := world.Chain.Token(*token)
		if info.Decimals, err = t.Decimals(ctx, view); errors.Is(err, chain.ErrNotToken) {
			return nil, refuse(notFound, "what is at %s is no token", info.Token)
		} else if err != nil {
			return nil, err
		}
		if info.Symbol, err = t.Symbol(ctx, view); err != nil {
			return nil, err
		}
		return info, nil
	})
}
