package node

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/latchkey-network/latchkey/database"
)

const grantsProcess = "LATCHKEY_TEST_GRANTS" // in the environment of a process that keeps grants: identity and database

// TestGrantsProcess is the process that TestGrantsSurviveKill kills. Before and after each change it says which.
func TestGrantsProcess(t *testing.T) {
	who, where, ok := strings.Cut(os.Getenv(grantsProcess), " ")
	if !ok {
		t.Skip("a part of another test")
	}
	identity, err := age.ParseX25519Identity(who)
	if err != nil {
		t.Fatal(err)
	}
	k := newKeeper(t, where, identity, nil)
	o := newGranter(t)
	fmt.Println("begins")
	for i := range 10_000 {
		file := o.again()
		for _, offer := range file.offers(t, file.message(1, 2, nil)) {
			k.must(t, "ok", "POST", "/v1/grants", offer, nil)
		}
		fmt.Printf("stored %x\n", file.id())
		if i%2 == 0 {
			body, key := k.row(t, file.id())
			fmt.Printf("revoke %x %x %x\n", file.id(), body, key)
			k.must(t, "ok", "POST", file.path("revoke"), file.revocation(t, time.Now()), nil)
			fmt.Printf("revoked %x\n", file.id())
		}
	}
}

// What was deleted when a process ended before it had erased it, is erased by the next one.
func TestGrantsAreErasedAfterACrash(t *testing.T) {
	Databases.Each(t, func(t *testing.T, fresh func() string) {
		where, identity := fresh(), newIdentity(t)
		k := newKeeper(t, where, identity, nil)
		o := newGranter(t)
		k.must(t, "ok", "POST", "/v1/grants", o.offers(t, o.message(1, 1, nil))[0], nil)
		id := o.id()
		_, key := k.row(t, id)
		if err := k.store.db.Write(t.Context(), func(tx *database.Tx) error {
			var size int64
			if err := tx.One(`SELECT size FROM grants WHERE id = ?`, id[:]).Scan(&size); err != nil {
				return err
			}
			return k.store.remove(tx, id[:], o.wallet.Address(), size)
		}); err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join(Databases.Data(), "base")
		checkpoint := func() {}
		if database.IsURL(where) {
			checkpoint = func() {
				if _, err := k.store.db.ExecContext(t.Context(), `CHECKPOINT`); err != nil {
					t.Fatal(err)
				}
			}
		} else {
			dir = t.TempDir() // the files as a crash leaves them
			if err := os.CopyFS(dir, os.DirFS(filepath.Dir(where))); err != nil {
				t.Fatal(err)
			}
			where = filepath.Join(dir, filepath.Base(where))
		}
		checkpoint()
		if !onDisk(t, dir, key) {
			t.Fatal("the key is gone before it was erased: this test tells nothing")
		}
		newKeeper(t, where, identity, nil).store.sound(t)
		checkpoint()
		if onDisk(t, dir, key) {
			t.Error("the key is on disk after the next start")
		}
	})
}

// A process that is killed in the middle of storing and revoking loses and half-does nothing: what it said it had
// done is done, counters fit, and what was deleted is off the disk when the next one has started.
func TestGrantsSurviveKill(t *testing.T) {
	Databases.Each(t, func(t *testing.T, fresh func() string) {
		where, identity := fresh(), newIdentity(t)
		stored, revoked := make(map[[32]byte]bool), make(map[[32]byte]bool)
		var doomed [][3][]byte
		for range 5 {
			cmd := exec.Command(os.Args[0], "-test.run=^TestGrantsProcess$")
			cmd.Env = append(os.Environ(), grantsProcess+"="+identity.String()+" "+where)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(out)
			lines.Buffer(nil, 1<<20)
			kill := sync.OnceFunc(func() { time.AfterFunc(rand.N(500*time.Millisecond), func() { cmd.Process.Kill() }) })
			for lines.Scan() {
				verb, rest, _ := strings.Cut(lines.Text(), " ")
				var parts [3][]byte
				for i, text := range strings.Split(rest, " ") {
					if parts[min(i, 2)], err = hex.DecodeString(text); err != nil {
						t.Fatalf("the process says %q", lines.Text())
					}
				}
				switch verb {
				case "begins":
				case "stored":
					stored[[32]byte(parts[0])] = true
				case "revoke":
					doomed = append(doomed, parts)
				case "revoked":
					revoked[[32]byte(parts[0])] = true
					kill() // soon, once it has done something
				default:
					t.Fatalf("the process says %q", lines.Text())
				}
			}
			cmd.Wait()
		}
		if len(stored) < 5 || len(revoked) < 2 {
			t.Fatalf("%d stored, %d revoked: too few to tell", len(stored), len(revoked))
		}
		k := newKeeper(t, where, identity, nil)
		k.store.sound(t)
		var keys, bodies [][]byte
		for _, d := range doomed {
			id := [32]byte(d[0])
			g, err := k.store.get(t.Context(), id, 0)
			if err != nil {
				t.Fatal(err)
			}
			if g != nil && revoked[id] {
				t.Errorf("grant %x was revoked, and is there", id)
			}
			delete(stored, id)
			if g == nil {
				bodies, keys = append(bodies, d[1]), append(keys, d[2])
			}
		}
		dir := filepath.Dir(where)
		if database.IsURL(where) {
			dir = filepath.Join(Databases.Data(), "base")
			if _, err := k.store.db.ExecContext(t.Context(), `CHECKPOINT`); err != nil {
				t.Fatal(err)
			}
		} else if onDisk(t, dir, bodies...) {
			t.Errorf("a grant that is deleted is on disk")
		}
		if onDisk(t, dir, keys...) {
			t.Errorf("the key of a grant that is deleted is on disk")
		}
		for id := range stored {
			if g, err := k.store.get(t.Context(), id, 0); err != nil || g == nil || len(g.Fragments) != 2 {
				t.Errorf("grant %x was stored, and is not there: %v", id, err)
			}
		}
	})
}
