// Package config is the configuration that latchkey and age-plugin-latchkey share: one
// TOML file, environment variables, and flags that say which chain, committee, market,
// store and wallet they use.
//
// A setting is looked for in this order: the flag --chain-id, the environment variable
// LATCHKEY_CHAIN_ID, the key chain_id of the file, the flag's default.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/spf13/pflag"
)

// FileVariable is the environment variable that names the configuration file.
const FileVariable = "LATCHKEY_CONFIG"

// ErrConfig is wrapped by every error in a configuration file or variable.
var ErrConfig = errors.New("configuration")

// Variable returns the environment variable of a flag: LATCHKEY_CHAIN_ID for chain-id.
func Variable(flag string) string {
	return "LATCHKEY_" + strings.ToUpper(Key(flag))
}

// Key returns the key of a flag in the configuration file: chain_id for chain-id.
func Key(flag string) string { return strings.ReplaceAll(flag, "-", "_") }

// Dir is the folder of Latchkey's configuration, latchkey in the user's.
func Dir() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("there is no folder for configuration: %w", err)
	}
	return filepath.Join(dir, "latchkey"), nil
}

// StateDir is the folder of what a program keeps between its runs: latchkey in XDG_STATE_HOME, or in ~/.local/state, as
// the XDG Base Directory Specification says; where that is not the custom, Dir.
func StateDir() (string, error) {
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "latchkey"), nil
	}
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return Dir()
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("there is no folder for state: %w", err)
	}
	return filepath.Join(home, ".local", "state", "latchkey"), nil
}

// File returns the path of the configuration file: named, else what LATCHKEY_CONFIG says,
// else config.toml in Dir. must says whether the file has to be there: the default one
// need not.
func File(named string) (path string, must bool) {
	if named == "" {
		named = os.Getenv(FileVariable)
	}
	if named != "" {
		return named, true
	}
	dir, err := Dir()
	if err != nil {
		return "", false
	}
	return filepath.Join(dir, "config.toml"), false
}

// Origin says where the value of a setting comes from.
type Origin int

// Origins, from the nearest to the farthest. Deployed is a deployment file.
const (
	FromFlag Origin = iota
	FromVariable
	FromFile
	Deployed
	FromDefault
)

// Setting is what one flag is set to, after all places were asked.
type Setting struct {
	Flag  *pflag.Flag
	From  Origin
	Where string // of FromVariable, FromFile and Deployed: the variable, file:line, the file
}

// Apply sets the flags that were not given from the environment, or else from the file
// that File(named) finds. Flags without either keep their defaults.
//
// known says which other keys the file may have: those of other verbs. A key that is
// neither a flag of fs nor known is an error with its line. A nil known accepts all, for a
// program that shares the file with one that has more flags.
//
// Where the flags of Network are among fs and name a deployment file, it comes after all
// that. Of wallet and signer, the one from the nearer place is left.
//
// Errors name the variable or the line, and wrap ErrConfig.
func Apply(fs *pflag.FlagSet, named string, known func(key string) bool) error {
	_, err := Settings(fs, named, known)
	return err
}

// Settings is Apply, and returns where each flag got its value, in the order of the flags'
// names.
func Settings(fs *pflag.FlagSet, named string, known func(key string) bool) ([]Setting, error) {
	path, must := File(named)
	values, err := readFile(path, must)
	if err != nil {
		return nil, err
	}
	var settings []Setting
	keys := make(map[string]bool)
	fs.VisitAll(func(f *pflag.Flag) {
		if !Special(f.Name) {
			settings = append(settings, Setting{f, FromDefault, ""})
			keys[Key(f.Name)] = true
		}
	})
	for _, v := range values {
		if !keys[v.key] && known != nil && !known(v.key) {
			return nil, fmt.Errorf("%w: %s:%d: unknown key %q", ErrConfig, path, v.line, v.key)
		}
	}
	for i := range settings {
		s := &settings[i]
		f := s.Flag
		if f.Changed {
			s.From = FromFlag
			continue
		}
		name := Variable(f.Name)
		if text := os.Getenv(name); text != "" {
			texts := []string{text}
			if _, list := f.Value.(pflag.SliceValue); list {
				texts = strings.Fields(text)
			}
			if err := set(fs, f, texts); err != nil {
				return nil, fmt.Errorf("%w: the variable %s: %w", ErrConfig, name, err)
			}
			s.From, s.Where = FromVariable, name
			continue
		}
		at := slices.IndexFunc(values, func(v value) bool { return v.key == Key(f.Name) })
		if at < 0 {
			continue
		}
		if err := set(fs, f, values[at].texts); err != nil {
			return nil, fmt.Errorf("%w: %s:%d: %s: %w", ErrConfig, path, values[at].line, values[at].key, err)
		}
		s.From, s.Where = FromFile, fmt.Sprintf("%s:%d", path, values[at].line)
		if name := f.Value.String(); f.Name == deploymentFlag && name != "" && !filepath.IsAbs(name) {
			f.Value.Set(filepath.Join(filepath.Dir(path), name))
		}
	}
	if err := oneKey(settings); err != nil {
		return nil, err
	}
	open := make(map[*pflag.Flag]bool) // nothing has set them yet
	for _, s := range settings {
		open[s.Flag] = !s.Flag.Changed
	}
	if err := applyDeployment(fs, filepath.Dir(path)); err != nil {
		return nil, err
	}
	for i, s := range settings {
		if open[s.Flag] && s.Flag.Changed {
			settings[i].From, settings[i].Where = Deployed, fs.Lookup(deploymentFlag).Value.String()
		}
	}
	return settings, nil
}

// oneKey leaves one of wallet and signer: what a person says on the command line goes before
// what the file says, whichever of the two it is.
func oneKey(settings []Setting) error {
	find := func(flag string) *Setting {
		i := slices.IndexFunc(settings, func(s Setting) bool { return s.Flag.Name == flag && s.Flag.Value.String() != "" })
		if i < 0 {
			return nil
		}
		return &settings[i]
	}
	wallet, signer := find(walletFlag), find(signerFlag)
	if wallet == nil || signer == nil {
		return nil
	}
	loser := wallet
	switch {
	case wallet.From == signer.From:
		return fmt.Errorf("%w: wallet and signer are both set, and only one of them has the key: leave the other out", ErrConfig)
	case wallet.From < signer.From:
		loser = signer
	}
	loser.From, loser.Where = FromDefault, ""
	return loser.Flag.Value.Set("")
}

// Special says whether a flag has neither a variable of the usual kind nor a key.
func Special(flag string) bool { return flag == "help" || flag == "config" || flag == "version" }

// set sets a flag to values, or says why not without pflag's words around it.
func set(fs *pflag.FlagSet, f *pflag.Flag, texts []string) error {
	if list, ok := f.Value.(pflag.SliceValue); ok {
		f.Changed = true
		return list.Replace(texts)
	}
	if len(texts) != 1 {
		return errors.New("one value is wanted, not a list")
	}
	if err := f.Value.Set(texts[0]); err != nil {
		return BadValue(f, texts[0], err)
	}
	f.Changed = true
	return nil
}

// BadValue says in words that a value is none of a flag's kind; err is why, for kinds of this program's own.
func BadValue(f *pflag.Flag, value string, err error) error {
	switch f.Value.Type() {
	case "int", "int64":
		return fmt.Errorf("%q is not a whole number", value)
	case "uint", "uint32", "uint64":
		return fmt.Errorf("%q is not a whole number from 0 on, or is too large", value)
	case "uintSlice":
		return fmt.Errorf("%q is not a list of whole numbers", value)
	case "float64":
		return fmt.Errorf("%q is not a number", value)
	case "bool":
		return fmt.Errorf("%q is neither true nor false", value)
	}
	return err
}

// value is one key of the file.
type value struct {
	key   string
	line  int
	texts []string // more or fewer than one only for arrays
}

// maxFile bounds the configuration file in bytes.
const maxFile = 1 << 20

func readFile(path string, must bool) ([]value, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !must {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	if len(data) > maxFile {
		return nil, fmt.Errorf("%w: %s: over %d bytes", ErrConfig, path, maxFile)
	}
	all := make(map[string]any)
	_, err = toml.Decode(string(data), &all)
	if parse := (toml.ParseError{}); errors.As(err, &parse) {
		return nil, fmt.Errorf("%w: %s:%d: %s", ErrConfig, path, parse.Position.Line, parse.Message)
	} else if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrConfig, path, err)
	}
	var values []value
	for key, v := range all {
		at := value{key: key, line: lineOf(string(data), key)}
		if at.texts, err = texts(v); err != nil {
			return nil, fmt.Errorf("%w: %s:%d: %s: %w", ErrConfig, path, at.line, key, err)
		}
		values = append(values, at)
	}
	slices.SortFunc(values, func(a, b value) int { return a.line - b.line })
	return values, nil
}

// texts writes a value of TOML as flags take it.
func texts(v any) ([]string, error) {
	switch v := v.(type) {
	case string:
		return []string{v}, nil
	case int64:
		return []string{strconv.FormatInt(v, 10)}, nil
	case bool:
		return []string{strconv.FormatBool(v)}, nil
	case []any:
		all := []string{}
		for _, item := range v {
			one, err := texts(item)
			if _, nested := item.([]any); nested || err != nil {
				return nil, errors.New("a list of single values is wanted")
			}
			all = append(all, one[0])
		}
		return all, nil
	}
	return nil, errors.New("a text, a whole number, true or false, or a list of those is wanted (the file has no tables)")
}

// lineOf returns the line of a key of the first level, from 1: the decoder does not keep
// it. Inside of a text over several lines the same words could come first; then the line
// is that one's.
func lineOf(text, key string) int {
	at := regexp.MustCompile(`^\s*\[*\s*["']?` + regexp.QuoteMeta(key) + `["']?\s*[\].=]`)
	for i, line := range strings.Split(text, "\n") {
		if at.MatchString(line) {
			return i + 1
		}
	}
	return 1
}
