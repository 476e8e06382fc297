package tdh2

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"testing"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/shamir"
	"github.com/latchkey-network/latchkey/vectors"
)

func point(t testing.TB, b []byte) *group.Point {
	t.Helper()
	p, err := group.DecodePoint(b)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func scalar(t testing.TB, b []byte) *group.Scalar {
	t.Helper()
	s, err := group.DecodeScalar(b)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func wantBytes(t *testing.T, what string, got, want []byte) {
	t.Helper()
	if !bytes.Equal(got, want) {
		t.Errorf("%s is %x, want %x", what, got, want)
	}
}

func TestVectorsCapsule(t *testing.T) {
	vectors.Each(t, "capsule", func(t *testing.T, v vectors.Vector) {
		var in struct {
			X, Label, FileKey, R, S, Capsule, Z vectors.Hex
		}
		var out struct {
			Capsule, CapsuleID, Z, WrapKey, FileKey vectors.Hex
		}
		v.In(t, &in)
		v.Out(t, &out)
		label := [32]byte(in.Label)
		switch v.Format {
		case "capsule/seal":
			X, r := point(t, in.X), scalar(t, in.R)
			capsule, err := seal(X, label, in.FileKey, r, scalar(t, in.S))
			if err != nil {
				t.Fatal(err)
			}
			wantBytes(t, "capsule", capsule, out.Capsule)
			id := CapsuleID(capsule, label)
			wantBytes(t, "capsuleId", id[:], out.CapsuleID)
			Z := new(group.Point).Mult(r, X)
			wantBytes(t, "Z", must(Z.Encode()), out.Z)
			wantBytes(t, "wrapKey", must(wrapKey(Z, label, capsule[:33])), out.WrapKey)
			if _, err := Check(X, label, capsule); err != nil {
				t.Errorf("does not check: %v", err)
			}
		case "capsule/check":
			c, err := Check(point(t, in.X), label, in.Capsule)
			switch v.Expect {
			case "ok":
				if err != nil {
					t.Fatal(err)
				}
				id := CapsuleID(in.Capsule, label)
				wantBytes(t, "capsuleId", id[:], out.CapsuleID)
				wantBytes(t, "U", must(c.U.Encode()), in.Capsule[:33])
			case "malformed":
				if err == nil || errors.Is(err, ErrBadCapsule) {
					t.Errorf("error is %v, want one of decoding", err)
				}
			case "bad-capsule":
				if !errors.Is(err, ErrBadCapsule) {
					t.Errorf("error is %v, want ErrBadCapsule", err)
				}
			default:
				t.Fatalf("unknown class %q", v.Expect)
			}
		case "capsule/open":
			fileKey, err := unwrap(point(t, in.Z), label, in.Capsule)
			if v.OK() {
				wantBytes(t, "fileKey", fileKey, out.FileKey)
			} else if !errors.Is(err, ErrNotOpened) || fileKey != nil {
				t.Errorf("opens to %x, %v; want ErrNotOpened", fileKey, err)
			}
		default:
			vectors.Unknown(t, v)
		}
	})
}

// shareInput is the input of both share formats.
type shareInput struct {
	Request, CapsuleID, U, Q vectors.Hex
	Epoch                    vectors.Uint64
	J                        int
	X, K, A, B               vectors.Hex
	Xj                       vectors.Hex `json:"X_j"`
	Share                    vectors.Hex
	Hints                    struct{ P1, P2, P3 *vectors.Hex }
}

func (in *shareInput) context(t testing.TB) *Context {
	return &Context{Request: [32]byte(in.Request), CapsuleID: [32]byte(in.CapsuleID),
		Epoch: uint64(in.Epoch), U: point(t, in.U), Q: point(t, in.Q)}
}

func TestVectorsShare(t *testing.T) {
	vectors.Each(t, "share", func(t *testing.T, v vectors.Vector) {
		var in shareInput
		v.In(t, &in)
		ctx := in.context(t)
		switch v.Format {
		case "share/make":
			var out struct {
				Share vectors.Hex
				Xj    vectors.Hex `json:"X_j"`
			}
			v.Out(t, &out)
			x := scalar(t, in.X)
			Xj := new(group.Point).BaseMult(x)
			wantBytes(t, "X_j", must(Xj.Encode()), out.Xj)
			head, err := transcript(ctx, in.J, Xj)
			if err != nil {
				t.Fatal(err)
			}
			share, err := reencrypt(ctx, head, in.J, x, Xj, scalar(t, in.K), scalar(t, in.A), scalar(t, in.B))
			if err != nil {
				t.Fatal(err)
			}
			wantBytes(t, "share", share, out.Share)
			if err := VerifyShare(ctx, in.J, Xj, share); err != nil {
				t.Error(err)
			}
		case "share/verify":
			var out struct {
				Epoch      vectors.Uint64
				J          int
				T1, T2, T3 vectors.Address
			}
			v.Out(t, &out)
			// The vectors leave what is asked for open: it is what the share says.
			epoch, j, err := ReadShare(in.Share)
			ctx.Epoch = epoch
			if err != nil {
				j = 1
			}
			Xj := point(t, in.Xj)
			T, err := verifyShare(ctx, j, Xj, in.Share)
			checkHints(t, &in, ctx, Xj, T)
			if !v.OK() {
				if !errors.Is(err, ErrWrongShare) {
					t.Fatalf("error is %v, want ErrWrongShare", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if epoch != uint64(out.Epoch) || j != out.J {
				t.Errorf("epoch %d, index %d; want %d, %d", epoch, j, out.Epoch, out.J)
			}
			for i, want := range []vectors.Address{out.T1, out.T2, out.T3} {
				if got := must(T[i].Address()); got != want {
					t.Errorf("address of T%d is %x, want %x", i+1, got, want)
				}
			}
			ctx.Epoch++
			if err := VerifyShare(ctx, j, Xj, in.Share); !errors.Is(err, ErrOtherShare) {
				t.Errorf("for another epoch: %v, want ErrOtherShare", err)
			}
			ctx.Epoch--
			if err := VerifyShare(ctx, j%7+1, Xj, in.Share); !errors.Is(err, ErrOtherShare) {
				t.Errorf("for another index: %v, want ErrOtherShare", err)
			}
		default:
			vectors.Unknown(t, v)
		}
	})
}

// checkHints checks the points that a contract is told, P1 = z1 U, P2 = z2 Q, P3 = cB,
// and that P1 + P2 - P3 is the T3 that was computed.
func checkHints(t *testing.T, in *shareInput, ctx *Context, Xj *group.Point, T []*group.Point) {
	hints, err := Hints(ctx, Xj, in.Share)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range []*group.Point{Xj, ctx.U, ctx.Q} {
		wantBytes(t, "y", hints[32*i:32*i+32], must(p.XY())[32:])
	}
	if in.Hints.P1 == nil {
		return
	}
	wantBytes(t, "P1", hints[96:160], *in.Hints.P1)
	wantBytes(t, "P2", hints[160:224], *in.Hints.P2)
	wantBytes(t, "P3", hints[224:288], *in.Hints.P3)
	if T == nil {
		return
	}
	if T[2].IsIdentity() {
		wantBytes(t, "T3", hints[288:], make([]byte, 64))
	} else {
		wantBytes(t, "T3", hints[288:], must(T[2].XY()))
	}
}

func TestVectorsCombine(t *testing.T) {
	vectors.Each(t, "combine", func(t *testing.T, v vectors.Vector) {
		var in struct {
			T, N                        int
			Shares                      []vectors.Hex
			Combined, Q, Label, Capsule vectors.Hex
		}
		var out struct{ Combined, Z, FileKey vectors.Hex }
		v.In(t, &in)
		v.Out(t, &out)
		switch v.Format {
		case "combine/combine":
			shares := make([][]byte, len(in.Shares))
			for i := range shares {
				shares[i] = in.Shares[i]
			}
			combined, err := Combine(in.T, in.N, shares)
			if !v.OK() {
				if err == nil || combined != nil {
					t.Fatalf("combines to %x, want %s", combined, v.Expect)
				}
				if wrong := v.Expect == "wrong-share"; wrong != errors.Is(err, ErrWrongShare) {
					t.Errorf("error is %v, want %s", err, v.Expect)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			wantBytes(t, "combined", combined, out.Combined)
		case "combine/open":
			q := scalar(t, in.Q)
			fileKey, err := Open(in.Combined, q, [32]byte(in.Label), in.Capsule)
			switch v.Expect {
			case "ok":
				if err != nil {
					t.Fatal(err)
				}
				wantBytes(t, "fileKey", fileKey, out.FileKey)
				ps := must(group.DecodePoints(in.Combined, 2))
				wantBytes(t, "Z", must(decrypt(ps[0], ps[1], q).Encode()), out.Z)
			case "malformed":
				if err == nil || errors.Is(err, ErrNotOpened) {
					t.Errorf("error is %v, want one of decoding", err)
				}
			case "not-opened":
				if !errors.Is(err, ErrNotOpened) || fileKey != nil {
					t.Errorf("opens to %x, %v; want ErrNotOpened", fileKey, err)
				}
			default:
				t.Fatalf("unknown class %q", v.Expect)
			}
		default:
			vectors.Unknown(t, v)
		}
	})
}

// A committee in one place, as only tests may have it.
type committee struct {
	t    int
	X    *group.Point
	x    []*group.Scalar // x_j at j-1
	Xs   []*group.Point
	ctx  *Context
	q    *group.Scalar
	key  []byte
	caps []byte
}

var testLabel = [32]byte{1, 2, 3}

// newCommittee deals x to n members and seals a file key to it.
func newCommittee(t testing.TB, threshold, n int) *committee {
	t.Helper()
	secret := group.RandomScalar()
	f := shamir.NewPolynomial(secret, threshold)
	c := &committee{t: threshold, X: new(group.Point).BaseMult(secret), q: group.RandomScalar(),
		key: []byte("sixteen bytes ok")}
	for j := 1; j <= n; j++ {
		x := f.Eval(j)
		c.x = append(c.x, x)
		c.Xs = append(c.Xs, new(group.Point).BaseMult(x))
	}
	c.caps = must(Seal(c.X, testLabel, c.key))
	checked, err := Check(c.X, testLabel, c.caps)
	if err != nil {
		t.Fatal(err)
	}
	// Points arrive encoded.
	Q := point(t, must(new(group.Point).BaseMult(c.q).Encode()))
	c.ctx = &Context{Request: [32]byte{9}, CapsuleID: CapsuleID(c.caps, testLabel), Epoch: 1, U: checked.U, Q: Q}
	return c
}

func (c *committee) share(t testing.TB, ctx *Context, j int) []byte {
	t.Helper()
	share, err := Reencrypt(ctx, j, c.x[j-1], c.Xs[j-1])
	if err != nil {
		t.Fatal(err)
	}
	return share
}

func (c *committee) shares(t testing.TB) [][]byte {
	t.Helper()
	shares := make([][]byte, len(c.x))
	for i := range shares {
		shares[i] = c.share(t, c.ctx, i+1)
		if err := VerifyShare(c.ctx, i+1, c.Xs[i], shares[i]); err != nil {
			t.Fatal(err)
		}
	}
	return shares
}

// Any t shares open, whoever they are from and in whatever order; t-1 of them do not,
// neither alone, if t-1 is passed for t, nor with an invented one.
func TestAnyThresholdOpens(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {1, 3}, {2, 2}, {2, 3}, {3, 4}, {3, 5}} {
		threshold, n := size[0], size[1]
		t.Run(fmt.Sprintf("%d-of-%d", threshold, n), func(t *testing.T) {
			c := newCommittee(t, threshold, n)
			shares := c.shares(t)
			for set := range 1 << n {
				var some [][]byte
				for j := range n {
					if set>>j&1 == 1 {
						some = append(some, shares[j])
					}
				}
				switch bits.OnesCount(uint(set)) {
				case threshold:
					for range 2 {
						combined, err := Combine(threshold, n, some)
						if err != nil {
							t.Fatal(err)
						}
						key, err := Open(combined, c.q, testLabel, c.caps)
						if err != nil || !bytes.Equal(key, c.key) {
							t.Fatalf("set %b opens to %x, %v", set, key, err)
						}
						slices.Reverse(some)
					}
				case threshold - 1:
					if _, err := Combine(threshold, n, some); err == nil {
						t.Fatalf("set %b combines", set)
					}
					if threshold == 1 {
						continue
					}
					for _, few := range [][][]byte{some, append(some, c.invented(t, set))} {
						combined, err := Combine(len(few), n, few)
						if err != nil {
							t.Fatal(err)
						}
						if key, err := Open(combined, c.q, testLabel, c.caps); !errors.Is(err, ErrNotOpened) {
							t.Fatalf("set %b opens to %x, %v", set, key, err)
						}
					}
				}
			}
		})
	}
}

// invented returns a well-formed share of a member that is not in set, made with another
// secret.
func (c *committee) invented(t *testing.T, set int) []byte {
	j := bits.TrailingZeros(^uint(set)) + 1
	x := group.RandomScalar()
	Xj := new(group.Point).BaseMult(x)
	share, err := Reencrypt(c.ctx, j, x, Xj)
	if err != nil {
		t.Fatal(err)
	}
	if err := VerifyShare(c.ctx, j, c.Xs[j-1], share); !errors.Is(err, ErrWrongShare) {
		t.Fatalf("an invented share: %v, want ErrWrongShare", err)
	}
	return share
}

// What opens for one label, reader, capsule or epoch's sharing opens for no other.
func TestOpensForNothingElse(t *testing.T) {
	c := newCommittee(t, 2, 3)
	combined := must(Combine(2, 3, c.shares(t)[1:]))
	if key := must(Open(combined, c.q, testLabel, c.caps)); !bytes.Equal(key, c.key) {
		t.Fatal("does not open")
	}
	other := must(Seal(c.X, testLabel, c.key))
	for name, err := range map[string]error{
		"label":   second(Open(combined, c.q, [32]byte{4}, c.caps)),
		"reader":  second(Open(combined, group.RandomScalar(), testLabel, c.caps)),
		"capsule": second(Open(combined, c.q, testLabel, other)),
	} {
		if !errors.Is(err, ErrNotOpened) {
			t.Errorf("another %s: %v, want ErrNotOpened", name, err)
		}
	}

	// A refresh: the same key, another polynomial, another epoch.
	f := shamir.NewPolynomial(group.NewScalar(), 2)
	fresh := *c
	fresh.x, fresh.Xs = nil, nil
	for j := 1; j <= 3; j++ {
		x := new(group.Scalar).Add(c.x[j-1], f.Eval(j))
		fresh.x = append(fresh.x, x)
		fresh.Xs = append(fresh.Xs, new(group.Point).BaseMult(x))
	}
	ctx := *c.ctx
	ctx.Epoch = 2
	fresh.ctx = &ctx
	if key := must(Open(must(Combine(2, 3, fresh.shares(t)[:2])), c.q, testLabel, c.caps)); !bytes.Equal(key, c.key) {
		t.Fatal("does not open in the next epoch")
	}
	mixed := [][]byte{c.share(t, c.ctx, 1), fresh.share(t, &ctx, 2)}
	if _, err := Combine(2, 3, mixed); err == nil {
		t.Error("shares of two epochs combine")
	}
	mixed[1][7] = 1 // call it one of epoch 1
	if _, err := Open(must(Combine(2, 3, mixed)), c.q, testLabel, c.caps); !errors.Is(err, ErrNotOpened) {
		t.Errorf("shares of two epochs: %v, want ErrNotOpened", err)
	}
	if err := VerifyShare(c.ctx, 2, c.Xs[1], mixed[1]); !errors.Is(err, ErrWrongShare) {
		t.Errorf("a relabelled share: %v, want ErrWrongShare", err)
	}
}

func second[T any](_ T, err error) error { return err }

// Nothing in a capsule, a share or what they are bound to can change unseen.
func TestEveryByteCounts(t *testing.T) {
	c := newCommittee(t, 2, 3)
	for i := range c.caps {
		bad := bytes.Clone(c.caps)
		bad[i] ^= 1
		if _, err := Check(c.X, testLabel, bad); err == nil {
			t.Errorf("a capsule with another byte %d checks", i)
		}
		if CapsuleID(bad, testLabel) == c.ctx.CapsuleID {
			t.Errorf("a capsule with another byte %d has the same id", i)
		}
	}
	label := testLabel
	label[31] ^= 1
	if _, err := Check(c.X, label, c.caps); !errors.Is(err, ErrBadCapsule) {
		t.Errorf("another label: %v, want ErrBadCapsule", err)
	}
	if CapsuleID(c.caps, label) == c.ctx.CapsuleID {
		t.Error("another label, but the same id")
	}
	if _, err := Check(c.Xs[0], testLabel, c.caps); !errors.Is(err, ErrBadCapsule) {
		t.Errorf("another key: %v, want ErrBadCapsule", err)
	}

	share := c.share(t, c.ctx, 2)
	for i := range share {
		bad := bytes.Clone(share)
		bad[i] ^= 1
		want := ErrWrongShare
		if i < aAt {
			want = ErrOtherShare
		}
		if err := VerifyShare(c.ctx, 2, c.Xs[1], bad); !errors.Is(err, want) {
			t.Errorf("a share with another byte %d: %v, want %v", i, err, want)
		}
	}
	for name, change := range map[string]func(*Context){
		"request": func(ctx *Context) { ctx.Request[0]++ },
		"capsule": func(ctx *Context) { ctx.CapsuleID[0]++ },
		"U":       func(ctx *Context) { ctx.U = c.X },
		"Q":       func(ctx *Context) { ctx.Q = c.X },
	} {
		ctx := *c.ctx
		change(&ctx)
		if err := VerifyShare(&ctx, 2, c.Xs[1], share); !errors.Is(err, ErrWrongShare) {
			t.Errorf("another %s: %v, want ErrWrongShare", name, err)
		}
	}
	if err := VerifyShare(c.ctx, 2, c.Xs[0], share); !errors.Is(err, ErrWrongShare) {
		t.Errorf("another key: %v, want ErrWrongShare", err)
	}

	combined := must(Combine(2, 3, c.shares(t)[:2]))
	for i := range combined {
		bad := bytes.Clone(combined)
		bad[i] ^= 1
		if key, err := Open(bad, c.q, testLabel, c.caps); err == nil {
			t.Errorf("with another byte %d of the combination it opens to %x", i, key)
		}
	}
}

func TestEveryWrongLengthIsRefused(t *testing.T) {
	c := newCommittee(t, 1, 1)
	share := c.share(t, c.ctx, 1)
	combined := must(Combine(1, 1, [][]byte{share}))
	cut := func(b []byte, n int) []byte { return append(bytes.Clone(b), make([]byte, 64)...)[:n] }
	for n := range CapsuleSize + 40 {
		if _, err := DecodeCapsule(cut(c.caps, n)); (err == nil) != (n == CapsuleSize) {
			t.Errorf("a capsule of %d bytes: %v", n, err)
		}
		if _, err := Open(combined, c.q, testLabel, cut(c.caps, n)); (err == nil) != (n == CapsuleSize) {
			t.Errorf("a capsule of %d bytes: %v", n, err)
		}
	}
	for n := range ShareSize + 40 {
		err := VerifyShare(c.ctx, 1, c.Xs[0], cut(share, n))
		if n != ShareSize && !errors.Is(err, ErrWrongShare) || n == ShareSize && err != nil {
			t.Errorf("a share of %d bytes: %v", n, err)
		}
		if _, err := Combine(1, 1, [][]byte{cut(share, n)}); (err == nil) != (n == ShareSize) {
			t.Errorf("a share of %d bytes: %v", n, err)
		}
	}
	for n := range CombinedSize + 40 {
		if _, err := Open(cut(combined, n), c.q, testLabel, c.caps); (err == nil) != (n == CombinedSize) {
			t.Errorf("a combination of %d bytes: %v", n, err)
		}
	}
	for n := range 40 {
		if _, err := Seal(c.X, testLabel, cut(c.key, n)); (err == nil) != (n == FileKeySize) {
			t.Errorf("a file key of %d bytes: %v", n, err)
		}
	}
}

// A node whose secret share and verification key do not belong together makes no share.
func TestNoWrongShareIsMade(t *testing.T) {
	c := newCommittee(t, 2, 3)
	if share, err := Reencrypt(c.ctx, 1, c.x[1], c.Xs[0]); err == nil || share != nil {
		t.Errorf("a share with the wrong secret is made: %v", err)
	}
	for _, j := range []int{0, -1, 1 << 32} {
		if share, err := Reencrypt(c.ctx, j, c.x[1], c.Xs[1]); err == nil || share != nil {
			t.Errorf("a share of index %d is made", j)
		}
	}
	ctx := *c.ctx
	ctx.U = group.NewPoint()
	if share, err := Reencrypt(&ctx, 1, c.x[0], c.Xs[0]); !errors.Is(err, group.ErrIdentity) || share != nil {
		t.Errorf("a share for the identity: %v", err)
	}
	if _, err := Seal(group.NewPoint(), testLabel, c.key); !errors.Is(err, group.ErrIdentity) {
		t.Errorf("sealing to the identity: %v", err)
	}
}

// Two shares of one request, and two capsules of one file key, have nothing in common.
// With one and the same randomness, the nonces still depend on all that the share answers.
func TestRandomness(t *testing.T) {
	c := newCommittee(t, 1, 2)
	s1, s2 := c.share(t, c.ctx, 1), c.share(t, c.ctx, 1)
	c2 := must(Seal(c.X, testLabel, c.key))
	for at := aAt; at+32 <= ShareSize; at += 33 {
		if bytes.Equal(s1[at:at+32], s2[at:at+32]) {
			t.Errorf("two shares have the same bytes at %d", at)
		}
	}
	for at := 0; at+16 <= CapsuleSize; at += 16 {
		if bytes.Equal(c.caps[at:at+16], c2[at:at+16]) {
			t.Errorf("two capsules have the same bytes at %d", at)
		}
	}

	seen := map[string]string{}
	try := func(name string, ctx *Context, j int, x *group.Scalar, fresh [32]byte) {
		head, err := transcript(ctx, j, c.Xs[0])
		if err != nil {
			t.Fatal(err)
		}
		k, a, b, err := nonces(x, head, fresh)
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range []*group.Scalar{k, a, b} {
			v := hex.EncodeToString(s.Bytes())
			if before, ok := seen[v]; ok {
				t.Errorf("%s: nonce %d was seen with %s", name, i, before)
			}
			seen[v] = name
		}
	}
	request, id, reader, epoch := *c.ctx, *c.ctx, *c.ctx, *c.ctx
	request.Request[0]++
	id.CapsuleID[0]++
	reader.Q = c.X
	epoch.Epoch++
	try("this", c.ctx, 1, c.x[0], [32]byte{})
	try("another request", &request, 1, c.x[0], [32]byte{})
	try("another capsule", &id, 1, c.x[0], [32]byte{})
	try("another reader", &reader, 1, c.x[0], [32]byte{})
	try("another epoch", &epoch, 1, c.x[0], [32]byte{})
	try("another index", c.ctx, 2, c.x[0], [32]byte{})
	try("another secret", c.ctx, 1, group.RandomScalar(), [32]byte{})
	try("other randomness", c.ctx, 1, c.x[0], [32]byte{1})
}

// Whoever relays a share can rerandomise its ciphertext, but not its proof.
func TestRerandomisedShareIsWrong(t *testing.T) {
	c := newCommittee(t, 1, 1)
	share := c.share(t, c.ctx, 1)
	A, B, err := shareBody(share)
	if err != nil {
		t.Fatal(err)
	}
	r := group.RandomScalar()
	A.Add(A, new(group.Point).BaseMult(r))
	B.Add(B, new(group.Point).Mult(r, c.ctx.Q))
	copy(share[aAt:], must(A.Encode()))
	copy(share[bAt:], must(B.Encode()))
	if key := must(Open(must(Combine(1, 1, [][]byte{share})), c.q, testLabel, c.caps)); !bytes.Equal(key, c.key) {
		t.Fatal("does not open: the test is wrong")
	}
	if err := VerifyShare(c.ctx, 1, c.Xs[0], share); !errors.Is(err, ErrWrongShare) {
		t.Errorf("error is %v, want ErrWrongShare", err)
	}
}

// TestColludingNoncesStillOpen: t members who choose their k together make A the identity.
// Every one of their shares is good, Combine has nothing to encode, and the file still
// opens: nobody may think that the publisher cheated.
func TestColludingNoncesStillOpen(t *testing.T) {
	c := newCommittee(t, 2, 4)
	lambdas := must(shamir.Lagrange([]int{1, 2}))
	k := group.RandomScalar()
	other := new(group.Scalar).Invert(lambdas[1]) // lambda_1 k_1 + lambda_2 k_2 = 0
	other.Multiply(other, lambdas[0]).Multiply(other, k).Negate(other)
	var shares [][]byte
	for i, nonce := range []*group.Scalar{k, other} {
		j := i + 1
		share := must(reencrypt(c.ctx, must(transcript(c.ctx, j, c.Xs[i])), j, c.x[i], c.Xs[i], nonce, group.RandomScalar(), group.RandomScalar()))
		if err := VerifyShare(c.ctx, j, c.Xs[i], share); err != nil {
			t.Fatal(err)
		}
		shares = append(shares, share)
	}
	if _, err := Combine(2, 4, shares); !errors.Is(err, group.ErrIdentity) {
		t.Errorf("Combine: error is %v, want the identity", err)
	}
	key, err := OpenShares(2, 4, shares, c.q, testLabel, c.caps)
	if err != nil || !bytes.Equal(key, c.key) {
		t.Errorf("opens to %x, %v; want %x", key, err, c.key)
	}
}

// A node may claim another index than its own; with its own key in the proof, it checks
// out except for that.
func TestForeignIndexIsRefused(t *testing.T) {
	c := newCommittee(t, 2, 3)
	share, err := Reencrypt(c.ctx, 2, c.x[2], c.Xs[2])
	if err != nil {
		t.Fatal(err)
	}
	if err := VerifyShare(c.ctx, 3, c.Xs[2], share); !errors.Is(err, ErrOtherShare) {
		t.Errorf("error is %v, want ErrOtherShare", err)
	}
	if err := VerifyShare(c.ctx, 2, c.Xs[1], share); !errors.Is(err, ErrWrongShare) {
		t.Errorf("error is %v, want ErrWrongShare", err)
	}
}

// FuzzCheckAcceptsOnlyTheCapsule: a capsule that is accepted is one that was made; and
// decoding keeps every byte.
func FuzzCheckAcceptsOnlyTheCapsule(f *testing.F) {
	var X *group.Point
	var label [32]byte
	made := map[string]bool{}
	for _, v := range vectors.Load(f, "capsule") {
		var in struct{ X, Label, Capsule vectors.Hex }
		v.In(f, &in)
		if len(in.Capsule) > 0 {
			f.Add([]byte(in.Capsule))
		}
		if v.Name == "check" {
			X, label = point(f, in.X), [32]byte(in.Label)
		}
		if v.Format == "capsule/check" && v.OK() {
			made[string(in.Capsule)] = true
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := DecodeCapsule(b)
		if err != nil {
			return
		}
		again := slices.Concat(must(c.U.Encode()), must(c.V.Encode()), c.e.Bytes(), c.f.Bytes(), b[wrappedAt:])
		if !bytes.Equal(again, b) {
			t.Fatalf("decodes, but encodes to %x", again)
		}
		if _, err := Check(X, label, b); err == nil && !made[string(b)] {
			t.Fatal("a capsule that nobody made is accepted")
		}
	})
}

// FuzzVerifyAcceptsOnlyTheShare: a share that is accepted is one that was made.
func FuzzVerifyAcceptsOnlyTheShare(f *testing.F) {
	type good struct {
		ctx *Context
		Xj  *group.Point
	}
	made := map[string]good{}
	var any good
	for _, v := range vectors.Load(f, "share") {
		if v.Format != "share/verify" {
			continue
		}
		var in shareInput
		v.In(f, &in)
		f.Add([]byte(in.Share))
		if v.OK() {
			any = good{in.context(f), point(f, in.Xj)}
			made[string(in.Share)] = any
		}
	}
	f.Fuzz(func(t *testing.T, share []byte) {
		epoch, j, err := ReadShare(share)
		if err != nil {
			return
		}
		g, ok := made[string(share)]
		if !ok {
			g = any
		}
		ctx := *g.ctx
		ctx.Epoch = epoch
		if err := VerifyShare(&ctx, j, g.Xj, share); (err == nil) != ok {
			t.Fatalf("made is %v, but: %v", ok, err)
		}
	})
}

// FuzzCombineAndOpen: whatever nodes send, a combination either fails with an error or
// has the right size, and never opens a capsule by accident.
func FuzzCombineAndOpen(f *testing.F) {
	c := newCommittee(f, 2, 5)
	for _, v := range vectors.Load(f, "combine") {
		var in struct {
			Shares   []vectors.Hex
			Combined vectors.Hex
		}
		v.In(f, &in)
		var all []byte
		for _, s := range in.Shares {
			all = append(all, s...)
		}
		f.Add(all, []byte(in.Combined))
	}
	f.Fuzz(func(t *testing.T, all, combined []byte) {
		shares := slices.Collect(slices.Chunk(all, ShareSize))
		if out, err := Combine(len(shares), 5, shares); err == nil {
			if len(out) != CombinedSize {
				t.Fatalf("combination of %d bytes", len(out))
			}
			combined = out
		}
		if key, err := Open(combined, c.q, testLabel, c.caps); err == nil {
			t.Fatalf("opens to %x", key)
		}
	})
}
