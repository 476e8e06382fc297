package ocean_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/devnet/oceantest"
	"github.com/latchkey-network/latchkey/ocean"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/terms"
)

// world is a chain with Ocean's contracts and one published asset.
type world struct {
	*oceantest.Ocean
	e                     *devnet.EVM
	c                     *chain.Client
	seller, buyer, other  *chain.Wallet
	nft, token, lookalike common.Address
	asset                 *asset
}

// asset is what a publisher has.
type asset struct {
	nft, token common.Address
	terms      terms.Terms
	capsule    []byte
	files      string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	e, err := devnet.StartEVM(devnet.EVMConfig{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	w := &world{e: e, seller: chain.WalletFromKey(e.Accounts()[0]), buyer: chain.WalletFromKey(e.Accounts()[1]), other: chain.WalletFromKey(e.Accounts()[2])}
	w.c = w.dial(t)
	w.Ocean = oceantest.Deploy(t, w.c, w.seller)
	w.lookalike = oceantest.Emitter(t, w.c, w.seller)
	w.nft, w.token = w.Publish(t, w.seller, oceantest.Template)
	for _, who := range []*chain.Wallet{w.seller, w.buyer, w.other} {
		w.Mint(t, w.seller, w.token, who.Address(), 20)
	}
	w.asset = w.seal(t, w.nft, w.token, nil)
	w.publish(t, w.asset, w.ddo(w.asset, 0, ""))
	return w
}

func (w *world) dial(t *testing.T) *chain.Client {
	t.Helper()
	c, err := chain.Dial(t.Context(), chain.Config{URL: w.e.URL(), Final: "0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// seal seals a files object with one file.
func (w *world) seal(t *testing.T, nft, token common.Address, previews []ocean.Preview) *asset {
	t.Helper()
	to, err := sealed.ParseRecipient("age1latchkey1qyqqqqqqqqqqqqv73mmphanap6k728e274467uugge0hktsqqqqqqqqqqqqs9sxjtcy802cgcahle5yewjst7vx6r00sfrun5wwrgewyktecr93lqqqqqqqqqqqqyuuf4zv")
	if err != nil {
		t.Fatal(err)
	}
	to.Terms = terms.Terms{ChainID: *uint256.NewInt(w.e.ChainID()), Committees: common.Address{7}, Committee: *uint256.NewInt(1)}
	files, err := ocean.SealFiles(fmt.Appendf(nil, `{"nftAddress":%q,"datatokenAddress":%q,"files":[{"type":"url","url":"https://example.org/a.csv","method":"GET"}]}`,
		nft.Hex(), token.Hex()), *to, previews)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ocean.ParseSealed(files)
	if err != nil {
		t.Fatal(err)
	}
	return &asset{nft, token, s.Stanzas[0].Terms, s.Stanzas[0].Capsule, files}
}

// ddo has the asset's service at the index 1, behind one of another datatoken.
func (w *world) ddo(a *asset, timeout int, credentials string) string {
	if credentials == "" {
		credentials = `{"allow":[],"deny":[]}`
	}
	return fmt.Sprintf(`{"id":%q,"version":"4.1.0","chainId":%d,"nftAddress":%q,"metadata":{},"credentials":%s,"services":[
		{"id":"other","type":"access","files":"0x00","datatokenAddress":%q,"timeout":0},
		{"id":"the one","type":"access","files":%q,"datatokenAddress":%q,"serviceEndpoint":"https://gw.example","timeout":%d}]}`,
		ocean.DID(w.e.ChainID(), a.nft), w.e.ChainID(), a.nft.Hex(), credentials, w.lookalike.Hex(), a.files, a.token.Hex(), timeout)
}

func (w *world) publish(t *testing.T, a *asset, ddo string) {
	t.Helper()
	envelope, err := ocean.EncodeDDO([]byte(ddo))
	if err != nil {
		t.Fatal(err)
	}
	w.SetMetaData(t, w.seller, a.nft, 0, 2, common.FromHex(envelope), sha256.Sum256([]byte(ddo)))
}

// claim is the buyer's, with an order.
func (w *world) claim(order *types.Receipt, change func(*ocean.Claim)) *ocean.Claim {
	c := &ocean.Claim{Account: w.buyer.Address(), Service: "the one", NFT: w.nft, Datatoken: w.token, Terms: &w.asset.terms, Capsule: w.asset.capsule}
	if order != nil {
		c.Tx = order.TxHash
	}
	if change != nil {
		change(c)
	}
	return c
}

// check checks at the chain's head.
func (w *world) check(t *testing.T, c *ocean.Claim) error {
	t.Helper()
	v, err := w.c.At(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return ocean.Check(t.Context(), v, c)
}

// lets wants an order to let the claim in.
func (w *world) lets(t *testing.T, what string, c *ocean.Claim) {
	t.Helper()
	if err := w.check(t, c); err != nil {
		t.Errorf("%s: %v", what, err)
	}
}

// refuses wants a refusal that says this.
func (w *world) refuses(t *testing.T, what, why string, c *ocean.Claim) {
	t.Helper()
	err := w.check(t, c)
	if !ocean.Refused(err) || !strings.Contains(err.Error(), why) {
		t.Errorf("%s: %v, want a refusal that says %q", what, err, why)
	}
}

// TestOrders: which orders let whom in, with Ocean's own contracts.
func TestOrders(t *testing.T) {
	w := newWorld(t)
	buyer, seller, other := w.buyer.Address(), w.seller.Address(), w.other.Address()

	own := w.Order(t, w.buyer, w.token, buyer, 1)
	w.lets(t, "an order of one's own", w.claim(own, nil))
	w.lets(t, "with no service named", w.claim(own, func(c *ocean.Claim) { c.Service = "" }))
	w.refuses(t, "somebody else's order", "is not for", w.claim(own, func(c *ocean.Claim) { c.Account = other }))
	gift := w.Order(t, w.seller, w.token, buyer, 1)
	w.lets(t, "an order that another account paid", w.claim(gift, nil))
	w.lets(t, "an order for another account, as its payer", w.claim(gift, func(c *ocean.Claim) { c.Account = seller }))

	w.refuses(t, "no order", "not there", w.claim(nil, func(c *ocean.Claim) { c.Tx = common.Hash{9} }))
	w.refuses(t, "a transaction that is no order", "has no order", w.claim(nil, func(c *ocean.Claim) {
		c.Tx = w.Do(t, w.buyer, "ERC20Template", w.token, "approve", other, big.NewInt(1)).TxHash
	}))
	w.refuses(t, "an order of another service", "service 0", w.claim(w.Order(t, w.buyer, w.token, buyer, 0), nil))
	w.refuses(t, "another service's id", "sealed object", w.claim(own, func(c *ocean.Claim) { c.Service = "other" }))
	w.refuses(t, "a service that is not there", "sealed object", w.claim(own, func(c *ocean.Claim) { c.Service = "The one" }))
	w.refuses(t, "a file that cannot be", "no file", w.claim(own, func(c *ocean.Claim) { c.File = ocean.MaxFiles }))
	w.refuses(t, "a file of 2^64-1", "no file", w.claim(own, func(c *ocean.Claim) { c.File = 1<<64 - 1 }))

	// Another token of the same publisher: ordered, and a DDO that has it.
	nft2, token2 := w.Publish(t, w.seller, oceantest.Template)
	w.Mint(t, w.seller, token2, buyer, 5)
	order2 := w.Order(t, w.buyer, token2, buyer, 1)
	w.refuses(t, "an order of another token", "has no order", w.claim(order2, nil))
	asset2 := w.seal(t, nft2, token2, nil)
	w.publish(t, asset2, w.ddo(asset2, 0, ""))
	w.lets(t, "the other asset with its own order", w.claim(order2, func(c *ocean.Claim) {
		c.NFT, c.Datatoken, c.Terms, c.Capsule = nft2, token2, &asset2.terms, asset2.capsule
	}))
	w.refuses(t, "another asset's sealed object", "sealed object", w.claim(own, func(c *ocean.Claim) { c.Terms, c.Capsule = &asset2.terms, asset2.capsule }))
	w.refuses(t, "another asset's sealed object, for its NFT and token", "has no order", w.claim(own, func(c *ocean.Claim) {
		c.NFT, c.Datatoken, c.Terms, c.Capsule = nft2, token2, &asset2.terms, asset2.capsule
	}))
	// A DDO with another asset's sealed object in it.
	stolen := *asset2
	stolen.nft, stolen.token = w.nft, w.token
	w.publish(t, w.asset, w.ddo(&stolen, 0, ""))
	w.refuses(t, "the sealed object is not in the DDO any more", "sealed object", w.claim(own, nil))
	w.publish(t, w.asset, w.ddo(w.asset, 0, ""))
	w.lets(t, "it is there again", w.claim(own, nil))

	// Events of others.
	w.refuses(t, "a look-alike", "has no order", w.claim(w.EmitOrder(t, w.buyer, w.lookalike, buyer, buyer, oceantest.OneToken, 1, 1), nil))
	w.refuses(t, "a look-alike of a reuse", "has no order", w.claim(w.EmitReuse(t, w.buyer, w.lookalike, own.TxHash, buyer, 1), nil))

	// Reuse.
	w.lets(t, "one's own order again", w.claim(w.Reuse(t, w.buyer, w.token, own.TxHash), nil))
	theirs := w.Order(t, w.other, w.token, other, 1)
	foreign := w.Reuse(t, w.buyer, w.token, theirs.TxHash)
	w.refuses(t, "a foreign reuse", "is not for", w.claim(foreign, nil))
	w.refuses(t, "a reuse of another token's order", "has no order", w.claim(w.Reuse(t, w.buyer, w.token, order2.TxHash), nil))
	w.refuses(t, "a reuse of another service's order", "service 0", w.claim(w.Reuse(t, w.buyer, w.token, w.Order(t, w.buyer, w.token, buyer, 0).TxHash), nil))
	again := w.Reuse(t, w.buyer, w.token, own.TxHash)
	w.refuses(t, "a reuse of a reuse", "has no order", w.claim(w.Reuse(t, w.buyer, w.token, again.TxHash), nil))
	w.refuses(t, "a reuse of nothing", "has no order", w.claim(w.Reuse(t, w.buyer, w.token, common.Hash{1}), nil))

	// Several at once, through the factory, which is the payer then.
	w.lets(t, "startMultipleTokenOrder", w.claim(w.OrderMany(t, w.buyer, buyer, 1, token2, w.token), nil))
	w.lets(t, "startMultipleTokenOrder for somebody", w.claim(w.OrderMany(t, w.seller, buyer, 1, w.token), nil))
	w.refuses(t, "startMultipleTokenOrder, by who paid", "is not for", w.claim(w.OrderMany(t, w.buyer, other, 1, w.token), nil))

	// A contract that pays, as a Safe does, for somebody or for itself.
	safe := w.contract(t, "60203603"+"6020"+"5f37"+"5f5f"+"60203603"+"5f5f"+"5f35"+"5af1"+"15"+"601b"+"57"+"00"+"5b"+"5f5ffd")
	w.Mint(t, w.seller, w.token, safe, 5)
	pay := func(consumer common.Address) *types.Receipt {
		t.Helper()
		r, err := w.c.Send(t.Context(), w.buyer, chain.Tx{To: safe, Data: append(common.LeftPadBytes(w.token[:], 32), w.OrderData(t, consumer, 1)...)})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	w.lets(t, "a Safe pays for somebody", w.claim(pay(buyer), nil))
	w.lets(t, "a Safe pays for itself", w.claim(pay(safe), func(c *ocean.Claim) { c.Account = safe }))
	w.refuses(t, "a Safe pays for itself, and its owner asks", "is not for", w.claim(pay(safe), nil))

	// The Enterprise template's own ways to order.
	nft3, token3 := w.Publish(t, w.seller, oceantest.EnterpriseTemplate)
	asset3 := w.seal(t, nft3, token3, nil)
	w.publish(t, asset3, w.ddo(asset3, 0, ""))
	w.lets(t, "an Enterprise order", w.claim(w.OrderFree(t, w.seller, w.buyer, token3, buyer, 1), func(c *ocean.Claim) {
		c.NFT, c.Datatoken, c.Terms, c.Capsule = nft3, token3, &asset3.terms, asset3.capsule
	}))
}

// contract deploys a contract by its runtime code.
func (w *world) contract(t *testing.T, runtime string) common.Address {
	t.Helper()
	code := common.FromHex(runtime)
	at, _, err := w.c.Deploy(t.Context(), w.seller, chain.Tx{Data: append([]byte{0x60, byte(len(code)), 0x80, 0x60, 9, 0x5f, 0x39, 0x5f, 0xf3}, code...)})
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestOrderAmountAndTime: the amount and the time of an order, with a datatoken that lies as it likes.
func TestOrderAmountAndTime(t *testing.T) {
	w := newWorld(t)
	buyer := w.buyer.Address()
	a := w.seal(t, w.nft, w.lookalike, nil)
	ddo := strings.Replace(w.ddo(a, 3600, ""), `"id":"other","type":"access","files":"0x00","datatokenAddress":"`+w.lookalike.Hex(), `"id":"other","type":"access","files":"0x00","datatokenAddress":"`+w.token.Hex(), 1)
	w.publish(t, a, ddo)
	v, err := w.c.At(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	now := v.Time()
	claim := func(r *types.Receipt, age uint64) *ocean.Claim {
		return w.claim(r, func(c *ocean.Claim) {
			c.Datatoken, c.Terms, c.Capsule, c.MaxAge = w.lookalike, &a.terms, a.capsule, age
		})
	}
	order := func(amount *big.Int, at uint64) *types.Receipt {
		return w.EmitOrder(t, w.buyer, w.lookalike, buyer, buyer, amount, 1, at)
	}
	less := new(big.Int).Sub(oceantest.OneToken, big.NewInt(1))
	whole := order(oceantest.OneToken, now)
	w.lets(t, "one token", claim(whole, 0))
	w.refuses(t, "less than one token", "less than one", claim(order(less, now), 0))
	w.refuses(t, "nothing", "less than one", claim(order(new(big.Int), now), 0))
	w.lets(t, "2^255 of them", claim(order(new(big.Int).Lsh(big.NewInt(1), 255), now), 0))
	w.refuses(t, "an order of the future", "future", claim(order(oceantest.OneToken, now+10_000), 0))
	old := order(oceantest.OneToken, now-1800)
	w.lets(t, "half an hour", claim(old, 0))
	w.lets(t, "half an hour, of an hour that the policy gives", claim(old, 3600))
	w.refuses(t, "half an hour, where the policy wants a minute", "expired after 60", claim(old, 60))
	w.refuses(t, "more than the timeout", "expired after 3600", claim(order(oceantest.OneToken, now-3700), 0))
	w.refuses(t, "more than the timeout, but not than the policy's age", "expired after 3600", claim(order(oceantest.OneToken, now-3700), 100_000))
	expired := order(oceantest.OneToken, now-3700)
	w.refuses(t, "a reuse of an expired order", "expired", claim(w.EmitReuse(t, w.buyer, w.lookalike, expired.TxHash, buyer, now), 0))
	// With a failed order beside a good one in the same transaction list, the good one counts: a reuse of two.
	both := w.EmitReuse(t, w.buyer, w.lookalike, whole.TxHash, buyer, now)
	w.lets(t, "a reuse of a good one", claim(both, 0))
}

// TestTimeoutPasses: with the real contracts and the chain's own clock.
func TestTimeoutPasses(t *testing.T) {
	w := newWorld(t)
	w.publish(t, w.asset, w.ddo(w.asset, 3600, ""))
	order := w.Order(t, w.buyer, w.token, w.buyer.Address(), 1)
	w.lets(t, "at once", w.claim(order, nil))
	if err := w.e.Advance(2 * time.Hour); err != nil {
		t.Fatal(err)
	}
	reuse := w.Reuse(t, w.buyer, w.token, order.TxHash)
	w.refuses(t, "two hours later", "expired", w.claim(order, nil))
	w.refuses(t, "two hours later, used again", "expired", w.claim(reuse, nil))
	w.publish(t, w.asset, w.ddo(w.asset, 0, ""))
	w.lets(t, "once the timeout is none", w.claim(order, nil))
	w.refuses(t, "where the policy has one", "expired", w.claim(order, func(c *ocean.Claim) { c.MaxAge = 3600 }))
}

// TestAssets: states, credentials, and DDOs that are not the asset's.
func TestAssets(t *testing.T) {
	w := newWorld(t)
	buyer := w.buyer.Address()
	claim := w.claim(w.Order(t, w.buyer, w.token, buyer, 1), nil)
	w.lets(t, "at first", claim)
	for state, why := range map[uint8]string{1: "end of its life", 2: "replaced", 3: "revoked", 4: "disabled", 6: "unknown state", 255: "unknown state"} {
		w.SetState(t, w.seller, w.nft, state)
		w.refuses(t, fmt.Sprintf("state %d", state), why, claim)
	}
	w.SetState(t, w.seller, w.nft, ocean.StateUnlisted)
	w.lets(t, "unlisted", claim)
	w.SetState(t, w.seller, w.nft, 0)
	w.lets(t, "active again", claim)

	rule := func(a common.Address) string { return fmt.Sprintf(`[{"type":"address","values":[%q]}]`, a.Hex()) }
	for _, c := range []struct{ credentials, why string }{
		{`{"allow":` + rule(buyer) + `}`, ""},
		{`{"allow":` + rule(w.nft) + `}`, "do not allow"},
		{`{"deny":` + rule(buyer) + `}`, "deny"},
		{`{"deny":` + rule(w.nft) + `}`, ""},
		{`{"deny":[{"type":"accessList"}]}`, "cannot check"},
		{`{"deny":[{"type":"","values":["*"]}]}`, "cannot check"},
	} {
		w.publish(t, w.asset, w.ddo(w.asset, 0, c.credentials))
		if c.why == "" {
			w.lets(t, c.credentials, claim)
		} else {
			w.refuses(t, c.credentials, c.why, claim)
		}
		ddo := strings.Replace(w.ddo(w.asset, 0, ""), `"id":"the one",`, `"id":"the one","credentials":`+c.credentials+`,`, 1)
		w.publish(t, w.asset, ddo)
		if c.why == "" {
			w.lets(t, "of the service: "+c.credentials, claim)
		} else {
			w.refuses(t, "of the service: "+c.credentials, c.why, claim)
		}
	}

	good := w.ddo(w.asset, 0, "")
	w.publish(t, w.asset, strings.Replace(good, `"id":"the one","type":"access"`, `"id":"the one","type":"compute"`, 1))
	w.refuses(t, "an order of computing", "not one for downloads", claim)
	for what, ddo := range map[string]string{
		"another NFT":   strings.Replace(good, w.nft.Hex(), w.token.Hex(), 1),
		"another chain": strings.Replace(good, `"chainId":`, `"chainId":1`, 1),
		"another DID":   strings.Replace(good, "did:op:", "did:op:0", 1),
	} {
		w.publish(t, w.asset, ddo)
		w.refuses(t, what, "another asset's", claim)
	}
	w.SetMetaData(t, w.seller, w.nft, 0, 0, []byte(good), sha256.Sum256([]byte(good)))
	w.lets(t, "a DDO in the open", claim)
	w.SetMetaData(t, w.seller, w.nft, 0, 0, []byte(good), [32]byte{1})
	w.refuses(t, "another hash", "another hash", claim)
	w.SetMetaData(t, w.seller, w.nft, 0, 2, []byte("gibberish"), [32]byte{1})
	w.refuses(t, "another Provider's", "another Provider", claim)

	nft, _ := w.Publish(t, w.seller, oceantest.Template)
	w.refuses(t, "an NFT without a DDO", "has no DDO", w.claim(nil, func(c *ocean.Claim) { c.Tx, c.NFT = claim.Tx, nft }))
	if err := w.check(t, w.claim(nil, func(c *ocean.Claim) { c.Tx, c.NFT = claim.Tx, common.Address{1} })); err == nil {
		t.Error("an account without code is an NFT")
	}
}

// TestSameObjectTwice: of two services that sell one sealed object, each with a timeout of its own, an order of either counts, and as
// long as its own service says.
func TestSameObjectTwice(t *testing.T) {
	w := newWorld(t)
	ddo := w.ddo(w.asset, 3600, "")
	_, last, _ := strings.Cut(ddo, `{"id":"the one"`)
	last = strings.TrimSuffix(last, "]}")
	w.publish(t, w.asset, strings.TrimSuffix(ddo, "]}")+`,{"id":"for ever"`+strings.Replace(last, `"timeout":3600`, `"timeout":0`, 1)+`]}`)
	short, long := w.Order(t, w.buyer, w.token, w.buyer.Address(), 1), w.Order(t, w.buyer, w.token, w.buyer.Address(), 2)
	of := func(order *types.Receipt, service string) *ocean.Claim {
		return w.claim(order, func(c *ocean.Claim) { c.Service = service })
	}
	for _, order := range []*types.Receipt{short, long} {
		w.lets(t, "either, with no service named", of(order, ""))
	}
	w.lets(t, "the second by its name", of(long, "for ever"))
	w.refuses(t, "the second's order for the first", "the service 2", of(long, "the one"))
	w.refuses(t, "the first's order for the second", "the service 1", of(short, "for ever"))
	if err := w.e.Advance(2 * time.Hour); err != nil {
		t.Fatal(err)
	}
	w.Reuse(t, w.buyer, w.token, short.TxHash) // a block of now
	w.refuses(t, "the first's order, which is over", "service 1 of the asset, not 2", of(short, ""))
	w.lets(t, "the second's", of(long, ""))
	w.lets(t, "an order of whatever there is", w.claim(long, func(c *ocean.Claim) { c.Service, c.Terms, c.Capsule = "", nil, nil }))
	w.refuses(t, "an order of another datatoken, of whatever there is", "has no order", w.claim(long, func(c *ocean.Claim) { c.Terms, c.Datatoken = nil, w.lookalike }))
}

// TestPreviewCounts: where there are previews, there is no file behind them.
func TestPreviewCounts(t *testing.T) {
	w := newWorld(t)
	a := w.seal(t, w.nft, w.token, []ocean.Preview{{Type: "text/csv"}})
	w.publish(t, a, w.ddo(a, 0, ""))
	order := w.Order(t, w.buyer, w.token, w.buyer.Address(), 1)
	for index, want := range map[uint64]bool{0: true, 1: false, 1023: false} {
		err := w.check(t, w.claim(order, func(c *ocean.Claim) { c.Terms, c.Capsule, c.File = &a.terms, a.capsule, index }))
		if (err == nil) != want || !want && !ocean.Refused(err) {
			t.Errorf("file %d: %v", index, err)
		}
	}
}

// TestDepthAndReorg: an order counts at the depth that is read, and not after a reorg without it.
func TestDepthAndReorg(t *testing.T) {
	w := newWorld(t)
	before, err := w.c.At(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	order := w.Order(t, w.buyer, w.token, w.buyer.Address(), 1)
	claim := w.claim(order, nil)
	w.lets(t, "at the head", claim)
	if err := ocean.Check(t.Context(), before, claim); !ocean.Refused(err) {
		t.Errorf("before its block: %v", err)
	}
	at, err := w.c.At(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.e.Rewind(order.BlockNumber.Uint64() - 1); err != nil {
		t.Fatal(err)
	}
	late := w.claim(order, func(c *ocean.Claim) { c.Service = "" })
	w.c = w.dial(t)
	w.refuses(t, "after a reorg", "not there", late)
	v2 := w.dial(t)
	if _, err := v2.AtBlock(t.Context(), at.Number()); !errors.Is(err, chain.ErrNoBlock) {
		t.Fatalf("the block is still there: %v", err)
	}
}
