// Package storage turns a URL into bytes and bytes into a URL: a local folder, HTTP(S), the
// clouds' object stores, IPFS, Arweave and tus gateways, read from any offset and resumed when
// the connection is cut. It also makes output files that appear only when they are whole
// ([Create]), and serves a folder by HTTP ([Handler]). spec/storage.md lists the forms of URLs,
// and what is checked of each.
//
// It moves bytes and trusts nobody: what it reads is checked by the layer above, against the
// hash in the listing and by the authentication of the sealed file itself. What it does
// promise is that an end is an end: a stream that was cut short, or that changed while it was
// read, ends in an error and never in io.EOF. Bytes from IPFS are, besides, those that the
// location names: every block is compared with its CID.
//
// The clouds' own libraries are linked by the program: it imports the drivers s3blob, gcsblob
// and azureblob of gocloud.dev/blob that it wants.
//
// Every kind of storage passes the one suite in storage/storagetest.
package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"gocloud.dev/blob"
)

var (
	// ErrNotFound says that the storage answered, and has no such object: a caller that
	// knows another location tries that one.
	ErrNotFound = errors.New("object not found")

	// ErrChanged says that the object is no longer the one whose reading was begun. The
	// bytes read so far belong to the old one; reading starts again with a new Open.
	ErrChanged = errors.New("object changed while it was read")

	// ErrTooSlow says that the storage sends less than Options.MinRate. A caller that knows another location goes on there.
	ErrTooSlow = errors.New("the storage sends too slowly")

	// ErrTooLarge says that the object is larger than Options.MaxSize.
	ErrTooLarge = errors.New("object too large")
)

// Options change how an object is read, and how a [Store] waits and tries again. The zero
// value, and nil, are the defaults.
type Options struct {
	// Offset is the position of the first byte to read, in bytes. The size of the object is
	// the largest offset, and reads nothing.
	Offset int64

	// MaxSize is the largest object accepted, in bytes; 0 is no limit. A larger object is
	// refused by Open when its size is known, else by the Read that passes the limit.
	MaxSize int64

	// MaxSkip is how many bytes may be read and thrown away to reach a position on a server
	// without ranges; 0 is 256 MiB, negative is none.
	MaxSkip int64

	// IdleTimeout ends an attempt that has brought nothing, neither answer nor byte, for so
	// long; 0 is 30 seconds. There is no limit on the whole: that is the context's.
	IdleTimeout time.Duration

	// MinRate is the least that must come, in bytes a second, on average over each RateWindow that we spend waiting; 0 is
	// 1024, negative is no limit. Reading ends with ErrTooSlow below it: IdleTimeout alone would let a server that drips hold us
	// for ever. Our own slowness does not count.
	MinRate int64

	// RateWindow is what MinRate is measured over; 0 is a minute.
	RateWindow time.Duration

	// Retries is how many attempts in a row may fail and be tried again; 0 is 5, negative is
	// none. An attempt that brought at least 64 KiB starts the count anew, so that a large
	// object comes through a bad line while a server that drips cannot hold us forever.
	Retries int

	// Backoff is the pause before the first new attempt; 0 is 250 ms. It doubles with each
	// further failure, up to 5 seconds, and varies at random by half. A server's Retry-After
	// lengthens it, up to 30 seconds.
	Backoff time.Duration

	// Transport carries HTTP requests. nil is a transport of this Reader's own, with the
	// proxy of the environment; a program that opens many objects shares one. The clouds'
	// libraries use their own.
	Transport http.RoundTripper

	// Parts returns a bucket's uploads in parts, for PutAgain; nil if it has none that outlive a process. nil has none for any.
	Parts func(bucket *blob.Bucket, name string) Parts

	// BeforeWrite is called as that of blob.WriterOptions, before an upload to a cloud; nil is nothing. Programs give that of package
	// storage/parts.
	BeforeWrite func(as func(any) bool) error

	// Public refuses places that lead, by name, address or redirect, to this machine or its own network (ErrPrivate): for
	// http(s) places that strangers name. A Transport that is given has to see to it itself (PublicTransport). The gateways of IPFS and Arweave
	// are one's own, and may be anywhere.
	Public bool

	// Header is sent besides, to http(s) places alone, and only to the host that the URL names: no redirect takes it elsewhere.
	Header http.Header

	// Post makes http(s) requests POSTs with this body; nil is GET. Such an object is read from its start alone: what is before
	// Offset is skipped. An attempt that fails sends the body again, unless Retries is negative.
	Post []byte

	// Gateways are the trustless gateways that ipfs:// is read from, as http(s) URLs, tried in
	// turn. nil are those that the environment variable IPFS_GATEWAY lists, separated by
	// spaces. There is no other default: whoever is asked learns what is read.
	Gateways []string

	// ArweaveGateways are those that ar:// is read from; nil are those of ARWEAVE_GATEWAY.
	ArweaveGateways []string
}

const (
	defaultMaxSkip     = 256 << 20
	defaultIdleTimeout = 30 * time.Second
	defaultMinRate     = 1 << 10
	defaultRateWindow  = time.Minute
	defaultRetries     = 5
	defaultBackoff     = 250 * time.Millisecond
	maxBackoff         = 5 * time.Second
	maxRetryAfter      = 30 * time.Second

	// progress is what an attempt must bring to count as a success, in bytes.
	progress = 64 << 10
)

// source is one kind of storage under a Reader. It belongs to one Reader, and remembers what
// it saw the first time.
type source interface {
	// open starts reading at offset and returns the bytes from there on, and the size of the
	// whole object, -1 when unknown. When it was opened before, it returns ErrChanged unless
	// the object is still the same; where it cannot tell, it fails if bytes of the object
	// were delivered already. An error of open, or of the body, is worth another attempt
	// only if it is a *temporary. The body's EOF before size is a cut.
	open(ctx context.Context, offset int64, delivered bool) (body io.ReadCloser, size int64, err error)

	// close gives up what the source holds between attempts.
	close()
}

// temporary is an error after which another attempt may succeed, not earlier than after.
type temporary struct {
	err   error
	after time.Duration // at most maxRetryAfter
}

func (e *temporary) Error() string { return e.err.Error() }
func (e *temporary) Unwrap() error { return e.err }

// A Reader reads one object. It is not safe for concurrent use; to end a Read that waits,
// cancel the context that was given to Open.
type Reader struct {
	ctx  context.Context
	src  source
	opts Options
	name string // the URL as it may be shown

	body      io.ReadCloser // nil between attempts
	at        int64         // of the body's next byte
	size      int64         // of the object; -1 unknown
	pos       int64         // of the next byte to deliver
	delivered bool          // at least one byte was
	err       error         // final

	rate    meter
	fails   int   // attempts failed in a row
	brought int64 // bytes of the present attempt
	last    error // why the last one failed
}

// Open starts reading the object at rawURL:
//
//	file:///absolute/path
//	https://host/path, http://host/path
//	s3://bucket/key?region=..&endpoint=..&use_path_style=true, gs://bucket/key, azblob://container/key?storage_account=..
//	ipfs://CID, ipfs://CID/path
//	ar://TRANSACTION
//
// ctx bounds the Reader's life, not only Open's. nil opts are the defaults.
//
// Errors name the URL without user, password, query and fragment. They wrap ErrNotFound when
// the storage says that there is no such object, and ErrTooLarge beyond opts.MaxSize.
//
// Over HTTP, a cut connection is resumed with Range and If-Range. That takes a server that
// sends an ETag or a Last-Modified: without either, bytes of two objects could be joined, and
// the Read fails instead. A server without ranges is read again from its start, and skipped up
// to the position. Compressed answers are neither asked for nor accepted. At most ten
// redirects are followed, none from https to http.
func Open(ctx context.Context, rawURL string, opts *Options) (*Reader, error) {
	r := &Reader{ctx: ctx, size: -1}
	if opts != nil {
		r.opts = *opts
	}
	r.opts = r.opts.withDefaults()
	u, err := parseURL(rawURL)
	if err != nil {
		return nil, err
	}
	r.name = display(u)
	if r.opts.Offset < 0 {
		return nil, fmt.Errorf("opening %q: negative offset %d", r.name, r.opts.Offset)
	}
	r.pos = r.opts.Offset
	r.rate = newMeter(&r.opts)
	switch u.Scheme {
	case "file":
		var path string
		if path, err = filePath(u); err == nil && u.RawQuery != "" {
			err = errors.New("a file URL has no query")
		}
		r.src = &fileSource{path: path}
	case "http", "https":
		if u.Hostname() == "" {
			err = errors.New("no host in the URL")
		}
		r.src = newHTTPSource(u, r.opts)
	case "ipfs":
		r.src, err = newIPFSSource(u, r.opts)
	case "ar":
		r.src, err = newArweaveSource(u, r.opts)
	case "s3", "gs", "azblob":
		r.src, err = newCloudSource(u)
	default:
		err = fmt.Errorf("no storage is known for the scheme %q (file, http, https, s3, gs, azblob, ipfs or ar)", u.Scheme)
	}
	if err != nil {
		return nil, fmt.Errorf("opening %q: %w", r.name, err)
	}
	if err := r.connect(); err != nil {
		r.src.close()
		return nil, fmt.Errorf("opening %q: %w", r.name, err)
	}
	return r, nil
}

// Size returns the size of the whole object in bytes, whatever the offset; -1 while unknown.
func (r *Reader) Size() int64 { return r.size }

// Info is what a storage says of an object, and nobody vouches for.
type Info struct {
	Size int64  // of the whole object, in bytes; -1 unknown
	Type string // media type as sent; "" unsaid
	Name string // of the file, as the server would have it saved; "" unsaid
}

// Info returns what the storage says of the object.
func (r *Reader) Info() Info {
	info := Info{}
	if s, ok := r.src.(interface{ info() Info }); ok {
		info = s.info()
	}
	info.Size = r.size
	return info
}

// Stat asks for the object's Info and reads nothing of it, or as little as the storage can be brought to send. Errors are
// those of Open.
func Stat(ctx context.Context, rawURL string, opts *Options) (Info, error) {
	u, err := parseURL(rawURL)
	if err != nil {
		return Info{}, err
	}
	if !web(u) {
		r, err := Open(ctx, rawURL, opts)
		if err != nil {
			return Info{}, err
		}
		defer r.Close()
		return r.Info(), nil
	}
	var o Options
	if opts != nil {
		o = *opts
	}
	o = o.withDefaults()
	s := newHTTPSource(u, o)
	defer s.close()
	var info Info
	err = o.retry(ctx, func() (err error) {
		info, err = s.stat(ctx)
		return err
	})
	if err == nil && o.MaxSize > 0 && info.Size > o.MaxSize {
		err = fmt.Errorf("%w: %d bytes, at most %d are accepted", ErrTooLarge, info.Size, o.MaxSize)
	}
	if err != nil {
		return Info{}, fmt.Errorf("asking for %q: %w", display(u), err)
	}
	return info, nil
}

// Read reads on. It returns io.EOF only at the object's proven end.
func (r *Reader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for {
		if r.err != nil {
			return 0, r.err
		}
		if err := context.Cause(r.ctx); err != nil {
			return 0, r.fail(err)
		}
		if r.size >= 0 && r.pos >= r.size {
			r.disconnect()
			return 0, io.EOF
		}
		if r.body != nil && r.at != r.pos { // after a Seek, and not after one there and back
			r.disconnect()
		}
		if r.body == nil {
			if err := r.connect(); err != nil {
				return 0, r.fail(err)
			}
			continue // the size may be known only now
		}
		if r.size >= 0 && int64(len(p)) > r.size-r.pos {
			p = p[:r.size-r.pos]
		}
		began := time.Now()
		n, err := r.body.Read(p)
		if slow := r.rate.passed(n, time.Since(began)); slow != nil && (err == nil || errors.As(err, new(*temporary))) {
			err = slow
		}
		r.pos += int64(n)
		r.at = r.pos
		if r.brought += int64(n); r.brought >= progress {
			r.fails = 0
		}
		r.delivered = r.delivered || n > 0
		if limit := r.opts.MaxSize; limit > 0 && r.pos > limit {
			n = max(0, n-int(r.pos-limit))
			err = fmt.Errorf("%w: over %d bytes", ErrTooLarge, limit)
		}
		if err == io.EOF {
			if r.size < 0 {
				r.size = r.pos
			}
			if err = nil; r.pos < r.size {
				err = &temporary{err: io.ErrUnexpectedEOF}
			}
			r.disconnect()
		}
		if err != nil {
			r.disconnect()
			if !r.again(err) {
				r.fail(err)
			}
		}
		if n > 0 {
			return n, nil
		}
	}
}

// Seek moves to a position, as io.Seeker says. Nothing is asked of the storage before the next
// Read, which fails where a resumption would: the object has changed, or cannot be shown to be
// the same. io.SeekEnd needs a known size.
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	pos := offset
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		pos += r.pos
	case io.SeekEnd:
		if r.size < 0 {
			return 0, fmt.Errorf("seeking in %q: its size is unknown", r.name)
		}
		pos += r.size
	default:
		return 0, fmt.Errorf("seeking in %q: unknown whence %d", r.name, whence)
	}
	if pos < 0 {
		return 0, fmt.Errorf("seeking in %q: negative position %d", r.name, pos)
	}
	r.pos = pos
	return pos, nil
}

// Close ends the reading.
func (r *Reader) Close() error {
	r.disconnect()
	r.src.close()
	if r.err == nil {
		r.err = fmt.Errorf("reading %q: the reader is closed", r.name)
	}
	return nil
}

// fail makes err the answer to this and every later Read.
func (r *Reader) fail(err error) error {
	r.disconnect()
	r.err = fmt.Errorf("reading %q at byte %d: %w", r.name, r.pos, err)
	return r.err
}

func (r *Reader) disconnect() {
	if r.body != nil {
		r.body.Close() // only read from: nothing is lost by its error
		r.body = nil
	}
}

// again counts err, and says whether it is worth another attempt in principle.
func (r *Reader) again(err error) bool {
	if _, ok := errors.AsType[*temporary](err); !ok {
		return false
	}
	r.fails++
	r.brought = 0
	r.last = err
	return true
}

// connect opens the source at the present position, as often as the options allow.
func (r *Reader) connect() error {
	for {
		if r.fails > 0 {
			if r.fails > r.opts.Retries {
				return fmt.Errorf("giving up after %d failed attempts: %w", r.fails, r.last)
			}
			if err := r.opts.pause(r.ctx, r.fails, r.last); err != nil {
				return err
			}
		}
		r.brought = 0
		body, size, err := r.src.open(r.ctx, r.pos, r.delivered)
		if err == nil {
			if limit := r.opts.MaxSize; limit > 0 && size > limit {
				body.Close()
				return fmt.Errorf("%w: %d bytes, at most %d are accepted", ErrTooLarge, size, limit)
			}
			if r.body, r.at = body, r.pos; size >= 0 {
				r.size = size
			}
			return nil
		}
		if cause := context.Cause(r.ctx); cause != nil {
			return cause
		}
		if !r.again(err) {
			return err
		}
	}
}

func (o Options) withDefaults() Options {
	if o.MaxSkip == 0 {
		o.MaxSkip = defaultMaxSkip
	}
	if o.IdleTimeout <= 0 {
		o.IdleTimeout = defaultIdleTimeout
	}
	if o.MinRate == 0 {
		o.MinRate = defaultMinRate
	}
	if o.RateWindow <= 0 {
		o.RateWindow = defaultRateWindow
	}
	if o.Retries == 0 {
		o.Retries = defaultRetries
	}
	if o.Backoff <= 0 {
		o.Backoff = defaultBackoff
	}
	return o
}

// meter watches that what is read comes at a least rate.
type meter struct {
	least  int64         // bytes in a window; 0: any
	window time.Duration // of waiting
	waited time.Duration // of this window
	n      int64         // bytes of this window
}

func newMeter(o *Options) meter {
	if o.MinRate < 0 {
		return meter{}
	}
	return meter{least: int64(float64(o.MinRate) * o.RateWindow.Seconds()), window: o.RateWindow}
}

// passed counts n bytes that took so long to come. It returns ErrTooSlow at the end of a window with too few.
func (m *meter) passed(n int, took time.Duration) error {
	if m.least == 0 {
		return nil
	}
	m.n, m.waited = m.n+int64(n), m.waited+took
	if m.waited < m.window {
		return nil
	}
	came, waited := m.n, m.waited
	m.n, m.waited = 0, 0
	// A window that a last wait made longer has to bring more.
	if float64(came) < float64(m.least)*float64(waited)/float64(m.window) {
		return fmt.Errorf("%w: %d bytes in %v", ErrTooSlow, came, waited.Round(time.Second))
	}
	return nil
}

// pause waits before the attempt that follows so many failed ones, the last with that error.
func (o *Options) pause(ctx context.Context, fails int, last error) error {
	d := maxBackoff
	if shift := fails - 1; shift < 16 {
		d = min(d, o.Backoff<<shift)
	}
	d = d/2 + rand.N(d/2+1)
	if t, ok := errors.AsType[*temporary](last); ok {
		d = max(d, t.after)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// retry makes attempts as long as they end in a *temporary error, as the options say.
func (o *Options) retry(ctx context.Context, attempt func() error) error {
	for fails := 1; ; fails++ {
		err := attempt()
		if err == nil {
			return nil
		}
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		if _, ok := errors.AsType[*temporary](err); !ok {
			return err
		}
		if fails > o.Retries {
			return fmt.Errorf("giving up after %d failed attempts: %w", fails, err)
		}
		if err := o.pause(ctx, fails, err); err != nil {
			return err
		}
	}
}

// parseURL parses an absolute URL. Its error shows nothing of a URL that does not parse, since
// there is no telling which part of it is a password.
func parseURL(rawURL string) (*url.URL, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, errors.New("the storage URL does not parse (it is not shown: it may hold a password)")
	}
	if u.Scheme == "" {
		return nil, fmt.Errorf("opening %q: a storage URL starts with its kind, such as file:///, https:// or ipfs://", display(u))
	}
	return u, nil
}

// display returns what may be shown of a URL: no user, password, query or fragment.
func display(u *url.URL) string {
	if u.Opaque != "" {
		return u.Scheme + ":"
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}).String()
}

// filePath returns the absolute path that a file URL names.
func filePath(u *url.URL) (string, error) {
	switch {
	case u.Opaque != "" || u.User != nil || (u.Host != "" && u.Host != "localhost"):
		return "", errors.New("a file URL is file:///absolute/path, without a host")
	case u.Fragment != "":
		return "", errors.New("a file URL has no fragment (write # as %23, ? as %3F)")
	case strings.ContainsRune(u.Path, 0):
		return "", errors.New("the path holds a NUL")
	}
	path := filepath.FromSlash(u.Path)
	if !filepath.IsAbs(path) {
		return "", errors.New("a file URL holds an absolute path")
	}
	return filepath.Clean(path), nil
}
