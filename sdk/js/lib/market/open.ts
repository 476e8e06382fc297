/**
 * Asking the nodes, and opening what they let in to.
 *
 * @module
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Hex } from "viem";
import { marketLicensed } from "../abi.ts";
import { pause, read, sign } from "../chain.ts";
import { isError, LatchkeyError } from "../errors.ts";
import type { Scalar } from "../group.ts";
import type { Given } from "../http.ts";
import { givenNames } from "../policy.ts";
import { capsuleIdOf, newReaderKey, open as openCapsule, OpenError, openVia } from "../quorum.ts";
import { fileError, open as openFile, type Opener, type Stanza } from "../sealed.ts";
import { joined, readSealed, streamOf, type Fetched, type Reading } from "../storage.ts";
import { typedData, type AccessRequest, type Session } from "../terms.ts";
import { worst } from "./check.ts";
import { asking, head, needAccount, reading, sameChain, servingCommittee, tell, type Client, type Config, type Options } from "./client.ts";
import { covering, type SignedSession } from "./session.ts";
import type { Item } from "./show.ts";

/** Of verbs that open a file. */
export interface OpenOptions extends Options {
  /**
   * Values that the file's policy reads as `given.NAME`, such as a token or a signature: anything that JSON can say. They are bearer secrets, which every node and
   * gateway that is asked sees. They are kept nowhere and are in no error; requests on the chain have none. As a function, it is asked once for each policy that has any,
   * with their names, before the account signs; what it throws ends the opening.
   */
  readonly given?: Given | ((names: readonly string[], policy: string) => Promise<Given>) | undefined;
  /** What {@link beginSession} resolved to: files of its committee are opened without another signature. */
  readonly session?: SignedSession | undefined;
  /**
   * Keeps the sealed bytes while they come, under the file's SHA-256, so that an opening that is broken off goes on from there: what is written is then written again from
   * its first byte, without asking anybody for what is kept. It is dropped once the file is open, or if it is wrong; then all of it is fetched anew.
   */
  readonly fetched?: Fetched | undefined;
}

/** How long a request may be answered, in seconds. Nodes allow an hour; ten minutes leave room for clocks and slow wallets. */
const requestLife = 600;

/** How long nodes that look at the chain a moment behind us are asked again, in milliseconds. */
const patience = 30_000;

/**
 * Opens one capsule by one request, with a new reader key, or by a session: the wallet is asked once, however often the nodes are. They are asked again while
 * their committee changes its members, and, where the account's right is `recent`, while some do not see it yet.
 */
async function askNodes(client: Client, stanza: Stanza, given: Given | undefined, recent: boolean, options: OpenOptions): Promise<Uint8Array> {
  const { terms, capsule } = stanza;
  const { wallet, gateways, evidence } = client.config;
  if (!wallet) throw new LatchkeyError("noWallet", "opening needs a wallet: the account asks the nodes with its signature");
  sameChain(client, terms.chainId, "the file's seal");
  const session = covering(options.session, wallet.account.address, terms);
  let signed: { q: Scalar; message: AccessRequest | Session; signature: Hex } | null = session && { ...session, q: session.secret };
  for (let start = 0; ; ) {
    const committee = await servingCommittee(client, terms.committees, terms.committee, options);
    const { q, message, signature } = (signed ??= await signAccess(client, wallet, stanza, options));
    start ||= Date.now(); // whoever signs may take longer than anybody's patience
    const request = { terms, capsule, epoch: committee.epoch, message, signature, given };
    tell(options, "asking");
    try {
      const opening = gateways?.length ? await openVia(gateways, committee, request, q, asking(client, options)) : await openCapsule(committee, request, q, asking(client, options));
      opening.wrong.forEach((e) => evidence?.(e));
      return opening.fileKey;
    } catch (error) {
      if (!(error instanceof OpenError)) throw error;
      error.wrong.forEach((e) => evidence?.(e));
      // One that is behind can be enough to make it too few, where others are dead. What t good shares do not open, nobody opens later either.
      const behind = recent && (error.code === "notEntitled" || error.refused("policy-false") > 0);
      if (error.code === "sealedWrong" || (!behind && error.refused("wrong-epoch") === 0) || Date.now() - start > patience) throw error;
    }
    await pause(1000, options.signal);
  }
}

/** Has the account sign a request for one capsule, with a new reader key. */
async function signAccess(client: Client, wallet: NonNullable<Config["wallet"]>, stanza: Stanza, options: Options): Promise<{ q: Scalar; message: AccessRequest; signature: Hex }> {
  const { q, readerKey } = newReaderKey();
  const message: AccessRequest = { type: "AccessRequest", capsule: capsuleIdOf(stanza), readerKey, buyer: wallet.account.address, deadline: BigInt(Math.floor(Date.now() / 1000) + requestLife) };
  tell(options, "signing");
  return { q, message, signature: await sign({ chainId: client.chainId, wallet }, typedData(stanza.terms, message), "signing the request", options.signal) };
}

/** Opens the capsules of one copy of a file after the other. */
interface Asker {
  readonly opener: Opener;
  /** Another copy comes, from its header. */
  readonly begin: () => void;
  /** Whether nodes were asked, and did not open it. */
  readonly refused: () => boolean;
}

/** An opener for a listing: it waits until a purchase is as deep as the terms ask, asks once for each capsule, and refuses a file whose first capsule is not the pinned one. */
function openerOf(client: Client, item: Item, options: OpenOptions): Asker {
  const answers = new Map<string, Promise<Uint8Array>>();
  let refused = false;
  const asked = new Map<string, Promise<Given>>();
  const givenFor = async ({ terms: { policy } }: Stanza): Promise<Given | undefined> => {
    if (typeof options.given !== "function") return options.given;
    const names = givenNames(policy);
    if (names.length === 0) return undefined;
    const values = asked.get(policy) ?? options.given(names, policy);
    asked.set(policy, values);
    return values;
  };
  const patient = async (stanza: Stanza): Promise<Uint8Array> => {
    const given = await givenFor(stanza);
    const recent = await deepEnough(client, item, stanza.terms.confirmations, options);
    try {
      return await askNodes(client, stanza, given, recent, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      refused = true;
      throw error;
    }
  };
  let first: string | null = null;
  return {
    refused: () => refused,
    begin: () => { first = null; },
    opener: async (stanza) => {
      const id = `0x${bytesToHex(capsuleIdOf(stanza))}`;
      first ??= id;
      if (item.pin.capsuleId && first !== item.pin.capsuleId) throw new LatchkeyError("wrongHash", "the file's first capsule is not the one that the market pins: not the bytes that the seller listed");
      const known = answers.get(id) ?? patient(stanza);
      answers.set(id, known);
      return (await known).slice();
    },
  };
}

/** Waits until the account's licence is so many blocks deep, if it has one. Resolves to whether it is a recent one. */
async function deepEnough(client: Client, item: Item, confirmations: bigint, options: Options): Promise<boolean> {
  const account = needAccount(client);
  const { chain } = client.config;
  const licensed = async (number: bigint): Promise<boolean> => {
    try {
      return await read(chain, { number, time: 0 }, item.link.market, marketLicensed, [item.link.asset, account], options.signal);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (isError(error, "unknownContract")) return false; // the market is younger
      throw error;
    }
  };
  const now = await head(client, options);
  if (!(await licensed(now.number))) return false;
  // What is older than any terms' confirmations is seen by all. Endpoints that do not keep the state of old blocks leave it at what is known.
  let low = now.number > 64n ? now.number - 64n : 0n;
  let high = now.number;
  try {
    if (await licensed(low)) return false;
    while (low + 1n < high) {
      const middle = (low + high) / 2n;
      if (await licensed(middle)) high = middle;
      else low = middle;
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!isError(error)) throw error;
    return true;
  }
  for (let number = now.number; number < high + confirmations; number = (await head(client, options)).number) {
    tell(options, "waiting", Number(number - high), Number(confirmations));
    await pause(1000, options.signal);
  }
  return true;
}

/** Writes plaintext, of which a beginning may come more than once. */
class Output {
  private n = 0;
  private readonly sum = sha256.create();
  private pos = 0;
  private repeat = sha256.create();
  /** What went wrong with the writer. */
  failed: Error | null = null;
  differs = false;

  /** again: whether it may come more than once, which costs a hash. */
  constructor(private readonly to: WritableStreamDefaultWriter<Uint8Array>, private readonly again: boolean, private readonly progress: (done: number) => void) {}

  /** The plaintext comes from its first byte. */
  begin(): void {
    this.pos = 0;
    this.repeat = sha256.create();
  }

  get whole(): boolean {
    return this.pos === this.n;
  }

  async write(chunk: Uint8Array): Promise<void> {
    const had = Math.min(chunk.length, this.n - this.pos);
    if (had > 0) {
      this.repeat.update(chunk.subarray(0, had));
      this.pos += had;
      if (this.pos === this.n && bytesToHex(this.repeat.clone().digest()) !== bytesToHex(this.sum.clone().digest())) {
        this.differs = true;
        throw new LatchkeyError("wrongHash", "what was written so far came from a place with other bytes; throw it away and try again");
      }
    }
    const rest = chunk.subarray(had);
    if (rest.length === 0) return;
    if (this.again) this.sum.update(rest);
    this.n += rest.length;
    this.pos += rest.length;
    try {
      await this.to.ready;
      await this.to.write(rest);
    } catch (error) {
      throw (this.failed = error instanceof Error ? error : new Error(String(error)));
    }
    this.progress(this.n);
  }
}

/**
 * Downloads the item's sealed file, opens it as the wallet's account, and writes the plaintext to `to`, which is closed when the last byte is there and
 * the hash of the sealed file is right, and aborted otherwise: what it was given is to be thrown away then. Memory does not grow with the file.
 *
 * The places that the document names are tried in turn; where one is cut, the next goes on from the same byte. Where they served other bytes together, each is tried alone.
 */
export async function open(client: Client, item: Item, to: WritableStream<Uint8Array>, options: OpenOptions = {}): Promise<void> {
  await openWith(item, to, openerOf(client, item, options), reading(client, options), options);
}

/** {@link open}, with another way to open capsules. */
export async function openWith(item: Item, to: WritableStream<Uint8Array>, { opener, begin, refused }: Asker, read: Reading, options: Options & Pick<OpenOptions, "fetched">): Promise<void> {
  const writer = to.getWriter();
  try {
    const { metadata } = item;
    if (!metadata) throw item.error ?? new LatchkeyError("badDocument", "the listing's document was not read");
    const { sealed } = metadata;
    const { fetched } = options;
    const plans = [sealed.locations, ...(sealed.locations.length > 1 ? sealed.locations.map((l) => [l]) : [])];
    let kept = (fetched?.size ?? 0) > 0;
    const output = new Output(writer, kept || plans.length > 1, (done) => {
      tell(options, "opening", done, metadata.size);
    });
    const errors: LatchkeyError[] = [];
    for (const locations of plans) {
      output.begin();
      begin();
      try {
        const source = readSealed(sealed, locations, read, fetched);
        const plain = (await openFile(streamOf(source), opener, { signal: options.signal, workers: options.workers })).getReader();
        for (;;) {
          options.signal?.throwIfAborted();
          const { done, value } = await plain.read();
          if (done) break;
          await output.write(value);
        }
        while (!(await source.next()).done); // to the end, where the hash is compared
        if (!output.whole) throw new LatchkeyError("wrongHash", "the sealed file opens to less than before: not the bytes that the seller listed");
        options.signal?.throwIfAborted();
        await writer.close();
        await fetched?.drop();
        return;
      } catch (error) {
        options.signal?.throwIfAborted();
        if (output.failed !== null) throw output.failed;
        const told = fileError(error);
        if (isError(told, "wrongHash", "badFile")) {
          await fetched?.drop();
          if (kept && plans.length === 1) plans.push(sealed.locations); // what was kept may have been what is wrong
          kept = false;
        }
        // Nodes judged the header. If it was not the pinned one, another place may have another.
        if (output.differs || !isError(told) || (refused() && item.pin.capsuleId)) throw told;
        errors.push(told);
        if (told.code === "noWallet" || told.code === "rejected" || told.code === "wrongNetwork" || told.code === "chainUnavailable") throw told;
      }
    }
    throw errors.find((e) => e.code === "wrongHash") ?? worst(errors.slice(0, 1));
  } catch (error) {
    await writer.abort(error).catch(() => undefined);
    throw error;
  }
}

/** Opens a secret, or another small file, into memory: at most `limit` bytes, 1 MiB if it is not said. */
export async function openBytes(client: Client, item: Item, options: OpenOptions & { limit?: number | undefined } = {}): Promise<Uint8Array> {
  const limit = options.limit ?? 1 << 20;
  const chunks: Uint8Array[] = [];
  let size = 0;
  await open(client, item, new WritableStream<Uint8Array>({
    write(chunk) {
      size += chunk.length;
      if (size > limit) throw new LatchkeyError("badRequest", `the file has more than ${limit} bytes: open it to a file`);
      chunks.push(chunk);
    },
  }), options);
  return joined(chunks, size);
}
