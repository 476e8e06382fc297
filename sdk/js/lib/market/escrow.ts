/**
 * What payments in escrow come to: accepted, released, disputed, refunded.
 *
 * @module
 */
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { decodeFunctionData, pad, toEventSelector, type Address, type Hash, type Hex } from "viem";
import { estimateFeesPerGas, getTransaction } from "viem/actions";
import {
  committeesAnsweredEvent, committeesAnswerWindow, committeesBondFor, committeesReclaim, committeesRequest, committeesRequestedEvent, committeesRequestOf, evidenceRefutedCount,
  marketAccept, marketCommittees, marketDispute, marketEvidence, marketFail, marketLicenceOf, marketList, marketRefund, marketRelease, marketUpdate, marketVersionedEvent,
} from "../abi.ts";
import { abortable, callOf, eventsOf, logsOf, pause, pinAt, read, seconds, tryCall, type Block, type Call } from "../chain.ts";
import { isError, LatchkeyError } from "../errors.ts";
import { capsuleIdOf, fetchKeys, newReaderKey, OpenError, openPosted, type Posted } from "../quorum.ts";
import { sale } from "../policy.ts";
import type { Opener, Stanza } from "../sealed.ts";
import { digest, type AccessRequest } from "../terms.ts";
import { asking, head, moment, needAccount, reading, sameChain, selling, send, senderOf, servingCommittee, tell, type Client, type Options } from "./client.ts";
import { openWith, type OpenOptions } from "./open.ts";
import { bookOf, refresh, type Purchase } from "./purchases.ts";
import { withDocument, type Item } from "./show.ts";

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
 * refund. Where the sealed file cannot be had any more, the members are asked for its capsule all the same, as the chain shows it.
 *
 * Throws `noPurchase`, before anything is paid; `unanswered` if too few answered in time; and as {@link open}. The request stays on the chain if it is interrupted, but its
 * answers could be read only here: the next call disputes with it, pays no second bond, and throws `askedBefore`.
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
  const before = await askedBefore(client, bought, p, contract, block, options);
  if (before !== null) {
    await send(client, callOf(market, marketDispute, [asset, p.number, before]), "disputing", options);
    throw new LatchkeyError("askedBefore", `purchase ${p.number} is in dispute by request ${before}, which was sent before: its answers could be read only where it was sent from`, { details: { request: before } });
  }
  // The market's own word, before a bond is paid: whether another payment of the licence is in dispute, say. There is no request of that number.
  try {
    await tryCall(sender, callOf(market, marketDispute, [asset, p.number, noRequest]), "disputing", signal);
  } catch (error) {
    if (!isError(error, "reverted") || !String(error.details["reason"]).startsWith("NoRequest(")) throw error;
  }
  // A transaction takes a while: the request's, and then the dispute's.
  if (licence < block.time + window + 30) throw none(`the licence ends on ${moment(licence)}, and nodes may answer until ${moment(block.time + window + 30)}`);
  if (block.time + 30 > p.releaseAt) throw none(`the escrow ends on ${moment(p.releaseAt)}, too soon for a request to be on the chain and shown to the market before`);
  const once: { key?: Promise<Uint8Array> } = {}; // of another copy of the file: each request costs
  const posted = (stanza: Stanza): Promise<Uint8Array> => (once.key ??= askOnChain(client, stanza, async (request) => {
    await send(client, callOf(market, marketDispute, [asset, p.number, request]), "disputing", options);
  }, options));
  const opener: Opener = async (stanza) => {
    sameChain(client, stanza.terms.chainId, "the file's seal");
    // The contract takes a request for the pinned capsule, the file's first, and for no other: one for another committee that opens the file, too, is passed over.
    if (`0x${bytesToHex(capsuleIdOf(stanza))}` !== bought.pin.capsuleId) throw new LatchkeyError("otherSale", "the file's capsule is not the one that the market pins");
    return (await posted(stanza)).slice();
  };
  try {
    await openWith(bought, to, { opener, begin: () => undefined, refused: () => once.key !== undefined }, reading(client, options), options);
  } catch (error) {
    signal?.throwIfAborted();
    if (!once.key) { // the file is not there, or not what it was: whoever took it away does not decide whether the members can be asked
      const stanza = await listedStanza(client, bought, p, contract, options);
      if (stanza) await posted(stanza);
    }
    throw error;
  }
}

/** No request has this number: the contract counts them from 1. */
const noRequest = (1n << 96n) - 1n;

/** The number of the holder's newest request for the capsule that is on the chain since the purchase and can be disputed with; null if there is none. */
async function askedBefore(client: Client, item: Item, p: Purchase, contract: Address, block: Block, options: Options): Promise<bigint | null> {
  const { chain } = client.config;
  const { signal } = options;
  const { market, asset } = p.link;
  const topics = [toEventSelector(committeesRequestedEvent), toWord(item.listing.committee), null, pad(p.holder)];
  const events = eventsOf([committeesRequestedEvent], await logsOf(chain, contract, topics, p.block, block.number, signal)).filter((e) => e.args.capsuleId === item.pin.capsuleId);
  if (events.length === 0) return null;
  const { requests } = await bookOf(client, market, options, [asset]);
  const evidence = await read(chain, block, market, marketEvidence, [], signal);
  for (const { args: { id } } of events.reverse()) {
    if (requests.has(id)) continue;
    const r = await read(chain, block, contract, committeesRequestOf, [id], signal);
    const refuted = Number(await read(chain, block, evidence, evidenceRefutedCount, [id], signal));
    // What is answered already brings nothing, and with fewer places wrong answers could fill them.
    if (r.answered - refuted >= r.t || r.wanted < Math.min(2 * r.t - 1, r.n)) continue;
    try {
      await tryCall(senderOf(client), callOf(market, marketDispute, [asset, p.number, id]), "disputing", signal);
      return id;
    } catch (error) {
      if (!isError(error, "reverted")) throw error; // the market does not take it
    }
  }
  return null;
}

/** The stanza of the pinned capsule, from the transaction that listed the version; null if that does not show it, as where another contract sent the call. */
async function listedStanza(client: Client, item: Item, p: Purchase, contract: Address, options: Options): Promise<Stanza | null> {
  const { chain } = client.config;
  const { market, asset } = p.link;
  const since = (await bookOf(client, market, options, [asset])).since;
  const logs = await logsOf(chain, market, [toEventSelector(marketVersionedEvent), asset], since, p.block, options.signal);
  const listed = eventsOf([marketVersionedEvent], logs).filter((e) => e.args.version === p.version).at(-1);
  if (!listed) return null;
  try {
    const { input } = await abortable(getTransaction(chain, { hash: listed.transactionHash }), options.signal);
    const call = decodeFunctionData({ abi: [marketList, marketUpdate], data: input });
    const version = call.functionName === "list" ? call.args[0].version : call.args[1];
    const stanza: Stanza = {
      terms: { chainId: client.chainId, committees: contract, committee: item.listing.committee, confirmations: version.confirmations, policy: sale(market, asset).text },
      capsule: hexToBytes(version.capsule.slice(2)),
    };
    return `0x${bytesToHex(capsuleIdOf(stanza))}` === item.pin.capsuleId ? stanza : null;
  } catch {
    options.signal?.throwIfAborted();
    return null;
  }
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
  // The contract goes by the chain's clock, also where this machine's is slow.
  const message: AccessRequest = { type: "AccessRequest", capsule: capsuleIdOf(stanza), readerKey, buyer: sender.wallet.account.address, deadline: BigInt(Math.max(Math.floor(Date.now() / 1000), block.time) + postedLife) };
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
