package policy

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// checked is a policy whose every expression has a type and whose literals are converted.
type checked struct {
	source string
	ast    *cel.Ast
	// text is the policy as it was written, under the same ids; nil if nobody asked.
	text *ast.AST
	// hex holds the ids of literals whose digits mean the same in any case: addresses, assets, bytes.
	hex map[int64]bool
	// cost is the highest that an evaluation can have.
	cost uint64
}

// compile checks and plans.
func (e *environment) compile(source string) (*Policy, error) {
	c, err := e.check(source, false)
	if err != nil {
		return nil, err
	}
	program, err := e.env.Program(c.ast, cel.CostTracking(e), cel.CostLimit(MaxCost), cel.InterruptCheckFrequency(loopCheck),
		cel.CustomDecoratorV2(decorateAtLeast))
	if err != nil {
		return nil, errorAt(source, 1, 0, "the policy cannot be planned: "+err.Error())
	}
	p := &Policy{source: source, program: program, cost: c.cost}
	p.static, p.given = e.reads(c.ast.NativeRep())
	p.orders = e.orders(c.ast.NativeRep())
	return p, nil
}

// check parses and checks. CEL's checker gives every expression a type; the steps after it
// refuse what the language has not, and convert the literals. Conversion works in place on the
// checked tree, which can hold constants that have no syntax; withText keeps the tree from before.
func (e *environment) check(source string, withText bool) (*checked, error) {
	parsed, issues := e.env.ParseSource(common.NewStringSource(source, "policy"))
	if issues.Err() != nil {
		return nil, issue(source, nil, issues)
	}
	var text *ast.AST
	if withText {
		text = ast.Copy(parsed.NativeRep())
	}
	rewrite(parsed.NativeRep())
	typed, issues := e.env.Check(parsed)
	if issues.Err() != nil {
		return nil, issue(source, parsed, issues)
	}
	c := &checker{environment: e, source: source, ast: typed.NativeRep(), hex: map[int64]bool{}}
	c.each(c.restrict)
	if c.err == nil && !typed.OutputType().IsExactType(cel.BoolType) {
		line, column := start(source, c.ast, c.ast.Expr())
		return nil, errorAt(source, line, column, fmt.Sprintf("a policy is a bool (true or false), and this is a value of type %s", typed.OutputType()))
	}
	if c.err == nil {
		c.each(c.convert)
	}
	if c.err != nil {
		return nil, c.err
	}
	if err := tied(source, c.ast); err != nil {
		return nil, err
	}
	estimate, err := e.env.EstimateCost(typed, &estimator{e, sizes(c.ast)})
	if err != nil {
		return nil, errorAt(source, 1, 0, "the cost cannot be estimated: "+err.Error())
	}
	if estimate.Max > MaxCost {
		cost := fmt.Sprint(estimate.Max)
		if estimate.Max == math.MaxUint64 {
			cost = "without bound"
		}
		return nil, &Error{Line: 1, Column: 1, Message: fmt.Sprintf("the policy costs too much: %s, the limit is %d (a read of the chain is %d)", cost, MaxCost, readCost)}
	}
	return &checked{source: source, ast: typed, text: text, hex: c.hex, cost: estimate.Max}, nil
}

// checker walks a checked policy and keeps the fault that stands first in the text.
type checker struct {
	*environment
	source string
	ast    *ast.AST
	hex    map[int64]bool // see checked
	err    *Error
}

func (c *checker) each(visit func(x ast.Expr)) {
	ast.PostOrderVisit(c.ast.Expr(), ast.NewExprVisitor(visit))
}

func (c *checker) fail(x ast.Expr, format string, args ...any) {
	line, column := place(c.source, c.ast, x)
	if c.err == nil || line < c.err.Line || line == c.err.Line && column+1 < c.err.Column {
		c.err = errorAt(c.source, line, column, fmt.Sprintf(format, args...))
	}
}

// restrict refuses what CEL knows and policies do not: maps, messages, floating point, null,
// types as values, and above all values whose type is only known when they are there (dyn).
func (c *checker) restrict(x ast.Expr) {
	switch x.Kind() {
	case ast.MapKind, ast.StructKind:
		c.fail(x, "policies have no maps and no messages")
		return
	case ast.SelectKind:
		c.fail(x, "policies have no fields")
		return
	case ast.ComprehensionKind:
		if f := x.AsComprehension(); f.IterVar() == "given" || f.AccuVar() == "given" {
			c.fail(x, "given has a meaning of its own: take another name")
		}
	case ast.ListKind:
		if c.ast.GetType(x.ID()).Parameters()[0].Kind() == types.DynKind {
			if x.AsList().Size() == 0 {
				c.fail(x, "an empty list has no type")
			} else {
				c.fail(x, `the values of a list must be of one type (write address("0x..") beside other addresses)`)
			}
		}
		return // the elements are looked at by themselves
	}
	if t := c.ast.GetType(x.ID()); !c.known(t) {
		switch t.Kind() {
		case types.DoubleKind:
			c.fail(x, `policies have no floating point: write units("1.5", 18)`)
		case types.UintKind:
			c.fail(x, `policies have no uint: write an int, or units("1", 0) for a uint256`)
		case types.NullTypeKind:
			c.fail(x, "policies have no null")
		case types.DynKind:
			c.fail(x, "the type of this value is not certain")
		default:
			c.fail(x, "a value of type %s is of no use in a policy", t)
		}
	}
}

// known says whether values of type t may be in a policy.
func (c *checker) known(t *types.Type) bool {
	switch t.Kind() {
	case types.BoolKind, types.IntKind, types.StringKind, types.BytesKind, types.TimestampKind, types.DurationKind:
		return true
	case types.ListKind:
		return c.known(t.Parameters()[0])
	case types.OpaqueKind:
		if t.TypeName() == "tuple" {
			return !slices.ContainsFunc(t.Parameters(), func(t *types.Type) bool { return !c.known(t) })
		}
		for _, own := range []*types.Type{addressType, uint256Type, erc20Type, erc721Type, erc1155Type, chainType, jsonType, webType, argumentType} {
			if t.IsExactType(own) {
				return true
			}
		}
	}
	return false
}

// convert replaces the literals that stand for values of another type, and the functions that
// are literals in all but syntax.
func (c *checker) convert(x ast.Expr) {
	if x.Kind() != ast.CallKind {
		return
	}
	ids := c.ast.GetOverloadIDs(x.ID())
	if len(ids) != 1 {
		c.fail(x, "the types of the arguments do not decide what is meant")
		return
	}
	v, ok := c.variants[ids[0]]
	if !ok {
		c.fail(x, "%s is not part of the language", quote(ids[0]))
		return
	}
	call := x.AsCall()
	args := call.Args()
	if call.IsMemberFunction() {
		args = append([]ast.Expr{call.Target()}, args...)
	}
	for i, arg := range args {
		if v.literals[i] {
			c.literal(arg, v.of.params[i])
		}
	}
	of := v.of
	if of.runs != "" {
		of = c.overloads[signature(of.runs, []*types.Type{of.params[0].t, of.params[1].t})]
		x.SetKindCase(ast.NewExprFactory().NewCall(x.ID(), of.name, args...))
	}
	c.ast.SetReference(x.ID(), ast.NewFunctionReference(of.id))
	if v.of.fold != nil {
		c.fold(x, v.of, args)
	}
	if c.err != nil {
		return
	}
	switch v.of.name {
	case "@call":
		c.arguments(args[2], args[3])
		// The last argument was there for the type of the result.
		c.replace(args[4], types.True, types.BoolType)
	case "@argument_value":
		c.replace(args[1], types.True, types.BoolType)
	case "@event":
		c.arguments(args[2], args[3])
		c.event(args)
	case "signed":
		c.key(args[2], func(s string) error { _, err := parseKey(s); return err })
	case "jwt":
		for _, arg := range args[1:] {
			if arg.Kind() != ast.LiteralKind || arg.AsLiteral() == types.String("") {
				c.fail(arg, "the issuer, the keys and the audience are literals: %s", usage["jwt"])
				return
			}
		}
		c.key(args[2], func(s string) error {
			if strings.HasPrefix(s, "https://") {
				_, err := parseURL(s)
				return err
			}
			_, err := parseKeys([]byte(s))
			return err
		})
	case "ordered":
		for _, arg := range args {
			if arg.Kind() != ast.LiteralKind {
				c.fail(arg, "what is ordered is written out: %s", usage["ordered"])
				return
			}
		}
		if age, ok := args[len(args)-1].AsLiteral().(types.Int); ok && age < 1 {
			c.fail(args[len(args)-1], "the highest age of an order is a number of seconds, at least 1")
		}
	case "atLeast":
		if k, ok := args[0].AsLiteral().(types.Int); args[0].Kind() != ast.LiteralKind || !ok || k < 1 || int(k) > len(args)-1 {
			c.fail(args[0], "how many of the %d must be true is a number, 1 to %d", len(args)-1, len(args)-1)
		}
	}
}

// literal converts x, a literal or a list of them, to what p wants.
func (c *checker) literal(x ast.Expr, p param) {
	elements := []ast.Expr{x}
	t := p.t
	if p.each {
		if x.Kind() != ast.ListKind {
			c.fail(x, "this must be a list of literals or of values of type %s", p.t.Parameters()[0])
			return
		}
		elements = x.AsList().Elements()
		t = p.t.Parameters()[0]
		c.ast.SetType(x.ID(), p.t)
	}
	for _, element := range elements {
		if element.Kind() != ast.LiteralKind {
			c.fail(element, "%s", computed(t))
			continue
		}
		v, err := p.convert(element.AsLiteral())
		if err != nil {
			c.fail(element, "%v", err)
			continue
		}
		c.markHex(element, t)
		c.replace(element, v, t)
	}
}

// computed says what to do about a value that stands where only a literal is converted.
func computed(t *types.Type) string {
	switch {
	case t.IsExactType(addressType):
		return `this must be an address: a text is one only as a literal "0x..", or as address("0x..")`
	case t.IsExactType(uint256Type):
		return `this must be a uint256: an int is one only as a literal; write units("1", 0)`
	}
	return "this must be a literal"
}

// fold replaces x, a call of o, by its value.
func (c *checker) fold(x ast.Expr, o *overload, args []ast.Expr) {
	values := make([]ref.Val, len(args))
	for i, arg := range args {
		if arg.Kind() != ast.LiteralKind {
			c.fail(arg, "%s takes literals: write %s", o.name, usage[o.name])
			return
		}
		values[i] = arg.AsLiteral()
	}
	v, err := o.fold(values)
	if err != nil {
		c.fail(args[0], "%v", err)
		return
	}
	if len(args) == 1 {
		c.markHex(args[0], o.result)
	}
	c.replace(x, v, o.result)
}

// markHex notes that x, a literal, stands for a value of type t, if that is one of hex digits.
func (c *checker) markHex(x ast.Expr, t *types.Type) {
	if t.IsExactType(addressType) || t.IsExactType(hashType) || t.IsExactType(types.BytesType) {
		c.hex[x.ID()] = true
	}
}

// replace makes x a constant.
func (c *checker) replace(x ast.Expr, v ref.Val, t *types.Type) {
	x.SetKindCase(ast.NewExprFactory().NewLiteral(x.ID(), v))
	c.ast.SetType(x.ID(), t)
}

// key checks a key that is a literal.
func (c *checker) key(x ast.Expr, check func(string) error) {
	if x.Kind() != ast.LiteralKind {
		return
	}
	if s, ok := x.AsLiteral().(types.String); ok {
		if err := check(string(s)); err != nil {
			c.fail(x, "%v", err)
		}
	}
}

// arguments checks the literals among the arguments of a call against the ABI.
func (c *checker) arguments(abi, list ast.Expr) {
	m := abi.AsLiteral().(opaque[*method]).v
	for i, box := range list.AsList().Elements() {
		c.argument(m.params[i], box)
	}
}

func (c *checker) argument(t abiType, box ast.Expr) {
	args := box.AsCall().Args()
	if len(args) == 0 {
		return
	}
	arg := args[0]
	if arg.Kind() == ast.ListKind && box.AsCall().FunctionName() == "@argument_list" {
		for i, e := range arg.AsList().Elements() {
			part := t.parts[0]
			if t.kind == abiTuple {
				part = t.parts[i]
			}
			c.argument(part, e)
		}
		return
	}
	if arg.Kind() != ast.LiteralKind {
		return
	}
	if _, err := t.encode(arg.AsLiteral()); err != nil {
		text := err.Error()
		if rest, ok := strings.CutPrefix(text, "it does"); ok {
			text = valueText(arg.AsLiteral()) + " does" + rest
		}
		c.fail(arg, "%s", text)
	}
}

// event checks what is particular of events.
func (c *checker) event(args []ast.Expr) {
	if n, ok := args[4].AsLiteral().(types.Int); args[4].Kind() != ast.LiteralKind || !ok || n < 1 || n > maxBlocks {
		c.fail(args[4], "how many blocks are looked at is a number, 1 to %d", maxBlocks)
	}
	ast.PostOrderVisit(args[3], ast.NewExprVisitor(func(x ast.Expr) {
		if x.Kind() == ast.CallKind && x.AsCall().FunctionName() == "@given" {
			c.fail(x, noSecretEvent)
		}
	}))
}
