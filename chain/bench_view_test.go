package chain_test

import (
	"net/http"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
)

// BenchmarkViewCall is one read of a policy: from the cache of a block, and from an endpoint on this machine,
// by itself and five together. What a policy costs beside its reads measures package policy.
func BenchmarkViewCall(b *testing.B) {
	e, err := devnet.StartEVM(devnet.EVMConfig{})
	if err != nil {
		b.Fatal(err)
	}
	defer e.Close()
	c, err := chain.Dial(b.Context(), chain.Config{URL: e.URL(), Final: "0"})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	v, err := c.At(b.Context(), 0)
	if err != nil {
		b.Fatal(err)
	}
	account := func(n int) common.Address {
		return common.BytesToAddress([]byte{byte(n >> 16), byte(n >> 8), byte(n), 1})
	}
	read := func(b *testing.B, n int) {
		if _, err := v.Balance(b.Context(), account(n)); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("cached", func(b *testing.B) {
		for b.Loop() {
			read(b, 0)
		}
	})
	n := 1
	b.Run("endpoint", func(b *testing.B) {
		for b.Loop() {
			n++
			read(b, n)
		}
	})
	b.Run("endpoint, five together", func(b *testing.B) {
		for b.Loop() {
			var to []common.Address
			for i := range 5 {
				to = append(to, account(n+i))
			}
			v.Prefetch(b.Context(), to, make([][]byte, 5))
			for i := range 5 {
				read(b, n+i)
			}
			n += 5
		}
	})
}

// BenchmarkEndpoints is the licence of an account that was not read before: from one endpoint on this machine, from
// three of which two must agree, with the proof against the block's state, and with one of the three silent.
func BenchmarkEndpoints(b *testing.B) {
	s := newShop(b, devnet.EVMConfig{})
	for _, set := range []struct {
		name   string
		n      int
		prove  *chain.Prove
		silent bool
	}{{"1", 1, nil, false}, {"3", 3, nil, false}, {"3, one silent", 3, nil, true}, {"1, proved", 1, &chain.Prove{}, false}, {"3, proved", 3, &chain.Prove{}, false}} {
		b.Run(set.name, func(b *testing.B) {
			list, c := endpoints(b, s.EVM, set.n, chain.Config{Prove: set.prove})
			if set.silent {
				list[0].set(nil, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
			}
			v, err := c.At(b.Context(), 0)
			if err != nil {
				b.Fatal(err)
			}
			v = v.Proved()
			n := 0
			for b.Loop() {
				n++
				account := common.BytesToAddress([]byte{byte(n >> 16), byte(n >> 8), byte(n), 1})
				if may, err := s.m.Licensed(b.Context(), v, s.asset, account); err != nil || may {
					b.Fatal(may, err)
				}
			}
		})
	}
}
