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
import { LatchkeyError } from "./errors.ts";
import { Point, Scalar, baseMult, decodePoint, keccak256, pointSize, recoverAddress, signatureSize } from "./group.ts";
import { Problem, ask, discreet, type Given } from "./http.ts";
import {
  ForeignFileError, address, ageStanza, authenticate, bech32Decode, bech32Encode, malformed, parseHeader, parseStanza,
  quoted, readHeader, type Opener,
} from "./sealed.ts";
import { openStream, type StreamOptions } from "./stream.ts";
import { NotOpenedError, fileKeySize } from "./tdh2.ts";
import { grantDigest, revocationNotice, type Address, type Grant, type GrantList, type ReaderMessage, type Revocation } from "./terms.ts";
import {
  BadFragmentError, KeyFactory, capsuleSize, decodeCapsule, decodeCapsuleFrag, decodeSecretKey, decryptOriginal, decryptReencrypted,
  encodeCapsule, encodeKeyFrag, encrypt, generateKeyFrags, overhead, verifyCapsuleFrag, type CapsuleFrag,
} from "./umbral.ts";

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

/** Returns a grant's id, of 32 bytes; keys have 33. */
export function grantId(owner: Address, delegating: Uint8Array, verifying: Uint8Array, readerKey: Uint8Array): Uint8Array {
  return keccak256(keccak256(new TextEncoder().encode("latchkey/v1/grant")), hexToBytes(owner.slice(2)), delegating, verifying, readerKey);
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

/** What an owner gives to one node: the body of POST /v1/grants, a secret. */
export interface Offer {
  owner: Address;
  readerKey: Uint8Array;
  stanza: GrantStanza;
  /** Of 310 bytes. */
  keyFragment: Uint8Array;
  grant: Grant;
  /** Of 65 bytes, the owner's, of the grant. */
  signature: Uint8Array;
}

/** Makes key fragments for a reader, of 310 bytes each: secrets, one for each node. Throws Error unless 1 <= threshold <= shares <= 32. */
export function fragments(delegating: Scalar, reader: Reader, verifying: Scalar, threshold: number, shares: number): Uint8Array[] {
  if (shares > 32) throw new Error(`${shares} fragments are more than 32`);
  return generateKeyFrags(delegating, decodePoint(reader.readerKey), verifying, threshold, shares).map(encodeKeyFrag);
}

/** Returns the body of POST /v1/grants. */
export function offerBody(o: Offer): string {
  const { notice, ...m } = { notice: "Lets one account open one Latchkey file, until it expires or is revoked.", ...o.grant };
  return JSON.stringify({
    owner: o.owner.toLowerCase(), delegating: bytesToHex(o.stanza.delegating), verifying: bytesToHex(o.stanza.verifying),
    readerKey: bytesToHex(o.readerKey), capsule: bytesToHex(o.stanza.capsule), keyFragment: bytesToHex(o.keyFragment),
    request: {
      notice, grant: bytesToHex(m.grant), capsule: bytesToHex(m.capsule), reader: m.reader.toLowerCase(), threshold: m.threshold.toString(),
      fragments: m.fragments.toString(), issued: m.issued.toString(), expires: m.expires.toString(), chainId: m.chainId.toString(),
      confirmations: m.confirmations.toString(), policy: m.policy,
    },
    signature: `0x${bytesToHex(o.signature)}`,
  });
}

/** Gives a node its fragment. Throws a Problem for a refusal, and LatchkeyError `noAnswer`. */
export async function storeGrant(node: string, o: Offer, asking: { fetch?: typeof globalThis.fetch; signal?: AbortSignal } = {}): Promise<void> {
  await ask(node, "/v1/grants", offerBody(o), asking);
}

/** Takes a grant back at a node, which then has nothing of it. Throws a Problem for a refusal, and LatchkeyError `noAnswer`. */
export async function revokeGrant(node: string, m: Revocation, signature: Uint8Array, asking: { fetch?: typeof globalThis.fetch; signal?: AbortSignal } = {}): Promise<void> {
  const grant = bytesToHex(m.grant);
  const request = { notice: revocationNotice, grant, issued: m.issued.toString() };
  await ask(node, `/v1/grants/${grant}/revoke`, JSON.stringify({ request, signature: `0x${bytesToHex(signature)}` }), asking);
}

/** A grant as its owner signed it. */
export interface HeldGrant {
  /** Keys of 33 bytes. */
  delegating: Uint8Array;
  verifying: Uint8Array;
  readerKey: Uint8Array;
  grant: Grant;
  /** How many fragments the node says that it has. */
  held: number;
}

/** Lists an owner's grants at a node; which there are is what the node says. Throws a Problem for a refusal, and LatchkeyError `noAnswer`. */
export async function listGrants(node: string, m: GrantList, signature: Uint8Array, asking: { fetch?: typeof globalThis.fetch; signal?: AbortSignal } = {}): Promise<HeldGrant[]> {
  const token = { owner: m.owner.toLowerCase(), delegating: bytesToHex(m.delegating), deadline: m.deadline.toString(), signature: `0x${bytesToHex(signature)}` };
  const authorization = `Latchkey ${btoa(JSON.stringify(token)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
  const all: HeldGrant[] = [];
  let after = "";
  for (let pages = 0; pages < 4000; pages++) {
    const page = (await ask(node, `/v1/grants?limit=1000${after && `&after=${after}`}`, undefined, { ...asking, authorization })) as Partial<{ grants: unknown; next: unknown }> | null;
    let next: string;
    try {
      next = typeof page?.next === "string" && /^([0-9a-f]{64})?$/.test(page.next) ? page.next : fail();
      for (const v of Array.isArray(page?.grants) ? (page.grants as unknown[]) : fail()) {
        const held = heldGrant(v, m);
        const id = bytesToHex(held.grant.grant);
        if (id <= after) fail();
        after = id;
        all.push(held);
      }
      if (next !== "" && (next < after || (next === after && (page?.grants as unknown[]).length === 0))) fail();
    } catch (err) {
      throw new LatchkeyError("noAnswer", "gave a list that is not of the owner's grants", { cause: err, details: { url: node } });
    }
    if (next === "") return all;
    after = next;
  }
  throw new LatchkeyError("noAnswer", "gave a list without an end", { details: { url: node } });
}

function fail(): never {
  throw new Error("not in the form of spec/grant.md");
}

/** Reads an entry of a list, and checks that it is what the owner signed, of the file that was asked for. */
function heldGrant(v: unknown, m: GrantList): HeldGrant {
  const o = v as Record<string, unknown> & { request: Record<string, unknown> };
  const r = o.request;
  const text = (s: unknown, form: RegExp): string => (typeof s === "string" && form.test(s) ? s : fail());
  const hex = (s: unknown, n: number): Uint8Array => hexToBytes(text(s, new RegExp(`^[0-9a-f]{${2 * n}}$`)));
  const int = (s: unknown): bigint => BigInt(text(s, /^(0|[1-9][0-9]{0,77})$/));
  const account = (s: unknown): Address => text(s, /^0x[0-9a-f]{40}$/) as Address;
  const [delegating, verifying, readerKey] = [hex(o.delegating, pointSize), hex(o.verifying, pointSize), hex(o.readerKey, pointSize)];
  const grant: Grant = {
    type: "Grant", grant: hex(r.grant, 32), capsule: hex(r.capsule, 32), reader: account(r.reader), threshold: int(r.threshold), fragments: int(r.fragments),
    issued: int(r.issued), expires: int(r.expires), chainId: int(r.chainId), confirmations: int(r.confirmations), policy: text(r.policy, /^[^]*$/),
  };
  const signature = hexToBytes(text(o.signature, /^0x[0-9a-f]{130}$/).slice(2));
  const owner = m.owner.toLowerCase() as Address;
  const same = (a: Uint8Array, b: Uint8Array): boolean => bytesToHex(a) === bytesToHex(b);
  if (o.owner !== owner || !same(grant.grant, grantId(owner, delegating, verifying, readerKey)) || (m.delegating.length > 0 && !same(delegating, m.delegating)) ||
    `0x${bytesToHex(recoverAddress(grantDigest(grant), signature))}` !== owner || !Number.isSafeInteger(o.held)) fail();
  return { delegating, verifying, readerKey, grant, held: o.held as number };
}

/** Of {@link readerOpener}. */
export interface GrantAsking {
  readonly fetch?: typeof globalThis.fetch;
  /** For a policy. Nodes to which it would go in the clear are not asked. */
  readonly given?: Given;
  /** More nodes, of tickets. */
  readonly nodes?: string[];
  /** Is told of a node whose fragment is wrong. */
  readonly wrong?: (node: string, error: Error) => void;
  /** For how many milliseconds those are waited for that have not answered, once so many refused that it is likely not granted; 3000. */
  readonly patience?: number;
}

/** Whether what is sent to a node could be read on the way. */
function inTheClear(node: string): boolean {
  return node.startsWith("http://") && !/^http:\/\/(localhost|127(\.[0-9]+){3}|\[::1\])([:/]|$)/.test(node);
}

/** Fragments of one set. */
interface FragmentSet {
  /** By id. */
  readonly frags: Map<string, { frag: CapsuleFrag; node: string }>;
  threshold: number;
}

/**
 * Returns what opens files that are granted to a reader key: it asks all nodes that the stanza names at once, and opens with the
 * first threshold of fragments that prove themselves.
 *
 * @throws LatchkeyError `notEntitled` if too many nodes have no grant or find its policy false, `tooFewNodes` otherwise.
 */
export function readerOpener(reader: Scalar, asking: GrantAsking = {}): GrantOpener {
  return async (s, signal) => {
    const D = decodePoint(s.delegating);
    const V = decodePoint(s.verifying);
    const R = baseMult(reader);
    const capsule = decodeCapsule(s.capsule);
    const nodes = [...new Set([...(asking.nodes ?? []), ...s.nodes])].filter((n) => asking.given === undefined || !inTheClear(n)).slice(0, 64);
    const id = bytesToHex(grantId(s.owner, s.delegating, s.verifying, R.encode()));
    const enough = new AbortController();
    const sets = new Map<string, FragmentSet>();
    const problems: Error[] = [];
    let key: Uint8Array | undefined;
    let pending = nodes.length;
    let patience: ReturnType<typeof setTimeout> | undefined;
    const refused = (): boolean => {
      const most = Math.max(0, ...[...sets.values()].map((x) => x.frags.size));
      const told = Math.min(...[...sets.values()].map((x) => x.threshold), Math.floor(nodes.length / 2) + 1);
      const no = problems.filter((p) => p instanceof Problem && (p.type === "unknown-grant" || p.type === "policy-false")).length;
      return no > 0 && most + no >= told;
    };
    // Those who have not answered, of one fragment each, do not make up a threshold that was told.
    const hopeless = (): boolean => refused() && [...sets.values()].every((x) => x.frags.size + pending < x.threshold);
    const take = (node: string, answer: unknown): void => {
      const { grant, capsuleFragments, threshold } = answer as { grant?: unknown; capsuleFragments?: unknown; threshold?: unknown };
      if (grant !== id || !Array.isArray(capsuleFragments) || capsuleFragments.length > 32 || typeof threshold !== "string" || !/^[1-9][0-9]?$/.test(threshold)) {
        throw new LatchkeyError("noAnswer", "gave an answer about another grant, or none", { details: { url: node } });
      }
      for (const text of capsuleFragments as unknown[]) {
        let frag: CapsuleFrag;
        try {
          if (typeof text !== "string") throw new Error("no hex");
          frag = decodeCapsuleFrag(hexToBytes(text));
          verifyCapsuleFrag(frag, capsule, V, D, R);
        } catch (err) {
          const wrong = new BadFragmentError(`gave a wrong fragment: ${(err as Error).message}`);
          asking.wrong?.(node, wrong);
          problems.push(wrong);
          continue;
        }
        const name = bytesToHex(frag.precursor.encode());
        const set = sets.get(name) ?? { frags: new Map<string, { frag: CapsuleFrag; node: string }>(), threshold: 32 };
        sets.set(name, set);
        set.threshold = Math.min(set.threshold, Number(threshold));
        set.frags.set(bytesToHex(frag.id), { frag, node });
        if (key !== undefined || set.frags.size < set.threshold) continue;
        try {
          key = decryptReencrypted(reader, D, V, capsule, [...set.frags.values()].map((f) => f.frag), s.sealed);
          enough.abort();
        } catch (err) {
          if (!(err instanceof NotOpenedError)) throw err; // too few, whatever the nodes say
        }
      }
    };
    const stop = signal ? AbortSignal.any([signal, enough.signal]) : enough.signal;
    await Promise.all(nodes.map(async (node) => {
      try {
        const { fetch, given } = asking;
        take(node, await ask(node, `/v1/grants/${id}/reencrypt`, JSON.stringify(given ? { given } : {}), { fetch, signal: stop }));
      } catch (err) {
        if (!stop.aborted) problems.push(discreet(err instanceof Error ? err : new Error(String(err)), asking.given));
      }
      pending--;
      if (patience === undefined && hopeless()) {
        patience = setTimeout(() => {
          if (hopeless()) enough.abort();
          patience = undefined; // a fragment came meanwhile: then it is worth it to wait
        }, asking.patience ?? 3000);
      }
    }));
    clearTimeout(patience);
    signal?.throwIfAborted();
    if (key !== undefined) return key;
    const why = [...new Set(problems.map((p) => p.message))].join("; ");
    if (refused()) throw new LatchkeyError("notEntitled", `the file is not granted to this account: ${why}`);
    throw new LatchkeyError("tooFewNodes", `too few nodes gave a good fragment: ${why}`);
  };
}

