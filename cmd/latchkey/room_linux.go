package main

import (
	"path/filepath"

	"golang.org/x/sys/unix"
)

// roomFor says how many bytes there is room for beside an output of that name; ok is false if nobody knows.
func roomFor(name string) (bytes int64, ok bool) {
	var s unix.Statfs_t
	if err := unix.Statfs(filepath.Dir(name), &s); err != nil || s.Blocks == 0 { // some file systems do not count
		return 0, false
	}
	return int64(s.Bavail) * s.Bsize, true
}
