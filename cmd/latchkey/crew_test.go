package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"golang.org/x/sync/errgroup"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/sealed"
)

// crew is a chain with contracts, and operators whose nodes are processes of the built
// program, each with its own folder, wallet and port. The chain makes five blocks a second;
// each is a second of its own time.
type crew struct {
	t        testing.TB
	bin      string // latchkey
	dir      string
	evm      *devnet.EVM
	chain    *chain.Client
	contract *chain.Committees
	creator  *chain.Wallet
	ops      []*operator

	committee uint64
}

// operator runs one node.
type operator struct {
	crew   *crew
	wallet *chain.Wallet
	file   string // keystore
	dir    string // the node's folder
	listen string // host:port, once known

	mu   sync.Mutex
	cmd  *exec.Cmd
	done chan struct{} // closed when cmd has ended
	log  *bytes.Buffer
}

const crewKey = "base64key://smGbjm71Nxd1Ig5FS0wj9SlbzAIrnolCz9bQQ6uAhl4="

// newCrew starts a chain, and the nodes of n registered operators with the flags given.
func newCrew(t testing.TB, bin string, n int, flags ...string) *crew {
	t.Helper()
	ctx := context.Background()
	c := &crew{t: t, bin: bin, dir: t.TempDir()}
	var err error
	if c.evm, err = devnet.StartEVM(devnet.EVMConfig{Period: 200 * time.Millisecond, Accounts: n + 2}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.evm.Close() })
	if c.chain, err = chain.Dial(ctx, chain.Config{URL: c.evm.WebSocketURL(), Final: "0"}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.chain.Close)
	c.creator = chain.WalletFromKey(c.evm.Accounts()[0])
	if c.contract, err = c.chain.DeployCommittees(ctx, c.creator); err != nil {
		t.Fatal(err)
	}
	var all errgroup.Group
	for i := range n {
		key := c.evm.Accounts()[i+2]
		o := &operator{crew: c, wallet: chain.WalletFromKey(key), file: filepath.Join(c.dir, fmt.Sprintf("wallet-%d.json", i+1)),
			dir: filepath.Join(c.dir, fmt.Sprintf("node-%d", i+1)), listen: "127.0.0.1:0"}
		c.ops = append(c.ops, o)
		all.Go(func() error {
			if err := devnet.WriteWallet(o.file, passphrase, key); err != nil {
				return err
			}
			if err := o.start(nil, flags...); err != nil {
				return err
			}
			_, err := c.contract.Register(ctx, o.wallet, "http://"+o.listen, uint64(time.Now().AddDate(1, 0, 0).Unix()), nil)
			return err
		})
	}
	t.Cleanup(func() {
		for _, o := range c.ops {
			o.kill()
		}
	})
	if err := all.Wait(); err != nil {
		t.Fatal(err)
	}
	return c
}

// buildLatchkey builds the program, with build tags.
func buildLatchkey(t testing.TB, tags string) string {
	t.Helper()
	building.Lock()
	defer building.Unlock()
	if built[tags] == "" {
		dir, err := os.MkdirTemp("", "latchkey-test-")
		if err != nil {
			t.Fatal(err)
		}
		bin := filepath.Join(dir, "latchkey")
		if out, err := exec.Command("go", "build", "-tags", tags, "-o", bin, ".").CombinedOutput(); err != nil {
			t.Fatalf("building latchkey: %v\n%s", err, out)
		}
		built[tags] = bin
	}
	return built[tags]
}

var (
	building sync.Mutex
	built    = make(map[string]string) // by tags; TestMain removes them
)

// start starts the node's process and waits until it listens.
func (o *operator) start(env []string, flags ...string) error {
	args := append([]string{"node", "run", "--rpc", o.crew.evm.WebSocketURL(), "--final", "0", "--committees", o.crew.contract.Address.Hex(),
		"--wallet", o.file, "--dir", o.dir, "--key-service", crewKey, "--listen", o.listen,
		"--join-from", o.crew.creator.Address().Hex()}, flags...)
	cmd := exec.Command(o.crew.bin, args...)
	cmd.Env = append(withoutLatchkey(os.Environ()), "LATCHKEY_PASSPHRASE="+passphrase)
	cmd.Env = append(cmd.Env, env...)
	log := new(bytes.Buffer)
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	first := make(chan string, 1)
	done := make(chan struct{})
	go func() {
		line, _ := bufio.NewReader(out).ReadString('\n')
		first <- line
		cmd.Wait()
		close(done)
	}()
	o.mu.Lock()
	o.cmd, o.done, o.log = cmd, done, log
	o.mu.Unlock()
	line := <-first
	at, ok := strings.CutPrefix(strings.TrimSpace(line), listening+"http://")
	if !ok {
		<-done
		return errEnded
	}
	o.listen = at
	return nil
}

// errEnded says that a node ended before it listened.
var errEnded = errors.New("the node ended at its start")

// kill ends the process by SIGKILL.
func (o *operator) kill() {
	o.mu.Lock()
	cmd, done := o.cmd, o.done
	o.mu.Unlock()
	if cmd != nil {
		cmd.Process.Kill()
		<-done
	}
}

// ended reports whether the process has ended.
func (o *operator) ended() bool {
	select {
	case <-o.done:
		return true
	default:
		return false
	}
}

// said is what the node logged; only once it has ended.
func (o *operator) said() string { return o.log.String() }

func crewAccounts(ops []*operator) (all []common.Address) {
	for _, o := range ops {
		all = append(all, o.wallet.Address())
	}
	return all
}

// create makes a committee of the operators.
func (c *crew) create(ops []*operator, threshold int, lengths [5]uint32, grace uint64) {
	c.t.Helper()
	var err error
	if c.committee, _, err = c.contract.Create(context.Background(), c.creator, crewAccounts(ops), uint32(threshold), 1, lengths, grace); err != nil {
		c.t.Fatal(err)
	}
}

// reshare approves the next epoch, by those named, and starts it.
func (c *crew) reshare(from uint64, members []*operator, threshold int, by ...*operator) {
	c.t.Helper()
	ctx := context.Background()
	active := c.epoch(0).Epoch
	var all errgroup.Group
	for _, o := range by {
		all.Go(func() error {
			_, err := c.contract.Approve(ctx, o.wallet, c.committee, active+1, from, crewAccounts(members), uint32(threshold))
			return err
		})
	}
	if err := all.Wait(); err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.contract.Start(ctx, c.creator, c.committee, from, crewAccounts(members), uint32(threshold)); err != nil {
		c.t.Fatal(err)
	}
}

// epoch reads an epoch, 0 for the active one; its number is 0 if there is none yet.
func (c *crew) epoch(number uint64) chain.Epoch {
	c.t.Helper()
	ctx := context.Background()
	view, err := c.chain.At(ctx, 0)
	if err != nil {
		c.t.Fatal(err)
	}
	active, err := c.contract.ActiveEpoch(ctx, view, c.committee)
	if err != nil {
		c.t.Fatal(err)
	}
	if number == 0 {
		number = active
	}
	if active == 0 || number > active {
		return chain.Epoch{}
	}
	e, err := c.contract.EpochOf(ctx, view, c.committee, number)
	if err != nil {
		c.t.Fatal(err)
	}
	return e
}

// confirmed waits until all of them confirmed the epoch, and returns it. An attempt that
// fails is an error.
func (c *crew) confirmed(number uint64, all []*operator) (chain.Epoch, error) {
	c.t.Helper()
	for deadline := time.Now().Add(4 * time.Minute); ; {
		e := c.epoch(number)
		missing := 0
		for _, o := range all {
			i := slices.Index(e.Members, o.wallet.Address())
			if i < 0 || !e.Confirmed[i] {
				missing++
			}
		}
		if missing == 0 {
			return e, nil
		}
		view, err := c.chain.At(context.Background(), 0)
		if err != nil {
			c.t.Fatal(err)
		}
		a, err := c.contract.CurrentAttempt(context.Background(), view, c.committee)
		if err != nil {
			c.t.Fatal(err)
		}
		if e.Epoch == 0 && view.Block().Number > a.Ends[chain.Confirm] {
			return e, fmt.Errorf("epoch %d, attempt %d failed: joined %d, ends %v", number, a.Attempt, a.Joined, a.Ends)
		}
		if time.Now().After(deadline) {
			return e, fmt.Errorf("epoch %d: %d members do not confirm", number, missing)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// run runs the program as somebody with the second account and this crew's settings.
func (c *crew) run(stdin string, args ...string) (stdout string, err error) {
	wallet := filepath.Join(c.dir, "buyer.json")
	if _, err := os.Stat(wallet); err != nil {
		if err := devnet.WriteWallet(wallet, passphrase, c.evm.Accounts()[1]); err != nil {
			return "", err
		}
	}
	cmd := exec.Command(c.bin, args...)
	cmd.Env = append(withoutLatchkey(os.Environ()), "LATCHKEY_PASSPHRASE="+passphrase, "LATCHKEY_RPC="+c.evm.WebSocketURL(), "LATCHKEY_FINAL=0",
		"LATCHKEY_COMMITTEES="+c.contract.Address.Hex(), fmt.Sprintf("LATCHKEY_COMMITTEE=%d", c.committee), "LATCHKEY_WALLET="+wallet,
		"XDG_CONFIG_HOME="+filepath.Join(c.dir, "config"))
	cmd.Stdin = strings.NewReader(stdin)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("latchkey %s: %w: %s", args[0], err, errs.String())
	}
	return out.String(), nil
}

// seal seals a text to the committee, for anybody.
func (c *crew) seal(text string) (sealed string) {
	c.t.Helper()
	recipient, err := c.run("", "recipient", "--confirmations", "0")
	if err != nil {
		c.t.Fatal(err)
	}
	sealed, err = c.run(text, "seal", "-r", strings.TrimSpace(recipient), "--policy", "true")
	if err != nil {
		c.t.Fatal(err)
	}
	return sealed
}

// opens checks that a sealed text opens.
func (c *crew) opens(sealed, text string) {
	c.t.Helper()
	got, err := c.run(sealed, "open")
	if err != nil {
		c.t.Error(err)
	} else if got != text {
		c.t.Errorf("%q came out", got)
	}
}

// keepsOpening opens a sealed text in this process until stop is called, one time after the
// other.
func (c *crew) keepsOpening(text, want string) (opened *int, stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	opened = new(int)
	buyer := market.New(market.Config{Chain: c.chain, Wallet: chain.WalletFromKey(c.evm.Accounts()[1])})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for ctx.Err() == nil {
			var out bytes.Buffer
			err := sealed.Open(ctx, &out, strings.NewReader(text), buyer.Opener())
			if ctx.Err() != nil {
				return
			}
			if err != nil || out.String() != want {
				c.t.Errorf("while members change, %q came out: %v", out.String(), err)
			}
			*opened++
			time.Sleep(50 * time.Millisecond)
		}
	}()
	return opened, sync.OnceFunc(func() { cancel(); <-ended })
}
