// Places of strangers that are read from, in turn.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { afterEach, expect, it, vi } from "vitest";
import { openPlace, readSealed } from "../lib/storage.ts";

afterEach(() => {
  vi.useRealTimers();
});

const whole = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);
const file = { sha256: bytesToHex(sha256(whole)), size: whole.length, locations: ["https://bad.example/x", "https://good.example/x"] };

function urlOf(input: string | URL | Request): string {
  return input instanceof Request ? input.url : input.toString();
}

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
  const fetch: typeof globalThis.fetch = (input) => Promise.resolve(urlOf(input).includes("ipfs.example") ? new Response(block) : good(undefined));
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

it("a place that drips is left for the next, which goes on from the same byte", async () => {
  vi.useFakeTimers();
  let asked = 0;
  let dripped = 0;
  const fetch: typeof globalThis.fetch = (input, init) => Promise.resolve(answer(urlOf(input), init));
  const answer = (url: string, init: RequestInit | undefined): Response => {
    if (!url.includes("bad.example")) return good(init);
    asked++;
    const from = Number(/bytes=(\d+)-/.exec(new Headers(init?.headers).get("Range") ?? "")?.[1] ?? 0);
    let at = from;
    return new Response(new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 20_000)); // under the limit of silence
        controller.enqueue(whole.slice(at, ++at));
        dripped++;
      },
    }, { highWaterMark: 0 }), { status: from > 0 ? 206 : 200 });
  };
  const got = all(readSealed(file, file.locations, { fetch }));
  await vi.advanceTimersByTimeAsync(600_000);
  expect(dripped).toBeLessThan(10);
  expect(asked).toBe(1);
  expect(await got).toEqual(Buffer.from(whole));
});

it("a place that is cut after each byte is left for the next", async () => {
  let asked = 0;
  const fetch: typeof globalThis.fetch = (input, init) => Promise.resolve(answer(urlOf(input), init));
  const answer = (url: string, init: RequestInit | undefined): Response => {
    if (!url.includes("bad.example")) return good(init);
    asked++;
    const at = Number(/bytes=(\d+)-/.exec(new Headers(init?.headers).get("Range") ?? "")?.[1] ?? 0);
    let sent = false;
    return new Response(new ReadableStream({
      pull(controller) {
        if (sent) controller.error(new Error("cut"));
        else controller.enqueue(whole.slice(at, at + 1));
        sent = true;
      },
    }, { highWaterMark: 0 }), { status: at > 0 ? 206 : 200 });
  };
  expect(await all(readSealed(file, file.locations, { fetch }))).toEqual(Buffer.from(whole));
  expect(asked).toBeLessThan(10);
});
