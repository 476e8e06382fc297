/** Large files on their way to disk: whole, cancelled, cut off, and gone on with after a reload. 136 MB, which is too large to be held in memory, or LATCHKEY_DOWNLOAD_BYTES. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Browser, Page } from "playwright-core";
import { strings } from "../../src/strings.ts";
import { buy, connect, download } from "./steps.ts";
import { startWatcher, type Watcher } from "./watch.ts";
import { end, picture, startBrowser, startWorld, visit, type World } from "./world.ts";

let world: World;
let browser: Browser;
let watcher: Watcher;

beforeAll(async () => {
  [world, browser, watcher] = await Promise.all([startWorld(), startBrowser(), startWatcher()]);
});

afterAll(() => end(browser, watcher, world));

afterEach(() => { watcher.holdAnswersFrom(Infinity); });

const bytes = Number(process.env["LATCHKEY_DOWNLOAD_BYTES"] ?? 136_000_000);
const s = strings.asset;

test("a large download is whole, or it is none: cancelled, or cut off, it fails and leaves no short file", async () => {
  const goods = Buffer.alloc(bytes);
  for (let at = 0, i = 0; at < bytes; at += 1_000_000, i++) goods.fill(createHash("sha512").update(String(i)).digest(), at, at + 1_000_000);
  await writeFile(join(world.dir, "large.bin"), goods);
  const link = await world.latchkey("seller", "publish", "large.bin", "--title", "Much", "--price", "0.01eth", "--confirmations", "0");
  const v = await visit(browser, `${world.gateway}/#${link.replace("latchkey://", "")}`, { proxy: watcher.proxy });
  await connect(v.page, "buyer");
  await buy(v.page, "0.01 ETH");
  const begin = async () => {
    const event = v.page.waitForEvent("download", { timeout: 120_000 });
    await v.page.getByRole("button", { name: s.download, exact: true }).click();
    return event;
  };

  watcher.holdAnswersFrom(60_000_000);
  const cancelled = await begin();
  await expect.poll(async () => Number(await v.page.getByRole("progressbar").getAttribute("aria-valuenow")), { timeout: 120_000 }).toBeGreaterThan(20);
  await picture(v.page, "downloading");
  await v.page.getByRole("button", { name: strings.cancel }).click();
  expect(await cancelled.failure()).not.toBeNull();
  await v.page.getByRole("button", { name: s.download, exact: true }).waitFor();

  watcher.holdAnswersFrom(60_000_000);
  const broken = await begin();
  await expect.poll(async () => Number(await v.page.getByRole("progressbar").getAttribute("aria-valuenow")), { timeout: 120_000 }).toBeGreaterThan(20);
  watcher.cut();
  expect(await broken.failure()).not.toBeNull();
  await v.page.getByRole("alert").waitFor({ timeout: 120_000 });
  await picture(v.page, "download-failed");

  watcher.holdAnswersFrom(Infinity);
  const whole = await begin();
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(await whole.path())) hash.update(chunk as Buffer);
  expect(hash.digest("hex")).toBe(createHash("sha256").update(goods).digest("hex"));
  await v.page.getByText(s.saved("large.bin")).waitFor();
  await v.close();
}, 600_000);

/** How many bytes of downloads the page keeps. */
const keptIn = (page: Page) => page.evaluate(async () => {
  let sum = 0;
  const count = async (dir: FileSystemDirectoryHandle): Promise<void> => {
    for await (const entry of dir.values()) {
      if (entry.kind === "directory") await count(entry as FileSystemDirectoryHandle);
      else sum += (await (entry as FileSystemFileHandle).getFile()).size;
    }
  };
  await count(await (await navigator.storage.getDirectory()).getDirectoryHandle("fetched", { create: true }));
  return sum;
});

test("a download that a reload breaks off goes on where it was; what is kept meanwhile is sealed, and is thrown away if it is wrong", async () => {
  const piece = 8 << 20;
  const words = "what the file says ";
  const goods = Buffer.alloc(40_000_000, words);
  await writeFile(join(world.dir, "kept.bin"), goods);
  const link = await world.latchkey("seller", "publish", "kept.bin", "--title", "Kept", "--price", "0.01eth", "--confirmations", "0");
  const v = await visit(browser, `${world.gateway}/#${link.replace("latchkey://", "")}`, { proxy: watcher.proxy });
  await connect(v.page, "buyer");
  await buy(v.page, "0.01 ETH");
  const click = () => v.page.getByRole("button", { name: s.download, exact: true }).click();
  // By the page: of what it asks for, a browser may have some in its own cache.
  const asked = () => v.requests.filter((r) => r.url().endsWith(".age")).map((r) => r.headers()["range"]);
  const breakOff = async (at: number, least: number) => {
    watcher.holdAnswersFrom(at);
    await click();
    await expect.poll(() => keptIn(v.page), { timeout: 120_000 }).toBeGreaterThanOrEqual(least);
    await v.page.reload();
    await v.page.getByText(s.yours, { exact: true }).waitFor();
  };

  // Twice, each time further on.
  await breakOff(20_000_000, 2 * piece);
  const first = 2 * piece;
  await v.page.getByText(s.come("17 MB", "40 MB")).waitFor();
  await picture(v.page, "download-kept");
  let before = asked().length;
  await breakOff(10_000_000, first + piece);
  expect(asked().slice(before)).toEqual([`bytes=${first}-`]);

  // Nothing of the text is there.
  const { sha256 } = (JSON.parse(await world.latchkey("buyer", "show", link, "--json")) as { document: { sealed: { sha256: string } } }).document.sealed;
  const kept = await v.page.evaluate(async (name) => {
    const dir = await (await (await navigator.storage.getDirectory()).getDirectoryHandle("fetched")).getDirectoryHandle(name);
    return new TextDecoder("latin1").decode(await (await (await dir.getFileHandle("1")).getFile()).arrayBuffer());
  }, sha256);
  expect(kept.length).toBe(piece);
  expect(kept).not.toContain(words.trim());

  // And then to its end.
  watcher.holdAnswersFrom(Infinity);
  before = asked().length;
  expect(Buffer.compare(await download(v.page), goods)).toBe(0);
  expect(asked().slice(before)).toEqual([`bytes=${first + piece}-`]);
  await v.page.getByText(s.saved("kept.bin")).waitFor();
  expect(await keptIn(v.page)).toBe(0);

  // What was kept is wrong: all of it comes anew, and is right.
  await breakOff(20_000_000, 2 * piece);
  await v.page.evaluate(async (name) => {
    const dir = await (await (await navigator.storage.getDirectory()).getDirectoryHandle("fetched")).getDirectoryHandle(name);
    const file = await dir.getFileHandle("1");
    const out = await file.createWritable({ keepExistingData: true });
    await out.write({ type: "write", position: 1_000_000, data: new Uint8Array(16) });
    await out.close();
  }, sha256);
  watcher.holdAnswersFrom(Infinity);
  expect(Buffer.compare(await download(v.page), goods)).toBe(0);
  expect(asked().at(-1)).toBeUndefined();
  expect(await keptIn(v.page)).toBe(0);
  expect(v.complaints).toEqual([]);
  await v.close();
}, 600_000);
