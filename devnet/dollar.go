package devnet

import (
	"context"
	_ "embed"
	"fmt"
	"math/big"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
)

//go:embed dollar/Dollar.hex
var dollarCode string

// dollars is what every account of a devnet has of them: 10,000, in the smallest unit.
var dollars = big.NewInt(10_000_000_000)

// DeployDollar makes a token of a devnet: Devnet Dollars (DUSD), with six decimals and permits
// (EIP-2612). Each account gets so many of its smallest unit.
func DeployDollar(ctx context.Context, c *chain.Client, w *chain.Wallet, each *big.Int, accounts ...common.Address) (*chain.Token, error) {
	return deployToken(ctx, c, w, dollarCode, each, accounts)
}

// deployToken deploys a token whose constructor takes accounts and what each of them gets.
func deployToken(ctx context.Context, c *chain.Client, w *chain.Wallet, code string, each *big.Int, accounts []common.Address) (*chain.Token, error) {
	var takes abi.Arguments
	for _, name := range []string{"address[]", "uint256"} {
		t, err := abi.NewType(name, "", nil)
		if err != nil {
			return nil, err
		}
		takes = append(takes, abi.Argument{Type: t})
	}
	given, err := takes.Pack(accounts, each)
	if err != nil {
		return nil, fmt.Errorf("deploying a token: %w", err)
	}
	at, _, err := c.Deploy(ctx, w, chain.Tx{Data: append(common.FromHex(strings.TrimSpace(code)), given...)})
	if err != nil {
		return nil, fmt.Errorf("deploying a token: %w", err)
	}
	return c.Token(at), nil
}
