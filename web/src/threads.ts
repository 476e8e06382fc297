import type { Workers } from "@latchkey/sdk/stream";

/** Threads that seal and open, beside the page's own: at most four, and whoever started them ends them. */
export async function threads(): Promise<{ workers: Workers; end: () => void }> {
  const [{ Workers }, { default: SealWorker }] = await Promise.all([import("@latchkey/sdk/stream"), import("@latchkey/sdk/worker?worker")]);
  const count = Math.max(1, Math.min(4, navigator.hardwareConcurrency - 1));
  const started = Array.from({ length: count }, () => new SealWorker({ name: "latchkey-seal" }));
  const workers = new Workers(started);
  return { workers, end: () => { workers.close(); for (const w of started) w.terminate(); } };
}
