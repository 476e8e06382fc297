package terms

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
	"github.com/holiman/uint256"
)

// What owners and readers sign about grants (spec/grant.md). A grant is of no chain: its messages have
// a domain of name and version alone, see [GrantDigest].

// The notices of typed data about grants.
const (
	AccountKeysNotice = "Makes the Latchkey keys of this account. Whoever has this signature can read what is granted to it and all that is sealed for it: sign it only in a program that you trust."
	ReaderNotice      = "Lets others grant files to this account's Latchkey key."
	GrantNotice       = "Lets one account open one Latchkey file, until it expires or is revoked."
	RevocationNotice  = "Takes back a grant of a Latchkey file."
	GrantListNotice   = "Lists the grants of this account, until the deadline."
)

const (
	// MaxFragments bounds how many key fragments a grant has.
	MaxFragments = 32
	// MaxGrantAge is how long after it was issued a grant may expire, in seconds: 3,660 days.
	MaxGrantAge = 3660 * 86400
)

// GrantDigest returns the EIP-712 digest of a message about grants.
func GrantDigest(m Message) [32]byte {
	sep, hash := grantSeparator, m.structHash()
	return keccak([]byte{0x19, 0x01}, sep[:], hash[:])
}

// GrantTypedData returns a message about grants as the document of eth_signTypedData_v4. Its digest is
// [GrantDigest].
func GrantTypedData(m Message) apitypes.TypedData {
	data := TypedData(Domain{}, m)
	data.Types["EIP712Domain"] = []apitypes.Type{{Name: "name", Type: "string"}, {Name: "version", Type: "string"}}
	data.Domain.ChainId, data.Domain.VerifyingContract = nil, ""
	return data
}

// AccountKeys is what an account's seed is made from: its signature is a secret.
type AccountKeys struct{ Account common.Address }

func (k *AccountKeys) structHash() [32]byte {
	return hashStruct(accountKeysType, accountKeysNotice, addressWord(k.Account))
}

func (k *AccountKeys) fields() (string, []field) {
	return "Keys", []field{{"notice", "string", AccountKeysNotice}, {"account", "address", k.Account.Hex()}}
}

// Reader says which key an account reads with, a point of 33 bytes.
type Reader struct {
	Account   common.Address
	ReaderKey []byte
}

func (r *Reader) structHash() [32]byte {
	return hashStruct(readerType, readerNotice, addressWord(r.Account), keccak(r.ReaderKey))
}

func (r *Reader) fields() (string, []field) {
	return "Reader", []field{{"notice", "string", ReaderNotice}, {"account", "address", r.Account.Hex()},
		{"readerKey", "bytes", hexutil.Encode(r.ReaderKey)}}
}

// Grant lets the account Reader open one file: any Threshold of Fragments key fragments do. Issued is
// in Unix milliseconds, and orders an owner's messages about one grant; Expires is in Unix seconds. With
// an empty policy ChainID and Confirmations are 0; otherwise it must be true as well, for the reader.
type Grant struct {
	ID              [32]byte // see [GrantID]
	Capsule         [32]byte // keccak256 of the file's capsule of 105 bytes
	Reader          common.Address
	Threshold       uint32
	Fragments       uint32
	Issued, Expires uint64
	ChainID         uint256.Int
	Confirmations   uint64
	Policy          string
}

// Check refuses a grant outside the limits of spec/grant.md. It compares no clock.
func (g *Grant) Check() error {
	switch {
	case g.Threshold < 1 || g.Threshold > g.Fragments || g.Fragments > MaxFragments:
		return fmt.Errorf("threshold %d of %d fragments is not within 1 to %d", g.Threshold, g.Fragments, MaxFragments)
	case g.Expires <= g.Issued/1000:
		return errors.New("it expires before it is issued")
	case g.Expires-g.Issued/1000 > MaxGrantAge:
		return fmt.Errorf("it expires more than %d days after it is issued", MaxGrantAge/86400)
	case g.Confirmations > MaxConfirmations:
		return fmt.Errorf("%d confirmations are more than %d", g.Confirmations, MaxConfirmations)
	case len(g.Policy) > MaxPolicy:
		return fmt.Errorf("policy of %d bytes is longer than %d", len(g.Policy), MaxPolicy)
	case !utf8.ValidString(g.Policy):
		return errors.New("policy is not valid UTF-8")
	case g.Policy == "" && (!g.ChainID.IsZero() || g.Confirmations != 0):
		return errors.New("it names a chain and has no policy")
	}
	return nil
}

func (g *Grant) structHash() [32]byte {
	return hashStruct(grantType, grantNotice, g.ID, g.Capsule, addressWord(g.Reader), uint64Word(uint64(g.Threshold)),
		uint64Word(uint64(g.Fragments)), uint64Word(g.Issued), uint64Word(g.Expires), g.ChainID.Bytes32(),
		uint64Word(g.Confirmations), keccak([]byte(g.Policy)))
}

func (g *Grant) fields() (string, []field) {
	return "Grant", []field{
		{"notice", "string", GrantNotice}, {"grant", "bytes32", hexutil.Encode(g.ID[:])}, {"capsule", "bytes32", hexutil.Encode(g.Capsule[:])},
		{"reader", "address", g.Reader.Hex()}, {"threshold", "uint32", decimal(uint64(g.Threshold))},
		{"fragments", "uint32", decimal(uint64(g.Fragments))}, {"issued", "uint64", decimal(g.Issued)},
		{"expires", "uint64", decimal(g.Expires)}, {"chainId", "uint256", bigDecimal(g.ChainID.ToBig())},
		{"confirmations", "uint64", decimal(g.Confirmations)}, {"policy", "string", g.Policy},
	}
}

// GrantID returns the id of what an owner's account grants from a file's delegating key, with fragments signed
// by the verifying key, to a reader key: keys of 33 bytes each.
func GrantID(owner common.Address, delegating, verifying, reader []byte) [32]byte {
	tag := keccak([]byte("latchkey/v1/grant"))
	return keccak(tag[:], owner[:], delegating, verifying, reader)
}

// Revocation takes a grant back. Issued is in Unix milliseconds.
type Revocation struct {
	ID     [32]byte
	Issued uint64
}

func (r *Revocation) structHash() [32]byte {
	return hashStruct(revocationType, revocationNotice, r.ID, uint64Word(r.Issued))
}

func (r *Revocation) fields() (string, []field) {
	return "Revocation", []field{{"notice", "string", RevocationNotice}, {"grant", "bytes32", hexutil.Encode(r.ID[:])},
		{"issued", "uint64", decimal(r.Issued)}}
}

// GrantList lists an owner's grants of the file whose delegating key that is, of 33 bytes, or if it is empty of all, until the
// deadline, in Unix seconds.
type GrantList struct {
	Owner      common.Address
	Delegating []byte
	Deadline   uint64
}

func (l *GrantList) structHash() [32]byte {
	return hashStruct(grantListType, grantListNotice, addressWord(l.Owner), keccak(l.Delegating), uint64Word(l.Deadline))
}

func (l *GrantList) fields() (string, []field) {
	return "Listing", []field{{"notice", "string", GrantListNotice}, {"owner", "address", l.Owner.Hex()},
		{"delegating", "bytes", hexutil.Encode(l.Delegating)}, {"deadline", "uint64", decimal(l.Deadline)}}
}

var (
	grantSeparator = hashStruct(keccak([]byte("EIP712Domain(string name,string version)")), domainName, domainVersion)

	accountKeysType = keccak([]byte("Keys(string notice,address account)"))
	readerType      = keccak([]byte("Reader(string notice,address account,bytes readerKey)"))
	grantType       = keccak([]byte("Grant(string notice,bytes32 grant,bytes32 capsule,address reader,uint32 threshold,uint32 fragments,uint64 issued,uint64 expires,uint256 chainId,uint64 confirmations,string policy)"))
	revocationType  = keccak([]byte("Revocation(string notice,bytes32 grant,uint64 issued)"))
	grantListType   = keccak([]byte("Listing(string notice,address owner,bytes delegating,uint64 deadline)"))

	accountKeysNotice, readerNotice = keccak([]byte(AccountKeysNotice)), keccak([]byte(ReaderNotice))
	grantNotice, revocationNotice   = keccak([]byte(GrantNotice)), keccak([]byte(RevocationNotice))
	grantListNotice                 = keccak([]byte(GrantListNotice))
)
