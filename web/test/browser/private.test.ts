/** What leaves a browser, and what gets into its pages. */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser, Page } from "playwright-core";
import { buy, connect, download, sell } from "./steps.ts";
import { textOf, startWatcher, type Watcher } from "./watch.ts";
import { end, picture, startBrowser, startWorld, visit, type World } from "./world.ts";

let world: World;
let browser: Browser;
let watcher: Watcher;

beforeAll(async () => {
  [world, browser, watcher] = await Promise.all([startWorld(), startBrowser(), startWatcher()]);
});

afterAll(() => end(browser, watcher, world));

const marker = "what-nobody-else-may-read";
const secret = Buffer.from(`${marker}-in-the-file `.repeat(20_000));

/** The hosts of the devnet: nothing else has any business in a visit. */
const hosts = (): Set<string> => new Set([world.gateway, world.rpc, world.files, ...world.nodes.map((n) => n.url)].map((u) => new URL(u).host));

test("of an unlisted sale, nothing that opens it is sent to anybody, and nobody else is asked", async () => {
  const seller = await visit(browser, `${world.gateway}/#/sell`, { proxy: watcher.proxy });
  await connect(seller.page, "seller");
  const files = [{ name: `${marker}.txt`, mimeType: "text/plain", buffer: secret }];
  const link = await sell(seller.page, { files, title: `Title ${marker}`, price: "0.01", unlisted: true });
  await picture(seller.page, "sold-unlisted");
  const buyer = await visit(browser, link, { proxy: watcher.proxy });
  await buyer.page.getByRole("heading", { name: `Title ${marker}` }).waitFor();
  await connect(buyer.page, "buyer");
  await buy(buyer.page, "0.01 ETH");
  expect(Buffer.compare(await download(buyer.page), secret)).toBe(0);
  for (const route of ["#/library", "#/network", "#/browse", "#/about"]) {
    await buyer.page.goto(`${world.gateway}/${route}`);
    await buyer.page.waitForLoadState("networkidle");
  }
  expect([...seller.complaints, ...buyer.complaints]).toEqual([]);
  await seller.close();
  await buyer.close();

  const key = link.split("/").pop() ?? "";
  expect(key).toMatch(/^[\w-]{43}$/);
  const raw = Buffer.from(key, "base64url");
  const forbidden = [new URL(link).hash, key, raw.toString("hex"), raw.toString("hex").toUpperCase(), raw.toString("base64").replace(/=+$/, ""), raw.toString("latin1"), encodeURIComponent(key), marker, Buffer.from(marker).toString("hex")];
  const texts = watcher.seen.map(textOf);
  for (const word of forbidden) expect(texts.filter((t) => t.includes(word)).map((t) => t.slice(0, 200)), JSON.stringify(word)).toEqual([]);
  // That it would have been seen: the sealed file was, and so was who paid.
  expect(watcher.seen.reduce((n, r) => n + (r.method === "PATCH" ? r.bytes : 0), 0)).toBeGreaterThan(secret.length);
  expect(texts.some((t) => t.includes("eth_sendRawTransaction"))).toBe(true);
  const known = hosts();
  expect(watcher.seen.filter((r) => r.method === "CONNECT" || !known.has(new URL(r.url).host)).map((r) => `${r.method} ${r.url}`)).toEqual([]);
});

const hostile = {
  title: "<img src=x onerror=alert(1)> \u{1F511}",
  description: "<script>alert(2)</script> [me](javascript:alert(3)) <a href=\"javascript:alert(4)\">here</a> \u202egnp.exe",
};

/** Whether anything of the hostile words has become more than words. */
const alive = (page: Page) => page.evaluate(() => ({
  images: [...document.images].map((i) => i.getAttribute("src") ?? "").filter((src) => !/^(data|blob):|^\.\//.test(src)),
  links: [...document.links].map((a) => a.getAttribute("href") ?? "").filter((href) => /script/i.test(href)),
  scripts: [...document.scripts].filter((s) => s.src === "").length,
}));

test("what sellers write stays text, and nothing runs that is not the page's own", async () => {
  const description = `${hostile.description} plain end`;
  const seller = await visit(browser, `${world.gateway}/#/sell`);
  await connect(seller.page, "seller");
  const link = await sell(seller.page, { files: [{ name: "\u202egnp.exe", mimeType: "text/html", buffer: Buffer.from("<h1>x") }], title: hostile.title, price: "0", description });
  await seller.close();
  const guest = await visit(browser, link);
  await guest.page.evaluate(() => { addEventListener("securitypolicyviolation", (e) => { console.error("policy", e.violatedDirective, e.blockedURI); }); });
  guest.page.on("dialog", (d) => { guest.complaints.push(d.message()); void d.dismiss(); });
  await guest.page.getByRole("heading", { name: hostile.title }).waitFor();
  expect(await guest.page.getByRole("article").innerText()).toContain(`${hostile.description.replace("\u202e", "")} plain end`);
  await picture(guest.page, "hostile");
  expect(await alive(guest.page)).toEqual({ images: [], links: [], scripts: 0 });
  await guest.page.goto(`${world.gateway}/#/browse`);
  await guest.page.getByRole("link", { name: hostile.title }).waitFor();
  expect(await alive(guest.page)).toEqual({ images: [], links: [], scripts: 0 });
  expect(guest.complaints).toEqual([]);
  await guest.close();
});

test("the page is served under a strict policy, and names the hash of each file that it loads", async () => {
  const answer = await fetch(`${world.gateway}/`);
  const policy = answer.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
  expect(policy).not.toMatch(/unsafe|script-src[^;]*\*/);
  const tags = (await answer.text()).match(/<(script|style|link)\b[^>]*>/g) ?? [];
  expect(tags.filter((t) => t.startsWith("<style"))).toEqual([]);
  for (const tag of tags.filter((t) => /^<script|stylesheet|modulepreload/.test(t))) expect(tag).toMatch(/integrity="sha384-[\w+/]{64}"/);
  expect(tags.some((t) => t.startsWith("<script"))).toBe(true);
});

test("any web server can give the page out, from any folder; its config.json names the gateway", async () => {
  const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
  const types: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json" };
  const server = createServer((request, response) => {
    const name = (request.url ?? "").replace(/^\/some\/folder\//, "").replace(/[?#].*$/, "") || "index.html";
    if (name === "config.json") {
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ gateway: world.gateway }));
      return;
    }
    readFile(join(dist, name)).then(
      (bytes) => response.writeHead(200, { "Content-Type": types[extname(name)] ?? "application/octet-stream" }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/folder/`;
  const seller = await visit(browser, `${at}#/sell`);
  await connect(seller.page, "seller");
  const files = [{ name: "elsewhere.txt", mimeType: "text/plain", buffer: secret }];
  const link = await sell(seller.page, { files, title: "Sold elsewhere", price: "0.01" });
  expect(link.startsWith(`${at}#`)).toBe(true);
  await seller.close();
  const buyer = await visit(browser, link);
  await connect(buyer.page, "buyer");
  await buy(buyer.page, "0.01 ETH");
  expect(Buffer.compare(await download(buyer.page), secret)).toBe(0);
  expect(buyer.complaints).toEqual([]);
  await buyer.close();
  server.closeAllConnections();
  server.close();
});
