package market_test

import (
	"errors"
	"math/big"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/market"
)

// permit2Code is Permit2's own, as npm carries it; nil if that is not there.
func permit2Code(t *testing.T) []byte {
	source, err := os.ReadFile("../node_modules/@uniswap/v4-periphery/lib/permit2/test/utils/DeployPermit2.sol")
	if err != nil {
		t.Logf("no Permit2 (%v): run \"npm ci --ignore-scripts\" first", err)
		return nil
	}
	code := regexp.MustCompile(`hex"([0-9a-f]+)"`).FindSubmatch(source)
	if code == nil {
		t.Fatal("no code in DeployPermit2.sol")
	}
	return common.FromHex(string(code[1]))
}

// Each token is paid in the cheapest way that it takes, and afterwards nothing is allowed to the
// market that was not before.
func TestPaysTheCheapestWay(t *testing.T) {
	t.Parallel()
	code := permit2Code(t)
	cfg := devnet.EVMConfig{ChainID: 1337} // the copy of Permit2 remembers the domain of another chain
	if code != nil {
		cfg.Code = map[common.Address][]byte{chain.Permit2: code}
	}
	e, err := devnet.StartEVM(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	ctx := t.Context()
	c, err := chain.Dial(ctx, chain.Config{URL: e.WebSocketURL(), Final: "0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	wallet := func(i int) *chain.Wallet { return chain.WalletFromKey(e.Accounts()[i]) }
	maker, seller, buyer, friend := wallet(0), wallet(1), wallet(2), wallet(3)
	k, err := c.DeployCommittees(ctx, maker)
	if err != nil {
		t.Fatal(err)
	}
	m, err := c.DeployMarket(ctx, maker, k.Address)
	if err != nil {
		t.Fatal(err)
	}
	dollar, err := devnet.DeployDollar(ctx, c, maker, big.NewInt(1000), buyer.Address())
	if err != nil {
		t.Fatal(err)
	}
	odd := func(name string) *chain.Token {
		hex, err := os.ReadFile("../chain/testdata/" + name + ".hex")
		if err != nil {
			t.Fatal(err)
		}
		list, _ := abi.NewType("address[]", "", nil)
		number, _ := abi.NewType("uint256", "", nil)
		given, err := abi.Arguments{{Type: list}, {Type: number}}.Pack([]common.Address{buyer.Address()}, big.NewInt(1000))
		if err != nil {
			t.Fatal(err)
		}
		at, _, err := c.Deploy(ctx, maker, chain.Tx{Data: append(common.FromHex(strings.TrimSpace(string(hex))), given...)})
		if err != nil {
			t.Fatal(err)
		}
		return c.Token(at)
	}
	old, fee := odd("OldToken"), odd("FeeToken")
	buys := market.New(market.Config{Chain: c, Wallet: buyer})
	salt := byte(0)
	item := func(token common.Address, price int64, duration uint32) *market.Item {
		t.Helper()
		salt++
		asset, _, err := m.List(ctx, seller, [32]byte{salt}, chain.Listing{Price: big.NewInt(price), Token: token, Stock: chain.Unlimited, Duration: duration}, chain.Version{URI: "file:///nowhere"})
		if err != nil {
			t.Fatal(err)
		}
		i, err := buys.Show(ctx, market.Link{ChainID: c.ChainID(), Market: m.Address, Asset: asset})
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	allowed := func(token *chain.Token) int64 {
		t.Helper()
		v, err := c.At(ctx, 0)
		if err != nil {
			t.Fatal(err)
		}
		a, err := token.Allowance(ctx, v, buyer.Address(), m.Address)
		if err != nil {
			t.Fatal(err)
		}
		return a.Int64()
	}
	pays := func(i *market.Item, want market.Payment) {
		t.Helper()
		paid, err := buys.Buy(ctx, i, market.Deal{Renew: true})
		if err != nil || paid == nil || paid.By != want {
			t.Fatalf("paid %+v, want it by %s: %v", paid, want, err)
		}
	}

	coin := item(chain.Coin, 100, 60)
	pays(coin, market.ByCoin)
	pays(item(dollar.Address, 0, 0), market.ByCoin) // nothing
	pays(item(dollar.Address, 100, 60), market.ByPermit)
	if a := allowed(dollar); a != 0 {
		t.Errorf("%d dollars are still allowed", a)
	}
	oldItem := item(old.Address, 100, 60)
	pays(oldItem, market.ByApproval)
	if a := allowed(old); a != 0 {
		t.Errorf("%d old tokens are still allowed", a)
	}
	if _, err := old.Approve(ctx, buyer, m.Address, big.NewInt(30)); err != nil { // too little, and in the way
		t.Fatal(err)
	}
	pays(oldItem, market.ByApproval)
	if _, err := old.Approve(ctx, buyer, m.Address, big.NewInt(150)); err != nil {
		t.Fatal(err)
	}
	pays(oldItem, market.ByAllowance)
	if a := allowed(old); a != 50 {
		t.Errorf("%d old tokens are allowed, not the 50 that were left", a)
	}
	if code != nil {
		if _, err := old.Approve(ctx, buyer, chain.Permit2, big.NewInt(500)); err != nil {
			t.Fatal(err)
		}
		pays(oldItem, market.ByPermit2)
		pays(oldItem, market.ByPermit2) // with another nonce
		if a := allowed(old); a != 50 {
			t.Errorf("%d old tokens are allowed", a)
		}
	}

	// A token that keeps a part is not paid with, and nothing moves.
	if _, err := buys.Buy(ctx, item(fee.Address, 100, 60), market.Deal{}); err == nil || !strings.Contains(err.Error(), "TokenLies") {
		t.Errorf("a token that takes fees: %v", err)
	}
	// What the seller changed meanwhile is not bought.
	if _, err := m.Reprice(ctx, seller, coin.Link.Asset, big.NewInt(99)); err != nil {
		t.Fatal(err)
	}
	if _, err := buys.Buy(ctx, coin, market.Deal{Renew: true}); !errors.Is(err, chain.ErrNotSent) || !strings.Contains(err.Error(), "WrongPrice") {
		t.Errorf("bought at another price: %v", err)
	}
	coin.Listing.Price = big.NewInt(99)
	if _, err := m.Update(ctx, seller, coin.Link.Asset, chain.Version{URI: "file:///elsewhere"}); err != nil {
		t.Fatal(err)
	}
	if _, err := buys.Buy(ctx, coin, market.Deal{Renew: true}); !errors.Is(err, chain.ErrNotSent) || !strings.Contains(err.Error(), "OtherVersion") {
		t.Errorf("bought another version: %v", err)
	}
	// A gift is the other's: the payer has none, and pays for its own.
	gift := item(chain.Coin, 7, 0)
	if paid, err := buys.Buy(ctx, gift, market.Deal{Holder: friend.Address()}); err != nil || paid == nil || gift.Licence != 0 {
		t.Errorf("a gift: %+v, %v, licence %d", paid, err, gift.Licence)
	}
	if ok, err := market.New(market.Config{Chain: c, Account: friend.Address()}).Licensed(ctx, gift); err != nil || !ok {
		t.Errorf("the friend has no licence: %v", err)
	}
	// A program that was killed after it paid, a few blocks ago, knows since when it has the licence.
	before := gift.Bought
	if ok, err := buys.Licensed(ctx, gift); err != nil || ok || gift.Bought != before {
		t.Errorf("the payer of a gift has a licence: %v", err)
	}
	paid, err := buys.Buy(ctx, gift, market.Deal{})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Mine(5); err != nil {
		t.Fatal(err)
	}
	again, err := buys.Show(ctx, gift.Link)
	if err != nil {
		t.Fatal(err)
	}
	if twice, err := buys.Buy(ctx, again, market.Deal{}); err != nil || twice != nil || again.Bought != paid.Block {
		t.Errorf("bought again: %+v, %v; in block %d, not %d", twice, err, again.Bought, paid.Block)
	}
	if err := e.Mine(64); err != nil {
		t.Fatal(err)
	}
	if again, err = buys.Show(ctx, gift.Link); err != nil {
		t.Fatal(err)
	}
	if ok, err := buys.Licensed(ctx, again); err != nil || !ok || again.Bought != 0 {
		t.Errorf("an old licence: %v, %v, block %d", ok, err, again.Bought)
	}
}
