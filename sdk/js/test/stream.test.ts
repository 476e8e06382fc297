import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { afterAll, expect, test } from "vitest";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { DamagedError, Workers, chunkSize, openStream, payloadSize, plainSize, sealStream, sealedChunkSize, serve, type WorkerLike } from "../lib/stream.ts";
import { all, from, pattern, same, sizes } from "./streams.ts";
import { bundle, startWorker } from "./worker.ts";

const source = await bundle("../lib/worker.ts", "iife");
const threads = [startWorker(source), startWorker(source)];
const workers = new Workers(threads);
afterAll(async () => {
  workers.close();
  for (const t of threads) await t.terminate();
});
const key = new Uint8Array(32).fill(5);

test("workers give what one thread gives, and it opens", async () => {
  for (const n of [...sizes, 16 * chunkSize, 16 * chunkSize + 1, 50 * chunkSize + 3]) {
    const plain = pattern(n);
    const sealed = await all(sealStream(key, from(plain, 100_003)));
    expect(sealed.length).toBe(payloadSize(n));
    expect(plainSize(sealed.length)).toBe(n);
    expect(same(await all(sealStream(key, from(plain), { workers })), sealed)).toBe(true);
    for (const w of [undefined, workers]) {
      let done = 0;
      expect(same(await all(openStream(key, from(sealed), { workers: w, progress: (b) => { done += b; } })), plain)).toBe(true);
      expect(done).toBe(sealed.length);
    }
  }
});

test("several streams share workers", async () => {
  const plains = [40, 3, 25, 0].map((n) => pattern(n * chunkSize + n));
  const out = await Promise.all(plains.map((p) => all(openStream(key, sealStream(key, from(p), { workers }), { workers }))));
  out.forEach((b, i) => { expect(same(b, plains[i] ?? key)).toBe(true); });
});

test("age-encryption opens it, and is opened", async () => {
  const id = await generateX25519Identity();
  const e = new Encrypter();
  e.addRecipient(await identityToRecipient(id));
  let fileKey = new Uint8Array(0);
  e.addRecipient({ wrapFileKey: (k) => { fileKey = k.slice(); return []; } });
  const d = new Decrypter();
  d.addIdentity(id);
  for (const n of sizes) {
    const plain = pattern(n);
    const file = await e.encrypt(plain);
    const at = file.length - payloadSize(n);
    const streamKey = hkdf(sha256, fileKey, file.subarray(at - 16, at), new TextEncoder().encode("payload"), 32);
    expect(same(await all(openStream(streamKey, from(file.subarray(at)), { workers })), plain)).toBe(true);
    const ours = await all(sealStream(streamKey, from(plain), { workers }));
    expect(same(ours, file.subarray(at))).toBe(true);
    expect(same(await d.decrypt(Buffer.concat([file.subarray(0, at), ours])), plain)).toBe(true);
  }
});

test("what is damaged gives the whole chunks before, in one thread and in workers", async () => {
  const plain = pattern(40 * chunkSize);
  const sealed = await all(sealStream(key, from(plain)));
  for (const w of [undefined, workers]) {
    for (const chunk of [0, 15, 16, 39]) {
      const bad = sealed.slice();
      bad[chunk * (chunkSize + 16) + 1000] = 255 - (bad[chunk * (chunkSize + 16) + 1000] ?? 0);
      const got: Uint8Array[] = [];
      await expect(all(openStream(key, from(bad), { workers: w }), got)).rejects.toThrow(DamagedError);
      const out = Buffer.concat(got);
      expect(out.length).toBeLessThanOrEqual(chunk * chunkSize);
      expect(out.equals(plain.subarray(0, out.length))).toBe(true);
    }
    for (const cut of [0, 1, 15, 16, 17, chunkSize + 16, sealed.length - chunkSize - 16, sealed.length - 1]) {
      await expect(all(openStream(key, from(sealed.subarray(0, cut)), { workers: w }))).rejects.toThrow(DamagedError);
    }
    await expect(all(openStream(key.map((x) => x + 1), from(sealed), { workers: w }))).rejects.toThrow(DamagedError);
  }
  // An empty last chunk behind others: age refuses it too.
  const more = await all(sealStream(key, from(plain.subarray(0, 2 * chunkSize + 1))));
  const tail = chacha20poly1305(key, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1)).encrypt(new Uint8Array(0));
  await expect(all(openStream(key, from(Buffer.concat([more.subarray(0, 2 * (chunkSize + 16)), tail]))))).rejects.toThrow("cut off or empty");
  await expect(all(openStream(key, from(tail), { first: 2 }))).rejects.toThrow("cut off or empty");
});

test("lengths that no payload has are told", () => {
  for (const n of [0, 1, 15, chunkSize + 16 + 1, chunkSize + 16 + 16, 2 * (chunkSize + 16) + 7]) expect(() => plainSize(n)).toThrow(DamagedError);
  for (const n of [...sizes, 5e9]) expect(plainSize(payloadSize(n))).toBe(n);
});

test("a key of another size is refused", () => {
  for (const n of [0, 16, 31, 33]) expect(() => sealStream(new Uint8Array(n), from(key))).toThrow("key has");
});

test("memory is constant: a slow reader stops the source", async () => {
  for (const w of [undefined, workers]) {
    let read = 0;
    const src = new ReadableStream<Uint8Array>({ pull(c) { c.enqueue(new Uint8Array(chunkSize)); read++; } });
    const r = sealStream(key, src, { workers: w }).getReader();
    await r.read();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(read).toBeLessThan(120); // 16 chunks in each of 5 batches, and what streams hold
    await r.cancel();
  }
});

test("a worker that fails, or is closed, fails the streams", async () => {
  const broken = startWorker("throw new Error('no')");
  const w = new Workers([broken]);
  await expect(all(sealStream(key, from(pattern(100)), { workers: w }))).rejects.toThrow("worker failed");
  await expect(all(sealStream(key, from(pattern(100)), { workers: w }))).rejects.toThrow("worker failed");
  w.close();
  await broken.terminate();
  expect(() => new Workers([])).toThrow("no workers");
  const ended = startWorker(source);
  const e = new Workers([ended]);
  const endless = all(sealStream(key, new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(1000)); } }), { workers: e }));
  setTimeout(() => { void ended.terminate(); }, 50);
  await expect(endless).rejects.toThrow("worker failed");
  e.close();
  const silent: WorkerLike = { postMessage: () => undefined };
  const s = new Workers([silent]);
  const p = all(sealStream(key, from(pattern(100)), { workers: s }));
  setTimeout(() => { s.close(); }, 10);
  await expect(p).rejects.toThrow("closed");
});

test("a worker that is slow has two jobs, and another does the rest", async () => {
  const held: MessageEvent[] = [];
  const ports: MessagePort[] = [];
  const w = new Workers([
    { postMessage: (first) => { const { port } = first as { port: MessagePort }; ports.push(port); port.onmessage = (e) => { held.push(e); }; } },
    { postMessage: (first) => { const { port } = first as { port: MessagePort }; ports.push(port); serve(port); } },
  ]);
  let done = 0;
  const jobs = Array.from({ length: 10 }, (_, first) => w.run({ op: "seal", key, first, last: false, length: 10, room: new Uint8Array(sealedChunkSize) }).then(() => { done++; }));
  await expect.poll(() => done).toBe(8);
  expect(held).toHaveLength(2);
  const [slow] = ports;
  if (slow) serve(slow);
  for (const e of held) slow?.onmessage?.(e);
  await Promise.all(jobs);
  w.close();
});

test("a source that is shorter than where it goes on is an error", async () => {
  await expect(all(sealStream(key, from(new Uint8Array(0)), { first: 1 }))).rejects.toThrow(DamagedError);
});
