package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/crypto/umbral"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/sealed"
	"github.com/latchkey-network/latchkey/storage"
)

func TestInTheClear(t *testing.T) {
	for node, want := range map[string]bool{
		"https://a.example": false, "https://10.0.0.1:1": false, "http://127.0.0.1:8080/x": false, "http://[::1]": false, "http://localhost:1": false,
		"http://a.example": true, "http://10.0.0.1": true, "http://localhost.example": true, "http://127.0.0.1.example": true, "http://0.0.0.0": true,
	} {
		if got := new(Network).InTheClear(node); got != want {
			t.Errorf("%s: %t", node, got)
		}
		if (&Network{Private: true}).InTheClear(node) {
			t.Errorf("%s, in a network of one's own", node)
		}
	}
}

// What a file names inside of a network is not asked unless its owner says so, and values do not go to a node in the clear.
func TestFilesDoNotLeadInside(t *testing.T) {
	asked := false
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer inside.Close()
	for _, private := range []bool{false, true} {
		_, err := (&Network{Private: private}).NamedNodes(t.Context()).Reader(t.Context(), inside.URL, common.Address{})
		if errors.Is(err, storage.ErrPrivate) == private || asked != private {
			t.Errorf("private %t: asked %t, %v", private, asked, err)
		}
	}

	t.Setenv("XDG_STATE_HOME", t.TempDir())
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	w := chain.WalletFromKey(key)
	alice := &sealed.Owner{Account: common.Address{1}, Key: umbral.GenerateKey().Public(), Verifying: umbral.GenerateKey().Public(), Nodes: []string{"http://a.invalid"}}
	var file bytes.Buffer
	if err := sealed.Seal(&file, strings.NewReader("x"), alice); err != nil {
		t.Fatal(err)
	}
	r := &GrantReader{Network: new(Network), Wallet: w, Given: map[string]json.RawMessage{"code": json.RawMessage(`"secret"`)}}
	defer r.Close()
	err = sealed.OpenAny(t.Context(), new(bytes.Buffer), &file, sealed.Openers{Grant: r.Open})
	if failed := (*quorum.OpenError)(nil); !errors.As(err, &failed) || failed.Err != quorum.ErrTooFew || !errors.Is(failed.Answers[0].Err, ErrInTheClear) {
		t.Errorf("values in the clear: %v", err)
	}
}

// The newest tickets of a file are kept, and their nodes are asked before those that the file names.
func TestTickets(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	s := &sealed.GrantStanza{Delegating: umbral.GenerateKey().Public().Bytes(), Nodes: []string{"https://file.example", "https://3.example"}}
	for _, i := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 3} {
		if err := KeepTicket(&sealed.Ticket{Delegating: s.Delegating, Nodes: []string{fmt.Sprintf("https://%d.example", i)}}); err != nil {
			t.Fatal(err)
		}
	}
	var want []string
	for _, name := range []string{"3", "9", "8", "7", "6", "5", "4", "2", "file"} {
		want = append(want, "https://"+name+".example")
	}
	if got, err := GrantNodes(s); err != nil || !slices.Equal(got, want) {
		t.Errorf("nodes are %v, %v", got, err)
	}
	s.Delegating = umbral.GenerateKey().Public().Bytes()
	if got, err := GrantNodes(s); err != nil || !slices.Equal(got, s.Nodes) {
		t.Errorf("nodes of another file are %v, %v", got, err)
	}
}
