package policy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"pgregory.net/rapid"
)

// sameAnswer checks the laws of Explain: its answer is Eval's, what the parts are follows from their own
// parts, the decisive ones hang together, and nothing is read twice.
func sameAnswer(t testing.TB, p *Policy, view func() View) *Explained {
	t.Helper()
	ok, err := p.Eval(t.Context(), buyer, inputsOf(view()))
	e, err2 := p.Explain(t.Context(), buyer, inputsOf(view()))
	if err2 != nil {
		t.Fatalf("%s\nis %v, %v, and is not explained: %v", p, ok, err, err2)
	}
	if e.Value != ok || fmt.Sprint(e.Err) != fmt.Sprint(err) || (e.Error == "") != (err == nil) {
		t.Fatalf("%s\nis %v, %v, and explained as %v, %v, %q", p, ok, err, e.Value, e.Err, e.Error)
	}
	if got := e.Tree.outcome(); got != map[bool]outcome{true: isTrue, false: isFalse}[ok] && err == nil || err != nil && got != isError {
		t.Fatalf("%s\nis %v, %v, and the tree is %v", p, ok, err, got)
	}
	if !e.Tree.Decisive {
		t.Fatalf("%s: the whole does not matter", p)
	}
	parts := 0
	e.Tree.check(t, &parts)
	if parts > maxParts {
		t.Fatalf("%s: %d parts", p, parts)
	}
	if b, err := json.Marshal(e); err != nil || len(b) > 1<<20 {
		t.Fatalf("%s: %d bytes of JSON, %v", p, len(b), err)
	}
	return e
}

func (p *Part) outcome() outcome {
	switch {
	case p.Error != "":
		return isError
	case p.Value == "true":
		return isTrue
	}
	return isFalse
}

// check checks one part against its own, by the tables of spec/policy.md.
func (p *Part) check(t testing.TB, count *int) {
	t.Helper()
	*count++
	if (p.Error == "") == (p.Value == "") || p.Text == "" || p.Type == "" {
		t.Fatalf("%+v", p)
	}
	has := map[outcome]int{}
	decisive := 0
	for i := range p.Parts {
		sub := &p.Parts[i]
		sub.check(t, count)
		has[sub.outcome()]++
		if sub.Decisive {
			decisive++
		}
		if sub.Decisive && !p.Decisive {
			t.Fatalf("%q is decisive, and %q, of which it is a part, is not", sub.Text, p.Text)
		}
	}
	if p.Omitted > 0 || strings.HasPrefix(p.Error, "not evaluated") {
		return
	}
	var want outcome
	switch p.Op {
	case "&&":
		want = isTrue
		if has[isFalse] > 0 {
			want = isFalse
		} else if has[isError] > 0 {
			want = isError
		}
	case "||":
		want = isFalse
		if has[isTrue] > 0 {
			want = isTrue
		} else if has[isError] > 0 {
			want = isError
		}
	case "!":
		want = map[outcome]outcome{isFalse: isTrue, isTrue: isFalse, isError: isError}[p.Parts[0].outcome()]
	case "?:":
		switch p.Parts[0].outcome() {
		case isTrue:
			want = p.Parts[1].outcome()
		case isFalse:
			want = p.Parts[2].outcome()
		default:
			want = isError
		}
	case "atLeast":
		var k int
		if _, err := fmt.Sscanf(p.Text, "atLeast(%d,", &k); err != nil {
			t.Fatal(err)
		}
		want = isError
		if has[isTrue] >= k {
			want = isTrue
		} else if has[isFalse] > len(p.Parts)-k {
			want = isFalse
		}
	case "cel.bind":
		body := p.Parts[len(p.Parts)-1]
		if body.Value != p.Value || body.Error != p.Error || p.Decisive && !body.Decisive {
			t.Fatalf("%q is %s%s, and what it stands for %s%s", p.Text, p.Value, p.Error, body.Value, body.Error)
		}
		return
	default:
		if has[isError] > 0 && p.outcome() != isError {
			t.Fatalf("%q is %s, and a part of it failed", p.Text, p.Value)
		}
		return
	}
	if want != p.outcome() {
		t.Fatalf("%q is %s%s, and its parts make %v", p.Text, p.Value, p.Error, want)
	}
	if p.Decisive && decisive == 0 {
		t.Fatalf("%q is decisive, and nothing in it is", p.Text)
	}
}

func TestExplainAnswersAsEval(t *testing.T) {
	for _, c := range cases(t, "answers.txt") {
		p, err := Compile(c.policy)
		if err != nil {
			t.Fatal(err)
		}
		w := newWorld(t)
		if _, err := p.Explain(t.Context(), buyer, w.inputs()); err != nil {
			t.Errorf("%s: %v", p, err)
		}
		seen := map[string]bool{}
		for _, what := range w.asked {
			if seen[what] {
				t.Errorf("%s\nreads %s twice", p, what)
			}
			seen[what] = true
		}
		sameAnswer(t, p, func() View { return newWorld(t) })
	}
	rapid.Check(t, func(r *rapid.T) {
		source := expression(r, "bool", 5)
		p, err := Compile(source)
		if err != nil {
			r.Skip()
		}
		sameAnswer(t, p, func() View { return newWorld(t) })
	})
}

// TestExplanations compares whole trees.
func TestExplanations(t *testing.T) {
	var b strings.Builder
	for i, c := range cases(t, "explain.txt") {
		p, err := Compile(c.policy)
		if err != nil {
			t.Fatal(err)
		}
		e, err := p.Explain(t.Context(), buyer, Inputs{View: newWorld(t)})
		if err != nil {
			t.Fatal(err)
		}
		got := strings.TrimSuffix(e.String(), "\n")
		if got != c.outcome && !*update {
			t.Errorf("%s\nis explained as\n%s\nwant\n%s", c.policy, got, c.outcome)
		}
		if i > 0 {
			b.WriteString("\n---\n")
		}
		b.WriteString(c.policy + "\n=>\n" + got)
	}
	if *update && !t.Failed() {
		if err := os.WriteFile("testdata/explain.txt", []byte(b.String()+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestExplainLimits: what does not matter never costs more than MaxCost together, and nothing of it
// changes the answer.
func TestExplainLimits(t *testing.T) {
	// Each arm alone is within the limits; all together are not.
	arm := func(from int) string {
		var list []string
		for i := range 45 {
			list = append(list, fmt.Sprint(from+i))
		}
		return "[" + strings.Join(list, ",") + "].exists(i, balance(erc721('0x0000000000000000000000000000000000000a21').owner(7)) == units('0', 0) && i > 0)"
	}
	loop := strings.Repeat("1,", 199) + "1"
	slow := fmt.Sprintf("[%s].all(x, [%s].all(y, x == y))", loop, loop)
	many := "balance(buyer) == units('1', 18)"
	for _, source := range []string{
		"true ? true : (" + arm(1) + ")",
		"(buyer == buyer ? true : " + slow + ") && (buyer != buyer ? " + slow + " : true)",
		"true || " + slow,
		"true" + strings.Repeat("||true", 1360),
		many + strings.Repeat("||true", 1300),
		strings.Repeat("1+", 90) + "1 > 0",
	} {
		p, err := Compile(source)
		if err != nil {
			t.Errorf("%.60s: %v", source, err)
			continue
		}
		w := newWorld(t)
		e, err := p.Explain(t.Context(), buyer, Inputs{View: w})
		if err != nil || !e.Value {
			t.Errorf("%.60s: %v", source, err)
		}
		if w.reads() > maxReads {
			t.Errorf("%.60s: %d reads", source, w.reads())
		}
		sameAnswer(t, p, func() View { return newWorld(t) })
	}
	// Distinct reads in the arms of choices that are not chosen: together more than an evaluation may make.
	var arms []any
	for i := range 2 {
		var list []string
		for j := range 90 {
			list = append(list, fmt.Sprint(1000*i+j))
		}
		arms = append(arms, fmt.Sprintf(
			"[%s].exists(i, call('0x0000000000000000000000000000000000000acc', 'f(int256) view returns (bool)', [i]))", strings.Join(list, ",")))
	}
	p, err := Compile(fmt.Sprintf("true ? true : (true ? %s : %s)", arms...))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	w.contracts[oracle].define(t, "f", "int256", "bool", func([]any) ([]any, error) { return []any{false}, nil })
	e, err := p.Explain(t.Context(), buyer, Inputs{View: w})
	if err != nil || !e.Value || w.reads() > maxReads || w.reads() < 90 {
		t.Errorf("%v after %d reads", err, w.reads())
	}
	if text := e.String(); !strings.Contains(text, errNotEvaluated.Error()) {
		t.Errorf("it is not said what was left out: %s", text)
	}
}

// TestExplainContext ends the context: without an answer there is no explanation, and with one the rest is
// told as failed.
func TestExplainContext(t *testing.T) {
	cause := errors.New("enough")
	for source, answered := range map[string]bool{
		"balance(buyer) == units('1', 18) && true": false,
		"true || balance(buyer) == units('1', 18)": true,
	} {
		p, err := Compile(source)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		e, err := p.Explain(ctx, buyer, Inputs{View: viewFunc{newWorld(t), func() error { cancel(cause); return context.Canceled }}})
		if answered && (err != nil || !e.Value || !strings.Contains(e.Tree.Parts[1].Error, "cancel")) {
			t.Errorf("%s: %v, %v", source, e, err)
		}
		if !answered && !errors.Is(err, cause) {
			t.Errorf("%s: %v", source, err)
		}
		if _, err := p.Explain(ctx, buyer, Inputs{View: newWorld(t)}); !errors.Is(err, cause) {
			t.Errorf("%s, afterwards: %v", source, err)
		}
	}
	down := errors.New("connection refused")
	p, err := Compile("balance(buyer) == units('1', 18) && true")
	if err != nil {
		t.Fatal(err)
	}
	e, err := p.Explain(t.Context(), buyer, Inputs{View: viewFunc{newWorld(t), func() error { return down }}})
	if err != nil || !errors.Is(e.Err, down) {
		t.Errorf("%v, %v", e, err)
	}
	if b := (viewFunc{newWorld(t), func() error { return nil }}); b.Number() != 77 || e.Block != "77" {
		t.Errorf("block %s", e.Block)
	}
	if wei, err := (viewFunc{newWorld(t), func() error { return nil }}).Balance(t.Context(), common.Address{}); err != nil || wei.Cmp(new(big.Int)) != 0 {
		t.Error(wei, err)
	}
}
