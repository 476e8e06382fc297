package market

import (
	"math/big"
	"strings"
	"testing"
)

func TestUnits(t *testing.T) {
	for text, want := range map[string]string{"12.5": "12500000", "0": "0", "0.000001": "1", "1.0000000": "1000000", "007": "7000000"} {
		if got, err := parseUnits(text, text, 6); err != nil || got.String() != want {
			t.Errorf("%q is %v, %v; want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", ".", ".5", "1.", "-1", "+1", "1e3", "0x10", "1,5", "1.2.3", "0.0000001", strings.Repeat("9", 40), "340282366920938463463374607431769.0"} {
		if got, err := parseUnits(text, text, 6); err == nil {
			t.Errorf("%q is accepted as %v", text, got)
		}
	}
}

func TestSymbol(t *testing.T) {
	word := func(n int64) []byte { return big.NewInt(n).FillBytes(make([]byte, 32)) }
	pad := func(s string) []byte { return append([]byte(s), make([]byte, 32-len(s))...) }
	join := func(parts ...[]byte) (all []byte) {
		for _, p := range parts {
			all = append(all, p...)
		}
		return all
	}
	for _, c := range []struct {
		data []byte
		want string
	}{
		{join(word(32), word(4), pad("USDC")), "USDC"}, {pad("MKR"), "MKR"}, {join(word(32), word(32), pad(strings.Repeat("x", 32))), strings.Repeat("x", 32)},
		{nil, ""}, {make([]byte, 32), ""}, {join(word(32), word(0), word(0)), ""}, {join(word(32), word(33), word(0), word(0)), ""},
		{join(word(64), word(4), pad("USDC")), ""}, {pad("\x1b[2J"), ""}, {pad("\xff"), ""}, {pad("CD\u202eSU"), ""},
		{join(word(32), append([]byte{0xff}, word(4)[1:]...), pad("USDC")), ""},
	} {
		if got, err := decodeSymbol(c.data); got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%x is %q, %v; want %q", c.data, got, err, c.want)
		}
	}
}
