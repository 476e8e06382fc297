// Package ocean is what Latchkey and the clients of Ocean Protocol (v4 contracts, ocean.js 3.4 to 6.x) have in
// common, as spec/ocean.md says: DIDs, the messages that wallets sign, DDOs and the envelope they are stored in, sealed
// files objects and their previews, and the checks of an order that each node makes by itself.
//
// All but [Read] and [Check], which read a chain through a small interface, are pure functions.
package ocean

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// The two methods of DIDs: that of DDOs of version 4, and that of version 5.
const (
	did4 = "did:op:"
	did5 = "did:ope:"
)

// DID returns the DID of a data NFT: "did:op:" and the hexadecimal SHA-256 of the NFT's address with EIP-55's capitals
// and the chain's id in decimal. A DDO of version 5 has "did:ope:" before the same digits, see [SameDID].
func DID(chainID uint64, nft common.Address) string {
	hash := sha256.Sum256([]byte(nft.Hex() + strconv.FormatUint(chainID, 10)))
	return did4 + hex.EncodeToString(hash[:])
}

// SameDID says whether a text is a DID of the NFT, by either method.
func SameDID(did string, chainID uint64, nft common.Address) bool {
	want := DID(chainID, nft)
	return did == want || did == did5+want[len(did4):]
}

// Policy returns the policy of a plain Ocean asset in its canonical form.
func Policy(nft, datatoken common.Address) string {
	return fmt.Sprintf(`ordered("0x%x", "0x%x")`, nft[:], datatoken[:])
}

// Freshness is how far a nonce, which is the time in Unix milliseconds, may be from a node's clock, in milliseconds.
const Freshness = 10 * 60 * 1000

// Fresh says whether a nonce is within ten minutes of now, in Unix milliseconds.
func Fresh(nonce *uint256.Int, now uint64) bool {
	if !nonce.IsUint64() {
		return false
	}
	n := nonce.Uint64()
	return max(n, now)-min(n, now) <= Freshness
}

// Digests returns what a wallet may have signed when a client asked it for a download of the NFT's asset: the digests
// of personal_sign (EIP-191) over keccak256 of the DID and the nonce in decimal, for both DIDs. ocean.js from 5.0 on
// drops the zero bytes that the hash begins with, if any, so there are up to four.
func Digests(chainID uint64, nft common.Address, nonce *uint256.Int) [][32]byte {
	did := DID(chainID, nft)
	return append(signed(did+nonce.Dec()), signed(did5+did[len(did4):]+nonce.Dec())...)
}

// UnboundDigests returns the same of ocean.js 6.x, whose message is the consumer's address, the nonce and "download". It
// names no asset: whoever has the signature can use it for every asset that the consumer has ordered.
func UnboundDigests(consumer common.Address, nonce *uint256.Int) [][32]byte {
	return signed(consumer.Hex() + nonce.Dec() + "download")
}

// signed returns the digests of a message as clients sign it.
func signed(message string) [][32]byte {
	hash := crypto.Keccak256([]byte(message))
	digests := [][32]byte{[32]byte(accounts.TextHash(hash))}
	if trimmed := common.TrimLeftZeroes(hash); len(trimmed) < len(hash) {
		digests = append(digests, [32]byte(accounts.TextHash(trimmed)))
	}
	return digests
}
