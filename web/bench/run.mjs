// The page's figures, in Debian's chromium: node web/bench/run.mjs [MB] [rounds], after `make build`. How long the largest
// part of a page takes to be there with the processor slowed four times, what is loaded at once, and the SDK beside its peers.
import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, defaultClientConditions, runnerImport } from "vite";

const here = new URL(".", import.meta.url).pathname;
const { module: { startBrowser, startWorld } } = await runnerImport(join(here, "../test/browser/world.ts"), { configFile: false, logLevel: "error" });
const [, , mb = "64", rounds = "10"] = process.argv;
const median = (of) => of.sort((a, b) => a - b)[of.length >> 1];

async function paints(browser, url) {
  const all = [];
  for (let i = 0; i < 5; i++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    await page.goto(url);
    await page.waitForLoadState("networkidle");
    all.push(await page.evaluate(() => new Promise((resolve) => {
      new PerformanceObserver((list) => { resolve(list.getEntries().at(-1).startTime); }).observe({ type: "largest-contentful-paint", buffered: true });
    })));
    await context.close();
  }
  return `${(median(all) / 1000).toFixed(2)} s (of 5: ${all.map((ms) => (ms / 1000).toFixed(2)).join(" ")})`;
}

const browser = await startBrowser();
const dir = await mkdtemp(join(tmpdir(), "latchkey-bench-"));
try {
  const world = await startWorld();
  try {
    await writeFile(join(world.dir, "rain.csv"), "day,mm\n");
    const link = await world.latchkey("seller", "publish", "rain.csv", "--title", "Rain in Lisbon", "--description", "One line for each day.", "--price", "0.01eth");
    console.log("largest contentful paint, processor slowed 4 times (at most 1.5 s)");
    console.log(`  home     ${await paints(browser, `${world.gateway}/`)}`);
    console.log(`  listing  ${await paints(browser, `${world.gateway}/#${link.replace("latchkey://", "")}`)}`);
  } finally {
    await world.stop();
  }
  const html = await readFile(join(here, "../dist/index.html"), "utf8");
  let initial = 0;
  for (const [, file] of html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)) initial += gzipSync(await readFile(join(here, "../dist", file)), { level: 9 }).length;
  console.log(`initial script  ${(initial / 1000).toFixed(1)} kB gzip (at most 200)`);

  await build({ configFile: false, logLevel: "error", root: here, base: "./", resolve: { conditions: ["source", ...defaultClientConditions] }, worker: { format: "es" }, build: { outDir: dir, target: "es2022" } });
  const types = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    const file = createReadStream(join(dir, path === "/" ? "index.html" : path));
    file.on("error", () => { response.writeHead(404).end(); });
    file.on("open", () => { response.writeHead(200, { "Content-Type": types[extname(path)] ?? "text/html" }); });
    file.pipe(response);
  });
  await new Promise((resolve) => { server.listen(0, "127.0.0.1", resolve); });
  try {
    const page = await browser.newPage();
    page.on("pageerror", (e) => { console.error(e); });
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction(() => "bench" in globalThis);
    for (const line of await page.evaluate(([size, n]) => globalThis.bench(size, n), [Number(mb) * 1e6, Number(rounds)])) console.log(line);
  } finally {
    server.closeAllConnections();
    server.close();
  }
} finally {
  await browser.close();
  await rm(dir, { recursive: true });
}
