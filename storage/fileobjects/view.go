package fileobjects

import (
	"context"
	"encoding/json"
	"errors"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
)

// view is a function of a contract that changes nothing: its file is what it returns, as JSON. Arguments are the user data of
// the inputs' names.
type view struct {
	chainID         uint64
	to              common.Address
	selector        []byte
	inputs, outputs []part
}

// kind is a type of Solidity's ABI (https://docs.soliditylang.org/en/latest/abi-spec.html). They are strangers': package abi of
// go-ethereum would make Go types of them, which are never freed, and numbers as large as a type says.
type kind struct {
	name  string // uint, int, bool, address, string, bytes (of any length, or of size), tuple, or [] for an array or a slice
	size  int    // of numbers the bits, of bytes how many or 0, of an array its elements, of a slice -1
	elem  *kind  // of an array or a slice
	parts []part // of a tuple
}

// part is a parameter, or a field of a tuple.
type part struct {
	name string
	kind *kind
}

// parameter is a part as JSON has it.
type parameter struct {
	Name, Type string
	Components []parameter
}

const (
	maxParameters = 64  // of a function, those in tuples too
	maxNesting    = 4   // of tuples in tuples
	maxWords      = 256 // of a value without its slices, 32 bytes each
)

// typeName is what a type may be called, with at most four dimensions.
var typeName = regexp.MustCompile(`^(uint|int|bool|address|string|bytes|tuple)([1-9][0-9]{0,2})?((?:\[(?:[1-9][0-9]{0,2})?\]){0,4})$`)

func parseView(o object) (*view, error) {
	v := new(view)
	var err error
	if v.to, err = o.address("address"); err != nil {
		return nil, err
	}
	var id json.Number
	if json.Unmarshal(o["chainId"], &id) == nil {
		v.chainID, err = strconv.ParseUint(id.String(), 10, 64)
	}
	if err != nil || v.chainID == 0 {
		return nil, errors.New("chainId is not the number of a chain")
	}
	item, err := parseObject(o["abi"])
	if err != nil {
		return nil, errors.New("abi is not a function's, each name once")
	}
	name, noName := item.text("name", 256)
	if kind, err := item.text("type", 32); err != nil || kind != "function" || noName != nil || !item.has("inputs") {
		return nil, errors.New("abi is not a function's, with type, name and inputs")
	}
	// Compilers before 0.5 say constant.
	if s, err := item.text("stateMutability", 32); (err != nil || s != "view" && s != "pure") && string(item["constant"]) != "true" {
		return nil, errors.New("the function's stateMutability is neither view nor pure")
	}
	left := maxParameters
	for field, to := range map[string]*[]part{"inputs": &v.inputs, "outputs": &v.outputs} {
		var parameters []parameter
		if item.has(field) && json.Unmarshal(item[field], &parameters) != nil {
			return nil, errors.New("abi cannot be read")
		}
		var ok bool
		if *to, _, ok = partsOf(parameters, 0, &left); !ok {
			return nil, errors.New("abi has " + field + " of a type that is not served")
		}
	}
	for _, input := range v.inputs {
		if input.name == "" {
			return nil, errors.New("an input of the function has no name, so that user data cannot be for it")
		}
	}
	v.selector = crypto.Keccak256([]byte(name + (&kind{name: "tuple", parts: v.inputs}).String()))[:4]
	return v, nil
}

// partsOf reads parameters, and counts their words, slices and texts as one each. left counts the parameters that there may still be.
func partsOf(parameters []parameter, depth int, left *int) (list []part, words int, ok bool) {
	for _, p := range parameters {
		name := typeName.FindStringSubmatch(p.Type)
		if *left--; *left < 0 || depth > maxNesting || name == nil {
			return nil, 0, false
		}
		k, one := &kind{name: name[1]}, 1
		k.size, _ = strconv.Atoi(name[2])
		switch k.name {
		case "uint", "int":
			ok = k.size%8 == 0 && k.size >= 8 && k.size <= 256
		case "bytes":
			ok = k.size <= 32
		case "tuple":
			k.parts, one, ok = partsOf(p.Components, depth+1, left)
			ok = ok && name[2] == "" && len(k.parts) > 0
		default:
			ok = name[2] == ""
		}
		if !ok || k.name != "tuple" && len(p.Components) > 0 {
			return nil, 0, false
		}
		for _, dimension := range strings.SplitAfter(name[3], "]") {
			if dimension == "" {
				break
			}
			k = &kind{name: "[]", size: -1, elem: k}
			if n, err := strconv.Atoi(strings.Trim(dimension, "[]")); err == nil {
				k.size = n
				one *= n
			} else {
				one = 1
			}
			if one > maxWords {
				return nil, 0, false
			}
		}
		if words += one; words > maxWords {
			return nil, 0, false
		}
		list = append(list, part{p.Name, k})
	}
	return list, words, true
}

// String is the type as a signature has it.
func (k *kind) String() string {
	switch {
	case k.name == "[]" && k.size < 0:
		return k.elem.String() + "[]"
	case k.name == "[]":
		return k.elem.String() + "[" + strconv.Itoa(k.size) + "]"
	case k.name == "tuple":
		names := make([]string, len(k.parts))
		for i, p := range k.parts {
			names[i] = p.kind.String()
		}
		return "(" + strings.Join(names, ",") + ")"
	case k.size > 0:
		return k.name + strconv.Itoa(k.size)
	}
	return k.name
}

// dynamic says whether a value stands elsewhere, and in its place where.
func (k *kind) dynamic() bool {
	switch k.name {
	case "string":
		return true
	case "bytes":
		return k.size == 0
	case "[]":
		return k.size < 0 || k.elem.dynamic()
	}
	for _, p := range k.parts {
		if p.kind.dynamic() {
			return true
		}
	}
	return false
}

// head is how many bytes a value takes where it stands.
func (k *kind) head() (n int) {
	switch {
	case k.dynamic():
	case k.name == "[]":
		return k.size * k.elem.head()
	case k.name == "tuple":
		for _, p := range k.parts {
			n += p.kind.head()
		}
		return n
	}
	return 32
}

func (v *view) read(ctx context.Context, data Userdata, call func(context.Context, uint64, common.Address, []byte) ([]byte, error)) ([]byte, error) {
	args := make([]any, len(v.inputs))
	for i, input := range v.inputs {
		given, ok := data[input.name]
		if !ok {
			return nil, ErrUserdata
		}
		args[i] = given
	}
	packed, ok := encodeAll(v.inputs, args)
	if !ok {
		return nil, ErrUserdata
	}
	answer, err := call(ctx, v.chainID, v.to, append(v.selector[:4:4], packed...))
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, errText("its contract cannot be read")
	}
	// An honest encoding is not longer written out than it is. Where offsets point to the same bytes again and again, a few of them
	// would fill any memory.
	left := budget(4*len(answer) + 1<<10)
	list, ok := left.all(v.outputs, answer)
	if !ok {
		return nil, errText("its contract answers something else than its ABI says")
	}
	if len(list) == 1 {
		return json.Marshal(list[0])
	}
	return json.Marshal(list)
}

// encodeAll encodes values one behind the other, and says whether they are of their types.
func encodeAll(parts []part, values []any) ([]byte, bool) {
	if len(values) != len(parts) {
		return nil, false
	}
	size := 0
	for _, p := range parts {
		size += p.kind.head()
	}
	var heads, tails []byte
	for i, p := range parts {
		b, ok := p.kind.encode(values[i])
		if !ok {
			return nil, false
		}
		if p.kind.dynamic() {
			heads, tails = append(heads, wordOf(size+len(tails))...), append(tails, b...)
		} else {
			heads = append(heads, b...)
		}
	}
	return append(heads, tails...), true
}

func wordOf(n int) []byte { return common.LeftPadBytes(big.NewInt(int64(n)).Bytes(), 32) }

// encode encodes a value of JSON, and says whether it is of the type: numbers may be texts, decimal or 0x; addresses and bytes
// are 0x and hex; tuples are lists, or objects by their fields' names.
func (k *kind) encode(from any) ([]byte, bool) {
	text, isText := from.(string)
	padded := func(b []byte) []byte { return common.RightPadBytes(b, (len(b)+31)/32*32) }
	switch k.name {
	case "uint", "int":
		if n, ok := from.(json.Number); ok {
			text = n.String()
		}
		n, ok := new(big.Int), false
		if digits, hex := strings.CutPrefix(text, "0x"); len(text) > 80 {
			return nil, false
		} else if hex {
			n, ok = n.SetString(digits, 16)
		} else {
			n, ok = n.SetString(text, 10)
		}
		if !ok || !k.holds(n) {
			return nil, false
		}
		if n.Sign() < 0 {
			n.Add(n, new(big.Int).Lsh(big.NewInt(1), 256))
		}
		return n.FillBytes(make([]byte, 32)), true
	case "bool":
		b, ok := from.(bool)
		if !ok {
			b, ok = text == "true", text == "true" || text == "false"
		}
		if b {
			return wordOf(1), ok
		}
		return wordOf(0), ok
	case "address":
		return common.LeftPadBytes(common.HexToAddress(text).Bytes(), 32), common.IsHexAddress(text)
	case "string":
		return append(wordOf(len(text)), padded([]byte(text))...), isText
	case "bytes":
		b, err := hexutil.Decode(text)
		if k.size > 0 {
			return padded(b), err == nil && len(b) == k.size
		}
		return append(wordOf(len(b)), padded(b)...), err == nil
	case "tuple":
		list, ok := from.([]any)
		if fields, named := from.(map[string]any); named {
			for _, p := range k.parts {
				list = append(list, fields[p.name])
			}
			ok = len(fields) == len(list)
		}
		if !ok {
			return nil, false
		}
		return encodeAll(k.parts, list)
	}
	list, ok := from.([]any)
	if !ok || k.size >= 0 && len(list) != k.size {
		return nil, false
	}
	parts := make([]part, len(list))
	for i := range parts {
		parts[i].kind = k.elem
	}
	b, ok := encodeAll(parts, list)
	if k.size < 0 {
		b = append(wordOf(len(list)), b...)
	}
	return b, ok
}

// holds says whether a number is one of the type.
func (k *kind) holds(n *big.Int) bool {
	if k.name == "uint" {
		return n.Sign() >= 0 && n.BitLen() <= k.size
	}
	if n.Sign() < 0 {
		n = new(big.Int).Not(n) // -2^(size-1) is the least
	}
	return n.BitLen() < k.size
}

// budget is how many bytes an answer may have when all of it is written out.
type budget int

func (b *budget) spend(n int) bool {
	*b -= budget(n)
	return *b >= 0
}

// all decodes what stands one behind the other; false is too much, or something else.
func (b *budget) all(parts []part, data []byte) ([]any, bool) {
	list, at := make([]any, len(parts)), 0
	for i, p := range parts {
		var ok bool
		if list[i], ok = b.value(p.kind, data, at); !ok {
			return nil, false
		}
		at += p.kind.head()
	}
	return list, true
}

func (b *budget) each(k *kind, data []byte, n int) (any, bool) {
	list := []any{}
	for i := range n {
		v, ok := b.value(k, data, i*k.head())
		if !ok {
			return nil, false
		}
		list = append(list, v)
	}
	return list, true
}

// value decodes the value whose head is at a place, to JSON: numbers as numbers, whatever their size, bytes as 0x and hex, addresses
// with their checksum, tuples as lists.
func (b *budget) value(k *kind, data []byte, at int) (any, bool) {
	if !b.spend(32) || at > len(data) {
		return nil, false
	}
	if k.dynamic() {
		place, ok := numberAt(data, at)
		if !ok {
			return nil, false
		}
		data, at = data[place:], 0
	}
	switch {
	case k.name == "tuple":
		return b.all(k.parts, data[at:])
	case k.name == "[]" && k.size >= 0:
		return b.each(k.elem, data[at:], k.size)
	case k.name == "[]", k.name == "string", k.name == "bytes" && k.size == 0:
		n, ok := numberAt(data, 0)
		if !ok || n > len(data)-32 {
			return nil, false
		}
		data = data[32:]
		if k.name == "[]" {
			return b.each(k.elem, data, n)
		}
		if !b.spend(n) {
			return nil, false
		}
		if k.name == "string" {
			return string(data[:n]), true
		}
		return hexutil.Encode(data[:n]), true
	case len(data)-at < 32:
		return nil, false
	}
	word := data[at : at+32]
	n := new(big.Int).SetBytes(word)
	switch k.name {
	case "bool":
		return n.Sign() > 0, n.BitLen() <= 1
	case "address":
		return common.BytesToAddress(word).Hex(), true
	case "bytes":
		return hexutil.Encode(word[:k.size]), true
	case "int":
		if n.Bit(255) == 1 {
			n.Sub(n, new(big.Int).Lsh(big.NewInt(1), 256))
		}
	}
	return json.Number(n.String()), k.holds(n)
}

// numberAt is the number at a place, if it is none beyond the data.
func numberAt(data []byte, at int) (int, bool) {
	if len(data)-at < 32 {
		return 0, false
	}
	n := new(big.Int).SetBytes(data[at : at+32])
	return int(n.Int64()), n.IsInt64() && n.Int64() <= int64(len(data))
}
