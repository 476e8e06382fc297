import { bytesToHex, concatBytes } from "@noble/hashes/utils.js";
import { hashTypedData } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { expect, test } from "vitest";
import {
  BadSignatureError, Owner, accountKeys, delegatingKey, encodeGrantStanza, encodeReader, encodeTicket, fragments, grantId, listGrants, offerBody, open,
  ownerOpener, parseGrantStanza, parseOwner, parseReader, parseTicket, readerOpener, revokeGrant, type GrantOpener,
} from "../lib/grant.ts";
import { baseMult, decodePoint, decodeScalar, keccak256 } from "../lib/group.ts";
import { ForeignFileError, MalformedError, seal } from "../lib/sealed.ts";
import { DamagedError } from "../lib/stream.ts";
import { NotOpenedError } from "../lib/tdh2.ts";
import { grantDigest, grantTypedData, type Address, type Grant, type GrantMessage } from "../lib/terms.ts";
import { BadFragmentError, decodeCapsule, decodeCapsuleFrag, decodeKeyFrag, decryptReencrypted, encodeCapsuleFrag, reencrypt } from "../lib/umbral.ts";
import { bytes, each } from "./vectors.ts";

const stream = (b: Uint8Array): ReadableStream<Uint8Array> => new Blob([b as Uint8Array<ArrayBuffer>]).stream();
const whole = async (s: ReadableStream<Uint8Array>): Promise<Uint8Array> => new Uint8Array(await new Response(s as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer());

each<{ signature: string }, { owner: string; verifying: string; reader: string }>("grant/keys", (v) => {
  const run = () => accountKeys(bytes(v.input.signature));
  if (v.expect !== "ok") {
    expect(run).toThrow();
    return;
  }
  const keys = run();
  expect([keys.owner, keys.verifying, keys.reader].map((k) => bytesToHex(k.bytes()))).toEqual([v.output.owner, v.output.verifying, v.output.reader]);
});

each<Record<string, string> & { type: GrantMessage["type"]; threshold: number; fragments: number }, { digest: string }>("grant/digest", (v) => {
  const i = v.input;
  const address = (s: string | undefined) => s as Address;
  const b = (s: string | undefined) => bytes(s ?? "");
  const n = (s: string | undefined) => BigInt(s ?? "");
  const m: GrantMessage = i.type === "Keys" ? { type: i.type, account: address(i.account) }
    : i.type === "Reader" ? { type: i.type, account: address(i.account), readerKey: b(i.readerKey) }
    : i.type === "Revocation" ? { type: i.type, grant: b(i.grant), issued: n(i.issued) }
    : i.type === "Listing" ? { type: i.type, owner: address(i.owner), delegating: b(i.delegating), deadline: n(i.deadline) }
    : {
        type: i.type, grant: b(i.grant), capsule: b(i.capsule), reader: address(i.reader), threshold: BigInt(i.threshold), fragments: BigInt(i.fragments),
        issued: n(i.issued), expires: n(i.expires), chainId: n(i.chainId), confirmations: n(i.confirmations), policy: new TextDecoder().decode(b(i.policy)),
      };
  expect(bytesToHex(grantDigest(m))).toBe(v.output.digest);
  expect(hashTypedData(grantTypedData(m) as never)).toBe(`0x${v.output.digest}`);
});

each<{ owner: string }, { account: string; ownerKey: string; verifying: string; nodes: string[] }>("grant/owner", (v) => {
  if (v.expect !== "ok") {
    expect(() => parseOwner(v.input.owner)).toThrow(MalformedError);
    return;
  }
  const o = parseOwner(v.input.owner);
  expect([o.account, bytesToHex(o.key.encode()), bytesToHex(o.verifying.encode()), o.nodes]).toEqual([v.output.account, v.output.ownerKey, v.output.verifying, v.output.nodes]);
  expect(o.encode()).toBe(v.input.owner);
});

each<{ reader: string }, { account: string; readerKey: string; signature: string }>("grant/reader", (v) => {
  const run = () => parseReader(v.input.reader);
  if (v.expect !== "ok") {
    expect(run).toThrow(v.expect === "bad-signature" ? BadSignatureError : MalformedError);
    return;
  }
  const r = run();
  expect([r.account, bytesToHex(r.readerKey), bytesToHex(r.signature)]).toEqual([v.output.account, v.output.readerKey, v.output.signature]);
  expect(encodeReader(r)).toBe(v.input.reader);
});

each<{ ticket: string }, { delegating: string; nodes: string[] }>("grant/ticket", (v) => {
  if (v.expect !== "ok") {
    expect(() => parseTicket(v.input.ticket)).toThrow(MalformedError);
    return;
  }
  const t = parseTicket(v.input.ticket);
  expect([bytesToHex(t.delegating), t.nodes]).toEqual([v.output.delegating, v.output.nodes]);
  expect(encodeTicket(t)).toBe(v.input.ticket);
});

each<{ type: string; args: string[]; body: string }, Record<string, unknown>>("grant/stanza", (v) => {
  const args = [v.input.type, ...v.input.args];
  const run = () => parseGrantStanza(args, bytes(v.input.body));
  if (v.expect === "malformed") {
    expect(run).toThrow(MalformedError);
    return;
  }
  const s = run();
  if (v.expect === "ignored" || s === null) {
    expect([v.expect, s]).toEqual(["ignored", null]);
    return;
  }
  expect(Object.fromEntries(Object.entries(s).map(([k, x]) => [k, x instanceof Uint8Array ? bytesToHex(x) : x as unknown]))).toEqual(v.output);
  expect(encodeGrantStanza(s)).toEqual({ args, body: bytes(v.input.body) });
});

each<{ file: string; reader: string; capsuleFragments: string[] }, { plaintext: string }>("grant/open", async (v) => {
  const grant: GrantOpener = async (s) => {
    await Promise.resolve();
    return decryptReencrypted(decodeScalar(bytes(v.input.reader)), decodePoint(s.delegating), decodePoint(s.verifying), decodeCapsule(s.capsule),
      v.input.capsuleFragments.map((f) => decodeCapsuleFrag(bytes(f))), s.sealed);
  };
  const run = async () => bytesToHex(await whole(await open(stream(bytes(v.input.file)), { grant })));
  if (v.expect === "ok") {
    expect(await run()).toBe(v.output.plaintext);
    return;
  }
  const failed: unknown = await run().catch((err: unknown) => err);
  expect(failed).toBeInstanceOf(AggregateError);
  expect((failed as AggregateError).errors[0]).toBeInstanceOf(v.expect === "not-opened" ? NotOpenedError : BadFragmentError);
});

each<{ file: string; account: Address; owner: string }, { delegating: string; plaintext: string }>("grant/owner-open", async (v) => {
  const owner = decodeScalar(bytes(v.input.owner));
  const head = () => delegatingKey(stream(bytes(v.input.file)), v.input.account, owner);
  const run = async () => bytesToHex(await whole(await open(stream(bytes(v.input.file)), { grant: ownerOpener(v.input.account, owner) })));
  if (v.expect === "ok") {
    expect(bytesToHex((await head()).delegating.bytes())).toBe(v.output.delegating);
    expect(await run()).toBe(v.output.plaintext);
    return;
  }
  const want = v.expect === "bad-file" ? DamagedError : v.name.endsWith("account") ? ForeignFileError : AggregateError;
  await expect(head()).rejects.toThrow(want);
  await expect(run()).rejects.toThrow(want);
});

// A node's checks are Go's; here the body that a client makes is compared.
each<{ body: string }, { grant: string }>("grant/offer", (v) => {
  if (v.expect !== "ok") return;
  const b = JSON.parse(v.input.body) as Record<string, string> & { request: Record<string, string> };
  const r = b.request;
  const h = (s: string | undefined) => bytes(s ?? "");
  const n = (s: string | undefined) => BigInt(s ?? "");
  const grant: Grant = {
    type: "Grant", grant: h(r.grant), capsule: h(r.capsule), reader: r.reader as Address, threshold: n(r.threshold), fragments: n(r.fragments), issued: n(r.issued),
    expires: n(r.expires), chainId: n(r.chainId), confirmations: n(r.confirmations), policy: r.policy ?? "",
  };
  const none = new Uint8Array();
  const stanza = { owner: b.owner as Address, delegating: h(b.delegating), verifying: h(b.verifying), capsule: h(b.capsule), sealed: none, ownerCapsule: none, ownerSealed: none, nodes: [] };
  expect(offerBody({ owner: b.owner as Address, readerKey: h(b.readerKey), stanza, keyFragment: h(b.keyFragment), grant, signature: bytes((b.signature ?? "").slice(2)) })).toBe(v.input.body);
  expect(bytesToHex(grantId(b.owner as Address, h(b.delegating), h(b.verifying), h(b.readerKey)))).toBe(v.output.grant);
  expect(bytesToHex(keccak256(h(b.capsule)))).toBe(r.capsule);
});

test("a file is sealed, granted and opened by way of nodes; one that lies is named", async () => {
  const person = async (fill: string) => {
    const account = privateKeyToAccount(`0x${fill.repeat(32)}`);
    const sign = async (m: GrantMessage) => bytes((await account.signTypedData(grantTypedData(m))).slice(2));
    const where = account.address.toLowerCase() as Address;
    return { address: where, sign, keys: accountKeys(await sign({ type: "Keys", account: where })) };
  };
  const alice = await person("a1");
  const bob = await person("b2");
  const urls = ["http://1.example", "http://2.example", "http://3.example", "http://4.example"];
  const plain = concatBytes(new Uint8Array(70000).fill(7), new TextEncoder().encode("end"));
  const file = await whole(await seal(stream(plain), [new Owner(alice.address, baseMult(alice.keys.owner), baseMult(alice.keys.verifying), urls)]));
  const { stanza, delegating } = await delegatingKey(stream(file), alice.address, alice.keys.owner);
  const readerKey = baseMult(bob.keys.reader).encode();
  const reader = { account: bob.address, readerKey, signature: await bob.sign({ type: "Reader", account: bob.address, readerKey }) };
  const frags = fragments(delegating, reader, alice.keys.verifying, 2, 4);
  const id = bytesToHex(grantId(alice.address, stanza.delegating, stanza.verifying, readerKey));
  let refusing = false;
  let hanging = false;
  const fetch = ((url: string, init: RequestInit) => {
    const i = urls.findIndex((u) => url === `${u}/v1/grants/${id}/reencrypt`);
    expect([i >= 0, init.method]).toEqual([true, "POST"]);
    if (hanging && i === 3) return new Promise((_, reject) => { init.signal?.addEventListener("abort", () => { reject(new Error("ended")); }); });
    if (refusing || i === 3) return Promise.resolve(Response.json({ type: "urn:latchkey:problem:unknown-grant", title: "no" }, { status: 404 }));
    const out = encodeCapsuleFrag(reencrypt(decodeCapsule(stanza.capsule), decodeKeyFrag(frags[i] ?? new Uint8Array())));
    if (i === 0) out[300] = (out[300] ?? 0) ^ 1;
    return Promise.resolve(Response.json({ grant: id, capsuleFragments: [bytesToHex(out)], threshold: "2", fragments: "4", expires: "1800000000" }));
  }) as typeof globalThis.fetch;
  const wrong: string[] = [];
  const opener = readerOpener(bob.keys.reader, { fetch, wrong: (node) => wrong.push(node) });
  expect(await whole(await open(stream(file), { grant: opener }))).toEqual(plain);
  expect(wrong).toEqual([urls[0]]);
  refusing = true;
  await expect(open(stream(file), { grant: opener })).rejects.toThrow("not granted");
  const given = readerOpener(bob.keys.reader, { given: { code: "secret" }, fetch: () => Promise.reject(new Error("asked in the clear")) });
  await expect(open(stream(file), { grant: given })).rejects.toThrow(/^too few nodes gave a good fragment: $/);
  hanging = true; // one that hangs does not hold up a refusal
  await expect(open(stream(file), { grant: readerOpener(bob.keys.reader, { fetch, patience: 1 }) })).rejects.toThrow("not granted");
  await expect(open(stream(file), {})).rejects.toThrow(ForeignFileError);

  // The owner lists, which the owner's own signature proves, and takes back.
  const delegatingKeyOf = stanza.delegating;
  const message: Grant = {
    type: "Grant", grant: bytes(id), capsule: keccak256(stanza.capsule), reader: bob.address, threshold: 2n, fragments: 4n, issued: 1_700_000_000_000n,
    expires: 1_800_000_000n, chainId: 0n, confirmations: 0n, policy: "",
  };
  const offer = JSON.parse(offerBody({ owner: alice.address, readerKey, stanza, keyFragment: frags[0] ?? new Uint8Array(), grant: message, signature: await alice.sign(message) })) as Record<string, unknown>;
  const list = { type: "Listing", owner: alice.address, delegating: delegatingKeyOf, deadline: 1_800_000_000n } as const;
  const asked: string[] = [];
  const answering = (entries: unknown[], next = "") => ((url: string, init: RequestInit) => {
    asked.push(`${init.method} ${url} ${(init.headers as Record<string, string>).Authorization ?? (init.body as string)}`);
    return Promise.resolve(Response.json(init.method === "GET" ? { grants: entries, next } : { grant: id }));
  }) as typeof globalThis.fetch;
  const one = { ...offer, keyFragment: undefined, capsule: undefined, held: 1 };
  const token = await alice.sign(list);
  const held = await listGrants("http://1.example", list, token, { fetch: answering([one]) });
  expect(held).toEqual([{ delegating: stanza.delegating, verifying: stanza.verifying, readerKey, grant: message, held: 1 }]);
  const header = JSON.parse(atob((asked[0] ?? "").split(" Latchkey ")[1]?.replaceAll("-", "+").replaceAll("_", "/") ?? "")) as unknown;
  expect(header).toEqual({ owner: alice.address, delegating: bytesToHex(stanza.delegating), deadline: "1800000000", signature: `0x${bytesToHex(token)}` });
  const request = offer.request as Record<string, string>;
  for (const [entries, next] of [
    [[{ ...one, request: { ...request, reader: alice.address } }], ""], [[{ ...one, request: { ...request, issued: "1700000000001" } }], ""],
    [[{ ...one, owner: bob.address }], ""], [[{ ...one, readerKey: bytesToHex(stanza.delegating) }], ""], [[one, one], ""], [[null], ""], [[one], "f".repeat(64)], [[], "f".repeat(64)],
  ] as [unknown[], string][]) {
    await expect(listGrants("http://1.example", list, token, { fetch: answering(entries, next) })).rejects.toThrow("gave a list");
  }
  const back = { type: "Revocation", grant: message.grant, issued: message.issued } as const;
  const signed = await alice.sign(back);
  asked.length = 0;
  await revokeGrant("http://1.example", back, signed, { fetch: answering([]) });
  const [said = ""] = asked;
  expect(said.startsWith(`POST http://1.example/v1/grants/${id}/revoke {`)).toBe(true);
  expect(JSON.parse(said.slice(said.indexOf("{")))).toEqual({
    request: { notice: "Takes back a grant of a Latchkey file.", grant: id, issued: "1700000000000" }, signature: `0x${bytesToHex(signed)}`,
  });
});
