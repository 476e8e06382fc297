package terms

import (
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/vectors"
)

func number(t *testing.T, s string) uint256.Int {
	t.Helper()
	n, err := uint256.FromDecimal(s)
	if err != nil {
		t.Fatal(err)
	}
	return *n
}

func TestVectorsLabel(t *testing.T) {
	vectors.Each(t, "terms/label", func(t *testing.T, v vectors.Vector) {
		var in struct {
			ChainID       string
			Committees    vectors.Address
			Committee     string
			Confirmations vectors.Uint64
			Policy        vectors.Hex
		}
		v.In(t, &in)
		terms := Terms{ChainID: number(t, in.ChainID), Committees: common.Address(in.Committees),
			Committee: number(t, in.Committee), Confirmations: uint64(in.Confirmations), Policy: string(in.Policy)}
		if err := terms.Check(); (err == nil) != v.OK() {
			t.Fatalf("check says %v, want %s", err, v.Expect)
		}
		if !v.OK() {
			return
		}
		var out struct{ Label vectors.Hex }
		v.Out(t, &out)
		if got := terms.Label(); got != [32]byte(out.Label) {
			t.Errorf("label = %x, want %x", got, out.Label)
		}
	})
}

// typed is the union of the fields of all typed data.
type typed struct {
	ChainID    string
	Committees vectors.Address
	Committee  string
	Capsule    vectors.Hex
	ReaderKey  vectors.Hex
	Buyer      vectors.Address
	Consumer   vectors.Address
	Deadline   vectors.Uint64
	Nonce      string
	Origin     string
	Order      vectors.Hex
	Service    string
	FileIndex  vectors.Uint64
	Request    vectors.Hex
	Share      vectors.Hex
}

func TestVectorsTypedData(t *testing.T) {
	for format, message := range map[string]func(t *testing.T, in typed) Message{
		"request/access": func(t *testing.T, in typed) Message {
			return &AccessRequest{[32]byte(in.Capsule), in.ReaderKey, common.Address(in.Buyer), uint64(in.Deadline)}
		},
		"request/session": func(t *testing.T, in typed) Message {
			nonce := number(t, in.Nonce)
			return &Session{number(t, in.Committee), in.ReaderKey, common.Address(in.Buyer), nonce.Uint64(), uint64(in.Deadline), in.Origin}
		},
		"request/ocean": func(t *testing.T, in typed) Message {
			return &OceanRequest{[32]byte(in.Capsule), in.ReaderKey, common.Address(in.Consumer), number(t, in.Nonce),
				[32]byte(in.Order), in.Service, uint64(in.FileIndex)}
		},
		"request/share": func(t *testing.T, in typed) Message {
			return &Share{number(t, in.Committee), [32]byte(in.Request), [32]byte(in.Capsule), in.Share}
		},
	} {
		vectors.Each(t, format, func(t *testing.T, v vectors.Vector) {
			var in typed
			v.In(t, &in)
			var out struct{ DomainSeparator, StructHash, Digest vectors.Hex }
			v.Out(t, &out)
			domain := Domain{number(t, in.ChainID), common.Address(in.Committees)}
			m := message(t, in)
			if got := domain.Separator(); got != [32]byte(out.DomainSeparator) {
				t.Errorf("domain separator = %x, want %x", got, out.DomainSeparator)
			}
			if got := m.structHash(); got != [32]byte(out.StructHash) {
				t.Errorf("struct hash = %x, want %x", got, out.StructHash)
			}
			if got := Digest(domain, m); got != [32]byte(out.Digest) {
				t.Errorf("digest = %x, want %x", got, out.Digest)
			}
			// What a wallet is shown must be what is verified.
			hash, _, err := apitypes.TypedDataAndHash(TypedData(domain, m))
			if err != nil {
				t.Fatal(err)
			}
			if [32]byte(hash) != [32]byte(out.Digest) {
				t.Errorf("a wallet signs %x, want %x", hash, out.Digest)
			}
		})
	}
}
