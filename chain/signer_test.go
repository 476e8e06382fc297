package chain_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/common/math"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/contracts"
	"github.com/latchkey-network/latchkey/devnet"
)

// signer is an external signer with clef's interface, whose person is the test. Its methods
// are those of the JSON-RPC namespace "account".
type signer struct {
	wallet   *chain.Wallet
	accounts []common.Address
	deny     error
	change   func(*types.DynamicFeeTx)                // what the person changes before signing
	sign     func(apitypes.TypedData) ([]byte, error) // in place of the wallet's
	waits    chan struct{}                            // closed when it is to answer; nil: at once
	asked    int
	method   string // that the last transaction was said to call
}

func (s *signer) Version(context.Context) string { return "6.1.0" }

func (s *signer) List(context.Context) ([]common.Address, error) { return s.accounts, s.deny }

func (s *signer) SignTypedData(ctx context.Context, a common.MixedcaseAddress, data apitypes.TypedData) (hexutil.Bytes, error) {
	if s.deny != nil {
		return nil, s.deny
	}
	if a.Address() != s.wallet.Address() || !a.ValidChecksum() {
		return nil, errors.New("unknown account")
	}
	if s.waits != nil {
		select {
		case <-s.waits:
		case <-ctx.Done():
		}
	}
	if s.sign != nil {
		return s.sign(data)
	}
	return s.wallet.SignTypedData(data)
}

func (s *signer) SignTransaction(_ context.Context, args apitypes.SendTxArgs, method *string) (any, error) {
	s.asked++
	s.method = ""
	if method != nil {
		s.method = *method
	}
	if s.deny != nil {
		return nil, s.deny
	}
	tx, err := args.ToTransaction()
	if err != nil {
		return nil, err
	}
	inner := &types.DynamicFeeTx{ChainID: tx.ChainId(), Nonce: tx.Nonce(), To: tx.To(), Value: tx.Value(), Gas: tx.Gas(),
		GasFeeCap: tx.GasFeeCap(), GasTipCap: tx.GasTipCap(), Data: tx.Data()}
	if tx.Type() != types.DynamicFeeTxType {
		return nil, fmt.Errorf("a transaction of type %d", tx.Type())
	}
	if s.change != nil {
		s.change(inner)
	}
	signed, err := s.wallet.SignTx(types.NewTx(inner), inner.ChainID)
	if err != nil {
		return nil, err
	}
	raw, err := signed.MarshalBinary()
	return map[string]any{"raw": hexutil.Bytes(raw), "tx": signed}, err
}

// serve serves the signer over HTTP and returns its URL.
func (s *signer) serve(t *testing.T) string {
	server := rpc.NewServer()
	if err := server.RegisterName("account", s); err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(server)
	t.Cleanup(func() { h.Close(); server.Stop() })
	return h.URL
}

func newSigner(t *testing.T) *signer {
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	w := chain.WalletFromKey(key)
	return &signer{wallet: w, accounts: []common.Address{w.Address()}}
}

func dialSigner(t *testing.T, where string, account common.Address) *chain.Wallet {
	t.Helper()
	w, err := chain.DialSigner(t.Context(), where, account, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return w
}

func noteOf(by common.Address) apitypes.TypedData {
	return apitypes.TypedData{
		Types: apitypes.Types{
			"EIP712Domain": {{Name: "name", Type: "string"}, {Name: "chainId", Type: "uint256"}},
			"Note":         {{Name: "text", Type: "string"}, {Name: "by", Type: "address"}, {Name: "deadline", Type: "uint64"}},
		},
		PrimaryType: "Note",
		Domain:      apitypes.TypedDataDomain{Name: "Test", ChainId: math.NewHexOrDecimal256(31337)},
		Message:     apitypes.TypedDataMessage{"text": "hello", "by": by.Hex(), "deadline": "123"},
	}
}

// TestSigner: what a signer signs is what the same key in memory signs, over HTTP and over a
// socket; only bare digests it does not sign.
func TestSigner(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	server := rpc.NewServer()
	if err := server.RegisterName("account", s); err != nil {
		t.Fatal(err)
	}
	defer server.Stop()
	socket := filepath.Join(t.TempDir(), "s.ipc")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go server.ServeListener(l)

	for _, where := range []string{s.serve(t), socket} {
		var asked []string
		w, err := chain.DialSigner(t.Context(), where, common.Address{}, func(what string) { asked = append(asked, what) })
		if err != nil {
			t.Fatal(err)
		}
		if w.Address() != s.wallet.Address() || w.HasKey() || !s.wallet.HasKey() || fmt.Sprint(w) != w.Address().Hex() {
			t.Errorf("%v, has the key: %v", w, w.HasKey())
		}
		data := noteOf(w.Address())
		got, err := w.SignTypedData(data)
		want, _ := s.wallet.SignTypedData(data)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%x, %v, want %x", got, err, want)
		}
		for _, to := range []*common.Address{{1}, nil} {
			tx := types.NewTx(&types.DynamicFeeTx{ChainID: big.NewInt(5), Nonce: 7, To: to, Value: big.NewInt(8), Gas: 9e6,
				GasFeeCap: big.NewInt(11), GasTipCap: big.NewInt(10), Data: []byte{1, 2, 3, 4}})
			signed, err := w.SignTx(tx, big.NewInt(5))
			if err != nil {
				t.Fatal(err)
			}
			if want, _ := s.wallet.SignTx(tx, big.NewInt(5)); signed.Hash() != want.Hash() {
				t.Errorf("to %v: another transaction", to)
			}
		}
		buy := types.NewTx(&types.DynamicFeeTx{ChainID: big.NewInt(5), To: &common.Address{1}, Data: contracts.NewMarket().PackBuy(contracts.MarketOrder{Price: big.NewInt(1)})})
		if _, err := w.SignTx(buy, big.NewInt(5)); err != nil || s.method != "buy((bytes32,address,address,uint128,uint16))" {
			t.Errorf("called %q, %v", s.method, err)
		}
		if _, err := w.SignDigest([32]byte{1}); !errors.Is(err, chain.ErrNeedsKey) {
			t.Errorf("a digest: %v", err)
		}
		if len(asked) != 5 || asked[1] != "a signature: Note" || !strings.HasSuffix(asked[4], ", Market.buy") {
			t.Errorf("told %q", asked)
		}
		w.Close()
		if _, err := w.SignTypedData(data); !errors.Is(err, chain.ErrClosed) {
			t.Errorf("closed: %v", err)
		}
	}
}

// TestSignerReadsEveryCall: a signer that is told the method of a transaction can read the
// arguments of each that our contracts have, as clef does it.
func TestSignerReadsEveryCall(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	w := dialSigner(t, s.serve(t), common.Address{})
	for _, meta := range []*bind.MetaData{&contracts.CommitteesMetaData, &contracts.DrawsMetaData, &contracts.EvidenceMetaData, &contracts.MarketMetaData, &contracts.RegistryMetaData} {
		parsed, err := meta.ParseABI()
		if err != nil {
			t.Fatal(err)
		}
		for name, m := range parsed.Methods {
			tx := types.NewTx(&types.DynamicFeeTx{ChainID: big.NewInt(5), To: &common.Address{1}, Data: m.ID})
			if _, err := w.SignTx(tx, big.NewInt(5)); err != nil {
				t.Fatal(err)
			}
			selector, err := abi.ParseSelector(s.method)
			if name == "report" || name == "refute" { // arrays of a fixed length are more than it reads: docs/command-line.md
				if err == nil {
					t.Error(name + " can be read now: say so in docs/command-line.md")
				}
				continue
			}
			if err != nil {
				t.Errorf("%s is called %q: %v", name, s.method, err)
				continue
			}
			text, err := json.Marshal([]abi.SelectorMarshaling{selector})
			if err != nil {
				t.Fatal(err)
			}
			read, err := abi.JSON(bytes.NewReader(text))
			if err != nil {
				t.Errorf("%s is called %q: %v", name, s.method, err)
			} else if got := read.Methods[selector.Name]; !bytes.Equal(got.ID, m.ID) {
				t.Errorf("%s is called %q, which is another method", name, s.method)
			}
		}
	}
}

// TestSignerSends: a signer's account sends and deploys like any other.
func TestSignerSends(t *testing.T) {
	t.Parallel()
	e := startEVM(t, devnet.EVMConfig{})
	s := newSigner(t)
	s.wallet = wallet(e, 1)
	s.accounts = []common.Address{s.wallet.Address(), {9}}
	c := dial(t, chain.Config{URL: e.URL()})
	w := dialSigner(t, s.serve(t), s.wallet.Address())
	at := deploy(t, c, w, codeLog)
	if r, err := c.Send(t.Context(), w, chain.Tx{To: at, Data: []byte("hello"), Value: new(big.Int)}); err != nil || len(r.Logs) != 1 {
		t.Errorf("%v, %v", r, err)
	}

	// One who changes the transaction is noticed before anything reaches the chain.
	asked := s.asked
	s.change = func(tx *types.DynamicFeeTx) { tx.To = &common.Address{0xbe} }
	_, err := c.Send(t.Context(), w, chain.Tx{To: at, Value: big.NewInt(1)})
	if !errors.Is(err, chain.ErrOtherSigned) || !errors.Is(err, chain.ErrNotSent) || s.asked != asked+1 {
		t.Errorf("%v, asked %d times", err, s.asked-asked)
	}
	if n, err := head(t, c, 2).Balance(t.Context(), common.Address{0xbe}); err != nil || n.Sign() != 0 {
		t.Errorf("%v arrived, %v", n, err)
	}
}

// TestSignerLies: an answer that is not what was asked for is ErrOtherSigned, and says what
// is wrong with it.
func TestSignerLies(t *testing.T) {
	t.Parallel()
	s, other := newSigner(t), newSigner(t)
	w := dialSigner(t, s.serve(t), common.Address{})

	tx := types.NewTx(&types.DynamicFeeTx{ChainID: big.NewInt(5), Nonce: 7, To: &common.Address{1}, Value: big.NewInt(8), Gas: 9e6,
		GasFeeCap: big.NewInt(11), GasTipCap: big.NewInt(10), Data: []byte{1, 2, 3, 4}})
	for want, change := range map[string]func(*types.DynamicFeeTx){
		"receiver":    func(tx *types.DynamicFeeTx) { tx.To = nil },
		"value":       func(tx *types.DynamicFeeTx) { tx.Value = big.NewInt(9) },
		"data":        func(tx *types.DynamicFeeTx) { tx.Data = []byte{1, 2, 3, 5} },
		"nonce":       func(tx *types.DynamicFeeTx) { tx.Nonce++ },
		"gas":         func(tx *types.DynamicFeeTx) { tx.Gas++ },
		"fee":         func(tx *types.DynamicFeeTx) { tx.GasFeeCap = big.NewInt(1e9) },
		"chain":       func(tx *types.DynamicFeeTx) { tx.ChainID = big.NewInt(1) },
		"access list": func(tx *types.DynamicFeeTx) { tx.AccessList = types.AccessList{{Address: common.Address{1}}} },
	} {
		s.change = change
		if _, err := w.SignTx(tx, big.NewInt(5)); !errors.Is(err, chain.ErrOtherSigned) || !strings.HasSuffix(err.Error(), "differs in "+want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	s.change = nil
	honest := s.wallet
	s.wallet = other.wallet
	if _, err := w.SignTx(tx, big.NewInt(5)); !errors.Is(err, chain.ErrOtherSigned) || !strings.Contains(err.Error(), "not signed by "+w.Address().Hex()) {
		t.Errorf("another account's transaction: %v", err)
	}
	s.wallet = honest

	good, err := honest.SignTypedData(noteOf(w.Address()))
	if err != nil {
		t.Fatal(err)
	}
	high := bytes.Clone(good) // the same signature with the other s, which contracts refuse
	new(big.Int).Sub(crypto.S256().Params().N, new(big.Int).SetBytes(good[32:64])).FillBytes(high[32:64])
	high[64] = 27 + 28 - high[64]
	for name, sign := range map[string]func(apitypes.TypedData) ([]byte, error){
		"another account's": other.wallet.SignTypedData,
		"of other data": func(d apitypes.TypedData) ([]byte, error) {
			d.Message["text"] = "all that I have"
			return honest.SignTypedData(d)
		},
		"short":   func(apitypes.TypedData) ([]byte, error) { return good[:64], nil },
		"long":    func(apitypes.TypedData) ([]byte, error) { return append(bytes.Clone(good), 0), nil },
		"high s":  func(apitypes.TypedData) ([]byte, error) { return high, nil },
		"zeros":   func(apitypes.TypedData) ([]byte, error) { return make([]byte, 65), nil },
		"strange": func(apitypes.TypedData) ([]byte, error) { return append(bytes.Clone(good[:64]), 200), nil },
	} {
		s.sign = sign
		if sig, err := w.SignTypedData(noteOf(w.Address())); !errors.Is(err, chain.ErrOtherSigned) {
			t.Errorf("%s: %x, %v", name, sig, err)
		}
	}
	s.sign = func(apitypes.TypedData) ([]byte, error) { // as some hardware writes it
		return append(bytes.Clone(good[:64]), good[64]-27), nil
	}
	if sig, err := w.SignTypedData(noteOf(w.Address())); err != nil || !bytes.Equal(sig, good) {
		t.Errorf("v of 0 or 1: %x, %v", sig, err)
	}
}

// slow is the error with which clef's HTTP server ends a request after 30 seconds.
type slow struct{}

func (slow) Error() string  { return "request timed out" }
func (slow) ErrorCode() int { return -32002 }

// TestSignerSaysNo: each way not to get a signature is an error of its own, without what the
// URL hides.
func TestSignerSaysNo(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	where := s.serve(t)
	secret := strings.Replace(where, "http://", "http://me:hunter22@", 1) + "/longsecretpath"
	w := dialSigner(t, secret, common.Address{})
	check := func(what string, err, want error, text string) {
		t.Helper()
		if !errors.Is(err, want) || !strings.Contains(err.Error(), text) || strings.Contains(err.Error(), "hunter22") || strings.Contains(err.Error(), "longsecret") {
			t.Errorf("%s: %v", what, err)
		}
	}
	dial := func(where string, account common.Address) error {
		_, err := chain.DialSigner(t.Context(), where, account, nil)
		return err
	}
	s.deny = errors.New("request denied")
	_, err := w.SignTypedData(noteOf(w.Address()))
	check("denied", err, chain.ErrRefused, `"request denied"`)
	check("denied the list", dial(where, common.Address{}), chain.ErrRefused, "denied")
	s.deny = errors.New("unknown account at " + secret)
	_, err = w.SignTypedData(noteOf(w.Address()))
	check("lost the account", err, chain.ErrNoAccount, "unknown account")
	s.deny = slow{}
	_, err = w.SignTypedData(noteOf(w.Address()))
	check("nobody looked", err, chain.ErrRefused, "nobody allowed it in time")
	s.deny = nil

	check("another account", dial(secret, common.Address{7}), chain.ErrNoAccount, "has no account "+common.Address{7}.Hex())
	s.accounts = append(s.accounts, common.Address{7})
	check("two accounts", dial(secret, common.Address{}), chain.ErrNoAccount, "has 2, and none is named")
	s.accounts = nil
	check("no accounts", dial(secret, common.Address{}), chain.ErrNoAccount, "has none")

	gone := httptest.NewServer(nil)
	gone.Close()
	check("nobody", dial(strings.Replace(gone.URL, "http://", "http://me:hunter22@", 1)+"/longsecretpath", common.Address{}), chain.ErrNoSigner, "refused")
	check("no socket", dial(filepath.Join(t.TempDir(), "none.ipc"), common.Address{}), chain.ErrNoSigner, "none.ipc")
	check("other schemes", dial("stdio://x", common.Address{}), chain.ErrNoSigner, `"stdio"`)
	check("no scheme", dial("localhost:8550", common.Address{}), chain.ErrNoSigner, "want http://")
	check("nothing", dial("", common.Address{}), chain.ErrNoSigner, "neither")
	page := httptest.NewServer(http.NotFoundHandler())
	defer page.Close()
	check("a web page", dial(page.URL, common.Address{}), chain.ErrNoSigner, "404")
	endpoint := newFront(t, "http://127.0.0.1:1")
	endpoint.answer = func(_ string, _ []json.RawMessage, w http.ResponseWriter) bool {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"the method account_version does not exist"}}`)
		return true
	}
	check("a chain's endpoint", dial(endpoint.URL, common.Address{}), chain.ErrNoSigner, "does not exist")

	// Somebody thinks it over, and whoever asked goes away.
	s.accounts, s.waits = []common.Address{s.wallet.Address()}, make(chan struct{})
	defer close(s.waits)
	ctx, cancel := context.WithCancelCause(t.Context())
	patient, err := chain.DialSigner(ctx, where, common.Address{}, func(what string) {
		if strings.HasPrefix(what, "a signature") {
			cancel(errors.New("went away"))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	defer patient.Close()
	if _, err := patient.SignTypedData(noteOf(w.Address())); err == nil || !strings.Contains(err.Error(), "went away") {
		t.Errorf("%v", err)
	}
}
