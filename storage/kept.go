package storage

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/gofrs/flock"
)

// keepLeast is what is worth keeping, in bytes: fetching less again costs nobody anything.
const keepLeast = 1 << 20

// ErrInUse: another process has the file.
var ErrInUse = errors.New("in use by another process")

// Kept is the beginning of an object that was fetched before, in a file, so that a download
// that was cut off with its process goes on where it was. It says nothing of what the bytes
// are: whoever reads them compares the whole with a hash, and drops what is wrong. Its
// methods are not safe for concurrent use.
type Kept struct {
	f    *os.File // nil when it is over, or nothing is kept any more
	lock *flock.Flock
	path string
	size int64 // bytes in the file
	err  error // why keeping ended
}

// Keep opens the file at path, or makes it, readable by its owner alone. The error is
// ErrInUse while another process has it.
func Keep(path string) (*Kept, error) {
	k := &Kept{path: path, lock: flock.New(path+".lock", flock.SetPermissions(0o600))}
	taken, err := k.lock.TryLock()
	if err == nil && !taken {
		err = ErrInUse
	}
	if err != nil {
		return nil, fmt.Errorf("keeping %q: %w", path, err)
	}
	if err := k.open(); err != nil {
		k.unlock()
		return nil, fmt.Errorf("keeping %q: %w", path, err)
	}
	return k, nil
}

func (k *Kept) open() error {
	info, err := os.Lstat(k.path)
	flags := os.O_RDWR
	switch {
	case errors.Is(err, fs.ErrNotExist):
		flags |= os.O_CREATE | os.O_EXCL
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("not a regular file (%s)", info.Mode().Type())
	}
	if k.f, err = os.OpenFile(k.path, flags, 0o600); err != nil {
		return err
	}
	if info, err = k.f.Stat(); err != nil {
		k.f.Close()
		return err
	}
	k.size = info.Size()
	return nil
}

// Size is how many bytes are kept.
func (k *Kept) Size() int64 { return k.size }

// Path of the file.
func (k *Kept) Path() string { return k.path }

// Reader reads what is kept, and then what rest reads from there on, which is kept, too. A
// disk that is full ends the keeping, not the reading.
func (k *Kept) Reader(rest func(offset int64) (io.ReadCloser, error)) io.ReadCloser {
	return &keptReader{k: k, rest: rest}
}

type keptReader struct {
	k    *Kept
	pos  int64
	rest func(offset int64) (io.ReadCloser, error)
	r    io.ReadCloser // nil before it is needed
}

func (r *keptReader) Read(p []byte) (int, error) {
	k := r.k
	if r.r == nil && k.f != nil && r.pos < k.size {
		n, err := k.f.ReadAt(p[:min(int64(len(p)), k.size-r.pos)], r.pos)
		r.pos += int64(n)
		if err == io.EOF && n > 0 {
			err = nil
		}
		if err != nil {
			err = fmt.Errorf("reading %q: %w", k.path, err)
		}
		return n, err
	}
	if r.r == nil {
		rest, err := r.rest(r.pos)
		if err != nil {
			return 0, err
		}
		r.r = rest
	}
	n, err := r.r.Read(p)
	if k.f != nil && n > 0 {
		if _, failed := k.f.WriteAt(p[:n], r.pos); failed != nil {
			k.err = failed
			k.Drop()
		} else {
			k.size = r.pos + int64(n)
		}
	}
	r.pos += int64(n)
	return n, err
}

func (r *keptReader) Close() error {
	if r.r == nil {
		return nil
	}
	return r.r.Close()
}

// Drop removes the file: it is not needed any more, or wrong.
func (k *Kept) Drop() {
	if k.f == nil {
		return
	}
	k.f.Close()
	k.f, k.size = nil, 0
	os.Remove(k.path)
	k.unlock()
}

// Close leaves what is kept for the next time, if it is worth it. The error says why it could
// not be kept, then, or earlier.
func (k *Kept) Close() error {
	if k.f == nil {
		return k.err
	}
	if k.size < keepLeast {
		k.Drop()
		return nil
	}
	err := errors.Join(k.f.Sync(), k.f.Close())
	k.f = nil
	k.unlock()
	return err
}

func (k *Kept) unlock() {
	// Before it is free, so that nobody takes a file that is about to go; Windows removes none
	// that is open.
	err := os.Remove(k.lock.Path())
	k.lock.Unlock()
	if err != nil {
		os.Remove(k.lock.Path())
	}
}
