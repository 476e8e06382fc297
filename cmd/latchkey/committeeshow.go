package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/sealed"
)

// committeeShowConfig configures committee show.
type committeeShowConfig struct {
	// Probe asks each member whether it answers.
	Probe bool
	// Confirmations of the recipient that is shown.
	Confirmations uint64
	JSON          bool

	Network config.Network
}

func committeeShowCommand() *cobra.Command {
	var cfg committeeShowConfig
	c := &cobra.Command{
		Use:   "show [N]",
		Short: "show a committee: members, key, attempt, approvals, how long it lasts",
		Long: `Show what the chain says of a committee at its last block, and the recipient to seal to, which
the members tell and the chain proves. "lasts until" is the first date at which fewer than the
threshold of those members that have a share promise to serve: it has to change its members before.`,
		Example: "  latchkey committee show 1\n  latchkey committee show 1 --probe --json",
		Args:    atMost(1),
		RunE:    func(c *cobra.Command, args []string) error { return committeeShow(c.Context(), &cfg, args) },
	}
	f := c.Flags()
	f.BoolVar(&cfg.Probe, "probe", false, "ask each member whether it answers")
	f.Uint64Var(&cfg.Confirmations, "confirmations", defaultConfirmations, confirmationsUsage)
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

// committeeJSON is a committee as --json prints it. Times are RFC 3339, or "ever"; stake is wei, in decimal;
// blocks are numbers; accounts in lists are in the order of their indices.
type committeeJSON struct {
	Committee     uint64         `json:"committee"`
	Creator       string         `json:"creator"`
	Draw          *madeByJSON    `json:"draw,omitempty"` // that made it, if the creator is the configured Draws contract
	MinThreshold  uint32         `json:"minThreshold"`
	Phases        [5]uint32      `json:"phases"` // blocks of join, commit, deal, complain, confirm
	Grace         uint64         `json:"grace"`  // seconds
	Block         uint64         `json:"block"`  // as of which this is
	Epoch         *epochJSON     `json:"epoch"`  // the active one; null before the first
	PromisedUntil string         `json:"promisedUntil,omitempty"`
	Key           string         `json:"key,omitempty"`       // X, 33 bytes; missing if no member answers
	Recipient     string         `json:"recipient,omitempty"` // likewise
	Attempt       *attemptJSON   `json:"attempt"`             // the one that runs, or failed; null if there is none
	Approvals     []approvalJSON `json:"approvals"`           // of the next start
}

type madeByJSON struct {
	Draw  uint64 `json:"draw"`
	By    string `json:"by"`    // who asked for it
	Draws int    `json:"draws"` // how many draws that account asked for so far
}

type epochJSON struct {
	Epoch       uint64       `json:"epoch"`
	From        uint64       `json:"from"` // the epoch that it was dealt from, 0 for epoch 1
	T           uint32       `json:"t"`
	N           int          `json:"n"`
	ActivatedAt string       `json:"activatedAt"`
	Age         uint64       `json:"age"` // of the shares, in seconds
	Hash        string       `json:"hash"`
	Members     []memberJSON `json:"members"`
}

type memberJSON struct {
	Index       int    `json:"index"`
	Account     string `json:"account"`
	URL         string `json:"url"`
	Confirmed   bool   `json:"confirmed"` // whether it has a share
	ServesUntil string `json:"servesUntil"`
	Stake       string `json:"stake"`
	Answers     *bool  `json:"answers,omitempty"` // with --probe
}

type attemptJSON struct {
	Epoch   uint64              `json:"epoch"`
	Attempt uint64              `json:"attempt"`
	From    uint64              `json:"from"`
	T       uint32              `json:"t"`
	Running bool                `json:"running"`         // else it failed
	Phase   string              `json:"phase,omitempty"` // while it runs: the one of the next block
	Ends    [5]uint64           `json:"ends"`            // last block of each phase, as things stand
	Members []string            `json:"members"`
	Spoken  map[string][]string `json:"spoken"`            // by phase
	Missing []string            `json:"missing"`           // in this phase
	Failure string              `json:"failure,omitempty"` // why it failed, for people
}

type approvalJSON struct {
	Hash    string   `json:"hash"`
	Epoch   uint64   `json:"epoch"`
	From    uint64   `json:"from,omitempty"`
	T       uint32   `json:"t,omitempty"`
	Members []string `json:"members"` // empty if only the hash is known
	By      []string `json:"by"`
	Needed  int      `json:"needed,omitempty"`
}

func committeeShow(ctx context.Context, cfg *committeeShowConfig, args []string) error {
	number, err := committeeNumber("committee show", args, &cfg.Network)
	if err != nil {
		return err
	}
	if err := checkConfirmations("committee show", cfg.Confirmations); err != nil {
		return err
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
	b, err := readBoard(ctx, k, v, number, true)
	if err != nil {
		return err
	}
	var r *round
	if b.runs() || b.failed() {
		if r, err = b.round(ctx); err != nil {
			return err
		}
	}
	approvals, err := b.approvals(ctx)
	if err != nil {
		return err
	}
	var recipient *sealed.Recipient
	var answers map[common.Address]bool
	if b.active != nil {
		c.progress.show("asking the members")
		ctx, cancel := context.WithTimeout(ctx, 2*probeTimeout)
		defer cancel()
		recipient, err = c.Recipient(ctx, cfg.Network.Committees, number, cfg.Confirmations)
		if err != nil && ctx.Err() == nil && !cfg.JSON {
			note("The key is not known: %v", err)
		}
		if cfg.Probe {
			answers = b.probe(ctx)
		}
		c.progress.end()
	}
	shown, err := jsonCommittee(b, r, approvals, recipient, answers)
	if err != nil {
		return err
	}
	if n := &cfg.Network; n.Draws != (common.Address{}) && b.settings.Creator == n.Draws {
		id, draw, draws, err := c.chain.Draws(n.Draws).MadeBy(ctx, v, number)
		if err != nil {
			return err
		}
		shown.Draw = &madeByJSON{id, draw.By.Hex(), draws}
	}
	if cfg.JSON {
		return printJSON(shown)
	}
	return print(showBoard(b, r, shown))
}

func jsonCommittee(b *board, r *round, approvals []approval, recipient *sealed.Recipient, answers map[common.Address]bool) (*committeeJSON, error) {
	out := &committeeJSON{Committee: b.number, Creator: b.settings.Creator.Hex(), MinThreshold: b.settings.MinThreshold, Phases: b.settings.Lengths,
		Grace: b.settings.Grace, Block: b.block, Approvals: []approvalJSON{}}
	if e := b.active; e != nil {
		out.Epoch = &epochJSON{Epoch: e.Epoch, From: e.From, T: e.T, N: len(e.Members), ActivatedAt: day(e.ActivatedAt), Age: since(e.ActivatedAt), Hash: hexutil.Encode(e.Hash[:])}
		for i, m := range e.Members {
			o := b.operators[m]
			member := memberJSON{Index: i + 1, Account: m.Hex(), URL: o.URL, Confirmed: e.Confirmed[i], ServesUntil: day(o.ServesUntil), Stake: o.Stake.String()}
			if answers != nil {
				yes := answers[m]
				member.Answers = &yes
			}
			out.Epoch.Members = append(out.Epoch.Members, member)
		}
		out.PromisedUntil = day(b.promisedUntil())
	}
	if recipient != nil {
		key, err := recipient.Key.Encode()
		if err != nil {
			return nil, err
		}
		out.Key = hexutil.Encode(key)[2:]
		if out.Recipient, err = recipient.Encode(); err != nil {
			return nil, err
		}
	}
	if r != nil {
		a := &attemptJSON{Epoch: r.Epoch, Attempt: r.Attempt.Attempt, From: r.From, T: r.T, Running: b.runs(), Ends: r.Ends, Members: texts(r.Members), Spoken: make(map[string][]string), Missing: []string{}}
		for p := chain.Join; p <= chain.Confirm; p++ {
			spoke := []string{}
			for _, m := range r.due(p) {
				if r.said[p][m] {
					spoke = append(spoke, m.Hex())
				}
			}
			a.Spoken[p.String()] = spoke
		}
		if a.Running {
			phase := r.Phase(b.block)
			a.Phase, a.Missing = phase.String(), texts(r.silent(phase))
		} else {
			a.Failure = r.failure()
		}
		out.Attempt = a
	}
	for _, a := range approvals {
		out.Approvals = append(out.Approvals, approvalJSON{Hash: hexutil.Encode(a.hash[:]), Epoch: b.next(), From: a.From, T: a.T, Members: texts(a.Members), By: texts(a.by), Needed: a.needed})
	}
	return out, nil
}

// promise says in words how long enough members promise to serve.
func promise(b *board, now uint64) string {
	e := b.active
	until := b.promisedUntil()
	count := func(at uint64) (n int) {
		for i, m := range e.Members {
			if e.Confirmed[i] && b.operators[m].ServesUntil > at {
				n++
			}
		}
		return n
	}
	const ever = 253402300800 // the year 10000
	switch left := count(max(until, now)); {
	case until >= ever:
		return "for ever, as its members promise"
	case until > now:
		return fmt.Sprintf("%s: after that, %d of %d members promise to serve, and %d are needed", date(until), left, len(e.Members), e.T)
	default:
		return fmt.Sprintf("it is over: %d of %d members promise to serve now, and %d are needed. Change its members, or ask them to register for longer", left, len(e.Members), e.T)
	}
}

// showBoard writes a committee for people.
func showBoard(b *board, r *round, shown *committeeJSON) string {
	var out strings.Builder
	row := func(what, format string, args ...any) {
		fmt.Fprintf(&out, "%-12s %s\n", what, oneLine(fmt.Sprintf(format, args...)))
	}
	more := func(format string, args ...any) { row("", format, args...) }
	row("committee", "%d of %s on chain %d, block %d", b.number, b.contract.Address, b.view.ChainID(), b.block)
	row("made by", "%s", b.settings.Creator)
	if d := shown.Draw; d != nil {
		more("its members were drawn by lot, in draw %d, which %s asked for, of %d that it has asked for", d.Draw, d.By, d.Draws)
	}
	row("rules", "threshold at least %d; phases %s blocks; ended shares kept for %s", b.settings.MinThreshold, strings.Trim(fmt.Sprint(b.settings.Lengths), "[]"), lasting(b.settings.Grace))
	if e := b.active; e == nil {
		row("epoch", "none yet: the committee has no key")
	} else {
		row("epoch", "%d, %d of %d, since %s (shares are %s old)", e.Epoch, e.T, len(e.Members), day(e.ActivatedAt), ago(since(e.ActivatedAt)))
		if shown.Key != "" {
			row("key", "%s", shown.Key)
			row("recipient", "%s", shown.Recipient)
		} else {
			row("key", "no member tells it just now")
		}
		row("lasts until", "%s", promise(b, uint64(time.Now().Unix())))
		lines := table(func(cells func(...any)) {
			for _, m := range shown.Epoch.Members {
				state := "confirmed"
				if !m.Confirmed {
					state = "not confirmed"
				}
				answers := ""
				if m.Answers != nil {
					answers = map[bool]string{true: "answers", false: "does not answer"}[*m.Answers]
				}
				o := b.operators[common.HexToAddress(m.Account)]
				cells(m.Index, m.Account, state, "until "+date(o.ServesUntil), ether(o), m.URL, answers)
			}
		})
		what := "members"
		for line := range strings.Lines(lines) {
			row(what, "%s", strings.TrimRight(line, "\n"))
			what = ""
		}
	}
	if r != nil {
		row("attempt", "%s", attemptText(b, r))
		if silent := r.silent(r.Phase(b.block)); b.runs() && len(silent) > 0 {
			more("not yet: %s", addresses(silent))
		}
		if !b.runs() {
			more("%s", r.failure())
			if b.active == nil {
				who := "its maker"
				if shown.Draw != nil {
					who = "anybody"
				}
				more(`%s begins another with "latchkey committee reshare %d"`, who, b.number)
			}
		}
	}
	for _, a := range shown.Approvals {
		if len(a.Members) == 0 {
			row("approvals", "%d for epoch %d, of what only the hash is known: %s", len(a.By), a.Epoch, a.Hash)
			continue
		}
		p := chain.Proposal{Epoch: a.Epoch, From: a.From, T: a.T}
		for _, m := range a.Members {
			p.Members = append(p.Members, common.HexToAddress(m))
		}
		row("approvals", "%d of %d for epoch %d: %s", len(a.By), a.Needed, a.Epoch, b.change(p))
		more("by %s", strings.Join(a.By, ", "))
		if b.runs() {
			continue // nothing can be started now, and what runs is most likely just this
		}
		more("latchkey committee %s %d --threshold %d --from %d --members %s", map[bool]string{true: "reshare", false: "approve"}[len(a.By) >= a.Needed], b.number, a.T, a.From, strings.Join(a.Members, ","))
	}
	return out.String()
}

// attemptText says in words where an attempt stands.
func attemptText(b *board, r *round) string {
	text := fmt.Sprintf("%d at epoch %d, %d of %d", r.Attempt.Attempt, r.Epoch, r.T, len(r.Members))
	block := b.block
	if !b.runs() {
		return text + ", failed"
	}
	phase := r.Phase(block)
	text += fmt.Sprintf(": %s until block %d, %d blocks from now", phase, r.Ends[phase], r.Ends[phase]-min(block, r.Ends[phase]))
	if phase == chain.Complain {
		return text + fmt.Sprintf("; %d complained", len(r.said[phase]))
	}
	return text + fmt.Sprintf("; %d of %d have spoken", len(r.due(phase))-len(r.silent(phase)), len(r.due(phase)))
}
