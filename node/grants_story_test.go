package node_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/umbral"
	"github.com/latchkey-network/latchkey/node"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// An owner grants a file at three nodes, under a policy that the chain decides: the reader opens it with two of
// them once it is true, a stranger's node of the same file does not, and nobody once it is revoked.
func TestGrantStory(t *testing.T) {
	s := theSeller(t)
	owner, reader := chain.WalletFromKey(s.EVM.Accounts()[2]), chain.WalletFromKey(s.EVM.Accounts()[3])
	delegating, verifying, reading := umbral.GenerateKey(), umbral.GenerateKey(), umbral.GenerateKey()
	capsule, sealed := umbral.Encrypt(delegating.Public(), []byte("sixteen byte key"))
	keys := quorum.GrantKeys{Delegating: delegating.Public().Bytes(), Verifying: verifying.Public().Bytes(), ReaderKey: reading.Public().Bytes()}
	send := func(at string, body any, answer any) *quorum.Problem {
		t.Helper()
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.Post(at, "application/json", bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		reply, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode != http.StatusOK {
			p := new(quorum.Problem)
			if err := json.Unmarshal(reply, p); err != nil {
				t.Fatalf("%s: %s", resp.Status, reply)
			}
			return p
		}
		if err := json.Unmarshal(reply, answer); err != nil {
			t.Fatalf("%s: %v", reply, err)
		}
		return nil
	}
	// signed is what each node gets of a grant.
	signed := func(policy string, chainID uint256.Int) (offers []*quorum.GrantOffer) {
		t.Helper()
		now := time.Now()
		m := terms.Grant{ID: keys.ID(owner.Address()), Capsule: group.Keccak256(capsule.Bytes()), Reader: reader.Address(), Threshold: 2, Fragments: 3,
			Issued: uint64(now.UnixMilli()), Expires: uint64(now.Unix()) + 600, ChainID: chainID, Policy: policy}
		frags, err := umbral.GenerateKeyFrags(delegating, reading.Public(), verifying, 2, 3, true, true)
		if err != nil {
			t.Fatal(err)
		}
		sig, err := owner.SignDigest(terms.GrantDigest(&m))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range frags {
			offers = append(offers, &quorum.GrantOffer{Owner: owner.Address(), Keys: keys, Capsule: capsule.Bytes(), Fragment: f.Bytes(), Grant: m, Signature: sig})
		}
		return offers
	}
	offer := func(policy string, chainID uint256.Int) *quorum.Problem {
		t.Helper()
		return send(s.Nodes[0].URL+"/v1/grants", signed(policy, chainID)[0], new(any))
	}
	grant := func(policy string) (id string) {
		t.Helper()
		offers := signed(policy, s.domain.ChainID)
		for i, n := range s.Nodes {
			var held struct{ Held int }
			if p := send(n.URL+"/v1/grants", offers[i], &held); p != nil || held.Held != 1 {
				t.Fatalf("node %d: %v, %+v", i+1, p, held)
			}
		}
		return hex.EncodeToString(offers[0].Grant.ID[:])
	}
	ask := func(i int, id string) (*quorum.Reencrypted, *quorum.Problem) {
		t.Helper()
		answer := new(quorum.Reencrypted)
		p := send(fmt.Sprintf("%s/v1/grants/%s/reencrypt", s.Nodes[i].URL, id), struct{}{}, answer)
		return answer, p
	}
	if _, p := ask(0, strings.Repeat("0", 64)); p == nil || p.Type != quorum.UnknownGrant {
		t.Fatalf("a grant that never was: %v", p)
	}
	// The reader is the buyer of the policy, which has to be one, on a chain that the node reads.
	purse := common.BytesToAddress(verifying.Public().Bytes())
	id := grant(fmt.Sprintf("buyer == %q && balance(%q) >= units(\"1\", 0)", reader.Address().Hex(), purse.Hex()))
	if _, p := ask(0, id); p == nil || p.Type != quorum.PolicyFalse {
		t.Fatalf("the policy is false: %v", p)
	}
	if _, err := s.Chain.Send(t.Context(), owner, chain.Tx{To: purse, Value: big.NewInt(1)}); err != nil {
		t.Fatal(err)
	}
	var frags []*umbral.CapsuleFrag
	var answers [][]byte
	for _, i := range []int{2, 0} {
		var answer *quorum.Reencrypted
		await(t, "the policy is true", func() (done bool) {
			var p *quorum.Problem
			answer, p = ask(i, id)
			return p == nil
		})
		frag, err := umbral.DecodeCapsuleFrag(answer.Capsules[0])
		if err != nil {
			t.Fatal(err)
		}
		if err := frag.Verify(capsule, verifying.Public(), delegating.Public(), reading.Public()); err != nil {
			t.Fatal(err)
		}
		frags, answers = append(frags, frag), append(answers, answer.Capsules...)
	}
	key, err := umbral.DecryptReencrypted(reading, delegating.Public(), verifying.Public(), capsule, frags, sealed)
	if err != nil || string(key) != "sixteen byte key" {
		t.Fatalf("opened to %q, %v", key, err)
	}
	if bytes.Equal(answers[0], answers[1]) {
		t.Error("two nodes gave one fragment")
	}
	if p := offer("1 +", s.domain.ChainID); p == nil || p.Type != quorum.PolicyInvalid {
		t.Errorf("no policy: %v", p)
	}
	if p := offer("true", *uint256.NewInt(4711)); p == nil || p.Type != quorum.WrongChain {
		t.Errorf("a chain that no node reads: %v", p)
	}

	rev := &terms.Revocation{ID: keys.ID(owner.Address()), Issued: uint64(time.Now().UnixMilli())}
	sig, err := owner.SignDigest(terms.GrantDigest(rev))
	if err != nil {
		t.Fatal(err)
	}
	for i, n := range s.Nodes {
		if p := send(n.URL+"/v1/grants/"+id+"/revoke", &quorum.GrantRevocation{Revocation: *rev, Signature: sig}, new(any)); p != nil {
			t.Fatal(p)
		}
		if _, p := ask(i, id); p == nil || p.Type != quorum.UnknownGrant {
			t.Errorf("node %d, after it was revoked: %v", i+1, p)
		}
	}
}

// A replica keeps grants where the others do, and tells of them; without a database that they share, it keeps none.
func TestReplicaKeepsGrants(t *testing.T) {
	s := theSeller(t)
	where := node.Databases.URL(t)
	var registry *prometheus.Registry
	infoOf := func(change func(*node.Config)) (info quorum.Info) {
		_, at := s.twin(t, s.EVM.WebSocketURL(), change)
		_, body := get(t, at+"/v1/info")
		if err := json.Unmarshal(body, &info); err != nil {
			t.Fatal(err)
		}
		return info
	}
	if info := infoOf(func(cfg *node.Config) {
		cfg.AnswerOnly, cfg.Grants = true, node.Grants{On: true, Database: where, Most: 7}
		registry = withMetrics(cfg)
	}); !info.Grants {
		t.Error("a replica with a database says that it keeps none")
	}
	figures, _ := scrape(t, registry)
	for name, want := range map[string]float64{"latchkey_grants": 0, "latchkey_grants_limit": 7, "latchkey_grants_up": 1, "latchkey_grants_bytes_limit": 4 << 30,
		`latchkey_grant_requests_total{kind="reencrypt",outcome="ok"}`: 0} {
		if got, ok := figures[name]; !ok || got != want {
			t.Errorf("%s is %v, %v; want %v", name, got, ok, want)
		}
	}
	if infoOf(func(cfg *node.Config) { cfg.AnswerOnly, cfg.Grants = true, node.Grants{On: true} }).Grants {
		t.Error("a replica without a database says that it keeps grants")
	}
	if infoOf(nil).Grants {
		t.Error("a node that was not told to keep grants says that it does")
	}
}
