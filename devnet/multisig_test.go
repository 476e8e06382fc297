package devnet

import (
	"bytes"
	"context"
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/chain/accounttest"
	"github.com/latchkey-network/latchkey/contracts"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/storage"
)

// TestMultisigBuysAndOpens: an account of three owners is given a licence before it is deployed, and opens; another one pays by
// itself, and opens what it bought, by the nodes and by the gateway.
func TestMultisigBuysAndOpens(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 6*time.Minute)
	defer cancel()
	d, err := Start(ctx, Config{Nodes: 3, Threshold: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	store, err := storage.OpenStore(d.Store)
	if err != nil {
		t.Fatal(err)
	}
	const seller, payer = 1, 2
	file := []byte("what the owners of the account read")
	price := big.NewInt(1e15)
	item, err := d.as(seller, nil).Publish(ctx, market.Offer{Source: bytes.NewReader(file), Size: int64(len(file)), Name: "data.txt",
		Type: "text/plain", Title: "Data", Price: price, Market: d.Market.Address,
		Committees: d.Committees.Address, Committee: d.Committee, Store: store})
	if err != nil {
		t.Fatal(err)
	}
	wallet := chain.WalletFromKey(d.EVM.Accounts()[payer])
	keys := d.EVM.Accounts()[3:6]
	opens := func(account common.Address, gateway string, sign func(digest [32]byte) []byte) error {
		t.Helper()
		c := market.New(market.Config{Chain: d.Chain, Account: account, Gateway: gateway, Sign: func(_ context.Context, request apitypes.TypedData) ([]byte, error) {
			digest, _, err := apitypes.TypedDataAndHash(request)
			return sign([32]byte(digest)), err
		}})
		shown, err := c.Show(ctx, item.Link)
		if err != nil || shown.Metadata == nil {
			t.Fatal(err, shown)
		}
		var out bytes.Buffer
		if err := c.Open(ctx, shown, &out); err != nil {
			return err
		}
		if !bytes.Equal(out.Bytes(), file) {
			t.Fatal("other bytes came out")
		}
		return nil
	}
	isRefused := func(err error, by quorum.ProblemType) {
		t.Helper()
		var refused *quorum.OpenError
		if !errors.As(err, &refused) || refused.Refused(by) < 2 {
			t.Fatalf("not refused as %s: %v", by, err)
		}
	}

	// A gift to an account that is not there yet.
	m := accounttest.NewMultisig(t, d.Chain, wallet, 2, keys...)
	early := func(digest [32]byte) []byte { return m.Undeployed(t, m.Sign(t, digest)) }
	late := func(digest [32]byte) []byte { return m.Sign(t, digest) }
	// soon opens once the nodes' heads have the account's code, too.
	soon := func(sign func(digest [32]byte) []byte) {
		t.Helper()
		var refused *quorum.OpenError
		for {
			err := opens(m.Address, "", sign)
			if err == nil {
				return
			}
			if !errors.As(err, &refused) || refused.Refused(quorum.BadSignature) == 0 || ctx.Err() != nil {
				t.Fatal(err)
			}
			time.Sleep(100 * time.Millisecond)
		}
	}
	isRefused(opens(m.Address, "", early), quorum.PolicyFalse)
	if _, err := d.as(payer, nil).Buy(ctx, item, market.Deal{Holder: m.Address}); err != nil {
		t.Fatal(err)
	}
	for _, gateway := range []string{"", d.Gateway} {
		if err := opens(m.Address, gateway, early); err != nil {
			t.Fatalf("before it is deployed, by %q: %v", gateway, err)
		}
	}
	isRefused(opens(m.Address, "", late), quorum.BadSignature)
	m.Deploy(t)
	soon(late)
	isRefused(opens(m.Address, "", func(digest [32]byte) []byte { return m.SignBy(t, digest, m.Owners[0]) }), quorum.BadSignature)

	// Another account pays for itself: its owners sign the purchase, and then the request.
	m = accounttest.NewMultisig(t, d.Chain, wallet, 3, keys...)
	m.Deploy(t)
	if _, err := d.Chain.Send(ctx, wallet, chain.Tx{To: m.Address, Value: price}); err != nil {
		t.Fatal(err)
	}
	order := contracts.MarketOrder{Asset: item.Link.Asset, Holder: m.Address, Price: price, Version: item.Listing.Version}
	receipt := m.Execute(t, d.Market.Address, price, contracts.NewMarket().PackBuy(order))
	if len(receipt.Logs) == 0 {
		t.Fatal("nothing was bought")
	}
	soon(late)
	for _, gateway := range []string{"", d.Gateway} {
		if err := opens(m.Address, gateway, late); err != nil {
			t.Fatalf("what it bought, by %q: %v", gateway, err)
		}
	}
	// An owner is not the account.
	isRefused(opens(crypto.PubkeyToAddress(keys[0].PublicKey), "", late), quorum.BadSignature)
	if err := opens(common.Address{}, "", late); !errors.Is(err, market.ErrNoWallet) {
		t.Fatalf("as nobody: %v", err)
	}
}
