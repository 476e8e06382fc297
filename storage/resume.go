package storage

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"strings"
	"sync"

	"gocloud.dev/blob"
	"golang.org/x/sync/errgroup"
)

// PutAgain is Put of size bytes that are kept somewhere, and goes on with what an earlier process began: state is what that one's
// save was told last, "" for nothing. What the storage has already is not sent again. save is told, before bytes are sent, what has to
// be known to go on; it opens nothing, but may tell where the upload is, and to GCS is all that
// writing the rest takes. After an error what was stored so far stays, for the next PutAgain.
//
// Uploads to tus servers, and to clouds whose parts the program links (Options.Parts), are gone on with; to other stores the bytes
// are sent from the beginning, and an object that is there already under that name is an error, as it is of Put.
func (s *Store) PutAgain(ctx context.Context, name string, f io.ReaderAt, size int64, state string, save func(state string) error) (location string, err error) {
	if err := checkName(name); err != nil {
		return "", err
	}
	again, ok := s.sink.(interface {
		putAgain(ctx context.Context, opts Options, name string, f io.ReaderAt, size int64, state string, save func(string) error) (string, error)
	})
	if !ok {
		return s.Put(ctx, name, io.NewSectionReader(f, 0, size))
	}
	location, err = again.putAgain(ctx, s.Options.withDefaults(), name, f, size, state, save)
	if err != nil {
		return "", fmt.Errorf("storing %q: %w", name, err)
	}
	return location, nil
}

func (s *tus) putAgain(ctx context.Context, opts Options, name string, f io.ReaderAt, size int64, state string, save func(string) error) (string, error) {
	up := &tusUpload{remote: newRemote(s.url, opts), length: size}
	defer up.close()
	if state != "" {
		u, err := url.Parse(state)
		if err != nil || !web(u) || up.base.Scheme == "https" && u.Scheme != "https" {
			return "", errors.New("what is kept of the upload is no URL of one")
		}
		up.url, up.stated = u, true
		if err := opts.retry(ctx, func() error { return up.ask(ctx) }); errors.Is(err, errGone) {
			up.url, up.stated, up.offset, up.final = nil, false, 0, ""
		} else if err != nil {
			return "", err
		}
	}
	if up.url == nil {
		if err := up.create(ctx, name); err != nil {
			return "", err
		}
		if err := save(up.url.String()); err != nil {
			return "", err
		}
	}
	chunk := make([]byte, tusChunk)
	for {
		base := up.offset
		n, err := io.ReadFull(io.NewSectionReader(&contextAt{ctx, f}, base, size-base), chunk[:min(tusChunk, size-base)])
		if err != nil && err != io.EOF {
			return "", err
		}
		if err := up.deliver(ctx, base, chunk[:n]); err != nil {
			return "", err
		}
		if up.offset == size {
			return up.location(ctx)
		}
	}
}

// contextAt ends with its context.
type contextAt struct {
	ctx context.Context
	r   io.ReaderAt
}

func (c *contextAt) ReadAt(p []byte, at int64) (int, error) {
	if err := context.Cause(c.ctx); err != nil {
		return 0, err
	}
	return c.r.ReadAt(p, at)
}

// Parts are a cloud's uploads in parts, which stay when a process ends. The program links them, since they are of the clouds' own
// libraries (package storage/parts).
type Parts interface {
	// Begin starts an upload of size bytes, in parts of part bytes and a last one of what is left, and returns its id. The object
	// will carry the metadata. The error wraps fs.ErrExist where it is known already that there is an object of that key.
	Begin(ctx context.Context, key string, size, part int64, metadata map[string]string) (id string, err error)
	// Sent returns the parts that are there, by number from 1: their sizes and tags. The error wraps ErrNotFound if there is no
	// such upload, or no more.
	Sent(ctx context.Context, key, id string) (map[int]Part, error)
	// Send stores a part.
	Send(ctx context.Context, key, id string, number int, body io.ReadSeeker, size int64) (tag string, err error)
	// Finish makes the object of the parts, whose tags are given in order, with the metadata of Begin. The error wraps fs.ErrExist
	// if there is an object of that key.
	Finish(ctx context.Context, key, id string, tags []string, metadata map[string]string) error
	// InOrder says that parts are sent in the order of their numbers, one after the other.
	InOrder() bool
}

// Part of an upload.
type Part struct {
	Size int64
	Tag  string
}

// cloudState is what is kept of an upload to a cloud.
type cloudState struct {
	ID   string `json:"id"`
	Mark string `json:"mark"`
	Part int64  `json:"part"` // size of one, in bytes
}

func (s *cloud) putAgain(ctx context.Context, opts Options, name string, f io.ReaderAt, size int64, state string, save func(string) error) (string, error) {
	bucket, err := openBucket(ctx, s.bucket)
	if err != nil {
		return "", err
	}
	defer bucket.Close()
	var parts Parts
	if opts.Parts != nil {
		parts = opts.Parts(bucket, s.bucket.Host)
	}
	// Keys that the library of a cloud would write otherwise are its own matter.
	if parts == nil || size == 0 || s.bucket.Query().Has("anonymous") || !plainKey(s.prefix+name) {
		return s.put(ctx, opts, name, io.NewSectionReader(f, 0, size))
	}
	key := s.prefix + name
	if err := s.uploadParts(ctx, bucket, parts, key, f, size, state, save); err != nil {
		if cause := context.Cause(ctx); cause != nil {
			return "", cause
		}
		if errors.Is(err, fs.ErrExist) {
			return "", fs.ErrExist
		}
		return "", errors.New(clean(err))
	}
	return s.location(name), nil
}

// plainKey says whether a key stands in every cloud as it is: the libraries write some characters otherwise.
func plainKey(key string) bool {
	return !strings.Contains(key, "../") && !strings.ContainsFunc(key, func(r rune) bool {
		return r < ' ' || r == 0x7f || strings.ContainsRune("\"#%?\\", r)
	})
}

// uploadParts sends the parts that are not there yet.
func (s *cloud) uploadParts(ctx context.Context, bucket *blob.Bucket, parts Parts, key string, f io.ReaderAt, size int64, state string, save func(string) error) error {
	var c cloudState
	sent := make(map[int]Part)
	if state != "" {
		if err := json.Unmarshal([]byte(state), &c); err != nil || c.Part <= 0 {
			return errors.New("what is kept of the upload cannot be read")
		}
		var err error
		if sent, err = parts.Sent(ctx, key, c.ID); errors.Is(err, ErrNotFound) {
			// Finished, and nobody was told; or given up by the cloud.
			if attrs, err := bucket.Attributes(ctx, key); err == nil {
				if attrs.Metadata[uploadMark] == c.Mark && attrs.Size == size {
					return nil
				}
				return fs.ErrExist
			}
			c, sent = cloudState{}, make(map[int]Part)
		} else if err != nil {
			return err
		}
	}
	if c.ID == "" {
		if err := s.free(ctx, bucket, key); err != nil {
			return err
		}
		c = cloudState{Mark: rand.Text(), Part: int64(s.part)}
		var err error
		if c.ID, err = parts.Begin(ctx, key, size, c.Part, map[string]string{uploadMark: c.Mark}); err != nil {
			return err
		}
		text, err := json.Marshal(c)
		if err != nil {
			return err
		}
		if err := save(string(text)); err != nil {
			return err
		}
	}
	count := int((size + c.Part - 1) / c.Part)
	tags := make([]string, count)
	var mu sync.Mutex // of tags
	group, attempt := errgroup.WithContext(ctx)
	if group.SetLimit(cloudParts); parts.InOrder() {
		group.SetLimit(1)
	}
	for i := range count {
		from := int64(i) * c.Part
		length := min(c.Part, size-from)
		if p, ok := sent[i+1]; ok && p.Size == length {
			tags[i] = p.Tag
			continue
		}
		group.Go(func() error {
			tag, err := parts.Send(attempt, key, c.ID, i+1, io.NewSectionReader(&contextAt{attempt, f}, from, length), length)
			mu.Lock()
			defer mu.Unlock()
			tags[i] = tag
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	err := parts.Finish(ctx, key, c.ID, tags, map[string]string{uploadMark: c.Mark})
	if err == nil {
		return nil
	}
	// As of Put: an answer that was lost makes a success look like a failure.
	if attrs, attrsErr := bucket.Attributes(ctx, key); attrsErr == nil {
		if attrs.Metadata[uploadMark] == c.Mark && attrs.Size == size {
			return nil
		}
		return fs.ErrExist
	}
	return err
}
