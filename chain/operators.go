package chain

import (
	"context"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"golang.org/x/sync/errgroup"
)

// readsAtOnce bounds the reads about many accounts, or draws, that are under way at a time: endpoints have
// limits of their own.
const readsAtOnce = 16

// each reads something about each of what is named, several at a time, in their order.
func each[K, T any](ctx context.Context, names []K, read func(context.Context, K) (T, error)) ([]T, error) {
	all := make([]T, len(names))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(readsAtOnce)
	for i, name := range names {
		g.Go(func() (err error) {
			all[i], err = read(ctx, name)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return all, nil
}

// Operators returns what accounts registered, in their order.
func (k *Committees) Operators(ctx context.Context, v *View, accounts []common.Address) ([]Operator, error) {
	return each(ctx, accounts, func(ctx context.Context, account common.Address) (Operator, error) {
		return k.Operator(ctx, v, account)
	})
}

// Unbond takes an amount (wei) out of the account's stake, to be withdrawn when the registry's
// time of unbonding is over. A second one starts that time again for both.
func (k *Committees) Unbond(ctx context.Context, w *Wallet, amount *big.Int) (*types.Receipt, error) {
	data, err := k.reg.TryPackUnbond(amount)
	return k.registryTransact(ctx, w, "unbonding stake", data, err)
}

// WithdrawStake pays the account what it unbonded.
func (k *Committees) WithdrawStake(ctx context.Context, w *Wallet) (*types.Receipt, error) {
	data, err := k.reg.TryPackWithdraw()
	return k.registryTransact(ctx, w, "withdrawing stake", data, err)
}

// registryTransact sends a packed call to the committees' registry.
func (k *Committees) registryTransact(ctx context.Context, w *Wallet, what string, data []byte, packErr error) (*types.Receipt, error) {
	if packErr != nil {
		return nil, fmt.Errorf("%s: %w", what, &SendError{Kind: ErrNotSent, Err: packErr})
	}
	v, err := k.c.At(ctx, 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, &SendError{Kind: ErrNotSent, Err: err})
	}
	registry, err := k.Registry(ctx, v)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, &SendError{Kind: ErrNotSent, Err: err})
	}
	return transact(ctx, k.c, w, what, Tx{To: registry, Data: data, UnpackError: k.reg.UnpackError}, nil)
}
