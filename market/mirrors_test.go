package market

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/vectors"
)

// sealedFor is a file sealed to a committee that does not run, and what its nodes would
// say.
type sealedFor struct {
	plain, file []byte
	id          [32]byte
	fileKey     []byte
}

// spy keeps the file key that it is given.
type spy struct {
	*sealed.Recipient
	fileKey []byte
}

func (s *spy) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	s.fileKey = bytes.Clone(fileKey)
	return s.Recipient.Wrap(fileKey)
}

func seal(t testing.TB, plain []byte) *sealedFor {
	t.Helper()
	for _, v := range vectors.Load(t, "recipient") {
		var in struct{ Recipient string }
		if v.In(t, &in); !v.OK() {
			continue
		}
		r, err := sealed.ParseRecipient(in.Recipient)
		if err != nil {
			t.Fatal(err)
		}
		r.Terms.Policy = "true"
		to, file := &spy{Recipient: r}, new(bytes.Buffer)
		if err := sealed.Seal(file, bytes.NewReader(plain), to); err != nil {
			t.Fatal(err)
		}
		stanzas, err := sealed.ReadStanzas(bytes.NewReader(file.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		return &sealedFor{plain, file.Bytes(), capsuleID(stanzas[0]), to.fileKey}
	}
	t.Fatal("no recipient among the vectors")
	return nil
}

func (s *sealedFor) listed(places ...string) SealedFile {
	digest := sha256.Sum256(s.file)
	return SealedFile{SHA256: hex.EncodeToString(digest[:]), Size: int64(len(s.file)), Locations: places}
}

// nodes open the capsules of files, once each.
func nodes(t *testing.T, files ...*sealedFor) sealed.Opener {
	asked := make(map[[32]byte]int)
	return func(_ context.Context, s *sealed.Stanza) ([]byte, error) {
		id := capsuleID(s)
		if asked[id]++; asked[id] > 1 {
			t.Errorf("the nodes are asked %d times for one capsule", asked[id])
		}
		for _, f := range files {
			if f.id == id {
				return f.fileKey, nil
			}
		}
		return nil, errors.New("nobody knows this capsule")
	}
}

// place is an HTTP server with one object, and what goes wrong with it.
type place struct {
	data  []byte
	cut   int  // bytes after which each connection breaks; 0: never
	stall int  // bytes after which nothing comes any more
	code  int  // the answer to all; 0: as it should be
	plain bool // neither ranges nor a stated length
	grows bool // has another size at every request

	mu       sync.Mutex
	requests []string // Range of each
	sent     int
	close    chan struct{}
}

func (p *place) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.requests = append(p.requests, r.Header.Get("Range"))
	data := p.data
	if p.grows {
		data = append(bytes.Clone(data), make([]byte, len(p.requests)-1)...)
	}
	p.mu.Unlock()
	if p.code != 0 {
		w.WriteHeader(p.code)
		return
	}
	out := &breaking{ResponseWriter: w, p: p, ctx: r.Context()}
	if p.plain {
		w.WriteHeader(http.StatusOK)
		w.(http.Flusher).Flush() // chunked
		out.Write(data)
		return
	}
	w.Header().Set("ETag", fmt.Sprintf(`"%d"`, len(data)))
	http.ServeContent(out, r, "", time.Time{}, bytes.NewReader(data))
}

// breaking breaks a connection, or lets it stall.
type breaking struct {
	http.ResponseWriter
	p   *place
	ctx context.Context
	n   int
}

func (b *breaking) Write(data []byte) (int, error) {
	limit := b.p.cut
	if b.p.stall > 0 {
		limit = b.p.stall
	}
	if limit > 0 && b.n+len(data) > limit {
		n, _ := b.ResponseWriter.Write(data[:limit-b.n])
		b.n += n
		b.p.count(n)
		if b.p.stall > 0 {
			b.ResponseWriter.(http.Flusher).Flush()
			select {
			case <-b.ctx.Done():
			case <-b.p.close:
			}
		}
		panic(http.ErrAbortHandler)
	}
	n, err := b.ResponseWriter.Write(data)
	b.n += n
	b.p.count(n)
	return n, err
}

func (p *place) count(n int) {
	p.mu.Lock()
	p.sent += n
	p.mu.Unlock()
}

func (p *place) start(t testing.TB) string {
	end := make(chan struct{})
	p.close = end
	s := httptest.NewServer(p)
	t.Cleanup(func() { close(end); s.Close() })
	return s.URL + "/sealed"
}

func flipped(data []byte, at int) []byte {
	data = bytes.Clone(data)
	if at < 0 {
		at += len(data)
	}
	data[at] ^= 1
	return data
}

// restartable is a file that can be begun anew.
type restartable struct {
	bytes.Buffer
	restarts int
}

func (r *restartable) Restart() error { r.Reset(); r.restarts++; return nil }

func open(t *testing.T, file SealedFile, pin [32]byte, opener sealed.Opener, dst io.Writer) error {
	return openIn(t, file, pin, opener, dst, storage.Options{Retries: -1})
}

func openIn(t *testing.T, file SealedFile, pin [32]byte, opener sealed.Opener, dst io.Writer, opts storage.Options) error {
	out := &output{dst: dst, sum: sha256.New()}
	return openSealed(t.Context(), file, pin, opener, out, opts, nil)
}

// TestMirrors: as long as one of the places is right, the file opens, whatever the others
// do, and in whatever order they are named.
func TestMirrors(t *testing.T) {
	plain := make([]byte, 1_000_000)
	rand.Read(plain)
	f, other := seal(t, plain), seal(t, plain[:900_000])
	half := len(f.file) / 2
	faults := map[string]func() *place{
		"is cut":               func() *place { return &place{data: f.file, cut: half} },
		"is cut in the header": func() *place { return &place{data: f.file, cut: 50} },
		"stalls":               func() *place { return &place{data: f.file, stall: half} },
		"stalls at once":       func() *place { return &place{data: f.file, stall: 1} },
		"lies in the middle":   func() *place { return &place{data: flipped(f.file, half)} },
		"lies at the end":      func() *place { return &place{data: flipped(f.file, -1)} },
		"lies in the header":   func() *place { return &place{data: flipped(f.file, 100)} },
		"lies in the capsule":  func() *place { return &place{data: flipped(f.file, 300)} },
		"lies and is cut":      func() *place { return &place{data: flipped(f.file, half-10), cut: half} },
		"lies, and says no size": func() *place {
			return &place{data: flipped(f.file, half), plain: true}
		},
		"is short":              func() *place { return &place{data: f.file[:half]} },
		"is short, unannounced": func() *place { return &place{data: f.file[:half], plain: true} },
		"is long":               func() *place { return &place{data: append(bytes.Clone(f.file), 0)} },
		"grows":                 func() *place { return &place{data: f.file, grows: true, cut: half} },
		"has another file":      func() *place { return &place{data: other.file} },
		"has a page":            func() *place { return &place{data: []byte("<html>not found</html>")} },
		"has nothing":           func() *place { return &place{code: http.StatusNotFound} },
		"is down":               func() *place { return &place{code: http.StatusServiceUnavailable} },
	}
	check := func(t *testing.T, places ...*place) {
		t.Helper()
		var urls []string
		opts := storage.Options{Retries: -1}
		for _, p := range places {
			urls = append(urls, p.start(t))
			if p.stall > 0 { // a second attempt, should the others be slow for once
				opts = storage.Options{Retries: 1, IdleTimeout: time.Second, Backoff: time.Millisecond}
			}
		}
		var out bytes.Buffer
		if err := openIn(t, f.listed(urls...), f.id, nodes(t, f, other), &out, opts); err != nil || !bytes.Equal(out.Bytes(), plain) {
			t.Fatalf("%v; %d bytes, %d of them right", err, out.Len(), agree(out.Bytes(), plain))
		}
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, fault(), &place{data: f.file})
			check(t, &place{data: f.file}, fault())
			check(t, fault(), fault(), &place{data: f.file})
		})
		for second, another := range faults {
			if another().stall > 0 || fault().stall > 0 {
				continue // they take a while
			}
			t.Run(name+", and another "+second, func(t *testing.T) {
				t.Parallel()
				check(t, fault(), another(), &place{data: f.file})
			})
		}
	}
}

func agree(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

// TestMirrorsGoOn: what was read is not read again where a connection is cut, and places
// that are cut all the time get through together.
func TestMirrorsGoOn(t *testing.T) {
	plain := make([]byte, 2_000_000)
	rand.Read(plain)
	f := seal(t, plain)
	a, b := &place{data: f.file, cut: 300_000}, &place{data: f.file, cut: 400_000}
	var out bytes.Buffer
	if err := open(t, f.listed(a.start(t), b.start(t)), f.id, nodes(t, f), &out); err != nil || !bytes.Equal(out.Bytes(), plain) {
		t.Fatal(err)
	}
	if a.sent+b.sent > len(f.file)+len(f.file)/4 {
		t.Errorf("%d bytes were sent of a file of %d", a.sent+b.sent, len(f.file))
	}
	if len(b.requests) < 2 || b.requests[0] == "" {
		t.Errorf("the second place was asked %q", b.requests)
	}
}

// TestOneMirror: with nobody else to ask, what is wrong is told as what it is.
func TestOneMirror(t *testing.T) {
	plain := make([]byte, 300_000)
	f := seal(t, plain)
	try := func(p *place, opener sealed.Opener) error {
		return open(t, f.listed(p.start(t)), f.id, opener, io.Discard)
	}
	for at := range 12 {
		if err := try(&place{data: flipped(f.file, at*len(f.file)/12)}, nodes(t, f)); !errors.Is(err, ErrOtherBytes) || !strings.Contains(err.Error(), "127.0.0.1") {
			t.Errorf("a flipped bit at %d/12: %v", at, err)
		}
	}
	if err := try(&place{data: f.file[:1000]}, nodes(t, f)); !errors.Is(err, ErrOtherBytes) {
		t.Errorf("a short file: %v", err)
	}
	if err := try(&place{data: append(f.file, 0)}, nodes(t, f)); !errors.Is(err, storage.ErrTooLarge) {
		t.Errorf("a long file: %v", err)
	}
	if err := try(&place{code: http.StatusNotFound}, nodes(t, f)); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("no file: %v", err)
	}
	// Sealed wrongly, and listed so.
	wrong := *f
	wrong.file = flipped(f.file, -1)
	err := open(t, wrong.listed((&place{data: wrong.file}).start(t)), f.id, nodes(t, f), io.Discard)
	if err == nil || errors.Is(err, ErrOtherBytes) {
		t.Errorf("a file that was sealed wrongly: %v", err)
	}
	// Nodes that refuse are the reason, and nothing else is fetched.
	no := &quorum.OpenError{Err: quorum.ErrNotEntitled, T: 3, N: 5}
	p := &place{data: f.file}
	err = try(p, func(context.Context, *sealed.Stanza) ([]byte, error) { return nil, no })
	if got := (*quorum.OpenError)(nil); !errors.As(err, &got) || errors.Is(err, ErrOtherBytes) {
		t.Errorf("refused: %v", err)
	}
	if len(p.requests) != 1 {
		t.Errorf("%d requests", len(p.requests))
	}
	// A destination that fails is the reason, too.
	full := errors.New("the disk is full")
	if err := open(t, f.listed(p.start(t)), f.id, nodes(t, f), writerFunc(func([]byte) (int, error) { return 0, full })); !errors.Is(err, full) {
		t.Errorf("a full disk: %v", err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// TestPinnedCapsule: another file is not opened, even if the nodes would, and even if it is
// the one that the document names.
func TestPinnedCapsule(t *testing.T) {
	f, other := seal(t, make([]byte, 100)), seal(t, make([]byte, 100))
	p := &place{data: other.file}
	never := func(context.Context, *sealed.Stanza) ([]byte, error) {
		t.Error("the nodes are asked")
		return nil, errors.New("no")
	}
	var out bytes.Buffer
	if err := open(t, other.listed(p.start(t)), f.id, never, &out); !errors.Is(err, ErrOtherBytes) || out.Len() > 0 {
		t.Errorf("%v", err)
	}
	c := New(Config{Private: true}) // the places are on this machine
	item := &Item{Metadata: &Metadata{Sealed: other.listed(p.start(t), (&place{data: f.file}).start(t))}}
	item.Pin.CapsuleID = f.id
	item.Metadata.Sealed.Size = int64(len(f.file))
	if stanzas, err := c.Stanzas(t.Context(), item); err != nil || capsuleID(stanzas[0]) != f.id {
		t.Errorf("the second place is not looked at: %v", err)
	}
	item.Metadata.Sealed.Locations = item.Metadata.Sealed.Locations[:1]
	if _, err := c.Stanzas(t.Context(), item); !errors.Is(err, ErrOtherBytes) {
		t.Errorf("%v", err)
	}
}

// TestForged: a place has a whole file of its own that opens. That is known at its end
// alone; what was written is taken back, or an error says to throw it away.
func TestForged(t *testing.T) {
	plain := make([]byte, 200_000)
	rand.Read(plain)
	f := seal(t, plain)
	for name, forged := range map[string][]byte{
		"other bytes": make([]byte, len(plain)),
		"shorter":     plain[:100_000],
		"one bit":     flipped(plain, 150_000),
	} {
		lie := seal(t, forged)
		// To be served at all, it has the size that the document tells.
		liar := &place{data: append(bytes.Clone(lie.file), make([]byte, len(f.file)-len(lie.file))...), plain: true}
		honest := &place{data: f.file}
		var none [32]byte
		out := new(restartable)
		if err := open(t, f.listed(liar.start(t), honest.start(t)), none, nodes(t, f, lie), out); err != nil || !bytes.Equal(out.Bytes(), plain) {
			t.Errorf("%s: %v, %d bytes", name, err, out.Len())
		}
		var pipe bytes.Buffer
		err := open(t, f.listed(liar.start(t), honest.start(t)), none, nodes(t, f, lie), &pipe)
		if !errors.Is(err, ErrOtherBytes) && !bytes.Equal(pipe.Bytes(), plain) {
			t.Errorf("%s, into a pipe: %v", name, err)
		}
		// The pin tells at once.
		var pinned bytes.Buffer
		if err := open(t, f.listed(liar.start(t), honest.start(t)), f.id, nodes(t, f), &pinned); err != nil || !bytes.Equal(pinned.Bytes(), plain) {
			t.Errorf("%s, pinned: %v", name, err)
		}
	}
}

// TestOpenInConstantMemory: a file of 256 MiB passes, from two places that are cut, in a
// few.
func TestOpenInConstantMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("opens 256 MiB")
	}
	f := seal(t, make([]byte, 256<<20))
	a, b := &place{data: f.file, cut: 100 << 20}, &place{data: f.file, cut: 90 << 20}
	f.plain = nil
	runtime.GC()
	var start runtime.MemStats
	runtime.ReadMemStats(&start)
	var most uint64
	n := 0
	dst := writerFunc(func(p []byte) (int, error) {
		if n++; n%500 == 0 {
			runtime.GC() // what is in use, not what a collection would free
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc)
		}
		return len(p), nil
	})
	if err := open(t, f.listed(a.start(t), b.start(t)), f.id, nodes(t, f), dst); err != nil {
		t.Fatal(err)
	}
	if most > start.HeapAlloc+32<<20 {
		t.Errorf("%d MiB more than before", (most-start.HeapAlloc)>>20)
	}
}

// TestKeptBeginning: what was fetched before is not fetched again, and if it is wrong, or
// somebody lies afterwards, it is dropped and the file comes from the others all the same.
func TestKeptBeginning(t *testing.T) {
	plain := make([]byte, 4_000_000)
	rand.Read(plain)
	f := seal(t, plain)
	half := len(f.file) / 2
	for name, c := range map[string]struct {
		kept  []byte
		first *place // before the honest one
		fresh bool   // all of it must be fetched
	}{
		"right":               {f.file[:half], nil, false},
		"all of it":           {f.file, nil, false},
		"wrong":               {flipped(f.file, half/2)[:half], nil, true},
		"wrong in the header": {flipped(f.file, 100)[:half], nil, true},
		"too long":            {append(bytes.Clone(f.file), 1), nil, true},
		"right, then lies":    {f.file[:half], &place{data: flipped(f.file, half+100_000)}, true},
		"right, then nothing": {f.file[:half], &place{code: http.StatusNotFound}, false},
		"right, then a cut":   {f.file[:half], &place{data: f.file, cut: 100_000}, false},
	} {
		path := filepath.Join(t.TempDir(), "kept")
		if err := os.WriteFile(path, c.kept, 0o600); err != nil {
			t.Fatal(err)
		}
		kept, err := storage.Keep(path)
		if err != nil {
			t.Fatal(err)
		}
		honest := &place{data: f.file}
		places := []string{honest.start(t)}
		if c.first != nil {
			places = append([]string{c.first.start(t)}, places...)
		}
		var got bytes.Buffer
		out := &output{dst: &got, sum: sha256.New()}
		if err := openSealed(t.Context(), f.listed(places...), f.id, nodes(t, f), out, storage.Options{Retries: -1}, kept); err != nil || !bytes.Equal(got.Bytes(), plain) {
			t.Errorf("%s: %v, %d bytes are right", name, err, agree(got.Bytes(), plain))
		}
		if !c.fresh && honest.sent > len(f.file)-len(c.kept)+64<<10 {
			t.Errorf("%s: %d bytes are fetched again", name, honest.sent)
		}
		if err := kept.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: it is still kept, %v", name, err)
		}
	}
	// With nobody to ask, what is kept stays for the next time; a refusal leaves it, too.
	path := filepath.Join(t.TempDir(), "kept")
	cut, refused := &place{data: f.file, cut: half}, errors.New("down")
	for _, opener := range []sealed.Opener{nodes(t, f), func(context.Context, *sealed.Stanza) ([]byte, error) {
		return nil, &quorum.OpenError{Err: refused}
	}} {
		kept, err := storage.Keep(path)
		if err != nil {
			t.Fatal(err)
		}
		out := &output{dst: io.Discard, sum: sha256.New()}
		place := cut.start(t)
		if kept.Size() > 0 {
			place = "http://127.0.0.1:1/nothing"
		}
		if err := openSealed(t.Context(), f.listed(place), f.id, opener, out, storage.Options{Retries: -1}, kept); err == nil {
			t.Error("opened")
		}
		if err := kept.Close(); err != nil || kept.Size() < int64(half)-64<<10 {
			t.Errorf("%d bytes are kept, %v", kept.Size(), err)
		}
	}
}

// TestMirrorThatDrips: a place that sends a byte now and then is left for the next one, which goes on where it was.
func TestMirrorThatDrips(t *testing.T) {
	plain := make([]byte, 500_000)
	rand.Read(plain)
	f := seal(t, plain)
	const half = 300_000
	drips := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(len(f.file)))
		w.Write(f.file[:half])
		for _, b := range f.file[half:] {
			w.Write([]byte{b})
			http.NewResponseController(w).Flush()
			select {
			case <-r.Context().Done():
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
	}))
	t.Cleanup(drips.Close)
	b := &place{data: f.file}
	var out bytes.Buffer
	opts := storage.Options{MinRate: 10_000, RateWindow: time.Second}
	if err := openIn(t, f.listed(drips.URL, b.start(t)), f.id, nodes(t, f), &out, opts); err != nil || !bytes.Equal(out.Bytes(), plain) {
		t.Fatalf("%v; %d bytes", err, out.Len())
	}
	if len(b.requests) != 1 || b.requests[0] == "" || b.sent >= len(f.file)-half+1 {
		t.Errorf("the second place was asked %q, and sent %d bytes", b.requests, b.sent)
	}
}

// TestMirrorsInside: a listing that leads to this machine, or its network, is not followed there.
func TestMirrorsInside(t *testing.T) {
	f := seal(t, []byte("rain"))
	inside := &place{data: f.file}
	var out bytes.Buffer
	if err := openIn(t, f.listed(inside.start(t)), f.id, nodes(t, f), &out, New(Config{}).places()); !errors.Is(err, storage.ErrPrivate) || len(inside.requests) > 0 {
		t.Errorf("%v; asked %q", err, inside.requests)
	}
	if err := openIn(t, f.listed(inside.start(t)), f.id, nodes(t, f), &out, New(Config{Private: true}).places()); err != nil || out.String() != "rain" {
		t.Errorf("%v; %q", err, out.String())
	}
}
