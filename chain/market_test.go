package chain_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/contracts"
	"github.com/latchkey-network/latchkey/devnet"
)

func TestMarket(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	c := dial(t, chain.Config{URL: e.WebSocketURL()})
	ctx := t.Context()
	k, err := c.DeployCommittees(ctx, wallet(e, 9))
	if err != nil {
		t.Fatal(err)
	}
	m, err := c.DeployMarket(ctx, wallet(e, 9), k.Address)
	if err != nil {
		t.Fatal(err)
	}
	seller, buyer, other := wallet(e, 0), wallet(e, 1), wallet(e, 2)
	now := func(r *types.Receipt) *chain.View {
		t.Helper()
		v, err := c.AtBlock(ctx, r.BlockNumber.Uint64())
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	var want []chain.MarketEvent

	for i, l := range []chain.Listing{
		{Price: big.NewInt(1000), Stock: chain.Unlimited, Royalty: other.Address(), RoyaltyBps: 1000},
		{Price: big.NewInt(5), Duration: 3600, Stock: 7, Limit: 3, EndsAt: 1 << 33},
	} {
		salt := [32]byte{byte(i), 31: 1}
		pin := chain.Pin{MetadataHash: [32]byte{byte(i)}, URI: fmt.Sprintf("http://127.0.0.1/%d", i)}
		asset, r, err := m.List(ctx, seller, salt, l, chain.Version{MetadataHash: pin.MetadataHash, URI: pin.URI})
		if err != nil {
			t.Fatal(err)
		}
		l.Seller = seller.Address()
		want = append(want, chain.Listed{Asset: asset, Listing: l}, chain.Versioned{Asset: asset, Version: 1, Pin: pin})
		l.Version = 1
		v := now(r)
		if got, err := m.VersionOf(ctx, v, asset, 1); err != nil || got != pin {
			t.Errorf("version %+v, %v; want %+v", got, err, pin)
		}

		// The id is the contract's.
		abi := contracts.NewMarket()
		out, err := v.Call(ctx, m.Address, abi.PackAssetOf(seller.Address(), salt))
		if err != nil {
			t.Fatal(err)
		}
		if theirs, err := abi.UnpackAssetOf(out); err != nil || theirs != asset || chain.AssetOf(seller.Address(), salt) != asset {
			t.Errorf("asset %x, the contract says %x, %v", asset, theirs, err)
		}
		got, err := m.ListingOf(ctx, v, asset)
		if err != nil || !reflect.DeepEqual(got, l) {
			t.Errorf("listing %+v, %v; want %+v", got, err, l)
		}
		if _, _, err := m.List(ctx, seller, salt, l, chain.Version{URI: pin.URI}); !errors.Is(err, chain.ErrReverted) || !strings.Contains(err.Error(), "AlreadyListed") {
			t.Errorf("listed twice: %v", err)
		}

		order := func(price int64) chain.Order {
			return chain.Order{Asset: asset, Holder: buyer.Address(), Price: big.NewInt(price), Version: 1}
		}
		if until, err := m.LicenceOf(ctx, v, asset, buyer.Address()); err != nil || until != 0 {
			t.Errorf("licence %d, %v", until, err)
		}
		if ok, err := m.Licensed(ctx, v, asset, buyer.Address()); err != nil || ok {
			t.Errorf("licensed %v, %v", ok, err)
		}
		if ok, err := m.Licensed(ctx, v, asset, seller.Address()); err != nil || !ok {
			t.Errorf("seller licensed %v, %v", ok, err)
		}
		if _, _, err := m.Buy(ctx, buyer, order(4), chain.Coin); !errors.Is(err, chain.ErrNotSent) || !strings.Contains(err.Error(), "WrongPrice(asked "+l.Price.String()+", given 4)") {
			t.Errorf("too little paid: %v", err)
		}
		bought, r, err := m.Buy(ctx, buyer, order(l.Price.Int64()), chain.Coin)
		if err != nil {
			t.Fatal(err)
		}
		until := bought.Until
		v = now(r)
		if l.Duration == 0 && until != chain.Perpetual || l.Duration != 0 && until != v.Block().Time+uint64(l.Duration) {
			t.Errorf("bought until %d at %d", until, v.Block().Time)
		}
		want = append(want, chain.Bought{Asset: asset, Holder: buyer.Address(), Number: 1, Payer: buyer.Address(), Price: l.Price, Until: until})
		if got, err := m.LicenceOf(ctx, v, asset, buyer.Address()); err != nil || got != until {
			t.Errorf("licence %d, %v", got, err)
		}
		if ok, err := m.Licensed(ctx, v, asset, buyer.Address()); err != nil || !ok {
			t.Errorf("licensed %v, %v", ok, err)
		}

		if _, err := m.Stop(ctx, other, asset); !errors.Is(err, chain.ErrReverted) || !strings.Contains(err.Error(), "NotSeller") {
			t.Errorf("stopped by a stranger: %v", err)
		}
		if _, err = m.Reprice(ctx, seller, asset, big.NewInt(6)); err != nil {
			t.Fatal(err)
		}
		r, err = m.Stop(ctx, seller, asset)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, chain.Repriced{Asset: asset, Price: big.NewInt(6)}, chain.Stopped{Asset: asset})
		if got, err := m.ListingOf(ctx, now(r), asset); err != nil || !got.Stopped || got.Price.Int64() != 6 || got.Sold != 1 || l.Stock == 7 && got.Stock != 6 {
			t.Errorf("listing %+v, %v", got, err)
		}
		if _, _, err := m.Buy(ctx, other, chain.Order{Asset: asset, Holder: other.Address(), Price: big.NewInt(6), Version: 1}, chain.Coin); !errors.Is(err, chain.ErrReverted) || !strings.Contains(err.Error(), "NotForSale") {
			t.Errorf("bought after the end: %v", err)
		}
	}

	v := head(t, c, 0)
	if owed, err := m.Owed(ctx, v, chain.Coin, seller.Address()); err != nil || owed.Int64() != 905 {
		t.Errorf("owed %v, %v", owed, err)
	}
	if owed, err := m.Owed(ctx, v, chain.Coin, other.Address()); err != nil || owed.Int64() != 100 {
		t.Errorf("owed %v, %v", owed, err)
	}
	amount, r, err := m.Withdraw(ctx, seller, chain.Coin, buyer.Address())
	if err != nil || amount.Int64() != 905 {
		t.Errorf("withdrew %v, %v", amount, err)
	}
	want = append(want, chain.Withdrawn{Account: seller.Address(), Amount: big.NewInt(905), To: buyer.Address()})
	if _, _, err := m.Withdraw(ctx, seller, chain.Coin, seller.Address()); !errors.Is(err, chain.ErrReverted) || !strings.Contains(err.Error(), "NothingOwed") {
		t.Errorf("withdrew twice: %v", err)
	}
	if l, err := m.ListingOf(ctx, v, [32]byte{9}); err != nil || l.Seller != (common.Address{}) {
		t.Errorf("listing of nothing: %+v, %v", l, err)
	}

	var got []chain.MarketEvent
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	err = c.Follow(ctx, m.Query(), func(_ context.Context, b chain.Block, logs []types.Log) error {
		some, err := m.Events(logs)
		if got = append(got, some...); b.Number >= r.BlockNumber.Uint64() {
			cancel()
		}
		return err
	})
	if !errors.Is(err, context.Canceled) || !reflect.DeepEqual(got, want) {
		t.Errorf("followed %+v, want %+v; %v", got, want, err)
	}
	if _, err := m.Events([]types.Log{{Address: m.Address}}); err == nil {
		t.Error("an event without a topic was passed over")
	}
}

// TestCapsuleOfBehindALimit: the capsule of a listing is found from the purchase's block backwards, at an endpoint that gives logs of
// ten blocks at most, and nothing is asked of the chain long before the listing.
func TestCapsuleOfBehindALimit(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	own := dial(t, chain.Config{URL: e.URL()})
	ctx := t.Context()
	k, err := own.DeployCommittees(ctx, wallet(e, 9))
	if err != nil {
		t.Fatal(err)
	}
	market, err := own.DeployMarket(ctx, wallet(e, 9), k.Address)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Mine(200); err != nil {
		t.Fatal(err)
	}
	var assets [][32]byte
	var listed uint64
	for i := range 2 { // of two sellers' listings one is asked for
		asset, r, err := market.List(ctx, wallet(e, i), [32]byte{}, chain.Listing{Price: big.NewInt(1), Stock: 1}, chain.Version{URI: "x", MetadataHash: [32]byte{1}, Confirmations: uint64(i)})
		if err != nil {
			t.Fatal(err)
		}
		assets, listed = append(assets, asset), r.BlockNumber.Uint64()
	}
	if _, err := market.Update(ctx, wallet(e, 1), assets[1], chain.Version{URI: "y", MetadataHash: [32]byte{2}, Confirmations: 7}); err != nil {
		t.Fatal(err)
	}
	if err := e.Mine(100); err != nil {
		t.Fatal(err)
	}
	const limit = 10
	var mu sync.Mutex
	lowest, asked := uint64(1<<63), 0
	f := newFront(t, e.URL())
	f.answer = func(method string, params []json.RawMessage, w http.ResponseWriter) bool {
		if method != "eth_getLogs" {
			return false
		}
		var q struct{ FromBlock, ToBlock hexutil.Uint64 }
		if err := json.Unmarshal(params[0], &q); err != nil {
			t.Error(err)
		}
		if q.ToBlock-q.FromBlock >= limit {
			return refuse(w, -32602, "eth_getLogs is limited to a 10 block range")
		}
		mu.Lock()
		defer mu.Unlock()
		lowest, asked = min(lowest, uint64(q.FromBlock)), asked+1
		return false
	}
	c := dial(t, chain.Config{URL: f.URL})
	m := c.Market(market.Address)
	latest := head(t, c, listed+101).Block().Number
	for version, want := range map[uint16]uint64{1: 1, 2: 7} {
		if got, _, err := m.CapsuleOf(ctx, assets[1], version, latest); err != nil || got != want {
			t.Errorf("version %d has %d confirmations, %v; not %d", version, got, err, want)
		}
	}
	if lowest < listed-2*limit || asked == 0 {
		t.Errorf("logs were asked for from block %d on, and the listing is in %d", lowest, listed)
	}
	if _, _, err := m.CapsuleOf(ctx, assets[1], 3, latest); !errors.Is(err, chain.ErrNoCapsule) {
		t.Error(err)
	}
}
