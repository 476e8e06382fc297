// Payments in dispute, against a real devnet whose committee has half a minute to answer on the chain.
import { afterAll, beforeAll, expect, it } from "vitest";
import { getTransactionCount } from "viem/actions";
import { sendCall } from "../lib/chain.ts";
import { isError } from "../lib/errors.ts";
import * as m from "../lib/market.ts";
import { Devnet, Sink } from "./devnet.ts";

let net: Devnet;
let item: m.Item;
const client = async (name: string): Promise<m.Client> => m.connect({ chain: net.chain, wallet: net.wallet(name), final: 0 });

/** Buys the item, and returns the payment, which waits in escrow. */
async function bought(c: m.Client): Promise<m.Purchase> {
  expect((await m.buy(c, item))?.releaseAt).toBeGreaterThan(0);
  const [p] = await m.purchases(c, net.market);
  if (p?.status !== "held") throw new Error(`the payment is ${p?.status ?? "nowhere"}`);
  return p;
}

beforeAll(async () => {
  net = await Devnet.start("--grace", "60s");
  const seller = await client("seller");
  ({ item } = await m.publish(seller, {
    source: new TextEncoder().encode("tides"), name: "tides.txt", price: 10n ** 15n, escrow: 600, confirmations: 0, market: net.market, committee: 1n, store: await m.gatewayStore(seller, net.gateway),
  }));
}, 240_000);
afterAll(async () => { await net.close(); });

it("the nodes answer on the chain: the file opens, and the seller is paid", { timeout: 240_000 }, async () => {
  const c = await client("buyer");
  const p = await bought(c);
  const sink = new Sink();
  await m.dispute(c, item, p, sink.stream);
  expect(sink.bytes.toString()).toBe("tides");
  await expect(m.refund(c, p)).rejects.toMatchObject({ code: "served" });
  await expect(m.dispute(c, item, p, new Sink().stream)).rejects.toMatchObject({ code: "noPurchase" });
});

it("before a bond is paid, the market is asked, and the clock", { timeout: 240_000 }, async () => {
  const seller = await client("seller");
  const { item: brief } = await m.publish(seller, {
    source: new TextEncoder().encode("tides"), name: "tides.txt", price: 10n ** 15n, escrow: 25, confirmations: 0, market: net.market, committee: 1n, store: await m.gatewayStore(seller, net.gateway),
  });
  const c = await client("outsider");
  await m.buy(c, brief);
  const p = (await m.purchases(c, net.market)).find((bought) => bought.link.asset === brief.link.asset);
  if (!p) throw new Error("nothing is bought");
  const before = await getTransactionCount(net.chain, { address: p.holder });
  await expect(m.dispute(c, brief, p, new Sink().stream)).rejects.toMatchObject({ code: "noPurchase", message: expect.stringContaining("too soon") as string });
  expect(await getTransactionCount(net.chain, { address: p.holder })).toBe(before);
});

it("too few answer: the payment goes back", { timeout: 240_000 }, async () => {
  const c = await client("buyer2");
  const p = await bought(c);
  for (const index of [1, 2, 3]) net.kill(index);
  const sink = new Sink();
  // The sealed file is gone, too.
  const gone = await m.connect({ chain: net.chain, wallet: net.wallet("buyer2"), final: 0, fetch: (input, init) => (item.metadata?.sealed.locations.includes(input instanceof Request ? input.url : input.toString()) ? Promise.resolve(new Response("", { status: 404 })) : fetch(input, init)) });
  await expect(m.dispute(gone, item, p, sink.stream)).rejects.toMatchObject({ code: "unanswered" });
  expect(sink.chunks).toHaveLength(0);
  let waited = 0;
  for (;;) {
    try {
      await m.refund(c, p);
      break;
    } catch (error) {
      if (!isError(error, "notYet")) throw error;
      waited++;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
  expect(waited).toBeGreaterThan(0);
  expect(await m.purchases(c, net.market)).toMatchObject([{ status: "refunded" }]);
  expect((await m.withdraw(c, net.market, null))?.amount).toBe(10n ** 15n);
});

it("a dispute that is broken off between its two transactions is taken up by the next one, for no second bond", { timeout: 240_000 }, async () => {
  const wallet = net.wallet("outsider");
  const broken = await m.connect({ chain: net.chain, wallet, final: 0, send: (call) => (call.to.toLowerCase() === net.market.toLowerCase() ? Promise.reject(new Error("the page is closed")) : sendCall(wallet, call)) });
  const c = await client("outsider");
  expect((await m.buy(c, item))?.releaseAt).toBeGreaterThan(0);
  const status = async (): Promise<m.Purchase | undefined> => (await m.purchases(c, net.market)).find((one) => one.link.asset === item.link.asset);
  const p = await status();
  if (!p) throw new Error("nothing is bought");
  // Most nodes are dead by now: what is answered already would not be taken up.
  await expect(m.dispute(broken, item, p, new Sink().stream)).rejects.toThrow();
  expect(await status()).toMatchObject({ status: "held", request: 0n });
  const sink = new Sink();
  await expect(m.dispute(c, item, p, sink.stream)).rejects.toMatchObject({ code: "askedBefore" });
  expect(sink.chunks).toHaveLength(0);
  const taken = await status();
  expect(taken?.status).toBe("asked");
  await expect(m.dispute(c, item, p, new Sink().stream)).rejects.toMatchObject({ code: "noPurchase" });
});
