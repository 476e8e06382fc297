/**
 * Leave to open many files by one signature.
 *
 * @module
 */
import type { Address, Hex } from "viem";
import { committeesRaiseSessionNonce, committeesSessionNonce } from "../abi.ts";
import { callOf, read, sign } from "../chain.ts";
import { LatchkeyError } from "../errors.ts";
import type { Scalar } from "../group.ts";
import { newReaderKey } from "../quorum.ts";
import { sessionAhead, typedData, type Session, type Terms } from "../terms.ts";
import { head, needAccount, send, tell, type Client, type Options } from "./client.ts";

/**
 * Leave to open every file of one committee that the account may open, signed once. Whoever has it opens all of that until its deadline, or until {@link revokeSessions}: it is kept
 * in memory, and nowhere else.
 */
export interface SignedSession {
  readonly chainId: bigint;
  readonly committees: Address;
  readonly message: Session;
  readonly signature: Hex;
  /** Of the reader key that is in the message. */
  readonly secret: Scalar;
}

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
  return { chainId: client.chainId, committees, message, signature, secret };
}

/** The session, if it is the account's, and with the committee that a file is sealed to: contracts have one address on every chain. */
export function covering(session: SignedSession | undefined, account: Address, terms: Terms): SignedSession | null {
  const same = (a: Address, b: Address): boolean => a.toLowerCase() === b.toLowerCase();
  return session && session.chainId === terms.chainId && session.message.committee === terms.committee && same(session.committees, terms.committees) && same(session.message.buyer, account) ? session : null;
}

/**
 * Voids every session that the account signed so far, at all nodes of a Committees contract, by one transaction. Resolves to the nonce that new sessions
 * carry. Throws `noWallet`, and what sending a transaction throws.
 */
export async function revokeSessions(client: Client, committees: Address, options: Options = {}): Promise<bigint> {
  const receipt = await send(client, callOf(committees, committeesRaiseSessionNonce, []), "revoking the sessions", options);
  return read(client.config.chain, { number: receipt.blockNumber, time: 0 }, committees, committeesSessionNonce, [needAccount(client)], options.signal);
}
