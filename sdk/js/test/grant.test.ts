import { bytesToHex } from "@noble/hashes/utils.js";
import { hashTypedData } from "viem";
import { expect } from "vitest";
import {
  BadSignatureError, accountKeys, delegatingKey, encodeGrantStanza, encodeReader, encodeTicket, open, ownerOpener, parseGrantStanza, parseOwner, parseReader, parseTicket,
  readGrantStanzas, type GrantOpener,
} from "../lib/grant.ts";
import { decodeOffer, encodeOffer, OtherNoticeError, type GrantOffer } from "../lib/grants.ts";
import { decodePoint, decodeScalar, keccak256, recoverAddress } from "../lib/group.ts";
import { ForeignFileError, MalformedError } from "../lib/sealed.ts";
import { DamagedError, payloadSize } from "../lib/stream.ts";
import { NotOpenedError } from "../lib/tdh2.ts";
import { grantDigest, grantId, grantTypedData, type Address, type GrantMessage } from "../lib/terms.ts";
import { BadFragmentError, decodeCapsule, decodeCapsuleFrag, decodeKeyFrag, decryptReencrypted, verifyKeyFrag } from "../lib/umbral.ts";
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
    const { stanzas, headerSize } = await readGrantStanzas(stream(bytes(v.input.file)));
    expect(stanzas.map((s) => s.owner)).toEqual([v.input.account]);
    expect(headerSize + payloadSize(v.output.plaintext.length / 2)).toBe(v.input.file.length / 2);
    expect(await run()).toBe(v.output.plaintext);
    return;
  }
  const want = v.expect === "bad-file" ? DamagedError : v.name.endsWith("account") ? ForeignFileError : AggregateError;
  await expect(head()).rejects.toThrow(want);
  await expect(run()).rejects.toThrow(want);
});

// The checks of a node, in its order (spec/grant.md), but those of clocks, policies and what it keeps.
function check(body: string, now: bigint): string {
  let o: GrantOffer;
  try {
    o = decodeOffer(body);
  } catch (err) {
    return err instanceof OtherNoticeError ? "bad-signature" : "malformed";
  }
  const { grant: g, keys } = o;
  const same = (a: Uint8Array, b: Uint8Array) => bytesToHex(a) === bytesToHex(b);
  if (!same(g.grant, grantId(o.owner, keys.delegating, keys.verifying, keys.readerKey))) return "wrong-grant";
  if (!same(g.capsule, keccak256(o.capsule))) return "wrong-capsule";
  if (now - 3_660_000n > g.issued || g.expires <= now / 1000n) return "expired";
  if (g.issued > now + 60_000n) return "too-far";
  if (`0x${bytesToHex(recoverAddress(grantDigest(g), o.signature))}` !== o.owner) return "bad-signature";
  decodeCapsule(o.capsule);
  const frag = decodeKeyFrag(o.keyFragment);
  try {
    if (!frag.signsDelegating || !frag.signsReceiving) return "bad-fragment";
    verifyKeyFrag(frag, decodePoint(keys.verifying), decodePoint(keys.delegating), decodePoint(keys.readerKey));
  } catch {
    return "bad-fragment";
  }
  return "ok";
}

each<{ body: string; now: string }, { grant: string }>("grant/offer", (v) => {
  expect(check(v.input.body, BigInt(v.input.now))).toBe(v.expect);
  if (v.expect !== "ok") return;
  const o = decodeOffer(v.input.body);
  expect(encodeOffer(o)).toBe(v.input.body);
  expect(bytesToHex(o.grant.grant)).toBe(v.output.grant);
});
