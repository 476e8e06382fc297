package market_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/contracts"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/terms"
)

// sold starts a devnet of 2 of 3, whose members have so long for answers on the chain, and lists a file there with an escrow.
func sold(t *testing.T, window time.Duration, change func(*market.Offer)) (*devnet.Devnet, *market.Item) {
	d, err := devnet.Start(t.Context(), devnet.Config{Nodes: 3, Threshold: 2, Grace: 2 * window})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	store, err := storage.OpenStore(d.Store)
	if err != nil {
		t.Fatal(err)
	}
	offer := market.Offer{Source: strings.NewReader("rain"), Size: 4, Name: "rain.csv", Type: "text/csv", Title: "Rain", Price: big.NewInt(1e15),
		Escrow: 3600, Market: d.Market.Address, Committees: d.Committees.Address, Committee: d.Committee, Store: store}
	if change != nil {
		change(&offer)
	}
	item, err := market.New(market.Config{Chain: d.Chain, Wallet: chain.WalletFromKey(d.EVM.Accounts()[1])}).Publish(t.Context(), offer)
	if err != nil {
		t.Fatal(err)
	}
	return d, item
}

// bought returns the account's purchases of an item.
func bought(t *testing.T, c *market.Client, item *market.Item) []*market.Purchase {
	t.Helper()
	all, err := c.Purchases(t.Context(), item.Link.Market, 0, item.Link)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// pass lets time and then blocks pass on the chain, and waits until its client, which may know a head that is 2 seconds old,
// sees them.
func pass(t *testing.T, d *devnet.Devnet, after time.Duration, blocks int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := errors.Join(d.EVM.Advance(after), d.EVM.Mine(blocks)); err != nil {
		t.Fatal(err)
	}
	rpc, err := ethclient.DialContext(ctx, d.EVM.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer rpc.Close()
	head, err := rpc.BlockNumber(ctx)
	for err == nil {
		var v *chain.View
		if v, err = d.Chain.At(ctx, 0); err == nil && v.Number() >= head {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal(err)
}

// TestNoBondForWhatIsRefused: what the market would not take is told before a request is on the chain, and its bond paid.
func TestNoBondForWhatIsRefused(t *testing.T) {
	ctx := t.Context()
	d, item := sold(t, 20*time.Second, func(o *market.Offer) { o.Duration = 7200 })
	killed, kill := context.WithCancel(ctx)
	defer kill()
	buyer := market.New(market.Config{Chain: d.Chain, Wallet: chain.WalletFromKey(d.EVM.Accounts()[2]), Posted: func(market.Posted) { kill() }})
	for range 2 {
		if _, err := buyer.Buy(ctx, item, market.Deal{Renew: true}); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range d.Nodes {
		n.Kill()
	}
	if _, err := buyer.Dispute(killed, item, bought(t, buyer, item)[0], io.Discard); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	requests := func() int {
		v, err := d.Chain.At(ctx, 0)
		if err != nil {
			t.Fatal(err)
		}
		logs, err := d.Chain.Logs(ctx, d.Committees.RequestQuery(), v.Block().Number)
		if err != nil {
			t.Fatal(err)
		}
		return len(logs)
	}
	before := requests()
	// The other purchase of this licence is in dispute.
	_, err := buyer.Dispute(ctx, item, bought(t, buyer, item)[1], io.Discard)
	var revert *chain.RevertError
	if !errors.As(err, &revert) {
		t.Fatal(err)
	}
	if _, ok := revert.Custom.(*contracts.MarketInDispute); !ok || requests() != before {
		t.Errorf("%v; %d requests, and %d before", err, requests(), before)
	}
	// The escrow ends before the market could be shown anything.
	other := market.New(market.Config{Chain: d.Chain, Wallet: chain.WalletFromKey(d.EVM.Accounts()[3])})
	if _, err := other.Buy(ctx, item, market.Deal{}); err != nil {
		t.Fatal(err)
	}
	pass(t, d, 3590*time.Second, 1)
	if _, err := other.Dispute(ctx, item, bought(t, other, item)[0], io.Discard); !errors.Is(err, market.ErrNoPurchase) || !strings.Contains(err.Error(), "the escrow ends on") || requests() != before {
		t.Errorf("%v; %d requests, and %d before", err, requests(), before)
	}
}

// TestWrongAnswersToWhomIsThere: a buyer without the chain's own keys shows wrong answers in the very run that asked, also
// those that carry no keys; the dispute fails, and what is left of the bond is back.
func TestWrongAnswersToWhomIsThere(t *testing.T) {
	ctx := t.Context()
	d, item := sold(t, 20*time.Second, nil)
	key := func(i int) *chain.Wallet { return chain.WalletFromKey(d.EVM.Accounts()[i]) }
	d.Nodes[0].Kill()
	d.Nodes[1].Kill()
	domain := terms.Domain{ChainID: *uint256.NewInt(d.EVM.ChainID()), Committees: d.Committees.Address}
	var once sync.Once
	buyer := market.New(market.Config{Chain: d.Chain, Wallet: key(2), Posted: func(p market.Posted) {
		once.Do(func() {
			v, err := d.Chain.At(ctx, 0)
			if err != nil {
				t.Error(err)
				return
			}
			r, err := d.Committees.RequestOf(ctx, v, p.ID)
			if err != nil {
				t.Error(err)
				return
			}
			for i := range 2 {
				share := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint64(nil, r.Epoch), uint32(i+1))
				share = append(share, bytes.Repeat([]byte{0xff}, 174-len(share))...) // no points and no scalars
				signature, err := key(devnet.Users + i).SignDigest(terms.Digest(domain, &terms.Share{Committee: *uint256.NewInt(d.Committee), Request: r.Digest, Capsule: r.CapsuleID, Share: share}))
				if err == nil {
					_, err = d.Committees.Answer(ctx, key(devnet.Users+i), p.ID, append(share, signature...))
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}})
	if _, err := buyer.Buy(ctx, item, market.Deal{}); err != nil {
		t.Fatal(err)
	}
	p := bought(t, buyer, item)[0]
	opened, err := buyer.Dispute(ctx, item, p, io.Discard)
	if opened || err == nil {
		t.Fatal(opened, err)
	}
	if p = bought(t, buyer, item)[0]; p.Standing > 1 {
		t.Fatalf("%v; %d answers stand after the run that asked", err, p.Standing)
	}
	pass(t, d, 30*time.Second, 1)
	if err := buyer.Refund(ctx, p, false, nil); !errors.Is(err, market.ErrNotYet) || p.Status != market.Failed {
		t.Fatal(p.Status, err)
	}
	pass(t, d, time.Second, 64)
	// The two that answered wrong keep their parts, and so does the third if it came in time.
	if err := buyer.Refund(ctx, p, false, nil); err != nil || p.Status != market.Refunded || p.BondLeft != nil {
		t.Errorf("%s, %v; %v left", p.Status, err, p.BondLeft)
	}
}

// TestBondOfWhatWasServed: a dispute that was answered leaves a part of its bond, which the same verb takes back when no answer
// is paid from it any more, also after the escrow is released.
func TestBondOfWhatWasServed(t *testing.T) {
	ctx := t.Context()
	d, item := sold(t, time.Minute, nil)
	d.Nodes[2].Kill()
	for i, released := range []bool{false, true} {
		var back *big.Int
		buyer := market.New(market.Config{Chain: d.Chain, Wallet: chain.WalletFromKey(d.EVM.Accounts()[2+i]), Reclaimed: func(_ *market.Purchase, amount *big.Int) { back = amount }})
		if _, err := buyer.Buy(ctx, item, market.Deal{}); err != nil {
			t.Fatal(err)
		}
		p := bought(t, buyer, item)[0]
		var got bytes.Buffer
		if opened, err := buyer.Dispute(ctx, item, p, &got); !opened || err != nil || got.String() != "rain" {
			t.Fatal(opened, err)
		}
		var later *market.NotYetError
		if err := buyer.ReclaimBond(ctx, p); !errors.As(err, &later) || !later.Bond {
			t.Fatal(err)
		}
		if err := buyer.Refund(ctx, p, false, nil); !errors.Is(err, market.ErrServed) || !errors.Is(err, market.ErrNotYet) || back != nil {
			t.Fatalf("%v; %v is back", err, back)
		}
		pass(t, d, 2*time.Minute, 1)
		if released {
			if all, err := buyer.Release(ctx, item.Link.Market, 0, item.Link); err != nil || len(all) == 0 {
				t.Fatal(all, err)
			}
		}
		p = bought(t, buyer, item)[0]
		if p.BondLeft == nil || p.BondFrom != 0 {
			t.Fatalf("%v is left, from %d on", p.BondLeft, p.BondFrom)
		}
		want := p.BondLeft
		if err := buyer.Refund(ctx, p, true, nil); !errors.Is(err, market.ErrServed) || back == nil || back.Cmp(want) != 0 {
			t.Errorf("%v; %v is back, not %v", err, back, want)
		}
		if err := buyer.Refund(ctx, p, false, nil); err == nil || p.BondLeft != nil {
			t.Errorf("%v; %v is left still", err, p.BondLeft)
		}
	}
}

// TestAClockThatIsSlow: who buys on a machine that is hours behind the chain can dispute, since the contract goes by the chain's clock.
func TestAClockThatIsSlow(t *testing.T) {
	d, item := sold(t, time.Minute, nil)
	pass(t, d, 8*time.Hour, 1)
	buyer := market.New(market.Config{Chain: d.Chain, Wallet: chain.WalletFromKey(d.EVM.Accounts()[2])})
	if _, err := buyer.Buy(t.Context(), item, market.Deal{}); err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if opened, err := buyer.Dispute(t.Context(), item, bought(t, buyer, item)[0], &got); !opened || err != nil || got.String() != "rain" {
		t.Error(opened, err)
	}
}
