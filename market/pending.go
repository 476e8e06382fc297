package market

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/gofrs/flock"
	"golang.org/x/sync/errgroup"

	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/storage"
)

// Pending is a publication that is under way, in a folder of its own, so that one that was cut off with its process goes on where
// it was: the sealed file, and how far each store has it. No key is in it, neither the file's nor an unlisted listing's. Whoever
// calls chooses one folder for the same content, stores, committees and seller. Not safe for concurrent use.
type Pending struct {
	dir  string
	lock *flock.Flock

	mu    sync.Mutex // of state, and the file that it is in
	state pendingState
}

// pendingState is kept as JSON, for its owner alone.
type pendingState struct {
	Format   int             `json:"format"` // 1
	Asset    common.Hash     `json:"asset"`
	Salt     common.Hash     `json:"salt"` // of the asset, for a new listing
	Name     string          `json:"name"` // of the object
	SHA256   string          `json:"sha256"`
	Sealed   int64           `json:"sealed"` // bytes
	Plain    int64           `json:"plain"`
	Files    int64           `json:"files,omitempty"` // of an archive
	Contents []Entry         `json:"contents,omitempty"`
	Stores   []pendingUpload `json:"stores"`
}

type pendingUpload struct {
	State    string `json:"state,omitempty"`    // storage's
	Location string `json:"location,omitempty"` // once all is there
}

// OpenPending opens the folder, or makes it, for its owner alone. The error is storage.ErrInUse while another process has it. What cannot
// be read there is begun anew.
func OpenPending(dir string) (*Pending, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("keeping what is published: %w", err)
	}
	p := &Pending{dir: dir, lock: flock.New(dir+".lock", flock.SetPermissions(0o600))}
	taken, err := p.lock.TryLock()
	if err == nil && !taken {
		err = storage.ErrInUse
	}
	if err != nil {
		return nil, fmt.Errorf("keeping what is published in %q: %w", dir, err)
	}
	if data, err := os.ReadFile(p.path("state.json")); err == nil {
		if json.Unmarshal(data, &p.state) != nil || p.state.Format != 1 {
			p.state = pendingState{}
		}
	}
	return p, nil
}

func (p *Pending) path(name string) string { return filepath.Join(p.dir, name) }

// Kept is how large the sealed file is that is kept, in bytes; 0 for none.
func (p *Pending) Kept() int64 { return p.state.Sealed }

// Fresh forgets what is kept. What is at stores already stays there until they let it go.
func (p *Pending) Fresh() error {
	p.state = pendingState{}
	return errors.Join(removed(p.path("state.json")), removed(p.path("sealed")))
}

func removed(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// Close ends the use of it; what is kept stays for the next time.
func (p *Pending) Close() error {
	os.Remove(p.dir) // if nothing is in it
	if _, err := os.Stat(p.dir); err != nil {
		os.Remove(p.lock.Path())
	}
	return p.lock.Unlock()
}

// done removes everything.
func (p *Pending) done() { os.RemoveAll(p.dir) }

// save writes the state. Its mu is held.
func (p *Pending) save() error {
	data, err := json.Marshal(&p.state)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(p.dir, ".state-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails once it is renamed
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), p.path("state.json"))
}

// whole says whether the sealed file that the state is of is here, for so many stores.
func (p *Pending) whole(ctx context.Context, asset common.Hash, stores int) bool {
	s := &p.state
	if s.Format != 1 || s.Asset != asset || len(s.Stores) != stores {
		return false
	}
	f, err := os.Open(p.path("sealed"))
	if err != nil {
		return false
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, contextReader{ctx, f})
	return err == nil && n == s.Sealed && hex.EncodeToString(h.Sum(nil)) == s.SHA256
}

// seal writes the sealed file, and then the state: what a kill leaves before that is begun anew.
func (p *Pending) seal(s pendingState, write func(io.Writer, *pendingState) error) error {
	if err := p.Fresh(); err != nil {
		return err
	}
	f, err := os.OpenFile(p.path("sealed"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	h, count := sha256.New(), &counter{w: io.Discard}
	err = write(io.MultiWriter(f, h, count), &s)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, p.Fresh())
	}
	s.Format, s.SHA256, s.Sealed = 1, hex.EncodeToString(h.Sum(nil)), count.n
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state = s
	return p.save()
}

// upload brings the sealed file to all stores, from where each has it, and returns the locations.
func (p *Pending) upload(ctx context.Context, stores []*storage.Store, report func(done, total int64)) ([]string, error) {
	f, err := os.Open(p.path("sealed"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	group, ctx := errgroup.WithContext(ctx)
	locations := make([]string, len(stores))
	for i, store := range stores {
		at := p.state.Stores[i]
		if locations[i] = at.Location; at.Location != "" {
			continue
		}
		group.Go(func() error {
			note := func(change func(*pendingUpload)) error {
				p.mu.Lock()
				defer p.mu.Unlock()
				change(&p.state.Stores[i])
				return p.save()
			}
			source := io.ReaderAt(f)
			if i == 0 && report != nil {
				source = &reported{f, p.state.Sealed, report}
			}
			location, err := store.PutAgain(ctx, p.state.Name, source, p.state.Sealed, at.State, func(state string) error {
				return note(func(u *pendingUpload) { u.State = state })
			})
			if errors.Is(err, fs.ErrExist) { // its name is random: it was stored, and the program ended before that was noted
				var random [16]byte
				rand.Read(random[:])
				location, err = store.PutAgain(ctx, hex.EncodeToString(random[:])+".age", source, p.state.Sealed, "", func(string) error { return nil })
			}
			if err != nil {
				return err
			}
			locations[i] = location
			return note(func(u *pendingUpload) { u.Location = location })
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return locations, distinct(locations)
}

// reported tells how far a file is read.
type reported struct {
	r      io.ReaderAt
	total  int64
	report func(done, total int64)
}

func (r *reported) ReadAt(p []byte, at int64) (int, error) {
	n, err := r.r.ReadAt(p, at)
	r.report(at+int64(n), r.total)
	return n, err
}

// stanzas reads the sealed file's.
func (p *Pending) stanzas() ([]*sealed.Stanza, error) {
	f, err := os.Open(p.path("sealed"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return sealed.ReadStanzas(f)
}
