/**
 * Where sealed files and their documents lie, as URLs (spec/storage.md): reading from a place, from several mirrors in turn, and uploading by tus. Storage is
 * trusted with nothing: what is read is compared with a SHA-256 before its end is shown.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { isError, LatchkeyError } from "./errors.ts";
import { readBounded } from "./http.ts";
import { openIpfs } from "./ipfs.ts";
import type { SealedFile } from "./listing.ts";

/** How places are read. */
export interface Reading {
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Gateways of IPFS and of Arweave, in the order in which to ask. None is built in, since whoever is asked learns what is read. */
  readonly ipfs?: readonly string[] | undefined;
  readonly arweave?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that a place may send nothing for; 30,000 if it is not said. */
  readonly idle?: number | undefined;
}

/** An object that is being read. */
export interface Reader {
  /** Of the whole object, in bytes; null: not known. */
  readonly size: number | null;
  /** From the offset on. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Keeps the bytes of one sealed file as they come, so that reading it once more, in another visit too, asks nobody for them again. It need not keep all: what it has is
 * a beginning of the file.
 */
export interface Fetched {
  /** How many bytes are kept. */
  readonly size: number;
  /** They, from the first on. Nothing of them is believed: they are hashed like what comes from a place. */
  load(): AsyncIterable<Uint8Array>;
  /** Is given what comes behind all that load gave, in its order. What it throws ends the reading. */
  save(bytes: Uint8Array): Promise<void>;
  /** They are of no more use: the file is open, or they are not the listed ones. */
  drop(): Promise<void>;
}

const fail = (message: string, cause?: unknown): LatchkeyError => new LatchkeyError("storageFailed", message, { cause });

/**
 * Opens what a stranger's listing says is at a place: http, https, ipfs or ar, without a user or a password. Throws `badPlace` for others, `notFound`,
 * `storageFailed`.
 */
export async function openPlace(place: string, offset = 0, reading: Reading = {}): Promise<Reader> {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(place)?.[1]?.toLowerCase() ?? "";
  const refuse = (why: string): LatchkeyError => new LatchkeyError("badPlace", `a place of the kind "${scheme}": ${why}`);
  switch (scheme) {
    case "http":
    case "https":
      if (/^https?:\/\/[^/?#]*@/i.test(place)) throw refuse("it has a user or a password");
      return openHttp(place, offset, reading);
    case "ipfs": {
      const path = /^ipfs:\/\/([A-Za-z0-9]+)((?:\/[^?#]*)?)$/.exec(place);
      if (!path) throw refuse("it is not ipfs://CID");
      if (!reading.ipfs?.length) throw refuse("no gateway of IPFS is configured");
      let names: string[];
      try {
        names = (path[2] ?? "").split("/").filter(Boolean).map(decodeURIComponent);
      } catch {
        throw refuse("its path is no text");
      }
      return openIpfs(path[1] ?? "", names, offset, reading.ipfs, async (url, max) => whole(url, max, reading, "application/vnd.ipld.raw"), reading.signal);
    }
    case "ar": {
      const transaction = /^ar:\/\/([A-Za-z0-9_-]{43})$/.exec(place)?.[1];
      if (!transaction) throw refuse("it is not ar://TRANSACTION");
      if (!reading.arweave?.length) throw refuse("no gateway of Arweave is configured");
      return firstOf(reading.arweave, (gateway) => openHttp(`${gateway.replace(/\/+$/, "")}/${transaction}`, offset, reading));
    }
  }
  throw refuse("a listing may send its readers to http, https, ipfs or ar");
}

/** Tries one after the other, and throws the last error. */
async function firstOf<T>(places: readonly string[], open: (place: string) => Promise<T>): Promise<T> {
  let last: unknown;
  for (const place of places) {
    try {
      return await open(place);
    } catch (error) {
      if (!isError(error)) throw error;
      last = error;
    }
  }
  throw last;
}

/** The least that a place sends, in bytes over each minute that we wait for it. */
const leastAMinute = 60 << 10;
/** What is said of one that sends less: the next place is asked. */
const tooSlow = "slow";

/** A place without its query, which may be a secret. */
function shown(place: string): string {
  return place.replace(/[?#].*$/s, "").slice(0, 200);
}

/** Ends what takes too long between two bytes. */
function idleGuard(reading: Reading): { signal: AbortSignal; begin: () => void; end: () => void } {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = (): void => {
    clearTimeout(timer);
  };
  const begin = (): void => {
    end();
    timer = setTimeout(() => {
      controller.abort(fail("the server sent nothing for too long"));
    }, reading.idle ?? 30_000);
  };
  return { signal: reading.signal ? AbortSignal.any([reading.signal, controller.signal]) : controller.signal, begin, end };
}

async function openHttp(url: string, offset: number, reading: Reading): Promise<Reader> {
  const { fetch = globalThis.fetch } = reading;
  const guard = idleGuard(reading);
  guard.begin();
  let response: Response;
  try {
    response = await fetch(url, { headers: offset > 0 ? { Range: `bytes=${offset}-` } : {}, credentials: "omit", referrerPolicy: "no-referrer", signal: guard.signal });
  } catch (error) {
    guard.end();
    reading.signal?.throwIfAborted();
    throw isError(error) ? error : fail(`${shown(url)} does not answer`, error);
  }
  guard.end();
  const drop = async (error: LatchkeyError): Promise<never> => {
    await response.body?.cancel().catch(() => undefined);
    throw error;
  };
  if (response.status === 404 || response.status === 410) return drop(new LatchkeyError("notFound", `nothing is at ${shown(url)}`));
  if (response.url.startsWith("http:") && url.startsWith("https:")) return drop(fail(`${shown(url)} redirects from https to http`));
  const length = response.headers.get("Content-Encoding") === null ? response.headers.get("Content-Length") : null;
  let size = length === null ? null : Number(length);
  let skip = 0;
  if (response.status === 206) {
    // Its headers are not always for scripts to see.
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get("Content-Range") ?? "");
    if (range && Number(range[1]) !== offset) return drop(fail(`${shown(url)} sends bytes from ${range[1] ?? ""}, asked for those from ${offset}`));
    size = range && range[2] !== "*" ? Number(range[2]) : size === null ? null : size + offset;
  } else if (response.status === 416) {
    return drop(fail(`${shown(url)} has no bytes from ${offset} on`));
  } else if (!response.ok) {
    return drop(fail(`${shown(url)} answers with the status ${response.status}`));
  } else skip = offset;
  const body = response.body;
  if (!body) return { size: 0, bytes: (async function* () {})() };
  const bytes = async function* (): AsyncGenerator<Uint8Array> {
    const reader = body.getReader();
    let waited = 0;
    let came = 0;
    try {
      for (;;) {
        guard.begin(); // the clock runs only while a read waits: a slow consumer is not the server's fault
        const began = Date.now();
        const { done, value } = (await reader.read()) as { done: boolean; value?: Uint8Array };
        guard.end();
        if (done || !value) return;
        waited += Math.max(0, Date.now() - began);
        came += value.length;
        if (waited >= 60_000) {
          if (came < leastAMinute) throw new LatchkeyError("storageFailed", `${shown(url)} sent ${came} bytes in a minute`, { details: { [tooSlow]: true } });
          waited = came = 0;
        }
        const cut = Math.min(skip, value.length);
        skip -= cut;
        if (cut < value.length) yield value.subarray(cut);
      }
    } catch (error) {
      reading.signal?.throwIfAborted();
      throw isError(error) ? error : fail(`${shown(url)} broke off`, error);
    } finally {
      guard.end();
      void reader.cancel().catch(() => undefined);
    }
  };
  return { size, bytes: bytes() };
}

async function whole(url: string, max: number, reading: Reading, accept: string): Promise<Uint8Array> {
  const { fetch = globalThis.fetch } = reading;
  const guard = idleGuard(reading);
  guard.begin();
  try {
    const response = await fetch(url, { headers: { Accept: accept }, credentials: "omit", referrerPolicy: "no-referrer", signal: guard.signal });
    if (!response.ok) throw fail(`${shown(url)} answers with the status ${response.status}`);
    return await readBounded(response, max);
  } catch (error) {
    reading.signal?.throwIfAborted();
    throw isError(error) ? error : fail(`${shown(url)} does not answer`, error);
  } finally {
    guard.end();
  }
}

/** Fetches a small object, of at most `max` bytes. Throws as {@link openPlace}, and `storageFailed` if it is larger. */
export async function fetchSmall(place: string, max: number, reading: Reading = {}): Promise<Uint8Array> {
  const { bytes } = await openPlace(place, 0, reading);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > max) throw fail(`${shown(place)} is larger than ${max} bytes`);
    chunks.push(chunk);
  }
  return joined(chunks, size);
}

/** Puts chunks of so many bytes in all together. */
export function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const out = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

/** How often a place is asked again from where it broke off, if it brings nothing; others are waiting. */
const tries = 3;
/** What counts as bringing something, in bytes. */
const enough = 64 << 10;

/**
 * Reads a sealed file from the places that its listing names, in turn: where one is cut, the same or the next goes on from the same byte. All of it is hashed;
 * if the hash is not the listed one, it ends in `wrongHash` before its last bytes are shown. Memory does not grow with the file. What `fetched` has is not asked for, and it is
 * given the rest.
 */
export async function* readSealed(file: SealedFile, locations: readonly string[], reading: Reading = {}, fetched?: Fetched): AsyncGenerator<Uint8Array> {
  const hash = sha256.create();
  let at = 0;
  // Shown only once the hash is right: with it, an age file has its last, authenticated chunk.
  let held: Uint8Array | null = null;
  if (fetched) {
    for await (const chunk of fetched.load()) {
      reading.signal?.throwIfAborted();
      if (at + chunk.length > file.size) throw new LatchkeyError("wrongHash", `not the bytes that the seller listed: more than ${file.size} were kept`);
      hash.update(chunk);
      at += chunk.length;
      if (held) yield held;
      held = chunk;
    }
  }
  const failures = new Map<string, LatchkeyError>();
  const wrong = (why: string): LatchkeyError => new LatchkeyError("wrongHash", `not the bytes that the seller listed: ${why}`);
  let failed = new Map<string, number>();
  let since = 0; // bytes that came after the last failure
  while (at < file.size) {
    const place = locations.find((l) => (failed.get(l) ?? 0) < tries);
    if (place === undefined) {
      const all = [...failures.values()];
      const code = all.length > 0 && all.every((e) => e.code === all[0]?.code) ? (all[0]?.code ?? "storageFailed") : (all.find((e) => e.code === "wrongHash")?.code ?? "storageFailed");
      throw new LatchkeyError(code, `fetching the sealed file: ${all.map((e) => e.message).join("; ")}`, { cause: all[0] });
    }
    try {
      const { size, bytes } = await openPlace(place, at, reading);
      if (size !== null && size !== file.size) throw wrong(`${shown(place)} has ${size} bytes, and ${file.size} were listed`);
      for await (const chunk of bytes) {
        if (at + chunk.length > file.size) throw wrong(`${shown(place)} has more than the ${file.size} bytes that were listed`);
        hash.update(chunk);
        await fetched?.save(chunk);
        at += chunk.length;
        since += chunk.length;
        if (since > enough) failed = new Map(); // a line that comes back is worth another try
        if (held) yield held;
        held = chunk;
        if (at === file.size) break;
      }
      if (at < file.size) throw size === null ? fail(`${shown(place)} ends at byte ${at} of ${file.size}`) : wrong(`${shown(place)} ends at byte ${at} of ${file.size}`);
    } catch (error) {
      reading.signal?.throwIfAborted();
      if (!isError(error)) throw error;
      failures.set(place, error);
      // What is not there, or is another file, will not be there in a moment.
      failed.set(place, error.code === "storageFailed" && !error.details[tooSlow] ? (failed.get(place) ?? 0) + 1 : tries);
      since = 0;
    }
  }
  const got = bytesToHex(hash.digest());
  if (got !== file.sha256) throw wrong(`${locations.length === 1 ? shown(locations[0] ?? "") : "the sealed file"} has the SHA-256 ${got}`);
  if (held) yield held;
}

/** Makes a stream of what is iterated over. It is read as it is consumed. */
export function streamOf(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel(reason) {
      await iterator.return?.(reason);
    },
  }, { highWaterMark: 0 });
}

// Uploading.

/** Where an upload stands, kept by whoever wants to go on with it after a reload, such as in localStorage. */
export interface Resumable {
  /** The URL of an upload that was begun, or null. */
  readonly load: () => string | null | Promise<string | null>;
  /** Is told the URL when an upload begins, and null when it is over. */
  readonly save: (url: string | null) => void | Promise<void>;
}

/** Of one upload. */
export interface Putting {
  readonly signal?: AbortSignal | undefined;
  /** Of the object, in bytes, if it is known. */
  readonly size?: number | undefined;
  /** Goes on with an upload that was begun before. The bytes must be the same as then. */
  readonly resume?: Resumable | undefined;
  /** How many bytes the server has. */
  readonly onStored?: ((bytes: number) => void) | undefined;
}

/** Where objects go. */
export interface Store {
  /** Stores an object, and resolves to its URL, from which everybody can read it. */
  put(name: string, data: AsyncIterable<Uint8Array>, options?: Putting): Promise<string>;
}

/** How much is sent by one request, and kept until the server has it, in bytes. */
const tusChunk = 8 << 20;

/** Of a tus store. */
export interface TusOptions {
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Sent with each request to the server, and to no other: the value of an Authorization header. */
  readonly authorization?: string | undefined;
}

/**
 * A store at a server that takes resumable uploads (tus 1.0.0), such as a gateway's `/v1/blobs`. After a cut it asks how far the server is, and goes on there. Of an
 * object's bytes, 8 MiB are in memory. What fails is terminated, unless it can be resumed.
 */
export function tusStore(url: string, options: TusOptions = {}): Store {
  return { put: async (name, data, putting = {}) => new TusUpload(url, options, putting).run(name, data) };
}

class TusUpload {
  private url: string | null = null;
  private offset = 0;
  private length: number | null;
  private stated = false;
  private final: string | null = null;

  constructor(private readonly base: string, private readonly options: TusOptions, private readonly putting: Putting) {
    this.length = putting.size ?? null;
  }

  async run(name: string, data: AsyncIterable<Uint8Array>): Promise<string> {
    const { resume, signal } = this.putting;
    const before = (await resume?.load()) ?? null;
    if (before !== null && this.sameServer(before)) {
      this.url = before;
      try {
        await this.retry(() => this.ask());
      } catch (error) {
        signal?.throwIfAborted();
        if (!isError(error, "notFound")) throw error;
        this.url = null; // it has expired
        this.offset = 0;
        this.stated = false;
      }
    }
    try {
      if (this.url === null) {
        await this.create(name);
        await resume?.save(this.url);
      }
      const from = this.offset;
      let base = 0;
      for await (const { chunk, last } of chunksOf(data, tusChunk)) {
        signal?.throwIfAborted();
        const end = base + chunk.length;
        if (last) this.length = end;
        // What the server has already, from before a reload, is made again and not sent.
        if (end > from || last) await this.deliver(base, chunk);
        base = end;
        this.putting.onStored?.(Math.max(base, from));
      }
      if (this.offset !== this.length) throw fail(`the server holds ${this.offset} bytes of ${this.length ?? 0}`);
      const location = await this.location();
      await resume?.save(null);
      return location;
    } catch (error) {
      if (this.url !== null && !resume) await this.request("DELETE", this.url, {}, undefined, AbortSignal.timeout(10_000)).catch(() => undefined);
      throw error;
    }
  }

  private sameServer(url: string): boolean {
    try {
      return new URL(url).origin === new URL(this.base).origin;
    } catch {
      return false;
    }
  }

  private async request(method: string, url: string, headers: Record<string, string>, body?: Uint8Array, signal = this.putting.signal): Promise<Response> {
    const { fetch = globalThis.fetch, authorization } = this.options;
    const late = AbortSignal.timeout(method === "PATCH" ? 300_000 : 30_000);
    try {
      const response = await fetch(url, {
        method, headers: { "Tus-Resumable": "1.0.0", ...(authorization && this.sameServer(url) && { Authorization: authorization }), ...headers }, ...(body && { body: body as BodyInit }),
        credentials: "omit", referrerPolicy: "no-referrer", redirect: "error", signal: signal ? AbortSignal.any([signal, late]) : late,
      });
      if (response.ok) return response;
      const why = printableText(await response.text().catch(() => ""));
      const refuse = (code: "notFound" | "storageFailed"): LatchkeyError =>
        new LatchkeyError(code, `the server refuses the upload with the status ${response.status}${why ? ": " + why : ""}`, { details: { status: response.status, temporary: [408, 409, 423, 429, 500, 502, 503, 504].includes(response.status) } });
      throw refuse(response.status === 404 || response.status === 410 ? "notFound" : "storageFailed");
    } catch (error) {
      signal?.throwIfAborted();
      throw isError(error) ? error : new LatchkeyError("storageFailed", `uploading to ${shown(url)}: the line broke`, { cause: error, details: { temporary: true } });
    }
  }

  /** Tries again what may work in a moment: as often as nothing came of it. */
  private async retry<T>(once: () => Promise<T>): Promise<T> {
    for (let fails = 1; ; fails++) {
      try {
        return await once();
      } catch (error) {
        this.putting.signal?.throwIfAborted();
        if (!isError(error) || error.details["temporary"] !== true || fails > 5) throw error;
        await new Promise((resolve) => setTimeout(resolve, Math.min(250 * 2 ** fails, 8000)));
      }
    }
  }

  private async create(name: string): Promise<void> {
    const response = await this.retry(() =>
      this.request("POST", this.base, { "Upload-Metadata": `filename ${btoa(name)}`, ...(this.length === null ? { "Upload-Defer-Length": "1" } : { "Upload-Length": String(this.length) }) }));
    const location = response.headers.get("Location");
    if (!location) throw fail("the server does not say where the upload is");
    const url = new URL(location, response.url || this.base);
    if (!/^https?:$/.test(url.protocol) || (this.base.startsWith("https:") && url.protocol !== "https:")) throw fail(`refusing to upload to ${shown(url.href)}`);
    url.username = url.password = "";
    this.url = url.href;
    this.stated = this.length !== null;
  }

  /** Asks the server how far it is. */
  private async ask(): Promise<void> {
    const response = await this.request("HEAD", this.url ?? "", {});
    this.offset = this.offsetOf(response);
    if (response.headers.get("Upload-Length") !== null) this.stated = true;
    this.final = response.headers.get("Content-Location");
  }

  private offsetOf(response: Response): number {
    const offset = response.headers.get("Upload-Offset") ?? "";
    if (!/^\d{1,15}$/.test(offset)) throw fail(`the server states the Upload-Offset ${JSON.stringify(offset.slice(0, 40))}`);
    return Number(offset);
  }

  /** Brings the server the bytes of the object that start at base. */
  private async deliver(base: number, chunk: Uint8Array): Promise<void> {
    const end = base + chunk.length;
    let lost = false; // it is not known how far the server is
    await this.retry(async () => {
      for (;;) {
        if (lost) {
          await this.ask();
          lost = false;
        }
        if (this.offset < base || this.offset > end) throw fail(`the server is at byte ${this.offset} of the upload, where only ${base} to ${end} can be`);
        const states = !this.stated && this.length === end;
        if (this.offset === end && !states) return;
        lost = true;
        const part = chunk.subarray(this.offset - base);
        const response = await this.request("PATCH", this.url ?? "", {
          "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(this.offset), ...(states && { "Upload-Length": String(end) }),
        }, part);
        const offset = this.offsetOf(response);
        if (offset < this.offset || offset > end || (offset === this.offset && part.length > 0)) throw fail(`the server answers ${part.length} bytes at ${this.offset} with the Upload-Offset ${offset}`);
        this.offset = offset;
        this.stated ||= states;
        this.final = response.headers.get("Content-Location");
        lost = false;
      }
    });
  }

  /** Where the object can be read. A server that stores it for long says so later. */
  private async location(): Promise<string> {
    if (this.final === null) await this.retry(() => this.ask());
    const url = new URL(this.final ?? this.url ?? "", this.url ?? this.base);
    if (!/^https?:$/.test(url.protocol) || url.username || url.hash) throw fail("the server states a Content-Location that is not an http(s) URL");
    return url.href;
  }
}

function printableText(text: string): string {
  return text.slice(0, 300).replace(/[\p{C}\s]+/gu, " ").trim();
}

/** Cuts what is iterated over into chunks of one size but the last; at least one, which may be empty. */
async function* chunksOf(data: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<{ chunk: Uint8Array; last: boolean }> {
  let chunk = new Uint8Array(size);
  let n = 0;
  for await (const piece of data) {
    for (let from = 0; from < piece.length; ) {
      if (n === size) {
        yield { chunk, last: false };
        chunk = new Uint8Array(size);
        n = 0;
      }
      const part = piece.subarray(from, from + size - n);
      chunk.set(part, n);
      n += part.length;
      from += part.length;
    }
  }
  yield { chunk: chunk.subarray(0, n), last: true };
}
