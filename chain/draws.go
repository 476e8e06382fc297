package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/common/math"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rlp"

	"github.com/latchkey-network/latchkey/contracts"
)

// Draws is a Draws contract (spec/contracts.md): members drawn by lot, weighted by stake. Draws are
// numbered from 1. Reads are made at a View; transactions return when they are in a block, with
// the errors of Send. Only Request is its sender's affair: the rest can be sent by anybody and has
// one result.
type Draws struct {
	Address common.Address

	c   *Client
	abi *contracts.Draws
}

// Draws returns the contract at an address. Whether there is one is seen at the first read.
func (c *Client) Draws(address common.Address) *Draws {
	return &Draws{Address: address, c: c, abi: contracts.NewDraws()}
}

// DeployDraws creates a Draws contract for a Committees contract. The lot of a draw falls delay
// blocks after its request: from 2 to 4096, on Ethereum 128.
func (c *Client) DeployDraws(ctx context.Context, w *Wallet, committees common.Address, delay uint64) (*Draws, error) {
	d := c.Draws(common.Address{})
	code := append(common.FromHex(contracts.DrawsMetaData.Bin), d.abi.PackConstructor(committees, delay)...)
	address, _, err := c.Deploy(ctx, w, Tx{Data: code, UnpackError: d.abi.UnpackError})
	if err != nil {
		return nil, fmt.Errorf("deploying Draws: %w", err)
	}
	return c.Draws(address), nil
}

// Wish says who is to be drawn.
type Wish struct {
	Seats       uint32           // 1 to 128
	ServesUntil uint64           // only operators that promise to serve at least until then, in Unix seconds
	LeastStake  *big.Int         // only operators with at least this at stake, in wei; nil: any stake
	MostWeight  *big.Int         // stake above this gives no better chance, in wei; nil: all counts
	Without     []common.Address // accounts that are not drawn, at most 128
}

// Plan is the committee that a draw makes. T 0 makes none.
type Plan struct {
	T, MinThreshold uint32
	Lengths         [5]uint32 // blocks of each phase
	Grace           uint64    // seconds
}

// Draw is one, and how far it is.
type Draw struct {
	By        common.Address
	Asked     uint64   // block: the registry counts as it is at its end
	Lot       uint64   // block whose randomness decides
	Seed      [32]byte // from that randomness; zero before it was shown
	Trials    uint32
	Failed    bool             // too few operators qualify, or the trials are used up
	Committee uint64           // made of it; 0: none
	Drawn     []common.Address // so far
	Wish      Wish
	Plan      Plan
}

// Done says whether all seats are drawn.
func (d Draw) Done() bool { return uint32(len(d.Drawn)) == d.Wish.Seats }

func (d *Draws) transact(ctx context.Context, w *Wallet, what string, data []byte, packErr error) (*types.Receipt, error) {
	return transact(ctx, d.c, w, what, Tx{To: d.Address, Data: data, UnpackError: d.unpackError}, packErr)
}

// unpackError knows the errors of Committees too, which it may hand on.
func (d *Draws) unpackError(data []byte) (any, error) {
	if e, err := d.abi.UnpackError(data); err == nil {
		return e, nil
	}
	return contracts.NewCommittees().UnpackError(data)
}

// Delay returns how many blocks after its request a draw's lot falls.
func (d *Draws) Delay(ctx context.Context, v *View) (uint64, error) {
	data, err := d.abi.TryPackDelay()
	return call(ctx, v, d.Address, "delay of draws", data, err, d.abi.UnpackError, d.abi.UnpackDelay)
}

// Committees returns the address of the contract in which committees are made.
func (d *Draws) Committees(ctx context.Context, v *View) (common.Address, error) {
	data, err := d.abi.TryPackCommittees()
	return call(ctx, v, d.Address, "committees of draws", data, err, d.abi.UnpackError, d.abi.UnpackCommittees)
}

// DrawOf returns a draw; ErrReverted if there is none of that number.
func (d *Draws) DrawOf(ctx context.Context, v *View, id uint64) (Draw, error) {
	data, err := d.abi.TryPackDrawOf(number(id))
	r, err := call(ctx, v, d.Address, fmt.Sprintf("draw %d", id), data, err, d.abi.UnpackError, d.abi.UnpackDrawOf)
	if err != nil {
		return Draw{}, err
	}
	return Draw{By: r.By, Asked: r.Asked, Lot: r.Lot, Seed: r.Seed, Trials: r.Trials, Failed: r.Failed, Committee: r.Committee.Uint64(),
		Drawn: r.Drawn, Wish: Wish(r.Wish), Plan: Plan(r.Plan)}, nil
}

// MadeBy finds the draw that made a committee; id is 0 if none did. asked is how many draws the same
// account asked for so far: who asks often can use the one that it likes. It reads all draws.
func (d *Draws) MadeBy(ctx context.Context, v *View, committee uint64) (id uint64, draw Draw, asked int, err error) {
	data, err := d.abi.TryPackDrawCount()
	count, err := call(ctx, v, d.Address, "counting draws", data, err, d.abi.UnpackError, d.abi.UnpackDrawCount)
	if err != nil {
		return 0, Draw{}, 0, err
	}
	ids := make([]uint64, count.Uint64())
	for i := range ids {
		ids[i] = uint64(i) + 1
	}
	all, err := each(ctx, ids, func(ctx context.Context, id uint64) (Draw, error) { return d.DrawOf(ctx, v, id) })
	if err != nil {
		return 0, Draw{}, 0, err
	}
	at := slices.IndexFunc(all, func(other Draw) bool { return other.Committee == committee })
	if at < 0 {
		return 0, Draw{}, 0, nil
	}
	for _, other := range all {
		if other.By == all[at].By {
			asked++
		}
	}
	return ids[at], all[at], asked, nil
}

// Request asks for a draw, and for the committee that plan says. Its lot falls Delay blocks later.
func (d *Draws) Request(ctx context.Context, w *Wallet, wish Wish, plan Plan) (id uint64, r *types.Receipt, err error) {
	const what = "asking for a draw"
	if wish.LeastStake == nil {
		wish.LeastStake = new(big.Int)
	}
	if wish.MostWeight == nil {
		wish.MostWeight = math.MaxBig256
	}
	data, err := d.abi.TryPackRequest(contracts.DrawsWish(wish), contracts.DrawsPlan(plan))
	r, err = d.transact(ctx, w, what, data, err)
	if err != nil {
		return 0, r, err
	}
	for _, l := range r.Logs {
		if e, err := d.abi.UnpackAskedEvent(l); err == nil && l.Address == d.Address {
			return e.Id.Uint64(), r, nil
		}
	}
	return 0, r, fmt.Errorf("%s: the contract at %s tells of none", what, d.Address)
}

// Reveal shows the contract the header of the block that decides a draw, so that it knows its
// randomness. ErrNoBlock if the chain has no such block yet.
func (d *Draws) Reveal(ctx context.Context, w *Wallet, id uint64) (*types.Receipt, error) {
	what := fmt.Sprintf("showing the lot of draw %d", id)
	v, err := d.c.At(ctx, 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, &SendError{Kind: ErrNotSent, Err: err})
	}
	draw, err := d.DrawOf(ctx, v, id)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, &SendError{Kind: ErrNotSent, Err: err})
	}
	header, err := d.c.rawHeader(ctx, draw.Lot)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, &SendError{Kind: ErrNotSent, Err: err})
	}
	data, err := d.abi.TryPackReveal(number(id), header)
	return d.transact(ctx, w, what, data, err)
}

// rawHeader returns the RLP of a block's header. It is made from the fields that the endpoint
// gives, and refused if its hash is another: then the chain's headers are not Ethereum's, or of a
// fork that this program does not know.
func (c *Client) rawHeader(ctx context.Context, number uint64) ([]byte, error) {
	block, err := c.numbered(ctx, number)
	if err != nil {
		return nil, err
	}
	var h *types.Header
	if err := c.read(ctx, &h, "eth_getBlockByNumber", hexutil.EncodeUint64(number), false); err != nil {
		return nil, fmt.Errorf("header of block %d: %w", number, err)
	}
	if h == nil || h.Hash() != block.Hash {
		return nil, fmt.Errorf("header of block %d: its fields do not give its hash %s", number, block.Hash)
	}
	return rlp.EncodeToBytes(h)
}

// Again asks anew for a draw whose lot nobody showed in time.
func (d *Draws) Again(ctx context.Context, w *Wallet, id uint64) (*types.Receipt, error) {
	data, err := d.abi.TryPackAgain(number(id))
	return d.transact(ctx, w, fmt.Sprintf("asking for draw %d again", id), data, err)
}

// Draw makes up to so many trials, each of which seats an operator or passes one over. Seventeen
// million gas, the most that one transaction may use (EIP-7825), are enough for about 60 among a
// hundred operators.
func (d *Draws) Draw(ctx context.Context, w *Wallet, id, trials uint64) (*types.Receipt, error) {
	data, err := d.abi.TryPackDraw(number(id), number(trials))
	return d.transact(ctx, w, fmt.Sprintf("drawing members of draw %d", id), data, err)
}

// Make makes the committee of a draw that is done. Its creator is the Draws contract.
func (d *Draws) Make(ctx context.Context, w *Wallet, id uint64) (committee uint64, r *types.Receipt, err error) {
	what := fmt.Sprintf("making the committee of draw %d", id)
	data, err := d.abi.TryPackMake(number(id))
	r, err = d.transact(ctx, w, what, data, err)
	if err != nil {
		return 0, r, err
	}
	for _, l := range r.Logs {
		if e, err := d.abi.UnpackMadeEvent(l); err == nil && l.Address == d.Address {
			return e.Committee.Uint64(), r, nil
		}
	}
	return 0, r, fmt.Errorf("%s: the contract at %s tells of none", what, d.Address)
}

// Finish does all that a draw still needs, in as many transactions as it takes: shows the lot, draws,
// makes the planned committee. ErrNoBlock if the lot's block has not come yet; a lot that nobody
// showed in time is replaced by a later one, which is awaited the same way. Others may do the same at
// the same time. A draw that failed is an error, with what was drawn.
func (d *Draws) Finish(ctx context.Context, w *Wallet, id uint64) (Draw, error) {
	var failed error // of the last step, if it was refused
	var before Draw
	looks := 0 // for a change since then; 8 take about 40 s
	for {
		v, err := d.c.At(ctx, 0)
		if err != nil {
			return before, fmt.Errorf("finishing draw %d: %w", id, err)
		}
		draw, err := d.DrawOf(ctx, v, id)
		if err != nil {
			return before, err
		}
		if failed != nil && draw.Lot == before.Lot && draw.Seed == before.Seed && draw.Trials == before.Trials && draw.Committee == before.Committee {
			// Somebody else's transaction is ahead, perhaps not in a block yet.
			if looks++; looks > 8 || pause(ctx, looks) != nil {
				return draw, failed
			}
			continue
		}
		before, looks = draw, 0
		switch {
		case draw.Failed:
			return draw, fmt.Errorf("draw %d failed: %d of %d seats could be filled", id, len(draw.Drawn), draw.Wish.Seats)
		case draw.Seed == [32]byte{}:
			if _, err = d.Reveal(ctx, w, id); errors.Is(err, ErrReverted) {
				_, err = d.Again(ctx, w, id)
			}
		case !draw.Done():
			_, err = d.Draw(ctx, w, id, 16)
		case draw.Plan.T != 0 && draw.Committee == 0:
			_, _, err = d.Make(ctx, w, id)
		default:
			return draw, nil
		}
		if err != nil && !errors.Is(err, ErrReverted) {
			return draw, err
		}
		failed = err
	}
}

// Restart opens another attempt at the first epoch of a draw's committee.
func (d *Draws) Restart(ctx context.Context, w *Wallet, id uint64) (*types.Receipt, error) {
	data, err := d.abi.TryPackRestart(number(id))
	return d.transact(ctx, w, fmt.Sprintf("starting the committee of draw %d again", id), data, err)
}
