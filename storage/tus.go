package storage

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	// tusChunk is how much is sent by one request, and kept until the server has it, in bytes.
	tusChunk = 8 << 20
	// tusVersion is the protocol's: https://tus.io/protocols/resumable-upload, version 1.0.
	tusVersion = "1.0.0"
)

// tus stores objects by resumable uploads. The location is the upload's own URL, or the
// Content-Location that the server states for it.
type tus struct {
	url *url.URL // where uploads are created
}

func newTus(u *url.URL, query url.Values) (*tus, error) {
	target, err := remoteURL(u)
	if err != nil {
		return nil, err
	}
	if len(query) != 0 {
		return nil, errors.New("a tus URL has no parameters")
	}
	if strings.HasSuffix(u.Path, "/") { // it is the server's own path: as it was given
		target = target.JoinPath("/")
	}
	return &tus{target}, nil
}

// tusUpload is one upload under way.
type tusUpload struct {
	*remote
	url    *url.URL // of the upload; nil before it is created
	length int64    // of the object; -1 while unknown
	stated bool     // the server knows the length
	offset int64    // the server's
	final  string   // Content-Location of the last answer
}

func (s *tus) put(ctx context.Context, opts Options, name string, r io.Reader) (string, error) {
	up := &tusUpload{remote: newRemote(s.url, opts), length: -1}
	defer up.close()
	location, err := up.run(ctx, name, r)
	if err != nil && up.url != nil {
		// What was begun is given back, also when ctx is over. The server removes what it is
		// not told of when its time has come.
		after, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		if resp, deleteErr := up.request(after, http.MethodDelete, up.url, nil, nil); deleteErr == nil {
			resp.Body.Close()
		}
	}
	return location, err
}

func (up *tusUpload) run(ctx context.Context, name string, r io.Reader) (string, error) {
	r = &contextReader{ctx, r}
	chunk := make([]byte, tusChunk)
	n, end, err := fill(r, chunk)
	if err != nil {
		return "", err
	}
	if end {
		up.length = int64(n)
	}
	if err := up.create(ctx, name); errors.Is(err, errNoDefer) {
		// The server must know the length, which only the whole source tells.
		spool, err := os.CreateTemp("", "latchkey-upload-")
		if err != nil {
			return "", err
		}
		defer os.Remove(spool.Name())
		defer spool.Close()
		if up.length, err = io.CopyBuffer(struct{ io.Writer }{spool}, io.MultiReader(bytes.NewReader(chunk[:n]), r), make([]byte, 256<<10)); err != nil {
			return "", err
		}
		if _, err := spool.Seek(tusChunk, io.SeekStart); err != nil {
			return "", err
		}
		r = &contextReader{ctx, spool}
		if err := up.create(ctx, name); err != nil {
			return "", err
		}
	} else if err != nil {
		return "", err
	}
	for base := int64(0); ; {
		if err := up.deliver(ctx, base, chunk[:n]); err != nil {
			return "", err
		}
		base += int64(n)
		if up.stated && base == up.length {
			break
		}
		if n, end, err = fill(r, chunk); err != nil {
			return "", err
		}
		if end {
			if up.length >= 0 && up.length != base+int64(n) {
				return "", fmt.Errorf("the source ends after %d bytes of %d", base+int64(n), up.length)
			}
			up.length = base + int64(n)
		}
	}
	return up.location(ctx)
}

// fill reads until p is full or r has ended.
func fill(r io.Reader, p []byte) (n int, end bool, err error) {
	n, err = io.ReadFull(r, p)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return n, true, nil
	}
	return n, false, err
}

// request sends a request of the protocol.
func (up *tusUpload) request(ctx context.Context, method string, u *url.URL, header http.Header, body []byte) (*http.Response, error) {
	if header == nil {
		header = make(http.Header)
	}
	header.Set("Tus-Resumable", tusVersion)
	return up.send(ctx, method, u, header, bytes.NewReader(body), int64(len(body)))
}

// errNoDefer says that the server takes no upload of an unknown length.
var errNoDefer = errors.New("the server takes no upload of an unknown length")

var errGone = errors.New("the server no longer has what was uploaded")

// create creates the upload (extension creation).
func (up *tusUpload) create(ctx context.Context, name string) error {
	header := http.Header{"Upload-Metadata": {"filename " + base64.StdEncoding.EncodeToString([]byte(name))}}
	if up.length >= 0 {
		header.Set("Upload-Length", strconv.FormatInt(up.length, 10))
		up.stated = true
	} else {
		known, err := up.extensions(ctx)
		if err != nil {
			return err
		}
		if !slices.Contains(known, "creation-defer-length") {
			return errNoDefer
		}
		header.Set("Upload-Defer-Length", "1")
	}
	// An upload whose creation was not answered is another's than the next one: nobody knows
	// its URL, and the server lets it expire.
	return up.opts.retry(ctx, func() error {
		resp, err := up.request(ctx, http.MethodPost, up.base, header, nil)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusCreated {
			return refused(resp)
		}
		if up.url, err = up.base.Parse(resp.Header.Get("Location")); err != nil || resp.Header.Get("Location") == "" {
			up.url = nil
			return errors.New("the server does not say where the upload is: its Location is missing or malformed")
		}
		up.url.User = nil
		if !web(up.url) || up.base.Scheme == "https" && up.url.Scheme != "https" {
			defer func() { up.url = nil }()
			return fmt.Errorf("refusing to upload to %q", display(up.url))
		}
		return nil
	})
}

func web(u *url.URL) bool { return (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" }

// extensions asks for those of the protocol that the server knows.
func (up *tusUpload) extensions(ctx context.Context) (known []string, err error) {
	err = up.opts.retry(ctx, func() error {
		resp, err := up.send(ctx, http.MethodOptions, up.base, nil, nil, 0)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if resp.StatusCode/100 != 2 {
			return refused(resp)
		}
		known = strings.FieldsFunc(resp.Header.Get("Tus-Extension"), func(c rune) bool { return c == ',' || c == ' ' })
		return nil
	})
	return known, err
}

// deliver brings the server the chunk of the object that starts at base. After a cut it asks how
// far the server is, and goes on from there.
func (up *tusUpload) deliver(ctx context.Context, base int64, chunk []byte) error {
	end := base + int64(len(chunk))
	lost := false // it is not known how far the server is
	for fails := 0; ; {
		was := up.offset
		var err error
		switch {
		case lost:
			if err = up.ask(ctx); err == nil {
				lost = false
			}
		case up.offset < base || up.offset > end:
			return fmt.Errorf("the server is at byte %d of the upload, where only %d to %d can be", up.offset, base, end)
		case up.offset == end && (up.stated || up.length != end):
			return nil
		default:
			if err = up.patch(ctx, chunk[up.offset-base:]); err != nil {
				lost = true
			}
		}
		if up.offset > was {
			fails = 0
		}
		if err == nil {
			continue
		}
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		if _, ok := errors.AsType[*temporary](err); !ok {
			return err
		}
		if fails++; fails > up.opts.Retries {
			return fmt.Errorf("giving up after %d failed attempts: %w", fails, err)
		}
		if err := up.opts.pause(ctx, fails, err); err != nil {
			return err
		}
	}
}

// patch sends bytes at the server's offset.
func (up *tusUpload) patch(ctx context.Context, p []byte) error {
	header := http.Header{
		"Content-Type":  {"application/offset+octet-stream"},
		"Upload-Offset": {strconv.FormatInt(up.offset, 10)},
	}
	states := !up.stated && up.length >= 0
	if states {
		header.Set("Upload-Length", strconv.FormatInt(up.length, 10))
	}
	resp, err := up.request(ctx, http.MethodPatch, up.url, header, p)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusNoContent, http.StatusOK:
	case http.StatusConflict, http.StatusLocked: // it holds more than it said, or still holds the cut request
		return &temporary{err: refused(resp)}
	default:
		return refused(resp)
	}
	offset, err := parseDecimal(resp.Header.Get("Upload-Offset"))
	if err != nil || offset < up.offset || offset > up.offset+int64(len(p)) || offset == up.offset && len(p) > 0 {
		return fmt.Errorf("the server answers %d bytes at %d with the Upload-Offset %q", len(p), up.offset, resp.Header.Get("Upload-Offset"))
	}
	up.offset = offset
	up.stated = up.stated || states
	up.final = resp.Header.Get("Content-Location")
	return nil
}

// ask asks the server how far it is.
func (up *tusUpload) ask(ctx context.Context) error {
	resp, err := up.request(ctx, http.MethodHead, up.url, nil, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusOK, http.StatusNoContent:
	case http.StatusNotFound, http.StatusGone:
		return errGone
	case http.StatusLocked:
		return &temporary{err: refused(resp)}
	default:
		return refused(resp)
	}
	offset, err := parseDecimal(resp.Header.Get("Upload-Offset"))
	if err != nil {
		return fmt.Errorf("the server states the Upload-Offset %q", resp.Header.Get("Upload-Offset"))
	}
	if length, err := parseDecimal(resp.Header.Get("Upload-Length")); err == nil {
		if up.length >= 0 && length != up.length {
			return fmt.Errorf("the server states a length of %d bytes, and was told %d", length, up.length)
		}
		up.stated = true
	}
	up.offset = offset
	up.final = resp.Header.Get("Content-Location")
	return nil
}

// location is where the object can be read.
func (up *tusUpload) location(ctx context.Context) (string, error) {
	if up.final == "" { // the last answer did not say
		if err := up.opts.retry(ctx, func() error { return up.ask(ctx) }); err != nil {
			return "", err
		}
		if up.offset != up.length {
			return "", fmt.Errorf("the server holds %d bytes of the %d that it acknowledged", up.offset, up.length)
		}
	}
	if up.final == "" {
		return up.url.String(), nil
	}
	final, err := up.url.Parse(up.final)
	if err != nil || !web(final) || final.User != nil || final.Fragment != "" {
		return "", errors.New("the server states a Content-Location that is not an http(s) URL")
	}
	return final.String(), nil
}
