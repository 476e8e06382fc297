/** A file that is too large to be held in memory, on its way to disk: whole, cancelled, cut off. 136 MB, or LATCHKEY_DOWNLOAD_BYTES. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser } from "playwright-core";
import { strings } from "../../src/strings.ts";
import { buy, connect } from "./steps.ts";
import { startWatcher, type Watcher } from "./watch.ts";
import { end, picture, startBrowser, startWorld, visit, type World } from "./world.ts";

let world: World;
let browser: Browser;
let watcher: Watcher;

beforeAll(async () => {
  [world, browser, watcher] = await Promise.all([startWorld(), startBrowser(), startWatcher()]);
});

afterAll(() => end(browser, watcher, world));

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
