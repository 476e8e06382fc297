/**
 * What owners, readers and nodes say to each other about grants (spec/grant.md), as JSON and as a header.
 *
 * @module
 */
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { capsuleSize, keyFragSize } from "./umbral.ts";
import { checkReader, type Reader } from "./grant.ts";
import { pointSize, recoverAddress, signatureSize } from "./group.ts";
import { checkGrant, grantDigest, grantId, grantNotice, maxFragments, revocationNotice, type Address, type Grant, type GrantList, type Revocation } from "./terms.ts";

/** The longest body of a request about grants, in bytes. */
export const maxGrantRequest = 64 << 10;

/** The three public keys of a grant, of 33 bytes each. */
export interface GrantKeys {
  /** D, of the file alone. */
  readonly delegating: Uint8Array;
  /** The owner's, under which fragments verify. */
  readonly verifying: Uint8Array;
  readonly readerKey: Uint8Array;
}

/** What a node is given to keep: a secret. */
export interface GrantOffer {
  readonly owner: Address;
  readonly keys: GrantKeys;
  /** Of the file's stanza, 105 bytes. */
  readonly capsule: Uint8Array;
  /** The node's key fragment, 310 bytes. */
  readonly keyFragment: Uint8Array;
  readonly grant: Grant;
  /** The owner's, of the grant, 65 bytes. */
  readonly signature: Uint8Array;
}

const lower = (a: Address): Address => a.toLowerCase() as Address;
const signatureText = (s: Uint8Array): string => `0x${bytesToHex(s)}`;

/** Returns the body of POST /v1/grants. */
export function encodeOffer(o: GrantOffer): string {
  const { grant: m, keys } = o;
  return JSON.stringify({
    owner: lower(o.owner), delegating: bytesToHex(keys.delegating), verifying: bytesToHex(keys.verifying), readerKey: bytesToHex(keys.readerKey),
    capsule: bytesToHex(o.capsule), keyFragment: bytesToHex(o.keyFragment),
    request: {
      notice: grantNotice, grant: bytesToHex(m.grant), capsule: bytesToHex(m.capsule), reader: lower(m.reader), threshold: m.threshold.toString(),
      fragments: m.fragments.toString(), issued: m.issued.toString(), expires: m.expires.toString(), chainId: m.chainId.toString(),
      confirmations: m.confirmations.toString(), policy: m.policy,
    },
    signature: signatureText(o.signature),
  });
}

/**
 * The inverse of {@link encodeOffer}: encodings and limits are checked, signatures and fragments are not.
 *
 * @throws {@link OtherNoticeError} for another sentence than the one that is signed; Error, which quotes no fragment, for any other deviation.
 */
export function decodeOffer(body: string): GrantOffer {
  const v = fieldsOf(JSON.parse(body) as unknown, ["owner", "delegating", "verifying", "readerKey", "capsule", "keyFragment", "request", "signature"]);
  return {
    owner: address(v, "owner"), keys: keysFrom(v), capsule: bytes(v, "capsule", capsuleSize), keyFragment: bytes(v, "keyFragment", keyFragSize),
    grant: decodeGrant(v["request"]), signature: signature(v),
  };
}

/** Says that a message about grants has another notice than the fixed one: its account was shown something else. */
export class OtherNoticeError extends Error {
  override name = "OtherNoticeError";
}

/** Reads the typed data of a grant, and refuses those outside their limits. */
function decodeGrant(value: unknown): Grant {
  const v = fieldsOf(value, ["notice", "grant", "capsule", "reader", "threshold", "fragments", "issued", "expires", "chainId", "confirmations", "policy"]);
  const g: Grant = {
    type: "Grant", grant: bytes(v, "grant", 32), capsule: bytes(v, "capsule", 32), reader: address(v, "reader"), threshold: decimal(v, "threshold", 32),
    fragments: decimal(v, "fragments", 32), issued: decimal(v, "issued", 64), expires: decimal(v, "expires", 64), chainId: decimal(v, "chainId", 256),
    confirmations: decimal(v, "confirmations", 64), policy: text(v, "policy"),
  };
  if (text(v, "notice") !== grantNotice) throw new OtherNoticeError("the notice is not the fixed one");
  checkGrant(g);
  return g;
}

/** Returns the body of POST /v1/grants/{id}/revoke; the signature is the owner's, of the message. */
export function encodeRevocation(m: Revocation, signed: Uint8Array): string {
  return JSON.stringify({ request: { notice: revocationNotice, grant: bytesToHex(m.grant), issued: m.issued.toString() }, signature: signatureText(signed) });
}

/**
 * Lists an owner's grants at nodes until its deadline, of one file or of all: a bearer secret. One of all lists all to whoever gets it, so that it is for nodes that
 * the owner chose, and not for those that a file names.
 */
export interface GrantToken {
  readonly message: GrantList;
  readonly signature: Uint8Array;
}

/** Returns the value of an Authorization header. */
export function tokenHeader({ message, signature }: GrantToken): string {
  const token = JSON.stringify({ owner: lower(message.owner), delegating: bytesToHex(message.delegating), deadline: message.deadline.toString(), signature: signatureText(signature) });
  return `Latchkey ${btoa(token).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")}`;
}

/** A grant as a node lists it to its owner. */
export interface HeldGrant {
  readonly owner: Address;
  readonly keys: GrantKeys;
  readonly grant: Grant;
  /** The owner's, as it was stored: a node cannot say otherwise what was granted. */
  readonly signature: Uint8Array;
  /** How many fragments the node says that it has. */
  readonly held: number;
}

/** Reads an answer of GET /v1/grants. Throws Error if it is none. */
export function decodePage(value: unknown): { grants: HeldGrant[]; next: string } {
  const v = value as { grants?: unknown; next?: unknown } | null;
  if (!Array.isArray(v?.grants) || typeof v.next !== "string") throw new Error("it is no list");
  const grants = (v.grants as unknown[]).map((one): HeldGrant => {
    const f = fieldsOf(one, ["owner", "delegating", "verifying", "readerKey", "request", "signature", "held"]);
    const held = f["held"];
    if (!Number.isInteger(held) || (held as number) < 0 || (held as number) > maxFragments) throw new Error("held is no number of fragments");
    const h: HeldGrant = { owner: address(f, "owner"), keys: keysFrom(f), grant: decodeGrant(f["request"]), signature: signature(f), held: held as number };
    if (bytesToHex(grantId(h.owner, h.keys.delegating, h.keys.verifying, h.keys.readerKey)) !== bytesToHex(h.grant.grant)) throw new Error("an id is not that of its keys");
    if (`0x${bytesToHex(recoverAddress(grantDigest(h.grant), h.signature))}` !== h.owner) throw new Error("a grant is not signed by its owner");
    return h;
  });
  return { grants, next: v.next };
}

/** What a node answers who asks it to re-encrypt. */
export interface Reencrypted {
  /** One for each key fragment that it has, of any length: not decoded. */
  readonly capsuleFragments: Uint8Array[];
  /** What the node says. */
  readonly threshold: number;
}

/** Reads the answer of POST /v1/grants/{id}/reencrypt about a grant of that id, in hex. Throws Error if it is none. */
export function decodeReencrypted(value: unknown, id: string): Reencrypted {
  const v = fieldsOf(value, ["grant", "capsuleFragments", "threshold", "fragments", "expires"]);
  const frags = v["capsuleFragments"];
  if (!Array.isArray(frags) || frags.length > maxFragments || !frags.every((f): f is string => typeof f === "string" && hexForm.test(f))) {
    throw new Error(`capsuleFragments are no list of at most ${maxFragments} in hex`);
  }
  const threshold = Number(decimal(v, "threshold", 32));
  decimal(v, "fragments", 32);
  decimal(v, "expires", 64);
  if (text(v, "grant") !== id || frags.length === 0 || threshold < 1) throw new Error("it is about another grant, or none");
  return { capsuleFragments: frags.map((f) => hexToBytes(f)), threshold };
}

/** Returns the body of POST /v1/readers. */
export function encodeReaderEntry(r: Reader): string {
  return JSON.stringify({ account: lower(r.account), readerKey: bytesToHex(r.readerKey), signature: signatureText(r.signature) });
}

/** The inverse of {@link encodeReaderEntry}. Throws Error unless the account signed it. */
export function decodeReaderEntry(value: unknown): Reader {
  const v = fieldsOf(value, ["account", "readerKey", "signature"]);
  const r: Reader = { account: address(v, "account"), readerKey: bytes(v, "readerKey", pointSize), signature: signature(v) };
  checkReader(r);
  return r;
}

type Fields = Readonly<Record<string, unknown>>;

const hexForm = /^(?:[0-9a-f]{2})*$/;

/** An object with exactly these fields. */
function fieldsOf(value: unknown, names: readonly string[]): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("it is no object");
  for (const name of Object.keys(value)) if (!names.includes(name)) throw new Error(`it has the field ${JSON.stringify(name.slice(0, 50))}`);
  for (const name of names) if (!(name in value)) throw new Error(`${name} is missing`);
  return value as Fields;
}

function text(v: Fields, name: string): string {
  const s = v[name];
  if (typeof s !== "string") throw new Error(`${name} is no text`);
  return s;
}

function bytes(v: Fields, name: string, size: number): Uint8Array {
  const s = text(v, name);
  if (s.length !== 2 * size || !hexForm.test(s)) throw new Error(`${name} is not ${size} bytes in lower-case hex`);
  return hexToBytes(s);
}

function address(v: Fields, name: string): Address {
  const s = text(v, name);
  if (!/^0x[0-9a-f]{40}$/.test(s)) throw new Error(`${name} is not 0x and 40 hex digits in lower case`);
  return s as Address;
}

function decimal(v: Fields, name: string, bits: number): bigint {
  const s = text(v, name);
  if (!/^(?:0|[1-9][0-9]{0,77})$/.test(s) || BigInt(s) >> BigInt(bits) !== 0n) throw new Error(`${name} is not a decimal number below 2^${bits}`);
  return BigInt(s);
}

function signature(v: Fields): Uint8Array {
  const s = text(v, "signature");
  if (!s.startsWith("0x") || s.length !== 2 + 2 * signatureSize || !hexForm.test(s.slice(2))) throw new Error(`signature is not ${signatureSize} bytes in lower-case hex behind 0x`);
  return hexToBytes(s.slice(2));
}

function keysFrom(v: Fields): GrantKeys {
  return { delegating: bytes(v, "delegating", pointSize), verifying: bytes(v, "verifying", pointSize), readerKey: bytes(v, "readerKey", pointSize) };
}
