/**
 * A market's events: what was bought and sold, how far payments are, and what is owed.
 *
 * @module
 */
import { zeroAddress, type Address, type Hash, type Hex } from "viem";
import { committeesRequestOf, evidenceChallengedUntil, evidenceRefutedCount, marketCommittees, marketEvidence, marketOwed, marketPurchaseOf, marketWithdraw, marketWithdrawnEvent } from "../abi.ts";
import { callOf, codeAt, eventsOf, listingAt, listingFrom, logsOf, marketEvents, orNull, read, refundDelay, seconds, type Listing } from "../chain.ts";
import { ask } from "../http.ts";
import { Link } from "../listing.ts";
import { asking, each, head, needAccount, send, senderOf, type Client, type Options } from "./client.ts";
import { currencyOf, type Amount, type Currency } from "./money.ts";

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

/** What a market's events tell. */
interface Book {
  /** The block from which on they were read. */
  readonly since: bigint;
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
export async function bookOf(client: Client, market: Address, options: Options, assets?: readonly Hex[]): Promise<Book> {
  const { chain } = client.config;
  const [block, since] = await Promise.all([head(client, options), sinceOf(client, market, options)]);
  const logs = await logsOf(chain, market, assets ? [null, assets] : [], since, block.number, options.signal);
  // Of a market, or of an address that is none.
  if (logs.length === 0) await read(chain, block, market, marketCommittees, [], options.signal);
  const book: Book = { since, listings: new Map(), purchases: [], requests: new Set() };
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
export async function refresh(client: Client, market: Address, purchases: readonly Purchase[], options: Options): Promise<Purchase[]> {
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
