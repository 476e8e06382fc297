package ocean

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/terms"
)

// Chain is what is read of a chain, at one block. A View of package chain is one.
type Chain interface {
	ChainID() uint64
	Time() uint64 // of the block, in Unix seconds
	// Call is eth_call at the block.
	Call(ctx context.Context, to common.Address, data []byte) ([]byte, error)
	// Receipt is of a transaction in the block or before it, nil if there is none such.
	Receipt(ctx context.Context, tx common.Hash) (*types.Receipt, error)
	// LastLog is the last log of a contract with one of these first topics in the block or before it, nil if there is none.
	LastLog(ctx context.Context, contract common.Address, topics []common.Hash) (*types.Log, error)
}

// Refusal says why an order does not let somebody in. Every other error of this package's reads is a failure to read.
type Refusal struct{ Why string }

func (r *Refusal) Error() string { return r.Why }

func refuse(format string, args ...any) error { return &Refusal{fmt.Sprintf(format, args...)} }

// The events of Ocean's contracts (npm @oceanprotocol/contracts 2.6.0: ERC20Template, ERC20TemplateEnterprise and ERC721Template).
var (
	orderStarted    = crypto.Keccak256Hash([]byte("OrderStarted(address,address,uint256,uint256,uint256,address,uint256)"))
	orderReused     = crypto.Keccak256Hash([]byte("OrderReused(bytes32,address,uint256,uint256)"))
	metadataCreated = crypto.Keccak256Hash([]byte("MetadataCreated(address,uint8,string,bytes,bytes,bytes32,uint256,uint256)"))
	metadataUpdated = crypto.Keccak256Hash([]byte("MetadataUpdated(address,uint8,string,bytes,bytes,bytes32,uint256,uint256)"))

	getMetaData = crypto.Keccak256([]byte("getMetaData()"))[:4]
)

// The states of a data NFT (https://docs.oceanprotocol.com/developers/ddo-specification#state). Those in which an asset may be
// ordered are served, as by Ocean's Provider: the first and the last.
const (
	StateActive   = 0 // listed, and can be ordered
	StateEnded    = 1 // end of life
	StateReplaced = 2 // deprecated by another asset
	StateRevoked  = 3 // by its publisher
	StateDisabled = 4 // ordering is disabled for now
	StateUnlisted = 5 // in no market's list, and can be ordered by who knows of it
)

var stateNames = []string{"active", "at the end of its life", "replaced by another one", "revoked by its publisher", "disabled for now"}

// Asset is what a chain says of a data NFT at a block.
type Asset struct {
	State uint8
	DDO   *DDO
	JSON  []byte    // of the DDO, as it was published
	Log   types.Log // the event that has it
}

// Read reads the state and the DDO of a data NFT. It is a *Refusal if there is no DDO, or none that can be read, or it is
// another asset's.
func Read(ctx context.Context, v Chain, nft common.Address) (*Asset, error) {
	out, err := v.Call(ctx, nft, getMetaData)
	if err != nil {
		return nil, fmt.Errorf("reading the state of the data NFT %s: %w", nft, err)
	}
	// (string, string, uint8, bool)
	state, ok := small(out, 2)
	if !ok || state > 255 {
		return nil, refuse("%s is not a data NFT", nft)
	}
	a := &Asset{State: uint8(state)}
	log, err := v.LastLog(ctx, nft, []common.Hash{metadataCreated, metadataUpdated})
	if err != nil {
		return nil, fmt.Errorf("reading the DDO of the data NFT %s: %w", nft, err)
	}
	if log == nil {
		return nil, refuse("the data NFT %s has no DDO", nft)
	}
	a.Log = *log
	// uint8 state, string decryptorUrl, bytes flags, bytes data, bytes32 hash, uint256 timestamp, uint256 blockNumber
	flags, ok1 := tail(log.Data, 2)
	data, ok2 := tail(log.Data, 3)
	if !ok1 || !ok2 || len(log.Data) < 7*32 {
		return nil, refuse("the data NFT %s emitted a malformed event", nft)
	}
	if a.JSON, err = DecodeMetadata(flags, data, [32]byte(log.Data[4*32:5*32])); err != nil {
		return nil, refuse("the DDO of the data NFT %s: %v", nft, err)
	}
	if a.DDO, err = ParseDDO(a.JSON); err != nil {
		return nil, refuse("the DDO of the data NFT %s: %v", nft, err)
	}
	if a.DDO.NFT != nft || a.DDO.ChainID != v.ChainID() || !SameDID(a.DDO.ID, v.ChainID(), nft) {
		return nil, refuse("the DDO of the data NFT %s is another asset's", nft)
	}
	return a, nil
}

// Usable returns a *Refusal unless the asset is active or unlisted, and its credentials let the account in.
func (a *Asset) Usable(account common.Address) error {
	if a.State != StateActive && a.State != StateUnlisted {
		if int(a.State) < len(stateNames) {
			return refuse("the asset is %s", stateNames[a.State])
		}
		return refuse("the asset is in the unknown state %d", a.State)
	}
	return a.DDO.Credentials.Check(account)
}

// Claim is what somebody says who wants to open a sealed object with an order.
type Claim struct {
	Account common.Address
	Tx      common.Hash // of the order, or of its reuse
	Service string      // its id in the DDO; "" is any
	File    uint64      // index of the file

	NFT, Datatoken common.Address
	MaxAge         uint64 // of the order, in seconds; 0 is no limit but the service's own

	Terms   *terms.Terms // what is to be opened; nil asks for nothing, and any service of the datatoken will do
	Capsule []byte
}

// GivenOrder takes the order, and the service if one is named, from values that come with a request: `order` and `service`.
func GivenOrder(given map[string]json.RawMessage, c *Claim) error {
	raw, ok := given["order"]
	if !ok {
		return errors.New("the request brings no order: give the hash of the order's transaction as order")
	}
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return errors.New("the order is not a text")
	}
	b, err := decodeHex(text, common.HashLength)
	if err != nil || len(b) != common.HashLength {
		return errors.New("the order is not 0x and the 64 hex digits of a transaction's hash")
	}
	c.Tx = common.BytesToHash(b)
	if raw, ok := given["service"]; ok && json.Unmarshal(raw, &c.Service) != nil {
		return errors.New("the service is not a text")
	}
	return nil
}

// maxReuses bounds the reuses of orders in one transaction that are looked at, each of which costs a read.
const maxReuses = 8

// Check returns nil if the order lets the account open the capsule as of the chain's block, a *Refusal if not, and another error if
// the chain cannot be read. These are the checks of spec/ocean.md.
func Check(ctx context.Context, v Chain, c *Claim) error {
	receipt, err := v.Receipt(ctx, c.Tx)
	if err != nil {
		return fmt.Errorf("reading the order: %w", err)
	}
	if receipt == nil {
		return refuse("the order %s is not there, or not deep enough in the chain yet", c.Tx)
	}
	started, reused := orders(receipt, c.Datatoken)
	if len(started)+len(reused) == 0 { // what costs more to look at is asked for by who has something to show
		return noOrder(c)
	}
	asset, err := Read(ctx, v, c.NFT)
	if err != nil {
		return err
	}
	if err := asset.Usable(c.Account); err != nil {
		return err
	}
	services, err := asset.find(c)
	if err != nil {
		return err
	}
	for i, original := range reused {
		if i == maxReuses {
			break
		}
		r, err := v.Receipt(ctx, original)
		if err != nil {
			return fmt.Errorf("reading the order that was used again: %w", err)
		}
		if r != nil {
			more, _ := orders(r, c.Datatoken)
			started = append(started, more...)
		}
	}
	why := noOrder(c)
	for _, index := range services {
		service := &asset.DDO.Services[index]
		if err := service.Credentials.Check(c.Account); err != nil {
			why = err
			continue
		}
		for _, o := range started {
			if err := o.check(c, uint64(index), service.Timeout, v.Time()); err == nil {
				return nil
			} else {
				why = err
			}
		}
	}
	return why
}

func noOrder(c *Claim) error {
	return refuse("the transaction %s has no order of the datatoken %s", c.Tx, c.Datatoken)
}

// find returns the indices of the services that have the claim's capsule: at least one, if there is no error.
func (a *Asset) find(c *Claim) (list []int, err error) {
	why := refuse("no service of the asset has this sealed object")
	for i := range a.DDO.Services {
		s := &a.DDO.Services[i]
		if s.Datatoken != c.Datatoken || c.Service != "" && s.ID != c.Service {
			continue
		}
		if c.Terms != nil {
			object, err := ParseSealed(s.Files)
			if err != nil || !object.Carries(c.Capsule, c.Terms) {
				continue
			}
			if c.File >= MaxFiles || len(object.Previews) > 0 && c.File >= uint64(len(object.Previews)) {
				why = refuse("the service has no file of the index %d", c.File)
				continue
			}
		}
		if s.Type != "access" { // who sells computing does not sell what it is done with
			why = refuse("the service %q is not one for downloads", clip(s.ID))
			continue
		}
		list = append(list, i)
	}
	if len(list) == 0 {
		return nil, why
	}
	return list, nil
}

// order is an OrderStarted event.
type order struct {
	consumer, payer common.Address
	amount          uint256.Int
	service         uint64
	time            uint64
}

// oneToken is what an order costs, in the smallest unit of datatokens.
var oneToken = uint256.NewInt(1e18)

// orders returns what a datatoken emitted in a transaction: the orders that were started, and the transactions of those
// that were used again. What other contracts emitted is not looked at.
func orders(r *types.Receipt, datatoken common.Address) (started []order, reused []common.Hash) {
	if r.Status != types.ReceiptStatusSuccessful {
		return nil, nil
	}
	for _, l := range r.Logs {
		if l.Address != datatoken || len(l.Topics) == 0 {
			continue
		}
		switch {
		case l.Topics[0] == orderStarted && len(l.Topics) == 3 && len(l.Data) == 5*32:
			// consumer is topic 1; payer, amount, serviceIndex, timestamp, blockNumber
			service, ok1 := small(l.Data, 2)
			at, ok2 := small(l.Data, 3)
			if ok1 && ok2 {
				started = append(started, order{
					consumer: common.BytesToAddress(l.Topics[1][12:]), payer: common.BytesToAddress(l.Data[12:32]),
					amount: *new(uint256.Int).SetBytes32(l.Data[32:64]), service: service, time: at})
			}
		case l.Topics[0] == orderReused && len(l.Topics) == 1 && len(l.Data) == 4*32:
			reused = append(reused, common.BytesToHash(l.Data[:32]))
		}
	}
	return started, reused
}

// check returns why an order does not fit a claim.
func (o *order) check(c *Claim, service, timeout, now uint64) error {
	switch {
	case o.consumer != c.Account && o.payer != c.Account:
		return refuse("the order is not for %s, and it did not pay for it", c.Account)
	case o.service != service:
		return refuse("the order is for the service %d of the asset, not %d", o.service, service)
	case o.amount.Lt(oneToken):
		return refuse("the order is for less than one datatoken")
	case o.time > now:
		return refuse("the order is of the future")
	}
	for _, limit := range []uint64{timeout, c.MaxAge} {
		if limit > 0 && now-o.time > limit {
			return refuse("the order is %d seconds old, and it expired after %d", now-o.time, limit)
		}
	}
	return nil
}

// small returns the word of that index of an ABI encoding, as a number that fits.
func small(b []byte, i int) (uint64, bool) {
	if len(b) < 32*(i+1) {
		return 0, false
	}
	n := new(big.Int).SetBytes(b[32*i : 32*(i+1)])
	return n.Uint64(), n.IsUint64()
}

// tail returns the bytes whose place the word of that index says.
func tail(b []byte, i int) ([]byte, bool) {
	at, ok := small(b, i)
	if !ok || at > uint64(len(b)) {
		return nil, false
	}
	n, ok := small(b[at:], 0)
	if !ok || n > uint64(len(b))-at-32 {
		return nil, false
	}
	return b[at+32:][:n], true
}

// Refused says whether an error is a *Refusal, not a failure to read.
func Refused(err error) bool { return errors.As(err, new(*Refusal)) }
