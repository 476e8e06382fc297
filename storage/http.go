package storage

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

const (
	userAgent    = "latchkey"
	maxRedirects = 10
)

var errIdle = errors.New("the server sent nothing for too long")

// httpSource reads an object by HTTP GET. Section numbers are RFC 9110's.
type httpSource struct {
	url       *url.URL
	transport http.RoundTripper
	idle      time.Duration
	rate      meter // of each answer's body
	maxSkip   int64
	accept    string          // the media type asked for
	header    http.Header     // the caller's, for the URL's own host
	post      []byte          // the body of a POST; nil is a GET
	seen      *representation // nil before the first answer
}

// representation is what an answer says of the object, besides its bytes. Empty is unsaid.
type representation struct {
	size     int64  // -1 unknown
	etag     string // as sent, W/ and quotes included
	modified string // Last-Modified as sent
	ifRange  string // the strong validator of the two, if there is one
	kind     string // Content-Type as sent
	name     string // of the file, from Content-Disposition
}

func newHTTPSource(u *url.URL, opts Options) *httpSource {
	return &httpSource{url: u, transport: opts.transport(), idle: opts.IdleTimeout, rate: newMeter(&opts), maxSkip: opts.MaxSkip, accept: "*/*",
		header: opts.Header, post: opts.Post}
}

// transport returns what carries the requests of one Reader, or of one upload.
func (o *Options) transport() http.RoundTripper {
	if o.Transport != nil {
		return o.Transport
	}
	own := &ownTransport{&http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true,
		TLSHandshakeTimeout:    10 * time.Second,
		MaxIdleConns:           2 * inFlight,
		MaxIdleConnsPerHost:    inFlight,
		IdleConnTimeout:        time.Minute,
		MaxResponseHeaderBytes: 64 << 10,
	}}
	if !o.Public {
		return own
	}
	direct := &ownTransport{PublicTransport()}
	direct.MaxIdleConns, direct.MaxIdleConnsPerHost, direct.IdleConnTimeout = own.MaxIdleConns, own.MaxIdleConnsPerHost, own.IdleConnTimeout
	return &publicTransport{direct: direct, proxied: own}
}

// ownTransport marks a transport that ends with its Reader.
type ownTransport struct{ *http.Transport }

func closeTransport(t http.RoundTripper) {
	switch t := t.(type) {
	case *ownTransport:
		t.CloseIdleConnections()
	case *publicTransport:
		t.direct.CloseIdleConnections()
		t.proxied.CloseIdleConnections()
	}
}

func (s *httpSource) close() { closeTransport(s.transport) }

func (s *httpSource) open(ctx context.Context, offset int64, delivered bool) (io.ReadCloser, int64, error) {
	method, span := http.MethodGet, ""
	if s.post != nil {
		method = http.MethodPost // a range is of a GET alone (14.2)
	} else if offset > 0 || s.seen != nil {
		span = "bytes=" + strconv.FormatInt(offset, 10) + "-"
	}
	body, resp, err := s.ask(ctx, method, span)
	if err != nil {
		return nil, 0, err
	}
	size, skip, err := s.judge(resp, offset, delivered)
	if err == nil && skip > 0 {
		err = body.skip(skip)
	}
	if err != nil {
		body.Close()
		return nil, 0, err
	}
	return body, size, nil
}

// ask sends a request and waits for the head of its answer. The body is the answer's.
func (s *httpSource) ask(ctx context.Context, method, span string) (*httpBody, *http.Response, error) {
	attempt, cancel := context.WithCancelCause(ctx)
	body := &httpBody{ctx: attempt, cancel: cancel, idle: s.idle, rate: s.rate}
	body.timer = time.AfterFunc(s.idle, func() { cancel(errIdle) })
	resp, err := s.send(attempt, method, span)
	body.timer.Stop()
	if err != nil {
		err = body.explain(err)
		cancel(nil)
		return nil, nil, err
	}
	body.rc = resp.Body
	return body, resp, nil
}

// stat asks what the object is: by HEAD, and since many servers know none, or say less to it, by
// a GET of one byte.
func (s *httpSource) stat(ctx context.Context) (Info, error) {
	method, span := http.MethodPost, ""
	if s.post == nil {
		body, resp, err := s.ask(ctx, http.MethodHead, "")
		if _, ok := errors.AsType[*refusal](err); ok {
			return Info{}, err
		}
		if err == nil {
			body.Close()
			if resp.StatusCode == http.StatusOK && resp.ContentLength > 0 && resp.Header.Get("Content-Type") != "" && resp.Header.Get("Content-Encoding") == "" {
				return Info{resp.ContentLength, resp.Header.Get("Content-Type"), filename(resp.Header)}, nil
			}
		}
		method, span = http.MethodGet, "bytes=0-0"
	}
	body, resp, err := s.ask(ctx, method, span)
	if err != nil {
		return Info{}, err
	}
	defer body.Close()
	size, _, err := s.judge(resp, 0, false)
	if err != nil {
		return Info{}, err
	}
	return Info{size, resp.Header.Get("Content-Type"), filename(resp.Header)}, nil
}

func (s *httpSource) info() Info {
	if s.seen == nil {
		return Info{Size: -1}
	}
	return Info{s.seen.size, s.seen.kind, s.seen.name}
}

// filename is what an answer calls the file (RFC 6266), "" if it does not: one name, and no way to another folder.
func filename(h http.Header) string {
	_, params, err := mime.ParseMediaType(h.Get("Content-Disposition"))
	name := params["filename"]
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	if err != nil || name == "." || name == ".." || strings.ContainsFunc(name, unicode.IsControl) {
		return ""
	}
	return name
}

// send sends the request and follows redirects. http.Client would do the latter too, but it
// puts the query of a signed URL into Referer and into its errors.
func (s *httpSource) send(ctx context.Context, method, span string) (*http.Response, error) {
	u, post := s.url, s.post
	for hops := 0; ; hops++ {
		req := (&http.Request{
			Method: method,
			URL:    u,
			Host:   u.Host,
			Header: http.Header{"User-Agent": {userAgent}, "Accept": {s.accept}},
		}).WithContext(ctx)
		if u.User != nil {
			password, _ := u.User.Password()
			req.SetBasicAuth(u.User.Username(), password)
		}
		if u.Scheme == s.url.Scheme && u.Host == s.url.Host { // what is in them is for that host alone
			for key, values := range s.header {
				req.Header[http.CanonicalHeaderKey(key)] = slices.Clone(values)
			}
		}
		req.Header.Set("Accept-Encoding", "identity") // else positions would be those of a compressed form
		if method == http.MethodPost {
			req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(post)), int64(len(post))
		} else {
			req.Header.Del("Content-Type")
		}
		if span != "" {
			req.Header.Set("Range", span)
			if s.seen != nil && s.seen.ifRange != "" {
				req.Header.Set("If-Range", s.seen.ifRange)
			}
		}
		resp, err := s.transport.RoundTrip(req)
		if err != nil {
			return nil, err
		}
		switch resp.StatusCode {
		case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
			http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		default:
			return resp, nil
		}
		location := resp.Header.Get("Location")
		resp.Body.Close()
		if method == http.MethodPost && resp.StatusCode < http.StatusTemporaryRedirect {
			method = http.MethodGet // 15.4.2 to 15.4.4: what clients do
		}
		next, err := u.Parse(location)
		switch {
		case err != nil || location == "":
			return nil, &refusal{errors.New("the server redirects to nowhere: its Location is missing or malformed")}
		case hops == maxRedirects:
			return nil, &refusal{fmt.Errorf("the server redirects more than %d times", maxRedirects)}
		case next.Scheme != "http" && next.Scheme != "https", next.Hostname() == "":
			return nil, &refusal{fmt.Errorf("refusing a redirect to %q: not an http(s) URL", display(next))}
		case u.Scheme == "https" && next.Scheme == "http":
			return nil, &refusal{fmt.Errorf("refusing a redirect from https to %q", display(next))}
		}
		if next.User == nil && next.Scheme == u.Scheme && next.Host == u.Host {
			next.User = u.User
		}
		u = next
	}
}

// refusal is an error of ours, not of the line: another attempt would end the same way.
type refusal struct{ error }

func (e *refusal) Unwrap() error { return e.error }

// judge looks at an answer to a request for the bytes from offset on: the size of the object,
// and how many bytes of the body come before offset.
func (s *httpSource) judge(resp *http.Response, offset int64, delivered bool) (size, skip int64, err error) {
	if encoding := resp.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return 0, 0, fmt.Errorf("the server sends the object compressed (%q) though asked not to", encoding)
	}
	now := &representation{size: -1, etag: resp.Header.Get("ETag"), modified: resp.Header.Get("Last-Modified")}
	now.ifRange = strongValidator(now, resp.Header.Get("Date"))
	now.kind, now.name = resp.Header.Get("Content-Type"), filename(resp.Header)
	switch resp.StatusCode {
	case http.StatusOK:
		now.size = resp.ContentLength
		if now.size < 0 && resp.ProtoMajor == 1 && len(resp.TransferEncoding) == 0 {
			return 0, 0, errors.New("the server states neither the length nor the end of what it sends, so a cut would look like the end")
		}
		skip = offset
	case http.StatusPartialContent:
		start, end, total, err := parseContentRange(resp.Header.Get("Content-Range"))
		switch {
		case err != nil:
			return 0, 0, err
		case total < 0 && s.seen != nil && s.seen.size >= 0:
			total = s.seen.size
		case total < 0:
			return 0, 0, errors.New("the server sends a range of an object whose size it does not state")
		}
		if start != offset {
			return 0, 0, fmt.Errorf("the server sends bytes from %d, asked for those from %d", start, offset)
		}
		if resp.ContentLength >= 0 && resp.ContentLength != end-start+1 {
			return 0, 0, fmt.Errorf("the server announces bytes %d to %d in a body of %d bytes", start, end, resp.ContentLength)
		}
		now.size = total
	case http.StatusRequestedRangeNotSatisfiable:
		// The offset is the end (there is nothing to send), or beyond it.
		total, ok := strings.CutPrefix(resp.Header.Get("Content-Range"), "bytes */")
		now.size, err = parseDecimal(total)
		if !ok || err != nil {
			return 0, 0, fmt.Errorf("the server has no bytes from %d on, and does not state its size", offset)
		}
		// Validators, and the body that nobody reads, are those of an apology.
		now.etag, now.modified, now.ifRange = "", "", ""
	case http.StatusNotFound, http.StatusGone:
		return 0, 0, ErrNotFound
	default:
		return 0, 0, statusError(resp)
	}
	if err := s.compare(now, resp.StatusCode, delivered); err != nil {
		return 0, 0, err
	}
	if now.size >= 0 && offset > now.size {
		return 0, 0, fmt.Errorf("offset %d is beyond the end of %d bytes", offset, now.size)
	}
	if skip > 0 && skip > s.maxSkip {
		return 0, 0, fmt.Errorf("the server cannot send a range, and byte %d is more than the %d bytes that may be skipped", offset, max(0, s.maxSkip))
	}
	return now.size, skip, nil
}

// A StatusError is an HTTP status that brings no object.
type StatusError struct {
	Code   int
	status string // with the server's words
}

func (e *StatusError) Error() string { return fmt.Sprintf("the server answers %q", e.status) }

// statusError is the error that an answer's status is, temporary if it is said to be.
func statusError(resp *http.Response) error {
	err := &StatusError{Code: resp.StatusCode, status: resp.Status}
	switch resp.StatusCode {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		t := &temporary{err: err}
		if seconds, err := parseDecimal(resp.Header.Get("Retry-After")); err == nil {
			t.after = time.Duration(min(seconds, int64(maxRetryAfter/time.Second))) * time.Second
		}
		return t
	}
	return err
}

// compare tells whether now is the object that was seen first.
func (s *httpSource) compare(now *representation, status int, delivered bool) error {
	if s.seen == nil {
		if status != http.StatusRequestedRangeNotSatisfiable { // says too little to remember
			s.seen = now
		}
		return nil
	}
	was := s.seen
	differ := func(a, b string) bool { return a != "" && b != "" && a != b }
	if differ(was.etag, now.etag) || differ(was.modified, now.modified) ||
		(was.size >= 0 && now.size >= 0 && was.size != now.size) {
		return ErrChanged
	}
	// A 206 to If-Range is the server's word that the object is the same, and need not repeat
	// Last-Modified (15.3.7). Any other answer must show it.
	vouched := status != http.StatusOK && was.ifRange != ""
	shown := was.etag != "" && was.etag == now.etag || was.modified != "" && was.modified == now.modified
	if delivered && !vouched && !shown {
		return errors.New("cannot go on: the server sends no ETag or Last-Modified that would show that the object is still the same")
	}
	if was.size < 0 {
		was.size = now.size
	}
	return nil
}

// strongValidator returns what may be sent as If-Range (13.1.5): a strong ETag, or, without any
// ETag, a Last-Modified at least a second older than the answer (8.8.2.2), since a file may be
// written twice in one second.
func strongValidator(rep *representation, date string) string {
	if rep.etag != "" {
		if strings.HasPrefix(rep.etag, `"`) {
			return rep.etag
		}
		return ""
	}
	modified, err1 := http.ParseTime(rep.modified)
	sent, err2 := http.ParseTime(date)
	if err1 == nil && err2 == nil && sent.Sub(modified) >= time.Second {
		return rep.modified
	}
	return ""
}

// parseContentRange parses "bytes start-end/total" (14.4); total is -1 for "*".
func parseContentRange(v string) (start, end, total int64, err error) {
	bad := fmt.Errorf("the server sends a partial answer with the Content-Range %q", v)
	spec, ok1 := strings.CutPrefix(v, "bytes ")
	span, size, ok2 := strings.Cut(spec, "/")
	first, last, ok3 := strings.Cut(span, "-")
	if !ok1 || !ok2 || !ok3 {
		return 0, 0, 0, bad
	}
	start, err1 := parseDecimal(first)
	end, err2 := parseDecimal(last)
	total = -1
	var err3 error
	if size != "*" {
		total, err3 = parseDecimal(size)
	}
	if err1 != nil || err2 != nil || err3 != nil || end < start || (total >= 0 && end >= total) {
		return 0, 0, 0, bad
	}
	return start, end, total, nil
}

// parseDecimal parses digits alone: strconv takes signs too.
func parseDecimal(s string) (int64, error) {
	n, err := strconv.ParseUint(s, 10, 63)
	return int64(n), err
}

// httpBody is an answer's body under the idle timeout. The clock runs only while a Read waits:
// a slow consumer is not the server's fault.
type httpBody struct {
	rc     io.ReadCloser
	ctx    context.Context // of this attempt
	cancel context.CancelCauseFunc
	timer  *time.Timer
	idle   time.Duration
	rate   meter
}

func (b *httpBody) Read(p []byte) (int, error) {
	b.timer.Reset(b.idle)
	began := time.Now()
	n, err := b.rc.Read(p)
	b.timer.Stop()
	if slow := b.rate.passed(n, time.Since(began)); slow != nil && err == nil {
		return n, slow
	}
	if err != nil && err != io.EOF {
		err = b.explain(err)
	}
	return n, err
}

// skip reads n bytes for nothing.
func (b *httpBody) skip(n int64) error {
	_, err := io.CopyN(io.Discard, b, n)
	if err == io.EOF {
		// Only where the size is unstated: a stated one was compared, and enforced, before.
		return fmt.Errorf("offset %d is beyond the end of the object", n)
	}
	return err
}

// explain says whether an error of the line is worth another attempt. (The Reader looks at the
// caller's context before it makes one.)
func (b *httpBody) explain(err error) error {
	if context.Cause(b.ctx) == errIdle {
		return &temporary{err: fmt.Errorf("%w (%v)", errIdle, b.idle)}
	}
	if _, ok := errors.AsType[*refusal](err); ok {
		return err
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return err
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return err
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound {
		return err
	}
	return &temporary{err: err}
}

func (b *httpBody) Close() error {
	b.timer.Stop()
	b.cancel(nil)
	return b.rc.Close()
}
