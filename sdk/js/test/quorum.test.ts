import { hexToBytes } from "@noble/hashes/utils.js";
import { expect, it } from "vitest";
import { checkKeys, encodeRequest, newReaderKey, open, openPosted, openVia, type Committee, type Posted, type Request } from "../lib/quorum.ts";
import { digest, type AccessRequest, type Address, type Session } from "../lib/terms.ts";
import { each } from "./vectors.ts";

interface Body {
  terms: { chainId: string; committees: Address; committee: string; confirmations: string; policy: string };
  capsule: string;
  epoch: string;
  kind: string;
  request: { capsule: string; readerKey: string; buyer: Address; deadline: string; committee: string; nonce: string; origin: string };
  signature: `0x${string}`;
  given: Record<string, unknown>;
}

/** What a node reads out of a body, written again. */
function requestOf(b: Body): Request {
  const readerKey = hexToBytes(b.request.readerKey);
  const { buyer } = b.request;
  const deadline = BigInt(b.request.deadline);
  const message: AccessRequest | Session =
    b.kind === "access"
      ? { type: "AccessRequest", capsule: hexToBytes(b.request.capsule), readerKey, buyer, deadline }
      : { type: "Session", committee: BigInt(b.request.committee), readerKey, buyer, nonce: BigInt(b.request.nonce), deadline, origin: b.request.origin };
  const { chainId, committees, committee, confirmations, policy } = b.terms;
  return {
    terms: { chainId: BigInt(chainId), committees, committee: BigInt(committee), confirmations: BigInt(confirmations), policy },
    capsule: hexToBytes(b.capsule), epoch: BigInt(b.epoch), message, signature: b.signature, given: b.given,
  };
}

let sample: Request | undefined;

each<{ body: string }, { digest: string }>("request/json", (v) => {
  // The refused ones are for nodes to read; Ocean's clients do not ask from here.
  if (v.expect !== "ok") return;
  const body = JSON.parse(v.input.body) as Body;
  if (body.kind === "ocean") return;
  const r = requestOf(body);
  if (r.message.type === "AccessRequest") sample = r;
  expect({ ...encodeRequest(r), given: body.given }).toEqual({ ...body, given: body.given });
  expect(digest(r.terms, r.message)).toEqual(hexToBytes(v.output.digest));
});

interface List { session: string; t: number; n: number; X: string; list: string[]; hash: string; recipientX: string }

each<List, unknown>("clients/list", (v) => {
  const { session, t, n, X, list, hash, recipientX } = v.input;
  const check = (): boolean => {
    const keys = { chainId: "1", committees: `0x${"00".repeat(20)}` as const, committee: "1", epoch: "1", t, n, session, publicKey: X, keys: list };
    checkKeys(keys, t, n, hexToBytes(hash));
    return X === recipientX;
  };
  if (v.expect === "ok") expect(check()).toBe(true);
  else {
    let right: boolean;
    try {
      right = check();
    } catch (error) {
      expect(error).toMatchObject({ code: "badKeys" });
      right = false;
    }
    expect(right).toBe(false);
  }
});

it("a list of another threshold is refused", () => {
  const keys = { chainId: "1", committees: `0x${"00".repeat(20)}` as const, committee: "1", epoch: "1", t: 2, n: 1, session: "", publicKey: "", keys: [""] };
  expect(() => checkKeys(keys, 1, 1, new Uint8Array(32))).toThrow(expect.objectContaining({ code: "badKeys" }));
});

it("what comes with a request goes to those who are asked, and into no error", async () => {
  if (sample?.message.type !== "AccessRequest") throw new Error("the vectors have no request");
  const { q, readerKey } = newReaderKey();
  const token = "eyJhbGciOi.JIUzI1NiJ9.secret";
  const request: Request = { ...sample, message: { ...sample.message, readerKey }, given: { token, inside: { code: [123456] }, long: "y".repeat(400) } };
  const { terms } = request;
  const committee: Committee = {
    domain: terms, id: terms.committee, epoch: request.epoch, t: 1, hash: new Uint8Array(32),
    members: [1, 2].map((i) => ({ account: `0x${String(i).repeat(40)}`, url: `http://node${i}.example`, confirmed: true })),
  };
  const asked: { url: string; body: string }[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    asked.push({ url: input as string, body: init?.body as string });
    // A node that repeats what it was sent.
    const detail = `no ${token} 123456 ${"y".repeat(400)}`;
    return Promise.resolve(new Response(JSON.stringify({ type: "urn:latchkey:problem:policy-false", title: token, status: 403, detail }), { status: 403 }));
  };
  for (const gateways of [[], ["http://gateway.example"]]) {
    const error = await openVia(gateways, committee, request, q, { fetch }).then(() => null, (e: unknown) => e as Error);
    expect(error).toMatchObject({ code: "notEntitled" });
    const told = `${String(error)} ${JSON.stringify(error)} ${String(error?.cause)} ${(error as unknown as { answers: { error: Error }[] }).answers.map((a) => `${a.error.message} ${JSON.stringify(a.error)}`).join()}`;
    expect(told).toContain("(given)");
    expect(told).not.toMatch(/secret|123456|yyyy/);
  }
  expect(asked.map((a) => new URL(a.url).pathname)).toEqual(expect.arrayContaining(["/v1/shares", "/v1/access"]));
  for (const { url, body } of asked) {
    expect((JSON.parse(body) as Body).given).toEqual(request.given);
    expect(url).not.toContain("secret");
  }
  await expect(open(committee, { ...request, given: { token: 1n } }, q, { fetch })).rejects.toMatchObject({ code: "badRequest" });
  await expect(open(committee, { ...request, given: { token: "x".repeat(140_000) } }, q, { fetch })).rejects.toMatchObject({ code: "badRequest" });
});

it("answers of an index that is no member's, and a member's second one, count for nothing", async () => {
  if (sample?.message.type !== "AccessRequest") throw new Error("the vectors have no request");
  const { q, readerKey } = newReaderKey();
  const request: Request = { ...sample, message: { ...sample.message, readerKey }, given: undefined };
  const committee: Committee = {
    domain: request.terms, id: request.terms.committee, epoch: request.epoch, t: 2, hash: new Uint8Array(32),
    members: [1, 2, 3].map((i) => ({ account: `0x${String(i).repeat(40)}`, url: `http://node${i}.example`, confirmed: true })),
  };
  const share = (j: number): Uint8Array => {
    const s = new Uint8Array(174).fill(1);
    new DataView(s.buffer).setBigUint64(0, request.epoch);
    new DataView(s.buffer).setUint32(8, j);
    return s;
  };
  let asked = 0;
  const posted = async function* (): AsyncGenerator<Posted> {
    for (const index of [0, 4, 1, 1, 2 ** 31]) yield { index, share: share(index), signature: new Uint8Array(65) };
    await Promise.resolve();
  };
  await expect(openPosted(committee, request, q, posted(), () => { asked++; throw new Error("no keys"); })).rejects.toMatchObject({ code: "tooFewNodes", answers: [{ index: 1 }] });
  expect(asked).toBe(0);
});
