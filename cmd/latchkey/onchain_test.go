package main

import (
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/holiman/uint256"
	"golang.org/x/sync/errgroup"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/terms"
)

// A buyer whom nobody's address is open to, no gateway's and no node's, opens from the chain
// alone: the members see the request there, and answer there for their part of its bond. One
// is dead, and one answers wrongly: the keys, too, come from the chain, and the wrong share is
// kept as evidence.
func TestOpenFromTheChainAlone(t *testing.T) {
	t.Parallel()
	c := newCrew(t, buildLatchkey(t, ""), 5)
	c.create(c.ops, 3, [5]uint32{60, 60, 60, 4, 60}, 3600)
	if _, err := c.confirmed(1, c.ops); err != nil {
		t.Fatal(err)
	}
	const text = "the way around everyone"
	sealed := c.seal(text)
	c.opens(sealed, text)

	// All addresses are blocked.
	var register errgroup.Group
	for _, o := range c.ops {
		register.Go(func() error {
			_, err := c.contract.Register(context.Background(), o.wallet, "http://127.0.0.1:1/", 1<<40, nil)
			return err
		})
	}
	if err := register.Wait(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.run(sealed, "open"); err == nil || !strings.Contains(err.Error(), "exit status 4") {
		t.Fatalf("it opens with all addresses blocked: %v", err)
	}
	got, err := c.run(sealed, "open", "--on-chain")
	if err != nil || got != text {
		t.Fatalf("%q came out: %v", got, err)
	}
	// Those who answered were paid, three of them, and nothing is left.
	earned := c.earned()
	if len(earned) != 3 {
		t.Errorf("paid: %v", earned)
	}

	// Now one is dead and one lies, and is the first to answer.
	for _, o := range c.ops {
		o.kill()
	}
	liar := c.ops[0]
	honest := make(chan error, 1)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	go func() {
		err := c.lie(ctx, liar, 2)
		for _, o := range c.ops[1:4] {
			if err == nil {
				err = o.start(nil)
			}
		}
		honest <- err
	}()
	if got, err = c.run(sealed, "open", "--on-chain", "--answers", "5"); err != nil || got != text {
		t.Fatalf("%q came out: %v", got, err)
	}
	if err := <-honest; err != nil {
		t.Fatal(err)
	}
	kept, err := filepath.Glob(filepath.Join(c.dir, "config", "latchkey", "evidence", "*"))
	if err != nil || len(kept) != 1 {
		t.Fatalf("evidence %v, %v", kept, err)
	}
	evidence, err := os.ReadFile(kept[0])
	if err != nil || !strings.Contains(strings.ToLower(string(evidence)), strings.ToLower(liar.wallet.Address().Hex())) {
		t.Errorf("the evidence names another: %s, %v", evidence, err)
	}
	// The bond of an answer that never came is the buyer's again, but not yet.
	if _, err := c.run("", "reclaim", "2"); err == nil {
		t.Error("the bond is paid back while answers are taken")
	}
}

// earned returns what operators are owed for answers, in wei, of those that are.
func (c *crew) earned() map[string]string {
	c.t.Helper()
	view, err := c.chain.At(context.Background(), 0)
	if err != nil {
		c.t.Fatal(err)
	}
	all := make(map[string]string)
	for _, o := range c.ops {
		owed, err := c.contract.Owed(context.Background(), view, o.wallet.Address())
		if err != nil {
			c.t.Fatal(err)
		}
		if owed.Sign() > 0 {
			all[o.wallet.Address().Hex()] = owed.String()
		}
	}
	return all
}

// lie answers a request on the chain with a share that is none, signed as it should be.
func (c *crew) lie(ctx context.Context, liar *operator, id uint64) error {
	return answerWrongly(ctx, c.chain, c.contract, liar.wallet, id)
}

// answerWrongly waits for a request, and answers it with a share that is none.
func answerWrongly(ctx context.Context, client *chain.Client, k *chain.Committees, liar *chain.Wallet, id uint64) error {
	for {
		view, err := client.At(ctx, 0)
		if err != nil {
			return err
		}
		r, err := k.RequestOf(ctx, view, id)
		if err != nil { // not there yet
			if ctx.Err() != nil {
				return ctx.Err()
			}
			time.Sleep(20 * time.Millisecond)
			continue
		}
		e, err := k.EpochOf(ctx, view, r.Committee, r.Epoch)
		if err != nil {
			return err
		}
		share := make([]byte, 174)
		binary.BigEndian.PutUint64(share, r.Epoch)
		binary.BigEndian.PutUint32(share[8:], e.Index(liar.Address()))
		share[12], share[12+33] = 2, 3
		d := terms.Domain{ChainID: *uint256.NewInt(client.ChainID()), Committees: k.Address}
		signature, err := liar.SignDigest(terms.Digest(d, &terms.Share{Committee: *uint256.NewInt(r.Committee), Request: r.Digest, Capsule: r.CapsuleID, Share: share}))
		if err != nil {
			return err
		}
		_, err = k.Answer(ctx, liar, id, append(share, signature...))
		return err
	}
}
