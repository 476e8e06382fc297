import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { privateKeyToAccount } from "viem/accounts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GrantError, WrongFragmentError, checkReach, fetchReader, listGrants, openGrant, revokeGrant, storeGrant, type Granted } from "../lib/grantclient.ts";
import { fragments } from "../lib/granter.ts";
import { encodeOffer, type GrantToken } from "../lib/grants.ts";
import { baseMult, randomScalar } from "../lib/group.ts";
import { grantId, grantTypedData, type Address, type Grant, type GrantMessage } from "../lib/terms.ts";
import { decodeKeyFrag, encodeCapsuleFrag, encrypt, reencrypt } from "../lib/umbral.ts";

const owner: Address = "0x9e8ef61bf67d0eade51f2af56baf7388465f7b2e";
const [delegating, verifying, reader] = [randomScalar(), randomScalar(), randomScalar()];
const fileKey = new Uint8Array(16).fill(7);
const file = encrypt(baseMult(delegating), fileKey);
const id = bytesToHex(grantId(owner, baseMult(delegating).encode(), baseMult(verifying).encode(), baseMult(reader).encode()));
const make = (): Uint8Array[] => fragments(delegating, { readerKey: baseMult(reader).encode() }, verifying, 3, 5);
const [now, old] = [make(), make()];
const single = fragments(delegating, { readerKey: baseMult(reader).encode() }, verifying, 1, 1);

/** Answers for one grant as a node does, or as a bad one. */
interface Keeper {
  /** What is answered. */
  frags?: Uint8Array[];
  /** Told instead of the true one. */
  threshold?: number;
  spoil?: (b: Uint8Array) => Uint8Array;
  /** Answered instead. */
  problem?: string;
  hangs?: boolean;
  /** Milliseconds before it answers. */
  after?: number;
}

const one = (set: Uint8Array[], i: number, more: Partial<Keeper> = {}): Keeper => ({ frags: set.slice(i, i + 1), ...more });
const says = (problem: string): Keeper => ({ problem });
const flip = (b: Uint8Array): Uint8Array => {
  b[300] = (b[300] ?? 0) ^ 1;
  return b;
};
const strange = (): Uint8Array => {
  const others = randomScalar();
  const [frag = new Uint8Array()] = fragments(others, { readerKey: baseMult(reader).encode() }, verifying, 1, 1);
  return encodeCapsuleFrag(reencrypt(encrypt(baseMult(others), fileKey).capsule, decodeKeyFrag(frag)));
};

/** Runs keepers, each at a URL of its own, and notes who is asked. */
function network(keepers: Keeper[]): { granted: Granted; fetch: typeof fetch; asked: string[] } {
  const nodes = keepers.map((_, i) => `https://n${i + 1}.example`);
  const asked: string[] = [];
  const fetch = (async (url: string, init: RequestInit) => {
    const i = nodes.findIndex((n) => url === `${n}/v1/grants/${id}/reencrypt`);
    expect([i >= 0, init.method, init.redirect, init.credentials]).toEqual([true, "POST", "error", "omit"]);
    asked.push(nodes[i] ?? "");
    const { frags = [], threshold = 3, spoil = (b: Uint8Array) => b, problem, hangs, after = 0 } = keepers[i] ?? {};
    if (hangs) return new Promise<Response>((_, reject) => init.signal?.addEventListener("abort", () => { reject(init.signal?.reason as Error); }));
    await (after > 0 ? new Promise((resolve) => setTimeout(resolve, after)) : Promise.resolve());
    if (problem !== undefined) return Response.json({ type: `urn:latchkey:problem:${problem}`, title: problem }, { status: 404 });
    const capsuleFragments = frags.map((f) => bytesToHex(spoil(encodeCapsuleFrag(reencrypt(file.capsule, decodeKeyFrag(f))))));
    return Response.json({ grant: id, capsuleFragments, threshold: String(threshold), fragments: "5", expires: "1800000000" });
  }) as unknown as typeof globalThis.fetch;
  return { granted: { owner, delegating: baseMult(delegating), verifying: baseMult(verifying), capsule: file.capsule, sealed: file.ciphertext, nodes }, fetch, asked };
}

/** Resolves to "opened", or the code of the refusal, and to who lied, from 1. */
async function outcome(keepers: Keeper[]): Promise<[string, number[]]> {
  const { granted, fetch } = network(keepers);
  const result = openGrant(granted, reader, { fetch, timeout: 3_600_000 }).then((o) => {
    expect(o.fileKey).toEqual(fileKey);
    return ["opened", o.answers] as const;
  }, (error: unknown) => {
    if (!(error instanceof GrantError)) throw error;
    return [error.code, error.answers] as const;
  });
  await vi.advanceTimersByTimeAsync(20_000);
  const [what, answers] = await result;
  return [what, answers.flatMap((a) => (a.error instanceof WrongFragmentError ? [granted.nodes.indexOf(a.node) + 1] : []))];
}

describe("openGrant", () => {
  beforeEach(() => { vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "setTimeout", "clearTimeout"] }); });
  afterEach(() => { vi.useRealTimers(); });

  // What quorum's TestOpenGrant has.
  it.each<[string, Keeper[], string, number[]]>([
    ["all good", [0, 1, 2, 3, 4].map((i) => one(now, i)), "opened", []],
    ["one node with all", [{ frags: now }], "opened", []],
    ["two liars", [one(now, 0, { spoil: flip }), one(now, 1, { spoil: flip }), one(now, 2), one(now, 3), one(now, 4)], "opened", [1, 2]],
    ["fragment of another file", [one(now, 0, { spoil: strange }), one(now, 1), one(now, 2), one(now, 3)], "opened", [1]],
    ["junk", [one(now, 0, { spoil: () => Uint8Array.of(1) }), one(now, 1), one(now, 2), one(now, 3)], "opened", [1]],
    ["a wrong copy comes before", [one(now, 0, { spoil: flip }), one(now, 0), one(now, 1), one(now, 2)], "opened", [1]],
    ["the same fragment twice", [one(now, 0), one(now, 0), one(now, 1), one(now, 2)], "opened", []],
    ["an older set", [one(old, 0), one(old, 1), one(now, 2), one(now, 3), one(now, 4)], "opened", []],
    ["threshold told too low", [one(now, 0, { threshold: 1 }), one(now, 1, { threshold: 2 }), one(now, 2)], "opened", []],
    ["threshold told too high", [one(now, 0, { threshold: 4_294_967_295 }), one(now, 1), one(now, 2)], "opened", []],
    ["one hangs", [{ hangs: true }, one(now, 1), one(now, 2), one(now, 3)], "opened", []],
    ["all but enough hang", [{ hangs: true }, { hangs: true }, one(now, 2), one(now, 3), one(now, 4)], "opened", []],
    ["the only one that has it is slow", [says("unknown-grant"), says("unknown-grant"), one(single, 0, { threshold: 1, after: 2000 })], "opened", []],
    ["one gives, one refuses, one is slow", [one(now, 0, { threshold: 2 }), one(now, 1, { threshold: 2 }), says("unknown-grant"), one(now, 2, { threshold: 2, after: 10_000 })], "opened", []],
    ["made up in numbers", [{ frags: [0, 1, 2, 3, 4, 5, 6, 7].flatMap(() => now.slice(0, 4)), spoil: flip }, one(now, 0), one(now, 1), one(now, 2)], "opened", [1]],
    ["two are silent", [says("busy"), says("internal"), one(now, 2), one(now, 3), one(now, 4)], "opened", []],

    ["revoked at most", [says("unknown-grant"), says("unknown-grant"), says("unknown-grant"), one(now, 3), one(now, 4)], "notEntitled", []],
    ["policy is false", [says("policy-false"), one(now, 1), one(now, 2)], "notEntitled", []],
    ["nothing is known", [says("unknown-grant"), says("unknown-grant"), says("unknown-grant")], "notEntitled", []],
    ["nothing is known, and one hangs", [{ hangs: true }, says("unknown-grant"), says("unknown-grant")], "notEntitled", []],
    ["one gives, two refuse, and one hangs", [one(now, 0), says("unknown-grant"), says("unknown-grant"), { hangs: true }], "notEntitled", []],
    ["one knows nothing", [says("unknown-grant"), says("busy"), says("busy")], "tooFewNodes", []],
    ["too few", [one(now, 0), one(now, 1), says("busy")], "tooFewNodes", []],
    ["two sets, both too few", [one(old, 0), one(old, 1), one(now, 2), one(now, 3)], "tooFewNodes", []],
    ["liars make it too few", [one(now, 0), one(now, 1), one(now, 2, { spoil: flip })], "tooFewNodes", [3]],
    ["no nodes", [], "tooFewNodes", []],
  ])("%s", { timeout: 240_000 }, async (_name, keepers, what, wrong) => {
    expect(await outcome(keepers)).toEqual([what, wrong]);
  });

  it("asks no more than it needs, then one more for each that fails or takes its time", async () => {
    const good = network([0, 1, 2, 3, 4].map((i) => one(now, i)));
    await openGrant(good.granted, reader, { fetch: good.fetch });
    expect(good.asked).toEqual(good.granted.nodes.slice(0, 3));
    const failing = network([says("busy"), one(now, 1), one(now, 2), one(now, 3), one(now, 4)]);
    await openGrant(failing.granted, reader, { fetch: failing.fetch });
    expect(failing.asked).toEqual(failing.granted.nodes.slice(0, 4));
    const slow = network([{ hangs: true }, one(now, 1), one(now, 2), one(now, 3), one(now, 4)]);
    const opening = openGrant(slow.granted, reader, { fetch: slow.fetch });
    await vi.advanceTimersByTimeAsync(900);
    expect(slow.asked).toEqual(slow.granted.nodes.slice(0, 3));
    await vi.advanceTimersByTimeAsync(200);
    await opening;
    expect(slow.asked).toEqual(slow.granted.nodes.slice(0, 4));
  });

  it("a slow node is waited for, as long as the others do not refuse", async () => {
    const { granted, fetch } = network([{ hangs: true }, one(now, 1), says("busy"), one(now, 3)]);
    let ended = false;
    const stop = new AbortController();
    const opening = openGrant(granted, reader, { fetch, signal: stop.signal }).catch((e: unknown) => e).finally(() => { ended = true; });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ended).toBe(false);
    stop.abort(new Error("enough"));
    expect(await opening).toMatchObject({ message: "enough" });
  });

  it("a ciphertext of another file opens for nobody, and no node is blamed", async () => {
    const { granted, fetch } = network([{ frags: now }]);
    const other = { ...granted, sealed: encrypt(baseMult(delegating), fileKey).ciphertext };
    const error: unknown = await openGrant(other, reader, { fetch }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "sealedWrong", answers: [{ error: null }] });
  });

  it("says what each node said, and no value that was given", async () => {
    const { granted, fetch } = network([says("policy-false"), says("a sesame-4711 z"), says("unknown-grant")]);
    const error: unknown = await openGrant(granted, reader, { fetch, given: { word: "sesame-4711" } }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "notEntitled", details: { nodes: granted.nodes } });
    expect((error as Error).message).toContain("; https://n3.example: unknown-grant");
    expect((error as Error).message).not.toContain("sesame");
  });

  it("asks nobody inside of its own network because a file says so", async () => {
    const { granted, fetch, asked } = network([{ frags: now }]);
    for (const node of [
      "http://n1.example", "https://localhost", "https://router", "https://127.0.0.1:8003", "https://10.0.0.1", "https://2130706433", "https://172.31.0.1", "https://192.168.1.1/x",
      "https://169.254.169.254", "https://[::1]", "https://[::ffff:10.0.0.1]", "https://[fd00::1]", "https://metadata.internal", "https://a.localhost.", "https://100.64.0.1",
    ]) {
      expect(() => { checkReach(node, {}); }, node).toThrow("is not reached over https");
      checkReach(node, { private: true });
      await expect(openGrant({ ...granted, nodes: [node] }, reader, { fetch })).rejects.toMatchObject({ code: "tooFewNodes", answers: [{ error: { code: "badPlace" } }] });
    }
    expect(asked).toEqual([]);
    // They may have fragments: the others alone do not make it a refusal, unless they are enough among all.
    const refusing = network([says("policy-false"), says("policy-false")]);
    for (const [inside, code] of [[["http://a.example", "http://b.example"], "tooFewNodes"], [["http://a.example"], "notEntitled"]] as const) {
      const opening = openGrant({ ...granted, nodes: [...inside, ...refusing.granted.nodes] }, reader, { fetch: refusing.fetch, given: { word: "sesame-4711" } });
      await expect(opening).rejects.toMatchObject({ code });
    }
    for (const node of ["https://n1.example", "https://9.9.9.9:8003", "https://172.32.0.1", "https://[2620:fe::fe]/x"]) checkReach(node, {});
  });
});

// What quorum's TestGrantsAreTheOwners has.
it("a list of what the owner did not sign so, of other files, out of order or without an end is refused", async () => {
  const account = privateKeyToAccount(`0x${"a1".repeat(32)}`);
  const own = account.address.toLowerCase() as Address;
  const sign = async (m: GrantMessage) => hexToBytes((await account.signTypedData(grantTypedData(m))).slice(2));
  const of = async (file = delegating, by = own) => {
    const keys = { delegating: baseMult(file).encode(), verifying: baseMult(verifying).encode(), readerKey: baseMult(reader).encode() };
    const grant: Grant = {
      type: "Grant", grant: grantId(by, keys.delegating, keys.verifying, keys.readerKey), capsule: new Uint8Array(32), reader: owner, threshold: 1n, fragments: 1n,
      issued: 1_700_000_000_000n, expires: 1_800_000_000n, chainId: 0n, confirmations: 0n, policy: "",
    };
    const signature = await sign(grant);
    const offer = JSON.parse(encodeOffer({ owner: by, keys, capsule: new Uint8Array(105), keyFragment: new Uint8Array(310), grant, signature })) as { request: Record<string, string> };
    return { held: { owner: by, keys, grant, signature, held: 1 }, entry: { ...offer, keyFragment: undefined, capsule: undefined, held: 1 } };
  };
  const { held, entry } = await of();
  const other = await of(randomScalar());
  const message = { type: "Listing", owner: own, delegating: held.keys.delegating, deadline: 1_800_000_000n } as const;
  const token = { message, signature: await sign(message) };
  let said = "";
  const list = (grants: unknown[], next = "", as: GrantToken = token) => listGrants("https://n1.example", as, {
    fetch: (_, init) => {
      said = (init?.headers as Record<string, string>)["Authorization"] ?? "";
      return Promise.resolve(Response.json({ grants, next }));
    },
  });
  expect(await list([entry])).toEqual([held]);
  expect(JSON.parse(atob(said.replace("Latchkey ", "").replaceAll("-", "+").replaceAll("_", "/")))).toEqual({
    owner: own, delegating: bytesToHex(held.keys.delegating), deadline: "1800000000", signature: `0x${bytesToHex(token.signature)}`,
  });
  expect(await list([])).toEqual([]);
  expect(await list([other.entry], "", { ...token, message: { ...message, delegating: new Uint8Array() } })).toEqual([other.held]);
  const changed = (more: Record<string, string>) => ({ ...entry, request: { ...entry.request, ...more } });
  for (const [grants, next] of [
    [[changed({ reader: own })]], [[changed({ issued: "1700000000001" })]], [[changed({ grant: "00".repeat(32) })]], [[(await of(delegating, owner)).entry]], [[{ ...entry, owner }]],
    [[other.entry]], [[{ ...entry, signature: undefined }]], [[entry, entry]], [[null]], [[entry], "f".repeat(64)], [[], "f".repeat(64)], [[entry], "0".repeat(64)], [[], "x"],
  ] as [unknown[], string?][]) {
    await expect(list(grants, next), JSON.stringify([grants, next])).rejects.toMatchObject({ code: "noAnswer" });
  }
});

describe("a node that says something else", () => {
  const says = (value: unknown): typeof fetch => () => Promise.resolve(Response.json(value));
  const keys = { delegating: baseMult(delegating).encode(), verifying: baseMult(verifying).encode(), readerKey: baseMult(reader).encode() };
  const grant = {
    type: "Grant", grant: new Uint8Array(32), capsule: new Uint8Array(32), reader: owner, threshold: 1n, fragments: 1n, issued: 1n, expires: 1n, chainId: 0n, confirmations: 0n, policy: "",
  } as const;
  const node = "https://n1.example";

  it("is not believed", async () => {
    const offer = { owner, keys, capsule: new Uint8Array(105), keyFragment: new Uint8Array(310), grant, signature: new Uint8Array(65) };
    for (const answer of [null, {}, { grant: "00".repeat(32) }, { grant: id, held: 1 }, { grant: "00".repeat(32), held: 0 }]) {
      await expect(storeGrant(node, offer, { fetch: says(answer) }), JSON.stringify(answer)).rejects.toMatchObject({ code: "noAnswer" });
    }
    expect(await storeGrant(node, offer, { fetch: says({ grant: "00".repeat(32), held: 2 }) })).toBe(2);
    const token = { message: { type: "Listing", owner, delegating: new Uint8Array(), deadline: 1n } as const, signature: new Uint8Array(65) };
    for (const answer of [null, {}, { grants: {}, next: "" }, { grants: [{}], next: "" }, { grants: [] }]) {
      await expect(listGrants(node, token, { fetch: says(answer) }), JSON.stringify(answer)).rejects.toMatchObject({ code: "noAnswer" });
    }
    expect(await listGrants(node, token, { fetch: says({ grants: [], next: "" }) })).toEqual([]);
    await expect(fetchReader(node, owner, { fetch: says({ account: owner, readerKey: bytesToHex(keys.readerKey), signature: `0x${"11".repeat(65)}` }) })).rejects.toMatchObject({ code: "noAnswer" });
    await expect(revokeGrant(node, { type: "Revocation", grant: new Uint8Array(32), issued: 1n }, new Uint8Array(65), { fetch: () => Promise.reject(new Error("cut")) })).rejects.toMatchObject({ code: "noAnswer" });
  });
});
