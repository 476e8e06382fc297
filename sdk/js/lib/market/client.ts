/**
 * What the verbs of this package work with, and how they ask, send and tell.
 *
 * @module
 */
import type { Account, Address, Chain, Client as ViemClient, Hash, TransactionReceipt, Transport } from "viem";
import { blockAt, chainIdOf, committeeAt, sendCall, transact, type Block, type Call, type Sender } from "../chain.ts";
import { LatchkeyError } from "../errors.ts";
import type { Asking } from "../http.ts";
import type { Link } from "../listing.ts";
import type { Committee, Evidence } from "../quorum.ts";
import type { Reading } from "../storage.ts";
import type { Workers } from "../stream.ts";

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

/** Makes a client. Throws `chainUnavailable` if the endpoint does not say which chain it serves. */
export async function connect(config: Config): Promise<Client> {
  return { config, chainId: await chainIdOf(config.chain) };
}

/** Whose licences and sales are meant, or null. */
export function accountOf(client: Client): Address | null {
  return client.config.wallet?.account.address ?? client.config.account ?? null;
}

/** The account. Throws `noWallet`. */
export function needAccount(client: Client): Address {
  const account = accountOf(client);
  if (!account) throw new LatchkeyError("noWallet", "this needs an account");
  return account;
}

/** What sends as the wallet's account. Throws `noWallet`. */
export function senderOf(client: Client): Sender {
  const { chain, wallet, send } = client.config;
  if (!wallet) throw new LatchkeyError("noWallet", "this needs a wallet");
  return { chain, chainId: client.chainId, wallet, send };
}

/** The chain's newest block. Throws `chainUnavailable`. */
export function head(client: Client, options: Options): Promise<Block> {
  return blockAt(client.config.chain, 0, options.signal);
}

/** How nodes and gateways are asked. */
export function asking(client: Client, options: Options): Asking {
  return { fetch: client.config.fetch, signal: options.signal };
}

/** How places are read. */
export function reading(client: Client, options: Options): Reading {
  const { fetch, ipfs, arweave } = client.config;
  return { fetch, ipfs, arweave, signal: options.signal };
}

/** Tells how far the work is. */
export function tell(options: Options, phase: Progress["phase"], done = 0, total: number | null = null): void {
  options.onProgress?.({ phase, done, total });
}

/** Refuses what is for another chain than the endpoint's. Throws `wrongNetwork`. */
export function sameChain(client: Client, chainId: bigint, what: string): void {
  if (chainId !== client.chainId) throw new LatchkeyError("wrongNetwork", `${what} is for chain ${chainId}, and the configured endpoint serves chain ${client.chainId}`, { details: { chain: chainId, endpoint: client.chainId } });
}

/** Sends a call, and tells of it. */
export async function send(client: Client, call: Call, what: string, options: Options, done = 0, total: number | null = null): Promise<TransactionReceipt> {
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

/** Sends a call about a listing, and resolves to its transaction. Throws `wrongNetwork` for a listing of another chain, and what sending throws. */
export async function selling(client: Client, link: Link, call: Call, what: string, options: Options): Promise<Hash> {
  sameChain(client, link.chainId, "the link");
  return (await send(client, call, what, options)).transactionHash;
}

/** A committee's active epoch, as of a final block. Throws as chain.ts's `committeeAt`. */
export async function servingCommittee(client: Client, contract: Address, id: bigint, options: Options): Promise<Committee> {
  const block = await blockAt(client.config.chain, client.config.final ?? "finalized", options.signal);
  return committeeAt(client.config.chain, block, client.chainId, contract, id, undefined, options.signal);
}

/** A moment for people, of Unix seconds. */
export function moment(unix: number): string {
  return unix >= 253402300800 ? "ever" : new Date(unix * 1000).toISOString().replace(".000Z", "Z");
}

/** Does so many things at a time. */
export async function each<T, R>(all: readonly T[], atOnce: number, work: (x: T) => Promise<R>): Promise<R[]> {
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
