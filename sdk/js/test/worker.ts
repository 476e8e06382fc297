// Workers of Node that run lib/worker.ts, which is bundled for them.
import { Worker } from "node:worker_threads";
import { build, type Rolldown } from "vite";

/** Bundles lib/worker.ts into one script. */
export async function workerSource(): Promise<string> {
  const out = (await build({
    configFile: false, logLevel: "error",
    build: { write: false, minify: false, lib: { entry: new URL("../lib/worker.ts", import.meta.url).pathname, formats: ["iife"], name: "worker" } },
  })) as Rolldown.RolldownOutput[];
  const code = out[0]?.output[0].code;
  if (code === undefined) throw new Error("the worker does not build");
  return code;
}

/** Starts a worker that runs a script. */
export function startWorker(source: string): Worker {
  return new Worker(source, { eval: true });
}
