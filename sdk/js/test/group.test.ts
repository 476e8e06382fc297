import { secp256k1_hasher } from "@noble/curves/secp256k1.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import {
  IdentityError, baseMult, decodePoint, decodeScalar, generator, ghat, hashToScalar, identity, randomScalar, recoverAddress,
  scalarFrom, varTimeMultiMult, varTimeSmallSum, type Point, type Scalar,
} from "../lib/group.ts";
import { generator as numbers, someBytes } from "./random.ts";
import { bytes, each } from "./vectors.ts";

each<{ bytes: string }, { xy: string; addr: string }>("group/point", (v) => {
  if (v.expect !== "ok") {
    expect(() => decodePoint(bytes(v.input.bytes))).toThrow();
    return;
  }
  const p = decodePoint(bytes(v.input.bytes));
  expect(bytesToHex(p.xy())).toBe(v.output.xy);
  expect(`0x${bytesToHex(p.address())}`).toBe(v.output.addr);
  expect(bytesToHex(p.encode())).toBe(v.input.bytes);
});

each<{ bytes: string }, { decimal: string }>("group/scalar", (v) => {
  if (v.expect !== "ok") {
    expect(() => decodeScalar(bytes(v.input.bytes))).toThrow();
    return;
  }
  const s = decodeScalar(bytes(v.input.bytes));
  expect(s.value().toString()).toBe(v.output.decimal);
  expect(bytesToHex(s.bytes())).toBe(v.input.bytes);
});

each<{ dst: string; message: string }, { point: string }>("group/hash-to-curve", (v) => {
  const p = secp256k1_hasher.hashToCurve(new TextEncoder().encode(v.input.message), { DST: v.input.dst });
  expect(p.toHex()).toBe(v.output.point);
  if (v.input.message === "second generator") expect(bytesToHex(ghat().encode())).toBe(v.output.point);
});

each<{ tag: string; items: string[] }, { scalar: string }>("group/hash-to-scalar", (v) => {
  expect(bytesToHex(hashToScalar(v.input.tag, ...v.input.items.map(bytes)).bytes())).toBe(v.output.scalar);
});

// The scalars at which arithmetic goes wrong first, the curve's eigenvalue among them.
const edges: Scalar[] = [0, 1, 2, 3, -1, -2, 2n ** 63n, 2n ** 128n, 0x5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72n,
  -0x5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72n].map(scalarFrom);

/** Double and add: slow, and nothing to go wrong. */
function reference(s: Scalar, p: Point): Point {
  let sum = identity();
  for (const bit of s.value().toString(2)) {
    sum = sum.add(sum);
    if (bit === "1") sum = sum.add(p);
  }
  return sum;
}

test("all multiplications agree", () => {
  const P = baseMult(randomScalar());
  const all = [...edges, randomScalar(), randomScalar()];
  for (const a of all) {
    expect(P.mult(a).equals(reference(a, P))).toBe(true);
    expect(baseMult(a).equals(reference(a, generator()))).toBe(true);
    for (const b of all) {
      const want = reference(a, generator()).add(reference(b, P));
      for (const [name, got] of Object.entries({
        two: varTimeMultiMult(a, [b], [P]),
        three: varTimeMultiMult(a, [b, b, b], [P, P, P.negate()]),
        lone: varTimeMultiMult(null, [a, b], [generator(), P]),
      })) expect(got.equals(want), `${name}: ${a.value()} ${b.value()}`).toBe(true);
    }
  }
});

test("small sums are sums", () => {
  const random = numbers(1);
  for (const bits of [1, 2, 3, 8, 9, 24, 25, 70, 130]) {
    const points = Array.from({ length: 1 + random(5) }, () => baseMult(randomScalar()));
    const weights = points.map(() => (random(2) === 1 ? -1n : 1n) * (BigInt(`0x${bytesToHex(someBytes(random, 17))}`) >> BigInt(136 - bits)));
    expect(varTimeSmallSum(weights, points).equals(varTimeMultiMult(null, weights.map(scalarFrom), points))).toBe(true);
  }
  const P = generator();
  expect(varTimeSmallSum([3n, -3n], [P, P]).isIdentity()).toBe(true);
  expect(varTimeSmallSum([5n], [identity()]).isIdentity()).toBe(true);
  expect(varTimeSmallSum([], []).isIdentity()).toBe(true);
});

test("the identity has no encoding", () => {
  for (const f of [() => identity().encode(), () => identity().xy(), () => identity().address()]) expect(f).toThrow(IdentityError);
  expect(generator().subtract(generator()).isIdentity()).toBe(true);
});

test("scalars obey the laws of a field", () => {
  for (const a of [...edges, randomScalar()]) for (const b of [...edges, randomScalar()]) {
    expect(a.add(b).subtract(b).equals(a)).toBe(true);
    expect(a.multiply(b.add(a)).equals(a.multiply(b).add(a.multiply(a)))).toBe(true);
    expect(a.add(a.negate()).isZero()).toBe(true);
    if (!b.isZero()) expect(a.multiply(b).multiply(b.varTimeInvert()).equals(a)).toBe(true);
  }
});

test("a scalar shows in no text", () => {
  const s = scalarFrom(123456789);
  for (const text of [String(s), JSON.stringify({ s }), inspect(s), inspect({ s }, { showHidden: true })]) expect(text).not.toContain("123456789");
});

// Signatures are read by the vectors request/verify and request/verify-share, which belong to quorum;
// here are those that differ from a good one.
test("only one form of a signature is read", async () => {
  const { secp256k1 } = await import("@noble/curves/secp256k1.js");
  const key = secp256k1.utils.randomSecretKey();
  const digest = new Uint8Array(32).fill(7);
  const sig = secp256k1.sign(digest, key, { prehash: false, format: "recovered" });
  const ours = Uint8Array.from([...sig.subarray(1), 27 + (sig[0] ?? 0)]);
  expect(recoverAddress(digest, ours)).toEqual(decodePoint(secp256k1.getPublicKey(key)).address());
  const changed = (at: number, b: Uint8Array) => { const c = ours.slice(); c.set(b, at); return c; };
  const q = scalarFrom(-1).value() + 1n;
  const number = (n: bigint) => bytes(n.toString(16).padStart(64, "0"));
  const s = BigInt(`0x${bytesToHex(ours.subarray(32, 64))}`);
  for (const bad of [ours.subarray(1), Uint8Array.from([...ours, 0]), changed(64, Uint8Array.of(0)), changed(64, Uint8Array.of(29)),
    changed(0, number(0n)), changed(0, number(q)), changed(32, number(0n)), changed(32, number(q - s)), changed(32, number(q))]) {
    expect(() => recoverAddress(digest, bad)).toThrow("signature");
  }
});
