package quorum_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"pgregory.net/rapid"

	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/terms"
)

// A question that is written is the one that is read.
func TestPolicyQuestionRoundTrip(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		q := &quorum.PolicyQuestion{Policy: rapid.String().Draw(r, "policy"), Confirmations: rapid.Uint64Range(0, terms.MaxConfirmations).Draw(r, "confirmations")}
		if rapid.Bool().Draw(r, "chain") {
			q.ChainID = new(uint256.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 0, 32).Draw(r, "id"))
		}
		if rapid.Bool().Draw(r, "buyer") {
			a := common.BytesToAddress(rapid.SliceOfN(rapid.Byte(), 20, 20).Draw(r, "account"))
			q.Buyer = &a
		}
		if rapid.Bool().Draw(r, "given") {
			q.Given = map[string]json.RawMessage{"x": json.RawMessage(`1`)}
		}
		body, err := json.Marshal(q)
		if err != nil {
			r.Fatal(err)
		}
		again, err := quorum.DecodePolicyQuestion(body)
		if err != nil || !reflect.DeepEqual(q, again) {
			r.Fatalf("%s is read as %+v, %v", body, again, err)
		}
	})
	if body, err := json.Marshal(&quorum.PolicyQuestion{Policy: "\xff"}); err == nil {
		t.Errorf("text that is no UTF-8 is written as %s", body)
	}
}

// FuzzPolicyQuestion reads any body: what is read is written as something that is read as the same, and
// what is not is malformed.
func FuzzPolicyQuestion(f *testing.F) {
	for _, s := range []string{`{"policy":"true"}`, `{"policy":"true","chainId":"1","confirmations":"3","buyer":"0x00000000000000000000000000000000000000aa","given":{"a":1}}`, `{}`, `{"policy":null}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		q, err := quorum.DecodePolicyQuestion(body)
		if err != nil {
			if p := (*quorum.Problem)(nil); !errors.As(err, &p) || p.Type != quorum.Malformed {
				t.Fatalf("%q: %v", body, err)
			}
			return
		}
		written, err := json.Marshal(q)
		if err != nil {
			t.Fatalf("%q: %v", body, err)
		}
		again, err := quorum.DecodePolicyQuestion(written)
		if err != nil {
			t.Fatalf("%q: %v", written, err)
		}
		twice, err := json.Marshal(again)
		if err != nil || !bytes.Equal(written, twice) {
			t.Fatalf("%q is written as %q and then %q, %v", body, written, twice, err)
		}
	})
}

// What a member says of itself is checked where it can be, and never moves a terminal.
func TestInfoOfAHostileMember(t *testing.T) {
	account := common.HexToAddress("0x00000000000000000000000000000000000000aa")
	good := `{"operator":"0x00000000000000000000000000000000000000aa","chainId":"1","committees":"0x00000000000000000000000000000000000000bb","chains":["1","137"],"hosts":["a\u001b[2J"],"confirmations":"2","ready":true}`
	for body, ok := range map[string]bool{
		good: true,
		strings.Replace(good, `,"confirmations":"2","ready":true`, "", 1): true, // an older node
		strings.Replace(good, "aa\"", "ab\"", 1):                          false,
		strings.Replace(good, `"1","137"`, `"1","x"`, 1):                  false,
		strings.Replace(good, `"1","137"`, `"1",137`, 1):                  false,
		strings.Replace(good, `"2"`, `"-2"`, 1):                           false,
		strings.Replace(good, "true", `"true"`, 1):                        false,
		strings.Replace(good, "0x00", "\u001b[2J", 1):                     false,
		`[]`: false, `null`: false, ``: false,
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(body)) }))
		info, err := quorum.NewClient(nil, 0).Info(t.Context(), quorum.Member{Account: account, URL: s.URL})
		s.Close()
		if ok != (err == nil) {
			t.Errorf("%s: %v", body, err)
		}
		text := ""
		if err != nil {
			text = err.Error()
		} else {
			text = strings.Join(info.Hosts, "")
			if len(info.Chains) != 2 || info.Ready != strings.Contains(body, "ready") {
				t.Errorf("%s: %+v", body, info)
			}
		}
		for _, r := range text {
			if !unicode.IsPrint(r) {
				t.Errorf("%q", text)
			}
		}
	}
}
