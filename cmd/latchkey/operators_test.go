package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/params"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
)

// TestOperators runs the scripts of testdata/network: each is a chain in a process of its own, and
// operators who set up and run their nodes as processes, with the verbs alone.
func TestOperators(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                "testdata/network",
		RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, ".config"))
			env.Setenv("LATCHKEY_PASSPHRASE", passphrase)
			// Not a passphrase, which would take each node a second.
			env.Setenv("LATCHKEY_KEY_SERVICE", "base64key://c21va2UgdGVzdCBrZXkgb2YgMzIgYnl0ZXMhISEhISE=")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "let": let, "json": jsonField, "await": awaitText, "port": freePorts, "fund": fund, "wallet": makeWallet,
		},
	})
}

// awaitText FILE PATTERN waits until a file has a line that matches.
func awaitText(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await FILE PATTERN")
	}
	pattern, err := regexp.Compile("(?m)" + args[1])
	ts.Check(err)
	path := ts.MkAbs(args[0])
	for deadline := time.Now().Add(3 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		text, err := os.ReadFile(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			ts.Check(err)
		}
		if pattern.Match(text) {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("no %q in %s:\n%s", args[1], args[0], text)
		}
	}
}

// freePorts NAME.. puts ports of the loopback interface that are free into variables.
func freePorts(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		ts.Setenv(name, fmt.Sprint(freePort()))
	}
}

var (
	handing sync.Mutex
	handed  = make(map[int]bool) // ports that freePort gave
)

// freePort returns a port of the loopback interface that nobody listens on, never the same again. It is below those that
// the system hands out by itself, so that nothing takes it in between.
func freePort() int {
	handing.Lock()
	defer handing.Unlock()
	for {
		port := 10000 + rand.IntN(20000)
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		l.Close()
		if !handed[port] {
			handed[port] = true
			return port
		}
	}
}

// fund RPC WALLET ACCOUNT.. sends 10 coins to each account from a wallet of a devnet.
func fund(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: fund RPC WALLET ACCOUNT..")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	c, err := chain.Dial(ctx, chain.Config{URL: args[0], Final: "0"})
	ts.Check(err)
	defer c.Close()
	w, err := chain.OpenKeystore(ts.MkAbs(args[1]), "devnet")
	ts.Check(err)
	defer w.Close()
	for _, text := range args[2:] {
		account, err := config.ParseAddress(strings.TrimSpace(text))
		ts.Check(err)
		_, err = c.Send(ctx, w, chain.Tx{To: account, Value: new(big.Int).Mul(big.NewInt(10), big.NewInt(params.Ether))})
		ts.Check(err)
	}
}
