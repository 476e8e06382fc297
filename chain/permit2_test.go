package chain

import (
	"bytes"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
)

// TestPermit2Digest: what is signed is what Permit2 hashes, written out here as its PermitHash and
// EIP712 libraries do.
func TestPermit2Digest(t *testing.T) {
	token, spender := common.HexToAddress("0x01"), common.HexToAddress("0xabcd")
	amount, nonce, deadline := big.NewInt(12_345), new(big.Int).Lsh(big.NewInt(7), 250), uint64(1_900_000_000)
	got, _, err := apitypes.TypedDataAndHash(permit2Data(137, token, spender, amount, nonce, deadline))
	if err != nil {
		t.Fatal(err)
	}
	word := func(b []byte) []byte { return common.LeftPadBytes(b, 32) }
	hash := func(parts ...[]byte) []byte { return crypto.Keccak256(bytes.Join(parts, nil)) }
	const permissions = "TokenPermissions(address token,uint256 amount)"
	permitted := hash(hash([]byte(permissions)), word(token[:]), word(amount.Bytes()))
	message := hash(hash([]byte("PermitTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline)"+permissions)),
		permitted, word(spender[:]), word(nonce.Bytes()), word(number(deadline).Bytes()))
	domain := hash(hash([]byte("EIP712Domain(string name,uint256 chainId,address verifyingContract)")),
		hash([]byte("Permit2")), word(big.NewInt(137).Bytes()), word(Permit2[:]))
	if want := hash([]byte{0x19, 1}, domain, message); !bytes.Equal(got, want) {
		t.Fatalf("digest %x, want %x", got, want)
	}
}
