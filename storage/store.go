package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// maxName bounds the name of an object, in bytes: with the mark of a temporary file it still
// fits the 255 of file systems.
const maxName = 128

// A Store takes objects in and says where they can be read from. It is safe for concurrent use.
type Store struct {
	// Options change how an upload waits and tries again: IdleTimeout, Retries, Backoff and
	// Transport. Retries are counted for each part. The clouds' libraries have rules of their own, and Parts and
	// BeforeWrite. The others mean nothing here. They are set before the first Put.
	Options Options

	sink sink
}

// sink is one kind of storage under a Store.
type sink interface {
	// put is Store.Put, with a name that was checked and options without zeros.
	put(ctx context.Context, opts Options, name string, r io.Reader) (location string, err error)
}

// OpenStore opens the store at rawURL:
//
//	file:///var/lib/files                                    locations are file URLs
//	file:///var/lib/files?public=https://example.org/files/  a web server serves the folder there
//	s3://bucket/prefix?region=eu-west-1                      also gs://bucket/prefix, azblob://container/prefix
//	ipfs+http://127.0.0.1:5001                               the RPC of kubo; locations are ipfs://CID
//	tus+https://host/path                                    a server of tus uploads
//
// A folder must exist; [Handler] is a web server for it. public= says for the clouds too where
// the objects can be read by HTTP; without it locations are URLs of the store's own kind. The
// clouds take their libraries' parameters besides, and part= for the size of a part of an
// upload in MiB (8; an object of S3 has at most 10,000). Credentials of the clouds come from
// the environment, as their libraries say; those of IPFS and tus are user and password of the
// URL, a password without a user is a bearer token. upload=add adds to IPFS by one request,
// which cannot be resumed, for services that know no other. Nobody is asked before the Put.
func OpenStore(rawURL string) (*Store, error) {
	u, err := parseURL(rawURL)
	if err != nil {
		return nil, err
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, fmt.Errorf("opening store %q: malformed query", display(u))
	}
	for key, values := range query {
		if len(values) != 1 {
			return nil, fmt.Errorf("opening store %q: the parameter %q is repeated", display(u), key)
		}
	}
	s := new(Store)
	switch u.Scheme {
	case "file":
		s.sink, err = newFolder(u, query)
	case "s3", "gs", "azblob":
		s.sink, err = newCloud(u, query)
	case "ipfs+http", "ipfs+https":
		s.sink, err = newIPFSNode(u, query)
	case "tus+http", "tus+https":
		s.sink, err = newTus(u, query)
	default:
		err = fmt.Errorf("cannot store to the scheme %q (file, s3, gs, azblob, ipfs+http, ipfs+https, tus+http or tus+https)", u.Scheme)
	}
	if err != nil {
		return nil, fmt.Errorf("opening store %q: %w", display(u), err)
	}
	return s, nil
}

// Scheme returns the scheme of the locations that Put returns: "file", "https" and so on.
func (s *Store) Scheme() string {
	public := ""
	switch sink := s.sink.(type) {
	case *folder:
		if public = sink.public; public == "" {
			return "file"
		}
	case *cloud:
		if public = sink.public; public == "" {
			return sink.bucket.Scheme
		}
	case *ipfsNode:
		return "ipfs"
	case *tus:
		public = sink.url.String()
	}
	scheme, _, _ := strings.Cut(public, ":")
	return scheme
}

// onlyParameters refuses parameters that the kind of store does not have.
func onlyParameters(query url.Values, known ...string) error {
	for key := range query {
		if !slices.Contains(known, key) {
			return fmt.Errorf("unknown parameter %q (known: %s)", key, strings.Join(known, ", "))
		}
	}
	return nil
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
// when it is whole and safe; if r fails, or ctx ends, nothing is left. r is read to its EOF: a
// source that can be cut must say so with an error, as Reader does.
//
// name is 1 to 128 bytes of A-Z a-z 0-9 . _ -, begins with a letter or a digit, and does not
// end in a dot. An object is never replaced: an error for a name that is taken, even by the
// same bytes, wraps fs.ErrExist. (IPFS and tus make the location themselves; there no name is
// taken.)
//
// An upload over a network is cut into parts that are kept until the storage has them: after a
// cut the part is sent again. So memory is constant, and r is read at most some parts (40 MiB at
// the most) ahead of what is stored. The exception is a tus server that must know the size
// first: for it an object of more than 8 MiB is written to a temporary file before it is sent.
func (s *Store) Put(ctx context.Context, name string, r io.Reader) (location string, err error) {
	if err := checkName(name); err != nil {
		return "", err
	}
	location, err = s.sink.put(ctx, s.Options.withDefaults(), name, r)
	if err != nil {
		return "", fmt.Errorf("storing %q: %w", name, err)
	}
	return location, nil
}

// folder stores files in a folder.
type folder struct {
	dir    string
	public string // prefix of locations, ends in a slash; "" for file URLs
}

func newFolder(u *url.URL, query url.Values) (*folder, error) {
	s := new(folder)
	var err error
	if s.dir, err = filePath(u); err != nil {
		return nil, err
	}
	info, err := os.Stat(s.dir)
	if err != nil {
		return nil, cause(err)
	}
	if !info.IsDir() {
		return nil, errors.New("not a folder")
	}
	if err := onlyParameters(query, "public"); err != nil {
		return nil, err
	}
	if query.Has("public") {
		s.public, err = publicPrefix(query.Get("public"))
	}
	return s, err
}

func (s *folder) put(ctx context.Context, _ Options, name string, r io.Reader) (string, error) {
	if err := s.write(ctx, name, r); err != nil {
		return "", err
	}
	if s.public == "" {
		return (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(s.dir, name))}).String(), nil
	}
	return s.public + url.PathEscape(name), nil
}

func (s *folder) write(ctx context.Context, name string, r io.Reader) error {
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
