//go:build chaos

package node

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The play's secrets, the same in each run. A share of each epoch, two join keys, and what
// stands for a dealing: as secret as its polynomial until it is sent.
var (
	playShares  = [][]byte{bytes.Repeat([]byte{0xa1, 0x5e}, 16), bytes.Repeat([]byte{0xa2, 0x5f}, 16)}
	playKeys    = [][]byte{bytes.Repeat([]byte{0xb1, 0x6e}, 16), bytes.Repeat([]byte{0xb2, 0x6f}, 16)}
	playDealing = bytes.Repeat([]byte{0xc1, 0x7e}, 300)
)

const playPassphrase = "a passphrase of the play"

// folder is what a folder holds, by name: a fingerprint of each secret.
type folder map[string]string

func (f folder) String() string { return fmt.Sprint(map[string]string(f)) }

func playWrite(epoch bool, number uint64, dealing bool) func(*store) error {
	return func(s *store) error {
		if epoch {
			return s.write(epochFile(seven, number), &epochState{Share: hex.EncodeToString(playShares[number-1])})
		}
		a := &attemptState{Key: hex.EncodeToString(playKeys[number-1])}
		if dealing {
			a.Dealing = hex.EncodeToString(playDealing)
		}
		return s.write(attemptFile(seven, number, 1), a)
	}
}

// play is a sequence of acts on one folder, the life of a share: made, replaced and erased,
// and the folder's guard changed on the way. Its after is what the folder holds when the act is done.
var play = []struct {
	name  string
	do    func(*store) error
	guard *Guard // the act is a rekey to it
	after folder
}{
	{name: "a key", do: playWrite(false, 1, false), after: folder{"attempt-1-1.age": "key"}},
	{name: "a dealing", do: playWrite(false, 1, true), after: folder{"attempt-1-1.age": "dealing"}},
	{name: "a share", do: playWrite(true, 1, false), after: folder{"attempt-1-1.age": "dealing", "epoch-1.age": "share"}},
	{name: "the key is erased", do: func(s *store) error { return s.erase(attemptFile(seven, 1, 1)) }, after: folder{"epoch-1.age": "share"}},
	{name: "to a passphrase", guard: &playGuards[1], after: folder{"epoch-1.age": "share"}},
	{name: "to another passphrase", guard: &playGuards[2], after: folder{"epoch-1.age": "share"}},
	{name: "another key", do: playWrite(false, 2, true), after: folder{"epoch-1.age": "share", "attempt-2-1.age": "dealing"}},
	{name: "another share", do: playWrite(true, 2, false), after: folder{"epoch-1.age": "share", "attempt-2-1.age": "dealing", "epoch-2.age": "share"}},
	{name: "the other key is erased", do: func(s *store) error { return s.erase(attemptFile(seven, 2, 1)) }, after: folder{"epoch-1.age": "share", "epoch-2.age": "share"}},
	{name: "the old share is erased", do: func(s *store) error { return s.erase(epochFile(seven, 1)) }, after: folder{"epoch-2.age": "share"}},
	{name: "to a key service", guard: &playGuards[0], after: folder{"epoch-2.age": "share"}},
}

var playGuards = []Guard{TestGuard, quick(playPassphrase), quick(playPassphrase + ", new")}

// perform plays on a new folder, and returns the number of acts that were done, -1 if not
// even the folder could be opened; curtain is called after each.
func perform(dir string, curtain func(done int)) (done int, err error) {
	guard := playGuards[0]
	s, err := openStore(dir, owner, guard)
	if err != nil {
		return -1, err
	}
	defer func() { s.close() }()
	curtain(0)
	for i, a := range play {
		if a.guard == nil {
			err = a.do(s)
		} else if err = s.close(); err == nil {
			if err = Rekey(dir, guard, *a.guard); err == nil {
				guard = *a.guard
				var again *store
				if again, err = openStore(dir, owner, guard); err == nil {
					s = again
				}
			}
		}
		if err != nil {
			return i, err
		}
		curtain(i + 1)
	}
	return len(play), nil
}

// look opens the folder after a performance that was cut short, and returns what it holds.
func look(t *testing.T, dir string) (folder, error) {
	var s *store
	err := errors.New("no guard")
	for _, g := range playGuards {
		if s, err = openStore(dir, owner, g); err == nil {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	defer s.close()
	holds := make(folder)
	names, err := s.names(committeeDir(seven))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		var epoch uint64
		if _, err := fmt.Sscanf(name, "attempt-%d-1.age", &epoch); err != nil {
			continue
		}
		a, err := s.attempt(seven, epoch, 1)
		if err != nil {
			return nil, err
		}
		what := "garbage"
		if a.Key == hex.EncodeToString(playKeys[epoch-1]) {
			switch a.Dealing {
			case "":
				what = "key"
			case hex.EncodeToString(playDealing):
				what = "dealing"
			}
		}
		holds[name] = what
	}
	epochs, err := s.epochs(seven)
	if err != nil {
		return nil, err
	}
	for n, e := range epochs {
		what := "garbage"
		if e.Share == hex.EncodeToString(playShares[n-1]) {
			what = "share"
		}
		holds[filepath.Base(epochFile(seven, n))] = what
	}
	// Nothing else lies there.
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch name := d.Name(); name {
		case "node.json", "lock", "identity.age", "identity.kms":
		default:
			if holds[name] == "" {
				t.Errorf("the folder holds %q", name)
			}
		}
		return nil
	})
	one, two := exists(dir, passphraseFile), exists(dir, serviceFile)
	if one == two {
		t.Errorf("%s is there: %v, %s: %v", passphraseFile, one, serviceFile, two)
	}
	return holds, err
}

func exists(dir, name string) bool {
	_, err := os.Lstat(filepath.Join(dir, name))
	return err == nil
}

// scan looks for secrets in the clear in everything that lies in a folder.
func scan(t *testing.T, dir string) {
	secrets := append(append([][]byte{playDealing[:16], []byte(playPassphrase), []byte("AGE-SECRET-KEY")}, playShares...), playKeys...)
	filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Error(err)
		}
		lower := bytes.ToLower(data)
		for _, secret := range secrets {
			half := secret[:len(secret)/2]
			for _, form := range [][]byte{half, []byte(hex.EncodeToString(half)), []byte(base64.RawStdEncoding.EncodeToString(secret)[:8])} {
				if bytes.Contains(data, form) || bytes.Contains(lower, form) {
					t.Errorf("%s holds a secret", path)
				}
			}
		}
		return nil
	})
}

// judge checks a folder after a performance that was cut short after so many acts: it
// holds what it held before the act that was cut short, or what it would have held after.
func judge(t *testing.T, dir string, done int) {
	t.Helper()
	scan(t, dir)
	holds, err := look(t, dir)
	if err != nil {
		t.Errorf("after %d acts: %v", done, err)
		return
	}
	before := folder{}
	if done > 0 {
		before = play[done-1].after
	}
	after := before
	if done >= 0 && done < len(play) {
		after = play[done].after
	}
	if got := holds.String(); got != before.String() && got != after.String() {
		t.Errorf("after %d acts the folder holds %v, want %v or %v", done, holds, before, after)
	}
	scan(t, dir)
	// And it works, from where it is to the end.
	s, err := openStore(dir, owner, playGuards[0])
	for _, g := range playGuards[1:] {
		if err != nil {
			s, err = openStore(dir, owner, g)
		}
	}
	if err != nil {
		t.Error(err)
		return
	}
	defer s.close()
	for _, a := range play[max(done, 0):] {
		if a.do == nil {
			continue
		}
		if err := a.do(s); err != nil {
			t.Errorf("%s, in the end: %v", a.name, err)
		}
	}
}

// points plays once undisturbed, and returns how many steps it takes.
func points(t *testing.T) int {
	chaos.set("")
	dir := filepath.Join(t.TempDir(), "node")
	done, err := perform(dir, func(int) {})
	if err != nil || done != len(play) {
		t.Fatal(done, err)
	}
	n := chaos.count
	judge(t, dir, done)
	if n < 60 {
		t.Fatalf("%d steps: this test tests little", n)
	}
	return n
}

// Every write and every erasure fails at every step, in both ways: the step is not done, or
// it is done and reported as if it was not. The performance ends there, as a node does.
func TestChaosFailures(t *testing.T) {
	readChaos()
	n := points(t)
	for _, kind := range []string{"lost", "lied"} {
		for at := 1; at <= n; at++ {
			dir := filepath.Join(t.TempDir(), "node")
			chaos.set(fmt.Sprintf("%s@%d", kind, at))
			done, err := perform(dir, func(int) {})
			if !errors.Is(err, errChaos) {
				t.Errorf("%s@%d: %d acts were done, %v", kind, at, done, err)
			}
			chaos.set("")
			judge(t, dir, done)
			if t.Failed() {
				t.Fatalf("%s@%d", kind, at)
			}
		}
	}
	t.Logf("%d steps, each failed in two ways", n)
}

// The process is killed before every step.
func TestChaosKill(t *testing.T) {
	const child = "LATCHKEY_TEST_CHAOS_DIR"
	readChaos()
	if dir := os.Getenv(child); dir != "" {
		if _, err := perform(dir, func(done int) { os.Stdout.WriteString(".") }); err != nil {
			t.Fatal(err)
		}
		return
	}
	n := points(t)
	for at := 1; at <= n; at++ {
		dir := filepath.Join(t.TempDir(), "node")
		cmd := exec.Command(os.Args[0], "-test.run=^TestChaosKill$")
		cmd.Env = append(os.Environ(), child+"="+dir, fmt.Sprintf("LATCHKEY_CHAOS=kill@%d", at))
		out, err := cmd.Output()
		if err == nil || !strings.Contains(err.Error(), "killed") {
			t.Fatalf("kill@%d: %v\n%s", at, err, out)
		}
		judge(t, dir, strings.Count(string(out), ".")-1)
		if t.Failed() {
			t.Fatalf("kill@%d, after %d acts", at, len(out)-1)
		}
	}
	t.Logf("killed at each of %d steps", n)
}

// SetChaos plans faults, as LATCHKEY_CHAOS does, and ChaosIsOver says whether all came.
func SetChaos(text string) { readChaos(); chaos.set(text) }

func ChaosIsOver() bool {
	chaos.mu.Lock()
	defer chaos.mu.Unlock()
	return len(chaos.plan) == 0
}
