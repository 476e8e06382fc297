package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"github.com/latchkey-network/latchkey/contracts"
)

// What can be wrong with an external signer. They are wrapped; use errors.Is. After any of
// them nothing was signed that anybody has seen but the signer.
var (
	// ErrNoSigner: nothing answers there, or what answers is no signer.
	ErrNoSigner = errors.New("no signer answers")
	// ErrNoAccount: the signer has no such account, none at all, or several and none was named.
	ErrNoAccount = errors.New("the signer's accounts")
	// ErrRefused: the signer, or the person before it, said no, or said nothing for too long.
	ErrRefused = errors.New("the signer did not sign")
	// ErrOtherSigned: the answer is a signature of another account, or of something else than
	// was asked for. It was not used.
	ErrOtherSigned = errors.New("the signer signed something else")
	// ErrNeedsKey: only a wallet with its key at hand can do that.
	ErrNeedsKey = errors.New("an external signer does not sign bare digests")
)

// signer is an external signer: clef's interface, JSON-RPC with the methods account_version,
// account_list, account_signTransaction and account_signTypedData. It is not trusted: what
// it answers is compared with what was asked for.
type signer struct {
	rpc    *rpc.Client
	http   *http.Transport // nil for a socket
	where  string          // the URL without what it may hide, or the socket's path
	scrub  *strings.Replacer
	asks   func(what string)
	ctx    context.Context // its end ends all that waits
	cancel context.CancelCauseFunc
}

// DialSigner makes a Wallet whose key is in an external signer, such as clef: at the URL
// (http or https) or socket where, for the account, or for the signer's only one if that is
// zero. The Wallet works until ctx ends or it is closed, and what waits for the signer ends
// then: whoever sits before it may take as long as they like.
//
// asks, if not nil, is told before each request that a person may have to allow, and what it
// is about, in a few words.
//
// Every answer is checked: a signature that is not the account's, or of a transaction with
// another field than asked for, is ErrOtherSigned. Errors are ErrNoSigner, ErrNoAccount,
// ErrRefused or ctx's.
func DialSigner(ctx context.Context, where string, account common.Address, asks func(what string)) (*Wallet, error) {
	s := &signer{where: where, scrub: strings.NewReplacer(), asks: asks}
	var options []rpc.ClientOption
	u, err := url.Parse(where)
	switch {
	case err != nil || where == "":
		return nil, fmt.Errorf("%w: it is neither a URL nor the path of a socket", ErrNoSigner) // err would quote a password
	case (u.Scheme == "http" || u.Scheme == "https") && u.Host != "":
		s.where, s.scrub = u.Scheme+"://"+u.Host, scrubber(u)
		s.http = &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			DialContext:            (&net.Dialer{Timeout: defaultTimeout, KeepAlive: 30 * time.Second}).DialContext,
			TLSHandshakeTimeout:    defaultTimeout,
			MaxResponseHeaderBytes: 64 << 10,
		}
		options = append(options, rpc.WithHTTPClient(&http.Client{
			Transport:     limitTransport{s.http},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}))
	case u.Scheme == "" && u.Host == "":
	default:
		return nil, fmt.Errorf("%w: scheme %q: want http://, https://, or the path of a socket", ErrNoSigner, u.Scheme)
	}
	s.ctx, s.cancel = context.WithCancelCause(ctx)
	fail := func(err error) (*Wallet, error) {
		s.close()
		return nil, err
	}
	dialCtx, cancel := context.WithTimeout(s.ctx, defaultTimeout)
	defer cancel()
	if s.rpc, err = rpc.DialOptions(dialCtx, where, options...); err != nil {
		return fail(s.explain(err))
	}
	// The version is what every signer tells without asking anybody: it tells the signer from
	// other servers, and in time.
	var version string
	if err := s.rpc.CallContext(dialCtx, &version, "account_version"); err != nil {
		if answer := rpc.Error(nil); errors.As(err, &answer) {
			return fail(fmt.Errorf("%w at %s: the server there says %q to account_version", ErrNoSigner, s.where, s.clean(answer.Error())))
		}
		return fail(s.explain(err))
	}
	var accounts []common.Address
	if err := s.call("the list of its accounts", &accounts, "account_list"); err != nil {
		return fail(err)
	}
	switch {
	case account != (common.Address{}):
		if !slices.Contains(accounts, account) {
			return fail(fmt.Errorf("%w: the one at %s has no account %s", ErrNoAccount, s.where, account))
		}
	case len(accounts) == 1:
		account = accounts[0]
	case len(accounts) == 0:
		return fail(fmt.Errorf("%w: the one at %s has none, or shows none", ErrNoAccount, s.where))
	default:
		return fail(fmt.Errorf("%w: the one at %s has %d, and none is named", ErrNoAccount, s.where, len(accounts)))
	}
	return &Wallet{address: account, remote: s}, nil
}

func (s *signer) close() {
	s.cancel(ErrClosed)
	if s.rpc != nil {
		s.rpc.Close()
	}
	if s.http != nil {
		s.http.CloseIdleConnections()
	}
}

// call asks for something that a person may have to allow.
func (s *signer) call(what string, result any, method string, args ...any) error {
	if s.asks != nil {
		s.asks(what)
	}
	err := s.rpc.CallContext(s.ctx, result, method, args...)
	if err == nil {
		return nil
	}
	return s.explain(err)
}

// explain turns what the rpc package returned into an error of this package.
func (s *signer) explain(err error) error {
	if cause := context.Cause(s.ctx); cause != nil {
		return cause
	}
	var (
		answer rpc.Error
		inURL  *url.Error
		status rpc.HTTPError
	)
	switch {
	case errors.As(err, &answer) && answer.ErrorCode() == -32002:
		// The server of go-ethereum, which is clef's too, gives a request 30 seconds over HTTP.
		return fmt.Errorf("%w: at %s, nobody allowed it in time", ErrRefused, s.where)
	case errors.As(err, &answer):
		text := s.clean(answer.Error())
		if strings.Contains(strings.ToLower(text), "unknown account") {
			return fmt.Errorf("%w: the one at %s says %q", ErrNoAccount, s.where, text)
		}
		return fmt.Errorf("%w: the one at %s says %q", ErrRefused, s.where, text)
	case errors.As(err, &status):
		err = fmt.Errorf("HTTP status %d", status.StatusCode) // not the body, which is anything
	case errors.As(err, &inURL):
		err = inURL.Err // url.Error shows the whole URL
	}
	return fmt.Errorf("%w at %s: %s", ErrNoSigner, s.where, s.clean(err.Error()))
}

func (s *signer) clean(text string) string { return clean(s.scrub, text) }

// signTypedData has typed data signed and checks the signature against the digest: r || s || v.
func (s *signer) signTypedData(account common.Address, data apitypes.TypedData, digest []byte) ([]byte, error) {
	var sig hexutil.Bytes
	if err := s.call("a signature: "+data.PrimaryType, &sig, "account_signTypedData", account.Hex(), data); err != nil {
		return nil, err
	}
	other := func(why string) ([]byte, error) {
		return nil, fmt.Errorf("%w: the answer from %s %s", ErrOtherSigned, s.where, why)
	}
	if len(sig) != crypto.SignatureLength {
		return other(fmt.Sprintf("has %d bytes, and a signature 65", len(sig)))
	}
	if sig[64] < 27 { // some write 0 and 1
		sig[64] += 27
	}
	r, high := new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:64])
	if !crypto.ValidateSignatureValues(sig[64]-27, r, high, true) {
		return other("is not a signature with a low s")
	}
	plain := slices.Clone(sig)
	plain[64] -= 27
	key, err := crypto.SigToPub(digest, plain)
	if err != nil || crypto.PubkeyToAddress(*key) != account {
		return other(fmt.Sprintf("is not a signature of %s under these data", account))
	}
	return sig, nil
}

// txArgs is a transaction (EIP-1559) as account_signTransaction takes it.
type txArgs struct {
	From    string         `json:"from"`
	To      *string        `json:"to,omitempty"`
	Gas     hexutil.Uint64 `json:"gas"`
	MaxFee  *hexutil.Big   `json:"maxFeePerGas"`
	MaxTip  *hexutil.Big   `json:"maxPriorityFeePerGas"`
	Value   *hexutil.Big   `json:"value"`
	Nonce   hexutil.Uint64 `json:"nonce"`
	Input   hexutil.Bytes  `json:"input"`
	ChainID *hexutil.Big   `json:"chainId"`
}

// signTx has a transaction signed and checks that it is the same one, from the account.
func (s *signer) signTx(account common.Address, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error) {
	if tx.Type() != types.DynamicFeeTxType || len(tx.AccessList()) != 0 {
		return nil, fmt.Errorf("external signer: a transaction of type %d, with %d in its access list, is none that this program sends", tx.Type(), len(tx.AccessList()))
	}
	args := txArgs{From: account.Hex(), Gas: hexutil.Uint64(tx.Gas()), MaxFee: (*hexutil.Big)(tx.GasFeeCap()), MaxTip: (*hexutil.Big)(tx.GasTipCap()),
		Value: (*hexutil.Big)(tx.Value()), Nonce: hexutil.Uint64(tx.Nonce()), Input: tx.Data(), ChainID: (*hexutil.Big)(chainID)}
	what := "a transaction that makes a contract"
	if to := tx.To(); to != nil {
		text := to.Hex()
		args.To, what = &text, "a transaction to "+text
	}
	var result struct {
		Raw hexutil.Bytes `json:"raw"`
	}
	params := []any{args}
	if name, method := methodOf(tx); method != "" {
		// With it, the signer shows the call and its arguments; without, clef refuses what is
		// not in its own list of methods.
		params = append(params, method)
		what += ", " + name
	}
	if err := s.call(what, &result, "account_signTransaction", params...); err != nil {
		return nil, err
	}
	signed := new(types.Transaction)
	if err := signed.UnmarshalBinary(result.Raw); err != nil {
		return nil, fmt.Errorf("%w: the answer from %s is not a transaction: %w", ErrOtherSigned, s.where, err)
	}
	rules := types.LatestSignerForChainID(chainID)
	// The rules hash every transaction as one of their own chain.
	if signed.Type() != tx.Type() || signed.ChainId().Cmp(tx.ChainId()) != 0 || rules.Hash(signed) != rules.Hash(tx) {
		return nil, fmt.Errorf("%w: the transaction that came from %s differs in %s", ErrOtherSigned, s.where, difference(tx, signed))
	}
	if from, err := types.Sender(rules, signed); err != nil || from != account {
		return nil, fmt.Errorf("%w: the transaction that came from %s is not signed by %s", ErrOtherSigned, s.where, account)
	}
	return signed, nil
}

// methodOf returns what a transaction calls, "Market.buy" and "buy(bytes32)", or nothing if
// that is no method of Latchkey's contracts.
func methodOf(tx *types.Transaction) (name, method string) {
	if tx.To() == nil || len(tx.Data()) < 4 {
		return "", ""
	}
	for contract, meta := range map[string]*bind.MetaData{"Committees": &contracts.CommitteesMetaData, "Draws": &contracts.DrawsMetaData,
		"Evidence": &contracts.EvidenceMetaData, "Market": &contracts.MarketMetaData, "Registry": &contracts.RegistryMetaData} {
		abi, err := meta.ParseABI() // once, and kept
		if err != nil {
			continue
		}
		if m, err := abi.MethodById(tx.Data()); err == nil {
			name, method = max(name, contract+"."+m.RawName), m.Sig // "withdraw()" is of two of them: always the same one is named
		}
	}
	return name, method
}

// difference names what is not the same in two transactions, for a person.
func difference(want, got *types.Transaction) string {
	var names []string
	add := func(name string, same bool) {
		if !same {
			names = append(names, name)
		}
	}
	add("type", want.Type() == got.Type())
	add("chain", want.ChainId().Cmp(got.ChainId()) == 0)
	add("nonce", want.Nonce() == got.Nonce())
	add("receiver", want.To() == nil && got.To() == nil || want.To() != nil && got.To() != nil && *want.To() == *got.To())
	add("value", want.Value().Cmp(got.Value()) == 0)
	add("data", slices.Equal(want.Data(), got.Data()))
	add("gas", want.Gas() == got.Gas())
	add("fee", want.GasFeeCap().Cmp(got.GasFeeCap()) == 0 && want.GasTipCap().Cmp(got.GasTipCap()) == 0)
	add("access list", len(got.AccessList()) == len(want.AccessList()))
	return strings.Join(names, ", ")
}
