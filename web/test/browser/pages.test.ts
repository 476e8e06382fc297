/** Each page with something on it: WCAG 2.2 AA, dark and light, on a phone and on a desk, by the keyboard alone. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser, Page } from "playwright-core";
import { strings } from "../../src/strings.ts";
import { connect, lookAt, offer } from "./steps.ts";
import { end, startBrowser, startWorld, visit, type World } from "./world.ts";

let world: World;
let browser: Browser;
/** A listing that the buyer has bought, and one that is still for sale. */
let bought: string;
let free: string;

beforeAll(async () => {
  [world, browser] = await Promise.all([startWorld(), startBrowser()]);
  const publish = async (title: string, price: string, ...more: string[]) => {
    await writeFile(join(world.dir, `${title}.txt`), `${title}: rain, every day.\n`);
    return world.latchkey("seller", "publish", `${title}.txt`, "--title", title, "--price", price, "--confirmations", "0", "--tag", "rain", "--tag", "data", ...more);
  };
  const page = (link: string) => `#${link.replace("latchkey://", "")}`;
  const first = await publish("Rain in Lisbon, 1990-2025", "0.01eth", "--description", "One line for each day.\nMeasured on the roof.", "--licence", "CC-BY-4.0", "--link", "The station=https://example.org/station");
  await world.latchkey("buyer", "buy", first, "-o", "rain.txt");
  bought = page(first);
  free = page(await publish("A-title-that-is-as-long-as-titles-may-be-without-any-place-where-a-line-could-break-0123456789-012345", "1.25eth", "--escrow", "24h"));
});

afterAll(() => end(browser, world));

test("every page is fit for everybody, in both themes, at 360 and 1280 pixels", async () => {
  const s = strings;
  const guest = await visit(browser, `${world.gateway}/`);
  // What is there last.
  const pages: [string, string, string][] = [
    ["home", "#/", s.home.title], ["browse", "#/browse", "Rain in Lisbon"], ["network", "#/network", s.network.figures], ["about", "#/about", s.about.here],
    ["asset-guest", free, s.asset.terms], ["missing", "#/nowhere", s.pageTitles.missing],
  ];
  for (const [name, route, last] of pages) {
    await guest.page.goto(`${world.gateway}/${route}`);
    await guest.page.getByRole("main").getByText(last).first().waitFor();
    await guest.page.waitForLoadState("networkidle");
    await lookAt(guest.page, name);
  }
  expect(guest.complaints).toEqual([]);
  await guest.close();

  const seller = await visit(browser, `${world.gateway}/#/sales`);
  await connect(seller.page, "seller");
  await seller.page.getByRole("link", { name: "Rain in Lisbon, 1990-2025" }).first().waitFor();
  await lookAt(seller.page, "sales");
  await seller.page.goto(`${world.gateway}/#/sell`);
  await lookAt(seller.page, "sell");
  await offer(seller.page, { files: [{ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("a") }], title: "", price: "x", unlisted: true });
  await seller.page.getByRole("button", { name: s.sell.submit }).click();
  await seller.page.getByText(s.sell.titleNeeded).waitFor();
  for (const more of await seller.page.locator("main summary").all()) await more.click();
  await lookAt(seller.page, "sell-form");
  expect(seller.complaints).toEqual([]);
  await seller.close();

  const buyer = await visit(browser, `${world.gateway}/#/library`);
  await connect(buyer.page, "buyer");
  await buyer.page.getByRole("link", { name: "Rain in Lisbon, 1990-2025" }).waitFor();
  await lookAt(buyer.page, "library");
  await buyer.page.goto(`${world.gateway}/${bought}`);
  await buyer.page.getByText(s.asset.yours, { exact: true }).waitFor();
  for (const more of await buyer.page.locator("main summary").all()) await more.click();
  await lookAt(buyer.page, "asset-bought");
  await buyer.page.goto(`${world.gateway}/${free}`);
  await buyer.page.getByRole("button", { name: s.asset.checkNow }).click();
  await buyer.page.getByRole("button", { name: s.asset.buy("1.25 ETH") }).waitFor();
  await lookAt(buyer.page, "asset-checked");
  await buyer.page.getByRole("banner").getByRole("button", { name: /^Account/ }).click();
  await buyer.page.getByRole("dialog").waitFor();
  await lookAt(buyer.page, "wallet");
  expect(buyer.complaints).toEqual([]);
  await buyer.close();
});

/** Goes on with the Tab key to what is called name, and presses Enter. */
async function press(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).first().waitFor({ timeout: 120_000 });
  for (let i = 0; i < 80; i++) {
    const at = await page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "");
    if (at === name || at.endsWith(name)) {
      await page.keyboard.press("Enter");
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`the Tab key does not lead to ${name}`);
}

test("with the keyboard alone, something is found, bought and downloaded", async () => {
  const s = strings;
  const v = await visit(browser, `${world.gateway}/${bought}`);
  await v.page.getByRole("heading", { level: 1, name: "Rain" }).waitFor();
  await press(v.page, s.asset.connectToBuy);
  await press(v.page, s.wallet.devnetAccount("outsider"));
  await v.page.getByRole("dialog").waitFor({ state: "detached" });
  await press(v.page, s.asset.checkNow);
  await press(v.page, s.asset.buy("0.01 ETH"));
  await v.page.getByText(s.asset.yours, { exact: true }).waitFor({ timeout: 120_000 });
  const event = v.page.waitForEvent("download");
  await press(v.page, s.asset.download);
  expect(await readFile(await (await event).path(), "utf8")).toBe("Rain in Lisbon, 1990-2025: rain, every day.\n");
  expect(v.complaints).toEqual([]);
  await v.close();
});

test("what the page loads at once is less than 200 kB", async () => {
  const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
  const html = await readFile(join(dist, "index.html"), "utf8");
  const scripts = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map((m) => m[1] ?? "");
  expect(scripts.length).toBeGreaterThan(0);
  const sizes = await Promise.all(scripts.map(async (f) => gzipSync(await readFile(join(dist, f)), { level: 9 }).length));
  expect(sizes.reduce((a, b) => a + b)).toBeLessThan(200_000);
});
