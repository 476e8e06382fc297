//go:build cgo

package group

import "github.com/ethereum/go-ethereum/crypto/secp256k1"

// recoverXY returns the key that signed, as x || y, with libsecp256k1. sig is in range.
func recoverXY(digest [32]byte, sig []byte) ([]byte, error) {
	var raw [65]byte
	copy(raw[:], sig)
	raw[64] -= 27
	key, err := secp256k1.RecoverPubkey(digest[:], raw[:])
	if err != nil {
		return nil, err
	}
	return key[1:], nil
}
