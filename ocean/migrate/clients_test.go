package migrate

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/devnet/oceantest"
	"github.com/latchkey-network/latchkey/ocean"
)

// publishing adds to an old Provider what clients ask when they publish: where its services are, encrypt, and the hash of a DDO. It
// returns what was encrypted last that is a files object.
func (p *oldProvider) publishing(chainID uint64) (encrypted func() json.RawMessage) {
	var files json.RawMessage
	p.mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		json.NewEncoder(w).Encode(map[string]any{"chainIds": []any{chainID, fmt.Sprint(chainID)}, "serviceEndpoints": map[string][2]string{
			"encrypt": {"POST", "/api/services/encrypt"}, "nonce": {"GET", "/api/services/nonce"}, "fileinfo": {"POST", "/api/services/fileinfo"}}})
	})
	p.mux.HandleFunc("POST /api/services/encrypt", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			p.refuse(w, 400, "broke off")
			return
		}
		out := p.encrypt(body)
		var object struct{ Files json.RawMessage }
		p.mu.Lock()
		if json.Unmarshal(body, &object) == nil && object.Files != nil {
			files = body
		}
		p.mu.Unlock()
		w.WriteHeader(http.StatusCreated)
		io.WriteString(w, "0x"+hex.EncodeToString(out))
	})
	p.mux.HandleFunc("POST /api/aquarius/assets/ddo/validate", func(w http.ResponseWriter, r *http.Request) {
		ddo, err := io.ReadAll(r.Body)
		if err != nil {
			p.refuse(w, 400, "broke off")
			return
		}
		var wrapped struct{ DDO json.RawMessage }
		if json.Unmarshal(ddo, &wrapped) == nil && wrapped.DDO != nil {
			ddo = wrapped.DDO
		}
		sum := sha256.Sum256(ddo)
		json.NewEncoder(w).Encode(map[string]any{"hash": "0x" + hex.EncodeToString(sum[:]), "publicKey": "", "r": []string{}, "s": []string{}, "v": ""})
	})
	return func() json.RawMessage {
		p.mu.Lock()
		defer p.mu.Unlock()
		return files
	}
}

// TestCreateAsset: what createAsset of Ocean's own clients has a Provider encrypt is read as it is, and the assets are moved.
func TestCreateAsset(t *testing.T) {
	oceantest.Clients(t)
	w := newWorldOf(t, devnet.EVMConfig{ChainID: 8996}) // the one that createAsset knows as "development"
	encrypted := w.provider.publishing(w.evm.ChainID())
	url := w.data.URL + "/a.csv"
	for _, test := range []struct {
		lib, version, file string
		kind               string // beside files
		moved              bool   // else only read
	}{
		{"ocean3", "4.1.0", `{"type":"url","index":0,"url":"` + url + `","method":"GET","headers":{"X-Key":"v"}}`, "", true},
		{"ocean4", "4.1.0", `{"type":"url","url":"` + url + `","method":"GET"}`, "", true},
		{"ocean4", "4.1.0", `{"url":"` + url + `","method":"GET"}`, "url", true},
		{"ocean4", "4.1.0", `{"type":"URL","url":"` + url + `","method":"get","headers":{}}`, "", true},
		{"ocean4", "5.0.0", `{"type":"url","url":"` + url + `","method":"GET"}`, "", true},
		{"ocean4", "4.1.0", `{"type":"ipfs","hash":"bafkreifzjut3te7nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"}`, "", false},
		{"ocean4", "4.1.0", `{"type":"s3","s3Access":{"endpoint":"https://s3.example.org","region":"eu","bucket":"bucket","objectKey":"a","accessKeyId":"b","secretAccessKey":"c"}}`, "url", false},
		{"ocean4", "4.1.0", `{"type":"graphql","url":"https://example.org/graphql","query":"{a}"}`, "url", false},
		{"ocean5", "4.1.0", `{"type":"url","url":"` + url + `","method":"GET"}`, "", true},
		{"ocean5", "5.0.0", `{"url":"` + url + `","method":"GET"}`, "url", true},
		{"ocean6", "4.1.0", `{"type":"url","url":"` + url + `","method":"GET"}`, "", true},
		{"ocean6", "5.0.0", `{"type":"s3","s3Access":{"endpoint":"https://s3.example.org","bucket":"bucket","objectKey":"a","accessKeyId":"b","secretAccessKey":"c"}}`, "", false},
	} {
		t.Run(fmt.Sprintf("%s %s %.20s", test.lib, test.version, strings.Trim(test.file, "{}")), func(t *testing.T) {
			result := w.ocean.Client(t, test.lib, w.evm.URL(), w.provider.URL, w.evm.Accounts()[0],
				map[string]any{"step": "createAsset", "files": []json.RawMessage{json.RawMessage(test.file)}, "version": test.version, "open": test.lib == "ocean5"})[0]
			var published struct{ DID, Error string }
			if err := json.Unmarshal(result, &published); err != nil || published.DID == "" {
				t.Fatalf("%s", result)
			}
			files := encrypted()
			var object struct{ Type string }
			if err := json.Unmarshal(files, &object); err != nil || object.Type != test.kind {
				t.Errorf("the client has encrypted an object with the type %q beside its files, not %q", object.Type, test.kind)
			}
			input, err := ParseAssets(fmt.Appendf(nil, `{%q:{"services":{"0":%s}}}`, published.DID, files), w.evm.ChainID())
			if err != nil {
				t.Fatal(err)
			}
			if !test.moved {
				return
			}
			w.provider.mu.Lock()
			w.provider.files[published.DID+" 0"] = json.RawMessage(strings.Replace(string(files), `{"url"`, `{"type":"url","url"`, 1))
			w.provider.mu.Unlock()
			got, err := Run(t.Context(), w.config(w.state(filepath.Join(t.TempDir(), "state"))), input)
			if err != nil || statuses(got) != "moved;" || !got[0].Services[0].Files[0].Compared {
				t.Fatalf("%+v %v", got, err)
			}
			v, err := w.chain.At(t.Context(), 0)
			if err != nil {
				t.Fatal(err)
			}
			at, err := ocean.Read(t.Context(), v, input[0].nft)
			if err != nil {
				t.Fatal(err)
			}
			if at.DDO.ID != published.DID || at.DDO.Version != test.version || at.DDO.Services[0].Endpoint != endpoint || bytes.Contains(at.JSON, []byte(w.provider.URL)) {
				t.Errorf("the DDO is %s", at.JSON)
			}
		})
	}
}
