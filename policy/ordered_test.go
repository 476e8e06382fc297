package policy

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

const (
	orderNFT   = "0x0000000000000000000000000000000000000a31"
	orderToken = "0x0000000000000000000000000000000000000a32"
)

// TestOrdered: a call asks once, for what it says, and the rest of the policy decides with the answer.
func TestOrdered(t *testing.T) {
	nft, token := common.HexToAddress(orderNFT), common.HexToAddress(orderToken)
	w := newWorld(t)
	down := errors.New("the chain is down")
	plain := `ordered("` + orderNFT + `", "` + orderToken + `")`
	aged := `ordered("` + orderNFT + `", "` + orderToken + `", 3600)`
	for _, c := range []struct {
		source string
		asks   []Order
		answer bool
		err    error
		want   bool
		fails  bool
	}{
		{plain, []Order{{NFT: nft, Datatoken: token}}, true, nil, true, false},
		{plain, []Order{{NFT: nft, Datatoken: token}}, false, nil, false, false},
		{plain, []Order{{NFT: nft, Datatoken: token}}, true, down, false, true},
		{"!" + plain, []Order{{NFT: nft, Datatoken: token}}, true, down, false, true},
		{plain + " || " + plain, []Order{{NFT: nft, Datatoken: token}}, false, nil, false, false},
		{plain + " || buyer == buyer", []Order{{NFT: nft, Datatoken: token}}, false, down, true, false},
		{aged, []Order{{NFT: nft, Datatoken: token, MaxAge: 3600}}, true, nil, true, false},
		{plain + " || " + aged, []Order{{NFT: nft, Datatoken: token}, {NFT: nft, Datatoken: token, MaxAge: 3600}}, false, nil, false, false},
		{"chain(137)." + aged, []Order{{Chain: 137, NFT: nft, Datatoken: token, MaxAge: 3600}}, true, nil, true, false},
	} {
		p, err := Compile(c.source)
		if err != nil {
			t.Errorf("%s: %v", c.source, err)
			continue
		}
		var asked []Order
		in := Inputs{View: w, Ordered: func(_ context.Context, o Order) (bool, error) {
			if o.Buyer != buyer {
				t.Errorf("%s asks for %s", c.source, o.Buyer)
			}
			o.Buyer = common.Address{}
			asked = append(asked, o)
			return c.answer, c.err
		}}
		got, err := p.Eval(t.Context(), buyer, in)
		if got != c.want || (err != nil) != c.fails || c.fails && !errors.Is(err, down) {
			t.Errorf("%s: %v, %v", c.source, got, err)
		}
		if !slices.Equal(asked, c.asks) {
			t.Errorf("%s asks for %+v, not %+v", c.source, asked, c.asks)
		}
		for _, o := range c.asks {
			if !slices.Contains(p.Orders(), o) {
				t.Errorf("%s lists %+v", c.source, p.Orders())
			}
		}
		// Without an order it is an error, never true.
		if got, err := p.Eval(t.Context(), buyer, Inputs{View: w}); c.source == plain && (got || err == nil || !strings.Contains(err.Error(), "brings no order")) {
			t.Errorf("%s without an order: %v, %v", c.source, got, err)
		}
		if e, err := p.Explain(t.Context(), buyer, in); err != nil || e.Value != c.want {
			t.Errorf("%s is explained as %+v, %v", c.source, e, err)
		}
	}
	for _, bad := range []string{
		`ordered("` + orderNFT + `")`, `ordered(buyer, "` + orderToken + `")`, `ordered("` + orderNFT + `", buyer)`,
		`ordered("` + orderNFT + `", "` + orderToken + `", 0)`, `ordered("` + orderNFT + `", "` + orderToken + `", duration("1h"))`,
		`ordered("` + orderNFT + `", "` + orderToken + `", now.getHours())`, `ordered("0x12", "` + orderToken + `")`,
	} {
		if _, err := Compile(bad); err == nil {
			t.Errorf("%s compiles", bad)
		}
	}
	checked := Check("chain(137)."+aged, Setting{ChainID: "1"})
	if !strings.Contains(checked.Words, "an Ocean order of the datatoken") || !slices.Contains(checked.Given, "order") || !slices.Contains(checked.Chains, "137") || len(checked.Reads) != 2 {
		t.Errorf("%+v", checked)
	}
}
