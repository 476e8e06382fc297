package gateway

import (
	"cmp"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/lru"

	"github.com/latchkey-network/latchkey/quorum"
)

const (
	maxNodes = 4096 // whose health is kept
	weight   = 0.2  // of the latest answer in the mean of the times that answers take

	// After so many failures in a row a node is asked last, for a second that doubles with each
	// further one up to maxBreak. One that signed a wrong share is, for wrongBreak.
	breakAfter = 3
	maxBreak   = time.Minute
	wrongBreak = time.Hour

	// One request of so many asks a node that would not be asked, to see how it is.
	exploreEvery = 20

	minHedge, maxHedge = 100 * time.Millisecond, 2 * time.Second
)

// health is how nodes have been, by account and URL.
type health struct {
	mu    sync.Mutex
	nodes lru.BasicLRU[quorum.Member, *condition]
}

type condition struct {
	mean     float64   // seconds that an answer takes; 0: not known
	failures int       // in a row
	until    time.Time // asked last
	wrong    time.Time // until when a wrong share is spoken of
}

func newHealth() *health {
	return &health{nodes: lru.NewBasicLRU[quorum.Member, *condition](maxNodes)}
}

// of returns a node's condition; mu is held.
func (h *health) of(account common.Address, url string) *condition {
	key := quorum.Member{Account: account, URL: url}
	c, ok := h.nodes.Get(key)
	if !ok {
		c = &condition{}
		h.nodes.Add(key, c)
	}
	return c
}

// plan says whom to ask: the quickest t of those who answer, and how long to wait before more are.
func (h *health) plan(committee *quorum.Committee, now time.Time) quorum.Plan {
	h.mu.Lock()
	defer h.mu.Unlock()
	type candidate struct {
		index  int
		broken bool
		mean   float64
	}
	var all []candidate
	for i, m := range committee.Members {
		if m.Confirmed {
			c := h.of(m.Account, m.URL)
			all = append(all, candidate{i + 1, now.Before(c.until), c.mean})
		}
	}
	rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	slices.SortStableFunc(all, func(a, b candidate) int {
		if a.broken != b.broken {
			if a.broken {
				return 1
			}
			return -1
		}
		return cmp.Compare(a.mean, b.mean)
	})
	p := quorum.Plan{First: committee.T}
	slowest := 0.0
	for i, c := range all {
		p.Order = append(p.Order, c.index)
		if i < committee.T {
			slowest = max(slowest, c.mean)
		}
		if i == committee.T-1 && c.broken { // one may well fail
			p.First++
		}
	}
	if t := committee.T; len(all) > t && rand.IntN(exploreEvery) == 0 {
		other := t + rand.IntN(len(all)-t)
		p.Order[t-1], p.Order[other] = p.Order[other], p.Order[t-1]
	}
	p.Hedge = min(max(time.Duration(3*slowest*float64(time.Second)), minHedge), maxHedge)
	return p
}

// note takes in how nodes answered.
func (h *health) note(committee *quorum.Committee, answers []quorum.Answer, late []int, took time.Duration, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, a := range answers {
		c := h.of(a.Account, a.URL)
		switch {
		case alive(a.Err):
			c.took(a.Took)
			c.failures, c.until = 0, time.Time{}
		case isEvidence(a.Err):
			c.until = now.Add(wrongBreak)
			c.wrong = c.until
		default:
			if c.failures++; c.failures >= breakAfter {
				c.until = now.Add(min(time.Second<<min(c.failures-breakAfter, 10), maxBreak))
			}
		}
	}
	for _, i := range late {
		m := committee.Members[i-1]
		h.of(m.Account, m.URL).took(took)
	}
}

func (c *condition) took(t time.Duration) {
	if c.mean == 0 {
		c.mean = t.Seconds()
		return
	}
	c.mean += weight * (t.Seconds() - c.mean)
}

func isEvidence(err error) bool { return errors.As(err, new(*quorum.Evidence)) }

// alive says whether an answer shows a node that does its work: a share, or a refusal for a reason of
// the request's.
func alive(err error) bool {
	if err == nil {
		return true
	}
	var p *quorum.Problem
	if !errors.As(err, &p) {
		return false
	}
	switch p.Type {
	case quorum.Busy, quorum.ChainUnavailable, quorum.Internal, quorum.UnknownCommittee, quorum.WrongEpoch, quorum.NotFound, quorum.WrongChain, quorum.WrongContract:
		return false
	}
	return true
}
