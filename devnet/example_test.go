package devnet_test

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"math/big"
	"strings"

	"github.com/latchkey-network/latchkey/chain"
	"github.com/latchkey-network/latchkey/devnet"
	"github.com/latchkey-network/latchkey/market"
	"github.com/latchkey-network/latchkey/storage"
)

// A program that sells and one that buys, in a world of their own. On another network, chain.Dial, chain.OpenKeystore
// and the addresses of its deployment take the devnet's place.
func Example() {
	ctx := context.Background()
	world, err := devnet.Start(ctx, devnet.Config{Nodes: 3})
	if err != nil {
		log.Fatal(err)
	}
	defer world.Close()
	as := func(account int) *market.Client {
		return market.New(market.Config{Chain: world.Chain, Wallet: chain.WalletFromKey(world.EVM.Accounts()[account])})
	}

	// The seller seals the text to the committee, stores it, and lists it. The link is all that it hands out.
	store, err := storage.OpenStore(world.Store)
	if err != nil {
		log.Fatal(err)
	}
	const text = "the combination is 4711\n"
	listed, err := as(1).Publish(ctx, market.Offer{Source: strings.NewReader(text), Size: int64(len(text)), Name: "secret.txt", Type: "text/plain",
		Title: "A combination", Price: big.NewInt(1e16), Market: world.Market.Address, Committees: world.Committees.Address, Committee: world.Committee, Store: store})
	if err != nil {
		log.Fatal(err)
	}
	link := listed.Link.Full()

	// The buyer looks at what can be known, decides, pays, and opens. On a chain that is not one's own, KnownMarket comes first.
	buyer := as(2)
	where, err := market.ParseLink(link)
	if err != nil {
		log.Fatal(err)
	}
	item, err := buyer.Show(ctx, where)
	if err != nil {
		log.Fatal(err)
	}
	ready, err := buyer.Check(ctx, item, market.Deal{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s for %s, %d of %d nodes are ready, %d risks\n", item.Metadata.Title, item.Currency.Text(item.Listing.Price), ready.Ready, len(ready.Committee.Members), len(ready.Risks))
	if _, err := buyer.Buy(ctx, item, market.Deal{}); err != nil {
		log.Fatal(err)
	}
	var opened bytes.Buffer
	if err := buyer.Open(ctx, item, &opened); err != nil {
		log.Fatal(err) // what was written until then is not the file
	}
	fmt.Print(opened.String())

	// Output:
	// A combination for 0.01 ETH, 3 of 3 nodes are ready, 0 risks
	// the combination is 4711
}
