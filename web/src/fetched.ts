// What of a large download has come, sealed as it is, in files of this page's own (OPFS): a download that was broken off, by a reload too, asks for nothing
// twice. Pieces are whole or they do not count, so that a page may end at any moment.
import type { Fetched } from "@latchkey/sdk/market";

/** Bytes of a piece. */
const piece = 8 << 20;
/** Files that are smaller than this are fetched again: bytes. */
const least = 2 * piece;
/** Bytes that are written at once. */
const room = 1 << 20;
/** What nobody went on with for so long makes room: milliseconds. */
const stale = 7 * 24 * 3_600_000;

/** The bytes of one sealed file, kept by this page and by no other at the same time. */
export interface Keeper extends Fetched {
  /** Lets others keep this file. Always to be called. */
  end: () => Promise<void>;
}

async function folder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle("fetched", { create: true });
}

/** The whole pieces that are there, in their order. */
async function piecesIn(dir: FileSystemDirectoryHandle): Promise<File[]> {
  const found: File[] = [];
  try {
    for (;;) {
      const file = await (await dir.getFileHandle(String(found.length))).getFile();
      if (file.size !== piece) return found;
      found.push(file);
    }
  } catch {
    return found; // there is no more
  }
}

/** How many bytes of a sealed file are here. */
export async function fetchedOf(sha256: string): Promise<number> {
  try {
    return piece * (await piecesIn(await (await folder()).getDirectoryHandle(sha256))).length;
  } catch {
    return 0;
  }
}

/** Whether a file of so many bytes is large enough to be kept while it comes. */
export function worthKeeping(bytes: number): boolean {
  return bytes >= least;
}

/** Keeps a sealed file of so many bytes while it comes; undefined where this browser has no place for it, or keeps it for another tab. */
export async function keepFetched(sha256: string, bytes: number): Promise<Keeper | undefined> {
  if (!("createWritable" in FileSystemFileHandle.prototype)) return undefined;
  const release = await locked(nameOf(sha256));
  if (!release) return undefined;
  try {
    const all = await folder();
    await tidy(all, sha256);
    const dir = await all.getDirectoryHandle(sha256, { create: true });
    const found = await piecesIn(dir);
    const { quota = Infinity, usage = 0 } = await navigator.storage.estimate();
    if (quota - usage < bytes - piece * found.length) {
      release();
      return undefined;
    }
    return new Pieces(all, sha256, dir, found, release);
  } catch {
    release();
    return undefined;
  }
}

const nameOf = (sha256: string): string => `latchkey-fetched-${sha256}`;

/** Holds a name that one tab can have; undefined if another has it. The result lets it go. */
function locked(name: string): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (lock === null) {
        resolve(undefined);
        return undefined;
      }
      return new Promise<void>((end) => { resolve(end); });
    }).catch(reject);
  });
}

/** Removes what nobody goes on with. */
async function tidy(all: FileSystemDirectoryHandle, but: string): Promise<void> {
  for await (const [name, dir] of all.entries()) {
    if (name === but || dir.kind !== "directory") continue;
    const release = await locked(nameOf(name));
    if (!release) continue;
    const pieces = await piecesIn(dir as FileSystemDirectoryHandle);
    if ((pieces.at(-1)?.lastModified ?? 0) < Date.now() - stale) await all.removeEntry(name, { recursive: true }).catch(() => undefined);
    release();
  }
}

class Pieces implements Keeper {
  readonly #all: FileSystemDirectoryHandle;
  readonly #name: string;
  readonly #release: () => void;
  #dir: FileSystemDirectoryHandle;
  #found: File[];
  /** The piece that is being written, and how much of it is. */
  #out: FileSystemWritableFileStream | undefined;
  #written = 0;
  /** What is gathered for one write. */
  readonly #room = new Uint8Array(room);
  #gathered = 0;
  /** There was no place any more: what is kept stays, and nothing comes to it. */
  #full = false;

  constructor(all: FileSystemDirectoryHandle, name: string, dir: FileSystemDirectoryHandle, found: File[], release: () => void) {
    this.#all = all;
    this.#name = name;
    this.#dir = dir;
    this.#found = found;
    this.#release = release;
  }

  get size(): number {
    return piece * this.#found.length;
  }

  async *load(): AsyncGenerator<Uint8Array> {
    await this.#leave();
    this.#found = await piecesIn(this.#dir);
    for (const file of this.#found) {
      for (let at = 0; at < piece; at += room) yield new Uint8Array(await file.slice(at, at + room).arrayBuffer());
    }
  }

  async save(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0 && !this.#full;) {
      const n = Math.min(rest.length, room - this.#gathered);
      this.#room.set(rest.subarray(0, n), this.#gathered);
      this.#gathered += n;
      rest = rest.subarray(n);
      if (this.#gathered === room) await this.#write().catch(async () => {
        this.#full = true;
        await this.#leave();
      });
    }
  }

  async #write(): Promise<void> {
    const at = String(this.#found.length);
    this.#out ??= await (await this.#dir.getFileHandle(at, { create: true })).createWritable();
    await this.#out.write(this.#room);
    this.#gathered = 0;
    this.#written += room;
    if (this.#written < piece) return;
    await this.#out.close();
    this.#out = undefined;
    this.#written = 0;
    this.#found.push(await (await this.#dir.getFileHandle(at)).getFile());
  }

  /** Gives up the piece that is not whole. */
  async #leave(): Promise<void> {
    this.#gathered = this.#written = 0;
    const out = this.#out;
    this.#out = undefined;
    await out?.abort().catch(() => undefined);
  }

  async drop(): Promise<void> {
    await this.#leave();
    this.#found = [];
    try {
      await this.#all.removeEntry(this.#name, { recursive: true });
      this.#dir = await this.#all.getDirectoryHandle(this.#name, { create: true });
    } catch {
      this.#full = true; // somebody reads it; it is wrong, or of no use, when it is found again
    }
  }

  async end(): Promise<void> {
    await this.#leave();
    if (this.#found.length === 0) await this.#all.removeEntry(this.#name, { recursive: true }).catch(() => undefined);
    this.#release();
  }
}
