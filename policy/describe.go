package policy

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// Setting is what a check knows of the terms that the policy is for.
type Setting struct {
	// ChainID is the terms' chain, decimal; empty if it is not known.
	ChainID string
	// Confirmations are the terms'.
	Confirmations uint64
	// Now is the time that dates are compared with: what is over for an hour is over for every
	// chain that lives. Zero compares none.
	Now time.Time
}

// chainAge is how old the newest block of a chain may be.
const chainAge = time.Hour

// Checked is what can be said of a policy without reading a chain. If it is none, there is an
// Error, and nothing else.
type Checked struct {
	OK        bool     `json:"ok" doc:"Whether this is a policy."`
	Canonical string   `json:"canonical,omitempty" doc:"The policy in its one canonical form; missing if that is longer than 8192 bytes."`
	Cost      uint64   `json:"cost" doc:"The highest cost of an evaluation, in steps."`
	MaxCost   uint64   `json:"maxCost" doc:"The limit of that."`
	Reads     []Read   `json:"reads" nullable:"false" doc:"What an evaluation may read."`
	Chains    []string `json:"chains,omitempty" nullable:"false" doc:"Other chains than the terms' that an evaluation may read, decimal."`
	Hosts     []string `json:"hosts,omitempty" nullable:"false" doc:"Hosts of the web that an evaluation may read."`
	Given     []string `json:"given,omitempty" nullable:"false" doc:"The names of the values that come with the request."`
	Warnings  []string `json:"warnings" nullable:"false" doc:"What its author probably did not mean."`
	Words     string   `json:"words,omitempty" doc:"What the policy asks for, in words."`
	Error     *Error   `json:"error,omitempty" doc:"Why this is no policy, and where."`
}

// Read is a function of a contract, or the balance of accounts, that a policy may read.
type Read struct {
	ChainID  string `json:"chainId,omitempty" doc:"Decimal."`
	Contract string `json:"contract,omitempty" doc:"0x and lower-case hex; missing if it is known only when the policy is evaluated, and of balances of the chain's coin."`
	Function string `json:"function" doc:"Name and types, as in balanceOf(address); balance is that of the chain's coin."`
}

// Answer is the answer of POST /v1/policy (spec/http.md).
type Answer struct {
	Checked
	Explained *Explained `json:"explained,omitempty" doc:"What the policy is for the buyer of the question."`
}

// Check says whether source is a policy, and what there is to know about it.
func Check(source string, at Setting) *Checked {
	c, err := analyze(source)
	if err != nil {
		var wrong *Error
		if !errors.As(err, &wrong) {
			wrong = &Error{Line: 1, Column: 1, Message: err.Error()}
		}
		return &Checked{MaxCost: MaxCost, Reads: []Read{}, Chains: []string{}, Hosts: []string{}, Given: []string{}, Warnings: []string{}, Error: wrong}
	}
	if !at.Now.IsZero() {
		at.Now = at.Now.Add(-chainAge)
	}
	d := newDescriber(c, at)
	root := c.tree()
	result := &Checked{OK: true, Cost: c.cost, MaxCost: MaxCost, Reads: d.reads(), Words: cut(d.says(root), maxWords)}
	if form := c.form(c.text.Expr(), MaxSize); len(form) <= MaxSize {
		result.Canonical = form
	}
	result.Chains, result.Hosts = d.needs()
	result.Given = d.given()
	result.Warnings = d.warnings(root)
	return result
}

// maxWords bounds Checked.Words, in bytes.
const maxWords = 4000

// describer looks at one checked policy.
type describer struct {
	*checked
	at        Setting
	env       *environment
	constants walker // evaluates what depends on nothing, within maxConstants for all together
	known     map[*node]ability
}

func newDescriber(c *checked, at Setting) *describer {
	env := theEnvironment()
	return &describer{checked: c, at: at, env: env, known: map[*node]ability{}, constants: walker{
		s: &session{ctx: context.Background(), env: env}, ast: c.ast.NativeRep(), values: map[int64]ref.Val{}, limit: maxConstants}}
}

// maxConstants bounds what a check evaluates, in steps: it is for free, and people write no long loops
// over constants.
const maxConstants = 20_000

// overload is the function that x calls; nil for all else.
func (d *describer) overload(x ast.Expr) *overload {
	if x.Kind() != ast.CallKind {
		return nil
	}
	return d.env.overloads[d.ast.NativeRep().GetOverloadIDs(x.ID())[0]]
}

// reads lists what the policy may read of chains, each once, in the order of the text.
func (d *describer) reads() []Read {
	list := []Read{}
	ast.PreOrderVisit(d.ast.NativeRep().Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		o := d.overload(x)
		if o == nil || o.target == nil && o.name != "@event" && o.name != "time" && o.name != "ordered" {
			return
		}
		call := x.AsCall()
		args := call.Args()
		if call.IsMemberFunction() {
			args = append([]ast.Expr{call.Target()}, args...)
		}
		r := Read{ChainID: d.at.ChainID}
		on := func(x ast.Expr) {
			if id := x.AsLiteral().(chainVal).v; id != 0 {
				r.ChainID = strconv.FormatUint(id, 10)
			}
		}
		if args[0].Kind() == ast.LiteralKind && args[0].AsLiteral().Type() == ref.Type(chainType) {
			on(args[0])
			args = args[1:]
		}
		var at ast.Expr
		switch {
		case o.name == "time":
			r.Function = "time"
		case o.name == "ordered":
			at, r.Function = args[1], "order"
			if asset := (Read{ChainID: r.ChainID, Contract: valueText(args[0].AsLiteral()), Function: methodMetaData.String()}); !slices.Contains(list, asset) {
				list = append(list, asset)
			}
		case o.member && o.name != "sale" && (o.name != "balance" || len(args) > 1): // of a token
			if at = args[0]; at.Kind() == ast.CallKind {
				c := at.AsCall()
				if c.IsMemberFunction() && c.Target().Kind() == ast.LiteralKind {
					on(c.Target())
				}
				if len(c.Args()) == 1 {
					at = c.Args()[0]
				}
			}
			switch {
			case o.name == "owner":
				r.Function = methodOwnerOf.String()
			case o.name == "balances":
				r.Function = methodBalanceOfBatch.String()
			case len(args) == 3:
				r.Function = methodBalanceOfId.String()
			default:
				r.Function = methodBalanceOf.String()
			}
		case o.name == "balance":
			r.Function = "balance"
		case o.name == "sale":
			at, r.Function = args[0], methodLicensed.String()
		default: // call and event
			m := args[1].AsLiteral().(opaque[*method]).v
			if at, r.Function = args[0], m.String(); m.indexed != nil {
				r.Function = "event " + r.Function
			}
		}
		if at != nil && at.Kind() == ast.LiteralKind && at.AsLiteral().Type() == ref.Type(addressType) {
			r.Contract = valueText(at.AsLiteral())
		}
		if !slices.Contains(list, r) {
			list = append(list, r)
		}
	}))
	return list
}

// needs lists the other chains and the hosts of the web that the policy may read.
func (d *describer) needs() (chains, hosts []string) {
	chains, hosts = []string{}, []string{}
	add := func(list *[]string, s string) {
		if !slices.Contains(*list, s) {
			*list = append(*list, s)
		}
	}
	ast.PreOrderVisit(d.ast.NativeRep().Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		if x.Kind() == ast.LiteralKind {
			switch v := x.AsLiteral().(type) {
			case chainVal:
				if id := strconv.FormatUint(v.v, 10); v.v != 0 && id != d.at.ChainID {
					add(&chains, id)
				}
			case opaque[*url.URL]:
				add(&hosts, v.v.Host)
			}
		}
		if o := d.overload(x); o != nil && o.name == "jwt" {
			if keys, ok := x.AsCall().Args()[2].AsLiteral().(types.String); ok && strings.HasPrefix(string(keys), "https://") {
				if u, err := parseURL(string(keys)); err == nil {
					add(&hosts, u.Host)
				}
			}
		}
	}))
	return chains, hosts
}

// given lists the names of what comes with the request, in the order of the text.
func (d *describer) given() []string {
	names := []string{}
	if strings.Contains(d.source, "ordered") && len(d.env.orders(d.ast.NativeRep())) > 0 {
		names = append(names, "order")
	}
	ast.PreOrderVisit(d.ast.NativeRep().Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		if o := d.overload(x); o != nil && o.name == "@given" {
			if name := string(x.AsCall().Args()[0].AsLiteral().(types.String)); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}))
	return names
}

// says tells what n, a bool, asks for.
func (d *describer) says(n *node) string {
	inner := func(p *node) string {
		s := d.says(p)
		if p.op == "&&" || p.op == "||" || p.op == "?:" {
			return "(" + s + ")"
		}
		return s
	}
	join := func(word string) string {
		texts := make([]string, len(n.parts))
		for i, p := range n.parts {
			texts[i] = inner(p)
		}
		return strings.Join(texts, word)
	}
	switch n.op {
	case "&&":
		return join(", and ")
	case "||":
		return join(", or ")
	case "!":
		return "it is not so that " + inner(n.parts[0])
	case "?:":
		return "if " + inner(n.parts[0]) + ", then " + inner(n.parts[1]) + ", otherwise " + inner(n.parts[2])
	case "atLeast":
		texts := make([]string, len(n.parts)-1)
		for i, p := range n.parts[1:] {
			texts[i] = inner(p)
		}
		return fmt.Sprintf("at least %s of these: %s", d.noun(n.parts[0]), strings.Join(texts, "; "))
	case "sale":
		if len(n.parts) == 3 {
			return fmt.Sprintf("the account has a licence for asset %s of the market %s of chain %s that is not over", d.noun(n.parts[2]), d.noun(n.parts[1]), d.part(n.parts[0].inside()))
		}
		return fmt.Sprintf("the account has a licence for asset %s of the market %s that is not over", d.noun(n.parts[1]), d.noun(n.parts[0]))
	case "ordered":
		parts, where, age := n.parts, "", ""
		if parts[0].x.Kind() == ast.LiteralKind && parts[0].x.AsLiteral().Type() == ref.Type(chainType) {
			where, parts = " of chain "+d.part(parts[0].inside()), parts[1:]
		}
		if len(parts) == 3 {
			age = fmt.Sprintf(", at most %s seconds old", d.noun(parts[2]))
		}
		return fmt.Sprintf("the account has an Ocean order of the datatoken %s for the asset %s%s%s", d.noun(parts[1]), d.noun(parts[0]), where, age)
	case "allow":
		return "the account is " + d.oneOf(n.parts)
	case "in":
		return d.noun(n.parts[0]) + " is " + d.oneOf(n.parts[1:])
	case "==", "!=", "<", "<=", ">", ">=":
		return d.compares(n)
	}
	if n.x.Kind() == ast.LiteralKind {
		return map[bool]string{true: "always", false: "never"}[n.x.AsLiteral() == types.True]
	}
	return d.part(n) + " is true"
}

func (d *describer) compares(n *node) string {
	left, right, op := n.parts[0], n.parts[1], n.op
	if left.constant() && !right.constant() {
		left, right, op = right, left, flipped[op]
	}
	relation := map[string]string{"==": "is", "!=": "is not", "<": "is less than", "<=": "is at most", ">": "is more than", ">=": "is at least"}[op]
	if isVariable(left, "now") {
		relation = map[string]string{"==": "it is exactly", "!=": "it is not", "<": "it is before", "<=": "it is not after",
			">": "it is after", ">=": "it is not before"}[op]
		return relation + " " + d.noun(right)
	}
	return d.noun(left) + " " + relation + " " + d.noun(right)
}

// oneOf lists values.
func (d *describer) oneOf(list []*node) string {
	texts := make([]string, len(list))
	for i, p := range list {
		texts[i] = d.noun(p)
	}
	if len(texts) == 1 {
		return texts[0]
	}
	return "one of " + strings.Join(texts, ", ")
}

// noun names a value.
func (d *describer) noun(n *node) string {
	switch {
	case isVariable(n, "buyer"):
		return "the account"
	case isVariable(n, "now"):
		return "the block's time"
	case n.op == "units" && n.text != nil && n.x.Kind() == ast.LiteralKind:
		args := n.text.AsCall().Args()
		amount, decimals := args[0].AsLiteral().Value(), args[1].AsLiteral()
		if decimals == types.Int(0) {
			return fmt.Sprint(amount)
		}
		return fmt.Sprintf("%v (with %d decimals)", amount, decimals.Value())
	case n.x.Kind() == ast.LiteralKind:
		if hash, ok := n.x.AsLiteral().(opaque[common.Hash]); ok {
			return fmt.Sprintf("0x%x", hash.v[:])
		}
		return cut(valueText(n.x.AsLiteral()), maxPartValue)
	case (n.op == "erc20" || n.op == "erc721" || n.op == "erc1155") && len(n.parts) == 1:
		return "the token " + d.noun(n.parts[0])
	case (n.op == "erc20" || n.op == "erc721" || n.op == "erc1155") && len(n.parts) == 2:
		return fmt.Sprintf("the token %s of chain %s", d.noun(n.parts[1]), d.part(n.parts[0].inside()))
	case n.op == "balance" && len(n.parts) == 3:
		return fmt.Sprintf("the balance that %s has of number %s of %s", d.noun(n.parts[1]), d.noun(n.parts[2]), d.noun(n.parts[0]))
	case n.op == "balance" && len(n.parts) == 2 && n.parts[0].op == "chain":
		return fmt.Sprintf("the balance that %s has of the coin of chain %s", d.noun(n.parts[1]), d.part(n.parts[0].inside()))
	case n.op == "balance" && len(n.parts) == 2:
		return fmt.Sprintf("the balance that %s has of %s", d.noun(n.parts[1]), d.noun(n.parts[0]))
	case n.op == "balance":
		return fmt.Sprintf("the balance that %s has of the chain's coin", d.noun(n.parts[0]))
	case n.op == "owner":
		return fmt.Sprintf("the owner of number %s of %s", d.noun(n.parts[1]), d.noun(n.parts[0]))
	}
	return d.part(n)
}

// inside is the first argument of a function, as it was written.
func (n *node) inside() *node { return &node{x: n.x, text: n.text.AsCall().Args()[0]} }

// part is the text of n.
func (d *describer) part(n *node) string { return d.form(n.text, maxPartText) }

func isVariable(n *node, name string) bool {
	return n.x.Kind() == ast.IdentKind && strings.TrimPrefix(n.x.AsIdent(), ".") == name
}

// flipped is the relation with its sides exchanged, negated the one that holds when it does not.
var (
	flipped = map[string]string{"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
	negated = map[string]string{"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
)

// warnings says what the author of a policy probably did not mean.
func (d *describer) warnings(root *node) []string {
	list := []string{}
	warn := func(format string, args ...any) {
		if s := fmt.Sprintf(format, args...); !slices.Contains(list, s) && len(list) < maxWarnings {
			list = append(list, s)
		}
	}
	can := d.can(root)
	switch {
	case can == 0 || can == never:
		warn("this can never be true: nobody can open the file")
	case can == always:
		warn("this is always true: everybody can open the file")
	}
	d.doubt(root, can, warn)
	ast.PreOrderVisit(d.ast.NativeRep().Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		o := d.overload(x)
		if o == nil || o.read == nil {
			return
		}
		switch newest := d.at.Confirmations == 0; {
		case newest && (o.name == "sale" || o.name == "ordered"):
			warn("this reads a sale at the newest block (0 confirmations): a block that is replaced can open the file for somebody who has his money back")
		case newest && (o.name == "balance" || o.name == "balances" || o.name == "owner"):
			warn("this reads a balance or an owner at the newest block (0 confirmations): a block that is replaced can open the file for somebody who holds nothing")
		case newest && o.name == "@call":
			warn("this calls a contract at the newest block (0 confirmations): a block that is replaced can open the file for somebody of whom the contract says something else then")
		case newest && o.name == "@event":
			warn("this looks for an event up to the newest block (0 confirmations): a block that is replaced can open the file for an event that never was")
		case o.name == "jwt" && len(x.AsCall().Args()) == 3:
			warn("this takes a token for any audience: whoever gets such a token for another service can send it on to the nodes; name the audience that the issuer writes for this file as the fourth argument")
		}
	}))
	calls, web := loose(d.ast.NativeRep())
	if calls {
		warn("a contract is asked about something that comes with the request, and not about the buyer: a node that sees it can send it on for an account of its own; give the contract the buyer, too")
	}
	if web {
		warn("a host is asked about something that comes with the request, and not about the buyer: a node that sees it can send it on for an account of its own; compare the answer with the buyer, or name the buyer in the question")
	}
	return list
}

// maxWarnings bounds the warnings about one policy.
const maxWarnings = 20

// doubt warns of the largest parts of n whose value is certain, where that of n is not, and of those
// that make it so.
func (d *describer) doubt(n *node, can ability, warn func(string, ...any)) {
	if n.op != "&&" && n.op != "||" && n.op != "!" && n.op != "?:" && n.op != "atLeast" {
		return
	}
	for _, p := range n.parts {
		literal := n.op == "?:" && p.x.Kind() == ast.LiteralKind // the usual way to write such a choice
		if literal || d.ast.NativeRep().GetType(p.x.ID()).Kind() != types.BoolKind {
			continue
		}
		switch now := d.can(p); {
		case now != never && now != always && now != 0:
			d.doubt(p, now, warn)
		case now == always:
			warn("this part is always true: %s", d.part(p))
		default:
			warn("this part can never be true: %s", d.part(p))
		}
	}
}

// ability is a set of the answers that a part can have, besides that it fails.
type ability int

const (
	never  ability = 1 << iota // it can be false
	always                     // it can be true
	both   = never | always
)

func (a ability) not() ability { return a&never<<1 | a&always>>1 }

// can says which answers a bool can have, as far as that can be seen without reading anything.
// A zero is a part that always fails.
func (d *describer) can(n *node) ability {
	a, ok := d.known[n]
	if !ok {
		a = d.answers(n)
		d.known[n] = a
	}
	return a
}

func (d *describer) answers(n *node) ability {
	if v := d.constant(n); v != nil {
		switch v {
		case types.True:
			return always
		case types.False:
			return never
		}
		return 0
	}
	switch n.op {
	case "!":
		return d.can(n.parts[0]).not()
	case "&&", "||":
		// || is && of the opposites.
		positive := n.op == "&&"
		var result ability
		result = always
		var atoms []atom
		for _, p := range n.parts {
			a := d.can(p)
			if !positive {
				a = a.not()
			}
			if a&always == 0 {
				result &^= always
			}
			result |= a & never
			atoms = d.atoms(atoms, p, positive)
		}
		if contradict(atoms, d.at.Now) {
			result = result&^always | never
		}
		if !positive {
			result = result.not()
		}
		return result
	case "cel.bind":
		return d.can(n.parts[1])
	case "atLeast":
		k, total := int(n.parts[0].x.AsLiteral().(types.Int)), len(n.parts)-1
		yes, no := 0, 0 // that can be so
		for _, p := range n.parts[1:] {
			a := d.can(p)
			if a&always != 0 {
				yes++
			}
			if a&never != 0 {
				no++
			}
		}
		var result ability
		if yes >= k {
			result |= always
		}
		if no > total-k {
			result |= never
		}
		return result
	case "?:":
		c := d.can(n.parts[0])
		var result ability
		if c&always != 0 {
			result |= d.can(n.parts[1])
		}
		if c&never != 0 {
			result |= d.can(n.parts[2])
		}
		return result
	}
	result := both
	if contradict(d.atoms(nil, n, true), d.at.Now) {
		result &^= always
	}
	if contradict(d.atoms(nil, n, false), d.at.Now) {
		result &^= never
	}
	return result
}

// constant evaluates what depends on no variable and no chain; nil for all else, and for what would
// cost too much.
func (d *describer) constant(n *node) ref.Val {
	depends := d.depends(n.x, nil)
	if depends || d.constants.short {
		return nil
	}
	v := d.constants.eval(n.x, nil)
	if d.constants.short {
		return nil
	}
	return v
}

// depends says whether x reads something, or has a variable that is not among these.
func (d *describer) depends(x ast.Expr, names []string) bool {
	any := func(list []ast.Expr) bool {
		return slices.ContainsFunc(list, func(x ast.Expr) bool { return d.depends(x, names) })
	}
	switch x.Kind() {
	case ast.IdentKind:
		return !slices.Contains(names, x.AsIdent())
	case ast.ListKind:
		return any(x.AsList().Elements())
	case ast.CallKind:
		c := x.AsCall()
		return d.overload(x).read != nil || any(c.Args()) || c.IsMemberFunction() && d.depends(c.Target(), names)
	case ast.ComprehensionKind:
		c := x.AsComprehension()
		if any([]ast.Expr{c.IterRange(), c.AccuInit()}) {
			return true
		}
		names = append(slices.Clone(names), c.IterVar(), c.AccuVar())
		return any([]ast.Expr{c.LoopCondition(), c.LoopStep(), c.Result()})
	}
	return false
}

// atom is a condition of which others can be the opposite: text, or the value of text compared with one
// that is known.
type atom struct {
	text  string // canonical
	not   bool   // text is false; never with op
	op    string // a relation to value, or ""
	value ref.Val
	now   bool // text is the variable now
}

// atoms adds what must be true for n to be positive, or for n not to be: the parts of && and the
// opposites of those of ||.
func (d *describer) atoms(list []atom, n *node, positive bool) []atom {
	switch {
	case n.op == "!":
		return d.atoms(list, n.parts[0], !positive)
	case n.op == "&&" && positive, n.op == "||" && !positive:
		for _, p := range n.parts {
			list = d.atoms(list, p, positive)
		}
		return list
	}
	list = append(list, atom{text: d.form(n.text, MaxSize), not: !positive})
	if op := n.op; flipped[op] != "" {
		if !positive {
			op = negated[op]
		}
		left, right := n.parts[0], n.parts[1]
		value := d.constant(right)
		if value == nil {
			if value = d.constant(left); value != nil {
				left, op = right, flipped[op]
			}
		}
		switch text := d.form(left.text, MaxSize); {
		case value != nil && !types.IsError(value):
			list = append(list, atom{text: text, op: op, value: value, now: isVariable(left, "now")})
		case value == nil && text == d.form(right.text, MaxSize) && (op == "!=" || op == "<" || op == ">"):
			list = append(list, atom{text: "false"}, atom{text: "false", not: true}) // x < x
		}
	}
	return list
}

// contradict says whether the atoms cannot all be true, at a time not before now.
func contradict(atoms []atom, now time.Time) bool {
	signs, values := map[string]bool{}, map[string][]atom{}
	for _, a := range atoms {
		if a.op == "" {
			if not, ok := signs[a.text]; ok && not != a.not {
				return true
			}
			signs[a.text] = a.not
			continue
		}
		list, ok := values[a.text]
		if !ok && a.now && !now.IsZero() {
			list = append(list, atom{op: ">=", value: types.Timestamp{Time: now}})
		}
		for _, other := range list {
			if exclude(a, other) || exclude(other, a) {
				return true
			}
		}
		if len(list) < maxCompared {
			values[a.text] = append(list, a)
		}
	}
	return false
}

// maxCompared bounds the conditions on one value that are compared with each other.
const maxCompared = 50

// exclude says whether no value has the relation a and the relation b to their values.
func exclude(a, b atom) bool {
	equal := a.value.Equal(b.value) == types.True
	switch {
	case a.op == "==" && b.op == "==":
		return !equal
	case a.op == "==" && b.op == "!=":
		return equal
	}
	c, ok := order(a.value, b.value)
	if !ok {
		return false
	}
	switch a.op + " " + b.op {
	case "== <", "== >", "== <=", "== >=":
		return !ordering["_"+b.op+"_"](c)
	case "< >", "< >=", "<= >":
		return c <= 0
	case "<= >=":
		return c < 0
	}
	return false
}

// order compares two values of one type, if it has an order.
func order(x, y ref.Val) (int, bool) {
	if u, ok := x.(opaque[uint256.Int]); ok {
		v, ok := y.(opaque[uint256.Int])
		return u.v.Cmp(&v.v), ok
	}
	if x, ok := x.(traits.Comparer); ok {
		c, ok := x.Compare(y).(types.Int)
		return int(c), ok
	}
	return 0, false
}
