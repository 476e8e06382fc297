package chain

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"unicode"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/math"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
)

// Permit2 is where the contract of that name is, on chains that have it.
var Permit2 = common.HexToAddress("0x000000000022D473030F116dDEE9F6B43aC78BA3")

// Errors of tokens that callers act on.
var (
	// ErrNotToken: what is at the address does not answer as an ERC-20 token does.
	ErrNotToken = errors.New("not a token (ERC-20)")
	// ErrNoPermit: the token has no permit of EIP-2612, or none whose domain can be found.
	ErrNoPermit = errors.New("the token has no permit (EIP-2612)")
)

// Token is a token contract (ERC-20). It is a stranger's: whatever it answers may be a lie, and its
// symbol is what its maker liked. Reads are made at a View.
type Token struct {
	Address common.Address

	c *Client
}

// Token returns the contract at an address. Whether there is one is seen at the first read.
func (c *Client) Token(address common.Address) *Token { return &Token{address, c} }

// tokenCall packs a call of a function whose arguments are words.
func tokenCall(signature string, words ...[]byte) []byte {
	data := crypto.Keccak256([]byte(signature))[:4]
	for _, w := range words {
		data = append(data, common.LeftPadBytes(w, 32)...)
	}
	return data
}

// word reads a function that returns one number.
func (t *Token) word(ctx context.Context, v *View, what, signature string, words ...[]byte) (*big.Int, error) {
	out, err := v.Call(ctx, t.Address, tokenCall(signature, words...))
	switch {
	case errors.Is(err, ErrReverted), err == nil && len(out) < 32:
		return nil, fmt.Errorf("%s of %s: %w", what, t.Address, ErrNotToken)
	case err != nil:
		return nil, fmt.Errorf("%s of %s: %w", what, t.Address, err)
	}
	return new(big.Int).SetBytes(out[:32]), nil
}

// Decimals of the token, for people; one that has none counts whole units.
func (t *Token) Decimals(ctx context.Context, v *View) (uint8, error) {
	n, err := t.word(ctx, v, "decimals", "decimals()")
	if errors.Is(err, ErrNotToken) { // they are optional in ERC-20
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	if !n.IsUint64() || n.Uint64() > 77 { // 10^77 is the last that 256 bits hold
		return 0, fmt.Errorf("decimals of %s: %w: it says %s", t.Address, ErrNotToken, n)
	}
	return uint8(n.Uint64()), nil
}

// Fungible says whether the contract may be a token of amounts, as ERC-20's are: the error is ErrNotToken if it says of
// itself that its pieces have numbers (ERC-721), so that a price would be the number of one. It has calls of the same names.
func (t *Token) Fungible(ctx context.Context, v *View) error {
	supports := func(id uint32) (bool, error) { // ERC-165
		word := binary.BigEndian.AppendUint32(nil, id)
		yes, err := t.word(ctx, v, "kind", "supportsInterface(bytes4)", append(word, make([]byte, 28)...))
		if errors.Is(err, ErrNotToken) || errors.Is(err, ErrNoCode) { // what has no such call, as most tokens
			return false, nil
		}
		return err == nil && yes.Cmp(big.NewInt(1)) == 0, err
	}
	const erc721, nothing = 0x80ac58cd, 0xffffffff
	for _, ask := range []struct {
		id   uint32
		want bool
	}{{erc721, true}, {nothing, false}} { // who says yes to everything says nothing
		if yes, err := supports(ask.id); err != nil || yes != ask.want {
			return err
		}
	}
	return fmt.Errorf("%s: %w: it has numbered pieces (ERC-721), and no amounts", t.Address, ErrNotToken)
}

// maxSymbol bounds a symbol in bytes. Real ones have 3 to 11.
const maxSymbol = 32

// Symbol of the token, of printable characters; "" if it has none, or one that is none. Old
// tokens give it as 32 bytes.
func (t *Token) Symbol(ctx context.Context, v *View) (string, error) { return t.text(ctx, v, "symbol") }

// text reads a function that returns a string, or in old tokens 32 bytes.
func (t *Token) text(ctx context.Context, v *View, function string) (string, error) {
	out, err := v.Call(ctx, t.Address, tokenCall(function+"()"))
	if errors.Is(err, ErrReverted) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("%s of %s: %w", function, t.Address, err)
	}
	var s string
	if len(out) == 32 {
		s = string(bytes.TrimRight(out, "\x00"))
	} else if values, err := stringOnly.Unpack(out); err == nil {
		s = values[0].(string)
	}
	if len(s) > maxSymbol && function == "symbol" || len(s) > 256 || !utf8.ValidString(s) {
		return "", nil
	}
	for _, r := range s {
		if !unicode.IsPrint(r) || unicode.Is(unicode.Bidi_Control, r) {
			return "", nil
		}
	}
	return s, nil
}

// BalanceOf an account, in the token's smallest unit.
func (t *Token) BalanceOf(ctx context.Context, v *View, account common.Address) (*big.Int, error) {
	return t.word(ctx, v, "balance", "balanceOf(address)", account[:])
}

// Allowance is how much of an owner's tokens a spender may take.
func (t *Token) Allowance(ctx context.Context, v *View, owner, spender common.Address) (*big.Int, error) {
	return t.word(ctx, v, "allowance", "allowance(address,address)", owner[:], spender[:])
}

// Approve lets a spender take so much of the account's tokens. Some tokens refuse to change an
// allowance that is not 0: it is set to 0 before, then.
func (t *Token) Approve(ctx context.Context, w *Wallet, spender common.Address, amount *big.Int) (*types.Receipt, error) {
	approve := func(amount *big.Int) (*types.Receipt, error) {
		return transact(ctx, t.c, w, "allowing the token", Tx{To: t.Address, Data: tokenCall("approve(address,uint256)", spender[:], amount.Bytes())}, nil)
	}
	r, err := approve(amount)
	if !errors.Is(err, ErrNotSent) || !errors.Is(err, ErrReverted) || amount.Sign() == 0 {
		return r, err
	}
	if r, err := approve(new(big.Int)); err != nil {
		return r, err
	}
	return approve(amount)
}

// Transfer sends tokens of the account.
func (t *Token) Transfer(ctx context.Context, w *Wallet, to common.Address, amount *big.Int) (*types.Receipt, error) {
	return transact(ctx, t.c, w, "sending tokens", Tx{To: t.Address, Data: tokenCall("transfer(address,uint256)", to[:], amount.Bytes())}, nil)
}

var (
	stringOnly = arguments("string")
	// EIP-5267: fields, name, version, chainId, verifyingContract, salt, extensions.
	domainResult = arguments("bytes1", "string", "string", "uint256", "address", "bytes32", "uint256[]")
)

func arguments(names ...string) (a abi.Arguments) {
	for _, name := range names {
		t, err := abi.NewType(name, "", nil)
		if err != nil {
			panic(err) // a constant
		}
		a = append(a, abi.Argument{Type: t})
	}
	return a
}

// domainTypes are the fields of an EIP-712 domain in their order, with EIP-5267's bits.
var domainTypes = []apitypes.Type{{Name: "name", Type: "string"}, {Name: "version", Type: "string"}, {Name: "chainId", Type: "uint256"},
	{Name: "verifyingContract", Type: "address"}, {Name: "salt", Type: "bytes32"}}

// domain is an EIP-712 domain with the fields that it has.
type domain struct {
	fields []apitypes.Type
	values apitypes.TypedDataDomain
}

func (d domain) typedData(primary string, types apitypes.Types, message apitypes.TypedDataMessage) apitypes.TypedData {
	all := apitypes.Types{"EIP712Domain": d.fields}
	for name, fields := range types {
		all[name] = fields
	}
	return apitypes.TypedData{Types: all, PrimaryType: primary, Domain: d.values, Message: message}
}

func (d domain) separator() ([]byte, error) {
	data := d.typedData("", nil, nil)
	return data.HashStruct("EIP712Domain", data.Domain.Map())
}

// newDomain makes a domain of the fields whose bits are set. It is always this chain's and this
// contract's: a token that names another would have its holders sign for that one.
func (t *Token) newDomain(bits byte, name, version string, salt [32]byte) domain {
	d := domain{values: apitypes.TypedDataDomain{Name: name, Version: version, VerifyingContract: t.Address.Hex()}}
	for i, f := range domainTypes {
		if bits>>i&1 != 0 {
			d.fields = append(d.fields, f)
		}
	}
	if bits&4 != 0 {
		d.values.ChainId = (*math.HexOrDecimal256)(number(t.c.chainID))
	}
	if bits&16 != 0 {
		d.values.Salt = common.Hash(salt).Hex()
	}
	return d
}

// permitDomain finds the domain under which the token's permits are signed: the one it tells
// (EIP-5267), or one of the usual ones whose hash is its DOMAIN_SEPARATOR.
func (t *Token) permitDomain(ctx context.Context, v *View) (domain, error) {
	none := fmt.Errorf("%w: %s", ErrNoPermit, t.Address)
	separator, err := v.Call(ctx, t.Address, tokenCall("DOMAIN_SEPARATOR()"))
	if errors.Is(err, ErrReverted) || err == nil && len(separator) != 32 {
		return domain{}, none // EIP-2612 wants it
	}
	if err != nil {
		return domain{}, err
	}
	// A permit of another form, with a nonce and a yes (that of DAI), would never be taken.
	kind, err := v.Call(ctx, t.Address, tokenCall("PERMIT_TYPEHASH()"))
	if err == nil && len(kind) == 32 && !bytes.Equal(kind, crypto.Keccak256([]byte("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"))) {
		return domain{}, none
	}
	if err != nil && !errors.Is(err, ErrReverted) {
		return domain{}, err
	}
	const usual = 1 | 2 | 4 | 8
	var candidates []domain
	out, err := v.Call(ctx, t.Address, tokenCall("eip712Domain()"))
	if err != nil && !errors.Is(err, ErrReverted) {
		return domain{}, err
	}
	if err == nil {
		if values, err := domainResult.Unpack(out); err == nil && len(values[6].([]*big.Int)) == 0 && values[0].([1]byte)[0]&(4|8) == 4|8 {
			// Without the chain and the contract, the signature would count elsewhere, too.
			candidates = append(candidates, t.newDomain(values[0].([1]byte)[0], values[1].(string), values[2].(string), values[5].([32]byte)))
		}
	}
	name, err := t.text(ctx, v, "name")
	if err != nil {
		return domain{}, err
	}
	told, err := t.text(ctx, v, "version")
	if err != nil {
		return domain{}, err
	}
	for _, version := range []string{told, "1", "2"} {
		candidates = append(candidates, t.newDomain(usual, name, version, [32]byte{}))
	}
	candidates = append(candidates, t.newDomain(usual&^2, name, "", [32]byte{}))
	for _, d := range candidates {
		if got, err := d.separator(); err == nil && bytes.Equal(got, separator) {
			return d, nil
		}
	}
	return domain{}, none
}

// SignPermit signs an EIP-2612 permit: whoever shows it lets spender take so much of the account's
// tokens, until deadline (Unix seconds). 65 bytes, v 27 or 28. Nothing is sent. The error is
// ErrNoPermit if the token takes none.
func (t *Token) SignPermit(ctx context.Context, v *View, w *Wallet, spender common.Address, amount *big.Int, deadline uint64) ([]byte, error) {
	d, err := t.permitDomain(ctx, v)
	if err != nil {
		return nil, err
	}
	account := w.Address()
	nonce, err := t.word(ctx, v, "nonce", "nonces(address)", account[:])
	if errors.Is(err, ErrNotToken) {
		return nil, fmt.Errorf("%w: %s", ErrNoPermit, t.Address)
	}
	if err != nil {
		return nil, err
	}
	return w.SignTypedData(d.typedData("Permit", apitypes.Types{"Permit": {{Name: "owner", Type: "address"}, {Name: "spender", Type: "address"},
		{Name: "value", Type: "uint256"}, {Name: "nonce", Type: "uint256"}, {Name: "deadline", Type: "uint256"}}},
		apitypes.TypedDataMessage{"owner": account.Hex(), "spender": spender.Hex(), "value": (*math.HexOrDecimal256)(amount),
			"nonce": (*math.HexOrDecimal256)(nonce), "deadline": (*math.HexOrDecimal256)(number(deadline))}))
}

// SignPermit2 signs a transfer by Permit2 (SignatureTransfer's PermitTransferFrom) to whatever
// contract spender makes it: once, until deadline (Unix seconds). It returns the nonce too, one that the account has
// not used.
func (t *Token) SignPermit2(ctx context.Context, v *View, w *Wallet, spender common.Address, amount *big.Int, deadline uint64) (nonce *big.Int, signature []byte, err error) {
	p := Token{Permit2, t.c}
	account := w.Address()
	for {
		// Nonces have no order: the upper 248 bits name a word of 256 of them. A new word is
		// the dearest, by 17,100 gas, and cannot collide with what another wallet picks.
		var b [32]byte
		rand.Read(b[:])
		nonce = new(big.Int).SetBytes(b[:])
		used, err := p.word(ctx, v, "nonces", "nonceBitmap(address,uint256)", account[:], new(big.Int).Rsh(nonce, 8).Bytes())
		if err != nil {
			return nil, nil, fmt.Errorf("Permit2: %w", err)
		}
		if used.Bit(int(b[31])) == 0 {
			break
		}
	}
	signature, err = w.SignTypedData(permit2Data(t.c.chainID, t.Address, spender, amount, nonce, deadline))
	return nonce, signature, err
}

// permit2Data is what Permit2 has signed. Its domain has no version.
func permit2Data(chainID uint64, token, spender common.Address, amount, nonce *big.Int, deadline uint64) apitypes.TypedData {
	d := domain{fields: []apitypes.Type{domainTypes[0], domainTypes[2], domainTypes[3]},
		values: apitypes.TypedDataDomain{Name: "Permit2", ChainId: (*math.HexOrDecimal256)(number(chainID)), VerifyingContract: Permit2.Hex()}}
	return d.typedData("PermitTransferFrom", apitypes.Types{
		"TokenPermissions": {{Name: "token", Type: "address"}, {Name: "amount", Type: "uint256"}},
		"PermitTransferFrom": {{Name: "permitted", Type: "TokenPermissions"}, {Name: "spender", Type: "address"},
			{Name: "nonce", Type: "uint256"}, {Name: "deadline", Type: "uint256"}},
	}, apitypes.TypedDataMessage{
		"permitted": map[string]any{"token": token.Hex(), "amount": (*math.HexOrDecimal256)(amount)},
		"spender":   spender.Hex(), "nonce": (*math.HexOrDecimal256)(nonce), "deadline": (*math.HexOrDecimal256)(number(deadline)),
	})
}
