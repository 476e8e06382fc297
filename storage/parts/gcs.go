package parts

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"gocloud.dev/gcp"

	"github.com/latchkey-network/latchkey/storage"
)

const (
	gcsAttempts = 6
	gcsPause    = 250 * time.Millisecond // before the second attempt; it doubles
	gcsMaxText  = 300                    // bytes of a refusal that are told
)

// gcsUploads are resumable uploads (https://cloud.google.com/storage/docs/resumable-uploads): sessions that take an object's bytes in
// order, and live for a week. Google's library goes through them, and does not tell their names; so this speaks to the service itself.
// Whoever knows the name of a session may write the rest of its object.
type gcsUploads struct {
	bucket string

	once   sync.Once // of what follows
	client *http.Client
	base   string // of URLs, without a slash at its end
	err    error
}

// A gcsSession is what the id of an upload holds.
type gcsSession struct {
	URL  string `json:"url"`
	Size int64  `json:"size"` // of the object
	Part int64  `json:"part"` // size of one
}

// InOrder is true.
func (u *gcsUploads) InOrder() bool { return true }

// open finds the service and the credentials as gocloud.dev/blob/gcsblob does.
func (u *gcsUploads) open(ctx context.Context) error {
	u.once.Do(func() {
		if emulator := os.Getenv("STORAGE_EMULATOR_HOST"); emulator != "" {
			u.base, u.client = "http://"+emulator, new(http.Client)
			return
		}
		credentials, err := gcp.DefaultCredentials(ctx)
		if err != nil {
			u.err = fmt.Errorf("looking for Google's credentials: %w", err)
			return
		}
		domain, err := credentials.GetUniverseDomain()
		if err != nil {
			u.err = fmt.Errorf("looking for Google's domain: %w", err)
			return
		}
		client, err := gcp.NewHTTPClient(gcp.DefaultTransport(), credentials.TokenSource)
		if err != nil {
			u.err = err
			return
		}
		u.base, u.client = "https://storage."+domain, &client.Client
	})
	return u.err
}

// session decodes an id.
func (u *gcsUploads) session(id string) (s gcsSession, err error) {
	if err := json.Unmarshal([]byte(id), &s); err != nil || s.Part <= 0 || !strings.HasPrefix(s.URL, u.base+"/") {
		return s, errors.New("what is kept of the upload is no session of this service")
	}
	return s, nil
}

func (u *gcsUploads) Begin(ctx context.Context, key string, size, part int64, metadata map[string]string) (string, error) {
	if err := u.open(ctx); err != nil {
		return "", err
	}
	const kind = "application/octet-stream"
	body, err := json.Marshal(map[string]any{"name": key, "contentType": kind, "metadata": metadata})
	if err != nil {
		return "", err
	}
	// Generation 0 is none: the name has to be free still when the last byte comes.
	at := u.base + "/upload/storage/v1/b/" + url.PathEscape(u.bucket) + "/o?" +
		url.Values{"uploadType": {"resumable"}, "name": {key}, "ifGenerationMatch": {"0"}}.Encode()
	var session string
	err = u.again(ctx, func() (bool, error) {
		resp, err := u.send(ctx, http.MethodPost, at, http.Header{"Content-Type": {"application/json"}, "X-Upload-Content-Type": {kind},
			"X-Upload-Content-Length": {fmt.Sprint(size)}}, bytes.NewReader(body), int64(len(body)))
		if err != nil {
			return true, err
		}
		defer drop(resp)
		if session = resp.Header.Get("Location"); resp.StatusCode != http.StatusOK || session == "" {
			return refusal(resp)
		}
		return false, nil
	})
	if err != nil {
		return "", fmt.Errorf("beginning an upload: %w", err)
	}
	id, err := json.Marshal(gcsSession{session, size, part})
	return string(id), err
}

func (u *gcsUploads) Sent(ctx context.Context, key, id string) (map[int]storage.Part, error) {
	if err := u.open(ctx); err != nil {
		return nil, err
	}
	s, err := u.session(id)
	if err != nil {
		return nil, err
	}
	var have int64
	err = u.again(ctx, func() (retry bool, err error) {
		have, retry, err = u.put(ctx, s, nil, 0, 0)
		return retry, err
	})
	if err == nil && have == s.Size {
		err = storage.ErrNotFound // it is finished
	}
	if err != nil {
		return nil, fmt.Errorf("looking for what is there: %w", err)
	}
	// What it has of a part's beginning is sent again; it passes over that.
	sent := make(map[int]storage.Part)
	for i := range have / s.Part {
		sent[int(i)+1] = storage.Part{Size: s.Part}
	}
	return sent, nil
}

// Send sends a part. The last one makes the object.
func (u *gcsUploads) Send(ctx context.Context, key, id string, number int, body io.ReadSeeker, size int64) (string, error) {
	s, err := u.session(id)
	if err != nil {
		return "", err
	}
	from := int64(number-1) * s.Part
	have, asked := from, true
	err = u.again(ctx, func() (retry bool, err error) {
		if !asked { // since an attempt failed: some of it may be there
			if have, retry, err = u.put(ctx, s, nil, 0, 0); err != nil || have >= from+size {
				return retry, err
			}
			if have < from {
				return false, fmt.Errorf("the service has %d bytes of the %d that it had", have, from)
			}
			asked = true
		}
		for have < from+size {
			if _, err := body.Seek(have-from, io.SeekStart); err != nil {
				return false, err
			}
			before := have
			if have, retry, err = u.put(ctx, s, body, before, from+size-before); err != nil {
				asked = false
				return retry, err
			}
			if have <= before {
				return true, fmt.Errorf("the service took none of %d bytes", from+size-before)
			}
		}
		return false, nil
	})
	if err != nil {
		return "", fmt.Errorf("sending part %d: %w", number, err)
	}
	return "", nil
}

// Finish has nothing to do.
func (u *gcsUploads) Finish(context.Context, string, string, []string, map[string]string) error {
	return nil
}

// put sends n bytes that begin at a position, none to ask, and returns how many the service has then: all, when the object is made.
func (u *gcsUploads) put(ctx context.Context, s gcsSession, body io.Reader, from, n int64) (have int64, retry bool, err error) {
	span := "*"
	if n > 0 {
		span = fmt.Sprintf("%d-%d", from, from+n-1)
		body = io.LimitReader(body, n)
	}
	resp, err := u.send(ctx, http.MethodPut, s.URL, http.Header{"Content-Range": {fmt.Sprintf("bytes %s/%d", span, s.Size)}}, body, n)
	if err != nil {
		return 0, true, err
	}
	defer drop(resp)
	switch resp.StatusCode {
	case http.StatusOK, http.StatusCreated:
		return s.Size, false, nil
	case http.StatusPermanentRedirect: // is "resume incomplete" here
		last := int64(-1)
		if r := resp.Header.Get("Range"); r != "" {
			if _, err := fmt.Sscanf(r, "bytes=0-%d", &last); err != nil || last < 0 || last >= s.Size {
				return 0, false, fmt.Errorf("the service says that it has %q", r)
			}
		}
		return last + 1, false, nil
	case http.StatusNotFound, http.StatusGone:
		return 0, false, storage.ErrNotFound
	}
	retry, err = refusal(resp)
	return 0, retry, err
}

func (u *gcsUploads) send(ctx context.Context, method, at string, header http.Header, body io.Reader, n int64) (*http.Response, error) {
	if n == 0 {
		body = http.NoBody
	}
	req, err := http.NewRequestWithContext(ctx, method, at, io.NopCloser(body))
	if err != nil {
		return nil, err
	}
	req.ContentLength, req.Header = n, header
	if n == 0 {
		req.Body = http.NoBody
	}
	return u.client.Do(req)
}

// again makes attempts until one succeeds, or is not worth another.
func (u *gcsUploads) again(ctx context.Context, attempt func() (retry bool, err error)) error {
	for fails := 1; ; fails++ {
		retry, err := attempt()
		if err == nil {
			return nil
		}
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		if !retry || fails == gcsAttempts {
			return err
		}
		select {
		case <-time.After(gcsPause << (fails - 1)):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// refusal is the error of an answer, and whether it passes.
func refusal(resp *http.Response) (retry bool, err error) {
	if resp.StatusCode == http.StatusPreconditionFailed {
		return false, fs.ErrExist
	}
	text, _ := io.ReadAll(io.LimitReader(resp.Body, gcsMaxText))
	err = fmt.Errorf("the service answers %s: %q", resp.Status, strings.Join(strings.Fields(string(text)), " "))
	return resp.StatusCode >= 500 || resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusRequestTimeout, err
}

// drop lets a connection be used again.
func drop(resp *http.Response) {
	io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10))
	resp.Body.Close()
}
