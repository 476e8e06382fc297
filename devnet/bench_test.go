package devnet

import (
	"context"
	"fmt"
	"math/big"
	"syscall"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/ethclient"
	"golang.org/x/sync/errgroup"

	"github.com/latchkey-network/latchkey/chain"
)

// BenchmarkReshare renews the shares of a committee over the chain, with blocks of one second and
// all nodes in one process: the time from the start to the active epoch, the CPU of the whole
// process (the chain included) for each node, and the gas of each member's own messages.
func BenchmarkReshare(b *testing.B) {
	for _, n := range []int{5, 16, 31, 64} {
		b.Run(fmt.Sprintf("n=%d/t=%d", n, n/2+1), func(b *testing.B) { benchReshare(b, n) })
	}
}

func benchReshare(b *testing.B, n int) {
	ctx := b.Context()
	d, err := Start(ctx, Config{Nodes: n})
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	eth, err := ethclient.Dial(d.EVM.URL())
	if err != nil {
		b.Fatal(err)
	}
	defer eth.Close()
	members := make([]common.Address, n)
	for i, node := range d.Nodes {
		members[i] = node.Account
	}
	var took, cpu time.Duration
	var gas uint64
	epoch := uint64(1)
	for b.Loop() {
		var approvals errgroup.Group
		for _, node := range d.Nodes {
			approvals.Go(func() error {
				_, err := d.Committees.Approve(ctx, node.wallet, d.Committee, epoch+1, epoch, members, uint32(d.Threshold))
				return err
			})
		}
		if err := approvals.Wait(); err != nil {
			b.Fatal(err)
		}
		before, began := processTime(b), time.Now()
		receipt, err := d.Committees.Start(ctx, chain.WalletFromKey(d.EVM.Accounts()[0]), d.Committee, epoch, members, uint32(d.Threshold))
		if err != nil {
			b.Fatal(err)
		}
		epoch++
		last := d.awaitEpoch(ctx, b, epoch)
		took += time.Since(began)
		cpu += processTime(b) - before
		gas += gasUsed(ctx, b, eth, receipt.BlockNumber.Uint64()+1, last)
	}
	runs := float64(b.N)
	b.ReportMetric(took.Seconds()/runs, "s")
	b.ReportMetric(float64(cpu.Milliseconds())/runs/float64(n), "cpu-ms/node")
	b.ReportMetric(float64(gas)/runs/float64(n), "gas/member")
}

// awaitEpoch waits until all members confirmed the epoch, and returns the block.
func (d *Devnet) awaitEpoch(ctx context.Context, b *testing.B, epoch uint64) (block uint64) {
	for {
		view, err := d.Chain.At(ctx, 0)
		if err != nil {
			b.Fatal(err)
		}
		active, err := d.Committees.ActiveEpoch(ctx, view, d.Committee)
		if err != nil {
			b.Fatal(err)
		}
		if active == epoch {
			e, err := d.Committees.EpochOf(ctx, view, d.Committee, epoch)
			if err != nil {
				b.Fatal(err)
			}
			confirmed := 0
			for _, c := range e.Confirmed {
				if c {
					confirmed++
				}
			}
			if confirmed == len(e.Members) {
				return view.Block().Number
			}
		}
		a, err := d.Committees.CurrentAttempt(ctx, view, d.Committee)
		if err != nil {
			b.Fatal(err)
		}
		if view.Block().Number > a.Ends[chain.Confirm] && active != epoch {
			b.Fatalf("epoch %d failed", epoch)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// gasUsed is the gas of all transactions in the blocks.
func gasUsed(ctx context.Context, b *testing.B, eth *ethclient.Client, from, to uint64) (sum uint64) {
	for number := from; number <= to; number++ {
		header, err := eth.HeaderByNumber(ctx, new(big.Int).SetUint64(number))
		if err != nil {
			b.Fatal(err)
		}
		sum += header.GasUsed
	}
	return sum
}

func processTime(b *testing.B) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
