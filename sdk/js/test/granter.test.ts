// Grants against real nodes, with the Go program on the other side.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createWalletClient, custom, http, zeroAddress, type Hex } from "viem";
import { privateKeyToAccount, toAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { encodeReader, encodeTicket, parseTicket, readGrantStanzas } from "../lib/grant.ts";
import * as g from "../lib/granter.ts";
import { GrantError } from "../lib/grantclient.ts";
import { seal } from "../lib/sealed.ts";
import { Devnet, Sink } from "./devnet.ts";

let net: Devnet;
let nodes: string[];
const words = randomBytes(200_000);

beforeAll(async () => {
  net = await Devnet.start();
  nodes = net.nodes.slice(0, 3).map((n) => n.url);
}, 240_000);
afterAll(async () => { await net.close(); });

const config = (name: string, more: Partial<g.GranterConfig> = {}): g.GranterConfig => ({ wallet: net.wallet(name), private: true, ...more });
const granter = (name: string): Promise<g.Granter> => g.granter(config(name));
const file = (name: string): ReadableStream<Uint8Array> => new Blob([readFileSync(`${net.folder}/${name}`)]).stream();
const inAMonth = (): number => Math.floor(Date.now() / 1000) + 30 * 86400;

async function open(name: string, of: string, options: g.OpenGrantedOptions = {}, more: Partial<g.GranterConfig> = {}): Promise<Buffer> {
  const sink = new Sink();
  try {
    await g.openGranted(config(name, more), file(of), sink.stream, options);
  } catch (error) {
    expect(sink.aborted).toBe(error);
    throw error;
  }
  expect(sink.closed).toBe(true);
  return sink.bytes;
}

/** Runs the Go program, which is to end with that exit code, and returns what it said. */
function refused(name: string, code: number, ...args: string[]): string {
  try {
    net.latchkey(name, ...args);
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: string };
    expect(status, stderr).toBe(code);
    return stderr;
  }
  throw new Error(`latchkey ${args.join(" ")} did not fail`);
}

it("Go seals and grants, and TypeScript reads until Go revokes", { timeout: 240_000 }, async () => {
  writeFileSync(`${net.folder}/memo`, words);
  const owner = net.latchkey("seller", "recipient", "--grants", "--nodes", nodes.join(",")).trim();
  expect((await g.ownerOf(await granter("seller"), nodes)).encode()).toBe(owner);
  net.latchkey("seller", "seal", "-r", owner, "-o", `${net.folder}/memo.age`, `${net.folder}/memo`);
  const { stanzas, headerSize } = await readGrantStanzas(file("memo.age"));
  expect(stanzas).toMatchObject([{ owner: net.wallet("seller").account.address.toLowerCase(), nodes }]);
  expect(headerSize).toBeGreaterThan(500);

  expect(await open("seller", "memo.age", {}, { fetch: () => Promise.reject(new Error("the owner asks nobody")) })).toEqual(words);
  const error: unknown = await open("buyer", "memo.age").catch((e: unknown) => e);
  expect(error).toBeInstanceOf(GrantError);
  expect(error).toMatchObject({ code: "notEntitled", details: { nodes } });

  const reader = encodeReader(await g.readerOf(await granter("buyer")));
  expect(net.latchkey("buyer", "reader").trim()).toBe(reader);
  net.latchkey("seller", "grant", `${net.folder}/memo.age`, "--to", reader);
  expect(await open("buyer", "memo.age")).toEqual(words);
  await expect(open("outsider", "memo.age")).rejects.toMatchObject({ code: "notEntitled" });

  const { grants, answers } = await g.grants(await granter("seller"), { file: file("memo.age") });
  expect(answers.map((a) => a.error)).toEqual([null, null, null]);
  expect(grants).toMatchObject([{ held: 3, nodes, grant: { threshold: 2n, fragments: 3n, reader: net.wallet("buyer").account.address.toLowerCase(), policy: "" } }]);
  net.latchkey("seller", "revoke", `${net.folder}/memo.age`, "--to", reader);
  await expect(open("buyer", "memo.age")).rejects.toMatchObject({ code: "notEntitled" });
  expect((await g.grants(await granter("seller"), { nodes })).grants).toEqual([]);
});

it("TypeScript seals and grants, and Go reads until TypeScript revokes", { timeout: 240_000 }, async () => {
  const seller = await granter("seller");
  const sealed = await seal(new Blob([words]).stream(), [await g.ownerOf(seller, nodes)]);
  writeFileSync(`${net.folder}/own.age`, new Uint8Array(await new Response(sealed as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer()));
  const out = `${net.folder}/out`;
  refused("buyer", 3, "open", "-o", out, `${net.folder}/own.age`);
  const reader = net.latchkey("buyer", "reader").trim();
  const made = await g.grant(seller, file("own.age"), { to: reader, expires: inAMonth(), threshold: 3 });
  expect(made).toMatchObject({ named: true, ticket: { nodes }, grant: { threshold: 3n } });
  expect(made.answers.map((a) => a.error)).toEqual([null, null, null]);
  net.latchkey("buyer", "open", "-o", out, `${net.folder}/own.age`);
  expect(readFileSync(out)).toEqual(words);
  rmSync(out);
  const [listed] = JSON.parse(net.latchkey("seller", "grants", "--json", `${net.folder}/own.age`)) as { reader: string; held: number }[];
  expect(listed).toMatchObject({ reader: net.wallet("buyer").account.address, held: 3, threshold: 3 });

  await expect(g.grant(seller, file("own.age"), { to: reader, expires: inAMonth(), threshold: 4 })).rejects.toMatchObject({ code: "badRequest" });
  await expect(g.grant(seller, file("own.age"), { to: reader, expires: 1 })).rejects.toMatchObject({ code: "badRequest" });
  await expect(g.grant(seller, file("own.age"), { to: "age1nonsense", expires: inAMonth() })).rejects.toMatchObject({ code: "badRequest" });
  await expect(g.grant(await granter("buyer"), file("own.age"), { to: reader, expires: inAMonth() })).rejects.toMatchObject({ code: "otherSale" });
  const near = await g.granter(config("seller", { private: false }));
  await expect(g.grant(near, file("own.age"), { to: reader, expires: inAMonth() })).rejects.toMatchObject({ code: "badPlace" });
  await expect(open("buyer", "own.age", {}, { private: false })).rejects.toMatchObject({ code: "tooFewNodes" });

  expect(await g.revoke(seller, file("own.age"), net.wallet("buyer").account.address)).toHaveLength(1);
  expect(refused("buyer", 3, "open", "-o", out, `${net.folder}/own.age`)).toContain("not granted");
  expect(existsSync(out)).toBe(false);
  await expect(g.revoke(seller, file("own.age"), null)).rejects.toMatchObject({ code: "notFound" });
});

it("an account is a reader once it has published its key, from either side; a ticket tells of other nodes", { timeout: 240_000 }, async () => {
  const seller = await granter("seller");
  const outsider = net.wallet("outsider").account.address;
  await expect(g.grant(seller, file("own.age"), { to: outsider, expires: inAMonth() })).rejects.toMatchObject({ code: "notFound", details: { nodes } });
  net.latchkey("outsider", "reader", "--nodes", nodes.slice(0, 2).join(","));
  const others = net.nodes.slice(3).map((n) => n.url);
  const made = await g.grant(seller, file("own.age"), { to: outsider, expires: inAMonth(), nodes: others });
  expect(made.named).toBe(false);
  await expect(open("outsider", "own.age")).rejects.toMatchObject({ code: "notEntitled" });
  const ticket = parseTicket(encodeTicket(made.ticket));
  expect(await open("outsider", "own.age", { tickets: [{ ...ticket, delegating: new Uint8Array(33), nodes: [] }, ticket] })).toEqual(words);
  expect((await g.grants(seller, { file: file("own.age") })).grants.map((x) => x.grant.reader)).not.toContain(outsider.toLowerCase());
  // A node that a file names, or a ticket, need not be there: the others are asked all the same.
  const gone = { ...ticket, nodes: ["https://127.0.0.1:1", ...others] };
  const { grants: found, answers } = await g.grants(seller, { file: file("own.age") }, { tickets: [gone] });
  expect(found.find((x) => x.grant.reader === outsider.toLowerCase())).toMatchObject({ nodes: others, held: others.length });
  expect(answers.filter((a) => a.error).map((a) => a.node)).toEqual(["https://127.0.0.1:1"]);
  await g.revoke(seller, file("own.age"), outsider, undefined, { tickets: [ticket] });
  await expect(open("outsider", "own.age", { tickets: [ticket] })).rejects.toMatchObject({ code: "notEntitled" });

  const buyer = await granter("buyer2");
  await g.publish(buyer, await g.readerOf(buyer), nodes);
  net.latchkey("seller", "grant", `${net.folder}/own.age`, "--to", buyer.account);
  expect(await open("buyer2", "own.age")).toEqual(words);
});

it("a policy must be true as well, with what is given", { timeout: 240_000 }, async () => {
  const seller = await granter("seller");
  const to = encodeReader(await g.readerOf(await granter("buyer")));
  const grant = (text: string) => g.grant(seller, file("own.age"), { to, expires: inAMonth(), policy: { text, chainId: 31337n, confirmations: 0n } });
  await grant(`buyer == "${seller.account}"`);
  await expect(open("buyer", "own.age")).rejects.toMatchObject({ code: "notEntitled" });
  await grant('given.word == "sesame-4711"');
  await expect(open("buyer", "own.age")).rejects.toBeInstanceOf(GrantError);
  await expect(open("buyer", "own.age", { given: { word: "other-4711" } })).rejects.toMatchObject({ code: "notEntitled" });
  expect(await open("buyer", "own.age", { given: { word: "sesame-4711" } })).toEqual(words);
  await expect(grant("buyer = 1")).rejects.toMatchObject({ code: "tooFewNodes", answers: [0, 1, 2].map(() => ({ error: { type: "policy-invalid" } })) });
});

it("a wrong fragment is named, a node that hangs or is dead is done without", { timeout: 240_000 }, async () => {
  const [first = "", second = ""] = nodes;
  const to = encodeReader(await g.readerOf(await granter("buyer")));
  await g.grant(await granter("seller"), file("own.age"), { to, expires: inAMonth() });
  const lies: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (!(input as string).startsWith(`${first}/`)) return response;
    const answer = (await response.json()) as { capsuleFragments: string[] };
    const changed = answer.capsuleFragments.map((f) => f.slice(0, 600) + (f.startsWith("0", 600) ? "1" : "0") + f.slice(601));
    return Response.json({ ...answer, capsuleFragments: changed });
  };
  const named: string[] = [];
  expect(await open("buyer", "own.age", { wrong: (node, error) => named.push(`${node} ${error.message}`) }, { fetch: lies })).toEqual(words);
  expect(named).toEqual([expect.stringContaining(`${first} gave a wrong fragment: `)]);
  const hangs: typeof fetch = async (input, init) =>
    (input as string).startsWith(`${first}/`) ? new Promise<Response>((_, reject) => init?.signal?.addEventListener("abort", () => { reject(init.signal?.reason as Error); })) : fetch(input, init);
  expect(await open("buyer", "own.age", {}, { fetch: hangs })).toEqual(words);
  net.kill(2);
  expect(await open("buyer", "own.age")).toEqual(words);
  const error: unknown = await open("buyer", "own.age", {}, { fetch: lies }).catch((e: unknown) => e);
  expect(error).toMatchObject({ code: "tooFewNodes", details: { nodes: [first, second] } });
  await expect(g.revoke(await granter("seller"), file("own.age"), null)).rejects.toMatchObject({ code: "noAnswer", details: { nodes: [second] } });
  await expect(open("buyer", "own.age")).rejects.toMatchObject({ code: "notEntitled" });
});

it("an account without a key of its own is refused, and so is one that signs otherwise each time", { timeout: 240_000 }, async () => {
  const key = privateKeyToAccount(net.key("buyer"));
  const as = (signTypedData: () => Promise<Hex>) => createWalletClient({
    account: toAccount({ address: key.address, signTypedData, signMessage: () => Promise.reject(new Error("no")), signTransaction: () => Promise.reject(new Error("no")) }), transport: http(net.rpc),
  });
  for (const signature of ["0x", `0x${"11".repeat(66)}`, `0x${"11".repeat(65)}`] as Hex[]) {
    await expect(g.granter({ wallet: as(() => Promise.resolve(signature)) })).rejects.toMatchObject({ code: "badRequest" });
  }
  const buyer = await granter("buyer");
  const other = { ...buyer, keys: (await granter("seller")).keys };
  await expect(g.readerOf(other)).rejects.toMatchObject({ code: "badRequest" });
  await expect(g.ownerOf(other, [])).rejects.toMatchObject({ code: "badRequest" });
  // Whoever refuses in the wallet is told so, and no file is asked for that is none for grants.
  const refusing = createWalletClient({ account: zeroAddress, transport: custom({ request: () => Promise.reject(Object.assign(new Error("no"), { code: 4001 })) }) });
  await expect(g.granter({ wallet: refusing })).rejects.toMatchObject({ code: "rejected" });
  const sink = new Sink();
  await expect(g.openGranted({ wallet: refusing }, new Blob(["age-encryption.org/v1\n-> X25519 a\n\n--- "]).stream(), sink.stream)).rejects.toMatchObject({ code: "badFile" });
  expect(sink.aborted).toMatchObject({ code: "badFile" });
});
