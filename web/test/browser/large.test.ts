/** A sale of many bytes that is paused, reloaded and cut off: what was sent is not sent again. 64 MB, or LATCHKEY_SOAK_BYTES. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser, Page } from "playwright-core";
import { strings } from "../../src/strings.ts";
import { buy, connect, offer, soldLink } from "./steps.ts";
import { startWatcher, type Watcher } from "./watch.ts";
import { end, picture, startBrowser, startWorld, visit, type World } from "./world.ts";

let world: World;
let browser: Browser;
let watcher: Watcher;

beforeAll(async () => {
  [world, browser, watcher] = await Promise.all([startWorld(), startBrowser(), startWatcher()]);
});

afterAll(() => end(browser, watcher, world));

const bytes = Number(process.env["LATCHKEY_SOAK_BYTES"] ?? 64_000_000);
/** What one request of an upload carries at most: so much is sent again where it was cut off. */
const piece = 8 << 20;
const s = strings.sell;

/** Writes a file whose pieces differ, and resolves to its SHA-256. */
async function writeLarge(path: string): Promise<string> {
  const hash = createHash("sha256");
  const file = await open(path, "w");
  for (let at = 0, i = 0; at < bytes; i++) {
    const chunk = Buffer.alloc(Math.min(1_000_000, bytes - at), createHash("sha512").update(String(i)).digest());
    hash.update(chunk);
    await file.write(chunk);
    at += chunk.length;
  }
  await file.close();
  return hash.digest("hex");
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

const uploaded = () => watcher.seen.reduce((n, r) => n + (r.method === "PATCH" ? r.bytes : 0), 0);

async function goOn(page: Page): Promise<void> {
  await page.getByRole("button", { name: s.resume }).click();
}

test("a large sale is paused, reloaded while it is sealed and while it is sent, and goes on; its buyer gets every byte", async () => {
  const file = join(world.dir, "large.bin");
  const digest = await writeLarge(file);
  const v = await visit(browser, `${world.gateway}/#/sell`, { proxy: watcher.proxy });
  v.page.on("dialog", (d) => void d.accept()); // the warning before a page is left that seals
  await connect(v.page, "seller");
  await offer(v.page, { files: [file], title: "Much", price: "0.01" });
  watcher.holdFrom(3 * piece + 1_000_000);
  await v.page.getByRole("button", { name: s.submit }).click();

  // While it is sealed: nothing but the kept sale survives, and the file has to be chosen again.
  await v.page.getByRole("listitem").filter({ hasText: s.steps.seal }).getByText(s.stepsNote.now).waitFor({ state: "attached" });
  await v.page.reload();
  expect(uploaded()).toBe(0);
  await goOn(v.page);
  const chooser = v.page.waitForEvent("filechooser");
  await v.page.getByRole("button", { name: s.chooseFile }).click();
  await (await chooser).setFiles(file);

  // While it is sent: paused, and gone on with; reloaded, and gone on with.
  await expect.poll(uploaded, { timeout: 120_000 }).toBeGreaterThan(3 * piece);
  await v.page.getByRole("button", { name: s.pause }).click();
  await v.page.getByText(s.paused).waitFor();
  await picture(v.page, "paused");
  watcher.holdFrom(2 * piece + 1_000_000);
  const before = uploaded();
  await goOn(v.page);
  await expect.poll(uploaded, { timeout: 120_000 }).toBeGreaterThan(before + 2 * piece);
  await v.page.reload();
  watcher.holdFrom(Infinity);
  await v.page.getByText(s.unfinished).waitFor();
  await picture(v.page, "unfinished");
  await goOn(v.page);
  const link = await soldLink(v.page);
  const sealed = bytes + 16 * Math.ceil(bytes / 65_536);
  expect(uploaded()).toBeGreaterThan(sealed);
  expect(uploaded()).toBeLessThan(sealed + 2 * piece + 100_000);
  expect(v.complaints).toEqual([]);
  await v.close();

  const buyer = await visit(browser, link);
  await connect(buyer.page, "buyer");
  await buy(buyer.page, "0.01 ETH");
  const event = buyer.page.waitForEvent("download", { timeout: 600_000 });
  await buyer.page.getByRole("button", { name: strings.asset.download, exact: true }).click();
  const heap = await mostMemory(buyer.page, async () => hashOf(await (await event).path()));
  expect(heap.result).toBe(digest);
  // Up to 128 MiB are held back until all of it is right; beyond, they stream.
  expect(heap.most).toBeLessThan(300 << 20);
  expect(buyer.complaints).toEqual([]);
  await buyer.close();
}, 900_000);

/** Runs something, and looks meanwhile how much memory the page's JavaScript has. */
async function mostMemory<T>(page: Page, run: () => Promise<T>): Promise<{ result: T; most: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  let most = 0;
  const over = new AbortController();
  const watching = (async () => {
    while (!over.signal.aborted) {
      const { usedSize, backingStorageSize = 0 } = (await session.send("Runtime.getHeapUsage")) as { usedSize: number; backingStorageSize?: number };
      most = Math.max(most, usedSize + backingStorageSize);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  const result = await run();
  over.abort();
  await watching;
  return { result, most };
}
