package latchkey_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/latchkey-network/latchkey"

// imports is the project's structure: each package, and the packages of the project that
// it may import. Trust is legible here: key shares exist in node alone, and gateway and
// command line reach keys only through quorum. A change of this table is a change of the
// design. Tests may import more, see [testImports].
var imports = map[string]string{
	".":                     "",
	"crypto/group":          "",
	"crypto/shamir":         "crypto/group",
	"crypto/tdh2":           "crypto/group crypto/shamir",
	"crypto/dkg":            "crypto/group crypto/shamir",
	"crypto/umbral":         "crypto/group",
	"terms":                 "",
	"sealed":                "crypto/group crypto/tdh2 crypto/umbral terms",
	"policy":                "",
	"policy/outside":        "policy chain ocean",
	"ocean":                 "sealed terms",
	"ocean/migrate":         "ocean sealed chain storage storage/fileobjects terms",
	"contracts":             "",
	"chain":                 "contracts",
	"chain/accounttest":     "chain",
	"storage":               "",
	"database":              "",
	"database/databasetest": "",
	"storage/storagetest":   "storage",
	"storage/parts":         "storage",
	// What Ocean sells, a package of its own: storage knows places and no format of a market, and what may be said of these
	// (nothing: the place is the goods) is the opposite of what storage says of its.
	"storage/fileobjects": "storage",
	"quorum":              "crypto/group crypto/shamir crypto/tdh2 crypto/umbral terms",
	"node":                "quorum policy policy/outside ocean chain crypto/group crypto/dkg crypto/tdh2 crypto/umbral terms database",
	"market":              "crypto/umbral sealed quorum policy chain storage terms",
	// Beyond the design: terms, which uploads are signed as. The page is handed in.
	"gateway": "market quorum policy policy/outside ocean sealed chain storage storage/fileobjects terms database",
	// Beyond the design: the file server (storage), and the liar, which signs as nodes do.
	"devnet":                  "node gateway market chain contracts storage quorum terms web",
	"devnet/oceantest":        "chain crypto/group ocean sealed terms", // for tests alone
	"cmd/config":              "chain quorum crypto/umbral sealed storage terms",
	"cmd/latchkey":            "*",
	"cmd/age-plugin-latchkey": "*",
	"vectors":                 "",
	"web":                     "",
}

// testImports are the packages that any test may import besides.
var testImports = []string{"vectors", "storage/parts", "storage/storagetest", "database/databasetest", "chain/accounttest", "devnet", "devnet/oceantest", "contracts", "chain"}

// sole names the packages that may import a library, for libraries with few.
var sole = map[string]string{
	"gitlab.com/yawning/secp256k1-voi":                 "crypto/group",
	"github.com/ethereum/go-ethereum/crypto/secp256k1": "crypto/group",
	"cel.dev/cel-go":                      "policy",
	"github.com/caddyserver/certmagic":    "cmd/latchkey",
	"github.com/ethereum/go-ethereum/eth": "devnet",
	"modernc.org/sqlite":                  "database",
	"github.com/jackc/pgx/v5":             "database database/databasetest",
	// The clouds' own libraries: what links them is one program, and no package of ours.
	"gocloud.dev/secrets/awskms":        "cmd/latchkey",
	"gocloud.dev/secrets/azurekeyvault": "cmd/latchkey",
	"gocloud.dev/secrets/gcpkms":        "cmd/latchkey",
	"gocloud.dev/secrets/hashivault":    "cmd/latchkey",
	"gocloud.dev/blob/azureblob":        "cmd/latchkey",
	"gocloud.dev/blob/gcsblob":          "cmd/latchkey",
	"gocloud.dev/blob/s3blob":           "cmd/latchkey",
	"gocloud.dev/blob":                  "storage storage/parts cmd/latchkey",
	"github.com/aws":                    "storage/parts",
	"github.com/Azure":                  "storage/parts storage/storagetest",
	"cloud.google.com/go":               "storage/parts",
	// IPFS's blocks and names are read by one package; its nodes are for tests.
	"github.com/ipfs": "storage storage/storagetest",
	"github.com/ipld": "storage",
}

// forbidden are names that say nothing about what is inside.
var forbidden = []string{"util", "utils", "common", "helpers", "core", "types", "pkg", "internal"}

func TestImports(t *testing.T) {
	seen := make(map[string]bool)
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if base := d.Name(); base != "." && (strings.HasPrefix(base, ".") || base == "node_modules" || base == "testdata" || name == "contracts/out" || name == "contracts/cache") {
				return fs.SkipDir
			}
			if slices.Contains(forbidden, d.Name()) {
				t.Errorf("folder %q: say what is inside", name)
			}
			return nil
		}
		if name != "go.mod" && d.Name() == "go.mod" {
			t.Errorf("%s: there is one module", name)
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		dir := path.Dir(filepath.ToSlash(name))
		allowed, ok := imports[dir]
		if !ok {
			t.Errorf("package %q is not in the table", dir)
			return fs.SkipDir
		}
		seen[dir] = true
		checkFile(t, name, dir, strings.Fields(allowed))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for dir := range imports {
		if !seen[dir] {
			t.Errorf("package %q is in the table, but not in the tree", dir)
		}
	}
}

func checkFile(t *testing.T, name, dir string, allowed []string) {
	f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	test := strings.HasSuffix(name, "_test.go")
	for _, spec := range f.Imports {
		what, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		if !test {
			for library, owner := range sole {
				if (what == library || strings.HasPrefix(what, library+"/")) && !slices.Contains(strings.Fields(owner), dir) {
					t.Errorf("%s imports %q, which is for %s alone", name, what, owner)
				}
			}
		}
		ours, ok := strings.CutPrefix(what, module+"/")
		if !ok {
			continue
		}
		switch {
		case slices.Contains(allowed, ours), slices.Contains(allowed, "*") && ours != "vectors":
		case test && (ours == dir || slices.Contains(testImports, ours)):
		default:
			t.Errorf("%s imports %q, which the table does not allow", name, ours)
		}
	}
}
