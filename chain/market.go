package chain

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
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

// DeployMarket creates a Market contract.
func (c *Client) DeployMarket(ctx context.Context, w *Wallet) (*Market, error) {
	address, _, err := c.Deploy(ctx, w, Tx{Data: common.FromHex(contracts.MarketMetaData.Bin)})
	if err != nil {
		return nil, fmt.Errorf("deploying Market: %w", err)
	}
	return c.Market(address), nil
}

// Listing of an asset. Seller is zero for an asset that was never listed.
type Listing struct {
	Seller       common.Address
	Price        *big.Int // wei
	Duration     uint64   // seconds that one payment buys; 0: for ever
	Stopped      bool     // no more sales
	MetadataHash [32]byte // SHA-256 of the metadata document
	URI          string   // where that document is
}

// AssetOf is the asset id of a seller's salt, keccak256(abi.encode(seller, salt)), as the
// contract computes it.
func AssetOf(seller common.Address, salt [32]byte) [32]byte {
	return crypto.Keccak256Hash(common.LeftPadBytes(seller[:], 32), salt[:])
}

// ListingOf returns the listing of an asset; one with Seller zero if it was never listed.
func (m *Market) ListingOf(ctx context.Context, v *View, asset [32]byte) (Listing, error) {
	data, err := m.abi.TryPackListingOf(asset)
	l, err := call(ctx, v, m.Address, fmt.Sprintf("listing of asset %x", asset), data, err, m.abi.UnpackError, m.abi.UnpackListingOf)
	return Listing{Seller: l.Seller, Price: l.Price, Duration: l.Duration, Stopped: l.Stopped, MetadataHash: l.MetadataHash, URI: l.Uri}, err
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

// Owed returns what an account can withdraw, in wei.
func (m *Market) Owed(ctx context.Context, v *View, account common.Address) (*big.Int, error) {
	data, err := m.abi.TryPackOwed(account)
	return call(ctx, v, m.Address, fmt.Sprintf("what %s is owed", account), data, err, m.abi.UnpackError, m.abi.UnpackOwed)
}

// TotalOwed returns what all accounts can withdraw together, in wei.
func (m *Market) TotalOwed(ctx context.Context, v *View) (*big.Int, error) {
	data, err := m.abi.TryPackTotalOwed()
	return call(ctx, v, m.Address, "what everybody is owed", data, err, m.abi.UnpackError, m.abi.UnpackTotalOwed)
}

// MarketEvent is one of Listed, Repriced, Stopped, Bought and Withdrawn.
type MarketEvent interface{ marketEvent() }

// Listed: an asset is for sale.
type Listed struct {
	Asset        [32]byte
	Seller       common.Address
	Price        *big.Int // wei
	Duration     uint64   // seconds; 0: for ever
	MetadataHash [32]byte
	URI          string
}

// Repriced: an asset has another price.
type Repriced struct {
	Asset [32]byte
	Price *big.Int // wei
}

// Stopped: an asset is not sold any more.
type Stopped struct{ Asset [32]byte }

// Bought: an account paid for a licence.
type Bought struct {
	Asset [32]byte
	Buyer common.Address
	Price *big.Int // wei
	Until uint64   // Unix seconds, or Perpetual
}

// Withdrawn: a seller took what it was owed.
type Withdrawn struct {
	Seller common.Address
	Amount *big.Int // wei
}

func (Listed) marketEvent()    {}
func (Repriced) marketEvent()  {}
func (Stopped) marketEvent()   {}
func (Bought) marketEvent()    {}
func (Withdrawn) marketEvent() {}

// Query for Follow: the contract's events.
func (m *Market) Query() Query { return Query{Addresses: []common.Address{m.Address}} }

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
		return Listed{e.Asset, e.Seller, e.Price, e.Duration, e.MetadataHash, e.Uri}, nil
	case contracts.MarketRepricedEventName:
		e, err := m.abi.UnpackRepricedEvent(l)
		if err != nil {
			return nil, err
		}
		return Repriced{e.Asset, e.Price}, nil
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
		return Bought{e.Asset, e.Buyer, e.Price, e.Until}, nil
	case contracts.MarketWithdrawnEventName:
		e, err := m.abi.UnpackWithdrawnEvent(l)
		if err != nil {
			return nil, err
		}
		return Withdrawn{e.Seller, e.Amount}, nil
	}
	return nil, fmt.Errorf("event %q is not known", known.Name)
}

func (m *Market) transact(ctx context.Context, w *Wallet, what string, value *big.Int, data []byte, packErr error) (*types.Receipt, error) {
	return transact(ctx, m.c, w, what, Tx{To: m.Address, Data: data, Value: value, UnpackError: m.abi.UnpackError}, packErr)
}

// List puts the account's asset of that salt up for sale, once. Price, Duration, MetadataHash
// and URI of l are used.
func (m *Market) List(ctx context.Context, w *Wallet, salt [32]byte, l Listing) (asset [32]byte, r *types.Receipt, err error) {
	price := l.Price
	if price == nil {
		price = new(big.Int)
	}
	data, err := m.abi.TryPackList(salt, price, l.Duration, l.MetadataHash, l.URI)
	r, err = m.transact(ctx, w, "listing", nil, data, err)
	return AssetOf(w.Address(), salt), r, err
}

// Reprice asks another price (wei) from now on.
func (m *Market) Reprice(ctx context.Context, w *Wallet, asset [32]byte, price *big.Int) (*types.Receipt, error) {
	data, err := m.abi.TryPackReprice(asset, price)
	return m.transact(ctx, w, "changing the price", nil, data, err)
}

// Buy pays exactly price (wei) for a licence and returns its last second.
func (m *Market) Buy(ctx context.Context, w *Wallet, asset [32]byte, price *big.Int) (until uint64, r *types.Receipt, err error) {
	data, err := m.abi.TryPackBuy(asset)
	r, err = m.transact(ctx, w, "buying", price, data, err)
	if err != nil {
		return 0, r, err
	}
	events, err := m.Events(values(r.Logs))
	if err != nil {
		return 0, r, fmt.Errorf("buying: %w", err)
	}
	for _, e := range events {
		if b, ok := e.(Bought); ok && b.Asset == asset && b.Buyer == w.Address() {
			return b.Until, r, nil
		}
	}
	return 0, r, fmt.Errorf("buying: the contract at %s tells of no sale", m.Address)
}

// Stop ends the sales of an asset; licences stay.
func (m *Market) Stop(ctx context.Context, w *Wallet, asset [32]byte) (*types.Receipt, error) {
	data, err := m.abi.TryPackStop(asset)
	return m.transact(ctx, w, "stopping sales", nil, data, err)
}

// Withdraw pays the account what it is owed and returns how much that was, in wei.
func (m *Market) Withdraw(ctx context.Context, w *Wallet) (*big.Int, *types.Receipt, error) {
	data, err := m.abi.TryPackWithdraw()
	r, err := m.transact(ctx, w, "withdrawing", nil, data, err)
	if err != nil {
		return nil, r, err
	}
	events, err := m.Events(values(r.Logs))
	if err != nil {
		return nil, r, fmt.Errorf("withdrawing: %w", err)
	}
	for _, e := range events {
		if e, ok := e.(Withdrawn); ok && e.Seller == w.Address() {
			return e.Amount, r, nil
		}
	}
	return nil, r, fmt.Errorf("withdrawing: the contract at %s tells of no payment", m.Address)
}
