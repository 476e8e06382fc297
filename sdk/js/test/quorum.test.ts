import { hexToBytes } from "@noble/hashes/utils.js";
import { expect, it } from "vitest";
import { checkKeys, encodeRequest, type Request } from "../lib/quorum.ts";
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

each<{ body: string }, { digest: string }>("request/json", (v) => {
  // The refused ones are for nodes to read; Ocean's clients do not ask from here.
  if (v.expect !== "ok") return;
  const body = JSON.parse(v.input.body) as Body;
  if (body.kind === "ocean") return;
  const r = requestOf(body);
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
