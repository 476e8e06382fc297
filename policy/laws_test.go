package policy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"strings"
	"sync"
	"testing"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"pgregory.net/rapid"
)

// outcome is what a bool of a policy can be: CEL's logic has three values.
type outcome int

const (
	isFalse outcome = iota
	isTrue
	isError
)

// errorPart is a bool of a policy that fails: the market reverts.
const errorPart = `sale("0x0000000000000000000000000000000000000a01", "0x00000000000000000000000000000000000000000000000000000000000000ff")`

// formula draws an expression over true, false and an error, and says what it must be: the
// tables of CEL's language definition, section "Logical Operators".
func formula(t *rapid.T, depth int) (string, outcome) {
	kind := rapid.IntRange(0, 6).Draw(t, "kind")
	if depth == 0 {
		kind %= 3
	}
	switch kind {
	case 0:
		return "false", isFalse
	case 1:
		return "true", isTrue
	case 2:
		return errorPart, isError
	}
	x, vx := formula(t, depth-1)
	if kind == 3 {
		return "!(" + x + ")", map[outcome]outcome{isFalse: isTrue, isTrue: isFalse, isError: isError}[vx]
	}
	y, vy := formula(t, depth-1)
	switch kind {
	case 4:
		v := isError
		if vx == isTrue || vy == isTrue {
			v = isTrue
		} else if vx == isFalse && vy == isFalse {
			v = isFalse
		}
		return "(" + x + ") || (" + y + ")", v
	case 5:
		v := isError
		if vx == isFalse || vy == isFalse {
			v = isFalse
		} else if vx == isTrue && vy == isTrue {
			v = isTrue
		}
		return "(" + x + ") && (" + y + ")", v
	}
	z, vz := formula(t, depth-1)
	return "(" + x + ") ? (" + y + ") : (" + z + ")", map[outcome]outcome{isFalse: vz, isTrue: vy, isError: isError}[vx]
}

func TestLogicOfErrors(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		source, want := formula(r, 4)
		p, err := Compile(source)
		if err != nil {
			if len(source) > MaxSize || strings.Contains(err.Error(), "costs too much") {
				r.Skip()
			}
			r.Fatal(err)
		}
		ok, err := p.Eval(t.Context(), buyer, Inputs{View: newWorld(t)})
		switch {
		case want == isError && (err == nil || ok):
			r.Fatalf("%s is %v, want an error", source, ok)
		case want != isError && (err != nil || ok != (want == isTrue)):
			r.Fatalf("%s is %v, %v", source, ok, err)
		}
	})
}

// uint256s draws numbers below 2^256, the ends of the range among them.
func uint256s() *rapid.Generator[*big.Int] {
	most := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1))
	return rapid.Custom(func(t *rapid.T) *big.Int {
		n := new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 0, 32).Draw(t, "bytes"))
		if rapid.Bool().Draw(t, "from the top") {
			n.Sub(most, n)
		}
		return n
	})
}

// TestUint256 compares the arithmetic and the order of uint256 with math/big, through the text
// of policies.
func TestUint256(t *testing.T) {
	limit := new(big.Int).Lsh(big.NewInt(1), 256)
	arithmetic := map[string]func(z, x, y *big.Int) *big.Int{
		"+": (*big.Int).Add, "-": (*big.Int).Sub, "*": (*big.Int).Mul, "/": (*big.Int).Div, "%": (*big.Int).Mod,
	}
	order := map[string]func(c int) bool{
		"==": func(c int) bool { return c == 0 }, "!=": func(c int) bool { return c != 0 },
		"<": func(c int) bool { return c < 0 }, "<=": func(c int) bool { return c <= 0 },
		">": func(c int) bool { return c > 0 }, ">=": func(c int) bool { return c >= 0 },
	}
	eval := func(r *rapid.T, source string) (bool, error) {
		p, err := Compile(source)
		if err != nil {
			r.Fatal(err)
		}
		return p.Eval(t.Context(), buyer, Inputs{View: newWorld(t)})
	}
	rapid.Check(t, func(r *rapid.T) {
		x, y := uint256s().Draw(r, "x"), uint256s().Draw(r, "y")
		if rapid.Bool().Draw(r, "equal") {
			y = x
		}
		for sign, accepts := range order {
			ok, err := eval(r, fmt.Sprintf(`units("%d", 0) %s units("%d", 0)`, x, sign, y))
			if err != nil || ok != accepts(x.Cmp(y)) {
				r.Fatalf("%d %s %d is %v, %v", x, sign, y, ok, err)
			}
		}
		for sign, do := range arithmetic {
			var z *big.Int
			if y.Sign() != 0 || sign != "/" && sign != "%" {
				if z = do(new(big.Int), x, y); z.Sign() < 0 || z.Cmp(limit) >= 0 {
					z = nil
				}
			}
			ok, err := eval(r, fmt.Sprintf(`units("%d", 0) %s units("%d", 0) == units("%d", 0)`, x, sign, y, max0(z)))
			if z == nil && err == nil || z != nil && (err != nil || !ok) {
				r.Fatalf("%d %s %d is not %v: %v, %v", x, sign, y, z, ok, err)
			}
		}
	})
}

func max0(z *big.Int) *big.Int {
	if z == nil {
		return new(big.Int)
	}
	return z
}

// TestUnits compares units with exact rational arithmetic.
func TestUnits(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := rapid.StringMatching(`[0-9]{1,60}(\.[0-9]{1,30})?`).Draw(r, "s")
		decimals := rapid.Int64Range(0, maxDecimals).Draw(r, "decimals")
		want, ok := new(big.Rat).SetString(s)
		if !ok {
			r.Fatal(s)
		}
		want.Mul(want, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(decimals), nil)))
		_, fraction, _ := strings.Cut(s, ".")
		exact := int64(len(fraction)) <= decimals && want.Num().BitLen() <= 256
		got, err := parseUnits(s, decimals)
		if exact != (err == nil) {
			r.Fatalf("units(%q, %d): %v", s, decimals, err)
		}
		if err == nil && got.ToBig().Cmp(want.Num()) != 0 {
			r.Fatalf("units(%q, %d) is %v, want %v", s, decimals, got.ToBig(), want)
		}
	})
	for _, s := range []string{"", ".", "1.", ".1", "-1", "+1", "1e3", "0x1", "1_000", " 1", "1 ", "1..2", "1.2.3", "½", "١"} {
		if u, err := parseUnits(s, 18); err == nil {
			t.Errorf("units(%q, 18) is %v", s, u)
		}
	}
}

// TestAddressForms checks every form of an address against go-ethereum's checksum.
func TestAddressForms(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		want := common.BytesToAddress(rapid.SliceOfN(rapid.Byte(), 20, 20).Draw(r, "address"))
		lower := strings.ToLower(want.Hex())
		upper := "0x" + strings.ToUpper(lower[2:])
		for _, s := range []string{lower, upper, want.Hex()} {
			if a, err := parseAddress(s); err != nil || a != want {
				r.Fatalf("%s is read as %s, %v", s, a, err)
			}
		}
		mixed := []byte(want.Hex())
		i := rapid.IntRange(2, 41).Draw(r, "i")
		mixed[i] ^= 0x20
		s := string(mixed)
		if _, err := parseAddress(s); err == nil && s != lower && s != upper {
			r.Fatalf("%s is accepted", s)
		}
	})
}

// goValue draws a value of t for accounts/abi and for policies.
func goValue(r *rapid.T, t abiType) (any, ref.Val) {
	switch t.kind {
	case abiUint:
		n := uint256s().Draw(r, "n")
		n.Rsh(n, uint(256-t.size))
		u, _ := uint256.FromBig(n)
		switch t.size {
		case 8:
			return uint8(n.Uint64()), newUint256(*u)
		case 16:
			return uint16(n.Uint64()), newUint256(*u)
		case 32:
			return uint32(n.Uint64()), newUint256(*u)
		case 64:
			return n.Uint64(), newUint256(*u)
		}
		return n, newUint256(*u)
	case abiInt:
		n := rapid.Int64().Draw(r, "n")
		if t.size < 64 {
			n >>= 64 - t.size
		}
		switch t.size {
		case 8:
			return int8(n), types.Int(n)
		case 16:
			return int16(n), types.Int(n)
		case 32:
			return int32(n), types.Int(n)
		case 64:
			return n, types.Int(n)
		}
		return big.NewInt(n), types.Int(n)
	case abiBool:
		b := rapid.Bool().Draw(r, "b")
		return b, types.Bool(b)
	case abiAddress:
		a := common.BytesToAddress(rapid.SliceOfN(rapid.Byte(), 20, 20).Draw(r, "a"))
		return a, newAddress(a)
	case abiFixed:
		b := rapid.SliceOfN(rapid.Byte(), t.size, t.size).Draw(r, "b")
		return b, types.Bytes(b)
	case abiBytes:
		b := rapid.SliceOfN(rapid.Byte(), 0, 70).Draw(r, "b")
		return b, types.Bytes(b)
	}
	s := rapid.String().Draw(r, "s")
	return s, types.String(s)
}

func abiTypes() *rapid.Generator[abiType] {
	return rapid.Custom(func(r *rapid.T) abiType {
		t := abiType{kind: abiKind(rapid.IntRange(0, int(abiString)).Draw(r, "kind"))}
		switch t.kind {
		case abiUint, abiInt:
			t.size = 8 * rapid.IntRange(1, 32).Draw(r, "size")
		case abiFixed:
			t.size = rapid.IntRange(1, 32).Draw(r, "size")
		}
		return t
	})
}

// TestABI compares encoding and decoding with go-ethereum's accounts/abi, which shares no code
// with this package, and the selector with its own.
func TestABI(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		params := rapid.SliceOfN(abiTypes(), 0, 6).Draw(r, "params")
		result := abiTypes().Draw(r, "result")
		names := make([]string, len(params))
		var list abi.Arguments
		var plain []any
		var args []ref.Val
		add := func(pt abiType) {
			typ, err := abi.NewType(pt.String(), "", nil)
			if err != nil {
				r.Fatal(err)
			}
			v, c := goValue(r, pt)
			if pt.kind == abiFixed { // go-ethereum wants an array
				array := reflect.New(typ.GetType()).Elem()
				reflect.Copy(array, reflect.ValueOf(v))
				v = array.Interface()
			}
			list, plain, args = append(list, abi.Argument{Type: typ}), append(plain, v), append(args, c)
		}
		for i, pt := range params {
			names[i] = pt.String()
			add(pt)
		}
		signature := "f(" + strings.Join(names, ",") + ")"
		m, err := parseMethod(signature + " view returns (" + result.String() + ")")
		if err != nil {
			r.Fatal(err)
		}
		want, err := list.Pack(plain...)
		if err != nil {
			r.Fatal(err)
		}
		want = append(abi.NewMethod("f", "f", abi.Function, "view", false, false, list, nil).ID, want...)
		if got, err := m.encode(args); err != nil || !bytes.Equal(got, want) {
			r.Fatalf("%s: %x, %v, want %x", signature, got, err, want)
		}

		list, plain, args = nil, nil, nil
		add(result)
		data, err := list.Pack(plain...)
		if err != nil {
			r.Fatal(err)
		}
		v, err := m.result.decode(data)
		if err != nil || v.Equal(args[0]) != types.True {
			r.Fatalf("%s: %x is decoded as %v, %v", result, data, v, err)
		}
		if _, err := m.result.decode(data[:rapid.IntRange(0, 31).Draw(r, "cut")]); err == nil {
			r.Fatalf("%s: a cut answer is decoded", result)
		}
	})
}

func TestSale(t *testing.T) {
	got := Sale(common.HexToAddress("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"), asset)
	want := `sale("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "0x0000000000000000000000000000000000000000000000000000000000000001")`
	if got != want {
		t.Errorf("%s, want %s", got, want)
	}
	p, err := Compile(Sale(market, asset))
	if err != nil {
		t.Fatal(err)
	}
	for who, want := range map[common.Address]bool{buyer: true, stranger: false} {
		if ok, err := p.Eval(t.Context(), who, Inputs{View: newWorld(t)}); err != nil || ok != want {
			t.Errorf("for %s: %v, %v", who, ok, err)
		}
	}
}

func TestLimits(t *testing.T) {
	for n, ok := range map[int]bool{MaxSize: true, MaxSize + 1: false} {
		_, err := Compile("true" + strings.Repeat(" ", n-4))
		if (err == nil) != ok {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
	var e *Error
	if _, err := Compile("true || \n é\xff"); !errors.As(err, &e) || e.Line != 2 || e.Column != 3 {
		t.Errorf("a byte that is no UTF-8 gives %v", err)
	}
	if _, err := Compile(" \n"); !errors.As(err, &e) {
		t.Errorf("an empty policy gives %v", err)
	}
	var many []string
	for i := range maxReads + 1 {
		many = append(many, fmt.Sprintf("%d", i))
	}
	source := `[%s].exists(i, erc721("0x0000000000000000000000000000000000000a21").owner(units("7", 0)) != buyer)`
	if _, err := Compile(fmt.Sprintf(source, strings.Join(many, ","))); !errors.As(err, &e) || !strings.Contains(e.Message, "costs too much") {
		t.Errorf("%d reads give %v", len(many), err)
	}
	p, err := Compile(fmt.Sprintf(source, strings.Join(many[:maxReads-1], ",")))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	if ok, err := p.Eval(t.Context(), buyer, Inputs{View: w}); err != nil || ok || w.reads() != 1 {
		t.Errorf("%v, %v after %d reads", ok, err, w.reads())
	}
	// The guard behind the cost limit.
	s := &session{ctx: t.Context(), in: Inputs{View: w}}
	for i := range maxReads + 1 {
		a := s.ask(question{to: common.BigToAddress(big.NewInt(int64(i))), coin: true})
		if tooMany := errors.Is(a.err, errTooManyReads); tooMany != (i == maxReads) {
			t.Errorf("read %d gives %v", i, a.err)
		}
	}
	// A block beyond CEL's time.
	w.time = maxTime + 1
	if _, err := p.Eval(t.Context(), buyer, Inputs{View: w}); err == nil {
		t.Error("a block of the year 10000 is accepted")
	}
}

// viewFunc is a world whose reads go through a function first.
type viewFunc struct {
	*world
	before func() error
}

func (v viewFunc) Balance(ctx context.Context, account common.Address) (*big.Int, error) {
	if err := v.before(); err != nil {
		return nil, err
	}
	return v.world.Balance(ctx, account)
}

// TestContext ends the context at every place where an evaluation can be.
func TestContext(t *testing.T) {
	cause := errors.New("enough")
	ones := "[" + strings.Repeat("1,", 99) + "1]"
	loop := fmt.Sprintf("%s.all(x, %s.all(y, x == y))", ones, ones)

	t.Run("before", func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(cause)
		p, err := Compile("true")
		if err != nil {
			t.Fatal(err)
		}
		if ok, err := p.Eval(ctx, buyer, Inputs{View: newWorld(t)}); ok || !errors.Is(err, cause) {
			t.Errorf("%v, %v", ok, err)
		}
	})
	t.Run("in a read", func(t *testing.T) {
		// The other arm would decide, but the context has ended: no answer at all.
		p, err := Compile(`balance(buyer) == units("0", 0) || true`)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		w := viewFunc{newWorld(t), func() error { cancel(cause); return context.Canceled }}
		if ok, err := p.Eval(ctx, buyer, Inputs{View: w}); ok || !errors.Is(err, cause) {
			t.Errorf("%v, %v", ok, err)
		}
	})
	t.Run("between reads", func(t *testing.T) {
		p, err := Compile(fmt.Sprintf(`balance(buyer) == units("1", 18) && balance("%s") == units("0", 0)`, strings.ToLower(stranger.Hex())))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		w := newWorld(t)
		v := viewFunc{w, func() error { cancel(cause); return nil }}
		w.t = quiet{t}
		if ok, err := p.Eval(ctx, buyer, Inputs{View: v}); ok || !errors.Is(err, cause) || w.reads() != 1 {
			t.Errorf("%v, %v after %d reads", ok, err, w.reads())
		}
	})
	t.Run("in a loop", func(t *testing.T) {
		p, err := Compile(`balance(buyer) == units("1", 18) && ` + loop)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		w := newWorld(t)
		v := viewFunc{w, func() error { cancel(cause); return nil }}
		w.t = quiet{t}
		if ok, err := p.Eval(ctx, buyer, Inputs{View: v}); ok || !errors.Is(err, cause) {
			t.Errorf("%v, %v", ok, err)
		}
		if ok, err := p.Eval(t.Context(), buyer, Inputs{View: newWorld(t)}); !ok || err != nil {
			t.Errorf("without an end: %v, %v", ok, err)
		}
	})
}

// quiet lets the world's own check of the context pass where the test ends it inside a read.
type quiet struct{ testing.TB }

func (quiet) Errorf(string, ...any) {}

// TestViewErrors checks that callers can see why an evaluation failed.
func TestViewErrors(t *testing.T) {
	down := errors.New("connection refused")
	p, err := Compile(`balance(buyer) > units("0", 0)`)
	if err != nil {
		t.Fatal(err)
	}
	for _, fail := range []error{down, fmt.Errorf("dial: %w", down)} {
		if ok, err := p.Eval(t.Context(), buyer, Inputs{View: viewFunc{newWorld(t), func() error { return fail }}}); ok || !errors.Is(err, fail) {
			t.Errorf("%v, %v", ok, err)
		}
	}
}

// TestOnePolicyManyGoroutines is for the race detector.
func TestOnePolicyManyGoroutines(t *testing.T) {
	p, err := Compile(`[1, 2].all(x, balance(buyer) >= units("1", 18)) && ` + Sale(market, asset))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			who := []common.Address{buyer, stranger}[i%2]
			for range 20 {
				if ok, err := p.Eval(t.Context(), who, Inputs{View: w}); err != nil || ok != (who == buyer) {
					t.Errorf("%v, %v", ok, err)
				}
			}
		})
	}
	wg.Wait()
}
