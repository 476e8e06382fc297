package policy

import (
	"crypto/sha256"
	"fmt"
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
)

// Tokens and signatures come with requests, and every node sees them. So that a node that is corrupt gains
// nothing by sending them on for an account of its own, a policy must tie each to the buyer (spec/policy.md,
// "What comes with the request"). These are the rules for what counts, on the checked expression.

// ties looks for what is not tied.
type ties struct {
	ast   *ast.AST
	where map[int64]*names // the names around each expression
	keys  map[int64][32]byte
	has   map[[2]int64]bool // see mentions
	given map[int64]bool    // see brings
}

// names are those of loops and of cel.bind around an expression.
type names struct {
	name  string
	value ast.Expr // of cel.bind; nil for an accumulator
	from  ast.Expr // the list of a loop; else nil
	outer *names
}

// tied refuses a policy with a jwt, a bearer or a signed that is not tied to the buyer.
func tied(source string, a *ast.AST) error {
	t := newTies(a)
	var wrong *Error
	fail := func(x ast.Expr, message string) {
		line, column := place(source, a, x)
		if wrong == nil {
			wrong = errorAt(source, line, column, message)
		}
	}
	ast.PreOrderVisit(a.Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		if x.Kind() != ast.CallKind {
			return
		}
		switch args := x.AsCall().Args(); x.AsCall().FunctionName() {
		case "signed":
			if !t.isBuyer(args[2]) && !t.says(args[0]) {
				fail(x, `the signature is not tied to the buyer: sign a message with string(buyer) behind or before text that is written out, such as "reader: " + string(buyer), or make the buyer the key`)
			}
		case "jwt":
			if !t.ok(a.Expr(), x) {
				fail(x, `the token is not tied to the buyer: whatever it says must stand beside a claim that is the buyer, as in cel.bind(t, jwt(..), t.json("$.wallet") == buyer && ..)`)
			}
		case "@event":
			if t.brings(args[1]) || t.brings(args[3]) {
				fail(x, noSecretEvent)
			}
		case "bearer":
			if !t.ok(a.Expr(), x) {
				fail(x, `the token is not tied to the buyer: whatever is answered must stand beside an answer that is the buyer, as in cel.bind(w, web(..).bearer(..), w.json("$.wallet") == buyer && ..)`)
			}
		}
	}))
	if wrong == nil {
		return nil
	}
	return wrong
}

func newTies(a *ast.AST) *ties {
	t := &ties{a, map[int64]*names{}, map[int64][32]byte{}, map[[2]int64]bool{}, map[int64]bool{}}
	t.enter(a.Expr(), nil)
	return t
}

// noSecretEvent is the fault of events that are looked for by what came with the request.
const noSecretEvent = "a value that comes with the request cannot be looked for in events: what is looked for is kept for a while"

// brings says whether what came with the request is part of x, whatever was made of it.
func (t *ties) brings(x ast.Expr) bool {
	if found, ok := t.given[x.ID()]; ok {
		return found
	}
	found := false
	any := func(list ...ast.Expr) { found = found || slices.ContainsFunc(list, t.brings) }
	switch x.Kind() {
	case ast.IdentKind:
		if n := t.meaning(x); n != nil && n.value != nil {
			any(n.value)
		} else if n != nil && n.from != nil {
			any(n.from)
		}
	case ast.ListKind:
		any(x.AsList().Elements()...)
	case ast.CallKind:
		c := x.AsCall()
		if found = c.FunctionName() == "@given"; c.IsMemberFunction() {
			any(c.Target())
		}
		any(c.Args()...)
	case ast.ComprehensionKind:
		c := x.AsComprehension()
		if _, ok := asBind(x); ok {
			any(c.Result())
		} else {
			any(c.IterRange(), c.LoopStep())
		}
	}
	t.given[x.ID()] = found
	return found
}

// loose reports whether the policy asks a contract or a host about something that came with the request,
// and neither the question nor what is made of the answer says who the buyer is.
func loose(a *ast.AST) (calls, web bool) {
	t := newTies(a)
	given, buyer := map[int64]bool{}, map[int64]bool{}
	ast.PreOrderVisit(a.Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		question, isWeb := t.question(x)
		if question == nil || !t.reaches(question, question, true, given) || t.reaches(question, question, false, buyer) || t.ok(a.Expr(), question) {
			return
		}
		calls, web = calls || !isWeb, web || isWeb
	}))
	return calls, web
}

// question is what is asked where x asks a contract or a host of the web; else nil.
func (t *ties) question(x ast.Expr) (question ast.Expr, web bool) {
	if x.Kind() != ast.CallKind {
		return nil, false
	}
	switch c := x.AsCall(); c.FunctionName() {
	case "@call":
		return x, false
	case "@rpc":
		return x, true
	case "json", "list":
		if c.IsMemberFunction() && t.ast.GetType(c.Target().ID()).IsExactType(webType) {
			return c.Target(), true
		}
	}
	return nil, false
}

// reaches says whether what came with the request (given) or the buyer goes into the question. Tokens and signatures are
// tied by themselves, and of a question within it the answer goes in: of that, the buyer does if he is in it.
func (t *ties) reaches(x, question ast.Expr, given bool, known map[int64]bool) bool {
	if found, ok := known[x.ID()]; ok {
		return found
	}
	found := false
	any := func(list ...ast.Expr) {
		for _, e := range list {
			found = found || t.reaches(e, question, given, known)
		}
	}
	switch x.Kind() {
	case ast.IdentKind:
		if n := t.meaning(x); n != nil && n.value != nil {
			any(n.value)
		} else if n != nil && n.from != nil {
			any(n.from)
		} else if n == nil {
			found = !given && t.isBuyer(x)
		}
	case ast.ListKind:
		any(x.AsList().Elements()...)
	case ast.CallKind:
		c := x.AsCall()
		if given && x != question {
			inner, _ := t.question(x)
			if name := c.FunctionName(); name == "jwt" || name == "signed" || name == "bearer" || inner != nil {
				break
			}
		}
		if found = given && c.FunctionName() == "@given"; c.IsMemberFunction() {
			any(c.Target())
		}
		any(c.Args()...)
	case ast.ComprehensionKind:
		c := x.AsComprehension()
		if _, ok := asBind(x); ok {
			any(c.Result())
		} else {
			any(c.IterRange(), c.LoopStep())
		}
	}
	known[x.ID()] = found
	return found
}

// enter notes the names around x and what is in it.
func (t *ties) enter(x ast.Expr, in *names) {
	t.where[x.ID()] = in
	switch x.Kind() {
	case ast.ListKind:
		for _, e := range x.AsList().Elements() {
			t.enter(e, in)
		}
	case ast.CallKind:
		if x.AsCall().IsMemberFunction() {
			t.enter(x.AsCall().Target(), in)
		}
		for _, e := range x.AsCall().Args() {
			t.enter(e, in)
		}
	case ast.ComprehensionKind:
		c := x.AsComprehension()
		t.enter(c.IterRange(), in)
		t.enter(c.AccuInit(), in)
		if _, ok := asBind(x); ok {
			in = &names{name: c.AccuVar(), value: c.AccuInit(), outer: in}
		} else {
			in = &names{name: c.IterVar(), from: c.IterRange(), outer: &names{name: c.AccuVar(), outer: in}}
		}
		t.enter(c.LoopCondition(), in)
		t.enter(c.LoopStep(), in)
		t.enter(c.Result(), in)
	}
}

// meaning is what a name stands for; nil if it is no name of a loop or a cel.bind.
func (t *ties) meaning(x ast.Expr) *names {
	if x.Kind() == ast.IdentKind {
		for n := t.where[x.ID()]; n != nil; n = n.outer {
			if n.name == x.AsIdent() {
				return n
			}
		}
	}
	return nil
}

// value follows the names of cel.bind.
func (t *ties) value(x ast.Expr) ast.Expr {
	for n := t.meaning(x); n != nil && n.value != nil; n = t.meaning(x) {
		x = n.value
	}
	return x
}

func (t *ties) isBuyer(x ast.Expr) bool {
	x = t.value(x)
	return x.Kind() == ast.IdentKind && (x.AsIdent() == "buyer" || x.AsIdent() == ".buyer") && t.meaning(x) == nil
}

// isCall says whether x is a call of a function, and returns what it is called with.
func isCall(x ast.Expr, name string) ([]ast.Expr, bool) {
	if x.Kind() != ast.CallKind || x.AsCall().FunctionName() != name {
		return nil, false
	}
	return x.AsCall().Args(), true
}

func (t *ties) isBuyerText(x ast.Expr) bool {
	args, ok := isCall(t.value(x), "string")
	return ok && t.isBuyer(args[0])
}

// says reports whether no two buyers have one message: the buyer stands in it, as 42 characters, and on one
// side of it is nothing but what is written out.
func (t *ties) says(message ast.Expr) bool {
	if args, ok := isCall(t.value(message), "keccak256"); ok {
		return t.says(args[0])
	}
	const most = 1000
	var parts []ast.Expr
	var split func(x ast.Expr)
	split = func(x ast.Expr) {
		x = t.value(x)
		if args, ok := isCall(x, "_+_"); ok && len(parts) < most {
			split(args[0])
			split(args[1])
			return
		}
		parts = append(parts, x)
	}
	split(message)
	if len(parts) >= most {
		return false
	}
	certain := func(list []ast.Expr) bool {
		for _, x := range list {
			if x.Kind() != ast.LiteralKind && !t.isBuyerText(x) {
				return false
			}
		}
		return true
	}
	for i, x := range parts {
		if t.isBuyerText(x) && (certain(parts[:i]) || certain(parts[i+1:])) {
			return true
		}
	}
	return false
}

// key is equal for expressions of one value.
func (t *ties) key(x ast.Expr) [32]byte {
	x = t.value(x)
	if k, ok := t.keys[x.ID()]; ok {
		return k
	}
	h := sha256.New()
	switch x.Kind() {
	case ast.LiteralKind:
		fmt.Fprintf(h, "literal %T %s", x.AsLiteral(), valueText(x.AsLiteral()))
		if s, ok := x.AsLiteral().(types.String); ok { // longer ones are cut
			fmt.Fprintf(h, " %q", string(s))
		}
	case ast.IdentKind:
		fmt.Fprintf(h, "name %s %p", x.AsIdent(), t.meaning(x))
	case ast.CallKind:
		c := x.AsCall()
		fmt.Fprintf(h, "call %s %d", c.FunctionName(), len(c.Args()))
		if c.IsMemberFunction() {
			k := t.key(c.Target())
			h.Write(k[:])
		}
		for _, arg := range c.Args() {
			k := t.key(arg)
			h.Write(k[:])
		}
	default:
		fmt.Fprintf(h, "other %d", x.ID())
	}
	k := [32]byte(h.Sum(nil))
	t.keys[x.ID()] = k
	return k
}

// mentions says whether secret, or what has its value, is part of x.
func (t *ties) mentions(x, secret ast.Expr) bool {
	at := [2]int64{x.ID(), secret.ID()}
	if found, ok := t.has[at]; ok {
		return found
	}
	found := x.Kind() == secret.Kind() && t.key(x) == t.key(secret)
	any := func(list ...ast.Expr) {
		for _, e := range list {
			found = found || t.mentions(e, secret)
		}
	}
	switch x.Kind() {
	case ast.IdentKind:
		if n := t.meaning(x); n != nil && n.value != nil {
			any(n.value)
		} else if n != nil && n.from != nil {
			any(n.from)
		}
	case ast.ListKind:
		any(x.AsList().Elements()...)
	case ast.CallKind:
		if x.AsCall().IsMemberFunction() {
			any(x.AsCall().Target())
		}
		any(x.AsCall().Args()...)
	case ast.ComprehensionKind:
		c := x.AsComprehension()
		if _, ok := asBind(x); ok {
			any(c.Result()) // what is bound and not used does not matter
		} else {
			any(c.IterRange(), c.LoopStep())
		}
	}
	t.has[at] = found
	return found
}

// derives says whether x is secret's own word: a part of what the token, or the answer to it, says.
func (t *ties) derives(x, secret ast.Expr) bool {
	x = t.value(x)
	if n := t.meaning(x); n != nil {
		return n.from != nil && t.derives(n.from, secret)
	}
	if x.Kind() != ast.CallKind {
		return false
	}
	if t.key(x) == t.key(secret) {
		return true
	}
	c := x.AsCall()
	switch name := c.FunctionName(); name {
	case "json", "list", "path", "query":
		return c.IsMemberFunction() && t.derives(c.Target(), secret)
	case "string", "address", "_[_]":
		return t.derives(c.Args()[0], secret)
	default:
		return len(name) > 3 && name[:3] == "@at" && t.derives(c.Args()[0], secret)
	}
}

// body is what a cel.bind is, or what an exists asks of each element.
func body(x ast.Expr) (ast.Expr, bool) {
	if c, ok := asBind(x); ok {
		return c.Result(), true
	}
	if x.Kind() == ast.ComprehensionKind {
		if c := x.AsComprehension(); c.AccuInit().Kind() == ast.LiteralKind && c.AccuInit().AsLiteral() == types.False {
			if args, ok := isCall(c.LoopStep(), "_||_"); ok {
				return args[1], true
			}
		}
	}
	return nil, false
}

func isFalseLiteral(x ast.Expr) bool {
	return x.Kind() == ast.LiteralKind && x.AsLiteral() == types.False
}

// implies says whether secret says who the buyer is whenever x is true.
func (t *ties) implies(x, secret ast.Expr) bool {
	if inner, ok := body(x); ok {
		return t.implies(inner, secret)
	}
	if x.Kind() != ast.CallKind {
		return false
	}
	args := x.AsCall().Args()
	switch x.AsCall().FunctionName() {
	case "_&&_":
		return t.implies(args[0], secret) || t.implies(args[1], secret)
	case "_||_":
		return t.implies(args[0], secret) && t.implies(args[1], secret)
	case "_?_:_":
		return (t.implies(args[0], secret) || t.implies(args[1], secret)) && (isFalseLiteral(args[2]) || t.implies(args[2], secret))
	case "atLeast":
		others := 0
		for _, part := range args[1:] {
			if !t.implies(part, secret) {
				others++
			}
		}
		k, ok := args[0].AsLiteral().(types.Int)
		return ok && others < int(k)
	case "_==_", mixedName("_==_"):
		for i := range args {
			if other := args[1-i]; t.derives(args[i], secret) && (t.isBuyer(other) || t.isBuyerText(other)) {
				return true
			}
		}
	}
	return false
}

// ok says whether x, wherever it is true because of secret, is true only if secret says who the buyer is.
func (t *ties) ok(x, secret ast.Expr) bool {
	if !t.mentions(x, secret) || t.implies(x, secret) {
		return true
	}
	if inner, ok := body(x); ok {
		return t.ok(inner, secret)
	}
	if x.Kind() != ast.CallKind {
		return false
	}
	args := x.AsCall().Args()
	switch x.AsCall().FunctionName() {
	case "_&&_", "_||_":
		return t.ok(args[0], secret) && t.ok(args[1], secret)
	case "_?_:_":
		// What makes the condition false may be untrue of the buyer.
		if t.mentions(args[0], secret) && (!isFalseLiteral(args[2]) || !t.ok(args[0], secret)) {
			return false
		}
		return t.ok(args[1], secret) && t.ok(args[2], secret)
	case "atLeast":
		for _, part := range args[1:] {
			if !t.ok(part, secret) {
				return false
			}
		}
		return true
	}
	return false
}
