package market

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestEther(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "0.01": "10000000000000000", "0.01eth": "10000000000000000", " 1 ETH ": "1000000000000000000",
		".5": "500000000000000000", "1.": "1000000000000000000", "0.000000000000000001": "1",
		"10000": "10000000000000000000000",
	} {
		if got, err := ParseEther(text); err != nil || got.String() != want {
			t.Errorf("%q is %v, %v; want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "eth", ".", "-1", "+1", "1e3", "0x10", "1,5", "1.2.3", "0.0000000000000000001",
		"1 2", "1gwei", strings.Repeat("9", 31), "٣"} {
		if got, err := ParseEther(text); err == nil {
			t.Errorf("%q is accepted as %v", text, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		wei := new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 0, 12).Draw(t, "wei"))
		if got, err := ParseEther(Ether(wei)); err != nil || got.Cmp(wei) != 0 {
			t.Fatalf("%v wei is %q, which is %v, %v", wei, Ether(wei), got, err)
		}
	})
}
