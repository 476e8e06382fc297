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

// Ready asks a member whether it would answer now: whether it is ready, serves the contract, and
// reads all those chains (decimal). nil says that it would.
func (c *Client) Ready(ctx context.Context, m Member, d terms.Domain, chains ...string) error {
	if _, err := c.do(ctx, http.MethodGet, m.URL, "/readyz", nil, nil); err != nil {
		return err
	}
	info, err := c.Info(ctx, m)
	if err != nil {
		return err
	}
	if info.ChainID != d.ChainID.Dec() || !strings.EqualFold(info.Committees, d.Committees.Hex()) {
		return fmt.Errorf("serves the contract %q of chain %q", clip(info.Committees), clip(info.ChainID))
	}
	for _, id := range chains {
		if !slices.Contains(info.Chains, id) {
			return fmt.Errorf("does not read chain %s", id)
		}
	}
	return nil
}
