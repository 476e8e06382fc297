package chain_test

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
)

// TestPromisedUntil: before that moment at least t confirmed members promise to serve, from it on
// fewer do, and there is no such moment before.
func TestPromisedUntil(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		n := 1 + r.IntN(8)
		e := chain.Epoch{T: uint32(1 + r.IntN(n)), Members: make([]common.Address, n), Confirmed: make([]bool, n)}
		until := make([]uint64, n)
		for i := range n {
			e.Confirmed[i] = r.IntN(4) > 0
			until[i] = uint64(r.IntN(6)) // many are equal
		}
		promised := func(at uint64) (count int) {
			for i := range n {
				if e.Confirmed[i] && until[i] > at {
					count++
				}
			}
			return count
		}
		var want uint64
		for promised(want) >= int(e.T) {
			want++
		}
		if got := e.PromisedUntil(until); got != want {
			t.Fatalf("t %d, until %d, confirmed %v: %d, want %d", e.T, until, e.Confirmed, got, want)
		}
	}
}

// TestCounts compares the numbers that the contract computes too with its text's.
func TestCounts(t *testing.T) {
	for n := 1; n <= 128; n++ {
		for th := 1; th <= n; th++ {
			e := chain.Epoch{T: uint32(th), Members: make([]common.Address, n)}
			needed := n/2 + 1
			if th > needed {
				needed = th
			}
			enough := th + (n-th+1)/2
			if 2*th-1 < enough {
				enough = 2*th - 1
			}
			a := chain.Attempt{T: e.T, Members: e.Members}
			if e.Needed() != needed || a.Needed() != needed || e.Enough() != enough {
				t.Fatalf("n %d, t %d: %d %d %d, want %d and %d", n, th, e.Needed(), a.Needed(), e.Enough(), needed, enough)
			}
		}
	}
}

// TestRuns: an attempt with too few joins is over when they are; one with enough lasts to its end.
func TestRuns(t *testing.T) {
	a := chain.Attempt{T: 2, Members: make([]common.Address, 3), Ends: [5]uint64{10, 20, 30, 40, 50}}
	for _, c := range []struct {
		joined uint32
		block  uint64
		runs   bool
		phase  chain.Phase
	}{
		{0, 9, true, chain.Join}, {1, 10, false, chain.Commit}, {2, 10, true, chain.Commit}, {3, 29, true, chain.Deal},
		{2, 39, true, chain.Complain}, {2, 40, true, chain.Confirm}, {3, 49, true, chain.Confirm}, {3, 50, false, chain.Confirm},
	} {
		a.Joined = c.joined
		if got := a.Runs(c.block); got != c.runs || a.Phase(c.block) != c.phase {
			t.Errorf("%d joined, block %d: runs %v, %s", c.joined, c.block, got, a.Phase(c.block))
		}
	}
}

// TestProposals: what members approve is found again, by its hash, with who approved it; a newer
// approval takes the place of an older one; what was said in an attempt is read back.
func TestProposals(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	c := dial(t, chain.Config{URL: e.URL()})
	ctx := t.Context()
	maker := wallet(e, 8)
	k, err := c.DeployCommittees(ctx, maker)
	if err != nil {
		t.Fatal(err)
	}
	const n = 3
	var wallets []*chain.Wallet
	var members []common.Address
	for i := range n {
		wallets = append(wallets, wallet(e, i))
		members = append(members, wallets[i].Address())
		if _, err := k.Register(ctx, wallets[i], "http://127.0.0.1:1", 2_000_000_000, big.NewInt(100)); err != nil {
			t.Fatal(err)
		}
	}
	number, _, err := k.Create(ctx, maker, members, 2, 2, [5]uint32{1000, 1000, 1000, 1, 1000}, 0)
	if err != nil {
		t.Fatal(err)
	}
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	at := func() *chain.View {
		t.Helper()
		v, err := c.At(ctx, 0)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for phase, say := range []func(w *chain.Wallet) error{
		func(w *chain.Wallet) error { _, err := k.Join(ctx, w, number, 1, 1, []byte{1}); return err },
		func(w *chain.Wallet) error { _, err := k.Commit(ctx, w, number, 1, 1, [32]byte{1}); return err },
		func(w *chain.Wallet) error { _, err := k.Deal(ctx, w, number, 1, 1, []byte{1}); return err },
		nil,
		func(w *chain.Wallet) error { _, err := k.Confirm(ctx, w, number, 1, 1, [32]byte{1}); return err },
	} {
		a, err := k.CurrentAttempt(ctx, at(), number)
		if err != nil {
			t.Fatal(err)
		}
		if block := at().Block().Number; !a.Runs(block) || a.Phase(block) != chain.Phase(phase) {
			t.Errorf("block %d: %s, want %s; ends %d", block, a.Phase(block), chain.Phase(phase), a.Ends)
		}
		if say == nil {
			must(nil, e.Mine(1))
			head(t, c, a.Ends[chain.Complain])
			continue
		}
		for _, w := range wallets {
			must(nil, say(w))
		}
	}
	v := at()
	a, err := k.CurrentAttempt(ctx, v, number)
	if err != nil || a.Runs(v.Block().Number) || !a.Active {
		t.Fatalf("%+v, %v", a, err)
	}
	said, err := k.Messages(ctx, v, number, a)
	if err != nil || len(said) != 4*n || said[n].Phase != chain.Commit || said[n].From != members[0] {
		t.Errorf("%+v, %v", said, err)
	}

	same := chain.Proposal{Epoch: 2, From: 1, Members: members, T: 2}
	less := chain.Proposal{Epoch: 2, From: 1, Members: members[:2], T: 2}
	approve := func(i int, p chain.Proposal) {
		t.Helper()
		must(k.Approve(ctx, wallets[i], number, p.Epoch, p.From, p.Members, p.T))
	}
	hash := func(p chain.Proposal) [32]byte {
		t.Helper()
		h, err := p.Hash(number)
		must(nil, err)
		return h
	}
	approve(0, same)
	approve(1, less)
	approve(0, less)
	approve(2, same)
	v = at()
	got, err := k.Approvals(ctx, v, number, 2, append(slices.Clone(members), maker.Address()))
	want := map[common.Address][32]byte{members[0]: hash(less), members[1]: hash(less), members[2]: hash(same)}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%x, want %x; %v", got, want, err)
	}
	found, err := k.Proposals(ctx, v, number, 2, a.StartedAt)
	if err != nil || !reflect.DeepEqual(found, map[[32]byte]chain.Proposal{hash(same): same, hash(less): less}) {
		t.Errorf("%v, %v", found, err)
	}

	// Stake leaves slowly, and not while it is locked.
	if _, err := k.Unbond(ctx, wallets[0], big.NewInt(1)); !errors.Is(err, chain.ErrReverted) || !strings.Contains(err.Error(), "Locked(") {
		t.Errorf("unbonding of a member: %v", err)
	}
	stranger := wallet(e, 5)
	must(k.Register(ctx, stranger, "http://127.0.0.1:1", 2_000_000_000, big.NewInt(100)))
	if _, err := k.WithdrawStake(ctx, stranger); !errors.Is(err, chain.ErrReverted) || !strings.Contains(err.Error(), "NothingUnbonding") {
		t.Errorf("withdrawing nothing: %v", err)
	}
	must(k.Unbond(ctx, stranger, big.NewInt(40)))
	if _, err := k.WithdrawStake(ctx, stranger); !errors.Is(err, chain.ErrReverted) || !strings.Contains(err.Error(), "StillUnbonding(") {
		t.Errorf("withdrawing at once: %v", err)
	}
	o, err := k.Operators(ctx, at(), []common.Address{stranger.Address()})
	if err != nil || o[0].Stake.Int64() != 60 || o[0].Unbonding.Int64() != 40 || o[0].UnbondsAt == 0 {
		t.Errorf("%+v, %v", o, err)
	}
	must(nil, e.Advance(15*24*time.Hour))
	must(k.WithdrawStake(ctx, stranger))
	if o, err := k.Operator(ctx, at(), stranger.Address()); err != nil || o.Unbonding.Sign() != 0 || o.UnbondsAt != 0 {
		t.Errorf("%+v, %v", o, err)
	}
}
