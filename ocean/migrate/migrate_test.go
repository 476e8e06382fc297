package migrate

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/devnet/oceantest"
	"github.com/latchkey-network/latchkey/ocean"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/storage/fileobjects"
)

// oldProvider stands for a Provider with keys: it speaks its API (GET /api/services/nonce, POST /api/services/decrypt and
// /fileinfo) and has its rules of nonces and signatures. What it encrypts it just keeps.
type oldProvider struct {
	*httptest.Server
	t     *testing.T
	mux   *http.ServeMux
	chain *chain.Client

	mu      sync.Mutex
	kept    map[string][]byte // by what was handed out
	nonces  map[common.Address]uint64
	files   map[string]json.RawMessage // files objects by "did service"
	asked   []string
	dead    bool                             // for fileinfo
	differs func(i int, info map[string]any) // nil, or changes an answer
}

func newOldProvider(t *testing.T) *oldProvider {
	p := &oldProvider{t: t, kept: map[string][]byte{}, nonces: map[common.Address]uint64{}, files: map[string]json.RawMessage{}}
	p.mux = http.NewServeMux()
	p.mux.HandleFunc("GET /api/services/nonce", func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		json.NewEncoder(w).Encode(map[string]any{"nonce": p.nonces[common.HexToAddress(r.URL.Query().Get("userAddress"))]})
	})
	p.mux.HandleFunc("POST /api/services/decrypt", p.decrypt)
	p.mux.HandleFunc("POST /api/services/fileinfo", p.fileInfo)
	p.Server = httptest.NewServer(p.mux)
	t.Cleanup(p.Close)
	return p
}

func (p *oldProvider) refuse(w http.ResponseWriter, status int, why string) {
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]string{"error": why})
}

// encrypt is what nobody but this Provider can undo.
func (p *oldProvider) encrypt(text []byte) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := make([]byte, 65+len(text)) // ECIES is longer, too
	rand.Read(out)
	p.kept[string(out)] = text
	return out
}

func (p *oldProvider) decrypt(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var q struct {
		TransactionID, DataNftAddress, DecrypterAddress, Nonce, Signature string
		ChainID                                                           json.Number
	}
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
		p.refuse(w, 400, "malformed")
		return
	}
	p.asked = append(p.asked, "decrypt")
	nonce, err := strconv.ParseUint(q.Nonce, 10, 64)
	who := common.HexToAddress(q.DecrypterAddress)
	if err != nil || nonce <= p.nonces[who] {
		p.refuse(w, 400, "Invalid signature or nonce")
		return
	}
	message := q.TransactionID + q.DataNftAddress + q.DecrypterAddress + q.ChainID.String() + q.Nonce
	signature := hexutil.MustDecode(q.Signature)
	signature[64] -= 27
	key, err := crypto.SigToPub(accounts.TextHash(crypto.Keccak256([]byte(message))), signature)
	if err != nil || crypto.PubkeyToAddress(*key) != who {
		p.refuse(w, 400, "Invalid signature or nonce")
		return
	}
	p.nonces[who] = nonce
	receipt, err := p.chain.Receipt(r.Context(), common.HexToHash(q.TransactionID))
	if err != nil || receipt == nil {
		p.refuse(w, 400, "Failed to process transaction id.")
		return
	}
	for _, l := range receipt.Logs {
		if l.Address != common.HexToAddress(q.DataNftAddress) {
			continue
		}
		if fields, err := template.Unpack("MetadataUpdated", l.Data); err == nil {
			if text, ok := p.kept[string(fields[3].([]byte))]; ok {
				w.WriteHeader(http.StatusCreated)
				w.Write(text)
				return
			}
		}
	}
	p.refuse(w, 400, "Failed to decrypt.")
}

func (p *oldProvider) fileInfo(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var q struct {
		DID, ServiceID string
		Checksum       bool
	}
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil || p.files[q.DID+" "+q.ServiceID] == nil || p.dead {
		p.refuse(w, 400, "no such asset")
		return
	}
	p.asked = append(p.asked, "fileinfo")
	var object struct {
		Files []struct{ Type, URL, Method string }
	}
	json.Unmarshal(p.files[q.DID+" "+q.ServiceID], &object)
	list := []map[string]any{}
	for i, f := range object.Files {
		info := map[string]any{"index": i, "valid": false, "type": f.Type}
		if resp, err := http.Get(f.URL); err == nil {
			b, _ := io.ReadAll(resp.Body)
			resp.Body.Close()
			info["valid"], info["contentType"], info["contentLength"] = resp.StatusCode == 200, resp.Header.Get("Content-Type"), strconv.Itoa(len(b))
			if q.Checksum {
				sum := sha256.Sum256(b)
				info["checksum"], info["checksumType"] = hex.EncodeToString(sum[:]), "sha256"
			}
		}
		if p.differs != nil {
			p.differs(i, info)
		}
		list = append(list, info)
	}
	json.NewEncoder(w).Encode(list)
}

// world is a chain with Ocean's contracts, an old Provider, and a publisher with files.
type world struct {
	t        *testing.T
	evm      *devnet.EVM
	chain    *chain.Client
	owner    *chain.Wallet
	ocean    *oceantest.Ocean
	provider *oldProvider
	data     *httptest.Server
	to       sealed.Recipient
}

const endpoint = "https://gateway.example"

func newWorld(t *testing.T) *world { return newWorldOf(t, devnet.EVMConfig{}) }

func newWorldOf(t *testing.T, cfg devnet.EVMConfig) *world {
	t.Helper()
	w := &world{t: t, provider: newOldProvider(t)}
	var err error
	if w.evm, err = devnet.StartEVM(cfg); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.evm.Close() })
	w.chain = w.dial(w.evm.URL())
	w.provider.chain = w.chain
	w.owner = chain.WalletFromKey(w.evm.Accounts()[0])
	w.ocean = oceantest.Deploy(t, w.chain, w.owner)
	mux := http.NewServeMux()
	for name, text := range map[string]string{"/a.csv": "a,b\n1,2\n", "/b.csv": "c\n3\n"} {
		mux.HandleFunc(name, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/csv")
			io.WriteString(w, text)
		})
	}
	w.data = httptest.NewServer(mux)
	t.Cleanup(w.data.Close)
	r, err := sealed.ParseRecipient("age1latchkey1qyqqqqqqqqqqqqv73mmphanap6k728e274467uugge0hktsqqqqqqqqqqqqs9sxjtcy802cgcahle5yewjst7vx6r00sfrun5wwrgewyktecr93lqqqqqqqqqqqqyuuf4zv")
	if err != nil {
		t.Fatal(err)
	}
	w.to = *r
	tm := &w.to.Terms
	tm.ChainID, tm.Committees, tm.Committee, tm.Confirmations = *uint256.NewInt(w.evm.ChainID()), common.Address{7}, *uint256.NewInt(12), 3
	return w
}

func (w *world) dial(at string) *chain.Client {
	c, err := chain.Dial(w.t.Context(), chain.Config{URL: at, Final: "0"})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(c.Close)
	return c
}

// asset is one that was published through the old Provider.
type asset struct {
	nft, datatoken common.Address
	did            string
	ddo            []byte
	files          string // the owner's files object
	service        string // that it is of
}

const oddities = `"metadata":{"created":"2023-01-02T03:04:05Z", "name":"A <b> & ü \u00fc", "additionalInformation":{"n":1.50,"big":12345678901234567890}}`

// publish publishes an asset with a service of two files and one that its owner leaves where it is.
func (w *world) publish(flags byte) *asset {
	w.t.Helper()
	a := &asset{service: "one"}
	a.nft, a.datatoken = w.ocean.Publish(w.t, w.owner, oceantest.Template)
	a.did = ocean.DID(w.evm.ChainID(), a.nft)
	a.files = fmt.Sprintf(`{"nftAddress":%q,"datatokenAddress":%q,"files":[{"type":"url","url":"%s/a.csv","method":"GET"}, {"type":"url","url":"%s/b.csv","method":"GET"}]}`,
		a.nft.Hex(), a.datatoken.Hex(), w.data.URL, w.data.URL)
	old := hexutil.Encode(w.provider.encrypt([]byte(a.files)))
	a.ddo = fmt.Appendf(nil, `{"@context":["https://w3id.org/did/v1"],"id":%q,"version":"4.1.0", "chainId":%d,"nftAddress":%q,%s,`+
		`"services":[{"id":"left","type":"compute","files":"0x01","datatokenAddress":%q,"serviceEndpoint":%q,"timeout":0},`+
		`{"id":"one","type":"access","files":%q,"datatokenAddress":%q,"serviceEndpoint":%q,"timeout":86400,"consumerParameters":[{"name":"x","type":"text","default":""}]}],"credentials":{"allow":[],"deny":[]}}`,
		a.did, w.evm.ChainID(), a.nft.Hex(), oddities, a.datatoken.Hex(), w.provider.URL, old, a.datatoken.Hex(), w.provider.URL)
	data := a.ddo
	if flags&flagEncrypted != 0 {
		data = w.provider.encrypt(a.ddo)
	}
	w.ocean.Do(w.t, w.owner, "ERC721Template", a.nft, "setMetaData", uint8(5), w.provider.URL, "0x01", []byte{flags}, data, sha256.Sum256(a.ddo), []struct {
		ValidatorAddress common.Address
		V                uint8
		R, S             [32]byte
	}{})
	w.provider.mu.Lock()
	w.provider.files[a.did+" one"] = json.RawMessage(a.files)
	w.provider.mu.Unlock()
	return a
}

func (w *world) config(state *State) Config {
	return Config{Chain: w.chain, Wallet: w.owner, Recipient: w.to, Endpoint: endpoint + "/", State: state, Files: &fileobjects.Options{}}
}

func (w *world) parse(more string, assets ...*asset) []Asset {
	w.t.Helper()
	var list []string
	for _, a := range assets {
		list = append(list, fmt.Sprintf(`%q: {"services": {%q: %s}%s}`, a.did, a.service, a.files, more))
	}
	all, err := ParseAssets([]byte("{"+strings.Join(list, ",")+"}"), w.evm.ChainID())
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

func (w *world) state(path string) *State {
	w.t.Helper()
	s, err := OpenState(path)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { s.Close() })
	return s
}

// updates is how many MetadataUpdated and MetadataCreated events the NFT has.
func (w *world) updates(nft common.Address) int {
	w.t.Helper()
	v, err := w.chain.At(w.t.Context(), 0)
	if err != nil {
		w.t.Fatal(err)
	}
	n := 0
	for _, name := range []string{"MetadataCreated", "MetadataUpdated"} {
		logs, err := v.Logs(w.t.Context(), nft, [][]common.Hash{{template.Events[name].ID}}, v.Number()+1)
		if err != nil {
			w.t.Fatal(err)
		}
		n += len(logs)
	}
	return n
}

// check checks that the asset is moved: its DDO is as it was, but for files and endpoint of the one service.
func (w *world) check(a *asset) {
	w.t.Helper()
	v, err := w.chain.At(w.t.Context(), 0)
	if err != nil {
		w.t.Fatal(err)
	}
	at, err := ocean.Read(w.t.Context(), v, a.nft)
	if err != nil {
		w.t.Fatal(err)
	}
	s := at.DDO.Services[1]
	object, err := ocean.ParseSealed(s.Files)
	if err != nil {
		w.t.Fatal(err)
	}
	want := w.to.Terms
	want.Policy = ocean.Policy(a.nft, a.datatoken)
	if len(object.Stanzas) != 1 || object.Stanzas[0].Terms != want || s.Endpoint != endpoint || at.State != 5 {
		w.t.Errorf("the service is %+v, of terms %+v, in the state %d", s, object.Stanzas, at.State)
	}
	var before struct{ Services []struct{ Files string } }
	json.Unmarshal(a.ddo, &before)
	back := bytes.Replace(at.JSON, []byte(s.Files), []byte(before.Services[1].Files), 1)
	back = bytes.Replace(back, []byte(endpoint), []byte(w.provider.URL), 1)
	if !bytes.Equal(back, a.ddo) {
		w.t.Errorf("the DDO is not as it was:\n%s\n%s", at.JSON, a.ddo)
	}
	m := &mover{w.config(nil)}
	if now, err := m.read(w.t.Context(), a.nft); err != nil || now.url != endpoint || !bytes.Equal(now.flags, []byte{2}) {
		w.t.Errorf("Aquarius is sent to %+v, %v", now, err)
	}
}

func statuses(all []Result) string {
	var b strings.Builder
	for _, r := range all {
		fmt.Fprintf(&b, "%s;", r.Status)
		if r.Err != nil {
			fmt.Fprintf(&b, "%v;", r.Err)
		}
	}
	return b.String()
}

// TestMove: assets whose DDOs are encrypted, in the open, and given by the owner; a dry run changes nothing, and a second run
// has nothing to do, with the state of the first or without.
func TestMove(t *testing.T) {
	w := newWorld(t)
	assets := []*asset{w.publish(2), w.publish(0)}
	given := w.publish(2)
	text, _ := json.Marshal(string(given.ddo))
	input := slices.Concat(w.parse("", assets...), w.parse(`, "ddo": `+string(text), given))
	all := append(assets, given)
	slices.SortFunc(all, func(a, b *asset) int { return strings.Compare(a.did, b.did) })
	slices.SortFunc(input, func(a, b Asset) int { return strings.Compare(a.DID, b.DID) })
	cfg := w.config(nil)
	cfg.Checksums = true
	dry, err := Run(t.Context(), cfg, input)
	if err != nil || statuses(dry) != "can be moved;can be moved;can be moved;" {
		t.Fatalf("%s %v", statuses(dry), err)
	}
	sum := sha256.Sum256([]byte("a,b\n1,2\n"))
	for i, r := range dry {
		if r.DID != all[i].did || r.State != 5 || len(r.Left) != 1 || r.Left[0] != "left" || len(r.Services) != 1 || len(r.Services[0].Files) != 2 ||
			r.Services[0].Files[0] != (FileResult{"url", 8, "text/csv", hex.EncodeToString(sum[:]), true}) {
			t.Errorf("%+v", r)
		}
		if n := w.updates(all[i].nft); n != 1 {
			t.Errorf("a dry run wrote: %d events", n)
		}
	}
	// Two asked the Provider for their DDO; none that was in the open or given did.
	if n := strings.Count(strings.Join(w.provider.asked, " "), "decrypt"); n != 1 {
		t.Errorf("the Provider decrypted %d DDOs", n)
	}
	path := filepath.Join(t.TempDir(), "state")
	for _, run := range []struct{ path, want string }{{path, "moved;moved;moved;"}, {path, "was moved;was moved;was moved;"}, {path + "2", "was moved;was moved;was moved;"}} {
		state := w.state(run.path)
		if _, err := OpenState(run.path); err == nil {
			t.Error("two processes have the state")
		}
		got, err := Run(t.Context(), w.config(state), input)
		if err != nil || statuses(got) != run.want {
			t.Errorf("%s %v", statuses(got), err)
		}
		state.Close()
		for _, a := range all {
			w.check(a)
			if n := w.updates(a.nft); n != 2 {
				t.Errorf("%d events", n)
			}
		}
	}
	// Another gateway: the same command moves them on. The old Provider cannot tell any more what is sealed.
	cfg = w.config(w.state(path))
	cfg.Endpoint = "https://other.example"
	if got, err := Run(t.Context(), cfg, input[:1]); err != nil || !strings.Contains(statuses(got), "say that it is not to be checked") {
		t.Errorf("%s %v", statuses(got), err)
	}
	cfg.Unchecked, cfg.Previews = true, true
	if got, err := Run(t.Context(), cfg, input[:1]); err != nil || statuses(got) != "moved;" {
		t.Errorf("%s %v", statuses(got), err)
	}
	v, err := w.chain.At(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	at, err := ocean.Read(t.Context(), v, all[0].nft)
	if err != nil {
		t.Fatal(err)
	}
	if object, err := ocean.ParseSealed(at.DDO.Services[1].Files); err != nil || len(object.Previews) != 2 || object.Previews[0].Type != "text/csv" || *object.Previews[1].Length != 4 {
		t.Errorf("%+v, %v", object, err)
	}
}

// TestDiffers: whatever is not as the old Provider says keeps the asset where it is, and the others move.
func TestDiffers(t *testing.T) {
	w := newWorld(t)
	a, good := w.publish(0), w.publish(2)
	for _, test := range []struct {
		differs func(i int, info map[string]any)
		change  func(*asset)
		says    string
	}{
		{func(i int, info map[string]any) { info["contentLength"] = 9 }, nil, `service "one": file 0: it has 8 bytes, and the old Provider's "9"`},
		{func(i int, info map[string]any) {
			if i == 1 {
				info["contentType"] = "text/html; charset=utf-8"
			}
		}, nil, `file 1: its content is "text/csv", and the old Provider's "text/html"`},
		{func(i int, info map[string]any) { info["valid"] = false }, nil, "says that it is not valid"},
		{func(i int, info map[string]any) { info["type"] = "ipfs" }, nil, "it is of the type url"},
		{func(i int, info map[string]any) { info["checksum"] = strings.Repeat("00", 32) }, nil, "its SHA-256 is"},
		{func(i int, info map[string]any) { delete(info, "checksum") }, nil, "file 0: the old Provider does not say its SHA-256"},
		{nil, func(a *asset) { a.files = strings.Replace(a.files, "/b.csv", "/a.csv", 1) }, "file 1: it has 8 bytes"},
		{nil, func(a *asset) { a.files = strings.Replace(a.files, "/b.csv", "/c.csv", 1) }, "file 1 (url): object not found"},
		{nil, func(a *asset) {
			i := strings.Index(a.files, ", {")
			a.files = a.files[:i] + "]}"
		}, "the owner's file has 1 files, and the old Provider 2"},
		{nil, func(a *asset) { a.service = "left" }, `service "left" is of the type "compute"`},
		{nil, func(a *asset) { a.service = "none" }, `the DDO has no service "none"`},
		{nil, func(a *asset) { a.files = strings.Replace(a.files, a.datatoken.Hex(), a.nft.Hex(), 1) }, "the datatokenAddress is"},
	} {
		w.provider.mu.Lock()
		w.provider.differs = test.differs
		w.provider.mu.Unlock()
		wrong := *a
		if test.change != nil {
			test.change(&wrong)
		}
		cfg := w.config(w.state(filepath.Join(t.TempDir(), "state")))
		cfg.Checksums = strings.HasSuffix(test.says, "SHA-256")
		got, err := Run(t.Context(), cfg, w.parse("", &wrong))
		if err != nil || len(got) != 1 || got[0].Status != Failed || !strings.Contains(got[0].Err.Error(), test.says) || strings.Contains(got[0].Err.Error(), w.data.URL) {
			t.Errorf("%s %v, want %s", statuses(got), err, test.says)
		}
	}
	if n := w.updates(a.nft); n != 1 {
		t.Errorf("%d events", n)
	}
	// A Provider that says no more than that there are files: nothing is compared, and the result says so.
	w.provider.mu.Lock()
	w.provider.differs = func(i int, info map[string]any) {
		for _, name := range []string{"contentType", "contentLength", "checksum"} {
			delete(info, name)
		}
	}
	w.provider.mu.Unlock()
	if got, err := Run(t.Context(), w.config(nil), w.parse("", a)); err != nil || statuses(got) != "can be moved;" || got[0].Services[0].Files[0].Compared {
		t.Errorf("%+v %v", got, err)
	}
	w.provider.mu.Lock()
	w.provider.differs = nil
	w.provider.mu.Unlock()
	// A stranger, a Provider that is gone, a DDO that is another's.
	cfg := w.config(w.state(filepath.Join(t.TempDir(), "state")))
	cfg.Wallet = chain.WalletFromKey(w.evm.Accounts()[3])
	if got, err := Run(t.Context(), cfg, w.parse("", a)); err != nil || !strings.Contains(statuses(got), "may not update the metadata") {
		t.Errorf("%s %v", statuses(got), err)
	}
	cfg.Wallet = w.owner
	if got, err := Run(t.Context(), cfg, w.parse(`, "ddo": {}`, good)); err != nil || !strings.Contains(statuses(got), "is not the one on the chain") {
		t.Errorf("%s %v", statuses(got), err)
	}
	bad := *a
	bad.files = strings.Replace(a.files, "/b.csv", "/a.csv", 1)
	if got, err := Run(t.Context(), cfg, w.parse("", &bad, good)); err != nil || !strings.Contains(statuses(got), "moved;") || !strings.Contains(statuses(got), "failed;") {
		t.Errorf("%s %v", statuses(got), err)
	}
	w.check(good)
	w.provider.mu.Lock()
	w.provider.dead = true
	w.provider.mu.Unlock()
	if got, err := Run(t.Context(), cfg, w.parse("", a)); err != nil || !strings.Contains(statuses(got), "fileinfo: it answers 400") {
		t.Errorf("%s %v", statuses(got), err)
	}
	cfg.Unchecked = true
	if got, err := Run(t.Context(), cfg, w.parse("", a)); err != nil || statuses(got) != "moved;" {
		t.Errorf("%s %v", statuses(got), err)
	}
	w.check(a)
}

// cutter ends the run at a request, lost on its way there, or done and its answer lost.
type cutter struct {
	to    *httputil.ReverseProxy
	left  atomic.Int64
	after bool // the request is done
	end   context.CancelFunc
}

func (c *cutter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	left := c.left.Add(-1)
	if left == 0 {
		if c.after {
			c.to.ServeHTTP(httptest.NewRecorder(), r)
		}
		c.end()
	}
	if left <= 0 {
		panic(http.ErrAbortHandler)
	}
	c.to.ServeHTTP(w, r)
}

// TestCut: a run that ends at any request to the chain, before or after that did its work, is gone on with, and writes once.
func TestCut(t *testing.T) {
	w := newWorld(t)
	target, err := url.Parse(w.evm.URL())
	if err != nil {
		t.Fatal(err)
	}
	a := w.publish(2)
	events := 1
	ends := map[string]int{}
	for k := int64(1); ; k++ {
		whole := false
		for _, after := range []bool{false, true} {
			ctx, cancel := context.WithCancel(t.Context())
			proxy := httputil.NewSingleHostReverseProxy(target)
			proxy.ErrorLog = log.New(io.Discard, "", 0)
			cut := &cutter{to: proxy, after: after, end: cancel}
			server := httptest.NewServer(cut)
			cut.left.Store(1 << 30)
			client, err := chain.Dial(t.Context(), chain.Config{URL: server.URL, Final: "0"})
			if err != nil {
				t.Fatal(err)
			}
			cut.left.Store(k)
			path := filepath.Join(t.TempDir(), "state")
			state := w.state(path)
			cfg := w.config(state)
			cfg.Chain, cfg.Endpoint = client, fmt.Sprintf("https://gateway%d-%v.example", k, after)
			cfg.Unchecked = true
			input := w.parse("", a)
			got, err := Run(ctx, cfg, input)
			state.Close()
			client.Close()
			server.Close()
			whole = err == nil && statuses(got) == "moved;"
			cancel()
			cfg.Chain, cfg.State = w.chain, w.state(path)
			if got, err = Run(t.Context(), cfg, input); err != nil || len(got) != 1 || got[0].Status != Moved && got[0].Status != WasMoved {
				t.Fatalf("request %d, after %v: %s %v", k, after, statuses(got), err)
			}
			ends[got[0].Status]++
			cfg.State.Close()
			events++
			if n := w.updates(a.nft); n != events {
				t.Fatalf("request %d, after %v: %d events, want %d", k, after, n, events)
			}
			if len(cfg.State.file.Assets) > 0 {
				t.Errorf("request %d: the state still has %v", k, slices.Collect(maps.Keys(cfg.State.file.Assets)))
			}
		}
		if whole {
			break
		}
	}
	if ends[Moved] < 5 || ends[WasMoved] < 1 {
		t.Errorf("the second runs end in %v", ends)
	}
	t.Logf("%v", ends)
}

// losing loses the answer of each request that sends a transaction, and ends the run: the transaction is on its way.
type losing struct {
	to  *httputil.ReverseProxy
	end context.CancelFunc
}

func (l *losing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if bytes.Contains(body, []byte("eth_sendRawTransaction")) {
		l.to.ServeHTTP(httptest.NewRecorder(), r)
		l.end()
		panic(http.ErrAbortHandler)
	}
	l.to.ServeHTTP(w, r)
}

// TestOtherAccount: what one account sent, another one that goes on waits for, so that the DDO is written once.
func TestOtherAccount(t *testing.T) {
	folder := t.TempDir()
	w := newWorldOf(t, devnet.EVMConfig{Folder: folder})
	a := w.publish(0)
	other := chain.WalletFromKey(w.evm.Accounts()[1])
	w.ocean.Do(t, w.owner, "ERC721Template", a.nft, "addToMetadataList", other.Address())
	// From here on a transaction waits for its block.
	if err := w.evm.Close(); err != nil {
		t.Fatal(err)
	}
	var err error
	if w.evm, err = devnet.StartEVM(devnet.EVMConfig{Folder: folder, Period: 3 * time.Second}); err != nil {
		t.Fatal(err)
	}
	w.chain = w.dial(w.evm.URL())
	target, err := url.Parse(w.evm.URL())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorLog = log.New(io.Discard, "", 0)
	server := httptest.NewServer(&losing{proxy, cancel})
	t.Cleanup(server.Close)
	state := w.state(filepath.Join(t.TempDir(), "state"))
	cfg := w.config(state)
	cfg.Chain = w.dial(server.URL)
	if got, err := Run(ctx, cfg, w.parse("", a)); err == nil {
		t.Fatalf("%s without an error", statuses(got))
	}
	cfg = w.config(state)
	cfg.Wallet = other
	if got, err := Run(t.Context(), cfg, w.parse("", a)); err != nil || statuses(got) != "moved;" {
		t.Errorf("%s %v", statuses(got), err)
	}
	if n := w.updates(a.nft); n != 2 {
		t.Errorf("%d events", n)
	}
	w.check(a)
}

// TestChangedFile: a run that ended before its transaction was sent leaves nothing that is sealed: what the owner's file says
// then is what is moved.
func TestChangedFile(t *testing.T) {
	w := newWorld(t)
	a := w.publish(0)
	state := w.state(filepath.Join(t.TempDir(), "state"))
	cfg := w.config(state)
	cfg.Previews, cfg.Unchecked = true, true
	// What the owner gave at first, and what came of it in the state.
	if err := state.set(a.did, &step{Old: sha256.Sum256(a.ddo), New: common.Hash{1}, From: w.owner.Address()}); err != nil {
		t.Fatal(err)
	}
	a.files = strings.Replace(a.files, "/a.csv", "/b.csv", 1)
	if got, err := Run(t.Context(), cfg, w.parse("", a)); err != nil || statuses(got) != "moved;" {
		t.Fatalf("%s %v", statuses(got), err)
	}
	v, err := w.chain.At(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	at, err := ocean.Read(t.Context(), v, a.nft)
	if err != nil {
		t.Fatal(err)
	}
	if object, err := ocean.ParseSealed(at.DDO.Services[1].Files); err != nil || *object.Previews[0].Length != 4 {
		t.Errorf("%+v, %v", object, err)
	}
}

// TestMeanwhile: what the owner did to the asset while its files were looked at is not undone.
func TestMeanwhile(t *testing.T) {
	w := newWorld(t)
	a, b := w.publish(0), w.publish(0)
	then := func(do func()) {
		var once sync.Once
		w.provider.mu.Lock()
		w.provider.differs = func(int, map[string]any) { once.Do(do) }
		w.provider.mu.Unlock()
	}
	cfg := w.config(w.state(filepath.Join(t.TempDir(), "state")))
	then(func() { w.ocean.SetState(t, w.owner, a.nft, 3) })
	if got, err := Run(t.Context(), cfg, w.parse("", a)); err != nil || statuses(got) != "moved;" || got[0].State != 3 {
		t.Errorf("%s %v", statuses(got), err)
	}
	m := &mover{cfg}
	if at, err := m.read(t.Context(), a.nft); err != nil || at.state != 3 {
		t.Errorf("the owner revoked the asset, and it is in the state %d, %v", at.state, err)
	}
	then(func() {
		fresh := bytes.Replace(b.ddo, []byte("A <b>"), []byte("B <b>"), 1)
		w.ocean.SetMetaData(t, w.owner, b.nft, 0, 0, fresh, sha256.Sum256(fresh))
	})
	if got, err := Run(t.Context(), cfg, w.parse("", b)); err != nil || !strings.Contains(statuses(got), "was changed while") {
		t.Errorf("%s %v", statuses(got), err)
	}
	if n := w.updates(b.nft); n != 2 {
		t.Errorf("%d events", n)
	}
	then(func() {})
	if got, err := Run(t.Context(), cfg, w.parse("", b)); err != nil || statuses(got) != "moved;" {
		t.Errorf("%s %v", statuses(got), err)
	}
}

// TestOneMore: a service that the owner's file names later is moved then, and the one that was moved stays as it is.
func TestOneMore(t *testing.T) {
	w := newWorld(t)
	a := w.publish(0)
	a.ddo = bytes.Replace(a.ddo, []byte(`"type":"compute"`), []byte(`"type":"access"`), 1)
	w.ocean.SetMetaData(t, w.owner, a.nft, 5, 0, a.ddo, sha256.Sum256(a.ddo))
	w.provider.mu.Lock()
	w.provider.files[a.did+" left"] = json.RawMessage(a.files)
	w.provider.mu.Unlock()
	cfg := w.config(w.state(filepath.Join(t.TempDir(), "state")))
	if got, err := Run(t.Context(), cfg, w.parse("", a)); err != nil || statuses(got) != "moved;" {
		t.Fatalf("%s %v", statuses(got), err)
	}
	files := func() []string {
		v, err := w.chain.At(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		at, err := ocean.Read(t.Context(), v, a.nft)
		if err != nil {
			t.Fatal(err)
		}
		return []string{at.DDO.Services[0].Files, at.DDO.Services[1].Files}
	}
	before := files()
	both, err := ParseAssets(fmt.Appendf(nil, `{%q:{"services":{"one":%s,"left":%s}}}`, a.did, a.files, a.files), w.evm.ChainID())
	if err != nil {
		t.Fatal(err)
	}
	got, err := Run(t.Context(), cfg, both)
	if err != nil || statuses(got) != "moved;" || len(got[0].Services) != 1 || got[0].Services[0].ID != "left" {
		t.Fatalf("%+v %v", got, err)
	}
	if after := files(); after[1] != before[1] || after[0] == before[0] {
		t.Error("the moved service was sealed anew, or the other one was not")
	}
	if got, err := Run(t.Context(), cfg, both); err != nil || statuses(got) != "was moved;" {
		t.Errorf("%s %v", statuses(got), err)
	}
}

// TestComplaint: what a Provider says of a failure is shown, but nothing in which a place of files may be.
func TestComplaint(t *testing.T) {
	for answer, want := range map[string]string{
		`{"error":"Invalid signature or nonce"}`: `, "Invalid signature or nonce"`, `{"error":{"code":7}}`: `, "map[code:7]"`,
		`{"error":"cannot read https://hunter2.example/x"}`: ", and says more than is shown here", `{"error":"` + strings.Repeat("x", 300) + `"}`: ", and says more than is shown here",
		`<html>hunter2`: "", `{"message":"hunter2"}`: "", `null`: "",
	} {
		if got := complaint([]byte(answer)); got != want {
			t.Errorf("%.80s: %s", answer, got)
		}
	}
}

// TestParseAssets: what is no such file is refused, by errors without what is in it.
func TestParseAssets(t *testing.T) {
	nft := common.HexToAddress("0xe92d51943ff5a15fa08713812d5e2d997e77c108")
	did := ocean.DID(137, nft)
	files := fmt.Sprintf(`{"nftAddress":%q,"datatokenAddress":%q,"files":[{"type":"url","url":"https://hunter2.example/","method":"GET"}]}`, nft.Hex(), nft.Hex())
	good := fmt.Sprintf(`{%q:{"services":{"one":%s}}}`, did, files)
	if all, err := ParseAssets([]byte(good), 137); err != nil || len(all) != 1 || all[0].DID != did {
		t.Errorf("%v, %v", all, err)
	}
	for _, text := range []string{``, `{}`, `[]`, good + "{}", strings.Replace(good, `"services"`, `"files"`, 1), strings.Replace(good, did, "did:op:00", 1), strings.Replace(good, `"GET"`, `"PUT"`, 1),
		fmt.Sprintf(`{%q:{"services":{}}}`, did), fmt.Sprintf(`{%q:{"services":{"one":"hunter2"}}}`, did)} {
		if _, err := ParseAssets([]byte(text), 137); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", text, err)
		}
	}
	if _, err := ParseAssets([]byte(good), 1); err == nil {
		t.Error("an asset of another chain is read")
	}
}
