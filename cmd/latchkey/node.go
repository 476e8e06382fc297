package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/node"
)

// ethereumFinality is how many blocks Ethereum takes to finalize one, at most, while all
// is well: three epochs.
const ethereumFinality = 96

// nodeConfig configures `latchkey node run`.
type nodeConfig struct {
	Network          config.Network // of it: rpc, chain-id, final, committees, wallet (the operator's), passphrase-file
	Dir              string         // the node's state; whoever loses it loses the key shares
	Guard            guardConfig    // what the secrets in Dir are encrypted under; whoever loses that has lost them too
	Serve            serveConfig    // where and how it answers
	AnswerOnly       bool           // a replica of a node that acts: it reads Dir, and sends nothing to the chain
	MaxLag           time.Duration  // how old the endpoint's newest block may be
	Join             []string       // numbers of the committees that the operator agreed to be a member of
	JoinFrom         []string       // accounts whose committees, all of them, the operator agrees to
	RefreshEvery     time.Duration  // the age at which shares are made anew, if enough operators have it so; 0: never
	MinConfirmations uint64         // the least depth at which policies are evaluated, in blocks
	OtherRPC         []string       // endpoints of the other chains that policies may read; at the same least depth
	WebHosts         []string       // hosts of the web that policies may read over https; their addresses must be public
	WebPrivateHosts  []string       // hosts that policies may read at any address, over http too
	OceanUnbound     bool           // take signatures of Ocean's clients that name no asset (ocean.js 6): see spec/ocean.md before
	FinalityDelay    uint64         // blocks until a block is final; phases must be twice as long. Default: what --final says, 96 for a tag, as on Ethereum
}

func nodeCommand() *cobra.Command {
	var cfg nodeConfig
	run := &cobra.Command{
		Use:   "run",
		Short: "run a member of committees beside an Ethereum endpoint",
		Long: `Run a member of committees: it holds key shares, evaluates policies by itself and
answers POST /v1/shares. It joins the committees that --join and --join-from name,
and no others.

Key shares are kept in --dir, encrypted under a passphrase or by a key service. Back the
folder up, and the passphrase elsewhere: without both, the shares are lost, and the other
members have to reshare without this node.

Replicas, which have --answer-only, the same settings and the same folder (or a copy of
it that is kept up to date), answer as the node does, behind one address. One process
alone must be without --answer-only.

It ends with SIGTERM or Ctrl-C, once the requests that are under way are answered.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("finality-delay") {
				cfg.FinalityDelay = finalityDelay(cfg.Network.Final)
			}
			if err := cfg.Serve.check("node run"); err != nil {
				return err
			}
			return runNode(cmd.Context(), &cfg, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := run.Flags()
	cfg.Network.Flags(f)
	f.StringVar(&cfg.Dir, "dir", "", "folder of the node's state: back it up")
	cfg.Guard.flags(f)
	cfg.Serve.flags(f)
	f.BoolVar(&cfg.AnswerOnly, "answer-only", false, "be a replica: answer with the key shares in --dir, and do nothing else")
	f.DurationVar(&cfg.MaxLag, "max-lag", 5*time.Minute, "how old the endpoint's newest block may be before /readyz says no")
	f.StringSliceVar(&cfg.Join, "join", nil, "committees to join, by number")
	f.StringSliceVar(&cfg.JoinFrom, "join-from", nil, "accounts whose committees to join")
	f.DurationVar(&cfg.RefreshEvery, "refresh-every", 0, "the age at which shares are made anew for the same members, if enough operators have it so; 0: never")
	f.Uint64Var(&cfg.MinConfirmations, "min-confirmations", 0, "least depth at which policies are evaluated, in blocks")
	f.StringSliceVar(&cfg.OtherRPC, "other-rpc", nil, "`URLs` of endpoints of other chains that policies may read, for chain(id)")
	f.StringSliceVar(&cfg.WebHosts, "web-host", nil, "`hosts` that policies may read over https: anybody can have this node ask them")
	f.StringSliceVar(&cfg.WebPrivateHosts, "web-private-host", nil, "`hosts` that policies may read also at addresses of private networks, and over http")
	f.BoolVar(&cfg.OceanUnbound, "ocean-unbound", false, "take signatures of Ocean's clients that name no asset (ocean.js 6): whoever gets one can use it for all that the account ordered")
	f.Uint64Var(&cfg.FinalityDelay, "finality-delay", 0, "`blocks` until a block is final (default: --final if it is a depth, else 96)")
	cmd := &cobra.Command{
		Use:   "node",
		Short: "set up, run and look after a member of committees",
		Args:  noVerb,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	cmd.AddCommand(nodeInitCommand(), nodeRegisterCommand(), run, nodeRekeyCommand(), nodeEraseCommand(), nodeStatusCommand(), nodeCollectCommand(), nodeFeesCommand(), nodeUnbondCommand(), nodeWithdrawCommand())
	return cmd
}

// finalityDelay is how many blocks it takes until a block is final by a rule of the configuration.
func finalityDelay(final string) uint64 {
	if depth, err := strconv.ParseUint(final, 10, 64); err == nil {
		return depth
	}
	return ethereumFinality
}

// accepts returns the rule of --join and --join-from.
func (c *nodeConfig) accepts() (func(uint256.Int, common.Address) bool, error) {
	var creators []common.Address
	for _, text := range c.JoinFrom {
		creator, err := config.ParseAddress(text)
		if err != nil {
			return nil, wrongUsage("node run", "--join-from: %v", err)
		}
		creators = append(creators, creator)
	}
	var numbers []uint64
	for _, text := range c.Join {
		number, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return nil, wrongUsage("node run", "--join %q is not a committee's number", text)
		}
		numbers = append(numbers, number)
	}
	return func(committee uint256.Int, creator common.Address) bool {
		return slices.Contains(creators, creator) || committee.IsUint64() && slices.Contains(numbers, committee.Uint64())
	}, nil
}

func runNode(ctx context.Context, cfg *nodeConfig, stdout, stderr io.Writer) error {
	log, err := cfg.Serve.logger(stderr)
	if err != nil {
		return err
	}
	switch {
	case cfg.Dir == "":
		return wrongUsage("node run", "--dir is missing: the folder of the node's state")
	case cfg.MaxLag <= 0:
		return wrongUsage("node run", "--max-lag %s is not above 0", cfg.MaxLag)
	case cfg.AnswerOnly && len(cfg.Serve.TLS.Domains) > 0:
		return wrongUsage("node run", "--answer-only writes no certificates, as --acme-domain would: give --tls-cert and --tls-key, or let what stands in front of the replicas speak TLS")
	}
	cfg.Serve.TLS.storage = acmeStorage(cfg.Dir)
	accept, err := cfg.accepts()
	if err != nil {
		return err
	}
	if cfg.Network.Committees == (common.Address{}) {
		return &config.MissingError{Flag: "committees", What: "the Committees contract"}
	}
	if err := cfg.Network.NeedKey("node run"); err != nil {
		return err
	}
	noCoreDumps()
	client, err := cfg.Network.Dial(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	var others []node.Other
	for i, url := range cfg.OtherRPC {
		other, err := chain.Dial(ctx, chain.Config{URL: url})
		if err != nil {
			return fmt.Errorf("--other-rpc, number %d: %w", i+1, err)
		}
		defer other.Close()
		others = append(others, node.Other{Chain: other, MinConfirmations: cfg.MinConfirmations})
	}
	operator, err := cfg.Network.OpenWallet(ctx, config.AskTerminal)
	if err != nil {
		return err
	}
	defer operator.Close()
	_, err = node.Guarded(cfg.Dir)
	guard, done, err := cfg.Guard.open(ctx, "node run", errors.Is(err, fs.ErrNotExist))
	if err != nil {
		return err
	}
	registry := newRegistry()
	n, err := node.New(node.Config{Chain: client, Committees: cfg.Network.Committees, Operator: operator, Dir: cfg.Dir, Guard: guard, Accept: accept,
		RefreshEvery: cfg.RefreshEvery, MinConfirmations: cfg.MinConfirmations, FinalityDelay: cfg.FinalityDelay, AnswerOnly: cfg.AnswerOnly, OceanUnbound: cfg.OceanUnbound,
		Others: others, Web: node.Web{Hosts: cfg.WebHosts, PrivateHosts: cfg.WebPrivateHosts}, MaxLag: cfg.MaxLag, Metrics: registry, Log: log})
	done()
	if err != nil {
		return err
	}
	return serve(ctx, &cfg.Serve, n, registry, log, stdout)
}
