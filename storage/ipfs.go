package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"

	unixfspb "github.com/ipfs/boxo/ipld/unixfs/pb"
	"github.com/ipfs/go-cid"
	"github.com/multiformats/go-multihash"
)

const (
	// inFlight is how many blocks are asked for ahead, or sent at once.
	inFlight = 8
	// maxPath is the most folders on the way to a file.
	maxPath = 32
	// maxOverhead is how many bytes of blocks may be fetched beyond those of the file that were
	// delivered: a tree of much structure and little file is an attack on whoever reads it.
	maxOverhead = 64 << 20
	// keptNodes is how many nodes are kept, of at most keptSize bytes, so that a resumption or
	// a Seek does not fetch them again.
	keptNodes = 32
	keptSize  = 64 << 10
)

// ipfsSource reads a UnixFS file block by block from trustless gateways (
// https://specs.ipfs.tech/http-gateways/trustless-gateway/), of which none is believed: each
// block is compared with its CID before anything of it is used.
type ipfsSource struct {
	root      cid.Cid
	path      []string // from root to the file
	gateways  []*url.URL
	transport http.RoundTripper
	opts      Options

	prefer atomic.Int64 // of gateways: the one that answered last
	file   *dagNode     // nil before it was found

	mu    sync.Mutex
	kept  map[cid.Cid]*dagNode // guarded by mu
	order []cid.Cid            // guarded by mu: of kept, the oldest first
}

func newIPFSSource(u *url.URL, opts Options) (*ipfsSource, error) {
	if u.Opaque != "" || u.User != nil || u.Port() != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("the URL is not ipfs://CID or ipfs://CID/path, without user, port, query and fragment")
	}
	opts.Public, opts.Header, opts.Post = false, nil, nil // the gateways are the reader's own
	s := &ipfsSource{opts: opts, kept: make(map[cid.Cid]*dagNode)}
	var err error
	if s.root, err = parseCID(u.Host); err != nil {
		return nil, err
	}
	if path := strings.Trim(u.Path, "/"); path != "" {
		s.path = strings.Split(path, "/")
	}
	if len(s.path) > maxPath {
		return nil, fmt.Errorf("the path has %d parts (at most %d)", len(s.path), maxPath)
	}
	for _, part := range s.path {
		if part == "" || part == "." || part == ".." {
			return nil, fmt.Errorf("the path has the part %q", part)
		}
	}
	if s.gateways, err = gatewayURLs(opts.Gateways, "IPFS_GATEWAY"); err != nil {
		return nil, err
	}
	s.transport = opts.transport()
	return s, nil
}

func (s *ipfsSource) close() { closeTransport(s.transport) }

func (s *ipfsSource) open(ctx context.Context, offset int64, _ bool) (io.ReadCloser, int64, error) {
	if s.file == nil {
		file, err := s.resolve(ctx)
		if err != nil {
			return nil, 0, err
		}
		s.file = file
	}
	if offset > s.file.size {
		return nil, 0, fmt.Errorf("offset %d is beyond the end of %d bytes", offset, s.file.size)
	}
	attempt, cancel := context.WithCancel(ctx)
	b := &ipfsBody{src: s, ctx: attempt, cancel: cancel, skip: offset}
	b.push(s.file)
	return b, s.file.size, nil
}

// resolve walks from the root to the file.
func (s *ipfsSource) resolve(ctx context.Context) (*dagNode, error) {
	c := s.root
	for _, name := range s.path {
		for depth := 0; ; depth++ {
			n, err := s.node(ctx, c)
			if err != nil {
				return nil, err
			}
			next, shard, err := n.entry(name, depth)
			if err != nil {
				return nil, err
			}
			c = next
			if !shard {
				break
			}
			if depth == maxDepth {
				return nil, errors.New("the folder has too many shards in a row")
			}
		}
	}
	n, err := s.node(ctx, c)
	if err != nil {
		return nil, err
	}
	if n.kind != unixfspb.Data_File && n.kind != unixfspb.Data_Raw {
		return nil, fmt.Errorf("%s is not a file (%s)", c, n.kind)
	}
	return n, nil
}

// node returns the node of a CID, verified and decoded.
func (s *ipfsSource) node(ctx context.Context, c cid.Cid) (*dagNode, error) {
	if err := checkCID(c); err != nil {
		return nil, err
	}
	s.mu.Lock()
	n := s.kept[c]
	s.mu.Unlock()
	if n != nil {
		return n, nil
	}
	block, err := s.block(ctx, c)
	if err != nil {
		return nil, err
	}
	if n, err = decodeNode(c, block); err != nil {
		return nil, err
	}
	if len(n.links) > 0 && len(block) <= keptSize {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.kept[c] == nil {
			if len(s.order) == keptNodes {
				delete(s.kept, s.order[0])
				s.order = s.order[1:]
			}
			s.kept[c] = n
			s.order = append(s.order, c)
		}
	}
	return n, nil
}

// block fetches a block from one gateway after the other, and verifies it.
func (s *ipfsSource) block(ctx context.Context, c cid.Cid) ([]byte, error) {
	if c.Prefix().MhType == multihash.IDENTITY {
		decoded, err := multihash.Decode(c.Hash())
		if err != nil {
			return nil, fmt.Errorf("the CID %s is malformed", c)
		}
		return decoded.Digest, nil
	}
	var errs []error
	first := int(s.prefer.Load())
	for i := range s.gateways {
		g := (first + i) % len(s.gateways)
		block, err := s.fetch(ctx, s.gateways[g], c)
		if err == nil {
			s.prefer.Store(int64(g))
			return block, nil
		}
		if ctx.Err() != nil {
			return nil, err
		}
		if len(s.gateways) > 1 {
			if t, ok := errors.AsType[*temporary](err); ok {
				err = &temporary{err: fmt.Errorf("%s: %w", s.gateways[g].Host, err), after: t.after}
			} else {
				err = fmt.Errorf("%s: %w", s.gateways[g].Host, err)
			}
		}
		errs = append(errs, err)
	}
	return nil, allFailed(errs)
}

func (s *ipfsSource) fetch(ctx context.Context, gateway *url.URL, c cid.Cid) ([]byte, error) {
	u := gateway.JoinPath("ipfs", c.String())
	u.RawQuery = "format=raw"
	opts := s.opts
	opts.Transport = s.transport
	request := newHTTPSource(u, opts)
	request.accept = "application/vnd.ipld.raw"
	body, size, err := request.open(ctx, 0, false)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	if size > maxBlock {
		return nil, fmt.Errorf("a block of %d bytes is refused (at most %d)", size, maxBlock)
	}
	var block []byte
	if size >= 0 {
		block = make([]byte, size)
		_, err = io.ReadFull(body, block)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			err = &temporary{err: io.ErrUnexpectedEOF}
		}
	} else {
		block, err = io.ReadAll(io.LimitReader(body, maxBlock+1))
	}
	if err != nil {
		return nil, err
	}
	return block, verify(c, block)
}

// ipfsBody walks a file's tree in order. Its methods are called by one goroutine; blocks that
// will be needed are fetched by others.
type ipfsBody struct {
	src    *ipfsSource
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup

	skip     int64 // bytes before the first one to deliver that the walk has yet to pass
	buf      []byte
	stack    []*frame
	ahead    int   // blocks that are being fetched, or wait
	overhead int64 // bytes fetched and not delivered
}

// frame is a node of which some children are yet to be walked.
type frame struct {
	links   []dagLink
	fetched []*fetched // of links, as far as they were asked for
}

type fetched struct {
	done chan struct{} // closed when the others are set
	node *dagNode
	err  error
}

// push begins to walk a node.
func (b *ipfsBody) push(n *dagNode) {
	data := n.data
	pass := min(b.skip, int64(len(data)))
	b.skip -= pass
	b.buf = data[pass:]
	// A link that is stated to lead to nothing is not followed: else a small tree could cost
	// without end.
	var links []dagLink
	for _, l := range n.links {
		switch {
		case l.size == 0:
		case l.size <= b.skip && len(links) == 0:
			b.skip -= l.size
		default:
			links = append(links, l)
		}
	}
	if len(links) > 0 {
		b.stack = append(b.stack, &frame{links: links})
	}
}

func (b *ipfsBody) Read(p []byte) (int, error) {
	for len(b.buf) == 0 {
		if len(b.stack) == 0 {
			return 0, io.EOF
		}
		if err := b.step(); err != nil {
			return 0, err
		}
	}
	n := copy(p, b.buf)
	b.buf = b.buf[n:]
	b.overhead -= int64(n)
	return n, nil
}

// step walks the next child.
func (b *ipfsBody) step() error {
	top := b.stack[len(b.stack)-1]
	if len(top.links) == 0 {
		b.stack = b.stack[:len(b.stack)-1]
		return nil
	}
	for len(top.fetched) == 0 || b.ahead < inFlight && len(top.fetched) < len(top.links) {
		top.fetched = append(top.fetched, b.fetch(top.links[len(top.fetched)].cid))
	}
	link, got := top.links[0], top.fetched[0]
	select {
	case <-got.done:
	case <-b.ctx.Done():
		return context.Cause(b.ctx)
	}
	top.links, top.fetched = top.links[1:], top.fetched[1:]
	b.ahead--
	n, err := got.node, got.err
	if _, ok := errors.AsType[*temporary](err); ok {
		// A block that was asked for early is no reason to ask for the others again.
		n, err = b.src.node(b.ctx, link.cid)
	}
	if err != nil {
		return err
	}
	if n.kind != unixfspb.Data_File && n.kind != unixfspb.Data_Raw {
		return fmt.Errorf("a part of the file, %s, is not one (%s)", link.cid, n.kind)
	}
	if n.size != link.size {
		return fmt.Errorf("a part of the file, %s, has %d bytes where %d are stated", link.cid, n.size, link.size)
	}
	if b.overhead += n.weight; b.overhead > maxOverhead {
		return fmt.Errorf("the file's tree needs more than %d bytes of structure for the bytes that it gives", maxOverhead)
	}
	if len(b.stack) >= maxDepth && len(n.links) > 0 {
		return fmt.Errorf("the file's tree has more than %d levels", maxDepth)
	}
	b.push(n)
	return nil
}

// fetch begins to fetch a node.
func (b *ipfsBody) fetch(c cid.Cid) *fetched {
	f := &fetched{done: make(chan struct{})}
	b.ahead++
	b.wg.Go(func() {
		defer close(f.done)
		f.node, f.err = b.src.node(b.ctx, c)
	})
	return f
}

func (b *ipfsBody) Close() error {
	b.cancel()
	b.wg.Wait()
	return nil
}
