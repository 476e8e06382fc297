package quorum

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/umbral"
	"github.com/latchkey-network/latchkey/terms"
)

// MaxGrantRequest bounds the JSON of every request about grants, in bytes.
const MaxGrantRequest = 64 << 10

// issuedBehind is for how long a message about a grant is taken after it was issued, in milliseconds. A
// node remembers revocations for longer.
const issuedBehind = 3600 * 1000

// GrantKeys are the three public keys of a grant, 33 bytes each.
type GrantKeys struct {
	Delegating []byte // D, of the file alone
	Verifying  []byte // the owner's, under which fragments verify
	ReaderKey  []byte // the reader's
}

// GrantOffer is what a node is given to keep: the body of POST /v1/grants (spec/grant.md).
type GrantOffer struct {
	Owner     common.Address
	Keys      GrantKeys
	Capsule   []byte // of the file's stanza, 105 bytes
	Fragment  []byte // the node's key fragment, 310 bytes: a secret
	Grant     terms.Grant
	Signature []byte // the owner's, over the digest of Grant
}

type grantOfferJSON struct {
	Owner       string          `json:"owner" doc:"The owner's account, 0x and lower-case hex."`
	Delegating  string          `json:"delegating" doc:"The file's delegating key, 33 bytes, lower-case hex." pattern:"^[0-9a-f]{66}$"`
	Verifying   string          `json:"verifying" doc:"The owner's verifying key, 33 bytes." pattern:"^[0-9a-f]{66}$"`
	ReaderKey   string          `json:"readerKey" doc:"The reader's key, 33 bytes." pattern:"^[0-9a-f]{66}$"`
	Capsule     string          `json:"capsule" doc:"The file's capsule, 105 bytes." pattern:"^[0-9a-f]{210}$"`
	KeyFragment string          `json:"keyFragment" doc:"The node's key fragment, 310 bytes: a secret." pattern:"^[0-9a-f]{620}$"`
	Request     json.RawMessage `json:"request" doc:"Every field of the typed data Grant that was signed, the notice too."`
	Signature   string          `json:"signature" doc:"The owner's, 65 bytes, 0x and lower-case hex."`
}

// GrantOfferType is the Go type of an offer's JSON, from which OpenAPI documents are made.
var GrantOfferType = reflect.TypeFor[grantOfferJSON]()

// grantJSON is the typed data Grant.
type grantJSON struct {
	Notice        *string `json:"notice"`
	Grant         *string `json:"grant"`
	Capsule       *string `json:"capsule"`
	Reader        *string `json:"reader"`
	Threshold     *string `json:"threshold"`
	Fragments     *string `json:"fragments"`
	Issued        *string `json:"issued"`
	Expires       *string `json:"expires"`
	ChainID       *string `json:"chainId"`
	Confirmations *string `json:"confirmations"`
	Policy        *string `json:"policy"`
}

// EncodeGrant writes every field of the typed data, as requests and lists carry it. The policy must be
// UTF-8.
func EncodeGrant(g *terms.Grant) ([]byte, error) {
	if !utf8.ValidString(g.Policy) {
		return nil, errors.New("grant has a policy that is not valid UTF-8")
	}
	text := func(s string) *string { return &s }
	return json.Marshal(grantJSON{text(terms.GrantNotice), text(hex.EncodeToString(g.ID[:])), text(hex.EncodeToString(g.Capsule[:])),
		text(address(g.Reader)), text(decimal(uint64(g.Threshold))), text(decimal(uint64(g.Fragments))), text(decimal(g.Issued)),
		text(decimal(g.Expires)), text(g.ChainID.Dec()), text(decimal(g.Confirmations)), &g.Policy})
}

// DecodeGrant is EncodeGrant's inverse. It refuses grants outside their limits.
func DecodeGrant(b []byte) (*terms.Grant, error) {
	var in grantJSON
	if err := decodeOne(b, &in); err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	var p parser
	g := &terms.Grant{ID: p.bytes32("grant", in.Grant), Capsule: p.bytes32("capsule", in.Capsule), Reader: p.address("reader", in.Reader),
		Threshold: p.uint32("threshold", in.Threshold), Fragments: p.uint32("fragments", in.Fragments), Issued: p.uint64("issued", in.Issued),
		Expires: p.uint64("expires", in.Expires), ChainID: p.uint256("chainId", in.ChainID), Confirmations: p.uint64("confirmations", in.Confirmations),
		Policy: p.text("policy", in.Policy)}
	p.notice(in.Notice, terms.GrantNotice)
	if p.err != nil {
		return nil, p.err
	}
	return g, g.Check()
}

// notice refuses another sentence than the one that is signed: the account was shown that one.
func (p *parser) notice(shown *string, fixed string) {
	if text := p.text("notice", shown); p.err == nil && text != fixed {
		p.err = &Problem{Type: BadSignature, Detail: "the notice is not the fixed one"}
	}
}

func (p *parser) uint32(name string, s *string) uint32 {
	n := p.uint64(name, s)
	if n > 1<<32-1 {
		p.fail(name, *s)
	}
	return uint32(n)
}

// sized decodes bytes of one length.
func (p *parser) sized(name, s string, size int) []byte {
	b := p.bytes(name, &s)
	if len(b) != size {
		p.fail(name, s)
	}
	return b
}

// signature decodes 65 bytes behind 0x.
func (p *parser) signature(s string) []byte {
	digits, ok := strings.CutPrefix(s, "0x")
	b, err := hex.DecodeString(digits)
	if !ok || err != nil || len(b) != group.SignatureSize || hex.EncodeToString(b) != digits {
		if p.err == nil {
			p.err = errors.New("signature is not in the form of spec/http.md") // of a list, it is a bearer secret
		}
		return nil
	}
	return b
}

// MarshalJSON writes the body of POST /v1/grants. It holds the fragment's secret.
func (o *GrantOffer) MarshalJSON() ([]byte, error) {
	request, err := EncodeGrant(&o.Grant)
	if err != nil {
		return nil, err
	}
	return json.Marshal(grantOfferJSON{address(o.Owner), hex.EncodeToString(o.Keys.Delegating), hex.EncodeToString(o.Keys.Verifying),
		hex.EncodeToString(o.Keys.ReaderKey), hex.EncodeToString(o.Capsule), hex.EncodeToString(o.Fragment), request,
		"0x" + hex.EncodeToString(o.Signature)})
}

// DecodeGrantOffer reads the body of POST /v1/grants. It checks encodings and limits, and is strict as
// DecodeRequest is; its errors are *Problem, and quote no fragment.
func DecodeGrantOffer(body []byte) (*GrantOffer, error) {
	o, err := decodeGrantOffer(body)
	return o, malformed(err)
}

func decodeGrantOffer(body []byte) (*GrantOffer, error) {
	var in grantOfferJSON
	if err := decodeOne(body, &in); err != nil {
		return nil, err
	}
	var p parser
	o := &GrantOffer{Owner: p.address("owner", &in.Owner), Keys: GrantKeys{p.sized("delegating", in.Delegating, umbral.PublicKeySize),
		p.sized("verifying", in.Verifying, umbral.PublicKeySize), p.sized("readerKey", in.ReaderKey, umbral.PublicKeySize)},
		Capsule: p.sized("capsule", in.Capsule, umbral.CapsuleSize), Signature: p.signature(in.Signature)}
	if p.err != nil {
		return nil, p.err
	}
	var err error
	o.Fragment, err = hex.DecodeString(in.KeyFragment)
	if err != nil || len(o.Fragment) != umbral.KeyFragSize || hex.EncodeToString(o.Fragment) != in.KeyFragment {
		return nil, fmt.Errorf("keyFragment is not %d bytes in lower-case hex", umbral.KeyFragSize)
	}
	g, err := DecodeGrant(in.Request)
	if err != nil {
		return nil, err
	}
	o.Grant = *g
	return o, nil
}

// malformed makes a *Problem of what is none yet.
func malformed(err error) error {
	if p := (*Problem)(nil); err == nil || errors.As(err, &p) {
		return err
	}
	return &Problem{Type: Malformed, Detail: err.Error()}
}

// ID returns the id that owner and keys make.
func (k *GrantKeys) ID(owner common.Address) [32]byte {
	return terms.GrantID(owner, k.Delegating, k.Verifying, k.ReaderKey)
}

// Check makes a node's checks 2 to 4: id, capsule, limits, times, and the owner's signature. now is in Unix
// milliseconds. Errors are *Problem.
func (o *GrantOffer) Check(now uint64) error {
	if o.Grant.ID != o.Keys.ID(o.Owner) {
		return &Problem{Type: WrongGrant, Detail: "the grant's id is not that of owner and keys"}
	}
	if group.Keccak256(o.Capsule) != o.Grant.Capsule {
		return &Problem{Type: WrongCapsule, Detail: "the grant names another capsule than comes with it"}
	}
	if err := o.Grant.Check(); err != nil {
		return malformed(err)
	}
	if err := checkIssued(o.Grant.Issued, now); err != nil {
		return err
	}
	if o.Grant.Expires <= now/1000 {
		return &Problem{Type: Expired, Detail: "the grant has expired"}
	}
	return signedBy(&o.Grant, o.Signature, o.Owner)
}

// checkIssued refuses what was issued an hour ago, or will be. Nothing is added to issued: it may be 2^64-1.
func checkIssued(issued, now uint64) error {
	const tolerance = terms.ClockTolerance * 1000
	if issued < now && now-issued > issuedBehind+tolerance {
		return &Problem{Type: Expired, Detail: fmt.Sprintf("it was issued %d seconds ago, at most %d are allowed", (now-issued)/1000, issuedBehind/1000)}
	}
	if issued > now && issued-now > tolerance {
		return &Problem{Type: TooFar, Detail: fmt.Sprintf("it is issued %d seconds from now", (issued-now)/1000)}
	}
	return nil
}

// signedBy refuses a signature of a message about grants that is not the account's.
func signedBy(m terms.Message, signature []byte, account common.Address) error {
	if signer, err := group.RecoverAddress(terms.GrantDigest(m), signature); err != nil || signer != account {
		return &Problem{Type: BadSignature, Detail: fmt.Sprintf("it is not signed by %s", account)}
	}
	return nil
}

// Open makes a node's check 6: keys, capsule and fragment decode, and hold. The fragment is the caller's to
// erase. Errors are *Problem.
func (o *GrantOffer) Open() (*umbral.Capsule, *umbral.KeyFrag, error) {
	delegating, verifying, reader, err := o.Keys.Decode()
	if err != nil {
		return nil, nil, malformed(err)
	}
	capsule, err := umbral.DecodeCapsule(o.Capsule)
	if err != nil {
		return nil, nil, &Problem{Type: BadCapsule, Detail: err.Error()}
	}
	frag, err := umbral.DecodeKeyFrag(o.Fragment)
	if err == nil {
		if !frag.SignsBoth() {
			err = errors.New("it is not signed for both keys")
		} else {
			err = frag.Verify(verifying, delegating, reader)
		}
		if err == nil {
			err = frag.VerifyForReceiver(verifying, delegating, reader)
		}
		if err != nil {
			frag.Erase()
		}
	}
	if err != nil {
		return nil, nil, &Problem{Type: BadFragment, Detail: err.Error()}
	}
	return capsule, frag, nil
}

// Decode decodes the keys.
func (k *GrantKeys) Decode() (delegating, verifying, reader *umbral.PublicKey, err error) {
	if delegating, err = umbral.DecodePublicKey(k.Delegating); err != nil {
		return nil, nil, nil, fmt.Errorf("delegating key: %w", err)
	}
	if verifying, err = umbral.DecodePublicKey(k.Verifying); err != nil {
		return nil, nil, nil, fmt.Errorf("verifying key: %w", err)
	}
	if reader, err = umbral.DecodePublicKey(k.ReaderKey); err != nil {
		return nil, nil, nil, fmt.Errorf("reader key: %w", err)
	}
	return delegating, verifying, reader, nil
}

// GrantRevocation takes a grant back: the body of POST /v1/grants/{id}/revoke.
type GrantRevocation struct {
	Revocation terms.Revocation
	Signature  []byte // the owner's
}

type revocationJSON struct {
	Request   json.RawMessage `json:"request" doc:"Every field of the typed data Revocation that was signed, the notice too."`
	Signature string          `json:"signature" doc:"The owner's, 65 bytes, 0x and lower-case hex."`
}

// GrantRevocationType is the Go type of a revocation's JSON, from which OpenAPI documents are made.
var GrantRevocationType = reflect.TypeFor[revocationJSON]()

type revokedJSON struct {
	Notice *string `json:"notice"`
	Grant  *string `json:"grant"`
	Issued *string `json:"issued"`
}

// MarshalJSON writes the body of POST /v1/grants/{id}/revoke.
func (r *GrantRevocation) MarshalJSON() ([]byte, error) {
	notice, id, issued := terms.RevocationNotice, hex.EncodeToString(r.Revocation.ID[:]), decimal(r.Revocation.Issued)
	request, err := json.Marshal(revokedJSON{&notice, &id, &issued})
	if err != nil {
		return nil, err
	}
	return json.Marshal(revocationJSON{request, "0x" + hex.EncodeToString(r.Signature)})
}

// DecodeGrantRevocation is MarshalJSON's inverse. Errors are *Problem.
func DecodeGrantRevocation(body []byte) (*GrantRevocation, error) {
	var in revocationJSON
	if err := decodeOne(body, &in); err != nil {
		return nil, malformed(err)
	}
	var m revokedJSON
	if err := decodeOne(in.Request, &m); err != nil {
		return nil, malformed(fmt.Errorf("request: %w", err))
	}
	var p parser
	r := &GrantRevocation{terms.Revocation{ID: p.bytes32("grant", m.Grant), Issued: p.uint64("issued", m.Issued)}, p.signature(in.Signature)}
	p.notice(m.Notice, terms.RevocationNotice)
	return r, malformed(p.err)
}

// Check refuses a revocation that is not the owner's, is too old, or is older than the grant that it takes
// back, which was issued then. now and issued are in Unix milliseconds. Errors are *Problem.
func (r *GrantRevocation) Check(owner common.Address, issued, now uint64) error {
	if err := checkIssued(r.Revocation.Issued, now); err != nil {
		return err
	}
	if err := signedBy(&r.Revocation, r.Signature, owner); err != nil {
		return err
	}
	if r.Revocation.Issued < issued {
		return &Problem{Type: StaleGrant, Detail: "the grant was given again after this was signed"}
	}
	return nil
}

// GrantToken lists an owner's grants at nodes until its deadline, of one file or of all. It is a bearer secret: whoever gets
// one of all lists them all, so that it is for nodes that the owner chose, and not for those that a file names.
type GrantToken struct {
	Message   terms.GrantList
	Signature []byte
}

type grantTokenJSON struct {
	Owner      string `json:"owner"`
	Delegating string `json:"delegating"` // 33 bytes, or empty
	Deadline   string `json:"deadline"`
	Signature  string `json:"signature"`
}

// Header returns the value of an Authorization header.
func (t *GrantToken) Header() string {
	text, err := json.Marshal(grantTokenJSON{address(t.Message.Owner), hex.EncodeToString(t.Message.Delegating), decimal(t.Message.Deadline), "0x" + hex.EncodeToString(t.Signature)})
	if err != nil {
		panic(err) // all of it is strings
	}
	return tokenScheme + base64.RawURLEncoding.EncodeToString(text)
}

// CheckGrantToken returns whose grants, and of which file, an Authorization header lists, if it holds now, in Unix seconds.
// Errors are *Problem, and do not quote it.
func CheckGrantToken(header string, now uint64) (*terms.GrantList, error) {
	bad := &Problem{Type: BadSignature, Detail: "the Authorization is not \"Latchkey\" and a token that its owner signed"}
	text, ok := strings.CutPrefix(header, tokenScheme)
	data, err := base64.RawURLEncoding.DecodeString(text)
	var in grantTokenJSON
	if !ok || err != nil || len(data) > 4096 || decodeOne(data, &in) != nil {
		return nil, bad
	}
	var p parser
	m := &terms.GrantList{Owner: p.address("owner", &in.Owner), Deadline: p.uint64("deadline", &in.Deadline)}
	if in.Delegating != "" {
		m.Delegating = p.sized("delegating", in.Delegating, umbral.PublicKeySize)
	}
	signature := p.signature(in.Signature)
	if p.err != nil || signedBy(m, signature, m.Owner) != nil {
		return nil, bad
	}
	if err := checkDeadline(m.Deadline, now, terms.AccessAhead); err != nil {
		return nil, err
	}
	return m, nil
}

// HeldGrant is a grant as a node lists it to its owner.
type HeldGrant struct {
	Owner     common.Address
	Keys      GrantKeys
	Grant     terms.Grant
	Signature []byte // the owner's, as it was stored: a node cannot say otherwise what was granted
	Held      int    // fragments that the node says that it has
}

type heldGrantJSON struct {
	Owner      string          `json:"owner"`
	Delegating string          `json:"delegating"`
	Verifying  string          `json:"verifying"`
	ReaderKey  string          `json:"readerKey"`
	Request    json.RawMessage `json:"request" doc:"Every field of the typed data Grant."`
	Signature  string          `json:"signature" doc:"The owner's, of that."`
	Held       int             `json:"held" doc:"How many fragments this node has of it."`
}

// MarshalJSON writes an entry of GET /v1/grants.
func (h *HeldGrant) MarshalJSON() ([]byte, error) {
	request, err := EncodeGrant(&h.Grant)
	if err != nil {
		return nil, err
	}
	return json.Marshal(heldGrantJSON{address(h.Owner), hex.EncodeToString(h.Keys.Delegating), hex.EncodeToString(h.Keys.Verifying),
		hex.EncodeToString(h.Keys.ReaderKey), request, "0x" + hex.EncodeToString(h.Signature), h.Held})
}

// UnmarshalJSON is MarshalJSON's inverse.
func (h *HeldGrant) UnmarshalJSON(b []byte) error {
	var in heldGrantJSON
	if err := decodeOne(b, &in); err != nil {
		return err
	}
	var p parser
	owner := p.address("owner", &in.Owner)
	keys := GrantKeys{p.sized("delegating", in.Delegating, umbral.PublicKeySize), p.sized("verifying", in.Verifying, umbral.PublicKeySize),
		p.sized("readerKey", in.ReaderKey, umbral.PublicKeySize)}
	signature := p.signature(in.Signature)
	if p.err != nil {
		return p.err
	}
	g, err := DecodeGrant(in.Request)
	if err != nil {
		return err
	}
	*h = HeldGrant{owner, keys, *g, signature, in.Held}
	return nil
}

// GrantPage is an answer of GET /v1/grants. Its JSON has at most 64 KiB.
type GrantPage struct {
	Grants []*HeldGrant `json:"grants" nullable:"false"`
	Next   string       `json:"next" doc:"The id to go on after, or empty."`
}

type grantPageJSON struct {
	Grants []heldGrantJSON `json:"grants" nullable:"false"`
	Next   string          `json:"next" doc:"The id to go on after, or empty."`
}

// GrantPageType is the Go type of a page's JSON, from which OpenAPI documents are made.
var GrantPageType = reflect.TypeFor[grantPageJSON]()

// Reencrypted is a node's answer to POST /v1/grants/{id}/reencrypt.
type Reencrypted struct {
	ID        [32]byte
	Capsules  [][]byte // capsule fragments, 381 bytes each, one for each key fragment
	Threshold uint32   // what the node says
	Fragments uint32
	Expires   uint64
}

type reencryptedJSON struct {
	Grant            string   `json:"grant" doc:"The grant's id, 32 bytes, lower-case hex."`
	CapsuleFragments []string `json:"capsuleFragments" nullable:"false" doc:"381 bytes each, lower-case hex."`
	Threshold        string   `json:"threshold" doc:"How many fragments open the file, decimal."`
	Fragments        string   `json:"fragments" doc:"How many there are at all nodes, decimal."`
	Expires          string   `json:"expires" doc:"Unix seconds, decimal."`
}

// ReencryptedType is the Go type of the answer's JSON, from which OpenAPI documents are made.
var ReencryptedType = reflect.TypeFor[reencryptedJSON]()

// MarshalJSON writes the answer to POST /v1/grants/{id}/reencrypt.
func (r *Reencrypted) MarshalJSON() ([]byte, error) {
	out := reencryptedJSON{hex.EncodeToString(r.ID[:]), []string{}, decimal(uint64(r.Threshold)), decimal(uint64(r.Fragments)), decimal(r.Expires)}
	for _, c := range r.Capsules {
		out.CapsuleFragments = append(out.CapsuleFragments, hex.EncodeToString(c))
	}
	return json.Marshal(out)
}

// UnmarshalJSON is MarshalJSON's inverse. It looks at encodings, and not at what the fragments are.
func (r *Reencrypted) UnmarshalJSON(b []byte) error {
	var in reencryptedJSON
	if err := decodeOne(b, &in); err != nil {
		return err
	}
	var p parser
	out := Reencrypted{ID: p.bytes32("grant", &in.Grant), Threshold: p.uint32("threshold", &in.Threshold),
		Fragments: p.uint32("fragments", &in.Fragments), Expires: p.uint64("expires", &in.Expires)}
	if len(in.CapsuleFragments) > terms.MaxFragments {
		return fmt.Errorf("%d capsule fragments are more than %d", len(in.CapsuleFragments), terms.MaxFragments)
	}
	for _, c := range in.CapsuleFragments {
		out.Capsules = append(out.Capsules, p.bytes("capsuleFragments", &c))
	}
	if p.err == nil {
		*r = out
	}
	return p.err
}

// DecodeReencrypt reads the body of POST /v1/grants/{id}/reencrypt, which may be empty: the values that the policy
// reads. Errors are *Problem, and do not quote it.
func DecodeReencrypt(body []byte) (given map[string]json.RawMessage, err error) {
	if len(body) == 0 {
		return nil, nil
	}
	var in reencryptJSON
	if err := decodeOne(body, &in); err != nil {
		return nil, malformed(err)
	}
	return in.Given, nil
}

type reencryptJSON struct {
	Given map[string]json.RawMessage `json:"given,omitempty" doc:"Values that the policy reads as given.NAME."`
}

// ReencryptType is the Go type of that body's JSON, from which OpenAPI documents are made.
var ReencryptType = reflect.TypeFor[reencryptJSON]()

// ReaderEntry is what a reader publishes at nodes: the body of POST /v1/readers.
type ReaderEntry struct {
	Reader    terms.Reader
	Signature []byte // the account's
}

type readerJSON struct {
	Account   string `json:"account" doc:"0x and lower-case hex."`
	ReaderKey string `json:"readerKey" doc:"33 bytes, lower-case hex." pattern:"^[0-9a-f]{66}$"`
	Signature string `json:"signature" doc:"The account's, 65 bytes, 0x and lower-case hex."`
}

// ReaderEntryType is the Go type of an entry's JSON, from which OpenAPI documents are made.
var ReaderEntryType = reflect.TypeFor[readerJSON]()

// MarshalJSON writes the body of POST /v1/readers, which is also the answer of GET.
func (e *ReaderEntry) MarshalJSON() ([]byte, error) {
	return json.Marshal(readerJSON{address(e.Reader.Account), hex.EncodeToString(e.Reader.ReaderKey), "0x" + hex.EncodeToString(e.Signature)})
}

// DecodeReaderEntry reads an entry and checks its key and its signature. Errors are *Problem.
func DecodeReaderEntry(body []byte) (*ReaderEntry, error) {
	var in readerJSON
	if err := decodeOne(body, &in); err != nil {
		return nil, malformed(err)
	}
	var p parser
	e := &ReaderEntry{terms.Reader{Account: p.address("account", &in.Account), ReaderKey: p.sized("readerKey", in.ReaderKey, umbral.PublicKeySize)},
		p.signature(in.Signature)}
	if p.err != nil {
		return nil, malformed(p.err)
	}
	return e, e.Check()
}

// Check checks the key and the signature. Errors are *Problem.
func (e *ReaderEntry) Check() error {
	if _, err := umbral.DecodePublicKey(e.Reader.ReaderKey); err != nil {
		return malformed(fmt.Errorf("reader key: %w", err))
	}
	return signedBy(&e.Reader, e.Signature, e.Reader.Account)
}
