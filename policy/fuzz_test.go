package policy

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"cel.dev/cel-go/common/types"
	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/vectors"
)

// parrot is a View whose every contract answers the same bytes.
type parrot []byte

func (parrot) ChainID() uint64 { return 1 }
func (parrot) Number() uint64  { return 1 }
func (parrot) Time() uint64    { return 1_767_225_600 }
func (parrot) Logs(context.Context, common.Address, [][]common.Hash, uint64) ([]Log, error) {
	return nil, nil
}
func (parrot) Prefetch(context.Context, []common.Address, [][]byte) {}
func (p parrot) CallOnce(ctx context.Context, to common.Address, data []byte) ([]byte, error) {
	return p.Call(ctx, to, data)
}
func (p parrot) Call(context.Context, common.Address, []byte) ([]byte, error) {
	return p, nil
}
func (p parrot) BalanceOnce(ctx context.Context, account common.Address) (*big.Int, error) {
	return p.Balance(ctx, account)
}
func (p parrot) Balance(context.Context, common.Address) (*big.Int, error) {
	return new(big.Int).SetBytes(p), nil
}

// policiesOf collects the policies in a JSON document of the vectors, where they are hex.
func policiesOf(doc any) []string {
	var list []string
	switch doc := doc.(type) {
	case map[string]any:
		for name, v := range doc {
			if s, ok := v.(string); ok && name == "policy" {
				list = append(list, string(common.FromHex(s)))
			}
			list = append(list, policiesOf(v)...)
		}
	case []any:
		for _, v := range doc {
			list = append(list, policiesOf(v)...)
		}
	}
	return list
}

// FuzzCompileNeverPanics compiles any text. What compiles is evaluated, against contracts that
// answer 1: no panic (CEL turns one into an "internal error"), and not over the limits. What
// does not compile has an error with a place inside the text, and nothing in it that moves a
// terminal.
func FuzzCompileNeverPanics(f *testing.F) {
	seeds := 0
	for _, folder := range []string{"capsule", "stanza", "terms", "recipient", "request"} {
		for _, v := range vectors.Load(f, folder) {
			for _, part := range []json.RawMessage{v.Input, v.Output} {
				var doc any
				if err := json.Unmarshal(part, &doc); err != nil {
					f.Fatal(err)
				}
				for _, p := range policiesOf(doc) {
					f.Add(p)
					seeds++
				}
			}
		}
	}
	if seeds == 0 {
		f.Fatal("no vector has a policy")
	}
	for _, name := range []string{"errors.txt", "answers.txt"} {
		for _, c := range cases(f, name) {
			f.Add(c.policy)
		}
	}
	one := parrot(word("0x01"))
	f.Fuzz(func(t *testing.T, source string) {
		p, err := Compile(source)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("%q: %T", source, err)
			}
			lines := strings.Split(source, "\n")
			if e.Line < 1 || e.Line > len(lines) || e.Column < 1 || e.Column > utf8.RuneCountInString(lines[e.Line-1])+1 {
				t.Fatalf("%q: no such place: %v", source, e)
			}
			for _, r := range e.Error() {
				if !unicode.IsPrint(r) && r != '\n' && r != '\t' {
					t.Fatalf("%q: %q in the error", source, r)
				}
			}
			return
		}
		if len(source) > MaxSize || !utf8.ValidString(source) || p.Cost() > MaxCost {
			t.Fatalf("%q compiles at a cost of %d", source, p.Cost())
		}
		ok, err := p.Eval(t.Context(), buyer, Inputs{View: one})
		if err != nil && (ok || strings.Contains(err.Error(), "internal error") || strings.Contains(err.Error(), "no such overload") || strings.Contains(err.Error(), "cost limit")) {
			t.Fatalf("%q: %v, %v", source, ok, err)
		}
		if again, err2 := p.Eval(t.Context(), buyer, Inputs{View: one}); again != ok || (err == nil) != (err2 == nil) {
			t.Fatalf("%q: %v, %v and then %v, %v", source, ok, err, again, err2)
		}
	})
}

// FuzzPartsMakeTheWhole takes any text apart that is a policy: the laws of Format, Explain and the
// warnings hold for it (format_test.go, explain_test.go, describe_test.go), and Check agrees with Compile.
func FuzzPartsMakeTheWhole(f *testing.F) {
	for _, name := range []string{"errors.txt", "answers.txt", "explain.txt", "checked.txt"} {
		for _, c := range cases(f, name) {
			f.Add(c.policy)
		}
	}
	f.Fuzz(func(t *testing.T, source string) {
		checked := Check(source, Setting{Now: newYear})
		p, err := Compile(source)
		if checked.OK != (err == nil) || err != nil && checked.Error.Error() != err.Error() {
			t.Fatalf("%q: %v, and %+v", source, err, checked)
		}
		if err != nil {
			return
		}
		if checked.Cost != p.Cost() || checked.Words == "" || !utf8.ValidString(checked.Words) {
			t.Fatalf("%q: %+v", source, checked)
		}
		sameForm(t, source)
		neverWrong(t, source)
		sameAnswer(t, p, func() View { return newWorld(t) })
		sameAnswer(t, p, func() View { return parrot(word("0x01")) })
	})
}

// FuzzCallReturnNeverPanics decodes any answer of a contract as every type, by itself and inside
// a policy. What is decoded as a type of one word encodes to that word again.
func FuzzCallReturnNeverPanics(f *testing.F) {
	var results []abiType
	var policies []*Policy
	for _, c := range []struct{ result, compare string }{
		{"uint256", ` >= units("1", 0)`}, {"uint8", ` >= units("1", 0)`}, {"int256", ` > 0`}, {"int24", ` > 0`}, {"bool", ``},
		{"address", ` == buyer`}, {"bytes4", ` == "0x01020304"`}, {"bytes32", ` == "0x00"`}, {"bytes", ` == "0x00"`}, {"string", `.contains("a")`},
	} {
		t, err := parseType(c.result)
		if err != nil {
			f.Fatal(err)
		}
		p, err := Compile(`call("0x0000000000000000000000000000000000000acc", "f() view returns (` + c.result + `)", [])` + c.compare)
		if err != nil {
			f.Fatal(err)
		}
		results, policies = append(results, t), append(policies, p)
	}
	f.Add([]byte(nil))
	f.Add(word("0x01"))
	f.Add(bytes.Repeat([]byte{0xff}, 96))
	f.Add(append(append(word("0x20"), word("0x05")...), "latch"...))
	f.Add(append(append(word("0x20"), bytes.Repeat([]byte{0xff}, 32)...), "latch"...))
	f.Add(append(word("0x8000000000000000"), word("0x05")...))
	f.Add(make([]byte, maxReturn+1))
	f.Fuzz(func(t *testing.T, data []byte) {
		for i, result := range results {
			v, err := result.decode(data)
			if err == nil && !result.dynamic() {
				again, err := result.encode(v)
				if err != nil || !bytes.Equal(again, data[:wordSize]) {
					t.Fatalf("%s: %x is decoded as %v and encoded as %x, %v", result, data, v, again, err)
				}
			}
			if err == nil && v.Equal(v) != types.True {
				t.Fatalf("%s: %v does not equal itself", result, v)
			}
			if ok, err := policies[i].Eval(t.Context(), buyer, Inputs{View: parrot(data)}); err != nil && (ok || strings.Contains(err.Error(), "internal error")) {
				t.Fatalf("%s of %x: %v, %v", policies[i], data, ok, err)
			}
		}
	})
}
