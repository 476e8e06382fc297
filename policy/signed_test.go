package policy

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/go-jose/go-jose/v4"
)

// smallPoints are the encodings of the points of edwards25519 whose order divides 8, those that are not canonical too, without
// the sign of x.
var smallPoints = []string{
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0100000000000000000000000000000000000000000000000000000000000000",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
}

// anybody signs a message for a key of small order: its signature is s B and s, wherever the hash of both is a multiple of the order.
func anybody(t *testing.T, key, message []byte) []byte {
	t.Helper()
	order, _ := new(big.Int).SetString("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed", 16)
	for i := range 200 {
		seed := append(make([]byte, 31), byte(i))
		// The public key of a seed is s B for an s that is known.
		h := sha512.Sum512(seed)
		h[0] &= 248
		h[31] = h[31]&63 | 64
		scalar := slices.Clone(h[:32])
		slices.Reverse(scalar)
		s := new(big.Int).Mod(new(big.Int).SetBytes(scalar), order).FillBytes(make([]byte, 32))
		slices.Reverse(s)
		signature := append(slices.Clone(ed25519.NewKeyFromSeed(seed)[32:]), s...)
		if ed25519.Verify(key, message, signature) {
			return signature
		}
	}
	return nil
}

// Where a key comes with the request, nobody can bring one that anybody can sign for: among Solana's addresses there is such a
// one, that of the system.
func TestKeysThatAnybodySignsFor(t *testing.T) {
	w := newWorld(t)
	p, err := Compile(`signed("reader: " + string(buyer), given.signature, "ed25519:" + string(given.key))`)
	if err != nil {
		t.Fatal(err)
	}
	message := []byte("reader: 0x" + hex.EncodeToString(buyer[:]))
	signable := 0
	try := func(key []byte, text string) {
		t.Helper()
		signature := anybody(t, key, message)
		if signature != nil {
			signable++
		}
		w.given = map[string]json.RawMessage{"key": json.RawMessage(fmt.Sprintf("%q", text)), "signature": json.RawMessage(fmt.Sprintf(`"0x%x"`, signature))}
		if met, err := p.Eval(t.Context(), buyer, w.inputs()); met || err == nil || !strings.Contains(err.Error(), "the key is none") {
			t.Errorf("%s: %v, %v", text, met, err)
		}
		if _, err := Compile(fmt.Sprintf(`signed(string(buyer), given.signature, "ed25519:0x%x")`, key)); err == nil {
			t.Errorf("%x is a key", key)
		}
	}
	for _, text := range smallPoints {
		key := common.FromHex(text)
		try(key, "0x"+text)
		key[31] |= 0x80
		try(key, fmt.Sprintf("0x%x", key))
	}
	try(make([]byte, 32), strings.Repeat("1", 32)) // base58
	if signable < 10 {
		t.Errorf("only %d of them could be signed for: this test tries too little", signable)
	}
	for i := range 300 {
		if key := ed25519.NewKeyFromSeed(append(make([]byte, 31), byte(i)))[32:]; smallOrder(key) {
			t.Errorf("%x is a good key", key)
		}
	}
}

// Keys whose signatures would take long to check are none, wherever they come from.
func TestKeysThatAreTooLong(t *testing.T) {
	for _, c := range []struct {
		bits int
		ok   bool
	}{{2048, true}, {maxRSA, true}, {maxRSA + 8, false}, {1 << 15, false}} {
		n := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), uint(c.bits)), big.NewInt(1)) // that it is no product of two primes does not matter
		key := &rsa.PublicKey{N: n, E: 65537}
		jwk, err := json.Marshal(jose.JSONWebKey{Key: key})
		if err != nil {
			t.Fatal(err)
		}
		der, err := x509.MarshalPKIXPublicKey(key)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range [][]byte{jwk, bytes.Join([][]byte{[]byte(`{"keys":[`), jwk, []byte(`]}`)}, nil),
			pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})} {
			if keys, err := parseKeys(text); c.ok != (err == nil) || c.ok && len(keys) != 1 {
				t.Errorf("%d bits: %d keys, %v", c.bits, len(keys), err)
			}
		}
		// The others of a set are none the worse.
		for _, strange := range []string{string(jwk), `{"kty":"AKP","alg":"ML-DSA-44","pub":"AA"}`, `{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}`, `7`, `{}`} {
			want := 1
			if c.ok && strange == string(jwk) {
				want = 2
			}
			if keys, err := parseKeys([]byte(fmt.Sprintf(`{"keys":[%s, %s]}`, strange, issuerKey))); err != nil || len(keys) != want {
				t.Errorf("%d bits, beside %s: %d keys, %v", c.bits, strange[:min(len(strange), 40)], len(keys), err)
			}
		}
	}
}

// What comes with a request is read once, however often a policy asks for it.
func TestGivenIsReadOnce(t *testing.T) {
	w := newWorld(t)
	big := `["` + strings.Repeat("a", 40) + `"` + strings.Repeat(`,"x"`, 5000) + `]`
	w.given = map[string]json.RawMessage{"big": json.RawMessage(big)}
	allocations := func(source string) float64 {
		t.Helper()
		p, err := Compile(source)
		if err != nil {
			t.Fatal(err)
		}
		in := w.inputs()
		return testing.AllocsPerRun(5, func() {
			if met, err := p.Eval(t.Context(), buyer, in); met || err != nil {
				t.Fatal(met, err)
			}
		})
	}
	numbers := strings.Repeat("1,", 99) + "1"
	once := allocations(`given.big.json("$[0]") == "b"`)
	often := allocations(`[` + numbers + `].exists(i, given.big.json("$[0]") == "b" && i == 1)`)
	if once < 5000 || often > 3*once {
		t.Errorf("%v allocations for one question, %v for a hundred", once, often)
	}
	// An error, too, is the same each time.
	w.given["bad"] = json.RawMessage(`{`)
	p, err := Compile(`[1, 2].exists(i, given.bad == i) || given.bad == 3`)
	if err != nil {
		t.Fatal(err)
	}
	if met, err := p.Eval(t.Context(), buyer, w.inputs()); met || err == nil || !strings.Contains(err.Error(), "given.bad: it is no JSON") {
		t.Errorf("%v, %v", met, err)
	}
}

// A segment of a path leads nowhere else, not even at a server that reads escaped slashes as slashes.
func TestSegmentsLeadNowhereElse(t *testing.T) {
	w := newWorld(t)
	for segment, asked := range map[string]string{
		"me":              "GET https://api.example/users/me",
		"ibc/0471":        "GET https://api.example/users/ibc%2F0471",
		"a..b":            "GET https://api.example/users/a..b",
		"...":             "GET https://api.example/users/...",
		"":                "",
		".":               "",
		"..":              "",
		"../admin":        "",
		"me/../../admin":  "",
		`..\admin`:        "",
		"me/./x":          "",
		"/..":             "",
		"%2e%2e":          "GET https://api.example/users/%252e%252e",
		"?all=1":          "GET https://api.example/users/%3Fall=1",
		"#":               "GET https://api.example/users/%23",
		"@evil.example/x": "GET https://api.example/users/@evil.example%2Fx",
	} {
		p, err := Compile(`web("https://api.example/users").path(string(given.segment)).json("$.x") == 1`)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := json.Marshal(segment)
		w.given = map[string]json.RawMessage{"segment": text}
		w.web, w.asked = map[string]string{}, nil
		if asked != "" {
			w.web[asked] = `{"x": 1}`
		}
		if met, err := p.Eval(t.Context(), buyer, w.inputs()); met != (asked != "") || (err == nil) != met || (len(w.asked) > 0) != met {
			t.Errorf("%q: %v, %v; asked %q", segment, met, err, w.asked)
		}
	}
}

// encoded is for tables of tokens.
var encoded = base64.RawURLEncoding.EncodeToString

// Tokens that look like those of an issuer, and are not, are none.
func TestForgedTokens(t *testing.T) {
	w := newWorld(t)
	payload, err := json.Marshal(map[string]any{"iss": issuer, "aud": "latchkey", "exp": w.time + 600, "wallet": buyer.Hex()})
	if err != nil {
		t.Fatal(err)
	}
	public := worldEd25519.Public().(ed25519.PublicKey)
	hmacKey, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: []byte(public)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	bySecret, err := hmacKey.Sign(payload)
	if err != nil {
		t.Fatal(err)
	}
	withSecret, err := bySecret.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	signedAs := func(header string, key ed25519.PrivateKey) string {
		text := encoded([]byte(header)) + "." + encoded(payload)
		return text + "." + encoded(ed25519.Sign(key, []byte(text)))
	}
	other := ed25519.NewKeyFromSeed(make([]byte, 32))
	good := signedAs(`{"alg":"EdDSA","kid":"one"}`, worldEd25519)
	jwk, err := json.Marshal(jose.JSONWebKey{Key: other.Public(), KeyID: "one"})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		token string
		ok    bool
	}{
		"good":                         {good, true},
		"without a key's name":         {signedAs(`{"alg":"EdDSA"}`, worldEd25519), true},
		"no algorithm":                 {encoded([]byte(`{"alg":"none"}`)) + "." + encoded(payload) + ".", false},
		"the public key as a secret":   {withSecret, false},
		"another's key":                {signedAs(`{"alg":"EdDSA","kid":"one"}`, other), false},
		"its own key in its header":    {signedAs(`{"alg":"EdDSA","kid":"one","jwk":`+string(jwk)+`}`, other), false},
		"another key's name":           {signedAs(`{"alg":"EdDSA","kid":"two"}`, worldEd25519), false},
		"another algorithm":            {signedAs(`{"alg":"ES256","kid":"one"}`, worldEd25519), false},
		"what must be understood":      {signedAs(`{"alg":"EdDSA","kid":"one","crit":["x"],"x":1}`, worldEd25519), false},
		"without a signature":          {good[:strings.LastIndexByte(good, '.')+1], false},
		"a part too many":              {good + ".x", false},
		"a payload that was exchanged": {encoded([]byte(`{"alg":"EdDSA","kid":"one"}`)) + "." + encoded([]byte(`{}`)) + good[strings.LastIndexByte(good, '.'):], false},
	} {
		w.given = map[string]json.RawMessage{"token": json.RawMessage(fmt.Sprintf("%q", c.token))}
		p, err := Compile(`jwt(given.token, "https://issuer.example", "https://issuer.example/jwks.json", "latchkey").json("$.wallet") == buyer`)
		if err != nil {
			t.Fatal(err)
		}
		if met, err := p.Eval(t.Context(), buyer, w.inputs()); met != c.ok || (err == nil) != c.ok {
			t.Errorf("%s: %v, %v", name, met, err)
		}
	}
}
