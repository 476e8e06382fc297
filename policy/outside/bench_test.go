package outside_test

import (
	"context"
	"encoding/binary"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/policy/outside"
)

// Contracts at these addresses answer 0, whatever they are asked.
const (
	market = "0x0000000000000000000000000000000000000a01"
	coin   = "0x0000000000000000000000000000000000000a20"
	nft    = "0x0000000000000000000000000000000000000a21"
)

// timed adds up how long an evaluation waits for its chains.
type timed struct {
	policy.View
	waited *time.Duration
}

func (v timed) Call(ctx context.Context, to common.Address, data []byte) ([]byte, error) {
	defer func(began time.Time) { *v.waited += time.Since(began) }(time.Now())
	return v.View.Call(ctx, to, data)
}

func (v timed) Balance(ctx context.Context, account common.Address) (*big.Int, error) {
	defer func(began time.Time) { *v.waited += time.Since(began) }(time.Now())
	return v.View.Balance(ctx, account)
}

// BenchmarkEvaluation evaluates whole policies, whose every part is looked at, against endpoints on this machine: of a
// buyer that nobody asked about in this block (cold), and of one whose reads are in the cache. rpc-ns/op is the time
// in which the evaluation waits for its chains, and the rest is its own.
func BenchmarkEvaluation(b *testing.B) {
	dial := func(id uint64) *chain.Client {
		code := common.FromHex("5f5f5260205ff3")
		e, err := devnet.StartEVM(devnet.EVMConfig{ChainID: id, Period: time.Hour, Code: map[common.Address][]byte{
			common.HexToAddress(market): code, common.HexToAddress(coin): code, common.HexToAddress(nft): code}})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { e.Close() })
		c, err := chain.Dial(b.Context(), chain.Config{URL: e.URL(), Final: "0"})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(c.Close)
		return c
	}
	own, other := dial(31337), dial(137)
	reads, err := outside.New(outside.Config{Chain: own, Others: []outside.Other{{Chain: other}}, Who: "this node"})
	if err != nil {
		b.Fatal(err)
	}
	sale := policy.Sale(common.HexToAddress(market), common.Hash{31: 1})
	for _, p := range []struct{ name, source string }{
		{"sale", sale},
		{"five parts", sale + ` || allow(["0x00000000000000000000000000000000000000b2"]) || erc721("` + nft + `").balance(buyer) >= units("1", 0)
			|| erc20("` + coin + `").balance(buyer) >= units("10", 18) || now > timestamp("2100-01-01T00:00:00Z")`},
		{"two chains", `erc20("` + coin + `").balance(buyer) >= units("1", 0) || chain(137).erc20("` + coin + `").balance(buyer) >= units("1", 0)`},
	} {
		compiled, err := policy.Compile(p.source)
		if err != nil {
			b.Fatal(err)
		}
		for _, cold := range []bool{true, false} {
			name := p.name + ", cached"
			if cold {
				name = p.name + ", cold"
			}
			b.Run(name, func(b *testing.B) {
				var waited time.Duration
				var n uint64
				before := own.Stats().Requests + other.Stats().Requests
				for b.Loop() {
					if cold {
						n++
					}
					buyer := common.Address{0: byte(len(p.source)), 19: 1}
					binary.BigEndian.PutUint64(buyer[4:], n)
					view, err := own.At(b.Context(), 0)
					if err != nil {
						b.Fatal(err)
					}
					in := reads.Inputs(view, 0, nil)
					in.View = timed{in.View, &waited}
					open := in.Chain
					in.Chain = func(ctx context.Context, id uint64) (policy.View, error) {
						v, err := open(ctx, id)
						return timed{v, &waited}, err
					}
					if ok, err := compiled.Eval(b.Context(), buyer, in); ok || err != nil {
						b.Fatal(ok, err)
					}
				}
				b.ReportMetric(float64(waited)/float64(b.N), "rpc-ns/op")
				b.ReportMetric(float64(own.Stats().Requests+other.Stats().Requests-before)/float64(b.N), "requests/op")
			})
		}
	}
}
