import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser } from "playwright-core";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { strings } from "../../src/strings.ts";
import { buy, connect } from "./steps.ts";
import { end, startBrowser, startWorld, visit, type World } from "./world.ts";

let world: World;
let browser: Browser;

beforeAll(async () => {
  [world, browser] = await Promise.all([startWorld(), startBrowser()]);
});

afterAll(() => end(browser, world));

const program = fileURLToPath(new URL("../../../bin/latchkey", import.meta.url));
const as = (name: string) => ({ cwd: world.dir, encoding: "utf8" as const, env: { ...process.env, LATCHKEY_CONFIG: world.config, LATCHKEY_WALLET: world.wallets[name] } });

test("what an account opened is gone when it disconnects, and is not the next one's", async () => {
  const told = execFileSync(program, ["publish", "--secret", "--price", "0.01eth", "--title", "A secret"], { ...as("seller"), input: "correct horse battery staple" });
  const place = /latchkey:\/\/(\S+)/.exec(told)?.[1] ?? "";
  const { page, close } = await visit(browser, `${world.gateway}/#${place}`);
  await connect(page, "buyer");
  await buy(page, "0.01 ETH");
  await page.getByRole("button", { name: strings.asset.open, exact: true }).click();
  await page.getByText("correct horse battery staple").waitFor();
  await page.getByRole("banner").getByRole("button").last().click();
  await page.getByRole("button", { name: strings.wallet.disconnect, exact: true }).click();
  await page.getByRole("button", { name: strings.asset.connectToBuy }).waitFor({ timeout: 120_000 });
  expect(await page.content()).not.toContain("correct horse");
  await connect(page, "outsider");
  await page.getByRole("button", { name: strings.asset.checkNow }).waitFor({ timeout: 120_000 });
  expect(await page.getByText(strings.asset.yours, { exact: true }).count()).toBe(0);
  await close();
});

test("what was checked is what is bought: another price is looked at again", async () => {
  const told = execFileSync(program, ["publish", "--secret", "--price", "0.01eth", "--title", "Another", "--json"], { ...as("seller"), input: "x" });
  const { link } = JSON.parse(told) as { link: string };
  const { page, context, close } = await visit(browser, `${world.gateway}/#${link.replace("latchkey://", "")}`);
  await connect(page, "buyer");
  await page.getByRole("button", { name: strings.asset.checkNow }).click();
  await page.getByRole("button", { name: strings.asset.buy("0.01 ETH") }).waitFor({ timeout: 120_000 });
  await world.latchkey("seller", "reprice", link, "0.02eth");
  await page.waitForTimeout(6_000); // until what was read may be read again
  await context.setOffline(true);
  await context.setOffline(false);
  await page.getByText("0.02 ETH").first().waitFor({ timeout: 120_000 });
  await page.getByRole("button", { name: strings.asset.checkNow }).waitFor({ timeout: 120_000 });
  expect(await page.getByRole("button", { name: strings.asset.buy("0.02 ETH") }).count()).toBe(0);
  await close();
});
