import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium } from "playwright-core";
import { expect, test } from "vitest";
import { bundle } from "./worker.ts";

// The page imports browser.ts, which is bundled for it.
const html = '<!doctype html><meta charset="utf-8"><script type="module" src="/main.mjs"></script>';
const main = `import { story } from "./browser.mjs";
window.result = story(() => new Worker("./worker.mjs", { type: "module" }));`;

test("a browser seals and opens, in its thread and in workers, under a strict policy", async () => {
  const files = new Map([["/", html], ["/main.mjs", main], ["/browser.mjs", await bundle("./browser.ts", "es")], ["/worker.mjs", await bundle("../lib/worker.ts", "es")]]);
  const server = createServer((req, res) => {
    const body = files.get(req.url ?? "");
    res.writeHead(body === undefined ? 404 : 200, {
      "content-type": req.url === "/" ? "text/html" : "text/javascript",
      "content-security-policy": "default-src 'self'", // no eval, no WebAssembly
    }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu",
    "--disable-background-networking", "--no-first-run", "--disable-component-update", "--disable-sync"] });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    expect(await page.evaluate("window.result")).toBe("it opens");
  } finally {
    await browser.close();
    server.close();
  }
});
