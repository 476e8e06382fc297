package policy

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

// TestTied lists what ties a token or a signature to the buyer, and what only seems to.
func TestTied(t *testing.T) {
	const (
		j    = `jwt(given.token, "https://issuer.example", "https://issuer.example/jwks.json")`
		me   = `web("https://api.example/me").bearer(given.bearer)`
		rest = `, given.s, "ed25519:0x7422b9887598068e32c4448a949adb290d0f4e35b9e01b0ee5f1a1e600fe2674")`
	)
	for source, ok := range map[string]bool{
		`J.json("$.wallet") == buyer`:                                                                              true,
		`buyer == J.json("$.wallet")`:                                                                              true,
		`J.json("$.wallet") == string(buyer)`:                                                                      true,
		`address(J.json("$.wallet")) == buyer && J.json("$.role") == "a"`:                                          true,
		`cel.bind(t, J, t.json("$.role") == "a" && t.json("$.wallet") == buyer)`:                                   true,
		`cel.bind(b, buyer, cel.bind(t, J, t.json("$.a").json("$.wallet") == b))`:                                  true,
		`J.list("$.wallets[*]").exists(w, w == buyer)`:                                                             true,
		`cel.bind(t, J, atLeast(2, t.json("$.wallet") == buyer, t.json("$.a") == buyer, t.json("$.role") == "a"))`: true,
		`J.json("$.wallet") == buyer ? now > timestamp("2026-01-01T00:00:00Z") : false`:                            true,
		`J.json("$.wallet") == buyer || balance(buyer) > units("1", 0)`:                                            true,

		`J.json("$.role") == "a"`:                                                                                   false,
		`J.json("$.wallet") != buyer`:                                                                               false,
		`!(J.json("$.wallet") == buyer)`:                                                                            false,
		`J.json("$.wallet") == buyer || J.json("$.role") == "a"`:                                                    false,
		`J.json("$.wallet") == buyer ? true : J.json("$.role") == "a"`:                                              false,
		`J.json("$.banned") == true ? false : true`:                                                                 false,
		`J.json("$.wallet") == "0x00000000000000000000000000000000000000b1"`:                                        false,
		`[address("0x00000000000000000000000000000000000000b2")].exists(buyer, J.json("$.wallet") == buyer)`:        false,
		`J.list("$.wallets[*]").all(w, w == buyer)`:                                                                 false,
		`J.list("$.wallets[*]").exists(w, w == buyer || w == "x")`:                                                  false,
		`cel.bind(t, J, atLeast(1, t.json("$.wallet") == buyer, t.json("$.role") == "a"))`:                          false,
		`jwt(given.other, "https://i", "https://i/j").json("$.wallet") == buyer && J.json("$.role") == "a"`:         false,
		`J.json("$.wallet") == buyer && jwt(given.other, "https://i", "https://i/j").json("$.role") == "a"`:         false,
		`J.json("$.role") == "a" && J.json("$.wallet") == string(given.wallet)`:                                     false,
		`call("0x0000000000000000000000000000000000000acc", "f(string) view returns (bool)", [J.json("$.wallet")])`: false,

		`W.json("$.wallet") == buyer && W.json("$.tier") == "gold"`: true,
		`W.path("x").json("$.wallet") == buyer`:                     true,
		`W.json("$.tier") == "gold"`:                                false,
		`W.json("$.a") == buyer && web("https://api.example/me").bearer(given.other).json("$.tier") == "gold"`: false,

		`signed("reader: " + string(buyer)S`:                                    true,
		`signed(string(buyer)S`:                                                 true,
		`signed(string(buyer) + given.untilS`:                                   false, // a JSON value is no text
		`signed(string(buyer) + string(given.until)S`:                           true,
		`signed(string(given.note) + string(buyer)S`:                            true,
		`signed(keccak256("x" + string(buyer))S`:                                true,
		`cel.bind(m, "x" + string(buyer), signed(mS)`:                           true,
		`signed(string(given.a) + string(buyer) + string(given.b)S`:             false,
		`signed("reader"S`:                                                      false,
		`signed(string(given.message)S`:                                         false,
		`signed(string(buyer).substring(0, 3)S`:                                 false,
		`signed(string(address("0x00000000000000000000000000000000000000b1"))S`: false,
		`signed("reader", given.s, buyer)`:                                      true,
		`signed("reader", given.s, address(given.wallet))`:                      false,
		`[string(buyer)].exists(x, signed(xS)`:                                  false,
	} {
		text := strings.NewReplacer("J", j, "W", me, "S`", "").Replace(source)
		if strings.HasPrefix(source, "signed(") && strings.HasSuffix(source, "S") {
			text = strings.TrimSuffix(text, "S") + rest
		}
		text = strings.ReplaceAll(text, "mS)", "m"+rest+")")
		text = strings.ReplaceAll(text, "xS)", "x"+rest+")")
		_, err := Compile(text)
		if (err == nil) != ok {
			t.Errorf("%s: %v", text, err)
		}
		if err != nil && !strings.Contains(err.Error(), "not tied to the buyer") && !strings.Contains(err.Error(), "no operator + for") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// What comes with a request is not looked for in events, under whatever name.
func TestNoSecretEvents(t *testing.T) {
	const e = `event("0x0000000000000000000000000000000000000a21", "E(address indexed, string)", `
	for source, ok := range map[string]bool{
		e + `[buyer, "x"], 10)`:                          true,
		e + `[null, given.s], 10)`:                       false,
		e + `[given.s, null], 10)`:                       false,
		`cel.bind(g, given.s, ` + e + `[buyer, g], 10))`: false,
		`cel.bind(g, given.s, cel.bind(h, string(g) + "!", ` + e + `[buyer, h], 10)))`:                                          false,
		`cel.bind(g, given.s, cel.bind(h, "!", ` + e + `[buyer, h], 10) && g == "x"))`:                                          true,
		`given.s.list("$[*]").exists(x, ` + e + `[buyer, x], 10))`:                                                              false,
		`["a", "b"].exists(x, ` + e + `[buyer, x], 10) && given.s == x)`:                                                        true,
		`event(address(given.s), "E(address indexed)", [buyer], 10)`:                                                            false,
		`cel.bind(j, jwt(given.s, "https://i", "https://i/j"), j.json("$.w") == buyer && ` + e + `[buyer, j.json("$.n")], 10))`: false,
	} {
		if _, err := Compile(source); (err == nil) != ok || err != nil && !strings.Contains(err.Error(), "cannot be looked for in events") {
			t.Errorf("%s: %v", source, err)
		}
	}
	// Names that stand for each other take no time to follow.
	source := `cel.bind(a0, "x", `
	for i := range 30 {
		source += fmt.Sprintf("cel.bind(a%d, a%d + a%d, ", i+1, i, i)
	}
	if _, err := Compile(source + e + `[buyer, a30], 10)` + strings.Repeat(")", 31)); err != nil {
		t.Error(err)
	}
}

// TestReplay has a node that is corrupt send on what a buyer gave it, for an account of its own.
func TestReplay(t *testing.T) {
	w := newWorld(t)
	for _, source := range []string{
		`signed("reader: " + string(buyer), given.es256k, "es256k:0x0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")`,
		`signed("reader: " + string(buyer), given.wallet, address(given.walletAddress))`,
		`jwt(given.token, "https://issuer.example", "https://issuer.example/jwks.json", "latchkey").json("$.wallet") == buyer`,
		`web("https://api.example/me").bearer(given.bearer).json("$.wallet") == buyer`,
	} {
		p, err := Compile(source)
		if err != nil {
			t.Fatal(err)
		}
		if ok, err := p.Eval(t.Context(), buyer, w.inputs()); !ok || err != nil {
			t.Errorf("%s: %v, %v", source, ok, err)
		}
		if ok, _ := p.Eval(t.Context(), stranger, w.inputs()); ok {
			t.Errorf("%s: true for a stranger who has the buyer's values", source)
		}
	}
}

// TestGivenIsSecret looks for given values in everything that leaves an evaluation, whatever they are.
func TestGivenIsSecret(t *testing.T) {
	const secret = "5ec4e7"
	for _, source := range []string{
		`given.s == 1`, `given.s == "x"`, `given.s < 3`, `int(given.s) == 1`, `uint256(given.s) == units("1", 0)`, `address(given.s) == buyer`,
		`bytes(given.s) == "0x00"`, `given.s.json("$.a") == 1`, `given.s.units(3) == units("1", 0)`, `json(string(given.s)).json("$") == 1`,
		`uint256(string(given.s)) == units("1", 0)`, `string(given.s).substring(0, 900) == ""`, `string(given.s) + "x" == "y"`,
		`call("0x0000000000000000000000000000000000000acc", "isValidCode(string) view returns (bool)", [given.s])`,
		`call("0x0000000000000000000000000000000000000acc", "none(uint8) view returns (bool)", [given.s])`,
		`call("0x0000000000000000000000000000000000000acc", "none(bytes) view returns (bool)", [given.s])`,
		`signed("reader: " + string(buyer), given.s, buyer)`, `signed(string(buyer), given.es256k, string(given.s))`,
		`jwt(given.s, "https://i", "https://i/j").json("$.a") == buyer`,
		`web("https://api.example/x").bearer(given.s).json("$.a") == buyer`,
		`web("https://api.example/x").path(string(given.s)).json("$.a") == 1`, `web("https://api.example/x").query("a", string(given.s)).json("$.a") == 1`,
		`rpc("https://api.example/x", "m", [given.s]).json("$.a") == 1`, `cel.bind(x, string(given.s) + "!", x == x + "?")`,
	} {
		p, err := Compile(source)
		if err != nil {
			t.Fatal(err)
		}
		for _, value := range []string{`"` + secret + `"`, `"0x` + secret + `"`, `{"a": "` + secret + `"}`, `["` + secret + `"]`, "75" + secret[:1] + "4747", `"` + secret, `"` + secret + `.` + secret + `.` + secret + `"`} {
			w := newWorld(t)
			w.given["s"] = json.RawMessage(value)
			kept := &keeper{world: w}
			in := w.inputs()
			in.View = kept
			_, err := p.Eval(t.Context(), buyer, in)
			e, err2 := p.Explain(t.Context(), buyer, in)
			if err2 != nil {
				t.Fatal(err2)
			}
			all, err2 := json.Marshal(e)
			if err2 != nil {
				t.Fatal(err2)
			}
			text := string(all)
			if err != nil {
				text += err.Error()
			}
			for _, s := range []string{secret, "7554747", common.Bytes2Hex([]byte(secret))} {
				if strings.Contains(text+kept.kept, s) {
					t.Errorf("%s with %s shows it: %s, kept %s", source, value, text, kept.kept)
				}
			}
		}
	}
}

// keeper remembers what a View may keep.
type keeper struct {
	*world
	kept string
}

func (k *keeper) Call(ctx context.Context, to common.Address, data []byte) ([]byte, error) {
	k.kept += common.Bytes2Hex(data)
	return k.world.Call(ctx, to, data)
}

func (k *keeper) Balance(ctx context.Context, account common.Address) (*big.Int, error) {
	k.kept += common.Bytes2Hex(account[:])
	return k.world.Balance(ctx, account)
}

// An account that comes with a request is not kept, and the buyer's own is.
func TestGivenAccountsAreNotKept(t *testing.T) {
	const secret = "0x00000000000000000000000000000000005ec4e7"
	for source, kept := range map[string]string{
		`balance(address(given.s)) >= units("0", 0)`:                                                     "",
		`cel.bind(a, address(given.s), chain(1).balance(a)) >= units("0", 0)`:                            "",
		`erc20("0x0000000000000000000000000000000000000a20").balance(address(given.s)) >= units("0", 0)`: "",
		`balance(buyer) >= units("0", 0) && given.s != "x"`:                                              common.Bytes2Hex(buyer[:]),
	} {
		p, err := Compile(source)
		if err != nil {
			t.Fatal(err)
		}
		w := newWorld(t)
		w.given["s"] = json.RawMessage(`"` + secret + `"`)
		k := &keeper{world: w}
		in := w.inputs()
		in.View = k
		if met, err := p.Eval(t.Context(), buyer, in); !met || err != nil {
			t.Errorf("%s: %v, %v", source, met, err)
		}
		if k.kept != kept {
			t.Errorf("%s: kept %q", source, k.kept)
		}
	}
}

// TestLoose lists questions about what came with the request that an account of anybody could send on, and
// those that are about the buyer.
func TestLoose(t *testing.T) {
	const (
		c = `call("0x0000000000000000000000000000000000000acc", `
		v = c + `"v(address,string) view returns (bool)", `
		o = c + `"o(uint256) view returns (address)", `
	)
	for source, want := range map[string][2]bool{
		c + `"f(string) view returns (bool)", [given.code])`:                                                               {true, false},
		`cel.bind(x, given.code, ` + c + `"f(string) view returns (bool)", [string(x) + "!"]))`:                            {true, false},
		`["a"].exists(x, ` + c + `"f(string) view returns (bool)", [x + string(given.code)]))`:                             {true, false},
		c + `"f(string[]) view returns (bool)", [[given.code]]) || balance(buyer) > units("0", 0)`:                         {true, false},
		v + `["0x00000000000000000000000000000000000000b1", given.code])`:                                                  {true, false},
		`buyer == "0x00000000000000000000000000000000000000b1" || ` + c + `"f(string) view returns (bool)", [given.code])`: {true, false},
		o + `[given.id]) != buyer`: {true, false},

		v + `[buyer, given.code])`:                                                    {},
		`cel.bind(b, buyer, ` + v + `[b, given.code]))`:                               {},
		o + `[given.id]) == buyer`:                                                    {},
		`cel.bind(w, ` + o + `[given.id]), w == buyer && balance(w) > units("0", 0))`: {},
		c + `"f(string) view returns (bool)", ["code"])`:                              {},
		`given.code == "1234"`:                                                        {},

		`web("https://a.b").path(string(given.id)).json("$.ok") == true`:                                                                                        {false, true},
		`web("https://a.b").query("q", string(given.id)).list("$.ok[*]").exists(x, x == 1)`:                                                                     {false, true},
		`rpc("https://a.b", "m", [given.id]).json("$.ok") == true`:                                                                                              {false, true},
		`web("https://a.b").path(string(given.id)).json("$.wallet") == buyer`:                                                                                   {},
		`web("https://a.b").path(string(buyer)).query("q", string(given.id)).json("$.ok") == true`:                                                              {},
		`rpc("https://a.b", "m", [buyer, given.id]).json("$.ok") == true`:                                                                                       {},
		`web("https://a.b").bearer(given.token).json("$.wallet") == buyer`:                                                                                      {},
		`cel.bind(j, jwt(given.t, "https://i", "https://i/j", "a"), j.json("$.wallet") == buyer && ` + c + `"f(string) view returns (bool)", [j.json("$.n")]))`: {},
	} {
		checked, err := analyze(source)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		if calls, web := loose(checked.ast.NativeRep()); calls != want[0] || web != want[1] {
			t.Errorf("%s: %v, %v, want %v", source, calls, web, want)
		}
	}
}
