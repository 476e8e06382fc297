/**
 * The verbs of sellers and buyers: show, check, buy, open, publish, sales, withdraw and so on. Each is a function of a {@link Client}, so
 * that a page's bundle has those that it uses.
 *
 * Nothing is trusted but the chain's endpoint: documents and sealed files are compared with the hashes that the chain pins, committees' keys
 * with the hash that their members confirmed, and a gateway's answers with both.
 */
import type { Account, Address, Chain, Client as ViemClient, Hash, Hex, Transport } from "viem";
import { LatchkeyError } from "./errors.ts";
import type { Kind, Link, Metadata, Preview, SellersLink } from "./listing.ts";

const soon = (): never => {
  throw new LatchkeyError("badRequest", "this part of the package is not there yet");
};

/** A contract call that is to be sent as a transaction. */
export interface Call {
  readonly to: Address;
  readonly data: Hex;
  /** wei. */
  readonly value: bigint;
}

/** How a {@link Client} reaches the world. */
export interface Config {
  /** Reads the chain of the market and of the committees: any client of viem's. All that is believed about the chain comes from it. */
  readonly chain: ViemClient;
  /** Signs and pays: a client of viem's with an account. Without one, verbs that sign or pay throw `noWallet`. */
  readonly wallet?: ViemClient<Transport, Chain | undefined, Account> | undefined;
  /**
   * Sends a call as the wallet's account, and resolves to the hash of the transaction that it is in. For accounts that do not send
   * transactions of their own (ERC-4337); without it, the wallet sends.
   */
  readonly send?: ((call: Call) => Promise<Hash>) | undefined;
  /** Whose licences and sales are read if there is no wallet. */
  readonly account?: Address | undefined;
  /** URLs of gateways that ask the nodes for us, in the order in which to try. Where they fail, the nodes are asked directly. */
  readonly gateways?: readonly string[] | undefined;
  /** Which blocks are final: `"finalized"` (the default), `"safe"`, or how far below the head; a devnet's is 0. */
  readonly final?: "finalized" | "safe" | number | undefined;
  /** The block where reading of a market's events begins: that of its deployment, or a later one. */
  readonly since?: bigint | undefined;
  /** Gateways of IPFS and of Arweave for the locations of listings. None is built in, since whoever is asked learns what is read. */
  readonly ipfs?: readonly string[] | undefined;
  readonly arweave?: readonly string[] | undefined;
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
}

/** What a price is in: the chain's coin, or a token. */
export interface Currency {
  /** null for the coin. */
  readonly token: Address | null;
  /** As the token calls itself, which proves nothing: show its address, too. "" if it has none. */
  readonly symbol: string;
  readonly decimals: number;
}

/** A listing as the contract has it. Times are Unix seconds. */
export interface Listing {
  readonly seller: Address;
  /** How many ever. */
  readonly sold: number;
  /** How many are left; Infinity: no end. */
  readonly stock: number;
  /** The latest, from 1. */
  readonly version: number;
  readonly stopped: boolean;
  /** In the currency's smallest unit. */
  readonly price: bigint;
  /** null for the coin. */
  readonly token: Address | null;
  /** The last second of the sales; 0: no end. */
  readonly endsAt: number;
  /** Seconds that one payment buys; 0: for ever. */
  readonly duration: number;
  /** Seconds for which a payment waits; 0: none. */
  readonly escrow: number;
  /** How many one account may buy; 0: as many as it likes. */
  readonly limit: number;
  /** Who else has a part of each payment, or null; parts are in 1/10000. */
  readonly royalty: Address | null;
  readonly royaltyBps: number;
  /** The part of whom a buyer names. */
  readonly referralBps: number;
  /** The part of the committee's members. */
  readonly memberBps: number;
  /** That opens it; 0n: none of this chain. */
  readonly committee: bigint;
}

/** What the chain pins of a version. */
export interface Pin {
  /** SHA-256 of the document. */
  readonly metadataHash: Hex;
  /** Of the first capsule in the sealed file, or null. */
  readonly capsuleId: Hex | null;
  /** Where the document is. */
  readonly uri: string;
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

/** Several files that are sold as one zip file. */
export interface Archive {
  readonly files: readonly ArchiveFile[];
}

/** A file of an {@link Archive}. */
export interface ArchiveFile {
  /** With slashes, such as `webkitRelativePath` has it. */
  readonly path: string;
  readonly data: Blob;
}

/** Where objects go. */
export interface Store {
  /** Stores an object, and resolves to its URL, from which everybody can read it. */
  put(name: string, data: ReadableStream<Uint8Array>, options: Options): Promise<string>;
}

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
}

/** What was published. */
export interface Published {
  /** Its link has the key of an unlisted listing. */
  readonly item: Item;
  readonly transaction: Hash;
}

/** Makes a client. Throws `chainUnavailable` if the endpoint does not say which chain it serves. */
export async function connect(_config: Config): Promise<Client> {
  return soon();
}

/** Reads a listing and its document. Throws `notListed`, `wrongNetwork`; what is wrong with the document is in the item's `error`. */
export async function show(_client: Client, _link: Link, _options?: Options): Promise<Item> {
  return soon();
}

/**
 * Returns the listings of a market that are for sale, or of one seller (also those that are stopped), the oldest first. Unlisted ones are left out
 * but for their seller. For more than a few hundred, ask a gateway: {@link search}.
 */
export async function list(_client: Client, _market: Address, _options?: Options & { seller?: Address | undefined }): Promise<Item[]> {
  return soon();
}

/** Compares the code of a link's market, and of the contracts behind it, with this version's. Throws `unknownContract`: whoever made another one decides what it does with the money. */
export async function checkMarket(_client: Client, _link: Link, _options?: Options): Promise<void> {
  return soon();
}

/**
 * Does all that can be done before money moves, in the order of docs/market.md. What speaks against the purchase for certain is thrown: `otherOffer`,
 * `stopped`, `ended`, `soldOut`, `limit`, `hasLicence`, `tooLittleMoney`, `badToken`, `wrongHash`, `otherSale`, `notFound`, `noAnswer`. The rest is in `risks`.
 */
export async function check(_client: Client, _item: Item, _deal?: Deal, _options?: Options): Promise<Readiness> {
  return soon();
}

/**
 * Pays for a licence, at the price and for the version that the item shows; if its seller changed either, nothing is paid. Resolves to null, and pays
 * nothing, if the account is to be the holder and may open it already. {@link check} comes before.
 */
export async function buy(_client: Client, _item: Item, _deal?: Deal, _options?: Options): Promise<Paid | null> {
  return soon();
}

/**
 * Downloads the item's sealed file, opens it as the wallet's account, and writes the plaintext to `to`, which is closed when the last byte is there and
 * the hash of the sealed file is right, and aborted otherwise: what it was given is to be thrown away then. Memory does not grow with the file.
 */
export async function open(_client: Client, _item: Item, _to: WritableStream<Uint8Array>, _options?: Options): Promise<void> {
  return soon();
}

/** Opens a secret, or another small file, into memory: at most `limit` bytes, 1 MiB if it is not said. */
export async function openBytes(_client: Client, _item: Item, _options?: Options & { limit?: number | undefined }): Promise<Uint8Array> {
  return soon();
}

/** Seals the source to the committee for whoever buys it, stores it, and lists it. If a step fails, nothing is listed, and what was stored is of no use to anyone. */
export async function publish(_client: Client, _offer: Offer, _options?: Options): Promise<Published> {
  return soon();
}

/** Sells a new version from now on: the same asset, price, policy and licences. What buyers see is as before where the offer leaves it out. */
export async function update(_client: Client, _link: Link, _offer: Offer, _options?: Options): Promise<Published> {
  return soon();
}

/** Asks another price from now on. */
export async function reprice(_client: Client, _link: Link, _price: bigint, _options?: Options): Promise<Hash> {
  return soon();
}

/** Sets how many are left to sell, Infinity for no end, and until when (Unix seconds; 0: no end). */
export async function restock(_client: Client, _link: Link, _stock: number, _endsAt: number, _options?: Options): Promise<Hash> {
  return soon();
}

/** Ends the sale. What is paid stays open. */
export async function stop(_client: Client, _link: Link, _options?: Options): Promise<Hash> {
  return soon();
}

/** What the account bought in a market, for itself or others, and what others bought for it, the oldest first. */
export async function purchases(_client: Client, _market: Address, _options?: Options): Promise<Purchase[]> {
  return soon();
}

/** The purchases of the account's listings in a market, with totals. */
export async function sales(_client: Client, _market: Address, _options?: Options): Promise<Sales> {
  return soon();
}

/** Pays out what the account is owed of a token (null: the coin), to itself unless `to` is given. Resolves to null, without a transaction, if that is nothing. */
export async function withdraw(_client: Client, _market: Address, _token: Address | null, _options?: Options & { to?: Address | undefined }): Promise<{ amount: bigint; transaction: Hash } | null> {
  return soon();
}

/** Ends the escrow of a payment early: it was served. For its holder or payer. */
export async function accept(_client: Client, _purchase: Purchase, _options?: Options): Promise<Hash> {
  return soon();
}

/** Pays those whom payments are due to. For anybody. Resolves to what was released. */
export async function release(_client: Client, _purchases: readonly Purchase[], _options?: Options): Promise<Purchase[]> {
  return soon();
}

/** Asks for the file on the chain, where everybody sees whether the members answer, and opens it to `to` if they do. The payment is in dispute with that. */
export async function dispute(_client: Client, _item: Item, _purchase: Purchase, _to: WritableStream<Uint8Array>, _options?: Options): Promise<void> {
  return soon();
}

/** Goes on with a dispute, as far as it can be now. Throws `notYet` with the time or block to come back at, and `served`. */
export async function refund(_client: Client, _purchase: Purchase, _options?: Options): Promise<void> {
  return soon();
}

/** Reads how a token calls and counts itself; null is the coin. */
export async function currencyOf(_client: Client, _token: Address | null, _options?: Options): Promise<Currency> {
  return soon();
}

/** Writes an amount of the smallest unit for people: "0.01 ETH", "5 USDC". The token's address is for whoever shows it to add. */
export function formatAmount(_currency: Currency, _amount: bigint): string {
  return soon();
}

/** Reads an amount, "0.01", with or without the symbol behind it, and returns it in the smallest unit. Throws `badRequest`. */
export function parseAmount(_currency: Currency, _text: string): bigint {
  return soon();
}

/** A store at a gateway that takes uploads, or at any tus server. The wallet signs once if the gateway wants to know whose uploads they are. */
export async function gatewayStore(_client: Client, _gateway: string, _options?: Options): Promise<Store> {
  return soon();
}

/** A listing that a gateway found, and its document. Nothing of it is believed: {@link show} reads it from the chain. */
export interface Found {
  readonly link: Link;
  readonly title: string;
  readonly kind: Kind | null;
}

/** Searches a gateway's catalogue. */
export async function search(_client: Client, _query: { q?: string; sort?: "newest" | "sales" | "price" | "-price"; cursor?: string; forSale?: boolean }, _options?: Options): Promise<{ found: Found[]; next: string | null }> {
  return soon();
}
