package market

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/ethereum/go-ethereum/common"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"github.com/latchkey-network/latchkey/vectors"
)

func good() Metadata {
	return Metadata{Format: 1, Kind: KindFile, Title: "A map", Name: "map.png", Type: "image/png", Size: 5,
		Sealed: SealedFile{SHA256: strings.Repeat("ab", 32), Size: 500, Locations: []string{"https://files.example/1"}}}
}

// full has every field.
func full(t testing.TB) Metadata {
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	m := good()
	m.Kind, m.Name, m.Type, m.Files, m.Contents = KindArchive, "maps.zip", "application/zip", 3, []Entry{{"maps/a.png", 0}, {"maps/more/b.png", maxSize}}
	m.Description, m.Licence, m.Tags, m.Language = "Two\nlines,\tand a tab. <b>", "CC-BY-4.0", []string{"maps", "Große Karten"}, "pt-BR"
	m.Links = []SellersLink{{"About me", "https://seller.example/?a=b#c"}}
	m.Preview = &Preview{Type: "image/png", Data: base64.StdEncoding.EncodeToString(picture.Bytes())}
	m.Sealed.Locations = append(m.Sealed.Locations, "ipfs://bafkreigh2akiscaildc", "file:///srv/1.age")
	return m
}

func TestMetadata(t *testing.T) {
	m := good()
	if err := m.check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Metadata){
		"format":        func(m *Metadata) { m.Format = 2 },
		"hash":          func(m *Metadata) { m.Sealed.SHA256 = "ab" },
		"no hex":        func(m *Metadata) { m.Sealed.SHA256 = strings.Repeat("xy", 32) },
		"no location":   func(m *Metadata) { m.Sealed.Locations = nil },
		"size":          func(m *Metadata) { m.Size = -1 },
		"sealed size":   func(m *Metadata) { m.Sealed.Size = 0 },
		"path":          func(m *Metadata) { m.Name = "../../etc/passwd" },
		"backslash":     func(m *Metadata) { m.Name = `..\x` },
		"dots":          func(m *Metadata) { m.Name = ".." },
		"no name":       func(m *Metadata) { m.Name = "" },
		"escape":        func(m *Metadata) { m.Title = "\x1b[2J" },
		"line":          func(m *Metadata) { m.Name = "a\nb" },
		"bidi":          func(m *Metadata) { m.Name = "gpj.\u202eexe" },
		"long title":    func(m *Metadata) { m.Title = strings.Repeat("x", maxTitle+1) },
		"not UTF-8":     func(m *Metadata) { m.Description = "\xff" },
		"escaped text":  func(m *Metadata) { m.Description = "\x9b31m" },
		"type of lines": func(m *Metadata) { m.Type = "a/b\r\nx: y" },
		"no type":       func(m *Metadata) { m.Type = "png" },
		"no title":      func(m *Metadata) { m.Title = "" },
		"kind":          func(m *Metadata) { m.Kind = "stream" },
		"huge":          func(m *Metadata) { m.Size = maxSize + 1 },
		"large secret":  func(m *Metadata) { m.Kind, m.Size, m.Files, m.Contents = KindSecret, MaxSecret+1, 0, nil },
		"contents":      func(m *Metadata) { m.Kind = KindFile },
		"no files":      func(m *Metadata) { m.Files = 0 },
		"few files":     func(m *Metadata) { m.Files = 1 },
		"many files":    func(m *Metadata) { m.Contents, m.Files = make([]Entry, maxContents+1), maxContents+1 },
		"long names": func(m *Metadata) {
			m.Contents, m.Files = nil, 65
			for i := range 65 {
				m.Contents = append(m.Contents, Entry{Name: strings.Repeat(strings.Repeat("x", 99)+"/", 10) + fmt.Sprintf("%024d", i)})
			}
		},
		"climbs":          func(m *Metadata) { m.Contents[0].Name = "a/../../b" },
		"from the root":   func(m *Metadata) { m.Contents[0].Name = "/etc/passwd" },
		"folder":          func(m *Metadata) { m.Contents[0].Name = "a/" },
		"no size":         func(m *Metadata) { m.Contents[0].Size = -1 },
		"upper-case hash": func(m *Metadata) { m.Sealed.SHA256 = strings.Repeat("AB", 32) },
		"many places": func(m *Metadata) {
			for i := range maxLocations {
				m.Sealed.Locations = append(m.Sealed.Locations, fmt.Sprintf("https://%d.example/", i))
			}
		},
		"same place":      func(m *Metadata) { m.Sealed.Locations[1] = m.Sealed.Locations[0] },
		"relative place":  func(m *Metadata) { m.Sealed.Locations[0] = "/srv/file" },
		"password":        func(m *Metadata) { m.Sealed.Locations[0] = "https://me:secret@files.example/1" },
		"spaced place":    func(m *Metadata) { m.Sealed.Locations[0] = "https://files.example/1 2" },
		"long place":      func(m *Metadata) { m.Sealed.Locations[0] = "https://files.example/" + strings.Repeat("x", maxURL) },
		"script":          func(m *Metadata) { m.Links[0].URL = "javascript:alert(1)" },
		"untitled link":   func(m *Metadata) { m.Links[0].Title = "" },
		"many links":      func(m *Metadata) { m.Links = make([]SellersLink, maxLinks+1) },
		"many tags":       func(m *Metadata) { m.Tags = make([]string, maxTags+1) },
		"tag twice":       func(m *Metadata) { m.Tags = []string{"a", "a"} },
		"empty tag":       func(m *Metadata) { m.Tags = []string{""} },
		"long tag":        func(m *Metadata) { m.Tags = []string{strings.Repeat("x", maxTag+1)} },
		"tag of lines":    func(m *Metadata) { m.Tags = []string{"a\nb"} },
		"language":        func(m *Metadata) { m.Language = "Português" },
		"long licence":    func(m *Metadata) { m.Licence = strings.Repeat("x", maxLicence+1) },
		"page":            func(m *Metadata) { m.Preview.Type = "text/html" },
		"vector picture":  func(m *Metadata) { m.Preview.Type = "image/svg+xml" },
		"page as picture": func(m *Metadata) { m.Preview.Data = base64.StdEncoding.EncodeToString([]byte("<html><script>")) },
		"other picture":   func(m *Metadata) { m.Preview.Type = "image/webp" },
		"no base64":       func(m *Metadata) { m.Preview.Data += "!" },
		"base64 of lines": func(m *Metadata) { m.Preview.Data = m.Preview.Data[:8] + "\n" + m.Preview.Data[8:] },
		"both previews":   func(m *Metadata) { m.Preview.Text = "x" },
		"no preview":      func(m *Metadata) { m.Preview = &Preview{Type: "text/plain"} },
		"large preview":   func(m *Metadata) { m.Preview = &Preview{Type: "text/plain", Text: strings.Repeat("x", MaxPreview+1)} },
		"large picture": func(m *Metadata) {
			data, _ := m.Preview.Picture()
			m.Preview.Data = base64.StdEncoding.EncodeToString(append(data, make([]byte, MaxPreview)...))
		},
		"separator":   func(m *Metadata) { m.Name = "a\u2028b" },
		"replacement": func(m *Metadata) { m.Title = "a\ufffdb" },
	} {
		m := full(t)
		if spoil(&m); m.check() == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	m = full(t)
	data, err := m.encode()
	if err != nil {
		t.Fatal(err)
	}
	if back, err := decodeMetadata(data); err != nil || !reflect.DeepEqual(*back, m) {
		t.Errorf("%+v, %v", back, err)
	}
}

// TestDocumentIsStrict: what JSON readers disagree about is refused, and what a later
// version may add is not.
func TestDocumentIsStrict(t *testing.T) {
	m := good()
	data, err := m.encode()
	if err != nil {
		t.Fatal(err)
	}
	text := strings.TrimSpace(string(data))
	with := func(old, new string) string {
		if !strings.Contains(text, old) {
			t.Fatalf("no %q in %s", old, text)
		}
		return strings.Replace(text, old, new, 1)
	}
	for name, doc := range map[string]string{
		"two documents": text + text, "cut": text[:len(text)-1], "array": "[" + text + "]", "null": "null", "empty": "",
		"twice":               with(`"name"`, `"title": "Another", "name"`),
		"twice, escaped":      with(`"name"`, `"\u0074itle": "Another", "name"`),
		"twice, below":        with(`"sha256"`, `"size": 1, "sha256"`),
		"twice, unknown":      with(`"name"`, `"x": {"y": 1, "y": 2}, "name"`),
		"other case":          with(`"title"`, `"Title"`),
		"null field":          with(`"A map"`, `null`),
		"null place":          with(`"https://files.example/1"`, `"https://files.example/1", null`),
		"text for a number":   with(`"size": 5`, `"size": "5"`),
		"fraction":            with(`"size": 5`, `"size": 5.5`),
		"number for a text":   with(`"A map"`, `7`),
		"surrogate":           with(`A map`, `A \ud800 map`),
		"not UTF-8":           with(`A map`, "A \xff map"),
		"escaped control":     with(`A map`, `A \u001b[2J map`),
		"deep":                with(`"name"`, `"x": `+strings.Repeat("[", 20)+strings.Repeat("]", 20)+`, "name"`),
		"very deep":           with(`"name"`, `"x": `+strings.Repeat("[", 9000)+strings.Repeat("]", 9000)+`, "name"`),
		"large":               text + strings.Repeat(" ", maxMetadata),
		"comment":             with(`"name"`, `/* */ "name"`),
		"byte order mark":     "\ufeff" + text,
		"object for an array": strings.NewReplacer("[", "{\"0\":", "]", "}").Replace(text),
	} {
		if m, err := decodeMetadata([]byte(doc)); err == nil {
			t.Errorf("%s is accepted as %+v", name, m)
		}
	}
	for name, doc := range map[string]string{
		"unknown field":      with(`"name"`, `"later": {"a": [null, 1e400]}, "name"`),
		"unknown below":      with(`"sha256"`, `"later": 1, "sha256"`),
		"other case besides": with(`"name"`, `"Title": "B", "TITLE": null, "name"`),
		"spaces":             " \n\t" + text + "   ", "escapes": with(`A map`, `A \u006dap`),
	} {
		if got, err := decodeMetadata([]byte(doc)); err != nil || !reflect.DeepEqual(*got, m) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// schema is spec/listing.schema.json.
func schema(t testing.TB) *jsonschema.Schema {
	file, err := os.ReadFile("../spec/listing.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("listing.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("listing.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func valid(s *jsonschema.Schema, data []byte) error {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return err
	}
	return s.Validate(doc)
}

// TestSchema: what is accepted here is what the schema allows; what the schema refuses is
// refused here. (The rest is what a schema cannot say: bytes, sums, base64 of what.)
func TestSchema(t *testing.T) {
	s := schema(t)
	m := full(t)
	data, err := m.encode()
	if err != nil {
		t.Fatal(err)
	}
	if err := valid(s, data); err != nil {
		t.Fatal(err)
	}
	accepted := 0
	rapid.Check(t, func(t *rapid.T) {
		var doc map[string]any
		if err := json.Unmarshal(data, &doc); err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(0, 2).Draw(t, "changes") {
			mutate(t, doc)
		}
		changed, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		_, ours := decodeMetadata(changed)
		theirs := valid(s, changed)
		if ours == nil && theirs != nil {
			t.Fatalf("%s is accepted, and not by the schema: %v", changed, theirs)
		}
		if ours == nil {
			accepted++
		}
	})
	if accepted == 0 {
		t.Error("nothing was accepted")
	}
}

// TestExample: the example of spec/listing.md is a document.
func TestExample(t *testing.T) {
	page, err := os.ReadFile("../spec/listing.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(page), "\n    {\n")
	example, _, ends := strings.Cut(after, "\n    }\n")
	if !found || !ends {
		t.Fatal("there is no example")
	}
	example = "{" + example + "}"
	if _, err := decodeMetadata([]byte(example)); err != nil {
		t.Error(err)
	}
	if err := valid(schema(t), []byte(example)); err != nil {
		t.Error(err)
	}
}

// mutate changes one value somewhere in a document.
func mutate(t *rapid.T, v any) {
	value := func() any {
		return rapid.OneOf(
			rapid.SampledFrom([]any{"", ".", "..", "a/b", "a\\b", "x y", "text/plain", "https://a.example/", "file", "secret", "\u2028", "\u202e", "\n", "AAAA", "AA==", "é", "pt",
				strings.Repeat("x", 41), strings.Repeat("é", 100), strings.Repeat("x", 256), []any{}, map[string]any{}, []any{"a"}, []any{"a", "a"}, true}),
			rapid.Map(rapid.SampledFrom([]float64{-1, 0, 1, 1.5, 2, 1000, 65536, 65537, maxSize, maxSize + 1}), func(f float64) any { return f }),
			rapid.Map(rapid.String(), func(s string) any { return s }),
		).Draw(t, "value")
	}
	switch v := v.(type) {
	case map[string]any:
		if len(v) == 0 {
			return
		}
		key := rapid.SampledFrom(sorted(v)).Draw(t, "key")
		switch rapid.IntRange(0, 3).Draw(t, "how") {
		case 0:
			delete(v, key)
		case 1:
			v[key] = value()
		default:
			if scalar(v[key]) {
				v[key] = value()
			} else {
				mutate(t, v[key])
			}
		}
	case []any:
		if len(v) == 0 {
			return
		}
		i := rapid.IntRange(0, len(v)-1).Draw(t, "index")
		if scalar(v[i]) || rapid.Bool().Draw(t, "whole") {
			v[i] = value()
		} else {
			mutate(t, v[i])
		}
	}
}

func scalar(v any) bool {
	switch v.(type) {
	case map[string]any, []any:
		return false
	}
	return true
}

func sorted(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

// TestDocumentVectors reads vectors/listing: documents as they are stored, the link that
// leads there, and what is read.
func TestDocumentVectors(t *testing.T) {
	s := schema(t)
	vectors.Each(t, "listing/document", func(t *testing.T, v vectors.Vector) {
		var in struct {
			Stored vectors.Hex
			Link   string
		}
		v.In(t, &in)
		link, err := ParseLink(in.Link)
		if err != nil {
			t.Fatal(err)
		}
		m, err := readDocument(in.Stored, link)
		switch {
		case v.Expect == "unlisted" && errors.Is(err, ErrUnlisted), v.Expect == "other-key" && errors.Is(err, ErrOtherKey), v.Expect == "malformed" && err != nil:
			return
		case err != nil || !v.OK():
			t.Fatalf("%v; want %s", err, v.Expect)
		}
		var out struct{ Document json.RawMessage }
		v.Out(t, &out)
		if err := valid(s, out.Document); err != nil {
			t.Error(err)
		}
		var want Metadata
		if err := json.Unmarshal(out.Document, &want); err != nil || !reflect.DeepEqual(*m, want) {
			t.Errorf("%+v, %v; want %+v", m, err, want)
		}
	})
	vectors.Each(t, "listing/seal", func(t *testing.T, v vectors.Vector) {
		var in struct {
			Document, Key, Asset, Salt vectors.Hex
		}
		v.In(t, &in)
		got, err := sealDocumentWith(in.Document, LinkKey(in.Key), common.Hash(in.Asset), [32]byte(in.Salt))
		if err != nil {
			t.Fatal(err)
		}
		var out struct{ Stored vectors.Hex }
		v.Out(t, &out)
		if !bytes.Equal(got, out.Stored) {
			t.Errorf("%x", got)
		}
	})
}

// FuzzMetadataIsSafe: what is accepted can be shown, obeys the schema, and is its own
// encoding's.
func FuzzMetadataIsSafe(f *testing.F) {
	s := schema(f)
	for _, m := range []Metadata{good(), full(f)} {
		seed, err := json.Marshal(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(seed)
	}
	f.Add([]byte("{}"))
	f.Add([]byte("null"))
	for _, v := range vectors.Load(f, "listing") {
		if v.Format == "listing/document" {
			var in struct{ Stored vectors.Hex }
			v.In(f, &in)
			f.Add([]byte(in.Stored))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := decodeMetadata(data)
		if err != nil {
			return
		}
		if strings.ContainsAny(m.Name+m.Title+m.Type, "\x00\x1b\n\r") || strings.ContainsAny(m.Name, `/\`) ||
			strings.ContainsFunc(m.Title+m.Name+m.Description+m.Licence, func(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }) {
			t.Fatalf("%+v", m)
		}
		if err := valid(s, data); err != nil {
			var syntax *jsonschema.ValidationError
			if errors.As(err, &syntax) {
				t.Fatalf("%s: %v", data, err)
			}
		}
		again, err := m.encode()
		if err != nil {
			return // larger, indented
		}
		back, err := decodeMetadata(again)
		if err != nil {
			t.Fatalf("%s: %v", again, err)
		}
		for _, m := range []*Metadata{m, back} { // an empty list is left out, and none is read
			if len(m.Contents) == 0 {
				m.Contents = nil
			}
			if len(m.Tags) == 0 {
				m.Tags = nil
			}
			if len(m.Links) == 0 {
				m.Links = nil
			}
		}
		if !reflect.DeepEqual(back, m) {
			t.Fatalf("%+v is %+v", m, back)
		}
	})
}

// FuzzSealedDocument: nothing opens but what was sealed, for that asset and key.
func FuzzSealedDocument(f *testing.F) {
	key, asset := LinkKey{1}, common.Hash{2}
	stored, err := sealDocumentWith([]byte(`{"a": 1}`), key, asset, [saltSize]byte{3}) // the same in every worker
	if err != nil {
		f.Fatal(err)
	}
	f.Add(stored)
	f.Add([]byte(unlistedMark))
	f.Add(stored[:len(stored)-1])
	f.Add(append([]byte("x"), stored...))
	f.Fuzz(func(t *testing.T, data []byte) {
		document, err := openDocument(data, key, asset)
		if err == nil && !bytes.Equal(data, stored) {
			t.Fatalf("%x opens as %q", data, document)
		}
		if _, err := readDocument(data, Link{Key: key, Asset: asset}); err == nil && unlisted(data) {
			t.Fatalf("%x is a document", data)
		}
	})
}

func TestSealedDocument(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		document := rapid.SliceOfN(rapid.Byte(), 0, 9000).Draw(t, "document")
		key, asset := LinkKey{1}, common.Hash{2}
		stored, err := sealDocument(document, key, asset)
		if err != nil {
			t.Fatal(err)
		}
		if len(stored)%unlistedBlock != len(unlistedMark)+saltSize+16 {
			t.Fatalf("%d bytes", len(stored))
		}
		got, err := openDocument(stored, key, asset)
		if err != nil || !bytes.Equal(bytes.TrimRight(got, " "), bytes.TrimRight(document, " ")) {
			t.Fatalf("%q, %v", got, err)
		}
		twice, err := sealDocument(document, key, asset)
		if err != nil || bytes.Equal(twice[len(unlistedMark):][:saltSize], stored[len(unlistedMark):][:saltSize]) {
			t.Fatal("a salt is used twice")
		}
		for what, open := range map[string]func() ([]byte, error){
			"another key":   func() ([]byte, error) { return openDocument(stored, LinkKey{2}, asset) },
			"another asset": func() ([]byte, error) { return openDocument(stored, key, common.Hash{3}) },
			"a flipped bit": func() ([]byte, error) {
				flipped := bytes.Clone(stored)
				flipped[rapid.IntRange(len(unlistedMark), len(stored)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
				return openDocument(flipped, key, asset)
			},
		} {
			if _, err := open(); !errors.Is(err, ErrOtherKey) {
				t.Fatalf("%s: %v", what, err)
			}
		}
	})
	if _, err := sealDocument(make([]byte, maxMetadata+1), LinkKey{1}, common.Hash{}); err == nil {
		t.Error("a document that is too large is sealed")
	}
	largest, err := sealDocument(make([]byte, maxMetadata), LinkKey{1}, common.Hash{})
	if err != nil || len(largest) != maxUnlisted {
		t.Errorf("%d bytes, %v", len(largest), err)
	}
}
