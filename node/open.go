package node

import (
	"cmp"
	"container/heap"
	"math/big"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

// openRequest is what is kept of a request on the chain whose answers are still taken: about
// 300 bytes, however long its policy is. The rest is read from the chain when it is looked at.
type openRequest struct {
	committee, id, epoch uint64
	buyer                common.Address
	block                uint64   // that the request is in
	asked, until         uint64   // Unix seconds, of the chain: when it was sent, and the last one in which answers are taken
	wanted               uint32   // answers
	pay                  *big.Int // wei, for one answer

	seen   time.Time // when the node could know of it
	due    time.Time // when to look at it
	looked bool      // when it was looked at it could not be answered yet: it stands back behind the others
	swept  bool      // it was let go, and found again
	told   bool      // the log says why it is not answered yet

	working bool // somebody looks at it just now
}

// window is how long answers to the request are taken in all.
func (r *openRequest) window() time.Duration {
	return time.Duration(r.until-min(r.until, r.asked)) * time.Second
}

// openRequests are those that the node looks at, in an order that no one account, and no flood of
// requests that are never true, can turn against the others:
//
//   - those that could not be answered yet when they were looked at stand back: three others come before
//     each of them, and where there are too many, they are let go first;
//   - among equals, buyers take turns, so that it does not matter how many requests others have;
//   - where there are too many, who has most of them loses first.
//
// Accounts cost nothing, so the first rule is the one that holds against a flood from many: each
// of its requests is looked at once before others. Not safe for concurrent use.
type openRequests struct {
	most   int // requests that are kept
	all    map[uint64]*openRequest
	later  laterRequests
	others turns     // due, and not known to be of no use now
	stood  turns     // due, and looked at
	since  int       // how many of the others came since one that stood back
	pause  time.Time // until then none that stood back comes
}

// standEvery is the time between two that stood back, at least: to look at one costs half a dozen
// requests to the chain. So a flood costs 50 looks a second, and 65,536 are looked at in 22 minutes.
const standEvery = 20 * time.Millisecond

func newOpenRequests(most int) *openRequests {
	return &openRequests{most: most, all: make(map[uint64]*openRequest), others: newTurns(), stood: newTurns()}
}

// add takes a request in, unless it is there. dropped are those that had to go: a sixteenth at once,
// so that it is seldom. For a request that was swept nothing has to go: who sweeps takes in few at a time.
func (o *openRequests) add(r *openRequest, now time.Time) (dropped []*openRequest) {
	if o.all[r.id] != nil {
		return nil
	}
	o.all[r.id] = r
	o.rest(r, now)
	if len(o.all) > o.most && !r.swept {
		dropped = o.shed(max(1, o.most/16))
	}
	return dropped
}

// next is the request to look at now, and nil if there is none: then wait is how long, at least,
// until one may come, and 0 if there is none. It is in work until rest or remove.
func (o *openRequests) next(now time.Time) (r *openRequest, wait time.Duration) {
	for len(o.later) > 0 && !o.later[0].due.After(now) {
		r := heap.Pop(&o.later).(*openRequest)
		if r.looked {
			o.stood.push(r)
		} else {
			o.others.push(r)
		}
	}
	back := !o.stood.empty() && !now.Before(o.pause)
	switch {
	case back && (o.since >= 3 || o.others.empty()):
		r, o.since, o.pause = o.stood.pop(), 0, now.Add(standEvery)
	case !o.others.empty():
		r = o.others.pop()
		o.since++
	case !o.stood.empty():
		return nil, o.pause.Sub(now)
	case len(o.later) > 0:
		return nil, o.later[0].due.Sub(now)
	default:
		return nil, 0
	}
	r.working = true
	return r, 0
}

// rest lays a request by that is new or in work, until it is due.
func (o *openRequests) rest(r *openRequest, due time.Time) {
	r.due, r.working = due, false
	heap.Push(&o.later, r)
}

// remove forgets a request that is in work.
func (o *openRequests) remove(r *openRequest) { delete(o.all, r.id) }

// roomy reports whether there is room for a request that had to go, and cannot be answered yet.
func (o *openRequests) roomy() bool { return len(o.all) <= o.most-o.most/4 }

// shed lets go of so many requests that nobody looks at just now, or of all of them.
func (o *openRequests) shed(n int) (dropped []*openRequest) {
	var idle []*openRequest
	for _, r := range o.all {
		if !r.working {
			idle = append(idle, r)
		}
	}
	// How many younger ones its buyer has. A request that has been false for long is the least likely to be true yet.
	slices.SortFunc(idle, func(a, b *openRequest) int { return cmp.Compare(b.id, a.id) })
	younger, count := make(map[uint64]int, len(idle)), make(map[common.Address]int)
	for _, r := range idle {
		younger[r.id] = count[r.buyer]
		count[r.buyer]++
	}
	slices.SortStableFunc(idle, func(a, b *openRequest) int {
		if a.looked != b.looked {
			if a.looked {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(younger[b.id], younger[a.id]), cmp.Compare(a.id, b.id))
	})
	dropped = idle[:min(n, len(idle))]
	for _, r := range dropped {
		delete(o.all, r.id)
	}
	o.later = slices.DeleteFunc(o.later, func(r *openRequest) bool { return o.all[r.id] != r })
	heap.Init(&o.later)
	gone := func(r *openRequest) bool { return o.all[r.id] != r }
	o.others.delete(gone)
	o.stood.delete(gone)
	return dropped
}

// turns are requests that are due: buyers take turns, each with its oldest.
type turns struct {
	buyers []common.Address // with requests in of; the first is next
	of     map[common.Address][]*openRequest
}

func newTurns() turns { return turns{of: make(map[common.Address][]*openRequest)} }

func (t *turns) empty() bool { return len(t.buyers) == 0 }

func (t *turns) push(r *openRequest) {
	if len(t.of[r.buyer]) == 0 {
		t.buyers = append(t.buyers, r.buyer)
	}
	t.of[r.buyer] = append(t.of[r.buyer], r)
}

func (t *turns) pop() *openRequest {
	buyer := t.buyers[0]
	t.buyers = t.buyers[1:]
	r := t.of[buyer][0]
	if rest := t.of[buyer][1:]; len(rest) > 0 {
		t.of[buyer] = rest
		t.buyers = append(t.buyers, buyer)
	} else {
		delete(t.of, buyer)
	}
	return r
}

func (t *turns) delete(gone func(*openRequest) bool) {
	for buyer, requests := range t.of {
		if requests = slices.DeleteFunc(requests, gone); len(requests) > 0 {
			t.of[buyer] = requests
		} else {
			delete(t.of, buyer)
		}
	}
	t.buyers = slices.DeleteFunc(t.buyers, func(b common.Address) bool { return len(t.of[b]) == 0 })
}

// laterRequests is a heap, by when they are due.
type laterRequests []*openRequest

func (l laterRequests) Len() int           { return len(l) }
func (l laterRequests) Less(i, j int) bool { return l[i].due.Before(l[j].due) }
func (l laterRequests) Swap(i, j int)      { l[i], l[j] = l[j], l[i] }
func (l *laterRequests) Push(x any)        { *l = append(*l, x.(*openRequest)) }
func (l *laterRequests) Pop() any {
	old := *l
	r := old[len(old)-1]
	old[len(old)-1] = nil
	*l = old[:len(old)-1]
	return r
}
