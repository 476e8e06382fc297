package policy

import (
	"flag"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cel.dev/cel-go/common/types"
)

var update = flag.Bool("update", false, "rewrite the outcomes in testdata; read the difference before you keep it")

// TestCompileErrors checks the whole text of errors, place and mark included.
func TestCompileErrors(t *testing.T) {
	var b strings.Builder
	for i, c := range cases(t, "errors.txt") {
		p, err := Compile(c.policy)
		if err == nil {
			t.Errorf("%q compiles, at a cost of %d", c.policy, p.Cost())
			continue
		}
		if _, ok := err.(*Error); !ok {
			t.Errorf("%q: the error is a %T", c.policy, err)
		}
		if err.Error() != c.outcome && !*update {
			t.Errorf("%s\nfails with\n%v\nwant\n%s", c.policy, err, c.outcome)
		}
		if i > 0 {
			b.WriteString("\n---\n")
		}
		b.WriteString(c.policy + "\n=>\n" + err.Error())
	}
	if *update && !t.Failed() {
		if err := os.WriteFile("testdata/errors.txt", []byte(b.String()+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAnswers evaluates policies in the world of world_test.go. It also checks, for every one of
// them, that nothing is read twice and that what was counted stays below the estimate.
func TestAnswers(t *testing.T) {
	for _, c := range cases(t, "answers.txt") {
		p, err := Compile(c.policy)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		w := newWorld(t)
		want, reads := c.outcome, -1
		if rest, ok := strings.CutPrefix(want, "reads "); ok {
			var n string
			n, want, _ = strings.Cut(rest, " ")
			if reads, err = strconv.Atoi(n); err != nil {
				t.Fatal(err)
			}
		}
		got, err := p.Eval(t.Context(), buyer, w.inputs())
		switch message, isError := strings.CutPrefix(want, "error: "); {
		case isError && (err == nil || got):
			t.Errorf("%s\nis %v, want the error %q", c.policy, got, message)
		case isError && !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(message)):
			t.Errorf("%s\nfails with %q, want %q", c.policy, err, message)
		case !isError && err != nil:
			t.Errorf("%s\nfails with %q, want %s", c.policy, err, want)
		case !isError && strconv.FormatBool(got) != want:
			t.Errorf("%s\nis %v, want %s", c.policy, got, want)
		}
		if reads >= 0 && w.reads() != reads {
			t.Errorf("%s\nreads %d times, want %d: %q", c.policy, w.reads(), reads, w.asked)
		}
		if slices.Sort(w.asked); len(slices.Compact(slices.Clone(w.asked))) != len(w.asked) {
			t.Errorf("%s\nreads something twice: %q", c.policy, w.asked)
		}
		if p.String() != c.policy {
			t.Errorf("%q becomes %q", c.policy, p)
		}

		s := &session{ctx: t.Context(), env: theEnvironment(), in: newWorld(t).inputs(), given: p.given, static: p.static, buyer: newAddress(buyer), now: types.Timestamp{Time: time.Unix(int64(w.time), 0)}}
		_, details, _ := p.program.ContextEval(t.Context(), s)
		if cost := details.ActualCost(); cost == nil || *cost > p.Cost() {
			t.Errorf("%s\ncosts %d, more than the estimate %d", c.policy, *cost, p.Cost())
		}
	}
}
