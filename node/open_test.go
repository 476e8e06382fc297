package node

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

func openOf(id uint64, buyer uint64) *openRequest {
	r := &openRequest{id: id, until: 21600}
	binary.BigEndian.PutUint64(r.buyer[12:], buyer)
	return r
}

// However many requests one account has, another's is looked at after at most one of them.
func TestBuyersTakeTurns(t *testing.T) {
	now := time.Now()
	o := newOpenRequests(4096)
	for id := uint64(1); id <= 1000; id++ {
		o.add(openOf(id, 1), now.Add(time.Duration(id)))
	}
	o.add(openOf(1001, 2), now.Add(time.Second/2))
	now = now.Add(time.Second)
	o.next(now)
	if r, _ := o.next(now); r == nil || r.id != 1001 {
		t.Errorf("%+v came before the request of the second account", r)
	}
}

// A flood of requests from as many accounts is looked at once. Those that came to nothing then stand
// back: one of them comes for three others.
func TestWhatIsFalseStandsBack(t *testing.T) {
	now := time.Now()
	o := newOpenRequests(4096)
	for id := uint64(1); id <= 1000; id++ {
		o.add(openOf(id, id), now)
	}
	for range 1000 {
		r, _ := o.next(now)
		r.looked = true
		o.rest(r, now.Add(time.Second))
	}
	now = now.Add(time.Minute) // all are due
	for id := uint64(1001); id <= 1030; id++ {
		o.add(openOf(id, 1), now)
	}
	others, stood := 0, 0
	for range 40 {
		now = now.Add(standEvery)
		if r, _ := o.next(now); r.looked {
			stood++
		} else {
			others++
		}
	}
	if others != 30 || stood != 10 {
		t.Errorf("%d new ones came, and %d that had been looked at", others, stood)
	}
}

// Where there are too many, those that came to nothing have to go first, then those of who has most.
func TestWhoHasMostLosesFirst(t *testing.T) {
	now := time.Now()
	o := newOpenRequests(160)
	for id := uint64(1); id <= 5; id++ { // five accounts with one each, then one with many
		o.add(openOf(id, id), now)
	}
	looked := openOf(6, 6)
	looked.looked = true
	o.add(looked, now)
	gone := make(map[uint64]bool)
	for id := uint64(7); id <= 10_000; id++ {
		for _, r := range o.add(openOf(id, 7), now) {
			gone[r.id] = true
		}
	}
	for id := uint64(1); id <= 5; id++ {
		if gone[id] {
			t.Errorf("request %d of an account with one had to go", id)
		}
	}
	if !gone[6] {
		t.Error("one that came to nothing was kept")
	}
	if len(o.all) > 160 {
		t.Errorf("%d are kept", len(o.all))
	}
}

// Whatever happens, each request that was added is kept, once, until it is removed or let go; there
// are never more than wanted; and whatever is kept comes in the end.
func TestNoOpenRequestIsForgotten(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	now := time.Now()
	o := newOpenRequests(100)
	known := make(map[uint64]bool)
	work := make(map[uint64]*openRequest)
	for id := uint64(1); id <= 20_000; id++ {
		now = now.Add(time.Second)
		r := openOf(id, rng.Uint64N(8)*rng.Uint64N(8))
		known[id] = true
		for _, d := range o.add(r, now.Add(time.Duration(rng.IntN(100))*time.Second)) {
			if !known[d.id] || work[d.id] != nil {
				t.Fatalf("request %d was let go, which nobody could have", d.id)
			}
			delete(known, d.id)
		}
		if len(o.all) > 100 {
			t.Fatalf("%d are kept", len(o.all))
		}
		for range rng.IntN(3) {
			r, wait := o.next(now)
			if r == nil {
				if wait < 0 || wait == 0 && len(known) > len(work) {
					t.Fatalf("nothing to wait for, with %d open", len(known))
				}
				break
			}
			if !known[r.id] || work[r.id] != nil || now.Before(r.due) {
				t.Fatalf("request %d came, which should not have", r.id)
			}
			work[r.id] = r
		}
		for id, r := range work {
			switch rng.IntN(4) {
			case 0:
				o.remove(r)
				delete(known, id)
				delete(work, id)
			case 1:
				r.looked = rng.IntN(2) == 0
				o.rest(r, now.Add(time.Duration(rng.IntN(100))*time.Second))
				delete(work, id)
			}
		}
	}
	now = now.Add(time.Hour)
	for id := range work {
		delete(known, id)
	}
	for len(known) > 0 {
		now = now.Add(standEvery)
		r, _ := o.next(now)
		if r == nil || !known[r.id] {
			t.Fatalf("%d requests never come", len(known))
		}
		o.remove(r)
		delete(known, r.id)
	}
	if o.others.of[common.Address{}] != nil || len(o.others.of)+len(o.stood.of)+len(o.later) > 0 {
		t.Error("something is left")
	}
}
