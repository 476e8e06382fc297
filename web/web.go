// Package web is the market page as it is built from src, for the gateway to serve. The page does
// all that needs trust in the browser: sealing, opening, and comparing what a gateway says with
// the chain.
package web

import (
	"embed"
	"io/fs"
)

// dist has one file in the repository, .keep, so that the package compiles before the page
// is built.
//
//go:embed all:dist
var dist embed.FS

// Files is the built page: index.html, config.json, and the files under assets that they lead to, each of
// which has a hash of its bytes in its name. Without index.html it has not been built (make web).
var Files = func() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // "dist" is a valid path
	}
	return files
}()
