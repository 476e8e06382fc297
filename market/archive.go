package market

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// maxArchived bounds the files of an archive: zip's table of contents, some hundred bytes
// each, is in memory until the end.
const maxArchived = 100_000

// Archive is a zip file of files and folders that is made while it is read. Not safe for
// concurrent use.
type Archive struct {
	pipe *io.PipeReader
	done chan struct{}

	// Of the goroutine that writes, until done is closed.
	zip      *zip.Writer
	names    map[string]string // in the archive: the path here
	contents []Entry
	paths    int // bytes of names in contents
	files    int64
}

// OpenArchive begins a zip file of the files and folders at paths. It holds them under
// their own names, in the order given, and what is in a folder in the order of the names.
// The same files give the same bytes: times, owners and modes are left out, but for whether
// a file can be executed. Memory is bounded but for the names.
//
// Symbolic links are followed to files, and only inside the folder given: one that leads
// elsewhere, to nothing or to a folder is an error, and so is what is neither file nor
// folder. Characters that a reader of the archive could stumble over (backslashes, control
// characters, what is not UTF-8) become "_". Two files of one name are an error, of Read,
// as are all that are found late.
func OpenArchive(ctx context.Context, paths ...string) (*Archive, error) {
	if len(paths) == 0 {
		return nil, errors.New("no files are given")
	}
	for _, p := range paths {
		if _, err := os.Stat(p); err != nil {
			return nil, fmt.Errorf("packing: %w", err)
		}
	}
	r, w := io.Pipe()
	a := &Archive{pipe: r, done: make(chan struct{}), zip: zip.NewWriter(w), names: make(map[string]string)}
	go func() {
		defer close(a.done)
		err := a.write(ctx, paths)
		if err != nil {
			err = fmt.Errorf("packing: %w", err)
		}
		w.CloseWithError(err)
	}()
	return a, nil
}

// Read reads the zip file.
func (a *Archive) Read(p []byte) (int, error) { return a.pipe.Read(p) }

// Close ends the making of it.
func (a *Archive) Close() error {
	a.pipe.CloseWithError(errors.New("the archive is closed"))
	<-a.done
	return nil
}

// Contents returns how many files there are, and the first of them, at most as many as a
// document can list. It waits for the end of the archive, which must have been read or
// closed.
func (a *Archive) Contents() (files int64, contents []Entry) {
	<-a.done
	return a.files, a.contents
}

func (a *Archive) write(ctx context.Context, paths []string) error {
	for _, p := range paths {
		// "." and ".." have names, too.
		whole, err := filepath.Abs(p)
		if err != nil {
			return err
		}
		base := filepath.Base(whole)
		info, err := os.Stat(p)
		if err != nil {
			return err
		}
		if !info.IsDir() {
			// A file that was named is followed wherever it leads.
			if err := a.file(ctx, p, base, func() (*os.File, error) { return os.Open(p) }, info); err != nil {
				return err
			}
			continue
		}
		if err := a.folder(ctx, p, base); err != nil {
			return err
		}
	}
	if a.files == 0 {
		return fmt.Errorf("there are no files in %q", strings.Join(paths, ", "))
	}
	return a.zip.Close()
}

func (a *Archive) folder(ctx context.Context, dir, base string) error {
	// A Root does not let a name or a symbolic link lead out, whatever changes meanwhile.
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	return fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		here := filepath.Join(dir, filepath.FromSlash(name))
		if err != nil || d.IsDir() {
			return err
		}
		info, err := root.Stat(name)
		if err != nil {
			if d.Type()&fs.ModeSymlink != 0 {
				return fmt.Errorf("the symbolic link %q leads out of the folder, or to nothing: %w", here, err)
			}
			return err
		}
		if info.IsDir() {
			return fmt.Errorf("the symbolic link %q leads to a folder: only links to files are followed", here)
		}
		return a.file(ctx, here, path.Join(base, name), func() (*os.File, error) { return root.Open(name) }, info)
	})
}

// file adds the file at here, which open opens, under a name.
func (a *Archive) file(ctx context.Context, here, name string, open func() (*os.File, error), info fs.FileInfo) error {
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	if !info.Mode().IsRegular() { // before it is opened: a pipe would wait for its other end
		return fmt.Errorf("%q is neither a file nor a folder (%s)", here, info.Mode().Type())
	}
	if a.files++; a.files > maxArchived {
		return fmt.Errorf("there are more than %d files: pack them first, for example with tar", maxArchived)
	}
	name = sanitize(name)
	if other, taken := a.names[name]; taken {
		return fmt.Errorf("%q and %q would both be %q in the archive: rename one", other, here, name)
	}
	a.names[name] = here
	if len(name) > maxPath {
		return fmt.Errorf("the path %q has more than %d bytes", here, maxPath)
	}
	f, err := open()
	if err != nil {
		return err
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil {
		return err
	}
	header := &zip.FileHeader{Name: name, Method: zip.Deflate}
	header.SetMode(0o644 | info.Mode().Perm()&0o111)
	w, err := a.zip.CreateHeader(header)
	if err != nil {
		return err
	}
	// A log that grows has the size that it had; one that shrinks is no longer what was there.
	size := info.Size()
	n, err := io.Copy(w, io.LimitReader(contextReader{ctx, f}, size))
	if err != nil {
		return err
	}
	if n < size {
		return fmt.Errorf("%q became shorter while it was read", here)
	}
	if a.paths += len(name); len(a.contents) < maxContents && a.paths <= maxPaths {
		a.contents = append(a.contents, Entry{name, size})
	}
	return nil
}

// sanitize makes a path with slashes one that a document can list and any reader unpack.
func sanitize(name string) string {
	return strings.Map(func(r rune) rune {
		if deceives(r) || r == '\\' {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, string(utf8.RuneError)))
}

// contextReader ends with its context.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := context.Cause(c.ctx); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
