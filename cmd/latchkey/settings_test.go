package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/latchkey-network/latchkey/cmd/config"
)

// eachVerb calls f for every verb that a person can give.
func eachVerb(root *cobra.Command, f func(*cobra.Command)) {
	eachCommand(root, func(c *cobra.Command) {
		if !c.HasSubCommands() && c.IsAvailableCommand() {
			f(c)
		}
	})
}

// TestConfigurationHasEveryKey: the file that config init writes has every flag of every
// verb, once, and with all its remarks taken away it changes nothing.
func TestConfigurationHasEveryKey(t *testing.T) {
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "LATCHKEY_") {
			t.Setenv(name, "")
		}
	}
	root := rootCommand()
	text := configText(root, nil)
	keys := make(map[string]bool)
	line := regexp.MustCompile(`(?m)^# ([a-z0-9_]+) = `)
	for _, m := range line.FindAllStringSubmatch(text, -1) {
		if keys[m[1]] {
			t.Errorf("%s is there twice", m[1])
		}
		keys[m[1]] = true
	}
	dir := t.TempDir()
	as, open := filepath.Join(dir, "as-it-is.toml"), filepath.Join(dir, "open.toml")
	for path, content := range map[string]string{as: text, open: line.ReplaceAllString(text, "$1 = ")} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	differ := make(map[string]bool) // keys whose default depends on the verb
	for _, k := range settingsOf(root) {
		for _, u := range k.uses {
			differ[k.name] = differ[k.name] || u.flag.DefValue != k.uses[0].flag.DefValue
		}
	}
	verbs := 0
	eachVerb(root, func(c *cobra.Command) {
		if !hasSettings(c) {
			return
		}
		verbs++
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if !config.Special(f.Name) && !keys[config.Key(f.Name)] {
				t.Errorf("%s: no %s", c.CommandPath(), config.Key(f.Name))
			}
		})
		for _, path := range []string{as, open} {
			if err := config.Apply(c.LocalFlags(), path, knownKeys(root)); err != nil {
				t.Errorf("%s: %v", c.CommandPath(), err)
			}
			c.LocalFlags().VisitAll(func(f *pflag.Flag) {
				if !differ[config.Key(f.Name)] && f.Value.String() != f.DefValue {
					t.Errorf("%s: --%s became %q, not %q", c.CommandPath(), f.Name, f.Value, f.DefValue)
				}
			})
		}
	})
	if verbs < 30 || len(keys) < 60 {
		t.Errorf("%d keys of %d verbs", len(keys), verbs)
	}
}

// TestHide: what may be a secret in a URL is not shown; where it leads is.
func TestHide(t *testing.T) {
	for _, c := range [][3]string{
		{"rpc", "https://rpc.example.org/v3/0123456789abcdef", "https://rpc.example.org/..."},
		{"rpc", "wss://rpc.example.org?apikey=0123", "wss://rpc.example.org/..."},
		{"rpc", "http://127.0.0.1:8545", "http://127.0.0.1:8545"},
		{"rpc", "http://me:secret@127.0.0.1:8545", "http://...@127.0.0.1:8545"},
		{"rpc", "http://me:%zz@127.0.0.1:8545", "..."},
		{"rpc", "https://rpc.example.org/v3/0123456789abcdef http://127.0.0.1:8545", "https://rpc.example.org/... http://127.0.0.1:8545"},
		{"other_rpc", "[137=https://rpc.example.org/v3/0123456789abcdef,wss://a.example?apikey=0123]", "[137=https://rpc.example.org/...,wss://a.example/...]"},
		{"signer", "/run/clef.ipc", "/run/clef.ipc"},
		{"store", "file:///srv/files?public=https://files.example.org/", "file:///srv/files?public=https://files.example.org/"},
		{"store", "s3://bucket?region=eu&secret_key=abc", "s3://bucket?region=eu&secret_key=..."},
		{"store", "file:///srv?public=https://u:p@files.example.org/", "file:///srv?public=https://...@files.example.org/"},
		{"title", "Rain: 1990-2025", "Rain: 1990-2025"},
	} {
		if got := hide(c[0], c[1]); got != c[2] {
			t.Errorf("%s: %q, not %q", c[1], got, c[2])
		}
	}
}

// TestEveryVerbReadsWell: each verb says what it does and how, in sentences of one form.
func TestEveryVerbReadsWell(t *testing.T) {
	root := rootCommand()
	eachCommand(root, func(c *cobra.Command) {
		if c == root || !c.IsAvailableCommand() {
			return
		}
		if c.Short == "" || strings.HasSuffix(c.Short, ".") || c.Short[:1] != strings.ToLower(c.Short[:1]) {
			t.Errorf("%s: %q is not a short description: no capital, no stop", c.CommandPath(), c.Short)
		}
		if c.Long != "" && !strings.HasSuffix(c.Long, ".") && !strings.Contains(c.Long, "\n  ") {
			t.Errorf("%s: its description ends without a stop", c.CommandPath())
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			_, usage := pflag.UnquoteUsage(f)
			if f.Usage == "" || strings.HasSuffix(usage, ".") {
				t.Errorf("%s --%s: %q", c.CommandPath(), f.Name, f.Usage)
			}
		})
		if !c.HasSubCommands() && c.Example != "" && !strings.Contains(c.Example, c.CommandPath()) {
			t.Errorf("%s: its example is of something else: %q", c.CommandPath(), c.Example)
		}
		for line := range strings.Lines(c.Long) {
			if len(line) > 121 {
				t.Errorf("%s: a line of %d characters: %q", c.CommandPath(), len(line), line)
			}
		}
	})
}

// TestEveryVerbHasJSON: programs can read what every verb makes, but for those whose output
// is the thing itself.
func TestEveryVerbHasJSON(t *testing.T) {
	plain := map[string]string{
		"latchkey completion": "a script", "latchkey demo": "a play for people; its exit code is the result",
		"latchkey policy format": "a policy",
		"latchkey node run":      "runs until it is ended, and logs, as JSON with --log-format",
		"latchkey gateway run":   "likewise",
	}
	eachVerb(rootCommand(), func(c *cobra.Command) {
		if c.Flags().Lookup("json") == nil && plain[c.CommandPath()] == "" {
			t.Errorf("%s has no --json", c.CommandPath())
		}
	})
}

// TestManual: each verb has a page that groff has nothing to complain of, and that shows
// its flags.
func TestManual(t *testing.T) {
	root := rootCommand()
	pages, err := writeManual(root, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	byName := make(map[string]string)
	for _, path := range pages {
		byName[filepath.Base(path)] = path
	}
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Log("no groff: pages are not typeset")
	}
	eachVerb(root, func(c *cobra.Command) {
		path := byName[pageName(c)+".1"]
		if path == "" {
			t.Errorf("%s has no page", c.CommandPath())
			return
		}
		page, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, section := range []string{"TH", "SH \"NAME\"", "SH \"SYNOPSIS\"", "SH \"DESCRIPTION\"", "SH \"EXIT STATUS\"", "SH \"SEE ALSO\""} {
			if strings.Count(string(page), "\n."+section) != 1 {
				t.Errorf("%s: no, or more than one, %s", path, section)
			}
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if !strings.Contains(string(page), `\fB\-\-`+strings.ReplaceAll(f.Name, "-", `\-`)+`\fR`) {
				t.Errorf("%s: no --%s", path, f.Name)
			}
		})
		if groff == "" {
			return
		}
		var complaints strings.Builder
		typeset := exec.Command(groff, "-man", "-Tutf8", "-ww", path)
		typeset.Stderr = &complaints
		out, err := typeset.Output()
		if err != nil || complaints.Len() > 0 {
			t.Errorf("%s: %v: %s", path, err, complaints.String())
		}
		plain := regexp.MustCompile("\x1b\\[[0-9;]*m|.\b").ReplaceAllString(string(out), "")
		if m := regexp.MustCompile(`(?m)(^|\s)\.(TP|br|PP|sp|fi|RE|SH)\b|\\f[BIR]`).FindString(plain); m != "" {
			t.Errorf("%s: %q is typeset as text", path, m)
		}
		if c.Example != "" { // typed as it stands
			for line := range strings.Lines(c.Example) {
				if line = strings.TrimSpace(line); line != "" && !strings.Contains(plain, line) {
					t.Errorf("%s: %q does not come out as it is typed", path, line)
				}
			}
		}
	})
}
