package node

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"reflect"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/quorum"
)

// Server returns an http.Server for the handler with the limits of a node: nobody holds a
// connection without using it.
//
// What net/http complains of, such as a handler that panicked, goes to log.
func Server(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       20 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
	}
}

// routes wires the handlers. huma writes the OpenAPI document from the Go types, and
// serves it; the handlers are plain, and read strictly, as spec/http.md says.
func (n *Node) routes() http.Handler {
	mux := http.NewServeMux()
	config := huma.DefaultConfig("Latchkey node", "1.0.0")
	config.CreateHooks = nil // no $schema field in answers
	config.DocsPath = ""     // the page would come from a third party
	config.Info.Description = "A member of Latchkey committees: re-encrypts file keys to whoever meets their terms."
	api := humago.New(mux, config)

	mux.HandleFunc("POST /v1/shares", n.serveShares)
	reg := api.OpenAPI().Components.Schemas
	content := func(v reflect.Type, name, kind string) map[string]*huma.MediaType {
		return map[string]*huma.MediaType{kind: {Schema: reg.Schema(v, true, name)}}
	}
	problem := &huma.Response{Description: "Why there is no answer.",
		Content: content(reflect.TypeFor[quorum.Problem](), "Problem", "application/problem+json")}
	api.OpenAPI().AddOperation(&huma.Operation{
		OperationID: "shares", Method: http.MethodPost, Path: "/v1/shares",
		Summary: "Re-encrypt one file key to the reader key of a signed request.",
		RequestBody: &huma.RequestBody{Required: true,
			Content: content(quorum.RequestType, "ShareRequest", "application/json")},
		Responses: map[string]*huma.Response{
			"200":     {Description: "The node's share.", Content: content(quorum.AnswerType, "ShareAnswer", "application/json")},
			"default": problem,
		},
	})

	mux.HandleFunc("GET /v1/committees/{id}", n.serveKeys)
	api.OpenAPI().AddOperation(&huma.Operation{
		OperationID: "committee", Method: http.MethodGet, Path: "/v1/committees/{id}",
		Summary: "The keys of a committee that this node serves. Compare their hash with the contract's.",
		Parameters: []*huma.Param{
			{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: "string"}, Description: "The committee, decimal."},
			{Name: "epoch", In: "query", Schema: &huma.Schema{Type: "string"}, Description: "The epoch, decimal; without it, the newest that serves."},
		},
		Responses: map[string]*huma.Response{
			"200":     {Description: "The keys.", Content: content(reflect.TypeFor[quorum.Keys](), "Keys", "application/json")},
			"default": problem,
		},
	})

	mux.HandleFunc("POST /v1/policy", n.servePolicy)
	api.OpenAPI().AddOperation(&huma.Operation{
		OperationID: "policy", Method: http.MethodPost, Path: "/v1/policy",
		Summary: "Check a policy, and explain what it is for an account.",
		RequestBody: &huma.RequestBody{Required: true,
			Content: content(quorum.QuestionType, "PolicyQuestion", "application/json")},
		Responses: map[string]*huma.Response{
			"200":     {Description: "What there is to say, also about what is no policy.", Content: content(reflect.TypeFor[policy.Answer](), "PolicyAnswer", "application/json")},
			"default": problem,
		},
	})

	n.grants.routes(mux, api, n.log)

	info := quorum.Info{Grants: n.grants != nil, Operator: lower(n.Operator()), ChainID: n.domain.ChainID.Dec(), Committees: lower(n.cfg.Committees),
		Chains: []string{n.domain.ChainID.Dec()}, Hosts: n.reads.Hosts(), Confirmations: strconv.FormatUint(n.cfg.MinConfirmations, 10)}
	for _, id := range n.reads.Chains() {
		info.Chains = append(info.Chains, strconv.FormatUint(id, 10))
	}
	for _, c := range n.chains() {
		tokens, strict := c.Strict()
		if !strict {
			continue
		}
		proofs := quorum.Proofs{ChainID: strconv.FormatUint(c.ChainID(), 10), Tokens: []string{}}
		for _, token := range tokens {
			proofs.Tokens = append(proofs.Tokens, lower(token))
		}
		info.Proofs = append(info.Proofs, proofs)
	}
	mux.HandleFunc("GET /v1/info", func(w http.ResponseWriter, _ *http.Request) {
		now := info
		now.Ready = n.ready() == nil
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(now)
	})
	api.OpenAPI().AddOperation(&huma.Operation{
		OperationID: "info", Method: http.MethodGet, Path: "/v1/info",
		Summary: "What this node serves and reads.",
		Responses: map[string]*huma.Response{
			"200": {Description: "The node.", Content: content(reflect.TypeFor[quorum.Info](), "Info", "application/json")},
		},
	})
	for _, schema := range reg.Map() {
		schema.AdditionalProperties = nil // unknown fields are ignored, here and by clients
	}

	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		if err := n.ready(); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		io.WriteString(w, "ok\n")
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		n.problem(w, refuse(quorum.NotFound, "the interface is described at /openapi.json"))
	})
	return cors(mux)
}

// lower writes an address as all JSON of the protocol does, without EIP-55's capitals.
func lower(a common.Address) string { return "0x" + hex.EncodeToString(a[:]) }

// cors lets pages of every origin call: requests carry their own authority, and the node
// knows no cookies.
func cors(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "Retry-After")
		h.Set("X-Content-Type-Options", "nosniff")
		if r.Method == http.MethodOptions {
			h.Set("Access-Control-Allow-Methods", "GET, POST")
			h.Set("Access-Control-Allow-Headers", "Content-Type, Authorization")
			h.Set("Access-Control-Max-Age", "86400")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (n *Node) serveShares(w http.ResponseWriter, r *http.Request) {
	answer, err := n.shares(w, r)
	answered(n.metrics.requests, r, err)
	if err != nil {
		n.problem(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Write(answer)
}

// readBody reads the body of one request.
func readBody(w http.ResponseWriter, r *http.Request, most int64) ([]byte, error) {
	const tooLarge = "a request has at most %d bytes"
	if r.ContentLength > most {
		return nil, refuse(quorum.TooLarge, tooLarge, most)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	if tooMuch := (*http.MaxBytesError)(nil); errors.As(err, &tooMuch) {
		return nil, refuse(quorum.TooLarge, tooLarge, most)
	} else if err != nil {
		return nil, refuse(quorum.Malformed, "the body broke off")
	}
	return body, nil
}

// enter takes a slot, and leaves it with the function it returns; without a free one, the client is to
// come again.
func enter(slots chan struct{}, w http.ResponseWriter) (leave func(), err error) {
	select {
	case slots <- struct{}{}:
		return func() { <-slots }, nil
	default:
		w.Header().Set("Retry-After", "1")
		return nil, refuse(quorum.Busy, "try again in a second")
	}
}

// shares reads one request and returns the body of its answer.
func (n *Node) shares(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	body, err := readBody(w, r, quorum.MaxRequest)
	if err != nil {
		return nil, err
	}
	// From here on it is the node that takes the time. Whoever sends a body slowly holds up
	// nobody else.
	leave, err := enter(n.slots, w)
	if err != nil {
		return nil, err
	}
	defer leave()
	began := time.Now()
	defer func() { n.metrics.duration.Observe(time.Since(began).Seconds()) }()
	req, err := quorum.DecodeRequest(body)
	if err != nil {
		return nil, err
	}
	share, signature, err := n.answer(r.Context(), req)
	if err != nil {
		return nil, err
	}
	return quorum.EncodeAnswer(share, signature)
}

func (n *Node) serveKeys(w http.ResponseWriter, r *http.Request) {
	id, err := uint256.FromDecimal(r.PathValue("id"))
	if err != nil || id.Dec() != r.PathValue("id") {
		n.problem(w, refuse(quorum.Malformed, "a committee is a decimal number"))
		return
	}
	var epoch uint64
	if text := r.URL.Query().Get("epoch"); text != "" {
		if epoch, err = strconv.ParseUint(text, 10, 64); err != nil {
			n.problem(w, refuse(quorum.Malformed, "an epoch is a decimal number"))
			return
		}
	}
	keys, err := n.epochKeys(*id, epoch)
	if err != nil {
		n.problem(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(keys) // an error is the client's, that went away
}

// problem writes an error as a problem document. What is no *quorum.Problem is the node's
// own fault: it is logged, and the world learns no more than that.
func (n *Node) problem(w http.ResponseWriter, err error) { writeProblem(w, n.log, err) }

func writeProblem(w http.ResponseWriter, log *slog.Logger, err error) {
	p := new(quorum.Problem)
	if !errors.As(err, &p) {
		log.Error("request failed", "err", err)
		p = &quorum.Problem{Type: quorum.Internal}
	}
	p = p.Complete()
	if p.Type == quorum.Busy && w.Header().Get("Retry-After") == "" {
		w.Header().Set("Retry-After", "1")
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p)
}
