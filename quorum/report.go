package quorum

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/terms"
)

// Report is evidence in the form in which the contract Evidence takes it
// (spec/contracts.md). Texts are their keccak256; fields that a kind of request does not
// have are zero.
type Report struct {
	Committee     uint64
	Epoch         uint64
	Index         uint32 // from 1
	Confirmations uint64
	Policy        [32]byte // keccak256
	Capsule       []byte   // 162 bytes
	Kind          uint8    // 0 access, 1 session, 2 ocean
	ReaderKey     []byte   // 33 bytes
	Account       common.Address
	Nonce         *big.Int
	Deadline      uint64
	Order         [32]byte
	Text          [32]byte // keccak256 of origin or service
	FileIndex     uint64
	Share         []byte
	Signature     []byte // 65 bytes
	Keys          []byte // session || t || n || X || X_1..X_n, as hashed
	Hints         [tdh2.HintsSize]byte
}

// Report verifies the evidence and makes a report of it. keys are the committee's of the
// request's epoch; if nil, those that the evidence carries. hash is what the members of
// that epoch confirmed on the chain.
func (e *Evidence) Report(keys *Keys, hash [32]byte) (*Report, error) {
	if keys == nil {
		keys = e.Keys
	}
	if keys == nil {
		return nil, errors.New("evidence carries no keys")
	}
	list, err := CheckKeys(keys, keys.T, len(keys.Keys), hash)
	if err != nil {
		return nil, fmt.Errorf("the keys of the evidence: %w", err)
	}
	if err := e.Verify(list); err != nil {
		return nil, err
	}
	req, err := DecodeRequest(e.Request)
	if err != nil {
		return nil, fmt.Errorf("evidence: %w", err)
	}
	asked, err := req.context()
	if err != nil {
		return nil, fmt.Errorf("evidence: %w", err)
	}
	if !req.Terms.Committee.IsUint64() {
		return nil, fmt.Errorf("evidence names the committee %s", req.Terms.Committee.Dec())
	}
	var p parser
	r := &Report{
		Committee: req.Terms.Committee.Uint64(), Epoch: req.Epoch, Index: uint32(e.Index),
		Confirmations: req.Terms.Confirmations, Policy: group.Keccak256([]byte(req.Terms.Policy)), Capsule: req.Capsule,
		ReaderKey: req.ReaderKey(), Account: req.Account(), Nonce: new(big.Int),
		Share: p.bytes("share", &e.Share), Signature: p.bytes("signature", &e.Signature),
	}
	switch m := req.Message.(type) {
	case *terms.AccessRequest:
		r.Deadline = m.Deadline
	case *terms.Session:
		r.Kind, r.Deadline, r.Text = 1, m.Deadline, group.Keccak256([]byte(m.Origin))
		r.Nonce.SetUint64(m.Nonce)
	case *terms.OceanRequest:
		r.Kind, r.Nonce, r.Order, r.Text, r.FileIndex = 2, m.Nonce.ToBig(), m.Order, group.Keccak256([]byte(m.Service)), m.FileIndex
	}
	session := p.bytes32("session", &keys.Session)
	r.Keys = append(r.Keys, session[:]...)
	r.Keys = binary.BigEndian.AppendUint32(r.Keys, uint32(keys.T))
	r.Keys = binary.BigEndian.AppendUint32(r.Keys, uint32(len(keys.Keys)))
	for _, key := range append([]string{keys.PublicKey}, keys.Keys...) {
		r.Keys = append(r.Keys, p.bytes("key", &key)...)
	}
	if p.err != nil { // all of it was parsed before
		return nil, fmt.Errorf("evidence: %w", p.err)
	}
	if r.Hints, err = tdh2.Hints(asked, list.Key(e.Index), r.Share); err != nil {
		return nil, fmt.Errorf("evidence: %w", err)
	}
	return r, nil
}
