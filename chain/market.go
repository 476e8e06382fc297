package chain

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/latchkey-network/latchkey/contracts"
)

// Perpetual is the end of a licence that has none.
const Perpetual uint64 = math.MaxUint64

// Market is a Market contract (spec/contracts.md). Reads are made at a View; transactions return
// when they are in a block, with the errors of Send.
type Market struct {
	Address common.Address

	c   *Client
	abi *contracts.Market
}

// Market returns the contract at an address. Whether there is one is seen at the first read.
func (c *Client) Market(address common.Address) *Market {
	return &Market{Address: address, c: c, abi: contracts.NewMarket()}
}

// DeployMarket creates a Market contract for the committees of a contract.
func (c *Client) DeployMarket(ctx context.Context, w *Wallet, committees common.Address) (*Market, error) {
	code := append(common.FromHex(contracts.MarketMetaData.Bin), contracts.NewMarket().PackConstructor(committees)...)
	address, _, err := c.Deploy(ctx, w, Tx{Data: code})
	if err != nil {
		return nil, fmt.Errorf("deploying Market: %w", err)
	}
	return c.Market(address), nil
}

// Coin is how a Market writes the chain's own coin among its tokens.
var Coin common.Address

// Unlimited is a stock without end.
const Unlimited = math.MaxUint32

// Listing of an asset. Seller is zero for an asset that was never listed.
type Listing struct {
	Seller      common.Address
	Sold        uint32         // how many ever; the number of the latest purchase
	Stock       uint32         // how many are left, or Unlimited
	Version     uint16         // the latest, from 1
	Stopped     bool           // no more sales
	Price       *big.Int       // in the token's smallest unit, under 2^128; 0: free
	Token       common.Address // or Coin
	EndsAt      uint64         // Unix seconds, the last one of the sales; 0: no end
	Duration    uint32         // seconds that one payment buys; 0: for ever
	Escrow      uint32         // seconds for which a payment waits; 0: none
	Limit       uint32         // how many one account may buy, under 2^24; 0: as many as it likes
	Royalty     common.Address // who else has a part of each payment
	RoyaltyBps  uint16         // its part, in 1/10000
	ReferralBps uint16         // the part of whom a buyer names
	MemberBps   uint16         // the part of the committee's members
	Committee   uint64         // that opens it, under 2^48; 0: none of this chain
}

// Version of what is sold under an asset.
type Version struct {
	MetadataHash  [32]byte // SHA-256 of the metadata document
	URI           string   // where that document is
	Confirmations uint64   // of the capsule's terms
	Capsule       []byte   // 162 bytes, sealed under exactly the policy of a plain sale; nil: none is pinned
}

// Pin is what a Market keeps of a version.
type Pin struct {
	MetadataHash [32]byte
	CapsuleID    [32]byte // zero: none is pinned
	URI          string
}

// PurchaseState says how far a payment in escrow is.
type PurchaseState uint8

// The states of a payment. NotInEscrow: it never was, or it is settled.
const (
	NotInEscrow PurchaseState = iota
	InEscrow
	InDispute
	NotServed // to be refunded RefundDelay blocks after FailedAt
)

// RefundDelay is how many blocks a refund waits after the licence ended.
const RefundDelay = 64

// Purchase is a payment in escrow.
type Purchase struct {
	State         PurchaseState
	Payer, Holder common.Address
	Referrer      common.Address
	Amount        *big.Int
	ReleaseAt     uint64 // Unix seconds: the last one in which it can be disputed
	Version       uint16
	Epoch         uint64 // whose members have a part; 0: none
	Request       uint64 // by which it is disputed
	FailedAt      uint64 // block
}

// Order is what a buyer wants, and takes it to be.
type Order struct {
	Asset    [32]byte
	Holder   common.Address // whose licence it is
	Referrer common.Address // zero: nobody
	Price    *big.Int
	Version  uint16
}

// AssetOf is the asset id of a seller's salt, keccak256(abi.encode(seller, salt)), as the
// contract computes it.
func AssetOf(seller common.Address, salt [32]byte) [32]byte {
	return crypto.Keccak256Hash(common.LeftPadBytes(seller[:], 32), salt[:])
}

// CapsuleOf returns the capsule that a version was listed with, and the confirmations of its terms, as far as the
// transaction tells that listed it, in a block that is not after `latest`: the state has no more than their hash, with which
// whoever calls compares them. It reads back from there to the listing, in ranges that endpoints with limits take.
// ErrNoCapsule if the market was called by another contract.
func (m *Market) CapsuleOf(ctx context.Context, asset [32]byte, version uint16, latest uint64) (confirmations uint64, capsule []byte, err error) {
	q := m.Query()
	q.Topics = [][]common.Hash{{m.abi.GetABI().Events[contracts.MarketVersionedEventName].ID}, {asset}}
	l, err := m.c.lastLog(ctx, q, latest, func(l *types.Log) bool {
		e, err := m.abi.UnpackVersionedEvent(l)
		return err == nil && e.Version == version
	})
	if err != nil {
		return 0, nil, err
	}
	if l == nil {
		return 0, nil, ErrNoCapsule
	}
	var tx struct {
		Input hexutil.Bytes `json:"input"`
	}
	if err := m.c.read(ctx, &tx, "eth_getTransactionByHash", l.TxHash); err != nil {
		return 0, nil, fmt.Errorf("reading the listing's transaction %s: %w", l.TxHash, err)
	}
	if len(tx.Input) < 4 {
		return 0, nil, ErrNoCapsule
	}
	parsed := m.abi.GetABI()
	method, err := parsed.MethodById(tx.Input)
	if err != nil || method.RawName != "list" && method.RawName != "update" {
		return 0, nil, ErrNoCapsule
	}
	values, err := method.Inputs.Unpack(tx.Input[4:])
	if err != nil {
		return 0, nil, ErrNoCapsule
	}
	listed := new(contracts.ListingsVersion)
	if method.RawName == "list" {
		*listed = abi.ConvertType(values[0], new(contracts.ListingsOffer)).(*contracts.ListingsOffer).Version
	} else {
		listed = abi.ConvertType(values[1], listed).(*contracts.ListingsVersion)
	}
	return listed.Confirmations, listed.Capsule, nil
}

// ErrNoCapsule: the transaction that listed a version does not show its capsule.
var ErrNoCapsule = errors.New("the chain does not show the capsule")

// Committees returns the contract whose committees open what a Market sells.
func (m *Market) Committees(ctx context.Context, v *View) (common.Address, error) {
	data, err := m.abi.TryPackCommittees()
	return call(ctx, v, m.Address, "the market's committees", data, err, m.abi.UnpackError, m.abi.UnpackCommittees)
}

// ListingOf returns the listing of an asset; one with Seller zero if it was never listed.
func (m *Market) ListingOf(ctx context.Context, v *View, asset [32]byte) (Listing, error) {
	data, err := m.abi.TryPackListingOf(asset)
	l, err := call(ctx, v, m.Address, fmt.Sprintf("listing of asset %x", asset), data, err, m.abi.UnpackError, m.abi.UnpackListingOf)
	if err != nil {
		return Listing{}, err
	}
	return listingOf(l), nil
}

func listingOf(l contracts.ListingsListing) Listing {
	return Listing{Seller: l.Seller, Sold: l.Sold, Stock: l.Stock, Version: l.Version, Stopped: l.Stopped, Price: l.Price, Token: l.Token,
		EndsAt: l.EndsAt.Uint64(), Duration: l.Duration, Escrow: l.Escrow, Limit: uint32(l.Limit.Uint64()), Royalty: l.Royalty,
		RoyaltyBps: l.RoyaltyBps, ReferralBps: l.ReferralBps, MemberBps: l.MemberBps, Committee: l.Committee.Uint64()}
}

// VersionOf returns what is pinned of a version, counted from 1; an empty one if there is none.
func (m *Market) VersionOf(ctx context.Context, v *View, asset [32]byte, version uint16) (Pin, error) {
	data, err := m.abi.TryPackVersionOf(asset, number(uint64(version)))
	p, err := call(ctx, v, m.Address, fmt.Sprintf("version %d of asset %x", version, asset), data, err, m.abi.UnpackError, m.abi.UnpackVersionOf)
	return Pin{p.MetadataHash, p.CapsuleId, p.Uri}, err
}

// PurchaseOf returns a payment in escrow by its number among the asset's sales.
func (m *Market) PurchaseOf(ctx context.Context, v *View, asset [32]byte, n uint32) (Purchase, error) {
	data, err := m.abi.TryPackPurchaseOf(asset, n)
	p, err := call(ctx, v, m.Address, fmt.Sprintf("purchase %d of asset %x", n, asset), data, err, m.abi.UnpackError, m.abi.UnpackPurchaseOf)
	if err != nil {
		return Purchase{}, err
	}
	return Purchase{PurchaseState(p.State), p.Payer, p.Holder, p.Referrer, p.Amount, p.ReleaseAt.Uint64(), p.Version, p.Epoch,
		p.Request.Uint64(), p.FailedAt}, nil
}

// PolicyOf returns the policy of a plain sale of an asset, as the contract spells it.
func (m *Market) PolicyOf(ctx context.Context, v *View, asset [32]byte) (string, error) {
	data, err := m.abi.TryPackPolicyOf(asset)
	return call(ctx, v, m.Address, fmt.Sprintf("policy of asset %x", asset), data, err, m.abi.UnpackError, m.abi.UnpackPolicyOf)
}

// BoughtBy returns how many an account has bought of an asset that has a limit.
func (m *Market) BoughtBy(ctx context.Context, v *View, asset [32]byte, account common.Address) (uint64, error) {
	data, err := m.abi.TryPackBoughtBy(asset, account)
	n, err := call(ctx, v, m.Address, fmt.Sprintf("purchases of asset %x", asset), data, err, m.abi.UnpackError, m.abi.UnpackBoughtBy)
	if err != nil {
		return 0, err
	}
	return n.Uint64(), nil
}

// LicenceOf returns the last second of an account's licence: 0 if it has none, Perpetual if it
// does not end.
func (m *Market) LicenceOf(ctx context.Context, v *View, asset [32]byte, account common.Address) (until uint64, err error) {
	data, err := m.abi.TryPackLicenceOf(asset, account)
	return call(ctx, v, m.Address, fmt.Sprintf("licence for asset %x", asset), data, err, m.abi.UnpackError, m.abi.UnpackLicenceOf)
}

// Licensed says whether an account may have the asset at the time of the view's block: its
// seller, or a buyer whose licence is not over.
func (m *Market) Licensed(ctx context.Context, v *View, asset [32]byte, account common.Address) (bool, error) {
	data, err := m.abi.TryPackLicensed(asset, account)
	return call(ctx, v, m.Address, fmt.Sprintf("licence for asset %x", asset), data, err, m.abi.UnpackError, m.abi.UnpackLicensed)
}

// Owed returns what an account can withdraw of a token, in its smallest unit.
func (m *Market) Owed(ctx context.Context, v *View, token, account common.Address) (*big.Int, error) {
	data, err := m.abi.TryPackOwed(token, account)
	return call(ctx, v, m.Address, fmt.Sprintf("what %s is owed", account), data, err, m.abi.UnpackError, m.abi.UnpackOwed)
}

// Pot returns what the members of an epoch have earned together of a token, and nobody has shared
// out yet.
func (m *Market) Pot(ctx context.Context, v *View, committee, epoch uint64, token common.Address) (*big.Int, error) {
	data, err := m.abi.TryPackPot(number(committee), epoch, token)
	return call(ctx, v, m.Address, fmt.Sprintf("what committee %d earned", committee), data, err, m.abi.UnpackError, m.abi.UnpackPot)
}

// MarketEvent is one of the types below.
type MarketEvent interface{ marketEvent() }

// Listed: an asset is for sale. A Versioned follows it.
type Listed struct {
	Asset   [32]byte
	Listing Listing // Version is 0 still
}

// Versioned: this is what is sold under an asset from now on.
type Versioned struct {
	Asset   [32]byte
	Version uint16
	Pin     Pin
}

// Repriced: an asset has another price.
type Repriced struct {
	Asset [32]byte
	Price *big.Int
}

// Restocked: so many are left of an asset, and until then.
type Restocked struct {
	Asset  [32]byte
	Stock  uint32
	EndsAt uint64 // Unix seconds; 0: no end
}

// Stopped: an asset is not sold any more.
type Stopped struct{ Asset [32]byte }

// Bought: somebody paid for a licence.
type Bought struct {
	Asset     [32]byte
	Holder    common.Address
	Number    uint32 // among the asset's sales, from 1
	Payer     common.Address
	Price     *big.Int
	Until     uint64 // Unix seconds, or Perpetual
	Referrer  common.Address
	ReleaseAt uint64 // Unix seconds; 0: it is not in escrow
}

// Disputed: a holder shows a request that was put on the chain.
type Disputed struct {
	Asset   [32]byte
	Number  uint32
	Request uint64
}

// Failed: the request was not answered; a licence ends at Until now.
type Failed struct {
	Asset  [32]byte
	Number uint32
	Until  uint64 // Unix seconds; 0: there is none
}

// Refunded: a payment went back.
type Refunded struct {
	Asset  [32]byte
	Number uint32
	Payer  common.Address
	Amount *big.Int
}

// Released: a payment's escrow is over, and those whom it is due to can withdraw it.
type Released struct {
	Asset  [32]byte
	Number uint32
}

// Withdrawn: an account took what it was owed of a token.
type Withdrawn struct {
	Account, Token common.Address
	Amount         *big.Int
	To             common.Address
}

// FeesShared: what an epoch's members had earned together is theirs to withdraw.
type FeesShared struct {
	Committee, Epoch uint64
	Token            common.Address
	Amount           *big.Int
}

func (Listed) marketEvent()     {}
func (Versioned) marketEvent()  {}
func (Repriced) marketEvent()   {}
func (Restocked) marketEvent()  {}
func (Stopped) marketEvent()    {}
func (Bought) marketEvent()     {}
func (Disputed) marketEvent()   {}
func (Failed) marketEvent()     {}
func (Refunded) marketEvent()   {}
func (Released) marketEvent()   {}
func (Withdrawn) marketEvent()  {}
func (FeesShared) marketEvent() {}

// Query for Follow: the contract's events.
func (m *Market) Query() Query { return Query{Addresses: []common.Address{m.Address}} }

// AssetQuery for Logs: the events of some assets.
func (m *Market) AssetQuery(assets ...common.Hash) Query {
	q := m.Query()
	q.Topics = [][]common.Hash{nil, assets}
	return q
}

// Events unpacks the contract's events, in the order of the logs; other contracts' are left
// out. An event that this package does not know is an error.
func (m *Market) Events(logs []types.Log) ([]MarketEvent, error) {
	var events []MarketEvent
	for i := range logs {
		if logs[i].Address != m.Address {
			continue
		}
		e, err := m.event(&logs[i])
		if err != nil {
			return nil, fmt.Errorf("log %d of block %d: %w", logs[i].Index, logs[i].BlockNumber, err)
		}
		events = append(events, e)
	}
	return events, nil
}

func (m *Market) event(l *types.Log) (MarketEvent, error) {
	if len(l.Topics) == 0 {
		return nil, errors.New("not an event of Market")
	}
	parsed := m.abi.GetABI()
	known, err := parsed.EventByID(l.Topics[0])
	if err != nil {
		return nil, fmt.Errorf("not an event of Market: %w", err)
	}
	switch known.Name {
	case contracts.MarketListedEventName:
		e, err := m.abi.UnpackListedEvent(l)
		if err != nil {
			return nil, err
		}
		return Listed{e.Asset, listingOf(e.Listing)}, nil
	case contracts.MarketVersionedEventName:
		e, err := m.abi.UnpackVersionedEvent(l)
		if err != nil {
			return nil, err
		}
		return Versioned{e.Asset, e.Version, Pin{e.MetadataHash, e.CapsuleId, e.Uri}}, nil
	case contracts.MarketRepricedEventName:
		e, err := m.abi.UnpackRepricedEvent(l)
		if err != nil {
			return nil, err
		}
		return Repriced{e.Asset, e.Price}, nil
	case contracts.MarketRestockedEventName:
		e, err := m.abi.UnpackRestockedEvent(l)
		if err != nil {
			return nil, err
		}
		return Restocked{e.Asset, e.Stock, e.EndsAt.Uint64()}, nil
	case contracts.MarketStoppedEventName:
		e, err := m.abi.UnpackStoppedEvent(l)
		if err != nil {
			return nil, err
		}
		return Stopped{e.Asset}, nil
	case contracts.MarketBoughtEventName:
		e, err := m.abi.UnpackBoughtEvent(l)
		if err != nil {
			return nil, err
		}
		return Bought{e.Asset, e.Holder, e.Number, e.Payer, e.Price, e.Until, e.Referrer, e.ReleaseAt.Uint64()}, nil
	case contracts.MarketDisputedEventName:
		e, err := m.abi.UnpackDisputedEvent(l)
		if err != nil {
			return nil, err
		}
		return Disputed{e.Asset, e.Number, e.Request.Uint64()}, nil
	case contracts.MarketFailedEventName:
		e, err := m.abi.UnpackFailedEvent(l)
		if err != nil {
			return nil, err
		}
		return Failed{e.Asset, e.Number, e.Until}, nil
	case contracts.MarketRefundedEventName:
		e, err := m.abi.UnpackRefundedEvent(l)
		if err != nil {
			return nil, err
		}
		return Refunded{e.Asset, e.Number, e.Payer, e.Amount}, nil
	case contracts.MarketReleasedEventName:
		e, err := m.abi.UnpackReleasedEvent(l)
		if err != nil {
			return nil, err
		}
		return Released{e.Asset, e.Number}, nil
	case contracts.MarketWithdrawnEventName:
		e, err := m.abi.UnpackWithdrawnEvent(l)
		if err != nil {
			return nil, err
		}
		return Withdrawn{e.Account, e.Token, e.Amount, e.To}, nil
	case contracts.MarketFeesSharedEventName:
		e, err := m.abi.UnpackFeesSharedEvent(l)
		if err != nil {
			return nil, err
		}
		return FeesShared{e.Committee.Uint64(), e.Epoch, e.Token, e.Amount}, nil
	}
	return nil, fmt.Errorf("event %q is not known", known.Name)
}

func (m *Market) transact(ctx context.Context, w *Wallet, what string, value *big.Int, data []byte, packErr error) (*types.Receipt, error) {
	return transact(ctx, m.c, w, what, Tx{To: m.Address, Data: data, Value: value, UnpackError: m.abi.UnpackError}, packErr)
}

// List puts the account's asset of that salt up for sale, once. Seller, Sold, Version and Stopped of
// l are not looked at; a Price of nil is 0.
func (m *Market) List(ctx context.Context, w *Wallet, salt [32]byte, l Listing, v Version) (asset [32]byte, r *types.Receipt, err error) {
	price := l.Price
	if price == nil {
		price = new(big.Int)
	}
	data, err := m.abi.TryPackList(contracts.ListingsOffer{Salt: salt, Token: l.Token, Price: price, Duration: l.Duration, Escrow: l.Escrow,
		EndsAt: number(l.EndsAt), Stock: l.Stock, Limit: number(uint64(l.Limit)), Royalty: l.Royalty, RoyaltyBps: l.RoyaltyBps,
		ReferralBps: l.ReferralBps, MemberBps: l.MemberBps, Committee: number(l.Committee), Version: versionOf(v)})
	r, err = m.transact(ctx, w, "listing", nil, data, err)
	return AssetOf(w.Address(), salt), r, err
}

func versionOf(v Version) contracts.ListingsVersion {
	return contracts.ListingsVersion{MetadataHash: v.MetadataHash, Uri: v.URI, Confirmations: v.Confirmations, Capsule: v.Capsule}
}

// Update sells another version from now on. Licences hold for all.
func (m *Market) Update(ctx context.Context, w *Wallet, asset [32]byte, v Version) (*types.Receipt, error) {
	data, err := m.abi.TryPackUpdate(asset, versionOf(v))
	return m.transact(ctx, w, "listing a new version", nil, data, err)
}

// Reprice asks another price from now on.
func (m *Market) Reprice(ctx context.Context, w *Wallet, asset [32]byte, price *big.Int) (*types.Receipt, error) {
	data, err := m.abi.TryPackReprice(asset, price)
	return m.transact(ctx, w, "changing the price", nil, data, err)
}

// Restock sets how many are left to sell, or Unlimited, and until when (Unix seconds; 0: no end).
func (m *Market) Restock(ctx context.Context, w *Wallet, asset [32]byte, stock uint32, endsAt uint64) (*types.Receipt, error) {
	data, err := m.abi.TryPackRestock(asset, stock, number(endsAt))
	return m.transact(ctx, w, "changing the stock", nil, data, err)
}

// Stop ends the sales of an asset; licences stay.
func (m *Market) Stop(ctx context.Context, w *Wallet, asset [32]byte) (*types.Receipt, error) {
	data, err := m.abi.TryPackStop(asset)
	return m.transact(ctx, w, "stopping sales", nil, data, err)
}

// Buy pays for a licence: with the coin, or with a token that the Market is allowed to take so much
// of.
func (m *Market) Buy(ctx context.Context, w *Wallet, o Order, token common.Address) (*Bought, *types.Receipt, error) {
	value := o.Price
	if token != Coin {
		value = nil
	}
	data, err := m.abi.TryPackBuy(contracts.MarketOrder(o))
	r, err := m.transact(ctx, w, "buying", value, data, err)
	return m.bought(o, r, err)
}

// BuyWithPermit pays with a token by a signature for its EIP-2612 permit: 65 bytes, v 27 or 28, good
// until deadline (Unix seconds).
func (m *Market) BuyWithPermit(ctx context.Context, w *Wallet, o Order, deadline uint64, signature []byte) (*Bought, *types.Receipt, error) {
	if len(signature) != 65 {
		return nil, nil, fmt.Errorf("buying: the permit's signature has %d bytes", len(signature))
	}
	data, err := m.abi.TryPackBuyWithPermit(contracts.MarketOrder(o), number(deadline), signature[64], [32]byte(signature), [32]byte(signature[32:]))
	r, err := m.transact(ctx, w, "buying", nil, data, err)
	return m.bought(o, r, err)
}

// BuyWithPermit2 pays with a token by a signature for Permit2's SignatureTransfer, to which the token
// was allowed.
func (m *Market) BuyWithPermit2(ctx context.Context, w *Wallet, o Order, nonce *big.Int, deadline uint64, signature []byte) (*Bought, *types.Receipt, error) {
	data, err := m.abi.TryPackBuyWithPermit2(contracts.MarketOrder(o), nonce, number(deadline), signature)
	r, err := m.transact(ctx, w, "buying", nil, data, err)
	return m.bought(o, r, err)
}

func (m *Market) bought(o Order, r *types.Receipt, err error) (*Bought, *types.Receipt, error) {
	if err != nil {
		return nil, r, err
	}
	b, err := told(m, r, func(b Bought) bool { return b.Asset == o.Asset && b.Holder == o.Holder })
	if err != nil {
		return nil, r, fmt.Errorf("buying: %w", err)
	}
	return &b, r, nil
}

// RefusedByToken says whether a purchase was not sent because the token, or Permit2, would refuse the
// payment, and not the Market.
func RefusedByToken(err error) bool {
	var revert *RevertError
	if !errors.Is(err, ErrNotSent) || !errors.As(err, &revert) {
		return false
	}
	_, failed := revert.Custom.(*contracts.MarketSafeERC20FailedOperation)
	return failed || revert.Custom == nil
}

// Accept ends a payment's escrow early; for its holder or payer.
func (m *Market) Accept(ctx context.Context, w *Wallet, asset [32]byte, n uint32) (*types.Receipt, error) {
	data, err := m.abi.TryPackAccept(asset, n)
	return m.transact(ctx, w, "accepting", nil, data, err)
}

// Release ends the escrow of payments whose time is over.
func (m *Market) Release(ctx context.Context, w *Wallet, asset [32]byte, numbers ...uint32) (*types.Receipt, error) {
	data, err := m.abi.TryPackRelease(asset, numbers)
	return m.transact(ctx, w, "releasing payments", nil, data, err)
}

// Dispute shows a request that the holder put on the chain since the purchase: if it is not answered,
// the payment goes back.
func (m *Market) Dispute(ctx context.Context, w *Wallet, asset [32]byte, n uint32, request uint64) (*types.Receipt, error) {
	data, err := m.abi.TryPackDispute(asset, n, number(request))
	return m.transact(ctx, w, "disputing", nil, data, err)
}

// MayDispute runs a dispute without a transaction, and without a request, and returns the *RevertError with which the
// Market would refuse it whatever request the holder shows: that of another purchase of the licence is open, the
// escrow is over, it is another's. nil says that only the request is missing.
func (m *Market) MayDispute(ctx context.Context, v *View, holder common.Address, asset [32]byte, n uint32) error {
	what := fmt.Sprintf("trying to dispute purchase %d", n)
	// The request is looked at last, and there is none of that number.
	none := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 96), big.NewInt(1))
	data, err := m.abi.TryPackDispute(asset, n, none)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	_, err = v.callAs(ctx, holder, m.Address, data)
	var revert *RevertError
	if errors.As(err, &revert) {
		id := contracts.NewCommittees().GetABI().Errors["NoRequest"].ID
		if len(revert.Data) >= 4 && [4]byte(revert.Data) == [4]byte(id[:4]) {
			return nil
		}
		named := *revert // the cached one is shared
		named.decode(m.abi.UnpackError)
		err = &named
	} else if err == nil {
		err = fmt.Errorf("the contract at %s takes a request that is not there: it is not one of Latchkey's", m.Address)
	}
	return fmt.Errorf("%s: %w", what, err)
}

// Fail notes that the request of a dispute was not answered in time.
func (m *Market) Fail(ctx context.Context, w *Wallet, asset [32]byte, n uint32) (*types.Receipt, error) {
	data, err := m.abi.TryPackFail(asset, n)
	return m.transact(ctx, w, "claiming a refund", nil, data, err)
}

// Refund gives a payment back whose dispute failed RefundDelay blocks ago: its payer can withdraw it.
func (m *Market) Refund(ctx context.Context, w *Wallet, asset [32]byte, n uint32) (*types.Receipt, error) {
	data, err := m.abi.TryPackRefund(asset, n)
	return m.transact(ctx, w, "refunding", nil, data, err)
}

// ShareFees shares what the members of an epoch earned of a token among them.
func (m *Market) ShareFees(ctx context.Context, w *Wallet, committee, epoch uint64, token common.Address) (*types.Receipt, error) {
	data, err := m.abi.TryPackShareFees(number(committee), epoch, token)
	return m.transact(ctx, w, "sharing fees", nil, data, err)
}

// Withdraw pays what the account is owed of a token to an account of its choice, and returns how
// much that was.
func (m *Market) Withdraw(ctx context.Context, w *Wallet, token, to common.Address) (*big.Int, *types.Receipt, error) {
	data, err := m.abi.TryPackWithdraw(token, to)
	r, err := m.transact(ctx, w, "withdrawing", nil, data, err)
	if err != nil {
		return nil, r, err
	}
	e, err := told(m, r, func(e Withdrawn) bool { return e.Account == w.Address() && e.Token == token })
	if err != nil {
		return nil, r, fmt.Errorf("withdrawing: %w", err)
	}
	return e.Amount, r, nil
}

// told returns the event of a transaction that is looked for.
func told[E MarketEvent](m *Market, r *types.Receipt, is func(E) bool) (e E, err error) {
	events, err := m.Events(values(r.Logs))
	if err != nil {
		return e, err
	}
	for _, event := range events {
		if e, ok := event.(E); ok && is(e) {
			return e, nil
		}
	}
	return e, fmt.Errorf("the contract at %s tells of nothing like it", m.Address)
}
