package devnet

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// Lie makes the node answer with wrong shares from now on, well signed with its own
// account: the fault that evidence is for. Nothing in package node can do that; this is a
// wrapper around its handler.
func (n *Node) Lie() {
	honest := *n.handler.Load()
	lying := http.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { lie(w, r, honest, n.wallet) }))
	n.handler.Store(&lying)
}

// Places in a share (spec/threshold.md): epoch || index || A || B || ...
const shareA, shareB, shareC = 12, 45, 78

func lie(w http.ResponseWriter, r *http.Request, honest http.Handler, operator *chain.Wallet) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, quorum.MaxRequest))
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	rec := &recorder{header: make(http.Header), status: http.StatusOK}
	honest.ServeHTTP(rec, r)
	for k, v := range rec.header {
		w.Header()[k] = v
	}
	reply := rec.body.Bytes()
	var answer struct{ Share string }
	req, reqErr := quorum.DecodeRequest(body)
	if rec.status == http.StatusOK && reqErr == nil && json.Unmarshal(reply, &answer) == nil {
		share, err := hex.DecodeString(answer.Share)
		if err == nil && len(share) > shareC {
			copy(share[shareB:shareC], share[shareA:shareB]) // a point, and the wrong one
			digest := terms.Digest(req.Terms.Domain(), &terms.Share{Committee: req.Terms.Committee,
				Request: req.Digest(), Capsule: req.CapsuleID(), Share: share})
			if signature, err := operator.SignDigest(digest); err == nil {
				if lied, err := quorum.EncodeAnswer(share, signature); err == nil {
					reply = lied
				}
			}
		}
	}
	w.Header().Del("Content-Length")
	w.WriteHeader(rec.status)
	w.Write(reply)
}

// recorder keeps an answer.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }

// proxyTo passes requests on to a node that runs as a process.
func proxyTo(rawURL string) (http.Handler, error) {
	to, err := url.Parse(rawURL)
	if err != nil {
		return nil, err
	}
	return &httputil.ReverseProxy{
		Rewrite:  func(p *httputil.ProxyRequest) { p.SetURL(to) },
		ErrorLog: log.New(io.Discard, "", 0), // a node that was killed is no news
	}, nil
}
