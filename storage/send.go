package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// A remote is the HTTP server that one upload goes to.
type remote struct {
	base      *url.URL // with user and password
	opts      Options
	transport http.RoundTripper
}

func newRemote(base *url.URL, opts Options) *remote {
	return &remote{base: base, opts: opts, transport: opts.transport()}
}

func (s *remote) close() { closeTransport(s.transport) }

// remoteURL is the URL of the server that a store's URL is for: without the kind before the
// plus, and without parameters.
func remoteURL(u *url.URL) (*url.URL, error) {
	_, scheme, _ := strings.Cut(u.Scheme, "+")
	if u.Opaque != "" || u.Hostname() == "" || u.Fragment != "" {
		return nil, fmt.Errorf("the URL is %s://host/path, without a fragment", u.Scheme)
	}
	return &url.URL{Scheme: scheme, User: u.User, Host: u.Host, Path: strings.TrimSuffix(u.Path, "/"), RawPath: strings.TrimSuffix(u.RawPath, "/")}, nil
}

// send sends one request with size bytes of body (-1 is unknown, and chunked) and returns the
// answer, whatever its status, under the idle timeout: the clock runs while neither side brings
// a byte. Redirects are answers: an upload does not follow them. Errors of the line are
// temporary.
func (s *remote) send(ctx context.Context, method string, u *url.URL, header http.Header, body io.Reader, size int64) (*http.Response, error) {
	attempt, cancel := context.WithCancelCause(ctx)
	answer := &httpBody{ctx: attempt, cancel: cancel, idle: s.opts.IdleTimeout}
	answer.timer = time.AfterFunc(answer.idle, func() { cancel(errIdle) })
	req := (&http.Request{Method: method, URL: u, Host: u.Host, Header: header.Clone()}).WithContext(attempt)
	if req.Header == nil {
		req.Header = make(http.Header)
	}
	req.Header.Set("User-Agent", userAgent)
	req.Header.Set("Accept-Encoding", "identity")
	// Credentials are for the server of the store's URL and no other.
	if user := s.base.User; user != nil && u.Scheme == s.base.Scheme && u.Host == s.base.Host {
		if password, _ := user.Password(); user.Username() != "" {
			req.SetBasicAuth(user.Username(), password)
		} else {
			req.Header.Set("Authorization", "Bearer "+password)
		}
	}
	source := &ticking{r: body, b: answer}
	if body != nil && size != 0 {
		req.ContentLength = size
		req.Body = io.NopCloser(source)
	}
	resp, err := s.transport.RoundTrip(req)
	source.end()
	answer.timer.Stop()
	if err != nil {
		err = answer.explain(err)
		cancel(nil)
		return nil, err
	}
	answer.rc = resp.Body
	resp.Body = answer
	if resp.StatusCode/100 == 3 {
		resp.Body.Close()
		return nil, fmt.Errorf("the server answers %q: an upload follows no redirect, so give the store's URL as it is", resp.Status)
	}
	return resp, nil
}

// ticking keeps the idle timeout of a request away while its body is taken. A transport may go
// on taking after the answer is there; it gets nothing then, since the bytes are not ours any
// more.
type ticking struct {
	mu sync.Mutex
	r  io.Reader // guarded by mu; nil when the request is over
	b  *httpBody
}

func (t *ticking) Read(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.r == nil {
		return 0, errors.New("the request is over")
	}
	t.b.timer.Reset(t.b.idle)
	return t.r.Read(p)
}

func (t *ticking) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.r = nil
}

// refused is the error of an answer that is no success, with the first words of its text.
func refused(resp *http.Response) error {
	text := make([]byte, 300)
	n, _ := io.ReadFull(resp.Body, text)
	err := statusError(resp)
	if said := strings.Join(strings.Fields(string(text[:n])), " "); said != "" {
		said = fmt.Sprintf("%v: %q", err, said)
		if t, ok := errors.AsType[*temporary](err); ok {
			return &temporary{err: errors.New(said), after: t.after}
		}
		return errors.New(said)
	}
	return err
}
