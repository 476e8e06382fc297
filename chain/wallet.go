package chain

import (
	"crypto/ecdsa"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
)

// maxKeystoreFile bounds a keystore file; real ones have 500 bytes.
const maxKeystoreFile = 64 << 10

// ErrNotKeystore: the file is no keystore file.
var ErrNotKeystore = errors.New("not a keystore file")

// ErrPassphrase: the passphrase does not open the keystore file.
var ErrPassphrase = errors.New("wrong passphrase")

// Wallet signs for one account, with a key in memory or by an external signer (DialSigner).
// However it is printed, logged or encoded, only the address shows. Safe for concurrent use.
type Wallet struct {
	address common.Address
	remote  *signer // nil if the key is here

	mu  sync.RWMutex
	key *ecdsa.PrivateKey // nil once closed, or with remote
}

// WalletFromKey makes a Wallet of a key. The key is copied: Close does not touch the caller's.
func WalletFromKey(key *ecdsa.PrivateKey) *Wallet {
	b := crypto.FromECDSA(key)
	defer clear(b)
	own, err := crypto.ToECDSA(b)
	if err != nil {
		panic("chain: WalletFromKey of an invalid key") // the caller's bug: not a key of secp256k1
	}
	return &Wallet{address: crypto.PubkeyToAddress(own.PublicKey), key: own}
}

// OpenKeystore opens a keystore file, version 3 ("Web3 Secret Storage": go-ethereum's, and
// what most wallets export). It takes about a second, which is what guessing one passphrase
// costs. The error is ErrPassphrase if that is what is wrong.
func OpenKeystore(path, passphrase string) (*Wallet, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the wallet: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxKeystoreFile+1))
	if err != nil {
		return nil, fmt.Errorf("opening the wallet: %w", err)
	}
	if len(data) > maxKeystoreFile {
		return nil, fmt.Errorf("opening the wallet %q: over %d bytes, which no keystore file has", path, maxKeystoreFile)
	}
	var named struct {
		Address string `json:"address"`
	}
	if err := json.Unmarshal(data, &named); err != nil {
		return nil, fmt.Errorf("opening the wallet %q: %w", path, ErrNotKeystore)
	}
	key, err := keystore.DecryptKey(data, passphrase)
	if errors.Is(err, keystore.ErrDecrypt) {
		return nil, fmt.Errorf("opening the wallet %q: %w", path, ErrPassphrase)
	}
	if err != nil {
		return nil, fmt.Errorf("opening the wallet %q: %w", path, err)
	}
	// The address is outside of what the passphrase protects; some files leave it out.
	if named.Address != "" && (!common.IsHexAddress(named.Address) || common.HexToAddress(named.Address) != key.Address) {
		eraseKey(key.PrivateKey)
		return nil, fmt.Errorf("opening the wallet %q: it names account %q but holds the key of %s", path, named.Address, key.Address)
	}
	return &Wallet{address: key.Address, key: key.PrivateKey}, nil
}

// NewKeystore makes a new key and keeps it in a keystore file in dir, which is made if it is not
// there. Who loses the file or the passphrase loses the account.
func NewKeystore(dir, passphrase string) (path string, w *Wallet, err error) {
	key, err := crypto.GenerateKey()
	if err != nil {
		return "", nil, fmt.Errorf("making a wallet: %w", err)
	}
	defer eraseKey(key)
	return ImportKey(dir, passphrase, key)
}

// ImportKey keeps a key in a new keystore file in dir, which is made if it is not there. A
// file that holds the same account already is an error that names it.
func ImportKey(dir, passphrase string, key *ecdsa.PrivateKey) (path string, w *Wallet, err error) {
	address := crypto.PubkeyToAddress(key.PublicKey)
	if path, err = storeKey(dir, passphrase, address, key); err != nil {
		return "", nil, fmt.Errorf("making a wallet: %w", err)
	}
	return path, WalletFromKey(key), nil
}

func storeKey(dir, passphrase string, address common.Address, key *ecdsa.PrivateKey) (path string, err error) {
	name := strings.ToLower(address.Hex()[2:])
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		if strings.HasSuffix(strings.ToLower(e.Name()), name) {
			return "", fmt.Errorf("%q holds this account already", filepath.Join(dir, e.Name()))
		}
	}
	k := keystore.Key{Address: address, PrivateKey: key}
	rand.Read(k.Id[:])
	k.Id[6], k.Id[8] = k.Id[6]&0x0f|0x40, k.Id[8]&0x3f|0x80 // a random UUID (RFC 9562, version 4)
	data, err := keystore.EncryptKey(&k, passphrase, keystore.StandardScryptN, keystore.StandardScryptP)
	if err != nil {
		return "", err
	}
	// The name is go-ethereum's. It appears only when the file is whole.
	path = filepath.Join(dir, "UTC--"+time.Now().UTC().Format("2006-01-02T15-04-05.000000000Z")+"--"+name)
	tmp, err := os.CreateTemp(dir, ".wallet-*") // mode 0600
	if err != nil {
		return "", err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Sync()
	}
	if err := errors.Join(err, tmp.Close()); err != nil {
		return "", err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return "", err
	}
	return path, nil
}

// Address of the account.
func (w *Wallet) Address() common.Address { return w.address }

// HasKey says whether the key is here: then SignDigest works, and signing asks nobody.
func (w *Wallet) HasKey() bool { return w.remote == nil }

// SignTx returns the transaction, signed for the chain. An external signer takes those of
// EIP-1559.
func (w *Wallet) SignTx(tx *types.Transaction, chainID *big.Int) (*types.Transaction, error) {
	if w.remote != nil {
		signed, err := w.remote.signTx(w.address, tx, chainID)
		if err != nil {
			return nil, fmt.Errorf("wallet of %s: signing a transaction: %w", w.address, err)
		}
		return signed, nil
	}
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.key == nil {
		return nil, fmt.Errorf("wallet of %s: %w", w.address, ErrClosed)
	}
	signed, err := types.SignTx(tx, types.LatestSignerForChainID(chainID), w.key)
	if err != nil {
		return nil, fmt.Errorf("wallet of %s: signing a transaction: %w", w.address, err)
	}
	return signed, nil
}

// SignTypedData signs EIP-712 typed data: r || s || v, 65 bytes, s low, v 27 or 28.
func (w *Wallet) SignTypedData(data apitypes.TypedData) ([]byte, error) {
	digest, _, err := apitypes.TypedDataAndHash(data)
	if err != nil {
		return nil, fmt.Errorf("wallet of %s: typed data: %w", w.address, err)
	}
	if w.remote != nil {
		sig, err := w.remote.signTypedData(w.address, data, digest)
		if err != nil {
			return nil, fmt.Errorf("wallet of %s: signing %s: %w", w.address, data.PrimaryType, err)
		}
		return sig, nil
	}
	return w.SignDigest([32]byte(digest))
}

// SignDigest signs a digest, in the same form as SignTypedData. The digest must be an EIP-712
// one made by the caller: what signs anything may be made to sign a transaction. That is why
// external signers do not: ErrNeedsKey.
func (w *Wallet) SignDigest(digest [32]byte) ([]byte, error) {
	if w.remote != nil {
		return nil, fmt.Errorf("wallet of %s: %w", w.address, ErrNeedsKey)
	}
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.key == nil {
		return nil, fmt.Errorf("wallet of %s: %w", w.address, ErrClosed)
	}
	sig, err := crypto.Sign(digest[:], w.key) // s is low, v is 0 or 1
	if err != nil {
		return nil, fmt.Errorf("wallet of %s: signing: %w", w.address, err)
	}
	sig[64] += 27
	return sig, nil
}

// Close erases the key, as far as the language lets it, or leaves the signer. Whoever signs
// afterwards gets ErrClosed.
func (w *Wallet) Close() {
	if w.remote != nil {
		w.remote.close()
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.key != nil {
		eraseKey(w.key)
		w.key = nil
	}
}

func eraseKey(key *ecdsa.PrivateKey) {
	b := key.D.Bits() //lint:ignore SA1019 there is no other way to reach the bytes in place
	clear(b[:cap(b)])
}

// String is the address.
func (w *Wallet) String() string { return w.address.Hex() }

// GoString is the address.
func (w *Wallet) GoString() string { return "chain.Wallet(" + w.address.Hex() + ")" }

// Format prints the address, whatever the verb.
func (w *Wallet) Format(s fmt.State, _ rune) { io.WriteString(s, w.address.Hex()) }

// LogValue is the address.
func (w *Wallet) LogValue() slog.Value { return slog.StringValue(w.address.Hex()) }

// MarshalText is the address.
func (w *Wallet) MarshalText() ([]byte, error) { return []byte(w.address.Hex()), nil }
