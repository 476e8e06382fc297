/**
 * Buying a licence, in the cheapest way that a token takes.
 *
 * @module
 */
import { zeroAddress, type Address, type Hash, type Hex, type TransactionReceipt } from "viem";
import { getTransactionCount } from "viem/actions";
import { marketBoughtEvent, marketBuy, marketBuyWithPermit, marketBuyWithPermit2, marketLicenceOf } from "../abi.ts";
import {
  abortable, allowanceOf, approve, callOf, checkNetwork, codeAt, eventsOf, fungible, listingAt, pause, permit2, pinAt, read, seconds, signPermit, signPermit2, tryCall, type Block,
  type Call,
} from "../chain.ts";
import { isError, LatchkeyError } from "../errors.ts";
import { otherTerms, type Deal } from "./check.ts";
import { head, needAccount, send, senderOf, tell, type Client, type Options } from "./client.ts";
import { readItem, type Item } from "./show.ts";

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
