package policy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
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

	methodMetaData       = mustMethod("getMetaData() view returns (string, string, uint8, bool)")
	methodBalanceOfId    = mustMethod("balanceOf(address, uint256 id) view returns (uint256)")
	methodBalanceOfBatch = mustMethod("balanceOfBatch(address[], uint256[]) view returns (uint256[])")
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
	env     *environment
	buyer   ref.Val
	now     ref.Val
	views   map[uint64]opened // other chains, by id
	answers map[question]answer
	brought map[string]ref.Val // of what was given, what was asked for
	stopped error              // why ctx ended, if it did

	given  bool // the policy has values that came with the request
	static []staticRead
	sent   map[uint64]map[question]bool // the static reads of each chain, once it is read
}

// opened is a chain, or why there is none.
type opened struct {
	view View
	err  error
}

// question is one read: of a chain, with data nil for a balance, or of the web.
type question struct {
	chain  uint64 // 0 is the terms' own
	to     common.Address
	data   string
	coin   bool
	topics string // of logs
	web    string
}

type answer struct {
	data    []byte
	balance uint256.Int
	logs    []Log
	err     error
}

// staticRead is a read that can be known before the evaluation: its arguments are literals and the buyer.
type staticRead struct {
	o    *overload
	args []ast.Expr
	ast  *ast.AST
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

// view returns the view of a chain, 0 for the terms' own.
func (s *session) view(id uint64) (View, error) {
	if id == 0 || id == s.in.View.ChainID() {
		return s.in.View, nil
	}
	if o, ok := s.views[id]; ok {
		return o.view, o.err
	}
	var o opened
	if s.in.Chain == nil {
		o.err = fmt.Errorf("chain %d cannot be read here", id)
	} else if o.view, o.err = s.in.Chain(s.ctx, id); o.err == nil && o.view.Time() > maxTime {
		o.err = fmt.Errorf("chain %d has a block of the year 10000 or later", id)
	}
	if s.views == nil {
		s.views = map[uint64]opened{}
	}
	s.views[id] = o
	return o.view, o.err
}

// remember answers q from what was read before, or reads.
func (s *session) remember(q question, read func() answer) answer {
	q.chain = s.own(q.chain)
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
	a := read()
	if err := context.Cause(s.ctx); err != nil && a.err != nil {
		s.stopped = err
	}
	if s.answers == nil {
		s.answers = map[question]answer{}
	}
	s.answers[q] = a
	return a
}

// own is 0 for the terms' chain, whatever it was called.
func (s *session) own(id uint64) uint64 {
	if id == s.in.View.ChainID() {
		return 0
	}
	return id
}

// ask reads a contract or a balance.
func (s *session) ask(q question) answer {
	q.chain = s.own(q.chain)
	return s.remember(q, func() (a answer) {
		view, err := s.view(q.chain)
		if err != nil {
			return answer{err: err}
		}
		s.prefetch(q.chain, view)
		secret := s.given && !s.sent[q.chain][q] // what is not static may have something that was given
		switch {
		case q.coin:
			read := view.Balance
			if secret {
				read = view.BalanceOnce
			}
			var wei *big.Int
			wei, a.err = read(s.ctx, q.to)
			if a.err == nil && (wei == nil || wei.Sign() < 0 || a.balance.SetFromBig(wei)) {
				a.err = fmt.Errorf("a balance of %v wei is none", wei)
			}
			return a
		case secret:
			a.data, a.err = view.CallOnce(s.ctx, q.to, []byte(q.data))
		default:
			a.data, a.err = view.Call(s.ctx, q.to, []byte(q.data))
		}
		if a.err == nil && len(a.data) > maxReturn {
			a.err = fmt.Errorf("the contract answered %d bytes, the limit is %d", len(a.data), maxReturn)
		}
		return a
	})
}

// prefetch tells a chain's view, before the first read of it, what else will probably be read there.
func (s *session) prefetch(chain uint64, view View) {
	if _, ok := s.sent[chain]; ok {
		return
	}
	if s.sent == nil {
		s.sent = map[uint64]map[question]bool{}
	}
	known := map[question]bool{}
	s.sent[chain] = known
	var to []common.Address
	var data [][]byte
	for _, r := range s.static {
		w := walker{s: s, ast: r.ast, values: map[int64]ref.Val{}}
		args := make([]ref.Val, len(r.args))
		for i, x := range r.args {
			args[i] = w.eval(x, nil)
		}
		q, _, err := r.o.target(s, args)
		if q.chain = s.own(q.chain); err != nil || q.chain != chain || known[q] {
			continue
		}
		known[q] = true
		to = append(to, q.to)
		if q.coin {
			data = append(data, nil)
		} else {
			data = append(data, []byte(q.data))
		}
	}
	if len(to) > 1 {
		view.Prefetch(s.ctx, to, data)
	}
}

// maxStatic bounds the reads that are announced.
const maxStatic = 32

// maxReads follows from the cost of a read; the cost limit stops an evaluation before this
// one, which is here in case the two ever disagree.
const maxReads = MaxCost / readCost

var errTooManyReads = errors.New("too many reads of the chain")

// reader makes a read of its target.
func reader(target func(s *session, args []ref.Val) (question, func(answer) ref.Val, error)) func(s *session, args []ref.Val) ref.Val {
	return func(s *session, args []ref.Val) ref.Val {
		q, decode, err := target(s, args)
		if err != nil {
			return types.WrapErr(err)
		}
		return decode(s.ask(q))
	}
}

// on is the chain of a function, if one stands before it, and the other arguments.
func on(args []ref.Val) (chain uint64, rest []ref.Val) {
	if c, ok := args[0].(chainVal); ok {
		return c.v, args[1:]
	}
	return 0, args
}

// calls evaluates m at a contract. What it says about an error begins with what was read, for
// the people who look for the reason.
func calls(what string, chain uint64, to common.Address, m *method, args ...ref.Val) (question, func(answer) ref.Val, error) {
	where := to.String()
	if chain != 0 {
		where += fmt.Sprintf(" on chain %d", chain)
	}
	fail := func(err error) error { return fmt.Errorf("%s: %s of %s: %w", what, m.name, where, err) }
	data, err := m.encode(args)
	if err != nil {
		return question{}, nil, fail(err)
	}
	return question{chain: chain, to: to, data: string(data)}, func(a answer) ref.Val {
		err := a.err
		if err == nil {
			var v ref.Val
			if v, err = m.decode(a.data); err == nil {
				return v
			}
		}
		return types.WrapErr(fail(err))
	}, nil
}

func allow(s *session, args []ref.Val) ref.Val {
	return args[0].(traits.Container).Contains(s.buyer)
}

func sale(s *session, args []ref.Val) (question, func(answer) ref.Val, error) {
	chain, args := on(args)
	asset := args[1].(opaque[common.Hash]).v
	return calls("sale", chain, addressIn(args[0]), methodLicensed, types.Bytes(asset[:]), s.buyer)
}

// errNoOrder is the error of ordered where the request brings no order.
var errNoOrder = errors.New("the request brings no order: give the hash of the order's transaction as order")

// ordered asks whoever evaluates: what an order opens depends on what is asked for.
func ordered(s *session, args []ref.Val) ref.Val {
	o := orderOf(args)
	o.Buyer = addressIn(s.buyer)
	what := fmt.Sprintf("ordered %s %d", o.Datatoken, o.MaxAge)
	a := s.remember(question{chain: o.Chain, to: o.NFT, topics: what}, func() (a answer) {
		if s.in.Ordered == nil {
			return answer{err: errNoOrder}
		}
		o.Chain = s.own(o.Chain)
		ok, err := s.in.Ordered(s.ctx, o)
		if err == nil && ok {
			a.data = []byte{1}
		}
		a.err = err
		return a
	})
	if a.err != nil {
		return types.WrapErr(fmt.Errorf("ordered: datatoken %s of %s: %w", o.Datatoken, o.NFT, a.err))
	}
	return types.Bool(len(a.data) > 0)
}

// orderOf is what the arguments of ordered say.
func orderOf(args []ref.Val) (o Order) {
	o.Chain, args = on(args)
	o.NFT, o.Datatoken = addressIn(args[0]), addressIn(args[1])
	if len(args) == 3 {
		o.MaxAge = uint64(args[2].(types.Int))
	}
	return o
}

// orders lists what the calls of ordered ask for.
func (e *environment) orders(a *ast.AST) (list []Order) {
	ast.PreOrderVisit(a.Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		if x.Kind() != ast.CallKind || x.AsCall().FunctionName() != "ordered" {
			return
		}
		args := x.AsCall().Args()
		if x.AsCall().IsMemberFunction() {
			args = append([]ast.Expr{x.AsCall().Target()}, args...)
		}
		values := make([]ref.Val, len(args))
		for i, arg := range args {
			values[i] = arg.AsLiteral()
		}
		list = append(list, orderOf(values))
	}))
	return list
}

func balance(_ *session, args []ref.Val) (question, func(answer) ref.Val, error) {
	chain, args := on(args)
	account := addressIn(args[0])
	return question{chain: chain, to: account, coin: true}, func(a answer) ref.Val {
		if a.err != nil {
			return types.WrapErr(fmt.Errorf("balance of %s: %w", account, a.err))
		}
		return newUint256(a.balance)
	}, nil
}

func tokenIn(v ref.Val) token { return v.(opaque[token]).v }

func tokenBalance(_ *session, args []ref.Val) (question, func(answer) ref.Val, error) {
	t := tokenIn(args[0])
	return calls(args[0].Type().TypeName(), t.chain, t.at, methodBalanceOf, args[1])
}

func tokenOwner(_ *session, args []ref.Val) (question, func(answer) ref.Val, error) {
	t := tokenIn(args[0])
	return calls("erc721", t.chain, t.at, methodOwnerOf, args[1])
}

func multiBalance(_ *session, args []ref.Val) (question, func(answer) ref.Val, error) {
	t := tokenIn(args[0])
	return calls("erc1155", t.chain, t.at, methodBalanceOfId, args[1], args[2])
}

// multiBalances is what one account has of several tokens, in their order.
func multiBalances(_ *session, args []ref.Val) (question, func(answer) ref.Val, error) {
	t := tokenIn(args[0])
	ids := elementsOf(args[2].(traits.Lister))
	accounts := types.NewRefValList(types.DefaultTypeAdapter, slices.Repeat([]ref.Val{args[1]}, len(ids)))
	q, decode, err := calls("erc1155", t.chain, t.at, methodBalanceOfBatch, accounts, args[2])
	return q, func(a answer) ref.Val {
		v := decode(a)
		if l, ok := v.(traits.Lister); ok && l.Size() != types.Int(len(ids)) {
			return types.NewErr("erc1155: %v balances of %d tokens", l.Size(), len(ids))
		}
		return v
	}, err
}

// call has the chain, the contract, the ABI, the arguments, and a mark in place of the type of the result.
func call(_ *session, args []ref.Val) (question, func(answer) ref.Val, error) {
	m := args[2].(opaque[*method]).v
	return calls("call", args[0].(chainVal).v, addressIn(args[1]), m, elementsOf(args[3].(traits.Lister))...)
}

// maxBlocks is how far back an event may be, in blocks.
const maxBlocks = 10_000

// event says whether a contract emitted an event: the chain, the contract, the ABI, what the parameters
// must be (nil is anything), and in how many blocks up to the view's.
func event(s *session, args []ref.Val) ref.Val {
	chain, at, m := args[0].(chainVal).v, addressIn(args[1]), args[2].(opaque[*method]).v
	values := elementsOf(args[3].(traits.Lister))
	blocks := args[4].(types.Int)
	fail := func(err error) ref.Val { return types.WrapErr(fmt.Errorf("event: %s of %s: %w", m.name, at, err)) }
	if blocks < 1 || blocks > maxBlocks {
		return fail(fmt.Errorf("%d blocks: it can be 1 to %d", blocks, maxBlocks))
	}
	topics := [][]common.Hash{{m.topic}}
	var inData []abiType
	var wanted []ref.Val
	for i, t := range m.params {
		want := values[i].(opaque[*argument]).v.val
		switch {
		case !m.indexed[i]:
			inData, wanted = append(inData, t), append(wanted, want)
		case want == nil:
			topics = append(topics, nil)
		default:
			b, err := t.encode(want)
			if err != nil {
				return fail(err)
			}
			if t.dynamic() { // the topic is the hash of the bytes alone
				n := new(uint256.Int).SetBytes32(b[:wordSize]).Uint64()
				b = crypto.Keccak256(b[wordSize : wordSize+n])
			}
			topics = append(topics, []common.Hash{common.BytesToHash(b)})
		}
	}
	indexed := len(topics)
	for len(topics) > 1 && topics[len(topics)-1] == nil {
		topics = topics[:len(topics)-1]
	}
	a := s.remember(question{chain: chain, to: at, topics: fmt.Sprint(topics, blocks)}, func() (a answer) {
		view, err := s.view(chain)
		if err != nil {
			return answer{err: err}
		}
		a.logs, a.err = view.Logs(s.ctx, at, topics, uint64(blocks))
		return a
	})
	if a.err != nil {
		return fail(a.err)
	}
	for _, l := range a.logs {
		if len(l.Topics) == indexed && l.Topics[0] == m.topic && fits(inData, wanted, l.Data) {
			return types.True
		}
	}
	return types.False
}

// fits says whether the data of a log are of these types, with the values that are wanted.
func fits(list []abiType, wanted []ref.Val, data []byte) bool {
	if len(data) > maxReturn {
		return false
	}
	d := decoder{left: maxElements}
	values, err := d.all(list, data)
	if err != nil {
		return false
	}
	for i, want := range wanted {
		if want == nil {
			continue
		}
		a, err1 := list[i].encode(want)
		b, err2 := list[i].encode(values[i])
		if err1 != nil || err2 != nil || !bytes.Equal(a, b) {
			return false
		}
	}
	return true
}

// chainTime is the time of the block that is read of a chain.
func chainTime(s *session, args []ref.Val) ref.Val {
	view, err := s.view(args[0].(chainVal).v)
	if err != nil {
		return types.WrapErr(fmt.Errorf("time: %w", err))
	}
	return types.Timestamp{Time: time.Unix(int64(view.Time()), 0).UTC()}
}
