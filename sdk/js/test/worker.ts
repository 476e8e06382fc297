// Workers of Node that run lib/worker.ts, which is bundled for them.
import { Worker } from "node:worker_threads";
import { build, type Rolldown } from "vite";

/** Bundles a module, named from here, into one file. */
export async function bundle(module: string, format: "iife" | "es"): Promise<string> {
  const out = (await build({
    configFile: false, logLevel: "error",
    build: { write: false, minify: false, target: "es2022", rolldownOptions: { output: { codeSplitting: false } }, lib: { entry: new URL(module, import.meta.url).pathname, formats: [format], name: "it" } },
  })) as Rolldown.RolldownOutput[];
  const code = out[0]?.output[0].code;
  if (code === undefined) throw new Error(`${module} does not build`);
  return code;
}

/** Starts a worker that runs a script. */
export function startWorker(source: string): Worker {
  return new Worker(source, { eval: true });
}
