package tdh2

import (
	"bytes"
	"errors"
	"testing"
)

// TestVerifyAndCombine: it is VerifyShare of each, and Combine.
func TestVerifyAndCombine(t *testing.T) {
	c := newCommittee(t, 3, 5)
	shares := [][]byte{c.share(t, c.ctx, 4), c.share(t, c.ctx, 1), c.share(t, c.ctx, 5)}
	got, err := VerifyAndCombine(c.ctx, 3, c.Xs, shares)
	if err != nil || !bytes.Equal(got, must(Combine(3, 5, shares))) {
		t.Fatalf("%x, %v", got, err)
	}
	for i := range shares {
		_, j, _ := ReadShare(shares[i])
		for at := 8; at < ShareSize; at += 11 {
			changed := bytes.Clone(shares[i])
			changed[at] ^= 1
			with := [][]byte{shares[0], shares[1], shares[2]}
			with[i] = changed
			alone := VerifyShare(c.ctx, j, c.Xs[j-1], changed)
			_, err := VerifyAndCombine(c.ctx, 3, c.Xs, with)
			if alone == nil || err == nil || at >= aAt && !errors.Is(err, ErrWrongShare) {
				t.Errorf("share %d with another byte %d: %v, and alone %v", i, at, err, alone)
			}
		}
	}
	other := *c.ctx
	other.Request[0] ^= 1
	elsewhere := c.share(t, &other, 4)
	later := *c.ctx
	later.Epoch++
	for name, with := range map[string][][]byte{
		"another request": {elsewhere, shares[1], shares[2]},
		"another epoch":   {c.share(t, &later, 1), c.share(t, &later, 2), c.share(t, &later, 3)},
		"one twice":       {shares[0], shares[0], shares[1]},
		"too few":         shares[:2],
		"too many":        {shares[0], shares[1], shares[2], c.share(t, c.ctx, 2)},
		"too short":       {shares[0], shares[1], shares[2][:ShareSize-1]},
		"each other's":    {bytes.Join([][]byte{shares[0][:aAt], shares[1][aAt:]}, nil), bytes.Join([][]byte{shares[1][:aAt], shares[0][aAt:]}, nil), shares[2]},
	} {
		if _, err := VerifyAndCombine(c.ctx, 3, c.Xs, with); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
