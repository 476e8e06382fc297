package chain

import (
	"context"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/latchkey-network/latchkey/contracts"
)

// Report is a signed wrong share, in the form in which the contract Evidence takes it
// (spec/contracts.md): what was asked, what was answered, and what the reporter works out for
// the contract.
type Report struct {
	Committee     uint64
	Epoch         uint64
	Index         uint32 // from 1
	Confirmations uint64
	Policy        [32]byte // keccak256
	Capsule       []byte   // 162 bytes
	Kind          uint8    // 0 access, 1 session, 2 ocean
	ReaderKey     []byte   // 33 bytes
	Account       common.Address
	Nonce         *big.Int
	Deadline      uint64 // Unix seconds
	Order         [32]byte
	Text          [32]byte // keccak256 of origin or service
	FileIndex     uint64
	Share         []byte
	Signature     []byte    // 65 bytes
	Keys          []byte    // session || t || n || X || X_1..X_n, of which the epoch keeps the hash
	Hints         [352]byte // y of X_j, U, Q; x || y of P1, P2, P3, T3
}

// Slashed is what a report took, in wei.
type Slashed struct {
	Operator common.Address
	Reporter common.Address
	Amount   *big.Int // all that the operator had at stake
	Reward   *big.Int // the reporter's part of it; the rest was burned
}

// CheckReport asks the contract Evidence whether it would take a report as the chain stands at a
// view: the error is what ReportWrongShare would return. Nothing is sent.
func (k *Committees) CheckReport(ctx context.Context, v *View, report Report) error {
	_, evidence, err := k.evidence(ctx, v)
	if err != nil {
		return err
	}
	data, err := contracts.NewEvidence().TryPackReport(packReport(report))
	_, err = call(ctx, v, evidence, "checking a report", data, err, k.unpackRefusal, func([]byte) (struct{}, error) { return struct{}{}, nil })
	return err
}

// ReportWrongShare shows a wrong share to the contract Evidence: its signer loses its stake, and a
// tenth of that goes to the wallet's account. The error is ErrReverted, with the contract's
// reason, for all that is no wrong share of a member that has something at stake.
func (k *Committees) ReportWrongShare(ctx context.Context, w *Wallet, report Report) (Slashed, *types.Receipt, error) {
	const what = "reporting a wrong share"
	v, err := k.c.At(ctx, 0)
	if err != nil {
		return Slashed{}, nil, fmt.Errorf("%s: %w", what, &SendError{Kind: ErrNotSent, Err: err})
	}
	registry, evidence, err := k.evidence(ctx, v)
	if err != nil {
		return Slashed{}, nil, fmt.Errorf("%s: %w", what, &SendError{Kind: ErrNotSent, Err: err})
	}
	data, err := contracts.NewEvidence().TryPackReport(packReport(report))
	r, err := transact(ctx, k.c, w, what, Tx{To: evidence, Data: data, UnpackError: k.unpackRefusal}, err)
	if err != nil {
		return Slashed{}, r, err
	}
	for _, l := range r.Logs {
		if l.Address != registry {
			continue
		}
		if s, err := k.reg.UnpackSlashedEvent(l); err == nil {
			return Slashed{s.Operator, s.Reporter, s.Amount, s.Reward}, r, nil
		}
	}
	return Slashed{}, r, fmt.Errorf("%s: the contract at %s tells of no stake that was taken", what, registry)
}

// Refute shows that an answer on the chain is wrong, so that it does not count as one; it takes no
// stake, which ReportWrongShare does. answers are the keccak256 of share || signature of all answers
// to the request, in their order, and place, from 0, is the wrong one's. It can be done until
// ChallengedUntil.
func (k *Committees) Refute(ctx context.Context, w *Wallet, request uint64, answers [][32]byte, place int, report Report) (*types.Receipt, error) {
	const what = "refuting an answer"
	v, err := k.c.At(ctx, 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, &SendError{Kind: ErrNotSent, Err: err})
	}
	_, evidence, err := k.evidence(ctx, v)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, &SendError{Kind: ErrNotSent, Err: err})
	}
	data, err := contracts.NewEvidence().TryPackRefute(number(request), answers, big.NewInt(int64(place)), packReport(report))
	return transact(ctx, k.c, w, what, Tx{To: evidence, Data: data, UnpackError: k.unpackRefusal}, err)
}

// RefutedCount returns how many answers to a request were shown wrong.
func (k *Committees) RefutedCount(ctx context.Context, v *View, request uint64) (uint32, error) {
	_, evidence, err := k.evidence(ctx, v)
	if err != nil {
		return 0, err
	}
	abi := contracts.NewEvidence()
	data, err := abi.TryPackRefutedCount(number(request))
	n, err := call(ctx, v, evidence, fmt.Sprintf("refuted answers to request %d", request), data, err, k.unpackRefusal, abi.UnpackRefutedCount)
	if err != nil {
		return 0, err
	}
	return uint32(n.Uint64()), nil // 128 at most
}

// ChallengedUntil returns the last second, in Unix time, in which an answer to a request can be shown
// wrong.
func (k *Committees) ChallengedUntil(ctx context.Context, v *View, request uint64) (uint64, error) {
	_, evidence, err := k.evidence(ctx, v)
	if err != nil {
		return 0, err
	}
	abi := contracts.NewEvidence()
	data, err := abi.TryPackChallengedUntil(number(request))
	until, err := call(ctx, v, evidence, fmt.Sprintf("challenges of request %d", request), data, err, k.unpackRefusal, abi.UnpackChallengedUntil)
	if err != nil {
		return 0, err
	}
	return until.Uint64(), nil
}

// evidence returns the addresses of the contracts Registry and Evidence.
func (k *Committees) evidence(ctx context.Context, v *View) (registry, evidence common.Address, err error) {
	if registry, err = k.Registry(ctx, v); err != nil {
		return registry, evidence, err
	}
	data, err := k.reg.TryPackEvidence()
	evidence, err = call(ctx, v, registry, "evidence", data, err, k.reg.UnpackError, k.reg.UnpackEvidence)
	return registry, evidence, err
}

// unpackRefusal unpacks why a report is refused, which any of the three contracts can say.
func (k *Committees) unpackRefusal(data []byte) (any, error) {
	for _, unpack := range []func([]byte) (any, error){contracts.NewEvidence().UnpackError, k.reg.UnpackError} {
		if v, err := unpack(data); err == nil {
			return v, nil
		}
	}
	return k.abi.UnpackError(data)
}

func packReport(r Report) contracts.EvidenceReport {
	out := contracts.EvidenceReport{
		Committee: number(r.Committee), Epoch: r.Epoch, Index: r.Index,
		Confirmations: r.Confirmations, Policy: r.Policy, Capsule: r.Capsule,
		Kind: r.Kind, ReaderKey: r.ReaderKey, Account: r.Account, Nonce: r.Nonce, Deadline: r.Deadline,
		Order: r.Order, Text: r.Text, FileIndex: r.FileIndex,
		Share: r.Share, Signature: r.Signature, Keys: r.Keys,
	}
	if out.Nonce == nil {
		out.Nonce = new(big.Int)
	}
	word := func(i int) *big.Int { return new(big.Int).SetBytes(r.Hints[32*i : 32*i+32]) }
	point := func(i int) contracts.ShareCheckPoint { return contracts.ShareCheckPoint{X: word(i), Y: word(i + 1)} }
	for i := range 3 {
		out.Hints.Y[i], out.Hints.P[i] = word(i), point(3+2*i)
	}
	out.Hints.T3 = point(9)
	return out
}
