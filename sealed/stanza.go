// Package sealed is Latchkey's sealed file: an ordinary age file whose header has one
// stanza for every committee that may open it, and the strings that name committees and
// accounts (spec/sealed-file.md).
//
// It knows the threshold encryption of package tdh2 but no chain and no network: sealing
// needs neither, and opening is left to an [Opener], which the caller supplies.
package sealed

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	"filippo.io/age"
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/terms"
)

const (
	// StanzaType is the type of the stanzas, and the name of the age plugin.
	StanzaType = "latchkey"

	version = "1"

	// A stanza's body is a capsule and a policy of at least one byte.
	minBody = tdh2.CapsuleSize + 1
	maxBody = tdh2.CapsuleSize + terms.MaxPolicy
)

// ErrIgnored says that a stanza is for somebody else: of another type, or of a version
// that is not known here. Whoever reads a file goes on with the next.
var ErrIgnored = errors.New("not a stanza of this version")

// Stanza is what a sealed file's header says to one committee: the terms that it must
// evaluate, and the capsule that it can open. Nothing in it is authenticated before the
// file key has authenticated the header.
type Stanza struct {
	Terms   terms.Terms
	Capsule []byte // of tdh2.CapsuleSize bytes, not decoded
}

// ParseStanza reads a stanza of an age header. The error is ErrIgnored if it is for
// somebody else, and any other error is one for the whole file.
func ParseStanza(a *age.Stanza) (*Stanza, error) {
	if a.Type != StanzaType || len(a.Args) > 0 && a.Args[0] != version {
		return nil, ErrIgnored
	}
	s, err := parseStanza(a)
	if err != nil {
		return nil, fmt.Errorf("malformed %s stanza: %w", StanzaType, err)
	}
	return s, nil
}

func parseStanza(a *age.Stanza) (*Stanza, error) {
	if len(a.Args) != 5 {
		return nil, fmt.Errorf("it has %d arguments, not 5", len(a.Args))
	}
	if len(a.Body) < minBody || len(a.Body) > maxBody {
		return nil, fmt.Errorf("its body has %d bytes, not %d to %d", len(a.Body), minBody, maxBody)
	}
	chainID, err := parseDecimal(a.Args[1])
	if err != nil {
		return nil, fmt.Errorf("chain id: %w", err)
	}
	committees, err := parseAddress(a.Args[2])
	if err != nil {
		return nil, err
	}
	committee, err := parseDecimal(a.Args[3])
	if err != nil {
		return nil, fmt.Errorf("committee: %w", err)
	}
	confirmations, err := parseDecimal(a.Args[4])
	if err != nil {
		return nil, fmt.Errorf("confirmations: %w", err)
	}
	s := &Stanza{
		Terms: terms.Terms{
			ChainID:       *uint256.NewInt(chainID),
			Committees:    committees,
			Committee:     *uint256.NewInt(committee),
			Confirmations: confirmations,
			Policy:        string(a.Body[tdh2.CapsuleSize:]),
		},
		Capsule: a.Body[:tdh2.CapsuleSize:tdh2.CapsuleSize],
	}
	return s, s.Terms.Check()
}

// Encode is the inverse of ParseStanza. It refuses what ParseStanza would.
func (s *Stanza) Encode() (*age.Stanza, error) {
	if len(s.Capsule) != tdh2.CapsuleSize {
		return nil, fmt.Errorf("capsule has %d bytes, not %d", len(s.Capsule), tdh2.CapsuleSize)
	}
	if err := checkSealable(&s.Terms); err != nil {
		return nil, err
	}
	body := make([]byte, 0, tdh2.CapsuleSize+len(s.Terms.Policy))
	body = append(body, s.Capsule...)
	body = append(body, s.Terms.Policy...)
	return &age.Stanza{
		Type: StanzaType,
		Args: []string{
			version,
			strconv.FormatUint(s.Terms.ChainID.Uint64(), 10),
			"0x" + hex.EncodeToString(s.Terms.Committees[:]),
			strconv.FormatUint(s.Terms.Committee.Uint64(), 10),
			strconv.FormatUint(s.Terms.Confirmations, 10),
		},
		Body: body,
	}, nil
}

// checkSealable checks that a stanza can hold the terms.
func checkSealable(t *terms.Terms) error {
	if t.Policy == "" {
		return errors.New("policy is empty: nobody could ever open the file")
	}
	if err := checkNumbers(t); err != nil {
		return err
	}
	return t.Check()
}

// checkNumbers checks that a chain id and a committee number have 64 bits.
func checkNumbers(t *terms.Terms) error {
	if !t.ChainID.IsUint64() {
		return fmt.Errorf("chain id %s is not below 2^64", t.ChainID.Dec())
	}
	if !t.Committee.IsUint64() {
		return fmt.Errorf("committee %s is not below 2^64", t.Committee.Dec())
	}
	return nil
}

// parseDecimal parses a number below 2^64 in its one form: digits, without a leading
// zero unless it is 0.
func parseDecimal(s string) (uint64, error) {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil || strconv.FormatUint(n, 10) != s {
		return 0, fmt.Errorf("%q is not a decimal number below 2^64", abbreviate(s))
	}
	return n, nil
}

// parseAddress parses an address in its one form: 0x and 40 digits in lower case.
func parseAddress(s string) (a common.Address, err error) {
	if len(s) == 2+2*len(a) {
		_, err = hex.Decode(a[:], []byte(s[2:]))
	}
	if err != nil || "0x"+hex.EncodeToString(a[:]) != s {
		return a, fmt.Errorf("address %q is not 0x and 40 hex digits in lower case", abbreviate(s))
	}
	return a, nil
}
