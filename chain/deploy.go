package chain

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"
	"golang.org/x/sync/errgroup"

	"github.com/latchkey-network/latchkey/contracts"
)

// blueprint is a contract of Latchkey as this build knows it.
type blueprint struct {
	name    string
	runtime contracts.Runtime
	// immutables says what each of the runtime's immutables holds.
	immutables map[string]value

	// Either the contract is created through the proxy, from this code in hex and what its constructor takes, in order,
	creation string
	args     []value
	// or the constructor of parent creates it, as the nonce-th thing that parent creates, from 1.
	parent string
	nonce  uint64
}

// value is an immutable or an argument: the address of the contract of that name, or a number.
type value struct {
	contract string
	number   uint64
}

// word is the value as the EVM keeps it, in 32 bytes.
func (v value) word(at map[string]common.Address) []byte {
	if v.contract == "" {
		return common.BigToHash(number(v.number)).Bytes()
	}
	return word(at[v.contract])
}

// lotDelay is how many blocks after the request the lot of a draw falls: on Ethereum, proposers are not known so far ahead.
const lotDelay = 128

// blueprints are the contracts of Latchkey. What one names by args or parent comes before it.
var blueprints = []blueprint{
	{name: "Committees", runtime: contracts.CommitteesRuntime, creation: contracts.CommitteesMetaData.Bin, immutables: map[string]value{"registry": {contract: "Registry"}}},
	{name: "Registry", runtime: contracts.RegistryRuntime, parent: "Committees", nonce: 1, immutables: map[string]value{"committees": {contract: "Committees"}, "evidence": {contract: "Evidence"}}},
	{name: "Evidence", runtime: contracts.EvidenceRuntime, parent: "Registry", nonce: 1, immutables: map[string]value{"committees": {contract: "Committees"}, "registry": {contract: "Registry"}}},
	{name: "Draws", runtime: contracts.DrawsRuntime, creation: contracts.DrawsMetaData.Bin,
		args:       []value{{contract: "Committees"}, {number: lotDelay}},
		immutables: map[string]value{"committees": {contract: "Committees"}, "registry": {contract: "Registry"}, "delay": {number: lotDelay}}},
	{name: "Market", runtime: contracts.MarketRuntime, creation: contracts.MarketMetaData.Bin,
		args:       []value{{contract: "Committees"}},
		immutables: map[string]value{"committees": {contract: "Committees"}, "evidence": {contract: "Evidence"}}},
}

// deploymentSalt goes into every address: another salt is another set of contracts.
var deploymentSalt = crypto.Keccak256Hash([]byte("latchkey"))

// DeploymentProxy creates contracts by CREATE2 (EIP-1014) for whoever calls it with a salt of 32 bytes and the creation
// code: github.com/Arachnid/deterministic-deployment-proxy, which most chains have. It keeps nothing and obeys nobody.
var DeploymentProxy = common.HexToAddress("0x4e59b44847b379578588920cA78FbF26c0B4956C")

// DeploymentProxyCode is the proxy's code on a chain.
var DeploymentProxyCode = common.FromHex("0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3")

// Where a chain lacks the proxy, one transaction creates it at the same address as everywhere. Its signature was not made
// by a key but chosen, so that its signer, proxySigner, is an account that nobody has the key of and that can send nothing
// else. It names no chain, and its gas and gas price are fixed.
var (
	proxyCreation = types.NewTx(&types.LegacyTx{
		GasPrice: big.NewInt(100 * params.GWei),
		Gas:      100_000,
		Data:     append(common.FromHex("0x604580600e600039806000f350fe"), DeploymentProxyCode...),
		V:        big.NewInt(27),
		R:        new(big.Int).SetBytes(bytes.Repeat([]byte{0x22}, 32)),
		S:        new(big.Int).SetBytes(bytes.Repeat([]byte{0x22}, 32)),
	})
	proxySigner, _ = types.Sender(types.HomesteadSigner{}, proxyCreation)
)

// Why contracts cannot be deployed, or are not those of this build. Use errors.Is.
var (
	// ErrOtherCode: the account has code, but not this build's.
	ErrOtherCode = errors.New("not this build's code")
	// ErrUnprotected: the chain lacks the proxy, and its endpoint does not take the transaction that would create it,
	// because that names no chain (EIP-155).
	ErrUnprotected = errors.New("the endpoint refuses the transaction that creates the deployment proxy")
	// ErrNoProxy: the chain lacks the proxy, and it cannot be created, or not now.
	ErrNoProxy = errors.New("the deployment proxy cannot be created")
	// ErrOldEVM: the chain does not know instructions that the contracts use.
	ErrOldEVM = errors.New("the chain's EVM is too old")
)

// DeployedContract is a contract of Latchkey at a View's block.
type DeployedContract struct {
	Name    string // "Committees"
	Address common.Address
	// Parent is the name of the contract whose constructor creates this one; empty for one that is deployed.
	Parent string
	// Err is nil if the code is this build's. It is ErrNoCode where there is none, and ErrOtherCode, with the
	// difference, where there is another.
	Err error
}

// ContractAddresses returns the addresses of Latchkey's contracts by name, as DeployContracts makes them. They are the
// same on every chain, and others for every other code. replace says where some of them are instead; what those create
// moves with them. A nil replace is none.
func ContractAddresses(replace map[string]common.Address) map[string]common.Address {
	at := make(map[string]common.Address)
	for _, b := range blueprints {
		if a, ok := replace[b.name]; ok {
			at[b.name] = a
		} else if b.parent != "" {
			at[b.name] = crypto.CreateAddress(at[b.parent], b.nonce)
		} else {
			at[b.name] = crypto.CreateAddress2(DeploymentProxy, deploymentSalt, crypto.Keccak256(b.init(at)))
		}
	}
	return at
}

// init returns the creation code with the constructor's arguments.
func (b *blueprint) init(at map[string]common.Address) []byte {
	code := common.FromHex(b.creation)
	for _, arg := range b.args {
		code = append(code, arg.word(at)...)
	}
	return code
}

// word is an address as the EVM keeps it, in 32 bytes.
func word(a common.Address) []byte { return common.LeftPadBytes(a[:], 32) }

// compare returns nil if code is the contract's, with the right addresses in it.
func (b *blueprint) compare(code []byte, at map[string]common.Address) error {
	if len(code) == 0 {
		return ErrNoCode
	}
	want := common.FromHex(b.runtime.Code)
	if len(code) != len(want) {
		return fmt.Errorf("%w: %d bytes, not %d", ErrOtherCode, len(code), len(want))
	}
	immutables := slices.Sorted(maps.Keys(b.runtime.Immutables))
	masked := bytes.Clone(code)
	for _, name := range immutables {
		for _, offset := range b.runtime.Immutables[name] {
			clear(masked[offset : offset+32])
		}
	}
	for i := range want {
		if masked[i] != want[i] {
			return fmt.Errorf("%w: from byte %d on", ErrOtherCode, i)
		}
	}
	for _, name := range immutables {
		right := b.immutables[name].word(at)
		for _, offset := range b.runtime.Immutables[name] {
			if found := code[offset : offset+32]; !bytes.Equal(found, right) {
				return fmt.Errorf("%w: its %s is %s, not %s", ErrOtherCode, name, hexutil.Encode(found), hexutil.Encode(right))
			}
		}
	}
	return nil
}

// Contracts compares the code at the addresses, by name, with this build's, for every contract of Latchkey. A contract
// without an address is one with ErrNoCode. The error is one of reading.
func (v *View) Contracts(ctx context.Context, at map[string]common.Address) ([]DeployedContract, error) {
	var found []DeployedContract
	for _, b := range blueprints {
		d := DeployedContract{Name: b.name, Address: at[b.name], Parent: b.parent, Err: ErrNoCode}
		if d.Address != (common.Address{}) {
			code, err := v.Code(ctx, d.Address)
			if err != nil {
				return nil, fmt.Errorf("comparing %s: %w", b.name, err)
			}
			d.Err = b.compare(code, at)
		}
		found = append(found, d)
	}
	return found, nil
}

// DeploymentPlan is what DeployContracts would do.
type DeploymentPlan struct {
	Contracts []DeployedContract // all of them, as they are now: what has ErrNoCode and no Parent would be deployed
	Proxy     bool               // whether the proxy would be created first
	Gas       uint64             // of all transactions, about; 0 if there is nothing to do
	Cost      *big.Int           // in wei, about, at the present fees, without what some chains charge for data
}

// PlanContracts looks at what is there and returns what is left to do. The error is ErrOtherCode if another code is at
// one of the addresses, ErrOldEVM, ErrNoProxy, or one of reading.
func (c *Client) PlanContracts(ctx context.Context) (*DeploymentPlan, error) {
	v, err := c.At(ctx, 0)
	if err != nil {
		return nil, err
	}
	p := &DeploymentPlan{Cost: new(big.Int)}
	if p.Contracts, err = v.Contracts(ctx, ContractAddresses(nil)); err != nil {
		return nil, err
	}
	for i, d := range p.Contracts {
		switch {
		case d.Err == nil:
		case !errors.Is(d.Err, ErrNoCode):
			return nil, fmt.Errorf("%s at %s: %w", d.Name, d.Address, d.Err)
		default:
			p.Gas += blueprints[i].gas()
		}
	}
	if p.Gas == 0 {
		return p, nil
	}
	if err := c.probe(ctx, v); err != nil {
		return nil, err
	}
	tip, fee, err := c.fees(ctx)
	if err != nil {
		return nil, err
	}
	base := new(big.Int).Rsh(new(big.Int).Sub(fee, tip), 1)
	p.Cost.Mul(new(big.Int).SetUint64(p.Gas), base.Add(base, tip))
	proxy, err := v.Code(ctx, DeploymentProxy)
	if err != nil {
		return nil, err
	}
	if p.Proxy = len(proxy) == 0; p.Proxy {
		p.Gas += proxyCreation.Gas()
		p.Cost.Add(p.Cost, proxyCreation.Cost())
	} else if !bytes.Equal(proxy, DeploymentProxyCode) {
		return nil, fmt.Errorf("%w: %s has another code on this chain", ErrNoProxy, DeploymentProxy)
	}
	return p, nil
}

// gas is what creating the contract costs, about: most of it is 200 for each byte of code.
func (b *blueprint) gas() uint64 {
	const word = 32 // an address as an argument is 20 bytes in it
	gas := params.CreateGas + uint64(len(common.FromHex(b.runtime.Code)))*params.CreateDataGas
	if b.parent != "" {
		return gas
	}
	gas += params.TxGas
	for _, x := range b.init(nil) {
		if x == 0 {
			gas += params.TxDataZeroGas
		} else {
			gas += params.TxDataNonZeroGasEIP2028
		}
	}
	return gas + uint64(len(b.args))*(word-12)*params.TxDataNonZeroGasEIP2028 + 40_000 // the constructors, memory
}

// probe runs the newest instructions that the compiler uses, PUSH0 (EIP-3855) and MCOPY (EIP-5656).
func (c *Client) probe(ctx context.Context, v *View) error {
	// PUSH0 PUSH0 PUSH0 MCOPY, and a return of nothing.
	err := v.read(ctx, v.c.read, new(hexutil.Bytes), "eth_call", map[string]any{"from": common.Address{}, "input": hexutil.Bytes(common.FromHex("5f5f5f5e5f5ff3"))})
	var answer *answerError
	if errors.As(err, &answer) || errors.Is(err, ErrReverted) {
		return fmt.Errorf("%w: it does not run PUSH0 (EIP-3855, Shanghai) and MCOPY (EIP-5656, Cancun): %w", ErrOldEVM, err)
	}
	return err
}

// DeployContracts deploys what of Latchkey's contracts is not on the chain yet, and before them the proxy that creates
// them if need be. It looks at the chain before each step, so that it can be repeated, also after an interruption, and
// by several accounts at once. It returns when all contracts are in a block and have the right code.
//
// told, if not nil, is called after each transaction, one call at a time, with what it made (a contract's name, or
// "proxy") and its receipt. Errors are those of PlanContracts and Send, and ErrUnprotected.
func (c *Client) DeployContracts(ctx context.Context, w *Wallet, told func(what string, r *types.Receipt)) error {
	p, err := c.PlanContracts(ctx)
	if err != nil || p.Gas == 0 {
		return err
	}
	v, err := c.At(ctx, 0)
	if err != nil {
		return err
	}
	if balance, err := v.Balance(ctx, w.Address()); err != nil {
		return err
	} else if balance.Cmp(p.Cost) < 0 {
		ether := func(wei *big.Int) string { return new(big.Rat).SetFrac(wei, big.NewInt(params.Ether)).FloatString(6) }
		return fmt.Errorf("%w: %s has %s ETH, and to deploy costs about %s", ErrNoFunds, w.Address(), ether(balance), ether(p.Cost))
	}
	var mu sync.Mutex
	tell := func(what string, r *types.Receipt) {
		if told != nil && r != nil {
			mu.Lock()
			defer mu.Unlock()
			told(what, r)
		}
	}
	if p.Proxy {
		r, err := c.createProxy(ctx, w, tell)
		if err != nil {
			return err
		}
		tell("proxy", r)
	}
	// First those that need no other, at the same time, then those with arguments, which may ask the first.
	at := ContractAddresses(nil)
	for _, needs := range []bool{false, true} {
		var wave errgroup.Group
		for i, b := range blueprints {
			if b.parent != "" || (len(b.args) > 0) != needs || p.Contracts[i].Err == nil {
				continue
			}
			wave.Go(func() error {
				r, err := c.Send(ctx, w, Tx{To: DeploymentProxy, Data: slices.Concat(deploymentSalt[:], b.init(at))})
				if errors.Is(err, ErrReverted) && c.appears(ctx, &b, at) {
					return nil
				}
				if err != nil {
					return fmt.Errorf("deploying %s: %w", b.name, err)
				}
				tell(b.name, r)
				return nil
			})
		}
		if err := wave.Wait(); err != nil {
			return err
		}
	}
	if v, err = c.At(ctx, 0); err != nil {
		return err
	}
	found, err := v.Contracts(ctx, at)
	if err != nil {
		return err
	}
	for _, d := range found {
		if d.Err != nil {
			return fmt.Errorf("%s at %s, after its deployment: %w", d.Name, d.Address, d.Err)
		}
	}
	return nil
}

// appears reports whether the contract is there, or comes within three blocks: the proxy reverts if somebody else, or an
// earlier run, has created it, also if that transaction is still pending.
func (c *Client) appears(ctx context.Context, b *blueprint, at map[string]common.Address) bool {
	for first := uint64(0); ; {
		v, err := c.At(ctx, 0)
		if err != nil {
			return false
		}
		if first == 0 {
			first = v.block.Number
		}
		if code, err := v.Code(ctx, at[b.name]); err != nil || len(code) > 0 {
			return err == nil && b.compare(code, at) == nil
		}
		if v.block.Number > first+3 {
			return false
		}
		select {
		case <-ctx.Done():
			return false
		case <-c.heads.announced():
		case <-time.After(minPoll):
		}
	}
}

// createProxy sends the transaction that creates the proxy, and the coins for it if its signer lacks them.
func (c *Client) createProxy(ctx context.Context, w *Wallet, tell func(string, *types.Receipt)) (*types.Receipt, error) {
	v, err := c.At(ctx, 0)
	if err != nil {
		return nil, err
	}
	var sent hexutil.Uint64
	if err := v.read(ctx, v.c.read, &sent, "eth_getTransactionCount", proxySigner); err != nil {
		return nil, err
	}
	if sent > 0 {
		return nil, fmt.Errorf("%w: %s, the only account that could, has sent its one transaction on this chain, and that failed", ErrNoProxy, proxySigner)
	}
	head, err := c.tagged(ctx, "latest", c.headAge)
	if err != nil {
		return nil, err
	}
	if head.BaseFee != nil && head.BaseFee.ToInt().Cmp(proxyCreation.GasPrice()) >= 0 {
		return nil, fmt.Errorf("%w: its transaction pays 100 gwei for gas, always, and the chain's base fee is above that now: try again when it is lower", ErrNoProxy)
	}
	// An endpoint that refuses such transactions does so before it looks at balances: then nothing has been paid yet.
	for err = c.broadcastProxy(ctx); errors.Is(err, ErrNoFunds); err = c.broadcastProxy(ctx) {
		// With what waits for a block: an interrupted run may have paid already.
		var balance hexutil.Big
		if err := c.read(ctx, &balance, "eth_getBalance", proxySigner, "pending"); err != nil {
			return nil, err
		}
		if missing := new(big.Int).Sub(proxyCreation.Cost(), balance.ToInt()); missing.Sign() > 0 {
			r, err := c.Send(ctx, w, Tx{To: proxySigner, Value: missing})
			if err != nil {
				return nil, fmt.Errorf("paying for the deployment proxy: %w", err)
			}
			tell("the proxy's fee", r)
		} else if err := pause(ctx, 1); err != nil {
			return nil, &SendError{Kind: ErrUnknown, Hash: proxyCreation.Hash(), Err: err}
		}
	}
	if err != nil {
		return nil, err
	}
	for broadcast := time.Now(); ; {
		r, err := c.Receipt(ctx, proxyCreation.Hash())
		switch {
		case err != nil:
			return nil, &SendError{Kind: ErrUnknown, Hash: proxyCreation.Hash(), Err: err}
		case r != nil && r.Status != types.ReceiptStatusSuccessful:
			return nil, fmt.Errorf("%w: its transaction %s failed, and there is no other", ErrNoProxy, r.TxHash)
		case r != nil:
			c.heads.passed(r.BlockNumber.Uint64())
			return r, nil
		}
		if time.Since(broadcast) > rebroadcastAfter {
			c.broadcastProxy(ctx) // a refusal is the usual answer
			broadcast = time.Now()
		}
		select {
		case <-ctx.Done():
			return nil, &SendError{Kind: ErrUnknown, Hash: proxyCreation.Hash(), Err: ctx.Err()}
		case <-c.ctx.Done():
			return nil, &SendError{Kind: ErrUnknown, Hash: proxyCreation.Hash(), Err: ErrClosed}
		case <-c.heads.announced():
		case <-time.After(minPoll):
		}
	}
}

// broadcastProxy hands the proxy's transaction to the endpoint.
func (c *Client) broadcastProxy(ctx context.Context) error {
	err := c.broadcast(ctx, proxyCreation)
	var answer *answerError
	if errors.As(err, &answer) && answer.contains("replay-protected", "replay protected", "replay_protected", "eip-155", "eip155", "chain id", "chainid") {
		return fmt.Errorf("%w: %w", ErrUnprotected, err)
	}
	return err
}

// ContractsSince returns the first block in which one of the addresses has code, by halving. Endpoints that keep no old
// state cannot tell; then the error is theirs.
func (c *Client) ContractsSince(ctx context.Context, at map[string]common.Address) (uint64, error) {
	head, err := c.At(ctx, 0)
	if err != nil {
		return 0, err
	}
	low, high := uint64(0), head.Block().Number // the block is within
	for low < high {
		middle := low + (high-low)/2
		v, err := c.AtBlock(ctx, middle)
		if err != nil {
			return 0, err
		}
		there := false
		for _, a := range at {
			code, err := v.Code(ctx, a)
			if err != nil {
				return 0, err
			}
			there = there || len(code) > 0
		}
		if there {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low, nil
}
