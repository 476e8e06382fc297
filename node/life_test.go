package node_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"golang.org/x/sync/errgroup"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/dkg"
	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/node"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// ring is a fast chain with the contracts, on which every test of this file has committees
// and accounts of its own.
type ring struct {
	evm      *devnet.EVM
	chain    *chain.Client
	contract *chain.Committees

	mu   sync.Mutex
	used int // accounts
}

var startRing = sync.OnceValues(func() (*ring, error) { return newRing(200*time.Millisecond, 240) })

// newRing starts a chain with the contracts and so many accounts, until the end of all tests. With
// blocks of less than a second, its clock runs ahead of the machine's.
func newRing(period time.Duration, accounts int) (*ring, error) {
	evm, err := devnet.StartEVM(devnet.EVMConfig{Period: period, Accounts: accounts})
	if err != nil {
		return nil, err
	}
	closing.Lock()
	defer closing.Unlock()
	toClose = append(toClose, func() { evm.Close() })
	ctx := context.Background()
	r := &ring{evm: evm, used: 1}
	if r.chain, err = chain.Dial(ctx, chain.Config{URL: evm.WebSocketURL(), Final: "0"}); err != nil {
		return nil, err
	}
	toClose = append(toClose, r.chain.Close)
	r.contract, err = r.chain.DeployCommittees(ctx, chain.WalletFromKey(evm.Accounts()[0]))
	return r, err
}

func theRing(t testing.TB) *ring {
	t.Helper()
	r, err := startRing()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// lengths are the phases of these tests in blocks. All but the complaints' end early if
// everybody speaks, so that those can be as long as a busy machine may take.
var lengths = [5]uint32{90, 90, 90, 8, 90}

// complaining are lengths for who has something to do before the complaints' phase is over, or waits for the end.
var complaining = [5]uint32{90, 90, 90, 30, 30}

// circle is one committee and its members.
type circle struct {
	*ring
	t       testing.TB
	creator *chain.Wallet
	ops     []*chain.Wallet // the member of index m at m-1
	keys    [][]byte        // of the operators
	id      uint64
	epoch   uint64 // that the test is at: board, puppets and what waits are about this one
	grace   uint64 // of the committee, in seconds of the chain
}

// newCircle registers n operators.
func newCircle(t testing.TB, n int) *circle {
	t.Helper()
	return newCircleOn(t, theRing(t), n)
}

func newCircleOn(t testing.TB, r *ring, n int) *circle {
	t.Helper()
	r.mu.Lock()
	first := r.used
	r.used += n + 1
	r.mu.Unlock()
	accounts := r.evm.Accounts()[first : first+n+1]
	c := &circle{ring: r, t: t, creator: chain.WalletFromKey(accounts[0]), epoch: 1, grace: 3600}
	var all errgroup.Group
	for _, key := range accounts[1:] {
		w := chain.WalletFromKey(key)
		c.ops = append(c.ops, w)
		c.keys = append(c.keys, key.D.FillBytes(make([]byte, 32))) //lint:ignore SA1019 the bytes to look for
		all.Go(func() error {
			_, err := r.contract.Register(context.Background(), w, "http://127.0.0.1:1/", 1<<40, nil)
			return err
		})
	}
	if err := all.Wait(); err != nil {
		t.Fatal(err)
	}
	return c
}

// create makes the committee; its first attempt begins.
func (c *circle) create(threshold int, lengths [5]uint32) {
	c.t.Helper()
	var err error
	members := c.members(c.ops...)
	c.id, _, err = c.contract.Create(context.Background(), c.creator, members, uint32(threshold), 1, lengths, c.grace)
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *circle) members(of ...*chain.Wallet) (all []common.Address) {
	for _, w := range of {
		all = append(all, w.Address())
	}
	return all
}

// startAgain opens the next attempt, once the last one has failed.
func (c *circle) startAgain(threshold int) {
	c.t.Helper()
	b := c.board()
	last := b.started[len(b.started)-1]
	await(c.t, "the attempt can be started again", func() bool {
		_, err := c.contract.Start(context.Background(), c.creator, c.id, last.From, last.Members, uint32(threshold))
		return err == nil
	})
}

// node runs the node of member m on a folder of its own.
func (c *circle) node(m int, change func(*node.Config)) *running {
	c.t.Helper()
	return c.nodeThat(m, change, nil)
}

// nodeThat is node, with something done to the node before it runs.
func (c *circle) nodeThat(m int, change func(*node.Config), before func(*node.Node)) *running {
	c.t.Helper()
	cfg := node.Config{Chain: dial(c.t, c.evm.WebSocketURL()), Committees: c.contract.Address, Operator: c.ops[m-1], Guard: node.TestGuard,
		Dir:    filepath.Join(c.t.TempDir(), fmt.Sprintf("node-%d", m)),
		Accept: func(_ uint256.Int, creator common.Address) bool { return creator == c.creator.Address() }}
	if change != nil {
		change(&cfg)
	}
	n, err := node.New(cfg)
	if err != nil {
		c.t.Fatal(err)
	}
	if before != nil {
		before(n)
	}
	return run(c.t, n, cfg)
}

// board is what the contract has of one committee.
type board struct {
	c         *circle
	head      uint64
	started   []chain.Started
	messages  []chain.Message
	ends      map[uint64][5]uint64 // by attempt
	activated *chain.Activated
}

func (c *circle) board() *board {
	c.t.Helper()
	ctx := context.Background()
	b := &board{c: c, ends: make(map[uint64][5]uint64)}
	view, err := c.chain.At(ctx, 0)
	if err != nil {
		c.t.Fatal(err)
	}
	b.head = view.Block().Number
	logs, err := c.chain.Logs(ctx, c.contract.Query(c.id), b.head)
	if err != nil {
		c.t.Fatal(err)
	}
	events, err := c.contract.Events(logs)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, e := range events {
		switch e := e.(type) {
		case chain.Started:
			if e.Epoch == c.epoch {
				b.started = append(b.started, e)
				b.ends[e.Attempt] = e.Ends
			}
		case chain.PhaseEnded:
			if e.Epoch == c.epoch {
				b.ends[e.Attempt] = e.Ends
			}
		case chain.Message:
			if e.Epoch == c.epoch {
				b.messages = append(b.messages, e)
			}
		case chain.Activated:
			if e.Epoch == c.epoch {
				b.activated = &e
			}
		}
	}
	return b
}

// params of an attempt.
func (b *board) params(attempt uint64) dkg.Params {
	e := b.started[attempt-1]
	p := dkg.Params{ChainID: uint256.NewInt(b.c.evm.ChainID()).Bytes32(), Contract: b.c.contract.Address,
		Committee: uint256.NewInt(b.c.id).Bytes32(), Epoch: b.c.epoch, Attempt: attempt, T: int(e.T)}
	if e.From != 0 {
		var err error
		if p.Previous, err = node.ReplayEpoch(context.Background(), b.c.chain, b.c.contract, b.c.id, e.From); err != nil {
			b.c.t.Fatal(err)
		}
	}
	for _, m := range e.Members {
		p.Members = append(p.Members, m)
	}
	return p
}

// replay is an observer's replay of an attempt, up to the head.
func (b *board) replay(attempt uint64) *dkg.Attempt {
	b.c.t.Helper()
	a, err := dkg.NewAttempt(b.params(attempt))
	if err != nil {
		b.c.t.Fatal(err)
	}
	for _, m := range b.messages {
		if m.Attempt != attempt {
			continue
		}
		if err := a.Handle(dkg.Event{Phase: dkg.Phase(m.Phase), From: m.From, Data: m.Data}); err != nil {
			b.c.t.Fatal(err)
		}
	}
	for p, end := range b.ends[attempt] {
		if end <= b.head {
			a.End(dkg.Phase(p))
		}
	}
	return a
}

// said returns what member m sent in a phase of an attempt.
func (b *board) said(attempt uint64, m int, p dkg.Phase) [][]byte {
	return b.saidBy(attempt, b.c.ops[m-1].Address(), p)
}

func (b *board) saidBy(attempt uint64, account common.Address, p dkg.Phase) [][]byte {
	var all [][]byte
	for _, e := range b.messages {
		if e.Attempt == attempt && e.From == account && dkg.Phase(e.Phase) == p {
			all = append(all, e.Data)
		}
	}
	return all
}

// phase waits until the phase of an attempt takes messages in the next block.
func (c *circle) phase(attempt uint64, p dkg.Phase) (*board, *dkg.Attempt) {
	c.t.Helper()
	var b *board
	await(c.t, fmt.Sprintf("phase %v of attempt %d", p, attempt), func() bool {
		b = c.board()
		return p == dkg.Join || b.head >= b.ends[attempt][p-1]
	})
	return b, b.replay(attempt)
}

// active waits until the committee has a key, and returns the replay of the attempt that
// made it; everybody that confirmed must have found what the test's own replay finds.
func (c *circle) active(attempt uint64) (*board, *dkg.Attempt) {
	c.t.Helper()
	var b *board
	await(c.t, "the epoch is active", func() bool {
		b = c.board()
		return b.activated != nil
	})
	a := b.replay(attempt)
	if b.activated.Attempt != attempt || b.activated.Hash != a.Hash() {
		c.t.Errorf("attempt %d made the epoch active with %x, want %d and %x", b.activated.Attempt, b.activated.Hash, attempt, a.Hash())
	}
	for m := range c.ops {
		for _, hash := range b.said(attempt, m+1, dkg.Confirm) {
			if want := a.Hash(); !bytes.Equal(hash, want[:]) {
				c.t.Errorf("member %d confirmed %x, want %x", m+1, hash, want)
			}
		}
	}
	return b, a
}

// serve waits until the nodes serve, and opens a capsule with their shares: the first t of
// them.
func (c *circle) serve(a *dkg.Attempt, nodes map[int]*running) {
	c.t.Helper()
	keys := a.Keys()
	tm := terms.Terms{ChainID: *uint256.NewInt(c.evm.ChainID()), Committees: c.contract.Address, Committee: *uint256.NewInt(c.id), Policy: "true"}
	fileKey := []byte("sixteen byte key")
	capsule, err := tdh2.Seal(keys.X, tm.Label(), fileKey)
	if err != nil {
		c.t.Fatal(err)
	}
	q, Q := quorum.NewReaderKey()
	req := &quorum.Request{Terms: tm, Capsule: capsule, Epoch: c.epoch, Message: &terms.AccessRequest{Capsule: tdh2.CapsuleID(capsule, tm.Label()),
		ReaderKey: Q, Buyer: c.creator.Address(), Deadline: uint64(time.Now().Unix()) + 600}}
	sign(c.t, c.creator, req)
	var shares [][]byte
	for m, n := range nodes {
		var share []byte
		await(c.t, fmt.Sprintf("node %d serves", m), func() bool {
			share, _, err = n.Answer(context.Background(), req)
			return err == nil
		})
		shares = append(shares, share)
		// It gives the same keys as everybody.
		rec := httptest.NewRecorder()
		n.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, fmt.Sprintf("/v1/committees/%d?epoch=%d", c.id, c.epoch), nil))
		var list quorum.Keys
		if err := json.Unmarshal(rec.Body.Bytes(), &list); err != nil {
			c.t.Fatal(err)
		}
		if _, err := quorum.CheckKeys(&list, keys.T, keys.N(), a.Hash()); err != nil {
			c.t.Errorf("node %d: %v", m, err)
		}
	}
	combined, err := tdh2.Combine(keys.T, keys.N(), shares[:keys.T])
	if err != nil {
		c.t.Fatal(err)
	}
	if got, err := tdh2.Open(combined, q, tm.Label(), capsule); err != nil || !bytes.Equal(got, fileKey) {
		c.t.Errorf("the shares do not open: %v", err)
	}
}

// files returns the names in a node's folder with their modes checked.
func files(t testing.TB, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		if !d.IsDir() {
			name, _ := filepath.Rel(dir, path)
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// finished waits until a node's folder and its memory, which is second, hold the shares of these epochs, and nothing else.
func (c *circle) finished(n *running, epochs ...uint64) {
	c.t.Helper()
	var want []string
	for _, e := range epochs {
		want = append(want, fmt.Sprintf("committee-%d/epoch-%d.age", c.id, e))
	}
	want = append(want, "identity.kms", "lock", "node.json")
	await(c.t, fmt.Sprintf("folder %s holds %v only", n.cfg.Dir, want), func() bool {
		entries, _ := filepath.Glob(filepath.Join(n.cfg.Dir, "committee-*", "*"))
		return len(entries) == len(want)-3 && n.Held(*uint256.NewInt(c.id)) == len(epochs)
	})
	if got := files(c.t, n.cfg.Dir); !slices.Equal(got, want) {
		c.t.Errorf("folder holds %v, want %v", got, want)
	}
}

// puppet is a member that a test moves by hand.
type puppet struct {
	c   *circle
	m   int
	key *group.Scalar // p_m
}

func (c *circle) puppet(m int) *puppet { return &puppet{c, m, group.RandomScalar()} }

func (p *puppet) wallet() *chain.Wallet { return p.c.ops[p.m-1] }

func (p *puppet) must(_ any, err error) {
	p.c.t.Helper()
	if err != nil {
		p.c.t.Fatal(err)
	}
}

func (p *puppet) join(attempt uint64) {
	p.c.t.Helper()
	params := p.c.board().params(attempt)
	join, err := dkg.NewJoin(&params, p.wallet().Address(), p.key)
	p.must(nil, err)
	p.must(p.c.contract.Join(context.Background(), p.wallet(), p.c.id, p.c.epoch, attempt, join))
}

// commits sends a commit, after the join phase.
func (p *puppet) commit(attempt uint64, commit [32]byte) {
	p.c.t.Helper()
	p.must(p.c.contract.Commit(context.Background(), p.wallet(), p.c.id, p.c.epoch, attempt, commit))
}

func (p *puppet) deal(attempt uint64, dealing []byte) {
	p.c.t.Helper()
	p.must(p.c.contract.Deal(context.Background(), p.wallet(), p.c.id, p.c.epoch, attempt, dealing))
}

// honest plays an attempt by the book, up to its confirm.
func (p *puppet) honest(attempt uint64, confirm bool) {
	p.c.t.Helper()
	p.join(attempt)
	_, a := p.c.phase(attempt, dkg.Commit)
	dealing, err := a.Deal(p.wallet().Address(), nil)
	p.must(nil, err)
	p.commit(attempt, a.CommitOf(dealing))
	p.c.phase(attempt, dkg.Deal)
	p.deal(attempt, dealing)
	if _, a = p.c.phase(attempt, dkg.Confirm); confirm {
		p.must(p.c.contract.Confirm(context.Background(), p.wallet(), p.c.id, p.c.epoch, attempt, a.Hash()))
	}
}

// makeDealing makes a dealing by the page, from the public state after the join phase.
// bend may change f(m) for a receiver.
// secret is nil for a random one.
func (p *puppet) makeDealing(b *board, a *dkg.Attempt, secret *group.Scalar, bend func(m int, f *group.Scalar)) []byte {
	p.c.t.Helper()
	u32 := func(n int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(n)) }
	enc := func(P *group.Point) []byte {
		e, err := P.Encode()
		p.must(nil, err)
		return e
	}
	session := a.Session()
	params := b.params(a0(b))
	t, n := params.T, len(params.Members)
	dealers := params.Members
	if params.Previous != nil {
		dealers = params.Previous.Members
	}
	index := u32(slices.Index(dealers, dkg.Account(p.wallet().Address())) + 1)
	f := make([]*group.Scalar, t)
	d := slices.Clone(index)
	for k := range f {
		f[k] = group.RandomScalar()
		if k == 0 && secret != nil {
			f[k] = secret
		}
		d = append(d, enc(group.NewPoint().BaseMult(f[k]))...)
	}
	eph := group.RandomScalar()
	d = append(d, enc(group.NewPoint().BaseMult(eph))...)
	for m := 1; m <= n; m++ {
		if !slices.Contains(a.Joined(), m) {
			d = append(d, make([]byte, 32)...)
			continue
		}
		value, power := group.NewScalar(), group.ScalarFromUint64(1)
		for k := range f {
			value.Add(value, group.NewScalar().Multiply(f[k], power))
			power = group.NewScalar().Multiply(power, group.ScalarFromUint64(uint64(m)))
		}
		bend(m, value)
		P, err := group.DecodePoint(b.saidBy(a0(b), params.Members[m-1], dkg.Join)[0][:33])
		p.must(nil, err)
		S := enc(group.NewPoint().Mult(eph, P))
		mask := group.HashToScalar("latchkey/v1/mask", session[:], index, u32(m), S)
		d = append(d, value.Add(value, mask).Bytes()...)
	}
	w, v := group.RandomScalar(), group.RandomScalar()
	c := group.HashToScalar("latchkey/v1/dealing", session[:], d[:4], u32(t), u32(n), d[4:],
		enc(group.NewPoint().BaseMult(w)), enc(group.NewPoint().BaseMult(v)))
	respond := func(w, x *group.Scalar) []byte {
		z := group.NewScalar().Multiply(c, x)
		return z.Add(z, w).Bytes()
	}
	d = append(d, c.Bytes()...)
	d = append(d, respond(w, f[0])...)
	return append(d, respond(v, eph)...)
}

// a0 is the number of the latest attempt.
func a0(b *board) uint64 { return uint64(len(b.started)) }

// falseComplaint proves, well, a complaint about a dealing that is right.
func (p *puppet) falseComplaint(b *board, a *dkg.Attempt, dealer int) []byte {
	p.c.t.Helper()
	t := b.params(a0(b)).T
	H, err := group.DecodePoint(b.said(a0(b), dealer, dkg.Deal)[0][4+33*t : 4+33*t+33])
	p.must(nil, err)
	session, w := a.Session(), group.RandomScalar()
	var enc [5][]byte
	for k, P := range []*group.Point{group.NewPoint().BaseMult(p.key), H, group.NewPoint().Mult(p.key, H),
		group.NewPoint().BaseMult(w), group.NewPoint().Mult(w, H)} {
		enc[k], err = P.Encode()
		p.must(nil, err)
	}
	u32 := func(n int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(n)) }
	c := group.HashToScalar("latchkey/v1/complaint", session[:], u32(dealer), u32(p.m), enc[0], enc[1], enc[2], enc[3], enc[4])
	z := group.NewScalar().Multiply(c, p.key)
	return slices.Concat(u32(dealer), enc[2], c.Bytes(), z.Add(z, w).Bytes())
}

func TestMemberThatNeverJoins(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 3)
	nodes := map[int]*running{1: c.node(1, nil), 3: c.node(3, nil)}
	c.create(2, [5]uint32{30, 90, 90, 8, 90})
	b, a := c.active(1)
	if !slices.Equal(a.Joined(), []int{1, 3}) || !slices.Equal(a.Out(), []dkg.Blame{{Dealer: 2, Reason: dkg.NotJoined}}) {
		t.Errorf("joined %v, out %v", a.Joined(), a.Out())
	}
	if n := len(b.said(1, 2, dkg.Commit)); n > 0 {
		t.Error("who has not joined committed")
	}
	c.serve(a, nodes)
	for _, n := range nodes {
		c.finished(n, 1)
	}
	// Now the third comes: there is no share for it, and it is told no share's epoch.
	late := c.node(2, nil)
	blocksPass(t, c.chain, 3)
	c.finished(late)
}

// Everybody finds the same dealers out, whatever they sent, and the key is made without
// them.
func TestBadDealersAreOut(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 9)
	nodes := make(map[int]*running)
	for m := 1; m <= 5; m++ {
		nodes[m] = c.node(m, nil)
	}
	silent, rubbish, unproved, unlike := c.puppet(6), c.puppet(7), c.puppet(8), c.puppet(9)
	c.create(3, [5]uint32{90, 45, 90, 8, 90})
	var joins sync.WaitGroup
	for _, p := range []*puppet{silent, rubbish, unproved, unlike} {
		joins.Go(func() { p.join(1) })
	}
	joins.Wait()
	b, a := c.phase(1, dkg.Commit)
	honestly := func(int, *group.Scalar) {}
	garbage := make([]byte, dkg.DealingSize(3, 9))
	rand.Read(garbage)
	badProof := unproved.makeDealing(b, a, nil, honestly)
	badProof[len(badProof)-1] ^= 1
	other := unlike.makeDealing(b, a, nil, honestly)
	rubbish.commit(1, a.CommitOf(garbage))
	unproved.commit(1, a.CommitOf(badProof))
	unlike.commit(1, a.CommitOf(unlike.makeDealing(b, a, nil, honestly)))
	c.phase(1, dkg.Deal)
	rubbish.deal(1, garbage)
	unproved.deal(1, badProof)
	unlike.deal(1, other)
	_, a = c.active(1)
	want := []dkg.Blame{{Dealer: 6, Reason: dkg.Missing}, {Dealer: 7, Reason: dkg.Malformed}, {Dealer: 8, Reason: dkg.BadProof}, {Dealer: 9, Reason: dkg.WrongCommit}}
	if !slices.Equal(a.Out(), want) || !slices.Equal(a.Qualified(), []int{1, 2, 3, 4, 5}) {
		t.Errorf("out %v, qualified %v", a.Out(), a.Qualified())
	}
	c.serve(a, nodes)
	for m := 1; m <= 5; m++ {
		if n := len(c.board().said(1, m, dkg.Complain)); n > 0 {
			t.Errorf("node %d complained about a dealer that is out already", m)
		}
	}
}

// Who cheats one receiver is thrown out by everybody, on the receiver's complaint; a
// complaint about an honest dealer changes nothing.
func TestCheatedReceiverComplains(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 4)
	nodes := map[int]*running{}
	for m := 1; m <= 3; m++ {
		nodes[m] = c.node(m, nil)
	}
	cheat := c.puppet(4)
	long := lengths
	long[dkg.Complain] = 20
	c.create(2, long)
	cheat.join(1)
	b, a := c.phase(1, dkg.Commit)
	dealing := cheat.makeDealing(b, a, nil, func(m int, f *group.Scalar) {
		if m == 2 {
			f.Add(f, group.ScalarFromUint64(1))
		}
	})
	cheat.commit(1, a.CommitOf(dealing))
	c.phase(1, dkg.Deal)
	cheat.deal(1, dealing)
	b, a = c.phase(1, dkg.Complain)
	cheat.must(c.contract.Complain(context.Background(), cheat.wallet(), c.id, 1, 1, cheat.falseComplaint(b, a, 1)))
	b, a = c.active(1)
	if !slices.Equal(a.Out(), []dkg.Blame{{Dealer: 4, Reason: dkg.Complaint}}) || !slices.Equal(a.Qualified(), []int{1, 2, 3}) {
		t.Errorf("out %v, qualified %v", a.Out(), a.Qualified())
	}
	for m, want := range map[int]int{1: 0, 2: 1, 3: 0, 4: 1} {
		if got := len(b.said(1, m, dkg.Complain)); got != want {
			t.Errorf("member %d sent %d complaints, want %d", m, got, want)
		}
	}
	c.serve(a, nodes)
}

// Too few join; the creator starts again; the second attempt succeeds, and nothing of the
// first is left.
func TestSecondAttemptSucceeds(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 3)
	short := lengths
	short[dkg.Join] = 25
	nodes := map[int]*running{1: c.node(1, nil)}
	c.create(2, short)
	await(t, "node 1 joins", func() bool { return len(c.board().said(1, 1, dkg.Join)) == 1 })
	c.phase(1, dkg.Commit)
	c.finished(nodes[1])
	nodes[2], nodes[3] = c.node(2, nil), c.node(3, nil)
	c.startAgain(2)
	b, a := c.active(2)
	if bytes.Equal(b.said(1, 1, dkg.Join)[0][:33], b.said(2, 1, dkg.Join)[0][:33]) {
		t.Error("the second attempt has the key of the first")
	}
	c.serve(a, nodes)
	for _, n := range nodes {
		c.finished(n, 1)
	}
}

// A node that confirmed, and was away when the attempt failed for want of others, drops
// the dead share and takes part in the next attempt.
func TestShareOfFailedAttemptIsDropped(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 3)
	one, two, three := c.node(1, nil), c.puppet(2), c.puppet(3)
	short := lengths
	short[dkg.Confirm] = 25
	c.create(2, short)
	var both sync.WaitGroup
	both.Go(func() { two.honest(1, false) })
	both.Go(func() { three.honest(1, false) })
	both.Wait()
	await(t, "node 1 confirms", func() bool { return len(c.board().said(1, 1, dkg.Confirm)) == 1 })
	if err := one.stop(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(one.cfg.Dir, fmt.Sprintf("committee-%d", c.id), "epoch-1.age")
	dead, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	await(t, "the attempt fails", func() bool { b := c.board(); return b.head > b.ends[1][dkg.Confirm] })
	two.key, three.key = group.RandomScalar(), group.RandomScalar()
	c.startAgain(2)
	one = one.again(t)
	both.Go(func() { two.honest(2, true) })
	both.Go(func() { three.honest(2, true) })
	both.Wait()
	c.active(2)
	await(t, "node 1 confirms the second attempt", func() bool { return len(c.board().said(2, 1, dkg.Confirm)) == 1 })
	if alive, err := os.ReadFile(file); err != nil || bytes.Equal(alive, dead) {
		t.Errorf("the share of the failed attempt is still there (%v)", err)
	}
	c.finished(one, 1)
	rec := httptest.NewRecorder()
	one.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, fmt.Sprintf("/v1/committees/%d?epoch=%d", c.id, c.epoch), nil))
	if rec.Code != http.StatusOK {
		t.Errorf("it does not serve: %s", rec.Body)
	}
}

// A failed attempt leaves nothing, also if nobody starts again.
func TestFailedAttemptLeavesNothing(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 3)
	one, two, three := c.node(1, nil), c.puppet(2), c.puppet(3)
	short := lengths
	short[dkg.Confirm] = 25
	c.create(2, short)
	var both sync.WaitGroup
	both.Go(func() { two.honest(1, false) })
	both.Go(func() { three.honest(1, false) })
	both.Wait()
	await(t, "node 1 confirms", func() bool { return len(c.board().said(1, 1, dkg.Confirm)) == 1 })
	c.finished(one)
	rec := httptest.NewRecorder()
	one.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, fmt.Sprintf("/v1/committees/%d?epoch=%d", c.id, c.epoch), nil))
	isProblem(t, quorum.UnknownCommittee, rec.Code, rec.Header().Get("Content-Type"), rec.Body.Bytes())
}

func TestUnwantedCommitteesAreNotJoined(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 2)
	short := lengths
	short[dkg.Join] = 12
	// The shortest phase has 8 blocks.
	unwilling := c.node(1, func(cfg *node.Config) { cfg.Accept = nil })
	careful := c.node(2, func(cfg *node.Config) { cfg.FinalityDelay = 5 })
	c.create(1, short)
	b, _ := c.phase(1, dkg.Commit)
	if len(b.messages) > 0 {
		t.Errorf("%d messages were sent", len(b.messages))
	}
	c.finished(unwilling)
	c.finished(careful)
}

// A node that is started anew in every phase goes on where it was, with the dealing that
// it committed to; one that was away when the others confirmed does so later.
func TestRestartInEveryPhase(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 3)
	one, two, three := c.node(1, nil), c.node(2, nil), c.node(3, nil)
	c.create(2, complaining)
	var dealing string
	state := func(n *running) string {
		_, dealing, _ := node.Secrets(n.cfg, *uint256.NewInt(c.id), 1, 1)
		return hex.EncodeToString(dealing)
	}
	for p := dkg.Join; p <= dkg.Confirm; p++ {
		c.phase(1, p)
		if p == dkg.Deal {
			dealing = state(one)
		}
		one = one.again(t)
		if p == dkg.Complain { // two's share and confirm are still to come
			if err := two.stop(); err != nil {
				t.Fatal(err)
			}
		}
	}
	b, a := c.active(1)
	await(t, "the confirm phase is over", func() bool { b = c.board(); return b.head > b.ends[1][dkg.Confirm] })
	if len(b.said(1, 2, dkg.Confirm)) != 0 {
		t.Fatal("node 2 was to be away: this test tests nothing")
	}
	two = start(t, two.cfg)
	await(t, "node 2 confirms late", func() bool { b = c.board(); return len(b.said(1, 2, dkg.Confirm)) == 1 })
	if dealing == "" {
		t.Fatal("no dealing was in the folder")
	}
	for m := 1; m <= 3; m++ {
		for p := dkg.Join; p <= dkg.Confirm; p++ {
			if n := len(b.said(1, m, p)); n != 1 && p != dkg.Complain || n != 0 && p == dkg.Complain {
				t.Errorf("member %d sent %d messages in phase %v", m, n, p)
			}
		}
	}
	if dealt := b.said(1, 1, dkg.Deal); len(dealt) == 1 && hex.EncodeToString(dealt[0]) != dealing {
		t.Error("the dealing on the chain is not the one that was in the folder when the commit was sent")
	}
	if len(a.Out()) != 0 {
		t.Errorf("out: %v", a.Out())
	}
	c.serve(a, map[int]*running{1: one, 2: two, 3: three})
	for _, n := range []*running{one, two, three} {
		c.finished(n, 1)
	}
}

// A node whose endpoint goes away now and then makes the key all the same.
func TestLifeOnABadLine(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 3)
	line := newCable(t, c.evm.WebSocketURL())
	nodes := map[int]*running{2: c.node(2, nil), 3: c.node(3, nil)}
	nodes[1] = c.node(1, func(cfg *node.Config) { cfg.Chain = dial(t, line.url("ws")) })
	c.create(2, [5]uint32{60, 60, 60, 8, 60})
	for p := dkg.Join; p <= dkg.Confirm; p++ {
		c.phase(1, p)
		if p == dkg.Complain {
			continue
		}
		line.set(true, false)
		blocksPass(t, c.chain, 5)
		line.set(false, false)
	}
	b, a := c.active(1)
	await(t, "node 1 confirms", func() bool { b = c.board(); return len(b.said(1, 1, dkg.Confirm)) == 1 })
	if len(a.Out()) != 0 {
		t.Errorf("out: %v", a.Out())
	}
	c.serve(a, nodes)
	for _, n := range nodes {
		c.finished(n, 1)
	}
}

// An account that joined with a key that is not in the folder sends nothing more, and the
// node lives on.
func TestFolderThatWasReplaced(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 3)
	two, three := c.node(2, nil), c.node(3, nil)
	c.create(2, [5]uint32{90, 30, 90, 8, 90})
	dir := filepath.Join(t.TempDir(), "node-1")
	c.puppet(1).join(1)
	one := c.node(1, func(cfg *node.Config) {
		cfg.Dir = dir
		node.Plant(t, *cfg, *uint256.NewInt(c.id), 1, 1, group.RandomScalar().Bytes())
	})
	b, a := c.active(1)
	if len(b.said(1, 1, dkg.Commit)) != 0 {
		t.Error("it dealt")
	}
	c.serve(a, map[int]*running{2: two, 3: three})
	select {
	case <-one.ended:
		t.Errorf("the node ended: %v", one.err)
	default:
	}
	c.finished(one)
}

// A folder that fails ends the node with an error that says so, and nothing was sent that
// is not on the disk.
func TestFolderThatFailsEndsTheNode(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 1)
	n := c.node(1, nil)
	view, err := c.chain.At(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	count, err := c.contract.Count(t.Context(), view)
	if err != nil {
		t.Fatal(err)
	}
	// Where the committee's folder must go, a link to nowhere: there is nothing to read, and
	// nothing can be written. Other tests make committees too.
	for id := count; id < count+50; id++ {
		if err := os.Symlink("/nowhere/at/all", filepath.Join(n.cfg.Dir, fmt.Sprintf("committee-%d", id))); err != nil {
			t.Fatal(err)
		}
	}
	c.create(1, lengths)
	<-n.ended
	if n.err == nil || !strings.Contains(n.err.Error(), "attempt-1-1.age") || !strings.Contains(n.err.Error(), fmt.Sprintf("committee %d", c.id)) {
		t.Errorf("Run: %v", n.err)
	}
	blocksPass(t, c.chain, 4)
	if b := c.board(); len(b.messages) > 0 {
		t.Error("it joined with a key that it does not hold")
	}
}

// The smallest committee, 1 of 1.
func TestCommitteeOfOne(t *testing.T) {
	t.Parallel()
	c := newCircle(t, 1)
	n := c.node(1, nil)
	c.create(1, lengths)
	_, a := c.active(1)
	c.serve(a, map[int]*running{1: n})
	c.finished(n, 1)
}
