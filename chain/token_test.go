package chain_test

import (
	"errors"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
)

// deployOdd deploys a token of testdata.
func deployOdd(t *testing.T, c *chain.Client, w *chain.Wallet, name string, each int64, accounts ...common.Address) *chain.Token {
	t.Helper()
	code, err := os.ReadFile("testdata/" + name + ".hex")
	if err != nil {
		t.Fatal(err)
	}
	list, _ := abi.NewType("address[]", "", nil)
	number, _ := abi.NewType("uint256", "", nil)
	given, err := abi.Arguments{{Type: list}, {Type: number}}.Pack(accounts, big.NewInt(each))
	if err != nil {
		t.Fatal(err)
	}
	at, _, err := c.Deploy(t.Context(), w, chain.Tx{Data: append(common.FromHex(strings.TrimSpace(string(code))), given...)})
	if err != nil {
		t.Fatal(err)
	}
	return c.Token(at)
}

// A modern token and one from before the standard are read alike; the market takes money from
// both: by a permit, and by an allowance that has to be 0 before it changes.
func TestToken(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	c := dial(t, chain.Config{URL: e.WebSocketURL()})
	ctx := t.Context()
	seller, buyer, other := wallet(e, 1), wallet(e, 2), wallet(e, 3)
	k, err := c.DeployCommittees(ctx, wallet(e, 0))
	if err != nil {
		t.Fatal(err)
	}
	m, err := c.DeployMarket(ctx, wallet(e, 0), k.Address)
	if err != nil {
		t.Fatal(err)
	}
	dollar, err := devnet.DeployDollar(ctx, c, wallet(e, 0), big.NewInt(5_000_000), buyer.Address(), other.Address())
	if err != nil {
		t.Fatal(err)
	}
	old := deployOdd(t, c, wallet(e, 0), "OldToken", 5_000_000, buyer.Address())

	for _, token := range []struct {
		*chain.Token
		symbol   string
		decimals uint8
	}{{dollar, "DUSD", 6}, {old, "OLD", 2}} {
		v := head(t, c, 0)
		if s, err := token.Symbol(ctx, v); err != nil || s != token.symbol {
			t.Errorf("symbol %q, %v", s, err)
		}
		if d, err := token.Decimals(ctx, v); err != nil || d != token.decimals {
			t.Errorf("decimals %d, %v", d, err)
		}
		if b, err := token.BalanceOf(ctx, v, buyer.Address()); err != nil || b.Int64() != 5_000_000 {
			t.Errorf("balance %v, %v", b, err)
		}
		for _, amount := range []int64{7, 9} { // from 0, and from another
			if _, err := token.Approve(ctx, buyer, m.Address, big.NewInt(amount)); err != nil {
				t.Fatalf("%s: %v", token.symbol, err)
			}
			if a, err := token.Allowance(ctx, head(t, c, 0), buyer.Address(), m.Address); err != nil || a.Int64() != amount {
				t.Errorf("%s: allowance %v, %v", token.symbol, a, err)
			}
		}
		salt := [32]byte{token.decimals}
		asset, _, err := m.List(ctx, seller, salt, chain.Listing{Price: big.NewInt(9), Token: token.Address, Stock: 9, Duration: 60}, chain.Version{URI: "x"})
		if err != nil {
			t.Fatal(err)
		}
		order := chain.Order{Asset: asset, Holder: buyer.Address(), Price: big.NewInt(9), Version: 1}
		if _, _, err := m.Buy(ctx, buyer, order, token.Address); err != nil {
			t.Fatal(err)
		}
		if _, _, err := m.Buy(ctx, buyer, order, token.Address); !errors.Is(err, chain.ErrReverted) {
			t.Errorf("bought without an allowance: %v", err)
		}

		deadline := uint64(time.Now().Add(time.Hour).Unix())
		signature, err := token.SignPermit(ctx, head(t, c, 0), buyer, m.Address, big.NewInt(9), deadline)
		if token.Token == old {
			if !errors.Is(err, chain.ErrNoPermit) {
				t.Errorf("a permit of a token that has none: %v", err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := m.BuyWithPermit(ctx, other, chain.Order{Asset: asset, Holder: other.Address(), Price: big.NewInt(9), Version: 1}, deadline, signature); !errors.Is(err, chain.ErrReverted) {
			t.Errorf("somebody else bought with the permit: %v", err)
		}
		if _, _, err := m.BuyWithPermit(ctx, buyer, order, deadline, signature); err != nil {
			t.Fatal(err)
		}
	}
	v := head(t, c, 0)
	if b, err := dollar.BalanceOf(ctx, v, m.Address); err != nil || b.Int64() != 18 {
		t.Errorf("the market has %v, %v", b, err)
	}
	// What is no token is told apart from an endpoint that fails.
	if _, err := c.Token(m.Address).BalanceOf(ctx, v, buyer.Address()); !errors.Is(err, chain.ErrNotToken) {
		t.Errorf("a market's balance: %v", err)
	}
	if _, err := c.Token(other.Address()).BalanceOf(ctx, v, buyer.Address()); !errors.Is(err, chain.ErrNoCode) {
		t.Errorf("an account's balance: %v", err)
	}
	// Nobody signs for another token than the one that is paid with, whatever that says.
	thief := deployOdd(t, c, wallet(e, 0), "ThiefToken", 0, dollar.Address)
	v = head(t, c, 0)
	if _, err := thief.SignPermit(ctx, v, buyer, m.Address, big.NewInt(1), 1<<40); !errors.Is(err, chain.ErrNoPermit) {
		t.Errorf("a permit for a token that takes another's domain: %v", err)
	}
	if s, err := thief.Symbol(ctx, v); err != nil || s != "" {
		t.Errorf("symbol %q, %v", s, err)
	}
	// One that keeps a part is refused by the market.
	fee := deployOdd(t, c, wallet(e, 0), "FeeToken", 5_000_000, buyer.Address())
	asset, _, err := m.List(ctx, seller, [32]byte{99}, chain.Listing{Price: big.NewInt(900), Token: fee.Address, Stock: 9}, chain.Version{URI: "x"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fee.Approve(ctx, buyer, m.Address, big.NewInt(900)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := m.Buy(ctx, buyer, chain.Order{Asset: asset, Holder: buyer.Address(), Price: big.NewInt(900), Version: 1}, fee.Address); err == nil || !strings.Contains(err.Error(), "TokenLies") {
		t.Errorf("a token that keeps a part: %v", err)
	}
}
