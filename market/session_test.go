package market_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/quorum"
	"github.com/latchkey-network/latchkey/sealed"
)

// TestSession: an account signs once and opens many files, and what it may not open not; until it voids its sessions, and
// signs again.
func TestSession(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	d, err := devnet.Start(ctx, devnet.Config{Nodes: 3, Threshold: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	account := chain.WalletFromKey(d.EVM.Accounts()[2])
	var signed []string
	cfg := market.Config{Chain: d.Chain, Account: account.Address(), Sign: func(_ context.Context, request apitypes.TypedData) ([]byte, error) {
		signed = append(signed, request.PrimaryType)
		return account.SignTypedData(request)
	}}
	to, err := market.New(cfg).Recipient(ctx, d.Committees.Address, d.Committee, 0)
	if err != nil {
		t.Fatal(err)
	}
	seal := func(policy, text string) []byte {
		t.Helper()
		to.Terms.Policy = policy
		var file bytes.Buffer
		if err := sealed.Seal(&file, strings.NewReader(text), to); err != nil {
			t.Fatal(err)
		}
		return file.Bytes()
	}
	mine := fmt.Sprintf("allow([%q])", strings.ToLower(account.Address().Hex()))
	files := [][]byte{seal(mine, "one"), seal("true", "two"), seal(mine+" && now > timestamp(\"2020-01-01T00:00:00Z\")", "three")}
	foreign := seal(`allow(["0x00000000000000000000000000000000000000b2"])`, "four")

	for _, gateway := range []string{"", d.Gateway} {
		cfg.Gateway = gateway
		c := market.New(cfg)
		open := func(s *market.Session, file []byte) (string, error) {
			var out bytes.Buffer
			err := sealed.Open(ctx, &out, bytes.NewReader(file), s.OpenerWith(nil))
			return out.String(), err
		}
		refusedFor := func(err error, why quorum.ProblemType) bool {
			var failed *quorum.OpenError
			return errors.As(err, &failed) && failed.Refused(why) > 0
		}
		signed = nil
		s, err := c.NewSession(ctx, d.Committees.Address, d.Committee, time.Hour, "a test")
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []string{"one", "two", "three"} {
			if got, err := open(s, files[i]); err != nil || got != want {
				t.Errorf("file %d: %q, %v", i, got, err)
			}
		}
		if got, err := open(s, foreign); err == nil || got != "" || !refusedFor(err, quorum.PolicyFalse) {
			t.Errorf("a file for another account: %q, %v", got, err)
		}
		if len(signed) != 1 || signed[0] != "Session" {
			t.Errorf("signed %q", signed)
		}

		if _, err := d.Committees.RaiseSessionNonce(ctx, account); err != nil {
			t.Fatal(err)
		}
		for end := time.Now().Add(2 * time.Minute); ; time.Sleep(100 * time.Millisecond) {
			if got, err := open(s, files[0]); refusedFor(err, quorum.WrongNonce) {
				break
			} else if time.Now().After(end) {
				t.Fatalf("a session that was voided: %q, %v", got, err)
			}
		}
		again, err := c.NewSession(ctx, d.Committees.Address, d.Committee, 24*time.Hour, "")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := open(again, files[0]); err != nil || got != "one" {
			t.Errorf("a new session: %q, %v", got, err)
		}
		if _, err := open(s, files[1]); !refusedFor(err, quorum.WrongNonce) {
			t.Errorf("the old one: %v", err)
		}
		s.Close()
		again.Close()
		if got, err := open(again, files[0]); err == nil {
			t.Errorf("a session that was closed: %q", got)
		}
		if len(signed) != 2 {
			t.Errorf("signed %q", signed)
		}
		for _, life := range []time.Duration{0, -time.Second, 24*time.Hour + time.Second} {
			if _, err := c.NewSession(ctx, d.Committees.Address, d.Committee, life, ""); err == nil {
				t.Errorf("a session of %s", life)
			}
		}
	}
	if _, err := market.New(market.Config{Chain: d.Chain}).NewSession(ctx, d.Committees.Address, d.Committee, time.Hour, ""); !errors.Is(err, market.ErrNoWallet) {
		t.Error(err)
	}

	// Another committee's file takes a signature of its own.
	cfg.Gateway = ""
	signed = nil
	s, err := market.New(cfg).NewSession(ctx, d.Committees.Address, d.Committee+1, time.Hour, "")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var out bytes.Buffer
	if err := sealed.Open(ctx, &out, bytes.NewReader(files[0]), s.OpenerWith(nil)); err != nil || out.String() != "one" {
		t.Errorf("%q, %v", out.String(), err)
	}
	if len(signed) != 2 || signed[1] != "AccessRequest" {
		t.Errorf("signed %q", signed)
	}
}
