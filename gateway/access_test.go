package gateway_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/gateway"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// TestCommitteeThatCannotBeHad: whoever asks again and again for a committee whose nodes do not give its keys does not have them
// asked each time, nor once for each of those who ask at the same time.
func TestCommitteeThatCannotBeHad(t *testing.T) {
	ctx := t.Context()
	d, err := devnet.Start(ctx, devnet.Config{Nodes: 3, Threshold: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	var asked atomic.Int64
	dead := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		time.Sleep(50 * time.Millisecond)
		w.WriteHeader(http.StatusInternalServerError)
	}))
	t.Cleanup(dead.Close)
	for i := range d.Nodes {
		if _, err := d.Committees.Register(ctx, chain.WalletFromKey(d.EVM.Accounts()[devnet.Users+i]), dead.URL, uint64(time.Now().Unix()), nil); err != nil {
			t.Fatal(err)
		}
	}
	g, err := gateway.New(ctx, gateway.Config{Worlds: []*gateway.World{{Chain: d.Chain, Market: d.Market.Address, Committees: d.Committees.Address}},
		Database: t.TempDir() + "/g.db", Private: true})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(g.Handler())
	t.Cleanup(func() { s.Close(); g.Close() })
	_, readerKey := quorum.NewReaderKey()
	req := &quorum.Request{Terms: terms.Terms{ChainID: *uint256.NewInt(d.Chain.ChainID()), Committees: d.Committees.Address, Committee: *uint256.NewInt(d.Committee), Policy: "true"},
		Capsule: make([]byte, 162), Epoch: 1, Signature: make([]byte, 65)}
	req.Message = &terms.AccessRequest{Capsule: req.CapsuleID(), ReaderKey: readerKey, Buyer: common.Address{1}, Deadline: uint64(time.Now().Unix()) + 600}
	body, err := json.Marshal(req)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			resp, err := http.Post(s.URL+"/v1/access", "application/json", bytes.NewReader(body))
			if err != nil {
				t.Error(err)
				return
			}
			defer resp.Body.Close()
			var p struct{ Type string }
			if err := json.NewDecoder(resp.Body).Decode(&p); err != nil || p.Type != "urn:latchkey:problem:unknown-committee" {
				t.Errorf("%s, %v", p.Type, err)
			}
		})
	}
	all.Wait()
	if n := asked.Load(); n == 0 || n > 12 {
		t.Errorf("three nodes were asked %d times", n)
	}
}
