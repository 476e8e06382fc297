// Package fileobjects reads what a service of Ocean sells: its "files" object, which says where files are and how they are
// asked for (https://docs.oceanprotocol.com/developers/storage, and the types of @oceanprotocol/lib and ocean-node), and the
// files themselves, streaming, through package storage.
//
// What is in such an object is the goods: whoever has the URL, the header or the key has the file. So nothing here prints any of
// it: a [File] prints as its type, and every error is an [Error], which names a file's index, its type and what is wrong in
// words of this package alone.
//
// The sellers who write these objects are strangers. With storage.Options.Public no address that is private to this machine or its
// network is connected to, whatever names and redirects lead to.
package fileobjects

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"
	"golang.org/x/net/http/httpguts"
)

const (
	// maxObject bounds a files object, in bytes: it is sealed into a document that lies on a chain.
	maxObject = 256 << 10
	// maxFiles is how many files one object may have.
	maxFiles = 1024
	// maxHeaders and maxHeader bound the headers of a file: their number, and a value's bytes.
	maxHeaders = 32
	maxHeader  = 8 << 10
	// maxURL bounds a URL, in bytes.
	maxURL = 8 << 10
)

// Files is a service's files object.
type Files struct {
	NFT, Datatoken common.Address // whose service it is of
	Files          []*File        // at least one
}

// File is one file of a service: url, ipfs, arweave, graphql, smartcontract or s3. It is immutable, and safe for concurrent use.
type File struct {
	index int
	kind  string

	url    *url.URL    // of url, graphql, ipfs (ipfs://) and arweave (ar://)
	post   bool        // of url
	header http.Header // of url and graphql
	query  string      // of graphql
	view   *view       // of smartcontract
	s3     *s3Access   // of s3
}

// Index is the file's place among those of its object, from 0.
func (f *File) Index() int { return f.index }

// Type is "url", "ipfs", "arweave", "graphql", "smartcontract" or "s3".
func (f *File) Type() string { return f.kind }

// String is the type: the rest is what is sold.
func (f *File) String() string { return f.kind }

// GoString is the type.
func (f *File) GoString() string { return f.kind }

// LogValue is the type.
func (f *File) LogValue() slog.Value { return slog.StringValue(f.kind) }

// An Error says what is wrong with a file without saying where it is. It unwraps to an error of package storage, to a
// context's, to ErrUserdata or to nothing.
type Error struct {
	Index int
	Type  string // "" if it is not known
	text  string
	cause error
}

func (e *Error) Error() string {
	if e.Type == "" {
		return fmt.Sprintf("file %d: %s", e.Index, e.text)
	}
	return fmt.Sprintf("file %d (%s): %s", e.Index, e.Type, e.text)
}

func (e *Error) Unwrap() error { return e.cause }

// Parse reads the JSON of a files object, {"nftAddress", "datatokenAddress", "files": [..]}, of at most 256 KiB and 1 to 1024
// files. It is strict: a field that is missing, unknown or twice there is an error, which quotes no value. A "type" beside
// "files" is what createAsset of ocean.js 4 and 5 writes where the first file's type is none that it knows; it says nothing
// of the files, but has to be a text.
func Parse(data []byte) (*Files, error) {
	if len(data) > maxObject {
		return nil, fmt.Errorf("the files object has %d bytes (at most %d)", len(data), maxObject)
	}
	o, err := parseObject(data, "nftAddress", "datatokenAddress", "files", "type")
	if err == nil && o.has("type") {
		_, err = o.text("type", 32)
	}
	if err != nil {
		return nil, fmt.Errorf("the files object: %w", err)
	}
	files := new(Files)
	for name, to := range map[string]*common.Address{"nftAddress": &files.NFT, "datatokenAddress": &files.Datatoken} {
		if *to, err = o.address(name); err != nil {
			return nil, fmt.Errorf("the files object: %w", err)
		}
	}
	var list []json.RawMessage
	if json.Unmarshal(o["files"], &list) != nil || len(list) == 0 || len(list) > maxFiles {
		return nil, fmt.Errorf("the files object: files is not a list of 1 to %d", maxFiles)
	}
	for i, one := range list {
		f, err := parseFile(i, one)
		if err != nil {
			return nil, err
		}
		files.Files = append(files.Files, f)
	}
	return files, nil
}

// ParseFile reads the JSON of one file of such an object, of that index.
func ParseFile(index int, data []byte) (*File, error) {
	if len(data) > maxObject {
		return nil, fmt.Errorf("the file has %d bytes (at most %d)", len(data), maxObject)
	}
	return parseFile(index, data)
}

// fieldsOf are the fields that a type has, besides type. index is what ocean.js writes; it says nothing.
var fieldsOf = map[string][]string{
	"url":           {"index", "url", "method", "headers"},
	"ipfs":          {"index", "hash"},
	"arweave":       {"index", "transactionId"},
	"graphql":       {"index", "url", "query", "headers"},
	"smartcontract": {"index", "address", "abi", "chainId"},
	"s3":            {"index", "s3Access"},
}

func parseFile(index int, data []byte) (*File, error) {
	f := &File{index: index}
	bad := func(err error) (*File, error) { return nil, &Error{Index: index, Type: f.kind, text: err.Error()} }
	o, err := parseObject(data)
	if err != nil {
		return bad(err)
	}
	// createAsset of ocean.js 4 and 5 takes a file without a type as one of the type url, and Ocean's Node takes types in any case.
	kind := "url"
	if o.has("type") || !o.has("url") || o.has("query") {
		if kind, err = o.text("type", 32); err != nil {
			return bad(err)
		}
		kind = strings.ToLower(kind)
	}
	known, ok := fieldsOf[kind]
	if !ok {
		return bad(errors.New("its type is none of url, ipfs, arweave, graphql, smartcontract and s3"))
	}
	f.kind = kind
	for name := range o {
		switch {
		case name == "encryptedBy" || name == "encryptMethod":
			if string(o[name]) == `""` { // what Ocean's Node has for a file that nobody encrypted
				continue
			}
			return bad(errors.New("it is encrypted to some Ocean Node's key: give it as it was before"))
		case name != "type" && !slices.Contains(known, name):
			return bad(fmt.Errorf("it has the field %.40q, which the type has not", name))
		}
	}
	switch kind {
	case "url", "graphql":
		err = f.parseWeb(o)
	case "ipfs":
		var hash string
		if hash, err = o.text("hash", 1<<10); err == nil {
			id, path, _ := strings.Cut(hash, "/")
			f.url = &url.URL{Scheme: "ipfs", Host: id}
			if path != "" {
				f.url.Path = "/" + path
			}
			if !alphanumeric(id) {
				err = errors.New("hash is not a CID")
			}
		}
	case "arweave":
		var id string
		if id, err = o.text("transactionId", 64); err == nil {
			if f.url = (&url.URL{Scheme: "ar", Host: id}); len(id) != 43 || !alphanumeric(strings.NewReplacer("-", "", "_", "").Replace(id)) {
				err = errors.New("transactionId has not the 43 characters of one")
			}
		}
	case "smartcontract":
		f.view, err = parseView(o)
	case "s3":
		f.s3, err = parseS3(o["s3Access"])
	}
	if err != nil {
		return bad(err)
	}
	return f, nil
}

func alphanumeric(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
}

func (f *File) parseWeb(o object) error {
	raw, err := o.text("url", maxURL)
	if err != nil {
		return err
	}
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.Opaque != "" {
		return errors.New("url is not an http(s) URL")
	}
	u.Fragment, u.RawFragment = "", "" // no server is told
	f.url = u
	if f.kind == "graphql" {
		if f.query, err = o.text("query", maxObject); err != nil {
			return err
		}
	} else if o.has("method") { // Providers take none as GET
		method, err := o.text("method", 8)
		if err != nil {
			return err
		}
		switch strings.ToUpper(method) {
		case http.MethodGet:
		case http.MethodPost:
			f.post = true
		default:
			return errors.New("method is neither GET nor POST")
		}
	}
	if f.header, err = parseHeaders(o); err != nil {
		return err
	}
	return nil
}

// ours are headers that are not the seller's to set: they are about the connection, or about which bytes are sent.
var ours = []string{"Host", "Connection", "Proxy-Connection", "Proxy-Authorization", "Keep-Alive", "Te", "Trailer", "Transfer-Encoding", "Upgrade", "Expect",
	"Content-Length", "Content-Encoding", "Accept-Encoding", "Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"}

// parseHeaders reads {"name": "value", ..}, or, as older assets have it, a list of such objects.
func parseHeaders(o object) (http.Header, error) {
	if !o.has("headers") {
		return nil, nil
	}
	list := []json.RawMessage{o["headers"]}
	if bytes.HasPrefix(bytes.TrimSpace(o["headers"]), []byte("[")) && json.Unmarshal(o["headers"], &list) != nil {
		return nil, errors.New("headers is not an object of strings")
	}
	header := make(http.Header)
	for _, one := range list {
		fields, err := parseObject(one)
		if err != nil {
			return nil, errors.New("headers is not an object of strings, each name once")
		}
		for name := range fields {
			value, err := fields.text(name, maxHeader)
			key := http.CanonicalHeaderKey(name)
			switch {
			case err != nil || !httpguts.ValidHeaderFieldName(name) || !httpguts.ValidHeaderFieldValue(value):
				return nil, errors.New("headers is not an object of strings that may be headers")
			case slices.Contains(ours, key):
				return nil, fmt.Errorf("headers has %s, which is the reader's to set", key)
			case header[key] != nil:
				return nil, errors.New("headers has a name twice")
			}
			header.Set(key, value)
		}
	}
	if len(header) > maxHeaders {
		return nil, fmt.Errorf("there are %d headers (at most %d)", len(header), maxHeaders)
	}
	return header, nil
}

// object is a JSON object, none of whose names is there twice. A null is as if it were not there.
type object map[string]json.RawMessage

// parseObject reads an object with no other fields than these, or, without any, with any. Its errors show no value.
func parseObject(data []byte, fields ...string) (object, error) {
	malformed := errors.New("it is not a JSON object")
	if !utf8.Valid(data) || !json.Valid(data) {
		return nil, malformed
	}
	d := json.NewDecoder(bytes.NewReader(data))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, malformed
	}
	o := make(object)
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, malformed
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, malformed
		}
		key := name.(string) // of a valid object
		if _, twice := o[key]; twice {
			return nil, fmt.Errorf("it has the field %.40q twice", key)
		}
		o[key] = value
	}
	if _, err := d.Token(); err != nil {
		return nil, malformed
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, malformed
	}
	for key, value := range o {
		if len(fields) > 0 && !slices.Contains(fields, key) {
			return nil, fmt.Errorf("it has the field %.40q, which is unknown", key)
		}
		if string(value) == "null" {
			delete(o, key)
		}
	}
	return o, nil
}

func (o object) has(name string) bool { return o[name] != nil }

// text returns a string of 1 to most bytes.
func (o object) text(name string, most int) (string, error) {
	if !o.has(name) {
		return "", fmt.Errorf("it has no %s", name)
	}
	var s *string
	if json.Unmarshal(o[name], &s) != nil || *s == "" || len(*s) > most {
		return "", fmt.Errorf("%s is not a text of 1 to %d bytes", name, most)
	}
	return *s, nil
}

func (o object) address(name string) (common.Address, error) {
	if !o.has(name) {
		return common.Address{}, fmt.Errorf("it has no %s", name)
	}
	s, err := o.text(name, 42)
	if err != nil || len(s) != 42 || !strings.HasPrefix(s, "0x") || !common.IsHexAddress(s) {
		return common.Address{}, fmt.Errorf("%s is not an address", name)
	}
	return common.HexToAddress(s), nil
}
