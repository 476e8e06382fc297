package node_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/holiman/uint256"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/latchkey-network/latchkey/crypto/dkg"
	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/node"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// A whole life, with a cheat in it and requests of every kind, tells no secret: not in the
// log at its most talkative, not in answers, not in errors, and not on the disk.
func TestWholeLifeTellsNoSecret(t *testing.T) {
	t.Parallel()
	const n = 3
	c := newCircle(t, n)
	log := newRecorded()
	var told bytes.Buffer // everything but the log
	secrets := make(map[string][]byte)
	for m, key := range c.keys {
		secrets[fmt.Sprintf("operator key %d", m+1)] = key
	}
	nodes := make(map[int]*running)
	registries := make(map[int]*prometheus.Registry)
	urls := make(map[int]string)
	for m := 1; m <= n; m++ {
		nodes[m] = c.node(m, func(cfg *node.Config) {
			cfg.Log, registries[m] = slog.New(log).With("node", m), withMetrics(cfg)
		})
		urls[m] = nodes[m].listen(t)
	}
	c.create(2, complaining) // keys are there until then

	// The keys of the attempt, while there are any.
	id := *uint256.NewInt(c.id)
	disk := func(m int) {
		for _, name := range files(t, nodes[m].cfg.Dir) {
			data, err := os.ReadFile(filepath.Join(nodes[m].cfg.Dir, name))
			if err != nil && !errors.Is(err, os.ErrNotExist) { // erased meanwhile
				t.Fatal(err)
			}
			told.Write(data)
		}
	}
	joinKeys := make([]*group.Scalar, n)
	for m := 1; m <= n; m++ {
		var key []byte
		await(t, "the node makes a key", func() bool { key, _, _ = node.Secrets(nodes[m].cfg, id, 1, 1); return len(key) > 0 })
		disk(m)
		secrets[fmt.Sprintf("join key %d", m)] = key
		var err error
		if joinKeys[m-1], err = group.DecodeScalar(key); err != nil {
			t.Fatal(err)
		}
	}
	b, a := c.active(1)
	session := a.Session()
	u32 := func(n int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(n)) }
	for i := 1; i <= n; i++ {
		dealt := b.said(1, i, dkg.Deal)
		if len(dealt) != 1 {
			t.Fatalf("member %d sent %d dealings", i, len(dealt))
		}
		dealing := dealt[0]
		H, err := group.DecodePoint(dealing[4+33*2 : 4+33*3])
		if err != nil {
			t.Fatal(err)
		}
		for m := 1; m <= n; m++ {
			S, err := group.NewPoint().Mult(joinKeys[m-1], H).Encode()
			if err != nil {
				t.Fatal(err)
			}
			y, err := group.DecodeScalar(dealing[4+33*3+32*(m-1) : 4+33*3+32*m])
			if err != nil {
				t.Fatal(err)
			}
			y.Subtract(y, group.HashToScalar("latchkey/v1/mask", session[:], u32(i), u32(m), S))
			secrets[fmt.Sprintf("f_%d(%d)", i, m)] = y.Bytes()
			secrets[fmt.Sprintf("S_%d of dealer %d", m, i)] = S[1:]
		}
	}
	c.serve(a, nodes)
	for m := 1; m <= n; m++ {
		_, _, share := node.Secrets(nodes[m].cfg, id, 1, 1)
		if len(share) != 32 {
			t.Fatal("no share")
		}
		secrets[fmt.Sprintf("share %d", m)] = share
	}

	// Requests of every kind, good and bad.
	for m := 1; m <= n; m++ {
		for _, policy := range []string{"true", "false", "sole()", `call("0x00000000000000000000000000000000000000aa", "f() view returns (bool)", [])`} {
			req := c.request(a, policy)
			for _, change := range []func(){func() {}, func() { req.Signature[3] ^= 1 }, func() { req.Capsule[150] ^= 1 }, func() { req.Epoch++ }} {
				change()
				status, kind, reply := post(t, urls[m], encode(t, req))
				fmt.Fprintln(&told, status, kind, string(reply))
				_, _, err := nodes[m].Answer(context.Background(), req)
				fmt.Fprintln(&told, err)
			}
		}
		for _, path := range []string{"/v1/info", "/openapi.json", "/healthz", "/readyz", fmt.Sprintf("/v1/committees/%d", c.id), "/v1/committees/x"} {
			_, body := get(t, urls[m]+path)
			told.Write(body)
		}
		figures, metrics := scrape(t, registries[m])
		if figures[`latchkey_requests_total{outcome="ok"}`] == 0 {
			t.Error("the metrics were not recorded")
		}
		told.WriteString(metrics)
		_, _, reply := post(t, urls[m], []byte("{"))
		told.Write(reply)
		fmt.Fprintf(&told, "%v %+v %#v\n", nodes[m].Node.Operator(), nodes[m].cfg.Operator, nodes[m].cfg.Operator)
		disk(m)
		c.finished(nodes[m], 1)
		if err := nodes[m].stop(); err != nil {
			t.Fatal(err)
		}
		// Damaged state is complained about without being quoted.
		for _, name := range []string{fmt.Sprintf("committee-%d/epoch-1.age", c.id), "node.json"} {
			path := filepath.Join(nodes[m].cfg.Dir, name)
			good, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, bad := range [][]byte{good[:len(good)-3], bytes.Replace(good, []byte(`"share": "`), []byte(`"share": "f`), 1), bytes.Replace(good, []byte(`"share": "`), []byte(`"index": "`), 1)} {
				if bytes.Equal(bad, good) {
					continue
				}
				if err := os.WriteFile(path, bad, 0o600); err != nil {
					t.Fatal(err)
				}
				if _, err = node.New(nodes[m].cfg); err == nil {
					t.Errorf("%s: damage was not noticed", name)
				}
				fmt.Fprintln(&told, err)
			}
			if err := os.WriteFile(path, good, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}

	told.WriteString(log.String())
	if !strings.Contains(log.String(), "serving") {
		t.Error("the log was not recorded")
	}
	text := told.String()
	lower := strings.ToLower(text)
	for name, secret := range secrets {
		number := new(uint256.Int).SetBytes(secret)
		for _, form := range []string{
			string(secret), base64.StdEncoding.EncodeToString(secret), base64.RawStdEncoding.EncodeToString(secret),
			base64.URLEncoding.EncodeToString(secret), strings.Trim(fmt.Sprint(secret), "[]"), number.Dec(),
		} {
			if strings.Contains(text, form) {
				t.Errorf("%s was told", name)
			}
		}
		// In hexadecimal of any kind, and not half of it either.
		for _, half := range [][]byte{secret[:16], secret[16:]} {
			if strings.Contains(lower, hex.EncodeToString(half)) {
				t.Errorf("%s was told in hexadecimal", name)
			}
		}
	}
	if len(secrets) != n+n+2*n*n+n {
		t.Errorf("%d secrets were looked for", len(secrets))
	}
}

// request asks the circle for a capsule under the policy, signed by its creator.
func (c *circle) request(a *dkg.Attempt, policy string) *quorum.Request {
	c.t.Helper()
	tm := terms.Terms{ChainID: *uint256.NewInt(c.evm.ChainID()), Committees: c.contract.Address, Committee: *uint256.NewInt(c.id), Policy: policy}
	capsule, err := tdh2.Seal(a.Keys().X, tm.Label(), []byte("sixteen byte key"))
	if err != nil {
		c.t.Fatal(err)
	}
	_, Q := quorum.NewReaderKey()
	req := &quorum.Request{Terms: tm, Capsule: capsule, Epoch: 1, Message: &terms.AccessRequest{Capsule: tdh2.CapsuleID(capsule, tm.Label()),
		ReaderKey: Q, Buyer: c.creator.Address(), Deadline: uint64(time.Now().Unix()) + 600}}
	sign(c.t, c.creator, req)
	return req
}
