/**
 * What a client reads of a chain and sends to it: blocks, the contracts Committees, Registry, Evidence and Market, and tokens, by viem. All that is believed about
 * a chain comes from the endpoint that is given.
 */
import {
  BaseError, ContractFunctionRevertedError, ContractFunctionZeroDataError, decodeErrorResult, decodeFunctionResult, encodeFunctionData, formatLog, hashDomain, isHex,
  keccak256, parseEventLogs, RawContractError, RpcRequestError, slice, UserRejectedRequestError, zeroAddress,
  type Abi, type AbiEvent, type AbiFunction, type AbiParameter, type Account, type Address, type Chain, type AbiParameterToPrimitiveType, type Client as ViemClient, type Hash, type Hex, type Log, type RpcLog, type TransactionReceipt, type Transport,
} from "viem";
import { estimateGas, getBalance, getBlock, getChainId, getCode, sendTransaction, signTypedData, waitForTransactionReceipt } from "viem/actions";
import {
  committeesActiveEpoch, committeesEpochOf, committeesErrors, committeesRegistry, evidenceErrors, marketBoughtEvent, marketCommittees, marketDisputedEvent, marketErrors,
  marketEvidence, marketListedEvent, marketListingOf, marketRefundedEvent, marketReleasedEvent, marketVersionOf, marketVersionedEvent, registryCommittees, registryErrors,
  registryEvidence, registryOperatorOf, runtimes,
} from "./abi.ts";
import { LatchkeyError } from "./errors.ts";
import { printable } from "./http.ts";
import type { Committee, Member } from "./quorum.ts";

/** A client of viem's that reads. */
export type Reader = ViemClient;

/** A client of viem's that signs. */
export type Signer = ViemClient<Transport, Chain | undefined, Account>;

/** A block that is read: all reads of one answer are at one. */
export interface Block {
  readonly number: bigint;
  /** Unix seconds. */
  readonly time: number;
}

/** Which blocks are final: the chain's own tags, or how far below the head. */
export type Final = "finalized" | "safe" | number;

/** The end of a licence that has none, as contracts write it. */
export const perpetual = (1n << 64n) - 1n;
/** A stock without end, as contracts write it. */
export const unlimited = 2 ** 32 - 1;
/** How many blocks a refund waits after the licence ended. */
export const refundDelay = 64n;

/** Ends with the signal: what viem does meanwhile has no way to be ended. */
export async function abortable<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return promise;
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(signal.reason as Error);
    };
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
    promise.catch(() => undefined);
  }
}

/** Waits so many milliseconds, or until the signal. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    await abortable(new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds))), signal);
  } finally {
    clearTimeout(timer);
  }
}

/** The names of everything that contracts refuse for. */
const refusals: Abi = [...marketErrors, ...committeesErrors, ...registryErrors, ...evidenceErrors];

/** Says what failed, in this package's words. `what` begins the sentence. */
function explain(error: unknown, what: string): LatchkeyError {
  if (error instanceof LatchkeyError) return error;
  if (!(error instanceof BaseError)) return new LatchkeyError("chainUnavailable", `${what}: ${printable(error instanceof Error ? error.message : String(error))}`, { cause: error });
  const rejected = error.walk((e) => e instanceof UserRejectedRequestError || (e as { code?: unknown }).code === 4001 || (e as { code?: unknown }).code === "ACTION_REJECTED");
  if (rejected) return new LatchkeyError("rejected", `${what}: it was refused in the wallet`, { cause: error });
  const reason = revertReason(error);
  if (reason !== null) return new LatchkeyError("reverted", `${what}: reverted${reason ? ": " + reason : " without a reason"}`, { cause: error, details: { reason } });
  if (/insufficient funds|exceeds the balance|gas required exceeds allowance/i.test(error.message)) {
    return new LatchkeyError("tooLittleMoney", `${what}: the account has less than this and its fee cost`, { cause: error });
  }
  return new LatchkeyError("chainUnavailable", `${what}: ${printable(error.shortMessage)}`, { cause: error });
}

/** What a revert says: a text, or the name of a contract's own error and its values; null if it is none. */
function revertReason(error: BaseError): string | null {
  const raw = error.walk((e) => e instanceof RawContractError || e instanceof ContractFunctionRevertedError || e instanceof RpcRequestError || isHex((e as { data?: unknown }).data));
  const found = (raw as { data?: unknown } | null)?.data;
  const data = isHex(found) ? found : isHex((found as { data?: unknown } | undefined)?.data) ? (found as { data: Hex }).data : "0x";
  if (data.length >= 10) {
    try {
      const { errorName, args } = decodeErrorResult({ abi: refusals, data });
      return errorName === "Error" ? printable(String(args?.[0])) : printable(`${errorName}(${(args ?? []).map(String).join(", ")})`);
    } catch {
      return printable(data.slice(0, 74));
    }
  }
  const code = (raw as { code?: unknown } | null)?.code;
  return code === 3 || /execution reverted|reverted/i.test(error.message) ? "" : null;
}

/** Returns the block that is so many behind the head, or the last that is final. Throws `chainUnavailable`. */
export async function blockAt(client: Reader, final: Final = 0, signal?: AbortSignal): Promise<Block> {
  try {
    const head = await abortable(getBlock(client, { blockTag: typeof final === "number" ? "latest" : final }), signal);
    const block = typeof final === "number" && final > 0 ? await abortable(getBlock(client, { blockNumber: head.number > BigInt(final) ? head.number - BigInt(final) : 0n }), signal) : head;
    return { number: block.number, time: Number(block.timestamp) };
  } catch (error) {
    signal?.throwIfAborted();
    throw explain(error, "reading the chain's head");
  }
}

/** Returns the chain that an endpoint, or a wallet, is on. */
export async function chainIdOf(client: Reader, signal?: AbortSignal): Promise<bigint> {
  try {
    return BigInt(await abortable(getChainId(client), signal));
  } catch (error) {
    signal?.throwIfAborted();
    throw explain(error, "asking which chain it is");
  }
}

type Primitives<P extends readonly AbiParameter[], K extends "inputs" | "outputs"> = { readonly [I in keyof P]: AbiParameterToPrimitiveType<P[I], K> };
type Inputs<F extends AbiFunction> = Primitives<F["inputs"], "inputs">;
type Outputs<F extends AbiFunction> = F["outputs"] extends readonly [infer P extends AbiParameter] ? AbiParameterToPrimitiveType<P, "outputs"> : Primitives<F["outputs"], "outputs">;

/** A call of the endpoint's, in its own form. */
function rpc(client: Reader, method: string, params: readonly unknown[]): Promise<unknown> {
  return (client.request as (call: { method: string; params: readonly unknown[] }) => Promise<unknown>)({ method, params });
}

/** Calls a contract at a block, and returns what it answers, or null if nothing is there that answers. */
async function callRaw(client: Reader, block: Block, to: Address, data: Hex, what: string, signal?: AbortSignal): Promise<Hex> {
  try {
    return (await abortable(rpc(client, "eth_call", [{ to, data, gas: "0x989680" }, `0x${block.number.toString(16)}`]), signal)) as Hex;
  } catch (error) {
    signal?.throwIfAborted();
    throw explain(error, what);
  }
}

/** Reads one of the contracts' functions at a block. Throws `reverted`; `unknownContract` if what is there answers in another form; `chainUnavailable`. */
export async function read<const F extends AbiFunction>(client: Reader, block: Block, to: Address, f: F, args: Inputs<F>, signal?: AbortSignal): Promise<Outputs<F>> {
  const abi: readonly AbiFunction[] = [f];
  const data = encodeFunctionData({ abi, functionName: f.name, args: args });
  const out = await callRaw(client, block, to, data, `${f.name} of ${to}`, signal);
  try {
    if (out === "0x") throw new ContractFunctionZeroDataError({ functionName: f.name });
    return decodeFunctionResult({ abi, functionName: f.name, data: out }) as Outputs<F>;
  } catch (error) {
    throw new LatchkeyError("unknownContract", `what is at ${to} is not Latchkey's contract: it does not answer ${f.name}`, { cause: error });
  }
}

/** Returns the code at an address, `0x` for none. */
export async function codeAt(client: Reader, block: Block, address: Address, signal?: AbortSignal): Promise<Hex> {
  try {
    return (await abortable(getCode(client, { address, blockNumber: block.number }), signal)) ?? "0x";
  } catch (error) {
    signal?.throwIfAborted();
    throw explain(error, `the code at ${address}`);
  }
}

/** Returns an account's coin, in wei. */
export async function coinOf(client: Reader, block: Block, address: Address, signal?: AbortSignal): Promise<bigint> {
  try {
    return await abortable(getBalance(client, { address, blockNumber: block.number }), signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw explain(error, `the balance of ${address}`);
  }
}

/**
 * Compares the code of a Market, and of the contracts behind it, with this version's. Resolves to the address of its committees; throws `unknownContract`.
 */
export async function knownMarket(client: Reader, block: Block, market: Address, signal?: AbortSignal): Promise<Address> {
  const committees = await read(client, block, market, marketCommittees, [], signal);
  const evidence = await read(client, block, market, marketEvidence, [], signal);
  const registry = await read(client, block, committees, committeesRegistry, [], signal);
  const at = { market, committees, registry, evidence };
  await Promise.all(
    (Object.keys(at) as (keyof typeof at)[]).map(async (name) => {
      const other = (why: string): LatchkeyError => new LatchkeyError("unknownContract", `the contract at ${market} is not Latchkey's Market, as far as this version knows it: its ${name} at ${at[name]} ${why}`);
      const { size, hash, immutables } = runtimes[name] as { size: number; hash: Hex; immutables: Partial<Record<keyof typeof at, readonly number[]>> };
      const code = await codeAt(client, block, at[name], signal);
      if ((code.length - 2) / 2 !== size) throw other(code === "0x" ? "has no code" : "has another code");
      let masked = code;
      for (const [value, places] of Object.entries(immutables)) {
        for (const place of places) {
          const found = slice(code, place, place + 32);
          if (found !== `0x${"0".repeat(24)}${at[value as keyof typeof at].slice(2).toLowerCase()}`) throw other(`knows another contract ${value}`);
          masked = `${masked.slice(0, 2 + 2 * place)}${"0".repeat(64)}${masked.slice(2 + 2 * place + 64)}` as Hex;
        }
      }
      if (keccak256(masked) !== hash) throw other("has another code");
    }),
  );
  // Each knows the others, so that nobody else's is among them.
  if ((await read(client, block, registry, registryCommittees, [], signal)) !== committees || (await read(client, block, registry, registryEvidence, [], signal)) !== evidence) {
    throw new LatchkeyError("unknownContract", `the contracts behind ${market} do not belong together`);
  }
  return committees;
}

// Committees.

/** Reads the epoch of a committee that serves, or another one. Throws `unknownContract`, and `badRequest` if the committee has no key yet. */
export async function committeeAt(client: Reader, block: Block, chainId: bigint, contract: Address, id: bigint, epoch?: bigint, signal?: AbortSignal): Promise<Committee> {
  const which = epoch ?? (await read(client, block, contract, committeesActiveEpoch, [id], signal));
  if (which === 0n) throw new LatchkeyError("badRequest", `committee ${id} has no key yet`);
  const [e, registry] = await Promise.all([read(client, block, contract, committeesEpochOf, [id, which], signal), read(client, block, contract, committeesRegistry, [], signal)]);
  if (e.confirmed.length !== e.members.length) throw new LatchkeyError("unknownContract", `committee ${id}: the contract at ${contract} is not one of Latchkey's`);
  const members = await Promise.all(
    e.members.map(async (account, i): Promise<Member> => {
      const operator = await read(client, block, registry, registryOperatorOf, [account], signal);
      return { account, url: operator.url, confirmed: e.confirmed[i] ?? false, servesUntil: Number(operator.servesUntil) };
    }),
  );
  return { domain: { chainId, committees: contract }, id, epoch: which, t: e.t, hash: Uint8Array.from((e.hash.slice(2).match(/../g) ?? []).map((b) => parseInt(b, 16))), members };
}

/** When fewer than t of the members that confirmed promise to serve, in Unix seconds. */
export function promisedUntil(committee: Committee): number {
  const until = committee.members.flatMap((m) => (m.confirmed ? [m.servesUntil ?? 0] : [])).sort((a, b) => b - a);
  return until[committee.t - 1] ?? 0;
}

// Markets.

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

/** The zero address, or the zero word, is nobody and nothing. */
export function orNull<T extends Hex>(x: T): T | null {
  return /^0x0*$/.test(x) ? null : x;
}

/** A time that may have no end. */
export function seconds(time: bigint): number {
  return time === perpetual ? Infinity : Number(time);
}

/** A listing, from the contract's form of it. */
export function listingFrom(l: Outputs<typeof marketListingOf>): Listing {
  return {
    seller: l.seller, sold: l.sold, stock: l.stock === unlimited ? Infinity : l.stock, version: l.version, stopped: l.stopped, price: l.price, token: orNull(l.token), endsAt: l.endsAt,
    duration: l.duration, escrow: l.escrow, limit: l.limit, royalty: orNull(l.royalty), royaltyBps: l.royaltyBps, referralBps: l.referralBps, memberBps: l.memberBps, committee: BigInt(l.committee),
  };
}

/** Reads a listing; null if there is none. */
export async function listingAt(client: Reader, block: Block, market: Address, asset: Hex, signal?: AbortSignal): Promise<Listing | null> {
  const l = await read(client, block, market, marketListingOf, [asset], signal);
  return l.seller === zeroAddress ? null : listingFrom(l);
}

/** Reads what is pinned of a version. */
export async function pinAt(client: Reader, block: Block, market: Address, asset: Hex, version: number, signal?: AbortSignal): Promise<Pin> {
  const p = await read(client, block, market, marketVersionOf, [asset, BigInt(version)], signal);
  const [metadataHash, capsuleId, uri] = p;
  return { metadataHash, capsuleId: orNull(capsuleId), uri };
}

/** The events of a market that its history is made of. */
export const marketEvents = [marketListedEvent, marketVersionedEvent, marketBoughtEvent, marketDisputedEvent, marketRefundedEvent, marketReleasedEvent] as const;

/**
 * Reads a contract's logs from a block to another, with so many topics as are given; where an endpoint refuses so many blocks at once, in parts. Throws
 * `chainUnavailable`.
 */
export async function logsOf(client: Reader, address: Address, topics: readonly (Hex | readonly Hex[] | null)[], from: bigint, to: bigint, signal?: AbortSignal): Promise<Log[]> {
  if (from > to) return [];
  try {
    const hex = (n: bigint): Hex => `0x${n.toString(16)}`;
    const logs = await abortable(rpc(client, "eth_getLogs", [{ address, topics, fromBlock: hex(from), toBlock: hex(to) }]), signal);
    return (logs as RpcLog[]).map((l) => formatLog(l));
  } catch (error) {
    signal?.throwIfAborted();
    // An answer that refuses, and not a line that is down.
    if (to - from < 16n || !(error instanceof BaseError) || !error.walk((e) => e instanceof RpcRequestError || typeof (e as { code?: unknown }).code === "number")) throw explain(error, `reading events of ${address}`);
    const middle = (from + to) / 2n;
    return [...(await logsOf(client, address, topics, from, middle, signal)), ...(await logsOf(client, address, topics, middle + 1n, to, signal))];
  }
}

/** Decodes those logs that are one of these events. */
export function eventsOf<const E extends readonly AbiEvent[]>(events: E, logs: readonly Log[]) {
  return parseEventLogs({ abi: events, logs: [...logs] });
}

// Sending.

/** A contract call that is to be sent as a transaction. */
export interface Call {
  readonly to: Address;
  readonly data: Hex;
  /** wei. */
  readonly value: bigint;
}

/** Sends calls as an account, and returns the hash of the transaction that a call is in. */
export interface Sender {
  readonly chain: Reader;
  readonly chainId: bigint;
  readonly wallet: Signer;
  readonly send?: ((call: Call) => Promise<Hash>) | undefined;
}

/** Packs a call of one of the contracts' functions. */
export function callOf<const F extends AbiFunction>(to: Address, f: F, args: Inputs<F>, value = 0n): Call {
  return { to, data: encodeFunctionData({ abi: [f] as readonly AbiFunction[], functionName: f.name, args: args }), value };
}

/**
 * Sends a call, and returns its receipt. It is tried on the endpoint before, so that what a contract would refuse is not paid for. Throws `wrongNetwork`, `rejected`,
 * `reverted`, `tooLittleMoney`, `chainUnavailable`. Once it is sent, the signal ends the waiting alone.
 */
export async function transact(s: Sender, call: Call, what: string, signal?: AbortSignal): Promise<TransactionReceipt> {
  const { wallet } = s;
  await checkNetwork(s, signal);
  await tryCall(s, call, what, signal);
  let hash: Hash;
  try {
    signal?.throwIfAborted();
    hash = s.send ? await s.send(call) : await sendCall(wallet, call);
  } catch (error) {
    throw explain(error, what);
  }
  return receiptOf(s, hash, what, signal);
}

/** Has the wallet send a call, and returns the transaction's hash. */
export async function sendCall(wallet: Signer, call: Call): Promise<Hash> {
  return sendTransaction(wallet, { account: wallet.account, chain: null, to: call.to, data: call.data, value: call.value });
}

/** Throws what sending the call would fail with, before anybody is asked to sign. */
export async function tryCall(s: Sender, call: Call, what: string, signal?: AbortSignal): Promise<void> {
  try {
    await abortable(estimateGas(s.chain, { account: s.wallet.account.address, to: call.to, data: call.data, value: call.value }), signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw explain(error, what);
  }
}

async function receiptOf(s: Sender, hash: Hash, what: string, signal?: AbortSignal): Promise<TransactionReceipt> {
  let receipt: TransactionReceipt;
  try {
    receipt = await abortable(waitForTransactionReceipt(s.chain, { hash, pollingInterval: 1000, timeout: 0 }), signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw new LatchkeyError("chainUnavailable", `${what}: the transaction ${hash} is sent, and it is not known whether it is in a block`, { cause: error, details: { hash }, next: "Look at the account's transactions before trying again." });
  }
  if (receipt.status !== "success") throw new LatchkeyError("reverted", `${what}: the transaction ${receipt.transactionHash} failed`, { details: { hash: receipt.transactionHash, reason: "" } });
  return receipt;
}

/** Throws `wrongNetwork` unless the wallet is on the chain. */
export async function checkNetwork(s: { readonly chainId: bigint; readonly wallet: Signer }, signal?: AbortSignal): Promise<void> {
  const on = await chainIdOf(s.wallet, signal);
  if (on !== s.chainId) throw new LatchkeyError("wrongNetwork", `the wallet is on chain ${on}, and this is on chain ${s.chainId}`, { details: { wallet: on, chain: s.chainId } });
}

/** Typed data as wallets take it. */
export interface Typed {
  readonly domain: { readonly name?: string; readonly chainId?: bigint | number | undefined };
  readonly types: Readonly<Record<string, readonly { readonly name: string; readonly type: string }[]>>;
  readonly primaryType: string;
  readonly message: Readonly<Record<string, unknown>>;
}

/** Signs typed data as the wallet's account, on a chain, or with null on any. Throws `rejected`, `wrongNetwork`. */
export async function sign({ chainId: on, wallet }: { readonly chainId: bigint | null; readonly wallet: Signer }, data: Typed, what: string, signal?: AbortSignal): Promise<Hex> {
  if (on !== null) await checkNetwork({ chainId: on, wallet }, signal);
  const { chainId, ...domain } = data.domain;
  try {
    const signature = signTypedData(wallet, { ...data, account: wallet.account, domain: { ...domain, ...(chainId !== undefined && { chainId: Number(chainId) }) } });
    return await abortable(signature, signal);
  } catch (error) {
    signal?.throwIfAborted();
    const told = explain(error, what);
    throw told.code === "chainUnavailable" ? new LatchkeyError("rejected", `${what}: the wallet did not sign: ${told.message}`, { cause: error }) : told;
  }
}

// Tokens (ERC-20). They are strangers' contracts: whatever they answer may be a lie.

/** Where the contract Permit2 is, on chains that have it. */
export const permit2: Address = "0x000000000022D473030F116dDEE9F6B43aC78BA3";

const inputs = (...types: string[]): AbiParameter[] => types.map((type) => ({ name: "", type }));
const view = (name: string, args: string[], outputs: string[]): AbiFunction => ({ type: "function", name, inputs: inputs(...args), outputs: inputs(...outputs), stateMutability: "view" });

/** Reads a function of a token; undefined if it does not answer in this form. */
async function tokenRead(client: Reader, block: Block, token: Address, f: AbiFunction, args: readonly unknown[], signal?: AbortSignal): Promise<unknown> {
  try {
    const abi = [f];
    const out = await callRaw(client, block, token, encodeFunctionData({ abi, args, functionName: f.name }), `${f.name} of the token ${token}`, signal);
    // Old tokens give 32 bytes where others give a text.
    if (f.outputs[0]?.type === "string" && f.outputs.length === 1 && out.length === 66) return new TextDecoder().decode(Uint8Array.from((out.slice(2).replace(/(00)+$/, "").match(/../g) ?? []).map((b) => parseInt(b, 16))));
    return decodeFunctionResult({ abi, functionName: f.name, data: out });
  } catch (error) {
    if (error instanceof LatchkeyError && error.code !== "reverted") throw error;
    signal?.throwIfAborted();
    return undefined;
  }
}

/** How a token calls itself and how many decimals it has; null if it is no token that could be a price. */
export async function tokenOf(client: Reader, block: Block, token: Address, signal?: AbortSignal): Promise<{ symbol: string; decimals: number } | null> {
  const [decimals, symbol, supply] = await Promise.all([
    tokenRead(client, block, token, view("decimals", [], ["uint256"]), [], signal),
    tokenRead(client, block, token, view("symbol", [], ["string"]), [], signal),
    tokenRead(client, block, token, view("balanceOf", ["address"], ["uint256"]), [zeroAddress], signal),
  ]);
  if (typeof supply !== "bigint" || (decimals !== undefined && (typeof decimals !== "bigint" || decimals > 77n))) return null;
  const plain = typeof symbol === "string" && new TextEncoder().encode(symbol).length <= 32 && printable(symbol) === symbol && !/\ufffd/.test(symbol);
  return { symbol: plain ? symbol : "", decimals: Number(decimals ?? 0n) };
}

/** Reads a token's number: a balance, an allowance. Throws `badToken`. */
async function tokenNumber(client: Reader, block: Block, token: Address, name: string, accounts: readonly Address[], signal?: AbortSignal): Promise<bigint> {
  const n = await tokenRead(client, block, token, view(name, accounts.map(() => "address"), ["uint256"]), accounts, signal);
  if (typeof n !== "bigint") throw new LatchkeyError("badToken", `nobody can pay: what is at ${token} is not a token (ERC-20)`, { details: { token } });
  return n;
}

/**
 * Throws `badToken` if the contract says of itself that its pieces have numbers (ERC-721), so that a price would be the number of one: it has calls of the same names
 * as a token of amounts. Who says yes to everything (ERC-165) says nothing.
 */
export async function fungible(client: Reader, block: Block, token: Address, signal?: AbortSignal): Promise<void> {
  const supports = async (id: Hex): Promise<boolean> => (await tokenRead(client, block, token, view("supportsInterface", ["bytes4"], ["uint256"]), [id], signal)) === 1n;
  if ((await supports("0x80ac58cd")) && !(await supports("0xffffffff"))) {
    throw new LatchkeyError("badToken", `nobody can pay: what is at ${token} has numbered pieces (ERC-721), and no amounts`, { details: { token } });
  }
}

/** An account's tokens, in the smallest unit. Throws `badToken` if it is none. */
export async function tokensOf(client: Reader, block: Block, token: Address, account: Address, signal?: AbortSignal): Promise<bigint> {
  return tokenNumber(client, block, token, "balanceOf", [account], signal);
}

/** How much of an owner's tokens a spender may take. Throws `badToken`. */
export async function allowanceOf(client: Reader, block: Block, token: Address, owner: Address, spender: Address, signal?: AbortSignal): Promise<bigint> {
  return tokenNumber(client, block, token, "allowance", [owner, spender], signal);
}

/** Lets a spender take so much of the account's tokens. Some tokens refuse to change an allowance that is not 0: it is set to 0 before, then. */
export async function approve(s: Sender, token: Address, spender: Address, amount: bigint, signal?: AbortSignal): Promise<void> {
  const f: AbiFunction = { type: "function", name: "approve", inputs: inputs("address", "uint256"), outputs: [], stateMutability: "nonpayable" };
  const call = (n: bigint): Call => ({ to: token, data: encodeFunctionData({ abi: [f], functionName: "approve", args: [spender, n] }), value: 0n });
  try {
    await tryCall(s, call(amount), "allowing the token", signal);
  } catch (error) {
    if (!(error instanceof LatchkeyError) || error.code !== "reverted") throw error;
    await transact(s, call(0n), "taking back what the token was allowed", signal);
  }
  await transact(s, call(amount), "allowing the token", signal);
}

const domainFields = ["name", "version", "chainId", "verifyingContract", "salt"] as const;
const domainTypes = ["string", "string", "uint256", "address", "bytes32"];

/** What an EIP-2612 permit of the token is signed under: the domain that it tells (EIP-5267), or one of the usual ones whose hash is its DOMAIN_SEPARATOR; null if none is. */
async function permitDomain(client: Reader, block: Block, chainId: bigint, token: Address, signal?: AbortSignal): Promise<{ domain: Record<string, unknown>; fields: { name: string; type: string }[] } | null> {
  const get = (name: string, outputs: string[]): Promise<unknown> => tokenRead(client, block, token, view(name, [], outputs), [], signal);
  const [separator, kind, told, name, version] = await Promise.all([
    get("DOMAIN_SEPARATOR", ["bytes32"]), get("PERMIT_TYPEHASH", ["bytes32"]), get("eip712Domain", ["bytes1", "string", "string", "uint256", "address", "bytes32", "uint256[]"]),
    get("name", ["string"]), get("version", ["string"]),
  ]);
  // EIP-2612 wants it; and a permit of another form, with a nonce and a yes (that of DAI), would never be taken.
  if (typeof separator !== "string") return null;
  if (typeof kind === "string" && kind !== "0x6e71edae12b1b97f4d1f60370fef10105fa2faae0126114a169c64845d6126c9") return null;
  // It is always this chain's and this contract's: a token that names another would have its holders sign for that one.
  const make = (bits: number, name: unknown, version: unknown, salt?: unknown) => {
    const values: unknown[] = [name, version, chainId, token, salt];
    const used = domainFields.map((_, i) => i).filter((i) => (bits >> i) & 1);
    return { domain: Object.fromEntries<unknown>(used.map((i) => [domainFields[i] ?? "", values[i]])), fields: used.map((i) => ({ name: domainFields[i] ?? "", type: domainTypes[i] ?? "" })) };
  };
  const candidates = [version, "1", "2"].filter((v) => typeof v === "string").map((v) => make(15, name ?? "", v));
  candidates.push(make(13, name ?? "", ""));
  if (Array.isArray(told)) {
    const [bits, itsName, itsVersion, , , salt, extensions] = told as [Hex, string, string, bigint, Address, Hex, bigint[]];
    // Without the chain and the contract, the signature would count elsewhere, too.
    if (extensions.length === 0 && (Number(bits) & 12) === 12) candidates.unshift(make(Number(bits), itsName, itsVersion, salt));
  }
  return candidates.find((c) => hashDomain({ domain: c.domain as never, types: { EIP712Domain: c.fields } }) === separator) ?? null;
}

/** Signs an EIP-2612 permit: whoever shows it lets the spender take so much, until the deadline (Unix seconds). null if the token takes none. */
export async function signPermit(s: Sender, block: Block, token: Address, spender: Address, amount: bigint, deadline: bigint, signal?: AbortSignal): Promise<Hex | null> {
  const found = await permitDomain(s.chain, block, s.chainId, token, signal);
  const owner = s.wallet.account.address;
  const nonce = await tokenRead(s.chain, block, token, view("nonces", ["address"], ["uint256"]), [owner], signal);
  if (!found || typeof nonce !== "bigint") return null;
  const types = { EIP712Domain: found.fields, Permit: ["address owner", "address spender", "uint256 value", "uint256 nonce", "uint256 deadline"].map(field) };
  return sign(s, { domain: found.domain, types, primaryType: "Permit", message: { owner, spender, value: amount, nonce, deadline } }, "signing the payment", signal);
}

function field(text: string): { name: string; type: string } {
  const [type = "", name = ""] = text.split(" ");
  return { name, type };
}

/** Signs a transfer by Permit2 to the spender: once, until the deadline. */
export async function signPermit2(s: Sender, block: Block, token: Address, spender: Address, amount: bigint, deadline: bigint, signal?: AbortSignal): Promise<{ nonce: bigint; signature: Hex }> {
  const owner = s.wallet.account.address;
  for (;;) {
    // Nonces have no order: a new word cannot collide with what another wallet picks.
    const nonce = crypto.getRandomValues(new BigUint64Array(4)).reduce((n, word) => (n << 64n) | word, 0n);
    const used = await tokenRead(s.chain, block, permit2, view("nonceBitmap", ["address", "uint256"], ["uint256"]), [owner, nonce >> 8n], signal);
    if (typeof used !== "bigint") throw new LatchkeyError("badToken", "Permit2 does not answer");
    if ((used >> (nonce & 255n)) & 1n) continue;
    const types = {
      EIP712Domain: ["string name", "uint256 chainId", "address verifyingContract"].map(field),
      TokenPermissions: ["address token", "uint256 amount"].map(field),
      PermitTransferFrom: ["TokenPermissions permitted", "address spender", "uint256 nonce", "uint256 deadline"].map(field),
    };
    const message = { permitted: { token, amount }, spender, nonce, deadline };
    const domain = { name: "Permit2", chainId: s.chainId, verifyingContract: permit2 };
    return { nonce, signature: await sign(s, { domain, types, primaryType: "PermitTransferFrom", message }, "signing the payment", signal) };
  }
}
