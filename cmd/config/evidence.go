package config

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/latchkey-network/latchkey/quorum"
)

// KeepEvidence writes a signed wrong share into the folder of evidence, as a JSON file of
// its own, and returns its path. The same evidence has the same name: it is kept once. The
// file holds no secret, and everybody may read it.
func (n *Network) KeepEvidence(e *quorum.Evidence) (path string, err error) {
	dir, err := n.evidenceDir()
	if err != nil {
		return "", err
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

func (n *Network) evidenceDir() (string, error) {
	if n.Evidence != "" {
		return n.Evidence, nil
	}
	own, err := Dir()
	if err != nil {
		return "", err
	}
	return filepath.Join(own, "evidence"), nil
}

// KeptEvidence returns the paths of the evidence that was kept, oldest first; none if there
// is no such folder yet.
func (n *Network) KeptEvidence() (paths []string, err error) {
	dir, err := n.evidenceDir()
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the folder of evidence: %w", err)
	}
	age := make(map[string]int64)
	for _, e := range entries {
		if !e.Type().IsRegular() || filepath.Ext(e.Name()) != ".json" {
			continue
		}
		info, err := e.Info()
		if err != nil {
			continue // it is gone meanwhile
		}
		path := filepath.Join(dir, e.Name())
		paths = append(paths, path)
		age[path] = info.ModTime().UnixNano()
	}
	slices.SortStableFunc(paths, func(a, b string) int { return cmp.Compare(age[a], age[b]) })
	return paths, nil
}

// maxEvidence bounds a file of evidence in bytes: a request, and a key list of 9 KiB.
const maxEvidence = 1 << 20

// ReadEvidence reads a file that KeepEvidence wrote. It does not verify what is in it.
func ReadEvidence(path string) (*quorum.Evidence, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading evidence: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxEvidence+1))
	if err != nil {
		return nil, fmt.Errorf("reading evidence: %w", err)
	}
	var e quorum.Evidence
	if err := json.Unmarshal(data, &e); err != nil || len(data) > maxEvidence || e.Request == nil {
		return nil, fmt.Errorf("%q is no file of evidence", path)
	}
	return &e, nil
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
