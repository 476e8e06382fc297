package chain

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

// RevertError is a contract's refusal. It is ErrReverted.
type RevertError struct {
	// Reason in words: the text of require(..), a panic's meaning, or the custom error and
	// its values. Empty if the contract gave none.
	Reason string
	// Data is what the contract returned with the refusal (at most 1 KiB of it).
	Data []byte
	// Custom is the custom error as the bindings know it, where they were asked; else nil.
	Custom any
}

func (e *RevertError) Error() string {
	switch {
	case e.Reason != "":
		return "reverted: " + e.Reason
	case len(e.Data) > 0:
		return "reverted with " + hexutil.Encode(e.Data[:min(len(e.Data), 36)])
	}
	return "reverted without a reason"
}

// Is makes errors.Is(err, ErrReverted) true.
func (e *RevertError) Is(target error) bool { return target == ErrReverted }

// revertOf returns the revert that an answer tells of, or nil if it tells of something else.
func revertOf(a *answerError) *RevertError {
	// Code 3 and the data are geth's way, which others follow; older ones have only words.
	text, _ := a.data.(string)
	if a.code != 3 && !a.contains("execution reverted", "invalid opcode", "invalid jump", "stack underflow", "stack limit", "out of gas", "write protection", "vm execution error") {
		return nil
	}
	data, err := hexutil.Decode(strings.TrimPrefix(text, "Reverted "))
	if err != nil {
		data = nil
	}
	r := newRevert(data)
	if r.Reason == "" && len(data) == 0 && !a.contains("execution reverted") {
		r.Reason = a.message
	}
	return r
}

// newRevert decodes the two kinds of error that every contract has.
func newRevert(data []byte) *RevertError {
	r := &RevertError{Data: bytes.Clone(data[:min(len(data), 1024)])}
	if reason, err := abi.UnpackRevert(data); err == nil {
		r.Reason = printable(reason)
	}
	return r
}

// decode asks unpack, a binding's UnpackError, about a custom error.
func (e *RevertError) decode(unpack func([]byte) (any, error)) {
	if unpack == nil || e.Reason != "" || len(e.Data) < 4 {
		return
	}
	v, err := unpack(e.Data)
	if err != nil || v == nil {
		return
	}
	e.Custom = v
	e.Reason = describe(v)
}

// describe writes an unpacked custom error as "Name(field 1, other 2)".
func describe(v any) string {
	value := reflect.ValueOf(v)
	for value.Kind() == reflect.Pointer && !value.IsNil() {
		value = value.Elem()
	}
	if value.Kind() != reflect.Struct {
		return printable(fmt.Sprint(v))
	}
	t := value.Type()
	var fields []string
	for i := range t.NumField() {
		if t.Field(i).IsExported() {
			fields = append(fields, strings.ToLower(t.Field(i).Name)+" "+fieldText(value.Field(i).Interface()))
		}
	}
	if len(fields) == 0 {
		return t.Name()
	}
	return printable(t.Name() + "(" + strings.Join(fields, ", ") + ")")
}

// fieldText writes a field for people: bytes in hex.
func fieldText(v any) string {
	switch v := v.(type) {
	case [32]byte:
		return hexutil.Encode(v[:])
	case []byte:
		return hexutil.Encode(v)
	}
	return fmt.Sprint(v)
}

// printable bounds a text that a contract chose, and takes control characters out.
func printable(s string) string {
	const limit = 300
	if len(s) > limit {
		s = s[:limit] + "..."
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
}
