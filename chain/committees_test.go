package chain_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/vectors"
)

// The whole life of a committee on the contract, with messages that mean nothing (it does not
// check what they say), and every read and event on the way.
func TestCommittees(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	c := dial(t, chain.Config{URL: e.WebSocketURL()})
	ctx := t.Context()
	k, err := c.DeployCommittees(ctx, wallet(e, 9))
	if err != nil {
		t.Fatal(err)
	}
	const n = 3
	var wallets []*chain.Wallet
	var members []common.Address
	for i := range n {
		wallets = append(wallets, wallet(e, i))
		members = append(members, wallets[i].Address())
	}
	maker := wallet(e, 8)
	// now is a View that sees all that was sent.
	now := func(r *types.Receipt) *chain.View { return head(t, c, r.BlockNumber.Uint64()) }

	var events []chain.CommitteeEvent
	var r *types.Receipt
	note := func(got *types.Receipt, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		r = got
		var logs []types.Log
		for _, l := range r.Logs {
			logs = append(logs, *l)
		}
		some, err := k.Events(logs)
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, some...)
	}

	// Strangers to the registry make no committee, and the reason is said.
	lengths := [5]uint32{10, 11, 12, 13, 14}
	if _, _, err := k.Create(ctx, maker, members, 2, 2, lengths, 3600); !errors.Is(err, chain.ErrNotSent) || !strings.Contains(err.Error(), "NotOperator(") {
		t.Errorf("not registered: %v", err)
	}
	for i, w := range wallets {
		note(k.Register(ctx, w, "http://127.0.0.1:1/"+string(rune('a'+i)), 2_000_000_000, big.NewInt(int64(100+i))))
	}
	note(k.Register(ctx, wallets[1], "http://127.0.0.1:1/b2", 2_000_000_001, nil))
	o, err := k.Operator(ctx, now(r), members[1])
	if err != nil || o.URL != "http://127.0.0.1:1/b2" || o.ServesUntil != 2_000_000_001 || o.Stake.Int64() != 101 || o.Unbonding.Sign() != 0 || o.UnbondsAt != 0 {
		t.Errorf("operator %+v, %v", o, err)
	}
	if o, err := k.Operator(ctx, now(r), maker.Address()); err != nil || o.URL != "" {
		t.Errorf("operator %+v, %v", o, err)
	}

	first := r.BlockNumber.Uint64() + 1
	committee, created, err := k.Create(ctx, maker, members, 2, 2, lengths, 3600)
	note(created, err)
	if committee != 1 {
		t.Fatalf("committee %d", committee)
	}
	start := created.BlockNumber.Uint64()
	ends := [5]uint64{start + 10, start + 21, start + 33, start + 46, start + 60}
	v := now(r)
	if count, err := k.Count(ctx, v); err != nil || count != 1 {
		t.Errorf("%d committees, %v", count, err)
	}
	if s, err := k.Settings(ctx, v, 1); err != nil || s != (chain.Settings{Creator: maker.Address(), MinThreshold: 2, Lengths: lengths, Grace: 3600}) {
		t.Errorf("settings %+v, %v", s, err)
	}
	if _, err := k.Settings(ctx, v, 2); !errors.Is(err, chain.ErrReverted) || !strings.Contains(err.Error(), "NoCommittee(committee 2)") {
		t.Errorf("settings of nobody: %v", err)
	}
	a, err := k.CurrentAttempt(ctx, v, 1)
	if want := (chain.Attempt{Epoch: 1, Attempt: 1, T: 2, StartedAt: start, Ends: ends, Members: members}); err != nil || !reflect.DeepEqual(a, want) {
		t.Errorf("attempt %+v, %v; want %+v", a, err, want)
	}
	if epoch, err := k.ActiveEpoch(ctx, v, 1); err != nil || epoch != 0 {
		t.Errorf("active epoch %d, %v", epoch, err)
	}
	if _, err := k.EpochOf(ctx, v, 1, 1); !errors.Is(err, chain.ErrReverted) {
		t.Errorf("epoch before its time: %v", err)
	}
	if ids, err := k.CommitteesOf(ctx, v, members[0]); err != nil || !slices.Equal(ids, []uint64{1}) {
		t.Errorf("committees %d, %v", ids, err)
	}
	if until, err := k.LockedUntil(ctx, v, maker.Address()); err != nil || until != 0 {
		t.Errorf("locked until %d, %v", until, err)
	}

	// All speak at once in each phase, right when it opens: the gas of the last one, who ends
	// the phase for all, is not what it was estimated to be.
	phase := func(send func(i int) (*types.Receipt, error)) {
		t.Helper()
		receipts := make([]*types.Receipt, n)
		var wg sync.WaitGroup
		for i := range n {
			wg.Go(func() {
				var err error
				if receipts[i], err = send(i); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if t.Failed() {
			t.FailNow()
		}
		slices.SortFunc(receipts, func(a, b *types.Receipt) int {
			if c := a.BlockNumber.Cmp(b.BlockNumber); c != 0 {
				return c
			}
			return int(a.TransactionIndex) - int(b.TransactionIndex)
		})
		for _, r := range receipts {
			note(r, nil)
		}
	}
	hash := [32]byte{7}
	dealing := bytes.Repeat([]byte{9}, 4+33*2+33+32*n+96)
	phase(func(i int) (*types.Receipt, error) { return k.Join(ctx, wallets[i], 1, 1, 1, []byte{1, byte(i)}) })
	if until, err := k.LockedUntil(ctx, now(r), members[0]); err != nil || until != math.MaxUint64 {
		t.Errorf("locked until %d, %v", until, err)
	}
	if _, err := k.Join(ctx, wallets[0], 1, 1, 1, []byte{1}); !errors.Is(err, chain.ErrReverted) || !strings.Contains(err.Error(), "WrongPhase") {
		t.Errorf("joined twice: %v", err)
	}
	phase(func(i int) (*types.Receipt, error) { return k.Commit(ctx, wallets[i], 1, 1, 1, [32]byte{2, byte(i)}) })
	phase(func(i int) (*types.Receipt, error) { return k.Deal(ctx, wallets[i], 1, 1, 1, dealing) })
	complaint := binary.BigEndian.AppendUint32(nil, 2)
	note(k.Complain(ctx, wallets[0], 1, 1, 1, complaint))
	a, err = k.CurrentAttempt(ctx, now(r), 1)
	if err != nil {
		t.Fatal(err)
	}
	for at := now(r).Block().Number; at < a.Ends[chain.Complain]; at++ {
		if err := e.Mine(1); err != nil {
			t.Fatal(err)
		}
	}
	phase(func(i int) (*types.Receipt, error) { return k.Confirm(ctx, wallets[i], 1, 1, 1, hash) })

	v = now(r)
	if epoch, err := k.ActiveEpoch(ctx, v, 1); err != nil || epoch != 1 {
		t.Errorf("active epoch %d, %v", epoch, err)
	}
	ep, err := k.EpochOf(ctx, v, 1, 1)
	if err != nil || ep.Epoch != 1 || ep.Attempt != 1 || ep.From != 0 || ep.T != 2 || ep.StartedAt != start || ep.ActivatedAt == 0 || ep.EndedAt != 0 ||
		ep.Hash != hash || !slices.Equal(ep.Members, members) || !slices.Equal(ep.Confirmed, []bool{true, true, true}) {
		t.Errorf("epoch %+v, %v", ep, err)
	}
	if ep.Index(members[2]) != 3 || ep.Index(maker.Address()) != 0 {
		t.Errorf("indices %d and %d", ep.Index(members[2]), ep.Index(maker.Address()))
	}

	// The next epoch needs approvals.
	if _, err := k.Start(ctx, wallets[0], 1, 1, members, 2); !errors.Is(err, chain.ErrReverted) || !strings.Contains(err.Error(), "NotApproved(approved 0, needed 2)") {
		t.Errorf("start without approval: %v", err)
	}
	for _, w := range wallets[:2] {
		note(k.Approve(ctx, w, 1, 2, 1, members, 2))
	}
	note(k.Start(ctx, maker, 1, 1, members, 2))
	if a, err := k.CurrentAttempt(ctx, now(r), 1); err != nil || a.Epoch != 2 || a.From != 1 {
		t.Errorf("attempt %+v, %v", a, err)
	}

	if nonce, err := k.SessionNonce(ctx, v, members[0]); err != nil || nonce != 0 {
		t.Errorf("session nonce %d, %v", nonce, err)
	}
	note(k.RaiseSessionNonce(ctx, wallets[0]))
	if nonce, err := k.SessionNonce(ctx, now(r), members[0]); err != nil || nonce != 1 {
		t.Errorf("session nonce %d, %v", nonce, err)
	}

	// What the receipts told is what a follower sees.
	var kinds []string
	for _, ev := range events {
		kinds = append(kinds, strings.TrimPrefix(reflect.TypeOf(ev).String(), "chain."))
	}
	message := []string{"Message", "Message", "Message"}
	want := slices.Concat([]string{"Created", "Started"}, message, []string{"PhaseEnded"}, message, []string{"PhaseEnded"}, message, []string{"PhaseEnded", "Message"},
		[]string{"Message", "Message", "Activated", "Message", "PhaseEnded", "Approved", "Approved", "Started", "SessionNonceRaised"})
	if !slices.Equal(kinds, want) {
		t.Errorf("events %v, want %v", kinds, want)
	}
	if got := events[1].(chain.Started); !reflect.DeepEqual(got, chain.Started{Committee: 1, Epoch: 1, Attempt: 1, T: 2, Members: members, Ends: ends}) {
		t.Errorf("%+v", got)
	}
	for _, ev := range events {
		switch ev := ev.(type) {
		case chain.Message:
			i := slices.Index(members, ev.From)
			data := map[chain.Phase][]byte{chain.Join: {1, byte(i)}, chain.Commit: append([]byte{2, byte(i)}, make([]byte, 30)...), chain.Deal: dealing, chain.Complain: complaint, chain.Confirm: hash[:]}[ev.Phase]
			if ev.Committee != 1 || ev.Epoch != 1 || ev.Attempt != 1 || i < 0 || !bytes.Equal(ev.Data, data) {
				t.Errorf("%+v", ev)
			}
		case chain.Activated:
			if ev != (chain.Activated{Committee: 1, Epoch: 1, Attempt: 1, Hash: hash}) {
				t.Errorf("%+v", ev)
			}
		case chain.SessionNonceRaised:
			if ev != (chain.SessionNonceRaised{Account: members[0], Nonce: 1}) {
				t.Errorf("%+v", ev)
			}
		}
	}
	for name, q := range map[string]chain.Query{"all": k.Query(), "one": k.Query(1), "another": k.Query(2)} {
		want := events[:len(events)-1] // without the session's nonce
		if name == "another" {
			want = nil
		}
		var got []chain.CommitteeEvent
		q.From = first
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		err := c.Follow(ctx, q, func(_ context.Context, b chain.Block, logs []types.Log) error {
			some, err := k.Events(logs)
			if got = append(got, some...); b.Number >= r.BlockNumber.Uint64() {
				cancel()
			}
			return err
		})
		if !errors.Is(err, context.Canceled) || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: followed %d events, want %d; %v", name, len(got), len(want), err)
		}
	}

	// An address where there is no such contract.
	if _, err := c.Committees(common.Address{1: 1}).Count(ctx, v); !errors.Is(err, chain.ErrNoCode) {
		t.Errorf("no contract: %v", err)
	}
	if _, err := c.Committees(deploy(t, c, maker, codeReturn)).Settings(ctx, head(t, c, r.BlockNumber.Uint64()+1), 1); err == nil {
		t.Error("another contract was taken for one")
	}
	// An event nobody knows is not passed over.
	if _, err := k.Events([]types.Log{{Address: k.Address, Topics: []common.Hash{{1}}}}); err == nil {
		t.Error("an unknown event was passed over")
	}
	if events, err := k.Events([]types.Log{{Topics: []common.Hash{{1}}}}); err != nil || len(events) != 0 {
		t.Errorf("another contract's: %v, %v", events, err)
	}
}

// TestVectorsApprovalHash: what members approve.
func TestVectorsApprovalHash(t *testing.T) {
	vectors.Each(t, "approval/hash", func(t *testing.T, v vectors.Vector) {
		var in struct {
			Committee   string
			Epoch, From vectors.Uint64
			Members     []common.Address
			T           uint32
		}
		v.In(t, &in)
		committee, err := strconv.ParseUint(in.Committee, 10, 64)
		if err != nil {
			t.Skip("no contract counts committees beyond 64 bits, nor does this package")
		}
		var out struct{ Hash string }
		v.Out(t, &out)
		p := chain.Proposal{Epoch: uint64(in.Epoch), From: uint64(in.From), Members: in.Members, T: in.T}
		if got, err := p.Hash(committee); err != nil || got != common.HexToHash(out.Hash) {
			t.Errorf("hash %x (%v), want %s", got, err, out.Hash)
		}
	})
}
