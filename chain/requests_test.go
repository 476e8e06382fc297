package chain_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/common/math"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
)

// mineTo makes empty blocks until the chain has that one.
func mineTo(t *testing.T, e *devnet.EVM, c *chain.Client, number uint64) {
	t.Helper()
	v := head(t, c, 0)
	if at := v.Block().Number; at < number {
		if err := e.Mine(int(number - at)); err != nil {
			t.Fatal(err)
		}
	}
	head(t, c, number)
}

// serving makes a committee of the chain's first n accounts whose epoch 1 is active, by messages
// that mean nothing.
func serving(t *testing.T, e *devnet.EVM, c *chain.Client, k *chain.Committees, n int, threshold uint32, grace uint64) uint64 {
	t.Helper()
	ctx := t.Context()
	var members []common.Address
	for i := range n {
		members = append(members, wallet(e, i).Address())
		if _, err := k.Register(ctx, wallet(e, i), "http://127.0.0.1:1", 0, nil); err != nil {
			t.Fatal(err)
		}
	}
	committee, _, err := k.Create(ctx, wallet(e, 9), members, threshold, 1, [5]uint32{20, 20, 20, 1, 20}, grace)
	if err != nil {
		t.Fatal(err)
	}
	each := func(send func(w *chain.Wallet) (*types.Receipt, error)) {
		t.Helper()
		for i := range n {
			if _, err := send(wallet(e, i)); err != nil {
				t.Fatal(err)
			}
		}
	}
	each(func(w *chain.Wallet) (*types.Receipt, error) { return k.Join(ctx, w, committee, 1, 1, []byte{1}) })
	each(func(w *chain.Wallet) (*types.Receipt, error) { return k.Commit(ctx, w, committee, 1, 1, [32]byte{1}) })
	each(func(w *chain.Wallet) (*types.Receipt, error) { return k.Deal(ctx, w, committee, 1, 1, []byte{1}) })
	a, err := k.CurrentAttempt(ctx, head(t, c, 0), committee)
	if err != nil {
		t.Fatal(err)
	}
	mineTo(t, e, c, a.Ends[chain.Complain])
	each(func(w *chain.Wallet) (*types.Receipt, error) { return k.Confirm(ctx, w, committee, 1, 1, [32]byte{1}) })
	return committee
}

// typedHash is the digest that wallets sign for a message in the committees' domain.
func typedHash(t *testing.T, committees common.Address, primary string, fields []apitypes.Type, message apitypes.TypedDataMessage) [32]byte {
	t.Helper()
	hash, _, err := apitypes.TypedDataAndHash(apitypes.TypedData{
		Types: apitypes.Types{primary: fields, "EIP712Domain": {{Name: "name", Type: "string"}, {Name: "version", Type: "string"},
			{Name: "chainId", Type: "uint256"}, {Name: "verifyingContract", Type: "address"}}},
		PrimaryType: primary,
		Domain:      apitypes.TypedDataDomain{Name: "Latchkey", Version: "1", ChainId: math.NewHexOrDecimal256(31337), VerifyingContract: committees.Hex()},
		Message:     message,
	})
	if err != nil {
		t.Fatal(err)
	}
	return [32]byte(hash)
}

func accessDigest(t *testing.T, k *chain.Committees, q chain.Requested, buyer common.Address) [32]byte {
	return typedHash(t, k.Address, "AccessRequest",
		[]apitypes.Type{{Name: "notice", Type: "string"}, {Name: "capsule", Type: "bytes32"}, {Name: "readerKey", Type: "bytes"},
			{Name: "buyer", Type: "address"}, {Name: "deadline", Type: "uint64"}},
		apitypes.TypedDataMessage{"notice": "Opens one Latchkey file.", "capsule": hexutil.Encode(q.CapsuleID[:]),
			"readerKey": hexutil.Encode(q.Ask.ReaderKey), "buyer": buyer.Hex(), "deadline": new(big.Int).SetUint64(q.Ask.Deadline).String()})
}

// answer of member i (from 1), with a share of which the contract looks at epoch and index alone.
func answer(t *testing.T, e *devnet.EVM, k *chain.Committees, q chain.Requested, i int) []byte {
	t.Helper()
	share := bytes.Repeat([]byte{0xa5}, 174)
	binary.BigEndian.PutUint64(share, q.Ask.Epoch)
	binary.BigEndian.PutUint32(share[8:], uint32(i))
	digest := typedHash(t, k.Address, "Share",
		[]apitypes.Type{{Name: "committee", Type: "uint256"}, {Name: "request", Type: "bytes32"}, {Name: "capsule", Type: "bytes32"}, {Name: "share", Type: "bytes"}},
		apitypes.TypedDataMessage{"committee": new(big.Int).SetUint64(q.Committee).String(), "request": hexutil.Encode(q.Digest[:]),
			"capsule": hexutil.Encode(q.CapsuleID[:]), "share": hexutil.Encode(share)})
	sig, err := crypto.Sign(digest[:], e.Accounts()[i-1])
	if err != nil {
		t.Fatal(err)
	}
	sig[64] += 27
	return append(share, sig...)
}

func TestRequestsOnTheChain(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	c := dial(t, chain.Config{URL: e.WebSocketURL()})
	ctx := t.Context()
	k, err := c.DeployCommittees(ctx, wallet(e, 9))
	if err != nil {
		t.Fatal(err)
	}
	committee := serving(t, e, c, k, 4, 2, 3600)
	v := head(t, c, 0)
	if window, err := k.AnswerWindow(ctx, v, committee); err != nil || window != 1800 {
		t.Errorf("answer window %d s, %v", window, err)
	}
	buyer := wallet(e, 7)
	ask := chain.Ask{Committee: committee, Confirmations: 3, Policy: `allow(["0x00"]) // any text`, Capsule: bytes.Repeat([]byte{7}, 162), Epoch: 1,
		ReaderKey: crypto.CompressPubkey(&e.Accounts()[0].PublicKey), Deadline: v.Block().Time + 86400, Answers: 3}

	// What it asks for is refused with a reason; a bond that is too small, before a base fee can show it.
	ask.Epoch = 2
	if _, _, err := k.Request(ctx, buyer, ask, nil); !errors.Is(err, chain.ErrNotSent) || !strings.Contains(err.Error(), "NotServing(epoch 2, serves 1)") {
		t.Errorf("another epoch: %v", err)
	}
	ask.Epoch = 1
	if _, _, err := k.Request(ctx, buyer, ask, big.NewInt(1)); !errors.Is(err, chain.ErrNotSent) || !strings.Contains(err.Error(), "a bond of 1 wei is too small") {
		t.Errorf("no bond: %v", err)
	}
	q, r, err := k.Request(ctx, buyer, ask, nil)
	if err != nil {
		t.Fatal(err)
	}
	asked := r.BlockNumber.Uint64()
	v = head(t, c, asked)
	if want := accessDigest(t, k, q, buyer.Address()); q.Digest != want {
		t.Errorf("R = %x, a wallet signs %x", q.Digest, want)
	}
	if q.Committee != committee || q.ID != 1 || q.Buyer != buyer.Address() || !reflect.DeepEqual(q.Ask, ask) || q.AnswersUntil != v.Block().Time+1800 || q.Bond.Sign() == 0 {
		t.Errorf("requested %+v", q)
	}
	want := chain.Request{Buyer: buyer.Address(), Payer: buyer.Address(), Committee: committee, Epoch: 1, T: 2, Wanted: 3, Bond: q.Bond,
		RequestedAt: v.Block().Time, AnswersUntil: q.AnswersUntil, Deadline: ask.Deadline, Digest: q.Digest, CapsuleID: q.CapsuleID, Answers: q.Digest}
	if got, err := k.RequestOf(ctx, v, 1); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("request %+v, %v; want %+v", got, err, want)
	}
	if _, err := k.RequestOf(ctx, v, 2); !errors.Is(err, chain.ErrReverted) {
		t.Errorf("request of nobody: %v", err)
	}

	// Answers. The first one costs the most.
	bad := answer(t, e, k, q, 1)
	bad[238] ^= 1
	if _, err := k.Answer(ctx, wallet(e, 0), 1, bad); !errors.Is(err, chain.ErrReverted) || !strings.Contains(err.Error(), "BadSignature(") {
		t.Errorf("answer with a bad signature: %v", err)
	}
	var last *types.Receipt
	for _, i := range []int{3, 1} {
		if last, err = k.Answer(ctx, wallet(e, i-1), 1, answer(t, e, k, q, i)); err != nil {
			t.Fatal(err)
		}
		const worst = 100_000 // ANSWER_GAS
		t.Logf("answer of member %d: %d gas", i, last.GasUsed)
		if i == 3 && (last.GasUsed > worst || last.GasUsed < worst*3/4) {
			t.Errorf("the first answer takes %d gas; members are paid for %d", last.GasUsed, worst)
		}
	}
	v = head(t, c, last.BlockNumber.Uint64())
	folded := q.Digest
	for _, i := range []int{3, 1} {
		folded = crypto.Keccak256Hash(folded[:], crypto.Keccak256(answer(t, e, k, q, i)))
	}
	if got, err := k.RequestOf(ctx, v, 1); err != nil || !slices.Equal(got.Answered, []uint32{1, 3}) || got.Answers != folded {
		t.Errorf("answered %v, %x, %v; want %x", got.Answered, got.Answers, err, folded)
	}
	for what, query := range map[string]chain.Query{"AnswerQuery": k.AnswerQuery(committee, 1), "RequestQuery": k.RequestQuery(committee), "Query": k.Query(committee)} {
		query.From = asked
		logs, err := c.Logs(ctx, query, v.Block().Number)
		if err != nil {
			t.Fatal(err)
		}
		events, err := k.Events(logs)
		if err != nil {
			t.Fatal(err)
		}
		answers := []chain.CommitteeEvent{
			chain.Answered{Committee: committee, ID: 1, Member: wallet(e, 2).Address(), Index: 3, Answer: answer(t, e, k, q, 3)},
			chain.Answered{Committee: committee, ID: 1, Member: wallet(e, 0).Address(), Index: 1, Answer: answer(t, e, k, q, 1)},
		}
		want := map[string][]chain.CommitteeEvent{"AnswerQuery": answers, "RequestQuery": append([]chain.CommitteeEvent{q}, answers...)}[what]
		if !reflect.DeepEqual(events, want) {
			t.Errorf("%s: %+v, want %+v", what, events, want)
		}
	}
	if logs, err := c.Logs(ctx, k.AnswerQuery(committee, 2), v.Block().Number); err != nil || len(logs) != 0 {
		t.Errorf("answers to another request: %d, %v", len(logs), err)
	}

	// Money.
	each := new(big.Int).Div(q.Bond, big.NewInt(3))
	if owed, err := k.Owed(ctx, v, wallet(e, 0).Address()); err != nil || owed.Cmp(each) != 0 {
		t.Errorf("owed %v, %v; want %v", owed, err, each)
	}
	var paid *big.Int
	if paid, r, err = k.Collect(ctx, wallet(e, 0)); err != nil || paid.Cmp(each) != 0 {
		t.Fatalf("paid %v, %v; want %v", paid, err, each)
	}
	checkEvents(t, k, r, chain.Collected{Account: wallet(e, 0).Address(), Amount: each})
	if _, err := k.Reclaim(ctx, buyer, 1); !errors.Is(err, chain.ErrReverted) || !strings.Contains(err.Error(), "AnswersOpen(") {
		t.Errorf("reclaimed too early: %v", err)
	}
	if err := e.Advance(1801 * time.Second); err != nil {
		t.Fatal(err)
	}
	head(t, c, r.BlockNumber.Uint64()+1)
	if _, err := k.Answer(ctx, wallet(e, 1), 1, answer(t, e, k, q, 2)); !errors.Is(err, chain.ErrReverted) || !strings.Contains(err.Error(), "AnswersOver(") {
		t.Errorf("answered too late: %v", err)
	}
	if r, err = k.Reclaim(ctx, buyer, 1); err != nil {
		t.Fatal(err)
	}
	checkEvents(t, k, r, chain.Reclaimed{Committee: committee, ID: 1, Amount: new(big.Int).Sub(q.Bond, new(big.Int).Lsh(each, 1))})

	// For a buyer that only signs.
	signer := e.Accounts()[6]
	other := crypto.PubkeyToAddress(signer.PublicKey)
	ask.Deadline = head(t, c, r.BlockNumber.Uint64()).Block().Time + 86400
	digest := accessDigest(t, k, chain.Requested{CapsuleID: q.CapsuleID, Ask: ask}, other)
	sig, err := crypto.Sign(digest[:], signer)
	if err != nil {
		t.Fatal(err)
	}
	sig[64] += 27
	q2, _, err := k.RequestFor(ctx, buyer, other, ask, sig, nil)
	if err != nil || q2.Buyer != other || q2.Digest != digest {
		t.Errorf("requested %+v, %v", q2, err)
	}
}

func checkEvents(t *testing.T, k *chain.Committees, r *types.Receipt, want ...chain.CommitteeEvent) {
	t.Helper()
	var logs []types.Log
	for _, l := range r.Logs {
		logs = append(logs, *l)
	}
	if got, err := k.Events(logs); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("events %+v, %v; want %+v", got, err, want)
	}
}
