/**
 * The listing (spec/listing.md): the document that says what is sold under an asset, how it is read strictly, sealed for unlisted
 * listings, and the link that leads to it. Pure: nothing is fetched here.
 */
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, hexToBytes, randomBytes } from "@noble/hashes/utils.js";
import type { Address, Hex } from "viem";
import { LatchkeyError } from "./errors.ts";

/** What is sold: a file, a zip file of several, or a short text such as a URL or an API key. */
export type Kind = "file" | "archive" | "secret";

/** A file in an archive. */
export interface Entry {
  /** A path with slashes. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
}

/** What everybody may see: an excerpt, or a small picture. */
export interface Preview {
  readonly type: "text/plain" | "image/png" | "image/jpeg" | "image/webp";
  /** Of text/plain; may have lines. */
  readonly text?: string;
  /** Of a picture: base64 with padding. */
  readonly data?: string;
}

/** A page of the seller's choice. */
export interface SellersLink {
  readonly title: string;
  /** http or https. */
  readonly url: string;
}

/** Where the sealed file is, and what it is. */
export interface SealedFile {
  /** 32 bytes, lower-case hex. */
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
  /** 1 to 16 URLs, in the order in which to try. */
  readonly locations: readonly string[];
}

/**
 * The document of a listing, format 1. All of it is the seller's word, and none of it is HTML: the chain holds its SHA-256, so that
 * nobody can change it afterwards, and nobody has looked whether it is true.
 */
export interface Metadata {
  readonly format: 1;
  readonly kind: Kind;
  readonly title: string;
  /** May have lines. */
  readonly description?: string;
  /** The file's name, for whoever downloads it: neither path nor control characters. */
  readonly name: string;
  /** Its media type. */
  readonly type: string;
  /** Its size in bytes, before it was sealed. */
  readonly size: number;
  /** How many files there are in an archive. */
  readonly files?: number;
  /** The first of them. */
  readonly contents?: readonly Entry[];
  readonly preview?: Preview;
  /** An SPDX expression, or the text itself. */
  readonly licence?: string;
  readonly tags?: readonly string[];
  /** Of the content: a tag of BCP 47. */
  readonly language?: string;
  readonly links?: readonly SellersLink[];
  readonly sealed: SealedFile;
}

/** The most that a secret has, in bytes. */
export const maxSecret = 64 << 10;
/** The most that a preview has, in bytes of the text or the picture. */
export const maxPreview = 64 << 10;

// The bounds of spec/listing.md: of texts in bytes of UTF-8.
const maxMetadata = 256 << 10;
const maxDepth = 16;
const maxTitle = 200;
const maxName = 255;
const maxText = 8192;
const maxLicence = 32 << 10;
const maxTags = 16;
const maxTag = 40;
const maxLinks = 8;
const maxLinkTitle = 100;
const maxURL = 2048;
const maxLocations = 16;
const maxContents = 1000;
const maxPath = 1024;
const maxPaths = 64 << 10;

const utf8 = new TextEncoder();
const bytesOf = (text: string): number => utf8.encode(text).length;

function bad(message: string): LatchkeyError {
  return new LatchkeyError("badDocument", `the listing's document is not valid: ${message}`);
}

// Reading. JSON.parse takes a key twice, and numbers of any form: a strict reader of its own is shorter than what would find that out.

type Json = string | boolean | null | Num | Json[] | Map<string, Json>;
/** A number as it is written. */
class Num {
  constructor(readonly text: string) {}
}

class Reader {
  private at = 0;
  constructor(private readonly text: string) {}

  document(): Json {
    const value = this.value(0);
    this.space();
    if (this.at < this.text.length) throw this.fail();
    return value;
  }

  private fail(): LatchkeyError {
    return bad(`it is not JSON at character ${this.at + 1}`);
  }

  private space(): void {
    while (" \t\r\n".includes(this.text.charAt(this.at)) && this.at < this.text.length) this.at++;
  }

  /** Takes what a sticky pattern finds here. */
  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) return null;
    this.at = pattern.lastIndex;
    return found[0];
  }

  private is(sign: string): boolean {
    this.space();
    if (this.text.charAt(this.at) !== sign) return false;
    this.at++;
    return true;
  }

  private value(depth: number): Json {
    this.space();
    const c = this.text.charAt(this.at);
    if (c === "{" || c === "[") {
      if (depth === maxDepth) throw bad(`it is nested deeper than ${maxDepth}`);
      this.at++;
      return c === "{" ? this.object(depth) : this.list(depth);
    }
    if (c === '"') return this.string();
    const word = this.take(/true|false|null/y);
    if (word) return word === "null" ? null : word === "true";
    const number = this.take(/-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y);
    if (number) return new Num(number);
    throw this.fail();
  }

  private string(): string {
    const quoted = this.take(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y);
    if (quoted === null) throw this.fail();
    return JSON.parse(quoted) as string;
  }

  private list(depth: number): Json[] {
    const list: Json[] = [];
    if (this.is("]")) return list;
    do list.push(this.value(depth + 1));
    while (this.is(","));
    if (!this.is("]")) throw this.fail();
    return list;
  }

  private object(depth: number): Map<string, Json> {
    const object = new Map<string, Json>();
    if (this.is("}")) return object;
    do {
      this.space();
      const key = this.string();
      if (object.has(key)) throw bad(`it has the key ${JSON.stringify(key)} twice`);
      if (!this.is(":")) throw this.fail();
      object.set(key, this.value(depth + 1));
    } while (this.is(","));
    if (!this.is("}")) throw this.fail();
    return object;
  }
}

// What is known, and of which type. Unknown fields are left out: a later version may add some.

type Shape = "string" | "number" | "strings" | { readonly [name: string]: Shape } | readonly [{ readonly [name: string]: Shape }];

const entryShape = { name: "string", size: "number" } as const;
const documentShape = {
  format: "number", kind: "string", title: "string", description: "string", name: "string", type: "string", size: "number", files: "number",
  contents: [entryShape], preview: { type: "string", text: "string", data: "string" }, licence: "string", tags: "strings", language: "string",
  links: [{ title: "string", url: "string" }], sealed: { sha256: "string", size: "number", locations: "strings" },
} as const satisfies Shape;

function known(value: Json | undefined, shape: Shape, what: string): unknown {
  if (value === null || value === undefined) throw bad(`${what} is null`);
  const wrong = (): LatchkeyError => bad(`${what} is of another type`);
  if (shape === "string") {
    if (typeof value !== "string") throw wrong();
    return value;
  }
  if (shape === "number") {
    if (!(value instanceof Num)) throw wrong();
    const n = Number(value.text);
    if (!/^-?[0-9]+$/.test(value.text) || !Number.isSafeInteger(n)) throw bad(`${what} is ${value.text.slice(0, 40)}, and not a whole number below 2^53`);
    return n;
  }
  if (shape === "strings" || Array.isArray(shape)) {
    if (!Array.isArray(value)) throw wrong();
    const of = shape === "strings" ? shape : (shape as readonly [Shape])[0];
    return value.map((v) => known(v, of === "strings" ? "string" : of, what));
  }
  if (!(value instanceof Map)) throw wrong();
  const out: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(shape as Record<string, Shape>)) {
    if (value.has(name)) out[name] = known(value.get(name), inner, name);
    else if (name === "size") throw bad("a size is missing");
  }
  return out;
}

/**
 * Reads a document as it is stored, sealed or not, and refuses what could fool a reader or a file system. Whether it is the one that the
 * chain pins is not looked at. Throws `badDocument`; `unlisted` if it is sealed and the link has no key; `otherKey` if the key does not open it.
 */
export function decodeDocument(stored: Uint8Array, link?: Link): Metadata {
  let data = stored;
  if (isUnlisted(stored)) {
    if (!link?.key) throw new LatchkeyError("unlisted", "the listing is unlisted, and the link has no key");
    data = openDocument(stored, link.key, link.asset);
  }
  if (data.length > maxMetadata) throw bad(`it is larger than ${maxMetadata} bytes`);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    throw bad("it is not UTF-8");
  }
  const tree = new Reader(text).document();
  const m = known(tree, documentShape, "the document") as Metadata;
  const fault = faultOf(m);
  if (fault !== null) throw bad(fault);
  return m;
}

/** Writes a document, if it is a valid one. Throws `badOffer` if not. */
export function encodeDocument(m: Metadata): Uint8Array {
  const fault = faultOf(m);
  if (fault !== null) throw new LatchkeyError("badOffer", `the listing's document: ${fault}`);
  // In the order of spec/listing.md, without what is empty.
  const ordered: Record<string, unknown> = {};
  for (const name of Object.keys(documentShape) as (keyof Metadata)[]) {
    const value = m[name];
    if (value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0) && !(name === "files" && value === 0)) ordered[name] = value;
  }
  const data = utf8.encode(JSON.stringify(ordered, null, 2) + "\n");
  if (data.length > maxMetadata) throw new LatchkeyError("badOffer", `the listing's document has ${data.length} bytes, more than ${maxMetadata}: shorten its texts`);
  return data;
}

const mediaType = /^[A-Za-z0-9!#$&^_.+-]{1,127}\/[A-Za-z0-9!#$&^_.+-]{1,127}( ?;.*)?$/;
const languageTag = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/;
const isSize = (n: unknown): n is number => Number.isSafeInteger(n) && (n as number) >= 0;

type Loose<T> = T extends readonly (infer E)[] ? readonly Loose<E>[] : T extends object ? { readonly [K in keyof T]?: Loose<T[K]> | undefined } : T;

/** Says what is wrong with a document, or null. What is missing is wrong, whatever its type says. */
function faultOf(m: Loose<Metadata>): string | null {
  const files = m.files ?? 0;
  const contents = m.contents ?? [];
  const tags = m.tags ?? [];
  const links = m.links ?? [];
  if (m.format !== 1) return `its format is ${String(m.format)}, which this version does not know`;
  if (m.kind !== "file" && m.kind !== "archive" && m.kind !== "secret") return `its kind is ${quoted(m.kind)}, not file, archive or secret`;
  if (!isSize(m.size)) return `the file's size is ${String(m.size)}`;
  if (m.kind === "secret" && m.size > maxSecret) return `the secret has ${m.size} bytes, more than ${maxSecret}`;
  if (!m.title) return "it has no title";
  if (!isPlainName(m.name ?? "")) return `the file's name ${quoted(m.name)} is not a plain name`;
  if (!mediaType.test(m.type ?? "")) return `the type ${quoted(m.type)} is not a media type`;
  if (m.language && (m.language.length > 35 || !languageTag.test(m.language))) return `the language ${quoted(m.language)} is not a tag like pt or en-GB`;
  if (tags.length > maxTags || links.length > maxLinks) return `it has ${tags.length} tags and ${links.length} links, more than ${maxTags} and ${maxLinks}`;
  if (m.kind !== "archive" && (files !== 0 || contents.length !== 0)) return "it lists contents of what is no archive";
  if (m.kind === "archive" && (!isSize(files) || files < Math.max(1, contents.length))) return `it counts ${files} files in the archive, and names ${contents.length}`;
  if (contents.length > maxContents) return `it names ${contents.length} files, more than ${maxContents}`;
  const texts: [string, string | undefined, number, boolean][] = [
    ["title", m.title, maxTitle, false], ["name", m.name, maxName, false], ["type", m.type, maxName, false],
    ["description", m.description, maxText, true], ["licence", m.licence, maxLicence, true],
    ...tags.map((tag): [string, string, number, boolean] => ["tag", tag, maxTag, false]),
    ...links.map((l): [string, string, number, boolean] => ["link's title", l.title ?? "", maxLinkTitle, false]),
    ...contents.map((e): [string, string, number, boolean] => ["name in the archive", e.name ?? "", maxPath, false]),
  ];
  for (const [what, text, max, lines] of texts) {
    const fault = textFault(what, text ?? "", max, lines);
    if (fault) return fault;
  }
  for (const [i, tag] of tags.entries()) if (tag === "" || tags.indexOf(tag) !== i) return `the tag ${quoted(tag)} is empty or there twice`;
  for (const l of links) {
    if (!l.title) return `the link to ${quoted(l.url)} has no title`;
    const fault = urlFault(l.url ?? "");
    if (fault) return fault;
    if (!/^https?:\/\/[^/?#]/i.test(l.url ?? "")) return `the link ${quoted(l.url)} is not an http(s) URL`;
  }
  let total = 0;
  for (const e of contents) {
    if (!(e.name ?? "").split("/").every((part) => isPlainName(part) && bytesOf(part) <= maxName)) return `the name ${quoted(e.name)} in the archive is not a plain path`;
    if (!isSize(e.size)) return `the file ${quoted(e.name)} in the archive has the size ${String(e.size)}`;
    total += bytesOf(e.name ?? "");
  }
  if (total > maxPaths) return `the names in the archive have ${total} bytes, more than ${maxPaths}`;
  return (m.preview ? previewFault(m.preview) : null) ?? sealedFault(m.sealed);
}

function quoted(text: string | undefined): string {
  return JSON.stringify((text ?? "").slice(0, 100));
}

function sealedFault(s: Loose<SealedFile> | undefined): string | null {
  if (!/^[0-9a-f]{64}$/.test(s?.sha256 ?? "")) return `the sealed file's hash ${quoted(s?.sha256)} is not 32 bytes of lower-case hex`;
  if (!isSize(s?.size) || s.size === 0) return `the sealed file's size is ${String(s?.size)}`;
  const locations = s.locations ?? [];
  if (locations.length === 0) return "it does not say where the sealed file is";
  if (locations.length > maxLocations) return `it has ${locations.length} locations, more than ${maxLocations}`;
  for (const [i, l] of locations.entries()) {
    const fault = urlFault(l);
    if (fault) return fault;
    if (locations.indexOf(l) !== i) return `the location ${quoted(l)} is there twice`;
  }
  return null;
}

function previewFault(p: Loose<Preview>): string | null {
  if (p.type === "text/plain") {
    if (!p.text || p.data) return "a preview of text has text, and no data";
    return textFault("preview", p.text, maxPreview, true);
  }
  const signatures: Record<string, RegExp> = { "image/png": /^\x89PNG\r\n\x1a\n/, "image/jpeg": /^\xff\xd8\xff/, "image/webp": /^RIFF[^]{4}WEBPVP/ };
  const begins = signatures[p.type ?? ""];
  if (!begins) return `the preview is a ${quoted(p.type)}, not text/plain, image/png, image/jpeg or image/webp`;
  let data: string;
  try {
    data = atob(p.data ?? "");
    if (btoa(data) !== p.data) throw new Error("another form");
  } catch {
    return "the preview's data is not base64";
  }
  // Whoever shows it must find what it says it is, and not a page with scripts.
  if (p.text || data.length > maxPreview || !begins.test(data)) return `the preview is not of the type ${quoted(p.type)}, or has more than ${maxPreview} bytes`;
  return null;
}

/** Whether a name stays in the folder where it is put. */
function isPlainName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !/[/\\]/.test(name);
}

/**
 * Characters that are not what they look like: terminals obey control characters, line separators and bidirectional ones hide
 * extensions, and U+FFFD stands for what was no text, as do halves of surrogate pairs.
 */
const deceiving = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufffd]/u;

function textFault(what: string, text: string, max: number, lines: boolean): string | null {
  if (bytesOf(text) > max) return `the ${what} is longer than ${max} bytes`;
  if (deceiving.test(lines ? text.replace(/[\n\t]/g, "") : text)) return `the ${what} ${quoted(text)} has a control character`;
  return null;
}

/** Refuses what is not an absolute URL, or has a password in it: documents are public. */
function urlFault(text: string): string | null {
  const fault = textFault("URL", text, maxURL, false);
  if (fault) return fault;
  const parts = /^[A-Za-z][A-Za-z0-9+.-]*:(?:\/\/([^/?#]*))?/.exec(text);
  // What has two percent signs out of place, or a host that is none, is left to whoever fetches it.
  if (!parts || text.includes(" ") || /%(?![0-9a-fA-F]{2})/.test(text.split("#")[0]?.split("?")[0] ?? "")) return `${quoted(text)} is not a URL`;
  if (parts[1]?.includes("@")) return "a URL in the document has a user name or password";
  return null;
}

// Unlisted listings.

const unlistedMark = utf8.encode("latchkey unlisted 1\n");
const saltSize = 32;
/** Documents are filled up to a multiple of this, so that their size tells little of them. */
const unlistedBlock = 4096;
/** The most that a stored document has, sealed or not, in bytes. */
export const maxDocument = unlistedMark.length + saltSize + maxMetadata + 16;

/** Whether a stored document is sealed. */
export function isUnlisted(stored: Uint8Array): boolean {
  return unlistedMark.every((b, i) => stored[i] === b);
}

function documentCipher(key: Uint8Array, salt: Uint8Array, asset: Hex): ReturnType<typeof chacha20poly1305> {
  // Each document has a salt, and so a key, of its own: only one nonce is ever used with it.
  const derived = hkdf(sha256, key, salt, utf8.encode("latchkey/v1/unlisted"), 32);
  return chacha20poly1305(derived, new Uint8Array(12), hexToBytes(asset.slice(2)));
}

/** Seals a document with the key of a link; salt is 32 bytes, random unless a test gives it. Throws `badOffer` if it is too large. */
export function sealDocument(document: Uint8Array, key: Uint8Array, asset: Hex, salt: Uint8Array = randomBytes(saltSize)): Uint8Array {
  if (document.length > maxMetadata) throw new LatchkeyError("badOffer", `the listing's document has ${document.length} bytes, more than ${maxMetadata}`);
  const filled = new Uint8Array(Math.ceil(document.length / unlistedBlock) * unlistedBlock).fill(0x20);
  filled.set(document);
  return concatBytes(unlistedMark, salt, documentCipher(key, salt, asset).encrypt(filled));
}

function openDocument(stored: Uint8Array, key: Uint8Array, asset: Hex): Uint8Array {
  const rest = stored.subarray(unlistedMark.length);
  if (rest.length < saltSize || stored.length > maxDocument) throw bad("it is no sealed document");
  try {
    return documentCipher(key, rest.subarray(0, saltSize), asset).decrypt(rest.subarray(saltSize));
  } catch {
    throw new LatchkeyError("otherKey", "the link's key does not open the listing's document");
  }
}

// Links.

const zero = /^0x0*$/;
const addressForm = /^0x[0-9a-fA-F]{40}$/;
const assetForm = /^0x[0-9a-fA-F]{64}$/;

/**
 * Names a listing wherever it is served: the chain, the Market contract and the asset, for an unlisted one the key of its document, and
 * who is to be thanked for the sale. However it is printed, the key is not shown: only `full` and `page` have it.
 */
export class Link {
  readonly chainId: bigint;
  /** Lower case. */
  readonly market: Address;
  /** 32 bytes, lower case. */
  readonly asset: Hex;
  /** null: nobody. Lower case. */
  readonly referrer: Address | null;
  readonly #key: Uint8Array | null;

  constructor(parts: { chainId: bigint; market: Address; asset: Hex; key?: Uint8Array | null | undefined; referrer?: Address | null | undefined }) {
    this.chainId = parts.chainId;
    this.market = parts.market.toLowerCase() as Address;
    this.asset = parts.asset.toLowerCase() as Hex;
    this.referrer = parts.referrer && !zero.test(parts.referrer) ? (parts.referrer.toLowerCase() as Address) : null;
    this.#key = parts.key ?? null;
  }

  /** 32 bytes that open the document of an unlisted listing, or null. */
  get key(): Uint8Array | null {
    return this.#key;
  }

  #path(): string {
    return `${this.chainId}/${this.market}/${this.asset}`;
  }

  #query(): string {
    return this.referrer ? `?ref=${this.referrer}` : "";
  }

  /** `latchkey://CHAIN/MARKET/ASSET`, without the key: for messages and logs. */
  toString(): string {
    return `latchkey://${this.#path()}${this.#query()}`;
  }

  /** The same: JSON never has the key. */
  toJSON(): string {
    return this.toString();
  }

  /** The whole link, which for an unlisted listing ends in `#KEY`. It is for whoever may see what is sold. */
  full(): string {
    return this.#key ? `${this.toString()}#${base64url(this.#key)}` : this.toString();
  }

  /** The address of the listing on a market's page, `base#CHAIN/MARKET/ASSET/KEY` or without `/KEY`. Browsers send no server what is behind the #. */
  page(base: string): string {
    return `${base}${this.#query()}#${this.#path()}${this.#key ? "/" + base64url(this.#key) : ""}`;
  }

  /** The same link with another referrer. */
  thanks(referrer: Address | null): Link {
    return new Link({ chainId: this.chainId, market: this.market, asset: this.asset, key: this.#key, referrer });
  }
}

/** base64url of RFC 4648 without padding. */
function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/**
 * Reads a link: `latchkey://CHAIN/MARKET/ASSET`, or the same three at the end of the path or the fragment of a page's http(s) address. A key
 * follows behind a #, or, where the fragment holds the three, behind a /. `?ref=ADDRESS` names a referrer; what else a page's address has in
 * its query is not looked at. Throws `badLink`, whose message shows no key.
 */
export function parseLink(text: string): Link {
  const s = text.trim();
  const fail = (why: string): LatchkeyError => new LatchkeyError("badLink", `link ${JSON.stringify(hideKey(s))}${why}`);
  const form = fail(" is not latchkey://CHAIN/MARKET/ASSET");
  const url = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is.exec(s);
  if (!url) throw form;
  const [, scheme = "", host = "", path = "", query = "", fragment] = url;
  const split = (s: string): string[] => s.replace(/^\/+|\/+$/g, "").split("/");
  const refs = query.split("&").filter((pair) => /^ref(=|$)/.test(pair)).map((pair) => decode(pair.slice(4)));
  let parts: string[] = [];
  let key = fragment;
  switch (scheme.toLowerCase()) {
    case "latchkey":
      parts = [host, ...split(path)];
      if (host.includes("@") || (query !== "" && refs.length === 0)) throw form;
      break;
    case "http":
    case "https": {
      parts = split(path);
      const inside = split(decode(fragment ?? ""));
      if (inside.length > 2) {
        parts = inside;
        key = undefined;
        // Before CHAIN/MARKET/ASSET, pages may have names of their own; a key comes behind.
        if (inside.length > 3 && addressForm.test(inside[inside.length - 3] ?? "")) key = parts.pop();
      }
      parts = parts.slice(-3);
    }
  }
  const [chain = "", market = "", asset = ""] = parts;
  if (parts.length !== 3) throw form;
  if (!/^(0|[1-9][0-9]{0,19})$/.test(chain) || BigInt(chain) >= 1n << 64n) throw fail(": the chain is not a decimal number");
  if (!addressForm.test(market)) throw fail(": the market is not an address");
  if (!assetForm.test(asset)) throw fail(": the asset is not 32 bytes of hex");
  if (refs.length > 1 || (refs.length === 1 && (!addressForm.test(refs[0] ?? "") || zero.test(refs[0] ?? "")))) throw fail(": the referrer is not an address");
  return new Link({
    chainId: BigInt(chain), market: market as Address, asset: asset as Hex, referrer: (refs[0] ?? null) as Address | null,
    key: key === undefined ? null : parseKey(key, fail),
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parseKey(text: string, fail: (why: string) => LatchkeyError): Uint8Array {
  const refuse = (): LatchkeyError => fail(": what follows the asset is not a key: 43 letters, digits, - and _; check that the link was copied whole");
  if (!/^[A-Za-z0-9_-]{43}$/.test(text)) throw refuse();
  const key = Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/") + "="), (c) => c.charCodeAt(0));
  if (base64url(key) !== text || key.every((b) => b === 0)) throw refuse();
  return key;
}

/** Makes a text fit for messages that may be a link: without what could be a key. */
function hideKey(text: string): string {
  const [shown = "", ...cut] = text.split("#");
  const hidden = shown.replace(/[A-Za-z0-9_-]{30,}/g, (run) => (/^0x[0-9a-fA-F]*$/.test(run) ? run : ".."));
  return cut.length > 0 ? `${hidden}#..` : hidden;
}
