package main

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// clefProgram is go-ethereum's own signer, of the last version that had one. "make bin/clef"
// builds it; nothing of it is in ours.
const clefProgram = "../../bin/clef"

// clef NAME VERDICT [ACCOUNT] starts clef with the accounts of the keystore folder NAME, and
// a rule that says VERDICT, Approve or Reject, to all that it is asked to sign, with the
// passphrase of ACCOUNT. Its URL is then SIGNER, its socket SIGNER_SOCKET. It ends with the
// story.
func clef(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: clef NAME VERDICT [ACCOUNT]")
	}
	program, err := filepath.Abs(clefProgram)
	ts.Check(err)
	home, err := os.MkdirTemp("", "clef") // the path of a socket is short
	ts.Check(err)
	ts.Defer(func() { os.RemoveAll(home) })
	rules := fmt.Sprintf(`function OnSignerStartup(info) {}
function OnApprovedTx(tx) {}
function ApproveListing(request) { return "Approve" }
function ApproveTx(request) { return %[1]q }
function ApproveSignData(request) { return %[1]q }
`, args[1])
	ts.Check(os.WriteFile(filepath.Join(home, "rules.js"), []byte(rules), 0o600))
	const master = "master passphrase\n"
	with := func(args ...string) *exec.Cmd {
		cmd := exec.Command(program, append([]string{"--suppress-bootwarn", "--lightkdf", "--configdir", filepath.Join(home, "clef"), "--auditlog", "",
			"--4bytedb-custom", filepath.Join(home, "4byte.json"), "--chainid", "31337"}, args...)...)
		cmd.Dir = home
		return cmd
	}
	say := func(input string, args ...string) {
		cmd := with(args...)
		cmd.Stdin = strings.NewReader(input)
		if out, err := cmd.CombinedOutput(); err != nil {
			ts.Fatalf("clef %v: %v\n%s", args, err, out)
		}
	}
	ts.Check(os.Mkdir(filepath.Join(home, "clef"), 0o700))
	say(master+master, "init")
	if len(args) > 2 {
		say(passphrase+"\n"+passphrase+"\n"+master, "setpw", args[2])
	}
	say(master, "attest", fmt.Sprintf("%x", sha256.Sum256([]byte(rules))))

	run := with("--keystore", ts.MkAbs(args[0]), "--rules", "rules.js", "--ipcpath", home, "--http", "--http.addr", "127.0.0.1", "--http.port", "0")
	in, err := run.StdinPipe()
	ts.Check(err)
	said, out, err := os.Pipe()
	ts.Check(err)
	run.Stdout, run.Stderr = out, out
	ts.Check(run.Start())
	out.Close()
	ts.Defer(func() {
		run.Process.Kill()
		run.Wait()
		said.Close()
	})
	io.WriteString(in, master) // and it stays open: at its end, clef ends
	said.SetReadDeadline(time.Now().Add(time.Minute))
	var url string
	lines := bufio.NewScanner(said)
	for url == "" && lines.Scan() {
		if _, found, ok := strings.Cut(lines.Text(), "extapi_http : "); ok {
			url = strings.TrimSuffix(strings.TrimSpace(found), "/")
		}
	}
	if url == "" {
		ts.Fatalf("clef does not start: %v", lines.Err())
	}
	said.SetReadDeadline(time.Time{})
	go io.Copy(io.Discard, said)
	ts.Setenv("SIGNER", url)
	ts.Setenv("SIGNER_SOCKET", filepath.Join(home, "clef.ipc"))
}
