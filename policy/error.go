package policy

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
)

// Error says what is wrong with the text of a policy, and where. Its text is a sentence, the
// line and a mark below the place:
//
//	policy:1:9: no function "sole" (did you mean "sale"?)
//	    true && sole("0x..", "0x..")
//	            ^
//
// Characters of the policy that do not print are replaced: a policy comes from strangers, and
// the text goes to terminals and logs.
type Error struct {
	Line    int    `json:"line" doc:"From 1."`
	Column  int    `json:"column" doc:"In characters, from 1."`
	Message string `json:"message" doc:"What is wrong, without the place."`
	Excerpt string `json:"excerpt,omitempty" doc:"The line and the mark, each indented by four spaces."`
}

func (e *Error) Error() string {
	s := fmt.Sprintf("policy:%d:%d: %s", e.Line, e.Column, e.Message)
	if e.Excerpt != "" {
		s += "\n" + e.Excerpt
	}
	return s
}

// maxExcerpt is the number of characters of a line that an excerpt shows.
const maxExcerpt = 100

// errorAt returns an Error for the place in source with this line, from 1, and column, from 0.
func errorAt(source string, line, column int, message string) *Error {
	e := &Error{Line: line, Column: column + 1, Message: message}
	lines := strings.Split(source, "\n")
	if line < 1 || line > len(lines) {
		return e
	}
	text := []rune(strings.TrimSuffix(lines[line-1], "\r"))
	column = max(0, min(column, len(text)))
	from, before, after := 0, "", ""
	if len(text) > maxExcerpt {
		from = max(0, min(column-maxExcerpt/2, len(text)-maxExcerpt))
		if from > 0 {
			before = "…"
		}
		if from+maxExcerpt < len(text) {
			after = "…"
		}
		text = text[from : from+maxExcerpt]
	}
	mark := []rune(strings.Repeat(" ", utf8.RuneCountInString(before)+column-from))
	for i, r := range text {
		if r == '\t' {
			if i < column-from {
				mark[i+utf8.RuneCountInString(before)] = '\t'
			}
		} else if !unicode.IsPrint(r) {
			text[i] = '·'
		}
	}
	e.Excerpt = "    " + before + string(text) + after + "\n    " + string(mark) + "^"
	return e
}

// quote quotes text of a policy for a message, cut to a length that fits on a line.
func quote(s string) string {
	const most = 80
	if len(s) > most {
		cut := most
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		return strconv.Quote(s[:cut] + "…")
	}
	return strconv.Quote(s)
}

// issue turns the first of CEL's complaints into an Error.
func issue(source string, a *cel.Ast, issues *cel.Issues) *Error {
	all := issues.Errors()
	first := all[0]
	for _, other := range all[1:] {
		a, b := first.Location, other.Location
		if b.Line() < a.Line() || b.Line() == a.Line() && b.Column() < a.Column() {
			first = other
		}
	}
	line, column := first.Location.Line(), first.Location.Column()
	message := first.Message
	var node ast.Expr
	if a != nil {
		ast.PreOrderVisit(a.NativeRep().Expr(), ast.NewExprVisitor(func(x ast.Expr) {
			if x.ID() == first.ExprID {
				node = x
			}
		}))
	}
	if node != nil {
		line, column = place(source, a.NativeRep(), node)
	}
	if strings.HasPrefix(message, "call takes ") {
		column = beforeParenthesis(source, line, column, "call")
	}
	if m := mismatch.FindStringSubmatch(message); m != nil {
		message = mismatched(m[1], m[2])
		if node != nil && node.Kind() == ast.CallKind {
			// What the macro call made stands where the macro does; its first argument is what is wrong.
			call := node.AsCall()
			wrong := -1
			switch name := call.FunctionName(); {
			case name == "@call" || name == "@event":
				wrong = 1
			case name == "@rpc" || name == "@param" || strings.HasPrefix(name, "@argument_"):
				wrong = 0
			}
			if wrong >= 0 && wrong < len(call.Args()) {
				line, column = place(source, a.NativeRep(), call.Args()[wrong])
			}
		}
	} else if m := undeclared.FindStringSubmatch(message); m != nil {
		message = unknown(m[1], node != nil && node.Kind() == ast.CallKind)
	} else if m := noFields.FindStringSubmatch(message); m != nil {
		message = fmt.Sprintf("a value of type %s has no fields", m[1])
	} else if m := noRange.FindStringSubmatch(message); m != nil {
		message = fmt.Sprintf("all and exists go over a list, not over a value of type %s", m[1])
	} else if rest, ok := strings.CutPrefix(message, "Syntax error: "); ok {
		message = syntax(rest)
	} else if strings.Contains(message, "recursion") {
		return &Error{Line: 1, Column: 1, Message: fmt.Sprintf("the policy nests too deep: the limit is %d levels", maxDepth)}
	} else {
		message = printable(message)
	}
	return errorAt(source, line, column, message)
}

// CEL's checker says these things in words alone.
var (
	mismatch   = regexp.MustCompile(`^found no matching overload for '(.*)' applied to '(.*)'$`)
	undeclared = regexp.MustCompile(`^undeclared reference to '([^']*)'`)
	noFields   = regexp.MustCompile(`^type '(.*)' does not support field selection`)
	noRange    = regexp.MustCompile(`^expression of type '(.*)' cannot be range of a comprehension`)
)

// mismatched is the message for a function or an operator whose arguments have other types than
// it takes; applied is their list in parentheses, with the type before the point in front.
func mismatched(name, applied string) string {
	if kind, ok := strings.CutPrefix(name, "@argument_"); ok {
		for _, k := range kinds {
			if k.name == kind {
				return fmt.Sprintf("the function takes a value of type %s here, not %s", k.cel, inner(applied))
			}
		}
	}
	switch name {
	case "@call":
		return "the contract must be an address: " + usage["call"]
	case "@event":
		return "the contract must be an address, and the blocks a number: " + usage["event"]
	case "@rpc":
		return "an address of the web and a method are literals: " + usage["rpc"]
	case "@param":
		return "a parameter is a bool, int, string, address, json or a list of them, not " + inner(applied)
	case "@argument_value":
		given, want, _ := strings.Cut(inner(applied), ", ")
		return fmt.Sprintf("the function takes a value of type %s here, not %s", want, given)
	}
	if strings.HasPrefix(name, "@at") || name == "_[_]" {
		return "only lists and tuples have elements, by a number, not " + applied
	}
	operator := strings.Trim(name, "_@")
	if name == "_?_:_" {
		return "a choice is condition ? value : value, with a bool and two values of one type, not " + applied
	}
	if usage, ok := usage[name]; ok {
		receiver, args, member := strings.Cut(applied, ".(")
		if member {
			return fmt.Sprintf("%s does not take (%s after a value of type %s: write %s", name, args, receiver, usage)
		}
		return fmt.Sprintf("%s does not take %s: write %s", name, applied, usage)
	}
	types := strings.Split(inner(applied), ", ")
	message := fmt.Sprintf("no operator %s for %s", operator, strings.Join(types, " and "))
	switch {
	case slices.Contains(types, "double"):
		message += `: policies have no floating point, write units("1.5", 18)`
	case slices.Contains(types, "uint"):
		message += `: policies have no uint, write 1 or units("1", 0)`
	case slices.Contains(types, "uint256") && slices.Contains(types, "int"):
		message += `: write a uint256 as units("1", 0)`
	case slices.Contains(types, "list(string)") && slices.Contains(types, "list(address)"):
		message += `: write an address as address("0x..")`
	}
	return message
}

// inner cuts the parentheses around a list of types.
func inner(applied string) string {
	return strings.TrimSuffix(strings.TrimPrefix(applied, "("), ")")
}

// unknown is the message for a name that is not declared.
func unknown(name string, function bool) string {
	if sign := strings.Trim(name, "_@?"); sign == "" || strings.ContainsAny(sign, "[]") {
		return "policies have no operator [ ]"
	}
	what, known := "name", []string{"buyer", "now", "true", "false"}
	if function {
		what, known = "function", nil
		for name := range usage {
			known = append(known, name)
		}
	}
	message := fmt.Sprintf("no %s %s", what, quote(name))
	best, distance := "", math.MaxInt
	for _, k := range known {
		d := editDistance(name, k)
		if d <= max(1, len(k)/3) && (d < distance || d == distance && k < best) {
			best, distance = k, d
		}
	}
	switch {
	case !function && usage[name] != "":
		message += ": it is a function, write " + usage[name]
	case best != "":
		message += fmt.Sprintf(" (did you mean %q?)", best)
	case !function:
		message += ": a policy sees buyer and now"
	}
	return message
}

// editDistance counts the insertions, deletions and replacements of bytes that make b of a, in
// any case of letters. Long names are far from everything.
func editDistance(a, b string) int {
	if len(a) > 32 {
		return len(a)
	}
	a, b = strings.ToLower(a), strings.ToLower(b)
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// syntax shortens what the parser says: its list of everything that could follow helps nobody.
func syntax(message string) string {
	message, _, _ = strings.Cut(message, " expecting ")
	message = strings.ReplaceAll(message, "'<EOF>'", "the end of the policy")
	message = strings.ReplaceAll(message, "mismatched input", "out of place:")
	message = strings.ReplaceAll(message, "extraneous input", "out of place:")
	message = strings.ReplaceAll(message, "no viable alternative at input", "out of place:")
	message = strings.ReplaceAll(message, "token recognition error at:", "not a part of the language:")
	return "syntax: " + printable(message)
}

// printable replaces what does not print.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '·'
	}, s)
}

// place returns the line, from 1, and the column, from 0, where a person would look for x: the
// name of a function, the sign of an operator, the first character of everything else.
func place(source string, a *ast.AST, x ast.Expr) (line, column int) {
	at := a.SourceInfo().GetStartLocation(x.ID())
	line, column = at.Line(), at.Column()
	if x.Kind() != ast.CallKind {
		return line, column
	}
	return line, beforeParenthesis(source, line, column, x.AsCall().FunctionName())
}

// beforeParenthesis returns the column where a function's name begins, given the place that CEL
// has for it, which is where its parenthesis opens.
func beforeParenthesis(source string, line, column int, function string) int {
	name := []rune(function)
	if dot := slices.Index(name, '.'); dot >= 0 {
		name = name[dot+1:]
	}
	lines := strings.Split(source, "\n")
	if line < 1 || line > len(lines) {
		return column
	}
	text := []rune(lines[line-1])
	from := column - len(name)
	if column < len(text) && text[column] == '(' && from >= 0 && slices.Equal(text[from:column], name) {
		return from
	}
	return column
}

// start returns the place of the first character of x.
func start(source string, a *ast.AST, x ast.Expr) (line, column int) {
	line, column = place(source, a, x)
	ast.PreOrderVisit(x, ast.NewExprVisitor(func(part ast.Expr) {
		l, c := place(source, a, part)
		if l >= 1 && (l < line || l == line && c < column) {
			line, column = l, c
		}
	}))
	return line, column
}
