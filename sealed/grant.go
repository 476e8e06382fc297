package sealed

import (
	"bytes"
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"filippo.io/age"
	"filippo.io/age/plugin"
	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/crypto/umbral"
	"github.com/latchkey-network/latchkey/terms"
)

// Files for grants (spec/grant.md): their file key is sealed by Umbral to a delegating key that is the file's
// alone, whose secret is sealed to the file's owner.

const (
	// GrantStanzaType is the type of stanzas for grants.
	GrantStanzaType = "latchkey-grant"

	ownerName    = "latchkeyowner"
	readerName   = "latchkeyreader"
	ticketPrefix = "latchkey-ticket:"

	sealedKeySize        = tdh2.FileKeySize + umbral.Overhead     // a file key
	sealedDelegatingSize = umbral.SecretKeySize + umbral.Overhead // a delegating key
	minGrantBody         = 2*umbral.PublicKeySize + 2*umbral.CapsuleSize + sealedKeySize + sealedDelegatingSize
	// MaxNodes bounds how many nodes a file names, and maxNodeURL a URL in bytes.
	MaxNodes     = 32
	maxNodeURL   = 255
	maxGrantBody = minGrantBody + MaxNodes*(maxNodeURL+1) - 1
)

// GrantStanza is what a sealed file's header says to those whom its owner grants it to. Nothing in it is authenticated
// before the file key has authenticated the header.
type GrantStanza struct {
	Owner        common.Address
	Delegating   []byte // D, 33 bytes, not decoded
	Verifying    []byte // the owner's, 33 bytes, not decoded
	Capsule      []byte // to D, 105 bytes, not decoded
	Sealed       []byte // the file key under it, 56 bytes
	OwnerCapsule []byte // to the owner key, 105 bytes, not decoded
	OwnerSealed  []byte // the secret of D under it, 72 bytes
	Nodes        []string
}

// ParseGrantStanza reads a stanza for grants. The error is ErrIgnored if it is none of a version that is known here, and
// any other error is one for the whole file.
func ParseGrantStanza(a *age.Stanza) (*GrantStanza, error) {
	if a.Type != GrantStanzaType || len(a.Args) > 0 && a.Args[0] != version {
		return nil, ErrIgnored
	}
	s, err := parseGrantStanza(a)
	if err != nil {
		return nil, fmt.Errorf("malformed %s stanza: %w", GrantStanzaType, err)
	}
	return s, nil
}

func parseGrantStanza(a *age.Stanza) (*GrantStanza, error) {
	if len(a.Args) != 2 {
		return nil, fmt.Errorf("it has %d arguments, not 2", len(a.Args))
	}
	if len(a.Body) < minGrantBody || len(a.Body) > maxGrantBody {
		return nil, fmt.Errorf("its body has %d bytes, not %d to %d", len(a.Body), minGrantBody, maxGrantBody)
	}
	owner, err := parseAddress(a.Args[1])
	if err != nil {
		return nil, err
	}
	s := &GrantStanza{Owner: owner}
	rest := a.Body
	for _, f := range s.parts() {
		*f.field, rest = rest[:f.size:f.size], rest[f.size:]
	}
	s.Nodes, err = parseNodes(string(rest))
	return s, err
}

// part is a field of a stanza's body.
type part struct {
	field *[]byte
	size  int
}

func (s *GrantStanza) parts() []part {
	return []part{{&s.Delegating, umbral.PublicKeySize}, {&s.Verifying, umbral.PublicKeySize}, {&s.Capsule, umbral.CapsuleSize},
		{&s.Sealed, sealedKeySize}, {&s.OwnerCapsule, umbral.CapsuleSize}, {&s.OwnerSealed, sealedDelegatingSize}}
}

// Encode is the inverse of ParseGrantStanza. It refuses what that would.
func (s *GrantStanza) Encode() (*age.Stanza, error) {
	var body []byte
	for _, f := range s.parts() {
		if len(*f.field) != f.size {
			return nil, fmt.Errorf("a part of the stanza has %d bytes, not %d", len(*f.field), f.size)
		}
		body = append(body, *f.field...)
	}
	if err := CheckNodes(s.Nodes); err != nil {
		return nil, err
	}
	body = append(body, strings.Join(s.Nodes, "\n")...)
	return &age.Stanza{Type: GrantStanzaType, Args: []string{version, "0x" + hex.EncodeToString(s.Owner[:])}, Body: body}, nil
}

// parseNodes parses what strings.Join(nodes, "\n") makes.
func parseNodes(s string) ([]string, error) {
	if s == "" {
		return nil, nil
	}
	nodes := strings.Split(s, "\n")
	return nodes, CheckNodes(nodes)
}

// CheckNodes refuses a list of nodes outside the limits of spec/grant.md.
func CheckNodes(nodes []string) error {
	if len(nodes) > MaxNodes {
		return fmt.Errorf("%d nodes are more than %d", len(nodes), MaxNodes)
	}
	for i, n := range nodes {
		if err := checkNode(n); err != nil {
			return fmt.Errorf("node %q: %w", abbreviate(n), err)
		}
		if slices.Contains(nodes[:i], n) {
			return fmt.Errorf("node %q is named twice", abbreviate(n))
		}
	}
	return nil
}

// nodeForm is the form of a node's URL, in full, since libraries differ about what a URL is: a file must not be whole to one
// program and malformed to another.
var nodeForm = regexp.MustCompile(`^https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/([!-$&-~]|%[0-9A-Fa-f]{2})*)?$`)

func checkNode(s string) error {
	if len(s) > maxNodeURL || strings.ContainsAny(s, ",?#@") || strings.HasSuffix(s, "/") || !nodeForm.MatchString(s) {
		return fmt.Errorf("it is not http:// or https://, a host, and a path that does not end in /, of %d bytes at most", maxNodeURL)
	}
	return nil
}

// AccountKeys are the keys of an account that owns or reads files for grants. They are as secret as the account's own.
type AccountKeys struct {
	Owner     *umbral.SecretKey // receives delegating keys
	Verifying *umbral.SecretKey // signs key fragments
	Reader    *umbral.SecretKey // receives what is granted
}

// NewAccountKeys derives an account's keys from its signature, 65 bytes, of [terms.AccountKeys]. The signature is the
// caller's to erase.
func NewAccountKeys(signature []byte) (*AccountKeys, error) {
	if len(signature) != group.SignatureSize {
		return nil, fmt.Errorf("signature has %d bytes, not %d", len(signature), group.SignatureSize)
	}
	f, err := keyFactory(signature[:64], "latchkey/v1/grant-seed")
	if err != nil {
		return nil, err
	}
	defer f.Erase()
	return &AccountKeys{f.Key([]byte("latchkey/v1/owner")), f.Key([]byte("latchkey/v1/verifying")), f.Key([]byte("latchkey/v1/reader"))}, nil
}

// Erase overwrites the keys, which must not be used after.
func (k *AccountKeys) Erase() {
	k.Owner.Erase()
	k.Verifying.Erase()
	k.Reader.Erase()
}

// Owner seals to an owner, who grants the file later. It is an age.Recipient. As any recipient, it is as good as the place
// that it is from.
type Owner struct {
	Account   common.Address
	Key       *umbral.PublicKey // receives the delegating key
	Verifying *umbral.PublicKey
	Nodes     []string // where readers ask
}

// ParseOwner parses an owner's string, "age1latchkeyowner1...".
func ParseOwner(s string) (*Owner, error) {
	b, err := parsePayload(s, ownerName, "owner")
	if err != nil {
		return nil, err
	}
	const size = common.AddressLength + 2*umbral.PublicKeySize
	if len(b) < size {
		return nil, fmt.Errorf("malformed owner %q: it is too short", abbreviate(s))
	}
	o := &Owner{Account: common.Address(b[:common.AddressLength])}
	b = b[common.AddressLength:]
	if o.Key, err = umbral.DecodePublicKey(b[:umbral.PublicKeySize]); err != nil {
		return nil, fmt.Errorf("malformed owner %q: owner key: %w", abbreviate(s), err)
	}
	b = b[umbral.PublicKeySize:]
	if o.Verifying, err = umbral.DecodePublicKey(b[:umbral.PublicKeySize]); err != nil {
		return nil, fmt.Errorf("malformed owner %q: verifying key: %w", abbreviate(s), err)
	}
	if o.Nodes, err = parseNodes(string(b[umbral.PublicKeySize:])); err != nil {
		return nil, fmt.Errorf("malformed owner %q: %w", abbreviate(s), err)
	}
	return o, nil
}

// parsePayload returns what is behind the first byte of a string, which is 1.
func parsePayload(s, want, what string) ([]byte, error) {
	name, data, err := plugin.ParseRecipient(s)
	if err != nil || name != want || plugin.EncodeRecipient(name, data) != s {
		return nil, fmt.Errorf("malformed %s %q: it is not Bech32 in lower case that begins with age1%s1", what, abbreviate(s), want)
	}
	if len(data) == 0 || data[0] != payloadVersion {
		return nil, fmt.Errorf("malformed %s %q: it is of another version than %d", what, abbreviate(s), payloadVersion)
	}
	return data[1:], nil
}

// Encode is the inverse of ParseOwner. It refuses what that would.
func (o *Owner) Encode() (string, error) {
	if err := CheckNodes(o.Nodes); err != nil {
		return "", fmt.Errorf("encoding owner: %w", err)
	}
	b := append([]byte{payloadVersion}, o.Account[:]...)
	b = append(b, o.Key.Bytes()...)
	b = append(b, o.Verifying.Bytes()...)
	return plugin.EncodeRecipient(ownerName, append(b, strings.Join(o.Nodes, "\n")...)), nil
}

// Wrap seals a file key of 16 bytes to a delegating key that is its alone. It implements age.Recipient.
func (o *Owner) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	if len(fileKey) != tdh2.FileKeySize {
		return nil, fmt.Errorf("file key has %d bytes, not %d", len(fileKey), tdh2.FileKeySize)
	}
	delegating, err := delegatingKey(fileKey, o.Account)
	if err != nil {
		return nil, err
	}
	defer delegating.Erase()
	secret := delegating.Bytes()
	defer clear(secret)
	s := &GrantStanza{Owner: o.Account, Delegating: delegating.Public().Bytes(), Verifying: o.Verifying.Bytes(), Nodes: o.Nodes}
	capsule, ciphertext := umbral.Encrypt(delegating.Public(), fileKey)
	s.Capsule, s.Sealed = capsule.Bytes(), ciphertext
	capsule, ciphertext = umbral.Encrypt(o.Key, secret)
	s.OwnerCapsule, s.OwnerSealed = capsule.Bytes(), ciphertext
	a, err := s.Encode()
	if err != nil {
		return nil, fmt.Errorf("sealing for %s: %w", o.Account, err)
	}
	return []*age.Stanza{a}, nil
}

// delegatingKey returns the secret of a file's delegating key, which comes out of the file key, for each owner another one. So
// it cannot be that of another file: anybody can seal a file key of their own to another file's delegating key, and put that
// beside what that file has for the owner.
func delegatingKey(fileKey []byte, owner common.Address) (*umbral.SecretKey, error) {
	f, err := keyFactory(fileKey, "latchkey/v1/delegating")
	if err != nil {
		return nil, err
	}
	defer f.Erase()
	return f.Key(owner[:]), nil
}

// keyFactory makes keys of a secret, whose use info names.
func keyFactory(secret []byte, info string) (*umbral.KeyFactory, error) {
	seed, err := hkdf.Key(sha256.New, secret, nil, info, umbral.SeedSize)
	if err != nil {
		return nil, err
	}
	defer clear(seed)
	return umbral.NewKeyFactory(seed)
}

// open opens the stanza as its owner. The file key authenticates nothing yet.
func (s *GrantStanza) open(owner *umbral.SecretKey) (delegating *umbral.SecretKey, fileKey []byte, err error) {
	capsule, err := umbral.DecodeCapsule(s.OwnerCapsule)
	if err != nil {
		return nil, nil, fmt.Errorf("the owner's capsule: %w", err)
	}
	secret, err := umbral.DecryptOriginal(owner, capsule, s.OwnerSealed)
	if err != nil {
		return nil, nil, fmt.Errorf("the delegating key: %w", err)
	}
	defer clear(secret)
	d, err := umbral.DecodeSecretKey(secret)
	if err != nil {
		return nil, nil, fmt.Errorf("the delegating key: %w", err)
	}
	defer func() {
		if err != nil {
			d.Erase()
		}
	}()
	if !bytes.Equal(d.Public().Bytes(), s.Delegating) {
		return nil, nil, errors.New("the delegating key is another than the file says")
	}
	if capsule, err = umbral.DecodeCapsule(s.Capsule); err != nil {
		return nil, nil, fmt.Errorf("the capsule: %w", err)
	}
	if fileKey, err = umbral.DecryptOriginal(d, capsule, s.Sealed); err != nil {
		return nil, nil, fmt.Errorf("the file key: %w", err)
	}
	if len(fileKey) != tdh2.FileKeySize {
		return nil, nil, fmt.Errorf("file key has %d bytes, not %d", len(fileKey), tdh2.FileKeySize)
	}
	own, err := delegatingKey(fileKey, s.Owner)
	if err != nil {
		return nil, nil, err
	}
	defer own.Erase()
	if !own.Public().Equal(d.Public()) {
		return nil, nil, errors.New("the delegating key is another file's")
	}
	return d, fileKey, nil
}

// OwnerOpener returns the GrantOpener of an account that opens what is sealed for it, with its owner key.
func OwnerOpener(account common.Address, owner *umbral.SecretKey) GrantOpener {
	return func(_ context.Context, s *GrantStanza) ([]byte, error) {
		if s.Owner != account {
			return nil, fmt.Errorf("sealed for %s: %w", s.Owner, age.ErrIncorrectIdentity)
		}
		delegating, fileKey, err := s.open(owner)
		if err != nil {
			return nil, err
		}
		delegating.Erase()
		return fileKey, nil
	}
}

// DelegatingKey reads the header of the sealed file src as its owner and returns the stanza that is for the account, and
// the secret of the file's delegating key, which the caller erases. The header is authenticated: the stanza's parts belong
// to this file, so that what is granted is this file and no other.
func DelegatingKey(src io.Reader, account common.Address, owner *umbral.SecretKey) (*GrantStanza, *umbral.SecretKey, error) {
	var found *GrantStanza
	var delegating *umbral.SecretKey
	id := &identity{ctx: context.Background(), openers: Openers{Grant: func(_ context.Context, s *GrantStanza) ([]byte, error) {
		if s.Owner != account {
			return nil, fmt.Errorf("sealed for %s: %w", s.Owner, age.ErrIncorrectIdentity)
		}
		d, fileKey, err := s.open(owner)
		if err != nil {
			return nil, err
		}
		found, delegating = s, d
		return fileKey, nil
	}}}
	if _, err := decrypt(src, id); err != nil {
		if delegating != nil {
			delegating.Erase()
		}
		return nil, nil, fmt.Errorf("reading sealed file: %w", err)
	}
	return found, delegating, nil
}

// Reader names a reader: the account, its reader key, and the account's signature that the two belong together.
type Reader struct {
	terms.Reader
	Signature []byte // 65 bytes
}

// ParseReader parses a reader's string, "age1latchkeyreader1...", and checks its key and its signature.
func ParseReader(s string) (*Reader, error) {
	b, err := parsePayload(s, readerName, "reader")
	if err != nil {
		return nil, err
	}
	if len(b) != common.AddressLength+umbral.PublicKeySize+group.SignatureSize {
		return nil, fmt.Errorf("malformed reader %q: it is of another length", abbreviate(s))
	}
	r := &Reader{terms.Reader{Account: common.Address(b[:common.AddressLength]), ReaderKey: b[common.AddressLength : common.AddressLength+umbral.PublicKeySize]},
		b[common.AddressLength+umbral.PublicKeySize:]}
	if err := r.Check(); err != nil {
		return nil, fmt.Errorf("reader %q: %w", abbreviate(s), err)
	}
	return r, nil
}

// Check checks the key and the signature.
func (r *Reader) Check() error {
	if _, err := umbral.DecodePublicKey(r.ReaderKey); err != nil {
		return fmt.Errorf("reader key: %w", err)
	}
	if signer, err := group.RecoverAddress(terms.GrantDigest(&r.Reader), r.Signature); err != nil || subtle.ConstantTimeCompare(signer[:], r.Account[:]) != 1 {
		return fmt.Errorf("its key is not signed by its account %s", r.Account)
	}
	return nil
}

// Encode is the inverse of ParseReader.
func (r *Reader) Encode() (string, error) {
	if err := r.Check(); err != nil {
		return "", fmt.Errorf("encoding reader: %w", err)
	}
	return plugin.EncodeRecipient(readerName, slices.Concat([]byte{payloadVersion}, r.Account[:], r.ReaderKey, r.Signature)), nil
}

// Ticket says where the fragments of a file are. It is no secret, and nothing in it is believed.
type Ticket struct {
	Delegating []byte // D of the file, 33 bytes
	Nodes      []string
}

// ParseTicket parses a ticket, "latchkey-ticket:" and D in hex and URLs, with commas between them.
func ParseTicket(s string) (*Ticket, error) {
	rest, ok := strings.CutPrefix(s, ticketPrefix)
	digits, nodes, more := strings.Cut(rest, ",")
	key, err := hex.DecodeString(digits)
	if !ok || !more || err != nil || hex.EncodeToString(key) != digits {
		return nil, fmt.Errorf("malformed ticket %q: it is not %q, a key in hex and URLs", abbreviate(s), ticketPrefix)
	}
	t := &Ticket{key, strings.Split(nodes, ",")}
	if _, err := umbral.DecodePublicKey(key); err != nil {
		return nil, fmt.Errorf("malformed ticket %q: %w", abbreviate(s), err)
	}
	if err := CheckNodes(t.Nodes); err != nil {
		return nil, fmt.Errorf("malformed ticket %q: %w", abbreviate(s), err)
	}
	return t, nil
}

// String is the inverse of ParseTicket.
func (t *Ticket) String() string {
	return ticketPrefix + hex.EncodeToString(t.Delegating) + "," + strings.Join(t.Nodes, ",")
}
