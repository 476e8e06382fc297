package policy

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/go-jose/go-jose/v4"
)

// verifier says whether a signature over a message is good.
type verifier func(message, signature []byte) bool

// parseKey reads a public key: its kind, and 0x and hex digits, or (of Ed25519) base58.
func parseKey(s string) (verifier, error) {
	kind, text, _ := strings.Cut(s, ":")
	key, err := parseBytes(text)
	if err != nil && kind == "ed25519" {
		key, err = parseBase58(text)
	}
	if err != nil {
		return nil, errKey
	}
	switch kind {
	case "es256k": // RFC 8812
		var point *ecdsa.PublicKey
		if len(key) == 33 {
			point, err = crypto.DecompressPubkey(key)
		} else {
			point, err = crypto.UnmarshalPubkey(key)
		}
		if err != nil {
			return nil, errKey
		}
		raw := crypto.FromECDSAPub(point)
		return func(message, signature []byte) bool {
			if len(signature) != 64 {
				return false
			}
			// VerifySignature wants the lower of the two s that are good.
			s := new(big.Int).SetBytes(signature[32:])
			order := crypto.S256().Params().N
			if s.Sign() == 0 || s.Cmp(order) >= 0 {
				return false
			}
			if other := new(big.Int).Sub(order, s); other.Cmp(s) < 0 {
				s = other
			}
			digest := sha256.Sum256(message)
			return crypto.VerifySignature(raw, digest[:], append(slices.Clone(signature[:32]), common.LeftPadBytes(s.Bytes(), 32)...))
		}, nil
	case "es256":
		if len(key) == 33 {
			x, y := elliptic.UnmarshalCompressed(elliptic.P256(), key)
			if x == nil {
				return nil, errKey
			}
			key = slices.Concat([]byte{4}, common.LeftPadBytes(x.Bytes(), 32), common.LeftPadBytes(y.Bytes(), 32))
		}
		point, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), key)
		if err != nil {
			return nil, errKey
		}
		return func(message, signature []byte) bool {
			if len(signature) != 64 {
				return false
			}
			digest := sha256.Sum256(message)
			return ecdsa.Verify(point, digest[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:]))
		}, nil
	case "ed25519":
		if len(key) != ed25519.PublicKeySize || smallOrder(key) {
			return nil, errKey
		}
		return func(message, signature []byte) bool { return ed25519.Verify(key, message, signature) }, nil
	}
	return nil, errKey
}

// smallOrder says whether an encoding of a point of edwards25519 is of one of the eight whose order divides 8. Anybody can sign
// for such a key (RFC 8032 lets verifiers take it): a policy may have its key come with the request, and Solana's all-zero
// address is one.
//
// On -x^2 + y^2 = 1 + d x^2 y^2 these are the points with y = 0 (order 4), y = 1 and -1 (orders 1 and 2), and those whose double
// has y = 0 (order 8): there y^2 + x^2 = 0, and with the curve's equation d y^4 + 2 y^2 = 1.
func smallOrder(key []byte) bool {
	encoded := slices.Clone(key)
	slices.Reverse(encoded) // it is little-endian
	encoded[0] &= 0x7f      // without the sign of x
	p := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	d := new(big.Int).Mul(big.NewInt(-121665), new(big.Int).ModInverse(big.NewInt(121666), p))
	square := new(big.Int).SetBytes(encoded)
	square.Mod(square.Mul(square, square), p)
	if square.BitLen() <= 1 {
		return true
	}
	left := d.Mul(d, square) // (d y^2 + 2) y^2
	left.Mul(left.Add(left, big.NewInt(2)), square)
	return left.Mod(left, p).Cmp(big.NewInt(1)) == 0
}

var errKey = errors.New(`the key is none: write "es256k:0x..", "es256:0x.." or "ed25519:0x..", or the address of an account`)

// accountKey is the key of an Ethereum account, which signs as wallets do (EIP-191, version 0x45).
func accountKey(account common.Address) verifier {
	return func(message, signature []byte) bool {
		if len(signature) != crypto.SignatureLength {
			return false
		}
		sig := slices.Clone(signature)
		if sig[64] >= 27 {
			sig[64] -= 27
		}
		r, s := new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:64])
		if !crypto.ValidateSignatureValues(sig[64], r, s, true) {
			return false
		}
		key, err := crypto.SigToPub(accounts.TextHash(message), sig)
		return err == nil && crypto.PubkeyToAddress(*key) == account
	}
}

// parseBase58 reads Bitcoin's base58, in which some chains write keys.
func parseBase58(s string) ([]byte, error) {
	const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	if s == "" || len(s) > 64 {
		return nil, errKey
	}
	n := new(big.Int)
	for _, c := range []byte(s) {
		digit := strings.IndexByte(alphabet, c)
		if digit < 0 {
			return nil, errKey
		}
		n.Add(n.Mul(n, big.NewInt(58)), big.NewInt(int64(digit)))
	}
	zeros := len(s) - len(strings.TrimLeft(s, "1"))
	return append(make([]byte, zeros), n.Bytes()...), nil
}

// octets are the bytes of a message or a signature.
func octets(v ref.Val, signature bool) ([]byte, error) {
	switch v := v.(type) {
	case types.Bytes:
		return v, nil
	case types.String:
		if signature {
			b, err := parseBase64URL(string(v))
			if err != nil {
				return nil, errors.New("the signature is neither 0x and hex digits nor base64url")
			}
			return b, nil
		}
		return []byte(v), nil
	}
	text, err := v.(jsonVal).v.text()
	if err != nil {
		return nil, err
	}
	return octets(types.String(text), signature)
}

// signed says whether the signature is good. One that is not of the form of signatures is an error.
func signed(args []ref.Val) ref.Val {
	message, err := octets(args[0], false)
	var signature []byte
	if err == nil {
		signature, err = octets(args[1], true)
	}
	var verify verifier
	if err == nil {
		switch key := args[2].(type) {
		case opaque[common.Address]:
			verify = accountKey(key.v)
		case types.String:
			verify, err = parseKey(string(key))
		}
	}
	if err != nil {
		return types.WrapErr(fmt.Errorf("signed: %w", err))
	}
	return types.Bool(verify(message, signature))
}

// The algorithms of tokens: those with public keys.
var algorithms = []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512,
	jose.ES256, jose.ES384, jose.ES512, jose.EdDSA}

const (
	maxToken = 16 << 10         // bytes of a token
	maxKeys  = 16               // keys that a token without a key's name is tried with
	maxRSA   = 4096             // bits of a modulus, of which a check's time grows with the square; jose has the same limit for JWKs
	leeway   = 60 * time.Second // between the clocks of an issuer and a chain
)

// parseKeys reads the keys of an issuer: a JSON Web Key, a set of them, or a public key in PEM.
func parseKeys(text []byte) ([]jose.JSONWebKey, error) {
	bad := fmt.Errorf("these are no public keys: write a JWKS, a JWK, a PEM, or https:// and where a JWKS is (RSA keys have at most %d bits)", maxRSA)
	if block, _ := pem.Decode(text); block != nil {
		key, err := x509.ParsePKIXPublicKey(block.Bytes)
		if err != nil || tooLong(key) {
			return nil, bad
		}
		return []jose.JSONWebKey{{Key: key}}, nil
	}
	var set struct{ Keys []json.RawMessage }
	if err := json.Unmarshal(text, &set); err != nil || len(set.Keys) == 0 {
		set.Keys = []json.RawMessage{text}
	}
	var public []jose.JSONWebKey
	for _, raw := range set.Keys {
		// One that is not understood is no reason to do without the others (RFC 7517, section 5).
		var k jose.JSONWebKey
		if json.Unmarshal(raw, &k) == nil && k.IsPublic() && k.Valid() && (k.Use == "" || k.Use == "sig") {
			public = append(public, k)
		}
	}
	if len(public) == 0 {
		return nil, bad
	}
	return public, nil
}

// tooLong says whether a key is one of RSA with a modulus over maxRSA.
func tooLong(key any) bool {
	k, ok := key.(*rsa.PublicKey)
	return ok && k.N.BitLen() > maxRSA
}

// claims checks a token and returns what it says. No error shows any of it.
func claims(token, issuer, audience string, keys []jose.JSONWebKey, now time.Time) (any, error) {
	if len(token) > maxToken {
		return nil, fmt.Errorf("the token is over %d bytes", maxToken)
	}
	parsed, err := jose.ParseSignedCompact(token, algorithms)
	if err != nil {
		return nil, errors.New("the token is none, or of another algorithm")
	}
	name := parsed.Signatures[0].Protected.KeyID
	var payload []byte
	tried := 0
	for _, k := range keys {
		if name != "" && k.KeyID != "" && k.KeyID != name || tried == maxKeys {
			continue
		}
		if k.Algorithm != "" && k.Algorithm != parsed.Signatures[0].Protected.Algorithm {
			continue
		}
		tried++
		if payload, err = parsed.Verify(k.Key); err == nil {
			break
		}
	}
	if payload == nil || err != nil || tried == 0 {
		return nil, errors.New("the token is not signed by the issuer's keys")
	}
	all, err := parseJSON(payload)
	if err != nil {
		return nil, errors.New("the token says nothing that can be read")
	}
	said, ok := all.(map[string]any)
	if !ok || said["iss"] != issuer {
		return nil, errors.New("the token is of another issuer")
	}
	if audience != "" {
		switch aud := said["aud"].(type) {
		case string:
			ok = aud == audience
		case []any:
			ok = slices.Contains(aud, any(audience))
		default:
			ok = false
		}
		if !ok {
			return nil, errors.New("the token is for another audience")
		}
	}
	when := func(name string) (time.Time, bool) {
		n, isNumber := said[name].(json.Number)
		if !isNumber {
			return time.Time{}, false
		}
		f, err := n.Float64()
		if err != nil || f < 0 || f > maxTime {
			return time.Time{}, false
		}
		return time.Unix(int64(f), 0), true
	}
	end, ok := when("exp")
	if !ok {
		return nil, errors.New("the token does not say when it ends")
	}
	if !now.Add(-leeway).Before(end) {
		return nil, errors.New("the token is over")
	}
	if _, has := said["nbf"]; has {
		if begin, ok := when("nbf"); !ok || now.Add(leeway).Before(begin) {
			return nil, errors.New("the token is not valid yet")
		}
	}
	return all, nil
}

// jwt is the claims of a token.
func jwt(s *session, args []ref.Val) ref.Val {
	token, err := "", error(nil)
	switch v := args[0].(type) {
	case types.String:
		token = string(v)
	case jsonVal:
		token, err = v.v.text()
	}
	audience := ""
	if len(args) == 4 {
		audience = string(args[3].(types.String))
	}
	var keys []jose.JSONWebKey
	if err == nil {
		source := string(args[2].(types.String))
		body := []byte(source)
		if strings.HasPrefix(source, "https://") {
			body, err = s.fetch(&WebRequest{URL: source})
		}
		if err == nil {
			keys, err = parseKeys(body)
		}
	}
	var said any
	if err == nil {
		said, err = claims(token, string(args[1].(types.String)), audience, keys, s.now.(types.Timestamp).Time)
	}
	if err != nil {
		return types.WrapErr(fmt.Errorf("jwt: %w", err))
	}
	return newJSON(said)
}
