import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser } from "playwright-core";
import { strings } from "../../src/strings.ts";
import { buy, connect, download, sell } from "./steps.ts";
import { end, picture, startBrowser, startWorld, visit, type World } from "./world.ts";

let world: World;
let browser: Browser;

beforeAll(async () => {
  [world, browser] = await Promise.all([startWorld(), startBrowser()]);
});

afterAll(() => end(browser, world));

const photo = randomBytes(3_000_000);

test("a seller sells, a buyer buys, downloads, and comes back", async () => {
  const seller = await visit(browser, `${world.gateway}/#/sell`);
  await connect(seller.page, "seller");
  const link = await sell(seller.page, { files: [{ name: "photo.jpg", mimeType: "image/jpeg", buffer: photo }], title: "A photo", price: "0.01" });
  await picture(seller.page, "sold");
  expect(seller.complaints).toEqual([]);
  await seller.close();

  const buyer = await visit(browser, link);
  await connect(buyer.page, "buyer");
  await picture(buyer.page, "asset");
  await buy(buyer.page, "0.01 ETH");
  expect(Buffer.compare(await download(buyer.page), photo)).toBe(0);
  await picture(buyer.page, "bought");

  // Later, it opens again, for free, from the library.
  await buyer.page.goto(`${world.gateway}/#/library`);
  await buyer.page.getByRole("link", { name: "A photo" }).click();
  expect(Buffer.compare(await download(buyer.page), photo)).toBe(0);
  expect(buyer.complaints).toEqual([]);
  await buyer.close();

  // The command line opens the same link.
  await world.latchkey("buyer", "buy", link, "-o", "photo.jpg");
  const outsider = await visit(browser, link);
  await connect(outsider.page, "outsider");
  await outsider.page.getByRole("button", { name: strings.asset.checkNow }).waitFor();
  expect(await outsider.page.getByRole("button", { name: strings.asset.download }).count()).toBe(0);
  await outsider.close();
});
