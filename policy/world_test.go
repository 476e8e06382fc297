package policy

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/go-jose/go-jose/v4"
)

// The accounts of the world that testdata/answers.txt is evaluated in.
var (
	buyer      = common.HexToAddress("0x00000000000000000000000000000000000000b1")
	stranger   = common.HexToAddress("0x00000000000000000000000000000000000000b2")
	market     = common.HexToAddress("0x0000000000000000000000000000000000000a01")
	coin       = common.HexToAddress("0x0000000000000000000000000000000000000a20")
	nft        = common.HexToAddress("0x0000000000000000000000000000000000000a21")
	multitoken = common.HexToAddress("0x0000000000000000000000000000000000000a55")
	oracle     = common.HexToAddress("0x0000000000000000000000000000000000000acc")
	asset      = common.HexToHash("0x01")
)

var (
	errReverted = errors.New("execution reverted")
	errNoCode   = errors.New("no code at the address")
)

// world is a View in memory. It fails the test when its caller breaks the View's contract, and
// counts what is asked. Its contracts speak the ABI of go-ethereum.
type world struct {
	t         testing.TB
	number    uint64
	time      uint64
	contracts map[common.Address]contract
	balances  map[common.Address]*big.Int
	logs      []Log
	id        uint64            // of the chain
	others    map[uint64]*world // other chains
	given     map[string]json.RawMessage
	web       map[string]string // answers by method, address and body

	mu    sync.Mutex
	asked []string
}

// contract maps the signature of a function to its evaluation.
type contract map[string]function

type function struct {
	in, out abi.Arguments
	run     func(in []any) ([]any, error)
	raw     func() []byte // in place of run: the bytes of the answer
}

func arguments(t testing.TB, names string) abi.Arguments {
	t.Helper()
	var list abi.Arguments
	for name := range strings.SplitSeq(names, ",") {
		if name == "" {
			continue
		}
		typ, err := abi.NewType(name, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, abi.Argument{Type: typ})
	}
	return list
}

// define adds a function name(in) returns (out).
func (c contract) define(t testing.TB, name, in, out string, run func(in []any) ([]any, error)) {
	c[name+"("+in+")"] = function{in: arguments(t, in), out: arguments(t, out), run: run}
}

// constant adds a function that answers these bytes, whatever they are.
func (c contract) constant(name string, data []byte) {
	c[name+"()"] = function{raw: func() []byte { return data }}
}

func (w *world) ChainID() uint64 { return w.id }

// inputs are the world with all that is around it.
func (w *world) inputs() Inputs {
	return Inputs{View: w, Given: w.given, Web: w, Chain: func(ctx context.Context, id uint64) (View, error) {
		if o := w.others[id]; o != nil {
			return o, nil
		}
		return nil, fmt.Errorf("this world reads no chain %d", id)
	}}
}

// inputsOf are the inputs of a View, of a world all of them.
func inputsOf(v View) Inputs {
	if w, ok := v.(*world); ok {
		return w.inputs()
	}
	return Inputs{View: v}
}

// Fetch answers from w.web; a token goes behind the address.
func (w *world) Fetch(ctx context.Context, r *WebRequest) (int, []byte, error) {
	key := "GET " + r.URL
	if r.Body != nil {
		key = "POST " + r.URL + " " + string(r.Body)
	}
	if r.Token != "" {
		key += " " + r.Token
		if !r.Fresh {
			w.t.Error("a request with a token may come from a cache")
		}
	}
	w.ask(ctx, key)
	body, ok := w.web[key]
	if !ok {
		return 404, nil, nil
	}
	if body == "down" {
		return 0, nil, errors.New("connection refused")
	}
	return 200, []byte(body), nil
}

// The keys of the world, by their private numbers.
var (
	worldES256K, _  = crypto.ToECDSA(word("0x01"))
	worldEd25519    = ed25519.NewKeyFromSeed(word("0x02"))
	worldP256, _    = ecdsa.ParseRawPrivateKey(elliptic.P256(), word("0x03"))
	worldAccount, _ = crypto.ToECDSA(word("0x04"))
)

const (
	// issuerKey is the public key of worldEd25519, as a JSON Web Key.
	issuerKey = `{"kty":"OKP","crv":"Ed25519","kid":"one","alg":"EdDSA","x":"dCK5iHWYBo4yxESKlJrbKQ0PTjW54BsO5fGh5gD-JnQ"}`
	issuer    = "https://issuer.example"
)

// newToken makes a token of the world's issuer.
func newToken(t testing.TB, claims map[string]any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: jose.JSONWebKey{Key: worldEd25519, KeyID: "one"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		t.Fatal(err)
	}
	s, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What giveAll gives is made once: it takes some milliseconds.
var (
	giveOnce   sync.Once
	givenToAll map[string]json.RawMessage
)

// giveAll puts the values into the world that policies of its buyer ask for.
func (w *world) giveAll() {
	message := []byte("reader: 0x" + hex.EncodeToString(buyer[:]))
	digest := sha256.Sum256(message)
	give := func(name string, v any) {
		b, err := json.Marshal(v)
		if err != nil {
			w.t.Fatal(err)
		}
		w.given[name] = b
	}
	k, err := crypto.Sign(digest[:], worldES256K)
	if err != nil {
		w.t.Fatal(err)
	}
	give("es256k", fmt.Sprintf("0x%x", k[:64]))
	if k, err = crypto.Sign(accounts.TextHash(message), worldAccount); err != nil {
		w.t.Fatal(err)
	}
	k[64] += 27
	give("wallet", fmt.Sprintf("0x%x", k))
	give("walletAddress", crypto.PubkeyToAddress(worldAccount.PublicKey).Hex())
	r, s, err := ecdsa.Sign(rand.Reader, worldP256, digest[:])
	if err != nil {
		w.t.Fatal(err)
	}
	give("es256", base64.RawURLEncoding.EncodeToString(append(common.LeftPadBytes(r.Bytes(), 32), common.LeftPadBytes(s.Bytes(), 32)...)))
	give("ed25519", fmt.Sprintf("0x%x", ed25519.Sign(worldEd25519, message)))
	give("solana", "8pM1DN3RiT8vbom5u1sNryaNT1nyL8CTTW3b5PwWXRBH")
	claims := map[string]any{"iss": issuer, "aud": []string{"latchkey", "other"}, "exp": w.time + 600, "wallet": buyer.Hex(), "role": "reader",
		"wallets": []string{stranger.Hex(), strings.ToLower(buyer.Hex())}}
	give("token", newToken(w.t, claims))
	claims["exp"] = w.time - 61
	give("oldToken", newToken(w.t, claims))
	delete(claims, "exp")
	give("endless", newToken(w.t, claims))
	claims["exp"], claims["iss"] = w.time+600, "https://other.example"
	give("otherToken", newToken(w.t, claims))
	give("bearer", "secret-of-the-buyer")
	give("proof", []string{common.HexToHash("0x0a").Hex(), common.HexToHash("0x0b").Hex()})
	give("code", "1234")
	give("amount", 7)
	give("nothing", nil)
}
func (w *world) Number() uint64 { return w.number }
func (w *world) Time() uint64   { return w.time }

func (w *world) ask(ctx context.Context, what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if ctx.Err() != nil {
		w.t.Errorf("%s is read after the context has ended", what)
	}
	w.asked = append(w.asked, what)
}

func (w *world) reads() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.asked)
}

func (w *world) Call(ctx context.Context, to common.Address, data []byte) ([]byte, error) {
	w.ask(ctx, fmt.Sprintf("%s %x", to, data))
	c, ok := w.contracts[to]
	if !ok {
		return nil, errNoCode
	}
	for signature, f := range c {
		if len(data) < 4 || !bytes.Equal(crypto.Keccak256([]byte(signature))[:4], data[:4]) {
			continue
		}
		if f.raw != nil {
			return f.raw(), nil
		}
		in, err := f.in.Unpack(data[4:])
		if err != nil {
			w.t.Errorf("%s: malformed call data %x: %v", signature, data, err)
			return nil, errReverted
		}
		if again, err := f.in.Pack(in...); err != nil || !bytes.Equal(again, data[4:]) {
			w.t.Errorf("%s: call data %x is not canonical", signature, data)
		}
		out, err := f.run(in)
		if err != nil {
			return nil, err
		}
		return f.out.Pack(out...)
	}
	return nil, errReverted
}

func (w *world) Balance(ctx context.Context, account common.Address) (*big.Int, error) {
	w.ask(ctx, "balance "+account.String())
	if b, ok := w.balances[account]; ok {
		return b, nil
	}
	return new(big.Int), nil
}

// Logs answers the logs of the contract among w.logs that fit, of the last blocks.
func (w *world) Logs(ctx context.Context, contract common.Address, topics [][]common.Hash, blocks uint64) ([]Log, error) {
	w.ask(ctx, fmt.Sprintf("logs %s %v %d", contract, topics, blocks))
	var found []Log
	for _, l := range w.logs {
		fits := l.Address == contract && l.BlockNumber <= w.number && l.BlockNumber+blocks > w.number && len(topics) <= len(l.Topics)
		for i := range topics {
			fits = fits && (len(topics[i]) == 0 || slices.Contains(topics[i], l.Topics[i]))
		}
		if fits {
			found = append(found, l)
		}
	}
	return found, nil
}

// CallOnce is Call: the world keeps nothing but what was asked.
func (w *world) CallOnce(ctx context.Context, to common.Address, data []byte) ([]byte, error) {
	return w.Call(ctx, to, data)
}

// Prefetch is a hint, and this View has no use for it.
func (w *world) BalanceOnce(ctx context.Context, account common.Address) (*big.Int, error) {
	return w.Balance(ctx, account)
}

func (w *world) Prefetch(_ context.Context, to []common.Address, data [][]byte) {
	if len(to) != len(data) || len(to) == 0 {
		w.t.Errorf("%d accounts and %d calls to be read", len(to), len(data))
	}
}

func word(hexadecimal string) []byte {
	return common.LeftPadBytes(common.FromHex(hexadecimal), 32)
}

func newWorld(t testing.TB) *world {
	w := newChain(t)
	polygon := newChain(t)
	polygon.id, polygon.number, polygon.time, polygon.others = 137, 900, w.time-2, nil
	polygon.balances[buyer] = big.NewInt(5)
	w.others = map[uint64]*world{137: polygon}
	giveOnce.Do(func() {
		all := &world{t: t, time: w.time, given: map[string]json.RawMessage{}}
		all.giveAll()
		givenToAll = all.given
	})
	w.given = maps.Clone(givenToAll)
	w.web = map[string]string{
		"GET https://api.example/v1/status":                                                `{"open": true, "price": 1234.50, "count": 3, "members": ["alice", "bob"], "owner": "0x00000000000000000000000000000000000000B1", "supply": "115792089237316195423570985008687907853269984665640564039457584007913129639935", "nested": {"a b": [1, 2, 3]}}`,
		"GET https://api.example/me secret-of-the-buyer":                                   `{"wallet": "0x00000000000000000000000000000000000000b1", "tier": "gold"}`,
		"GET https://api.example/down":                                                     "down",
		"GET https://api.example/text":                                                     "no JSON",
		"GET https://api.example/users/0x00000000000000000000000000000000000000b1?chain=1": `[{"name": "alice", "score": 42}]`,
		"GET https://issuer.example/jwks.json":                                             `{"keys": [{"kty":"EC","crv":"P-256","kid":"two","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}, ` + issuerKey + `]}`,
		`POST https://solana.example/ {"id":1,"jsonrpc":"2.0","method":"getBalance","params":["8pM1DN3RiT8vbom5u1sNryaNT1nyL8CTTW3b5PwWXRBH",{"commitment":"finalized"}]}`: `{"jsonrpc": "2.0", "id": 1, "result": {"context": {"slot": 1}, "value": 10000000000}}`,
		`POST https://solana.example/ {"id":1,"jsonrpc":"2.0","method":"fails","params":[]}`:                                                                               `{"jsonrpc": "2.0", "id": 1, "error": {"code": -1, "message": "no"}}`,
		"GET https://cosmos.example/cosmos/bank/v1beta1/balances/cosmos1xyz/by_denom?denom=uatom":                                                                          `{"balance": {"denom": "uatom", "amount": "1000000"}}`,
	}
	return w
}

// newChain makes a chain by itself.
func newChain(t testing.TB) *world {
	one := big.NewInt(1_000_000_000_000_000_000)
	w := &world{
		id:     1,
		t:      t,
		number: 77,
		time:   1_767_225_600 + 3600, // 2026-01-01T01:00:00Z
		balances: map[common.Address]*big.Int{
			buyer:                          one,
			common.HexToAddress("0xbadba"): big.NewInt(-1),
		},
		contracts: map[common.Address]contract{},
	}
	m, c, n, o := contract{}, contract{}, contract{}, contract{}
	w.contracts[market], w.contracts[coin], w.contracts[nft], w.contracts[oracle] = m, c, n, o
	m.define(t, "licensed", "bytes32,address", "bool", func(in []any) ([]any, error) {
		if in[0] == [32]byte(common.HexToHash("0xff")) {
			return nil, errReverted
		}
		return []any{in[0] == [32]byte(asset) && in[1] == buyer}, nil
	})
	c.define(t, "balanceOf", "address", "uint256", func(in []any) ([]any, error) {
		if in[0] != buyer {
			return []any{new(big.Int)}, nil
		}
		return []any{new(big.Int).Div(new(big.Int).Mul(one, big.NewInt(3)), big.NewInt(2))}, nil
	})
	c.define(t, "name", "", "string", func([]any) ([]any, error) { return []any{"Grüße"}, nil })
	c.define(t, "decimals", "", "uint8", func([]any) ([]any, error) { return []any{uint8(18)}, nil })
	n.define(t, "balanceOf", "address", "uint256", func(in []any) ([]any, error) {
		if in[0] != buyer {
			return []any{new(big.Int)}, nil
		}
		return []any{big.NewInt(1)}, nil
	})
	n.define(t, "ownerOf", "uint256", "address", func(in []any) ([]any, error) {
		switch in[0].(*big.Int).String() {
		case "7", "115792089237316195423570985008687907853269984665640564039457584007913129639935":
			return []any{buyer}, nil
		case "8":
			return []any{stranger}, nil
		}
		return nil, errReverted
	})
	o.define(t, "price", "", "int256", func([]any) ([]any, error) { return []any{big.NewInt(-5)}, nil })
	o.define(t, "big", "", "int256", func([]any) ([]any, error) { return []any{new(big.Int).Lsh(one, 70)}, nil })
	o.define(t, "id", "", "bytes4", func([]any) ([]any, error) { return []any{[4]byte{1, 2, 3, 4}}, nil })
	o.define(t, "raw", "", "bytes", func([]any) ([]any, error) { return []any{[]byte("raw bytes, more than thirty-two of them")}, nil })
	o.define(t, "mix", "string,uint8,bytes,bool,int16,bytes3,address", "string", func(in []any) ([]any, error) {
		return []any{fmt.Sprintf("%s %d %x %v %d %x %x", in...)}, nil
	})
	o.define(t, "two", "", "uint256,uint256", func([]any) ([]any, error) { return []any{big.NewInt(1), big.NewInt(2)}, nil })
	o.define(t, "latestRoundData", "", "uint80,int256,uint256,uint256,uint80", func([]any) ([]any, error) {
		return []any{big.NewInt(9), big.NewInt(250_000_000_000), big.NewInt(1_767_228_000), big.NewInt(1_767_228_600), big.NewInt(9)}, nil
	})
	o.define(t, "members", "", "address[]", func([]any) ([]any, error) { return []any{[]common.Address{stranger, buyer}}, nil })
	o.define(t, "matrix", "", "uint8[2][]", func([]any) ([]any, error) { return []any{[][2]uint8{{1, 2}, {3, 4}, {5, 6}}}, nil })
	o.define(t, "sum", "uint256[],address", "uint256", func(in []any) ([]any, error) {
		sum := new(big.Int)
		for _, n := range in[0].([]*big.Int) {
			sum.Add(sum, n)
		}
		return []any{sum}, nil
	})
	o.define(t, "proved", "bytes32[],address", "bool", func(in []any) ([]any, error) {
		p := in[0].([][32]byte)
		return []any{len(p) == 2 && p[0] == [32]byte(common.HexToHash("0x0a")) && in[1] == buyer}, nil
	})
	o.define(t, "metadata", "uint256", "string", func([]any) ([]any, error) { return []any{`{"name": "Key", "tags": ["gold", "old"]}`}, nil })
	o.define(t, "isValidCode", "string", "bool", func(in []any) ([]any, error) { return []any{in[0] == "1234"}, nil })
	// (uint256 id, (address owner, string name))
	o.constant("record", slices.Concat(word("0x20"), word("0x07"), word("0x40"), word("0xb1"), word("0x40"), word("0x03"), common.RightPadBytes([]byte("key"), 32)))
	multi := contract{}
	w.contracts[multitoken] = multi
	multi.define(t, "balanceOf", "address,uint256", "uint256", func(in []any) ([]any, error) { return []any{in[1]}, nil })
	multi.define(t, "balanceOfBatch", "address[],uint256[]", "uint256[]", func(in []any) ([]any, error) {
		if len(in[0].([]common.Address)) != len(in[1].([]*big.Int)) {
			return nil, errReverted
		}
		return []any{in[1]}, nil
	})
	w.logs = []Log{
		{Address: nft, BlockNumber: 70, Topics: []common.Hash{crypto.Keccak256Hash([]byte("Transfer(address,address,uint256)")), {}, common.BytesToHash(buyer[:])}, Data: word("0x07")},
		{Address: nft, BlockNumber: 75, Topics: []common.Hash{crypto.Keccak256Hash([]byte("Named(string,bytes)")), crypto.Keccak256Hash([]byte("key"))},
			Data: slices.Concat(word("0x20"), word("0x02"), common.RightPadBytes([]byte{1, 2}, 32))},
	}
	o.constant("dirtybool", word("0x02"))
	o.constant("dirtyaddress", bytes.Repeat([]byte{0xff}, 32))
	o.constant("dirtyuint8", word("0x0100"))
	o.constant("dirtybytes4", word("0x01"))
	o.constant("dirtyint8", word("0x80"))
	o.constant("empty", nil)
	o.constant("short", make([]byte, 31))
	o.constant("long", append(word("0x01"), make([]byte, maxReturn)...))
	o.constant("farstring", bytes.Repeat([]byte{0xff}, 64))
	o.constant("overstring", append(append(word("0x20"), word("0x02")...), 'a'))
	o.constant("latin1", append(append(word("0x20"), word("0x01")...), 0xe9))
	return w
}

// cases reads a file of testdata; README.md there says how.
func cases(t testing.TB, name string) []struct{ policy, outcome string } {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var list []struct{ policy, outcome string }
	for block := range strings.SplitSeq(string(data), "\n---\n") {
		for strings.HasPrefix(block, "#") || strings.HasPrefix(block, "\n") {
			_, block, _ = strings.Cut(block, "\n")
		}
		if block == "" {
			continue
		}
		policy, outcome, ok := strings.Cut(block, "\n=>\n")
		if !ok {
			t.Fatalf("%s: no => in %q", name, block)
		}
		list = append(list, struct{ policy, outcome string }{policy, strings.TrimSuffix(outcome, "\n")})
	}
	if len(list) < 10 {
		t.Fatalf("%s: only %d cases", name, len(list))
	}
	return list
}
