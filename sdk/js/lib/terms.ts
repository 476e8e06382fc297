/**
 * What a file is sealed under and what buyers and nodes sign: {@link Terms} and their label, and
 * the EIP-712 digests of access requests, sessions, Ocean requests, shares and uploads
 * (spec/sealed-file.md, spec/http.md). Everything here is a pure function.
 *
 * @module
 */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes, hexToBytes } from "@noble/hashes/utils.js";

/** The longest policy, in bytes of UTF-8. */
export const maxPolicy = 8192;
/** The largest depth at which the terms' chain is read, in blocks. */
export const maxConfirmations = 64n;

/** The one sentence that a wallet shows of an access request. */
export const accessNotice = "Opens one Latchkey file.";
/** The one sentence that a wallet shows of a session. */
export const sessionNotice = "Opens every Latchkey file that this account may open, until the deadline.";
/** The one sentence that a wallet shows of an upload's token. */
export const uploadNotice = "Uploads files to this gateway in the name of this account, until the deadline.";

/** The one sentence that a wallet shows of what an account's keys are made from. */
export const accountKeysNotice = "Makes the Latchkey keys of this account. Whoever has this signature can read what is granted to it and all that is sealed for it: sign it only in a program that you trust.";
/** The one sentence that a wallet shows of a reader's key. */
export const readerNotice = "Lets others grant files to this account's Latchkey key.";
/** The one sentence that a wallet shows of a grant. */
export const grantNotice = "Lets one account open one Latchkey file, until it expires or is revoked.";
/** The one sentence that a wallet shows of a revocation. */
export const revocationNotice = "Takes back a grant of a Latchkey file.";
/** The one sentence that a wallet shows of a list of grants. */
export const grantListNotice = "Lists the grants of this account, until the deadline.";

/** How far ahead an access request's deadline may be, in seconds. */
export const accessAhead = 3600n;
/** How far ahead a session's deadline may be, in seconds. */
export const sessionAhead = 86400n;
/** What is allowed on both ends of a deadline for clocks that differ, in seconds. */
export const clockTolerance = 60n;

/** An Ethereum address: 0x and 40 hex digits. It is read in any case and written in lower case. */
export type Address = `0x${string}`;

/** 0x and hex, as wallets take bytes. */
export type Hex = `0x${string}`;

/** The EIP-712 domain `{name "Latchkey", version "1", chainId, verifyingContract}`. */
export interface Domain {
  /** Below 2^256. */
  chainId: bigint;
  /** The contract that keeps committees. */
  committees: Address;
}

/**
 * Who may open a file: the committee numbered `committee` in the contract `committees` on the chain
 * `chainId` serves whoever meets `policy`, as the chain stands `confirmations` blocks behind its head.
 */
export interface Terms extends Domain {
  /** Below 2^256; in stanzas and recipients below 2^64. */
  committee: bigint;
  /** At most {@link maxConfirmations}. */
  confirmations: bigint;
  /** A CEL expression of at most {@link maxPolicy} bytes of UTF-8, hashed as it is. */
  policy: string;
}

/**
 * Refuses terms outside their limits. An empty policy passes; nothing is sealed under one.
 *
 * @throws Error if a number or the address is out of range, confirmations are over 64, or the policy
 * is longer than 8192 bytes or has no UTF-8 (a lone surrogate).
 */
export function checkTerms(t: Terms): void {
  uint(t.chainId, 256);
  uint(t.committee, 256);
  addressBytes(t.committees);
  if (uint(t.confirmations, 64) > maxConfirmations) throw new Error(`${t.confirmations} confirmations are more than ${maxConfirmations}`);
  const n = utf8(t.policy).length;
  if (n > maxPolicy) throw new Error(`policy of ${n} bytes is longer than ${maxPolicy}`);
}

/**
 * Returns the policy whose bytes these are, without any normalisation: a byte order mark stays.
 *
 * @throws Error if they are not valid UTF-8.
 */
export function decodePolicy(b: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(b);
  } catch {
    throw new Error("policy is not valid UTF-8");
  }
}

/**
 * Returns the label L of 32 bytes: the EIP-712 struct hash of the terms, over the policy's bytes as
 * they are.
 *
 * @throws Error if a field is out of the range of its type.
 */
export function label(t: Terms): Uint8Array {
  return hashStruct("Terms", { ...t });
}

/** Asks for one file. */
export interface AccessRequest {
  type: "AccessRequest";
  /** The capsuleId, of 32 bytes. */
  capsule: Uint8Array;
  /** Q, a point of 33 bytes. */
  readerKey: Uint8Array;
  buyer: Address;
  /** In Unix seconds. */
  deadline: bigint;
}

/** Asks for every file of one committee that the buyer may open. */
export interface Session {
  type: "Session";
  committee: bigint;
  /** Q, a point of 33 bytes. */
  readerKey: Uint8Array;
  buyer: Address;
  /** The contract's sessionNonce of the buyer. */
  nonce: bigint;
  /** In Unix seconds. */
  deadline: bigint;
  /** For the reader of the wallet's dialog. */
  origin: string;
}

/** A request of an Ocean client. Nobody signs its digest; the wallet signed only DID and nonce. */
export interface OceanRequest {
  type: "OceanRequest";
  /** The capsuleId, of 32 bytes. */
  capsule: Uint8Array;
  /** Q, a point of 33 bytes. */
  readerKey: Uint8Array;
  consumer: Address;
  nonce: bigint;
  /** Of 32 bytes. */
  order: Uint8Array;
  service: string;
  fileIndex: bigint;
}

/** What a node signs of its answer. */
export interface Share {
  type: "Share";
  committee: bigint;
  /** R, the digest of the request, of 32 bytes. */
  request: Uint8Array;
  /** The capsuleId, of 32 bytes. */
  capsule: Uint8Array;
  /** The share as it is, of any length. */
  share: Uint8Array;
}

/** Lets an account upload to a gateway, which is named as its info document does. */
export interface Upload {
  type: "Upload";
  account: Address;
  gateway: string;
  /** In Unix seconds, at most 24 hours ahead. */
  deadline: bigint;
}

/** A value that is signed as EIP-712 typed data in a {@link Domain}. Notices are fixed and not in it. */
export type Message = AccessRequest | Session | OceanRequest | Share | Upload;

/**
 * Returns the EIP-712 digest of m in the domain d, of 32 bytes: R, for a request.
 *
 * @throws Error if a field is out of the range of its type.
 */
export function digest(d: Domain, m: Message): Uint8Array {
  return keccak_256(concatBytes(Uint8Array.of(0x19, 0x01), separator(d), structHash(m)));
}

/** Returns the EIP-712 domain separator, of 32 bytes. */
export function separator(d: Domain): Uint8Array {
  return hashStruct("EIP712Domain", domainFields(d));
}

/** Returns the EIP-712 struct hash of m, of 32 bytes. */
export function structHash(m: Message): Uint8Array {
  return hashStruct(m.type, fields(m));
}

/** The document of eth_signTypedData_v4, in the form of viem's signTypedData. */
export interface TypedData {
  domain: { name: string; version: string; chainId: bigint; verifyingContract: Address };
  types: Record<string, { name: string; type: string }[]>;
  primaryType: Message["type"];
  /** Numbers are bigints, addresses and bytes 0x and hex. */
  message: Record<string, string | bigint>;
}

/** Returns m in the domain d as a wallet shows and signs it. What it signs is {@link digest}. */
export function typedData(d: Domain, m: Message): TypedData {
  const values: Record<string, string | bigint> = {};
  for (const [name, v] of Object.entries(fields(m))) values[name] = v instanceof Uint8Array ? hex(v) : v;
  return {
    domain: { ...domainFields(d), verifyingContract: d.committees },
    types: { EIP712Domain: members("EIP712Domain"), [m.type]: members(m.type) },
    primaryType: m.type,
    message: values,
  };
}

/** What an account's seed is made from (spec/grant.md): its signature is a secret. */
export interface AccountKeysMessage {
  type: "Keys";
  account: Address;
}

/** Says which key an account reads with, a point of 33 bytes. */
export interface ReaderMessage {
  type: "Reader";
  account: Address;
  readerKey: Uint8Array;
}

/** Lets one account open one file (spec/grant.md). */
export interface Grant {
  type: "Grant";
  /** The id, of 32 bytes. */
  grant: Uint8Array;
  /** keccak256 of the file's capsule. */
  capsule: Uint8Array;
  reader: Address;
  threshold: bigint;
  fragments: bigint;
  /** In Unix milliseconds. */
  issued: bigint;
  /** In Unix seconds. */
  expires: bigint;
  /** 0 without a policy. */
  chainId: bigint;
  confirmations: bigint;
  policy: string;
}

/** The most key fragments of a grant. */
export const maxFragments = 32;
/** How long after it was issued a grant may expire, in seconds: 3,660 days. */
export const maxGrantAge = 3660n * 86400n;

/**
 * Refuses a grant outside the limits of spec/grant.md. It compares no clock.
 *
 * @throws Error
 */
export function checkGrant(g: Grant): void {
  if (g.threshold < 1n || g.threshold > g.fragments || g.fragments > BigInt(maxFragments)) throw new Error(`threshold ${g.threshold} of ${g.fragments} fragments is not within 1 to ${maxFragments}`);
  const issued = uint(g.issued, 64) / 1000n;
  if (uint(g.expires, 64) <= issued) throw new Error("it expires before it is issued");
  if (g.expires - issued > maxGrantAge) throw new Error(`it expires more than ${maxGrantAge / 86400n} days after it is issued`);
  if (uint(g.confirmations, 64) > maxConfirmations) throw new Error(`${g.confirmations} confirmations are more than ${maxConfirmations}`);
  const n = utf8(g.policy).length;
  if (n > maxPolicy) throw new Error(`policy of ${n} bytes is longer than ${maxPolicy}`);
  if (g.policy === "" && (uint(g.chainId, 256) !== 0n || g.confirmations !== 0n)) throw new Error("it names a chain and has no policy");
}

/** Returns the id, of 32 bytes, of what an owner's account grants from a file's delegating key, with fragments signed by the verifying key, to a reader key: keys of 33 bytes each. */
export function grantId(owner: Address, delegating: Uint8Array, verifying: Uint8Array, readerKey: Uint8Array): Uint8Array {
  return keccak_256(concatBytes(keccak_256(utf8("latchkey/v1/grant")), addressBytes(owner), delegating, verifying, readerKey));
}

/** Takes a grant back. */
export interface Revocation {
  type: "Revocation";
  grant: Uint8Array;
  /** In Unix milliseconds. */
  issued: bigint;
}

/** Lists an owner's grants. */
export interface GrantList {
  type: "Listing";
  owner: Address;
  /** D of the file whose grants they are, of 33 bytes; empty for all files'. */
  delegating: Uint8Array;
  /** In Unix seconds. */
  deadline: bigint;
}

/** What is signed about grants, which are of no chain: in the domain of name and version alone. */
export type GrantMessage = AccountKeysMessage | ReaderMessage | Grant | Revocation | GrantList;

/**
 * Returns the EIP-712 digest of a message about grants, of 32 bytes.
 *
 * @throws Error if a field is out of the range of its type.
 */
export function grantDigest(m: GrantMessage): Uint8Array {
  const domain = "EIP712Domain(string name,string version)";
  const separator = keccak_256(concatBytes(keccak_256(utf8(domain)), keccak_256(utf8("Latchkey")), keccak_256(utf8("1"))));
  return keccak_256(concatBytes(Uint8Array.of(0x19, 0x01), separator, hashStruct(m.type, fields(m))));
}

/** Returns a message about grants as a wallet shows and signs it, in the form of viem's signTypedData. What it signs is {@link grantDigest}. */
export function grantTypedData(m: GrantMessage): {
  domain: { name: string; version: string }; types: Record<string, { name: string; type: string }[]>; primaryType: GrantMessage["type"];
  message: Record<string, string | bigint>;
} {
  const values: Record<string, string | bigint> = {};
  for (const [name, v] of Object.entries(fields(m))) values[name] = v instanceof Uint8Array ? hex(v) : v;
  return {
    domain: { name: "Latchkey", version: "1" },
    types: { EIP712Domain: [{ name: "name", type: "string" }, { name: "version", type: "string" }], [m.type]: members(m.type) },
    primaryType: m.type,
    message: values,
  };
}

/** The types, with single spaces: what is hashed. */
const types = {
  EIP712Domain: "string name,string version,uint256 chainId,address verifyingContract",
  Terms: "uint256 chainId,address committees,uint256 committee,uint64 confirmations,string policy",
  AccessRequest: "string notice,bytes32 capsule,bytes readerKey,address buyer,uint64 deadline",
  Session: "string notice,uint256 committee,bytes readerKey,address buyer,uint64 nonce,uint64 deadline,string origin",
  OceanRequest: "bytes32 capsule,bytes readerKey,address consumer,uint256 nonce,bytes32 order,string service,uint64 fileIndex",
  Share: "uint256 committee,bytes32 request,bytes32 capsule,bytes share",
  Upload: "string notice,address account,string gateway,uint64 deadline",
  Keys: "string notice,address account",
  Reader: "string notice,address account,bytes readerKey",
  Grant: "string notice,bytes32 grant,bytes32 capsule,address reader,uint32 threshold,uint32 fragments,uint64 issued,uint64 expires,uint256 chainId,uint64 confirmations,string policy",
  Revocation: "string notice,bytes32 grant,uint64 issued",
  Listing: "string notice,address owner,bytes delegating,uint64 deadline",
};

const notices: Partial<Record<string, string>> = {
  AccessRequest: accessNotice, Session: sessionNotice, Upload: uploadNotice, Keys: accountKeysNotice, Reader: readerNotice, Grant: grantNotice,
  Revocation: revocationNotice, Listing: grantListNotice,
};

type Value = string | bigint | Uint8Array;

function fields(m: Message | GrantMessage): Record<string, Value> {
  const { type, ...rest } = m;
  const notice = notices[type];
  return notice === undefined ? { ...rest } : { notice, ...rest };
}

function domainFields(d: Domain) {
  return { name: "Latchkey", version: "1", chainId: d.chainId, verifyingContract: d.committees };
}

function members(type: keyof typeof types): { name: string; type: string }[] {
  return types[type].split(",").map((f) => {
    const [type = "", name = ""] = f.split(" ");
    return { name, type };
  });
}

/** EIP-712's hashStruct for a type without references: the type's hash and a word for each field. */
function hashStruct(type: keyof typeof types, values: Record<string, Value>): Uint8Array {
  const words = members(type).map((f) => word(f.type, f.name, values[f.name]));
  return keccak_256(concatBytes(keccak_256(utf8(`${type}(${types[type]})`)), ...words));
}

function word(type: string, name: string, v: Value | undefined): Uint8Array {
  if (type === "string" && typeof v === "string") return keccak_256(utf8(v));
  if (type === "address" && typeof v === "string") return padded(addressBytes(v));
  if (type === "bytes" && v instanceof Uint8Array) return keccak_256(v);
  if (type === "bytes32" && v instanceof Uint8Array && v.length === 32) return v;
  if (type.startsWith("uint") && typeof v === "bigint") return padded(numberBytes(uint(v, Number(type.slice(4)))));
  throw new Error(`${name} is not a value of type ${type}`);
}

function uint(n: bigint, bits: number): bigint {
  if (typeof n !== "bigint" || n < 0n || n >> BigInt(bits) !== 0n) throw new Error(`"${n}" is not a number below 2^${bits}`);
  return n;
}

function addressBytes(a: string): Uint8Array {
  if (!/^0x[0-9a-fA-F]{40}$/.test(a)) throw new Error(`address ${JSON.stringify(a.slice(0, 100))} is not 0x and 40 hex digits`);
  return hexToBytes(a.slice(2));
}

function numberBytes(n: bigint): Uint8Array {
  return hexToBytes(n.toString(16).padStart(64, "0"));
}

function padded(b: Uint8Array): Uint8Array {
  const w = new Uint8Array(32);
  w.set(b, 32 - b.length);
  return w;
}

function utf8(s: string): Uint8Array {
  if (/[\ud800-\udfff]/u.test(s)) throw new Error("text has a surrogate without its half, so it has no UTF-8");
  return new TextEncoder().encode(s);
}

function hex(b: Uint8Array): Hex {
  return `0x${Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("")}`;
}
