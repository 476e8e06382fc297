// A sale from the file to the link, in steps that survive a reload: sealing into a file of this page's own (OPFS), uploading it, storing
// the document, listing. What is kept are the sealed bytes and how far the rest is: never the key, and never the file itself.
import type { Preview, SellersLink } from "@latchkey/sdk/listing";
import type { ArchiveFile } from "@latchkey/sdk/archive";
import type { Item, Store } from "@latchkey/sdk/market";
import type { Address, Hex } from "viem";
import { loadListing, loadMarket, signer } from "./client.ts";
import { nameOf, typeOf } from "./goods.ts";
import { forget, keep } from "./kept.ts";
import { PageError } from "./problem.ts";
import { size as sizeText } from "./format.ts";
import type { SessionValue } from "./session.tsx";
import { strings } from "./strings.ts";
import { threads } from "./threads.ts";
import type { World } from "./world.ts";

/** What a seller said of what is sold. Amounts are decimal digits in the smallest unit. */
export interface Draft {
  kind: "file" | "archive" | "secret";
  name: string;
  type: string;
  title: string;
  description: string;
  preview: Preview | undefined;
  licence: string;
  tags: string[];
  unlisted: boolean;
  /** null: the chain's coin. */
  token: Address | null;
  price: string;
  duration: number;
  escrow: number;
  /** 0: any number. */
  stock: number;
  /** Unix seconds; 0: no end. */
  endsAt: number;
  referralBps: number;
  memberBps: number;
  /** Decimal. */
  committee: string;
  /** What a version of before says, and no form here asks for. */
  language?: string | undefined;
  links?: readonly SellersLink[] | undefined;
}

/** What is sold, in this page alone. */
export type Goods = { kind: "file"; file: File } | { kind: "archive"; name: string; files: ArchiveFile[] } | { kind: "secret"; text: string };

/** The steps, in their order. */
export const saleSteps = ["seal", "upload", "document", "list"] as const;
export type SaleStep = (typeof saleSteps)[number] | "done";

/** A sale as this browser keeps it. */
export interface Sale {
  id: string;
  /** Milliseconds: when it was begun. */
  at: number;
  chainId: number;
  market: Address;
  committees: Address;
  seller: Address;
  draft: Draft;
  /** What the chosen file or files must be when they are chosen again. */
  goods: { size: number; mark: string };
  salt: Hex;
  asset: Hex;
  /** Of an unlisted listing: hex. It is in the link, too. */
  linkKey: string | null;
  step: SaleStep;
  /** It is a new version of a listing that is there. */
  follows?: true;
  sealed?: { size: number; sha256: string; capsule: Hex; plain: number; files?: number; contents?: { name: string; size: number }[] };
  /** Where the upload is that is under way. */
  upload?: string | null;
  location?: string;
  document?: { sha256: Hex; location: string };
}

/** How far a step is, in bytes; total null: it has none. */
export interface SaleProgress {
  step: SaleStep;
  done: number;
  total: number | null;
  /** The wallet is asked. */
  signing?: boolean;
}

/** Size and a mark of what was chosen, so that another file is not taken for it. */
export function goodsOf(goods: Goods): { size: number; mark: string } {
  switch (goods.kind) {
    case "file":
      return { size: goods.file.size, mark: `${goods.file.name} ${goods.file.lastModified}` };
    case "archive":
      return {
        size: goods.files.reduce((n, f) => n + f.data.size, 0),
        mark: goods.files.map((f) => `${f.path} ${f.data.size}`).sort().join("\n"),
      };
    case "secret": {
      const bytes = new TextEncoder().encode(goods.text).length;
      return { size: bytes, mark: "" };
    }
  }
}

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(hex.replace(/^0x/, "").match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** Begins a sale of the account that is connected. Nothing is done yet. */
export async function newSale(session: SessionValue, world: { chainId: number; market: Address; committees: Address }, draft: Draft, goods: Goods): Promise<Sale> {
  const { encodeAbiParameters, keccak256 } = await import("viem");
  const client = await signer(session, world.chainId);
  const seller = client.config.account;
  if (seller === undefined) throw new PageError(strings.problems.noWallet);
  const salt: Hex = `0x${hexOf(crypto.getRandomValues(new Uint8Array(32)))}`;
  return {
    id: crypto.randomUUID(), at: Date.now(), chainId: world.chainId, market: world.market, committees: world.committees, seller, draft,
    goods: goodsOf(goods), salt, asset: keccak256(encodeAbiParameters([{ type: "address" }, { type: "bytes32" }], [seller, salt])),
    linkKey: draft.unlisted ? hexOf(crypto.getRandomValues(new Uint8Array(32))) : null,
    step: "seal",
  };
}

/** Begins to offer a new version of a listing, of the account that is connected. Nothing is done yet. Throws a PageError if another account sells it, or its document is not there. */
export async function newVersion(session: SessionValue, world: World, item: Item, goods: Goods): Promise<Sale> {
  const { listing, link, metadata: m } = item;
  if (!m) throw new PageError(strings.problems.badDocument);
  const draft: Draft = {
    kind: goods.kind, name: nameOf(goods), type: typeOf(goods), title: m.title, description: m.description ?? "", preview: m.preview, licence: m.licence ?? "", tags: [...(m.tags ?? [])],
    unlisted: link.key !== null, token: listing.token, price: listing.price.toString(), duration: listing.duration, escrow: listing.escrow,
    stock: listing.stock === Infinity ? 0 : listing.stock, endsAt: listing.endsAt, referralBps: listing.referralBps, memberBps: listing.memberBps, committee: listing.committee.toString(),
    language: m.language, links: m.links,
  };
  const begun = await newSale(session, { ...world, market: link.market }, draft, goods);
  if (begun.seller.toLowerCase() !== listing.seller.toLowerCase()) throw new PageError(strings.sell.otherAccount(listing.seller));
  return { ...begun, asset: link.asset, linkKey: link.key === null ? null : hexOf(link.key), follows: true };
}

// The sealed copy. It is a file of this page's own; where a browser has none, it is in memory, and does not survive a reload.

const inMemory = new Map<string, Blob>();
/** What is sealed in memory, in bytes, at most. */
const memoryLimit = 256 << 20;

async function folder(): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    const root = await navigator.storage.getDirectory();
    const dir = await root.getDirectoryHandle("sales", { create: true });
    return "createWritable" in FileSystemFileHandle.prototype ? dir : undefined;
  } catch {
    return undefined;
  }
}

async function sealedCopy(id: string): Promise<Blob | undefined> {
  const held = inMemory.get(id);
  if (held) return held;
  try {
    return await (await (await folder())?.getFileHandle(`${id}.age`))?.getFile();
  } catch {
    return undefined;
  }
}

async function dropCopy(id: string): Promise<void> {
  inMemory.delete(id);
  try {
    await (await folder())?.removeEntry(`${id}.age`);
  } catch {
    // There was none.
  }
}

/** Forgets a sale, with its sealed copy. */
export async function discardSale(sale: Sale): Promise<void> {
  await dropCopy(sale.id);
  await forget("sales", sale.id);
}

async function writer(id: string, bytes: number): Promise<{ write: (chunk: Uint8Array) => Promise<void>; close: () => Promise<void>; abort: () => Promise<void> }> {
  const dir = await folder();
  if (!dir) {
    if (bytes > memoryLimit) throw new PageError(strings.sell.noSpace(sizeText(memoryLimit)));
    const parts: Uint8Array<ArrayBuffer>[] = [];
    return {
      write: (chunk) => { parts.push(chunk.slice()); return Promise.resolve(); },
      close: () => { inMemory.set(id, new Blob(parts)); return Promise.resolve(); },
      abort: () => { parts.length = 0; return Promise.resolve(); },
    };
  }
  const { quota = Infinity, usage = 0 } = await navigator.storage.estimate();
  if (quota - usage < bytes) throw new PageError(strings.sell.noSpace(sizeText(quota - usage)));
  await navigator.storage.persist().catch(() => false);
  const stream = await (await dir.getFileHandle(`${id}.age`, { create: true })).createWritable();
  return { write: (chunk) => stream.write(chunk.slice()), close: () => stream.close(), abort: () => stream.abort() };
}

/** What a run needs besides the sale. */
export interface Run {
  session: SessionValue;
  /** What is sold; needed only while it is not sealed. */
  goods: Goods | undefined;
  signal: AbortSignal;
  onProgress: (progress: SaleProgress) => void;
  /** Is told of each step that is done. */
  onSale: (sale: Sale) => void;
}

/** Goes on with a sale to its end. What was done before is not done again. Throws at a problem, or when the signal says so; it can be called again. */
export async function runSale(begun: Sale, run: Run): Promise<Sale> {
  let sale = begun;
  const advance = async (next: Partial<Sale>): Promise<void> => {
    sale = { ...sale, ...next };
    await keep("sales", sale);
    run.onSale(sale);
  };
  await advance({}); // so that a page that is closed while it seals leaves more than nothing
  if (sale.step === "seal") await advance({ sealed: await seal(sale, run), step: "upload" });
  if (sale.step === "upload") {
    const copy = await sealedCopy(sale.id);
    if (!copy || copy.size !== sale.sealed?.size) {
      await advance({ step: "seal", upload: null }); // the browser has tidied up
      return runSale(sale, run);
    }
    const location = await upload(sale, `${sale.id}.age`, copy, run, async (url) => { await advance({ upload: url }); });
    await advance({ location, upload: null, step: "document" });
  }
  if (sale.step === "document") await advance({ document: await storeDocument(sale, run), step: "list" });
  if (sale.step === "list") {
    await list(sale, run);
    await advance({ step: "done" });
    await dropCopy(sale.id);
  }
  return sale;
}

async function seal(sale: Sale, run: Run): Promise<NonNullable<Sale["sealed"]>> {
  const { goods, signal } = run;
  if (!goods) throw new PageError({ what: strings.sell.unfinished, next: strings.sell.waitingFile(sale.draft.name) });
  const now = goodsOf(goods);
  if (now.size !== sale.goods.size || now.mark !== sale.goods.mark) throw new PageError(strings.sell.otherFile);
  run.onProgress({ step: "seal", done: 0, total: sale.goods.size });
  const [{ blockAt, committeeAt }, { fetchKeys }, { Recipient, readStanzas, sealedSize, startSealing }, { sealStream }, { sale: saleOf }, { sha256 }, { pack }] = await Promise.all([
    import("@latchkey/sdk/chain"), import("@latchkey/sdk/quorum"), import("@latchkey/sdk/sealed"), import("@latchkey/sdk/stream"), import("@latchkey/sdk/policy"),
    import("@noble/hashes/sha2.js"), import("@latchkey/sdk/archive"),
  ]);
  const client = await signer(run.session, sale.chainId);
  const { chain } = client.config;
  const block = await blockAt(chain, client.config.final ?? "finalized", signal);
  const committee = await committeeAt(chain, block, client.chainId, sale.committees, BigInt(sale.draft.committee), undefined, signal);
  const { list: keys } = await fetchKeys(committee, { signal });
  const recipient = new Recipient({
    chainId: client.chainId, committees: sale.committees, committee: BigInt(sale.draft.committee), confirmations: confirmationsOf(run.session),
    policy: saleOf(sale.market, sale.asset).text,
  }, keys.X);
  const started = await startSealing(recipient);
  const [stanza] = await readStanzas(new Blob([started.header.slice()]).stream());
  if (!stanza) throw new Error("the sealed file has no stanza");
  const packed = goods.kind === "archive" ? pack({ files: goods.files }) : undefined;
  const plain = packed?.size ?? sale.goods.size;
  const source = goods.kind === "file" ? goods.file.stream() : packed ? packed.read() : new Blob([goods.kind === "secret" ? goods.text : ""]).stream();
  const total = sealedSize(started, plain);
  const max = run.session.site.uploads?.maxBlob ?? 0;
  if (max > 0 && total > max) throw new PageError(strings.sell.store.tooLarge(sizeText(max)));
  const out = await writer(sale.id, total);
  const pool = await threads();
  const hash = sha256.create();
  let size = 0;
  try {
    const put = async (chunk: Uint8Array): Promise<void> => {
      hash.update(chunk);
      size += chunk.length;
      await out.write(chunk);
    };
    await put(started.header);
    const reader = sealStream(started.key, source, { workers: pool.workers }).getReader();
    for (let reported = 0; ; ) {
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      if (done) break;
      await put(value);
      if (size - reported > 1 << 20) {
        reported = size;
        run.onProgress({ step: "seal", done: Math.min(size, total), total });
      }
    }
    await out.close();
  } catch (error) {
    await out.abort().catch(() => undefined);
    throw error;
  } finally {
    started.key.fill(0);
    pool.end();
  }
  return {
    size, sha256: hexOf(hash.digest()), capsule: `0x${hexOf(stanza.capsule)}`, plain,
    ...(packed && { files: packed.files, contents: packed.contents.map((e) => ({ name: e.name, size: e.size })) }),
  };
}

/** How many blocks nodes wait for a purchase to be deep. */
function confirmationsOf({ site }: SessionValue): bigint {
  return site.devnet.length > 0 ? 0n : 3n;
}

async function* read(blob: Blob, from = 0): AsyncGenerator<Uint8Array> {
  const piece = 1 << 20;
  for (let at = from; at < blob.size; at += piece) yield new Uint8Array(await blob.slice(at, at + piece).arrayBuffer());
}

/** Stores bytes at the gateway, and goes on where an upload of before was broken off. */
async function upload(sale: Sale, name: string, bytes: Blob, run: Run, begun?: (url: string | null) => Promise<void>): Promise<string> {
  const { site } = run.session;
  if (!site.uploads) throw new PageError(strings.sell.store.none);
  const step = begun ? "upload" : "document";
  const store = await storeOf(sale, run, step);
  run.onProgress({ step, done: 0, total: bytes.size });
  return store.put(name, read(bytes), {
    signal: run.signal, size: bytes.size,
    onStored: (done) => { run.onProgress({ step, done, total: bytes.size }); },
    ...(begun && { resume: { load: () => sale.upload ?? null, save: begun } }),
  });
}

const opened = new Map<string, { store: Promise<Store>; at: number }>();

/** The gateway's store. Where it wants to know whose uploads they are, the wallet signs once, for some hours; that is kept in memory alone. */
async function storeOf(sale: Sale, run: Run, step: SaleStep): Promise<Store> {
  const before = opened.get(sale.seller);
  if (before && before.at > Date.now() - 12 * 3_600_000) return before.store;
  if (run.session.site.uploads?.open !== true) run.onProgress({ step, done: 0, total: null, signing: true });
  const [client, { gatewayStore }] = await Promise.all([signer(run.session, sale.chainId), loadMarket()]);
  const store = gatewayStore(client, run.session.site.gateway, { signal: run.signal });
  opened.set(sale.seller, { store, at: Date.now() });
  store.catch(() => opened.delete(sale.seller));
  return store;
}

async function storeDocument(sale: Sale, run: Run): Promise<NonNullable<Sale["document"]>> {
  const { draft, sealed, location } = sale;
  if (!sealed || location === undefined) throw new Error("the sale is not sealed and uploaded");
  const { encodeDocument, sealDocument } = await loadListing();
  const plain = encodeDocument({
    format: 1, kind: draft.kind, title: draft.title, name: draft.name, type: draft.type, size: sealed.plain,
    ...(draft.description !== "" && { description: draft.description }),
    ...(draft.preview && { preview: draft.preview }),
    ...(draft.licence !== "" && { licence: draft.licence }),
    ...(draft.tags.length > 0 && { tags: draft.tags }),
    ...(draft.language !== undefined && { language: draft.language }),
    ...(draft.links !== undefined && { links: draft.links }),
    ...(sealed.files !== undefined && { files: sealed.files, contents: sealed.contents ?? [] }),
    sealed: { sha256: sealed.sha256, size: sealed.size, locations: [location] },
  });
  const stored = (sale.linkKey === null ? plain : sealDocument(plain, bytesOf(sale.linkKey), sale.asset)).slice();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", stored));
  // Its name does not tell which file it belongs to.
  const at = await upload(sale, `${crypto.randomUUID()}.${sale.linkKey === null ? "json" : "sealed"}`, new Blob([stored]), run);
  return { sha256: `0x${hexOf(digest)}`, location: at };
}

async function list(sale: Sale, run: Run): Promise<void> {
  const { draft, sealed, document } = sale;
  if (!sealed || !document) throw new Error("the sale has no document");
  run.onProgress({ step: "list", done: 0, total: null, signing: true });
  const [{ blockAt, callOf, listingAt, pinAt, transact, unlimited }, { marketList, marketUpdate }] = await Promise.all([import("@latchkey/sdk/chain"), import("@latchkey/sdk/abi")]);
  const client = await signer(run.session, sale.chainId);
  const { chain, wallet } = client.config;
  if (!wallet) throw new PageError(strings.problems.noWallet);
  if (wallet.account.address.toLowerCase() !== sale.seller.toLowerCase()) throw new PageError(strings.sell.otherAccount(sale.seller));
  // A page that was closed in the middle may have listed it already.
  const block = await blockAt(chain, 0, run.signal);
  const there = await listingAt(chain, block, sale.market, sale.asset, run.signal);
  const none: Address = "0x0000000000000000000000000000000000000000";
  const version = { metadataHash: document.sha256, uri: document.location, confirmations: confirmationsOf(run.session), capsule: sealed.capsule };
  if (there && (!sale.follows || (await pinAt(chain, block, sale.market, sale.asset, there.version, run.signal)).metadataHash === document.sha256)) return;
  const call = sale.follows ? callOf(sale.market, marketUpdate, [sale.asset, version]) : callOf(sale.market, marketList, [{
    salt: sale.salt, token: draft.token ?? none, price: BigInt(draft.price), duration: draft.duration, escrow: draft.escrow, endsAt: draft.endsAt,
    stock: draft.stock === 0 ? unlimited : draft.stock, limit: 0, royalty: none, royaltyBps: 0, referralBps: draft.referralBps, memberBps: draft.memberBps,
    committee: Number(draft.committee),
    version,
  }]);
  await transact({ chain, chainId: client.chainId, wallet, send: client.config.send }, call, "listing", run.signal);
}

/** The links of a sale: of this page, and for the command line. */
export async function linksOf(sale: Sale): Promise<{ page: string; command: string; key: string | undefined }> {
  const { Link } = await loadListing();
  const link = new Link({ chainId: BigInt(sale.chainId), market: sale.market, asset: sale.asset, key: sale.linkKey === null ? null : bytesOf(sale.linkKey) });
  return { page: link.page(location.href.replace(/[?#].*$/, "")), command: link.full(), key: link.full().split("#")[1] };
}
