package latchkey_test

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestReadmeSession runs README's session: every console block in one shell, what is
// printed compared with what README says. "..." stands for anything within a line, and
// alone for any lines. The block marked devnet runs beside the others.
func TestReadmeSession(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?ms)^```console( devnet)?\n(.*?)^```").FindAllStringSubmatch(string(text), -1)
	if len(blocks) < 2 {
		t.Fatal("README has no session")
	}
	bin := t.TempDir()
	build := exec.Command("go", "build", "-o", bin+string(filepath.Separator), "./cmd/latchkey", "./cmd/age-plugin-latchkey", "filippo.io/age/cmd/age")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	dir := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Minute)
	defer cancel()
	shell := func(ctx context.Context, script string) *exec.Cmd {
		cmd := exec.CommandContext(ctx, "bash", "-c", script)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
		return cmd
	}

	var script, want strings.Builder
	const mark = "=== " // before the output of each command
	for _, b := range blocks {
		if b[1] != "" {
			startWorld(t, shell(context.Background(), "exec "+strings.TrimPrefix(strings.TrimSpace(b[2]), "$ ")+" --port 0"))
			continue
		}
		for line := range strings.Lines(b[2]) {
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				script.WriteString("echo '" + mark + "'\n" + command)
				want.WriteString(mark + "\n")
			} else {
				want.WriteString(line)
			}
		}
	}
	out, err := shell(ctx, script.String()).CombinedOutput()
	if err != nil {
		t.Errorf("the session failed: %v", err)
	}
	if !pattern(want.String()).Match(out) {
		t.Errorf("README says:\n%s\nwhat was printed:\n%s", want.String(), out)
	}
}

// startWorld starts the devnet and waits until it is ready.
func startWorld(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt) // as Ctrl-C
		defer time.AfterFunc(time.Minute, func() { cmd.Process.Kill() }).Stop()
		if err := cmd.Wait(); err != nil {
			t.Errorf("the devnet did not end well: %v", err)
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "ready") {
			return // little more is printed, so the pipe may stay unread
		}
	}
	t.Fatal("the devnet ended before it was ready")
}

// pattern turns README's output into an expression.
func pattern(want string) *regexp.Regexp {
	var b strings.Builder
	b.WriteString(`\A`)
	for line := range strings.Lines(want) {
		line = strings.TrimSuffix(line, "\n")
		if line == "..." {
			b.WriteString(`(?:[^\n]*\n)*?`)
			continue
		}
		parts := strings.Split(line, "...")
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		b.WriteString(strings.Join(parts, `[^\n]*`) + `\n`)
	}
	b.WriteString(`\z`)
	return regexp.MustCompile(b.String())
}
