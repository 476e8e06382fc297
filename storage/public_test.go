package storage_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/latchkey-network/latchkey/storage"
)

// TestPublic: with Public, nothing is asked of an address that is not of the internet, however it is written, and also where a
// redirect leads there; without, it is.
func TestPublic(t *testing.T) {
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		io.WriteString(w, "inside")
	}))
	defer server.Close()
	_, port, err := net.SplitHostPort(strings.TrimPrefix(server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"127.0.0.1", "localhost", "127.1.2.3", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "[::]", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254",
		"100.64.0.1", "[fe80::1]", "[fc00::1]", "[fd12::1]", "224.0.0.1", "255.255.255.255", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::7f00:1]",
		"[fec0::1]", "168.63.129.16"} {
		if _, err := storage.Open(t.Context(), "http://"+host+":"+port+"/", &storage.Options{Public: true}); !errors.Is(err, storage.ErrPrivate) {
			// Not every machine has every kind of address to connect with.
			if err == nil || !strings.Contains(err.Error(), "unreachable") && !strings.Contains(err.Error(), "address family") {
				t.Errorf("%s: %v", host, err)
			}
		}
	}
	if asked > 0 {
		t.Errorf("asked %d times", asked)
	}
	if got, err := fetch(t, server.URL, nil); err != nil || string(got) != "inside" {
		t.Errorf("%q, %v", got, err)
	}
	// The same transport follows a redirect, so that it is looked at again; here the first step is one that a test answers.
	public := storage.PublicTransport()
	defer public.CloseIdleConnections()
	away := roundTripper(func(r *http.Request) (*http.Response, error) {
		if r.URL.Host == "seller.example" {
			return &http.Response{StatusCode: 302, Header: http.Header{"Location": {server.URL}}, Body: http.NoBody, Request: r}, nil
		}
		return public.RoundTrip(r)
	})
	asked = 0
	if _, err := storage.Open(t.Context(), "http://seller.example/", &storage.Options{Transport: away}); !errors.Is(err, storage.ErrPrivate) || asked > 0 {
		t.Errorf("redirected: %v, asked %d times", err, asked)
	}
}
