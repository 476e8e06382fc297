/**
 * The node protocol as a client sees it (spec/http.md): the request that opens a capsule, and a client that asks all members of a committee at once,
 * takes the first t shares, opens, and finds out who lied if that fails. A gateway may do the asking; then what it combined has to open.
 *
 * No node and no gateway is trusted: keys are compared with the hash that the members confirmed on the chain, and only t shares that fit those keys can
 * give the file key.
 */
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { LatchkeyError, type Code } from "./errors.ts";
import { baseMult, decodePoint, randomScalar, recoverAddress, type Scalar } from "./group.ts";
import { ask, discreet, printable, Problem, type Asking, type Given } from "./http.ts";
import { keyListHash, maxMembers, varTimeCheckDegree, type KeyList } from "./shamir.ts";
import { capsuleId, check, decodeCapsule, open as openCombined, openShares, readShare, verifyShare, WrongShareError, type Context } from "./tdh2.ts";
import { accessNotice, checkTerms, digest, label, sessionNotice, type AccessRequest, type Address, type Domain, type Hex, type Session, type Terms } from "./terms.ts";

/** One epoch of a committee, as the contract has it at a final block. */
export interface Committee {
  readonly domain: Domain;
  readonly id: bigint;
  readonly epoch: bigint;
  /** So many members open. */
  readonly t: number;
  /** What the members confirmed, 32 bytes. */
  readonly hash: Uint8Array;
  /** The member of index m at m-1. */
  readonly members: readonly Member[];
}

/** A node. Only members that confirmed the epoch's hash are asked. */
export interface Member {
  readonly account: Address;
  readonly url: string;
  readonly confirmed: boolean;
  /** Unix seconds: until then its operator promises to serve, where that was read. */
  readonly servesUntil?: number;
}

/** Asks a node for its share of one capsule. */
export interface Request {
  readonly terms: Terms;
  /** 162 bytes. */
  readonly capsule: Uint8Array;
  /** The epoch whose members are asked. */
  readonly epoch: bigint;
  readonly message: AccessRequest | Session;
  /** The account's, over the message's digest. */
  readonly signature: Hex;
  /** They are sent with the request, and are in no evidence and no error. */
  readonly given?: Given | undefined;
}

/** A committee's key list as nodes give it. */
export interface Keys {
  readonly chainId: string;
  readonly committees: Address;
  readonly committee: string;
  readonly epoch: string;
  readonly t: number;
  readonly n: number;
  /** 32 bytes, hex. */
  readonly session: string;
  /** X, 33 bytes, hex. */
  readonly publicKey: string;
  /** X_1 to X_n. */
  readonly keys: readonly string[];
}

/** A wrong share with its node's signature. It convinces whoever has the committee's keys, a contract too; it holds no secret. */
export interface Evidence {
  readonly chainId: string;
  readonly committees: Address;
  readonly committee: string;
  readonly epoch: string;
  readonly index: number;
  readonly operator: Address;
  readonly url: string;
  /** The body of POST /v1/shares, without `given`. */
  readonly request: unknown;
  readonly share: string;
  readonly signature: string;
  readonly keys?: Keys;
}

/** What became of one member's answer. */
export interface Answer {
  /** From 1. */
  readonly index: number;
  readonly account: Address;
  readonly url: string;
  /** null for a share that was taken; a {@link Problem} for a refusal. */
  readonly error: Error | null;
}

/** An opened capsule. */
export interface Opening {
  /** 16 bytes. */
  readonly fileKey: Uint8Array;
  /** The indices whose shares were combined. */
  readonly used: readonly number[];
  /** Those that came before the capsule opened. */
  readonly answers: readonly Answer[];
  /** Signed wrong shares, to be kept. */
  readonly wrong: readonly Evidence[];
}

/** Says why a capsule did not open: `notEntitled`, `tooFewNodes` or `sealedWrong`, and what each node said. */
export class OpenError extends LatchkeyError {
  override readonly name: string = "OpenError";
  readonly answers: readonly Answer[];
  wrong: readonly Evidence[];

  constructor(code: Code, message: string, t: number, n: number, answers: readonly Answer[], wrong: readonly Evidence[]) {
    super(code, `${message} (${t} of ${n} nodes are needed)${reasons(answers)}`, { details: { t, n } });
    this.answers = answers;
    this.wrong = wrong;
  }

  /** How many nodes refused with a problem of a type. */
  refused(type: string): number {
    return refusals(this.answers, type);
  }
}

function refusals(answers: readonly Answer[], type: string): number {
  return answers.filter((a) => a.error instanceof Problem && a.error.type === type).length;
}

/** "; nodes 1 4: " and the reason, for each different reason. */
function reasons(answers: readonly Answer[]): string {
  const nodes = new Map<string, number[]>();
  for (const a of answers) if (a.error) nodes.set(a.error.message, [...(nodes.get(a.error.message) ?? []), a.index]);
  return [...nodes].map(([why, who]) => `; node${who.length > 1 ? "s" : ""} ${who.sort((a, b) => a - b).join(" ")}: ${why}`).join("");
}

/** Makes a reader key for one request: the secret q, and the 33 bytes of Q that the request carries. */
export function newReaderKey(): { q: Scalar; readerKey: Uint8Array } {
  const q = randomScalar();
  return { q, readerKey: baseMult(q).encode() };
}

/** What a node authorises: the capsule under its terms, 32 bytes. */
export function capsuleIdOf(r: { readonly terms: Terms; readonly capsule: Uint8Array }): Uint8Array {
  return capsuleId(r.capsule, label(r.terms));
}

const lower = (a: string): Address => a.toLowerCase() as Address;

/** The body of POST /v1/shares, as an object. Throws Error for terms outside their limits. */
export function encodeRequest(r: Request): Record<string, unknown> {
  checkTerms(r.terms);
  const m = r.message;
  const request =
    m.type === "AccessRequest"
      ? { notice: accessNotice, capsule: bytesToHex(m.capsule), readerKey: bytesToHex(m.readerKey), buyer: lower(m.buyer), deadline: String(m.deadline) }
      : { notice: sessionNotice, committee: String(m.committee), readerKey: bytesToHex(m.readerKey), buyer: lower(m.buyer), nonce: String(m.nonce), deadline: String(m.deadline), origin: m.origin };
  return {
    terms: { chainId: String(r.terms.chainId), committees: lower(r.terms.committees), committee: String(r.terms.committee), confirmations: String(r.terms.confirmations), policy: r.terms.policy },
    capsule: bytesToHex(r.capsule), epoch: String(r.epoch), kind: m.type === "AccessRequest" ? "access" : "session", request, signature: lower(r.signature),
    ...(r.given && { given: r.given }),
  };
}

/**
 * Checks a key list against what the chain says: t, n and the confirmed hash, and that it is one polynomial. Throws `badKeys`.
 */
export function checkKeys(keys: Keys, t: number, n: number, hash: Uint8Array): KeyList {
  const bad = (why: string, cause?: unknown): LatchkeyError => new LatchkeyError("badKeys", `gave keys that are not the committee's: ${why}`, { cause });
  if (keys.keys.length !== n || keys.t !== t) throw bad(`${keys.keys.length} keys for the threshold ${keys.t}, not ${n} for ${t}`);
  let list: KeyList;
  let got: Uint8Array;
  try {
    list = { t, X: decodePoint(hexToBytes(keys.publicKey)), members: keys.keys.map((k) => decodePoint(hexToBytes(k))) };
    got = keyListHash(list, hexToBytes(keys.session));
  } catch (error) {
    throw bad(error instanceof Error ? error.message : "they do not decode", error);
  }
  if (keys.session.length !== 64 || !same(got, hash)) throw bad("their hash is not the one that the members confirmed");
  try {
    varTimeCheckDegree(list);
  } catch (error) {
    throw bad(error instanceof Error ? error.message : "", error);
  }
  return list;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}

/** What nodes send is looked at before it is used. */
function isKeys(v: unknown): v is Keys {
  const k = v as Partial<Record<keyof Keys, unknown>> | null;
  const hex = (s: unknown): boolean => typeof s === "string" && /^[0-9a-f]*$/.test(s);
  return typeof k === "object" && k !== null && Number.isInteger(k.t) && hex(k.session) && hex(k.publicKey) && Array.isArray(k.keys) && k.keys.length <= maxMembers && k.keys.every(hex);
}

/** A key list, as it is sent and as it is used. */
export interface CheckedKeys {
  readonly sent: Keys;
  readonly list: KeyList;
}

/** Fetches the committee's key list from any node, and checks it against the chain. Throws `badKeys` if no node gives it. */
export async function fetchKeys(committee: Committee, asking: Asking = {}): Promise<CheckedKeys> {
  const end = new AbortController();
  const signal = asking.signal ? AbortSignal.any([asking.signal, end.signal]) : end.signal;
  const answers: Answer[] = [];
  const asked = committee.members.map(async (m, i) => ({ m, index: i + 1, got: await attempt(ask(m.url, `/v1/committees/${committee.id}?epoch=${committee.epoch}`, undefined, { ...asking, signal })) }));
  try {
    for await (const { m, index, got } of settled(asked)) {
      asking.signal?.throwIfAborted();
      let error = got.error;
      if (!error) {
        try {
          if (!isKeys(got.value)) throw new LatchkeyError("badKeys", "gave keys that do not decode");
          const { t, session, publicKey, keys } = got.value;
          const list = checkKeys(got.value, committee.t, committee.members.length, committee.hash);
          // Written anew: what a node wrote besides is not checked.
          const sent: Keys = {
            chainId: String(committee.domain.chainId), committees: lower(committee.domain.committees), committee: String(committee.id), epoch: String(committee.epoch),
            t, n: keys.length, session, publicKey, keys: [...keys],
          };
          return { sent, list };
        } catch (e) {
          error = e as Error;
        }
      }
      answers.push({ index, account: m.account, url: m.url, error });
    }
  } finally {
    end.abort();
  }
  throw new LatchkeyError("badKeys", `no node gives the committee's keys${reasons(answers)}`);
}

/** Checks that a capsule was sealed to a committee under these terms, as every node does before it uses its share. Throws `otherSale`. One that passes may still hold a key that opens nothing. */
export function checkCapsule(list: KeyList, terms: Terms, capsule: Uint8Array): void {
  try {
    check(list.X, label(terms), capsule);
  } catch (error) {
    throw new LatchkeyError("otherSale", `the capsule was not sealed to committee ${terms.committee}`, { cause: error });
  }
}

/** What a policy reads that not every node reads, or believes (policy.ts's `check` says). */
export interface Needs {
  /** Chains beside that of its terms, decimal. */
  readonly chains: readonly string[];
  /** Hosts of the web. */
  readonly hosts: readonly string[];
  /** What cannot be proved, or only where an operator says how. */
  readonly facts: readonly Fact[];
}

/** What a function of a contract says. The contract is missing if it is known only when the policy is evaluated. */
export interface Fact {
  readonly chainId?: string | undefined;
  readonly contract?: string | undefined;
  readonly function: string;
}

/** Says that a node cannot evaluate a policy, also where that reads the terms' chain alone. */
export class UnableError extends Error {
  override readonly name = "UnableError";
}

/** Asks a member whether it would answer now: whether it is ready, serves the contract, and reads all that a policy needs. Resolves to null if so, else to why not. */
export async function ready(m: Member, domain: Domain, needs: Needs, asking: Asking = {}): Promise<Error | null> {
  const { error } = await attempt(ask(m.url, "/readyz", undefined, asking));
  asking.signal?.throwIfAborted();
  return error ?? reads(m, domain, needs, asking);
}

/** Asks a member whether it serves the contract, and reads all that a policy needs. Resolves to null if so, else to why not. */
export async function reads(m: Member, domain: Domain, needs: Needs, asking: Asking = {}): Promise<Error | null> {
  const { value, error } = await attempt(ask(m.url, "/v1/info", undefined, asking));
  asking.signal?.throwIfAborted();
  if (error) return error;
  const info = (value ?? {}) as { operator?: unknown; chainId?: unknown; committees?: unknown; chains?: unknown; hosts?: unknown; proofs?: unknown };
  const said = (v: unknown): string => JSON.stringify(printable(String(v)));
  const listed = (v: unknown): string[] => (Array.isArray(v) ? v.map(String) : []);
  if (String(info.operator).toLowerCase() !== lower(m.account)) return new Error(`is the node of another operator, ${said(info.operator)}`);
  if (info.chainId !== String(domain.chainId) || String(info.committees).toLowerCase() !== lower(domain.committees)) {
    return new Error(`serves the contract ${said(info.committees)} of chain ${said(info.chainId)}`);
  }
  const chain = [String(domain.chainId), ...needs.chains].find((id) => !listed(info.chains).includes(id));
  if (chain !== undefined) return new Error(`does not read chain ${chain}`);
  for (const proof of (Array.isArray(info.proofs) ? info.proofs : []) as ({ chainId?: unknown; tokens?: unknown } | null)[]) {
    const fact = needs.facts.find((f) => f.chainId === proof?.chainId && (f.function !== "balanceOf(address)" || f.contract === undefined || !listed(proof?.tokens).includes(f.contract)));
    if (fact) return new UnableError(`believes only what is proved of chain ${fact.chainId ?? ""}, and ${said(fact.function)} is not`);
  }
  const host = needs.hosts.find((h) => !listed(info.hosts).includes(h));
  return host === undefined ? null : new Error(`does not read the web host ${said(host)}`);
}

/** A share of one member that could be part of a combination. */
interface Share {
  readonly index: number;
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
  error: Error | null;
}

/** A member's answer that came by another way than HTTP, such as the chain. */
export interface Posted {
  /** From 1. */
  readonly index: number;
  readonly share: Uint8Array;
  readonly signature: Uint8Array;
}

interface Gathering {
  readonly committee: Committee;
  readonly request: Request;
  readonly q: Scalar;
  readonly asked: Context;
  readonly n: number;
  readonly body: string;
}

function gathering(committee: Committee, request: Request, q: Scalar): Gathering {
  const bad = (why: string): LatchkeyError => new LatchkeyError("badRequest", why);
  const n = committee.members.length;
  if (committee.t < 1 || committee.t > n || n > maxMembers) throw bad(`threshold ${committee.t} of ${n} members is out of range`);
  const { terms } = request;
  if (request.epoch !== committee.epoch || terms.chainId !== committee.domain.chainId || lower(terms.committees) !== lower(committee.domain.committees) || terms.committee !== committee.id) {
    throw bad("the request is not for this committee and epoch");
  }
  const Q = decodePoint(request.message.readerKey);
  // Else every good share would look like a cheating publisher.
  if (!same(baseMult(q).encode(), request.message.readerKey)) throw bad("the secret is not that of the request's reader key");
  let U;
  try {
    U = decodeCapsule(request.capsule).U;
  } catch (error) {
    throw new LatchkeyError("badFile", `the capsule does not decode: ${(error as Error).message}`, { cause: error });
  }
  const asked: Context = { request: digest(terms, request.message), capsuleId: capsuleIdOf(request), epoch: request.epoch, U, Q };
  return { committee, request, q, asked, n, body: bodyOf(request) };
}

/** The longest body that nodes and gateways read, in bytes. */
const maxBody = 131_072;

function bodyOf(request: Request): string {
  const body = encodeRequest({ ...request, given: undefined });
  let written: string | undefined;
  try {
    // What JSON cannot say is told without it, and so without a cause.
    written = JSON.stringify(request.given && { ...body, given: request.given });
  } catch {
    throw new LatchkeyError("badRequest", "the values that come with the request are no JSON");
  }
  written ??= JSON.stringify(body);
  if (new TextEncoder().encode(written).length > maxBody) throw new LatchkeyError("badRequest", `the request is over ${maxBody} bytes: send less in its values`);
  return written;
}

/**
 * Judges whether a share can be used. Without keys it looks only at what costs nothing: length, epoch and index. A share of another epoch or index is no
 * answer; a wrong one is evidence if it is signed by the member, and no answer if not. Returns the evidence.
 */
function judge(g: Gathering, s: Share, keys: CheckedKeys | null): Evidence | null {
  const m = g.committee.members[s.index - 1];
  if (!m) return null;
  try {
    const { epoch, j } = readShare(s.bytes);
    if (epoch !== g.request.epoch || j !== s.index) {
      s.error = new LatchkeyError("noAnswer", `answered for epoch ${epoch} and index ${j}, which was not asked`);
      return null;
    }
    const key = keys?.list.members[s.index - 1];
    if (key) verifyShare(g.asked, s.index, key, s.bytes);
    return null;
  } catch (error) {
    if (!(error instanceof WrongShareError)) {
      s.error = error as Error;
      return null;
    }
  }
  const signed = digest(g.request.terms, { type: "Share", committee: g.request.terms.committee, request: g.asked.request, capsule: g.asked.capsuleId, share: s.bytes });
  let operator = "";
  try {
    operator = "0x" + bytesToHex(recoverAddress(signed, s.signature));
  } catch {
    // It is nobody's.
  }
  if (operator !== lower(m.account)) {
    s.error = new LatchkeyError("noAnswer", "gave a wrong share that it did not sign");
    return null;
  }
  s.error = new LatchkeyError("noAnswer", `gave a wrong share and signed it (operator ${m.account})`);
  return {
    chainId: String(g.request.terms.chainId), committees: lower(g.request.terms.committees), committee: String(g.request.terms.committee), epoch: String(g.request.epoch),
    index: s.index, operator: lower(m.account), url: m.url, request: encodeRequest({ ...g.request, given: undefined }), share: bytesToHex(s.bytes),
    signature: bytesToHex(s.signature), ...(keys && { keys: keys.sent }),
  };
}

/** Shares come in until t of them open. `pending` is how many may still come. */
async function gather(g: Gathering, pending: number, results: AsyncIterable<Share>, keysOf: () => Promise<CheckedKeys>, signal: AbortSignal | undefined): Promise<Opening> {
  const { t } = g.committee;
  const L = label(g.request.terms);
  const shares: Share[] = [];
  const wrong = new Map<number, Evidence>();
  let keys: CheckedKeys | null = null; // once there, every share is checked
  const answers = (): Answer[] => shares.map((s) => ({ index: s.index, account: g.committee.members[s.index - 1]?.account ?? "0x", url: g.committee.members[s.index - 1]?.url ?? "", error: s.error }));
  const fail = (code: Code, message: string): OpenError => new OpenError(code, message, t, g.n, answers(), [...wrong.values()]);
  const look = (s: Share): void => {
    const evidence = judge(g, s, keys);
    if (evidence) wrong.set(s.index, evidence);
  };
  for await (const s of results) {
    signal?.throwIfAborted();
    pending--;
    if (!s.error) look(s);
    shares.push(s);
    let good = shares.filter((s) => !s.error);
    if (!s.error && good.length === t) {
      try {
        const fileKey = openShares(t, g.n, good.map((s) => s.bytes), g.q, L, g.request.capsule);
        return { fileKey, used: good.map((s) => s.index).sort((a, b) => a - b), answers: answers(), wrong: [...wrong.values()] };
      } catch {
        // Somebody lied, or the publisher did.
      }
      const sealedWrong = "the committee did its part, but the file key does not open: it was sealed wrongly";
      if (keys) throw fail("sealedWrong", sealedWrong);
      try {
        keys = await keysOf();
      } catch (error) {
        signal?.throwIfAborted();
        throw fail("tooFewNodes", `too few nodes answered: ${t} shares do not open the capsule, and whose is wrong cannot be told: ${(error as Error).message}`);
      }
      good.forEach(look);
      good = good.filter((s) => !s.error);
      if (good.length === t) throw fail("sealedWrong", sealedWrong);
    }
    if (good.length + pending >= t) continue;
    // t can no longer be had. Dead nodes are the first to fail: whether it is for the policy, the others still have to say, if there are enough of them.
    const refused = refusals(answers(), "policy-false");
    if (refused > g.n - t) throw fail("notEntitled", "not entitled");
    if (refused + pending <= g.n - t) break;
  }
  signal?.throwIfAborted();
  throw fail("tooFewNodes", "too few nodes answered");
}

/**
 * Asks every confirmed member for its share of the request's capsule, combines the first t, and opens the file key with the reader key's secret q. Single
 * shares are looked at only if that fails: then the members' keys are fetched, those who answered wrongly are named, and the others go on. Throws an
 * {@link OpenError} as soon as neither t good shares nor n-t+1 refusals by policy can come.
 */
export async function open(committee: Committee, request: Request, q: Scalar, asking: Asking = {}): Promise<Opening> {
  const g = gathering(committee, request, q);
  const end = new AbortController();
  const signal = asking.signal ? AbortSignal.any([asking.signal, end.signal]) : end.signal;
  const asked = committee.members.flatMap((m, i) => (m.confirmed ? [shareOf(g, m, i + 1, { ...asking, signal })] : []));
  try {
    return await gather(g, asked.length, settled(asked), () => fetchKeys(committee, asking), asking.signal);
  } finally {
    end.abort(); // the questions that no longer matter
  }
}

/** {@link open} with answers that come from elsewhere; who sent each is sure. A member's second one, and one of an index that is no member's, are passed over. */
export async function openPosted(committee: Committee, request: Request, q: Scalar, posted: AsyncIterable<Posted>, keysOf: () => Promise<CheckedKeys>, signal?: AbortSignal): Promise<Opening> {
  const g = gathering(committee, request, q);
  const shares = async function* (): AsyncGenerator<Share> {
    const seen = new Set<number>();
    for await (const p of posted) {
      if (!committee.members[p.index - 1] || seen.has(p.index)) continue;
      seen.add(p.index);
      yield { index: p.index, bytes: p.share, signature: p.signature, error: null };
    }
  };
  return gather(g, committee.members.filter((m) => m.confirmed).length, shares(), keysOf, signal);
}

const hexForm = /^(?:[0-9a-f]{2})*$/;

async function shareOf(g: Gathering, m: Member, index: number, asking: Asking): Promise<Share> {
  const none = new Uint8Array();
  const got = await attempt(ask(m.url, "/v1/shares", g.body, asking));
  if (got.error) return { index, bytes: none, signature: none, error: discreet(got.error, g.request.given) };
  const { share, signature } = (got.value ?? {}) as { share?: unknown; signature?: unknown };
  if (typeof share !== "string" || typeof signature !== "string" || !hexForm.test(share) || !hexForm.test(signature)) {
    return { index, bytes: none, signature: none, error: new LatchkeyError("noAnswer", "gave an answer that does not decode") };
  }
  return { index, bytes: hexToBytes(share), signature: hexToBytes(signature), error: null };
}

/**
 * {@link open} by way of a gateway, the first that answers. It is believed nothing: what it combined has to open, and otherwise, as when none answers or they
 * refuse, the nodes are asked directly. Signed wrong shares that came by the gateway are in `wrong`, whatever opened in the end.
 */
export async function openVia(gateways: readonly string[], committee: Committee, request: Request, q: Scalar, asking: Asking = {}): Promise<Opening> {
  const g = gathering(committee, request, q);
  let answer: ReturnType<typeof gathered> = null;
  for (const gateway of gateways) {
    const got = await attempt(ask(gateway, "/v1/access", g.body, asking));
    asking.signal?.throwIfAborted();
    answer = got.error ? null : gathered(got.value, committee);
    if (answer || got.error instanceof Problem) break; // what one refuses, the nodes have to
  }
  if (!answer) return open(committee, request, q, asking);
  try {
    const fileKey = openCombined(answer.combined, q, label(request.terms), request.capsule);
    const member = (index: number): Member | undefined => committee.members[index - 1];
    return {
      fileKey, used: answer.shares.map((s) => s.index).sort((a, b) => a - b), wrong: [],
      answers: answer.shares.map((s) => ({ index: s.index, account: member(s.index)?.account ?? "0x", url: member(s.index)?.url ?? "", error: null })),
    };
  } catch {
    // The gateway lied, or let itself be lied to: then a node's signature tells which.
  }
  const keys = await attempt(fetchKeys(committee, asking));
  asking.signal?.throwIfAborted();
  const wrong = keys.value ? answer.shares.flatMap((s) => judge(g, { ...s, bytes: s.share, error: null }, keys.value) ?? []) : [];
  const more = (found: readonly Evidence[]): Evidence[] => [...found, ...wrong.filter((e) => !found.some((f) => f.index === e.index))];
  try {
    const opening = await open(committee, request, q, asking);
    return { ...opening, wrong: more(opening.wrong) };
  } catch (error) {
    if (error instanceof OpenError) error.wrong = more(error.wrong);
    throw error;
  }
}

/** Reads a gateway's answer, or returns null if it is none for this committee. */
function gathered(value: unknown, committee: Committee): { combined: Uint8Array; shares: Posted[] } | null {
  const v = (value ?? {}) as { combined?: unknown; epoch?: unknown; keys?: unknown; shares?: unknown };
  if (v.epoch !== String(committee.epoch) || v.keys !== bytesToHex(committee.hash) || typeof v.combined !== "string" || !/^[0-9a-f]{132}$/.test(v.combined)) return null;
  if (!Array.isArray(v.shares) || v.shares.length !== committee.t) return null;
  const shares: Posted[] = [];
  for (const s of v.shares as ({ index?: unknown; share?: unknown; signature?: unknown } | null)[]) {
    const { index, share, signature } = s ?? {};
    if (typeof index !== "number" || !committee.members[index - 1] || typeof share !== "string" || typeof signature !== "string" || !hexForm.test(share) || !hexForm.test(signature)) return null;
    shares.push({ index, share: hexToBytes(share), signature: hexToBytes(signature) });
  }
  return { combined: hexToBytes(v.combined), shares };
}

/** A promise's value or error; never both. */
async function attempt<T>(promise: Promise<T>): Promise<{ value: T; error: null } | { value: null; error: Error }> {
  try {
    return { value: await promise, error: null };
  } catch (error) {
    return { value: null, error: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** Yields what promises that never fail become, as they do. */
async function* settled<T>(promises: readonly Promise<T>[]): AsyncGenerator<T> {
  const done: T[] = [];
  let wake: () => void = () => undefined;
  for (const p of promises) {
    void p.then((v) => {
      done.push(v);
      wake();
    });
  }
  for (let i = 0; i < promises.length; i++) {
    while (done.length <= i) await new Promise<void>((resolve) => (wake = resolve));
    yield done[i] as T;
  }
}
