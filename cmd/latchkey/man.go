package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/latchkey-network/latchkey/cmd/config"
)

// manConfig configures man.
type manConfig struct {
	// Dir is the folder for the pages, made if it is not there; pages of the same names in it
	// are replaced.
	Dir  string
	JSON bool
}

func manCommand() *cobra.Command {
	var cfg manConfig
	c := &cobra.Command{
		Use:   "man --dir FOLDER",
		Short: "write the manual pages",
		Long: `Write the manual as pages for man(1), one for each verb, section 1. They say what --help says.
man finds them in a folder man1 of its path.`,
		Example:     "  latchkey man --dir ~/.local/share/man/man1\n  man latchkey-publish",
		Args:        exactly(0, "none"),
		Annotations: map[string]string{noSettings: "yes"},
		RunE: func(c *cobra.Command, _ []string) error {
			if cfg.Dir == "" {
				return wrongUsage("man", "--dir is missing: the folder for the pages")
			}
			pages, err := writeManual(c.Root(), cfg.Dir)
			if err != nil {
				return err
			}
			if cfg.JSON {
				return printJSON(struct {
					Pages []string `json:"pages"`
				}{pages})
			}
			return print(fmt.Sprintf("%d pages are in %s\n", len(pages), cfg.Dir))
		},
	}
	f := c.Flags()
	f.StringVar(&cfg.Dir, "dir", "", "`folder` for the pages")
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	return c
}

// writeManual writes a page for root and every verb below, and returns their files.
func writeManual(root *cobra.Command, dir string) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	var pages []string
	var failed error
	eachCommand(root, func(c *cobra.Command) {
		if failed != nil || c != root && !c.IsAvailableCommand() {
			return
		}
		path := filepath.Join(dir, pageName(c)+".1")
		failed = os.WriteFile(path, []byte(manPage(c)), 0o644)
		pages = append(pages, path)
	})
	return pages, failed
}

// pageName is the name of a command's page: latchkey-wallet-new.
func pageName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// roff is a page in the language of man(7) that grows.
type roff struct{ strings.Builder }

// macro writes a request; each argument is one, whatever is in it.
func (r *roff) macro(name string, args ...string) {
	r.WriteString("." + name)
	for _, a := range args {
		r.WriteString(` "` + strings.ReplaceAll(escapeRoff(a), `"`, `\(dq`) + `"`)
	}
	r.WriteByte('\n')
}

// line writes a line of text that is escaped already.
func (r *roff) line(text string) {
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		text = `\&` + text
	}
	r.WriteString(text + "\n")
}

// text writes paragraphs. Indented lines are kept as they are.
func (r *roff) text(text string) {
	literal, space := false, false
	for line := range strings.Lines(strings.Trim(text, "\n")) {
		line = strings.TrimRight(line, "\n")
		if line == "" {
			space = true
			continue
		}
		if indented := strings.HasPrefix(line, "  "); indented != literal {
			if literal {
				r.macro("fi")
				r.macro("RE")
			} else {
				r.block()
			}
			literal, space = indented, space && indented
			if !literal {
				r.macro("PP")
			}
		}
		if space && literal {
			r.macro("sp")
		} else if space {
			r.macro("PP")
		}
		space = false
		r.line(escapeRoff(strings.TrimPrefix(line, "  ")))
	}
	if literal {
		r.macro("fi")
		r.macro("RE")
	}
}

func (r *roff) block() {
	r.WriteString(".PP\n.RS 2\n.nf\n")
}

// escapeRoff makes a text fit for a page: what is typed comes out as it is typed.
func escapeRoff(s string) string {
	return strings.NewReplacer(`\`, `\e`, "-", `\-`, "^", `\(ha`, "~", `\(ti`, "`", `\(ga`, "'", `\(aq`).Replace(s)
}

// manPage is the page of a command.
func manPage(c *cobra.Command) string {
	r := new(roff)
	built, date := version(), ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.time" {
				date, _, _ = strings.Cut(s.Value, "T")
			}
		}
	}
	r.WriteString(".\\\" Made by \"latchkey man\".\n")
	r.macro("TH", strings.ToUpper(pageName(c)), "1", date, built, "Latchkey")
	r.macro("SH", "NAME")
	r.line(escapeRoff(pageName(c)) + ` \- ` + escapeRoff(c.Short))

	r.macro("SH", "SYNOPSIS")
	if c.HasAvailableSubCommands() {
		r.line(`\fB` + escapeRoff(c.CommandPath()) + `\fR \fIVERB\fR [flags]`)
	} else {
		words := strings.Fields(c.Use)
		use := strings.TrimSpace(strings.TrimPrefix(c.Use, words[0]))
		r.line(strings.TrimSpace(`\fB`+escapeRoff(c.CommandPath())+`\fR `+escapeRoff(use)) + " [flags]")
	}

	r.macro("SH", "DESCRIPTION")
	if c.Long != "" {
		r.text(c.Long)
	} else {
		r.text(strings.ToUpper(c.Short[:1]) + c.Short[1:] + ".")
	}
	if c.Example != "" {
		r.macro("SH", "EXAMPLES")
		r.text(c.Example)
	}
	if c.HasAvailableSubCommands() {
		r.macro("SH", "VERBS")
		for _, sub := range c.Commands() {
			if sub.IsAvailableCommand() && sub.Name() != "help" {
				r.macro("TP")
				r.line(`\fB` + escapeRoff(pageName(sub)) + `\fR(1)`)
				r.line(escapeRoff(sub.Short))
			}
		}
	}
	own, network := flagGroups(c)
	for _, group := range []struct {
		title string
		flags *pflag.FlagSet
	}{{"OPTIONS", own}, {"NETWORK AND WALLET", network}} {
		if !group.flags.HasAvailableFlags() {
			continue
		}
		r.macro("SH", group.title)
		group.flags.VisitAll(func(f *pflag.Flag) {
			if f.Hidden {
				return
			}
			what, usage := pflag.UnquoteUsage(f)
			name := `\fB\-\-` + escapeRoff(f.Name) + `\fR`
			if f.Shorthand != "" {
				name = `\fB\-` + f.Shorthand + `\fR, ` + name
			}
			if what != "" {
				name += ` \fI` + escapeRoff(what) + `\fR`
			}
			usage, variable, _ := strings.Cut(strings.TrimSuffix(usage, "]"), " [LATCHKEY_")
			r.macro("TP")
			r.line(name)
			if d := f.DefValue; d != "" && d != "0" && d != "false" && d != "[]" && d != "0s" {
				usage += " (default: " + d + ")"
			}
			r.line(escapeRoff(usage))
			if variable != "" {
				r.macro("br")
				text := `Variable \fBLATCHKEY_` + escapeRoff(variable) + `\fR`
				if !config.Special(f.Name) {
					text += `, key \fB` + escapeRoff(config.Key(f.Name)) + `\fR`
				}
				r.line(text + ".")
			}
		})
	}
	if !c.HasParent() || c.Runnable() && !c.HasAvailableSubCommands() {
		r.macro("SH", "ENVIRONMENT")
		r.macro("TP")
		r.line(`\fB` + config.FileVariable + `\fR`)
		r.line("The configuration file, unless \\fB\\-\\-config\\fR names another.")
		r.macro("TP")
		r.line(`\fB` + config.PassphraseVariable + `\fR`)
		r.line("The passphrase of the wallet. It has no option and no key, since others can read those.")
		if hasSettings(c) {
			r.macro("PP")
			r.line("Every other option has a variable, LATCHKEY_ and its name in capitals, and a key in the configuration file.")
			r.line("The option goes before the variable, and that before the file.")
		}
		r.macro("SH", "FILES")
		r.macro("TP")
		r.line(`\fI` + escapeRoff("~/.config/latchkey/config.toml") + `\fR`)
		r.line(`The configuration. \fBlatchkey config init\fR writes one with every key and what it means.`)
		r.macro("TP")
		r.line(`\fI` + escapeRoff("~/.config/latchkey/keystore/") + `\fR`)
		r.line("The wallet, if there is one file in it and no other is named.")
		r.macro("SH", "EXIT STATUS")
		for _, e := range exitTexts {
			r.macro("TP")
			r.line(fmt.Sprintf(`\fB%d\fR`, e.code))
			r.line(escapeRoff(e.text))
		}
	}
	var see []string
	if c.HasParent() {
		see = append(see, `\fB`+escapeRoff(pageName(c.Parent()))+`\fR(1)`)
		for _, sub := range c.Parent().Commands() {
			if sub != c && sub.IsAvailableCommand() && sub.Name() != "help" && c.Parent().HasParent() {
				see = append(see, `\fB`+escapeRoff(pageName(sub))+`\fR(1)`)
			}
		}
	} else {
		see = []string{`\fBage\fR(1)`}
	}
	r.macro("SH", "SEE ALSO")
	r.line(strings.Join(see, ",\n"))
	return r.String()
}

// exitTexts are the exit codes, for people.
var exitTexts = []struct {
	code int
	text string
}{
	{0, "Done."}, {exitFailed, "Failed; standard error says what happened, why, and what to do."}, {exitUsage, "Wrong usage or settings."},
	{exitNotEntitled, "Not entitled: the policy is false for the account."}, {exitTooFew, "Too few nodes answered."},
}
