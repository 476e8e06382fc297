package main

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

func evidenceCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "evidence",
		Short: "list and report the wrong shares that nodes signed",
		Args:  noVerb,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(evidenceListCommand(), evidenceReportCommand())
	return c
}

// evidenceConfig configures evidence list and evidence report.
type evidenceConfig struct {
	// Request is, of report alone, the number of a request on the chain whose answer is shown
	// wrong, so that it does not count; 0 takes the node's stake.
	Request uint64
	JSON    bool

	Network config.Network
}

// keptJSON is kept evidence as --json prints it. It is what the file says, unverified.
type keptJSON struct {
	File      string `json:"file"`
	ChainID   string `json:"chainId,omitempty"`
	Contract  string `json:"committees,omitempty"`
	Committee string `json:"committee,omitempty"`
	Epoch     string `json:"epoch,omitempty"`
	Index     int    `json:"index,omitempty"`
	Operator  string `json:"operator,omitempty"`
	URL       string `json:"url,omitempty"`
	Error     string `json:"error,omitempty"` // why the file cannot be used
}

func evidenceListCommand() *cobra.Command {
	var cfg evidenceConfig
	c := &cobra.Command{
		Use:   "list",
		Short: "list the evidence that was kept here",
		Long: `List the wrong shares that nodes signed and this computer noticed, oldest first. Nothing is asked of
the network.`,
		Args: exactly(0, "none"),
		RunE: func(*cobra.Command, []string) error { return listEvidence(&cfg) },
	}
	f := c.Flags()
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

func listEvidence(cfg *evidenceConfig) error {
	paths, err := cfg.Network.KeptEvidence()
	if err != nil {
		return err
	}
	all := make([]keptJSON, len(paths))
	var b strings.Builder
	for i, path := range paths {
		e, err := config.ReadEvidence(path)
		if err != nil {
			all[i] = keptJSON{File: path, Error: err.Error()}
			fmt.Fprintf(&b, "%s\n    %s\n", oneLine(path), oneLine(err.Error()))
			continue
		}
		all[i] = keptJSON{path, e.ChainID, e.Committees, e.Committee, e.Epoch, e.Index, e.Operator, e.URL, ""}
		fmt.Fprintf(&b, "node %d, %s, operator %s\n    epoch %s of committee %s of %s on chain %s\n    %s\n", e.Index,
			oneLine(e.URL), oneLine(e.Operator), oneLine(e.Epoch), oneLine(e.Committee), oneLine(e.Committees), oneLine(e.ChainID), oneLine(path))
	}
	if cfg.JSON {
		return printJSON(struct {
			Evidence []keptJSON `json:"evidence"`
		}{all})
	}
	if len(paths) == 0 {
		return print("no evidence: no node has been caught\n")
	}
	return print(b.String())
}

func evidenceReportCommand() *cobra.Command {
	var cfg evidenceConfig
	c := &cobra.Command{
		Use:   "report [FILE]",
		Short: "take the stake of a node that signed a wrong share",
		Long: `Show a wrong share to the contract: its node loses all that it has at stake, a tenth of it is paid to
the wallet's account, and the rest is burned. Without FILE, all evidence that was kept for this chain
is gone through, and one share of each node that still has something at stake is reported.

With --request, the wrong share is shown to be no answer to a request on the chain: whoever disputes a
purchase with it gets the price back if too few answers are left. That takes no stake; "latchkey dispute"
does it by itself.

What is sent is public for ever: the account that asked, the capsule of the file that was asked for,
and the hash of its policy. The file itself stays closed.`,
		Example: "  latchkey evidence report\n  latchkey evidence report --request 7",
		Args:    atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			if cfg.Request != 0 {
				return refuteAnswers(c.Context(), &cfg, first(args))
			}
			return reportEvidence(c.Context(), &cfg, first(args))
		},
	}
	f := c.Flags()
	f.Uint64Var(&cfg.Request, "request", 0, "`number` of a request on the chain: show that the share is no answer to it, and take no stake")
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

// reportedJSON is a report as --json prints it. Amounts are wei, in decimal.
type reportedJSON struct {
	File        string `json:"file"`
	Operator    string `json:"operator"`
	Amount      string `json:"amount"` // that the operator lost
	Reward      string `json:"reward"` // of it, paid to the reporter; the rest was burned
	Reporter    string `json:"reporter"`
	Transaction string `json:"transaction"`
}

func reportEvidence(ctx context.Context, cfg *evidenceConfig, file string) error {
	n := &cfg.Network
	paths := []string{file}
	if file == "" {
		var err error
		if paths, err = n.KeptEvidence(); err != nil {
			return err
		}
		if len(paths) == 0 {
			return &adviceError{errors.New("there is no evidence: no node has been caught"), "If it is elsewhere, name its file, or its folder with --evidence."}
		}
	}
	if err := n.NeedWallet(); err != nil {
		return err
	}
	c, err := connect(ctx, n, "reporting", false)
	if err != nil {
		return err
	}
	defer c.close()

	reported := []reportedJSON{}
	done := make(map[[2]string]bool) // contracts and operators
	var firstErr, fatal error
	for _, path := range paths {
		e, err := config.ReadEvidence(path)
		if err == nil && done[[2]string{e.Committees, e.Operator}] {
			continue
		}
		var slashed reportedJSON
		if err == nil {
			slashed, err = reportOne(ctx, c, n, path, e)
		}
		if err == nil {
			done[[2]string{e.Committees, e.Operator}] = true
			reported = append(reported, slashed)
			continue
		}
		if file != "" || ctx.Err() != nil || errors.Is(err, chain.ErrUnknown) {
			fatal = err // what was done before it is told all the same
			break
		}
		note("latchkey: %s: %s", path, explain(err).text)
		if firstErr == nil {
			firstErr = err
		}
	}
	c.progress.end()
	if len(reported) == 0 {
		if fatal != nil {
			return fatal
		}
		return &adviceError{fmt.Errorf("nothing was reported: none of %d files of evidence takes a stake", len(paths)), explain(firstErr).advice}
	}
	return errors.Join(printReported(cfg, reported), fatal)
}

// refuteAnswers shows that wrong shares are no answers to a request on the chain: that of a file, or
// all that were kept about it.
func refuteAnswers(ctx context.Context, cfg *evidenceConfig, file string) error {
	n := &cfg.Network
	paths := []string{file}
	if file == "" {
		var err error
		if paths, err = n.KeptEvidence(); err != nil {
			return err
		}
	}
	if n.Committees == (common.Address{}) {
		return &config.MissingError{Flag: "committees", What: "the Committees contract"}
	}
	c, err := connect(ctx, n, "refuting", true)
	if err != nil {
		return err
	}
	defer c.close()
	view, err := c.chain.At(ctx, 0)
	if err != nil {
		return err
	}
	asked, err := c.chain.Committees(n.Committees).RequestOf(ctx, view, cfg.Request)
	if err != nil {
		return err
	}
	refuted := []string{}
	for _, path := range paths {
		e, err := config.ReadEvidence(path)
		if err == nil && file == "" {
			if req, err := quorum.DecodeRequest(e.Request); err != nil || req.Digest() != asked.Digest {
				continue
			}
		}
		if err == nil {
			c.progress.show(waitsForBlock)
			err = c.Refute(ctx, cfg.Request, e, n.Since)
		}
		if err != nil {
			return err
		}
		refuted = append(refuted, e.Operator)
	}
	c.progress.end()
	if len(refuted) == 0 {
		return &adviceError{fmt.Errorf("there is no evidence about request %d", cfg.Request), "If it is elsewhere, name its file, or its folder with --evidence."}
	}
	if cfg.JSON {
		return printJSON(struct {
			Refuted []string `json:"refuted"` // operators
		}{refuted})
	}
	return print(fmt.Sprintf("refuted: what %s answered to request %d does not count\n", strings.Join(refuted, " and "), cfg.Request))
}

func printReported(cfg *evidenceConfig, reported []reportedJSON) error {
	if cfg.JSON {
		return printJSON(struct {
			Reported []reportedJSON `json:"reported"`
		}{reported})
	}
	var b strings.Builder
	for _, r := range reported {
		amount, _ := new(big.Int).SetString(r.Amount, 10)
		reward, _ := new(big.Int).SetString(r.Reward, 10)
		fmt.Fprintf(&b, "%s lost %s ETH: %s ETH paid to %s, %s ETH burned\n", r.Operator, market.Ether(amount),
			market.Ether(reward), r.Reporter, market.Ether(new(big.Int).Sub(amount, reward)))
	}
	return print(b.String())
}

// reportOne reports one piece of evidence. Everything is checked here and asked of the contract
// before the wallet is opened and anything is paid.
func reportOne(ctx context.Context, c *client, n *config.Network, path string, e *quorum.Evidence) (reportedJSON, error) {
	none := reportedJSON{}
	req, err := quorum.DecodeRequest(e.Request)
	if err != nil {
		return none, &adviceError{fmt.Errorf("the evidence does not decode: %w", err), "The file was changed, or another program wrote it."}
	}
	if id := req.Terms.ChainID; !id.IsUint64() || id.Uint64() != c.chain.ChainID() {
		return none, fmt.Errorf("the evidence is of chain %s: %w", id.Dec(), chain.ErrWrongChain)
	}
	if !req.Terms.Committee.IsUint64() {
		return none, fmt.Errorf("the evidence names the committee %s, which no contract has", req.Terms.Committee.Dec())
	}
	view, err := c.chain.At(ctx, 0)
	if err != nil {
		return none, err
	}
	contract := c.chain.Committees(req.Terms.Committees)
	epoch, err := contract.EpochOf(ctx, view, req.Terms.Committee.Uint64(), req.Epoch)
	if err != nil {
		return none, err
	}
	keys := e.Keys
	if keys == nil {
		if keys, err = fetchKeys(ctx, view, contract, req, &epoch); err != nil {
			return none, &adviceError{err, "The evidence carries no keys, and the nodes give those of an epoch only until some time after its end."}
		}
	}
	report, err := e.Report(keys, epoch.Hash)
	if err != nil {
		return none, &adviceError{err, "Nobody can be blamed by it, and nothing was sent."}
	}
	if err := contract.CheckReport(ctx, view, chain.Report(*report)); err != nil {
		return none, err
	}
	if c.wallet == nil {
		c.progress.end()
		if c.wallet, err = n.OpenWallet(ctx, nil); err != nil {
			return none, err
		}
	}
	c.progress.show(waitsForBlock)
	slashed, receipt, err := contract.ReportWrongShare(ctx, c.wallet, chain.Report(*report))
	if err != nil {
		return none, err
	}
	return reportedJSON{path, slashed.Operator.Hex(), slashed.Amount.String(), slashed.Reward.String(), slashed.Reporter.Hex(), receipt.TxHash.Hex()}, nil
}

// fetchKeys asks the members of the request's epoch for their keys.
func fetchKeys(ctx context.Context, view *chain.View, contract *chain.Committees, req *quorum.Request, epoch *chain.Epoch) (*quorum.Keys, error) {
	com := &quorum.Committee{
		Domain: terms.Domain{ChainID: *uint256.NewInt(view.ChainID()), Committees: contract.Address},
		ID:     req.Terms.Committee, Epoch: epoch.Epoch, T: int(epoch.T), Hash: epoch.Hash,
	}
	for _, account := range epoch.Members {
		operator, err := contract.Operator(ctx, view, account)
		if err != nil {
			return nil, err
		}
		com.Members = append(com.Members, quorum.Member{Account: account, URL: operator.URL})
	}
	keys, _, err := quorum.NewClient(nil, 0).FetchKeys(ctx, com)
	return keys, err
}
