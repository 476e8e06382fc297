package gateway

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/storage"
)

// Uploads follow the tus protocol, https://tus.io/protocols/resumable-upload, version 1.0.0. What has come
// of one is a file in the spool, whose size is the offset; a lock on the file keeps two requests, and two
// gateways, from writing it at once.
const (
	tusVersion    = "1.0.0"
	tusExtensions = "creation,creation-with-upload,creation-defer-length,termination,expiration,checksum"
	tusMedia      = "application/offset+octet-stream"
	tusChecksums  = "sha256"

	maxUploadMetadata = 4096 // bytes
	day               = 24 * time.Hour

	// paceBytes is what a request has to bring in each time that it may stall for: 1 KiB a second.
	paceBytes = 60 << 10

	// finishPatience is how long the request that brings an upload's last byte waits until the blob
	// is stored. It goes on afterwards.
	finishPatience = 20 * time.Second
	// lockPatience is how long a request waits for the one before it, which it interrupts.
	lockPatience = 3 * time.Second
	expireEvery  = time.Minute

	blobsPath = "/v1/blobs"
)

// interrupts are requests that bring bytes, by upload: what ends their reading.
type interrupts struct{ sync.Map }

// checkUploads completes and checks what is configured.
func (g *Gateway) checkUploads() error {
	if g.cfg.Uploads == nil {
		return nil
	}
	u := *g.cfg.Uploads
	g.cfg.Uploads = &u
	if u.MaxBlob == 0 {
		u.MaxBlob = 16 << 30
	}
	if u.PerDay == 0 {
		u.PerDay = 64 << 30
	}
	if u.Begun == 0 {
		u.Begun = 10_000
	}
	if u.Expiry == 0 {
		u.Expiry = day
	}
	switch {
	case u.Store == nil || u.Spool == "":
		return errors.New("uploads need a store and a spool folder")
	case u.MaxBlob < 0 || u.PerDay < 0 || u.Begun < 0 || u.MaxTotal < 0 || u.Expiry < time.Minute:
		return errors.New("a limit of uploads is negative, or they expire within a minute")
	case u.PublicURL == "" && !u.Open:
		return errors.New("uploads with tokens need the gateway's public URL, which the tokens name")
	}
	if u.PublicURL != "" {
		at, err := url.Parse(u.PublicURL)
		if err != nil || at.Scheme != "http" && at.Scheme != "https" || at.Host == "" {
			return fmt.Errorf("the gateway's public URL %q is not an http or https URL", u.PublicURL)
		}
		u.PublicURL = strings.TrimSuffix(u.PublicURL, "/")
	}
	*g.cfg.Uploads = u
	return os.MkdirAll(u.Spool, 0o700)
}

// uploadHost is the name that tokens are for.
func (g *Gateway) uploadHost(*http.Request) string { return g.cfg.Uploads.PublicURL }

func (g *Gateway) uploadRoutes(handle func(string, func(http.ResponseWriter, *http.Request) error)) {
	options := func(w http.ResponseWriter, _ *http.Request) error {
		h := w.Header()
		h.Set("Tus-Resumable", tusVersion)
		h.Set("Tus-Version", tusVersion)
		h.Set("Tus-Extension", tusExtensions)
		h.Set("Tus-Checksum-Algorithm", tusChecksums)
		if u := g.cfg.Uploads; u != nil {
			h.Set("Tus-Max-Size", strconv.FormatInt(u.MaxBlob, 10))
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	handle("OPTIONS "+blobsPath, options)
	handle("OPTIONS "+blobsPath+"/{name}", options)
	handle("POST "+blobsPath, g.tus(g.createUpload))
	handle("PATCH "+blobsPath+"/{name}", g.tus(g.patchUpload))
	handle("DELETE "+blobsPath+"/{name}", g.tus(g.deleteUpload))
	handle("POST "+blobsPath+"/{name}", g.tus(func(w http.ResponseWriter, r *http.Request) error {
		switch r.Header.Get("X-HTTP-Method-Override") { // for clients that can only GET and POST
		case http.MethodPatch:
			return g.patchUpload(w, r)
		case http.MethodDelete:
			return g.deleteUpload(w, r)
		}
		return refuse(malformed, "POST takes an X-HTTP-Method-Override here")
	}))
	handle("GET "+blobsPath+"/{name}", func(w http.ResponseWriter, r *http.Request) error {
		if r.Method == http.MethodHead && r.Header.Get("Tus-Resumable") != "" {
			return g.tus(g.headUpload)(w, r)
		}
		return g.serveBlob(w, r)
	})
}

// tus is what all requests of the protocol have in common.
func (g *Gateway) tus(h func(http.ResponseWriter, *http.Request) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Tus-Resumable", tusVersion)
		w.Header().Set("Cache-Control", "no-store")
		if r.Header.Get("Tus-Resumable") != tusVersion {
			w.Header().Set("Tus-Version", tusVersion)
			return refuse(wrongVersion, "Tus-Resumable is %q", r.Header.Get("Tus-Resumable"))
		}
		if g.cfg.Uploads == nil {
			return refuse(noUploads, "it has no store")
		}
		return h(w, r)
	}
}

// upload is a row of uploads.
type upload struct {
	id       string
	account  string
	address  string
	size     int64 // -1: not known yet
	metadata string
	expires  int64
	name     string // of the blob; empty: it is not finished
}

func (g *Gateway) spooled(id string) string { return filepath.Join(g.cfg.Uploads.Spool, id) }

// findUpload returns an upload that goes on, or is finished.
func (g *Gateway) findUpload(ctx context.Context, id string) (*upload, error) {
	u := &upload{id: id}
	err := g.db.One(ctx, `SELECT account, address, size, metadata, expires, name FROM uploads WHERE id = ? AND gone = 0`, id).
		Scan(&u.account, &u.address, &u.size, &u.metadata, &u.expires, &u.name)
	if errors.Is(err, sql.ErrNoRows) || err == nil && u.name == "" && u.expires < g.now().Unix() {
		return nil, refuse(noSuchBlob, "it was never begun here, or has expired")
	}
	return u, err
}

// offset returns how many bytes have come.
func (g *Gateway) offset(u *upload) (int64, error) {
	if u.name != "" {
		return u.size, nil
	}
	info, err := os.Stat(g.spooled(u.id))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, refuse(noSuchBlob, "what had come of it is lost: begin anew")
	}
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// authorized returns the account in whose name is uploaded, empty where anybody may.
func (g *Gateway) authorized(r *http.Request) (account string, err error) {
	header := r.Header.Get("Authorization")
	if header == "" && g.cfg.Uploads.Open {
		return "", nil
	}
	if header == "" {
		return "", refuse(unauthorized, "sign a token for %q (spec/http.md), and send it as Authorization", g.uploadHost(r))
	}
	token, err := quorum.ParseUploadToken(header)
	if err != nil {
		return "", refuse(unauthorized, "%v", err)
	}
	if !token.Domain.ChainID.IsUint64() || g.world(token.Domain.ChainID.Uint64(), token.Domain.Committees) == nil {
		return "", refuse(unauthorized, "the token is for a chain or a contract that this gateway does not serve")
	}
	who, err := token.Check(g.uploadHost(r), uint64(g.now().Unix()))
	if err != nil {
		return "", refuse(unauthorized, "%v", err)
	}
	return lower(who), nil
}

// room says whether so many more bytes are within the quotas. It is part of the transaction that takes them.
func (g *Gateway) room(t *tx, u *upload, more int64) error {
	limit := g.cfg.Uploads
	since := g.now().Add(-day).Unix()
	for _, who := range []struct{ column, value, whose string }{{"account", u.account, "account"}, {"address", u.address, "address"}} {
		if who.value == "" {
			continue
		}
		var used int64
		var begun int
		if err := t.One(`SELECT CAST(coalesce(sum(CASE WHEN size > received THEN size ELSE received END), 0) AS BIGINT), count(*) FROM uploads WHERE created > ? AND `+who.column+` = ? AND id <> ?`,
			since, who.value, u.id).Scan(&used, &begun); err != nil {
			return err
		}
		switch {
		case used+more > limit.PerDay:
			return refuse(quota, "this %s has %d bytes left of %d in 24 hours", who.whose, max(limit.PerDay-used, 0), limit.PerDay)
		case begun >= limit.Begun: // each costs a row and a file, also without a byte
			return refuse(quota, "this %s has begun %d uploads in 24 hours, and may begin no more", who.whose, begun)
		}
	}
	if limit.MaxTotal > 0 {
		var blobs, open int64
		if err := t.One(`SELECT CAST(coalesce(sum(size), 0) AS BIGINT) FROM blobs`).Scan(&blobs); err != nil {
			return err
		}
		if err := t.One(`SELECT CAST(coalesce(sum(CASE WHEN size > received THEN size ELSE received END), 0) AS BIGINT) FROM uploads WHERE name = '' AND gone = 0 AND id <> ?`, u.id).Scan(&open); err != nil {
			return err
		}
		if blobs+open+more > limit.MaxTotal {
			return refuse(quota, "this gateway is full")
		}
	}
	return nil
}

// length reads Upload-Length.
func (g *Gateway) length(text string) (int64, error) {
	n, err := strconv.ParseUint(text, 10, 62)
	if err != nil {
		return 0, refuse(malformed, "Upload-Length %q is not a number of bytes", text)
	}
	if int64(n) > g.cfg.Uploads.MaxBlob {
		return 0, refuse(tooLarge, "a blob has at most %d bytes", g.cfg.Uploads.MaxBlob)
	}
	return int64(n), nil
}

// createUpload is POST /v1/blobs.
func (g *Gateway) createUpload(w http.ResponseWriter, r *http.Request) error {
	if g.ended() {
		for _, other := range g.cfg.Others {
			w.Header().Add("Link", fmt.Sprintf(`<%s%s>; rel="alternate"`, strings.TrimSuffix(other, "/"), blobsPath))
		}
		return &problem{Type: ending, Detail: "its time was over on " + g.cfg.ServesUntil.UTC().Format(time.DateOnly) + ": use another gateway", Gateways: g.cfg.Others}
	}
	account, err := g.authorized(r)
	if err != nil {
		return err
	}
	u := &upload{id: strings.ToLower(rand.Text()), account: account, address: g.limits.client(r), size: -1, metadata: r.Header.Get("Upload-Metadata"),
		expires: g.now().Add(g.cfg.Uploads.Expiry).Unix()}
	length, deferred := r.Header.Get("Upload-Length"), r.Header.Get("Upload-Defer-Length")
	switch {
	case length != "" && deferred != "", length == "" && deferred != "1":
		return refuse(malformed, "a new upload has an Upload-Length, or Upload-Defer-Length: 1")
	case len(u.metadata) > maxUploadMetadata || printable(u.metadata) != u.metadata:
		return refuse(malformed, "Upload-Metadata has at most %d bytes of printable text", maxUploadMetadata)
	case length != "":
		if u.size, err = g.length(length); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(g.spooled(u.id), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	err = write(r.Context(), g.db, func(t *tx) error {
		if err := g.room(t, u, max(u.size, 0)); err != nil {
			return err
		}
		_, err := t.Do(`INSERT INTO uploads (id, account, address, size, metadata, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			u.id, u.account, u.address, u.size, u.metadata, g.now().Unix(), u.expires)
		return err
	})
	if err != nil {
		os.Remove(g.spooled(u.id))
		return err
	}
	w.Header().Set("Location", g.cfg.Uploads.PublicURL+blobsPath+"/"+u.id)
	if r.Header.Get("Content-Type") == tusMedia || u.size == 0 {
		if err := g.receive(w, r, u, 0); err != nil {
			return err
		}
	}
	g.expiry(w, u)
	w.WriteHeader(http.StatusCreated)
	return nil
}

func (g *Gateway) expiry(w http.ResponseWriter, u *upload) {
	if u.name == "" {
		w.Header().Set("Upload-Expires", time.Unix(u.expires, 0).UTC().Format(http.TimeFormat))
	}
}

// headUpload is HEAD of an upload.
func (g *Gateway) headUpload(w http.ResponseWriter, r *http.Request) error {
	u, err := g.findUpload(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	at, err := g.offset(u)
	if err != nil {
		return err
	}
	if u.name == "" && at == u.size { // all is there, and nobody stored it: a gateway may have died
		if err := g.finishSoon(r.Context(), u); err != nil {
			return err
		}
	}
	h := w.Header()
	h.Set("Upload-Offset", strconv.FormatInt(at, 10))
	if u.size >= 0 {
		h.Set("Upload-Length", strconv.FormatInt(u.size, 10))
	} else {
		h.Set("Upload-Defer-Length", "1")
	}
	if u.metadata != "" {
		h.Set("Upload-Metadata", u.metadata)
	}
	g.located(w, u)
	g.expiry(w, u)
	w.WriteHeader(http.StatusOK)
	return nil
}

// located says where a finished upload is.
func (g *Gateway) located(w http.ResponseWriter, u *upload) {
	if u.name != "" {
		w.Header().Set("Content-Location", g.cfg.Uploads.PublicURL+blobsPath+"/"+u.name)
	}
}

// patchUpload is PATCH of an upload.
func (g *Gateway) patchUpload(w http.ResponseWriter, r *http.Request) error {
	if r.Header.Get("Content-Type") != tusMedia {
		return refuse(wrongMedia, "Content-Type is %q", r.Header.Get("Content-Type"))
	}
	at, err := strconv.ParseUint(r.Header.Get("Upload-Offset"), 10, 62)
	if err != nil {
		return refuse(malformed, "Upload-Offset %q is not a number of bytes", r.Header.Get("Upload-Offset"))
	}
	u, err := g.findUpload(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	if err := g.receive(w, r, u, int64(at)); err != nil {
		return err
	}
	g.expiry(w, u)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// lock takes the lock of an upload's file. A request of this gateway that has it is interrupted: its
// client has come back.
func (g *Gateway) lock(ctx context.Context, id string) (*flock.Flock, error) {
	l := flock.New(g.spooled(id), flock.SetFlag(os.O_RDWR)) // not made, if it is gone
	ctx, cancel := context.WithTimeout(ctx, lockPatience)
	defer cancel()
	for {
		ok, err := l.TryLock()
		if errors.Is(err, fs.ErrNotExist) {
			return nil, refuse(noSuchBlob, "what had come of it is lost: begin anew")
		}
		if err != nil {
			return nil, err
		}
		if ok {
			return l, nil
		}
		if stop, ok := g.interrupts.Load(id); ok {
			stop.(func())()
		}
		select {
		case <-ctx.Done():
			return nil, refuse(locked, "try again in a moment")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// receive takes a request's body in at an offset, and stores the blob once it is whole.
func (g *Gateway) receive(w http.ResponseWriter, r *http.Request, u *upload, at int64) error {
	leave, err := g.limits.uploads.enter(g.limits.client(r))
	if err != nil {
		return err
	}
	defer leave()
	check, want, err := checksum(r.Header.Get("Upload-Checksum"))
	if err != nil {
		return err
	}
	if u.name == "" {
		l, err := g.lock(r.Context(), u.id)
		if err != nil {
			return err
		}
		err = g.write(w, r, u, at, check, want)
		l.Close()
		if err != nil {
			return err
		}
	} else if at != u.size {
		return refuse(wrongOffset, "it is finished, with %d bytes", u.size)
	}
	now, err := g.offset(u)
	if err != nil {
		return err
	}
	if u.name == "" && now == u.size {
		if err := g.finishSoon(r.Context(), u); err != nil {
			return err
		}
	}
	w.Header().Set("Upload-Offset", strconv.FormatInt(now, 10))
	g.located(w, u)
	return nil
}

// write appends a request's body to an upload's file, whose lock is held.
func (g *Gateway) write(w http.ResponseWriter, r *http.Request, u *upload, at int64, check hash.Hash, want []byte) error {
	f, err := os.OpenFile(g.spooled(u.id), os.O_WRONLY|os.O_APPEND, 0)
	if errors.Is(err, fs.ErrNotExist) { // it ended while this request waited for its lock
		return refuse(noSuchBlob, "it is over: ask what became of it")
	}
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Size() != at {
		w.Header().Set("Upload-Offset", strconv.FormatInt(info.Size(), 10))
		return refuse(wrongOffset, "it is at %d", info.Size())
	}
	if length := r.Header.Get("Upload-Length"); length != "" && r.Method != http.MethodPost {
		size, err := g.length(length)
		if err != nil {
			return err
		}
		if u.size >= 0 && size != u.size || size < at {
			return refuse(malformed, "Upload-Length %d is not what it was, or less than what has come", size)
		}
		u.size = size
	}
	limit := u.size
	if limit < 0 {
		limit = g.cfg.Uploads.MaxBlob
	}
	// Without a length, what this request brings is taken off the quota before it comes.
	promised := max(at+max(r.ContentLength, 0), u.size)
	if promised > limit {
		return refuse(tooLarge, "that is more than the upload's %d bytes", limit)
	}
	if err := write(r.Context(), g.db, func(t *tx) error {
		if err := g.room(t, u, promised); err != nil {
			return err
		}
		_, err := t.Do(`UPDATE uploads SET size = ?, received = ? WHERE id = ?`, u.size, promised, u.id)
		return err
	}); err != nil {
		return err
	}
	if r.ContentLength < 0 && u.size < 0 {
		return refuse(malformed, "a request for an upload of unknown length has a Content-Length")
	}
	control := http.NewResponseController(w)
	g.interrupts.Store(u.id, func() { control.SetReadDeadline(time.Unix(1, 0)) })
	defer g.interrupts.Delete(u.id)
	var dst io.Writer = f
	if check != nil {
		dst = io.MultiWriter(f, check)
	}
	// One byte more than there may be, to see whether there is.
	n, err := io.CopyBuffer(struct{ io.Writer }{dst}, io.LimitReader(newPatient(r.Body, control), limit-at+1), make([]byte, 64<<10))
	g.metrics.uploaded.Add(float64(n))
	control.SetWriteDeadline(time.Now().Add(finishPatience + stall))
	back := func(failure error) error {
		if err := f.Truncate(at); err != nil {
			return err
		}
		return failure
	}
	switch {
	case at+n > limit:
		return back(refuse(tooLarge, "that is more than the upload's %d bytes", limit))
	case err != nil && check != nil:
		return back(refuse(malformed, "the body broke off before its checksum could be compared"))
	case check != nil && string(check.Sum(nil)) != string(want):
		return back(refuse(wrongChecksum, "of %d bytes", n))
	}
	if syncErr := f.Sync(); syncErr != nil {
		return syncErr
	}
	if err != nil { // what has come stays
		return refuse(malformed, "the body broke off")
	}
	return nil
}

// patient gives a body time as it goes on: not with each byte, by which one client could hold places for ever.
type patient struct {
	r       io.Reader
	control *http.ResponseController
	came    int // bytes since there was more time
}

func newPatient(r io.Reader, control *http.ResponseController) *patient {
	control.SetReadDeadline(time.Now().Add(stall))
	return &patient{r: r, control: control}
}

func (p *patient) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	if p.came += n; err == nil && p.came >= paceBytes {
		p.came = 0
		p.control.SetReadDeadline(time.Now().Add(stall))
	}
	return n, err
}

// checksum reads Upload-Checksum: "sha256 BASE64".
func checksum(header string) (hash.Hash, []byte, error) {
	if header == "" {
		return nil, nil, nil
	}
	algorithm, text, _ := strings.Cut(header, " ")
	want, err := base64.StdEncoding.DecodeString(text)
	if algorithm != tusChecksums || err != nil || len(want) != sha256.Size {
		return nil, nil, refuse(malformed, "Upload-Checksum is not sha256 and its base64")
	}
	return sha256.New(), want, nil
}

// finishSoon stores the blob of an upload of which all is there, and sets its name if that takes no longer
// than a client may wait. Otherwise it goes on, and the client sees the end of it by HEAD or GET.
func (g *Gateway) finishSoon(ctx context.Context, u *upload) error {
	done := make(chan error, 1)
	whole := *u
	g.finishing.Go(func() { done <- g.finish(context.WithoutCancel(ctx), &whole) })
	select {
	case err := <-done:
		u.name = whole.name
		return err
	case <-ctx.Done():
		return errGone
	case <-time.After(finishPatience):
		return nil
	}
}

// finish stores the blob of an upload. Doing it twice does no harm.
func (g *Gateway) finish(ctx context.Context, u *upload) error {
	l, err := g.lock(ctx, u.id)
	if err != nil {
		// Whoever had it may have finished.
		if again, findErr := g.findUpload(ctx, u.id); findErr == nil && again.name != "" {
			u.name = again.name
			return nil
		}
		return err
	}
	defer l.Close()
	if again, err := g.findUpload(ctx, u.id); err != nil || again.name != "" {
		if err == nil {
			u.name = again.name
		}
		return err
	}
	f, err := os.Open(g.spooled(u.id))
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return err
	}
	name := hex.EncodeToString(h.Sum(nil))
	var location string
	err = g.db.One(ctx, `SELECT location FROM blobs WHERE name = ?`, name).Scan(&location)
	if errors.Is(err, sql.ErrNoRows) { // else the same bytes are there
		object := name
		for {
			if _, err := f.Seek(0, io.SeekStart); err != nil {
				return err
			}
			location, err = g.cfg.Uploads.Store.Put(ctx, object, f)
			if !errors.Is(err, fs.ErrExist) || object != name {
				break
			}
			if g.cfg.Uploads.Folder != "" { // objects of a folder are whole, and the name is of their bytes
				err = nil
				break
			}
			object = name + "-" + u.id // a gateway died before it could note where it is
		}
	}
	if err != nil {
		return fmt.Errorf("storing a blob: %w", err)
	}
	err = write(ctx, g.db, func(t *tx) error {
		if _, err := t.Do(`INSERT INTO blobs (name, location, size, created) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, name, location, u.size, g.now().Unix()); err != nil {
			return err
		}
		_, err := t.Do(`UPDATE uploads SET name = ?, received = size WHERE id = ?`, name, u.id)
		return err
	})
	if err != nil {
		return err
	}
	u.name = name
	return os.Remove(g.spooled(u.id))
}

// deleteUpload is DELETE of an upload that is not finished. What was taken off the quotas stays off.
func (g *Gateway) deleteUpload(w http.ResponseWriter, r *http.Request) error {
	u, err := g.findUpload(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	if u.name != "" {
		return refuse(locked, "it is finished: others may read it")
	}
	if err := g.giveUp(r.Context(), u.id); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (g *Gateway) giveUp(ctx context.Context, id string) error {
	l, err := g.lock(ctx, id)
	if p := (*problem)(nil); errors.As(err, &p) && p.Type == noSuchBlob {
		err = nil
	}
	if err != nil {
		return err
	}
	if l != nil {
		defer l.Close()
	}
	received := int64(0)
	if info, err := os.Stat(g.spooled(id)); err == nil {
		received = info.Size()
	}
	n, err := g.db.Do(ctx, `UPDATE uploads SET gone = 1, size = ?, received = ? WHERE id = ? AND name = ''`, received, received, id)
	if err != nil || n == 0 { // finished meanwhile
		return err
	}
	if err := os.Remove(g.spooled(id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// expire removes what was not finished in time, until ctx ends.
func (g *Gateway) expire(ctx context.Context) {
	for {
		if err := g.expireOnce(ctx); err != nil && ctx.Err() == nil {
			g.log.Warn("removing uploads that have expired failed", "err", err)
		}
		select {
		case <-ctx.Done():
			g.finishing.Wait()
			return
		case <-time.After(expireEvery):
		}
	}
}

func (g *Gateway) expireOnce(ctx context.Context) error {
	var ids []string
	if err := g.db.Each(ctx, `SELECT id FROM uploads WHERE name = '' AND gone = 0 AND expires < ? LIMIT 1000`, []any{g.now().Unix()}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		ids = append(ids, id)
		return err
	}); err != nil {
		return err
	}
	for _, id := range ids {
		if err := g.giveUp(ctx, id); err != nil {
			return err
		}
	}
	if _, err := g.db.Do(ctx, `DELETE FROM uploads WHERE gone = 1 AND created < ?`, g.now().Add(-day).Unix()); err != nil {
		return err
	}
	return g.sweep(ctx)
}

// spoolName is how createUpload names files. What else is in the folder is somebody else's.
var spoolName = regexp.MustCompile(`^[a-z2-7]{26}$`)

// sweep removes files of uploads that are over: a gateway died between noting that and removing them.
func (g *Gateway) sweep(ctx context.Context) error {
	entries, err := os.ReadDir(g.cfg.Uploads.Spool)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !spoolName.MatchString(e.Name()) {
			continue
		}
		var name string
		var gone int
		err := g.db.One(ctx, `SELECT name, gone FROM uploads WHERE id = ?`, e.Name()).Scan(&name, &gone)
		if errors.Is(err, sql.ErrNoRows) { // of one that is just beginning, or was never noted
			info, err := e.Info()
			if err != nil || g.now().Sub(info.ModTime()) < day {
				continue
			}
			gone = 1
		} else if err != nil {
			return err
		}
		if name == "" && gone == 0 {
			continue
		}
		l, err := g.lock(ctx, e.Name())
		if err != nil { // whoever has it removes it
			continue
		}
		err = os.Remove(g.spooled(e.Name()))
		l.Close()
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// serveBlob is GET and HEAD of a blob, by its name or by the upload that made it.
func (g *Gateway) serveBlob(w http.ResponseWriter, r *http.Request) error {
	uploads := g.cfg.Uploads
	if uploads == nil {
		return refuse(noSuchBlob, "this gateway stores nothing")
	}
	name := r.PathValue("name")
	if len(name) != hex.EncodedLen(sha256.Size) {
		u, err := g.findUpload(r.Context(), name)
		if err != nil {
			return err
		}
		if at, err := g.offset(u); err == nil && u.name == "" && at == u.size {
			if err := g.finishSoon(r.Context(), u); err != nil {
				return err
			}
		}
		if name = u.name; name == "" {
			return refuse(noSuchBlob, "it is not finished")
		}
		w.Header().Set("Content-Location", uploads.PublicURL+blobsPath+"/"+name)
	}
	leave, ok := enter(g.limits.downloads)
	if !ok {
		w.Header().Set("Retry-After", "5")
		return refuse(busy, "try again in a few seconds")
	}
	defer leave()
	if uploads.Folder != "" {
		asked := r.Clone(r.Context())
		asked.URL.Path = "/" + name
		g.folder.ServeHTTP(w, asked)
		return nil
	}
	var location string
	var size, created int64
	err := g.db.One(r.Context(), `SELECT location, size, created FROM blobs WHERE name = ?`, name).Scan(&location, &size, &created)
	if errors.Is(err, sql.ErrNoRows) {
		return refuse(noSuchBlob, "nothing of that name was uploaded here")
	}
	if err != nil {
		return err
	}
	blob, err := storage.Open(r.Context(), location, &storage.Options{})
	if err != nil {
		return fmt.Errorf("reading a blob: %w", err)
	}
	defer blob.Close()
	h := w.Header()
	h.Set("Cache-Control", "no-transform")
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("ETag", `"`+name+`"`)
	http.ServeContent(w, r, "", time.Unix(created, 0), blob)
	return nil
}
