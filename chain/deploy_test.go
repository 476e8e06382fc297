package chain_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"golang.org/x/sync/errgroup"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
)

// check compares the contracts on the chain with the build's and returns the names of those that are not.
func check(t *testing.T, c *chain.Client, at map[string]common.Address) map[string]error {
	t.Helper()
	found, err := head(t, c, 0).Contracts(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != len(chain.ContractAddresses(nil)) {
		t.Fatalf("%d contracts compared", len(found))
	}
	wrong := make(map[string]error)
	for _, d := range found {
		if d.Err != nil {
			wrong[d.Name] = d.Err
		}
	}
	return wrong
}

// TestDeployContracts: the plan's figure is what it costs; the second time nothing is sent; the block that halving
// finds is the first receipt's.
func TestDeployContracts(t *testing.T) {
	e := startEVM(t, devnet.EVMConfig{})
	c := dial(t, chain.Config{URL: e.URL()})
	at := chain.ContractAddresses(nil)
	if wrong := check(t, c, at); len(wrong) != len(at) || !errors.Is(wrong["Market"], chain.ErrNoCode) {
		t.Fatalf("on an empty chain: %v", wrong)
	}
	if err := e.Mine(5); err != nil {
		t.Fatal(err)
	}
	plan, err := c.PlanContracts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var gas, first uint64
	var made []string
	if err := c.DeployContracts(t.Context(), wallet(e, 0), func(what string, r *types.Receipt) {
		gas += r.GasUsed
		made = append(made, what)
		if n := r.BlockNumber.Uint64(); first == 0 || n < first {
			first = n
		}
	}); err != nil {
		t.Fatal(err)
	}
	if plan.Proxy || gas < plan.Gas*98/100 || gas > plan.Gas*102/100 {
		t.Errorf("planned %d gas (proxy %v), used %d", plan.Gas, plan.Proxy, gas)
	}
	if wrong := check(t, c, at); len(wrong) > 0 {
		t.Errorf("after the deployment of %q: %v", made, wrong)
	}
	if since, err := c.ContractsSince(t.Context(), at); err != nil || since != first {
		t.Errorf("since block %d (%v), not %d", since, err, first)
	}
	if err := c.DeployContracts(t.Context(), wallet(e, 1), func(what string, _ *types.Receipt) { t.Errorf("%s was deployed again", what) }); err != nil {
		t.Error(err)
	}
	if registry, err := c.Committees(at["Committees"]).Registry(t.Context(), head(t, c, 0)); err != nil || registry != at["Registry"] {
		t.Errorf("the registry is %s (%v), not %s", registry, err, at["Registry"])
	}
}

// TestDeployInterrupted: whatever step an interruption follows, the next run does what is left, and accounts that
// deploy at the same time do not get into each other's way, also while their transactions wait for a block.
func TestDeployInterrupted(t *testing.T) {
	for _, period := range []time.Duration{0, time.Second} {
		t.Run(period.String(), func(t *testing.T) {
			e := startEVM(t, devnet.EVMConfig{Period: period})
			c := dial(t, chain.Config{URL: e.URL()})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			front := newFront(t, e.URL())
			front.set(func(method string, _ []json.RawMessage, _ http.ResponseWriter) bool {
				if method == "eth_sendRawTransaction" {
					time.AfterFunc(100*time.Millisecond, cancel) // it is sent, and not mined if blocks are slow
				}
				return false
			})
			err := dial(t, chain.Config{URL: front.URL}).DeployContracts(ctx, wallet(e, 0), nil)
			if err != nil && !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			var all errgroup.Group
			for i := range 4 {
				other := dial(t, chain.Config{URL: e.URL()})
				all.Go(func() error { return other.DeployContracts(t.Context(), wallet(e, i), nil) })
			}
			if err := all.Wait(); err != nil {
				t.Error(err)
			}
			if wrong := check(t, c, chain.ContractAddresses(nil)); len(wrong) > 0 {
				t.Error(wrong)
			}
		})
	}
}

// TestOtherCode: every kind of difference is found, and blamed on the right contract.
func TestOtherCode(t *testing.T) {
	e := startEVM(t, devnet.EVMConfig{})
	if err := dial(t, chain.Config{URL: e.URL()}).DeployContracts(t.Context(), wallet(e, 0), nil); err != nil {
		t.Fatal(err)
	}
	at := chain.ContractAddresses(nil)
	for _, c := range []struct {
		name, contract string
		change         func(code []byte) []byte
		says           string
	}{
		{"first byte", "Market", func(b []byte) []byte { b[0] ^= 1; return b }, "from byte 0 on"},
		{"last byte", "Committees", func(b []byte) []byte { b[len(b)-1] ^= 1; return b }, "from byte "},
		{"shorter", "Registry", func(b []byte) []byte { return b[:len(b)-1] }, "bytes, not "},
		{"longer", "Market", func(b []byte) []byte { return append(b, 0) }, "bytes, not "},
		{"gone", "Registry", func([]byte) []byte { return nil }, "no code"},
		{"another registry", "Committees", func(b []byte) []byte {
			i := bytes.LastIndex(b, at["Registry"].Bytes())
			b[i+19] ^= 1
			return b
		}, "its registry is "},
		{"high bytes of an address", "Registry", func(b []byte) []byte {
			i := bytes.Index(b, at["Committees"].Bytes())
			b[i-12] = 1
			return b
		}, "its committees is 0x01"},
	} {
		t.Run(c.name, func(t *testing.T) {
			front := newFront(t, e.URL())
			real := head(t, dial(t, chain.Config{URL: e.URL()}), 0)
			front.set(func(method string, args []json.RawMessage, w http.ResponseWriter) bool {
				if method != "eth_getCode" || !strings.Contains(strings.ToLower(string(args[0])), strings.ToLower(at[c.contract].Hex())) {
					return false
				}
				code, err := real.Code(t.Context(), at[c.contract])
				if err != nil {
					t.Error(err)
				}
				return reply(w, hexutil.Bytes(c.change(bytes.Clone(code))))
			})
			wrong := check(t, dial(t, chain.Config{URL: front.URL}), at)
			if len(wrong) != 1 || wrong[c.contract] == nil || !strings.Contains(wrong[c.contract].Error(), c.says) {
				t.Errorf("found %v, wanted %s: %s", wrong, c.contract, c.says)
			}
			if c.name == "gone" {
				return
			}
			if _, err := dial(t, chain.Config{URL: front.URL}).PlanContracts(t.Context()); !errors.Is(err, chain.ErrOtherCode) || !strings.Contains(err.Error(), c.contract) {
				t.Errorf("the plan's error is %v", err)
			}
		})
	}
	t.Run("elsewhere", func(t *testing.T) {
		moved := chain.ContractAddresses(map[string]common.Address{"Committees": {1}})
		if moved["Market"] == at["Market"] || moved["Registry"] != crypto.CreateAddress(common.Address{1}, 1) {
			t.Errorf("moved to %v", moved)
		}
		if wrong := check(t, dial(t, chain.Config{URL: e.URL()}), moved); len(wrong) != 5 {
			t.Errorf("found %v", wrong)
		}
	})
}

// reply answers a JSON-RPC call.
func reply(w http.ResponseWriter, result any) bool {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{"jsonrpc": "2.0", "id": json.RawMessage(w.Header().Get("X-Call-Id")), "result": result})
	return true
}

// TestNoProxy: a chain without the proxy, whose endpoint refuses the proxy's transaction (go-ethereum does unless it
// is told otherwise), takes nobody's coins.
func TestNoProxy(t *testing.T) {
	e := startEVM(t, devnet.EVMConfig{})
	bare := func(method string, args []json.RawMessage, w http.ResponseWriter) bool {
		return method == "eth_getCode" && strings.Contains(strings.ToLower(string(args[0])), strings.ToLower(chain.DeploymentProxy.Hex())) && reply(w, "0x")
	}
	for _, c := range []struct {
		name   string
		answer func(method string, args []json.RawMessage, w http.ResponseWriter) bool
		want   error
	}{
		{"unprotected", bare, chain.ErrUnprotected},
		{"spent", func(method string, args []json.RawMessage, w http.ResponseWriter) bool {
			return bare(method, args, w) || method == "eth_getTransactionCount" && reply(w, "0x1")
		}, chain.ErrNoProxy},
		{"dear", func(method string, args []json.RawMessage, w http.ResponseWriter) bool {
			if method != "eth_getBlockByNumber" {
				return bare(method, args, w)
			}
			b := head(t, dial(t, chain.Config{URL: e.URL()}), 0).Block()
			return reply(w, map[string]any{"number": hexutil.Uint64(b.Number), "hash": b.Hash, "parentHash": common.Hash{},
				"timestamp": hexutil.Uint64(b.Time), "gasLimit": "0x3938700", "baseFeePerGas": hexutil.EncodeBig(big.NewInt(100e9))})
		}, chain.ErrNoProxy},
		{"other code", func(method string, args []json.RawMessage, w http.ResponseWriter) bool {
			return method == "eth_getCode" && strings.Contains(strings.ToLower(string(args[0])), strings.ToLower(chain.DeploymentProxy.Hex())) && reply(w, "0x60")
		}, chain.ErrNoProxy},
		{"old", func(method string, args []json.RawMessage, w http.ResponseWriter) bool {
			return method == "eth_call" && refuse(w, -32000, "invalid opcode: PUSH0")
		}, chain.ErrOldEVM},
	} {
		t.Run(c.name, func(t *testing.T) {
			front := newFront(t, e.URL())
			front.set(c.answer)
			before := balance(t, e)
			client := dial(t, chain.Config{URL: front.URL})
			if err := client.DeployContracts(t.Context(), wallet(e, 0), nil); !errors.Is(err, c.want) {
				t.Errorf("error %v, wanted %v", err, c.want)
			}
			if after := balance(t, e); after.Cmp(before) != 0 {
				t.Errorf("%s wei before, %s after", before, after)
			}
		})
	}
	t.Run("no funds", func(t *testing.T) {
		key, err := crypto.GenerateKey()
		if err != nil {
			t.Fatal(err)
		}
		err = dial(t, chain.Config{URL: e.URL()}).DeployContracts(t.Context(), chain.WalletFromKey(key), nil)
		if !errors.Is(err, chain.ErrNoFunds) || !strings.Contains(err.Error(), "has 0.000000 ETH") {
			t.Errorf("error %v", err)
		}
	})
}

func balance(t *testing.T, e *devnet.EVM) *big.Int {
	t.Helper()
	b, err := head(t, dial(t, chain.Config{URL: e.URL()}), 0).Balance(t.Context(), wallet(e, 0).Address())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestAddressesDiffer: every contract has an address of its own.
func TestAddressesDiffer(t *testing.T) {
	all := slices.SortedFunc(maps.Values(chain.ContractAddresses(nil)), common.Address.Cmp)
	if len(slices.Compact(all)) != len(chain.ContractAddresses(nil)) {
		t.Error(all)
	}
}
