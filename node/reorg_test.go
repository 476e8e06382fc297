package node_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/dkg"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/node"
)

// A reorganisation that replaces a start by another one changes nothing for nodes, which
// look at final blocks only: they make the key of the start that stays. One that replaces
// blocks which were final ends them, since what they sent may be void.
func TestReorgReplacesAStart(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 6*time.Minute)
	defer cancel()
	evm, err := devnet.StartEVM(devnet.EVMConfig{Accounts: 4})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { evm.Close() })
	const final = "4"
	dialFinal := func() *chain.Client {
		c, err := chain.Dial(ctx, chain.Config{URL: evm.WebSocketURL(), Final: final})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		return c
	}
	c := dialFinal()
	creator := chain.WalletFromKey(evm.Accounts()[0])
	k, err := c.DeployCommittees(ctx, creator)
	if err != nil {
		t.Fatal(err)
	}
	var wallets []*chain.Wallet
	var members []common.Address
	for _, key := range evm.Accounts()[1:] {
		w := chain.WalletFromKey(key)
		if _, err := k.Register(ctx, w, "http://127.0.0.1:1/", 1<<40, nil); err != nil {
			t.Fatal(err)
		}
		wallets, members = append(wallets, w), append(members, w.Address())
	}
	if err := evm.Mine(6); err != nil { // all that is final now
		t.Fatal(err)
	}
	var nodes []*running
	for _, w := range wallets {
		nodes = append(nodes, start(t, node.Config{Chain: dialFinal(), Committees: k.Address, Operator: w, Guard: node.TestGuard,
			Dir:           filepath.Join(t.TempDir(), "node"),
			Accept:        func(uint256.Int, common.Address) bool { return true },
			FinalityDelay: 4}))
	}
	lengths := [5]uint32{80, 80, 80, 10, 80}
	first, receipt, err := k.Create(ctx, creator, members, 2, 1, lengths, 3600)
	if err != nil {
		t.Fatal(err)
	}
	if err := evm.Mine(2); err != nil { // not final yet
		t.Fatal(err)
	}
	if err := evm.Rewind(receipt.BlockNumber.Uint64() - 1); err != nil {
		t.Fatal(err)
	}
	other := []common.Address{members[2], members[0], members[1]}
	second, _, err := dialFinal().Committees(k.Address).Create(ctx, creator, other, 3, 1, lengths, 3600)
	if err != nil || second != first {
		t.Fatalf("committee %d instead of %d: %v", second, first, err)
	}

	mining, stop := context.WithCancel(ctx)
	mined := make(chan error, 1)
	go func() {
		for mining.Err() == nil {
			if err := evm.Mine(1); err != nil {
				mined <- err
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		mined <- nil
	}()
	view := dialFinal()
	await(t, "the epoch is active", func() bool {
		v, err := view.AtFinal(ctx)
		if err != nil {
			return false
		}
		active, err := k.ActiveEpoch(ctx, v, second)
		return err == nil && active == 1
	})
	made, err := node.ReplayEpoch(ctx, view, k, second, 1)
	if err != nil {
		t.Fatal(err)
	}
	if made.T != 3 || made.Members[0] != dkg.Account(members[2]) {
		t.Errorf("the key is of the start that is gone: %d of %x", made.T, made.Members)
	}
	await(t, "all members confirm", func() bool {
		v, err := view.At(ctx, 0)
		if err != nil {
			return false
		}
		e, err := k.EpochOf(ctx, v, second, 1)
		return err == nil && e.Confirmed[0] && e.Confirmed[1] && e.Confirmed[2]
	})
	stop()
	if err := <-mined; err != nil {
		t.Fatal(err)
	}

	// Now blocks go that were final: all nodes have seen the end of the complaints, or none had confirmed.
	v, err := view.At(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	attempt, err := k.CurrentAttempt(ctx, v, second)
	if err != nil {
		t.Fatal(err)
	}
	last := attempt.Ends[chain.Complain] - 1
	if err := evm.Rewind(last); err != nil {
		t.Fatal(err)
	}
	if err := evm.Mine(int(v.Number()-last) + 20); err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes {
		select {
		case <-n.ended:
			if !errors.Is(n.err, chain.ErrReorged) {
				t.Errorf("the node ended with %v", n.err)
			}
		case <-time.After(2 * time.Minute):
			t.Error("a node goes on after blocks went that were final")
		}
	}
}
