// What the page asks a gateway for people to look at. Nothing of it decides about money or keys: a listing's own page reads the chain.
import type { Address, Hex } from "viem";
import { PageError } from "./problem.ts";
import { strings } from "./strings.ts";

/** A listing in the catalogue. */
export interface FoundListing {
  chainId: string;
  market: Address;
  asset: Hex;
  listing: {
    seller: Address; token: Address; price: string; sold: number; stock: number; stopped: boolean; endsAt: number; duration: number; committee: string; listedAt: number;
  };
  /** The seller's words, if the gateway has the document. Unchecked. */
  metadata?: Record<string, unknown>;
}

/** One sale, as a gateway tells it. */
export interface Sale {
  chainId: string;
  market: Address;
  asset: Hex;
  title?: string;
  number: number;
  seller: Address;
  holder: Address;
  payer: Address;
  token: Address;
  price: string;
  /** Decimal Unix seconds; 2^64-1: for ever. */
  until: string;
  releaseAt?: number;
  state: "paid" | "escrow" | "disputed" | "failed" | "released" | "refunded";
  time: number;
}

/** What was sold on one day, UTC, in one token. */
export interface DayTotal {
  day: string;
  chainId: string;
  market: Address;
  token: Address;
  sales: number;
  amount: string;
}

/** What was sold in one token, or of one listing. */
export interface SalesTotal {
  chainId: string;
  market: Address;
  token: Address;
  sales: number;
  amount: string;
  waiting: string;
}

/** A member of a committee. */
export interface Member {
  index: number;
  account: Address;
  url: string;
  confirmed: boolean;
  servesUntil: number;
  stake: string;
  ready: boolean;
  problem?: string;
  wrongShare?: boolean;
}

/** A committee with its members; epoch "0": it has no key. */
export interface Committee {
  committee: string;
  epoch: string;
  t: number;
  n: number;
  activatedAt: number;
  promisedUntil: number;
  members: Member[];
  askedAt: number;
}

async function ask(url: string, signal?: AbortSignal): Promise<unknown> {
  const answer = await fetch(url, { credentials: "omit", headers: { Accept: "application/json" }, ...(signal && { signal }) });
  if (answer.ok) return answer.json();
  if (answer.status === 429) throw new PageError(strings.failures.tooMany);
  if (answer.status === 410) throw new PageError(strings.failures.ending);
  if (answer.status >= 500) throw new PageError(strings.world.none);
  throw new Error(`${new URL(url).pathname} answers ${answer.status}`);
}

const queryOf = (given: Record<string, string | undefined>): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value !== undefined && value !== "") query.set(name, value);
  return query.toString();
};

/** Searches the catalogue. next is for the page behind this one. */
export async function searchListings(
  gateway: string, asked: { q?: string; seller?: string; type?: string; token?: string; sort?: string; forSale?: string; cursor?: string; limit?: string }, signal?: AbortSignal,
): Promise<{ found: FoundListing[]; next: string | undefined }> {
  const page = (await ask(`${gateway}/v1/assets?${queryOf(asked)}`, signal)) as { assets: FoundListing[]; next?: string };
  return { found: page.assets, next: page.next === "" ? undefined : page.next };
}

/** What an account bought, or sold: the newest first. */
export async function listSales(
  gateway: string, asked: { seller?: string; buyer?: string; chain?: string; market?: string; cursor?: string; limit?: string }, signal?: AbortSignal,
): Promise<{ sales: Sale[]; next: string | undefined }> {
  const page = (await ask(`${gateway}/v1/sales?${queryOf(asked)}`, signal)) as { sales: Sale[]; next?: string };
  return { sales: page.sales, next: page.next === "" ? undefined : page.next };
}

/** What an account's sales come to. */
export async function saleTotals(gateway: string, seller: string, days: number, signal?: AbortSignal) {
  return (await ask(`${gateway}/v1/sales/totals?${queryOf({ seller, days: String(days) })}`, signal)) as {
    tokens: SalesTotal[]; listings: (SalesTotal & { asset: Hex })[]; days: DayTotal[];
  };
}

/** The numbers of a contract's committees that have a key. */
export async function listCommittees(gateway: string, chainId: number, committees: Address, signal?: AbortSignal): Promise<string[]> {
  const page = (await ask(`${gateway}/v1/network?${queryOf({ chain: String(chainId), committees, limit: "100" })}`, signal)) as { committees: { committee: string; epoch: string }[] };
  return page.committees.filter((c) => c.epoch !== "0").map((c) => c.committee);
}

/** A committee, and whether its members answered the gateway. */
export async function committeeOf(gateway: string, chainId: number, committees: Address, committee: string, signal?: AbortSignal): Promise<Committee> {
  return (await ask(`${gateway}/v1/network/${chainId}/${committees}/${committee}`, signal)) as Committee;
}
