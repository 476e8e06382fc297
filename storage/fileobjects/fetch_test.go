package fileobjects_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"golang.org/x/net/dns/dnsmessage"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/storage/fileobjects"
	"github.com/latchkey-network/latchkey/storage/storagetest"
)

func parse(t *testing.T, file any) *fileobjects.File {
	t.Helper()
	text, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	f, err := fileobjects.ParseFile(0, text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

type m map[string]any

// read reads a file from an offset on.
func read(t *testing.T, f *fileobjects.File, data fileobjects.Userdata, offset int64, o *fileobjects.Options) ([]byte, *fileobjects.Reader, error) {
	t.Helper()
	r, err := fileobjects.Open(t.Context(), f, data, o)
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	if _, err := r.Seek(offset, io.SeekStart); err != nil {
		return nil, nil, err
	}
	b, err := io.ReadAll(r)
	return b, r, err
}

// check reads a file whole, in part and by http.ServeContent, and probes it.
func check(t *testing.T, f *fileobjects.File, data fileobjects.Userdata, o *fileobjects.Options, want []byte, kind string) {
	t.Helper()
	for _, offset := range []int64{0, 1, int64(len(want)) / 2, int64(len(want))} {
		got, r, err := read(t, f, data, offset, o)
		if err != nil || !bytes.Equal(got, want[offset:]) || r.Size() != int64(len(want)) {
			t.Errorf("%s from %d: %d bytes, %v", f, offset, len(got), err)
		}
	}
	hash := sha256.Sum256(want)
	for checksum, sum := range map[bool]string{false: "", true: hex.EncodeToString(hash[:])} {
		info, err := fileobjects.Probe(t.Context(), f, data, checksum, o)
		if err != nil || info.Size != int64(len(want)) || info.Type != kind || info.Checksum != sum {
			t.Errorf("%s: probed %+v, %v", f, info, err)
		}
	}
	r, err := fileobjects.Open(t.Context(), f, data, o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	request := httptest.NewRequest("GET", "/", nil)
	request.Header.Set("Range", "bytes=2-4")
	answer := httptest.NewRecorder()
	http.ServeContent(answer, request, r.Name(), time.Time{}, r)
	if answer.Code != http.StatusPartialContent || answer.Body.String() != string(want[2:5]) {
		t.Errorf("%s: a range is answered %d, %q", f, answer.Code, answer.Body)
	}
}

// TestWeb: GET with headers and user data, redirects, and what a server says of the file.
func TestWeb(t *testing.T) {
	want := storagetest.Bytes(300_000)
	var asked []*http.Request
	serve := func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r)
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		w.Header().Set("ETag", `"1"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(want))
	}
	other := httptest.NewServer(http.HandlerFunc(serve))
	t.Cleanup(other.Close)
	mux := http.NewServeMux()
	mux.HandleFunc("/data.csv", serve)
	mux.HandleFunc("/named", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Disposition", `attachment; filename="../../named \"x\".csv"`)
		serve(w, r)
	})
	mux.HandleFunc("/token", serve)
	mux.HandleFunc("/noHead", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			http.Error(w, "no", http.StatusMethodNotAllowed)
			return
		}
		serve(w, r)
	})
	mux.HandleFunc("/here", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/data.csv", http.StatusFound) })
	mux.HandleFunc("/there", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL+"/x.csv", http.StatusFound)
	})
	mux.HandleFunc("/round", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/round", http.StatusFound) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	file := func(path string) *fileobjects.File {
		return parse(t, m{"type": "url", "url": server.URL + path, "method": "GET", "headers": m{"X-Api-Key": "hunter2", "user-agent": "theirs"}})
	}
	for path, name := range map[string]string{"/data.csv": "data.csv", "/named": "named x.csv", "/token": "file0.csv", "/noHead": "file0.csv", "/here": "file0.csv", "/there": "file0.csv"} {
		asked = nil
		check(t, file(path), nil, nil, want, "text/csv")
		for _, r := range asked {
			elsewhere := path == "/there"
			if (r.Header.Get("X-Api-Key") == "hunter2") == elsewhere || (r.Header.Get("User-Agent") == "theirs") == elsewhere || r.Header.Get("Referer") != "" {
				t.Errorf("%s is asked with %v", path, r.Header)
			}
		}
		if _, r, err := read(t, file(path), nil, 0, nil); err != nil || r.Name() != name || r.Type() != "text/csv; charset=utf-8" {
			t.Errorf("%s: %q, %q, %v", path, r.Name(), r.Type(), err)
		}
	}
	// A probe takes one byte at the most.
	asked = nil
	if _, err := fileobjects.Probe(t.Context(), file("/noHead"), nil, false, nil); err != nil || len(asked) != 1 || asked[0].Header.Get("Range") != "bytes=0-0" {
		t.Errorf("a probe asks %d times, %v", len(asked), err)
	}
	// User data joins the query, and does not replace what the seller's URL says.
	data, err := fileobjects.ParseUserdata(`{"a":"mine","b":"x y&a=z","n":1.50,"t":true,"l":["p","q"],"o":{"k":1},"z":null}`, nil)
	if err != nil {
		t.Fatal(err)
	}
	asked = nil
	if _, _, err := read(t, file("/data.csv?a=sold"), data, 0, nil); err != nil {
		t.Fatal(err)
	}
	if got := asked[0].URL.RawQuery; got != "a=sold&b=x+y%26a%3Dz&l=p&l=q&n=1.50&o=%7B%22k%22%3A1%7D&t=true" {
		t.Errorf("the query is %s", got)
	}
	if _, _, err := read(t, file("/round"), nil, 0, nil); err == nil {
		t.Error("redirects without end are followed")
	}
	if _, _, err := read(t, file("/data.csv"), nil, 0, &fileobjects.Options{Storage: storage.Options{MaxSize: 1000}}); !errors.Is(err, storage.ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
}

// TestHash: a file that has another SHA-256 than the sealed one ends in an error and not in its end, also for who never asks for
// the end; parts of it are not compared.
func TestHash(t *testing.T) {
	content := storagetest.Bytes(100_000)
	var chunked atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if chunked.Load() {
			w.WriteHeader(http.StatusOK)
			http.NewResponseController(w).Flush()
			w.Write(content)
			return
		}
		w.Header().Set("ETag", `"1"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	}))
	t.Cleanup(server.Close)
	f := parse(t, m{"type": "url", "url": server.URL, "method": "GET"})
	right := sha256.Sum256(content)
	for _, chunks := range []bool{false, true} {
		chunked.Store(chunks)
		for hash, ok := range map[[32]byte]bool{right: true, {}: false} {
			r, err := fileobjects.Open(t.Context(), f, nil, &fileobjects.Options{SHA256: &hash})
			if err != nil {
				t.Fatal(err)
			}
			n, err := io.Copy(io.Discard, r)
			if (err == nil) != ok || !chunks && (n == int64(len(content))) != ok { // without a size the end comes too late to keep bytes back
				t.Errorf("chunks %v: %d bytes, %v", chunks, n, err)
			}
			r.Close()
			if chunks {
				continue
			}
			if r, err = fileobjects.Open(t.Context(), f, nil, &fileobjects.Options{SHA256: &hash}); err != nil {
				t.Fatal(err)
			}
			r.Seek(0, io.SeekEnd)
			r.Seek(0, io.SeekStart)
			if n, err := io.CopyN(io.Discard, r, int64(len(content))); (err == nil) != ok || (n == int64(len(content))) != ok {
				t.Errorf("%d bytes, %v", n, err)
			}
			r.Seek(10, io.SeekStart)
			if n, err := io.Copy(io.Discard, r); err != nil || n != int64(len(content))-10 {
				t.Errorf("a part: %d bytes, %v", n, err)
			}
			r.Close()
		}
	}
}

// TestPost: user data is a POST's body, and the variables of a GraphQL query. Nothing is posted twice.
func TestPost(t *testing.T) {
	type request struct {
		Method, Kind, Key, Body string
	}
	var asked []request
	var broken atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		asked = append(asked, request{r.Method, r.Header.Get("Content-Type"), r.Header.Get("X-Key"), string(body)})
		if r.URL.Path == "/moved" {
			http.Redirect(w, r, "/", http.StatusTemporaryRedirect)
			return
		}
		if broken.Load() {
			http.Error(w, "out of order", http.StatusBadGateway)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		if r.Header.Get("Range") != "" {
			t.Error("a POST has a Range")
		}
		if r.URL.Path == "/graphql" { // a server of one query
			var q struct {
				Query     string
				Variables struct{ First json.Number }
			}
			if err := json.Unmarshal(body, &q); err != nil || q.Query != "query($first: Int) { nfts(first: $first) { id } }" {
				http.Error(w, `{"errors":[]}`, http.StatusBadRequest)
				return
			}
			fmt.Fprintf(w, `{"data":{"nfts":[{"id":"of the first %s"}]}}`, q.Variables.First)
			return
		}
		io.WriteString(w, `{"answer":"to `+strings.ReplaceAll(string(body), `"`, `'`)+`"}`)
	}))
	t.Cleanup(server.Close)
	data, err := fileobjects.ParseUserdata(`{"first":3}`, nil)
	if err != nil {
		t.Fatal(err)
	}
	post := func(path string) *fileobjects.File {
		return parse(t, m{"type": "url", "url": server.URL + path, "method": "POST", "headers": m{"X-Key": "v"}})
	}
	graphql := parse(t, m{"type": "graphql", "url": server.URL + "/graphql", "query": "query($first: Int) { nfts(first: $first) { id } }", "headers": m{"X-Key": "v"}})
	check(t, post("/"), data, nil, []byte(`{"answer":"to {'first':3}"}`), "application/json")
	check(t, post("/moved"), data, nil, []byte(`{"answer":"to {'first':3}"}`), "application/json")
	check(t, post("/"), nil, nil, []byte(`{"answer":"to "}`), "application/json")
	check(t, graphql, data, nil, []byte(`{"data":{"nfts":[{"id":"of the first 3"}]}}`), "application/json")
	for _, r := range asked {
		if r.Method != "POST" || r.Key != "v" || (r.Body != "") != (r.Kind == "application/json") {
			t.Errorf("asked by %+v", r)
		}
	}
	// Of what a POST answers no part is had alone, and to look how long it is asks for nothing.
	asked = nil
	r, err := fileobjects.Open(t.Context(), graphql, data, nil)
	if err != nil || r.Ranges() {
		t.Fatalf("in parts: %v", err)
	}
	size, _ := r.Seek(0, io.SeekEnd)
	r.Seek(0, io.SeekStart)
	if got, err := io.ReadAll(r); err != nil || int64(len(got)) != size || len(asked) != 1 {
		t.Errorf("%d bytes, %v, after %d requests", len(got), err, len(asked))
	}
	r.Close()
	broken.Store(true)
	asked = nil
	if _, _, err := read(t, graphql, data, 0, nil); err == nil || err.Error() != "file 0 (graphql): its server answers 502" || len(asked) != 1 {
		t.Errorf("%v after %d requests", err, len(asked))
	}
}

// TestS3: an object of a real server of that interface, by a key that is in the file object.
func TestS3(t *testing.T) {
	s := storagetest.StartS3(t)
	want := storagetest.Bytes(200_000)
	const key = "folder/ü b+.csv"
	if err := os.MkdirAll(filepath.Join(s.Dir, "bucket", "folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.Dir, "bucket", filepath.FromSlash(key)), want, 0o644); err != nil {
		t.Fatal(err)
	}
	file := func(key, secret string) *fileobjects.File {
		return parse(t, m{"type": "s3", "s3Access": m{"endpoint": "http://" + s.Addr, "region": "us-east-1", "bucket": "bucket", "objectKey": key, "accessKeyId": "tester", "secretAccessKey": secret}})
	}
	f := file(key, "secret-of-tester")
	r, err := fileobjects.Open(t.Context(), f, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	check(t, f, nil, nil, want, mediaTypeOf(t, r))
	if r.Name() != "ü b+.csv" {
		t.Errorf("the file's name is %q", r.Name())
	}
	if _, _, err := read(t, file(key, "hunter2"), nil, 0, nil); err == nil || err.Error() != "file 0 (s3): its server answers 403" {
		t.Errorf("by another key: %v", err)
	}
	if _, _, err := read(t, file("none", "secret-of-tester"), nil, 0, nil); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("an object that is not there: %v", err)
	}
	if _, _, err := read(t, f, nil, 0, &fileobjects.Options{Storage: storage.Options{Public: true}}); !errors.Is(err, storage.ErrPrivate) {
		t.Errorf("on this machine: %v", err)
	}
}

func mediaTypeOf(t *testing.T, r *fileobjects.Reader) string {
	kind, _, _ := strings.Cut(r.Type(), ";")
	if kind == "" {
		t.Fatal("the server states no type")
	}
	return kind
}

// TestIPFS: a file of IPFS's own library, every block of which is compared with its CID; and one of Arweave.
func TestIPFS(t *testing.T) {
	store, gateway := storagetest.NewIPFS(t).Serve(t)
	s, err := storage.OpenStore(store)
	if err != nil {
		t.Fatal(err)
	}
	want := []byte("a,b\n" + strings.Repeat("1,2\n", 200_000))
	location, err := s.Put(t.Context(), "object", bytes.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	f := parse(t, m{"type": "ipfs", "hash": strings.TrimPrefix(location, "ipfs://")})
	// Strangers' files come from the reader's own gateways, wherever these are.
	guarded := storage.PublicTransport()
	t.Cleanup(guarded.CloseIdleConnections)
	opts := &fileobjects.Options{Storage: storage.Options{Public: true, Transport: guarded, Gateways: []string{gateway}}}
	check(t, f, nil, opts, want, "text/plain")
	liar := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "something else") }))
	t.Cleanup(liar.Close)
	if _, _, err := read(t, f, nil, 0, &fileobjects.Options{Storage: storage.Options{Gateways: []string{liar.URL}, Retries: -1}}); err == nil || err.Error() != "file 0 (ipfs): it cannot be read" {
		t.Errorf("other bytes: %v", err)
	}
	t.Setenv("IPFS_GATEWAY", "")
	if _, _, err := read(t, f, nil, 0, nil); err == nil || !strings.Contains(err.Error(), "set IPFS_GATEWAY") {
		t.Errorf("without a gateway: %v", err)
	}
	arweave := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/"+arweaveID {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/csv")
		w.Header().Set("ETag", `"1"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(want))
	}))
	t.Cleanup(arweave.Close)
	check(t, parse(t, m{"type": "arweave", "transactionId": arweaveID}), nil, &fileobjects.Options{Storage: storage.Options{Public: true, ArweaveGateways: []string{arweave.URL}}}, want, "text/csv")
}

// TestContract: a contract of the embedded chain that returns its arguments, so that every type of the ABI goes there and back.
func TestContract(t *testing.T) {
	at := common.HexToAddress("0x00000000000000000000000000000000000f11e5")
	evm, err := devnet.StartEVM(devnet.EVMConfig{Code: map[common.Address][]byte{
		at: common.FromHex("600436036004600037600436036000f3"), // return msg.data[4:]
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { evm.Close() })
	client, err := chain.Dial(t.Context(), chain.Config{URL: evm.URL()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	opts := &fileobjects.Options{Call: func(ctx context.Context, chainID uint64, to common.Address, data []byte) ([]byte, error) {
		if chainID != evm.ChainID() {
			return nil, errors.New("hunter2")
		}
		v, err := client.At(ctx, 0)
		if err != nil {
			return nil, err
		}
		return v.Call(ctx, to, data)
	}}
	type param = m
	file := func(chainID uint64, to common.Address, params ...param) *fileobjects.File {
		params = append([]param{}, params...)
		return parse(t, m{"type": "smartcontract", "address": to.Hex(), "chainId": chainID,
			"abi": m{"type": "function", "name": "echo", "stateMutability": "view", "inputs": params, "outputs": params}})
	}
	for _, test := range []struct {
		params     []param
		data, want string
	}{
		{[]param{{"name": "v", "type": "uint256"}}, `{"v":"115792089237316195423570985008687907853269984665640564039457584007913129639935"}`, `115792089237316195423570985008687907853269984665640564039457584007913129639935`},
		{[]param{{"name": "v", "type": "int256"}}, `{"v":-7}`, `-7`},
		{[]param{{"name": "v", "type": "uint8"}}, `{"v":"0xff"}`, `255`},
		{[]param{{"name": "v", "type": "int64"}}, `{"v":-9223372036854775808}`, `-9223372036854775808`},
		{[]param{{"name": "v", "type": "int8"}}, `{"v":-128}`, `-128`},
		{[]param{{"name": "v", "type": "int8"}}, `{"v":-129}`, ``},
		{[]param{{"name": "v", "type": "int256"}}, `{"v":-57896044618658097711785492504343953926634992332820282019728792003956564819968}`, `-57896044618658097711785492504343953926634992332820282019728792003956564819968`},
		{[]param{{"name": "v", "type": "string[2][]"}, {"name": "w", "type": "bool[2][1]"}, {"name": "x", "type": "bytes"}}, `{"v":[["a","b"],["c",""]],"w":[[true,false]],"x":"0x"}`, `[[["a","b"],["c",""]],[[true,false]],"0x"]`},
		{[]param{{"name": "v", "type": "tuple[]", "components": []param{{"name": "a", "type": "uint8[2]"}, {"name": "b", "type": "bytes4"}}}, {"name": "n", "type": "uint8"}}, `{"v":[[[1,2],"0x01020304"]],"n":9}`, `[[[[1,2],"0x01020304"]],9]`},
		{[]param{{"name": "v", "type": "uint8"}}, `{"v":256}`, ``},
		{[]param{{"name": "v", "type": "uint8"}}, `{"v":-1}`, ``},
		{[]param{{"name": "v", "type": "int8"}}, `{"v":128}`, ``},
		{[]param{{"name": "v", "type": "uint8"}}, `{"v":1.5}`, ``},
		{[]param{{"name": "v", "type": "address"}}, `{"v":"` + strings.ToLower(datatoken) + `"}`, `"` + common.HexToAddress(datatoken).Hex() + `"`},
		{[]param{{"name": "v", "type": "address"}}, `{"v":"0x12"}`, ``},
		{[]param{{"name": "v", "type": "string"}}, `{"v":"a \"text\""}`, `"a \"text\""`},
		{[]param{{"name": "v", "type": "bytes"}}, `{"v":"0x0102"}`, `"0x0102"`},
		{[]param{{"name": "v", "type": "bytes2"}}, `{"v":"0x0102"}`, `"0x0102"`},
		{[]param{{"name": "v", "type": "bytes2"}}, `{"v":"0x010203"}`, ``},
		{[]param{{"name": "v", "type": "uint8[]"}}, `{"v":[1,2]}`, `[1,2]`},
		{[]param{{"name": "v", "type": "bool[2]"}}, `{"v":[true,"false"]}`, `[true,false]`},
		{[]param{{"name": "v", "type": "bool[2]"}}, `{"v":[true]}`, ``},
		{[]param{{"name": "v", "type": "tuple", "components": []param{{"name": "a", "type": "uint64"}, {"name": "b", "type": "string[]"}}}}, `{"v":{"a":1,"b":["x"]}}`, `[1,["x"]]`},
		{[]param{{"name": "v", "type": "tuple", "components": []param{{"name": "a", "type": "uint64"}}}}, `{"v":[2]}`, `[2]`},
		{[]param{{"name": "v", "type": "tuple", "components": []param{{"name": "a", "type": "uint64"}}}}, `{"v":{"a":2,"b":3}}`, ``},
		{[]param{{"name": "who", "type": "address"}, {"name": "n", "type": "uint256"}}, `{"n":5,"who":"` + datatoken + `"}`, `["` + common.HexToAddress(datatoken).Hex() + `",5]`},
		{[]param{{"name": "who", "type": "address"}}, `{"whom":"` + datatoken + `"}`, ``},
	} {
		data, err := fileobjects.ParseUserdata(test.data, nil)
		if err != nil {
			t.Fatal(err)
		}
		f := file(evm.ChainID(), at, test.params...)
		if test.want == "" {
			if _, _, err := read(t, f, data, 0, opts); !errors.Is(err, fileobjects.ErrUserdata) {
				t.Errorf("%v of %s: %v", test.params, test.data, err)
			}
			continue
		}
		got, r, err := read(t, f, data, 0, opts)
		if err != nil || string(got) != test.want || r.Name() != "file0.json" {
			t.Errorf("%v of %s: %s, %v", test.params, test.data, got, err)
		}
	}
	if got, _, err := read(t, file(evm.ChainID(), at), nil, 0, opts); err != nil || string(got) != "[]" {
		t.Errorf("without anything: %s, %v", got, err)
	}
	data, _ := fileobjects.ParseUserdata(`{"v":"a long enough text"}`, nil)
	check(t, file(evm.ChainID(), at, param{"name": "v", "type": "string"}), data, opts, []byte(`"a long enough text"`), "application/json")
	for _, f := range []*fileobjects.File{file(1, at, param{"name": "v", "type": "string"}), file(evm.ChainID(), common.HexToAddress("0x99"), param{"name": "v", "type": "string"})} {
		if _, _, err := read(t, f, data, 0, opts); err == nil || err.Error() != "file 0 (smartcontract): its contract cannot be read" {
			t.Errorf("%v", err)
		}
	}
	if _, _, err := read(t, file(1, at), nil, 0, nil); err == nil || !strings.Contains(err.Error(), "reads no contracts") {
		t.Errorf("without a chain: %v", err)
	}
}

// TestContractEncoding: a call, and what is made of its answer, compared with go-ethereum's own.
func TestContractEncoding(t *testing.T) {
	const text = `{"type":"function","name":"f","constant":true,"inputs":[{"name":"a","type":"uint256"},{"name":"b","type":"string[2][]"},` +
		`{"name":"c","type":"tuple[]","components":[{"name":"x","type":"uint8[2]"},{"name":"y","type":"bytes4"},{"name":"z","type":"string"}]},` +
		`{"name":"d","type":"bytes"},{"name":"e","type":"int16[3]"},{"name":"g","type":"tuple","components":[{"name":"x","type":"address"},{"name":"y","type":"bool"}]}],"outputs":OUT}`
	inputs := text[strings.Index(text, `"inputs":`)+len(`"inputs":`) : strings.Index(text, `,"outputs"`)]
	own := strings.Replace(text, "OUT", inputs, 1)
	parsed, err := abi.JSON(strings.NewReader("[" + own + "]"))
	if err != nil {
		t.Fatal(err)
	}
	type tuple struct {
		X [2]uint8
		Y [4]byte
		Z string
	}
	type pair struct {
		X common.Address
		Y bool
	}
	want, err := parsed.Pack("f", big.NewInt(7), [][2]string{{"a", strings.Repeat("b", 40)}, {"", "d"}}, []tuple{{[2]uint8{1, 2}, [4]byte{9}, "z"}, {}},
		common.FromHex("0x010203"), [3]int16{-1, 0, 32767}, pair{common.HexToAddress(datatoken), true})
	if err != nil {
		t.Fatal(err)
	}
	f := parse(t, m{"type": "smartcontract", "address": datatoken, "chainId": 1, "abi": json.RawMessage(own)})
	data, err := fileobjects.ParseUserdata(`{"a":7,"b":[["a","`+strings.Repeat("b", 40)+`"],["","d"]],"c":[{"x":[1,2],"y":"0x09000000","z":"z"},[[0,0],"0x00000000",""]],"d":"0x010203",`+
		`"e":[-1,0,32767],"g":["`+datatoken+`",true]}`, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := read(t, f, data, 0, &fileobjects.Options{Call: func(_ context.Context, _ uint64, _ common.Address, asked []byte) ([]byte, error) {
		if !bytes.Equal(asked, want) {
			t.Errorf("asks by\n%x, not\n%x", asked, want)
		}
		return want[4:], nil
	}})
	if says := `[7,[["a","` + strings.Repeat("b", 40) + `"],["","d"]],[[[1,2],"0x09000000","z"],[[0,0],"0x00000000",""]],"0x010203",[-1,0,32767],["` + common.HexToAddress(datatoken).Hex() + `",true]]`; err != nil || string(got) != says {
		t.Errorf("%s, %v", got, err)
	}
}

// TestContractBomb: an answer that is short where it comes from, and fills any memory when all of it is written out, is none.
func TestContractBomb(t *testing.T) {
	word := func(n int) []byte { return common.LeftPadBytes(big.NewInt(int64(n)).Bytes(), 32) }
	const n = 1500
	lists := append(word(32), word(n)...) // n lists, all of them the same one
	for range n {
		lists = append(lists, word(32*n)...)
	}
	lists = append(append(lists, word(n)...), make([]byte, 32*n)...)
	texts := append(word(32), word(n)...)
	for range n {
		texts = append(texts, word(32*n)...)
	}
	texts = append(append(texts, word(1<<16)...), make([]byte, 1<<16)...)
	honest := append(append(append(append(word(32), word(2)...), append(word(64), word(128)...)...), append(word(1), word(7)...)...), append(word(1), word(8)...)...)
	for _, test := range []struct {
		of     string
		answer []byte
		want   string
	}{
		{"uint256[][]", lists, ""},
		{"string[]", texts, ""},
		{"uint256[][]", honest, "[[7],[8]]"},
		{"uint256[]", honest[:64], ""},
		{"uint256[]", word(1 << 40), ""},
		{"bool[3]", word(1), ""},
		{"uint8", nil, ""},
	} {
		f := parse(t, m{"type": "smartcontract", "address": datatoken, "chainId": 1,
			"abi": m{"type": "function", "name": "f", "stateMutability": "view", "inputs": []m{}, "outputs": []m{{"name": "", "type": test.of}}}})
		opts := &fileobjects.Options{Call: func(context.Context, uint64, common.Address, []byte) ([]byte, error) { return test.answer, nil }}
		got, _, err := read(t, f, nil, 0, opts)
		if string(got) != test.want || (err == nil) != (test.want != "") || err != nil && !strings.Contains(err.Error(), "something else than its ABI says") {
			t.Errorf("%s: %d bytes, %v", test.of, len(got), err)
		}
	}
}

// TestPrivate: where Public is set nothing on this machine is asked, by address, by name, by redirect, and by a name that was
// someone else's when it was looked up before.
func TestPrivate(t *testing.T) {
	var asked atomic.Int32
	inside := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		io.WriteString(w, "inside")
	}))
	t.Cleanup(inside.Close)
	port := inside.URL[strings.LastIndex(inside.URL, ":"):]
	rebind(t)
	if found, err := net.DefaultResolver.LookupHost(t.Context(), "seller.example"); err != nil || len(found) != 1 || found[0] != "93.184.215.14" {
		t.Fatalf("the name is of %q, %v", found, err)
	}
	public := &fileobjects.Options{Storage: storage.Options{Public: true, Retries: -1}}
	for _, at := range []string{"http://127.0.0.1" + port, "http://[::1]" + port, "http://localhost" + port, "http://0.0.0.0" + port, "http://169.254.169.254/latest", "http://10.0.0.1/", "http://seller.example" + port} {
		for _, f := range []*fileobjects.File{
			parse(t, m{"type": "url", "url": at, "method": "GET"}),
			parse(t, m{"type": "url", "url": at, "method": "POST"}),
			parse(t, m{"type": "graphql", "url": at, "query": "{a}"}),
			parse(t, m{"type": "s3", "s3Access": m{"endpoint": strings.TrimSuffix(strings.TrimSuffix(at, "/"), "/latest"), "bucket": "bucket", "objectKey": "a", "accessKeyId": "k", "secretAccessKey": "s", "forcePathStyle": true}}),
		} {
			if _, _, err := read(t, f, nil, 0, public); !errors.Is(err, storage.ErrPrivate) {
				t.Errorf("%s at %s: %v", f, at, err)
			}
			if _, err := fileobjects.Probe(t.Context(), f, nil, false, public); !errors.Is(err, storage.ErrPrivate) {
				t.Errorf("probing %s at %s: %v", f, at, err)
			}
		}
	}
	// A redirect is looked at again. The first step is one that the test answers.
	transport := storage.PublicTransport()
	t.Cleanup(transport.CloseIdleConnections)
	away := &fileobjects.Options{Storage: storage.Options{Retries: -1, Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		if r.URL.Host == "good.example" {
			return &http.Response{StatusCode: 302, Header: http.Header{"Location": {inside.URL}}, Body: http.NoBody, Request: r}, nil
		}
		return transport.RoundTrip(r)
	})}}
	if _, _, err := read(t, parse(t, m{"type": "url", "url": "http://good.example/", "method": "GET"}), nil, 0, away); !errors.Is(err, storage.ErrPrivate) {
		t.Errorf("redirected: %v", err)
	}
	if n := asked.Load(); n > 0 {
		t.Errorf("asked %d times", n)
	}
	if got, _, err := read(t, parse(t, m{"type": "url", "url": inside.URL, "method": "GET"}), nil, 0, nil); err != nil || string(got) != "inside" {
		t.Errorf("%q, %v", got, err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// rebind makes the test's names those of a server of its own: seller.example is public the first time that it is asked for, and
// this machine from then on.
func rebind(t *testing.T) {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	old := net.DefaultResolver
	t.Cleanup(func() { server.Close(); net.DefaultResolver = old })
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", server.LocalAddr().String())
	}}
	go func() {
		buf, first := make([]byte, 1500), true
		for {
			n, from, err := server.ReadFrom(buf)
			if err != nil {
				return
			}
			var question dnsmessage.Message
			if question.Unpack(buf[:n]) != nil {
				continue
			}
			q := question.Questions[0]
			answer := dnsmessage.Message{Header: dnsmessage.Header{ID: question.ID, Response: true}, Questions: question.Questions[:1]}
			if q.Type == dnsmessage.TypeA {
				address := [4]byte{127, 0, 0, 1}
				if first {
					address, first = [4]byte{93, 184, 215, 14}, false
				}
				answer.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}, Body: &dnsmessage.AResource{A: address}}}
			}
			if packed, err := answer.Pack(); err == nil {
				server.WriteTo(packed, from)
			}
		}
	}()
}

// TestErrors: whatever goes wrong, no error has anything of the place.
func TestErrors(t *testing.T) {
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone.Close()
	tls := httptest.NewUnstartedServer(http.NotFoundHandler())
	tls.Config.ErrorLog = log.New(io.Discard, "", 0)
	tls.StartTLS()
	t.Cleanup(tls.Close)
	mux := http.NewServeMux()
	mux.HandleFunc("/hunter2/cut", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "1000")
		io.WriteString(w, "hunter2")
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
	mux.HandleFunc("/hunter2/away", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "ftp://hunter2.example/hunter2", http.StatusFound)
	})
	mux.HandleFunc("/hunter2/packed", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "hunter2")
		io.WriteString(w, "hunter2")
	})
	mux.HandleFunc("/hunter2/403", func(w http.ResponseWriter, r *http.Request) { http.Error(w, "hunter2", http.StatusForbidden) })
	mux.HandleFunc("/hunter2/404", func(w http.ResponseWriter, r *http.Request) { http.Error(w, "hunter2", http.StatusNotFound) })
	mux.HandleFunc("/hunter2/slow", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	opts := &fileobjects.Options{Storage: storage.Options{Retries: -1, IdleTimeout: 4 * time.Second}}
	for at, want := range map[string]string{
		"http://" + gone.Addr().String() + "/hunter2?hunter2": "its server cannot be reached, or hangs up",
		"http://hunter2.invalid/":                             "its server's name does not resolve",
		tls.URL + "/hunter2":                                  "its server's certificate is not good",
		server.URL + "/hunter2/cut?hunter2":                   "its server cuts it off",
		server.URL + "/hunter2/away":                          "it cannot be read",
		server.URL + "/hunter2/packed":                        "it cannot be read",
		server.URL + "/hunter2/403":                           "its server answers 403",
		server.URL + "/hunter2/404":                           "object not found",
		server.URL + "/hunter2/slow":                          "it cannot be read",
	} {
		u, _ := url.Parse(at)
		f := parse(t, m{"type": "url", "url": at, "method": "GET", "headers": m{"X-Key": "hunter2"}})
		_, _, err := read(t, f, nil, 0, opts)
		if err == nil || err.Error() != "file 0 (url): "+want {
			t.Errorf("%s: %v, want %s", at, err, want)
		}
		for e := err; e != nil; e = errors.Unwrap(e) {
			if text := fmt.Sprintf("%v %+v", e, e); strings.Contains(text, "hunter2") || strings.Contains(text, u.Host) {
				t.Errorf("%s: an error has its place: %s", at, text)
			}
		}
	}
}
