package policy

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
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
	abiArray                  // T[] and T[n]: list of T's
	abiTuple                  // (T, U): tuple of T's and U's
)

// kinds gives each elementary family its name inside names of functions, and its CEL type.
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

// abiType is one type of the contract ABI.
type abiType struct {
	kind  abiKind
	size  int       // bits of uint and int, bytes of bytesN, elements of T[n] (-1 for T[]), else 0
	parts []abiType // of a tuple; the element of an array
}

// What a type may be made of. A type of no size would make an answer of any length from nothing.
const (
	maxTuple    = 16  // parts of a tuple, results of a function
	maxElements = 128 // of an array, and values in one answer: as many as words fit into maxReturn
	maxTypes    = 4   // levels of arrays and tuples
)

func (t abiType) String() string {
	switch t.kind {
	case abiUint, abiInt:
		return kinds[t.kind].name + strconv.Itoa(t.size)
	case abiFixed:
		return "bytes" + strconv.Itoa(t.size)
	case abiArray:
		if t.size < 0 {
			return t.parts[0].String() + "[]"
		}
		return fmt.Sprintf("%s[%d]", t.parts[0], t.size)
	case abiTuple:
		return "(" + typeNames(t.parts) + ")"
	}
	return kinds[t.kind].name
}

func typeNames(list []abiType) string {
	names := make([]string, len(list))
	for i, t := range list {
		names[i] = t.String()
	}
	return strings.Join(names, ",")
}

// dynamic says whether a value stands behind an offset.
func (t abiType) dynamic() bool {
	return t.kind == abiBytes || t.kind == abiString || t.kind == abiArray && t.size < 0 || slices.ContainsFunc(t.parts, abiType.dynamic)
}

// words is how many words a value takes in place: one if it is dynamic.
func (t abiType) words() int {
	switch {
	case t.dynamic():
		return 1
	case t.kind == abiArray:
		return t.size * t.parts[0].words()
	case t.kind == abiTuple:
		n := 0
		for _, p := range t.parts {
			n += p.words()
		}
		return n
	}
	return 1
}

// cel is the type of its values in policies.
func (t abiType) cel() *cel.Type {
	switch t.kind {
	case abiArray:
		return cel.ListType(t.parts[0].cel())
	case abiTuple:
		parts := make([]*cel.Type, len(t.parts))
		for i, p := range t.parts {
			parts[i] = p.cel()
		}
		return tupleType(parts...)
	}
	return kinds[t.kind].cel
}

// levels is how deep arrays and tuples nest.
func (t abiType) levels() int {
	n := 0
	for _, p := range t.parts {
		n = max(n, 1+p.levels())
	}
	return n
}

// method is a function of a contract, or an event.
type method struct {
	name     string
	selector [4]byte // keccak256 of the name and the types of the parameters
	params   []abiType
	result   abiType // of several, a tuple
	several  bool

	// Of an event alone: its topic 0, and which parameters are topics.
	topic   common.Hash
	indexed []bool
}

// parseMethod reads a function in the form that Solidity writes it, with or without the word
// function, names of parameters and data locations:
//
//	f(address,uint256 id) view returns (uint256, (address owner, bytes32[] proof))
//
// It must be view or pure and have a result.
func parseMethod(s string) (*method, error) {
	l := lexer{rest: s}
	name := l.word()
	if name == "function" {
		name = l.word()
	}
	if name == "" {
		return nil, errors.New("a function's name is missing")
	}
	params, _, err := l.types(1)
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
	results, _, err := l.types(1)
	if err != nil {
		return nil, err
	}
	if l.space(); l.rest != "" {
		return nil, fmt.Errorf("%s after the end", quote(l.rest))
	}
	m := &method{name: name, params: params}
	switch len(results) {
	case 0:
		return nil, errors.New("the function must have a result")
	case 1:
		m.result = results[0]
	default:
		m.result, m.several = abiType{kind: abiTuple, parts: results}, true
	}
	copy(m.selector[:], crypto.Keccak256([]byte(m.String())))
	return m, nil
}

// maxIndexed is how many parameters of an event can be topics, beside topic 0.
const maxIndexed = 3

// parseEvent reads an event in the form that Solidity writes it:
//
//	Transfer(address indexed from, address indexed to, uint256 value)
func parseEvent(s string) (*method, error) {
	l := lexer{rest: s}
	name := l.word()
	if name == "event" {
		name = l.word()
	}
	if name == "" {
		return nil, errors.New("an event's name is missing")
	}
	params, indexed, err := l.types(1)
	if err != nil {
		return nil, err
	}
	if l.space(); l.rest != "" {
		return nil, fmt.Errorf("%s after the end", quote(l.rest))
	}
	m := &method{name: name, params: params, indexed: indexed}
	topics := 0
	for i, t := range params {
		if indexed[i] {
			if topics++; t.kind == abiArray || t.kind == abiTuple {
				return nil, fmt.Errorf("%s indexed is a hash that a policy cannot make", t)
			}
		}
	}
	if topics > maxIndexed {
		return nil, fmt.Errorf("an event has at most %d indexed parameters, not %d", maxIndexed, topics)
	}
	m.topic = crypto.Keccak256Hash([]byte(m.String()))
	return m, nil
}

// String is the name with the types of the parameters, of which the selector is made.
func (m *method) String() string { return m.name + "(" + typeNames(m.params) + ")" }

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

// types takes a list in parentheses, at this depth of tuples, and says which have the word indexed.
func (l *lexer) types(depth int) (list []abiType, indexed []bool, err error) {
	if !l.mark('(') {
		return nil, nil, fmt.Errorf("\"(\" is missing before %s", quote(l.rest))
	}
	if l.mark(')') {
		return nil, nil, nil
	}
	if depth > maxTypes+1 {
		return nil, nil, errNested
	}
	for {
		t, err := l.typ(depth)
		if err != nil {
			return nil, nil, err
		}
		topic := false
		for w := l.word(); w != ""; w = l.word() { // a name, a data location
			topic = topic || w == "indexed"
		}
		list, indexed = append(list, t), append(indexed, topic)
		if len(list) > maxTuple {
			return nil, nil, fmt.Errorf("more than %d types in a row", maxTuple)
		}
		if l.mark(')') {
			return list, indexed, nil
		}
		if !l.mark(',') {
			return nil, nil, fmt.Errorf("\",\" or \")\" is missing before %s", quote(l.rest))
		}
	}
}

var errNested = fmt.Errorf("arrays and tuples nest at most %d deep", maxTypes)

// typ takes one type: an elementary one or a tuple, and what makes arrays of it.
func (l *lexer) typ(depth int) (t abiType, err error) {
	w := l.word()
	if l.space(); (w == "" || w == "tuple") && strings.HasPrefix(l.rest, "(") {
		t.kind = abiTuple
		if t.parts, _, err = l.types(depth + 1); err == nil && len(t.parts) == 0 {
			err = errors.New("a tuple of nothing")
		}
	} else {
		t, err = parseType(w)
	}
	for err == nil && l.mark('[') {
		size := -1
		if l.space(); l.rest != "" && l.rest[0] != ']' {
			n := 0
			for n < len(l.rest) && l.rest[n] >= '0' && l.rest[n] <= '9' {
				n++
			}
			digits := l.rest[:n]
			l.rest = l.rest[n:]
			if size, err = strconv.Atoi(digits); err != nil || size < 1 || size > maxElements || digits[0] == '0' {
				return t, fmt.Errorf("%s[%s] is no array of 1 to %d elements", t, digits, maxElements)
			}
		}
		if !l.mark(']') {
			return t, fmt.Errorf("\"]\" is missing before %s", quote(l.rest))
		}
		t = abiType{kind: abiArray, size: size, parts: []abiType{t}}
	}
	switch {
	case err != nil:
		return t, err
	case t.levels() > maxTypes:
		return t, errNested
	case t.words() > maxElements:
		return t, fmt.Errorf("a %s has %d words, the limit is %d", t, t.words(), maxElements)
	}
	return t, nil
}

func parseType(s string) (abiType, error) {
	switch s {
	case "uint":
		return abiType{kind: abiUint, size: 256}, nil
	case "int":
		return abiType{kind: abiInt, size: 256}, nil
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
				return abiType{kind: f.kind, size: n}, nil
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
// m's parameters, or are JSON; one that does not fit its parameter is an error, which does not show it.
func (m *method) encode(args []ref.Val) ([]byte, error) {
	if len(args) != len(m.params) {
		return nil, fmt.Errorf("%s takes %d arguments, not %d", m.name, len(m.params), len(args))
	}
	tail, err := encodeAll(m.params, args, "argument %d of "+m.name)
	return append(m.selector[:len(m.selector):len(m.selector)], tail...), err
}

// encodeAll encodes a tuple: what is in place, then what stands behind the offsets.
func encodeAll(types []abiType, values []ref.Val, what string) ([]byte, error) {
	head := 0
	for _, t := range types {
		head += wordSize * t.words()
	}
	var data, tail []byte
	for i, t := range types {
		b, err := t.encode(values[i])
		if err != nil {
			return nil, fmt.Errorf(what+": %w", i+1, err)
		}
		if t.dynamic() {
			offset := uint256.NewInt(uint64(head + len(tail))).Bytes32()
			data, tail = append(data, offset[:]...), append(tail, b...)
		} else {
			data = append(data, b...)
		}
	}
	if len(data)+len(tail) > maxArguments {
		return nil, fmt.Errorf("%d bytes of arguments, the limit is %d", len(data)+len(tail), maxArguments)
	}
	return append(data, tail...), nil
}

// maxArguments bounds the call data of one call, in bytes: values that come with requests may be in it.
const maxArguments = 32 << 10

// encode returns the bytes of a value, without an offset.
func (t abiType) encode(v ref.Val) ([]byte, error) {
	if box, ok := v.(opaque[*argument]); ok {
		v = box.v.val
	}
	if j, ok := v.(jsonVal); ok {
		var err error
		if v, err = j.v.as(t); err != nil {
			return nil, err
		}
	}
	switch t.kind {
	case abiUint:
		u := uint256In(v)
		if u.BitLen() > t.size {
			return nil, fmt.Errorf("it does not fit in %s", t)
		}
		word := u.Bytes32()
		return word[:], nil
	case abiInt:
		n := int64(v.(types.Int))
		if t.size < 64 && (n < -1<<(t.size-1) || n >= 1<<(t.size-1)) {
			return nil, fmt.Errorf("it does not fit in %s", t)
		}
		var u uint256.Int
		u.SetUint64(uint64(n))
		word := u.ExtendSign(&u, uint256.NewInt(7)).Bytes32()
		return word[:], nil
	case abiBool:
		word := make([]byte, wordSize)
		if v == types.True {
			word[wordSize-1] = 1
		}
		return word, nil
	case abiAddress:
		a := addressIn(v)
		return common.LeftPadBytes(a[:], wordSize), nil
	case abiFixed:
		b := []byte(v.(types.Bytes))
		if len(b) != t.size {
			return nil, fmt.Errorf("%d bytes are not a %s", len(b), t)
		}
		return common.RightPadBytes(b, wordSize), nil
	case abiBytes:
		return encodeTail(string(v.(types.Bytes))), nil
	case abiString:
		return encodeTail(string(v.(types.String))), nil
	case abiTuple:
		var values []ref.Val
		switch v := v.(type) {
		case tupleVal:
			values = v.v.parts
		case traits.Lister:
			values = elementsOf(v)
		}
		if len(values) != len(t.parts) {
			return nil, fmt.Errorf("%d values are not a %s", len(values), t)
		}
		return encodeAll(t.parts, values, "part %d")
	}
	values := elementsOf(v.(traits.Lister))
	if t.size >= 0 && len(values) != t.size || len(values) > maxElements {
		return nil, fmt.Errorf("%d values are not a %s of at most %d", len(values), t, maxElements)
	}
	data, err := encodeAll(slices.Repeat(t.parts, len(values)), values, "element %d")
	if t.size < 0 {
		length := uint256.NewInt(uint64(len(values))).Bytes32()
		data = append(length[:], data...)
	}
	return data, err
}

// encodeTail returns the length and the bytes, padded with zeros to whole words.
func encodeTail(s string) []byte {
	length := uint256.NewInt(uint64(len(s))).Bytes32()
	tail := append(length[:], s...)
	return append(tail, make([]byte, -len(s)&(wordSize-1))...)
}

// decode reads the results of a call as Solidity's own decoder (ABI coder v2) does: bytes
// after them are allowed, and a value outside its type (a bool of 2, an address with a
// thirteenth byte) is an error, as are results cut short. More than maxElements values are an error
// too, which Solidity's encoder makes only of more than maxReturn bytes.
func (t abiType) decode(data []byte) (ref.Val, error) {
	d := decoder{left: maxElements}
	values, err := d.all([]abiType{t}, data)
	if err != nil {
		return nil, err
	}
	return values[0], nil
}

// decode reads what m answered: its result, or a tuple of its results.
func (m *method) decode(data []byte) (ref.Val, error) {
	if !m.several {
		return m.result.decode(data)
	}
	d := decoder{left: maxElements}
	values, err := d.all(m.result.parts, data)
	if err != nil {
		return nil, err
	}
	return newTuple(m.result.cel(), values), nil
}

// decoder counts the values that it may still make: offsets can lead to one place many times.
type decoder struct{ left int }

// all decodes a tuple, whose offsets count from the beginning of data.
func (d *decoder) all(list []abiType, data []byte) ([]ref.Val, error) {
	values := make([]ref.Val, 0, len(list))
	at := 0
	for _, t := range list {
		if len(data) < at+wordSize*t.words() {
			return nil, fmt.Errorf("the contract answered %d bytes, which is no %s (is it another contract?)", len(data), t)
		}
		body := data[at:]
		at += wordSize * t.words()
		if t.dynamic() {
			offset := new(uint256.Int).SetBytes32(body[:wordSize])
			if !offset.LtUint64(uint64(len(data))) {
				return nil, fmt.Errorf("the contract answered %d bytes, which are no %s", len(data), t)
			}
			body = data[offset.Uint64():]
		}
		v, err := d.one(t, body)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, nil
}

// one decodes a value at the beginning of data.
func (d *decoder) one(t abiType, data []byte) (ref.Val, error) {
	if d.left--; d.left < 0 {
		return nil, fmt.Errorf("the contract answered more than %d values", maxElements)
	}
	short := func() error { return fmt.Errorf("the contract answered %d bytes, which are no %s", len(data), t) }
	switch t.kind {
	case abiTuple:
		values, err := d.all(t.parts, data)
		if err != nil {
			return nil, err
		}
		return newTuple(t.cel(), values), nil
	case abiArray:
		n := t.size
		if n < 0 {
			if len(data) < wordSize {
				return nil, short()
			}
			length := new(uint256.Int).SetBytes32(data[:wordSize])
			data = data[wordSize:]
			if length.GtUint64(uint64(len(data) / wordSize)) {
				return nil, short()
			}
			n = int(length.Uint64())
		}
		if n > d.left {
			return nil, fmt.Errorf("the contract answered more than %d values", maxElements)
		}
		values, err := d.all(slices.Repeat(t.parts, n), data)
		if err != nil {
			return nil, err
		}
		return types.NewRefValList(types.DefaultTypeAdapter, values), nil
	case abiBytes, abiString:
		if len(data) < wordSize {
			return nil, short()
		}
		length := new(uint256.Int).SetBytes32(data[:wordSize])
		body := data[wordSize:]
		if length.GtUint64(uint64(len(body))) {
			return nil, short()
		}
		body = body[:length.Uint64()]
		if t.kind == abiBytes {
			return types.Bytes(append([]byte(nil), body...)), nil
		}
		if !utf8.Valid(body) {
			return nil, errors.New("the contract answered a string that is not UTF-8")
		}
		return types.String(body), nil
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
	}
	for _, b := range word[t.size:] { // bytesN
		if b != 0 {
			return nil, malformed()
		}
	}
	return types.Bytes(append([]byte(nil), word[:t.size]...)), nil
}
