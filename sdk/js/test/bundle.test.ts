// What a page that buys has to load: sizes, and nothing that only sellers need.
import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";
import { beforeAll, expect, it } from "vitest";

const root = new URL("..", import.meta.url).pathname;

/** The entry's code with all that it imports at once, minified. */
async function bundle(entry: string): Promise<string> {
  const id = `${root}entry.ts`;
  const out = (await build({
    root, logLevel: "silent", configFile: false, resolve: { conditions: ["source"] },
    plugins: [{ name: "entry", enforce: "pre", resolveId: (source) => (source === id ? id : null), load: (of) => (of === id ? entry : null) }],
    build: { write: false, minify: true, target: "es2022", modulePreload: false, rolldownOptions: { input: id, preserveEntrySignatures: "strict" } },
  })) as Rolldown.RolldownOutput;
  return out.output.map((chunk) => (chunk.type === "chunk" ? chunk.code : "")).join("");
}

let code = "";
beforeAll(async () => {
  code = await bundle(`export { connect, show, checkMarket, check, buy, open } from "./lib/market.ts"; export { parseLink } from "./lib/listing.ts"; export { createClient, http, custom } from "viem";`);
}, 60_000);

it("buying takes less than 120 kB", () => {
  const size = gzipSync(code, { level: 9 }).length;
  console.log(`the bundle for buying has ${code.length} bytes, ${size} with gzip`);
  expect(size).toBeLessThan(120_000);
  expect(code).toContain("latchkey/v1/share");
});

it("and has nothing that only sellers need", () => {
  expect(code).not.toContain("Upload-Offset");
  expect(code).not.toContain("royaltyBps ??");
});

it("nor anything of grants", () => {
  expect(code).not.toContain("latchkey-grant");
  expect(code).not.toContain("/v1/grants");
  expect(code).not.toContain("CFRAG_VERIFICATION");
});

it.each(["browser", "react"])("the example for %s builds", { timeout: 240_000 }, async (name) => {
  const out = (await build({
    root: `${root}examples/${name}`, logLevel: "silent", configFile: false, resolve: { conditions: ["source"] }, build: { write: false, target: "es2022" },
  })) as Rolldown.RolldownOutput;
  expect(out.output.map((o) => o.fileName)).toContain("index.html");
});
