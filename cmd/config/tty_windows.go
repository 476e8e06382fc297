package config

// terminalNames are the devices of the console that the process belongs to.
func terminalNames() (in, out string) { return "CONIN$", "CONOUT$" }
