//go:build !chaos

package node

// step does one step of a change of the folder, or sends one message. It is where the build
// with the tag chaos, which only tests use, makes the node crash or fail (chaos.go).
func step(_ string, do func() error) error { return do() }
