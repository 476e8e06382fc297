/**
 * What a client needs of secret sharing over the scalars of the group: Lagrange coefficients at 0,
 * and the list of a committee's public keys (spec/threshold.md, spec/committee.md).
 *
 * Indices are 1..n and small, so coefficients are fractions of small integers with one denominator:
 * whoever combines points multiplies by short numbers and divides once, at the end.
 *
 * Source: Shamir, "How to share a secret" (1979).
 *
 * @module
 */
import { Point, Scalar, keccak256, pointSize, randomScalar, scalarFrom, varTimeMultiMult } from "./group.ts";

/** Bounds n, so that indices stay small: the largest committee that the contracts take. */
export const maxMembers = 128;

/**
 * Returns the coefficients at 0 of the indices, in their order, as weights[k] / denominator: the
 * product over j in S, j != i, of j / (j - i). The denominator is positive and the smallest there is.
 *
 * @throws Error unless the indices are distinct integers of 1 or more.
 */
export function lagrange(indices: number[]): { weights: bigint[]; denominator: bigint } {
  const fractions = indices.map((i, a): [bigint, bigint] => {
    if (!Number.isSafeInteger(i) || i < 1) throw new Error(`index ${i} is out of range`);
    let num = 1n;
    let den = 1n;
    indices.forEach((j, b) => {
      if (a === b) return;
      if (i === j) throw new Error(`index ${i} is there twice`);
      num *= BigInt(j);
      den *= BigInt(j - i);
    });
    const g = gcd(num, den < 0n ? -den : den) * (den < 0n ? -1n : 1n);
    return [num / g, den / g];
  });
  const denominator = fractions.reduce((l, [, den]) => (l / gcd(l, den)) * den, 1n);
  return { weights: fractions.map(([num, den]) => (num * denominator) / den), denominator };
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

/** What the members of an epoch confirm: the public key X and their verification keys, for a threshold t. */
export interface KeyList {
  t: number;
  X: Point;
  /** X_m at m-1, at most {@link maxMembers}. */
  members: Point[];
}

/**
 * Returns what members confirm, of 32 bytes: keccak256(session || t as 4 || n as 4 || X || X_1..X_n).
 *
 * @throws IdentityError if a point has no encoding.
 */
export function keyListHash(l: KeyList, session: Uint8Array): Uint8Array {
  const b = new Uint8Array(8 + pointSize * (1 + l.members.length));
  new DataView(b.buffer).setUint32(0, l.t);
  new DataView(b.buffer).setUint32(4, l.members.length);
  [l.X, ...l.members].forEach((p, i) => { b.set(p.encode(), 8 + i * pointSize); });
  return keccak256(session, b);
}

/**
 * Checks that X, X_1..X_n lie on one polynomial of degree t-1, without which shares would combine to
 * different keys for different members: sum over i = 0..n of v_i g(i) X_i is the identity, for
 * v_i = 1 / product over j != i of (i - j) and a polynomial g of n-t+1 random coefficients, drawn anew
 * at each call. A false list passes with probability 1/q. Source: the dual code, as in SCRAPE (Cascudo
 * and David, eprint 2017/216).
 *
 * @throws Error if they do not, or t and n are out of range.
 */
export function varTimeCheckDegree(l: KeyList): void {
  const n = l.members.length;
  if (!Number.isInteger(l.t) || l.t < 1 || l.t > n || n > maxMembers) throw new Error(`threshold ${l.t} of ${n} members is out of range`);
  const g = Array.from({ length: n - l.t + 1 }, randomScalar);
  const weights = dualWeights(n).map((v, i) => v.multiply(evaluate(g, i)));
  if (!varTimeMultiMult(null, weights, [l.X, ...l.members]).isIdentity()) throw new Error("keys do not lie on one polynomial");
}

/** Returns sum of g[k] z^k. */
function evaluate(g: Scalar[], z: number): Scalar {
  return g.reduceRight((y, a) => y.multiply(scalarFrom(z)).add(a), scalarFrom(0));
}

/** Returns v_0..v_n, v_i = 1 / product over j in 0..n, j != i, of (i - j). */
export function dualWeights(n: number): Scalar[] {
  return Array.from({ length: n + 1 }, (_, i) => {
    let den = 1n;
    for (let j = 0; j <= n; j++) if (j !== i) den *= BigInt(i - j);
    return scalarFrom(den).varTimeInvert();
  });
}
