// An account that is a contract, as those of ERC-4337 are: it signs by ERC-1271, in a form of its own, and somebody else sends what it calls.
import { createClient, custom } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as m from "../lib/market.ts";
import { callToken, deployAccount } from "./contracts.ts";
import { Devnet } from "./devnet.ts";

let net: Devnet;
beforeAll(async () => {
  net = await Devnet.start();
}, 240_000);
afterAll(async () => { await net.close(); });

/** Makes the account of somebody, with some money, and a client that works as it. */
async function account(owner: string): Promise<m.Client> {
  const { address, wallet, send } = await deployAccount(net.chain, net.wallet(owner), privateKeyToAccount(net.key(owner)), net.rpc);
  await callToken(net.chain, net.wallet(owner), net.dollars, "transfer", address, 100_000_000n);
  return m.connect({ chain: net.chain, wallet, send, final: 0, gateways: [net.gateway] });
}

it("buys for coin and for a token, opens by its own signature, and sells", { timeout: 240_000 }, async () => {
  const seller = await m.connect({ chain: net.chain, wallet: net.wallet("seller"), final: 0, gateways: [net.gateway] });
  const c = await account("buyer");
  for (const [token, by] of [[null, "coin"], [net.dollars, "approval"]] as const) {
    const { item } = await m.publish(seller, { source: new TextEncoder().encode(`for ${by}`), name: "a.txt", price: 1_000_000n, token, market: net.market, committee: 1n, confirmations: 0, store: await m.gatewayStore(seller, net.gateway) });
    const shown = await m.show(c, item.link);
    await m.check(c, shown);
    expect(await m.buy(c, shown)).toMatchObject({ by, number: 1 });
    expect(Buffer.from(await m.openBytes(c, shown)).toString()).toBe(`for ${by}`);
    expect((await m.purchases(c, net.market, { asset: item.link.asset })).map((p) => p.holder.toLowerCase())).toEqual([c.config.wallet?.account.address.toLowerCase()]);
    // The owner is somebody else, and has bought nothing.
    const owner = await m.connect({ chain: net.chain, wallet: net.wallet("buyer"), final: 0 });
    await expect(m.openBytes(owner, await m.show(owner, item.link))).rejects.toMatchObject({ code: "notEntitled" });
  }
  const { item } = await m.publish(c, { source: new TextEncoder().encode("of a contract"), name: "b.txt", price: 5n, market: net.market, committee: 1n, confirmations: 0, store: await m.gatewayStore(c, net.gateway) });
  await m.buy(seller, await m.show(seller, item.link));
  expect((await m.withdraw(c, net.market, null))?.amount).toBe(5n);
});

it("events are read from where a gateway says that the market begins, unless the chain knows it before", { timeout: 240_000 }, async () => {
  const seller = net.wallet("seller").account.address;
  const asked: string[] = [];
  const chain = createClient({ transport: custom({ request: async (args: { method: string; params?: unknown }) => {
    if (args.method === "eth_getLogs") asked.push((args.params as [{ fromBlock: string }])[0].fromBlock);
    return net.chain.request(args as never);
  } }) });
  const told = (since: string): typeof fetch => async (input, init) => {
    const response = await fetch(input, init);
    if (!(input as string).endsWith("/v1/info")) return response;
    const info = (await response.json()) as { worlds: { since: string }[] };
    expect(info.worlds[0]?.since).toMatch(/^\d+$/);
    return Response.json({ ...info, worlds: info.worlds.map((w) => ({ ...w, since })) });
  };
  const head = await net.chain.getBlockNumber();
  let low = 0n;
  for (let high = head; low < high; ) {
    const middle = (low + high) / 2n;
    if ((await net.chain.getCode({ address: net.market, blockNumber: middle })) !== undefined) high = middle;
    else low = middle + 1n;
  }
  for (const [since, from] of [[String(low), low], [String(head), 0n], ["x", 0n]] as const) {
    asked.length = 0;
    const c = await m.connect({ chain, account: seller, final: 0, gateways: [net.gateway], fetch: told(since) });
    expect((await m.sales(c, net.market)).purchases.length).toBeGreaterThan(0);
    expect(asked).toEqual([`0x${from.toString(16)}`]);
  }
});
