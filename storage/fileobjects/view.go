package fileobjects

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

// view is a function of a contract that changes nothing: its file is what it returns, as JSON. Arguments are the user data of
// the inputs' names.
type view struct {
	chainID uint64
	to      common.Address
	method  abi.Method
}

// What sellers, and whoever asks about a file, may have this process make of a type. Package abi takes any number for a size,
// and a type's memory is made before it is known whether there is that much data.
const (
	maxParameters = 64  // of a function, those in tuples too
	maxNesting    = 4   // of tuples in tuples
	maxWords      = 256 // of a value without its slices, 32 bytes each
)

// typeName is what a type may be called: of integers the sizes of Solidity, and at most four dimensions.
var typeName = regexp.MustCompile(`^(?:u?int(?:8|16|24|32|40|48|56|64|72|80|88|96|104|112|120|128|136|144|152|160|168|176|184|192|200|208|216|224|232|240|248|256)|bool|address|string|bytes(?:[1-9]|[12][0-9]|3[0-2])?|(tuple))((?:\[(?:[1-9][0-9]{0,2})?\]){0,4})$`)

// words is how long the parameters are together, slices and texts counted as one each, and false if one has a type that is
// too large or none. left counts the parameters that there may still be.
func words(parameters []abi.ArgumentMarshaling, depth int, left *int) (n int, ok bool) {
	for _, p := range parameters {
		name := typeName.FindStringSubmatch(p.Type)
		if *left--; *left < 0 || depth > maxNesting || name == nil || (name[1] == "") != (len(p.Components) == 0) {
			return 0, false
		}
		one := 1
		if name[1] != "" {
			if one, ok = words(p.Components, depth+1, left); !ok {
				return 0, false
			}
		}
		for _, dimension := range strings.Split(name[2], "]") {
			switch size, err := strconv.Atoi(strings.TrimPrefix(dimension, "[")); {
			case err == nil:
				if one *= size; one > maxWords {
					return 0, false
				}
			case dimension == "[":
				one = 1
			}
		}
		if n += one; n > maxWords {
			return 0, false
		}
	}
	return n, true
}

// budget is how many bytes an answer may have when all of it is written out. In an encoding many offsets may point to the
// same bytes, and a contract that makes use of that fills any memory with a few of them.
type budget int

func (b *budget) spend(n int) bool {
	*b -= budget(n)
	return *b >= 0
}

// all counts what stands one behind the other, as package abi decodes it; false is too much, or nothing that can be decoded.
func (b *budget) all(types []*abi.Type, data []byte) bool {
	at := 0
	for _, t := range types {
		if !b.value(t, data, at) {
			return false
		}
		at += headSize(t)
	}
	return true
}

func (b *budget) each(t *abi.Type, data []byte, n int) bool {
	for i := range n {
		if !b.value(t, data, i*headSize(t)) {
			return false
		}
	}
	return true
}

// value counts a value whose head is at a place.
func (b *budget) value(t *abi.Type, data []byte, at int) bool {
	if !b.spend(32) || at > len(data) {
		return false
	}
	if !isDynamic(t) {
		switch t.T {
		case abi.ArrayTy:
			return b.each(t.Elem, data[at:], t.Size)
		case abi.TupleTy:
			return b.all(t.TupleElems, data[at:])
		}
		return at+32 <= len(data)
	}
	place, ok := wordAt(data, at)
	if !ok {
		return false
	}
	switch t.T {
	case abi.ArrayTy:
		return b.each(t.Elem, data[place:], t.Size)
	case abi.TupleTy:
		return b.all(t.TupleElems, data[place:])
	}
	n, ok := wordAt(data, place)
	if !ok || n > len(data)-place-32 {
		return false
	}
	if t.T == abi.SliceTy {
		return b.each(t.Elem, data[place+32:], n)
	}
	return b.spend(n)
}

// wordAt is the number at a place, if it is none beyond the data.
func wordAt(data []byte, at int) (int, bool) {
	if len(data)-at < 32 {
		return 0, false
	}
	n := new(big.Int).SetBytes(data[at : at+32])
	return int(n.Int64()), n.IsInt64() && n.Int64() <= int64(len(data))
}

// headSize is how many bytes a value takes where it stands.
func headSize(t *abi.Type) (n int) {
	switch {
	case isDynamic(t):
	case t.T == abi.ArrayTy:
		return t.Size * headSize(t.Elem)
	case t.T == abi.TupleTy:
		for _, e := range t.TupleElems {
			n += headSize(e)
		}
		return n
	}
	return 32
}

// isDynamic says whether a value stands elsewhere, and in its place where.
func isDynamic(t *abi.Type) bool {
	switch t.T {
	case abi.StringTy, abi.BytesTy, abi.SliceTy:
		return true
	case abi.ArrayTy:
		return isDynamic(t.Elem)
	case abi.TupleTy:
		return slices.ContainsFunc(t.TupleElems, isDynamic)
	}
	return false
}

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
	if kind, err := item.text("type", 32); err != nil || kind != "function" || !item.has("name") || !item.has("inputs") {
		return nil, errors.New("abi is not a function's, with type, name and inputs")
	}
	var types struct{ Inputs, Outputs []abi.ArgumentMarshaling } // as package abi reads them
	if json.Unmarshal(o["abi"], &types) != nil {
		return nil, errors.New("abi cannot be read")
	}
	left := maxParameters
	if _, ok := words(types.Inputs, 0, &left); !ok {
		return nil, errors.New("abi has an input of a type that is not served")
	}
	if _, ok := words(types.Outputs, 0, &left); !ok {
		return nil, errors.New("abi has an output of a type that is not served")
	}
	parsed, err := abi.JSON(bytes.NewReader(bytes.Join([][]byte{[]byte("["), o["abi"], []byte("]")}, nil)))
	if err != nil || len(parsed.Methods) != 1 {
		return nil, errors.New("abi cannot be read")
	}
	for _, v.method = range parsed.Methods {
	}
	if !v.method.IsConstant() {
		return nil, errors.New("the function's stateMutability is neither view nor pure")
	}
	for _, input := range v.method.Inputs {
		if input.Name == "" {
			return nil, errors.New("an input of the function has no name, so that user data cannot be for it")
		}
	}
	return v, nil
}

func (v *view) read(ctx context.Context, data Userdata, call func(context.Context, uint64, common.Address, []byte) ([]byte, error)) ([]byte, error) {
	args := make([]any, len(v.method.Inputs))
	for i, input := range v.method.Inputs {
		given, ok := data[input.Name]
		if !ok {
			return nil, ErrUserdata
		}
		arg := reflect.New(input.Type.GetType()).Elem()
		if !fill(arg, input.Type, given) {
			return nil, ErrUserdata
		}
		args[i] = arg.Interface()
	}
	packed, err := v.method.Inputs.Pack(args...)
	if err != nil {
		return nil, ErrUserdata
	}
	answer, err := call(ctx, v.chainID, v.to, append(v.method.ID[:len(v.method.ID):len(v.method.ID)], packed...))
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, errText("its contract cannot be read")
	}
	outputs := make([]*abi.Type, len(v.method.Outputs))
	for i := range outputs {
		outputs[i] = &v.method.Outputs[i].Type
	}
	left := budget(4*len(answer) + 1<<10)
	if !left.all(outputs, answer) {
		return nil, errText("its contract answers something else than its ABI says")
	}
	values, err := v.method.Outputs.Unpack(answer)
	if err != nil {
		return nil, errText("its contract answers something else than its ABI says")
	}
	list := make([]any, len(values))
	for i, value := range values {
		list[i] = shown(reflect.ValueOf(value), v.method.Outputs[i].Type)
	}
	if len(list) == 1 {
		return json.Marshal(list[0])
	}
	return json.Marshal(list)
}

// fill sets a value of a type of the ABI to one of JSON, and says whether it is one: numbers may be texts, decimal or 0x; addresses
// and bytes are 0x and hex; tuples are lists, or objects by their fields' names.
func fill(to reflect.Value, t abi.Type, from any) bool {
	text, isText := from.(string)
	switch t.T {
	case abi.IntTy, abi.UintTy:
		if n, ok := from.(json.Number); ok {
			text = n.String()
		}
		n, ok := new(big.Int), false
		if digits, hex := strings.CutPrefix(text, "0x"); hex {
			n, ok = n.SetString(digits, 16)
		} else {
			n, ok = n.SetString(text, 10)
		}
		if !ok || len(text) > 80 {
			return false
		}
		least, most := new(big.Int), new(big.Int).Lsh(big.NewInt(1), uint(t.Size))
		if t.T == abi.IntTy {
			most.Rsh(most, 1)
			least.Neg(most)
		}
		if n.Cmp(least) < 0 || n.Cmp(most) >= 0 {
			return false
		}
		switch {
		case to.CanInt():
			to.SetInt(n.Int64())
		case to.CanUint():
			to.SetUint(n.Uint64())
		default:
			to.Set(reflect.ValueOf(n))
		}
		return true
	case abi.BoolTy:
		b, ok := from.(bool)
		if !ok {
			b, ok = text == "true", text == "true" || text == "false"
		}
		to.SetBool(b)
		return ok
	case abi.StringTy:
		to.SetString(text)
		return isText
	case abi.AddressTy:
		to.Set(reflect.ValueOf(common.HexToAddress(text)))
		return common.IsHexAddress(text)
	case abi.BytesTy, abi.FixedBytesTy:
		b, err := hexutil.Decode(text)
		if t.T == abi.BytesTy {
			to.SetBytes(b)
			return err == nil
		}
		return err == nil && reflect.Copy(to, reflect.ValueOf(b)) == t.Size && len(b) == t.Size
	case abi.SliceTy, abi.ArrayTy:
		list, ok := from.([]any)
		if t.T == abi.SliceTy {
			to.Set(reflect.MakeSlice(to.Type(), len(list), len(list)))
		}
		if !ok || len(list) != to.Len() {
			return false
		}
		for i, one := range list {
			if !fill(to.Index(i), *t.Elem, one) {
				return false
			}
		}
		return true
	case abi.TupleTy:
		list, ok := from.([]any)
		if fields, named := from.(map[string]any); named {
			for _, name := range t.TupleRawNames {
				list = append(list, fields[name])
			}
			ok = len(fields) == len(list)
		}
		if !ok || len(list) != len(t.TupleElems) {
			return false
		}
		for i, one := range list {
			if !fill(to.Field(i), *t.TupleElems[i], one) {
				return false
			}
		}
		return true
	}
	return false
}

// shown is a value of the ABI as JSON: numbers as numbers, whatever their size, bytes as 0x and hex, addresses with their
// checksum, tuples as lists.
func shown(v reflect.Value, t abi.Type) any {
	var list []any
	switch t.T {
	case abi.IntTy, abi.UintTy:
		return json.Number(fmt.Sprint(v.Interface()))
	case abi.BytesTy, abi.FixedBytesTy:
		b := make([]byte, v.Len())
		reflect.Copy(reflect.ValueOf(b), v)
		return hexutil.Encode(b)
	case abi.AddressTy:
		return v.Interface().(common.Address).Hex()
	case abi.SliceTy, abi.ArrayTy:
		list = make([]any, v.Len())
		for i := range list {
			list[i] = shown(v.Index(i), *t.Elem)
		}
	case abi.TupleTy:
		list = make([]any, v.NumField())
		for i := range list {
			list[i] = shown(v.Field(i), *t.TupleElems[i])
		}
	default: // bool and string
		return v.Interface()
	}
	return list
}
