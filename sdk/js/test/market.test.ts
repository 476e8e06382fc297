// The whole of it once, against a real devnet: the contracts, five nodes as processes, a gateway, and the Go program on the other side.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { marketCommittees } from "../lib/abi.ts";
import { isError } from "../lib/errors.ts";
import { parseLink, type Link } from "../lib/listing.ts";
import * as m from "../lib/market.ts";
import * as policy from "../lib/policy.ts";
import type { Evidence } from "../lib/quorum.ts";
import { digest } from "../lib/terms.ts";
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
  return { source, name: "rain.csv", type: "text/csv", title: "Rain <b>in</b> Lisbon", price: 10n ** 15n, market: net.market, committee: 1n, confirmations: 0, store: await m.gatewayStore(c, net.gateway), ...more };
}

/** Keeps sealed bytes in memory. */
class Memory implements m.Fetched {
  #bytes = Buffer.alloc(0);

  get size(): number {
    return this.#bytes.length;
  }

  async *load(): AsyncGenerator<Uint8Array> {
    await Promise.resolve();
    for (let at = 0; at < this.size; at += 100_000) yield this.#bytes.subarray(at, at + 100_000);
  }

  save(bytes: Uint8Array): Promise<void> {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    return Promise.resolve();
  }

  drop(): Promise<void> {
    this.#bytes = Buffer.alloc(0);
    return Promise.resolve();
  }
}

function urlOf(input: string | URL | Request): string {
  return input instanceof Request ? input.url : input.toString();
}

/** A listing of several tests. */
let link: Link;
const content = Buffer.from(randomBytes(65536)).toString("base64").repeat(3); // four chunks

describe("TypeScript publishes", () => {
  it("and Go opens", { timeout: 240_000 }, async () => {
    const seller = await client("seller");
    const phases = new Set<string>();
    const { item } = await m.publish(seller, await offer(seller, new Blob([content])), { onProgress: (p) => phases.add(p.phase) });
    link = item.link;
    expect(item).toMatchObject({ listing: { price: 10n ** 15n, version: 1, sold: 0, stock: Infinity }, metadata: { title: "Rain <b>in</b> Lisbon", size: content.length }, licensed: true });
    expect(phases).toEqual(new Set(["sealing", "signing", "sending"]));
    net.latchkey("buyer", "buy", "-o", `${net.folder}/bought`, link.full());
    expect(readFileSync(`${net.folder}/bought`, "utf8")).toBe(content);
  });

  it("and TypeScript buys, once", { timeout: 240_000 }, async () => {
    const c = await client("buyer2");
    await m.checkMarket(c, link);
    const item = await m.show(c, link);
    expect(item).toMatchObject({ licensed: false, licence: 0, error: null });
    const readiness = await m.check(c, item);
    expect(readiness).toMatchObject({ verified: true, t: 3, n: 5, ready: 5, until: Infinity, risks: [], policy: policy.sale(link.market, link.asset).text });
    const paid = await m.buy(c, item);
    expect(paid).toMatchObject({ number: 2, until: Infinity, by: "coin", releaseAt: 0 });
    const sink = new Sink();
    await m.open(c, item, sink.stream);
    expect(sink.closed).toBe(true);
    expect(sink.bytes.toString()).toBe(content);
    // Again, and free.
    expect(await m.buy(c, item)).toBeNull();
    await expect(m.check(c, item)).rejects.toMatchObject({ code: "hasLicence" });
    expect(Buffer.from(await m.openBytes(await client("buyer2", { gateways: [] }), await m.show(c, link))).toString()).toBe(content);
    expect((await m.purchases(c, net.market)).map((p) => [p.number, p.status, p.price])).toEqual([[2, "settled", 10n ** 15n]]);
  });

  it("and who has not paid is refused", { timeout: 240_000 }, async () => {
    const c = await client("outsider");
    const item = await m.show(c, link);
    for (const gateways of [[net.gateway], []]) {
      const sink = new Sink();
      await expect(m.open(await client("outsider", { gateways }), item, sink.stream)).rejects.toMatchObject({ code: "notEntitled" });
      expect(sink.chunks).toHaveLength(0);
      expect(sink.aborted).toMatchObject({ code: "notEntitled" });
    }
    const poor = await m.connect({ chain: net.chain, account: "0x00000000000000000000000000000000000000d1", final: 0 });
    await expect(m.check(poor, item)).rejects.toMatchObject({ code: "tooLittleMoney" });
    await expect(m.buy(poor, item)).rejects.toMatchObject({ code: "noWallet" });
  });

  it("an archive, in the dark: the link alone tells what it is", { timeout: 240_000 }, async () => {
    const seller = await client("seller");
    const files = ["b/two.txt", "one.txt"].map((path) => ({ path, data: new Blob([`this is ${path}`]) }));
    const { item } = await m.publish(seller, await offer(seller, { files }, { name: "files.zip", type: "application/zip", title: "Pelican plans", unlisted: true }));
    const shown = await m.show(await client("buyer"), parseLink(item.link.page("https://market.example/")));
    expect(shown.metadata).toMatchObject({ kind: "archive", files: 2, title: "Pelican plans", contents: [{ name: "b/two.txt", size: 17 }, { name: "one.txt", size: 15 }] });
    expect((await m.show(seller, parseLink(item.link.toString()))).error).toMatchObject({ code: "unlisted" });
    expect(await m.list(seller, net.market)).toHaveLength(1);
    net.latchkey("buyer", "buy", "-o", `${net.folder}/files.zip`, item.link.full());
    const zip = readFileSync(`${net.folder}/files.zip`);
    expect(zip.includes("this is b/two.txt") && zip.includes("one.txt")).toBe(true);
    expect(zip.length).toBe(shown.metadata?.size);
  });

  it("another version of it, and then stops", { timeout: 240_000 }, async () => {
    const seller = await client("seller");
    const { item } = await m.update(seller, link, await offer(seller, new TextEncoder().encode("version two"), { title: undefined }));
    expect(item).toMatchObject({ listing: { version: 2 }, metadata: { title: "Rain <b>in</b> Lisbon" } });
    const c = await client("buyer2");
    expect(Buffer.from(await m.openBytes(c, await m.show(c, link))).toString()).toBe("version two");
    await m.reprice(seller, link, 2n * 10n ** 15n);
    const outsider = await client("outsider");
    await expect(m.check(outsider, item)).rejects.toMatchObject({ code: "otherOffer" });
    await m.stop(seller, link);
    await expect(m.check(outsider, await m.show(outsider, link))).rejects.toMatchObject({ code: "stopped" });
    const s = await m.sales(seller, net.market);
    expect(s.tokens).toMatchObject([{ sold: 3, owed: 3n * 10n ** 15n, sum: 3n * 10n ** 15n, held: 0n }]);
    expect((await m.withdraw(seller, net.market, null))?.amount).toBe(3n * 10n ** 15n);
    expect(await m.withdraw(seller, net.market, null)).toBeNull();
  });

  it("for a token, paid by a signature", { timeout: 240_000 }, async () => {
    const seller = await client("seller");
    const dollars = await m.currencyOf(seller, net.dollars);
    expect(dollars).toMatchObject({ symbol: "DUSD", decimals: 6 });
    const price = m.parseAmount(dollars, "12.5 DUSD");
    const { item } = await m.publish(seller, await offer(seller, new TextEncoder().encode("https://api.example/?key=1"), { token: net.dollars, price, secret: true, escrow: 600, name: "key.txt", type: "text/plain" }));
    const c = await client("buyer");
    const shown = await m.show(c, item.link);
    expect(m.formatAmount(shown.currency, shown.listing.price)).toBe("12.5 DUSD");
    await m.check(c, shown);
    expect(await m.buy(c, shown)).toMatchObject({ by: "permit", number: 1 });
    expect(Buffer.from(await m.openBytes(c, shown)).toString()).toBe("https://api.example/?key=1");
    const [p] = (await m.purchases(c, net.market)).filter((p) => p.link.asset === item.link.asset);
    expect(p).toMatchObject({ status: "held", version: 1 });
    if (p) await m.accept(c, p);
    expect((await m.sales(seller, net.market)).tokens).toMatchObject([{ currency: { token: null } }, { currency: { symbol: "DUSD" }, owed: price, held: 0n }]);
  });
});

describe("Go publishes", () => {
  it("and TypeScript buys; with a dead node, a lying one, and a gateway that lies", { timeout: 240_000 }, async () => {
    writeFileSync(`${net.folder}/plans.txt`, "a hundred feet of wing\n".repeat(10_000));
    const text = net.latchkey("seller", "publish", "--price", "0.001eth", "--unlisted", "--title", "Plans", `${net.folder}/plans.txt`).trim();
    const plans = parseLink(text.split("\n").at(-1) ?? "");
    const c = await client("buyer");
    const item = await m.show(c, plans);
    await m.check(c, item);
    await m.buy(c, item);

    // Node 1 is dead. Node 2 answers with a point of its own and signs it; a gateway combines what it made up.
    net.kill(1);
    const operator = net.operator(2);
    expect(operator.address).toBe(net.nodes[1]?.operator);
    let answered = 0;
    const lying: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      const url = urlOf(input);
      if (url === `${net.gateway}/v1/access`) {
        const told = (await response.json()) as { combined: string };
        return Response.json({ ...told, combined: told.combined.slice(66) + told.combined.slice(0, 66) });
      }
      if (url !== `${net.nodes[1]?.url ?? ""}/v1/shares`) {
        // The others wait for the liar, so that it is among the first.
        if (url.endsWith("/v1/shares")) while (answered === 0) await new Promise((done) => setTimeout(done, 20));
        return response;
      }
      const request = JSON.parse(init?.body as string) as { terms: { chainId: string; committees: `0x${string}`; committee: string }; request: { capsule: string; readerKey: string; buyer: `0x${string}`; deadline: string } };
      const { share } = (await response.json()) as { share: string };
      const wrong = hexToBytes(share);
      wrong.copyWithin(45, 12, 45); // B is A
      const domain = { chainId: BigInt(request.terms.chainId), committees: request.terms.committees };
      const { capsule, readerKey, buyer, deadline } = request.request;
      const asked = digest(domain, { type: "AccessRequest", capsule: hexToBytes(capsule), readerKey: hexToBytes(readerKey), buyer, deadline: BigInt(deadline) });
      const signed = digest(domain, { type: "Share", committee: BigInt(request.terms.committee), request: asked, capsule: hexToBytes(capsule), share: wrong });
      const signature = await operator.sign({ hash: `0x${bytesToHex(signed)}` });
      answered++;
      return Response.json({ share: bytesToHex(wrong), signature: signature.slice(2) });
    };
    const evidence: Evidence[] = [];
    const sink = new Sink();
    await m.open(await client("buyer", { fetch: lying, evidence: (e) => evidence.push(e) }), item, sink.stream);
    expect(sink.bytes.toString()).toBe(readFileSync(`${net.folder}/plans.txt`, "utf8"));
    expect(evidence).toMatchObject([{ index: 2, operator: operator.address.toLowerCase(), keys: { n: 5, t: 3 } }]);

    // What was kept convinces the contract, by the Go program.
    mkdirSync(`${net.folder}/evidence`, { recursive: true });
    writeFileSync(`${net.folder}/evidence/kept.json`, JSON.stringify(evidence[0]));
    expect(net.latchkey("outsider", "evidence", "report", "--json", `${net.folder}/evidence/kept.json`)).toContain("reward");
  });

  it("nodes that are a moment behind are asked again, by one signature, where others are dead", { timeout: 240_000 }, async () => {
    const { link: shown } = JSON.parse(net.latchkey("seller", "publish", "--price", "0.001eth", "--json", `${net.folder}/plans.txt`)) as { link: string };
    const paying = await client("buyer");
    const item = await m.show(paying, parseLink(shown));
    await m.buy(paying, item);
    let behind = 0;
    const few: typeof fetch = (input, init) => {
      const node = net.nodes.findIndex(({ url }) => urlOf(input) === `${url}/v1/shares`);
      if (node === 0 || node === 4) return Promise.reject(new TypeError("cut"));
      if (node === 1 && behind++ === 0) return Promise.resolve(Response.json({ type: "urn:latchkey:problem:policy-false", title: "no", status: 403 }, { status: 403, headers: { "Content-Type": "application/problem+json" } }));
      return fetch(input, init);
    };
    const told: string[] = [];
    const sink = new Sink();
    await m.open(await client("buyer", { gateways: [], fetch: few }), item, sink.stream, { onProgress: ({ phase }) => told.push(phase) });
    expect(sink.bytes.toString()).toBe(readFileSync(`${net.folder}/plans.txt`, "utf8"));
    expect(behind).toBeGreaterThan(1); // more often, if another one is behind, too
    expect(told.filter((phase) => phase === "signing")).toHaveLength(1);
  });

  it("and other bytes than the listed ones are told, before and after the payment", { timeout: 240_000 }, async () => {
    const text = net.latchkey("seller", "publish", "--price", "0.001eth", "--json", `${net.folder}/plans.txt`);
    const { link: shown } = JSON.parse(text) as { link: string };
    const c = await client("buyer");
    const item = await m.show(c, parseLink(shown));
    const place = item.metadata?.sealed.locations[0] ?? "";
    const change = (at: number): typeof fetch => async (input, init) => {
      const response = await fetch(input, init);
      if (urlOf(input) !== place) return response;
      const bytes = new Uint8Array(await response.arrayBuffer());
      const i = at < 0 ? bytes.length + at : at;
      bytes[i] = (bytes[i] ?? 0) ^ 1;
      return new Response(bytes, { headers: { "Content-Length": String(bytes.length) } });
    };
    await expect(m.check(await client("buyer", { fetch: change(-1) }), item)).rejects.toMatchObject({ code: "wrongHash" });
    await m.buy(c, item);
    const sink = new Sink();
    await expect(m.open(await client("buyer", { fetch: change(-1) }), item, sink.stream)).rejects.toSatisfy((e) => isError(e, "wrongHash", "badFile"));
    expect(sink.closed).toBe(false);
    expect(sink.aborted).not.toBeNull();
    // A document that was changed shows nothing.
    const uri = item.pin.uri;
    const other: typeof fetch = async (input, init) => (urlOf(input) === uri ? new Response("{}") : fetch(input, init));
    expect(await m.show(await client("buyer", { fetch: other }), item.link)).toMatchObject({ metadata: null, error: { code: "wrongHash" } });
    // A mirror that is cut, and one that is gone: what is left of it comes from the others.
    let asked = 0;
    const cut: typeof fetch = async (input, init) => {
      if (!urlOf(input).startsWith("http://mirror-")) return fetch(input, init);
      if (urlOf(input).startsWith("http://mirror-1")) return new Response("", { status: 404 });
      const response = await fetch(place, init);
      if (asked++ > 0) return response;
      const whole = new Uint8Array(await response.arrayBuffer());
      let sent = false;
      return new Response(new ReadableStream({
        pull(controller) {
          if (sent) controller.error(new Error("cut"));
          else controller.enqueue(whole.slice(0, 70_000));
          sent = true;
        },
      }), { headers: { "Content-Length": String(whole.length) } });
    };
    const mirrored = { ...item, metadata: item.metadata && { ...item.metadata, sealed: { ...item.metadata.sealed, locations: ["http://mirror-1.example/x", "http://mirror-2.example/x"] } } };
    expect(Buffer.from(await m.openBytes(await client("buyer", { fetch: cut }), mirrored)).toString()).toBe(readFileSync(`${net.folder}/plans.txt`, "utf8"));
    expect(asked).toBe(2);
  });
});

describe("what is interrupted", () => {
  it("ends with its signal, and a sale goes on after a reload", { timeout: 240_000 }, async () => {
    const seller = await client("seller");
    const big = new Blob([randomBytes(24 << 20)]);
    let kept: string | null = null;
    const resume: m.SaleKeeper = { load: () => kept, save: (state) => { kept = state; } };
    const stop = new AbortController();
    const reason = new Error("the page was closed");
    let patches = 0;
    const counting: typeof fetch = async (input, init) => {
      if (init?.method === "PATCH" && urlOf(input).includes("/v1/blobs") && ++patches === 3) stop.abort(reason);
      return fetch(input, init);
    };
    const before = await client("seller", { fetch: counting });
    await expect(m.publish(before, await offer(before, big, { resume }), { signal: stop.signal })).rejects.toBe(reason);
    expect(kept).toContain("uploads");

    // Another source would give the key away: nothing of it leaves, also where the upload of before is lost, and wherever it differs.
    const changed = Buffer.from(await big.arrayBuffer());
    changed[1000] = (changed[1000] ?? 0) ^ 1;
    const lost: m.SaleKeeper = { load: () => JSON.stringify({ ...JSON.parse(kept ?? "") as object, uploads: [null] }), save: () => undefined };
    patches = 3;
    await expect(m.publish(before, await offer(before, new Blob([changed]), { resume: lost }))).rejects.toMatchObject({ code: "sourceChanged" });
    expect(patches).toBe(3);
    await expect(m.publish(seller, await offer(seller, new Blob([randomBytes(24 << 20)]), { resume }))).rejects.toMatchObject({ code: "sourceChanged" });

    patches = 0;
    const after = await client("seller", { fetch: counting });
    const { item } = await m.publish(after, await offer(after, big, { resume }));
    expect(patches).toBeLessThan(4); // of three chunks and a bit, and the document
    expect(kept).toBeNull();
    const c = await client("buyer");
    await m.buy(c, await m.show(c, item.link));
    const end = new AbortController();
    const sink = new Sink();
    await expect(m.open(c, await m.show(c, item.link), sink.stream, { signal: end.signal, onProgress: (p) => { if (p.phase === "opening" && p.done > 1 << 20) end.abort(reason); } })).rejects.toBe(reason);
    expect(sink.aborted).toBe(reason);
    const whole = new Sink();
    await m.open(c, await m.show(c, item.link), whole.stream);
    expect(whole.bytes.equals(Buffer.from(await big.arrayBuffer()))).toBe(true);

    // What of a sealed file was fetched is not fetched again; if it is wrong, all of it is.
    const memory = new Memory();
    const stopped = new AbortController();
    await expect(m.open(c, item, new Sink().stream, { fetched: memory, signal: stopped.signal, onProgress: (p) => { if (p.phase === "opening" && p.done > 8 << 20) stopped.abort(reason); } })).rejects.toBe(reason);
    const had = memory.size;
    expect(had).toBeGreaterThan(8 << 20);
    const ranges: (string | null)[] = [];
    const watching = await client("buyer", { fetch: (input, init) => {
      if (urlOf(input) === item.metadata?.sealed.locations[0]) ranges.push(new Headers(init?.headers).get("Range"));
      return fetch(input, init);
    } });
    const rest = new Sink();
    await m.open(watching, item, rest.stream, { fetched: memory });
    expect(rest.bytes.equals(whole.bytes)).toBe(true);
    expect(ranges).toEqual([`bytes=${had}-`]);
    expect(memory.size).toBe(0);
    const sealed = Buffer.from(await (await fetch(item.metadata?.sealed.locations[0] ?? "")).arrayBuffer());
    for (const at of [5, 3 << 20]) { // in the header, and in the payload
      const wrong = Buffer.from(sealed.subarray(0, 4 << 20));
      wrong[at] = (wrong[at] ?? 0) ^ 1;
      await memory.save(wrong);
      const again = new Sink();
      ranges.length = 0;
      await m.open(watching, item, again.stream, { fetched: memory });
      expect(again.bytes.equals(whole.bytes)).toBe(true);
      expect(ranges.at(-1)).toBeNull();
      expect(memory.size).toBe(0);
    }
  });
});

describe("the example for Node", () => {
  it("buys and opens, with what is built for npm", { timeout: 240_000 }, () => {
    const root = new URL("..", import.meta.url).pathname;
    execFileSync("npx", ["tsc", "-p", root], { cwd: root });
    const text = net.latchkey("seller", "publish", "--price", "0.002eth", `${net.folder}/latchkey.toml`).trim().split("\n").at(-1) ?? "";
    const env = { ...process.env, RPC: net.rpc, KEY: net.key("user6"), GATEWAY: net.gateway, FINAL: "0" };
    const said = execFileSync(process.execPath, [`${root}examples/node/buy.mjs`, text, `${net.folder}/example`], { encoding: "utf8", env, stdio: ["ignore", "pipe", "pipe"] });
    expect(said).toMatch(/^buying "latchkey.toml" for 0.002 ETH\nopened /);
    expect(readFileSync(`${net.folder}/example`, "utf8")).toBe(readFileSync(`${net.folder}/latchkey.toml`, "utf8"));
  });

  it("and grants, and takes it back", { timeout: 240_000 }, () => {
    const sealed = `${net.folder}/granted.age`;
    const owner = net.latchkey("seller", "recipient", "--grants", "--nodes", net.nodes.slice(2).map((n) => n.url).join(",")).trim();
    net.latchkey("seller", "seal", "-r", owner, "-o", sealed, `${net.folder}/latchkey.toml`);
    const reader = net.latchkey("buyer", "reader").trim();
    const run = (...args: string[]): string =>
      execFileSync(process.execPath, [new URL("../examples/node/grant.mjs", import.meta.url).pathname, sealed, reader, ...args], { encoding: "utf8", env: { ...process.env, KEY: net.key("seller"), PRIVATE: "1" }, stdio: ["ignore", "pipe", "pipe"] });
    expect(run()).toBe(`${net.wallet("buyer").account.address.toLowerCase()} can open it: 2 of 3 nodes let them in\n`);
    expect(net.latchkey("buyer", "open", sealed)).toBe(readFileSync(`${net.folder}/latchkey.toml`, "utf8"));
    expect(run("--revoke")).toContain("taken back");
    expect(() => net.latchkey("buyer", "open", sealed)).toThrow("not granted");
  });
});

describe("questions about policies", () => {
  it("are answered by nodes and gateways alike", { timeout: 240_000 }, async () => {
    const buyer = net.wallet("buyer").account.address;
    for (const url of [net.gateway, net.nodes[2]?.url ?? ""]) {
      const text = policy.or(policy.sale(link.market, link.asset), policy.gt(policy.balance(policy.buyer), policy.units("1000000", 18)));
      const answer = await policy.explain({ urls: ["http://127.0.0.1:1", url], chainId: 31337n }, text, buyer);
      expect(answer).toMatchObject({ ok: true, canonical: text.text, by: url, explained: { value: true } });
      expect(await policy.check({ urls: [url] }, "sole()")).toMatchObject({ ok: false, error: { line: 1 } });
    }
  });
});

describe("sessions", () => {
  it("open without another signature, until they are revoked", { timeout: 240_000 }, async () => {
    const c = await client("buyer2");
    const committees = await net.chain.readContract({ address: net.market, abi: [marketCommittees], functionName: "committees" });
    const session = await m.beginSession(c, committees, 1n, { origin: "a test" });
    expect(session.message).toMatchObject({ type: "Session", committee: 1n, nonce: 0n, origin: "a test" });
    for (const gateways of [[net.gateway], []]) {
      const c = await client("buyer2", { gateways });
      const item = await m.show(c, link);
      const phases: string[] = [];
      for (let i = 0; i < 2; i++) expect(Buffer.from(await m.openBytes(c, item, { session, onProgress: (p) => phases.push(p.phase) })).toString()).toBe("version two");
      expect(phases).toContain("asking");
      expect(phases).not.toContain("signing");
      // It is nobody else's, and another committee's file takes a signature of its own.
      await expect(m.openBytes(await client("outsider", { gateways }), item, { session })).rejects.toMatchObject({ code: "notEntitled" });
      const other = { ...session, message: { ...session.message, committee: 2n } };
      expect(Buffer.from(await m.openBytes(c, item, { session: other, onProgress: (p) => phases.push(p.phase) })).toString()).toBe("version two");
      expect(phases).toContain("signing");
    }
    const item = await m.show(c, link);
    expect(await m.revokeSessions(c, committees)).toBe(1n);
    await expect.poll(() => m.openBytes(c, item, { session }).then(() => "", (error: unknown) => String(error)), { timeout: 120_000 }).not.toBe("");
    const again = await m.beginSession(c, committees, 1n, { life: 86400 });
    expect(again.message.nonce).toBe(1n);
    expect(Buffer.from(await m.openBytes(c, item, { session: again })).toString()).toBe("version two");
    for (const life of [0, -1, 86401, NaN]) await expect(m.beginSession(c, committees, 1n, { life })).rejects.toMatchObject({ code: "badRequest" });
    await expect(m.beginSession(await m.connect({ chain: net.chain, final: 0 }), committees, 1n)).rejects.toMatchObject({ code: "noWallet" });
  });

  it("are void once the nonce is raised", { timeout: 240_000 }, async () => {
    const c = await client("outsider");
    const committees = await net.chain.readContract({ address: net.market, abi: [marketCommittees], functionName: "committees" });
    expect(await m.revokeSessions(c, committees)).toBe(1n);
    expect(await m.revokeSessions(c, committees)).toBe(2n);
    await expect(m.revokeSessions(await m.connect({ chain: net.chain, final: 0 }), committees)).rejects.toMatchObject({ code: "noWallet" });
  });
});
