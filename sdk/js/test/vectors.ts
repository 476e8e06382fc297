// Hands the repository's test vectors to tests, as package vectors does for Go. LATCHKEY_VECTORS names
// another folder of the same form.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";
import { hexToBytes } from "@noble/hashes/utils.js";

export const folder = process.env.LATCHKEY_VECTORS ?? new URL("../../../vectors", import.meta.url).pathname;

/** What to do (format), with what (input), and what comes out: the output, or the class of a refusal. */
export interface Vector<In, Out> {
  format: string;
  name: string;
  expect: string;
  input: In;
  output: Out;
}

/** Returns the vectors of a format, in the order of their names, and throws if there are none. */
export function load<In, Out>(format: string): Vector<In, Out>[] {
  const [dir = ""] = format.split("/");
  const all = readdirSync(join(folder, dir)).filter((n) => n.endsWith(".json")).sort().map((n) => {
    const v = JSON.parse(readFileSync(join(folder, dir, n), "utf8")) as Vector<In, Out>;
    if (`${v.name}.json` !== n) throw new Error(`${n} is named ${JSON.stringify(v.name)} inside`);
    if (!formats.has(v.format)) throw new Error(`${n}: unknown format ${JSON.stringify(v.format)}`);
    return v;
  });
  const found = all.filter((v) => v.format === format);
  if (found.length === 0) throw new Error(`no vectors of format ${JSON.stringify(format)} in ${folder}`);
  return found;
}

/** Makes a test of every vector of a format. */
export function each<In, Out>(format: string, run: (v: Vector<In, Out>) => void | Promise<void>): void {
  for (const v of load<In, Out>(format)) test(`${format} ${v.name}`, () => run(v));
}

/** Bytes of lower-case hex. */
export function bytes(hex: string): Uint8Array {
  return hexToBytes(hex);
}

// Those that vectors/README.md describes.
const formats = new Set([
  "group/point", "group/scalar", "group/hash-to-curve", "group/hash-to-scalar", "group/lambda", "terms/label",
  "capsule/seal", "capsule/check", "capsule/open", "stanza/parse", "recipient/parse", "identity/parse", "file/open",
  "request/access", "request/session", "request/ocean", "request/share", "request/json", "request/verify",
  "request/verify-share", "share/make", "share/verify", "combine/combine", "combine/open", "join/make", "join/verify",
  "dealing/make", "dealing/verify", "dealing/receive", "complaint/make", "complaint/verify", "keygen/replay",
  "reshare/replay", "approval/hash", "approval/start", "clients/list", "ocean/message", "ocean/envelope", "listing/link", "listing/document", "listing/seal",
  "umbral/secret", "umbral/public", "umbral/original", "umbral/capsule", "umbral/key-fragment", "umbral/capsule-fragment",
  "umbral/reencrypted", "umbral/signature", "grant/keys", "grant/digest", "grant/owner", "grant/reader", "grant/ticket",
  "grant/stanza", "grant/open", "grant/owner-open", "grant/offer",
]);
