// Command latchkey sells, buys, seals and opens files that a committee of nodes guards,
// runs a node, and runs a whole world to try it in.
//
// What a verb makes goes to standard output, or to the file of --output, which appears only
// when it is whole. All else goes to standard error: what is happening, on a terminal only,
// and what went wrong, why, and what to do. Nothing is asked but a passphrase. Exit codes: 0
// done, 1 failed, 2 wrong usage, 3 not entitled, 4 too few nodes answered.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/cmd/config"
)

const usage = `Sell a file and go home: whoever paid for it is let in by a committee of nodes, and
nobody holds the key.`

const examples = `  # see a whole sale on a throw-away network, then play in one
  latchkey demo
  latchkey devnet

  # sell
  latchkey wallet new
  latchkey publish --price 0.01eth --title "Rain in Lisbon, 1990-2025" rain.csv
  latchkey sales
  latchkey withdraw

  # buy; a second time, and on another machine, it is free
  latchkey list
  latchkey buy latchkey://CHAIN/MARKET/ASSET

  # seal for one account, without selling; stock age can do it too
  latchkey seal -r "$(latchkey recipient)" --policy 'buyer == "0x.."' -o memo.age memo.txt
  latchkey open -o memo.txt memo.age

  # seal a file of your own, and let readers in one by one, by way of nodes that cannot read it
  latchkey seal -r "$(latchkey recipient --grants --nodes https://a.example,https://b.example)" -o memo.age memo.txt
  latchkey grant memo.age --to age1latchkeyreader1.. --expires 30d

  # run a node, make a committee
  latchkey node init
  latchkey committee create --members 0x..,0x..,0x.. --wait`

const settings = `Settings:
  Every flag has an environment variable and a key in the configuration file: --chain-id is
  LATCHKEY_CHAIN_ID and chain_id = 1. The flag goes before the variable, and that before the
  file, which is %s
  unless --config or LATCHKEY_CONFIG names another.

Exit codes:
  0 done, 1 failed, 2 wrong usage, 3 not entitled, 4 too few nodes answered
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)   // a second Ctrl-C ends the program at once
	signal.Ignore(syscall.SIGPIPE) // a closed pipe is an error of a write, so that files are cleaned up
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// run runs the verb that args name and returns the exit code.
func run(ctx context.Context, args []string) int {
	root := rootCommand()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	if ctx.Err() != nil && !errors.Is(err, chain.ErrUnknown) { // that one says more than Ctrl-C
		err = context.Cause(ctx)
	}
	report := explain(err)
	if report.text != "" {
		fmt.Fprintln(os.Stderr, report)
	}
	return report.code
}

func rootCommand() *cobra.Command {
	var file string
	root := &cobra.Command{
		Use:           "latchkey",
		Short:         "sell files that nobody holds the key of",
		Long:          usage,
		Example:       examples,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noVerb,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		if wrong := (*pflag.InvalidValueError)(nil); errors.As(err, &wrong) {
			err = fmt.Errorf("--%s: %w", wrong.GetFlag().Name, config.BadValue(wrong.GetFlag(), wrong.GetValue(), wrong.Unwrap()))
		}
		return &usageError{c.CommandPath(), err}
	})
	root.PersistentFlags().StringVar(&file, "config", "", "configuration `file` ["+config.FileVariable+"]")
	root.AddGroup(
		&cobra.Group{ID: "files", Title: "Files:"}, &cobra.Group{ID: "market", Title: "Market:"},
		&cobra.Group{ID: "setup", Title: "Keys and policies:"}, &cobra.Group{ID: "network", Title: "Networks:"},
		&cobra.Group{ID: "program", Title: "This program:"})
	add := func(group string, verbs ...*cobra.Command) {
		for _, v := range verbs {
			v.GroupID = group
			root.AddCommand(v)
		}
	}
	add("files", sealCommand(), openCommand(), grantCommand(), grantsCommand(), revokeCommand(), ticketCommand(), reclaimCommand())
	add("market", publishCommand(), buyCommand(), listCommand(), showCommand(), purchasesCommand(), acceptCommand(), disputeCommand(), refundCommand(),
		salesCommand(), releaseCommand(), withdrawCommand(), repriceCommand(), restockCommand(), stopCommand())
	add("setup", recipientCommand(), readerCommand(), policyCommand(), walletCommand())
	add("network", demoCommand(), devnetCommand(), contractsCommand(), nodeCommand(), gatewayCommand(), oceanCommand(), committeeCommand(), evidenceCommand())
	add("program", configCommand(), completionCommand(), manCommand())

	eachCommand(root, func(c *cobra.Command) {
		c.SuggestionsMinimumDistance = 2
		complete(c)
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if !config.Special(f.Name) && hasSettings(c) {
				f.Usage += " [" + config.Variable(f.Name) + "]"
			}
		})
		if check := c.Args; check != nil {
			c.Args = func(c *cobra.Command, args []string) error {
				if err := check(c, args); err != nil {
					return &usageError{c.CommandPath(), err}
				}
				return nil
			}
		}
	})
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		if c == root || !hasSettings(c) || slices.Contains([]string{"help", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd}, c.Name()) {
			return nil
		}
		return config.Apply(c.Flags(), file, knownKeys(root))
	}
	root.SetUsageFunc(printUsage)
	root.SetHelpFunc(func(c *cobra.Command, _ []string) {
		if text := c.Long; text != "" {
			fmt.Fprintf(c.OutOrStdout(), "%s\n\n", text)
		} else {
			fmt.Fprintf(c.OutOrStdout(), "%s.\n\n", strings.ToUpper(c.Short[:1])+c.Short[1:])
		}
		c.SetOut(os.Stdout)
		printUsage(c)
	})
	return root
}

// eachCommand calls f for every command below c, and c.
func eachCommand(c *cobra.Command, f func(*cobra.Command)) {
	f(c)
	for _, sub := range c.Commands() {
		eachCommand(sub, f)
	}
}

// noVerb is the check of arguments of commands that only have others below.
func noVerb(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	text := fmt.Sprintf("there is no verb %q", args[0])
	if args[0] == "version" {
		text += " (did you mean --version?)"
	} else if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		text += fmt.Sprintf(" (did you mean %q?)", near[0])
	}
	return fmt.Errorf("%s", text)
}

// printUsage writes how a command is used: its own flags first, those of the network after
// them.
func printUsage(c *cobra.Command) error {
	w := c.OutOrStdout()
	fmt.Fprintln(w, "Usage:")
	if c.Runnable() && !c.HasAvailableSubCommands() {
		fmt.Fprintf(w, "  %s\n", c.UseLine())
	}
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(w, "  %s VERB [flags]\n", c.CommandPath())
	}
	if c.Example != "" {
		fmt.Fprintf(w, "\nExamples:\n%s\n", c.Example)
	}
	list := func(title, group string) {
		first := true
		for _, sub := range c.Commands() {
			if !sub.IsAvailableCommand() || sub.GroupID != group {
				continue
			}
			if first {
				fmt.Fprintf(w, "\n%s\n", title)
			}
			first = false
			fmt.Fprintf(w, "  %-12s %s\n", sub.Name(), sub.Short)
		}
	}
	for _, g := range c.Groups() {
		list(g.Title, g.ID)
	}
	list("Verbs:", "")
	own, network := flagGroups(c)
	const width = 100
	if own.HasAvailableFlags() {
		fmt.Fprintf(w, "\nFlags:\n%s", own.FlagUsagesWrapped(width))
	}
	if network.HasAvailableFlags() {
		fmt.Fprintf(w, "\nNetwork and wallet:\n%s", network.FlagUsagesWrapped(width))
	}
	if !c.HasParent() {
		path, _ := config.File("")
		fmt.Fprintf(w, "\n"+settings, path)
	}
	return nil
}

// flagGroups parts the flags of a command: its own, and those of network and wallet.
func flagGroups(c *cobra.Command) (own, network *pflag.FlagSet) {
	own, network = pflag.NewFlagSet("", 0), pflag.NewFlagSet("", 0)
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if _, ok := f.Annotations[config.NetworkGroup]; ok {
			network.AddFlag(f)
		} else {
			own.AddFlag(f)
		}
	})
	if c.HasParent() {
		own.AddFlagSet(c.InheritedFlags())
	}
	return own, network
}

// version tells which build this is.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "latchkey, version unknown"
	}
	text := "latchkey " + info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && !strings.Contains(info.Main.Version, s.Value[:min(12, len(s.Value))]) {
			text += " " + s.Value[:min(12, len(s.Value))]
		}
	}
	return text + " " + strings.TrimPrefix(info.GoVersion, "go")
}
