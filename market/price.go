package market

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/latchkey-network/latchkey/chain"
)

// maxDecimals bounds what a token says of itself: more do not fit 2^128 units.
const maxDecimals = 38

// ParsePrice reads a price like "12.5 USDC", or "12.5", of a token, whose decimals and
// symbol it reads from the chain (ERC-20), and returns its smallest units, under 2^128. For
// chain.Coin it is ParseEther.
func (c *Client) ParsePrice(ctx context.Context, token common.Address, text string) (*big.Int, error) {
	if token == chain.Coin {
		return ParseEther(text)
	}
	view, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return nil, err
	}
	word, err := view.Call(ctx, token, selector("decimals()"))
	if err != nil {
		return nil, fmt.Errorf("reading the decimals of the token %s: %w", token, err)
	}
	decimals := new(big.Int).SetBytes(word)
	if len(word) != 32 || decimals.Cmp(big.NewInt(maxDecimals)) > 0 {
		return nil, fmt.Errorf("the contract at %s does not say how many decimals it has: it is no token that can be a price", token)
	}
	amount, symbol, _ := strings.Cut(strings.TrimSpace(text), " ")
	if symbol = strings.TrimSpace(symbol); symbol != "" {
		own, err := tokenSymbol(ctx, view, token)
		if err != nil {
			return nil, err
		}
		if !strings.EqualFold(symbol, own) {
			return nil, fmt.Errorf("price %q is in %q, and the token %s calls itself %q", text, symbol, token, own)
		}
	}
	return parseUnits(text, amount, int(decimals.Int64()))
}

// parseUnits reads an amount of at most so many decimals.
func parseUnits(text, amount string, decimals int) (*big.Int, error) {
	whole, fraction, _ := strings.Cut(amount, ".")
	if fraction = strings.TrimRight(fraction, "0"); len(fraction) > decimals {
		return nil, fmt.Errorf("price %q has more than the token's %d decimals", text, decimals)
	}
	digits := whole + fraction
	if whole == "" || strings.Trim(digits, "0123456789") != "" || len(whole) > 39 || strings.HasSuffix(amount, ".") {
		return nil, fmt.Errorf("price %q is not an amount like 12.5", text)
	}
	units, _ := new(big.Int).SetString(digits+strings.Repeat("0", decimals-len(fraction)), 10)
	if units.BitLen() > 128 {
		return nil, fmt.Errorf("price %q is more than a market can count", text)
	}
	return units, nil
}

// tokenSymbol reads a token's symbol, of at most 32 printable bytes: a string, or, of old
// tokens, 32 bytes with zeros behind.
func tokenSymbol(ctx context.Context, view *chain.View, token common.Address) (string, error) {
	data, err := view.Call(ctx, token, selector("symbol()"))
	if err != nil {
		return "", fmt.Errorf("reading the symbol of the token %s: %w", token, err)
	}
	symbol, err := decodeSymbol(data)
	if err != nil {
		return "", fmt.Errorf("the symbol of the token %s: %w", token, err)
	}
	return symbol, nil
}

func decodeSymbol(data []byte) (string, error) {
	switch {
	case len(data) == 32:
		data = []byte(strings.TrimRight(string(data), "\x00"))
	case len(data) >= 96 && new(big.Int).SetBytes(data[:32]).Cmp(big.NewInt(32)) == 0:
		n := new(big.Int).SetBytes(data[32:64])
		if n.Cmp(big.NewInt(32)) > 0 {
			return "", errors.New("it is longer than 32 bytes")
		}
		data = data[64 : 64+n.Int64()]
	default:
		return "", errors.New("it is not a string")
	}
	if !utf8.Valid(data) || strings.ContainsFunc(string(data), deceives) || len(data) == 0 {
		return "", errors.New("it is empty or not printable")
	}
	return string(data), nil
}

func selector(signature string) []byte { return crypto.Keccak256([]byte(signature))[:4] }
