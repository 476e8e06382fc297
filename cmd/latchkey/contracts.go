package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"
	"github.com/spf13/cobra"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
	"github.com/latchkey-network/latchkey/market"
)

func contractsCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "contracts",
		Short: "deploy the contracts on a chain, or compare those that are there",
		Args:  noVerb,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(contractsDeployCommand(), contractsVerifyCommand())
	return c
}

// deployConfig configures contracts deploy.
type deployConfig struct {
	// Out is the deployment file. One that is there is replaced if it is of the same chain, else it is an error.
	Out string
	// DryRun sends nothing and writes nothing. Without Network.RPC it prints the addresses alone.
	DryRun bool
	JSON   bool

	Network config.Network // endpoint and wallet of it
}

func contractsDeployCommand() *cobra.Command {
	var cfg deployConfig
	c := &cobra.Command{
		Use:   "deploy",
		Short: "put Latchkey's contracts on a chain",
		Long: `Put Latchkey's contracts on a chain, by CREATE2 through the deployment proxy that most chains
have (0x4e59b44847b379578588920cA78FbF26c0B4956C; it is created where it is missing). So their
addresses are the same on every chain, whoever deploys them, and what is there already is not
deployed again: run it as often as you like. It ends when the contracts are in a block, which need
not be final: "contracts verify" looks again. They have no owner: who pays has no part in them.

The deployment file tells everybody else where they are: deployment = "FILE" in the configuration.`,
		Example: "  latchkey contracts deploy --dry-run\n  latchkey contracts deploy --rpc https://rpc.example.org --out deployment.json",
		Args:    exactly(0, "none"),
		RunE: func(c *cobra.Command, _ []string) error {
			return deployContracts(c.Context(), &cfg)
		},
	}
	f := c.Flags()
	f.StringVar(&cfg.Out, "out", "deployment.json", "`file` to write the addresses to; empty: none")
	f.BoolVar(&cfg.DryRun, "dry-run", false, "tell what would be done, and send nothing")
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.ChainFlags(f)
	return c
}

// contractJSON is a contract as --json prints it.
type contractJSON struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	State   string `json:"state,omitempty"`  // "ok", "missing", "differs"; empty if there was no look
	Reason  string `json:"reason,omitempty"` // how it differs
	// Of what was deployed now:
	Transaction string `json:"transaction,omitempty"`
	Gas         uint64 `json:"gas,omitempty"`
}

// deployJSON is what contracts deploy --json prints.
type deployJSON struct {
	ChainID   uint64         `json:"chainId,omitempty"`
	Block     uint64         `json:"block,omitempty"`
	File      string         `json:"file,omitempty"`
	Contracts []contractJSON `json:"contracts"`
	Gas       uint64         `json:"gas"`            // used; in a dry run, what would be, about
	Cost      string         `json:"cost,omitempty"` // in wei, of a dry run, about
}

func deployContracts(ctx context.Context, cfg *deployConfig) error {
	at := chain.ContractAddresses(nil)
	if cfg.DryRun && cfg.Network.RPC == "" {
		var out deployJSON
		for _, name := range slices.Sorted(maps.Keys(at)) {
			out.Contracts = append(out.Contracts, contractJSON{Name: name, Address: at[name].Hex()})
		}
		return printContracts(cfg.JSON, out, out.Contracts)
	}
	client, err := cfg.Network.Dial(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	before, err := deploymentBefore(cfg.Out, client.ChainID())
	if err != nil && !cfg.DryRun {
		return err
	}
	plan, err := client.PlanContracts(ctx)
	if err != nil {
		return err
	}
	out := deployJSON{ChainID: client.ChainID(), Contracts: contractsJSON(plan.Contracts)}
	if plan.Gas > 0 {
		note("Chain %d: %s to deploy, for about %d gas, %s ETH at present fees.", client.ChainID(), planned(plan), plan.Gas, about(plan.Cost))
	} else {
		note("Chain %d: all contracts are there, and are this build's.", client.ChainID())
	}
	if cfg.DryRun {
		out.Gas, out.Cost = plan.Gas, plan.Cost.String()
		return printContracts(cfg.JSON, out, out.Contracts)
	}

	d := &config.Deployment{ChainID: client.ChainID(), Version: version(), Contracts: at}
	complete := plan.Gas == 0
	if !complete {
		waits := newProgress("deploying")
		defer waits.end()
		cfg.Network.Asks = waits.signer
		w, err := cfg.Network.OpenWallet(ctx, nil)
		if err != nil {
			return err
		}
		defer w.Close()
		err = client.DeployContracts(ctx, w, func(what string, r *types.Receipt) {
			note("%s: transaction %s in block %s, %d gas.", what, r.TxHash, r.BlockNumber, r.GasUsed)
			out.Gas += r.GasUsed
			for i := range out.Contracts {
				if c := &out.Contracts[i]; c.Name == what {
					c.Transaction, c.Gas = r.TxHash.Hex(), r.GasUsed
					if n := r.BlockNumber.Uint64(); d.Block == 0 || n < d.Block {
						d.Block = n
					}
				}
			}
		})
		switch {
		case errors.Is(err, chain.ErrUnknown):
			return &adviceError{err, "It may still be mined. Run the same again: it looks at the chain first, and does what is left."}
		case err != nil && out.Gas > 0:
			return &adviceError{err, "What was deployed stays. Run the same again when the cause is gone: it does what is left."}
		case err != nil:
			return err
		}
		for i := range out.Contracts {
			out.Contracts[i].State, out.Contracts[i].Reason = "ok", ""
		}
	}
	// The first contract's block is known if all were deployed now, or written down when they were.
	fresh := true
	for i, c := range plan.Contracts {
		fresh = fresh && (c.Parent != "" || out.Contracts[i].Transaction != "")
	}
	if !fresh {
		if before != nil && before.Block > 0 && sameAddresses(before.Contracts, at) {
			d.Block = before.Block
		} else if d.Block, err = client.ContractsSince(ctx, at); err != nil {
			d.Block = 0
			note("In which block the contracts were deployed is not known (%v): set \"since\" in the configuration to a block before that.", err)
		}
	}
	if cfg.Out != "" {
		if err := d.Write(cfg.Out); err != nil {
			return err
		}
		note("The addresses are in %s. To use it, say --deployment, or write into the configuration file:\n    deployment = %q", cfg.Out, cfg.Out)
	}
	out.Block, out.File = d.Block, cfg.Out
	return printContracts(cfg.JSON, out, out.Contracts)
}

// deploymentBefore reads the deployment file that would be replaced; nil if there is none.
func deploymentBefore(path string, chainID uint64) (*config.Deployment, error) {
	if path == "" {
		return nil, nil
	}
	d, err := config.ReadDeployment(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, &adviceError{err, "It would be replaced: name another file with --out. Nothing was sent."}
	case d.ChainID != chainID:
		return nil, &adviceError{fmt.Errorf("the file %q is the deployment file of chain %d, and this is chain %d", path, d.ChainID, chainID),
			"Name another file with --out. Nothing was sent."}
	}
	return d, nil
}

func sameAddresses(a, b map[string]common.Address) bool {
	for name := range b {
		if a[name] != b[name] {
			return false
		}
	}
	return true
}

// planned names what would be deployed.
func planned(p *chain.DeploymentPlan) string {
	var names []string
	if p.Proxy {
		names = append(names, "the deployment proxy")
	}
	for _, c := range p.Contracts {
		if c.Err != nil && c.Parent == "" {
			names = append(names, c.Name)
		} else if c.Err != nil {
			names = append(names, fmt.Sprintf("%s (by %s)", c.Name, c.Parent))
		}
	}
	return strings.Join(names, ", ")
}

// about writes wei as ETH, rounded up to a millionth.
func about(wei *big.Int) string {
	unit := big.NewInt(params.Ether / 1_000_000)
	units := new(big.Int).Add(wei, new(big.Int).Sub(unit, big.NewInt(1)))
	return market.Ether(units.Div(units, unit).Mul(units, unit))
}

func contractsJSON(found []chain.DeployedContract) []contractJSON {
	var all []contractJSON
	for _, c := range found {
		j := contractJSON{Name: c.Name, Address: c.Address.Hex(), State: "ok"}
		switch {
		case errors.Is(c.Err, chain.ErrNoCode):
			j.State = "missing"
		case c.Err != nil:
			j.State, j.Reason = "differs", c.Err.Error()
		}
		all = append(all, j)
	}
	return all
}

// printContracts prints v if JSON is wanted, else one line for each contract.
func printContracts(asJSON bool, v any, list []contractJSON) error {
	if asJSON {
		return printJSON(v)
	}
	var text strings.Builder
	for _, c := range list {
		text.WriteString(strings.TrimSpace(fmt.Sprintf("%-11s %s  %s", c.Name, c.Address, c.State)) + "\n")
	}
	return print(text.String())
}

// verifyConfig configures contracts verify.
type verifyConfig struct {
	JSON bool

	Network config.Network // endpoint and addresses of it
}

func contractsVerifyCommand() *cobra.Command {
	var cfg verifyConfig
	c := &cobra.Command{
		Use:   "verify",
		Short: "compare the contracts on a chain with this program's own",
		Long: `Read the code of Latchkey's contracts from the chain and compare it, byte by byte, with what
this program was built with, and the addresses in it with those of the other contracts. The
contracts are where the deployment file says, and --committees and --market; without them,
where "contracts deploy" puts them. Exit code 1 if one is missing or differs.`,
		Example: "  latchkey contracts verify --rpc https://rpc.example.org --deployment deployment.json",
		Args:    exactly(0, "none"),
		RunE: func(c *cobra.Command, _ []string) error {
			return verifyContracts(c.Context(), &cfg)
		},
	}
	f := c.Flags()
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

// verifyJSON is what contracts verify --json prints.
type verifyJSON struct {
	ChainID   uint64         `json:"chainId"`
	Block     uint64         `json:"block"` // that was looked at
	OK        bool           `json:"ok"`
	Contracts []contractJSON `json:"contracts"`
}

func verifyContracts(ctx context.Context, cfg *verifyConfig) error {
	n := &cfg.Network
	at, err := addressesToVerify(n)
	if err != nil {
		return err
	}
	client, err := n.Dial(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	v, err := client.At(ctx, 0)
	if err != nil {
		return err
	}
	found, err := v.Contracts(ctx, at)
	if err != nil {
		return err
	}
	out := verifyJSON{client.ChainID(), v.Block().Number, true, contractsJSON(found)}
	var wrong []string
	for _, c := range found {
		switch {
		case c.Err == nil:
			continue
		case c.Address == common.Address{}:
			wrong = append(wrong, c.Name+": the deployment file does not name it")
		default:
			wrong = append(wrong, fmt.Sprintf("%s at %s: %v", c.Name, c.Address, c.Err))
		}
		out.OK = false
	}
	if err := printContracts(cfg.JSON, out, out.Contracts); err != nil {
		return err
	}
	if len(wrong) > 0 {
		return &adviceError{fmt.Errorf("on chain %d, %d of %d contracts are not this build's:\n    %s", out.ChainID, len(wrong), len(found), strings.Join(wrong, "\n    ")),
			`Do not send coins to them. Where they were never deployed, "latchkey contracts deploy" does it; where they are of another version of Latchkey, use that version's program; else ask whoever gave you the addresses.`}
	}
	return nil
}

// addressesToVerify returns the addresses by name.
func addressesToVerify(n *config.Network) (map[string]common.Address, error) {
	given := make(map[string]common.Address)
	if n.Committees != (common.Address{}) {
		given["Committees"] = n.Committees
	}
	if n.Market != (common.Address{}) {
		given["Market"] = n.Market
	}
	if n.Deployment == "" {
		return chain.ContractAddresses(given), nil
	}
	d, err := config.ReadDeployment(n.Deployment)
	if err != nil {
		return nil, err
	}
	known := chain.ContractAddresses(nil)
	for name, address := range d.Contracts {
		if _, ok := known[name]; !ok {
			return nil, &adviceError{fmt.Errorf("the deployment file %q names a contract %q, which this version of Latchkey does not know", n.Deployment, name), "Update latchkey."}
		}
		if other, ok := given[name]; ok && other != address {
			return nil, wrongUsage("contracts verify", "%s is configured as %s, and the deployment file %q says %s: leave one out", name, other, n.Deployment, address)
		}
	}
	return d.Contracts, nil
}
