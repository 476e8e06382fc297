package policy

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// webCall is a request that is built up. It is made when something of the answer is asked for.
type webCall struct {
	url   *url.URL
	token string
}

type webVal = opaque[*webCall]

// parseURL reads what stands in a policy: https (operators allow hosts of http by name, for their own
// networks), a host, and no user, fragment or spaces.
func parseURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.Fragment != "" || u.Opaque != "" ||
		strings.ToLower(u.Host) != u.Host || strings.ContainsAny(s, " \t\r\n\\") {
		return nil, fmt.Errorf("%s is not an address such as \"https://api.example/v1/members\", with a host in lower case", quote(s))
	}
	return u, nil
}

// change returns a copy of a request with something added.
func change(v ref.Val, do func(w *webCall)) ref.Val {
	old := v.(webVal).v
	u := *old.url
	w := &webCall{url: &u, token: old.token}
	do(w)
	if len(w.url.String()) > maxText {
		return types.WrapErr(errTextSize)
	}
	return webVal{webType, w}
}

// addPath adds one segment of a path; what a segment cannot be has another meaning. That holds for its parts between slashes,
// too: some servers take an escaped one for one of the path.
func addPath(args []ref.Val) ref.Val {
	segment := string(args[1].(types.String))
	parts := strings.FieldsFunc(segment, func(r rune) bool { return r == '/' || r == '\\' })
	if segment == "" || slices.Contains(parts, ".") || slices.Contains(parts, "..") {
		return types.WrapErr(errors.New("web: no segment of a path"))
	}
	return change(args[0], func(w *webCall) { w.url = w.url.JoinPath(url.PathEscape(segment)) })
}

func addQuery(args []ref.Val) ref.Val {
	return change(args[0], func(w *webCall) {
		q := url.QueryEscape(string(args[1].(types.String))) + "=" + url.QueryEscape(string(args[2].(types.String)))
		if w.url.RawQuery != "" {
			q = w.url.RawQuery + "&" + q
		}
		w.url.RawQuery = q
	})
}

func addBearer(args []ref.Val) ref.Val {
	token, err := "", error(nil)
	switch v := args[1].(type) {
	case types.String:
		token = string(v)
	case jsonVal:
		token, err = v.v.text()
	}
	if err == nil && (token == "" || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' })) {
		err = errors.New("it is no token")
	}
	if err != nil {
		return types.WrapErr(fmt.Errorf("bearer: %w", err))
	}
	return change(args[0], func(w *webCall) { w.token = token })
}

var errNoWeb = errors.New("no host of the web can be read here")

// fetch makes a request, once in an evaluation, and returns the body of an answer that is a success.
func (s *session) fetch(r *WebRequest) ([]byte, error) {
	u, err := url.Parse(r.URL)
	if err != nil {
		return nil, errNoWeb
	}
	if s.in.Web == nil {
		return nil, fmt.Errorf("%s: %w", u.Host, errNoWeb)
	}
	a := s.remember(question{web: r.URL + "\x00" + r.Token + "\x00" + string(r.Body)}, func() (a answer) {
		var status int
		if status, a.data, a.err = s.in.Web.Fetch(s.ctx, r); a.err == nil && (status < 200 || status > 299) {
			a.err = fmt.Errorf("it answered status %d", status)
		}
		if a.err == nil && len(a.data) > maxJSON {
			a.err = errJSONSize
		}
		return a
	})
	if a.err != nil {
		return nil, fmt.Errorf("%s: %w", u.Host, a.err)
	}
	return a.data, nil
}

// document is the answer to a request.
func (s *session) document(v ref.Val) (*jsonValue, error) {
	w := v.(webVal).v
	body, err := s.fetch(&WebRequest{URL: w.url.String(), Token: w.token, Fresh: s.given})
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	doc, err := parseJSON(body)
	if err != nil {
		return nil, fmt.Errorf("web: %s: %w", w.url.Host, err)
	}
	return &jsonValue{doc}, nil
}

// rpc is the result of a JSON-RPC 2.0 call.
func rpc(s *session, args []ref.Val) ref.Val {
	u := args[0].(opaque[*url.URL]).v
	fail := func(err error) ref.Val { return types.WrapErr(fmt.Errorf("rpc: %w", err)) }
	params, err := encodeJSON(args[2])
	if err != nil {
		return fail(err)
	}
	body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": string(args[1].(types.String)), "params": params})
	if err != nil {
		return fail(err)
	}
	if len(body) > maxJSON {
		return fail(errJSONSize)
	}
	out, err := s.fetch(&WebRequest{URL: u.String(), Body: body, Fresh: s.given})
	if err != nil {
		return fail(err)
	}
	doc, err := parseJSON(out)
	if err != nil {
		return fail(fmt.Errorf("%s: %w", u.Host, err))
	}
	reply, _ := doc.(map[string]any)
	result, ok := reply["result"]
	if !ok || reply["error"] != nil {
		return fail(fmt.Errorf("%s answered with an error", u.Host))
	}
	return newJSON(result)
}

// given is a value that came with the request. It is read once: a loop may ask for it often.
func given(s *session, args []ref.Val) ref.Val {
	name := string(args[0].(types.String))
	if v, ok := s.brought[name]; ok {
		return v
	}
	text, ok := s.in.Given[name]
	if !ok {
		return types.WrapErr(fmt.Errorf("given.%s did not come with the request", name))
	}
	v, err := parseJSON(text)
	said := newJSON(v)
	if err != nil {
		said = types.WrapErr(fmt.Errorf("given.%s: %w", name, err))
	}
	if s.brought == nil {
		s.brought = map[string]ref.Val{}
	}
	s.brought[name] = said
	return said
}
