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
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"github.com/ethereum/go-ethereum/common"
	gethtypes "github.com/ethereum/go-ethereum/core/types"
)

// MaxSize is the longest policy, in bytes of UTF-8 (spec/policy.md).
const MaxSize = 8192

// maxDepth is how deep expressions may nest. People write a dozen levels; a stack of Go bears
// many more.
const maxDepth = 100

// loopCheck is the number of steps of a loop after which the evaluation looks whether its
// context has ended.
const loopCheck = 64

// View is the small part of a chain that a policy needs: one chain, pinned to one block. Its
// methods return promptly once their context has ended, and are safe for many evaluations at the
// same time.
type View interface {
	// ChainID, Number and Time (Unix seconds) say which block of which chain is read.
	ChainID() uint64
	Number() uint64
	Time() uint64
	// Call is eth_call: it evaluates data at the contract to, without value and with a gas
	// cap. A revert, and an account without code, is an error.
	Call(ctx context.Context, to common.Address, data []byte) ([]byte, error)
	// CallOnce is Call with data that hold a secret: neither they nor the answer are kept, shared
	// with others, or shown in an error.
	CallOnce(ctx context.Context, to common.Address, data []byte) ([]byte, error)
	// Balance returns the balance of the account in wei.
	Balance(ctx context.Context, account common.Address) (*big.Int, error)
	// BalanceOnce is Balance of an account that is a secret, as CallOnce is Call.
	BalanceOnce(ctx context.Context, account common.Address) (*big.Int, error)
	// Logs returns what a contract emitted in the last blocks up to the View's (1 is that one alone),
	// in order: topics[i] lists what topic i may be, and an empty list is anything.
	Logs(ctx context.Context, contract common.Address, topics [][]common.Hash, blocks uint64) ([]Log, error)
	// Prefetch says what will probably be read soon, so that a View can read it together: Call(to[i],
	// data[i]), or Balance(to[i]) where data[i] is nil. It returns at once, and what fails is found by
	// the read itself.
	Prefetch(ctx context.Context, to []common.Address, data [][]byte)
}

// Log is an event of a contract.
type Log = gethtypes.Log

// Inputs is all that an evaluation sees beside the buyer.
type Inputs struct {
	// View is the terms' chain.
	View View
	// Chain returns another one, as deep behind its head as the terms ask, for chain(id). It is called
	// once per evaluation and chain. Nil has none.
	Chain func(ctx context.Context, id uint64) (View, error)
	// Given are the values that came with the request, by name, each a JSON text. They are secrets.
	Given map[string]json.RawMessage
	// Web fetches for web and rpc. Nil has no web.
	Web Web
	// Ordered says whether the order that the request brings lets the buyer open what the request asks for; false is no. Nil is for
	// requests without an order.
	Ordered func(ctx context.Context, o Order) (bool, error)
}

// Order is what a call of ordered asks for: an order of Ocean's contracts (spec/ocean.md).
type Order struct {
	Chain          uint64         // the chain's id; 0 is the terms' own
	NFT, Datatoken common.Address // of the asset
	MaxAge         uint64         // of the order, in seconds; 0 is any
	Buyer          common.Address // who asks
}

// Web is how a policy reads from the web. It decides which hosts may be read, and limits time and size.
type Web interface {
	// Fetch makes one request and returns its status and its body. An error shows nothing of the
	// query, the body or the token.
	Fetch(ctx context.Context, r *WebRequest) (status int, body []byte, err error)
}

// WebRequest is a GET, or a POST of JSON if there is a Body.
type WebRequest struct {
	URL   string
	Body  []byte // JSON, or nil
	Token string // a bearer token, or ""
	// Fresh says that the answer may not come from a cache, nor go into one: the request has a secret.
	Fresh bool
}

// Discreet is a View whose errors can be told to anybody: what they say is what tell makes of them. Each is a
// *DiscreetError.
func Discreet(v View, tell func(error) string) View { return discreetView{v, tell} }

// DiscreetError has a text for everybody, and wraps the error that it stands for, which is for a log.
type DiscreetError struct {
	Text string
	Err  error
}

func (e *DiscreetError) Error() string { return e.Text }
func (e *DiscreetError) Unwrap() error { return e.Err }

type discreetView struct {
	View
	tell func(error) string
}

func (v discreetView) hushed(err error) error {
	if err == nil {
		return nil
	}
	return &DiscreetError{v.tell(err), err}
}

func (v discreetView) Call(ctx context.Context, to common.Address, data []byte) ([]byte, error) {
	out, err := v.View.Call(ctx, to, data)
	return out, v.hushed(err)
}

func (v discreetView) CallOnce(ctx context.Context, to common.Address, data []byte) ([]byte, error) {
	out, err := v.View.CallOnce(ctx, to, data)
	return out, v.hushed(err)
}

func (v discreetView) Balance(ctx context.Context, account common.Address) (*big.Int, error) {
	out, err := v.View.Balance(ctx, account)
	return out, v.hushed(err)
}

func (v discreetView) BalanceOnce(ctx context.Context, account common.Address) (*big.Int, error) {
	out, err := v.View.BalanceOnce(ctx, account)
	return out, v.hushed(err)
}

func (v discreetView) Logs(ctx context.Context, contract common.Address, topics [][]common.Hash, blocks uint64) ([]Log, error) {
	out, err := v.View.Logs(ctx, contract, topics, blocks)
	return out, v.hushed(err)
}

// Policy is a compiled policy. It does not change, and may be used by many goroutines.
type Policy struct {
	source  string
	program cel.Program
	cost    uint64
	static  []staticRead // the first maxStatic of them
	given   bool         // it has values that come with the request
	orders  []Order
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

// Orders lists what the calls of ordered in the policy ask for, without the buyer.
func (p *Policy) Orders() []Order { return slices.Clone(p.orders) }

// maxTime is the last second of the year 9999, where CEL's timestamps end.
const maxTime = 253402300799

// Eval reports whether the policy is true for the buyer at the View's block. It is lazy: what
// does not matter for the answer is not read, and nothing is read twice. An error wraps what
// the View returned, and has nothing of what was given; when ctx ends, Eval returns soon, with
// the cause.
func (p *Policy) Eval(ctx context.Context, buyer common.Address, in Inputs) (bool, error) {
	s, err := newSession(ctx, buyer, in)
	if err != nil {
		return false, err
	}
	return p.run(s)
}

// newSession begins an evaluation.
func newSession(ctx context.Context, buyer common.Address, in Inputs) (*session, error) {
	if err := context.Cause(ctx); err != nil {
		return nil, fmt.Errorf("evaluating policy: %w", err)
	}
	at := in.View.Time()
	if at > maxTime {
		return nil, fmt.Errorf("evaluating policy: a block of the year 10000 or later (time %d)", at)
	}
	return &session{
		ctx:   ctx,
		env:   theEnvironment(),
		in:    in,
		buyer: newAddress(buyer),
		now:   types.Timestamp{Time: time.Unix(int64(at), 0).UTC()},
	}, nil
}

// run evaluates p in s.
func (p *Policy) run(s *session) (bool, error) {
	s.static, s.given = p.static, p.given
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
