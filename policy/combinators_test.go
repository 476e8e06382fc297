package policy

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"cel.dev/cel-go/common/types/ref"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
)

// meaning is what an expression must be, once it is known what each unknown is.
type meaning func(unknowns [unknowns]outcome) outcome

// unknowns is how many values the grower's expressions read that come with the request: true, false, or missing.
const unknowns = 3

// grower makes an expression of bytes, and says what it must be: an evaluator of the combinators that
// shares nothing with the package. An expression that is ill is one that must not compile.
type grower struct {
	bytes []byte
	ill   bool
	asked bool // for an unknown
}

func (g *grower) next() int {
	if len(g.bytes) == 0 {
		return 0
	}
	b := g.bytes[0]
	g.bytes = g.bytes[1:]
	return int(b)
}

func fixed(v outcome) meaning { return func([unknowns]outcome) outcome { return v } }

func not(v outcome) outcome {
	return [...]outcome{isFalse: isTrue, isTrue: isFalse, isError: isError}[v]
}

func and(a, b outcome) outcome {
	switch {
	case a == isFalse || b == isFalse:
		return isFalse
	case a == isError || b == isError:
		return isError
	}
	return isTrue
}

// grow returns text and meaning; bound are the names of cel.bind with theirs.
func (g *grower) grow(depth int, bound map[string]meaning) (string, meaning) {
	kind := g.next() % 12
	if depth == 0 || len(g.bytes) == 0 {
		kind %= 4
	}
	switch kind {
	case 0:
		return "false", fixed(isFalse)
	case 1:
		return "true", fixed(isTrue)
	case 2:
		return errorPart, fixed(isError)
	case 3:
		n := g.next()
		if n%64 == 63 { // now and then a value that is no bool
			g.ill = true
			return []string{`1`, `"true"`, `buyer`, `given.x`, `units("1", 0)`, `[true]`, `null`}[n/64], fixed(isTrue)
		}
		if n%2 == 1 && len(bound) > 0 {
			name := fmt.Sprintf("v%d", n/2%len(bound))
			return name, bound[name]
		}
		g.asked = true
		u := n / 2 % unknowns
		return fmt.Sprintf("bool(given.u%d)", u), func(all [unknowns]outcome) outcome { return all[u] }
	}
	x, vx := g.grow(depth-1, bound)
	switch kind {
	case 4:
		return "!(" + x + ")", func(u [unknowns]outcome) outcome { return not(vx(u)) }
	case 5: // cel.bind, whose value may not be used, and may be of any type if it is not: here it is a bool
		name := fmt.Sprintf("v%d", len(bound))
		more := map[string]meaning{name: vx}
		for n, v := range bound {
			more[n] = v
		}
		body, v := g.grow(depth-1, more)
		return fmt.Sprintf("cel.bind(%s, (%s) && true, %s)", name, x, body), v
	case 6, 7, 8: // atLeast
		parts, values := []string{x}, []meaning{vx}
		for range g.next() % 4 {
			p, v := g.grow(depth-1, bound)
			parts, values = append(parts, p), append(values, v)
		}
		k := 1 + g.next()%len(parts)
		return fmt.Sprintf("atLeast(%d, %s)", k, strings.Join(parts, ", ")), func(u [unknowns]outcome) outcome {
			var count [isError + 1]int
			for _, v := range values {
				count[v(u)]++
			}
			switch {
			case count[isTrue] >= k:
				return isTrue
			case count[isTrue]+count[isError] < k:
				return isFalse
			}
			return isError
		}
	}
	y, vy := g.grow(depth-1, bound)
	switch kind {
	case 9:
		return "(" + x + ") && (" + y + ")", func(u [unknowns]outcome) outcome { return and(vx(u), vy(u)) }
	case 10:
		return "(" + x + ") || (" + y + ")", func(u [unknowns]outcome) outcome { return not(and(not(vx(u)), not(vy(u)))) }
	}
	z, vz := g.grow(depth-1, bound)
	return "(" + x + ") ? (" + y + ") : (" + z + ")", func(u [unknowns]outcome) outcome {
		switch vx(u) {
		case isTrue:
			return vy(u)
		case isFalse:
			return vz(u)
		}
		return isError
	}
}

// refuser is a View whose every contract reverts: all that the grower's errors need. To make a world takes longer
// than to compile a policy.
type refuser struct{ parrot }

func (refuser) Call(context.Context, common.Address, []byte) ([]byte, error) { return nil, errReverted }

// FuzzCombinators compares Eval with the grower, for every choice of the unknowns, and Explain for one: errors are
// never true, whatever stands around them, and what decides without them does. What is ill-typed does not compile.
// To compile takes most of the time, so that one expression is of use 27 times.
func FuzzCombinators(f *testing.F) {
	for _, seed := range []string{"", "\x04\x02", "\x09\x02\x01", "\x0a\x02\x01\x00", "\x0b\x02\x01\x01", "\x05\x02\x01\x01", "\x06\x02\x03\x01\x02\x00\x01", "\x03\x3f", "\x08\x0b\x04\x05\x02\x0a\x02\x01",
		"\x0a\x09\x03\x00\x03\x02\x03\x04", "\x0b\x03\x00\x03\x02\x05\x03\x04\x03\x01", "\x07\x03\x00\x02\x03\x02\x03\x04\x01"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		g := grower{bytes: data[:min(len(data), 200)]}
		source, want := g.grow(5, nil)
		p, err := Compile(source)
		if g.ill != (err != nil) {
			if err != nil && (len(source) > MaxSize || strings.Contains(err.Error(), "too deep") || strings.Contains(err.Error(), "costs too much")) {
				return
			}
			t.Fatalf("%s: ill %v: %v", source, g.ill, err)
		}
		if err != nil {
			return
		}
		cases := 1
		if g.asked {
			cases = 27
		}
		for n := range cases {
			in := Inputs{View: refuser{}, Given: map[string]json.RawMessage{}}
			var u [unknowns]outcome
			for i, rest := 0, n; i < unknowns; i, rest = i+1, rest/3 {
				if u[i] = outcome(rest % 3); u[i] != isError {
					in.Given[fmt.Sprintf("u%d", i)] = json.RawMessage([]string{isFalse: "false", isTrue: "true"}[u[i]])
				}
			}
			want := want(u)
			ok, err := p.Eval(t.Context(), buyer, in)
			if ok != (want == isTrue) || (err != nil) != (want == isError) {
				t.Fatalf("%s, with %v: %v, %v, want %v", source, u, ok, err, want)
			}
			if n == len(data)*7%cases {
				e, err := p.Explain(t.Context(), buyer, in)
				if err != nil || e.Value != ok || (e.Err != nil) != (want == isError) {
					t.Fatalf("%s, with %v, is %v, and explained as %+v, %v", source, u, want, e, err)
				}
			}
		}
	})
}

// FuzzABIArraysAndTuples decodes any answer as arrays and tuples. What is decoded encodes to bytes that
// mean the same, here and for go-ethereum.
func FuzzABIArraysAndTuples(f *testing.F) {
	var results []*method
	var theirs []abi.Arguments
	for _, s := range []string{"uint8[]", "uint256[2][]", "string[]", "bytes[][2]", "address[],bool", "uint256,string,bytes4[]", "int64[3],bytes"} {
		m, err := parseMethod("f() view returns (" + s + ")")
		if err != nil {
			f.Fatal(err)
		}
		results, theirs = append(results, m), append(theirs, arguments(f, s))
	}
	nested, err := parseMethod("f() view returns ((uint256 id, (address owner, string name)[] list)[])")
	if err != nil {
		f.Fatal(err)
	}
	results, theirs = append(results, nested), append(theirs, nil)
	f.Add([]byte{})
	f.Add(bytes.Repeat(word("0x20"), 8))
	f.Add(bytes.Join([][]byte{word("0x20"), word("0x02"), word("0x01"), word("0x02")}, nil))
	f.Add(bytes.Join([][]byte{word("0x40"), word("0x01"), word("0x01"), word("0xb1")}, nil))
	f.Add(bytes.Join([][]byte{word("0x20"), word("0x01"), word("0x20"), word("0x03"), common.RightPadBytes([]byte("key"), 32)}, nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		for i, m := range results {
			v, err := m.decode(data)
			if err != nil {
				continue
			}
			again, err := encodeResult(m, v)
			if err != nil {
				t.Fatalf("%s: %x is decoded and not encoded: %v", m.result, data, err)
			}
			w, err := m.decode(again)
			if err != nil || valueText(w) != valueText(v) {
				t.Fatalf("%s: %s becomes %v, %v", m.result, valueText(v), w, err)
			}
			if theirs[i] != nil {
				if _, err := theirs[i].Unpack(again); err != nil && len(again) > 0 {
					t.Fatalf("%s: go-ethereum does not read %x: %v", m.result, again, err)
				}
			}
		}
	})
}

// encodeResult encodes what m answered.
func encodeResult(m *method, v ref.Val) ([]byte, error) {
	if m.several {
		return encodeAll(m.result.parts, v.(tupleVal).v.parts, "result %d")
	}
	return encodeAll([]abiType{m.result}, []ref.Val{v}, "result %d")
}

// slow is a world that answers when the context ends.
type slow struct{ *world }

func (s slow) Call(ctx context.Context, _ common.Address, _ []byte) ([]byte, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func (s slow) Fetch(ctx context.Context, _ *WebRequest) (int, []byte, error) {
	<-ctx.Done()
	return 0, nil, ctx.Err()
}

// TestPoliciesCannotSpendMore tries to make an evaluation take more than its limits: in reads, depth, length
// of lists and texts, time, and with what contracts and hosts answer.
func TestPoliciesCannotSpendMore(t *testing.T) {
	const oracleCall = `call("0x0000000000000000000000000000000000000acc", `
	for name, source := range map[string]string{
		"101 reads":             "atLeast(1, " + strings.Repeat(`web("https://a.b").json("$") == 1, `, 31) + "false) || [1, 2, 3].all(x, atLeast(1, " + strings.Repeat(`web("https://a.b").json("$") == 1, `, 30) + "false))",
		"a read in a long loop": oracleCall + `"members() view returns (address[])", []).all(m, balance(m) > units("0", 0))`,
		"lists of lists":        oracleCall + `"f() view returns (uint8[][])", []).all(a, ` + oracleCall + `"f() view returns (uint8[][])", []).all(b, a.all(x, b.all(y, x == y))))`,
		"nesting":               strings.Repeat("cel.bind(x, true, ", 120) + "x" + strings.Repeat(")", 120),
		"brackets":              strings.Repeat("[", 200) + "1" + strings.Repeat("]", 200) + " == 1",
		"a deep ABI":            oracleCall + `"f() view returns (uint8[][][][][])", []) == 1`,
		"a wide ABI":            oracleCall + `"f() view returns (uint8[100][100])", []) == 1`,
		"nothing many times":    oracleCall + `"f() view returns (uint8[0][])", []) == 1`,
		"many parts":            "atLeast(1" + strings.Repeat(", true", 33) + ")",
		"a path of everything":  `web("https://a.b").list("$..*..*..*").exists(x, x == 1)`,
		"many blocks":           `event("0x0000000000000000000000000000000000000acc", "E()", [], 10001)`,
		"a large list":          "[" + strings.Repeat("1, ", 5000) + "1].all(x, x == 1)",
	} {
		if _, err := Compile(source); err == nil {
			t.Errorf("%s compiles", name)
		}
	}
	double := `"` + strings.Repeat("a", 1000) + `"`
	for i := range 20 {
		double = fmt.Sprintf("cel.bind(x%d, %s, x%d + x%d)", i, double, i, i)
	}
	for name, c := range map[string]struct{ source, want string }{
		"doubled text":       {double + ` == ""`, "the text is over"},
		"giant return data":  {oracleCall + `"long() view returns (uint256)", []) == units("1", 0)`, "the limit is 4096"},
		"aliased arrays":     {oracleCall + `"alias() view returns (uint8[][][])", []).all(x, true)`, "more than 128 values"},
		"giant answer":       {`web("https://a.b/giant").json("$") == 1`, "over 65536 bytes"},
		"many elements":      {`web("https://a.b/many").list("$[*]").all(x, x == 1)`, "the limit is 128"},
		"deep JSON":          {`web("https://a.b/deep").json("$") == 1`, "no JSON"},
		"many blocks of one": {`balance("0x00000000000000000000000000000000000badba") == units("1", 0)`, "is none"},
	} {
		w := newWorld(t)
		w.web["GET https://a.b/giant"] = `"` + strings.Repeat("a", 70_000) + `"`
		w.web["GET https://a.b/many"] = "[" + strings.Repeat("1,", 200) + "1]"
		w.web["GET https://a.b/deep"] = strings.Repeat("[", 20_000)
		// 12 arrays that are one, of 12 arrays that are one.
		alias := bytes.Join([][]byte{word("0x20"), word("0x0c"), bytes.Repeat(word("0x180"), 12), word("0x0c"), bytes.Repeat(word("0x180"), 12), word("0x0")}, nil)
		w.contracts[oracle].constant("alias", alias)
		p, err := Compile(c.source)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if ok, err := p.Eval(t.Context(), buyer, w.inputs()); ok || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, %v, want %q", name, ok, err, c.want)
		}
	}
	for name, source := range map[string]string{
		"a slow chain": oracleCall + `"name() view returns (string)", []) == "" || true`,
		"a slow host":  `web("https://a.b").json("$") == 1 || true`,
		"slow, k of n": `atLeast(1, web("https://a.b").json("$") == 1, true)`,
	} {
		p, err := Compile(source)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		s := slow{newWorld(t)}
		in := s.inputs()
		in.View, in.Web = s, s
		if ok, err := p.Eval(ctx, buyer, in); ok || err == nil {
			t.Errorf("%s: %v, %v", name, ok, err)
		}
		cancel()
	}
}
