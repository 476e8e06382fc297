package dkg

import (
	"testing"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/shamir"
)

// The largest committee there is, 128 members of which 65 open, makes a key and reshares it
// with 65 dealers to 128 members of another order. One observer replays all messages; 65
// members look for complaints and take their shares, which are x.
func TestLargestCommittee(t *testing.T) {
	const n, threshold = shamir.MaxMembers, 65
	w := newWorld(t, params(n, threshold))
	first := w.take(t, threshold)
	reversed := make([]Account, n)
	for k, m := range w.p.Members {
		reversed[n-1-k] = m
	}
	next := w.reshare(t, first, threshold, reversed)
	second := next.take(t, threshold)
	if !second.Keys().X.Equal(first.Keys().X) {
		t.Error("the public key changed")
	}
	if err := second.Keys().CheckDegree(); err != nil {
		t.Error(err)
	}
	if size := len(w.board[len(w.board)-1].Data); size != 133+33*threshold+32*n {
		t.Errorf("a dealing has %d bytes", size)
	}
}

// take runs an attempt in which `taking` members take their shares, and checks that these
// give x.
func (w *world) take(t *testing.T, taking int) *Attempt {
	t.Helper()
	a := w.dealt(t)
	w.shares = make(map[Account]*group.Scalar)
	for k, m := range w.p.Members[:taking] {
		complaints, err := a.Complaints(m, w.keys[k])
		if err != nil || len(complaints) != 0 {
			t.Fatalf("%d complaints, %v", len(complaints), err)
		}
	}
	a.End(Complain)
	if a.Err() != nil {
		t.Fatal(a.Err())
	}
	var indices []int
	for k, m := range w.p.Members[:taking] {
		x, err := a.Share(m, w.keys[k])
		if err != nil {
			t.Fatal(err)
		}
		w.shares[m] = x
		indices = append(indices, k+1)
	}
	lambda, err := shamir.Lagrange(indices)
	if err != nil {
		t.Fatal(err)
	}
	x := group.NewScalar()
	for k, m := range w.p.Members[:taking] {
		x.Add(x, group.NewScalar().Multiply(lambda[k], w.shares[m]))
	}
	if !group.NewPoint().BaseMult(x).Equal(a.Keys().X) {
		t.Error("the shares do not give x")
	}
	return a
}
