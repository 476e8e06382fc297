package ocean

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/terms"
)

var (
	nft   = common.HexToAddress("0xe92d51943ff5a15fa08713812d5e2d997e77c108")
	token = common.HexToAddress("0xc4be21ebbb8265d3d5e03fe055dcad14622afce8")
)

const chainID = 137

// ddo is one of version 4.1 with a service that has these files.
func ddo(files string) string {
	return fmt.Sprintf(`{"@context":["https://w3id.org/did/v1"],"id":%q,"version":"4.1.0","chainId":%d,"nftAddress":%q,
 "metadata":{"name":"A%%20B","type":"dataset"},"credentials":{"allow":[],"deny":[]},
 "services":[{"id":"one","type":"access","files":%q,"datatokenAddress":%q,"serviceEndpoint":"https://gw.example","timeout":86400}]}`,
		DID(chainID, nft), chainID, nft.Hex(), files, token.Hex())
}

// committee is a recipient with an ordinary committee's terms.
func committee(t *testing.T) sealed.Recipient {
	t.Helper()
	r, err := sealed.ParseRecipient("age1latchkey1qyqqqqqqqqqqqqv73mmphanap6k728e274467uugge0hktsqqqqqqqqqqqqs9sxjtcy802cgcahle5yewjst7vx6r00sfrun5wwrgewyktecr93lqqqqqqqqqqqqyuuf4zv")
	if err != nil {
		t.Fatal(err)
	}
	r.Terms = terms.Terms{ChainID: *uint256.NewInt(chainID), Committees: common.Address{7}, Committee: *uint256.NewInt(12), Confirmations: 12}
	return *r
}

func filesObject(n int) []byte {
	list := make([]map[string]string, n)
	for i := range list {
		list[i] = map[string]string{"type": "url", "url": fmt.Sprintf("https://example.org/%d.csv", i), "method": "GET"}
	}
	b, _ := json.Marshal(map[string]any{"nftAddress": nft, "datatokenAddress": token.Hex(), "files": list})
	return b
}

func TestEnvelope(t *testing.T) {
	want := []byte(ddo("0x00"))
	text, err := EncodeDDO(want)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := decodeHex(text, MaxDDO)
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeMetadata([]byte{2}, packed, sha256.Sum256(want))
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("%v: %q", err, got)
	}
	bad := func(what string, b []byte) {
		t.Helper()
		if got, err := DecodeDDO(b); err == nil {
			t.Errorf("%s is opened: %d bytes", what, len(got))
		}
	}
	bad("a byte behind the end", append(bytes.Clone(packed), 0))
	for n := range packed {
		bad(fmt.Sprintf("the first %d bytes", n), packed[:n])
	}
	var bomb bytes.Buffer
	bomb.WriteString(envelopeMagic)
	w, _ := flate.NewWriter(&bomb, flate.BestCompression)
	w.Write(make([]byte, 64<<20))
	w.Close()
	bad("a bomb", bomb.Bytes())
	if _, err := DecodeMetadata([]byte{2}, packed, [32]byte{}); err == nil {
		t.Error("a DDO of another hash is taken")
	}
}

// TestPlainMetadata: what ocean.js writes without a Provider, and what it writes with another one.
func TestPlainMetadata(t *testing.T) {
	want := []byte(ddo("0x00"))
	for _, hash := range [][32]byte{sha256.Sum256(want), sha256.Sum256([]byte("0x" + hex.EncodeToString(want)))} {
		if got, err := DecodeMetadata([]byte{0}, want, hash); err != nil || !bytes.Equal(got, want) {
			t.Error(err)
		}
	}
	for _, flags := range []byte{1, 2, 3} {
		if _, err := DecodeMetadata([]byte{flags}, want, sha256.Sum256(want)); err == nil {
			t.Errorf("metadata with the flags %d are taken as they are", flags)
		}
	}
}

// TestNeverConfused: a DDO is no files object, a files object no DDO, and what is made of each no other thing.
func TestNeverConfused(t *testing.T) {
	to := committee(t)
	files, asset := filesObject(1), []byte(ddo("0x00"))
	if _, err := EncodeDDO(files); err == nil {
		t.Error("a files object got into the open")
	}
	if _, err := SealFiles(asset, to, nil); err == nil {
		t.Error("a DDO is sealed as a files object")
	}
	if _, err := EncodeDDO(bytes.Replace(asset, []byte(`{"@context"`), []byte(`{"files":[{}],"@context"`), 1)); err != nil {
		t.Error(err)
	}
	both := bytes.Replace(files, []byte(`{`), []byte(`{"services":[],`), 1)
	if _, err := SealFiles(both, to, nil); err == nil {
		t.Error("what has services is sealed as a files object")
	}
	text, err := SealFiles(files, to, nil)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := decodeHex(text, maxSealed)
	if _, err := DecodeDDO(b); !errors.Is(err, ErrNotEnvelope) {
		t.Errorf("a sealed object is read as an envelope: %v", err)
	}
	envelope, _ := EncodeDDO(asset)
	if _, err := ParseSealed(envelope); err == nil {
		t.Error("an envelope is read as a sealed object")
	}
}

func TestSealFiles(t *testing.T) {
	to := committee(t)
	content := filesObject(2)
	text, err := SealFiles(content, to, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ParseSealed(text)
	if err != nil {
		t.Fatal(err)
	}
	if over := len(s.Bytes) - len(content); over > 600 {
		t.Errorf("%d bytes over the content", over)
	} else {
		t.Logf("%d bytes over the content", over)
	}
	tm := to.Terms
	tm.Policy = fmt.Sprintf(`ordered("0x%x", "0x%x")`, nft, token)
	if len(s.Stanzas) != 1 || s.Stanzas[0].Terms != tm || len(s.Previews) != 0 {
		t.Fatalf("%+v", s)
	}
	capsule := s.Stanzas[0].Capsule
	other := tm
	other.Confirmations++
	if !s.Carries(capsule, &tm) || s.Carries(capsule, &other) || s.Carries(append(capsule[:161:161], 0), &tm) {
		t.Error("it carries another capsule, or not its own")
	}
	n, hash := uint64(17), sha256.Sum256([]byte("x"))
	text, err = SealFiles(content, to, []Preview{{Type: "text/csv", Length: &n, Hash: &hash}, {}})
	if err != nil {
		t.Fatal(err)
	}
	if s, err = ParseSealed(text); err != nil {
		t.Fatal(err)
	}
	if p := s.Previews; len(p) != 2 || p[0].Type != "text/csv" || *p[0].Length != n || *p[0].Hash != hash || p[1] != (Preview{}) {
		t.Errorf("previews are %+v", p)
	}
	for _, wrong := range [][]Preview{{{}}, {{}, {Type: "text/csv; charset=utf-8"}}, {{}, {Type: "-> x"}}} {
		if _, err := SealFiles(content, to, wrong); err == nil {
			t.Errorf("previews %+v are taken", wrong)
		}
	}
}

func TestParseDDO(t *testing.T) {
	v5 := fmt.Sprintf(`{"id":%q,"version":"5.0.0","credentialSubject":{"chainId":137,"nftAddress":%q,"credentials":[{"match_deny":"any","allow":[{"type":"address","values":["*"]}]}],
		"services":[{"id":"a","type":"access","files":"0x00","datatokenAddress":%q,"timeout":0,"credentials":{"deny":[{"type":"address","values":[%q]}]}}]},"proof":{}}`,
		strings.Replace(DID(chainID, nft), "op", "ope", 1), nft.Hex(), token.Hex(), nft.Hex())
	d, err := ParseDDO([]byte(v5))
	if err != nil {
		t.Fatal(err)
	}
	if d.NFT != nft || d.ChainID != 137 || !SameDID(d.ID, 137, nft) || SameDID(d.ID, 138, nft) || len(d.Services) != 1 || d.Services[0].Datatoken != token {
		t.Errorf("%+v", d)
	}
	if d.Credentials.Check(token) != nil || d.Services[0].Credentials.Check(token) != nil || d.Services[0].Credentials.Check(nft) == nil {
		t.Error("credentials of version 5")
	}
	good := ddo("0x00")
	if _, err := ParseDDO([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{
		{`"version":"4.1.0"`, `"version":"3.0.0"`}, {"did:op:", "did:ope:"}, {`"services":[{`, `"Services":[{`}, {`"chainId":137`, `"chainId":"137"`},
		{`86400`, `-1`}, {`86400`, `1.5`}, {`"nftAddress":"0x`, `"nftAddress":"`}, {`"services":[`, `"services":[7,`},
		{`"allow":[]`, `"allow":[{"type":"address","values":["0x1"]}]`}, {`"allow":[]`, `"allow":[{"values":[]}]`},
	} {
		if _, err := ParseDDO([]byte(strings.Replace(good, change[0], change[1], 1))); err == nil {
			t.Errorf("%s for %s is taken", change[1], change[0])
		}
	}
}

func TestCredentials(t *testing.T) {
	a, b := common.Address{1}, common.Address{2}
	list := func(kind string, of ...any) string {
		v, _ := json.Marshal(of)
		return fmt.Sprintf(`[{"type":%q,"values":%s}]`, kind, v)
	}
	rules := func(lists ...string) string {
		for i, l := range lists {
			lists[i] = strings.Trim(l, "[]")
		}
		return "[" + strings.Join(lists, ",") + "]"
	}
	for _, c := range []struct {
		allow, deny string
		a, b        bool
	}{
		{"[]", "[]", true, true},
		{"null", "null", true, true},
		{list("address"), list("address"), true, true},
		{list("address", a), "[]", true, false},
		{"[]", list("address", a), false, true},
		{list("address", a, b), list("address", strings.ToLower(a.Hex())), false, true},
		{list("address", "*"), list("address", b), true, false},
		{"[]", list("address", "*"), false, false},
		{list("accessList", a), "[]", false, false},
		{"[]", list("accessList", a), false, false},
		{"[]", list("", a), false, false},
		// Every rule of allow counts, also one that nodes cannot check, unless the DDO says that one is enough.
		{rules(list("address", a), list("address", a, b)), "[]", true, false},
		{rules(list("address", "*"), list("SSIpolicy", a)), "[]", false, false},
		{rules(list("address", a), list("address", b)) + `,"match_allow":"any"`, "[]", true, true},
		{rules(list("address", a), list("SSIpolicy")) + `,"match_allow":"any"`, "[]", true, false},
		{list("SSIpolicy", "*") + `,"match_allow":"any"`, "[]", false, false},
		{rules(list("address", a, b), list("address")), "[]", true, true},
		{"[]", list("address", map[string]any{"address": a}), false, true},
		{list("address", map[string]any{"address": "*"}), list("address", b) + `,"match_deny":"all"`, true, false},
	} {
		got, err := parseCredentials([]byte(`{"allow":` + c.allow + `,"deny":` + c.deny + `}`))
		if err != nil {
			t.Fatal(err)
		}
		if (got.Check(a) == nil) != c.a || (got.Check(b) == nil) != c.b {
			t.Errorf("allow %s, deny %s: %v and %v", c.allow, c.deny, got.Check(a), got.Check(b))
		}
	}
}

// TestCredentialsOfVersion5: all objects of the list have to let an account in.
func TestCredentialsOfVersion5(t *testing.T) {
	a, b := common.Address{1}, common.Address{2}
	got, err := parseCredentials(fmt.Appendf(nil, `[{"allow":[{"type":"address","values":[{"address":%q},%q]}]},{"match_deny":"any","deny":[{"type":"address","values":[%q]}]}]`, a, b, b))
	if err != nil {
		t.Fatal(err)
	}
	if got.Check(a) != nil || got.Check(b) == nil || got.Check(common.Address{3}) == nil {
		t.Error("a list of credentials lets others in")
	}
	for _, values := range []string{`[7]`, `[{}]`, `[{"address":7}]`, `[{"address":"0x1"}]`, `["a"]`, `{}`} {
		if _, err := parseCredentials([]byte(`{"allow":[{"type":"address","values":` + values + `}]}`)); err == nil {
			t.Errorf("%s is taken", values)
		}
	}
}

func TestFresh(t *testing.T) {
	now := uint64(1_800_000_000_000)
	for _, c := range []struct {
		nonce uint64
		want  bool
	}{{now, true}, {now - 600_000, true}, {now + 600_000, true}, {now - 600_001, false}, {now + 600_001, false}, {0, false}, {1<<64 - 1, false}} {
		if Fresh(uint256.NewInt(c.nonce), now) != c.want {
			t.Errorf("nonce %d at %d: not %v", c.nonce, now, c.want)
		}
	}
	if Fresh(new(uint256.Int).Lsh(uint256.NewInt(now), 64), now) {
		t.Error("a nonce over 64 bits is fresh")
	}
}
