//go:build chaos

package node

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// A build with the tag chaos counts the steps that this process takes, from 1, and does
// something else at some of them, which the environment names:
//
//	LATCHKEY_CHAOS=kill@N    the process ends, by SIGKILL, before the step is done
//	LATCHKEY_CHAOS=lost@N    the step is not done, and an error is reported
//	LATCHKEY_CHAOS=lied@N    the step is done, and an error is reported
//	LATCHKEY_CHAOS_LOG=file  each step's number and name is appended to it
//
// Instead of a number there can be a step's name, which is the first step of that name:
// kill@sent:join. Several faults have spaces between them.
//
// Steps of a message come in pairs: "send:PHASE", and "sent:PHASE" once it was sent and
// before anything of that is noted. Those of files are named in store.go.
type faults struct {
	mu    sync.Mutex
	count int
	plan  []fault // those to come
	log   *os.File
}

type fault struct{ kind, at string }

var chaos faults

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
func (f *faults) set(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.count, f.plan = 0, nil
	for _, word := range strings.Fields(text) {
		kind, at, _ := strings.Cut(word, "@")
		if at == "" || kind != "kill" && kind != "lost" && kind != "lied" {
			panic(fmt.Sprintf("LATCHKEY_CHAOS=%q: want kill@N, lost@N or lied@N", text))
		}
		f.plan = append(f.plan, fault{kind, at})
	}
}

// next counts a step and returns what is to happen at it: "", "lost" or "lied".
func (f *faults) next(name string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.count++
	if f.log != nil {
		fmt.Fprintln(f.log, f.count, name)
	}
	i := slices.IndexFunc(f.plan, func(p fault) bool { return p.at == name || p.at == strconv.Itoa(f.count) })
	if i < 0 {
		return ""
	}
	kind := f.plan[i].kind
	f.plan = slices.Delete(f.plan, i, i+1)
	if kind == "kill" {
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // until it arrives
	}
	return kind
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
