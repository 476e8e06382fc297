package umbral

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"
)

// A peer is npm @nucypher/umbral-pre as a process.
type peer struct {
	t   testing.TB
	in  *json.Encoder
	out *bufio.Scanner
}

func newPeer(t testing.TB) *peer {
	if _, err := os.Stat("../../node_modules/@nucypher/umbral-pre"); err != nil {
		t.Skip("npm's packages are not installed: make node_modules")
	}
	cmd := exec.CommandContext(t.Context(), "node", "testdata/peer.mjs")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		cmd.Wait()
	})
	out := bufio.NewScanner(stdout)
	out.Buffer(nil, 1<<24)
	return &peer{t, json.NewEncoder(stdin), out}
}

// an object is JSON with bytes as hex.
type object map[string]any

func (o object) bytes(t testing.TB, name string) []byte {
	t.Helper()
	s, _ := o[name].(string)
	b, err := hex.DecodeString(s)
	if err != nil || s == "" {
		t.Fatalf("peer's %s is %v", name, o[name])
	}
	return b
}

// ask returns the answer, or nil if the peer refused.
func (p *peer) ask(verb string, args object) object {
	p.t.Helper()
	line := object{"do": verb}
	for k, v := range args {
		switch v := v.(type) {
		case []byte:
			line[k] = hex.EncodeToString(v)
		case [][]byte:
			var list []string
			for _, b := range v {
				list = append(list, hex.EncodeToString(b))
			}
			line[k] = list
		default:
			line[k] = v
		}
	}
	if err := p.in.Encode(line); err != nil {
		p.t.Fatal(err)
	}
	if !p.out.Scan() {
		p.t.Fatalf("peer ended: %v", p.out.Err())
	}
	var answer object
	if err := json.Unmarshal(p.out.Bytes(), &answer); err != nil {
		p.t.Fatal(err)
	}
	if answer["error"] != nil {
		return nil
	}
	return answer
}

// must is ask where the peer must not refuse.
func (p *peer) must(verb string, args object) object {
	p.t.Helper()
	answer := p.ask(verb, args)
	if answer == nil {
		p.t.Fatalf("peer refused to %s: %s", verb, p.out.Bytes())
	}
	return answer
}

// The second generator is RFC 9380's, by a library that has it.
func TestPeerGenerator(t *testing.T) {
	p := newPeer(t)
	enc := encode(u)
	if got := p.must("generator", nil).bytes(t, "point"); !bytes.Equal(got, enc[:]) {
		t.Errorf("u is %x, not %x", enc, got)
	}
}

// Each step of a grant's life (encrypt, make fragments, re-encrypt, open) is done by us or by
// the peer, as a seed says, from the other's bytes.
func TestPeer(t *testing.T) {
	p := newPeer(t)
	rounds := 1000
	if testing.Short() {
		rounds = 50
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d, %d rounds", seed, rounds)
	r := rand.New(rand.NewPCG(seed, 0))
	coin := func() bool { return r.IntN(2) == 0 }
	random := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	}
	for round := range rounds {
		where := func(step string) string { return fmt.Sprintf("round %d, %s", round, step) }
		fail := func(step string, err error) {
			t.Helper()
			if err != nil {
				t.Fatalf("%s: %v", where(step), err)
			}
		}
		delegating, signer, reader := GenerateKey(), GenerateKey(), GenerateKey()
		public := p.must("public", object{"key": reader.Bytes()}).bytes(t, "public")
		if !bytes.Equal(public, reader.Public().Bytes()) {
			t.Fatalf("%s: %x, and the peer's %x", where("public key"), reader.Public().Bytes(), public)
		}

		// Encrypt.
		plaintext := random(1 + r.IntN(100))
		var capsule, ciphertext []byte
		if coin() {
			c, sealed := Encrypt(delegating.Public(), plaintext)
			capsule, ciphertext = c.Bytes(), sealed
		} else {
			a := p.must("encrypt", object{"delegating": delegating.Public().Bytes(), "plaintext": plaintext})
			capsule, ciphertext = a.bytes(t, "capsule"), a.bytes(t, "ciphertext")
			c, err := DecodeCapsule(capsule)
			fail("capsule", err)
			if !bytes.Equal(c.Simple(), a.bytes(t, "simple")) {
				t.Fatal(where("simple capsule"))
			}
		}
		c, err := DecodeCapsule(capsule)
		fail("capsule", err)

		// The owner opens it.
		ours, err := DecryptOriginal(delegating, c, ciphertext)
		fail("opening as the owner", err)
		theirs := p.must("original", object{"key": delegating.Bytes(), "capsule": capsule, "ciphertext": ciphertext}).bytes(t, "plaintext")
		if !bytes.Equal(ours, plaintext) || !bytes.Equal(theirs, plaintext) {
			t.Fatal(where("plaintext"))
		}

		// Make fragments.
		shares := 1 + r.IntN(4)
		threshold := 1 + r.IntN(shares)
		withDelegating, withReceiving := coin(), coin()
		var frags [][]byte
		if coin() {
			made, err := GenerateKeyFrags(delegating, reader.Public(), signer, threshold, shares, withDelegating, withReceiving)
			fail("fragments", err)
			for _, f := range made {
				frags = append(frags, f.Bytes())
			}
		} else {
			a := p.must("generate", object{"key": delegating.Bytes(), "receiving": reader.Public().Bytes(), "signer": signer.Bytes(),
				"threshold": threshold, "shares": shares, "withDelegating": withDelegating, "withReceiving": withReceiving})
			for _, s := range a["fragments"].([]any) {
				b, err := hex.DecodeString(s.(string))
				fail("fragments", err)
				frags = append(frags, b)
			}
		}

		// Re-encrypt.
		r.Shuffle(len(frags), func(i, j int) { frags[i], frags[j] = frags[j], frags[i] })
		used := frags[:threshold+r.IntN(shares-threshold+1)]
		var answers []*CapsuleFrag
		var encoded [][]byte
		for _, b := range used {
			if coin() {
				f, err := DecodeKeyFrag(b)
				fail("fragment", err)
				fail("fragment", f.Verify(signer.Public(), delegating.Public(), reader.Public()))
				if !bytes.Equal(f.Bytes(), b) {
					t.Fatal(where("fragment encoded again"))
				}
				answers = append(answers, Reencrypt(c, f))
			} else {
				a := p.must("reencrypt", object{"capsule": capsule, "fragment": b, "verifying": signer.Public().Bytes(),
					"delegating": delegating.Public().Bytes(), "receiving": reader.Public().Bytes()})
				f, err := DecodeCapsuleFrag(a.bytes(t, "fragment"))
				fail("answer", err)
				if !bytes.Equal(f.Simple(), a.bytes(t, "simple")) || !bytes.Equal(f.Bytes(), a.bytes(t, "fragment")) {
					t.Fatal(where("answer encoded again"))
				}
				answers = append(answers, f)
			}
			encoded = append(encoded, answers[len(answers)-1].Bytes())
		}

		// Open, both of us; then with one bit changed, neither.
		ours, err = DecryptReencrypted(reader, delegating.Public(), signer.Public(), c, answers, ciphertext)
		fail("opening", err)
		query := object{"key": reader.Bytes(), "delegating": delegating.Public().Bytes(), "verifying": signer.Public().Bytes(),
			"capsule": capsule, "fragments": encoded, "ciphertext": ciphertext}
		theirs = p.must("open", query).bytes(t, "plaintext")
		if !bytes.Equal(ours, plaintext) || !bytes.Equal(theirs, plaintext) {
			t.Fatal(where("plaintext of the reader"))
		}
		broken := encoded[r.IntN(len(encoded))]
		at := r.IntN(len(broken))
		broken[at] ^= 1 << r.IntN(8)
		_, err = openEncoded(reader, delegating.Public(), signer.Public(), capsule, encoded, ciphertext)
		if err == nil {
			t.Fatalf("%s: opened with byte %d of a fragment changed: %x", where("opening"), at, broken)
		}
		if p.ask("open", query) != nil {
			t.Logf("%s: the peer opens with byte %d of a fragment changed; we do not: %v", where("opening"), at, err)
		}

		// Signatures.
		message := random(r.IntN(50))
		sig := Sign(signer, message)
		if p.must("verify", object{"key": signer.Public().Bytes(), "message": message, "signature": sig[:]})["valid"] != true {
			t.Fatal(where("our signature"))
		}
		a := p.must("sign", object{"key": signer.Bytes(), "message": message})
		fail("the peer's signature", VerifySignature(signer.Public(), message, [SignatureSize]byte(a.bytes(t, "signature"))))

		// Factories.
		seedBytes, label := random(SeedSize), random(r.IntN(20))
		f, err := NewKeyFactory(seedBytes)
		fail("factory", err)
		a = p.must("factory", object{"seed": seedBytes, "label": label})
		for what, b := range map[string][]byte{
			"key": f.Key(label).Bytes(), "secret": f.Secret(label), "below": f.Factory(label).Key(label).Bytes(),
		} {
			if !bytes.Equal(a.bytes(t, what), b) {
				t.Fatalf("%s: %x, and the peer's %x", where("factory's "+what), b, a.bytes(t, what))
			}
		}
	}
}

// openEncoded is DecryptReencrypted of encoded objects.
func openEncoded(reader *SecretKey, delegating, verifying *PublicKey, capsule []byte, frags [][]byte, ciphertext []byte) ([]byte, error) {
	c, err := DecodeCapsule(capsule)
	if err != nil {
		return nil, err
	}
	var answers []*CapsuleFrag
	for _, b := range frags {
		f, err := DecodeCapsuleFrag(b)
		if err != nil {
			return nil, err
		}
		answers = append(answers, f)
	}
	return DecryptReencrypted(reader, delegating, verifying, c, answers, ciphertext)
}
