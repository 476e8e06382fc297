/**
 * A client of nodes that keep grants (spec/grant.md): stores, revokes, lists, and opens with the first threshold of fragments that prove themselves. No node is
 * trusted: a wrong fragment is named with its node.
 *
 * @module
 */
import { bytesToHex } from "@noble/hashes/utils.js";
import { LatchkeyError, type Code } from "./errors.ts";
import type { GrantStanza, Reader } from "./grant.ts";
import {
  decodePage, decodeReaderEntry, decodeReencrypted, encodeOffer, encodeReaderEntry, encodeRevocation, maxGrantRequest, tokenHeader,
  type GrantOffer, type GrantToken, type HeldGrant, type Reencrypted,
} from "./grants.ts";
import { baseMult, decodePoint, type Point, type Scalar } from "./group.ts";
import { ask, discreet, Problem, type Asking, type Given } from "./http.ts";
import { NotOpenedError } from "./tdh2.ts";
import { grantId, maxFragments, type Address, type Revocation } from "./terms.ts";
import { BadFragmentError, decodeCapsule, decodeCapsuleFrag, decryptReencrypted, verifyCapsuleFrag, type Capsule, type CapsuleFrag } from "./umbral.ts";

/** How nodes that keep grants are asked. */
export interface GrantAsking extends Omit<Asking, "authorization" | "max"> {
  /**
   * Asks nodes over http too, and at addresses that are not of the internet: for a network of one's own. Otherwise such nodes are not asked: whoever sealed a file
   * names them, and is not to choose what is asked for inside of its reader's network, nor is who listens on the way to have a fragment.
   */
  readonly private?: boolean | undefined;
}

/** Refuses a node out of reach of {@link GrantAsking.private}. Throws `badPlace`. */
export function checkReach(node: string, { private: own = false }: Pick<GrantAsking, "private">): void {
  if (own || (node.startsWith("https://") && URL.canParse(node) && !insideHost(new URL(node).hostname))) return;
  throw new LatchkeyError("badPlace", "is not reached over https at an address of the internet", {
    details: { url: node }, next: "Nothing was asked there. If it is a node of a network of your own, say so.",
  });
}

/** Whether a URL's host is, by its form, none of the internet. */
function insideHost(host: string): boolean {
  if (/^\[|^[\d.]+$/.test(host)) return !/^\[[23]/.test(host) && (host.startsWith("[") || insideIpv4(host.split(".").map(Number)));
  const name = host.replace(/\.$/, "");
  return !name.includes(".") || /\.(?:localhost|local|internal|home\.arpa|lan)$/.test(name);
}

function insideIpv4([a = 0, b = 0]: number[]): boolean {
  return a === 0 || a === 10 || a === 127 || a >= 224 || (a === 100 && b >= 64 && b < 128) || (a === 169 && b === 254) || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 198 && b >= 18 && b < 20);
}

async function send(node: string, path: string, body: string | undefined, asking: GrantAsking, authorization?: string): Promise<unknown> {
  checkReach(node, asking);
  if (body !== undefined && new TextEncoder().encode(body).length > maxGrantRequest) throw new LatchkeyError("badRequest", `the request is over ${maxGrantRequest} bytes`);
  const { fetch, signal, timeout } = asking;
  return ask(node, path, body, { fetch, signal, timeout, authorization });
}

const none = (node: string, why: string, cause?: unknown): LatchkeyError => new LatchkeyError("noAnswer", why, { cause, details: { url: node } });

/** Gives a node its fragment to keep, and resolves to how many of this grant it has then. Throws a Problem for a refusal, `noAnswer`, `badPlace`. */
export async function storeGrant(node: string, o: GrantOffer, asking: GrantAsking = {}): Promise<number> {
  const { grant, held } = ((await send(node, "/v1/grants", encodeOffer(o), asking)) ?? {}) as { grant?: unknown; held?: unknown };
  if (grant !== bytesToHex(o.grant.grant) || !Number.isInteger(held) || (held as number) < 1) throw none(node, "gave an answer about another grant, or none");
  return held as number;
}

/** Has a node erase a grant; the signature is the owner's. A node that has none throws a Problem of type `unknown-grant`. */
export async function revokeGrant(node: string, m: Revocation, signature: Uint8Array, asking: GrantAsking = {}): Promise<void> {
  await send(node, `/v1/grants/${bytesToHex(m.grant)}/revoke`, encodeRevocation(m, signature), asking);
}

const grantPage = 1000;
/** How often a node is asked for one list, which could go on for ever. */
const maxGrantPages = 4000;

/** Lists an owner's grants at a node, of the file that the token is for, or of all. Each is as the owner signed it; which there are, and how many fragments, is what the node says. */
export async function listGrants(node: string, token: GrantToken, asking: GrantAsking = {}): Promise<HeldGrant[]> {
  const all: HeldGrant[] = [];
  const file = bytesToHex(token.message.delegating);
  let after = "";
  for (let pages = 0; pages < maxGrantPages; pages++) {
    const answer = await send(node, `/v1/grants?limit=${grantPage}${after === "" ? "" : `&after=${after}`}`, undefined, asking, tokenHeader(token));
    let page: ReturnType<typeof decodePage>;
    try {
      page = decodePage(answer);
    } catch (error) {
      throw none(node, "gave a list that does not decode", error);
    }
    for (const g of page.grants) {
      if (g.owner !== token.message.owner.toLowerCase() || (file !== "" && bytesToHex(g.keys.delegating) !== file)) throw none(node, "gave a list of other grants than were asked for");
      const id = bytesToHex(g.grant.grant);
      if (id <= after) throw none(node, "gave a list that is not in order");
      after = id;
      all.push(g);
    }
    if (page.next === "") return all;
    // Of one file, a page may have none.
    if (page.next < after || (page.next === after && page.grants.length === 0)) throw none(node, "gave a list that is not in order");
    after = page.next;
  }
  throw none(node, "gave a list without an end");
}

/** Publishes a reader's key at a node. */
export async function publishReader(node: string, r: Reader, asking: GrantAsking = {}): Promise<void> {
  await send(node, "/v1/readers", encodeReaderEntry(r), asking);
}

/** Fetches what an account has published at a node, which its signature proves. If it has published nothing, that is a Problem of type `unknown-reader`. */
export async function fetchReader(node: string, account: Address, asking: GrantAsking = {}): Promise<Reader> {
  const answer = await send(node, `/v1/readers/${account.toLowerCase()}`, undefined, asking);
  try {
    const r = decodeReaderEntry(answer);
    if (r.account === account.toLowerCase()) return r;
  } catch {
    // Said below.
  }
  throw none(node, "gave a reader key that the account did not sign");
}

/** What became of one node's answer. */
export interface GrantAnswer {
  readonly node: string;
  /** null if it did what it was asked; a {@link Problem} for a refusal, a {@link WrongFragmentError} for a lie. */
  readonly error: Error | null;
}

/** Says that a fragment does not prove itself: its node lies, or is broken. */
export class WrongFragmentError extends Error {
  override readonly name = "WrongFragmentError";
}

/** Says why nodes did not do together what they were asked, and what each said. */
export class GrantError extends LatchkeyError {
  override readonly name: string = "GrantError";
  readonly answers: readonly GrantAnswer[];

  constructor(code: Code, message: string, next: string, answers: readonly GrantAnswer[]) {
    super(code, message + reasons(answers), { next, details: { nodes: answers.flatMap((a) => (a.error ? [a.node] : [])) } });
    this.answers = answers;
  }
}

/** "; URL, URL: " and the reason, for each different reason. */
function reasons(answers: readonly GrantAnswer[]): string {
  const nodes = new Map<string, string[]>();
  for (const a of answers) if (a.error) nodes.set(a.error.message, [...(nodes.get(a.error.message) ?? []), a.node]);
  return [...nodes].map(([why, who]) => `; ${who.join(", ")}: ${why}`).join("");
}

/** What a file says to those it may be granted to, and where to ask. */
export interface Granted {
  readonly owner: Address;
  readonly delegating: Point;
  readonly verifying: Point;
  readonly capsule: Capsule;
  /** The file key, by Umbral under the capsule. */
  readonly sealed: Uint8Array;
  /** URLs of nodes that may have fragments; at most 64 are asked, each once. */
  readonly nodes: readonly string[];
}

/** Decodes what a stanza says, with more nodes, of tickets, before its own. Throws Error for what does not decode. */
export function grantedOf(s: GrantStanza, nodes: readonly string[] = []): Granted {
  return {
    owner: s.owner, delegating: decodePoint(s.delegating), verifying: decodePoint(s.verifying), capsule: decodeCapsule(s.capsule), sealed: s.sealed,
    nodes: [...new Set([...nodes, ...s.nodes])].slice(0, maxGrantNodes),
  };
}

const maxGrantNodes = 64;
/** How long a node may take before one more is asked beside it, in milliseconds. */
const hedge = 1000;
/** How long those who did not answer yet are waited for, when the others refuse, in milliseconds: a node that hangs would make it its whole time. */
const lastCall = 3000;

/** An opened capsule. */
export interface GrantOpening {
  /** 16 bytes. Only the file's header shows that it is the file's. */
  readonly fileKey: Uint8Array;
  /** Those that came before the capsule opened. */
  readonly answers: readonly GrantAnswer[];
}

/**
 * Asks the nodes for what is granted to a reader key, and opens the file key as soon as a threshold of fragments that prove themselves is there. It begins with a
 * majority of the nodes, or as many as a node says that it takes, and asks one more whenever one fails or a second has passed. Throws a {@link GrantError}:
 * `notEntitled` if so many nodes have no grant, or find its policy false, that the others cannot make up a threshold, `sealedWrong`, else `tooFewNodes`.
 */
export async function openGrant(file: Granted, reader: Scalar, asking: GrantAsking & { readonly given?: Given | undefined } = {}): Promise<GrantOpening> {
  const { nodes } = file;
  const { signal, given } = asking;
  signal?.throwIfAborted();
  const o = new Gathering(file, reader);
  const body = JSON.stringify(given ? { given } : {});
  const end = new AbortController();
  const stop = signal ? AbortSignal.any([signal, end.signal]) : end.signal;
  const came: { index: number; got: Reencrypted | Error }[] = [];
  let wake = (): void => undefined;
  let asked = 0;
  let taken = 0;
  const askNext = (): void => {
    const index = asked;
    const node = nodes[index];
    if (node === undefined) return;
    asked++;
    void reencrypt(node, o.id, body, { ...asking, signal: stop }).then((got) => {
      came.push({ index, got: got instanceof Error ? discreet(got, given) : got });
      wake();
    });
  };
  const ticker = setInterval(askNext, hedge);
  let patience: ReturnType<typeof setTimeout> | undefined;
  const state = { late: false };
  const hurry = (): void => {
    state.late = true;
    wake();
  };
  const ended = (): void => { wake(); };
  signal?.addEventListener("abort", ended);
  try {
    for (let i = 0; i <= Math.floor(nodes.length / 2); i++) askNext();
    while (taken < asked) {
      while (came.length === taken && !state.late && !signal?.aborted) await new Promise<void>((resolve) => (wake = resolve));
      signal?.throwIfAborted();
      const r = came[taken];
      if (!r) break; // it is late
      taken++;
      const fileKey = o.take(r.index, r.got);
      if (fileKey) return { fileKey, answers: o.answers() };
      if (o.failedAt(r.index)) askNext();
      while (o.missing() > asked - taken && asked < nodes.length) askNext();
      if (asked === nodes.length && taken < asked && o.refusals() > 0 && o.verdict().code === "notEntitled") patience ??= setTimeout(hurry, lastCall);
    }
    throw o.failed(nodes.slice(0, asked));
  } finally {
    end.abort(); // the questions that no longer matter
    clearInterval(ticker);
    clearTimeout(patience);
    signal?.removeEventListener("abort", ended);
  }
}

async function reencrypt(node: string, id: string, body: string, asking: GrantAsking): Promise<Reencrypted | Error> {
  try {
    const answer = await send(node, `/v1/grants/${id}/reencrypt`, body, asking);
    try {
      return decodeReencrypted(answer, id);
    } catch (error) {
      return none(node, `gave an answer that does not decode: ${(error as Error).message}`, error);
    }
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** A fragment that came. */
interface Came {
  frag: CapsuleFrag;
  from: number;
  /** Whether it proves itself, once that was looked at. */
  good?: boolean;
}

/** The fragments that came of one set: they have a precursor in common. */
interface FragmentSet {
  readonly frags: Came[];
  /** The smallest threshold that one of these nodes told, and the largest. */
  least: number;
  most: number;
}

/** What is known while nodes answer. */
class Gathering {
  /** Of the grant, in hex. */
  readonly id: string;
  readonly #own: Point;
  readonly #errors = new Map<number, Error | null>();
  readonly #sets = new Map<string, FragmentSet>();

  constructor(private readonly file: Granted, private readonly reader: Scalar) {
    this.#own = baseMult(reader);
    this.id = bytesToHex(grantId(file.owner, file.delegating.encode(), file.verifying.encode(), this.#own.encode()));
  }

  /** Takes an answer, and returns the file key if it opens now. */
  take(from: number, got: Reencrypted | Error): Uint8Array | null {
    this.#errors.set(from, got instanceof Error ? got : null);
    if (got instanceof Error) return null;
    const changed = new Set<FragmentSet>();
    for (const b of got.capsuleFragments) {
      let frag: CapsuleFrag;
      try {
        frag = decodeCapsuleFrag(b);
      } catch (error) {
        this.#blame(from, error);
        continue;
      }
      const name = bytesToHex(frag.precursor.encode());
      const set = this.#sets.get(name) ?? { frags: [], least: maxFragments, most: 0 };
      this.#sets.set(name, set);
      set.least = Math.min(set.least, got.threshold);
      set.most = Math.max(set.most, got.threshold);
      if (this.#add(set, { frag, from })) changed.add(set);
    }
    for (const set of changed) {
      const key = this.#try(set);
      if (key) return key;
    }
    return null;
  }

  /** Adds a fragment to its set. Of two with one id, at least one of which may be made up to stand in the way of the other, one that proves itself stays. */
  #add(set: FragmentSet, one: Came): boolean {
    const i = set.frags.findIndex((f) => bytesToHex(f.frag.id) === bytesToHex(one.frag.id));
    const had = set.frags[i];
    if (!had) {
      set.frags.push(one);
      return true;
    }
    if (!this.#proves(one) || this.#proves(had)) return false; // the same fragment at two nodes counts once
    set.frags[i] = one;
    return true;
  }

  #proves(one: Came): boolean {
    if (one.good !== undefined) return one.good;
    const { capsule, verifying, delegating } = this.file;
    try {
      verifyCapsuleFrag(one.frag, capsule, verifying, delegating, this.#own);
      one.good = true;
    } catch (error) {
      this.#blame(one.from, error);
      one.good = false;
    }
    return one.good;
  }

  /** Opens with a set, as long as it may have enough. Opening checks every fragment; those that are wrong are taken out. */
  #try(set: FragmentSet): Uint8Array | null {
    const { capsule, verifying, delegating, sealed } = this.file;
    while (set.frags.length >= set.least) {
      try {
        return decryptReencrypted(this.reader, delegating, verifying, capsule, set.frags.map((f) => f.frag), sealed);
      } catch (error) {
        if (error instanceof NotOpenedError) return null; // too few, whatever the nodes say
        const wrong = error instanceof BadFragmentError ? set.frags[error.index] : undefined;
        if (!wrong) throw error;
        this.#blame(wrong.from, error);
        set.frags.splice(set.frags.indexOf(wrong), 1);
      }
    }
    return null;
  }

  #blame(from: number, error: unknown): void {
    this.#errors.set(from, new WrongFragmentError(`gave a wrong fragment: ${(error as Error).message}`));
  }

  #largest(): FragmentSet | undefined {
    return [...this.#sets.values()].reduce<FragmentSet | undefined>((most, s) => (most && most.frags.length >= s.frags.length ? most : s), undefined);
  }

  /** How many more fragments the largest set needs, as far as nodes told. */
  missing(): number {
    const s = this.#largest();
    return s ? Math.max(s.most, s.frags.length + 1) - s.frags.length : 0;
  }

  failedAt(from: number): boolean {
    return (this.#errors.get(from) ?? null) !== null;
  }

  answers(): GrantAnswer[] {
    return [...this.#errors].sort(([a], [b]) => a - b).map(([from, error]) => ({ node: this.file.nodes[from] ?? "", error }));
  }

  /** How many nodes have no grant, or find its policy false. */
  refusals(): number {
    return [...this.#errors.values()].filter((e) => isProblem(e, "unknown-grant") || isProblem(e, "policy-false")).length;
  }

  /** What it would be if nobody else answered. */
  verdict(): { code: "sealedWrong" | "notEntitled" | "tooFewNodes"; t: number } {
    const no = this.refusals();
    const s = this.#largest();
    const good = s?.frags.filter((f) => this.#proves(f)).length ?? 0;
    const t = s?.most ?? 0;
    const needed = t || Math.floor(this.file.nodes.length / 2) + 1;
    if (t > 0 && good >= needed) return { code: "sealedWrong", t };
    return { code: no > 0 && good + no >= needed ? "notEntitled" : "tooFewNodes", t };
  }

  /** Says why nothing opened; those who were asked and did not answer are told of. */
  failed(asked: readonly string[]): GrantError {
    const { code, t } = this.verdict();
    asked.forEach((node, i) => {
      if (!this.#errors.has(i)) this.#errors.set(i, none(node, "did not answer while the others refused"));
    });
    const many = t > 0 ? ` (${t} of ${this.file.nodes.length} nodes are needed)` : "";
    const [what, next] = {
      notEntitled: [`the file is not granted to this account${many}`, "Ask its owner to grant it to this account. What is granted at other nodes than the file names opens with the owner's ticket."],
      sealedWrong: ["the nodes did their part, but the file key does not open: it was sealed wrongly", "Tell whoever sealed the file: nobody can open it this way."],
      tooFewNodes: [`too few nodes gave a good fragment${many}`, "Try again in a few minutes, or ask the file's owner for a ticket of other nodes."],
    }[code] as [string, string];
    return new GrantError(code, what, next, this.answers());
  }
}

/** Whether an answer is a refusal of this type. */
export function isProblem(error: unknown, type: string): boolean {
  return error instanceof Problem && error.type === type;
}
