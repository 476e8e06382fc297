package policy

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/ethereum/go-ethereum/common"
	"pgregory.net/rapid"
)

// newYear is an hour and a bit before the block of newWorld.
var newYear = time.Unix(1_767_225_600, 0).UTC()

// TestChecked compares everything that is said of policies, as JSON.
func TestChecked(t *testing.T) {
	var b strings.Builder
	for i, c := range cases(t, "checked.txt") {
		got, err := json.MarshalIndent(Check(c.policy, Setting{ChainID: "1", Now: newYear.Add(time.Hour)}), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		text := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(got))
		if text != c.outcome && !*update {
			t.Errorf("%s\nis checked as\n%s\nwant\n%s", c.policy, text, c.outcome)
		}
		if i > 0 {
			b.WriteString("\n---\n")
		}
		b.WriteString(c.policy + "\n=>\n" + text)
	}
	if *update && !t.Failed() {
		if err := os.WriteFile("testdata/checked.txt", []byte(b.String()+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestWarnings: which policies can never or always be true, and whether anything is said of them.
func TestWarnings(t *testing.T) {
	const A, B = `"0x00000000000000000000000000000000000000a1"`, `"0x00000000000000000000000000000000000000a2"`
	const nobody, everybody = "nobody can open", "everybody can open"
	for source, want := range map[string]string{
		"true":                                everybody,
		"false":                               nobody,
		"1 + 1 == 2":                          everybody,
		"1 / 0 == 2":                          nobody,
		"buyer == " + A:                       "",
		"buyer == " + A + " && buyer == " + B: nobody,
		"buyer == " + A + " || buyer == " + B: "",
		"buyer != " + A + " || buyer != " + B: everybody,
		"buyer != " + A + " && buyer != " + B: "",
		"buyer == " + A + " && !(buyer == " + A + ")": nobody,
		"buyer == " + A + " && buyer != " + A:         nobody,
		"buyer == " + A + " || !(buyer == " + A + ")": everybody,
		"buyer == buyer":                             everybody,
		"buyer != buyer":                             nobody,
		"balance(buyer) < balance( buyer )":          nobody,
		"now < timestamp('2025-12-31T23:59:59Z')":    nobody,
		"now < timestamp('2026-01-01T00:00:01Z')":    "",
		"timestamp('2025-12-31T23:59:59Z') > now":    nobody,
		"now >= timestamp('2025-12-31T23:59:59Z')":   everybody,
		"now == timestamp('2025-12-31T23:59:59Z')":   nobody,
		"!(now < timestamp('2025-12-31T23:59:59Z'))": everybody,
		"now > timestamp('2027-01-01T00:00:00Z') && now < timestamp('2026-06-01T00:00:00Z')": nobody,
		"now < timestamp('2027-01-01T00:00:00Z') && now > timestamp('2026-06-01T00:00:00Z')": "",
		"now < timestamp('2025-12-31T23:59:59Z') || buyer == " + A:                           "can never be true: now <",
		"true && buyer == " + A:                                              "always true: true",
		"buyer == " + A + " ? buyer == buyer : false":                        "always true: buyer == buyer",
		"balance(buyer) >= units('2', 0) && balance(buyer) < units('2', 0)":  nobody,
		"balance(buyer) >= units('2', 0) && balance(buyer) <= units('2', 0)": "newest block",
		"balance(buyer) >= units('2', 0) || balance(buyer) < units('3', 0)":  everybody,
		"erc721(" + A + ").owner(1) == buyer":                                "newest block",
		Sale(market, asset):                                                  "this reads a sale at the newest block",
		"buyer == " + A + " || chain(5)." + Sale(market, asset):              "this reads a sale at the newest block",
		"ordered(" + A + ", " + B + ", 60)":                                  "this reads a sale at the newest block",
		"now.getHours() > 3 && (now.getHours() < 3 || now.getHours() == 2)":  "", // too deep to see
		"[1, 2].all(buyer, buyer > 0) && buyer == " + A:                      "this part is always true: [1, 2].all(buyer, buyer > 0)",
		"[1, 2].all(i, i > 0)":                                               everybody,
		"allow([" + A + "]) && !allow([" + A + "])":                          nobody,
	} {
		c := Check(source, Setting{Now: newYear.Add(time.Hour)})
		if !c.OK {
			t.Errorf("%s: %v", source, c.Error)
			continue
		}
		said := slices.ContainsFunc(c.Warnings, func(w string) bool { return want != "" && strings.Contains(w, want) })
		wrongly := slices.ContainsFunc(c.Warnings, func(w string) bool {
			return want == "" || want != nobody && strings.Contains(w, nobody) || want != everybody && strings.Contains(w, everybody)
		})
		if said != (want != "") || wrongly {
			t.Errorf("%s: %q, want %q", source, c.Warnings, want)
		}
	}
	for _, source := range []string{"balance(buyer) > units('1', 18)", Sale(market, asset)} {
		if c := Check(source, Setting{Confirmations: 1}); len(c.Warnings) > 0 {
			t.Errorf("%s with confirmations: %q", source, c.Warnings)
		}
	}
	if c := Check("now < timestamp('2020-01-01T00:00:00Z')", Setting{Confirmations: 1}); len(c.Warnings) > 0 {
		t.Errorf("without a clock: %q", c.Warnings)
	}
}

// neverWrong checks that no evaluation contradicts what can be seen without one, for the whole and for
// each part of it.
func neverWrong(t testing.TB, source string) {
	t.Helper()
	p, err := Compile(source)
	if err != nil {
		return
	}
	c, err := analyze(source)
	if err != nil {
		t.Fatalf("%q: %v", source, err)
	}
	d := newDescriber(c, Setting{Now: newYear})
	s, err := newSession(t.Context(), buyer, Inputs{View: newWorld(t)})
	if err != nil {
		t.Fatal(err)
	}
	w := &walker{s: s, ast: c.ast.NativeRep(), values: map[int64]ref.Val{}}
	root := c.tree()
	w.rest(root, nil)
	var visit func(n *node)
	visit = func(n *node) {
		if c.ast.NativeRep().GetType(n.x.ID()).String() == "bool" {
			v, can := w.values[n.x.ID()], d.can(n)
			if v == types.True && can&always == 0 || v == types.False && can&never == 0 {
				t.Fatalf("%q: %q is %v, and was found to be %b", source, d.part(n), v, can)
			}
		}
		for _, part := range n.parts {
			visit(part)
		}
	}
	visit(root)
	if ok, err := p.Eval(t.Context(), buyer, Inputs{View: newWorld(t)}); err == nil {
		for _, warning := range Check(source, Setting{Now: newYear}).Warnings {
			if ok && strings.Contains(warning, "nobody can open") || !ok && strings.Contains(warning, "everybody can open") {
				t.Fatalf("%q is %v, and there is the warning %q", source, ok, warning)
			}
		}
	}
}

func TestWarningsAreTrue(t *testing.T) {
	for _, c := range cases(t, "answers.txt") {
		neverWrong(t, c.policy)
	}
	rapid.Check(t, func(r *rapid.T) { neverWrong(t, expression(r, "bool", 5)) })
}

// TestSpecExample: the question in spec/http.md has the answer there, in the world of world_test.go.
func TestSpecExample(t *testing.T) {
	spec, err := os.ReadFile("../spec/http.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(spec), "\n## Questions about policies\n")
	if !ok {
		t.Fatal("the section is gone")
	}
	objects := strings.Split(section, "\n    {\n")[1:]
	if len(objects) != 2 {
		t.Fatalf("%d examples", len(objects))
	}
	var ask struct{ Policy, Buyer, ChainID, Confirmations string }
	for i, v := range []any{&ask, nil} {
		objects[i], _, _ = strings.Cut("    {\n"+objects[i], "\n    }\n")
		objects[i] = strings.ReplaceAll(objects[i]+"\n    }", "\n    ", "\n")[len("    "):]
		if v != nil {
			if err := json.Unmarshal([]byte(objects[i]), v); err != nil {
				t.Fatal(err)
			}
		}
	}
	p, err := Compile(ask.Policy)
	if err != nil {
		t.Fatal(err)
	}
	a := Answer{Checked: *Check(ask.Policy, Setting{ChainID: ask.ChainID, Confirmations: 3})}
	if a.Explained, err = p.Explain(t.Context(), common.HexToAddress(ask.Buyer), Inputs{View: newWorld(t)}); err != nil {
		t.Fatal(err)
	}
	got, err := json.MarshalIndent(a, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != objects[1] {
		t.Errorf("%s\nin the specification\n%s", got, objects[1])
	}
}
