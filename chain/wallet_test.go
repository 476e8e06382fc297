package chain_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/math"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"github.com/latchkey-network/latchkey/chain"
)

// Keystore files are go-ethereum's: each side opens the other's.
func TestKeystore(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a", "b")
	path, w, err := chain.NewKeystore(dir, "open sesame")
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	again, err := chain.OpenKeystore(path, "open sesame")
	if err != nil || again.Address() != w.Address() {
		t.Fatalf("%v, %v", again, err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := keystore.DecryptKey(data, "open sesame")
	if err != nil || theirs.Address != w.Address() {
		t.Fatalf("go-ethereum: %v, %v", theirs, err)
	}
	if _, err := chain.OpenKeystore(path, "open barley"); !errors.Is(err, chain.ErrPassphrase) {
		t.Errorf("wrong passphrase: %v", err)
	}
	if _, _, err := chain.ImportKey(dir, "x", theirs.PrivateKey); err == nil || !strings.Contains(err.Error(), filepath.Base(path)) {
		t.Errorf("imported twice: %v", err)
	}

	account, err := keystore.StoreKey(t.TempDir(), "x", keystore.LightScryptN, keystore.LightScryptP)
	if err != nil {
		t.Fatal(err)
	}
	if w, err := chain.OpenKeystore(account.URL.Path, "x"); err != nil || w.Address() != account.Address {
		t.Errorf("%v, %v", w, err)
	}

	// Files that are none.
	data, err = os.ReadFile(account.URL.Path)
	if err != nil {
		t.Fatal(err)
	}
	other := bytes.Replace(data, []byte(hex.EncodeToString(account.Address[:])), bytes.Repeat([]byte("00"), 20), 1)
	for name, content := range map[string][]byte{"empty": nil, "text": []byte("hello"), "cut off": data[:len(data)/2], "giant": append(data, bytes.Repeat([]byte(" "), 1<<20)...), "other address": other, "no crypto": []byte(`{"version":3}`)} {
		path := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := chain.OpenKeystore(path, "x"); err == nil {
			t.Errorf("%s: opened", name)
		}
	}
	if _, err := chain.OpenKeystore(filepath.Join(t.TempDir(), "none"), "x"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// However a wallet is printed, the key does not come out.
func TestWalletHidesKey(t *testing.T) {
	t.Parallel()
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	w := chain.WalletFromKey(key)
	d := new(big.Int).SetBytes(crypto.FromECDSA(key))
	var logged bytes.Buffer
	for _, h := range []slog.Handler{slog.NewJSONHandler(&logged, nil), slog.NewTextHandler(&logged, nil)} {
		slog.New(h).Info("signing", "wallet", w, "in", struct{ W *chain.Wallet }{w})
	}
	encoded, err := json.Marshal(map[string]any{"w": w})
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{logged.String(), string(encoded)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X"} {
		texts = append(texts, fmt.Sprintf(verb, w), fmt.Sprintf(verb, []*chain.Wallet{w}), fmt.Sprintf(verb, struct{ W *chain.Wallet }{w}), fmt.Sprintf(verb, struct{ w *chain.Wallet }{w}))
	}
	for _, text := range texts {
		for _, secret := range []string{d.Text(10), d.Text(16), d.Text(16)[:16], strings.ToUpper(d.Text(16)), d.Text(10)[:16]} {
			if strings.Contains(text, secret) {
				t.Errorf("%q is in %q", secret, text)
			}
		}
	}
	if got := fmt.Sprintf("%v", w); got != w.Address().Hex() {
		t.Errorf("printed as %q", got)
	}
}

func TestWalletSigns(t *testing.T) {
	t.Parallel()
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	w := chain.WalletFromKey(key)
	if w.Address() != crypto.PubkeyToAddress(key.PublicKey) {
		t.Fatal(w.Address())
	}
	data := apitypes.TypedData{
		Types: apitypes.Types{
			"EIP712Domain": {{Name: "name", Type: "string"}, {Name: "chainId", Type: "uint256"}},
			"Note":         {{Name: "text", Type: "string"}, {Name: "by", Type: "address"}, {Name: "deadline", Type: "uint64"}},
		},
		PrimaryType: "Note",
		Domain:      apitypes.TypedDataDomain{Name: "Test", ChainId: math.NewHexOrDecimal256(31337)},
		Message:     apitypes.TypedDataMessage{"text": "hello", "by": w.Address().Hex(), "deadline": "123"},
	}
	digest, _, err := apitypes.TypedDataAndHash(data)
	if err != nil {
		t.Fatal(err)
	}
	half := new(big.Int).Rsh(crypto.S256().Params().N, 1)
	for i := range 50 {
		data.Message["deadline"] = fmt.Sprint(i)
		if digest, _, err = apitypes.TypedDataAndHash(data); err != nil {
			t.Fatal(err)
		}
		sig, err := w.SignTypedData(data)
		if err != nil || len(sig) != 65 || sig[64] != 27 && sig[64] != 28 || new(big.Int).SetBytes(sig[32:64]).Cmp(half) > 0 {
			t.Fatalf("%x, %v", sig, err)
		}
		if again, err := w.SignDigest([32]byte(digest)); err != nil || !bytes.Equal(again, sig) {
			t.Fatalf("%x, %v", again, err)
		}
		sig[64] -= 27
		if pub, err := crypto.SigToPub(digest, sig); err != nil || crypto.PubkeyToAddress(*pub) != w.Address() {
			t.Fatalf("recovered %v, %v", pub, err)
		}
	}
	data.PrimaryType = "Letter"
	if _, err := w.SignTypedData(data); err == nil {
		t.Error("signed what has no type")
	}

	tx, err := w.SignTx(types.NewTx(&types.DynamicFeeTx{ChainID: big.NewInt(5), To: &common.Address{}}), big.NewInt(5))
	if err != nil {
		t.Fatal(err)
	}
	if from, err := types.Sender(types.LatestSignerForChainID(big.NewInt(5)), tx); err != nil || from != w.Address() {
		t.Errorf("sender %v, %v", from, err)
	}

	w.Close()
	w.Close()
	if _, err := w.SignDigest([32]byte{1}); !errors.Is(err, chain.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
	if _, err := w.SignTx(tx, big.NewInt(5)); !errors.Is(err, chain.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
	if sig, err := crypto.Sign(digest, key); err != nil || len(sig) != 65 {
		t.Errorf("the caller's key was erased: %v", err)
	}
}
