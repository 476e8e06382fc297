package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/contracts"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/storage"
)

// refusal is what quorum returns when every one of five nodes answers with the problem.
func refusal(kind quorum.ProblemType) error {
	e := &quorum.OpenError{Err: quorum.ErrTooFew, T: 3, N: 5}
	if kind == quorum.PolicyFalse {
		e.Err = quorum.ErrNotEntitled
	}
	for i := range 5 {
		e.Answers = append(e.Answers, quorum.Answer{Index: i + 1, URL: "http://127.0.0.1:1", Err: &quorum.Problem{Type: kind, Detail: "detail"}})
	}
	return fmt.Errorf("opening: %w", e)
}

// TestEachProblemHasAnswer: for every cause that nodes know, a person is told what to do,
// something else for each, and scripts get the exit code.
func TestEachProblemHasAnswer(t *testing.T) {
	seen := make(map[string]quorum.ProblemType)
	for _, kind := range []quorum.ProblemType{
		quorum.Malformed, quorum.TooLarge, quorum.WrongChain, quorum.WrongContract, quorum.UnknownCommittee, quorum.WrongEpoch,
		quorum.WrongCommittee, quorum.WrongCapsule, quorum.BadCapsule, quorum.Expired, quorum.TooFar, quorum.BadSignature,
		quorum.PolicyInvalid, quorum.PolicyFalse, quorum.PolicyFailed, quorum.ChainUnavailable, quorum.Busy, quorum.Internal,
	} {
		r := explain(refusal(kind))
		want := exitTooFew
		if kind == quorum.PolicyFalse {
			want = exitNotEntitled
		}
		if r.code != want {
			t.Errorf("%s: exit code %d, want %d", kind, r.code, want)
		}
		if r.advice == "" || strings.HasPrefix(r.advice, "Check the connection") {
			t.Errorf("%s: nothing special to do: %q", kind, r.advice)
		}
		if other, ok := seen[r.advice]; ok {
			t.Errorf("%s and %s give one advice", kind, other)
		}
		seen[r.advice] = kind
	}
}

// TestErrorsHaveAdvice: what a person meets says what to do, however deep it is wrapped.
func TestErrorsHaveAdvice(t *testing.T) {
	for _, c := range []struct {
		err  error
		code int
	}{
		{chain.ErrWrongChain, exitFailed}, {chain.ErrUnavailable, exitFailed}, {chain.ErrNoCode, exitFailed},
		{chain.ErrUnprotected, exitFailed}, {chain.ErrOldEVM, exitFailed}, {chain.ErrNoProxy, exitFailed}, {chain.ErrOtherCode, exitFailed},
		{&chain.SendError{Kind: chain.ErrNotSent, Err: chain.ErrNoFunds}, exitFailed},
		{&chain.SendError{Kind: chain.ErrUnknown, Err: errors.New("x")}, exitFailed},
		{chain.ErrNonceTaken, exitFailed}, {chain.ErrPassphrase, exitFailed}, {&chain.RevertError{}, exitFailed},
		{&chain.RevertError{Custom: &contracts.MarketWrongPrice{}}, exitFailed},
		{chain.ErrNotKeystore, exitFailed}, {chain.ErrBadURL, exitUsage}, {chain.ErrOtherForm, exitFailed}, {sealed.ErrDamaged, exitFailed},
		{fmt.Errorf("%w: %w", config.ErrConfig, fs.ErrNotExist), exitUsage}, {fmt.Errorf("%w: %w", config.ErrConfig, fs.ErrPermission), exitUsage},
		{chain.ErrNoSigner, exitFailed}, {chain.ErrNoAccount, exitFailed}, {chain.ErrRefused, exitFailed}, {chain.ErrOtherSigned, exitFailed},
		{market.ErrNoWallet, exitFailed}, {market.ErrNotListed, exitFailed}, {market.ErrNotForSale, exitFailed}, {market.ErrOtherBytes, exitFailed},
		{market.ErrOtherOffer, exitFailed}, {market.ErrOtherSale, exitFailed}, {market.ErrSoldOut, exitFailed}, {market.ErrLimit, exitFailed},
		{market.ErrHasLicence, exitFailed}, {market.ErrToken, exitFailed}, {market.ErrNoTokens, exitFailed}, {market.ErrNoPurchase, exitFailed},
		{market.ErrServed, exitFailed}, {&market.NotYetError{Purchase: &market.Purchase{}}, exitFailed},
		{&riskError{risks: []error{errors.New("x")}}, exitFailed}, {&riskError{risks: []error{errors.New("x")}, tooFew: true}, exitTooFew},
		{storage.ErrNotFound, exitFailed}, {storage.ErrChanged, exitFailed}, {storage.ErrTooLarge, exitFailed},
		{fs.ErrExist, exitFailed}, {fs.ErrNotExist, exitFailed}, {fs.ErrPermission, exitFailed}, {syscall.ENOSPC, exitFailed},
		{syscall.EADDRINUSE, exitFailed}, {syscall.EDQUOT, exitFailed}, {syscall.EFBIG, exitFailed},
		{&config.MissingError{Flag: "rpc", What: "x"}, exitUsage}, {wrongUsage("seal", "x"), exitUsage},
		{config.ErrNoTerminal, exitFailed},
		{&quorum.OpenError{Err: quorum.ErrSealedWrong, T: 3, N: 5}, exitFailed},
		{&quorum.OpenError{Err: quorum.ErrTooFew, T: 3, N: 5}, exitTooFew},
	} {
		for _, err := range []error{c.err, fmt.Errorf("doing x: %w", fmt.Errorf("y: %w", c.err)), errors.Join(errors.New("z"), c.err)} {
			if r := explain(err); r.advice == "" || r.code != c.code {
				t.Errorf("%v: exit code %d, want %d, advice %q", err, r.code, c.code, r.advice)
			}
		}
	}
	if r := explain(fmt.Errorf("writing: %w", syscall.EPIPE)); r.text != "" || r.code != exitFailed {
		t.Errorf("a closed pipe: %+v", r)
	}
	lost := &chain.SendError{Kind: chain.ErrUnknown, Err: context.Canceled}
	if r := explain(lost); !strings.Contains(r.text, "not known") || r.advice == "" {
		t.Errorf("Ctrl-C while a transaction is under way: %+v", r)
	}
	if r := explain(context.Canceled); r.text != "interrupted" {
		t.Errorf("Ctrl-C: %+v", r)
	}
}

// TestEachRevertHasAdvice: whatever the contracts refuse, a person is told what to do in words
// of its own.
func TestEachRevertHasAdvice(t *testing.T) {
	general := explain(&chain.RevertError{}).advice
	committees, registry, market, draws := contracts.NewCommittees(), contracts.NewRegistry(), contracts.NewMarket(), contracts.NewDraws()
	evidence := contracts.NewEvidence()
	for name, c := range map[string]struct {
		abi    abi.ABI
		unpack func([]byte) (any, error)
	}{
		"Committees": {committees.GetABI(), committees.UnpackError}, "Registry": {registry.GetABI(), registry.UnpackError},
		"Evidence": {evidence.GetABI(), evidence.UnpackError}, "Market": {market.GetABI(), market.UnpackError}, "Draws": {draws.GetABI(), draws.UnpackError},
	} {
		if len(c.abi.Errors) == 0 {
			t.Errorf("%s has no errors", name)
		}
		for kind, e := range c.abi.Errors {
			if name == "Registry" && (kind == "NotPast" || kind == "BeyondStake" || kind == "CheckpointUnorderedInsertion" || kind == "NotEvidence") {
				continue // of reads that draws make, and of what Evidence alone may call
			}
			if name == "Draws" && kind == "BadDelay" {
				continue // of its deployment
			}
			if name == "Registry" && kind == "NotEvidence" {
				continue // of what only the contract Evidence calls
			}
			if name == "Market" && (kind == "FailedCall" || kind == "InsufficientBalance" || kind == "ReentrancyGuardReentrantCall" || kind == "StringsInsufficientHexLength") {
				continue // of libraries: nobody who uses the verbs meets them
			}
			custom, err := c.unpack(append(e.ID.Bytes()[:4], make([]byte, 32*len(e.Inputs))...))
			if err != nil {
				t.Fatalf("%s.%s: %v", name, kind, err)
			}
			if advice := explain(&chain.RevertError{Custom: custom}).advice; advice == "" || advice == general {
				t.Errorf("%s.%s: nothing special to do: %q", name, kind, advice)
			}
		}
	}
}

// TestReportsAreSafe: nothing that strangers wrote reaches the terminal as an order.
func TestReportsAreSafe(t *testing.T) {
	evil := "a\x1b]0;owned\x07b\u202ec\u009b31md\r"
	for _, err := range []error{
		fmt.Errorf("%s", evil),
		&adviceError{errors.New("x"), evil},
		fmt.Errorf("opening: %w", &quorum.OpenError{Err: quorum.ErrTooFew, T: 1, N: 1, Answers: []quorum.Answer{{Index: 1, URL: evil + "\n", Err: errors.New(evil + "\nlatchkey: forged")}}}),
	} {
		text := explain(err).String()
		if strings.ContainsAny(text, "\x1b\x07\u202e\u009b\r") {
			t.Errorf("%q", text)
		}
		if strings.Contains(text, "\nlatchkey: forged") {
			t.Errorf("a node writes a line of its own: %q", text)
		}
	}
}
