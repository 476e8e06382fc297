/** What leaves a browser, and what gets into its pages. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser, Page } from "playwright-core";
import { strings } from "../../src/strings.ts";
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

test("addresses in a document that are no pages are not led to", async () => {
  const urls = ["javascript:alert(1)", "data:text/html,<script>alert(2)</script>", "JaVaScRiPt:alert(3)", "blob:https://x/1", "vbscript:x", " javascript:alert(4)", "file:///etc/passwd"];
  await writeFile(join(world.dir, "led.txt"), "led");
  const link = await world.latchkey("seller", "publish", "led.txt", "--title", "Led astray", "--price", "0.01eth", "--link", "Fine=https://example.org/fine");
  const shown = await world.latchkey("buyer", "show", link, "--json");
  // The document as it is stored, with other addresses; its hash is what the chain says, so the chain is made to agree by an answer in between.
  const folder = join(world.dir, "world", "files");
  const name = (await readdir(folder, { recursive: true })).find((n) => shown.includes(n) && !n.endsWith(".age")) ?? "";
  const stored = await readFile(join(folder, name));
  const was = createHash("sha256").update(stored).digest("hex");
  const at = `${world.gateway}/#${link.replace("latchkey://", "")}`;
  for (const url of urls) {
    const words = Buffer.from(stored.toString().replace('"https://example.org/fine"', JSON.stringify(url)));
    expect(words.equals(stored)).toBe(false);
    await writeFile(join(folder, name), words);
    const now = createHash("sha256").update(words).digest("hex");
    watcher.answer = async (one) => {
      if (one.url.replace(/\/$/, "") !== world.rpc.replace(/\/$/, "")) return undefined;
      const answer = await (await fetch(world.rpc, { method: "POST", headers: { "Content-Type": "application/json" }, body: one.body.toString() })).text();
      return answer.replaceAll(was, now);
    };
    const guest = await visit(browser, at, { proxy: watcher.proxy });
    // A document with such an address is none: the page says so, and shows nothing of it.
    await guest.page.getByRole("alert").getByText(strings.problems.badDocument.what).waitFor();
    expect(await guest.page.evaluate(() => [...document.links].map((a) => a.href).filter((href) => !/^https?:/.test(href)))).toEqual([]);
    await guest.close();
  }
  // That the way in between works: the document as it was is shown, with its address.
  watcher.answer = null;
  await writeFile(join(folder, name), stored);
  const guest = await visit(browser, at);
  expect(await guest.page.getByRole("link", { name: "Fine" }).getAttribute("href")).toBe("https://example.org/fine");
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

/** Gives the page out from a folder of another web server, after some change to its files. */
async function elsewhere(change: (name: string, bytes: Buffer) => Buffer = (_name, bytes) => bytes, gateway = world.gateway): Promise<{ at: string; close: () => void }> {
  const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
  const types: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json" };
  const server = createServer((request, response) => {
    const name = (request.url ?? "").replace(/^\/some\/folder\//, "").replace(/[?#].*$/, "") || "index.html";
    if (name === "config.json") {
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ gateway }));
      return;
    }
    if (name === "v1/info") { // of a gateway without anything behind it
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ worlds: [{ chainId: String(world.chainId), market: world.market, committees: world.market }], gateways: [] }));
      return;
    }
    readFile(join(dist, name)).then(
      (bytes) => response.writeHead(200, { "Content-Type": types[extname(name)] ?? "application/octet-stream" }).end(change(name, bytes)),
      () => response.writeHead(404).end(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { at: `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/folder/`, close };
}

test("a part of the page that is loaded later and has other bytes is refused, and so is one that only others import", async () => {
  for (const part of [/^assets\/browse-/, /^assets\/gateway-/]) {
    let changed = 0;
    const { at, close } = await elsewhere((name, bytes) => {
      if (!part.test(name)) return bytes;
      changed++;
      return Buffer.concat([bytes, Buffer.from("\n;globalThis.changed=true;")]);
    }, ".");
    const guest = await visit(browser, at);
    await guest.page.getByRole("heading", { level: 1, name: strings.home.title }).waitFor();
    expect(guest.complaints).toEqual([]);
    await guest.page.getByRole("navigation").getByRole("link", { name: strings.nav.browse }).click();
    await guest.page.getByRole("alert").getByText(strings.failures.part.what).waitFor({ timeout: 120_000 });
    await picture(guest.page, "part-refused");
    expect(await guest.page.evaluate(() => "changed" in globalThis)).toBe(false);
    expect(changed).toBeGreaterThan(0);
    expect(guest.complaints.join()).toMatch(/integrity/i);
    await guest.close();
    close();
  }
});

test("each part that is loaded later is loaded with its hash", async () => {
  const dist = fileURLToPath(new URL("../../dist/assets/", import.meta.url));
  const { at, close } = await elsewhere();
  const guest = await visit(browser, `${at}#/sell`);
  for (const route of ["browse", "library", "sales", "network", "about"]) await guest.page.goto(`${at}#/${route}`);
  await guest.page.waitForLoadState("networkidle");
  const asked = guest.requests.filter((r) => r.resourceType() === "script").map((r) => new URL(r.url()).pathname.split("/").pop() ?? "");
  const tags = await guest.page.evaluate(() => [...document.querySelectorAll<HTMLLinkElement | HTMLScriptElement>("script, link[rel=modulepreload]")].map((tag) => ("src" in tag ? tag.src : tag.href).split("/").pop() ?? "").concat(
    [...document.querySelectorAll<HTMLLinkElement>("link[rel=modulepreload]")].filter((tag) => tag.integrity === "").map((tag) => `${tag.href} without a hash`)));
  expect(asked.length).toBeGreaterThan(20);
  expect(asked.filter((name) => !tags.includes(name))).toEqual([]);
  expect(tags.filter((tag) => tag.endsWith("without a hash"))).toEqual([]);
  for (const name of new Set(asked)) {
    const integrity = await guest.page.evaluate((n) => document.querySelector<HTMLLinkElement | HTMLScriptElement>(`script[src$="${n}"], link[href$="${n}"]`)?.integrity, name);
    expect(integrity, name).toBe(`sha384-${createHash("sha384").update(await readFile(join(dist, name))).digest("base64")}`);
  }
  expect(guest.complaints).toEqual([]);
  await guest.close();
  close();
});

test("any web server can give the page out, from any folder; its config.json names the gateway", async () => {
  const { at, close } = await elsewhere();
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
  close();
});
