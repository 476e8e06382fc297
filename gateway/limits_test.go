package gateway

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/quorum"
)

func TestBuckets(t *testing.T) {
	b := newBuckets(2, 3, 0, 0)
	now := time.Unix(1000, 0)
	take := func(key string, want bool) {
		t.Helper()
		wait, ok := b.take(key, now)
		if ok != want || !ok && (wait <= 0 || wait > 500*time.Millisecond) {
			t.Errorf("%s: %v, %v", key, ok, wait)
		}
	}
	for range 3 {
		take("a", true)
	}
	take("a", false)
	if _, ok := b.look("a", now); ok {
		t.Error("there is nothing left to see")
	}
	take("b", true) // each has its own
	now = now.Add(500 * time.Millisecond)
	if _, ok := b.look("a", now); !ok {
		t.Error("a token has come")
	}
	take("a", true)
	take("a", false)
	now = now.Add(-time.Hour) // a clock that goes back gives nothing
	take("a", false)
	now = now.Add(10 * time.Hour) // nor does it give more than there is room for
	for range 3 {
		take("a", true)
	}
	take("a", false)
	for i := range 2 * maxBuckets {
		b.take(fmt.Sprint(i), now)
	}
	if b.all.Len() > maxBuckets {
		t.Errorf("%d are remembered", b.all.Len())
	}
}

func TestClientAddress(t *testing.T) {
	l := newLimits(Limits{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}})
	for _, test := range []struct{ remote, forwarded, want string }{
		{"192.0.2.1:5", "", "192.0.2.1"},
		{"192.0.2.1:5", "198.51.100.1", "192.0.2.1"}, // nobody's proxy
		{"10.0.0.1:5", "198.51.100.1", "198.51.100.1"},
		{"10.0.0.1:5", "203.0.113.9, 198.51.100.1, 10.2.2.2", "198.51.100.1"}, // what is before that is the client's word
		{"10.0.0.1:5", "nonsense", "10.0.0.1"},
		{"10.0.0.1:5", "", "10.0.0.1"},
		{"10.0.0.1:5", "10.0.0.2", "10.0.0.2"},
		{"[2001:db8:1:2:3:4:5:6]:5", "", "2001:db8:1:2::/64"},
		{"[::ffff:192.0.2.1]:5", "", "192.0.2.1"},
		{"[fd00::1]:5", "2001:db8:7:7::1", "2001:db8:7:7::/64"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = test.remote
		if test.forwarded != "" {
			r.Header.Set("X-Forwarded-For", test.forwarded)
		}
		if got := l.client(r); got != test.want {
			t.Errorf("%s for %q: %s, not %s", test.remote, test.forwarded, got, test.want)
		}
	}
}

// TestPlaces: one client cannot have all the places of a kind, whatever it does there, and what it has it gives back.
func TestPlaces(t *testing.T) {
	l := newLimits(Limits{Access: 8, Searches: 8})
	for name, p := range map[string]*places{"access": l.access, "searches": l.searches, "uploads": l.uploads, "questions": l.questions, "sights": l.sights} {
		var leave []func()
		enter := func(client string) (kind string) {
			t.Helper()
			out, err := p.enter(client)
			if err != nil {
				return err.(*problem).Type
			}
			leave = append(leave, out)
			return ""
		}
		for enter("greedy") == "" {
		}
		if kind := enter("greedy"); kind != tooMany || len(leave) > cap(p.slots)/2 {
			t.Errorf("%s: one client has %d of %d, and is told %q", name, len(leave), cap(p.slots), kind)
		}
		if kind := enter("another"); kind != "" {
			t.Errorf("%s: another one is told %q", name, kind)
		}
		for i := 0; len(leave) < cap(p.slots); i++ {
			if kind := enter(fmt.Sprint(i)); kind != "" {
				t.Fatalf("%s: client %d is told %q", name, i, kind)
			}
		}
		if kind := enter("the last one"); kind != busy {
			t.Errorf("%s: where all places are taken: %q", name, kind)
		}
		for _, out := range leave {
			out()
		}
		if len(p.slots) != 0 || len(p.each.of) != 0 {
			t.Errorf("%s: %d places and %v are left", name, len(p.slots), p.each.of)
		}
	}
}

// conn is a connection as far as its deadline goes.
type conn struct {
	http.ResponseWriter
	deadline time.Time
	each     int           // bytes of a read
	every    time.Duration // that it takes
}

func (c *conn) SetReadDeadline(at time.Time) error { c.deadline = at; return nil }

func (c *conn) Read(p []byte) (int, error) {
	time.Sleep(c.every)
	if time.Now().After(c.deadline) {
		return 0, os.ErrDeadlineExceeded
	}
	return min(c.each, len(p)), nil
}

// TestAnUploadThatDripsEnds: a request that brings a byte now and then does not hold its place; one on a slow line does.
func TestAnUploadThatDripsEnds(t *testing.T) {
	for _, test := range []struct {
		name  string
		each  int
		every time.Duration
		ends  bool
	}{
		{"a byte every half minute", 1, 30 * time.Second, true},
		{"100 bytes a second", 100, time.Second, true},
		{"2 KiB a second", 2 << 10, time.Second, false},
		{"64 KiB every half minute", 64 << 10, 30 * time.Second, false},
		{"nothing for two minutes", 64 << 10, 2 * time.Minute, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := &conn{each: test.each, every: test.every}
			p := newPatient(c, http.NewResponseController(c))
			began := time.Now()
			var err error
			for buffer := make([]byte, 64<<10); err == nil && time.Since(began) < time.Hour; {
				_, err = p.Read(buffer)
			}
			if (err != nil) != test.ends {
				t.Errorf("%s: %v after %v", test.name, err, time.Since(began))
			}
		})
	}
}

// TestSweep: what a dead gateway left in the spool is removed, and nothing else that is there, however old.
func TestSweep(t *testing.T) {
	for name, where := range map[string]func(t *testing.T, dir string) string{
		"sqlite":   func(_ *testing.T, dir string) string { return dir + "/gateway.db" },
		"postgres": func(t *testing.T, _ string) string { return PostgresURL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir() // the database is in the same folder, as some operator will have it
			db, err := openDatabase(t.Context(), where(t, dir))
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			g := &Gateway{cfg: Config{Uploads: &Uploads{Spool: dir}}, db: db, now: time.Now}
			id := func() string { return strings.ToLower(rand.Text()) }
			gone := map[string]bool{}
			put := func(what, name string, age time.Duration, removed bool) {
				t.Helper()
				path := filepath.Join(dir, name)
				if err := errors.Join(os.WriteFile(path, []byte(what), 0o600), os.Chtimes(path, time.Time{}, time.Now().Add(-age))); err != nil {
					t.Fatal(err)
				}
				gone[name] = removed
			}
			row := func(name, blob string, gone int) string {
				t.Helper()
				if _, err := db.Do(t.Context(), `INSERT INTO uploads (id, account, address, size, metadata, created, expires, gone, name) VALUES (?, '', '', 5, '', ?, ?, ?, ?)`,
					name, time.Now().Unix(), time.Now().Add(90*day).Unix(), gone, blob); err != nil {
					t.Fatal(err)
				}
				return name
			}
			put("under way, for long", row(id(), "", 0), 30*day, false)
			put("finished", row(id(), "blob", 0), 0, true)
			put("given up", row(id(), "", 1), 0, true)
			put("just begun", id(), time.Minute, false)
			put("never noted", id(), 2*day, true)
			put("somebody else's", "notes.txt", 300*day, false)
			put("somebody else's", strings.ToUpper(id()), 300*day, false)
			put("somebody else's", id()+".age", 300*day, false)
			if name == "sqlite" {
				if err := os.Chtimes(dir+"/gateway.db", time.Time{}, time.Now().Add(-2*day)); err != nil {
					t.Fatal(err)
				}
				gone["gateway.db"] = false
			}
			if err := g.sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			for name, removed := range gone {
				what, err := os.ReadFile(filepath.Join(dir, name))
				if (err != nil) != removed {
					t.Errorf("%s, %s: %v", name, what[:min(len(what), 30)], err)
				}
			}
		})
	}
}

// TestGuard: what strangers name is not asked for at private addresses.
func TestGuard(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer s.Close()
	if resp, err := (&http.Client{Transport: guardedTransport(false)}).Get(s.URL); err == nil {
		resp.Body.Close()
		t.Error("this machine was reached")
	}
	resp, err := (&http.Client{Transport: guardedTransport(true)}).Get(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
}

func TestHealth(t *testing.T) {
	h := newHealth()
	com := &quorum.Committee{T: 3}
	for i := range 5 {
		com.Members = append(com.Members, quorum.Member{Account: common.Address{byte(i + 1)}, URL: fmt.Sprint(i + 1), Confirmed: i != 4})
	}
	now := time.Unix(1000, 0)
	answer := func(i int, took time.Duration, err error) quorum.Answer {
		return quorum.Answer{Index: i, Account: com.Members[i-1].Account, URL: com.Members[i-1].URL, Took: took, Err: err}
	}
	first := func() []int { // the three that are asked, unless another one is tried
		counts := make(map[int]int)
		for range 200 {
			p := h.plan(com, now)
			if len(p.Order) != 4 || p.First < 3 || slices.Contains(p.Order, 5) || p.Hedge < minHedge || p.Hedge > maxHedge {
				t.Fatalf("%+v", p)
			}
			for _, i := range p.Order[:3] {
				counts[i]++
			}
		}
		var often []int
		for i, n := range counts {
			if n > 120 {
				often = append(often, i)
			}
		}
		slices.Sort(often)
		return often
	}
	ms := time.Millisecond
	h.note(com, []quorum.Answer{answer(1, 10*ms, nil), answer(2, 300*ms, nil), answer(3, 20*ms, &quorum.Problem{Type: quorum.PolicyFalse}), answer(4, 30*ms, nil)}, nil, 0, now)
	if got := first(); !slices.Equal(got, []int{1, 3, 4}) {
		t.Errorf("the quickest are asked: %v", got)
	}
	for range breakAfter {
		h.note(com, []quorum.Answer{answer(1, 0, errors.New("dead"))}, nil, 0, now)
	}
	if got := first(); !slices.Equal(got, []int{2, 3, 4}) {
		t.Errorf("who fails is asked last: %v", got)
	}
	now = now.Add(maxBreak)
	if got := first(); !slices.Equal(got, []int{1, 3, 4}) {
		t.Errorf("who failed is tried again: %v", got)
	}
	h.note(com, []quorum.Answer{answer(3, ms, &quorum.Evidence{})}, nil, 0, now)
	now = now.Add(maxBreak)
	if got := first(); !slices.Equal(got, []int{1, 2, 4}) {
		t.Errorf("who signed a wrong share is asked last, and for long: %v", got)
	}
	for range 30 { // who is late has been slow
		h.note(com, nil, []int{4}, time.Second, now)
	}
	now = now.Add(2 * wrongBreak)
	if got := first(); !slices.Equal(got, []int{1, 2, 3}) {
		t.Errorf("who is always late: %v", got)
	}
}

// TestFairly: one client cannot have all the slots of Ocean's clients, and what it has it gives back.
func TestFairly(t *testing.T) {
	g := &Gateway{limits: newLimits(Limits{Relays: 8})}
	hold, held := make(chan struct{}), make(chan struct{})
	h := g.fairly(func(http.ResponseWriter, *http.Request) error {
		held <- struct{}{}
		<-hold
		return nil
	})
	ask := func(of string) error {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = of + ":5"
		return h(httptest.NewRecorder(), r)
	}
	ended := make(chan error)
	begin := func(of string) {
		go func() { ended <- ask(of) }()
		<-held
	}
	begin("192.0.2.1")
	begin("192.0.2.1")
	if p := new(problem); !errors.As(ask("192.0.2.1"), &p) || p.Type != tooMany {
		t.Errorf("a third one: %v", p)
	}
	begin("192.0.2.2")
	close(hold)
	for range 3 {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	hold = make(chan struct{})
	close(hold)
	go func() { <-held }()
	if err := ask("192.0.2.1"); err != nil || len(g.limits.oceans.of) > 0 {
		t.Errorf("afterwards: %v, %v", err, g.limits.oceans.of)
	}
}
