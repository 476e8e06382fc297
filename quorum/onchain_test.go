package quorum_test

import (
	"bytes"
	"crypto/ecdsa"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"
	"github.com/holiman/uint256"
	"golang.org/x/sync/errgroup"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/contracts"
	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/shamir"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// court is the real contracts on a chain, with a committee whose key a dealer shared.
type court struct {
	t          *testing.T
	chain      *chain.Client
	evm        *devnet.EVM
	committees *chain.Committees
	committee  uint64
	members    []*ecdsa.PrivateKey
	secrets    []*group.Scalar
	list       *shamir.KeyList
	session    [32]byte
	hash       [32]byte
	reporter   *chain.Wallet
}

// newCourt makes a committee of n that has confirmed its keys. Each member has 1 ETH at stake.
func newCourt(t *testing.T, n int) *court {
	t.Helper()
	evm, err := devnet.StartEVM(devnet.EVMConfig{Accounts: n + 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { evm.Close() })
	c := &court{t: t, evm: evm, members: evm.Accounts()[:n], reporter: chain.WalletFromKey(evm.Accounts()[n])}
	if c.chain, err = chain.Dial(t.Context(), chain.Config{URL: evm.WebSocketURL(), Final: "0"}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.chain.Close)
	if c.committees, err = c.chain.DeployCommittees(t.Context(), c.reporter); err != nil {
		t.Fatal(err)
	}
	threshold := n/2 + 1
	f := shamir.NewPolynomial(group.RandomScalar(), threshold)
	c.list = &shamir.KeyList{T: threshold, X: group.NewPoint().BaseMult(f[0])}
	var accounts []common.Address
	for i, key := range c.members {
		c.secrets = append(c.secrets, f.Eval(i+1))
		c.list.Members = append(c.list.Members, group.NewPoint().BaseMult(c.secrets[i]))
		accounts = append(accounts, crypto.PubkeyToAddress(key.PublicKey))
	}
	c.session = group.Keccak256([]byte("session"))
	if c.hash, err = c.list.Hash(c.session); err != nil {
		t.Fatal(err)
	}
	each := func(send func(w *chain.Wallet) error) {
		t.Helper()
		var all errgroup.Group
		for _, key := range c.members {
			all.Go(func() error { return send(chain.WalletFromKey(key)) })
		}
		if err := all.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	each(func(w *chain.Wallet) error {
		_, err := c.committees.Register(t.Context(), w, "http://node.invalid", 0, big.NewInt(params.Ether))
		return err
	})
	long := uint32(20 + 2*n)
	c.committee, _, err = c.committees.Create(t.Context(), c.reporter, accounts, uint32(threshold), 1, [5]uint32{long, 1, 1, 1, long}, 86400)
	if err != nil {
		t.Fatal(err)
	}
	each(func(w *chain.Wallet) error {
		_, err := c.committees.Join(t.Context(), w, c.committee, 1, 1, []byte("key"))
		return err
	})
	if err := evm.Mine(3); err != nil {
		t.Fatal(err)
	}
	each(func(w *chain.Wallet) error {
		_, err := c.committees.Confirm(t.Context(), w, c.committee, 1, 1, c.hash)
		return err
	})
	return c
}

func (c *court) view() *chain.View {
	c.t.Helper()
	v, err := c.chain.At(c.t.Context(), 0)
	if err != nil {
		c.t.Fatal(err)
	}
	return v
}

// request is one of the given kind for a new capsule, with its context.
func (c *court) request(kind string) (*quorum.Request, *tdh2.Context) {
	c.t.Helper()
	r := &quorum.Request{Epoch: 1, Signature: make([]byte, 65), Terms: terms.Terms{
		ChainID: *uint256.NewInt(c.chain.ChainID()), Committees: c.committees.Address, Committee: *uint256.NewInt(c.committee),
		Confirmations: rand.Uint64N(65), Policy: fmt.Sprintf("buyer == %q", "0x"+strings.Repeat("a", rand.IntN(50)))}}
	var err error
	if r.Capsule, err = tdh2.Seal(c.list.X, r.Terms.Label(), make([]byte, 16)); err != nil {
		c.t.Fatal(err)
	}
	_, Q := quorum.NewReaderKey()
	account := common.Address{byte(rand.Int())}
	switch kind {
	case quorum.KindAccess:
		r.Message = &terms.AccessRequest{Capsule: r.CapsuleID(), ReaderKey: Q, Buyer: account, Deadline: rand.Uint64()}
	case quorum.KindSession:
		r.Message = &terms.Session{Committee: r.Terms.Committee, ReaderKey: Q, Buyer: account, Nonce: rand.Uint64(), Deadline: rand.Uint64(), Origin: "https://example.org/ö"}
	default:
		r.Message = &terms.OceanRequest{Capsule: r.CapsuleID(), ReaderKey: Q, Consumer: account, Nonce: *uint256.NewInt(rand.Uint64()).Not(uint256.NewInt(3)),
			Order: group.Keccak256([]byte("order")), Service: "download", FileIndex: rand.Uint64()}
	}
	capsule, err := tdh2.DecodeCapsule(r.Capsule)
	if err != nil {
		c.t.Fatal(err)
	}
	reader, err := group.DecodePoint(Q)
	if err != nil {
		c.t.Fatal(err)
	}
	return r, &tdh2.Context{Request: r.Digest(), CapsuleID: r.CapsuleID(), Epoch: 1, U: capsule.U, Q: reader}
}

// sign signs a share as member j.
func (c *court) sign(r *quorum.Request, j int, share []byte) []byte {
	c.t.Helper()
	digest := terms.Digest(r.Terms.Domain(), &terms.Share{Committee: r.Terms.Committee, Request: r.Digest(), Capsule: r.CapsuleID(), Share: share})
	w := chain.WalletFromKey(c.members[j-1])
	defer w.Close()
	signature, err := w.SignDigest(digest)
	if err != nil {
		c.t.Fatal(err)
	}
	return signature
}

// evidence is what a client keeps of a share that member j signed.
func (c *court) evidence(r *quorum.Request, j int, share []byte) *quorum.Evidence {
	c.t.Helper()
	body, err := json.Marshal(r)
	if err != nil {
		c.t.Fatal(err)
	}
	keys, err := quorum.EncodeKeys(r.Terms.Domain(), r.Terms.Committee, 1, c.session, c.list)
	if err != nil {
		c.t.Fatal(err)
	}
	return &quorum.Evidence{
		ChainID: keys.ChainID, Committees: keys.Committees, Committee: keys.Committee, Epoch: keys.Epoch, Index: j,
		Operator: strings.ToLower(crypto.PubkeyToAddress(c.members[j-1].PublicKey).Hex()), Request: body,
		Share: hex.EncodeToString(share), Signature: hex.EncodeToString(c.sign(r, j, share)), Keys: keys,
	}
}

// report makes a report of any share, also of one that is not wrong.
func (c *court) report(r *quorum.Request, ctx *tdh2.Context, j int, share []byte) chain.Report {
	c.t.Helper()
	report, err := c.evidence(r, j, nil).Report(nil, c.hash) // no bytes at all are wrong
	if err != nil {
		c.t.Fatal(err)
	}
	report.Share, report.Signature = share, c.sign(r, j, share)
	if report.Hints, err = tdh2.Hints(ctx, c.list.Key(j), share); err != nil {
		c.t.Fatal(err)
	}
	return chain.Report(*report)
}

// refusal is the contract's reason against a report; nil if it takes it.
func refusal(t *testing.T, err error) any {
	t.Helper()
	var revert *chain.RevertError
	if err != nil && !errors.As(err, &revert) {
		t.Fatal(err)
	}
	if err == nil {
		return nil
	}
	return revert.Custom
}

// bent returns a share that is made of another one, and what was done.
func (c *court) bent(share []byte, other []byte) []byte {
	s := slices.Clone(share)
	fields := [][2]int{{0, 8}, {8, 12}, {12, 45}, {45, 78}, {78, 110}, {110, 142}, {142, 174}}
	f := fields[rand.IntN(len(fields))]
	switch rand.IntN(9) {
	case 0: // one bit
		s[rand.IntN(len(s))] ^= 1 << rand.IntN(8)
	case 1: // some bytes
		for range 1 + rand.IntN(4) {
			s[rand.IntN(len(s))] = byte(rand.Int())
		}
	case 2: // a field of another share
		copy(s[f[0]:f[1]], other[f[0]:f[1]])
	case 3: // noise in a field
		for i := f[0]; i < f[1]; i++ {
			s[i] = byte(rand.Int())
		}
	case 4: // a field that is 0, or as large as can be
		for i := f[0]; i < f[1]; i++ {
			s[i] = byte(-rand.IntN(2))
		}
	case 5: // another point, well encoded
		f = fields[2+rand.IntN(2)]
		enc, _ := group.NewPoint().BaseMult(group.RandomScalar()).Encode()
		copy(s[f[0]:f[1]], enc)
	case 6: // minus a point
		s[fields[2+rand.IntN(2)][0]] ^= 1
	case 7: // another length
		s = append(s, s...)[:rand.IntN(2*len(s))]
	case 8: // nothing: honest
	}
	return s
}

// A thousand shares, good and bent, and as many hints, before the real contract: it takes from the signer what
// tdh2 calls wrong, and nothing else.
func TestContractAgrees(t *testing.T) {
	c := newCourt(t, 5)
	v := c.view()
	kinds := []string{quorum.KindAccess, quorum.KindSession, quorum.KindOcean}
	rounds := 1000
	if testing.Short() {
		rounds = 100
	}
	counts := make(map[string]int)
	var r *quorum.Request
	var ctx *tdh2.Context
	var share, other []byte
	var j int
	for i := range rounds {
		if i%5 == 0 {
			j = 1 + rand.IntN(5)
			r, ctx = c.request(kinds[i/5%3])
			var err error
			if share, err = tdh2.Reencrypt(ctx, j, c.secrets[j-1], c.list.Key(j)); err != nil {
				t.Fatal(err)
			}
			k := 1 + j%5
			if other, err = tdh2.Reencrypt(ctx, k, c.secrets[k-1], c.list.Key(k)); err != nil {
				t.Fatal(err)
			}
		}
		bent := c.bent(share, other)
		report := c.report(r, ctx, j, bent)
		got := refusal(t, c.committees.CheckReport(t.Context(), v, report))
		var name string
		var want any
		switch err := tdh2.VerifyShare(ctx, j, c.list.Key(j), bent); {
		case err == nil:
			name, want = "good", &contracts.EvidenceGoodShare{}
		case errors.Is(err, tdh2.ErrWrongShare):
			name = "wrong"
		case errors.Is(err, tdh2.ErrOtherShare):
			name, want = "of another", &contracts.EvidenceOtherShare{}
		}
		counts[name]++
		if fmt.Sprintf("%T", got) != fmt.Sprintf("%T", want) {
			t.Fatalf("a share that is %s: the contract says %T, not %T\nshare %x\nhonest %x", name, got, want, bent, share)
		}
		// A good share stays good with any hints.
		if name == "good" {
			for range 5 {
				bad := report
				at := rand.IntN(len(bad.Hints))
				copy(bad.Hints[at:], other[rand.IntN(100):][:min(32, len(bad.Hints)-at)])
				if err := c.committees.CheckReport(t.Context(), v, bad); err == nil {
					t.Fatalf("a good share loses with the hints %x\nshare %x", bad.Hints, share)
				}
			}
		}
	}
	t.Log(counts)
	if counts["good"] == 0 || counts["wrong"] == 0 || counts["of another"] == 0 {
		t.Errorf("not all kinds of share came up: %v", counts)
	}
}

// A buyer needs no secret for the reader key that it asks with, so it can pick one with y = p - 1.
// The number p + 1 has the same last bit and satisfies the curve's equation modulo p; taken for
// y, it would make an honest share wrong.
func TestUnreducedReaderKey(t *testing.T) {
	c := newCourt(t, 5)
	r, ctx := c.request(quorum.KindAccess)
	key := common.FromHex("021fe1e5ef3fceb5c135ab7741333ce5a6e80d68167653f6b2b24bcbcfaaaff507")
	var err error
	if ctx.Q, err = group.DecodePoint(key); err != nil {
		t.Fatal(err)
	}
	r.Message.(*terms.AccessRequest).ReaderKey = key
	ctx.Request = r.Digest()
	share, err := tdh2.Reencrypt(ctx, 1, c.secrets[0], c.list.Key(1))
	if err != nil {
		t.Fatal(err)
	}
	report := c.report(r, ctx, 1, share)
	if _, good := refusal(t, c.committees.CheckReport(t.Context(), c.view(), report)).(*contracts.EvidenceGoodShare); !good {
		t.Fatal("the share is not good")
	}
	y := report.Hints[2*32 : 3*32]
	p := crypto.S256().Params().P
	new(big.Int).Add(p, big.NewInt(1)).FillBytes(y)
	got := refusal(t, c.committees.CheckReport(t.Context(), c.view(), report))
	if _, ok := got.(*contracts.EvidenceBadReaderKey); !ok {
		t.Fatalf("with y = p + 1: %T", got)
	}
}

// Reports that are mined: what they take, what they pay, and their gas.
func TestReport(t *testing.T) {
	for _, n := range []int{5, 31, 128} {
		if n > 31 && testing.Short() {
			continue
		}
		t.Run(fmt.Sprintf("n=%d", n), func(t *testing.T) {
			c := newCourt(t, n)
			r, ctx := c.request(quorum.KindAccess)
			share, err := tdh2.Reencrypt(ctx, n, c.secrets[n-1], c.list.Key(n))
			if err != nil {
				t.Fatal(err)
			}
			good := c.evidence(r, n, share)
			if _, err := good.Report(nil, c.hash); err == nil || !strings.Contains(err.Error(), "good share") {
				t.Errorf("report of a good share: %v", err)
			}
			share[173] ^= 1
			e := c.evidence(r, n, share)
			if _, err := e.Report(nil, [32]byte{1}); err == nil {
				t.Error("keys of another hash make a report")
			}
			e.Keys = nil
			if _, err := e.Report(nil, c.hash); err == nil {
				t.Error("no keys make a report")
			}
			report, err := e.Report(good.Keys, c.hash)
			if err != nil {
				t.Fatal(err)
			}
			// Address 0 is empty on a new chain, and on no other: filling it is no cost of a report.
			if _, err := c.chain.Send(t.Context(), c.reporter, chain.Tx{Value: big.NewInt(1)}); err != nil {
				t.Fatal(err)
			}
			slashed, receipt, err := c.committees.ReportWrongShare(t.Context(), c.reporter, chain.Report(*report))
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("gas at n = %d: %d", n, receipt.GasUsed)
			if n == 31 && receipt.GasUsed >= 180_000 {
				t.Errorf("a report takes %d gas, the goal is 180,000", receipt.GasUsed)
			}
			operator := crypto.PubkeyToAddress(c.members[n-1].PublicKey)
			tenth := big.NewInt(params.Ether / 10)
			if slashed.Operator != operator || slashed.Reporter != c.reporter.Address() || slashed.Amount.Cmp(big.NewInt(params.Ether)) != 0 || slashed.Reward.Cmp(tenth) != 0 {
				t.Errorf("%+v", slashed)
			}
			v, err := c.chain.AtBlock(t.Context(), receipt.BlockNumber.Uint64())
			if err != nil {
				t.Fatal(err)
			}
			if o, err := c.committees.Operator(t.Context(), v, operator); err != nil || o.Stake.Sign() != 0 {
				t.Errorf("stake %v, %v", o.Stake, err)
			}
			_, _, err = c.committees.ReportWrongShare(t.Context(), c.reporter, chain.Report(*report))
			if _, nothing := refusal(t, err).(*contracts.RegistryNothingToSlash); !nothing || !errors.Is(err, chain.ErrNotSent) {
				t.Errorf("a second report: %v", err)
			}
			if !bytes.Equal(report.Share, share) {
				t.Error("another share was reported")
			}
		})
	}
}
