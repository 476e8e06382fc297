package chain

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestUnavailableInWords: what is wrong with an endpoint is said in words, and is ErrUnavailable.
func TestUnavailableInWords(t *testing.T) {
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("<html>")) }))
	defer page.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := l.Addr().String()
	l.Close()
	for _, c := range []struct{ url, want string }{
		{page.URL, "no JSON-RPC endpoint"},
		{strings.Replace(page.URL, "http:", "https:", 1), "speaks http"},
		{"http://" + nobody, "nothing listens there"},
		{"ws://" + nobody, "nothing listens there"},
	} {
		_, err := Dial(t.Context(), Config{URL: c.url})
		if !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.url, err, c.want)
		}
	}
	for _, url := range []string{"ftp://127.0.0.1", "127.0.0.1:8545", "http://[", "http:///x", ""} {
		if _, err := Dial(t.Context(), Config{URL: url}); !errors.Is(err, ErrBadURL) {
			t.Errorf("%q: %v, want ErrBadURL", url, err)
		}
	}
}
