package oceantest

import (
	"crypto/sha256"
	"fmt"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/ocean"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/terms"
)

// Asset is a published asset with one service, of the id "service" and the index 0, and one file.
type Asset struct {
	NFT, Datatoken common.Address
	DID            string
	Content        string      // the files object
	Files          string      // it, sealed
	Terms          terms.Terms // under which
	Capsule        []byte
	DDO            string
}

// Sell publishes an asset whose file is at a URL, sealed to the committee that the terms name (their policy is put in) and
// whose key is given.
func (o *Ocean) Sell(t testing.TB, w *chain.Wallet, tm terms.Terms, key *group.Point, url string) *Asset {
	t.Helper()
	a := &Asset{}
	a.NFT, a.Datatoken = o.Publish(t, w, Template)
	a.Content = fmt.Sprintf(`{"nftAddress":%q,"datatokenAddress":%q,"files":[{"type":"url","url":%q,"method":"GET"}]}`, a.NFT.Hex(), a.Datatoken.Hex(), url)
	var err error
	if a.Files, err = ocean.SealFiles([]byte(a.Content), sealed.Recipient{Terms: tm, Key: key}, nil); err != nil {
		t.Fatal(err)
	}
	s, err := ocean.ParseSealed(a.Files)
	if err != nil {
		t.Fatal(err)
	}
	a.Terms, a.Capsule, a.DID = s.Stanzas[0].Terms, s.Stanzas[0].Capsule, ocean.DID(tm.ChainID.Uint64(), a.NFT)
	a.DDO = fmt.Sprintf(`{"@context":["https://w3id.org/did/v1"],"id":%q,"version":"4.1.0","chainId":%d,"nftAddress":%q,"metadata":{"created":"2026-01-01T00:00:00Z","updated":"2026-01-01T00:00:00Z","type":"dataset","name":"Asset","description":"An asset","author":"Seller","license":"MIT"},"credentials":{"allow":[],"deny":[]},"services":[{"id":"service","type":"access","files":%q,"datatokenAddress":%q,"serviceEndpoint":"https://gateway.example","timeout":0}]}`,
		a.DID, tm.ChainID.Uint64(), a.NFT.Hex(), a.Files, a.Datatoken.Hex())
	o.Describe(t, w, a.NFT, a.DDO)
	return a
}

// Describe publishes a DDO of the NFT, in Latchkey's envelope.
func (o *Ocean) Describe(t testing.TB, w *chain.Wallet, nft common.Address, ddo string) {
	t.Helper()
	envelope, err := ocean.EncodeDDO([]byte(ddo))
	if err != nil {
		t.Fatal(err)
	}
	o.SetMetaData(t, w, nft, ocean.StateActive, 2, common.FromHex(envelope), sha256.Sum256([]byte(ddo)))
}
