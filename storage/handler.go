package storage

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"strings"
)

// Handler serves the objects of a [Store]'s folder by HTTP: GET and HEAD of /NAME, with ranges
// and strong ETags. Everybody may read, pages of every origin too (a browser's OPTIONS before a
// request with If-Range is answered). Nothing else is served: no listing, no subfolder, no
// symbolic link, no temporary or hidden file. Objects come as attachments of no particular
// type, so that what a stranger uploaded never runs as a page of this host.
//
// The ETag is made of size and time of change, which names the bytes as long as objects are
// replaced and not written in place; a Store does neither.
func Handler(dir string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag, Last-Modified")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		h.Set("X-Content-Type-Options", "nosniff")
		switch r.Method {
		case http.MethodGet, http.MethodHead:
		case http.MethodOptions:
			h.Set("Access-Control-Allow-Methods", "GET, HEAD")
			h.Set("Access-Control-Allow-Headers", "Range, If-Range, If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since")
			h.Set("Access-Control-Max-Age", "86400")
			h.Set("Allow", "GET, HEAD, OPTIONS")
			w.WriteHeader(http.StatusNoContent)
			return
		default:
			h.Set("Allow", "GET, HEAD, OPTIONS")
			http.Error(w, "objects can only be read", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(r.URL.Path, "/")
		f, info, err := openObject(dir, name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			http.Error(w, "no such object", http.StatusNotFound)
			return
		case err != nil: // not shown: it holds this machine's paths
			http.Error(w, "the object cannot be read", http.StatusInternalServerError)
			return
		}
		defer f.Close()
		h.Set("Cache-Control", "no-transform")
		h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name)) // ASCII, no quotes: checkName
		h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
		h.Set("Content-Type", "application/octet-stream")
		h.Set("ETag", fmt.Sprintf(`"%x-%x"`, info.Size(), info.ModTime().UnixNano()))
		http.ServeContent(w, r, "", info.ModTime(), f)
	})
}

// openObject opens a regular file of dir by name; whatever else there is does not exist.
func openObject(dir, name string) (*os.File, fs.FileInfo, error) {
	if checkName(name) != nil {
		return nil, nil, fs.ErrNotExist
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("opening the folder: %v", err) // one that is gone is our fault: no 404
	}
	defer root.Close()
	info, err := root.Lstat(name)
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, nil, fs.ErrNotExist
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, nil, err
	}
	if info, err = f.Stat(); err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, info, nil
}
