//go:build !linux

package main

// noCoreDumps does nothing: where core dumps are made at all, switch them off in the
// system.
func noCoreDumps() {}
