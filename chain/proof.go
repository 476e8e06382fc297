package chain

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethdb/memorydb"
	"github.com/ethereum/go-ethereum/rlp"
	"github.com/ethereum/go-ethereum/trie"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/contracts"
)

// Prove says what a proved View takes: see View.Proved.
type Prove struct {
	// Strict refuses what no proof can tell; without it, that is what the endpoints agree on.
	Strict bool

	// Tokens are the ERC-20 tokens whose balances are proved: for each contract, the slot of
	// its mapping from accounts to balances in storage, as Solidity lays it out. A token that
	// keeps anything else in that word, or reckons with it, cannot be one: its reads fail.
	Tokens map[common.Address]uint64
}

// prover is what proofs need.
type prover struct {
	Prove
	known sync.Map // of hashes of code to bool, by codeKey: whether it is the contract's
}

type codeKey struct {
	name string
	hash common.Hash
}

func newProver(p *Prove) *prover {
	if p == nil {
		return nil
	}
	return &prover{Prove: *p}
}

// Strict says whether Proved views of the chain take only what proofs can tell, and of which tokens they can tell balances.
func (c *Client) Strict() (tokens []common.Address, strict bool) {
	if c.prove == nil || !c.prove.Strict {
		return nil, false
	}
	return slices.SortedFunc(maps.Keys(c.prove.Tokens), common.Address.Cmp), true
}

// errInvalidProof says that a proof proves nothing.
var errInvalidProof = errors.New("invalid proof")

// Proved returns the View of the same block that does not take the endpoints' word for plain facts
// of its state, where Config.Prove says so; else it returns v. The facts are a licence at a Market,
// the nonce of an account's sessions, an account's balance and its code, and its balance of
// a token in Prove.Tokens. They come with proofs (eth_getProof, EIP-1186) against the state's root in the
// block's header, whose hash is made from its fields. What the endpoints agree on must be
// what is proved: if not, the error is ErrDisagree. A Market or Committees whose code is not the
// one that this program knows is ErrUnprovable, because nothing says what its storage means.
// That a licence is in dispute is not proved, and only ever takes it away.
//
// All endpoints together can still show a block that is none: no proof says which of two valid
// headers is the chain's.
func (v *View) Proved() *View {
	if v.c.prove == nil {
		return v
	}
	return &View{c: v.c, block: v.block, proved: true}
}

// unproved is the error of reads that no proof can tell.
func (v *View) unproved(what string) error {
	if v.proved && v.c.prove.Strict {
		return fmt.Errorf("%s: %w, and nothing else is taken", what, ErrUnprovable)
	}
	return nil
}

// claim is what an answer is compared with.
type claim struct {
	v       *View
	account common.Address
	refused error       // nothing can prove it
	facts   *cacheEntry // of *facts
	check   func(ctx context.Context, f *facts, out []byte) error
}

// facts are what is proved of an account.
type facts struct {
	account types.StateAccount
	slots   []common.Hash // the values of those that were asked for
}

var errOther = fmt.Errorf("%w: the state of the block proves another answer than they gave", ErrDisagree)

// confirm compares an answer with what is proved. A nil claim confirms all.
func (p *claim) confirm(ctx context.Context, out []byte) error {
	if p == nil {
		return nil
	}
	if p.refused != nil {
		return p.refused
	}
	select {
	case <-p.facts.done:
	case <-ctx.Done():
		return ctx.Err()
	}
	if p.facts.err != nil {
		return fmt.Errorf("proof of %s: %w", p.account, p.facts.err)
	}
	err := p.check(ctx, p.facts.value.(*facts), out)
	if errors.Is(err, ErrDisagree) {
		p.v.c.refused.Add(1)
	}
	return err
}

// claim begins to read the proof of an account and some of its slots.
func (v *View) claim(account common.Address, slots []common.Hash, check func(ctx context.Context, f *facts, out []byte) error) *claim {
	v.startRoot()
	key := cacheKey{v.block.Hash, 'p', account, fmt.Sprint(slots)}
	return &claim{v: v, account: account, check: check, facts: v.c.start(key, func(ctx context.Context) (any, int, error) {
		f, err := anyone(ctx, v.c, func(ctx context.Context, one *Client) (*facts, error) { return v.prove(ctx, one, account, slots) })
		return f, 512, err
	})}
}

// The calls that proofs can tell.
var (
	selLicensed     = [4]byte(crypto.Keccak256([]byte("licensed(bytes32,address)")))
	selSessionNonce = [4]byte(crypto.Keccak256([]byte("sessionNonce(address)")))
	selBalanceOf    = [4]byte(crypto.Keccak256([]byte("balanceOf(address)")))
)

// mapped is where a mapping at a slot keeps the value of a key of 32 bytes.
func mapped(key []byte, slot common.Hash) common.Hash {
	return crypto.Keccak256Hash(key, slot[:])
}

func slotOf(n uint64) common.Hash { return uint256.NewInt(n).Bytes32() }

// proofOf begins to read what proves a call's answer; nil if the view is not a proved one, or the call is
// none that proofs can tell.
func (v *View) proofOf(from, to common.Address, data []byte) *claim {
	if !v.proved {
		return nil
	}
	var selector [4]byte
	copy(selector[:], data)
	switch {
	case from != common.Address{}:
	case selector == selLicensed && len(data) == 4+64:
		return v.licence(to, data[4:36], data[36:68])
	case selector == selSessionNonce && len(data) == 4+32:
		slot := mapped(data[4:36], slotOf(contracts.CommitteesRuntime.Slots["sessionNonce"]))
		return v.claim(to, []common.Hash{slot}, func(ctx context.Context, f *facts, out []byte) error {
			if err := v.isCode(ctx, to, f, "Committees", &contracts.CommitteesRuntime); err != nil {
				return err
			}
			return same(f.slots[0], out)
		})
	case selector == selBalanceOf && len(data) == 4+32:
		if slot, ok := v.c.prove.Tokens[to]; ok {
			return v.claim(to, []common.Hash{mapped(data[4:36], slotOf(slot))}, func(_ context.Context, f *facts, out []byte) error {
				return same(f.slots[0], out)
			})
		}
	}
	if err := v.unproved("a call"); err != nil {
		return &claim{refused: err}
	}
	return nil
}

// announceProof begins to read what proves the answer that is soon asked for, as View.Prefetch.
func (v *View) announceProof(to common.Address, data []byte) {
	if data == nil {
		v.proofOfBalance(to)
	} else {
		v.proofOf(common.Address{}, to, data)
	}
}

// same compares a word with an answer of one word.
func same(word common.Hash, out []byte) error {
	if !bytes.Equal(out, word[:]) {
		return errOther
	}
	return nil
}

// licence proves Market.licensed (contracts/src/Market.sol).
func (v *View) licence(market common.Address, asset, account []byte) *claim {
	at := contracts.MarketRuntime.Slots
	listing := mapped(asset, slotOf(at["_listings"]))
	licence := mapped(account, mapped(asset, slotOf(at["_licences"])))
	return v.claim(market, []common.Hash{listing, licence}, func(ctx context.Context, f *facts, out []byte) error {
		if err := v.isCode(ctx, market, f, "Market", &contracts.MarketRuntime); err != nil {
			return err
		}
		// Listing begins with the seller; Licence is until (64 bits) and disputed (32 bits).
		seller := common.Address(f.slots[0][12:])
		until := binary.BigEndian.Uint64(f.slots[1][24:])
		disputed := binary.BigEndian.Uint32(f.slots[1][20:24])
		sells := seller == common.Address(account[12:])
		licensed := seller != (common.Address{}) && (sells || until >= v.block.Time)
		if licensed && !sells && disputed != 0 {
			// Whether its request was answered is told by other contracts; the licence is not longer than until.
			if bytes.Equal(out, make([]byte, 32)) {
				return nil
			}
			if err := v.unproved("a licence in dispute"); err != nil {
				return err
			}
		}
		want := common.Hash{}
		if licensed {
			want[31] = 1
		}
		return same(want, out)
	})
}

// proofOfBalance is proofOf of Balance.
func (v *View) proofOfBalance(account common.Address) *claim {
	if !v.proved {
		return nil
	}
	return v.claim(account, nil, func(_ context.Context, f *facts, out []byte) error {
		if f.account.Balance.ToBig().Cmp(new(big.Int).SetBytes(out)) != 0 {
			return errOther
		}
		return nil
	})
}

// proofOfCode is proofOf of Code.
func (v *View) proofOfCode(account common.Address) *claim {
	if !v.proved {
		return nil
	}
	return v.claim(account, nil, func(_ context.Context, f *facts, out []byte) error {
		if crypto.Keccak256Hash(out) != common.BytesToHash(f.account.CodeHash) {
			return errOther
		}
		return nil
	})
}

// isCode returns nil if an account's code is that of a contract that this program knows, whatever
// its constructor was given.
func (v *View) isCode(ctx context.Context, account common.Address, f *facts, name string, runtime *contracts.Runtime) error {
	key := codeKey{name, common.BytesToHash(f.account.CodeHash)}
	known, ok := v.c.prove.known.Load(key)
	if !ok {
		code, err := v.Code(ctx, account) // which proves it
		if err != nil {
			return err
		}
		masked := bytes.Clone(code)
		for _, offsets := range runtime.Immutables {
			for _, offset := range offsets {
				if offset+32 <= len(masked) {
					clear(masked[offset : offset+32])
				}
			}
		}
		known = bytes.Equal(masked, common.FromHex(runtime.Code))
		if known.(bool) { // others are anybody's, and there is no end of them
			v.c.prove.known.Store(key, known)
		}
	}
	if !known.(bool) {
		return fmt.Errorf("the code of %s is not that of a %s that this version knows: what it keeps %w", account, name, ErrUnprovable)
	}
	return nil
}

// startRoot has the root of the state read, which all proofs need.
func (v *View) startRoot() *cacheEntry {
	return v.c.start(cacheKey{v.block.Hash, 's', common.Address{}, ""}, func(ctx context.Context) (any, int, error) {
		root, err := anyone(ctx, v.c, func(ctx context.Context, one *Client) (common.Hash, error) {
			var h *types.Header
			if err := one.batched(ctx, &h, "eth_getBlockByHash", v.block.Hash, false); err != nil {
				return common.Hash{}, err
			}
			if h == nil {
				return common.Hash{}, fmt.Errorf("header of block %s: %w", v.block.Hash, ErrNoBlock)
			}
			if h.Hash() != v.block.Hash || !h.Number.IsUint64() || h.Number.Uint64() != v.block.Number || h.Time != v.block.Time {
				return common.Hash{}, fmt.Errorf("%w: the fields of the header do not give the hash %s of block %d", errInvalidProof, v.block.Hash, v.block.Number)
			}
			return h.Root, nil
		})
		return root, 64, err
	})
}

// accountProof is the answer to eth_getProof, without what it says beside the proofs.
type accountProof struct {
	AccountProof []hexutil.Bytes `json:"accountProof"`
	StorageProof []struct {
		Proof []hexutil.Bytes `json:"proof"`
	} `json:"storageProof"`
}

// prove reads and checks the proof of an account and some of its slots at one endpoint.
func (v *View) prove(ctx context.Context, one *Client, account common.Address, slots []common.Hash) (*facts, error) {
	var answer accountProof
	keys := slots
	if keys == nil {
		keys = []common.Hash{} // null is no list
	}
	if err := v.of(one).read(ctx, one.batched, &answer, "eth_getProof", account, keys); err != nil {
		return nil, err
	}
	e := v.startRoot()
	select {
	case <-e.done:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if e.err != nil {
		return nil, e.err
	}
	return answer.facts(e.value.(common.Hash), account, slots)
}

// facts returns what is proved of an account and some of its slots in the state with that root.
func (p *accountProof) facts(root common.Hash, account common.Address, slots []common.Hash) (*facts, error) {
	f := &facts{account: *types.NewEmptyStateAccount()}
	value, err := verify(root, account[:], p.AccountProof)
	if err != nil {
		return nil, fmt.Errorf("%w of %s: %v", errInvalidProof, account, err)
	}
	if value != nil {
		if err := rlp.DecodeBytes(value, &f.account); err != nil {
			return nil, fmt.Errorf("%w of %s: %v", errInvalidProof, account, err)
		}
	}
	if len(p.StorageProof) != len(slots) {
		return nil, fmt.Errorf("%w of %s: %d slots, not %d", errInvalidProof, account, len(p.StorageProof), len(slots))
	}
	for i, slot := range slots {
		value, err := verify(f.account.Root, slot[:], p.StorageProof[i].Proof)
		if err != nil {
			return nil, fmt.Errorf("%w of slot %s of %s: %v", errInvalidProof, slot, account, err)
		}
		var word []byte
		if value != nil {
			if err := rlp.DecodeBytes(value, &word); err != nil || len(word) > 32 {
				return nil, fmt.Errorf("%w of slot %s of %s: its value is no word", errInvalidProof, slot, account)
			}
		}
		f.slots = append(f.slots, common.BytesToHash(word))
	}
	return f, nil
}

// verify returns what a trie has at a key, nil for nothing, from the nodes on the way there.
func verify(root common.Hash, key []byte, nodes []hexutil.Bytes) ([]byte, error) {
	if root == types.EmptyRootHash {
		return nil, nil
	}
	db := memorydb.New()
	for _, n := range nodes {
		if err := db.Put(crypto.Keccak256(n), n); err != nil {
			return nil, err
		}
	}
	return trie.VerifyProof(root, crypto.Keccak256(key), db)
}
