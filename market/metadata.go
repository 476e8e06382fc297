package market

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Metadata is the public document of a listing. The chain holds its address and its
// SHA-256, so nobody can change it afterwards.
type Metadata struct {
	Format      int        `json:"format"` // 1
	Title       string     `json:"title"`
	Description string     `json:"description,omitempty"`
	Name        string     `json:"name"` // the file's name, for whoever downloads it
	Type        string     `json:"type"` // its media type
	Size        int64      `json:"size"` // its size in bytes, before it was sealed
	Sealed      SealedFile `json:"sealed"`
}

// SealedFile is where the sealed file is, and what it is.
type SealedFile struct {
	SHA256    string   `json:"sha256"` // 32 bytes, lower-case hex
	Size      int64    `json:"size"`   // in bytes
	Locations []string `json:"locations"`
}

const (
	metadataFormat = 1
	// maxMetadata bounds the document in bytes.
	maxMetadata = 256 << 10
	maxTitle    = 200  // bytes
	maxName     = 255  // bytes
	maxText     = 8192 // bytes
)

// decodeMetadata reads a document and refuses what could fool a reader or a file system.
func decodeMetadata(data []byte) (*Metadata, error) {
	var m Metadata
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("decoding the listing's document: %w", err)
	}
	return &m, m.check()
}

func (m *Metadata) check() error {
	digest, err := hex.DecodeString(m.Sealed.SHA256)
	switch {
	case m.Format != metadataFormat:
		return fmt.Errorf("the listing's document has the format %d, which this version does not know", m.Format)
	case err != nil || len(digest) != 32:
		return fmt.Errorf("the sealed file's hash %q is not 32 bytes of hex", m.Sealed.SHA256)
	case len(m.Sealed.Locations) == 0:
		return fmt.Errorf("the listing's document does not say where the sealed file is")
	case m.Size < 0 || m.Sealed.Size <= 0:
		return fmt.Errorf("the listing's document has the sizes %d and %d", m.Size, m.Sealed.Size)
	case m.Name == "" || m.Name == "." || m.Name == ".." || strings.ContainsAny(m.Name, `/\`):
		return fmt.Errorf("the file's name %q is not a plain name", m.Name)
	}
	for _, field := range []struct {
		what, text string
		max        int
		lines      bool
	}{
		{"title", m.Title, maxTitle, false}, {"name", m.Name, maxName, false},
		{"type", m.Type, maxName, false}, {"description", m.Description, maxText, true},
	} {
		if len(field.text) > field.max || !utf8.ValidString(field.text) {
			return fmt.Errorf("the %s is longer than %d bytes, or not UTF-8", field.what, field.max)
		}
		for _, r := range field.text {
			// Terminals obey control characters, and bidirectional ones hide extensions.
			if unicode.IsControl(r) && !(field.lines && (r == '\n' || r == '\t')) || unicode.Is(unicode.Bidi_Control, r) {
				return fmt.Errorf("the %s %q has a control character", field.what, field.text)
			}
		}
	}
	return nil
}

// readBounded reads all of r, or fails if that is more than max bytes.
func readBounded(r io.Reader, max int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, max+1))
	if err == nil && int64(len(data)) > max {
		err = fmt.Errorf("it is larger than %d bytes", max)
	}
	return data, err
}
