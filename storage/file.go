package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// fileSource reads a local file.
type fileSource struct {
	path string
	seen fs.FileInfo // nil before the first open
}

func (s *fileSource) open(_ context.Context, offset int64, _ bool) (io.ReadCloser, int64, error) {
	// Looked at before it is opened: opening a named pipe would wait for its other end.
	info, err := os.Stat(s.path)
	if err == nil && !info.Mode().IsRegular() {
		return nil, 0, fmt.Errorf("not a regular file (%s)", info.Mode().Type())
	}
	f, err := os.Open(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, ErrNotFound
	} else if err != nil {
		return nil, 0, err
	}
	if info, err = f.Stat(); err != nil {
		f.Close()
		return nil, 0, err
	}
	if s.seen == nil {
		s.seen = info
	}
	body := &fileBody{f: f, info: s.seen, left: info.Size() - offset}
	switch {
	case !os.SameFile(s.seen, info) || body.changed(info):
		err = ErrChanged
	case body.left < 0:
		err = fmt.Errorf("offset %d is beyond the end of %d bytes", offset, info.Size())
	default:
		_, err = f.Seek(offset, io.SeekStart)
	}
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return body, info.Size(), nil
}

func (s *fileSource) close() {}

// fileBody reads what the file held when it was first opened, and notices at the end if it was
// written to since. (A file that is renamed over stays itself: the open one is read to its end.)
type fileBody struct {
	f    *os.File
	info fs.FileInfo
	left int64
}

func (b *fileBody) changed(now fs.FileInfo) bool {
	return now.Size() != b.info.Size() || !now.ModTime().Equal(b.info.ModTime())
}

func (b *fileBody) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, io.EOF
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.f.Read(p)
	b.left -= int64(n)
	if b.left == 0 || err != nil {
		if now, statErr := b.f.Stat(); statErr == nil && b.changed(now) {
			return n, ErrChanged
		}
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF // shorter than the size it states
	}
	return n, err
}

func (b *fileBody) Close() error { return b.f.Close() }
