package fileobjects

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ErrUserdata says that what the buyer sent along is not what the service asks for.
var ErrUserdata = errors.New("the user data does not fit")

// maxUserdata bounds what a buyer sends along, in bytes.
const maxUserdata = 16 << 10

// Userdata are values that a buyer sends along: they are added to the query of a GET, are the body of a POST, the variables of
// a GraphQL query, and the arguments of a contract's function. They are not for ipfs, arweave and s3.
type Userdata map[string]any // values of JSON, numbers as json.Number

// Parameter is one of a service's consumerParameters
// (https://docs.oceanprotocol.com/developers/ddo-specification#consumer-parameters).
type Parameter struct {
	Name     string
	Type     string // "text", "number", "boolean" or "select"
	Required bool
	Default  string   // used where the buyer says nothing; "" is none
	Options  []string // of a select
}

// ParseParameters reads the consumerParameters of a DDO's service; none and null are no parameters. The rest of what they say is
// for the page.
func ParseParameters(data json.RawMessage) ([]Parameter, error) {
	var list []struct {
		Name     string          `json:"name"`
		Type     string          `json:"type"`
		Required any             `json:"required"`
		Default  any             `json:"default"`
		Options  json.RawMessage `json:"options"`
	}
	if len(data) == 0 {
		return nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if d.Decode(&list) != nil {
		return nil, errors.New("consumerParameters is not a list of parameters")
	}
	var all []Parameter
	for i, p := range list {
		parameter := Parameter{Name: p.Name, Type: p.Type, Required: p.Required == true || p.Required == "true"}
		if p.Default != nil {
			parameter.Default = fmt.Sprint(p.Default)
		}
		if p.Name == "" || slices.ContainsFunc(all, func(other Parameter) bool { return other.Name == p.Name }) {
			return nil, fmt.Errorf("consumerParameters %d has no name of its own", i)
		}
		switch p.Type {
		case "text", "number", "boolean":
		case "select":
			// A list of objects {value: label}, or that list as a text.
			var text string
			if json.Unmarshal(p.Options, &text) == nil {
				p.Options = json.RawMessage(text)
			}
			var options []map[string]any
			if json.Unmarshal(p.Options, &options) != nil {
				return nil, fmt.Errorf("the consumerParameter %q has no list of options", p.Name)
			}
			for _, option := range options {
				parameter.Options = append(parameter.Options, slices.Sorted(maps.Keys(option))...)
			}
		default:
			return nil, fmt.Errorf("the consumerParameter %q is of the type %q (text, number, boolean or select)", p.Name, p.Type)
		}
		all = append(all, parameter)
	}
	return all, nil
}

// ParseUserdata reads what a buyer sent, a JSON object or "", fills in the defaults, and compares it with the parameters. Values
// that no parameter names pass as they are, as Providers let them. Errors wrap ErrUserdata, and name parameters and no values.
func ParseUserdata(text string, parameters []Parameter) (Userdata, error) {
	data := make(Userdata)
	if text != "" {
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		if len(text) > maxUserdata || !utf8.ValidString(text) || d.Decode(&data) != nil || data == nil {
			return nil, fmt.Errorf("%w: it is not a JSON object of at most %d bytes", ErrUserdata, maxUserdata)
		}
		if _, err := d.Token(); err != io.EOF {
			return nil, fmt.Errorf("%w: it is not one JSON object", ErrUserdata)
		}
	}
	maps.DeleteFunc(data, func(_ string, v any) bool { return v == nil })
	for _, p := range parameters {
		value, given := data[p.Name]
		if !given && p.Default != "" {
			value, given = p.Default, true
		}
		if !given {
			if p.Required {
				return nil, fmt.Errorf("%w: %q is missing", ErrUserdata, p.Name)
			}
			continue
		}
		value, ok := p.accept(value)
		if !ok {
			return nil, fmt.Errorf("%w: %q is not a %s", ErrUserdata, p.Name, p.Type)
		}
		data[p.Name] = value
	}
	return data, nil
}

// accept converts a value to the parameter's type: pages send numbers and booleans as texts, too.
func (p *Parameter) accept(value any) (any, bool) {
	text, isText := value.(string)
	switch p.Type {
	case "number":
		if n, ok := value.(json.Number); ok {
			return n, true
		}
		_, err := strconv.ParseFloat(text, 64)
		return json.Number(text), isText && err == nil && json.Valid([]byte(text))
	case "boolean":
		if b, ok := value.(bool); ok {
			return b, true
		}
		return text == "true", text == "true" || text == "false"
	case "select":
		return text, isText && slices.Contains(p.Options, text)
	}
	return text, isText
}

// query adds the data to a URL's query. What the seller's URL says already is not said again: else a buyer could have another
// file than the one that was sold.
func (data Userdata) query(u *url.URL) *url.URL {
	if len(data) == 0 {
		return u
	}
	sellers, more := u.Query(), make(url.Values)
	for name, value := range data {
		if sellers.Has(name) {
			continue
		}
		values, ok := value.([]any)
		if !ok {
			values = []any{value}
		}
		for _, v := range values {
			switch v := v.(type) {
			case nil:
			case string:
				more.Add(name, v)
			case json.Number, bool:
				more.Add(name, fmt.Sprint(v))
			default:
				text, _ := json.Marshal(v) // of JSON
				more.Add(name, string(text))
			}
		}
	}
	if len(more) == 0 {
		return u
	}
	added := *u
	if added.RawQuery != "" {
		added.RawQuery += "&"
	}
	added.RawQuery += more.Encode()
	return &added
}
