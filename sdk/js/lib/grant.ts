/**
 * Files for grants (spec/grant.md): their file key is sealed by Umbral to a delegating key that is the file's alone, whose
 * secret is sealed to the file's owner. The owner makes key fragments for one reader; nodes that hold them re-encrypt to that
 * reader, and cannot read.
 *
 * @module
 */
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import type { Recipient as AgeRecipient, Stanza as AgeStanza } from "age-encryption";
import { Point, Scalar, baseMult, decodePoint, pointSize, recoverAddress, signatureSize } from "./group.ts";
import {
  ForeignFileError, address, ageStanza, authenticate, bech32Decode, bech32Encode, malformed, parseHeader, parseStanza,
  quoted, readHeader, type Opener,
} from "./sealed.ts";
import { openStream, type StreamOptions } from "./stream.ts";
import { NotOpenedError, fileKeySize } from "./tdh2.ts";
import { grantDigest, type Address, type ReaderMessage } from "./terms.ts";
import { KeyFactory, capsuleSize, decodeCapsule, decodeSecretKey, decryptOriginal, encodeCapsule, encrypt, overhead } from "./umbral.ts";

/** The type of stanzas for grants. */
export const grantStanzaType = "latchkey-grant";
/** The most nodes that a file names. */
export const maxNodes = 32;
const maxNodeUrl = 255;
const minBody = 2 * pointSize + 2 * capsuleSize + fileKeySize + overhead + 32 + overhead;
const maxBody = minBody + maxNodes * (maxNodeUrl + 1) - 1;

/** What a file's header says to those whom its owner grants it to. Nothing in it is authenticated before the file key has authenticated the header. */
export interface GrantStanza {
  owner: Address;
  /** D, of 33 bytes, not decoded; so are all parts. */
  delegating: Uint8Array;
  verifying: Uint8Array;
  capsule: Uint8Array;
  /** The file key, under the capsule. */
  sealed: Uint8Array;
  ownerCapsule: Uint8Array;
  /** The secret of D, under the owner's capsule. */
  ownerSealed: Uint8Array;
  /** URLs. */
  nodes: string[];
}

const sizes = [
  ["delegating", pointSize], ["verifying", pointSize], ["capsule", capsuleSize], ["sealed", fileKeySize + overhead],
  ["ownerCapsule", capsuleSize], ["ownerSealed", 32 + overhead],
] as const;

/**
 * Reads a stanza of an age header; args begin with its type.
 *
 * @returns null if it is for somebody else: of another type, or of a version that is not known here.
 * @throws MalformedError for any other deviation, which is one for the whole file.
 */
export function parseGrantStanza(args: string[], body: Uint8Array): GrantStanza | null {
  if (args[0] !== grantStanzaType || (args.length > 1 && args[1] !== "1")) return null;
  return malformed(`${grantStanzaType} stanza`, () => {
    if (args.length !== 3) throw new Error(`it has ${args.length - 1} arguments, not 2`);
    if (body.length < minBody || body.length > maxBody) throw new Error(`its body has ${body.length} bytes, not ${minBody} to ${maxBody}`);
    const s: GrantStanza = { owner: address(args[2] ?? ""), ...emptyParts(), nodes: parseNodes(body.subarray(minBody)) };
    let at = 0;
    for (const [name, size] of sizes) s[name] = body.slice(at, (at += size));
    return s;
  });
}

function emptyParts() {
  const none = new Uint8Array();
  return { delegating: none, verifying: none, capsule: none, sealed: none, ownerCapsule: none, ownerSealed: none };
}

/**
 * The inverse of {@link parseGrantStanza}.
 *
 * @throws Error for what that would refuse.
 */
export function encodeGrantStanza(s: GrantStanza): { args: string[]; body: Uint8Array } {
  for (const [name, size] of sizes) if (s[name].length !== size) throw new Error(`${name} has ${s[name].length} bytes, not ${size}`);
  checkNodes(s.nodes);
  return {
    args: [grantStanzaType, "1", s.owner.toLowerCase()],
    body: concatBytes(...sizes.map(([name]) => s[name]), new TextEncoder().encode(s.nodes.join("\n"))),
  };
}

function parseNodes(b: Uint8Array): string[] {
  if (b.length === 0) return [];
  const nodes = new TextDecoder("latin1").decode(b).split("\n");
  checkNodes(nodes);
  return nodes;
}

/** The form of a node's URL, in full, since libraries differ about what a URL is: a file must not be whole to one program and malformed to another. */
const nodeForm = /^https?:\/\/([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(\/([!-$&-~]|%[0-9A-Fa-f]{2})*)?$/;

/**
 * Refuses a list of nodes outside the limits of spec/grant.md.
 *
 * @throws Error
 */
export function checkNodes(nodes: string[]): void {
  if (nodes.length > maxNodes) throw new Error(`${nodes.length} nodes are more than ${maxNodes}`);
  nodes.forEach((n, i) => {
    if (n.length > maxNodeUrl || /[,?#@]/.test(n) || n.endsWith("/") || !nodeForm.test(n)) {
      throw new Error(`node ${quoted(n)} is not http:// or https://, a host, and a path that does not end in /`);
    }
    if (nodes.indexOf(n) !== i) throw new Error(`node ${quoted(n)} is named twice`);
  });
}

/** The keys of an account that owns or reads files for grants: as secret as the account's own. */
export interface AccountKeys {
  /** Receives delegating keys. */
  owner: Scalar;
  /** Signs key fragments. */
  verifying: Scalar;
  /** Receives what is granted. */
  reader: Scalar;
}

/**
 * Derives an account's keys from its signature, of 65 bytes, of the message `{type: "Keys", account}`. The signature is a
 * secret; it is the caller's to overwrite. Before strings of the keys are given to others, sign twice, and compare.
 *
 * @throws Error for another length.
 */
export function accountKeys(signature: Uint8Array): AccountKeys {
  if (signature.length !== signatureSize) throw new Error(`signature has ${signature.length} bytes, not ${signatureSize}`);
  const seed = hkdf(sha256, signature.subarray(0, 64), undefined, new TextEncoder().encode("latchkey/v1/grant-seed"), 32);
  const f = new KeyFactory(seed);
  seed.fill(0);
  const key = (name: string): Scalar => f.key(new TextEncoder().encode(`latchkey/v1/${name}`));
  const keys = { owner: key("owner"), verifying: key("verifying"), reader: key("reader") };
  f.erase();
  return keys;
}

const ownerPrefix = "age1latchkeyowner";
const readerPrefix = "age1latchkeyreader";

function payload(prefix: string, s: string): Uint8Array {
  const b = bech32Decode(prefix, s);
  if (b[0] !== 1) throw new Error(`it is of version ${b[0] ?? "none"}, not 1`);
  return b.subarray(1);
}

/** Seals to an owner, who grants the file later: a recipient of age-encryption. */
export class Owner implements AgeRecipient {
  /**
   * @param key - receives the delegating key.
   * @param nodes - where readers ask.
   */
  constructor(readonly account: Address, readonly key: Point, readonly verifying: Point, readonly nodes: string[]) {}

  /**
   * Returns the owner's string, the inverse of {@link parseOwner}.
   *
   * @throws Error for nodes that parseOwner would refuse.
   */
  encode(): string {
    checkNodes(this.nodes);
    return bech32Encode(ownerPrefix, concatBytes(Uint8Array.of(1), hexToBytes(this.account.slice(2)), this.key.encode(), this.verifying.encode(),
      new TextEncoder().encode(this.nodes.join("\n"))));
  }

  /** Seals a file key of 16 bytes to a delegating key that is its alone. */
  wrapFileKey(fileKey: Uint8Array): AgeStanza[] {
    if (fileKey.length !== fileKeySize) throw new Error(`file key has ${fileKey.length} bytes, not ${fileKeySize}`);
    const delegating = delegatingSecret(fileKey, this.account);
    const D = baseMult(delegating);
    const secret = delegating.bytes();
    const file = encrypt(D, fileKey);
    const own = encrypt(this.key, secret);
    secret.fill(0);
    const { args, body } = encodeGrantStanza({
      owner: this.account, delegating: D.encode(), verifying: this.verifying.encode(), capsule: encodeCapsule(file.capsule),
      sealed: file.ciphertext, ownerCapsule: encodeCapsule(own.capsule), ownerSealed: own.ciphertext, nodes: this.nodes,
    });
    return [ageStanza(args, body)];
  }
}

/**
 * Parses an owner's string, "age1latchkeyowner1...".
 *
 * @throws MalformedError
 */
export function parseOwner(s: string): Owner {
  return malformed(`owner ${quoted(s)}`, () => {
    const b = payload(ownerPrefix, s);
    if (b.length < 86) throw new Error("it is too short");
    return new Owner(`0x${bytesToHex(b.subarray(0, 20))}`, decodePoint(b.subarray(20, 53)), decodePoint(b.subarray(53, 86)), parseNodes(b.subarray(86)));
  });
}

/** Names a reader: the account, its reader key, and the account's signature that the two belong together. */
export interface Reader {
  account: Address;
  /** Of 33 bytes. */
  readerKey: Uint8Array;
  /** Of 65 bytes, of the message `{type: "Reader", account, readerKey}`. */
  signature: Uint8Array;
}

/** Says that something is not signed by whom it should be. */
export class BadSignatureError extends Error {
  override name = "BadSignatureError";
}

/**
 * Checks a reader's key and signature.
 *
 * @throws {@link BadSignatureError}, or Error for a key that does not decode.
 */
export function checkReader(r: Reader): void {
  decodePoint(r.readerKey);
  const message: ReaderMessage = { type: "Reader", account: r.account, readerKey: r.readerKey };
  let signer = "";
  try {
    signer = `0x${bytesToHex(recoverAddress(grantDigest(message), r.signature))}`;
  } catch {
    // It recovers to nobody.
  }
  if (signer !== r.account.toLowerCase()) throw new BadSignatureError(`reader key is not signed by its account ${r.account}`);
}

/**
 * Parses a reader's string, "age1latchkeyreader1...", and checks it.
 *
 * @throws MalformedError, {@link BadSignatureError}
 */
export function parseReader(s: string): Reader {
  const r = malformed(`reader ${quoted(s)}`, (): Reader => {
    const b = payload(readerPrefix, s);
    if (b.length !== 20 + pointSize + signatureSize) throw new Error("it is of another length");
    decodePoint(b.subarray(20, 53));
    return { account: `0x${bytesToHex(b.subarray(0, 20))}`, readerKey: b.slice(20, 53), signature: b.slice(53) };
  });
  checkReader(r);
  return r;
}

/** The inverse of {@link parseReader}. Throws what that would throw. */
export function encodeReader(r: Reader): string {
  checkReader(r);
  return bech32Encode(readerPrefix, concatBytes(Uint8Array.of(1), hexToBytes(r.account.slice(2)), r.readerKey, r.signature));
}

/** Says where the fragments of a file are. */
export interface Ticket {
  /** D of the file, of 33 bytes. */
  delegating: Uint8Array;
  nodes: string[];
}

const ticketPrefix = "latchkey-ticket:";

/**
 * Parses a ticket, "latchkey-ticket:", D in hex, and URLs.
 *
 * @throws MalformedError
 */
export function parseTicket(s: string): Ticket {
  return malformed(`ticket ${quoted(s)}`, () => {
    const [, digits, list] = /^latchkey-ticket:([0-9a-f]{66}),(.*)$/.exec(s) ?? [];
    if (digits === undefined || list === undefined) throw new Error(`it is not ${quoted(ticketPrefix)}, a key in hex and URLs`);
    const t = { delegating: hexToBytes(digits), nodes: list.split(",") };
    decodePoint(t.delegating);
    checkNodes(t.nodes);
    return t;
  });
}

/** The inverse of {@link parseTicket}. */
export function encodeTicket(t: Ticket): string {
  return `${ticketPrefix}${bytesToHex(t.delegating)},${t.nodes.join(",")}`;
}

/**
 * Opens a stanza for grants.
 *
 * @returns The file key of 16 bytes, or null if the stanza is none of its business.
 * @throws if it was refused, or did not open. The next stanza is tried, except when the signal is aborted.
 */
export type GrantOpener = (stanza: GrantStanza, signal: AbortSignal | undefined) => Promise<Uint8Array | null>;

function openOwned(s: GrantStanza, owner: Scalar): { delegating: Scalar; fileKey: Uint8Array } {
  const secret = decryptOriginal(owner, decodeCapsule(s.ownerCapsule), s.ownerSealed);
  const delegating = decodeSecretKey(secret);
  secret.fill(0);
  if (bytesToHex(baseMult(delegating).encode()) !== bytesToHex(s.delegating)) throw new NotOpenedError("the delegating key is another than the file says");
  const fileKey = decryptOriginal(delegating, decodeCapsule(s.capsule), s.sealed);
  if (fileKey.length !== fileKeySize || !delegatingSecret(fileKey, s.owner).equals(delegating)) throw new NotOpenedError("the delegating key is another file's");
  return { delegating, fileKey };
}

/**
 * The secret of a file's delegating key, which comes out of the file key, for each owner another one. So it cannot be that of another file: anybody can
 * seal a file key of their own to another file's delegating key, and put that beside what that file has for the owner.
 */
function delegatingSecret(fileKey: Uint8Array, owner: Address): Scalar {
  const seed = hkdf(sha256, fileKey, undefined, new TextEncoder().encode("latchkey/v1/delegating"), 32);
  const f = new KeyFactory(seed);
  seed.fill(0);
  const d = f.key(hexToBytes(owner.slice(2)));
  f.erase();
  return d;
}

/** Returns what opens an account's own files, with its owner key. */
export function ownerOpener(account: Address, owner: Scalar): GrantOpener {
  return (s) => Promise.resolve().then(() => (s.owner === account.toLowerCase() ? openOwned(s, owner).fileKey : null));
}

/**
 * Opens the sealed file src, armoured or not, that is for committees, for grants, or both; openers that are not there are nobody's.
 *
 * @returns The plaintext, as sealed.ts's open.
 * @throws as sealed.ts's open.
 */
export async function open(src: ReadableStream<Uint8Array>, openers: { committee?: Opener; grant?: GrantOpener }, opts: Omit<StreamOptions, "first"> & { signal?: AbortSignal | undefined } = {}): Promise<ReadableStream<Uint8Array>> {
  const { header, rest } = await readHeader(src);
  try {
    return openStream(authenticate(header, await fileKeyOf(header, openers, opts.signal)), rest, opts);
  } catch (err) {
    await rest.cancel(err).catch(() => undefined);
    throw err;
  }
}

async function fileKeyOf(header: Uint8Array, openers: { committee?: Opener; grant?: GrantOpener }, signal: AbortSignal | undefined): Promise<Uint8Array> {
  // All are read before one is tried.
  const entries = parseHeader(header).stanzas.flatMap((s): (() => Promise<Uint8Array | null>)[] => {
    const grant = parseGrantStanza(s.args, s.body);
    const committee = parseStanza(s.args, s.body);
    if (grant !== null) return [async () => openers.grant?.(grant, signal) ?? null];
    return committee === null ? [] : [async () => openers.committee?.(committee, signal) ?? null];
  });
  const errors: Error[] = [];
  for (const entry of entries) {
    signal?.throwIfAborted();
    try {
      const fileKey = await entry();
      if (fileKey?.length === fileKeySize) return fileKey;
      if (fileKey !== null) errors.push(new Error(`file key has ${fileKey.length} bytes, not ${fileKeySize}`));
    } catch (err) {
      errors.push(err instanceof Error ? err : new Error(String(err)));
    }
  }
  signal?.throwIfAborted();
  if (errors.length > 0) throw new AggregateError(errors, errors.map((e) => e.message).join("; "));
  throw new ForeignFileError(entries.length === 0 ? "file is sealed to no Latchkey committee or owner" : "file is sealed to others");
}

/**
 * Returns the stanzas for grants of a sealed file without opening anything, and how many bytes its payload begins behind; 0 for an armoured file. Nothing
 * that it returns is authenticated. src is cancelled behind the header.
 *
 * @throws MalformedError where open would.
 */
export async function readGrantStanzas(src: ReadableStream<Uint8Array>): Promise<{ stanzas: GrantStanza[]; headerSize: number }> {
  const { header, armoured, rest } = await readHeader(src);
  await rest.cancel().catch(() => undefined);
  const stanzas = parseHeader(header).stanzas.flatMap((s) => parseGrantStanza(s.args, s.body) ?? []);
  return { stanzas, headerSize: armoured ? 0 : header.length };
}

/**
 * Reads the head of the sealed file src as its owner, and authenticates it: what is granted is this file and no other. src is
 * cancelled behind the header.
 *
 * @returns The stanza that is for the account, and the secret of the file's delegating key.
 * @throws as {@link open}.
 */
export async function delegatingKey(src: ReadableStream<Uint8Array>, account: Address, owner: Scalar): Promise<{ stanza: GrantStanza; delegating: Scalar }> {
  const { header, rest } = await readHeader(src);
  await rest.cancel().catch(() => undefined);
  let found: { stanza: GrantStanza; delegating: Scalar } | undefined;
  const grant: GrantOpener = (stanza) => Promise.resolve().then(() => {
    if (stanza.owner !== account.toLowerCase()) return null;
    const { delegating, fileKey } = openOwned(stanza, owner);
    found = { stanza, delegating };
    return fileKey;
  });
  authenticate(header, await fileKeyOf(header, { grant }, undefined)).fill(0);
  if (found === undefined) throw new ForeignFileError("file is sealed to others");
  return found;
}
