package migrate

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ethereum/go-ethereum/common"
	"github.com/gofrs/flock"

	"github.com/latchkey-network/latchkey/storage"
)

// State is a file that says what was about to be written to the chain, by hashes of DDOs, which are public. Whoever loses it loses
// little: the chain says which assets are moved. It is for what is on its way there when a run ends.
type State struct {
	path string
	lock *flock.Flock
	file stateFile
}

type stateFile struct {
	Format int              `json:"format"` // 1
	Assets map[string]*step `json:"assets"` // by DID
}

// step is a DDO that was made for an asset and is on its way to the chain.
type step struct {
	Old  common.Hash    `json:"old"`  // metaDataHash of the DDO that it takes the place of
	New  common.Hash    `json:"new"`  // and its own
	From common.Address `json:"from"` // the account that sends it
}

// OpenState opens the state at a path, or begins it, for its owner alone. The error wraps storage.ErrInUse while another process has
// it. Close has to be called.
func OpenState(path string) (*State, error) {
	s := &State{path: path, lock: flock.New(path+".lock", flock.SetPermissions(0o600))}
	taken, err := s.lock.TryLock()
	if err == nil && !taken {
		err = storage.ErrInUse
	}
	if err != nil {
		return nil, fmt.Errorf("keeping the state in %q: %w", path, err)
	}
	data, err := os.ReadFile(path)
	if err == nil {
		if json.Unmarshal(data, &s.file) != nil || s.file.Format != 1 {
			err = errors.New("it is not a state of this program")
		}
	} else if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	if err != nil {
		s.lock.Unlock()
		return nil, fmt.Errorf("reading the state %q: %w", path, err)
	}
	if s.file.Assets == nil {
		s.file = stateFile{1, make(map[string]*step)}
	}
	return s, nil
}

// Close lets others use the state. The file of the lock stays: who removed it could let in two at once, one by either file.
func (s *State) Close() error { return s.lock.Unlock() }

// set keeps a step, or with nil forgets it, before it returns.
func (s *State) set(did string, to *step) error {
	if to == nil {
		if s.file.Assets[did] == nil {
			return nil
		}
		delete(s.file.Assets, did)
	} else {
		s.file.Assets[did] = to
	}
	data, err := json.Marshal(&s.file)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(s.path), ".state-*") // mode 0600
	if err != nil {
		return fmt.Errorf("keeping the state: %w", err)
	}
	defer os.Remove(f.Name()) // fails once it is renamed
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), s.path)
	}
	if err != nil {
		return fmt.Errorf("keeping the state: %w", err)
	}
	return nil
}
