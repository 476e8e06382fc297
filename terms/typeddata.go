package terms

import (
	"math/big"
	"strconv"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/common/math"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
)

// field is a member of a typed struct, with its value in the form that wallets take.
type field struct {
	name, typ string
	value     any
}

// TypedData returns m in the domain d as the document of eth_signTypedData_v4, which a
// wallet shows and signs. Its digest is [Digest].
func TypedData(d Domain, m Message) apitypes.TypedData {
	primary, fields := m.fields()
	types := make([]apitypes.Type, len(fields))
	values := make(apitypes.TypedDataMessage, len(fields))
	for i, f := range fields {
		types[i] = apitypes.Type{Name: f.name, Type: f.typ}
		values[f.name] = f.value
	}
	chainID := math.HexOrDecimal256(*d.ChainID.ToBig())
	return apitypes.TypedData{
		Types: apitypes.Types{
			"EIP712Domain": {
				{Name: "name", Type: "string"}, {Name: "version", Type: "string"},
				{Name: "chainId", Type: "uint256"}, {Name: "verifyingContract", Type: "address"},
			},
			primary: types,
		},
		PrimaryType: primary,
		Domain: apitypes.TypedDataDomain{
			Name: "Latchkey", Version: "1", ChainId: &chainID, VerifyingContract: d.Committees.Hex(),
		},
		Message: values,
	}
}

func (r *AccessRequest) fields() (string, []field) {
	return "AccessRequest", []field{
		{"notice", "string", AccessNotice}, {"capsule", "bytes32", hexutil.Encode(r.Capsule[:])},
		{"readerKey", "bytes", hexutil.Encode(r.ReaderKey)}, {"buyer", "address", r.Buyer.Hex()},
		{"deadline", "uint64", decimal(r.Deadline)},
	}
}

func (s *Session) fields() (string, []field) {
	return "Session", []field{
		{"notice", "string", SessionNotice}, {"committee", "uint256", bigDecimal(s.Committee.ToBig())},
		{"readerKey", "bytes", hexutil.Encode(s.ReaderKey)}, {"buyer", "address", s.Buyer.Hex()},
		{"nonce", "uint64", decimal(s.Nonce)}, {"deadline", "uint64", decimal(s.Deadline)},
		{"origin", "string", s.Origin},
	}
}

func (r *OceanRequest) fields() (string, []field) {
	return "OceanRequest", []field{
		{"capsule", "bytes32", hexutil.Encode(r.Capsule[:])}, {"readerKey", "bytes", hexutil.Encode(r.ReaderKey)},
		{"consumer", "address", r.Consumer.Hex()}, {"nonce", "uint256", bigDecimal(r.Nonce.ToBig())},
		{"order", "bytes32", hexutil.Encode(r.Order[:])}, {"service", "string", r.Service},
		{"fileIndex", "uint64", decimal(r.FileIndex)},
	}
}

func (s *Share) fields() (string, []field) {
	return "Share", []field{
		{"committee", "uint256", bigDecimal(s.Committee.ToBig())}, {"request", "bytes32", hexutil.Encode(s.Request[:])},
		{"capsule", "bytes32", hexutil.Encode(s.Capsule[:])}, {"share", "bytes", hexutil.Encode(s.Share)},
	}
}

func (u *Upload) fields() (string, []field) {
	return "Upload", []field{
		{"notice", "string", UploadNotice}, {"account", "address", u.Account.Hex()}, {"gateway", "string", u.Gateway},
		{"deadline", "uint64", decimal(u.Deadline)},
	}
}

func decimal(n uint64) string      { return strconv.FormatUint(n, 10) }
func bigDecimal(n *big.Int) string { return n.String() }
