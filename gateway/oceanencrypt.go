package gateway

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/ocean"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/storage/fileobjects"
	"github.com/latchkey-network/latchkey/terms"
)

const (
	// previewTimeout bounds what is found out about the files of one object for its preview, and maxPreviews how many are asked for.
	previewTimeout = 10 * time.Second
	maxPreviews    = 16
	// maxChecked bounds a file whose checksum is asked for, in bytes, and checkTimeout the time that this takes.
	maxChecked   = 1 << 30
	checkTimeout = time.Minute
)

// serveEncrypt is POST /api/services/encrypt: of a files object a sealed object, of a DDO an envelope. Whatever fails cuts the
// connection.
func (g *Gateway) serveEncrypt(w http.ResponseWriter, r *http.Request) error {
	body, err := readBody(w, r, maxFileRequest)
	if err != nil {
		return err
	}
	leave, ok := enter(g.limits.seals)
	if !ok {
		return refuse(busy, "try again in a second")
	}
	defer leave()
	ctx, cancel := context.WithTimeout(r.Context(), oceanTimeout)
	defer cancel()
	text, err := g.encrypt(ctx, r.URL.Query().Get("chainId"), body)
	if err != nil {
		// The client cannot be told. What it wanted encrypted is in none of these errors.
		g.log.Warn("encrypt was cut", "err", err)
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(http.StatusCreated)
	_, err = io.WriteString(w, text)
	return gone(err)
}

func (g *Gateway) encrypt(ctx context.Context, chainID string, body []byte) (string, error) {
	world, err := g.oceanWorld(chainID)
	if err != nil {
		return "", err
	}
	if err := g.servesOcean(); err != nil {
		return "", err
	}
	files, notFiles := ocean.ParseFiles(body)
	if notFiles != nil {
		if err := publicDDO(body); err != nil {
			return "", refuse(malformed, "it is no files object (%v), and no DDO: %v", notFiles, err)
		}
		return ocean.EncodeDDO(body)
	}
	all := make([]*fileobjects.File, len(files.Files))
	for i, raw := range files.Files {
		if all[i], err = fileobjects.ParseFile(i, raw); err != nil {
			return "", refuse(malformed, "%v", err)
		}
	}
	if err := g.promises(ctx, world, world.Ocean.Committee); err != nil {
		return "", err
	}
	if err := g.pair(ctx, world, files.NFT, files.Datatoken); err != nil {
		return "", err
	}
	s, err := world.serving(ctx, g.nodes, world.Ocean.Committee, false, g.now())
	if err != nil {
		return "", err
	}
	return ocean.SealFiles(body, sealed.Recipient{Key: s.keys.X, Terms: terms.Terms{ChainID: *uint256.NewInt(world.Chain.ChainID()), Committees: world.Committees,
		Committee: *uint256.NewInt(world.Ocean.Committee), Confirmations: world.Ocean.Confirmations}}, g.previews(ctx, world, all))
}

// publicDDO refuses what may not be told to everybody as a DDO: what has files of its own, as a files object, and services
// whose files nobody encrypted. It quotes nothing.
func publicDDO(body []byte) error {
	var top struct {
		Files json.RawMessage `json:"files"`
	}
	if json.Unmarshal(body, &top) != nil || top.Files != nil {
		return errors.New("it has files")
	}
	ddo, err := ocean.ParseDDO(body)
	if err != nil {
		return errors.New("it has not the fields of one")
	}
	for i := range ddo.Services {
		digits, ok := strings.CutPrefix(ddo.Services[i].Files, "0x")
		if _, err := hex.DecodeString(digits); ddo.Services[i].Files != "" && (!ok || err != nil) {
			return fmt.Errorf("the files of its service %d are not encrypted", i)
		}
	}
	return nil
}

// pair refuses an NFT that Ocean's factory did not make, and a datatoken that is not the NFT's: an object sealed for them would
// open for nobody. Both were made just now, so it waits for their block.
func (g *Gateway) pair(ctx context.Context, world *World, nft, datatoken common.Address) error {
	hash := digest(ocean.DID(world.Chain.ChainID(), nft))
	selector := crypto.Keccak256([]byte("getERC721Address()"))[:4]
	return g.patiently(ctx, oceanPatience, func() (again bool, err error) {
		_, err = g.nftOf(ctx, world, hash)
		if errors.Is(err, sql.ErrNoRows) {
			return true, refuse(malformed, "%s is no data NFT of the factory's", nft)
		}
		if err != nil {
			return false, err
		}
		view, err := world.Chain.At(ctx, 0)
		if err != nil {
			return false, err
		}
		out, err := view.Call(ctx, datatoken, selector)
		switch {
		case err == nil && len(out) == 32 && common.BytesToAddress(out) == nft:
			return false, nil
		case err == nil || errors.Is(err, chain.ErrReverted) || errors.Is(err, chain.ErrNoCode):
			return true, refuse(malformed, "%s is no datatoken of the NFT %s", datatoken, nft)
		}
		return false, err
	})
}

// previews asks what everybody may know of files; none if nothing comes out.
func (g *Gateway) previews(ctx context.Context, world *World, files []*fileobjects.File) []ocean.Preview {
	if world.Ocean.NoPreviews || len(files) > maxPreviews {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, previewTimeout)
	defer cancel()
	all := make([]ocean.Preview, len(files))
	var asking sync.WaitGroup
	for i, f := range files {
		if kind := f.Type(); kind == "graphql" || kind == "smartcontract" { // what they answer depends on who asks, and for what
			continue
		}
		asking.Go(func() {
			info, err := fileobjects.Probe(ctx, f, nil, false, g.fileOptions(world))
			if err != nil {
				return
			}
			all[i].Type = info.Type
			if info.Size >= 0 {
				size := uint64(info.Size)
				all[i].Length = &size
			}
		})
	}
	asking.Wait()
	for _, p := range all {
		if p != (ocean.Preview{}) {
			return all
		}
	}
	return nil
}

// fileOptions are how files of a world's services are read.
func (g *Gateway) fileOptions(world *World) *fileobjects.Options {
	limit := world.Ocean.MaxFile
	if limit <= 0 {
		limit = 1 << 40
	}
	return &fileobjects.Options{
		Storage: storage.Options{Transport: g.transport, MaxSize: limit, Public: !g.cfg.Private},
		Call: func(ctx context.Context, chainID uint64, to common.Address, data []byte) ([]byte, error) {
			for _, w := range g.cfg.Worlds {
				if w.Chain.ChainID() == chainID {
					view, err := w.Chain.At(ctx, 0)
					if err != nil {
						return nil, err
					}
					return view.Call(ctx, to, data)
				}
			}
			return nil, fmt.Errorf("this gateway does not read chain %d", chainID)
		},
	}
}

// metadataEvents are those that bring a DDO: uint8 state, string decryptorUrl, bytes flags, bytes data, bytes32 hash, uint256
// timestamp, uint256 blockNumber.
var metadataEvents = []common.Hash{
	crypto.Keccak256Hash([]byte("MetadataCreated(address,uint8,string,bytes,bytes,bytes32,uint256,uint256)")),
	crypto.Keccak256Hash([]byte("MetadataUpdated(address,uint8,string,bytes,bytes,bytes32,uint256,uint256)")),
}

var metadataArguments = func() (args abi.Arguments) {
	for _, name := range []string{"uint8", "string", "bytes", "bytes", "bytes32", "uint256", "uint256"} {
		t, err := abi.NewType(name, "", nil)
		if err != nil {
			panic(err)
		}
		args = append(args, abi.Argument{Type: t})
	}
	return args
}()

// serveDecrypt is POST /api/services/decrypt, as Ocean's indexers call it: the DDO that a transaction put on the chain, or that they
// send. DDOs are public, so it asks for no signature; what is sealed it does not open.
func (g *Gateway) serveDecrypt(w http.ResponseWriter, r *http.Request) error {
	body, err := readBody(w, r, 3*maxFileRequest) // hex
	if err != nil {
		return err
	}
	leave, ok := enter(g.limits.lookups)
	if !ok {
		return refuse(busy, "try again in a second")
	}
	defer leave()
	var q struct {
		ChainID           json.RawMessage `json:"chainId"`
		TransactionID     string          `json:"transactionId"`
		DataNFT           string          `json:"dataNftAddress"`
		EncryptedDocument string          `json:"encryptedDocument"`
		Flags             json.RawMessage `json:"flags"`
		DocumentHash      string          `json:"documentHash"`
	}
	if json.Unmarshal(body, &q) != nil {
		return refuse(malformed, "the body is not the JSON of a request to decrypt")
	}
	world, err := g.oceanWorld(strings.Trim(string(q.ChainID), `"`))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), oceanTimeout)
	defer cancel()
	var flags, data []byte
	var hash common.Hash
	if q.TransactionID != "" {
		if flags, data, hash, err = g.metadataOf(ctx, world, q.TransactionID, q.DataNFT); err != nil {
			return err
		}
	} else {
		var n uint8
		data, err = hex.DecodeString(strings.TrimPrefix(q.EncryptedDocument, "0x"))
		h, err2 := hex.DecodeString(strings.TrimPrefix(q.DocumentHash, "0x"))
		if err != nil || err2 != nil || len(h) != len(hash) {
			return refuse(malformed, "encryptedDocument or documentHash is not hex, and there is no transactionId")
		}
		if text := strings.Trim(string(q.Flags), `"`); text != "" && text != "null" {
			v, err := strconv.ParseUint(text, 0, 8)
			if err != nil {
				return refuse(malformed, "flags are no number")
			}
			n = uint8(v)
		}
		flags, hash = []byte{n}, common.Hash(h)
	}
	ddo, err := ocean.DecodeMetadata(flags, data, hash)
	if err == nil {
		_, err = ocean.ParseDDO(ddo)
	}
	if err != nil {
		return refuse(malformed, "%v", err)
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	w.WriteHeader(http.StatusCreated)
	_, err = w.Write(ddo)
	return gone(err)
}

// metadataOf returns what a transaction put on the chain for a data NFT, or for whichever one if none is named.
func (g *Gateway) metadataOf(ctx context.Context, world *World, tx, nft string) (flags, data []byte, hash common.Hash, err error) {
	id, err := readHash(tx)
	if err != nil {
		return nil, nil, hash, refuse(malformed, "transactionId is no hash of a transaction")
	}
	receipt, err := world.Chain.Receipt(ctx, id)
	if err != nil {
		return nil, nil, hash, g.chainFails(world, err)
	}
	if receipt == nil || receipt.Status != types.ReceiptStatusSuccessful {
		return nil, nil, hash, refuse(notFound, "the chain has no such transaction")
	}
	for _, l := range receipt.Logs {
		if len(l.Topics) == 0 || l.Topics[0] != metadataEvents[0] && l.Topics[0] != metadataEvents[1] || nft != "" && !strings.EqualFold(l.Address.Hex(), nft) {
			continue
		}
		if values, err := metadataArguments.Unpack(l.Data); err == nil {
			return values[2].([]byte), values[3].([]byte), values[4].([32]byte), nil
		}
	}
	return nil, nil, hash, refuse(notFound, "the transaction put no metadata on the chain")
}

func readHash(text string) (h common.Hash, err error) {
	digits, ok := strings.CutPrefix(text, "0x")
	b, err := hex.DecodeString(digits)
	if !ok || err != nil || len(b) != len(h) {
		return h, errors.New("is no hash")
	}
	return common.Hash(b), nil
}

// fileInfo is what clients are told of a file.
type fileInfo struct {
	Index         int    `json:"index"`
	Type          string `json:"type"`
	ContentType   string `json:"contentType,omitempty"`
	ContentLength string `json:"contentLength,omitempty"`
	Checksum      string `json:"checksum,omitempty"`
	ChecksumType  string `json:"checksumType,omitempty"`
	Valid         bool   `json:"valid"`
}

// serveFileInfo is POST /api/services/fileinfo: of a service, what its sealed object says to everybody; of a file object, what
// its place says.
func (g *Gateway) serveFileInfo(w http.ResponseWriter, r *http.Request) error {
	body, err := readBody(w, r, maxFileRequest)
	if err != nil {
		return err
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(body, &fields) != nil || fields == nil {
		return refuse(malformed, "the body is not a JSON object")
	}
	w.Header().Set("Cache-Control", "no-store")
	if _, ok := fields["did"]; ok {
		var did, id string
		if json.Unmarshal(fields["did"], &did) != nil || json.Unmarshal(fields["serviceId"], &id) != nil {
			return refuse(malformed, "did and serviceId are not texts")
		}
		infos, err := g.previewsOf(r.Context(), did, id)
		if err != nil {
			return err
		}
		return writeJSON(w, infos)
	}
	var checksum bool
	json.Unmarshal(fields["checksum"], &checksum)
	for _, name := range []string{"checksum", "userdata", "checksumType"} {
		delete(fields, name)
	}
	if body, err = json.Marshal(fields); err != nil {
		return err
	}
	f, err := fileobjects.ParseFile(0, body)
	if err != nil {
		return refuse(malformed, "%v", err)
	}
	slots := g.limits.probes
	if checksum {
		slots = g.limits.checks
	}
	leave, ok := enter(slots)
	if !ok {
		return refuse(busy, "try again in a second")
	}
	defer leave()
	world, err := g.oceanWorld("")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), checkTimeout)
	defer cancel()
	options := g.fileOptions(world)
	if checksum {
		options.Storage.MaxSize = min(options.Storage.MaxSize, maxChecked)
	}
	one := fileInfo{Type: f.Type()}
	if info, err := fileobjects.Probe(ctx, f, nil, checksum, options); err == nil {
		one.Valid, one.ContentType = true, info.Type
		if info.Size >= 0 {
			one.ContentLength = strconv.FormatInt(info.Size, 10)
		}
		if info.Checksum != "" {
			one.Checksum, one.ChecksumType = info.Checksum, "sha256"
		}
	}
	return writeJSON(w, []fileInfo{one})
}

// previewsOf is what the chain says of the files of a service. Of which kind they are, and where, is sealed.
func (g *Gateway) previewsOf(ctx context.Context, did, id string) ([]fileInfo, error) {
	ctx, cancel := context.WithTimeout(ctx, oceanTimeout)
	defer cancel()
	world, asset, err := g.asset(ctx, did)
	if err != nil {
		return nil, err
	}
	service, err := serviceOf(asset, id)
	if err != nil {
		return nil, err
	}
	object, err := g.sealedFor(world, asset, service)
	if err != nil {
		return nil, err
	}
	if len(object.Previews) == 0 {
		return []fileInfo{{Type: "sealed", Valid: true}}, nil
	}
	var all []fileInfo
	for i, p := range object.Previews {
		one := fileInfo{Index: i, Type: "sealed", ContentType: p.Type, Valid: true}
		if p.Length != nil {
			one.ContentLength = strconv.FormatUint(*p.Length, 10)
		}
		if p.Hash != nil {
			one.Checksum, one.ChecksumType = hex.EncodeToString(p.Hash[:]), "sha256"
		}
		all = append(all, one)
	}
	return all, nil
}
