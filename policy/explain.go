package policy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// Explained is what a policy is for one buyer at one block, and why.
type Explained struct {
	Value bool   `json:"value" doc:"The answer that a node would give: what failed is not true."`
	Error string `json:"error,omitempty" doc:"Why there is no answer, if the policy failed."`
	Order string `json:"order,omitempty" doc:"Why an order that was given does not count, of a policy that calls ordered."`
	Block string `json:"block" doc:"The number of the block that was read, decimal."`
	Time  string `json:"time" doc:"Its time, Unix seconds, decimal."`
	Tree  *Part  `json:"tree" doc:"The policy."`

	// Err is what Eval returned. It wraps what the View did.
	Err error `json:"-"`
}

// String prints the tree, a part on a line: ">" in front of those that are decisive, the value (or
// "error"), the text, and why it failed; and why an order does not count.
//
//	> false  sale("0x..", "0x..") || buyer == "0x.."
//	>   false  sale("0x..", "0x..")
//	>   false  buyer == "0x.."
//	>     0x..  buyer
func (e *Explained) String() string {
	var b strings.Builder
	e.Tree.print(&b, "")
	if e.Order != "" {
		fmt.Fprintf(&b, "the order does not count: %s\n", e.Order)
	}
	return b.String()
}

func (p *Part) print(b *strings.Builder, indent string) {
	mark, value := " ", p.Value
	if p.Decisive {
		mark = ">"
	}
	if p.Error != "" {
		value = "error"
	}
	fmt.Fprintf(b, "%s %s%s  %s\n", mark, indent, value, p.Text)
	if p.Error != "" && len(p.Parts) == 0 {
		fmt.Fprintf(b, "%s %s       %s\n", mark, indent, p.Error)
	}
	for i := range p.Parts {
		p.Parts[i].print(b, indent+"  ")
	}
	if p.Omitted > 0 {
		fmt.Fprintf(b, "  %s  (%d more)\n", indent, p.Omitted)
	}
}

// Part is one part of an explained policy.
type Part struct {
	Text     string `json:"text" doc:"The part in canonical form, cut after 300 bytes."`
	Op       string `json:"op,omitempty" doc:"The sign of the operator, or the name of the function; of a variable, nothing."`
	Type     string `json:"type" doc:"Of the value: bool, int, string, bytes, timestamp, duration, address, uint256, erc20, erc721, erc1155, chain, json, web, list(..), tuple(..)."`
	Value    string `json:"value,omitempty" doc:"The value, cut after 200 bytes, and (given) if it comes from what was given; a failed part has none."`
	Error    string `json:"error,omitempty" doc:"Why the part failed, or was not evaluated."`
	Decisive bool   `json:"decisive" doc:"Whether the answer follows from this part; if the policy failed, whether that comes from here."`
	Parts    []Part `json:"parts,omitempty" nullable:"false" doc:"Operands and arguments, without those that are written out, and without buyer."`
	Omitted  int    `json:"omitted,omitempty" doc:"Parts that are not shown, because the policy has too many."`
}

const (
	maxPartText  = 300 // bytes
	maxPartValue = 200 // bytes
	// maxParts bounds the parts of one explanation: its JSON stays below 1 MiB.
	maxParts = 1000
)

var errNotEvaluated = errors.New("not evaluated: the answer does not depend on it, and the policy would cost too much with it")

// Explain evaluates the policy like Eval, and shows each part with its value. Parts that Eval
// had no need of are evaluated too, within the same limits, and are not decisive.
//
// There is no explanation, but an error, if ctx ended before there was an answer. That the
// policy failed is told in the explanation.
func (p *Policy) Explain(ctx context.Context, buyer common.Address, in Inputs) (*Explained, error) {
	s, err := newSession(ctx, buyer, in)
	if err != nil {
		return nil, err
	}
	c, err := analyze(p.source)
	if err != nil {
		return nil, err
	}
	// The answer is Eval's. Its reads are kept in s, and what follows finds them there.
	e := &Explained{}
	e.Value, e.Err = p.run(s)
	if s.stopped != nil {
		return nil, e.Err
	}
	w := &walker{s: s, ast: c.ast.NativeRep(), values: map[int64]ref.Val{}}
	root := c.tree()
	answer := w.eval(root.x, nil)
	w.limit = MaxCost
	w.rest(root, nil)
	if (answer == types.True) != e.Value || types.IsError(answer) != (e.Err != nil) {
		if err := context.Cause(ctx); err != nil {
			return nil, fmt.Errorf("explaining policy: %w", err)
		}
		return nil, fmt.Errorf("explaining policy: the parts make %v, and the whole is %v, %v: this is a fault of the program", answer, e.Value, e.Err)
	}
	e.Block, e.Time = strconv.FormatUint(in.View.Number(), 10), strconv.FormatUint(in.View.Time(), 10)
	if e.Err != nil {
		e.Error = errorText(answer)
	}
	left := maxParts
	tree := w.part(c, root, true, &left)
	e.Tree = &tree
	return e, nil
}

// walker evaluates checked policies part by part. It is the second evaluator, beside CEL's: it
// shares with that one the functions of the language, and has its own combinators.
type walker struct {
	s      *session
	ast    *ast.AST
	values map[int64]ref.Val // by id; not those inside loops
	steps  uint64
	limit  uint64 // of steps: what would go over it fails; 0 is none
	short  bool   // something did
}

// scope holds the variables of loops and of cel.bind; nil is none.
type scope struct {
	name  string
	value ref.Val
	outer *scope
	later func() ref.Val // of cel.bind, whose value is found when it is asked for, once
}

// once says whether what is evaluated in the scope has one value: there is no loop around it.
func (s *scope) once() bool { return s == nil || s.later != nil && s.outer.once() }

// spend counts the cost of a step; false means that it is not to be made.
func (w *walker) spend(cost uint64) bool {
	if w.limit > 0 && w.steps+cost > w.limit {
		w.short = true
		return false
	}
	w.steps += cost
	return true
}

// eval evaluates x as CEL does: from left to right, and nothing that does not matter.
func (w *walker) eval(x ast.Expr, in *scope) ref.Val {
	once := in.once()
	if v, ok := w.values[x.ID()]; ok && once {
		return v
	}
	v := w.compute(x, in)
	if once {
		w.values[x.ID()] = v
	}
	return v
}

// bind is the scope of what stands in a cel.bind.
func (w *walker) bind(c ast.ComprehensionExpr, in *scope) *scope {
	return &scope{name: c.AccuVar(), outer: in, later: sync.OnceValue(func() ref.Val { return w.eval(c.AccuInit(), in) })}
}

func (w *walker) compute(x ast.Expr, in *scope) ref.Val {
	switch x.Kind() {
	case ast.LiteralKind:
		return x.AsLiteral()
	case ast.IdentKind:
		if !w.spend(stepCost) {
			return types.WrapErr(errNotEvaluated)
		}
		name := x.AsIdent()
		for s := in; s != nil; s = s.outer {
			if s.name == name && s.later != nil {
				return s.later()
			} else if s.name == name {
				return s.value
			}
		}
		if v, ok := w.s.ResolveName(name); ok {
			return v.(ref.Val)
		}
		return types.NewErr("no variable %s", name) // the checker lets none through
	case ast.ListKind:
		if !w.spend(listCost) {
			return types.WrapErr(errNotEvaluated)
		}
		elements := x.AsList().Elements()
		values := make([]ref.Val, len(elements))
		for i, e := range elements {
			if values[i] = w.eval(e, in); types.IsError(values[i]) {
				return values[i]
			}
		}
		return types.NewRefValList(types.DefaultTypeAdapter, values)
	case ast.ComprehensionKind:
		if c, ok := asBind(x); ok {
			return w.eval(c.Result(), w.bind(c, in))
		}
		return w.loop(x.AsComprehension(), in)
	}
	return w.call(x, in)
}

func (w *walker) call(x ast.Expr, in *scope) ref.Val {
	o := w.s.env.overloads[w.ast.GetOverloadIDs(x.ID())[0]]
	if !w.spend(o.cost) {
		return types.WrapErr(errNotEvaluated)
	}
	call := x.AsCall()
	args := call.Args()
	if call.IsMemberFunction() {
		args = append([]ast.Expr{call.Target()}, args...)
	}
	switch o.id {
	case overloads.LogicalAnd, overloads.LogicalOr:
		decides := types.Bool(o.id == overloads.LogicalOr)
		left := w.eval(args[0], in)
		if left == decides {
			return left
		}
		right := w.eval(args[1], in)
		if right == decides || !types.IsError(left) {
			return right
		}
		return left
	case overloads.Conditional:
		switch condition := w.eval(args[0], in); condition {
		case types.True:
			return w.eval(args[1], in)
		case types.False:
			return w.eval(args[2], in)
		default:
			return condition
		}
	}
	if o.name == "atLeast" {
		return atLeast(int(args[0].AsLiteral().(types.Int)), len(args)-1, func(i int) ref.Val { return w.eval(args[i+1], in) })
	}
	values := make([]ref.Val, len(args))
	for i, arg := range args {
		if values[i] = w.eval(arg, in); types.IsError(values[i]) && !o.nonStrict {
			return values[i]
		}
	}
	switch {
	case o.read != nil:
		return o.read(w.s, values)
	case o.pure != nil:
		return o.pure(values)
	case o.name == "_==_":
		return values[0].Equal(values[1])
	case o.name == "_!=_":
		if equal, ok := values[0].Equal(values[1]).(types.Bool); ok {
			return !equal
		}
	}
	return types.NewErr("%s cannot be evaluated", o.name) // the functions are all above
}

// loop is what all, exists and exists_one expand to.
func (w *walker) loop(c ast.ComprehensionExpr, in *scope) ref.Val {
	elements := w.eval(c.IterRange(), in)
	if types.IsError(elements) {
		return elements
	}
	result := w.eval(c.AccuInit(), in)
	it := elements.(traits.Lister).Iterator()
	for n := 0; it.HasNext() == types.True; n++ {
		if err := context.Cause(w.s.ctx); err != nil && n%loopCheck == 0 {
			return types.WrapErr(err)
		}
		one := &scope{name: c.IterVar(), value: it.Next(), outer: &scope{name: c.AccuVar(), value: result, outer: in}}
		if w.eval(c.LoopCondition(), one) != types.True {
			break
		}
		result = w.eval(c.LoopStep(), one)
	}
	return w.eval(c.Result(), &scope{name: c.AccuVar(), value: result, outer: in})
}

// rest evaluates the parts that the answer did not need.
func (w *walker) rest(n *node, in *scope) {
	if c, ok := asBind(n.x); ok {
		w.rest(n.parts[0], in)
		w.rest(n.parts[1], w.bind(c, in))
	} else {
		for _, p := range n.parts {
			w.rest(p, in)
		}
	}
	w.eval(n.x, in)
}

// part tells of n and what is in it. decisive says whether the whole follows from n; left counts the
// parts that may still be made.
func (w *walker) part(c *checked, n *node, decisive bool, left *int) Part {
	*left--
	v := w.values[n.x.ID()]
	p := Part{Text: c.form(n.text, maxPartText), Op: n.op, Type: w.ast.GetType(n.x.ID()).String(), Decisive: decisive}
	if types.IsError(v) {
		p.Error = errorText(v)
	} else if w.secret(n.x, p.Type) {
		p.Value = "(given)"
	} else {
		p.Value = cut(valueText(v), maxPartValue)
	}
	matters := w.decisive(n)
	for i, sub := range n.parts {
		isBool := n.op == "cel.bind" || n.op == "atLeast" && i > 0 || n.op == "&&" || n.op == "||" || n.op == "!" || n.op == "?:"
		switch {
		case (sub.constant() || sub.x.Kind() == ast.IdentKind && sub.x.AsIdent() == "buyer") && !isBool:
		case *left <= 0:
			p.Omitted++
		default:
			p.Parts = append(p.Parts, w.part(c, sub, decisive && matters[i], left))
		}
	}
	return p
}

// decisive says which parts of n its value follows from.
func (w *walker) decisive(n *node) []bool {
	matters := make([]bool, len(n.parts))
	value := func(i int) ref.Val { return w.values[n.parts[i].x.ID()] }
	all := func(accept func(v ref.Val) bool) []bool {
		for i := range matters {
			matters[i] = accept(value(i))
		}
		return matters
	}
	switch v := w.values[n.x.ID()]; {
	case n.op == "?:":
		matters[0] = true
		matters[1] = value(0) == types.True
		matters[2] = value(0) == types.False
		return matters
	case n.op == "cel.bind":
		matters[0] = types.IsError(v) && types.IsError(value(0))
		matters[1] = true
		return matters
	case n.op == "atLeast" && !types.IsError(v):
		all(func(part ref.Val) bool { return part == v })
		return matters
	case n.op == "&&" && v == types.False, n.op == "||" && v == types.True:
		for i := range matters { // the first decides
			if value(i) == v {
				matters[i] = true
				break
			}
		}
		return matters
	case types.IsError(v):
		any := false
		all(func(v ref.Val) bool { any = any || types.IsError(v); return types.IsError(v) })
		if any {
			return matters
		}
	}
	return all(func(ref.Val) bool { return true })
}

// secret says whether a value may come from what was given: that is not shown.
func (w *walker) secret(x ast.Expr, t string) bool {
	found := false
	if w.s.given && t != "bool" {
		ast.PreOrderVisit(x, ast.NewExprVisitor(func(x ast.Expr) {
			switch x.Kind() {
			case ast.CallKind:
				found = found || x.AsCall().FunctionName() == "@given"
			case ast.IdentKind:
				found = found || x.AsIdent() != "buyer" && x.AsIdent() != "now"
			}
		}))
	}
	return found
}

// errorText is why v, an error, has no value.
func errorText(v ref.Val) string { return cut(printable(v.(*types.Err).String()), maxPartText) }

// cut cuts s to about most bytes.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// valueText prints a value.
func valueText(v ref.Val) string {
	switch v := v.(type) {
	case types.String:
		return strconv.Quote(cut(string(v), maxPartValue))
	case types.Bytes:
		return fmt.Sprintf("0x%x", []byte(v)[:min(len(v), maxPartValue)])
	case types.Timestamp:
		return v.Time.UTC().Format(time.RFC3339Nano)
	case types.Duration:
		return v.Duration.String()
	case opaque[common.Address]:
		return fmt.Sprintf("0x%x", v.v[:])
	case opaque[uint256.Int]:
		return v.v.Dec()
	case opaque[token]:
		return fmt.Sprintf("0x%x", v.v.at[:])
	case jsonVal:
		b, _ := json.Marshal(v.v.v)
		return string(b)
	case tupleVal:
		texts := make([]string, len(v.v.parts))
		for i, p := range v.v.parts {
			texts[i] = valueText(p)
		}
		return "(" + strings.Join(texts, ", ") + ")"
	case webVal:
		return v.v.url.String()
	case opaque[*argument]:
		if v.v.val == nil {
			return "null"
		}
		return valueText(v.v.val)
	case traits.Lister:
		var b strings.Builder
		b.WriteByte('[')
		for it := v.Iterator(); it.HasNext() == types.True && b.Len() <= maxPartValue; {
			if b.Len() > 1 {
				b.WriteString(", ")
			}
			b.WriteString(valueText(it.Next()))
		}
		return b.String() + "]"
	}
	return fmt.Sprint(v.Value())
}
