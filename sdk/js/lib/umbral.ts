/**
 * Umbral, the threshold proxy re-encryption of NuCypher, in the bytes of umbral-pre 0.9 to 0.11 (spec/grant.md): an owner
 * keeps the delegating key and makes key fragments for one reader; proxies that hold them re-encrypt a capsule to that
 * reader, and cannot read it.
 *
 * Do not use one delegating key for two things: a reader and a threshold of proxies together can compute it.
 *
 * Source: D. Nuñez, "Umbral: a threshold proxy re-encryption scheme" (NuCypher and NICS Lab, 2018). Secrets go through the
 * library's blinded multiplication; what JavaScript can promise beyond that stands in group.ts. Public keys are {@link Point}s,
 * secret ones {@link Scalar}s that are not 0.
 *
 * @module
 */
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, hexToBytes, randomBytes } from "@noble/hashes/utils.js";
import { Point, Scalar, baseMult, decodePoint, decodeScalar, order, pointSize, randomScalar, scalarFrom, scalarSize, sign, varTimeMultiMult, varTimeVerify } from "./group.ts";
import { NotOpenedError } from "./tdh2.ts";

/** The size in bytes of a capsule. */
export const capsuleSize = 105;
/** The size in bytes of a key fragment. */
export const keyFragSize = 310;
/** The size in bytes of a capsule fragment. */
export const capsuleFragSize = 381;
/** By how many bytes a ciphertext is longer than its plaintext. */
export const overhead = 24 + 16;
/** The size in bytes of a signature r || s. */
export const signatureSize = 64;
const idSize = 32;
const maxShares = 1 << 16;

/** Says that a capsule decodes and fails its check. */
export class BadCapsuleError extends Error {
  override name = "BadCapsuleError";
}

/** Says that a key fragment or a capsule fragment does not verify; index is its place where several were given. */
export class BadFragmentError extends Error {
  override name = "BadFragmentError";
  constructor(message: string, readonly index = 0) {
    super(message);
  }
}

const u = decodePoint(hexToBytes("03079390d0fbe220fc34aab8ecbf49098098036820fadb98c03143e55db8ec73cd"));
const ascii = (s: string): Uint8Array => new TextEncoder().encode(s);

/** Hs: SHA-256(len(tag) || tag || items) mod (q-1), plus 1. */
function hashToScalar(tag: Uint8Array | string, ...items: Uint8Array[]): Scalar {
  const dst = typeof tag === "string" ? ascii(tag) : tag;
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, dst.length);
  let n = 0n;
  for (const b of sha256(concatBytes(length, dst, ...items))) n = (n << 8n) | BigInt(b);
  return scalarFrom((n % (order - 1n)) + 1n);
}

/** Decodes a secret key of 32 bytes. Throws for 0 and what is not below the order. */
export function decodeSecretKey(b: Uint8Array): Scalar {
  const k = decodeScalar(b);
  if (k.isZero()) throw new Error("secret key is 0");
  return k;
}

/** Derives keys and secrets from one seed, by labels: NuCypher's key factory. */
export class KeyFactory {
  readonly #seed: Uint8Array;

  /** Copies the seed, 32 uniform bytes. Throws for another length. */
  constructor(seed: Uint8Array) {
    if (seed.length !== 32) throw new Error(`seed has ${seed.length} bytes, not 32`);
    this.#seed = seed.slice();
  }
  /** Returns the secret key of a label. */
  key(label: Uint8Array): Scalar {
    const info = concatBytes(ascii("KEY_DERIVATION/"), label);
    const secret = hkdf(sha256, this.#seed, undefined, info, 64);
    const key = hashToScalar(info, secret);
    secret.fill(0);
    return key;
  }
  /** Returns 64 secret bytes of a label. */
  secret(label: Uint8Array): Uint8Array {
    return hkdf(sha256, this.#seed, undefined, concatBytes(ascii("SECRET_DERIVATION/"), label), 64);
  }
  /** Returns the factory of a label. */
  factory(label: Uint8Array): KeyFactory {
    return new KeyFactory(hkdf(sha256, this.#seed, undefined, concatBytes(ascii("FACTORY_DERIVATION/"), label), 32));
  }
  /** Overwrites the seed, after which this must not be used. */
  erase(): void {
    this.#seed.fill(0);
  }
}

/** Says whether s of a signature is above (q-1)/2, which no signature is that is made here. */
export function isHighS(signature: Uint8Array): boolean {
  return decodeScalar(signature.subarray(scalarSize, signatureSize)).value() > order / 2n;
}

/** What a ciphertext's key is made from. One that was decoded has passed its check. */
export interface Capsule {
  E: Point;
  V: Point;
  s: Scalar;
}

/** Decodes a capsule of {@link capsuleSize} bytes, or with simple E || V || s. Throws {@link BadCapsuleError} if it fails its check, and Error if it does not decode. */
export function decodeCapsule(b: Uint8Array, simple = false): Capsule {
  const r = new Fields(b, simple);
  r.array(3);
  const c: Capsule = { E: r.point(), V: r.point(), s: r.scalar() };
  r.end();
  // sG = V + hE
  if (c.s.isZero() || !varTimeMultiMult(c.s, [capsuleHash(c).negate()], [c.E]).equals(c.V)) throw new BadCapsuleError("capsule fails its check");
  return c;
}

/** Returns a capsule's bytes, or with simple E || V || s. */
export function encodeCapsule(c: Capsule, simple = false): Uint8Array {
  return new Writer(simple).array(3).bin(c.E.encode()).bin(c.V.encode()).bin(c.s.bytes()).bytes();
}

function capsuleHash(c: Pick<Capsule, "E" | "V">): Scalar {
  return hashToScalar("CAPSULE_POINTS", c.E.encode(), c.V.encode());
}

/**
 * Encrypts a plaintext to the owner of the delegating key.
 *
 *     E = rG;  V = wG;  s = w + r h;  key seed = (r + w) pk
 */
export function encrypt(delegating: Point, plaintext: Uint8Array): { capsule: Capsule; ciphertext: Uint8Array } {
  const r = randomScalar();
  const w = randomScalar();
  const E = baseMult(r);
  const V = baseMult(w);
  const capsule = { E, V, s: w.add(r.multiply(capsuleHash({ E, V }))) };
  const nonce = randomBytes(24);
  const key = dem(delegating.mult(r.add(w)));
  const ciphertext = concatBytes(nonce, xchacha20poly1305(key, nonce, encodeCapsule(capsule, true)).encrypt(plaintext));
  key.fill(0);
  return { capsule, ciphertext };
}

function dem(seed: Point): Uint8Array {
  const b = seed.encode();
  const key = hkdf(sha256, b, undefined, undefined, 32);
  b.fill(0);
  return key;
}

function unseal(seed: Point, capsule: Capsule, ciphertext: Uint8Array): Uint8Array {
  if (seed.isIdentity() || ciphertext.length < overhead) throw new NotOpenedError("ciphertext does not open");
  const key = dem(seed);
  try {
    return xchacha20poly1305(key, ciphertext.subarray(0, 24), encodeCapsule(capsule, true)).decrypt(ciphertext.subarray(24));
  } catch {
    throw new NotOpenedError("ciphertext does not open");
  } finally {
    key.fill(0);
  }
}

/**
 * Opens a ciphertext with the delegating key itself.
 *
 *     key seed = sk (E + V)
 *
 * @throws NotOpenedError if it does not open.
 */
export function decryptOriginal(delegating: Scalar, capsule: Capsule, ciphertext: Uint8Array): Uint8Array {
  return unseal(capsule.E.add(capsule.V).mult(delegating), capsule, ciphertext);
}

/** What one proxy holds; its rk is a secret. */
export interface KeyFrag {
  /** Of 32 bytes. */
  id: Uint8Array;
  rk: Scalar;
  precursor: Point;
  /** u1 = rk u. */
  commitment: Point;
  forProxy: Uint8Array;
  forReceiver: Uint8Array;
  signsDelegating: boolean;
  signsReceiving: boolean;
}

/** What owner and reader share of a set of fragments. */
function shared(precursor: Point, receiving: Point, dh: Point) {
  const items = [precursor.encode(), receiving.encode(), dh.encode()];
  return {
    secret: (): Scalar => hashToScalar("SHARED_SECRET", ...items),
    argument: (id: Uint8Array): Scalar => hashToScalar("POLYNOMIAL_ARG", ...items, id),
  };
}

function signedMessage(f: Pick<KeyFrag, "id" | "commitment" | "precursor">, delegating: Point | null, receiving: Point | null): Uint8Array {
  const key = (k: Point | null): Uint8Array => (k === null ? Uint8Array.of(0) : concatBytes(Uint8Array.of(1), k.encode()));
  return concatBytes(f.id, f.commitment.encode(), f.precursor.encode(), key(delegating), key(receiving));
}

/**
 * Makes key fragments, any threshold of which re-encrypt from the delegating key to the reader's. The signer must not be the
 * delegating key. The flags say which keys a proxy is to check a fragment against.
 *
 *     f(0) = sk / k, of degree threshold - 1;  rk = f(x_id)
 *
 * @throws Error unless 1 <= threshold <= shares.
 */
export function generateKeyFrags(delegating: Scalar, receiving: Point, signer: Scalar, threshold: number, shares: number, signDelegating = true, signReceiving = true): KeyFrag[] {
  if (!Number.isInteger(threshold) || !Number.isInteger(shares) || threshold < 1 || threshold > shares || shares > maxShares) {
    throw new Error(`threshold ${threshold} of ${shares} fragments is out of range`);
  }
  const p = randomScalar();
  const precursor = baseMult(p);
  const common = shared(precursor, receiving, receiving.mult(p));
  const k = common.secret();
  const blind = randomScalar(); // 1/k = blind / (blind k): what is inverted is random
  const coefficients = [delegating.multiply(blind).multiply(blind.multiply(k).varTimeInvert())];
  while (coefficients.length < threshold) coefficients.push(randomScalar());
  const own = baseMult(delegating);
  return Array.from({ length: shares }, (): KeyFrag => {
    const id = randomBytes(idSize);
    const x = common.argument(id);
    const rk = coefficients.reduceRight((sum, a) => sum.multiply(x).add(a), scalarFrom(0));
    const part = { id, rk, precursor, commitment: u.mult(rk) };
    return {
      ...part,
      forProxy: sign(signer, signedMessage(part, signDelegating ? own : null, signReceiving ? receiving : null)),
      forReceiver: sign(signer, signedMessage(part, own, receiving)),
      signsDelegating: signDelegating,
      signsReceiving: signReceiving,
    };
  });
}

/** Decodes a key fragment of {@link keyFragSize} bytes. Throws Error if it does not decode; it is not verified. */
export function decodeKeyFrag(b: Uint8Array): KeyFrag {
  const r = new Fields(b, false);
  r.array(5);
  r.array(1);
  if (!r.point().equals(u)) throw new Error("key fragment is of other parameters");
  const id = r.bin(idSize);
  const rk = r.scalar();
  const precursor = r.point();
  r.array(5);
  const f = { id, rk, precursor, commitment: r.point(), forProxy: r.signature(), forReceiver: r.signature(), signsDelegating: r.flag(), signsReceiving: r.flag() };
  r.end();
  if (rk.isZero()) throw new Error("key fragment's key is 0");
  return f;
}

/** Returns a key fragment's bytes, which hold its secret. */
export function encodeKeyFrag(f: KeyFrag): Uint8Array {
  return new Writer(false).array(5).array(1).bin(u.encode()).bin(f.id).bin(f.rk.bytes()).bin(f.precursor.encode())
    .array(5).bin(f.commitment.encode()).bin(f.forProxy).bin(f.forReceiver).flag(f.signsDelegating).flag(f.signsReceiving).bytes();
}

/** Checks a key fragment as its proxy does. Throws {@link BadFragmentError}, also if a key that was signed is not given. */
export function verifyKeyFrag(f: KeyFrag, verifying: Point, delegating: Point | null, receiving: Point | null): void {
  if (!u.mult(f.rk).equals(f.commitment)) throw new BadFragmentError("key does not fit its commitment");
  if ((f.signsDelegating && delegating === null) || (f.signsReceiving && receiving === null)) throw new BadFragmentError("a key that was signed is not given");
  const message = signedMessage(f, f.signsDelegating ? delegating : null, f.signsReceiving ? receiving : null);
  if (!varTimeVerify(verifying, message, f.forProxy)) throw new BadFragmentError("signature for the proxy is not the owner's");
}

/** What a proxy answers: public. */
export interface CapsuleFrag {
  e1: Point;
  v1: Point;
  /** Of 32 bytes. */
  id: Uint8Array;
  precursor: Point;
  e2: Point;
  v2: Point;
  u1: Point;
  u2: Point;
  z: Scalar;
  forReceiver: Uint8Array;
}

/**
 * Re-encrypts a capsule with a key fragment that was verified.
 *
 *     e1 = rk E;  v1 = rk V;  e2 = tE;  v2 = tV;  u2 = tu;  z = t + c rk
 */
export function reencrypt(capsule: Capsule, f: KeyFrag): CapsuleFrag {
  const t = randomScalar();
  const { E, V } = capsule;
  const part = { e1: E.mult(f.rk), v1: V.mult(f.rk), e2: E.mult(t), v2: V.mult(t), u1: f.commitment, u2: u.mult(t) };
  return { ...part, id: f.id, precursor: f.precursor, z: t.add(challenge(capsule, part).multiply(f.rk)), forReceiver: f.forReceiver };
}

function challenge({ E, V }: Capsule, f: Pick<CapsuleFrag, "e1" | "e2" | "v1" | "v2" | "u1" | "u2">): Scalar {
  return hashToScalar("CFRAG_VERIFICATION", ...[E, f.e1, f.e2, V, f.v1, f.v2, u, f.u1, f.u2].map((p) => p.encode()));
}

/** Decodes a capsule fragment of {@link capsuleFragSize} bytes, or with simple its fields alone. Throws Error if it does not decode; it is not verified. */
export function decodeCapsuleFrag(b: Uint8Array, simple = false): CapsuleFrag {
  const r = new Fields(b, simple);
  r.array(5);
  const [e1, v1, id, precursor] = [r.point(), r.point(), r.bin(idSize), r.point()];
  r.array(6);
  const f = { e1, v1, id, precursor, e2: r.point(), v2: r.point(), u1: r.point(), u2: r.point(), z: r.scalar(), forReceiver: r.signature() };
  r.end();
  if (f.z.isZero()) throw new Error("capsule fragment's z is 0");
  return f;
}

/** Returns a capsule fragment's bytes, or with simple its fields alone. */
export function encodeCapsuleFrag(f: CapsuleFrag, simple = false): Uint8Array {
  return new Writer(simple).array(5).bin(f.e1.encode()).bin(f.v1.encode()).bin(f.id).bin(f.precursor.encode())
    .array(6).bin(f.e2.encode()).bin(f.v2.encode()).bin(f.u1.encode()).bin(f.u2.encode()).bin(f.z.bytes()).bin(f.forReceiver).bytes();
}

/**
 * Checks a capsule fragment: it was made from this capsule, with a key fragment that the owner of the verifying key signed for
 * these two keys.
 *
 *     zE = e2 + c e1;  zV = v2 + c v1;  zu = u2 + c u1
 *
 * @throws {@link BadFragmentError}
 */
export function verifyCapsuleFrag(f: CapsuleFrag, capsule: Capsule, verifying: Point, delegating: Point, receiving: Point): void {
  const message = signedMessage({ id: f.id, commitment: f.u1, precursor: f.precursor }, delegating, receiving);
  if (!varTimeVerify(verifying, message, f.forReceiver)) throw new BadFragmentError("signature for the reader is not the owner's");
  const minus = challenge(capsule, f).negate();
  const holds = (base: Point, one: Point, two: Point): boolean => varTimeMultiMult(null, [f.z, minus], [base, one]).equals(two);
  if (!holds(capsule.E, f.e1, f.e2) || !holds(capsule.V, f.v1, f.v2) || !holds(u, f.u1, f.u2)) throw new BadFragmentError("proof does not hold");
}

/**
 * Opens a ciphertext with the receiving key and at least a threshold of capsule fragments of one set, each of which it
 * checks.
 *
 *     E' = sum l_i e1_i;  V' = sum l_i v1_i;  key seed = k (E' + V')
 *
 * @throws {@link BadFragmentError} for the first that is wrong, or not beside the others; NotOpenedError if they are too few or
 * the ciphertext is another's.
 */
export function decryptReencrypted(receiving: Scalar, delegating: Point, verifying: Point, capsule: Capsule, frags: CapsuleFrag[], ciphertext: Uint8Array): Uint8Array {
  const [first] = frags;
  if (first === undefined) throw new Error("no capsule fragments");
  const reader = baseMult(receiving);
  const seen = new Set<string>();
  frags.forEach((f, i) => {
    if (!f.precursor.equals(first.precursor)) throw new BadFragmentError("it belongs to another set than the first", i);
    if (seen.has(f.id.join())) throw new BadFragmentError("its id came before", i);
    seen.add(f.id.join());
    try {
      verifyCapsuleFrag(f, capsule, verifying, delegating, reader);
    } catch (err) {
      throw new BadFragmentError((err as Error).message, i);
    }
  });
  const common = shared(first.precursor, reader, first.precursor.mult(receiving));
  const xs = frags.map((f) => common.argument(f.id));
  // What protects the capsule is k, another hash: the x may be known.
  const lambdas = xs.map((x, i) => xs.reduce((l, y, j) => (i === j ? l : l.multiply(y).multiply(y.subtract(x).varTimeInvert())), scalarFrom(1)));
  const sum = varTimeMultiMult(null, lambdas, frags.map((f) => f.e1.add(f.v1)));
  if (sum.isIdentity()) throw new NotOpenedError("ciphertext does not open");
  return unseal(sum.mult(common.secret()), capsule, ciphertext);
}

/** Reads the fields of an object: MessagePack in its one form, or the fields alone. */
class Fields {
  #at = 0;
  constructor(private readonly b: Uint8Array, private readonly simple: boolean) {}

  #byte(want: number): void {
    if (this.simple) return;
    if (this.b[this.#at++] !== want) throw new Error("not of the object's shape");
  }
  array(n: number): void {
    this.#byte(0x90 | n);
  }
  bin(n: number): Uint8Array {
    this.#byte(0xc4);
    this.#byte(n);
    if (this.b.length < this.#at + n) throw new Error("cut off");
    return this.b.slice(this.#at, (this.#at += n));
  }
  point(): Point {
    return decodePoint(this.bin(pointSize));
  }
  scalar(): Scalar {
    return decodeScalar(this.bin(scalarSize));
  }
  signature(): Uint8Array {
    const b = this.bin(signatureSize);
    if (decodeScalar(b.subarray(0, scalarSize)).isZero() || decodeScalar(b.subarray(scalarSize)).isZero()) throw new Error("signature has a 0");
    return b;
  }
  flag(): boolean {
    const b = this.b[this.#at++];
    if (b !== 0xc2 && b !== 0xc3) throw new Error("not of the object's shape");
    return b === 0xc3;
  }
  end(): void {
    if (this.#at !== this.b.length) throw new Error("longer than the object");
  }
}

class Writer {
  readonly #parts: Uint8Array[] = [];
  constructor(private readonly simple: boolean) {}

  #head(...b: number[]): this {
    if (!this.simple) this.#parts.push(Uint8Array.from(b));
    return this;
  }
  array(n: number): this {
    return this.#head(0x90 | n);
  }
  bin(b: Uint8Array): this {
    this.#head(0xc4, b.length).#parts.push(b);
    return this;
  }
  flag(b: boolean): this {
    return this.#head(b ? 0xc3 : 0xc2);
  }
  bytes(): Uint8Array {
    return concatBytes(...this.#parts);
  }
}
