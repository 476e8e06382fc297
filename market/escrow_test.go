package market_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/terms"
)

// TestWrongAnswersToWhomIsAway: a buyer's program disputes and is killed; then members answer with wrong
// shares that they sign. The buyer who goes on later with the refund shows that they are wrong, and is not told that it was
// served.
func TestWrongAnswersToWhomIsAway(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	d, err := devnet.Start(ctx, devnet.Config{Nodes: 3, Threshold: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	key := func(i int) *chain.Wallet { return chain.WalletFromKey(d.EVM.Accounts()[i]) }
	store, err := storage.OpenStore(d.Store)
	if err != nil {
		t.Fatal(err)
	}
	item, err := market.New(market.Config{Chain: d.Chain, Wallet: key(1)}).Publish(ctx, market.Offer{Source: strings.NewReader("rain"), Size: 4, Name: "rain.csv", Type: "text/csv",
		Title: "Rain", Price: big.NewInt(1e15), Escrow: 3600, Market: d.Market.Address, Committees: d.Committees.Address, Committee: d.Committee, Store: store})
	if err != nil {
		t.Fatal(err)
	}
	killed, kill := context.WithCancel(ctx)
	defer kill()
	buyer := market.New(market.Config{Chain: d.Chain, Wallet: key(2), Posted: func(market.Posted) { kill() }})
	com, err := buyer.Committee(ctx, d.Committees.Address, d.Committee)
	if err != nil {
		t.Fatal(err)
	}
	keys, _, err := quorum.NewClient(nil, 0).FetchKeys(ctx, com)
	if err != nil {
		t.Fatal(err)
	}
	if item, err = buyer.Show(ctx, item.Link); err != nil {
		t.Fatal(err)
	}
	if _, err := buyer.Buy(ctx, item, market.Deal{}); err != nil {
		t.Fatal(err)
	}
	for _, n := range d.Nodes {
		n.Kill()
	}
	purchase := func() *market.Purchase {
		t.Helper()
		all, err := buyer.Purchases(ctx, d.Market.Address, 0, item.Link)
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		return all[0]
	}
	if _, err := buyer.Dispute(killed, item, purchase(), io.Discard); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	p := purchase()
	if p.Status != market.Asked {
		t.Fatal(p.Status)
	}

	// Points and scalars, and nothing to do with the members' keys.
	v, err := d.Chain.At(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	r, err := d.Committees.RequestOf(ctx, v, p.Request)
	if err != nil {
		t.Fatal(err)
	}
	domain := terms.Domain{ChainID: *uint256.NewInt(d.EVM.ChainID()), Committees: d.Committees.Address}
	_, point := quorum.NewReaderKey()
	for i := range 2 {
		share := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint64(nil, r.Epoch), uint32(i+1))
		share = append(share, bytes.Repeat(point, 2)...)
		for range 3 {
			share = append(share, bytes.Repeat([]byte{1}, 32)...)
		}
		w := key(devnet.Users + i)
		signature, err := w.SignDigest(terms.Digest(domain, &terms.Share{Committee: *uint256.NewInt(d.Committee), Request: r.Digest, Capsule: r.CapsuleID, Share: share}))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Committees.Answer(ctx, w, p.Request, append(share, signature...)); err != nil {
			t.Fatal(err)
		}
	}
	if p = purchase(); p.Status != market.Served {
		t.Fatal(p.Status)
	}

	var evidence int
	later := market.New(market.Config{Chain: d.Chain, Wallet: key(2), Evidence: func(*quorum.Evidence) { evidence++ },
		Keys: func(context.Context, *chain.Committees, uint64, uint64) (*quorum.Keys, error) { return keys, nil }})
	if err := later.Refund(ctx, p, false, nil); !errors.Is(err, market.ErrNotYet) || p.Standing != 0 || evidence != 2 {
		t.Errorf("%v; %d of two wrong answers stand, and there is evidence of %d", err, p.Standing, evidence)
	}
}

// TestDisputeWithoutTheFile: a seller takes document and file away, and its buyer can ask the members still.
func TestDisputeWithoutTheFile(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	d, err := devnet.Start(ctx, devnet.Config{Nodes: 3, Threshold: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	store, err := storage.OpenStore(d.Store)
	if err != nil {
		t.Fatal(err)
	}
	seller := market.New(market.Config{Chain: d.Chain, Wallet: chain.WalletFromKey(d.EVM.Accounts()[1])})
	offer := market.Offer{Source: strings.NewReader("rain"), Size: 4, Name: "rain.csv", Type: "text/csv", Confirmations: 2,
		Title: "Rain", Price: big.NewInt(1e15), Escrow: 3600, Market: d.Market.Address, Committees: d.Committees.Address, Committee: d.Committee, Store: store}
	item, err := seller.Publish(ctx, offer)
	if err != nil {
		t.Fatal(err)
	}
	link := item.Link
	for i, account := range []int{2, 3} { // of a version that was listed, and one that came later
		killed, kill := context.WithCancel(ctx)
		buyer := market.New(market.Config{Chain: d.Chain, Wallet: chain.WalletFromKey(d.EVM.Accounts()[account]), Posted: func(market.Posted) { kill() }})
		if i == 1 {
			offer.Source = strings.NewReader("snow")
			if _, err := seller.Update(ctx, link, offer); err != nil {
				t.Fatal(err)
			}
		}
		if item, err = buyer.Show(ctx, link); err != nil {
			t.Fatal(err)
		}
		if _, err := buyer.Buy(ctx, item, market.Deal{}); err != nil {
			t.Fatal(err)
		}
		files, err := filepath.Glob(filepath.Join(d.Dir, "files", "*"))
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		if i == 1 {
			for _, f := range files {
				os.Remove(f)
			}
		} else {
			os.Remove(strings.TrimSuffix(files[0], filepath.Ext(files[0])) + ".age")
		}
		all, err := buyer.Purchases(ctx, d.Market.Address, 0, link)
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		if item, err = buyer.ShowBought(ctx, all[0]); err != nil {
			t.Fatal(err)
		}
		if opened, err := buyer.Dispute(killed, item, all[0], io.Discard); opened || all[0].Request == 0 {
			t.Errorf("%v, %v: nobody is asked", opened, err)
		}
		kill()
		if all, err = buyer.Purchases(ctx, d.Market.Address, 0, link); err != nil || all[0].Status != market.Asked && all[0].Status != market.Served {
			t.Errorf("it is %q, %v", all[0].Status, err)
		}
	}
}
