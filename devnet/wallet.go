package devnet

import (
	"crypto/ecdsa"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/crypto"
)

// WriteWallet writes a keystore file for a key that is worth nothing: its passphrase is
// stretched a thousandth of the usual, so that a devnet's processes start at once.
func WriteWallet(path, passphrase string, key *ecdsa.PrivateKey) error {
	k := keystore.Key{Address: crypto.PubkeyToAddress(key.PublicKey), PrivateKey: key}
	rand.Read(k.Id[:])
	k.Id[6], k.Id[8] = k.Id[6]&0x0f|0x40, k.Id[8]&0x3f|0x80 // RFC 9562, version 4
	const scryptN, scryptP = 256, 1
	data, err := keystore.EncryptKey(&k, passphrase, scryptN, scryptP)
	if err != nil {
		return fmt.Errorf("writing a wallet: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("writing a wallet: %w", err)
	}
	return os.WriteFile(path, data, 0o600)
}
