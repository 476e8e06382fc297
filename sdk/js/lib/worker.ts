/**
 * The module that workers run for {@link Workers}: in a browser
 * `new Worker(new URL("@latchkey/sdk/worker", import.meta.url), { type: "module" })`, or however the
 * bundler names it, and in Node `new Worker(new URL(import.meta.resolve("@latchkey/sdk/worker")))`.
 *
 * @module
 */
import { serve } from "./stream.ts";

interface First { port: MessagePort }
interface NodeThreads { parentPort: { once(type: "message", f: (first: First) => void): void } }
interface NodeProcess { getBuiltinModule?: (name: string) => NodeThreads }

// Not an import: bundlers for browsers would look for it.
const threads = (globalThis as { process?: NodeProcess }).process?.getBuiltinModule?.("node:worker_threads");
if (threads) threads.parentPort.once("message", (first) => { serve(first.port); });
else globalThis.addEventListener("message", (e: MessageEvent<First>) => { serve(e.data.port); }, { once: true });
