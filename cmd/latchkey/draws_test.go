package main

import (
	"context"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
)

// TestDraws runs the scripts of testdata/draws: operators with nodes that are processes, on a chain
// in this process, so that a script can let many blocks pass at once.
func TestDraws(t *testing.T) {
	t.Parallel()
	d, err := devnet.Start(t.Context(), devnet.Config{ChainOnly: true, BlockTime: 250 * time.Millisecond, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	users, err := writeUsers(d)
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                "testdata/draws",
		RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, ".config"))
			env.Setenv("LATCHKEY_PASSPHRASE", passphrase)
			env.Setenv("LATCHKEY_KEY_SERVICE", "base64key://c21va2UgdGVzdCBrZXkgb2YgMzIgYnl0ZXMhISEhISE=")
			env.Setenv("WORLD", users.Config)
			env.Setenv("WORLD_PASSPHRASE", users.Passphrase)
			env.Setenv("DEPLOYMENT", filepath.Join(d.Dir, "deployment.json"))
			env.Setenv("RPC", d.EVM.WebSocketURL())
			env.Setenv("DRAWS", chain.ContractAddresses(nil)["Draws"].Hex())
			env.Setenv("SELLER", crypto.PubkeyToAddress(d.EVM.Accounts()[1].PublicKey).Hex())
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "let": let, "json": jsonField, "await": awaitText, "port": freePorts, "wallet": makeWallet,
			"mine":     func(ts *testscript.TestScript, _ bool, args []string) { mine(ts, d, args) },
			"ask":      func(ts *testscript.TestScript, _ bool, args []string) { askDraw(ts, d, args) },
			"register": func(ts *testscript.TestScript, _ bool, args []string) { register(ts, d, args) },
			"same":     same,
		},
	})
}

// wallet FILE NAME makes an account in a keystore file, which opens quickly, and puts its
// address into a variable.
func makeWallet(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: wallet FILE NAME")
	}
	key, err := crypto.GenerateKey()
	ts.Check(err)
	path := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(filepath.Dir(path), 0o700))
	ts.Check(devnet.WriteWallet(path, passphrase, key))
	ts.Setenv(args[1], crypto.PubkeyToAddress(key.PublicKey).Hex())
}

// mine N makes blocks at once.
func mine(ts *testscript.TestScript, d *devnet.Devnet, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: mine N")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	ts.Check(d.EVM.Mine(n))
}

// ask SEATS asks for a draw that nobody looked at first.
func askDraw(ts *testscript.TestScript, d *devnet.Devnet, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: ask SEATS")
	}
	seats, err := strconv.ParseUint(args[0], 10, 32)
	ts.Check(err)
	_, _, err = d.Chain.Draws(chain.ContractAddresses(nil)["Draws"]).Request(context.Background(), chain.WalletFromKey(d.EVM.Accounts()[2]), chain.Wish{Seats: uint32(seats)}, chain.Plan{})
	ts.Check(err)
}

// register WALLET URL ETHER gives an account coin, and registers it with that stake.
func register(ts *testscript.TestScript, d *devnet.Devnet, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: register WALLET URL ETHER")
	}
	stake, err := strconv.ParseInt(args[2], 10, 64)
	ts.Check(err)
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	w, err := chain.OpenKeystore(ts.MkAbs(args[0]), passphrase)
	ts.Check(err)
	defer w.Close()
	ether := func(n int64) *big.Int { return new(big.Int).Mul(big.NewInt(n), big.NewInt(1e18)) }
	_, err = d.Chain.Send(ctx, chain.WalletFromKey(d.EVM.Accounts()[0]), chain.Tx{To: w.Address(), Value: ether(stake + 10)})
	ts.Check(err)
	_, err = d.Committees.Register(ctx, w, args[1], uint64(time.Now().AddDate(2, 0, 0).Unix()), ether(stake))
	ts.Check(err)
}

// same FILE LINE.. : the file has just these lines, in any order.
func same(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: same FILE LINE..")
	}
	got, want := strings.Fields(ts.ReadFile(args[0])), slices.Clone(args[1:])
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		ts.Fatalf("%s has %q, not %q", args[0], got, want)
	}
}

// TestWish: what is asked for is what the flags say, and each mistake is named.
func TestWish(t *testing.T) {
	cfg := drawConfig{Seats: 3, ServesUntil: "2097-12-31", LeastStake: "1.5eth", MostWeight: "10eth", Without: []string{account(7).Hex()}}
	wish, err := cfg.wish("x")
	if err != nil || wish.Seats != 3 || date(wish.ServesUntil) != "2097-12-31" || wish.LeastStake.String() != "1500000000000000000" ||
		wish.MostWeight.String() != "10000000000000000000" || !slices.Equal(wish.Without, []common.Address{account(7)}) {
		t.Errorf("%+v, %v", wish, err)
	}
	if wish, err := (&drawConfig{Seats: 128}).wish("x"); err != nil || wish.ServesUntil < uint64(time.Now().Add(-time.Minute).Unix()) || wish.LeastStake != nil || wish.MostWeight != nil {
		t.Errorf("%+v, %v", wish, err)
	}
	for _, wrong := range []drawConfig{{}, {Seats: 129}, {Seats: 1, ServesUntil: "2001-01-01"}, {Seats: 1, LeastStake: "much"}, {Seats: 1, MostWeight: "0eth"}, {Seats: 1, Without: []string{"0x12"}}} {
		if _, err := wrong.wish("x"); err == nil {
			t.Errorf("%+v was taken", wrong)
		}
	}
}
