package gateway_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/devnet/oceantest"
	"github.com/latchkey-network/latchkey/gateway"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/ocean"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/terms"
)

// TestOceanOrderOfAnotherService is an asset with three services, two of one datatoken and one of another: an order of one opens
// that one alone, whatever a buyer or a gateway says that it is of.
func TestOceanOrderOfAnotherService(t *testing.T) {
	o := startOcean(t)
	content := map[string][]byte{"/one.csv": []byte("one\n"), "/two.csv": []byte("two\n"), "/three.csv": []byte("three\n")}
	place := sellerServer(t, content)
	a := new(offer)
	a.nft, a.datatoken = o.ocean.Publish(t, o.wallet(1), oceantest.Template)
	a.did = ocean.DID(o.EVM.ChainID(), a.nft)
	another := o.ocean.Datatoken(t, o.wallet(1), a.nft, oceantest.Template)
	ids, tokens := []string{"one", "two", "three"}, []common.Address{a.datatoken, a.datatoken, another}
	var services, files []string
	for i, id := range ids {
		text, err := o.encrypt(t, o.provider, fmt.Sprintf(`{"nftAddress":%q,"datatokenAddress":%q,"files":[{"type":"url","url":"%s/%s.csv","method":"GET"}]}`, a.nft, tokens[i], place.URL, id))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, text)
		services = append(services, fmt.Sprintf(`{"id":%q,"type":"access","files":%q,"datatokenAddress":%q,"serviceEndpoint":%q,"timeout":0}`, id, text, tokens[i], o.provider))
	}
	a.ddo = fmt.Sprintf(`{"id":%q,"version":"4.1.0","chainId":%d,"nftAddress":%q,"metadata":{"name":"Rain"},"services":[%s]}`, a.did, o.EVM.ChainID(), a.nft, strings.Join(services, ","))
	envelope, err := o.encrypt(t, o.provider, a.ddo)
	if err != nil {
		t.Fatal(err)
	}
	o.ocean.SetMetaData(t, o.wallet(1), a.nft, 0, 2, common.FromHex(envelope), sha256.Sum256([]byte(a.ddo)))

	buyer := o.wallet(2)
	orders := make(map[string]common.Hash) // by the service that they are of
	for i, id := range ids {
		o.ocean.Mint(t, o.wallet(1), tokens[i], buyer.Address(), 1)
		orders[id] = o.ocean.Order(t, buyer, tokens[i], buyer.Address(), int64(i)).TxHash
	}
	other := fmt.Sprintf("has no order of the datatoken %s", a.datatoken)
	for _, test := range []struct{ asked, order, refusal string }{
		{"one", "one", ""}, {"two", "two", ""}, {"three", "three", ""},
		{"one", "two", "the order is for the service 1 of the asset, not 0"},
		{"two", "one", "the order is for the service 0 of the asset, not 1"},
		{"one", "three", other}, {"two", "three", other},
		{"three", "one", fmt.Sprintf("has no order of the datatoken %s", another)},
	} {
		n := nonce()
		q := url.Values{"fileIndex": {"0"}, "documentId": {a.did}, "transferTxId": {orders[test.order].Hex()}, "serviceId": {test.asked}, "consumerAddress": {buyer.Address().Hex()},
			"nonce": {n}, "signature": {o.sign(t, 2, a.did+n)}}
		status, _, body := call(t, http.MethodGet, o.provider+"/api/services/download?"+q.Encode(), nil)
		if test.refusal == "" {
			if status != 200 || !bytes.Equal(body, content["/"+test.asked+".csv"]) {
				t.Errorf("%s by its own order: %d %s", test.asked, status, body)
			}
		} else if why := oceanError(t, body); status < 400 || !strings.Contains(why, test.refusal) {
			t.Errorf("%s by the order of %s: %d %s", test.asked, test.order, status, why)
		}
	}

	// A gateway that has the buyer's signature and another service's order says what it likes: nodes compare the sealed object
	// with the service.
	com, err := market.New(market.Config{Chain: o.Chain}).Committee(t.Context(), o.Committees.Address, o.Committee)
	if err != nil {
		t.Fatal(err)
	}
	opens := func(i int, service, order string) error {
		object, err := ocean.ParseSealed(files[i])
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		return sealed.Open(t.Context(), &out, bytes.NewReader(object.Bytes), func(ctx context.Context, s *sealed.Stanza) ([]byte, error) {
			q, Q := quorum.NewReaderKey()
			req := &quorum.Request{Terms: s.Terms, Capsule: s.Capsule, Epoch: com.Epoch}
			n := nonce()
			m := &terms.OceanRequest{Capsule: req.CapsuleID(), ReaderKey: Q, Consumer: buyer.Address(), Nonce: *uint256.MustFromDecimal(n), Order: orders[order], Service: service}
			req.Message, req.Signature = m, hexutil.MustDecode(o.sign(t, 2, a.did+n))
			opening, err := quorum.NewClient(nil, 0).Open(ctx, com, req, q)
			if err != nil {
				return nil, err
			}
			return opening.FileKey, nil
		})
	}
	if err := opens(0, "one", "one"); err != nil {
		t.Errorf("the service's own order: %v", err)
	}
	for _, test := range []struct {
		object         int
		service, order string
	}{{0, "two", "two"}, {0, "one", "two"}, {0, "three", "three"}, {2, "one", "one"}, {2, "three", "one"}, {0, "none", "one"}} {
		if err := opens(test.object, test.service, test.order); !errors.Is(err, quorum.ErrNotEntitled) {
			t.Errorf("the object of %s, as that of %q, by the order of %s: %v", ids[test.object], test.service, test.order, err)
		}
	}
	if err := opens(0, "", "one"); err == nil { // an error of the policy
		t.Error("a request that names no service is answered")
	}

	// When too few members promise to serve, nothing is sealed to the committee any more, and buyers are told before they pay.
	o.ahead = 2 * 366 * 24 * time.Hour
	_, late := o.serve(t, gateway.Config{Others: []string{"https://other.example"}})
	if text, err := o.encrypt(t, late, fmt.Sprintf(`{"nftAddress":%q,"datatokenAddress":%q,"files":[{"type":"url","url":"%s/one.csv","method":"GET"}]}`, a.nft, a.datatoken, place.URL)); err == nil {
		t.Errorf("encrypt goes on: %s", text)
	}
	status, _, body := call(t, http.MethodGet, late+"/api/services/initialize?fileIndex=0&documentId="+a.did+"&serviceId=one&consumerAddress="+buyer.Address().Hex(), nil)
	over := time.Now().AddDate(1, 0, 0).UTC().Format("2006-")
	if why := oceanError(t, body); status != 400 || !strings.Contains(why, "fewer than 3 members") || !strings.Contains(why, over) || !strings.Contains(why, "https://other.example") {
		t.Errorf("%d %s", status, why)
	}
}
