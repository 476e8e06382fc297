/** What people do on the pages, in the page's own words. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { strings } from "../../src/strings.ts";
import { picture } from "./world.ts";

const s = strings;

/** Connects one of the devnet's accounts, by its name. */
export async function connect(page: Page, name: string): Promise<void> {
  await page.getByRole("banner").getByRole("button", { name: s.wallet.connectLong, exact: true }).click();
  await page.getByRole("button", { name: s.wallet.devnetAccount(name), exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

/** Connects the wallet of giveWallet. */
export async function connectWallet(page: Page): Promise<void> {
  await page.getByRole("banner").getByRole("button", { name: s.wallet.connectLong, exact: true }).click();
  await page.getByRole("button", { name: "Test wallet" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

export interface Offer {
  readonly files: readonly { readonly name: string; readonly mimeType: string; readonly buffer: Buffer }[] | readonly string[];
  readonly title: string;
  readonly price: string;
  readonly unlisted?: boolean;
  readonly description?: string;
}

/** Fills the page of a sale, up to its last button. */
export async function offer(page: Page, { files, title, price, unlisted = false, description }: Offer): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: s.sell.chooseFile }).click();
  await (await chooser).setFiles(files);
  await page.getByLabel(s.sell.title, { exact: true }).fill(title);
  await page.getByLabel(s.sell.amount, { exact: true }).fill(price);
  if (description !== undefined) await page.getByLabel(s.sell.description).fill(description);
  if (unlisted) await page.getByRole("radio", { name: s.sell.unlisted }).check();
}

/** Sells, and resolves to the link that the page shows in the end. */
export async function sell(page: Page, what: Offer): Promise<string> {
  await offer(page, what);
  await page.getByRole("button", { name: s.sell.submit }).click();
  return soldLink(page);
}

/** Waits for the end of a sale, and resolves to its link. */
export async function soldLink(page: Page): Promise<string> {
  const done = page.getByRole("heading", { name: s.sell.doneTitle });
  await done.or(page.getByRole("alert")).first().waitFor({ timeout: 120_000 });
  if (!await done.isVisible()) throw new Error(`no sale: ${await page.getByRole("alert").first().innerText()} ${await page.locator("details pre, details p").allTextContents().then((t) => t.join(" "))}`);
  return page.getByRole("textbox", { name: s.sell.link, exact: true }).inputValue();
}

/** Has the checks done and pays. */
export async function buy(page: Page, price: string): Promise<void> {
  await page.getByRole("button", { name: s.asset.checkNow }).click();
  await page.getByRole("button", { name: s.asset.buy(price) }).click({ timeout: 120_000 });
  await page.getByText(s.asset.yours, { exact: true }).waitFor({ timeout: 120_000 });
}

/** Downloads what is bought, and resolves to its bytes. */
export async function download(page: Page): Promise<Buffer> {
  const event = page.waitForEvent("download", { timeout: 120_000 });
  await page.getByRole("button", { name: s.asset.download, exact: true }).click();
  const path = await (await event).path();
  return readFile(path);
}

interface Violation {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** What axe has against the page as it is. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
  const found = await page.evaluate(async () => {
    const { axe: tool } = window as unknown as { axe: { run: (where: Document, options: object) => Promise<{ violations: Violation[] }> } };
    return (await tool.run(document, { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } })).violations;
  });
  return found.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.html.slice(0, 150)} ${n.failureSummary ?? ""}`).join(" | ")}`);
}

const looks = [["light", 1280], ["dark", 1280], ["light", 360], ["dark", 360]] as const;

/** Looks at the page in both themes and on two widths, and keeps pictures. */
export async function lookAt(page: Page, name: string): Promise<void> {
  for (const [colorScheme, width] of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 800 });
    await page.waitForTimeout(100); // transitions of colours
    const look = `${name}-${colorScheme}-${width}`;
    await picture(page, look);
    expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${look} scrolls sideways`).toBeLessThanOrEqual(0);
    expect.soft(await violations(page), look).toEqual([]);
  }
}
