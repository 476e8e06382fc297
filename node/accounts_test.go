package node_test

import (
	"crypto/ecdsa"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/chain/accounttest"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// keys makes keys that no test else has.
func keys(t testing.TB, n int) (list []*ecdsa.PrivateKey) {
	t.Helper()
	for range n {
		k, err := crypto.GenerateKey()
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, k)
	}
	return list
}

// ask is a request for an account that is not the buyer, not signed.
func (s *seller) ask(t testing.TB, policy string, account common.Address) *quorum.Request {
	t.Helper()
	req := s.request(t, policy)
	req.Message.(*terms.AccessRequest).Buyer = account
	req.Signature = nil
	return req
}

// sessionOf is a session of that account, not signed.
func (s *seller) sessionOf(t testing.TB, account common.Address, nonce uint64) *quorum.Request {
	t.Helper()
	req := s.session(t, "true", nonce)
	req.Message.(*terms.Session).Buyer = account
	req.Signature = nil
	return req
}

// opens posts a request and checks the share.
func (s *seller) opens(t testing.TB, req *quorum.Request) {
	t.Helper()
	got, sig := share(t, s.Nodes[0].URL, req)
	s.verify(t, req, 1, got, sig)
}

// revoked waits until the node says that a session's nonce is old.
func (s *seller) revoked(t testing.TB, req *quorum.Request) {
	t.Helper()
	await(t, "the node sees the new nonce", func() bool {
		status, _, _ := post(t, s.Nodes[0].URL, encode(t, req))
		return status != http.StatusOK
	})
	refused(t, s.Nodes[0].URL, req, quorum.WrongNonce)
}

var raiseNonce = crypto.Keccak256([]byte("raiseSessionNonce()"))[:4]

// An account of three owners signs with two of them, from before it is deployed on, and revokes its sessions by itself.
func TestMultisigAsks(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	m := accounttest.NewMultisig(t, s.Chain, chain.WalletFromKey(s.EVM.Accounts()[4]), 2, keys(t, 3)...)
	outsider := keys(t, 1)[0]
	policy := fmt.Sprintf("allow([%q])", strings.ToLower(m.Address.Hex()))
	req := s.ask(t, policy, m.Address)
	blocksPass(t, s.Chain, 2) // then the node sees the factory
	a, b, c := m.Owners[0], m.Owners[1], m.Owners[2]

	// Before it is there (ERC-6492).
	good := m.Sign(t, req.Digest())
	req.Signature = m.Undeployed(t, good)
	s.opens(t, req)
	session := s.sessionOf(t, m.Address, 0)
	session.Signature = m.Undeployed(t, m.Sign(t, session.Digest()))
	s.opens(t, session)
	other := accounttest.NewMultisig(t, s.Chain, chain.WalletFromKey(s.EVM.Accounts()[4]), 1, outsider)
	factory, deployment := other.Deployment()
	blocksPass(t, s.Chain, 2)
	for name, signature := range map[string][]byte{
		"without its deployment":        good,
		"one owner":                     m.Undeployed(t, m.SignBy(t, req.Digest(), a)),
		"another digest":                m.Undeployed(t, m.Sign(t, [32]byte{1})),
		"another account is deployed":   accounttest.Wrap(t, factory, deployment, good),
		"another's, with its signature": other.Undeployed(t, other.Sign(t, req.Digest())),
		"an owner's own signature":      m.Undeployed(t, ownSignature(t, req.Digest(), a)),
	} {
		t.Run("not deployed, "+name, func(t *testing.T) {
			r := *req
			r.Signature = signature
			refused(t, s.Nodes[0].URL, &r, quorum.BadSignature)
		})
	}

	// Once it is there (ERC-1271).
	m.Deploy(t)
	blocksPass(t, s.Chain, 2)
	for name, signature := range map[string][]byte{
		"the first two":  m.SignBy(t, req.Digest(), a, b),
		"the last two":   m.SignBy(t, req.Digest(), b, c),
		"first and last": m.SignBy(t, req.Digest(), a, c),
	} {
		t.Run(name, func(t *testing.T) {
			r := *req
			r.Signature = signature
			s.opens(t, &r)
		})
	}
	for name, signature := range map[string][]byte{
		"one owner":                        m.SignBy(t, req.Digest(), a),
		"three where two sign":             m.SignBy(t, req.Digest(), a, b, c),
		"one owner twice":                  m.SignBy(t, req.Digest(), a, a),
		"in another order":                 m.SignBy(t, req.Digest(), b, a),
		"an outsider":                      slices.Concat(m.SignBy(t, req.Digest(), a), m.SignBy(t, req.Digest(), outsider)),
		"for another account":              other.SignBy(t, req.Digest(), a, b),
		"another digest":                   m.Sign(t, [32]byte{1}),
		"an owner's own signature":         ownSignature(t, req.Digest(), a),
		"a deployment again":               m.Undeployed(t, good),
		"cut":                              good[:129],
		"nothing":                          nil,
		"a signature that recovers to 0":   make([]byte, 65),
		"two signatures that recover to 0": make([]byte, 130),
	} {
		t.Run(name, func(t *testing.T) {
			r := *req
			r.Signature = signature
			refused(t, s.Nodes[0].URL, &r, quorum.BadSignature)
		})
	}

	// Its sessions, until it raises its nonce.
	session.Signature = m.Sign(t, session.Digest())
	s.opens(t, session)
	m.Execute(t, s.Committees.Address, new(big.Int), raiseNonce)
	s.revoked(t, session)
	session = s.sessionOf(t, m.Address, 1)
	session.Signature = m.Sign(t, session.Digest())
	s.opens(t, session)
	req.Signature = good // signed before; an access request has no nonce
	s.opens(t, req)
}

func ownSignature(t testing.TB, digest [32]byte, key *ecdsa.PrivateKey) []byte {
	t.Helper()
	sig, err := chain.WalletFromKey(key).SignDigest(digest)
	if err != nil {
		t.Fatal(err)
	}
	return sig
}

// An account with a key that runs a contract's code (EIP-7702) signs with the key, and as the code says.
func TestDelegatedAccountAsks(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	payer := chain.WalletFromKey(s.EVM.Accounts()[5])
	own, second := keys(t, 2)[0], keys(t, 1)[0]
	account, guest := crypto.PubkeyToAddress(own.PublicKey), crypto.PubkeyToAddress(second.PublicKey)
	if _, err := s.Chain.Send(t.Context(), payer, chain.Tx{To: account, Value: big.NewInt(1e18)}); err != nil {
		t.Fatal(err)
	}
	code := accounttest.Deploy(t, s.Chain, payer, "Delegate")
	req := s.ask(t, "true", account)
	signedBy := func(req *quorum.Request, key *ecdsa.PrivateKey) *quorum.Request {
		r := *req
		r.Signature = ownSignature(t, req.Digest(), key)
		return &r
	}
	s.opens(t, signedBy(req, own))
	refused(t, s.Nodes[0].URL, signedBy(req, second), quorum.BadSignature)

	accounttest.SetCode(t, s.EVM.URL(), own, code, accounttest.Pack(t, "allow(address)", guest))
	blocksPass(t, s.Chain, 2)
	s.opens(t, signedBy(req, own))
	s.opens(t, signedBy(req, second))
	refused(t, s.Nodes[0].URL, signedBy(req, keys(t, 1)[0]), quorum.BadSignature)
	wrapped := *req
	wrapped.Signature = accounttest.Wrap(t, chain.DeploymentProxy, nil, ownSignature(t, req.Digest(), second))
	refused(t, s.Nodes[0].URL, &wrapped, quorum.BadSignature)

	// Both sign sessions, and the account's own transaction revokes them all.
	session := s.sessionOf(t, account, 0)
	s.opens(t, signedBy(session, own))
	s.opens(t, signedBy(session, second))
	if _, err := s.Committees.RaiseSessionNonce(t.Context(), chain.WalletFromKey(own)); err != nil {
		t.Fatal(err)
	}
	s.revoked(t, signedBy(session, own))
	refused(t, s.Nodes[0].URL, signedBy(session, second), quorum.WrongNonce)
	s.opens(t, signedBy(s.sessionOf(t, account, 1), second))

	// Without the code, the second key is nobody again.
	accounttest.SetCode(t, s.EVM.URL(), own, common.Address{}, nil)
	blocksPass(t, s.Chain, 2)
	s.opens(t, signedBy(req, own))
	refused(t, s.Nodes[0].URL, signedBy(req, second), quorum.BadSignature)
}

// A key's signature has one form: r || s || v with a low s and v 27 or 28, whether or not the account has code.
func TestKeySignaturesHaveOneForm(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	req := s.request(t, "true")
	good := slices.Clone(req.Signature)
	s.opens(t, req)
	order := crypto.S256().Params().N
	high := slices.Clone(good)
	new(big.Int).Sub(order, new(big.Int).SetBytes(good[32:64])).FillBytes(high[32:64])
	high[64] ^= 27 ^ 28
	compact := slices.Clone(good[:64])
	compact[32] |= (good[64] - 27) << 7
	low := slices.Clone(good)
	low[64] -= 27
	for name, signature := range map[string][]byte{
		"high s":            high,
		"v 0 or 1":          low,
		"compact, EIP-2098": compact,
		"without v":         good[:64],
		"a byte too many":   append(slices.Clone(good), 0),
		"v 29":              append(slices.Clone(good[:64]), 29),
		"zeros":             make([]byte, 65),
		"nothing":           nil,
	} {
		t.Run(name, func(t *testing.T) {
			r := *req
			r.Signature = signature
			refused(t, s.Nodes[0].URL, &r, quorum.BadSignature)
		})
	}
}

// What a factory does while a signature is looked at stays in that look: no policy reads it.
func TestTrialDeploymentMakesNoPolicyTrue(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	payer := chain.WalletFromKey(s.EVM.Accounts()[6])
	giving := accounttest.Deploy(t, s.Chain, payer, "GivingFactory")
	m := accounttest.NewMultisig(t, s.Chain, payer, 1, keys(t, 1)...)
	factory, deployment := m.Deployment()
	gift := accounttest.Pack(t, "deploy(address,bytes,address)", factory, deployment, m.Address)
	blocksPass(t, s.Chain, 2)
	for _, policy := range []string{
		fmt.Sprintf(`erc20(%q).balance(buyer) >= units("1", 18)`, strings.ToLower(giving.Hex())),
		fmt.Sprintf(`call(%q, "threshold() view returns (uint256)", []) == units("1", 0)`, strings.ToLower(m.Address.Hex())),
	} {
		req := s.ask(t, policy, m.Address)
		req.Signature = accounttest.Wrap(t, giving, gift, m.Sign(t, req.Digest()))
		want := quorum.PolicyFalse
		if strings.HasPrefix(policy, "call") {
			want = quorum.PolicyFailed // there is no code
		}
		for range 2 {
			refused(t, s.Nodes[0].URL, req, want)
		}
	}
	// Done in earnest, it counts.
	if _, err := s.Chain.Send(t.Context(), payer, chain.Tx{To: giving, Data: gift}); err != nil {
		t.Fatal(err)
	}
	req := s.ask(t, fmt.Sprintf(`erc20(%q).balance(buyer) >= units("1", 18)`, strings.ToLower(giving.Hex())), m.Address)
	req.Signature = m.Sign(t, req.Digest())
	blocksPass(t, s.Chain, 2)
	s.opens(t, req)
}

// A factory that burns all gas costs the node one call, and its buyer gets no answer but a refusal.
func TestFactoryThatBurnsGasIsARefusal(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	burns := deploy(t, s.Chain, chain.WalletFromKey(s.EVM.Accounts()[7]), "5b5f56")
	blocksPass(t, s.Chain, 2)
	req := s.ask(t, "true", common.Address{19: 0x99})
	req.Signature = accounttest.Wrap(t, burns, make([]byte, 10_000), []byte{1})
	refused(t, s.Nodes[0].URL, req, quorum.BadSignature)
}
