package ocean

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/vectors"
)

// TestVectorsMessage: what wallets signed for Ocean's own clients is among the digests.
func TestVectorsMessage(t *testing.T) {
	vectors.Each(t, "ocean/message", func(t *testing.T, v vectors.Vector) {
		var in struct {
			ChainID   vectors.Uint64
			NFT       vectors.Address
			Nonce     string
			Consumer  vectors.Address
			Signature vectors.Hex
		}
		v.In(t, &in)
		nonce := uint256.MustFromDecimal(in.Nonce)
		signed := func(digests [][32]byte) bool {
			sig := append([]byte(nil), in.Signature...)
			sig[64] -= 27
			for _, d := range digests {
				if key, err := crypto.SigToPub(d[:], sig); err == nil && crypto.PubkeyToAddress(*key) == common.Address(in.Consumer) {
					return true
				}
			}
			return false
		}
		bound := signed(Digests(uint64(in.ChainID), common.Address(in.NFT), nonce))
		if !v.OK() {
			if bound || signed(UnboundDigests(common.Address(in.Consumer), nonce)) {
				t.Error("it is the consumer's signature")
			}
			return
		}
		var out struct {
			DID     string
			Unbound bool
		}
		v.Out(t, &out)
		if bound == out.Unbound || signed(UnboundDigests(common.Address(in.Consumer), nonce)) != out.Unbound {
			t.Errorf("signed over the DID: %v", bound)
		}
		if !SameDID(out.DID, uint64(in.ChainID), common.Address(in.NFT)) {
			t.Errorf("the DID is %s", DID(uint64(in.ChainID), common.Address(in.NFT)))
		}
	})
}

func TestVectorsEnvelope(t *testing.T) {
	vectors.Each(t, "ocean/envelope", func(t *testing.T, v vectors.Vector) {
		var in struct{ Envelope vectors.Hex }
		v.In(t, &in)
		ddo, err := DecodeDDO(in.Envelope)
		if (err == nil) != v.OK() || errors.Is(err, ErrNotEnvelope) != (v.Expect == "ignored") {
			t.Fatalf("%v, want %s", err, v.Expect)
		}
		if !v.OK() {
			return
		}
		var out struct {
			DDO  vectors.Hex
			Hash vectors.Hex
		}
		v.Out(t, &out)
		if hex.EncodeToString(ddo) != hex.EncodeToString(out.DDO) || sha256.Sum256(ddo) != [32]byte(out.Hash) {
			t.Errorf("%q", ddo)
		}
		if _, err := DecodeMetadata([]byte{2}, in.Envelope, [32]byte(out.Hash)); err != nil {
			t.Error(err)
		}
		again, err := EncodeDDO(ddo)
		if err != nil {
			t.Fatal(err)
		}
		packed, _ := decodeHex(again, MaxDDO)
		if back, err := DecodeDDO(packed); err != nil || string(back) != string(ddo) {
			t.Errorf("%v: %q", err, back)
		}
	})
}
