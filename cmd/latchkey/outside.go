package main

import (
	"context"
	"fmt"

	"github.com/spf13/pflag"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/policy/outside"
)

// outsideConfig says what policies may read besides the chain of their terms.
type outsideConfig struct {
	OtherRPC        []string // endpoints of the other chains that policies may read
	WebHosts        []string // hosts of the web that policies may read over https; their addresses must be public
	WebPrivateHosts []string // hosts that policies may read at any address, over http too
}

// flags are those of whoever reads: "this node".
func (c *outsideConfig) flags(f *pflag.FlagSet, who string) {
	f.StringSliceVar(&c.OtherRPC, "other-rpc", nil, "`URLs` of endpoints of other chains that policies may read, for chain(id)")
	f.StringSliceVar(&c.WebHosts, "web-host", nil, "`hosts` that policies may read over https: whoever writes a policy has "+who+" ask them")
	f.StringSliceVar(&c.WebPrivateHosts, "web-private-host", nil, "`hosts` that policies may read also at addresses of private networks, and over http")
}

func (c *outsideConfig) web() outside.Web {
	return outside.Web{Hosts: c.WebHosts, PrivateHosts: c.WebPrivateHosts}
}

// dial connects to the other chains. Whoever calls calls done, unless there is an error.
func (c *outsideConfig) dial(ctx context.Context, minConfirmations uint64) (others []outside.Other, done func(), err error) {
	done = func() {
		for _, o := range others {
			o.Chain.Close()
		}
	}
	for i, url := range c.OtherRPC {
		other, err := chain.Dial(ctx, chain.Config{URL: url})
		if err != nil {
			done()
			return nil, nil, fmt.Errorf("--other-rpc, number %d: %w", i+1, err)
		}
		others = append(others, outside.Other{Chain: other, MinConfirmations: minConfirmations})
	}
	return others, done, nil
}
