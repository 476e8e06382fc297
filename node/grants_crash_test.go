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
					wait := 200*time.Millisecond + rand.N(500*time.Millisecond)
					time.AfterFunc(wait, func() { cmd.Process.Kill() })
				case "stored":
					stored[[32]byte(parts[0])] = true
				case "revoke":
					doomed = append(doomed, parts)
				case "revoked":
					revoked[[32]byte(parts[0])] = true
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
