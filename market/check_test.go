package market_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/storage"
)

// TestAnotherCommittee: where no capsule is pinned, a listing can name a committee that everybody trusts while
// the file is sealed to another one. Who is about to pay is told.
func TestAnotherCommittee(t *testing.T) {
	ctx := t.Context()
	d, err := devnet.Start(ctx, devnet.Config{Nodes: 3, Threshold: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	seller := chain.WalletFromKey(d.EVM.Accounts()[1])
	c := market.New(market.Config{Chain: d.Chain, Wallet: seller})
	store, err := storage.OpenStore(d.Store)
	if err != nil {
		t.Fatal(err)
	}
	to, err := c.Recipient(ctx, d.Committees.Address, d.Committee, 0)
	if err != nil {
		t.Fatal(err)
	}
	for source, able := range map[string]bool{
		"now > timestamp(\"2020-01-01T00:00:00Z\")":                     true,
		"chain(31337).balance(buyer) >= units(\"1\", 0)":                true,
		"chain(5).balance(buyer) >= units(\"1\", 0)":                    false,
		"true || web(\"https://api.example\").json(\"$.open\") == true": false,
	} {
		to.Terms.Policy = source
		err := c.CheckRecipient(ctx, to)
		if able && err != nil || !able && (!errors.Is(err, market.ErrUnservable) || !strings.Contains(err.Error(), "0 of 3 nodes can evaluate the policy, and 2 have to")) {
			t.Errorf("%s: %v", source, err)
		}
	}
	for name, committee := range map[string]uint64{"same": d.Committee, "another": 77} {
		salt := sha256.Sum256([]byte(name))
		asset := chain.AssetOf(seller.Address(), salt)
		to, err := c.Recipient(ctx, d.Committees.Address, d.Committee, 0)
		if err != nil {
			t.Fatal(err)
		}
		to.Terms.Policy = policy.Sale(d.Market.Address, asset)
		var file bytes.Buffer
		if err := sealed.Seal(&file, strings.NewReader("rain"), to); err != nil {
			t.Fatal(err)
		}
		hash, size := sha256.Sum256(file.Bytes()), file.Len()
		at, err := store.Put(ctx, name+".age", &file)
		if err != nil {
			t.Fatal(err)
		}
		document, err := json.Marshal(market.Metadata{Format: 1, Kind: market.KindFile, Title: "Rain", Name: "rain.csv", Type: "text/csv", Size: 4,
			Sealed: market.SealedFile{SHA256: fmt.Sprintf("%x", hash), Size: int64(size), Locations: []string{at}}})
		if err != nil {
			t.Fatal(err)
		}
		uri, err := store.Put(ctx, name+".json", bytes.NewReader(document))
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := d.Market.List(ctx, seller, salt, chain.Listing{Price: big.NewInt(1), Stock: chain.Unlimited, Committee: committee},
			chain.Version{MetadataHash: sha256.Sum256(document), URI: uri}); err != nil {
			t.Fatal(err)
		}
		buyer := market.New(market.Config{Chain: d.Chain, Wallet: chain.WalletFromKey(d.EVM.Accounts()[2])})
		item, err := buyer.Show(ctx, market.Link{ChainID: d.EVM.ChainID(), Market: d.Market.Address, Asset: asset})
		if err != nil {
			t.Fatal(err)
		}
		ready, err := buyer.Check(ctx, item, market.Deal{})
		if err != nil {
			t.Fatal(name, err)
		}
		told := len(ready.Risks) == 1 && strings.Contains(ready.Risks[0].Error(), "committee 77")
		if told != (name == "another") || !told && len(ready.Risks) != 0 {
			t.Errorf("%s: %v", name, ready.Risks)
		}
	}
}
