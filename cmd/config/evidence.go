package config

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/latchkey-network/latchkey/quorum"
)

// KeepEvidence writes a signed wrong share into the folder of evidence, as a JSON file of
// its own, and returns its path. The same evidence has the same name: it is kept once. The
// file holds no secret, and everybody may read it.
func (n *Network) KeepEvidence(e *quorum.Evidence) (path string, err error) {
	dir := n.Evidence
	if dir == "" {
		own, err := Dir()
		if err != nil {
			return "", err
		}
		dir = filepath.Join(own, "evidence")
	}
	data, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return "", fmt.Errorf("keeping evidence: %w", err)
	}
	digest := sha256.Sum256(data)
	path = filepath.Join(dir, fmt.Sprintf("chain-%s-committee-%s-epoch-%s-node-%d-%x.json", e.ChainID, e.Committee, e.Epoch, e.Index, digest[:8]))
	if err := writeWhole(path, append(data, '\n')); err != nil {
		return "", fmt.Errorf("keeping evidence: %w", err)
	}
	return path, nil
}

// writeWhole makes a file appear with all its bytes, or not at all.
func writeWhole(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".evidence-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails once it is renamed
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
