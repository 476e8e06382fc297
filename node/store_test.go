package node

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"gocloud.dev/secrets/localsecrets"

	"github.com/latchkey-network/latchkey/crypto/group"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

var owner = storeOwner{ChainID: 31337, Committees: common.Address{1}, Operator: common.Address{2}}

// TestGuard guards the folders of tests, and TestGuard2 is another one: the libraries' own
// keeper, with a key in memory.
var TestGuard, TestGuard2 = KeyService(localsecrets.NewKeeper([32]byte{1})), KeyService(localsecrets.NewKeeper([32]byte{2}))

// open opens a folder until the end of the test, or until it is opened again.
func open(t testing.TB, dir string) *store {
	t.Helper()
	if s := opened[dir]; s != nil {
		s.close()
	}
	s, err := openStore(dir, owner, TestGuard)
	if err != nil {
		t.Fatal(err)
	}
	opened[dir] = s
	t.Cleanup(func() { s.close() })
	return s
}

var opened = make(map[string]*store)

// put writes an encrypted file with that content, whatever it is.
func put(t testing.TB, s *store, name, content string) {
	t.Helper()
	data, err := encrypt([]byte(content), s.identity.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.dir, name), data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// goodEpoch is a key share of a committee of one: x, and the keys that fit it.
func goodEpoch(t testing.TB) *epochState {
	t.Helper()
	x := group.RandomScalar()
	X := group.NewPoint().BaseMult(x)
	list := &quorum.KeyList{T: 1, X: X, Members: []*group.Point{X}}
	session := [32]byte{1, 2, 3}
	hash, err := list.Hash(session)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := quorum.EncodeKeys(terms.Domain{ChainID: *uint256.NewInt(31337)}, *uint256.NewInt(1), 1, session, list)
	if err != nil {
		t.Fatal(err)
	}
	return &epochState{Format: storeFormat, Attempt: 1, Index: 1, Share: hex.EncodeToString(x.Bytes()), Hash: hex.EncodeToString(hash[:]), Keys: keys}
}

func TestStoreKeepsWhatItIsGiven(t *testing.T) {
	// A folder with characters that have a meaning in patterns.
	dir := filepath.Join(t.TempDir(), "a [node] * ?")
	s := open(t, dir)
	id := *uint256.NewInt(7)
	want := goodEpoch(t)
	if err := s.write(epochFile(id, 3), want); err != nil {
		t.Fatal(err)
	}
	if err := s.write(attemptFile(id, 4, 2), &attemptState{Format: storeFormat, Key: "00", Dealing: "11"}); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	ids, err := s.committees()
	if err != nil || len(ids) != 1 || ids[0] != id {
		t.Fatalf("committees %v, %v", ids, err)
	}
	epochs, err := s.epochs(id)
	if err != nil || len(epochs) != 1 || epochs[3] == nil || epochs[3].Share != want.Share {
		t.Fatalf("epochs %v, %v", epochs, err)
	}
	if _, err := epochs[3].held(3); err != nil {
		t.Error(err)
	}
	attempts, err := s.attempts(id)
	if err != nil || len(attempts) != 1 || attempts[0] != (number{4, 2}) {
		t.Fatalf("attempts %v, %v", attempts, err)
	}
	state, err := s.attempt(id, 4, 2)
	if err != nil || state == nil || state.Dealing != "11" {
		t.Errorf("attempt %v, %v", state, err)
	}
	if state, err := s.attempt(id, 4, 1); state != nil || err != nil {
		t.Errorf("attempt that is not there: %v, %v", state, err)
	}
	if err := s.erase(attemptFile(id, 4, 2)); err != nil {
		t.Error(err)
	}
	if err := s.erase(attemptFile(id, 4, 2)); err != nil {
		t.Errorf("erasing what is not there: %v", err)
	}
	if state, err := s.attempt(id, 4, 2); state != nil || err != nil {
		t.Errorf("attempt that was erased: %v, %v", state, err)
	}
}

func TestStoreOfAnotherNodeIsRefused(t *testing.T) {
	dir := t.TempDir()
	open(t, dir)
	for _, other := range []storeOwner{
		{ChainID: 1, Committees: owner.Committees, Operator: owner.Operator},
		{ChainID: owner.ChainID, Committees: common.Address{9}, Operator: owner.Operator},
		{ChainID: owner.ChainID, Committees: owner.Committees, Operator: common.Address{9}},
	} {
		if _, err := openStore(dir, other, TestGuard); err == nil || !strings.Contains(err.Error(), "holds the state of operator "+owner.Operator.Hex()) {
			t.Errorf("owner %+v: %v", other, err)
		}
	}
}

// What a crash leaves of a file that was being written or erased is erased at the next
// start: it holds secrets.
func TestStoreErasesWhatACrashLeft(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	id := *uint256.NewInt(7)
	if err := s.write(epochFile(id, 1), goodEpoch(t)); err != nil {
		t.Fatal(err)
	}
	left := []string{".node.json.123", "committee-7/.attempt-1-1.age.99", "committee-7/.erased-attempt-1-1.age"}
	for _, name := range left {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("secret"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	other := filepath.Join(dir, "committee-x")
	if err := os.Mkdir(other, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(other, ".mine"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	for _, name := range left {
		if _, err := os.Stat(filepath.Join(dir, name)); !os.IsNotExist(err) {
			t.Errorf("%s is still there (%v)", name, err)
		}
	}
	if _, err := os.Stat(filepath.Join(other, ".mine")); err != nil {
		t.Error("a file that is not the node's was erased")
	}
	if epochs, err := s.epochs(id); err != nil || len(epochs) != 1 {
		t.Errorf("epochs %v, %v", epochs, err)
	}
}

// TestEraseShare: the operator's own erasure takes just that share, and is refused for a folder of
// another network, and while a node may write to it.
func TestEraseShare(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	id := *uint256.NewInt(7)
	for epoch := range uint64(3) {
		if err := s.write(epochFile(id, epoch+1), goodEpoch(t)); err != nil {
			t.Fatal(err)
		}
	}
	erase := func(chainID, epoch uint64) error { return EraseShare(dir, chainID, owner.Committees, 7, epoch) }
	if err := erase(owner.ChainID, 2); err == nil || !strings.Contains(err.Error(), "in use by") {
		t.Errorf("erased beside a node: %v", err)
	}
	s.close()
	if err := erase(owner.ChainID+1, 2); err == nil || !strings.Contains(err.Error(), "give this node another folder") {
		t.Errorf("erased for another chain: %v", err)
	}
	if err := EraseShare(dir, owner.ChainID, common.Address{9}, 7, 2); err == nil {
		t.Error("erased for another contract")
	}
	if err := EraseShare(filepath.Join(dir, "nowhere"), owner.ChainID, owner.Committees, 7, 2); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	for _, want := range []error{nil, fs.ErrNotExist} {
		if err := erase(owner.ChainID, 2); !errors.Is(err, want) {
			t.Errorf("error %v, want %v", err, want)
		}
	}
	names, err := s.names(committeeDir(id))
	if want := []string{"epoch-1.age", "epoch-3.age"}; err != nil || !slices.Equal(names, want) {
		t.Errorf("left: %q, %v; want %q", names, err, want)
	}
	if held, err := open(t, dir).epochs(id); err != nil || len(held) != 2 {
		t.Errorf("%d shares are held, %v", len(held), err)
	}
}

// Whenever a write fails, the old content stays and nothing else is left; afterwards, the
// store works again.
func TestStoreOnAFullDisk(t *testing.T) {
	const child = "LATCHKEY_TEST_FULL_DISK"
	if dir := os.Getenv(child); dir != "" {
		s := open(t, dir)
		signal.Ignore(syscall.SIGXFSZ)
		// No file can grow over 16 bytes from here on, as on a disk that is full.
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 16, Max: 16}); err != nil {
			t.Fatal(err)
		}
		err := s.write(epochFile(*uint256.NewInt(7), 1), goodEpoch(t))
		if err == nil || !strings.Contains(err.Error(), `writing "committee-7/epoch-1.age"`) {
			t.Fatalf("write: %v", err)
		}
		return
	}
	dir := t.TempDir()
	s := open(t, dir)
	want := goodEpoch(t)
	if err := s.write(epochFile(*uint256.NewInt(7), 1), want); err != nil {
		t.Fatal(err)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestStoreOnAFullDisk$")
	cmd.Env = append(os.Environ(), child+"="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var names []string
	filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, filepath.Base(path))
		}
		return err
	})
	if fmt.Sprint(names) != "[epoch-1.age identity.kms lock node.json]" {
		t.Errorf("the folder holds %v", names)
	}
	epochs, err := s.epochs(*uint256.NewInt(7))
	if err != nil || epochs[1] == nil || epochs[1].Share != want.Share {
		t.Errorf("the old content is gone: %v", err)
	}
}

func TestDamagedFilesAreNamed(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	id := *uint256.NewInt(7)
	for name, damaged := range map[string]string{
		"nothing": "", "no JSON": "{", "another format": `{"format": 1}`, "no format": `{}`, "text": `"x"`,
		"wrong type": `{"format": 2, "file": "committee-7/epoch-1.age", "share": 7}`, "zeros": "\x00\x00\x00",
		"no name": `{"format": 2}`, "another name": `{"format": 2, "file": "committee-7/epoch-2.age"}`,
	} {
		if err := s.write(epochFile(id, 1), goodEpoch(t)); err != nil {
			t.Fatal(err)
		}
		put(t, s, epochFile(id, 1), damaged)
		_, err := s.epochs(id)
		if err == nil || !strings.Contains(err.Error(), "committee-7/epoch-1.age") || !strings.Contains(err.Error(), "backup") {
			t.Errorf("%s: %v", name, err)
		}
		// The same in the clear, which is no age file.
		if err := os.WriteFile(filepath.Join(dir, epochFile(id, 1)), []byte(damaged), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.epochs(id); err == nil || !strings.Contains(err.Error(), "committee-7/epoch-1.age") || !strings.Contains(err.Error(), "backup") {
			t.Errorf("%s, in the clear: %v", name, err)
		}
	}
	// Any byte of the file, and any length.
	if err := s.write(epochFile(id, 1), goodEpoch(t)); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(filepath.Join(dir, epochFile(id, 1)))
	if err != nil {
		t.Fatal(err)
	}
	for i := range good {
		flipped := bytes.Clone(good)
		flipped[i] ^= 1
		for _, bad := range [][]byte{flipped, good[:i]} {
			if err := os.WriteFile(filepath.Join(dir, epochFile(id, 1)), bad, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := s.epochs(id); err == nil {
				t.Fatalf("byte %d of %d: damage was not noticed", i, len(good))
			}
		}
	}
}

// FuzzStoreRefusesDamage: what a key share's file holds, however it is damaged, is either
// refused in words that do not quote it, or it is the share that fits its public key.
func FuzzStoreRefusesDamage(f *testing.F) {
	epoch := goodEpoch(f)
	epoch.File = "committee-1/epoch-1.age"
	good, err := json.MarshalIndent(epoch, "", "\t")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:len(good)/2])
	for _, change := range [][2]string{
		{`"index": 1`, `"index": 0`}, {`"index": 1`, `"index": 2`}, {`"index": 1`, `"index": -1`}, {`"t": 1`, `"t": 0`}, {`"t": 1`, `"t": 2`},
		{`"n": 1`, `"n": 0`}, {`"share": "`, `"share": "0`}, {`"share": "`, `"Share": "`}, {`"format": 2`, `"format": 1`}, {`"file": "committee-1`, `"file": "committee-2`}, {`"hash": "`, `"hash": "f`},
		{`"keys": [`, `"keys": ["02",`}, {`"publicKey": "0`, `"publicKey": "1`}, {`"session": "0`, `"session": "1`},
	} {
		f.Add(bytes.Replace(good, []byte(change[0]), []byte(change[1]), 1))
	}
	f.Add([]byte(`{"format":2}`))
	f.Add([]byte(`{"format":2,"file":"committee-1/epoch-1.age","share":"` + strings.Repeat("00", 32) + `","keys":{"t":0,"n":0,"keys":[]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var h *held
		e := new(epochState)
		err := decodeSecret(epochFile(*uint256.NewInt(1), 1), data, e)
		if err == nil {
			h, err = e.held(1)
		}
		if err != nil {
			if len(err.Error()) > 500 {
				t.Errorf("an error of %d bytes", len(err.Error()))
			}
			return
		}
		if !group.NewPoint().BaseMult(h.x).Equal(h.keys.Key(h.index)) {
			t.Error("a share that does not fit its public key was taken")
		}
	})
}
