package policy

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"
)

// macros are what the parser expands. Each leaves a call of a function whose name begins with @.
func macros() []cel.Macro {
	bind := func(f cel.MacroExprFactory, target ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
		if target.Kind() != ast.IdentKind || target.AsIdent() != "cel" {
			return nil, nil
		}
		if args[0].Kind() != ast.IdentKind {
			return nil, f.NewError(args[0].ID(), "the name must be a name: "+usage["bind"])
		}
		return f.NewComprehension(f.NewList(f.NewLiteral(types.False)), bindVar, args[0].AsIdent(), args[1],
			f.NewLiteral(types.False), f.NewIdent(args[0].AsIdent()), args[2]), nil
	}
	both := func(name string, expand cel.MacroFactory) []cel.Macro {
		return []cel.Macro{cel.GlobalVarArgMacro(name, expand), cel.ReceiverVarArgMacro(name, expand)}
	}
	list := []cel.Macro{cel.AllMacro, cel.ExistsMacro, cel.ExistsOneMacro, cel.ReceiverMacro("bind", 3, bind), cel.GlobalVarArgMacro("rpc", expandRPC)}
	list = append(list, both("call", expandCall)...)
	return append(list, both("event", expandEvent)...)
}

// bindVar is the loop variable of what cel.bind expands to: a loop of no rounds, whose accumulator is the name.
const bindVar = "@bind"

// asBind says whether x is a cel.bind.
func asBind(x ast.Expr) (ast.ComprehensionExpr, bool) {
	if x.Kind() != ast.ComprehensionKind {
		return nil, false
	}
	c := x.AsComprehension()
	return c, c.IterVar() == bindVar
}

// onChain is the chain that stands before the point, or the terms' own.
func onChain(f cel.MacroExprFactory, target ast.Expr) ast.Expr {
	if target != nil {
		return target
	}
	return f.NewCall("@terms_chain")
}

// parseABI reads the ABI that is the literal at args[1], for the arguments at args[2].
func parseABI(f cel.MacroExprFactory, name string, args []ast.Expr, parse func(string) (*method, error)) (*method, []ast.Expr, *cel.Error) {
	abi, list := args[1], args[2]
	var text types.String
	if abi.Kind() == ast.LiteralKind {
		text, _ = abi.AsLiteral().(types.String)
	}
	if text == "" {
		return nil, nil, f.NewError(abi.ID(), "the ABI must be a literal: "+usage[name])
	}
	m, err := parse(string(text))
	if err != nil {
		return nil, nil, f.NewError(abi.ID(), "the ABI cannot be read: "+err.Error())
	}
	if list.Kind() != ast.ListKind || len(list.AsList().OptionalIndices()) > 0 {
		return nil, nil, f.NewError(list.ID(), "the arguments must be a list: "+usage[name])
	}
	values := list.AsList().Elements()
	if len(values) != len(m.params) {
		return nil, nil, f.NewError(list.ID(), fmt.Sprintf("%s takes %d arguments, not %d", m.name, len(m.params), len(values)))
	}
	return m, values, nil
}

// expandCall is the macro call(contract, abi, [arguments]): with the ABI in hand it wraps each argument by
// the type of its parameter, and adds an expression of the type of the result, so that CEL's checker does
// the rest.
func expandCall(f cel.MacroExprFactory, target ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
	if len(args) != 3 {
		// A new node stands where the macro does.
		return nil, f.NewError(f.NewIdent("call").ID(), "call takes a contract, an ABI and a list of arguments: "+usage["call"])
	}
	m, values, fail := parseABI(f, "call", args, parseMethod)
	if fail != nil {
		return nil, fail
	}
	boxes := make([]ast.Expr, len(values))
	for i, v := range values {
		if boxes[i], fail = box(f, m.params[i], v); fail != nil {
			return nil, fail
		}
	}
	return f.NewCall("@call", onChain(f, target), args[0], args[1], f.NewList(boxes...), typed(f, m.result)), nil
}

// expandEvent is the macro event(contract, abi, [values], blocks).
func expandEvent(f cel.MacroExprFactory, target ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
	if len(args) != 4 {
		return nil, f.NewError(f.NewIdent("event").ID(), "event takes a contract, an ABI, a list of values and a number of blocks: "+usage["event"])
	}
	m, values, fail := parseABI(f, "event", args, parseEvent)
	if fail != nil {
		return nil, fail
	}
	boxes := make([]ast.Expr, len(values))
	for i, v := range values {
		if v.Kind() == ast.LiteralKind && v.AsLiteral() == types.NullValue {
			boxes[i] = f.NewCall("@argument_any")
		} else if boxes[i], fail = box(f, m.params[i], v); fail != nil {
			return nil, fail
		}
	}
	return f.NewCall("@event", onChain(f, target), args[0], args[1], f.NewList(boxes...), args[3]), nil
}

// box wraps an argument for a parameter of type t. Lists that are written out are wrapped element by element.
func box(f cel.MacroExprFactory, t abiType, v ast.Expr) (ast.Expr, *cel.Error) {
	if t.kind != abiArray && t.kind != abiTuple {
		return f.NewCall("@argument_"+kinds[t.kind].name, v), nil
	}
	if v.Kind() == ast.ListKind {
		values := v.AsList().Elements()
		if n := t.size; t.kind == abiTuple && len(values) != len(t.parts) || t.kind == abiArray && (n >= 0 && len(values) != n || len(values) > maxElements) {
			return nil, f.NewError(v.ID(), fmt.Sprintf("%d values are not a %s", len(values), t))
		}
		if len(values) == 0 {
			return f.NewCall("@argument_none"), nil
		}
		boxes := make([]ast.Expr, len(values))
		for i, e := range values {
			part := t.parts[0]
			if t.kind == abiTuple {
				part = t.parts[i]
			}
			var fail *cel.Error
			if boxes[i], fail = box(f, part, e); fail != nil {
				return nil, fail
			}
		}
		return f.NewCall("@argument_list", f.NewList(boxes...)), nil
	}
	if v.Kind() == ast.SelectKind || v.Kind() == ast.CallKind && v.AsCall().FunctionName() == "json" { // JSON
		return f.NewCall("@argument_json", v), nil
	}
	return f.NewCall("@argument_value", v, typed(f, t)), nil
}

// typed makes an expression of the type of t's values.
func typed(f cel.MacroExprFactory, t abiType) ast.Expr {
	switch t.kind {
	case abiArray:
		return f.NewList(typed(f, t.parts[0]))
	case abiTuple:
		parts := make([]ast.Expr, len(t.parts))
		for i, p := range t.parts {
			parts[i] = typed(f, p)
		}
		return f.NewCall("@tuple", parts...)
	}
	return f.NewCall("@type_" + kinds[t.kind].name)
}

// expandRPC is the macro rpc(url, method, [params]), whose params can be of any type.
func expandRPC(f cel.MacroExprFactory, _ ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
	if len(args) != 3 || args[2].Kind() != ast.ListKind {
		return nil, f.NewError(f.NewIdent("rpc").ID(), "rpc takes an address, a method and a list of parameters: "+usage["rpc"])
	}
	var wrap func(v ast.Expr) ast.Expr
	wrap = func(v ast.Expr) ast.Expr {
		if v.Kind() != ast.ListKind {
			return f.NewCall("@param", v)
		}
		boxes := make([]ast.Expr, 0, v.AsList().Size())
		for _, e := range v.AsList().Elements() {
			boxes = append(boxes, wrap(e))
		}
		if len(boxes) == 0 {
			return f.NewCall("@argument_none")
		}
		return f.NewCall("@argument_list", f.NewList(boxes...))
	}
	return f.NewCall("@rpc", args[0], args[1], wrap(args[2])), nil
}

// rewrite gives two forms of CEL another meaning, before types are checked: given.NAME, and x[n] with a number
// that is written out, which is part n of a tuple too.
func rewrite(a *ast.AST) {
	f := ast.NewExprFactory()
	next := ast.MaxID(a)
	ast.PostOrderVisit(a.Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		switch x.Kind() {
		case ast.SelectKind:
			if s := x.AsSelect(); s.Operand().Kind() == ast.IdentKind && s.Operand().AsIdent() == "given" && !s.IsTestOnly() {
				name := f.NewLiteral(next, types.String(s.FieldName()))
				next++
				x.SetKindCase(f.NewCall(x.ID(), "@given", name))
			}
		case ast.CallKind:
			c := x.AsCall()
			if strings.HasPrefix(c.FunctionName(), "@") || c.FunctionName() != "_[_]" || c.Args()[1].Kind() != ast.LiteralKind {
				return
			}
			if n, ok := c.Args()[1].AsLiteral().(types.Int); ok && n >= 0 && n < maxTuple {
				x.SetKindCase(f.NewCall(x.ID(), fmt.Sprintf("@at%d", n), c.Args()[0]))
			}
		}
	}))
}

// most is how many parts an atLeast may have.
const most = 32

// decorateAtLeast makes atLeast lazy: CEL evaluates all arguments of a function.
func decorateAtLeast(i interpreter.InterpretableV2) (interpreter.InterpretableV2, error) {
	if call, ok := i.(interpreter.InterpretableCall); ok && call.Function() == "atLeast" {
		parts := make([]interpreter.InterpretableV2, len(call.Args()))
		for n, arg := range call.Args() {
			parts[n] = arg
		}
		return &evalAtLeast{i, parts}, nil
	}
	return i, nil
}

type evalAtLeast struct {
	interpreter.InterpretableV2
	parts []interpreter.InterpretableV2
}

func (e *evalAtLeast) Exec(frame *interpreter.ExecutionFrame) ref.Val {
	k, ok := e.parts[0].Exec(frame).(types.Int)
	if !ok {
		return types.NoSuchOverloadErr()
	}
	return atLeast(int(k), len(e.parts)-1, func(i int) ref.Val { return e.parts[i+1].Exec(frame) })
}

func (e *evalAtLeast) Eval(vars interpreter.Activation) ref.Val {
	return interpreter.EvalActivation(vars, e.Exec)
}

// atLeast is true when k of n parts are, false when so many are false that k cannot be true any more, and
// otherwise the first error. It evaluates from left to right, until that is decided.
func atLeast(k, n int, part func(i int) ref.Val) ref.Val {
	var failed ref.Val
	yes, no := 0, 0
	for i := range n {
		switch v := part(i); v {
		case types.True:
			if yes++; yes >= k {
				return types.True
			}
		case types.False:
			if no++; n-no < k {
				return types.False
			}
		default:
			if failed == nil {
				failed = v
			}
		}
	}
	return failed
}
