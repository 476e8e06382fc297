/**
 * Files of IPFS by trustless gateways (spec/storage.md): the file's tree is walked block by block, and every block is compared with its CID before a byte of it is
 * used, so that gateways can withhold but not forge.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { isError, LatchkeyError } from "./errors.ts";
import type { Reader } from "./storage.ts";

const maxBlock = 2 << 20;
const maxLevels = 32;
const raw = 0x55;
const dagPb = 0x70;

interface Cid {
  readonly codec: number;
  /** SHA-256 of the block, or for identity the block. */
  readonly digest: Uint8Array;
  readonly identity: boolean;
  /** base32, as gateways are asked. */
  readonly text: string;
}

const bad = (why: string): LatchkeyError => new LatchkeyError("storageFailed", `ipfs: ${why}`);

/** Reads unsigned varints and the fields of protobuf. */
class Bytes {
  at = 0;
  constructor(readonly b: Uint8Array) {}

  get done(): boolean {
    return this.at >= this.b.length;
  }

  varint(): number {
    let n = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.b[this.at++];
      if (byte === undefined || scale > 2 ** 49) throw bad("a block does not decode");
      n += (byte & 127) * scale;
      if (byte < 128) return n;
    }
  }

  take(n: number): Uint8Array {
    const part = this.b.subarray(this.at, this.at + n);
    if (part.length !== n) throw bad("a block does not decode");
    this.at += n;
    return part;
  }

  /** The next field: its number, and its value as a number or bytes. */
  field(): { id: number; n: number; bytes: Uint8Array } {
    const key = this.varint();
    const none = new Uint8Array();
    if ((key & 7) === 0) return { id: key >>> 3, n: this.varint(), bytes: none };
    if ((key & 7) === 2) return { id: key >>> 3, n: 0, bytes: this.take(this.varint()) };
    throw bad("a block does not decode");
  }
}

const alphabet58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const alphabet32 = "abcdefghijklmnopqrstuvwxyz234567";

function fromBase58(text: string): Uint8Array {
  let n = 0n;
  for (const c of text) {
    const digit = alphabet58.indexOf(c);
    if (digit < 0) throw bad("the CID is not one");
    n = n * 58n + BigInt(digit);
  }
  const hex = n.toString(16);
  return Uint8Array.from((hex.length % 2 ? "0" + hex : hex).match(/../g) ?? [], (b) => parseInt(b, 16));
}

function fromBase32(text: string): Uint8Array {
  const out: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const c of text.toLowerCase()) {
    const digit = alphabet32.indexOf(c);
    if (digit < 0) throw bad("the CID is not one");
    buffer = ((buffer << 5) | digit) & 0xfff;
    bits += 5;
    if (bits >= 8) out.push((buffer >>> (bits -= 8)) & 0xff);
  }
  return Uint8Array.from(out);
}

function toBase32(b: Uint8Array): string {
  let out = "";
  let buffer = 0;
  let bits = 0;
  for (const byte of b) {
    buffer = ((buffer << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; ) out += alphabet32.charAt((buffer >>> (bits -= 5)) & 31);
  }
  return bits > 0 ? out + alphabet32.charAt((buffer << (5 - bits)) & 31) : out;
}

/** Reads the binary form of a CID, version 0 or 1, of raw or dag-pb blocks and SHA-256 or identity. */
function cidFrom(b: Uint8Array): Cid {
  const r = new Bytes(b);
  let codec = dagPb;
  if (!(b.length === 34 && b[0] === 0x12)) {
    if (r.varint() !== 1) throw bad("the CID is of a version that is not known");
    codec = r.varint();
  }
  const hash = r.varint();
  const digest = r.take(r.varint());
  const identity = hash === 0;
  if (!r.done || (codec !== raw && codec !== dagPb) || !(identity ? digest.length <= 128 : hash === 0x12 && digest.length === 32)) throw bad("the CID is of a kind that is not read here");
  const binary = identity ? [1, codec, 0, digest.length, ...digest] : [1, codec, 0x12, 32, ...digest];
  return { codec, digest, identity, text: "b" + toBase32(Uint8Array.from(binary)) };
}

/** Reads the text of a CID. */
function parseCid(text: string): Cid {
  if (/^Qm[1-9A-HJ-NP-Za-km-z]{44}$/.test(text)) return cidFrom(fromBase58(text));
  if (/^b[a-z2-7]+$/i.test(text)) return cidFrom(fromBase32(text.slice(1)));
  if (/^z[1-9A-HJ-NP-Za-km-z]+$/.test(text)) return cidFrom(fromBase58(text.slice(1)));
  throw bad("the CID is not one");
}

interface Node {
  readonly links: readonly { readonly cid: Cid; readonly name: string; readonly size: number }[];
  readonly kind: "file" | "folder";
  readonly data: Uint8Array;
  /** Of the file below, in bytes. */
  readonly size: number;
}

function text(b: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(b);
  } catch {
    throw bad("a name is no text");
  }
}

/** Reads a block that is right: a leaf, or a node of UnixFS. */
function nodeOf(cid: Cid, block: Uint8Array): Node {
  if (cid.codec === raw) return { links: [], kind: "file", data: block, size: block.length };
  const links: { cid: Cid; name: string }[] = [];
  let inner = new Uint8Array();
  for (const r = new Bytes(block); !r.done; ) {
    const f = r.field();
    if (f.id === 1) inner = new Uint8Array(f.bytes);
    if (f.id !== 2) continue;
    let hash: Uint8Array | undefined;
    let name = "";
    for (const l = new Bytes(f.bytes); !l.done; ) {
      const part = l.field();
      if (part.id === 1) hash = part.bytes;
      if (part.id === 2) name = text(part.bytes);
    }
    if (!hash) throw bad("a link leads nowhere");
    links.push({ cid: cidFrom(hash), name });
  }
  let type = -1;
  let data = new Uint8Array();
  let size: number | null = null;
  const sizes: number[] = [];
  for (const r = new Bytes(inner); !r.done; ) {
    const f = r.field();
    if (f.id === 1) type = f.n;
    else if (f.id === 2) data = new Uint8Array(f.bytes);
    else if (f.id === 3) size = f.n;
    else if (f.id === 4) {
      // Packed, or one by one.
      if (f.bytes.length === 0) sizes.push(f.n);
      for (const s = new Bytes(f.bytes); !s.done; ) sizes.push(s.varint());
    }
  }
  if (type === 1) return { links: links.map((l) => ({ ...l, size: 0 })), kind: "folder", data, size: 0 };
  if ((type !== 0 && type !== 2) || sizes.length !== links.length) throw bad("a block is neither a file nor a folder that is read here");
  const total = sizes.reduce((a, b) => a + b, data.length);
  if (size !== null && size !== total) throw bad("a block's size is not that of its parts");
  return { links: links.map((l, i) => ({ ...l, size: sizes[i] ?? 0 })), kind: "file", data, size: total };
}

/** Opens a file from an offset on. `get` fetches a small object. Gateways are asked in turn; the one that answered last is asked first. */
export async function openIpfs(
  root: string, path: readonly string[], offset: number, gateways: readonly string[], get: (url: string, max: number) => Promise<Uint8Array>, signal?: AbortSignal,
): Promise<Reader> {
  const order = [...gateways];
  const load = async (cid: Cid): Promise<Node> => {
    if (cid.identity) return nodeOf(cid, cid.digest);
    let last: LatchkeyError = bad("no gateway answers");
    for (const gateway of [...order]) {
      signal?.throwIfAborted();
      try {
        const block = await get(`${gateway.replace(/\/+$/, "")}/ipfs/${cid.text}?format=raw`, maxBlock);
        if (!sha256(block).every((b, i) => b === cid.digest[i])) throw bad(`${gateway} gives other bytes than the CID names`);
        order.sort((a, b) => Number(b === gateway) - Number(a === gateway));
        return nodeOf(cid, block);
      } catch (error) {
        if (!isError(error)) throw error;
        last = error;
      }
    }
    throw last;
  };
  let node = await load(parseCid(root));
  for (const name of path) {
    const next = node.kind === "folder" ? node.links.find((l) => l.name === name) : undefined;
    if (!next) throw new LatchkeyError("notFound", `ipfs: nothing of that name is in the folder`);
    node = await load(next.cid);
  }
  if (node.kind !== "file") throw bad("it is a folder");
  const walk = async function* (n: Node, from: number, level: number): AsyncGenerator<Uint8Array> {
    if (level > maxLevels) throw bad("the file's tree is too deep");
    if (from < n.data.length) yield n.data.subarray(from);
    let start = n.data.length;
    for (const link of n.links) {
      const end = start + link.size;
      if (end > from && link.size > 0) {
        const child = await load(link.cid);
        if (child.kind !== "file" || child.size !== link.size) throw bad("a part has another size than the node above says");
        yield* walk(child, Math.max(0, from - start), level + 1);
      }
      start = end;
    }
  };
  return { size: node.size, bytes: walk(node, offset, 0) };
}
