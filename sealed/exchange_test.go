package sealed

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"

	"github.com/latchkey-network/latchkey/crypto/group"
)

// TestExchange opens the files that another implementation has sealed and seals files for it, in
// the folder LATCHKEY_EXCHANGE, which its test makes (sdk/js/test/go.test.ts). There, "recipient"
// is a recipient string with a policy, "secret" the committee's key x in hex, and N.age is the
// sealed file of pattern(N). Files for the other are go-N.age and, armoured, go-N.txt.
func TestExchange(t *testing.T) {
	dir := os.Getenv("LATCHKEY_EXCHANGE")
	if dir == "" {
		t.Skip("runs from another implementation's tests, which set LATCHKEY_EXCHANGE")
	}
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	write := func(name string, b []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, err := ParseRecipient(read("recipient"))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := hex.DecodeString(read("secret"))
	if err != nil {
		t.Fatal(err)
	}
	x, err := group.DecodeScalar(raw)
	if err != nil {
		t.Fatal(err)
	}
	c := &solo{x: x, X: new(group.Point).BaseMult(x), terms: r.Terms}
	if !c.X.Equal(r.Key) {
		t.Fatal("the recipient has another key")
	}
	files, err := filepath.Glob(filepath.Join(dir, "[0-9]*.age"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files to open: %v", err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		n, err := strconv.Atoi(strings.TrimSuffix(name, ".age"))
		if err != nil {
			t.Fatal(err)
		}
		o := opener{committees: []*solo{c}}
		var got bytes.Buffer
		if err := Open(t.Context(), &got, strings.NewReader(read(name)), o.open); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !bytes.Equal(got.Bytes(), pattern(n)) {
			t.Errorf("%s opens to %d other bytes", name, got.Len())
		}
		if o.opened.Terms != r.Terms {
			t.Errorf("%s: terms are %+v", name, o.opened.Terms)
		}
		native, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		again := seal(t, pattern(n), native.Recipient(), r)
		write("go-"+name, again)
		var armoured bytes.Buffer
		w := armor.NewWriter(&armoured)
		w.Write(again)
		w.Close()
		write("go-"+strconv.Itoa(n)+".txt", armoured.Bytes())
	}
}
