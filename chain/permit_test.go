package chain_test

import (
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
)

// TestPermitIsForOneContract: a token whose domain names neither the chain nor itself would have its holders
// sign what counts elsewhere, too. Nothing is signed for it.
func TestPermitIsForOneContract(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	f := newFront(t, e.URL())
	c := dial(t, chain.Config{URL: f.URL})
	v, err := c.At(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	token, w := c.Token(common.Address{9}), wallet(e, 1)
	var types abi.Arguments
	for _, name := range []string{"bytes1", "string", "string", "uint256", "address", "bytes32", "uint256[]"} {
		kind, err := abi.NewType(name, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		types = append(types, abi.Argument{Type: kind})
	}
	id, this := new(big.Int).SetUint64(e.ChainID()), common.LeftPadBytes(token.Address[:], 32)
	for i, d := range []struct {
		fields byte
		text   string
		words  []byte
		ok     bool
	}{
		{1 | 4 | 8, "EIP712Domain(string name,uint256 chainId,address verifyingContract)", append(common.LeftPadBytes(id.Bytes(), 32), this...), true},
		{1, "EIP712Domain(string name)", nil, false},
		{1 | 4, "EIP712Domain(string name,uint256 chainId)", common.LeftPadBytes(id.Bytes(), 32), false},
		{1 | 8, "EIP712Domain(string name,address verifyingContract)", this, false},
	} {
		told, err := types.Pack([1]byte{d.fields}, "Some Dollar", "", id, token.Address, [32]byte{}, []*big.Int{})
		if err != nil {
			t.Fatal(err)
		}
		answers := map[string][]byte{
			"DOMAIN_SEPARATOR()": crypto.Keccak256(crypto.Keccak256([]byte(d.text)), crypto.Keccak256([]byte("Some Dollar")), d.words),
			"eip712Domain()":     told,
			"nonces(address)":    make([]byte, 32),
		}
		f.set(func(method string, params []json.RawMessage, w http.ResponseWriter) bool {
			if method != "eth_call" {
				return false
			}
			for signature, answer := range answers {
				if strings.Contains(string(params[0]), hexutil.Encode(crypto.Keccak256([]byte(signature))[:4])) {
					w.Header().Set("Content-Type", "application/json")
					json.NewEncoder(w).Encode(map[string]any{"jsonrpc": "2.0", "id": json.RawMessage(w.Header().Get("X-Call-Id")), "result": hexutil.Encode(answer)})
					return true
				}
			}
			return refuse(w, 3, "execution reverted")
		})
		// What was read at a block is remembered.
		if err := e.Mine(1); err != nil {
			t.Fatal(err)
		}
		v := head(t, c, v.Block().Number+1+uint64(i))
		_, err = token.SignPermit(t.Context(), v, w, common.Address{1}, big.NewInt(5), 1)
		if d.ok && err != nil || !d.ok && !errors.Is(err, chain.ErrNoPermit) {
			t.Errorf("%s: %v", d.text, err)
		}
	}
}
