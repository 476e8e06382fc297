/** Payments in escrow: accepted early, disputed and answered, disputed and given back. The committee has half a minute to answer on the chain. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser, Page } from "playwright-core";
import { createPublicClient, http } from "viem";
import { strings } from "../../src/strings.ts";
import { buy, connect, lookAt } from "./steps.ts";
import { end, picture, startBrowser, startWorld, visit, type World } from "./world.ts";

let world: World;
let browser: Browser;

beforeAll(async () => {
  [world, browser] = await Promise.all([startWorld("--grace", "60s"), startBrowser()]);
});

afterAll(() => end(browser, world));

const s = strings.payments;
const words = "tide tables, and a moon";

/** Lists something with an escrow, and resolves to the page's link. */
async function publish(title: string): Promise<string> {
  await writeFile(join(world.dir, "tides.txt"), words + title);
  const link = await world.latchkey("seller", "publish", "tides.txt", "--title", title, "--price", "0.5eth", "--escrow", "10m", "--confirmations", "0");
  return `${world.gateway}/#${link.replace("latchkey://", "")}`;
}

/** Buys as an account, and waits until the page tells of the escrow. */
async function inEscrow(page: Page, account: string): Promise<void> {
  await connect(page, account);
  await buy(page, "0.5 ETH");
  await page.getByText(s.held("0.5 ETH", "").split(" until ")[0] ?? "").waitFor({ timeout: 120_000 });
}

test("who is content pays the seller early", async () => {
  const v = await visit(browser, await publish("Content"));
  await inEscrow(v.page, "buyer");
  await lookAt(v.page, "escrow-held");
  await v.page.getByRole("button", { name: s.accept }).press("Enter");
  await v.page.getByRole("dialog").getByText(s.acceptText("0.5 ETH")).waitFor();
  await lookAt(v.page, "escrow-accept");
  await v.page.keyboard.press("Escape");
  await v.page.getByRole("dialog").waitFor({ state: "detached" });
  await v.page.getByRole("button", { name: s.accept }).click();
  await v.page.getByRole("button", { name: s.acceptNow, exact: true }).click();
  await v.page.getByText(s.accepted("0.5 ETH")).waitFor({ timeout: 120_000 });
  await v.page.getByRole("button", { name: s.accept }).waitFor({ state: "detached", timeout: 120_000 });
  expect(v.complaints).toEqual([]);
  const sales = JSON.parse(await world.latchkey("seller", "sales", "--json")) as unknown;
  expect(JSON.stringify(sales)).toContain("500000000000000000");
  await v.close();
}, 600_000);

test("the nodes answer on the chain: the file is downloaded", async () => {
  const v = await visit(browser, await publish("Answered"));
  await inEscrow(v.page, "buyer");
  await v.page.getByRole("button", { name: s.dispute }).click();
  await v.page.getByRole("dialog").getByText(s.disputeBond).waitFor();
  await lookAt(v.page, "escrow-dispute");
  const event = v.page.waitForEvent("download", { timeout: 120_000 });
  await v.page.getByRole("button", { name: s.disputeNow }).click();
  expect(await readFile(await (await event).path(), "utf8")).toBe(`${words}Answered`);
  await v.page.getByText(/answered on the chain, and 3 had to/).waitFor({ timeout: 120_000 });
  await picture(v.page, "escrow-served");
  expect(v.complaints).toEqual([]);
  await v.close();
}, 600_000);

test("too few answer: the price comes back, also after a reload in the middle", async () => {
  const link = await publish("Unanswered");
  const v = await visit(browser, link);
  await inEscrow(v.page, "buyer2");
  for (const index of [1, 2, 3]) await world.killNode(index);
  await v.page.getByRole("button", { name: s.dispute }).click();
  await v.page.getByRole("button", { name: s.disputeNow }).click();
  await v.page.getByText(s.asked("").split("until")[0] ?? "").waitFor({ timeout: 120_000 });
  await picture(v.page, "escrow-asked");
  await v.page.reload();
  await v.page.getByRole("button", { name: s.refund }).waitFor({ timeout: 150_000 });
  await lookAt(v.page, "escrow-unserved");
  await v.page.getByRole("button", { name: s.refund }).click();
  // The first step is noted; the second is for some blocks later.
  const again = v.page.getByRole("button", { name: s.refund });
  const given = v.page.getByText(s.givenBack("0.5 ETH"), { exact: true });
  for (let i = 0; i < 120 && !(await given.isVisible()); i++) {
    if (await again.isVisible() && await again.isEnabled()) await again.click({ timeout: 5_000 }).catch(() => undefined);
    await v.page.waitForTimeout(1000);
  }
  await given.waitFor({ timeout: 5_000 });
  const chain = createPublicClient({ transport: http(world.rpc) });
  const address = world.accounts["buyer2"]?.address ?? "0x";
  const before = await chain.getBalance({ address });
  await lookAt(v.page, "escrow-refunded");
  await v.page.getByRole("button", { name: strings.sales.withdrawOf("0.5 ETH") }).click();
  await v.page.getByText(strings.sales.withdrawn("0.5 ETH")).waitFor({ timeout: 120_000 });
  expect(await chain.getBalance({ address })).toBeGreaterThan(before + 49n * 10n ** 16n);
  await v.close();
}, 600_000);
