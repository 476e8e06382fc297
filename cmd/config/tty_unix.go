//go:build !windows

package config

// terminalNames are the devices of the terminal that the process belongs to.
func terminalNames() (in, out string) { return "/dev/tty", "/dev/tty" }
