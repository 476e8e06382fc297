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
	leave, ok := enter(g.limits.relays)
	if !ok {
		w.Header().Set("Retry-After", "5")
		return refuse(busy, "try again in a few seconds")
	}
	defer leave()
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
	if !world.Ocean.Unbound && d.unbound(world.Chain.ChainID(), asset.DDO.NFT) {
		return refuse(malformed, "the signature names no asset, as those of ocean.js 6 do: it would open whatever else this account has ordered, so this gateway refuses it. Use ocean.js 3 to 5")
	}
	data, err := userdata(asset, service, d.userdata)
	if err != nil {
		return err
	}
	object, err := g.sealedFor(ctx, world, service)
	if err != nil {
		return err
	}
	if n := len(object.Previews); n > 0 && d.file >= uint64(n) {
		return refuse(malformed, "the service has %d files, and none of the index %d", n, d.file)
	}
	depth, err := g.awaitOrder(ctx, world, object, d.order)
	if err != nil {
		return err
	}
	content, err := g.openFor(ctx, world, asset, object, d, depth)
	g.metrics.relayed(err)
	if err != nil {
		return err
	}
	g.limits.accounts.take(account, g.now())
	file, err := fileOf(content, asset, service, d.file)
	if err != nil {
		return err
	}
	how := g.fileOptions(world)
	if d.file < uint64(len(object.Previews)) {
		how.SHA256 = object.Previews[d.file].Hash
	}
	reader, err := fileobjects.Open(r.Context(), file, data, how)
	if err != nil {
		return refuse(fileGone, "%v", err)
	}
	defer reader.Close()
	return g.relay(w, r, reader)
}

// unbound says whether the signature is of the message that names no asset, and of no other.
func (d *download) unbound(chainID uint64, nft common.Address) bool {
	signed := func(digests [][32]byte) bool {
		for _, digest := range digests {
			if accepted(digest, d.signature, d.consumer) {
				return true
			}
		}
		return false
	}
	return !signed(ocean.Digests(chainID, nft, &d.nonce)) && signed(ocean.UnboundDigests(d.consumer, &d.nonce))
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
	confirmations := object.Stanzas[0].Terms.Confirmations
	for began := time.Now(); ; {
		receipt, err := world.Chain.Receipt(ctx, order)
		if err != nil && ctx.Err() == nil {
			return 0, g.chainFails(world, err)
		}
		if receipt == nil && time.Since(began) > oceanPatience {
			return 0, refuse(malformed, "the chain has no order %s", order)
		}
		if receipt != nil {
			view, err := world.Chain.At(ctx, 0)
			if err != nil && ctx.Err() == nil {
				return 0, g.chainFails(world, err)
			}
			if err == nil {
				if at, head := receipt.BlockNumber.Uint64()+confirmations, view.Block().Number; at <= head {
					return head - at, nil
				}
			}
		}
		select {
		case <-ctx.Done():
			return 0, refuse(busy, "the order is not %d blocks deep yet: try again in a minute", confirmations)
		case <-time.After(oceanAgain):
		}
	}
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
		case again >= fewBlocks || beyond+uint64(again) > fewBlocks || failed.Refused(quorum.BadSignature) > 0:
			p := &problem{Type: tooFew, Detail: failed.Error()}
			if errors.Is(failed.Err, quorum.ErrNotEntitled) {
				p.Type = string(quorum.PolicyFalse)
			}
			return nil, p
		}
		select {
		case <-ctx.Done():
			return nil, refuse(tooFew, "the nodes took too long: try again in a minute")
		case <-time.After(time.Second):
		}
	}
}

// askFor asks the committee of a stanza for a file key, with the request of an Ocean client.
func (g *Gateway) askFor(ctx context.Context, world *World, asset *ocean.Asset, s *sealed.Stanza, d *download) ([]byte, error) {
	if s.Terms.ChainID != *uint256.NewInt(world.Chain.ChainID()) || s.Terms.Committees != world.Committees || !s.Terms.Committee.IsUint64() {
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
	about.Write(binary.BigEndian.AppendUint64(nil, d.file))
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
	f, err := fileobjects.ParseFile(files.Files[index])
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
	if file.Size() >= 0 {
		http.ServeContent(w, r, "", time.Time{}, counted)
		if counted.err != nil && counted.err != io.EOF {
			panic(http.ErrAbortHandler)
		}
		return nil
	}
	h.Set("Accept-Ranges", "none")
	if r.Method == http.MethodHead {
		return nil
	}
	if _, err := io.Copy(w, counted); err != nil {
		panic(http.ErrAbortHandler)
	}
	return nil
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
