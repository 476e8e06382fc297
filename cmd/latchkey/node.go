package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/database"
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
	Outside          outsideConfig  // what policies may read besides; other chains at the same least depth
	Grants           grantsConfig   // what it keeps of grants; nothing, unless told otherwise
	Prove            bool           // plain facts need a proof against the block's state
	ProveStrict      bool           // and what cannot be proved is not believed
	ProveTokens      []string       // tokens whose balances are proved: [CHAIN:]ADDRESS=SLOT
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
		Args: exactly(0, "none"),
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
	timeVar(f, &cfg.MaxLag, "max-lag", 5*time.Minute, "how old the endpoint's newest block may be before /readyz says no")
	f.StringSliceVar(&cfg.Join, "join", nil, "committees to join, by number")
	f.StringSliceVar(&cfg.JoinFrom, "join-from", nil, "accounts whose committees to join")
	timeVar(f, &cfg.RefreshEvery, "refresh-every", 0, "the age at which shares are made anew for the same members, if enough operators have it so; 0: never")
	f.Uint64Var(&cfg.MinConfirmations, "min-confirmations", 0, "least depth at which policies are evaluated, in blocks")
	cfg.Grants.flags(f)
	cfg.Outside.flags(f, "this node")
	f.BoolVar(&cfg.Prove, "prove", false, "believe sales, session nonces, balances and code only with a proof against the state in the block's header")
	f.BoolVar(&cfg.ProveStrict, "prove-strict", false, "believe nothing of policies that cannot be proved: no other call, no event; with --prove")
	f.StringSliceVar(&cfg.ProveTokens, "prove-token", nil, "`tokens` whose balances must be proved: ADDRESS=SLOT of the mapping of balances, on another chain CHAIN:ADDRESS=SLOT")
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

// grantsConfig says whether a node keeps grants (spec/grant.md), of whom, where, and how many.
type grantsConfig struct {
	On       bool     // keep them: anybody can store some, within the limits
	Database string   // a postgres:// URL, which replicas share, or a SQLite file of this node alone; empty: grants.db in Dir
	Owners   []string // the accounts whose grants are kept; none: everybody's
	Most     int64    // of all; 0: 2,000,000
	PerOwner int64    // 0: 10,000
	Bytes    int64    // of all, with what the database takes for them; 0: 4 GiB
}

func (c *grantsConfig) flags(f *pflag.FlagSet) {
	f.BoolVar(&c.On, "grants", false, "keep grants of owners and re-encrypt for their readers")
	f.StringVar(&c.Database, "grants-database", "", "where: a postgres:// `URL`, which replicas share, or a SQLite file (default: grants.db in --dir)")
	f.StringSliceVar(&c.Owners, "grants-owner", nil, "keep grants of these `accounts` alone")
	f.Int64Var(&c.Most, "grants-limit", 0, "how many grants may be kept (default 2,000,000)")
	f.Int64Var(&c.PerOwner, "grants-per-owner", 0, "how many of one owner (default 10,000)")
	f.Int64Var(&c.Bytes, "grants-bytes", 0, "how many `bytes` they may take (default 4 GiB)")
}

func (c *grantsConfig) grants(answerOnly bool) (node.Grants, error) {
	g := node.Grants{On: c.On, Database: c.Database, Most: c.Most, PerOwner: c.PerOwner, Bytes: c.Bytes}
	if min(c.Most, c.PerOwner, c.Bytes) < 0 {
		return g, wrongUsage("node run", "a limit of grants is below 0")
	}
	if c.On && answerOnly && !database.IsURL(c.Database) {
		return g, wrongUsage("node run", "a replica keeps no grants of its own: give it and the node the same postgres:// URL as --grants-database, or leave --grants away")
	}
	for _, text := range c.Owners {
		owner, err := config.ParseAddress(text)
		if err != nil {
			return g, wrongUsage("node run", "--grants-owner: %v", err)
		}
		g.Owners = append(g.Owners, owner)
	}
	return g, nil
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

// proofs returns what is proved of each chain; 0 is the committees' own.
func (c *nodeConfig) proofs() (func(chainID uint64) *chain.Prove, error) {
	const verb = "node run"
	if !c.Prove && (c.ProveStrict || len(c.ProveTokens) > 0) {
		return nil, wrongUsage(verb, "--prove-strict and --prove-token are of use with --prove")
	}
	tokens := make(map[uint64]map[common.Address]uint64)
	for _, text := range c.ProveTokens {
		what, place, _ := strings.Cut(text, "=")
		id := uint64(0)
		if of, address, other := strings.Cut(what, ":"); other {
			var err error
			if id, err = strconv.ParseUint(of, 10, 64); err != nil || id == 0 {
				return nil, wrongUsage(verb, "--prove-token %q: %q is not a chain's number", text, of)
			}
			if what = address; id == c.Network.ChainID {
				id = 0
			}
		}
		token, err := config.ParseAddress(what)
		if err != nil {
			return nil, wrongUsage(verb, "--prove-token %q: %v", text, err)
		}
		slot, err := strconv.ParseUint(place, 10, 64)
		if err != nil {
			return nil, wrongUsage(verb, "--prove-token %q: want ADDRESS=SLOT, the slot of the token's balances as its compiler tells it", text)
		}
		if tokens[id] == nil {
			tokens[id] = make(map[common.Address]uint64)
		}
		tokens[id][token] = slot
	}
	return func(chainID uint64) *chain.Prove {
		if !c.Prove {
			return nil
		}
		return &chain.Prove{Strict: c.ProveStrict, Tokens: tokens[chainID]}
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
	grants, err := cfg.Grants.grants(cfg.AnswerOnly)
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
	prove, err := cfg.proofs()
	if err != nil {
		return err
	}
	cfg.Network.Prove = prove(0)
	client, err := cfg.Network.Dial(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	others, hangUp, err := cfg.Outside.dial(ctx, cfg.MinConfirmations, prove)
	if err != nil {
		return err
	}
	defer hangUp()
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
		Others: others, Web: cfg.Outside.web(), MaxLag: cfg.MaxLag, Grants: grants, Metrics: registry, Log: log})
	done()
	if err != nil {
		return err
	}
	return serve(ctx, &cfg.Serve, n, registry, log, stdout)
}
