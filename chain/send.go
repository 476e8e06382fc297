package chain

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
)

const (
	// A transaction gets half as much gas again as its estimate, and this much: what it costs
	// depends on who comes first in its block (the last confirm of an epoch does the work of
	// all). Gas that is not used is not paid.
	gasMargin = 150_000

	// maxBumps bounds how often a fee is raised, by an eighth each time: to 2.6 times at most.
	maxBumps = 8

	// rebroadcastAfter is how long a transaction waits before it is sent again as it is.
	rebroadcastAfter = 10 * time.Second
)

// What became of a transaction that failed. Use errors.Is on what Send and Deploy return; a
// transaction that was mined and refused is ErrReverted and neither of these.
var (
	// ErrNotSent: nothing reached the chain, nor will; to try again is safe. It is ErrReverted
	// too if the contract would refuse.
	ErrNotSent = errors.New("transaction was not sent")
	// ErrUnknown: the transaction was, or may have been, sent, and may be mined yet. Look at
	// the chain (the state that it was to change, or Receipt of SendError.Hash) before
	// trying again.
	ErrUnknown = errors.New("transaction was sent, but what became of it is not known")
	// ErrNoFunds: the account cannot pay value and fee. It comes with ErrNotSent.
	ErrNoFunds = errors.New("not enough funds")
	// ErrNonceTaken: another program that sends from the account was faster. It comes with
	// ErrNotSent: to try again is what to do.
	ErrNonceTaken = errors.New("another transaction of the account took the nonce")
)

// SendError is what Send and Deploy return when they fail.
type SendError struct {
	// Kind is ErrNotSent, ErrUnknown, or nil if the transaction was mined and reverted.
	Kind error
	// Hash of the transaction, the last one if its fee was raised; zero if it was not sent.
	Hash common.Hash
	// Err is the reason.
	Err error
}

func (e *SendError) Error() string {
	switch e.Kind {
	case nil:
		return fmt.Sprintf("transaction %s: %v", e.Hash, e.Err)
	case ErrNotSent:
		return fmt.Sprintf("%v: %v", e.Kind, e.Err)
	}
	return fmt.Sprintf("transaction %s: %v: %v", e.Hash, e.Kind, e.Err)
}

// Unwrap makes errors.Is and errors.As see kind and reason.
func (e *SendError) Unwrap() []error {
	if e.Kind == nil {
		return []error{e.Err}
	}
	return []error{e.Kind, e.Err}
}

// Tx is a transaction to send. Nonce and fee are Send's affair.
type Tx struct {
	// To is the account called.
	To common.Address
	// Data is the calldata; a binding's Pack functions make it.
	Data []byte
	// Value in wei; nil is 0.
	Value *big.Int
	// Gas limit; 0 estimates it.
	Gas uint64
	// UnpackError, if not nil, is the binding's function of that name: it puts custom
	// errors into words, and into RevertError.Custom.
	UnpackError func(data []byte) (any, error)

	create bool
}

// sends are the accounts that this process sends from.
type sends struct {
	mu       sync.Mutex
	accounts map[common.Address]*sender
}

// sender hands out the nonces of an account. Only this process's transactions are seen; another
// program that sends from the same account at the same time may win a nonce, which is noticed.
type sender struct {
	mu   sync.Mutex
	next uint64                        // nonce of the next transaction, if sent is not empty
	sent map[uint64]*types.Transaction // by nonce: sent, and not known to be mined
}

func (s *sends) init() { s.accounts = make(map[common.Address]*sender) }

func (s *sends) of(account common.Address) *sender {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.accounts[account]
	if a == nil {
		a = &sender{sent: make(map[uint64]*types.Transaction)}
		s.accounts[account] = a
	}
	return a
}

// Send signs a transaction, sends it and waits until it is in a block (which need not be final). The receipt comes without
// an error if the transaction succeeded, and with one if it was mined and reverted. Send waits as long as ctx lets it, sends the transaction again when
// it seems lost, and raises its fee when it is stuck (Config.BumpAfter; not with an external
// signer). Any number of calls may
// run at once for one account; their transactions take consecutive nonces.
//
// An error is a *SendError; its Kind says whether anything was sent.
func (c *Client) Send(ctx context.Context, w *Wallet, tx Tx) (*types.Receipt, error) {
	return c.send(ctx, w, tx)
}

// Deploy creates a contract from its creation code, constructor arguments appended, and returns
// its address. Errors are those of Send.
func (c *Client) Deploy(ctx context.Context, w *Wallet, tx Tx) (common.Address, *types.Receipt, error) {
	tx.create = true
	r, err := c.send(ctx, w, tx)
	if err != nil {
		return common.Address{}, r, err
	}
	return r.ContractAddress, r, nil
}

// Receipt of a transaction that is in a block; nil without an error if it is in none.
func (c *Client) Receipt(ctx context.Context, hash common.Hash) (*types.Receipt, error) {
	var r *types.Receipt
	err := c.read(ctx, &r, "eth_getTransactionReceipt", hash)
	var answer *answerError
	if errors.As(err, &answer) && answer.contains("indexing is in progress") {
		return nil, nil // geth, of a hash that it has not indexed yet or does not know
	}
	if err != nil {
		return nil, fmt.Errorf("receipt of %s: %w", hash, err)
	}
	return r, nil
}

func (c *Client) send(ctx context.Context, w *Wallet, tx Tx) (*types.Receipt, error) {
	notSent := func(err error) (*types.Receipt, error) { return nil, &SendError{Kind: ErrNotSent, Err: err} }
	if tx.Value == nil {
		tx.Value = new(big.Int)
	}
	if tx.Gas == 0 {
		var err error
		if tx.Gas, err = c.estimate(ctx, w.Address(), tx); err != nil {
			return notSent(err)
		}
	}
	tip, fee, err := c.fees(ctx)
	if err != nil {
		return notSent(err)
	}

	account := c.sends.of(w.Address())
	signed, err := c.place(ctx, w, tx, account, tip, fee)
	switch {
	case err == nil:
		return c.await(ctx, w, tx, account, signed)
	case errors.Is(err, ErrUnknown):
		return nil, &SendError{Kind: ErrUnknown, Hash: signed.Hash(), Err: err}
	}
	return notSent(err)
}

// Settle waits until what an account sent before, by another program or an earlier run of this one, is in
// blocks, and says whether there was anything to wait for: what came to the endpoint, and is not known to this
// process. Nonces have an order, so that a transaction sent now would wait for those too; who is about to pay
// wants to see first what they did. Reads at the head come after them.
func (c *Client) Settle(ctx context.Context, account common.Address) (waited bool, err error) {
	count := func(tag string) (n uint64, err error) {
		var count hexutil.Uint64
		err = c.read(ctx, &count, "eth_getTransactionCount", account, tag)
		return uint64(count), err
	}
	pending, err := count("pending")
	if err != nil {
		return false, err
	}
	for until := pending; ; until = min(until, pending) { // some may be dropped
		mined, err := count("latest")
		if err != nil {
			return waited, err
		}
		if mined >= until || c.sends.of(account).all(mined, until) {
			break
		}
		waited = true
		select {
		case <-ctx.Done():
			return true, ctx.Err()
		case <-c.ctx.Done():
			return true, ErrClosed
		case <-c.heads.announced():
		case <-time.After(minPoll):
		}
		if pending, err = count("pending"); err != nil {
			return true, err
		}
	}
	// Also where nothing was waited for: what is remembered of the head may be from before the last of them.
	head, err := c.tagged(ctx, "latest", 0)
	if err != nil {
		return waited, err
	}
	c.heads.passed(uint64(head.Number))
	return waited, nil
}

// place signs the transaction with the next nonce and hands it to the endpoint, one at a time
// for each account, so that nonces are used in order. An error that is ErrUnknown comes with
// the transaction.
func (c *Client) place(ctx context.Context, w *Wallet, tx Tx, account *sender, tip, fee *big.Int) (*types.Transaction, error) {
	account.mu.Lock()
	defer account.mu.Unlock()
	for attempt := 1; ; attempt++ {
		var count hexutil.Uint64
		if err := c.read(ctx, &count, "eth_getTransactionCount", w.Address(), "pending"); err != nil {
			return nil, err
		}
		nonce := uint64(count)
		if len(account.sent) > 0 {
			// What was just sent may not have come to the server that answered.
			nonce = max(nonce, account.next)
		}
		signed, err := c.sign(w, tx, nonce, tip, fee)
		if err != nil {
			return nil, err
		}
		err = c.broadcast(ctx, signed)
		if err == nil || errors.Is(err, ErrUnknown) {
			// If it may have arrived, the nonce is taken until the chain says otherwise.
			account.sent[nonce], account.next = signed, nonce+1
			return signed, err
		}
		// Another program may have taken the nonce in between.
		var answer *answerError
		if !errors.As(err, &answer) || !answer.contains("nonce too low", "replacement transaction underpriced") {
			return nil, err
		}
		if attempt == readAttempts || pause(ctx, attempt) != nil {
			return nil, fmt.Errorf("%w: %w", ErrNonceTaken, err)
		}
	}
}

// sign makes the transaction. tip and fee are in wei per gas.
func (c *Client) sign(w *Wallet, tx Tx, nonce uint64, tip, fee *big.Int) (*types.Transaction, error) {
	id := new(big.Int).SetUint64(c.chainID)
	inner := &types.DynamicFeeTx{ChainID: id, Nonce: nonce, GasTipCap: tip, GasFeeCap: fee, Gas: tx.Gas, Value: tx.Value, Data: tx.Data}
	if !tx.create {
		inner.To = &tx.To
	}
	return w.SignTx(types.NewTx(inner), id)
}

// broadcast hands a signed transaction to the endpoint. It may do so more than once: the
// same bytes are the same transaction. An error is ErrUnknown unless the endpoint refused it.
func (c *Client) broadcast(ctx context.Context, tx *types.Transaction) error {
	raw, err := tx.MarshalBinary()
	if err != nil {
		return err
	}
	for attempt := 1; ; attempt++ {
		err := c.once(ctx, nil, "eth_sendRawTransaction", hexutil.Bytes(raw))
		var answer *answerError
		switch {
		case err == nil:
			return nil
		case errors.As(err, &answer) && answer.contains("already known", "known transaction", "already imported", "already exists"):
			return nil
		case errors.As(err, &answer) && attempt > 1 && answer.contains("nonce too low"):
			return nil // an earlier attempt arrived and was mined; the receipt will tell
		case errors.As(err, &answer) && answer.contains("insufficient funds"):
			// An endpoint's pool can be a moment behind its own head, where the money has arrived.
			if attempt == readAttempts || !c.affords(ctx, tx) || pause(ctx, attempt) != nil {
				return fmt.Errorf("%w: %w", ErrNoFunds, err)
			}
			continue
		case errors.As(err, &answer):
			return err
		}
		if attempt == readAttempts || pause(ctx, attempt) != nil {
			return fmt.Errorf("%w: %w", ErrUnknown, err)
		}
	}
}

// affords reports whether a transaction's sender has at the head what it can cost.
func (c *Client) affords(ctx context.Context, tx *types.Transaction) bool {
	var signer types.Signer = types.HomesteadSigner{} // of the proxy's, which names no chain
	if tx.Protected() {
		signer = types.LatestSignerForChainID(tx.ChainId())
	}
	from, err := types.Sender(signer, tx)
	if err != nil {
		return false
	}
	v, err := c.At(ctx, 0)
	if err != nil {
		return false
	}
	balance, err := v.Balance(ctx, from)
	return err == nil && balance.Cmp(tx.Cost()) >= 0
}

// await waits until a transaction is in a block, and does what it can to get it there.
func (c *Client) await(ctx context.Context, w *Wallet, tx Tx, account *sender, signed *types.Transaction) (*types.Receipt, error) {
	hashes := []common.Hash{signed.Hash()}
	var (
		lastErr   error
		last      common.Hash // head at which receipts were looked for
		lost      int         // heads since another transaction took the nonce
		bumped    = time.Now()
		broadcast = time.Now()
	)
	unknown := func(err error) (*types.Receipt, error) {
		if lastErr != nil {
			err = fmt.Errorf("%w (%v)", err, lastErr)
		}
		return nil, &SendError{Kind: ErrUnknown, Hash: signed.Hash(), Err: err}
	}
	for poll := 20 * time.Millisecond; ; poll = min(2*poll, minPoll) { // a devnet has the block at once
		head, err := c.tagged(ctx, "latest", poll/2)
		if ctx.Err() == nil && err == nil && head.Hash != last {
			for i := len(hashes) - 1; i >= 0 && err == nil; i-- {
				var r *types.Receipt
				if r, err = c.Receipt(ctx, hashes[i]); err == nil && r != nil {
					account.mined(signed.Nonce())
					c.heads.passed(r.BlockNumber.Uint64())
					return c.checkReceipt(ctx, w, tx, r)
				}
			}
			if err == nil {
				last = head.Hash
				var mined hexutil.Uint64
				if err = c.read(ctx, &mined, "eth_getTransactionCount", w.Address(), "latest"); err == nil && uint64(mined) > signed.Nonce() {
					// The nonce is used. Either our receipt comes with the next look (count and
					// receipts may be read from different servers), or it never will.
					if lost++; lost >= 3 {
						account.mined(signed.Nonce())
						return nil, &SendError{Kind: ErrNotSent, Err: fmt.Errorf("%w: %s, nonce %d", ErrNonceTaken, w.Address(), signed.Nonce())}
					}
					last = common.Hash{}
				}
			}
		}
		if err != nil {
			if errors.Is(err, ErrClosed) {
				return unknown(err)
			}
			lastErr = err
		}
		// An external signer would ask a person again, while nobody looks whether there is
		// any need left: with one, the fee stays.
		if w.HasKey() && time.Since(bumped) > c.bump && len(hashes) <= maxBumps {
			if next, err := c.bumped(ctx, w, tx, signed); err == nil {
				if err := c.broadcast(ctx, next); err == nil || errors.Is(err, ErrUnknown) {
					account.replace(next)
					signed, hashes = next, append(hashes, next.Hash())
				}
			}
			bumped, broadcast = time.Now(), time.Now()
		} else if time.Since(broadcast) > min(rebroadcastAfter, c.bump) {
			// Also what this process sent earlier and gave up waiting for: ours cannot be
			// mined before those.
			for _, tx := range account.upTo(signed.Nonce()) {
				if raw, err := tx.MarshalBinary(); err == nil {
					c.once(ctx, nil, "eth_sendRawTransaction", hexutil.Bytes(raw)) // a refusal is the usual answer
				}
			}
			broadcast = time.Now()
		}
		select {
		case <-ctx.Done():
			return unknown(ctx.Err())
		case <-c.ctx.Done():
			return unknown(ErrClosed)
		case <-c.heads.announced():
		case <-time.After(poll):
		}
	}
}

// checkReceipt returns the receipt of a transaction that succeeded, or why it did not.
func (c *Client) checkReceipt(ctx context.Context, w *Wallet, tx Tx, r *types.Receipt) (*types.Receipt, error) {
	if r.Status == types.ReceiptStatusSuccessful {
		return r, nil
	}
	// The reason is not kept on the chain; the same call after its block finds it nearly always.
	revert := &RevertError{}
	err := c.read(ctx, new(hexutil.Bytes), "eth_call", c.callArgs(w.Address(), tx), hexutil.EncodeBig(r.BlockNumber))
	var answer *answerError
	if errors.As(err, &answer) {
		if found := revertOf(answer); found != nil {
			revert = found
		}
	}
	if revert.Reason == "" && len(revert.Data) == 0 && r.GasUsed >= tx.Gas {
		revert.Reason = fmt.Sprintf("out of gas (%d)", tx.Gas)
	}
	revert.decode(tx.UnpackError)
	return r, &SendError{Hash: r.TxHash, Err: revert}
}

func (c *Client) callArgs(from common.Address, tx Tx) map[string]any {
	args := map[string]any{"from": from, "input": hexutil.Bytes(tx.Data), "value": (*hexutil.Big)(tx.Value)}
	if tx.Gas != 0 {
		args["gas"] = hexutil.Uint64(tx.Gas)
	}
	if !tx.create {
		args["to"] = tx.To
	}
	return args
}

// estimate returns the gas limit for a transaction in the next block. What the contract would
// refuse now is an error with its reason.
func (c *Client) estimate(ctx context.Context, from common.Address, tx Tx) (uint64, error) {
	// In the pending block, whose number is the one that the transaction will see: a phase of
	// a committee that begins with the next block is not open yet in the latest one.
	var gas hexutil.Uint64
	err := c.read(ctx, &gas, "eth_estimateGas", c.callArgs(from, tx), "pending")
	var answer *answerError
	if errors.As(err, &answer) {
		if answer.contains("insufficient funds", "insufficient balance", "gas required exceeds allowance") {
			return 0, fmt.Errorf("%w in %s: %w", ErrNoFunds, from, err)
		}
		if revert := revertOf(answer); revert != nil {
			revert.decode(tx.UnpackError)
			return 0, revert
		}
	}
	if err != nil {
		return 0, fmt.Errorf("estimating gas: %w", err)
	}
	limit := uint64(gas) + uint64(gas)/2 + gasMargin
	// A block holds no more than its limit, and some chains no more than this in one
	// transaction (EIP-7825).
	const maxTxGas = 1 << 24
	head, err := c.tagged(ctx, "latest", time.Minute)
	if err != nil {
		return 0, fmt.Errorf("estimating gas: %w", err)
	}
	return max(uint64(gas), min(limit, uint64(head.GasLimit), maxTxGas)), nil
}

// fees returns the tip and the highest fee to offer now, in wei per gas: twice the base fee,
// which is enough for six full blocks in a row.
func (c *Client) fees(ctx context.Context) (tip, fee *big.Int, err error) {
	base, tip, err := c.prices(ctx)
	if err != nil {
		return nil, nil, err
	}
	fee = new(big.Int).Lsh(base, 1)
	fee.Add(fee, tip)
	// A little more, which is not paid, by chance: if another program sends just the same from
	// the same account, that makes two transactions, and not one that both take for theirs.
	return tip, fee.Add(fee, big.NewInt(rand.Int64N(1_000_000))), nil
}

// prices returns the base fee of the latest block and the tip that the endpoint suggests, in wei
// per gas.
func (c *Client) prices(ctx context.Context) (base, tip *big.Int, err error) {
	head, err := c.tagged(ctx, "latest", c.headAge)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the base fee: %w", err)
	}
	if tip, err = c.usualTip(ctx); err != nil {
		return nil, nil, fmt.Errorf("reading the tip: %w", err)
	}
	if head.BaseFee == nil {
		return nil, nil, errors.New("the chain has no base fee: chains before EIP-1559 are not supported")
	}
	return head.BaseFee.ToInt(), tip, nil
}

// usualTip returns the tip that the endpoint suggests, in wei per gas. Of several endpoints it is the highest that as many of them
// as must agree suggest, or more: a single one could have an account pay all that it has.
func (c *Client) usualTip(ctx context.Context) (*big.Int, error) {
	suggested := func(ctx context.Context, one *Client) (*big.Int, error) {
		var tip hexutil.Big
		err := one.read(ctx, &tip, "eth_maxPriorityFeePerGas")
		return tip.ToInt(), err
	}
	if c.group == nil {
		return suggested(ctx, c)
	}
	return c.group.level(ctx, c, suggested)
}

// bumped returns the transaction with its fee raised by an eighth (nodes want a tenth), or to
// what is usual by now, if that is more.
func (c *Client) bumped(ctx context.Context, w *Wallet, tx Tx, old *types.Transaction) (*types.Transaction, error) {
	tip, fee, err := c.fees(ctx)
	if err != nil {
		return nil, err
	}
	raise := func(n *big.Int) *big.Int {
		more := new(big.Int).Rsh(n, 3)
		return more.Add(more, n).Add(more, big.NewInt(1))
	}
	if least := raise(old.GasTipCap()); tip.Cmp(least) < 0 {
		tip = least
	}
	if least := raise(old.GasFeeCap()); fee.Cmp(least) < 0 {
		fee = least
	}
	return c.sign(w, tx, old.Nonce(), tip, fee)
}

// all says whether this process sent all transactions of the nonces from one to before another.
func (a *sender) all(from, to uint64) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	for n := from; n < to; n++ {
		if a.sent[n] == nil {
			return false
		}
	}
	return true
}

// mined forgets a nonce and those below it.
func (a *sender) mined(nonce uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for n := range a.sent {
		if n <= nonce {
			delete(a.sent, n)
		}
	}
}

func (a *sender) replace(tx *types.Transaction) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, waiting := a.sent[tx.Nonce()]; waiting {
		a.sent[tx.Nonce()] = tx
	}
}

// upTo returns what was sent with that nonce or a lower one, lowest first.
func (a *sender) upTo(nonce uint64) []*types.Transaction {
	a.mu.Lock()
	defer a.mu.Unlock()
	var txs []*types.Transaction
	for n, tx := range a.sent {
		if n <= nonce {
			txs = append(txs, tx)
		}
	}
	slices.SortFunc(txs, func(a, b *types.Transaction) int { return cmp.Compare(a.Nonce(), b.Nonce()) })
	return txs
}
