/**
 * What is looked at before money moves (docs/market.md), and before something is sealed.
 *
 * @module
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Address } from "viem";
import { marketBoughtBy, marketCommittees, marketLicenceOf } from "../abi.ts";
import { coinOf, fungible, knownMarket, listingAt, pinAt, promisedUntil, read, seconds, tokensOf, type Block, type Listing, type Pin } from "../chain.ts";
import { isError, LatchkeyError } from "../errors.ts";
import type { Asking } from "../http.ts";
import type { Link } from "../listing.ts";
import { check as checkPolicy, sale } from "../policy.ts";
import { capsuleIdOf, checkCapsule, fetchKeys, reads, ready, UnableError, type Member, type Needs } from "../quorum.ts";
import { fileError, readHeader, readStanzas, Recipient, type Stanza } from "../sealed.ts";
import { openPlace, streamOf } from "../storage.ts";
import { payloadSize } from "../stream.ts";
import type { Terms } from "../terms.ts";
import { accountOf, asking, head, moment, reading, sameChain, servingCommittee, tell, type Client, type Options } from "./client.ts";
import { formatAmount } from "./money.ts";
import type { Item } from "./show.ts";

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
export function otherTerms(item: Item, l: Listing, pin: Pin): string[] {
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
export function worst(errors: readonly LatchkeyError[]): LatchkeyError {
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
export async function servable(client: Client, terms: Terms, options: Options): Promise<void> {
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

/** Fetches a committee's key and compares it with the chain's. */
export async function recipientOf(client: Client, terms: Terms, options: Options): Promise<Recipient> {
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
