package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rpc"
	"golang.org/x/sync/errgroup"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/storage"
)

// anvilProgram is a foreign implementation of the EVM, which npm installs.
const anvilProgram = "../../node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil"

// anvil is a running chain.
type anvil struct {
	url     string // host:port
	wallets []*chain.Wallet
	keys    []string // hex
}

// startAnvil starts a chain that makes a block each so many seconds.
func startAnvil(t *testing.T, seconds string, args ...string) *anvil {
	t.Helper()
	if _, err := os.Stat(anvilProgram); err != nil {
		t.Skipf("no anvil (%v): run \"npm ci --ignore-scripts\" first", err)
	}
	out := start(t, exec.Command(anvilProgram, append([]string{"--host", "127.0.0.1", "--port", "0", "--block-time", seconds}, args...)...))
	a := new(anvil)
	key := regexp.MustCompile(`^\(\d+\) 0x([0-9a-f]{64})$`)
	for at := ""; at == ""; {
		line := out(t)
		if m := key.FindStringSubmatch(line); m != nil {
			k, err := crypto.HexToECDSA(m[1])
			if err != nil {
				t.Fatal(err)
			}
			a.wallets, a.keys = append(a.wallets, chain.WalletFromKey(k)), append(a.keys, m[1])
		}
		at, _ = strings.CutPrefix(line, "Listening on ")
		if at == line {
			at = ""
		}
		a.url = at
	}
	return a
}

// start starts a program that ends with the test. The function that it returns waits for the next line of its
// standard output.
func start(t *testing.T, cmd *exec.Cmd) (line func(*testing.T) string) {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines, ended := make(chan string, 100), make(chan struct{})
	go func() {
		defer close(ended)
		defer close(lines)
		for r := bufio.NewScanner(out); r.Scan(); {
			select {
			case lines <- r.Text():
			default: // nobody reads any more: a program whose output is full would stand still
			}
		}
	}()
	t.Cleanup(func() {
		cmd.Process.Kill()
		<-ended
		cmd.Wait()
		if t.Failed() {
			t.Logf("%s said:\n%s", strings.Join(cmd.Args, " "), complaints.Bytes())
		}
	})
	return func(t *testing.T) string {
		t.Helper()
		select {
		case line, ok := <-lines:
			if !ok {
				t.Fatalf("%s ended", cmd.Args[0])
			}
			return line
		case <-time.After(2 * time.Minute):
			t.Fatalf("%s says nothing", cmd.Args[0])
		}
		return ""
	}
}

// person runs latchkey in a folder, with the configuration and the wallet there.
type person struct {
	dir    string
	wallet string // file in dir
}

func (p person) command(args ...string) *exec.Cmd {
	cmd := exec.Command("latchkey", args...)
	cmd.Dir = p.dir
	cmd.Env = append(withoutLatchkey(os.Environ()), "LATCHKEY_CONFIG="+filepath.Join(p.dir, "latchkey.toml"),
		"LATCHKEY_PASSPHRASE="+passphrase, "LATCHKEY_SHARE_PASSPHRASE="+passphrase, "LATCHKEY_WALLET="+filepath.Join(p.dir, p.wallet), "XDG_CONFIG_HOME="+filepath.Join(p.dir, ".config"))
	return cmd
}

// run runs latchkey, which must end with that exit code.
func (p person) run(t *testing.T, code int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, complaints bytes.Buffer
	cmd := p.command(args...)
	cmd.Stdout, cmd.Stderr = &out, &complaints
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if got := cmd.ProcessState.ExitCode(); got != code {
		t.Fatalf("latchkey %q: exit code %d, not %d\n%s%s", args, got, code, out.Bytes(), complaints.Bytes())
	}
	return out.String(), complaints.String()
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestForeignChain: the contracts go to the same addresses on two chains of another make, one of them without the
// deployment proxy; a changed contract is found; and three nodes, each a process, make a key there, with which a file
// is sold.
func TestForeignChain(t *testing.T) {
	t.Parallel()
	one, two := startAnvil(t, "1", "--chain-id", "700700"), startAnvil(t, "1", "--chain-id", "700701", "--disable-default-create2-deployer")
	dir := t.TempDir()
	for i, name := range []string{"deployer", "seller", "buyer", "outsider", "node1", "node2", "node3"} {
		key, err := crypto.HexToECDSA(one.keys[i])
		if err != nil {
			t.Fatal(err)
		}
		if err := devnet.WriteWallet(filepath.Join(dir, name+".json"), passphrase, key); err != nil {
			t.Fatal(err)
		}
	}
	deployer := person{dir, "deployer.json"}
	config := filepath.Join(dir, "latchkey.toml")
	write(t, config, fmt.Sprintf("rpc = \"http://%s\"\n", one.url))

	type printed struct {
		ChainID   uint64
		Block     uint64
		Gas       uint64
		OK        bool
		Contracts []contractJSON
	}
	contracts := func(code int, args ...string) (printed, string) {
		t.Helper()
		stdout, stderr := deployer.run(t, code, append([]string{"contracts"}, args...)...)
		var p printed
		if err := json.Unmarshal([]byte(stdout), &p); err != nil {
			t.Fatalf("%v in %q, %q", err, stdout, stderr)
		}
		return p, stderr
	}

	// The plan, the deployment, and nothing the second time.
	planned, _ := contracts(0, "deploy", "--dry-run", "--json")
	if len(planned.Contracts) < 3 || planned.Contracts[0].State != "missing" || planned.Gas < 4_000_000 {
		t.Errorf("the plan: %+v", planned)
	}
	if _, stderr := contracts(1, "verify", "--json"); !strings.Contains(stderr, "contracts deploy") {
		t.Errorf("before the deployment: %q", stderr)
	}
	deployed, stderr := contracts(0, "deploy", "--json")
	if deployed.ChainID != 700700 || deployed.Block == 0 || deployed.Gas < planned.Gas*9/10 || deployed.Gas > planned.Gas || !strings.Contains(stderr, "Market: transaction 0x") {
		t.Errorf("the deployment: %+v, %q", deployed, stderr)
	}
	file, err := os.ReadFile(filepath.Join(dir, "deployment.json"))
	if err != nil {
		t.Fatal(err)
	}
	again, stderr := contracts(0, "deploy", "--json")
	if again.Gas != 0 || again.Block != deployed.Block || !strings.Contains(stderr, "all contracts are there") {
		t.Errorf("the second time: %+v, %q", again, stderr)
	}
	if after, err := os.ReadFile(filepath.Join(dir, "deployment.json")); err != nil || !bytes.Equal(after, file) {
		t.Errorf("the file changed (%v):\n%s\n%s", err, file, after)
	}
	if found, _ := contracts(0, "deploy", "--json", "--out", "other.json"); found.Block != deployed.Block {
		t.Errorf("without the file the block is %d, not %d", found.Block, deployed.Block)
	}
	if _, stderr := deployer.run(t, 1, "contracts", "deploy", "--rpc", "http://"+two.url); !strings.Contains(stderr, "deployment file of chain 700700, and this is chain 700701") {
		t.Errorf("over another chain's file: %q", stderr)
	}

	// Another chain, without the proxy.
	second, stderr := contracts(0, "deploy", "--json", "--rpc", "http://"+two.url, "--out", "two.json")
	if !slices.EqualFunc(second.Contracts, deployed.Contracts, func(a, b contractJSON) bool { return a.Name == b.Name && a.Address == b.Address }) || !strings.Contains(stderr, "proxy: transaction 0xeddf9e61") {
		t.Errorf("on the second chain: %+v, %q", second, stderr)
	}
	if _, stderr := deployer.run(t, 1, "contracts", "verify", "--deployment", "deployment.json", "--rpc", "http://"+two.url); !strings.Contains(stderr, "wanted 700700, the chain of the deployment file") {
		t.Errorf("a file of another chain: %q", stderr)
	}

	killAndRepeat(t, deployer, deployed.Contracts)

	// From here on the file says where the contracts are.
	files := filepath.Join(dir, "files")
	if err := os.Mkdir(files, 0o755); err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(storage.Handler(files))
	defer web.Close()
	write(t, config, fmt.Sprintf("rpc = \"ws://%s\"\nfinal = \"0\"\nconfirmations = 0\ndeployment = \"deployment.json\"\ncommittee = 1\nstore = \"file://%s?public=%s/\"\n", one.url, files, web.URL))
	if found, _ := contracts(0, "verify", "--json"); !found.OK {
		t.Errorf("verified: %+v", found)
	}
	tamper(t, one, deployed.Contracts, func(name string) {
		found, stderr := contracts(1, "verify", "--json")
		for _, c := range found.Contracts {
			if want := map[bool]string{true: "differs", false: "ok"}[c.Name == name]; c.State != want {
				t.Errorf("with a changed %s, %s is %s", name, c.Name, c.State)
			}
		}
		if !strings.Contains(stderr, "    "+name+" at 0x") {
			t.Errorf("with a changed %s: %q", name, stderr)
		}
	})
	if found, _ := contracts(0, "verify", "--json"); !found.OK {
		t.Errorf("verified again: %+v", found)
	}

	// Three nodes.
	client, err := chain.Dial(t.Context(), chain.Config{URL: "ws://" + one.url, Final: "0"})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	committees := client.Committees(chain.ContractAddresses(nil)["Committees"])
	var members []common.Address
	var register errgroup.Group
	for i := range 3 {
		name := fmt.Sprintf("node%d", i+1)
		w := one.wallets[4+i]
		members = append(members, w.Address())
		line := start(t, person{dir, name + ".json"}.command("node", "run", "--dir", filepath.Join(dir, name), "--listen", "127.0.0.1:0", "--join-from", one.wallets[0].Address().Hex()))
		at, ok := strings.CutPrefix(line(t), listening)
		if !ok {
			t.Fatalf("%s does not listen", name)
		}
		register.Go(func() error {
			_, err := committees.Register(t.Context(), w, at, uint64(time.Now().AddDate(1, 0, 0).Unix()), big.NewInt(params.Ether))
			return err
		})
	}
	if err := register.Wait(); err != nil {
		t.Fatal(err)
	}
	committee, _, err := committees.Create(t.Context(), one.wallets[0], members, 2, 2, [5]uint32{10, 10, 10, 3, 10}, 24*3600)
	if err != nil || committee != 1 {
		t.Fatalf("committee %d, %v", committee, err)
	}
	for deadline := time.Now().Add(3 * time.Minute); ; time.Sleep(200 * time.Millisecond) {
		v, err := client.At(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		if epoch, err := committees.ActiveEpoch(t.Context(), v, committee); err != nil {
			t.Fatal(err)
		} else if epoch == 1 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the nodes made no key")
		}
	}

	// A sale.
	secret := "the combination is 4711\n"
	write(t, filepath.Join(dir, "secret.txt"), secret)
	link, _ := person{dir, "seller.json"}.run(t, 0, "publish", "--price", "0.01eth", "secret.txt")
	if !strings.HasPrefix(link, "latchkey://700700/") {
		t.Fatalf("the link is %q", link)
	}
	// The store is on this machine, and a chain of any id is no devnet: the buyer has to say that she knows.
	person{dir, "buyer.json"}.run(t, 0, "buy", "--private-addresses", "-o", "bought.txt", strings.TrimSpace(link))
	if got, err := os.ReadFile(filepath.Join(dir, "bought.txt")); err != nil || string(got) != secret {
		t.Errorf("bought %q, %v", got, err)
	}
	sealed, err := filepath.Glob(filepath.Join(files, "*.age"))
	if err != nil || len(sealed) != 1 {
		t.Fatalf("%q, %v", sealed, err)
	}
	person{dir, "buyer.json"}.run(t, 0, "open", "-o", "opened.txt", sealed[0])
	if got, err := os.ReadFile(filepath.Join(dir, "opened.txt")); err != nil || string(got) != secret {
		t.Errorf("opened %q, %v", got, err)
	}
	person{dir, "outsider.json"}.run(t, exitNotEntitled, "open", "-o", "stolen.txt", sealed[0])
}

// tamper changes one contract after the other, a byte of its code, calls found, and puts it right again.
func tamper(t *testing.T, a *anvil, contracts []contractJSON, found func(name string)) {
	t.Helper()
	c, err := rpc.DialContext(t.Context(), "http://"+a.url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, contract := range contracts {
		var code hexutil.Bytes
		if err := c.CallContext(t.Context(), &code, "eth_getCode", contract.Address, "latest"); err != nil {
			t.Fatal(err)
		}
		set := func(code hexutil.Bytes) {
			if err := c.CallContext(t.Context(), nil, "anvil_setCode", contract.Address, code); err != nil {
				t.Fatal(err)
			}
			if err := c.CallContext(t.Context(), nil, "anvil_mine", "0x1"); err != nil {
				t.Fatal(err)
			}
		}
		changed := bytes.Clone(code)
		changed[len(changed)/2] ^= 1
		set(changed)
		found(contract.Name)
		set(code)
	}
}

// killAndRepeat kills a deployment when it has sent its first transaction, and before that is in a block, and runs it
// again: it waits for it, and sends the others.
func killAndRepeat(t *testing.T, deployer person, contracts []contractJSON) {
	t.Helper()
	a := startAnvil(t, "3600", "--chain-id", "700702")
	c, err := rpc.DialContext(t.Context(), "http://"+a.url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	args := []string{"contracts", "deploy", "--json", "--rpc", "http://" + a.url, "--out", "three.json"}
	first := deployer.command(args...)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(20 * time.Millisecond) {
		var pool struct{ Pending hexutil.Uint64 }
		ctx, cancel := context.WithDeadline(t.Context(), deadline) // anvil can leave a call without an answer
		err := c.CallContext(ctx, &pool, "txpool_status")
		cancel()
		if err != nil {
			t.Error(err)
		}
		if pool.Pending >= 1 || t.Failed() || time.Now().After(deadline) {
			break
		}
	}
	first.Process.Kill()
	first.Wait()

	ended := make(chan struct{})
	mined := make(chan error, 1)
	go func() {
		for {
			select {
			case <-ended:
				mined <- nil
				return
			case <-time.After(700 * time.Millisecond): // the repetition has looked at the chain by then
			}
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			err := c.CallContext(ctx, nil, "anvil_mine", "0x1")
			cancel()
			if err != nil {
				mined <- err
				return
			}
		}
	}()
	stdout, _ := deployer.run(t, 0, args...)
	close(ended)
	if err := <-mined; err != nil {
		t.Error(err)
	}
	var out deployJSON
	if err := json.Unmarshal([]byte(stdout), &out); err != nil {
		t.Fatal(err)
	}
	if out.Block != 1 || len(out.Contracts) != len(contracts) || out.Contracts[0].State != "ok" || out.Contracts[0].Transaction != "" {
		t.Errorf("after a kill: %+v", out)
	}
}
