/** Several files as one zip file, made while it is read (npm client-zip: stored, not compressed). */
import { makeZip, predictLength } from "client-zip";
import { LatchkeyError } from "./errors.ts";
import type { Entry } from "./listing.ts";

/** Several files that are sold as one zip file. */
export interface Archive {
  readonly files: readonly ArchiveFile[];
}

/** A file of an {@link Archive}. */
export interface ArchiveFile {
  /** With slashes, such as `webkitRelativePath` has it. */
  readonly path: string;
  readonly data: Blob;
}

/** Zip's table of contents, some hundred bytes each, is in memory until the end. */
const maxArchived = 100_000;

/** An archive that is ready to be read. */
export interface Packed {
  /** Of the zip file, in bytes, exactly. */
  readonly size: number;
  readonly files: number;
  /** The first of them, at most as many as a document can list. */
  readonly contents: readonly Entry[];
  /** The same bytes each time. */
  readonly read: () => ReadableStream<Uint8Array>;
}

/**
 * Packs files in the order of their names. Characters that a reader of the archive could stumble over become "_". Times are left out, so that the same files give the
 * same bytes. Throws `badOffer` for no files, too many, or two of one name.
 */
export function pack(archive: Archive): Packed {
  const bad = (why: string): LatchkeyError => new LatchkeyError("badOffer", `packing: ${why}`);
  if (archive.files.length === 0) throw bad("there are no files");
  if (archive.files.length > maxArchived) throw bad(`there are more than ${maxArchived} files: pack them first`);
  const names = new Set<string>();
  const files = archive.files
    .map(({ path, data }) => {
      const name = path.replace(/^\/+/, "").replace(/[\p{Cc}\p{Cs}\\\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufffd]/gu, "_");
      if (names.has(name)) throw bad(`two files would be ${JSON.stringify(name)} in the archive: rename one`);
      if (name.split("/").some((part) => part === "" || part === "." || part === "..")) throw bad(`${JSON.stringify(path)} is no name of a file in a folder`);
      if (new TextEncoder().encode(name).length > 1024) throw bad(`the path ${JSON.stringify(path.slice(0, 100))} has more than 1024 bytes`);
      names.add(name);
      return { name, data };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const epoch = new Date(1980, 0, 1);
  const size = Number(predictLength(files.map(({ name, data }) => ({ name, size: data.size, lastModified: epoch }))));
  const contents: Entry[] = [];
  let paths = 0;
  for (const { name, data } of files) {
    paths += new TextEncoder().encode(name).length;
    if (contents.length === 1000 || paths > 65536) break;
    contents.push({ name, size: data.size });
  }
  return {
    size, files: files.length, contents,
    // One after the other, so that none is opened before its turn.
    read: () => makeZip((function* () { for (const { name, data } of files) yield { name, input: data.stream(), size: data.size, lastModified: epoch }; })()),
  };
}
