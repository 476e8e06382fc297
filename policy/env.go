package policy

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"net/url"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
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

	signedCost = 2_000 // a signature is checked: up to 0.2 ms
	jsonCost   = 1_000 // JSON is looked through: up to 64 KiB
	parseCost  = 5_000 // it is parsed
	copyCost   = 1_000 // a pass over text that makes another, or hashes it: up to 64 KiB

	orderedCost = 10 * readCost // an order is checked: receipts, logs, the asset's DDO

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
	takesUint256s = param{t: cel.ListType(uint256Type), literal: cel.ListType(cel.IntType), convert: takesUint256.convert, each: true}
	takesMethod   = param{t: methodType, literal: cel.StringType, convert: func(v ref.Val) (ref.Val, error) {
		m, err := parseMethod(string(v.(types.String)))
		return opaque[*method]{methodType, m}, err
	}}
	takesEvent = param{t: methodType, literal: cel.StringType, convert: func(v ref.Val) (ref.Val, error) {
		m, err := parseEvent(string(v.(types.String)))
		return opaque[*method]{methodType, m}, err
	}}
	takesPath = param{t: pathType, literal: cel.StringType, convert: func(v ref.Val) (ref.Val, error) {
		p, err := parsePath(string(v.(types.String)))
		return opaque[*jsonPath]{pathType, p}, err
	}}
	takesURL = param{t: urlType, literal: cel.StringType, convert: func(v ref.Val) (ref.Val, error) {
		u, err := parseURL(string(v.(types.String)))
		return opaque[*url.URL]{urlType, u}, err
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
	read func(s *session, args []ref.Val) ref.Val // sees the buyer, chains, the web, and what was given
	fold func(args []ref.Val) (ref.Val, error)    // takes literals alone, and becomes one

	// target is what a read of a contract or a balance asks, and what it makes of the answer; its read is reader(target).
	target func(s *session, args []ref.Val) (question, func(answer) ref.Val, error)

	// runs, if not "", is the function that a call of this one becomes once it is checked: CEL has an
	// equality of its own, for which values of two types are just different.
	runs string

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
	"ordered":         `ordered("0x<nft>", "0x<datatoken>") or ordered("0x<nft>", "0x<datatoken>", 86400)`,
	"allow":           `allow(["0x..", "0x.."])`,
	"balance":         `balance(buyer), erc20("0x..").balance(buyer), erc721("0x..").balance(buyer) or erc1155("0x..").balance(buyer, 7)`,
	"balances":        `erc1155("0x..").balances(buyer, [7, 8])`,
	"erc1155":         `erc1155("0x<token>")`,
	"chain":           `chain(137)`,
	"time":            `chain(137).time()`,
	"event":           `event("0x<contract>", "E(address indexed, uint256)", [buyer, null], 1000)`,
	"atLeast":         `atLeast(2, first, second, third)`,
	"bind":            `cel.bind(name, value, expression)`,
	"signed":          `signed("text " + string(buyer), given.signature, "es256:0x<key>")`,
	"jwt":             `jwt(given.token, "https://issuer", "https://issuer/jwks.json", "audience")`,
	"web":             `web("https://host/path")`,
	"path":            `web("https://host").path(string(buyer))`,
	"query":           `web("https://host").query("account", string(buyer))`,
	"bearer":          `web("https://host").bearer(given.token)`,
	"rpc":             `rpc("https://host", "method", [buyer])`,
	"json":            `web("https://host").json("$.path") or json(text)`,
	"list":            `web("https://host").list("$.members[*]")`,
	"string":          `string(buyer)`,
	"int":             `int(value)`,
	"bool":            `bool(value)`,
	"bytes":           `bytes("0x..")`,
	"uint256":         `uint256(value)`,
	"keccak256":       `keccak256(text)`,
	"lowerAscii":      `text.lowerAscii()`,
	"upperAscii":      `text.upperAscii()`,
	"substring":       `text.substring(2, 10)`,
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
		cel.Macros(macros()...),
		cel.ParserExpressionSizeLimit(MaxSize),
		cel.ParserRecursionLimit(maxDepth),
		cel.ParserErrorRecoveryLimit(1), // only the first error is reported
		cel.EnableHiddenAccumulatorName(true),
		cel.EnableMacroCallTracking(), // for the text of parts
		cel.EagerlyValidateDeclarations(true),
	}
	list := functions()
	late := map[string]bool{}
	for _, o := range list {
		late[o.name] = late[o.name] || o.read != nil
	}
	for i := range list {
		// CEL wants all functions of a name to be bound at one time.
		if o := &list[i]; late[o.name] && o.pure != nil {
			pure := o.pure
			o.pure, o.read = nil, func(_ *session, args []ref.Val) ref.Val { return pure(args) }
		}
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
			id = o.id + " of " + signature(o.name, args)
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

// estimator estimates the cost of one policy.
type estimator struct {
	*environment
	sizes map[int64]uint64 // of lists, by id
}

// EstimateSize is how long a list can be.
func (e *estimator) EstimateSize(element cost.AstNode) *cost.SizeEstimate {
	if x := element.Expr(); x != nil {
		if n, ok := e.sizes[x.ID()]; ok {
			return &cost.SizeEstimate{Max: n}
		}
	}
	return nil
}

// sizes says for the expressions that are lists how long they can be: literals have their length, and all
// that functions make at most maxElements.
func sizes(a *ast.AST) map[int64]uint64 {
	known := map[int64]uint64{}
	var visit func(x ast.Expr, names map[string]uint64)
	visit = func(x ast.Expr, names map[string]uint64) {
		switch x.Kind() {
		case ast.ListKind:
			for _, e := range x.AsList().Elements() {
				visit(e, names)
			}
			known[x.ID()] = uint64(x.AsList().Size())
		case ast.IdentKind:
			if n, ok := names[x.AsIdent()]; ok {
				known[x.ID()] = n
			}
		case ast.CallKind:
			c := x.AsCall()
			if c.IsMemberFunction() {
				visit(c.Target(), names)
			}
			longest := uint64(maxElements)
			for _, arg := range c.Args() {
				visit(arg, names)
				longest = max(longest, known[arg.ID()])
			}
			known[x.ID()] = longest // of ?: the longer one; all else makes fewer
		case ast.ComprehensionKind:
			c := x.AsComprehension()
			visit(c.IterRange(), names)
			visit(c.AccuInit(), names)
			inner := maps.Clone(names)
			// A list in a list may be a literal, as long as the policy.
			inner[c.IterVar()], inner[c.AccuVar()] = MaxSize, max(maxElements, known[c.AccuInit().ID()])
			visit(c.LoopCondition(), inner)
			visit(c.LoopStep(), inner)
			visit(c.Result(), inner)
			known[x.ID()] = MaxSize
		}
	}
	visit(a.Expr(), map[string]uint64{})
	for id := range known {
		if t := a.GetType(id); t == nil || t.Kind() != types.ListKind {
			delete(known, id)
		}
	}
	return known
}

// reads lists the reads that can be announced, and says whether the policy has given values.
func (e *environment) reads(a *ast.AST) (static []staticRead, hasGiven bool) {
	var simple func(x ast.Expr) bool
	simple = func(x ast.Expr) bool {
		switch x.Kind() {
		case ast.LiteralKind:
			return true
		case ast.IdentKind:
			return x.AsIdent() == "buyer"
		case ast.ListKind:
			return !slices.ContainsFunc(x.AsList().Elements(), func(x ast.Expr) bool { return !simple(x) })
		case ast.CallKind:
			c := x.AsCall()
			name := c.FunctionName()
			return (strings.HasPrefix(name, "@argument_") || strings.HasPrefix(name, "erc")) &&
				(!c.IsMemberFunction() || simple(c.Target())) && !slices.ContainsFunc(c.Args(), func(x ast.Expr) bool { return !simple(x) })
		}
		return false
	}
	ast.PreOrderVisit(a.Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		if x.Kind() != ast.CallKind {
			return
		}
		c := x.AsCall()
		o := e.overloads[a.GetOverloadIDs(x.ID())[0]]
		hasGiven = hasGiven || o.name == "@given"
		args := c.Args()
		if c.IsMemberFunction() {
			args = append([]ast.Expr{c.Target()}, args...)
		}
		if o.target != nil && len(static) < maxStatic && !slices.ContainsFunc(args, func(x ast.Expr) bool { return !simple(x) }) {
			static = append(static, staticRead{o, args, a})
		}
	}))
	return static, hasGiven
}

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

	// The buyer and the chain. A function of a contract can stand after a chain.
	list = append(list, overload{name: "allow", params: []param{takesAddresses}, result: boolean, cost: scanCost, read: allow})
	contract := func(o overload, alone bool) {
		o.cost = readCost
		if o.target != nil {
			o.read = reader(o.target)
		}
		list = append(list, o)
		if alone {
			o.member, o.params = true, append([]param{takes(chainType)}, o.params...)
			list = append(list, o)
		}
	}
	contract(overload{name: "sale", params: []param{takesAddress, takesHash}, result: boolean, target: sale}, true)
	for _, age := range [][]param{nil, {takes(integer)}} {
		o := overload{name: "ordered", params: append([]param{takesAddress, takesAddress}, age...), result: boolean, cost: orderedCost, read: ordered}
		list = append(list, o)
		o.member, o.params = true, append([]param{takes(chainType)}, o.params...)
		list = append(list, o)
	}
	contract(overload{name: "balance", params: []param{takesAddress}, result: uint256Type, target: balance}, true)
	for _, t := range []*cel.Type{erc20Type, erc721Type} {
		contract(overload{name: "balance", member: true, params: []param{takes(t), takesAddress}, result: uint256Type, target: tokenBalance}, false)
	}
	contract(overload{name: "owner", member: true, params: []param{takes(erc721Type), takesUint256}, result: addressType, target: tokenOwner}, false)
	contract(overload{name: "balance", member: true, params: []param{takes(erc1155Type), takesAddress, takesUint256}, result: uint256Type, target: multiBalance}, false)
	contract(overload{name: "balances", member: true, params: []param{takes(erc1155Type), takesAddress, takesUint256s}, result: cel.ListType(uint256Type), target: multiBalances}, false)
	contract(overload{name: "time", member: true, params: []param{takes(chainType)}, result: moment, read: chainTime}, false)
	for name, t := range map[string]*cel.Type{"erc20": erc20Type, "erc721": erc721Type, "erc1155": erc1155Type} {
		fn(name, []param{takesAddress}, t, stepCost, func(args []ref.Val) ref.Val {
			return opaque[token]{t, token{at: addressIn(args[0])}}
		})
		member(name, chainType, []param{takesAddress}, t, stepCost, func(args []ref.Val) ref.Val {
			return opaque[token]{t, token{args[0].(chainVal).v, addressIn(args[1])}}
		})
	}
	literal("chain", []param{takes(integer)}, chainType, func(args []ref.Val) (ref.Val, error) {
		id := args[0].(types.Int)
		if id < 1 {
			return nil, fmt.Errorf("%d is no chain's id", id)
		}
		return chainVal{chainType, uint64(id)}, nil
	})
	literal("@terms_chain", nil, chainType, func([]ref.Val) (ref.Val, error) { return chainVal{chainType, 0}, nil })

	// What the macros expand to. The last argument of @call is there for its type alone.
	arguments := takes(cel.ListType(argumentType))
	contract(overload{id: "@call_any", name: "@call", params: []param{takes(chainType), takesAddress, takesMethod, arguments, takes(paramA)}, result: paramA, target: call}, false)
	contract(overload{name: "@event", params: []param{takes(chainType), takesAddress, takesEvent, arguments, takes(integer)}, result: boolean, read: event}, false)
	for kind, k := range kinds {
		p := takes(k.cel)
		switch kind {
		case abiUint:
			p = takesUint256
		case abiAddress:
			p = takesAddress
		case abiFixed, abiBytes:
			p = takesBytes
		}
		boxed := func(args []ref.Val) ref.Val { return newArgument(args[0]) }
		fn("@argument_"+k.name, []param{p}, argumentType, stepCost, boxed)
		fn("@argument_"+k.name, []param{takes(jsonType)}, argumentType, stepCost, boxed)
		fn("@type_"+k.name, nil, k.cel, stepCost, func([]ref.Val) ref.Val { return types.NewErr("this has a type and no value") })
	}
	boxed := func(args []ref.Val) ref.Val { return newArgument(args[0]) }
	fn("@argument_list", []param{arguments}, argumentType, stepCost, boxed)
	fn("@argument_json", []param{takes(jsonType)}, argumentType, stepCost, boxed)
	list = append(list, overload{id: "@argument_value_any", name: "@argument_value", params: []param{takes(paramA), takes(paramA)}, result: argumentType, cost: stepCost, pure: boxed})
	fn("@argument_any", nil, argumentType, stepCost, func([]ref.Val) ref.Val { return newArgument(nil) })
	fn("@argument_none", nil, argumentType, stepCost, func([]ref.Val) ref.Val {
		return newArgument(types.NewRefValList(types.DefaultTypeAdapter, nil))
	})
	for _, t := range []*cel.Type{boolean, integer, text, addressType, jsonType} {
		fn("@param", []param{takes(t)}, argumentType, stepCost, boxed)
	}

	// Parts of lists and tuples.
	part := func(v ref.Val, i int) ref.Val {
		if t, ok := v.(tupleVal); ok {
			return t.v.parts[i]
		}
		l := v.(traits.Lister)
		if n := int(l.Size().(types.Int)); i < 0 || i >= n {
			return types.NewErr("a list of %d has no such element", n)
		}
		return l.Get(types.Int(i))
	}
	list = append(list, overload{id: "index_list", name: "_[_]", params: []param{takes(cel.ListType(paramA)), takes(integer)}, result: paramA, cost: stepCost,
		pure: func(args []ref.Val) ref.Val {
			i := args[1].(types.Int)
			if i < 0 || i > maxElements*MaxSize {
				i = -1
			}
			return part(args[0], int(i))
		}})
	for i := range maxTuple {
		name := fmt.Sprintf("@at%d", i)
		at := func(args []ref.Val) ref.Val { return part(args[0], i) }
		list = append(list, overload{id: name + "_of_list", name: name, params: []param{takes(cel.ListType(paramA))}, result: paramA, cost: stepCost, pure: at})
		for n := i + 1; n <= maxTuple; n++ {
			parts := typeParams(n)
			list = append(list, overload{id: fmt.Sprintf("%s_of_%d", name, n), name: name, params: []param{takes(tupleType(parts...))}, result: parts[i], cost: stepCost, pure: at})
		}
	}
	for n := 1; n <= maxTuple; n++ {
		parts := typeParams(n)
		params := make([]param, n)
		for i, t := range parts {
			params[i] = takes(t)
		}
		list = append(list, overload{id: fmt.Sprintf("@tuple_%d", n), name: "@tuple", params: params, result: tupleType(parts...), cost: stepCost,
			pure: func([]ref.Val) ref.Val { return types.NewErr("this has a type and no value") }})
	}
	fn("size", []param{takes(cel.ListType(paramA))}, integer, stepCost, size)
	list[len(list)-1].id = "size_list"

	// k of n. CEL gives all arguments a value first; decorateAtLeast does not.
	for n := 1; n <= most; n++ {
		params := []param{takes(integer)}
		for range n {
			params = append(params, takes(boolean))
		}
		list = append(list, overload{id: fmt.Sprintf("atLeast_%d", n), name: "atLeast", params: params, result: boolean, cost: stepCost, nonStrict: true,
			pure: func(args []ref.Val) ref.Val {
				k, ok := args[0].(types.Int)
				if !ok {
					return args[0]
				}
				return atLeast(int(k), len(args)-1, func(i int) ref.Val { return args[i+1] })
			}})
	}

	// What comes with the request, and from the web.
	list = append(list, overload{name: "@given", params: []param{takes(text)}, result: jsonType, cost: scanCost, read: given})
	for _, token := range []*cel.Type{text, jsonType} {
		for _, rest := range [][]param{{takes(text), takes(text)}, {takes(text), takes(text), takes(text)}} {
			contract(overload{name: "jwt", params: append([]param{takes(token)}, rest...), result: jsonType, read: jwt}, false)
		}
		member("bearer", webType, []param{takes(token)}, webType, scanCost, addBearer)
	}
	for _, message := range []*cel.Type{text, raw} {
		for _, signature := range []*cel.Type{text, raw, jsonType} {
			for _, key := range []*cel.Type{text, addressType} {
				fn("signed", []param{takes(message), takes(signature), takes(key)}, boolean, signedCost, signed)
			}
		}
	}
	fn("web", []param{takesURL}, webType, stepCost, func(args []ref.Val) ref.Val {
		return webVal{webType, &webCall{url: args[0].(opaque[*url.URL]).v}}
	})
	member("path", webType, []param{takes(text)}, webType, scanCost, addPath)
	member("query", webType, []param{takes(text), takes(text)}, webType, scanCost, addQuery)
	pick := func(j *jsonValue, p ref.Val) ref.Val {
		v, err := j.get(p.(opaque[*jsonPath]).v)
		if err != nil {
			return types.WrapErr(err)
		}
		return jsonVal{jsonType, v}
	}
	pickAll := func(j *jsonValue, p ref.Val) ref.Val {
		v, err := j.all(p.(opaque[*jsonPath]).v)
		if err != nil {
			return types.WrapErr(err)
		}
		return types.NewRefValList(types.DefaultTypeAdapter, v)
	}
	for name, get := range map[string]func(j *jsonValue, p ref.Val) ref.Val{"json": pick, "list": pickAll} {
		result := jsonType
		if name == "list" {
			result = cel.ListType(jsonType)
		}
		contract(overload{name: name, member: true, params: []param{takes(webType), takesPath}, result: result, read: func(s *session, args []ref.Val) ref.Val {
			doc, err := s.document(args[0])
			if err != nil {
				return types.WrapErr(err)
			}
			return get(doc, args[1])
		}}, false)
		member(name, jsonType, []param{takesPath}, result, jsonCost, func(args []ref.Val) ref.Val { return get(args[0].(jsonVal).v, args[1]) })
	}
	contract(overload{name: "@rpc", params: []param{takesURL, takes(text), takes(argumentType)}, result: jsonType, read: rpc}, false)

	// JSON, and texts, as values of other types.
	fn("json", []param{takes(text)}, jsonType, parseCost, func(args []ref.Val) ref.Val {
		v, err := parseJSON([]byte(args[0].(types.String)))
		if err != nil {
			return types.WrapErr(err)
		}
		return newJSON(v)
	})
	into := func(name string, from *cel.Type, result *cel.Type, do func(v ref.Val) (ref.Val, error)) {
		cost := uint64(scanCost)
		if name == "keccak256" {
			cost = copyCost
		}
		fn(name, []param{takes(from)}, result, cost, func(args []ref.Val) ref.Val {
			v, err := do(args[0])
			if err != nil {
				return types.WrapErr(err)
			}
			return v
		})
	}
	for name, t := range map[string]*cel.Type{"string": text, "int": integer, "bool": boolean, "uint256": uint256Type, "address": addressType, "bytes": raw} {
		into(name, jsonType, t, func(v ref.Val) (ref.Val, error) {
			return v.(jsonVal).v.as(map[string]abiType{"string": {kind: abiString}, "int": {kind: abiInt}, "bool": {kind: abiBool},
				"uint256": {kind: abiUint}, "address": {kind: abiAddress}, "bytes": {kind: abiBytes}}[name])
		})
	}
	into("string", addressType, text, func(v ref.Val) (ref.Val, error) { return types.String(fmt.Sprintf("0x%x", addressIn(v).Bytes())), nil })
	into("string", integer, text, func(v ref.Val) (ref.Val, error) { return types.String(fmt.Sprint(int64(v.(types.Int)))), nil })
	into("string", uint256Type, text, func(v ref.Val) (ref.Val, error) { u := uint256In(v); return types.String(u.Dec()), nil })
	into("uint256", integer, uint256Type, func(v ref.Val) (ref.Val, error) {
		if v.(types.Int) < 0 {
			return nil, errUnderflow
		}
		return newUint256(*uint256.NewInt(uint64(v.(types.Int)))), nil
	})
	into("uint256", text, uint256Type, func(v ref.Val) (ref.Val, error) {
		u, err := (&jsonValue{string(v.(types.String))}).uint256()
		return newUint256(u), err
	})
	into("int", uint256Type, integer, func(v ref.Val) (ref.Val, error) {
		u := uint256In(v)
		if !u.IsUint64() || u.Uint64() > math.MaxInt64 {
			return nil, errors.New("the uint256 does not fit in an int")
		}
		return types.Int(u.Uint64()), nil
	})
	into("keccak256", text, raw, func(v ref.Val) (ref.Val, error) { return types.Bytes(crypto.Keccak256([]byte(v.(types.String)))), nil })
	into("keccak256", raw, raw, func(v ref.Val) (ref.Val, error) { return types.Bytes(crypto.Keccak256(v.(types.Bytes))), nil })
	literal("bytes", []param{takes(text)}, raw, func(args []ref.Val) (ref.Val, error) { return takesBytes.convert(args[0]) })
	member("units", jsonType, []param{takes(integer)}, uint256Type, scanCost, func(args []ref.Val) ref.Val {
		u, err := args[0].(jsonVal).v.units(int64(args[1].(types.Int)))
		if err != nil {
			return types.WrapErr(err)
		}
		return newUint256(u)
	})
	// Beside JSON stands what it is compared with; JSON of another kind is an error, and not just different.
	for _, t := range []*cel.Type{boolean, integer, text, uint256Type, addressType} {
		names := []string{"_==_", "_!=_"}
		if t == integer || t == uint256Type {
			names = append(names, "_<_", "_<=_", "_>_", "_>=_")
		}
		for _, name := range names {
			compare := func(x, y ref.Val) ref.Val {
				switch name {
				case "_==_":
					return x.Equal(y)
				case "_!=_":
					return !x.Equal(y).(types.Bool)
				}
				if u, ok := x.(opaque[uint256.Int]); ok {
					v := uint256In(y)
					return types.Bool(ordering[name](u.v.Cmp(&v)))
				}
				return types.Bool(ordering[name](int(x.(traits.Comparer).Compare(y).(types.Int))))
			}
			mixed := func(x, y param, pure func(args []ref.Val) ref.Val) {
				op(name, x, y, boolean, scanCost, pure)
				if o := &list[len(list)-1]; name == "_==_" || name == "_!=_" {
					o.pure, o.runs = nil, mixedName(name)
					op(o.runs, x, y, boolean, scanCost, pure)
				}
			}
			mixed(takes(jsonType), takes(t), func(args []ref.Val) ref.Val {
				v, err := args[0].(jsonVal).v.like(args[1])
				if err != nil {
					return types.WrapErr(err)
				}
				return compare(v, args[1])
			})
			mixed(takes(t), takes(jsonType), func(args []ref.Val) ref.Val {
				v, err := args[1].(jsonVal).v.like(args[0])
				if err != nil {
					return types.WrapErr(err)
				}
				return compare(args[0], v)
			})
		}
	}

	// Texts are made longer only up to a limit.
	op("_+_", takes(text), takes(text), text, scanCost, func(args []ref.Val) ref.Val {
		a, b := args[0].(types.String), args[1].(types.String)
		if len(a)+len(b) > maxText {
			return types.WrapErr(errTextSize)
		}
		return a + b
	})
	for name, do := range map[string]func(c byte) byte{
		"lowerAscii": func(c byte) byte {
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			return c
		},
		"upperAscii": func(c byte) byte {
			if c >= 'a' && c <= 'z' {
				c -= 'a' - 'A'
			}
			return c
		},
	} {
		member(name, text, nil, text, copyCost, func(args []ref.Val) ref.Val {
			b := []byte(args[0].(types.String))
			for i := range b {
				b[i] = do(b[i])
			}
			return types.String(b)
		})
	}
	member("substring", text, []param{takes(integer), takes(integer)}, text, copyCost, func(args []ref.Val) ref.Val {
		s := string(args[0].(types.String))
		from, to, length := args[1].(types.Int), args[2].(types.Int), types.Int(utf8.RuneCountInString(s))
		if from < 0 || to < from || to > length {
			return types.NewErr("a text of %d characters has no such part", length)
		}
		begin, end, n := len(s), len(s), types.Int(0)
		for i := range s {
			if n == from {
				begin = i
			}
			if n == to {
				end = i
				break
			}
			n++
		}
		return types.String(s[begin:end])
	})
	// Maps have no order, and the list should.
	slices.SortStableFunc(list, func(a, b overload) int { return strings.Compare(a.name, b.name) })
	return list
}

// mixedName is the function for an operator between JSON and another value.
func mixedName(operator string) string { return "@json" + operator }

// typeParams are the types of the parts of a tuple of n, whatever they are.
func typeParams(n int) []*cel.Type {
	list := make([]*cel.Type, n)
	for i := range list {
		list[i] = cel.TypeParamType(fmt.Sprintf("T%d", i))
	}
	return list
}

// maxText bounds the texts that operators and functions make, in bytes.
const maxText = maxJSON

var errTextSize = fmt.Errorf("the text is over %d bytes", maxText)

func add(args []ref.Val) ref.Val      { return args[0].(traits.Adder).Add(args[1]) }
func subtract(args []ref.Val) ref.Val { return args[0].(traits.Subtractor).Subtract(args[1]) }
