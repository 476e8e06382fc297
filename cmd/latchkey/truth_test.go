package main

import (
	"context"
	"maps"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/devnet"
)

// TestProofs: which tokens are proved on which chain.
func TestProofs(t *testing.T) {
	const a, b = "0x1111111111111111111111111111111111111111", "0x2222222222222222222222222222222222222222"
	cfg := nodeConfig{Network: config.Network{ChainID: 5}, Prove: true, ProveTokens: []string{a + "=9", "5:" + b + "=0", "137:" + b + "=51"}}
	prove, err := cfg.proofs()
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[uint64]map[common.Address]uint64{
		0:   {common.HexToAddress(a): 9, common.HexToAddress(b): 0},
		137: {common.HexToAddress(b): 51},
		1:   nil,
	} {
		if p := prove(id); p == nil || p.Strict || !maps.Equal(p.Tokens, want) {
			t.Errorf("chain %d: %+v", id, p)
		}
	}
	if prove, err := (&nodeConfig{}).proofs(); err != nil || prove(0) != nil {
		t.Errorf("proofs without --prove: %v", err)
	}
	for _, wrong := range []nodeConfig{
		{ProveStrict: true}, {ProveTokens: []string{a + "=9"}}, {Prove: true, ProveTokens: []string{a}},
		{Prove: true, ProveTokens: []string{"0x12=1"}}, {Prove: true, ProveTokens: []string{"x:" + a + "=1"}}, {Prove: true, ProveTokens: []string{a + "=-1"}},
	} {
		if _, err := wrong.proofs(); err == nil {
			t.Errorf("%+v is taken", wrong)
		}
	}
}

// TestOtherChains: endpoints of one chain are compared, and one that is down is no hindrance where its chain is said.
func TestOtherChains(t *testing.T) {
	var evms []*devnet.EVM
	for _, id := range []uint64{5, 7} {
		e, err := devnet.StartEVM(devnet.EVMConfig{ChainID: id})
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		evms = append(evms, e)
	}
	u, err := url.Parse(evms[0].URL())
	if err != nil {
		t.Fatal(err)
	}
	another := httptest.NewServer(httputil.NewSingleHostReverseProxy(u)) // the same host would count once
	defer another.Close()
	cfg := outsideConfig{OtherRPC: []string{"5=" + evms[0].URL(), evms[1].URL() + "?x=1", "5=http://127.0.0.1:1", another.URL}}
	others, done, err := cfg.dial(t.Context(), 3, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	if len(others) != 2 {
		t.Fatalf("%d chains", len(others))
	}
	for i, want := range []struct {
		id uint64
		n  int
	}{{5, 3}, {7, 1}} {
		if o := others[i]; o.Chain.ChainID() != want.id || len(o.Chain.Endpoints()) != want.n || o.MinConfirmations != 3 {
			t.Errorf("chain %d with %d endpoints, want %+v", o.Chain.ChainID(), len(o.Chain.Endpoints()), want)
		}
	}
	for _, wrong := range [][]string{{"5=" + evms[1].URL()}, {"http://127.0.0.1:1"}, {"5=" + evms[0].URL(), "5=http://127.0.0.1:1"}, {"7=" + evms[0].URL(), "7=" + evms[1].URL()}} {
		if _, _, err := (&outsideConfig{OtherRPC: wrong}).dial(t.Context(), 0, nil); err == nil || !strings.Contains(err.Error(), "--other-rpc") {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

// TestNodeFileOfSeveralEndpoints: what node init writes of a list is a list.
func TestNodeFileOfSeveralEndpoints(t *testing.T) {
	cfg := nodeInitConfig{RPC: "http://127.0.0.1:1 http://127.0.0.1:2"}
	files := nodeFiles(t.TempDir())
	var got struct{ RPC []string }
	if _, err := toml.Decode(cfg.file(&files), &got); err != nil || len(got.RPC) != 2 || got.RPC[1] != "http://127.0.0.1:2" {
		t.Errorf("%q, %v", got.RPC, err)
	}
	n := config.Network{RPC: cfg.RPC, RPCQuorum: 3}
	if _, err := n.Dial(context.Background()); err == nil || !strings.Contains(err.Error(), "quorum of 3") {
		t.Errorf("a quorum of three of two: %v", err)
	}
}
