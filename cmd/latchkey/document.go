package main

import (
	"strings"

	"github.com/latchkey-network/latchkey/market"
)

// showDocument writes what a listing's document tells besides title and file.
func showDocument(row func(what, format string, args ...any), m *market.Metadata) {
	if m.Kind == market.KindSecret {
		row("kind", "a secret, such as a URL or an API key")
	}
	if m.Kind == market.KindArchive {
		const shown = 20
		var lines []string
		for _, e := range m.Contents[:min(len(m.Contents), shown)] {
			lines = append(lines, oneLine(e.Name)+", "+size(e.Size))
		}
		if m.Files > int64(len(lines)) {
			lines = append(lines, "..")
		}
		row("contents", "%d files\n%s", m.Files, strings.Join(lines, "\n"))
	}
	if p := m.Preview; p != nil {
		if p.Type == "text/plain" {
			row("preview", "%s", p.Text)
		} else {
			row("preview", "%s", p.Type)
		}
	}
	if m.Licence != "" {
		row("licence", "%s", m.Licence)
	}
	if m.Language != "" {
		row("language", "%s", oneLine(m.Language))
	}
	if len(m.Tags) > 0 {
		row("tags", "%s", oneLine(strings.Join(m.Tags, ", ")))
	}
	for _, l := range m.Links {
		row("see", "%s: %s", oneLine(l.Title), oneLine(l.URL))
	}
}
