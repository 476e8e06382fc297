package chain_test

import (
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
)

// requests is how many HTTP requests went through; a batch is one, of no method.
func (f *front) requests() (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, count := range f.counts {
		n += count
	}
	return n
}

// parrotCode returns the call data that follow the selector, or reverts without any.
var parrotCode = common.FromHex("6004361160" + "0a575f5ffd" + "5b600436038060045f375ff3")

// TestReadsGoTogether counts what the endpoint is asked: reads that are announced together, and those that wait
// at the same time, are one request; equal ones are one read; and nothing is read twice at one block.
func TestReadsGoTogether(t *testing.T) {
	e := startEVM(t, devnet.EVMConfig{})
	f := newFront(t, e.URL())
	c := dial(t, chain.Config{URL: f.URL, Final: "0"})
	contract := deploy(t, c, wallet(e, 0), parrotCode)
	v, err := c.At(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	data := func(n int) []byte { return append([]byte{1, 2, 3, 4}, word(int64(n))...) }
	check := func(n int) {
		out, err := v.Call(t.Context(), contract, data(n))
		if err != nil || new(big.Int).SetBytes(out).Int64() != int64(n) {
			t.Errorf("call %d: %x, %v", n, out, err)
		}
	}
	before := f.requests()

	account := common.Address{7}
	v.Prefetch(t.Context(), []common.Address{contract, contract, contract, contract, account}, [][]byte{data(1), data(2), data(3), {1}, nil})
	for _, n := range []int{3, 1, 2, 1} {
		check(n)
	}
	if b, err := v.Balance(t.Context(), account); err != nil || b.Sign() != 0 {
		t.Errorf("balance %v, %v", b, err)
	}
	if _, err := v.Call(t.Context(), contract, []byte{1}); !errors.Is(err, chain.ErrReverted) {
		t.Errorf("a revert in a batch: %v", err)
	}
	if n := f.requests() - before; n != 1 {
		t.Errorf("five reads that were announced took %d requests", n)
	}
	v.Prefetch(t.Context(), []common.Address{contract, contract}, [][]byte{data(1), data(2)})
	check(2)
	if n := f.requests() - before; n != 1 {
		t.Errorf("known reads were read again: %d requests", n)
	}

	var wg sync.WaitGroup
	for n := range 50 { // whoever is first
		before, begin := f.requests(), make(chan struct{})
		for range 20 {
			wg.Go(func() {
				<-begin
				v.Prefetch(t.Context(), []common.Address{contract, contract, contract}, [][]byte{data(1000 + 3*n), data(1001 + 3*n), data(1002 + 3*n)})
				check(1002 + 3*n)
			})
		}
		close(begin)
		wg.Wait()
		if n := f.requests() - before; n != 1 {
			t.Errorf("three reads that many announced at the same time took %d requests", n)
		}
	}

	before = f.requests()
	for range 1000 {
		wg.Go(func() { check(4) })
	}
	wg.Wait()
	if n := f.requests() - before; n != 1 {
		t.Errorf("1000 equal reads at a time took %d requests", n)
	}
	before = f.requests()
	for n := range 500 {
		wg.Go(func() { check(100 + n) })
	}
	wg.Wait()
	if n := f.requests() - before; n > 200 {
		t.Errorf("500 different reads at a time took %d requests", n)
	} else {
		t.Logf("500 different reads at a time took %d requests", n)
	}
}

// TestBatchesRefused reads at an endpoint that takes no batches, in three ways of not taking them.
func TestBatchesRefused(t *testing.T) {
	e := startEVM(t, devnet.EVMConfig{})
	f := newFront(t, e.URL())
	c := dial(t, chain.Config{URL: f.URL, Final: "0"})
	v, err := c.At(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, way := range []func(w http.ResponseWriter) bool{
		func(w http.ResponseWriter) bool { w.WriteHeader(http.StatusBadRequest); return true },
		func(w http.ResponseWriter) bool { return refuse(w, -32600, "no batches") },
		func(w http.ResponseWriter) bool { w.Write([]byte(`[]`)); return true },
	} {
		f.set(func(method string, _ []json.RawMessage, w http.ResponseWriter) bool { return method == "" && way(w) })
		accounts := []common.Address{{byte(i), 1}, {byte(i), 2}, {byte(i), 3}}
		v.Prefetch(t.Context(), accounts, make([][]byte, 3))
		for _, a := range accounts {
			if b, err := v.Balance(t.Context(), a); err != nil || b.Sign() != 0 {
				t.Errorf("way %d: %v, %v", i, b, err)
			}
		}
	}
}

// TestCallOnce reads what holds a secret: never from what is known, never kept, and errors say nothing.
func TestCallOnce(t *testing.T) {
	e := startEVM(t, devnet.EVMConfig{})
	f := newFront(t, e.URL())
	c := dial(t, chain.Config{URL: f.URL, Final: "0"})
	contract := deploy(t, c, wallet(e, 0), parrotCode)
	v, err := c.At(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	before := f.count("eth_call")
	data := append([]byte{1, 2, 3, 4}, word(5)...)
	for range 2 {
		if out, err := v.CallOnce(t.Context(), contract, data); err != nil || new(big.Int).SetBytes(out).Int64() != 5 {
			t.Errorf("%x, %v", out, err)
		}
	}
	if _, err := v.Call(t.Context(), contract, data); err != nil {
		t.Error(err)
	}
	if n := f.count("eth_call") - before; n != 3 {
		t.Errorf("%d reads, want 3", n)
	}
	f.set(func(method string, _ []json.RawMessage, w http.ResponseWriter) bool {
		return method == "eth_call" && refuse(w, 3, "execution reverted: 0x0000005")
	})
	_, err = v.CallOnce(t.Context(), contract, data)
	if !errors.Is(err, chain.ErrReverted) && !errors.Is(err, chain.ErrUnavailable) {
		t.Errorf("%v", err)
	}
	if err == nil || len(err.Error()) > 100 || strings.Contains(err.Error(), contract.String()) {
		t.Errorf("the error tells too much: %v", err)
	}

	account := wallet(e, 0).Address()
	for range 2 {
		if b, err := v.BalanceOnce(t.Context(), account); err != nil || b.Sign() <= 0 {
			t.Errorf("%v, %v", b, err)
		}
	}
	if n := f.count("eth_getBalance"); n != 2 {
		t.Errorf("%d reads of a balance, want 2", n)
	}
	f.set(func(method string, _ []json.RawMessage, w http.ResponseWriter) bool {
		return method == "eth_getBalance" && refuse(w, -32000, "no balance of "+account.String())
	})
	if _, err := v.BalanceOnce(t.Context(), account); !errors.Is(err, chain.ErrUnavailable) || strings.Contains(err.Error(), account.String()) {
		t.Errorf("%v", err)
	}
}
