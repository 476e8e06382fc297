package storage

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/ipfs/go-cid"
)

// maxAnswer is the most that is read of an answer of the RPC, in bytes; pinning is told about
// every half second.
const maxAnswer = 64 << 20

// ipfsNode adds files to an IPFS node by the RPC of kubo
// (https://docs.ipfs.tech/reference/kubo/rpc/). The file's tree is built here, so the CID is
// known whatever the node says.
type ipfsNode struct {
	api   *url.URL
	whole bool // by one request of add
}

func newIPFSNode(u *url.URL, query url.Values) (*ipfsNode, error) {
	base, err := remoteURL(u)
	if err != nil {
		return nil, err
	}
	if err := onlyParameters(query, "upload"); err != nil {
		return nil, err
	}
	s := &ipfsNode{api: base.JoinPath("/").JoinPath("api", "v0")}
	switch upload := query.Get("upload"); upload {
	case "", "blocks":
	case "add":
		s.whole = true
	default:
		return nil, fmt.Errorf("upload=%q is neither blocks nor add", upload)
	}
	return s, nil
}

func (s *ipfsNode) put(ctx context.Context, opts Options, _ string, r io.Reader) (string, error) {
	node := newRemote(s.api, opts)
	defer node.close()
	put := putBlocks
	if s.whole {
		put = addWhole
	}
	root, err := put(ctx, node, &contextReader{ctx, r})
	if err == nil {
		err = opts.retry(ctx, func() error { return pin(ctx, node, root) })
	}
	if err != nil {
		return "", err
	}
	return "ipfs://" + root.String(), nil
}

// putBlocks sends each block by a request of its own, which is repeated after a cut. What it
// leaves after a failure is pinned by nobody, and the node's next collection of garbage takes it.
func putBlocks(ctx context.Context, node *remote, r io.Reader) (cid.Cid, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r = &contextReader{ctx, r}
	slots := make(chan []byte, inFlight) // buffers that are free
	for range inFlight {
		slots <- make([]byte, leafSize)
	}
	idle := func() { // waits until nothing is being sent
		var all [][]byte
		for range inFlight {
			all = append(all, <-slots)
		}
		for _, slot := range all {
			slots <- slot
		}
	}
	defer idle()
	var leaf []byte // what emit is given to send, and back to slots; nil for a node
	builder := &dagBuilder{emit: func(c cid.Cid, block []byte) error {
		slot := leaf
		if leaf = nil; slot == nil { // a node: sent in a slot like a leaf
			slot = <-slots
		}
		go func() {
			defer func() { slots <- slot[:leafSize] }()
			if err := putBlock(ctx, node, c, block); err != nil {
				cancel(err)
			}
		}()
		return context.Cause(ctx)
	}}
	for n, empty := 0, true; ; empty = false {
		slot := <-slots
		var end bool
		var err error
		if n, end, err = fill(r, slot); err != nil || n == 0 && !empty {
			slots <- slot
			if err != nil {
				return cid.Undef, err
			}
			break
		}
		leaf = slot
		if err := builder.leaf(slot[:n]); err != nil {
			if leaf != nil {
				slots <- leaf
			}
			return cid.Undef, err
		}
		if end {
			break
		}
	}
	root, err := builder.root()
	if err != nil {
		return cid.Undef, err
	}
	idle()
	if err := context.Cause(ctx); err != nil {
		return cid.Undef, err
	}
	return root, nil
}

// putBlock sends one block, as often as it takes.
func putBlock(ctx context.Context, node *remote, c cid.Cid, block []byte) error {
	codec := "raw"
	if c.Prefix().Codec == cid.DagProtobuf {
		codec = "dag-pb"
	}
	return node.opts.retry(ctx, func() error {
		var answer struct{ Key string }
		err := call(ctx, node, "block/put", url.Values{
			"cid-codec": {codec}, "mhtype": {"sha2-256"}, "mhlen": {"32"}, "pin": {"false"},
		}, bytes.NewReader(block), int64(len(block)), func(d *json.Decoder) error {
			return d.Decode(&answer)
		})
		if err != nil {
			return err
		}
		// Nodes file blocks under their hashes; older ones state another codec.
		if key, err := cid.Decode(answer.Key); err != nil || !bytes.Equal(key.Hash(), c.Hash()) {
			return fmt.Errorf("the node took the block %s for %q", c, answer.Key)
		}
		return nil
	})
}

// pin makes the node keep a file. The node says how far it is, so that its silence means
// something.
func pin(ctx context.Context, node *remote, root cid.Cid) error {
	pinned := false
	err := call(ctx, node, "pin/add", url.Values{"arg": {root.String()}, "recursive": {"true"}, "progress": {"true"}}, nil, 0, func(d *json.Decoder) error {
		var answer struct{ Pins []string }
		err := d.Decode(&answer)
		for _, text := range answer.Pins {
			if c, err := cid.Decode(text); err == nil && c.Equals(root) {
				pinned = true
			}
		}
		return err
	})
	if err == nil && !pinned {
		err = fmt.Errorf("the node does not say that it keeps %s", root)
	}
	return err
}

// addWhole sends the file by one request of add, and compares the CID that the node finds with
// our own.
func addWhole(ctx context.Context, node *remote, r io.Reader) (cid.Cid, error) {
	builder := &dagBuilder{emit: func(cid.Cid, []byte) error { return nil }}
	source := &failing{r: &leafReader{r: r, builder: builder, leaf: make([]byte, leafSize)}}
	var hash string
	err := call(ctx, node, "add", url.Values{
		"cid-version":    {"1"},
		"raw-leaves":     {"true"},
		"hash":           {"sha2-256"},
		"chunker":        {fmt.Sprintf("size-%d", leafSize)},
		"max-file-links": {strconv.Itoa(maxLinks)},
		"pin":            {"false"}, // some nodes take a file that was cut off for a whole one
		"progress":       {"false"},
	}, source, -1, func(d *json.Decoder) error {
		var answer struct{ Hash string }
		err := d.Decode(&answer)
		if answer.Hash != "" {
			hash = answer.Hash
		}
		return err
	})
	switch {
	case source.err != nil:
		return cid.Undef, source.err
	case err != nil:
		return cid.Undef, err
	}
	root, err := builder.root()
	if err != nil {
		return cid.Undef, err
	}
	if c, err := cid.Decode(hash); err != nil || !c.Equals(root) {
		return cid.Undef, fmt.Errorf("the node answers the CID %q, and the file has %s: it holds another file, or lays files out in another way", hash, root)
	}
	return root, nil
}

// leafReader passes a file on, and builds its tree.
type leafReader struct {
	r       io.Reader
	builder *dagBuilder
	leaf    []byte // leafSize
	rest    []byte // of leaf, to pass on
	begun   bool
	end     bool // of r
}

func (l *leafReader) Read(p []byte) (int, error) {
	for len(l.rest) == 0 {
		if l.end {
			return 0, io.EOF
		}
		n, end, err := fill(l.r, l.leaf)
		if err != nil {
			return 0, err
		}
		l.end = end
		if n > 0 || !l.begun { // a file of no bytes is a leaf of none
			if err := l.builder.leaf(l.leaf[:n]); err != nil {
				return 0, err
			}
		}
		l.begun = true
		l.rest = l.leaf[:n]
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

// call makes one call of the RPC, with a file of size bytes (-1 unknown) unless it is nil, and
// lets take decode the objects of the answer until its end. An answer that ends early, or in an
// error, is an error.
func call(ctx context.Context, node *remote, method string, params url.Values, file io.Reader, size int64, take func(*json.Decoder) error) error {
	u := node.base.JoinPath(method)
	u.RawQuery = params.Encode()
	header := make(http.Header)
	if file != nil {
		var head bytes.Buffer
		form := multipart.NewWriter(&head)
		if _, err := form.CreateFormFile("file", "object"); err != nil {
			return fmt.Errorf("making a form: %w", err)
		}
		tail := "\r\n--" + form.Boundary() + "--\r\n"
		header.Set("Content-Type", form.FormDataContentType())
		if size >= 0 {
			size += int64(head.Len() + len(tail))
		}
		file = io.MultiReader(&head, file, strings.NewReader(tail))
	}
	resp, err := node.send(ctx, http.MethodPost, u, header, file, size)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return refused(resp)
	}
	answer := json.NewDecoder(io.LimitReader(resp.Body, maxAnswer))
	for {
		if err := take(answer); err == io.EOF {
			break
		} else if _, ok := errors.AsType[*temporary](err); ok {
			return err
		} else if err != nil {
			return fmt.Errorf("the node's answer to %s: %w", method, err)
		}
	}
	if said := resp.Trailer.Get("X-Stream-Error"); said != "" {
		return fmt.Errorf("the node fails at %s: %q", method, said)
	}
	return nil
}
