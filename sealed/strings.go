package sealed

import (
	"encoding/binary"
	"errors"
	"fmt"

	"filippo.io/age"
	"filippo.io/age/plugin"
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/terms"
)

const (
	// MaxRecipientPolicy bounds the policy in a recipient string, in bytes. Stock age
	// refuses lines of a recipients file over 8 KiB, and this makes 6,700 characters.
	MaxRecipientPolicy = 4096

	// payloadVersion is the first byte of both kinds of strings.
	payloadVersion = 1
	// recipientSize is that of a recipient's payload without the policy: the version,
	// chainId, committees, committee, X, confirmations.
	recipientSize = 1 + 8 + common.AddressLength + 8 + group.PointSize + 8
)

// Recipient seals to one committee under terms. It is an age.Recipient. A recipient with
// an empty policy names a committee only: set Terms.Policy before sealing to it.
//
// Whoever is online must compare Key with the contract's: with another key, the file
// opens for whoever made it up, and not for buyers.
type Recipient struct {
	Terms terms.Terms
	Key   *group.Point // X, the committee's public key
}

// ParseRecipient parses a recipient string, "age1latchkey1...".
func ParseRecipient(s string) (*Recipient, error) {
	name, data, err := plugin.ParseRecipient(s)
	if err != nil || name != StanzaType || plugin.EncodeRecipient(name, data) != s {
		return nil, fmt.Errorf("malformed recipient %q: it is not Bech32 in lower case that begins with age1latchkey1", abbreviate(s))
	}
	r, err := decodeRecipient(data)
	if err != nil {
		return nil, fmt.Errorf("malformed recipient %q: %w", abbreviate(s), err)
	}
	return r, nil
}

func decodeRecipient(b []byte) (*Recipient, error) {
	if len(b) < recipientSize {
		return nil, fmt.Errorf("it holds %d bytes, fewer than %d", len(b), recipientSize)
	}
	if b[0] != payloadVersion {
		return nil, fmt.Errorf("it is of version %d, not %d", b[0], payloadVersion)
	}
	b = b[1:]
	next := func(n int) []byte {
		field := b[:n]
		b = b[n:]
		return field
	}
	var r Recipient
	r.Terms.ChainID = *uint256.NewInt(binary.BigEndian.Uint64(next(8)))
	r.Terms.Committees = common.Address(next(common.AddressLength))
	r.Terms.Committee = *uint256.NewInt(binary.BigEndian.Uint64(next(8)))
	var err error
	if r.Key, err = group.DecodePoint(next(group.PointSize)); err != nil {
		return nil, fmt.Errorf("committee's key: %w", err)
	}
	r.Terms.Confirmations = binary.BigEndian.Uint64(next(8))
	r.Terms.Policy = string(b)
	if err := r.check(); err != nil {
		return nil, err
	}
	return &r, nil
}

func (r *Recipient) check() error {
	if n := len(r.Terms.Policy); n > MaxRecipientPolicy {
		return fmt.Errorf("policy of %d bytes is longer than a recipient's %d", n, MaxRecipientPolicy)
	}
	if err := checkNumbers(&r.Terms); err != nil {
		return err
	}
	return r.Terms.Check()
}

// Encode is the inverse of ParseRecipient. It refuses what ParseRecipient would, among
// that a policy over MaxRecipientPolicy bytes, although sealing allows longer ones.
func (r *Recipient) Encode() (string, error) {
	if err := r.check(); err != nil {
		return "", fmt.Errorf("encoding recipient: %w", err)
	}
	key, err := r.Key.Encode()
	if err != nil {
		return "", fmt.Errorf("encoding recipient: committee's key: %w", err)
	}
	b := make([]byte, 0, recipientSize+len(r.Terms.Policy))
	b = append(b, payloadVersion)
	b = binary.BigEndian.AppendUint64(b, r.Terms.ChainID.Uint64())
	b = append(b, r.Terms.Committees[:]...)
	b = binary.BigEndian.AppendUint64(b, r.Terms.Committee.Uint64())
	b = append(b, key...)
	b = binary.BigEndian.AppendUint64(b, r.Terms.Confirmations)
	b = append(b, r.Terms.Policy...)
	return plugin.EncodeRecipient(StanzaType, b), nil
}

// Wrap seals a file key in a stanza. It implements age.Recipient. It fails if the policy
// is empty; that the policy is one at all, the caller has checked.
func (r *Recipient) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	if err := checkSealable(&r.Terms); err != nil {
		return nil, err
	}
	capsule, err := tdh2.Seal(r.Key, r.Terms.Label(), fileKey)
	if err != nil {
		return nil, fmt.Errorf("sealing to committee %s: %w", r.Terms.Committee.Dec(), err)
	}
	s, err := (&Stanza{Terms: r.Terms, Capsule: capsule}).Encode()
	if err != nil {
		return nil, err
	}
	return []*age.Stanza{s}, nil
}

// ParseIdentity parses an identity string, "AGE-PLUGIN-LATCHKEY-1...", which names the
// account that asks for files. It holds no secret.
func ParseIdentity(s string) (common.Address, error) {
	name, data, err := plugin.ParseIdentity(s)
	if err != nil || name != StanzaType || plugin.EncodeIdentity(name, data) != s {
		return common.Address{}, fmt.Errorf("malformed identity %q: it is not Bech32 in upper case that begins with AGE-PLUGIN-LATCHKEY-1", abbreviate(s))
	}
	account, err := decodeIdentity(data)
	if err != nil {
		return common.Address{}, fmt.Errorf("malformed identity %q: %w", abbreviate(s), err)
	}
	return account, nil
}

func decodeIdentity(b []byte) (common.Address, error) {
	if len(b) == 0 {
		return common.Address{}, errors.New("it names no account")
	}
	if b[0] != payloadVersion {
		return common.Address{}, fmt.Errorf("it is of version %d, not %d", b[0], payloadVersion)
	}
	if len(b) != 1+common.AddressLength {
		return common.Address{}, fmt.Errorf("it holds %d bytes, not %d", len(b), 1+common.AddressLength)
	}
	return common.Address(b[1:]), nil
}

// EncodeIdentity is the inverse of ParseIdentity.
func EncodeIdentity(account common.Address) string {
	return plugin.EncodeIdentity(StanzaType, append([]byte{payloadVersion}, account[:]...))
}

// abbreviate keeps long strings out of errors.
func abbreviate(s string) string {
	if len(s) <= 100 {
		return s
	}
	return s[:60] + "..." + s[len(s)-10:]
}
