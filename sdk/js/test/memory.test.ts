import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { bundle } from "./worker.ts";

// Seals and opens as many bytes in a process of its own, compares them by a count, and prints the peak
// of its resident memory in KiB.
const program = (size: number) => `
import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { Workers, openStream, sealStream } from "./stream.mjs";
const threads = [0, 1].map(() => new Worker(new URL("./worker.mjs", import.meta.url)));
const workers = new Workers(threads);
const key = new Uint8Array(32);
let left = ${size};
const src = new ReadableStream({ pull(c) {
  const n = Math.min(left, 100003);
  if (n === 0) return c.close();
  left -= n;
  c.enqueue(new Uint8Array(n).fill(n));
} });
let n = 0;
for await (const b of openStream(key, sealStream(key, src, { workers }), { workers })) n += b.length;
workers.close();
await Promise.all(threads.map((t) => t.terminate()));
if (n !== ${size}) throw new Error("other bytes came out");
console.log(/VmHWM:\\s*(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]);
`;

// The peak of 256 MiB, or LATCHKEY_SOAK_BYTES, must be that of 16 MiB and a little.
test.runIf(process.platform === "linux")("memory does not grow with the file", async () => {
  const dir = mkdtempSync(join(tmpdir(), "latchkey-memory-"));
  try {
    for (const name of ["stream", "worker"]) writeFileSync(join(dir, `${name}.mjs`), await bundle(`../lib/${name}.ts`, "es"));
    const peak = async (size: number) => {
      writeFileSync(join(dir, "run.mjs"), program(size));
      const { stdout } = await promisify(execFile)(process.execPath, [join(dir, "run.mjs")]);
      return Number(stdout);
    };
    const size = Number(process.env.LATCHKEY_SOAK_BYTES ?? 1 << 28);
    const [small, large] = [await peak(1 << 24), await peak(size)];
    console.log(`peak of resident memory: ${small} KiB for 16 MiB, ${large} KiB for ${size} bytes`);
    expect(large).toBeLessThan(small + (128 << 10));
  } finally {
    rmSync(dir, { recursive: true });
  }
}, 3_600_000);
