package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	ethereum "github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/devnet/oceantest"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/ocean"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/terms"
)

// TestOceanMigrate: a publisher of Ocean's leaves its Provider (a stand-in that answers fileinfo) with a program that is killed again
// and again; every DDO is written once, and what was ordered before is opened by the committee afterwards.
func TestOceanMigrate(t *testing.T) {
	t.Parallel()
	d, err := devnet.Start(t.Context(), devnet.Config{Nodes: 3, Threshold: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	keys := d.EVM.Accounts()
	owner, buyer := chain.WalletFromKey(keys[7]), chain.WalletFromKey(keys[8])
	contracts := oceantest.Deploy(t, d.Chain, owner)
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/csv")
		io.WriteString(w, "a,b\n1,2\n")
	}))
	t.Cleanup(host.Close)
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != "/api/services/fileinfo" {
			http.NotFound(w, r)
			return
		}
		io.WriteString(w, `[{"index":0,"valid":true,"type":"url","contentType":"text/csv","contentLength":"8"}]`)
	}))
	t.Cleanup(provider.Close)

	type asset struct {
		nft, datatoken common.Address
		files          string
	}
	var assets []asset
	var input []string
	for range 4 {
		var a asset
		a.nft, a.datatoken = contracts.Publish(t, owner, oceantest.Template)
		did := ocean.DID(d.EVM.ChainID(), a.nft)
		a.files = fmt.Sprintf(`{"nftAddress":%q,"datatokenAddress":%q,"files":[{"type":"url","url":"%s/hunter2.csv","method":"GET"}]}`, a.nft.Hex(), a.datatoken.Hex(), host.URL)
		ddo := fmt.Appendf(nil, `{"@context":["https://w3id.org/did/v1"],"id":%q,"version":"4.1.0","chainId":%d,"nftAddress":%q,"metadata":{"name":"A"},`+
			`"services":[{"id":"one","type":"access","files":"0x04aa","datatokenAddress":%q,"serviceEndpoint":%q,"timeout":0}]}`,
			did, d.EVM.ChainID(), a.nft.Hex(), a.datatoken.Hex(), provider.URL)
		contracts.SetMetaData(t, owner, a.nft, 0, 0, ddo, sha256.Sum256(ddo))
		assets = append(assets, a)
		input = append(input, fmt.Sprintf(`%q:{"services":{"one":%s}}`, did, a.files))
	}
	contracts.Mint(t, owner, assets[0].datatoken, buyer.Address(), 1)
	order := contracts.Order(t, buyer, assets[0].datatoken, buyer.Address(), 0)

	p := person{t.TempDir(), "seller.json"}
	if err := devnet.WriteWallet(filepath.Join(p.dir, p.wallet), passphrase, keys[7]); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(p.dir, "latchkey.toml"), fmt.Sprintf("rpc = %q\nfinal = \"0\"\nconfirmations = 0\ncommittees = %q\ncommittee = %d\n",
		d.EVM.URL(), d.Committees.Address, d.Committee))
	write(t, filepath.Join(p.dir, "assets.json"), "{"+strings.Join(input, ",")+"}")
	command := []string{"ocean", "migrate", "--endpoint", d.Gateway, "--json", "assets.json"}
	statuses := func(out string) string {
		var got struct {
			Assets []struct{ Status, Error string }
		}
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatal(err)
		}
		all := map[string]int{}
		for _, a := range got.Assets {
			all[a.Status+a.Error]++
		}
		return fmt.Sprint(all)
	}
	p.run(t, 2, "ocean", "migrate", "assets.json")
	out, _ := p.run(t, 0, append(command, "--dry-run")...)
	if got := statuses(out); got != "map[can be moved:4]" {
		t.Errorf("a dry run says %s", got)
	}
	killed := 0
	for range 6 {
		cmd := p.command(command...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(200+rand.IntN(2000)) * time.Millisecond)
		if cmd.Process.Kill() == nil {
			killed++
		}
		cmd.Wait()
	}
	out, errs := p.run(t, 0, command...)
	t.Logf("killed %d times; then %s", killed, statuses(out))
	if strings.Contains(out+errs, "hunter2") {
		t.Error("the output has what is sold")
	}
	out, _ = p.run(t, 0, command...)
	if got := statuses(out); got != "map[was moved:4]" {
		t.Errorf("once more: %s", got)
	}
	view, err := d.Chain.At(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range assets {
		events := 0
		for _, name := range []string{"MetadataCreated", "MetadataUpdated"} {
			logs, err := view.Logs(t.Context(), a.nft, [][]common.Hash{{crypto.Keccak256Hash([]byte(name + "(address,uint8,string,bytes,bytes,bytes32,uint256,uint256)"))}}, view.Number()+1)
			if err != nil {
				t.Fatal(err)
			}
			events += len(logs)
		}
		if events != 2 {
			t.Errorf("%d DDOs were written", events)
		}
	}

	// The order of before opens what is sealed now, by an Ocean client's signature.
	read, err := ocean.Read(t.Context(), view, assets[0].nft)
	if err != nil {
		t.Fatal(err)
	}
	object, err := ocean.ParseSealed(read.DDO.Services[0].Files)
	if err != nil {
		t.Fatal(err)
	}
	com, err := market.New(market.Config{Chain: d.Chain}).Committee(t.Context(), d.Committees.Address, d.Committee)
	if err != nil {
		t.Fatal(err)
	}
	var content bytes.Buffer
	err = sealed.Open(t.Context(), &content, bytes.NewReader(object.Bytes), func(ctx context.Context, s *sealed.Stanza) ([]byte, error) {
		q, Q := quorum.NewReaderKey()
		req := &quorum.Request{Terms: s.Terms, Capsule: s.Capsule, Epoch: com.Epoch}
		m := &terms.OceanRequest{Capsule: req.CapsuleID(), ReaderKey: Q, Consumer: buyer.Address(), Nonce: *uint256.NewInt(uint64(time.Now().UnixMilli())), Order: order.TxHash, Service: "one"}
		req.Message = m
		if req.Signature, err = buyer.SignDigest([32]byte(ethereum.TextHash(crypto.Keccak256([]byte(read.DDO.ID + m.Nonce.Dec()))))); err != nil {
			return nil, err
		}
		opening, err := quorum.NewClient(nil, 0).Open(ctx, com, req, q)
		if err != nil {
			return nil, err
		}
		return opening.FileKey, nil
	})
	if err != nil || content.String() != assets[0].files {
		t.Errorf("opened %q, %v", &content, err)
	}
}
