package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/pflag"
)

// Deployment is a deployment file (JSON, spec/contracts.md): where Latchkey's contracts are
// on one chain. It holds no secret, and is for everybody who uses that chain.
type Deployment struct {
	ChainID   uint64                    // never 0
	Block     uint64                    // the first with one of the contracts; 0 if that is not known
	Version   string                    // of the program that wrote the file; for people
	Contracts map[string]common.Address // by name: "Committees"
}

// deploymentJSON is Deployment as the file has it.
type deploymentJSON struct {
	ChainID   uint64             `json:"chainId"`
	Block     uint64             `json:"block"`
	Version   string             `json:"version"`
	Contracts map[string]address `json:"contracts"`
}

// MarshalJSON writes addresses with their checksums.
func (d Deployment) MarshalJSON() ([]byte, error) {
	f := deploymentJSON{d.ChainID, d.Block, d.Version, make(map[string]address)}
	for name, a := range d.Contracts {
		f.Contracts[name] = address(a)
	}
	return json.Marshal(f)
}

// UnmarshalJSON refuses what it does not know, and addresses with a wrong checksum.
func (d *Deployment) UnmarshalJSON(data []byte) error {
	var f deploymentJSON
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&f); err != nil {
		return err
	}
	if f.ChainID == 0 {
		return errors.New("no chainId")
	}
	*d = Deployment{f.ChainID, f.Block, f.Version, make(map[string]common.Address)}
	for name, a := range f.Contracts {
		if a == (address{}) {
			return fmt.Errorf("no address of %q", name)
		}
		d.Contracts[name] = common.Address(a)
	}
	return nil
}

// ReadDeployment reads a deployment file. Errors name it, and wrap ErrConfig.
func ReadDeployment(path string) (*Deployment, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%w: the deployment file: %w", ErrConfig, err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return nil, fmt.Errorf("%w: the deployment file: %w", ErrConfig, err)
	}
	var d Deployment
	if err := json.Unmarshal(data, &d); err != nil {
		return nil, fmt.Errorf("%w: %q is not a deployment file: %w", ErrConfig, path, err)
	}
	return &d, nil
}

// Write writes the file, whole or not at all, in place of the one that may be there.
func (d *Deployment) Write(path string) error {
	data, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return err
	}
	if err := writeWhole(path, append(data, '\n')); err != nil {
		return fmt.Errorf("writing the deployment file %q: %w", path, err)
	}
	return nil
}

const deploymentFlag = "deployment"

// deploymentFlags are the flags that stand for contracts of a deployment file.
var deploymentFlags = map[string]string{"Committees": "committees", "Draws": "draws", "Market": "market"}

// applyDeployment reads the file that the flag names, if there is the flag, and sets the
// flags that it tells of and that nothing else has set. dir is the configuration's folder.
func applyDeployment(flags *pflag.FlagSet, dir string) error {
	f := flags.Lookup(deploymentFlag)
	if f == nil || f.Value.String() == "" {
		return nil
	}
	path := f.Value.String()
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && filepath.Base(path) == path {
		path = filepath.Join(dir, path)
	}
	d, err := ReadDeployment(path)
	if err != nil {
		return err
	}
	if err := f.Value.Set(path); err != nil {
		return err
	}
	texts := map[string]string{"chain-id": strconv.FormatUint(d.ChainID, 10), "since": strconv.FormatUint(d.Block, 10)}
	for contract, flag := range deploymentFlags {
		if a, ok := d.Contracts[contract]; ok {
			texts[flag] = a.Hex()
		}
	}
	if given := flags.Lookup("chain-id"); given != nil && given.Changed && given.Value.String() != texts["chain-id"] && given.Value.String() != "0" {
		return fmt.Errorf("%w: the deployment file %q is of chain %d, and chain_id is %s: use the file of that chain, or leave chain_id out",
			ErrConfig, path, d.ChainID, given.Value)
	}
	for name, text := range texts {
		if flag := flags.Lookup(name); flag != nil && !flag.Changed {
			if err := set(flags, flag, []string{text}); err != nil {
				return err
			}
		}
	}
	return nil
}
