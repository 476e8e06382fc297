package policy

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// Costs are counted in steps; a step is about a tenth of a microsecond. They are fixed per
// function, so that the estimate made when a policy is compiled bounds what the evaluation
// counts. The length of what scanCost pays for is bounded by MaxSize and maxReturn.
const (
	stepCost = 1      // an operator on values of fixed size
	scanCost = 100    // a pass over text, bytes or a list
	readCost = 10_000 // a read of the chain: a round trip to a node, 1 ms and more
	listCost = 10     // a list literal; the number is CEL's

	// MaxCost is the highest cost, in steps, that a policy may have. It is a hundred reads
	// of the chain: more than fit into MaxSize when each is written out, and less than a
	// second with an endpoint nearby.
	MaxCost = 1_000_000
)

// param is what a function takes in one place.
type param struct {
	t *cel.Type
	// literal, if not nil, is a type that may stand here too, but only as a literal: it is
	// converted when the policy is compiled.
	literal *cel.Type
	// convert makes a t of the literal.
	convert func(ref.Val) (ref.Val, error)
	// each says that the literal is a list, whose elements convert makes.
	each bool
}

func takes(t *cel.Type) param { return param{t: t} }

var (
	takesAddress = param{t: addressType, literal: cel.StringType, convert: func(v ref.Val) (ref.Val, error) {
		a, err := parseAddress(string(v.(types.String)))
		return newAddress(a), err
	}}
	takesAddresses = param{t: cel.ListType(addressType), literal: cel.ListType(cel.StringType), convert: takesAddress.convert, each: true}
	takesHash      = param{t: hashType, literal: cel.StringType, convert: func(v ref.Val) (ref.Val, error) {
		h, err := parseHash(string(v.(types.String)))
		return opaque[common.Hash]{hashType, h}, err
	}}
	takesBytes = param{t: cel.BytesType, literal: cel.StringType, convert: func(v ref.Val) (ref.Val, error) {
		b, err := parseBytes(string(v.(types.String)))
		return types.Bytes(b), err
	}}
	takesUint256 = param{t: uint256Type, literal: cel.IntType, convert: func(v ref.Val) (ref.Val, error) {
		n := v.(types.Int)
		if n < 0 {
			return nil, fmt.Errorf("%d is negative, and a uint256 is not", n)
		}
		return newUint256(*uint256.NewInt(uint64(n))), nil
	}}
	takesMethod = param{t: methodType, literal: cel.StringType, convert: func(v ref.Val) (ref.Val, error) {
		m, err := parseMethod(string(v.(types.String)))
		return opaque[*method]{methodType, m}, err
	}}
)

// overload is one function or operator. The first parameter of a member is what stands before
// the point.
type overload struct {
	id     string // the name and the types of the parameters, unless CEL needs another one
	name   string
	member bool
	params []param
	result *cel.Type
	cost   uint64

	// At most one of these is set; && || ?: == != need none, CEL has them built in.
	pure func(args []ref.Val) ref.Val             // a function of its arguments alone
	read func(s *session, args []ref.Val) ref.Val // sees the buyer and the chain
	fold func(args []ref.Val) (ref.Val, error)    // takes literals alone, and becomes one

	nonStrict bool // sees errors too
	notAll    bool // of the places for a literal, not all may have one: "0x.." == "0x.." compares two texts
}

// variant is an overload as CEL's checker knows it: with a literal in some places.
type variant struct {
	of       *overload
	literals []bool // by parameter
}

// environment is what all policies are compiled in. It does not change once it is made.
type environment struct {
	env       *cel.Env
	overloads map[string]*overload // by id
	variants  map[string]variant   // by id
	estimates map[string]*cost.CallEstimate
	costs     map[string]*uint64
}

// theEnvironment makes it when the first policy is compiled: it takes some milliseconds.
var theEnvironment = sync.OnceValue(newEnvironment)

// usage says how to write each function that people can write.
var usage = map[string]string{
	"sale":            `sale("0x<market>", "0x<asset>")`,
	"allow":           `allow(["0x..", "0x.."])`,
	"balance":         `balance(buyer), erc20("0x..").balance(buyer) or erc721("0x..").balance(buyer)`,
	"erc20":           `erc20("0x<token>")`,
	"erc721":          `erc721("0x<token>")`,
	"owner":           `erc721("0x..").owner(7)`,
	"call":            `call("0x<contract>", "f(address) view returns (uint256)", [buyer])`,
	"units":           `units("1.5", 18)`,
	"address":         `address("0x..")`,
	"timestamp":       `timestamp("2026-01-31T12:00:00Z")`,
	"duration":        `duration("36h")`,
	"size":            `size(text)`,
	"contains":        `text.contains("part")`,
	"startsWith":      `text.startsWith("part")`,
	"endsWith":        `text.endsWith("part")`,
	"all":             `[1, 2].all(x, x > 0)`,
	"exists":          `[1, 2].exists(x, x > 0)`,
	"exists_one":      `[1, 2].exists_one(x, x > 0)`,
	"getFullYear":     `now.getFullYear()`,
	"getMonth":        `now.getMonth()`,
	"getDayOfMonth":   `now.getDayOfMonth()`,
	"getDayOfWeek":    `now.getDayOfWeek()`,
	"getDayOfYear":    `now.getDayOfYear()`,
	"getDate":         `now.getDate()`,
	"getHours":        `now.getHours()`,
	"getMinutes":      `now.getMinutes()`,
	"getSeconds":      `now.getSeconds()`,
	"getMilliseconds": `now.getMilliseconds()`,
}

func newEnvironment() *environment {
	e := &environment{
		overloads: map[string]*overload{},
		variants:  map[string]variant{},
		estimates: map[string]*cost.CallEstimate{},
		costs:     map[string]*uint64{},
	}
	options := []cel.EnvOption{
		cel.Variable("buyer", addressType),
		cel.Variable("now", cel.TimestampType),
		cel.Macros(cel.AllMacro, cel.ExistsMacro, cel.ExistsOneMacro, cel.GlobalVarArgMacro("call", expandCall)),
		cel.ParserExpressionSizeLimit(MaxSize),
		cel.ParserRecursionLimit(maxDepth),
		cel.ParserErrorRecoveryLimit(1), // only the first error is reported
		cel.EnableHiddenAccumulatorName(true),
		cel.EnableMacroCallTracking(), // for the text of parts
		cel.EagerlyValidateDeclarations(true),
	}
	list := functions()
	for i := range list {
		options = append(options, e.declare(&list[i])...)
	}
	env, err := cel.NewCustomEnv(options...)
	if err != nil {
		panic("policy: the declarations do not fit together: " + err.Error())
	}
	e.env = env
	return e
}

// declare declares o to the checker, once for each choice of the places where a literal of
// another type stands.
func (e *environment) declare(o *overload) []cel.EnvOption {
	if o.id == "" {
		types := make([]*cel.Type, len(o.params))
		for i, p := range o.params {
			types[i] = p.t
		}
		o.id = signature(o.name, types)
	}
	e.overloads[o.id] = o
	var places []int
	for i, p := range o.params {
		if p.literal != nil {
			places = append(places, i)
		}
	}
	var options []cel.EnvOption
	for mask := range 1 << len(places) {
		if o.notAll && mask == 1<<len(places)-1 {
			continue
		}
		v := variant{of: o, literals: make([]bool, len(o.params))}
		args := make([]*cel.Type, len(o.params))
		for i, p := range o.params {
			args[i] = p.t
		}
		for bit, i := range places {
			if mask>>bit&1 == 1 {
				v.literals[i] = true
				args[i] = o.params[i].literal
			}
		}
		id := o.id
		if mask != 0 {
			id = signature(o.name, args)
		}
		e.variants[id] = v
		e.costs[id] = &o.cost
		e.estimates[id] = &cost.CallEstimate{CostEstimate: cost.FixedCostEstimate(o.cost)}
		how := []cel.OverloadOpt{}
		switch {
		case o.read != nil:
			how = append(how, cel.LateFunctionBinding())
		case o.pure != nil && mask == 0: // the others never run: once converted, the arguments are those of o itself
			how = append(how, cel.FunctionBinding(func(args ...ref.Val) ref.Val { return o.pure(args) }))
		}
		if o.nonStrict {
			how = append(how, cel.OverloadIsNonStrict())
		}
		if o.member {
			options = append(options, cel.Function(o.name, cel.MemberOverload(id, args, o.result, how...)))
		} else {
			options = append(options, cel.Function(o.name, cel.Overload(id, args, o.result, how...)))
		}
	}
	return options
}

// signature is the id of a function with parameters of these types.
func signature(name string, params []*cel.Type) string {
	names := make([]string, len(params))
	for i, t := range params {
		names[i] = t.String()
	}
	return name + "(" + strings.Join(names, ",") + ")"
}

// EstimateCallCost is what a call costs without its arguments.
func (e *environment) EstimateCallCost(function, overloadID string, target *cost.AstNode, args []cost.AstNode) *cost.CallEstimate {
	return e.estimates[overloadID]
}

// EstimateSize leaves the size of lists to CEL, which knows it for literals.
func (e *environment) EstimateSize(element cost.AstNode) *cost.SizeEstimate { return nil }

// CallCost is what a call has cost without its arguments.
func (e *environment) CallCost(function, overloadID string, args []ref.Val, result ref.Val) *uint64 {
	return e.costs[overloadID]
}

// functions lists every function and operator of the language.
func functions() []overload {
	paramA := cel.TypeParamType("A")
	boolean, integer, text, raw := cel.BoolType, cel.IntType, cel.StringType, cel.BytesType
	moment, span := cel.TimestampType, cel.DurationType

	list := []overload{
		// The names of these overloads are CEL's, which knows by them that not every
		// argument is evaluated.
		{id: overloads.LogicalAnd, name: "_&&_", params: []param{takes(boolean), takes(boolean)}, result: boolean, cost: stepCost, nonStrict: true},
		{id: overloads.LogicalOr, name: "_||_", params: []param{takes(boolean), takes(boolean)}, result: boolean, cost: stepCost, nonStrict: true},
		{id: overloads.Conditional, name: "_?_:_", params: []param{takes(boolean), takes(paramA), takes(paramA)}, result: paramA, cost: stepCost, nonStrict: true},
		{id: overloads.LogicalNot, name: "!_", params: []param{takes(boolean)}, result: boolean, cost: stepCost,
			pure: func(args []ref.Val) ref.Val { return args[0].(types.Bool).Negate() }},
		// In the loops of all and exists: go on unless the answer is already certain.
		{id: overloads.NotStrictlyFalse, name: "@not_strictly_false", params: []param{takes(boolean)}, result: boolean, cost: stepCost, nonStrict: true,
			pure: func(args []ref.Val) ref.Val { return types.Bool(args[0] != types.False) }},

		{name: "-_", params: []param{takes(integer)}, result: integer, cost: stepCost,
			pure: func(args []ref.Val) ref.Val { return args[0].(types.Int).Negate() }},
	}
	op := func(name string, x, y param, result *cel.Type, cost uint64, pure func(args []ref.Val) ref.Val) {
		list = append(list, overload{name: name, params: []param{x, y}, result: result, cost: cost, pure: pure,
			notAll: x.literal != nil && y.literal != nil})
	}

	// Equality holds between two values of one type. It is CEL's own, by Equal.
	for _, name := range []string{"_==_", "_!=_"} {
		for _, t := range []*cel.Type{boolean, integer, moment, span, uint256Type} {
			op(name, takes(t), takes(t), boolean, stepCost, nil)
		}
		op(name, takes(text), takes(text), boolean, scanCost, nil)
		op(name, takesAddress, takesAddress, boolean, stepCost, nil)
		op(name, takesBytes, takesBytes, boolean, scanCost, nil)
	}

	arith := func(args []ref.Val, do func(x, y *uint256.Int) (uint256.Int, error)) ref.Val {
		x, y := uint256In(args[0]), uint256In(args[1])
		z, err := do(&x, &y)
		if err != nil {
			return types.WrapErr(err)
		}
		return newUint256(z)
	}
	for name, do := range arithmetic {
		op(name, takes(uint256Type), takes(uint256Type), uint256Type, stepCost,
			func(args []ref.Val) ref.Val { return arith(args, do) })
	}
	op("_+_", takes(integer), takes(integer), integer, stepCost, add)
	op("_-_", takes(integer), takes(integer), integer, stepCost, subtract)
	op("_*_", takes(integer), takes(integer), integer, stepCost,
		func(args []ref.Val) ref.Val { return args[0].(types.Int).Multiply(args[1]) })
	op("_/_", takes(integer), takes(integer), integer, stepCost,
		func(args []ref.Val) ref.Val { return args[0].(types.Int).Divide(args[1]) })
	op("_%_", takes(integer), takes(integer), integer, stepCost,
		func(args []ref.Val) ref.Val { return args[0].(types.Int).Modulo(args[1]) })
	op("_+_", takes(span), takes(span), span, stepCost, add)
	op("_+_", takes(span), takes(moment), moment, stepCost, add)
	op("_+_", takes(moment), takes(span), moment, stepCost, add)
	op("_-_", takes(span), takes(span), span, stepCost, subtract)
	op("_-_", takes(moment), takes(span), moment, stepCost, subtract)
	op("_-_", takes(moment), takes(moment), span, stepCost, subtract)

	for name, accepts := range ordering {
		op(name, takes(uint256Type), takes(uint256Type), boolean, stepCost,
			func(args []ref.Val) ref.Val {
				x, y := uint256In(args[0]), uint256In(args[1])
				return types.Bool(accepts(x.Cmp(&y)))
			})
		for _, t := range []*cel.Type{integer, moment, span} {
			op(name, takes(t), takes(t), boolean, stepCost,
				func(args []ref.Val) ref.Val {
					c, ok := args[0].(traits.Comparer).Compare(args[1]).(types.Int)
					if !ok {
						return types.NoSuchOverloadErr()
					}
					return types.Bool(accepts(int(c)))
				})
		}
	}

	in := func(args []ref.Val) ref.Val { return args[1].(traits.Container).Contains(args[0]) }
	op("@in", takes(integer), takes(cel.ListType(integer)), boolean, scanCost, in)
	op("@in", takes(text), takes(cel.ListType(text)), boolean, scanCost, in)
	op("@in", takes(uint256Type), takes(cel.ListType(uint256Type)), boolean, scanCost, in)
	op("@in", takesAddress, takesAddresses, boolean, scanCost, in)

	// Text and bytes.
	fn := func(name string, params []param, result *cel.Type, cost uint64, pure func(args []ref.Val) ref.Val) {
		list = append(list, overload{name: name, params: params, result: result, cost: cost, pure: pure})
	}
	size := func(args []ref.Val) ref.Val { return args[0].(traits.Sizer).Size() }
	fn("size", []param{takes(text)}, integer, scanCost, size)
	fn("size", []param{takes(raw)}, integer, stepCost, size)
	member := func(name string, t *cel.Type, params []param, result *cel.Type, cost uint64, pure func(args []ref.Val) ref.Val) {
		list = append(list, overload{name: name, member: true,
			params: append([]param{takes(t)}, params...), result: result, cost: cost, pure: pure})
	}
	for name, test := range map[string]func(s, part string) bool{
		"contains": strings.Contains, "startsWith": strings.HasPrefix, "endsWith": strings.HasSuffix,
	} {
		member(name, text, []param{takes(text)}, boolean, scanCost, func(args []ref.Val) ref.Val {
			return types.Bool(test(string(args[0].(types.String)), string(args[1].(types.String))))
		})
	}

	// Time. There are no other zones than UTC: their rules are data of the machine that
	// evaluates.
	for name, part := range map[string]func(t types.Timestamp) int{
		"getFullYear":     func(t types.Timestamp) int { return t.UTC().Year() },
		"getMonth":        func(t types.Timestamp) int { return int(t.UTC().Month()) - 1 },
		"getDayOfYear":    func(t types.Timestamp) int { return t.UTC().YearDay() - 1 },
		"getDayOfMonth":   func(t types.Timestamp) int { return t.UTC().Day() - 1 },
		"getDate":         func(t types.Timestamp) int { return t.UTC().Day() },
		"getDayOfWeek":    func(t types.Timestamp) int { return int(t.UTC().Weekday()) },
		"getHours":        func(t types.Timestamp) int { return t.UTC().Hour() },
		"getMinutes":      func(t types.Timestamp) int { return t.UTC().Minute() },
		"getSeconds":      func(t types.Timestamp) int { return t.UTC().Second() },
		"getMilliseconds": func(t types.Timestamp) int { return t.UTC().Nanosecond() / 1_000_000 },
	} {
		member(name, moment, nil, integer, stepCost, func(args []ref.Val) ref.Val {
			return types.Int(part(args[0].(types.Timestamp)))
		})
	}

	// Literals of types that have no syntax of their own.
	literal := func(name string, params []param, result *cel.Type, fold func(args []ref.Val) (ref.Val, error)) {
		list = append(list, overload{name: name, params: params, result: result, cost: stepCost, fold: fold})
	}
	literal("address", []param{takes(text)}, addressType, func(args []ref.Val) (ref.Val, error) {
		return takesAddress.convert(args[0])
	})
	literal("units", []param{takes(text), takes(integer)}, uint256Type, func(args []ref.Val) (ref.Val, error) {
		u, err := parseUnits(string(args[0].(types.String)), int64(args[1].(types.Int)))
		return newUint256(u), err
	})
	for name, t := range map[string]*cel.Type{"timestamp": moment, "duration": span} {
		literal(name, []param{takes(text)}, t, func(args []ref.Val) (ref.Val, error) {
			v := args[0].(types.String).ConvertToType(t)
			if types.IsError(v) {
				return nil, fmt.Errorf("%s is not a %s such as %s", quote(string(args[0].(types.String))), name, usage[name])
			}
			return v, nil
		})
	}

	// The buyer and the chain.
	list = append(list,
		overload{name: "allow", params: []param{takesAddresses}, result: boolean, cost: scanCost, read: allow},
		overload{name: "sale", params: []param{takesAddress, takesHash}, result: boolean, cost: readCost, read: sale},
		overload{name: "balance", params: []param{takesAddress}, result: uint256Type, cost: readCost, read: balance},
		overload{name: "balance", member: true, params: []param{takes(erc20Type), takesAddress}, result: uint256Type, cost: readCost, read: tokenBalance},
		overload{name: "balance", member: true, params: []param{takes(erc721Type), takesAddress}, result: uint256Type, cost: readCost, read: tokenBalance},
		overload{name: "owner", member: true, params: []param{takes(erc721Type), takesUint256}, result: addressType, cost: readCost, read: tokenOwner},
	)
	for name, t := range map[string]*cel.Type{"erc20": erc20Type, "erc721": erc721Type} {
		fn(name, []param{takesAddress}, t, stepCost, func(args []ref.Val) ref.Val {
			return opaque[common.Address]{t, addressIn(args[0])}
		})
	}

	// What the macro call expands to: @call_K for a result of kind K, and @argument_K around
	// each argument for a parameter of kind K.
	for kind, k := range kinds {
		list = append(list, overload{name: "@call_" + k.name,
			params: []param{takesAddress, takesMethod, takes(cel.ListType(argumentType))}, result: k.cel, cost: readCost, read: call})
		p := takes(k.cel)
		switch kind {
		case abiUint:
			p = takesUint256
		case abiAddress:
			p = takesAddress
		case abiFixed, abiBytes:
			p = takesBytes
		}
		fn("@argument_"+k.name, []param{p}, argumentType, stepCost, func(args []ref.Val) ref.Val {
			return newArgument(args[0])
		})
	}
	// Maps have no order, and the list should.
	slices.SortStableFunc(list, func(a, b overload) int { return strings.Compare(a.name, b.name) })
	return list
}

func add(args []ref.Val) ref.Val      { return args[0].(traits.Adder).Add(args[1]) }
func subtract(args []ref.Val) ref.Val { return args[0].(traits.Subtractor).Subtract(args[1]) }
