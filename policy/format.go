package policy

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
)

// Format returns the policy in its canonical form (spec/policy.md): one line, without comments,
// with the parentheses that its meaning needs, single spaces around operators, and addresses,
// assets and bytes in lower case. Policies that differ in nothing else have one form, and it
// means the same. Terms commit to bytes: whoever formats makes another policy.
//
// An error is Compile's, or says that the form is longer than MaxSize.
func Format(source string) (string, error) {
	c, err := analyze(source)
	if err != nil {
		return "", err
	}
	form := c.form(c.text.Expr(), math.MaxInt)
	if len(form) > MaxSize {
		return "", fmt.Errorf("the canonical form of the policy has %d bytes: the limit is %d", len(form), MaxSize)
	}
	return form, nil
}

// analyze checks a policy for what looks at its parts: nothing is planned.
func analyze(source string) (*checked, error) {
	if err := checkText(source); err != nil {
		return nil, err
	}
	return theEnvironment().check(source, true)
}

// form returns an expression of c.text in canonical form; about at most bytes are written, and
// "…" where it goes on.
func (c *checked) form(x ast.Expr, most int) string {
	f := formatter{checked: c, most: most}
	f.expr(x, bindsNothing)
	s := f.out.String()
	if len(s) <= most {
		return s
	}
	for !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most] + "…"
}

// How strongly an expression holds together, from CEL's grammar. What binds less than its place
// asks for stands in parentheses.
const (
	bindsNothing  = iota
	bindsChoice   // ? :
	bindsOr       // ||
	bindsAnd      // &&
	bindsRelation // == != < <= > >= in
	bindsSum      // + -
	bindsProduct  // * / %
	bindsUnary    // ! -, and negative numbers
	bindsPrimary  // the rest
)

// binary holds the operators between two operands: their signs and how they bind.
var binary = map[string]struct {
	sign  string
	binds int
}{
	"_||_": {"||", bindsOr}, "_&&_": {"&&", bindsAnd},
	"_==_": {"==", bindsRelation}, "_!=_": {"!=", bindsRelation},
	"_<_": {"<", bindsRelation}, "_<=_": {"<=", bindsRelation}, "_>_": {">", bindsRelation}, "_>=_": {">=", bindsRelation},
	"@in": {"in", bindsRelation},
	"_+_": {"+", bindsSum}, "_-_": {"-", bindsSum},
	"_*_": {"*", bindsProduct}, "_/_": {"/", bindsProduct}, "_%_": {"%", bindsProduct},
}

// formatter writes expressions as they were written, before literals were converted.
type formatter struct {
	*checked
	out  strings.Builder
	most int
}

func (f *formatter) expr(x ast.Expr, least int) {
	if f.out.Len() > f.most {
		return
	}
	if call, ok := f.text.SourceInfo().GetMacroCall(x.ID()); ok {
		f.call(call.AsCall(), least)
		return
	}
	switch x.Kind() {
	case ast.IdentKind:
		f.out.WriteString(x.AsIdent())
	case ast.LiteralKind:
		f.literal(x, least)
	case ast.ListKind:
		f.out.WriteByte('[')
		f.list(x.AsList().Elements())
		f.out.WriteByte(']')
	case ast.CallKind:
		f.call(x.AsCall(), least)
	case ast.SelectKind: // given.NAME
		f.expr(x.AsSelect().Operand(), bindsPrimary)
		f.out.WriteString("." + x.AsSelect().FieldName())
	default: // the checker let nothing else through
		panic(fmt.Sprintf("policy: no form for an expression of kind %d", x.Kind()))
	}
}

func (f *formatter) list(elements []ast.Expr) {
	for i, x := range elements {
		if i > 0 {
			f.out.WriteString(", ")
		}
		f.expr(x, bindsNothing)
	}
}

func (f *formatter) literal(x ast.Expr, least int) {
	switch v := x.AsLiteral().(type) {
	case types.Int:
		f.wrapped(v < 0 && least > bindsUnary, func() { fmt.Fprintf(&f.out, "%d", int64(v)) })
	case types.String:
		s := string(v)
		if f.hex[x.ID()] {
			s = strings.ToLower(s)
		}
		f.out.WriteString(strconv.Quote(s))
	case types.Bytes:
		f.out.WriteString(`b"`)
		for _, b := range []byte(v) {
			switch {
			case b == '"' || b == '\\':
				f.out.WriteByte('\\')
				f.out.WriteByte(b)
			case b < ' ' || b > '~':
				fmt.Fprintf(&f.out, `\x%02x`, b)
			default:
				f.out.WriteByte(b)
			}
		}
		f.out.WriteByte('"')
	case types.Null:
		f.out.WriteString("null")
	default: // true and false
		fmt.Fprint(&f.out, v.Value())
	}
}

func (f *formatter) wrapped(parentheses bool, write func()) {
	if parentheses {
		f.out.WriteByte('(')
	}
	write()
	if parentheses {
		f.out.WriteByte(')')
	}
}

func (f *formatter) call(call ast.CallExpr, least int) {
	name, args := call.FunctionName(), call.Args()
	if b, ok := binary[name]; ok {
		right := b.binds + 1
		if name == "_||_" || name == "_&&_" {
			right = b.binds // the grouping of equal ones does not matter, and the parser makes its own
		}
		f.wrapped(least > b.binds, func() {
			f.expr(args[0], b.binds)
			f.out.WriteString(" " + b.sign + " ")
			f.expr(args[1], right)
		})
		return
	}
	switch name {
	case "_[_]":
		f.expr(args[0], bindsPrimary)
		f.out.WriteByte('[')
		f.expr(args[1], bindsNothing)
		f.out.WriteByte(']')
	case "_?_:_":
		f.wrapped(least > bindsChoice, func() {
			f.expr(args[0], bindsOr)
			f.out.WriteString(" ? ")
			f.expr(args[1], bindsOr)
			f.out.WriteString(" : ")
			f.expr(args[2], bindsChoice)
		})
	case "!_", "-_":
		// Two in a row are none for the parser, and - before a number is part of it.
		f.wrapped(least > bindsUnary, func() {
			f.out.WriteByte(name[0])
			if name == "-_" && args[0].Kind() == ast.LiteralKind {
				f.wrapped(true, func() { f.expr(args[0], bindsNothing) })
				return
			}
			f.expr(args[0], bindsPrimary)
		})
	default:
		if call.IsMemberFunction() {
			f.expr(call.Target(), bindsPrimary)
			f.out.WriteByte('.')
		}
		f.out.WriteString(name)
		f.out.WriteByte('(')
		f.list(args)
		f.out.WriteByte(')')
	}
}

// node is one part of a policy, for what tells people about it.
type node struct {
	x    ast.Expr
	text ast.Expr // the same part as it was written; nil for what a macro made
	// op is the sign of an operator ("&&", "!", "?:"), or the name of a function or of a
	// macro; "" for variables and literals.
	op string
	// parts are the operands and arguments, and in place of a list what is in it. Those of &&
	// and || are as many as stand in a row, whatever their grouping.
	parts []*node
}

// tree returns the parts of c.
func (c *checked) tree() *node {
	texts := map[int64]ast.Expr{}
	ast.PostOrderVisit(c.text.Expr(), ast.NewExprVisitor(func(x ast.Expr) { texts[x.ID()] = x }))
	return c.node(c.ast.NativeRep().Expr(), texts)
}

func (c *checked) node(x ast.Expr, texts map[int64]ast.Expr) *node {
	n := &node{x: x, text: texts[x.ID()]}
	switch x.Kind() {
	case ast.ComprehensionKind: // what is inside a loop has no value of its own
		if bound, ok := asBind(x); ok {
			n.op = "cel.bind"
			n.parts = []*node{c.node(bound.AccuInit(), texts), c.node(bound.Result(), texts)}
		} else if call, ok := c.text.SourceInfo().GetMacroCall(x.ID()); ok {
			n.op = call.AsCall().FunctionName()
		}
	case ast.ListKind:
		for _, e := range x.AsList().Elements() {
			part := c.node(e, texts)
			n.add(part, part != nil && part.text == nil && part.x.Kind() == ast.ListKind)
		}
	case ast.LiteralKind:
		if n.text != nil && n.text.Kind() == ast.CallKind { // units, timestamp and the like
			n.op = n.text.AsCall().FunctionName()
		}
	case ast.CallKind:
		call := x.AsCall()
		args := call.Args()
		if call.IsMemberFunction() {
			args = append([]ast.Expr{call.Target()}, args...)
		}
		name := call.FunctionName()
		switch {
		case strings.HasPrefix(name, "@argument_") || name == "@param":
			if len(args) == 0 {
				return nil // null, or an empty list
			}
			return c.node(args[0], texts)
		case name == "@call" || name == "@event":
			if n.op = name[1:]; name == "@call" {
				args = args[:4]
			}
			if args[0].Kind() == ast.LiteralKind && args[0].AsLiteral().(chainVal).v == 0 {
				args = args[1:]
			}
		case name == "@given":
			n.op = "given"
			return n
		case strings.HasPrefix(name, "@at") || name == "_[_]":
			n.op = "[]"
		case name == "_?_:_":
			n.op = "?:"
		default:
			n.op = strings.Trim(strings.TrimPrefix(name, "@json"), "_@.")
		}
		for _, arg := range args {
			part := c.node(arg, texts)
			n.add(part, part != nil && ((n.op == "&&" || n.op == "||") && part.op == n.op || part.x.Kind() == ast.ListKind))
		}
	}
	return n
}

// add adds a part, or what is in it in its place.
func (n *node) add(part *node, flat bool) {
	switch {
	case part == nil:
	case flat:
		n.parts = append(n.parts, part.parts...)
	default:
		n.parts = append(n.parts, part)
	}
}

// constant says whether the part is written out: a literal, or a token at one.
func (n *node) constant() bool {
	if n.x.Kind() == ast.LiteralKind {
		return true
	}
	switch n.op {
	case "erc20", "erc721", "erc1155", "web":
		return !slices.ContainsFunc(n.parts, func(p *node) bool { return !p.constant() })
	}
	return false
}
