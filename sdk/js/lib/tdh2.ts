/**
 * Latchkey's threshold encryption as publishers and readers need it: a file key is sealed in a capsule
 * to a committee's public key, members answer a request with shares that are re-encrypted to a reader
 * key, any t shares combine, and the reader opens the result (spec/threshold.md).
 *
 * It is the scheme TDH2 of Shoup and Gennaro, "Securing threshold cryptosystems against chosen
 * ciphertext attack" (EUROCRYPT '98), with shares that are ElGamal encryptions under the reader's key
 * and carry a proof that third parties can check.
 *
 * Secrets (r, s, q) go through the library's blinded multiplication, public values do not. What
 * JavaScript can and cannot promise beyond that stands in group.ts; byte arrays that held keys are
 * overwritten where this module made them, big integers cannot be.
 *
 * @module
 */
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes } from "@noble/hashes/utils.js";
import {
  IdentityError, Point, Scalar, baseMult, decodePoint, decodePoints, decodeScalar, ghat, hashToScalar,
  keccak256, pointSize, randomScalar, scalarFrom, scalarSize, varTimeMultiMult, varTimeSmallSum,
} from "./group.ts";
import { lagrange } from "./shamir.ts";

/** The size in bytes of what a capsule seals: an age file key. */
export const fileKeySize = 16;

const vAt = pointSize;
const eAt = vAt + pointSize;
const fAt = eAt + scalarSize;
const wrappedAt = fAt + scalarSize;
/** The size in bytes of a capsule, U || V || e || f || wrapped. */
export const capsuleSize = wrappedAt + fileKeySize + 16;

const jAt = 8;
const aAt = jAt + 4;
const bAt = aAt + pointSize;
const cAt = bAt + pointSize;
const z1At = cAt + scalarSize;
const z2At = z1At + scalarSize;
/** The size in bytes of a share, E || j || A || B || c || z1 || z2. */
export const shareSize = z2At + scalarSize;
/** The size in bytes of a combined re-encryption, A || B. */
export const combinedSize = 2 * pointSize;

/** Says that a capsule decodes, but was not made for this committee key and label, or by nobody who knew what it seals. */
export class BadCapsuleError extends Error {
  override name = "BadCapsuleError";
}

/**
 * Says that a file key does not come out: the shares, the reader key, the label or the capsule are
 * others than they should be, or the publisher cheated.
 */
export class NotOpenedError extends Error {
  override name = "NotOpenedError";
}

/** Says that a share is wrong in the sense of spec/threshold.md: if its node signed it, it is evidence against that node. */
export class WrongShareError extends Error {
  override name = "WrongShareError";
}

/**
 * Says that a share of the right length is of another epoch or index than the one that was asked for.
 * It counts as no answer, and is evidence of nothing.
 */
export class OtherShareError extends Error {
  override name = "OtherShareError";
}

/**
 * Seals a file key of 16 bytes to the committee's public key X under a label of 32 bytes, and returns
 * a capsule of {@link capsuleSize} bytes. Capsules of one file key differ each time.
 *
 *     U = rG;  V = r Ghat;  W = sG;  W' = s Ghat;  Z = rX
 *     e = Hs(L, X, U, V, W, W', wrapped);  f = s + r e
 *
 * @throws Error for another size of the file key or label, and if X is the identity.
 */
export function seal(X: Point, label: Uint8Array, fileKey: Uint8Array): Uint8Array {
  if (fileKey.length !== fileKeySize) throw new Error(`file key has ${fileKey.length} bytes, not ${fileKeySize}`);
  const r = randomScalar();
  const s = randomScalar();
  const U = baseMult(r).encode();
  const V = ghat().mult(r).encode();
  const W = baseMult(s).encode();
  const Wp = ghat().mult(s).encode();
  const key = wrapKey(X.mult(r), label, U);
  const wrapped = chacha20poly1305(key, nonce()).encrypt(fileKey);
  key.fill(0);
  const e = challenge(X, label, U, V, W, Wp, wrapped);
  const f = s.add(r.multiply(e));
  return concatBytes(U, V, e.bytes(), f.bytes(), wrapped);
}

/** e = Hs("latchkey/v1/capsule", L, X, U, V, W, W', wrapped), points as 33 bytes. */
function challenge(X: Point, label: Uint8Array, ...rest: Uint8Array[]): Scalar {
  return hashToScalar("latchkey/v1/capsule", label, X.encode(), ...rest);
}

/** A capsule whose parts decode. */
export interface Capsule {
  U: Point;
  V: Point;
  e: Scalar;
  f: Scalar;
  /** The sealed file key, of 32 bytes. */
  wrapped: Uint8Array;
}

/**
 * Decodes a capsule. It does not check it, which takes the committee's key and the label.
 *
 * @throws Error for every length but {@link capsuleSize}, points that do not decode, and scalars that
 * are not below the order of the group.
 */
export function decodeCapsule(b: Uint8Array): Capsule {
  if (b.length !== capsuleSize) throw new Error(`capsule has ${b.length} bytes, not ${capsuleSize}`);
  return {
    U: decodePoint(b.subarray(0, vAt)),
    V: decodePoint(b.subarray(vAt, eAt)),
    e: decodeScalar(b.subarray(eAt, fAt)),
    f: decodeScalar(b.subarray(fAt, wrappedAt)),
    wrapped: b.slice(wrappedAt),
  };
}

/**
 * Decodes a capsule and checks that whoever made it knew r, for this committee key X, this label and
 * these wrapped bytes. Nodes do so before they use their shares; readers need not.
 *
 *     W = fG - eU;  W' = f Ghat - eV;  e comes out
 *
 * A capsule that checks may still hold wrapped bytes that open for nobody.
 *
 * @throws {@link BadCapsuleError} if it decodes but does not check, and as {@link decodeCapsule}.
 */
export function check(X: Point, label: Uint8Array, capsule: Uint8Array): Capsule {
  const c = decodeCapsule(capsule);
  const minusE = c.e.negate();
  const W = varTimeMultiMult(c.f, [minusE], [c.U]);
  const Wp = varTimeMultiMult(null, [c.f, minusE], [ghat(), c.V]);
  if (W.isIdentity() || Wp.isIdentity()) throw new BadCapsuleError("capsule fails its check: W or W' is the identity");
  const e = challenge(X, label, capsule.subarray(0, vAt), capsule.subarray(vAt, eAt), W.encode(), Wp.encode(), c.wrapped);
  if (!e.equals(c.e)) throw new BadCapsuleError("capsule fails its check");
  return c;
}

/**
 * Returns what a request names, of 32 bytes: keccak256(keccak256("latchkey/v1/capsule-id") || capsule
 * || L). It does not look into the capsule.
 */
export function capsuleId(capsule: Uint8Array, label: Uint8Array): Uint8Array {
  return keccak256(keccak256(new TextEncoder().encode("latchkey/v1/capsule-id")), capsule, label);
}

/** The nonce is 0: a key is as fresh as r, and serves once. */
function nonce(): Uint8Array {
  return new Uint8Array(12);
}

/** Opens the wrapped bytes of a whole capsule. */
function unwrap(Z: Point, label: Uint8Array, capsule: Uint8Array): Uint8Array {
  if (capsule.length !== capsuleSize) throw new Error(`capsule has ${capsule.length} bytes, not ${capsuleSize}`);
  if (Z.isIdentity()) throw new NotOpenedError("capsule does not open: Z is the identity");
  const key = wrapKey(Z, label, capsule.subarray(0, vAt));
  try {
    return chacha20poly1305(key, nonce()).decrypt(capsule.subarray(wrappedAt));
  } catch {
    throw new NotOpenedError("capsule does not open");
  } finally {
    key.fill(0);
  }
}

/** HKDF-SHA-256(ikm = Z, salt = U, info = "latchkey/v1/wrap" || L), of 32 bytes. Z is the whole point. */
function wrapKey(Z: Point, label: Uint8Array, U: Uint8Array): Uint8Array {
  if (label.length !== 32) throw new Error(`label has ${label.length} bytes, not 32`);
  const z = Z.encode();
  const key = hkdf(sha256, z, U, concatBytes(new TextEncoder().encode("latchkey/v1/wrap"), label), 32);
  z.fill(0);
  return key;
}

/** What a share answers: it is the same for all members of a committee. */
export interface Context {
  /** R, the EIP-712 digest of the request, of 32 bytes. */
  request: Uint8Array;
  /** Of the capsule that is asked for, under its label; 32 bytes. */
  capsuleId: Uint8Array;
  /** E, below 2^64. */
  epoch: bigint;
  /** U of the capsule. */
  U: Point;
  /** The reader key. */
  Q: Point;
}

/**
 * Returns the epoch and the index that a share names. It looks at nothing else, and the index may be
 * out of range.
 *
 * @throws {@link WrongShareError} for every length but {@link shareSize}.
 */
export function readShare(share: Uint8Array): { epoch: bigint; j: number } {
  if (share.length !== shareSize) throw new WrongShareError(`share is wrong: it has ${share.length} bytes, not ${shareSize}`);
  const v = new DataView(share.buffer, share.byteOffset, share.length);
  return { epoch: v.getBigUint64(0), j: v.getUint32(jAt) };
}

/**
 * Checks a share of member j, whose verification key is Xj:
 *
 *     T1 = z1 G - c Xj;  T2 = z2 G - c A;  T3 = z1 U + z2 Q - c B
 *     c = Hs("latchkey/v1/share", R, capsuleId, E, j, xy(Xj), xy(U), xy(Q), xy(A), xy(B), addr(T1), addr(T2), addr(T3))
 *
 * Its time depends neither on the threshold nor on the number of members. All values are public.
 *
 * @throws {@link OtherShareError} if the share is of another epoch or index, and otherwise
 * {@link WrongShareError} with the reason.
 */
export function verifyShare(ctx: Context, j: number, Xj: Point, share: Uint8Array): void {
  const named = readShare(share);
  if (named.epoch !== ctx.epoch || named.j !== j) {
    throw new OtherShareError(`share is of member ${named.j} in epoch ${named.epoch}, not of ${j} in ${ctx.epoch}`);
  }
  if (ctx.request.length !== 32 || ctx.capsuleId.length !== 32) throw new Error("request and capsuleId have 32 bytes each");
  const [A, B] = shareBody(share);
  const c = shareScalar(share, cAt, "c");
  const z1 = shareScalar(share, z1At, "z1");
  const z2 = shareScalar(share, z2At, "z2");
  const minusC = c.negate();
  const T = [
    varTimeMultiMult(z1, [minusC], [Xj]),
    varTimeMultiMult(z2, [minusC], [A]),
    varTimeMultiMult(null, [z1, z2, minusC], [ctx.U, ctx.Q, B]),
  ];
  T.forEach((p, i) => {
    if (p.isIdentity()) throw new WrongShareError(`share is wrong: T${i + 1} is the identity`);
  });
  const expected = hashToScalar("latchkey/v1/share", ctx.request, ctx.capsuleId, share.subarray(0, aAt),
    Xj.xy(), ctx.U.xy(), ctx.Q.xy(), A.xy(), B.xy(), ...T.map((p) => p.address()));
  if (!expected.equals(c)) throw new WrongShareError("share is wrong: its proof fails");
}

/** Decodes a scalar of a share, which must not be 0. */
function shareScalar(share: Uint8Array, at: number, name: string): Scalar {
  let s: Scalar | undefined;
  try {
    s = decodeScalar(share.subarray(at, at + scalarSize));
  } catch {
    // It is named below.
  }
  if (s === undefined || s.isZero()) throw new WrongShareError(`share is wrong: ${name} is out of range`);
  return s;
}

/** Decodes A and B of a share of the right length. */
function shareBody(share: Uint8Array): [Point, Point] {
  const decode = (name: string, from: number) => {
    try {
      return decodePoint(share.subarray(from, from + pointSize));
    } catch (err) {
      throw new WrongShareError(`share is wrong: ${name}: ${(err as Error).message}`);
    }
  };
  return [decode("A", aAt), decode("B", bAt)];
}

/**
 * Combines exactly t shares of one epoch and of distinct members of 1..n into the re-encryption A || B
 * of {@link combinedSize} bytes:
 *
 *     A = sum lambda(j, S) A_j;  B = sum lambda(j, S) B_j
 *
 * It decodes the shares and does not verify them. Trying to open the result is cheaper; if that fails,
 * {@link verifyShare} finds the wrong ones.
 *
 * @throws IdentityError if A or B has no encoding, which t colluding members can bring about
 * ({@link openShares} opens such shares too); {@link WrongShareError} if one does not decode; Error if
 * they cannot be combined.
 */
export function combine(t: number, n: number, shares: Uint8Array[]): Uint8Array {
  const { A, B, divisor } = sums(t, n, shares);
  if (A.isIdentity() || B.isIdentity()) throw new IdentityError();
  return concatBytes(...[A, B].map((p) => divided(p, divisor).encode()));
}

/** Returns A and B times a small number, and the inverse of that number, which is public. */
function sums(t: number, n: number, shares: Uint8Array[]): { A: Point; B: Point; divisor: Scalar | null } {
  if (!Number.isInteger(t) || t < 1 || t > n) throw new Error(`threshold ${t} of ${n} members is out of range`);
  if (shares.length !== t) throw new Error(`combining takes ${t} shares, not ${shares.length}`);
  let first: bigint | undefined;
  const indices: number[] = [];
  const As: Point[] = [];
  const Bs: Point[] = [];
  for (const share of shares) {
    const { epoch, j } = readShare(share);
    first ??= epoch;
    if (epoch !== first) throw new Error(`shares are of different epochs, ${first} and ${epoch}`);
    if (j < 1 || j > n) throw new Error(`share has index ${j}, of ${n} members`);
    const [A, B] = shareBody(share);
    indices.push(j);
    As.push(A);
    Bs.push(B);
  }
  const { weights, denominator } = lagrange(indices); // refuses duplicates
  const divisor = denominator === 1n ? null : scalarFrom(denominator).varTimeInvert();
  return { A: varTimeSmallSum(weights, As), B: varTimeSmallSum(weights, Bs), divisor };
}

/** Returns p times a public scalar, p for null. */
function divided(p: Point, divisor: Scalar | null): Point {
  return divisor === null ? p : varTimeMultiMult(null, [divisor], [p]);
}

/**
 * Opens a capsule for the reader whose secret is q: Z = B - qA = xU. It does not check the capsule:
 * what opens was sealed under this label.
 *
 * @param combined - A || B, of {@link combinedSize} bytes, from anybody.
 * @returns The file key, of 16 bytes.
 * @throws {@link NotOpenedError} if no file key comes out; then each share must be verified. Error if
 * A, B or the capsule does not decode.
 */
export function open(combined: Uint8Array, q: Scalar, label: Uint8Array, capsule: Uint8Array): Uint8Array {
  const [A, B] = decodePoints(combined, 2) as [Point, Point];
  return unwrap(B.subtract(A.mult(q)), label, capsule);
}

/**
 * Opens a capsule from t shares: {@link combine} and {@link open} in one, which takes less time and
 * does without encodings of A and B. t good shares always give Z.
 *
 * @throws as {@link combine}, except for IdentityError, and as {@link open}.
 */
export function openShares(t: number, n: number, shares: Uint8Array[], q: Scalar, label: Uint8Array, capsule: Uint8Array): Uint8Array {
  const { A, B, divisor } = sums(t, n, shares);
  // Z = B/d - (q/d) A: only one of the two multiplications has a secret in it.
  const Z = divided(B, divisor).subtract(A.mult(divisor === null ? q : q.multiply(divisor)));
  return unwrap(Z, label, capsule);
}
