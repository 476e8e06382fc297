package storage

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"unicode/utf8"
)

// partial marks the temporary files of this package: what a crash leaves behind is named
// NAME.latchkey-partial-RANDOM, and can be removed.
const partial = ".latchkey-partial-"

// A File is an output file that appears under its name only when it is whole. It is written
// under a temporary name beside it, readable by its owner alone; Commit makes it appear, Close
// without Commit removes it. Its methods are not safe for concurrent use.
type File struct {
	f         *os.File // nil when it is over
	path      string
	mode      fs.FileMode // what it gets when it appears
	overwrite bool
	err       error // of the first failed Write
}

// Create starts an output file at path. Nothing may be there, now or at the Commit: the error
// wraps fs.ErrExist. Its mode will be what the process's umask allows, as of os.Create.
func Create(path string) (*File, error) {
	f, err := create(path, "")
	if err != nil {
		return nil, fmt.Errorf("creating %q: %w", path, err)
	}
	return f, nil
}

// Replace is Create, but what is at path is replaced by the Commit, and keeps its mode; until
// then it stays as it is. Through a symbolic link, the file that it leads to is replaced. Only
// a regular file is.
func Replace(path string) (*File, error) {
	f, err := replace(path)
	if err != nil {
		return nil, fmt.Errorf("replacing %q: %w", path, err)
	}
	return f, nil
}

func replace(path string) (*File, error) {
	var mode fs.FileMode
	if _, err := os.Lstat(path); err == nil {
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return nil, err
		}
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		if !info.Mode().IsRegular() {
			return nil, fmt.Errorf("not a regular file (%s)", info.Mode().Type())
		}
		mode = info.Mode().Perm()
	}
	f, err := openPartial(path, "")
	if err != nil {
		return nil, err
	}
	f.overwrite = true
	if mode != 0 {
		f.mode = mode
	}
	return f, nil
}

// create starts a file whose temporary name begins with prefix.
func create(path, prefix string) (*File, error) {
	if _, err := os.Lstat(path); err == nil {
		return nil, fs.ErrExist
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, cause(err)
	}
	return openPartial(path, prefix)
}

func openPartial(path, prefix string) (*File, error) {
	dir, base := filepath.Split(path)
	if base == "" || base == "." || base == ".." {
		return nil, errors.New("the path names no file")
	}
	// File systems bound a name at 255 bytes, and this one grows.
	for short := base; len(prefix)+len(short)+len(partial)+16 > 255; base = short {
		_, n := utf8.DecodeLastRuneInString(short)
		short = short[:len(short)-n]
	}
	var random [8]byte
	rand.Read(random[:])
	name := filepath.Join(dir, prefix+base+partial+hex.EncodeToString(random[:]))
	// The umask can be read only by setting it, for the whole process at once; so an empty
	// file shows the mode. It is not the one that is written to: somebody might have opened
	// it while it was readable.
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, cause(err)
	}
	info, err := f.Stat()
	f.Close()
	os.Remove(name)
	if err != nil {
		return nil, err
	}
	f, err = os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, cause(err)
	}
	return &File{f: f, path: path, mode: info.Mode().Perm()}, nil
}

// cause strips the temporary name off an error, and keeps the reason.
func cause(err error) error {
	switch e := err.(type) { // the outermost alone: what wraps one says more
	case *fs.PathError:
		return e.Err
	case *os.LinkError:
		return e.Err
	}
	return err
}

// Write writes to the temporary file. After an error the file can no longer be committed.
func (f *File) Write(p []byte) (int, error) {
	if f.f == nil {
		return 0, fmt.Errorf("writing %q: %w", f.path, fs.ErrClosed)
	}
	if f.err != nil {
		return 0, f.err
	}
	n, err := f.f.Write(p)
	if err != nil {
		f.err = fmt.Errorf("writing %q: %w", f.path, cause(err))
	}
	return n, f.err
}

// Restart takes back what was written: the file begins anew.
func (f *File) Restart() error {
	if f.f == nil {
		return fmt.Errorf("writing %q: %w", f.path, fs.ErrClosed)
	}
	if f.err != nil {
		return f.err
	}
	err := f.f.Truncate(0)
	if err == nil {
		_, err = f.f.Seek(0, io.SeekStart)
	}
	if err != nil {
		f.err = fmt.Errorf("writing %q: %w", f.path, cause(err))
	}
	return f.err
}

// Commit makes the file appear, whole and on disk: file, name and folder are synced. If it
// fails, nothing has appeared and nothing is left, unless the error says otherwise.
func (f *File) Commit() error {
	if f.f == nil {
		return fmt.Errorf("finishing %q: %w", f.path, fs.ErrClosed)
	}
	if f.err != nil {
		f.Close()
		return f.err
	}
	if err := f.commit(); err != nil {
		return fmt.Errorf("finishing %q: %w", f.path, cause(err))
	}
	return nil
}

func (f *File) commit() error {
	temp := f.f.Name()
	err := f.f.Chmod(f.mode)
	if err == nil {
		err = f.f.Sync()
	}
	if closeErr := f.f.Close(); err == nil {
		err = closeErr
	}
	f.f = nil
	if err == nil {
		if f.overwrite {
			err = os.Rename(temp, f.path)
		} else {
			err = renameNew(temp, f.path)
		}
	}
	if err != nil {
		os.Remove(temp)
		return err
	}
	if err := syncDir(filepath.Dir(f.path)); err != nil {
		return fmt.Errorf("the file is there and whole, but may not outlast a power failure: %w", err)
	}
	return nil
}

// Close ends the file. Unless it was committed, nothing of it is left.
func (f *File) Close() error {
	if f.f == nil {
		return nil
	}
	temp := f.f.Name()
	f.f.Close() // what was written is thrown away
	f.f = nil
	if err := os.Remove(temp); err != nil {
		return fmt.Errorf("removing the unfinished file: %w", err)
	}
	return nil
}

// renameNew renames a file to a name that must be free. rename(2) would overwrite; link(2)
// looks and acts in one step. Where a file system has no links, looking first must do.
func renameNew(from, to string) error {
	err := os.Link(from, to)
	if err == nil {
		if err := os.Remove(from); err != nil {
			return fmt.Errorf("the file is there and whole, but so is its temporary name: %w", err)
		}
		return nil
	}
	if errors.Is(err, fs.ErrExist) {
		return fs.ErrExist
	}
	if _, statErr := os.Lstat(to); statErr == nil {
		return fs.ErrExist
	}
	return os.Rename(from, to)
}

// syncDir makes a new name in dir durable, where folders can be synced.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}
