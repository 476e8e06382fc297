/** What a seller changes afterwards: price, stock, end, file; a folder that is dropped; a price in a token; values that a policy asks for. */
import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser } from "playwright-core";
import { strings } from "../../src/strings.ts";
import { buy, connect, download, lookAt, soldLink } from "./steps.ts";
import { end, picture, startBrowser, startWorld, visit, type World } from "./world.ts";

let world: World;
let browser: Browser;

beforeAll(async () => {
  [world, browser] = await Promise.all([startWorld(), startBrowser()]);
});

afterAll(() => end(browser, world));

const s = strings.sales;
const pageOf = (link: string) => `${world.gateway}/#${link.replace("latchkey://", "")}`;

test("price, stock and end are changed, and a new version is what buyers of before open, too", async () => {
  await writeFile(join(world.dir, "first.txt"), "first edition");
  const link = await world.latchkey("seller", "publish", "first.txt", "--title", "An almanac", "--price", "0.01eth", "--confirmations", "0", "--link", "Ours=https://example.org/");
  await world.latchkey("buyer", "buy", link, "-o", "first-bought.txt");
  const v = await visit(browser, `${world.gateway}/#/sales`);
  await connect(v.page, "seller");
  const change = v.page.getByRole("button", { name: s.changeOf("An almanac") });
  await change.click();
  const dialog = v.page.getByRole("dialog");
  await dialog.getByLabel(s.priceNew("ETH")).fill("0.0x");
  await dialog.getByRole("button", { name: s.setPrice }).click();
  await dialog.getByText(strings.sell.amountBad("ETH")).waitFor();
  await lookAt(v.page, "sales-change");
  await dialog.getByLabel(s.priceNew("ETH")).fill("0.025");
  await dialog.getByLabel(s.priceNew("ETH")).press("Enter");
  await v.page.getByText(s.priceSet("An almanac", "0.025 ETH")).waitFor({ timeout: 120_000 });
  await v.page.getByRole("cell", { name: "0.025 ETH" }).waitFor();

  await change.click();
  await dialog.getByLabel(s.stockLeft).fill("2");
  await dialog.getByLabel(strings.sell.ends).fill("2030-01-31");
  await dialog.getByRole("button", { name: s.setStock }).click();
  await v.page.getByText(s.stockSet("An almanac")).waitFor({ timeout: 120_000 });
  const shown = JSON.parse(await world.latchkey("buyer", "show", link, "--json")) as Record<string, unknown>;
  expect(JSON.stringify(shown)).toContain("25000000000000000");

  await change.click();
  await dialog.getByRole("button", { name: s.newVersion }).click();
  await v.page.getByRole("heading", { name: strings.sell.versionTitle("An almanac") }).waitFor();
  const chooser = v.page.waitForEvent("filechooser");
  await v.page.getByRole("button", { name: strings.sell.chooseFile }).click();
  await (await chooser).setFiles([{ name: "second.txt", mimeType: "text/plain", buffer: Buffer.from("second edition") }]);
  await lookAt(v.page, "sell-version");
  await v.page.getByRole("button", { name: strings.sell.versionSubmit }).click();
  await v.page.getByRole("heading", { name: strings.sell.versionDoneTitle }).waitFor({ timeout: 120_000 });
  await picture(v.page, "sold-version");
  expect(v.complaints).toEqual([]);
  await v.close();

  const old = await visit(browser, pageOf(link));
  await connect(old.page, "buyer");
  expect((await download(old.page)).toString()).toBe("second edition");
  await old.page.getByText(strings.asset.version(2)).waitFor();
  await old.page.getByText(strings.asset.left(2)).waitFor();
  expect(await old.page.getByRole("link", { name: "Ours" }).getAttribute("href")).toBe("https://example.org/");
  await old.close();
  const fresh = await visit(browser, pageOf(link));
  await connect(fresh.page, "buyer2");
  await buy(fresh.page, "0.025 ETH");
  expect((await download(fresh.page)).toString()).toBe("second edition");
  expect(fresh.complaints).toEqual([]);
  await fresh.close();
});

test("a folder that is dropped is sold as a zip file, which has all that was in it", async () => {
  const folder = join(world.dir, "pelicans");
  const files: Record<string, string> = { "one.txt": "this is one", "deep/two.txt": "this is two", "deep/er/ümlaut €.txt": "this is three", "empty.txt": "" };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const v = await visit(browser, `${world.gateway}/#/sell`);
  await connect(v.page, "seller");
  const zone = v.page.getByText(strings.sell.drop, { exact: true });
  await zone.waitFor();
  const box = await zone.boundingBox();
  if (!box) throw new Error("there is nowhere to drop");
  const devtools = await v.context.newCDPSession(v.page);
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) await devtools.send("Input.dispatchDragEvent", { type, x: box.x + box.width / 2, y: box.y + box.height / 2, data });
  await v.page.getByText("pelicans.zip").waitFor();
  await v.page.getByLabel(strings.sell.title, { exact: true }).fill("Pelicans");
  await v.page.getByLabel(strings.sell.amount, { exact: true }).fill("0.01");
  await picture(v.page, "sell-folder");
  await v.page.getByRole("button", { name: strings.sell.submit }).click();
  const link = await soldLink(v.page);
  expect(v.complaints).toEqual([]);
  await v.close();

  const buyer = await visit(browser, link);
  await connect(buyer.page, "buyer");
  await buy(buyer.page, "0.01 ETH");
  const zip = join(world.dir, "pelicans.zip");
  await writeFile(zip, await download(buyer.page));
  await buyer.close();
  // Another program reads it.
  const read = `import json, sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(json.dumps({n: z.read(n).decode() for n in z.namelist() if not n.endswith("/")}))`;
  const inside = JSON.parse(execFileSync("python3", ["-c", read, zip], { encoding: "utf8" })) as Record<string, string>;
  expect(inside).toEqual(Object.fromEntries(Object.entries(files).map(([name, text]) => [`pelicans/${name}`, text])));
});

test("a price in a token is paid by a signature, or where the token takes none, by an allowance", async () => {
  const seller = await visit(browser, `${world.gateway}/#/sell`);
  await connect(seller.page, "seller");
  const chooser = seller.page.waitForEvent("filechooser");
  await seller.page.getByRole("button", { name: strings.sell.chooseFile }).click();
  await (await chooser).setFiles([{ name: "rates.csv", mimeType: "text/csv", buffer: Buffer.from("a,b\n1,2\n") }]);
  await seller.page.getByLabel(strings.sell.title, { exact: true }).fill("Rates");
  await seller.page.getByLabel(strings.sell.amount, { exact: true }).fill("12.5");
  await seller.page.getByLabel(strings.sell.currency).selectOption("token");
  await seller.page.getByLabel(strings.sell.tokenAddress).fill(world.dollars);
  await seller.page.getByText(strings.sell.tokenIs("DUSD")).waitFor();
  await picture(seller.page, "sell-token");
  await seller.page.getByRole("button", { name: strings.sell.submit }).click();
  const link = await soldLink(seller.page);
  await seller.close();

  // With EIP-2612: one transaction. Without, as where the wallet does not sign: two.
  for (const [name, permit] of [["buyer", true], ["buyer2", false]] as const) {
    const v = await visit(browser, link);
    const sent: string[] = [];
    await v.context.route(`${world.rpc}**`, async (route) => {
      const body = route.request().postData() ?? "";
      if (body.includes("eth_sendRawTransaction")) sent.push(body);
      // DOMAIN_SEPARATOR(), 0x3644e515: a token that does not have it takes no permit.
      if (permit || !body.includes("0x3644e515")) {
        await route.continue();
        return;
      }
      const asked = JSON.parse(body) as { id: number; params?: { data?: string }[] } | { id: number; params?: { data?: string }[] }[];
      const answer = (await (await route.fetch()).json()) as unknown;
      const none = new Set([asked].flat().filter((a) => a.params?.[0]?.data?.startsWith("0x3644e515")).map((a) => a.id));
      for (const a of [answer].flat() as { id: number; result?: string }[]) if (none.has(a.id)) a.result = "0x";
      await route.fulfill({ json: answer });
    });
    await connect(v.page, name);
    await buy(v.page, "12.5 DUSD");
    expect(sent.length, name).toBe(permit ? 1 : 2);
    expect((await download(v.page)).toString()).toBe("a,b\n1,2\n");
    await v.close();
  }
  const owed = await visit(browser, `${world.gateway}/#/sales`);
  await connect(owed.page, "seller");
  await owed.page.getByRole("button", { name: s.withdrawOf("24.5 DUSD") }).or(owed.page.getByRole("button", { name: /Withdraw \d.* DUSD/ })).first().click();
  await owed.page.getByText(/DUSD is on its way/).waitFor({ timeout: 120_000 });
  await owed.close();
});
