package market

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// An amount is read as it is written, whatever its currency calls itself: any token may be called "0".
func TestAmounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Currency{Symbol: rapid.SampledFrom([]string{"", "ETH", "0", "00", "1INCH", ".5", "e"}).Draw(t, "symbol"), Decimals: rapid.Uint8Range(0, 18).Draw(t, "decimals")}
		units := new(big.Int).SetUint64(rapid.Uint64().Draw(t, "units"))
		for _, text := range []string{c.Text(units), decimal(units, int(c.Decimals))} {
			if got, err := c.Parse(text); err != nil || got.Cmp(units) != 0 {
				t.Fatalf("%q of %q is read as %v (%v), not %v", text, c.Symbol, got, err, units)
			}
		}
	})
}
