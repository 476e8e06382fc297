package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/policy/outside"
)

// outsideConfig says what policies may read besides the chain of their terms.
type outsideConfig struct {
	OtherRPC        []string // endpoints of the other chains that policies may read, those of one chain together
	WebHosts        []string // hosts of the web that policies may read over https; their addresses must be public
	WebPrivateHosts []string // hosts that policies may read at any address, over http too
}

// flags are those of whoever reads: "this node".
func (c *outsideConfig) flags(f *pflag.FlagSet, who string) {
	f.StringSliceVar(&c.OtherRPC, "other-rpc", nil, "`URLs` of endpoints of other chains that policies may read, for chain(id); several of one chain are compared, as CHAIN=URL")
	f.StringSliceVar(&c.WebHosts, "web-host", nil, "`hosts` that policies may read over https: whoever writes a policy has "+who+" ask them")
	f.StringSliceVar(&c.WebPrivateHosts, "web-private-host", nil, "`hosts` that policies may read also at addresses of private networks, and over http")
}

func (c *outsideConfig) web() outside.Web {
	return outside.Web{Hosts: c.WebHosts, PrivateHosts: c.WebPrivateHosts}
}

// dial connects to the other chains, to each over all its endpoints; prove, if not nil, says what is proved of each.
// An endpoint whose chain is not said must answer, to say it. Whoever calls calls done, unless there is an error.
func (c *outsideConfig) dial(ctx context.Context, minConfirmations uint64, prove func(chainID uint64) *chain.Prove) (others []outside.Other, done func(), err error) {
	done = func() {
		for _, o := range others {
			o.Chain.Close()
		}
	}
	urls := make(map[uint64][]string)
	var ids []uint64
	for i, text := range c.OtherRPC {
		url := text
		var id uint64
		if number, at, named := strings.Cut(text, "="); named {
			if n, err := strconv.ParseUint(number, 10, 64); err == nil && n != 0 {
				id, url = n, at
			}
		}
		if id == 0 {
			one, err := chain.Dial(ctx, chain.Config{URL: url})
			if err != nil {
				return nil, nil, fmt.Errorf("--other-rpc, number %d: %w", i+1, err)
			}
			id = one.ChainID()
			one.Close()
		}
		if urls[id] == nil {
			ids = append(ids, id)
		}
		urls[id] = append(urls[id], url)
	}
	for _, id := range ids {
		cfg := chain.Config{URL: urls[id][0], Others: urls[id][1:], ChainID: id}
		if prove != nil {
			cfg.Prove = prove(id)
		}
		other, err := chain.Dial(ctx, cfg)
		if err != nil {
			done()
			return nil, nil, fmt.Errorf("--other-rpc, chain %d: %w", id, err)
		}
		others = append(others, outside.Other{Chain: other, MinConfirmations: minConfirmations})
	}
	return others, done, nil
}
