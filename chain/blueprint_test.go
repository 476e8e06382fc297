package chain

import (
	"maps"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// TestProxy: the transaction is the well-known one: its hash is the one that explorers show, and what it creates is the
// proxy.
func TestProxy(t *testing.T) {
	if h := proxyCreation.Hash(); h != common.HexToHash("0xeddf9e61fb9d8f5111840daef55e5fde0041f5702856532cdbb5a02998033d26") {
		t.Errorf("hash %s", h)
	}
	if made := crypto.CreateAddress(proxySigner, 0); made != DeploymentProxy {
		t.Errorf("it creates %s, not %s", made, DeploymentProxy)
	}
}

// TestBlueprints: the table is whole. A contract that is named comes before the one that names it, but for a parent's
// immutables, and every immutable of the code has a value.
func TestBlueprints(t *testing.T) {
	seen := make(map[string]bool)
	all := ContractAddresses(nil)
	for _, b := range blueprints {
		if seen[b.name] {
			t.Errorf("%s is there twice", b.name)
		}
		for _, arg := range b.args {
			if arg.contract != "" && !seen[arg.contract] {
				t.Errorf("%s takes %q, which does not come before it", b.name, arg.contract)
			}
		}
		if (b.parent == "") != (b.creation != "") || (b.parent == "") != (b.nonce == 0) || b.parent != "" && !seen[b.parent] {
			t.Errorf("%s: parent %q, nonce %d, %d digits of creation code", b.name, b.parent, b.nonce, len(b.creation))
		}
		have, want := slices.Sorted(maps.Keys(b.immutables)), slices.Sorted(maps.Keys(b.runtime.Immutables))
		if !slices.Equal(have, want) {
			t.Errorf("%s: values for the immutables %q, and the code has %q", b.name, have, want)
		}
		for immutable, v := range b.immutables {
			if _, ok := all[v.contract]; !ok && v.contract != "" {
				t.Errorf("%s: its %s is %q, which is no contract", b.name, immutable, v.contract)
			}
		}
		if code := common.FromHex(b.runtime.Code); len(code) == 0 || len(code) > 24576 {
			t.Errorf("%s: %d bytes of code (EIP-170)", b.name, len(code))
		}
		seen[b.name] = true
	}
}
