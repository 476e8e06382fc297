package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/crypto/tdh2"
	"github.com/latchkey-network/latchkey/node"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// Of how many faults TestChaos makes: 20, or what LATCHKEY_CHAOS_FAULTS says. LATCHKEY_CHAOS_SEED
// repeats a run.
const shortChaos = 20

// A run of longChaos faults or more shows SIGKILL at longPoints different points at least. A point
// is a step of one member, by its place in the old and the new committee, in one kind of
// round.
const (
	longChaos  = 800
	longPoints = 300
)

// TestChaos makes key generations, resharings and refreshes among nodes that are killed by
// SIGKILL, or whose disk or endpoint fails, each at another step: a write, a rename, a
// synced folder, a message. Whatever happens, each node is started again and has to go on:
// in the end, every member has confirmed, the public key is what it was, any t members open what was
// sealed in the first epoch, nobody dealt twice in a session, and what has to be erased
// is gone.
func TestChaos(t *testing.T) {
	t.Parallel()
	faults := shortChaos
	if text := os.Getenv("LATCHKEY_CHAOS_FAULTS"); text != "" {
		var err error
		if faults, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("LATCHKEY_CHAOS_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("LATCHKEY_CHAOS_SEED=%d", seed)
	c := &chaos{crew: newCrew(t, buildLatchkey(t, "chaos"), 6), random: rand.New(rand.NewPCG(seed, 0)), struck: make(map[string]map[string]int)}
	c.plan(faults)
	for len(c.queue) > 0 {
		c.keyGeneration()
		for range 2 { // an account's seats are counted: not every round can have a new committee
			c.refresh()
			c.reshare()
		}
		if t.Failed() {
			return
		}
	}
	for kind, points := range c.struck {
		all := 0
		for _, n := range points {
			all += n
		}
		t.Logf("%s: %d faults at %d different points", kind, all, len(points))
	}
	if points := len(c.struck["kill"]); faults >= longChaos && points < longPoints {
		t.Errorf("SIGKILL came at %d different points only: %d are asked", points, longPoints)
	}
	c.dealtOnce()
}

// chaos is a crew and the faults that are to come.
type chaos struct {
	*crew
	random *rand.Rand
	queue  []string // faults: kill@7
	file   *chaosFile
	X      *group.Point

	struck map[string]map[string]int // by kind of fault, then by point
}

// chaosFile is a file key that was sealed to the committee.
type chaosFile struct {
	terms   terms.Terms
	capsule []byte
}

// steps is more than a node takes in one round, and not much more; a fault at a step that
// is not reached is put off.
const steps = 70

// plan lists the faults: SIGKILL at every step first, then the other two, again and again,
// in a random order.
func (c *chaos) plan(n int) {
	for len(c.queue) < n {
		var some []string
		for _, kind := range []string{"kill", "kill", "kill", "lost", "lied"} {
			for at := 1; at <= steps; at++ {
				some = append(some, fmt.Sprintf("%s@%d", kind, at))
			}
		}
		c.random.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
		c.queue = append(c.queue, some...)
	}
	c.queue = c.queue[:n]
}

var chaosLengths = [5]uint32{60, 60, 60, 5, 60}

const chaosGrace = 15 // seconds of the chain

func (c *chaos) keyGeneration() {
	members := slices.Clone(c.ops[:5])
	c.shuffle(members)
	c.round("key generation", members, func() { c.create(members, 3, chaosLengths, chaosGrace) }, 1, members)
	if c.t.Failed() {
		return
	}
	made, err := node.ReplayEpoch(context.Background(), c.chain, c.contract, c.committee, 1)
	if err != nil {
		c.t.Fatal(err)
	}
	c.X = made.Keys.X
	tm := terms.Terms{ChainID: *uint256.NewInt(c.evm.ChainID()), Committees: c.contract.Address, Committee: *uint256.NewInt(c.committee), Policy: "true"}
	capsule, err := tdh2.Seal(c.X, tm.Label(), []byte("sixteen byte key"))
	if err != nil {
		c.t.Fatal(err)
	}
	c.file = &chaosFile{tm, capsule}
	c.check(1, members, nil)
}

func (c *chaos) refresh() {
	if c.t.Failed() {
		return
	}
	e := c.epoch(0)
	members := c.named(e.Members)
	c.round("refresh", members, func() { c.crew.reshare(e.Epoch, members, int(e.T), members...) }, e.Epoch+1, members)
	c.check(e.Epoch+1, members, nil)
}

// reshare lets one go, another come, and changes t.
func (c *chaos) reshare() {
	if c.t.Failed() {
		return
	}
	e := c.epoch(0)
	old := c.named(e.Members)
	var out []*operator
	for _, o := range c.ops {
		if !slices.Contains(old, o) {
			out = append(out, o)
		}
	}
	members := append(slices.Clone(old[1:]), out...)
	c.shuffle(members)
	threshold := 2 + c.random.IntN(3)
	c.round("resharing", append(slices.Clone(old), out...), func() { c.crew.reshare(e.Epoch, members, threshold, old...) }, e.Epoch+1, members)
	c.check(e.Epoch+1, members, old[:1])
}

func (c *chaos) shuffle(ops []*operator) {
	c.random.Shuffle(len(ops), func(i, j int) { ops[i], ops[j] = ops[j], ops[i] })
}

func (c *chaos) named(accounts []common.Address) (ops []*operator) {
	for _, a := range accounts {
		i := slices.IndexFunc(c.ops, func(o *operator) bool { return o.wallet.Address() == a })
		ops = append(ops, c.ops[i])
	}
	return ops
}

// round runs one attempt in which those who act each meet a fault, and waits until all
// members confirmed, and what is old is erased.
func (c *chaos) round(what string, act []*operator, begin func(), epoch uint64, members []*operator) {
	c.t.Helper()
	over := make(chan struct{})
	var watch sync.WaitGroup
	met := make([]bool, len(act))
	given := make([]string, len(act))
	for i, o := range act {
		if len(c.queue) > 0 {
			given[i], c.queue = c.queue[0], c.queue[1:]
		}
		o.kill()
		watch.Go(func() { met[i] = c.keepUp(o, given[i], over) })
	}
	begin()
	if _, err := c.confirmed(epoch, members); err != nil {
		c.t.Errorf("%s: %v", what, err)
		for i, o := range act {
			c.t.Logf("%s %s:\n%s", o.wallet.Address(), given[i], tail(o))
		}
	}
	if !c.t.Failed() {
		c.erased(what, epoch, members, act)
	}
	close(over)
	watch.Wait()
	for i, fault := range given {
		if fault == "" {
			continue
		}
		if !met[i] { // its fault must not come later
			met[i] = act[i].ended()
			act[i].kill()
			if err := act[i].start(nil); err != nil {
				c.t.Errorf("%s after %s: %v", act[i].wallet.Address(), fault, err)
			}
		}
		if met[i] {
			kind, step, _ := strings.Cut(fault, "@")
			if c.struck[kind] == nil {
				c.struck[kind] = make(map[string]int)
			}
			c.struck[kind][fmt.Sprintf("%s %d>%d step %s", what, i, slices.Index(members, act[i]), step)]++
		} else if at, _ := strconv.Atoi(fault[5:]); at > 1 {
			// It was not reached: the next one to try is an earlier step.
			c.queue = append(c.queue, fmt.Sprintf("%s@%d", fault[:4], 1+c.random.IntN(at-1)))
		}
	}
}

// keepUp runs a node with a fault, and without it once it ended, until the round is over.
func (c *chaos) keepUp(o *operator, fault string, over chan struct{}) (met bool) {
	var env []string
	if fault != "" {
		env = []string{"LATCHKEY_CHAOS=" + fault}
	}
	for {
		err := o.start(env)
		if err != nil && err != errEnded {
			c.t.Error(err)
			return met
		}
		if err == nil {
			select {
			case <-o.done:
			case <-over:
				return met
			}
		}
		killed := o.cmd.ProcessState.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL
		if env == nil {
			c.t.Errorf("the node of %s ended without a fault: %s", o.wallet.Address(), tail(o))
			return met
		}
		if killed != strings.HasPrefix(fault, "kill") {
			c.t.Errorf("%s ended the node of %s in another way: %v: %s", fault, o.wallet.Address(), o.cmd.ProcessState, tail(o))
		}
		met, env = true, nil
	}
}

func tail(o *operator) string {
	if !o.ended() {
		o.kill()
	}
	text := o.said()
	return text[max(0, len(text)-3000):]
}

// erased waits until every node's folder holds the share of the epoch, if it is a member, and
// nothing else.
func (c *chaos) erased(what string, epoch uint64, members, all []*operator) {
	c.t.Helper()
	for _, o := range all {
		var want []string
		if slices.Contains(members, o) {
			want = []string{fmt.Sprintf("committee-%d/epoch-%d.age", c.committee, epoch)}
		}
		var got []string
		for deadline := time.Now().Add(3 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
			got = nil
			err := filepath.WalkDir(filepath.Join(o.dir, fmt.Sprintf("committee-%d", c.committee)), func(path string, d fs.DirEntry, err error) error {
				if err == nil && !d.IsDir() {
					name, _ := filepath.Rel(o.dir, path)
					got = append(got, name)
				}
				return nil
			})
			if err != nil || slices.Equal(got, want) {
				break
			}
			if time.Now().After(deadline) {
				c.t.Errorf("%s: the folder of %s holds %v, not %v", what, o.wallet.Address(), got, want)
				c.t.Log(tail(o))
				return
			}
		}
	}
}

// check checks an epoch: the public key stayed, nobody was blamed for what it sent, any t members
// open, and those that left do not answer.
func (c *chaos) check(epoch uint64, members, left []*operator) {
	c.t.Helper()
	if c.t.Failed() {
		return
	}
	made, err := node.ReplayEpoch(context.Background(), c.chain, c.contract, c.committee, epoch)
	if err != nil {
		c.t.Fatal(err)
	}
	if !made.Keys.X.Equal(c.X) {
		c.t.Errorf("epoch %d has another public key", epoch)
	}
	q, Q := quorum.NewReaderKey()
	req := &quorum.Request{Terms: c.file.terms, Capsule: c.file.capsule, Epoch: epoch, Message: &terms.AccessRequest{
		Capsule: tdh2.CapsuleID(c.file.capsule, c.file.terms.Label()), ReaderKey: Q, Buyer: c.creator.Address(), Deadline: uint64(time.Now().Unix()) + 600}}
	if req.Signature, err = c.creator.SignDigest(req.Digest()); err != nil {
		c.t.Fatal(err)
	}
	body, err := json.Marshal(req)
	if err != nil {
		c.t.Fatal(err)
	}
	var shares [][]byte
	for _, o := range members {
		share, err := ask(o, body)
		for deadline := time.Now().Add(time.Minute); err != nil && time.Now().Before(deadline); share, err = ask(o, body) {
			time.Sleep(100 * time.Millisecond) // it was just started again
		}
		if err != nil {
			c.t.Errorf("epoch %d: %s does not answer: %v", epoch, o.wallet.Address(), err)
			return
		}
		shares = append(shares, share)
	}
	for set := range chosen(shares, made.T) {
		combined, err := tdh2.Combine(made.T, made.Keys.N(), set)
		if err != nil {
			c.t.Fatal(err)
		}
		if _, err := tdh2.Open(combined, q, c.file.terms.Label(), c.file.capsule); err != nil {
			c.t.Errorf("epoch %d: %d members do not open: %v", epoch, made.T, err)
		}
	}
	for _, o := range left {
		if _, err := ask(o, body); err == nil {
			c.t.Errorf("epoch %d: %s has left and answers", epoch, o.wallet.Address())
		}
	}
}

// ask posts a request to a node.
func ask(o *operator, body []byte) (share []byte, err error) {
	resp, err := http.Post("http://"+o.listen+"/v1/shares", "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var answer struct{ Share, Title string }
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%d %s", resp.StatusCode, answer.Title)
	}
	return hex.DecodeString(answer.Share)
}

// chosen yields every set of k of the items.
func chosen[T any](items []T, k int) func(yield func([]T) bool) {
	return func(yield func([]T) bool) {
		var from func(start int, set []T) bool
		from = func(start int, set []T) bool {
			if len(set) == k {
				return yield(set)
			}
			for i := start; i < len(items); i++ {
				if !from(i+1, append(slices.Clone(set), items[i])) {
					return false
				}
			}
			return true
		}
		from(0, nil)
	}
}

// dealtOnce checks that in all transactions on the chain, also those that were refused, no
// account sent two dealings, two commits or two keys for one attempt.
func (c *chaos) dealtOnce() {
	ctx := context.Background()
	eth, err := ethclient.Dial(c.evm.URL())
	if err != nil {
		c.t.Fatal(err)
	}
	defer eth.Close()
	head, err := eth.BlockNumber(ctx)
	if err != nil {
		c.t.Fatal(err)
	}
	signer := types.LatestSignerForChainID(new(uint256.Int).SetUint64(c.evm.ChainID()).ToBig())
	sent := make(map[string][]byte) // by sender, function and attempt
	dealings := 0
	for number := uint64(1); number <= head; number++ {
		block, err := eth.BlockByNumber(ctx, new(uint256.Int).SetUint64(number).ToBig())
		if err != nil {
			c.t.Fatal(err)
		}
		for _, tx := range block.Transactions() {
			data := tx.Data()
			if tx.To() == nil || *tx.To() != c.contract.Address || len(data) < 100 {
				continue
			}
			from, err := types.Sender(signer, tx)
			if err != nil {
				c.t.Fatal(err)
			}
			name := ""
			switch [4]byte(data) {
			case selector("commit(uint256,uint64,uint64,bytes32)"):
				name = "commit"
			case selector("deal(uint256,uint64,uint64,bytes)"):
				name = "dealing"
				dealings++
			default:
				continue
			}
			key := fmt.Sprintf("%s %s %x", from, name, data[4:100]) // committee, epoch, attempt
			if before := sent[key]; before != nil && !bytes.Equal(before, data) {
				c.t.Errorf("block %d: another %s than before: %s", number, name, key)
			}
			sent[key] = data
		}
	}
	if dealings == 0 {
		c.t.Error("no dealing was found")
	}
}

func selector(signature string) [4]byte { return [4]byte(crypto.Keccak256([]byte(signature))) }
