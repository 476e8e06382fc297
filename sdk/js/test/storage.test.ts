import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes } from "@noble/hashes/utils.js";
import { describe, expect, it } from "vitest";
import { fetchSmall, openPlace, readSealed } from "../lib/storage.ts";

const base32 = (b: Uint8Array): string => {
  let bits = "";
  for (const x of b) bits += x.toString(2).padStart(8, "0");
  return (bits.match(/.{1,5}/g) ?? []).map((d) => "abcdefghijklmnopqrstuvwxyz234567".charAt(parseInt(d.padEnd(5, "0"), 2))).join("");
};
const cid = (codec: number, block: Uint8Array): Uint8Array => Uint8Array.of(1, codec, 0x12, 32, ...sha256(block));
const field = (id: number, b: Uint8Array): Uint8Array => Uint8Array.of((id << 3) | 2, ...varint(b.length), ...b);
const varint = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...varint(n >> 7)]);

/** A file of three leaves in two levels, in a folder, and a gateway that has its blocks. */
const leaves = [new Uint8Array(1000).fill(1), new Uint8Array(700).fill(2), new Uint8Array(3).fill(3)];
const [a, b, c] = leaves as [Uint8Array, Uint8Array, Uint8Array];
const node = (links: Uint8Array[], sizes: number[]): Uint8Array => {
  const total = sizes.reduce((x, y) => x + y, 0);
  const inner = Uint8Array.of(8, 2, 0x18, ...varint(total), ...sizes.flatMap((s) => [0x20, ...varint(s)]));
  return concatBytes(...links.map((l) => field(2, field(1, l))), field(1, inner));
};
const inner = node([cid(0x55, a), cid(0x55, b)], [1000, 700]);
const root = node([cid(0x70, inner), cid(0x55, c)], [1700, 3]);
const folder = concatBytes(field(2, concatBytes(field(1, cid(0x70, root)), field(2, new TextEncoder().encode("x.age")))), field(1, Uint8Array.of(8, 1)));
const blocks = new Map([...leaves.map((l) => [0x55, l] as const), [0x70, inner] as const, [0x70, root] as const, [0x70, folder] as const].map(([codec, block]) => [`b${base32(cid(codec, block))}`, block]));
const asked: string[] = [];
const gateway = (change?: string): typeof fetch => (input) => {
  const url = new URL(input as string);
  asked.push(url.href);
  const name = url.pathname.split("/").at(-1) ?? "";
  const block = blocks.get(name);
  if (!block || url.hostname === "dead.example") return Promise.resolve(new Response("", { status: 504 }));
  return Promise.resolve(new Response((name === change && url.hostname === "liar.example" ? block.map((x) => x ^ 1) : block) as BodyInit));
};
const rootCid = `b${base32(cid(0x70, root))}`;
const whole = concatBytes(...leaves);

async function all(place: string, offset: number, more: Parameters<typeof openPlace>[2]): Promise<Uint8Array> {
  const { bytes } = await openPlace(place, offset, more);
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return concatBytes(...chunks);
}

describe("ipfs", () => {
  it.each([0, 1, 999, 1000, 1699, 1702])("is read from byte %d on", async (offset) => {
    for (const place of [`ipfs://${rootCid}`, `ipfs://b${base32(cid(0x70, folder))}/x.age`]) {
      expect(await all(place, offset, { fetch: gateway(), ipfs: ["https://dead.example", "https://good.example/"] })).toEqual(whole.subarray(offset));
    }
  });
  it("fetches no block before the offset", async () => {
    asked.length = 0;
    await all(`ipfs://${rootCid}`, 1700, { fetch: gateway(), ipfs: ["https://good.example"] });
    expect(asked).toHaveLength(2);
  });
  it.each([["a leaf", `b${base32(cid(0x55, b))}`], ["a node", rootCid]])("takes no other bytes for %s", async (_, changed) => {
    const fetch = gateway(changed);
    await expect(all(`ipfs://${rootCid}`, 0, { fetch, ipfs: ["https://liar.example"] })).rejects.toMatchObject({ code: "storageFailed" });
    expect(await all(`ipfs://${rootCid}`, 0, { fetch, ipfs: ["https://liar.example", "https://good.example"] })).toEqual(whole);
  });
});

it.each(["file:///etc/passwd", "s3://bucket/x", "https://me:pw@x.example/", "javascript:alert(1)", `ipfs://${rootCid}`, "ar://short"])("%s is no place for readers", async (place) => {
  await expect(openPlace(place)).rejects.toMatchObject({ code: "badPlace" });
});

describe("a sealed file", () => {
  const file = { sha256: bytesToHex(sha256(whole)), size: whole.length, locations: [] };
  const read = async (locations: string[], fetch: typeof globalThis.fetch): Promise<Uint8Array> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of readSealed(file, locations, { fetch })) chunks.push(chunk);
    return concatBytes(...chunks);
  };
  it("goes on from the same byte at a server with ranges and at one without", async () => {
    const ranges: (string | null)[] = [];
    const fetch: typeof globalThis.fetch = (_, init) => {
      const range = new Headers(init?.headers).get("Range");
      ranges.push(range);
      const from = Number(/\d+/.exec(range ?? "0")?.[0]);
      if (ranges.length === 1) return Promise.resolve(new Response(whole.slice(0, 100) as BodyInit)); // cut, without a length
      if (ranges.length === 2) return Promise.resolve(new Response(whole.slice(from, 300) as BodyInit, { status: 206 }));
      return Promise.resolve(new Response(whole as BodyInit, { headers: { "Content-Length": String(whole.length) } }));
    };
    expect(await read(["https://one.example/x"], fetch)).toEqual(whole);
    expect(ranges).toEqual([null, "bytes=100-", "bytes=300-"]);
  });
  it("of another hash shows no end", async () => {
    const other = whole.slice();
    other[0] = 9;
    const shown: Uint8Array[] = [];
    const reading = async (): Promise<void> => {
      for await (const chunk of readSealed(file, ["https://x.example"], { fetch: () => Promise.resolve(new Response(new Blob([other as BlobPart]).stream())) })) shown.push(chunk);
    };
    await expect(reading()).rejects.toMatchObject({ code: "wrongHash" });
    expect(concatBytes(...shown).length).toBeLessThan(whole.length);
  });
  it("of which a beginning is kept is asked for from there on, and the rest is kept, too", async () => {
    const memory: Uint8Array[] = [whole.slice(0, 600), whole.slice(600, 1000)];
    const fetched = {
      size: 1000, load: async function* () { yield* memory; await Promise.resolve(); },
      save: (bytes: Uint8Array) => { memory.push(bytes.slice()); return Promise.resolve(); }, drop: () => Promise.resolve(),
    };
    const ranges: (string | null)[] = [];
    const fetch: typeof globalThis.fetch = (_, init) => {
      const range = new Headers(init?.headers).get("Range");
      ranges.push(range);
      return Promise.resolve(new Response(whole.slice(Number(/\d+/.exec(range ?? "0")?.[0])) as BodyInit, { status: 206 }));
    };
    const reading = async (): Promise<Uint8Array> => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of readSealed(file, ["https://one.example/x"], { fetch }, fetched)) chunks.push(chunk);
      return concatBytes(...chunks);
    };
    expect(await reading()).toEqual(whole);
    expect(ranges).toEqual(["bytes=1000-"]);
    expect(concatBytes(...memory)).toEqual(whole);
    expect(await reading()).toEqual(whole); // all of it is kept: nobody is asked
    expect(ranges).toHaveLength(1);
    memory[0] = whole.slice(0, 600).map((x) => x ^ 1);
    await expect(reading()).rejects.toMatchObject({ code: "wrongHash" });
    memory.push(Uint8Array.of(0));
    await expect(reading()).rejects.toMatchObject({ code: "wrongHash" });
  });
  it("of another size is refused before a byte is taken", async () => {
    await expect(read(["https://x.example"], () => Promise.resolve(new Response("x", { headers: { "Content-Length": "1" } })))).rejects.toMatchObject({ code: "wrongHash" });
  });
  it("that is nowhere is not found", async () => {
    await expect(read(["https://x.example", "https://y.example"], () => Promise.resolve(new Response("", { status: 404 })))).rejects.toMatchObject({ code: "notFound" });
    await expect(fetchSmall("https://x.example", 1, { fetch: () => Promise.resolve(new Response("xx")) })).rejects.toMatchObject({ code: "storageFailed" });
  });
});
