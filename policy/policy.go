// Package policy compiles and evaluates policies: the CEL expressions (cel.dev) that say who may
// open a sealed file. spec/policy.md is its specification.
//
//	p, err := policy.Compile(`sale("0x..", "0x..") || buyer == "0x.."`)
//	ok, err := p.Eval(ctx, buyer, view)
//
// A policy is typed, bounded in cost, and depends on nothing but the buyer and one block of the
// chain: two nodes that see the same block come to the same answer. An error while it is
// evaluated is not an answer: where CEL cannot decide without the part that failed, Eval returns
// the error, never true.
package policy

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"github.com/ethereum/go-ethereum/common"
)

// MaxSize is the longest policy, in bytes of UTF-8 (spec/policy.md).
const MaxSize = 8192

// maxDepth is how deep expressions may nest. People write a dozen levels; a stack of Go bears
// many more.
const maxDepth = 100

// loopCheck is the number of steps of a loop after which the evaluation looks whether its
// context has ended.
const loopCheck = 64

// Block is the block that a View reads.
type Block struct {
	Number uint64
	Hash   common.Hash
	Time   uint64 // Unix seconds
}

// View is the small part of a chain that a policy needs: one chain, pinned to one block. Its
// methods return promptly once their context has ended. One View may serve many evaluations at
// the same time.
type View interface {
	Block() Block
	// Call is eth_call: it evaluates data at the contract to, without value and with a gas
	// cap. A revert, and an account without code, is an error.
	Call(ctx context.Context, to common.Address, data []byte) ([]byte, error)
	// Balance returns the balance of the account in wei.
	Balance(ctx context.Context, account common.Address) (*big.Int, error)
}

// Policy is a compiled policy. It does not change, and may be used by many goroutines.
type Policy struct {
	source  string
	program cel.Program
	cost    uint64
}

// Compile checks the text of a policy and prepares it for evaluation. Whatever is wrong with it
// is an *Error.
func Compile(source string) (*Policy, error) {
	if err := checkText(source); err != nil {
		return nil, err
	}
	return theEnvironment().compile(source)
}

// checkText refuses what is no text for a policy, whatever it says.
func checkText(source string) error {
	if len(source) > MaxSize {
		return &Error{Line: 1, Column: 1, Message: fmt.Sprintf("a policy of %d bytes is too long: the limit is %d", len(source), MaxSize)}
	}
	if valid := strings.ToValidUTF8(source, ""); valid != source {
		n := 0
		for n < len(source) {
			r, size := utf8.DecodeRuneInString(source[n:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			n += size
		}
		line := strings.Count(source[:n], "\n")
		column := utf8.RuneCountInString(source[strings.LastIndex(source[:n], "\n")+1 : n])
		return errorAt(source, line+1, column, fmt.Sprintf("byte 0x%02x is not UTF-8", source[n]))
	}
	if strings.TrimSpace(source) == "" {
		return &Error{Line: 1, Column: 1, Message: `the policy is empty; one that lets everybody in is "true"`}
	}
	return nil
}

// String returns the text of the policy, exactly as it was compiled.
func (p *Policy) String() string { return p.source }

// Cost returns the highest cost, in steps, that an evaluation can have; at most MaxCost.
func (p *Policy) Cost() uint64 { return p.cost }

// maxTime is the last second of the year 9999, where CEL's timestamps end.
const maxTime = 253402300799

// Eval reports whether the policy is true for the buyer at the View's block. It is lazy: what
// does not matter for the answer is not read, and nothing is read twice. An error wraps what
// the View returned; when ctx ends, Eval returns soon, with the cause.
func (p *Policy) Eval(ctx context.Context, buyer common.Address, view View) (bool, error) {
	s, err := newSession(ctx, buyer, view)
	if err != nil {
		return false, err
	}
	return p.run(s)
}

// newSession begins an evaluation.
func newSession(ctx context.Context, buyer common.Address, view View) (*session, error) {
	if err := context.Cause(ctx); err != nil {
		return nil, fmt.Errorf("evaluating policy: %w", err)
	}
	at := view.Block().Time
	if at > maxTime {
		return nil, fmt.Errorf("evaluating policy: a block of the year 10000 or later (time %d)", at)
	}
	return &session{
		ctx:   ctx,
		env:   theEnvironment(),
		view:  view,
		buyer: newAddress(buyer),
		now:   types.Timestamp{Time: time.Unix(int64(at), 0).UTC()},
	}, nil
}

// run evaluates p in s.
func (p *Policy) run(s *session) (bool, error) {
	out, _, err := p.program.ContextEval(s.ctx, s)
	if s.stopped != nil {
		return false, fmt.Errorf("evaluating policy: %w", s.stopped)
	}
	if err != nil {
		return false, fmt.Errorf("evaluating policy: %w", err)
	}
	result, ok := out.(types.Bool)
	if !ok {
		return false, errors.New("evaluating policy: the result is no bool")
	}
	return bool(result), nil
}

// Sale returns the policy of a plain sale in its canonical form: true for whoever bought the
// asset at the market and whose licence runs, and for the seller. Other programs recognise it
// by its bytes.
func Sale(market common.Address, asset common.Hash) string {
	return fmt.Sprintf(`sale("0x%x", "0x%x")`, market[:], asset[:])
}
