package fileobjects

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/storage"
)

// Options change how files are read. The zero value, and nil, are the defaults of package storage and no chain.
type Options struct {
	// Storage is how bytes are read: Public for a daemon that reads for strangers, the gateways of IPFS and Arweave, limits
	// of size and time. Offset, Header and Post are the file's.
	Storage storage.Options

	// SHA256 is what Open's file has to be, nil if nobody knows: a Reader that read it from start to end ends in an error in place
	// of its last bytes if it is something else. What was read in parts is not compared.
	SHA256 *[32]byte

	// Call runs a view function of a contract at the head of a chain: what smartcontract files are of. nil refuses them.
	Call func(ctx context.Context, chainID uint64, to common.Address, data []byte) ([]byte, error)
}

// probeTime bounds a Probe without a checksum.
const probeTime = time.Minute

// Info is what a place says of a file, and nobody vouches for; but a Checksum was computed.
type Info struct {
	Size     int64  // bytes; -1 unknown
	Type     string // media type without parameters; "" unknown
	Checksum string // SHA-256 of the file, lower-case hex; "" unless it was asked for
}

// A Reader reads one file. It is not safe for concurrent use.
type Reader struct {
	f    *File
	r    io.ReadSeekCloser
	info storage.Info
	name string

	want   *[32]byte // SHA-256 of the whole; nil unknown
	hash   hash.Hash // of what was read from the start on; nil unless want is there, and after a jump
	hashed int64     // bytes in it
}

// Open starts reading a file from its start. ctx bounds the Reader's life. Seek moves to another position before or between
// reads, so that a Reader of known Size may be served by http.ServeContent; a cut connection is resumed where the place allows it
// (storage.Open). Errors of Open and of the Reader are *Error.
func Open(ctx context.Context, f *File, data Userdata, o *Options) (*Reader, error) {
	var opts Options
	if o != nil {
		opts = *o
	}
	r, err := f.open(ctx, data, opts)
	if err != nil {
		return nil, f.fail(err)
	}
	if r.want = opts.SHA256; r.want != nil {
		r.hash = sha256.New()
	}
	return r, nil
}

// Probe asks for a file's size and type: by HEAD, a GET of one byte, or what else brings little. With checksum the file is read
// to its end. Errors are *Error.
func Probe(ctx context.Context, f *File, data Userdata, checksum bool, o *Options) (Info, error) {
	var opts Options
	if o != nil {
		opts = *o
	}
	info, err := f.probe(ctx, data, checksum, opts)
	if err != nil {
		return Info{}, f.fail(err)
	}
	return info, nil
}

func (f *File) probe(ctx context.Context, data Userdata, checksum bool, opts Options) (Info, error) {
	if !checksum {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, probeTime)
		defer cancel()
	}
	if !checksum && (f.kind == "url" || f.kind == "graphql" || f.kind == "arweave" || f.kind == "s3") {
		place, so, err := f.place(data, opts.Storage)
		if err != nil {
			return Info{}, err
		}
		stat, err := storage.Stat(ctx, place, &so)
		if err != nil {
			return Info{}, err
		}
		return Info{Size: stat.Size, Type: mediaType(stat.Type)}, nil
	}
	r, err := f.open(ctx, data, opts)
	if err != nil {
		return Info{}, err
	}
	defer r.Close()
	info := Info{Size: r.info.Size, Type: mediaType(r.info.Type)}
	head := make([]byte, 512)
	n, err := io.ReadFull(r.r, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return Info{}, err
	}
	if info.Type == "" && n > 0 {
		info.Type = mediaType(http.DetectContentType(head[:n]))
	}
	if checksum {
		sum := sha256.New()
		sum.Write(head[:n])
		rest, err := io.CopyBuffer(sum, struct{ io.Reader }{r.r}, make([]byte, 256<<10))
		if err != nil {
			return Info{}, err
		}
		info.Size, info.Checksum = int64(n)+rest, hex.EncodeToString(sum.Sum(nil))
	}
	return info, nil
}

// open is Open with the errors of package storage.
func (f *File) open(ctx context.Context, data Userdata, opts Options) (*Reader, error) {
	if f.kind == "smartcontract" {
		if opts.Call == nil {
			return nil, errText("this gateway reads no contracts")
		}
		content, err := f.view.read(ctx, data, opts.Call)
		if err != nil {
			return nil, err
		}
		return &Reader{f: f, r: nopCloser{bytes.NewReader(content)}, info: storage.Info{Size: int64(len(content)), Type: "application/json"}}, nil
	}
	place, so, err := f.place(data, opts.Storage)
	if err != nil {
		return nil, err
	}
	r, err := storage.Open(ctx, place, &so)
	if err != nil {
		return nil, err
	}
	named := f.url
	if f.kind == "s3" {
		named = &url.URL{Path: f.s3.key}
	}
	return &Reader{f: f, r: r, info: r.Info(), name: named.Path}, nil
}

// place is the URL that a file is read from, and how.
func (f *File) place(data Userdata, so storage.Options) (string, storage.Options, error) {
	so.Offset, so.Header, so.Post = 0, f.header.Clone(), nil
	if so.Public && (f.kind == "ipfs" || f.kind == "arweave") {
		so.Transport = nil // a guarded one is for what strangers name; these gateways are the reader's own, and may be anywhere
	}
	switch f.kind {
	case "ipfs":
		return f.url.String(), so, gatewayKnown(so.Gateways, "IPFS_GATEWAY")
	case "arweave":
		return f.url.String(), so, gatewayKnown(so.ArweaveGateways, "ARWEAVE_GATEWAY")
	case "s3":
		return f.s3.signed(time.Now(), signedFor).String(), so, nil
	case "url":
		if !f.post {
			return data.query(f.url).String(), so, nil
		}
		so.Post = []byte{}
		if len(data) > 0 {
			body, err := json.Marshal(data)
			if err != nil {
				return "", so, ErrUserdata
			}
			so.Post = body
		}
	case "graphql":
		body := map[string]any{"query": f.query}
		if len(data) > 0 {
			body["variables"] = data
		}
		text, err := json.Marshal(body)
		if err != nil {
			return "", so, ErrUserdata
		}
		so.Post = text
	}
	if so.Header == nil {
		so.Header = make(http.Header)
	}
	if len(so.Post) > 0 && so.Header.Get("Content-Type") == "" {
		so.Header.Set("Content-Type", "application/json")
	}
	so.Retries = -1 // what a POST does is not ours to do twice
	return f.url.String(), so, nil
}

// gatewayKnown says what package storage would, which is not quoted.
func gatewayKnown(given []string, variable string) error {
	if given == nil && strings.TrimSpace(os.Getenv(variable)) == "" {
		return errText("no gateway is configured: set " + variable)
	}
	return nil
}

// Read reads on. It returns io.EOF only at the file's proven end.
func (r *Reader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if err != nil && err != io.EOF {
		return n, r.f.fail(err)
	}
	if r.hash != nil {
		r.hash.Write(p[:n])
		r.hashed += int64(n)
		// Who copies as many bytes as there are never asks for the end.
		if (err == io.EOF || r.hashed == r.info.Size) && [32]byte(r.hash.Sum(nil)) != *r.want {
			return 0, r.f.fail(errText("it is not the file that was sealed: its SHA-256 is another"))
		}
	}
	return n, err
}

// Seek moves to a position, as io.Seeker says. io.SeekEnd needs a known size.
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	pos, err := r.r.Seek(offset, whence)
	if err != nil {
		return pos, r.f.fail(err)
	}
	if r.want != nil && (r.hash == nil || pos != r.hashed) {
		if r.hash, r.hashed = nil, 0; pos == 0 {
			r.hash = sha256.New()
		}
	}
	return pos, nil
}

// Close ends the reading.
func (r *Reader) Close() error { return r.r.Close() }

// Size of the whole file in bytes; -1 unknown.
func (r *Reader) Size() int64 { return r.info.Size }

// Ranges says whether a part can be had alone: what a POST answers comes as a whole, and to Seek in it is to post again.
func (r *Reader) Ranges() bool { return !r.f.post && r.f.kind != "graphql" }

// Type is the media type that the place states, parameters included; "" if it does not.
func (r *Reader) Type() string { return r.info.Type }

// Name is what the file may be called: as its server says, else as its URL or key ends, if that looks like a file's name, else
// after its index. It has no slash, no quote and no control character.
func (r *Reader) Name() string {
	for _, name := range []string{r.info.Name, path.Base(r.name)} {
		name = strings.Map(func(c rune) rune {
			if unicode.IsControl(c) || strings.ContainsRune(`"/\;`, c) {
				return -1
			}
			return c
		}, name)
		// What has no extension may be a token, which is the seller's way in; those of tokens with dots are long.
		if extension := path.Ext(name); len(extension) > 1 && len(extension) <= 16 && len(name) > len(extension) && len(name) <= 200 {
			return name
		}
	}
	return "file" + strconv.Itoa(r.f.index) + extensions[mediaType(r.info.Type)]
}

// extensions of the types that data is often of. Package mime's depend on the machine.
var extensions = map[string]string{"application/json": ".json", "application/pdf": ".pdf", "application/xml": ".xml", "application/zip": ".zip",
	"application/gzip": ".gz", "text/csv": ".csv", "text/html": ".html", "text/plain": ".txt", "image/jpeg": ".jpg", "image/png": ".png", "application/x-parquet": ".parquet"}

func mediaType(s string) string {
	kind, _, err := mime.ParseMediaType(s)
	if err != nil {
		return ""
	}
	return kind
}

type nopCloser struct{ *bytes.Reader }

func (nopCloser) Close() error { return nil }

// errText is an error whose text may be shown.
type errText string

func (e errText) Error() string { return string(e) }

// passed are the errors whose own words hold nothing of the file.
var passed = []error{storage.ErrPrivate, storage.ErrNotFound, storage.ErrTooLarge, storage.ErrTooSlow, storage.ErrChanged,
	ErrUserdata, context.Canceled, context.DeadlineExceeded}

// fail is an error as it may be shown: the words of package storage and of the libraries below it name URLs and hosts.
func (f *File) fail(err error) error {
	if _, ok := errors.AsType[*Error](err); ok {
		return err
	}
	e := &Error{Index: f.index, Type: f.kind, text: "it cannot be read"}
	if i := slices.IndexFunc(passed, func(known error) bool { return errors.Is(err, known) }); i >= 0 {
		e.text, e.cause = passed[i].Error(), passed[i]
		return e
	}
	if text, ok := errors.AsType[errText](err); ok {
		e.text = text.Error()
	} else if status, ok := errors.AsType[*storage.StatusError](err); ok {
		e.text = fmt.Sprintf("its server answers %d", status.Code)
	} else if _, ok := errors.AsType[*net.DNSError](err); ok {
		e.text = "its server's name does not resolve"
	} else if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		e.text = "its server's certificate is not good"
	} else if _, ok := errors.AsType[*net.OpError](err); ok {
		e.text = "its server cannot be reached, or hangs up"
	} else if errors.Is(err, io.ErrUnexpectedEOF) {
		e.text = "its server cuts it off"
	}
	return e
}
