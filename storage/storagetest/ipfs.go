package storagetest

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/ipfs/boxo/blockservice"
	chunk "github.com/ipfs/boxo/chunker"
	"github.com/ipfs/boxo/exchange/offline"
	"github.com/ipfs/boxo/gateway"
	"github.com/ipfs/boxo/ipld/merkledag"
	"github.com/ipfs/boxo/ipld/unixfs/importer/balanced"
	"github.com/ipfs/boxo/ipld/unixfs/importer/helpers"
	blocks "github.com/ipfs/go-block-format"
	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"
	"github.com/multiformats/go-multihash"
)

// IPFS is an IPFS node without a network: IPFS's own library (boxo) with its blocks in a
// folder, its trustless gateway, and as much of kubo's RPC as an uploader needs. The tree of a
// file that is added is the library's, not ours.
type IPFS struct {
	DAG          ipld.DAGService
	blocks       dirBlocks
	API, Gateway http.Handler // the RPC, and the trustless gateway

	mu   sync.Mutex
	pins []string // guarded by mu
}

// NewIPFS returns a node with nothing in it; it serves nobody yet.
func NewIPFS(t testing.TB) *IPFS {
	store := dirBlocks(t.TempDir())
	service := blockservice.New(store, offline.Exchange(store))
	backend, err := gateway.NewBlocksBackend(service)
	if err != nil {
		t.Fatal(err)
	}
	n := &IPFS{DAG: merkledag.NewDAGService(service), blocks: store}
	n.Gateway = gateway.NewHandler(gateway.Config{DisableHTMLErrors: true}, backend)
	api := http.NewServeMux()
	api.HandleFunc("POST /api/v0/block/put", n.rpc(n.blockPut))
	api.HandleFunc("POST /api/v0/add", n.rpc(n.add))
	api.HandleFunc("POST /api/v0/pin/add", n.rpc(n.pinAdd))
	n.API = api
	return n
}

// Serve starts the node, and returns the URL of its RPC as a store and of its gateway.
func (n *IPFS) Serve(t testing.TB) (store, gateway string) {
	api, gw := httptest.NewServer(n.API), httptest.NewServer(n.Gateway)
	t.Cleanup(api.Close)
	t.Cleanup(gw.Close)
	return "ipfs+" + api.URL, gw.URL
}

// Pinned are the CIDs that the node was told to keep.
func (n *IPFS) Pinned() ([]string, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.pins), nil
}

func (n *IPFS) pin(c cid.Cid) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !slices.Contains(n.pins, c.String()) {
		n.pins = append(n.pins, c.String())
	}
}

// rpc answers as kubo does: errors are 500 with an object that says so.
func (n *IPFS) rpc(do func(r *http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		answer, err := do(r)
		w.Header().Set("Content-Type", "application/json")
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			answer = map[string]any{"Message": err.Error(), "Code": 0, "Type": "error"}
		}
		json.NewEncoder(w).Encode(answer)
	}
}

func formFile(r *http.Request) (io.Reader, error) {
	form, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	return form.NextPart()
}

func (n *IPFS) blockPut(r *http.Request) (any, error) {
	part, err := formFile(r)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(part)
	if err != nil {
		return nil, err
	}
	if len(data) > 1<<20 && r.FormValue("allow-big-block") != "true" {
		return nil, errors.New("produced block is over 1MiB: big blocks can't be exchanged with other peers")
	}
	codec := map[string]uint64{"raw": cid.Raw, "dag-pb": cid.DagProtobuf}[r.URL.Query().Get("cid-codec")]
	hash, err := multihash.Sum(data, multihash.SHA2_256, -1)
	if err != nil {
		return nil, err
	}
	c := cid.NewCidV1(codec, hash)
	block, err := blocks.NewBlockWithCid(data, c)
	if err != nil {
		return nil, err
	}
	return map[string]any{"Key": c.String(), "Size": len(data)}, n.blocks.Put(r.Context(), block)
}

func (n *IPFS) add(r *http.Request) (any, error) {
	query := r.URL.Query()
	part, err := formFile(r)
	if err != nil {
		return nil, err
	}
	splitter, err := chunk.FromString(part, query.Get("chunker"))
	if err != nil {
		return nil, err
	}
	links, err := strconv.Atoi(query.Get("max-file-links"))
	if err != nil {
		return nil, err
	}
	version, err := strconv.Atoi(query.Get("cid-version"))
	if err != nil {
		return nil, err
	}
	builder, err := merkledag.PrefixForCidVersion(version)
	if err != nil {
		return nil, err
	}
	params := helpers.DagBuilderParams{Maxlinks: links, RawLeaves: query.Get("raw-leaves") == "true", CidBuilder: builder, Dagserv: n.DAG}
	helper, err := params.New(splitter)
	if err != nil {
		return nil, err
	}
	root, err := balanced.Layout(helper)
	if err != nil {
		return nil, err
	}
	if query.Get("pin") == "true" {
		n.pin(root.Cid())
	}
	return map[string]any{"Name": "object", "Hash": root.Cid().String(), "Size": "0"}, nil
}

func (n *IPFS) pinAdd(r *http.Request) (any, error) {
	root, err := cid.Decode(r.URL.Query().Get("arg"))
	if err != nil {
		return nil, err
	}
	if err := merkledag.FetchGraph(r.Context(), root, n.DAG); err != nil {
		return nil, err
	}
	n.pin(root)
	return map[string]any{"Pins": []string{root.String()}}, nil
}

// dirBlocks keeps blocks as files, under the hash that their CID has.
type dirBlocks string

func (d dirBlocks) path(c cid.Cid) string {
	return filepath.Join(string(d), hex.EncodeToString(c.Hash()))
}

func (d dirBlocks) Has(_ context.Context, c cid.Cid) (bool, error) {
	_, err := os.Stat(d.path(c))
	return err == nil, nil
}

func (d dirBlocks) Get(_ context.Context, c cid.Cid) (blocks.Block, error) {
	data, err := os.ReadFile(d.path(c))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ipld.ErrNotFound{Cid: c}
	} else if err != nil {
		return nil, err
	}
	return blocks.NewBlockWithCid(data, c)
}

func (d dirBlocks) GetSize(_ context.Context, c cid.Cid) (int, error) {
	info, err := os.Stat(d.path(c))
	if err != nil {
		return -1, ipld.ErrNotFound{Cid: c}
	}
	return int(info.Size()), nil
}

func (d dirBlocks) Put(_ context.Context, b blocks.Block) error {
	if _, err := os.Stat(d.path(b.Cid())); err == nil {
		return nil
	}
	f, err := os.CreateTemp(string(d), ".new-")
	if err != nil {
		return err
	}
	_, err = f.Write(b.RawData())
	return errors.Join(err, f.Close(), os.Rename(f.Name(), d.path(b.Cid())))
}

func (d dirBlocks) PutMany(ctx context.Context, all []blocks.Block) error {
	for _, b := range all {
		if err := d.Put(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

func (d dirBlocks) DeleteBlock(_ context.Context, c cid.Cid) error { return os.Remove(d.path(c)) }

func (d dirBlocks) AllKeysChan(context.Context) (<-chan cid.Cid, error) {
	return nil, fmt.Errorf("not in a test")
}
