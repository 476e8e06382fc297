package fileobjects

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestSigned is the example of Amazon's own document: Authenticating Requests: Using Query Parameters.
func TestSigned(t *testing.T) {
	a := &s3Access{endpoint: &url.URL{Scheme: "https", Host: "s3.amazonaws.com"}, region: "us-east-1", bucket: "examplebucket", key: "test.txt",
		access: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}
	const want = "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request" +
		"&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
	if got := a.signed(time.Date(2013, 5, 24, 0, 0, 0, 0, time.UTC), 24*time.Hour).String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	a.pathStyle, a.key = true, "a b/ü+%.csv"
	if got := a.signed(time.Unix(0, 0), time.Hour).String(); !strings.HasPrefix(got, "https://s3.amazonaws.com/examplebucket/a%20b/%C3%BC%2B%25.csv?X-Amz-") {
		t.Errorf("got %s", got)
	}
}
