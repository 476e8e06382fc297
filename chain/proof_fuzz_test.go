package chain

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rlp"
	"github.com/ethereum/go-ethereum/trie"
	"github.com/ethereum/go-ethereum/triedb"
	"github.com/holiman/uint256"
)

// provable is a state with real tries: accounts without storage, with one slot, and with many.
type provable struct {
	state    *trie.Trie
	storages map[common.Address]*trie.Trie
	words    map[common.Address]map[common.Hash]common.Hash
	accounts map[common.Address]types.StateAccount
}

func newTrie() *trie.Trie {
	return trie.NewEmpty(triedb.NewDatabase(rawdb.NewMemoryDatabase(), nil))
}

func newProvable(t testing.TB) *provable {
	t.Helper()
	p := &provable{newTrie(), map[common.Address]*trie.Trie{}, map[common.Address]map[common.Hash]common.Hash{}, map[common.Address]types.StateAccount{}}
	encoded := func(v any) []byte {
		b, err := rlp.EncodeToBytes(v)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for i := range 40 {
		at := common.Address{0: byte(i), 19: 1}
		storage, words := newTrie(), map[common.Hash]common.Hash{}
		for j := range []int{0, 0, 1, 2, 300}[i%5] {
			slot, word := slotOf(uint64(j)), common.Hash(uint256.NewInt(uint64(i+j+1)).Bytes32())
			words[slot] = word
			storage.MustUpdate(crypto.Keccak256(slot[:]), encoded(common.TrimLeftZeroes(word[:])))
		}
		a := types.StateAccount{Nonce: uint64(i), Balance: uint256.NewInt(uint64(1000 * i)), Root: storage.Hash(), CodeHash: crypto.Keccak256([]byte{byte(i)})}
		p.storages[at], p.words[at], p.accounts[at] = storage, words, a
		p.state.MustUpdate(crypto.Keccak256(at[:]), encoded(&a))
	}
	p.state.Hash()
	return p
}

// nodeList takes the nodes of a proof in their order.
type nodeList []hexutil.Bytes

func (l *nodeList) Put(_, node []byte) error { *l = append(*l, bytes.Clone(node)); return nil }
func (l *nodeList) Delete([]byte) error      { return errors.New("a proof is only written") }

// way is the nodes on the way to a key.
func way(t testing.TB, in *trie.Trie, key []byte) (list nodeList) {
	t.Helper()
	if in.Hash() == types.EmptyRootHash {
		return nil
	}
	if err := in.Prove(crypto.Keccak256(key), &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// prove answers eth_getProof, as an honest endpoint does.
func (p *provable) prove(t testing.TB, account common.Address, slots []common.Hash) []byte {
	t.Helper()
	type slotProof struct {
		Proof nodeList `json:"proof"`
	}
	answer := struct {
		AccountProof nodeList    `json:"accountProof"`
		StorageProof []slotProof `json:"storageProof"`
	}{way(t, p.state, account[:]), nil}
	for _, slot := range slots {
		var list nodeList
		if s := p.storages[account]; s != nil {
			list = way(t, s, slot[:])
		}
		answer.StorageProof = append(answer.StorageProof, slotProof{list})
	}
	text, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// asked are the account and the slots that a number asks about, some that there are, and some not.
func asked(n uint16) (common.Address, []common.Hash) {
	account := common.Address{0: byte(n % 50), 19: 1}
	return account, []common.Hash{slotOf(uint64(n / 50 % 4)), slotOf(uint64(n / 200))}
}

// FuzzProofsTellTheState: of a state that is known by its root, no answer to eth_getProof proves anything that is not so.
func FuzzProofsTellTheState(f *testing.F) {
	p := newProvable(f)
	for n := uint16(0); n < 50*200; n += 83 {
		account, slots := asked(n)
		f.Add(n, p.prove(f, account, slots))
	}
	account, slots := asked(4)
	other, _ := asked(9)
	f.Add(uint16(4), p.prove(f, other, slots)) // another account's
	f.Add(uint16(4), p.prove(f, account, slots[:1]))
	f.Add(uint16(4), []byte(`{}`))
	f.Add(uint16(49), []byte(`{"accountProof":[],"storageProof":[{"proof":[]},{"proof":[]}]}`))
	root := p.state.Hash()
	f.Fuzz(func(t *testing.T, n uint16, text []byte) {
		var answer accountProof
		if json.Unmarshal(text, &answer) != nil {
			return
		}
		account, slots := asked(n)
		got, err := answer.facts(root, account, slots)
		if err != nil {
			if bytes.Equal(text, p.prove(t, account, slots)) {
				t.Fatalf("a true proof is refused: %v", err)
			}
			return
		}
		want, ok := p.accounts[account]
		if !ok {
			want = *types.NewEmptyStateAccount()
		}
		if got.account.Nonce != want.Nonce || !got.account.Balance.Eq(want.Balance) || got.account.Root != want.Root || !bytes.Equal(got.account.CodeHash, want.CodeHash) {
			t.Fatalf("proved of %s: %+v, and it is %+v", account, got.account, want)
		}
		for i, slot := range slots {
			if got.slots[i] != p.words[account][slot] {
				t.Fatalf("proved of slot %s of %s: %s, and it is %s", slot, account, got.slots[i], p.words[account][slot])
			}
		}
	})
}

// plainly looks a key up in nodes as the yellow paper has it (appendix D), and shares nothing with go-ethereum's trie but RLP.
// It takes nothing that is not canonical.
func plainly(nodes map[common.Hash][]byte, node []byte, nibbles []byte) (value []byte, err error) {
	for {
		kind, content, rest, err := rlp.Split(node)
		switch {
		case err != nil || len(rest) > 0:
			return nil, errInvalidProof
		case kind != rlp.List && len(content) == 0:
			return nil, nil
		case kind != rlp.List && len(content) == 32:
			next, ok := nodes[common.Hash(content)]
			if !ok {
				return nil, errInvalidProof
			}
			if kind, _, _, err := rlp.Split(next); err != nil || kind != rlp.List {
				return nil, errInvalidProof
			}
			node = next
			continue
		case kind != rlp.List:
			return nil, errInvalidProof
		}
		var parts, raw [][]byte
		for len(content) > 0 {
			_, part, rest, err := rlp.Split(content)
			if err != nil {
				return nil, err
			}
			parts, raw = append(parts, part), append(raw, content[:len(content)-len(rest)])
			content = rest
		}
		for i, r := range raw { // a node that stands in another one is shorter than a hash
			if kind, _, _, _ := rlp.Split(r); kind == rlp.List && (len(r) >= 32 || i == 16) {
				return nil, errInvalidProof
			}
		}
		switch len(parts) {
		case 17:
			if len(nibbles) == 0 {
				if len(parts[16]) == 0 {
					return nil, nil
				}
				return parts[16], nil
			}
			node, nibbles = raw[nibbles[0]], nibbles[1:]
		case 2:
			if kind, _, _, _ := rlp.Split(raw[0]); kind == rlp.List || len(parts[0]) == 0 || parts[0][0]>>4 > 3 || parts[0][0]>>4&1 == 0 && parts[0][0]&15 != 0 {
				return nil, errInvalidProof
			}
			var path []byte
			for _, b := range parts[0] {
				path = append(path, b>>4, b&15)
			}
			leaf := path[0] > 1
			path = path[2-path[0]&1:]
			if leaf {
				if kind, _, _, _ := rlp.Split(raw[1]); kind == rlp.List {
					return nil, errInvalidProof
				}
				if !bytes.Equal(path, nibbles) {
					return nil, nil
				}
				return parts[1], nil
			}
			if len(path) == 0 {
				return nil, errInvalidProof
			}
			if !bytes.HasPrefix(nibbles, path) {
				return nil, nil
			}
			node, nibbles = raw[1], nibbles[len(path):]
		default:
			return nil, errInvalidProof
		}
	}
}

// FuzzProofsAreReadPlainly: nodes that fit together, whoever made them, prove what a second, plain reader finds in them, which is
// stricter.
func FuzzProofsAreReadPlainly(f *testing.F) {
	p := newProvable(f)
	add := func(key []byte, list nodeList) {
		var packed []byte
		for _, n := range list {
			packed = append(binary.BigEndian.AppendUint16(packed, uint16(len(n))), n...)
		}
		f.Add(key, packed)
	}
	real := func(in *trie.Trie, key []byte) {
		list := way(f, in, key)
		if len(list) == 0 {
			return
		}
		add(key, list)
		want, err := in.Get(crypto.Keccak256(key))
		if err != nil {
			f.Fatal(err)
		}
		if got, err := plainly(byHash(list), reference(in.Hash()), nibblesOf(key)); err != nil || !bytes.Equal(got, want) {
			f.Errorf("the plain reader finds %x, %v, and there is %x", got, err, want)
		}
	}
	for n := uint16(0); n < 50*200; n += 331 {
		account, slots := asked(n)
		real(p.state, account[:])
		if s := p.storages[account]; s != nil {
			real(s, slots[0][:])
		}
	}
	// Nodes in nodes, and extensions: keys that differ only at their ends, with values of a byte.
	small := newTrie()
	for i := range 12 {
		key := []byte{byte(i)}
		hash := crypto.Keccak256(key)
		small.MustUpdate(hash, []byte{1})
		hash[31-i/4] ^= 1 << (i % 8)
		small.MustUpdate(hash, []byte{2})
		real(small, key)
	}
	leaf := func(path, value string) []byte {
		b, _ := rlp.EncodeToBytes([][]byte{common.FromHex(path), []byte(value)})
		return b
	}
	for _, path := range []string{"20", "00", "0x", "3a", "40", "ff", "2001"} {
		add([]byte("key"), nodeList{leaf(path, "value")})
		add([]byte("key"), nodeList{leaf(path, string(crypto.Keccak256([]byte("x"))))})
	}
	f.Fuzz(func(t *testing.T, key, packed []byte) {
		var list nodeList
		for len(packed) >= 2 {
			n := min(int(binary.BigEndian.Uint16(packed)), len(packed)-2)
			list = append(list, packed[2:2+n])
			packed = packed[2+n:]
		}
		if len(list) == 0 {
			return
		}
		root := crypto.Keccak256Hash(list[0])
		if root == types.EmptyRootHash {
			return
		}
		want, plain := plainly(byHash(list), reference(root), nibblesOf(key))
		got, err := verify(root, key, list)
		if plain == nil && err == nil && !bytes.Equal(got, want) {
			t.Fatalf("%x; a plain reader finds %x", got, want)
		}
	})
}

// reference is what stands in a node for another one.
func reference(hash common.Hash) []byte { return append([]byte{0x80 + byte(len(hash))}, hash[:]...) }

func byHash(list nodeList) map[common.Hash][]byte {
	nodes := map[common.Hash][]byte{}
	for _, n := range list {
		nodes[crypto.Keccak256Hash(n)] = n
	}
	return nodes
}

// nibblesOf is the way to a key from the root.
func nibblesOf(key []byte) (nibbles []byte) {
	for _, b := range crypto.Keccak256(key) {
		nibbles = append(nibbles, b>>4, b&15)
	}
	return nibbles
}
