package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/latchkey-network/latchkey/cmd/config"
)

// shells are those that completion writes scripts for.
var shells = []string{"bash", "zsh", "fish", "powershell"}

func completionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "print the script that completes verbs and flags in a shell",
		Long: `Print the script with which bash, zsh, fish or powershell completes latchkey's verbs, flags, and
what it can know of their values: the accounts of your wallets, names of chains, files. The shell
reads the script when it starts; for bash, write it where its completions are.`,
		Example: `  latchkey completion bash > ~/.local/share/bash-completion/completions/latchkey
  latchkey completion zsh > "${fpath[1]}/_latchkey"
  latchkey completion fish > ~/.config/fish/completions/latchkey.fish
  latchkey completion powershell >> $PROFILE`,
		Args:        cobra.MatchAll(exactly(1, "a shell: "+strings.Join(shells, ", ")), cobra.OnlyValidArgs),
		ValidArgs:   shells,
		Annotations: map[string]string{noSettings: "yes"},
		RunE: func(c *cobra.Command, args []string) error {
			var b bytes.Buffer
			var err error
			switch args[0] {
			case "bash":
				if err = c.Root().GenBashCompletionV2(&b, true); err == nil {
					script := strings.ReplaceAll(b.String(), `_get_comp_words_by_ref "$@" cur prev words cword`, `__latchkey_words "$@"`)
					script = strings.ReplaceAll(script, "_filedir ", "__latchkey_files ")
					b.Reset()
					b.WriteString(script + bashAlone)
				}
			case "zsh":
				err = c.Root().GenZshCompletion(&b)
			case "fish":
				err = c.Root().GenFishCompletion(&b, true)
			case "powershell":
				err = c.Root().GenPowerShellCompletionWithDesc(&b)
			}
			if err != nil {
				return err
			}
			return print(b.String())
		},
	}
}

// bashAlone is what the script for bash needs of the package bash-completion, for where that
// is not installed.
const bashAlone = `
# The words that were typed, up to the cursor, not split at = and :.
__latchkey_words()
{
    if declare -F _get_comp_words_by_ref >/dev/null; then
        _get_comp_words_by_ref "$@" cur prev words cword
        return
    fi
    local i word last=-1 joins=0
    words=()
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if ((i > 1)) && { ((joins)) || [[ $word == [=:]* ]]; }; then
            words[last]+=$word
        else
            words[++last]=$word
        fi
        joins=0
        if [[ $word == *[=:] ]]; then joins=1; fi
    done
    cword=$last
    cur=${words[last]}
    prev=
    if ((last > 0)); then prev=${words[last - 1]}; fi
}

# Files with the endings $1 ("json|toml"), or with -d folders.
__latchkey_files()
{
    if declare -F _filedir >/dev/null; then
        _filedir "$@"
        return
    fi
    local name
    while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -d -- "$cur")
    if [[ $1 == -d ]]; then return; fi
    while IFS= read -r name; do
        if [[ -f $name && $name =~ \.($1)$ ]]; then COMPREPLY+=("$name"); fi
    done < <(compgen -f -- "$cur")
}
`

// complete tells the shell what can come where: for each argument and flag of c, files,
// folders, values that are known, or nothing, rather than files where none are wanted.
func complete(c *cobra.Command) {
	takes := strings.Fields(c.Use)[1:]
	if c.ValidArgsFunction == nil && len(c.ValidArgs) == 0 && !c.HasSubCommands() {
		files := false
		for _, word := range takes {
			word = strings.Trim(word, "[].")
			files = files || word == "FILE" || word == "PATH" || word == "FOLDER"
		}
		if !files {
			c.ValidArgsFunction = cobra.NoFileCompletions
		}
	}
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if values := flagValues[f.Name]; values != nil {
			c.RegisterFlagCompletionFunc(f.Name, values)
			return
		}
		what, _ := pflag.UnquoteUsage(f)
		switch {
		case strings.Contains(what, "file"):
		case strings.Contains(what, "folder"), f.Name == "dir":
			c.MarkFlagDirname(f.Name)
		default:
			c.RegisterFlagCompletionFunc(f.Name, cobra.NoFileCompletions)
		}
	})
}

// flagValues are the flags with values that can be known.
var flagValues = map[string]cobra.CompletionFunc{
	"chain-id": cobra.FixedCompletions([]string{"1\tEthereum", "10\tOptimism", "100\tGnosis", "137\tPolygon", "8453\tBase", "42161\tArbitrum One",
		"11155111\tSepolia, a test network", "31337\ta devnet"}, cobra.ShellCompDirectiveNoFileComp),
	"final":      cobra.FixedCompletions([]string{"finalized\tas the chain says", "safe\tas the chain says", "0\tthe newest block: for a devnet"}, cobra.ShellCompDirectiveNoFileComp),
	"log-format": cobra.FixedCompletions([]string{"text", "json"}, cobra.ShellCompDirectiveNoFileComp),
	"log-level":  cobra.FixedCompletions([]string{"debug", "info", "warn", "error"}, cobra.ShellCompDirectiveNoFileComp),
	"deployment": func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return []string{"json"}, cobra.ShellCompDirectiveFilterFileExt
	},
	"wallet": func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return ownWallets(true), cobra.ShellCompDirectiveDefault
	},
	"account":        ownAccounts,
	"members":        ownAccounts,
	"of":             ownAccounts,
	"seller":         ownAccounts,
	"signer-account": ownAccounts,
	"without":        ownAccounts,
}

func ownAccounts(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return ownWallets(false), cobra.ShellCompDirectiveNoFileComp
}

// ownWallets lists the wallets beside the configuration: their files, with the accounts as
// descriptions, or the accounts.
func ownWallets(files bool) []string {
	dir, err := config.KeystoreDir()
	if err != nil {
		return nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var all []string
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		data, err := os.ReadFile(path)
		var wallet struct {
			Address string `json:"address"`
		}
		if err != nil || json.Unmarshal(data, &wallet) != nil || !common.IsHexAddress(wallet.Address) {
			continue
		}
		account := common.HexToAddress(wallet.Address).Hex()
		if files {
			all = append(all, fmt.Sprintf("%s\t%s", path, account))
		} else {
			all = append(all, account)
		}
	}
	return all
}
