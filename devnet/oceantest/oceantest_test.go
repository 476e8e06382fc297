package oceantest_test

import (
	"crypto/sha256"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/devnet/oceantest"
)

// TestDeploy: Ocean's own contracts run here, and do what tests do with them.
func TestDeploy(t *testing.T) {
	e, err := devnet.StartEVM(devnet.EVMConfig{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	c, err := chain.Dial(t.Context(), chain.Config{URL: e.URL(), Final: "0"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	owner, buyer := chain.WalletFromKey(e.Accounts()[0]), chain.WalletFromKey(e.Accounts()[1])
	o := oceantest.Deploy(t, c, owner)
	nft, datatoken := o.Publish(t, owner, oceantest.Template)
	o.SetMetaData(t, owner, nft, 0, 2, []byte("ddo"), sha256.Sum256([]byte("ddo")))
	o.SetState(t, owner, nft, 5)
	o.Mint(t, owner, datatoken, buyer.Address(), 2)
	order := o.Order(t, buyer, datatoken, buyer.Address(), 0)
	again := o.Reuse(t, buyer, datatoken, order.TxHash)
	many := o.OrderMany(t, buyer, buyer.Address(), 0, datatoken)
	_, enterprise := o.Publish(t, owner, oceantest.EnterpriseTemplate)
	free := o.OrderFree(t, owner, buyer, enterprise, buyer.Address(), 0)

	emitter := oceantest.Emitter(t, c, owner)
	fake := o.EmitOrder(t, owner, emitter, buyer.Address(), owner.Address(), big.NewInt(7), 3, 9)
	fakeReuse := o.EmitReuse(t, owner, emitter, order.TxHash, buyer.Address(), 9)
	real, made := order.Logs, fake.Logs[0]
	var started bool
	for _, l := range real {
		started = started || l.Topics[0] == made.Topics[0] && l.Topics[1] == made.Topics[1] && len(l.Data) == len(made.Data) && l.Address == datatoken
	}
	if !started || len(made.Topics) != 3 || made.Address != emitter {
		t.Errorf("an order's events are %+v, a look-alike is %+v", real, made)
	}
	if l := fakeReuse.Logs[0]; len(l.Topics) != 1 || common.BytesToHash(l.Data[:32]) != order.TxHash {
		t.Errorf("a look-alike of a reuse is %+v", l)
	}
	for name, r := range map[string]int{"reuse": len(again.Logs), "many": len(many.Logs), "free": len(free.Logs)} {
		if r == 0 {
			t.Errorf("%s has no event", name)
		}
	}
}
