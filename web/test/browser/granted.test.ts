/** A sealed file that somebody grants to an account of the page: it is opened here, by nodes that cannot read it, until it is taken back. */
import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser, Page } from "playwright-core";
import { strings } from "../../src/strings.ts";
import { connect, lookAt } from "./steps.ts";
import { giveWallet } from "./wallet.ts";
import { startWatcher, textOf, type Watcher } from "./watch.ts";
import { end, picture, startBrowser, startWorld, visit, type World } from "./world.ts";

let world: World;
let browser: Browser;
let watcher: Watcher;

beforeAll(async () => {
  [world, browser, watcher] = await Promise.all([startWorld(), startBrowser(), startWatcher()]);
});

afterAll(() => end(browser, watcher, world));

const s = strings.granted;
const words = randomBytes(300_000);

async function choose(page: Page, path: string): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: s.choose }).click();
  await (await chooser).setFiles(path);
}

/** Opens what is chosen, and resolves to its bytes. */
async function open(page: Page): Promise<Buffer> {
  const event = page.waitForEvent("download", { timeout: 120_000 });
  await page.getByRole("button", { name: s.open, exact: true }).click();
  const download = await event;
  expect(download.suggestedFilename()).toBe("memo.pdf");
  await page.getByText(s.saved("memo.pdf")).waitFor();
  return readFile(await download.path());
}

test("a file that the command line grants opens on the page, until it is revoked", async () => {
  const nodes = world.nodes.map((n) => n.url);
  const sealed = join(world.dir, "memo.pdf.age");
  await writeFile(join(world.dir, "memo.pdf"), words);
  const owner = await world.latchkey("seller", "recipient", "--grants", "--nodes", nodes.slice(0, 3).join(","));
  await world.latchkey("seller", "seal", "-r", owner, "-o", sealed, "memo.pdf");
  const account = world.accounts["seller"]?.address.toLowerCase() ?? "";

  const { page, complaints, close } = await visit(browser, `${world.gateway}/#/library`, { proxy: watcher.proxy });
  await page.getByRole("heading", { name: s.title }).waitFor();
  await choose(page, join(world.dir, "memo.pdf"));
  await page.getByText(s.notSealed.what).waitFor();
  await choose(page, sealed);
  await page.getByText(`${s.owner} ${account}`).waitFor();
  await lookAt(page, "granted-guest");
  await page.getByRole("button", { name: s.connect }).click();
  await page.getByRole("button", { name: strings.wallet.devnetAccount("buyer"), exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });

  await page.getByRole("button", { name: s.keyShow }).click();
  const key = await page.getByRole("textbox", { name: s.keyLabel, exact: true }).inputValue();
  expect(key).toBe(await world.latchkey("buyer", "reader"));
  expect(complaints).toEqual([]);

  await page.getByRole("button", { name: s.open, exact: true }).click();
  await page.getByRole("alert").getByText(s.notGranted(account).what).waitFor();
  await page.getByRole("alert").getByText(s.notGranted(account).next).waitFor();
  await lookAt(page, "granted-refused");

  await world.latchkey("seller", "grant", sealed, "--to", key);
  expect((await open(page)).equals(words)).toBe(true);
  await lookAt(page, "granted-opened");

  // By the keyboard alone, and by dropping it.
  await page.reload();
  const zone = page.getByText(s.drop, { exact: true });
  await zone.scrollIntoViewIfNeeded();
  const box = await zone.boundingBox();
  if (!box) throw new Error("there is nowhere to drop");
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [sealed], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) await devtools.send("Input.dispatchDragEvent", { type, x: box.x + box.width / 2, y: box.y + box.height / 2, data });
  await page.getByText(`${s.owner} ${account}`).waitFor();
  await page.getByRole("button", { name: s.open, exact: true }).waitFor(); // the wallet is connected again
  await page.getByLabel(s.ticket).focus();
  await page.keyboard.press("Tab");
  const event = page.waitForEvent("download", { timeout: 120_000 });
  await page.keyboard.press("Enter");
  expect((await readFile(await (await event).path())).equals(words)).toBe(true);

  // A node that lies is named, and done without.
  const [first = ""] = nodes;
  watcher.answer = async (seen) => {
    if (!seen.url.startsWith(`${first}/v1/grants/`)) return undefined;
    const answer = (await (await fetch(seen.url, { method: "POST", headers: { "Content-Type": "application/json" }, body: seen.body.toString() })).json()) as { capsuleFragments: string[] };
    return JSON.stringify({ ...answer, capsuleFragments: answer.capsuleFragments.map((f) => f.slice(0, 600) + (f.startsWith("0", 600) ? "1" : "0") + f.slice(601)) });
  };
  expect((await open(page)).equals(words)).toBe(true);
  await page.getByText(s.wrongNode(first)).waitFor();
  watcher.answer = null;

  // Granted at other nodes: the ticket tells which.
  await world.latchkey("seller", "revoke", sealed, "--to", key);
  const { ticket } = JSON.parse(await world.latchkey("seller", "grant", sealed, "--to", key, "--nodes", nodes.slice(3).join(","), "--json")) as { ticket: string };
  await page.getByLabel(s.ticket).fill("latchkey-ticket:00");
  await page.getByRole("button", { name: s.open, exact: true }).click();
  await page.getByText(s.ticketBad).waitFor();
  await page.getByLabel(s.ticket).fill(` ${ticket} `);
  expect((await open(page)).equals(words)).toBe(true);

  await world.latchkey("seller", "revoke", sealed, "--to", key, "--nodes", nodes.slice(3).join(","));
  await page.getByRole("button", { name: s.open, exact: true }).click();
  await page.getByRole("alert").getByText(s.notGranted(account).what).waitFor();
  await picture(page, "granted-revoked");

  // Another account is not let in, and the owner needs no node.
  await page.getByRole("banner").getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("button", { name: strings.wallet.disconnect }).click();
  await connect(page, "seller");
  expect((await open(page)).equals(words)).toBe(true);
  await close();

  // The site's own server learned nothing of it, and nobody anything but which grant was asked for.
  const asked = watcher.seen.filter((one) => /\/v1\/grants/.test(one.url));
  expect(asked.length).toBeGreaterThan(3);
  for (const one of asked) {
    expect(nodes).toContain(new URL(one.url).origin);
    expect(one.method === "OPTIONS" || one.body.toString() === "{}").toBe(true);
  }
  const texts = watcher.seen.map(textOf);
  expect(texts.some((t) => t.includes(key) || t.includes("age-encryption.org"))).toBe(false);
});

test("a wallet on any network signs for it, and one that rejects is told of", async () => {
  const seller = world.accounts["seller"];
  if (!seller) throw new Error("there is no seller");
  const v = await visit(browser, `${world.gateway}/#/library`);
  const person = await giveWallet(v.context, world, seller);
  person.chainId = 1;
  await v.page.reload();
  await v.page.getByRole("banner").getByRole("button", { name: strings.wallet.connectLong, exact: true }).click();
  await v.page.getByRole("button", { name: "Test wallet" }).click();
  await v.page.getByRole("dialog").waitFor({ state: "detached" });
  person.chainId = 1; // connecting may have switched it
  await v.page.reload();
  await choose(v.page, join(world.dir, "memo.pdf.age"));
  person.rejectNext = "eth_signTypedData_v4";
  await v.page.getByRole("button", { name: s.open, exact: true }).click();
  await v.page.getByRole("alert").getByText(strings.problems.rejected.what).waitFor();
  expect((await open(v.page)).equals(words)).toBe(true);
  expect(person.chainId).toBe(1);
  await v.close();
});

/** So many bytes are not held in memory. 136 MB, or LATCHKEY_DOWNLOAD_BYTES. */
const bytes = Number(process.env["LATCHKEY_DOWNLOAD_BYTES"] ?? 136_000_000);

test("a large file is streamed to disk, once it is known to open", async () => {
  const goods = Buffer.alloc(bytes);
  for (let at = 0, i = 0; at < bytes; at += 1_000_000, i++) goods.fill(createHash("sha512").update(String(i)).digest(), at, at + 1_000_000);
  await writeFile(join(world.dir, "large.bin"), goods);
  const owner = await world.latchkey("seller", "recipient", "--grants", "--nodes", world.nodes.map((n) => n.url).join(","));
  const sealed = join(world.dir, "large.bin.age");
  await world.latchkey("seller", "seal", "-r", owner, "-o", sealed, "large.bin");
  const { page, close } = await visit(browser, `${world.gateway}/#/library`);
  await connect(page, "buyer");
  await choose(page, sealed);
  let downloads = 0;
  page.on("download", () => downloads++);
  await page.getByRole("button", { name: s.open, exact: true }).click();
  await page.getByRole("alert").waitFor();
  expect(downloads).toBe(0);
  await world.latchkey("seller", "grant", sealed, "--to", await world.latchkey("buyer", "reader"));
  const begin = async () => {
    const event = page.waitForEvent("download", { timeout: 120_000 });
    await page.getByRole("button", { name: s.open, exact: true }).click();
    return event;
  };
  const cancelled = await begin();
  await page.getByRole("button", { name: strings.cancel }).click();
  expect(await cancelled.failure()).not.toBeNull();
  const whole = await begin();
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(await whole.path())) hash.update(chunk as Buffer);
  expect(hash.digest("hex")).toBe(createHash("sha256").update(goods).digest("hex"));
  await page.getByText(s.saved("large.bin")).waitFor();
  await close();
}, 600_000);
