package market_test

import (
	"context"
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/ethclient"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/market"
)

// TestKilledWhileBuying: a purchase that was sent by a run that was killed, and is in no block yet, is not
// paid again by the next run, although a licence of that kind can be extended.
func TestKilledWhileBuying(t *testing.T) {
	t.Parallel()
	e, err := devnet.StartEVM(devnet.EVMConfig{Period: 2 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	pool, err := ethclient.Dial(e.URL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	run := func() *chain.Client {
		t.Helper()
		c, err := chain.Dial(t.Context(), chain.Config{URL: e.URL(), Final: "0"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		return c
	}
	c := run()
	seller, buyer := chain.WalletFromKey(e.Accounts()[0]), chain.WalletFromKey(e.Accounts()[1])
	k, err := c.DeployCommittees(t.Context(), seller)
	if err != nil {
		t.Fatal(err)
	}
	m, err := c.DeployMarket(t.Context(), seller, k.Address)
	if err != nil {
		t.Fatal(err)
	}
	for name, deal := range map[string]market.Deal{"own": {}, "renewed": {Renew: true}, "gift": {Holder: common.Address{7}}} {
		t.Run(name, func(t *testing.T) {
			var salt [32]byte
			copy(salt[:], name)
			asset, _, err := m.List(t.Context(), seller, salt, chain.Listing{Price: big.NewInt(1000), Duration: 3600, Stock: chain.Unlimited}, chain.Version{URI: "file:///nowhere"})
			if err != nil {
				t.Fatal(err)
			}
			link := market.Link{ChainID: e.ChainID(), Market: m.Address, Asset: asset}
			buy := func(ctx context.Context) (*market.Paid, error) {
				c := market.New(market.Config{Chain: run(), Wallet: buyer})
				item, err := c.Show(ctx, link)
				if err != nil {
					t.Fatal(err)
				}
				return c.Buy(ctx, item, deal)
			}
			before, err := pool.PendingNonceAt(t.Context(), buyer.Address())
			if err != nil {
				t.Fatal(err)
			}
			killed, kill := context.WithCancel(t.Context())
			defer kill()
			go func() {
				for killed.Err() == nil {
					if now, err := pool.PendingNonceAt(killed, buyer.Address()); err == nil && now > before {
						kill()
					}
					time.Sleep(10 * time.Millisecond)
				}
			}()
			if _, err := buy(killed); !errors.Is(err, chain.ErrUnknown) {
				t.Skipf("it was in a block before it could be killed: %v", err)
			}
			paid, err := buy(t.Context())
			if paid != nil || err != nil && !errors.Is(err, market.ErrHasLicence) || err == nil && name != "own" {
				t.Errorf("%+v, %v", paid, err)
			}
			view, err := run().At(t.Context(), 0)
			if err != nil {
				t.Fatal(err)
			}
			if l, err := m.ListingOf(t.Context(), view, asset); err != nil || l.Sold != 1 {
				t.Errorf("%d were bought, %v", l.Sold, err)
			}
		})
	}
}
