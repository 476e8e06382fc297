package policy

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// wordSize is the size of a slot in the contract ABI.
const wordSize = 32

// abiKind is a family of ABI types.
type abiKind int

const (
	abiUint    abiKind = iota // uint8 .. uint256: uint256
	abiInt                    // int8 .. int256: int, an error outside 64 bits
	abiBool                   // bool: bool
	abiAddress                // address: address
	abiFixed                  // bytes1 .. bytes32: bytes
	abiBytes                  // bytes: bytes
	abiString                 // string: string
)

// kinds gives each family its name inside names of functions, and its CEL type.
var kinds = map[abiKind]struct {
	name string
	cel  *cel.Type
}{
	abiUint:    {"uint", uint256Type},
	abiInt:     {"int", cel.IntType},
	abiBool:    {"bool", cel.BoolType},
	abiAddress: {"address", addressType},
	abiFixed:   {"fixed", cel.BytesType},
	abiBytes:   {"bytes", cel.BytesType},
	abiString:  {"string", cel.StringType},
}

// abiType is one elementary type of the contract ABI.
type abiType struct {
	kind abiKind
	size int // bits of uint and int, bytes of bytesN, else 0
}

func (t abiType) String() string {
	switch t.kind {
	case abiUint, abiInt:
		return kinds[t.kind].name + strconv.Itoa(t.size)
	case abiFixed:
		return "bytes" + strconv.Itoa(t.size)
	}
	return kinds[t.kind].name
}

func (t abiType) dynamic() bool { return t.kind == abiBytes || t.kind == abiString }

// method is a function of a contract.
type method struct {
	name     string
	selector [4]byte // keccak256 of the name and the types of the parameters
	params   []abiType
	result   abiType
}

// parseMethod reads a function in the form that Solidity writes it, with or without the word
// function, names of parameters and data locations:
//
//	f(address,uint256 id) view returns (uint256)
//
// It must be view or pure and have one result; arrays and tuples are refused.
func parseMethod(s string) (*method, error) {
	l := lexer{rest: s}
	name := l.word()
	if name == "function" {
		name = l.word()
	}
	if name == "" {
		return nil, errors.New("a function's name is missing")
	}
	params, err := l.types()
	if err != nil {
		return nil, err
	}
	view := false
	for {
		switch w := l.word(); w {
		case "view", "pure":
			view = true
			continue
		case "external", "public":
			continue
		case "returns":
		case "":
			if l.rest == "" {
				return nil, errors.New("\"returns\" and the type of the result are missing")
			}
			return nil, fmt.Errorf("%s is out of place", quote(l.rest))
		default:
			return nil, fmt.Errorf("%s is out of place: a policy can only call functions that are view or pure", quote(w))
		}
		break
	}
	if !view {
		return nil, errors.New("a policy can only call functions that are view or pure")
	}
	results, err := l.types()
	if err != nil {
		return nil, err
	}
	if l.space(); l.rest != "" {
		return nil, fmt.Errorf("%s after the end", quote(l.rest))
	}
	if len(results) != 1 {
		return nil, fmt.Errorf("the function must have one result, not %d", len(results))
	}
	m := &method{name: name, params: params, result: results[0]}
	copy(m.selector[:], crypto.Keccak256([]byte(m.String())))
	return m, nil
}

// String is the name with the types of the parameters, of which the selector is made.
func (m *method) String() string {
	names := make([]string, len(m.params))
	for i, p := range m.params {
		names[i] = p.String()
	}
	return m.name + "(" + strings.Join(names, ",") + ")"
}

// lexer takes words and marks off the front of rest.
type lexer struct{ rest string }

func (l *lexer) space() { l.rest = strings.TrimLeft(l.rest, " \t\r\n") }

// word takes an identifier, or nothing.
func (l *lexer) word() string {
	l.space()
	n := 0
	for n < len(l.rest) {
		c := l.rest[n]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$'
		if !letter && (n == 0 || c < '0' || c > '9') {
			break
		}
		n++
	}
	w := l.rest[:n]
	l.rest = l.rest[n:]
	return w
}

// mark takes one character, if it is next.
func (l *lexer) mark(c byte) bool {
	l.space()
	if l.rest == "" || l.rest[0] != c {
		return false
	}
	l.rest = l.rest[1:]
	return true
}

// types takes a list in parentheses.
func (l *lexer) types() ([]abiType, error) {
	if !l.mark('(') {
		return nil, fmt.Errorf("\"(\" is missing before %s", quote(l.rest))
	}
	if l.mark(')') {
		return nil, nil
	}
	var list []abiType
	for {
		w := l.word()
		if l.mark('(') || w == "tuple" {
			return nil, errors.New("tuples are not supported")
		}
		t, err := parseType(w)
		if err != nil {
			return nil, err
		}
		if l.mark('[') {
			return nil, errors.New("arrays are not supported")
		}
		list = append(list, t)
		for l.word() != "" { // a name, a data location
		}
		if l.mark(')') {
			return list, nil
		}
		if !l.mark(',') {
			return nil, fmt.Errorf("\",\" or \")\" is missing before %s", quote(l.rest))
		}
	}
}

func parseType(s string) (abiType, error) {
	switch s {
	case "uint":
		return abiType{abiUint, 256}, nil
	case "int":
		return abiType{abiInt, 256}, nil
	case "bool":
		return abiType{kind: abiBool}, nil
	case "address":
		return abiType{kind: abiAddress}, nil
	case "bytes":
		return abiType{kind: abiBytes}, nil
	case "string":
		return abiType{kind: abiString}, nil
	}
	for _, f := range []struct {
		prefix    string
		kind      abiKind
		step, max int
	}{{"uint", abiUint, 8, 256}, {"int", abiInt, 8, 256}, {"bytes", abiFixed, 1, 32}} {
		if digits, ok := strings.CutPrefix(s, f.prefix); ok {
			n, err := strconv.Atoi(digits)
			if err == nil && digits == strconv.Itoa(n) && n >= f.step && n <= f.max && n%f.step == 0 {
				return abiType{f.kind, n}, nil
			}
		}
	}
	if s == "" {
		return abiType{}, errors.New("a type is missing")
	}
	return abiType{}, fmt.Errorf("%s is not a type of the contract ABI", quote(s))
}

// encode returns the call data of m: the selector, then the arguments as
// docs.soliditylang.org/en/latest/abi-spec.html has them. The arguments have the CEL types of
// m's parameters; one that is too large for its parameter is an error.
func (m *method) encode(args []ref.Val) ([]byte, error) {
	if len(args) != len(m.params) {
		return nil, fmt.Errorf("%s takes %d arguments, not %d", m.name, len(m.params), len(args))
	}
	data := append([]byte(nil), m.selector[:]...)
	var tail []byte
	for i, t := range m.params {
		word, rest, err := t.encode(args[i])
		if err != nil {
			return nil, fmt.Errorf("argument %d of %s: %w", i+1, m.name, err)
		}
		if t.dynamic() {
			word = uint256.NewInt(uint64(wordSize*len(m.params) + len(tail))).Bytes32()
		}
		data = append(data, word[:]...)
		tail = append(tail, rest...)
	}
	return append(data, tail...), nil
}

// encode returns the word of a static type, or the tail of a dynamic one.
func (t abiType) encode(v ref.Val) (word [wordSize]byte, tail []byte, err error) {
	switch t.kind {
	case abiUint:
		u := uint256In(v)
		if u.BitLen() > t.size {
			return word, nil, fmt.Errorf("%s does not fit in %s", u.Dec(), t)
		}
		return u.Bytes32(), nil, nil
	case abiInt:
		n := int64(v.(types.Int))
		if t.size < 64 && (n < -1<<(t.size-1) || n >= 1<<(t.size-1)) {
			return word, nil, fmt.Errorf("%d does not fit in %s", n, t)
		}
		var u uint256.Int
		u.SetUint64(uint64(n))
		return u.ExtendSign(&u, uint256.NewInt(7)).Bytes32(), nil, nil
	case abiBool:
		if v == types.True {
			word[wordSize-1] = 1
		}
		return word, nil, nil
	case abiAddress:
		a := addressIn(v)
		copy(word[wordSize-len(a):], a[:])
		return word, nil, nil
	case abiFixed:
		b := []byte(v.(types.Bytes))
		if len(b) != t.size {
			return word, nil, fmt.Errorf("%d bytes are not a %s", len(b), t)
		}
		copy(word[:], b)
		return word, nil, nil
	case abiBytes:
		return word, encodeTail(string(v.(types.Bytes))), nil
	default:
		return word, encodeTail(string(v.(types.String))), nil
	}
}

// encodeTail returns the length and the bytes, padded with zeros to whole words.
func encodeTail(s string) []byte {
	length := uint256.NewInt(uint64(len(s))).Bytes32()
	tail := append(length[:], s...)
	return append(tail, make([]byte, -len(s)&(wordSize-1))...)
}

// decode reads the only result of a call as Solidity's own decoder (ABI coder v2) does: bytes
// after the result are allowed, and a value outside its type (a bool of 2, an address with a
// thirteenth byte) is an error, as are results cut short.
func (t abiType) decode(data []byte) (ref.Val, error) {
	if len(data) < wordSize {
		return nil, fmt.Errorf("the contract answered %d bytes, which is no %s (is it another contract?)", len(data), t)
	}
	word := data[:wordSize]
	u := *new(uint256.Int).SetBytes32(word)
	malformed := func() error { return fmt.Errorf("the contract answered 0x%x, which is no %s", word, t) }
	switch t.kind {
	case abiUint:
		if u.BitLen() > t.size {
			return nil, malformed()
		}
		return newUint256(u), nil
	case abiInt:
		var back uint256.Int
		if back.ExtendSign(&u, uint256.NewInt(uint64(t.size/8-1))); back != u {
			return nil, malformed()
		}
		if back.ExtendSign(&u, uint256.NewInt(7)); back != u {
			return nil, fmt.Errorf("the contract answered 0x%x, which does not fit in 64 bits", word)
		}
		return types.Int(int64(u.Uint64())), nil
	case abiBool:
		if u.GtUint64(1) {
			return nil, malformed()
		}
		return types.Bool(!u.IsZero()), nil
	case abiAddress:
		if u.BitLen() > 8*common.AddressLength {
			return nil, malformed()
		}
		return newAddress(common.Address(u.Bytes20())), nil
	case abiFixed:
		for _, b := range word[t.size:] {
			if b != 0 {
				return nil, malformed()
			}
		}
		return types.Bytes(append([]byte(nil), word[:t.size]...)), nil
	}
	body, ok := slice(data, &u)
	if !ok {
		return nil, fmt.Errorf("the contract answered %d bytes, which are no %s", len(data), t)
	}
	if t.kind == abiBytes {
		return types.Bytes(append([]byte(nil), body...)), nil
	}
	if !utf8.Valid(body) {
		return nil, errors.New("the contract answered a string that is not UTF-8")
	}
	return types.String(body), nil
}

// slice returns the bytes whose length stands at offset.
func slice(data []byte, offset *uint256.Int) ([]byte, bool) {
	if !offset.LtUint64(uint64(len(data))) {
		return nil, false
	}
	data = data[offset.Uint64():]
	if len(data) < wordSize {
		return nil, false
	}
	length := new(uint256.Int).SetBytes32(data[:wordSize])
	data = data[wordSize:]
	if length.GtUint64(uint64(len(data))) {
		return nil, false
	}
	return data[:length.Uint64()], true
}
