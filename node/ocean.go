package node

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/ocean"
	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// Requests of Ocean's clients, and orders of Ocean's contracts: spec/ocean.md.

// oceanAsset is a data NFT of a chain.
type oceanAsset struct {
	chainID uint64
	nft     common.Address
}

// assetOf is the asset that a call of ordered names.
func (n *Node) assetOf(o policy.Order) oceanAsset {
	if o.Chain == 0 {
		o.Chain = n.cfg.Chain.ChainID()
	}
	return oceanAsset{o.Chain, o.NFT}
}

// checkOcean makes the checks of an OceanRequest that need no chain.
func (n *Node) checkOcean(req *quorum.Request, m *terms.OceanRequest) error {
	if !strings.Contains(req.Terms.Policy, "ordered") {
		return refuse(quorum.NotOcean, "it does not call ordered, so an Ocean client's signature opens nothing")
	}
	now := uint64(n.now().UnixMilli())
	switch {
	case ocean.Fresh(&m.Nonce, now):
		return nil
	case m.Nonce.IsUint64() && m.Nonce.Uint64() < now:
		return refuse(quorum.Expired, "the nonce is the time %d seconds ago, at most %d are allowed", (now-m.Nonce.Uint64())/1000, ocean.Freshness/1000)
	}
	return refuse(quorum.TooFar, "the nonce is a time that is more than %d seconds ahead", ocean.Freshness/1000)
}

// oceanSigner returns the asset that the wallet signed for: one that the policy names. By a signature that names
// none, where the operator allows it, it is the first.
func (n *Node) oceanSigner(ctx context.Context, req *quorum.Request, m *terms.OceanRequest) (*oceanAsset, error) {
	p, err := n.compile(req.Terms.Policy)
	if err != nil {
		return nil, refuse(quorum.PolicyInvalid, "%v", err)
	}
	orders := p.Orders()
	if len(orders) == 0 {
		return nil, refuse(quorum.NotOcean, "it does not call ordered, so an Ocean client's signature opens nothing")
	}
	type candidate struct {
		asset  oceanAsset
		digest [32]byte
	}
	var all []candidate
	seen := map[oceanAsset]bool{}
	for _, o := range orders {
		asset := n.assetOf(o)
		if seen[asset] {
			continue
		}
		seen[asset] = true
		digests := ocean.Digests(asset.chainID, asset.nft, &m.Nonce)
		if n.cfg.OceanUnbound {
			digests = append(digests, ocean.UnboundDigests(m.Consumer, &m.Nonce)...)
		}
		for _, d := range digests {
			all = append(all, candidate{asset, d})
		}
	}
	for _, c := range all {
		if signer, err := group.RecoverAddress(c.digest, req.Signature); err == nil && signer == m.Consumer {
			return &c.asset, nil
		}
	}
	// An account's code may accept it.
	head, err := n.reads.Head(ctx)
	if err != nil {
		return nil, n.unavailable(ctx, err)
	}
	for _, c := range all {
		ok, err := head.SignedByCode(ctx, m.Consumer, c.digest, req.Signature)
		if err != nil {
			return nil, n.unavailable(ctx, err)
		}
		if ok {
			return &c.asset, nil
		}
	}
	return nil, refuse(quorum.BadSignature, "the signature is not one of %s over the DID of the policy's asset and the nonce", m.Consumer)
}

// orderCheck answers the calls of ordered in one evaluation of a request's policy.
type orderCheck struct {
	n      *Node
	req    *quorum.Request
	view   *chain.View
	signed *oceanAsset // of an Ocean client: what it signed for, and nothing else counts
	met    bool        // an order let the account in
	why    error       // why the last one did not
}

// ordered is policy.Inputs.Ordered.
func (c *orderCheck) ordered(ctx context.Context, o policy.Order) (bool, error) {
	asset := c.n.assetOf(o)
	if c.signed != nil && *c.signed != asset {
		return false, errors.New("the client signed for another asset")
	}
	claim := &ocean.Claim{Account: o.Buyer, NFT: o.NFT, Datatoken: o.Datatoken, MaxAge: o.MaxAge, Terms: &c.req.Terms, Capsule: c.req.Capsule}
	if m, ok := c.req.Message.(*terms.OceanRequest); ok {
		claim.Tx, claim.Service, claim.File = m.Order, m.Service, m.FileIndex
		if claim.Service == "" {
			return false, errors.New("the request names no service")
		}
	} else if err := ocean.GivenOrder(c.req.Given, claim); err != nil {
		return false, err
	}
	view := c.view
	if asset.chainID != view.ChainID() {
		var err error
		if view, err = c.n.reads.View(ctx, asset.chainID, c.req.Terms.Confirmations); err != nil {
			return false, err
		}
	}
	err := ocean.Check(ctx, view, claim)
	switch {
	case err == nil:
		c.met = true
		return true, nil
	case ocean.Refused(err):
		c.why = err
		return false, nil
	}
	return false, &policy.DiscreetError{Text: c.n.reads.Tell(err), Err: err}
}

// oceanUse is the use of an Ocean client's signature: what it was given for. The index of the file is not a part of it: the wallet did
// not sign it, and whichever it is, what opens is the object with all of them.
func oceanUse(m *terms.OceanRequest, asset *oceanAsset) [32]byte {
	word := m.Nonce.Bytes32()
	return crypto.Keccak256Hash(binary.BigEndian.AppendUint64(slices.Concat(m.Consumer[:], asset.nft[:], word[:]), asset.chainID))
}

var errUsedNonce = refuse(quorum.UsedNonce, "the nonce was used with another reader key: ask the wallet for a new signature")

// claimNonce notes for which reader key an Ocean client's signature is used, and refuses another one.
func (n *Node) claimNonce(m *terms.OceanRequest, asset *oceanAsset) error {
	same, err := n.nonces.claim(oceanUse(m, asset), m.Nonce.Uint64(), m.ReaderKey, uint64(n.now().UnixMilli()))
	if err != nil {
		return fmt.Errorf("noting an Ocean client's nonce: %w", err)
	}
	if !same {
		return errUsedNonce
	}
	return nil
}
