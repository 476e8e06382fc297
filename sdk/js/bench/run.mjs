// Runs bench.ts in Node, which it bundles first: node sdk/js/bench/run.mjs [MB] [rounds]
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { build } from "vite";

const here = new URL(".", import.meta.url).pathname;
const dir = await mkdtemp(join(tmpdir(), "latchkey-bench-"));
const threads = [];
try {
  for (const [name, path] of [["bench", "bench.ts"], ["stream", "../lib/stream.ts"], ["worker", "../lib/worker.ts"]]) {
    await build({ configFile: false, logLevel: "error", root: join(here, ".."), build: {
      outDir: dir, emptyOutDir: false, minify: false, target: "es2022",
      lib: { entry: join(here, path), formats: ["es"], fileName: () => `${name}.mjs` } } });
  }
  const load = (name) => import(pathToFileURL(join(dir, name)).href);
  const [{ run }, { Workers }] = [await load("bench.mjs"), await load("stream.mjs")];
  threads.push(...[0, 1].map(() => new Worker(join(dir, "worker.mjs"))));
  const workers = new Workers(threads);
  const [, , mb = "16", rounds = "40"] = process.argv;
  await run({ umbral: createRequire(import.meta.url)("@nucypher/umbral-pre"), workers, size: Number(mb) * 1e6, rounds: Number(rounds) }, console.log);
  workers.close();
} finally {
  for (const t of threads) await t.terminate();
  await rm(dir, { recursive: true });
}
