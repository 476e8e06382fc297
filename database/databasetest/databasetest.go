// Package databasetest gives tests empty databases, of SQLite and of PostgreSQL.
package databasetest

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// A Postgres is a PostgreSQL server of a test process's own, which starts with the first database that
// is asked for. TestMain stops it. The zero value is ready.
type Postgres struct {
	start sync.Once
	dir   string
	skip  string // why there is none

	mu sync.Mutex
	n  int
}

// URL makes an empty database and returns its URL. Where there is no PostgreSQL, the test is skipped.
func (p *Postgres) URL(t testing.TB) string {
	t.Helper()
	p.start.Do(p.run)
	if p.skip != "" {
		t.Skip(p.skip)
	}
	at := func(name string) string { return "postgres://latchkey@/" + name + "?host=" + p.dir }
	db, err := sql.Open("pgx", at("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n++
	name := fmt.Sprintf("test%d", p.n)
	if _, err := db.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return at(name)
}

// Each runs a test on SQLite and on PostgreSQL. fresh names another empty database.
func (p *Postgres) Each(t *testing.T, test func(t *testing.T, fresh func() string)) {
	t.Run("sqlite", func(t *testing.T) {
		n := 0
		test(t, func() string { n++; return filepath.Join(t.TempDir(), fmt.Sprintf("%d.db", n)) })
	})
	t.Run("postgres", func(t *testing.T) { test(t, func() string { return p.URL(t) }) })
}

// Data is the folder of the server's files, once there is a database.
func (p *Postgres) Data() string { return filepath.Join(p.dir, "data") }

func (p *Postgres) run() {
	for _, tool := range []string{"initdb", "pg_ctl"} {
		if _, err := exec.LookPath(tool); err != nil {
			p.skip = tool + " is not on the PATH: PostgreSQL was not tried"
			return
		}
	}
	dir, err := os.MkdirTemp("", "latchkey-pg-")
	if err != nil {
		p.skip = err.Error()
		return
	}
	p.dir = dir
	run := func(name string, args ...string) error {
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		if os.Geteuid() == 0 { // it refuses to run as root
			who, err := user.Lookup("postgres")
			if err != nil {
				return err
			}
			uid, _ := strconv.Atoi(who.Uid)
			gid, _ := strconv.Atoi(who.Gid)
			if err := os.Chown(dir, uid, gid); err != nil {
				return err
			}
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
		}
		out, err := cmd.CombinedOutput()
		if err != nil {
			return fmt.Errorf("%s: %w: %s", name, err, out)
		}
		return nil
	}
	data := filepath.Join(dir, "data")
	if err := run("initdb", "-D", data, "-U", "latchkey", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"); err != nil {
		p.skip = err.Error()
		return
	}
	if err := run("pg_ctl", "-D", data, "-w", "-t", "60", "-l", filepath.Join(dir, "log"), "-o",
		"-c fsync=off -c listen_addresses='' -c unix_socket_directories="+dir, "start"); err != nil {
		p.skip = err.Error()
	}
}

// Stop ends the server, if it was started, and removes its folder.
func (p *Postgres) Stop() {
	if p.dir == "" {
		return
	}
	pid, err := os.ReadFile(filepath.Join(p.dir, "data", "postmaster.pid"))
	if err == nil {
		first, _, _ := strings.Cut(string(pid), "\n")
		if n, err := strconv.Atoi(first); err == nil {
			syscall.Kill(n, syscall.SIGQUIT)
			for range 100 {
				if syscall.Kill(n, 0) != nil {
					break
				}
				time.Sleep(20 * time.Millisecond)
			}
		}
	}
	os.RemoveAll(p.dir)
}
