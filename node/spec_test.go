package node_test

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/vectors"
)

// The example of spec/http.md is the vector that it says it is.
func TestSpecExampleIsTheVector(t *testing.T) {
	spec := readFile(t, "../spec/http.md")
	_, example, ok := strings.Cut(spec, "\n    {\n")
	if !ok {
		t.Fatal("the example is gone")
	}
	example, _, _ = strings.Cut("    {\n"+example, "\n\n")
	got, err := quorum.DecodeRequest([]byte(example))
	if err != nil {
		t.Fatal(err)
	}
	vectors.Each(t, "request/json", func(t *testing.T, v vectors.Vector) {
		if v.Name != "json-access" {
			return
		}
		var in struct{ Body string }
		v.In(t, &in)
		want, err := quorum.DecodeRequest([]byte(in.Body))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Error("the example is not the vector json-access")
		}
		for _, hash := range [][32]byte{want.CapsuleID(), want.Digest()} {
			if !strings.Contains(spec, fmt.Sprintf("%x", hash)) {
				t.Errorf("the page does not have %x", hash)
			}
		}
	})
}

// The tables of spec/http.md and spec/grant.md have every problem type of nodes, with its status. Gateways have a table of their own.
func TestSpecListsEveryProblem(t *testing.T) {
	spec, _, _ := strings.Cut(readFile(t, "../spec/http.md"), "\n## Gateways\n")
	spec += readFile(t, "../spec/grant.md")
	statuses := make(map[string]string)
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| (\\d+) \\|").FindAllStringSubmatch(spec, -1) {
		statuses[row[1]] = row[2]
	}
	types := regexp.MustCompile(`"(urn:latchkey:problem:([a-z-]+))"`).FindAllStringSubmatch(readFile(t, "../quorum/problem.go"), -1)
	if len(types) == 0 || len(types) != len(statuses) {
		t.Errorf("%d problem types, %d in the table", len(types), len(statuses))
	}
	for _, name := range types {
		p := (&quorum.Problem{Type: quorum.ProblemType(name[1])}).Complete()
		if p.Type != quorum.ProblemType(name[1]) || statuses[name[2]] != fmt.Sprint(p.Status) {
			t.Errorf("problem %q has status %d, in the table %q", name[2], p.Status, statuses[name[2]])
		}
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
