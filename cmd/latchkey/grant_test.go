package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/crypto/umbral"
	"github.com/latchkey-network/latchkey/sealed"
)

// A file that names another key for fragments than its owner's is not granted: no reader would find the grant.
func TestGrantWantsItsOwnVerifyingKey(t *testing.T) {
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	w := chain.WalletFromKey(key)
	keys, err := config.AccountKeys(w)
	if err != nil {
		t.Fatal(err)
	}
	g := &granter{wallet: w, keys: keys}
	for _, verifying := range []*umbral.PublicKey{keys.Verifying.Public(), umbral.GenerateKey().Public()} {
		name := filepath.Join(t.TempDir(), "x.age")
		f, err := os.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := sealed.Seal(f, strings.NewReader("x"), &sealed.Owner{Account: w.Address(), Key: keys.Owner.Public(), Verifying: verifying}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := g.file(t.Context(), name); (err == nil) != verifying.Equal(keys.Verifying.Public()) {
			t.Errorf("%v", err)
		}
	}
}
