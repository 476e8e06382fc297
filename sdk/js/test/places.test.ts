// Places of strangers that are read from, in turn.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { expect, it } from "vitest";
import { openPlace, readSealed } from "../lib/storage.ts";

const whole = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);
const file = { sha256: bytesToHex(sha256(whole)), size: whole.length, locations: ["https://bad.example/x", "https://good.example/x"] };

async function all(from: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of from) parts.push(part.slice());
  return Buffer.concat(parts);
}

/** The good place, which goes on where it is asked to. */
function good(init: RequestInit | undefined): Response {
  const from = Number(/bytes=(\d+)-/.exec(new Headers(init?.headers).get("Range") ?? "")?.[1] ?? 0);
  return new Response(whole.slice(from), { status: from > 0 ? 206 : 200, ...(from > 0 && { headers: { "Content-Range": `bytes ${from}-${whole.length - 1}/${whole.length}` } }) });
}

it("a place that is none is a bad place, and the next is asked", async () => {
  // What does not decode, in a path and in a folder's block: dag-pb with one link whose name is no UTF-8, and the data of a folder.
  const block = Uint8Array.from([0x12, 9, 0x0a, 4, 1, 0x55, 0, 0, 0x12, 1, 0xff, 0x0a, 2, 8, 1]);
  const fetch: typeof globalThis.fetch = async (input) => (String(input).includes("ipfs.example") ? new Response(block) : good(undefined));
  await expect(openPlace("ipfs://bafkqaaa/%ff", 0, { fetch, ipfs: ["https://ipfs.example"] })).rejects.toMatchObject({ code: "badPlace" });
  const cid = `b${base32(Uint8Array.from([1, 0x70, 0x12, 32, ...sha256(block)]))}`;
  await expect(openPlace(`ipfs://${cid}/a`, 0, { fetch, ipfs: ["https://ipfs.example"] })).rejects.toMatchObject({ code: "storageFailed" });
  for (const bad of ["ipfs://bafkqaaa/%ff", `ipfs://${cid}/a`]) {
    expect(await all(readSealed(file, [bad, "https://good.example/x"], { fetch, ipfs: ["https://ipfs.example"] }))).toEqual(Buffer.from(whole));
  }
});

function base32(b: Uint8Array): string {
  const bits = Array.from(b, (x) => x.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => "abcdefghijklmnopqrstuvwxyz234567".charAt(parseInt(five.padEnd(5, "0"), 2))).join("");
}
