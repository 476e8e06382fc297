package fileobjects

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// s3Access is what ocean-node's S3FileObject calls so: an object of S3, or of what speaks like it, and a key that may read it.
type s3Access struct {
	endpoint    *url.URL
	region      string
	bucket, key string
	access      string
	secret      string
	pathStyle   bool
}

// signedFor is how long the URL of one reading holds, attempts to go on included.
const signedFor = 24 * time.Hour

var (
	bucketName  = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$`)
	virtualHost = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$`) // fits one label, which certificates with a * are for
	regionName  = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)
	accessKey   = regexp.MustCompile(`^[!-~]{1,128}$`)
)

func parseS3(data json.RawMessage) (*s3Access, error) {
	if data == nil {
		return nil, errors.New("it has no s3Access")
	}
	o, err := parseObject(data)
	if err != nil {
		return nil, errors.New("s3Access is not an object, each name once")
	}
	a := &s3Access{region: "us-east-1"}
	var endpoint string
	for _, field := range []struct {
		name string
		to   *string
		most int
	}{{"endpoint", &endpoint, 1 << 10}, {"bucket", &a.bucket, 255}, {"objectKey", &a.key, 1 << 10}, {"accessKeyId", &a.access, 128}, {"secretAccessKey", &a.secret, 1 << 10}} {
		if *field.to, err = o.text(field.name, field.most); err != nil {
			return nil, fmt.Errorf("s3Access: %w", err)
		}
		delete(o, field.name)
	}
	if o.has("region") {
		if a.region, err = o.text("region", 64); err != nil || !regionName.MatchString(a.region) {
			return nil, errors.New("s3Access: region is not one")
		}
		delete(o, "region")
	}
	if o.has("forcePathStyle") {
		if json.Unmarshal(o["forcePathStyle"], &a.pathStyle) != nil {
			return nil, errors.New("s3Access: forcePathStyle is neither true nor false")
		}
		delete(o, "forcePathStyle")
	}
	for name := range o {
		return nil, fmt.Errorf("s3Access has the field %.40q, which is unknown", name)
	}
	if !strings.HasPrefix(endpoint, "http://") && !strings.HasPrefix(endpoint, "https://") {
		endpoint = "https://" + endpoint
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Hostname() == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("s3Access: endpoint is not a host, or an http(s) URL of one")
	}
	a.endpoint = &url.URL{Scheme: u.Scheme, Host: u.Host}
	if !bucketName.MatchString(a.bucket) || !accessKey.MatchString(a.access) {
		return nil, errors.New("s3Access: bucket or accessKeyId is not one")
	}
	_, notIP := netip.ParseAddr(u.Hostname())
	a.pathStyle = a.pathStyle || notIP == nil || !virtualHost.MatchString(a.bucket)
	return a, nil
}

// signed returns a URL under which the object can be got for a time: AWS Signature Version 4 in the query
// (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html). Ranges need no other signature.
func (a *s3Access) signed(now time.Time, holds time.Duration) *url.URL {
	u := *a.endpoint
	path := "/" + a.key
	if a.pathStyle {
		path = "/" + a.bucket + path
	} else {
		u.Host = a.bucket + "." + u.Host
	}
	u.Path, u.RawPath = path, awsEscape(path, true)
	stamp := now.UTC().Format("20060102T150405Z")
	scope := stamp[:8] + "/" + a.region + "/s3/aws4_request"
	// In the order of their names, as the signature wants them.
	query := "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + awsEscape(a.access+"/"+scope, false) + "&X-Amz-Date=" + stamp +
		"&X-Amz-Expires=" + strconv.Itoa(int(holds/time.Second)) + "&X-Amz-SignedHeaders=host"
	request := "GET\n" + u.RawPath + "\n" + query + "\nhost:" + u.Host + "\n\nhost\nUNSIGNED-PAYLOAD"
	digest := sha256.Sum256([]byte(request))
	key := []byte("AWS4" + a.secret)
	for _, part := range append(strings.Split(scope, "/"), "AWS4-HMAC-SHA256\n"+stamp+"\n"+scope+"\n"+hex.EncodeToString(digest[:])) {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	u.RawQuery = query + "&X-Amz-Signature=" + hex.EncodeToString(key)
	return &u
}

// awsEscape is AWS's UriEncode: everything but unreserved characters, and of a path the slashes.
func awsEscape(s string, path bool) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0 || path && c == '/' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
