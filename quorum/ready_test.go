package quorum

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/terms"
)

func TestReady(t *testing.T) {
	account, contract := common.HexToAddress("0xa1"), common.HexToAddress("0xc0")
	d := terms.Domain{ChainID: *uint256.NewInt(137), Committees: contract}
	good := fmt.Sprintf(`{"operator":%q,"chainId":"137","committees":%q,"chains":["137","1"],"hosts":[],"more":1}`,
		strings.ToLower(account.Hex()), strings.ToLower(contract.Hex()))
	const token = "0x00000000000000000000000000000000000000e0"
	proves := strings.Replace(good, `"more":1`, `"proofs":[{"chainId":"1","tokens":["`+token+`"]},{"chainId":"5","tokens":[]}]`, 1)
	for name, c := range map[string]struct {
		ready  int
		info   string
		chains []string
		want   string // in the error; "" is ready
		facts  []Fact
	}{
		"ready":               {200, good, []string{"137", "1"}, "", []Fact{{"137", "", "f()"}, {"1", token, "f()"}}},
		"not ready":           {503, good, nil, "503", nil},
		"no info":             {200, "", nil, "decode", nil},
		"another's":           {200, strings.Replace(good, "a1", "a2", 1), nil, "another operator", nil},
		"of another contract": {200, strings.Replace(good, "c0", "c1", 1), nil, "serves the contract", nil},
		"of another chain":    {200, strings.Replace(good, `"137"`, `"138"`, 1), nil, "serves the contract", nil},
		"reads too little":    {200, good, []string{"137", "5"}, "does not read chain 5", nil},
		"hostile":             {200, strings.Replace(good, "a1", `\u001b[2J`, 1), nil, "another operator", nil},

		"proves what is needed":        {200, proves, nil, "", []Fact{{"1", token, "balanceOf(address)"}, {"137", "", "f()"}}},
		"proves another token":         {200, proves, nil, ErrUnproved.Error(), []Fact{{"1", account.Hex(), "balanceOf(address)"}}},
		"proves none on another chain": {200, proves, nil, ErrUnproved.Error(), []Fact{{"5", token, "balanceOf(address)"}}},
		"proves no owner":              {200, proves, nil, ErrUnproved.Error(), []Fact{{"1", token, "ownerOf(uint256)"}}},
		"proves what nobody knows yet": {200, proves, nil, ErrUnproved.Error(), []Fact{{"1", "", "balanceOf(address)"}}},
		"proves on no chain":           {200, strings.Replace(proves, `"chainId":"5"`, `"chainId":"five"`, 1), nil, "decode", nil},
		"proves no token":              {200, strings.Replace(proves, token, "0x5", 1), nil, "decode", nil},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/readyz" {
				w.WriteHeader(c.ready)
			} else if c.info != "" {
				fmt.Fprint(w, c.info)
			}
		}))
		err := NewClient(nil, 0).Ready(t.Context(), Member{Account: account, URL: server.URL}, d, Needs{Chains: c.chains, Facts: c.facts})
		server.Close()
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%s: the error orders terminals about: %q", name, err)
		}
	}
}

// A capsule passes for the key and the terms that it was sealed with, and for no others.
func TestCheckCapsule(t *testing.T) {
	key := func() *KeyList { return &KeyList{T: 1, X: new(group.Point).BaseMult(group.RandomScalar())} }
	X := key()
	sold := &terms.Terms{ChainID: *uint256.NewInt(1), Committee: *uint256.NewInt(1), Policy: "sale(..)"}
	capsule, err := tdh2.Seal(X.X, sold.Label(), make([]byte, 16))
	if err != nil {
		t.Fatal(err)
	}
	other := *sold
	other.Policy = "true"
	if err := CheckCapsule(X, sold, capsule); err != nil {
		t.Error(err)
	}
	if CheckCapsule(key(), sold, capsule) == nil || CheckCapsule(X, &other, capsule) == nil || CheckCapsule(X, sold, capsule[1:]) == nil {
		t.Error("a capsule of another key, policy or length passes")
	}
}
