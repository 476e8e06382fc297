package policy

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestFormat: canonical forms, one by one.
func TestFormat(t *testing.T) {
	const a, A = "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
	asset := strings.Repeat("ab", 32)
	for source, want := range map[string]string{
		"true":                          "true",
		" ( ( true ) )// why\n":         "true",
		"buyer=='" + A + "'":            `buyer == "` + a + `"`,
		`address("` + A + `") == buyer`: `address("` + a + `") == buyer`,
		`allow(["` + A + `",buyer])`:    "",
		`allow(["` + A + `"])`:          `allow(["` + a + `"])`,
		"sale(\n'" + A + "',\t'0x" + strings.ToUpper(asset) + "' )": `sale("` + a + `", "0x` + asset + `")`,
		`"` + A + `" == "x"`:           `"` + A + `" == "x"`, // two texts
		"1-(2-3)==4||true&&false":      "1 - (2 - 3) == 4 || true && false",
		"(1-2)-3==4":                   "1 - 2 - 3 == 4",
		"(true||false)&&true":          "(true || false) && true",
		"true||(false||(true||false))": "true || false || true || false",
		"!(!true)":                     "!(!true)",
		"!!true":                       "true",
		"-(1) == -1":                   "-(1) == -1",
		"-(-1) == 0x10":                "-(-1) == 16",
		"1 - -1 == 2":                  "1 - -1 == 2",
		"(true?false:true)?true:(false?true:false)":                      "(true ? false : true) ? true : false ? true : false",
		"true?(true?true:true):true":                                     "true ? (true ? true : true) : true",
		"[1,2].all( x,x>0 )":                                             "[1, 2].all(x, x > 0)",
		"[1,2].exists(x,[x].all(y,y==x))":                                "[1, 2].exists(x, [x].all(y, y == x))",
		`call('` + A + `',"f(address) view returns (bool)",[ buyer ])`:   `call("` + a + `", "f(address) view returns (bool)", [buyer])`,
		`call('` + A + `',"f() view returns (bytes4)",[])=='0xABCDEF01'`: `call("` + a + `", "f() view returns (bytes4)", []) == "0xabcdef01"`,
		`b'\xff"a' == b"b"`:                                              `b"\xff\"a" == b"b"`,
		`"é\n\u200b" == r'\n'`:                                           `"é\n\u200b" == "\\n"`,
		`('a'+"").contains("")`:                                          `("a" + "").contains("")`,
		`call('` + A + `',"f() view returns (uint8[],bool)",[]) [ 1 ]`:   `call("` + a + `", "f() view returns (uint8[],bool)", [])[1]`,
		`cel.bind( x,given . name,x.json('$.a')==x)`:                     "",
		`cel.bind( x,given . name,x.json('$.a')==1)`:                     `cel.bind(x, given.name, x.json("$.a") == 1)`,
		`event('` + A + `',"E(bool indexed)",[null],5)`:                  `event("` + a + `", "E(bool indexed)", [null], 5)`,
		`chain( 5 ).erc20('` + A + `').balance(buyer)==units("1",0)`:     `chain(5).erc20("` + a + `").balance(buyer) == units("1", 0)`,
		`(now+duration("1h")).getHours()>1`:                              `(now + duration("1h")).getHours() > 1`,
		`erc721('` + A + `').owner(7)==buyer`:                            `erc721("` + a + `").owner(7) == buyer`,
		"1 in[1,2]==true":                                                "1 in [1, 2] == true",
		"-9223372036854775808 < 0":                                       "-9223372036854775808 < 0",
	} {
		got, err := Format(source)
		if want == "" {
			if err == nil {
				t.Errorf("%s has the form %s", source, got)
			}
			continue
		}
		if err != nil || got != want {
			t.Errorf("%s\nhas the form\n%s, %v, want\n%s", source, got, err, want)
		}
	}
	sale := Sale(market, [32]byte{1})
	if got, err := Format(sale); err != nil || got != sale {
		t.Errorf("%s has the form %s, %v", sale, got, err)
	}
	if _, err := Format("true" + strings.Repeat("||true", 1360)); err == nil || !strings.Contains(err.Error(), "limit") {
		t.Errorf("a form over the limit: %v", err)
	}
}

// sameForm checks the law of Format for a policy that compiles: the form is its own form, and
// means the same.
func sameForm(t testing.TB, source string) {
	t.Helper()
	form, err := Format(source)
	if err != nil {
		if strings.Contains(err.Error(), "canonical form") {
			return
		}
		t.Fatalf("%q: %v", source, err)
	}
	if again, err := Format(form); err != nil || again != form {
		t.Fatalf("%q has the form %q, and that %q, %v", source, form, again, err)
	}
	p, err := Compile(source)
	if err != nil {
		t.Fatalf("%q: %v", source, err)
	}
	q, err := Compile(form)
	if err != nil {
		t.Fatalf("%q has the form %q: %v", source, form, err)
	}
	if p.Cost() != q.Cost() {
		t.Fatalf("%q costs %d, its form %q costs %d", source, p.Cost(), form, q.Cost())
	}
	ok, err := p.Eval(t.Context(), buyer, Inputs{View: newWorld(t)})
	same, err2 := q.Eval(t.Context(), buyer, Inputs{View: newWorld(t)})
	if ok != same || fmt.Sprint(err) != fmt.Sprint(err2) {
		t.Fatalf("%q is %v, %v; its form %q is %v, %v", source, ok, err, form, same, err2)
	}
}

func TestFormatMeansTheSame(t *testing.T) {
	for _, c := range cases(t, "answers.txt") {
		sameForm(t, c.policy)
	}
	rapid.Check(t, func(r *rapid.T) {
		source := expression(r, "bool", 4)
		if _, err := Compile(source); err != nil {
			r.Skip()
		}
		sameForm(t, source)
	})
}

// expression draws an expression of a type, bool or int, that mostly compiles: literals,
// variables, reads that fail, operators with and without parentheses, loops.
func expression(t *rapid.T, kind string, depth int) string {
	pick := func(from ...string) string { return rapid.SampledFrom(from).Draw(t, "pick") }
	if depth == 0 {
		if kind == "int" {
			return pick("0", "1", "-1", "7", "now.getHours()", "size('ab')", "1/0")
		}
		return pick("true", "false", errorPart, "buyer == '0x00000000000000000000000000000000000000B1'", "balance(buyer) > units('0', 0)",
			"now < timestamp('2026-06-01T00:00:00Z')", "erc721('0x0000000000000000000000000000000000000a21').owner(8) == buyer")
	}
	sub := func(kind string) string {
		s := expression(t, kind, rapid.IntRange(0, depth-1).Draw(t, "depth"))
		if rapid.Bool().Draw(t, "parentheses") {
			return "(" + s + ")"
		}
		return s
	}
	if kind == "int" {
		switch pick("sign", "minus", "choice") {
		case "minus":
			return "-" + sub("int")
		case "choice":
			return sub("bool") + " ? " + sub("int") + " : " + sub("int")
		}
		return sub("int") + pick("+", "-", "*", "/", "%", " - ") + sub("int")
	}
	switch pick("logic", "logic", "logic", "not", "choice", "compare", "equal", "loop", "in") {
	case "not":
		return pick("!", "!!", "! ") + sub("bool")
	case "choice":
		return sub("bool") + " ? " + sub("bool") + " : " + sub("bool")
	case "compare":
		return sub("int") + pick("<", "<=", ">", ">=", "==", "!=") + sub("int")
	case "equal":
		return sub("bool") + pick("==", "!=") + sub("bool")
	case "loop":
		return "[1, " + sub("int") + "]." + pick("all", "exists", "exists_one") + "(x, x " + pick("<", "==") + sub("int") + ")"
	case "in":
		return sub("int") + " in [" + sub("int") + ", 7]"
	}
	return sub("bool") + pick("&&", "||", " && ", " || ") + sub("bool")
}
