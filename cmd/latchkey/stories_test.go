package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"
	"github.com/holiman/uint256"
	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sync/errgroup"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/terms"
)

// whole runs the tests of this package; programs that a script starts as latchkey do not.
type whole struct{ *testing.M }

func (w whole) Run() int {
	flag.Parse()
	flag.Set("test.parallel", "8")      // these tests wait for blocks most of the time, not for a processor
	os.Setenv("PEBBLE_VA_NOSLEEP", "1") // the certificate authority's
	code := w.M.Run()
	for _, bin := range built {
		os.RemoveAll(filepath.Dir(bin))
	}
	return code
}

func TestMain(m *testing.M) {
	testscript.Main(whole{m}, map[string]func(){"latchkey": main})
}

// TestStories runs the scripts of testdata, which are people with the real programs,
// against one devnet; then those of testdata/faults, one after the other, since they break
// it.
func TestStories(t *testing.T) {
	t.Parallel()
	d, err := devnet.Start(t.Context(), devnet.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	p := (&stage{d: d, tools: buildTools(t), servers: make(map[*testscript.TestScript]*cutServer)}).params()
	t.Run("whole", func(t *testing.T) { testscript.Run(t, p) })
	faults, err := filepath.Glob("testdata/faults/*.txtar")
	if err != nil || len(faults) == 0 {
		t.Fatalf("no stories of faults (%v)", err)
	}
	for _, file := range faults { // in the order of their names
		t.Run("faults", func(t *testing.T) {
			p.Dir, p.Files = "", []string{file}
			testscript.Run(t, p)
		})
	}
}

// params are those of the scripts of testdata.
func (s *stage) params() testscript.Params {
	return testscript.Params{
		Dir:                "testdata",
		Setup:              s.setup,
		RequireUniqueNames: true,
		Condition: func(cond string) (bool, error) {
			if cond != "clef" {
				return false, fmt.Errorf("unknown condition %q", cond)
			}
			_, err := os.Stat(clefProgram)
			return err == nil, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "let": let, "json": jsonField, "random": random, "truncate": truncate, "flip": flip,
			"clef": clef, "cut": s.cut, "mend": s.mend, "asked": s.asked, "lie": func(ts *testscript.TestScript, _ bool, args []string) { s.node(ts, args).Lie() },
			"down": func(ts *testscript.TestScript, _ bool, args []string) {
				for i := range args {
					s.node(ts, args[i:i+1]).Kill()
				}
			},
			"await": awaitText, "port": freePorts, "fetch": fetchURL,
			"sell": s.sell, "dollars": s.dollars, "mine": s.mine, "pass": s.pass, "wrong": s.wrong, "operator": s.operator,
		},
	}
}

// stage is where the stories play.
type stage struct {
	d     *devnet.Devnet
	tools string // folder of age and age-plugin-latchkey

	mu      sync.Mutex
	servers map[*testscript.TestScript]*cutServer // of each story
}

// buildTools builds the other programs: stock age, of the version in go.mod, and the
// plugin that it runs.
func buildTools(t *testing.T) string {
	dir := t.TempDir()
	build := exec.Command("go", "build", "-o", dir+string(os.PathSeparator),
		"filippo.io/age/cmd/age", "github.com/latchkey-network/latchkey/cmd/age-plugin-latchkey")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building age and the plugin: %v\n%s", err, out)
	}
	return dir
}

// people are the accounts of each story. The penniless one has no coin.
var people = []string{"seller", "buyer", "outsider", "penniless"}

const passphrase = "open sesame"

// setup gives each story people of its own, a configuration for the seller, and the
// variables FILES (the store's folder), COMMITTEES, MARKET, RPC, BUYER and so on (the
// accounts), NODE1 and so on (the nodes' URLs), and FOREIGN, a recipient whose key is not the committee's.
func (s *stage) setup(env *testscript.Env) error {
	deployer := chain.WalletFromKey(s.d.EVM.Accounts()[0])
	defer deployer.Close()
	var funding errgroup.Group
	for _, name := range people {
		key, err := crypto.GenerateKey()
		if err != nil {
			return err
		}
		if err := devnet.WriteWallet(filepath.Join(env.WorkDir, name+".json"), passphrase, key); err != nil {
			return err
		}
		account := crypto.PubkeyToAddress(key.PublicKey)
		env.Setenv(strings.ToUpper(name), account.Hex())
		if name != "penniless" {
			funding.Go(func() error {
				_, err := s.d.Chain.Send(context.Background(), deployer, chain.Tx{To: account, Value: big.NewInt(params.Ether)})
				return err
			})
		}
	}
	if err := funding.Wait(); err != nil {
		return err
	}
	foreign := &sealed.Recipient{Key: new(group.Point).BaseMult(group.RandomScalar()), Terms: terms.Terms{
		ChainID: *uint256.NewInt(s.d.EVM.ChainID()), Committees: s.d.Committees.Address, Committee: *uint256.NewInt(s.d.Committee), Policy: "true"}}
	text, err := foreign.Encode()
	if err != nil {
		return err
	}
	env.Setenv("FOREIGN", text)
	file := filepath.Join(env.WorkDir, "latchkey.toml")
	env.Setenv("PATH", s.tools+string(os.PathListSeparator)+env.Getenv("PATH"))
	env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, ".config"))
	env.Setenv("XDG_STATE_HOME", filepath.Join(env.WorkDir, ".state"))
	env.Setenv("LATCHKEY_CONFIG", file)
	env.Setenv("LATCHKEY_PASSPHRASE", passphrase)
	env.Setenv("FILES", filepath.Join(s.d.Dir, "files"))
	env.Setenv("COMMITTEES", s.d.Committees.Address.Hex())
	env.Setenv("MARKET", s.d.Market.Address.Hex())
	env.Setenv("RPC", s.d.EVM.URL())
	for i, n := range s.d.Nodes {
		env.Setenv(fmt.Sprintf("NODE%d", i+1), n.URL)
	}
	env.Setenv("GATEWAY", s.d.Gateway)
	env.Setenv("GATEWAY_HOST", strings.TrimPrefix(s.d.Gateway, "http://"))
	env.Setenv("DOLLAR", s.d.Dollar.Address.Hex())
	return os.WriteFile(file, fmt.Appendf(nil, `# The seller's settings.
rpc = %q
chain_id = %d
final = "0"
confirmations = 0
committees = %q
committee = %d
market = %q
store = %q
wallet = %q
`, s.d.EVM.WebSocketURL(), s.d.EVM.ChainID(), s.d.Committees.Address, s.d.Committee, s.d.Market.Address, s.d.Store,
		filepath.Join(env.WorkDir, "seller.json")), 0o600)
}

func (s *stage) node(ts *testscript.TestScript, args []string) *devnet.Node {
	if len(args) != 1 {
		ts.Fatalf("wants one node")
	}
	n, err := strconv.Atoi(args[0])
	if err != nil || n < 1 || n > len(s.d.Nodes) {
		ts.Fatalf("no node %q", args[0])
	}
	return s.d.Nodes[n-1]
}

// exits CODE PROGRAM ARGS.. runs a program, which must end with that exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS..")
	}
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		code = exit.ExitCode()
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, not %s", code, args[0])
	}
}

// let NAME FILE puts a file, or stdout, into a variable.
func let(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: let NAME FILE")
	}
	ts.Setenv(args[0], strings.TrimSpace(ts.ReadFile(args[1])))
}

// json FILE PATH [VALUE] looks a value up in a JSON file, by keys and indices with dots
// between them, and compares it, or puts it into the variable VALUE.
func jsonField(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: json FILE PATH [VALUE]")
	}
	var v any
	decoder := json.NewDecoder(strings.NewReader(ts.ReadFile(args[0])))
	decoder.UseNumber()
	ts.Check(decoder.Decode(&v))
	for _, key := range strings.Split(args[1], ".") {
		switch at := v.(type) {
		case map[string]any:
			v = at[key]
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i >= len(at) {
				ts.Fatalf("no item %q in a list of %d", key, len(at))
			}
			v = at[i]
		default:
			ts.Fatalf("no %q in %v", key, v)
		}
	}
	text := fmt.Sprint(v)
	if len(args) == 2 {
		ts.Setenv("VALUE", text)
	} else if text != args[2] {
		ts.Fatalf("%s is %q, not %q", args[1], text, args[2])
	}
}

// fetch STATUS URL [PATTERN] gets what is at a URL into the file fetched, whose answer must have the status; with a pattern it
// asks until that is in it.
func fetchURL(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: fetch STATUS URL [PATTERN]")
	}
	pattern := regexp.MustCompile("")
	if len(args) == 3 {
		pattern = regexp.MustCompile(args[2])
	}
	for deadline := time.Now().Add(3 * time.Minute); ; time.Sleep(100 * time.Millisecond) {
		resp, err := http.Get(args[1])
		ts.Check(err)
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		ts.Check(err)
		if strconv.Itoa(resp.StatusCode) == args[0] && pattern.Match(body) {
			ts.Check(os.WriteFile(ts.MkAbs("fetched"), body, 0o644))
			return
		}
		if len(args) == 2 || time.Now().After(deadline) {
			ts.Fatalf("%s: %s %s", args[1], resp.Status, body)
		}
	}
}

// random FILE SIZE writes a file that does not compress and does not repeat.
func random(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	var b bytes.Buffer
	for i := 0; b.Len() < n; i++ {
		b.Write(crypto.Keccak256([]byte(strconv.Itoa(i))))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes()[:n], 0o644))
}

// truncate FILE N takes the last N bytes off.
func truncate(ts *testscript.TestScript, _ bool, args []string) {
	data, n := []byte(ts.ReadFile(args[0])), 0
	_, err := fmt.Sscan(args[1], &n)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data[:len(data)-n], 0o644))
}

// flip FILE AT changes the byte there; one below 0 counts from the end.
func flip(ts *testscript.TestScript, _ bool, args []string) {
	data, at := []byte(ts.ReadFile(args[0])), 0
	_, err := fmt.Sscan(args[1], &at)
	ts.Check(err)
	if at < 0 {
		at += len(data)
	}
	data[at] ^= 1
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o644))
}
