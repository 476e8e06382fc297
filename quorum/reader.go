package quorum

import (
	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/shamir"
)

// KeyList is a committee's public keys.
type KeyList = shamir.KeyList

// ReaderSecret is the secret of a reader key: with it, and the nodes' answers to its request, a file opens.
type ReaderSecret = group.Scalar

// NewReaderKey makes a reader key for one request: the secret q, and the 33 bytes of Q
// that the request carries. Whoever is done with q erases it.
func NewReaderKey() (q *ReaderSecret, encoding []byte) {
	q = group.RandomScalar()
	encoding, err := group.NewPoint().BaseMult(q).Encode()
	if err != nil {
		panic(err) // q is not 0
	}
	return q, encoding
}

// DeriveReaderKey is NewReaderKey that makes the same key again from the same secret and purpose: for who answers a request that
// comes twice, and keeps nothing of the first.
func DeriveReaderKey(secret, purpose [32]byte) (q *group.Scalar, encoding []byte) {
	q = group.HashToScalar("latchkey/v1/reader", secret[:], purpose[:])
	encoding, err := group.NewPoint().BaseMult(q).Encode()
	if err != nil {
		panic(err) // nobody finds a q that is 0
	}
	return q, encoding
}
