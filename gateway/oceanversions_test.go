package gateway_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/devnet/oceantest"
	"github.com/latchkey-network/latchkey/gateway"
)

// TestOceanVersions is each of Ocean's clients, unmodified, with DDOs of version 4 and 5: it publishes by its own createAsset, orders
// and downloads. Those of 6.x sign no asset, and are let in by a gateway and nodes whose operators say so alone.
func TestOceanVersions(t *testing.T) {
	oceantest.Clients(t)
	o := startOceanOf(t, devnet.Config{ChainID: oceanChain, OceanUnbound: true})
	_, unbound := o.serveWith(t, gateway.Config{}, &gateway.Ocean{Unbound: true})
	rain := []byte("day,millimetres\n1,7\n2,0\n")
	at := sellerServer(t, map[string][]byte{"/secret-place/rain.csv": rain})
	link := at.URL + "/secret-place/rain.csv"
	sum := sha256.Sum256(rain)
	for _, v := range []struct {
		lib, version, provider string
		open                   bool // the DDO is not encrypted
		file                   map[string]any
	}{
		{"ocean3", "4.1.0", o.provider, true, map[string]any{"type": "url", "index": 0, "url": link, "method": "GET"}},
		{"ocean4", "4.1.0", o.provider, false, map[string]any{"url": link, "method": "GET"}}, // createAsset puts a type beside files
		{"ocean4", "5.0.0", o.provider, false, map[string]any{"type": "URL", "url": link, "method": "get", "headers": map[string]string{}}},
		{"ocean5", "4.1.0", o.provider, false, map[string]any{"type": "url", "url": link, "method": "GET"}},
		{"ocean5", "5.0.0", o.provider, true, map[string]any{"type": "url", "url": link, "method": "GET"}},
		{"ocean6", "4.1.0", unbound, true, map[string]any{"type": "url", "url": link, "method": "GET"}},
		{"ocean6", "5.0.0", unbound, false, map[string]any{"type": "url", "url": link, "method": "GET"}},
	} {
		t.Run(v.lib+" "+v.version, func(t *testing.T) {
			published := o.do(t, v.lib, v.provider, 1, step("provider"), step("createAsset", "files", []any{v.file}, "version", v.version, "open", v.open), step("fileInfo"), step("probe", "file", map[string]any{"type": "url", "url": link, "method": "GET"}))
			if string(published[0]) != "true" {
				t.Fatalf("no valid Provider: %s", published[0])
			}
			a := read[asset](t, published[1])
			method := "did:op:"
			if v.version[0] == '5' {
				method = "did:ope:"
			}
			if !strings.HasPrefix(a.DID, method) {
				t.Fatalf("%s of version %s", a.DID, v.version)
			}
			type info struct {
				ContentType, ContentLength, Checksum string
				Valid                                bool
			}
			if infos := read[[]info](t, published[2]); len(infos) != 1 || infos[0] != (info{"text/csv", "24", "", true}) {
				t.Errorf("%+v", infos)
			}
			if infos := read[[]info](t, published[3]); len(infos) != 1 || infos[0] != (info{"text/csv", "24", hex.EncodeToString(sum[:]), true}) {
				t.Errorf("%+v", infos)
			}
			bought := o.do(t, v.lib, v.provider, 2, step("initialize", "did", a.DID), step("order"), step("download"))
			for i := range bought {
				if why := failure(bought[i]); why != "" {
					t.Fatalf("step %d: %s", i, why)
				}
			}
			if f := read[struct{ Filename, SHA256 string }](t, bought[2]); f.Filename != "rain.csv" || f.SHA256 != hex.EncodeToString(sum[:]) {
				t.Errorf("%+v", f)
			}
			if v.lib == "ocean3" || v.lib == "ocean4" {
				return // TestOceanClients has the rest of their story
			}
			order := read[struct{ Order string }](t, bought[1]).Order
			if why := failure(o.do(t, v.lib, v.provider, 3, step("download", "did", a.DID, "order", order))[0]); why == "" {
				t.Error("who did not order got the file")
			}
			if v.provider == o.provider {
				return
			}
			if why := failure(o.do(t, v.lib, o.provider, 2, step("download", "did", a.DID, "order", order))[0]); !strings.Contains(why, "names no asset") {
				t.Errorf("a gateway that takes no such signatures says %q", why)
			}
		})
	}
	for _, secret := range []string{"secret-place", "signature="} {
		if strings.Contains(o.log.String(), secret) {
			t.Errorf("the log has %q", secret)
		}
	}
}
