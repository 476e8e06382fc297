package chain_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/chain/accounttest"
	"github.com/latchkey-network/latchkey/devnet"
)

// pastOf is a contract with two logs, and an account that is still to come.
type pastOf struct {
	contract, account common.Address
	first, last       *types.Receipt
	good, bad         []byte // signatures of the account
}

// tells changes the answer to one method, decoded, if change says so.
func tells(method string, change func(asked *message, result any) any) twist {
	return func(asked, answer *message) {
		if asked.Method != method {
			return
		}
		var result any
		json.Unmarshal(answer.Result, &result)
		answer.Error = nil
		answer.Result, _ = json.Marshal(change(asked, result))
	}
}

// receipts changes receipts that there are.
func receipts(change func(r map[string]any)) twist {
	return tells("eth_getTransactionReceipt", func(_ *message, result any) any {
		if r, ok := result.(map[string]any); ok {
			change(r)
		}
		return result
	})
}

// lists changes the list of logs.
func lists(change func(list []any) []any) twist {
	return tells("eth_getLogs", func(_ *message, result any) any {
		list, _ := result.([]any)
		return change(list)
	})
}

// trials answers the calls that look at a signature of an account that is not there yet.
func trials(word string) twist {
	return func(asked, answer *message) {
		if asked.Method == "eth_call" && !strings.Contains(string(asked.Params[0]), `"to"`) {
			answer.Error, answer.Result = nil, json.RawMessage(word)
		}
	}
}

// truth checks what the views tell: nothing else than what is so, and if they must, that.
func (p *pastOf) truth(t *testing.T, what string, v *chain.View, must bool) {
	t.Helper()
	wrong := func(err error) bool { return err != nil && (must || !errors.Is(err, chain.ErrUnavailable)) }
	for _, want := range []*types.Receipt{p.first, p.last} {
		r, err := v.Receipt(t.Context(), want.TxHash)
		if wrong(err) || err == nil && (r == nil || r.BlockHash != want.BlockHash || r.Status != want.Status || len(r.Logs) != 1 || string(r.Logs[0].Data) != string(want.Logs[0].Data)) {
			t.Errorf("%s: receipt %+v, %v", what, r, err)
		}
	}
	if r, err := v.Receipt(t.Context(), common.Hash{7}); wrong(err) || r != nil {
		t.Errorf("%s: a receipt of no transaction: %+v, %v", what, r, err)
	}
	l, err := v.LastLog(t.Context(), p.contract, []common.Hash{common.BytesToHash(word(7))})
	if wrong(err) || err == nil && (l == nil || l.TxHash != p.last.TxHash || string(l.Data) != string(p.last.Logs[0].Data)) {
		t.Errorf("%s: the last log is %+v, %v", what, l, err)
	}
	if l, err := v.LastLog(t.Context(), p.contract, []common.Hash{common.BytesToHash(word(99))}); wrong(err) || l != nil {
		t.Errorf("%s: a log that is none: %+v, %v", what, l, err)
	}
	if ok, err := v.SignedByCode(t.Context(), p.account, [32]byte{1}, p.good); wrong(err) || err == nil && !ok {
		t.Errorf("%s: a good signature of an account to come: %v, %v", what, ok, err)
	}
	if ok, err := v.SignedByCode(t.Context(), p.account, [32]byte{1}, p.bad); wrong(err) || ok {
		t.Errorf("%s: a bad signature of an account to come: %v, %v", what, ok, err)
	}
}

// TestLiarsAboutThePast reads receipts, last logs and signatures of accounts that are not there yet: of three endpoints one that
// lies changes nothing, and of two neither is believed alone.
func TestLiarsAboutThePast(t *testing.T) {
	e := startEVM(t, devnet.EVMConfig{})
	c := dial(t, chain.Config{URL: e.URL()})
	w := wallet(e, 0)
	p := &pastOf{contract: deploy(t, c, w, codeLog1)}
	emit := func(data int64) *types.Receipt {
		t.Helper()
		r, err := c.Send(t.Context(), w, chain.Tx{To: p.contract, Data: append(word(7), word(data)...)})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	p.first, p.last = emit(1), emit(2)
	account, deployment := future(onlyOne)
	p.account = account
	p.good = accounttest.Wrap(t, chain.DeploymentProxy, deployment, []byte{1})
	p.bad = accounttest.Wrap(t, chain.DeploymentProxy, deployment, []byte{2})
	if err := e.Mine(3); err != nil {
		t.Fatal(err)
	}
	number := p.last.BlockNumber.Uint64() + 3
	head(t, c, number)
	another, err := json.Marshal(p.first)
	if err != nil {
		t.Fatal(err)
	}
	for name, lie := range map[string]twist{
		"nothing but the truth": nil,
		"receipts of what was not sent": tells("eth_getTransactionReceipt", func(asked *message, _ any) any {
			var r map[string]any
			json.Unmarshal(another, &r)
			r["transactionHash"] = asked.Params[0]
			return r
		}),
		"another transaction's receipt": tells("eth_getTransactionReceipt", func(*message, any) any { return json.RawMessage(another) }),
		"no receipts":                   tells("eth_getTransactionReceipt", func(*message, any) any { return nil }),
		"that it failed":                receipts(func(r map[string]any) { r["status"] = "0x0" }),
		"that it was earlier":           receipts(func(r map[string]any) { r["blockNumber"] = "0x1" }),
		"that it was on another fork":   receipts(func(r map[string]any) { r["blockHash"] = common.Hash{8} }),
		"other logs of a transaction": receipts(func(r map[string]any) {
			r["logs"].([]any)[0].(map[string]any)["data"] = "0x" + strings.Repeat("f", 64)
		}),
		"no logs of a transaction":  receipts(func(r map[string]any) { r["logs"] = []any{} }),
		"receipts that are no JSON": receipts(func(r map[string]any) { r["logs"] = "none" }),
		"no logs":                   lists(func([]any) []any { return []any{} }),
		"not the last log":          lists(func(list []any) []any { return list[:max(0, len(list)-1)] }),
		"another last log": lists(func(list []any) []any {
			for _, l := range list {
				l.(map[string]any)["data"] = "0x" + strings.Repeat("e", 64)
			}
			return list
		}),
		"one log more, of the last block": lists(func([]any) []any {
			l := *p.last.Logs[0]
			l.BlockNumber, l.Data = number, word(666)
			return []any{l}
		}),
		"a log of another contract": lists(func([]any) []any {
			l := *p.last.Logs[0]
			l.Address = common.Address{9}
			return []any{l}
		}),
		"that each account to come has signed": trials(`"0x` + strings.Repeat("0", 63) + `1"`),
		"that none has":                        trials(`"0x` + strings.Repeat("0", 64) + `"`),
		"that all trials are nothing":          trials(`"0x"`),
		"that trials are refused": func(asked, answer *message) {
			if asked.Method == "eth_call" {
				answer.Result, answer.Error = nil, json.RawMessage(`{"code":3,"message":"execution reverted","data":"0x"}`)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for place := range 3 {
				for _, n := range []int{3, 2} {
					if place >= n {
						continue
					}
					list, c := endpoints(t, e, n, chain.Config{})
					v := head(t, c, number)
					list[place].set(lie, nil)
					p.truth(t, fmt.Sprintf("endpoint %d of %d", place+1, n), v, n == 3 || lie == nil)
					if n == 3 && c.Refused() != 0 {
						t.Errorf("endpoint %d of %d: %d reads were refused", place+1, n, c.Refused())
					}
				}
			}
		})
	}
}
