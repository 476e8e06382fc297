package chain

import (
	"context"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/latchkey-network/latchkey/contracts"
)

// majority is max(t, floor(n/2)+1): how many members of n approve a start, keep an attempt alive
// by joining, and make an epoch active by confirming one hash.
func majority(t uint32, n int) int { return max(int(t), n/2+1) }

// Needed is how many members must approve a start that deals from this epoch.
func (e Epoch) Needed() int { return majority(e.T, len(e.Members)) }

// Enough is how many members must have confirmed the epoch before nothing may deal from the one
// before it any more: min(n, 2t-1, t + ceil((n-t)/2)).
func (e Epoch) Enough() int {
	t, n := int(e.T), len(e.Members)
	return min(n, 2*t-1, t+(n-t+1)/2)
}

// Confirms counts the members that confirmed the epoch's hash.
func (e Epoch) Confirms() (n int) {
	for _, yes := range e.Confirmed {
		if yes {
			n++
		}
	}
	return n
}

// PromisedUntil is the first moment, in Unix seconds, at which fewer than t of the epoch's
// confirmed members promise to serve; 0 if fewer than t confirmed. servesUntil is what each
// member registered, in the order of Members; whoever promised to serve until a moment does not
// count at that moment any more.
func (e Epoch) PromisedUntil(servesUntil []uint64) uint64 {
	var kept []uint64
	for i, until := range servesUntil {
		if e.Confirmed[i] {
			kept = append(kept, until)
		}
	}
	if e.T == 0 || len(kept) < int(e.T) {
		return 0
	}
	slices.Sort(kept)
	return kept[len(kept)-int(e.T)]
}

// Needed is how many joins keep the attempt alive, and how many equal confirms end it well.
func (a Attempt) Needed() int { return majority(a.T, len(a.Members)) }

// Runs reports whether the attempt takes messages after that block, or will.
func (a Attempt) Runs(block uint64) bool {
	return block < a.Ends[Join] || int(a.Joined) >= a.Needed() && block < a.Ends[Confirm]
}

// Phase that takes messages in the block after that one; of an attempt whose phases are over, the last.
func (a Attempt) Phase(block uint64) Phase {
	for p := Join; p < Confirm; p++ {
		if block < a.Ends[p] {
			return p
		}
	}
	return Confirm
}

// Messages returns what was said in an attempt of a committee in blocks up to the view's, in
// its order.
func (k *Committees) Messages(ctx context.Context, v *View, committee uint64, a Attempt) ([]Message, error) {
	q := Query{Addresses: []common.Address{k.Address}, From: a.StartedAt, Topics: [][]common.Hash{
		{k.abi.GetABI().Events[contracts.CommitteesMessageEventName].ID},
		{common.BigToHash(number(committee))}, {common.BigToHash(number(a.Epoch))}, {common.BigToHash(number(a.Attempt))},
	}}
	what := fmt.Sprintf("messages of committee %d, epoch %d, attempt %d", committee, a.Epoch, a.Attempt)
	logs, err := k.c.Logs(ctx, q, v.block.Number)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	events, err := k.Events(logs)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	messages := make([]Message, len(events))
	for i, e := range events {
		m, ok := e.(Message)
		if !ok {
			return nil, fmt.Errorf("%s: the endpoint answers with other events than it was asked for", what)
		}
		messages[i] = m
	}
	return messages, nil
}

// Proposal is a start of a committee's next epoch: what members approve.
type Proposal struct {
	Epoch, From uint64
	Members     []common.Address
	T           uint32
}

// Hash is what the contract keeps of an approval: keccak256(abi.encode(uint256 committee, uint64
// epoch, uint64 from, address[] members, uint32 t)) (spec/committee.md).
func (p Proposal) Hash(committee uint64) ([32]byte, error) {
	// The arguments of approvalHash are encoded just so, behind its four bytes.
	data, err := contracts.NewCommittees().TryPackApprovalHash(number(committee), p.Epoch, p.From, p.Members, p.T)
	if err != nil {
		return [32]byte{}, fmt.Errorf("hash of an approval: %w", err)
	}
	return crypto.Keccak256Hash(data[4:]), nil
}

// ApprovalOf is the hash of the newest approval of a member for an epoch; zero for none.
func (k *Committees) ApprovalOf(ctx context.Context, v *View, committee, epoch uint64, member common.Address) ([32]byte, error) {
	data, err := k.abi.TryPackApprovalOf(number(committee), epoch, member)
	return call(ctx, v, k.Address, fmt.Sprintf("approval of %s in committee %d", member, committee), data, err, k.abi.UnpackError, k.abi.UnpackApprovalOf)
}

// Approvals of an epoch of a committee: the hash that each of the accounts approved last, without
// those that approved none.
func (k *Committees) Approvals(ctx context.Context, v *View, committee, epoch uint64, accounts []common.Address) (map[common.Address][32]byte, error) {
	hashes, err := each(ctx, accounts, func(ctx context.Context, account common.Address) ([32]byte, error) {
		return k.ApprovalOf(ctx, v, committee, epoch, account)
	})
	if err != nil {
		return nil, err
	}
	all := make(map[common.Address][32]byte)
	for i, hash := range hashes {
		if hash != ([32]byte{}) {
			all[accounts[i]] = hash
		}
	}
	return all, nil
}

// Proposals returns what is behind the hashes that members approved for an epoch in the blocks
// from since to the view's, by hash. The contract keeps hashes alone: the rest is read from the
// transactions, and is missing where another contract passed an approval on.
func (k *Committees) Proposals(ctx context.Context, v *View, committee, epoch, since uint64) (map[[32]byte]Proposal, error) {
	what := fmt.Sprintf("approvals of epoch %d of committee %d", epoch, committee)
	q := Query{Addresses: []common.Address{k.Address}, From: since, Topics: [][]common.Hash{
		{k.abi.GetABI().Events[contracts.CommitteesApprovedEventName].ID}, {common.BigToHash(number(committee))}, {common.BigToHash(number(epoch))},
	}}
	logs, err := k.c.Logs(ctx, q, v.block.Number)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	found := make(map[[32]byte]Proposal)
	for i := range logs {
		e, err := k.abi.UnpackApprovedEvent(&logs[i])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", what, err)
		}
		if _, known := found[e.Hash]; known {
			continue
		}
		p, err := k.proposal(ctx, &logs[i])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", what, err)
		}
		if p == nil {
			continue
		}
		// The hash says whether the transaction's text is what was approved.
		if hash, err := p.Hash(committee); err == nil && hash == e.Hash {
			found[e.Hash] = *p
		}
	}
	return found, nil
}

// proposal reads what a transaction approves; nil if it is another kind of call.
func (k *Committees) proposal(ctx context.Context, l *types.Log) (*Proposal, error) {
	var tx struct {
		Input hexutil.Bytes `json:"input"`
	}
	if err := k.c.read(ctx, &tx, "eth_getTransactionByHash", l.TxHash); err != nil {
		return nil, err
	}
	parsed := k.abi.GetABI()
	method := parsed.Methods["approve"]
	if len(tx.Input) < 4 || [4]byte(tx.Input) != [4]byte(method.ID) {
		return nil, nil
	}
	args, err := method.Inputs.Unpack(tx.Input[4:])
	if err != nil || len(args) != 5 {
		return nil, nil
	}
	var p Proposal
	ok := [4]bool{}
	p.Epoch, ok[0] = args[1].(uint64)
	p.From, ok[1] = args[2].(uint64)
	p.Members, ok[2] = args[3].([]common.Address)
	p.T, ok[3] = args[4].(uint32)
	if ok != [4]bool{true, true, true, true} {
		return nil, fmt.Errorf("the arguments of approve are of other types than this version knows")
	}
	return &p, nil
}
