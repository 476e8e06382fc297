// sdk/js/bench in a page, for run.mjs: umbral-pre is loaded as bundlers do, and sealing has two workers.
import * as umbral from "@nucypher/umbral-pre/pkg-bundler/umbral_pre_wasm_bg.js";
import wasm from "@nucypher/umbral-pre/pkg-bundler/umbral_pre_wasm_bg.wasm?url";
import SealWorker from "@latchkey/sdk/worker?worker";
import { Workers } from "../../sdk/js/lib/stream.ts";
import { run } from "../../sdk/js/bench/bench.ts";

async function bench(size, rounds) {
  const { instance } = await WebAssembly.instantiateStreaming(fetch(wasm), { "./umbral_pre_wasm_bg.js": umbral });
  umbral.__wbg_set_wasm(instance.exports);
  const workers = new Workers([new SealWorker(), new SealWorker()]);
  const lines = [];
  await run({ umbral, workers, size, rounds }, (line) => { lines.push(line); });
  return lines;
}

globalThis.bench = bench;
