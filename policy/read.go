package policy

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// maxReturn is the longest answer of a contract, in bytes, that a policy looks at. Every type
// but string and bytes needs 32.
const maxReturn = 4096

// The functions that policies call by themselves.
var (
	methodLicensed  = mustMethod("licensed(bytes32 asset, address account) view returns (bool)")
	methodBalanceOf = mustMethod("balanceOf(address) view returns (uint256)") // ERC-20 and ERC-721 alike
	methodOwnerOf   = mustMethod("ownerOf(uint256) view returns (address)")
)

func mustMethod(s string) *method {
	m, err := parseMethod(s)
	if err != nil {
		panic(err)
	}
	return m
}

// session is one evaluation, and is used by one goroutine. It gives CEL the values of the
// variables and the functions that read.
type session struct {
	ctx     context.Context
	in      Inputs
	view    View
	env     *environment
	buyer   ref.Val
	now     ref.Val
	answers map[question]answer
	stopped error // why ctx ended, if it did
}

// question is one read of the chain; with data nil it is for the balance.
type question struct {
	to   common.Address
	data string
	coin bool
}

type answer struct {
	data    []byte
	balance uint256.Int
	err     error
}

// ResolveName gives the value of a variable.
func (s *session) ResolveName(name string) (any, bool) {
	switch name {
	case "buyer", ".buyer":
		return s.buyer, true
	case "now", ".now":
		return s.now, true
	}
	return nil, false
}

// Parent is nil: there is nothing else to see.
func (s *session) Parent() cel.Activation { return nil }

// ResolveFunction gives the implementation of a function that reads.
func (s *session) ResolveFunction(string) (cel.LateBoundFunction, bool) { return s.run, true }

func (s *session) run(id string, args ...ref.Val) ref.Val {
	return s.env.overloads[id].read(s, args)
}

// ask answers q from what was read before, or reads.
func (s *session) ask(q question) answer {
	if a, ok := s.answers[q]; ok {
		return a
	}
	if err := context.Cause(s.ctx); err != nil {
		s.stopped = err
		return answer{err: err}
	}
	if len(s.answers) >= maxReads {
		return answer{err: errTooManyReads}
	}
	var a answer
	if q.coin {
		var wei *big.Int
		wei, a.err = s.view.Balance(s.ctx, q.to)
		if a.err == nil && (wei == nil || wei.Sign() < 0 || a.balance.SetFromBig(wei)) {
			a.err = fmt.Errorf("a balance of %v wei is none", wei)
		}
	} else {
		a.data, a.err = s.view.Call(s.ctx, q.to, []byte(q.data))
		if a.err == nil && len(a.data) > maxReturn {
			a.err = fmt.Errorf("the contract answered %d bytes, the limit is %d", len(a.data), maxReturn)
		}
	}
	if err := context.Cause(s.ctx); err != nil && a.err != nil {
		s.stopped = err
	}
	if s.answers == nil {
		s.answers = map[question]answer{}
	}
	s.answers[q] = a
	return a
}

// maxReads follows from the cost of a read; the cost limit stops an evaluation before this
// one, which is here in case the two ever disagree.
const maxReads = MaxCost / readCost

var errTooManyReads = errors.New("too many reads of the chain")

// call evaluates m at a contract. What it says about an error begins with what was read, for
// the people who look for the reason.
func (s *session) call(what string, to common.Address, m *method, args ...ref.Val) ref.Val {
	data, err := m.encode(args)
	if err == nil {
		a := s.ask(question{to: to, data: string(data)})
		if err = a.err; err == nil {
			var v ref.Val
			if v, err = m.result.decode(a.data); err == nil {
				return v
			}
		}
	}
	return types.WrapErr(fmt.Errorf("%s: %s of %s: %w", what, m.name, to, err))
}

func allow(s *session, args []ref.Val) ref.Val {
	return args[0].(traits.Container).Contains(s.buyer)
}

func sale(s *session, args []ref.Val) ref.Val {
	asset := args[1].(opaque[common.Hash]).v
	return s.call("sale", addressIn(args[0]), methodLicensed, types.Bytes(asset[:]), s.buyer)
}

func balance(s *session, args []ref.Val) ref.Val {
	account := addressIn(args[0])
	a := s.ask(question{to: account, coin: true})
	if a.err != nil {
		return types.WrapErr(fmt.Errorf("balance of %s: %w", account, a.err))
	}
	return newUint256(a.balance)
}

func tokenBalance(s *session, args []ref.Val) ref.Val {
	return s.call(args[0].Type().TypeName(), addressIn(args[0]), methodBalanceOf, args[1])
}

func tokenOwner(s *session, args []ref.Val) ref.Val {
	return s.call("erc721", addressIn(args[0]), methodOwnerOf, args[1])
}

func call(s *session, args []ref.Val) ref.Val {
	m := args[1].(opaque[*method]).v
	list := args[2].(traits.Lister)
	values := make([]ref.Val, 0, len(m.params))
	for it := list.Iterator(); it.HasNext() == types.True; {
		values = append(values, it.Next().(opaque[*argument]).v.val)
	}
	return s.call("call", addressIn(args[0]), m, values...)
}
