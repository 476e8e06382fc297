// Package accounttest has contract accounts for tests, of the kinds that are about: a multisig
// after the way of the Safe, the same before it is deployed, and an account with a key that runs a
// contract's code (EIP-7702).
package accounttest

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"embed"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
)

//go:embed *.hex
var compiled embed.FS // by devnet/dollar/generate.sh, of Accounts.sol

// Deploy deploys a contract of Accounts.sol whose constructor takes nothing.
func Deploy(t testing.TB, c *chain.Client, payer *chain.Wallet, name string) common.Address {
	t.Helper()
	code, err := compiled.ReadFile(name + ".hex")
	if err != nil {
		t.Fatal(err)
	}
	at, _, err := c.Deploy(t.Context(), payer, chain.Tx{Data: common.FromHex(strings.TrimSpace(string(code)))})
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Multisig is an account of several owners.
type Multisig struct {
	Address   common.Address
	Owners    []*ecdsa.PrivateKey // in the order of their addresses
	Threshold int

	c          *chain.Client
	payer      *chain.Wallet
	factory    common.Address
	deployment []byte // what the factory is called with
}

// NewMultisig deploys a factory. The account itself is not there yet.
func NewMultisig(t testing.TB, c *chain.Client, payer *chain.Wallet, threshold int, owners ...*ecdsa.PrivateKey) *Multisig {
	t.Helper()
	m := &Multisig{Owners: slices.Clone(owners), Threshold: threshold, c: c, payer: payer, factory: Deploy(t, c, payer, "MultisigFactory")}
	slices.SortFunc(m.Owners, func(a, b *ecdsa.PrivateKey) int {
		return crypto.PubkeyToAddress(a.PublicKey).Cmp(crypto.PubkeyToAddress(b.PublicKey))
	})
	var list []common.Address
	for _, o := range m.Owners {
		list = append(list, crypto.PubkeyToAddress(o.PublicKey))
	}
	m.deployment = Pack(t, "deploy(address[],uint256,bytes32)", list, big.NewInt(int64(threshold)), [32]byte{1})
	m.Address = common.BytesToAddress(m.read(t, m.factory, Pack(t, "addressOf(address[],uint256,bytes32)", list, big.NewInt(int64(threshold)), [32]byte{1})))
	return m
}

// read calls a contract at the head.
func (m *Multisig) read(t testing.TB, to common.Address, data []byte) []byte {
	t.Helper()
	v, err := m.c.At(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	out, err := v.Call(t.Context(), to, data)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Deploy makes the account.
func (m *Multisig) Deploy(t testing.TB) {
	t.Helper()
	if _, err := m.c.Send(t.Context(), m.payer, chain.Tx{To: m.factory, Data: m.deployment}); err != nil {
		t.Fatal(err)
	}
}

// Sign is the account's signature of a digest, by the first owners that are enough.
func (m *Multisig) Sign(t testing.TB, digest [32]byte) []byte {
	t.Helper()
	return m.SignBy(t, digest, m.Owners[:m.Threshold]...)
}

// SignBy is what such owners make, in such an order.
func (m *Multisig) SignBy(t testing.TB, digest [32]byte, owners ...*ecdsa.PrivateKey) []byte {
	t.Helper()
	word := func(b []byte) []byte { return common.LeftPadBytes(b, 32) }
	hash := func(parts ...[]byte) []byte { return crypto.Keccak256(parts...) }
	domain := hash(hash([]byte("EIP712Domain(uint256 chainId,address verifyingContract)")), word(new(big.Int).SetUint64(m.c.ChainID()).Bytes()), word(m.Address[:]))
	message := hash(hash([]byte("SafeMessage(bytes message)")), hash(digest[:]))
	return signatures(t, hash([]byte{0x19, 1}, domain, message), owners...)
}

func signatures(t testing.TB, digest []byte, owners ...*ecdsa.PrivateKey) (list []byte) {
	t.Helper()
	for _, o := range owners {
		s, err := crypto.Sign(digest, o)
		if err != nil {
			t.Fatal(err)
		}
		s[64] += 27
		list = append(list, s...)
	}
	return list
}

// Undeployed makes of a signature one for while the account is not there (ERC-6492).
func (m *Multisig) Undeployed(t testing.TB, signature []byte) []byte {
	t.Helper()
	return Wrap(t, m.factory, m.deployment, signature)
}

// Deployment is how the account's factory is called.
func (m *Multisig) Deployment() (factory common.Address, data []byte) { return m.factory, m.deployment }

// Execute has the account call a contract, signed by enough owners.
func (m *Multisig) Execute(t testing.TB, to common.Address, value *big.Int, data []byte) *types.Receipt {
	t.Helper()
	hash := m.read(t, m.Address, Pack(t, "callHash(address,uint256,bytes)", to, value, data))
	receipt, err := m.c.Send(t.Context(), m.payer, chain.Tx{To: m.Address,
		Data: Pack(t, "execute(address,uint256,bytes,bytes)", to, value, data, signatures(t, hash, m.Owners[:m.Threshold]...))})
	if err != nil {
		t.Fatal(err)
	}
	return receipt
}

// Wrap is a signature of ERC-6492.
func Wrap(t testing.TB, factory common.Address, deployment, signature []byte) []byte {
	t.Helper()
	return append(Pack(t, "x(address,bytes,bytes)", factory, deployment, signature)[4:], bytes.Repeat([]byte{0x64, 0x92}, 16)...)
}

// Pack is the data of a call of a function, by its signature.
func Pack(t testing.TB, signature string, args ...any) []byte {
	t.Helper()
	var list abi.Arguments
	_, names, _ := strings.Cut(strings.TrimSuffix(signature, ")"), "(")
	for name := range strings.SplitSeq(names, ",") {
		typ, err := abi.NewType(name, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, abi.Argument{Type: typ})
	}
	packed, err := list.Pack(args...)
	if err != nil {
		t.Fatal(err)
	}
	return append(crypto.Keccak256([]byte(signature))[:4], packed...)
}

// SetCode has an account with a key run a contract's code (EIP-7702), or none for the zero
// address; data is what the account then calls itself with, nil for nothing.
func SetCode(t testing.TB, url string, key *ecdsa.PrivateKey, code common.Address, data []byte) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	e, err := ethclient.DialContext(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	id, err := e.ChainID(ctx)
	if err != nil {
		t.Fatal(err)
	}
	self := crypto.PubkeyToAddress(key.PublicKey)
	nonce, err := e.PendingNonceAt(ctx, self)
	if err != nil {
		t.Fatal(err)
	}
	auth, err := types.SignSetCode(key, types.SetCodeAuthorization{ChainID: *uint256.MustFromBig(id), Address: code, Nonce: nonce + 1})
	if err != nil {
		t.Fatal(err)
	}
	tx, err := types.SignNewTx(key, types.LatestSignerForChainID(id), &types.SetCodeTx{ChainID: uint256.MustFromBig(id), Nonce: nonce,
		GasTipCap: uint256.NewInt(1e9), GasFeeCap: uint256.NewInt(100e9), Gas: 200_000, To: self, Data: data, AuthList: []types.SetCodeAuthorization{auth}})
	if err == nil {
		err = e.SendTransaction(ctx, tx)
	}
	if err != nil {
		t.Fatal(err)
	}
	for {
		r, err := e.TransactionReceipt(ctx, tx.Hash())
		if err == nil && r.Status == types.ReceiptStatusSuccessful {
			return
		}
		if err == nil || ctx.Err() != nil {
			t.Fatalf("setting the account's code: %v, %v", r, err)
		}
		time.Sleep(100 * time.Millisecond)
	}
}
