package policy

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
)

// comparison is one row of the table in spec/policy.md: a condition of another network, and the policy that
// says the same.
type comparison struct {
	Network, Condition, Theirs, Ours string
	Answer                           bool
}

// TestComparison evaluates every row of the table of spec/policy.md, and wants the table to be these rows.
// Each also means the same in its canonical form, and is explained.
func TestComparison(t *testing.T) {
	data, err := os.ReadFile("testdata/compare.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows []comparison
	if err := json.Unmarshal(data, &rows); err != nil || len(rows) < 30 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	var table strings.Builder
	cell := func(s string) string { return "`" + strings.ReplaceAll(s, "|", `\|`) + "`" }
	for _, r := range rows {
		fmt.Fprintf(&table, "| %s | %s | %s | %s |\n", r.Network, r.Condition, cell(r.Theirs), cell(r.Ours))
		p, err := Compile(r.Ours)
		if err != nil {
			t.Errorf("%s, %s: %v", r.Network, r.Condition, err)
			continue
		}
		w := newWorld(t)
		if ok, err := p.Eval(t.Context(), buyer, w.inputs()); err != nil || ok != r.Answer {
			t.Errorf("%s, %s: %s is %v, %v, want %v", r.Network, r.Condition, r.Ours, ok, err, r.Answer)
		}
		sameForm(t, r.Ours)
		sameAnswer(t, p, func() View { return newWorld(t) })
	}
	const begin, end = "| | condition | theirs | ours |\n|---|---|---|---|\n", "\n\n"
	const file = "../spec/policy.md"
	spec, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(spec), begin)
	written, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("spec/policy.md has no such table")
	}
	if written+"\n" == table.String() {
		return
	}
	if !*update {
		t.Fatalf("the table in spec/policy.md is not testdata/compare.json: go test -run TestComparison -update writes it")
	}
	if err := os.WriteFile(file, []byte(before+begin+strings.TrimSuffix(table.String(), "\n")+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
