package main

import (
	"testing"
)

// Ten epochs and a complete change of members, by nodes that are processes: first, each
// epoch replaces one founder, who is dead before it is approved; then the committee grows,
// shrinks, and makes its shares anew. What was sealed in the first epoch opens in each.
func TestCommitteeOutlivesItsMembers(t *testing.T) {
	t.Parallel()
	c := newCrew(t, buildLatchkey(t, ""), 11)
	lengths := [5]uint32{60, 35, 60, 4, 60} // a dead member's commit is waited for
	members := c.ops[:5:5]
	founders, spare := members, c.ops[5:]
	c.create(members, 3, lengths, 20)
	if _, err := c.confirmed(1, members); err != nil {
		t.Fatal(err)
	}
	const text = "for whoever comes after us"
	file := c.seal(text)
	c.opens(file, text)

	// All the while, somebody opens it again and again, and never fails.
	opened, stop := c.keepsOpening(file, text)
	defer stop()

	renew := func(next []*operator, threshold int, by ...*operator) {
		t.Helper()
		active := c.epoch(0).Epoch
		c.reshare(active, next, threshold, by...)
		c.opens(file, text) // the old epoch serves meanwhile
		if _, err := c.confirmed(active+1, next); err != nil {
			t.Fatal(err)
		}
		c.opens(file, text)
		members = next
	}
	for i := range founders { // epochs 2 to 6
		founders[i].kill()
		next := append([]*operator(nil), members...)
		next[i] = spare[i]
		var living []*operator
		for j, o := range members {
			if j != i {
				living = append(living, o)
			}
		}
		renew(next, 3, living[:3]...)
	}
	renew(append(members[:5:5], spare[5]), 4, members[:3]...) // 7: six, any four open
	renew(members[2:], 2, members[1:5]...)                    // 8: four, any two open
	renew(members, 2, members[:3]...)                         // 9 to 11: the same, anew
	renew([]*operator{members[3], members[2], members[1], members[0]}, 3, members[1:]...)
	renew(members, 3, members...)
	stop()
	if *opened < 20 {
		t.Errorf("it was opened %d times only", *opened)
	}
	if e := c.epoch(0); e.Epoch != 11 || len(e.Members) != 4 || e.T != 3 {
		t.Errorf("epoch %d, %d of %d", e.Epoch, e.T, len(e.Members))
	}
	for _, o := range founders {
		for _, m := range members {
			if o == m {
				t.Error("a founder is still a member")
			}
		}
	}
}
