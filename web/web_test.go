package web

import (
	"crypto/sha512"
	"encoding/base64"
	"io/fs"
	"regexp"
	"strings"
	"testing"
)

// What the repository has is what compiles: a clone without npm.
func TestKeep(t *testing.T) {
	if _, err := fs.Stat(Files, ".keep"); err != nil {
		t.Fatal(err)
	}
}

var (
	tag       = regexp.MustCompile(`<(script|link|style|img|iframe)\b[^>]*>`)
	attribute = regexp.MustCompile(`\b(src|href|integrity|rel)="([^"]*)"`)
	handlers  = regexp.MustCompile(`\son[a-z]+=|\sstyle=|javascript:`)
)

// The built page names files of its own alone, by relative paths, with the hash of what is there, and has no script or
// style inside.
func TestPage(t *testing.T) {
	html, err := fs.ReadFile(Files, "index.html")
	if err != nil {
		t.Skip("the page is not built: make web")
	}
	if found := handlers.FindString(string(html)); found != "" {
		t.Errorf("the page has %q", found)
	}
	scripts := 0
	for _, tag := range tag.FindAllString(string(html), -1) {
		has := make(map[string]string)
		for _, a := range attribute.FindAllStringSubmatch(tag, -1) {
			has[a[1]] = a[2]
		}
		file, relative := strings.CutPrefix(has["src"]+has["href"], "./")
		if !relative {
			t.Errorf("%s does not name a file by a relative path", tag)
			continue
		}
		data, err := fs.ReadFile(Files, file)
		if err != nil {
			t.Errorf("%s: %v", tag, err)
			continue
		}
		if strings.HasPrefix(tag, "<script") {
			scripts++
		} else if has["rel"] != "stylesheet" && has["rel"] != "modulepreload" {
			continue
		}
		sum := sha512.Sum384(data)
		if want := "sha384-" + base64.StdEncoding.EncodeToString(sum[:]); has["integrity"] != want {
			t.Errorf("%s: the file's hash is %s", tag, want)
		}
	}
	if scripts != 1 {
		t.Errorf("the page has %d scripts", scripts)
	}
}
