package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/ocean"
	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/sealed"
)

// Ocean configures the Provider API of Ocean Protocol on a world's chain, for Ocean's own clients (spec/ocean.md, docs/gateway.md).
type Ocean struct {
	// Factory is Ocean's ERC721Factory on the chain; assets of its data NFTs are served. Since is the block where its
	// events begin.
	Factory common.Address
	Since   uint64

	// Committee is the number of the one that encrypt seals to, in the world's contract, and Confirmations the depth at
	// which its nodes look for an order, in blocks.
	Committee, Confirmations uint64

	// Unbound lets clients in whose signature names no asset (ocean.js 6.x): whoever gets hold of such a signature can open,
	// for ten minutes, whatever else its signer has ordered. The nodes decide by themselves, too.
	Unbound bool

	// NoPreviews leaves out of sealed objects what everybody may know of their files: media type and length.
	NoPreviews bool
	// MaxFile bounds one download, in bytes; 0: 1 TiB.
	MaxFile int64

	index assets
}

// ocean says whether any world has the Provider API.
func (c *Config) ocean() bool {
	for _, w := range c.Worlds {
		if w.Ocean != nil {
			return true
		}
	}
	return false
}

const (
	// oceanTimeout bounds what is read from the chain for one request.
	oceanTimeout = 20 * time.Second
	// oceanPatience is for how long a look-up waits for a block with what it looks for: a client polls every 3 or 30
	// seconds, and comes just after its transaction.
	oceanPatience = 10 * time.Second
	// oceanAgain is the pause between two looks.
	oceanAgain = 500 * time.Millisecond
	// oceanSeals is how many requests to encrypt are under way at once, and oceanProbes how many about a file that anybody may name:
	// slots of their own, since both wait for servers that strangers choose. oceanChecks is how many read all of such a file.
	oceanSeals, oceanProbes, oceanChecks = 128, 64, 4
	// maxFileRequest bounds the body of a request that describes files or a DDO, in bytes.
	maxFileRequest = ocean.MaxDDO + 64<<10
)

// oceanServices are the services by the names that clients look for.
var oceanServices = map[string][2]string{
	"nonce":             {http.MethodGet, "/api/services/nonce"},
	"encrypt":           {http.MethodPost, "/api/services/encrypt"},
	"decrypt":           {http.MethodPost, "/api/services/decrypt"},
	"fileinfo":          {http.MethodPost, "/api/services/fileinfo"},
	"initialize":        {http.MethodGet, "/api/services/initialize"},
	"initializeCompute": {http.MethodPost, "/api/services/initializeCompute"},
	"download":          {http.MethodGet, "/api/services/download"},
}

// oceanSummaries are what the OpenAPI document says of them: their parameters and answers are Ocean's.
var oceanSummaries = map[string]string{
	"nonce":             "Ocean: the time in Unix milliseconds, for what a client signs.",
	"encrypt":           "Ocean: seal a files object, or pack a DDO. A failure cuts the connection.",
	"decrypt":           "Ocean: the DDO that a transaction put on the chain.",
	"fileinfo":          "Ocean: what everybody may know of a service's files, or of a file.",
	"initialize":        "Ocean: whether an order would open something.",
	"initializeCompute": "Ocean: refused, there are no compute jobs here.",
	"download":          "Ocean: the file that was ordered, or a part of it.",
}

// oceanRoutes wires the handlers. Clients read {"error": ".."} and nothing else of a failure.
func (g *Gateway) oceanRoutes(mux *http.ServeMux, described *huma.OpenAPI) {
	handlers := map[string]func(http.ResponseWriter, *http.Request) error{
		"nonce": g.serveNonce, "encrypt": g.serveEncrypt, "decrypt": g.serveDecrypt, "fileinfo": g.serveFileInfo, "initialize": g.serveInitialize,
		"initializeCompute": g.refuseCompute, "download": g.serveOceanDownload,
	}
	for name, h := range handlers {
		fail := (*problem).writeOcean
		if name == "encrypt" {
			fail = cut
		}
		method, path := oceanServices[name][0], oceanServices[name][1]
		mux.Handle(method+" "+path, g.handle(method+" "+path, g.fairly(h), fail))
		described.AddOperation(&huma.Operation{OperationID: "ocean-" + name, Method: method, Path: path, Summary: oceanSummaries[name],
			Responses: map[string]*huma.Response{"default": {Description: "As Ocean's Provider answers; a failure is {\"error\": \"..\"} (docs/gateway.md)."}}})
	}
	for pattern, h := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /api/aquarius/assets/ddo/{did}":      g.serveDDO,
		"GET /api/aquarius/assets/metadata/{did}": g.serveDDOMetadata,
		"POST /api/aquarius/assets/ddo/validate":  g.serveValidate,
		"/api/": func(http.ResponseWriter, *http.Request) error {
			return refuse(notFound, "this gateway has no such service")
		},
	} {
		mux.Handle(pattern, g.handle(pattern, g.fairly(h), (*problem).writeOcean))
	}
}

// fairly leaves others a part of what there is of slots.
func (g *Gateway) fairly(h func(http.ResponseWriter, *http.Request) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		leave, ok := g.limits.oceans.enter(g.limits.client(r))
		if !ok {
			return &problem{Type: tooMany, Detail: fmt.Sprintf("%d requests of this address are under way", g.limits.oceans.most), wait: time.Second}
		}
		defer leave()
		return h(w, r)
	}
}

// writeOcean writes what clients of Ocean expect of a failure.
func (p *problem) writeOcean(w http.ResponseWriter) {
	why := p.Title
	if p.Detail != "" {
		why = p.Detail
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	if p.wait > 0 {
		h.Set("Retry-After", strconv.Itoa(int(p.wait/time.Second)+1))
	}
	status := p.Status
	if p.Type == ending { // where clients ask before they pay, a plain 400 is what they show
		status = http.StatusBadRequest
	}
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]string{"error": why})
}

// cut ends the connection without an answer: of encrypt, clients put whatever text comes on the chain, whatever its status.
func cut(*problem, http.ResponseWriter) { panic(http.ErrAbortHandler) }

// wantsDiscovery says whether a request of / is a program's: a browser that shows a page asks for HTML.
func wantsDiscovery(r *http.Request) bool {
	if r.URL.Path != "/" || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	for part := range strings.SplitSeq(strings.Join(r.Header.Values("Accept"), ","), ",") {
		if kind, _, err := mime.ParseMediaType(part); err == nil && (kind == "text/html" || kind == "application/xhtml+xml") {
			return false
		}
	}
	return true
}

// serveDiscovery is GET / of a program. The addresses of a Provider are those of its keys: this one has none.
func (g *Gateway) serveDiscovery(w http.ResponseWriter, _ *http.Request) error {
	ids, addresses := []any{}, make(map[string]common.Address)
	for _, world := range g.cfg.Worlds {
		if world.Ocean != nil {
			id := world.Chain.ChainID()
			text := strconv.FormatUint(id, 10)
			ids = append(ids, id, text) // some clients look for the number, some for the text
			addresses[text] = common.Address{}
		}
	}
	w.Header().Set("Vary", "Accept")
	w.Header().Set("Cache-Control", "no-store")
	return writeJSON(w, map[string]any{"software": "Latchkey gateway", "version": "1.0.0", "chainIds": ids, "providerAddress": common.Address{},
		"providerAddresses": addresses, "serviceEndpoints": oceanServices})
}

// nonces hands out the time in Unix milliseconds, a different one to each request as far as that stays close to the time.
func (g *Gateway) oceanNonce() int64 {
	const ahead = 1000 // milliseconds
	now := g.now().UnixMilli()
	for {
		last := g.nonce.Load()
		next := now
		if last >= now && last < now+ahead {
			next = last + 1
		}
		if g.nonce.CompareAndSwap(last, next) {
			return next
		}
	}
}

// serveNonce is GET /api/services/nonce. Clients sign what comes and add one: a signature says when it was made.
func (g *Gateway) serveNonce(w http.ResponseWriter, r *http.Request) error {
	if _, err := readAddress(r.URL.Query().Get("userAddress")); err != nil {
		return refuse(malformed, "userAddress is no address")
	}
	w.Header().Set("Cache-Control", "no-store")
	return writeJSON(w, map[string]int64{"nonce": g.oceanNonce()})
}

// refuseCompute is POST /api/services/initializeCompute.
func (g *Gateway) refuseCompute(http.ResponseWriter, *http.Request) error {
	return refuse(malformed, "this gateway serves downloads only, and no compute jobs")
}

// nullFee is the provider fee of nobody. Ocean's datatoken (ERC20Template 2.6.0) compares what ecrecover answers with
// providerFeeAddress: of a signature that is none, with v = 0, that is the zero address, so a fee of the zero address needs no key.
type nullFee struct {
	ProviderFeeAddress common.Address `json:"providerFeeAddress"`
	ProviderFeeToken   common.Address `json:"providerFeeToken"`
	ProviderFeeAmount  string         `json:"providerFeeAmount"`
	ProviderData       string         `json:"providerData"`
	V                  int            `json:"v"`
	R                  common.Hash    `json:"r"`
	S                  common.Hash    `json:"s"`
	ValidUntil         int            `json:"validUntil"`
}

// serveInitialize is GET /api/services/initialize: whether an order would open something, before it is paid. Clients take 200 for yes, and
// nothing else.
func (g *Gateway) serveInitialize(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	if query.Get("environment") != "" {
		return g.refuseCompute(w, r)
	}
	consumer, err := readAddress(query.Get("consumerAddress"))
	if err != nil {
		return refuse(malformed, "consumerAddress is no address")
	}
	file, err := readFileIndex(query.Get("fileIndex"))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), oceanTimeout)
	defer cancel()
	world, asset, err := g.asset(ctx, query.Get("documentId"))
	if err != nil {
		return err
	}
	if err := asset.Usable(*consumer); err != nil {
		return refused(err)
	}
	service, err := serviceOf(asset, query.Get("serviceId"))
	if err != nil {
		return err
	}
	if err := service.Credentials.Check(*consumer); err != nil {
		return refused(err)
	}
	object, err := g.sealedFor(world, asset, service)
	if err != nil {
		return err
	}
	if err := isThere(object, file); err != nil {
		return err
	}
	if err := g.forSale(ctx, world, object); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return writeJSON(w, map[string]any{"datatoken": service.Datatoken, "nonce": g.oceanNonce(), "computeAddress": common.Address{},
		"providerFee": nullFee{ProviderFeeAmount: "0", ProviderData: "0x"}})
}

// refused makes a refusal of package ocean a problem.
func refused(err error) error {
	if why := (*ocean.Refusal)(nil); errors.As(err, &why) {
		return refuse(malformed, "%s", why.Why)
	}
	return err
}

// serviceOf returns the service that a client names, which must be one for downloads.
func serviceOf(a *ocean.Asset, id string) (*ocean.Service, error) {
	for i := range a.DDO.Services {
		if s := &a.DDO.Services[i]; s.ID == id {
			if s.Type != "access" {
				return nil, refuse(malformed, "the service %q is not one for downloads", clipped(id))
			}
			return s, nil
		}
	}
	return nil, refuse(malformed, "the asset has no service %q", clipped(id))
}

// isThere refuses the index of a file that the previews say is not there. Without them only who opens the object knows.
func isThere(object *ocean.Sealed, file uint64) error {
	if n := len(object.Previews); n > 0 && file >= uint64(n) {
		return refuse(malformed, "the service has %d files, and none of the index %d", n, file)
	}
	return nil
}

// sealedFor returns the sealed files object of a service, with the stanzas that this gateway can have opened for whoever ordered the service:
// of a committee that it asks, and under a policy for this asset. There is one at least.
func (g *Gateway) sealedFor(world *World, asset *ocean.Asset, service *ocean.Service) (*ocean.Sealed, error) {
	object, err := ocean.ParseSealed(service.Files)
	if err != nil {
		return nil, refuse(malformed, "the files of this service were not sealed by a gateway of Latchkey's: another Provider has their key")
	}
	why := refuse(malformed, "the files of this service are sealed to committees of another chain")
	object.Stanzas = slices.DeleteFunc(object.Stanzas, func(s *sealed.Stanza) bool {
		switch {
		case !world.keeps(s):
			return true
		case !sells(s.Terms.Policy, asset, service):
			why = refuse(malformed, "the files of this service were sealed for another asset: no order of it opens them")
			return true
		}
		return false
	})
	if len(object.Stanzas) == 0 {
		return nil, why
	}
	return object, nil
}

// forSale refuses what should not be sold, or not any more: this gateway ends, or so does every committee that could open it, or it was not
// sealed for them as it says. What was sold before stays open for as long as there are nodes.
func (g *Gateway) forSale(ctx context.Context, world *World, object *ocean.Sealed) error {
	err := g.servesOcean()
	if err != nil {
		return err
	}
	for _, s := range object.Stanzas {
		number := s.Terms.Committee.Uint64()
		if err = g.promises(ctx, world, number); err != nil {
			continue
		}
		com, err2 := world.serving(ctx, g.nodes, number, false, g.now())
		if err2 != nil {
			err = refuse(string(quorum.UnknownCommittee), "committee %d cannot be asked now: try again in a minute", number)
			continue
		}
		if quorum.CheckCapsule(com.keys, &s.Terms, s.Capsule) == nil {
			return nil
		}
		err = refuse(malformed, "the files of this service are damaged: no node could open them")
	}
	return err
}

// sells says whether a policy asks for an order of the service's datatoken. Whether that is enough, the nodes say.
func sells(source string, asset *ocean.Asset, service *ocean.Service) bool {
	p, err := policy.Compile(source)
	return err == nil && slices.ContainsFunc(p.Orders(), func(o policy.Order) bool {
		return (o.Chain == 0 || o.Chain == asset.DDO.ChainID) && o.NFT == asset.DDO.NFT && o.Datatoken == service.Datatoken
	})
}

// servesOcean refuses what lasts longer than the gateway does.
func (g *Gateway) servesOcean() error {
	if !g.ended() {
		return nil
	}
	return refuse(ending, "this gateway ended on %s%s", g.cfg.ServesUntil.UTC().Format(time.RFC3339), g.others())
}

// others names other gateways, for a text.
func (g *Gateway) others() string {
	if len(g.cfg.Others) == 0 {
		return ""
	}
	return "; other gateways: " + strings.Join(g.cfg.Others, ", ")
}

// promises refuses a committee of which fewer than t members promise to serve now.
func (g *Gateway) promises(ctx context.Context, world *World, number uint64) error {
	view, err := world.Chain.AtFinal(ctx)
	if err != nil {
		return err
	}
	s, _, _, err := summary(ctx, world.Chain.Committees(world.Committees), view, number)
	if err != nil {
		return err
	}
	if now := uint64(g.now().Unix()); s.PromisedUntil <= now {
		return refuse(ending, "fewer than %d members of committee %d promise to serve since %s%s", s.T, number,
			time.Unix(int64(min(s.PromisedUntil, 1<<37)), 0).UTC().Format(time.RFC3339), g.others())
	}
	return nil
}

// readBody reads the body of a request, which has at most limit bytes.
func readBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if errors.As(err, new(*http.MaxBytesError)) {
		return nil, refuse(tooLarge, "a request has at most %d bytes", limit)
	} else if err != nil {
		return nil, refuse(malformed, "the body broke off")
	}
	return body, nil
}

// readFileIndex reads the index of a file.
func readFileIndex(text string) (uint64, error) {
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil || n >= ocean.MaxFiles {
		return 0, refuse(malformed, "fileIndex %q is none of 0 to %d", clipped(text), ocean.MaxFiles-1)
	}
	return n, nil
}

// clipped is the beginning of a client's text, for an answer.
func clipped(s string) string {
	if len(s) > 80 {
		s = s[:80] + ".."
	}
	return strings.ToValidUTF8(s, "?")
}

// oceanWorld returns the world of a chain with the Provider API; an empty text is the first one's.
func (g *Gateway) oceanWorld(chainID string) (*World, error) {
	for _, w := range g.cfg.Worlds {
		if w.Ocean != nil && (chainID == "" || strconv.FormatUint(w.Chain.ChainID(), 10) == chainID) {
			return w, nil
		}
	}
	return nil, refuse(string(quorum.WrongChain), "this gateway does not serve chain %q", clipped(chainID))
}

// chainFails says that the chain cannot be read now.
func (g *Gateway) chainFails(world *World, err error) error {
	g.log.Warn("the chain cannot be read", "err", err)
	return fmt.Errorf("%w", refuse(string(quorum.ChainUnavailable), "the gateway cannot read chain %d now: try again in a minute", world.Chain.ChainID()))
}
