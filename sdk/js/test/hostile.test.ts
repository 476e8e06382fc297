// Sellers, endpoints and places that lie, against a real devnet: what docs/market.md says is looked at, and what nobody may be made to pay for.
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { concatHex, createPublicClient, custom, keccak256, pad, zeroAddress } from "viem";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { marketCommittees, marketList } from "../lib/abi.ts";
import { blockAt, callOf, committeeAt, read, transact, unlimited } from "../lib/chain.ts";
import type { Point } from "../lib/group.ts";
import { encodeDocument, Link } from "../lib/listing.ts";
import * as m from "../lib/market.ts";
import { sale } from "../lib/policy.ts";
import { capsuleIdOf, fetchKeys } from "../lib/quorum.ts";
import { readStanzas, Recipient, seal } from "../lib/sealed.ts";
import type { Terms } from "../lib/terms.ts";
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

it("what was shown is what is sold: the rest of a listing is compared, before and after the payment", { timeout: 240_000 }, async () => {
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

it("a token of numbered pieces is no price", { timeout: 240_000 }, async () => {
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

it("what is inside has the size that the document says", { timeout: 240_000 }, async () => {
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

/** The devnet's committee and its key. */
async function committeeOf(): Promise<{ terms: Terms; key: Point }> {
  const block = await blockAt(net.chain);
  const committees = await read(net.chain, block, net.market, marketCommittees, []);
  const { list } = await fetchKeys(await committeeAt(net.chain, block, 31337n, committees, 1n));
  return { terms: { chainId: 31337n, committees, committee: 1n, confirmations: 0n, policy: "" }, key: list.X };
}

/** The first nodes say that they believe only what is proved, and that they can prove one token. */
function strictly(count: number, token: string): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const url = input instanceof Request ? input.url : input.toString();
    if (!net.nodes.slice(0, count).some((n) => url === `${n.url}/v1/info`)) return response;
    return Response.json({ ...(await response.json()) as object, proofs: [{ chainId: "31337", tokens: [token] }] });
  };
}

it("nothing is sealed under a policy that too few nodes can evaluate", { timeout: 240_000 }, async () => {
  const plain = await client("seller");
  const token = net.dollars.toLowerCase();
  const { terms, key } = await committeeOf();
  const sealing = (c: m.Client, policy: string): Promise<void> => m.checkRecipient(c, new Recipient({ ...terms, policy }, key));
  const refused = (able: number, why: string) => ({ code: "unservable", message: expect.stringContaining(`${able} of 5 nodes can evaluate the policy, and 3 have to (node 1 ${why}`) as string, details: { able, t: 3, n: 5 } });
  await sealing(plain, "");
  for (const policy of ['now > timestamp("2020-01-01T00:00:00Z")', 'chain(31337).balance(buyer) >= units("1", 0)', `erc721("${token}").owner(1) == buyer`]) await sealing(plain, policy);
  await expect(sealing(plain, 'chain(5).balance(buyer) >= units("1", 0)')).rejects.toMatchObject(refused(0, "does not read chain 5"));
  await expect(sealing(plain, 'true || web("https://api.example").json("$.open") == true')).rejects.toMatchObject(refused(0, 'does not read the web host "api.example"'));
  await expect(sealing(plain, "sole(1)")).rejects.toMatchObject(refused(0, "does not take it for a policy: no function"));
  // Those that believe only what is proved count out where a policy reads something else, and only there.
  const owner = `erc721("${token}").owner(1) == buyer`;
  await sealing(await client("seller", { fetch: strictly(2, token) }), owner);
  const strict = await client("seller", { fetch: strictly(3, token) });
  const provable = ['balance(buyer) > units("1", 18) && chain(31337).time() > timestamp("2020-01-01T00:00:00Z")', `erc20("${token}").balance(buyer) > units("1", 6)`];
  for (const policy of [`sale("${net.market.toLowerCase()}", "0x${"01".repeat(32)}")`, ...provable]) await sealing(strict, policy);
  for (const policy of [owner, `erc20("0x${"e1".repeat(20)}").balance(buyer) > units("1", 6)`, `true || event("${token}", "E()", [], 10)`]) {
    await expect(sealing(strict, policy)).rejects.toMatchObject(refused(2, "believes only what is proved of chain 31337, and "));
  }
  // One that is silent reads its own chain all the same. What one makes up is about itself alone, and about a plain sale nobody is asked.
  const some = (count: number, answer: (url: string) => Promise<Response> | undefined): Promise<m.Client> => client("seller", { fetch: (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    return (net.nodes.slice(0, count).some((n) => url.startsWith(n.url)) && !url.includes("/v1/committees") ? answer(url) : undefined) ?? fetch(input, init);
  } });
  const cut = await some(3, () => Promise.reject(new TypeError("cut")));
  await sealing(cut, owner);
  await expect(sealing(cut, 'chain(31337).balance(buyer) == chain(5).balance(buyer)')).rejects.toMatchObject(refused(0, "does not answer questions about policies"));
  await sealing(await some(2, (url) => (url.endsWith("/v1/policy") ? Promise.resolve(Response.json({ ok: true, chains: 7, hosts: [{}], reads: [null] })) : undefined)), owner);
  await sealing(await some(5, (url) => Promise.reject(new Error(`${url} was asked`))), `sale("${net.market.toLowerCase()}", "0x${"01".repeat(32)}")`);
});

it("who pays is told how many nodes can evaluate the policy", { timeout: 240_000 }, async () => {
  const seller = await client("seller");
  const store = await m.gatewayStore(seller, net.gateway);
  const put = (name: string, bytes: Uint8Array): Promise<string> => store.put(name, (async function* () { yield bytes; await Promise.resolve(); })(), { size: bytes.length });
  const { item: { metadata } } = await m.publish(seller, await offer(seller, new Blob(["a"])));
  if (!metadata) throw new Error("it has no document");
  const { terms, key } = await committeeOf();
  const wallet = net.wallet("seller");
  // Without a pin, the policy may ask for more than the sale.
  for (const [more, ready] of [['balance(buyer) >= units("0", 0)', 5], ['chain(5).balance(buyer) >= units("0", 0)', 0]] as const) {
    const salt = `0x${bytesToHex(randomBytes(32))}` as const;
    const link = new Link({ chainId: seller.chainId, market: net.market, asset: keccak256(concatHex([pad(wallet.account.address), salt])) });
    const recipient = new Recipient({ ...terms, policy: `${sale(link.market, link.asset).text} && ${more}` }, key);
    const sealed = new Uint8Array(await new Response(await seal(new Blob(["a"]).stream(), [recipient]) as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer());
    const location = await put("more.age", sealed);
    const document = encodeDocument({ ...metadata, sealed: { sha256: bytesToHex(sha256(sealed)), size: sealed.length, locations: [location] } });
    await transact({ chain: net.chain, chainId: seller.chainId, wallet }, callOf(net.market, marketList, [{
      salt, token: zeroAddress, price: 0n, duration: 0, escrow: 0, endsAt: 0, stock: unlimited, limit: 0, royalty: zeroAddress, royaltyBps: 0, referralBps: 0, memberBps: 0, committee: 1,
      version: { metadataHash: `0x${bytesToHex(sha256(document))}`, uri: await put("more.json", document), confirmations: 0n, capsule: "0x" },
    }]), "listing");
    const buyer = await client("buyer");
    expect(await m.check(buyer, await m.show(buyer, link))).toMatchObject({
      ready, risks: [{ code: "policyAsksMore" }, ...(ready === 0 ? [{ code: "tooFewReady", message: expect.stringContaining("0 of 5 nodes would answer now, and 3 have to (node 1 does not read chain 5") as string }] : [])],
    });
  }
});

it("a file whose second capsule is the pinned one does not open", { timeout: 240_000 }, async () => {
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

it("a sale that goes on with another small file does not give its key away", { timeout: 240_000 }, async () => {
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

it("a purchase that comes through while it is looked for is not paid again", { timeout: 240_000 }, async () => {
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
