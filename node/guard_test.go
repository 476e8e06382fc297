package node

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/chain"
)

// quick is a passphrase that costs no third of a second.
func quick(passphrase string) Guard { return Guard{passphrase: passphrase, factor: 10} }

// filled makes a folder under a guard that holds one key share, and closes it.
func filled(t testing.TB, g Guard) (dir string, share *epochState) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "node")
	s, err := openStore(dir, owner, g)
	if err != nil {
		t.Fatal(err)
	}
	share = goodEpoch(t)
	if err := s.write(epochFile(seven, 1), share); err != nil {
		t.Fatal(err)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	return dir, share
}

var seven = *uint256.NewInt(7)

// opens checks that a guard opens a folder, and the share in it.
func opens(t testing.TB, dir string, g Guard, share *epochState) {
	t.Helper()
	s, err := openStore(dir, owner, g)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	epochs, err := s.epochs(seven)
	if err != nil || epochs[1] == nil || epochs[1].Share != share.Share {
		t.Fatalf("epochs %v, %v", epochs, err)
	}
}

// refuses checks that a guard does not open a folder, in those words.
func refuses(t testing.TB, dir string, g Guard, words string) {
	t.Helper()
	s, err := openStore(dir, owner, g)
	if err == nil {
		s.close()
	}
	if err == nil || !strings.Contains(err.Error(), words) {
		t.Errorf("%v, want %q", err, words)
	}
}

// What stock age needs to read a backup: the passphrase, and the files.
func TestStockAgeReadsABackup(t *testing.T) {
	dir, share := filled(t, Passphrase("correct horse"))
	read := func(name string, with age.Identity) []byte {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		r, err := age.Decrypt(f, with)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		return plain
	}
	passphrase, err := age.NewScryptIdentity("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	identities, err := age.ParseIdentities(bytes.NewReader(read("identity.age", passphrase)))
	if err != nil || len(identities) != 1 {
		t.Fatal(identities, err)
	}
	var got epochState
	if err := json.Unmarshal(read("committee-7/epoch-1.age", identities[0]), &got); err != nil {
		t.Fatal(err)
	}
	if got.Share != share.Share || got.Format != 2 || got.File != "committee-7/epoch-1.age" {
		t.Errorf("%+v", got)
	}
	opens(t, dir, Passphrase("correct horse"), share)
}

// The example of spec/store.md opens, and is what it says it is.
func TestSpecExampleOpens(t *testing.T) {
	page, err := os.ReadFile("../spec/store.md")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(page), "\n    ", "\n")
	next := func(from, to string) string {
		i := strings.Index(text, from)
		if i < 0 {
			t.Fatalf("no %q", from)
		}
		j := strings.Index(text[i:], to) + len(to)
		found := text[i : i+j]
		text = text[i+j:]
		return found
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "committee-1"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"identity.age", "committee-1/attempt-1-1.age"} {
		data, err := io.ReadAll(armor.NewReader(strings.NewReader(next("-----BEGIN", "FILE-----\n") + next("", "FILE-----\n"))))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	s, err := openStore(dir, owner, Passphrase("correct horse battery staple"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	a, err := s.attempt(*uint256.NewInt(1), 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.MarshalIndent(a, "", "\t")
	if want := strings.TrimSpace(next("{", "}")); err != nil || string(got) != want {
		t.Errorf("%s, want %s (%v)", got, want, err)
	}
}

func TestOnlyItsGuardOpensAFolder(t *testing.T) {
	dir, share := filled(t, quick("correct"))
	for range 2 { // a refusal changes nothing
		refuses(t, dir, Guard{}, "nothing guards")
		refuses(t, dir, quick(""), "nothing guards")
		refuses(t, dir, quick("Correct"), "wrong passphrase")
		refuses(t, dir, TestGuard, "guarded by a passphrase")
		opens(t, dir, quick("correct"), share)
	}
	if _, err := openStore(dir, owner, quick("other")); !errors.Is(err, ErrPassphrase) {
		t.Error(err)
	}
	if kind, err := Guarded(dir); kind != "passphrase" || err != nil {
		t.Error(kind, err)
	}
	dir, share = filled(t, TestGuard)
	refuses(t, dir, TestGuard2, "key service")
	refuses(t, dir, quick("correct"), "guarded by a key service")
	opens(t, dir, TestGuard, share)
	if kind, err := Guarded(dir); kind != "key-service" || err != nil {
		t.Error(kind, err)
	}
	if _, err := Guarded(t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	// Damage of the identity, wherever it is.
	for _, g := range []Guard{quick("correct"), TestGuard} {
		dir, _ := filled(t, g)
		path := filepath.Join(dir, g.file())
		good, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(good); i += 7 {
			if err := os.WriteFile(path, good[:i], 0o600); err != nil {
				t.Fatal(err)
			}
			if s, err := openStore(dir, owner, g); err == nil {
				s.close()
				t.Fatalf("%s of %d bytes was taken", g.file(), i)
			} else if strings.Contains(err.Error(), "correct") {
				t.Errorf("the error tells the passphrase: %v", err)
			}
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		refuses(t, dir, g, "has no identity")
	}
}

func TestGuardIsNotPrinted(t *testing.T) {
	g := Passphrase("correct horse")
	text := fmt.Sprintf("%v %+v %#v %s %q %x %v %+v %#v", g, g, g, g, g, g, Config{Guard: g}, Config{Guard: g}, &g)
	if strings.Contains(text, "correct") || strings.Contains(text, hex.EncodeToString([]byte("correct"))) {
		t.Error(text)
	}
}

// A file under the name of another, and a file of another folder, are refused: an old
// attempt must not pass for a new one.
func TestFilesDoNotPassForOthers(t *testing.T) {
	dir, _ := filled(t, TestGuard)
	other, _ := filled(t, TestGuard)
	s := open(t, dir)
	for _, name := range []string{attemptFile(seven, 1, 1), attemptFile(seven, 1, 2), epochFile(*uint256.NewInt(8), 1)} {
		var v secret = &attemptState{Key: "00"}
		if strings.Contains(name, "epoch") {
			v = goodEpoch(t)
		}
		if err := s.write(name, v); err != nil {
			t.Fatal(err)
		}
	}
	move := func(from, to string) {
		data, err := os.ReadFile(from)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, to), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	move(filepath.Join(dir, attemptFile(seven, 1, 1)), attemptFile(seven, 1, 2))
	if _, err := s.attempt(seven, 1, 2); err == nil || !strings.Contains(err.Error(), "another file under that name") {
		t.Error(err)
	}
	move(filepath.Join(dir, epochFile(*uint256.NewInt(8), 1)), epochFile(seven, 1))
	if _, err := s.epochs(seven); err == nil || !strings.Contains(err.Error(), "another file under that name") {
		t.Error(err)
	}
	move(filepath.Join(other, epochFile(seven, 1)), epochFile(seven, 1))
	if _, err := s.epochs(seven); err == nil || !strings.Contains(err.Error(), "not of this node's folder") {
		t.Error(err)
	}
}

func TestRekey(t *testing.T) {
	guards := []Guard{quick("one"), quick("two"), TestGuard, TestGuard2}
	for _, from := range guards {
		for _, to := range guards {
			dir, share := filled(t, from)
			if err := Rekey(dir, from, to); err != nil {
				t.Fatal(err)
			}
			opens(t, dir, to, share)
			if to != from {
				if s, err := openStore(dir, owner, from); err == nil {
					s.close()
					t.Error("the old guard opens the folder")
				}
			}
			if _, err := os.Stat(filepath.Join(dir, to.other())); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s is still there", to.other())
			}
		}
	}
	dir, share := filled(t, quick("one"))
	if err := Rekey(dir, quick("two"), TestGuard); !errors.Is(err, ErrPassphrase) {
		t.Error(err)
	}
	if err := Rekey(dir, quick("one"), Guard{}); err == nil {
		t.Error("a guard that guards nothing was taken")
	}
	if err := Rekey(dir, quick("one"), KeyService(oneWay{})); err == nil || !strings.Contains(err.Error(), "denied") {
		t.Errorf("a key that may not decrypt: %v", err)
	}
	if err := Rekey(filepath.Join(dir, "nowhere"), quick("one"), TestGuard); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	s, err := openStore(dir, owner, quick("one"))
	if err != nil {
		t.Fatal(err)
	}
	if err := Rekey(dir, quick("one"), TestGuard); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("while a node runs: %v", err)
	}
	s.close()
	opens(t, dir, quick("one"), share)
}

// oneWay is a key that this account may encrypt under, and not decrypt.
type oneWay struct{}

func (oneWay) Encrypt(_ context.Context, plain []byte) ([]byte, error) {
	return bytes.Repeat([]byte{7}, len(plain)), nil
}
func (oneWay) Decrypt(context.Context, []byte) ([]byte, error) { return nil, errors.New("denied") }

// A rekey that was cut short leaves both identities. Whichever opens the folder next stays.
func TestRekeyThatWasCutShort(t *testing.T) {
	for _, first := range []bool{true, false} {
		dir, share := filled(t, quick("one"))
		old, err := os.ReadFile(filepath.Join(dir, passphraseFile))
		if err != nil {
			t.Fatal(err)
		}
		if err := Rekey(dir, quick("one"), TestGuard); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, passphraseFile), old, 0o600); err != nil {
			t.Fatal(err)
		}
		stays, goes := quick("one"), TestGuard
		if !first {
			stays, goes = goes, stays
		}
		opens(t, dir, stays, share)
		refuses(t, dir, goes, "guarded by")
	}
	// Unless it is the identity of another folder.
	dir, share := filled(t, quick("one"))
	other, _ := filled(t, TestGuard)
	foreign, err := os.ReadFile(filepath.Join(other, serviceFile))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, serviceFile), foreign, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	refuses(t, dir, TestGuard, "not of this node's folder")
	opens(t, dir, quick("one"), share)
}

func TestFoldersOfOtherFormats(t *testing.T) {
	for text, words := range map[string]string{
		`{"format": 1, "chainId": 31337}`: "in the clear", `{"format": 3}`: "start this node with the version that wrote it", `{}`: "damaged", `{"format": 2`: "damaged", ``: "damaged",
		`{"format": 2}`: "another folder",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, ownerFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		refuses(t, dir, TestGuard, words)
		if names, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(names) != 1 {
			t.Errorf("%s: the folder holds %v", text, names)
		}
	}
}

func TestOneProcessWrites(t *testing.T) {
	dir, share := filled(t, TestGuard)
	s := open(t, dir)
	refuses(t, dir, TestGuard, fmt.Sprintf("%q is in use by process \"%d\"", dir, os.Getpid()))
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{"write": s.write(epochFile(seven, 2), share), "erase": s.erase(epochFile(seven, 1))} {
		if !errors.Is(err, errReadOnly) {
			t.Errorf("%s after close: %v", what, err)
		}
	}
	opens(t, dir, TestGuard, share)
}

// A reader beside the process that writes finds each file whole or gone, and changes
// nothing.
func TestStoreIsReadBesideItsWriter(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "node")
	if _, err := openStoreReadOnly(dir, owner, TestGuard); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Error("it made the folder")
	}
	w := open(t, dir)
	if err := os.WriteFile(filepath.Join(dir, ".node.json.1"), nil, 0o600); err != nil { // as if it was being written
		t.Fatal(err)
	}
	r, err := openStoreReadOnly(dir, owner, TestGuard)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := openStoreReadOnly(dir, storeOwner{ChainID: 1}, TestGuard); err == nil || !strings.Contains(err.Error(), "another folder") {
		t.Error(err)
	}
	for what, err := range map[string]error{"write": r.write(epochFile(seven, 2), goodEpoch(t)), "erase": r.erase(ownerFile)} {
		if !errors.Is(err, errReadOnly) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if names, err := r.names("."); err != nil || fmt.Sprint(names) != "[.node.json.1 identity.kms lock node.json]" {
		t.Errorf("the folder holds %v, %v", names, err)
	}
	shares := map[string]bool{}
	states := []*epochState{goodEpoch(t), goodEpoch(t)}
	for _, s := range states {
		shares[s.Share] = true
	}
	ended := make(chan struct{})
	var writer sync.WaitGroup
	writer.Go(func() {
		defer close(ended)
		for i := range 200 {
			err := w.write(epochFile(seven, 1), states[i%2])
			if err == nil && i%3 == 2 {
				err = w.erase(epochFile(seven, 1))
			}
			if err != nil {
				t.Error(err)
				return
			}
		}
	})
	defer writer.Wait()
	for {
		epochs, err := r.epochs(seven)
		if err != nil {
			t.Fatal(err)
		}
		if e := epochs[1]; e != nil && !shares[e.Share] {
			t.Fatal("a share that was never written")
		}
		select {
		case <-ended:
			return
		default:
		}
	}
}

// A replica takes new shares and drops old ones while it runs; those that serve go on.
func TestReload(t *testing.T) {
	dir, _ := filled(t, TestGuard)
	s := open(t, dir)
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	mine := storeOwner{ChainID: 31337, Committees: owner.Committees, Operator: chain.WalletFromKey(key).Address()}
	data, err := json.Marshal(storeOwner{Format: 2, ChainID: mine.ChainID, Committees: mine.Committees, Operator: mine.Operator})
	if err == nil {
		err = s.replace(ownerFile, data)
	}
	if err != nil {
		t.Fatal(err)
	}
	n, err := New(Config{Chain: deafChain(t, "0x7a69"), Committees: mine.Committees, Operator: chain.WalletFromKey(key), Dir: dir, Guard: TestGuard, AnswerOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	n.activate(seven, 1, n.held[seven][1].hash)
	first := n.held[seven][1]
	if !first.active.Load() {
		t.Fatal("the share does not serve")
	}
	if err := s.write(epochFile(seven, 2), goodEpoch(t)); err != nil {
		t.Fatal(err)
	}
	if err := n.reload(); err != nil {
		t.Fatal(err)
	}
	if n.held[seven][1] != first || n.held[seven][2] == nil || n.held[seven][2].active.Load() || fmt.Sprint(n.waiting()[seven]) != "[2]" {
		t.Errorf("it holds %v", n.held[seven])
	}
	if err := s.erase(epochFile(seven, 1)); err != nil {
		t.Fatal(err)
	}
	if err := n.reload(); err != nil {
		t.Fatal(err)
	}
	if n.held[seven][1] != nil || n.held[seven][2] == nil {
		t.Errorf("it holds %v", n.held[seven])
	}
	// What cannot be read leaves it as it was.
	if err := os.WriteFile(filepath.Join(dir, epochFile(seven, 2)), []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := n.reload(); err == nil || n.held[seven][2] == nil {
		t.Errorf("%v, it holds %v", err, n.held[seven])
	}
}
