package gateway

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"filippo.io/age"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/ocean"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/storage/fileobjects"
	"github.com/latchkey-network/latchkey/terms"
)

const (
	// openingTimeout bounds how long a download waits until it begins: for its order to be deep enough, and for the nodes.
	openingTimeout = 2 * time.Minute
	// fewBlocks is by how much nodes may be behind this gateway.
	fewBlocks = 5
	// maxSignature bounds a signature, in bytes; that of an account with code may be long.
	maxSignature = 4 << 10
)

// readerKeys are the keys to which nodes answer for clients that have none. A node answers one signature for one reader key
// only, and clients come again with the same URL, for a part of the file or after a cut. So the key of a request comes out the
// same again, from a secret of this process that is forgotten soon: what was opened is not kept.
type readerKeys struct {
	mu      sync.Mutex
	secrets map[uint64]*[32]byte // by the nonce's ten minutes
}

// secret returns that of a nonce, which is fresh, in Unix milliseconds.
func (k *readerKeys) secret(nonce, now uint64) [32]byte {
	const old = 3 // times ten minutes: nonces of these are refused
	k.mu.Lock()
	defer k.mu.Unlock()
	for span := range k.secrets {
		if at := now / ocean.Freshness; max(at, span)-min(at, span) >= old {
			delete(k.secrets, span)
		}
	}
	span := nonce / ocean.Freshness
	if k.secrets[span] == nil {
		if k.secrets == nil {
			k.secrets = make(map[uint64]*[32]byte)
		}
		k.secrets[span] = new([32]byte)
		rand.Read(k.secrets[span][:])
	}
	return *k.secrets[span]
}

// download is what a client asks for.
type download struct {
	did, service string
	consumer     common.Address
	order        common.Hash
	nonce        uint256.Int
	file         uint64
	signature    []byte
	userdata     string
}

func readDownload(r *http.Request) (*download, error) {
	query := r.URL.Query()
	d := &download{did: query.Get("documentId"), service: query.Get("serviceId"), userdata: query.Get("userdata")}
	if more := query.Get("policyServer"); d.userdata == "" {
		d.userdata = more // Ocean Market says it so
	}
	consumer, err := readAddress(query.Get("consumerAddress"))
	if err != nil {
		return nil, refuse(malformed, "consumerAddress is no address")
	}
	d.consumer = *consumer
	if d.order, err = readHash(query.Get("transferTxId")); err != nil {
		return nil, refuse(malformed, "transferTxId is no hash of a transaction")
	}
	nonce := query.Get("nonce")
	if err := d.nonce.SetFromDecimal(nonce); err != nil || d.nonce.Dec() != nonce {
		return nil, refuse(malformed, "the nonce is no decimal number")
	}
	if d.file, err = readFileIndex(query.Get("fileIndex")); err != nil {
		return nil, err
	}
	signature := query.Get("signature")
	digits, ok := strings.CutPrefix(signature, "0x")
	if d.signature, err = hex.DecodeString(digits); !ok || err != nil || len(d.signature) == 0 || len(d.signature) > maxSignature {
		return nil, refuse(malformed, "the signature is not 0x and the hex of one")
	}
	return d, nil
}

// serveOceanDownload is GET /api/services/download. The gateway asks the nodes in the client's name, reads the file from where the opened
// object says, and passes it on; neither is kept, and no log has them.
func (g *Gateway) serveOceanDownload(w http.ResponseWriter, r *http.Request) error {
	d, err := readDownload(r)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), openingTimeout)
	defer cancel()
	if !ocean.Fresh(&d.nonce, uint64(g.now().UnixMilli())) {
		return refuse(malformed, "the nonce is not of the last ten minutes: ask for another one, and sign again")
	}
	account := lower(d.consumer)
	if wait, ok := g.limits.accounts.look(account, g.now()); !ok {
		return rateLimited(wait, "of this account")
	}
	world, asset, err := g.asset(ctx, d.did)
	if err != nil {
		return err
	}
	service, err := serviceOf(asset, d.service)
	if err != nil {
		return err
	}
	byKey, err := g.checkSigned(ctx, world, asset, d)
	if err != nil {
		return err
	}
	data, err := userdata(asset, service, d.userdata)
	if err != nil {
		return err
	}
	object, err := g.sealedFor(world, asset, service)
	if err != nil {
		return err
	}
	if err := isThere(object, d.file); err != nil {
		return err
	}
	depth, err := g.awaitOrder(ctx, world, object, d.order)
	if err != nil {
		return err
	}
	leave, ok := enter(g.limits.relays)
	if !ok {
		w.Header().Set("Retry-After", "5")
		return refuse(busy, "try again in a few seconds")
	}
	defer leave()
	if byKey { // what an account is allowed, nobody else can use up
		g.limits.accounts.take(account, g.now())
	}
	content, err := g.openFor(ctx, world, asset, object, d, depth)
	g.metrics.relayed(err)
	if err != nil {
		return err
	}
	if !byKey {
		g.limits.accounts.take(account, g.now())
	}
	file, err := fileOf(content, asset, service, d.file)
	if err != nil {
		return err
	}
	how := g.fileOptions(world)
	var public ocean.Preview
	if d.file < uint64(len(object.Previews)) {
		public = object.Previews[d.file]
	}
	how.SHA256 = public.Hash
	reader, err := fileobjects.Open(r.Context(), file, data, how)
	if err != nil {
		return refuse(fileGone, "%v", err)
	}
	defer reader.Close()
	// What has a hash is one file for ever; what has a type and a length alone may be another one each day.
	if n := reader.Size(); public.Hash != nil && public.Length != nil && n >= 0 && uint64(n) != *public.Length {
		return refuse(fileGone, "file %d (%s): it is not the file that was sealed: it has %d bytes, and had %d", d.file, file.Type(), n, *public.Length)
	}
	return g.relay(w, r, reader)
}

// checkSigned refuses a signature that the nodes would refuse: what nobody signed is not for them to look at, and would use up what this
// gateway may ask them. byKey says that the account's key signed; what its code may accept instead, the nodes see.
func (g *Gateway) checkSigned(ctx context.Context, world *World, asset *ocean.Asset, d *download) (byKey bool, err error) {
	signed := func(digest [32]byte) bool { return accepted(digest, d.signature, d.consumer) }
	switch {
	case slices.ContainsFunc(ocean.Digests(world.Chain.ChainID(), asset.DDO.NFT, &d.nonce), signed):
		return true, nil
	case slices.ContainsFunc(ocean.UnboundDigests(d.consumer, &d.nonce), signed):
		if world.Ocean.Unbound {
			return true, nil
		}
		return false, refuse(malformed, "the signature names no asset, as those of ocean.js 6 do: it would open whatever else this account has ordered, so this gateway refuses it. Use ocean.js 3 to 5")
	case len(d.signature) != crypto.SignatureLength: // an account that has no code yet can sign so (ERC-6492)
		return false, nil
	}
	view, err := world.Chain.At(ctx, 0)
	if err != nil {
		return false, g.chainFails(world, err)
	}
	code, err := view.Code(ctx, d.consumer)
	if err != nil {
		return false, g.chainFails(world, err)
	}
	if len(code) == 0 {
		return false, refuse(string(quorum.BadSignature), "the signature is not that of %s over this asset's DID and the nonce", d.consumer)
	}
	return false, nil
}

// accepted says whether a signature of 65 bytes is the account's.
func accepted(digest [32]byte, signature []byte, account common.Address) bool {
	if len(signature) != crypto.SignatureLength || signature[64] != 27 && signature[64] != 28 {
		return false
	}
	signature = bytes.Clone(signature)
	signature[64] -= 27
	key, err := crypto.SigToPub(digest[:], signature)
	return err == nil && crypto.PubkeyToAddress(*key) == account
}

// userdata reads what a buyer sends along, as the service's consumerParameters want it.
func userdata(asset *ocean.Asset, service *ocean.Service, text string) (fileobjects.Userdata, error) {
	type services []struct {
		ID         string          `json:"id"`
		Parameters json.RawMessage `json:"consumerParameters"`
	}
	var ddo struct {
		Services          services `json:"services"`
		CredentialSubject struct {
			Services services `json:"services"`
		} `json:"credentialSubject"`
	}
	if err := json.Unmarshal(asset.JSON, &ddo); err != nil {
		return nil, refuse(malformed, "the DDO cannot be read")
	}
	var raw json.RawMessage
	for _, s := range append(ddo.Services, ddo.CredentialSubject.Services...) {
		if s.ID == service.ID {
			raw = s.Parameters
			break
		}
	}
	parameters, err := fileobjects.ParseParameters(raw)
	if err != nil {
		return nil, refuse(malformed, "%v", err)
	}
	data, err := fileobjects.ParseUserdata(text, parameters)
	if err != nil {
		return nil, refuse(malformed, "%v", err)
	}
	return data, nil
}

// awaitOrder waits until the block of an order is as deep as the nodes look, and returns how deep it is beyond that. Clients come as
// soon as their own endpoint shows the order.
func (g *Gateway) awaitOrder(ctx context.Context, world *World, object *ocean.Sealed, order common.Hash) (beyond uint64, err error) {
	var confirmations uint64
	for _, s := range object.Stanzas {
		confirmations = max(confirmations, s.Terms.Confirmations)
	}
	var block uint64
	err = g.patiently(ctx, oceanPatience, func() (again bool, err error) {
		receipt, err := world.Chain.Receipt(ctx, order)
		if err != nil {
			return false, g.chainFails(world, err)
		}
		if receipt == nil {
			return true, refuse(malformed, "the chain has no order %s", order)
		}
		block = receipt.BlockNumber.Uint64()
		return false, nil
	})
	if err != nil {
		return 0, err
	}
	err = g.patiently(ctx, openingTimeout, func() (again bool, err error) {
		view, err := world.Chain.At(ctx, 0)
		if err != nil {
			return false, g.chainFails(world, err)
		}
		if head := view.Block().Number; block+confirmations <= head {
			beyond = head - block - confirmations
			return false, nil
		}
		return true, refuse(busy, "the order is not %d blocks deep yet: try again in a minute", confirmations)
	})
	return beyond, err
}

// openFor opens a sealed object for a client. Nodes that are a few blocks behind refuse what they will not refuse soon, so of a young
// order they are asked again.
func (g *Gateway) openFor(ctx context.Context, world *World, asset *ocean.Asset, object *ocean.Sealed, d *download, beyond uint64) ([]byte, error) {
	for again := 0; ; again++ {
		var content bytes.Buffer
		err := sealed.Open(ctx, &content, bytes.NewReader(object.Bytes), func(ctx context.Context, s *sealed.Stanza) ([]byte, error) {
			return g.askFor(ctx, world, asset, s, d)
		})
		var failed *quorum.OpenError
		switch {
		case err == nil:
			return content.Bytes(), nil
		case !errors.As(err, &failed):
			return nil, refuse(tooFew, "no committee could be asked for this file now: try again in a minute")
		case again >= fewBlocks || beyond+uint64(again) > fewBlocks || failed.Refused(quorum.BadSignature)+failed.Refused(quorum.UsedNonce) > 0:
			return nil, unopened(failed)
		}
		select {
		case <-ctx.Done():
			return nil, refuse(tooFew, "the nodes took too long: try again in a minute")
		case <-time.After(time.Second):
		}
	}
}

// unopened says in one text why nodes did not open a file: clients show that alone. How nodes are reached is left out.
func unopened(failed *quorum.OpenError) error {
	p := &problem{Type: tooFew, Detail: fmt.Sprintf("%d of %d nodes have to open this file", failed.T, failed.N)}
	if errors.Is(failed.Err, quorum.ErrNotEntitled) {
		p.Type = string(quorum.PolicyFalse)
	}
	var reasons []string
	nodes := make(map[string][]string)
	for _, a := range failed.Answers {
		var said *quorum.Problem
		why := "no answer"
		switch {
		case a.Err == nil:
			continue
		case errors.As(a.Err, &said):
			const maxReason = 300 // a stranger's words
			why = printable(said.Complete().Title + ": " + strings.ToValidUTF8(said.Detail[:min(len(said.Detail), maxReason)], "?"))
		case isEvidence(a.Err):
			why = "a wrong share"
		}
		if nodes[why] == nil {
			reasons = append(reasons, why)
		}
		nodes[why] = append(nodes[why], strconv.Itoa(a.Index))
	}
	for _, why := range reasons {
		p.Detail += fmt.Sprintf("; node %s: %s", strings.Join(nodes[why], ", "), why)
	}
	return p
}

// keeps says whether a stanza is for a committee that this world's nodes are of.
func (w *World) keeps(s *sealed.Stanza) bool {
	return s.Terms.ChainID == *uint256.NewInt(w.Chain.ChainID()) && s.Terms.Committees == w.Committees && s.Terms.Committee.IsUint64()
}

// askFor asks the committee of a stanza for a file key, with the request of an Ocean client.
func (g *Gateway) askFor(ctx context.Context, world *World, asset *ocean.Asset, s *sealed.Stanza, d *download) ([]byte, error) {
	if !world.keeps(s) {
		return nil, age.ErrIncorrectIdentity
	}
	now := g.now()
	serving, err := world.serving(ctx, g.nodes, s.Terms.Committee.Uint64(), false, now)
	if err != nil {
		return nil, fmt.Errorf("committee %s cannot be asked: %w", s.Terms.Committee.Dec(), err)
	}
	// What a node remembers of a request, so that it gets the same key again.
	about := sha256.New()
	about.Write(binary.BigEndian.AppendUint64(nil, world.Chain.ChainID()))
	about.Write(asset.DDO.NFT[:])
	about.Write(d.consumer[:])
	nonce := d.nonce.Bytes32()
	about.Write(nonce[:])
	q, readerKey := quorum.DeriveReaderKey(g.readers.secret(d.nonce.Uint64(), uint64(now.UnixMilli())), [32]byte(about.Sum(nil)))
	defer q.Erase()
	req := &quorum.Request{Terms: s.Terms, Capsule: s.Capsule, Epoch: serving.committee.Epoch, Signature: d.signature}
	req.Message = &terms.OceanRequest{Capsule: req.CapsuleID(), ReaderKey: readerKey, Consumer: d.consumer, Nonce: d.nonce, Order: d.order, Service: d.service, FileIndex: d.file}
	opening, err := g.nodes.Open(ctx, serving.committee, req, q)
	if err == nil {
		g.keep(opening.Wrong)
		return opening.FileKey, nil
	}
	if failed := (*quorum.OpenError)(nil); errors.As(err, &failed) {
		g.keep(failed.Wrong)
		if failed.Refused(quorum.WrongEpoch) > 0 { // the members have just changed
			world.serving(ctx, g.nodes, s.Terms.Committee.Uint64(), true, g.now())
		}
	}
	return nil, err
}

// fileOf returns a file of an opened object, which must be the service's own.
func fileOf(content []byte, asset *ocean.Asset, service *ocean.Service, index uint64) (*fileobjects.File, error) {
	files, err := ocean.ParseFiles(content)
	if err != nil {
		return nil, refuse(fileGone, "what the seller sealed is no files object")
	}
	if files.NFT != asset.DDO.NFT || files.Datatoken != service.Datatoken {
		return nil, refuse(fileGone, "the sealed object was made for another asset")
	}
	if index >= uint64(len(files.Files)) {
		return nil, refuse(malformed, "the service has %d files, and none of the index %d", len(files.Files), index)
	}
	f, err := fileobjects.ParseFile(int(index), files.Files[index])
	if err != nil {
		return nil, refuse(fileGone, "%v", err)
	}
	return f, nil
}

// relay passes a file on, or a part of it, as it comes. A file that breaks off breaks off for the client too.
func (g *Gateway) relay(w http.ResponseWriter, r *http.Request, file *fileobjects.Reader) error {
	h := w.Header()
	h.Set("Content-Disposition", "attachment;filename="+ascii(file.Name())) // clients look for exactly this
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")         // whatever it is, it does not run here
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", "application/octet-stream")
	if kind := file.Type(); kind != "" {
		h.Set("Content-Type", kind)
	}
	counted := &counter{ReadSeeker: file}
	defer func() { g.metrics.relayedBytes.Add(float64(counted.n)) }()
	if file.Size() >= 0 && file.Ranges() {
		if strings.Contains(r.Header.Get("Range"), ",") { // each of many parts would be a request to the seller's place
			r = r.Clone(r.Context())
			r.Header.Del("Range")
		}
		to := &parts{paced: paced{w}}
		http.ServeContent(to, r, "", time.Time{}, counted)
		switch {
		case to.failed == http.StatusRequestedRangeNotSatisfiable:
			return refuse(noSuchPart, "the file has %d bytes", file.Size())
		case to.failed != 0:
			return refuse(malformed, "there is no version of the file to compare with")
		case counted.err != nil && counted.err != io.EOF:
			panic(http.ErrAbortHandler)
		}
		return nil
	}
	h.Set("Accept-Ranges", "none")
	if n := file.Size(); n >= 0 {
		h.Set("Content-Length", strconv.FormatInt(n, 10))
	}
	if r.Method == http.MethodHead {
		return nil
	}
	if _, err := io.Copy(paced{w}, counted); err != nil {
		panic(http.ErrAbortHandler)
	}
	return nil
}

// paced gives a client time for each write: how slowly the seller's place sends is not its fault.
type paced struct{ w http.ResponseWriter }

func (p paced) Header() http.Header { return p.w.Header() }

func (p paced) WriteHeader(status int) { p.w.WriteHeader(status) }

func (p paced) Write(b []byte) (int, error) {
	http.NewResponseController(p.w).SetWriteDeadline(time.Now().Add(stall)) // where there are none, there is none to keep
	return p.w.Write(b)
}

// parts keeps back what net/http says, in words of its own, of a range that is none.
type parts struct {
	paced
	failed int // the status; 0 is a success
}

func (p *parts) WriteHeader(status int) {
	if status >= http.StatusBadRequest {
		p.failed = status
		h := p.Header()
		h.Del("Content-Disposition")
		h.Del("Content-Length")
		return
	}
	p.paced.WriteHeader(status)
}

func (p *parts) Write(b []byte) (int, error) {
	if p.failed != 0 {
		return len(b), nil
	}
	return p.paced.Write(b)
}

// counter counts what is read.
type counter struct {
	io.ReadSeeker
	n   int64
	err error
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.ReadSeeker.Read(p)
	c.n += int64(n)
	if err != nil {
		c.err = err
	}
	return n, err
}

// ascii is a name that every client reads the same from a header.
func ascii(name string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' || c > '~' {
			return '_'
		}
		return c
	}, name)
}
