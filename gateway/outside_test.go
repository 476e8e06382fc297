package gateway_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/gateway"
	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/policy/outside"
	"github.com/latchkey-network/latchkey/quorum"
)

// A gateway explains policies of other chains and of the web as nodes do, where its operator lets it.
func TestPoliciesOfOtherChainsAndTheWebAreExplained(t *testing.T) {
	dial := func(id uint64) *chain.Client {
		evm, err := devnet.StartEVM(devnet.EVMConfig{ChainID: id})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { evm.Close() })
		c, err := chain.Dial(t.Context(), chain.Config{URL: evm.URL(), Final: "0"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		return c
	}
	own, other := dial(31337), dial(137)
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, `{"members": ["ada"]}`)
	}))
	defer host.Close()
	open := func(cfg gateway.Config) string {
		t.Helper()
		cfg.Worlds = []*gateway.World{{Chain: own, Market: common.Address{1}, Committees: common.Address{2}}}
		cfg.Database = filepath.Join(t.TempDir(), "gateway.db")
		g, err := gateway.New(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { g.Close() })
		s := httptest.NewServer(g.Handler())
		t.Cleanup(s.Close)
		return s.URL
	}
	ask := func(at, source string) *policy.Explained {
		t.Helper()
		body, err := json.Marshal(&quorum.PolicyQuestion{Policy: source, Buyer: &common.Address{3}})
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.Post(at+"/v1/policy", "application/json", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		var a policy.Answer
		if err := json.NewDecoder(resp.Body).Decode(&a); err != nil || a.Explained == nil {
			t.Fatalf("%s: %d, %+v, %v", source, resp.StatusCode, a, err)
		}
		return a.Explained
	}
	policies := map[string]string{
		`chain(137).balance(buyer) == units("0", 0)`:                              "this gateway does not read chain 137",
		`web("` + host.URL + `/list").list("$.members[*]").exists(m, m == "ada")`: "no host of the web can be read here",
	}
	none := open(gateway.Config{})
	some := open(gateway.Config{OtherChains: []outside.Other{{Chain: other}}, Web: outside.Web{PrivateHosts: []string{strings.TrimPrefix(host.URL, "http://")}}})
	for source, refusal := range policies {
		text, err := json.Marshal(ask(none, source))
		if err != nil || !strings.Contains(string(text), refusal) {
			t.Errorf("%s, where it is not allowed: %s", source, text)
		}
		if e := ask(some, source); !e.Value {
			t.Errorf("%s, where it is allowed: %+v", source, e.Tree)
		}
	}
	text, err := json.Marshal(ask(some, `web("https://example.org").json("$.a") == 1`))
	if err != nil || !strings.Contains(string(text), "this gateway does not read that host") {
		t.Errorf("another host: %s", text)
	}
	if _, err := gateway.New(t.Context(), gateway.Config{Database: filepath.Join(t.TempDir(), "x.db"), OtherChains: []outside.Other{{Chain: other}, {Chain: other}},
		Worlds: []*gateway.World{{Chain: own, Market: common.Address{1}, Committees: common.Address{2}}}}); err == nil || !strings.Contains(err.Error(), "137 is there twice") {
		t.Errorf("a chain twice: %v", err)
	}
}
