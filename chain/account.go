package chain

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/params"
)

// isValidSignature is ERC-1271's isValidSignature(bytes32,bytes), and what that returns, in the
// first bytes of a word, for a good signature.
var isValidSignature = [4]byte{0x16, 0x26, 0xba, 0x7e}

// counterfactual ends the signatures of accounts that are not deployed yet (ERC-6492). Before it is
// abi.encode(factory, what to call it with, the signature for the account's code).
var counterfactual = bytes.Repeat([]byte{0x64, 0x92}, 16)

var counterfactualABI = func() (list abi.Arguments) {
	for _, name := range []string{"address", "bytes", "bytes"} {
		t, err := abi.NewType(name, "", nil)
		if err != nil {
			panic(err)
		}
		list = append(list, abi.Argument{Type: t})
	}
	return list
}()

// SignedByCode asks an account's code whether a signature of a digest is its own: isValidSignature
// of ERC-1271. An account without code has a signature of ERC-6492 if the factory that the
// signature names deploys the account, and its code then says so; nothing of that stays, not even
// for other reads of the View. Where there is code, a signature of ERC-6492 is one like any other,
// which the code may take or not.
//
// All that code can do is to say yes, with the right word: whatever else it does, and whatever it
// takes over ten million gas, is a no, and no error. It is called with no value, by the zero
// address (ERC-1271) or by an address that nobody has (ERC-6492).
//
// Signatures by an account's own key (EIP-7702 accounts have one, too) are not looked at here.
func (v *View) SignedByCode(ctx context.Context, account common.Address, digest [32]byte, signature []byte) (bool, error) {
	code, err := v.Code(ctx, account)
	if err != nil {
		return false, err
	}
	if len(code) == 0 {
		return v.signedByFuture(ctx, account, digest, signature)
	}
	out, err := v.Call(ctx, account, signatureQuestion(digest, signature))
	if err != nil {
		return false, unlessNo(err)
	}
	return len(out) >= 32 && bytes.Equal(out[:32], common.RightPadBytes(isValidSignature[:], 32)), nil
}

// unlessNo returns the error, or nil if it is only code that did not say yes.
func unlessNo(err error) error {
	if errors.Is(err, ErrReverted) || errors.Is(err, ErrTooLarge) || errors.Is(err, ErrNoCode) {
		return nil
	}
	return err
}

// signatureQuestion is the data of a call of isValidSignature.
func signatureQuestion(digest [32]byte, signature []byte) []byte {
	word := func(n int) []byte { return binary.BigEndian.AppendUint64(make([]byte, 24), uint64(n)) }
	return bytes.Join([][]byte{isValidSignature[:], digest[:], word(64), word(len(signature)),
		common.RightPadBytes(signature, (len(signature)+31)/32*32)}, nil)
}

// signedByFuture is SignedByCode for an account without code.
func (v *View) signedByFuture(ctx context.Context, account common.Address, digest [32]byte, signature []byte) (bool, error) {
	wrapped, ok := bytes.CutSuffix(signature, counterfactual)
	if !ok {
		return false, nil
	}
	parts, err := counterfactualABI.Unpack(wrapped)
	if err != nil {
		return false, nil
	}
	code := deployAndAsk(account, parts[0].(common.Address), parts[1].([]byte), signatureQuestion(digest, parts[2].([]byte)))
	if len(code) > params.MaxInitCodeSize {
		return false, nil // no chain runs more (EIP-3860)
	}
	if err := v.unproved("a signature that code judges"); err != nil {
		return false, err
	}
	out, err := v.c.cached(ctx, cacheKey{v.block.Hash, 'd', account, string(code)}, func(ctx context.Context) ([]byte, error) {
		return agree(ctx, v.c, v.c.quorum(), bytesText, func(ctx context.Context, one *Client) ([]byte, error) {
			var out hexutil.Bytes
			err := v.of(one).read(ctx, one.batched, &out, "eth_call", map[string]any{"from": common.Address{}, "gas": hexutil.Uint64(callGas), "input": hexutil.Bytes(code)})
			return out, err
		})
	})
	if err = unlessNo(err); err != nil {
		return false, fmt.Errorf("asking the code that %s will have, at block %d: %w", account, v.block.Number, err)
	}
	return len(out) == 32 && out[31] == 1, nil
}

// deployAndAsk is the creation code of a contract that never is: it calls the factory, then the
// account, and returns a word that is 1 if the account has code now, and returned the right word.
// A call without a recipient runs it, so that the chain needs no contract for it.
func deployAndAsk(account, factory common.Address, deployment, question []byte) []byte {
	program := func(size int) []byte { // of so many bytes, which both data stand behind
		return common.FromHex(fmt.Sprintf(""+
			"62%06x62%06x5f39"+ // CODECOPY of the deployment, to memory from 0
			"5f5f62%06x5f5f73%x5af150"+ // CALL the factory with it, no value; POP: what it says of itself does not matter
			"62%06x62%06x5f39"+ // CODECOPY of the question
			"60205f62%06x5f73%x5afa"+ // STATICCALL the account with it; only the first word of what it returns is copied
			"601f3d1116"+ // RETURNDATASIZE GT 31, AND
			"73%x3b151516"+ // EXTCODESIZE of the account, ISZERO ISZERO, AND
			"63%x60e01b5f511416"+ // the right word, SHL 224, EQ MLOAD 0, AND
			"5f5260205ff3", // RETURN it
			len(deployment), size, len(deployment), factory[:],
			len(question), size+len(deployment), len(question), account[:],
			account[:], isValidSignature))
	}
	size := len(program(0)) // every number has its full width
	return bytes.Join([][]byte{program(size), deployment, question}, nil)
}
