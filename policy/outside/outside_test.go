package outside_test

import (
	"errors"
	"testing"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/policy/outside"
)

// A chain whose newest block tells nothing about now is one that cannot be read, but for chains on which people try things.
func TestTimely(t *testing.T) {
	untimely := errors.New("that is long ago")
	dial := func(id uint64) *chain.Client {
		t.Helper()
		e, err := devnet.StartEVM(devnet.EVMConfig{ChainID: id})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { e.Close() })
		if err := e.Mine(3); err != nil {
			t.Fatal(err)
		}
		c, err := chain.Dial(t.Context(), chain.Config{URL: e.URL(), Final: "0"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		return c
	}
	own, other, mine := dial(5), dial(6), dial(0)
	for name, r := range map[string]struct {
		own, other *chain.Client
		timely     error
		want       error
	}{
		"both are":             {own, other, nil, nil},
		"neither is":           {own, other, untimely, untimely},
		"on one's own machine": {mine, mine, untimely, nil},
	} {
		var asked []chain.Block
		cfg := outside.Config{Chain: r.own, Who: "this node", Timely: func(newest chain.Block) error {
			asked = append(asked, newest)
			return r.timely
		}}
		if r.other != r.own {
			cfg.Others = []outside.Other{{Chain: r.other}}
		}
		reads, err := outside.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		check := func(what string, err error) {
			t.Helper()
			if !errors.Is(err, r.want) || (err != nil) != (r.want != nil) || err != nil && !outside.Unreadable(err) {
				t.Errorf("%s: %s: %v", name, what, err)
			}
		}
		_, err = reads.Head(t.Context())
		check("head", err)
		for _, c := range []*chain.Client{r.own, r.other} {
			// The newest block decides, and not the one that is read.
			asked = nil
			v, err := reads.View(t.Context(), c.ChainID(), 2)
			check("view", err)
			if !c.Local() && (len(asked) != 1 || v != nil && asked[0].Number != v.Number()+2) {
				t.Errorf("%s: asked about %v", name, asked)
			}
		}
	}
}
