package gateway_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/devnet/oceantest"
	"github.com/latchkey-network/latchkey/gateway"
)

// oceanWorld is a devnet with Ocean's contracts and a gateway that is a Provider.
type oceanWorld struct {
	*devnet.Devnet
	ocean    *oceantest.Ocean
	gateway  *gateway.Gateway
	provider string // the gateway's URL
	log      *syncBuffer
	ahead    time.Duration // of the clocks of gateways that are started from here on
}

// syncBuffer is a buffer of a log.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// oceanChain is the number of the chain: ocean.js's createAsset knows its own networks alone, and this one as "development".
const oceanChain = 8996

func startOcean(t testing.TB) *oceanWorld {
	t.Helper()
	return startOceanOf(t, devnet.Config{ChainID: oceanChain})
}

func startOceanOf(t testing.TB, cfg devnet.Config) *oceanWorld {
	t.Helper()
	d, err := devnet.Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	o := &oceanWorld{Devnet: d, log: new(syncBuffer)}
	o.ocean = oceantest.Deploy(t, d.Chain, o.wallet(0))
	o.gateway, o.provider = o.serve(t, gateway.Config{})
	return o
}

func (o *oceanWorld) wallet(account int) *chain.Wallet {
	return chain.WalletFromKey(o.EVM.Accounts()[account])
}

// serve runs a gateway that is a Provider.
func (o *oceanWorld) serve(t testing.TB, cfg gateway.Config) (*gateway.Gateway, string) {
	t.Helper()
	return o.serveWith(t, cfg, new(gateway.Ocean))
}

// serveWith runs one that is a Provider of its own kind.
func (o *oceanWorld) serveWith(t testing.TB, cfg gateway.Config, kind *gateway.Ocean) (*gateway.Gateway, string) {
	t.Helper()
	kind.Factory, kind.Committee = o.ocean.Factory, o.Committee
	cfg.Worlds = []*gateway.World{{Chain: o.Chain, Market: o.Market.Address, Committees: o.Committees.Address,
		Ocean: kind}}
	cfg.Database, cfg.Private = filepath.Join(t.TempDir(), "gateway.db"), true
	cfg.Limits = gateway.Limits{AddressRate: 1000, AddressBurst: 10_000, AccountRate: 1000, AccountBurst: 10_000}
	cfg.Log = slog.New(slog.NewTextHandler(o.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	g, err := gateway.New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if ahead := o.ahead; ahead != 0 {
		g.SetClock(func() time.Time { return time.Now().Add(ahead) })
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		g.Run(ctx)
	}()
	server := httptest.NewServer(g.Handler())
	t.Cleanup(func() {
		server.Close()
		cancel()
		<-ended
	})
	return g, server.URL
}

// do has Ocean's client do steps as an account, and returns their results.
func (o *oceanWorld) do(t testing.TB, lib, provider string, account int, steps ...map[string]any) []json.RawMessage {
	t.Helper()
	return o.ocean.Client(t, lib, o.EVM.URL(), provider, o.EVM.Accounts()[account], steps...)
}

// read decodes a result, which is no failure.
func read[T any](t testing.TB, result json.RawMessage) (v T) {
	t.Helper()
	if why := failure(result); why != "" {
		t.Fatal(why)
	}
	if err := json.Unmarshal(result, &v); err != nil {
		t.Fatalf("%s: %v", result, err)
	}
	return v
}

// failure is the error in a result, "" if it is none.
func failure(result json.RawMessage) string {
	var failed struct{ Error string }
	json.Unmarshal(result, &failed)
	return failed.Error
}

// asset is what publish returns.
type asset struct {
	DID, NFT, Datatoken, Sealed, TxID string
	Indexed                           json.RawMessage
}

// sellerServer serves files as sellers do.
func sellerServer(t testing.TB, files map[string][]byte) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/csv")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
	}))
	t.Cleanup(s.Close)
	return s
}

func step(name string, more ...any) map[string]any {
	s := map[string]any{"step": name}
	for i := 0; i < len(more); i += 2 {
		s[more[i].(string)] = more[i+1]
	}
	return s
}

// TestOceanClients is Ocean's own clients, unmodified, on a gateway that holds no key: publish, order, download, while two of
// five nodes are dead.
func TestOceanClients(t *testing.T) {
	oceantest.Clients(t)
	o := startOcean(t)
	rain := bytes.Repeat([]byte("day,millimetres\n1,7\n"), 5000)
	at := sellerServer(t, map[string][]byte{"/secret-place/rain.csv": rain, "/secret-place/snow.csv": []byte("none\n")})
	o.ocean.Do(t, o.wallet(0), "MockERC20", o.ocean.Token, "transfer", o.wallet(2).Address(), new(big.Int).Mul(oceantest.OneToken, big.NewInt(100)))
	o.Nodes[0].Kill()
	o.Nodes[3].Kill()
	_, unbound := o.serveWith(t, gateway.Config{}, &gateway.Ocean{Unbound: true})

	for lib, price := range map[string]string{"ocean3": "0", "ocean4": "2"} {
		t.Run(lib, func(t *testing.T) {
			files := []any{map[string]any{"type": "url", "url": at.URL + "/secret-place/rain.csv", "method": "GET"},
				map[string]any{"type": "url", "url": at.URL + "/secret-place/snow.csv", "method": "GET"}}
			published := o.do(t, lib, o.provider, 1, step("provider"), step("publish", "files", files, "price", price), step("fileInfo"))
			if string(published[0]) != "true" {
				t.Fatalf("no valid Provider: %s", published[0])
			}
			a := read[asset](t, published[1])
			var indexed struct {
				Event struct{ TxID string }
				NFT   struct {
					Owner string
					State int
				}
				Datatokens []struct{ Address, Symbol string }
				Services   []struct{ Files string }
			}
			if err := json.Unmarshal(a.Indexed, &indexed); err != nil || indexed.Event.TxID != a.TxID || !strings.EqualFold(indexed.NFT.Owner, o.wallet(1).Address().Hex()) ||
				len(indexed.Datatokens) != 1 || !strings.EqualFold(indexed.Datatokens[0].Address, a.Datatoken) || indexed.Datatokens[0].Symbol == "" || indexed.Services[0].Files != a.Sealed {
				t.Fatalf("%v %s", err, a.Indexed)
			}
			content, _ := json.Marshal(map[string]any{"nftAddress": a.NFT, "datatokenAddress": a.Datatoken, "files": files})
			if n := len(a.Sealed)/2 - 1 - len(content); n > 600+2*40 { // with a preview of 40 bytes for each file
				t.Errorf("sealing adds %d bytes", n)
			}
			encrypted := o.do(t, lib, o.provider, 1, step("probe", "file", files[1]), step("encrypt", "data", map[string]any{"no": "files"}))
			if f := read[[]struct{ Checksum string }](t, encrypted[0]); len(f) != 1 || f[0].Checksum != fmt.Sprintf("%x", sha256.Sum256([]byte("none\n"))) {
				t.Errorf("%+v", f)
			}
			if failure(encrypted[1]) == "" {
				t.Errorf("the client stores %s", encrypted[1])
			}
			infos := read[[]struct {
				ContentType, ContentLength string
				Index                      int
				Valid                      bool
				URL                        string
			}](t, published[2])
			if len(infos) != 2 || !infos[0].Valid || infos[0].ContentType != "text/csv" || infos[0].ContentLength != strconv.Itoa(len(rain)) || infos[1].Index != 1 || infos[0].URL != "" {
				t.Errorf("%+v", infos)
			}

			bought := o.do(t, lib, o.provider, 2, step("initialize", "did", a.DID), step("order"), step("download"), step("download", "fileIndex", 1))
			for i := range bought {
				if why := failure(bought[i]); why != "" {
					t.Fatalf("step %d: %s", i, why)
				}
			}
			type file struct {
				Filename string
				Length   int
				SHA256   string
			}
			whole := sha256.Sum256(rain)
			if f := read[file](t, bought[2]); f.Filename != "rain.csv" || f.SHA256 != hex.EncodeToString(whole[:]) {
				t.Errorf("%+v", f)
			}
			if f := read[file](t, bought[3]); f.Filename != "snow.csv" || f.Length != 5 {
				t.Errorf("%+v", f)
			}

			// Nobody else, and nothing else.
			order := read[struct{ Order string }](t, bought[1]).Order
			if why := failure(o.do(t, lib, o.provider, 3, step("download", "did", a.DID, "order", order))[0]); why == "" {
				t.Error("who did not order got the file")
			}
			if why := failure(o.do(t, lib, o.provider, 2, step("download", "did", a.DID, "order", order, "fileIndex", 2))[0]); why == "" {
				t.Error("a file that is not there came")
			}
			// ocean.js 6 signs no asset. A gateway that takes that is not enough: the nodes do not.
			if why := failure(o.do(t, "ocean6", unbound, 2, step("download", "did", a.DID, "order", order))[0]); !strings.Contains(why, "the signature is not") {
				t.Errorf("nodes that take no such signatures say %q", why)
			}
		})
	}
	for _, secret := range []string{"secret-place", "signature="} {
		if strings.Contains(o.log.String(), secret) {
			t.Errorf("the log has %q", secret)
		}
	}
}
