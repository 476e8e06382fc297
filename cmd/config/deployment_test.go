package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
)

var (
	someCommittees = common.HexToAddress("0x52908400098527886E0F7030069857D2E4169EE7")
	someMarket     = common.HexToAddress("0xde709f2102306220921060314715629080e2fb77")
	someDraws      = common.HexToAddress("0x27b1fdb04752bbc536007a920d24acb045561c26")
	someDeployment = Deployment{ChainID: 100, Block: 7, Version: "v1", Contracts: map[string]common.Address{
		"Committees": someCommittees, "Market": someMarket, "Draws": someDraws, "Another": {1}}}
)

// TestDeploymentFile: what is written is read, and what is not a deployment file is refused.
func TestDeploymentFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deployment.json")
	if err := someDeployment.Write(path); err != nil {
		t.Fatal(err)
	}
	if d, err := ReadDeployment(path); err != nil || !reflect.DeepEqual(*d, someDeployment) {
		t.Errorf("read %+v (%v)", d, err)
	}
	for name, text := range map[string]string{
		"empty": "", "cut": `{"chainId": 1`, "no chain": `{"block": 1}`, "unknown": `{"chainId": 1, "owner": 2}`, "more": `{"chainId": 1}{}`,
		"checksum": `{"chainId": 1, "contracts": {"Market": "0x52908400098527886E0F7030069857D2E4169Ee7"}}`,
		"zero":     `{"chainId": 1, "contracts": {"Market": "0x0000000000000000000000000000000000000000"}}`,
		"null":     `{"chainId": 1, "contracts": {"Market": null}}`,
	} {
		if _, err := ReadDeployment(file(t, text)); !errors.Is(err, ErrConfig) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// TestDeploymentFills: the file says what nothing else says, wherever it is named.
func TestDeploymentFills(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(t.TempDir())
	if err := someDeployment.Write(filepath.Join(dir, "there.json")); err != nil {
		t.Fatal(err)
	}
	configuration := filepath.Join(dir, "config.toml")
	apply := func(text string, args ...string) (*Network, error) {
		if err := os.WriteFile(configuration, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var s settings
		fs := s.flags()
		if err := fs.Parse(args); err != nil {
			t.Fatal(err)
		}
		return &s.network, Apply(fs, configuration, nil)
	}
	want := Network{ChainID: 100, Market: someMarket, Committees: someCommittees, Draws: someDraws, Since: 7, Deployment: filepath.Join(dir, "there.json"), Final: "finalized", MinRate: 1024}
	for name, get := range map[string]func() (*Network, error){
		"file":     func() (*Network, error) { return apply(`deployment = "there.json"`) },
		"flag":     func() (*Network, error) { return apply("", "--deployment", filepath.Join(dir, "there.json")) },
		"name":     func() (*Network, error) { return apply("", "--deployment", "there.json") },
		"variable": func() (*Network, error) { t.Setenv("LATCHKEY_DEPLOYMENT", "there.json"); return apply("") },
	} {
		n, err := get()
		if err != nil || !reflect.DeepEqual(*n, want) {
			t.Errorf("%s: %+v (%v)", name, n, err)
		}
		os.Unsetenv("LATCHKEY_DEPLOYMENT")
	}
	n, err := apply("deployment = \"there.json\"\nsince = 3\nmarket = \"0x0000000000000000000000000000000000000001\"", "--chain-id", "100")
	if err != nil || n.Since != 3 || n.Market != common.BigToAddress(common.Big1) || n.Committees != someCommittees {
		t.Errorf("what is given does not go before the file: %+v (%v)", n, err)
	}
	if _, err := apply(`deployment = "there.json"`, "--chain-id", "1"); !errors.Is(err, ErrConfig) || !strings.Contains(err.Error(), "chain 100") {
		t.Errorf("another chain: error %v", err)
	}
	if _, err := apply(`deployment = "nowhere.json"`); !errors.Is(err, ErrConfig) || !strings.Contains(err.Error(), "nowhere.json") {
		t.Errorf("no file: error %v", err)
	}
	// Of another folder's file of the same name, the configuration's own goes first.
	other := someDeployment
	other.ChainID = 5
	if err := other.Write("there.json"); err != nil {
		t.Fatal(err)
	}
	if n, err := apply(`deployment = "there.json"`); err != nil || n.ChainID != 100 {
		t.Errorf("%+v (%v)", n, err)
	}
	if n, err := apply("", "--deployment", "there.json"); err != nil || n.ChainID != 5 {
		t.Errorf("%+v (%v)", n, err)
	}
}

// TestDeploymentOfAnotherChain: the error names both chains, and the file.
func TestDeploymentOfAnotherChain(t *testing.T) {
	e, err := devnet.StartEVM(devnet.EVMConfig{ChainID: 1000})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	n := &Network{RPC: e.URL(), ChainID: 100, Deployment: "there.json"}
	_, err = n.Dial(t.Context())
	if !errors.Is(err, chain.ErrWrongChain) || !strings.Contains(err.Error(), "serves chain 1000, wanted 100") || !strings.Contains(err.Error(), "there.json") {
		t.Errorf("error %v", err)
	}
}
