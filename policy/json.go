package policy

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"github.com/holiman/uint256"
	"github.com/theory/jsonpath"
	"github.com/theory/jsonpath/spec"
)

// JSON comes with requests, from the web and out of contracts, and may hold secrets: no error of this
// file shows any of it.

// jsonValue is a JSON value, numbers as they were written (json.Number).
type jsonValue struct{ v any }

type jsonVal = opaque[*jsonValue]

var jsonType = cel.OpaqueType("json")

func newJSON(v any) ref.Val { return jsonVal{jsonType, &jsonValue{v}} }

// maxJSON bounds a JSON text that a policy looks at, in bytes.
const maxJSON = 64 << 10

var (
	errJSONSize = fmt.Errorf("the JSON is over %d bytes", maxJSON)
	errNoJSON   = errors.New("it is no JSON")
)

// parseJSON reads one JSON text.
func parseJSON(text []byte) (any, error) {
	if len(text) > maxJSON {
		return nil, errJSONSize
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if !utf8.Valid(text) || d.Decode(&v) != nil {
		return nil, errNoJSON
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errNoJSON
	}
	return v, nil
}

// jsonPath is a query of RFC 9535 whose work is bounded by the size of what it looks at: names, indexes,
// slices and wildcards, one to a segment, and no descendants and filters.
type jsonPath struct {
	p    *jsonpath.Path
	text string
}

func parsePath(s string) (*jsonPath, error) {
	p, err := jsonpath.Parse(s)
	if err != nil {
		return nil, fmt.Errorf("%s is not a JSONPath such as \"$.members[0].name\"", quote(s))
	}
	for _, segment := range p.Query().Segments() {
		if segment.IsDescendant() || len(segment.Selectors()) != 1 {
			return nil, fmt.Errorf("the JSONPath %s may have names, indexes, slices and *, one at a time", quote(s))
		}
		if _, filter := segment.Selectors()[0].(*spec.FilterSelector); filter {
			return nil, fmt.Errorf("the JSONPath %s has a filter: write .list(\"$[*]\").exists(x, ..)", quote(s))
		}
	}
	return &jsonPath{p, s}, nil
}

// get returns the only value at a path.
func (j *jsonValue) get(p *jsonPath) (*jsonValue, error) {
	found := p.p.Select(j.v)
	if len(found) != 1 {
		return nil, fmt.Errorf("there are %d values at %s, not one", len(found), p.text)
	}
	return &jsonValue{found[0]}, nil
}

// all returns the values at a path.
func (j *jsonValue) all(p *jsonPath) ([]ref.Val, error) {
	found := p.p.Select(j.v)
	if len(found) > maxElements {
		return nil, fmt.Errorf("there are %d values at %s, the limit is %d", len(found), p.text, maxElements)
	}
	values := make([]ref.Val, len(found))
	for i, v := range found {
		values[i] = newJSON(v)
	}
	return values, nil
}

// kind names what the value is, for errors.
func (j *jsonValue) kind() string {
	switch j.v.(type) {
	case nil:
		return "null"
	case bool:
		return "true or false"
	case json.Number:
		return "a number"
	case string:
		return "text"
	case []any:
		return "a list"
	}
	return "an object"
}

func (j *jsonValue) not(want string) error {
	return fmt.Errorf("the JSON is %s, not %s", j.kind(), want)
}

func (j *jsonValue) text() (string, error) {
	s, ok := j.v.(string)
	if !ok {
		return "", j.not("text")
	}
	return s, nil
}

func (j *jsonValue) bool() (bool, error) {
	b, ok := j.v.(bool)
	if !ok {
		return false, j.not("true or false")
	}
	return b, nil
}

// int is an integer, as a number or in text, that fits in 64 bits. 1.0 and 1e3 are none.
func (j *jsonValue) int() (int64, error) {
	s := ""
	switch v := j.v.(type) {
	case json.Number:
		s = v.String()
	case string:
		s = v
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != s {
		return 0, j.not("an integer of 64 bits")
	}
	return n, nil
}

// uint256 is an integer, as a number or in text; text may have 0x and hex digits.
func (j *jsonValue) uint256() (u uint256.Int, err error) {
	s := ""
	switch v := j.v.(type) {
	case json.Number:
		s = v.String()
	case string:
		if digits, ok := strings.CutPrefix(v, "0x"); ok {
			if digits = strings.TrimLeft(digits, "0"); !isHex(digits) || len(digits) > 64 || len(v) > 66 || len(v) == 2 {
				return u, j.not("a uint256")
			}
			n, _ := new(big.Int).SetString("0"+digits, 16)
			u.SetFromBig(n)
			return u, nil
		}
		s = v
	}
	if u, err = parseUnits(s, 0); err != nil || strings.Contains(s, ".") {
		return u, j.not("a uint256")
	}
	return u, nil
}

// units is a decimal number times 10^decimals, exactly.
func (j *jsonValue) units(decimals int64) (u uint256.Int, err error) {
	s := ""
	switch v := j.v.(type) {
	case json.Number:
		s = v.String()
	case string:
		s = v
	}
	if whole, fraction, ok := strings.Cut(s, "."); ok {
		// 1.50 has one decimal.
		if fraction = strings.TrimRight(fraction, "0"); fraction != "" {
			whole += "." + fraction
		}
		s = whole
	}
	if u, err = parseUnits(s, decimals); err != nil {
		return u, fmt.Errorf("the JSON is %s, not a decimal number of at most %d decimals", j.kind(), decimals)
	}
	return u, nil
}

func (j *jsonValue) address() (ref.Val, error) {
	s, _ := j.v.(string)
	a, err := parseAddress(s)
	if err != nil {
		return nil, j.not("an address")
	}
	return newAddress(a), nil
}

// bytes are 0x and hex digits.
func (j *jsonValue) bytes() ([]byte, error) {
	s, _ := j.v.(string)
	b, err := parseBytes(s)
	if err != nil {
		return nil, j.not("0x and hex digits")
	}
	return b, nil
}

// as makes the value of an ABI type, of JSON in the form that wallets take it in.
func (j *jsonValue) as(t abiType) (ref.Val, error) {
	switch t.kind {
	case abiUint:
		u, err := j.uint256()
		return newUint256(u), err
	case abiInt:
		n, err := j.int()
		return types.Int(n), err
	case abiBool:
		b, err := j.bool()
		return types.Bool(b), err
	case abiAddress:
		return j.address()
	case abiFixed, abiBytes:
		b, err := j.bytes()
		return types.Bytes(b), err
	case abiString:
		s, err := j.text()
		return types.String(s), err
	}
	list, ok := j.v.([]any)
	if !ok || len(list) > maxElements {
		return nil, j.not(t.String())
	}
	values := make([]ref.Val, len(list))
	for i, v := range list {
		values[i] = newJSON(v)
	}
	return types.NewRefValList(types.DefaultTypeAdapter, values), nil
}

// like makes a value of the type of other, to be compared with it.
func (j *jsonValue) like(other ref.Val) (ref.Val, error) {
	switch other := other.(type) {
	case types.Bool:
		b, err := j.bool()
		return types.Bool(b), err
	case types.Int:
		n, err := j.int()
		return types.Int(n), err
	case types.String:
		s, err := j.text()
		return types.String(s), err
	default:
		if other.Type() == ref.Type(addressType) {
			return j.address()
		}
		u, err := j.uint256()
		return newUint256(u), err
	}
}

// encodeJSON writes a value into a JSON text.
func encodeJSON(v ref.Val) (json.RawMessage, error) {
	switch v := v.(type) {
	case types.Bool, types.Int:
		return json.Marshal(v.Value())
	case types.String:
		return json.Marshal(string(v))
	case jsonVal:
		return json.Marshal(v.v.v)
	case opaque[*argument]:
		return encodeJSON(v.v.val)
	case traits.Lister:
		parts := []json.RawMessage{}
		for _, e := range elementsOf(v) {
			part, err := encodeJSON(e)
			if err != nil {
				return nil, err
			}
			parts = append(parts, part)
		}
		return json.Marshal(parts)
	}
	return json.Marshal(fmt.Sprintf("0x%x", addressIn(v).Bytes()))
}

// parseBase64URL reads base64url without padding, and hex behind 0x: the forms of signatures.
func parseBase64URL(s string) ([]byte, error) {
	if strings.HasPrefix(s, "0x") {
		return parseBytes(s)
	}
	return base64.RawURLEncoding.DecodeString(s)
}
