package terms

import (
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
	"github.com/holiman/uint256"
)

// TestUpload: what a wallet signs of an upload's token is its digest.
func TestUpload(t *testing.T) {
	d := Domain{ChainID: *uint256.NewInt(7), Committees: common.Address{1}}
	u := &Upload{Account: common.Address{2}, Gateway: "https://gw.example.org", Deadline: 1_800_000_000}
	hash, _, err := apitypes.TypedDataAndHash(TypedData(d, u))
	if err != nil {
		t.Fatal(err)
	}
	if want := Digest(d, u); common.Hash(want) != common.BytesToHash(hash) {
		t.Errorf("%x, the wallet signs %x", want, hash)
	}
}
