// Sellers, endpoints and places that lie, against a real devnet: what docs/market.md says is looked at, and what nobody may be made to pay for.
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPublicClient, custom } from "viem";
import { bytesToHex } from "@noble/hashes/utils.js";
import * as m from "../lib/market.ts";
import { capsuleIdOf } from "../lib/quorum.ts";
import { readStanzas } from "../lib/sealed.ts";
import { Devnet, Sink } from "./devnet.ts";

let net: Devnet;
beforeAll(async () => {
  net = await Devnet.start();
}, 120_000);
afterAll(async () => {
  await net.close();
});

async function client(name: string, more: Partial<m.Config> = {}): Promise<m.Client> {
  return m.connect({ chain: net.chain, wallet: net.wallet(name), final: 0, gateways: [net.gateway], ...more });
}

async function offer(c: m.Client, source: m.Source, more: Partial<m.Offer> = {}): Promise<m.Offer> {
  return { source, name: "rain.csv", type: "text/csv", title: "Rain", price: 10n ** 15n, market: net.market, committee: 1n, confirmations: 0, store: await m.gatewayStore(c, net.gateway), ...more };
}

interface Asked { readonly method: string; readonly params?: readonly unknown[] }
/** An endpoint that answers some questions in its own way: `lie` gives undefined for the others. */
function endpoint(lie: (asked: Asked) => unknown): typeof net.chain {
  const request = async (asked: Asked): Promise<unknown> => (await lie(asked)) ?? net.chain.request(asked as never);
  return createPublicClient({ transport: custom({ request: request as never }), pollingInterval: 200 });
}

it("what was shown is what is sold: the rest of a listing is compared, before and after the payment", { timeout: 60_000 }, async () => {
  const seller = await client("seller");
  const { item } = await m.publish(seller, await offer(seller, new Blob(["a"]), { duration: 3600 }));
  const c = await client("buyer");
  const shown = await m.show(c, item.link);
  const others: m.Item[] = [
    ...[{ token: net.dollars }, { seller: net.market }, { duration: 0 }, { escrow: 600 }, { committee: 2n }, { royalty: net.market }, { royaltyBps: 1 }, { referralBps: 1 }, { memberBps: 1 }]
      .map((other) => ({ ...shown, listing: { ...shown.listing, ...other } })),
    ...[{ metadataHash: `0x${"11".repeat(32)}` as const }, { capsuleId: `0x${"11".repeat(32)}` as const }, { uri: "https://x/" }].map((other) => ({ ...shown, pin: { ...shown.pin, ...other } })),
  ];
  for (const other of others) await expect(m.check(c, other)).rejects.toMatchObject({ code: "otherOffer" });
  await m.check(c, shown);
  // A chain may be reorganised between the check and the payment, and the market compares price and version alone.
  const escrow = others.find((o) => o.listing.escrow === 600) ?? shown;
  await expect(m.buy(c, escrow)).rejects.toMatchObject({ code: "otherTerms", details: { number: 1 } });
});

it("a token of numbered pieces is no price", { timeout: 60_000 }, async () => {
  const seller = await client("seller");
  const { item } = await m.publish(seller, await offer(seller, new Blob(["a"]), { token: net.dollars, price: 1n }));
  // ERC-721 has calls of the same names: a price of 1 would be piece number 1.
  const kinds = (yes: readonly string[]): typeof net.chain => endpoint(({ method, params }) => {
    const call = params?.[0] as { to?: string; data?: string } | undefined;
    if (method !== "eth_call" || call?.to?.toLowerCase() !== net.dollars.toLowerCase() || !call.data?.startsWith("0x01ffc9a7")) return undefined;
    return `0x${(yes.includes(call.data.slice(10, 18)) ? "1" : "0").padStart(64, "0")}`;
  });
  const c = await client("buyer", { chain: kinds(["01ffc9a7", "80ac58cd"]) });
  const shown = await m.show(c, item.link);
  await expect(m.check(c, shown)).rejects.toMatchObject({ code: "badToken" });
  await expect(m.buy(c, shown)).rejects.toMatchObject({ code: "badToken" });
  // Who says yes to everything says nothing.
  await m.check(await client("buyer", { chain: kinds(["80ac58cd", "ffffffff"]) }), shown);
});

it("what is inside has the size that the document says", { timeout: 60_000 }, async () => {
  const seller = await client("seller");
  const c = await client("buyer");
  for (const content of [new Uint8Array(0), randomBytes(65536), randomBytes(65537)]) {
    const { item } = await m.publish(seller, await offer(seller, new Blob([content])));
    const shown = await m.show(c, item.link);
    await m.check(c, shown);
    for (const size of [content.length + 1, content.length + 65536, 9e15, ...(content.length > 0 ? [content.length - 1, 0] : [])]) {
      await expect(m.check(c, { ...shown, metadata: shown.metadata && { ...shown.metadata, size } })).rejects.toMatchObject({ code: "badDocument" });
    }
  }
});

it("a file whose second capsule is the pinned one does not open", { timeout: 60_000 }, async () => {
  const seller = await client("seller");
  const { item } = await m.publish(seller, await offer(seller, new Blob(["a"]), { others: [1n] }));
  const sealed = await (await fetch(item.metadata?.sealed.locations[0] ?? "")).blob();
  const [, second] = await readStanzas(sealed.stream());
  if (!second) throw new Error("it has one stanza");
  const pinned = { ...item, pin: { ...item.pin, capsuleId: `0x${bytesToHex(capsuleIdOf(second))}` as const } };
  const sink = new Sink();
  await expect(m.open(seller, pinned, sink.stream)).rejects.toMatchObject({ code: "wrongHash" });
  expect(sink.chunks).toHaveLength(0);
  expect((await m.openBytes(seller, item)).length).toBe(1);
});

it("a sale that goes on with another small file does not give its key away", { timeout: 60_000 }, async () => {
  const seller = await client("seller");
  let kept: string | null = null;
  const resume: m.SaleKeeper = { load: () => kept, save: (state) => { kept = state; } };
  const got: Uint8Array[] = [];
  const store = (names: RegExp): m.Store => ({
    put: async (name, data) => {
      if (!names.test(name)) throw new Error("the line broke");
      const chunks: Uint8Array[] = [];
      for await (const chunk of data) chunks.push(chunk);
      got.push(Buffer.concat(chunks));
      return `https://files.example/${got.length}`;
    },
  });
  await expect(m.publish(seller, await offer(seller, new Blob(["the first text"]), { resume, store: store(/\.age$/) }))).rejects.toThrow("the line broke");
  expect(got).toHaveLength(1);
  await expect(m.publish(seller, await offer(seller, new Blob(["another text.."]), { resume, store: store(/./) }))).rejects.toMatchObject({ code: "sourceChanged" });
  await expect(m.publish(seller, await offer(seller, new Blob(["another text, longer"]), { resume, store: store(/./) }))).rejects.toMatchObject({ code: "sourceChanged" });
  expect(got).toHaveLength(1);
  await m.publish(seller, await offer(seller, new Blob(["the first text"]), { resume, store: store(/./) }));
  expect(Buffer.from(got[1] ?? []).equals(got[0] ?? new Uint8Array())).toBe(true);
  expect(kept).toBeNull();
});

it("a purchase that comes through while it is looked for is not paid again", { timeout: 60_000 }, async () => {
  const seller = await client("seller");
  const { item } = await m.publish(seller, await offer(seller, new Blob(["a"]), { duration: 3600 }));
  const plain = await client("buyer");
  let asked = 0;
  const late = endpoint(async ({ method, params }) => {
    if (method !== "eth_getTransactionCount") return undefined;
    const now = Number(await net.chain.request({ method, params } as never));
    if (params?.[1] === "pending") return asked === 0 ? `0x${(now + 1).toString(16)}` : undefined;
    if (asked++ > 0) return undefined;
    await m.buy(plain, item); // an earlier page's
    return `0x${now.toString(16)}`;
  });
  await expect(m.buy(await client("buyer", { chain: late }), item, { renew: true })).rejects.toMatchObject({ code: "hasLicence" });
  expect(await m.purchases(plain, net.market)).toSatisfy((all: m.Purchase[]) => all.filter((p) => p.link.asset === item.link.asset).length === 1);
});
