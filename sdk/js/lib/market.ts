/**
 * The verbs of sellers and buyers: show, check, buy, open, publish, sales, withdraw and so on. Each is a function of a {@link Client}, so
 * that a page's bundle has those that it uses.
 *
 * Nothing is trusted but the chain's endpoint: documents and sealed files are compared with the hashes that the chain pins, committees' keys
 * with the hash that their members confirmed, and a gateway's answers with both.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes, randomBytes } from "@noble/hashes/utils.js";
import { concatHex, formatUnits, keccak256, pad, toEventSelector, zeroAddress, type Account, type Address, type Chain, type Client as ViemClient, type Hash, type Hex, type TransactionReceipt, type Transport } from "viem";
import { estimateFeesPerGas, getTransactionCount } from "viem/actions";
import {
  committeesAnsweredEvent, committeesAnswerWindow, committeesBondFor, committeesRaiseSessionNonce, committeesReclaim, committeesRequest, committeesRequestedEvent, committeesRequestOf, committeesSessionNonce, evidenceChallengedUntil,
  evidenceRefutedCount, marketAccept, marketBoughtBy, marketBoughtEvent, marketBuy, marketBuyWithPermit, marketBuyWithPermit2, marketCommittees, marketDispute, marketEvidence, marketFail,
  marketLicenceOf, marketLicensed, marketList, marketOwed, marketPurchaseOf, marketRefund, marketRelease, marketReprice, marketRestock, marketStop, marketUpdate, marketWithdraw, marketWithdrawnEvent,
} from "./abi.ts";
import { pack, type Archive } from "./archive.ts";
import {
  abortable, allowanceOf, approve, blockAt, callOf, chainIdOf, checkNetwork, codeAt, coinOf, committeeAt, eventsOf, fungible, knownMarket, listingAt, listingFrom, logsOf, marketEvents, orNull, pause,
  permit2, pinAt, promisedUntil, read, refundDelay, seconds, sendCall, sign, signPermit, signPermit2, tokenOf, tokensOf, transact, tryCall, unlimited,
  type Block, type Call, type Listing, type Pin, type Sender,
} from "./chain.ts";
import { isError, LatchkeyError } from "./errors.ts";
import type { Scalar } from "./group.ts";
import { ask, printable, type Asking, type Given } from "./http.ts";
import { decodeDocument, encodeDocument, Link, maxDocument, maxSecret, parseLink, sealDocument, type Kind, type Metadata, type Preview, type SellersLink } from "./listing.ts";
import { check as checkPolicy, givenNames, sale } from "./policy.ts";
import {
  capsuleIdOf, checkCapsule, fetchKeys, newReaderKey, open as openCapsule, OpenError, openPosted, openVia, reads, ready, UnableError,
  type Committee, type Evidence, type Member, type Needs, type Posted,
} from "./quorum.ts";
import { fileError, open as openFile, readHeader, readStanzas, Recipient, sealedSize, startSealing, type Opener, type Sealing, type Stanza } from "./sealed.ts";
import { fetchSmall, joined, openPlace, readSealed, streamOf, tusStore, type Fetched, type Reading, type Store } from "./storage.ts";
import { payloadSize, sealStream, type Workers } from "./stream.ts";
import { digest, sessionAhead, typedData, type AccessRequest, type Session, type Terms } from "./terms.ts";

export type { Call, Listing, Pin } from "./chain.ts";
export type { Archive, ArchiveFile } from "./archive.ts";
export type { Fetched, Store } from "./storage.ts";

/** How a {@link Client} reaches the world. */
export interface Config {
  /** Reads the chain of the market and of the committees: any client of viem's. All that is believed about the chain comes from it. */
  readonly chain: ViemClient;
  /** Signs and pays: a client of viem's with an account. Without one, verbs that sign or pay throw `noWallet`. */
  readonly wallet?: ViemClient<Transport, Chain | undefined, Account> | undefined;
  /**
   * Sends a call as the wallet's account, and resolves to the hash of the transaction that it is in, once it is in one; rejects if the call failed in it. For accounts
   * that do not send transactions of their own, such as those of ERC-4337; without it, the wallet sends. What such an account has sent and is in no block yet, the chain's
   * endpoint cannot tell: whoever closes a page while a purchase is with a bundler looks there before paying again.
   */
  readonly send?: ((call: Call) => Promise<Hash>) | undefined;
  /** Whose licences and sales are read if there is no wallet. */
  readonly account?: Address | undefined;
  /** URLs of gateways that ask the nodes for us, in the order in which to try. Where they fail, the nodes are asked directly. */
  readonly gateways?: readonly string[] | undefined;
  /** Which blocks are final: `"finalized"` (the default), `"safe"`, or how far below the head; a devnet's is 0. */
  readonly final?: "finalized" | "safe" | number | undefined;
  /** The block where reading of a market's events begins: that of its deployment, or a later one. Without it, a gateway's word is taken, unless the chain tells of the market before it. */
  readonly since?: bigint | undefined;
  /** Gateways of IPFS and of Arweave for the locations of listings. None is built in, since whoever is asked learns what is read. */
  readonly ipfs?: readonly string[] | undefined;
  readonly arweave?: readonly string[] | undefined;
  /** Is told of every signed wrong share, to be kept: it convinces the contract. */
  readonly evidence?: ((evidence: Evidence) => void) | undefined;
  /** In place of the global one. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** What the verbs work with; made by {@link connect}. */
export interface Client {
  readonly config: Config;
  /** Of the chain that the endpoint serves. */
  readonly chainId: bigint;
}

/** What long work is doing. `done` and `total` are in bytes for `checking`, `sealing` and `opening`; in blocks for `waiting`; otherwise 0. */
export interface Progress {
  readonly phase:
    | "checking" // hashing the sealed file before it is paid for
    | "sealing" // and uploading
    | "signing" // the wallet asks the person
    | "sending" // a transaction is on its way; `done` is 1 of 2 for an approval that comes before the payment
    | "waiting" // until the nodes can see the purchase
    | "asking" // the nodes
    | "opening"; // fetching, opening and hashing
  readonly done: number;
  /** null: not known. */
  readonly total: number | null;
}

/** Of every verb. */
export interface Options {
  /** Ends the work. What is thrown then is the signal's reason. A transaction that is sent stays sent. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Who seals and opens; this thread if there are none. */
  readonly workers?: Workers | undefined;
}

/** Of verbs that open a file. */
export interface OpenOptions extends Options {
  /**
   * Values that the file's policy reads as `given.NAME`, such as a token or a signature: anything that JSON can say. They are bearer secrets, which every node and
   * gateway that is asked sees. They are kept nowhere and are in no error; requests on the chain have none. As a function, it is asked once for each policy that has any,
   * with their names, before the account signs; what it throws ends the opening.
   */
  readonly given?: Given | ((names: readonly string[], policy: string) => Promise<Given>) | undefined;
  /** What {@link beginSession} resolved to: files of its committee are opened without another signature. */
  readonly session?: SignedSession | undefined;
  /**
   * Keeps the sealed bytes while they come, under the file's SHA-256, so that an opening that is broken off goes on from there: what is written is then written again from
   * its first byte, without asking anybody for what is kept. It is dropped once the file is open, or if it is wrong; then all of it is fetched anew.
   */
  readonly fetched?: Fetched | undefined;
}

/**
 * Leave to open every file of one committee that the account may open, signed once. Whoever has it opens all of that until its deadline, or until {@link revokeSessions}: it is kept
 * in memory, and nowhere else.
 */
export interface SignedSession {
  readonly committees: Address;
  readonly message: Session;
  readonly signature: Hex;
  /** Of the reader key that is in the message. */
  readonly secret: Scalar;
}

/** What a price is in: the chain's coin, or a token. */
export interface Currency {
  /** null for the coin. */
  readonly token: Address | null;
  /** As the token calls itself, which proves nothing: show its address, too. "" if it has none. */
  readonly symbol: string;
  readonly decimals: number;
}

/** A listing with its document. */
export interface Item {
  readonly link: Link;
  readonly listing: Listing;
  readonly pin: Pin;
  /** null if it could not be had; then `error` says why. */
  readonly metadata: Metadata | null;
  readonly error: LatchkeyError | null;
  readonly currency: Currency;
  /** The last second of the account's licence: 0 for none, Infinity for one without end. */
  readonly licence: number;
  /** Whether the account may open it without paying: its seller, or a buyer whose licence runs. */
  readonly licensed: boolean;
}

/** What a buyer wants of a listing. `{}` is a licence for the wallet's account. */
export interface Deal {
  /** Whose licence it is; without it, the account's. */
  readonly holder?: Address | undefined;
  /** Who is paid the listing's part for having sent the buyer; without it, that of the link; null: nobody. */
  readonly referrer?: Address | null | undefined;
  /** Buy also while the holder's licence runs: it is extended. */
  readonly renew?: boolean | undefined;
  /** Hash all of the sealed file before, however large it is. */
  readonly verify?: boolean | undefined;
}

/** A reason not to buy that the buyer may know better about. */
export interface Risk {
  readonly code: "otherCommittee" | "policyAsksMore" | "capsuleUnchecked" | "tooFewReady" | "promisesOver";
  /** A sentence. */
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What is known before money moves. Nothing of it is a promise. */
export interface Readiness {
  /** Of the first copy of the sealed file that is right. */
  readonly location: string;
  /** Whether all of it was hashed, and not only its header read. */
  readonly verified: boolean;
  /** Under which the file opens. */
  readonly policy: string;
  /** t of n open it. */
  readonly t: number;
  readonly n: number;
  /** Members that would answer now. */
  readonly ready: number;
  /** The last second of the licence that would be bought, or Infinity. */
  readonly until: number;
  /** When too few members promise to serve, in Unix seconds. */
  readonly promised: number;
  readonly risks: readonly Risk[];
}

/** What a purchase made. */
export interface Paid {
  /** Among the asset's sales. */
  readonly number: number;
  /** The last second of the licence, or Infinity. */
  readonly until: number;
  /** The last second in which the payment can be disputed; 0: it is not in escrow. */
  readonly releaseAt: number;
  readonly block: bigint;
  readonly by: "coin" | "allowance" | "permit" | "permit2" | "approval";
  readonly transaction: Hash;
}

/** How far a payment is (spec/contracts.md). What is paid without escrow is settled at once. */
export type Status = "settled" | "held" | "due" | "asked" | "served" | "unserved" | "failed" | "refundable" | "refunded";

/** One of an asset's sales. */
export interface Purchase {
  readonly link: Link;
  /** Among the asset's sales, from 1. */
  readonly number: number;
  readonly seller: Address;
  /** Whose licence it is. */
  readonly holder: Address;
  readonly payer: Address;
  readonly referrer: Address | null;
  readonly price: bigint;
  readonly currency: Currency;
  /** The licence's last second, as it was bought, or Infinity. */
  readonly until: number;
  readonly block: bigint;
  readonly transaction: Hash;
  readonly status: Status;
  /** The last second in which the payment can be disputed, or if it is served, in which answers can be shown wrong. */
  readonly releaseAt: number;
  /** Of a payment in escrow: the version that was bought, and how far its dispute is. */
  readonly version: number;
  readonly request: bigint;
  readonly answersUntil: number;
  readonly standing: number;
  readonly needed: number;
  readonly refundAt: bigint;
}

/** What was sold in one currency. Amounts are in its smallest unit. */
export interface Total {
  readonly currency: Currency;
  readonly sold: number;
  /** Of the prices, without what was refunded. */
  readonly sum: bigint;
  /** Of that, in escrow, and the last second that any of it waits for. */
  readonly held: bigint;
  readonly heldTo: number;
  /** Of what is held, can be released now. */
  readonly due: bigint;
  readonly refunded: bigint;
}

/** What an account sold, and what it can take. */
export interface Sales {
  /** The oldest first. */
  readonly purchases: readonly Purchase[];
  /** The oldest first, those of which nothing was sold too. */
  readonly listings: readonly (Total & { readonly link: Link })[];
  /** The coin first. `owed` is what the account can withdraw, also what it earned otherwise. */
  readonly tokens: readonly (Total & { readonly owed: bigint })[];
}

/** An amount in a currency's smallest unit. */
export interface Amount {
  readonly currency: Currency;
  readonly amount: bigint;
}

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

// Making a client.

/** Makes a client. Throws `chainUnavailable` if the endpoint does not say which chain it serves. */
export async function connect(config: Config): Promise<Client> {
  return { config, chainId: await chainIdOf(config.chain) };
}

function accountOf(client: Client): Address | null {
  return client.config.wallet?.account.address ?? client.config.account ?? null;
}

function needAccount(client: Client): Address {
  const account = accountOf(client);
  if (!account) throw new LatchkeyError("noWallet", "this needs an account");
  return account;
}

/** What sends as the wallet's account. Throws `noWallet`. */
function senderOf(client: Client): Sender {
  const { chain, wallet, send } = client.config;
  if (!wallet) throw new LatchkeyError("noWallet", "this needs a wallet");
  return { chain, chainId: client.chainId, wallet, send };
}

function head(client: Client, options: Options): Promise<Block> {
  return blockAt(client.config.chain, 0, options.signal);
}

function asking(client: Client, options: Options): Asking {
  return { fetch: client.config.fetch, signal: options.signal };
}

function reading(client: Client, options: Options): Reading {
  const { fetch, ipfs, arweave } = client.config;
  return { fetch, ipfs, arweave, signal: options.signal };
}

function tell(options: Options, phase: Progress["phase"], done = 0, total: number | null = null): void {
  options.onProgress?.({ phase, done, total });
}

function sameChain(client: Client, chainId: bigint, what: string): void {
  if (chainId !== client.chainId) throw new LatchkeyError("wrongNetwork", `${what} is for chain ${chainId}, and the configured endpoint serves chain ${client.chainId}`, { details: { chain: chainId, endpoint: client.chainId } });
}

/** Sends a call, and tells of it. */
async function send(client: Client, call: Call, what: string, options: Options, done = 0, total: number | null = null): Promise<TransactionReceipt> {
  const sender = senderOf(client);
  tell(options, "signing", done, total);
  const told: Sender = {
    ...sender,
    send: async (call) => {
      const hash = sender.send ? await sender.send(call) : await sendCall(sender.wallet, call);
      tell(options, "sending", done, total);
      return hash;
    },
  };
  return transact(told, call, what, options.signal);
}

/** A moment for people, of Unix seconds. */
function moment(unix: number): string {
  return unix >= 253402300800 ? "ever" : new Date(unix * 1000).toISOString().replace(".000Z", "Z");
}

// Money.

const coin: Currency = { token: null, symbol: "ETH", decimals: 18 };

/** Reads how a token calls and counts itself; null is the coin. One that is no token has no symbol and no decimals: nobody can pay with it. */
export async function currencyOf(client: Client, token: Address | null, options: Options = {}): Promise<Currency> {
  if (token === null) return { ...coin, symbol: client.config.chain.chain?.nativeCurrency.symbol ?? coin.symbol };
  const found = await tokenOf(client.config.chain, await head(client, options), token, options.signal);
  return { token, symbol: found?.symbol ?? "", decimals: found?.decimals ?? 0 };
}

/** Writes an amount of the smallest unit for people: "0.01 ETH", "5 USDC". The token's address is for whoever shows it to add. */
export function formatAmount(currency: Currency, amount: bigint): string {
  return `${formatUnits(amount, currency.decimals)}${currency.symbol ? " " + currency.symbol : ""}`;
}

/** Reads an amount, "0.01", with or without the symbol behind it, and returns it in the smallest unit. Throws `badRequest`. */
export function parseAmount(currency: Currency, text: string): bigint {
  let number = text.trim();
  const { symbol } = currency;
  // A symbol like "0", as any token may call itself, is none of the amount's digits unless it stands apart.
  const end = /^[\d.]/.test(symbol) ? ` ${symbol}` : symbol;
  if (symbol && number.toLowerCase().endsWith(end.toLowerCase())) number = number.slice(0, -end.length).trim();
  const parts = /^(\d{0,30})(?:\.(\d*))?$/.exec(number);
  const [, whole = "", fraction = ""] = parts ?? [];
  if (!parts || whole + fraction === "") throw new LatchkeyError("badRequest", `${JSON.stringify(text.slice(0, 60))} is not an amount like 0.01`, { next: "Write digits, with a point before decimals." });
  if (fraction.length > currency.decimals) throw new LatchkeyError("badRequest", `${JSON.stringify(text.slice(0, 60))} has more than ${currency.decimals} decimals`, { next: "Leave out the last digits." });
  return BigInt(whole + fraction.padEnd(currency.decimals, "0"));
}

// Looking.

/** Reads a listing from the chain. */
async function readItem(client: Client, link: Link, options: Options): Promise<Item> {
  sameChain(client, link.chainId, "the link");
  const block = await head(client, options);
  const { chain } = client.config;
  const listing = await listingAt(chain, block, link.market, link.asset, options.signal);
  if (!listing) throw new LatchkeyError("notListed", `asset ${link.asset} is not listed in the market ${link.market}`);
  const account = accountOf(client);
  const [pin, currency, licence] = await Promise.all([
    pinAt(chain, block, link.market, link.asset, listing.version, options.signal),
    currencyOf(client, listing.token, options),
    account ? read(chain, block, link.market, marketLicenceOf, [link.asset, account], options.signal) : 0n,
  ]);
  const licensed = account !== null && (account.toLowerCase() === listing.seller.toLowerCase() || seconds(licence) >= block.time);
  return { link, listing, pin, metadata: null, error: null, currency, licence: seconds(licence), licensed };
}

/** Fetches a listing's document, compares it with the chain's hash, and opens it with the link's key if it is sealed. */
async function withDocument(client: Client, item: Item, options: Options): Promise<Item> {
  try {
    const stored = await fetchSmall(item.pin.uri, maxDocument, reading(client, options));
    const digest = `0x${bytesToHex(sha256(stored))}`;
    if (digest !== item.pin.metadataHash) throw new LatchkeyError("wrongHash", `the listing's document has the SHA-256 ${digest.slice(2)}: not the bytes that the seller listed`);
    return { ...item, metadata: decodeDocument(stored, item.link), error: null };
  } catch (error) {
    options.signal?.throwIfAborted();
    return { ...item, metadata: null, error: isError(error) ? error : new LatchkeyError("storageFailed", "the listing's document could not be fetched", { cause: error }) };
  }
}

/** Reads a listing and its document. Throws `notListed`, `wrongNetwork`; what is wrong with the document is in the item's `error`. */
export async function show(client: Client, link: Link, options: Options = {}): Promise<Item> {
  return withDocument(client, await readItem(client, link, options), options);
}

/** Does so many things at a time. */
async function each<T, R>(all: readonly T[], atOnce: number, work: (x: T) => Promise<R>): Promise<R[]> {
  const out: R[] = new Array<R>(all.length);
  let next = 0;
  const run = async (): Promise<void> => {
    while (next < all.length) {
      const i = next++;
      out[i] = await work(all[i] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, run));
  return out;
}

/** One seller's server that drips must not hold up everybody's list: milliseconds. */
const listTimeout = 10_000;

/**
 * Returns the listings of a market that are for sale, or of one seller (also those that are stopped), the oldest first. Unlisted ones are left out
 * but for their seller. For more than a few hundred, ask a gateway: {@link search}.
 */
export async function list(client: Client, market: Address, options: Options & { seller?: Address | undefined } = {}): Promise<Item[]> {
  const { seller } = options;
  const book = await bookOf(client, market, options);
  const wanted = [...book.listings].filter(([, l]) => !seller || l.seller.toLowerCase() === seller.toLowerCase());
  const items = await each(wanted, 16, async ([asset]) => {
    const item = await readItem(client, new Link({ chainId: client.chainId, market, asset }), options);
    if (!seller && item.listing.stopped) return item;
    const quick = AbortSignal.timeout(listTimeout);
    try {
      return await withDocument(client, item, { signal: options.signal ? AbortSignal.any([options.signal, quick]) : quick });
    } catch (error) {
      options.signal?.throwIfAborted();
      return { ...item, error: new LatchkeyError("noAnswer", "the listing's document took too long", { cause: error }) };
    }
  });
  return items.filter((i) => seller ?? (!i.listing.stopped && i.error?.code !== "unlisted"));
}

/** A listing that a gateway found. Nothing of it is believed: {@link show} reads it from the chain. */
export interface Found {
  readonly link: Link;
  /** "" if the gateway does not have the document. */
  readonly title: string;
  readonly kind: Kind | null;
}

/** Searches a gateway's catalogue (spec/http.md). Throws `noAnswer` if no configured gateway answers. */
export async function search(
  client: Client, query: { q?: string; seller?: Address; type?: string; sort?: "newest" | "sales" | "price" | "-price"; cursor?: string; limit?: number; forSale?: boolean }, options: Options = {},
): Promise<{ found: Found[]; next: string | null }> {
  const parameters = new URLSearchParams({ chain: String(client.chainId), ...Object.fromEntries(Object.entries(query).map(([k, v]) => [k, String(v)])) });
  let last: unknown = new LatchkeyError("noAnswer", "no gateway is configured");
  for (const gateway of client.config.gateways ?? []) {
    try {
      const answer = (await ask(gateway, `/v1/assets?${parameters.toString()}`, undefined, { ...asking(client, options), max: 32 << 20 })) as { assets?: { link?: unknown; metadata?: { title?: unknown; kind?: unknown } }[]; next?: unknown } | null;
      const found = (answer?.assets ?? []).flatMap(({ link, metadata }): Found[] => {
        const kind = metadata?.kind;
        return typeof link === "string" ? [{ link: parseLink(link), title: printable(metadata?.title), kind: kind === "file" || kind === "archive" || kind === "secret" ? kind : null }] : [];
      });
      return { found, next: typeof answer?.next === "string" && answer.next ? answer.next : null };
    } catch (error) {
      options.signal?.throwIfAborted();
      last = error;
    }
  }
  throw isError(last) ? last : new LatchkeyError("noAnswer", `no gateway answers: ${last instanceof Error ? last.message : ""}`, { cause: last });
}

// Before money moves.

/** Compares the code of a link's market, and of the contracts behind it, with this version's. Throws `unknownContract`: whoever made another one decides what it does with the money. */
export async function checkMarket(client: Client, link: Link, options: Options = {}): Promise<void> {
  sameChain(client, link.chainId, "the link");
  await knownMarket(client.config.chain, await head(client, options), link.market, options.signal);
}

/** How large a sealed file is hashed before it is paid for without being asked to, in bytes: a few seconds' worth, since it is fetched again to be opened. */
const verifyUpTo = 16 << 20;

/**
 * Does all that can be done before money moves, in the order of docs/market.md. What speaks against the purchase for certain is thrown: `otherOffer`,
 * `stopped`, `ended`, `soldOut`, `limit`, `hasLicence`, `tooLittleMoney`, `badToken`, `wrongHash`, `otherSale`, `notFound`, `noAnswer`. The rest is in `risks`.
 */
export async function check(client: Client, item: Item, deal: Deal = {}, options: Options = {}): Promise<Readiness> {
  if (!item.metadata) throw item.error ?? new LatchkeyError("badDocument", "the listing's document was not read");
  const block = await head(client, options);
  const until = await onOffer(client, block, item, deal, options);
  await funds(client, block, item, options);
  const copy = await copyOf(client, block, item, deal.verify ?? false, options);
  const members = await membersOf(client, copy.stanza, until, block.time, options);
  return { location: copy.location, verified: copy.whole, policy: copy.stanza.terms.policy, until, ...members, risks: [...copy.risks, ...members.risks] };
}

/** Checks that the listing sells, to this account, and returns the last second of the licence. */
async function onOffer(client: Client, block: Block, item: Item, deal: Deal, options: Options): Promise<number> {
  const { market, asset } = item.link;
  const { chain } = client.config;
  const l = await listingAt(chain, block, market, asset, options.signal);
  const title = JSON.stringify(item.metadata?.title ?? asset);
  const account = accountOf(client);
  const holder = deal.holder ?? account;
  if (!l) throw new LatchkeyError("notListed", `asset ${asset} is not listed`);
  if (l.price !== item.listing.price) throw new LatchkeyError("otherOffer", `the seller changed the listing meanwhile: the price is ${formatAmount(item.currency, l.price)} now, not ${formatAmount(item.currency, item.listing.price)}`, { details: { price: l.price } });
  if (l.version !== item.listing.version) throw new LatchkeyError("otherOffer", `the seller changed the listing meanwhile: version ${l.version} is sold now, not ${item.listing.version}`);
  const changed = otherTerms(item, l, await pinAt(chain, block, market, asset, l.version, options.signal));
  if (changed.length > 0) throw new LatchkeyError("otherOffer", `the listing is not the one that was shown: ${changed.join(", ")}`);
  if (l.stopped) throw new LatchkeyError("stopped", `${title} is not for sale any more: its seller stopped the sale`);
  if (l.endsAt !== 0 && block.time > l.endsAt) throw new LatchkeyError("ended", `${title} is not for sale any more: its sale ended on ${moment(l.endsAt)}`, { details: { endsAt: l.endsAt } });
  if (l.stock === 0) throw new LatchkeyError("soldOut", `${title} is sold out: ${l.sold} were sold`, { details: { sold: l.sold } });
  if (holder && l.seller.toLowerCase() === holder.toLowerCase()) throw new LatchkeyError("hasLicence", `${holder} sells it, and needs no licence`);
  if (l.limit !== 0 && account) {
    const bought = await read(chain, block, market, marketBoughtBy, [asset, account], options.signal);
    if (bought >= BigInt(l.limit)) throw new LatchkeyError("limit", `no more for this account: ${account} bought ${bought}, and its seller gives each account ${l.limit}`, { details: { limit: l.limit } });
  }
  const licence = holder ? seconds(await read(chain, block, market, marketLicenceOf, [asset, holder], options.signal)) : 0;
  if (licence === Infinity) throw new LatchkeyError("hasLicence", `there is a licence already: that of ${holder ?? ""} lasts for ever`);
  if (licence >= block.time && !deal.renew) throw new LatchkeyError("hasLicence", `there is a licence already: that of ${holder ?? ""} lasts until ${moment(licence)}`, { details: { until: licence } });
  return l.duration === 0 ? Infinity : Math.max(licence, block.time) + l.duration;
}

/**
 * Says in what a listing and its version differ from the item, of what no seller can change: not price, stock, dates and the latest version. They do only if the
 * chain was reorganised and the asset listed anew: the market compares price and version alone with what a buyer saw.
 */
function otherTerms(item: Item, l: Listing, pin: Pin): string[] {
  const was = item.listing;
  const same = (a: string | null, b: string | null): boolean => a?.toLowerCase() === b?.toLowerCase();
  const differs: [boolean, string][] = [
    [!same(l.seller, was.seller), `it is sold by ${l.seller}, not by ${was.seller}`],
    [!same(l.token, was.token), `it is paid in ${l.token ?? "the coin"}, not in ${was.token ?? "the coin"}`],
    [l.duration !== was.duration, `a licence lasts ${l.duration} s, not ${was.duration} (0 is for ever)`],
    [l.escrow !== was.escrow, `a payment waits in escrow for ${l.escrow} s, not ${was.escrow}`],
    [l.committee !== was.committee, `committee ${l.committee} opens it, not ${was.committee}`],
    [!same(l.royalty, was.royalty) || l.royaltyBps !== was.royaltyBps || l.referralBps !== was.referralBps || l.memberBps !== was.memberBps, "the payment is shared in another way"],
    [pin.metadataHash !== item.pin.metadataHash || pin.capsuleId !== item.pin.capsuleId || pin.uri !== item.pin.uri, "another document or file is sold"],
  ];
  return differs.flatMap(([yes, how]) => (yes ? [how] : []));
}

/** Checks that the account has the price, without the transaction's fee. */
async function funds(client: Client, block: Block, item: Item, options: Options): Promise<void> {
  const account = accountOf(client);
  const { price, token } = item.listing;
  if (price === 0n || !account) return;
  const { chain } = client.config;
  if (token) await fungible(chain, block, token, options.signal);
  const has = token ? await tokensOf(chain, block, token, account, options.signal) : await coinOf(chain, block, account, options.signal);
  if (has < price) throw new LatchkeyError("tooLittleMoney", `the price is ${formatAmount(item.currency, price)}, and ${account} has ${formatAmount(item.currency, has)}`, { details: { price, has, token } });
}

interface Copy {
  readonly location: string;
  readonly whole: boolean;
  readonly stanza: Stanza;
  readonly risks: Risk[];
}

/** Looks for the first copy of the sealed file that is right, mirror by mirror. */
async function copyOf(client: Client, block: Block, item: Item, verify: boolean, options: Options): Promise<Copy> {
  const errors: LatchkeyError[] = [];
  for (const location of item.metadata?.sealed.locations ?? []) {
    try {
      const { stanzas, whole } = await look(client, item, location, verify, options);
      return { location, whole, ...(await ofThisSale(client, block, item, stanzas, options)) };
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!isError(error)) throw error;
      errors.push(error);
    }
  }
  throw worst(errors);
}

/** Joins why each place is of no use. */
function worst(errors: readonly LatchkeyError[]): LatchkeyError {
  const first = errors.find((e) => e.code === "wrongHash" || e.code === "otherSale") ?? errors[0];
  if (!first || errors.length === 1) return first ?? new LatchkeyError("notFound", "the listing names no place");
  return new LatchkeyError(first.code, errors.map((e) => e.message).join("; "), { cause: first, details: first.details });
}

/** Reads the header of a copy, and all of it if it is small or verify says so. */
async function look(client: Client, item: Item, location: string, verify: boolean, options: Options): Promise<{ stanzas: Stanza[]; whole: boolean }> {
  if (!item.metadata) throw new LatchkeyError("badDocument", "the listing's document was not read");
  const { sealed: want, size: plain } = item.metadata;
  const { size, bytes } = await openPlace(location, 0, reading(client, options));
  const wrong = (why: string): LatchkeyError => new LatchkeyError("wrongHash", `the sealed file at ${location} ${why}: not the bytes that the seller listed`);
  if (size !== null && size !== want.size) throw wrong(`has ${size} bytes, and ${want.size} were listed`);
  const hash = sha256.create();
  let n = 0;
  let armoured = false;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      if (n === 0) armoured = chunk[0] === 45; // a header begins with its version, an armour with dashes
      hash.update(chunk);
      n += chunk.length;
      if (n > want.size) throw wrong(`has more than ${want.size} bytes`);
      tell(options, "checking", n, want.size);
      yield chunk;
    }
  };
  const whole = verify || want.size <= verifyUpTo;
  let header: { header: Uint8Array; rest: ReadableStream<Uint8Array> } | null = null;
  let failed: unknown;
  const source = counted();
  try {
    // Not cancelled by what is wrong with the header: other bytes are told before what they led to.
    header = await readHeader(streamOf({ [Symbol.asyncIterator]: () => ({ next: () => source.next() }) }));
  } catch (error) {
    failed = error;
  }
  if (whole) {
    while (!(await source.next()).done);
    const got = bytesToHex(hash.digest());
    if (n !== want.size || got !== want.sha256) throw wrong(`has the SHA-256 ${got}`);
  } else await source.return(undefined);
  if (!header) throw fileError(failed);
  holds(header.header.length, want.size, plain, armoured);
  try {
    return { stanzas: await readStanzas(new Blob([header.header as BlobPart]).stream()), whole };
  } catch (error) {
    throw fileError(error);
  }
}

/**
 * Compares the size of a sealed file with that of what the document says is inside, which follows from it. An armoured file, whose header alone is as long as that of one that
 * is not, has at least so many bytes. Throws `badDocument`.
 */
function holds(header: number, file: number, plain: number, armoured: boolean): void {
  const would = header + payloadSize(plain);
  if (armoured ? would > file : would !== file) throw new LatchkeyError("badDocument", `the sealed file does not hold what the listing says: it has ${file} bytes, and with ${plain} inside it would have ${would}`);
}

/** Checks that the file is sealed for whoever buys this asset. */
async function ofThisSale(client: Client, block: Block, item: Item, stanzas: readonly Stanza[], options: Options): Promise<{ stanza: Stanza; risks: Risk[] }> {
  const other = (why: string): LatchkeyError => new LatchkeyError("otherSale", `the sealed file is not sealed for this sale, and paying would not open it: ${why}`);
  const stanza = stanzas[0];
  if (!stanza) throw other("it is sealed to no Latchkey committee");
  const t = stanza.terms;
  sameChain(client, t.chainId, "the file's seal");
  if (item.pin.capsuleId) {
    const id = `0x${bytesToHex(capsuleIdOf(stanza))}`;
    if (id !== item.pin.capsuleId) throw other(`its capsule is ${id}, and the seller listed ${item.pin.capsuleId}`);
    return { stanza, risks: [] }; // the contract rebuilt terms and policy, so they are those of a plain sale
  }
  // Nobody has compared the committee that opens the file with the one that the listing shows.
  const risks: Risk[] = [];
  const committees = await read(client.config.chain, block, item.link.market, marketCommittees, [], options.signal);
  if (t.committees.toLowerCase() !== committees.toLowerCase() || t.committee !== item.listing.committee) {
    risks.push({ code: "otherCommittee", message: `the file is sealed to committee ${t.committee} of the contract ${t.committees}, which anybody could be, and the listing names committee ${item.listing.committee} of ${committees}`, details: { committee: t.committee, contract: t.committees } });
  }
  const named = t.policy.toLowerCase();
  if (t.policy !== sale(item.link.market, item.link.asset).text) {
    if (!named.includes(item.link.asset) || !named.includes(item.link.market)) throw other("its policy does not name it");
    risks.push({ code: "policyAsksMore", message: `to have bought it may not be enough: the file opens where this is true: ${t.policy}`, details: { policy: t.policy } });
  }
  return { stanza, risks };
}

/** Checks the capsule with the committee's key, and how many members would answer, now and for how long. */
async function membersOf(client: Client, stanza: Stanza, until: number, now: number, options: Options): Promise<{ t: number; n: number; ready: number; promised: number; risks: Risk[] }> {
  const { terms, capsule } = stanza;
  const risks: Risk[] = [];
  tell(options, "asking");
  const committee = await servingCommittee(client, terms.committees, terms.committee, options);
  try {
    checkCapsule((await fetchKeys(committee, asking(client, options))).list, terms, capsule);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!isError(error, "badKeys")) throw error;
    risks.push({ code: "capsuleUnchecked", message: `the capsule could not be checked: ${error.message}`, details: {} });
  }
  const answers = await Promise.all(committee.members.map(async (m) => {
    if (!m.confirmed) return new Error("did not confirm");
    const needs = await needsOf(m, terms, asking(client, options));
    return needs instanceof Error ? needs : ready(m, committee.domain, needs, asking(client, options));
  }));
  options.signal?.throwIfAborted();
  const n = committee.members.length;
  const count = answers.filter((a) => a === null).length;
  if (count < committee.t) {
    const why = answers.flatMap((a, i) => (a === null ? [] : [`node ${i + 1} ${a.message}`])).join("; ");
    risks.push({ code: "tooFewReady", message: `${count} of ${n} nodes would answer now, and ${committee.t} have to (${why})`, details: { ready: count, t: committee.t, n } });
  }
  const promised = promisedUntil(committee);
  // Nobody promises anything for ever: a licence without end is as good as the committee's next members, and only what is over already speaks against it.
  if (promised <= now) risks.push({ code: "promisesOver", message: `since ${moment(promised)}, fewer than ${committee.t} members promise to serve`, details: { promised, until } });
  else if (until !== Infinity && until >= promised) {
    risks.push({ code: "promisesOver", message: `the licence lasts until ${moment(until)}, and from ${moment(promised)} on fewer than ${committee.t} members promise to serve`, details: { promised, until } });
  }
  return { t: committee.t, n, ready: count, promised, risks };
}

/** A policy about which nobody has to be asked: every node evaluates a sale. One that is empty names a committee only. */
const plainSale = /^(?:sale\("0x[0-9a-f]{40}", "0x[0-9a-f]{64}"\))?$/;

/** What a policy reads that not every node reads, or believes, as a member itself says; or why it cannot evaluate it. Sales, the coin's balances and the time of blocks every node does. */
async function needsOf(m: Member, { chainId, confirmations, policy }: Terms, of: Asking): Promise<Needs | Error> {
  if (plainSale.test(policy)) return { chains: [], hosts: [], facts: [] };
  try {
    const { ok, error, chains, hosts, reads } = await checkPolicy({ ...of, urls: [m.url], chainId, confirmations: Number(confirmations) }, policy);
    if (!ok) return new UnableError(`does not take it for a policy${error ? `: ${error.message}` : ""}`);
    const list = <T>(all: readonly T[] | undefined): readonly T[] => (all instanceof Array ? all : []); // it is the node's word
    return { chains: list(chains), hosts: list(hosts), facts: list(reads).filter((r) => !["licensed(bytes32,address)", "balance", "time"].includes(r.function)) };
  } catch {
    of.signal?.throwIfAborted();
    return new Error("does not answer questions about policies");
  }
}

/**
 * Refuses terms whose policy too few members of their committee can evaluate: fewer than have to answer say that they read what it needs. Those that cannot be asked count as if
 * they did not. A policy that reads the terms' chain alone is for every member, but for those that say that they cannot evaluate it. Throws `unservable`.
 */
async function servable(client: Client, terms: Terms, options: Options): Promise<void> {
  if (plainSale.test(terms.policy)) return;
  const of = asking(client, options);
  const committee = await servingCommittee(client, terms.committees, terms.committee, options);
  const known: Needs[] = [];
  const why = await Promise.all(committee.members.map(async (m) => {
    if (!m.confirmed) return new Error("is no member yet");
    const needs = await needsOf(m, terms, of);
    if (needs instanceof Error) return needs;
    known.push(needs);
    return reads(m, committee.domain, needs, of);
  }));
  options.signal?.throwIfAborted();
  const everybody = known.length > 0 && known.every((needs) => needs.chains.length === 0 && needs.hosts.length === 0);
  const unable = why.flatMap((error, i) => (error === null || (everybody && !(error instanceof UnableError)) ? [] : [`node ${i + 1} ${error.message}`]));
  const n = committee.members.length;
  const able = n - unable.length;
  if (able < committee.t) throw new LatchkeyError("unservable", `the committee cannot serve this policy: ${able} of ${n} nodes can evaluate the policy, and ${committee.t} have to (${unable.join("; ")})`, { details: { able, t: committee.t, n } });
}

async function servingCommittee(client: Client, contract: Address, id: bigint, options: Options): Promise<Committee> {
  const block = await blockAt(client.config.chain, client.config.final ?? "finalized", options.signal);
  return committeeAt(client.config.chain, block, client.chainId, contract, id, undefined, options.signal);
}

// Buying.

/** How long a signature for a payment is good, in seconds. */
const permitLife = 3600;

/**
 * Pays for a licence, at the price and for the version that the item shows; if its seller changed either, nothing is paid. Resolves to null, and pays
 * nothing, if the account is to be the holder and may open it already. {@link check} comes before. Throws `otherTerms` for a purchase that is there, of a listing that the chain
 * had exchanged meanwhile.
 */
export async function buy(client: Client, item: Item, deal: Deal = {}, options: Options = {}): Promise<Paid | null> {
  const sender = senderOf(client);
  const account = sender.wallet.account.address;
  const holder = deal.holder ?? account;
  const own = holder.toLowerCase() === account.toLowerCase();
  await checkNetwork(sender, options.signal);
  await settle(client, item, holder, own && !deal.renew, options);
  if (own && !deal.renew && (await readItem(client, item.link, options)).licensed) return null;
  if (item.listing.stopped) throw new LatchkeyError("stopped", `asset ${item.link.asset} is not for sale any more`);
  const order = { asset: item.link.asset, holder, referrer: (deal.referrer === undefined ? item.link.referrer : deal.referrer) ?? zeroAddress, price: item.listing.price, version: item.listing.version };
  const { receipt, by } = await pay(client, item, order, options);
  const bought = eventsOf([marketBoughtEvent], receipt.logs).find(({ address, args }) => address.toLowerCase() === item.link.market && args.asset === item.link.asset && args.holder.toLowerCase() === holder.toLowerCase());
  if (!bought) throw new LatchkeyError("unknownContract", `the contract at ${item.link.market} tells of no purchase`);
  const { number, until, releaseAt } = bought.args;
  const paid: Paid = { number, until: seconds(until), releaseAt, block: receipt.blockNumber, by, transaction: receipt.transactionHash };
  const changed = await termsAt(client, item, receipt.blockNumber, options);
  if (changed.length > 0) throw new LatchkeyError("otherTerms", `paid on other terms than those that were shown, as purchase ${number}: ${changed.join(", ")}`, { details: { ...paid } });
  return paid;
}

/** In what the listing differed from the item in the purchase's block. What cannot be read is no reason: the purchase is there. */
async function termsAt(client: Client, item: Item, number: bigint, options: Options): Promise<string[]> {
  const { market, asset } = item.link;
  const block: Block = { number, time: 0 };
  try {
    const l = await listingAt(client.config.chain, block, market, asset, options.signal);
    return l ? otherTerms(item, l, await pinAt(client.config.chain, block, market, asset, item.listing.version, options.signal)) : [];
  } catch {
    return [];
  }
}

/**
 * Waits for what the account has sent and is in no block yet. A purchase by an earlier page that was closed may be among that: then it is not paid again, also where a
 * licence could be extended.
 */
async function settle(client: Client, item: Item, holder: Address, looksItself: boolean, options: Options): Promise<void> {
  const { chain } = client.config;
  const address = needAccount(client);
  const licence = async (): Promise<bigint> => read(chain, await head(client, options), item.link.market, marketLicenceOf, [item.link.asset, holder], options.signal);
  const sent = (blockTag: "pending" | "latest"): Promise<number> => abortable(getTransactionCount(chain, { address, blockTag }), options.signal);
  const before = await licence(); // first: what comes through from here on is seen
  let pending: number;
  try {
    pending = await sent("pending");
    if (pending <= (await sent("latest"))) return;
  } catch {
    options.signal?.throwIfAborted();
    return; // an endpoint that does not tell
  }
  tell(options, "sending");
  for (let waited = 0; (await sent("latest")) < pending; waited++) {
    if (waited > 120) throw new LatchkeyError("chainUnavailable", "something that the account sent before is still in no block", { next: "Wait for it, or cancel it in the wallet." });
    await pause(1000, options.signal);
  }
  if (!looksItself && (await licence()) > before) throw new LatchkeyError("hasLicence", `a purchase for ${holder} that was sent before has just come through`);
}

type Order = Parameters<typeof callOf<typeof marketBuy>>[2][0];

/** Buys in the cheapest way that the token takes. */
async function pay(client: Client, item: Item, order: Order, options: Options): Promise<{ receipt: TransactionReceipt; by: Paid["by"] }> {
  const sender = senderOf(client);
  const { token } = item.listing;
  const market = item.link.market;
  const account = sender.wallet.account.address;
  const plain = callOf(market, marketBuy, [order], token ? 0n : order.price);
  if (!token || order.price === 0n) return { receipt: await send(client, plain, "buying", options), by: "coin" };
  const block = await head(client, options);
  await fungible(sender.chain, block, token, options.signal);
  const allowed = async (spender: Address): Promise<boolean> => (await allowanceOf(sender.chain, block, token, account, spender, options.signal)) >= order.price;
  if (await allowed(market)) return { receipt: await send(client, plain, "buying", options), by: "allowance" };
  const deadline = BigInt(Math.floor(Date.now() / 1000) + permitLife);
  // What the token, and not the market, would refuse is tried in the next way.
  const takes = async (call: Call): Promise<boolean> => {
    try {
      await tryCall(sender, call, "buying", options.signal);
      return true;
    } catch (error) {
      if (isError(error, "reverted") && !/^(?!SafeERC20FailedOperation)[A-Z]\w*\(/.test(String(error.details["reason"]))) return false;
      throw error;
    }
  };
  tell(options, "signing");
  // A token recovers who signed a permit, which for a contract is never the contract; for an account that only has code (EIP-7702) it is.
  const code = await codeAt(sender.chain, block, account, options.signal);
  const recoverable = code === "0x" || code.startsWith("0xef0100");
  const permit = recoverable ? await signPermit(sender, block, token, market, order.price, deadline, options.signal) : null;
  if (permit?.length === 132) {
    const call = callOf(market, marketBuyWithPermit, [order, deadline, parseInt(permit.slice(130), 16), permit.slice(0, 66) as Hex, `0x${permit.slice(66, 130)}`]);
    if (await takes(call)) return { receipt: await send(client, call, "buying", options), by: "permit" };
  }
  if ((await codeAt(sender.chain, block, permit2, options.signal)) !== "0x" && (await allowed(permit2))) {
    const { nonce, signature } = await signPermit2(sender, block, token, market, order.price, deadline, options.signal);
    const call = callOf(market, marketBuyWithPermit2, [order, nonce, deadline, signature]);
    if (await takes(call)) return { receipt: await send(client, call, "buying", options), by: "permit2" };
  }
  // Just the price: what is allowed to a contract and not used can be taken later.
  tell(options, "signing", 1, 2);
  await approve(sender, token, market, order.price, options.signal);
  return { receipt: await send(client, plain, "buying", options, 2, 2), by: "approval" };
}

// Opening.

/** How long a request may be answered, in seconds. Nodes allow an hour; ten minutes leave room for clocks and slow wallets. */
const requestLife = 600;
/** How long nodes that look at the chain a moment behind us are asked again, in milliseconds. */
const patience = 30_000;

/**
 * Has the account sign, once, that it opens files of a committee, for `life` seconds: an hour, or up to a day. `origin` is shown by the wallet. Give what this resolves to as `session`
 * to {@link open}. Throws `noWallet`, and what the wallet throws.
 */
export async function beginSession(client: Client, committees: Address, committee: bigint, options: Options & { readonly life?: number; readonly origin?: string } = {}): Promise<SignedSession> {
  const { wallet, chain } = client.config;
  if (!wallet) throw new LatchkeyError("noWallet", "a session needs a wallet: the account signs it");
  const life = options.life ?? 3600;
  if (!(life > 0 && life <= Number(sessionAhead))) throw new LatchkeyError("badRequest", `a session of ${life} s: it can last up to ${sessionAhead} s`);
  const buyer = wallet.account.address;
  const nonce = await read(chain, await head(client, options), committees, committeesSessionNonce, [buyer], options.signal);
  const { q: secret, readerKey } = newReaderKey();
  const message: Session = { type: "Session", committee, readerKey, buyer, nonce, deadline: BigInt(Math.floor(Date.now() / 1000 + life)), origin: options.origin ?? "" };
  tell(options, "signing");
  const signature = await sign({ chainId: client.chainId, wallet }, typedData({ chainId: client.chainId, committees }, message), "signing the session", options.signal);
  return { committees, message, signature, secret };
}

/** The session, if it is the account's, and with the committee that a file is sealed to. */
function covering(session: SignedSession | undefined, account: Address, terms: Terms): SignedSession | null {
  const same = (a: Address, b: Address): boolean => a.toLowerCase() === b.toLowerCase();
  return session && session.message.committee === terms.committee && same(session.committees, terms.committees) && same(session.message.buyer, account) ? session : null;
}

/**
 * Opens one capsule by one request, with a new reader key, or by a session: the wallet is asked once, however often the nodes are. They are asked again while
 * their committee changes its members, and, where the account's right is `recent`, while some do not see it yet.
 */
async function askNodes(client: Client, stanza: Stanza, given: Given | undefined, recent: boolean, options: OpenOptions): Promise<Uint8Array> {
  const { terms, capsule } = stanza;
  const { wallet, gateways, evidence } = client.config;
  if (!wallet) throw new LatchkeyError("noWallet", "opening needs a wallet: the account asks the nodes with its signature");
  sameChain(client, terms.chainId, "the file's seal");
  const session = covering(options.session, wallet.account.address, terms);
  let signed: { q: Scalar; message: AccessRequest | Session; signature: Hex } | null = session && { ...session, q: session.secret };
  for (const start = Date.now(); ; ) {
    const committee = await servingCommittee(client, terms.committees, terms.committee, options);
    const { q, message, signature } = (signed ??= await signAccess(client, wallet, stanza, options));
    const request = { terms, capsule, epoch: committee.epoch, message, signature, given };
    tell(options, "asking");
    try {
      const opening = gateways?.length ? await openVia(gateways, committee, request, q, asking(client, options)) : await openCapsule(committee, request, q, asking(client, options));
      opening.wrong.forEach((e) => evidence?.(e));
      return opening.fileKey;
    } catch (error) {
      if (!(error instanceof OpenError)) throw error;
      error.wrong.forEach((e) => evidence?.(e));
      // One that is behind can be enough to make it too few, where others are dead.
      const behind = recent && (error.code === "notEntitled" || error.refused("policy-false") > 0);
      if (!behind && error.refused("wrong-epoch") === 0 || Date.now() - start > patience) throw error;
    }
    await pause(1000, options.signal);
  }
}

/** Has the account sign a request for one capsule, with a new reader key. */
async function signAccess(client: Client, wallet: NonNullable<Config["wallet"]>, stanza: Stanza, options: Options): Promise<{ q: Scalar; message: AccessRequest; signature: Hex }> {
  const { q, readerKey } = newReaderKey();
  const message: AccessRequest = { type: "AccessRequest", capsule: capsuleIdOf(stanza), readerKey, buyer: wallet.account.address, deadline: BigInt(Math.floor(Date.now() / 1000) + requestLife) };
  tell(options, "signing");
  return { q, message, signature: await sign({ chainId: client.chainId, wallet }, typedData(stanza.terms, message), "signing the request", options.signal) };
}

/** Opens the capsules of one copy of a file after the other. */
interface Asker {
  readonly opener: Opener;
  /** Another copy comes, from its header. */
  readonly begin: () => void;
  /** Whether nodes were asked, and did not open it. */
  readonly refused: () => boolean;
}

/** An opener for a listing: it waits until a purchase is as deep as the terms ask, asks once for each capsule, and refuses a file whose first capsule is not the pinned one. */
function openerOf(client: Client, item: Item, options: OpenOptions): Asker {
  const answers = new Map<string, Promise<Uint8Array>>();
  let refused = false;
  const asked = new Map<string, Promise<Given>>();
  const givenFor = async ({ terms: { policy } }: Stanza): Promise<Given | undefined> => {
    if (typeof options.given !== "function") return options.given;
    const names = givenNames(policy);
    if (names.length === 0) return undefined;
    const values = asked.get(policy) ?? options.given(names, policy);
    asked.set(policy, values);
    return values;
  };
  const patient = async (stanza: Stanza): Promise<Uint8Array> => {
    const given = await givenFor(stanza);
    const recent = await deepEnough(client, item, stanza.terms.confirmations, options);
    try {
      return await askNodes(client, stanza, given, recent, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      refused = true;
      throw error;
    }
  };
  let first: string | null = null;
  return {
    refused: () => refused,
    begin: () => { first = null; },
    opener: async (stanza) => {
      const id = `0x${bytesToHex(capsuleIdOf(stanza))}`;
      first ??= id;
      if (item.pin.capsuleId && first !== item.pin.capsuleId) throw new LatchkeyError("wrongHash", "the file's first capsule is not the one that the market pins: not the bytes that the seller listed");
      const known = answers.get(id) ?? patient(stanza);
      answers.set(id, known);
      return (await known).slice();
    },
  };
}

/** Waits until the account's licence is so many blocks deep, if it has one. Resolves to whether it is a recent one. */
async function deepEnough(client: Client, item: Item, confirmations: bigint, options: Options): Promise<boolean> {
  const account = needAccount(client);
  const { chain } = client.config;
  const licensed = async (number: bigint): Promise<boolean> => {
    try {
      return await read(chain, { number, time: 0 }, item.link.market, marketLicensed, [item.link.asset, account], options.signal);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (isError(error, "unknownContract")) return false; // the market is younger
      throw error;
    }
  };
  const now = await head(client, options);
  if (!(await licensed(now.number))) return false;
  // What is older than any terms' confirmations is seen by all. Endpoints that do not keep the state of old blocks leave it at what is known.
  let low = now.number > 64n ? now.number - 64n : 0n;
  let high = now.number;
  try {
    if (await licensed(low)) return false;
    while (low + 1n < high) {
      const middle = (low + high) / 2n;
      if (await licensed(middle)) high = middle;
      else low = middle;
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!isError(error)) throw error;
    return true;
  }
  for (let number = now.number; number < high + confirmations; number = (await head(client, options)).number) {
    tell(options, "waiting", Number(number - high), Number(confirmations));
    await pause(1000, options.signal);
  }
  return true;
}

/** Writes plaintext, of which a beginning may come more than once. */
class Output {
  private n = 0;
  private readonly sum = sha256.create();
  private pos = 0;
  private repeat = sha256.create();
  /** What went wrong with the writer. */
  failed: Error | null = null;
  differs = false;

  /** again: whether it may come more than once, which costs a hash. */
  constructor(private readonly to: WritableStreamDefaultWriter<Uint8Array>, private readonly again: boolean, private readonly progress: (done: number) => void) {}

  /** The plaintext comes from its first byte. */
  begin(): void {
    this.pos = 0;
    this.repeat = sha256.create();
  }

  get whole(): boolean {
    return this.pos === this.n;
  }

  async write(chunk: Uint8Array): Promise<void> {
    const had = Math.min(chunk.length, this.n - this.pos);
    if (had > 0) {
      this.repeat.update(chunk.subarray(0, had));
      this.pos += had;
      if (this.pos === this.n && bytesToHex(this.repeat.clone().digest()) !== bytesToHex(this.sum.clone().digest())) {
        this.differs = true;
        throw new LatchkeyError("wrongHash", "what was written so far came from a place with other bytes; throw it away and try again");
      }
    }
    const rest = chunk.subarray(had);
    if (rest.length === 0) return;
    if (this.again) this.sum.update(rest);
    this.n += rest.length;
    this.pos += rest.length;
    try {
      await this.to.ready;
      await this.to.write(rest);
    } catch (error) {
      throw (this.failed = error instanceof Error ? error : new Error(String(error)));
    }
    this.progress(this.n);
  }
}

/**
 * Downloads the item's sealed file, opens it as the wallet's account, and writes the plaintext to `to`, which is closed when the last byte is there and
 * the hash of the sealed file is right, and aborted otherwise: what it was given is to be thrown away then. Memory does not grow with the file.
 *
 * The places that the document names are tried in turn; where one is cut, the next goes on from the same byte. Where they served other bytes together, each is tried alone.
 */
export async function open(client: Client, item: Item, to: WritableStream<Uint8Array>, options: OpenOptions = {}): Promise<void> {
  await openWith(item, to, openerOf(client, item, options), reading(client, options), options);
}

async function openWith(item: Item, to: WritableStream<Uint8Array>, { opener, begin, refused }: Asker, read: Reading, options: Options & Pick<OpenOptions, "fetched">): Promise<void> {
  const writer = to.getWriter();
  try {
    const { metadata } = item;
    if (!metadata) throw item.error ?? new LatchkeyError("badDocument", "the listing's document was not read");
    const { sealed } = metadata;
    const { fetched } = options;
    const plans = [sealed.locations, ...(sealed.locations.length > 1 ? sealed.locations.map((l) => [l]) : [])];
    let kept = (fetched?.size ?? 0) > 0;
    const output = new Output(writer, kept || plans.length > 1, (done) => {
      tell(options, "opening", done, metadata.size);
    });
    const errors: LatchkeyError[] = [];
    for (const locations of plans) {
      output.begin();
      begin();
      try {
        const source = readSealed(sealed, locations, read, fetched);
        const plain = (await openFile(streamOf(source), opener, { signal: options.signal, workers: options.workers })).getReader();
        for (;;) {
          options.signal?.throwIfAborted();
          const { done, value } = await plain.read();
          if (done) break;
          await output.write(value);
        }
        while (!(await source.next()).done); // to the end, where the hash is compared
        if (!output.whole) throw new LatchkeyError("wrongHash", "the sealed file opens to less than before: not the bytes that the seller listed");
        options.signal?.throwIfAborted();
        await writer.close();
        await fetched?.drop();
        return;
      } catch (error) {
        options.signal?.throwIfAborted();
        if (output.failed !== null) throw output.failed;
        const told = fileError(error);
        if (isError(told, "wrongHash", "badFile")) {
          await fetched?.drop();
          if (kept && plans.length === 1) plans.push(sealed.locations); // what was kept may have been what is wrong
          kept = false;
        }
        // Nodes judged the header. If it was not the pinned one, another place may have another.
        if (output.differs || !isError(told) || (refused() && item.pin.capsuleId)) throw told;
        errors.push(told);
        if (told.code === "noWallet" || told.code === "rejected" || told.code === "wrongNetwork" || told.code === "chainUnavailable") throw told;
      }
    }
    throw errors.find((e) => e.code === "wrongHash") ?? worst(errors.slice(0, 1));
  } catch (error) {
    await writer.abort(error).catch(() => undefined);
    throw error;
  }
}

/** Opens a secret, or another small file, into memory: at most `limit` bytes, 1 MiB if it is not said. */
export async function openBytes(client: Client, item: Item, options: OpenOptions & { limit?: number | undefined } = {}): Promise<Uint8Array> {
  const limit = options.limit ?? 1 << 20;
  const chunks: Uint8Array[] = [];
  let size = 0;
  await open(client, item, new WritableStream<Uint8Array>({
    write(chunk) {
      size += chunk.length;
      if (size > limit) throw new LatchkeyError("badRequest", `the file has more than ${limit} bytes: open it to a file`);
      chunks.push(chunk);
    },
  }), options);
  return joined(chunks, size);
}

// Selling.

async function selling(client: Client, link: Link, call: Call, what: string, options: Options): Promise<Hash> {
  sameChain(client, link.chainId, "the link");
  return (await send(client, call, what, options)).transactionHash;
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

/** Fetches a committee's key and compares it with the chain's. */
async function recipientOf(client: Client, terms: Terms, options: Options): Promise<Recipient> {
  const committee = await servingCommittee(client, terms.committees, terms.committee, options);
  return new Recipient(terms, (await fetchKeys(committee, asking(client, options))).list.X);
}

/**
 * Compares a recipient's key with the chain's, and asks the nodes whether they can evaluate its policy. Throws `badKeys`, since a file sealed to another key would open for whoever
 * made it up, and `unservable` if too few can.
 */
export async function checkRecipient(client: Client, recipient: Recipient, options: Options = {}): Promise<void> {
  sameChain(client, recipient.terms.chainId, "the recipient");
  const current = await recipientOf(client, recipient.terms, options);
  if (!current.key.equals(recipient.key)) throw new LatchkeyError("badKeys", `the recipient's key is not that of committee ${recipient.terms.committee}: a file sealed to it would open for whoever made it up`);
  await servable(client, recipient.terms, options);
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

/** Gives what is iterated over to all takers, each chunk to all before the next is made. If one fails, all do. */
async function toAll<R>(source: AsyncIterable<Uint8Array>, takers: readonly ((data: AsyncIterable<Uint8Array>) => Promise<R>)[]): Promise<R[]> {
  const iterator = source[Symbol.asyncIterator]();
  const failures: unknown[] = [];
  let current: Promise<IteratorResult<Uint8Array>> | null = null;
  let taken = 0;
  let waiting: (() => void)[] = [];
  const turn = (): void => {
    const wake = waiting;
    waiting = [];
    wake.forEach((f) => {
      f();
    });
  };
  const iterable = (): AsyncIterable<Uint8Array> => ({
    [Symbol.asyncIterator]: () => ({
      async next() {
        if (failures.length > 0) throw failures[0];
        current ??= iterator.next();
        const result = await current;
        if (++taken === takers.length) {
          taken = 0;
          current = null;
          turn();
        } else await new Promise<void>((resolve) => waiting.push(resolve));
        if (failures.length > 0) throw failures[0];
        return result;
      },
    }),
  });
  try {
    return await Promise.all(takers.map(async (take) => {
      try {
        return await take(iterable());
      } catch (error) {
        failures.push(error);
        turn();
        throw error;
      }
    }));
  } finally {
    await iterator.return?.();
  }
}

/** A store at a gateway that takes uploads. The wallet signs once if the gateway wants to know whose uploads they are; the signature names the gateway, and goes nowhere else. Throws `badOffer` if it takes none. */
export async function gatewayStore(client: Client, gateway: string, options: Options = {}): Promise<Store> {
  const base = gateway.replace(/\/+$/, "");
  const { fetch } = client.config;
  let info: { uploads?: { open?: unknown; domain?: unknown }; worlds?: { chainId?: unknown; committees?: unknown }[] } | null;
  try {
    info = (await ask(base, "/v1/info", undefined, { ...asking(client, options), max: 1 << 20 })) as typeof info;
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new LatchkeyError("noAnswer", `the gateway ${base} does not say what it takes: ${error instanceof Error ? error.message : ""}`, { cause: error });
  }
  if (!info?.uploads) throw new LatchkeyError("badOffer", `the gateway ${base} takes no uploads`, { next: "Choose another gateway, or a store of your own." });
  if (info.uploads.open === true) return tusStore(`${base}/v1/blobs`, { fetch });
  const domain = String(info.uploads.domain);
  // A token for another gateway is that one's business.
  if (domain.replace(/\/+$/, "") !== base) throw new LatchkeyError("badOffer", `the gateway ${base} calls itself ${JSON.stringify(printable(domain))}`, { next: "Upload to it by that name." });
  const committees = String(info.worlds?.find((w) => w.chainId === String(client.chainId))?.committees);
  if (!/^0x[0-9a-fA-F]{40}$/.test(committees)) throw new LatchkeyError("wrongNetwork", `the gateway ${base} does not serve chain ${client.chainId}`);
  const { wallet } = senderOf(client);
  const account = wallet.account.address;
  const deadline = BigInt(Math.floor(Date.now() / 1000) + 24 * 3600);
  const terms = { chainId: client.chainId, committees: committees.toLowerCase() as Address };
  tell(options, "signing");
  const signature = await sign({ chainId: client.chainId, wallet }, typedData(terms, { type: "Upload", account, gateway: domain, deadline }), "signing for the upload", options.signal);
  const token = JSON.stringify({ chainId: String(client.chainId), committees: terms.committees, account: account.toLowerCase(), gateway: domain, deadline: String(deadline), signature });
  return tusStore(`${base}/v1/blobs`, { fetch, authorization: `Latchkey ${btoa(token).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")}` });
}

// Accounts.

/** What a market's events tell. */
interface Book {
  readonly listings: Map<Hex, Listing>;
  readonly purchases: Purchase[];
  /** Requests that were used to dispute. */
  readonly requests: Set<bigint>;
}

/** How long gateways may take to say where a market's events begin, in milliseconds. */
const sinceTimeout = 3000;

/** The block where a market's events begin; 0 if nobody says. */
async function sinceOf(client: Client, market: Address, options: Options): Promise<bigint> {
  const { chain, since, gateways } = client.config;
  if (since !== undefined) return since;
  for (const gateway of gateways ?? []) {
    try {
      const info = (await ask(gateway, "/v1/info", undefined, { ...asking(client, options), timeout: sinceTimeout, max: 1 << 20 })) as { worlds?: { chainId?: unknown; market?: unknown; since?: unknown }[] } | null;
      const told = info?.worlds?.find((w) => w.chainId === String(client.chainId) && String(w.market).toLowerCase() === market.toLowerCase())?.since;
      if (typeof told !== "string" || !/^\d{1,15}$/.test(told)) continue;
      const first = BigInt(told);
      if (first === 0n) return first;
      // What was there before has events before. An endpoint that does not keep the state of old blocks leaves it at the word.
      const before = await codeAt(chain, { number: first - 1n, time: 0 }, market, options.signal).catch(() => "0x");
      options.signal?.throwIfAborted();
      if (before === "0x") return first;
    } catch {
      options.signal?.throwIfAborted();
    }
  }
  return 0n;
}

/** Reads a market's events: all, or those of some assets. */
async function bookOf(client: Client, market: Address, options: Options, assets?: readonly Hex[]): Promise<Book> {
  const { chain } = client.config;
  const [block, since] = await Promise.all([head(client, options), sinceOf(client, market, options)]);
  const logs = await logsOf(chain, market, assets ? [null, assets] : [], since, block.number, options.signal);
  // Of a market, or of an address that is none.
  if (logs.length === 0) await read(chain, block, market, marketCommittees, [], options.signal);
  const book: Book = { listings: new Map(), purchases: [], requests: new Set() };
  const bought = new Map<string, { status: Status }>();
  for (const log of eventsOf(marketEvents, logs)) {
    const { asset } = log.args;
    switch (log.eventName) {
      case "Listed":
        book.listings.set(asset, listingFrom(log.args.listing));
        break;
      case "Bought": {
        let l = book.listings.get(asset);
        if (!l) { // listed before
          l = (await listingAt(chain, block, market, asset, options.signal)) ?? undefined;
          if (!l) break;
          book.listings.set(asset, l);
        }
        const { number, holder, payer, referrer, price, until, releaseAt } = log.args;
        const purchase = {
          link: new Link({ chainId: client.chainId, market, asset }), number, seller: l.seller, holder, payer, referrer: orNull(referrer), price, currency: { token: l.token, symbol: "", decimals: 0 },
          until: seconds(until), block: log.blockNumber, transaction: log.transactionHash, status: (releaseAt === 0 ? "settled" : "held") as Status, releaseAt, version: 0, request: 0n, answersUntil: 0, standing: 0, needed: 0, refundAt: 0n,
        };
        book.purchases.push(purchase);
        bought.set(`${asset} ${number}`, purchase);
        break;
      }
      case "Disputed":
        book.requests.add(log.args.request);
        break;
      case "Released":
      case "Refunded": {
        const purchase = bought.get(`${asset} ${log.args.number}`);
        if (purchase) purchase.status = log.eventName === "Released" ? "settled" : "refunded";
      }
    }
  }
  return book;
}

/** Whether a payment is kept by the market still. */
function inEscrow(p: Purchase): boolean {
  return p.status !== "settled" && p.status !== "refunded";
}

/** Reads how far payments in escrow are, and in what they were made. */
async function refresh(client: Client, market: Address, purchases: readonly Purchase[], options: Options): Promise<Purchase[]> {
  const tokens = [...new Set(purchases.map((p) => p.currency.token))];
  const currencies = new Map(await each(tokens, 8, async (t) => [t, await currencyOf(client, t, options)] as const));
  const block = await head(client, options);
  const named = purchases.map((p) => ({ ...p, currency: currencies.get(p.currency.token) ?? p.currency }));
  if (!named.some(inEscrow)) return named;
  const { chain } = client.config;
  const { signal } = options;
  const [committees, evidence] = await Promise.all([read(chain, block, market, marketCommittees, [], signal), read(chain, block, market, marketEvidence, [], signal)]);
  return each(named, 16, async (p): Promise<Purchase> => {
    if (!inEscrow(p)) return p;
    const s = await read(chain, block, market, marketPurchaseOf, [p.link.asset, p.number], signal);
    const { request } = s;
    const of = { ...p, version: s.version || p.version, request };
    switch (s.state) {
      case 1:
        return { ...of, status: block.time > s.releaseAt ? "due" : "held", releaseAt: s.releaseAt };
      case 2: {
        const [r, refuted, challenged] = await Promise.all([read(chain, block, committees, committeesRequestOf, [request], signal), read(chain, block, evidence, evidenceRefutedCount, [request], signal), read(chain, block, evidence, evidenceChallengedUntil, [request], signal)]);
        const standing = r.members.toString(2).replaceAll("0", "").length - Number(refuted);
        const releaseAt = Number(challenged);
        const answersUntil = Number(r.answersUntil);
        const answered = standing >= r.t;
        const status: Status = answered ? (block.time > releaseAt ? "due" : "served") : block.time > answersUntil ? "unserved" : "asked";
        return { ...of, status, releaseAt, answersUntil, standing, needed: r.t };
      }
      case 3: {
        const refundAt = s.failedAt + refundDelay;
        return { ...of, status: block.number + 1n >= refundAt ? "refundable" : "failed", refundAt };
      }
    }
    // Released or refunded in this very block: the events will tell which.
    return { ...p, status: "settled" };
  });
}

/** What the account bought in a market, or of one asset there, for itself or others, and what others bought for it, the oldest first. */
export async function purchases(client: Client, market: Address, options: Options & { asset?: Hex | undefined } = {}): Promise<Purchase[]> {
  const account = needAccount(client).toLowerCase();
  const book = await bookOf(client, market, options, options.asset && [options.asset]);
  return refresh(client, market, book.purchases.filter((p) => p.holder.toLowerCase() === account || p.payer.toLowerCase() === account), options);
}

/** The purchases of the account's listings in a market, with totals. */
export async function sales(client: Client, market: Address, options: Options = {}): Promise<Sales> {
  const account = needAccount(client).toLowerCase();
  const book = await bookOf(client, market, options);
  const amounts = await owedOf(client, market, book, options);
  const mine = await refresh(client, market, book.purchases.filter((p) => p.seller.toLowerCase() === account), options);
  const total = (currency: Currency, of: readonly Purchase[]): Total => {
    const sum = (some: readonly Purchase[]): bigint => some.reduce((n, p) => n + p.price, 0n);
    const kept = of.filter((p) => p.status !== "refunded");
    const held = kept.filter(inEscrow);
    return {
      currency, sold: of.length, sum: sum(kept), held: sum(held), heldTo: Math.max(0, ...held.map((p) => p.releaseAt)), due: sum(held.filter((p) => p.status === "due")),
      refunded: sum(of.filter((p) => p.status === "refunded")),
    };
  };
  const currency = (token: Address | null): Currency => amounts.find((a) => a.currency.token === token)?.currency ?? { token, symbol: "", decimals: 0 };
  return {
    purchases: mine,
    listings: [...book.listings].filter(([, l]) => l.seller.toLowerCase() === account).map(([asset, l]) => ({
      link: new Link({ chainId: client.chainId, market, asset }), ...total(currency(l.token), mine.filter((p) => p.link.asset === asset)),
    })),
    tokens: amounts.map((a) => ({ ...total(a.currency, mine.filter((p) => p.currency.token === a.currency.token)), owed: a.amount })).filter((t) => t.sold > 0 || t.owed > 0n || t.currency.token === null),
  };
}

/** What the account can withdraw from a market: of the coin, and of each token in which it can have earned anything. */
export async function owed(client: Client, market: Address, options: Options = {}): Promise<Amount[]> {
  return owedOf(client, market, await bookOf(client, market, options), options);
}

async function owedOf(client: Client, market: Address, book: Book, options: Options): Promise<Amount[]> {
  const account = needAccount(client);
  const is = (a: Address | null): boolean => a?.toLowerCase() === account.toLowerCase();
  // Not simply all: anybody can list in any number of tokens.
  const tokens = new Set<Address | null>([null]);
  for (const l of book.listings.values()) if (is(l.seller) || is(l.royalty)) tokens.add(l.token);
  for (const p of book.purchases) if (is(p.payer) || is(p.referrer) || (book.listings.get(p.link.asset)?.memberBps ?? 0) > 0) tokens.add(p.currency.token);
  const block = await head(client, options);
  return each([...tokens], 8, async (token) => ({
    currency: await currencyOf(client, token, options), amount: await read(client.config.chain, block, market, marketOwed, [token ?? zeroAddress, account], options.signal),
  }));
}

/** Pays out what the account is owed of a token (null: the coin), to itself unless `to` is given. Resolves to null, without a transaction, if that is nothing. */
export async function withdraw(client: Client, market: Address, token: Address | null, options: Options & { to?: Address | undefined } = {}): Promise<{ amount: bigint; transaction: Hash } | null> {
  const account = senderOf(client).wallet.account.address;
  const amount = await read(client.config.chain, await head(client, options), market, marketOwed, [token ?? zeroAddress, account], options.signal);
  if (amount === 0n) return null;
  const receipt = await send(client, callOf(market, marketWithdraw, [token ?? zeroAddress, options.to ?? account]), "withdrawing", options);
  const told = eventsOf([marketWithdrawnEvent], receipt.logs).find((e) => e.address.toLowerCase() === market.toLowerCase());
  return { amount: told?.args.amount ?? amount, transaction: receipt.transactionHash };
}

// Escrow.

/** Ends the escrow of a payment early: it was served. For its holder or payer. */
export async function accept(client: Client, purchase: Purchase, options: Options = {}): Promise<Hash> {
  return selling(client, purchase.link, callOf(purchase.link.market, marketAccept, [purchase.link.asset, purchase.number]), "accepting", options);
}

/** How many payments are released in one transaction: some 60,000 gas each. */
const releaseAtOnce = 50;

/** Pays those whom payments are due to. For anybody. Resolves to what was released: those of the given ones that are due. */
export async function release(client: Client, purchases: readonly Purchase[], options: Options = {}): Promise<Purchase[]> {
  const released: Purchase[] = [];
  for (const market of new Set(purchases.map((p) => p.link.market))) {
    const due = (await refresh(client, market, purchases.filter((p) => p.link.market === market), options)).filter((p) => p.status === "due");
    for (const asset of new Set(due.map((p) => p.link.asset))) {
      const all = due.filter((p) => p.link.asset === asset);
      for (let i = 0; i < all.length; i += releaseAtOnce) {
        const batch = all.slice(i, i + releaseAtOnce);
        await send(client, callOf(market, marketRelease, [asset, batch.map((p) => p.number)]), "releasing payments", options);
        released.push(...batch.map((p) => ({ ...p, status: "settled" as const })));
      }
    }
  }
  return released;
}

/** How long nodes may go on looking at a request, in seconds: longer than any answer window. */
const postedLife = 7 * 3600;

/**
 * Asks for the file on the chain, as the licence's holder, where everybody sees whether the members answer, and opens it to `to` if they do. With the request the payment is in
 * dispute: if fewer than t members answer in time, it goes back ({@link refund}). The request's bond is paid by the wallet; what the answers leave of it comes back with the
 * refund. Throws `noPurchase`; `unanswered` if too few answered in time; and as {@link open}. The request stays on the chain if it is interrupted, but its answers
 * could be read only here.
 */
export async function dispute(client: Client, item: Item, purchase: Purchase, to: WritableStream<Uint8Array>, options: Options & Pick<OpenOptions, "fetched"> = {}): Promise<void> {
  const sender = senderOf(client);
  const account = sender.wallet.account.address;
  const { chain } = client.config;
  const { signal } = options;
  const { market, asset } = purchase.link;
  const none = (why: string): LatchkeyError => new LatchkeyError("noPurchase", `no such payment in escrow: ${why}`);
  const [p] = await refresh(client, market, [purchase], options);
  if (p?.holder.toLowerCase() !== account.toLowerCase()) throw none(`the licence is that of ${purchase.holder}, and only it can ask for the file`);
  if (p.status !== "held") throw none(`purchase ${p.number} is ${p.status}`);
  let bought = item;
  if (p.version !== item.listing.version) {
    const pin = await pinAt(chain, await head(client, options), market, asset, p.version, signal);
    bought = await withDocument(client, { ...item, pin, listing: { ...item.listing, version: p.version } }, options);
  }
  const block = await head(client, options);
  const contract = await read(chain, block, market, marketCommittees, [], signal);
  const window = Number(await read(chain, block, contract, committeesAnswerWindow, [item.listing.committee], signal));
  const licence = seconds(await read(chain, block, market, marketLicenceOf, [asset, account], signal));
  // A transaction takes a while: the request's, and then the dispute's.
  if (licence < block.time + window + 30) throw none(`the licence ends on ${moment(licence)}, and nodes may answer until ${moment(block.time + window + 30)}`);
  let once: Promise<Uint8Array> | null = null; // of another copy of the file: each request costs
  const opener: Opener = async (stanza) => {
    sameChain(client, stanza.terms.chainId, "the file's seal");
    // The contract takes a request for the pinned capsule, the file's first, and for no other: one for another committee that opens the file, too, is passed over.
    if (`0x${bytesToHex(capsuleIdOf(stanza))}` !== bought.pin.capsuleId) throw new LatchkeyError("otherSale", "the file's capsule is not the one that the market pins");
    once ??= askOnChain(client, stanza, async (request) => {
      await send(client, callOf(market, marketDispute, [asset, p.number, request]), "disputing", options);
    }, options);
    return (await once).slice();
  };
  await openWith(bought, to, { opener, begin: () => undefined, refused: () => once !== null }, reading(client, options), options);
}

/** Opens one capsule with answers from the chain: t right ones, beside wrong ones of any t - 1 members. */
async function askOnChain(client: Client, stanza: Stanza, onChain: (request: bigint) => Promise<void>, options: Options): Promise<Uint8Array> {
  const sender = senderOf(client);
  const { chain } = client.config;
  const { signal } = options;
  const { terms, capsule } = stanza;
  const committee = await servingCommittee(client, terms.committees, terms.committee, options);
  const wanted = Math.min(2 * committee.t - 1, committee.members.length);
  const { q, readerKey } = newReaderKey();
  const block = await head(client, options);
  const message: AccessRequest = { type: "AccessRequest", capsule: capsuleIdOf(stanza), readerKey, buyer: sender.wallet.account.address, deadline: BigInt(Math.floor(Date.now() / 1000) + postedLife) };
  const fees = await abortable(estimateFeesPerGas(chain), signal);
  const bond = await read(chain, block, terms.committees, committeesBondFor, [wanted, fees.maxFeePerGas * 2n], signal);
  const ask = { terms: { chainId: terms.chainId, committees: terms.committees, committee: terms.committee, confirmations: terms.confirmations, policy: terms.policy }, capsule: `0x${bytesToHex(capsule)}` as const, epoch: committee.epoch, readerKey: `0x${bytesToHex(readerKey)}` as const, deadline: message.deadline, answers: wanted };
  const receipt = await send(client, callOf(terms.committees, committeesRequest, [ask], bond), "putting a request on the chain", options);
  const requested = eventsOf([committeesRequestedEvent], receipt.logs).find((e) => e.address.toLowerCase() === terms.committees.toLowerCase());
  if (!requested || requested.args.digest !== `0x${bytesToHex(digest(terms, message))}`) throw new LatchkeyError("unknownContract", `the contract at ${terms.committees} counts another request than the one that was sent: it is not one of Latchkey's`);
  const { id, answersUntil } = requested.args;
  await onChain(id);
  const time = { over: false };
  const answers = async function* (): AsyncGenerator<Posted> {
    const seen = new Set<number>();
    for (;;) {
      const now = await head(client, options);
      const logs = await logsOf(chain, terms.committees, [toEventSelector(committeesAnsweredEvent), toWord(terms.committee), toWord(id)], receipt.blockNumber, now.number, signal);
      for (const { args } of eventsOf([committeesAnsweredEvent], logs)) {
        const answer = hexToBytes(args.answer.slice(2));
        // The contract checked who answered, and for which index and epoch.
        if (seen.has(args.index) || answer.length <= 65) continue;
        seen.add(args.index);
        yield { index: args.index, share: answer.slice(0, -65), signature: answer.slice(-65) };
      }
      tell(options, "asking", seen.size, wanted);
      if (seen.size >= wanted) return;
      if (now.time > Number(answersUntil)) {
        time.over = true;
        return;
      }
      await pause(1000, signal);
    }
  };
  try {
    const opening = await openPosted(committee, { terms, capsule, epoch: committee.epoch, message, signature: "0x" }, q, answers(), () => fetchKeys(committee, asking(client, options)), signal);
    opening.wrong.forEach((e) => client.config.evidence?.(e));
    return opening.fileKey;
  } catch (error) {
    if (error instanceof OpenError) error.wrong.forEach((e) => client.config.evidence?.(e));
    if (time.over && isError(error, "tooFewNodes")) throw new LatchkeyError("unanswered", `too few members answered on the chain until ${moment(Number(answersUntil))}: ${error.message}`, { cause: error });
    throw error;
  }
}

function toWord(n: bigint): Hex {
  return `0x${n.toString(16).padStart(64, "0")}`;
}

/**
 * Brings a payment in dispute as far towards its end as it can be now: it notes that the request was not answered, and gives the payment back when that may be, and
 * takes back what is left of the request's bond. It reads where things are from the chain, so that it can be called again after any failure. Resolves once the payment
 * is refunded: its payer withdraws it. Throws `notYet` with the time or block to come back at, `served` if the members answered, `noPurchase`. Wrong answers are shown to the contract by `latchkey refund`.
 */
export async function refund(client: Client, purchase: Purchase, options: Options = {}): Promise<void> {
  const { market, asset } = purchase.link;
  let refusals = 0;
  const attempt = async (call: Call, what: string): Promise<boolean> => {
    try {
      await send(client, call, what, options);
      return true;
    } catch (error) {
      // The endpoint is a block behind, or somebody was faster.
      if (!isError(error, "reverted") || ++refusals > 3) throw error;
      await pause(1000, options.signal);
      return false;
    }
  };
  for (let was = purchase; ; ) {
    const [p] = await refresh(client, market, [was], options);
    if (!p) return;
    switch (p.status) {
      case "asked":
        throw new LatchkeyError("notYet", `not yet: nodes may answer until ${moment(p.answersUntil)}`, { details: { until: p.answersUntil } });
      case "failed":
        throw new LatchkeyError("notYet", `not yet: it is refunded from block ${p.refundAt} on`, { details: { block: p.refundAt } });
      case "unserved":
        await attempt(callOf(market, marketFail, [asset, p.number]), "claiming a refund");
        break;
      case "refundable":
        if (!(await attempt(callOf(market, marketRefund, [asset, p.number]), "refunding"))) break;
        await reclaim(client, p, options);
        return;
      case "settled":
        // Somebody else was faster: anybody can do it.
        if (was.status === "failed" || was.status === "refundable") return;
        throw new LatchkeyError("noPurchase", `no such payment in escrow: purchase ${p.number} is settled`);
      case "served":
      case "due":
        if (p.request !== 0n) throw new LatchkeyError("served", `the nodes answered in time: ${p.standing}, and ${p.needed} were needed`);
        throw new LatchkeyError("noPurchase", `no such payment in dispute: purchase ${p.number} is ${p.status}`);
      case "refunded":
        await reclaim(client, p, options);
        return;
      default:
        throw new LatchkeyError("noPurchase", `no such payment in dispute: purchase ${p.number} is ${p.status}`);
    }
    was = p;
  }
}

/** Takes back what the answers left of a request's bond, if it was the account's. That nothing is left is no error. */
async function reclaim(client: Client, p: Purchase, options: Options): Promise<void> {
  if (p.request === 0n) return;
  const block = await head(client, options);
  const { chain } = client.config;
  const contract = await read(chain, block, p.link.market, marketCommittees, [], options.signal);
  const r = await read(chain, block, contract, committeesRequestOf, [p.request], options.signal);
  if (r.payer.toLowerCase() !== needAccount(client).toLowerCase() || r.reclaimed) return;
  try {
    await send(client, callOf(contract, committeesReclaim, [p.request]), "taking back the bond", options);
  } catch (error) {
    if (!isError(error, "reverted")) throw error;
  }
}

/**
 * Voids every session that the account signed so far, at all nodes of a Committees contract, by one transaction. Resolves to the nonce that new sessions
 * carry. Throws `noWallet`, and what sending a transaction throws.
 */
export async function revokeSessions(client: Client, committees: Address, options: Options = {}): Promise<bigint> {
  const receipt = await send(client, callOf(committees, committeesRaiseSessionNonce, []), "revoking the sessions", options);
  return read(client.config.chain, { number: receipt.blockNumber, time: 0 }, committees, committeesSessionNonce, [needAccount(client)], options.signal);
}
