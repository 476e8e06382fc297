package storage_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	chunk "github.com/ipfs/boxo/chunker"
	"github.com/ipfs/boxo/ipld/merkledag"
	"github.com/ipfs/boxo/ipld/unixfs/importer/balanced"
	"github.com/ipfs/boxo/ipld/unixfs/importer/helpers"
	"github.com/ipfs/boxo/ipld/unixfs/importer/trickle"
	uio "github.com/ipfs/boxo/ipld/unixfs/io"
	unixfspb "github.com/ipfs/boxo/ipld/unixfs/pb"
	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"
	"github.com/multiformats/go-multihash"
	"google.golang.org/protobuf/proto"

	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/storage/storagetest"
)

// TestIPFSLayouts: files as others lay them out are read whole and from any offset: every depth,
// leaves raw or not, CIDs of both versions, other hash functions.
func TestIPFSLayouts(t *testing.T) {
	node := storagetest.NewIPFS(t)
	_, gateway := node.Serve(t)
	for _, layout := range []struct {
		name    string
		chunk   int64
		links   int
		raw     bool
		version int
		hash    uint64
		trickle bool
		size    int
	}{
		{"default", 262144, 174, true, 1, multihash.SHA2_256, false, 3_000_001},
		{"old", 262144, 174, false, 0, multihash.SHA2_256, false, 1_000_001},
		{"oldDeep", 1000, 3, false, 0, multihash.SHA2_256, false, 200_001},
		{"deep", 1000, 2, true, 1, multihash.SHA2_256, false, 100_001},
		{"trickle", 1000, 4, true, 1, multihash.SHA2_256, true, 100_001},
		{"blake2b", 4096, 10, true, 1, multihash.BLAKE2B_MIN + 31, false, 100_001},
		{"sha512", 4096, 10, false, 1, multihash.SHA2_512, false, 100_001},
		{"blake3", 4096, 10, true, 1, multihash.BLAKE3, false, 100_001},
		{"one", 262144, 174, false, 0, multihash.SHA2_256, false, 1},
		{"empty", 262144, 174, false, 0, multihash.SHA2_256, false, 0},
		{"emptyRaw", 262144, 174, true, 1, multihash.SHA2_256, false, 0},
	} {
		t.Run(layout.name, func(t *testing.T) {
			want := storagetest.Bytes(layout.size)
			builder := merkledag.V0CidPrefix()
			if layout.version == 1 {
				builder = cid.Prefix{Version: 1, Codec: cid.DagProtobuf, MhType: layout.hash, MhLength: -1}
			}
			params := helpers.DagBuilderParams{Maxlinks: layout.links, RawLeaves: layout.raw, CidBuilder: builder, Dagserv: node.DAG}
			helper, err := params.New(chunk.NewSizeSplitter(bytes.NewReader(want), layout.chunk))
			if err != nil {
				t.Fatal(err)
			}
			lay := balanced.Layout
			if layout.trickle {
				lay = trickle.Layout
			}
			root, err := lay(helper)
			if err != nil {
				t.Fatal(err)
			}
			for range 20 {
				offset := rand.Int64N(int64(layout.size) + 1)
				got, err := fetch(t, "ipfs://"+root.Cid().String(), &storage.Options{Gateways: []string{gateway}, Offset: offset})
				if err != nil || !bytes.Equal(got, want[offset:]) {
					t.Fatalf("from %d: %d bytes of %d, %v", offset, len(got), len(want), err)
				}
			}
		})
	}
}

// TestIPFSTree: the CID of what is put is the one that IPFS's own library finds, for sizes
// around every edge of the tree.
func TestIPFSTree(t *testing.T) {
	node := storagetest.NewIPFS(t)
	store, _ := node.Serve(t)
	const leaf = 256 << 10
	for _, size := range []int64{0, 1, leaf - 1, leaf, leaf + 1, 2 * leaf, 173*leaf + 1, 174 * leaf, 174*leaf + 1, 175*leaf + 1} {
		location, err := openStore(t, store).Put(t.Context(), "object", io.LimitReader(endless{}, size))
		if err != nil {
			t.Fatal(err)
		}
		prefix, _ := merkledag.PrefixForCidVersion(1)
		params := helpers.DagBuilderParams{Maxlinks: 174, RawLeaves: true, CidBuilder: prefix, Dagserv: node.DAG}
		helper, err := params.New(chunk.NewSizeSplitter(io.LimitReader(endless{}, size), leaf))
		if err != nil {
			t.Fatal(err)
		}
		root, err := balanced.Layout(helper)
		if err != nil {
			t.Fatal(err)
		}
		if want := "ipfs://" + root.Cid().String(); location != want {
			t.Errorf("%d bytes are at %s, want %s", size, location, want)
		}
	}
}

// TestIPFSPath: files in folders, small and sharded, are found by their path.
func TestIPFSPath(t *testing.T) {
	node := storagetest.NewIPFS(t)
	_, gateway := node.Serve(t)
	prefix, _ := merkledag.PrefixForCidVersion(1)
	file := func(text string) ipld.Node {
		n := merkledag.NewRawNode([]byte(text))
		if err := node.DAG.Add(t.Context(), n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	add := func(d uio.Directory, name string, n ipld.Node) {
		if err := d.AddChild(t.Context(), name, n); err != nil {
			t.Fatal(err)
		}
	}
	finish := func(d uio.Directory) ipld.Node {
		n, err := d.GetNode()
		if err == nil {
			err = node.DAG.Add(t.Context(), n)
		}
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	sharded, err := uio.NewHAMTDirectory(node.DAG, 0, uio.WithCidBuilder(prefix))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3000 {
		add(sharded, fmt.Sprintf("f\u00efle %d.age", i), file(fmt.Sprintf("in shard %d", i)))
	}
	basic, err := uio.NewBasicDirectory(node.DAG, uio.WithCidBuilder(prefix))
	if err != nil {
		t.Fatal(err)
	}
	add(basic, "plain", file("plain text"))
	add(basic, "many", finish(sharded))
	root := "ipfs://" + finish(basic).Cid().String()
	opts := &storage.Options{Gateways: []string{gateway}}
	for path, want := range map[string]string{
		"/plain":                      "plain text",
		"/many/f%C3%AFle%200.age":     "in shard 0",
		"/many/f%C3%AFle%202999.age":  "in shard 2999",
		"/many/f\u00efle%201234.age/": "in shard 1234",
	} {
		if got, err := fetch(t, root+path, opts); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", path, got, err)
		}
	}
	for _, path := range []string{"/none", "/many/none", "/plain/none", "/many/0"} {
		if _, err := fetch(t, root+path, opts); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("%s: %v", path, err)
		}
	}
	for _, path := range []string{"", "/many", "/../plain", "/./plain", "/many//x", strings.Repeat("/x", 33)} {
		if _, err := fetch(t, root+path, opts); err == nil || errors.Is(err, storage.ErrNotFound) {
			t.Errorf("%q: %v", path, err)
		}
	}
}

// blockServer is a gateway that serves what it is given, true or not, and remembers what it was
// asked for.
type blockServer struct {
	mu     sync.Mutex
	blocks map[string][]byte // guarded by mu: by CID
	asked  []string          // guarded by mu
}

func (s *blockServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := strings.TrimPrefix(r.URL.Path, "/ipfs/")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, c)
	if r.URL.RawQuery != "format=raw" || r.Header.Get("Accept") != "application/vnd.ipld.raw" {
		http.Error(w, "this gateway serves blocks", http.StatusNotAcceptable)
		return
	}
	block, ok := s.blocks[c]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/vnd.ipld.raw")
	w.Write(block)
}

// put serves a block under its CID.
func (s *blockServer) put(codec uint64, block []byte) cid.Cid {
	hash, _ := multihash.Sum(block, multihash.SHA2_256, -1)
	c := cid.NewCidV1(codec, hash)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blocks[c.String()] = block
	return c
}

// node serves a node of a file's tree that states those sizes.
func (s *blockServer) node(kind unixfspb.Data_DataType, data []byte, total int64, links []cid.Cid, sizes []uint64) cid.Cid {
	meta := &unixfspb.Data{Type: &kind, Data: data, Blocksizes: sizes}
	if total >= 0 {
		meta.Filesize = proto.Uint64(uint64(total))
	}
	encoded, err := proto.Marshal(meta)
	if err != nil {
		panic(err)
	}
	n := merkledag.NodeWithData(encoded)
	for _, c := range links {
		n.AddRawLink("", &ipld.Link{Cid: c})
	}
	return s.put(cid.DagProtobuf, n.RawData())
}

func startBlocks(t *testing.T) (*blockServer, string) {
	s := &blockServer{blocks: make(map[string][]byte)}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, server.URL
}

// TestIPFSHostile: what a gateway, or the maker of a tree, can do wrong is an error that says
// so, and no byte of it is delivered.
func TestIPFSHostile(t *testing.T) {
	const file = unixfspb.Data_File
	for name, test := range map[string]struct {
		make func(s *blockServer) cid.Cid
		want string // in the error
	}{
		"otherBytes": {func(s *blockServer) cid.Cid {
			c := s.put(cid.Raw, []byte("what was asked for"))
			s.blocks[c.String()] = []byte("what was not asked")
			return c
		}, "does not have the hash"},
		"otherLeaf": {func(s *blockServer) cid.Cid {
			c := s.put(cid.Raw, []byte("leaf"))
			s.blocks[c.String()] = []byte("lief")
			return s.node(file, nil, 4, []cid.Cid{c}, []uint64{4})
		}, "does not have the hash"},
		"rootAsPage": {func(s *blockServer) cid.Cid {
			c := s.put(cid.Raw, []byte("x"))
			s.blocks[c.String()] = []byte("<html>not a trustless gateway</html>")
			return c
		}, "does not have the hash"},
		"large": {func(s *blockServer) cid.Cid { return s.put(cid.Raw, make([]byte, 2<<20+1)) }, "refused"},
		"fileSizeLies": {func(s *blockServer) cid.Cid {
			return s.node(file, nil, 5, []cid.Cid{s.put(cid.Raw, []byte("leaf"))}, []uint64{4})
		}, "states 5 bytes"},
		"leafSizeLies": {func(s *blockServer) cid.Cid {
			return s.node(file, nil, 5, []cid.Cid{s.put(cid.Raw, []byte("leaf"))}, []uint64{5})
		}, "has 4 bytes where 5"},
		"leafLonger": {func(s *blockServer) cid.Cid {
			return s.node(file, nil, 3, []cid.Cid{s.put(cid.Raw, []byte("leaf"))}, []uint64{3})
		}, "has 4 bytes where 3"},
		"sizesMissing": {func(s *blockServer) cid.Cid {
			return s.node(file, nil, 4, []cid.Cid{s.put(cid.Raw, []byte("leaf"))}, nil)
		}, "0 sizes of 1 links"},
		"sizesOverflow": {func(s *blockServer) cid.Cid {
			c := s.put(cid.Raw, []byte("leaf"))
			return s.node(file, nil, -1, []cid.Cid{c, c}, []uint64{1 << 62, 1 << 62})
		}, "63 bits"},
		"sizeHuge": {func(s *blockServer) cid.Cid {
			return s.node(file, nil, -1, []cid.Cid{s.put(cid.Raw, []byte("leaf"))}, []uint64{1<<64 - 1})
		}, "63 bits"},
		"deep": {func(s *blockServer) cid.Cid {
			c := s.put(cid.Raw, []byte("leaf"))
			for range 40 {
				c = s.node(file, nil, 4, []cid.Cid{c}, []uint64{4})
			}
			return c
		}, "more than 32 levels"},
		"identityTooLarge": {func(s *blockServer) cid.Cid {
			hash, _ := multihash.Sum(make([]byte, 129), multihash.IDENTITY, -1)
			return cid.NewCidV1(cid.Raw, hash)
		}, "129 bytes in itself"},
		"identityTooLargeBelow": {func(s *blockServer) cid.Cid {
			hash, _ := multihash.Sum(make([]byte, 129), multihash.IDENTITY, -1)
			return s.node(file, nil, 129, []cid.Cid{cid.NewCidV1(cid.Raw, hash)}, []uint64{129})
		}, "129 bytes in itself"},
		"weakHash": {func(s *blockServer) cid.Cid {
			hash, _ := multihash.Sum([]byte("leaf"), multihash.SHA1, -1)
			return cid.NewCidV1(cid.Raw, hash)
		}, "hash function"},
		"shortHash": {func(s *blockServer) cid.Cid {
			hash, _ := multihash.Sum([]byte("leaf"), multihash.SHA2_256, 16)
			return cid.NewCidV1(cid.Raw, hash)
		}, "hash function"},
		"otherCodec": {func(s *blockServer) cid.Cid { return s.put(cid.DagCBOR, []byte{0xa0}) }, "codec"},
		"folder":     {func(s *blockServer) cid.Cid { return s.node(unixfspb.Data_Directory, nil, -1, nil, nil) }, "not a file"},
		"folderAsPart": {func(s *blockServer) cid.Cid {
			return s.node(file, nil, 4, []cid.Cid{s.node(unixfspb.Data_Directory, []byte("leaf"), -1, nil, nil)}, []uint64{4})
		}, "is not one"},
		"symlink": {func(s *blockServer) cid.Cid {
			return s.node(unixfspb.Data_Symlink, []byte("/etc/passwd"), -1, nil, nil)
		}, "not a file"},
		"notProto":  {func(s *blockServer) cid.Cid { return s.put(cid.DagProtobuf, []byte("not dag-pb")) }, "not dag-pb"},
		"notUnixFS": {func(s *blockServer) cid.Cid { return s.put(cid.DagProtobuf, []byte{0x0a, 0x02, 0xff, 0xff}) }, "not UnixFS"},
		"noData":    {func(s *blockServer) cid.Cid { return s.put(cid.DagProtobuf, nil) }, "not UnixFS"},
		"absent": {func(s *blockServer) cid.Cid {
			c := s.put(cid.Raw, []byte("leaf"))
			delete(s.blocks, c.String())
			return s.node(file, nil, 4, []cid.Cid{c}, []uint64{4})
		}, "not found"},
	} {
		t.Run(name, func(t *testing.T) {
			s, url := startBlocks(t)
			location := "ipfs://" + test.make(s).String()
			got, err := fetch(t, location, &storage.Options{Gateways: []string{url}, Backoff: time.Microsecond})
			if err == nil || len(got) != 0 || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%d bytes, %v; want an error with %q", len(got), err, test.want)
			}
		})
	}
}

// TestIPFSWide: trees that cost more to read than they hold are given up: a link to nothing is
// not followed, and structure without bytes has an end.
func TestIPFSWide(t *testing.T) {
	s, url := startBlocks(t)
	// Each of 20 levels names the one below 1,000 times, and all of it holds nothing.
	c := s.put(cid.Raw, []byte("leaf"))
	for range 20 {
		links := slices.Repeat([]cid.Cid{c}, 1000)
		c = s.node(unixfspb.Data_File, nil, 0, links, make([]uint64, 1000))
	}
	c = s.node(unixfspb.Data_File, nil, 4, append([]cid.Cid{s.put(cid.Raw, []byte("leaf"))}, slices.Repeat([]cid.Cid{c}, 1000)...), append([]uint64{4}, make([]uint64, 1000)...))
	if got, err := fetch(t, "ipfs://"+c.String(), &storage.Options{Gateways: []string{url}}); err != nil || string(got) != "leaf" {
		t.Errorf("a tree of nothing: %q, %v", got, err)
	}
	if len(s.asked) != 2 {
		t.Errorf("asked for %d blocks of a tree of nothing", len(s.asked))
	}
	// Each byte costs a node of more than 1 MiB.
	empty := s.put(cid.Raw, nil)
	var links []cid.Cid
	for i := range 200 {
		leaf := s.put(cid.Raw, []byte{byte(i)})
		links = append(links, s.node(unixfspb.Data_File, nil, 1, append(slices.Repeat([]cid.Cid{empty}, 25_000), leaf), append(make([]uint64, 25_000), 1)))
	}
	root := s.node(unixfspb.Data_File, nil, 200, links, slices.Repeat([]uint64{1}, 200))
	got, err := fetch(t, "ipfs://"+root.String(), &storage.Options{Gateways: []string{url}})
	if err == nil || !strings.Contains(err.Error(), "structure") || len(got) > 100 {
		t.Errorf("a tree of structure: %d bytes, %v", len(got), err)
	}
}

// TestIPFSRange: a range costs the blocks that it needs, and those fetched ahead.
func TestIPFSRange(t *testing.T) {
	s, url := startBlocks(t)
	var links []cid.Cid
	var sizes []uint64
	want := storagetest.Bytes(1000 * 1000)
	for part := range slices.Chunk(want, 1000) {
		links = append(links, s.put(cid.Raw, part))
		sizes = append(sizes, 1000)
	}
	var middle []cid.Cid
	var wide []uint64
	for i := 0; i < 1000; i += 100 {
		middle = append(middle, s.node(unixfspb.Data_File, nil, 100_000, links[i:i+100], sizes[i:i+100]))
		wide = append(wide, 100_000)
	}
	root := s.node(unixfspb.Data_File, nil, 1_000_000, middle, wide)
	r, err := storage.Open(t.Context(), "ipfs://"+root.String(), &storage.Options{Gateways: []string{url}, Offset: 567_890})
	if err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 1000)
	if _, err := io.ReadFull(r, got); err != nil || !bytes.Equal(got, want[567_890:568_890]) {
		t.Errorf("reading a range: %v", err)
	}
	r.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	// The root, a node and two leaves, and at most eight blocks ahead.
	if len(s.asked) > 12 {
		t.Errorf("asked for %d blocks", len(s.asked))
	}
	for _, c := range links[:567] {
		if slices.Contains(s.asked, c.String()) {
			t.Error("asked for a leaf before the range")
		}
	}
}

// TestIPFSGateways: gateways that lie, miss blocks or fail are passed over, block by block.
func TestIPFSGateways(t *testing.T) {
	good, goodURL := startBlocks(t)
	want := storagetest.Bytes(100_000)
	var links []cid.Cid
	var sizes []uint64
	for part := range slices.Chunk(want, 1000) {
		links = append(links, good.put(cid.Raw, part))
		sizes = append(sizes, 1000)
	}
	root := good.node(unixfspb.Data_File, nil, 100_000, links, sizes)
	liar, liarURL := startBlocks(t)
	for c, block := range good.blocks {
		liar.blocks[c] = append(bytes.Clone(block), 'x')
	}
	half, halfURL := startBlocks(t)
	half.blocks[root.String()] = good.blocks[root.String()]
	for _, c := range links[50:] {
		half.blocks[c.String()] = good.blocks[c.String()]
	}
	_, emptyURL := startBlocks(t)
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "out of order", http.StatusInternalServerError)
	}))
	t.Cleanup(broken.Close)
	location := "ipfs://" + root.String()
	opts := func(urls ...string) *storage.Options {
		return &storage.Options{Gateways: urls, Backoff: time.Microsecond, Retries: 2}
	}
	got, err := fetch(t, location, opts(liarURL, broken.URL, emptyURL, halfURL, goodURL))
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if _, err := fetch(t, location, opts(emptyURL, emptyURL)); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("of gateways that have nothing: %v", err)
	}
	if _, err := fetch(t, location, opts(emptyURL, liarURL)); err == nil || errors.Is(err, storage.ErrNotFound) || !strings.Contains(err.Error(), "hash") {
		t.Errorf("of one that has nothing and one that lies: %v", err)
	}
	if _, err := fetch(t, location, opts(emptyURL, broken.URL)); err == nil || errors.Is(err, storage.ErrNotFound) || !strings.Contains(err.Error(), "giving up") {
		t.Errorf("of one that has nothing and one that is broken: %v", err)
	}
	t.Setenv("IPFS_GATEWAY", emptyURL+" "+goodURL+"/")
	if got, err := fetch(t, location, nil); err != nil || !bytes.Equal(got, want) {
		t.Errorf("of the environment's: %d bytes, %v", len(got), err)
	}
	t.Setenv("IPFS_GATEWAY", "")
	if _, err := fetch(t, location, nil); err == nil || !strings.Contains(err.Error(), "IPFS_GATEWAY") {
		t.Errorf("without gateways: %v", err)
	}
}

// TestIPFSIdentity: small CIDs may carry their bytes, and nobody is asked.
func TestIPFSIdentity(t *testing.T) {
	hash, err := multihash.Sum([]byte("in itself"), multihash.IDENTITY, -1)
	if err != nil {
		t.Fatal(err)
	}
	got, err := fetch(t, "ipfs://"+cid.NewCidV1(cid.Raw, hash).String(), &storage.Options{Gateways: []string{"http://127.0.0.1:1"}})
	if err != nil || string(got) != "in itself" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestIPFSCut: a download over a line that breaks goes on where it was.
func TestIPFSCut(t *testing.T) {
	node := storagetest.NewIPFS(t)
	store, _ := node.Serve(t)
	server := httptest.NewServer(node.Gateway)
	t.Cleanup(server.Close)
	// A request has some 200 bytes.
	l := newCutter(t, server.Listener.Addr().String(), func(n int) int64 { return []int64{900, 300, -1, 100, 0}[n%5] })
	want := storagetest.Bytes(20 << 20)
	location, err := openStore(t, store).Put(t.Context(), "object", bytes.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	got, err := fetch(t, location, &storage.Options{Gateways: []string{"http://" + l.addr()}, Backoff: time.Microsecond})
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cuts == 0 {
		t.Error("the line never broke")
	}
}

// TestIPFSNodeLies: a node that answers with another CID, or does not keep the file, is told.
func TestIPFSNodeLies(t *testing.T) {
	other := "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"
	for name, test := range map[string]struct {
		upload string
		answer map[string]string
		want   string
	}{
		"otherBlock": {"blocks", map[string]string{"/api/v0/block/put": `{"Key":"` + other + `","Size":3}`}, "took the block"},
		"noBlock":    {"blocks", map[string]string{"/api/v0/block/put": `{}`}, "took the block"},
		"otherFile":  {"add", map[string]string{"/api/v0/add": `{"Hash":"` + other + `"}`}, "another file"},
		"noFile":     {"add", map[string]string{"/api/v0/add": ``}, "another file"},
		"notJSON":    {"add", map[string]string{"/api/v0/add": `<html>`}, "answer to add"},
		"otherPin":   {"blocks", map[string]string{"/api/v0/pin/add": `{"Pins":["` + other + `"]}`}, "does not say that it keeps"},
		"noPin":      {"add", map[string]string{"/api/v0/pin/add": `{"Progress":1}`}, "does not say that it keeps"},
	} {
		t.Run(name, func(t *testing.T) {
			node := storagetest.NewIPFS(t)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if answer, ok := test.answer[r.URL.Path]; ok {
					io.Copy(io.Discard, r.Body)
					io.WriteString(w, answer)
					return
				}
				node.API.ServeHTTP(w, r)
			}))
			t.Cleanup(server.Close)
			store := openStore(t, "ipfs+"+server.URL+"?upload="+test.upload)
			store.Options.Backoff = time.Microsecond
			location, err := store.Put(t.Context(), "object", strings.NewReader("abc"))
			if err == nil || location != "" || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%q, %v; want an error with %q", location, err, test.want)
			}
		})
	}
}

// TestIPFSForeignNode adds to a node of somebody else's making, whose RPC (http://host:port) is
// in LATCHKEY_IPFS_RPC, and reads back by that RPC's cat, and by LATCHKEY_IPFS_GATEWAY if it is
// set.
func TestIPFSForeignNode(t *testing.T) {
	rpc, gateway := os.Getenv("LATCHKEY_IPFS_RPC"), os.Getenv("LATCHKEY_IPFS_GATEWAY")
	if rpc == "" {
		t.Skip("no LATCHKEY_IPFS_RPC")
	}
	for _, upload := range []string{"blocks", "add"} {
		for _, size := range []int{0, 1, 256 << 10, 256<<10 + 1, 10<<20 + 1, 60 << 20} {
			want := storagetest.Bytes(size)
			location, err := openStore(t, "ipfs+"+rpc+"?upload="+upload).Put(t.Context(), "object", bytes.NewReader(want))
			if err != nil {
				t.Errorf("%s, %d bytes: %v", upload, size, err)
				continue
			}
			resp, err := http.Post(rpc+"/api/v0/cat?arg="+strings.TrimPrefix(location, "ipfs://"), "", nil)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s, %d bytes: cat gives %d, %v", upload, size, len(got), err)
			}
			if gateway == "" {
				continue
			}
			if got, err := fetch(t, location, &storage.Options{Gateways: []string{gateway}}); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s, %d bytes: the gateway gives %d, %v", upload, size, len(got), err)
			}
		}
	}
	http.DefaultClient.CloseIdleConnections()
}

// FuzzIPFSBlock: whatever a block holds, reading it as a file, or as the folder of one, ends, in
// as many bytes as were stated or in an error.
func FuzzIPFSBlock(f *testing.F) {
	leaf := []byte("leaf")
	hash, _ := multihash.Sum(leaf, multihash.SHA2_256, -1)
	leafCID := cid.NewCidV1(cid.Raw, hash)
	s := &blockServer{blocks: make(map[string][]byte)}
	for _, c := range []cid.Cid{
		s.node(unixfspb.Data_File, []byte("data"), 8, []cid.Cid{leafCID}, []uint64{4}),
		s.node(unixfspb.Data_File, nil, 5, []cid.Cid{leafCID}, []uint64{5}),
		s.node(unixfspb.Data_Directory, nil, -1, []cid.Cid{leafCID}, nil),
		s.node(unixfspb.Data_Raw, leaf, 4, nil, nil),
		s.node(unixfspb.Data_HAMTShard, nil, -1, []cid.Cid{leafCID}, nil),
	} {
		f.Add(s.blocks[c.String()])
	}
	f.Fuzz(func(t *testing.T, block []byte) {
		hash, err := multihash.Sum(block, multihash.SHA2_256, -1)
		if err != nil {
			t.Fatal(err)
		}
		root := cid.NewCidV1(cid.DagProtobuf, hash)
		known := map[string][]byte{"/ipfs/" + root.String(): block, "/ipfs/" + leafCID.String(): leaf}
		opts := &storage.Options{Gateways: []string{"http://gateway"}, Retries: -1, MaxSize: 1 << 20,
			Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				answer := httptest.NewRecorder()
				if body, ok := known[r.URL.Path]; ok {
					answer.Write(body)
				} else {
					answer.WriteHeader(http.StatusNotFound)
				}
				return answer.Result(), nil
			})}
		for _, path := range []string{"", "/name"} {
			r, err := storage.Open(t.Context(), "ipfs://"+root.String()+path, opts)
			if err != nil {
				continue
			}
			if got, err := io.ReadAll(r); err == nil && int64(len(got)) != r.Size() {
				t.Errorf("%d bytes of %d", len(got), r.Size())
			}
			r.Close()
		}
	})
}
