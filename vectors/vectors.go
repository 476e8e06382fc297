// Package vectors holds Latchkey's test vectors and hands them to tests.
//
// README.md in this folder describes the formats. The vectors are embedded; when
// the environment variable LATCHKEY_VECTORS names a folder of the same form, that
// one is read instead, so that others can check this implementation with cases of
// their own. Only tests import this package.
package vectors

import (
	"bytes"
	"embed"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

//go:embed */*.json file/*.age
var embedded embed.FS

// formats are those that README.md describes.
var formats = []string{
	"group/point", "group/scalar", "group/hash-to-curve", "group/hash-to-scalar", "group/lambda",
	"terms/label",
	"capsule/seal", "capsule/check", "capsule/open",
	"stanza/parse", "recipient/parse", "identity/parse",
	"file/open",
	"request/access", "request/session", "request/ocean", "request/share",
	"request/json", "request/verify", "request/verify-share",
	"share/make", "share/verify",
	"combine/combine", "combine/open",
	"join/make", "join/verify",
	"dealing/make", "dealing/verify", "dealing/receive",
	"complaint/make", "complaint/verify",
	"keygen/replay", "reshare/replay",
	"approval/hash", "approval/start",
	"clients/list",
	"ocean/message", "ocean/envelope",
	"listing/link", "listing/document", "listing/seal",
	"umbral/secret", "umbral/public", "umbral/original", "umbral/capsule", "umbral/key-fragment",
	"umbral/capsule-fragment", "umbral/reencrypted", "umbral/signature",
	"grant/keys", "grant/digest", "grant/owner", "grant/reader", "grant/ticket", "grant/stanza", "grant/open",
	"grant/owner-open", "grant/offer",
}

// Vector is one case: what to do (Format), with what (Input), and what comes out:
// Expect is "ok" and Output holds the results, or Expect is the class of a refusal.
type Vector struct {
	Format  string          `json:"format"`
	Name    string          `json:"name"`
	Expect  string          `json:"expect"`
	Input   json.RawMessage `json:"input"`
	Output  json.RawMessage `json:"output"`
	Comment string          `json:"comment"`
}

// OK reports whether the case must succeed.
func (v *Vector) OK() bool { return v.Expect == "ok" }

// In decodes the input into p, and fails the test if it cannot.
func (v *Vector) In(t testing.TB, p any) { t.Helper(); decode(t, v.Input, p) }

// Out decodes the output into p, and fails the test if it cannot.
func (v *Vector) Out(t testing.TB, p any) { t.Helper(); decode(t, v.Output, p) }

func decode(t testing.TB, raw json.RawMessage, p any) {
	t.Helper()
	if err := json.Unmarshal(raw, p); err != nil {
		t.Fatalf("vector does not decode: %v", err)
	}
}

// FS is the folder that is read: the embedded one, or LATCHKEY_VECTORS.
func FS() fs.FS {
	if dir := os.Getenv("LATCHKEY_VECTORS"); dir != "" {
		return os.DirFS(dir)
	}
	return embedded
}

// Load returns the vectors of one folder in the order of their names, and fails the
// test if there are none.
func Load(t testing.TB, folder string) []Vector {
	t.Helper()
	names, err := fs.Glob(FS(), path.Join(folder, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Fatalf("no vectors in %q", folder)
	}
	vs := make([]Vector, 0, len(names))
	for _, name := range names {
		data, err := fs.ReadFile(FS(), name)
		if err != nil {
			t.Fatal(err)
		}
		var v Vector
		if err := json.Unmarshal(data, &v); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if v.Name+".json" != path.Base(name) {
			t.Fatalf("%s: is named %q inside", name, v.Name)
		}
		if !slices.Contains(formats, v.Format) {
			t.Fatalf("%s: unknown format %q", name, v.Format)
		}
		vs = append(vs, v)
	}
	return vs
}

// Each runs run once for every vector of what, as a subtest with the vector's name.
// what is a folder ("share") or one format of it ("share/verify"). It fails if there
// are none. When what is a folder, run must fail on a format that it does not know;
// [Unknown] does.
func Each(t *testing.T, what string, run func(t *testing.T, v Vector)) {
	t.Helper()
	folder, _, one := strings.Cut(what, "/")
	found := false
	for _, v := range Load(t, folder) {
		if one && v.Format != what {
			continue
		}
		found = true
		t.Run(v.Name, func(t *testing.T) { run(t, v) })
	}
	if !found {
		t.Fatalf("no vectors of format %q", what)
	}
}

// Unknown fails the test for a vector whose format the caller does not know.
func Unknown(t testing.TB, v Vector) {
	t.Helper()
	t.Fatalf("unknown vector format %q", v.Format)
}

// Hex is bytes written as lower-case hex without 0x.
type Hex []byte

// UnmarshalJSON decodes a JSON string of hex.
func (h *Hex) UnmarshalJSON(data []byte) error {
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	b, err := hex.DecodeString(s)
	*h = b
	return err
}

// Address is 20 bytes written as 0x and hex.
type Address [20]byte

// UnmarshalJSON decodes a JSON string of 0x and 40 digits.
func (a *Address) UnmarshalJSON(data []byte) error {
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	b, err := hex.DecodeString(string(bytes.TrimPrefix([]byte(s), []byte("0x"))))
	if err == nil && len(b) != len(a) {
		err = hex.ErrLength
	}
	copy(a[:], b)
	return err
}

// Uint64 is a number written as a decimal string.
type Uint64 uint64

// UnmarshalJSON decodes a JSON string of decimal digits.
func (u *Uint64) UnmarshalJSON(data []byte) error {
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	n, err := strconv.ParseUint(s, 10, 64)
	*u = Uint64(n)
	return err
}
