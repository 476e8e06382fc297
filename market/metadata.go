package market

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Metadata is the document of a listing, spec/listing.md, format 1. The chain holds its
// address and its SHA-256, so nobody can change it afterwards. All text is UTF-8.
type Metadata struct {
	Format      int    `json:"format"` // 1
	Kind        Kind   `json:"kind"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"` // may have lines
	Name        string `json:"name"`                  // the file's name, for whoever downloads it
	Type        string `json:"type"`                  // its media type
	Size        int64  `json:"size"`                  // its size in bytes, before it was sealed

	// Files is how many there are in an archive, and Contents the first of them.
	Files    int64   `json:"files,omitempty"`
	Contents []Entry `json:"contents,omitempty"`

	Preview  *Preview      `json:"preview,omitempty"`
	Licence  string        `json:"licence,omitempty"`  // an SPDX expression, or the text itself
	Tags     []string      `json:"tags,omitempty"`     // each once
	Language string        `json:"language,omitempty"` // BCP 47, of the content
	Links    []SellersLink `json:"links,omitempty"`
	Sealed   SealedFile    `json:"sealed"`
}

// Kind is what is sold.
type Kind string

// The kinds.
const (
	KindFile    Kind = "file"
	KindArchive Kind = "archive" // a zip file of several
	KindSecret  Kind = "secret"  // a short text, such as a URL or an API key
)

// Entry is a file in an archive.
type Entry struct {
	Name string `json:"name"` // a path with slashes
	Size int64  `json:"size"` // bytes
}

// Preview is what everybody may see: an excerpt of text/plain, or a small picture,
// image/png, image/jpeg or image/webp.
type Preview struct {
	Type string `json:"type"`
	Text string `json:"text,omitempty"` // of text/plain; may have lines
	Data string `json:"data,omitempty"` // of a picture: base64 with padding
}

// SellersLink leads to a page of the seller's choice.
type SellersLink struct {
	Title string `json:"title"`
	URL   string `json:"url"` // http or https
}

// SealedFile is where the sealed file is, and what it is.
type SealedFile struct {
	SHA256    string   `json:"sha256"` // 32 bytes, lower-case hex
	Size      int64    `json:"size"`   // in bytes
	Locations []string `json:"locations"`
}

// MaxSecret bounds a secret, in bytes.
const MaxSecret = 64 << 10

// MaxPreview bounds a preview, in bytes of the text or the picture.
const MaxPreview = 64 << 10

// The bounds of spec/listing.md: of texts in bytes.
const (
	metadataFormat = 1
	maxMetadata    = 256 << 10 // the document
	maxDepth       = 16        // of its JSON, unknown fields included
	maxSize        = 1<<53 - 1 // of a file: every JSON reader is exact up to here
	maxTitle       = 200
	maxName        = 255
	maxText        = 8192 // of the description
	maxLicence     = 32 << 10
	maxTags        = 16
	maxTag         = 40
	maxLinks       = 8
	maxLinkTitle   = 100
	maxURL         = 2048
	maxLocations   = 16
	maxContents    = 1000
	maxPath        = 1024     // of an Entry
	maxPaths       = 64 << 10 // of all of them
)

// decodeMetadata reads a document and refuses what could fool a reader or a file system.
func decodeMetadata(data []byte) (*Metadata, error) {
	var m Metadata
	err := func() error {
		if len(data) > maxMetadata {
			return fmt.Errorf("it is larger than %d bytes", maxMetadata)
		}
		tree, err := parseStrict(data)
		if err != nil {
			return err
		}
		// Unknown fields are kept out rather than refused: a later version may add some, and
		// nobody should lose what was paid for by that. They are dropped before Go's decoder
		// sees them, since it takes "Title" for "title".
		known, err := keepKnown(tree, documentFields)
		if err != nil {
			return err
		}
		exact, err := json.Marshal(known)
		if err != nil {
			return err
		}
		return json.Unmarshal(exact, &m)
	}()
	if err != nil {
		return nil, fmt.Errorf("decoding the listing's document: %w", err)
	}
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("the listing's document is not valid: %w", err)
	}
	return &m, nil
}

// fields are those of an object that are known, by name; those of the objects in them.
type fields map[string]fields

var documentFields = fields{"format": nil, "kind": nil, "title": nil, "description": nil, "name": nil, "type": nil, "size": nil,
	"files": nil, "contents": {"name": nil, "size": nil}, "preview": {"type": nil, "text": nil, "data": nil}, "licence": nil,
	"tags": nil, "language": nil, "links": {"title": nil, "url": nil}, "sealed": {"sha256": nil, "size": nil, "locations": nil}}

// keepKnown returns v without the fields that are not known. A known one that is null is
// refused: absent is said by leaving it out.
func keepKnown(v any, known fields) (any, error) {
	switch v := v.(type) {
	case map[string]any:
		kept := make(map[string]any)
		for name, inner := range known {
			value, ok := v[name]
			if !ok && name == "size" {
				return nil, errors.New("a size is missing") // in Go it would be 0
			}
			if !ok {
				continue
			}
			value, err := keepKnown(value, inner)
			if err != nil {
				return nil, err
			}
			kept[name] = value
		}
		return kept, nil
	case []any:
		for i := range v {
			var err error
			if v[i], err = keepKnown(v[i], known); err != nil {
				return nil, err
			}
		}
	case nil:
		return nil, errors.New("a field is null")
	}
	return v, nil
}

// parseStrict parses one JSON value: UTF-8, no key twice in an object, not deeper than
// maxDepth.
func parseStrict(data []byte) (any, error) {
	if !utf8.Valid(data) {
		return nil, errors.New("it is not UTF-8")
	}
	if !json.Valid(data) { // says no more than Decode would, but of the whole
		var v any
		if err := json.Unmarshal(data, &v); err != nil {
			return nil, err
		}
		return nil, errors.New("it is not JSON")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return parseValue(d, 0)
}

func parseValue(d *json.Decoder, depth int) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	open, ok := token.(json.Delim)
	if !ok {
		return token, nil
	}
	if depth == maxDepth {
		return nil, fmt.Errorf("it is nested deeper than %d", maxDepth)
	}
	if open == '[' {
		list := []any{}
		for d.More() {
			v, err := parseValue(d, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err := d.Token()
		return list, err
	}
	object := make(map[string]any)
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		name := key.(string) // json.Valid has seen it
		if _, twice := object[name]; twice {
			return nil, fmt.Errorf("it has the key %q twice", name)
		}
		if object[name], err = parseValue(d, depth+1); err != nil {
			return nil, err
		}
	}
	_, err = d.Token()
	return object, err
}

var (
	mediaType   = regexp.MustCompile(`^[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}( ?;.*)?$`)
	languageTag = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)
)

func (m *Metadata) check() error {
	if m.Format != metadataFormat {
		return fmt.Errorf("its format is %d, which this version does not know", m.Format)
	}
	switch {
	case m.Kind != KindFile && m.Kind != KindArchive && m.Kind != KindSecret:
		return fmt.Errorf("its kind is %q, not file, archive or secret", m.Kind)
	case m.Size < 0 || m.Size > maxSize:
		return fmt.Errorf("the file's size is %d", m.Size)
	case m.Kind == KindSecret && m.Size > MaxSecret:
		return fmt.Errorf("the secret has %d bytes, more than %d", m.Size, MaxSecret)
	case m.Title == "":
		return errors.New("it has no title")
	case !plainName(m.Name):
		return fmt.Errorf("the file's name %q is not a plain name", m.Name)
	case !mediaType.MatchString(m.Type):
		return fmt.Errorf("the type %q is not a media type", m.Type)
	case m.Language != "" && (len(m.Language) > 35 || !languageTag.MatchString(m.Language)):
		return fmt.Errorf("the language %q is not a tag like pt or en-GB", m.Language)
	case len(m.Tags) > maxTags || len(m.Links) > maxLinks:
		return fmt.Errorf("it has %d tags and %d links, more than %d and %d", len(m.Tags), len(m.Links), maxTags, maxLinks)
	case m.Kind != KindArchive && (m.Files != 0 || len(m.Contents) != 0):
		return errors.New("it lists contents of what is no archive")
	case m.Kind == KindArchive && (m.Files < max(1, int64(len(m.Contents))) || m.Files > maxSize):
		return fmt.Errorf("it counts %d files in the archive, and names %d", m.Files, len(m.Contents))
	case len(m.Contents) > maxContents:
		return fmt.Errorf("it names %d files, more than %d", len(m.Contents), maxContents)
	}
	for _, field := range []struct {
		what, text string
		max        int
		lines      bool
	}{
		{"title", m.Title, maxTitle, false}, {"name", m.Name, maxName, false}, {"type", m.Type, maxName, false},
		{"description", m.Description, maxText, true}, {"licence", m.Licence, maxLicence, true},
	} {
		if err := checkText(field.what, field.text, field.max, field.lines); err != nil {
			return err
		}
	}
	for i, tag := range m.Tags {
		if tag == "" || slices.Contains(m.Tags[:i], tag) {
			return fmt.Errorf("the tag %q is empty or there twice", tag)
		}
		if err := checkText("tag", tag, maxTag, false); err != nil {
			return err
		}
	}
	for _, l := range m.Links {
		if l.Title == "" {
			return fmt.Errorf("the link to %q has no title", l.URL)
		}
		if err := checkText("link's title", l.Title, maxLinkTitle, false); err != nil {
			return err
		}
		if u, err := checkURL(l.URL); err != nil {
			return err
		} else if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return fmt.Errorf("the link %q is not an http(s) URL", l.URL)
		}
	}
	total := 0
	for _, e := range m.Contents {
		if err := checkText("name in the archive", e.Name, maxPath, false); err != nil {
			return err
		}
		for part := range strings.SplitSeq(e.Name, "/") {
			if !plainName(part) || len(part) > maxName {
				return fmt.Errorf("the name %q in the archive is not a plain path", e.Name)
			}
		}
		if e.Size < 0 || e.Size > maxSize {
			return fmt.Errorf("the file %q in the archive has the size %d", e.Name, e.Size)
		}
		total += len(e.Name)
	}
	if total > maxPaths {
		return fmt.Errorf("the names in the archive have %d bytes, more than %d", total, maxPaths)
	}
	if m.Preview != nil {
		if err := m.Preview.check(); err != nil {
			return err
		}
	}
	return m.Sealed.check()
}

func (s *SealedFile) check() error {
	digest, err := hex.DecodeString(s.SHA256)
	switch {
	case err != nil || len(digest) != 32 || strings.ToLower(s.SHA256) != s.SHA256:
		return fmt.Errorf("the sealed file's hash %q is not 32 bytes of lower-case hex", s.SHA256)
	case s.Size <= 0 || s.Size > maxSize:
		return fmt.Errorf("the sealed file's size is %d", s.Size)
	case len(s.Locations) == 0:
		return errors.New("it does not say where the sealed file is")
	case len(s.Locations) > maxLocations:
		return fmt.Errorf("it has %d locations, more than %d", len(s.Locations), maxLocations)
	}
	for i, l := range s.Locations {
		if _, err := checkURL(l); err != nil {
			return err
		}
		if slices.Contains(s.Locations[:i], l) {
			return fmt.Errorf("the location %q is there twice", l)
		}
	}
	return nil
}

// Picture returns the bytes of a picture.
func (p *Preview) Picture() ([]byte, error) {
	data, err := base64.StdEncoding.Strict().DecodeString(p.Data)
	if err != nil || strings.ContainsAny(p.Data, "\r\n") {
		return nil, errors.New("the preview's data is not base64")
	}
	return data, nil
}

func (p *Preview) check() error {
	switch p.Type {
	case "text/plain":
		if p.Text == "" || p.Data != "" {
			return errors.New("a preview of text has text, and no data")
		}
		return checkText("preview", p.Text, MaxPreview, true)
	case "image/png", "image/jpeg", "image/webp":
		data, err := p.Picture()
		if err != nil {
			return err
		}
		// Whoever shows it must find what it says it is, and not a page with scripts.
		if found := http.DetectContentType(data); p.Text != "" || len(data) > MaxPreview || found != p.Type {
			return fmt.Errorf("the preview is not a %s of at most %d bytes", p.Type, MaxPreview)
		}
		return nil
	}
	return fmt.Errorf("the preview is a %q, not text/plain, image/png, image/jpeg or image/webp", p.Type)
}

// plainName says whether a name stays in the folder where it is put.
func plainName(name string) bool {
	return name != "" && name != "." && name != ".." && !strings.ContainsAny(name, `/\`)
}

// checkText refuses what is too long, is not text, or plays tricks on whoever reads it.
func checkText(what, text string, max int, lines bool) error {
	if len(text) > max || !utf8.ValidString(text) {
		return fmt.Errorf("the %s is longer than %d bytes, or not UTF-8", what, max)
	}
	for _, r := range text {
		if deceives(r) && !(lines && (r == '\n' || r == '\t')) {
			return fmt.Errorf("the %s %q has a control character", what, text[:min(len(text), 100)])
		}
	}
	return nil
}

// deceives says whether a character is not what it looks like: terminals obey control
// characters, line separators and bidirectional ones hide extensions, and U+FFFD stands for
// what was no text.
func deceives(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' || r == utf8.RuneError
}

// checkURL refuses what is not an absolute URL, or has a password in it: documents are
// public.
func checkURL(text string) (*url.URL, error) {
	if err := checkText("URL", text, maxURL, false); err != nil {
		return nil, err
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme == "" || strings.Contains(text, " ") {
		return nil, fmt.Errorf("%q is not a URL", text)
	}
	if u.User != nil {
		return nil, errors.New("a URL in the document has a user name or password")
	}
	return u, nil
}

// encode writes the document, if it is a valid one.
func (m *Metadata) encode() ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("the listing's document: %w", err)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return nil, err
	}
	if b.Len() > maxMetadata {
		return nil, fmt.Errorf("the listing's document has %d bytes, more than %d: shorten its texts", b.Len(), maxMetadata)
	}
	return b.Bytes(), nil
}

// readBounded reads all of r, or fails if that is more than max bytes.
func readBounded(r io.Reader, max int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, max+1))
	if err == nil && int64(len(data)) > max {
		err = fmt.Errorf("it is larger than %d bytes", max)
	}
	return data, err
}
