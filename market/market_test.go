package market

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"pgregory.net/rapid"

	"github.com/latchkey-network/latchkey/quorum"
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

// TestWhoIsAskedAgain: nodes that may know more in a moment, and no others.
func TestWhoIsAskedAgain(t *testing.T) {
	failed := func(err error, problems ...quorum.ProblemType) error {
		e := &quorum.OpenError{Err: err, T: 2, N: 3}
		for i, p := range problems {
			e.Answers = append(e.Answers, quorum.Answer{Index: i + 1, Err: &quorum.Problem{Type: p}})
		}
		return fmt.Errorf("opening: %w", e)
	}
	for _, test := range []struct {
		name           string
		err            error
		recent, always bool // asked again where the account's right is recent, and where it is not
	}{
		{"opened", nil, false, false},
		{"no nodes", errors.New("chain unavailable"), false, false},
		{"not entitled", failed(quorum.ErrNotEntitled, quorum.PolicyFalse, quorum.PolicyFalse), true, false},
		{"one is dead, and one behind", failed(quorum.ErrTooFew, quorum.PolicyFalse), true, false},
		{"the committee changes", failed(quorum.ErrTooFew, quorum.WrongEpoch), true, true},
		{"dead", failed(quorum.ErrTooFew, quorum.Busy), false, false},
		{"sealed wrongly, and one is behind", failed(quorum.ErrSealedWrong, quorum.PolicyFalse), false, false},
		{"sealed wrongly, and one is in another epoch", failed(quorum.ErrSealedWrong, quorum.WrongEpoch), false, false},
	} {
		if got := opensLater(test.err, true); got != test.recent {
			t.Errorf("%s, of a recent right: %v", test.name, got)
		}
		if got := opensLater(test.err, false); got != test.always {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

// TestCurrency: what Text writes, without the address, Parse reads back; and a token cannot pass for
// another, or for the coin.
func TestCurrency(t *testing.T) {
	dollar := Currency{Token: common.HexToAddress("0xd0"), Symbol: "DUSD", Decimals: 6}
	for text, want := range map[string]int64{"2.5": 2_500_000, "2.5 DUSD": 2_500_000, "2.5dusd": 2_500_000, "0.000001": 1, "7": 7_000_000} {
		if got, err := dollar.Parse(text); err != nil || got.Int64() != want {
			t.Errorf("%q is %v, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "dusd", "1eth", "2.5 USD", "0.0000001", "-1", "1 2"} {
		if got, err := dollar.Parse(text); err == nil {
			t.Errorf("%q is accepted as %v", text, got)
		}
	}
	if got := (Currency{Token: common.HexToAddress("0xbad"), Symbol: "ETH", Decimals: 18}).Text(big.NewInt(1e18)); got == "1 ETH" || !strings.Contains(got, "0x") {
		t.Errorf("a token writes itself %q", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		c := Currency{Token: common.HexToAddress("0x1"), Symbol: rapid.SampledFrom([]string{"", "X", "DUSD"}).Draw(t, "symbol"), Decimals: uint8(rapid.IntRange(0, 30).Draw(t, "decimals"))}
		units := new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 0, 12).Draw(t, "units"))
		text, _, _ := strings.Cut(c.Text(units), " of the token")
		text, _, _ = strings.Cut(text, " (token")
		if got, err := c.Parse(text); err != nil || got.Cmp(units) != 0 {
			t.Fatalf("%v units are %q, which is %v, %v", units, text, got, err)
		}
	})
}
