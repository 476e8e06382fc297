package node

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/vectors"
)

// deafChain is an endpoint that tells its chain id and refuses everything else.
func deafChain(t testing.TB, id string) *chain.Client {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var call struct {
			ID     json.RawMessage
			Method string
		}
		json.NewDecoder(r.Body).Decode(&call)
		w.Header().Set("Content-Type", "application/json")
		if call.Method == "eth_chainId" {
			json.NewEncoder(w).Encode(map[string]any{"jsonrpc": "2.0", "id": call.ID, "result": id})
			return
		}
		json.NewEncoder(w).Encode(map[string]any{"jsonrpc": "2.0", "id": call.ID, "error": map[string]any{"code": -32000, "message": "no"}})
	}))
	t.Cleanup(s.Close)
	c, err := chain.Dial(context.Background(), chain.Config{URL: s.URL, Final: "0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// FuzzSharesHandlerNeverPanics: whatever the body, the answer is a share, or a problem
// document of a known type that is not the node's own fault.
func FuzzSharesHandlerNeverPanics(f *testing.F) {
	var first *quorum.Request
	for _, v := range vectors.Load(f, "request") {
		if v.Format != "request/json" {
			continue
		}
		var in struct{ Body string }
		v.In(f, &in)
		f.Add([]byte(in.Body))
		if req, err := quorum.DecodeRequest([]byte(in.Body)); err == nil && first == nil {
			first = req
		}
	}
	if first == nil {
		f.Fatal("no vector decodes")
	}
	key, err := crypto.GenerateKey()
	if err != nil {
		f.Fatal(err)
	}
	// A node that serves the committee of the vectors, with a key of its own.
	n, err := New(Config{Chain: deafChain(f, first.Terms.ChainID.Hex()), Committees: first.Terms.Committees, Operator: chain.WalletFromKey(key), Dir: f.TempDir(), Guard: TestGuard})
	if err != nil {
		f.Fatal(err)
	}
	x := group.RandomScalar()
	X := group.NewPoint().BaseMult(x)
	for _, epoch := range []uint64{1, first.Epoch} {
		for _, id := range []uint256.Int{first.Terms.Committee, *uint256.NewInt(1)} {
			h := &held{epoch: epoch, attempt: 1, index: 1, x: x, keys: &quorum.KeyList{T: 1, X: X, Members: []*group.Point{X}}}
			h.active.Store(true)
			n.keep(id, h)
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		rec := httptest.NewRecorder()
		n.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "/v1/shares", bytes.NewReader(body)))
		if rec.Code == http.StatusOK {
			return
		}
		var p quorum.Problem
		if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil {
			t.Fatalf("status %d: %q", rec.Code, rec.Body)
		}
		if p.Type == quorum.Internal || p.Status != rec.Code || p.Title == "" || p.Complete().Type != p.Type {
			t.Errorf("status %d: %+v", rec.Code, p)
		}
	})
}
