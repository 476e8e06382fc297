package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/latchkey-network/latchkey/cmd/config"
)

// noSettings is the annotation of verbs that read no configuration: their flags have neither
// variables nor keys.
const noSettings = "no settings"

// hasSettings says whether a command's flags are settings.
func hasSettings(c *cobra.Command) bool { return c.Annotations[noSettings] == "" }

func configCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "config",
		Short: "write and show the configuration",
		Args:  noVerb,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(configInitCommand(), configShowCommand(), configPathCommand())
	return c
}

// configInitConfig configures config init.
type configInitConfig struct {
	Force bool
	JSON  bool

	Network config.Network // what of it is given is written into the file
}

func configInitCommand() *cobra.Command {
	var cfg configInitConfig
	c := &cobra.Command{
		Use:   "init [FILE]",
		Short: "write a configuration file with every key, and what it means",
		Long: `Write a configuration file with every key there is: what it means, its variable, its default, and
which verbs have it. Every key is a remark, which changes nothing, but those that are given here as
flags. Without FILE it is the one that all verbs read; - is standard output.`,
		Example: `  latchkey config init --rpc https://rpc.example.org --deployment deployment.json
  latchkey config init - | less`,
		Args:        atMost(1),
		Annotations: map[string]string{noSettings: "yes"},
		RunE:        func(c *cobra.Command, args []string) error { return configInit(c, &cfg, first(args)) },
	}
	f := c.Flags()
	f.BoolVar(&cfg.Force, "force", false, "replace the file")
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

func configInit(c *cobra.Command, cfg *configInitConfig, name string) error {
	given := make(map[string]*pflag.Flag)
	c.Flags().Visit(func(f *pflag.Flag) {
		if _, ok := f.Annotations[config.NetworkGroup]; ok {
			given[config.Key(f.Name)] = f
		}
	})
	text := configText(c.Root(), given)
	if name == "-" {
		return print(text)
	}
	if name == "" {
		named, _ := c.Flags().GetString("config")
		if name, _ = config.File(named); name == "" {
			return &adviceError{errors.New("there is no folder for configuration"), "Name the file."}
		}
	}
	name, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	if err := writeSettings(name, text, cfg.Force); errors.Is(err, fs.ErrExist) {
		return &adviceError{err, "It was left as it is. Replace it with --force, or name another file."}
	} else if err != nil {
		return err
	}
	if cfg.JSON {
		return printJSON(struct {
			File string `json:"file"`
		}{name})
	}
	return print(name + "\n")
}

// writeSettings writes a file whole or not at all, for its owner alone: an endpoint's URL can
// have a key in it.
func writeSettings(name, text string, replace bool) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".config-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if replace {
		return os.Rename(f.Name(), name)
	}
	if err := os.Link(f.Name(), name); errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%q: %w", name, fs.ErrExist)
	} else if err == nil {
		return nil
	}
	if _, err := os.Lstat(name); err == nil { // of a file system without links
		return fmt.Errorf("%q: %w", name, fs.ErrExist)
	}
	return os.Rename(f.Name(), name)
}

// key is a setting of one or more verbs.
type key struct {
	name  string
	uses  []use
	group string // title of the verbs' group; of network and wallet, empty
}

// use is what a key means to some verbs.
type use struct {
	flag  *pflag.Flag
	verbs []string // "wallet new"
}

// settingsOf returns all keys: those of network and wallet first, then group by group.
func settingsOf(root *cobra.Command) []*key {
	var keys []*key
	titles := make(map[string]string)
	var order []string
	for _, g := range root.Groups() {
		titles[g.ID] = g.Title
		order = append(order, g.Title)
	}
	eachCommand(root, func(c *cobra.Command) {
		if !hasSettings(c) {
			return
		}
		top := c
		for top.HasParent() && top.Parent() != root {
			top = top.Parent()
		}
		verb := strings.TrimPrefix(c.CommandPath(), root.Name()+" ")
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if config.Special(f.Name) {
				return
			}
			name := config.Key(f.Name)
			i := slices.IndexFunc(keys, func(k *key) bool { return k.name == name })
			if i < 0 {
				i = len(keys)
				keys = append(keys, &key{name: name, group: titles[top.GroupID]})
			}
			k := keys[i]
			if _, ok := f.Annotations[config.NetworkGroup]; ok {
				k.group = ""
			}
			at := slices.IndexFunc(k.uses, func(u use) bool { return u.flag.Usage == f.Usage && u.flag.DefValue == f.DefValue })
			if at < 0 {
				at = len(k.uses)
				k.uses = append(k.uses, use{flag: f})
			}
			k.uses[at].verbs = append(k.uses[at].verbs, verb)
		})
	})
	slices.SortStableFunc(keys, func(a, b *key) int {
		if a.group != b.group {
			return slices.Index(order, a.group) - slices.Index(order, b.group)
		}
		return strings.Compare(a.name, b.name)
	})
	for _, k := range keys { // the use of most verbs first
		slices.SortStableFunc(k.uses, func(a, b use) int { return len(b.verbs) - len(a.verbs) })
	}
	return keys
}

// configText is a configuration file in which every key is a remark but those given.
func configText(root *cobra.Command, given map[string]*pflag.Flag) string {
	var b strings.Builder
	path, _ := config.File("")
	fmt.Fprintf(&b, `# Latchkey's settings. All verbs read them from
#     %s
# unless --config or %s names another file. A key here, chain_id, is the flag
# --chain-id and the variable LATCHKEY_CHAIN_ID; the flag goes before the variable, and that before this
# file. "latchkey config show" tells what is in force, and from where. Take the # away before a key to set
# it; what stands there is the default. Passphrases are never here: %s has
# the wallet's, or a file that passphrase_file names, or they are asked for.
`, path, config.FileVariable, config.PassphraseVariable)
	title := "none"
	for _, k := range settingsOf(root) {
		if k.group != title {
			title = k.group
			heading := strings.TrimSuffix(title, ":")
			if heading == "" {
				heading = "Network and wallet"
			}
			fmt.Fprintf(&b, "\n\n# ---- %s\n", heading)
		}
		b.WriteByte('\n')
		for i, u := range k.uses {
			_, usage := pflag.UnquoteUsage(u.flag)
			usage, _, _ = strings.Cut(usage, " [LATCHKEY_")
			text := strings.ToUpper(usage[:1]) + usage[1:] + "."
			if i > 0 && u.flag.DefValue != k.uses[0].flag.DefValue {
				text += fmt.Sprintf(" Default: %s.", tomlValue(u.flag, u.flag.DefValue))
			}
			wrap(&b, text)
			verbs := strings.Join(u.verbs, ", ")
			if k.group == "" && i == 0 {
				verbs = fmt.Sprintf("%d verbs", len(u.verbs))
			}
			wrap(&b, "    For "+verbs+".")
		}
		f, remark := k.uses[0].flag, "# "
		value := f.DefValue
		if g := given[k.name]; g != nil {
			f, remark, value = g, "", g.Value.String()
		}
		fmt.Fprintf(&b, "%s%s = %s\n", remark, k.name, tomlValue(f, value))
	}
	return b.String()
}

// wrap writes a remark over as many lines as it needs; all begin as deep as the first.
func wrap(b *strings.Builder, text string) {
	const width = 104
	indent := text[:len(text)-len(strings.TrimLeft(text, " "))]
	line := "#" + strings.TrimSuffix(indent, " ")
	for _, word := range strings.Fields(text) {
		if len(line)+1+len(word) > width && line != "#" {
			fmt.Fprintln(b, line)
			line = "#" + strings.TrimSuffix(indent, " ")
		}
		line += " " + word
	}
	fmt.Fprintln(b, line)
}

// tomlValue writes a flag's value as the file has it.
func tomlValue(f *pflag.Flag, text string) string {
	switch f.Value.Type() {
	case "bool", "int", "uint", "int64", "uint32", "uint64":
		if len(text) < 19 { // else it may not fit TOML's numbers
			return text
		}
	}
	if f.Value.Type() == "urls" {
		urls := strings.Fields(text)
		for i, u := range urls {
			urls[i] = fmt.Sprintf("%q", u)
		}
		switch len(urls) {
		case 0:
			return `""`
		case 1:
			return urls[0]
		}
		return "[" + strings.Join(urls, ", ") + "]"
	}
	if _, ok := f.Value.(pflag.SliceValue); ok {
		var items []string
		for _, item := range strings.Split(strings.Trim(text, "[]"), ",") {
			if item = strings.Trim(strings.TrimSpace(item), `"`); item != "" {
				items = append(items, fmt.Sprintf("%q", item))
			}
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	return fmt.Sprintf("%q", text)
}

// configShowConfig configures config show.
type configShowConfig struct {
	All  bool // also those that are nowhere set
	JSON bool

	Network config.Network // what of it is given goes before all else, as it would with the verb
}

func configShowCommand() *cobra.Command {
	var cfg configShowConfig
	c := &cobra.Command{
		Use:   "show [VERB..]",
		Short: "show what is set, and where",
		Long: `Show what is in force, and where each value comes from: a flag, a variable, the file and its
line, a deployment file, or the default. Without VERB it is everything that is set somewhere, and
with --all also what is not. Keys and passwords in URLs are not shown, and passphrases never.`,
		Example:     "  latchkey config show\n  latchkey config show --all --json publish",
		Annotations: map[string]string{noSettings: "yes"},
		RunE:        func(c *cobra.Command, args []string) error { return configShow(c, &cfg, args) },
	}
	f := c.Flags()
	f.BoolVar(&cfg.All, "all", false, "show what has its default, too")
	f.BoolVar(&cfg.JSON, "json", false, "print JSON")
	cfg.Network.Flags(f)
	return c
}

// settingJSON is a setting in force.
type settingJSON struct {
	Key   string   `json:"key"`
	Value string   `json:"value"` // without what is hidden
	From  string   `json:"from"`  // flag, variable, file, deployment or default
	Where string   `json:"where,omitempty"`
	Verbs []string `json:"verbs"`

	flag *pflag.Flag
}

var originNames = map[config.Origin]string{config.FromFlag: "flag", config.FromVariable: "variable", config.FromFile: "file",
	config.Deployed: "deployment", config.FromDefault: "default"}

func configShow(c *cobra.Command, cfg *configShowConfig, verb []string) error {
	root := c.Root()
	named, _ := c.Flags().GetString("config")
	of := root
	if len(verb) > 0 {
		found, rest, err := root.Find(verb)
		if err != nil || len(rest) > 0 || found == root || !hasSettings(found) {
			return wrongUsage("config show", "there is no verb %q that has settings", strings.Join(verb, " "))
		}
		of = found
	}
	known := knownKeys(root)
	var all []*settingJSON
	var failed error
	eachCommand(of, func(v *cobra.Command) {
		if failed != nil || !hasSettings(v) {
			return
		}
		flags := v.LocalFlags()
		c.Flags().Visit(func(given *pflag.Flag) {
			if _, ok := given.Annotations[config.NetworkGroup]; !ok {
				return
			}
			if f := flags.Lookup(given.Name); f != nil {
				if f.Value.Set(given.Value.String()) == nil {
					f.Changed = true
				}
			}
		})
		settings, err := config.Settings(flags, named, known)
		if err != nil {
			failed = err
			return
		}
		path := strings.TrimPrefix(v.CommandPath(), root.Name()+" ")
		for _, s := range settings {
			if s.From == config.FromDefault && !cfg.All {
				continue
			}
			one := &settingJSON{Key: config.Key(s.Flag.Name), Value: hide(config.Key(s.Flag.Name), s.Flag.Value.String()), From: originNames[s.From], Where: s.Where, flag: s.Flag}
			i := slices.IndexFunc(all, func(o *settingJSON) bool {
				return o.Key == one.Key && o.Value == one.Value && o.From == one.From && o.Where == one.Where
			})
			if i < 0 {
				i = len(all)
				all = append(all, one)
			}
			all[i].Verbs = append(all[i].Verbs, path)
		}
	})
	if failed != nil {
		return failed
	}
	slices.SortStableFunc(all, func(a, b *settingJSON) int { return strings.Compare(a.Key, b.Key) })
	path, must := config.File(named)
	_, err := os.Stat(path)
	exists := err == nil
	if cfg.JSON {
		return printJSON(struct {
			File     string         `json:"file"`
			Exists   bool           `json:"exists"`
			Settings []*settingJSON `json:"settings"`
		}{path, exists, append([]*settingJSON{}, all...)})
	}
	var b strings.Builder
	if exists || must {
		fmt.Fprintf(&b, "# the file %s\n", path)
	} else {
		fmt.Fprintf(&b, "# there is no file %s\n", path)
	}
	for i, s := range all {
		where := s.From
		switch s.From {
		case "variable", "file":
			where = s.Where
		case "deployment":
			where = "deployment file " + s.Where
		}
		if i > 0 && all[i-1].Key == s.Key || i+1 < len(all) && all[i+1].Key == s.Key { // it depends on the verb
			where += "; for " + strings.Join(s.Verbs, ", ")
		}
		fmt.Fprintf(&b, "%-40s # %s\n", s.Key+" = "+tomlValue(s.flag, s.Value), where)
	}
	for _, name := range []string{config.PassphraseVariable, "LATCHKEY_SHARE_PASSPHRASE"} {
		if _, ok := os.LookupEnv(name); ok {
			fmt.Fprintf(&b, "# %s is set\n", name)
		}
	}
	return print(printable(b.String()))
}

// knownKeys says which keys a file may have.
func knownKeys(root *cobra.Command) func(key string) bool {
	names := make(map[string]bool)
	for _, k := range settingsOf(root) {
		names[k.name] = true
	}
	return func(key string) bool { return names[key] }
}

// secretName are the names of a URL's query values that are not shown.
var secretName = regexp.MustCompile(`(?i)key|secret|token|pass|sig|credential|auth`)

// hide takes out of a URL what may be a secret: the password; of an endpoint, whose key is
// mostly in its path, all but scheme and host; query values with such a name.
func hide(key, text string) string {
	switch urls := strings.Fields(text); {
	case key == "rpc" && len(urls) > 1:
		for i := range urls {
			urls[i] = hide(key, urls[i])
		}
		return strings.Join(urls, " ")
	case key == "other_rpc":
		list := strings.Split(strings.Trim(text, "[]"), ",")
		for i := range list {
			id, at, named := strings.Cut(list[i], "=")
			if _, err := strconv.ParseUint(id, 10, 64); err != nil || !named {
				list[i] = hide("rpc", list[i])
			} else {
				list[i] = id + "=" + hide("rpc", at)
			}
		}
		return "[" + strings.Join(list, ",") + "]"
	}
	u, err := url.Parse(text)
	if err != nil {
		if strings.Contains(text, "://") {
			return "..." // no URL, but perhaps one with a key in it
		}
		return text
	}
	if u.Scheme == "" || u.Host == "" && u.RawQuery == "" {
		return text
	}
	if u.User != nil {
		u.User = url.User("...")
	}
	if key == "rpc" || key == "signer" {
		if strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
			u.Path, u.RawPath, u.RawQuery = "/...", "", ""
		}
	}
	query := u.Query()
	u.RawQuery, u.Fragment = "", ""
	shown, open := u.String(), "?"
	for _, name := range slices.Sorted(maps.Keys(query)) {
		for _, value := range query[name] {
			if value = hide("", value); secretName.MatchString(name) {
				value = "..."
			}
			shown, open = shown+open+name+"="+value, "&"
		}
	}
	return shown
}

func configPathCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:         "path",
		Short:       "print where the configuration file is, or would be",
		Args:        exactly(0, "none"),
		Annotations: map[string]string{noSettings: "yes"},
		RunE: func(c *cobra.Command, _ []string) error {
			named, _ := c.Flags().GetString("config")
			path, _ := config.File(named)
			if asJSON {
				_, err := os.Stat(path)
				return printJSON(struct {
					File   string `json:"file"`
					Exists bool   `json:"exists"`
				}{path, err == nil})
			}
			return print(path + "\n")
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}
