package gateway_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/gateway"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/terms"
)

// call makes a request and returns its answer.
func call(t testing.TB, method, at string, body io.Reader, header ...string) (status int, h http.Header, text []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, at, body)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if text, err = io.ReadAll(resp.Body); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, text
}

func get[T any](t testing.TB, at string) (v T) {
	t.Helper()
	status, _, body := call(t, http.MethodGet, at, nil)
	if status != http.StatusOK {
		t.Fatalf("%s: %d %s", at, status, body)
	}
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return v
}

// problemType returns the last word of a problem document's type.
func problemType(t testing.TB, body []byte) string {
	t.Helper()
	var p struct{ Type string }
	if err := json.Unmarshal(body, &p); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return strings.TrimPrefix(p.Type, "urn:latchkey:problem:")
}

func await(t testing.TB, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(3 * time.Minute); !is(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("in vain: %s", what)
		}
	}
}

// seller publishes and asks on a devnet.
type seller struct {
	*devnet.Devnet
	com   *quorum.Committee
	nodes *quorum.Client
}

func (s *seller) as(account int, by string) *market.Client {
	return market.New(market.Config{Chain: s.Chain, Wallet: s.wallet(account), Gateway: by})
}

func (s *seller) wallet(account int) *chain.Wallet {
	return chain.WalletFromKey(s.EVM.Accounts()[account])
}

func (s *seller) publish(t testing.TB, title string, file []byte, at string) *market.Item {
	t.Helper()
	store, err := storage.OpenStore(at)
	if err != nil {
		t.Fatal(err)
	}
	item, err := s.as(1, "").Publish(t.Context(), market.Offer{Source: bytes.NewReader(file), Size: int64(len(file)), Name: "data.bin",
		Type: "application/octet-stream", Title: title, Price: big.NewInt(1e15), Market: s.Market.Address,
		Committees: s.Committees.Address, Committee: s.Committee, Store: store})
	if err != nil {
		t.Fatal(err)
	}
	return item
}

// request makes a signed request of an account for a capsule under a policy. It returns its reader key's
// secret by way of ask.
func (s *seller) request(t testing.TB, account int, capsule []byte, tt terms.Terms) (req *quorum.Request, ask func(by string) (*quorum.Opening, error)) {
	t.Helper()
	q, readerKey := quorum.NewReaderKey()
	req = &quorum.Request{Terms: tt, Capsule: capsule, Epoch: s.com.Epoch}
	req.Message = &terms.AccessRequest{Capsule: req.CapsuleID(), ReaderKey: readerKey, Buyer: s.wallet(account).Address(), Deadline: uint64(time.Now().Unix()) + 600}
	var err error
	if req.Signature, err = s.wallet(account).SignTypedData(terms.TypedData(s.com.Domain, req.Message)); err != nil {
		t.Fatal(err)
	}
	return req, func(by string) (*quorum.Opening, error) {
		if by == "" {
			return s.nodes.Open(t.Context(), s.com, req, q)
		}
		return s.nodes.OpenVia(t.Context(), by, s.com, req, q)
	}
}

// TestStory is a gateway on a devnet: publish, find, buy, open by the gateway while nodes lie and die.
func TestStory(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 6*time.Minute)
	defer cancel()
	d, err := devnet.Start(ctx, devnet.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	s := &seller{Devnet: d, nodes: quorum.NewClient(nil, 0)}
	if s.com, err = s.as(1, "").Committee(ctx, d.Committees.Address, d.Committee); err != nil {
		t.Fatal(err)
	}
	file := make([]byte, 100_000)
	rand.Read(file)
	item := s.publish(t, "Rain in Lisbon", file, d.Store)
	link := fmt.Sprintf("%s/v1/assets/%d/%s/%s", d.Gateway, d.EVM.ChainID(), strings.ToLower(d.Market.Address.Hex()), item.Link.Asset.Hex())

	await(t, "the listing is found", func() bool { return len(get[gateway.Page](t, d.Gateway+"/v1/assets?q=lisbon+rain").Assets) == 1 })
	a := get[gateway.Asset](t, link)
	if a.Link != item.Link.String() || a.Listing.Price != "1000000000000000" || a.Listing.Seller != strings.ToLower(s.wallet(1).Address().Hex()) {
		t.Errorf("%+v", a)
	}
	_, _, document := call(t, http.MethodGet, link+"/document", nil)
	if hash := sha256.Sum256(document); hex.EncodeToString(hash[:]) != a.Listing.MetadataHash {
		t.Errorf("the document %s has another hash than the chain's", document)
	}
	if status, _, body := call(t, http.MethodGet, link[:len(link)-1]+"z", nil); status != 400 || problemType(t, body) != "malformed" {
		t.Errorf("%d %s", status, body)
	}
	if status, _, body := call(t, http.MethodGet, d.Gateway+"/v1/assets?sort=best", nil); status != 400 || problemType(t, body) != "malformed" {
		t.Errorf("%d %s", status, body)
	}

	// By the gateway alone: nothing else is asked.
	opens := func(account int, by string) error {
		t.Helper()
		c := s.as(account, by)
		shown, err := c.Show(ctx, item.Link)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := c.Open(ctx, shown, &out); err != nil {
			return err
		}
		if !bytes.Equal(out.Bytes(), file) {
			t.Fatal("other bytes came out")
		}
		return nil
	}
	if _, err := s.as(2, "").Buy(ctx, item, market.Deal{}); err != nil {
		t.Fatal(err)
	}
	if err := opens(2, d.Gateway); err != nil {
		t.Fatal(err)
	}
	await(t, "the sale is in the catalogue", func() bool { return get[gateway.Asset](t, link).Listing.Sold == 1 })
	if err := opens(3, d.Gateway); !errors.Is(err, quorum.ErrNotEntitled) {
		t.Fatalf("who did not pay: %v", err)
	}

	// What a page needs: sales, the network, what is where, whether it is for money.
	seller, buyer := strings.ToLower(s.wallet(1).Address().Hex()), strings.ToLower(s.wallet(2).Address().Hex())
	sales := get[gateway.Sales](t, d.Gateway+"/v1/sales?buyer="+buyer)
	if len(sales.Sales) != 1 || sales.Sales[0].Link != item.Link.String() || sales.Sales[0].Title != "Rain in Lisbon" || sales.Sales[0].Seller != seller || sales.Sales[0].State != "paid" || sales.Sales[0].Until != "18446744073709551615" {
		t.Errorf("%+v", sales)
	}
	totals := get[gateway.Totals](t, d.Gateway+"/v1/sales/totals?seller="+seller+"&days=7")
	if len(totals.Tokens) != 1 || totals.Tokens[0].Amount != "1000000000000000" || len(totals.Listings) != 1 || totals.Listings[0].Title != "Rain in Lisbon" || len(totals.Days) != 1 {
		t.Errorf("%+v", totals)
	}
	detail := get[gateway.Detail](t, link)
	if len(detail.Versions) != 1 || detail.Policy != policy.Sale(d.Market.Address, item.Link.Asset) || detail.Words == "" {
		t.Errorf("%+v", detail)
	}
	info := get[gateway.Info](t, d.Gateway+"/v1/info")
	if info.Devnet == nil || info.Devnet.Accounts != d.Accounts || info.Worlds[0].RPC != d.EVM.URL() || len(info.Worlds[0].Contracts) < 4 || info.Uploads == nil || !info.Uploads.Open || info.Worlds[0].Head == "-1" {
		t.Errorf("%+v", info)
	}
	wallets := get[struct{ Accounts []devnet.Account }](t, info.Devnet.Accounts)
	if len(wallets.Accounts) != devnet.Users || !strings.EqualFold(wallets.Accounts[1].Address, seller) || wallets.Accounts[1].Name != "seller" || len(wallets.Accounts[1].Key) != 66 {
		t.Errorf("%d accounts", len(wallets.Accounts))
	}
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, info.Devnet.Accounts, nil)
	req.Host = "attacker.example"
	if resp, err := http.DefaultClient.Do(req); err != nil || resp.StatusCode != http.StatusForbidden {
		t.Errorf("the accounts, asked for by another name: %v %v", resp, err)
	}
	network := get[gateway.Network](t, d.Gateway+"/v1/network")
	if network.Count != 1 || len(network.Committees) != 1 || network.Next != 0 || network.Committees[0].T != 3 || network.Committees[0].N != 5 || network.Committees[0].Epoch != "1" {
		t.Errorf("%+v", network)
	}
	committeeAt := fmt.Sprintf("%s/v1/network/%s/%s/%d", d.Gateway, network.ChainID, network.Contract, d.Committee)
	committee := get[gateway.CommitteeInfo](t, committeeAt)
	if committee.Ready != 5 || len(committee.Members) != 5 || committee.PromisedUntil < uint64(time.Now().Unix()) || committee.Keys != hex.EncodeToString(s.com.Hash[:]) {
		t.Errorf("%+v", committee)
	}
	asked := 0
	for _, m := range committee.Members {
		if !m.Ready || m.Problem != "" || m.Stake != "1000000000000000000" || m.URL != d.Nodes[m.Index-1].URL {
			t.Errorf("%+v", m)
		}
		if m.AnswerTime > 0 {
			asked++
		}
	}
	if asked < 3 {
		t.Errorf("%d members were asked for a share", asked)
	}
	for path, kind := range map[string]string{"/v1/network?chain=9": "not-found", "/v1/network?from=0": "malformed", committeeAt[len(d.Gateway):] + "7": "unknown-committee",
		"/v1/sales": "malformed", "/v1/sales?seller=0x1": "malformed", "/v1/sales/totals?buyer=" + buyer: "malformed", "/v1/tokens/9/" + seller: "not-found"} {
		if status, _, body := call(t, http.MethodGet, d.Gateway+path, nil); status < 400 || problemType(t, body) != kind {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	if dollar := get[gateway.TokenInfo](t, fmt.Sprintf("%s/v1/tokens/%s/%s", d.Gateway, network.ChainID, d.Dollar.Address.Hex())); dollar.Symbol != "DUSD" || dollar.Decimals == 0 {
		t.Errorf("%+v", dollar)
	}
	if coin := get[gateway.TokenInfo](t, fmt.Sprintf("%s/v1/tokens/%s/%s", d.Gateway, network.ChainID, chain.Coin.Hex())); coin.Decimals != 18 {
		t.Errorf("%+v", coin)
	}
	// All of it is described.
	described := get[struct{ Paths map[string]any }](t, d.Gateway+"/openapi.json")
	for _, path := range []string{"/v1/access", "/v1/policy", "/v1/assets", "/v1/assets/{chain}/{market}/{asset}", "/v1/sales", "/v1/sales/totals", "/v1/network",
		"/v1/network/{chain}/{committees}/{committee}", "/v1/tokens/{chain}/{token}", "/v1/info", "/v1/blobs/{name}"} {
		if described.Paths[path] == nil {
			t.Errorf("openapi.json does not have %s", path)
		}
	}

	stanzas, err := s.as(2, "").Stanzas(ctx, item)
	if err != nil {
		t.Fatal(err)
	}

	// What the terms say, and for whom they hold.
	question := func(q *quorum.PolicyQuestion) (int, policy.Answer) {
		t.Helper()
		body, err := json.Marshal(q)
		if err != nil {
			t.Fatal(err)
		}
		status, _, text := call(t, http.MethodPost, d.Gateway+"/v1/policy", bytes.NewReader(body), "Content-Type", "application/json")
		var a policy.Answer
		if err := json.Unmarshal(text, &a); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		return status, a
	}
	for account, bought := range map[int]bool{2: true, 3: false} {
		buyer := s.wallet(account).Address()
		status, a := question(&quorum.PolicyQuestion{Policy: stanzas[0].Terms.Policy, Buyer: &buyer})
		if status != 200 || !a.OK || a.Explained == nil || a.Explained.Value != bought {
			t.Errorf("account %d: %d %+v", account, status, a)
		}
	}
	if status, a := question(&quorum.PolicyQuestion{Policy: "sale("}); status != 200 || a.OK || a.Error == nil {
		t.Errorf("no policy: %d %+v", status, a)
	}
	if status, _ := question(&quorum.PolicyQuestion{Policy: "true", ChainID: uint256.NewInt(1)}); status == 200 {
		t.Error("a question about another chain is answered")
	}
	post := func(req *quorum.Request, change func(map[string]any)) (int, []byte) {
		t.Helper()
		body, err := json.Marshal(req)
		if err != nil {
			t.Fatal(err)
		}
		if change != nil {
			var m map[string]any
			json.Unmarshal(body, &m)
			change(m)
			body, _ = json.Marshal(m)
		}
		status, _, answer := call(t, http.MethodPost, d.Gateway+"/v1/access", bytes.NewReader(body), "Content-Type", "application/json")
		return status, answer
	}
	good, ask := s.request(t, 2, stanzas[0].Capsule, stanzas[0].Terms)
	status, answer := post(good, nil)
	if status != 200 {
		t.Fatalf("%d %s", status, answer)
	}
	var got struct {
		Combined, Epoch, Keys string
		Shares                []struct {
			Index            int
			Share, Signature string
		}
	}
	if err := json.Unmarshal(answer, &got); err != nil || len(got.Combined) != 132 || got.Epoch != "1" || got.Keys != hex.EncodeToString(s.com.Hash[:]) || len(got.Shares) != 3 {
		t.Fatalf("%s: %v", answer, err)
	}
	for _, p := range got.Shares { // signed, each by its own node
		share, _ := hex.DecodeString(p.Share)
		signature, _ := hex.DecodeString(p.Signature)
		if !quorum.SignedBy(s.com.Members[p.Index-1].Account, s.com.Domain, &terms.Share{Committee: s.com.ID, Request: good.Digest(), Capsule: good.CapsuleID(), Share: share}, signature) {
			t.Errorf("share %d is not signed", p.Index)
		}
	}
	outsider, _ := s.request(t, 3, stanzas[0].Capsule, stanzas[0].Terms)
	for _, test := range []struct {
		name   string
		req    *quorum.Request
		change func(map[string]any)
		status int
		kind   string
	}{
		{"not entitled", outsider, nil, 403, "policy-false"},
		{"another epoch", good, func(m map[string]any) { m["epoch"] = "7" }, 409, "wrong-epoch"},
		{"another chain", good, func(m map[string]any) { m["terms"].(map[string]any)["chainId"] = "7" }, 422, "wrong-contract"},
		{"another committee", good, func(m map[string]any) { m["terms"].(map[string]any)["committee"] = "77" }, 422, "wrong-capsule"},
		{"no signature", good, func(m map[string]any) { m["signature"] = "0x" }, 502, "too-few-nodes"},
		{"no request", good, func(m map[string]any) { delete(m, "request") }, 400, "malformed"},
		{"another deadline", good, func(m map[string]any) { m["request"].(map[string]any)["deadline"] = "17" }, 401, "expired"},
	} {
		if status, body := post(test.req, test.change); status != test.status || problemType(t, body) != test.kind {
			t.Errorf("%s: %d %s", test.name, status, body)
		}
	}
	if status, _, body := call(t, http.MethodPost, d.Gateway+"/v1/access", bytes.NewReader(make([]byte, quorum.MaxRequest+1))); status != 413 || problemType(t, body) != "too-large" {
		t.Errorf("%d %s", status, body)
	}

	// A gateway that lies is found out, and the nodes are asked directly.
	for name, lie := range map[string]string{"nothing": `{}`, "another combination": strings.Replace(string(answer), got.Combined, got.Combined[66:]+got.Combined[:66], 1),
		"not entitled": `{"type":"urn:latchkey:problem:policy-false"}`, "no JSON": "<html>"} {
		asked := false
		liar := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { asked = true; io.WriteString(w, lie) }))
		if opening, err := ask(liar.URL); err != nil || len(opening.FileKey) != 16 || !asked {
			t.Errorf("%s: %v", name, err)
		}
		liar.Close()
	}

	// A node that lies is left out, and its evidence is true.
	d.Nodes[1].Lie()
	d.Nodes[4].Kill()
	for range 10 {
		if status, answer := post(good, nil); status != 200 || strings.Contains(string(answer), `"index":2`) {
			t.Fatalf("with a liar: %d %s", status, answer)
		}
	}
	for range 3 {
		if _, err := ask(d.Gateway); err != nil {
			t.Fatal(err)
		}
	}
	d.Nodes[3].Kill()
	if status, body := post(good, nil); status != 502 || problemType(t, body) != "too-few-nodes" || !strings.Contains(string(body), "wrong-share") {
		t.Fatalf("two good nodes of three needed: %d %s", status, body)
	}
	if _, err := ask(d.Gateway); !errors.Is(err, quorum.ErrTooFew) {
		t.Fatal(err)
	}
}

// TestReorg: a gateway follows the chain through blocks that are replaced, and one that is made from
// nothing is the same.
func TestReorg(t *testing.T) {
	d, err := devnet.Start(t.Context(), devnet.Config{ChainOnly: true, BlockTime: 250 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	start := func(name string) string {
		g, err := gateway.New(t.Context(), gateway.Config{Database: filepath.Join(t.TempDir(), name), Private: true,
			Worlds: []*gateway.World{{Chain: d.Chain, Market: d.Market.Address, Committees: d.Committees.Address}}})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- g.Run(ctx) }()
		s := httptest.NewServer(g.Handler())
		t.Cleanup(func() {
			s.Close()
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		})
		return s.URL
	}
	documents := httptest.NewServer(http.NotFoundHandler())
	defer documents.Close()
	w := chain.WalletFromKey(d.EVM.Accounts()[1])
	list := func(salt byte) common.Hash {
		t.Helper()
		asset, _, err := d.Market.List(t.Context(), w, [32]byte{salt}, chain.Listing{Price: big.NewInt(int64(salt)), Stock: 5}, chain.Version{MetadataHash: [32]byte{salt}, URI: documents.URL})
		if err != nil {
			t.Fatal(err)
		}
		return asset
	}
	g := start("a.db")
	asset := func(g string, a common.Hash) (int, string) {
		status, _, body := call(t, http.MethodGet, fmt.Sprintf("%s/v1/assets/%d/%s/%s", g, d.EVM.ChainID(), strings.ToLower(d.Market.Address.Hex()), a.Hex()), nil)
		return status, string(body)
	}
	block := func() uint64 {
		v, err := d.Chain.At(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		return v.Block().Number
	}
	first := list(1)
	await(t, "the first is listed", func() bool { status, _ := asset(g, first); return status == 200 })
	base := block()
	second := list(2)
	if _, err := d.Market.Reprice(t.Context(), w, first, big.NewInt(77)); err != nil {
		t.Fatal(err)
	}
	await(t, "the second is listed, and the first has another price", func() bool {
		status, _ := asset(g, second)
		_, text := asset(g, first)
		return status == 200 && strings.Contains(text, `"price":"77"`)
	})
	if err := d.EVM.Rewind(base); err != nil {
		t.Fatal(err)
	}
	// The transactions of the blocks that are gone are in others now, or not: the chain says.
	third := list(3)
	await(t, "the third is listed", func() bool { status, _ := asset(g, third); return status == 200 })
	again := start("b.db")
	await(t, "the third is listed, elsewhere", func() bool { status, _ := asset(again, third); return status == 200 })
	v, err := d.Chain.At(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []common.Hash{first, second, third} {
		want, err := d.Market.ListingOf(t.Context(), v, a)
		if err != nil {
			t.Fatal(err)
		}
		status, text := asset(g, a)
		other, otherText := asset(again, a)
		if status != other || text != otherText {
			t.Errorf("followed: %d %s\nrebuilt: %d %s", status, text, other, otherText)
		}
		if listed := want.Seller != (common.Address{}); listed != (status == 200) || listed && !strings.Contains(text, fmt.Sprintf(`"price":"%s"`, want.Price)) {
			t.Errorf("the chain says %+v, the gateway %d %s", want, status, text)
		}
	}
}
