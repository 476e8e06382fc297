package node_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/latchkey-network/latchkey/node"
	"github.com/latchkey-network/latchkey/policy"
	"github.com/latchkey-network/latchkey/quorum"
)

// asks posts a question about a policy.
func asks(t testing.TB, at string, body []byte) (*http.Response, []byte) {
	t.Helper()
	resp, err := http.Post(at+"/v1/policy", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	reply, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, reply
}

// answered asks, and wants an answer.
func answered(t testing.TB, at string, q *quorum.PolicyQuestion) *policy.Answer {
	t.Helper()
	resp, reply := asks(t, at, question(t, q))
	var a policy.Answer
	if err := json.Unmarshal(reply, &a); err != nil || resp.StatusCode != http.StatusOK ||
		resp.Header.Get("Content-Type") != "application/json" || resp.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Fatalf("%s: status %d %v: %s", q.Policy, resp.StatusCode, resp.Header, reply)
	}
	return &a
}

func question(t testing.TB, q *quorum.PolicyQuestion) []byte {
	t.Helper()
	body, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// What POST /v1/policy says of a policy is what POST /v1/shares does.
func TestPolicyIsExplainedAsItIsServed(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	_, at := s.twin(t, s.EVM.WebSocketURL(), nil) // questions of other tests do not count here
	buyer := s.buyer.Address()
	nobody := `call("0x00000000000000000000000000000000000000aa", "f() view returns (bool)", [])`
	for source, want := range map[string]struct {
		problem quorum.ProblemType // of POST /v1/shares; "" is a share
		part    string
	}{
		"true": {"", "true"},
		`balance(buyer) >= units("1", 0) && buyer == "` + buyer.Hex() + `"`:         {"", "balance(buyer)"},
		`now < timestamp("2020-01-01T00:00:00Z") || balance(buyer) < units("1", 0)`: {quorum.PolicyFalse, "now"},
		nobody:              {quorum.PolicyFailed, nobody},
		nobody + " || true": {"", nobody},
		"buyer = 1":         {quorum.PolicyInvalid, ""},
	} {
		a := answered(t, at, &quorum.PolicyQuestion{Policy: source, Buyer: &buyer})
		req := s.request(t, source)
		if want.problem == "" {
			share(t, at, req)
		} else {
			refused(t, at, req, want.problem)
		}
		if a.OK != (want.problem != quorum.PolicyInvalid) || a.OK != (a.Explained != nil) || a.OK == (a.Error != nil) {
			t.Errorf("%s: %+v", source, a)
		}
		if !a.OK {
			if a.Error.Line != 1 || a.Error.Column != 7 || a.Error.Message == "" {
				t.Errorf("%s: %+v", source, a.Error)
			}
			continue
		}
		e := a.Explained
		if e.Value != (want.problem == "") || (e.Error != "") != (want.problem == quorum.PolicyFailed) {
			t.Errorf("%s: %+v", source, e)
		}
		if n, err := strconv.ParseUint(e.Block, 10, 64); err != nil || n == 0 {
			t.Errorf("%s: block %q", source, e.Block)
		}
		if text := e.String(); !strings.Contains(text, want.part+"\n") {
			t.Errorf("%s: no part %q in\n%s", source, want.part, text)
		}
		// Without a buyer nothing is evaluated, and the rest is the same.
		b := answered(t, at, &quorum.PolicyQuestion{Policy: source})
		if b.Explained != nil || b.Cost != a.Cost || b.Canonical != a.Canonical || b.Words != a.Words || b.Words == "" {
			t.Errorf("%s: %+v", source, b)
		}
	}
	a := answered(t, at, &quorum.PolicyQuestion{Policy: policy.Sale(s.Market.Address, common.Hash{1}), ChainID: &s.domain.ChainID, Confirmations: 3})
	if len(a.Reads) != 1 || a.Reads[0].ChainID != s.domain.ChainID.Dec() || !strings.EqualFold(a.Reads[0].Contract, s.Market.Address.Hex()) || a.Cost != 10_000 {
		t.Errorf("%+v", a)
	}
}

func TestPolicyQuestionsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	at := s.Nodes[1].URL
	long := strings.Repeat("a", quorum.MaxRequest)
	for body, want := range map[string]quorum.ProblemType{
		`{`:                            quorum.Malformed,
		`{}`:                           quorum.Malformed,
		`{"policy": 1}`:                quorum.Malformed,
		`{"policy": null}`:             quorum.Malformed,
		`{"policy": "\ud800"}`:         quorum.Malformed,
		`{"policy":"a","policy":"b"}`:  quorum.Malformed,
		`{"policy":"true"}{}`:          quorum.Malformed,
		`{"policy":"true","buyer":""}`: quorum.Malformed,
		`{"policy":"true","buyer":"0x00000000000000000000000000000000000000AA"}`: quorum.Malformed,
		`{"policy":"true","confirmations":3}`:                                    quorum.Malformed,
		`{"policy":"true","confirmations":"65"}`:                                 quorum.Malformed,
		`{"policy":"true","chainId":"01"}`:                                       quorum.Malformed,
		`{"policy":"true","chainId":"1"}`:                                        quorum.WrongChain,
		`{"policy":"true","given":[]}`:                                           quorum.Malformed,
		`{"policy":"` + long + `"}`:                                              quorum.TooLarge,
	} {
		resp, reply := asks(t, at, []byte(body))
		t.Run(body[:min(len(body), 60)], func(t *testing.T) {
			isProblem(t, want, resp.StatusCode, resp.Header.Get("Content-Type"), reply)
		})
	}
	for body, ok := range map[string]bool{
		`{"policy":"true","more":1,"buyer":null}`:      true,
		`{"policy":"` + long[:policy.MaxSize+1] + `"}`: false,
		`{"policy":""}`: false,
	} {
		resp, reply := asks(t, at, []byte(body))
		var a policy.Answer
		if err := json.Unmarshal(reply, &a); err != nil || resp.StatusCode != http.StatusOK || a.OK != ok {
			t.Errorf("%.40s: status %d: %s", body, resp.StatusCode, reply)
		}
	}
}

// Questions are for free, so all of them together have a limit, which requests for shares do not feel.
func TestPolicyQuestionsHaveALimit(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	// (a hundred reads take a busy machine more than ten seconds)
	n, at := s.twin(t, s.EVM.WebSocketURL(), func(cfg *node.Config) { cfg.PolicyTimeout = 45 * time.Second })
	n.SlowQuestions()
	buyer := s.buyer.Address()
	var many []string
	for i := range 99 {
		many = append(many, fmt.Sprint(i))
	}
	dear := question(t, &quorum.PolicyQuestion{Buyer: &buyer, Policy: fmt.Sprintf(
		`[%s].exists(i, call("%s", "f(int256) view returns (bool)", [i]))`, strings.Join(many, ","), strings.ToLower(s.Market.Address.Hex()))})
	for i := 0; ; i++ {
		resp, reply := asks(t, at, dear)
		if resp.StatusCode == http.StatusOK && i < 100 {
			continue
		}
		isProblem(t, quorum.Busy, resp.StatusCode, resp.Header.Get("Content-Type"), reply)
		if after, err := strconv.Atoi(resp.Header.Get("Retry-After")); err != nil || after < 1 || after > 100 {
			t.Errorf("Retry-After %q", resp.Header.Get("Retry-After"))
		}
		if i < 2 {
			t.Errorf("refused after %d explanations", i)
		}
		break
	}
	answered(t, at, &quorum.PolicyQuestion{Policy: "true"})

	// Text is limited too: about 256 KiB at once.
	long := question(t, &quorum.PolicyQuestion{Policy: "true" + strings.Repeat(" || true", 1000)})
	for i := 0; ; i++ {
		resp, reply := asks(t, at, long)
		if resp.StatusCode == http.StatusOK && i < 100 {
			continue
		}
		isProblem(t, quorum.Busy, resp.StatusCode, resp.Header.Get("Content-Type"), reply)
		if after, err := strconv.Atoi(resp.Header.Get("Retry-After")); err != nil || after < 1 || i < 30 {
			t.Errorf("Retry-After %q after %d answers", resp.Header.Get("Retry-After"), i)
		}
		break
	}
	share(t, at, s.request(t, `balance(buyer) >= units("1", 0)`))
}

// While the endpoint does not answer, policies are still checked, but not explained, and what the node
// tells has nothing of where it reads. The same with questions that wait: four at a time.
func TestPolicyQuestionsWithoutAChain(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	c := newCable(t, s.EVM.WebSocketURL())
	_, at := s.twin(t, c.url("ws"), func(cfg *node.Config) { cfg.PolicyTimeout = 3 * time.Second })
	buyer := s.buyer.Address()
	body := question(t, &quorum.PolicyQuestion{Policy: `balance(buyer) >= units("3", 0)`, Buyer: &buyer})
	c.set(false, true)
	type result struct {
		resp  *http.Response
		reply []byte
	}
	results := make(chan result, 8)
	for range 8 {
		go func() {
			resp, err := http.Post(at+"/v1/policy", "application/json", bytes.NewReader(body))
			if err != nil {
				results <- result{}
				return
			}
			defer resp.Body.Close()
			reply, _ := io.ReadAll(resp.Body)
			results <- result{resp, reply}
		}()
	}
	count := map[quorum.ProblemType]int{}
	for range 8 {
		r := <-results
		var p quorum.Problem
		if r.resp == nil || json.Unmarshal(r.reply, &p) != nil {
			t.Fatalf("%s", r.reply)
		}
		count[p.Type]++
		if strings.Contains(string(r.reply), "127.0.0.1") {
			t.Errorf("the endpoint is told: %s", r.reply)
		}
	}
	if count[quorum.ChainUnavailable] == 0 || count[quorum.Busy] == 0 || count[quorum.ChainUnavailable]+count[quorum.Busy] != 8 {
		t.Errorf("%v", count)
	}
	if a := answered(t, at, &quorum.PolicyQuestion{Policy: "true"}); !a.OK {
		t.Errorf("%+v", a)
	}
	c.set(false, false)
	await(t, "policies are explained again", func() bool {
		resp, _ := asks(t, at, body)
		return resp.StatusCode == http.StatusOK
	})
}

// Given values are bearer secrets: no answer and no log has them.
func TestPolicyQuestionsKeepGivenValues(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	log := newRecorded()
	_, at := s.twin(t, s.EVM.WebSocketURL(), func(cfg *node.Config) {
		cfg.Log = slog.New(log)
	})
	const secret = "a-bearer-secret-of-4711"
	buyer := s.buyer.Address()
	var told bytes.Buffer
	for _, source := range []string{"true", "sole()", `call("0x00000000000000000000000000000000000000aa", "f() view returns (bool)", [])`} {
		body := question(t, &quorum.PolicyQuestion{Policy: source, Buyer: &buyer, Given: map[string]json.RawMessage{"token": json.RawMessage(`"` + secret + `"`)}})
		for _, b := range [][]byte{body, body[:len(body)-1], bytes.Replace(body, []byte(`{"token"`), []byte(`["token"`), 1),
			bytes.Replace(body, []byte(`"confirmations":"0"`), []byte(`"confirmations":"x"`), 1)} {
			_, reply := asks(t, at, b)
			told.Write(reply)
		}
	}
	if !strings.Contains(told.String(), `"ok":true`) || log.String() == "" {
		t.Error("nothing was recorded")
	}
	if strings.Contains(told.String()+log.String(), secret) {
		t.Error("a given value was told")
	}
}

// Info tells a client which members can serve a policy.
func TestClientReadsInfo(t *testing.T) {
	t.Parallel()
	s := theSeller(t)
	c := quorum.NewClient(nil, 0)
	m := quorum.Member{Account: s.Nodes[0].Account, URL: s.Nodes[0].URL}
	info, err := c.Info(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	if !info.Ready || info.Confirmations != "0" || len(info.Chains) != 1 || info.Chains[0] != s.domain.ChainID.Dec() || len(info.Hosts) != 0 {
		t.Errorf("%+v", info)
	}
	m.Account[3] ^= 1
	if _, err := c.Info(t.Context(), m); err == nil || !strings.Contains(err.Error(), "another operator") {
		t.Errorf("another operator's node: %v", err)
	}
	_, at := s.twin(t, s.EVM.WebSocketURL(), func(cfg *node.Config) { cfg.MinConfirmations = 7 })
	m = quorum.Member{Account: s.Nodes[0].Account, URL: at}
	if info, err := c.Info(t.Context(), m); err != nil || info.Confirmations != "7" {
		t.Errorf("%+v, %v", info, err)
	}
	// The depth is that of the node, if it is larger.
	buyer := s.buyer.Address()
	deep := answered(t, at, &quorum.PolicyQuestion{Policy: "true", Buyer: &buyer, Confirmations: 1}) // first: blocks come
	shallow := answered(t, s.Nodes[0].URL, &quorum.PolicyQuestion{Policy: "true", Buyer: &buyer})
	a, b := uint256.MustFromDecimal(shallow.Explained.Block), uint256.MustFromDecimal(deep.Explained.Block)
	if b.Uint64()+2 > a.Uint64() {
		t.Errorf("at block %s, and seven blocks behind at %s", a.Dec(), b.Dec())
	}
}
