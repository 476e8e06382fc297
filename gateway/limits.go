package gateway

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common/lru"
)

// maxBuckets bounds how many clients are remembered, of each kind. Whoever is forgotten begins anew.
const maxBuckets = 1 << 16

// buckets are token buckets by key.
type buckets struct {
	rate, burst float64 // tokens per second, and at most

	mu  sync.Mutex
	all lru.BasicLRU[string, bucket]
}

type bucket struct {
	tokens float64
	at     time.Time
}

func newBuckets(rate, burst, defaultRate, defaultBurst float64) *buckets {
	if rate <= 0 {
		rate = defaultRate
	}
	if burst <= 0 {
		burst = defaultBurst
	}
	return &buckets{rate: rate, burst: max(burst, 1), all: lru.NewBasicLRU[string, bucket](maxBuckets)}
}

// take takes a token; without one, it returns how long to wait for it.
func (b *buckets) take(key string, now time.Time) (wait time.Duration, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e := b.of(key, now)
	if wait, ok = b.wait(e); ok {
		e.tokens--
	}
	b.all.Add(key, e)
	return wait, ok
}

// look is take that takes nothing.
func (b *buckets) look(key string, now time.Time) (wait time.Duration, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.wait(b.of(key, now))
}

// of returns the bucket of a key as it is now.
func (b *buckets) of(key string, now time.Time) bucket {
	e, known := b.all.Get(key)
	if !known {
		return bucket{b.burst, now}
	}
	e.tokens = min(b.burst, e.tokens+b.rate*max(now.Sub(e.at), 0).Seconds())
	e.at = now
	return e
}

func (b *buckets) wait(e bucket) (time.Duration, bool) {
	if e.tokens >= 1 {
		return 0, true
	}
	return time.Duration((1 - e.tokens) / b.rate * float64(time.Second)), false
}

// limits are those of one gateway.
type limits struct {
	addresses, accounts       *buckets
	access, searches, uploads *places
	questions, sights         *places
	downloads                 chan struct{}
	lookups, waiting, relays  chan struct{}
	seals, probes, checks     chan struct{}
	oceans                    *atOnce
	proxies                   []netip.Prefix
}

// maxPatches is how many uploads bring bytes at once.
const maxPatches = 256

// maxQuestions is how many policies are checked or explained at once, and maxSights how many look at the network or a token.
const (
	maxQuestions = 8
	maxSights    = 64
)

func newLimits(l Limits) *limits {
	slots := func(n, otherwise int) chan struct{} {
		if n <= 0 {
			n = otherwise
		}
		return make(chan struct{}, n)
	}
	relays := slots(l.Relays, 256)
	return &limits{
		addresses: newBuckets(l.AddressRate, l.AddressBurst, 50, 200), accounts: newBuckets(l.AccountRate, l.AccountBurst, 5, 20),
		access: newPlaces(slots(l.Access, 256), 4), searches: newPlaces(slots(l.Searches, 64), 4), uploads: newPlaces(slots(0, maxPatches), 4),
		questions: newPlaces(slots(0, maxQuestions), 2), sights: newPlaces(slots(0, maxSights), 4), downloads: slots(l.Downloads, 8192),
		lookups: slots(0, oceanLookups), waiting: slots(0, oceanWaiting), relays: relays,
		seals: slots(0, oceanSeals), probes: slots(0, oceanProbes), checks: slots(0, oceanChecks),
		oceans:  &atOnce{most: max(1, cap(relays)/4), of: make(map[string]int)},
		proxies: l.Proxies,
	}
}

// atOnce bounds what one client has under way, so that a few cannot take all the slots that there are.
type atOnce struct {
	most int

	mu sync.Mutex
	of map[string]int // by client; none is 0
}

// enter takes a place of the client's, if there is one.
func (a *atOnce) enter(client string) (leave func(), ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.of[client] >= a.most {
		return nil, false
	}
	a.of[client]++
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		if a.of[client]--; a.of[client] == 0 {
			delete(a.of, client)
		}
	}, true
}

// places are slots of which one client has a part at most: what holds one can be as slow as a stranger likes.
type places struct {
	slots chan struct{}
	each  *atOnce
}

// newPlaces gives each client one of so many parts.
func newPlaces(slots chan struct{}, parts int) *places {
	return &places{slots, &atOnce{most: max(1, cap(slots)/parts), of: make(map[string]int)}}
}

// enter takes a place for a request, or says why it is to come again.
func (p *places) enter(client string) (leave func(), err error) {
	mine, ok := p.each.enter(client)
	if !ok {
		return nil, &problem{Type: tooMany, Detail: fmt.Sprintf("%d requests of this address are under way", p.each.most), wait: time.Second}
	}
	free, ok := enter(p.slots)
	if !ok {
		mine()
		return nil, &problem{Type: busy, Detail: "try again in a second", wait: time.Second}
	}
	return func() { free(); mine() }, nil
}

// enter takes a slot, if there is one.
func enter(slots chan struct{}) (leave func(), ok bool) {
	select {
	case slots <- struct{}{}:
		return func() { <-slots }, true
	default:
		return nil, false
	}
}

// client returns the address that a request is counted under: that of the connection, or, if that is a
// trusted proxy's, the last one in X-Forwarded-For that is not. Of IPv6 it is the network of 64 bits,
// which one client has for itself.
func (l *limits) client(r *http.Request) string {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	addr := at.Addr().Unmap()
	trusted := func(a netip.Addr) bool {
		for _, p := range l.proxies {
			if p.Contains(a) {
				return true
			}
		}
		return false
	}
	if trusted(addr) {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for i := len(hops) - 1; i >= 0; i-- {
			hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
			if err != nil {
				break // what the nearest proxy did not write is not believed
			}
			if addr = hop.Unmap(); !trusted(addr) {
				break
			}
		}
	}
	if addr.Is6() {
		if network, err := addr.WithZone("").Prefix(64); err == nil {
			return network.String()
		}
	}
	return addr.String()
}
