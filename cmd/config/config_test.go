package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/latchkey-network/latchkey/quorum"
)

// settings is a flag of each kind.
type settings struct {
	network Network
	list    []string
	yes     bool
}

func (s *settings) flags() *pflag.FlagSet {
	fs := pflag.NewFlagSet("test", pflag.ContinueOnError)
	fs.SetOutput(io.Discard)
	s.network.Flags(fs)
	fs.StringArrayVar(&s.list, "list-of", nil, "")
	fs.BoolVar(&s.yes, "yes", false, "")
	return fs
}

func file(t *testing.T, text string) string {
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestPrecedence: for each flag, of all the places that set it, the flag wins over the
// variable, that over the file, that over the default.
func TestPrecedence(t *testing.T) {
	for flags := range 8 {
		t.Run(fmt.Sprintf("%03b", flags), func(t *testing.T) {
			t.Setenv(FileVariable, "")
			var text string
			var args []string
			want := uint64(0)
			if flags&1 != 0 {
				text, want = "chain_id = 1\n", 1
			}
			if flags&2 != 0 {
				t.Setenv("LATCHKEY_CHAIN_ID", "2")
				want = 2
			}
			if flags&4 != 0 {
				args, want = []string{"--chain-id", "3"}, 3
			}
			var s settings
			fs := s.flags()
			if err := fs.Parse(args); err != nil {
				t.Fatal(err)
			}
			if err := Apply(fs, file(t, text), func(string) bool { return false }); err != nil {
				t.Fatal(err)
			}
			if s.network.ChainID != want || s.network.Final != "finalized" {
				t.Errorf("chain %d, final %q; want %d, finalized", s.network.ChainID, s.network.Final, want)
			}
		})
	}
}

func TestKinds(t *testing.T) {
	path := file(t, `
# a comment
rpc = "http://127.0.0.1:1" # and one here
chain_id = 18446744073709551615 # does not fit TOML's numbers
`)
	var s settings
	if err := Apply(s.flags(), path, nil); !errors.Is(err, ErrConfig) || !strings.Contains(err.Error(), "config.toml:4: ") {
		t.Errorf("a number that is too large: %v", err)
	}
	path = file(t, `
chain_id = "18446744073709551615"
rpc = ["http://a", "http://b/?x,y"]
list_of = ["a", "b c"]
yes = true
market = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
other_verbs = 3
`)
	if err := Apply(s.flags(), path, func(key string) bool { return key == "other_verbs" }); err != nil {
		t.Fatal(err)
	}
	if s.network.RPC != "http://a http://b/?x,y" {
		t.Errorf("rpc %q", s.network.RPC)
	}
	if s.network.ChainID != 1<<64-1 || !slices.Equal(s.list, []string{"a", "b c"}) || !s.yes || s.network.Market[0] != 0x70 {
		t.Errorf("%+v", s)
	}
	t.Setenv("LATCHKEY_LIST_OF", "x y")
	s = settings{}
	if err := Apply(s.flags(), path, nil); err != nil || !slices.Equal(s.list, []string{"x", "y"}) {
		t.Errorf("%v, %v", s.list, err)
	}
}

// TestErrorsNameTheLine: whatever is wrong with a file, the error has its name and line.
func TestErrorsNameTheLine(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"rpc = \"x\"\n\nmarkt = \"0x\"\n", `config.toml:3: unknown key "markt"`},
		{"rpc = \"x\"\nrpc = \"y\"\n", "config.toml:2: "},
		{"rpc = \n", "config.toml:1: "},
		{"[rpc]\nx = 1\n", "config.toml:1: rpc: "},
		{"rpc.x = 1\n", "config.toml:1: rpc: "},
		{"\n[[nested]]\nx = 1\n", `config.toml:2: `},
		{"rpc = 1979-05-27\n", "config.toml:1: rpc: "},
		{"chain_id = [1, 2]\n", "config.toml:1: chain_id: one value"},
		{"list_of = [[1]]\n", "config.toml:1: list_of: "},
		{"yes = \"perhaps\"\n", "config.toml:1: yes: "},
		{"market = \"0x70997970c51812dc3A010C7d01b50e0d17dc79C8\"\n", "config.toml:1: market: "},
		{"help = true\n", "unknown key"}, {"config = \"x\"\n", "unknown key"},
	} {
		var s settings
		err := Apply(s.flags(), file(t, c.text), func(string) bool { return false })
		if !errors.Is(err, ErrConfig) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.text, err, c.want)
		}
	}
}

func TestFile(t *testing.T) {
	t.Setenv(FileVariable, "")
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	t.Setenv("HOME", os.Getenv("XDG_CONFIG_HOME"))
	var s settings
	if err := Apply(s.flags(), "", nil); err != nil { // the default file need not be there
		t.Error(err)
	}
	if err := Apply(s.flags(), "nowhere.toml", nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a named file that is not there: %v", err)
	}
	t.Setenv(FileVariable, "nowhere.toml")
	if err := Apply(s.flags(), "", nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file of the variable that is not there: %v", err)
	}
	if err := Apply(s.flags(), os.DevNull, nil); err != nil {
		t.Error(err)
	}
}

// TestOneKey: of wallet and signer, the one that is said nearer to the command line is left,
// and in one place only one of them can be said.
func TestOneKey(t *testing.T) {
	t.Setenv(FileVariable, "")
	for _, c := range []struct{ file, variable, flag, want string }{
		{`wallet = "w"`, "LATCHKEY_SIGNER=s", "", "signer s"},
		{`signer = "s"`, "LATCHKEY_WALLET=w", "", "wallet w"},
		{`wallet = "w"`, "", "--signer=s", "signer s"},
		{`signer = "s"`, "", "--wallet=w", "wallet w"},
		{"", "LATCHKEY_SIGNER=s", "--wallet=w", "wallet w"},
		{"signer = \"s\"\nwallet = \"\"", "", "", "signer s"},
		{"signer = \"s\"\nwallet = \"w\"", "", "", "both"},
		{"signer = \"s\"\nwallet = \"w\"", "", "--wallet=x", "wallet x"},
	} {
		t.Run("", func(t *testing.T) {
			if name, value, ok := strings.Cut(c.variable, "="); ok {
				t.Setenv(name, value)
			}
			var s settings
			fs := s.flags()
			if c.flag != "" {
				if err := fs.Parse([]string{c.flag}); err != nil {
					t.Fatal(err)
				}
			}
			err := Apply(fs, file(t, c.file), nil)
			got := ""
			switch {
			case errors.Is(err, ErrConfig) && strings.Contains(err.Error(), "both set"):
				got = "both"
			case err != nil:
				t.Fatal(err)
			case s.network.Wallet != "" && s.network.Signer == "":
				got = "wallet " + s.network.Wallet
			case s.network.Signer != "" && s.network.Wallet == "":
				got = "signer " + s.network.Signer
			}
			if got != c.want {
				t.Errorf("%+v: %q", c, got)
			}
		})
	}
}

// TestSettings: each value is told with the place that it comes from.
// TestURLs: a list on the command line takes the place of the file's.
func TestURLs(t *testing.T) {
	path := file(t, "rpc = \"http://a\"\n")
	for want, args := range map[string][]string{"http://a": nil, "http://b": {"--rpc", "http://b"}, "http://b http://c": {"--rpc=http://b", "--rpc=http://c"}} {
		var s settings
		fs := s.flags()
		if err := fs.Parse(args); err != nil {
			t.Fatal(err)
		}
		if err := Apply(fs, path, nil); err != nil || s.network.RPC != want {
			t.Errorf("%q, %v; want %q", s.network.RPC, err, want)
		}
	}
}

func TestSettings(t *testing.T) {
	path := file(t, "# a remark\nfinal = \"7\"\ndeployment = \"d.json\"\n")
	deployed := filepath.Join(filepath.Dir(path), "d.json")
	if err := (&Deployment{ChainID: 5, Block: 77}).Write(deployed); err != nil {
		t.Fatal(err)
	}
	t.Setenv("LATCHKEY_RPC", "http://127.0.0.1:1")
	var s settings
	fs := s.flags()
	if err := fs.Parse([]string{"--yes"}); err != nil {
		t.Fatal(err)
	}
	all, err := Settings(fs, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Setting{"yes": {From: FromFlag}, "rpc": {From: FromVariable, Where: "LATCHKEY_RPC"}, "final": {From: FromFile, Where: path + ":2"},
		"deployment": {From: FromFile, Where: path + ":3"}, "since": {From: Deployed, Where: deployed}, "chain-id": {From: Deployed, Where: deployed}}
	for _, got := range all {
		w, ok := want[got.Flag.Name]
		if !ok {
			w.From = FromDefault
		}
		if w.Flag = got.Flag; got != w {
			t.Errorf("%s = %v: from %v %q, want %v %q", got.Flag.Name, got.Flag.Value, got.From, got.Where, w.From, w.Where)
		}
	}
}

// TestWalletFile: the folder is enough as long as it holds one.
func TestWalletFile(t *testing.T) {
	dir := t.TempDir()
	n := Network{Wallet: dir}
	if _, err := n.WalletFile(); !errors.Is(err, ErrConfig) {
		t.Errorf("an empty folder: %v", err)
	}
	first := filepath.Join(dir, "UTC--1")
	for i, name := range []string{first, filepath.Join(dir, "UTC--2")} {
		if err := os.WriteFile(name, []byte(`{"address":"70997970c51812dc3a010c7d01b50e0d17dc79c8"}`), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := n.WalletFile()
		if i == 0 && (err != nil || got != first) {
			t.Errorf("one file: %q, %v", got, err)
		}
		if i == 1 && !errors.Is(err, ErrConfig) {
			t.Errorf("two files: %q, %v", got, err)
		}
	}
	n.Wallet = first
	if a, ok, err := n.Account(); err != nil || !ok || a.Hex() != "0x70997970C51812dc3A010C7d01b50e0d17dc79C8" {
		t.Errorf("account %v, %v, %v", a, ok, err)
	}
}

// TestEvidenceIsKeptOnce: each case has a file that everybody may read; the same case
// again is the same file; nothing else is left in the folder.
func TestEvidenceIsKeptOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "evidence")
	n := Network{Evidence: dir}
	paths := make(map[string]bool)
	for _, share := range []string{"00", "01", "00"} {
		path, err := n.KeepEvidence(&quorum.Evidence{ChainID: "1", Committee: "2", Epoch: "3", Index: 4, Request: []byte(`{}`), Share: share})
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o644 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
		paths[path] = true
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 || len(paths) != 2 {
		t.Errorf("%d files, %d paths, %v", len(entries), len(paths), err)
	}
}
