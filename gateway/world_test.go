package gateway

import (
	"bytes"
	"context"
	"encoding/json"
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
)

// postgres is a server of this test process's own.
type postgres struct {
	dir  string
	skip string // why there is none
	n    int
}

var server = sync.OnceValue(startPostgres)

func startPostgres() *postgres {
	for _, tool := range []string{"initdb", "pg_ctl"} {
		if _, err := exec.LookPath(tool); err != nil {
			return &postgres{skip: tool + " is not on the PATH: PostgreSQL was not tried"}
		}
	}
	dir, err := os.MkdirTemp("", "latchkey-pg-")
	if err != nil {
		return &postgres{skip: err.Error()}
	}
	p := &postgres{dir: dir}
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
		return p
	}
	if err := run("pg_ctl", "-D", data, "-w", "-t", "60", "-l", filepath.Join(dir, "log"), "-o",
		"-c fsync=off -c listen_addresses='' -c unix_socket_directories="+dir, "start"); err != nil {
		p.skip = err.Error()
	}
	return p
}

func (p *postgres) stop() {
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

// database makes an empty database and returns its URL.
func (p *postgres) database(t testing.TB) string {
	t.Helper()
	if p.skip != "" {
		t.Skip(p.skip)
	}
	at := func(name string) string { return "postgres://latchkey@/" + name + "?host=" + p.dir }
	db, err := openDatabase(t.Context(), at("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	p.n++
	name := fmt.Sprintf("test%d", p.n)
	if _, err := db.exec(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return at(name)
}

// PostgresURL is an empty database of the server that tests share.
func PostgresURL(t testing.TB) string { return startedPostgres().database(t) }

func TestMain(m *testing.M) {
	var started bool
	startedPostgres = func() *postgres { started = true; return server() }
	code := m.Run()
	if started {
		server().stop()
	}
	os.Exit(code)
}

var startedPostgres func() *postgres

// eachDatabase runs a test on SQLite and on PostgreSQL. fresh makes another empty database's URL.
func eachDatabase(t *testing.T, test func(t *testing.T, fresh func() string)) {
	t.Run("sqlite", func(t *testing.T) {
		n := 0
		test(t, func() string { n++; return filepath.Join(t.TempDir(), fmt.Sprintf("catalogue%d.db", n)) })
	})
	t.Run("postgres", func(t *testing.T) { test(t, func() string { return startedPostgres().database(t) }) })
}

func openCatalogue(t testing.TB, where string) *catalogue {
	t.Helper()
	db, err := openDatabase(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return newCatalogue(db)
}

// dump is everything that a catalogue says, in one order and without its own numbers.
func dump(t testing.TB, c *catalogue) string {
	t.Helper()
	var b bytes.Buffer
	rows, err := c.db.Query(`SELECT l.asset, l.state, l.document, m.chain, m.address,
		CASE WHEN e.listing IS NULL THEN 0 ELSE 1 END, coalesce(e.facets, ''), coalesce(e.by_sales / 1073741824, 0), coalesce(e.by_price / 1073741824, 0), coalesce(e.by_newest / 1073741824, 0)
		FROM listings l JOIN markets m ON m.id = l.market LEFT JOIN entries e ON e.listing = l.id ORDER BY m.chain, m.address, l.asset`)
	if err := eachRow(rows, err, func(scan func(...any) error) error {
		var asset, document, address []byte
		var state, facets string
		var chainID, indexed, sales, price, newest int64
		if err := scan(&asset, &state, &document, &chainID, &address, &indexed, &facets, &sales, &price, &newest); err != nil {
			return err
		}
		fmt.Fprintf(&b, "%x %s %x %d %x %d %q %d %d %d\n", asset, state, document, chainID, address, indexed, facets, sales, price, newest)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, books := range []string{
		`SELECT s.asset, s.number, s.version, s.seller, s.holder, s.payer, s.token, s.price, s.until, s.release, s.time, s.block, m.address FROM sales s JOIN markets m ON m.id = s.market ORDER BY s.asset, s.number`,
		`SELECT o.asset, o.number, o.kind, 0, m.address, '', '', '', 0, 0, 0, o.block, m.address FROM outcomes o JOIN markets m ON m.id = o.market ORDER BY o.asset, o.number, o.kind`,
		`SELECT p.asset, p.version, 0, p.hash, p.capsule, m.address, m.address, p.uri, 0, 0, p.listed, p.block, m.address FROM pins p JOIN markets m ON m.id = p.market ORDER BY p.asset, p.version`,
	} {
		rows, err := c.db.Query(books)
		if err := eachRow(rows, err, func(scan func(...any) error) error {
			row := make([]any, 13)
			for i := range row {
				row[i] = &row[i]
			}
			err := scan(row...)
			fmt.Fprintf(&b, "%x\n", row)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	// What is found, in every order.
	for _, order := range orders {
		s := &search{sort: order, limit: maxPage}
		for {
			page, err := c.search(context.Background(), s)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range page.Assets {
				state, _ := json.Marshal(a.Listing)
				fmt.Fprintf(&b, "%s %s %s\n", order, a.Asset, state)
			}
			if page.Next == "" {
				break
			}
			s.cursor = page.Next
		}
	}
	return b.String()
}
