// What a seller drops or chooses, and what can be read of it for the form.
import type { Preview } from "@latchkey/sdk/listing";
import type { ArchiveFile } from "@latchkey/sdk/archive";
import { PageError } from "./problem.ts";
import type { Goods } from "./sale.ts";
import { strings } from "./strings.ts";

/** The most bytes of a preview (spec/listing.md). */
export const maxPreview = 64 << 10;

/** Files that were chosen; those of a folder have paths. Throws a PageError if there are none. */
export function fromFiles(files: readonly File[]): Goods {
  const real = files.filter((f) => f.name !== ".DS_Store");
  const [only] = real;
  if (!only) throw new PageError(strings.sell.empty);
  const pathOf = (f: File) => f.webkitRelativePath || f.name;
  if (real.length === 1 && !pathOf(only).includes("/")) return { kind: "file", file: only };
  return fromPaths(real.map((f) => ({ path: pathOf(f), data: f })));
}

/** Files with their paths, sold as one archive. */
export function fromPaths(files: ArchiveFile[]): Goods {
  const [first] = files;
  if (!first) throw new PageError(strings.sell.empty);
  const top = first.path.split("/")[0] ?? "";
  const folder = first.path.includes("/") && files.every((f) => f.path.startsWith(`${top}/`));
  return { kind: "archive", name: `${folder ? top : (first.path.split("/").pop() ?? top).replace(/\.[^.]*$/, "")}.zip`, files };
}

/** The name that buyers download. */
export function nameOf(goods: Goods): string {
  switch (goods.kind) {
    case "file":
      return plainName(goods.file.name);
    case "archive":
      return plainName(goods.name);
    case "secret":
      return "secret.txt";
  }
}

/** A name that stays in the folder where it is put, without what plays tricks on its reader. */
export function plainName(name: string): string {
  let plain = name.replace(/[\p{Cc}\\/\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffd]/gu, "_");
  while (new TextEncoder().encode(plain).length > 255) plain = plain.slice(1);
  return plain === "" || plain === "." || plain === ".." ? "file" : plain;
}

/** A seller's words without the characters that documents may not have: they hide or reorder others (spec/listing.md). */
export function plainText(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(/(?![\n\t])[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffd]/gu, "");
}

/** A media type as documents have it. */
export function typeOf(goods: Goods): string {
  if (goods.kind === "archive") return "application/zip";
  if (goods.kind === "secret") return "text/plain";
  return /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}$/.test(goods.file.type) ? goods.file.type : "application/octet-stream";
}

/** A title to begin with: the file's name without its ending. */
export function titleOf(goods: Goods): string {
  return goods.kind === "secret" ? "" : nameOf(goods).replace(/\.[A-Za-z0-9]{1,8}$/, "").replace(/_+/g, " ").slice(0, 100);
}

/** Makes a picture small enough for a preview. Throws a PageError if it cannot be. */
export async function previewOf(picture: Blob): Promise<Preview> {
  if (picture.size <= maxPreview && (picture.type === "image/png" || picture.type === "image/jpeg" || picture.type === "image/webp")) {
    return { type: picture.type, data: await base64(picture) };
  }
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(picture);
  } catch (cause) {
    throw new PageError(strings.sell.previewTooLarge, { cause });
  }
  try {
    for (const side of [1024, 720, 512, 360, 240]) {
      const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
      const canvas = new OffscreenCanvas(Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)));
      canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      for (const quality of [0.82, 0.6]) {
        const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
        if (blob.size <= maxPreview) return { type: "image/jpeg", data: await base64(blob) };
      }
    }
  } finally {
    bitmap.close();
  }
  throw new PageError(strings.sell.previewTooLarge);
}

async function base64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

interface DropItem {
  kind: string;
}
interface FileItem extends DropItem {
  kind: "file";
  getFile: () => Promise<File>;
}
interface FolderItem extends DropItem {
  kind: "directory";
  name: string;
  getEntries: () => AsyncIterable<FileItem | FolderItem>;
}

/** Reads what was dropped, folders with all that is in them. */
export async function fromDrop(items: readonly DropItem[]): Promise<Goods> {
  const files: ArchiveFile[] = [];
  const take = async (item: DropItem, path: string): Promise<void> => {
    if (item.kind === "file") {
      const file = await (item as FileItem).getFile();
      if (file.name !== ".DS_Store") files.push({ path: path + file.name, data: file });
    } else if (item.kind === "directory") {
      const folder = item as FolderItem;
      for await (const entry of folder.getEntries()) await take(entry, `${path}${folder.name}/`);
    }
  };
  for (const item of items) await take(item, "");
  const [only] = files;
  if (files.length === 1 && only && !only.path.includes("/") && only.data instanceof File) return { kind: "file", file: only.data };
  return fromPaths(files);
}
