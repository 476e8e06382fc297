package devnet

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/storage"
)

// as returns a client for the account of that number.
func (d *Devnet) as(account int, evidence func(*quorum.Evidence)) *market.Client {
	return market.New(market.Config{Chain: d.Chain, Wallet: chain.WalletFromKey(d.EVM.Accounts()[account]), Evidence: evidence})
}

// TestStory tells the whole story once, on the smallest committee that has it all: n = 4,
// t = 2, so that one node can lie and two can die.
func TestStory(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 6*time.Minute)
	defer cancel()
	d, err := Start(ctx, Config{Nodes: 4, Threshold: 2})
	if err != nil {
		t.Fatal(err)
	}
	closed := false
	defer func() {
		if !closed {
			d.Close()
		}
	}()
	file := make([]byte, 200_000)
	rand.Read(file)
	store, err := storage.OpenStore(d.Store)
	if err != nil {
		t.Fatal(err)
	}
	const seller, buyer, outsider, late = 1, 2, 3, 4
	price := big.NewInt(1e15)
	item, err := d.as(seller, nil).Publish(ctx, market.Offer{Source: bytes.NewReader(file), Size: int64(len(file)), Name: "data.bin",
		Type: "application/octet-stream", Title: "Data", Price: price, Market: d.Market.Address,
		Committees: d.Committees.Address, Committee: d.Committee, Store: store})
	if err != nil {
		t.Fatal(err)
	}

	opens := func(c *market.Client) error {
		t.Helper()
		shown, err := c.Show(ctx, item.Link)
		if err != nil {
			t.Fatal(err)
		}
		if shown.Metadata == nil {
			t.Fatal(shown.Err)
		}
		var out bytes.Buffer
		if err := c.Open(ctx, shown, &out); err != nil {
			return err
		}
		if !bytes.Equal(out.Bytes(), file) {
			t.Fatal("other bytes came out")
		}
		return nil
	}
	buys := func(c *market.Client) {
		t.Helper()
		if paid, err := c.Buy(ctx, item, market.Deal{}); err != nil || paid == nil || paid.Until != chain.Perpetual {
			t.Fatalf("bought %+v: %v", paid, err)
		}
		if err := opens(c); err != nil {
			t.Fatal(err)
		}
	}

	var refused *quorum.OpenError
	if err := opens(d.as(outsider, nil)); !errors.As(err, &refused) || !errors.Is(err, quorum.ErrNotEntitled) {
		t.Fatalf("an outsider: %v", err)
	} else if n := refused.Refused(quorum.PolicyFalse); n < 3 {
		t.Fatalf("%d nodes refused, want 3 at least", n)
	}
	buys(d.as(buyer, nil))
	if paid, err := d.as(buyer, nil).Buy(ctx, item, market.Deal{}); err != nil || paid != nil {
		t.Fatalf("paid twice: %+v, %v", paid, err)
	}
	if err := opens(d.as(seller, nil)); err != nil {
		t.Fatalf("the seller: %v", err)
	}

	d.Nodes[3].Lie()
	var named *quorum.Evidence
	for range 200 {
		if named != nil {
			break
		}
		if err := opens(d.as(buyer, func(e *quorum.Evidence) { named = e })); err != nil {
			t.Fatalf("with a liar: %v", err)
		}
	}
	if named == nil || named.Index != 4 {
		t.Fatalf("named %+v, want node 4", named)
	}

	for _, n := range d.Nodes[2:] {
		n.Kill()
		u, err := url.Parse(n.URL)
		if err != nil {
			t.Fatal(err)
		}
		if c, err := net.Dial("tcp", u.Host); err == nil {
			c.Close()
			t.Errorf("node %d listens after it was killed", n.Index)
		}
	}
	// Of the two that are left, one that is a moment behind makes it too few: they are asked again, by one signature.
	signatures := 0
	hasty := market.New(market.Config{Chain: d.Chain, Account: crypto.PubkeyToAddress(d.EVM.Accounts()[late].PublicKey),
		Sign: func(_ context.Context, request apitypes.TypedData) ([]byte, error) {
			signatures++
			return chain.WalletFromKey(d.EVM.Accounts()[late]).SignTypedData(request)
		}})
	shown := mustShow(ctx, t, d, item)
	now, err := d.Chain.At(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	shown.Bought = now.Block().Number
	bought := make(chan error)
	go func() {
		time.Sleep(1500 * time.Millisecond)
		_, err := d.as(late, nil).Buy(ctx, item, market.Deal{})
		bought <- err
	}()
	var out bytes.Buffer
	if err := hasty.Open(ctx, shown, &out); err != nil || !bytes.Equal(out.Bytes(), file) || signatures != 1 {
		t.Errorf("opened before all see the purchase: %v, %d bytes, %d signatures", err, out.Len(), signatures)
	}
	if err := <-bought; err != nil {
		t.Fatal(err)
	}

	sales, err := d.as(seller, nil).Sales(ctx, d.Market.Address, 0)
	if err != nil || len(sales.Purchases) != 2 || sales.Tokens[0].Owed.Cmp(new(big.Int).Mul(price, big.NewInt(2))) != 0 {
		t.Fatalf("%+v: %v", sales, err)
	}
	owed := sales.Tokens[0].Owed
	if amount, err := d.as(seller, nil).Withdraw(ctx, d.Market.Address, chain.Coin, common.Address{}); err != nil || amount.Cmp(owed) != 0 {
		t.Fatalf("withdrew %v of %v: %v", amount, owed, err)
	}
	if err := d.as(seller, nil).Stop(ctx, item.Link); err != nil {
		t.Fatal(err)
	}
	if _, err := d.as(outsider, nil).Buy(ctx, mustShow(ctx, t, d, item), market.Deal{}); !errors.Is(err, market.ErrNotForSale) {
		t.Fatalf("bought what is stopped: %v", err)
	}
	if err := opens(d.as(buyer, nil)); err != nil {
		t.Fatalf("paid access after the stop: %v", err)
	}
	if items, err := d.as(buyer, nil).List(ctx, d.Market.Address, nil, 0); err != nil || len(items) != 0 {
		t.Fatalf("%d listings for sale: %v", len(items), err)
	}

	d.Nodes[1].Kill()
	if err := opens(d.as(buyer, nil)); !errors.Is(err, quorum.ErrTooFew) {
		t.Fatalf("with one node of two: %v", err)
	}

	closed = true
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(d.Dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the temporary folder is still there: %v", err)
	}
	if resp, err := http.Get(d.Files); err == nil {
		resp.Body.Close()
		t.Error("the file server still answers")
	}
}

func mustShow(ctx context.Context, t *testing.T, d *Devnet, item *market.Item) *market.Item {
	t.Helper()
	shown, err := d.as(0, nil).Show(ctx, item.Link)
	if err != nil {
		t.Fatal(err)
	}
	return shown
}

func TestStartRefuses(t *testing.T) {
	if _, err := Start(t.Context(), Config{Nodes: 3, Threshold: 4}); err == nil {
		t.Error("4 of 3 is accepted")
	}
	dir := t.TempDir()
	d, err := Start(t.Context(), Config{Dir: dir, ChainOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	for _, again := range []Config{{Dir: dir}, {Dir: dir, ChainOnly: true}} {
		if _, err := Start(t.Context(), again); err == nil {
			t.Error("a folder with another devnet is accepted")
		}
	}
}
