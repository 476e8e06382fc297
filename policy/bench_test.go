package policy

import (
	"context"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

// compound has five parts, of which the last decides.
const compound = `(sale("0x0000000000000000000000000000000000000a01", "0x0000000000000000000000000000000000000000000000000000000000000001")
	|| allow(["0x00000000000000000000000000000000000000b2", "0x00000000000000000000000000000000000000b3"])
	|| erc721("0x0000000000000000000000000000000000000a21").balance(buyer) >= units("1", 0)
	|| erc20("0x0000000000000000000000000000000000000a20").balance(buyer) >= units("10", 18))
	&& now < timestamp("2030-01-01T00:00:00Z") || buyer == "0x00000000000000000000000000000000000000b1"`

// twoChains reads on two chains.
const twoChains = `erc20("0x0000000000000000000000000000000000000a20").balance(buyer) >= units("1", 0)
	|| chain(137).erc20("0x0000000000000000000000000000000000000a20").balance(buyer) >= units("1", 0)`

func policies(b *testing.B, run func(b *testing.B, source string)) {
	b.Run("sale", func(b *testing.B) { run(b, Sale(market, asset)) })
	b.Run("compound", func(b *testing.B) { run(b, compound) })
	b.Run("two chains", func(b *testing.B) { run(b, twoChains) })
}

func BenchmarkCompile(b *testing.B) {
	policies(b, func(b *testing.B, source string) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Compile(source); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkEval evaluates against contracts that answer 0 at once: what it measures is the
// evaluation, not the chain.
func BenchmarkEval(b *testing.B) {
	policies(b, func(b *testing.B, source string) {
		p, err := Compile(source)
		if err != nil {
			b.Fatal(err)
		}
		zero := parrot(make([]byte, wordSize))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := p.Eval(b.Context(), common.Address(buyer), Inputs{View: zero, Chain: func(context.Context, uint64) (View, error) { return zero, nil }}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
