package terms

import (
	"math"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/vectors"
)

// What a wallet hashes of the document that it is shown is what is checked.
func TestGrantTypedDataHasTheDigest(t *testing.T) {
	a, b := common.HexToAddress("0x9e8ef61bf67d0eade51f2af56baf7388465f7b2e"), common.HexToAddress("0xd2d19f4fcc414c9c386452bc1baeb92f556bfdc8")
	key := append([]byte{2}, make([]byte, 32)...)
	for _, m := range []Message{
		&AccountKeys{a}, &Reader{a, key}, &Revocation{[32]byte{1}, 1800000000123}, &GrantList{b, nil, 1800000000},
		&Grant{ID: [32]byte{1}, Capsule: [32]byte{2}, Reader: b, Threshold: 2, Fragments: 3, Issued: 1800000000123, Expires: 1800086400,
			ChainID: *uint256.NewInt(31337), Confirmations: 2, Policy: "buyer == buyer"},
	} {
		data := GrantTypedData(m)
		want, _, err := apitypes.TypedDataAndHash(data)
		if err != nil {
			t.Fatal(data.PrimaryType, err)
		}
		if got := GrantDigest(m); got != [32]byte(want) {
			t.Errorf("%s: digest is %x, a wallet's %x", data.PrimaryType, got, want)
		}
	}
}

func TestGrantLimits(t *testing.T) {
	good := Grant{Threshold: 2, Fragments: 3, Issued: 1800000000999, Expires: 1800000001, ChainID: *uint256.NewInt(1), Confirmations: 64, Policy: "x"}
	for _, c := range []struct {
		name   string
		change func(*Grant)
		ok     bool
	}{
		{"as it is", func(*Grant) {}, true},
		{"threshold 0", func(g *Grant) { g.Threshold = 0 }, false},
		{"threshold over fragments", func(g *Grant) { g.Threshold = 4 }, false},
		{"32 of 32", func(g *Grant) { g.Threshold, g.Fragments = 32, 32 }, true},
		{"33 fragments", func(g *Grant) { g.Fragments = 33 }, false},
		{"expired", func(g *Grant) { g.Expires = 1800000000 }, false},
		{"longest", func(g *Grant) { g.Expires = 1800000000 + MaxGrantAge }, true},
		{"too long", func(g *Grant) { g.Expires = 1800000001 + MaxGrantAge }, false},
		{"largest", func(g *Grant) { g.Expires = math.MaxUint64 }, false},
		{"65 confirmations", func(g *Grant) { g.Confirmations = 65 }, false},
		{"longest policy", func(g *Grant) { g.Policy = strings.Repeat("x", MaxPolicy) }, true},
		{"too long a policy", func(g *Grant) { g.Policy = strings.Repeat("x", MaxPolicy+1) }, false},
		{"policy is no UTF-8", func(g *Grant) { g.Policy = "\xff" }, false},
		{"no policy, but a chain", func(g *Grant) { g.Policy = "" }, false},
		{"no policy", func(g *Grant) { g.Policy, g.ChainID, g.Confirmations = "", uint256.Int{}, 0 }, true},
	} {
		g := good
		c.change(&g)
		if err := g.Check(); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestVectorsGrantDigest(t *testing.T) {
	vectors.Each(t, "grant/digest", func(t *testing.T, v vectors.Vector) {
		var in struct {
			Type, ChainID                            string
			Account, Reader, Owner                   vectors.Address
			ReaderKey, Grant, Capsule, Delegating    vectors.Hex
			Policy                                   vectors.Hex
			Threshold, Fragments                     uint32
			Issued, Expires, Deadline, Confirmations vectors.Uint64
		}
		v.In(t, &in)
		var m Message
		switch in.Type {
		case "Keys":
			m = &AccountKeys{common.Address(in.Account)}
		case "Reader":
			m = &Reader{common.Address(in.Account), in.ReaderKey}
		case "Revocation":
			m = &Revocation{[32]byte(in.Grant), uint64(in.Issued)}
		case "Listing":
			m = &GrantList{common.Address(in.Owner), in.Delegating, uint64(in.Deadline)}
		case "Grant":
			m = &Grant{[32]byte(in.Grant), [32]byte(in.Capsule), common.Address(in.Reader), in.Threshold, in.Fragments, uint64(in.Issued),
				uint64(in.Expires), number(t, in.ChainID), uint64(in.Confirmations), string(in.Policy)}
		default:
			t.Fatalf("unknown type %q", in.Type)
		}
		var out struct{ Digest vectors.Hex }
		v.Out(t, &out)
		if got := GrantDigest(m); got != [32]byte(out.Digest) {
			t.Errorf("digest is %x, want %x", got, out.Digest)
		}
	})
}
