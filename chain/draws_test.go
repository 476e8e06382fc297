package chain_test

import (
	"errors"
	"math/big"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
)

// A committee drawn from the registry on a whole chain: its headers, its randomness, and its
// history of block hashes (EIP-2935).
func TestDraws(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	c := dial(t, chain.Config{URL: e.WebSocketURL()})
	ctx := t.Context()
	k, err := c.DeployCommittees(ctx, wallet(e, 9))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.DeployDraws(ctx, wallet(e, 9), k.Address, 1); !errors.Is(err, chain.ErrReverted) || !strings.Contains(err.Error(), "BadDelay(") {
		t.Errorf("delay 1: %v", err)
	}
	const delay = 4
	d, err := c.DeployDraws(ctx, wallet(e, 9), k.Address, delay)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 7 {
		if _, err := k.Register(ctx, wallet(e, i), "http://127.0.0.1:1", uint64(1000*i), big.NewInt(int64(1+i))); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := k.Register(ctx, wallet(e, 7), "http://127.0.0.1:1", 9000, nil); err != nil { // no stake: never drawn
		t.Fatal(err)
	}
	v := head(t, c, 0)
	staked, err := k.Staked(ctx, v)
	if err != nil || len(staked) != 7 || staked[0] != wallet(e, 0).Address() || staked[6] != wallet(e, 6).Address() {
		t.Errorf("staked %s, %v", staked, err)
	}
	if got, err := d.Delay(ctx, v); err != nil || got != delay {
		t.Errorf("delay %d, %v", got, err)
	}
	if got, err := d.Committees(ctx, v); err != nil || got != k.Address {
		t.Errorf("committees %s, %v", got, err)
	}

	wish := chain.Wish{Seats: 3, ServesUntil: 1000, LeastStake: big.NewInt(3), MostWeight: big.NewInt(5), Without: []common.Address{wallet(e, 6).Address()}}
	plan := chain.Plan{T: 2, MinThreshold: 2, Lengths: [5]uint32{5, 5, 5, 5, 5}, Grace: 100}
	id, r, err := d.Request(ctx, wallet(e, 8), wish, plan)
	if err != nil || id != 1 {
		t.Fatal(id, err)
	}
	asked := r.BlockNumber.Uint64()
	draw := func(r *types.Receipt) chain.Draw {
		t.Helper()
		got, err := d.DrawOf(ctx, head(t, c, r.BlockNumber.Uint64()), id)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := draw(r); got.By != wallet(e, 8).Address() || got.Asked != asked || got.Lot != asked+delay || got.Done() || got.Wish.MostWeight.Int64() != 5 ||
		!slices.Equal(got.Wish.Without, wish.Without) || got.Plan != plan {
		t.Errorf("draw %+v", got)
	}
	if _, err := d.Reveal(ctx, wallet(e, 0), id); !errors.Is(err, chain.ErrNoBlock) || !errors.Is(err, chain.ErrNotSent) {
		t.Errorf("shown before its time: %v", err)
	}
	if _, err := d.Draw(ctx, wallet(e, 0), id, 1); !errors.Is(err, chain.ErrReverted) || !strings.Contains(err.Error(), "NotSeeded(id 1)") {
		t.Errorf("drawn before its time: %v", err)
	}
	mineTo(t, e, c, asked+delay+300) // out of reach of BLOCKHASH
	if _, err := d.Again(ctx, wallet(e, 0), id); !errors.Is(err, chain.ErrReverted) || !strings.Contains(err.Error(), "NotLapsed(") {
		t.Errorf("asked again while the chain knows the hash: %v", err)
	}
	if r, err = d.Reveal(ctx, wallet(e, 0), id); err != nil {
		t.Fatal(err)
	}
	if draw(r).Seed == [32]byte{} {
		t.Error("no seed")
	}
	for !draw(r).Done() {
		if r, err = d.Draw(ctx, wallet(e, 0), id, 2); err != nil {
			t.Fatal(err)
		}
	}
	got := draw(r)
	seen := make(map[common.Address]bool)
	for _, a := range got.Drawn {
		i := slices.IndexFunc([]int{2, 3, 4, 5}, func(i int) bool { return wallet(e, i).Address() == a })
		if i < 0 || seen[a] {
			t.Errorf("drawn: %s", got.Drawn)
		}
		seen[a] = true
	}
	committee, r, err := d.Make(ctx, wallet(e, 0), id)
	if err != nil {
		t.Fatal(err)
	}
	if draw(r).Committee != committee {
		t.Errorf("committee %d, made %d", draw(r).Committee, committee)
	}
	v = head(t, c, r.BlockNumber.Uint64())
	if s, err := k.Settings(ctx, v, committee); err != nil || s.Creator != d.Address || s.Grace != 100 || s.Lengths != plan.Lengths {
		t.Errorf("settings %+v, %v", s, err)
	}
	a, err := k.CurrentAttempt(ctx, v, committee)
	if err != nil || !slices.Equal(a.Members, got.Drawn) || a.T != 2 {
		t.Errorf("attempt %+v, %v", a, err)
	}
	if _, err := d.Restart(ctx, wallet(e, 0), id); !errors.Is(err, chain.ErrReverted) || !strings.Contains(err.Error(), "AttemptRuns(") {
		t.Errorf("restarted while it runs: %v", err)
	}
	mineTo(t, e, c, a.Ends[chain.Join])
	if r, err = d.Restart(ctx, wallet(e, 0), id); err != nil {
		t.Fatal(err)
	}
	if a, err := k.CurrentAttempt(ctx, head(t, c, r.BlockNumber.Uint64()), committee); err != nil || a.Attempt != 2 || !slices.Equal(a.Members, got.Drawn) {
		t.Errorf("attempt %+v, %v", a, err)
	}

	if by, made, asked, err := d.MadeBy(ctx, head(t, c, 0), committee); err != nil || by != id || made.Committee != committee || asked != 1 {
		t.Errorf("made by draw %d, %d asked: %+v, %v", by, asked, made, err)
	}
	if by, _, _, err := d.MadeBy(ctx, head(t, c, 0), committee+1); err != nil || by != 0 {
		t.Errorf("made by draw %d, %v", by, err)
	}

	// Newcomers only, with no limits; too few.
	id, r, err = d.Request(ctx, wallet(e, 8), chain.Wish{Seats: 8}, chain.Plan{})
	if err != nil {
		t.Fatal(err)
	}
	mineTo(t, e, c, draw(r).Lot)
	if _, err := d.Reveal(ctx, wallet(e, 0), id); err != nil {
		t.Fatal(err)
	}
	if r, err = d.Draw(ctx, wallet(e, 0), id, 100); err != nil {
		t.Fatal(err)
	}
	if got := draw(r); !got.Failed || len(got.Drawn) != 7 || got.Trials != 7 {
		t.Errorf("draw %+v", got)
	}
	if _, _, err := d.Make(ctx, wallet(e, 0), id); !errors.Is(err, chain.ErrReverted) || !strings.Contains(err.Error(), "NotDrawn(") {
		t.Errorf("made of a draw that failed: %v", err)
	}
	if _, err := d.Finish(ctx, wallet(e, 0), id); err == nil || !strings.Contains(err.Error(), "7 of 8 seats") {
		t.Errorf("finished a draw that failed: %v", err)
	}

	// Several finish one draw at once, with one result.
	id, r, err = d.Request(ctx, wallet(e, 8), chain.Wish{Seats: 5}, chain.Plan{T: 3, MinThreshold: 3, Lengths: plan.Lengths})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Finish(ctx, wallet(e, 0), id); !errors.Is(err, chain.ErrNoBlock) {
		t.Errorf("finished before the lot: %v", err)
	}
	mineTo(t, e, c, draw(r).Lot)
	var all sync.WaitGroup
	results := make([]chain.Draw, 3)
	for i := range results {
		all.Go(func() {
			var err error
			if results[i], err = d.Finish(ctx, wallet(e, i), id); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if by, _, asked, err := d.MadeBy(ctx, head(t, c, 0), 2); err != nil || by != id || asked != 3 {
		t.Errorf("made by draw %d, %d asked, %v", by, asked, err)
	}
	for _, got := range results {
		if got.Committee != 2 || !got.Done() || !slices.Equal(got.Drawn, results[0].Drawn) {
			t.Errorf("draw %+v", got)
		}
	}
}
