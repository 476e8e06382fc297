/**
 * The prime-order group secp256k1 as Latchkey uses it: scalars, points, their encodings, and
 * hashing to scalars (spec/threshold.md, notation).
 *
 * It is the only module that imports a curve library, `@noble/curves`. {@link Point.mult} and
 * {@link baseMult} go through the library's blinded multiplication, which does the same group
 * operations whatever the scalar is. Nothing in JavaScript is constant time beyond that: the engine's
 * big integers take time that depends on their values, the compiler and the garbage collector do as
 * they like, and a value that was in memory cannot be overwritten. Functions with VarTime in their
 * name are faster and for public values only.
 *
 * Scalars and points are immutable.
 *
 * @module
 */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, concatBytes, hexToBytes, randomBytes } from "@noble/hashes/utils.js";

/** The size of an encoded scalar in bytes, big-endian. */
export const scalarSize = 32;
/** The size of an encoded point in bytes: SEC 1 compressed. */
export const pointSize = 33;
/** The size of an Ethereum signature r || s || v in bytes. */
export const signatureSize = 65;

const Curve = secp256k1.Point;
type CurvePoint = InstanceType<typeof Curve>;
/** q, the order of the group. */
export const order = Curve.Fn.ORDER;

/** Says that a point that must be encoded or hashed is the identity, which has no encoding here. */
export class IdentityError extends Error {
  override name = "IdentityError";
  constructor() {
    super("point is the identity");
  }
}

/** An integer modulo q, the order of the group. Its value shows in no log: most scalars are secret. */
export class Scalar {
  readonly #v: bigint;

  /** @internal */
  constructor(v: bigint) {
    this.#v = v;
  }

  /** Returns this + a. */
  add(a: Scalar): Scalar {
    return new Scalar((this.#v + a.#v) % order);
  }
  /** Returns this - a. */
  subtract(a: Scalar): Scalar {
    return new Scalar((this.#v + order - a.#v) % order);
  }
  /** Returns this times a. */
  multiply(a: Scalar): Scalar {
    return new Scalar((this.#v * a.#v) % order);
  }
  /** Returns -this. */
  negate(): Scalar {
    return new Scalar((order - this.#v) % order);
  }
  /** Returns 1/this, and 0 for 0, in time that depends on the value: for public scalars. */
  varTimeInvert(): Scalar {
    return this.#v === 0n ? this : new Scalar(Curve.Fn.inv(this.#v));
  }
  /** Reports this = a. */
  equals(a: Scalar): boolean {
    return this.#v === a.#v;
  }
  /** Reports this = 0. */
  isZero(): boolean {
    return this.#v === 0n;
  }
  /** Returns the 32 bytes, big-endian. They are the caller's. */
  bytes(): Uint8Array {
    return hexToBytes(this.#v.toString(16).padStart(2 * scalarSize, "0"));
  }
  /** The number itself. @internal */
  value(): bigint {
    return this.#v;
  }
  /** Keeps scalars out of texts. */
  toString(): string {
    return "scalar";
  }
  /** Keeps scalars out of JSON. */
  toJSON(): string {
    return "scalar";
  }
}

/** Returns n modulo q; n may be negative. */
export function scalarFrom(n: bigint | number): Scalar {
  const r = BigInt(n) % order;
  return new Scalar(r < 0n ? r + order : r);
}

/**
 * Decodes 32 bytes, big-endian.
 *
 * @throws Error for other lengths and values that are not below q.
 */
export function decodeScalar(b: Uint8Array): Scalar {
  if (b.length !== scalarSize) throw new Error(`scalar has ${b.length} bytes, not ${scalarSize}`);
  const v = toNumber(b);
  if (v >= order) throw new Error("scalar is not below the order of the group");
  return new Scalar(v);
}

/** Returns a uniform nonzero scalar from the platform's generator. */
export function randomScalar(): Scalar {
  for (;;) {
    const b = randomBytes(64);
    const s = scalarFromWide(b);
    b.fill(0);
    if (!s.isZero()) return s;
  }
}

/** Returns the 64 bytes b, big-endian, modulo q: uniform to 2^-256 if b is. */
export function scalarFromWide(b: Uint8Array): Scalar {
  if (b.length !== 64) throw new Error(`wide scalar has ${b.length} bytes, not 64`);
  return new Scalar(toNumber(b) % order);
}

/**
 * Hs of spec/threshold.md: keccak256(keccak256(tag) || items...) mod q. Every item must have a fixed
 * length, or the hash is ambiguous.
 */
export function hashToScalar(tag: string, ...items: Uint8Array[]): Scalar {
  return new Scalar(toNumber(keccak256(keccak256(new TextEncoder().encode(tag)), ...items)) % order);
}

/** Returns keccak256 of the concatenation of the items (not SHA3-256), of 32 bytes. */
export function keccak256(...items: Uint8Array[]): Uint8Array {
  const h = keccak_256.create();
  for (const item of items) h.update(item);
  return h.digest();
}

/** An element of the group. */
export class Point {
  readonly #p: CurvePoint;
  #xy: Uint8Array | undefined; // kept: it costs an inversion in the field

  /** @internal */
  constructor(p: CurvePoint) {
    this.#p = p;
  }

  /**
   * Returns the 33 bytes of the point. They are the caller's.
   *
   * @throws {@link IdentityError}
   */
  encode(): Uint8Array {
    const xy = this.#affine();
    const b = new Uint8Array(pointSize);
    b[0] = 2 + ((xy[63] ?? 0) & 1);
    b.set(xy.subarray(0, 32), 1);
    return b;
  }
  /**
   * Returns the 64 bytes x || y. They are the caller's.
   *
   * @throws {@link IdentityError}
   */
  xy(): Uint8Array {
    return this.#affine().slice();
  }
  #affine(): Uint8Array {
    if (this.isIdentity()) throw new IdentityError();
    if (this.#xy === undefined) {
      const { x, y } = this.#p.toAffine();
      this.#xy = hexToBytes(x.toString(16).padStart(64, "0") + y.toString(16).padStart(64, "0"));
    }
    return this.#xy;
  }
  /**
   * Returns the 20 bytes of the point's Ethereum address, the last of keccak256(x || y).
   *
   * @throws {@link IdentityError}
   */
  address(): Uint8Array {
    return keccak_256(this.#affine()).slice(12);
  }
  /** Reports whether this is the identity. */
  isIdentity(): boolean {
    return isZero(this.#p);
  }
  /** Reports this = a. */
  equals(a: Point): boolean {
    return this.#p.equals(a.#p);
  }
  /** Returns this + a. */
  add(a: Point): Point {
    return new Point(this.#p.add(a.#p));
  }
  /** Returns this - a. */
  subtract(a: Point): Point {
    return new Point(this.#p.add(a.#p.negate()));
  }
  /** Returns -this. */
  negate(): Point {
    return new Point(this.#p.negate());
  }
  /** Returns s times this, by the library's blinded multiplication. */
  mult(s: Scalar): Point {
    // The library refuses 0, and the identity is nobody's secret.
    return s.isZero() || this.isIdentity() ? new Point(Curve.ZERO) : new Point(this.#p.multiply(s.value()));
  }
  /** The library's point. @internal */
  inner(): CurvePoint {
    return this.#p;
  }
}

/** Returns the identity. */
export function identity(): Point {
  return new Point(Curve.ZERO);
}

/** Returns G. */
export function generator(): Point {
  return new Point(Curve.BASE);
}

/** Returns sG, by the library's blinded multiplication. */
export function baseMult(s: Scalar): Point {
  return generator().mult(s);
}

let decodedGhat: Point | undefined;

/**
 * Returns the second generator, whose discrete logarithm nobody knows: hash_to_curve of the suite
 * secp256k1_XMD:SHA-256_SSWU_RO_ (RFC 9380) with the DST "latchkey/v1/generator" of "second generator".
 */
export function ghat(): Point {
  return (decodedGhat ??= decodePoint(hexToBytes("03a9c2979cd33016a01c4ea6cbcf3e36d5498920ed2bafad73a9344d222650247f")));
}

/**
 * Decodes 33 bytes, SEC 1 compressed.
 *
 * @throws Error for other lengths, points off the curve, the identity, and an x that is not below q:
 * every point can be the r of ecrecover.
 */
export function decodePoint(b: Uint8Array): Point {
  if (b.length !== pointSize) throw new Error(`point has ${b.length} bytes, not ${pointSize}`);
  let p: CurvePoint;
  try {
    p = Curve.fromBytes(b);
  } catch {
    throw new Error("point is not on the curve");
  }
  if (toNumber(b.subarray(1)) >= order) throw new Error("point has an x that is not below the order of the group");
  return new Point(p);
}

/**
 * Decodes the concatenation of n points.
 *
 * @throws Error for another length, and as {@link decodePoint}.
 */
export function decodePoints(b: Uint8Array, n: number): Point[] {
  if (b.length !== n * pointSize) throw new Error(`${n} points have ${n * pointSize} bytes, not ${b.length}`);
  return Array.from({ length: n }, (_, i) => decodePoint(b.subarray(i * pointSize, (i + 1) * pointSize)));
}

/**
 * Returns base G + sum scalars[i] points[i], for public values; base may be null, for 0.
 *
 * @throws Error if the lists differ in length.
 */
export function varTimeMultiMult(base: Scalar | null, scalars: Scalar[], points: Point[]): Point {
  if (scalars.length !== points.length) throw new Error("as many scalars as points, please");
  const ss = scalars.map((s) => s.value());
  const ps = points.map((p) => p.inner());
  if (base !== null) {
    ss.push(base.value());
    ps.push(Curve.BASE);
  }
  let sum = Curve.ZERO;
  for (let i = 0; i < ss.length; i += 2) {
    const [a, b, P, Q] = [ss[i], ss[i + 1], ps[i], ps[i + 1]];
    if (a === undefined || P === undefined) break;
    sum = sum.add(b === undefined || Q === undefined ? P.multiplyUnsafe(a) : P.mulAddUnsafe(a, Q, b));
  }
  return new Point(sum);
}

/**
 * Returns sum weights[i] points[i] for public integers, which may be negative, in time that grows with
 * the length of the longest: at 7 bits, a small part of what scalars take.
 *
 * @throws Error if the lists differ in length.
 */
export function varTimeSmallSum(weights: bigint[], points: Point[]): Point {
  if (weights.length !== points.length) throw new Error("as many weights as points, please");
  const ws = weights.map((w) => (w < 0n ? -w : w));
  const ps = points.map((p, i) => ((weights[i] ?? 0n) < 0n ? p.inner().negate() : p.inner()));
  const bits = Math.max(0, ...ws.map((w) => w.toString(2).length));
  // Windows of w bits: a table of 2^w - 1 multiples for each point, and then one addition for w bits.
  const w = bits > 24 ? 4 : bits > 8 ? 3 : bits > 3 ? 2 : 1;
  const tables = ps.map((p) => {
    const table = [Curve.ZERO, p];
    for (let d = 2; d < 1 << w; d++) table.push(d === 2 ? p.double() : (table[d - 1] ?? p).add(p));
    return table;
  });
  let sum = Curve.ZERO;
  for (let at = Math.ceil(bits / w) - 1; at >= 0; at--) {
    for (let i = 0; i < w && !isZero(sum); i++) sum = sum.double();
    ws.forEach((n, i) => {
      const p = tables[i]?.[Number((n >> BigInt(at * w)) & BigInt((1 << w) - 1))];
      if (p !== undefined && !isZero(p)) sum = isZero(sum) ? p : sum.add(p);
    });
  }
  return new Point(sum);
}

function isZero(p: CurvePoint): boolean {
  return p.Z === 0n;
}

/**
 * Returns the Ethereum address, of 20 bytes, whose key signed the digest of 32: sig is r || s || v of
 * 65 bytes with 0 < r < q, 0 < s <= (q-1)/2 and v 27 or 28. Every signature has at most one such form.
 *
 * @throws Error for any other signature, and one that recovers to no key.
 */
export function recoverAddress(digest: Uint8Array, sig: Uint8Array): Uint8Array {
  if (digest.length !== 32) throw new Error(`digest has ${digest.length} bytes, not 32`);
  if (sig.length !== signatureSize) throw new Error(`signature has ${sig.length} bytes, not ${signatureSize}`);
  const r = toNumber(sig.subarray(0, 32));
  const s = toNumber(sig.subarray(32, 64));
  const v = sig[64] ?? 0;
  if (r === 0n || r >= order) throw new Error("signature's r is out of range");
  if (s === 0n || s > order / 2n) throw new Error("signature's s is out of range or high");
  if (v !== 27 && v !== 28) throw new Error(`signature's v is ${v}, not 27 or 28`);
  let R: CurvePoint;
  try {
    R = Curve.fromBytes(concatBytes(Uint8Array.of(v - 25), sig.subarray(0, 32)));
  } catch {
    throw new Error("signature recovers to no key");
  }
  const inv = new Scalar(r).varTimeInvert();
  const key = varTimeMultiMult(scalarFrom(toNumber(digest)).negate().multiply(inv), [new Scalar(s).multiply(inv)], [new Point(R)]);
  if (key.isIdentity()) throw new Error("signature recovers to no key");
  return key.address();
}

/**
 * Returns the ECDSA signature r || s, of 64 bytes, of SHA-256(message): low s, the nonce of RFC 6979 with 32 random bytes more (its
 * section 3.6).
 */
export function sign(signer: Scalar, message: Uint8Array): Uint8Array {
  const key = signer.bytes();
  try {
    return secp256k1.sign(message, key, { prehash: true, lowS: true, extraEntropy: true });
  } finally {
    key.fill(0);
  }
}

/** Says whether r || s, of 64 bytes, is the key's ECDSA signature of SHA-256(message). A high s is as good as a low one. */
export function varTimeVerify(signer: Point, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return signature.length === 64 && secp256k1.verify(signature, message, signer.encode(), { prehash: true, lowS: false });
  } catch {
    return false;
  }
}

/** Reads bytes as a number, big-endian. */
function toNumber(b: Uint8Array): bigint {
  return BigInt(`0x${bytesToHex(b)}`);
}
