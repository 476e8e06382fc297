// Package latchkey is the root of the tree: README.md says what Latchkey is and where to
// find what. It has no code but the README itself, which the demo sells.
package latchkey

import _ "embed"

// README is the project's README.md.
//
//go:embed README.md
var README []byte
