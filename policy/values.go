package policy

import (
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// The types that policies have beside CEL's own. They are opaque: the only way to make or
// look at a value is a function of this package.
var (
	addressType = cel.OpaqueType("address")
	uint256Type = cel.OpaqueType("uint256")
	erc20Type   = cel.OpaqueType("erc20")
	erc721Type  = cel.OpaqueType("erc721")
	erc1155Type = cel.OpaqueType("erc1155")
	chainType   = cel.OpaqueType("chain")
	webType     = cel.OpaqueType("web") // json is in json.go

	// No expression that a policy can write has one of these types.
	hashType     = cel.OpaqueType("bytes32")
	methodType   = cel.OpaqueType("abi")
	argumentType = cel.OpaqueType("argument")
	pathType     = cel.OpaqueType("path")
	urlType      = cel.OpaqueType("url")
)

// tupleType is the type of several results of a function, or of a struct.
func tupleType(parts ...*cel.Type) *cel.Type { return cel.OpaqueType("tuple", parts...) }

// opaque is a CEL value of an opaque type. T is comparable without panics.
type opaque[T comparable] struct {
	t *types.Type
	v T
}

func (o opaque[T]) Type() ref.Type { return o.t }
func (o opaque[T]) Value() any     { return o.v }

// Equal is CEL's ==. Values of two types are an error and not just different: the checker
// lets no such comparison through.
func (o opaque[T]) Equal(other ref.Val) ref.Val {
	w, ok := other.(opaque[T])
	if !ok || w.t != o.t {
		return types.MaybeNoSuchOverloadErr(other)
	}
	return types.Bool(o.v == w.v)
}

func (o opaque[T]) ConvertToNative(t reflect.Type) (any, error) {
	return nil, fmt.Errorf("%s does not convert to %v", o.t, t)
}

func (o opaque[T]) ConvertToType(t ref.Type) ref.Val {
	return types.NewErr("%s does not convert to %s", o.t, t.TypeName())
}

func newAddress(a common.Address) ref.Val { return opaque[common.Address]{addressType, a} }
func newUint256(u uint256.Int) ref.Val    { return opaque[uint256.Int]{uint256Type, u} }

func addressIn(v ref.Val) common.Address { return v.(opaque[common.Address]).v }

func uint256In(v ref.Val) uint256.Int { return v.(opaque[uint256.Int]).v }

// tuple is a value of several parts.
type tuple struct{ parts []ref.Val }

type tupleVal = opaque[*tuple]

func newTuple(t *types.Type, parts []ref.Val) ref.Val { return tupleVal{t, &tuple{parts}} }

// token is a token contract on a chain; the terms' chain is 0.
type token struct {
	chain uint64
	at    common.Address
}

type chainVal = opaque[uint64]

// elementsOf lists what is in a list.
func elementsOf(l traits.Lister) []ref.Val {
	var list []ref.Val
	for it := l.Iterator(); it.HasNext() == types.True; {
		list = append(list, it.Next())
	}
	return list
}

// argument is an argument of call, boxed so that arguments of several types fit in one list.
type argument struct{ val ref.Val }

func newArgument(v ref.Val) ref.Val { return opaque[*argument]{argumentType, &argument{v}} }

// Arithmetic modulo 2^256 is what a contract written before 2020 would do; a policy must
// never be made true by a wrap, so whatever does not fit is an error.
var (
	errOverflow   = errors.New("uint256 overflow")
	errUnderflow  = errors.New("uint256 underflow")
	errDivideZero = errors.New("uint256 division by zero")
)

// arithmetic holds the operations on uint256 by CEL's names of the operators.
var arithmetic = map[string]func(x, y *uint256.Int) (uint256.Int, error){
	"_+_": func(x, y *uint256.Int) (z uint256.Int, err error) {
		if _, over := z.AddOverflow(x, y); over {
			err = errOverflow
		}
		return z, err
	},
	"_-_": func(x, y *uint256.Int) (z uint256.Int, err error) {
		if _, under := z.SubOverflow(x, y); under {
			err = errUnderflow
		}
		return z, err
	},
	"_*_": func(x, y *uint256.Int) (z uint256.Int, err error) {
		if _, over := z.MulOverflow(x, y); over {
			err = errOverflow
		}
		return z, err
	},
	"_/_": func(x, y *uint256.Int) (z uint256.Int, err error) {
		if y.IsZero() {
			return z, errDivideZero
		}
		z.Div(x, y)
		return z, nil
	},
	"_%_": func(x, y *uint256.Int) (z uint256.Int, err error) {
		if y.IsZero() {
			return z, errDivideZero
		}
		z.Mod(x, y)
		return z, nil
	},
}

// ordering holds what each relation accepts of the three-way comparison -1, 0, 1.
var ordering = map[string]func(c int) bool{
	"_<_":  func(c int) bool { return c < 0 },
	"_<=_": func(c int) bool { return c <= 0 },
	"_>_":  func(c int) bool { return c > 0 },
	"_>=_": func(c int) bool { return c >= 0 },
}

// parseAddress reads 0x and 40 hex digits. Digits in mixed case must carry the checksum of
// EIP-55; all lower and all upper case carry none.
func parseAddress(s string) (common.Address, error) {
	digits, ok := strings.CutPrefix(s, "0x")
	if !ok || len(digits) != 40 || !isHex(digits) {
		return common.Address{}, fmt.Errorf("%s is not an address: it must be 0x and 40 hex digits", quote(s))
	}
	a := common.HexToAddress(s)
	if digits != strings.ToLower(digits) && digits != strings.ToUpper(digits) && a.Hex() != s {
		return common.Address{}, fmt.Errorf("address %s has a wrong checksum (EIP-55): a digit or the case of a letter is wrong", quote(s))
	}
	return a, nil
}

// parseHash reads 0x and 64 hex digits in any case.
func parseHash(s string) (common.Hash, error) {
	digits, ok := strings.CutPrefix(s, "0x")
	if !ok || len(digits) != 64 || !isHex(digits) {
		return common.Hash{}, fmt.Errorf("%s is not 32 bytes: it must be 0x and 64 hex digits", quote(s))
	}
	return common.HexToHash(s), nil
}

// parseBytes reads 0x and an even number of hex digits in any case.
func parseBytes(s string) ([]byte, error) {
	digits, ok := strings.CutPrefix(s, "0x")
	if !ok || len(digits)%2 != 0 || !isHex(digits) {
		return nil, fmt.Errorf("%s is not bytes: it must be 0x and an even number of hex digits", quote(s))
	}
	return common.FromHex(s), nil
}

func isHex(s string) bool {
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
			return false
		}
	}
	return true
}

// maxDecimals is the number of decimal digits that always fit below 2^256.
const maxDecimals = 77

// parseUnits returns s times 10^decimals, exactly: s is decimal digits with at most one point
// that has digits on both sides, and no more digits behind it than decimals.
func parseUnits(s string, decimals int64) (uint256.Int, error) {
	var z uint256.Int
	if decimals < 0 || decimals > maxDecimals {
		return z, fmt.Errorf("decimals must be 0 to %d, not %d", maxDecimals, decimals)
	}
	whole, fraction, point := strings.Cut(s, ".")
	if !isDecimal(whole) || point && !isDecimal(fraction) {
		return z, fmt.Errorf("%s is not a decimal number such as \"1.5\"", quote(s))
	}
	if int64(len(fraction)) > decimals {
		return z, fmt.Errorf("%s has more than %d decimals", quote(s), decimals)
	}
	// SetString is not linear: a number cannot be longer than what fits, zeros in front aside.
	digits := strings.TrimLeft(whole+fraction+strings.Repeat("0", int(decimals)-len(fraction)), "0")
	if digits == "" {
		return z, nil
	}
	if len(digits) > maxDecimals+1 {
		return z, fmt.Errorf("%s with %d decimals is over 2^256-1", quote(s), decimals)
	}
	n, _ := new(big.Int).SetString(digits, 10)
	if z.SetFromBig(n) {
		return z, fmt.Errorf("%s with %d decimals is over 2^256-1", quote(s), decimals)
	}
	return z, nil
}

func isDecimal(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}
