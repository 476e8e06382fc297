package storage_test

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/latchkey-network/latchkey/storage"
	"github.com/latchkey-network/latchkey/storage/storagetest"
)

// arweave acts like an Arweave gateway (there is no network of Arweave in a test): a
// transaction's data is behind a redirect to a name of its own, has an ETag and knows ranges;
// one that is not mined yet is 202, an unknown one 404.
func arweave(data map[string][]byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := strings.TrimPrefix(r.URL.Path, "/")
		if sandboxed, ok := strings.CutPrefix(id, "sandbox/"); ok {
			w.Header().Set("ETag", `"`+sandboxed+`"`)
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data[sandboxed]))
			return
		}
		switch content, ok := data[id]; {
		case !ok:
			http.NotFound(w, r)
		case content == nil:
			w.WriteHeader(http.StatusAccepted)
			w.Write([]byte("Pending"))
		default:
			http.Redirect(w, r, "/sandbox/"+id, http.StatusFound)
		}
	})
}

func TestArweave(t *testing.T) {
	const id, pending, unknown = "bNbA3TEQVL60xlgCcqdz4ZPHFZ711cZ3hmkpGttDt_U", "cNbA3TEQVL60xlgCcqdz4ZPHFZ711cZ3hmkpGttDt_U", "dNbA3TEQVL60xlgCcqdz4ZPHFZ711cZ3hmkpGttDt_U"
	want := storagetest.Bytes(300_000)
	inner := arweave(map[string][]byte{id: want, pending: nil})
	good := httptest.NewServer(&line{inner: inner, cut: func(n int) int64 { return []int64{-1, 100_000, -1, 70_000}[n%4] }})
	t.Cleanup(good.Close)
	empty := httptest.NewServer(arweave(nil))
	t.Cleanup(empty.Close)
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "out of order", http.StatusBadGateway)
	}))
	t.Cleanup(broken.Close)
	opts := func(urls ...string) *storage.Options {
		return &storage.Options{ArweaveGateways: urls, Backoff: time.Microsecond}
	}
	for _, gateways := range [][]string{{good.URL}, {good.URL + "/"}, {broken.URL, empty.URL, good.URL}} {
		o := opts(gateways...)
		for _, o.Offset = range []int64{0, 250_000, 300_000} {
			if got, err := fetch(t, "ar://"+id, o); err != nil || !bytes.Equal(got, want[o.Offset:]) {
				t.Errorf("%q from %d: %d bytes, %v", gateways, o.Offset, len(got), err)
			}
		}
	}
	if _, err := fetch(t, "ar://"+unknown, opts(empty.URL, good.URL)); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("an unknown transaction: %v", err)
	}
	if _, err := fetch(t, "ar://"+pending, opts(good.URL)); err == nil || errors.Is(err, storage.ErrNotFound) || !strings.Contains(err.Error(), "202") {
		t.Errorf("a transaction that is not mined: %v", err)
	}
	for _, location := range []string{
		"ar://", "ar://" + id[1:], "ar://" + id + "A", "ar://" + id[:42] + "V", "ar://" + strings.Replace(id, "_", "/", 1), "ar://" + strings.Replace(id, "_", "+", 1),
		"ar://" + id + "/path", "ar://" + id + "?x=1", "ar://" + id + "#x", "ar://u:hunter2@" + id, "ar:" + id,
	} {
		if _, err := fetch(t, location, opts(good.URL)); err == nil || !strings.Contains(err.Error(), "43 characters") {
			t.Errorf("%q: %v", location, err)
		}
	}
	t.Setenv("ARWEAVE_GATEWAY", good.URL)
	if got, err := fetch(t, "ar://"+id, &storage.Options{Backoff: time.Microsecond}); err != nil || !bytes.Equal(got, want) {
		t.Errorf("of the environment's: %d bytes, %v", len(got), err)
	}
	t.Setenv("ARWEAVE_GATEWAY", "")
	if _, err := fetch(t, "ar://"+id, nil); err == nil || !strings.Contains(err.Error(), "ARWEAVE_GATEWAY") {
		t.Errorf("without gateways: %v", err)
	}
}
