// How an opened file comes to disk. Small ones are held back until all of them is right; large ones are streamed, by
// the browser's own download or to a file that its reader chose, and are broken off if they turn out wrong.
import { size as sizeText } from "./format.ts";
import { PageError } from "./problem.ts";
import { strings } from "./strings.ts";

/** What is held in memory, in bytes: all devices have so much. */
export const inMemory = 128 << 20;

/** Where an opened file goes. */
export interface Target {
  stream: WritableStream<Uint8Array>;
  /** After the stream was closed: gives the file to the reader, where that is still to be done. */
  finish: () => void;
  /** Of a text that is shown and not saved. */
  read?: () => string;
}

interface SavePicker {
  showSaveFilePicker?: (options: { suggestedName: string }) => Promise<FileSystemFileHandle>;
}

/** Whether the reader can choose the file to which it is written. */
export function canChooseFile(): boolean {
  return typeof (globalThis as SavePicker).showSaveFilePicker === "function";
}

/** Whether the browser's own download can be streamed to. */
export function canStream(): boolean {
  return "serviceWorker" in navigator && "WritableStream" in globalThis;
}

/** Asks the reader for a file and writes to it; it appears when it is whole. At once after a click. Throws an AbortError if there was no choice. */
export async function chosenFile(name: string): Promise<Target> {
  const pick = (globalThis as SavePicker).showSaveFilePicker;
  if (!pick) throw new PageError(strings.failures.old);
  const handle = await pick.call(globalThis, { suggestedName: name });
  return { stream: await handle.createWritable(), finish: () => undefined };
}

/** The best way that this browser has for a file of so many bytes. Throws a PageError that names the limit if it has none. */
export async function download(name: string, bytes: number): Promise<Target> {
  if (bytes <= inMemory) return held(name);
  if (canStream()) {
    try {
      return await streamed(name, bytes);
    } catch {
      // Private windows have no service workers, in some browsers.
    }
  }
  if (canChooseFile()) return chosenFile(name);
  throw new PageError(strings.asset.limit(sizeText(inMemory)));
}

function click(href: string, name?: string): void {
  const a = document.createElement("a");
  a.href = href;
  if (name !== undefined) a.download = name;
  a.rel = "noopener";
  document.body.append(a);
  a.click();
  a.remove();
}

function held(name: string): Target {
  let parts: Uint8Array<ArrayBuffer>[] = [];
  return {
    stream: new WritableStream<Uint8Array>({
      write(chunk) { parts.push(chunk.slice()); },
      abort() { parts = []; },
    }),
    finish() {
      // Its type is not the seller's: a browser saves it, and shows nothing of it as a page of this site.
      const url = URL.createObjectURL(new Blob(parts, { type: "application/octet-stream" }));
      parts = [];
      click(url, name);
      setTimeout(() => { URL.revokeObjectURL(url); }, 60_000);
    },
  };
}

/** The most bytes of a text that is shown here: 64 KiB is what a seller can write (spec/listing.md). */
const textLimit = 1 << 20;

/** Holds a short text, to be shown. */
export function heldText(): Target {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  return {
    stream: new WritableStream<Uint8Array>({
      write(chunk) {
        size += chunk.length;
        if (size > textLimit) throw new PageError(strings.problems.badDocument);
        parts.push(chunk.slice());
      },
    }),
    finish: () => undefined,
    read: () => {
      const all = new Uint8Array(size);
      let at = 0;
      for (const part of parts) {
        all.set(part, at);
        at += part.length;
      }
      return new TextDecoder().decode(all);
    },
  };
}

async function streamed(name: string, bytes: number): Promise<Target> {
  await navigator.serviceWorker.register("./download.js", { scope: "./" });
  const { active } = await navigator.serviceWorker.ready;
  if (!active) throw new Error("the service worker did not start");
  const id = crypto.randomUUID();
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>(undefined, { highWaterMark: 4 }, { highWaterMark: 4 });
  const channel = new MessageChannel();
  const ready = new Promise<void>((resolve, reject) => {
    channel.port1.onmessage = () => { resolve(); };
    setTimeout(() => { reject(new Error("the service worker did not answer")); }, 5_000);
  });
  active.postMessage({ id, name, size: bytes, stream: readable }, [channel.port2, readable]);
  await ready;
  click(`./download/${id}`);
  return { stream: writable, finish: () => undefined };
}
