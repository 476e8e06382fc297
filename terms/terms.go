// Package terms is what a file is sealed under and what buyers and nodes sign: Terms and
// their label, and the EIP-712 digests of access requests, sessions, Ocean requests and
// shares (spec/sealed-file.md, spec/http.md). Everything here is a pure function.
package terms

import (
	"encoding/binary"
	"fmt"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"golang.org/x/crypto/sha3"
)

const (
	// MaxPolicy bounds a policy, in bytes of UTF-8.
	MaxPolicy = 8192
	// MaxConfirmations bounds the depth at which the terms' chain is read, in blocks.
	MaxConfirmations = 64
)

// Terms say who may open a file: the committee numbered Committee in the contract
// Committees on the chain ChainID serves whoever meets Policy, a CEL expression, as the
// chain stands Confirmations blocks behind its head.
type Terms struct {
	ChainID       uint256.Int
	Committees    common.Address
	Committee     uint256.Int
	Confirmations uint64
	Policy        string
}

// Check refuses terms outside their limits: confirmations over 64, a policy over 8192
// bytes or not UTF-8. An empty policy passes; nothing is sealed under one.
func (t *Terms) Check() error {
	switch {
	case t.Confirmations > MaxConfirmations:
		return fmt.Errorf("%d confirmations are more than %d", t.Confirmations, MaxConfirmations)
	case len(t.Policy) > MaxPolicy:
		return fmt.Errorf("policy of %d bytes is longer than %d", len(t.Policy), MaxPolicy)
	case !utf8.ValidString(t.Policy):
		return fmt.Errorf("policy is not valid UTF-8")
	}
	return nil
}

// Domain is the EIP-712 domain of the terms' committee contract.
func (t *Terms) Domain() Domain { return Domain{ChainID: t.ChainID, Committees: t.Committees} }

// Label returns L, the EIP-712 struct hash of the terms, over the policy's bytes as they
// are.
func (t *Terms) Label() [32]byte {
	return hashStruct(termsType,
		t.ChainID.Bytes32(), addressWord(t.Committees), t.Committee.Bytes32(),
		uint64Word(t.Confirmations), keccak([]byte(t.Policy)))
}

// The notices of the typed data: the one sentence that a wallet shows of what is signed.
const (
	AccessNotice  = "Opens one Latchkey file."
	SessionNotice = "Opens every Latchkey file that this account may open, until the deadline."
	UploadNotice  = "Uploads files to this gateway in the name of this account, until the deadline."
)

// Limits of a request's deadline, in seconds.
const (
	// AccessAhead is how far ahead an AccessRequest's deadline may be.
	AccessAhead = 3600
	// SessionAhead is how far ahead a Session's deadline may be.
	SessionAhead = 86400
	// ClockTolerance is allowed on both ends, for clocks that differ.
	ClockTolerance = 60
)

// Domain is the EIP-712 domain {name "Latchkey", version "1", chainId,
// verifyingContract}.
type Domain struct {
	ChainID    uint256.Int
	Committees common.Address
}

// Separator returns the domain separator.
func (d Domain) Separator() [32]byte {
	return hashStruct(domainType,
		domainName, domainVersion, d.ChainID.Bytes32(), addressWord(d.Committees))
}

// digest returns what is signed for a struct hash: keccak256(0x1901 || separator || hash).
func (d Domain) digest(structHash [32]byte) [32]byte {
	sep := d.Separator()
	return keccak([]byte{0x19, 0x01}, sep[:], structHash[:])
}

// Message is a value that is signed as EIP-712 typed data.
type Message interface {
	structHash() [32]byte
	fields() (primary string, types []field)
}

// Digest returns the EIP-712 digest of m in the domain d: R, for a request.
func Digest(d Domain, m Message) [32]byte { return d.digest(m.structHash()) }

// AccessRequest asks for one file. ReaderKey is a point of 33 bytes; Deadline is in Unix
// seconds.
type AccessRequest struct {
	Capsule   [32]byte // the capsuleId
	ReaderKey []byte
	Buyer     common.Address
	Deadline  uint64
}

func (r *AccessRequest) structHash() [32]byte {
	return hashStruct(accessType,
		accessNotice, r.Capsule, keccak(r.ReaderKey), addressWord(r.Buyer), uint64Word(r.Deadline))
}

// Session asks for every file of one committee. Nonce equals the contract's
// sessionNonce of the buyer; Origin is for the reader of the wallet's dialog.
type Session struct {
	Committee uint256.Int
	ReaderKey []byte
	Buyer     common.Address
	Nonce     uint64
	Deadline  uint64
	Origin    string
}

func (s *Session) structHash() [32]byte {
	return hashStruct(sessionType,
		sessionNotice, s.Committee.Bytes32(), keccak(s.ReaderKey), addressWord(s.Buyer),
		uint64Word(s.Nonce), uint64Word(s.Deadline), keccak([]byte(s.Origin)))
}

// OceanRequest is a request of an Ocean client. Nobody signs its digest; the wallet
// signed only DID and nonce.
type OceanRequest struct {
	Capsule   [32]byte
	ReaderKey []byte
	Consumer  common.Address
	Nonce     uint256.Int
	Order     [32]byte
	Service   string
	FileIndex uint64
}

func (r *OceanRequest) structHash() [32]byte {
	return hashStruct(oceanType,
		r.Capsule, keccak(r.ReaderKey), addressWord(r.Consumer), r.Nonce.Bytes32(), r.Order,
		keccak([]byte(r.Service)), uint64Word(r.FileIndex))
}

// Share is what a node signs of its answer. Request is R, the digest of the request.
type Share struct {
	Committee uint256.Int
	Request   [32]byte
	Capsule   [32]byte
	Share     []byte
}

func (s *Share) structHash() [32]byte {
	return hashStruct(shareType,
		s.Committee.Bytes32(), s.Request, s.Capsule, keccak(s.Share))
}

// Upload lets an account upload to a gateway, which is named as the gateway's info document does, until
// the deadline, in Unix seconds, at most 24 hours ahead.
type Upload struct {
	Account  common.Address
	Gateway  string
	Deadline uint64
}

func (u *Upload) structHash() [32]byte {
	return hashStruct(uploadType, uploadNotice, addressWord(u.Account), keccak([]byte(u.Gateway)), uint64Word(u.Deadline))
}

// The hashes of what never changes: a node hashes it for every request.
var (
	domainType  = keccak([]byte("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"))
	termsType   = keccak([]byte("Terms(uint256 chainId,address committees,uint256 committee,uint64 confirmations,string policy)"))
	accessType  = keccak([]byte("AccessRequest(string notice,bytes32 capsule,bytes readerKey,address buyer,uint64 deadline)"))
	sessionType = keccak([]byte("Session(string notice,uint256 committee,bytes readerKey,address buyer,uint64 nonce,uint64 deadline,string origin)"))
	oceanType   = keccak([]byte("OceanRequest(bytes32 capsule,bytes readerKey,address consumer,uint256 nonce,bytes32 order,string service,uint64 fileIndex)"))
	uploadType  = keccak([]byte("Upload(string notice,address account,string gateway,uint64 deadline)"))
	shareType   = keccak([]byte("Share(uint256 committee,bytes32 request,bytes32 capsule,bytes share)"))

	domainName, domainVersion   = keccak([]byte("Latchkey")), keccak([]byte("1"))
	accessNotice, sessionNotice = keccak([]byte(AccessNotice)), keccak([]byte(SessionNotice))
	uploadNotice                = keccak([]byte(UploadNotice))
)

// hashStruct is EIP-712's hashStruct for a type without references: keccak256 of the
// type's hash and one word per field.
func hashStruct(typ [32]byte, words ...[32]byte) (hash [32]byte) {
	h := sha3.NewLegacyKeccak256()
	h.Write(typ[:])
	for i := range words {
		h.Write(words[i][:])
	}
	h.Sum(hash[:0])
	return hash
}

func keccak(items ...[]byte) (d [32]byte) {
	h := sha3.NewLegacyKeccak256()
	for _, item := range items {
		h.Write(item)
	}
	h.Sum(d[:0])
	return d
}

func addressWord(a common.Address) (w [32]byte) {
	copy(w[12:], a[:])
	return w
}

func uint64Word(n uint64) (w [32]byte) {
	binary.BigEndian.PutUint64(w[24:], n)
	return w
}
