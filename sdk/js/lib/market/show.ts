/**
 * Listings with their documents, from the chain and from gateways.
 *
 * @module
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Address } from "viem";
import { marketLicenceOf } from "../abi.ts";
import { listingAt, pinAt, read, seconds, type Listing, type Pin } from "../chain.ts";
import { isError, LatchkeyError } from "../errors.ts";
import { ask, printable } from "../http.ts";
import { decodeDocument, Link, maxDocument, parseLink, type Kind, type Metadata } from "../listing.ts";
import { fetchSmall } from "../storage.ts";
import { accountOf, asking, each, head, reading, sameChain, type Client, type Options } from "./client.ts";
import { currencyOf, type Currency } from "./money.ts";
import { bookOf } from "./purchases.ts";

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

/** Reads a listing from the chain. */
export async function readItem(client: Client, link: Link, options: Options): Promise<Item> {
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
export async function withDocument(client: Client, item: Item, options: Options): Promise<Item> {
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
        if (typeof link !== "string") return [];
        const { chainId, market, asset } = parseLink(link); // without a referrer: a gateway does not say who is paid
        return [{ link: new Link({ chainId, market, asset }), title: printable(metadata?.title), kind: kind === "file" || kind === "archive" || kind === "secret" ? kind : null }];
      });
      return { found, next: typeof answer?.next === "string" && answer.next ? answer.next : null };
    } catch (error) {
      options.signal?.throwIfAborted();
      last = error;
    }
  }
  throw isError(last) ? last : new LatchkeyError("noAnswer", `no gateway answers: ${last instanceof Error ? last.message : ""}`, { cause: last });
}
