package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/quorum"
)

// nodeStatusConfig configures node status.
type nodeStatusConfig struct {
	// Account of an operator; empty is the wallet's.
	Account string
	// URL of its node, and Listen, which is asked first; what is registered comes last.
	URL    string
	Listen string
	JSON   bool

	Network config.Network
}

func nodeStatusCommand() *cobra.Command {
	var cfg nodeStatusConfig
	c := &cobra.Command{
		Use:   "status",
		Short: "show an operator's stake, committees, and what is expected of it next",
		Long: `Show what the chain says of an operator at its last block: its entry, its stake, and each committee
that concerns it; and, if its node answers, what that one serves. Nothing is signed, and no passphrase is needed.`,
		Example: "  latchkey node status --config node/config.toml\n  latchkey node status --account 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --json",
		Args:    exactly(0, "none"),
		RunE:    func(c *cobra.Command, _ []string) error { return nodeStatus(c.Context(), &cfg) },
	}
	f := c.Flags()
	f.StringVar(&cfg.Account, "account", "", "operator's `account` (default: the wallet's)")
	f.StringVar(&cfg.URL, "url", "", "`URL` where its node answers, if --listen does not (default: what is registered)")
	f.StringVar(&cfg.Listen, "listen", "", "`address` where its node answers on this machine")
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

// statusJSON is an operator's status as --json prints it.
type statusJSON struct {
	operatorJSON
	Balance    string           `json:"balance"` // of the account, wei
	Owed       string           `json:"owed"`    // what its answers on the chain earned and it can collect, wei
	Block      uint64           `json:"block"`   // as of which this is
	Node       nodeStateJSON    `json:"node"`
	Committees []statusItemJSON `json:"committees"` // that concern the account
	Ignored    []uint64         `json:"ignored"`    // that named it, where nothing is expected of it now
}

// nodeStateJSON is what the node itself says.
type nodeStateJSON struct {
	URL     string `json:"url"`
	Answers bool   `json:"answers"`
	Ready   bool   `json:"ready"`             // it follows the chain
	Problem string `json:"problem,omitempty"` // for people
}

// statusItemJSON is a committee, seen from an account.
type statusItemJSON struct {
	Committee uint64       `json:"committee"`
	Epoch     uint64       `json:"epoch"` // the active one, 0 before the first
	Index     uint32       `json:"index"` // of the account in it, 0 if it is no member
	T         uint32       `json:"t"`
	N         int          `json:"n"`
	Confirmed bool         `json:"confirmed"`        // the account confirmed that epoch: it has a share
	ShareAge  uint64       `json:"shareAge"`         // seconds since the epoch is active
	Serves    *bool        `json:"serves,omitempty"` // whether the node answers in it; missing if the node is silent
	Grace     uint64       `json:"grace"`            // seconds for which shares of ended epochs are kept
	OldShares []uint64     `json:"oldShares"`        // ended epochs in which the node still answers
	Attempt   *attemptJSON `json:"attempt"`          // the one that runs, or failed
	Spoken    bool         `json:"spoken"`           // in the phase of that attempt
	Next      string       `json:"next"`             // what is expected, for people
}

// oldEpochs is how many ended epochs a node is asked about: shares are erased after a grace period,
// so only the last can be there.
const oldEpochs = 3

func nodeStatus(ctx context.Context, cfg *nodeStatusConfig) error {
	var account common.Address
	var err error
	if cfg.Account != "" {
		if account, err = config.ParseAddress(cfg.Account); err != nil {
			return wrongUsage("node status", "--account: %w", err)
		}
	} else {
		var named bool
		if account, named, err = cfg.Network.Account(); err != nil {
			return err
		}
		if !named { // only the key tells
			w, err := cfg.Network.OpenWallet(ctx, nil)
			if err != nil {
				return err
			}
			account = w.Address()
			w.Close()
		}
	}
	c, k, err := connectCommittees(ctx, &cfg.Network, "reading", false)
	if err != nil {
		return err
	}
	defer c.close()
	v, err := c.chain.At(ctx, 0)
	if err != nil {
		return err
	}
	o, err := k.Operator(ctx, v, account)
	if err != nil {
		return err
	}
	locked, err := k.LockedUntil(ctx, v, account)
	if err != nil {
		return err
	}
	balance, err := v.Balance(ctx, account)
	if err != nil {
		return err
	}
	owed, err := k.Owed(ctx, v, account)
	if err != nil {
		return err
	}
	out := statusJSON{operatorJSON: jsonOperator(account.Hex(), o, locked), Balance: balance.String(), Owed: owed.String(), Block: v.Block().Number, Committees: []statusItemJSON{}, Ignored: []uint64{}}
	out.Node = cfg.askNode(ctx, account, o)
	numbers, err := k.CommitteesOf(ctx, v, account)
	if err != nil {
		return err
	}
	var boards []*board
	var rounds []*round
	for _, number := range numbers {
		b, err := readBoard(ctx, k, v, number, false)
		if err != nil {
			return err
		}
		item, r, err := status(ctx, b, account, &out.Node)
		if err != nil {
			return err
		}
		if item == nil {
			out.Ignored = append(out.Ignored, number)
			continue
		}
		out.Committees = append(out.Committees, *item)
		boards, rounds = append(boards, b), append(rounds, r)
	}
	if cfg.JSON {
		return printJSON(out)
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%-12s %s, block %d of chain %d\n%s", "operator", account, v.Block().Number, v.ChainID(), operatorRows(o, locked))
	funds := ether(chain.Operator{Stake: balance})
	if balance.Sign() == 0 {
		funds += ": the node cannot pay for its messages. Send it some of the chain's coin"
	}
	fmt.Fprintf(&text, "%-12s %s\n", "balance", funds)
	if owed.Sign() > 0 {
		fmt.Fprintf(&text, "%-12s %s ETH for answers on the chain: \"latchkey node collect\" pays it\n", "earned", market.Ether(owed))
	}
	fmt.Fprintf(&text, "%-12s %s\n", "node", oneLine(nodeText(&out.Node)))
	for i := range out.Committees {
		showStatus(&text, boards[i], rounds[i], &out.Committees[i])
	}
	if len(out.Committees) == 0 {
		fmt.Fprintf(&text, "%-12s none yet\n", "committees")
	}
	if len(out.Ignored) > 0 {
		fmt.Fprintf(&text, "%-12s %d others named this account, and nothing is expected of it there: %s\n", "", len(out.Ignored), strings.Trim(fmt.Sprint(out.Ignored), "[]"))
	}
	return print(text.String())
}

// askNode asks the operator's node how it is: at --listen, at --url, and where it is registered. The
// first that is this operator's node counts.
func (cfg *nodeStatusConfig) askNode(ctx context.Context, account common.Address, o chain.Operator) nodeStateJSON {
	var places []string
	if host, port, err := net.SplitHostPort(cfg.Listen); err == nil {
		if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
			host = "127.0.0.1"
		}
		places = append(places, "http://"+net.JoinHostPort(host, port))
	}
	for _, at := range []string{cfg.URL, o.URL} {
		if at != "" && !slices.Contains(places, at) {
			places = append(places, at)
		}
	}
	first := nodeStateJSON{Problem: "where it answers is not known: say --url"}
	for i, at := range places {
		state := cfg.askNodeAt(ctx, account, at)
		if state.Answers {
			return state
		}
		if i == 0 {
			first = state
		}
	}
	return first
}

// askNodeAt asks the node at one URL.
func (cfg *nodeStatusConfig) askNodeAt(ctx context.Context, account common.Address, url string) nodeStateJSON {
	at := nodeStateJSON{URL: url}
	var info quorum.Info
	status, err := nodeGet(ctx, url, "v1/info", &info)
	switch {
	case err != nil && status == 0:
		at.Problem = "it does not answer: is it running?"
	case err != nil || status != http.StatusOK:
		at.Problem = fmt.Sprintf("what answers there, with HTTP status %d, is no node", status)
	case !strings.EqualFold(info.Operator, account.Hex()):
		at.Problem = fmt.Sprintf("it is the node of another operator, %s", info.Operator)
	case !strings.EqualFold(info.Committees, cfg.Network.Committees.Hex()):
		at.Problem = fmt.Sprintf("it serves another contract, %s", info.Committees)
	default:
		at.Answers = true
		ready, err := nodeGet(ctx, url, "readyz", nil)
		if at.Ready = err == nil && ready == http.StatusOK; !at.Ready {
			at.Problem = "it does not follow the chain: see its log, and whether its endpoint runs"
		}
	}
	return at
}

func nodeText(n *nodeStateJSON) string {
	if n.Problem == "" {
		return n.URL + ", follows the chain"
	}
	return strings.TrimPrefix(n.URL+": "+n.Problem, ": ")
}

// status looks at a committee as an account does; nil if the account has nothing to do with it.
// The round is that of an attempt that runs or failed.
func status(ctx context.Context, b *board, account common.Address, n *nodeStateJSON) (*statusItemJSON, *round, error) {
	item := &statusItemJSON{Committee: b.number, T: b.t(), N: len(b.members()), Grace: b.settings.Grace, OldShares: []uint64{}}
	concerned := false
	if b.active != nil {
		item.Epoch, item.Index, item.ShareAge = b.active.Epoch, b.active.Index(account), since(b.active.ActivatedAt)
		if item.Index > 0 {
			concerned, item.Confirmed = true, b.active.Confirmed[item.Index-1]
		}
	}
	if n.Answers && b.active != nil {
		if item.Index > 0 {
			yes := serves(ctx, n.URL, b.number, item.Epoch)
			item.Serves = &yes
		}
		for e := item.Epoch - 1; e > 0 && e+oldEpochs >= item.Epoch; e-- {
			if serves(ctx, n.URL, b.number, e) {
				item.OldShares = append(item.OldShares, e)
			}
		}
		concerned = concerned || len(item.OldShares) > 0
	}
	var r *round
	if b.runs() || b.failed() {
		var err error
		if r, err = b.round(ctx); err != nil {
			return nil, nil, err
		}
		if slices.Contains(r.Members, account) && b.runs() || r.said[chain.Join][account] {
			concerned = true
		}
	}
	if b.before != nil && b.before.Index(account) > 0 {
		concerned = true // it may have to deal once more
	}
	if !concerned {
		return nil, nil, nil
	}
	approvals, err := b.approvals(ctx)
	if err != nil {
		return nil, nil, err
	}
	agreed := false
	if r != nil && b.runs() && slices.Contains(r.dealers, account) {
		if agreed, err = b.agreed(ctx, account); err != nil {
			return nil, nil, err
		}
	}
	item.Next = expected(b, r, approvals, account, item, agreed)
	if r != nil {
		shown, err := jsonCommittee(b, r, nil, nil, nil)
		if err != nil {
			return nil, nil, err
		}
		item.Attempt = shown.Attempt
		item.Spoken = b.runs() && r.said[r.Phase(b.block)][account]
	}
	return item, r, nil
}

// agreed reports whether an account approved the attempt that runs. In the first epoch there is
// nothing to approve.
func (b *board) agreed(ctx context.Context, account common.Address) (bool, error) {
	a := b.attempt
	if a.From == 0 {
		return true, nil
	}
	wanted, err := chain.Proposal{Epoch: a.Epoch, From: a.From, Members: a.Members, T: a.T}.Hash(b.number)
	if err != nil {
		return false, err
	}
	got, err := b.contract.ApprovalOf(ctx, b.view, b.number, a.Epoch, account)
	return got == wanted, err
}

// expected says in words what an account has to do next in a committee. agreed says whether it
// approved the attempt that runs.
func expected(b *board, r *round, approvals []approval, account common.Address, item *statusItemJSON, agreed bool) string {
	block := b.block
	if b.runs() {
		phase := r.Phase(block)
		end := r.Ends[phase]
		switch {
		case !slices.Contains(r.Members, account) && !slices.Contains(r.dealers, account):
		case phase == chain.Complain && r.said[chain.Join][account]:
			return fmt.Sprintf("nothing, unless a dealer cheated: then the node complains by itself before block %d", end)
		case r.said[phase][account]:
			return fmt.Sprintf("nothing: it has spoken; the others have until block %d", end)
		case phase == chain.Join && slices.Contains(r.Members, account):
			return fmt.Sprintf("join before block %d: the node does it by itself if its join or join_from names this committee", end)
		case phase == chain.Commit && slices.Contains(r.due(phase), account) && !agreed:
			return fmt.Sprintf("nothing: the node deals only in a start that its operator approved. Who wants it to approves before block %d: see \"latchkey committee show %d\"", end, b.number)
		case slices.Contains(r.due(phase), account):
			return fmt.Sprintf("%s before block %d: the node does it by itself", map[chain.Phase]string{chain.Commit: "commit", chain.Deal: "deal", chain.Confirm: "confirm"}[phase], end)
		case slices.Contains(r.Members, account) && !r.said[chain.Join][account] && phase > chain.Join:
			return "nothing: it did not join this attempt in time"
		default:
			return fmt.Sprintf("nothing in the %s phase, which ends with block %d", phase, end)
		}
	}
	if b.active != nil && item.Index > 0 && !item.Confirmed {
		return "it has not confirmed this epoch: if the node has its share, it does so by itself; if not, a refresh gives it one"
	}
	if item.Serves != nil && !*item.Serves {
		return "the node does not answer in this epoch: see its log, and whether its folder was replaced"
	}
	for _, a := range approvals {
		dealers := b.from(a.From)
		if len(a.Members) == 0 || slices.Contains(a.by, account) || dealers == nil || dealers.Index(account) == 0 {
			continue
		}
		return fmt.Sprintf("approve or ignore the start of epoch %d, which has %d of %d approvals: see \"latchkey committee show %d\"", b.next(), len(a.by), a.needed, b.number)
	}
	if r != nil && b.active == nil {
		return "nothing: the attempt failed, and the committee's maker has to begin another"
	}
	return "nothing"
}

// showStatus writes a committee for people.
func showStatus(out *strings.Builder, b *board, r *round, item *statusItemJSON) {
	row := func(what, format string, args ...any) {
		fmt.Fprintf(out, "%-12s %s\n", what, oneLine(fmt.Sprintf(format, args...)))
	}
	head := fmt.Sprintf("committee %d", b.number)
	switch {
	case b.active == nil:
		row(head, "no key yet")
	case item.Index == 0:
		row(head, "epoch %d, %d of %d; the account is not a member", item.Epoch, item.T, item.N)
	default:
		state := "confirmed"
		if !item.Confirmed {
			state = "not confirmed"
		}
		if item.Serves != nil {
			state += map[bool]string{true: ", serves", false: ", does not serve"}[*item.Serves]
		}
		row(head, "epoch %d, member %d, %d of %d, %s; the share is %s old", item.Epoch, item.Index, item.T, item.N, state, ago(item.ShareAge))
	}
	for _, e := range item.OldShares {
		row("", "still answers in epoch %d; ended shares are kept for %s at least", e, lasting(item.Grace))
	}
	if r != nil {
		row("  attempt", "%s", attemptText(b, r))
		if !b.runs() {
			row("", "%s", r.failure())
		}
	}
	row("  next", "%s", item.Next)
}
