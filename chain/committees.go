package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/latchkey-network/latchkey/contracts"
)

// Phase of an attempt to make an epoch's key (spec/committee.md).
type Phase uint8

// The phases, in order.
const (
	Join Phase = iota
	Commit
	Deal
	Complain
	Confirm
)

func (p Phase) String() string {
	if int(p) < len(phaseNames) {
		return phaseNames[p]
	}
	return fmt.Sprintf("phase %d", uint8(p))
}

var phaseNames = [...]string{"join", "commit", "deal", "complain", "confirm"}

// Committees is a Committees contract (spec/contracts.md) with its Registry. Committees are
// numbered from 1. Reads are made at a View; transactions return when they are in a block, with
// the errors of Send.
type Committees struct {
	Address common.Address

	c   *Client
	abi *contracts.Committees
	reg *contracts.Registry
}

// Committees returns the contract at an address. Whether there is one is seen at the first read.
func (c *Client) Committees(address common.Address) *Committees {
	return &Committees{Address: address, c: c, abi: contracts.NewCommittees(), reg: contracts.NewRegistry()}
}

// DeployCommittees creates a Committees contract, and with it its Registry.
func (c *Client) DeployCommittees(ctx context.Context, w *Wallet) (*Committees, error) {
	address, _, err := c.Deploy(ctx, w, Tx{Data: common.FromHex(contracts.CommitteesMetaData.Bin)})
	if err != nil {
		return nil, fmt.Errorf("deploying Committees: %w", err)
	}
	return c.Committees(address), nil
}

// Settings of a committee, chosen when it was made.
type Settings struct {
	Creator      common.Address
	MinThreshold uint32
	Lengths      [5]uint32 // blocks of each phase, at most
	Grace        uint64    // seconds for which an epoch's shares are kept after it ended
}

// Attempt is a start of an epoch, running or over.
type Attempt struct {
	Epoch     uint64
	Attempt   uint64 // counts the starts of the epoch, from 1
	From      uint64 // the epoch it deals from; 0 in epoch 1
	T         uint32
	StartedAt uint64           // block
	Ends      [5]uint64        // last block of each phase, as things stand
	Members   []common.Address // index m of the protocol is Members[m-1]
	Joined    uint32           // joins sent
	Active    bool             // whether it made its epoch active
}

// Epoch is one that is, or was, active.
type Epoch struct {
	Epoch       uint64
	Attempt     uint64
	From        uint64
	T           uint32
	StartedAt   uint64 // block
	ActivatedAt uint64 // Unix seconds
	EndedAt     uint64 // Unix seconds; 0 while it serves
	Hash        [32]byte
	Members     []common.Address
	Confirmed   []bool // for each member: whether it confirmed Hash
}

// Operator of a node. URL is empty for an account that never registered.
type Operator struct {
	URL         string
	ServesUntil uint64   // Unix seconds; a promise
	Stake       *big.Int // wei
	Unbonding   *big.Int // wei that is about to leave
	UnbondsAt   uint64   // Unix seconds; 0 if nothing is unbonding
}

// call packs, calls and unpacks.
func call[T any](ctx context.Context, v *View, to common.Address, what string, data []byte, packErr error, unpackError func([]byte) (any, error), unpack func([]byte) (T, error)) (T, error) {
	var zero T
	if packErr != nil {
		return zero, fmt.Errorf("%s: %w", what, packErr)
	}
	out, err := v.Call(ctx, to, data)
	if err != nil {
		var revert *RevertError
		if errors.As(err, &revert) {
			named := *revert // the cached one is shared
			named.decode(unpackError)
			err = fmt.Errorf("calling %s at block %d: %w", to, v.block.Number, &named)
		}
		return zero, fmt.Errorf("%s: %w", what, err)
	}
	value, err := unpack(out)
	if err != nil {
		return zero, fmt.Errorf("%s: the contract at %s %w: %w", what, to, ErrOtherForm, err)
	}
	return value, nil
}

func number(n uint64) *big.Int { return new(big.Int).SetUint64(n) }

// Count returns how many committees there are.
func (k *Committees) Count(ctx context.Context, v *View) (uint64, error) {
	data, err := k.abi.TryPackCommitteeCount()
	n, err := call(ctx, v, k.Address, "counting committees", data, err, k.abi.UnpackError, k.abi.UnpackCommitteeCount)
	if err != nil {
		return 0, err
	}
	return n.Uint64(), nil
}

// Settings of a committee; ErrReverted if there is none of that number.
func (k *Committees) Settings(ctx context.Context, v *View, committee uint64) (Settings, error) {
	data, err := k.abi.TryPackSettings(number(committee))
	s, err := call(ctx, v, k.Address, fmt.Sprintf("settings of committee %d", committee), data, err, k.abi.UnpackError, k.abi.UnpackSettings)
	return Settings(s), err
}

// ActiveEpoch of a committee: the one that serves, 0 before the first.
func (k *Committees) ActiveEpoch(ctx context.Context, v *View, committee uint64) (uint64, error) {
	data, err := k.abi.TryPackActiveEpoch(number(committee))
	return call(ctx, v, k.Address, fmt.Sprintf("active epoch of committee %d", committee), data, err, k.abi.UnpackError, k.abi.UnpackActiveEpoch)
}

// EpochOf returns an epoch that is or was active; ErrReverted for another.
func (k *Committees) EpochOf(ctx context.Context, v *View, committee, epoch uint64) (Epoch, error) {
	data, err := k.abi.TryPackEpochOf(number(committee), epoch)
	e, err := call(ctx, v, k.Address, fmt.Sprintf("epoch %d of committee %d", epoch, committee), data, err, k.abi.UnpackError, k.abi.UnpackEpochOf)
	return Epoch(e), err
}

// CurrentAttempt returns the latest start, running or over.
func (k *Committees) CurrentAttempt(ctx context.Context, v *View, committee uint64) (Attempt, error) {
	data, err := k.abi.TryPackCurrentAttempt(number(committee))
	a, err := call(ctx, v, k.Address, fmt.Sprintf("attempt of committee %d", committee), data, err, k.abi.UnpackError, k.abi.UnpackCurrentAttempt)
	return Attempt(a), err
}

// CommitteesOf returns the numbers of the committees that ever named an account, in that order.
func (k *Committees) CommitteesOf(ctx context.Context, v *View, account common.Address) ([]uint64, error) {
	// Strangers can make the list long, so it is read in pages.
	const page = 1000
	var all []uint64
	for {
		data, err := k.abi.TryPackCommitteesPage(account, number(uint64(len(all))), big.NewInt(page))
		some, err := call(ctx, v, k.Address, fmt.Sprintf("committees of %s", account), data, err, k.abi.UnpackError, k.abi.UnpackCommitteesPage)
		if err != nil {
			return nil, err
		}
		for _, n := range some {
			all = append(all, n.Uint64())
		}
		if len(some) < page {
			return all, nil
		}
	}
}

// SessionNonce is the nonce that an account's sessions must carry.
func (k *Committees) SessionNonce(ctx context.Context, v *View, account common.Address) (uint64, error) {
	data, err := k.abi.TryPackSessionNonce(account)
	return call(ctx, v, k.Address, fmt.Sprintf("session nonce of %s", account), data, err, k.abi.UnpackError, k.abi.UnpackSessionNonce)
}

// LockedUntil is when an account's stake is free, in Unix seconds: 0 if it never was locked,
// the highest uint64 while it is a member.
func (k *Committees) LockedUntil(ctx context.Context, v *View, account common.Address) (uint64, error) {
	data, err := k.abi.TryPackLockedUntil(account)
	return call(ctx, v, k.Address, fmt.Sprintf("lock of %s", account), data, err, k.abi.UnpackError, k.abi.UnpackLockedUntil)
}

// Registry returns the address of the contract that knows the operators.
func (k *Committees) Registry(ctx context.Context, v *View) (common.Address, error) {
	data, err := k.abi.TryPackRegistry()
	return call(ctx, v, k.Address, "registry", data, err, k.abi.UnpackError, k.abi.UnpackRegistry)
}

// Operator returns what an account registered.
func (k *Committees) Operator(ctx context.Context, v *View, account common.Address) (Operator, error) {
	registry, err := k.Registry(ctx, v)
	if err != nil {
		return Operator{}, err
	}
	data, err := k.reg.TryPackOperatorOf(account)
	o, err := call(ctx, v, registry, fmt.Sprintf("operator %s", account), data, err, k.reg.UnpackError, k.reg.UnpackOperatorOf)
	return Operator{URL: o.Url, ServesUntil: o.ServesUntil, Stake: o.Stake, Unbonding: o.Unbonding, UnbondsAt: o.UnbondsAt}, err
}

// Staked returns the accounts that ever had a stake, in the order in which they first had one: those
// that can be drawn (Draws), if they still have one.
func (k *Committees) Staked(ctx context.Context, v *View) ([]common.Address, error) {
	registry, err := k.Registry(ctx, v)
	if err != nil {
		return nil, err
	}
	data, err := k.reg.TryPackOperatorCount()
	count, err := call(ctx, v, registry, "counting operators", data, err, k.reg.UnpackError, k.reg.UnpackOperatorCount)
	if err != nil {
		return nil, err
	}
	var all []common.Address
	for i := range count.Uint64() {
		data, err := k.reg.TryPackOperatorAt(number(i))
		account, err := call(ctx, v, registry, fmt.Sprintf("operator at %d", i), data, err, k.reg.UnpackError, k.reg.UnpackOperatorAt)
		if err != nil {
			return nil, err
		}
		all = append(all, account)
	}
	return all, nil
}

// CommitteeEvent is one of Created, Started, Message, PhaseEnded, Activated, Approved and
// SessionNonceRaised, and of Requested, Answered, Reclaimed and Collected.
type CommitteeEvent interface{ committeeEvent() }

// Created: a committee was made.
type Created struct {
	Committee    uint64
	Creator      common.Address
	MinThreshold uint32
	Lengths      [5]uint32
	Grace        uint64
}

// Started: an attempt begins with the block of this event.
type Started struct {
	Committee, Epoch, Attempt uint64
	From                      uint64
	T                         uint32
	Members                   []common.Address
	Ends                      [5]uint64 // last block of each phase, if none ends early
}

// Message of a member or dealer. Data is what it sent; in the phases Commit and Confirm, the 32
// bytes of the hash.
type Message struct {
	Committee, Epoch, Attempt uint64
	Phase                     Phase
	From                      common.Address
	Data                      []byte
}

// PhaseEnded: everybody who may speak has; the phase ends with the block of this event.
type PhaseEnded struct {
	Committee, Epoch, Attempt uint64
	Phase                     Phase
	Ends                      [5]uint64
}

// Activated: enough members confirmed Hash; the epoch serves.
type Activated struct {
	Committee, Epoch, Attempt uint64
	Hash                      [32]byte
}

// Approved: a member agrees to the start of an epoch with this approval hash.
type Approved struct {
	Committee, Epoch uint64
	Member           common.Address
	Hash             [32]byte
}

// SessionNonceRaised: an account's sessions with a lower nonce are void.
type SessionNonceRaised struct {
	Account common.Address
	Nonce   uint64
}

func (Created) committeeEvent()            {}
func (Started) committeeEvent()            {}
func (Message) committeeEvent()            {}
func (PhaseEnded) committeeEvent()         {}
func (Activated) committeeEvent()          {}
func (Approved) committeeEvent()           {}
func (SessionNonceRaised) committeeEvent() {}

// Query for Follow: the events of some committees, or of all if none is named. Session
// nonces are left out: whoever likes can raise them tens of thousands of times in a block, and
// so make one whose events no endpoint hands out whole. The other events cost more gas. Requests
// have a query of their own, RequestQuery.
func (k *Committees) Query(committees ...uint64) Query {
	return k.query(committees, contracts.CommitteesCreatedEventName, contracts.CommitteesStartedEventName,
		contracts.CommitteesMessageEventName, contracts.CommitteesPhaseEndedEventName,
		contracts.CommitteesActivatedEventName, contracts.CommitteesApprovedEventName)
}

// Events unpacks the contract's events, in the order of the logs; other contracts' are left
// out. An event that this package does not know is an error: to leave one out could make a
// node see another history than others.
func (k *Committees) Events(logs []types.Log) ([]CommitteeEvent, error) {
	var events []CommitteeEvent
	for i := range logs {
		if logs[i].Address != k.Address {
			continue
		}
		e, err := k.event(&logs[i])
		if err != nil {
			return nil, fmt.Errorf("log %d of block %d: %w", logs[i].Index, logs[i].BlockNumber, err)
		}
		events = append(events, e)
	}
	return events, nil
}

func (k *Committees) event(l *types.Log) (CommitteeEvent, error) {
	if len(l.Topics) == 0 {
		return nil, errors.New("not an event of Committees")
	}
	parsed := k.abi.GetABI()
	known, err := parsed.EventByID(l.Topics[0])
	if err != nil {
		return nil, fmt.Errorf("not an event of Committees: %w", err)
	}
	switch known.Name {
	case contracts.CommitteesCreatedEventName:
		e, err := k.abi.UnpackCreatedEvent(l)
		if err != nil {
			return nil, err
		}
		return Created{e.Committee.Uint64(), e.Creator, e.MinThreshold, e.Lengths, e.Grace}, nil
	case contracts.CommitteesStartedEventName:
		e, err := k.abi.UnpackStartedEvent(l)
		if err != nil {
			return nil, err
		}
		return Started{e.Committee.Uint64(), e.Epoch, e.Attempt, e.From, e.T, e.Members, e.Ends}, nil
	case contracts.CommitteesMessageEventName:
		e, err := k.abi.UnpackMessageEvent(l)
		if err != nil {
			return nil, err
		}
		return Message{e.Committee.Uint64(), e.Epoch, e.Attempt, Phase(e.Phase), e.From, e.Data}, nil
	case contracts.CommitteesPhaseEndedEventName:
		e, err := k.abi.UnpackPhaseEndedEvent(l)
		if err != nil {
			return nil, err
		}
		return PhaseEnded{e.Committee.Uint64(), e.Epoch, e.Attempt, Phase(e.Phase), e.Ends}, nil
	case contracts.CommitteesActivatedEventName:
		e, err := k.abi.UnpackActivatedEvent(l)
		if err != nil {
			return nil, err
		}
		return Activated{e.Committee.Uint64(), e.Epoch, e.Attempt, e.Hash}, nil
	case contracts.CommitteesApprovedEventName:
		e, err := k.abi.UnpackApprovedEvent(l)
		if err != nil {
			return nil, err
		}
		return Approved{e.Committee.Uint64(), e.Epoch, e.Member, e.Hash}, nil
	case contracts.CommitteesSessionNonceRaisedEventName:
		e, err := k.abi.UnpackSessionNonceRaisedEvent(l)
		if err != nil {
			return nil, err
		}
		return SessionNonceRaised{e.Account, e.Nonce}, nil
	}
	return k.requestEvent(known.Name, l)
}

// transact sends a packed call to the contract.
func (k *Committees) transact(ctx context.Context, w *Wallet, what string, data []byte, packErr error) (*types.Receipt, error) {
	return transact(ctx, k.c, w, what, Tx{To: k.Address, Data: data, UnpackError: k.abi.UnpackError}, packErr)
}

func transact(ctx context.Context, c *Client, w *Wallet, what string, tx Tx, packErr error) (*types.Receipt, error) {
	if packErr != nil {
		return nil, fmt.Errorf("%s: %w", what, &SendError{Kind: ErrNotSent, Err: packErr})
	}
	r, err := c.Send(ctx, w, tx)
	if err != nil {
		return r, fmt.Errorf("%s: %w", what, err)
	}
	return r, nil
}

// Create makes a committee of registered operators and starts its first epoch. lengths are the
// blocks of each phase, grace seconds.
func (k *Committees) Create(ctx context.Context, w *Wallet, members []common.Address, t, minThreshold uint32, lengths [5]uint32, grace uint64) (committee uint64, r *types.Receipt, err error) {
	data, err := k.abi.TryPackCreate(members, t, minThreshold, lengths, grace)
	r, err = k.transact(ctx, w, "creating a committee", data, err)
	if err != nil {
		return 0, r, err
	}
	events, err := k.Events(values(r.Logs))
	if err != nil {
		return 0, r, fmt.Errorf("creating a committee: %w", err)
	}
	for _, e := range events {
		if e, ok := e.(Created); ok {
			return e.Committee, r, nil
		}
	}
	return 0, r, fmt.Errorf("creating a committee: the contract at %s tells of none", k.Address)
}

// Start opens the next attempt. from is the epoch dealt from, 0 before any was active.
func (k *Committees) Start(ctx context.Context, w *Wallet, committee, from uint64, members []common.Address, t uint32) (*types.Receipt, error) {
	data, err := k.abi.TryPackStart(number(committee), from, members, t)
	return k.transact(ctx, w, fmt.Sprintf("starting an attempt of committee %d", committee), data, err)
}

// Approve agrees to a start.
func (k *Committees) Approve(ctx context.Context, w *Wallet, committee, epoch, from uint64, members []common.Address, t uint32) (*types.Receipt, error) {
	data, err := k.abi.TryPackApprove(number(committee), epoch, from, members, t)
	return k.transact(ctx, w, fmt.Sprintf("approving epoch %d of committee %d", epoch, committee), data, err)
}

// Join sends a member's key (at most 97 bytes).
func (k *Committees) Join(ctx context.Context, w *Wallet, committee, epoch, attempt uint64, join []byte) (*types.Receipt, error) {
	data, err := k.abi.TryPackJoin(number(committee), epoch, attempt, join)
	return k.transact(ctx, w, fmt.Sprintf("joining epoch %d of committee %d", epoch, committee), data, err)
}

// Commit sends the hash of a dealing.
func (k *Committees) Commit(ctx context.Context, w *Wallet, committee, epoch, attempt uint64, hash [32]byte) (*types.Receipt, error) {
	data, err := k.abi.TryPackCommit(number(committee), epoch, attempt, hash)
	return k.transact(ctx, w, fmt.Sprintf("committing in epoch %d of committee %d", epoch, committee), data, err)
}

// Deal sends a dealing.
func (k *Committees) Deal(ctx context.Context, w *Wallet, committee, epoch, attempt uint64, dealing []byte) (*types.Receipt, error) {
	data, err := k.abi.TryPackDeal(number(committee), epoch, attempt, dealing)
	return k.transact(ctx, w, fmt.Sprintf("dealing in epoch %d of committee %d", epoch, committee), data, err)
}

// Complain sends a complaint; its first 4 bytes are the dealer's index.
func (k *Committees) Complain(ctx context.Context, w *Wallet, committee, epoch, attempt uint64, complaint []byte) (*types.Receipt, error) {
	data, err := k.abi.TryPackComplain(number(committee), epoch, attempt, complaint)
	return k.transact(ctx, w, fmt.Sprintf("complaining in epoch %d of committee %d", epoch, committee), data, err)
}

// Confirm sends the hash of the result.
func (k *Committees) Confirm(ctx context.Context, w *Wallet, committee, epoch, attempt uint64, hash [32]byte) (*types.Receipt, error) {
	data, err := k.abi.TryPackConfirm(number(committee), epoch, attempt, hash)
	return k.transact(ctx, w, fmt.Sprintf("confirming epoch %d of committee %d", epoch, committee), data, err)
}

// RaiseSessionNonce voids all sessions that the account signed so far.
func (k *Committees) RaiseSessionNonce(ctx context.Context, w *Wallet) (*types.Receipt, error) {
	data, err := k.abi.TryPackRaiseSessionNonce()
	return k.transact(ctx, w, "raising the session nonce", data, err)
}

// Register makes the account an operator or changes its entry: url is where its node answers, 1
// to 256 bytes, servesUntil Unix seconds; stake (wei, nil for none) is added to what is there.
func (k *Committees) Register(ctx context.Context, w *Wallet, url string, servesUntil uint64, stake *big.Int) (*types.Receipt, error) {
	const what = "registering as an operator"
	v, err := k.c.At(ctx, 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, &SendError{Kind: ErrNotSent, Err: err})
	}
	registry, err := k.Registry(ctx, v)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, &SendError{Kind: ErrNotSent, Err: err})
	}
	data, err := k.reg.TryPackRegister(url, servesUntil)
	return transact(ctx, k.c, w, what, Tx{To: registry, Data: data, Value: stake, UnpackError: k.reg.UnpackError}, err)
}

// values are the logs of a receipt in the form of those of a block.
func values(logs []*types.Log) []types.Log {
	out := make([]types.Log, len(logs))
	for i, l := range logs {
		out[i] = *l
	}
	return out
}

// Index of an account among the members: 1..n as in the protocol, 0 if it is none.
func (e Epoch) Index(account common.Address) uint32 {
	return uint32(slices.Index(e.Members, account) + 1)
}
