// Package oceantest deploys Ocean Protocol's contracts, as npm's @oceanprotocol/contracts 2.6.0 has them, on a chain of a
// test, and does with them what publishers and buyers do. Only tests import it.
package oceantest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/latchkey-network/latchkey/chain"
)

// OneToken is one datatoken, in its smallest unit.
var OneToken = big.NewInt(1e18)

// Templates of datatokens, as the factory counts them.
const (
	Template           = 1
	EnterpriseTemplate = 2
)

// Ocean is a deployment of Ocean's contracts.
type Ocean struct {
	Token      common.Address // MockERC20: all of it is the owner's
	Collector  common.Address // OPFCommunityFeeCollector
	Router     common.Address // FactoryRouter
	FixedRate  common.Address // FixedRateExchange
	Dispenser  common.Address
	Factory    common.Address // ERC721Factory
	Template   common.Address // ERC20Template
	Enterprise common.Address // ERC20TemplateEnterprise
	NFT        common.Address // ERC721Template

	c   *chain.Client
	abi map[string]*artifact
}

// artifact is a contract as hardhat writes it.
type artifact struct {
	abi  abi.ABI
	code []byte
}

// folders are where the contracts are, in the package's artifacts.
var folders = map[string]string{
	"MockERC20": "utils/mock", "OPFCommunityFeeCollector": "communityFee", "FactoryRouter": "pools", "FixedRateExchange": "pools/fixedRate",
	"Dispenser": "pools/dispenser", "ERC721Factory": "", "ERC20Template": "templates", "ERC20TemplateEnterprise": "templates", "ERC721Template": "templates",
}

// modules is the nearest folder of npm's packages.
func modules(t testing.TB) string {
	dir, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for {
		name := filepath.Join(dir, "node_modules", "@oceanprotocol", "contracts", "artifacts", "contracts")
		if _, err := os.Stat(name); err == nil {
			return name
		} else if !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Skip("npm's packages are not installed: make node_modules")
		}
		dir = up
	}
}

// Deploy deploys the contracts from the wallet, which becomes their owner. A test is skipped where npm's packages are
// not installed.
func Deploy(t testing.TB, c *chain.Client, owner *chain.Wallet) *Ocean {
	t.Helper()
	o := &Ocean{c: c, abi: map[string]*artifact{}}
	from := modules(t)
	for name, folder := range folders {
		b, err := os.ReadFile(filepath.Join(from, folder, name+".sol", name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var file struct {
			ABI      json.RawMessage
			Bytecode string
		}
		if err := json.Unmarshal(b, &file); err != nil {
			t.Fatal(err)
		}
		parsed, err := abi.JSON(bytes.NewReader(file.ABI))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		o.abi[name] = &artifact{parsed, common.FromHex(file.Bytecode)}
	}
	make := func(name string, args ...any) common.Address {
		t.Helper()
		given, err := o.abi[name].abi.Pack("", args...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		at, _, err := c.Deploy(t.Context(), owner, chain.Tx{Data: append(bytes.Clone(o.abi[name].code), given...)})
		if err != nil {
			t.Fatalf("deploying %s: %v", name, err)
		}
		return at
	}
	me := owner.Address()
	o.Token = make("MockERC20", me, "Ocean", "OCEAN")
	o.Collector = make("OPFCommunityFeeCollector", me, me)
	o.Router = make("FactoryRouter", me, o.Token, o.Collector, o.Collector, []common.Address{})
	o.FixedRate = make("FixedRateExchange", o.Router)
	o.Dispenser = make("Dispenser", o.Router)
	o.Template = make("ERC20Template")
	o.Enterprise = make("ERC20TemplateEnterprise")
	o.NFT = make("ERC721Template")
	o.Factory = make("ERC721Factory", o.NFT, o.Template, o.Router)
	o.Do(t, owner, "FactoryRouter", o.Router, "addFactory", o.Factory)
	o.Do(t, owner, "FactoryRouter", o.Router, "addFixedRateContract", o.FixedRate)
	o.Do(t, owner, "FactoryRouter", o.Router, "addDispenserContract", o.Dispenser)
	o.Do(t, owner, "FactoryRouter", o.Router, "addApprovedToken", o.Token)
	o.Do(t, owner, "ERC721Factory", o.Factory, "addTokenTemplate", o.Enterprise)
	return o
}

// Config is what ocean.js wants to know of the deployment, beside the chain and the URLs: a part of its ConfigHelper's.
func (o *Ocean) Config() map[string]any {
	return map[string]any{
		"oceanTokenAddress": o.Token, "oceanTokenSymbol": "OCEAN", "nftFactoryAddress": o.Factory, "fixedRateExchangeAddress": o.FixedRate,
		"dispenserAddress": o.Dispenser, "opfCommunityFeeCollector": o.Collector, "routerFactoryAddress": o.Router, "startBlock": 0,
	}
}

// Pack encodes a call of a method of one of the contracts.
func (o *Ocean) Pack(t testing.TB, contract, method string, args ...any) []byte {
	t.Helper()
	data, err := o.abi[contract].abi.Pack(method, args...)
	if err != nil {
		t.Fatalf("%s.%s: %v", contract, method, err)
	}
	return data
}

// Do sends a transaction that calls a method of the contract at an address.
func (o *Ocean) Do(t testing.TB, w *chain.Wallet, contract string, at common.Address, method string, args ...any) *types.Receipt {
	t.Helper()
	r, err := o.c.Send(t.Context(), w, chain.Tx{To: at, Data: o.Pack(t, contract, method, args...)})
	if err != nil {
		t.Fatalf("%s.%s: %v", contract, method, err)
	}
	return r
}

// The structs of the factory's createNftWithErc20.
type nftData struct {
	Name, Symbol  string
	TemplateIndex *big.Int
	TokenURI      string
	Transferable  bool
	Owner         common.Address
}

type tokenData struct {
	TemplateIndex *big.Int
	Strings       []string
	Addresses     []common.Address
	Uints         []*big.Int
	Bytess        [][]byte
}

// Publish makes a data NFT and a datatoken of a template, both the wallet's, who may mint.
func (o *Ocean) Publish(t testing.TB, w *chain.Wallet, template int64) (nft, datatoken common.Address) {
	t.Helper()
	me := w.Address()
	r := o.Do(t, w, "ERC721Factory", o.Factory, "createNftWithErc20",
		nftData{"Asset", "A", big.NewInt(1), "https://example.org/", true, me},
		tokenData{big.NewInt(template), []string{"Datatoken", "DT"}, []common.Address{me, me, {}, {}},
			[]*big.Int{new(big.Int).Mul(OneToken, big.NewInt(1_000_000)), new(big.Int)}, [][]byte{}})
	nft, datatoken = o.created(r)
	if nft == (common.Address{}) || datatoken == (common.Address{}) {
		t.Fatal("the factory made no NFT, or no datatoken")
	}
	return nft, datatoken
}

// Datatoken makes one more datatoken of a template for a data NFT of the wallet's, who may mint.
func (o *Ocean) Datatoken(t testing.TB, w *chain.Wallet, nft common.Address, template int64) common.Address {
	t.Helper()
	me := w.Address()
	r := o.Do(t, w, "ERC721Template", nft, "createERC20", big.NewInt(template), []string{"Datatoken", "DT"}, []common.Address{me, me, {}, {}},
		[]*big.Int{new(big.Int).Mul(OneToken, big.NewInt(1_000_000)), new(big.Int)}, [][]byte{})
	_, datatoken := o.created(r)
	if datatoken == (common.Address{}) {
		t.Fatal("the factory made no datatoken")
	}
	return datatoken
}

// created is what the factory says that it made in a transaction.
func (o *Ocean) created(r *types.Receipt) (nft, datatoken common.Address) {
	factory := o.abi["ERC721Factory"].abi
	for _, l := range r.Logs {
		if l.Address != o.Factory {
			continue
		}
		switch l.Topics[0] {
		case factory.Events["NFTCreated"].ID:
			nft = common.BytesToAddress(l.Data[:32])
		case factory.Events["TokenCreated"].ID:
			datatoken = common.BytesToAddress(l.Topics[1][:])
		}
	}
	return nft, datatoken
}

type proof struct {
	ValidatorAddress common.Address
	V                uint8
	R, S             [32]byte
}

// SetMetaData puts a DDO, in whatever form, into an event of the NFT, and sets its state.
func (o *Ocean) SetMetaData(t testing.TB, w *chain.Wallet, nft common.Address, state uint8, flags byte, data []byte, hash [32]byte) *types.Receipt {
	t.Helper()
	return o.Do(t, w, "ERC721Template", nft, "setMetaData", state, "https://gateway.example", "", []byte{flags}, data, hash, []proof{})
}

// SetState sets the NFT's state.
func (o *Ocean) SetState(t testing.TB, w *chain.Wallet, nft common.Address, state uint8) {
	t.Helper()
	o.Do(t, w, "ERC721Template", nft, "setMetaDataState", state)
}

// Mint makes n datatokens for an account. Of an Enterprise template too.
func (o *Ocean) Mint(t testing.TB, w *chain.Wallet, datatoken, to common.Address, n int64) {
	t.Helper()
	o.Do(t, w, "ERC20Template", datatoken, "mint", to, new(big.Int).Mul(OneToken, big.NewInt(n)))
}

// providerFee is a provider's fee; its zero value is none, which needs no signature.
type providerFee struct {
	ProviderFeeAddress, ProviderFeeToken common.Address
	ProviderFeeAmount                    *big.Int
	V                                    uint8
	R, S                                 [32]byte
	ValidUntil                           *big.Int
	ProviderData                         []byte
}

type marketFee struct {
	ConsumeMarketFeeAddress, ConsumeMarketFeeToken common.Address
	ConsumeMarketFeeAmount                         *big.Int
}

func noProviderFee() providerFee {
	return providerFee{ProviderFeeAmount: new(big.Int), ValidUntil: new(big.Int), ProviderData: []byte{}}
}

func noMarketFee() marketFee { return marketFee{ConsumeMarketFeeAmount: new(big.Int)} }

// OrderData is the calldata of startOrder at the datatoken, for a payer that is no wallet.
func (o *Ocean) OrderData(t testing.TB, consumer common.Address, service int64) []byte {
	t.Helper()
	return o.Pack(t, "ERC20Template", "startOrder", consumer, big.NewInt(service), noProviderFee(), noMarketFee())
}

// Order orders a service for the consumer and pays one datatoken of the wallet's. It returns the transaction's receipt.
func (o *Ocean) Order(t testing.TB, w *chain.Wallet, datatoken, consumer common.Address, service int64) *types.Receipt {
	t.Helper()
	return o.Do(t, w, "ERC20Template", datatoken, "startOrder", consumer, big.NewInt(service), noProviderFee(), noMarketFee())
}

// Reuse uses an order again.
func (o *Ocean) Reuse(t testing.TB, w *chain.Wallet, datatoken common.Address, order common.Hash) *types.Receipt {
	t.Helper()
	return o.Do(t, w, "ERC20Template", datatoken, "reuseOrder", order, noProviderFee())
}

type tokenOrder struct {
	TokenAddress, Consumer common.Address
	ServiceIndex           *big.Int
	ProviderFee            providerFee
	ConsumeMarketFee       marketFee
}

// OrderMany orders a service of each datatoken with one transaction, startMultipleTokenOrder. The wallet approves the
// factory first.
func (o *Ocean) OrderMany(t testing.TB, w *chain.Wallet, consumer common.Address, service int64, datatokens ...common.Address) *types.Receipt {
	t.Helper()
	var list []tokenOrder
	for _, d := range datatokens {
		o.Do(t, w, "ERC20Template", d, "approve", o.Factory, OneToken)
		list = append(list, tokenOrder{d, consumer, big.NewInt(service), noProviderFee(), noMarketFee()})
	}
	return o.Do(t, w, "ERC721Factory", o.Factory, "startMultipleTokenOrder", list)
}

type orderParams struct {
	Consumer         common.Address
	ServiceIndex     *big.Int
	ProviderFee      providerFee
	ConsumeMarketFee marketFee
}

// OrderFree orders from a dispenser of an Enterprise datatoken, buyFromDispenserAndOrder, which the publisher makes.
func (o *Ocean) OrderFree(t testing.TB, publisher, w *chain.Wallet, datatoken, consumer common.Address, service int64) *types.Receipt {
	t.Helper()
	o.Do(t, publisher, "ERC20TemplateEnterprise", datatoken, "createDispenser", o.Dispenser, OneToken, OneToken, true, common.Address{})
	return o.Do(t, w, "ERC20TemplateEnterprise", datatoken, "buyFromDispenserAndOrder",
		orderParams{consumer, big.NewInt(service), noProviderFee(), noMarketFee()}, o.Dispenser)
}

// Emitter deploys a contract that emits what it is called with: see [Emit]. It stands for whoever makes events look like Ocean's.
func Emitter(t testing.TB, c *chain.Client, w *chain.Wallet) common.Address {
	t.Helper()
	// The number of topics n (1 or 3), then the topics, then the data: 32 bytes each but the last.
	runtime := common.FromHex("" +
		"6003" + "5f35" + "14" + "601a" + "57" + // if calldata[0] == 3 goto 0x1a
		"60403603" + "6040" + "5f37" + "602035" + "60403603" + "5f" + "a100" + // copy what is behind the topic, LOG1
		"5b" + "60803603" + "6080" + "5f37" + "606035" + "604035" + "602035" + "60803603" + "5f" + "a300")
	code := append([]byte{0x60, byte(len(runtime)), 0x80, 0x60, 9, 0x5f, 0x39, 0x5f, 0xf3}, runtime...)
	at, _, err := c.Deploy(t.Context(), w, chain.Tx{Data: code})
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Emit has an Emitter emit an event with one or three topics.
func Emit(t testing.TB, c *chain.Client, w *chain.Wallet, emitter common.Address, topics []common.Hash, data []byte) *types.Receipt {
	t.Helper()
	in := common.BigToHash(big.NewInt(int64(len(topics)))).Bytes()
	for _, topic := range topics {
		in = append(in, topic[:]...)
	}
	r, err := c.Send(t.Context(), w, chain.Tx{To: emitter, Data: append(in, data...)})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// EmitOrder has an Emitter emit an OrderStarted event like a datatoken's.
func (o *Ocean) EmitOrder(t testing.TB, w *chain.Wallet, emitter, consumer, payer common.Address, amount *big.Int, service int64, timestamp uint64) *types.Receipt {
	t.Helper()
	e := o.abi["ERC20Template"].abi.Events["OrderStarted"]
	data, err := e.Inputs.NonIndexed().Pack(payer, amount, big.NewInt(service), new(big.Int).SetUint64(timestamp), big.NewInt(1))
	if err != nil {
		t.Fatal(err)
	}
	return Emit(t, o.c, w, emitter, []common.Hash{e.ID, common.BytesToHash(consumer[:]), {}}, data)
}

// EmitReuse has an Emitter emit an OrderReused event like a datatoken's.
func (o *Ocean) EmitReuse(t testing.TB, w *chain.Wallet, emitter common.Address, order common.Hash, caller common.Address, timestamp uint64) *types.Receipt {
	t.Helper()
	e := o.abi["ERC20Template"].abi.Events["OrderReused"]
	data, err := e.Inputs.Pack(order, caller, new(big.Int).SetUint64(timestamp), big.NewInt(1))
	if err != nil {
		t.Fatal(err)
	}
	return Emit(t, o.c, w, emitter, []common.Hash{e.ID}, data)
}
