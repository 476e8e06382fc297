package oceantest

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
)

// clientFolder has Ocean's own clients, and the program that does with them what people do.
var clientFolder = filepath.Join("gateway", "testdata", "ocean")

// Clients returns the folder of Ocean's own clients. A test is skipped where they are not installed.
func Clients(t testing.TB) string {
	t.Helper()
	dir, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for {
		// npm writes it last.
		name := filepath.Join(dir, clientFolder)
		if _, err := os.Stat(filepath.Join(name, "node_modules", ".package-lock.json")); err == nil {
			return name
		} else if !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Skip("Ocean's clients are not installed: make gateway/testdata/ocean/node_modules")
		}
		dir = up
	}
}

// Client has one of Ocean's own clients do steps as an account, at a chain's endpoint and with a Provider, and returns their
// results: see client.mjs in the folder of Clients. A step that failed is the last, and is {"error": ".."}.
func (o *Ocean) Client(t testing.TB, lib, rpc, provider string, account *ecdsa.PrivateKey, steps ...map[string]any) []json.RawMessage {
	t.Helper()
	dir := Clients(t)
	input, err := json.Marshal(map[string]any{"lib": lib, "rpc": rpc, "provider": provider, "config": o.Config(),
		"key": "0x" + hex.EncodeToString(crypto.FromECDSA(account)), "do": steps})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", "client.mjs")
	cmd.Dir = dir
	cmd.Stdin = bytes.NewReader(input)
	var out, chatter bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &chatter
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, chatter.String())
	}
	var results []json.RawMessage
	for line := range strings.Lines(out.String()) {
		if text, ok := strings.CutPrefix(strings.TrimSpace(line), "RESULT "); ok {
			results = append(results, json.RawMessage(text))
		}
	}
	if len(results) == 0 {
		t.Fatalf("the client said nothing: %s", chatter.String())
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(chatter.String())
		}
	})
	return results
}
