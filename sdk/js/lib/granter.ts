/**
 * The verbs of owners and readers of files for grants (spec/grant.md), as the command line's `recipient --grants`, `reader`, `grant`, `grants`, `revoke` and `open`: no
 * chain is needed, and no gateway.
 *
 * @module
 */
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { sign as signTyped, type Signer } from "./chain.ts";
import { isError, LatchkeyError } from "./errors.ts";
import {
  Owner, accountKeys, checkNodes, delegatingKey, open, ownerOpener, parseReader, type AccountKeys, type GrantOpener, type GrantStanza, type Reader, type Ticket,
} from "./grant.ts";
import {
  GrantError, WrongFragmentError, checkReach, fetchReader, grantedOf, isProblem, listGrants, openGrant, publishReader, revokeGrant, storeGrant,
  type GrantAnswer, type GrantAsking,
} from "./grantclient.ts";
import type { GrantKeys, HeldGrant } from "./grants.ts";
import { baseMult, decodePoint, keccak256, recoverAddress, signatureSize, type Scalar } from "./group.ts";
import type { Given } from "./http.ts";
import { fileError } from "./sealed.ts";
import type { StreamOptions, Workers } from "./stream.ts";
import { checkGrant, clockTolerance, grantDigest, grantId, grantTypedData, maxFragments, type Address, type Grant, type GrantMessage, type Revocation } from "./terms.ts";
import { encodeKeyFrag, generateKeyFrags } from "./umbral.ts";

/** How an account grants and reads. */
export interface GranterConfig extends Omit<GrantAsking, "signal"> {
  /** Signs as the account: a client of viem's. Accounts that are contracts have no keys for grants. */
  readonly wallet: Signer;
}

/** An account with its keys for grants, which are as secret as its own; made by {@link granter}. */
export interface Granter {
  readonly config: GranterConfig;
  readonly account: Address;
  readonly keys: AccountKeys;
}

/** Of every verb. */
export interface GranterOptions {
  /** Ends the work. What is thrown then is the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const accountOf = (config: GranterConfig): Address => config.wallet.account.address.toLowerCase() as Address;

/** Signs a message about grants. Throws `badRequest` for an account that signs in another form than the 65 bytes that recover to it. */
async function sign(config: GranterConfig, m: GrantMessage, what: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const text = await signTyped({ chainId: null, wallet: config.wallet }, grantTypedData(m), what, signal);
  let signer = "";
  const bytes = text.length === 2 + 2 * signatureSize ? hexToBytes(text.slice(2)) : new Uint8Array();
  try {
    // Wallets have written 0 and 1 for 27 and 28.
    const v = bytes[64] ?? 0;
    if (v < 27) bytes[64] = v + 27;
    signer = `0x${bytesToHex(recoverAddress(grantDigest(m), bytes))}`;
  } catch {
    // It recovers to nobody.
  }
  if (signer !== accountOf(config)) {
    throw new LatchkeyError("badRequest", `${what}: the signature is not one that recovers to ${accountOf(config)}`, { next: "Use an account with a key of its own: those that are contracts have none for grants." });
  }
  return bytes;
}

async function keysOf(config: GranterConfig, signal: AbortSignal | undefined): Promise<AccountKeys> {
  const signature = await sign(config, { type: "Keys", account: accountOf(config) }, "making the account's keys", signal);
  const keys = accountKeys(signature);
  signature.fill(0);
  return keys;
}

/** Derives the keys of the wallet's account, by one signature of it. Throws `rejected`, and `badRequest` for an account that is a contract. */
export async function granter(config: GranterConfig, { signal }: GranterOptions = {}): Promise<Granter> {
  return { config, account: accountOf(config), keys: await keysOf(config, signal) };
}

/** Refuses an account that signs otherwise the second time: it would not find its keys again. */
async function lasting(g: Granter, signal: AbortSignal | undefined): Promise<void> {
  if ((await keysOf(g.config, signal)).owner.equals(g.keys.owner)) return;
  throw new LatchkeyError("badRequest", "the wallet's signatures of the same data differ, so the account would not find its keys again", { next: "Use a wallet that signs as RFC 6979 says." });
}

/** Returns what to seal to for grants: a recipient of sealed.ts's `seal`, whose `encode()` is the string for others. The account signs once more. Throws `badRequest` for an account that would not find its keys again, `badPlace`. */
export async function ownerOf(g: Granter, nodes: readonly string[], { signal }: GranterOptions = {}): Promise<Owner> {
  const owner = new Owner(g.account, baseMult(g.keys.owner), baseMult(g.keys.verifying), checked(g, nodes));
  await lasting(g, signal);
  return owner;
}

/** Returns the account's reader key, to hand to owners as `encodeReader` writes it. The account signs twice more. Throws `badRequest` for an account that would not find its keys again. */
export async function readerOf(g: Granter, { signal }: GranterOptions = {}): Promise<Reader> {
  await lasting(g, signal);
  const readerKey = baseMult(g.keys.reader).encode();
  return { account: g.account, readerKey, signature: await sign(g.config, { type: "Reader", account: g.account, readerKey }, "signing the reader key", signal) };
}

/** Publishes the account's reader key at nodes: then its address is enough for owners. Throws a {@link GrantError} unless all took it. */
export async function publish(g: Granter, reader: Reader, nodes: readonly string[], options: GranterOptions = {}): Promise<void> {
  const answers = await each(checked(g, nodes), (node) => publishReader(node, reader, asking(g, options)), options);
  all(answers, "the reader key was not published everywhere", "Try again at the nodes that are named.");
}

/** What is granted. */
export interface GrantTerms {
  /** The reader's string, age1latchkeyreader1.., or its account, whose key is then asked of the nodes. */
  readonly to: string;
  /** Unix seconds: at most 3,660 days ahead. */
  readonly expires: number;
  /** How many nodes open the file together; more than half of them if it is not said. */
  readonly threshold?: number | undefined;
  /** One fragment each, 1 to 32 of them; those that the file names if it is not said. */
  readonly nodes?: readonly string[] | undefined;
  /** Must be true as well, for the reader's account, as of a block so many behind the head of that chain. */
  readonly policy?: { readonly text: string; readonly chainId: bigint; readonly confirmations: bigint } | undefined;
}

/** What was granted. */
export interface GrantMade {
  readonly grant: Grant;
  /** All nodes; those without an error have their fragment. */
  readonly answers: readonly GrantAnswer[];
  /** Where the fragments are. */
  readonly ticket: Ticket;
  /** Whether the file names all these nodes itself; if not, the reader needs the ticket. */
  readonly named: boolean;
}

/**
 * Lets one reader open the file src, of which only the head is read, by key fragments at nodes. Granting again replaces what the nodes have. Throws `otherSale` for a file
 * that is not for grants of this account, `badFile`, `badRequest`, `badPlace`, `notFound` for an account without a published key, `badKeys` for one with two, and a
 * {@link GrantError} `tooFewNodes` if fewer than the threshold took their fragment.
 */
export async function grant(g: Granter, src: ReadableStream<Uint8Array>, deal: GrantTerms, options: GranterOptions = {}): Promise<GrantMade> {
  const { stanza, delegating } = await headOf(g, src);
  const nodes = nodesOf(g, stanza, deal.nodes);
  const threshold = deal.threshold ?? Math.floor(nodes.length / 2) + 1;
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > nodes.length) throw new LatchkeyError("badRequest", `the threshold is ${threshold}, and there are ${nodes.length} nodes`);
  const to = await findReader(g, deal.to, [...new Set([...nodes, ...stanza.nodes])], options);
  const keys: GrantKeys = { delegating: stanza.delegating, verifying: baseMult(g.keys.verifying).encode(), readerKey: to.readerKey };
  const m: Grant = {
    type: "Grant", grant: grantId(g.account, keys.delegating, keys.verifying, keys.readerKey), capsule: keccak256(stanza.capsule), reader: to.account,
    threshold: BigInt(threshold), fragments: BigInt(nodes.length), issued: BigInt(Date.now()), expires: BigInt(Math.floor(deal.expires)),
    chainId: deal.policy?.chainId ?? 0n, confirmations: deal.policy?.confirmations ?? 0n, policy: deal.policy?.text ?? "",
  };
  try {
    checkGrant(m);
  } catch (error) {
    throw new LatchkeyError("badRequest", (error as Error).message, { cause: error });
  }
  const signature = await sign(g.config, m, "signing the grant", options.signal);
  const frags = fragments(delegating, to, g.keys.verifying, threshold, nodes.length);
  const answers = await each(nodes, async (node, i) => {
    const keyFragment = frags[i] ?? new Uint8Array();
    await storeGrant(node, { owner: g.account, keys, capsule: stanza.capsule, keyFragment, grant: m, signature }, asking(g, options));
    keyFragment.fill(0);
  }, options);
  const stored = answers.filter((a) => !a.error).length;
  if (stored < threshold) throw new GrantError("tooFewNodes", `too few nodes took their fragment: ${stored}, and ${threshold} are needed`, "Try again, or choose other nodes.", answers);
  return { grant: m, answers, ticket: { delegating: stanza.delegating, nodes }, named: nodes.every((n) => stanza.nodes.includes(n)) };
}

/** Makes key fragments for a reader, of 310 bytes each: secrets, one for each node. Throws Error unless 1 <= threshold <= shares <= 32. */
export function fragments(delegating: Scalar, reader: Pick<Reader, "readerKey">, verifying: Scalar, threshold: number, shares: number): Uint8Array[] {
  if (shares > maxFragments) throw new Error(`${shares} fragments are more than ${maxFragments}`);
  return generateKeyFrags(delegating, decodePoint(reader.readerKey), verifying, threshold, shares).map(encodeKeyFrag);
}

/** Finds the reader's key: in its string, or at the nodes. */
async function findReader(g: Granter, to: string, nodes: readonly string[], options: GranterOptions): Promise<Reader> {
  if (!/^0x[0-9a-f]{40}$/i.test(to)) {
    try {
      return parseReader(to);
    } catch (error) {
      throw new LatchkeyError("badRequest", (error as Error).message, { cause: error, next: "Ask the reader for its string once more: it was not copied whole." });
    }
  }
  const found: Reader[] = [];
  const answers = await each(nodes, async (node) => { found.push(await fetchReader(node, to as Address, asking(g, options))); }, options);
  const [first, ...others] = found;
  if (!first) throw new GrantError("notFound", `no node has a reader key of ${to}`, "Ask the reader to publish its key at these nodes, or for its string.", answers);
  if (others.some((r) => bytesToHex(r.readerKey) !== bytesToHex(first.readerKey))) {
    throw new LatchkeyError("badKeys", `${to} has published two different reader keys`, { next: "Ask the reader which program made them. Nothing was granted." });
  }
  return first;
}

/** A grant, as all nodes together have it. */
export interface ListedGrant extends HeldGrant {
  /** The nodes that have it. `held` is how many fragments they have together. */
  readonly nodes: readonly string[];
}

/** Of whose grants a list is: those of a file, of which only the head is read, or of all the account's files at these nodes. */
export interface GrantsOf {
  readonly file?: ReadableStream<Uint8Array> | undefined;
  /** Those that are asked; those that the file names if it is not said. */
  readonly nodes?: readonly string[] | undefined;
}

/** Lists what the account granted, as nodes have it, by one signature. What could not be asked is in `answers`. Throws as {@link grant} does for its file and nodes. */
export async function grants(g: Granter, of: GrantsOf, options: GranterOptions = {}): Promise<{ grants: ListedGrant[]; answers: GrantAnswer[] }> {
  const stanza = of.file ? (await headOf(g, of.file)).stanza : null;
  return listed(g, stanza, nodesOf(g, stanza, of.nodes), options);
}

async function listed(g: Granter, stanza: GrantStanza | null, nodes: readonly string[], options: GranterOptions): Promise<{ grants: ListedGrant[]; answers: GrantAnswer[] }> {
  const message = { type: "Listing", owner: g.account, delegating: stanza?.delegating ?? new Uint8Array(), deadline: BigInt(Math.floor(Date.now() / 1000) + 600) } as const;
  const token = { message, signature: await sign(g.config, message, "signing for the list", options.signal) };
  const lists: HeldGrant[][] = nodes.map(() => []);
  const answers = await each(nodes, async (node, i) => { lists[i] = await listGrants(node, token, asking(g, options)); }, options);
  const found = new Map<string, ListedGrant>();
  lists.forEach((list, i) => {
    for (const h of list) {
      const id = bytesToHex(h.grant.grant);
      const had = found.get(id);
      const at = [...(had?.nodes ?? []), nodes[i] ?? ""];
      // Fragments of an older message do not go together with the others.
      if (!had || h.grant.issued > had.grant.issued) found.set(id, { ...h, nodes: at });
      else found.set(id, { ...had, nodes: at, held: had.held + (h.grant.issued === had.grant.issued ? h.held : 0) });
    }
  });
  return { grants: [...found.values()].sort((a, b) => (a.grant.reader < b.grant.reader ? -1 : 1)), answers };
}

/**
 * Takes grants of the file src back: of one reader, by its string or account, or of all with null. Nodes erase what they have; who opened the file before has it. Resolves to
 * what was taken back. Throws `notFound` if nothing was granted, and a {@link GrantError} `noAnswer` if a node may still let the reader in.
 */
export async function revoke(g: Granter, src: ReadableStream<Uint8Array>, from: string | null, nodes?: readonly string[], options: GranterOptions = {}): Promise<ListedGrant[]> {
  const account = from === null ? null : accountFrom(from);
  const { stanza } = await headOf(g, src);
  const { grants: found, answers } = await listed(g, stanza, nodesOf(g, stanza, nodes), options);
  const mine = found.filter((l) => account === null || l.grant.reader === account);
  for (const l of mine) {
    // Not before the grant, whose clock may have been another.
    const now = BigInt(Date.now());
    const most = now + clockTolerance * 1000n;
    const issued = l.grant.issued > now ? (l.grant.issued < most ? l.grant.issued : most) : now;
    const m: Revocation = { type: "Revocation", grant: l.grant.grant, issued };
    const signature = await sign(g.config, m, "signing the revocation", options.signal);
    answers.push(...(await each(l.nodes, async (node) => {
      try {
        await revokeGrant(node, m, signature, asking(g, options));
      } catch (error) {
        if (!isProblem(error, "unknown-grant")) throw error; // it is gone meanwhile
      }
    }, options)));
  }
  all(answers, "not all nodes answered; those may let the reader in", "Try again at the nodes that are named.");
  if (mine.length === 0) throw new LatchkeyError("notFound", "there is no such grant at these nodes", { next: "Name the nodes that keep it, if they are others than the file names." });
  return mine;
}

function accountFrom(who: string): Address {
  if (/^0x[0-9a-f]{40}$/i.test(who)) return who.toLowerCase() as Address;
  try {
    return parseReader(who).account;
  } catch (error) {
    throw new LatchkeyError("badRequest", (error as Error).message, { cause: error });
  }
}

/** Of {@link openGranted}. */
export interface OpenGrantedOptions extends GranterOptions {
  /** Those that are kept, the newest first: the nodes of this file's are asked before those that it names. */
  readonly tickets?: readonly Ticket[] | undefined;
  /** For a grant's policy, which reads them as `given.NAME`: bearer secrets, in no error. */
  readonly given?: Given | undefined;
  /** Is told of a node whose fragment is wrong. */
  readonly wrong?: ((node: string, error: Error) => void) | undefined;
  /** Who opens; this thread if there are none. */
  readonly workers?: Workers | undefined;
  /** Is told how many bytes of the payload are done. */
  readonly progress?: StreamOptions["progress"];
}

/**
 * Returns what opens files that are granted to the wallet's account, or are its own. The account signs for its keys when there is a file for which they are needed, once.
 *
 * @throws as {@link openGranted}.
 */
export function granteeOpener(config: GranterConfig, options: Omit<OpenGrantedOptions, "workers" | "progress"> = {}): GrantOpener {
  let known: Promise<AccountKeys> | undefined;
  const opened: GrantOpener = async (s, signal) => {
    const keys = await (known ??= keysOf(config, signal));
    const own = await ownerOpener(accountOf(config), keys.owner)(s, signal);
    if (own) return own;
    const delegating = bytesToHex(s.delegating);
    const more = (options.tickets ?? []).filter((t) => bytesToHex(t.delegating) === delegating).flatMap((t) => t.nodes);
    const file = grantedOf(s, more);
    if (file.nodes.length === 0) throw new LatchkeyError("notFound", "the file does not say where grants of it are kept", { next: "Ask its owner for the ticket of the grant." });
    const { fileKey, answers } = await openGrant(file, keys.reader, { ...asking(config, { signal }), given: options.given });
    for (const a of answers) if (a.error instanceof WrongFragmentError) options.wrong?.(a.node, a.error);
    return fileKey;
  };
  return async (s, signal) => {
    try {
      return await opened(s, signal);
    } catch (error) {
      signal?.throwIfAborted();
      throw badFile(error);
    }
  };
}

/**
 * Opens the sealed file src, which is granted to the wallet's account or is its own, and writes the plaintext to `to`, which is closed when the last byte is there, and
 * aborted otherwise: what it was given is to be thrown away then. As a function, it is called once the file is known to open. Memory does not grow with the file. Throws `otherSale` for a file that is for others than grants,
 * `badFile`, `rejected`, and a {@link GrantError} if it is not granted, or too few nodes answer.
 */
export async function openGranted(config: GranterConfig, src: ReadableStream<Uint8Array>, to: WritableStream<Uint8Array> | (() => Promise<WritableStream<Uint8Array>>), options: OpenGrantedOptions = {}): Promise<void> {
  const { signal, workers, progress } = options;
  let plain: ReadableStream<Uint8Array> | undefined;
  let into = typeof to === "function" ? undefined : to;
  try {
    plain = await open(src, { grant: granteeOpener(config, options) }, { signal, workers, progress });
    into ??= await (to as () => Promise<WritableStream<Uint8Array>>)();
    await plain.pipeTo(into, { preventAbort: true, ...(signal && { signal }) });
  } catch (error) {
    const told = signal?.aborted ? (signal.reason as Error) : toldOf(error, "Only a file that was sealed for grants opens this way.");
    await plain?.cancel(told).catch(() => undefined);
    await into?.abort(told).catch(() => undefined);
    throw told;
  }
}

/** Says why a file does not open, and what to do where it is for others. */
function toldOf(error: unknown, next: string): Error {
  const told = fileError(error);
  return isError(told, "otherSale") ? new LatchkeyError("otherSale", told.message, { cause: error, next }) : told;
}

/** What a file's stanza was wrong in, and no refusal. */
function badFile(error: unknown): Error {
  return isError(error) ? error : new LatchkeyError("badFile", error instanceof Error ? error.message : String(error), { cause: error });
}

/** Reads the head of a sealed file that is the account's. */
async function headOf(g: Granter, src: ReadableStream<Uint8Array>): Promise<{ stanza: GrantStanza; delegating: Scalar }> {
  let head: { stanza: GrantStanza; delegating: Scalar };
  try {
    head = await delegatingKey(src, g.account, g.keys.owner);
  } catch (error) {
    const told = toldOf(error, `Only a file that was sealed for grants of ${g.account} can be granted by it.`);
    throw error instanceof AggregateError ? badFile(told) : told;
  }
  if (bytesToHex(head.stanza.verifying) !== bytesToHex(baseMult(g.keys.verifying).encode())) {
    throw new LatchkeyError("badFile", "the file names another key for fragments than the account's, so no reader would find a grant of it", { next: "It was not sealed to what the account's owner string says. Have it sealed anew." });
  }
  return head;
}

/** The nodes of a verb: those that are given, or else those of the file. Throws `badPlace`. */
function nodesOf(g: Granter, stanza: GrantStanza | null, given: readonly string[] | undefined): string[] {
  const nodes = given?.length ? given : (stanza?.nodes ?? []);
  if (nodes.length === 0) throw new LatchkeyError("badRequest", stanza ? "the file names no nodes" : "neither a file nor nodes are given", { next: "Say which nodes keep the fragments." });
  return checked(g, nodes);
}

/** Refuses nodes of another form, and those out of reach. Throws `badPlace`. */
function checked(g: Granter, nodes: readonly string[]): string[] {
  const list = [...nodes];
  try {
    checkNodes(list);
  } catch (error) {
    throw new LatchkeyError("badPlace", (error as Error).message, { cause: error, next: "Write the nodes as their operators name them." });
  }
  for (const node of list) {
    try {
      checkReach(node, g.config);
    } catch (error) {
      throw new LatchkeyError("badPlace", `node ${node} ${(error as Error).message}`, { next: "Who listens on the way would have the fragment. In a network of your own, say so." });
    }
  }
  return list;
}

function asking(of: Granter | GranterConfig, { signal }: GranterOptions): GrantAsking {
  const { fetch, timeout, private: own } = "config" in of ? of.config : of;
  return { fetch, timeout, private: own, signal };
}

/** Does something with all nodes at a time. */
async function each(nodes: readonly string[], run: (node: string, i: number) => Promise<unknown>, { signal }: GranterOptions): Promise<GrantAnswer[]> {
  const answers = await Promise.all(nodes.map(async (node, i): Promise<GrantAnswer> => {
    try {
      await run(node, i);
      return { node, error: null };
    } catch (error) {
      return { node, error: error instanceof Error ? error : new Error(String(error)) };
    }
  }));
  signal?.throwIfAborted();
  return answers;
}

function all(answers: readonly GrantAnswer[], what: string, next: string): void {
  if (answers.some((a) => a.error)) throw new GrantError("noAnswer", what, next, answers);
}
