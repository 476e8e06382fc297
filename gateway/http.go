package gateway

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/quorum"
)

// Info is what GET /v1/info tells of a gateway.
type Info struct {
	Worlds      []WorldInfo `json:"worlds" nullable:"false" doc:"The chains and markets that it serves."`
	ServesUntil string      `json:"servesUntil,omitempty" doc:"When it ends, RFC 3339; without it, it does not."`
	Gateways    []string    `json:"gateways" nullable:"false" doc:"Other gateways."`
	Uploads     *UploadInfo `json:"uploads,omitempty" doc:"What it takes at /v1/blobs; without it, nothing."`
	Limits      LimitInfo   `json:"limits"`
	Devnet      *DevnetInfo `json:"devnet,omitempty" doc:"This is a devnet: nothing in it is worth anything. Without it, money is money."`
}

// DevnetInfo is for pages that bring their visitor a wallet of a devnet.
type DevnetInfo struct {
	Accounts string `json:"accounts" doc:"URL of {\"accounts\": [{name, address, key}, ..]}, funded, whose keys everybody may know."`
}

// WorldInfo is one chain of a gateway.
type WorldInfo struct {
	ChainID    string            `json:"chainId" doc:"Decimal."`
	Market     string            `json:"market"`
	Committees string            `json:"committees" doc:"The contract whose committees can be asked: GET /v1/network."`
	Since      string            `json:"since" doc:"The block where the market's events begin, as the operator says, decimal."`
	Block      string            `json:"block" doc:"Up to which the catalogue goes, decimal; -1: not begun."`
	Head       string            `json:"head" doc:"The newest final block that was seen, decimal; -1: none."`
	RPC        string            `json:"rpc,omitempty" doc:"An endpoint of the chain for browsers; without it, ask the visitor's wallet."`
	Contracts  map[string]string `json:"contracts" nullable:"false" doc:"Where other contracts are, by name (Registry, Evidence, Draws), as far as the operator says."`
}

// UploadInfo says what uploads a gateway takes.
type UploadInfo struct {
	Open       bool   `json:"open" doc:"Without a signed token."`
	Domain     string `json:"domain" doc:"The name that tokens are for."`
	MaxBlob    int64  `json:"maxBlob" doc:"Bytes of one blob."`
	PerDay     int64  `json:"perDay" doc:"Bytes of one account, or address, in 24 hours."`
	Expiry     int64  `json:"expiry" doc:"Seconds after which an upload that is not finished is removed."`
	Protocol   string `json:"protocol" doc:"tus 1.0.0"`
	Extensions string `json:"extensions"`
}

// LimitInfo are the limits of requests.
type LimitInfo struct {
	AddressRate float64 `json:"addressRate" doc:"Requests a second of one address."`
	AccountRate float64 `json:"accountRate" doc:"Requests for access a second of one account."`
	MaxRequest  int     `json:"maxRequest" doc:"Bytes of a request for access."`
}

const (
	// searchTimeout bounds one look into the catalogue.
	searchTimeout = 5 * time.Second
	// searchAge is for how long an answer from the catalogue may be kept by others, in seconds.
	searchAge = 2
)

// routes wires the handlers. huma writes the OpenAPI document from the Go types, and serves it; the
// handlers are plain.
func (g *Gateway) routes() http.Handler {
	mux := http.NewServeMux()
	config := huma.DefaultConfig("Latchkey gateway", "1.0.0")
	config.CreateHooks = nil // no $schema field in answers
	config.DocsPath = ""     // the page would come from a third party
	config.Info.Description = "A market's front: its catalogue, access to sealed files by their committees, uploads. It holds no key."
	api := humago.New(mux, config)
	reg := api.OpenAPI().Components.Schemas
	content := func(v reflect.Type, name, kind string) map[string]*huma.MediaType {
		return map[string]*huma.MediaType{kind: {Schema: reg.Schema(v, true, name)}}
	}
	failure := &huma.Response{Description: "Why not.", Content: content(reflect.TypeFor[problem](), "Problem", "application/problem+json")}
	text := func(name, in, what string, required bool) *huma.Param {
		return &huma.Param{Name: name, In: in, Required: required, Schema: &huma.Schema{Type: "string"}, Description: what}
	}
	describe := func(id, method, path, summary string, params []*huma.Param, answer map[string]*huma.MediaType, body *huma.RequestBody) {
		api.OpenAPI().AddOperation(&huma.Operation{OperationID: id, Method: method, Path: path, Summary: summary, Parameters: params, RequestBody: body,
			Responses: map[string]*huma.Response{"200": {Description: "It.", Content: answer}, "default": failure}})
	}
	handle := func(pattern string, h func(http.ResponseWriter, *http.Request) error) {
		mux.Handle(pattern, g.handle(pattern, h, (*problem).write))
	}

	handle("POST /v1/access", g.serveAccess)
	describe("access", http.MethodPost, "/v1/access", "Ask a committee's nodes for their shares of one file key, and combine t of them.", nil,
		content(quorum.GatheredType, "Access", "application/json"),
		&huma.RequestBody{Required: true, Content: content(quorum.RequestType, "ShareRequest", "application/json")})

	handle("POST /v1/policy", g.servePolicy)
	describe("policy", http.MethodPost, "/v1/policy", "Check a policy, and say for an account which of its parts hold.", nil,
		content(reflect.TypeFor[policy.Answer](), "PolicyAnswer", "application/json"),
		&huma.RequestBody{Required: true, Content: content(quorum.QuestionType, "PolicyQuestion", "application/json")})

	handle("GET /v1/assets", g.serveSearch)
	describe("search", http.MethodGet, "/v1/assets", "Search listings. All words and filters must hold.", []*huma.Param{
		text("q", "query", "Words of title, description, tags, file names, or the seller's address. Of a word with a * behind it, the beginning (2 letters or more) is searched for.", false),
		text("seller", "query", "An account.", false), text("token", "query", "A token's contract; the zero address is the coin.", false),
		text("type", "query", "A media type, or its first part: image/png, image.", false),
		text("chain", "query", "With market: the chain, decimal.", false), text("market", "query", "With chain: the contract.", false),
		text("forSale", "query", "true: only what can be bought now.", false),
		text("kind", "query", "file, archive or secret.", false), text("licence", "query", "An SPDX expression, as the document has it.", false),
		text("minPrice", "query", "Of one token, the coin if none is named: decimal, in its smallest unit.", false), text("maxPrice", "query", "Likewise.", false),
		text("sort", "query", "newest (default), sales, title or -title, price or -price: of one token, the coin if none is named.", false),
		text("cursor", "query", "next of the page before.", false), text("limit", "query", "1 to 100, 20 by default.", false),
	}, content(reflect.TypeFor[Page](), "Page", "application/json"), nil)

	which := []*huma.Param{text("chain", "path", "Decimal.", true), text("market", "path", "The contract.", true), text("asset", "path", "0x and 32 bytes of hex.", true)}
	handle("GET /v1/assets/{chain}/{market}/{asset}", g.serveAsset)
	describe("asset", http.MethodGet, "/v1/assets/{chain}/{market}/{asset}", "One listing, whether its document is here or not.", which,
		content(reflect.TypeFor[Detail](), "Detail", "application/json"), nil)
	handle("GET /v1/assets/{chain}/{market}/{asset}/document", g.serveDocument)
	describe("document", http.MethodGet, "/v1/assets/{chain}/{market}/{asset}/document", "Its document, byte for byte: compare its SHA-256 with the chain's.", which,
		map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{Type: "object"}}}, nil)

	place := []*huma.Param{text("chain", "query", "With market: the chain, decimal.", false), text("market", "query", "With chain: the contract.", false),
		text("asset", "query", "Of one listing: 0x and 32 bytes of hex.", false)}
	handle("GET /v1/sales", g.serveSales)
	describe("sales", http.MethodGet, "/v1/sales", "What a seller sold, or an account bought: the newest first.", append([]*huma.Param{
		text("seller", "query", "An account.", false), text("buyer", "query", "An account: what it holds, and what it paid for others.", false),
		text("cursor", "query", "next of the page before.", false), text("limit", "query", "1 to 100, 20 by default.", false)}, place...),
		content(reflect.TypeFor[Sales](), "Sales", "application/json"), nil)
	handle("GET /v1/sales/totals", g.serveTotals)
	describe("totals", http.MethodGet, "/v1/sales/totals", "What a seller's sales come to, by token, by listing and by day.", append([]*huma.Param{
		text("seller", "query", "An account.", true), text("days", "query", "How many of the latest days, 90 by default.", false)}, place...),
		content(reflect.TypeFor[Totals](), "Totals", "application/json"), nil)

	handle("GET /v1/network", g.serveNetwork)
	describe("network", http.MethodGet, "/v1/network", "The committees of a chain, the oldest first: who opens what is sold.", []*huma.Param{
		text("chain", "query", "Decimal; the first one of the info document by default.", false),
		text("committees", "query", "The contract, where the gateway serves several of a chain.", false),
		text("from", "query", "The first committee, 1 by default.", false), text("limit", "query", "1 to 100, 20 by default.", false)},
		content(reflect.TypeFor[Network](), "Network", "application/json"), nil)
	handle("GET /v1/network/{chain}/{committees}/{committee}", g.serveCommittee)
	describe("committee", http.MethodGet, "/v1/network/{chain}/{committees}/{committee}", "One committee: its members, what they promise, and whether they answer.", []*huma.Param{
		text("chain", "path", "Decimal.", true), text("committees", "path", "The contract.", true), text("committee", "path", "Its number, decimal.", true)},
		content(reflect.TypeFor[CommitteeInfo](), "Committee", "application/json"), nil)
	handle("GET /v1/tokens/{chain}/{token}", g.serveToken)
	describe("token", http.MethodGet, "/v1/tokens/{chain}/{token}", "How amounts of a token are written. It is the token that says so.", []*huma.Param{
		text("chain", "path", "Decimal.", true), text("token", "path", "The contract; the zero address is the coin.", true)},
		content(reflect.TypeFor[TokenInfo](), "Token", "application/json"), nil)

	handle("GET /v1/info", func(w http.ResponseWriter, _ *http.Request) error { return writeJSON(w, g.info()) })
	describe("info", http.MethodGet, "/v1/info", "What this gateway serves, and until when.", nil, content(reflect.TypeFor[Info](), "Info", "application/json"), nil)

	g.uploadRoutes(handle)
	describe("blob", http.MethodGet, "/v1/blobs/{name}", "A blob, or a range of it. Uploads are made by the tus protocol at /v1/blobs (spec/http.md).",
		[]*huma.Param{text("name", "path", "Its SHA-256 in hex, or the upload that made it.", true)}, map[string]*huma.MediaType{"application/octet-stream": {}}, nil)
	for _, schema := range reg.Map() {
		schema.AdditionalProperties = nil // unknown fields are ignored, here and by clients
	}

	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		if err := g.ready(r.Context()); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		io.WriteString(w, "ok\n")
	})
	if g.cfg.ocean() {
		g.oceanRoutes(mux)
	}
	handle("/", func(w http.ResponseWriter, r *http.Request) error {
		if g.cfg.ocean() && wantsDiscovery(r) {
			return g.serveDiscovery(w, r)
		}
		if g.page.serve(w, r) {
			return nil
		}
		return refuse(notFound, "the interface is described at /openapi.json")
	})
	return cors(mux)
}

// ready says why no requests should come here.
func (g *Gateway) ready(ctx context.Context) error {
	if g.draining.Load() {
		return errors.New("ending")
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if err := g.db.PingContext(ctx); err != nil {
		return errors.New("the database does not answer")
	}
	for _, w := range g.cfg.Worlds {
		if w.head.Load() < 0 && w.block.Load() < 0 {
			return fmt.Errorf("the catalogue of chain %d has not begun", w.Chain.ChainID())
		}
	}
	return nil
}

// cors lets pages of every origin call: requests carry their own authority, and a gateway knows no
// cookies.
func cors(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "Accept-Ranges, Content-Disposition, Content-Length, Content-Location, Content-Range, ETag, Last-Modified, Link, Location, Retry-After, "+
			"Tus-Checksum-Algorithm, Tus-Extension, Tus-Max-Size, Tus-Resumable, Tus-Version, Upload-Defer-Length, Upload-Expires, Upload-Length, Upload-Metadata, Upload-Offset")
		h.Set("X-Content-Type-Options", "nosniff")
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			h.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, PATCH, DELETE, OPTIONS")
			h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Range, If-Unmodified-Since, Range, "+
				"Tus-Resumable, Upload-Checksum, Upload-Defer-Length, Upload-Length, Upload-Metadata, Upload-Offset, X-HTTP-Method-Override")
			h.Set("Access-Control-Max-Age", "86400")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// handle puts the limit of addresses before a handler, and counts and logs after it. Of a request the log
// has its pattern: names of blobs and bodies stay out. fail answers what went wrong before the answer began.
func (g *Gateway) handle(pattern string, h func(http.ResponseWriter, *http.Request) error, fail func(*problem, http.ResponseWriter)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		rec := &recorder{ResponseWriter: w}
		defer func() {
			took := time.Since(began)
			g.metrics.request(pattern, rec.status, took)
			g.log.Log(r.Context(), slog.LevelDebug, "request", "route", pattern, "status", rec.status, "took", took)
		}()
		err := func() error {
			if wait, ok := g.limits.addresses.take(g.limits.client(r), g.now()); !ok {
				return rateLimited(wait, "of this address")
			}
			return h(rec, r)
		}()
		if err != nil && !errors.Is(err, errGone) {
			p := asProblem(err)
			if r.Context().Err() == nil {
				if p.Type == internal {
					g.log.Error("request failed", "route", pattern, "err", err)
				}
				if rec.status == 0 {
					fail(p, rec)
				}
			}
		}
	})
}

// stall is how long a client may take for what is read or written at once.
const (
	stall      = time.Minute
	stallChunk = 1 << 20 // bytes
)

// recorder notes an answer's status. Long answers get time as they go on, and files still go by sendfile.
type recorder struct {
	http.ResponseWriter
	status int
}

func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(p)
}

// ReadFrom is what a body of a blob goes through.
func (w *recorder) ReadFrom(r io.Reader) (n int64, err error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	left, src := int64(1<<62), r
	if l, ok := r.(*io.LimitedReader); ok {
		left, src = l.N, l.R
	}
	control := http.NewResponseController(w.ResponseWriter)
	for left > 0 {
		control.SetWriteDeadline(time.Now().Add(stall))
		m, err := io.CopyN(w.ResponseWriter, src, min(left, stallChunk))
		n, left = n+m, left-m
		if err == io.EOF {
			break
		}
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

func writeJSON(w http.ResponseWriter, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(append(body, '\n'))
	return gone(err)
}

// info returns the info document.
func (g *Gateway) info() *Info {
	i := &Info{Gateways: append([]string{}, g.cfg.Others...),
		Limits: LimitInfo{AddressRate: g.limits.addresses.rate, AccountRate: g.limits.accounts.rate, MaxRequest: quorum.MaxRequest}}
	for _, w := range g.cfg.Worlds {
		one := WorldInfo{ChainID: strconv.FormatUint(w.Chain.ChainID(), 10), Market: lower(w.Market), Committees: lower(w.Committees),
			Since: strconv.FormatUint(w.Since, 10), Block: strconv.FormatInt(w.block.Load(), 10), Head: strconv.FormatInt(w.head.Load(), 10), RPC: w.BrowserRPC, Contracts: make(map[string]string)}
		for name, at := range w.Contracts {
			one.Contracts[name] = lower(at)
		}
		i.Worlds = append(i.Worlds, one)
	}
	if at := g.cfg.DevnetAccounts; at != "" {
		i.Devnet = &DevnetInfo{at}
	}
	if !g.cfg.ServesUntil.IsZero() {
		i.ServesUntil = g.cfg.ServesUntil.UTC().Format(time.RFC3339)
	}
	if u := g.cfg.Uploads; u != nil && !g.ended() {
		i.Uploads = &UploadInfo{Open: u.Open, Domain: g.uploadHost(nil), MaxBlob: u.MaxBlob, PerDay: u.PerDay, Expiry: int64(u.Expiry.Seconds()),
			Protocol: "tus " + tusVersion, Extensions: tusExtensions}
	}
	return i
}

// serveSearch is GET /v1/assets.
func (g *Gateway) serveSearch(w http.ResponseWriter, r *http.Request) error {
	s, err := readSearch(r)
	if err != nil {
		return err
	}
	return look(g, w, r, func(ctx context.Context) (*Page, error) { return g.catalogue.search(ctx, s) })
}

func readSearch(r *http.Request) (*search, error) {
	s := new(search)
	for name, values := range r.URL.Query() {
		if len(values) != 1 {
			return nil, badSearch(fmt.Sprintf("%q is there more than once", name))
		}
		v := values[0]
		var err error
		switch name {
		case "q":
			if s.text = v; len(v) > 1024 {
				err = errors.New("is longer than 1024 bytes")
			}
		case "seller":
			s.seller, err = readAddress(v)
		case "token":
			s.token, err = readAddress(v)
		case "market":
			s.market, err = readAddress(v)
		case "chain":
			s.chainID, err = strconv.ParseUint(v, 10, 63)
		case "type":
			s.kind = v
		case "kind":
			s.form = v
		case "licence":
			s.licence = v
		case "minPrice":
			s.least, err = readPrice(v)
		case "maxPrice":
			s.most, err = readPrice(v)
		case "forSale":
			s.forSale, err = strconv.ParseBool(v)
		case "sort":
			s.sort, s.down = strings.CutPrefix(v, "-")
		case "cursor":
			s.cursor = v
		case "limit":
			s.limit, err = readNumber(v, maxPage)
		default:
			err = errors.New("is no parameter of a search")
		}
		if err != nil {
			return nil, badSearch(fmt.Sprintf("%s=%q: %v", name, v, err))
		}
	}
	switch {
	case (s.market != nil) != (s.chainID != 0):
		return nil, badSearch("chain and market go together")
	case s.down && s.sort != "price" && s.sort != "title":
		return nil, badSearch("only price and title sort both ways")
	case s.least != nil && s.most != nil && s.least.Cmp(s.most) > 0:
		return nil, badSearch("minPrice is above maxPrice")
	case (s.sort == "price" || s.least != nil || s.most != nil) && s.token == nil: // prices of two tokens do not compare
		s.token = new(common.Address)
	}
	return s, nil
}

// readPrice reads a number of a token's smallest unit.
func readPrice(text string) (*big.Int, error) {
	n, ok := new(big.Int).SetString(text, 10)
	if !ok || n.Sign() < 0 || n.BitLen() > 128 {
		return nil, errors.New("is no decimal number of the token's smallest unit")
	}
	return n, nil
}

func readAddress(text string) (*common.Address, error) {
	digits, ok := strings.CutPrefix(text, "0x")
	b, err := hex.DecodeString(digits)
	if !ok || err != nil || len(b) != common.AddressLength {
		return nil, errors.New("is no address")
	}
	a := common.Address(b)
	return &a, nil
}

// named returns the listing that a path names.
func (g *Gateway) named(r *http.Request) (*Asset, error) {
	chainID, err := strconv.ParseUint(r.PathValue("chain"), 10, 63)
	if err != nil {
		return nil, refuse(malformed, "chain %q is no decimal number", r.PathValue("chain"))
	}
	market, err := readAddress(r.PathValue("market"))
	if err != nil {
		return nil, refuse(malformed, "market %q is no address", r.PathValue("market"))
	}
	asset, err := readAsset(r.PathValue("asset"))
	if err != nil {
		return nil, refuse(malformed, "asset %q %v", r.PathValue("asset"), err)
	}
	ctx, cancel := context.WithTimeout(r.Context(), searchTimeout)
	defer cancel()
	a, err := g.catalogue.asset(ctx, chainID, *market, *asset)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, refuse(notFound, "the catalogue has no such listing")
	}
	return a, err
}

// serveAsset is GET /v1/assets/{chain}/{market}/{asset}.
func (g *Gateway) serveAsset(w http.ResponseWriter, r *http.Request) error {
	a, err := g.named(r)
	if err != nil {
		return err
	}
	d := &Detail{Asset: *a}
	ctx, cancel := context.WithTimeout(r.Context(), searchTimeout)
	defer cancel()
	if d.Versions, err = g.catalogue.versions(ctx, a); err != nil {
		return err
	}
	d.terms(g.now())
	w.Header().Set("Cache-Control", "public, max-age="+strconv.Itoa(searchAge))
	if !g.cfg.ServesUntil.IsZero() {
		d.Gateways = g.cfg.Others
		for _, other := range g.cfg.Others {
			w.Header().Add("Link", fmt.Sprintf(`<%s%s>; rel="alternate"`, strings.TrimSuffix(other, "/"), r.URL.EscapedPath()))
		}
	}
	return writeJSON(w, d)
}

// serveDocument is GET /v1/assets/{chain}/{market}/{asset}/document.
func (g *Gateway) serveDocument(w http.ResponseWriter, r *http.Request) error {
	a, err := g.named(r)
	if err != nil {
		return err
	}
	if a.Metadata == nil {
		return refuse(notFound, "the document is sealed, or could not be fetched (yet)")
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	_, err = w.Write(a.Metadata)
	return gone(err)
}
