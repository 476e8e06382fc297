package ocean

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"filippo.io/age"
	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/terms"
)

const (
	// MaxFiles bounds the files of one files object.
	MaxFiles = 1024
	// maxFilesObject bounds a files object, in bytes of JSON.
	maxFilesObject = 256 << 10
	// maxSealed bounds a sealed files object: the header of one with all previews, and the content.
	maxSealed = maxFilesObject + 256<<10
	// maxType bounds the type of a preview, in bytes.
	maxType = 127
)

// Files is a files object, as clients give it to `encrypt`.
type Files struct {
	NFT, Datatoken common.Address
	Files          []json.RawMessage // a file object each: 1 to MaxFiles, in order of their indices
}

// ParseFiles reads a files object {"nftAddress", "datatokenAddress", "files": [..]}. It refuses whatever else there is, DDOs too.
// Its errors show nothing of the content.
func ParseFiles(b []byte) (*Files, error) {
	if len(b) > maxFilesObject {
		return nil, fmt.Errorf("files object of %d bytes is longer than %d", len(b), maxFilesObject)
	}
	fields, err := object(b)
	if err != nil {
		return nil, errors.New("reading files object: not a JSON object")
	}
	if _, ok := fields["services"]; ok {
		return nil, errors.New("reading files object: it has services, as a DDO")
	}
	var f Files
	for name, to := range map[string]*common.Address{"nftAddress": &f.NFT, "datatokenAddress": &f.Datatoken} {
		var s string
		if json.Unmarshal(fields[name], &s) != nil || !strings.HasPrefix(s, "0x") || !common.IsHexAddress(s) {
			return nil, fmt.Errorf("reading files object: %s is not an address", name)
		}
		*to = common.HexToAddress(s)
	}
	if json.Unmarshal(fields["files"], &f.Files) != nil || len(f.Files) == 0 || len(f.Files) > MaxFiles {
		return nil, fmt.Errorf("reading files object: files is not a list of 1 to %d", MaxFiles)
	}
	for i, file := range f.Files {
		if _, err := object(file); err != nil {
			return nil, fmt.Errorf("reading files object: file %d is not a JSON object", i)
		}
	}
	return &f, nil
}

// Preview is what everybody may know of a file.
type Preview struct {
	Type   string    // a media type without parameters, such as "text/csv"; "" is not known
	Length *uint64   // in bytes; nil is not known
	Hash   *[32]byte // SHA-256; nil is not known
}

// previewType is the type of the age stanza that holds a preview. Its file key opens for nobody: the stanza is empty.
const previewType = "ocean-preview"

// previews are an age.Recipient that puts a stanza for each preview into a header, which the file key authenticates.
type previews []Preview

func (list previews) Wrap([]byte) ([]*age.Stanza, error) {
	var stanzas []*age.Stanza
	for _, p := range list {
		args := []string{"-", "-", "-"}
		if p.Type != "" {
			if args[0] = p.Type; !isType(p.Type) {
				return nil, fmt.Errorf("%q is not a media type", clip(p.Type))
			}
		}
		if p.Length != nil {
			args[1] = strconv.FormatUint(*p.Length, 10)
		}
		if p.Hash != nil {
			args[2] = base64.RawStdEncoding.EncodeToString(p.Hash[:])
		}
		stanzas = append(stanzas, &age.Stanza{Type: previewType, Args: args})
	}
	return stanzas, nil
}

// isType says whether a text is a media type without parameters: two tokens of RFC 9110 and a slash between them.
func isType(s string) bool {
	kind, sub, ok := strings.Cut(s, "/")
	token := func(s string) bool {
		return s != "" && strings.Trim(s, "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
	}
	return ok && len(s) <= maxType && token(kind) && token(sub)
}

func parsePreview(args []string) (p Preview, err error) {
	if len(args) != 3 {
		return p, errors.New("not three arguments")
	}
	if args[0] != "-" {
		if p.Type = args[0]; !isType(p.Type) {
			return p, errors.New("no media type")
		}
	}
	if args[1] != "-" {
		n, err := strconv.ParseUint(args[1], 10, 64)
		if err != nil || strconv.FormatUint(n, 10) != args[1] {
			return p, errors.New("no length")
		}
		p.Length = &n
	}
	if args[2] != "-" {
		b, err := base64.RawStdEncoding.Strict().DecodeString(args[2])
		if err != nil || len(b) != 32 {
			return p, errors.New("no hash")
		}
		p.Hash = (*[32]byte)(b)
	}
	return p, nil
}

// SealFiles seals a files object under the plain policy of its NFT and datatoken, which it puts into the recipient's terms,
// and returns "0x" and the hex of the sealed object: what `encrypt` answers. There is one preview for each file, or
// none at all.
func SealFiles(content []byte, to sealed.Recipient, public []Preview) (string, error) {
	f, err := ParseFiles(content)
	if err != nil {
		return "", err
	}
	if len(public) != 0 && len(public) != len(f.Files) {
		return "", fmt.Errorf("%d previews of %d files", len(public), len(f.Files))
	}
	to.Terms.Policy = Policy(f.NFT, f.Datatoken)
	recipients := []age.Recipient{&to}
	if len(public) > 0 {
		recipients = append(recipients, previews(public))
	}
	var out bytes.Buffer
	if err := sealed.Seal(&out, bytes.NewReader(content), recipients...); err != nil {
		return "", err
	}
	return "0x" + hex.EncodeToString(out.Bytes()), nil
}

// Sealed is a sealed files object. Nothing of it is authenticated before it is opened.
type Sealed struct {
	Bytes    []byte // the age file
	Stanzas  []*sealed.Stanza
	Previews []Preview // by file index; none if the publisher gave none
}

// ParseSealed reads the `files` of a service: "0x" and hex of a sealed files object. It opens nothing.
func ParseSealed(files string) (*Sealed, error) {
	b, err := decodeHex(files, maxSealed)
	if err != nil {
		return nil, fmt.Errorf("reading sealed files object: %w", err)
	}
	h := header{s: &Sealed{Bytes: b}}
	_, err = age.Decrypt(bytes.NewReader(b), &h)
	if errors.Is(err, errHeaderRead) {
		err = h.err
	}
	if err != nil {
		return nil, fmt.Errorf("reading sealed files object: %w", err)
	}
	if len(h.s.Stanzas) == 0 {
		return nil, errors.New("reading sealed files object: no committee can open it")
	}
	return h.s, nil
}

var errHeaderRead = errors.New("the header was read")

// header is an age.Identity that opens nothing and reads all stanzas.
type header struct {
	s   *Sealed
	err error
}

func (h *header) Unwrap(all []*age.Stanza) ([]byte, error) {
	for i, a := range all {
		if a.Type == previewType {
			p, err := parsePreview(a.Args)
			if err == nil && (len(a.Body) > 0 || len(h.s.Previews) == MaxFiles) {
				err = errors.New("a body, or too many")
			}
			if err != nil {
				h.err = fmt.Errorf("stanza %d is no preview: %w", i+1, err)
				break
			}
			h.s.Previews = append(h.s.Previews, p)
			continue
		}
		s, err := sealed.ParseStanza(a)
		if errors.Is(err, sealed.ErrIgnored) {
			continue
		}
		if err != nil {
			h.err = err
			break
		}
		h.s.Stanzas = append(h.s.Stanzas, s)
	}
	return nil, errHeaderRead
}

// Carries says whether the sealed object has this capsule, under these terms.
func (s *Sealed) Carries(capsule []byte, t *terms.Terms) bool {
	for _, stanza := range s.Stanzas {
		if bytes.Equal(stanza.Capsule, capsule) && stanza.Terms == *t {
			return true
		}
	}
	return false
}
