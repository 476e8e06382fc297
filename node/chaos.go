//go:build chaos

package node

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// A build with the tag chaos counts the steps that this process takes, from 1, and does
// something else at one of them, which the environment names:
//
//	LATCHKEY_CHAOS=kill@N    the process ends, by SIGKILL, before the step is done
//	LATCHKEY_CHAOS=lost@N    the step is not done, and an error is reported
//	LATCHKEY_CHAOS=lied@N    the step is done, and an error is reported
//	LATCHKEY_CHAOS_LOG=file  each step's number and name is appended to it
//
// Steps of a message come in pairs: "send:PHASE", and "sent:PHASE" once it was sent and
// before anything of that is noted.
type fault struct {
	mu    sync.Mutex
	count int
	kind  string
	at    int
	log   *os.File
}

var chaos fault

var readChaos = sync.OnceFunc(func() {
	chaos.set(os.Getenv("LATCHKEY_CHAOS"))
	if path := os.Getenv("LATCHKEY_CHAOS_LOG"); path != "" {
		var err error
		if chaos.log, err = os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
			panic(err)
		}
	}
})

// set begins to count anew. An empty text is no fault.
func (f *fault) set(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.count, f.kind, f.at = 0, "", 0
	if text == "" {
		return
	}
	kind, digits, _ := strings.Cut(text, "@")
	at, err := strconv.Atoi(digits)
	if err != nil || at < 1 || kind != "kill" && kind != "lost" && kind != "lied" {
		panic(fmt.Sprintf("LATCHKEY_CHAOS=%q: want kill@N, lost@N or lied@N", text))
	}
	f.kind, f.at = kind, at
}

// next counts a step and returns what is to happen at it: "", "lost" or "lied".
func (f *fault) next(name string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.count++
	if f.log != nil {
		fmt.Fprintln(f.log, f.count, name)
	}
	if f.count != f.at {
		return ""
	}
	if f.kind == "kill" {
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // until it arrives
	}
	return f.kind
}

// errChaos is what a step that was made to fail reports.
var errChaos = errors.New("input/output error, on purpose")

func step(name string, do func() error) error {
	readChaos()
	switch chaos.next(name) {
	case "lost":
		return errChaos
	case "lied":
		do()
		return errChaos
	}
	return do()
}
