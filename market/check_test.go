package market_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/storage"
)

// strictly has the first nodes that it asks say that they believe only what is proved, and that they can prove one token.
type strictly struct {
	nodes int
	chain uint64
	token string
	mu    sync.Mutex
	asked []string // their hosts
}

func (s *strictly) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || r.URL.Path != "/v1/info" {
		return resp, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Contains(s.asked, r.URL.Host) && len(s.asked) < s.nodes {
		s.asked = append(s.asked, r.URL.Host)
	}
	if !slices.Contains(s.asked, r.URL.Host) {
		return resp, nil
	}
	defer resp.Body.Close()
	var info quorum.Info
	if err := json.NewDecoder(resp.Body).Decode(&info); err != nil {
		return nil, err
	}
	info.Proofs = []quorum.Proofs{{ChainID: fmt.Sprint(s.chain), Tokens: []string{s.token}}}
	body, err := json.Marshal(info)
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return resp, err
}

// TestAnotherCommittee: where no capsule is pinned, a listing can name a committee that everybody trusts while
// the file is sealed to another one. Who is about to pay is told.
func TestAnotherCommittee(t *testing.T) {
	t.Parallel()
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
	// Nodes that believe only what is proved count out where a policy reads something else, and only there.
	token := strings.ToLower(d.Dollar.Address.Hex())
	for strict, sources := range map[int]map[string]bool{
		1: {`erc721("` + token + `").owner(1) == buyer`: true},
		2: {
			policy.Sale(d.Market.Address, [32]byte{1}):                                                       true,
			"balance(buyer) > units(\"1\", 18) && chain(31337).time() > timestamp(\"2020-01-01T00:00:00Z\")": true,
			`erc20("` + token + `").balance(buyer) > units("1", 6)`:                                          true,
			`erc721("` + token + `").owner(1) == buyer`:                                                      false,
			`erc20("0x00000000000000000000000000000000000000e1").balance(buyer) > units("1", 6)`:             false,
			`true || event("` + token + `", "E()", [], 10)`:                                                  false,
		},
	} {
		c := market.New(market.Config{Chain: d.Chain, Wallet: seller, Nodes: quorum.NewClient(&strictly{nodes: strict, chain: d.EVM.ChainID(), token: token}, 0)})
		for source, able := range sources {
			to.Terms.Policy = source
			err := c.CheckRecipient(ctx, to)
			if able && err != nil || !able && (!errors.Is(err, market.ErrUnservable) || !strings.Contains(err.Error(), "1 of 3 nodes can evaluate the policy")) {
				t.Errorf("%d strict nodes: %s: %v", strict, source, err)
			}
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

// TestOtherTerms: the market compares price and version with what a buyer saw. Where the chain was reorganised and the asset is
// listed in another way, a buyer is told before paying, and where it came in between, right after.
func TestOtherTerms(t *testing.T) {
	ctx := t.Context()
	d, listed := sold(t, 20*time.Second, nil)
	for what, change := range map[string]func(*market.Item){
		"a licence lasts":         func(i *market.Item) { i.Listing.Duration = 60 },
		"waits in escrow":         func(i *market.Item) { i.Listing.Escrow = 86400 },
		"committee 1 opens it":    func(i *market.Item) { i.Listing.Committee = 2 },
		"shared in another way":   func(i *market.Item) { i.Listing.MemberBps = 100 },
		"another document or fil": func(i *market.Item) { i.Pin.MetadataHash[0] ^= 1 },
	} {
		buyer := market.New(market.Config{Chain: d.Chain, Wallet: chain.WalletFromKey(d.EVM.Accounts()[2])})
		item, err := buyer.Show(ctx, listed.Link)
		if err != nil {
			t.Fatal(err)
		}
		change(item) // as if this had been shown, and the listing come later
		if _, err := buyer.Check(ctx, item, market.Deal{Renew: true}); !errors.Is(err, market.ErrOtherOffer) || !strings.Contains(err.Error(), what) {
			t.Errorf("before, %s: %v", what, err)
		}
	}
	buyer := market.New(market.Config{Chain: d.Chain, Wallet: chain.WalletFromKey(d.EVM.Accounts()[2])})
	item, err := buyer.Show(ctx, listed.Link)
	if err != nil {
		t.Fatal(err)
	}
	item.Listing.Escrow, item.Pin.CapsuleID[0] = 86400, item.Pin.CapsuleID[0]^1
	paid, err := buyer.Buy(ctx, item, market.Deal{})
	if !errors.Is(err, market.ErrOtherTerms) || paid == nil || paid.Number != 1 || !strings.Contains(err.Error(), "waits in escrow for 3600 s, not 86400, another document") {
		t.Errorf("after: %v, %v", paid, err)
	}
}

// TestNumberedPieces: a contract whose pieces have numbers (ERC-721) has calls of an ERC-20 token's names, and a price would be
// the number of a piece. Nothing is listed or bought in it.
func TestNumberedPieces(t *testing.T) {
	ctx := t.Context()
	d, listed := sold(t, 20*time.Second, nil)
	w := chain.WalletFromKey(d.EVM.Accounts()[1])
	// supportsInterface says yes to ERC-721 alone; whatever else is asked, 0.
	code := common.FromHex("60043560e01c6380ac58cd1460005260206000f3")
	pieces, _, err := d.Chain.Deploy(ctx, w, chain.Tx{Data: append(common.FromHex("6014600c60003960146000f3"), code...)})
	if err != nil {
		t.Fatal(err)
	}
	seller := market.New(market.Config{Chain: d.Chain, Wallet: w})
	if _, err := seller.ParsePrice(ctx, pieces, "1"); !errors.Is(err, market.ErrToken) || !strings.Contains(err.Error(), "ERC-721") {
		t.Error(err)
	}
	store, err := storage.OpenStore(d.Store)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := seller.Publish(ctx, market.Offer{Source: strings.NewReader("rain"), Size: 4, Name: "rain.csv", Type: "text/csv", Title: "Rain", Price: big.NewInt(1),
		Token: pieces, Market: d.Market.Address, Committees: d.Committees.Address, Committee: d.Committee, Store: store}); !errors.Is(err, market.ErrToken) {
		t.Error(err)
	}
	buyer := market.New(market.Config{Chain: d.Chain, Wallet: chain.WalletFromKey(d.EVM.Accounts()[2])})
	salt := sha256.Sum256([]byte("pieces"))
	if _, _, err := d.Market.List(ctx, w, salt, chain.Listing{Price: big.NewInt(1), Token: pieces, Stock: chain.Unlimited, Committee: d.Committee},
		chain.Version{MetadataHash: listed.Pin.MetadataHash, URI: listed.Pin.URI}); err != nil {
		t.Fatal(err)
	}
	item, err := buyer.Show(ctx, market.Link{ChainID: d.EVM.ChainID(), Market: d.Market.Address, Asset: chain.AssetOf(w.Address(), salt)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := buyer.Check(ctx, item, market.Deal{}); !errors.Is(err, market.ErrToken) || !strings.Contains(err.Error(), "ERC-721") {
		t.Error(err)
	}
	if _, err := buyer.Buy(ctx, item, market.Deal{}); !errors.Is(err, market.ErrToken) {
		t.Error(err)
	}
}
