package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/storage"
)

// TestEscrow runs the scripts of testdata/escrow, one after the other, since they break their world: a
// devnet whose nodes have twenty seconds to answer on the chain.
func TestEscrow(t *testing.T) {
	t.Parallel()
	d, err := devnet.Start(t.Context(), devnet.Config{Nodes: 3, Threshold: 2, Grace: 40 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	p := (&stage{d: d, tools: t.TempDir()}).params()
	scripts, err := filepath.Glob("testdata/escrow/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no stories of escrow (%v)", err)
	}
	for _, file := range scripts { // in the order of their names
		t.Run("escrow", func(t *testing.T) {
			p.Dir, p.Files = "", []string{file}
			testscript.Run(t, p)
		})
	}
}

// sell NAME FILE [KEY=VALUE ..] lists a file as the story's seller, with all that a listing can have,
// and puts its link into the variable NAME. Keys are price (of the smallest unit), token, duration,
// escrow, stock, ends, limit, royalty (account and 1/10000, with a colon), referral, members (1/10000), and
// policy (and nothing pinned), lies (a document that names another hash), swaps (another capsule is pinned than
// the file has), foreign (sealed to a key that is not the committee's) and mirror (a location that is tried
// first).
func (s *stage) sell(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: sell NAME FILE [KEY=VALUE ..]")
	}
	ctx := context.Background()
	w, err := chain.OpenKeystore(ts.MkAbs("seller.json"), passphrase)
	ts.Check(err)
	defer w.Close()
	l := chain.Listing{Price: big.NewInt(1e15), Stock: chain.Unlimited, Committee: s.d.Committee}
	salt := [32]byte{}
	rand.Read(salt[:])
	asset := common.Hash(chain.AssetOf(w.Address(), salt))
	text, pinned := policy.Sale(s.d.Market.Address, asset), true
	lies, swaps := false, false
	var locations []string
	c := market.New(market.Config{Chain: s.d.Chain, Wallet: w})
	to, err := c.Recipient(ctx, s.d.Committees.Address, s.d.Committee, 0)
	ts.Check(err)
	for _, arg := range args[2:] {
		key, value, _ := strings.Cut(arg, "=")
		number := func(s string) uint64 {
			n, err := strconv.ParseUint(s, 10, 64)
			ts.Check(err)
			return n
		}
		switch key {
		case "price":
			l.Price = new(big.Int).SetUint64(number(value))
		case "token":
			l.Token = common.HexToAddress(value)
		case "duration":
			l.Duration = uint32(number(value))
		case "escrow":
			l.Escrow = uint32(number(value))
		case "stock":
			l.Stock = uint32(number(value))
		case "ends":
			l.EndsAt = number(value)
		case "limit":
			l.Limit = uint32(number(value))
		case "royalty":
			account, bps, _ := strings.Cut(value, ":")
			l.Royalty, l.RoyaltyBps = common.HexToAddress(account), uint16(number(bps))
		case "referral":
			l.ReferralBps = uint16(number(value))
		case "members":
			l.MemberBps = uint16(number(value))
		case "policy":
			text, pinned = strings.ReplaceAll(value, "SALE", text), false
		case "lies":
			lies = true
		case "swaps":
			swaps = true
		case "foreign":
			to.Key = new(group.Point).BaseMult(group.RandomScalar())
		case "mirror":
			locations = append(locations, value)
		default:
			ts.Fatalf("what is %q?", arg)
		}
	}
	to.Terms.Policy = text
	var file bytes.Buffer
	plain := ts.ReadFile(args[1])
	ts.Check(sealed.Seal(&file, strings.NewReader(plain), to))
	stanzas, err := sealed.ReadStanzas(bytes.NewReader(file.Bytes()))
	ts.Check(err)
	if swaps {
		var other bytes.Buffer
		ts.Check(sealed.Seal(&other, strings.NewReader(plain), to))
		stanzas, err = sealed.ReadStanzas(&other)
		ts.Check(err)
	}
	store, err := storage.OpenStore(s.d.Store)
	ts.Check(err)
	location, err := store.Put(ctx, hex.EncodeToString(asset[:16])+".age", bytes.NewReader(file.Bytes()))
	ts.Check(err)
	digest := sha256.Sum256(file.Bytes())
	if lies {
		digest[0] ^= 1
	}
	document, err := json.Marshal(market.Metadata{Format: 1, Kind: market.KindFile, Title: args[1], Name: args[1], Type: "text/plain", Size: int64(len(plain)),
		Sealed: market.SealedFile{SHA256: hex.EncodeToString(digest[:]), Size: int64(file.Len()), Locations: append(locations, location)}})
	ts.Check(err)
	uri, err := store.Put(ctx, hex.EncodeToString(asset[:16])+".json", bytes.NewReader(document))
	ts.Check(err)
	v := chain.Version{MetadataHash: sha256.Sum256(document), URI: uri}
	if pinned {
		v.Capsule = stanzas[0].Capsule
	}
	_, _, err = s.d.Market.List(ctx, w, salt, l, v)
	ts.Check(err)
	ts.Setenv(args[0], market.Link{ChainID: s.d.EVM.ChainID(), Market: s.d.Market.Address, Asset: asset}.String())
}

// dollars ACCOUNT AMOUNT gives an account so many of the smallest unit.
func (s *stage) dollars(ts *testscript.TestScript, _ bool, args []string) {
	w := chain.WalletFromKey(s.d.EVM.Accounts()[0])
	defer w.Close()
	amount, ok := new(big.Int).SetString(args[1], 10)
	if !ok {
		ts.Fatalf("amount %q", args[1])
	}
	_, err := s.d.Dollar.Transfer(context.Background(), w, common.HexToAddress(args[0]), amount)
	ts.Check(err)
}

// mine N makes so many blocks at once.
func (s *stage) mine(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	ts.Check(s.d.EVM.Mine(n))
}

// pass TIME lets so much time pass on the chain, like 24h.
func (s *stage) pass(ts *testscript.TestScript, _ bool, args []string) {
	d, err := time.ParseDuration(args[0])
	ts.Check(err)
	ts.Check(s.d.EVM.Advance(d))
	ts.Check(s.d.EVM.Mine(1))
}

// operator NODE FILE writes the wallet of a node's operator.
func (s *stage) operator(ts *testscript.TestScript, _ bool, args []string) {
	n := s.node(ts, args[:1])
	ts.Check(devnet.WriteWallet(ts.MkAbs(args[1]), passphrase, s.d.EVM.Accounts()[devnet.Users+n.Index-1]))
}

// wrong NODE REQUEST waits for a request on the chain, and answers it as that node, wrongly.
func (s *stage) wrong(ts *testscript.TestScript, _ bool, args []string) {
	n := s.node(ts, args[:1])
	id, err := strconv.ParseUint(args[1], 10, 64)
	ts.Check(err)
	w := chain.WalletFromKey(s.d.EVM.Accounts()[devnet.Users+n.Index-1])
	defer w.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	ts.Check(answerWrongly(ctx, s.d.Chain, s.d.Committees, w, id))
}
