import { bytesToHex } from "@noble/hashes/utils.js";
import { expect, test } from "vitest";
import { baseMult, decodePoint, generator as G, randomScalar, scalarFrom } from "../lib/group.ts";
import { dualWeights, keyListHash, lagrange, varTimeCheckDegree } from "../lib/shamir.ts";
import { Committee } from "./committee.ts";
import { generator } from "./random.ts";
import { bytes, each } from "./vectors.ts";

each<{ i: number; set: number[] }, { scalar: string }>("group/lambda", (v) => {
  const { weights, denominator } = lagrange(v.input.set);
  const w = weights[v.input.set.indexOf(v.input.i)] ?? 0n;
  expect(bytesToHex(scalarFrom(w).multiply(scalarFrom(denominator).varTimeInvert()).bytes())).toBe(v.output.scalar);
});

interface List { session: string; t: number; n: number; X: string; list: string[]; hash: string; recipientX: string }

each<List, { weights: string[] }>("clients/list", (v) => {
  const in_ = v.input;
  const l = { t: in_.t, X: decodePoint(bytes(in_.X)), members: in_.list.map((p) => decodePoint(bytes(p))) };
  const good = () => {
    if (l.members.length !== in_.n) throw new Error("number of keys");
    if (bytesToHex(keyListHash(l, bytes(in_.session))) !== in_.hash) throw new Error("hash");
    if (in_.X !== in_.recipientX) throw new Error("recipient");
    varTimeCheckDegree(l);
  };
  if (v.expect !== "ok") {
    expect(v.expect).toBe("wrong-list");
    expect(good).toThrow();
    return;
  }
  good();
  expect(dualWeights(in_.n).map((w) => bytesToHex(w.bytes()))).toEqual(v.output.weights);
});

test("any t of n give the secret, with coefficients without a common factor", () => {
  const random = generator(2);
  for (let round = 0; round < 30; round++) {
    const n = 1 + random(12);
    const c = new Committee(1 + random(n), n);
    const indices = Array.from({ length: n }, (_, i) => i + 1).sort(() => random(3) - 1).slice(0, c.t);
    const { weights, denominator } = lagrange(indices);
    const sum = indices.reduce((s, i, k) => s.add(scalarFrom(weights[k] ?? 0n).multiply(c.xs[i - 1] ?? scalarFrom(0))), scalarFrom(0));
    expect(sum.equals(c.x.multiply(scalarFrom(denominator)))).toBe(true);
    expect(denominator > 0n).toBe(true);
    expect([...weights].every((w) => w % 2n === 0n) && denominator % 2n === 0n).toBe(false);
    varTimeCheckDegree({ t: c.t, X: c.X, members: c.Xs });
    if (c.t > 1) expect(() => { varTimeCheckDegree({ t: c.t - 1, X: c.X, members: c.Xs }); }).toThrow("one polynomial");
  }
});

test("indices that give no coefficients are refused", () => {
  for (const bad of [[0], [-1], [1, 1], [1, 2, 1], [1.5], [NaN], [2 ** 53]]) expect(() => lagrange(bad)).toThrow("index");
});

test("a list that was made for a known polynomial g does not pass under random ones", () => {
  const c = new Committee(3, 5);
  const v = dualWeights(5);
  // For g = 1: errors of 1 at index 1 and of -v_1/v_2 at index 2 cancel.
  const e = (v[1] ?? scalarFrom(0)).multiply((v[2] ?? scalarFrom(0)).varTimeInvert());
  const members = c.Xs.map((p, i) => (i === 0 ? p.add(G()) : i === 1 ? p.subtract(baseMult(e)) : p));
  expect(() => { varTimeCheckDegree({ t: 3, X: c.X, members }); }).toThrow("one polynomial");
});

test("thresholds out of range are refused", () => {
  const X = baseMult(randomScalar());
  for (const t of [0, -1, 2, 1.5, NaN]) expect(() => { varTimeCheckDegree({ t, X, members: [X] }); }).toThrow("out of range");
});
