/**
 * Selling: sealing, storing and listing, and what a seller changes later.
 *
 * @module
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes, randomBytes } from "@noble/hashes/utils.js";
import { concatHex, keccak256, pad, zeroAddress, type Address, type Hash, type Hex } from "viem";
import { committeesAnswerWindow, marketCommittees, marketList, marketReprice, marketRestock, marketStop, marketUpdate } from "../abi.ts";
import { pack, type Archive } from "../archive.ts";
import { callOf, checkNetwork, read, unlimited } from "../chain.ts";
import { isError, LatchkeyError } from "../errors.ts";
import { encodeDocument, Link, maxSecret, sealDocument, type Metadata, type Preview, type SellersLink } from "../listing.ts";
import { sale } from "../policy.ts";
import { readStanzas, sealedSize, startSealing, type Sealing } from "../sealed.ts";
import { streamOf, type Store } from "../storage.ts";
import { sealStream } from "../stream.ts";
import type { Terms } from "../terms.ts";
import { recipientOf, servable } from "./check.ts";
import { head, selling, send, senderOf, tell, type Client, type Options } from "./client.ts";
import { readItem, show, type Item } from "./show.ts";
import { toAll } from "./upload.ts";

/** What is sold: bytes, a file, or several as an archive. */
export type Source = Blob | ReadableStream<Uint8Array> | Uint8Array | Archive;

/** What a seller publishes. */
export interface Offer {
  readonly source: Source;
  /** The source is a secret of at most 64 KiB: a URL, a password, a key. */
  readonly secret?: boolean | undefined;
  /** The file's name, and its media type, for whoever downloads it. Those of a File are taken if they are not given. */
  readonly name?: string | undefined;
  readonly type?: string | undefined;

  /** What buyers see; without a title, the name. */
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly preview?: Preview | undefined;
  readonly licence?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly language?: string | undefined;
  readonly links?: readonly SellersLink[] | undefined;
  /** Seals all that, too, and the link has the key. */
  readonly unlisted?: boolean | undefined;

  /** null or missing for the coin. */
  readonly token?: Address | null | undefined;
  /** In the currency's smallest unit; missing: free. */
  readonly price?: bigint | undefined;
  /** Seconds of a licence; missing: for ever. */
  readonly duration?: number | undefined;
  /** How many are for sale; missing: no end. */
  readonly stock?: number | undefined;
  /** Unix seconds, the last one of the sales; missing: no end. */
  readonly endsAt?: number | undefined;
  /** How many one account may buy; missing: as many as it likes. */
  readonly limit?: number | undefined;
  /** Seconds for which a payment waits; missing: none. */
  readonly escrow?: number | undefined;
  readonly royalty?: Address | undefined;
  readonly royaltyBps?: number | undefined;
  readonly referralBps?: number | undefined;
  readonly memberBps?: number | undefined;

  readonly market: Address;
  readonly committee: bigint;
  /** Committees that open the file as well, of the same contract. */
  readonly others?: readonly bigint[] | undefined;
  /** How many blocks nodes wait for a purchase to be deep; 3 if missing, 0 on a devnet. */
  readonly confirmations?: number | undefined;

  /** Where the sealed file and its document go; the sealed file goes to all. */
  readonly store: Store;
  readonly mirrors?: readonly Store[] | undefined;
  /**
   * Keeps a sale that is under way, so that it survives a reload: call publish again with the same offer and source. What is kept has the keys of the file; it is the
   * seller's alone. The source must give the same bytes again, so not be a stream.
   */
  readonly resume?: SaleKeeper | undefined;
}

/** Where a sale that is under way is kept, such as in IndexedDB. */
export interface SaleKeeper {
  readonly load: () => string | null | Promise<string | null>;
  /** null: it is over. */
  readonly save: (state: string | null) => void | Promise<void>;
}

/** What was published. */
export interface Published {
  /** Its link has the key of an unlisted listing. */
  readonly item: Item;
  readonly transaction: Hash;
}

/** Asks another price from now on. */
export async function reprice(client: Client, link: Link, price: bigint, options: Options = {}): Promise<Hash> {
  return selling(client, link, callOf(link.market, marketReprice, [link.asset, price]), "changing the price", options);
}

/** Sets how many are left to sell, Infinity for no end, and until when (Unix seconds; 0: no end). */
export async function restock(client: Client, link: Link, stock: number, endsAt: number, options: Options = {}): Promise<Hash> {
  return selling(client, link, callOf(link.market, marketRestock, [link.asset, stock === Infinity ? unlimited : stock, endsAt]), "changing the stock", options);
}

/** Ends the sale. What is paid stays open. */
export async function stop(client: Client, link: Link, options: Options = {}): Promise<Hash> {
  return selling(client, link, callOf(link.market, marketStop, [link.asset]), "stopping sales", options);
}

/** Seals the source to the committee for whoever buys it, stores it, and lists it. If a step fails, nothing is listed, and what was stored is of no use to anyone. */
export async function publish(client: Client, offer: Offer, options: Options = {}): Promise<Published> {
  const sender = senderOf(client);
  const seller = sender.wallet.account.address;
  await checkNetwork(sender, options.signal);
  const block = await head(client, options);
  const parts = (offer.royaltyBps ?? 0) + (offer.referralBps ?? 0) + (offer.memberBps ?? 0);
  const bad = (why: string): LatchkeyError => new LatchkeyError("badOffer", why);
  if (parts > 10_000) throw bad(`royalty, referral and members have ${parts / 100} % of the price together`);
  if (offer.royaltyBps && !offer.royalty) throw bad("a royalty needs somebody whose it is");
  if ((offer.price ?? 0n) < 0n || (offer.price ?? 0n) >= 1n << 128n) throw bad("the price is not of 0 to 2^128-1");
  const committees = await read(client.config.chain, block, offer.market, marketCommittees, [], options.signal);
  if (offer.escrow && offer.duration) {
    const window = Number(await read(client.config.chain, block, committees, committeesAnswerWindow, [offer.committee], options.signal));
    if (offer.duration < offer.escrow + window) throw bad(`a licence of ${offer.duration} s ends before somebody who was not served could show it: it must last for the escrow and ${window} s more`);
  }
  const before = await begun(offer);
  const salt = before?.salt ?? `0x${bytesToHex(randomBytes(32))}`;
  const asset = keccak256(concatHex([pad(seller), salt]));
  const key = offer.unlisted ? (before?.linkKey ? hexToBytes(before.linkKey) : randomBytes(32)) : null;
  const link = new Link({ chainId: client.chainId, market: offer.market, asset, key });
  const { metadata, version } = await storeOffer(client, offer, offer.committee, committees, link, salt, before, options);
  const receipt = await send(client, callOf(offer.market, marketList, [{
    salt, token: offer.token ?? zeroAddress, price: offer.price ?? 0n, duration: offer.duration ?? 0, escrow: offer.escrow ?? 0, endsAt: offer.endsAt ?? 0,
    stock: offer.stock === undefined || offer.stock === Infinity ? unlimited : offer.stock, limit: offer.limit ?? 0, royalty: offer.royalty ?? zeroAddress,
    royaltyBps: offer.royaltyBps ?? 0, referralBps: offer.referralBps ?? 0, memberBps: offer.memberBps ?? 0, committee: Number(offer.committee), version,
  }]), "listing", options);
  await offer.resume?.save(null);
  return { item: { ...(await readItem(client, link, options)), metadata }, transaction: receipt.transactionHash };
}

/** Sells a new version from now on: the same asset, price, policy and licences. What buyers see is as before where the offer leaves it out. An unlisted listing needs the whole link, and stays unlisted. */
export async function update(client: Client, link: Link, offer: Omit<Offer, "market" | "committee">, options: Options = {}): Promise<Published> {
  const sender = senderOf(client);
  await checkNetwork(sender, options.signal);
  const item = await show(client, link, options);
  if (item.listing.seller.toLowerCase() !== sender.wallet.account.address.toLowerCase()) throw new LatchkeyError("badOffer", `asset ${link.asset} is sold by ${item.listing.seller}: only its seller can offer a new version`);
  // A new document under another key would be lost to those who have the link.
  if (isError(item.error, "unlisted", "otherKey")) throw item.error;
  if (item.listing.committee === 0n) throw new LatchkeyError("badOffer", "the listing names no committee of this chain, so its new versions are not made here");
  const old = item.metadata;
  const merged: Offer = {
    ...offer, market: link.market, committee: item.listing.committee, title: offer.title ?? old?.title, description: offer.description ?? old?.description, preview: offer.preview ?? old?.preview,
    licence: offer.licence ?? old?.licence, tags: offer.tags ?? old?.tags, language: offer.language ?? old?.language, links: offer.links ?? old?.links,
  };
  const committees = await read(client.config.chain, await head(client, options), link.market, marketCommittees, [], options.signal);
  const before = await begun(merged);
  const { metadata, version } = await storeOffer(client, merged, item.listing.committee, committees, link, before?.salt ?? `0x${bytesToHex(randomBytes(32))}`, before, options);
  const receipt = await send(client, callOf(link.market, marketUpdate, [link.asset, version]), "listing a new version", options);
  await offer.resume?.save(null);
  return { item: { ...(await readItem(client, link, options)), metadata }, transaction: receipt.transactionHash };
}

/** What is kept of a sale that is under way. It has keys of the file: it is the seller's alone. */
interface Begun {
  readonly salt: Hex;
  readonly linkKey: string | null;
  /** Of the sealing: its header and the payload's key, hex. */
  readonly header: string;
  readonly key: string;
  readonly name: string;
  /** Where the uploads are, store by store. */
  readonly uploads: (string | null)[];
  /** What so many sealed bytes were hashed to, each noted before the bytes up to there left, in their order: the source must not have changed anywhere. */
  readonly marks: readonly { readonly bytes: number; readonly sha256: string }[];
}

async function begun(offer: Offer): Promise<Begun | null> {
  const text = await offer.resume?.load();
  return text ? (JSON.parse(text) as Begun) : null;
}

function isArchive(source: Source): source is Archive {
  return typeof source === "object" && "files" in source;
}

/** Seals the source and stores it with its document. */
async function storeOffer(client: Client, offer: Offer, committee: bigint, committees: Address, link: Link, salt: Hex, before: Begun | null, options: Options): Promise<{ metadata: Metadata; version: { metadataHash: Hex; uri: string; confirmations: bigint; capsule: Hex } }> {
  const { source } = offer;
  const packed = isArchive(source) ? pack(source) : null;
  const file = typeof File !== "undefined" && source instanceof File ? source : null;
  const known = packed ? packed.size : source instanceof Blob ? source.size : source instanceof Uint8Array ? source.length : null;
  const name = offer.name ?? file?.name ?? (packed ? "files.zip" : offer.secret ? "secret.txt" : "file");
  const draft: Metadata = {
    format: 1, kind: packed ? "archive" : offer.secret ? "secret" : "file", title: offer.title || name, ...(offer.description && { description: offer.description }), name,
    type: offer.type || file?.type || (packed ? "application/zip" : offer.secret ? "text/plain" : "application/octet-stream"), size: known ?? 0,
    ...(packed && { files: packed.files, contents: packed.contents }), ...(offer.preview && { preview: offer.preview }), ...(offer.licence && { licence: offer.licence }),
    ...(offer.tags && { tags: offer.tags }), ...(offer.language && { language: offer.language }), ...(offer.links && { links: offer.links }),
    sealed: { sha256: "0".repeat(64), size: 1, locations: ["https://x"] },
  };
  // What a reader would refuse is told before all is stored.
  encodeDocument(draft);
  const confirmations = BigInt(offer.confirmations ?? 3);
  const policy = sale(offer.market, link.asset).text;
  const stores = [offer.store, ...(offer.mirrors ?? [])];

  let sealing: Sealing;
  if (before) sealing = { header: hexToBytes(before.header), key: hexToBytes(before.key) };
  else {
    const to = await Promise.all([committee, ...(offer.others ?? [])].map(async (id) => {
      const terms: Terms = { chainId: client.chainId, committees, committee: id, confirmations, policy };
      await servable(client, terms, options);
      return recipientOf(client, terms, options);
    }));
    sealing = await startSealing(...to);
  }
  const state = { salt, linkKey: link.key ? bytesToHex(link.key) : null, header: bytesToHex(sealing.header), key: bytesToHex(sealing.key), name: before?.name ?? bytesToHex(randomBytes(16)), uploads: before?.uploads ?? stores.map(() => null), marks: [...(before?.marks ?? [])] };
  const save = async (): Promise<void> => offer.resume?.save(JSON.stringify(state));
  if (offer.resume) await save();

  let plainSize = 0;
  const plain = async function* (): AsyncGenerator<Uint8Array> {
    const stream = packed ? packed.read() : source instanceof Uint8Array ? new Blob([source as BlobPart]).stream() : source instanceof Blob ? source.stream() : (source as ReadableStream<Uint8Array>);
    const reader = stream.getReader();
    try {
      for (;;) {
        options.signal?.throwIfAborted();
        const { done, value } = await reader.read();
        if (done) return;
        plainSize += value.length;
        if (offer.secret && plainSize > maxSecret) throw new LatchkeyError("badOffer", `a secret has at most ${maxSecret} bytes: publish it as a file`);
        tell(options, "sealing", plainSize, known);
        yield value;
      }
    } finally {
      void reader.cancel().catch(() => undefined);
    }
  };
  const hash = sha256.create();
  let size = 0;
  // Noted before the bytes up to there leave: under one key, other bytes would give both away. Every mark counts, and not only the last: a store whose upload is lost, or
  // that was behind another, is sent bytes from the beginning again.
  let noted = 0;
  const note = async (): Promise<void> => {
    if (!offer.resume || size === state.marks[noted - 1]?.bytes) return;
    const mark = { bytes: size, sha256: bytesToHex(hash.clone().digest()) };
    const was = state.marks[noted];
    if (was && (was.bytes !== mark.bytes || was.sha256 !== mark.sha256)) throw new LatchkeyError("sourceChanged", "the file is not the one that this sale was begun with");
    noted++;
    if (was) return;
    state.marks.push(mark);
    await save();
  };
  const sealed = async function* (): AsyncGenerator<Uint8Array> {
    const stream = sealStream(sealing.key, streamOf(plain()), { workers: options.workers }).getReader();
    let held: Uint8Array[] = []; // behind the last mark
    const pass = async function* (chunk: Uint8Array): AsyncGenerator<Uint8Array> {
      for (let from = 0; from < chunk.length; ) {
        const part = chunk.subarray(from, from + markEvery - (size % markEvery));
        hash.update(part);
        size += part.length;
        from += part.length;
        if (!offer.resume) yield part;
        else held.push(part);
        if (size % markEvery === 0) yield* release();
      }
    };
    const release = async function* (): AsyncGenerator<Uint8Array> {
      await note();
      yield* held;
      held = [];
    };
    yield* pass(sealing.header);
    try {
      for (;;) {
        const { done, value } = await stream.read();
        if (done) break;
        yield* pass(value);
      }
    } finally {
      void stream.cancel().catch(() => undefined);
    }
    if (size < (state.marks.at(-1)?.bytes ?? 0)) throw new LatchkeyError("sourceChanged", "the file is shorter than the one that this sale was begun with");
    yield* release();
  };

  const locations = await toAll(sealed(), stores.map((store, i) => (data: AsyncIterable<Uint8Array>) =>
    store.put(`${state.name}.age`, data, {
      signal: options.signal, size: known === null ? undefined : sealedSize(sealing, known),
      ...(offer.resume && { resume: { load: () => state.uploads[i] ?? null, save: async (url: string | null) => {
        if (url === null) return; // it is over when the sale is
        state.uploads[i] = url;
        await save();
      } } }),
    })));
  if (new Set(locations).size !== locations.length) throw new LatchkeyError("badOffer", "two stores are the same place");

  const metadata: Metadata = { ...draft, size: plainSize, sealed: { sha256: bytesToHex(hash.digest()), size, locations } };
  let document = encodeDocument(metadata);
  // The name of a sealed one does not tell which file it belongs to.
  let documentName = `${state.name}.json`;
  if (link.key) {
    document = sealDocument(document, link.key, link.asset);
    documentName = `${bytesToHex(randomBytes(16))}.sealed`;
  }
  const uri = await offer.store.put(documentName, (async function* () { yield document; await Promise.resolve(); })(), { signal: options.signal, size: document.length });
  const capsule = (await readStanzas(new Blob([sealing.header as BlobPart]).stream()))[0]?.capsule ?? new Uint8Array();
  return { metadata, version: { metadataHash: `0x${bytesToHex(sha256(document))}`, uri, confirmations, capsule: `0x${bytesToHex(capsule)}` } };
}

/** How often the hash of what is sealed is noted, in bytes: as tus cuts. */
const markEvery = 8 << 20;
