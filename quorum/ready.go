package quorum

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/terms"
)

// CheckCapsule checks that a capsule was sealed to a committee under these terms, as every node
// does before it uses its share. One that passes may still hold a key that opens nothing.
func CheckCapsule(keys *KeyList, t *terms.Terms, capsule []byte) error {
	_, err := tdh2.Check(keys.X, t.Label(), capsule)
	return err
}

// Needs is what a policy reads that not every node reads, or believes (policy.Checked says).
type Needs struct {
	Chains []string // beside that of its terms, decimal
	Hosts  []string // of the web
	Facts  []Fact   // that cannot be proved, or only where an operator says how
}

// Fact is what a function of a contract says. Contract is "" if it is known only when the policy is evaluated.
type Fact struct{ ChainID, Contract, Function string }

// ErrUnproved says that a node believes of a chain only what is proved, and a policy reads something else.
var ErrUnproved = errors.New("believes only what is proved")

// Ready asks a member whether it would answer now: whether it is ready, serves the contract, and
// reads all that the policy needs. nil says that it would.
func (c *Client) Ready(ctx context.Context, m Member, d terms.Domain, needs Needs) error {
	if _, err := c.do(ctx, http.MethodGet, m.URL, "/readyz", nil, nil); err != nil {
		return err
	}
	return c.Reads(ctx, m, d, needs)
}

// Reads asks a member whether it serves the contract, and reads all that a policy needs. nil says that it does.
func (c *Client) Reads(ctx context.Context, m Member, d terms.Domain, needs Needs) error {
	info, err := c.Info(ctx, m)
	if err != nil {
		return err
	}
	if info.ChainID != d.ChainID.Dec() || !strings.EqualFold(info.Committees, d.Committees.Hex()) {
		return fmt.Errorf("serves the contract %q of chain %q", clip(info.Committees), clip(info.ChainID))
	}
	for _, id := range append([]string{d.ChainID.Dec()}, needs.Chains...) {
		if !slices.Contains(info.Chains, id) {
			return fmt.Errorf("does not read chain %s", id)
		}
	}
	for _, of := range info.Proofs {
		for _, f := range needs.Facts {
			if f.ChainID == of.ChainID && (f.Function != "balanceOf(address)" || !slices.Contains(of.Tokens, f.Contract)) {
				return fmt.Errorf("%w of chain %s, and %q is not", ErrUnproved, of.ChainID, clip(f.Function))
			}
		}
	}
	for _, host := range needs.Hosts {
		if !slices.Contains(info.Hosts, host) {
			return fmt.Errorf("does not read the web host %q", clip(host))
		}
	}
	return nil
}
