package gateway_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/chain/accounttest"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/devnet/oceantest"
	"github.com/latchkey-network/latchkey/gateway"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/ocean"
	"github.com/latchkey-network/latchkey/policy"
)

// encrypt is POST /api/services/encrypt; an error is a connection that was cut.
func (o *oceanWorld) encrypt(t testing.TB, provider, body string) (string, error) {
	t.Helper()
	resp, err := http.Post(provider+"/api/services/encrypt?chainId="+strconv.FormatUint(o.EVM.ChainID(), 10), "application/octet-stream", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusCreated || !strings.HasPrefix(string(text), "0x") {
		t.Fatalf("%d %s", resp.StatusCode, text)
	}
	return string(text), nil
}

// offer is an asset that was published by hand.
type offer struct {
	did            string
	nft, datatoken common.Address
	ddo            string
	tx             common.Hash
}

// offer publishes files, each a file object.
func (o *oceanWorld) offer(t testing.TB, timeout int, files ...string) *offer {
	t.Helper()
	a := new(offer)
	a.nft, a.datatoken = o.ocean.Publish(t, o.wallet(1), oceantest.Template)
	sealed, err := o.encrypt(t, o.provider, fmt.Sprintf(`{"nftAddress":%q,"datatokenAddress":%q,"files":[%s]}`, a.nft, a.datatoken, strings.Join(files, ",")))
	if err != nil {
		t.Fatal(err)
	}
	o.describe(t, a, timeout, sealed)
	return a
}

// describe puts a DDO with these files on the chain.
func (o *oceanWorld) describe(t testing.TB, a *offer, timeout int, sealed string) {
	t.Helper()
	a.did = ocean.DID(o.EVM.ChainID(), a.nft)
	a.ddo = fmt.Sprintf(`{"id":%q,"version":"4.1.0","chainId":%d,"nftAddress":%q,"metadata":{"name":"Rain"},"services":[{"id":"s0","type":"access","files":%q,`+
		`"datatokenAddress":%q,"serviceEndpoint":%q,"timeout":%d}]}`, a.did, o.EVM.ChainID(), a.nft, sealed, a.datatoken, o.provider, timeout)
	envelope, err := o.encrypt(t, o.provider, a.ddo)
	if err != nil {
		t.Fatal(err)
	}
	a.tx = o.ocean.SetMetaData(t, o.wallet(1), a.nft, 0, 2, common.FromHex(envelope), sha256.Sum256([]byte(a.ddo))).TxHash
}

// order orders the asset for an account.
func (o *oceanWorld) order(t testing.TB, a *offer, account int) common.Hash {
	t.Helper()
	w := o.wallet(account)
	o.ocean.Mint(t, o.wallet(1), a.datatoken, w.Address(), 1)
	return o.ocean.Order(t, w, a.datatoken, w.Address(), 0).TxHash
}

// sign signs a message as Ocean's clients do.
func (o *oceanWorld) sign(t testing.TB, account int, message string) string {
	t.Helper()
	sig, err := crypto.Sign(accounts.TextHash(crypto.Keccak256([]byte(message))), o.EVM.Accounts()[account])
	if err != nil {
		t.Fatal(err)
	}
	sig[64] += 27
	return "0x" + hex.EncodeToString(sig)
}

// nonces of this test, which no request has twice unless it means to.
var nonces atomic.Int64

func nonce() string { return strconv.FormatInt(time.Now().UnixMilli()+nonces.Add(1), 10) }

// query is a download's.
func (o *oceanWorld) query(t testing.TB, a *offer, account int, order common.Hash, nonce string) url.Values {
	t.Helper()
	return url.Values{"fileIndex": {"0"}, "documentId": {a.did}, "transferTxId": {order.Hex()}, "serviceId": {"s0"}, "consumerAddress": {o.wallet(account).Address().Hex()},
		"nonce": {nonce}, "signature": {o.sign(t, account, a.did+nonce)}}
}

// oceanError returns the error of an answer that clients of Ocean's read.
func oceanError(t testing.TB, body []byte) string {
	t.Helper()
	var fields map[string]string
	if err := json.Unmarshal(body, &fields); err != nil || len(fields) != 1 || fields["error"] == "" {
		t.Fatalf("%s is no error of a Provider", body)
	}
	return fields["error"]
}

// TestOceanProvider is the Provider API by its letters: what it answers, and what opens nothing.
func TestOceanProvider(t *testing.T) {
	o := startOcean(t)
	rain := []byte("day,millimetres\n1,7\n2,0\n")
	place := sellerServer(t, map[string][]byte{"/secret-place/rain.csv": rain})
	link := fmt.Sprintf(`{"type":"url","url":"%s/secret-place/rain.csv","method":"GET"}`, place.URL)
	a := o.offer(t, 0, link)
	order := o.order(t, a, 2)
	download := func(t testing.TB, q url.Values, header ...string) (int, http.Header, []byte) {
		t.Helper()
		return call(t, http.MethodGet, o.provider+"/api/services/download?"+q.Encode(), nil, header...)
	}
	opens := func(t testing.TB, q url.Values) {
		t.Helper()
		if status, _, body := download(t, q); status != 200 || !bytes.Equal(body, rain) {
			t.Fatalf("%d %s", status, body)
		}
	}
	refuses := func(t testing.TB, q url.Values, words string) {
		t.Helper()
		status, _, body := download(t, q)
		if status < 400 {
			t.Fatalf("%d, want a refusal with %q", status, words)
		}
		why := oceanError(t, body)
		if !strings.Contains(why, words) {
			t.Fatalf("%d %q, want %q", status, why, words)
		}
	}

	t.Run("discovery", func(t *testing.T) {
		status, h, body := call(t, http.MethodGet, o.provider, nil, "Content-Type", "application/json", "Authorization", "undefined")
		var found struct {
			ChainIDs          []any `json:"chainIds"`
			ProviderAddresses map[string]string
			ServiceEndpoints  map[string][]string
		}
		if err := json.Unmarshal(body, &found); status != 200 || err != nil || len(found.ChainIDs) != 2 || found.ChainIDs[0] != float64(o.EVM.ChainID()) ||
			found.ChainIDs[1] != strconv.FormatUint(o.EVM.ChainID(), 10) || len(found.ProviderAddresses) != 1 || found.ServiceEndpoints["download"][1] != "/api/services/download" {
			t.Errorf("%d %v %s", status, err, body)
		}
		if h.Get("Access-Control-Allow-Origin") != "*" {
			t.Error("no page may ask")
		}
		if _, h, _ := call(t, http.MethodGet, o.provider, nil, "Accept", "text/html,application/xhtml+xml,*/*;q=0.8"); strings.HasPrefix(h.Get("Content-Type"), "application/json") {
			t.Error("a browser gets no page")
		}
		n := get[struct{ Nonce json.Number }](t, o.provider+"/api/services/nonce?userAddress="+o.wallet(2).Address().Hex())
		if ms, err := n.Nonce.Int64(); err != nil || max(ms, time.Now().UnixMilli())-min(ms, time.Now().UnixMilli()) > ocean.Freshness {
			t.Errorf("nonce %s", n.Nonce)
		}
	})
	t.Run("encrypt cuts", func(t *testing.T) {
		for _, body := range []string{"", "null", "{}", "text", `{"files":[` + link + `]}`,
			fmt.Sprintf(`{"nftAddress":%q,"datatokenAddress":%q,"files":[]}`, a.nft, a.datatoken),
			fmt.Sprintf(`{"nftAddress":%q,"datatokenAddress":%q,"files":[{"type":"ftp","url":"ftp://x"}]}`, a.nft, a.datatoken),
			fmt.Sprintf(`{"nftAddress":%q,"datatokenAddress":%q,"files":[%s]}`, a.nft, common.Address{9}, link),         // no datatoken of the NFT
			fmt.Sprintf(`{"nftAddress":%q,"datatokenAddress":%q,"files":[%s],"services":[]}`, a.nft, a.datatoken, link), // both
			strings.Replace(a.ddo, `{"id"`, `{"files":[`+link+`],"id"`, 1),                                              // both, the other way
			strings.Replace(a.ddo, `"files":"0x`, `"files":"`+place.URL+`/secret-place/`, 1),                            // not encrypted
			`{"pad":"` + strings.Repeat("x", 2<<20) + `"}`,
		} {
			if text, err := o.encrypt(t, o.provider, body); err == nil {
				t.Errorf("of %.80s came %.80s", body, text)
			}
		}
		resp, err := http.Post(o.provider+"/api/services/encrypt?chainId=9", "application/octet-stream", strings.NewReader(a.ddo))
		if err == nil {
			t.Errorf("another chain: %d", resp.StatusCode)
		}
	})
	t.Run("asset", func(t *testing.T) {
		full := get[struct {
			ID    string
			Event struct{ TxID string }
		}](t, o.provider+"/api/aquarius/assets/ddo/"+a.did)
		if full.ID != a.did || full.Event.TxID != a.tx.Hex() {
			t.Errorf("%+v", full)
		}
		if m := get[struct{ Name string }](t, o.provider+"/api/aquarius/assets/metadata/"+a.did); m.Name != "Rain" {
			t.Errorf("%+v", m)
		}
		status, _, body := call(t, http.MethodPost, o.provider+"/api/services/decrypt", strings.NewReader(fmt.Sprintf(
			`{"decrypterAddress":"0x0","chainId":%d,"transactionId":%q,"dataNftAddress":%q,"nonce":"1","signature":"0x"}`, o.EVM.ChainID(), a.tx.Hex(), a.nft)))
		if status != http.StatusCreated || string(body) != a.ddo {
			t.Errorf("decrypt: %d %s", status, body)
		}
		var ddo struct{ Services []struct{ Files string } }
		json.Unmarshal([]byte(a.ddo), &ddo)
		sum := sha256.Sum256(common.FromHex(ddo.Services[0].Files))
		status, _, body = call(t, http.MethodPost, o.provider+"/api/services/decrypt", strings.NewReader(fmt.Sprintf(
			`{"chainId":%d,"encryptedDocument":%q,"flags":2,"documentHash":"%x"}`, o.EVM.ChainID(), ddo.Services[0].Files, sum)))
		if status != 400 || oceanError(t, body) == "" {
			t.Errorf("a sealed object, decrypted: %d %s", status, body)
		}
		for _, path := range []string{"/api/aquarius/assets/ddo/did:op:" + strings.Repeat("0", 64), "/api/services/computeStart", "/api/aquarius/assets/ddo/x"} {
			if status, _, body := call(t, http.MethodGet, o.provider+path, nil); status < 400 || oceanError(t, body) == "" {
				t.Errorf("%s: %d %s", path, status, body)
			}
		}
	})
	initialize := func(provider, more string) (int, []byte) {
		status, _, body := call(t, http.MethodGet, provider+"/api/services/initialize?documentId="+a.did+"&serviceId=s0&consumerAddress="+o.wallet(2).Address().Hex()+more, nil)
		return status, body
	}
	t.Run("initialize", func(t *testing.T) {
		status, body := initialize(o.provider, "&fileIndex=0")
		var answer struct {
			Datatoken   common.Address
			Nonce       json.Number
			ProviderFee map[string]any
		}
		if err := json.Unmarshal(body, &answer); status != 200 || err != nil || answer.Datatoken != a.datatoken || answer.ProviderFee["providerFeeAmount"] != "0" ||
			answer.ProviderFee["providerFeeAddress"] != (common.Address{}).Hex() {
			t.Errorf("%d %v %s", status, err, body)
		}
		for _, more := range []string{"", "&fileIndex=-1", "&fileIndex=1", "&fileIndex=1024", "&fileIndex=0&environment=e"} {
			if status, body := initialize(o.provider, more); status != 400 || oceanError(t, body) == "" {
				t.Errorf("%s: %d %s", more, status, body)
			}
		}
		if status, _, body := call(t, http.MethodPost, o.provider+"/api/services/initializeCompute", strings.NewReader("{}")); status != 400 || !strings.Contains(oceanError(t, body), "compute") {
			t.Errorf("%d %s", status, body)
		}
	})
	t.Run("ended", func(t *testing.T) {
		_, ended := o.serve(t, gateway.Config{ServesUntil: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Others: []string{"https://other.example"}})
		status, body := initialize(ended, "&fileIndex=0")
		if why := oceanError(t, body); status != 400 || !strings.Contains(why, "2026-01-02") || !strings.Contains(why, "https://other.example") {
			t.Errorf("%d %s", status, body)
		}
		if text, err := o.encrypt(t, ended, a.ddo); err == nil {
			t.Errorf("encrypt goes on: %s", text)
		}
	})
	t.Run("download", func(t *testing.T) {
		q := o.query(t, a, 2, order, nonce())
		status, h, body := download(t, q, "Origin", "https://market.example")
		if status != 200 || !bytes.Equal(body, rain) || h.Get("Content-Disposition") != "attachment;filename=rain.csv" || h.Get("Content-Type") != "text/csv" ||
			!strings.Contains(h.Get("Access-Control-Expose-Headers"), "Content-Disposition") {
			t.Fatalf("%d %v %s", status, h, body)
		}
		// The same URL again, for a part: the nodes are asked with the same reader key.
		if status, h, body := download(t, q, "Range", "bytes=4-9"); status != http.StatusPartialContent || !bytes.Equal(body, rain[4:10]) || h.Get("Content-Range") != fmt.Sprintf("bytes 4-9/%d", len(rain)) {
			t.Errorf("%d %v %s", status, h, body)
		}
		status, h, body = download(t, q, "Range", "bytes=1000-")
		if status != http.StatusRequestedRangeNotSatisfiable || oceanError(t, body) == "" || h.Get("Content-Range") != fmt.Sprintf("bytes */%d", len(rain)) || h.Get("Content-Disposition") != "" {
			t.Errorf("%d %v %s", status, h, body)
		}
		// Of many parts at once comes the whole.
		if status, _, body := download(t, q, "Range", "bytes=0-0,2-2,4-4"); status != 200 || !bytes.Equal(body, rain) {
			t.Errorf("%d %s", status, body)
		}
		// At another gateway it is a replay with another reader key.
		_, other := o.serve(t, gateway.Config{})
		if status, _, body := call(t, http.MethodGet, other+"/api/services/download?"+q.Encode(), nil); status < 400 || oceanError(t, body) == "" {
			t.Errorf("a replay at another gateway: %d %s", status, body)
		}
		// Twice at once, at both.
		for range 3 {
			q := o.query(t, a, 2, order, nonce())
			var opened atomic.Int32
			var asking sync.WaitGroup
			for _, by := range []string{o.provider, other} {
				asking.Go(func() {
					if resp, err := http.Get(by + "/api/services/download?" + q.Encode()); err == nil {
						if resp.Body.Close(); resp.StatusCode == 200 {
							opened.Add(1)
						}
					}
				})
			}
			if asking.Wait(); opened.Load() > 1 {
				t.Error("one signature opened for two reader keys")
			}
		}
		q = o.query(t, a, 2, order, nonce())
		q.Set("userdata", `{"city":"Lisbon"}`)
		opens(t, q)
		q = o.query(t, a, 2, order, nonce())
		q.Set("policyServer", `{"sessionId":"1"}`)
		opens(t, q)
	})
	t.Run("names without end", func(t *testing.T) {
		// A datatoken of the seller's making calls itself "xxx..", 40,000 letters.
		runtime := common.FromHex("60205f5261" + "9c40" + "602052" + "619c80" + "5ff3")
		code := append([]byte{0x60, byte(len(runtime)), 0x80, 0x60, 9, 0x5f, 0x39, 0x5f, 0xf3}, runtime...)
		endless, _, err := o.Chain.Deploy(t.Context(), o.wallet(1), chain.Tx{Data: code})
		if err != nil {
			t.Fatal(err)
		}
		b := &offer{datatoken: endless}
		b.nft, _ = o.ocean.Publish(t, o.wallet(1), oceantest.Template)
		o.describe(t, b, 0, "0x00")
		status, _, body := call(t, http.MethodGet, o.provider+"/api/aquarius/assets/ddo/"+b.did, nil)
		if status != 200 || len(body) > 10_000 {
			t.Errorf("%d, %d bytes", status, len(body))
		}
	})
	t.Run("asked once", func(t *testing.T) {
		var asked, posted atomic.Int32
		counting := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if asked.Add(1); r.Method == http.MethodPost {
				posted.Add(1)
			}
			w.Header().Set("Content-Length", strconv.Itoa(len(rain)))
			w.Write(rain)
		}))
		defer counting.Close()
		b := o.offer(t, 0, fmt.Sprintf(`{"type":"url","url":"%s/a.csv","method":"GET"}`, counting.URL), fmt.Sprintf(`{"type":"url","url":"%s/b.csv","method":"POST"}`, counting.URL))
		bought := o.order(t, b, 2)
		asked.Store(0)
		opens(t, o.query(t, b, 2, bought, nonce()))
		if asked.Load() != 1 {
			t.Errorf("the seller's place was asked %d times for one file", asked.Load())
		}
		posted.Store(0)
		q := o.query(t, b, 2, bought, nonce())
		q.Set("fileIndex", "1")
		if status, h, body := download(t, q, "Range", "bytes=4-9"); status != 200 || !bytes.Equal(body, rain) || h.Get("Content-Length") != strconv.Itoa(len(rain)) || posted.Load() != 1 {
			t.Errorf("%d %v %s after %d POSTs", status, h, body, posted.Load())
		}
		// Another file with the same signature, which is for one object and one reader key.
		q.Set("fileIndex", "0")
		opens(t, q)
		counting.Close()
		q.Set("fileIndex", "1")
		refuses(t, q, "file 1 (url): its server cannot be reached")
	})
	t.Run("without a length, and cut off", func(t *testing.T) {
		odd := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/cut.csv" {
				w.Header().Set("Content-Length", "1000")
			}
			w.Write(rain)
			w.(http.Flusher).Flush()
		}))
		defer odd.Close()
		b := o.offer(t, 0, fmt.Sprintf(`{"type":"url","url":"%s/whole.csv","method":"POST"}`, odd.URL), fmt.Sprintf(`{"type":"url","url":"%s/cut.csv","method":"POST"}`, odd.URL))
		bought := o.order(t, b, 2)
		opens(t, o.query(t, b, 2, bought, nonce()))
		q := o.query(t, b, 2, bought, nonce())
		q.Set("fileIndex", "1")
		resp, err := http.Get(o.provider + "/api/services/download?" + q.Encode())
		if err == nil {
			if _, err = io.Copy(io.Discard, resp.Body); err == nil && resp.StatusCode == 200 {
				t.Error("a file that was cut off came as if it were whole")
			}
			resp.Body.Close()
		}
	})
	t.Run("refused", func(t *testing.T) {
		with := func(name, value string) url.Values {
			q := o.query(t, a, 2, order, nonce())
			q.Set(name, value)
			return q
		}
		refuses(t, with("fileIndex", "1"), "none of the index 1")
		refuses(t, with("fileIndex", "-1"), "fileIndex")
		refuses(t, with("fileIndex", "18446744073709551616"), "fileIndex")
		refuses(t, with("serviceId", "s1"), "no service")
		refuses(t, with("transferTxId", a.tx.Hex()), "has no order of the datatoken")
		refuses(t, with("nonce", "01"), "nonce")
		refuses(t, with("signature", "0x"+strings.Repeat("11", 65)), "the signature is not")
		refuses(t, with("consumerAddress", o.wallet(3).Address().Hex()), "the signature is not")
		refuses(t, with("userdata", "[]"), "JSON object")
		refuses(t, o.query(t, a, 3, order, nonce()), "the order is not for")
		old := strconv.FormatInt(time.Now().Add(-11*time.Minute).UnixMilli(), 10)
		refuses(t, o.query(t, a, 2, order, old), "ten minutes")
		early := strconv.FormatInt(time.Now().Add(11*time.Minute).UnixMilli(), 10)
		refuses(t, o.query(t, a, 2, order, early), "ten minutes")
		unbound := o.query(t, a, 2, order, nonce())
		unbound.Set("signature", o.sign(t, 2, o.wallet(2).Address().Hex()+unbound.Get("nonce")+"download"))
		refuses(t, unbound, "names no asset")

		// Another asset: its order, its signature, its sealed object.
		b := o.offer(t, 0, link)
		foreign := o.order(t, b, 2)
		refuses(t, o.query(t, a, 2, foreign, nonce()), "has no order of the datatoken")
		moved := o.query(t, a, 2, order, nonce())
		moved.Set("documentId", b.did)
		refuses(t, moved, "the signature is not")
		var ddo struct{ Services []struct{ Files string } }
		json.Unmarshal([]byte(a.ddo), &ddo)
		o.describe(t, b, 0, ddo.Services[0].Files)
		refuses(t, o.query(t, b, 2, foreign, nonce()), "sealed for another asset")
		status, _, body := call(t, http.MethodGet, o.provider+"/api/services/initialize?documentId="+b.did+"&serviceId=s0&fileIndex=0&consumerAddress="+o.wallet(2).Address().Hex(), nil)
		if why := oceanError(t, body); status != 400 || !strings.Contains(why, "sealed for another asset") { // before it is paid
			t.Errorf("%d %s", status, why)
		}

		// A look-alike of an order, by whoever likes.
		emitter := oceantest.Emitter(t, o.Chain, o.wallet(3))
		fake := o.ocean.EmitOrder(t, o.wallet(3), emitter, o.wallet(3).Address(), o.wallet(3).Address(), oceantest.OneToken, 0, uint64(time.Now().Unix()))
		refuses(t, o.query(t, a, 3, fake.TxHash, nonce()), "has no order of the datatoken")
		// Reuse: of one's own, and of another's.
		own := o.ocean.Reuse(t, o.wallet(2), a.datatoken, order)
		opens(t, o.query(t, a, 2, own.TxHash, nonce()))
		stolen := o.ocean.Reuse(t, o.wallet(3), a.datatoken, order)
		refuses(t, o.query(t, a, 3, stolen.TxHash, nonce()), "the order is not for")
		// An order that is over.
		short := o.offer(t, 2, link)
		brief := o.order(t, short, 2)
		await(t, "three blocks", func() bool {
			r, err := o.Chain.Receipt(t.Context(), brief)
			v, err2 := o.Chain.At(t.Context(), 0)
			return err == nil && err2 == nil && v.Number() > r.BlockNumber.Uint64()+4
		})
		refuses(t, o.query(t, short, 2, brief, nonce()), "expired after 2")
	})
	t.Run("states", func(t *testing.T) {
		for state := uint8(1); state <= 6; state++ {
			o.ocean.SetState(t, o.wallet(1), a.nft, state)
			want := 400
			if state == ocean.StateUnlisted { // can be ordered, by who knows of it
				want = 200
				opens(t, o.query(t, a, 2, order, nonce()))
			} else {
				refuses(t, o.query(t, a, 2, order, nonce()), "the policy is false")
			}
			if status, body := initialize(o.provider, "&fileIndex=0"); status != want {
				t.Errorf("state %d: %d %s", state, status, body)
			}
		}
		o.ocean.SetState(t, o.wallet(1), a.nft, 0)
		opens(t, o.query(t, a, 2, order, nonce()))
	})
	t.Run("previews", func(t *testing.T) {
		files := map[string][]byte{"/p.csv": rain}
		var changing sync.Mutex
		at := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			changing.Lock()
			defer changing.Unlock()
			w.Header().Set("Content-Length", strconv.Itoa(len(files[r.URL.Path])))
			w.Write(files[r.URL.Path])
		}))
		defer at.Close()
		turn := func(into []byte) {
			changing.Lock()
			defer changing.Unlock()
			files["/p.csv"] = into
		}
		place := fmt.Sprintf(`{"type":"url","url":"%s/p.csv","method":"GET"}`, at.URL)
		living := o.offer(t, 0, place) // as encrypt has it: type and length, and no hash
		b := new(offer)
		b.nft, b.datatoken = o.ocean.Publish(t, o.wallet(1), oceantest.Template)
		to, err := market.New(market.Config{Chain: o.Chain, Wallet: o.wallet(1)}).Recipient(t.Context(), o.Committees.Address, o.Committee, 0)
		if err != nil {
			t.Fatal(err)
		}
		sum, size := sha256.Sum256(rain), uint64(len(rain))
		object, err := ocean.SealFiles(fmt.Appendf(nil, `{"nftAddress":%q,"datatokenAddress":%q,"files":[%s]}`, b.nft, b.datatoken, place), *to,
			[]ocean.Preview{{Type: "text/csv", Length: &size, Hash: &sum}})
		if err != nil {
			t.Fatal(err)
		}
		o.describe(t, b, 0, object)
		_, _, body := call(t, http.MethodPost, o.provider+"/api/services/fileinfo", strings.NewReader(fmt.Sprintf(`{"did":%q,"serviceId":"s0"}`, b.did)))
		var infos []struct{ ContentType, ContentLength, Checksum, ChecksumType string }
		if err := json.Unmarshal(body, &infos); err != nil || len(infos) != 1 || infos[0].Checksum != hex.EncodeToString(sum[:]) || infos[0].ChecksumType != "sha256" || infos[0].ContentLength != strconv.Itoa(len(rain)) {
			t.Errorf("%v %s", err, body)
		}
		bought, alive := o.order(t, b, 2), o.order(t, living, 2)
		opens(t, o.query(t, b, 2, bought, nonce()))
		other := bytes.ToUpper(rain)
		turn(other) // as long, and not it: it breaks off before its end
		resp, err := http.Get(o.provider + "/api/services/download?" + o.query(t, b, 2, bought, nonce()).Encode())
		if err == nil {
			if got, err := io.ReadAll(resp.Body); err == nil {
				t.Errorf("another file came as if it were the one that was sealed: %d %s", resp.StatusCode, got)
			}
			resp.Body.Close()
		}
		turn(append(other, '\n'))
		refuses(t, o.query(t, b, 2, bought, nonce()), "it is not the file that was sealed")
		if status, _, got := download(t, o.query(t, living, 2, alive, nonce())); status != 200 || !bytes.Equal(got, append(other, '\n')) {
			t.Errorf("a file that is another one each day: %d %s", status, got)
		}

		// What no node could open is told before it is paid.
		c := new(offer)
		c.nft, c.datatoken = o.ocean.Publish(t, o.wallet(1), oceantest.Template)
		to.Key.Double(to.Key) // a key that is not the committee's
		if object, err = ocean.SealFiles(fmt.Appendf(nil, `{"nftAddress":%q,"datatokenAddress":%q,"files":[%s]}`, c.nft, c.datatoken, place), *to, nil); err != nil {
			t.Fatal(err)
		}
		o.describe(t, c, 0, object)
		status, _, body := call(t, http.MethodGet, o.provider+"/api/services/initialize?documentId="+c.did+"&serviceId=s0&fileIndex=0&consumerAddress="+o.wallet(2).Address().Hex(), nil)
		if why := oceanError(t, body); status != 400 || !strings.Contains(why, "damaged") {
			t.Errorf("%d %s", status, why)
		}
	})
	t.Run("explained", func(t *testing.T) {
		for account, want := range map[int]bool{2: true, 3: false} {
			_, _, body := call(t, http.MethodPost, o.provider+"/v1/policy", strings.NewReader(fmt.Sprintf(`{"policy":%q,"buyer":%q,"given":{"order":%q}}`,
				ocean.Policy(a.nft, a.datatoken), strings.ToLower(o.wallet(account).Address().Hex()), order.Hex())))
			var answer policy.Answer
			if err := json.Unmarshal(body, &answer); err != nil || answer.Explained == nil || answer.Explained.Value != want || strings.Contains(answer.Explained.Order, "is not for") == want {
				t.Errorf("%v %s", err, body)
			}
		}
	})
	t.Run("an account of contract code", func(t *testing.T) {
		owners := o.EVM.Accounts()[5:8]
		pays := func(safe *accounttest.Multisig) common.Hash {
			o.ocean.Mint(t, o.wallet(1), a.datatoken, safe.Address, 1)
			return safe.Execute(t, a.datatoken, new(big.Int), o.ocean.OrderData(t, safe.Address, 0)).TxHash
		}
		asks := func(of common.Address, order common.Hash, sign func(digest [32]byte) []byte) url.Values {
			q := o.query(t, a, 2, order, nonce())
			q.Set("consumerAddress", of.Hex())
			at := new(uint256.Int)
			at.SetFromDecimal(q.Get("nonce"))
			q.Set("signature", "0x"+hex.EncodeToString(sign(ocean.Digests(o.EVM.ChainID(), a.nft, at)[0])))
			return q
		}
		safe := accounttest.NewMultisig(t, o.Chain, o.wallet(4), 2, owners...)
		safe.Deploy(t)
		paid := pays(safe)
		opens(t, asks(safe.Address, paid, func(digest [32]byte) []byte { return safe.Sign(t, digest) }))
		refuses(t, asks(safe.Address, paid, func(digest [32]byte) []byte { return safe.SignBy(t, digest, safe.Owners[0]) }), "the signature is not")
		refuses(t, asks(safe.Address, order, func(digest [32]byte) []byte { return safe.Sign(t, digest) }), "the order is not for")
		own := o.query(t, a, 5, paid, nonce())
		refuses(t, own, "the order is not for") // an owner alone, for himself
		own.Set("consumerAddress", safe.Address.Hex())
		refuses(t, own, "the signature is not")

		// One that is not deployed yet, and for which another account has ordered (ERC-6492).
		future := accounttest.NewMultisig(t, o.Chain, o.wallet(4), 1, owners...)
		o.ocean.Mint(t, o.wallet(1), a.datatoken, o.wallet(2).Address(), 1)
		gift := o.ocean.Order(t, o.wallet(2), a.datatoken, future.Address, 0).TxHash
		opens(t, asks(future.Address, gift, func(digest [32]byte) []byte { return future.Undeployed(t, future.Sign(t, digest)) }))
		refuses(t, asks(future.Address, gift, func(digest [32]byte) []byte { return future.Sign(t, digest) }), "the signature is not")
	})
	t.Run("too few promise", func(t *testing.T) {
		_, other := o.serve(t, gateway.Config{Others: []string{"https://other.example"}})
		files := fmt.Sprintf(`{"nftAddress":%q,"datatokenAddress":%q,"files":[%s]}`, a.nft, a.datatoken, link)
		promise := func(until time.Time, nodes ...int) {
			t.Helper()
			for _, i := range nodes {
				if _, err := o.Committees.Register(t.Context(), chain.WalletFromKey(o.EVM.Accounts()[devnet.Users+i]), o.Nodes[i].URL, uint64(until.Unix()), nil); err != nil {
					t.Fatal(err)
				}
			}
		}
		over := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		promise(over, 0, 1) // t do
		if status, body := initialize(other, "&fileIndex=0"); status != 200 {
			t.Fatalf("%d %s", status, body)
		}
		if _, err := o.encrypt(t, other, files); err != nil {
			t.Fatal(err)
		}
		promise(over, 2)
		status, body := initialize(other, "&fileIndex=0")
		if why := oceanError(t, body); status != 400 || !strings.Contains(why, "fewer than 3 members") || !strings.Contains(why, "2026-01-02") || !strings.Contains(why, "https://other.example") {
			t.Errorf("%d %s", status, why)
		}
		if text, err := o.encrypt(t, other, files); err == nil {
			t.Errorf("files are sealed to them: %.80s", text)
		}
		if _, err := o.encrypt(t, other, a.ddo); err != nil { // so that a seller can move
			t.Error(err)
		}
		opens(t, o.query(t, a, 2, order, nonce())) // who has paid before
		promise(time.Now().AddDate(1, 0, 0), 0, 1, 2)
		if status, body := initialize(other, "&fileIndex=0"); status != 200 {
			t.Errorf("%d %s", status, body)
		}
	})
	t.Run("large", func(t *testing.T) { o.large(t) })
	t.Run("t-1 nodes", func(t *testing.T) {
		o.Nodes[1].Kill()
		o.Nodes[4].Kill()
		opens(t, o.query(t, a, 2, order, nonce()))
		o.Nodes[2].Kill()
		refuses(t, o.query(t, a, 2, order, nonce()), "no answer")
	})
	for _, secret := range []string{"secret-place", place.URL, "signature="} {
		if strings.Contains(o.log.String(), secret) {
			t.Errorf("the log has %q", secret)
		}
	}
}

// pattern is a file of any length that is nowhere as a whole.
type pattern struct{ size, at int64 }

func (p *pattern) Read(b []byte) (int, error) {
	if p.at >= p.size {
		return 0, io.EOF
	}
	n := int(min(int64(len(b)), p.size-p.at))
	for i := range n {
		b[i] = byte((p.at + int64(i)) >> 12)
	}
	p.at += int64(n)
	return n, nil
}

func (p *pattern) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekStart:
		p.at = offset
	case io.SeekCurrent:
		p.at += offset
	case io.SeekEnd:
		p.at = p.size + offset
	}
	return p.at, nil
}

// large streams a file through the gateway, of 256 MB or LATCHKEY_SOAK_BYTES, in constant memory.
func (o *oceanWorld) large(t *testing.T) {
	size := int64(256 << 20)
	if text := os.Getenv("LATCHKEY_SOAK_BYTES"); text != "" {
		var err error
		if size, err = strconv.ParseInt(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	at := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "large.bin", time.Time{}, &pattern{size: size})
	}))
	defer at.Close()
	a := o.offer(t, 0, fmt.Sprintf(`{"type":"url","url":"%s/large.bin","method":"GET"}`, at.URL))
	order := o.order(t, a, 2)
	digest := func(r io.Reader) (hash.Hash, int64) {
		h := sha256.New()
		n, err := io.Copy(h, r)
		if err != nil {
			t.Fatal(err)
		}
		return h, n
	}
	want, _ := digest(&pattern{size: size})

	ctx, cancel := context.WithCancel(t.Context())
	peak := make(chan uint64)
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	go func() {
		var most uint64
		for ctx.Err() == nil {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse)
			select {
			case <-ctx.Done():
			case <-time.After(100 * time.Millisecond):
			}
		}
		peak <- most
	}()
	resp, err := http.Get(o.provider + "/api/services/download?" + o.query(t, a, 2, order, nonce()).Encode())
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got, n := digest(resp.Body)
	cancel()
	most := <-peak
	if resp.StatusCode != 200 || n != size || resp.ContentLength != size || !bytes.Equal(got.Sum(nil), want.Sum(nil)) {
		t.Errorf("%d: %d bytes of %d", resp.StatusCode, n, size)
	}
	const room = 96 << 20 // of the chain, the nodes and all else in this process
	t.Logf("%d bytes; the heap grew by %d MiB", n, (int64(most)-int64(before.HeapInuse))>>20)
	if most > before.HeapInuse+room {
		t.Errorf("the heap grew from %d to %d MiB", before.HeapInuse>>20, most>>20)
	}
}
