package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// maxName bounds the name of an object, in bytes: with the mark of a temporary file it still
// fits the 255 of file systems.
const maxName = 128

// A Store takes objects in and says where they can be read from. It is safe for concurrent use.
type Store struct {
	dir    string
	public string // prefix of locations, ends in a slash; "" for file URLs
}

// OpenStore opens the store at rawURL:
//
//	file:///var/lib/files                                    locations are file URLs
//	file:///var/lib/files?public=https://example.org/files/  a web server serves the folder there
//
// The folder must exist. [Handler] is a web server for it.
func OpenStore(rawURL string) (*Store, error) {
	u, err := parseURL(rawURL)
	if err != nil {
		return nil, err
	}
	if u.Scheme != "file" {
		return nil, fmt.Errorf("opening store %q: cannot store to the scheme %q (file)", display(u), u.Scheme)
	}
	s := new(Store)
	if s.dir, err = filePath(u); err != nil {
		return nil, err
	}
	info, err := os.Stat(s.dir)
	if err != nil {
		return nil, fmt.Errorf("opening store %q: %w", display(u), cause(err))
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("opening store %q: not a folder", display(u))
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, fmt.Errorf("opening store %q: malformed query", display(u))
	}
	for key, values := range query {
		if key != "public" || len(values) != 1 {
			return nil, fmt.Errorf("opening store %q: unknown or repeated parameter %q (public, once)", display(u), key)
		}
		if s.public, err = publicPrefix(values[0]); err != nil {
			return nil, fmt.Errorf("opening store %q: %w", display(u), err)
		}
	}
	return s, nil
}

// publicPrefix checks and completes the URL that goes before a name. Locations are published,
// so that one with a password is a mistake.
func publicPrefix(raw string) (string, error) {
	u, err := parseURL(raw)
	if err != nil {
		return "", err
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return "", fmt.Errorf("the public URL %q is not an http(s) URL", display(u))
	}
	if u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return "", fmt.Errorf("the public URL %q has a user, a query or a fragment", display(u))
	}
	return strings.TrimSuffix(u.String(), "/") + "/", nil
}

// Put stores everything that r gives as a new object and returns its URL. The object appears
// when it is whole and on disk; if r fails, or ctx ends, nothing is left. r is read to its EOF:
// a source that can be cut must say so with an error, as Reader does.
//
// name is 1 to 128 bytes of A-Z a-z 0-9 . _ -, begins with a letter or a digit, and does not
// end in a dot. An object is never replaced: an error for a name that is taken, even by the
// same bytes, wraps fs.ErrExist.
func (s *Store) Put(ctx context.Context, name string, r io.Reader) (location string, err error) {
	if err := checkName(name); err != nil {
		return "", err
	}
	if err := s.put(ctx, name, r); err != nil {
		return "", fmt.Errorf("storing %q: %w", name, err)
	}
	if s.public == "" {
		return (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(s.dir, name))}).String(), nil
	}
	return s.public + url.PathEscape(name), nil
}

func (s *Store) put(ctx context.Context, name string, r io.Reader) error {
	// No object's name begins with a dot: a temporary file can neither be in the way of one
	// nor be served.
	f, err := create(filepath.Join(s.dir, name), ".")
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := io.CopyBuffer(f, &contextReader{ctx, r}, make([]byte, 256<<10)); err != nil {
		return err
	}
	return f.Commit()
}

// contextReader ends with its context: between two Reads, since no Read can be interrupted.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *contextReader) Read(p []byte) (int, error) {
	if err := context.Cause(c.ctx); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// checkName refuses what is not plainly the name of one file, on any file system and in any
// URL. Letters beyond ASCII are not: they have several encodings, and file systems change them.
func checkName(name string) error {
	if name == "" {
		return errors.New("the name of an object is empty")
	}
	if len(name) > maxName {
		return fmt.Errorf("the name of an object, %q and so on, has %d bytes (at most %d)", name[:32], len(name), maxName)
	}
	for i := range len(name) {
		c := name[i]
		alnum := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !alnum && (i == 0 || c != '.' && c != '_' && c != '-') {
			return fmt.Errorf("the name %q of an object is refused: it begins with a letter or a digit and goes on with those, '.', '_' and '-'", name)
		}
	}
	if strings.HasSuffix(name, ".") {
		return fmt.Errorf("the name %q of an object ends in a dot", name)
	}
	return nil
}
