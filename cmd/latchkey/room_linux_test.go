package main

import (
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// TestRoomFor: the room is that of the folder of the output, whether the file is there or not; of no folder nothing is known.
func TestRoomFor(t *testing.T) {
	dir := t.TempDir()
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		t.Fatal(err)
	}
	if bytes, ok := roomFor(filepath.Join(dir, "new")); !ok || bytes < 0 || bytes > int64(s.Blocks)*s.Bsize {
		t.Errorf("room for %d bytes, %v, of %d", bytes, ok, int64(s.Blocks)*s.Bsize)
	}
	if bytes, ok := roomFor(filepath.Join(dir, "nowhere", "new")); ok {
		t.Errorf("there is room for %d bytes in a folder that is not there", bytes)
	}
}
