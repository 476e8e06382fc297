package storage

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"strings"

	unixfspb "github.com/ipfs/boxo/ipld/unixfs/pb"
	"github.com/ipfs/go-cid"
	dagpb "github.com/ipld/go-codec-dagpb"
	cidlink "github.com/ipld/go-ipld-prime/linking/cid"
	"github.com/multiformats/go-multihash"
	"github.com/spaolacci/murmur3"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
)

// Blocks, CIDs and files of IPFS: the UnixFS specification, https://specs.ipfs.tech/unixfs/.

const (
	// maxBlock is the largest block accepted, in bytes: the most that IPFS nodes exchange.
	maxBlock = 2 << 20
	// maxIdentity is the most that a CID may carry in itself, in bytes.
	maxIdentity = 128
	// maxDepth is the most levels of a file's tree, and of a folder's shards. A file of 2^63
	// bytes in blocks of 256 KiB, 174 to a node, has 7.
	maxDepth = 32
	// maxFanout is the most entries that one shard of a folder may have.
	maxFanout = 1024

	// What put makes has the CID that ipfs add --cid-version=1 finds, with blocks of 256 KiB and
	// 174 of them to a node. Larger ones are not taken by every node's block/put.
	leafSize = 256 << 10
	maxLinks = 174
)

// hashes are the hash functions accepted in a CID, with the length of their digests in bytes.
// Shorter digests, and functions without strength against collisions, would verify nothing.
var hashes = map[uint64]int{
	multihash.SHA2_256:         32,
	multihash.SHA2_512:         64,
	multihash.SHA3_256:         32,
	multihash.SHA3_512:         64,
	multihash.BLAKE2B_MIN + 31: 32,
	multihash.BLAKE3:           32,
}

// parseCID parses a CID as text and checks it.
func parseCID(text string) (cid.Cid, error) {
	c, err := cid.Decode(text)
	if err != nil {
		return cid.Undef, fmt.Errorf("%q is not a CID", text)
	}
	return c, checkCID(c)
}

// checkCID says whether blocks of this CID can be verified and understood.
func checkCID(c cid.Cid) error {
	if !c.Defined() {
		return errors.New("a link names nothing")
	}
	prefix := c.Prefix()
	if prefix.Codec != cid.Raw && prefix.Codec != cid.DagProtobuf {
		return fmt.Errorf("the CID %s is of the codec %#x: a file's blocks are raw or dag-pb", c, prefix.Codec)
	}
	if prefix.MhType == multihash.IDENTITY {
		if prefix.MhLength > maxIdentity {
			return fmt.Errorf("a CID carries %d bytes in itself (at most %d)", prefix.MhLength, maxIdentity)
		}
		return nil
	}
	if length, ok := hashes[prefix.MhType]; !ok || prefix.MhLength != length {
		return fmt.Errorf("the CID %s has the hash function %#x with %d bytes, which is not accepted", c, prefix.MhType, prefix.MhLength)
	}
	return nil
}

// verify says whether a block is the one that the CID, of a kind that checkCID accepts, names.
func verify(c cid.Cid, block []byte) error {
	if len(block) > maxBlock {
		return fmt.Errorf("a block of more than %d bytes is refused", maxBlock)
	}
	prefix := c.Prefix()
	sum, err := multihash.Sum(block, prefix.MhType, prefix.MhLength)
	if err != nil {
		return fmt.Errorf("hashing a block: %w", err)
	}
	if string(sum) != string(c.Hash()) {
		return fmt.Errorf("the block does not have the hash of its CID %s", c)
	}
	return nil
}

// dagNode is one verified block, decoded.
type dagNode struct {
	kind   unixfspb.Data_DataType // Raw for blocks without structure
	data   []byte                 // of a file: its first bytes
	links  []dagLink
	size   int64 // of a file: all bytes from here down
	fanout int   // of a shard
	weight int64 // bytes of the block
}

// dagLink is a link of a node. Of a file's, only cid and size mean something; of a folder's,
// only cid and name.
type dagLink struct {
	cid  cid.Cid
	name string
	size int64 // bytes of the file below it, as the node states
}

// decodeNode decodes a verified block. It refuses what contradicts itself: sizes that do not
// add up, as many sizes as there are no links.
func decodeNode(c cid.Cid, block []byte) (*dagNode, error) {
	if c.Prefix().Codec == cid.Raw {
		return &dagNode{kind: unixfspb.Data_Raw, data: block, size: int64(len(block)), weight: int64(len(block))}, nil
	}
	malformed := func(what string) error { return fmt.Errorf("the block %s is malformed: %s", c, what) }
	builder := dagpb.Type.PBNode.NewBuilder()
	if err := dagpb.DecodeBytes(builder, block); err != nil {
		return nil, malformed("it is not dag-pb")
	}
	pb := builder.Build().(dagpb.PBNode)
	var meta unixfspb.Data
	if !pb.FieldData().Exists() || proto.Unmarshal(pb.FieldData().Must().Bytes(), &meta) != nil {
		return nil, malformed("it is not UnixFS")
	}
	n := &dagNode{kind: meta.GetType(), data: meta.GetData(), size: int64(len(meta.GetData())), weight: int64(len(block))}
	file := n.kind == unixfspb.Data_File || n.kind == unixfspb.Data_Raw
	count := int(pb.FieldLinks().Length())
	if sizes := len(meta.GetBlocksizes()); file && sizes != count {
		return nil, malformed(fmt.Sprintf("it states %d sizes of %d links", sizes, count))
	}
	for i := range count {
		link := pb.FieldLinks().Lookup(int64(i))
		target, ok := link.FieldHash().Link().(cidlink.Link)
		if !ok {
			return nil, malformed("a link names nothing")
		}
		l := dagLink{cid: target.Cid}
		if link.FieldName().Exists() {
			l.name = link.FieldName().Must().String()
		}
		if file {
			size := meta.GetBlocksizes()[i]
			if size > 1<<62 || n.size+int64(size) < n.size {
				return nil, malformed("its size does not fit 63 bits")
			}
			l.size = int64(size)
			n.size += l.size
		}
		n.links = append(n.links, l)
	}
	switch {
	case file:
		// A leaf may leave filesize out (Raw of old); one that is there is right.
		if meta.Filesize != nil && meta.GetFilesize() != uint64(n.size) {
			return nil, malformed(fmt.Sprintf("it states %d bytes, and its parts have %d", meta.GetFilesize(), n.size))
		}
	case n.kind == unixfspb.Data_HAMTShard:
		fanout := meta.GetFanout()
		if meta.GetHashType() != multihash.MURMUR3X64_64 || fanout < 8 || fanout > maxFanout || bits.OnesCount64(fanout) != 1 {
			return nil, malformed(fmt.Sprintf("a shard of hash %#x and fanout %d", meta.GetHashType(), fanout))
		}
		n.fanout = int(fanout)
	}
	return n, nil
}

// entry finds a name in a folder's node: the CID of the entry, or, of a shard, of the next shard
// to look in. depth is how many shards are above this one.
func (n *dagNode) entry(name string, depth int) (c cid.Cid, shard bool, err error) {
	switch n.kind {
	case unixfspb.Data_Directory:
		for _, l := range n.links {
			if l.name == name {
				return l.cid, false, nil
			}
		}
		return cid.Undef, false, ErrNotFound
	case unixfspb.Data_HAMTShard:
		var hash [8]byte
		binary.BigEndian.PutUint64(hash[:], murmur3.Sum64([]byte(name)))
		width := bits.TrailingZeros(uint(n.fanout))
		if (depth+1)*width > 64 {
			return cid.Undef, false, errors.New("the folder has too many shards in a row")
		}
		index := binary.BigEndian.Uint64(hash[:]) << (depth * width) >> (64 - width)
		digits := len(fmt.Sprintf("%X", n.fanout-1))
		prefix := fmt.Sprintf("%0*X", digits, index)
		for _, l := range n.links {
			if rest, ok := strings.CutPrefix(l.name, prefix); ok {
				if rest == "" {
					return l.cid, true, nil
				}
				if rest == name {
					return l.cid, false, nil
				}
			}
		}
		return cid.Undef, false, ErrNotFound
	}
	return cid.Undef, false, ErrNotFound // a file has no entries
}

// dagBuilder makes a file's balanced tree, the shape of ipfs add, from its leaves in order, and
// holds at most maxLinks links of each level.
type dagBuilder struct {
	emit   func(c cid.Cid, block []byte) error // takes each block once, children first
	levels [][]builtLink
}

type builtLink struct {
	cid  cid.Cid
	size uint64 // bytes of the file below
	sum  uint64 // bytes of all blocks below, Tsize
}

func (b *dagBuilder) leaf(data []byte) error {
	c, err := sum256(cid.Raw, data)
	if err != nil {
		return err
	}
	if err := b.emit(c, data); err != nil {
		return err
	}
	return b.add(0, builtLink{c, uint64(len(data)), uint64(len(data))})
}

func sum256(codec uint64, block []byte) (cid.Cid, error) {
	hash, err := multihash.Sum(block, multihash.SHA2_256, -1)
	return cid.NewCidV1(codec, hash), err
}

// add puts a link on a level. A full level becomes a node when it is known not to be the last.
func (b *dagBuilder) add(level int, l builtLink) error {
	if level == len(b.levels) {
		b.levels = append(b.levels, nil)
	}
	if len(b.levels[level]) == maxLinks {
		if err := b.fold(level); err != nil {
			return err
		}
	}
	b.levels[level] = append(b.levels[level], l)
	return nil
}

// fold makes the links of a level one node, with a link on the level above.
func (b *dagBuilder) fold(level int) error {
	var size, sum uint64
	var block []byte
	var meta []byte // of blocksizes
	for _, l := range b.levels[level] {
		var link []byte
		link = protowire.AppendTag(link, 1, protowire.BytesType) // Hash
		link = protowire.AppendBytes(link, l.cid.Bytes())
		link = protowire.AppendTag(link, 2, protowire.BytesType) // Name
		link = protowire.AppendBytes(link, nil)
		link = protowire.AppendTag(link, 3, protowire.VarintType) // Tsize
		link = protowire.AppendVarint(link, l.sum)
		block = protowire.AppendTag(block, 2, protowire.BytesType) // Links
		block = protowire.AppendBytes(block, link)
		meta = protowire.AppendTag(meta, 4, protowire.VarintType) // blocksizes
		meta = protowire.AppendVarint(meta, l.size)
		size += l.size
		sum += l.sum
	}
	var data []byte
	data = protowire.AppendTag(data, 1, protowire.VarintType) // Type
	data = protowire.AppendVarint(data, uint64(unixfspb.Data_File))
	data = protowire.AppendTag(data, 3, protowire.VarintType) // filesize
	data = protowire.AppendVarint(data, size)
	data = append(data, meta...)
	block = protowire.AppendTag(block, 1, protowire.BytesType) // Data
	block = protowire.AppendBytes(block, data)
	c, err := sum256(cid.DagProtobuf, block)
	if err != nil {
		return err
	}
	if err := b.emit(c, block); err != nil {
		return err
	}
	b.levels[level] = b.levels[level][:0]
	return b.add(level+1, builtLink{c, size, sum + uint64(len(block))})
}

// root ends the file, of one leaf at least, and returns its CID.
func (b *dagBuilder) root() (cid.Cid, error) {
	for level := 0; level < len(b.levels)-1 || len(b.levels[level]) > 1; level++ {
		if err := b.fold(level); err != nil {
			return cid.Undef, err
		}
	}
	return b.levels[len(b.levels)-1][0].cid, nil
}
