package chain

import (
	"context"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/latchkey-network/latchkey/contracts"
)

// MaxAnswerWindow is how long answers to a request are taken, at most.
const MaxAnswerWindow = 6 * time.Hour

// Ask is an access request that is put on the chain. The terms' chain and contract are those of
// the Committees that it is sent to.
type Ask struct {
	Committee     uint64
	Confirmations uint64
	Policy        string
	Capsule       []byte // 162 bytes
	Epoch         uint64 // the active one
	ReaderKey     []byte // 33 bytes
	Deadline      uint64 // Unix seconds, at most 7 days ahead
	Answers       uint32 // how many to take and pay, t to n
}

// Request is one that is on the chain, and how far its answers are.
type Request struct {
	Buyer        common.Address
	Payer        common.Address // sent it, and gets back what is left of the bond
	Committee    uint64
	Epoch        uint64
	T            uint32   // of the epoch; with so many answers the request is answered
	Wanted       uint32   // answers that are taken and paid
	Answered     []uint32 // indices of the members that answered, rising
	Bond         *big.Int // wei; each answer earns Bond / Wanted
	Reclaimed    bool
	RequestedAt  uint64   // Unix seconds
	AnswersUntil uint64   // Unix seconds: the last one in which answers are taken
	Deadline     uint64   // Unix seconds: until then nodes evaluate the policy
	Digest       [32]byte // R
	CapsuleID    [32]byte
	Answers      [32]byte // R, folded with keccak256 of each answer in turn: FoldAnswers
}

// FoldAnswers is what a request keeps of its answers (share || signature), in their order on the
// chain: keccak256(fold || keccak256(answer)), beginning with the request's digest. hashes are those
// of the answers.
func FoldAnswers(digest [32]byte, hashes ...[32]byte) [32]byte {
	for _, h := range hashes {
		digest = crypto.Keccak256Hash(digest[:], h[:])
	}
	return digest
}

// Requested: an access request is on the chain; that it is stands for the buyer's signature.
type Requested struct {
	Committee, ID uint64
	Buyer         common.Address
	Digest        [32]byte // R
	CapsuleID     [32]byte
	AnswersUntil  uint64   // Unix seconds
	Bond          *big.Int // wei
	Ask           Ask
}

// Answered: a member answered a request. Answer is share || signature, 239 bytes; the contract
// checked epoch, index and signature, not the share.
type Answered struct {
	Committee, ID uint64
	Member        common.Address
	Index         uint32
	Answer        []byte
}

// Reclaimed: the payer of a request got back what its answers left of the bond.
type Reclaimed struct {
	Committee, ID uint64
	Amount        *big.Int // wei
}

// Collected: a member was paid for its answers.
type Collected struct {
	Account common.Address
	Amount  *big.Int // wei
}

func (Requested) committeeEvent() {}
func (Answered) committeeEvent()  {}
func (Reclaimed) committeeEvent() {}
func (Collected) committeeEvent() {}

// requestEvent unpacks an event of this file.
func (k *Committees) requestEvent(name string, l *types.Log) (CommitteeEvent, error) {
	switch name {
	case contracts.CommitteesRequestedEventName:
		e, err := k.abi.UnpackRequestedEvent(l)
		if err != nil {
			return nil, err
		}
		a := e.Ask
		return Requested{e.Committee.Uint64(), e.Id.Uint64(), e.Buyer, e.Digest, e.CapsuleId, e.AnswersUntil, e.Bond, Ask{
			Committee: e.Committee.Uint64(), Confirmations: a.Terms.Confirmations, Policy: a.Terms.Policy,
			Capsule: a.Capsule, Epoch: a.Epoch, ReaderKey: a.ReaderKey, Deadline: a.Deadline, Answers: a.Answers}}, nil
	case contracts.CommitteesAnsweredEventName:
		e, err := k.abi.UnpackAnsweredEvent(l)
		if err != nil {
			return nil, err
		}
		return Answered{e.Committee.Uint64(), e.Id.Uint64(), e.Member, e.Index, e.Answer}, nil
	case contracts.CommitteesReclaimedEventName:
		e, err := k.abi.UnpackReclaimedEvent(l)
		if err != nil {
			return nil, err
		}
		return Reclaimed{e.Committee.Uint64(), e.Id.Uint64(), e.Amount}, nil
	case contracts.CommitteesCollectedEventName:
		e, err := k.abi.UnpackCollectedEvent(l)
		if err != nil {
			return nil, err
		}
		return Collected{e.Account, e.Amount}, nil
	}
	return nil, fmt.Errorf("event %q is not known", name)
}

// RequestQuery for Follow: requests and answers of some committees, or of all if none is named.
// Query leaves them out: strangers can send requests, at their cost, and nothing in a committee's
// life depends on them.
func (k *Committees) RequestQuery(committees ...uint64) Query {
	return k.query(committees, contracts.CommitteesRequestedEventName, contracts.CommitteesAnsweredEventName)
}

// AnswerQuery for Logs and Follow: the answers to one request. They are in the blocks from the
// request's own to the last one that is not later than its AnswersUntil.
func (k *Committees) AnswerQuery(committee, id uint64) Query {
	q := k.query([]uint64{committee}, contracts.CommitteesAnsweredEventName)
	q.Topics = append(q.Topics, []common.Hash{common.BigToHash(number(id))})
	return q
}

// AskedQuery for Logs: the requests of one account to a committee.
func (k *Committees) AskedQuery(committee uint64, buyer common.Address) Query {
	q := k.query([]uint64{committee}, contracts.CommitteesRequestedEventName)
	q.Topics = append(q.Topics, nil, []common.Hash{common.BytesToHash(buyer[:])})
	return q
}

// query is for some of the contract's events, whose first topic is a committee.
func (k *Committees) query(committees []uint64, names ...string) Query {
	events := k.abi.GetABI().Events
	var kinds []common.Hash
	for _, name := range names {
		kinds = append(kinds, events[name].ID)
	}
	q := Query{Addresses: []common.Address{k.Address}, Topics: [][]common.Hash{kinds}}
	if len(committees) > 0 {
		var ids []common.Hash
		for _, n := range committees {
			ids = append(ids, common.BigToHash(number(n)))
		}
		q.Topics = append(q.Topics, ids)
	}
	return q
}

// RequestOf returns a request; ErrReverted if there is none of that number.
func (k *Committees) RequestOf(ctx context.Context, v *View, id uint64) (Request, error) {
	data, err := k.abi.TryPackRequestOf(number(id))
	r, err := call(ctx, v, k.Address, fmt.Sprintf("request %d", id), data, err, k.abi.UnpackError, k.abi.UnpackRequestOf)
	if err != nil {
		return Request{}, err
	}
	var answered []uint32
	for i := range 128 {
		if r.Members.Bit(i) != 0 {
			answered = append(answered, uint32(i+1))
		}
	}
	return Request{Buyer: r.Buyer, Payer: r.Payer, Committee: r.Committee, Epoch: r.Epoch, T: uint32(r.T), Wanted: uint32(r.Wanted),
		Answered: answered, Bond: r.Bond, Reclaimed: r.Reclaimed, RequestedAt: r.RequestedAt, AnswersUntil: r.AnswersUntil,
		Deadline: r.Deadline, Digest: r.Digest, CapsuleID: r.Capsule, Answers: r.Answers}, nil
}

// AnswerWindow returns for how many seconds a committee's answers are taken.
func (k *Committees) AnswerWindow(ctx context.Context, v *View, committee uint64) (uint64, error) {
	data, err := k.abi.TryPackAnswerWindow(number(committee))
	return call(ctx, v, k.Address, fmt.Sprintf("answer window of committee %d", committee), data, err, k.abi.UnpackError, k.abi.UnpackAnswerWindow)
}

// Owed returns what an account's answers earned and it can collect, in wei.
func (k *Committees) Owed(ctx context.Context, v *View, account common.Address) (*big.Int, error) {
	data, err := k.abi.TryPackOwed(account)
	return call(ctx, v, k.Address, fmt.Sprintf("what %s is owed", account), data, err, k.abi.UnpackError, k.abi.UnpackOwed)
}

// answerGas is what an answer takes at its worst: the contract's ANSWER_GAS.
const answerGas = 100_000

// Bond returns a bond for so many answers, in wei, that the contract takes for as long as the base
// fee is not over twice what it is now, and that pays for them (AnswerCost) while the tip is not
// over twice what it is now either.
func (k *Committees) Bond(ctx context.Context, answers uint32) (*big.Int, error) {
	base, tip, err := k.c.prices(ctx)
	if err != nil {
		return nil, fmt.Errorf("bond: %w", err)
	}
	v, err := k.c.At(ctx, 0)
	if err != nil {
		return nil, fmt.Errorf("bond: %w", err)
	}
	fee := new(big.Int).Lsh(base, 1)
	data, err := k.abi.TryPackBondFor(answers, fee.Add(fee, tip))
	return call(ctx, v, k.Address, "bond", data, err, k.abi.UnpackError, k.abi.UnpackBondFor)
}

// AnswerCost returns what an answer costs its sender at the present fees, at most, in wei, without
// what some chains charge for data.
func (k *Committees) AnswerCost(ctx context.Context) (*big.Int, error) {
	base, tip, err := k.c.prices(ctx)
	if err != nil {
		return nil, fmt.Errorf("the cost of an answer: %w", err)
	}
	cost := new(big.Int).Add(base, tip)
	return cost.Mul(cost, big.NewInt(answerGas)), nil
}

func (k *Committees) ask(a Ask) contracts.RequestsAsk {
	return contracts.RequestsAsk{
		Terms: contracts.RequestsTerms{ChainId: number(k.c.chainID), Committees: k.Address, Committee: number(a.Committee),
			Confirmations: a.Confirmations, Policy: a.Policy},
		Capsule: a.Capsule, Epoch: a.Epoch, ReaderKey: a.ReaderKey, Deadline: a.Deadline, Answers: a.Answers}
}

// Request puts an access request of the account on the chain. bond is in wei; nil takes what Bond
// says, and less than half of that is refused before anything is sent.
func (k *Committees) Request(ctx context.Context, w *Wallet, a Ask, bond *big.Int) (Requested, *types.Receipt, error) {
	data, err := k.abi.TryPackRequest(k.ask(a))
	return k.request(ctx, w, a, bond, data, err)
}

// RequestFor puts an access request on the chain that buyer signed as typed data: 65 bytes, low s,
// v 27 or 28. The account pays, and gets back what is left.
func (k *Committees) RequestFor(ctx context.Context, w *Wallet, buyer common.Address, a Ask, signature []byte, bond *big.Int) (Requested, *types.Receipt, error) {
	data, err := k.abi.TryPackRequestFor(buyer, k.ask(a), signature)
	return k.request(ctx, w, a, bond, data, err)
}

func (k *Committees) request(ctx context.Context, w *Wallet, a Ask, bond *big.Int, data []byte, packErr error) (Requested, *types.Receipt, error) {
	what := fmt.Sprintf("putting a request to committee %d on the chain", a.Committee)
	// An estimate of gas knows no base fee and takes any bond, and the transaction would be mined and refused.
	usual, err := k.Bond(ctx, a.Answers)
	if bond == nil {
		bond = usual
	} else if least := new(big.Int); err == nil && bond.Cmp(least.Rsh(usual, 1)) < 0 {
		err = fmt.Errorf("a bond of %s wei is too small: at least %s are needed now, and %s are enough for a while", bond, least, usual)
	}
	if err != nil {
		return Requested{}, nil, fmt.Errorf("%s: %w", what, &SendError{Kind: ErrNotSent, Err: err})
	}
	r, err := transact(ctx, k.c, w, what, Tx{To: k.Address, Data: data, Value: bond, UnpackError: k.abi.UnpackError}, packErr)
	if err != nil {
		return Requested{}, r, err
	}
	events, err := k.Events(values(r.Logs))
	if err != nil {
		return Requested{}, r, fmt.Errorf("%s: %w", what, err)
	}
	for _, e := range events {
		if e, ok := e.(Requested); ok {
			return e, r, nil
		}
	}
	return Requested{}, r, fmt.Errorf("%s: the contract at %s tells of none", what, k.Address)
}

// Answer answers a request with share || signature, 239 bytes.
func (k *Committees) Answer(ctx context.Context, w *Wallet, id uint64, answer []byte) (*types.Receipt, error) {
	data, err := k.abi.TryPackAnswer(number(id), answer)
	return k.transact(ctx, w, fmt.Sprintf("answering request %d", id), data, err)
}

// Reclaim pays the account what the answers to its request left of the bond.
func (k *Committees) Reclaim(ctx context.Context, w *Wallet, id uint64) (*types.Receipt, error) {
	data, err := k.abi.TryPackReclaim(number(id))
	return k.transact(ctx, w, fmt.Sprintf("reclaiming the bond of request %d", id), data, err)
}

// Collect pays the account what its answers earned, in wei.
func (k *Committees) Collect(ctx context.Context, w *Wallet) (*big.Int, *types.Receipt, error) {
	const what = "collecting what answers earned"
	data, err := k.abi.TryPackCollect()
	r, err := k.transact(ctx, w, what, data, err)
	if err != nil {
		return nil, r, err
	}
	events, err := k.Events(values(r.Logs))
	if err != nil {
		return nil, r, fmt.Errorf("%s: %w", what, err)
	}
	for _, e := range events {
		if e, ok := e.(Collected); ok {
			return e.Amount, r, nil
		}
	}
	return nil, r, fmt.Errorf("%s: the contract at %s tells of none", what, k.Address)
}
