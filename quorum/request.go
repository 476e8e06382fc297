// Package quorum is the node protocol as a client sees it (spec/http.md): the request
// that opens a capsule and its JSON, the problems that nodes answer with, and a client
// that asks all n members of a committee at once, takes the first t shares, combines
// them, and finds out who lied if the file does not open.
//
// It trusts no node: keys are compared with the hash that the members confirmed on the
// chain, and only t shares that fit those keys can give the file key.
package quorum

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/terms"
)

// MaxRequest bounds the JSON of a request in bytes: a policy of 8192 bytes that JSON
// escapes sixfold, and room for given values.
const MaxRequest = 128 << 10

// The kinds of request.
const (
	KindAccess  = "access"
	KindSession = "session"
	KindOcean   = "ocean"
)

// Request asks a node for its share of one capsule.
type Request struct {
	Terms     terms.Terms
	Capsule   []byte        // 162 bytes
	Epoch     uint64        // the epoch whose members are asked
	Message   terms.Message // *terms.AccessRequest, *terms.Session or *terms.OceanRequest
	Signature []byte        // the account's, over Digest
	Given     map[string]json.RawMessage
}

// Kind returns the kind of the request's message.
func (r *Request) Kind() string {
	switch r.Message.(type) {
	case *terms.AccessRequest:
		return KindAccess
	case *terms.Session:
		return KindSession
	default:
		return KindOcean
	}
}

// Account returns the account that asks: the buyer, or the consumer of an Ocean client.
func (r *Request) Account() common.Address {
	switch m := r.Message.(type) {
	case *terms.AccessRequest:
		return m.Buyer
	case *terms.Session:
		return m.Buyer
	case *terms.OceanRequest:
		return m.Consumer
	}
	panic("quorum: a request without a message")
}

// ReaderKey returns the encoding of Q, to which shares are re-encrypted.
func (r *Request) ReaderKey() []byte {
	switch m := r.Message.(type) {
	case *terms.AccessRequest:
		return m.ReaderKey
	case *terms.Session:
		return m.ReaderKey
	case *terms.OceanRequest:
		return m.ReaderKey
	}
	panic("quorum: a request without a message")
}

// Digest returns R, the EIP-712 digest of the message.
func (r *Request) Digest() [32]byte { return terms.Digest(r.Terms.Domain(), r.Message) }

// CapsuleID returns what a node authorises.
func (r *Request) CapsuleID() [32]byte { return tdh2.CapsuleID(r.Capsule, r.Terms.Label()) }

// CheckScope refuses a message that is for another capsule than is sent, or a session
// for another committee. capsuleID is CapsuleID's result, which a node needs again.
func (r *Request) CheckScope(capsuleID [32]byte) error {
	named := [32]byte{}
	switch m := r.Message.(type) {
	case *terms.Session:
		if m.Committee != r.Terms.Committee {
			return &Problem{Type: WrongCommittee, Detail: fmt.Sprintf("the session is for committee %s, the terms name %s", m.Committee.Dec(), r.Terms.Committee.Dec())}
		}
		return nil
	case *terms.AccessRequest:
		named = m.Capsule
	case *terms.OceanRequest:
		named = m.Capsule
	}
	if named != capsuleID {
		return &Problem{Type: WrongCapsule, Detail: "the request names another capsule than it carries"}
	}
	return nil
}

// CheckDeadline refuses a message whose deadline is over or too far ahead; now is the
// node's clock in Unix seconds. An OceanRequest has no deadline.
func (r *Request) CheckDeadline(now uint64) error {
	var deadline, ahead uint64
	switch m := r.Message.(type) {
	case *terms.AccessRequest:
		deadline, ahead = m.Deadline, terms.AccessAhead
	case *terms.Session:
		deadline, ahead = m.Deadline, terms.SessionAhead
	default:
		return nil
	}
	return checkDeadline(deadline, now, ahead)
}

// checkDeadline refuses a deadline that is over, or more than so many seconds ahead. Nothing is added to it: it may
// be 2^64-1.
func checkDeadline(deadline, now, ahead uint64) error {
	if deadline < now && now-deadline > terms.ClockTolerance {
		return &Problem{Type: Expired, Detail: fmt.Sprintf("the deadline was %d seconds ago", now-deadline)}
	}
	if deadline > now && deadline-now > ahead+terms.ClockTolerance {
		return &Problem{Type: TooFar, Detail: fmt.Sprintf("the deadline is %d seconds ahead, at most %d are allowed", deadline-now, ahead)}
	}
	return nil
}

// CheckNonce refuses a session whose nonce is not the account's sessionNonce of the
// contract at the head, current. Other messages have no such nonce.
func (r *Request) CheckNonce(current uint64) error {
	if m, ok := r.Message.(*terms.Session); ok && m.Nonce != current {
		return &Problem{Type: WrongNonce, Detail: fmt.Sprintf("the session has the nonce %d, the account is at %d", m.Nonce, current)}
	}
	return nil
}

// SignedByKey reports whether the signature is a 65-byte, low-s one that recovers to the
// account. Accounts with code may have other signatures (ERC-1271), which only a chain
// can check. An Ocean client's signature is not over the digest, and is never valid here.
// digest is Digest's result, which a node needs again.
func (r *Request) SignedByKey(digest [32]byte) bool {
	if r.Kind() == KindOcean {
		return false
	}
	signer, err := group.RecoverAddress(digest, r.Signature)
	return err == nil && signer == r.Account()
}

// The JSON of a request, as in spec/http.md.

type requestJSON struct {
	Terms     termsJSON                  `json:"terms" doc:"What the file is sealed under."`
	Capsule   string                     `json:"capsule" doc:"162 bytes, lower-case hex without 0x." pattern:"^[0-9a-f]{324}$"`
	Epoch     string                     `json:"epoch" doc:"The epoch whose members are asked, decimal."`
	Kind      string                     `json:"kind" enum:"access,session,ocean"`
	Request   json.RawMessage            `json:"request" doc:"Every field of the typed data that was signed, the notice too."`
	Signature string                     `json:"signature" doc:"0x and lower-case hex."`
	Given     map[string]json.RawMessage `json:"given,omitempty" doc:"Values that the policy reads as given.NAME."`
}

type termsJSON struct {
	ChainID       string  `json:"chainId"`
	Committees    string  `json:"committees"`
	Committee     string  `json:"committee"`
	Confirmations string  `json:"confirmations"`
	Policy        *string `json:"policy" nullable:"false"` // may be empty, not missing
}

// The typed data of each kind. A pointer tells what is missing.

type accessJSON struct {
	Notice    *string `json:"notice"`
	Capsule   *string `json:"capsule"`
	ReaderKey *string `json:"readerKey"`
	Buyer     *string `json:"buyer"`
	Deadline  *string `json:"deadline"`
}

type sessionJSON struct {
	Notice    *string `json:"notice"`
	Committee *string `json:"committee"`
	ReaderKey *string `json:"readerKey"`
	Buyer     *string `json:"buyer"`
	Nonce     *string `json:"nonce"`
	Deadline  *string `json:"deadline"`
	Origin    *string `json:"origin"`
}

type oceanJSON struct {
	Capsule   *string `json:"capsule"`
	ReaderKey *string `json:"readerKey"`
	Consumer  *string `json:"consumer"`
	Nonce     *string `json:"nonce"`
	Order     *string `json:"order"`
	Service   *string `json:"service"`
	FileIndex *string `json:"fileIndex"`
}

// MarshalJSON writes the body of POST /v1/shares. It refuses what JSON cannot carry as it
// is: terms outside their limits and text that is not UTF-8.
func (r *Request) MarshalJSON() ([]byte, error) {
	if err := r.Terms.Check(); err != nil {
		return nil, err
	}
	var m any
	var text string // the one field that could be no UTF-8
	field := func(s string) *string { return &s }
	switch v := r.Message.(type) {
	case *terms.AccessRequest:
		m = accessJSON{Notice: field(terms.AccessNotice), Capsule: field(hex.EncodeToString(v.Capsule[:])),
			ReaderKey: field(hex.EncodeToString(v.ReaderKey)), Buyer: field(address(v.Buyer)), Deadline: field(decimal(v.Deadline))}
	case *terms.Session:
		text = v.Origin
		m = sessionJSON{Notice: field(terms.SessionNotice), Committee: field(v.Committee.Dec()),
			ReaderKey: field(hex.EncodeToString(v.ReaderKey)), Buyer: field(address(v.Buyer)),
			Nonce: field(decimal(v.Nonce)), Deadline: field(decimal(v.Deadline)), Origin: &v.Origin}
	case *terms.OceanRequest:
		text = v.Service
		m = oceanJSON{Capsule: field(hex.EncodeToString(v.Capsule[:])), ReaderKey: field(hex.EncodeToString(v.ReaderKey)),
			Consumer: field(address(v.Consumer)), Nonce: field(v.Nonce.Dec()), Order: field(hex.EncodeToString(v.Order[:])),
			Service: &v.Service, FileIndex: field(decimal(v.FileIndex))}
	default:
		return nil, fmt.Errorf("request has no message")
	}
	if !utf8.ValidString(text) { // JSON would carry another text than was signed
		return nil, errors.New("request has a text that is not valid UTF-8")
	}
	message, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	return json.Marshal(requestJSON{
		Terms: termsJSON{r.Terms.ChainID.Dec(), address(r.Terms.Committees), r.Terms.Committee.Dec(),
			decimal(r.Terms.Confirmations), &r.Terms.Policy},
		Capsule: hex.EncodeToString(r.Capsule), Epoch: decimal(r.Epoch), Kind: r.Kind(),
		Request: message, Signature: "0x" + hex.EncodeToString(r.Signature), Given: r.Given,
	})
}

// DecodeRequest reads the body of POST /v1/shares. Unknown fields are ignored; every other
// deviation from spec/http.md is a *Problem of type Malformed (another notice: of type
// BadSignature). It checks encodings, not signatures, deadlines or scope.
func DecodeRequest(body []byte) (*Request, error) {
	r, err := decodeRequest(body)
	if err == nil {
		return r, nil
	}
	var p *Problem
	if errors.As(err, &p) {
		return nil, err
	}
	return nil, &Problem{Type: Malformed, Detail: err.Error()}
}

func decodeRequest(body []byte) (*Request, error) {
	var in requestJSON
	if err := decodeOne(body, &in); err != nil {
		return nil, err
	}
	r := &Request{Given: in.Given}
	var p parser
	r.Terms = terms.Terms{
		ChainID:       p.uint256("chainId", &in.Terms.ChainID),
		Committees:    p.address("committees", &in.Terms.Committees),
		Committee:     p.uint256("committee", &in.Terms.Committee),
		Confirmations: p.uint64("confirmations", &in.Terms.Confirmations),
		Policy:        p.text("policy", in.Terms.Policy),
	}
	r.Capsule = p.bytes("capsule", &in.Capsule)
	r.Epoch = p.uint64("epoch", &in.Epoch)
	digits, ok := strings.CutPrefix(in.Signature, "0x")
	if !ok {
		p.fail("signature", in.Signature)
	}
	r.Signature = p.bytes("signature", &digits)
	if p.err != nil {
		return nil, p.err
	}
	if err := r.Terms.Check(); err != nil {
		return nil, err
	}
	if len(r.Capsule) != tdh2.CapsuleSize {
		return nil, fmt.Errorf("capsule has %d bytes, not %d", len(r.Capsule), tdh2.CapsuleSize)
	}
	message := func(v any) error {
		if err := decodeOne(in.Request, v); err != nil {
			return fmt.Errorf("request: %w", err)
		}
		return nil
	}
	var notice, shown *string // what must be in the dialog, and what was
	fixed := func(s string) *string { return &s }
	switch in.Kind {
	case KindAccess:
		var m accessJSON
		if err := message(&m); err != nil {
			return nil, err
		}
		notice, shown = fixed(terms.AccessNotice), m.Notice
		r.Message = &terms.AccessRequest{
			Capsule: p.bytes32("capsule", m.Capsule), ReaderKey: p.bytes("readerKey", m.ReaderKey),
			Buyer: p.address("buyer", m.Buyer), Deadline: p.uint64("deadline", m.Deadline),
		}
	case KindSession:
		var m sessionJSON
		if err := message(&m); err != nil {
			return nil, err
		}
		notice, shown = fixed(terms.SessionNotice), m.Notice
		r.Message = &terms.Session{
			Committee: p.uint256("committee", m.Committee), ReaderKey: p.bytes("readerKey", m.ReaderKey),
			Buyer: p.address("buyer", m.Buyer), Nonce: p.uint64("nonce", m.Nonce),
			Deadline: p.uint64("deadline", m.Deadline), Origin: p.text("origin", m.Origin),
		}
	case KindOcean:
		var m oceanJSON
		if err := message(&m); err != nil {
			return nil, err
		}
		r.Message = &terms.OceanRequest{
			Capsule: p.bytes32("capsule", m.Capsule), ReaderKey: p.bytes("readerKey", m.ReaderKey),
			Consumer: p.address("consumer", m.Consumer), Nonce: p.uint256("nonce", m.Nonce),
			Order: p.bytes32("order", m.Order), Service: p.text("service", m.Service),
			FileIndex: p.uint64("fileIndex", m.FileIndex),
		}
	default:
		return nil, fmt.Errorf("kind %q is not access, session or ocean", clip(in.Kind))
	}
	if p.err != nil {
		return nil, p.err
	}
	if _, err := group.DecodePoint(r.ReaderKey()); err != nil {
		return nil, fmt.Errorf("readerKey: %w", err)
	}
	if notice != nil {
		if p.text("notice", shown); p.err != nil {
			return nil, p.err
		}
		if *shown != *notice {
			// A refusal of its own: the account was shown another sentence.
			return nil, &Problem{Type: BadSignature, Detail: "the notice is not the fixed one"}
		}
	}
	return r, nil
}

// decodeOne decodes exactly one JSON object into the struct that v points to. It is
// stricter than encoding/json: names count as they are written, none that is known may be
// there twice, and text that is no Unicode is refused, which would become U+FFFD and so
// another policy. Unknown names are ignored; null is as good as missing. No value gets
// into an error: a body can hold bearer secrets.
func decodeOne(b []byte, v any) error {
	if !utf8.Valid(b) || loneSurrogate(b) {
		return errors.New("not valid JSON: a text is not Unicode")
	}
	if !json.Valid(b) {
		return errors.New("not valid JSON")
	}
	return decodeObject(bytes.Trim(b, space), reflect.ValueOf(v).Elem())
}

// space is JSON's white space.
const space = " \t\r\n"

// decodeObject decodes valid JSON without space around it into the struct v.
func decodeObject(b []byte, v reflect.Value) error {
	if b[0] != '{' {
		return errors.New("not a JSON object")
	}
	names := make([]string, v.NumField())
	for i := range names {
		names[i], _, _ = strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
	}
	seen := make([]bool, len(names))
	for rest := b[1:]; ; {
		rest = bytes.TrimLeft(rest, space+",")
		if rest[0] == '}' {
			return nil
		}
		var name, value []byte
		name, rest = nextValue(rest)
		value, rest = nextValue(bytes.TrimLeft(rest, space+":"))
		i := slices.Index(names, text(name))
		if i < 0 || string(value) == "null" {
			continue
		}
		if seen[i] {
			return fmt.Errorf("%s is there twice", names[i])
		}
		seen[i] = true
		if err := decodeValue(value, v.Field(i)); err != nil {
			return fmt.Errorf("%s %w", names[i], err)
		}
	}
}

// decodeValue decodes one valid JSON value into a field.
func decodeValue(b []byte, v reflect.Value) error {
	kind := ""
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return decodeValue(b, v.Elem())
	case reflect.Struct:
		if kind = "object"; b[0] == '{' {
			return decodeObject(b, v)
		}
	case reflect.String:
		if kind = "string"; b[0] == '"' {
			v.SetString(text(b))
			return nil
		}
	default:
		kind = map[reflect.Kind]string{reflect.Map: "object", reflect.Slice: "array", reflect.Int: "integer", reflect.Bool: "boolean"}[v.Kind()]
		if json.Unmarshal(b, v.Addr().Interface()) == nil {
			return nil
		}
	}
	return fmt.Errorf("must be a JSON %s", kind)
}

// text returns the text of a valid JSON string.
func text(b []byte) string {
	if !bytes.ContainsRune(b, '\\') {
		return string(b[1 : len(b)-1])
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		panic(err) // it was found valid
	}
	return s
}

// nextValue cuts off the first value of b, which is the inside of a valid JSON object from
// the beginning of a name or value to the end.
func nextValue(b []byte) (value, rest []byte) {
	for i, depth := 0, 0; ; {
		switch b[i] {
		case '"':
			for i++; b[i] != '"'; i++ {
				if b[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		i++
		// What is behind a value cannot be part of it.
		if depth == 0 && strings.IndexByte(",:}"+space, b[i]) >= 0 {
			return b[:i], b[i:]
		}
	}
}

// loneSurrogate reports whether an escape in a JSON text is half of a UTF-16 pair.
func loneSurrogate(b []byte) bool {
	unit := func(at int) uint64 { // of the escape \uXXXX at the place, or 0
		if at+6 > len(b) || b[at] != '\\' || b[at+1] != 'u' {
			return 0
		}
		n, _ := strconv.ParseUint(string(b[at+2:at+6]), 16, 16)
		return n
	}
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' {
			continue
		}
		if u := unit(i); utf16.IsSurrogate(rune(u)) {
			if utf16.DecodeRune(rune(u), rune(unit(i+6))) == utf8.RuneError {
				return true
			}
			i += 6
		}
		i++ // the byte that is escaped may be a backslash itself
	}
	return false
}

// parser decodes fields strictly and keeps the first error. A nil string is a missing
// field.
type parser struct{ err error }

func (p *parser) fail(name, value string) {
	if p.err == nil {
		p.err = fmt.Errorf("%s %q is not in the form of spec/http.md", name, clip(value))
	}
}

func clip(s string) string {
	if len(s) > 80 {
		return s[:80] + "..."
	}
	return s
}

func (p *parser) text(name string, s *string) string {
	if s == nil {
		if p.err == nil {
			p.err = fmt.Errorf("%s is missing", name)
		}
		return ""
	}
	return *s
}

func (p *parser) bytes(name string, s *string) []byte {
	text := p.text(name, s)
	b, err := hex.DecodeString(text)
	if err != nil || hex.EncodeToString(b) != text {
		p.fail(name, text)
	}
	return b
}

func (p *parser) bytes32(name string, s *string) (out [32]byte) {
	b := p.bytes(name, s)
	if len(b) != len(out) {
		p.fail(name, p.text(name, s))
	}
	copy(out[:], b)
	return out
}

func (p *parser) address(name string, s *string) common.Address {
	text := p.text(name, s)
	digits, ok := strings.CutPrefix(text, "0x")
	b, err := hex.DecodeString(digits)
	if !ok || err != nil || len(b) != common.AddressLength || hex.EncodeToString(b) != digits {
		p.fail(name, text)
	}
	return common.BytesToAddress(b)
}

func (p *parser) uint64(name string, s *string) uint64 {
	text := p.text(name, s)
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil || decimal(n) != text {
		p.fail(name, text)
	}
	return n
}

func (p *parser) uint256(name string, s *string) uint256.Int {
	text := p.text(name, s)
	n, err := uint256.FromDecimal(text)
	if err != nil || n.Dec() != text {
		p.fail(name, text)
		return uint256.Int{}
	}
	return *n
}

func decimal(n uint64) string { return strconv.FormatUint(n, 10) }

// address writes a without EIP-55's capitals, as all documents of the protocol do.
func address(a common.Address) string { return "0x" + hex.EncodeToString(a[:]) }

// RequestType is the Go type of a request's JSON, from which OpenAPI documents are made.
var RequestType = reflect.TypeFor[requestJSON]()
