package gateway_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/gateway"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/terms"
)

// idle is a chain that nothing happens on.
func idle(t testing.TB) *devnet.EVM {
	t.Helper()
	evm, err := devnet.StartEVM(devnet.EVMConfig{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { evm.Close() })
	return evm
}

func dial(t testing.TB, evm *devnet.EVM) *chain.Client {
	t.Helper()
	c, err := chain.Dial(t.Context(), chain.Config{URL: evm.URL(), ChainID: evm.ChainID(), Final: "0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

var anywhere = common.Address{0xaa}

// front is a gateway that is not run: it answers, and follows nothing.
func front(t testing.TB, c *chain.Client, cfg gateway.Config) string {
	t.Helper()
	cfg.Worlds = []*gateway.World{{Chain: c, Market: anywhere, Committees: anywhere}}
	g, err := gateway.New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(g.Handler())
	t.Cleanup(func() { s.Close(); g.Close() })
	return s.URL
}

func folder(t testing.TB, dir string) *storage.Store {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	s, err := storage.OpenStore("file://" + dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// tus makes a request of the protocol.
func tus(t testing.TB, method, at string, body []byte, header ...string) (int, http.Header, []byte) {
	t.Helper()
	header = append([]string{"Tus-Resumable", "1.0.0"}, header...)
	if method == http.MethodPatch {
		header = append([]string{"Content-Type", "application/offset+octet-stream"}, header...)
	}
	return call(t, method, at, bytes.NewReader(body), header...)
}

func TestUploads(t *testing.T) {
	evm := idle(t)
	c := dial(t, evm)
	dir := t.TempDir()
	uploads := func() *gateway.Uploads {
		return &gateway.Uploads{Spool: dir + "/spool", Store: folder(t, dir+"/blobs"), Folder: dir + "/blobs", Open: true, MaxBlob: 1 << 20, PerDay: 10 << 20}
	}
	database := filepath.Join(dir, "g.db")
	a := front(t, c, gateway.Config{Database: database, Uploads: uploads()})
	b := front(t, c, gateway.Config{Database: database, Uploads: uploads()}) // another one of the same database
	file := make([]byte, 300_000)
	rand.Read(file)
	hash := sha256.Sum256(file)
	name := hex.EncodeToString(hash[:])

	status, h, _ := call(t, http.MethodOptions, a+"/v1/blobs", nil)
	if status != 204 || h.Get("Tus-Version") != "1.0.0" || !strings.Contains(h.Get("Tus-Extension"), "creation-defer-length") || h.Get("Tus-Max-Size") != "1048576" {
		t.Errorf("%d %v", status, h)
	}
	status, h, body := tus(t, http.MethodPost, a+"/v1/blobs", nil, "Upload-Length", "300000", "Upload-Metadata", "filename eA==")
	if status != 201 || !strings.HasPrefix(h.Get("Location"), "/v1/blobs/") || h.Get("Upload-Expires") == "" {
		t.Fatalf("%d %v %s", status, h, body)
	}
	at := h.Get("Location")
	patch := func(gateway string, offset int, part []byte, header ...string) (int, http.Header, []byte) {
		t.Helper()
		return tus(t, http.MethodPatch, gateway+at, part, append([]string{"Upload-Offset", strconv.Itoa(offset)}, header...)...)
	}
	if status, h, body = patch(a, 0, file[:100_000]); status != 204 || h.Get("Upload-Offset") != "100000" {
		t.Fatalf("%d %v %s", status, h, body)
	}
	// It goes on at the other gateway.
	if status, h, _ = tus(t, http.MethodHead, b+at, nil); status != 200 || h.Get("Upload-Offset") != "100000" || h.Get("Upload-Length") != "300000" || h.Get("Upload-Metadata") != "filename eA==" || h.Get("Content-Location") != "" {
		t.Fatalf("%d %v", status, h)
	}
	sum := func(p []byte) string {
		s := sha256.Sum256(p)
		return "sha256 " + base64.StdEncoding.EncodeToString(s[:])
	}
	for _, test := range []struct {
		name   string
		offset int
		part   []byte
		header []string
		status int
		kind   string
	}{
		{"at another offset", 5, file[:10], nil, 409, "wrong-offset"},
		{"a wrong checksum", 100_000, file[100_000:200_000], []string{"Upload-Checksum", sum(file[:5])}, 460, "wrong-checksum"},
		{"an unknown checksum", 100_000, file[100_000:200_000], []string{"Upload-Checksum", "crc32 AAAA"}, 400, "malformed"},
		{"too much", 100_000, make([]byte, 200_001), nil, 413, "too-large"},
		{"another length", 100_000, file[100_000:100_001], []string{"Upload-Length", "5"}, 400, "malformed"},
		{"another media type", 100_000, file[100_000:100_001], []string{"Content-Type", "text/plain"}, 415, "media-type"},
		{"another version", 100_000, file[100_000:100_001], []string{"Tus-Resumable", "0.2.2"}, 412, "tus-version"},
	} {
		status, _, body := patch(b, test.offset, test.part, test.header...)
		if status != test.status || problemType(t, body) != test.kind {
			t.Errorf("%s: %d %s", test.name, status, body)
		}
	}
	if status, _, body = call(t, http.MethodGet, a+at, nil); status != 404 || problemType(t, body) != "no-such-blob" {
		t.Errorf("read before it is whole: %d %s", status, body)
	}
	if status, h, body = patch(b, 100_000, file[100_000:200_000], "Upload-Checksum", sum(file[100_000:200_000])); status != 204 || h.Get("Upload-Offset") != "200000" {
		t.Fatalf("%d %v %s", status, h, body)
	}
	if status, h, body = patch(a, 200_000, file[200_000:]); status != 204 || h.Get("Content-Location") != "/v1/blobs/"+name {
		t.Fatalf("%d %v %s", status, h, body)
	}
	for _, where := range []string{a + at, b + "/v1/blobs/" + name} {
		if status, _, body = call(t, http.MethodGet, where, nil); status != 200 || !bytes.Equal(body, file) {
			t.Errorf("%s: %d, %d bytes", where, status, len(body))
		}
		if status, h, body = call(t, http.MethodGet, where, nil, "Range", "bytes=1000-1999"); status != 206 || !bytes.Equal(body, file[1000:2000]) || h.Get("ETag") == "" {
			t.Errorf("%s: %d %v, %d bytes", where, status, h, len(body))
		}
		if status, h, _ = call(t, http.MethodHead, where, nil); status != 200 || h.Get("Content-Length") != "300000" {
			t.Errorf("%s: %d %v", where, status, h)
		}
	}
	if status, h, _ = tus(t, http.MethodHead, b+at, nil); status != 200 || h.Get("Upload-Offset") != "300000" || h.Get("Content-Location") != "/v1/blobs/"+name {
		t.Errorf("%d %v", status, h)
	}
	if status, _, _ = tus(t, http.MethodDelete, a+at, nil); status != 423 {
		t.Errorf("what is finished was deleted: %d", status)
	}
	if left, _ := os.ReadDir(dir + "/spool"); len(left) != 0 {
		t.Errorf("left in the spool: %v", left)
	}

	// The same bytes once more, in one request, of a length that comes last.
	status, h, body = tus(t, http.MethodPost, a+"/v1/blobs", file[:9], "Upload-Defer-Length", "1", "Content-Type", "application/offset+octet-stream")
	if status != 201 || h.Get("Upload-Offset") != "9" {
		t.Fatalf("%d %v %s", status, h, body)
	}
	at = h.Get("Location")
	if status, h, _ = tus(t, http.MethodHead, a+at, nil); h.Get("Upload-Defer-Length") != "1" {
		t.Errorf("%d %v", status, h)
	}
	if status, h, body = patch(b, 9, file[9:], "Upload-Length", "300000"); status != 204 || h.Get("Content-Location") != "/v1/blobs/"+name {
		t.Errorf("%d %v %s", status, h, body)
	}

	// Given up.
	_, h, _ = tus(t, http.MethodPost, a+"/v1/blobs", nil, "Upload-Length", "5")
	at = h.Get("Location")
	if status, _, _ = tus(t, http.MethodDelete, b+at, nil); status != 204 {
		t.Errorf("deleted: %d", status)
	}
	if status, _, body = patch(a, 0, file[:5]); status != 404 || problemType(t, body) != "no-such-blob" {
		t.Errorf("%d %s", status, body)
	}

	// Too large, too much.
	if status, _, body = tus(t, http.MethodPost, a+"/v1/blobs", nil, "Upload-Length", "1048577"); status != 413 || problemType(t, body) != "too-large" {
		t.Errorf("%d %s", status, body)
	}
	for i := range 11 {
		status, _, body = tus(t, http.MethodPost, []string{a, b}[i%2]+"/v1/blobs", nil, "Upload-Length", "1048576")
	}
	if status != 413 || problemType(t, body) != "quota" {
		t.Errorf("beyond the day's bytes: %d %s", status, body)
	}

	// An upload that breaks off keeps what came.
	a = front(t, c, gateway.Config{Database: database + "2", Uploads: uploads()})
	_, h, _ = tus(t, http.MethodPost, a+"/v1/blobs", nil, "Upload-Length", "300000")
	at = h.Get("Location")
	broken, broke := io.Pipe()
	go func() { broke.Write(file[:150_000]); broke.CloseWithError(errors.New("cut")) }()
	req, _ := http.NewRequest(http.MethodPatch, a+at, broken)
	req.Header = http.Header{"Tus-Resumable": {"1.0.0"}, "Upload-Offset": {"0"}, "Content-Type": {"application/offset+octet-stream"}}
	if _, err := http.DefaultClient.Do(req); err == nil {
		t.Error("a cut request was answered")
	}
	var n int
	await(t, "what came is kept", func() bool {
		_, h, _ = tus(t, http.MethodHead, a+at, nil)
		if n, _ = strconv.Atoi(h.Get("Upload-Offset")); n == 0 {
			return false
		}
		status, h, body = patch(a, n, file[n:])
		return status != 409 // more of the request that broke off was still to be written
	})
	if status != 204 || h.Get("Content-Location") != "/v1/blobs/"+name {
		t.Errorf("resumed at %d: %d %v %s", n, status, h, body)
	}
}

// TestElsewhere: blobs that are not in a folder of the gateway's come by way of it.
func TestElsewhere(t *testing.T) {
	dir := t.TempDir()
	a := front(t, dial(t, idle(t)), gateway.Config{Database: dir + "/g.db",
		Uploads: &gateway.Uploads{Spool: dir + "/spool", Store: folder(t, dir+"/blobs"), Open: true}})
	file := make([]byte, 200_000)
	rand.Read(file)
	path := upload(t, a, file)
	if again := upload(t, a, file); again != path {
		t.Errorf("the same bytes are at %s and %s", path, again)
	}
	if status, _, body := call(t, http.MethodGet, a+path, nil); status != 200 || !bytes.Equal(body, file) {
		t.Errorf("%d, %d bytes", status, len(body))
	}
	if status, _, body := call(t, http.MethodGet, a+path, nil, "Range", "bytes=199990-"); status != 206 || !bytes.Equal(body, file[199_990:]) {
		t.Errorf("%d, %d bytes", status, len(body))
	}
	if status, _, body := call(t, http.MethodGet, a+path[:len(path)-1]+"x", nil); status != 404 || problemType(t, body) != "no-such-blob" {
		t.Errorf("%d %s", status, body)
	}
}

// TestTokens: uploads in the name of an account.
func TestTokens(t *testing.T) {
	evm := idle(t)
	c := dial(t, evm)
	dir := t.TempDir()
	const public = "https://gateway.example.org"
	a := front(t, c, gateway.Config{Database: dir + "/g.db", Uploads: &gateway.Uploads{Spool: dir + "/spool", Store: folder(t, dir+"/blobs"), Folder: dir + "/blobs",
		PublicURL: public + "/", PerDay: 100}})
	if info := get[gateway.Info](t, a+"/v1/info"); info.Uploads == nil || info.Uploads.Open || info.Uploads.Domain != public {
		t.Errorf("%+v", info.Uploads)
	}
	token := func(account int, change func(*quorum.UploadToken)) string {
		w := chain.WalletFromKey(evm.Accounts()[account])
		k := &quorum.UploadToken{Domain: terms.Domain{ChainID: *uint256.NewInt(evm.ChainID()), Committees: anywhere},
			Message: terms.Upload{Account: w.Address(), Gateway: public, Deadline: uint64(time.Now().Unix()) + 3600}}
		if change != nil {
			change(k)
		}
		var err error
		if k.Signature, err = w.SignTypedData(terms.TypedData(k.Domain, &k.Message)); err != nil {
			t.Fatal(err)
		}
		return k.Header()
	}
	for name, header := range map[string]string{
		"none": "", "another scheme": "Bearer x", "no token": "Latchkey e30",
		"over":                 token(1, func(k *quorum.UploadToken) { k.Message.Deadline -= 3700 }),
		"too far":              token(1, func(k *quorum.UploadToken) { k.Message.Deadline += 90_000 }),
		"for another gateway":  token(1, func(k *quorum.UploadToken) { k.Message.Gateway = "https://other.example.org" }),
		"of another account":   token(1, func(k *quorum.UploadToken) { k.Message.Account = crypto.PubkeyToAddress(evm.Accounts()[2].PublicKey) }),
		"for another contract": token(1, func(k *quorum.UploadToken) { k.Domain.Committees = common.Address{1} }),
	} {
		status, _, body := tus(t, http.MethodPost, a+"/v1/blobs", nil, "Upload-Length", "5", "Authorization", header)
		if status != 401 || problemType(t, body) != "upload-unauthorized" {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
	for i, want := range []int{201, 201, 413} {
		if status, h, body := tus(t, http.MethodPost, a+"/v1/blobs", nil, "Upload-Length", "45", "Authorization", token(1, nil)); status != want || want == 201 && !strings.HasPrefix(h.Get("Location"), public+"/v1/blobs/") {
			t.Errorf("upload %d: %d %v %s", i, status, h, body)
		}
	}
}

// TestBegun: an upload of no bytes costs a row and a file, too.
func TestBegun(t *testing.T) {
	dir := t.TempDir()
	a := front(t, dial(t, idle(t)), gateway.Config{Database: dir + "/g.db",
		Uploads: &gateway.Uploads{Spool: dir + "/spool", Store: folder(t, dir+"/blobs"), Folder: dir + "/blobs", Open: true, Begun: 2}})
	var first string
	for i, want := range []int{201, 201, 413, 413} {
		length := []string{"Upload-Defer-Length", "1"}
		if i == 3 {
			length = []string{"Upload-Length", "0"}
		}
		status, h, body := tus(t, http.MethodPost, a+"/v1/blobs", nil, length...)
		if status != want || want == 413 && problemType(t, body) != "quota" {
			t.Errorf("upload %d: %d %s", i, status, body)
		}
		if i == 0 {
			first = h.Get("Location")
		}
	}
	if left, _ := os.ReadDir(dir + "/spool"); len(left) != 2 {
		t.Errorf("%d files are in the spool", len(left))
	}
	if status, h, body := tus(t, http.MethodPatch, a+first, []byte("sealed"), "Upload-Offset", "0", "Upload-Length", "6"); status != 204 || h.Get("Content-Location") == "" {
		t.Errorf("what was begun goes on: %d %s", status, body)
	}
}

// TestEnding: a gateway whose time is over takes nothing new, and names others.
func TestEnding(t *testing.T) {
	evm := idle(t)
	dir := t.TempDir()
	a := front(t, dial(t, evm), gateway.Config{Database: dir + "/g.db", ServesUntil: time.Unix(1_600_000_000, 0), Others: []string{"https://other.example.org"},
		Uploads: &gateway.Uploads{Spool: dir + "/spool", Store: folder(t, dir+"/blobs"), Folder: dir + "/blobs", Open: true}})
	status, h, body := tus(t, http.MethodPost, a+"/v1/blobs", nil, "Upload-Length", "5")
	if status != 410 || problemType(t, body) != "gateway-ending" || !strings.Contains(string(body), "https://other.example.org") || h.Get("Link") != `<https://other.example.org/v1/blobs>; rel="alternate"` {
		t.Errorf("%d %v %s", status, h, body)
	}
	if info := get[gateway.Info](t, a+"/v1/info"); info.ServesUntil != "2020-09-13T12:26:40Z" || info.Uploads != nil || len(info.Gateways) != 1 {
		t.Errorf("%+v", info)
	}
}

// TestLimits: one address does not take what others need.
func TestLimits(t *testing.T) {
	evm := idle(t)
	a := front(t, dial(t, evm), gateway.Config{Database: t.TempDir() + "/g.db", Limits: gateway.Limits{AddressRate: 0.001, AddressBurst: 3}})
	for i, want := range []int{200, 200, 200, 429} {
		status, h, body := call(t, http.MethodGet, a+"/v1/info", nil)
		if status != want || want == 429 && (problemType(t, body) != "rate-limited" || h.Get("Retry-After") == "" || h.Get("Access-Control-Allow-Origin") != "*") {
			t.Errorf("request %d: %d %v %s", i, status, h, body)
		}
	}
	if status, _, _ := call(t, http.MethodGet, a+"/healthz", nil); status != 200 {
		t.Errorf("health: %d", status)
	}
	if status, h, _ := call(t, http.MethodOptions, a+"/v1/access", nil, "Origin", "https://page.example.org", "Access-Control-Request-Method", "POST"); status != 204 || !strings.Contains(h.Get("Access-Control-Allow-Methods"), "PATCH") {
		t.Errorf("%d %v", status, h)
	}
	if status, _, body := call(t, http.MethodGet, a+"/openapi.json", nil); status != 200 || !bytes.Contains(body, []byte(`"/v1/access"`)) {
		t.Errorf("%d %s", status, body)
	}
}

// TestSignedUploads: a seller's store at a gateway that wants tokens gets one, and another host does not.
func TestSignedUploads(t *testing.T) {
	evm := idle(t)
	c := dial(t, evm)
	dir := t.TempDir()
	var handler http.Handler
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	defer s.Close()
	g, err := gateway.New(t.Context(), gateway.Config{Worlds: []*gateway.World{{Chain: c, Market: anywhere, Committees: anywhere}}, Database: dir + "/g.db",
		Uploads: &gateway.Uploads{Spool: dir + "/spool", Store: folder(t, dir+"/blobs"), Folder: dir + "/blobs", PublicURL: s.URL}})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	handler = g.Handler()
	file := bytes.Repeat([]byte("sealed "), 3<<20) // more than one request
	at := "tus+" + s.URL + "/v1/blobs"
	store, err := storage.OpenStore(at)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Put(t.Context(), "a.age", bytes.NewReader(file)); err == nil {
		t.Error("the gateway took an upload without a token")
	}
	seller := market.New(market.Config{Chain: c, Wallet: chain.WalletFromKey(evm.Accounts()[1])})
	if err := seller.SignUploads(t.Context(), store, at, anywhere); err != nil {
		t.Fatal(err)
	}
	location, err := store.Put(t.Context(), "a.age", bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	r, err := storage.Open(t.Context(), location, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, file) {
		t.Errorf("%d bytes came back from %s, %v", len(got), location, err)
	}

	var header string
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { header = r.Header.Get("Authorization") }))
	defer elsewhere.Close()
	request, err := http.NewRequest(http.MethodGet, elsewhere.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := store.Options.Transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if header != "" {
		t.Error("the token went to another host")
	}
}
