package quorum

import (
	"context"
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

// Needs is what a policy reads beside the chain of its terms (policy.Checked says).
type Needs struct {
	Chains []string // decimal
	Hosts  []string // of the web
}

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
	for _, host := range needs.Hosts {
		if !slices.Contains(info.Hosts, host) {
			return fmt.Errorf("does not read the web host %q", clip(host))
		}
	}
	return nil
}
