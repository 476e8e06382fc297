package storage

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
)

const (
	// cloudPart is the size of a part of an upload, in bytes: 10,000 of them, the most that
	// S3 takes, are 78 GiB.
	cloudPart = 8 << 20
	// cloudParts is how many are sent at once.
	cloudParts = 2
	// uploadMark is the metadata key under which an object carries the random name of the
	// upload that made it.
	uploadMark = "latchkey-upload"
)

// cloudRead are the parameters that a location may have: where the object is, and nothing that
// chooses among the reader's credentials or names a file of the reader's. The locations of a
// store keep those that its URL has.
var cloudRead = map[string][]string{
	"s3":     {"region", "endpoint", "use_path_style", "anonymous"},
	"gs":     {"anonymous"},
	"azblob": {"storage_account", "domain", "protocol", "localemu"},
}

// cloudBucket checks what URLs of stores and of objects have in common.
func cloudBucket(u *url.URL) error {
	switch {
	case u.Opaque != "" || u.Host == "" || u.User != nil || u.Fragment != "":
		return fmt.Errorf("the URL is %s://bucket/name, without user and fragment: credentials come from the environment", u.Scheme)
	case strings.ContainsRune(u.Path, 0):
		return errors.New("the name holds a NUL")
	case !blob.DefaultURLMux().ValidBucketScheme(u.Scheme):
		return fmt.Errorf("this program is built without the driver for %s", u.Scheme)
	}
	return nil
}

// openBucket opens the bucket of a URL; its path is not the bucket's matter.
func openBucket(ctx context.Context, u *url.URL) (*blob.Bucket, error) {
	bucket, err := blob.DefaultURLMux().OpenBucketURL(ctx, u)
	if err != nil {
		if strings.Contains(err.Error(), "AccountName is required") {
			return nil, errors.New("the account is missing: the environment variable AZURE_STORAGE_ACCOUNT, or the URL's storage_account, names it")
		}
		return nil, errors.New(clean(err)) // of parameters or credentials: it stays
	}
	return bucket, nil
}

// cloudSource reads an object of a bucket.
type cloudSource struct {
	url    *url.URL
	key    string
	bucket *blob.Bucket // nil before the first open

	// What the object was when it was first looked at; seen is false before.
	seen     bool
	etag     string
	modified time.Time
	size     int64
}

func newCloudSource(u *url.URL) (*cloudSource, error) {
	if err := cloudBucket(u); err != nil {
		return nil, err
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, errors.New("malformed query")
	}
	if err := onlyParameters(query, cloudRead[u.Scheme]...); err != nil {
		return nil, err
	}
	key := strings.TrimPrefix(u.Path, "/")
	if key == "" {
		return nil, errors.New("the URL names a bucket and no object")
	}
	if u.Scheme == "s3" {
		// The listing's hash is compared above, so the library need not complain of objects
		// whose checksum it cannot compare.
		query.Set("response_checksum_validation", "when_required")
	}
	return &cloudSource{url: &url.URL{Scheme: u.Scheme, Host: u.Host, RawQuery: query.Encode()}, key: key}, nil
}

func (s *cloudSource) open(ctx context.Context, offset int64, _ bool) (io.ReadCloser, int64, error) {
	if s.bucket == nil {
		bucket, err := openBucket(ctx, s.url)
		if err != nil {
			return nil, 0, err
		}
		s.bucket = bucket
	}
	// A body does not say which version of the object it is of, but the ETag does that is asked
	// for apart. Asked before the first body and after every later one: bodies between two
	// looks at the same ETag are of one version. (A change between the first two requests shows
	// when the reading is resumed; without that all bytes are of one body.)
	if !s.seen {
		attrs, err := s.bucket.Attributes(ctx, s.key)
		if err != nil {
			return nil, 0, cloudError(err)
		}
		s.seen, s.etag, s.modified, s.size = true, attrs.ETag, attrs.ModTime, attrs.Size
		return s.body(ctx, offset)
	}
	body, size, err := s.body(ctx, offset)
	// A range that an object no longer has is an error too: what it is now says more.
	if attrs, attrsErr := s.bucket.Attributes(ctx, s.key); attrsErr != nil {
		err = cmp.Or(err, cloudError(attrsErr))
	} else if attrs.ETag != s.etag || !attrs.ModTime.Equal(s.modified) || attrs.Size != s.size {
		err = ErrChanged
	}
	if err != nil {
		if body != nil {
			body.Close()
		}
		return nil, 0, err
	}
	return body, size, nil
}

// body asks for the bytes from offset on.
func (s *cloudSource) body(ctx context.Context, offset int64) (io.ReadCloser, int64, error) {
	switch {
	case offset > s.size:
		return nil, 0, fmt.Errorf("offset %d is beyond the end of %d bytes", offset, s.size)
	case offset == s.size: // a range without bytes is an error to some
		return io.NopCloser(strings.NewReader("")), s.size, nil
	}
	r, err := s.bucket.NewRangeReader(ctx, s.key, offset, -1, nil)
	if err != nil {
		return nil, 0, cloudError(err)
	}
	if r.Size() != s.size {
		r.Close()
		return nil, 0, ErrChanged
	}
	return &cloudBody{r}, s.size, nil
}

func (s *cloudSource) close() {
	if s.bucket != nil {
		s.bucket.Close()
	}
}

// cloudBody says of errors whether they pass.
type cloudBody struct{ *blob.Reader }

func (b *cloudBody) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err != nil && err != io.EOF {
		err = cloudError(err)
	}
	return n, err
}

var (
	// queries are what may hold a signature in the texts of the clouds' errors.
	queries = regexp.MustCompile(`\?[^\s"']+`)
	// markup is what is for machines in them.
	markup = regexp.MustCompile(`<[^<>]*>|-{5,}`)
)

// clean is an error's text on one line, without queries of URLs and without markup.
func clean(err error) string {
	text := queries.ReplaceAllString(markup.ReplaceAllString(err.Error(), " "), "?..")
	return strings.Join(strings.Fields(text), " ")
}

// cloudError is an error of a cloud's library as this package has them.
func cloudError(err error) error {
	if err == nil || errors.Is(err, ErrChanged) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	text := errors.New(clean(err))
	switch {
	case gcerrors.Code(err) == gcerrors.NotFound:
		return ErrNotFound
	case denied(err):
		return text
	case strings.Contains(text.Error(), "private key should be a PEM"):
		// The library goes on with none.
		return errors.New("there are no credentials of Google: the environment variable GOOGLE_APPLICATION_CREDENTIALS names a file with them")
	}
	switch gcerrors.Code(err) {
	case gcerrors.InvalidArgument, gcerrors.FailedPrecondition, gcerrors.Unimplemented, gcerrors.AlreadyExists:
		return text
	}
	return &temporary{err: text}
}

// denied says whether an error is that these credentials may not. The library knows one of Azure's many codes for it.
func denied(err error) bool {
	return gcerrors.Code(err) == gcerrors.PermissionDenied || azureDenied.MatchString(err.Error())
}

var azureDenied = regexp.MustCompile(`RESPONSE 40[13]: `)

// cloud stores objects in a bucket.
type cloud struct {
	bucket *url.URL
	prefix string // of keys: "" or with a slash at its end
	public string // of locations, ends in a slash; "" for the store's own kind
	query  string // of locations of its own kind
	part   int    // bytes
}

func newCloud(u *url.URL, query url.Values) (*cloud, error) {
	if err := cloudBucket(u); err != nil {
		return nil, err
	}
	s := &cloud{part: cloudPart}
	if s.prefix = strings.Trim(u.Path, "/"); s.prefix != "" {
		s.prefix += "/"
	}
	var err error
	if query.Has("public") {
		if s.public, err = publicPrefix(query.Get("public")); err != nil {
			return nil, err
		}
		query.Del("public")
	}
	if query.Has("part") {
		mib, err := strconv.Atoi(query.Get("part"))
		if err != nil || mib < 5 || mib > 1024 {
			return nil, fmt.Errorf("the size of a part, %q, is not a number of MiB from 5 to 1024", query.Get("part"))
		}
		s.part = mib << 20
		query.Del("part")
	}
	shown := make(url.Values)
	for key, values := range query {
		if slices.Contains(cloudRead[u.Scheme], key) {
			shown[key] = values
		}
	}
	s.query = shown.Encode()
	s.bucket = &url.URL{Scheme: u.Scheme, Host: u.Host, RawQuery: query.Encode()}
	return s, nil
}

func (s *cloud) put(ctx context.Context, opts Options, name string, r io.Reader) (string, error) {
	bucket, err := openBucket(ctx, s.bucket)
	if err != nil {
		return "", err
	}
	defer bucket.Close()
	key := s.prefix + name
	if err := s.free(ctx, bucket, key); err != nil {
		return "", err
	}
	if err := s.upload(ctx, opts, bucket, key, r); err != nil {
		return "", err
	}
	return s.location(name), nil
}

// free fails where there is an object of that key. The cloud decides at the end; but nobody shall send 10 GiB to hear it then.
func (s *cloud) free(ctx context.Context, bucket *blob.Bucket, key string) error {
	taken, err := bucket.Exists(ctx, key)
	if err != nil && !denied(err) { // who may only write is not told
		return s.outcome(ctx, err)
	}
	if taken {
		return fs.ErrExist
	}
	return nil
}

func (s *cloud) location(name string) string {
	if s.public != "" {
		return s.public + url.PathEscape(name)
	}
	return (&url.URL{Scheme: s.bucket.Scheme, Host: s.bucket.Host, Path: "/" + s.prefix + name, RawQuery: s.query}).String()
}

func (s *cloud) upload(ctx context.Context, opts Options, bucket *blob.Bucket, key string, r io.Reader) error {
	mark := rand.Text()
	attempt, cancel := context.WithCancel(ctx)
	defer cancel()
	source := &failing{r: &contextReader{ctx, r}}
	// Not by a Writer: that of azureblob (gocloud.dev v0.47) panics when the last request of an upload fails.
	err := bucket.Upload(attempt, key, stopping{source, cancel}, &blob.WriterOptions{
		BufferSize:     s.part,
		MaxConcurrency: cloudParts,
		ContentType:    "application/octet-stream",
		Metadata:       map[string]string{uploadMark: mark},
		IfNotExist:     true,
		BeforeWrite:    opts.BeforeWrite,
	})
	switch {
	case source.err != nil:
		return source.err
	case err == nil:
		return nil
	}
	// An answer that was lost on its way makes a success look like a failure, or, when the
	// library asks again, like a taken name.
	attrs, attrsErr := bucket.Attributes(ctx, key)
	switch {
	case attrsErr == nil && attrs.Metadata[uploadMark] == mark:
		return nil
	case attrsErr == nil:
		return fs.ErrExist
	case gcerrors.Code(attrsErr) == gcerrors.NotFound && gcerrors.Code(err) == gcerrors.FailedPrecondition:
		// To Azure, an object that is sent by one request is not new where there are blocks of another that was not finished.
		return errors.New("another upload under this name goes on, or was broken off, and what the cloud has of it is in the way: " +
			"store the same again, or under another name (Azure forgets such parts after a week)")
	}
	return s.outcome(ctx, err)
}

func (s *cloud) outcome(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if gcerrors.Code(err) == gcerrors.NotFound {
		return fmt.Errorf("there is no bucket %q, or none that these credentials may write to", s.bucket.Host)
	}
	return cloudError(err)
}

// failing remembers why reading failed.
type failing struct {
	r   io.Reader
	err error
}

func (f *failing) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err != nil && err != io.EOF {
		f.err = err
	}
	return n, err
}

// stopping ends an upload with its source: some libraries complete what they have.
type stopping struct {
	source *failing
	stop   func()
}

func (s stopping) Read(p []byte) (int, error) {
	n, err := s.source.Read(p)
	if s.source.err != nil {
		s.stop()
		err = errors.New("reading what is stored failed") // and is no kind of EOF
	}
	return n, err
}
