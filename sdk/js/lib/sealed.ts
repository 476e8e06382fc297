/**
 * Latchkey's sealed file: an ordinary age file whose header has one stanza for every committee that may
 * open it, and the strings that name committees and accounts (spec/sealed-file.md).
 *
 * It knows the threshold encryption of tdh2.ts but no chain and no network: sealing needs neither, and
 * opening is left to an {@link Opener}, which the caller supplies. Files are streams, and memory is
 * constant.
 *
 * @module
 */
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes, randomBytes } from "@noble/hashes/utils.js";
import type { Identity as AgeIdentity, Recipient as AgeRecipient, Stanza as AgeStanza } from "age-encryption";
import { isError, LatchkeyError } from "./errors.ts";
import { Point, decodePoint, pointSize } from "./group.ts";
import { DamagedError, openStream, payloadSize, sealStream, type StreamOptions } from "./stream.ts";
import { capsuleSize, fileKeySize, seal as sealCapsule } from "./tdh2.ts";
import { checkTerms, decodePolicy, label, maxPolicy, type Address, type Terms } from "./terms.ts";

/** The type of the stanzas, and the name of the age plugin. */
export const stanzaType = "latchkey";
/** The longest policy in a recipient string, in bytes: stock age refuses lines of 8 KiB. */
export const maxRecipientPolicy = 4096;

const version = "1";
const payloadVersion = 1;
// The version, chainId, committees, committee, X and confirmations.
const recipientSize = 1 + 8 + 20 + 8 + pointSize + 8;
const maxHeader = 2 << 20;
const maxStanzas = 1024;
const nonceSize = 16;

/** Says that a sealed file's header, or a string, is not as the specification has it. */
export class MalformedError extends Error {
  override name = "MalformedError";
}

/** Says that a file has no stanza that the {@link Opener} made its business: it is for others. */
export class ForeignFileError extends Error {
  override name = "ForeignFileError";
}

/**
 * What a sealed file's header says to one committee: the terms that it must evaluate, and the capsule
 * that it can open. Nothing in it is authenticated before the file key has authenticated the header.
 */
export interface Stanza {
  terms: Terms;
  /** Of 162 bytes, not decoded. */
  capsule: Uint8Array;
}

/**
 * Reads a stanza of an age header; args begin with its type.
 *
 * @returns null if it is for somebody else: of another type, or of a version that is not known here.
 * @throws {@link MalformedError} for any other deviation, which is one for the whole file.
 */
export function parseStanza(args: string[], body: Uint8Array): Stanza | null {
  if (args[0] !== stanzaType || (args.length > 1 && args[1] !== version)) return null;
  return malformed(`${stanzaType} stanza`, () => {
    const [, , chainId = "", committees = "", committee = "", confirmations = ""] = args;
    if (args.length !== 6) throw new Error(`it has ${args.length - 1} arguments, not 5`);
    if (body.length <= capsuleSize || body.length > capsuleSize + maxPolicy) {
      throw new Error(`its body has ${body.length} bytes, not ${capsuleSize + 1} to ${capsuleSize + maxPolicy}`);
    }
    const terms: Terms = {
      chainId: decimal(chainId),
      committees: address(committees),
      committee: decimal(committee),
      confirmations: decimal(confirmations),
      policy: decodePolicy(body.subarray(capsuleSize)),
    };
    checkTerms(terms);
    return { terms, capsule: body.slice(0, capsuleSize) };
  });
}

/**
 * The inverse of {@link parseStanza}.
 *
 * @throws Error for what parseStanza would refuse.
 */
export function encodeStanza(s: Stanza): { args: string[]; body: Uint8Array } {
  if (s.capsule.length !== capsuleSize) throw new Error(`capsule has ${s.capsule.length} bytes, not ${capsuleSize}`);
  checkSealable(s.terms);
  const t = s.terms;
  return {
    args: [stanzaType, version, t.chainId.toString(), t.committees.toLowerCase(), t.committee.toString(), t.confirmations.toString()],
    body: concatBytes(s.capsule, new TextEncoder().encode(t.policy)),
  };
}

function checkSealable(t: Terms): void {
  if (t.policy === "") throw new Error("policy is empty: nobody could ever open the file");
  checkNumbers(t);
}

/** Checks terms whose chain id and committee number must have 64 bits. */
function checkNumbers(t: Terms): void {
  checkTerms(t);
  if (t.chainId >> 64n !== 0n) throw new Error(`chain id ${t.chainId} is not below 2^64`);
  if (t.committee >> 64n !== 0n) throw new Error(`committee ${t.committee} is not below 2^64`);
}

/** Parses a number below 2^64 in its one form. */
function decimal(s: string): bigint {
  if (!/^(0|[1-9][0-9]{0,19})$/.test(s) || BigInt(s) >> 64n !== 0n) throw new Error(`${quoted(s)} is not a decimal number below 2^64`);
  return BigInt(s);
}

/** Parses an address in its one form. @internal */
export function address(s: string): Address {
  if (!/^0x[0-9a-f]{40}$/.test(s)) throw new Error(`address ${quoted(s)} is not 0x and 40 hex digits in lower case`);
  return s as Address;
}

/**
 * Seals to one committee under terms: a recipient of age-encryption. One with an empty policy names a
 * committee only, and cannot be sealed to.
 *
 * Whoever is online must compare the key with the contract's: with another key, the file opens for
 * whoever made it up, and not for buyers.
 */
export class Recipient implements AgeRecipient {
  /** @param key - X, the committee's public key. */
  constructor(readonly terms: Terms, readonly key: Point) {}

  /**
   * Returns the recipient string, the inverse of {@link parseRecipient}.
   *
   * @throws Error for what parseRecipient would refuse, among that a policy over 4096 bytes, although
   * sealing allows longer ones.
   */
  encode(): string {
    this.#check();
    const t = this.terms;
    return bech32Encode(`age1${stanzaType}`, concatBytes(Uint8Array.of(payloadVersion), uint64(t.chainId), hexToBytes(t.committees.slice(2)),
      uint64(t.committee), this.key.encode(), uint64(t.confirmations), new TextEncoder().encode(t.policy)));
  }

  /**
   * Seals a file key of 16 bytes in a stanza.
   *
   * @throws Error if the policy is empty or the terms are out of their limits. That the policy is one at
   * all, the caller has checked.
   */
  wrapFileKey(fileKey: Uint8Array): AgeStanza[] {
    checkSealable(this.terms);
    const { args, body } = encodeStanza({ terms: this.terms, capsule: sealCapsule(this.key, label(this.terms), fileKey) });
    return [ageStanza(args, body)];
  }

  #check(): void {
    checkNumbers(this.terms);
    const n = new TextEncoder().encode(this.terms.policy).length;
    if (n > maxRecipientPolicy) throw new Error(`policy of ${n} bytes is longer than a recipient's ${maxRecipientPolicy}`);
  }

  /** @internal */
  static decode(b: Uint8Array): Recipient {
    if (b.length < recipientSize) throw new Error(`it holds ${b.length} bytes, fewer than ${recipientSize}`);
    if (b[0] !== payloadVersion) throw new Error(`it is of version ${b[0] ?? 0}, not ${payloadVersion}`);
    const v = new DataView(b.buffer, b.byteOffset, b.length);
    const r = new Recipient({
      chainId: v.getBigUint64(1),
      committees: `0x${bytesToHex(b.subarray(9, 29))}`,
      committee: v.getBigUint64(29),
      confirmations: v.getBigUint64(70),
      policy: decodePolicy(b.subarray(recipientSize)),
    }, decodePoint(b.subarray(37, 70)));
    r.#check();
    return r;
  }
}

/**
 * Parses a recipient string, "age1latchkey1...".
 *
 * @throws {@link MalformedError}
 */
export function parseRecipient(s: string): Recipient {
  return malformed(`recipient ${quoted(s)}`, () => Recipient.decode(bech32Decode(`age1${stanzaType}`, s)));
}

const identityPrefix = `AGE-PLUGIN-${stanzaType.toUpperCase()}-`;

/**
 * Parses an identity string, "AGE-PLUGIN-LATCHKEY-1...", and returns the account that asks for files. It
 * holds no secret.
 *
 * @throws {@link MalformedError}
 */
export function parseIdentity(s: string): Address {
  return malformed(`identity ${quoted(s)}`, (): Address => {
    const b = bech32Decode(identityPrefix, s);
    if (b[0] !== payloadVersion) throw new Error(b.length === 0 ? "it names no account" : `it is of version ${b[0] ?? 0}, not ${payloadVersion}`);
    if (b.length !== 21) throw new Error(`it holds ${b.length} bytes, not 21`);
    return `0x${bytesToHex(b.subarray(1))}`;
  });
}

/** The inverse of {@link parseIdentity}. */
export function encodeIdentity(account: Address): string {
  return bech32Encode(identityPrefix, concatBytes(Uint8Array.of(payloadVersion), hexToBytes(address(account.toLowerCase()).slice(2))));
}

/**
 * Asks a stanza's committee to open its capsule.
 *
 * @returns The file key of 16 bytes, or null if the stanza is none of its business, for example because
 * it does not know the chain.
 * @throws if the committee refused, did not answer, or the capsule did not open. The next stanza is tried
 * in every case, except when the signal is aborted.
 */
export type Opener = (stanza: Stanza, signal: AbortSignal | undefined) => Promise<Uint8Array | null>;

/**
 * Returns an identity of age-encryption that opens files with open. It reads all stanzas before it tries
 * one, and throws {@link MalformedError} for the file if a Latchkey stanza is malformed. It then tries
 * them in turn. If none opens, it throws an AggregateError of what open threw, or, if no stanza was
 * open's business, gives null, so that another identity may be tried.
 */
export function newIdentity(open: Opener, signal?: AbortSignal): AgeIdentity {
  return { unwrapFileKey: (all) => unwrap(ours(all), open, signal) };
}

async function unwrap(stanzas: Stanza[], open: Opener, signal: AbortSignal | undefined): Promise<Uint8Array | null> {
  const errors: Error[] = [];
  for (const s of stanzas) {
    signal?.throwIfAborted();
    const where = `committee ${s.terms.committee} of ${s.terms.committees} on chain ${s.terms.chainId}`;
    try {
      const fileKey = await open(s, signal);
      if (fileKey?.length === fileKeySize) return fileKey;
      if (fileKey) errors.push(new Error(`${where}: file key has ${fileKey.length} bytes, not ${fileKeySize}`));
    } catch (err) {
      errors.push(err instanceof Error ? err : new Error(`${where}: ${String(err)}`));
    }
  }
  signal?.throwIfAborted();
  if (errors.length > 0) throw new AggregateError(errors, errors.map((e) => e.message).join("; "));
  return null;
}

function ours(all: AgeStanza[]): Stanza[] {
  return all.map((s) => parseStanza(s.args, s.body)).filter((s) => s !== null);
}

/** What a file begins with, and the key of its payload: enough to seal it, and to go on after a break. */
export interface Sealing {
  /** The age header and the payload's nonce. */
  header: Uint8Array;
  /** Of 32 bytes; whoever has it can open the file. It serves for one plaintext only. */
  key: Uint8Array;
}

/**
 * Begins a sealed file for the recipients, those of this module and any that age-encryption knows.
 *
 * @throws Error if there is no recipient, or one refuses.
 */
export async function startSealing(...to: (Recipient | AgeRecipient | string)[]): Promise<Sealing> {
  if (to.length === 0) throw new Error("nobody to seal to");
  // age-encryption makes whole files only, so it makes an empty one, whose payload is thrown away; the
  // real payload has a nonce, and with it a key, of its own.
  let fileKey = new Uint8Array(0);
  // Whoever only opens does not load what seals to all of age's recipients.
  const { Encrypter } = await import("age-encryption");
  const e = new Encrypter();
  e.addRecipient({ wrapFileKey: (k) => { fileKey = k.slice(); return []; } });
  for (const r of to) e.addRecipient(r);
  const empty = await e.encrypt(new Uint8Array(0));
  const nonce = randomBytes(nonceSize);
  const key = payloadKey(fileKey, nonce);
  fileKey.fill(0);
  return { header: concatBytes(empty.subarray(0, empty.length - nonceSize - 16), nonce), key };
}

/** The length in bytes of the sealed file of n bytes of plaintext. */
export function sealedSize(s: Sealing, n: number): number {
  return s.header.length + payloadSize(n);
}

/**
 * Seals src to the recipients.
 *
 * @returns The sealed file. If src fails, so does it, without its last chunk, so that nobody takes it for
 * whole. Cancelling it cancels src.
 * @throws as {@link startSealing}.
 */
export async function seal(src: ReadableStream<Uint8Array>, to: (Recipient | AgeRecipient | string)[], opts: Omit<StreamOptions, "first"> = {}): Promise<ReadableStream<Uint8Array>> {
  const s = await startSealing(...to);
  return prefixed(s.header, sealStream(s.key, src, opts));
}

/**
 * Opens the sealed file src, armoured or not, with open.
 *
 * @returns The plaintext. Only chunks that are authenticated come out; but whether the file is whole is
 * known at its end alone, so after an error throw away what came out. Cancelling it cancels src.
 * @throws {@link MalformedError}, before open is asked; {@link ForeignFileError}; an AggregateError of
 * what open threw; {@link DamagedError} if the file key does not authenticate the header; Error if src fails.
 */
export async function open(src: ReadableStream<Uint8Array>, open: Opener, opts: Omit<StreamOptions, "first"> & { signal?: AbortSignal | undefined } = {}): Promise<ReadableStream<Uint8Array>> {
  const { header, rest } = await readHeader(src);
  try {
    return openStream(await unlock(header, open, opts.signal), rest, opts);
  } catch (err) {
    await rest.cancel(err).catch(() => undefined);
    throw err;
  }
}

/**
 * Reads a sealed file's header, armoured or not, as far as it need be to know where it ends.
 *
 * @returns The age header with the payload's nonce, whether it was armoured, and the rest of the file, which is the payload.
 * @throws {@link MalformedError} if there is no header, or it has over 2 MiB or 1,024 stanzas. src is
 * then cancelled.
 */
export async function readHeader(src: ReadableStream<Uint8Array>): Promise<{ header: Uint8Array; armoured: boolean; rest: ReadableStream<Uint8Array> }> {
  const armour = new TextEncoder().encode("-----BEGIN AGE ENCRYPTED FILE-----");
  const first = await take(src, (b, end) => (end || b.length >= armour.length ? Math.min(b.length, armour.length) : null));
  const armoured = first.taken.length === armour.length && armour.every((x, i) => x === first.taken[i]);
  let file = prefixed(first.taken, first.rest);
  if (armoured) file = file.pipeThrough(dearmour());
  const { taken, rest } = await take(file, headerEnd());
  return { header: taken, armoured, rest };
}

/** Returns a function that tells where the header and the nonce end, or null if they go on. */
function headerEnd(): (b: Uint8Array, end: boolean) => number | null {
  const magic = new TextEncoder().encode("age-encryption.org/v1\n");
  let line = 0; // where the first line begins that has not been looked at
  let stanzas = 0;
  let size = 0; // of the header, once it is known
  return (b, end) => {
    if (!magic.every((x, i) => i >= b.length || x === b[i])) throw new MalformedError("not an age file: it does not begin with age-encryption.org/v1");
    while (size === 0) {
      const at = b.indexOf(10, line);
      if (at < 0) break;
      if (b[line] === 45 && b[line + 1] === 45) size = at + 1; // the line of the MAC
      else if (b[line] === 45 && ++stanzas > maxStanzas) throw new MalformedError(`header has more than ${maxStanzas} stanzas`);
      line = at + 1;
    }
    if ((size || b.length) > maxHeader) throw new MalformedError("header is longer than 2 MiB");
    if (size > 0 && b.length >= size + nonceSize) return size + nonceSize;
    if (end) throw new MalformedError("file ends in its header");
    return null;
  };
}

/**
 * Opens a header, as {@link readHeader} returns it: asks for a file key, and checks that it authenticates
 * the header.
 *
 * @returns The key of the payload, of 32 bytes, for openStream.
 * @throws as this module's open.
 */
export async function unlock(header: Uint8Array, open: Opener, signal?: AbortSignal): Promise<Uint8Array> {
  const stanzas = stanzasOf(header);
  const fileKey = await unwrap(stanzas, open, signal);
  if (fileKey === null) {
    throw new ForeignFileError(stanzas.length === 0 ? "file is sealed to no Latchkey committee" : "file is sealed to committees that are not known here");
  }
  return authenticate(header, fileKey);
}

/**
 * Checks that a file key authenticates a header, and returns the key of the payload. The file key is overwritten.
 *
 * @throws {@link DamagedError} if it does not.
 * @internal
 */
export function authenticate(header: Uint8Array, fileKey: Uint8Array): Uint8Array {
  const { mac, covered } = parseHeader(header);
  const macKey = hkdf(sha256, fileKey, undefined, new TextEncoder().encode("header"), 32);
  const expected = hmac(sha256, macKey, header.subarray(0, covered));
  if (!expected.every((x, i) => x === mac[i])) throw new DamagedError("header is damaged: its file key does not authenticate it");
  const key = payloadKey(fileKey, header.subarray(header.length - nonceSize));
  fileKey.fill(0);
  return key;
}

/**
 * Returns the Latchkey stanzas of a sealed file without opening anything: none, if it is an age file for
 * others. Nothing that it returns is authenticated. src is cancelled behind the header.
 *
 * @throws {@link MalformedError} where open would.
 */
export async function readStanzas(src: ReadableStream<Uint8Array>): Promise<Stanza[]> {
  const { header, rest } = await readHeader(src);
  await rest.cancel().catch(() => undefined);
  return stanzasOf(header);
}

/** Reads the Latchkey stanzas of a header. */
function stanzasOf(header: Uint8Array): Stanza[] {
  return ours(parseHeader(header).stanzas);
}

/** Parses a header as {@link readHeader} returns it (c2sp.org/age): its stanzas, its MAC of 32 bytes, and how many bytes that is over. @internal */
export function parseHeader(header: Uint8Array): { stanzas: AgeStanza[]; mac: Uint8Array; covered: number } {
  return malformed("header", () => {
    const text = latin1(header.subarray(0, header.length - nonceSize));
    const lines = text.split("\n");
    if (lines[0] !== "age-encryption.org/v1") throw new Error("it is of another version");
    const stanzas: AgeStanza[] = [];
    let i = 1;
    for (; lines[i]?.startsWith("-> "); i++) {
      const args = (lines[i] ?? "").slice(3).split(" ");
      if (!args.every((a) => /^[\x21-\x7e]+$/.test(a))) throw new Error("a stanza's arguments are not separate printable words");
      const body: Uint8Array[] = [];
      do {
        const line = lines[++i];
        if (line === undefined || line.length > 64) throw new Error("a stanza's body does not end");
        body.push(unpadded(line));
      } while (lines[i]?.length === 64);
      stanzas.push(ageStanza(args, concatBytes(...body)));
    }
    const last = lines[i] ?? "";
    if (!last.startsWith("--- ") || lines.length !== i + 2 || lines[i + 1] !== "") throw new Error("it does not end in a MAC");
    const mac = unpadded(last.slice(4));
    if (mac.length !== 32) throw new Error(`its MAC has ${mac.length} bytes, not 32`);
    return { stanzas, mac, covered: text.length - last.length - 1 + 3 };
  });
}

/** What age-encryption takes for its own class, which has nothing else. @internal */
export function ageStanza(args: string[], body: Uint8Array): AgeStanza {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- its class would bring all of the package along
  return { args, body };
}

/** Decodes base64 without padding in its one form. */
function unpadded(s: string): Uint8Array {
  let b: string;
  try {
    if (!/^[A-Za-z0-9+/]*$/.test(s)) throw new Error("no");
    b = atob(s);
  } catch {
    throw new Error("a line is not base64");
  }
  if (btoa(b).replace(/=+$/, "") !== s) throw new Error("a line is not base64 in its one form");
  return Uint8Array.from(b, (c) => c.charCodeAt(0));
}

function payloadKey(fileKey: Uint8Array, nonce: Uint8Array): Uint8Array {
  return hkdf(sha256, fileKey, nonce, new TextEncoder().encode("payload"), 32);
}

/** Returns prefix and then src. */
function prefixed(prefix: Uint8Array, src: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = src.getReader();
  let first = prefix.length > 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (first) {
        first = false;
        controller.enqueue(prefix);
        return;
      }
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}

/**
 * Reads src until enough says how many bytes to take. enough is told whether src has ended, and must say
 * a number then, or throw.
 */
async function take(src: ReadableStream<Uint8Array>, enough: (b: Uint8Array, end: boolean) => number | null): Promise<{ taken: Uint8Array; rest: ReadableStream<Uint8Array> }> {
  const reader = src.getReader();
  let b = new Uint8Array(0);
  let room = new Uint8Array(8192);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (!done) {
        if (b.length + value.length > room.length) {
          room = new Uint8Array(2 * (b.length + value.length));
          room.set(b);
        }
        room.set(value, b.length);
        b = room.subarray(0, b.length + value.length);
      }
      const n = enough(b, done);
      if (n === null) continue;
      reader.releaseLock();
      return { taken: b.slice(0, n), rest: prefixed(b.slice(n), src) };
    }
  } catch (err) {
    await reader.cancel(err).catch(() => undefined);
    throw err;
  }
}

/** Decodes age's ASCII armour: lines of 64 characters of base64 between two fixed ones. */
function dearmour(): TransformStream<Uint8Array, Uint8Array> {
  let text = ""; // a line that has not ended
  let state: "begin" | "body" | "short" | "end" = "begin";
  const line = (s: string): Uint8Array | null => {
    if (state === "begin" && s === "-----BEGIN AGE ENCRYPTED FILE-----") state = "body";
    else if ((state === "body" || state === "short") && s === "-----END AGE ENCRYPTED FILE-----") state = "end";
    else if (state === "end" && s.trim() === "") return null;
    else if (state === "body" && s.length > 0 && s.length <= 64) {
      if (s.length < 64) state = "short";
      let b = "";
      try { b = atob(s); } catch { throw new MalformedError("malformed armour: a line is not base64"); }
      if (btoa(b) !== s) throw new MalformedError("malformed armour: a line is not base64");
      if (s.endsWith("=")) state = "short";
      return Uint8Array.from(b, (c) => c.charCodeAt(0));
    } else throw new MalformedError("malformed armour: a line is out of place or has another length than 64");
    return null;
  };
  const emit = (lines: string[], c: TransformStreamDefaultController<Uint8Array>) => {
    const out = lines.map((l) => line(l.replace(/\r$/, ""))).filter((b) => b !== null);
    if (out.length > 0) c.enqueue(concatBytes(...out));
  };
  return new TransformStream({
    transform(chunk, c) {
      const lines = (text + latin1(chunk)).split("\n");
      text = lines.pop() ?? "";
      if (text.length > 4096) throw new MalformedError("malformed armour: a line is longer than 4096 bytes");
      emit(lines, c);
    },
    flush(c) {
      emit([text], c);
      if (state !== "end") throw new MalformedError("malformed armour: it ends early");
    },
  });
}

function latin1(b: Uint8Array): string {
  return new TextDecoder("latin1").decode(b);
}

function uint64(n: bigint): Uint8Array {
  const b = new Uint8Array(8);
  new DataView(b.buffer).setBigUint64(0, n);
  return b;
}

/** Says in this package's words why a file does not open. @internal */
export function fileError(error: unknown): Error {
  if (isError(error)) return error;
  if (error instanceof AggregateError) {
    const told = (error.errors as unknown[]).filter((e) => isError(e));
    return told.find((e) => e.code === "notEntitled") ?? told[0] ?? fileError(error.errors[0]);
  }
  if (error instanceof ForeignFileError) return new LatchkeyError("otherSale", error.message, { cause: error });
  if (error instanceof MalformedError || error instanceof DamagedError) return new LatchkeyError("badFile", error.message, { cause: error });
  return error instanceof Error ? error : new LatchkeyError("badFile", String(error));
}

/** Says in errors of f what is malformed. @internal */
export function malformed<T>(what: string, f: () => T): T {
  try {
    return f();
  } catch (err) {
    throw new MalformedError(`malformed ${what}: ${(err as Error).message}`);
  }
}

/** Quotes s, and keeps long strings out of errors. @internal */
export function quoted(s: string): string {
  return JSON.stringify(s.length <= 100 ? s : `${s.slice(0, 60)}...${s.slice(-10)}`);
}

const bech32Digits = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/** Bech32 of BIP 173, without its limit of 90 characters, in the case of the prefix. @internal */
export function bech32Encode(prefix: string, data: Uint8Array): string {
  const hrp = prefix.toLowerCase();
  const digits: number[] = [];
  let acc = 0;
  let bits = 0;
  for (const b of data) {
    acc = ((acc << 8) | b) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) digits.push((acc >> (bits - 5)) & 31);
  }
  if (bits > 0) digits.push((acc << (5 - bits)) & 31);
  const sum = checksum(hrp, [...digits, 0, 0, 0, 0, 0, 0]) ^ 1;
  for (let i = 5; i >= 0; i--) digits.push((sum >> (5 * i)) & 31);
  const s = `${hrp}1${digits.map((d) => bech32Digits[d]).join("")}`;
  return prefix === hrp ? s : s.toUpperCase();
}

/** The inverse of bech32Encode: it refuses another case than the prefix's, and padding that is not zero or 5 bits and more. @internal */
export function bech32Decode(prefix: string, s: string): Uint8Array {
  const hrp = prefix.toLowerCase();
  const lower = s.toLowerCase();
  if ((prefix === hrp ? lower : s.toUpperCase()) !== s || !lower.startsWith(`${hrp}1`)) {
    throw new Error(`it is not Bech32 in ${prefix === hrp ? "lower" : "upper"} case that begins with ${prefix}1`);
  }
  const digits = Array.from(lower.slice(hrp.length + 1), (c) => bech32Digits.indexOf(c));
  if (digits.length < 6 || digits.includes(-1) || checksum(hrp, digits) !== 1) throw new Error("its checksum is wrong: a character was changed or is missing");
  const out: number[] = [];
  let acc = 0;
  let bits = 0;
  for (const d of digits.slice(0, -6)) {
    acc = ((acc << 5) | d) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out.push((acc >> bits) & 255);
    }
  }
  if (bits >= 5 || (acc & ((1 << bits) - 1)) !== 0) throw new Error("its padding is not zero");
  return Uint8Array.from(out);
}

function checksum(hrp: string, digits: number[]): number {
  let c = 1;
  const high = Array.from(hrp, (x) => x.charCodeAt(0) >> 5);
  const low = Array.from(hrp, (x) => x.charCodeAt(0) & 31);
  for (const d of [...high, 0, ...low, ...digits]) {
    const top = c >>> 25;
    c = ((c & 0x1ffffff) << 5) ^ d;
    [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3].forEach((g, i) => { if ((top >> i) & 1) c ^= g; });
  }
  return c;
}
