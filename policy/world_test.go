package policy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// The accounts of the world that testdata/answers.txt is evaluated in.
var (
	buyer    = common.HexToAddress("0x00000000000000000000000000000000000000b1")
	stranger = common.HexToAddress("0x00000000000000000000000000000000000000b2")
	market   = common.HexToAddress("0x0000000000000000000000000000000000000a01")
	coin     = common.HexToAddress("0x0000000000000000000000000000000000000a20")
	nft      = common.HexToAddress("0x0000000000000000000000000000000000000a21")
	oracle   = common.HexToAddress("0x0000000000000000000000000000000000000acc")
	asset    = common.HexToHash("0x01")
)

var (
	errReverted = errors.New("execution reverted")
	errNoCode   = errors.New("no code at the address")
)

// world is a View in memory. It fails the test when its caller breaks the View's contract, and
// counts what is asked. Its contracts speak the ABI of go-ethereum.
type world struct {
	t         testing.TB
	number    uint64
	time      uint64
	contracts map[common.Address]contract
	balances  map[common.Address]*big.Int
	logs      []Log

	mu    sync.Mutex
	asked []string
}

// contract maps the signature of a function to its evaluation.
type contract map[string]function

type function struct {
	in, out abi.Arguments
	run     func(in []any) ([]any, error)
	raw     func() []byte // in place of run: the bytes of the answer
}

func arguments(t testing.TB, names string) abi.Arguments {
	t.Helper()
	var list abi.Arguments
	for name := range strings.SplitSeq(names, ",") {
		if name == "" {
			continue
		}
		typ, err := abi.NewType(name, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, abi.Argument{Type: typ})
	}
	return list
}

// define adds a function name(in) returns (out).
func (c contract) define(t testing.TB, name, in, out string, run func(in []any) ([]any, error)) {
	c[name+"("+in+")"] = function{in: arguments(t, in), out: arguments(t, out), run: run}
}

// constant adds a function that answers these bytes, whatever they are.
func (c contract) constant(name string, data []byte) {
	c[name+"()"] = function{raw: func() []byte { return data }}
}

func (w *world) ChainID() uint64 { return 1 }
func (w *world) Number() uint64  { return w.number }
func (w *world) Time() uint64    { return w.time }

func (w *world) ask(ctx context.Context, what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if ctx.Err() != nil {
		w.t.Errorf("%s is read after the context has ended", what)
	}
	w.asked = append(w.asked, what)
}

func (w *world) reads() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.asked)
}

func (w *world) Call(ctx context.Context, to common.Address, data []byte) ([]byte, error) {
	w.ask(ctx, fmt.Sprintf("%s %x", to, data))
	c, ok := w.contracts[to]
	if !ok {
		return nil, errNoCode
	}
	for signature, f := range c {
		if len(data) < 4 || !bytes.Equal(crypto.Keccak256([]byte(signature))[:4], data[:4]) {
			continue
		}
		if f.raw != nil {
			return f.raw(), nil
		}
		in, err := f.in.Unpack(data[4:])
		if err != nil {
			w.t.Errorf("%s: malformed call data %x: %v", signature, data, err)
			return nil, errReverted
		}
		if again, err := f.in.Pack(in...); err != nil || !bytes.Equal(again, data[4:]) {
			w.t.Errorf("%s: call data %x is not canonical", signature, data)
		}
		out, err := f.run(in)
		if err != nil {
			return nil, err
		}
		return f.out.Pack(out...)
	}
	return nil, errReverted
}

func (w *world) Balance(ctx context.Context, account common.Address) (*big.Int, error) {
	w.ask(ctx, "balance "+account.String())
	if b, ok := w.balances[account]; ok {
		return b, nil
	}
	return new(big.Int), nil
}

// Logs answers the logs of the contract among w.logs that fit, of the last blocks.
func (w *world) Logs(ctx context.Context, contract common.Address, topics [][]common.Hash, blocks uint64) ([]Log, error) {
	w.ask(ctx, fmt.Sprintf("logs %s %v %d", contract, topics, blocks))
	var found []Log
	for _, l := range w.logs {
		fits := l.Address == contract && l.BlockNumber <= w.number && l.BlockNumber+blocks > w.number && len(topics) <= len(l.Topics)
		for i := range topics {
			fits = fits && (len(topics[i]) == 0 || slices.Contains(topics[i], l.Topics[i]))
		}
		if fits {
			found = append(found, l)
		}
	}
	return found, nil
}

// CallOnce is Call: the world keeps nothing but what was asked.
func (w *world) CallOnce(ctx context.Context, to common.Address, data []byte) ([]byte, error) {
	return w.Call(ctx, to, data)
}

// Prefetch is a hint, and this View has no use for it.
func (w *world) Prefetch(_ context.Context, to []common.Address, data [][]byte) {
	if len(to) != len(data) || len(to) == 0 {
		w.t.Errorf("%d accounts and %d calls to be read", len(to), len(data))
	}
}

func word(hexadecimal string) []byte {
	return common.LeftPadBytes(common.FromHex(hexadecimal), 32)
}

func newWorld(t testing.TB) *world {
	one := big.NewInt(1_000_000_000_000_000_000)
	w := &world{
		t:      t,
		number: 77,
		time:   1_767_225_600 + 3600, // 2026-01-01T01:00:00Z
		balances: map[common.Address]*big.Int{
			buyer:                          one,
			common.HexToAddress("0xbadba"): big.NewInt(-1),
		},
		contracts: map[common.Address]contract{},
	}
	m, c, n, o := contract{}, contract{}, contract{}, contract{}
	w.contracts[market], w.contracts[coin], w.contracts[nft], w.contracts[oracle] = m, c, n, o
	m.define(t, "licensed", "bytes32,address", "bool", func(in []any) ([]any, error) {
		if in[0] == [32]byte(common.HexToHash("0xff")) {
			return nil, errReverted
		}
		return []any{in[0] == [32]byte(asset) && in[1] == buyer}, nil
	})
	c.define(t, "balanceOf", "address", "uint256", func(in []any) ([]any, error) {
		if in[0] != buyer {
			return []any{new(big.Int)}, nil
		}
		return []any{new(big.Int).Div(new(big.Int).Mul(one, big.NewInt(3)), big.NewInt(2))}, nil
	})
	c.define(t, "name", "", "string", func([]any) ([]any, error) { return []any{"Grüße"}, nil })
	c.define(t, "decimals", "", "uint8", func([]any) ([]any, error) { return []any{uint8(18)}, nil })
	n.define(t, "balanceOf", "address", "uint256", func(in []any) ([]any, error) {
		if in[0] != buyer {
			return []any{new(big.Int)}, nil
		}
		return []any{big.NewInt(1)}, nil
	})
	n.define(t, "ownerOf", "uint256", "address", func(in []any) ([]any, error) {
		switch in[0].(*big.Int).String() {
		case "7", "115792089237316195423570985008687907853269984665640564039457584007913129639935":
			return []any{buyer}, nil
		case "8":
			return []any{stranger}, nil
		}
		return nil, errReverted
	})
	o.define(t, "price", "", "int256", func([]any) ([]any, error) { return []any{big.NewInt(-5)}, nil })
	o.define(t, "big", "", "int256", func([]any) ([]any, error) { return []any{new(big.Int).Lsh(one, 70)}, nil })
	o.define(t, "id", "", "bytes4", func([]any) ([]any, error) { return []any{[4]byte{1, 2, 3, 4}}, nil })
	o.define(t, "raw", "", "bytes", func([]any) ([]any, error) { return []any{[]byte("raw bytes, more than thirty-two of them")}, nil })
	o.define(t, "mix", "string,uint8,bytes,bool,int16,bytes3,address", "string", func(in []any) ([]any, error) {
		return []any{fmt.Sprintf("%s %d %x %v %d %x %x", in...)}, nil
	})
	o.define(t, "two", "", "uint256,uint256", func([]any) ([]any, error) { return []any{big.NewInt(1), big.NewInt(2)}, nil })
	o.constant("dirtybool", word("0x02"))
	o.constant("dirtyaddress", bytes.Repeat([]byte{0xff}, 32))
	o.constant("dirtyuint8", word("0x0100"))
	o.constant("dirtybytes4", word("0x01"))
	o.constant("dirtyint8", word("0x80"))
	o.constant("empty", nil)
	o.constant("short", make([]byte, 31))
	o.constant("long", append(word("0x01"), make([]byte, maxReturn)...))
	o.constant("farstring", bytes.Repeat([]byte{0xff}, 64))
	o.constant("overstring", append(append(word("0x20"), word("0x02")...), 'a'))
	o.constant("latin1", append(append(word("0x20"), word("0x01")...), 0xe9))
	return w
}

// cases reads a file of testdata; README.md there says how.
func cases(t testing.TB, name string) []struct{ policy, outcome string } {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var list []struct{ policy, outcome string }
	for block := range strings.SplitSeq(string(data), "\n---\n") {
		for strings.HasPrefix(block, "#") || strings.HasPrefix(block, "\n") {
			_, block, _ = strings.Cut(block, "\n")
		}
		if block == "" {
			continue
		}
		policy, outcome, ok := strings.Cut(block, "\n=>\n")
		if !ok {
			t.Fatalf("%s: no => in %q", name, block)
		}
		list = append(list, struct{ policy, outcome string }{policy, strings.TrimSuffix(outcome, "\n")})
	}
	if len(list) < 10 {
		t.Fatalf("%s: only %d cases", name, len(list))
	}
	return list
}
