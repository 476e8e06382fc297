package quorum

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/terms"
	"github.com/latchkey-network/latchkey/vectors"
)

// classes are the vectors' names of the problems.
var classes = map[ProblemType]string{
	Malformed: "malformed", BadSignature: "bad-signature", WrongCapsule: "wrong-capsule", WrongCommittee: "wrong-committee",
	Expired: "expired", TooFar: "too-far", WrongNonce: "wrong-nonce",
}

// class returns the vectors' name of an outcome.
func class(t testing.TB, err error) string {
	t.Helper()
	if err == nil {
		return "ok"
	}
	p := (*Problem)(nil)
	if !errors.As(err, &p) || classes[p.Type] == "" {
		t.Fatalf("%v is not a problem of a known type", err)
	}
	return classes[p.Type]
}

func errSignature(r *Request) error {
	if r.SignedByKey(r.Digest()) {
		return nil
	}
	return &Problem{Type: BadSignature}
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func wantHex(t testing.TB, what string, got, want []byte) {
	t.Helper()
	if !bytes.Equal(got, want) {
		t.Errorf("%s is %x, want %x", what, got, want)
	}
}

func TestVectorsRequestJSON(t *testing.T) {
	vectors.Each(t, "request/json", func(t *testing.T, v vectors.Vector) {
		var in struct{ Body string }
		v.In(t, &in)
		r, err := DecodeRequest([]byte(in.Body))
		if err == nil {
			err = r.CheckScope(r.CapsuleID())
		}
		if err == nil && r.Kind() != KindOcean {
			err = errSignature(r)
		}
		if got := class(t, err); got != v.Expect {
			t.Fatalf("%s (%v), want %s", got, err, v.Expect)
		}
		if !v.OK() {
			return
		}
		var out struct {
			Terms struct {
				ChainID, Committees, Committee, Confirmations string
				Policy                                        vectors.Hex
			}
			Label, Capsule, CapsuleID, Signature, Digest vectors.Hex
			Epoch                                        vectors.Uint64
			Kind                                         string
			Request                                      map[string]string
			Given                                        map[string]json.RawMessage
		}
		v.Out(t, &out)
		check := func(r *Request) {
			t.Helper()
			label, id, digest := r.Terms.Label(), r.CapsuleID(), r.Digest()
			wantHex(t, "label", label[:], out.Label)
			wantHex(t, "capsule", r.Capsule, out.Capsule)
			wantHex(t, "capsuleId", id[:], out.CapsuleID)
			wantHex(t, "signature", r.Signature, out.Signature)
			wantHex(t, "digest", digest[:], out.Digest)
			wantHex(t, "policy", []byte(r.Terms.Policy), out.Terms.Policy)
			if r.Terms.ChainID.Dec() != out.Terms.ChainID || address(r.Terms.Committees) != out.Terms.Committees ||
				r.Terms.Committee.Dec() != out.Terms.Committee || decimal(r.Terms.Confirmations) != out.Terms.Confirmations {
				t.Errorf("terms are %+v, want %+v", r.Terms, out.Terms)
			}
			if r.Epoch != uint64(out.Epoch) || r.Kind() != out.Kind {
				t.Errorf("epoch %d and kind %q, want %d and %q", r.Epoch, r.Kind(), out.Epoch, out.Kind)
			}
			if !maps.EqualFunc(r.Given, out.Given, func(a, b json.RawMessage) bool { return string(a) == string(b) }) {
				t.Errorf("given %s, want %s", r.Given, out.Given)
			}
			account := out.Request["buyer"] + out.Request["consumer"] // one of them
			if address(r.Account()) != account || hex.EncodeToString(r.ReaderKey()) != out.Request["readerKey"] {
				t.Errorf("account %s with reader key %x, want %v", r.Account(), r.ReaderKey(), out.Request)
			}
		}
		check(r)
		body, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var encoded struct{ Request map[string]string }
		if err := json.Unmarshal(body, &encoded); err != nil || !maps.Equal(encoded.Request, out.Request) {
			t.Errorf("encodes the message as %v (%v), want %v", encoded.Request, err, out.Request)
		}
		if r, err = DecodeRequest(body); err != nil {
			t.Fatalf("does not decode what it encoded: %v", err)
		}
		check(r)
	})
}

// verifyInput is the input of request/verify and of request/verify-share.
type verifyInput struct {
	Type               string
	ChainID, Committee string
	Committees         vectors.Address
	Capsule, ReaderKey vectors.Hex
	Buyer              vectors.Address
	Nonce, Deadline    vectors.Uint64
	Origin             string
	Signature          vectors.Hex
	Now, SessionNonce  vectors.Uint64
	Request, Share     vectors.Hex
	Operator           vectors.Address
}

func (in *verifyInput) terms(t testing.TB) terms.Terms {
	out := terms.Terms{Committees: common.Address(in.Committees)}
	if err := out.ChainID.SetFromDecimal(in.ChainID); err != nil {
		t.Fatal(err)
	}
	if in.Committee != "" {
		if err := out.Committee.SetFromDecimal(in.Committee); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestVectorsRequestVerify(t *testing.T) {
	vectors.Each(t, "request/verify", func(t *testing.T, v vectors.Vector) {
		var in verifyInput
		v.In(t, &in)
		r := &Request{Terms: in.terms(t), Signature: in.Signature}
		switch in.Type {
		case "AccessRequest":
			r.Message = &terms.AccessRequest{Capsule: [32]byte(in.Capsule), ReaderKey: in.ReaderKey,
				Buyer: common.Address(in.Buyer), Deadline: uint64(in.Deadline)}
		case "Session":
			r.Message = &terms.Session{Committee: r.Terms.Committee, ReaderKey: in.ReaderKey, Buyer: common.Address(in.Buyer),
				Nonce: uint64(in.Nonce), Deadline: uint64(in.Deadline), Origin: in.Origin}
		default:
			t.Fatalf("unknown type %q", in.Type)
		}
		_, err := group.DecodePoint(r.ReaderKey()) // as DecodeRequest does
		if err != nil {
			err = &Problem{Type: Malformed, Detail: err.Error()}
		}
		err = first(err, r.CheckDeadline(uint64(in.Now)), r.CheckNonce(uint64(in.SessionNonce)), errSignature(r))
		if got := class(t, err); got != v.Expect {
			t.Fatalf("%s (%v), want %s", got, err, v.Expect)
		}
		if v.OK() {
			var out struct{ Digest vectors.Hex }
			v.Out(t, &out)
			digest := r.Digest()
			wantHex(t, "digest", digest[:], out.Digest)
		}
	})
}

func TestVectorsRequestVerifyShare(t *testing.T) {
	vectors.Each(t, "request/verify-share", func(t *testing.T, v vectors.Vector) {
		var in verifyInput
		v.In(t, &in)
		tt := in.terms(t)
		s := &terms.Share{Committee: tt.Committee, Request: [32]byte(in.Request), Capsule: [32]byte(in.Capsule), Share: in.Share}
		if got := SignedBy(common.Address(in.Operator), tt.Domain(), s, in.Signature); got != v.OK() {
			t.Fatalf("signed by the operator: %t, want %s", got, v.Expect)
		}
		if v.OK() {
			var out struct{ Digest vectors.Hex }
			v.Out(t, &out)
			digest := terms.Digest(tt.Domain(), s)
			wantHex(t, "digest", digest[:], out.Digest)
		}
	})
}

// listInput is the input of clients/list.
type listInput struct {
	Session, X string
	T, N       int
	List       []string
	Hash       vectors.Hex
	RecipientX string
}

func TestVectorsClientsList(t *testing.T) {
	vectors.Each(t, "clients/list", func(t *testing.T, v vectors.Vector) {
		var in listInput
		v.In(t, &in)
		list, err := CheckKeys(&Keys{T: in.T, N: in.N, Session: in.Session, PublicKey: in.X, Keys: in.List}, in.T, in.N, [32]byte(in.Hash))
		if err == nil {
			x, encErr := list.X.Encode()
			if encErr != nil {
				t.Fatal(encErr)
			}
			if hex.EncodeToString(x) != in.RecipientX { // what market compares
				err = errors.New("X is not the recipient's")
			}
		}
		if v.OK() != (err == nil) {
			t.Fatalf("%v, want %s", err, v.Expect)
		}
	})
}

// body returns the request of a vector as a tree that tests can bend.
func body(t testing.TB, name string) map[string]any {
	t.Helper()
	for _, v := range vectors.Load(t, "request") {
		if v.Name == name {
			var in struct{ Body string }
			v.In(t, &in)
			var tree map[string]any
			if err := json.Unmarshal([]byte(in.Body), &tree); err != nil {
				t.Fatal(err)
			}
			return tree
		}
	}
	t.Fatalf("no vector %q", name)
	return nil
}

func encode(t testing.TB, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Every field is needed, none may be null or of another type, no name may be there twice
// or count in another case, and names that nobody knows are ignored.
func TestEveryFieldCounts(t *testing.T) {
	for _, vector := range []string{"json-access", "json-session", "json-ocean"} {
		for _, at := range []string{"", "terms", "request"} {
			object := func(tree map[string]any) map[string]any {
				if at == "" {
					return tree
				}
				return tree[at].(map[string]any)
			}
			for name, value := range object(body(t, vector)) {
				if name == "given" {
					continue // the one that may be missing
				}
				for how, bend := range map[string]func(o map[string]any){
					"is missing":         func(o map[string]any) { delete(o, name) },
					"is null":            func(o map[string]any) { o[name] = nil },
					"is a number":        func(o map[string]any) { o[name] = 1 },
					"is a list":          func(o map[string]any) { o[name] = []any{value} },
					"has a wrong case":   func(o map[string]any) { delete(o, name); o[strings.ToUpper(name)] = value },
					"has a space before": func(o map[string]any) { delete(o, name); o[" "+name] = value },
				} {
					tree := body(t, vector)
					bend(object(tree))
					if _, err := DecodeRequest(encode(t, tree)); class(t, err) != "malformed" {
						t.Errorf("%s: %s.%s %s: %v", vector, at, name, how, err)
					}
				}
				// Beside the real one, a name in another case is an unknown one.
				tree := body(t, vector)
				object(tree)[strings.ToUpper(name)] = "x"
				object(tree)["~"+name] = []int{1}
				if _, err := DecodeRequest(encode(t, tree)); err != nil {
					t.Errorf("%s: an unknown name beside %s.%s: %v", vector, at, name, err)
				}
				doubled := bytes.Replace(encode(t, body(t, vector)), []byte(`"`+name+`":`), []byte(`"`+name+`":`+string(encode(t, value))+`,"`+name+`":`), 1)
				if _, err := DecodeRequest(doubled); class(t, err) != "malformed" {
					t.Errorf("%s: %s.%s twice: %v", vector, at, name, err)
				}
			}
		}
	}
}

// A text that is no Unicode would silently become another text, under another label.
func TestTextMustBeUnicode(t *testing.T) {
	whole := string(encode(t, body(t, "json-session")))
	for text, ok := range map[string]bool{
		`x`: true, `\\ud800`: true, `\ud83d\ude00`: true, `\uD83D\uDE00\\`: true, "é": true, `\ufffd`: true, `\u0000`: true, `\\\\`: true,
		`\ud800`: false, `\udc00`: false, `\ud800x`: false, `\ud800\n`: false, `\ud800\ud800`: false, `\ude00\ud83d`: false,
		`\\\ud800`: false, `\ud83d\ude00\ud83d`: false, "\xff": false, "\xed\xa0\x80": false, "\xc0\x80": false,
	} {
		for _, at := range []string{`"policy":"`, `"origin":"`} {
			_, err := DecodeRequest([]byte(strings.Replace(whole, at, at+text, 1)))
			if want := map[bool]string{true: "ok", false: "malformed"}[ok]; class(t, err) != want {
				t.Errorf("%s%s: %v, want %s", at, text, err, want)
			}
		}
	}
	r, err := DecodeRequest([]byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	r.Message.(*terms.Session).Origin = "\xff"
	if _, err := json.Marshal(r); err == nil {
		t.Error("an origin that is no Unicode is encoded")
	}
	r.Message.(*terms.Session).Origin, r.Terms.Policy = "", "\xff"
	if _, err := json.Marshal(r); err == nil {
		t.Error("a policy that is no Unicode is encoded")
	}
}

// Errors go back over the network and into logs: they are short, and what was given to
// the policy is not in them.
func TestErrorsOfHostileRequests(t *testing.T) {
	const secret = "bearer-secret"
	long := strings.Repeat("\x1b[2J", MaxRequest/8)
	for _, bend := range []func(tree map[string]any){
		func(tree map[string]any) { tree["given"] = secret },
		func(tree map[string]any) { tree["given"] = []string{secret} },
		func(tree map[string]any) { tree["given"] = map[string]any{"token": secret}; tree["epoch"] = 1 },
		func(tree map[string]any) { tree["kind"] = long },
		func(tree map[string]any) { tree["epoch"] = long },
		func(tree map[string]any) { tree["epoch"] = json.Number(strings.Repeat("9", 10000)) },
		func(tree map[string]any) { tree["capsule"] = long },
		func(tree map[string]any) { tree["signature"] = long },
		func(tree map[string]any) {
			tree["terms"].(map[string]any)["chainId"] = strings.Repeat("9", MaxRequest/2)
		},
		func(tree map[string]any) {
			tree["request"].(map[string]any)["readerKey"] = strings.Repeat("ab", MaxRequest/8)
		},
		func(tree map[string]any) { tree["request"].(map[string]any)["buyer"] = long },
	} {
		tree := body(t, "json-access")
		bend(tree)
		_, err := DecodeRequest(encode(t, tree))
		if class(t, err) != "malformed" {
			t.Fatalf("%v, want malformed", err)
		}
		if text := err.Error(); len(text) > 500 || strings.Contains(text, secret) || strings.Contains(text, "\x1b") {
			t.Errorf("the error is %q", text)
		}
	}
	// A name that is there twice is quoted.
	if _, err := DecodeRequest([]byte(`{"` + long[:9] + `":1}`)); class(t, err) != "malformed" {
		t.Errorf("a raw control character in a name: %v", err)
	}
	doubled := `{"` + strings.Repeat(`\u001b`, 100) + `":1,"` + strings.Repeat(`\u001b`, 100) + `":1}`
	if _, err := DecodeRequest([]byte(doubled)); err == nil || strings.Contains(err.Error(), "\x1b") || len(err.Error()) > 500 {
		t.Errorf("a hostile name twice: %q", err)
	}
}

// Deadlines and the clock may be anything without wrapping around.
func TestDeadlineAtTheEnds(t *testing.T) {
	for _, c := range []struct {
		deadline, now uint64
		want          string
	}{
		{0, 0, "ok"}, {0, 60, "ok"}, {0, 61, "expired"}, {math.MaxUint64, math.MaxUint64, "ok"}, {math.MaxUint64, 0, "too-far"},
		{math.MaxUint64, math.MaxUint64 - 3660, "ok"}, {math.MaxUint64, math.MaxUint64 - 3661, "too-far"},
		{math.MaxUint64 - 60, math.MaxUint64, "ok"}, {math.MaxUint64 - 61, math.MaxUint64, "expired"}, {0, math.MaxUint64, "expired"},
	} {
		r := &Request{Message: &terms.AccessRequest{Deadline: c.deadline}}
		if err := r.CheckDeadline(c.now); class(t, err) != c.want {
			t.Errorf("deadline %d at %d: %v, want %s", c.deadline, c.now, err, c.want)
		}
	}
	if err := (&Request{Message: &terms.OceanRequest{}}).CheckDeadline(math.MaxUint64); err != nil {
		t.Errorf("an OceanRequest has no deadline: %v", err)
	}
}

// Every problem type has one title and one status, and survives its JSON.
func TestProblems(t *testing.T) {
	titles := map[string]bool{}
	for typ, known := range problems {
		p := (&Problem{Type: typ, Title: "x", Status: 1, Detail: "so"}).Complete()
		if p.Title != known.title || p.Status != known.status || p.Status < 400 || titles[p.Title] {
			t.Errorf("%s is %+v", typ, p)
		}
		titles[p.Title] = true
		if p.Error() != known.title+": so" {
			t.Errorf("%s says %q", typ, p.Error())
		}
		var q Problem
		if err := json.Unmarshal(encode(t, p), &q); err != nil || q != *p {
			t.Errorf("%s comes back as %+v (%v)", typ, q, err)
		}
	}
	if p := (&Problem{Type: "x", Detail: "a secret of the machine"}).Complete(); p.Type != Internal || p.Detail != "" {
		t.Errorf("an unknown problem is completed to %+v", p)
	}
}

func seedRequests(f *testing.F) {
	for _, v := range vectors.Load(f, "request") {
		if v.Format == "request/json" {
			var in struct{ Body string }
			v.In(f, &in)
			f.Add([]byte(in.Body))
		}
	}
}

// What decodes is within its limits, and encodes to what decodes to the same request.
func FuzzDecodeRequestIsTheInverseOfItsEncoding(f *testing.F) {
	seedRequests(f)
	f.Add([]byte(`{"terms":{"policy":"\ud800"}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := DecodeRequest(b)
		if err != nil {
			if len(err.Error()) > 1000 {
				t.Fatalf("an error of %d bytes", len(err.Error()))
			}
			class(t, err)
			return
		}
		_, _, _ = r.CheckScope(r.CapsuleID()), r.CheckDeadline(1800000000), r.CheckNonce(1)
		encoded := encode(t, r)
		again, err := DecodeRequest(encoded)
		if err != nil {
			t.Fatalf("%s does not decode: %v", encoded, err)
		}
		if !bytes.Equal(encode(t, again), encoded) {
			t.Fatalf("%s\nencodes as\n%s", encoded, encode(t, again))
		}
		// Given is compared by its encoding alone: JSON has many ways to write a value.
		r.Given, again.Given = nil, nil
		if !reflect.DeepEqual(r, again) {
			t.Fatalf("%+v\ncomes back as\n%+v", r, again)
		}
		if r.Digest() != again.Digest() || r.CapsuleID() != again.CapsuleID() || r.SignedByKey(r.Digest()) != again.SignedByKey(again.Digest()) {
			t.Fatal("what was signed comes back differently")
		}
	})
}

// An answer that decodes is what EncodeAnswer makes of it.
func FuzzDecodeAnswer(f *testing.F) {
	for _, v := range vectors.Load(f, "request") {
		if v.Format == "request/verify-share" {
			var in verifyInput
			v.In(f, &in)
			b, err := EncodeAnswer(in.Share, in.Signature)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(b)
		}
	}
	f.Add([]byte(`{"share":"","signature":"","x":{}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		share, signature, err := decodeAnswer(b)
		if err != nil {
			if len(err.Error()) > 1000 {
				t.Fatalf("an error of %d bytes", len(err.Error()))
			}
			return
		}
		encoded, err := EncodeAnswer(share, signature)
		if err != nil {
			t.Fatal(err)
		}
		share2, signature2, err := decodeAnswer(encoded)
		if err != nil || !bytes.Equal(share, share2) || !bytes.Equal(signature, signature2) {
			t.Fatalf("%s comes back as %x %x (%v)", encoded, share2, signature2, err)
		}
	})
}

// No list passes but one that hashes to what the members confirmed and is its encoding's
// inverse.
func FuzzDecodeKeys(f *testing.F) {
	var hash [32]byte
	for _, v := range vectors.Load(f, "clients") {
		var in listInput
		v.In(f, &in)
		f.Add(encode(f, &Keys{ChainID: "1", Committees: "0x", T: in.T, N: in.N, Session: in.Session, PublicKey: in.X, Keys: in.List}))
		if v.Name == "5-3" {
			hash = [32]byte(in.Hash)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var k Keys
		if decodeOne(b, &k) != nil {
			return
		}
		list, err := CheckKeys(&k, 3, 5, hash)
		if err != nil {
			if len(err.Error()) > 1000 {
				t.Fatalf("an error of %d bytes", len(err.Error()))
			}
			return
		}
		session, err := hex.DecodeString(k.Session)
		if err != nil {
			t.Fatal(err)
		}
		out, err := EncodeKeys(terms.Domain{}, uint256.Int{}, 1, [32]byte(session), list)
		if err != nil || out.PublicKey != k.PublicKey || !reflect.DeepEqual(out.Keys, k.Keys) || out.T != 3 || out.N != 5 {
			t.Fatalf("%s passes and comes back as %+v (%v)", b, out, err)
		}
	})
}

func BenchmarkDecodeRequest(b *testing.B) {
	for _, name := range []string{"json-access", "json-session"} {
		b.Run(name, func(b *testing.B) {
			text := encode(b, body(b, name))
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := DecodeRequest(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestFieldsOfOtherKinds: what another kind has is unknown to this one, and ignored.
func TestFieldsOfOtherKinds(t *testing.T) {
	for _, v := range vectors.Load(t, "request") {
		if v.Name != "json-access" {
			continue
		}
		var in struct{ Body string }
		v.In(t, &in)
		want, err := DecodeRequest([]byte(in.Body))
		if err != nil {
			t.Fatal(err)
		}
		for _, extra := range []string{`"nonce":5,`, `"committee":{},`, `"origin":null,"origin":"x",`, `"consumer":"0x1",`, `"zzz":5,`} {
			got, err := DecodeRequest([]byte(strings.Replace(in.Body, `"notice"`, extra+`"notice"`, 1)))
			if err != nil || got.Digest() != want.Digest() {
				t.Errorf("with %s: %v", extra, err)
			}
		}
		return
	}
	t.Fatal("the vector is missing")
}
