package market

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
)

// Currency is what a price is in: the chain's coin, or a token.
type Currency struct {
	Token    common.Address // chain.Coin for the coin
	Symbol   string         // as the token calls itself, which proves nothing; "" if it does not
	Decimals uint8
}

// Ethers is the chain's own coin.
var Ethers = Currency{Symbol: "ETH", Decimals: 18}

// Currency reads how a token calls and counts itself. What is no token has no symbol and no decimals:
// nobody can pay with it.
func (c *Client) Currency(ctx context.Context, token common.Address) (Currency, error) {
	if token == chain.Coin {
		return Ethers, nil
	}
	none := Currency{Token: token}
	v, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return none, err
	}
	t := c.cfg.Chain.Token(token)
	broken := func(err error) bool {
		return errors.Is(err, chain.ErrNotToken) || errors.Is(err, chain.ErrNoCode) || errors.Is(err, chain.ErrTooLarge)
	}
	decimals, err := t.Decimals(ctx, v)
	if broken(err) {
		return none, nil
	} else if err != nil {
		return none, err
	}
	symbol, err := t.Symbol(ctx, v)
	if err != nil && !broken(err) {
		return none, err
	}
	return Currency{token, symbol, decimals}, nil
}

// ParsePrice reads a price like "12.5 USDC", or "12.5", in a token or the coin, and returns it in the
// smallest unit, under 2^128.
func (c *Client) ParsePrice(ctx context.Context, token common.Address, text string) (*big.Int, error) {
	if err := c.fungible(ctx, token); err != nil {
		return nil, err
	}
	currency, err := c.Currency(ctx, token)
	if err != nil {
		return nil, err
	}
	if currency == (Currency{Token: token}) {
		return nil, fmt.Errorf("the contract at %s does not say how many decimals it has: it is no token that can be a price", token)
	}
	price, err := currency.Parse(text)
	if err == nil && price.BitLen() > 128 {
		err = fmt.Errorf("price %q is more than a market can count", text)
	}
	return price, err
}

// fungible refuses a contract whose pieces have numbers, of which a price would name one.
func (c *Client) fungible(ctx context.Context, token common.Address) error {
	if token == chain.Coin {
		return nil
	}
	v, err := c.cfg.Chain.At(ctx, 0)
	if err != nil {
		return err
	}
	if err := c.cfg.Chain.Token(token).Fungible(ctx, v); err != nil {
		return fmt.Errorf("%w: %w", ErrToken, err)
	}
	return nil
}

// Text writes an amount of the smallest unit for people: "0.01 ETH". A token's address is always
// there: anybody can call a token ETH.
func (c Currency) Text(amount *big.Int) string {
	text := decimal(amount, int(c.Decimals))
	switch {
	case c.Token == chain.Coin:
		return text + " " + c.Symbol
	case c.Symbol == "":
		return fmt.Sprintf("%s of the token %s", text, c.Token)
	}
	return fmt.Sprintf("%s %s (token %s)", text, c.Symbol, c.Token)
}

// Parse reads an amount, "0.01", with or without the currency's symbol behind it, and returns it in
// the smallest unit. It is the inverse of Text without the address.
func (c Currency) Parse(s string) (*big.Int, error) {
	text := strings.TrimSpace(s)
	symbol := c.Symbol
	if symbol != "" && strings.ContainsAny(symbol[:1], "0123456789.") {
		symbol = " " + symbol // one like "0", as any token may call itself, is none of the amount's digits
	}
	if n := len(text) - len(symbol); symbol != "" && n > 0 && strings.EqualFold(text[n:], symbol) {
		text = strings.TrimSpace(text[:n])
	}
	whole, fraction, _ := strings.Cut(text, ".")
	digits := whole + fraction
	if digits == "" || strings.Trim(digits, "0123456789") != "" || len(whole) > 30 {
		return nil, fmt.Errorf("%q is not an amount like 0.01%s", s, strings.ToLower(c.Symbol))
	}
	if len(fraction) > int(c.Decimals) {
		return nil, fmt.Errorf("%q has more than %d decimals", s, c.Decimals)
	}
	units, _ := new(big.Int).SetString(digits+strings.Repeat("0", int(c.Decimals)-len(fraction)), 10)
	return units, nil
}

// decimal writes a number of smallest units exactly, without zeros at the end.
func decimal(units *big.Int, decimals int) string {
	digits := units.String()
	negative := strings.HasPrefix(digits, "-")
	digits = strings.TrimPrefix(digits, "-")
	if pad := decimals + 1 - len(digits); pad > 0 {
		digits = strings.Repeat("0", pad) + digits
	}
	whole, fraction := digits[:len(digits)-decimals], strings.TrimRight(digits[len(digits)-decimals:], "0")
	if fraction != "" {
		whole += "." + fraction
	}
	if negative {
		return "-" + whole
	}
	return whole
}

// Ether writes an amount of wei in ether, exactly: "0.01".
func Ether(wei *big.Int) string { return decimal(wei, 18) }

// ParseEther reads an amount of at most 18 decimals, "0.01", with or without "eth" behind it, and
// returns wei.
func ParseEther(s string) (*big.Int, error) {
	wei, err := Ethers.Parse(s)
	if err != nil {
		return nil, fmt.Errorf("price %w", err)
	}
	return wei, nil
}
