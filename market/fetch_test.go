package market

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	_ "gocloud.dev/blob/s3blob" // as the command line has it

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/storage"
)

// TestListingsDoNotSpendCredentials: a seller names an endpoint of its own as a cloud, and whoever reads
// the listing, or its sealed file, signs nothing for it, and sends it no password.
func TestListingsDoNotSpendCredentials(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIAREADER")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	t.Setenv("AWS_SESSION_TOKEN", "the reader's session")
	var asked, signed atomic.Int32
	thief := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.Header.Get("Authorization")+r.Header.Get("X-Amz-Security-Token") != "" {
			signed.Add(1)
		}
		http.Error(w, "no", http.StatusForbidden)
	}))
	defer thief.Close()
	host := strings.TrimPrefix(thief.URL, "http://")
	for _, place := range []string{"s3://bucket/key?region=eu-west-1&use_path_style=true&endpoint=" + thief.URL, "http://me:secret@" + host + "/x"} {
		opts := &storage.Options{Retries: -1}
		if _, _, err := FetchDocument(t.Context(), chain.Pin{URI: place}, opts); !errors.Is(err, ErrPlace) {
			t.Errorf("%s: %v", place, err)
		}
		c := New(Config{})
		item := &Item{Pin: chain.Pin{URI: place}, Metadata: &Metadata{Sealed: SealedFile{SHA256: hex.EncodeToString(make([]byte, sha256.Size)), Size: 1, Locations: []string{place}}}}
		if _, err := c.metadata(t.Context(), item); !errors.Is(err, ErrPlace) {
			t.Errorf("%s: %v", place, err)
		}
		if _, err := c.Stanzas(t.Context(), item); !errors.Is(err, ErrPlace) {
			t.Errorf("%s: %v", place, err)
		}
		if _, _, err := c.look(t.Context(), item, place, true); !errors.Is(err, ErrPlace) {
			t.Errorf("%s: %v", place, err)
		}
		if err := c.Open(t.Context(), item, new(strings.Builder)); !errors.Is(err, ErrPlace) {
			t.Errorf("%s: %v", place, err)
		}
	}
	if asked.Load() != 0 || signed.Load() != 0 {
		t.Errorf("the seller's endpoint was asked %d times, %d of them with credentials", asked.Load(), signed.Load())
	}
	// And nobody lists what buyers could not read.
	bucket, err := storage.OpenStore("s3://bucket/prefix?region=eu-west-1")
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []Offer{{Store: bucket}, {Mirrors: []*storage.Store{bucket}}} {
		o.Title, o.Name, o.Type = "x", "x", "a/b"
		if err := New(Config{}).checkOffer(t.Context(), &o); err == nil || !strings.Contains(err.Error(), "public=") {
			t.Error(err)
		}
	}
}
